//! The model in newsroom words: given these updates, this is what is known.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value as Json;

use crate::judge::grade::Grade;
use crate::judge::phase::Phase;
use crate::judge::view::View;
use crate::record::bounds::Bounds;
use crate::record::kind::Kind;
use crate::record::name::{EntitySlug, ItemKey, StorySlug};
use crate::record::path::Path;
use crate::record::recorded::Recorded;
use crate::state::directory::Directory;
use crate::state::fold::{Report, State};
use crate::submit::decide::decide;
use crate::submit::index::StoryIndex;
use crate::submit::yaml::Source;
use crate::tell::{items, values};
use crate::views::difference::Sort;
use crate::views::{brief, difference, findings, matrix, overview, timeline, who};

/// The people and sources of every scenario.
const HEAD: &str = "
story: talks
title: The talks
directory:
  us: {organisation: the United States}
  russia: {organisation: Russia}
  kremlin: {organisation: the Kremlin, within: russia}
  peskov: {person: Dmitry Peskov, speaks_for: kremlin}
  putin: {person: Vladimir Putin, speaks_for: kremlin}
  rubio: {person: Marco Rubio, speaks_for: us}
  witkoff: {person: Steve Witkoff, speaks_for: us}
  waiter: {person: A Waiter}
  driver: {person: A Driver}
  aides: {group: aides}
  officials: {group: officials}
  newsweek: {outlet: Newsweek}
  tass: {outlet: TASS}
  herald: {outlet: The Herald}
  court: {organisation: the court}
  moscow: {place: Moscow, within: russia}
  petersburg: {place: St. Petersburg, within: russia}
  london: {place: London}
sources:
  kremlin-says: {origin: peskov, via: [tass], knowledge: own_act}
  us-says: {origin: rubio, via: [newsweek], knowledge: own_act}
  waiter-saw: {origin: waiter, via: [herald], knowledge: witnessed}
  driver-saw: {origin: driver, via: [tass], knowledge: witnessed}
  aides-say: {origin: aides, via: [herald], knowledge: told}
defaults: {source: newsweek}
updates:
";

/// A story as far as it has been told, each update learned a minute after the one before.
pub(crate) struct Told {
    pub(crate) state: State,
    directory: Directory,
}

fn document(yaml: &str) -> Json {
    Source::parse(yaml).unwrap_or_else(|error| panic!("{error:?}")).remove(0).value
}

pub(crate) fn given(updates: &str) -> Told {
    let mut document = document(&format!("{HEAD}{updates}"));
    for (minute, update) in document["updates"].as_array_mut().unwrap().iter_mut().enumerate() {
        update["learned"] = minute_of(minute).to_string().into();
    }
    let mut directory = Directory::default();
    let reports = recorded(&document, &mut StoryIndex::default(), &mut directory);
    Told { state: State::fold(StorySlug::new("talks").unwrap(), reports), directory }
}

/// Decides a document and takes it in as the log would hold it: each update at the next position, recorded long after.
pub(crate) fn recorded(document: &Json, index: &mut StoryIndex, directory: &mut Directory) -> Vec<Report> {
    let now = "2026-01-01T00:00:00Z".parse().unwrap();
    let decision =
        decide(document, Some(index), directory, None, now).unwrap_or_else(|refusals| panic!("{refusals:?}"));
    for (entry, expected) in &decision.entries {
        directory.apply(expected + 1, entry);
    }
    let next = |record| {
        let report = Recorded { sequence: index.last + 1, recorded_at: now, record };
        index.apply(report.sequence, &report.record);
        Arc::new(report)
    };
    decision.updates.into_iter().map(next).collect()
}

fn minute_of(n: usize) -> Timestamp {
    "2025-04-11T12:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(n as i64)
}

impl Told {
    pub(crate) fn view(&self) -> View<'_> {
        View::new(&self.state, &self.directory, Bounds::default(), minute_of(20_000), false)
    }

    /// The same of what was so at an instant.
    fn true_at(&self, instant: &str) -> View<'_> {
        let bounds = Bounds { true_at: Some(instant.parse().unwrap()), ..Bounds::default() };
        View::new(&self.state, &self.directory, bounds, minute_of(20_000), false)
    }

    /// The leading value of a path, how it is supported and opposed, and whether that makes it contested.
    #[track_caller]
    fn stands(&self, path: &str, leading: &str, support: Grade, opposition: Grade) {
        let view = self.view();
        let account = view.account(&path.parse::<Path>().unwrap());
        let found = account.leading().map(|candidate| {
            let value = values::candidate(&view, candidate.value);
            (value, candidate.standing.support, candidate.standing.opposition)
        });
        assert_eq!(found, Some((leading.to_owned(), support, opposition)), "{path}");
    }

    /// Nothing on the path has any support.
    #[track_caller]
    fn nothing_stands(&self, path: &str) {
        let view = self.view();
        let account = view.account(&path.parse::<Path>().unwrap());
        assert!(account.leading().is_none(), "{:?}", account.candidates);
    }

    fn phase(&self, item: &str) -> Phase {
        let view = self.view();
        view.phase(self.state.item(&ItemKey::new(item).unwrap()).unwrap())
    }

    pub(crate) fn brief(&self) -> String {
        let brief = brief::of(&self.view());
        brief
            .sections
            .into_iter()
            .flat_map(|section| section.entries)
            .flat_map(|entry| entry.sentences)
            .map(|sentence| sentence.text + "\n")
            .collect()
    }
}

