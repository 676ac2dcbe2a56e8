//! How names, dates, values and attributions read in a sentence: never finer or stronger than what is on file.

use jiff::civil::Date;

use crate::judge::account::Word;
use crate::judge::view::View;
use crate::record::attribution::{Attribution, Basis, Origin};
use crate::record::kind::attribute::MEDIUM;
use crate::record::name::EntitySlug;
use crate::record::path::Path;
use crate::record::stance::Stance;
use crate::record::time::{Meaning, Relative, When};
use crate::record::value::Value;
use crate::record::value::absence::Absence;
use crate::state::directory::Entity;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl View<'_> {
    /// A directory entry as we write it.
    pub fn name_of(&self, slug: &EntitySlug) -> String {
        self.directory.name(slug).to_owned()
    }

    /// A speaker as we introduce one: "Kremlin spokesman Dmitry Peskov".
    fn introduced(&self, slug: &EntitySlug) -> String {
        let title = self.directory.get(slug).and_then(|entity| entity.title.as_deref());
        title.map_or_else(|| self.name_of(slug), |title| format!("{title} {}", self.name_of(slug)))
    }

    /// A value as it stands in a sentence.
    pub fn value_text(&self, value: &Value) -> String {
        match value {
            Value::Text(text) => text.to_string(),
            Value::Choice(token) => token.replace('_', " "),
            Value::Duration(duration) => {
                let about = if duration.is_about() { "about " } else { "" };
                format!("{about}{}", duration_text(duration.as_str()))
            }
            Value::Entity(slug) | Value::Place(slug) => self.name_of(slug),
            Value::When(when) => when_text(when),
            Value::Count(count) => count.to_string(),
            Value::Item(item) => self.state.item(item).map_or_else(|| item.to_string(), |item| self.subject(item).0),
            Value::Ordinal(ordinal) => format!("the {} of {}", ordinal_text(ordinal.position), ordinal.series.label),
            Value::None(Absence::NotSet) => "not set".to_owned(),
            Value::None(Absence::DoesNotExist) => "none".to_owned(),
        }
    }

    /// What a candidate says, as it stands in a table: its value, or, on the path of an item itself, that it is so.
    pub(crate) fn candidate_text(&self, value: Option<&Value>) -> String {
        value.map_or_else(|| "it is so".to_owned(), |value| self.value_text(value))
    }

    /// The form of a verb that goes with somebody: one says, several say.
    pub(crate) fn verb<'v>(&self, holder: &EntitySlug, one: &'v str, several: &'v str) -> &'v str {
        let plural = self.directory.get(self.directory.canonical(holder)).is_some_and(Entity::is_plural);
        if plural { several } else { one }
    }

    /// The chain from the origin to us, by name.
    pub fn chain(&self, attribution: &Attribution) -> Vec<String> {
        let origin = match &attribution.origin {
            Origin::Entity(slug) => self.introduced(slug),
            Origin::Evidence(item) => self.evidence_name(item),
        };
        let links = attribution.via.iter().map(|link| match (&link.outlet, &link.described) {
            (Some(outlet), _) => self.name_of(outlet),
            (None, Some(described)) => described.to_string(),
            (None, None) => "an unnamed outlet".to_owned(),
        });
        std::iter::once(origin).chain(links).collect()
    }

    /// An evidence item as it stands in a sentence: "a photograph".
    pub fn evidence_name(&self, item: &crate::record::name::ItemKey) -> String {
        let medium =
            crate::record::name::AttributeName::new(MEDIUM).ok().map(|name| Path::item(item.clone()).attribute(name));
        let account = medium.map(|path| self.account(&path));
        let value = account.as_ref().and_then(|account| account.leading()?.value);
        value.map_or_else(|| item.to_string(), |value| format!("a {}", self.value_text(value)))
    }

    /// Who says it, at the end of a sentence: "according to TASS, citing Kremlin spokesman Dmitry Peskov".
    pub fn according_to(&self, attribution: &Attribution) -> String {
        let mut chain = self.chain(attribution);
        chain.reverse();
        match (attribution.basis, chain.as_slice()) {
            (Basis::Unattributed, [outlet]) => {
                format!("{outlet} {}, naming no source", self.verb(&attribution.holder, "reports", "report"))
            }
            (Basis::Unattributed, chain) => format!("according to {}, which names no source", chain.join(", citing ")),
            (Basis::Observed, [us]) => format!("as observed by {us}"),
            (_, chain) => format!("according to {}", chain.join(", citing ")),
        }
    }

    /// Through whom a holder's word came, behind it: " (TASS, citing Kremlin spokesman Dmitry Peskov)". The holder itself is
    /// not named again.
    pub(crate) fn as_told(&self, word: &Word<'_>) -> String {
        let mut chain = self.chain(word.attribution);
        let own = matches!(&word.attribution.origin, Origin::Entity(origin) if self.directory.canonical(origin) == word.holder);
        if own {
            chain.remove(0);
        }
        chain.reverse();
        let nobody = if word.attribution.basis == Basis::Unattributed { ", naming no source" } else { "" };
        if chain.is_empty() { nobody.to_owned() } else { format!(" ({}{nobody})", chain.join(", citing ")) }
    }

    /// A holder's stance on an item: "the Kremlin has not officially confirmed it".
    pub fn stance_text(&self, holder: &EntitySlug, stance: Stance, limits: Option<&str>) -> String {
        let says = |one, several| self.verb(holder, one, several);
        let (adverb, part) = match (stance, limits) {
            (Stance::NotConfirmed, Some(limits)) => (format!("{limits} "), String::new()),
            (_, Some(limits)) => (String::new(), format!(" ({limits})")),
            (_, None) => (String::new(), String::new()),
        };
        let said = match stance {
            Stance::Asserts => format!("{} that it is so", says("says", "say")),
            Stance::Confirms => format!("{} it", says("confirms", "confirm")),
            Stance::Denies => format!("{} it", says("denies", "deny")),
            Stance::Disputes => format!("{} it", says("doubts", "doubt")),
            Stance::CannotCorroborate => "cannot corroborate it".to_owned(),
            Stance::DeniesKnowledge => format!("{} nothing of it", says("says it knows", "say they know")),
            Stance::Declines => says("neither confirms nor denies it", "neither confirm nor deny it").to_owned(),
            Stance::NotConfirmed => format!("{} {adverb}confirmed it", says("has not", "have not")),
            Stance::NoAnswer => format!("{} given no answer", says("has", "have")),
            Stance::Names => format!("{} it", says("names", "name")),
        };
        let holder = self.name_of(holder);
        format!("{holder} {said}{part}")
    }
}

