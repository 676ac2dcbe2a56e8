//! The second example has every form of the format once.

use std::collections::BTreeSet;

use newsreel_story::record::relation::{RelationKind, Reviser};
use newsreel_story::record::stance::Stance;
use newsreel_story::submit::authoring::words::SECTIONS;
use serde_json::Value as Json;

use crate::kit::document;
use crate::submitting::decided;

const FORMS: &str = include_str!("../../../../newsreel/demo/harbour-dues.yaml");

#[test]
fn the_second_example_has_one_of_everything() {
    let updates = decided(&document(FORMS)).unwrap_or_else(|refusals| panic!("{refusals:#?}")).updates;
    let types: BTreeSet<String> = updates.iter().map(|update| update.type_name()).collect();
    for wanted in [
        "vote.completed",
        "query.declined",
        "query.did_not_respond",
        "publication.published",
        "occurrence.denied",
        "occurrence.rescheduled",
        "claim.retracted",
        "claim.corrected",
        "vote.corrected",
    ] {
        assert!(types.contains(wanted), "{wanted}");
    }
    for relation in RelationKind::ALL {
        assert!(
            updates.iter().flat_map(|update| &update.relations).any(|found| found.relation == *relation),
            "{relation}"
        );
    }
    let revisers: Vec<&Reviser> = updates.iter().filter_map(|update| update.by.as_ref()).collect();
    assert!(revisers.contains(&&Reviser::Desk) && revisers.iter().any(|by| matches!(by, Reviser::Link(_))));
    let said: Vec<_> = updates.iter().flat_map(|update| &update.testimonies).collect();
    assert!(said.iter().any(|said| said.hedge.is_some()) && said.iter().any(|said| said.limits.is_some()));
    assert!(said.iter().any(|said| said.stance == Stance::Denies && said.value.is_some()), "a value is denied");
    assert!(updates.iter().any(|update| update.line.is_some()) && updates.iter().any(|update| update.label.is_some()));
}

/// The two examples together use most words of the format; those left out are for what is rare.
#[test]
fn the_examples_use_the_words_of_the_format() {
    let envoy = include_str!("../../../../newsreel/demo/envoy-russia-trips.yaml");
    let mut used = BTreeSet::new();
    for text in [FORMS, envoy] {
        keys(&document(text), &mut used);
    }
    let rare: BTreeSet<&str> = [
        "embargo",
        "part_of",
        "same_as",
        "desk",
        "distinct",
        "url",
        "translated_from",
        "statement",
        "report",
        "outlet",
        "prefix",
        "suffix",
        "exact",
        "window",
        "unit",
        "scope",
        "parts",
        "amount",
        "event",
        "set_by",
        "type",
        "list",
        "holds",
        "names",
        "wikidata",
        "corrects",
        "amends",
        "split",
        "name",
        "used_by",
        "from",
        "until",
        "published",
        "outlook",
        "photograph",
        "recording",
        "hedge",
        "holder",
        "value",
        "is",
        "path",
        "reason",
    ]
    .into();
    let missing: Vec<&str> = SECTIONS
        .iter()
        .flat_map(|(_, _, words)| words.iter().map(|word| word.name))
        .filter(|word| !used.contains(*word) && !rare.contains(word))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}

fn keys(json: &Json, found: &mut BTreeSet<String>) {
    match json {
        Json::Array(elements) => elements.iter().for_each(|element| keys(element, found)),
        Json::Object(members) => members.iter().for_each(|(key, member)| {
            found.insert(key.clone());
            keys(member, found);
        }),
        _ => {}
    }
}
