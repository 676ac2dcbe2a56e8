//! What is in order and likely a mistake all the same.

use std::collections::HashSet;

use newsreel_story::record::update::Update;
use newsreel_story::state::directory::Directory;
use newsreel_story::submit::decide::decide;
use newsreel_story::submit::doubts;
use newsreel_story::submit::index::StoryIndex;

use crate::kit::{HEAD, document};
use crate::submitting::{decided, now};

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
            "meeting.reported: meeting-april, place: london, published: 2025-05-01, learned: 2025-04-12T09:00:00Z",
            "after it was learned",
        ),
        ("meeting.reported: meeting-april, place: london, said: 2025-03-01", "counts as learned now"),
        (
            "meeting.postponed: meeting-april, when: 2025-05-04, learned: 2025-04-12T09:00:00Z",
            "for the new date, write `rescheduled`",
        ),
        (
            "occurrence.postponed: fair, type: a fair, when: 2025-05, learned: 2025-04-12T09:00:00Z",
            "write `rescheduled`",
        ),
        ("meeting.reported: meeting-april, when: Y-170000002, learned: 2025-04-12T09:00:00Z", "thousand years away"),
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
    let named: HashSet<_> = decision.updates.iter().flat_map(Update::entities).cloned().collect();
    let found: Vec<String> =
        doubts::of_entries(&decision.directory, &named, &directory).into_iter().map(|doubt| doubt.message).collect();
    assert!(found.iter().any(|found| found.contains("are both “the town council”")), "{found:#?}");
    let unused = found.iter().find(|found| found.contains("no update names")).unwrap();
    assert!(unused.contains("harbour") && unused.contains("town-council") && !unused.contains("clerk"), "{unused}");
}

/// What is odd about an entry of this name, where the directory has another name under the slug.
fn odd_beside(on_file: &str, written: &str) -> Vec<String> {
    let story = |name: &str| {
        document(&format!(
            "story: talks\ntitle: The talks\ndirectory: {{one: {name}, two: {{organisation: the council}}}}\nupdates:\n- {{claim.reported: c, source: two, text: the pier is shut, about: [one]}}"
        ))
    };
    let mut directory = Directory::default();
    let first = decided(&story(on_file)).unwrap_or_else(|refusals| panic!("{refusals:#?}"));
    first.entries.iter().enumerate().for_each(|(at, (entry, _))| directory.apply(at as u64 + 1, entry));
    let second = decide(&story(written), None, &directory, None, now());
    let second = second.unwrap_or_else(|refusals| panic!("{refusals:#?}"));
    second.entries.iter().for_each(|(entry, expected)| directory.apply(expected + 10, entry));
    let named: HashSet<_> = second.updates.iter().flat_map(Update::entities).cloned().collect();
    doubts::of_entries(&second.directory, &named, &directory).into_iter().map(|doubt| doubt.message).collect()
}

#[test]
fn a_slug_that_seems_to_be_somebody_elses_is_asked_about() {
    let others = [
        ("{person: John Smith}", "{person: Mary Smith}"),
        ("{person: John Smith, title: mayor of Skagby}", "{person: Paul Jones, title: a nurse}"),
        ("{organisation: the Bank of Lyng}", "{organisation: Lehman Brothers}"),
        ("{organisation: the Bank of Lyng}", "{organisation: the Bank of Skagby}"),
        ("{place: the railway station}", "{place: the police station}"),
        ("{outlet: The Herald}", "{outlet: The Gazette}"),
        ("{group: two people at the port authority}", "{group: an official of the ministry}"),
    ];
    for (on_file, written) in others {
        let found = odd_beside(on_file, written);
        assert!(found.len() == 1 && found[0].contains("in the directory; is “"), "{written}: {found:#?}");
    }
    let same = [
        ("{person: John Smith}", "{person: J. Smith, title: the mayor}"),
        ("{person: Steve Witkoff}", "{person: Steven Charles Witkoff}"),
        ("{person: Muammar Gaddafi}", "{person: Moammar Qaddafi}"),
        ("{organisation: the Federal Trade Commission}", "{organisation: the FTC}"),
        ("{organisation: the Federal Bureau of Investigation}", "{organisation: FBI}"),
        ("{outlet: The Herald}", "{outlet: Herald}"),
        ("{place: Kiev}", "{place: Kyiv}"),
        ("{place: the railway station}", "{place: Skagby railway station}"),
        ("{place: Zürich}", "{place: Zurich}"),
        // Somebody who says it himself: these are two names of one.
        ("{organisation: Facebook}", "{organisation: Meta, names: [Facebook]}"),
        ("{organisation: Facebook, names: [Meta]}", "{organisation: Meta}"),
    ];
    for (on_file, written) in same {
        let found = odd_beside(on_file, written);
        assert!(found.is_empty(), "{written}: {found:#?}");
    }
}