/// A date or time as it stands in a sentence, at the precision given.
pub fn when_text(when: &When) -> String {
    match when.phrase() {
        Some(phrase) => format!("{} (“{phrase}”)", date_text(when)),
        None => date_text(when),
    }
}

/// The same without the words of its source.
pub(crate) fn date_text(when: &When) -> String {
    match when.meaning() {
        Ok(Meaning::Relative(Relative::Before, item)) => format!("before {item}"),
        Ok(Meaning::Relative(Relative::During, item)) => format!("during {item}"),
        Ok(Meaning::Relative(Relative::After, item)) => format!("after {item}"),
        Ok(Meaning::Instants(start, end)) if start == end => clock_text(when.as_str()),
        Ok(Meaning::Instants(start, end)) => format!("from {start} to {end}"),
        Ok(Meaning::Edtf(_)) => days_text(when),
        Err(_) => when.as_str().to_owned(),
    }
}

/// A clock time with its day, as the source counts them: "at 21:40 UTC on 18 June 2023".
fn clock_text(text: &str) -> String {
    let (date, time) = text.split_once('T').unwrap_or((text, ""));
    let offset_at = time.find(['Z', '+', '-']).unwrap_or(time.len());
    let (clock, offset) = time.split_at(offset_at);
    let zone = offset.trim_start_matches('Z');
    let day = date.parse::<Date>().map_or_else(|_| date.to_owned(), day_text);
    format!("at {} UTC{zone} on {day}", clock.strip_suffix(":00").filter(|clock| clock.contains(':')).unwrap_or(clock))
}

