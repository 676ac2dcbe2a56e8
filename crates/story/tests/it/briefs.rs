//! The briefs of real stories, read as an editor would; and what no brief may say, of whatever story.

use std::collections::BTreeSet;

use newsreel_story::judge::view::View;
use newsreel_story::plausible::{Entry, documents, start};
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::{EntitySlug, StorySlug};
use newsreel_story::state::directory::Directory;
use newsreel_story::state::fold::State;
use newsreel_story::submit::index::StoryIndex;
use newsreel_story::tell::span::{Named, Role, Span, text};
use newsreel_story::views::brief::{self, Brief, Form, MOST_SENTENCES, MOST_WORDS, Sentence};

use crate::english::fault_of_sentence;
use crate::invented;
use crate::kit::recorded;
use crate::ledger::told;

const ENVOY: &[&str] = &[
    include_str!("../../../newsreel/demo/envoy-russia-trips.yaml"),
    include_str!("../../../../tests/fixtures/stories/envoy-later.yaml"),
];
const TITAN: &[&str] = &[include_str!("../../../../tests/fixtures/stories/titan-submersible.yaml")];
const OPENAI: &[&str] = &[include_str!("../../../../tests/fixtures/stories/openai-ceo.yaml")];
const TRIAL: &[&str] = &[include_str!("../../../../tests/fixtures/stories/pistorius-trial.yaml")];
const EARTHQUAKE: &[&str] = &[include_str!("../../../../tests/fixtures/stories/turkey-earthquake.yaml")];
const COUNT: &[&str] = &[include_str!("../../../../tests/fixtures/stories/florida-count.yaml")];
const MERGER: &[&str] = &[include_str!("../../../../tests/fixtures/stories/activision-merger.yaml")];
const MINE: &[&str] = &[include_str!("../../../../tests/fixtures/stories/san-jose-mine.yaml")];

pub(crate) fn stories() -> Vec<(State, Directory)> {
    [&ENVOY[..1], ENVOY, TITAN, OPENAI].map(told).into()
}

/// Every real story there is.
pub(crate) fn all_stories() -> Vec<(State, Directory)> {
    let mut all = stories();
    all.extend([TRIAL, EARTHQUAKE, COUNT, MERGER, MINE].map(told));
    all
}

/// So many stories of every kind in the table, of so many updates each.
pub(crate) fn invented_stories(count: u64, updates: usize) -> impl Iterator<Item = (State, Directory)> {
    (0..count).map(move |seed| invented::story(seed, updates))
}

/// A story as it looks long after.
pub(crate) fn long_after<'s>((state, directory): &'s (State, Directory)) -> View<'s> {
    let now = "2030-01-01T00:00:00Z".parse().unwrap();
    View::new(state, directory, Bounds::default(), now)
}

/// Plausible stories that nobody wrote, each from numbers of its own.
pub(crate) fn plausible_stories(count: u64) -> impl Iterator<Item = (State, Directory)> {
    plausible_stories_of(count, 4, 16)
}

