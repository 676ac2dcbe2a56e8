//! Dates and times as people write them, at the precision given and no finer.
//!
//! Every EDTF expression has words. What is doubtful, approximate, unspecified, open or unknown in it is so in them, too.

use edtf_core::{
    Date, DateField, Edtf, Interval, IntervalEndpoint, Precision, Qualifier, Set, SetElement, SetKind, Year, YearKind,
};
use jiff::Timestamp;
use jiff::civil::Date as Day;
use jiff::tz::Offset;

use crate::judge::view::View;
use crate::record::style::{Clock, Spelling, Style};
use crate::record::time::When;
use crate::record::time::calendar::{self, WEEKDAYS};
use crate::record::time::meaning::Meaning;
use crate::tell::english::{list, numbered};
use crate::tell::months::{either, month_days, month_name, one_of_months, one_or_other, possible, season};
use crate::tell::numbers::digits;

/// How dates are written in one place: in which style, and whether the year goes without saying.
#[derive(Debug, Clone, Copy, Default)]
pub struct Dates {
    /// House style.
    pub style: Style,
    /// The year that was just named, so that a day or month of it goes without.
    pub year: Option<i64>,
}

/// When something was, in a sentence: “on 11 April 2025”, “by the end of May 2025”, “about 12 March 2025”. None for a time
/// relative to an item, which has that item's name in it.
pub fn adverbial(when: &When, dates: Dates) -> Option<String> {
    match when.meaning().ok()? {
        Meaning::Relative(..) => None,
        Meaning::Instants(start, end) => Some(dates.instants(when.as_str(), start, end)),
        Meaning::Edtf(edtf) => Some(dates.with_weekday(when, dates.edtf(&edtf, when.is_window()))),
    }
}

/// A date without the preposition that a sentence gives it: “January 2024”.
pub fn bare(date: &str) -> &str {
    ["on ", "in ", "at ", "from ", "by "].iter().find_map(|before| date.strip_prefix(before)).unwrap_or(date)
}

/// A date as it stands behind “set for”: “17 August 2012”, “5 May 2027 at the latest”.
pub fn set_for(date: &str) -> String {
    match date.strip_prefix("by ") {
        Some(day) => format!("{day} at the latest"),
        // “From 3 May on” has no shorter form.
        None if date.starts_with("from ") && date.ends_with(" on") => date.to_owned(),
        None => bare(date).to_owned(),
    }
}

/// The year a time lies in, where it is of one year only: what a later date in the same paragraph need not repeat.
pub fn only_year(when: &When) -> Option<i64> {
    let (first, last) = when.days()?;
    let year = first?.year();
    (year == last?.year()).then_some(i64::from(year))
}

/// A day: “on 11 April 2025”.
pub fn on_day(day: Day, dates: Dates) -> String {
    format!("on {}", dates.calendar_day(day))
}

/// A day as the end of a time: “by 11 April 2025”.
pub fn by_day(day: Day, dates: Dates) -> String {
    format!("by {}", dates.calendar_day(day))
}

/// An instant, in UTC: “06:00 UTC on 12 March 2028”.
pub fn instant(at: Timestamp, dates: Dates) -> String {
    dates.clock_on_day(at, Offset::UTC)
}

impl Dates {
    /// As the reader of a view wants them, with their year.
    pub(crate) fn of(view: &View<'_>) -> Self {
        Self { style: view.style(), year: None }
    }

    fn calendar_day(self, day: Day) -> String {
        self.day(&day.day().to_string(), calendar::month(day), &self.year_after(i64::from(day.year())))
    }

    /// “ 2025”, or nothing where it goes without saying.
    fn year_after(self, year: i64) -> String {
        if self.year == Some(year) { String::new() } else { format!(" {}", year_text(year)) }
    }

    fn day(self, day: &str, month: &str, year: &str) -> String {
        match self.style.spelling() {
            Spelling::British => format!("{day} {month}{year}"),
            Spelling::American if year.is_empty() => format!("{month} {day}"),
            Spelling::American => format!("{month} {day},{year}"),
        }
    }

