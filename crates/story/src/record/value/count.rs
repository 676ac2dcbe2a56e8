//! Numbers and ranges of something: people, crowns a tonne, a share of the votes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::record::comparison::Comparison;
use crate::record::value::series::Series;

/// A number or range of something.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Count {
    /// The least it can be.
    pub low: i64,
    /// The most it can be; absent for "at least".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<i64>,
    /// How many of the last digits of both numbers stand behind the decimal point: 61.5 is 615 with one.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub decimals: u8,
    /// What one of them is: people, US dollars, crowns a tonne, `%`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Box<str>>,
    /// What is counted; different scopes never conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Box<str>>,
    /// "About": it may be off by one unit of its last significant digit.
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Part {
    /// What is counted in it: "soldiers".
    pub label: Box<str>,
    /// How many.
    pub count: i64,
}

fn is_zero(n: &u8) -> bool {
    *n == 0
}

/// Text that is not a number or a range.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CountError {
    /// It is no number at all.
    #[error(
        "`{0}` is not a number; write 3, 61.5%, `12.5 million`, `about 1300`, `at least 20`, `more than 20`, `at most 20` or `3 to 5`"
    )]
    NotANumber(Box<str>),
    /// It is a number with what is counted behind it.
    #[error("`{number} {unit}` is a number with its unit; write `{{count: {number}, unit: {unit}}}`")]
    WithUnit {
        /// The number.
        number: Box<str>,
        /// What stands behind it.
        unit: Box<str>,
    },
}

impl CountError {
    fn of(text: &str) -> Self {
        let words: Vec<&str> = text.split_whitespace().collect();
        let split = (1..words.len()).rev().map(|at| (words[..at].join(" "), words[at..].join(" ")));
        let known = split.into_iter().find(|(number, _)| Count::read(number).is_some());
        match known {
            Some((number, unit)) => Self::WithUnit { number: number.into(), unit: unit.into() },
            None => Self::NotANumber(text.into()),
        }
    }
}

/// A number as it is written, with the digits behind its decimal point.
#[derive(Clone, Copy)]
struct Number {
    digits: i64,
    decimals: u8,
}

impl Number {
    /// `1,300` or `61.5`, times ten to the power of `zeros`.
    fn read(text: &str, zeros: u8) -> Option<Self> {
        let text = text.trim().replace(',', "");
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let plain = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit());
        if !plain(fraction) || whole.len() != text.len() && (fraction.is_empty() || whole.is_empty()) {
            return None;
        }
        let digits: i64 = format!("{whole}{fraction}").parse().ok()?;
        let decimals = u8::try_from(fraction.len()).ok()?;
        let more = 10_i64.checked_pow(zeros.saturating_sub(decimals).into())?;
        Some(Self { digits: digits.checked_mul(more)?, decimals: decimals.saturating_sub(zeros) })
    }

    /// The digits with this many of them behind the point.
    fn with(self, decimals: u8) -> Option<i64> {
        self.digits.checked_mul(10_i64.checked_pow(decimals.checked_sub(self.decimals)?.into())?)
    }
}

/// The words for many, each with the zeros it stands for.
const MANY: [(&str, u8); 3] = [(" thousand", 3), (" million", 6), (" billion", 9)];

impl FromStr for Count {
    type Err = CountError;

    fn from_str(text: &str) -> Result<Self, CountError> {
        Self::read(text.trim()).ok_or_else(|| CountError::of(text))
    }
}

impl Count {
    /// From the least to the most it can be, of nothing in particular.
    pub fn range(low: i64, high: Option<i64>) -> Self {
        Self {
            low,
            high,
            decimals: 0,
            unit: None,
            scope: None,
            about: false,
            beyond: false,
            series: None,
            parts: Vec::new(),
        }
    }