use Grade::{Confirmed, Conjecture, Corroborated, None as Nothing, Reported, Unattributed};

#[test]
fn an_outlets_own_voice_is_unattributed_and_a_partys_own_act_confirmed() {
    let told = given(
        "
- meeting.held: m
  participants: [putin, witkoff]
",
    );
    told.stands("m", "it is so", Unattributed, Nothing);
    let told = given(
        "
- meeting.held: m
  participants: [putin, witkoff]
- meeting.confirmed: m
  source: kremlin-says
",
    );
    told.stands("m", "it is so", Confirmed, Nothing);
}

#[test]
fn five_outlets_quoting_one_witness_are_one_source_and_two_witnesses_corroborate() {
    let told = given(
        "
- meeting.held: m
  source: waiter-saw
- meeting.held: m
  source: {origin: waiter, via: [tass, newsweek], knowledge: witnessed}
- meeting.held: m
  source: {origin: waiter, via: [newsweek], knowledge: witnessed}
",
    );
    told.stands("m", "it is so", Reported, Nothing);
    let told = given(
        "
- meeting.held: m
  source: waiter-saw
- meeting.held: m
  source: driver-saw
",
    );
    told.stands("m", "it is so", Corroborated, Nothing);
}

#[test]
fn speculation_contests_nothing() {
    let told = given(
        "
- meeting.reported: m
  source: waiter-saw
  place: moscow
- meeting.reported: m
  source: driver-saw
  hedge: possible
  place: petersburg
",
    );
    told.stands("m/place", "Moscow", Reported, Conjecture);
    assert!(!told.brief().contains("is disputed"), "{}", told.brief());
}

#[test]
fn one_side_can_confirm_the_meeting_and_deny_its_place() {
    let told = given(
        "
- meeting.held: m
  participants: [putin, witkoff]
  source: us-says
  place: moscow
- meeting.confirmed: m
  source: kremlin-says
- meeting.denied: m
  source: kremlin-says
  of: place
  value: moscow
",
    );
    told.stands("m", "it is so", Confirmed, Nothing);
    told.stands("m/place", "Moscow", Confirmed, Confirmed);
    assert!(told.brief().contains("Meeting m (place) is disputed: the United States says Moscow"), "{}", told.brief());
}

#[test]
fn a_contradiction_stays_open_and_nothing_picks_a_winner() {
    let told = given(
        "
- meeting.held: m
  source: waiter-saw
  place: moscow
- meeting.held: m
  source: driver-saw
  place: petersburg
",
    );
    told.stands("m/place", "Moscow", Reported, Reported);
    let brief = told.brief();
    assert!(brief.contains("A Waiter says Moscow") && brief.contains("A Driver says St. Petersburg"), "{brief}");
    assert!(!brief.contains("met in Moscow") && !brief.contains("Place: "), "{brief}");
}

#[test]
fn the_desks_choice_leads_and_is_shown_as_such() {
    let told = given(
        "
- meeting.held: m
  source: waiter-saw
  place: moscow
- meeting.held: m
  source: driver-saw
  place: petersburg
- meeting.preferred: m
  of: place
  value: petersburg
",
    );
    told.stands("m/place", "St. Petersburg", Reported, Reported);
}

#[test]
fn a_place_within_a_place_supports_it() {
    let told = given(
        "
- meeting.held: m
  source: waiter-saw
  place: moscow
- meeting.held: m
  source: driver-saw
  place: russia
",
    );
    told.stands("m/place", "Russia", Corroborated, Nothing);
}

#[test]
fn what_is_not_confirmed_is_not_denied_and_ends_with_the_partys_own_word() {
    let story = "
- meeting.held: m
  participants: [putin, witkoff]
  stances: {kremlin: {stance: not_confirmed, limits: officially}}
";
    let told = given(story);
    told.stands("m", "it is so", Unattributed, Nothing);
    assert!(told.brief().contains(
        "The Kremlin has not officially confirmed it, Newsweek reports, naming no source; no denial from it is on file."
    ));
    let told = given(&format!(
        "{story}
- meeting.denied: m
  source: kremlin-says
"
    ));
    told.stands("m", "it is so", Unattributed, Confirmed);
    assert!(!told.brief().contains("has not officially confirmed"), "{}", told.brief());
}

