//! Dates as people type them in front of a form: "yesterday", "11 April", "Friday at 14:30". What is read is told back in
//! words before anything is sent, and what was typed is kept as the phrase it was resolved from.

use jiff::civil::{Date, Time, Weekday};
use jiff::{Timestamp, ToSpan};
use newsreel_story::record::style::{Spelling, Style};
use newsreel_story::record::time::When;
use newsreel_story::record::time::calendar::{MONTHS, WEEKDAYS};
use serde_json::{Value, json};

use crate::page::moments;

/// Where and when something is typed.
#[derive(Debug, Clone, Copy)]
pub struct Reading {
    /// The moment.
    pub now: Timestamp,
    /// Which of 3/4/2025 is the month.
    pub style: Style,
}

/// A date as it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// In EDTF, or an instant.
    pub date: String,
    /// What was typed, and the day it was typed on, where the date follows from both.
    relative: Option<(String, Date)>,
}

impl Typed {
    /// As a document has it.
    pub fn value(&self) -> Value {
        match &self.relative {
            Some((phrase, anchor)) => json!({ "date": self.date, "phrase": phrase, "anchor": anchor.to_string() }),
            None => json!(self.date),
        }
    }

    /// It in words.
    pub fn words(&self, style: Style) -> String {
        moments::said(style, &self.date).unwrap_or_else(|| self.date.clone())
    }
}

/// What was found, and whether that depends on the day it was typed.
type Found = (String, bool);

impl Reading {
    /// Reads what was typed; `ahead` where what is spoken of lies ahead rather than behind. None for what is no date, which
    /// the desk refuses with what it accepts.
    pub fn read(&self, typed: &str, ahead: bool) -> Option<Typed> {
        let typed = typed.trim();
        if When::parse(typed).is_ok() {
            return Some(Typed { date: typed.to_owned(), relative: None });
        }
        let words = typed.to_lowercase().replace(['–', '—'], "-");
        let (date, is_relative) = self.whole(&words, ahead)?;
        When::parse(&date).ok()?;
        Some(Typed { date, relative: is_relative.then(|| (typed.to_owned(), self.today())) })
    }

    fn today(&self) -> Date {
        jiff::tz::Offset::UTC.to_datetime(self.now).date()
    }

    fn whole(&self, words: &str, ahead: bool) -> Option<Found> {
        let words = words.trim();
        if words == "now" {
            return Some((self.now.strftime("%Y-%m-%dT%H:%M:00Z").to_string(), true));
        }
        for (prefixes, write) in [
            (
                &["about ", "around ", "circa ", "c. ", "approximately "][..],
                (|date| format!("{date}~")) as fn(&str) -> String,
            ),
            (&["by ", "before ", "until ", "no later than "][..], |date| format!("../{date}")),
            (&["since ", "after ", "from "][..], |date| format!("{date}/..")),
        ] {
            let rest = prefixes.iter().find_map(|prefix| words.strip_prefix(prefix));
            // "from … to …" is an interval.
            if let Some(rest) = rest.filter(|rest| !rest.contains(" to ")) {
                let (date, relative) = self.point(rest, ahead)?;
                return (!date.contains(['T', '/'])).then(|| (write(&date), relative));
            }
        }
        let span = words.strip_prefix("from ").unwrap_or(words).strip_prefix("between ").unwrap_or(words);
        for between in [" to ", " - ", " until ", " and "] {
            if let Some((first, last)) = span.split_once(between) {
                let ((first, one), (last, other)) = (self.point(first, ahead)?, self.point(last, ahead)?);
                return (!first.contains(['T', '/']) && !last.contains(['T', '/']))
                    .then(|| (format!("{first}/{last}"), one || other));
            }
        }
        self.point(words, ahead)
    }