    /// A day that its source calls by its weekday: “on Friday, 11 April 2025”.
    fn with_weekday(self, when: &When, text: String) -> String {
        let named = when.phrase().and_then(|phrase| {
            WEEKDAYS.iter().find(|weekday| phrase.split_whitespace().any(|word| word.eq_ignore_ascii_case(weekday)))
        });
        let of_day = match when.days() {
            Some((Some(first), Some(last))) if first == last => Some(calendar::weekday(first)),
            _ => None,
        };
        match (named, text.strip_prefix("on ")) {
            (Some(named), Some(rest)) if of_day == Some(named) => format!("on {named}, {rest}"),
            _ => text,
        }
    }

    // ---- times of day ----

    /// “at 23:43 UTC on 18 June 2023”, “at 17:40 (21:40 UTC) on 18 June 2023”.
    fn instants(self, text: &str, start: Timestamp, end: Timestamp) -> String {
        let offset = source_offset(text);
        if start == end {
            return format!("at {}", self.clock_on_day(start, offset));
        }
        let (from, to) = (offset.to_datetime(start), offset.to_datetime(end));
        if from.date() == to.date() && offset == Offset::UTC {
            let (from_clock, to_clock) = (self.clock(from), self.clock(to));
            return format!("from {from_clock} to {to_clock} UTC on {}", self.calendar_day(from.date()));
        }
        format!("from {} to {}", self.clock_on_day(start, offset), self.clock_on_day(end, offset))
    }

    fn clock_on_day(self, at: Timestamp, offset: Offset) -> String {
        let local = offset.to_datetime(at);
        let day = self.calendar_day(local.date());
        if offset == Offset::UTC {
            return format!("{} UTC on {day}", self.clock(local));
        }
        let utc = Offset::UTC.to_datetime(at);
        let (clock, in_utc) = (self.clock(local), self.clock(utc));
        if utc.date() == local.date() {
            return format!("{clock} ({in_utc} UTC) on {day}");
        }
        let utc_day = Self { year: Some(i64::from(local.date().year())), ..self }.calendar_day(utc.date());
        format!("{clock} on {day} ({in_utc} UTC on {utc_day})")
    }

    fn clock(self, at: jiff::civil::DateTime) -> String {
        let seconds = if at.second() == 0 { String::new() } else { format!(":{:02}", at.second()) };
        match self.style.clock() {
            Clock::TwentyFourHours => format!("{:02}:{:02}{seconds}", at.hour(), at.minute()),
            Clock::AmPm => {
                let half = if at.hour() < 12 { "a.m." } else { "p.m." };
                let hour = if at.hour() % 12 == 0 { 12 } else { at.hour() % 12 };
                format!("{hour}:{:02}{seconds} {half}", at.minute())
            }
        }
    }

    // ---- EDTF ----

    fn edtf(self, edtf: &Edtf, window: bool) -> String {
        match edtf {
            Edtf::Date(date) => self.date(date),
            // With a clock time it is an instant, and read as one before it comes here.
            Edtf::DateTime(at) => self.date(&at.date),
            Edtf::Interval(interval) => self.interval(interval, window),
            Edtf::Set(set) => self.set(set),
        }
    }

    /// One date with its preposition.
    fn date(self, date: &Date) -> String {
        let overall = overall(date);
        let doubts = if overall.is_none() { doubts(date) } else { String::new() };
        let text = self.plain(date);
        let plain = overall.unwrap_or_default();
        let preposition = preposition(date);
        match (plain.uncertain, plain.approximate) {
            (false, false) => format!("{}{text}{doubts}", preposition.map(|p| format!("{p} ")).unwrap_or_default()),
            (false, true) => format!("about {text}"),
            (true, false) => format!("possibly {}{text}", preposition.map(|p| format!("{p} ")).unwrap_or_default()),
            (true, true) => format!("possibly about {text}"),
        }
    }

    /// One date as a noun, with what is doubtful of it: “about 12 March 2025”.
    fn noun(self, date: &Date) -> String {
        let text = self.plain(date);
        match overall(date) {
            None => format!("{text}{}", doubts(date)),
            Some(Qualifier { uncertain: false, approximate: false }) => text,
            Some(Qualifier { uncertain: false, approximate: true }) => format!("about {text}"),
            Some(Qualifier { uncertain: true, approximate: false }) => format!("possibly {text}"),
            Some(Qualifier { uncertain: true, approximate: true }) => format!("possibly about {text}"),
        }
    }

