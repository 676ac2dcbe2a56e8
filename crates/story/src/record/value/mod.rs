//! Values, and the one function that compares two of them.

pub mod absence;
pub mod count;
pub mod duration;
pub mod series;

use serde::{Deserialize, Serialize};

use crate::record::comparison::{Comparison, Containment};
use crate::record::kind::spec::ValueType;
use crate::record::name::{EntitySlug, ItemKey};
use crate::record::time::When;
use crate::record::value::absence::Absence;
use crate::record::value::count::Count;
use crate::record::value::duration::Duration;
use crate::record::value::series::Ordinal;

/// A value somebody reports.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// How long.
    Duration(Duration),
    /// A token.
    Choice(Box<str>),
    /// Another item of the story.
    Item(ItemKey),
    /// A position in a series.
    Ordinal(Ordinal),
    /// Said to be missing: not set, not to exist, not disclosed, unknown, not stated.
    None(Absence),
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
            (Self::None(a), Self::None(b)) => a.compare(*b),
            (Self::None(absence), _) | (_, Self::None(absence)) => absence.compare_to_value(),
            // What two texts say cannot be compared: where they conflict an update says so.
            (Self::Text(a), Self::Text(b)) => {
                if a == b {
                    Same
                } else {
                    Compatible
                }
            }
            (Self::Entity(a), Self::Entity(b)) => {
                if places.same(a, b) {
                    Same
                } else {
                    Conflicting
                }
            }
            (Self::Place(a), Self::Place(b)) if places.same(a, b) => Same,
            (Self::Place(a), Self::Place(b)) if places.lies_within(a, b) => Narrows,
            (Self::Place(a), Self::Place(b)) if places.lies_within(b, a) => Widens,
            (Self::When(a), Self::When(b)) => a.compare(b),
            (Self::Count(a), Self::Count(b)) => a.compare(b),
            (Self::Duration(a), Self::Duration(b)) => a.compare(b),
            (Self::Choice(a), Self::Choice(b)) => {
                if a == b {
                    Same
                } else {
                    Conflicting
                }
            }
            (Self::Item(a), Self::Item(b)) => {
                if a == b {
                    Same
                } else {
                    Conflicting
                }
            }
            (Self::Ordinal(a), Self::Ordinal(b)) => a.compare(b),
            // Values of two types. Each type stands here by name, so that a new one is not left out above.
            (
                Self::Text(_)
                | Self::Entity(_)
                | Self::Place(_)
                | Self::When(_)
                | Self::Count(_)
                | Self::Duration(_)
                | Self::Choice(_)
                | Self::Item(_)
                | Self::Ordinal(_),
                _,
            ) => Conflicting,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comparing_the_other_way_round_gives_the_converse() {
        let slug = |text: &str| EntitySlug::new(text).expect("slug");
        let count = |text: &str| Value::Count(text.parse().expect("count"));
        let values = [
            count("3"),
            count("at least 2"),
            count("about 9"),
            Value::Text("a text".into()),
            Value::Choice("a_token".into()),
            Value::Place(slug("moscow")),
            Value::Entity(slug("putin")),
            Value::When(When::parse("2025-04-11").expect("date")),
            Value::Duration("PT3H".parse().expect("duration")),
            Value::Item(ItemKey::new("meeting").expect("key")),
        ];
        let absences = Absence::ALL.iter().map(|absence| Value::None(*absence));
        let values: Vec<Value> = values.into_iter().chain(absences).collect();
        for a in &values {
            assert_eq!(a.compare(a, &()), Comparison::Same, "{a:?}");
            for b in &values {
                assert_eq!(a.compare(b, &()), b.compare(a, &()).converse(), "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn a_value_is_stored_under_the_token_of_its_type() {
        for (value, json) in [
            (Value::Text("a text".into()), r#"{"text":"a text"}"#),
            (Value::Duration("PT3H".parse().expect("duration")), r#"{"duration":"PT3H"}"#),
            (Value::None(Absence::NotSet), r#"{"none":"not_set"}"#),
        ] {
            assert_eq!(serde_json::to_string(&value).expect("json"), json);
            let token = value.value_type().map_or("none", ValueType::as_str);
            assert!(json.starts_with(&format!("{{\"{token}\"")), "{json} is a {token}");
        }
    }
}