    /// A day, a month, a year, or a time on a day.
    fn point(&self, words: &str, ahead: bool) -> Option<Found> {
        let words = words.trim();
        if let Some(time) = clock(words) {
            return Some((instant(self.today(), time), true));
        }
        for (day, time) in words.split_once(" at ").into_iter().chain(words.rsplit_once(", ")) {
            if let Some(time) = clock(time) {
                return self.with_time(day, time, ahead);
            }
        }
        if let Some((day, time)) = words.rsplit_once(' ').filter(|(_, time)| time.contains(':')) {
            return self.with_time(day, clock(time)?, ahead);
        }
        if let Some((time, day)) =
            words.split_once(" on ").or(words.split_once(' ').filter(|(time, _)| time.contains(':')))
        {
            return self.with_time(day, clock(time)?, ahead);
        }
        let words = ["on ", "in ", "the "].iter().find_map(|prefix| words.strip_prefix(prefix)).unwrap_or(words);
        self.relative(words, ahead).or_else(|| self.calendar(words, ahead))
    }

    fn with_time(&self, day: &str, time: Time, ahead: bool) -> Option<Found> {
        let (date, relative) = self.point(day, ahead)?;
        Some((instant(date.parse().ok()?, time), relative))
    }

    /// What is told in relation to today.
    fn relative(&self, words: &str, ahead: bool) -> Option<Found> {
        let today = self.today();
        let day = |date: Date| Some((date.to_string(), true));
        match words {
            "today" | "tonight" | "this morning" | "this afternoon" | "this evening" => return day(today),
            "yesterday" | "last night" | "yesterday morning" | "yesterday evening" => {
                return day(today.yesterday().ok()?);
            }
            "tomorrow" => return day(today.tomorrow().ok()?),
            _ => {}
        }
        let number = |text: &str| match text {
            "a" | "an" | "one" => Some(1),
            "two" => Some(2),
            "three" => Some(3),
            text => text.parse::<i64>().ok().filter(|number| (0..=3660).contains(number)),
        };
        let span = |text: &str| {
            let (many, unit) = text.split_once(' ')?;
            let many = number(many)?;
            match unit.trim_end_matches('s') {
                "day" => Some(many.days()),
                "week" => Some((many * 7).days()),
                _ => None,
            }
        };
        if let Some(span) = words.strip_suffix(" ago").and_then(span) {
            return day(today.checked_sub(span).ok()?);
        }
        if let Some(span) = words.strip_prefix("in ").or(Some(words)).filter(|_| ahead).and_then(span) {
            return day(today.checked_add(span).ok()?);
        }
        let (which, unit) = words.split_once(' ').unwrap_or(("", words));
        let step = match which {
            "last" => -1,
            "this" => 0,
            "next" => 1,
            "" => 0,
            _ => return None,
        };
        if let Some(weekday) = weekday(unit) {
            let forward = match which {
                "next" => true,
                "last" => false,
                _ => ahead,
            };
            return day(nearest(today, weekday, forward, which.is_empty())?);
        }
        match (which, unit) {
            ("", _) => None,
            (_, "week") => {
                let monday = today.checked_sub(i64::from(today.weekday().to_monday_zero_offset()).days()).ok()?;
                let monday = monday.checked_add((step * 7).days()).ok()?;
                Some((format!("{monday}/{}", monday.checked_add(6.days()).ok()?), true))
            }
            (_, "month") => {
                let month = today.first_of_month().checked_add(step.months()).ok()?;
                Some((month.strftime("%Y-%m").to_string(), true))
            }
            (_, "year") => Some((format!("{:04}", i64::from(today.year()) + step), true)),
            _ => None,
        }
    }

    /// What stands in a calendar: "11 April 2025", "april", "11.4.2025".
    fn calendar(&self, words: &str, ahead: bool) -> Option<Found> {
        if let Some(date) = self.numbers(words) {
            return Some((date.to_string(), false));
        }
        let parts = words.split([' ', ',']).filter(|part| !part.is_empty() && *part != "of");
        let mut parts: Vec<&str> = parts.collect();
        // A weekday before a day says nothing more.
        if parts.len() > 1 && weekday(parts[0]).is_some() {
            parts.remove(0);
        }
        let place = parts.iter().position(|part| month(part).is_some())?;
        let month = month(parts.remove(place))?;
        let year = parts.iter().position(|part| part.len() == 4 && part.parse::<i16>().is_ok());
        let year = year.map(|place| parts.remove(place)).and_then(|year| year.parse::<i16>().ok());
        let day = match parts.as_slice() {
            [] => None,
            [day] => Some(
                ["st", "nd", "rd", "th"]
                    .iter()
                    .find_map(|end| day.strip_suffix(end))
                    .unwrap_or(day)
                    .parse::<i8>()
                    .ok()?,
            ),
            _ => return None,
        };
        let relative = year.is_none();
        let year = year.or_else(|| self.year_of(month, day, ahead))?;
        match day {
            Some(day) => Some((Date::new(year, month, day).ok()?.to_string(), relative)),
            None => Some((format!("{year:04}-{month:02}"), relative)),
        }
    }

