//! Times as sources give them: at any precision, never finer than the source.
//!
//! A [`When`] keeps the text it was written as: an EDTF expression (ISO 8601-2) for days and coarser, an ISO 8601 instant
//! or an interval of two for times of day, or a time relative to another item (`before meeting-april`). What it spans is
//! computed from that text, never stored.

use std::fmt;

use edtf_core::{Bound, Edtf};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::record::name::ItemKey;

/// A day without a zone is that day somewhere on Earth: from the first zone to enter it to the last to leave it.
const FIRST_ZONE_HOURS: i64 = 14;
const LAST_ZONE_HOURS: i64 = 12;

/// When something was, is or will be, as a source gives it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "Repr", into = "Repr")]
pub struct When {
    text: Box<str>,
    window: bool,
    phrase: Option<Box<str>>,
    anchor: Option<Box<str>>,
}

/// The wire form: plain text where there is nothing more to say.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Repr {
    Plain(Box<str>),
    Full {
        date: Box<str>,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        window: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        phrase: Option<Box<str>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        anchor: Option<Box<str>>,
    },
}

impl From<Repr> for When {
    fn from(repr: Repr) -> Self {
        match repr {
            Repr::Plain(text) => Self { text, window: false, phrase: None, anchor: None },
            Repr::Full { date, window, phrase, anchor } => Self { text: date, window, phrase, anchor },
        }
    }
}

impl From<When> for Repr {
    fn from(when: When) -> Self {
        if when.window || when.phrase.is_some() || when.anchor.is_some() {
            Self::Full { date: when.text, window: when.window, phrase: when.phrase, anchor: when.anchor }
        } else {
            Self::Plain(when.text)
        }
    }
}

/// Text that is no time Newsreel can read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is not a date or time: {reason}. Write EDTF (2025-04-11, 2025-02, 2025-04-11~, 2025-03-31/2025-04-06), a time with its offset (2025-04-11T21:00:00Z), or `before|after|during ITEM`"
)]
pub struct WhenError {
    text: String,
    reason: String,
}

/// A relation in time to another item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relative {
    /// Before it.
    Before,
    /// In the course of it.
    During,
    /// After it.
    After,
}

/// What the text of a [`When`] means.
#[derive(Debug, Clone, PartialEq)]
pub enum Meaning {
    /// A day or coarser.
    Edtf(Box<Edtf>),
    /// A moment, or an interval of two.
    Instants(Timestamp, Timestamp),
    /// Relative to another item.
    Relative(Relative, ItemKey),
}

/// The first and last instant something can have been; `None` on a side that is open or unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The earliest possible instant.
    pub earliest: Option<Timestamp>,
    /// The latest possible instant.
    pub latest: Option<Timestamp>,
}

impl When {
    /// The time this text gives, or why it gives none.
    pub fn parse(text: &str) -> Result<Self, WhenError> {
        let when = Self { text: text.into(), window: false, phrase: None, anchor: None };
        when.meaning()?;
        Ok(when)
    }

    /// The same time, resolved from a source's phrase ("last week") against an anchor (the day that phrase was written).
    pub fn resolved(mut self, phrase: &str, anchor: Option<&str>) -> Self {
        self.phrase = Some(phrase.into());
        self.anchor = anchor.map(Into::into);
        self
    }

    /// The same interval as a window: one day within it, not all of it.
    pub fn window(mut self) -> Self {
        self.window = true;
        self
    }

    /// The text it was written as.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The source's own phrase, where the date was resolved from one.
    pub fn phrase(&self) -> Option<&str> {
        self.phrase.as_deref()
    }

    /// What the text means.
    pub fn meaning(&self) -> Result<Meaning, WhenError> {
        let text = &*self.text;
        let error = |reason: String| WhenError { text: text.to_owned(), reason };
        if let Some((word, item)) = text.split_once(' ') {
            let relative = match word {
                "before" => Relative::Before,
                "during" => Relative::During,
                "after" => Relative::After,
                _ => return Err(error(format!("`{word}` is not before, after or during"))),
            };
            return ItemKey::new(item).map(|key| Meaning::Relative(relative, key)).map_err(|e| error(e.to_string()));
        }
        if text.contains('T') {
            let (start, end) = text.split_once('/').unwrap_or((text, text));
            let instant = |part: &str| {
                part.parse::<Timestamp>().map_err(|_| error(format!("`{part}` is not a time with its offset from UTC")))
            };
            let (start, end) = (instant(start)?, instant(end)?);
            return if start <= end {
                Ok(Meaning::Instants(start, end))
            } else {
                Err(error("it ends before it starts".into()))
            };
        }
        Edtf::parse(text).map(|edtf| Meaning::Edtf(Box::new(edtf))).map_err(|e| error(e.to_string()))
    }