#[test]
fn hearsay_never_replaces_a_partys_own_word() {
    let told = given(
        "
- meeting.confirmed: m
  participants: [putin, witkoff]
  source: kremlin-says
- meeting.reported: m
  source: us-says
  stances: {kremlin: denies}
",
    );
    told.stands("m", "it is so", Confirmed, Reported);
}

#[test]
fn a_retracted_report_counts_nowhere_and_what_rested_on_it_goes_with_it() {
    let story = "
- meeting.held: m
  key: first
  source: waiter-saw
- meeting.reported: m
  source: aides-say
  rests_on: first
  place: moscow
";
    given(story).stands("m/place", "Moscow", Reported, Nothing);
    let retracted = format!(
        "{story}
- meeting.retracted: m
  key: taken-back
  by: herald
  retracts: first
"
    );
    let told = given(&retracted);
    told.nothing_stands("m");
    told.nothing_stands("m/place");
    assert!(
        told.brief().contains("was taken back by The Herald") && told.brief().contains("has lost what it rested on"),
        "{}",
        told.brief()
    );
    let told = given(&format!(
        "{retracted}
- meeting.retracted: m
  by: herald
  retracts: taken-back
"
    ));
    told.stands("m/place", "Moscow", Reported, Nothing);
}

#[test]
fn a_denial_of_what_was_taken_back_is_no_dispute() {
    let told = given(
        "
- meeting.held: m
  key: scoop
  source: aides-say
- meeting.denied: m
  source: kremlin-says
- meeting.retracted: m
  by: herald
  retracts: scoop
",
    );
    told.nothing_stands("m");
    let brief = told.brief();
    assert!(brief.contains("Of meeting m: the Kremlin denies it") && !brief.contains("is disputed"), "{brief}");
}

#[test]
fn a_correction_of_one_path_leaves_the_rest() {
    let told = given(
        "
- meeting.held: m
  key: first
  source: waiter-saw
  place: moscow
- meeting.corrected: m
  by: desk
  source: waiter-saw
  corrects: {update: first, path: place, reason: misread}
  place: petersburg
",
    );
    told.stands("m", "it is so", Reported, Nothing);
    told.stands("m/place", "St. Petersburg", Reported, Nothing);
    assert!(
        told.brief().contains("(place: from Moscow to St. Petersburg) was corrected by the desk: misread"),
        "{}",
        told.brief()
    );
}

#[test]
fn what_the_desk_entered_in_error_is_gone_from_every_view() {
    let told = given(
        "
- meeting.held: m
  key: slip
- meeting.retracted: m
  by: desk
  retracts: slip
  reason: entered in error
",
    );
    told.nothing_stands("m");
    assert!(!told.brief().contains("taken back"), "{}", told.brief());
}

#[test]
fn called_off_by_one_side_and_on_again_is_one_item_with_one_life() {
    let plan = "
- meeting.announced: m
  participants: [putin, witkoff]
  source: kremlin-says
- meeting.announced: m
  source: us-says
";
    assert_eq!(given(plan).phase("m").agreed(), Some("planned"));
    let off = format!(
        "{plan}
- meeting.cancelled: m
  source: us-says
"
    );
    assert_eq!(given(&off).phase("m").agreed(), Some("cancelled"), "the Kremlin has not spoken of it since");
    let on = format!(
        "{off}
- meeting.reinstated: m
  source: us-says
"
    );
    assert_eq!(given(&on).phase("m").agreed(), Some("planned"));
}

#[test]
fn sides_that_disagree_whether_it_took_place_are_never_merged() {
    let told = given(
        "
- meeting.held: m
  participants: [putin, witkoff]
  source: us-says
- meeting.not_held: m
  source: kremlin-says
",
    );
    assert!(matches!(told.phase("m"), Phase::ByParty(words) if words.len() == 2));
    told.stands("m", "it is so", Confirmed, Confirmed);
}

#[test]
fn a_new_plan_of_the_same_side_replaces_its_old_one() {
    let told = given(
        "
- meeting.announced: m
  participants: [putin, witkoff]
  source: kremlin-says
  when: 2025-05-01
- meeting.rescheduled: m
  source: kremlin-says
  when: 2025-05-09
",
    );
    told.stands("m/when", "on 9 May 2025", Confirmed, Nothing);
}

#[test]
fn nothing_is_said_of_what_was_not_known_yet() {
    let told = given(
        "
- meeting.held: m
  source: waiter-saw
- meeting.denied: m
  source: driver-saw
",
    );
    let bounds = Bounds { known_at: Some(minute_of(0)), ..Bounds::default() };
    let view = View::new(&told.state, &told.directory, bounds, minute_of(20_000), false);
    let account = view.account(&"m".parse().unwrap());
    assert_eq!(account.leading().map(|leading| leading.standing.opposition), Some(Nothing));
}

