//! The people and organisations shared by all stories.

use newsreel_story::judge::view::View;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::EntitySlug;
use newsreel_story::state::directory::Directory;
use newsreel_story::submit::decide::decide;
use newsreel_story::submit::index::StoryIndex;
use newsreel_story::views::{matrix, overview, who};

use crate::kit::{HEAD, document, given, minute_of, recorded};

#[test]
fn names_are_kept_with_who_uses_them_and_a_wrong_one_gives_way() {
    let told = |yaml: &str, index: &mut StoryIndex, directory: &mut Directory| {
        recorded(&document(yaml), index, directory);
    };
    let (mut index, mut directory) = (StoryIndex::default(), Directory::default());
    let first = "
story: talks
title: The talks
directory:
  herald: {outlet: The Herald}
  tass: {outlet: TASS}
  ushakov: {person: Juri Ushakow, names: [Ushakov, {name: Ouchakov, used_by: herald}]}
updates: []
";
    told(first, &mut index, &mut directory);
    let more = "
story: talks
directory:
  ushakov: {person: Yuri Ushakov, corrects: Juri Ushakow, names: [{name: Ouchakov, used_by: [tass]}]}
updates: []
";
    told(more, &mut index, &mut directory);
    // What was told before is nothing new, and brings no wrong name back.
    told(first, &mut index, &mut directory);
    let [found] = directory.named("juri ushakow")[..] else { panic!("found by the wrong name") };
    assert_eq!(found.name(), "Yuri Ushakov");
    let names: Vec<(&str, Vec<&str>)> = found
        .names
        .iter()
        .map(|name| (&*name.text, name.used_by.iter().map(|outlet| outlet.as_str()).collect()))
        .collect();
    assert_eq!(names, [("Yuri Ushakov", vec![]), ("Ushakov", vec![]), ("Ouchakov", vec!["herald", "tass"])]);
    assert_eq!(found.corrected, ["Juri Ushakow".into()]);

    // Two entries found to be one, and told apart again.
    told("{story: talks, directory: {u: {person: Yu. V. Ushakov}}, updates: []}", &mut index, &mut directory);
    let u = EntitySlug::new("u").unwrap();
    told("{story: talks, directory: {u: {same_as: ushakov}}, updates: []}", &mut index, &mut directory);
    assert_eq!(directory.name(&u), "Yuri Ushakov");
    told("{story: talks, directory: {u: {split: true}}, updates: []}", &mut index, &mut directory);
    assert_eq!(directory.name(&u), "Yu. V. Ushakov");
}

#[test]
fn a_name_that_nobody_has_cannot_be_corrected() {
    let refused = |entry: &str| {
        let yaml = format!("{HEAD}  []").replace("  london: {place: London}", &format!("  {entry}"));
        let mut directory = Directory::default();
        recorded(&document(&format!("{HEAD}  []")), &mut StoryIndex::default(), &mut directory);
        decide(&document(&yaml), None, &directory, None, minute_of(0)).unwrap_err().remove(0).message
    };
    let refusal = refused("london: {place: Londres, corrects: Londinium}");
    assert_eq!(refusal, "`london` has no name “Londinium” to correct; it is written “London”");
    let refusal = refused("london: {place: London, names: [{name: Londres, used_by: lemonde}]}");
    assert_eq!(
        refusal,
        "`lemonde` is not in the directory; add it under `directory:`, for example `lemonde: {person: Full Name}`"
    );
}

#[test]
fn somebody_is_found_with_all_he_said_and_has_a_part_in() {
    let told = given(
        "
- occurrence.announced: return
  source: us-says
  type: a return
- occurrence.denied: return
  source: kremlin-says
- statement.reported: letter
  source: driver-saw
  speaker: aides
  gist: they will leave
  declares: {signers: {type: entity, list: true}}
  signers: [peskov]
- claim.reported: other
  source: driver-saw
  text: it rained
",
    );
    let peskov = EntitySlug::new("kremlin").unwrap();
    let rows = matrix::of(&told.view(), None, Some(&peskov)).rows;
    assert_eq!(rows.iter().map(|row| row.item.as_str()).collect::<Vec<_>>(), ["return", "letter"]);
    let who = who::of(&told.view(), &peskov).unwrap();
    let says: Vec<_> = who.says.iter().map(|says| (says.item.as_str(), says.said.says.as_str())).collect();
    assert_eq!(says, [("return", "denies")]);
}