fn days_text(when: &When) -> String {
    let text = when.as_str();
    let plain = text.trim_end_matches(['~', '?', '%']);
    let about = match text.chars().last() {
        Some('~') => "around ",
        Some('?') => "possibly ",
        Some('%') => "possibly around ",
        _ => "",
    };
    if plain.contains(['X', '[', '{', '~', '?', '%']) {
        return text.to_owned();
    }
    let wide = plain.contains('/');
    match (wide, when.days()) {
        (false, Some((Some(first), Some(last)))) if first == last => {
            format!("{}{}", if about.is_empty() { "on " } else { about }, day_text(first))
        }
        (false, Some((Some(first), _))) => {
            format!("{}{}", if about.is_empty() { "in " } else { about }, coarse_text(plain, first))
        }
        (true, Some((Some(first), Some(last)))) => format!("between {} and {}", day_text(first), day_text(last)),
        (true, Some((None, Some(last)))) => format!("by {}", day_text(last)),
        (true, Some((Some(first), None))) => format!("from {}", day_text(first)),
        _ => text.to_owned(),
    }
}

pub(crate) fn day_text(day: Date) -> String {
    format!("{} {} {}", day.day(), month(day), day.year())
}

fn month(day: Date) -> &'static str {
    MONTHS[usize::from(day.month().unsigned_abs()) - 1]
}

fn coarse_text(edtf: &str, first: Date) -> String {
    match edtf.len() {
        4 => first.year().to_string(),
        7 => format!("{} {}", month(first), first.year()),
        _ => edtf.to_owned(),
    }
}

fn duration_text(iso: &str) -> String {
    let Ok(span) = iso.parse::<jiff::Span>() else { return iso.to_owned() };
    let units = [
        (i64::from(span.get_years()), "year"),
        (i64::from(span.get_months()), "month"),
        (i64::from(span.get_days()), "day"),
        (i64::from(span.get_hours()), "hour"),
        (span.get_minutes(), "minute"),
        (span.get_seconds(), "second"),
    ];
    let said =
        units.iter().filter(|(n, _)| *n != 0).map(|(n, unit)| format!("{n} {unit}{}", if *n == 1 { "" } else { "s" }));
    list_text(&said.collect::<Vec<_>>())
}

/// "third", or "23rd".
pub fn ordinal_text(position: u32) -> String {
    const WORDS: [&str; 10] =
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    if let Some(word) = position.checked_sub(1).and_then(|index| WORDS.get(index as usize)) {
        return (*word).to_owned();
    }
    let suffix = match (position % 10, position % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{position}{suffix}")
}

/// "A", "A and B", "A, B and C".
pub fn list_text(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// A sentence starts with a capital and ends with a full stop.
pub fn sentence(text: &str) -> String {
    let mut chars = text.trim().chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let rest = chars.as_str().trim_end_matches('.');
    format!("{first}{rest}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_read_at_the_precision_given() {
        let cases = [
            ("2025-04-11", "on 11 April 2025"),
            ("2025-04-11~", "around 11 April 2025"),
            ("2025-02", "in February 2025"),
            ("2025", "in 2025"),
            ("2025-03-31/2025-04-06", "between 31 March 2025 and 6 April 2025"),
            ("../2025-04-11", "by 11 April 2025"),
            ("after trip-april", "after trip-april"),
            ("2025-04-1X", "2025-04-1X"),
            ("2023-06-18T21:40:00Z", "at 21:40 UTC on 18 June 2023"),
            ("2023-06-18T21:40:05-02:30", "at 21:40:05 UTC-02:30 on 18 June 2023"),
        ];
        for (edtf, text) in cases {
            assert_eq!(when_text(&When::parse(edtf).unwrap()), text);
        }
    }

    #[test]
    fn positions_and_lists_read_as_people_say_them() {
        assert_eq!([3, 11, 22].map(ordinal_text), ["third", "11th", "22nd"]);
        assert_eq!(list_text(&["a".into(), "b".into(), "c".into()]), "a, b and c");
        assert_eq!(sentence("the Kremlin denies it"), "The Kremlin denies it.");
        assert_eq!(duration_text("PT3H30M"), "3 hours and 30 minutes");
    }
}
