//! Times as sources give them: at any precision, never finer than the source.
//!
//! A [`When`] keeps the text it was written as: an EDTF expression (ISO 8601-2) for days and coarser, an ISO 8601 instant
//! or an interval of two for times of day, or a time relative to another item (`before meeting-april`). What it spans is
//! computed from that text, never stored: [`meaning`] reads it, [`span`] gives its first and last instant and day, [`days`]
//! the days it can be, and [`compare`] tells how two times stand to each other.

pub mod calendar;
mod compare;
mod days;
pub mod meaning;
#[cfg(feature = "schema")]
pub mod schema;
pub mod span;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::record::name::ItemKey;
use crate::record::time::meaning::Meaning;

/// When something was, is or will be, as a source gives it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(from = "Repr", into = "Repr")]
pub struct When {
    text: Box<str>,
    window: bool,
    phrase: Option<Box<str>>,
    anchor: Option<Box<str>>,
}

/// The wire form: plain text where there is nothing more to say.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
enum Repr {
    /// EDTF (ISO 8601-2) for days and coarser (`2025-02`), a time with its offset or an interval of two
    /// (`2025-04-11T21:00:00Z`), or a time relative to another item (`before meeting-april`).
    Plain(#[cfg_attr(feature = "schema", schemars(extend("pattern" = schema::PATTERN)))] Box<str>),
    /// A date with how it was found.
    Full {
        /// The date or time, written as it is alone.
        #[cfg_attr(feature = "schema", schemars(extend("pattern" = schema::PATTERN)))]
        date: Box<str>,
        /// Whether it was on one day within the interval, not on all of it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        window: bool,
        /// The source's own phrase that it was resolved from: "last week".
        #[serde(default, skip_serializing_if = "Option::is_none")]
        phrase: Option<Box<str>>,
        /// The day that phrase was written.
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

/// Text that is not a time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is not a date or time{}. Write EDTF (2025-04-11, 2025-02, 2025-04-11~, 2025-03-31/2025-04-06), a time with its offset (2025-04-11T21:00:00Z), or `before|after|during ITEM`",
    if text.contains(|c: char| c.is_ascii_digit()) { format!(": {reason}") } else { String::new() }
)]
pub struct WhenError {
    text: String,
    reason: String,
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

    /// Whether it is an interval of which one day is meant, and not all of it.
    pub fn is_window(&self) -> bool {
        self.window
    }

    /// Whether it is written with a year of more than four digits, `Y170000002`: no newsroom's time.
    pub fn is_beyond_calendar(&self) -> bool {
        self.text.contains('Y')
    }

    /// The text it was written as.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The source's own phrase, where the date was resolved from one.
    pub fn phrase(&self) -> Option<&str> {
        self.phrase.as_deref()
    }

    /// The day on which that phrase was written.
    pub fn anchor(&self) -> Option<&str> {
        self.anchor.as_deref()
    }

    /// What the text means.
    ///
    /// # Errors
    /// When it means no time. A time that was read once always has a meaning.
    pub fn meaning(&self) -> Result<Meaning, WhenError> {
        meaning::read(&self.text).map_err(|reason| WhenError { text: self.text.to_string(), reason })
    }

    /// The item it is relative to, if it is.
    pub fn relative_to(&self) -> Option<ItemKey> {
        match self.meaning() {
            Ok(Meaning::Relative(_, item)) => Some(item),
            _ => None,
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            "2025-04-11T21:00:00-11:45",
            "2025-04-11T21:00:00+04",
            "[2020, 2021]",
            "-01XX",
            "before meeting-april",
        ] {
            assert_eq!(when(text).to_string(), text);
        }
        for text in [
            "last week",
            "2025-13",
            "2016-02-39",
            "-0000-01-01",
            "Y17E7-12-26",
            "11 April",
            "2025-04-11T21:00",
            "2025-04-11T21:00:00+15:00",
            "2025-04-11T21:00:00-13:00",
            "2025-04-12T00:00:00Z/2025-04-11T00:00:00Z",
            "[2020, 2021",
            "-01XX-05",
            "before",
        ] {
            assert!(When::parse(text).is_err(), "{text} should be refused");
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
