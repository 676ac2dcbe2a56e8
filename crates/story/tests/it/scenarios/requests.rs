//! Requests for comment, and what came of them.

use newsreel_story::state::directory::Directory;
use newsreel_story::submit::decide::decide;
use newsreel_story::submit::index::StoryIndex;
use newsreel_story::submit::yaml::Source;
use newsreel_story::views::{matrix, overview};

use crate::kit::{HEAD, given};

#[test]
fn who_was_asked_declined_and_a_part_does_not_speak_for_the_whole() {
    let told = given(
        "
- meeting.held: m
  participants: [kremlin, witkoff]
- query.declined: q
  source: newsweek
  asker: newsweek
  asked: kremlin
  on: m
- meeting.denied: m
  source: {origin: russia, via: [tass], knowledge: own_act}
",
    );
    let view = told.view();
    let says = |item: &str, party: &str| -> Vec<String> {
        let rows = matrix::of(&view, Some(if item == "q" { "query" } else { "meeting" }), None).rows;
        let row = rows.iter().find(|row| row.item == item).unwrap();
        let cell = row.parties.iter().find(|cell| cell.party.as_str() == party);
        cell.map_or_else(Vec::new, |cell| cell.says.iter().map(|said| said.says.clone()).collect())
    };
    assert_eq!(says("q", "kremlin"), ["declined"]);
    let overview = overview::of(&view, None);
    let meeting = overview.items.iter().find(|item| item.item == "m").unwrap();
    let declining = meeting.paths.iter().flat_map(|path| &path.stances).map(|stance| stance.voice.slug.as_str());
    assert_eq!(declining.collect::<Vec<_>>(), ["kremlin", "russia"], "not who asked");
    assert_eq!(matrix::of(&view, Some("query"), None).rows[0].parties.len(), 1, "who asks is no party to it");
    // Russia denies it; the Kremlin, which is a part of it, has only declined to comment.
    assert_eq!(says("m", "kremlin"), ["declines"]);
}

#[test]
fn what_was_asked_about_is_told_and_an_items_key_is_no_text() {
    let story = "
- claim.reported: c
  source: waiter-saw
  text: the talks were about sanctions
- query.declined: q
  source: {origin: newsweek, basis: on_record, knowledge: own_act}
  asker: newsweek
  asked: kremlin
  on: c
";
    let told = given(story);
    let declined = "By 11 April 2025, the Kremlin had declined to comment to Newsweek on the claim that the talks were about sanctions.";
    assert!(told.brief().contains(declined), "{}", told.brief());
    let meant = format!("{HEAD}{}", story.replace("on: c", "about: c"));
    let document = Source::parse(&meant).unwrap().remove(0).value;
    let now = "2026-01-01T00:00:00Z".parse().unwrap();
    let refused = decide(&document, Some(&StoryIndex::default()), &Directory::default(), None, now).unwrap_err();
    assert_eq!(refused[0].message, "`c` is an item of the story: write `on: c`");
}
