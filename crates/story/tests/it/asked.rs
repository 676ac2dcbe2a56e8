//! Three real stories of kinds that the others are not: a trial with appeals, a toll that rises, an election count. The
//! questions and their answers were written down before the stories were.

use newsreel_story::judge::view::View;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::path::Path;
use newsreel_story::state::directory::Directory;
use newsreel_story::state::fold::State;
use newsreel_story::views::brief::{self, Form};
use newsreel_story::views::difference::{self, Interval};
use newsreel_story::views::{expected, findings, overview};

use crate::kit::reads;
use crate::ledger::told;

const TRIAL: &str = include_str!("../../../../tests/fixtures/stories/pistorius-trial.yaml");
const EARTHQUAKE: &str = include_str!("../../../../tests/fixtures/stories/turkey-earthquake.yaml");
const COUNT: &str = include_str!("../../../../tests/fixtures/stories/florida-count.yaml");

/// A story that questions are asked of.
pub(crate) struct Story {
    state: State,
    directory: Directory,
}

impl Story {
    pub(crate) fn of(document: &str) -> Self {
        let (state, directory) = told(&[document]);
        Self { state, directory }
    }

    pub(crate) fn view(&self, known_at: Option<&str>) -> View<'_> {
        let known_at = known_at.map(|at| at.parse().unwrap());
        let now = "2025-12-31T00:00:00Z".parse().unwrap();
        View::new(&self.state, &self.directory, Bounds { known_at, ..Bounds::default() }, now)
    }

    /// The brief, sentence by sentence, as it was at a moment.
    pub(crate) fn brief(&self, known_at: Option<&str>) -> String {
        let brief = brief::checked(&self.view(known_at), Form::Full);
        assert!(brief.left_out.is_empty(), "{:?}", brief.left_out);
        let sentences = brief.sections.iter().flat_map(|section| &section.entries).flat_map(|entry| &entry.sentences);
        sentences.map(|sentence| sentence.text.as_str()).collect::<Vec<_>>().join("\n")
    }

    #[track_caller]
    pub(crate) fn says(&self, known_at: Option<&str>, answers: &[&str]) {
        let brief = self.brief(known_at);
        for answer in answers {
            assert!(brief.contains(answer), "the brief does not say “{answer}”:\n{brief}");
        }
    }

    /// What is expected of an item at a moment: its date, and what became of it.
    pub(crate) fn expected(&self, known_at: &str, item: &str) -> (Option<String>, expected::Fate) {
        let expectations = expected::of(&self.view(Some(known_at))).expectations;
        let of_item = expectations.into_iter().find(|expected| expected.item == item).expect("expected");
        (of_item.when, of_item.fate)
    }

    /// The values on a path that count, the leading one first.
    pub(crate) fn values(&self, path: &str) -> Vec<String> {
        let view = self.view(None);
        let account = view.account(&path.parse::<Path>().unwrap());
        account.candidates.iter().map(|candidate| reads(&view, candidate.value)).collect()
    }

    /// What changed, a line for each update.
    pub(crate) fn events(&self) -> String {
        let to = "2025-12-31T00:00:00Z".parse().unwrap();
        let difference = difference::between(&self.view(None), Interval { from: None, to, recorded: false }, &[]);
        difference.events.iter().map(|event| event.text.as_str()).collect::<Vec<_>>().join("\n")
    }
}

#[test]
fn a_trial_with_appeals() {
    let story = Story::of(TRIAL);
    story.says(
        None,
        &[
            // What happened, when and where?
            "Reeva Steenkamp was shot in Pretoria on 14 February 2013",
            // Who appealed, and when was that heard?
            "A hearing of the appeal against the verdict was held in Bloemfontein on 3 November 2015",
            // What was decided on appeal?
            "On 3 December 2015, the Supreme Court of Appeal ruled on the killing of Reeva Steenkamp: murder",
            // And before, by whom?
            "On 12 September 2014, the High Court in Pretoria ruled on the killing of Reeva Steenkamp, in the case against Pistorius: culpable homicide, not murder",
            "The Supreme Court of Appeal replaced that ruling on 3 December 2015: murder.",
            // The sentences, the first, the second and the last.
            "culpable homicide, not murder, with a sentence of five years",
            "The High Court in Pretoria replaced that sentence on 6 July 2016: six years.",
            "on 6 July 2016: six years",
            "The Supreme Court of Appeal replaced that sentence on 24 November 2017: 13 years and five months.",
            "13 years and five months",
            // What does he say?
            "he fired because he took her for an intruder",
            "Whether Oscar Pistorius murdered Reeva Steenkamp is disputed",
            // Was he released, and when?
            "released Oscar Pistorius on 5 January 2024",
        ],
    );
    // What was he convicted of, as was known then?
    let then = Some("2015-01-01T00:00:00Z");
    story.says(then, &["culpable homicide, not murder, with a sentence of five years", "five years"]);
    assert!(!story.brief(then).contains("Appeal decided"));
    // And what was expected before he was released?
    let view = story.view(Some("2023-12-01T00:00:00Z"));
    let ahead = expected::of(&view).expectations.into_iter().find(|expected| expected.item == "parole").unwrap();
    assert_eq!((ahead.when.as_deref(), ahead.fate), (Some("on 5 January 2024"), expected::Fate::Open));
}