    /// The item it is relative to, if it is.
    pub fn relative_to(&self) -> Option<ItemKey> {
        match self.meaning() {
            Ok(Meaning::Relative(_, item)) => Some(item),
            _ => None,
        }
    }

    /// Its first and last possible instant. A time relative to an item spans anything: the item's own time may change.
    pub fn span(&self) -> Span {
        match self.meaning() {
            Ok(Meaning::Edtf(edtf)) => {
                let bounds = edtf.bounds();
                Span {
                    earliest: day(bounds.earliest).and_then(|d| midnight(d, -FIRST_ZONE_HOURS)),
                    latest: day(bounds.latest)
                        .and_then(|d| d.tomorrow().ok())
                        .and_then(|d| midnight(d, LAST_ZONE_HOURS))
                        .and_then(|end| end.checked_sub(jiff::SignedDuration::from_nanos(1)).ok()),
                }
            }
            Ok(Meaning::Instants(start, end)) => Span { earliest: Some(start), latest: Some(end) },
            Ok(Meaning::Relative(..)) | Err(_) => Span { earliest: None, latest: None },
        }
    }

    /// The first instant it can mean, a day without a zone read in UTC.
    pub fn start_in_utc(&self) -> Option<Timestamp> {
        match self.meaning() {
            Ok(Meaning::Edtf(edtf)) => day(edtf.bounds().earliest).and_then(|first| midnight(first, 0)),
            _ => self.span().earliest,
        }
    }

    /// Its first and last calendar day as the source counts them, where it is a day or coarser.
    pub fn days(&self) -> Option<(Option<Date>, Option<Date>)> {
        match self.meaning() {
            Ok(Meaning::Edtf(edtf)) => {
                let bounds = edtf.bounds();
                Some((day(bounds.earliest), day(bounds.latest)))
            }
            Ok(Meaning::Instants(start, end)) => {
                let utc = |instant: Timestamp| jiff::tz::Offset::UTC.to_datetime(instant).date();
                Some((Some(utc(start)), Some(utc(end))))
            }
            _ => None,
        }
    }

    /// How the time compares with another as a date of the same thing.
    pub fn compare(&self, other: &Self) -> crate::record::comparison::Comparison {
        use crate::record::comparison::Comparison::{Compatible, Conflicting, Narrows, Same, Widens};
        if self.text == other.text {
            return Same;
        }
        let clock_times = [self, other].map(|when| matches!(when.meaning(), Ok(Meaning::Instants(..))));
        let (Some(mine), Some(theirs)) = (self.days(), other.days()) else { return Compatible };
        if clock_times.contains(&true) && !self.meets(other) {
            return Conflicting;
        }
        if clock_times == [true, true] {
            return if self.span() == other.span() { Same } else { Compatible };
        }
        let slack = |when: &Self| when.approximate_days();
        let low = |side: (Option<Date>, Option<Date>), pad: i64| side.0.map_or(i64::MIN, |d| day_number(d) - pad);
        let high = |side: (Option<Date>, Option<Date>), pad: i64| side.1.map_or(i64::MAX, |d| day_number(d) + pad);
        let pad = slack(self).max(slack(other));
        let apart = high(mine, pad) < low(theirs, 0) || high(theirs, pad) < low(mine, 0);
        if clock_times.contains(&true) {
            // A clock time of that day as the source counts days, or of that day somewhere else on Earth.
            let within = !apart && pad == 0 && !self.is_extent() && !other.is_extent();
            return match clock_times[0] {
                _ if !within => Compatible,
                true => Narrows,
                false => Widens,
            };
        }
        if apart {
            return Conflicting;
        }
        if mine == theirs {
            return if pad > 0 { Compatible } else { Same };
        }
        if pad > 0 {
            return Compatible;
        }
        let within = |a, b| low(a, 0) >= low(b, 0) && high(a, 0) <= high(b, 0);
        match (self.is_extent(), other.is_extent()) {
            (false, false) if within(mine, theirs) => Narrows,
            (false, false) if within(theirs, mine) => Widens,
            _ => Compatible,
        }
    }

    /// Whether some instant can be both, a day without a zone read in all of them.
    fn meets(&self, other: &Self) -> bool {
        let (mine, theirs) = (self.span(), other.span());
        let before =
            |end: Option<Timestamp>, start: Option<Timestamp>| end.zip(start).is_some_and(|(end, start)| end < start);
        let approximate = self.approximate_days() + other.approximate_days() > 0;
        approximate || !(before(mine.latest, theirs.earliest) || before(theirs.latest, mine.earliest))
    }

