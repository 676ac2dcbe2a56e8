//! Deciding: what a submission would add to the log, or why it is refused.
//!
//! A pure function of the submission, what the desk remembers of the story and the directory, and the time. What is on
//! file already, with the same content, is answered as it was the first time and adds nothing.

mod deciding;
mod directory;
mod document;
mod opening;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::record::entry::Entry;
use crate::record::name::{EntitySlug, ItemKey, StorySlug, UpdateId, UpdateKey};
use crate::record::recorded::Sequence;
use crate::record::update::Update;
use crate::state::directory::Directory;
use crate::submit::index::StoryIndex;
use crate::submit::node::{Members, Node};
use crate::submit::refusal::Refusal;
use crate::submit::refusals::Refusals;

use crate::submit::decide::deciding::Deciding;

/// The most updates one submission can hold: what JetStream takes as one atomic batch.
pub const MAX_UPDATES: usize = 1000;
/// The largest one update can be, in bytes of JSON.
pub const MAX_UPDATE_BYTES: usize = 256 * 1024;
/// The largest a submission can be, in bytes of JSON: one NATS message, with room for headers.
pub const MAX_SUBMISSION_BYTES: usize = 768 * 1024;

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
    /// One answer for each update of the submission.
    pub answers: Vec<Answer>,
}

/// What became of one update of a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
}

/// The story a submission is for, read before anything else so that its index can be fetched.
///
/// # Errors
///
/// That the submission does not name a story, or names it by what is not a slug.
pub fn story_of(submission: &Json) -> Result<StorySlug, Refusal> {
    let refusals = Refusals::default();
    let story = {
        let root = Node::root(submission, &refusals);
        Members::of(&root).and_then(|mut members| document::read_story(&mut members, &root))
    };
    story.ok_or_else(|| refusals.into_list().remove(0))
}

/// The directory slugs a submission adds to, read before deciding so that their entries can be fetched.
pub fn entities_of(submission: &Json) -> impl Iterator<Item = EntitySlug> + '_ {
    let entries = submission.get("directory").and_then(Json::as_object);
    entries.into_iter().flat_map(|entries| entries.keys()).filter_map(|slug| EntitySlug::new(slug).ok())
}

/// Decides a submission.
///
/// # Errors
///
/// Every reason to refuse it, each once, in the order of the submission.
pub fn decide(
    submission: &Json,
    story: Option<&StoryIndex>,
    directory: &Directory,
    actor: Option<&str>,
    now: Timestamp,
) -> Result<Decision, Vec<Refusal>> {
    let refusals = Refusals::default();
    let decision = {
        let root = Node::root(submission, &refusals);
        Deciding::start(&root, story, directory, actor, now).map(|mut desk| {
            desk.directory_entries();
            desk.opening();
            desk.updates();
            desk.unused();
            desk.finish()
        })
    };
    match decision {
        Some(decision) if refusals.is_empty() => Ok(decision),
        _ => Err(refusals.into_list()),
    }
}
