//! Input that attacks.

use newsreel_story::state::directory::Directory;
use newsreel_story::submit::decide::{decide, mistakes};
use newsreel_story::submit::index::StoryIndex;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::kit::{HEAD, document};
use crate::submitting::{decided, each_refused, now, refused, refused_document};

/// A submission with a text wherever one can stand.
fn with(text: &str) -> [(Json, &'static str); 6] {
    let whole = |key: &str, value: Json| {
        let mut whole = json!({ "story": "s", "title": "S", "directory": { "herald": { "outlet": "The Herald" } } });
        whole[key] = value;
        whole
    };
    let update = |extra: Json| {
        let mut update = json!({ "claim.reported": "c", "source": "herald", "text": "it rained" });
        update.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        json!([update])
    };
    [
        (whole("title", json!(text)), "/title"),
        (whole("directory", json!({ "herald": { "outlet": text } })), "/directory/herald/outlet"),
        (
            whole("directory", json!({ "herald": { "outlet": "The Herald", "names": [text] } })),
            "/directory/herald/names/0",
        ),
        (whole("updates", update(json!({ "text": text }))), "/updates/0/text"),
        (whole("updates", update(json!({ "quote": text }))), "/updates/0/quote"),
        (whole("updates", update(json!({ "source": { "origin": "herald", "url": text } }))), "/updates/0/source/url"),
    ]
}

#[test]
fn characters_that_cannot_be_seen_are_refused_wherever_they_enter() {
    for c in ['\0', '\u{7}', '\r', '\u{1b}', '\u{7f}', '\u{9b}', '\u{2028}', '\u{202e}', '\u{2067}'] {
        for (submission, place) in with(&format!("a{c}b")) {
            let refusals = refused_document(&submission);
            assert!(refusals.iter().all(|refusal| refusal.starts_with(place) && !refusal.contains(c)), "{refusals:?}");
            assert!(refusals.len() == 1 && refusals[0].contains(&format!("U+{:04X}", u32::from(c))), "{refusals:?}");
        }
        let key = json!({ "story": "s", "title": "S", format!("a{c}"): 1 });
        assert!(!refused_document(&key).concat().contains(c));
    }
}

#[test]
fn what_takes_no_room_is_refused_in_names_alone() {
    for c in ['\u{200b}', '\u{200d}', '\u{200f}', '\u{feff}', '\u{ad}', '\u{e0041}'] {
        for (submission, place) in with(&format!("a{c}b")) {
            let is_name = place == "/title" || place.starts_with("/directory");
            assert_eq!(decided(&submission).is_err(), is_name, "{place} {c:?}");
        }
    }
}

#[test]
fn blank_texts_are_refused_and_white_space_around_words_is_no_part_of_them() {
    for text in ["", " ", "\n\t "] {
        for (submission, place) in with(text) {
            assert_eq!(
                refused_document(&submission),
                [format!("{place}: this text is blank; write something, or leave it out")]
            );
        }
    }
    let [_, _, _, (submission, _), ..] = with("the bridge is shut\n");
    let updates = decided(&submission).unwrap().updates;
    assert_eq!(updates[1].testimonies[0].value.as_ref().unwrap().text(), Some("the bridge is shut"));
}

#[test]
fn nothing_leads_back_to_itself() {
    let claims =
        "\n- {claim.reported: a, text: one}\n- {claim.reported: b, text: two}\n- {claim.reported: c, text: three}";
    each_refused(&[
        ("\n- {claim.reported: a, text: one, part_of: a}", "`a` cannot be part of `a`"),
        (
            &format!(
                "{claims}\n- {{claim.reported: a, part_of: b}}\n- {{claim.reported: b, part_of: c}}\n- {{claim.reported: c, part_of: a}}"
            ),
            "`c` cannot be part of `a`",
        ),
        (&format!("{claims}\n- {{claim.merged: a, same_as: a}}"), "`a` cannot be merged into `a`"),
        (
            &format!("{claims}\n- {{claim.merged: a, same_as: b}}\n- {{claim.merged: b, same_as: a}}"),
            "`b` cannot be merged into `a`",
        ),
        (
            &format!(
                "{claims}\n- {{claim.merged: a, same_as: b}}\n- {{claim.merged: b, same_as: c}}\n- {{claim.merged: c, same_as: a}}"
            ),
            "`c` cannot be merged into `a`",
        ),
        ("\n- {claim.reported: a, key: k, text: one, rests_on: k}", "`k` is this update itself"),
        ("\n- {meeting.announced: m, when: before m}", "the story has no item `m` yet"),
    ]);
    let split =
        format!("{claims}\n- {{claim.merged: a, same_as: b}}\n- {{claim.split: a}}\n- {{claim.merged: b, same_as: a}}");
    assert!(decided(&document(&format!("{HEAD}{split}"))).is_ok(), "a merger that was taken back leads nowhere");
}

#[test]
fn nobody_in_the_directory_leads_back_to_himself() {
    let refused = |entries: Json| {
        let mut directory = Directory::default();
        let first = decided(&document(&format!("{HEAD}  []"))).unwrap();
        first.entries.iter().for_each(|(entry, expected)| directory.apply(expected + 1, entry));
        let submission = json!({ "story": "s", "title": "S", "directory": entries });
        let refusals = decide(&submission, None, &directory, None, now()).map(|decision| decision.entries);
        refusals.expect_err("refused").into_iter().map(|refusal| refusal.message).collect::<Vec<_>>()
    };
    let cases = [
        json!({ "us": { "same_as": "us" } }),
        json!({ "us": { "same_as": "russia" }, "russia": { "same_as": "us" } }),
        json!({ "us": { "same_as": "russia" }, "russia": { "same_as": "court" }, "court": { "same_as": "us" } }),
        json!({ "attic": { "place": "Attic", "within": "attic" } }),
        json!({ "attic": { "place": "Attic", "within": "house" }, "house": { "place": "House", "within": "attic" } }),
        json!({ "aide": { "person": "An Aide", "speaks_for": "aide" } }),
        json!({ "russia": { "organisation": "Russia", "within": "moscow" } }),
    ];
    for case in cases {
        let refusals = refused(case.clone());
        assert!(refusals.iter().any(|message| message.contains("itself")), "{case}: {refusals:?}");
    }
}

#[test]
fn dates_beyond_reason_are_refused() {
    each_refused(&[
        (
            "\n- {claim.reported: c, text: one, learned: \"-009998-01-01T00:00:00Z\"}",
            "before anything can have been learned",
        ),
        ("\n- {claim.reported: c, text: one, learned: 1066-10-14T00:00:00Z}", "before anything can have been learned"),
        ("\n- {claim.reported: c, text: one, learned: 2027-01-01T00:00:00Z}", "later than now"),
        ("\n- {claim.reported: c, text: one, learned: yesterday}", "`yesterday` is not a time"),
        ("\n- {claim.reported: c, text: one, embargo: {until: 9000-01-01T00:00:00Z}}", "never ends"),
        ("\n- {claim.reported: c, text: one, embargo: {}}", "this mapping is empty"),
        (
            "\n- {claim.reported: c, text: one, said: Y-170000002}",
            "nothing can have been said in the year `Y-170000002`",
        ),
        ("\n- {claim.reported: c, text: one, published: Y17E7}", "nothing can have been published in the year `Y17E7`"),
    ]);
    let long = format!("\n- {{claim.reported: c, text: one, when: \"[{}]\"}}", vec!["2025-01-01"; 60].join(","));
    assert!(refused(&long)[0].contains("and one has at most 250"));
}

#[test]
fn what_does_not_come_from_yaml_is_limited_too() {
    let deep = (0..60).fold(json!("x"), |inner, _| json!([inner]));
    let refusals = refused_document(&json!({ "story": "s", "title": "S", "updates": deep }));
    assert!(refusals.iter().any(|refusal| refusal.contains("nested more than 32 levels deep")), "{refusals:?}");
    let key = json!({ "story": "s", "title": "S", "k".repeat(300): 1 });
    assert!(refused_document(&key).iter().any(|refusal| refusal.contains("a key has at most 256 bytes")));
    let many: Vec<Json> = (0..2_000).map(|n| json!({ "claim.reported": format!("c-{n}"), "x": 1 })).collect();
    assert!(refused_document(&json!({ "story": "s", "title": "S", "updates": many }))[0].contains("2000 updates"));
    for (count, more) in [(201, "1 more mistake is not listed"), (900, "700 more mistakes are not listed")] {
        let wrong: Vec<Json> = (0..count).map(|n| json!({ "claim.reported": format!("c-{n}"), "x": 1 })).collect();
        let refusals = refused_document(&json!({ "story": "s", "title": "S", "updates": wrong }));
        assert!(refusals.len() == 201 && refusals[200].contains(more), "{}", refusals[200]);
    }
    // Of a document that goes in parts all are, however long it is.
    let wrong: Vec<Json> = (0..2_000).map(|n| json!({ "claim.reported": format!("c-{n}"), "x": 1 })).collect();
    let long = json!({ "story": "s", "title": "S", "updates": wrong });
    assert_eq!(mistakes(&long, None, &Directory::default(), None, now()).len(), 2_000);
}

fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        "[a-z\u{0}\u{1b} :/@-]{0,12}".prop_map(Json::from),
        prop::sample::select(vec!["herald", "c", "2025-04-11", "desk", "text", "about 3", "attribution:k", "@herald"])
            .prop_map(Json::from),
    ];
    let key = prop::sample::select(vec![
        "claim.reported",
        "meeting.held",
        "meeting.corrected",
        "key",
        "source",
        "origin",
        "via",
        "stances",
        "text",
        "when",
        "value",
        "of",
        "none",
        "corrects",
        "update",
        "path",
        "by",
        "updates",
        "learned",
        "embargo",
        "entities",
        "declares",
        "total",
        "count",
        "participants",
        "herald",
        "part_of",
        "same_as",
        "complete",
        "line",
        "label",
        "quote",
        "exact",
        "bogus",
    ]);
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            prop::collection::hash_map(key.clone().prop_map(str::to_owned), inner, 0..6)
                .prop_map(|map| Json::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    /// Deciding never fails but by refusing, and a refusal can be printed.
    #[test]
    fn anything_at_all_is_decided_or_refused(updates in any_json(), sources in any_json(), directory in any_json()) {
        let submission = json!({
            "story": "s", "title": "S", "directory": directory, "sources": sources, "updates": updates,
        });
        if let Err(refusals) = decide(&submission, Some(&StoryIndex::default()), &Directory::default(), None, now()) {
            prop_assert!(!refusals.is_empty());
            for refusal in refusals {
                prop_assert!(!refusal.to_string().contains(['\u{0}', '\u{1b}']), "{refusal}");
            }
        }
    }
}
