//! Names and identities.
//!
//! Everything people name in a file (stories, items, entities, updates, list elements) is named by a *token*: lower-case
//! words joined by hyphens. Tokens are safe in a NATS subject, a URL and a file name, and each kind of name has its own
//! type, so that an item's key cannot be passed where an entity's slug is meant. Names are copied often (every testimony has
//! the path it is about): short ones are stored inline, and the text of long ones is shared.
//!
//! Identities are UUIDs computed from names (version 5), so the same input twice gives the same identities.

use std::fmt;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use uuid::Uuid;

/// The maximum length of a token, in bytes.
pub const MAX_TOKEN: usize = 100;

/// The namespace of every identity computed here: UUIDv5 of the URL namespace and `newsreel`.
const NAMESPACE: Uuid = Uuid::from_u128(0x7ed1_3ac5_9a4a_5c0e_9d0f_0e7b_5c52_61d4);

/// Text that is not a valid name of its type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a valid {what}: write {expected}, at most {MAX_TOKEN} characters")]
pub struct NameError {
    text: String,
    what: &'static str,
    expected: &'static str,
}

fn is_words(text: &str, joint: u8) -> bool {
    let bytes = text.as_bytes();
    !bytes.is_empty()
        && bytes.len() <= MAX_TOKEN
        && bytes[0] != joint
        && bytes[bytes.len() - 1] != joint
        && bytes.iter().all(|&b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == joint)
        && !bytes.windows(2).any(|pair| pair == [joint, joint])
}

/// The regular expression of words with this joint, for JSON Schemas.
#[cfg(feature = "schema")]
pub(crate) fn words_pattern(joint: u8) -> String {
    format!("[a-z0-9]+({}[a-z0-9]+)*", char::from(joint))
}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $what:literal, $joint:literal, $expected:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        #[cfg_attr(
            feature = "schema",
            derive(schemars::JsonSchema),
            schemars(extend("pattern" = format!("^{}$", words_pattern($joint)), "maxLength" = MAX_TOKEN))
        )]
        #[serde(try_from = "SmolStr")]
        pub struct $name(SmolStr);

        impl $name {
            /// The token, or why the text is not one.
            pub fn new(text: &str) -> Result<Self, NameError> {
                SmolStr::new(text).try_into()
            }

            /// The token as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<SmolStr> for $name {
            type Error = NameError;
            fn try_from(text: SmolStr) -> Result<Self, NameError> {
                if is_words(&text, $joint) {
                    Ok(Self(text))
                } else {
                    Err(NameError { text: text.into(), what: $what, expected: $expected })
                }
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = NameError;
            fn from_str(text: &str) -> Result<Self, NameError> {
                Self::new(text)
            }
        }
    };
}

name! {
    /// The unique name of a story, which never changes: `envoy-russia-trips`.
    StorySlug, "story slug", b'-', "lower-case words joined by hyphens"
}
name! {
    /// The unique name of a person, organisation or place in the directory, which never changes: `witkoff`.
    EntitySlug, "directory slug", b'-', "lower-case words joined by hyphens"
}
name! {
    /// The author's name of an item, unique in its story: `meeting-april`.
    ItemKey, "item key", b'-', "lower-case words joined by hyphens"
}
name! {
    /// The author's name of an update, unique in its story: `fix-1`.
    UpdateKey, "update key", b'-', "lower-case words joined by hyphens"
}
name! {
    /// The name of one element of a list attribute: `karelina` in `releases`.
    ElementKey, "element key", b'-', "lower-case words joined by hyphens"
}
name! {
    /// The name of an attribute: `asked_by`.
    AttributeName, "attribute name", b'_', "lower-case words joined by underscores"
}

impl From<&EntitySlug> for ElementKey {
    fn from(slug: &EntitySlug) -> Self {
        Self(slug.0.clone())
    }
}

/// The name of an attribute that is written in the code, and therefore valid.
pub(crate) fn own_name(name: &str) -> AttributeName {
    AttributeName::new(name).unwrap_or_else(|error| unreachable!("{error}"))
}

impl ElementKey {
    /// The key made from a free text when the author gives none: its words in lower case, joined by hyphens.
    pub fn of_text(text: &str) -> Option<Self> {
        let mut key = String::new();
        for c in text.chars() {
            if c.is_ascii_alphanumeric() {
                key.push(c.to_ascii_lowercase());
            } else if !key.is_empty() && !key.ends_with('-') {
                key.push('-');
            }
            if key.len() >= 60 {
                break;
            }
        }
        Self::new(key.trim_end_matches('-')).ok()
    }
}

macro_rules! identity {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// The identity as a UUID.
            pub fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                Uuid::try_parse(text).map(Self)
            }
        }
    };
}

identity! {
    /// The identity of a story: UUIDv5 of its slug.
    StoryId
}
identity! {
    /// The identity of a directory entry: UUIDv5 of its slug.
    EntityId
}
identity! {
    /// The permanent identity of an update: UUIDv5 of its story's id and its key, or, without a key, its content.
    UpdateId
}

impl StoryId {
    /// The identity of the story with this slug.
    pub fn of(slug: &StorySlug) -> Self {
        Self(Uuid::new_v5(&NAMESPACE, format!("story/{slug}").as_bytes()))
    }
}

impl EntityId {
    /// The identity of the directory entry with this slug.
    pub fn of(slug: &EntitySlug) -> Self {
        Self(Uuid::new_v5(&NAMESPACE, format!("entity/{slug}").as_bytes()))
    }
}

impl UpdateId {
    /// The identity of the update with this key in this story.
    pub fn of_key(story: StoryId, key: &UpdateKey) -> Self {
        Self(Uuid::new_v5(&story.0, format!("update/{key}").as_bytes()))
    }

    /// The placeholder of an update whose identity has not been computed.
    pub(crate) fn nil() -> Self {
        Self(Uuid::nil())
    }

    /// The identity of an update without a key: of its canonical content.
    pub fn of_content(scope: Uuid, content: &[u8]) -> Self {
        Self(Uuid::new_v5(&scope, content))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_safe_in_a_subject() {
        for good in ["envoy-russia-trips", "us", "g7", "0190-ab"] {
            assert_eq!(ItemKey::new(good).map(|key| key.to_string()), Ok(good.to_owned()));
        }
        for bad in ["", "Envoy", "a b", "a.b", "a*", ">", "-a", "a-", "a--b", "a_b", "é", &"a".repeat(101)] {
            assert!(ItemKey::new(bad).is_err(), "{bad} should be refused");
        }
        assert!(AttributeName::new("asked_by").is_ok() && AttributeName::new("asked-by").is_err());
    }

    #[test]
    fn the_same_names_give_the_same_identities() {
        let story = StoryId::of(&StorySlug::new("envoy-russia-trips").expect("slug"));
        assert_eq!(story, StoryId::of(&StorySlug::new("envoy-russia-trips").expect("slug")));
        let key = UpdateKey::new("fix-1").expect("key");
        assert_eq!(UpdateId::of_key(story, &key), UpdateId::of_key(story, &key));
    }

    #[test]
    fn a_text_gets_a_readable_element_key() {
        let key = ElementKey::of_text("A Ukrainian settlement!").expect("key");
        assert_eq!(key.as_str(), "a-ukrainian-settlement");
        assert_eq!(ElementKey::of_text("…"), None);
    }
}
