//! How large a submission can be, and the sentences that refuse one that is larger.
//!
//! The desk measures what it would record. Whoever sends a submission measures it as it is written ([`too_large`]): one that
//! does not fit into a message never arrives.

use serde_json::Value as Json;

use crate::submit::authoring::words::block;
use crate::submit::refusal::{At, Code, Refusal};

/// The most records one submission can bring, its updates and its changes to the directory together: what JetStream takes as
/// one atomic batch.
pub const MAX_UPDATES: usize = 1000;
/// The largest one update can be, in bytes of JSON.
pub const MAX_UPDATE_BYTES: usize = 256 * 1024;
/// The largest a submission can be, in bytes of JSON: one NATS message, with room for headers.
pub const MAX_SUBMISSION_BYTES: usize = 768 * 1024;

/// The updates of an entry that is a block.
pub fn in_block(entry: &Json) -> Option<&Vec<Json>> {
    entry.get(block::UPDATES.name)?.as_array()
}

/// How many updates these entries are, those of blocks one by one.
pub fn updates_in<'e>(entries: impl IntoIterator<Item = &'e Json>) -> usize {
    entries.into_iter().map(|entry| in_block(entry).map_or(1, Vec::len)).sum()
}

/// Why a submission is too large to be sent, measured as it is written: the refusal that the desk would answer with.
pub fn too_large(submission: &Json) -> Option<Refusal> {
    let entries = submission.get("updates").and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    let section = At::Root.key("updates");
    if let Some(message) = too_many(updates_in(entries)) {
        return Some(section.refuse(Code::TooManyUpdates, message));
    }
    let large = entries.iter().enumerate().find_map(|(i, entry)| entry_too_large(entry, &section.index(i)));
    large.or_else(|| {
        let message = too_large_in_all(submission.to_string().len())?;
        Some(At::Root.refuse(Code::SubmissionTooLarge, message))
    })
}

fn entry_too_large(entry: &Json, at: &At<'_>) -> Option<Refusal> {
    let of_update = |update: &Json, at: &At<'_>| {
        let message = update_too_large(update.to_string().len())?;
        Some(at.refuse(Code::UpdateTooLarge, message))
    };
    let Some(updates) = in_block(entry) else { return of_update(entry, at) };
    let within = at.key(block::UPDATES.name);
    updates.iter().enumerate().find_map(|(i, update)| of_update(update, &within.index(i)))
}

/// What is said of so many updates, where they are too many.
pub(super) fn too_many(updates: usize) -> Option<String> {
    (updates > MAX_UPDATES)
        .then(|| format!("{updates} updates; a submission holds at most {MAX_UPDATES}: send them in several"))
}

/// What is said of an update of so many bytes, where they are too many.
pub(super) fn update_too_large(bytes: usize) -> Option<String> {
    (bytes > MAX_UPDATE_BYTES)
        .then(|| format!("this update has {bytes} bytes; one update has at most {MAX_UPDATE_BYTES}"))
}

/// What is said of a submission of so many bytes, or of more, where they are too many.
pub(super) fn too_large_in_all(bytes: usize) -> Option<String> {
    (bytes > MAX_SUBMISSION_BYTES)
        .then(|| format!("the submission has more than {MAX_SUBMISSION_BYTES} bytes; send it in several"))
}
