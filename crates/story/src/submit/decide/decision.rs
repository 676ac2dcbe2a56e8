//! What deciding gives: what to record and what to answer.

use serde::{Deserialize, Serialize};

use crate::record::entry::Entry;
use crate::record::kind::change::Change;
use crate::record::name::{EntitySlug, ItemKey, StorySlug, UpdateId, UpdateKey};
use crate::record::recorded::Sequence;
use crate::record::update::{Embargo, Update};
use crate::state::entity::Entity;
use crate::submit::refusal::Refusal;

/// What a submission adds to the log, and what to answer.
#[derive(Debug, Clone)]
pub struct Decision {
    /// The story.
    pub story: StorySlug,
    /// The position of the story's last update that this was decided on.
    pub expected: Sequence,
    /// The updates to append, in order.
    pub updates: Vec<Update>,
    /// The fingerprint of each, for the index.
    pub fingerprints: Vec<u64>,
    /// The directory changes to append, each with the position of the entry's last change it was decided on.
    pub entries: Vec<(Entry, Sequence)>,
    /// What is answered of these changes, in the same order.
    pub directory: Vec<EntryAnswer>,
    /// One answer for each update of the submission.
    pub answers: Vec<Answer>,
}

/// What became of a submission, as the desk answers it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Response {
    /// Everything is recorded.
    Accepted(Accepted),
    /// Nothing is recorded.
    Refused(Vec<Refusal>),
}

/// What was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Accepted {
    /// The position of the last update of the submission.
    pub sequence: Sequence,
    /// One answer for each update.
    pub updates: Vec<Answer>,
    /// What it changed in the directory.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub directory: Vec<EntryAnswer>,
}

/// What became of one update of a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Answer {
    /// Its identity.
    pub id: UpdateId,
    /// Its key, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<UpdateKey>,
    /// Its type, `meeting.confirmed`.
    pub update: String,
    /// Its item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemKey>,
    /// Its position in the log; before the append only where it was on file already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<Sequence>,
    /// Whether it was on file already.
    pub already: bool,
    /// The embargo that hides it from readers, as long as there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embargo: Option<Embargo>,
}

/// What a submission changed in the directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EntryAnswer {
    /// The entry.
    pub entity: EntitySlug,
    /// `added`, `amended`, `merged` or `split`.
    pub change: Change,
    /// The entry it was found to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as: Option<EntitySlug>,
    /// The embargo that hides the change from readers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embargo: Option<Embargo>,
    /// Where what is added is beside something on file: how the entry was written before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_file: Option<Box<str>>,
    /// The names or descriptions that it gets beside those.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Box<str>>,
}

impl EntryAnswer {
    /// What is answered of a change to the directory, given what was readable of the entry before it.
    pub(super) fn of(entry: &Entry, before: Option<&Entity>) -> Self {
        let names: Vec<_> = entry.names.iter().map(|name| &name.text).chain(entry.described.as_ref()).collect();
        let is_new = |before: &Entity, name: &str| before.spellings().all(|known| known != name);
        // Who writes a name that is on file knows who it is.
        let added = before
            .filter(|_| entry.change == Change::Added && !entry.is_held())
            .filter(|before| names.iter().all(|name| is_new(before, name)));
        let also: Vec<Box<str>> =
            added.map_or_else(Vec::new, |_| names.into_iter().map(|name| (*name).clone()).collect());
        Self {
            entity: entry.entity.clone(),
            change: entry.change,
            same_as: entry.same_as.clone(),
            embargo: entry.embargo.clone().filter(|_| entry.is_held()),
            on_file: added.filter(|_| !also.is_empty()).map(|before| before.name().into()),
            also,
        }
    }
}
