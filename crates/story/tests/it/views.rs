//! What a person reads of a story: each view says how reports stand to each other, whose word is whose, and for when it
//! answers.

use std::sync::Arc;

use jiff::Timestamp;
use newsreel_story::judge::view::View;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::{EntitySlug, ItemKey, StorySlug};
use newsreel_story::record::path::Path;
use newsreel_story::record::recorded::Recorded;
use newsreel_story::state::directory::Directory;
use newsreel_story::state::fold::{Item, State};
use newsreel_story::submit::decide::decide;
use newsreel_story::submit::index::StoryIndex;
use newsreel_story::submit::yaml::Source;
use newsreel_story::tell::items;
use newsreel_story::views::brief::Form;
use newsreel_story::views::difference::{Difference, Event, Interval};
use newsreel_story::views::expected::Expectation;
use newsreel_story::views::matrix::Said;
use newsreel_story::views::reach::{Reach, ReachError};
use newsreel_story::views::relations::Related;
use newsreel_story::views::{
    brief, difference, expected, findings, glance, matrix, overview, publications, reach, timeline, who,
};

use crate::kit::recorded;

/// The people and sources of every story here.
const HEAD: &str = "
story: harbour
title: The harbour
directory:
  herald: {outlet: The Herald}
  gazette: {outlet: The Gazette}
  council: {organisation: the town council}
  crews: {organisation: the ferry crews' union}
  surveyor: {person: the town surveyor}
  pilot: {person: the harbour pilot}
  town-hall: {place: the town hall}
sources:
  council-herald: {origin: council, via: [herald], knowledge: own_act}
  crews-herald: {origin: crews, via: [herald], knowledge: own_act}
  surveyor-herald: {origin: surveyor, via: [herald], basis: on_record, knowledge: witnessed}
  surveyor-gazette: {origin: surveyor, via: [gazette], basis: on_record, knowledge: witnessed}
  pilot-herald: {origin: pilot, via: [herald], basis: on_record, knowledge: witnessed}
defaults: {learned: 2025-03-10T09:00:00Z}
updates:
";

/// A story as the log holds it.
struct Told {
    state: State,
    directory: Directory,
}

fn told(updates: &str) -> Told {
    let (mut index, mut directory) = (StoryIndex::default(), Directory::default());
    let mut state = State::new(StorySlug::new("harbour").unwrap());
    for document in Source::parse(&format!("{HEAD}{updates}")).unwrap() {
        for report in recorded(&document.value, &mut index, &mut directory) {
            state.apply(report);
        }
    }
    Told { state, directory }
}

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

impl Told {
    fn item(&self, key: &str) -> &Item {
        self.state.item(&ItemKey::new(key).unwrap()).unwrap()
    }

    fn view(&self) -> View<'_> {
        self.known_at(None)
    }

    fn known_at(&self, known_at: Option<&str>) -> View<'_> {
        let bounds = Bounds { known_at: known_at.map(moment), ..Bounds::default() };
        View::new(&self.state, &self.directory, bounds, moment("2026-01-01T00:00:00Z"))
    }

    fn difference(&self, from: &str, to: &str) -> Difference {
        let interval = Interval { from: Some(moment(from)), to: moment(to), recorded: false };
        difference::between(&self.view(), interval, &[])
    }

    fn reach(&self, key: &str, path: Option<&str>) -> Result<Reach, ReachError> {
        let reports = self.state.reports().iter();
        let named = |name: &str| self.state.reports().iter().find(|report| report.sequence.to_string() == name);
        let by_key =
            reports.clone().find(|report| report.record.key.as_ref().is_some_and(|known| known.as_str() == key));
        let report = by_key.or_else(|| named(key)).unwrap();
        let path: Option<Path> = path.map(|path| path.parse().unwrap());
        reach::of(&self.view(), report.record.id, path.as_ref())
    }

    fn expected(&self) -> Vec<Expectation> {
        expected::of(&self.view()).expectations
    }
}

fn related(related: &[Related]) -> Vec<String> {
    related.iter().map(Related::text).collect()
}

/// What a party's row of the matrix says, in order.
fn row_of(told: &Told, item: &str, party: &str) -> Vec<String> {
    let rows = matrix::of(&told.view(), None, None).rows;
    let row = rows.into_iter().find(|row| row.item == item).unwrap();
    let cell = row.parties.into_iter().find(|cell| cell.party.as_str() == party).unwrap();
    cell.says.into_iter().map(|said: Said| said.says).collect()
}

#[test]
fn the_dates_that_are_disputed_are_given_as_they_are_on_file() {
    let told = told(
        "
- {occurrence.completed: fire, source: surveyor-herald, type: a fire, when: 2025-03-05}
- {occurrence.completed: fire, source: pilot-herald, when: 2025-03-07}
",
    );
    let moments = timeline::of(&told.view()).moments;
    let fire = moments.iter().find(|moment| moment.item == "fire").unwrap();
    let mut written: Vec<&str> =
        fire.when.as_deref().into_iter().chain(fire.or_when.iter().map(String::as_str)).collect();
    written.sort_unstable();
    assert_eq!((fire.disputed, written), (true, vec!["2025-03-05", "2025-03-07"]), "{fire:?}");
    assert_eq!(fire.or.len(), fire.or_when.len());
}