/// So many of them, each of so many meetings, and of so many updates after each was first spoken of.
fn plausible_stories_of(count: u64, items: u16, updates: usize) -> impl Iterator<Item = (State, Directory)> {
    (0..count).map(move |seed| {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut choose = move |below: usize| {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            ((mixed ^ (mixed >> 31)) % below as u64) as usize
        };
        let history: Vec<Entry> = (0..updates).map(|_| Entry::choose(items, &mut choose)).collect();
        let hourly = |i: usize| start() + jiff::SignedDuration::from_hours(i as i64);
        let document = documents(&history, items, updates + usize::from(items), hourly).remove(0);
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
        ("trial", TRIAL, "2024-02-01T00:00:00Z"),
        ("earthquake", EARTHQUAKE, "2023-05-01T00:00:00Z"),
        ("count", COUNT, "2000-12-15T00:00:00Z"),
        ("merger", MERGER, "2024-02-10T00:00:00Z"),
        ("mine", MINE, "2013-09-01T00:00:00Z"),
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
    for story in all_stories().into_iter().chain(plausible_stories(200)).chain(invented_stories(200, 24)) {
        let view = long_after(&story);
        let brief = brief::of(&view, Form::Full);
        assert_eq!(brief::unsupported(&view, &brief), None);
        assert_eq!(brief::checked(&view, Form::Full), brief, "a true sentence was left out");
    }
}

fn words(brief: &Brief) -> usize {
    sentences(brief).map(|(_, sentence)| sentence.text.split_whitespace().count()).sum()
}

/// What a reader of the brief alone must see: what is disputed, corrected, next or not answered, by section and item.
fn open(brief: &Brief) -> BTreeSet<(String, String)> {
    const OPEN: &[&str] = &[brief::DISPUTED, brief::NEXT, "Corrections"];
    let sections = brief.sections.iter().filter(|section| OPEN.contains(&section.heading.as_str()));
    let of = |section: &brief::BriefSection| {
        let heading = section.heading.clone();
        section.entries.iter().map(move |entry| (heading.clone(), entry.item.clone())).collect::<Vec<_>>()
    };
    sections.flat_map(of).collect()
}

#[test]
fn a_brief_is_read_in_three_minutes_and_leaves_out_nothing_that_is_open() {
    // Stories of 80 updates that nobody wrote have more disputes than any newsroom sees: they are in it in short.
    let invented = invented_stories(30, 80);
    let plausible = plausible_stories_of(40, 12, 68);
    for story in all_stories().into_iter().chain(plausible).chain(invented) {
        let view = long_after(&story);
        let [standard, short, full] = [Form::Standard, Form::Short, Form::Full].map(|form| brief::of(&view, form));
        assert!(words(&standard) <= MOST_WORDS, "{} words: {}", words(&standard), printed(&standard));
        assert_eq!(open(&standard), open(&full));
        assert!(sentences(&short).count() <= MOST_SENTENCES + 1);
        assert!(words(&short) <= words(&standard) && words(&standard) <= words(&full));
    }
}

#[test]
fn a_brief_of_a_long_story_is_read_in_three_minutes_too_and_says_how_much_more_is_open() {
    for story in plausible_stories_of(2, 20, 600) {
        let view = long_after(&story);
        let [standard, full] = [Form::Standard, Form::Full].map(|form| brief::of(&view, form));
        assert!(words(&standard) <= MOST_WORDS, "{} words: {}", words(&standard), printed(&standard));
        assert!(standard.sections.iter().any(|section| section.more > 0));
        for section in standard.sections.iter().filter(|section| section.more > 0) {
            let whole = full.sections.iter().find(|whole| whole.heading == section.heading).expect("the section");
            assert_eq!(section.entries.len() + section.more, whole.entries.len(), "{}", section.heading);
        }
        let has = |brief: &Brief, heading: &str| brief.sections.iter().any(|section| section.heading == heading);
        for heading in [brief::LATEST, brief::DISPUTED, brief::CORRECTIONS] {
            assert_eq!(has(&standard, heading), has(&full, heading), "{heading}");
        }
    }
}

/// How many characters of a sentence say whose word it is.
fn attribution(sentence: &Sentence) -> usize {
    let tells =
        |span: &Span| matches!(&span.role, Role::Verb { lemma, .. } if ["say", "tell", "report"].contains(&&**lemma));
    let spans = &sentence.spans;
    let beside = |place: usize| {
        let near = spans[place.saturating_sub(2)..spans.len().min(place + 3)].iter();
        near.into_iter().any(tells)
    };
    let ours =
        ["(quoted by", "cited by", "naming no source", "by the same account", "By the same account", " also", ")"];
    let of = |(place, span): (usize, &Span)| match &span.role {
        Role::Link { .. } | Role::Said { .. } => span.text.len(),
        Role::Name { named: Named::Link { .. }, .. } => span.text.len(),
        Role::Name { named: Named::Origin(_) | Named::Holder(_), .. } if beside(place) => span.text.len(),
        _ if tells(span) => span.text.len(),
        Role::Plain => ours.iter().filter(|words| span.text.contains(**words)).map(|words| words.len()).sum(),
        _ => 0,
    };
    spans.iter().enumerate().map(of).sum()
}

#[test]
#[expect(clippy::print_stdout, reason = "the share itself is of interest, and only a test measures it")]
fn a_brief_spends_few_words_on_whose_word_it_is() {
    for (form, name, most) in [(Form::Full, "full", 20), (Form::Standard, "standard", 20)] {
        let (mut all, mut spent) = (0, 0);
        for story in all_stories() {
            let view = long_after(&story);
            for (_, sentence) in sentences(&brief::of(&view, form)) {
                all += sentence.text.len();
                spent += attribution(sentence);
            }
        }
        println!(
            "attribution in {name} briefs: {spent} of {all} characters, {:.1} in 100",
            spent as f64 * 100.0 / all as f64
        );
        assert!(spent * 100 <= all * most, "{spent} of {all} characters");
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
            Role::Name { entity, form, named } => {
                // Everybody else its updates name, and somebody they do not.
                let reports = view.reports().filter(|(_, report)| sentence.sequences.contains(&report.sequence));
                let beside = reports.flat_map(|(_, report)| report.record.entities());
                let mut others: BTreeSet<&EntitySlug> =
                    beside.map(|other| view.directory.canonical(other)).filter(|other| *other != entity).collect();
                others.extend(view.directory.iter().map(|other| &other.slug).find(|other| *other != entity));
                for other in others {
                    let words = newsreel_story::tell::mentions::name(view, other, *form);
                    // Two courts are both “the court”: then the words are no other words.
                    if words != span.text {
                        with("another name", text(&words));
                    }
                    let role = Role::Name { entity: other.clone(), form: *form, named: *named };
                    with("another name in its role", Span { text: words, role, ..span.clone() });
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
    for story in all_stories().into_iter().chain(plausible_stories(40)).chain(invented_stories(40, 24)) {
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
    let stories = all_stories().into_iter().chain(plausible_stories(1000)).chain(invented_stories(1000, 16));
    for story in stories {
        let view = long_after(&story);
        for (_, sentence) in sentences(&brief::of(&view, Form::Full)) {
            read += 1;
            // How long a sentence is, is its own; what its source limits it to is the source's.
            let limits = |span: &Span| matches!(span.role, Role::Limits { .. } | Role::HoldsWhen { .. });
            let words = sentence.spans.iter().map(|span| if limits(span) { "partly" } else { &span.text });
            let fault = fault_of_sentence(&view, &words.collect::<String>());
            faults.extend(fault.map(|fault| format!("{fault}: {}", sentence.text)));
        }
    }
    faults.sort();
    faults.dedup();
    assert!(faults.is_empty(), "{} of {read}:\n{}", faults.len(), faults.join("\n"));
}