    /// The words of a date without preposition or qualifier.
    fn plain(self, date: &Date) -> String {
        match (year_of(&date.year), date.month, date.day) {
            (YearWords::Exact(year), None, _) => year_text(year),
            (YearWords::Rounded(text), ..) => text,
            (YearWords::Masked(years), None, _) => years,
            (YearWords::Exact(year), Some(month), day) => self.in_year(month, day, &self.year_after(year), year),
            (YearWords::Unknown, Some(month), day) => self.in_no_year(month, day),
            (YearWords::Unknown, None, _) => "an unknown year".to_owned(),
            (YearWords::Masked(years), Some(month), day) => {
                format!("{} of a year in {years}", self.in_year(month, day, "", 0))
            }
        }
    }

    fn in_year(self, month: DateField, day: Option<DateField>, year_after: &str, year: i64) -> String {
        let of_year = if year_after.is_empty() { String::new() } else { format!(" in{year_after}") };
        match (month.value(), day.map(|day| (day, day.value()))) {
            (Some(21..), _) => format!("{}{year_after}", season(month.value().unwrap_or_default(), self.style)),
            (Some(month), None) => format!("{}{year_after}", month_name(month)),
            (Some(month), Some((_, Some(day)))) => self.day(&day.to_string(), month_name(month), year_after),
            (Some(month), Some((day, None))) => match day.digits {
                [None, None] => format!("some day in {}{year_after}", month_name(month)),
                digits => match possible(digits, month_days(year, month)).as_slice() {
                    [first, .., last] if digits[0].is_some() => {
                        format!("one of the days {first} to {last} {}{year_after}", month_name(month))
                    }
                    days => format!("the {} of {}{year_after}", either(days), month_name(month)),
                },
            },
            (None, None) => match month.digits {
                [None, None] => format!("some month{}", of_year.replacen(" in", " of", 1)),
                digits => format!("{}{year_after}", one_of_months(digits)),
            },
            (None, Some((day, known))) => {
                let days = match (known, day.digits) {
                    (Some(day), _) => Some(format!("the {}", numbered(u32::from(day)))),
                    (None, [None, None]) => None,
                    (None, digits) => match possible(digits, 31).as_slice() {
                        [first, .., last] if digits[0].is_some() => Some(format!("one of the days {first} to {last}")),
                        days => Some(format!("the {}", either(days))),
                    },
                };
                match (days, month.digits) {
                    (Some(days), [None, None]) => format!("{days} of an unknown month{of_year}"),
                    (Some(days), digits) => format!("{days} of {}{year_after}", one_of_months(digits)),
                    (None, [None, None]) => format!("some day{of_year}"),
                    (None, digits) => format!("some day in {}{year_after}", one_of_months(digits)),
                }
            }
        }
    }

    fn in_no_year(self, month: DateField, day: Option<DateField>) -> String {
        match (month.value(), day.and_then(DateField::value)) {
            (Some(month), Some(day)) => {
                format!("{} of an unknown year", self.day(&day.to_string(), month_name(month), ""))
            }
            (Some(month), None) if day.is_some() => format!("some day in {} of an unknown year", month_name(month)),
            (Some(month), None) => format!("{} of an unknown year", month_name(month)),
            (None, Some(day)) => format!("the {} of an unknown month and year", numbered(u32::from(day))),
            (None, None) => "some day of an unknown year".to_owned(),
        }
    }

    // ---- intervals ----

    fn interval(self, interval: &Interval, window: bool) -> String {
        use IntervalEndpoint::{Date as At, OnOrAfter, OnOrBefore, Open, Unknown};
        match (interval.start, interval.end) {
            // From a day to that day is on it.
            (At(start), At(end)) if start == end => self.date(&start),
            (At(start), At(end)) => self.between(&start, &end, window),
            (Open, At(end)) => {
                let possibly = if overall(&end).is_some_and(|doubt| doubt.uncertain) { "possibly " } else { "" };
                let end_of = if end.precision() == Precision::Day { "" } else { "the end of " };
                let noun = self.noun(&end);
                format!("{possibly}by {end_of}{}", noun.strip_prefix("possibly ").unwrap_or(&noun))
            }
            (At(start), Open) => match start.precision() {
                Precision::Day => format!("from {} on", self.noun(&start)),
                _ => format!("in {} or later", self.noun(&start)),
            },
            (Unknown, At(end)) => format!("from an unknown date to {}", self.noun(&end)),
            (At(start), Unknown) => format!("from {} to an unknown date", self.noun(&start)),
            (start, end) => {
                let endpoint = |end: IntervalEndpoint, open: &str| match end {
                    At(date) => self.noun(&date),
                    OnOrBefore(date) => format!("{} or before", self.noun(&date)),
                    OnOrAfter(date) => format!("{} or after", self.noun(&date)),
                    Open => open.to_owned(),
                    Unknown => "an unknown date".to_owned(),
                };
                format!("from {} to {}", endpoint(start, "any earlier time"), endpoint(end, "any later time"))
            }
        }
    }

