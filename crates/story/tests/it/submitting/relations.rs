//! Relations: read against the update they name, and refused where they can have no effect.

use serde_json::json;

use crate::kit::{HEAD, document};
use crate::submitting::{accepted, decided, each_refused};

const BOTH: &str = "
- {occurrence.announced: vote, key: vote-1, type: a vote on the dues, who: [us]}
- {claim.reported: hearing, key: hearing-1, text: it is a hearing}";

fn after_both(update: &str) -> String {
    format!("{BOTH}\n- {{{update}}}")
}

#[test]
fn a_path_belongs_to_the_update_that_is_named() {
    for relation in ["contradicts", "reconciles", "supersedes", "rests_on"] {
        for path in ["type", "who", "who/us", "phase", "vote/type", "attribution:vote-1"] {
            let named = format!(
                "claim.reported: x, text: no quorum, contradicts: vote-1}}\n- {{claim.reported: other, text: no vote, \
                 {relation}: {{update: vote-1, path: '{path}', reason: why}}"
            );
            let updates = accepted(&after_both(&named));
            let path = path.strip_prefix("vote/").unwrap_or(path);
            let read = updates[3].relations[0].path.as_ref().unwrap().to_string();
            assert!(read == format!("vote/{path}") || read.starts_with("attribution:"), "{read}");
        }
    }
    let absent: Vec<(String, &str)> = ["contradicts", "reconciles", "supersedes", "rests_on"]
        .iter()
        .flat_map(|relation| {
            ["place", "text", "who/russia", "when"].map(|path| {
                let named =
                    format!("claim.reported: other, text: no vote, {relation}: {{update: vote-1, path: {path}}}");
                (after_both(&named), "it speaks of `phase`, `type` or `who/us`")
            })
        })
        .collect();
    each_refused(&absent.iter().map(|(updates, expected)| (updates.as_str(), *expected)).collect::<Vec<_>>());
    for revision in
        ["occurrence.retracted: vote, by: desk, retracts", "occurrence.corrected: vote, by: desk, type: x, corrects"]
    {
        each_refused(&[(
            &after_both(&format!("{revision}: {{update: vote-1, path: place}}")),
            "says nothing of `place`",
        )]);
    }
}

#[test]
fn a_relation_without_an_effect_is_refused_and_says_why() {
    let taken_back =
        "\n- {claim.reported: c, key: c-1, text: one}\n- {claim.retracted: c, key: back, by: desk, retracts: c-1}";
    each_refused(&[
        (&after_both("claim.reported: x, text: one, contradicts: opened"), "is an act on the story itself"),
        (&after_both("claim.reported: x, text: one, rests_on: opened"), "is an act on the story itself"),
        (&format!("{taken_back}\n- {{claim.reported: x, text: two, contradicts: back}}"), "`back` reports nothing"),
        (&format!("{taken_back}\n- {{claim.reported: x, text: two, supersedes: back}}"), "`back` reports nothing"),
        (&after_both("claim.reported: x, text: one, relies_on: vote-1"), "only a publication relies on updates"),
        (
            &after_both("claim.reported: x, text: one, reconciles: vote-1"),
            "nothing contradicts the report that it names",
        ),
        (
            &after_both("claim.reported: x, text: one, reconciles: {update: vote-1, path: type}"),
            "nothing contradicts the report that it names",
        ),
        (&after_both("note.noted: x, text: one, reconciles: hearing-1"), "where two reports give different values"),
        (
            &after_both("note.noted: x, text: one, reconciles: [vote-1, hearing-1]"),
            "speak of different things, and none of them contradicts another",
        ),
        (
            &after_both("claim.reported: hearing, text: a sitting, reconciles: [vote-1, hearing-1]"),
            "speak of different things",
        ),
        (
            &after_both("occurrence.reported: vote, place: moscow, reconciles: {update: vote-1, path: who}"),
            "this update speaks of something else",
        ),
        (
            &after_both("claim.reported: x, text: one, corrects: vote-1"),
            "`corrects` has an effect in a corrected update only",
        ),
        (
            &after_both("claim.corrected: hearing, by: desk, text: one, retracts: hearing-1, corrects: hearing-1"),
            "`retracts` has an effect in a retracted update only",
        ),
        (&after_both("claim.corrected: hearing, by: desk, text: one"), "`corrects` is missing here"),
        (&after_both("claim.corrected: hearing, text: one, corrects: hearing-1"), "`by` is missing"),
        (
            &after_both("claim.corrected: hearing, by: tass, text: one, corrects: hearing-1"),
            "`tass` is not in the chain",
        ),
        (&after_both("claim.reported: x, text: one, by: desk"), "this update revises nothing"),
        (
            &after_both("note.noted: x, text: one, contradicts: {update: vote-1, reason: why}, reason: because"),
            "has a reason of its own",
        ),
    ]);
    assert_eq!(accepted(&format!("{taken_back}\n- {{claim.retracted: c, by: desk, retracts: back}}")).len(), 3);
}

#[test]
fn a_report_is_taken_back_by_the_desk_or_by_who_is_of_one_side_with_its_chain() {
    let revised = |by: &str| {
        format!(
            "\n- {{claim.reported: c, key: k, source: kremlin-says, text: one}}\n- {{claim.corrected: c, {by}source: {{origin: russia, via: [tass]}}, corrects: {{update: k, reason: a slip}}, text: two}}"
        )
    };
    each_refused(&[
        (&revised(""), "`by` is missing: who was wrong? Write `desk` where our own entry was"),
        (&revised(""), "`kremlin`, `peskov` or `tass`"),
        (&revised("by: us, "), "`us` is not in the chain of the report that this would revise, nor of one side with"),
    ]);
    for by in ["desk", "kremlin", "peskov", "russia", "ministry", "clerk"] {
        let mut document = document(&format!("{HEAD}{}", revised(&format!("by: {by}, "))));
        document["directory"]["ministry"] = json!({ "organisation": "the ministry", "within": "kremlin" });
        document["directory"]["clerk"] = json!({ "person": "A Clerk", "speaks_for": "ministry" });
        assert!(decided(&document).is_ok(), "{by}: {:?}", decided(&document).err());
    }
}
