//! The laws of the model, as properties of generated histories.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use newsreel_story::judge::grade::Grade;
use newsreel_story::judge::phase::Phase;
use newsreel_story::judge::view::View;
use newsreel_story::plausible::{self, CHANGES, Entry, OUTCOMES, PLACES, SOURCES, STANCES};
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::kind::spec::PhaseRole;
use newsreel_story::record::name::{ItemKey, StorySlug};
use newsreel_story::record::path::Path;
use newsreel_story::record::recorded::Recorded;
use newsreel_story::record::update::{EmbargoAct, Update};
use newsreel_story::state::directory::Directory;
use newsreel_story::state::fold::{Report, State};
use newsreel_story::submit::decide::decide;
use newsreel_story::submit::index::StoryIndex;
use newsreel_story::tell::span::Role;
use newsreel_story::tell::values;
use newsreel_story::views::brief::{self, Form};
use newsreel_story::views::digest::Digests;
use newsreel_story::views::overview;

fn entry() -> impl Strategy<Value = Entry> {
    let source = || prop::sample::select(SOURCES);
    let place = || prop::sample::select(PLACES);
    let change = prop::sample::select(CHANGES);
    let stance = prop::sample::select(STANCES);
    prop_oneof![
        6 => (0..2u16, change, source(), prop::option::of(place())).prop_map(|(item, change, source, place)| Entry::Says { item, change, source, place }),
        2 => (0..2u16, prop::sample::select(&["kremlin", "us"][..]), stance).prop_map(|(item, holder, stance)| Entry::Observes { item, holder, stance }),
        1 => (0..20usize).prop_map(Entry::Retracts),
        1 => ((0..20usize), place()).prop_map(|(which, place)| Entry::Corrects(which, place)),
        1 => (0..20usize).prop_map(Entry::RestsOn),
        1 => (0..20usize).prop_map(Entry::Publishes),
        1 => place().prop_map(Entry::Embargoed),
        1 => (0..20usize).prop_map(Entry::Contradicts),
        1 => (0..20usize, 0..20usize).prop_map(|(one, other)| Entry::Reconciles(one, other)),
        1 => (0..2u16).prop_map(Entry::SaidBefore),
        1 => (0..2u16, prop::sample::select(OUTCOMES)).prop_map(|(item, outcome)| Entry::Asks { item, outcome }),
        1 => Just(Entry::Merges(0)),
        1 => Just(Entry::Splits(0)),
    ]
}

fn history() -> impl Strategy<Value = Vec<Entry>> {
    prop::collection::vec(entry(), 1..20)
}

fn start() -> Timestamp {
    plausible::start()
}

fn minutes(n: usize) -> Timestamp {
    start() + SignedDuration::from_mins(n as i64)
}

fn document(entries: &[Entry], learned: impl Fn(usize) -> Timestamp) -> Json {
    plausible::documents(entries, 2, usize::MAX, learned).remove(0)
}

/// The same with a line for everything that can have one, each of other words.
fn with_lines(mut document: Json) -> Json {
    for (place, update) in document["updates"].as_array_mut().unwrap().iter_mut().enumerate() {
        let update = update.as_object_mut().unwrap();
        let letters: String = place.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect();
        let kinds = ["meeting", "query", "statement", "claim", "occurrence"];
        let says = update.keys().any(|key| {
            kinds.iter().any(|kind| key.starts_with(&format!("{kind}.")))
                && ![".merged", ".split", ".retracted"].iter().any(|act| key.ends_with(act))
        });
        if says {
            update.insert("line".to_owned(), json!(format!("Word of it came x{letters}x.")));
        }
    }
    document
}