    fn between(self, start: &Date, end: &Date, window: bool) -> String {
        let (from, to) = if window { ("between", "and") } else { ("from", "to") };
        let same_year = year_value(start).is_some() && year_value(start) == year_value(end);
        let certain = |date: &Date| overall(date) == Some(Qualifier::default()) && !date.has_unspecified();
        let whole = certain(start) && certain(end);
        if same_year && whole && start.precision() == end.precision() && start.precision() != Precision::Year {
            let inner = Self { year: year_value(start), ..self };
            let same_month = start.month.map(|month| month.digits) == end.month.map(|month| month.digits);
            if let (true, Some(first), Some(last)) = (same_month, start.day, end.day)
                && self.style.spelling() == Spelling::British
            {
                let (first, last) = (first.value().unwrap_or_default(), last.value().unwrap_or_default());
                let month = start.month.and_then(DateField::value).map(month_name).unwrap_or_default();
                let year = year_value(start).map(|year| self.year_after(year)).unwrap_or_default();
                return format!("{from} {first} {to} {last} {month}{year}");
            }
            return format!("{from} {} {to} {}", inner.noun(start), self.noun(end));
        }
        format!("{from} {} {to} {}", self.noun(start), Self { year: None, ..self }.noun(end))
    }

    // ---- sets ----

    fn set(self, set: &Set) -> String {
        let all = set.kind == SetKind::AllMembers;
        let set = &few_written_out(set);
        if let Some(days) = self.days_of_one_month(set) {
            return days;
        }
        let whole = Self { year: None, ..self };
        let parts: Vec<String> = set
            .elements
            .iter()
            .map(|element| match element {
                SetElement::Date(date) => whole.date(date),
                SetElement::OnOrBefore(date) if all => format!("{} and everything before", whole.date(date)),
                SetElement::OnOrBefore(date) => format!("{} or earlier", whole.date(date)),
                SetElement::OnOrAfter(date) if all => format!("{} and everything after", whole.date(date)),
                SetElement::OnOrAfter(date) => format!("{} or later", whole.date(date)),
                SetElement::Range(first, last) if all => {
                    format!("{} from {} to {}", every(first), whole.noun(first), whole.noun(last))
                }
                SetElement::Range(first, last) => {
                    format!("{} from {} to {}", one_of(first), whole.noun(first), whole.noun(last))
                }
            })
            .collect();
        if all { list(&parts) } else { one_or_other(&parts) }
    }

    /// “on 3 and 4 March 2025”, “on 6 or 8 March 2025”.
    fn days_of_one_month(self, set: &Set) -> Option<String> {
        if self.style.spelling() == Spelling::American || set.elements.len() < 2 {
            return None;
        }
        let mut days = Vec::new();
        let mut month: Option<(i64, u8)> = None;
        for element in &set.elements {
            let SetElement::Date(date) = element else { return None };
            if overall(date) != Some(Qualifier::default()) {
                return None;
            }
            let this = (year_value(date)?, date.month?.value()?);
            if *month.get_or_insert(this) != this {
                return None;
            }
            days.push(date.day?.value()?.to_string());
        }
        let (year, month) = month?;
        let word = if set.kind == SetKind::AllMembers { "and" } else { "or" };
        let (last, most) = days.split_last()?;
        Some(format!("on {} {word} {last} {}{}", most.join(", "), month_name(month), self.year_after(year)))
    }
}

/// A set in which a range of few values is these values: one of 8 to 9 March is 8 or 9 March.
fn few_written_out(set: &Set) -> Set {
    let written_out = |element: &SetElement| match element {
        SetElement::Range(first, _) => few(element, first.precision()).unwrap_or_else(|| vec![*element]),
        SetElement::Date(_) | SetElement::OnOrBefore(_) | SetElement::OnOrAfter(_) => vec![*element],
    };
    Set { kind: set.kind, elements: set.elements.iter().flat_map(written_out).collect() }
}