#[test]
fn every_kind_can_be_authored_and_briefed() {
    for kind in Kind::all().filter(|kind| kind.as_str() != "story") {
        for change in kind
            .changes()
            .into_iter()
            .filter(|change| !matches!(change.as_str(), "corrected" | "retracted" | "preferred" | "merged"))
        {
            let told = given(&format!("\n- {kind}.{change}: x\n"));
            told.brief();
        }
    }
}

#[test]
fn the_day_it_began_and_the_day_it_ended_are_no_rivals() {
    let dated = |began: &str, ended: &str| {
        given(&format!(
            "
- meeting.began: m
  source: kremlin-says
  participants: [putin, witkoff]
  when: {began}
- meeting.held: m
  source: us-says
  when: {ended}
"
        ))
    };
    let told = dated("2025-04-01", "2025-04-03");
    told.stands("m/when", "on 1 April 2025", Confirmed, Nothing);
    let account = told.view().account(&"m/when".parse().unwrap());
    assert!(account.candidates.len() == 2 && account.discords.is_empty());
    // It cannot have ended before it began.
    let told = dated("2025-04-05", "2025-04-03");
    told.stands("m/when", "on 5 April 2025", Confirmed, Confirmed);
}

#[test]
fn what_was_denied_before_its_day_is_no_dispute_once_it_has_happened() {
    let denied = |said: &str, change: &str| {
        given(&format!(
            "
- meeting.denied: m
  source: kremlin-says
  said: {said}
  participants: [putin, witkoff]
- meeting.{change}: m
  source: us-says
  participants: [putin, witkoff]
  when: 2025-04-01
"
        ))
    };
    denied("2025-03-01", "held").stands("m", "it is so", Confirmed, Nothing);
    denied("2025-04-05", "held").stands("m", "it is so", Confirmed, Confirmed);
    // What is only planned has not happened: the denial of it counts. It was not about a plan that came after it, though.
    let told = denied("2025-03-01", "announced");
    assert!(told.brief().contains("The Kremlin denied it on 1 March 2025"), "{}", told.brief());
}

#[test]
fn what_a_denial_names_is_not_said_by_it() {
    let told = given(
        "
- claim.denied: c
  source: kremlin-says
  text: the talks were about sanctions
",
    );
    let path = "c/text".parse::<Path>().unwrap();
    assert!(told.view().account(&path).leading().is_none());
    assert!(told.brief().contains("Of “the talks were about sanctions”: the Kremlin denies it"), "{}", told.brief());
    assert!(!told.brief().contains("The talks were about sanctions"), "{}", told.brief());
}

#[test]
fn a_part_can_be_confirmed_without_saying_it_again() {
    let told = given(
        "
- meeting.held: m
  participants: [putin, witkoff]
  place: moscow
- meeting.confirmed: m
  source: kremlin-says
  of: place
",
    );
    told.stands("m/place", "Moscow", Confirmed, Nothing);
}

#[test]
fn a_guess_moves_no_date() {
    let told = given(
        "
- meeting.announced: m
  source: kremlin-says
  participants: [putin, witkoff]
  when: 2025-04-20
- meeting.rescheduled: m
  source: us-says
  hedge: possible
  when: 2025-04-25
",
    );
    told.stands("m/when", "on 20 April 2025", Confirmed, Conjecture);
}

#[test]
fn a_report_that_passes_on_one_that_was_taken_back_rests_on_nothing() {
    let told = given(
        "
- meeting.held: m
  key: first
  source: aides-say
  participants: [putin, witkoff]
- meeting.reported: m
  source: {origin: aides, via: [{outlet: herald, report: first}, newsweek], knowledge: told}
  place: moscow
- meeting.retracted: m
  by: herald
  retracts: {update: first, reason: the aides took it back}
",
    );
    told.nothing_stands("m");
    told.nothing_stands("m/place");
}

#[test]
fn who_reports_a_claim_says_it_is_so_and_who_reports_of_a_meeting_does_not() {
    let told = given(
        "
- claim.reported: c
  source: kremlin-says
  text: the talks were about sanctions
- claim.denied: c
  source: us-says
- meeting.reported: m
  source: kremlin-says
  participants: [putin, witkoff]
",
    );
    told.stands("c", "it is so", Confirmed, Confirmed);
    told.nothing_stands("m");
}

#[test]
fn a_difference_gives_a_finding_to_the_update_that_raised_it() {
    let told = given(
        "
- note.noted: n
  text: something else
- meeting.held: m
  source: waiter-saw
- note.noted: o
  text: something else again
",
    );
    let difference = difference::between(&told.view(), None, minute_of(20_000), false);
    let raised: Vec<_> = difference
        .moves
        .iter()
        .filter(|step| step.sort == Sort::Finding)
        .map(|step| (step.about.as_str(), step.sequence, step.at))
        .collect();
    assert_eq!(raised, [("m", Some(3), minute_of(1))]);
}

