//! The briefs of real stories, read as an editor would; and what no brief may say, of whatever story.

use newsreel_story::judge::view::View;
use newsreel_story::plausible::{Entry, documents, start};
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::StorySlug;
use newsreel_story::state::directory::Directory;
use newsreel_story::state::fold::State;
use newsreel_story::submit::index::StoryIndex;
use newsreel_story::tell::span::{Role, Span, text};
use newsreel_story::views::brief::{self, Brief, Form, MOST_SENTENCES, MOST_WORDS, Sentence};

use crate::english::fault_of_sentence;
use crate::kit::recorded;
use crate::ledger::told;

const ENVOY: &[&str] = &[
    include_str!("../../../newsreel/demo/envoy-russia-trips.yaml"),
    include_str!("../../../../tests/fixtures/stories/envoy-later.yaml"),
];
const TITAN: &[&str] = &[include_str!("../../../../tests/fixtures/stories/titan-submersible.yaml")];
const OPENAI: &[&str] = &[include_str!("../../../../tests/fixtures/stories/openai-ceo.yaml")];

pub(crate) fn stories() -> Vec<(State, Directory)> {
    [&ENVOY[..1], ENVOY, TITAN, OPENAI].map(told).into()
}

/// A story as it looks long after.
pub(crate) fn long_after<'s>((state, directory): &'s (State, Directory)) -> View<'s> {
    let now = "2030-01-01T00:00:00Z".parse().unwrap();
    View::new(state, directory, Bounds::default(), now)
}

/// Plausible stories that nobody wrote, each from numbers of its own.
pub(crate) fn plausible_stories(count: u64) -> impl Iterator<Item = (State, Directory)> {
    edited_stories(count, |_, _| {})
}

/// The same where each update was edited before it was submitted.
pub(crate) fn edited_stories(
    count: u64,
    edit: fn(usize, &mut serde_json::Value),
) -> impl Iterator<Item = (State, Directory)> {
    const ITEMS: u16 = 4;
    (0..count).map(move |seed| {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut choose = move |below: usize| {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            ((mixed ^ (mixed >> 31)) % below as u64) as usize
        };
        let history: Vec<Entry> = (0..16).map(|_| Entry::choose(ITEMS, &mut choose)).collect();
        let hourly = |i: usize| start() + jiff::SignedDuration::from_hours(i as i64);
        let mut document = documents(&history, ITEMS, 100, hourly).remove(0);
        document["updates"].as_array_mut().unwrap().iter_mut().enumerate().for_each(|(i, update)| edit(i, update));
        let mut directory = Directory::default();
        let reports = recorded(&document, &mut StoryIndex::default(), &mut directory);
        (State::fold(StorySlug::new("trips").unwrap(), reports), directory)
    })
}

fn sentences(brief: &Brief) -> impl Iterator<Item = (&str, &Sentence)> {
    let of_sections = brief.sections.iter().flat_map(|section| {
        let entries = section.entries.iter().flat_map(|entry| &entry.sentences);
        entries.map(|sentence| (section.heading.as_str(), sentence))
    });
    brief.head.iter().map(|sentence| ("", sentence)).chain(of_sections)
}

fn printed(brief: &Brief) -> String {
    let mut told = format!("{}\n", brief.title);
    if let Some(head) = &brief.head {
        told += &format!("{}\n", head.text);
    }
    for section in &brief.sections {
        told += &format!("\n{}\n", section.heading);
        for entry in &section.entries {
            let sentences = entry.sentences.iter().map(|sentence| {
                let refs: Vec<String> = sentence.sequences.iter().map(ToString::to_string).collect();
                let standing = sentence.standing.map(|grade| format!("{} · ", grade.as_str())).unwrap_or_default();
                format!("{} [{standing}{}]", sentence.text, refs.join(" · "))
            });
            told += &format!("- {}\n", sentences.collect::<Vec<_>>().join(" "));
        }
    }
    told
}

#[test]
fn the_briefs_of_real_stories() {
    let cases = [
        ("envoy", &ENVOY[..1], "2025-04-12T18:00:00Z"),
        ("envoy_later", ENVOY, "2025-04-13T18:00:00Z"),
        ("titan", TITAN, "2024-10-01T00:00:00Z"),
        ("openai", OPENAI, "2024-06-01T00:00:00Z"),
    ];
    for (name, documents, now) in cases {
        let (state, directory) = told(documents);
        let view = View::new(&state, &directory, Bounds::default(), now.parse().unwrap());
        let forms = [("full", Form::Full), ("standard", Form::Standard), ("short", Form::Short)];
        for (form_name, form) in forms {
            let brief = brief::of(&view, form);
            insta::assert_snapshot!(format!("{name}_{form_name}"), printed(&brief));
        }
    }
}

