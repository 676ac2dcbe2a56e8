//! The briefs of real stories as each format prints them, to be read as an editor would.

use std::sync::Arc;

use newsreel_story::judge::view::View;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::StorySlug;
use newsreel_story::record::recorded::Recorded;
use newsreel_story::state::directory::Directory;
use newsreel_story::state::fold::State;
use newsreel_story::submit::decide::decide;
use newsreel_story::submit::index::StoryIndex;
use newsreel_story::submit::yaml::Source;
use newsreel_story::views::brief::{self, Brief, Form};

use crate::page::{Document, Look};
use crate::print::{Answer, Printable};

/// The real stories there are, each with the moment its brief is for.
const STORIES: [(&str, &[&str], &str); 8] = [
    (
        "envoy",
        &[
            include_str!("../demo/envoy-russia-trips.yaml"),
            include_str!("../../../tests/fixtures/stories/envoy-later.yaml"),
        ],
        "2025-04-13T18:00:00Z",
    ),
    ("titan", &[include_str!("../../../tests/fixtures/stories/titan-submersible.yaml")], "2024-10-01T00:00:00Z"),
    ("openai", &[include_str!("../../../tests/fixtures/stories/openai-ceo.yaml")], "2024-06-01T00:00:00Z"),
    ("trial", &[include_str!("../../../tests/fixtures/stories/pistorius-trial.yaml")], "2024-02-01T00:00:00Z"),
    ("earthquake", &[include_str!("../../../tests/fixtures/stories/turkey-earthquake.yaml")], "2023-05-01T00:00:00Z"),
    ("count", &[include_str!("../../../tests/fixtures/stories/florida-count.yaml")], "2000-12-15T00:00:00Z"),
    ("merger", &[include_str!("../../../tests/fixtures/stories/activision-merger.yaml")], "2024-02-10T00:00:00Z"),
    ("mine", &[include_str!("../../../tests/fixtures/stories/san-jose-mine.yaml")], "2013-09-01T00:00:00Z"),
];

fn brief_of(documents: &[&str], now: &str) -> Brief {
    let (mut index, mut directory) = (StoryIndex::default(), Directory::default());
    let mut state: Option<State> = None;
    let clock = "2026-01-01T00:00:00Z".parse().unwrap();
    for document in documents {
        let document = Source::parse(document).unwrap().remove(0).value;
        let decision = decide(&document, Some(&index), &directory, None, clock).unwrap();
        for (entry, expected) in &decision.entries {
            directory.apply(expected + 1, entry);
        }
        for record in decision.updates {
            let report = Arc::new(Recorded { sequence: index.last + 1, recorded_at: clock, record });
            index.apply(report.sequence, &report.record);
            let slug = StorySlug::new(report.record.story.as_str()).unwrap();
            state.get_or_insert_with(|| State::new(slug)).apply(report);
        }
    }
    let state = state.unwrap();
    brief::of(&View::new(&state, &directory, Bounds::default(), now.parse().unwrap()), Form::Standard)
}

#[test]
fn the_briefs_of_real_stories_in_every_format() {
    for (name, documents, now) in STORIES {
        let brief = brief_of(documents, now);
        let page = Answer::page(&brief);
        for (format, look) in [("terminal", Look::Terminal), ("markdown", Look::Markdown), ("html", Look::Html)] {
            insta::assert_snapshot!(format!("{name}_{format}"), Document::whole(&page, look));
        }
        insta::assert_snapshot!(format!("{name}_json"), Printable::json(&brief, false).unwrap());
    }
}

#[test]
fn every_format_has_every_sentence_with_what_it_rests_on() {
    for (_, documents, now) in STORIES {
        let brief = brief_of(documents, now);
        let sentences =
            || brief.sections.iter().flat_map(|section| &section.entries).flat_map(|entry| &entry.sentences);
        let page = Answer::page(&brief);
        let [terminal, markdown, html] =
            [Look::Terminal, Look::Markdown, Look::Html].map(|look| Document::whole(&page, look));
        assert_eq!(terminal.matches(" [").count(), sentences().count() + terminal.matches(" [sic").count());
        assert_eq!(markdown.matches("\n[^").count(), sentences().count());
        assert_eq!(html.matches("<small>").count(), sentences().count());
        let json = serde_json::to_value(&brief).unwrap();
        let told: Brief = serde_json::from_value(json).unwrap();
        assert_eq!(told, brief, "spans, standing and updates are data");
    }
}