#[test]
fn a_verdict_is_awaited_put_off_and_given() {
    let awaited = "
- verdict.announced: ruling
  source: {origin: court, via: [herald], knowledge: own_act}
  court: court
  case: the case of the embassy
  when: 2025-05-02
";
    let decided = "
- verdict.postponed: ruling
  source: {origin: court, via: [herald], knowledge: own_act}
- verdict.completed: ruling
  source: {origin: court, via: [herald], knowledge: own_act}
  ruling: the land is the embassy's
  when: 2025-05-09
";
    let told = given(awaited);
    assert!(told.brief().contains("The court is to decide the case of the embassy on 2 May 2025"), "{}", told.brief());
    let told = given(&format!("{awaited}{decided}"));
    told.stands("ruling", "it is so", Confirmed, Nothing);
    told.stands("ruling/when", "on 9 May 2025", Confirmed, Nothing);
    let given = "The court decided the case of the embassy on 9 May 2025: the land is the embassy's";
    assert!(told.brief().contains(given), "{}", told.brief());
}

#[test]
fn sources_that_are_described_only_may_be_one_unless_somebody_knows_better() {
    let both = |other: &str| {
        format!(
            "
- meeting.held: m
  source: aides-say
- meeting.held: m
  source: {{origin: {other}, via: [newsweek], basis: anonymous, knowledge: told}}
"
        )
    };
    given(&both("officials")).stands("m", "it is so", Reported, Nothing);
    given(&both("officials, distinct: true")).stands("m", "it is so", Corroborated, Nothing);
    // Whom we know and may not name is somebody.
    given(&both("driver")).stands("m", "it is so", Corroborated, Nothing);
}

#[test]
fn a_word_is_told_in_its_own_terms_where_it_supports_a_wider_value() {
    let told = given(
        "
- statement.recorded: letter
  source: waiter-saw
  declares: {signatories: count}
  speaker: aides
  gist: they may leave
  signatories: 505
- statement.recorded: letter
  source: driver-saw
  signatories: at least 500
",
    );
    let view = told.view();
    let item = overview::of(&view, Some("letter")).items.remove(0);
    let total = item.paths.iter().find(|path| path.path == "letter/signatories").unwrap();
    let at_least = total.values.iter().find(|value| value.text.starts_with("at least 500")).unwrap();
    let says: Vec<_> = at_least.by.iter().map(|voice| (voice.holder.as_str(), voice.says.as_deref())).collect();
    assert_eq!(says, [("A Waiter", Some("505")), ("A Driver", None)]);
    let brief = told.brief();
    assert!(brief.contains("Signatories: at least 500, according to TASS, citing A Driver."), "{brief}");
    assert_eq!(brief::unsupported(&view, &brief::of(&view)), None);
}

#[test]
fn a_headline_says_how_well_it_stands() {
    let headline = |updates: &str| {
        let told = given(updates);
        let view = told.view();
        items::headline(&view, told.state.item(&ItemKey::new("m").unwrap()).unwrap())
    };
    let held = "
- meeting.held: m
  participants: [putin, witkoff]
";
    assert_eq!(headline(held), "Vladimir Putin and Steve Witkoff met [unattributed]");
    assert_eq!(headline(&format!("{held}  source: us-says\n")), "Vladimir Putin and Steve Witkoff met");
    let probably = format!("{held}  source: us-says\n  hedge: probable\n");
    assert_eq!(headline(&probably), "Vladimir Putin and Steve Witkoff met [reported, probably]");
    let disputed = format!("{held}  source: us-says\n- meeting.denied: m\n  source: kremlin-says\n");
    assert!(headline(&disputed).ends_with("[disputed]"), "{}", headline(&disputed));
    let denied = "
- meeting.denied: m
  source: kremlin-says
  participants: [putin, witkoff]
";
    assert!(headline(denied).ends_with("[denied by the Kremlin; nobody on file says it]"), "{}", headline(denied));
}

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
        let rows = matrix::of(&view, Some(if item == "q" { "query" } else { "meeting" }), None);
        let row = rows.iter().find(|row| row.item == item).unwrap();
        let cell = row.parties.iter().find(|cell| cell.party.as_str() == party);
        cell.map_or_else(Vec::new, |cell| cell.says.iter().map(|said| said.says.clone()).collect())
    };
    assert_eq!(says("q", "kremlin"), ["declined"]);
    let overview = overview::of(&view, None);
    let meeting = overview.items.iter().find(|item| item.item == "m").unwrap();
    let declining = meeting.paths.iter().flat_map(|path| &path.stances).map(|stance| stance.voice.slug.as_str());
    assert_eq!(declining.collect::<Vec<_>>(), ["kremlin", "russia"], "not who asked");
    assert_eq!(matrix::of(&view, Some("query"), None)[0].parties.len(), 1, "who asks is no party to it");
    // Russia denies it; the Kremlin, which is a part of it, has only declined to comment.
    assert_eq!(says("m", "kremlin"), ["declines"]);
}

