//! Numbers and ranges of something.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::record::comparison::Comparison;
use crate::record::value::series::Series;

/// A number or range of something.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Count {
    /// The least it can be.
    pub low: i64,
    /// The most it can be; absent for "at least".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<i64>,
    /// What one of them is: people, trips, US dollars.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Box<str>>,
    /// What is counted; different scopes never conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Box<str>>,
    /// "About": within one unit of its last significant digit.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub about: bool,
    /// "More than" the least or "fewer than" the most: that number itself is not meant.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub beyond: bool,
    /// The series it is the total of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<Box<Series>>,
    /// What it is made up of, as the source gives it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
}

/// One part of a count.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Part {
    /// What is counted in it: "soldiers".
    pub label: Box<str>,
    /// How many.
    pub count: i64,
}

/// Text that is not a number or a range.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a number; write 3, `about 1300`, `at least 20`, `more than 20`, `at most 20` or `3 to 5`")]
pub struct CountError(Box<str>);

impl FromStr for Count {
    type Err = CountError;

    fn from_str(text: &str) -> Result<Self, CountError> {
        let number = |part: &str| part.trim().replace(',', "").parse::<i64>().ok();
        let (about, rest) = match text.strip_prefix("about ") {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let after = |words: &[&str]| words.iter().find_map(|word| rest.strip_prefix(word));
        let (more, fewer) = (after(&["more than ", "over "]), after(&["fewer than ", "less than ", "under "]));
        let bounds = if let Some(low) = more.or_else(|| after(&["at least "])) {
            number(low).map(|low| (low, None))
        } else if let Some(high) = fewer.or_else(|| after(&["at most ", "up to "])) {
            number(high).filter(|high| *high > 0).map(|high| (0, Some(high)))
        } else if let Some((low, high)) = rest.split_once(" to ") {
            number(low).zip(number(high)).filter(|(low, high)| low <= high).map(|(low, high)| (low, Some(high)))
        } else {
            number(rest).map(|n| (n, Some(n)))
        };
        let (low, high) = bounds.ok_or_else(|| CountError(text.into()))?;
        Ok(Self { about, beyond: more.is_some() || fewer.is_some(), ..Self::range(low, high) })
    }
}

impl Count {
    /// From the least to the most it can be, of nothing in particular.
    pub fn range(low: i64, high: Option<i64>) -> Self {
        Self { low, high, unit: None, scope: None, about: false, beyond: false, series: None, parts: Vec::new() }
    }

    /// The least it can be.
    pub fn least(&self) -> i64 {
        self.low.saturating_add(i64::from(self.beyond && self.high.is_none()))
    }

    /// The most it can be, where that is said.
    pub fn most(&self) -> Option<i64> {
        self.high.map(|high| high.saturating_sub(i64::from(self.beyond)))
    }

    /// How this count stands to another: only counts of the same thing can conflict.
    pub(super) fn compare(&self, other: &Self) -> Comparison {
        use Comparison::{Compatible, Conflicting, Narrows, Same, Widens};
        if self.scope != other.scope || self.unit != other.unit || self.series != other.series {
            return Compatible;
        }
        let bounds = |count: &Self| {
            let slack = if count.about { last_significant_unit(count.low) } else { 0 };
            (count.least().saturating_sub(slack), count.most().map_or(i64::MAX, |most| most.saturating_add(slack)))
        };
        let ((low, high), (other_low, other_high)) = (bounds(self), bounds(other));
        if high < other_low || other_high < low {
            Conflicting
        } else if (self.least(), self.most(), self.about) == (other.least(), other.most(), other.about) {
            Same
        } else if self.about || other.about {
            Compatible
        } else if low >= other_low && high <= other_high {
            Narrows
        } else if other_low >= low && other_high <= high {
            Widens
        } else {
            Compatible
        }
    }
}

/// 1,300 → 100: the unit of the last digit that is not a trailing zero.
fn last_significant_unit(n: i64) -> i64 {
    let mut unit = 1;
    while n != 0 && n % (unit * 10) == 0 && unit < i64::MAX / 100 {
        unit *= 10;
    }
    unit
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.about {
            f.write_str("about ")?;
        }
        match self.high {
            Some(high) if self.beyond => write!(f, "fewer than {high}")?,
            Some(high) if high == self.low => write!(f, "{high}")?,
            Some(high) if self.low == 0 => write!(f, "at most {high}")?,
            Some(high) => write!(f, "{} to {high}", self.low)?,
            None if self.beyond => write!(f, "more than {}", self.low)?,
            None => write!(f, "at least {}", self.low)?,
        }
        for word in [&self.unit, &self.scope].into_iter().flatten() {
            write!(f, " {word}")?;
        }
        if let Some(series) = &self.series {
            write!(f, " {}", series.label)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str) -> Count {
        text.parse().unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn counts_conflict_only_when_they_cannot_both_be_true() {
        use Comparison::{Compatible, Conflicting, Narrows, Same};
        let cases = [
            ("3", "3", Same),
            ("3", "4", Conflicting),
            ("12", "at least 10", Narrows),
            ("about 1300", "1350", Compatible),
            ("about 1300", "1500", Conflicting),
            ("more than 500", "at least 501", Same),
            ("more than 500", "500", Conflicting),
            ("fewer than 20", "20", Conflicting),
        ];
        for (a, b, expected) in cases {
            assert_eq!(count(a).compare(&count(b)), expected, "{a} against {b}");
            assert_eq!(count(b).compare(&count(a)), expected.converse(), "{b} against {a}");
        }
    }

    #[test]
    fn a_count_reads_as_it_is_written() {
        for text in ["3", "about 1300", "at least 20", "more than 500", "at most 20", "fewer than 20", "3 to 5"] {
            assert_eq!(count(text).to_string(), text);
        }
        for text in ["", "several", "5 to 3", "at most 0", "about"] {
            assert!(text.parse::<Count>().is_err(), "{text} should be refused");
        }
    }
}
