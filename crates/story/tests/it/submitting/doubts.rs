//! What is in order and likely a mistake all the same.

use std::collections::HashSet;

use newsreel_story::record::update::Update;
use newsreel_story::state::directory::Directory;
use newsreel_story::submit::decide::EntryAnswer;
use newsreel_story::submit::doubts;
use newsreel_story::submit::index::StoryIndex;

use crate::kit::{HEAD, document};
use crate::submitting::decided;

/// What is odd about these updates of a new story.
fn odd(updates: &str) -> Vec<String> {
    let decision = decided(&document(&format!("{HEAD}{updates}"))).unwrap_or_else(|refusals| panic!("{refusals:#?}"));
    let doubts = doubts::of_updates(&StoryIndex::default(), &decision.updates, &decision.answers);
    doubts.into_iter().map(|doubt| format!("{}: {}", doubt.update.unwrap_or_default(), doubt.message)).collect()
}

#[test]
fn what_is_likely_a_mistake_is_asked_about() {
    let planned = "\n- {meeting.announced: meeting-april, participants: [putin, witkoff], learned: 2025-04-01T09:00:00Z}\n\
                   - {meeting.reported: meeting-april, place: moscow, learned: 2025-04-01T09:00:00Z}";
    let cases = [
        ("meeting.held: meting-april, learned: 2025-04-12T09:00:00Z", "`meeting-april` is another meeting"),
        (
            "meeting.confirmed: summit, source: kremlin-says, learned: 2025-04-12T09:00:00Z",
            "nobody says that it is planned",
        ),
        (
            "meeting.denied: summit, source: kremlin-says, learned: 2025-04-12T09:00:00Z",
            "nobody says that it is planned",
        ),
        ("meeting.held: meeting-april, when: 2025-11-04, learned: 2025-04-12T09:00:00Z", "is after it was learned"),
        ("meeting.held: meeting-april, when: 2025-05, learned: 2025-04-12T09:00:00Z", "is after it was learned"),
        (
            "meeting.announced: meeting-april, when: 2025-04-11, learned: 2025-06-12T09:00:00Z",
            "was past when that was said",
        ),
        (
            "meeting.reported: meeting-april, place: london, said: 2025-05-01, learned: 2025-04-12T09:00:00Z",
            "after it was learned",
        ),
        (
            "meeting.reported: meeting-april, place: london, published: 2025-05-01, learned: 2025-04-12T09:00:00Z",
            "after it was learned",
        ),
        ("meeting.reported: meeting-april, place: london, said: 2025-03-01", "counts as learned now"),
    ];
    for (update, doubt) in cases {
        let found = odd(&format!("{planned}\n- {{{update}}}"));
        assert!(found.len() == 1 && found[0].contains(doubt), "{update}: {found:#?}");
    }
}

#[test]
fn what_is_as_it_should_be_is_not_asked_about() {
    // Numbers tell items apart, and so do other kinds.
    for updates in [
        "\n- {claim.reported: toll-1, text: one}\n- {claim.reported: toll-2, text: two}",
        "\n- {claim.reported: vote-april, text: one}\n- {occurrence.completed: vote-aprils, type: a vote}",
    ] {
        let found = odd(updates);
        assert!(found.is_empty(), "{updates}: {found:#?}");
    }
    for update in [
        "meeting.held: talks, participants: [putin, witkoff], when: 2025-04-11, learned: 2025-04-11T20:00:00Z",
        "meeting.announced: talks, participants: [putin, witkoff], when: 2025-04, learned: 2025-04-11T20:00:00Z",
        "meeting.held: talks, participants: [putin, witkoff], when: 2025-04-11, said: 2025-04-11, learned: 2025-04-11T20:00:00Z",
        "query.declined: q, asker: tass, asked: us, source: tass",
        "claim.denied: c, text: that they met, source: kremlin-says, learned: 2025-04-11T20:00:00Z",
    ] {
        let found = odd(&format!("\n- {{{update}}}"));
        assert!(found.is_empty(), "{update}: {found:#?}");
    }
}

#[test]
fn entries_that_nobody_names_or_that_have_the_name_of_another_are_asked_about() {
    let yaml = "
story: talks
title: The talks
directory:
  council: {organisation: the town council}
  town-council: {organisation: The Town Council}
  clerk: {person: Ida Holm, speaks_for: council}
  harbour: {place: the harbour}
updates:
- {claim.reported: c, source: {origin: clerk, basis: on_record}, text: the pier is shut}";
    let decision = decided(&document(yaml)).unwrap_or_else(|refusals| panic!("{refusals:#?}"));
    let mut directory = Directory::default();
    for (place, (entry, _)) in decision.entries.iter().enumerate() {
        directory.apply(place as u64 + 1, entry);
    }
    let added: Vec<EntryAnswer> = decision.entries.iter().map(|(entry, _)| entry.into()).collect();
    let named: HashSet<_> = decision.updates.iter().flat_map(Update::entities).cloned().collect();
    let found: Vec<String> =
        doubts::of_entries(&added, &named, &directory).into_iter().map(|doubt| doubt.message).collect();
    assert!(found.iter().any(|found| found.contains("are both “the town council”")), "{found:#?}");
    let unused = found.iter().find(|found| found.contains("no update names")).unwrap();
    assert!(unused.contains("harbour") && unused.contains("town-council") && !unused.contains("clerk"), "{unused}");
}