const REPAIR: &str = "
- occurrence.completed: repair
  key: repaired
  source: surveyor-herald
  type: the repair of the water main
  when: 2025-03-08
- claim.reported: untouched
  key: untouched
  source: {origin: council, via: [gazette], basis: on_record}
  text: nobody has touched the water main since February
  contradicts: {update: repaired, reason: a repair on 8 March touches the main}
";

#[test]
fn a_contradiction_across_items_shows_at_both_ends_in_every_view() {
    let told = told(REPAIR);
    let view = told.view();
    let contradicted = "contradicted by the town council (“nobody has touched the water main since February”, untouched): a repair on 8 March touches the main";
    let contradicts = "contradicts the town surveyor (“the repair of the water main”, repaired): a repair on 8 March touches the main";
    let story = overview::of(&view, None);
    assert_eq!(related(&story.items[0].related), [contradicted]);
    assert_eq!(related(&story.items[1].related), [contradicts]);
    let row = matrix::of(&view, None, None).rows.remove(0);
    assert_eq!(related(&row.others[0].voice.related), [contradicted]);
    let said = who::of(&view, &EntitySlug::new("council").unwrap()).unwrap().says;
    assert_eq!(related(&said[0].said.voice.related), [contradicts]);
    let finding = findings::of(&view).into_iter().find(|finding| finding.code.as_str() == "contradicted").unwrap();
    assert!(finding.message.ends_with("a repair on 8 March touches the main"), "{}", finding.message);
    assert_eq!(finding.names, ["repaired", "untouched"]);
    let moves = told.difference("2025-03-01T00:00:00Z", "2025-04-01T00:00:00Z").moves;
    let moved: Vec<_> = moves.iter().filter(|step| step.sort.as_str() == "relation").collect();
    assert_eq!(moved.iter().map(|step| step.item.as_str()).collect::<Vec<_>>(), ["repair", "untouched"]);
    assert!(moved.iter().all(|step| step.name.as_deref() == Some("untouched")), "{moved:?}");
    assert_eq!(related(&told.reach("repaired", None).unwrap().related), [contradicted]);
}

#[test]
fn what_ends_a_contradiction_is_what_names_both_its_ends_or_one_of_them_alone() {
    let reports = "
- {claim.reported: free, key: free, source: council-herald, text: the loan costs nothing}
- {claim.reported: fee, key: fee, source: crews-herald, text: the loan costs 20000 crowns, contradicts: {update: free, reason: it is free or not}}
- {claim.reported: third, key: third, source: pilot-herald, text: there is no loan, contradicts: {update: free, reason: no loan costs anything}}
";
    let cases = [
        ("", 2),
        ("- {claim.reported: both, source: surveyor-herald, text: transport is paid, reconciles: [free, fee]}\n", 1),
        ("- {claim.reported: both, source: surveyor-herald, text: transport is paid, reconciles: [free, third]}\n", 1),
        ("- {claim.reported: both, source: surveyor-herald, text: transport is paid, reconciles: free}\n", 0),
        ("- {claim.reported: both, source: surveyor-herald, text: transport is paid, reconciles: third}\n", 1),
        (
            "- {claim.reported: both, key: both, source: surveyor-herald, text: transport is paid, reconciles: free}\n- {claim.retracted: both, by: herald, retracts: both}\n",
            2,
        ),
    ];
    for (reconciles, open) in cases {
        let told = told(&format!("{reports}{reconciles}"));
        let found = findings::of(&told.view());
        let found = found.iter().filter(|finding| finding.code.as_str() == "contradicted").count();
        assert_eq!(found, open, "{reconciles}");
    }
}

#[test]
fn what_rests_on_a_report_is_the_same_before_and_after_it_is_withdrawn() {
    let reports = "
- {claim.reported: damage, key: damage-1, source: surveyor-herald, text: 40 metres of the quay are damaged}
- {claim.reported: closure, key: closure-1, source: gazette, text: the quay will be shut for a month, rests_on: damage-1}
";
    let lost = |told: &Told| -> Vec<String> {
        told.reach("damage-1", None).unwrap().lost.into_iter().map(|lost| lost.name).collect()
    };
    assert_eq!(lost(&told(reports)), ["damage-1", "closure-1"]);
    for revision in [
        "- {claim.corrected: damage, key: fix, source: surveyor-herald, by: herald, corrects: {update: damage-1, reason: misheard}, text: 14 metres of the quay are damaged}",
        "- {claim.retracted: damage, key: fix, by: herald, retracts: damage-1}",
        "- {claim.retracted: damage, key: fix, by: desk, retracts: {update: damage-1, reason: disproved}}",
    ] {
        let told = told(&format!("{reports}{revision}\n"));
        assert_eq!(lost(&told), ["damage-1", "closure-1"], "{revision}");
        let reach = told.reach("damage-1", None).unwrap();
        assert_eq!(reach.withdrawn_by, ["fix"], "{revision}");
        assert_eq!(
            reach.lost[1].what, "the report of The Gazette on 10 March 2025 (“the quay will be shut for a month”)",
            "a loss names whose report it was"
        );
    }
}

