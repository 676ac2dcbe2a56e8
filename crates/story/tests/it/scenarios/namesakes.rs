//! One slug in the files of several stories: each story is told by what its own file says.

use newsreel_story::judge::view::View;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::{EntitySlug, StorySlug};
use newsreel_story::state::directory::Directory;
use newsreel_story::state::fold::{Report, State};
use newsreel_story::submit::index::StoryIndex;
use newsreel_story::views::brief::{self, Form};
use newsreel_story::views::difference::{self, Interval};
use newsreel_story::views::{matrix, search, who};

use crate::kit::{document, minute_of, recorded};

/// Stories whose files are imported one after the other.
struct Stories {
    directory: Directory,
    stories: Vec<(StorySlug, Vec<Report>)>,
}

impl Stories {
    /// Each story by its slug and what its file has under the slug `government`.
    fn of(files: &[(&str, &str)]) -> Self {
        let (mut directory, mut stories) = (Directory::default(), Vec::new());
        for (slug, entry) in files {
            let yaml = format!(
                "
story: {slug}
title: The {slug}
directory:
  herald: {{outlet: The Herald}}
  court: {{organisation: the court}}
  state: {{organisation: the state}}
  government: {entry}
defaults: {{learned: 2025-03-10T09:00:00Z}}
updates:
- {{occurrence.announced: vote-{slug}, source: {{origin: government, via: [herald], knowledge: own_act}}, type: a vote, who: [government], when: 2025-05-01}}"
            );
            let slug = StorySlug::new(slug).unwrap();
            let reports = recorded(&document(&yaml), &mut StoryIndex::default(), &mut directory);
            stories.push((slug, reports));
        }
        Self { directory, stories }
    }

    /// What `show` gives of each story, by the directory as it is when all are on file.
    fn shown<T>(&self, bounds: Bounds, show: impl Fn(&View<'_>) -> T) -> Vec<T> {
        let shown = self.stories.iter().map(|(slug, reports)| {
            let state = State::fold(slug.clone(), reports.clone());
            show(&View::new(&state, &self.directory, bounds, minute_of(20_000)))
        });
        shown.collect()
    }
}

fn brief(view: &View<'_>) -> String {
    let brief = brief::checked(view, Form::Full);
    assert!(brief.left_out.is_empty(), "{:#?}", brief.left_out);
    let sentences = brief.sections.iter().flat_map(|section| &section.entries).flat_map(|entry| &entry.sentences);
    sentences.map(|sentence| &*sentence.text).collect::<Vec<_>>().join("\n")
}

#[test]
fn each_story_is_told_by_the_names_of_its_own_file() {
    for (first, second, [of_first, of_second], others) in [
        // Two bodies, named alike or not at all.
        (
            "{organisation: the British government}",
            "{organisation: the Nigerian government}",
            ["British government", "Nigerian government"],
            ["Nigerian", "British"],
        ),
        (
            "{organisation: the Iraqi cabinet}",
            "{organisation: the Iranian cabinet}",
            ["Iraqi", "Iranian"],
            ["Iranian", "Iraqi"],
        ),
        ("{place: Perth}", "{place: Pereth}", ["Perth", "Pereth"], ["Pereth", "Perth"]),
        // A title that only one of them gives belongs to it alone, where they are two.
        ("{person: Ann Li, title: mayor}", "{person: Bo Kerr}", ["mayor Ann Li", "Bo Kerr"], ["Kerr", "mayor"]),
        ("{person: Bo Kerr}", "{person: Ann Li, title: mayor}", ["Bo Kerr", "mayor Ann Li"], ["mayor", "Kerr"]),
        // One person, introduced in two ways.
        (
            "{person: Ann Li, title: mayor}",
            "{person: Ann Li, title: governor}",
            ["mayor Ann Li", "governor Ann Li"],
            ["governor", "mayor"],
        ),
        (
            "{group: two officials}",
            "{group: several nurses}",
            ["two officials", "several nurses"],
            ["nurses", "officials"],
        ),
    ] {
        for known in [None, Some(minute_of(0))] {
            let stories = Stories::of(&[("one", first), ("two", second), ("three", second)]);
            let told = stories.shown(Bounds { known_at: known, ..Bounds::default() }, brief);
            for (told, own, other) in
                [(&told[0], of_first, others[0]), (&told[1], of_second, others[1]), (&told[2], of_second, others[1])]
            {
                let own_name = told.to_lowercase().contains(&own.to_lowercase());
                assert!(own_name && !told.contains(other), "{first} {second}: {told}");
            }
        }
    }
}

#[test]
fn what_a_file_does_not_say_is_shared_by_those_who_seem_to_mean_one() {
    let stories = Stories::of(&[
        ("one", "{person: Volodymyr Zelensky, title: president, speaks_for: state}"),
        ("two", "{person: Volodymyr Zelenskyy}"),
        ("three", "{person: Ann Li}"),
    ]);
    let told = stories.shown(Bounds::default(), brief);
    assert!(told[1].contains("president Volodymyr Zelenskyy"), "{}", told[1]);
    assert!(told[2].contains("Ann Li") && !told[2].contains("president"), "{}", told[2]);
    let holders = stories.shown(Bounds::default(), |view| {
        matrix::of(view, None, None)
            .rows
            .iter()
            .flat_map(|row| &row.parties)
            .map(|cell| cell.name.clone())
            .collect::<Vec<_>>()
    });
    assert_eq!(holders[2], ["Ann Li"], "she speaks for nobody");
    let speakers = stories.stories.iter().map(|(_, reports)| reports[1].record.attributions[0].holder.clone());
    let speakers: Vec<String> = speakers.map(|holder| holder.to_string()).collect();
    assert_eq!(speakers, ["state", "state", "government"]);
}

#[test]
fn other_bodies_under_a_slug_may_belong_elsewhere_and_are_found_by_their_own_names() {
    let stories = Stories::of(&[
        ("one", "{organisation: the British government, within: court}"),
        ("two", "{organisation: the Nigerian government, within: state}"),
    ]);
    let government = EntitySlug::new("government").unwrap();
    let names =
        |name: &str| stories.directory.named(name).iter().map(|entity| entity.name().to_owned()).collect::<Vec<_>>();
    assert_eq!(names("the Nigerian government"), ["the Nigerian government"]);
    assert_eq!(names("government"), ["the British government", "the Nigerian government"]);
    let says = stories.shown(Bounds::default(), |view| who::of(view, &government).unwrap().says[0].said.says.clone());
    assert_eq!(says.len(), 2);
    for (words, found) in [("Nigerian", [false, true]), ("British", [true, false]), ("government", [true, true])] {
        let search = search::Search::new(search::typed(words), &stories.directory);
        let hits = stories.shown(Bounds::default(), |view| {
            view.reports().any(|(place, _)| search::hit(view, place, &search).is_some())
        });
        assert_eq!(hits, found, "{words}");
    }
    // That another story has the slug for somebody else is no news of either.
    let moves = stories.shown(Bounds::default(), |view| {
        let all = Interval { from: None, to: minute_of(20_000), recorded: false };
        difference::between(view, all, &[]).moves.iter().filter(|step| step.sort.as_str() == "directory").count()
    });
    assert_eq!(moves, [0, 0]);
}