#[test]
fn no_sentence_of_a_brief_says_more_than_its_updates() {
    for story in stories().into_iter().chain(plausible_stories(200)) {
        let view = long_after(&story);
        let brief = brief::of(&view, Form::Full);
        assert_eq!(brief::unsupported(&view, &brief), None);
        assert_eq!(brief::checked(&view, Form::Full), brief, "a true sentence was left out");
    }
}

#[test]
fn a_brief_is_read_in_three_minutes() {
    for story in stories() {
        let view = long_after(&story);
        let words = |form| -> usize {
            sentences(&brief::of(&view, form)).map(|(_, sentence)| sentence.text.split_whitespace().count()).sum()
        };
        assert!(words(Form::Standard) <= MOST_WORDS + 20, "{} words", words(Form::Standard));
        let short = brief::of(&view, Form::Short);
        assert!(short.sections.iter().flat_map(|s| &s.entries).flat_map(|e| &e.sentences).count() <= MOST_SENTENCES);
        assert!(words(Form::Short) <= words(Form::Standard) && words(Form::Standard) <= words(Form::Full));
    }
}

/// Every way to change one span of a sentence into another day, number or name.
fn forgeries(view: &View<'_>, sentence: &Sentence) -> Vec<(String, Vec<Span>)> {
    let mut forged = Vec::new();
    for (place, span) in sentence.spans.iter().enumerate() {
        let mut with = |what: &str, span: Span| {
            let mut spans = sentence.spans.clone();
            spans[place] = span;
            forged.push((format!("{what}: {:?}", sentence.spans[place].text), spans));
        };
        let text = |text: &str| Span { text: text.to_owned(), ..span.clone() };
        match &span.role {
            Role::Plain => {
                with("a number", text(&format!("{} 17", span.text)));
                with("a name", text(&format!("{} Gdansk", span.text)));
            }
            Role::Name { entity, form } => {
                let other = view.directory.iter().find(|other| {
                    let report = view.reports().find(|(_, report)| span.sequences.contains(&report.sequence));
                    let named = report.is_some_and(|(_, report)| {
                        report.record.entities().any(|named| view.lineage(named).contains(&&other.slug))
                    });
                    !named && other.slug != *entity
                });
                if let Some(other) = other {
                    with("another name", text(other.name()));
                    let role = Role::Name { entity: other.slug.clone(), form: *form };
                    let text = newsreel_story::tell::mentions::name(view, &other.slug, *form);
                    with("another name in its role", Span { text, role, ..span.clone() });
                }
            }
            Role::Verb { .. } => with("another verb", text("was never heard of")),
            _ => {
                with("another text", text("17 May 1999"));
                with("a changed text", text(&format!("{} 17", span.text)));
            }
        }
    }
    forged
}

#[test]
fn every_forged_day_number_and_name_is_found() {
    let mut tried = 0;
    for story in stories().into_iter().chain(plausible_stories(40)) {
        let view = long_after(&story);
        let brief = brief::of(&view, Form::Full);
        for (heading, sentence) in sentences(&brief) {
            for (what, spans) in forgeries(&view, sentence) {
                let forged = Sentence { text: text(&spans), spans, ..sentence.clone() };
                let problem = brief::check::problem_with(&view, &forged, heading);
                assert!(problem.is_some(), "{what} in “{}”", forged.text);
                tried += 1;
            }
            let other_text = Sentence { text: format!("{} Not so.", sentence.text), ..sentence.clone() };
            assert!(brief::check::problem_with(&view, &other_text, heading).is_some());
        }
    }
    assert!(tried > 10_000, "{tried}");
}

#[test]
fn every_sentence_is_english_and_says_nothing_internal() {
    let mut faults = Vec::new();
    let mut read = 0;
    for story in stories().into_iter().chain(plausible_stories(1000)) {
        let view = long_after(&story);
        for (_, sentence) in sentences(&brief::of(&view, Form::Full)) {
            read += 1;
            faults.extend(fault_of_sentence(&view, &sentence.text).map(|fault| format!("{fault}: {}", sentence.text)));
        }
    }
    faults.sort();
    faults.dedup();
    assert!(faults.is_empty(), "{} of {read}:\n{}", faults.len(), faults.join("\n"));
}
