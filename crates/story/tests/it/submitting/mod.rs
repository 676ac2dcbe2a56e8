//! What becomes of what people write: recorded whole, or refused with everything that is wrong.

mod attacks;
mod doubts;
mod dropped;
mod example;
mod format;
mod refusals;
mod relations;

use jiff::Timestamp;
use newsreel_story::record::update::Update;
use newsreel_story::state::directory::Directory;
use newsreel_story::submit::decide::{Decision, decide};
use newsreel_story::submit::refusal::Refusal;
use serde_json::Value as Json;

use crate::kit::{HEAD, document};

fn now() -> Timestamp {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

fn decided(document: &Json) -> Result<Decision, Vec<Refusal>> {
    decide(document, None, &Directory::default(), None, now())
}

/// The updates that these entries become, without the one that opens the story.
#[track_caller]
fn accepted(updates: &str) -> Vec<Update> {
    let decision = decided(&document(&format!("{HEAD}{updates}"))).unwrap_or_else(|refusals| panic!("{refusals:#?}"));
    decision.updates.into_iter().skip(1).collect()
}

/// Why these entries are refused: `place: message`, in order.
#[track_caller]
fn refused(updates: &str) -> Vec<String> {
    refused_document(&document(&format!("{HEAD}{updates}")))
}

#[track_caller]
fn refused_document(document: &Json) -> Vec<String> {
    match decided(document) {
        Ok(decision) => panic!("accepted: {:#?}", decision.updates),
        Err(refusals) => refusals.iter().map(|refusal| format!("{}: {}", refusal.at, refusal.message)).collect(),
    }
}

/// Each of these entries is refused, once, and for this.
#[track_caller]
fn each_refused(cases: &[(&str, &str)]) {
    for (updates, expected) in cases {
        let refusals = refused(updates);
        assert!(refusals.len() == 1 && refusals[0].contains(expected), "{updates}\nexpected {expected}\n{refusals:#?}");
    }
}
