//! How long something lasts.

use std::fmt;
use std::str::FromStr;

use jiff::Span;
use serde::{Deserialize, Serialize};

use crate::record::comparison::Comparison;

/// How long, as ISO 8601 writes it: `PT3H30M`. A length that is only about right ends in a tilde, as an EDTF date does:
/// `PT3H~`, which may be off by one of its smallest unit. What people write, `3 hours 30 minutes`, is kept as ISO 8601.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "Box<str>", into = "Box<str>")]
pub struct Duration {
    length: Box<str>,
    about: bool,
}

/// Text that is not a duration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a duration; write `3 hours 30 minutes`, or PT3H30M as ISO 8601 has it, and `about 3 hours` where it is only about right"
)]
pub struct DurationError(Box<str>);

impl Duration {
    /// Its length, without a mark that it is only about right.
    pub fn as_str(&self) -> &str {
        &self.length
    }

    /// Whether it is only about right.
    pub fn is_about(&self) -> bool {
        self.about
    }

    /// How this length stands to another.
    pub(super) fn compare(&self, other: &Self) -> Comparison {
        if self == other {
            return Comparison::Same;
        }
        let (mine, theirs) = (self.extent(), other.extent());
        let slack = if self.about { mine.unit } else { 0 }.max(if other.about { theirs.unit } else { 0 });
        let apart = mine.seconds.abs_diff(theirs.seconds);
        if self.about == other.about && apart == 0 {
            Comparison::Same
        } else if apart <= slack.unsigned_abs() {
            Comparison::Compatible
        } else {
            Comparison::Conflicting
        }
    }

    fn extent(&self) -> Extent {
        let span = self.length.parse().unwrap_or_default();
        Extent::of(&span)
    }
}

/// A length in seconds, with a month taken as thirty days and a year as twelve such months.
struct Extent {
    seconds: i64,
    /// The smallest unit it is given in.
    unit: i64,
}

impl Extent {
    fn of(span: &Span) -> Self {
        const DAY: i64 = 24 * 60 * 60;
        let parts = [
            (i64::from(span.get_years()), 360 * DAY),
            (i64::from(span.get_months()), 30 * DAY),
            (i64::from(span.get_weeks()), 7 * DAY),
            (i64::from(span.get_days()), DAY),
            (i64::from(span.get_hours()), 60 * 60),
            (span.get_minutes(), 60),
            (span.get_seconds(), 1),
        ];
        let seconds = parts.iter().fold(0_i64, |sum, (n, unit)| sum.saturating_add(n.saturating_mul(*unit)));
        let unit = parts.iter().rev().find(|(n, _)| *n != 0).map_or(1, |(_, unit)| *unit);
        Self { seconds, unit }
    }
}

impl FromStr for Duration {
    type Err = DurationError;

    fn from_str(text: &str) -> Result<Self, DurationError> {
        let (length, about) = match (text.strip_prefix("about "), text.strip_suffix('~')) {
            (Some(length), _) | (None, Some(length)) => (length, true),
            (None, None) => (text, false),
        };
        let span = length.parse::<Span>().map_err(|_| DurationError(text.into()))?;
        if length.trim_start_matches(['+', '-']).starts_with(['P', 'p']) {
            return Ok(Self { length: length.into(), about });
        }
        // “3 hours ago” is not how long something lasts.
        if span.is_negative() {
            return Err(DurationError(text.into()));
        }
        Ok(Self { length: span.to_string().into(), about })
    }
}

impl TryFrom<Box<str>> for Duration {
    type Error = DurationError;

    fn try_from(text: Box<str>) -> Result<Self, DurationError> {
        text.parse()
    }
}

impl From<Duration> for Box<str> {
    fn from(duration: Duration) -> Self {
        if duration.about { duration.to_string().into() } else { duration.length }
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.length)?;
        f.write_str(if self.about { "~" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn duration(text: &str) -> Duration {
        text.parse().unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn lengths_compare_by_how_long_they_are() {
        use Comparison::{Compatible, Conflicting, Same};
        let cases = [
            ("PT3H30M", "PT210M", Same),
            ("PT3H", "PT4H", Conflicting),
            ("about PT3H", "PT3H50M", Compatible),
            ("about PT3H", "PT3H", Compatible),
            ("about PT3H", "PT5H", Conflicting),
            ("about PT3H", "PT3H~", Same),
            ("P1Y", "P18M", Conflicting),
            ("P1Y6M", "P18M", Same),
        ];
        for (a, b, expected) in cases {
            assert_eq!(duration(a).compare(&duration(b)), expected, "{a} against {b}");
            assert_eq!(duration(b).compare(&duration(a)), expected, "{b} against {a}");
        }
    }

    #[test]
    fn a_duration_is_stored_as_text() {
        for (written, stored) in [
            ("PT3H30M", "PT3H30M"),
            ("about PT3H", "PT3H~"),
            ("PT3H~", "PT3H~"),
            ("3 hours 30 minutes", "PT3H30M"),
            ("about 2 weeks", "P2W~"),
            ("13 months", "P13M"),
            ("1 year, 6 months", "P1Y6M"),
        ] {
            let json = serde_json::to_string(&duration(written)).expect("json");
            assert_eq!(json, format!("\"{stored}\""));
            assert_eq!(serde_json::from_str::<Duration>(&json).expect("a duration"), duration(written));
        }
        for text in ["", "three hours and a bit", "PT", "about", "3 hours ago", "3"] {
            assert!(text.parse::<Duration>().is_err(), "{text} should be refused");
        }
    }
}
