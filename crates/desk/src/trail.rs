//! What the desk writes on the trail: who submitted what, and what became of it. Of what is under an embargo only that there
//! was something.

use newsreel_log::{Topic, TrailWriter};
use newsreel_story::record::kind::Kind;
use newsreel_story::record::kind::spec::KindRole;
use newsreel_story::record::name::StorySlug;
use newsreel_story::record::recorded::Sequence;
use newsreel_story::submit::decide::{Accepted, Answer};
use newsreel_story::submit::refusal::Refusal;
use serde_json::json;

/// A submission that was accepted, and the publications in it.
pub(crate) async fn accepted(trail: &TrailWriter, actor: Option<&str>, story: Option<&StorySlug>, accepted: &Accepted) {
    let Accepted { sequence, updates, directory } = accepted;
    let already = updates.iter().filter(|answer| answer.already).count();
    let held = updates.iter().filter(|answer| answer.embargo.is_some()).count();
    let is_hidden = held > 0 && held == updates.len();
    let entry = json!({
        "actor": actor,
        "story": story.filter(|_| !is_hidden),
        "recorded": updates.len() - already,
        "already": already,
        "held": held,
        "entries": directory.len(),
        "sequence": sequence,
    });
    trail.note(Topic::Submission, &entry).await;
    for answer in updates.iter().filter(|answer| is_new_publication(answer)) {
        let entry = json!({
            "actor": actor,
            "story": story,
            "publication": answer.item,
            "update": answer.update,
            "sequence": answer.sequence,
        });
        trail.note(Topic::Publication, &entry).await;
    }
}

fn is_new_publication(answer: &Answer) -> bool {
    let kind = answer.update.split_once('.').and_then(|(kind, _)| Kind::named(kind));
    !answer.already && answer.embargo.is_none() && kind.is_some_and(|kind| kind.role() == KindRole::Publication)
}

/// What was done about an embargo. What stays under one is not named.
pub(crate) struct Act {
    pub(crate) actor: Option<String>,
    pub(crate) did: &'static str,
    pub(crate) of: Option<String>,
    pub(crate) reason: Option<String>,
}

impl Act {
    /// The desk itself lifts what has come to its end.
    pub(crate) fn time_has_come() -> Self {
        Self {
            actor: Some("the desk".to_owned()),
            did: "lifted",
            of: None,
            reason: Some("its time had come".to_owned()),
        }
    }

    /// Writes it down, with the positions at which it is recorded.
    pub(crate) async fn note(self, trail: &TrailWriter, records: &[Sequence]) {
        if records.is_empty() {
            return;
        }
        let Self { actor, did, of, reason } = self;
        let entry = json!({ "actor": actor, "did": did, "of": of, "reason": reason, "records": records });
        trail.note(Topic::Embargo, &entry).await;
    }
}

/// A submission that was refused, and for which reasons; not what was in it.
pub(crate) async fn refused(trail: &TrailWriter, actor: Option<&str>, story: Option<&StorySlug>, refusals: &[Refusal]) {
    let mut codes: Vec<_> = refusals.iter().map(|refusal| refusal.code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    let entry = json!({ "actor": actor, "story": story, "codes": codes, "refusals": refusals.len() });
    trail.note(Topic::Refusal, &entry).await;
}
