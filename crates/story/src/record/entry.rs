//! Changes to the directory that all stories share.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::record::kind::change::Change;
use crate::record::name::{EntityId, EntitySlug, StorySlug, UpdateId};
use crate::record::token::tokens;
use crate::record::update::{Embargo, is_held};

/// A change to the directory: an entry is added, or something is added to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entry {
    /// The identity of this change.
    pub id: UpdateId,
    /// The entry's slug.
    pub entity: EntitySlug,
    /// `added`, `amended`, `merged` or `split`.
    pub change: Change,
    /// The story whose file says so: in that story the entry is written in this way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub story: Option<StorySlug>,
    /// What it is.
    pub is: EntityType,
    /// Its names: the first is how we write it, the others are variants.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Name>,
    /// The name that was wrong; the first of `names` replaces it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<Box<str>>,
    /// A description in place of a name, as agreed with the source: "analysts".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub described: Option<Box<str>>,
    /// How we introduce them: "Kremlin spokesman".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Box<str>>,
    /// The institution it speaks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaks_for: Option<EntitySlug>,
    /// The place or organisation it lies within.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<EntitySlug>,
    /// Its Wikidata id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wikidata: Option<Box<str>>,
    /// The entry it was found to be the same as, for `merged`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as: Option<EntitySlug>,
    /// When the newsroom learned it.
    #[cfg_attr(feature = "schema", schemars(with = "crate::record::time::schema::Moment"))]
    pub learned_at: Timestamp,
    /// Not to be shown before this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embargo: Option<Embargo>,
    /// Who submitted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<Box<str>>,
}

impl Entry {
    /// A change to the entry with this slug, still without any content.
    pub fn new(entity: EntitySlug, change: Change, is: EntityType, learned_at: Timestamp) -> Self {
        Self {
            id: UpdateId::nil(),
            entity,
            change,
            story: None,
            is,
            names: Vec::new(),
            corrects: None,
            described: None,
            title: None,
            speaks_for: None,
            within: None,
            wikidata: None,
            same_as: None,
            learned_at,
            embargo: None,
            actor: None,
        }
    }

    /// Whether it is under an embargo: no reader is shown anything of it, until it is recorded once more without.
    pub fn is_held(&self) -> bool {
        is_held(self.embargo.as_ref())
    }

    /// The other entries it names.
    pub fn entities(&self) -> impl Iterator<Item = &EntitySlug> {
        let outlets = self.names.iter().flat_map(|name| &name.used_by);
        [&self.speaks_for, &self.within, &self.same_as].into_iter().flatten().chain(outlets)
    }

    /// The identity of the entry it changes.
    pub fn entity_id(&self) -> EntityId {
        EntityId::of(&self.entity)
    }
}

/// A name and who uses it. In JSON the text alone, or `{"name": …, "used_by": […]}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(from = "NameForm", into = "NameForm")]
pub struct Name {
    /// The name.
    pub text: Box<str>,
    /// The outlets known to use it.
    pub used_by: Vec<EntitySlug>,
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Self { text: text.into(), used_by: Vec::new() }
    }
}

#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
enum NameForm {
    Text(Box<str>),
    Used { name: Box<str>, used_by: Vec<EntitySlug> },
}

impl From<NameForm> for Name {
    fn from(form: NameForm) -> Self {
        match form {
            NameForm::Text(text) => Self { text, used_by: Vec::new() },
            NameForm::Used { name: text, used_by } => Self { text, used_by },
        }
    }
}

impl From<Name> for NameForm {
    fn from(Name { text, used_by }: Name) -> Self {
        if used_by.is_empty() { Self::Text(text) } else { Self::Used { name: text, used_by } }
    }
}

tokens! {
    /// What a directory entry is.
    pub enum EntityType: "a type of directory entry" {
        /// A person, named or described.
        Person = "person",
        /// An organisation, a state or a public body.
        Organisation = "organisation",
        /// An organisation that publishes news.
        Outlet = "outlet",
        /// A place.
        Place = "place",
        /// People who are described and not named: "analysts".
        Group = "group",
    }
}