/// The story as the log would hold it: positions from one, recorded long after it was learned.
fn recorded(document: &Json) -> (Directory, Vec<Report>) {
    let now: Timestamp = "2025-05-01T00:00:00Z".parse().unwrap();
    let decision = decide(document, Some(&StoryIndex::default()), &Directory::default(), None, now)
        .unwrap_or_else(|refusals| panic!("{refusals:?}"));
    let mut directory = Directory::default();
    for (i, (entry, _)) in decision.entries.iter().enumerate() {
        directory.apply(i as u64 + 1, entry);
    }
    let first = decision.entries.len() as u64 + 1;
    let reports = decision.updates.into_iter().enumerate();
    let reports = reports.map(|(i, update)| {
        Arc::new(Recorded {
            sequence: first + i as u64,
            recorded_at: now + SignedDuration::from_secs(i as i64),
            record: update,
        })
    });
    (directory, reports.collect())
}

fn state(reports: &[Report]) -> State {
    State::fold(StorySlug::new("trips").unwrap(), reports.iter().cloned())
}

fn now() -> Timestamp {
    "2025-06-01T00:00:00Z".parse().unwrap()
}

/// Everything a reader can see under these bounds.
fn seen(state: &State, directory: &Directory, bounds: Bounds) -> String {
    let view = View::new(state, directory, bounds, now());
    serde_json::to_string(&(brief::of(&view, Form::Full), overview::of(&view, None))).unwrap()
}

fn item(n: u8) -> Path {
    Path::item(ItemKey::new(&format!("m{n}")).unwrap())
}

/// The standing of every value of the paths readers ask about.
fn standings(state: &State, directory: &Directory) -> Vec<(String, Option<String>, Grade, Grade)> {
    let view = View::new(state, directory, Bounds::default(), now());
    let mut all = Vec::new();
    for n in 0..2 {
        for path in [item(n), item(n).attribute("place".parse().unwrap())] {
            for candidate in &view.account(&path).candidates {
                let value = candidate.value.map(|value| values::text(&view, value));
                all.push((path.to_string(), value, candidate.standing.support, candidate.standing.opposition));
            }
        }
    }
    all.sort();
    all
}

/// The same log after everything under an embargo in it was lifted: recorded once more, openly.
fn lifted(reports: &[Report]) -> Vec<Report> {
    let last = reports.last().map_or(0, |report| report.sequence);
    let held = reports.iter().filter(|report| report.record.is_held());
    let open = held.zip(last + 1..).map(|(report, sequence)| {
        let mut record = report.record.clone();
        record.embargo.as_mut().unwrap().lifted = Some(EmbargoAct::default());
        Arc::new(Recorded { sequence, recorded_at: report.recorded_at.max(now()), record })
    });
    reports.iter().cloned().chain(open.collect::<Vec<_>>()).collect()
}

fn kept_as_anew(history: &[Entry]) -> Result<(), TestCaseError> {
    let (directory, reports) = recorded(&document(history, minutes));
    let mut kept = Digests::default();
    let mut same = |reports: &[Report], directory: &Directory, now: Timestamp| {
        let state = state(reports);
        let view = || View::new(&state, directory, Bounds::default(), now);
        let [(_, kept), (_, anew)] = [kept.digest(&view()), Digests::default().digest(&view())];
        prop_assert_eq!(String::from_utf8(kept), String::from_utf8(anew));
        Ok(())
    };
    for count in 1..=reports.len() {
        same(&reports[..count], &directory, now())?;
    }
    same(&lifted(&reports), &directory, now())?;
    let found_to_be_one =
        json!({ "story": "other", "title": "Other", "directory": { "kremlin": { "same_as": "us" } } });
    let decision = decide(&found_to_be_one, None, &directory, None, now()).unwrap();
    let mut later = directory.clone();
    later.apply(1000, &decision.entries[0].0);
    same(&lifted(&reports), &later, now())
}