#[test]
fn what_was_only_the_plan_is_told_as_the_plan() {
    let told = given(
        "
- occurrence.announced: o
  source: us-says
  hedge: probable
  type: a visit to the front
  who: [witkoff]
- occurrence.completed: o
  source: us-says
  when: 2025-04-01
",
    );
    assert!(
        told.brief()
            .contains("A visit to the front (Steve Witkoff (as planned)) took place on 1 April 2025, according"),
        "{}",
        told.brief()
    );
}

#[test]
fn words_are_from_when_they_were_said() {
    let told = given(
        "
- claim.reported: early
  source: waiter-saw
  said: 2025-04-01
  text: the table was laid
- claim.reported: late
  source: waiter-saw
  key: late
  said: 2025-04-09
  text: the table was cleared
- claim.retracted: late
  by: waiter
  source: waiter-saw
  said: 2025-04-10
  retracts: late
",
    );
    let view = told.true_at("2025-04-05T00:00:00Z");
    assert_eq!(view.items().map(|item| item.key.as_str()).collect::<Vec<_>>(), ["early"]);
    let corrected = |view: &View<'_>| format!("{:?}", brief::checked(view)).contains("was taken back by A Waiter");
    assert!(corrected(&told.view()) && !corrected(&view));
}

#[test]
fn at_an_earlier_moment_a_plan_lies_ahead() {
    let told = given(
        "
- meeting.announced: m
  source: us-says
  said: 2025-04-01
  participants: [putin, witkoff]
  when: 2025-04-10
- proposal.made: p
  source: us-says
  said: 2025-04-08
  subject: a cease-fire
",
    );
    let view = told.true_at("2025-04-05T00:00:00Z");
    let brief = format!("{:?}", brief::checked(&view));
    assert!(brief.contains("are to meet on 10 April 2025") && !brief.contains("passed"), "{brief}");
    assert!(!brief.contains("cease-fire"), "{brief}");
}

#[test]
fn a_plan_whose_time_has_passed_says_so() {
    let told = given(
        "
- meeting.announced: m
  source: us-says
  participants: [putin, witkoff]
  when: 2025-04-20
",
    );
    let brief = |now: Timestamp| {
        let view = View::new(&told.state, &told.directory, Bounds::default(), now, false);
        format!("{:?}", brief::checked(&view))
    };
    let passed = "Its time has passed, and what became of it is not on file.";
    assert!(!brief("2025-04-19T00:00:00Z".parse().unwrap()).contains(passed));
    assert!(brief("2025-05-19T00:00:00Z".parse().unwrap()).contains(passed));
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
    let declined = "The Kremlin declined to comment to Newsweek about “the talks were about sanctions”";
    assert!(told.brief().contains(declined), "{}", told.brief());
    let meant = format!("{HEAD}{}", story.replace("on: c", "about: c"));
    let document = Source::parse(&meant).unwrap().remove(0).value;
    let now = "2026-01-01T00:00:00Z".parse().unwrap();
    let refused = decide(&document, Some(&StoryIndex::default()), &Directory::default(), None, now).unwrap_err();
    assert_eq!(refused[0].message, "`c` is an item of the story: write `on: c`");
}

#[test]
fn a_proposal_has_versions_and_each_party_its_advice_and_its_answer() {
    let first = "
- proposal.made: plan
  source: us-says
  subject: a plan for an end of the war
  proposer: us
  version: first
  terms:
    land: {described: the lines of today are kept, version: first}
- proposal.reported: plan
  source: us-says
  version: second
  terms:
    land: {described: the lines of today are kept, version: second}
    money: {described: half of the frozen money is invested, version: second}
- proposal.reported: plan
  source: waiter-saw
  positions:
    russia: {advice: accept, answer: refuses_to_consider, version: second}
";
    let told = given(first);
    told.stands("plan/version", "second", Confirmed, Nothing);
    told.stands("plan/positions/russia/answer", "refuses to consider", Reported, Nothing);
    let brief = told.brief();
    assert!(brief.contains("Russia (advises to accept; refuses to consider; to the second version)"), "{brief}");
    assert!(brief.contains("the lines of today are kept (in the first version; in the second version)"), "{brief}");
    // Withdrawn, its terms are still there to be compared with.
    let withdrawn = given(&format!("{first}- proposal.withdrawn: plan\n  source: us-says\n"));
    assert_eq!(withdrawn.phase("plan").agreed(), Some("withdrawn"));
    withdrawn.stands("plan/terms/money", "half of the frozen money is invested", Confirmed, Nothing);
}