    /// The year of a day or month without one: the last there was, or the next there is.
    fn year_of(&self, month: i8, day: Option<i8>, ahead: bool) -> Option<i16> {
        let today = self.today();
        let of = |year: i16| Date::new(year, month, day.unwrap_or(1)).ok();
        let this = of(today.year())?;
        let same_month = day.is_none() && month == today.month();
        Some(match (ahead, same_month) {
            (_, true) => today.year(),
            (true, _) if this < today => today.year() + 1,
            (false, _) if this > today => today.year() - 1,
            _ => today.year(),
        })
    }

    /// "11.4.2025", "11/4/2025": which of the numbers is the month is a matter of style, but where only one can be.
    fn numbers(&self, words: &str) -> Option<Date> {
        let separator = ['.', '/', '-'].into_iter().find(|separator| words.matches(*separator).count() == 2)?;
        let mut parts = words.split(separator).map(str::trim);
        let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
        let (first, second) = (first.parse::<i8>().ok()?, second.parse::<i8>().ok()?);
        let year = year.parse::<i16>().ok().filter(|_| year.len() == 4)?;
        let day_first = match (self.style.spelling(), separator) {
            (_, '.') | (Spelling::British, _) => second <= 12,
            (Spelling::American, _) => first > 12,
        };
        let (day, month) = if day_first { (first, second) } else { (second, first) };
        Date::new(year, month, day).ok()
    }
}

fn instant(day: Date, time: Time) -> String {
    format!("{day}T{}Z", time.strftime("%H:%M:%S"))
}

/// "14:30", "2:30 p.m.", "2pm".
fn clock(words: &str) -> Option<Time> {
    let words = words.trim().trim_end_matches(" utc");
    let compact = words.replace(['.', ' '], "");
    let (text, half) = match (compact.strip_suffix("am"), compact.strip_suffix("pm")) {
        (Some(text), _) => (text, Some(0)),
        (_, Some(text)) => (text, Some(12)),
        (None, None) => (words, None),
    };
    let (hour, minute) = match text.split_once(':') {
        Some((hour, minute)) if minute.len() == 2 => (hour.parse::<i8>().ok()?, minute.parse::<i8>().ok()?),
        Some(_) => return None,
        None if half.is_some() => (text.parse::<i8>().ok()?, 0),
        None => return None,
    };
    let hour = match half {
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(half) => hour % 12 + half,
        None => hour,
    };
    Time::new(hour, minute, 0, 0).ok()
}

fn month(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.');
    let is_it = |name: &&str| {
        let name = name.to_lowercase();
        name == word || (word.len() >= 3 && name.starts_with(word) && (word.len() == 3 || word == "sept"))
    };
    let place = MONTHS.iter().position(is_it)?;
    i8::try_from(place + 1).ok()
}

fn weekday(word: &str) -> Option<Weekday> {
    let is_it = |name: &&str| {
        let name = name.to_lowercase();
        name == word || (word.len() == 3 && name.starts_with(word))
    };
    let place = WEEKDAYS.iter().position(is_it)?;
    Weekday::from_monday_zero_offset(i8::try_from(place).ok()?).ok()
}

