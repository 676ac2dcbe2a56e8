//! How dates, durations, positions and lists read in a sentence: never finer or stronger than what is on file.

use jiff::civil::Date;

use crate::record::time::When;
use crate::record::time::meaning::{Meaning, Relative};

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

pub(crate) fn duration_text(iso: &str) -> String {
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