#[test]
fn what_was_called_off_is_not_disputed_by_the_plan_it_called_off() {
    let told = given(
        "
- meeting.announced: m
  source: us-says
  participants: [putin, witkoff]
- meeting.cancelled: m
  source: kremlin-says
- meeting.held: n
  participants: [putin, witkoff]
- meeting.reported: n
  source: waiter-saw
  hedge: probable
  participants: [rubio]
",
    );
    let view = told.view();
    let headline = |key: &str| items::headline(&view, told.state.item(&ItemKey::new(key).unwrap()).unwrap());
    assert_eq!(headline("m"), "a meeting of Vladimir Putin and Steve Witkoff was called off");
    // Who is hedged is hedged in the headline too.
    assert_eq!(headline("n"), "Vladimir Putin, Steve Witkoff and Marco Rubio (probably) met [unattributed]");
    // A party that has said so once is not told again for what it said on the way.
    let row = matrix::of(&view, Some("meeting"), None).remove(0);
    let kremlin = row.parties.iter().find(|cell| cell.party.as_str() == "kremlin").unwrap();
    assert_eq!(kremlin.says.iter().map(|said| said.says.as_str()).collect::<Vec<_>>(), ["cancelled"]);
    assert!(row.others.is_empty(), "{:?}", row.others);
}

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
    assert_eq!(refusal, "the directory has no `lemonde`; add it under `directory:`");
}

#[test]
fn everybody_who_tells_of_an_item_is_named_in_the_brief() {
    let told = given(
        "
- occurrence.reported: blast
  source: waiter-saw
  type: a blast
  when: 2025-04-01
- occurrence.reported: blast
  source: driver-saw
  type: a blast
",
    );
    let brief = told.brief();
    assert!(brief.contains("Also told, in whole or in part, by TASS, citing A Driver."), "{brief}");
}

#[test]
fn numbers_that_differ_are_told_with_their_days() {
    let told = given(
        "
- statement.reported: letter
  source: {origin: driver, via: [tass], knowledge: witnessed}
  published: 2025-04-02
  speaker: aides
  gist: they will leave
  declares: {signatories: count}
  signatories: 505
- statement.reported: letter
  source: {origin: waiter, via: [herald], knowledge: witnessed}
  published: 2025-04-03
  signatories: more than 700
",
    );
    let brief = told.brief();
    assert!(brief.contains("A Driver says 505 on 2 April 2025 (TASS)"), "{brief}");
    assert!(brief.contains("A Waiter says more than 700 on 3 April 2025 (The Herald)"), "{brief}");
}

#[test]
fn the_end_of_what_took_days_is_told_with_its_beginning() {
    let told = given(
        "
- occurrence.began: hearing
  source: {origin: court, knowledge: own_act}
  type: a hearing
  when: 2025-04-01
- occurrence.completed: hearing
  source: {origin: court, knowledge: own_act}
  when: 2025-04-11
",
    );
    let timeline = timeline::of(&told.view());
    assert_eq!(timeline[0].reads.as_deref(), Some("on 1 April 2025 (ended on 11 April 2025)"));
    assert_eq!(timeline[0].what, "a hearing took place on 1 April 2025 (ended on 11 April 2025)");
}

#[test]
fn the_matrix_tells_what_each_says_where_they_differ() {
    let told = given(
        "
- meeting.held: m
  source: kremlin-says
  participants: [putin, witkoff]
  place: moscow
- meeting.held: m
  source: us-says
  place: petersburg
- meeting.reported: m
  source: waiter-saw
  place: {value: moscow, hedge: possible}
",
    );
    let row = matrix::of(&told.view(), None, None).remove(0);
    let tells = |says: &[crate::views::matrix::Said]| -> Vec<Vec<String>> {
        says.iter().map(|said| said.tells.clone()).collect()
    };
    let parties: Vec<_> = row.parties.iter().map(|cell| (cell.party.as_str(), tells(&cell.says))).collect();
    assert!(parties.contains(&("kremlin", vec![vec!["place Moscow".to_owned()]])), "{parties:?}");
    assert!(parties.contains(&("us", vec![vec!["place St. Petersburg".to_owned()]])), "{parties:?}");
    assert_eq!(tells(&row.others), [["place Moscow (possibly)"]]);
}

#[test]
fn a_gap_says_so_when_there_is_conjecture() {
    let told = given(
        "- meeting.held: m\n  source: kremlin-says\n- meeting.reported: m\n  source: waiter-saw\n  place: {value: moscow, hedge: possible}\n",
    );
    assert!(told.brief().contains("Not stated of meeting m: place, beyond conjecture."), "{}", told.brief());
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
    let rows = matrix::of(&told.view(), None, Some(&peskov));
    assert_eq!(rows.iter().map(|row| row.item.as_str()).collect::<Vec<_>>(), ["return", "letter"]);
    let who = who::of(&told.view(), &peskov).unwrap();
    let says: Vec<_> = who.says.iter().map(|says| (says.item.as_str(), says.said.says.as_str())).collect();
    assert_eq!(says, [("return", "denies")]);
}

