//! What the log holds, with its place in it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::record::entry::Entry;
use crate::record::name::UpdateId;
use crate::record::update::{Embargo, Update, is_held};

/// A position in the log: the stream sequence, counted from one; zero is before everything.
pub type Sequence = u64;

/// Something the log holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Record {
    /// An update of a story.
    Story(Box<Update>),
    /// A change to the directory all stories share.
    Directory(Box<Entry>),
}

impl Record {
    /// The identity of the record.
    pub fn id(&self) -> UpdateId {
        match self {
            Self::Story(update) => update.id,
            Self::Directory(entry) => entry.id,
        }
    }

    /// When the newsroom learned it.
    pub fn learned_at(&self) -> Timestamp {
        match self {
            Self::Story(update) => update.learned_at,
            Self::Directory(entry) => entry.learned_at,
        }
    }

    /// Who submitted it.
    pub fn actor(&self) -> Option<&str> {
        match self {
            Self::Story(update) => update.actor.as_deref(),
            Self::Directory(entry) => entry.actor.as_deref(),
        }
    }

    /// The embargo it was filed under, lifted or not.
    pub fn embargo(&self) -> Option<&Embargo> {
        match self {
            Self::Story(update) => update.embargo.as_ref(),
            Self::Directory(entry) => entry.embargo.as_ref(),
        }
    }

    /// The same, to write it anew.
    pub fn embargo_mut(&mut self) -> &mut Option<Embargo> {
        match self {
            Self::Story(update) => &mut update.embargo,
            Self::Directory(entry) => &mut entry.embargo,
        }
    }

    /// Whether it is under an embargo.
    pub fn is_held(&self) -> bool {
        is_held(self.embargo())
    }

    /// The type of the record: `meeting.confirmed`, `entity.added`.
    pub fn type_name(&self) -> String {
        match self {
            Self::Story(update) => update.type_name(),
            Self::Directory(entry) => format!("entity.{}", entry.change),
        }
    }
}

/// A record with its place in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Recorded<T> {
    /// Its position.
    pub sequence: Sequence,
    /// When the log took it; nobody can set it.
    #[cfg_attr(feature = "schema", schemars(with = "crate::record::time::schema::Moment"))]
    pub recorded_at: Timestamp,
    /// The record.
    #[serde(flatten)]
    pub record: T,
}