#[test]
fn reach_lists_what_changes_and_says_what_an_update_speaks_of() {
    let told = told(
        "
- {occurrence.completed: jam, key: jam-1, source: pilot-herald, type: a jam of the barrier, when: 2025-03-09}
- {occurrence.completed: jam, key: jam-2, source: {origin: pilot, via: [gazette], knowledge: witnessed}, type: a jam of the barrier, when: 2025-03-09, cause: driftwood}
",
    );
    let reach = told.reach("jam-2", None).unwrap();
    assert_eq!(reach.values.iter().map(|change| change.path.as_str()).collect::<Vec<_>>(), ["jam/cause"]);
    assert!(!reach.fewer.is_empty(), "what keeps its grade is told apart");
    // A path is written with its item or without.
    for path in ["cause", "jam/cause"] {
        let reach = told.reach("jam-2", Some(path)).unwrap();
        assert_eq!(reach.path.map(|path| path.to_string()).as_deref(), Some("jam/cause"));
    }
    for (key, path) in [("jam-1", "cause"), ("jam-2", "place"), ("jam-2", "nosuch")] {
        let error = told.reach(key, Some(path)).unwrap_err().to_string();
        assert!(error.contains(&format!("says nothing of `{path}`")) && error.contains("`type`"), "{error}");
    }
}

const RESTS_ON_BILL: &str = "
- {claim.reported: bill, key: bill-1, source: surveyor-herald, text: the repair costs 4 million crowns}
- {publication.published: leaflet, key: leaflet-1, source: {origin: herald, basis: on_record, knowledge: own_act}, outlet: herald, title: What the repair costs, when: 2025-03-10, rests_on: bill-1}
";

#[test]
fn a_publication_stays_put_out_and_needs_review_whatever_happens_to_what_it_rested_on() {
    let cases = [
        ("", None),
        (
            "- {claim.corrected: bill, source: surveyor-herald, by: herald, learned: 2025-03-11T09:00:00Z, corrects: {update: bill-1, reason: a slip}, text: the repair costs 6 million crowns}",
            Some("correction"),
        ),
        ("- {claim.retracted: bill, by: herald, learned: 2025-03-11T09:00:00Z, retracts: bill-1}", Some("correction")),
        (
            "- {claim.reported: bill, source: surveyor-herald, learned: 2025-03-11T09:00:00Z, supersedes: bill-1, text: the repair costs 5 million crowns}",
            Some("refile"),
        ),
        (
            "- {claim.denied: bill, source: {origin: council, via: [gazette], knowledge: own_act}, learned: 2025-03-11T09:00:00Z}",
            Some("review"),
        ),
    ];
    for (later, class) in cases {
        let told = told(&format!("{RESTS_ON_BILL}{later}\n"));
        let view = told.view();
        let needing: Vec<_> = publications::needing_review(&view);
        assert_eq!(needing.first().map(|needs| needs.class.as_str()), class, "{later}");
        let leaflet = told.state.items().iter().find(|item| item.key.as_str() == "leaflet").unwrap();
        assert_eq!(view.phase(leaflet).agreed(), Some("published"), "{later}");
        let text = needing.first().map(|needs| needs.text()).unwrap_or_default();
        assert!(
            class.is_none() || text.starts_with("“What the repair costs” (The Herald, on 10 March 2025) needs review"),
            "{text}"
        );
    }
}

#[test]
fn a_difference_in_short_has_a_line_for_each_event_with_its_own_update() {
    let told = told(
        "
- {occurrence.completed: slip, key: slip-1, source: surveyor-herald, type: a slip of the bank, when: 2025-03-09}
- {proposal.made: tender, source: council-herald, subject: a tender for the bank, proposer: council, deadline: 2027-04-01}
- {claim.reported: mud, key: mud-1, source: herald, text: the mud has reached the road}
- {occurrence.completed: slip, key: relay, source: surveyor-gazette, learned: 2025-03-11T08:00:00Z, type: a slip of the bank, when: 2025-03-09}
- {occurrence.completed: slip, key: second, source: pilot-herald, learned: 2025-03-11T09:00:00Z, type: a slip of the bank, when: 2025-03-09}
- {proposal.reported: tender, key: lifted, source: council-herald, learned: 2025-03-11T10:00:00Z, deadline: {none: not_set}}
- {claim.corrected: mud, key: fix, source: herald, by: herald, learned: 2025-03-11T11:00:00Z, corrects: {update: mud-1, reason: misread}, text: the mud is short of the road}
",
    );
    let difference = told.difference("2025-03-11T00:00:00Z", "2025-03-12T00:00:00Z");
    let line = |event: &Event| format!("{}: {}", event.name.as_deref().unwrap_or("time"), event.text);
    let lines: Vec<String> = difference.events.iter().map(line).collect();
    assert_eq!(lines.len(), 4, "{lines:#?}");
    assert_eq!(lines[0], "relay: also told by the town surveyor → The Gazette");
    assert!(lines[1].starts_with("second: also told by the harbour pilot → The Herald; no longer: single source: rests on the town surveyor alone"), "{}", lines[1]);
    assert_eq!(lines[2], "lifted: deadline: on 1 April 2027 (confirmed), now not set (confirmed)");
    assert!(lines[3].starts_with("fix: the report of The Herald on 10 March 2025 (“the mud has reached the road”): corrected by The Herald: misread"), "{}", lines[3]);
    // A finding that ended does so with the update that ended it, and nothing is left to the end of the interval.
    let closed = difference.moves.iter().find(|step| step.sort.as_str() == "finding" && step.after.is_none()).unwrap();
    assert_eq!((closed.name.as_deref(), closed.at), (Some("second"), moment("2025-03-11T09:00:00Z")));
    assert!(difference.moves.iter().all(|step| step.through.is_some()), "{:#?}", difference.moves);
    // No identity stands where a person reads.
    let read = format!("{:?}{:?}", difference.events, difference.items);
    let ids = told.state.reports().iter().map(|report| report.record.id.to_string());
    assert!(ids.into_iter().all(|id| !read.contains(&id)), "{read}");
}