#[test]
fn a_single_source_is_told_with_who_else_tells_of_the_item() {
    let told = given(
        "
- meeting.reported: m
  source: aides-say
  participants: [putin]
- meeting.reported: m
  source: {origin: officials, via: [tass], basis: anonymous}
  place: moscow
- meeting.reported: n
  source: aides-say
  participants: [putin]
- meeting.reported: n
  source: driver-saw
  place: moscow
- meeting.reported: o
  source: aides-say
  participants: [putin]
",
    );
    let findings = findings::of(&told.view());
    let of = |item: &str| {
        let single = findings
            .iter()
            .find(|finding| finding.item.as_deref() == Some(item) && finding.code.as_str() == "single-source");
        single.unwrap().message.clone()
    };
    assert_eq!(of("m"), "rests on aides alone; others, unnamed as well, tell of the item: they may be the same");
    assert_eq!(of("n"), "rests on aides alone; others tell of the item and do not bear this out");
    assert_eq!(of("o"), "rests on aides alone");
}

#[test]
fn what_became_of_a_plan_is_not_as_uncertain_as_the_plan() {
    let told = given(
        "
- occurrence.announced: return
  source: us-says
  hedge: probable
  type: a return
  who: [witkoff]
- occurrence.completed: return
  source: {origin: witkoff, knowledge: own_act}
",
    );
    let view = told.view();
    assert_eq!(
        items::headline(&view, told.state.item(&ItemKey::new("return").unwrap()).unwrap()),
        "a return (Steve Witkoff) took place"
    );
    let brief = brief::checked(&view);
    let sentence = &brief.sections[0].entries[0].sentences[0];
    assert_eq!(sentence.standing, Some(Confirmed), "{}", sentence.text);
}

#[test]
fn what_lies_ahead_is_told_with_how_likely_it_is_and_what_is_overdue_is_not_ahead() {
    let told = given(
        "
- meeting.announced: m
  source: us-says
  participants: [putin, witkoff]
  when: 2025-04-20
  outlook: likely
",
    );
    let brief = |now: &str| {
        let view = View::new(&told.state, &told.directory, Bounds::default(), now.parse().unwrap(), false);
        let brief = brief::checked(&view);
        let of_meeting = |section: &&crate::views::brief::BriefSection| format!("{section:?}").contains("are to meet");
        let section = brief.sections.iter().find(of_meeting).unwrap();
        (section.heading.clone(), format!("{section:?}"))
    };
    let (heading, text) = brief("2025-04-19T00:00:00Z");
    assert_eq!(heading, "What happens next");
    assert!(text.contains("The United States makes it likely."), "{text}");
    assert_eq!(brief("2025-05-19T00:00:00Z").0, "What we don't know");
}

#[test]
fn whoever_was_corrected_or_says_otherwise_does_not_also_tell_of_it() {
    let told = given(
        "
- claim.reported: c
  source: driver-saw
  text: the car was red
- claim.reported: c
  key: wrong
  source: waiter-saw
  text: the car was blue
- claim.reported: c
  source: aides-say
  text: the car was red
- claim.corrected: c
  by: waiter
  source: waiter-saw
  text: the car was red
  corrects: {update: wrong, path: text, reason: misheard}
",
    );
    assert!(!told.brief().contains("told, in whole or in part, by The Herald, citing A Waiter"), "{}", told.brief());
    let told = given(
        "
- meeting.held: m
  source: driver-saw
  place: moscow
- meeting.held: m
  source: waiter-saw
  place: london
",
    );
    assert!(!told.brief().contains("Also told"), "{}", told.brief());
}

#[test]
fn the_matrix_tells_what_of_a_part_is_confirmed_and_which_report_was_mended() {
    let told = given(
        "
- claim.reported: c
  key: first
  source: driver-saw
  text: the car was red
  nature: fact
- claim.corrected: c
  by: desk
  source: driver-saw
  nature: allegation
  corrects: {update: first, path: nature, reason: misread}
- claim.confirmed: c
  source: waiter-saw
  of: text
  value: the car was red
  hedge: possible
",
    );
    let row = matrix::of(&told.view(), Some("claim"), None).remove(0);
    let says: Vec<_> = row.others.iter().map(|said| (said.voice.slug.as_str(), said.says.as_str())).collect();
    assert!(says.contains(&("driver", "asserts, corrected in part since")), "{says:?}");
    assert!(says.contains(&("waiter", "confirms text the car was red (possibly)")), "{says:?}");
}
