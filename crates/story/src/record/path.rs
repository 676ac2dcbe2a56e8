//! Paths: what a testimony is about.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::record::kind::attribute::PHASE;
#[cfg(feature = "schema")]
use crate::record::name::words_pattern;
use crate::record::name::{AttributeName, ElementKey, EntitySlug, ItemKey, NameError, UpdateId, own_name};

/// What a testimony is about: an item or entity, one of its attributes, one element of a list, an attribute of that element, or
/// an update's own attribution. Written `meeting-april/participants/putin/role`, `@karelina/custody`,
/// `attribution:<update id>`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Path {
    /// The item, entity or update it starts from.
    pub subject: Subject,
    /// One attribute of it.
    pub attribute: Option<AttributeName>,
    /// One element of that attribute.
    pub element: Option<ElementKey>,
    /// One attribute of that element.
    pub detail: Option<AttributeName>,
}

/// What a path starts from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// An item of the story.
    Item(ItemKey),
    /// An entry of the directory.
    Entity(EntitySlug),
    /// The attribution of an update.
    Attribution(UpdateId),
}

impl Path {
    /// The item itself: that it is so.
    pub fn item(item: ItemKey) -> Self {
        Self { subject: Subject::Item(item), attribute: None, element: None, detail: None }
    }

    /// A directory entry itself: that it exists.
    pub fn entity(entity: EntitySlug) -> Self {
        Self { subject: Subject::Entity(entity), attribute: None, element: None, detail: None }
    }

    /// An attribute of the same subject.
    pub fn attribute(&self, name: AttributeName) -> Self {
        Self { subject: self.subject.clone(), attribute: Some(name), element: None, detail: None }
    }

    /// An element of this list attribute.
    pub fn element(&self, key: ElementKey) -> Self {
        Self { element: Some(key), detail: None, ..self.clone() }
    }

    /// An attribute of this element.
    pub fn detail(&self, name: AttributeName) -> Self {
        Self { detail: Some(name), ..self.clone() }
    }

    /// Whether this path is `other` or lies under it.
    pub fn is_within(&self, other: &Self) -> bool {
        self.subject == other.subject
            && (other.attribute.is_none()
                || self.attribute == other.attribute
                    && (other.element.is_none()
                        || self.element == other.element && (other.detail.is_none() || self.detail == other.detail)))
    }

    /// The item the path starts from, if it starts from one.
    pub fn of_item(&self) -> Option<&ItemKey> {
        match &self.subject {
            Subject::Item(item) => Some(item),
            _ => None,
        }
    }
}

/// Text that is not a path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// One of its parts is not a valid name.
    #[error(transparent)]
    Name(#[from] NameError),
    /// It has more parts than a path can have.
    #[error(
        "`{0}` is not a path: write ITEM, ITEM/attribute, ITEM/attribute/element or ITEM/attribute/element/attribute"
    )]
    Shape(String),
}

impl std::str::FromStr for Path {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        let mut parts = text.split('/');
        let head = parts.next().unwrap_or_default();
        let subject = if let Some(entity) = head.strip_prefix('@') {
            Subject::Entity(EntitySlug::new(entity)?)
        } else if let Some(update) = head.strip_prefix("attribution:") {
            Subject::Attribution(update.parse().map_err(|_| PathError::Shape(text.to_owned()))?)
        } else {
            Subject::Item(ItemKey::new(head)?)
        };
        let path = Self {
            subject,
            attribute: parts.next().map(AttributeName::new).transpose()?,
            element: parts.next().map(ElementKey::new).transpose()?,
            detail: parts.next().map(AttributeName::new).transpose()?,
        };
        if parts.next().is_some() { Err(PathError::Shape(text.to_owned())) } else { Ok(path) }
    }
}

impl TryFrom<String> for Path {
    type Error = PathError;
    fn try_from(text: String) -> Result<Self, PathError> {
        text.parse()
    }
}

impl Path {
    /// Whether it is this attribute, or lies within it.
    pub(crate) fn is_of(&self, attribute: &str) -> bool {
        self.attribute.as_ref().is_some_and(|name| name.as_str() == attribute)
    }

    /// Which part of its subject it is: `participants/putin`; empty for the whole.
    pub(crate) fn part(&self) -> String {
        let mut part = String::new();
        self.write_part(&mut part);
        part
    }

    /// Writes that to the end of a text.
    pub(crate) fn write_part(&self, text: &mut String) {
        for (place, step) in self.steps().enumerate() {
            text.push_str(if place == 0 { "" } else { "/" });
            text.push_str(step);
        }
    }

    /// The steps from its subject to it: attribute, element, detail.
    fn steps(&self) -> impl Iterator<Item = &str> {
        let attribute = self.attribute.as_ref().map(AttributeName::as_str);
        let element = self.element.as_ref().map(ElementKey::as_str);
        let detail = self.detail.as_ref().map(AttributeName::as_str);
        [attribute, element, detail].into_iter().flatten()
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Path {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Path".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let (name, attribute) = (words_pattern(b'-'), words_pattern(b'_'));
        schemars::json_schema!({
            "type": "string",
            "description": "What is spoken of: an item (`meeting-april`) or an entry of the directory (`@karelina`), one of its attributes, one element of a list (`meeting-april/participants/putin`), an attribute of that element (`…/role`), or the attribution of an update (`attribution:UPDATE-ID`).",
            "pattern": format!("^(@?{name}|attribution:[-0-9a-f]{{36}})(/{attribute}(/{name}(/{attribute})?)?)?$"),
        })
    }
}

impl Serialize for Path {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.subject {
            Subject::Item(item) => f.write_str(item.as_str())?,
            Subject::Entity(entity) => {
                f.write_str("@")?;
                f.write_str(entity.as_str())?;
            }
            Subject::Attribution(update) => write!(f, "attribution:{update}")?,
        }
        self.steps().try_for_each(|step| {
            f.write_str("/")?;
            f.write_str(step)
        })
    }
}
/// The name of the attribute every item has: its phase.
pub(crate) fn phase_name() -> AttributeName {
    own_name(PHASE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_prints_as_it_is_read() {
        for text in [
            "meeting-april",
            "meeting-april/participants/putin/role",
            "@karelina/custody",
            "attribution:018f4e5a-0000-7000-8000-000000000000",
        ] {
            assert_eq!(text.parse::<Path>().map(|path| path.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "A", "a/b/c/d/e", "@", "a//b"] {
            assert!(text.parse::<Path>().is_err(), "{text} should be refused");
        }
    }

    #[test]
    fn a_path_lies_within_what_it_is_part_of() {
        let path = |text: &str| text.parse::<Path>().unwrap_or_else(|e| panic!("{e}"));
        assert!(path("m/place").is_within(&path("m")));
        assert!(path("m/p/x/role").is_within(&path("m/p/x")));
        assert!(!path("m/place").is_within(&path("m/when")) && !path("m").is_within(&path("m/place")));
    }
}