#[test]
fn items_found_to_be_one_are_one_move_and_the_old_key_leads_to_the_new() {
    let told = told(
        "
- {occurrence.completed: shed-fire, source: herald, type: a fire in a shed, when: 2025-03-09}
- {occurrence.completed: quay-fire, source: herald, type: a fire on the quay, when: 2025-03-09}
- {occurrence.merged: quay-fire, key: one, learned: 2025-03-11T09:00:00Z, same_as: shed-fire}
",
    );
    let overview = overview::of(&told.view(), Some("quay-fire"));
    assert_eq!((overview.items[0].item.as_str(), overview.merged_away.as_deref()), ("shed-fire", Some("quay-fire")));
    assert_eq!(overview.items[0].merged, ["quay-fire"]);
    let moves = told.difference("2025-03-11T00:00:00Z", "2025-03-12T00:00:00Z").moves;
    let of_old: Vec<String> = moves.iter().filter(|step| step.item == "quay-fire").map(|step| step.text()).collect();
    assert_eq!(of_old, ["found to be the fire in a shed"]);
}

#[test]
fn who_somebody_was_found_to_be_is_a_move_at_its_own_time() {
    let told =
        told("- {occurrence.completed: sinking, source: herald, type: a sinking, who: [pilot], when: 2025-03-09}\n");
    let entry = |yaml: &str, sequence: u64, learned: &str| {
        let document =
            Source::parse(&format!("story: other\ntitle: Other\ndirectory: {yaml}\n")).unwrap().remove(0).value;
        let now = moment("2026-01-01T00:00:00Z");
        let mut entry = decide(&document, None, &told.directory, None, now).unwrap().entries.remove(0).0;
        entry.learned_at = moment(learned);
        Arc::new(Recorded { sequence, recorded_at: now, record: entry })
    };
    let known = entry("{pilot: {person: the ferry pilot}}", 1, "2025-03-01T00:00:00Z");
    let changes = [
        known,
        entry("{pilot: {same_as: surveyor}}", 2, "2025-03-11T00:00:00Z"),
        entry("{gazette: {outlet: The Harbour Gazette}}", 3, "2025-03-11T00:00:00Z"),
    ];
    let moved = |from: &str, to: &str| -> Vec<(String, Timestamp)> {
        let interval = Interval { from: Some(moment(from)), to: moment(to), recorded: false };
        let moves = difference::between(&told.view(), interval, &changes).moves.into_iter();
        moves.filter(|step| step.sort.as_str() == "directory").map(|step| (step.about, step.at)).collect()
    };
    // Whom the story does not name does not move in it.
    assert_eq!(
        moved("2025-03-10T00:00:00Z", "2025-03-12T00:00:00Z"),
        [("@pilot".to_owned(), moment("2025-03-11T00:00:00Z"))]
    );
    assert_eq!(moved("2025-03-01T00:00:00Z", "2025-03-10T00:00:00Z"), []);
    assert_eq!(moved("2025-03-11T00:00:00Z", "2025-03-12T00:00:00Z"), [], "after its time");
}