/// The values of a range, where it has two; days are short enough to be read one by one where there are a few more.
fn few(range: &SetElement, precision: Precision) -> Option<Vec<SetElement>> {
    let most = if precision == Precision::Day { 4 } else { 2 };
    let alone = Edtf::Set(Set { kind: SetKind::OneMember, elements: vec![*range] });
    let values = alone.values().ok()?.take(most + 1).map(|value| match value {
        Edtf::Date(date) => Some(SetElement::Date(date)),
        Edtf::DateTime(_) | Edtf::Interval(_) | Edtf::Set(_) => None,
    });
    values.collect::<Option<Vec<_>>>().filter(|values| values.len() <= most)
}

fn every(date: &Date) -> &'static str {
    match date.precision() {
        Precision::Year => "in every year",
        Precision::Month => "in every month",
        Precision::Season => "in every season",
        Precision::Day => "on every day",
    }
}

fn one_of(date: &Date) -> &'static str {
    match date.precision() {
        Precision::Year => "in one of the years",
        Precision::Month => "in one of the months",
        Precision::Season => "in one of the seasons",
        Precision::Day => "on one of the days",
    }
}

/// The word before a date: none where its words are adverbial by themselves (“some day in March”).
fn preposition(date: &Date) -> Option<&'static str> {
    let some_day = date.day.is_some_and(|day| day.digits == [None, None]);
    match date.day {
        Some(_) if some_day && date.month.is_some() => None,
        Some(_) if some_day => None,
        Some(_) => Some("on"),
        None if date.month.is_some_and(|month| month.digits == [None, None]) => Some("in"),
        None => Some("in"),
    }
}

/// The qualifier all parts of a date share; none where they differ.
fn overall(date: &Date) -> Option<Qualifier> {
    let first = date.year.qualifier;
    let rest = date.month.map(|month| month.qualifier).into_iter().chain(date.day.map(|day| day.qualifier));
    rest.into_iter().all(|other| other == first).then_some(first)
}

/// Which parts of a date are doubtful: “ (the day is uncertain)”.
fn doubts(date: &Date) -> String {
    let parts = [
        ("year", Some(date.year.qualifier)),
        ("month", date.month.map(|month| month.qualifier)),
        ("day", date.day.map(|day| day.qualifier)),
    ];
    let said: Vec<String> = parts
        .iter()
        .filter_map(|(part, qualifier)| {
            let qualifier = qualifier.as_ref()?;
            let how = match (qualifier.uncertain, qualifier.approximate) {
                (false, false) => return None,
                (true, false) => "uncertain",
                (false, true) => "approximate",
                (true, true) => "uncertain and approximate",
            };
            Some(format!("the {part} is {how}"))
        })
        .collect();
    if said.is_empty() { String::new() } else { format!(" ({})", list(&said)) }
}

/// What is known of a year.
enum YearWords {
    Exact(i64),
    /// To so many digits, in words.
    Rounded(String),
    /// “the years 1560 to 1569”.
    Masked(String),
    Unknown,
}

fn year_of(year: &Year) -> YearWords {
    if let (Some(significant), Some(value)) = (year.significant_digits, year.value()) {
        let written = value.unsigned_abs().checked_ilog10().map_or(1, |digits| digits + 1);
        let unit = 10_i64.checked_pow(written.saturating_sub(significant)).filter(|unit| *unit > 1);
        let Some(unit) = unit else { return YearWords::Exact(value) };
        let nearest = value / unit * unit;
        let (first, last) = if value < 0 { (nearest - (unit - 1), nearest) } else { (nearest, nearest + (unit - 1)) };
        let [value, first, last] = [value, first, last].map(year_text);
        return YearWords::Rounded(format!("about {value} (between {first} and {last})"));
    }
    match (year.kind, year.value()) {
        (YearKind::Standard { negative, digits }, None) => {
            if digits == [None; 4] {
                return YearWords::Unknown;
            }
            let fill = |with: u8| digits.iter().fold(0_i64, |n, digit| n * 10 + i64::from(digit.unwrap_or(with)));
            let (low, high) = (fill(0), fill(9));
            match (negative, digits) {
                (false, [Some(_), Some(_), Some(_), None]) => YearWords::Masked(format!("the {low}s")),
                (false, _) => {
                    let known = digits.iter().rev().take_while(|digit| digit.is_some()).count();
                    let ends: String = digits[4 - known..].iter().flatten().map(u8::to_string).collect();
                    let ends = if ends.is_empty() { ends } else { format!(" that end in {ends}") };
                    YearWords::Masked(format!("the years {} to {}{ends}", year_text(low), year_text(high)))
                }
                (true, _) => YearWords::Masked(format!("the years {} to {}", year_text(-high), year_text(-low))),
            }
        }
        (YearKind::Exponential { significand, exponent }, None) => {
            YearWords::Rounded(format!("the year {significand} × 10^{exponent}"))
        }
        (_, Some(value)) => YearWords::Exact(value),
        (_, None) => YearWords::Unknown,
    }
}