#[test]
fn a_toll_that_rises() {
    let story = Story::of(EARTHQUAKE);
    story.says(
        None,
        &[
            // What happened, and when?
            "An earthquake took place in Turkey at 04:17 (01:17 UTC) on 6 February 2023",
            "put the magnitude at 7.8",
            // The last toll, and whose?
            "The latest number of dead was 50,783, the Turkish disaster agency AFAD told Reuters on 20 April",
            // In Syria, where two count different areas?
            "put the number of dead at 1,414 people in areas held by the government",
            "put the number of dead at 2,274 people in the north-west",
            // What is disputed?
            "Whether the government had failed the victims is disputed",
            // What came of the meeting?
            "ended with pledges of 7 billion euros",
            // What was foreseen?
            "The number of dead may rise eightfold",
        ],
    );
    // The second earthquake: how strong, and is that agreed?
    assert_eq!(story.values("second-quake/magnitude"), ["7.5", "7.6"]);
    assert!(story.view(None).account(&"second-quake/magnitude".parse::<Path>().unwrap()).is_contested());
    // How did the toll rise? It is a series, nobody's changed account, and no dispute.
    let events = story.events();
    for toll in ["912", "3,549", "12,873", "41,020", "50,783"] {
        assert!(events.contains(toll), "{toll}: {events}");
    }
    let found = findings::of(&story.view(None));
    assert!(found.iter().all(|found| found.code.as_str() != "changed-account"), "{found:?}");
    let disputed = ["912 and", "put the number of dead at 912", "dead of the earthquake"];
    let brief = story.brief(None);
    assert!(disputed.iter().all(|said| !brief.contains(said)), "{brief}");
    // And as it was known on the second day?
    story.says(Some("2023-02-07T12:00:00Z"), &["The latest number of dead was 3,549"]);
    // Each of the reports can be read whole.
    let quake = overview::of(&story.view(None), Some("quake")).items.remove(0);
    assert_eq!(quake.reports.len(), 8);
    assert!(quake.reports.iter().any(|report| report.name == "toll-1"));
}

#[test]
fn an_election_count() {
    let story = Story::of(COUNT);
    story.says(
        None,
        &[
            // Who was certified, with how many votes, and by how many?
            "was won by George W. Bush",
            "George W. Bush (2,912,790) and Gore (2,912,253)",
            "The result was certified on 26 November 2000: 537 votes by which Bush leads",
            // What did the recount give?
            "The machine recount ended on 10 November 2000: 327 votes by which Bush leads",
            "it began on 8 November",
            // What did the courts decide, and how narrowly?
            "The US Supreme Court replaced that ruling on 12 December: no recount can be completed in time",
            "On 9 December 2000, the US Supreme Court ruled on the request for a stay by five to four",
            "On 12 December 2000, the US Supreme Court ruled on Bush v. Gore by five to four: no recount can be completed in time",
            // Did Gore concede?
            "Al Gore conceded on 13 December 2000",
            "It had been called off",
            // What does he say of the certified result?
            "Gore had disputed the claim that the certified result is the true one",
        ],
    );
    // What did the network call on the night, and why did it take that back?
    let events = story.events();
    for called in [
        "(“Al Gore has won Florida”): retracted by CNN: the count does not bear it out",
        "(“George W. Bush has won Florida”): retracted by CNN: too close to call",
    ] {
        assert!(events.contains(called), "{events}");
    }
    // Who had won, as was known at noon on 9 November? Nobody.
    let then = story.brief(Some("2000-11-09T12:00:00Z"));
    assert!(then.contains("A machine recount") && !then.contains("winner") && !then.contains("537"), "{then}");
    // What was to come on 10 December?
    let view = story.view(Some("2000-12-10T00:00:00Z"));
    let ahead: Vec<(String, Option<String>)> = expected::of(&view)
        .expectations
        .into_iter()
        .filter(|expected| expected.fate.is_ahead())
        .map(|expected| (expected.item, expected.when))
        .collect();
    let expected = [
        ("hearing".to_owned(), Some("on 11 December 2000".to_owned())),
        ("bush-v-gore".to_owned(), Some("after the hearing of Bush v. Gore".to_owned())),
    ];
    assert_eq!(ahead, expected);
}

/// What an entry costs to write: none of these stories needs more than ten lines for one, and seven are usual.
#[test]
fn an_entry_takes_few_lines() {
    for document in [TRIAL, EARTHQUAKE, COUNT] {
        let updates = document.split_once("\nupdates:\n").unwrap().1;
        let lines = updates.lines().filter(|line| !line.trim().is_empty()).count();
        let entries = updates.lines().filter(|line| {
            let start = line.trim_start().trim_start_matches(['-', ' ', '{']);
            start.split(':').next().is_some_and(|word| word.contains('.') && !word.contains(' '))
        });
        let entries = entries.count();
        assert!(entries >= 14 && lines <= 8 * entries, "{lines} lines for {entries} entries");
    }
}