/// The nearest such weekday; today counts where nothing more is said.
fn nearest(today: Date, weekday: Weekday, forward: bool, today_counts: bool) -> Option<Date> {
    if today_counts && today.weekday() == weekday {
        return Some(today);
    }
    today.nth_weekday(if forward { 1 } else { -1 }, weekday).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(style: Style) -> Reading {
        // A Thursday.
        Reading { now: "2026-11-26T16:17:30Z".parse().expect("an instant"), style }
    }

    #[test]
    fn dates_are_read_as_people_type_them() {
        for (typed, date) in [
            ("2025-04-11", "2025-04-11"),
            ("2025-04-11~", "2025-04-11~"),
            ("after trip-april", "after trip-april"),
            ("today", "2026-11-26"),
            ("Yesterday", "2026-11-25"),
            ("last night", "2026-11-25"),
            ("14:30", "2026-11-26T14:30:00Z"),
            ("yesterday at 9:05", "2026-11-25T09:05:00Z"),
            ("2:30 p.m.", "2026-11-26T14:30:00Z"),
            ("12am", "2026-11-26T00:00:00Z"),
            ("11 April 2025, 21:40", "2025-04-11T21:40:00Z"),
            ("21:40 on 11 April 2025", "2025-04-11T21:40:00Z"),
            ("now", "2026-11-26T16:17:00Z"),
            ("11 April 2025", "2025-04-11"),
            ("April 11, 2025", "2025-04-11"),
            ("the 11th of April 2025", "2025-04-11"),
            ("Friday, 11 Apr 2025", "2025-04-11"),
            ("11 April", "2026-04-11"),
            ("11 December", "2025-12-11"),
            ("in April 2025", "2025-04"),
            ("April", "2026-04"),
            ("December", "2025-12"),
            ("november", "2026-11"),
            ("Sept. 2025", "2025-09"),
            ("11.4.2025", "2025-04-11"),
            ("11/4/2025", "2025-04-11"),
            ("Friday", "2026-11-20"),
            ("Thursday", "2026-11-26"),
            ("last Thursday", "2026-11-19"),
            ("next Tuesday", "2026-12-01"),
            ("two days ago", "2026-11-24"),
            ("3 weeks ago", "2026-11-05"),
            ("last week", "2026-11-16/2026-11-22"),
            ("last month", "2026-10"),
            ("next year", "2027"),
            ("about 11 April 2025", "2025-04-11~"),
            ("by 11 April 2025", "../2025-04-11"),
            ("since March 2025", "2025-03/.."),
            ("from 11 to 12 April", ""),
            ("11 April 2025 to 13 April 2025", "2025-04-11/2025-04-13"),
            ("soon", ""),
            ("31 February 2025", ""),
            ("25:00", ""),
            ("", ""),
            ("Friday the thirteenth", ""),
        ] {
            let read = reading(Style::British).read(typed, false);
            assert_eq!(read.as_ref().map_or("", |read| &read.date), date, "{typed}");
        }
    }

    #[test]
    fn what_lies_ahead_is_read_ahead_and_style_says_which_number_is_the_month() {
        let ahead = |typed: &str| reading(Style::British).read(typed, true).map(|read| read.date);
        assert_eq!(ahead("Friday").as_deref(), Some("2026-11-27"));
        assert_eq!(ahead("11 April").as_deref(), Some("2027-04-11"));
        assert_eq!(ahead("in 3 days").as_deref(), Some("2026-11-29"));
        assert_eq!(ahead("by Friday").as_deref(), Some("../2026-11-27"));
        let american = |typed: &str| reading(Style::American).read(typed, false).map(|read| read.date);
        assert_eq!(american("4/11/2025").as_deref(), Some("2025-04-11"));
        assert_eq!(american("13/4/2025").as_deref(), Some("2025-04-13"));
    }

    #[test]
    fn what_was_typed_is_kept_and_told_back() {
        let read = reading(Style::British).read("yesterday", false).expect("a date");
        assert_eq!(read.value(), json!({ "date": "2026-11-25", "phrase": "yesterday", "anchor": "2026-11-26" }));
        assert_eq!(read.words(Style::British), "on 25 November 2026");
        assert_eq!(read.words(Style::American), "on November 25, 2026");
        let exact = reading(Style::British).read("11 April 2025", false).expect("a date");
        assert_eq!(exact.value(), json!("2025-04-11"));
    }
}