#[test]
fn each_source_is_credited_with_its_own_date_and_only_a_party_moves_it() {
    let told = told(
        "
- {occurrence.announced: launch, source: council-herald, type: a launch, who: [council], when: 2027-05-09}
- {occurrence.announced: launch, source: gazette, when: 2027-05-12}
- {occurrence.announced: trial, source: council-herald, type: a trial run, who: [council], when: 2027-06-01}
- {occurrence.cancelled: trial, source: council-herald, learned: 2025-03-11T09:00:00Z}
- {occurrence.reinstated: trial, source: council-herald, learned: 2025-03-12T09:00:00Z, when: 2027-06-02}
- {occurrence.announced: parade, source: council-herald, type: a parade, who: [council], when: 2027-07-01}
- {occurrence.announced: parade, source: council-herald, learned: 2025-03-11T09:00:00Z, when: 2027-07-08}
- {occurrence.announced: fair, source: council-herald, type: a fair, who: [council], when: 2027-08-01}
- {occurrence.rescheduled: fair, source: council-herald, learned: 2025-03-11T09:00:00Z, when: 2027-08-08}
- {occurrence.announced: party, source: council-herald, type: a party, who: [council], when: 2025-03-05}
- {occurrence.not_held: party, source: council-herald, learned: 2025-03-11T09:00:00Z}
- {occurrence.announced: run, source: herald, type: a run, when: 2027-09-01}
- {occurrence.cancelled: run, source: herald, learned: 2025-03-11T09:00:00Z}
",
    );
    let all = told.expected();
    let of = |item: &str| all.iter().find(|expected| expected.item == item).unwrap();
    let launch = of("launch");
    assert_eq!(launch.when.as_deref(), Some("on 9 May 2027"));
    assert_eq!(
        launch.by.iter().map(|by| (by.voice.slug.as_str(), by.when.as_deref())).collect::<Vec<_>>(),
        [("council", Some("on 9 May 2027"))]
    );
    assert_eq!(
        launch.also.iter().map(|by| (by.voice.slug.as_str(), by.when.as_deref())).collect::<Vec<_>>(),
        [("gazette", Some("on 12 May 2027"))]
    );
    assert!(launch.moved_from.is_empty() && launch.turns.is_empty(), "{launch:?}");
    let trial = of("trial");
    assert_eq!((trial.when.as_deref(), trial.moved_from.len()), (Some("on 2 June 2027"), 0));
    let turns: Vec<String> = trial.turns.iter().map(|turn| turn.text()).collect();
    assert_eq!(
        turns,
        ["called off on 11 March 2025 by the town council", "reinstated on 12 March 2025 by the town council"]
    );
    assert_eq!(of("parade").moved_from, ["on 1 July 2027"]);
    assert_eq!(of("fair").moved_from, ["on 1 August 2027"]);
    let party = of("party");
    assert_eq!(party.what, "a party was planned for 5 March 2025, involving the town council", "as it was expected");
    assert!(party.became.as_ref().is_some_and(|became| became.contains("did not take place")), "{party:?}");
    assert_eq!(
        (of("run").fate.label(), of("run").turns.len()),
        ("called off", 1),
        "that an outlet called it off is told"
    );
}

#[test]
fn what_a_party_does_in_an_item_stands_in_its_row() {
    let told = told(
        "
- {exchange.completed: swap, source: gazette, releases: {pilot: {by: council}, surveyor: {by: crews, to: council}}, mediators: [herald]}
- {meeting.held: talks, source: gazette, participants: {council: {role: host}, crews: {}}}
- {occurrence.planned: strike, source: gazette, type: a strike, who: {crews: {role: organiser}}, when: 2027-01-04}
- {proposal.made: freeze, source: gazette, subject: a freeze, proposer: council, positions: {crews: {answer: refuses, words: a trick}}}
- {vote.completed: sitting, source: gazette, question: the freeze, body: council, for: 5, against: 4}
- {release.planned: convoy, source: gazette, releases: {pilot: {}}, released_by: council}
- {release.completed: convoy, source: gazette, learned: 2025-03-11T09:00:00Z}
",
    );
    let rows = matrix::of(&told.view(), None, None).rows;
    let acts = |item: &str, party: &str| {
        let row = rows.iter().find(|row| row.item == item).unwrap_or_else(|| panic!("no {item}"));
        let cell = row.parties.iter().find(|cell| cell.party.as_str() == party);
        cell.unwrap_or_else(|| panic!("{party} has no part in {item}")).acts.clone()
    };
    for (item, party, does) in [
        ("swap", "council", &["released the harbour pilot", "receiving side of the town surveyor"][..]),
        ("swap", "crews", &["released the town surveyor"]),
        ("swap", "herald", &["mediator"]),
        ("talks", "council", &["host"]),
        ("talks", "crews", &[]),
        ("strike", "crews", &["organiser"]),
        ("freeze", "council", &["proposer"]),
        ("freeze", "crews", &[]),
        ("sitting", "council", &["body"]),
        ("convoy", "council", &["side that releases (planned)"]),
    ] {
        assert_eq!(acts(item, party), does, "{party} in {item}");
    }
    let crews = rows.iter().find(|row| row.item == "freeze").unwrap();
    let crews = crews.parties.iter().find(|cell| cell.party.as_str() == "crews").unwrap();
    let said: Vec<(&str, &[String])> =
        crews.says.iter().map(|said| (said.says.as_str(), said.tells.as_slice())).collect();
    assert_eq!(
        said,
        [("answer: refuses", &["wording: a trick".to_owned()][..])],
        "what one report says of it is one word"
    );
}