/// What was said *before* a meeting moves when the report that the meeting took place is taken back.
#[test]
fn a_digest_follows_what_its_words_were_said_before() {
    let says = |item, change, source| Entry::Says { item, change, source, place: None };
    let history =
        [says(0, "held", "rubio-said"), says(1, "cancelled", "peskov-tass"), Entry::SaidBefore(0), Entry::Retracts(0)];
    kept_as_anew(&history).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    /// Law 1: a digest kept from update to update, past an embargo and a change of the directory, is the one worked out
    /// from the whole.
    #[test]
    fn a_digest_kept_is_the_digest_worked_out_anew(history in history()) {
        kept_as_anew(&history)?;
    }

    /// Law 1: state is a function of the log prefix, however it is batched or repeated.
    #[test]
    fn folding_in_parts_and_again_gives_the_same(history in history(), cut in 0..20usize) {
        let (directory, reports) = recorded(&document(&history, minutes));
        let whole = state(&reports);
        let mut parts = state(&reports[..cut.min(reports.len())]);
        for report in &reports {
            parts.apply(Arc::clone(report));
        }
        prop_assert_eq!(seen(&whole, &directory, Bounds::default()), seen(&parts, &directory, Bounds::default()));
    }

    /// Law 2: the same submission again adds nothing and answers the same ids.
    #[test]
    fn submitting_again_adds_nothing(history in history()) {
        let document = document(&history, minutes);
        let (directory, reports) = recorded(&document);
        let mut index = StoryIndex::default();
        for report in &reports {
            index.apply(report.sequence, &report.record);
        }
        let again = decide(&document, Some(&index), &directory, Some("somebody else"), now()).unwrap();
        prop_assert!(again.updates.is_empty() && again.entries.is_empty());
        let ids: Vec<_> = again.answers.iter().map(|answer| answer.id).collect();
        prop_assert_eq!(ids, reports.iter().map(|report| report.record.id).collect::<Vec<_>>());
    }

    /// Law 4: appending never changes the answer for a recorded bound in the past, whatever the known bound.
    #[test]
    fn appending_never_changes_the_past(history in history(), cut in 1..20usize, known in 0..20usize) {
        let (directory, reports) = recorded(&document(&history, minutes));
        let cut = cut.min(reports.len());
        let bounds = Bounds { as_of: Some(reports[cut - 1].recorded_at), known_at: Some(minutes(known)), ..Bounds::default() };
        prop_assert_eq!(seen(&state(&reports[..cut]), &directory, bounds), seen(&state(&reports), &directory, bounds));
    }

    /// Law 5: taking the same report back twice changes no standing that taking it back once did not.
    #[test]
    fn taking_back_twice_is_taking_back_once(history in history(), which in 0..20usize) {
        let which = which % history.len();
        let mut once = history.clone();
        once.push(Entry::Retracts(which));
        let mut twice = once.clone();
        twice.push(Entry::Retracts(which));
        // `Retracts` names its report modulo the length of the history before it; keep the same report named.
        prop_assume!(which % once.len() == which % history.len());
        let standing = |entries: &[Entry]| { let (directory, reports) = recorded(&document(entries, minutes)); standings(&state(&reports), &directory) };
        prop_assert_eq!(standing(&once), standing(&twice));
    }

    /// Law 6: the same word through one more outlet never raises what its origin gives.
    #[test]
    fn repeating_a_report_never_raises_its_standing(history in history(), change in prop::sample::select(&["held", "announced"][..])) {
        let says = |source| Entry::Says { item: 0, change, source, place: Some("moscow") };
        let mut once = history;
        once.push(says("peskov-tass"));
        let mut repeated = once.clone();
        repeated.push(says("peskov-newsweek"));
        let (directory, before) = recorded(&document(&once, minutes));
        let (_, after) = recorded(&document(&repeated, minutes));
        let (before, after) = (standings(&state(&before), &directory), standings(&state(&after), &directory));
        let support = |all: &[(String, Option<String>, Grade, Grade)]| all.iter().filter(|(path, ..)| path.starts_with("m0")).map(|(.., support, _)| *support).collect::<Vec<_>>();
        prop_assert!(support(&after).iter().max() <= support(&before).iter().max());
    }

    /// Law 5: revisions commute, in whichever order the desk enters them.
    #[test]
    fn revisions_commute(history in history(), one in 0..20usize, other in 0..20usize, place in prop::sample::select(&["moscow", "st-petersburg"][..])) {
        let (one, other) = (one % history.len(), other % history.len());
        let standing = |revisions: [Entry; 2]| {
            let mut entries = history.clone();
            entries.extend(revisions);
            let (directory, reports) = recorded(&document(&entries, |_| start()));
            standings(&state(&reports), &directory)
        };
        // Both name an entry of the history: the modulus that `written` takes is beyond it.
        let (retract, correct) = (Entry::Retracts(one), Entry::Corrects(other, place));
        prop_assert_eq!(standing([retract.clone(), correct.clone()]), standing([correct, retract]));
    }

    /// Laws 7 and 10: every sentence of a brief names updates that exist within its bounds, and says no more than they do.
    #[test]
    fn every_sentence_names_what_it_rests_on(history in history(), cut in 1..20usize) {
        let (directory, reports) = recorded(&document(&history, minutes));
        let bounds = Bounds { as_of: Some(reports[(cut - 1).min(reports.len() - 1)].recorded_at), ..Bounds::default() };
        let state = state(&reports);
        let view = View::new(&state, &directory, bounds, now());
        prop_assert_eq!(brief::unsupported(&view, &brief::of(&view, Form::Full)), None);
        for sentence in brief::of(&view, Form::Full).sections.iter().flat_map(|section| &section.entries).flat_map(|entry| &entry.sentences) {
            prop_assert!(!sentence.updates.is_empty(), "{} names nothing", sentence.text);
            for id in &sentence.updates {
                let place = state.place_of(*id);
                prop_assert!(place.is_some_and(|place| view.admits(place)), "{} names {id}, which is not to be seen", sentence.text);
            }
        }
    }

    /// The line of every update that stands and that nobody disputes is in the full brief, that of none that was taken back or
    /// is contested is in any, and none without its day.
    #[test]
    fn a_line_is_told_as_long_as_its_update_stands(history in history()) {
        let (directory, reports) = recorded(&with_lines(document(&history, minutes)));
        let state = state(&reports);
        let view = View::new(&state, &directory, Bounds::default(), now());
        let sentences = |form| {
            let sections = brief::of(&view, form).sections.into_iter();
            sections.flat_map(|section| section.entries).flat_map(|entry| entry.sentences).collect::<Vec<_>>()
        };
        let forms = [Form::Full, Form::Standard, Form::Short].map(sentences);
        for (place, report) in state.reports().iter().enumerate() {
            let (Some(line), Some(item)) = (&report.record.line, &report.record.item) else { continue };
            let line = line.trim_end_matches('.');
            let [full, standard, short] = forms.each_ref().map(|told| told.iter().find(|told| told.text.contains(line)));
            for told in [full, standard, short].into_iter().flatten() {
                let day = told.spans.iter().any(|span| matches!(span.role, Role::Date { .. } | Role::Said { .. }));
                prop_assert!(day, "{} has no day", told.text);
            }
            let paths = || report.record.testimonies.iter().map(|said| &said.path);
            let contested = |path: &Path| !path.to_string().ends_with("/phase") && view.account(path).is_contested();
            let withdrawn = !view.admits(place) || !view.withdrawals().of(place).is_empty();
            // Of an item that was found to be another, that one is told.
            let of_item = view.items().find(|known| known.key == *item);
            if withdrawn || of_item.is_some() && paths().any(contested) {
                prop_assert!([full, standard, short].iter().all(Option::is_none), "{line} is told, and does not stand");
                continue;
            }
            let Some(of_item) = of_item else { continue };
            let disputed = |path: &Path| view.account(path).candidates.iter().any(|value| value.standing.opposition > Grade::None);
            let phase = match view.phase(of_item) {
                Phase::Agreed { beside, .. } => beside.is_empty(),
                Phase::NotStated => true,
                Phase::ByParty(_) => false,
            };
            let ahead = report.record.kind.phase_filed_by(report.record.change);
            let ahead = ahead.and_then(|phase| report.record.kind.phase_role(phase)).is_some_and(PhaseRole::lies_ahead);
            let of_it = view.paths_of(item).all(|path| !disputed(&path));
            if phase && of_it && !ahead {
                prop_assert!(full.is_some(), "{line} of {} is not told", report.record.type_name());
            }
        }
    }

    /// Laws 4 and 8: what is lifted changes no answer for a moment before, in which it is as if it were not there.
    #[test]
    fn lifting_an_embargo_changes_no_answer_for_a_moment_before(history in history(), known in 0..20usize, place in prop::sample::select(&["moscow", "st-petersburg"][..])) {
        let mut held = history;
        held.push(Entry::Embargoed(place));
        let (directory, reports) = recorded(&document(&held, minutes));
        let open: Vec<Report> = reports.iter().filter(|report| !report.record.is_held()).cloned().collect();
        let last = reports.iter().map(|report| report.recorded_at).max();
        let bounds = Bounds { as_of: last, known_at: Some(minutes(known)), ..Bounds::default() };
        prop_assert_eq!(seen(&state(&lifted(&reports)), &directory, bounds), seen(&state(&open), &directory, bounds));
        prop_assert_ne!(seen(&state(&lifted(&reports)), &directory, Bounds::default()), seen(&state(&open), &directory, Bounds::default()));
    }

    /// Law 8: what is under embargo is in no answer, as if it were not there.
    #[test]
    fn an_embargoed_update_is_as_if_it_were_not_there(history in history(), place in prop::sample::select(&["moscow", "st-petersburg"][..])) {
        let mut held = history.clone();
        held.push(Entry::Embargoed(place));
        let (directory, without) = recorded(&document(&history, minutes));
        let (_, with) = recorded(&document(&held, minutes));
        prop_assert_eq!(seen(&state(&without), &directory, Bounds::default()), seen(&state(&with), &directory, Bounds::default()));
    }

    /// Law 9: reports of different holders commute: standing does not depend on which was recorded first.
    #[test]
    fn reports_of_different_holders_commute(changes in prop::collection::vec((prop::sample::select(&["held", "denied", "announced", "cancelled"][..]), prop::option::of(prop::sample::select(&["moscow", "st-petersburg"][..]))), 4)) {
        let sources = ["peskov-tass", "rubio-said", "analysts-say", "newsweek"];
        let entries: Vec<Entry> = changes.iter().zip(sources).map(|((change, place), source)| Entry::Says { item: 0, change, source, place: *place }).collect();
        let reversed: Vec<Entry> = entries.iter().rev().cloned().collect();
        let standing = |entries: &[Entry]| { let (directory, reports) = recorded(&document(entries, |_| start())); standings(&state(&reports), &directory) };
        prop_assert_eq!(standing(&entries), standing(&reversed));
    }
}

#[test]
fn what_a_story_is_said_to_take_is_what_its_parts_take() {
    for (updates, items) in [(1, 1), (40, 2), (400, 2), (400, 60)] {
        let said = |i: usize| Entry::Says {
            item: u16::try_from(i % items).unwrap(),
            change: CHANGES[i % CHANGES.len()],
            source: SOURCES[i % SOURCES.len()],
            place: Some(PLACES[i % PLACES.len()]),
        };
        let history: Vec<Entry> = (0..updates).map(said).collect();
        let document = plausible::documents(&history, u16::try_from(items).unwrap(), usize::MAX, minutes).remove(0);
        let reports = recorded(&document).1;
        let of_report = |report: &Report| {
            let lists = (size_of_val(&*report.record.testimonies), size_of_val(&*report.record.attributions));
            size_of::<Recorded<Update>>() + lists.0 + lists.1
        };
        let parts: usize = reports.iter().map(of_report).sum();
        let bytes = state(&reports).bytes();
        // Beside the reports there is where each testimony is filed: under a path, of which some have one and some hundreds.
        assert!((parts..5 * parts).contains(&bytes), "{updates} of {items}: {bytes} bytes, the reports {parts}");
    }
}