    fn read(text: &str) -> Option<Self> {
        let (text, unit) = text.strip_suffix('%').map_or((text, None), |text| (text.trim_end(), Some("%".into())));
        let many = MANY.iter().find_map(|(word, zeros)| text.strip_suffix(word).map(|text| (text, *zeros)));
        let (text, zeros) = many.unwrap_or((text, 0));
        let number = |text: &str| Number::read(text, zeros);
        let (about, rest) = text.strip_prefix("about ").map_or((false, text), |rest| (true, rest));
        let after = |words: &[&str]| words.iter().find_map(|word| rest.strip_prefix(word));
        let (more, fewer) = (after(&["more than ", "over "]), after(&["fewer than ", "less than ", "under "]));
        let (low, high) = if let Some(low) = more.or_else(|| after(&["at least "])) {
            (number(low)?, None)
        } else if let Some(high) = fewer.or_else(|| after(&["at most ", "up to "])) {
            (Number { digits: 0, decimals: 0 }, Some(number(high).filter(|high| high.digits > 0)?))
        } else if let Some((low, high)) = rest.split_once(" to ") {
            (number(low)?, Some(number(high)?))
        } else {
            let exactly = number(rest)?;
            (exactly, Some(exactly))
        };
        let decimals = low.decimals.max(high.map_or(0, |high| high.decimals));
        let (low, high) = (low.with(decimals)?, high.map(|high| high.with(decimals).ok_or(())).transpose().ok()?);
        let count = Self { decimals, unit, about, beyond: more.is_some() || fewer.is_some(), ..Self::range(low, high) };
        high.is_none_or(|high| low <= high).then_some(count)
    }

    /// The number, where it is a single whole number and exact.
    pub fn exactly(&self) -> Option<i64> {
        let exact = self.high == Some(self.low) && !self.about && !self.beyond && self.decimals == 0;
        exact.then_some(self.low)
    }

    /// The least whole number it can be.
    pub fn least(&self) -> i64 {
        let (least, unit) = (self.bounds(self.decimals).0, power_of_ten(self.decimals));
        least.div_euclid(unit) + i64::from(least.rem_euclid(unit) != 0)
    }

    /// The least and the most it can be, with this many digits behind the point.
    fn bounds(&self, decimals: u8) -> (i64, i64) {
        let unit = power_of_ten(decimals.saturating_sub(self.decimals));
        let low = self.low.saturating_mul(unit).saturating_add(i64::from(self.beyond && self.high.is_none()));
        let high = self.high.map(|high| high.saturating_mul(unit).saturating_sub(i64::from(self.beyond)));
        (low, high.unwrap_or(i64::MAX))
    }

    /// How far it may be off, with this many digits behind the point.
    fn slack(&self, decimals: u8) -> i64 {
        let digit = if self.decimals == 0 { last_significant_unit(self.low) } else { 1 };
        let unit = power_of_ten(decimals.saturating_sub(self.decimals));
        if self.about { digit.saturating_mul(unit) } else { 0 }
    }

    /// How this count stands to another: only counts of the same thing can conflict.
    pub(super) fn compare(&self, other: &Self) -> Comparison {
        use Comparison::{Compatible, Conflicting, Narrows, Same, Widens};
        if self.scope != other.scope || self.unit != other.unit || self.series != other.series {
            return Compatible;
        }
        let decimals = self.decimals.max(other.decimals);
        let (mine, theirs) = (self.bounds(decimals), other.bounds(decimals));
        let off = self.slack(decimals).saturating_add(other.slack(decimals));
        if mine.1.saturating_add(off) < theirs.0 || theirs.1.saturating_add(off) < mine.0 {
            Conflicting
        } else if mine == theirs && self.about == other.about {
            Same
        } else if self.about || other.about {
            Compatible
        } else if mine.0 >= theirs.0 && mine.1 <= theirs.1 {
            Narrows
        } else if theirs.0 >= mine.0 && theirs.1 <= mine.1 {
            Widens
        } else {
            Compatible
        }
    }
}

/// Ten to a power, as far as numbers go.
fn power_of_ten(exponent: u8) -> i64 {
    10_i64.saturating_pow(exponent.into())
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
        let low = Decimal(self.low, self.decimals);
        match self.high.map(|high| Decimal(high, self.decimals)) {
            Some(high) if self.beyond => write!(f, "fewer than {high}")?,
            Some(high) if high == low => write!(f, "{high}")?,
            Some(high) if self.low == 0 => write!(f, "at most {high}")?,
            Some(high) => write!(f, "{low} to {high}")?,
            None if self.beyond => write!(f, "more than {low}")?,
            None => write!(f, "at least {low}")?,
        }
        for word in [&self.unit, &self.scope].into_iter().flatten() {
            f.write_str(if &**word == "%" { "" } else { " " })?;
            f.write_str(word)?;
        }
        if let Some(series) = &self.series {
            write!(f, " {}", series.label)?;
        }
        Ok(())
    }
}

