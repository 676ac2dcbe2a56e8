//! Deciding: what a submission would add to the log, or why it is refused.
//!
//! A pure function of the submission, what the desk remembers of the story and the directory, and the time. What is on
//! file already, with the same content, is answered as it was the first time and adds nothing.

mod deciding;
mod decision;
mod directory;
mod document;
mod embargo;
mod limits;
mod named;
mod opening;

use jiff::Timestamp;
use serde_json::Value as Json;

use crate::record::name::{EntitySlug, StorySlug};
use crate::state::directory::Directory;
use crate::submit::authoring::words;
use crate::submit::index::StoryIndex;
use crate::submit::node::{Members, Node};
use crate::submit::refusal::Refusal;
use crate::submit::refusals::Refusals;

use crate::submit::decide::deciding::{Deciding, Extent};

pub use decision::{Accepted, Answer, Decision, EntryAnswer, Response};
pub use limits::{MAX_SUBMISSION_BYTES, MAX_UPDATE_BYTES, MAX_UPDATES, in_block, too_large, updates_in};

/// How many refusals of a submission are listed; one with more mistakes is wrong as a whole, and the answer has to fit into a
/// message.
const MOST_LISTED: usize = 200;

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
    story.ok_or_else(|| refusals.into_list(MOST_LISTED).remove(0))
}

/// Whether a submission speaks of an embargo anywhere, whatever else is wrong with it.
pub fn names_embargo(submission: &Json) -> bool {
    match submission {
        Json::Object(members) => {
            members.contains_key(words::shared::EMBARGO.name) || members.values().any(names_embargo)
        }
        Json::Array(values) => values.iter().any(names_embargo),
        _ => false,
    }
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
    decide_part(submission, story, directory, actor, now, false)
}

/// Decides a submission that may be `partial`: one of several parts of a document, in which entries of the directory that
/// it does not name are left to the others.
///
/// # Errors
///
/// Every reason to refuse it, each once, in the order of the submission.
pub fn decide_part(
    submission: &Json,
    story: Option<&StoryIndex>,
    directory: &Directory,
    actor: Option<&str>,
    now: Timestamp,
    partial: bool,
) -> Result<Decision, Vec<Refusal>> {
    let refusals = Refusals::default();
    let decision = {
        let root = Node::root(submission, &refusals);
        let extent = if partial { Extent::Part } else { Extent::Submission };
        Deciding::start(&root, story, directory, actor, now, extent).map(Deciding::decide)
    };
    match decision {
        Some(decision) if refusals.is_empty() => Ok(decision),
        _ => Err(refusals.into_list(MOST_LISTED)),
    }
}

/// Every reason to refuse a document of any length, however many submissions it takes to send it; none where all of it
/// would be accepted. Unlike the refusals of a submission they need not fit into a message, and all are listed.
pub fn mistakes(
    document: &Json,
    story: Option<&StoryIndex>,
    directory: &Directory,
    actor: Option<&str>,
    now: Timestamp,
) -> Vec<Refusal> {
    let refusals = Refusals::default();
    {
        let root = Node::root(document, &refusals);
        let deciding = Deciding::start(&root, story, directory, actor, now, Extent::LongDocument);
        deciding.map(Deciding::decide);
    }
    refusals.into_list(usize::MAX)
}