#[test]
fn a_partys_answer_stands_in_its_own_row_its_own_word_first() {
    let told = told(
        "
- {proposal.made: freeze, source: council-herald, subject: a freeze of the dues, proposer: council, positions: {crews: {answer: seeks}}}
- {proposal.reported: freeze, source: crews-herald, learned: 2025-03-11T09:00:00Z, positions: {crews: {answer: refuses}}}
- {proposal.reported: freeze, source: gazette, learned: 2025-03-12T09:00:00Z, positions: {crews: {answer: accepts}}}
",
    );
    assert_eq!(row_of(&told, "freeze", "crews")[0], "answer: refuses");
    assert_eq!(row_of(&told, "freeze", "council"), ["made"]);
    let rows = matrix::of(&told.view(), None, None).rows;
    let crews = rows[0].parties.iter().find(|cell| cell.party.as_str() == "crews").unwrap();
    let of_it: Vec<(&str, bool)> = crews.says.iter().map(|said| (said.says.as_str(), said.of_it)).collect();
    assert_eq!(
        of_it.last(),
        Some(&("answer: accepts", true)),
        "what another says of it is marked as theirs: {of_it:?}"
    );
    assert!(!of_it[0].1, "{of_it:?}");
    assert!(rows[0].others.is_empty(), "{:?}", rows[0].others);
    let crews = who::of(&told.view(), &EntitySlug::new("crews").unwrap()).unwrap();
    assert_eq!(crews.says[0].said.says, "answer of the ferry crews' union: refuses");
    assert!(
        crews.said_of.iter().any(|said| said.said.says == "answer of the ferry crews' union: accepts"),
        "{:?}",
        crews.said_of
    );
}

#[test]
fn a_planned_value_is_marked_when_nobody_has_reported_it_since() {
    let told = told(
        "
- {meeting.announced: sitting, source: council-herald, participants: [council, pilot], place: town-hall, when: 2025-03-09}
- {meeting.held: sitting, source: herald, learned: 2025-03-10T10:00:00Z, participants: [council], when: 2025-03-09}
",
    );
    let row = matrix::of(&told.view(), None, None).rows.remove(0);
    assert!(
        row.what
            .starts_with("the planned meeting of the town council and the harbour pilot took place on 9 March 2025"),
        "{}",
        row.what
    );
    assert_eq!(row.place.as_deref(), Some("the town hall (planned)"));
    let pilot = who::of(&told.view(), &EntitySlug::new("pilot").unwrap()).unwrap();
    assert_eq!(pilot.items[0].as_part, ["participants (planned)"]);
}

#[test]
fn a_timeline_is_in_the_order_that_can_be_known() {
    let told = told(
        "
- {occurrence.completed: drought, source: herald, type: a drought, when: ../2025-03-20}
- {proposal.made: offer, source: herald, subject: an offer, proposer: council, when: 2025-03-01}
- {proposal.rejected: offer, source: crews-herald, said: 2025-03-20, learned: 2025-03-20T18:00:00Z}
- {occurrence.completed: gust, source: herald, type: a gust, when: 2025-03-09T06:00:00Z}
- {occurrence.completed: storm, source: herald, type: a storm, when: 2025-03-09}
- {occurrence.completed: calm, source: herald, type: a calm, when: 2025-03}
- {occurrence.completed: frost, source: herald, type: a frost, when: 2025-02-10}
- {occurrence.reported: thaw, source: herald, type: a thaw, when: after frost}
- {occurrence.completed: rain, source: herald, type: a rain}
",
    );
    let order: Vec<String> = timeline::of(&told.view()).moments.into_iter().map(|moment| moment.what).collect();
    let starts = [
        "a frost",
        "a thaw is reported",
        "a calm",
        "an offer was made by the town council",
        "a storm",
        "a gust",
        "a drought",
        "an offer, proposed by the town council, was rejected",
        "a rain",
    ];
    assert_eq!(order.len(), starts.len(), "{order:#?}");
    for (what, start) in order.iter().zip(starts) {
        assert!(what.starts_with(start), "{what} is not {start}: {order:#?}");
    }
}

#[test]
fn an_answer_says_for_when_it_answers_and_has_the_title_of_then() {
    let told = told(
        "
- {occurrence.completed: closing, source: herald, learned: 2025-03-01T09:00:00Z, type: the closing of the lock, when: 2025-03-01}
",
    );
    let at = moment("2025-03-05T00:00:00Z");
    let view = told.known_at(Some("2025-03-05T00:00:00Z"));
    let asked = [
        overview::of(&view, None).asked,
        matrix::of(&view, None, None).asked,
        expected::of(&view).asked,
        timeline::of(&view).asked,
    ];
    for asked in asked {
        assert_eq!((asked.bounds.known_at, asked.moment), (Some(at), at));
        assert!(asked.text().starts_with("known at 2025-03-05T00:00:00Z, recorded up to update "), "{}", asked.text());
        assert_eq!(asked.title, "Harbour", "before its title was given");
    }
    assert_eq!(overview::of(&told.view(), None).asked.title, "The harbour");
}

