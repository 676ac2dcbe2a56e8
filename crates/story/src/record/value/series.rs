//! Series of items, and positions in them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::record::comparison::Comparison;
use crate::record::kind::Kind;
use crate::record::name::{AttributeName, EntitySlug};
use crate::record::time::When;

/// A position in a series, as a source claims it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Ordinal {
    /// Counted from one.
    pub position: u32,
    /// The series it is a position in.
    pub series: Box<Series>,
}

/// The ordinals people write out.
const WRITTEN_OUT: [&str; 20] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
];

/// The position that people write as `3`, `3rd` or `third`.
pub fn position_of(text: &str) -> Option<u32> {
    if let Some(place) = WRITTEN_OUT.iter().position(|word| text.eq_ignore_ascii_case(word)) {
        return u32::try_from(place + 1).ok();
    }
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|ending| text.strip_suffix(ending)).unwrap_or(text);
    digits.parse().ok().filter(|position| *position > 0)
}

/// A series: the items of a kind whose attributes have these values, in a window of time.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Series {
    /// How a reader names it: "trips to Russia this year".
    pub label: Box<str>,
    /// The kind counted.
    #[cfg_attr(feature = "schema", schemars(with = "Kind"))]
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

impl Ordinal {
    /// How this position stands to another: only positions in one series can conflict.
    pub(super) fn compare(&self, other: &Self) -> Comparison {
        if self.series != other.series {
            Comparison::Compatible
        } else if self.position == other.position {
            Comparison::Same
        } else {
            Comparison::Conflicting
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_conflict_in_one_series_only() {
        let series = |label: &str| Series {
            label: label.into(),
            kind: SeriesKind(Kind::story()),
            filter: BTreeMap::new(),
            during: None,
        };
        let place = |position, label: &str| Ordinal { position, series: Box::new(series(label)) };
        assert_eq!(place(3, "trips").compare(&place(3, "trips")), Comparison::Same);
        assert_eq!(place(3, "trips").compare(&place(4, "trips")), Comparison::Conflicting);
        assert_eq!(place(3, "trips").compare(&place(4, "trips this year")), Comparison::Compatible);
    }
}
