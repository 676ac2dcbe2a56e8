//! Values, and the one function that compares two of them.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::record::comparison::{Comparison, Containment};
use crate::record::kind::Kind;
use crate::record::kind::spec::ValueType;
use crate::record::name::{AttributeName, EntitySlug, ItemKey};
use crate::record::time::When;
use crate::record::token::tokens;

/// A value somebody reports.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Free text.
    Text(Box<str>),
    /// A person, organisation or group in the directory.
    Entity(EntitySlug),
    /// A place in the directory.
    Place(EntitySlug),
    /// A date or time.
    When(When),
    /// A number with its unit and scope.
    Count(Count),
    /// How long, ISO 8601.
    Duration(Box<str>),
    /// A token.
    Choice(Box<str>),
    /// Another item of the story.
    Item(ItemKey),
    /// A position in a series.
    Ordinal(Ordinal),
    /// Said not to exist, or not to be set.
    None(Absence),
}

tokens! {
    /// What "none" means.
    pub enum Absence: "an absence" {
        /// Not set yet: compatible with any value to come.
        NotSet = "not_set",
        /// Does not exist: conflicts with every value.
        DoesNotExist = "does_not_exist",
    }
}

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

/// A position in a series, as a source claims it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Ordinal {
    /// Counted from one.
    pub position: u32,
    /// The series it is a position in.
    pub series: Box<Series>,
}

/// A series: the items of a kind whose attributes have these values, in a window of time.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Series {
    /// How a reader names it: "trips to Russia this year".
    pub label: Box<str>,
    /// The kind counted.
    #[serde(serialize_with = "kind_name", deserialize_with = "kind_named")]
    pub kind: SeriesKind,
    /// Values the items have.
    #[serde(default, rename = "where", skip_serializing_if = "BTreeMap::is_empty")]
    pub filter: BTreeMap<AttributeName, EntitySlug>,
    /// The time they fall in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub during: Option<When>,
}

/// A kind by name, ordered and hashed by that name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeriesKind(pub Kind);

impl std::hash::Hash for SeriesKind {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.as_str().hash(state);
    }
}

impl PartialOrd for SeriesKind {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for SeriesKind {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.as_str().cmp(other.0.as_str())
    }
}

fn kind_name<S: serde::Serializer>(kind: &SeriesKind, serializer: S) -> Result<S::Ok, S::Error> {
    kind.0.serialize(serializer)
}

fn kind_named<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<SeriesKind, D::Error> {
    Kind::deserialize(deserializer).map(SeriesKind)
}

impl Value {
    /// The type of the value; `None` fits every type.
    pub fn value_type(&self) -> Option<ValueType> {
        Some(match self {
            Self::Text(_) => ValueType::Text,
            Self::Entity(_) => ValueType::Entity,
            Self::Place(_) => ValueType::Place,
            Self::When(_) => ValueType::When,
            Self::Count(_) => ValueType::Count,
            Self::Duration(_) => ValueType::Duration,
            Self::Choice(_) => ValueType::Choice,
            Self::Item(_) => ValueType::Item,
            Self::Ordinal(_) => ValueType::Ordinal,
            Self::None(_) => return None,
        })
    }

    /// The directory entry the value names.
    pub fn entity(&self) -> Option<&EntitySlug> {
        match self {
            Self::Entity(slug) | Self::Place(slug) => Some(slug),
            _ => None,
        }
    }

