//! How long something lasts.

use std::fmt;
use std::str::FromStr;

use jiff::Span;
use serde::{Deserialize, Serialize};

use crate::record::comparison::Comparison;

/// How long, as ISO 8601 writes it: `PT3H30M`. What people write, `3 hours 30 minutes`, is kept as ISO 8601, with a mark of how
/// exactly that is meant: `PT3H~`, as an EDTF date does, or `>PT3H`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "Box<str>", into = "Box<str>")]
pub struct Duration {
    length: Box<str>,
    meant: Meant,
}

/// How exactly a length is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Meant {
    Exactly,
    /// It may be off by one of its smallest unit.
    About,
    MoreThan,
    AtLeast,
    LessThan,
    AtMost,
}

/// What people write before a length, and what is kept before and behind it.
const MEANT: [(Meant, &str, &str, &str); 7] = [
    (Meant::About, "about ", "", "~"),
    (Meant::AtLeast, "at least ", ">=", ""),
    (Meant::MoreThan, "more than ", ">", ""),
    (Meant::AtMost, "at most ", "<=", ""),
    (Meant::AtMost, "up to ", "<=", ""),
    (Meant::LessThan, "less than ", "<", ""),
    (Meant::Exactly, "", "", ""),
];

/// Text that is not a duration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a duration; write `3 hours 30 minutes`, or PT3H30M as ISO 8601 has it, and `about 3 hours`, `more than 3 hours`, `at least`, `less than` or `at most 3 hours`"
)]
pub struct DurationError(Box<str>);

impl Duration {
    /// Its length, without a mark that it is only about right.
    pub fn as_str(&self) -> &str {
        &self.length
    }

    /// What stands before its length: “about ”, “more than ”; nothing where it is meant exactly.
    pub fn qualifier(&self) -> &'static str {
        self.written().1
    }

    /// Whether something that goes on can have lasted as long already: it is “more than two hours”.
    pub fn is_so_far(&self) -> bool {
        matches!(self.meant, Meant::MoreThan | Meant::AtLeast)
    }

    fn written(&self) -> (Meant, &'static str, &'static str, &'static str) {
        MEANT.into_iter().find(|(meant, ..)| *meant == self.meant).unwrap_or((self.meant, "", "", ""))
    }

    /// How this length stands to another.
    pub(super) fn compare(&self, other: &Self) -> Comparison {
        let (mine, theirs) = (self.extent(), other.extent());
        let apart = mine.seconds.abs_diff(theirs.seconds);
        if self.meant == other.meant && apart == 0 {
            return Comparison::Same;
        }
        if !self.is_bound() && !other.is_bound() {
            let slack = |one: &Self, unit: i64| if one.meant == Meant::About { unit.unsigned_abs() } else { 0 };
            let fits = apart <= slack(self, mine.unit).max(slack(other, theirs.unit));
            return if fits { Comparison::Compatible } else { Comparison::Conflicting };
        }
        let ((least, most), (their_least, their_most)) = (self.range(), other.range());
        match () {
            () if most < their_least || their_most < least => Comparison::Conflicting,
            () if their_least <= least && most <= their_most => Comparison::Narrows,
            () if least <= their_least && their_most <= most => Comparison::Widens,
            () => Comparison::Compatible,
        }
    }

    /// Whether it says only that it was longer, or shorter.
    fn is_bound(&self) -> bool {
        !matches!(self.meant, Meant::Exactly | Meant::About)
    }

    /// The shortest and the longest it can be, in seconds.
    fn range(&self) -> (i64, i64) {
        let Extent { seconds, unit } = self.extent();
        match self.meant {
            Meant::Exactly => (seconds, seconds),
            Meant::About => (seconds.saturating_sub(unit), seconds.saturating_add(unit)),
            Meant::MoreThan => (seconds.saturating_add(1), i64::MAX),
            Meant::AtLeast => (seconds, i64::MAX),
            Meant::LessThan => (0, seconds.saturating_sub(1)),
            Meant::AtMost => (0, seconds),
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
        let read = |(meant, words, before, behind): (Meant, &str, &str, &'static str)| {
            let marked = || text.strip_prefix(before)?.strip_suffix(behind);
            Some((text.strip_prefix(words).filter(|_| !words.is_empty()).or_else(marked)?, meant))
        };
        let (length, meant) = MEANT.into_iter().find_map(read).unwrap_or((text, Meant::Exactly));
        let span = length.parse::<Span>().map_err(|_| DurationError(text.into()))?;
        if length.trim_start_matches(['+', '-']).starts_with(['P', 'p']) {
            return Ok(Self { length: length.into(), meant });
        }
        // “3 hours ago” is not how long something lasts.
        if span.is_negative() {
            return Err(DurationError(text.into()));
        }
        Ok(Self { length: span.to_string().into(), meant })
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
        if duration.meant == Meant::Exactly { duration.length } else { duration.to_string().into() }
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (_, _, before, behind) = self.written();
        write!(f, "{before}{}{behind}", self.length)
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
        use Comparison::{Compatible, Conflicting, Narrows, Same, Widens};
        let cases = [
            ("PT3H30M", "PT210M", Same),
            ("PT3H", "PT4H", Conflicting),
            ("about PT3H", "PT3H50M", Compatible),
            ("about PT3H", "PT3H", Compatible),
            ("about PT3H", "PT5H", Conflicting),
            ("about PT3H", "PT3H~", Same),
            ("P1Y", "P18M", Conflicting),
            ("P1Y6M", "P18M", Same),
            ("PT3H", "more than 2 hours", Narrows),
            ("PT2H", "more than 2 hours", Conflicting),
            ("at least 2 hours", "PT2H", Widens),
            ("more than 3 hours", "at least 2 hours", Narrows),
            ("less than 1 hour", "at most 1 hour", Narrows),
            ("less than 1 hour", "more than 2 hours", Conflicting),
            ("about 2 hours", "more than 2 hours", Compatible),
            ("up to 2 hours", "at most PT2H", Same),
        ];
        for (a, b, expected) in cases {
            assert_eq!(duration(a).compare(&duration(b)), expected, "{a} against {b}");
            assert_eq!(duration(b).compare(&duration(a)), expected.converse(), "{b} against {a}");
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
            ("more than 2 hours", ">PT2H"),
            (">PT2H", ">PT2H"),
            ("at least 1 week", ">=P1W"),
            ("up to 90 minutes", "<=PT90M"),
            ("less than PT1H", "<PT1H"),
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