/// Digits with a number of them behind the decimal point, the thousands before it set apart: 12,500.5.
#[derive(PartialEq)]
struct Decimal(i64, u8);

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(digits, decimals) = *self;
        let places = usize::from(decimals);
        let all = format!("{:0width$}", digits.unsigned_abs(), width = places + 1);
        let (whole, fraction) = all.split_at(all.len() - places);
        let (sign, point) = (if digits < 0 { "-" } else { "" }, if places > 0 { "." } else { "" });
        write!(f, "{sign}{}{point}{fraction}", grouped(whole))
    }
}

/// Digits with the thousands set apart: 12,500.
pub(crate) fn grouped(digits: &str) -> String {
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
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
            ("61.5%", "61.50%", Same),
            ("61.5%", "61.4%", Conflicting),
            ("61.5%", "more than 61%", Narrows),
            ("61.5%", "61.5", Compatible),
            ("about 61.5%", "61.4%", Compatible),
            ("about 61.5%", "61.3%", Conflicting),
            ("12.5 million", "12500000", Same),
            ("about 2.5 million", "2.44 million", Compatible),
        ];
        for (a, b, expected) in cases {
            assert_eq!(count(a).compare(&count(b)), expected, "{a} against {b}");
            assert_eq!(count(b).compare(&count(a)), expected.converse(), "{b} against {a}");
        }
    }

    #[test]
    fn a_count_reads_as_it_is_written() {
        for text in [
            "3",
            "about 1,300",
            "at least 20",
            "more than 500",
            "at most 20",
            "fewer than 20",
            "3 to 5",
            "61.5%",
            "40.5 to 45.0%",
            "-0.5",
            "-1,234,567",
            "100",
            "12,500.5",
        ] {
            assert_eq!(count(text).to_string(), text);
        }
        assert_eq!(count("40 to 42.5 million").to_string(), "40,000,000 to 42,500,000");
        for text in ["", "several", "5 to 3", "at most 0", "about", "1.", ".5", "1.2.3", "%", "9000000000000 billion"] {
            assert!(text.parse::<Count>().is_err(), "{text} should be refused");
        }
    }

    #[test]
    fn a_count_of_whole_things_is_stored_as_it_always_was() {
        assert_eq!(serde_json::to_string(&count("3")).expect("json"), r#"{"low":3,"high":3}"#);
        assert_eq!(serde_json::from_str::<Count>(r#"{"low":3}"#).expect("a count"), count("at least 3"));
        let share = serde_json::to_string(&count("61.5%")).expect("json");
        assert_eq!(share, r#"{"low":615,"high":615,"decimals":1,"unit":"%"}"#);
    }

    #[test]
    fn only_one_whole_number_is_an_exact_one() {
        let exact = |text: &str| count(text).exactly();
        assert_eq!(exact("1,300"), Some(1300));
        assert_eq!(["about 3", "3 to 5", "at least 3", "3.5"].map(exact), [None; 4]);
        assert_eq!(["at least 3", "more than 3", "3.5 to 4"].map(|text| count(text).least()), [3, 4, 4]);
    }

    #[test]
    fn a_number_with_a_unit_behind_it_is_told_apart() {
        for (text, number, unit) in [
            ("about 3 metres", "about 3", "metres"),
            ("12.5 million crowns", "12.5 million", "crowns"),
            ("at least 20 people", "at least 20", "people"),
            ("3 to 5 boats", "3 to 5", "boats"),
            ("40 crowns a tonne", "40", "crowns a tonne"),
        ] {
            let told = CountError::WithUnit { number: number.into(), unit: unit.into() };
            assert_eq!(text.parse::<Count>(), Err(told));
        }
        assert!(matches!("metres".parse::<Count>(), Err(CountError::NotANumber(_))));
    }
}