#[test]
fn an_outlet_is_found_by_what_it_passed_on_and_a_note_by_its_text() {
    let told = told(
        "
- {claim.reported: pier, key: pier-1, source: {origin: council, via: [gazette, herald], basis: on_record}, text: the pier is shut}
- {note.noted: remark, text: the pier matters to the fishers}
",
    );
    let gazette = who::of(&told.view(), &EntitySlug::new("gazette").unwrap()).unwrap();
    assert_eq!(gazette.passed_on[0].name, "pier-1");
    assert_eq!(gazette.passed_on[0].chain, ["the town council", "The Gazette", "The Herald"]);
    let note = overview::of(&told.view(), Some("remark")).items.remove(0);
    assert_eq!(note.text.as_deref(), Some("the pier matters to the fishers"));
}

#[test]
fn a_single_source_is_one_whatever_else_is_said_of_its_item() {
    let claim = "- {claim.reported: books, key: books-1, source: surveyor-herald, text: the office has no books}\n";
    let cases = [
        ("", true),
        (
            "- {claim.reported: books, source: {origin: council, via: [gazette], basis: document}, text: all books are there, contradicts: {update: books-1, path: text, reason: it has them or not}}\n",
            true,
        ),
        ("- {claim.reported: books, source: surveyor-gazette, text: the office has no books}\n", true),
        ("- {claim.reported: books, source: pilot-herald, nature: fact}\n", true),
        ("- {claim.reported: books, source: pilot-herald, text: the office has no books}\n", false),
        ("- {claim.confirmed: books, source: pilot-herald}\n", false),
    ];
    for (more, single) in cases {
        let told = told(&format!("{claim}{more}"));
        let found = findings::of(&told.view());
        let found = found
            .iter()
            .any(|finding| finding.code.as_str() == "single-source" && finding.names.contains(&"books-1".to_owned()));
        assert_eq!(found, single, "{more}");
    }
}

#[test]
fn the_standards_check_says_nothing_twice() {
    let told = told(
        "
- {occurrence.began: ban, key: ban-1, source: surveyor-herald, type: a ban, when: 2025-03-01/2025-03-10}
- {occurrence.reported: ban, key: ban-2, source: surveyor-herald, learned: 2025-03-11T09:00:00Z, supersedes: {update: ban-1, path: when, reason: prolonged}, when: 2025-03-01/2025-03-20}
",
    );
    let found = findings::of(&told.view());
    let single: Vec<_> = found.iter().filter(|finding| finding.code.as_str() == "single-source").collect();
    assert_eq!(single.len(), 1, "{single:?}");
    assert_eq!(single[0].names, ["ban-1", "ban-2"]);
}

#[test]
fn an_embargo_of_another_is_told_and_hides_nothing() {
    let told = told(
        "
- {claim.reported: budget, source: council-herald, text: the dues rise, embargo: {until: 2028-03-12T06:00:00Z, set_by: council}}
- {claim.reported: ballot, source: council-herald, text: the vote is on, embargo: {event: the sitting, set_by: crews}}
- {claim.reported: plain, source: council-herald, text: the quay is wet}
",
    );
    let view = told.view();
    let overview = overview::of(&view, None);
    let embargo = |item: &str| {
        let item = overview.items.iter().find(|overview| overview.item == item).unwrap();
        item.paths[0].values[0].by[0].embargo.clone()
    };
    let held = "the town council asks that it be held until 06:00 UTC on 12 March 2028";
    assert_eq!(embargo("budget").as_deref(), Some(held));
    assert_eq!(embargo("ballot").as_deref(), Some("the ferry crews' union asks that it be held until the sitting"));
    assert_eq!(embargo("plain"), None);
    let found = findings::of(&view);
    let told: Vec<&str> =
        found.iter().filter(|found| found.code.as_str() == "others-embargo").map(|found| &*found.message).collect();
    assert_eq!(told.len(), 2, "{found:?}");
    assert_eq!(told[0], held);
}

#[test]
fn each_report_can_be_read_whole() {
    let told = told(
        "
- {claim.reported: dues, key: dues-1, label: the dues, source: {origin: council, via: [{document: the minutes, title: The sitting, author: pilot}, herald], url: example.org/1}, quote: A tenth more., text: the dues rise, said: 2025-03-09}
- {claim.corrected: dues, key: fix, source: council-herald, by: council, corrects: {update: dues-1, path: text, reason: misread}, text: the dues fall}
",
    );
    let dues = overview::of(&told.view(), Some("dues")).items.remove(0);
    let names: Vec<&str> = dues.reports.iter().map(|report| &*report.name).collect();
    assert_eq!(names, ["dues-1", "fix"]);
    let first = &dues.reports[0];
    assert_eq!(first.withdrawn, ["corrected in the text: misread"]);
    let part = |name: &str| first.parts.iter().find(|part| part.part == name).map(|part| &*part.says);
    let source = part("source").unwrap();
    for said in ["the minutes (“The sitting”, by the harbour pilot)", "example.org/1", "“A tenth more.”"] {
        assert!(source.contains(said), "{source}");
    }
    assert_eq!((part("text"), part("called")), (Some("the dues rise"), Some("the dues")));
    assert_eq!(part("said"), Some("on 9 March 2025"));
    assert!(overview::of(&told.view(), None).items.iter().all(|item| item.reports.is_empty()));
}