/// A story of one list, with three entries of the directory that may be one person.
fn walk(merges: &str) -> (newsreel_story::state::fold::State, Directory) {
    let (mut index, mut directory) = (StoryIndex::default(), Directory::default());
    let story = "
story: walk
title: The walk
directory:
  herald: {outlet: The Herald}
  jon: {person: Jon Brandt}
  john: {person: John Brandt}
  hans: {person: Hans Brand}
defaults: {source: herald, learned: 2025-03-10T09:00:00Z}
updates:
- {occurrence.completed: walk, type: a walk, who: [hans, jon], when: 2025-03-04}
- {meeting.held: talks, participants: {jon: {role: host}, john: {role: guest}}, when: 2025-03-05}
";
    let reports = recorded(&document(story), &mut index, &mut directory);
    for merge in merges.split(' ').filter(|merge| !merge.is_empty()) {
        let change = match merge.split_once('=') {
            Some((from, to)) => format!("{from}: {{same_as: {to}}}"),
            None => format!("{merge}: {{split: true}}"),
        };
        let yaml = format!("{{story: walk, directory: {{{change}}}, updates: []}}");
        recorded(&document(&yaml), &mut index, &mut directory);
    }
    let slug = newsreel_story::record::name::StorySlug::new("walk").unwrap();
    (newsreel_story::state::fold::State::fold(slug, reports), directory)
}

#[test]
fn whoever_is_in_a_list_under_two_entries_is_in_it_once() {
    for (merges, walkers, talkers) in [
        ("", "Hans Brand and Jon Brandt", "Jon Brandt and John Brandt"),
        ("hans=jon", "Jon Brandt", "Jon Brandt and John Brandt"),
        ("john=jon", "Hans Brand and Jon Brandt", "Jon Brandt"),
        ("jon=john", "Hans Brand and John Brandt", "John Brandt"),
        ("hans=john john=jon", "Jon Brandt", "Jon Brandt"),
        ("hans=john john=jon john", "John Brandt and Jon Brandt", "Jon Brandt and John Brandt"),
        ("hans=jon hans", "Hans Brand and Jon Brandt", "Jon Brandt and John Brandt"),
    ] {
        let (state, directory) = walk(merges);
        let view = View::new(&state, &directory, Bounds::default(), minute_of(20_000));
        let rows = matrix::of(&view, None, None).rows;
        let walk = format!("a walk took place on 4 March 2025, involving {walkers} [");
        assert!(rows[0].what.starts_with(&walk), "{merges}: {}", rows[0].what);
        let talk = match talkers.contains(" and ") {
            true => format!("{talkers} met"),
            false => format!("a meeting of {talkers} took place"),
        };
        assert!(rows[1].what.starts_with(&talk), "{merges}: {}", rows[1].what);
        let parties: Vec<&str> = rows[1].parties.iter().map(|party| &*party.name).collect();
        assert_eq!(parties.len(), talkers.split(" and ").count(), "{merges}: {parties:?}");
    }
    // The name that somebody had is still told with the report that used it.
    let (state, directory) = walk("hans=jon");
    let view = View::new(&state, &directory, Bounds::default(), minute_of(20_000));
    let item = overview::of(&view, Some("walk")).items.remove(0);
    let who = item.paths.iter().find(|path| path.path == "walk/who/jon").unwrap();
    let says: Vec<Option<&str>> = who.values[0].by.iter().map(|voice| voice.says.as_deref()).collect();
    assert!(says.contains(&Some("Hans Brand")) && says.contains(&None), "{says:?}");
    assert!(item.paths.iter().all(|path| !path.path.contains("hans")));
}

#[test]
fn what_a_file_says_of_somebody_was_learned_with_its_last_report_unless_it_says_so() {
    let learned = |defaults: &str, entry: &str, updates: &str| {
        let yaml = format!(
            "story: x\ntitle: The x\ndirectory: {{herald: {{outlet: The Herald}}, a: {{person: A{entry}}}}}\n{defaults}updates:\n{updates}"
        );
        let now = "2026-01-01T00:00:00Z".parse().unwrap();
        let decision = decide(&document(&yaml), None, &Directory::default(), None, now).unwrap();
        let (entry, _) = decision.entries.iter().find(|(entry, _)| entry.entity.as_str() == "a").unwrap();
        (entry.learned_at.to_string(), decision.updates[0].learned_at.to_string())
    };
    let first = "- {claim.reported: c, source: herald, learned: 2025-03-01T09:00:00Z, text: one}\n";
    let second = "- {claim.reported: d, source: herald, learned: 2025-03-11T09:00:00Z, text: two}\n";
    let live = "- {claim.reported: e, source: herald, text: three}\n";
    let block = "- {source: herald, learned: 2025-03-20T09:00:00Z, updates: [{claim.reported: f, text: four}]}\n";
    let both = |time: &str| (time.to_owned(), time.to_owned());
    assert_eq!(learned("", "", &format!("{second}{first}")), both("2025-03-11T09:00:00Z"));
    assert_eq!(learned("", "", &format!("{first}{block}")), both("2025-03-20T09:00:00Z"));
    assert_eq!(learned("", "", &format!("{first}{live}")), both("2026-01-01T00:00:00Z"));
    let defaults = "defaults: {learned: 2025-02-01T09:00:00Z}\n";
    assert_eq!(learned(defaults, "", &format!("{first}{second}")), both("2025-02-01T09:00:00Z"));
    let given = learned("", ", learned: 2025-01-01T00:00:00Z", &format!("{first}{second}"));
    assert_eq!(given, ("2025-01-01T00:00:00Z".to_owned(), "2025-03-11T09:00:00Z".to_owned()));
}