fn year_value(date: &Date) -> Option<i64> {
    date.year.value()
}

/// A year as people count: 2025, the year 42, 45 BC (the year 0 of astronomers is 1 BC).
fn year_text(year: i64) -> String {
    match year {
        i64::MIN..=0 => {
            let bc = 1_i64.saturating_sub(year);
            if bc > 9999 { format!("{} BC", digits(bc)) } else { format!("{bc} BC") }
        }
        1..=999 => format!("the year {year}"),
        1000..=9999 => year.to_string(),
        _ => format!("the year {}", digits(year)),
    }
}

/// The offset a clock time is written with, so that it is told as its source counts hours.
fn source_offset(text: &str) -> Offset {
    let first = text.split('/').next().unwrap_or(text);
    let zone = first.split_once('T').and_then(|(_, time)| time.find(['+', '-']).map(|at| &time[at..]));
    let Some(zone) = zone else { return Offset::UTC };
    let (hours, minutes) = zone[1..].split_once(':').unwrap_or((&zone[1..], "0"));
    let seconds = hours.parse::<i32>().unwrap_or(0) * 3600 + minutes.parse::<i32>().unwrap_or(0) * 60;
    Offset::from_seconds(if zone.starts_with('-') { -seconds } else { seconds }).unwrap_or(Offset::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(text: &str) -> String {
        let when = When::parse(text).unwrap_or_else(|error| panic!("{error}"));
        adverbial(&when, Dates::default()).unwrap()
    }

    #[test]
    fn every_edtf_expression_has_words() {
        let wrong: Vec<String> = include_str!("edtf.tsv")
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .filter(|(edtf, words)| reads(edtf) != *words)
            .map(|(edtf, _)| format!("{edtf}\t{}", reads(edtf)))
            .collect();
        assert!(wrong.is_empty(), "these read otherwise:\n{}", wrong.join("\n"));
    }

    #[test]
    fn a_year_that_was_just_named_goes_without_saying() {
        let dates = Dates { year: Some(2025), ..Dates::default() };
        for (edtf, words) in [
            ("2025-04-11", "on 11 April"),
            ("2025-04", "in April"),
            ("2025", "in 2025"),
            ("2024-04-11", "on 11 April 2024"),
            ("2025-03-31/2025-04-06", "from 31 March to 6 April"),
            ("../2025-05", "by the end of May"),
        ] {
            assert_eq!(adverbial(&When::parse(edtf).unwrap(), dates).unwrap(), words);
        }
    }

    #[test]
    fn american_style_turns_the_date_round() {
        let style = Style::American;
        let dates = Dates { style, year: None };
        let reads = |text: &str| adverbial(&When::parse(text).unwrap(), dates).unwrap();
        assert_eq!(reads("2025-04-11"), "on April 11, 2025");
        assert_eq!(reads("2025-23"), "in fall 2025");
        assert_eq!(reads("2023-06-18T21:40:00Z"), "at 9:40 p.m. UTC on June 18, 2023");
    }

    #[test]
    fn a_weekday_is_told_where_the_source_gives_it() {
        let friday = When::parse("2025-04-11").unwrap().resolved("Friday", None);
        assert_eq!(adverbial(&friday, Dates::default()).unwrap(), "on Friday, 11 April 2025");
        let wrong = When::parse("2025-04-10").unwrap().resolved("Friday", None);
        assert_eq!(adverbial(&wrong, Dates::default()).unwrap(), "on 10 April 2025");
    }

    #[test]
    fn a_window_is_told_as_one() {
        let week = When::parse("2025-03-31/2025-04-06").unwrap().window();
        assert_eq!(adverbial(&week, Dates::default()).unwrap(), "between 31 March and 6 April 2025");
    }
}