#[test]
fn every_origin_of_a_claim_is_named_and_counted() {
    for (sources, expected, grade) in [
        ("[surveyor-herald, pilot-herald]", "the town surveyor and the harbour pilot told The Herald", "corroborated"),
        ("[surveyor-herald, surveyor-gazette]", "the town surveyor told The Herald", "reported"),
        ("surveyor-herald", "the town surveyor told The Herald", "reported"),
        ("[surveyor-herald, herald]", "the town surveyor told The Herald", "reported"),
    ] {
        let told = told(&format!("\n- {{claim.reported: crack, source: {sources}, text: the bridge has a crack}}\n"));
        let brief = newsreel_story::views::brief::checked(&told.view(), Default::default());
        let sentence = &brief.sections[0].entries[0].sentences[0];
        assert!(sentence.text.contains(expected), "{sources}: {}", sentence.text);
        assert_eq!(sentence.standing.unwrap().as_str(), grade, "{sources}: {}", sentence.text);
        assert!(brief.left_out.is_empty());
    }
}

#[test]
fn evidence_that_others_only_rest_on_is_no_news() {
    let minutes =
        "\n- {evidence.recorded: minutes, source: herald, medium: minutes, maker: pilot, shows: the sitting}\n";
    let rests = "- {claim.reported: dues, source: {origin: minutes, holder: pilot, via: [herald], basis: document}, text: the dues will rise}\n";
    let doubted = "- {evidence.denied: minutes, source: council-herald}\n";
    let brief = |updates: &str| {
        let told = told(updates);
        let brief = newsreel_story::views::brief::checked(&told.view(), Default::default());
        assert!(brief.left_out.is_empty(), "{:?}", brief.left_out);
        let sentences = brief.sections.iter().flat_map(|section| &section.entries).flat_map(|entry| &entry.sentences);
        sentences.map(|sentence| sentence.text.clone()).collect::<Vec<_>>().join(" ")
    };
    let alone = brief(minutes);
    assert!(alone.contains("Minutes by the harbour pilot show the sitting"), "{alone}");
    let rested_on = brief(&format!("{minutes}{rests}"));
    assert!(!rested_on.contains("the sitting") && rested_on.contains("minutes by the harbour pilot"), "{rested_on}");
    assert!(!rested_on.contains("not reported"), "nothing is missing of it: {rested_on}");
    let disputed = brief(&format!("{minutes}{rests}{doubted}"));
    assert!(disputed.contains("enied"), "{disputed}");
}

#[test]
fn what_came_of_a_request_is_known_from_its_first_report_whoever_makes_it() {
    let sources = [
        ("the asker alone", "{origin: herald}"),
        ("another outlet", "{origin: gazette}"),
        ("those asked", "council-herald"),
    ];
    let outcomes = [
        ("sent", true, "asked"),
        ("acknowledged", true, "acknowledged"),
        ("answered", false, "answered"),
        ("declined", false, "declined to comment"),
        ("unreachable", true, "reach"),
        ("did_not_immediately_respond", true, "not immediately respond"),
        ("did_not_respond", true, "not respond"),
        ("unanswered", true, "not respond"),
        ("did_not_comment", true, "not comment"),
        ("none_reported", true, "no reply is reported"),
    ];
    for (change, open, brief_says) in outcomes {
        for (who, source) in sources {
            let told = told(&format!(
                "- query.{change}: harbour-query\n  source: {source}\n  asker: herald\n  asked: council\n  about: the dues\n"
            ));
            let view = told.view();
            let of = format!("{change} by {who}");
            let request = glance::of(&view).requests.remove(0);
            let phase = if change == "unanswered" { "did not respond".to_owned() } else { change.replace('_', " ") };
            assert_eq!((request.phase.as_str(), request.open), (phase.as_str(), open), "{of}: {request:?}");
            let brief = brief::of(&view, Form::Full);
            let text: Vec<String> = brief
                .sections
                .iter()
                .flat_map(|section| &section.entries)
                .flat_map(|entry| &entry.sentences)
                .map(|sentence| sentence.text.clone())
                .collect();
            assert!(text.iter().any(|sentence| sentence.contains(brief_says)), "{of}: {text:?}");
            let headline = items::headline(&view, told.item("harbour-query"));
            assert!(headline.starts_with(&request.what), "{of}: {headline}");
            let row = &overview::of(&view, None).items[0];
            assert_eq!(row.phase_reads, phase, "{of}");
        }
    }
}

#[test]
fn one_who_has_an_answer_is_enough_where_several_tell_otherwise_of_a_request() {
    for (later, open) in [("answered", false), ("declined", false), ("did_not_comment", true), ("unreachable", true)] {
        let asked = |change: &str, source: &str| {
            format!("- query.{change}: ask\n  source: {{origin: {source}}}\n  asker: herald\n  asked: council\n")
        };
        let told = told(&format!("{}{}", asked("did_not_respond", "herald"), asked(later, "gazette")));
        let request = glance::of(&told.view()).requests.remove(0);
        assert_eq!(request.open, open, "{later}: {request:?}");
    }
}