    /// Whether it covers all the days it names, as an interval does unless it is a window.
    fn is_extent(&self) -> bool {
        !self.window && self.text.contains('/') && !self.text.contains("..")
    }

    /// How many days an approximate (`~`, `%`) date may be off: one unit of its precision.
    fn approximate_days(&self) -> i64 {
        if !self.text.contains(['~', '%']) {
            return 0;
        }
        match self.days() {
            Some((Some(first), Some(last))) => (day_number(last) - day_number(first) + 1).max(1),
            _ => 0,
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn day(bound: Bound) -> Option<Date> {
    match bound {
        Bound::Date(d) => {
            Date::new(i16::try_from(d.year).ok()?, i8::try_from(d.month).ok()?, i8::try_from(d.day).ok()?).ok()
        }
        _ => None,
    }
}

fn day_number(date: Date) -> i64 {
    date.duration_since(Date::constant(1970, 1, 1)).as_hours() / 24
}

fn midnight(date: Date, shift_hours: i64) -> Option<Timestamp> {
    let utc = jiff::tz::Offset::UTC.to_timestamp(date.to_datetime(jiff::civil::Time::midnight())).ok()?;
    utc.checked_add(jiff::SignedDuration::from_hours(shift_hours)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::comparison::Comparison;

    fn when(text: &str) -> When {
        When::parse(text).unwrap_or_else(|e| panic!("{e}"))
    }

    #[test]
    fn reads_every_precision_a_source_gives() {
        for text in [
            "2025",
            "2025-02",
            "2025-04-11~",
            "../2025-04-11",
            "2025-03-31/2025-04-06",
            "2025-04-11T21:00:00+03:00",
            "before meeting-april",
        ] {
            assert_eq!(when(text).to_string(), text);
        }
        for text in ["last week", "2025-13", "11 April", "2025-04-11T21:00", "before"] {
            assert!(When::parse(text).is_err(), "{text} should be refused");
        }
    }

    #[test]
    fn a_day_without_a_zone_spans_it_in_all_zones() {
        let span = when("2025-04-11").span();
        assert_eq!(span.earliest.map(|t| t.to_string()).as_deref(), Some("2025-04-10T10:00:00Z"));
        assert_eq!(span.latest.map(|t| t.to_string()).as_deref(), Some("2025-04-12T11:59:59.999999999Z"));
    }

    #[test]
    fn dates_compare_by_what_both_can_mean() {
        use Comparison::{Compatible, Conflicting, Narrows, Same, Widens};
        let cases = [
            ("2025-02", "2025-02", Same),
            ("2025-02-11", "2025-02", Narrows),
            ("2025-02", "2025-02-11", Widens),
            ("2025-02-11", "2025-02-12", Conflicting),
            ("2025-02-11~", "2025-02-12", Compatible),
            ("2025-02-11~", "2025-02-13", Conflicting),
            ("2025-04-11", "2025-04-10/2025-04-12", Compatible),
            ("../2025-04-11", "2025-04-11", Widens),
            ("before meeting-april", "2025-04-11", Compatible),
            ("2023-06-18T21:40:00Z", "2023-06-18T23:43:00Z", Conflicting),
            ("2023-06-18T21:40:00Z", "2023-06-18T17:40:00-04:00", Same),
            ("2023-06-18T21:40:00Z", "2023-06-18", Narrows),
            ("2023-06", "2023-06-18T21:40:00Z", Widens),
            ("2023-06-19T05:00:00Z", "2023-06-18", Compatible),
            ("2023-06-20T21:40:00Z", "2023-06-18", Conflicting),
            ("2023-06-18T10:00:00Z/2023-06-18T12:00:00Z", "2023-06-18T11:00:00Z", Compatible),
        ];
        for (a, b, expected) in cases {
            assert_eq!(when(a).compare(&when(b)), expected, "{a} against {b}");
        }
    }

    #[test]
    fn a_resolved_date_keeps_the_phrase_it_came_from() {
        let resolved = when("2025-03-31/2025-04-06").window().resolved("last week", Some("2025-04-11"));
        let text = serde_json::to_string(&resolved).expect("json");
        assert_eq!(serde_json::from_str::<When>(&text).expect("when"), resolved);
        assert_eq!(serde_json::to_string(&when("2025-02")).expect("json"), "\"2025-02\"");
    }
}
