//! The people and organisations shared by all stories.

use newsreel_story::record::name::EntitySlug;
use newsreel_story::state::directory::Directory;
use newsreel_story::submit::decide::decide;
use newsreel_story::submit::index::StoryIndex;
use newsreel_story::views::{matrix, who};

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