    /// The text, or the token of a choice.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Choice(text) => Some(text),
            _ => None,
        }
    }

    /// How this value stands to `other` on the same path.
    pub fn compare(&self, other: &Self, places: &dyn Containment) -> Comparison {
        use Comparison::{Compatible, Conflicting, Narrows, Same, Widens};
        match (self, other) {
            (Self::None(a), Self::None(b)) if a == b => Same,
            (Self::None(Absence::NotSet), _) | (_, Self::None(Absence::NotSet)) => Compatible,
            (Self::None(_), _) | (_, Self::None(_)) => Conflicting,
            (Self::When(a), Self::When(b)) => a.compare(b),
            (Self::Place(a), Self::Place(b)) if places.same(a, b) => Same,
            (Self::Place(a), Self::Place(b)) if places.lies_within(a, b) => Narrows,
            (Self::Place(a), Self::Place(b)) if places.lies_within(b, a) => Widens,
            (Self::Entity(a), Self::Entity(b)) if places.same(a, b) => Same,
            (Self::Count(a), Self::Count(b)) => a.compare(b),
            (Self::Ordinal(a), Self::Ordinal(b)) if a.series != b.series => Compatible,
            (Self::Text(a), Self::Text(b)) => {
                if a == b {
                    Same
                } else {
                    Compatible
                }
            }
            (a, b) if a == b => Same,
            _ => Conflicting,
        }
    }
}

impl Count {
    /// The least it can be.
    pub fn least(&self) -> i64 {
        self.low.saturating_add(i64::from(self.beyond && self.high.is_none()))
    }

    /// The most it can be, where that is said.
    pub fn most(&self) -> Option<i64> {
        self.high.map(|high| high.saturating_sub(i64::from(self.beyond)))
    }

    /// How this count stands to another: only counts of the same thing can conflict.
    fn compare(&self, other: &Self) -> Comparison {
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

    fn count(low: i64, high: Option<i64>, about: bool) -> Value {
        Value::Count(Count {
            low,
            high,
            unit: None,
            scope: None,
            about,
            beyond: false,
            series: None,
            parts: Vec::new(),
        })
    }

    #[test]
    fn counts_conflict_only_when_they_cannot_both_be_true() {
        use Comparison::{Compatible, Conflicting, Narrows, Same};
        let compare = |a: &Value, b: &Value| a.compare(b, &());
        assert_eq!(compare(&count(3, Some(3), false), &count(3, Some(3), false)), Same);
        assert_eq!(compare(&count(3, Some(3), false), &count(4, Some(4), false)), Conflicting);
        assert_eq!(compare(&count(12, Some(12), false), &count(10, None, false)), Narrows);
        assert_eq!(compare(&count(1300, Some(1300), true), &count(1350, Some(1350), false)), Compatible);
        assert_eq!(compare(&count(1300, Some(1300), true), &count(1500, Some(1500), false)), Conflicting);
        let beyond = |count: Value| match count {
            Value::Count(count) => Value::Count(Count { beyond: true, ..count }),
            other => other,
        };
        assert_eq!(compare(&beyond(count(500, None, false)), &count(501, None, false)), Same);
        assert_eq!(compare(&beyond(count(500, None, false)), &count(500, Some(500), false)), Conflicting);
        assert_eq!(compare(&beyond(count(0, Some(20), false)), &count(20, Some(20), false)), Conflicting);
        let reads = |count: Value| if let Value::Count(count) = count { count.to_string() } else { String::new() };
        assert_eq!(reads(beyond(count(500, None, false))), "more than 500");
        assert_eq!(reads(beyond(count(0, Some(20), false))), "fewer than 20");
    }

    #[test]
    fn not_set_waits_and_does_not_exist_conflicts() {
        let place = Value::Place(EntitySlug::new("moscow").expect("slug"));
        assert_eq!(Value::None(Absence::NotSet).compare(&place, &()), Comparison::Compatible);
        assert_eq!(Value::None(Absence::DoesNotExist).compare(&place, &()), Comparison::Conflicting);
    }

    #[test]
    fn comparing_the_other_way_round_gives_the_converse() {
        let values =
            [count(3, Some(3), false), count(2, None, false), count(2, Some(9), true), Value::None(Absence::NotSet)];
        for a in &values {
            for b in &values {
                assert_eq!(a.compare(b, &()), b.compare(a, &()).converse(), "{a:?} {b:?}");
            }
        }
    }
}
