//! What contradicts what, and what does not: plans and what happened, beginnings and ends, the two sides of a contradiction.

use newsreel_story::views::brief::{self, Form};

use crate::kit::{Told, given};

/// A plan, a beginning and an end of each kind that has them: the change that ends it, and how.
const COURSES: [(&str, &str, &str, &str); 8] = [
    ("occurrence", "type: a strike", "began", "completed"),
    ("occurrence", "type: a sit-in", "began", "broke_off"),
    ("meeting", "participants: [putin, witkoff]", "began", "held"),
    ("meeting", "participants: [putin, witkoff]", "began", "broke_off"),
    ("trip", "traveller: witkoff, destination: moscow", "departed", "completed"),
    ("trip", "traveller: witkoff, destination: moscow", "departed", "broke_off"),
    ("exchange", "releases: [driver]", "began", "completed"),
    ("vote", "question: the dues, body: court", "began", "completed"),
];

#[test]
fn a_plan_for_the_day_something_began_makes_its_end_no_rival() {
    let days = [
        ("2025-03-05", "2025-03-05", "2025-03-09"),
        ("2025-03-05", "2025-03-05T10:00:00Z", "2025-03-09T08:00:00Z"),
        ("2025-03-05T10:00:00Z", "2025-03-05", "2025-03-09"),
        ("2025-03", "2025-03-05", "2025-03-09"),
        ("2025-03-05", "2025-03-06", "2025-03-09"),
        ("2025-03-09", "2025-03-05", "2025-03-09"),
        ("2025-03-05/2025-03-09", "2025-03-05", "2025-03-09"),
    ];
    for (kind, what, begins, ends) in COURSES {
        for (planned, began, ended) in days {
            for (first, second) in [("herald", "tass"), ("kremlin-says", "kremlin-says")] {
                let told = given(&format!(
                    "
- {{{kind}.announced: one, source: kremlin-says, {what}, when: {planned}}}
- {{{kind}.{begins}: one, source: {first}, when: {began}}}
- {{{kind}.{ends}: one, source: {second}, when: {ended}}}"
                ));
                let of = format!("{kind}.{ends} {planned} {began} {ended}");
                let view = told.view();
                let account = view.account(&"one/when".parse().unwrap());
                let contested: Vec<_> =
                    account.candidates.iter().filter(|candidate| candidate.standing.is_contested()).collect();
                assert!(contested.is_empty(), "{of}: {contested:?}");
                assert!(account.discords.is_empty(), "{of}: {:?}", account.discords);
                let brief = told.brief();
                assert!(!brief.contains("disputed"), "{of}: {brief}");
                assert!(brief.contains("began") && brief.contains("9 March"), "{of}: {brief}");
            }
        }
    }
}

/// The headings of the brief under which there is a sentence with these words.
fn headings(told: &Told, words: &str) -> Vec<String> {
    let sections = brief::of(&told.view(), Form::Full).sections.into_iter();
    let of = sections.filter(|section| {
        let sentences = section.entries.iter().flat_map(|entry| &entry.sentences);
        sentences.map(|sentence| &sentence.text).any(|text| text.contains(words))
    });
    of.map(|section| section.heading).collect()
}

#[test]
fn of_two_items_that_contradict_each_other_neither_is_what_we_know() {
    let items = [
        ("occurrence.completed", "type: a storm, when: 2025-03-09", "storm"),
        ("meeting.held", "participants: [putin, witkoff], when: 2025-03-09", "met"),
        ("trip.completed", "traveller: witkoff, destination: moscow, when: 2025-03-09", "travelled"),
        ("release.completed", "releases: [driver], released_by: russia", "released"),
        ("proposal.made", "subject: a truce, proposer: us", "truce"),
        ("evidence.recorded", "medium: photograph, shows: the dry quay", "dry quay"),
    ];
    for (one, of_one, words) in items {
        for (other, of_other, against) in items.iter().filter(|(other, ..)| *other != one) {
            for turned in [false, true] {
                let first = format!("- {{{one}: one, key: first, source: herald, {of_one}");
                let second = format!("- {{{other}: other, key: second, source: tass, {of_other}");
                let told = match turned {
                    false => given(&format!("{first}}}\n{second}, contradicts: first}}")),
                    true => given(&format!("{second}}}\n{first}, contradicts: second}}")),
                };
                for words in [words, against] {
                    let under = headings(&told, words);
                    assert_eq!(under, ["What is disputed"], "{one} {other} {turned}: {words}\n{}", told.brief());
                }
            }
        }
    }
}
