//! What lies ahead: announced, moved, called off, overdue, and what became of it.

use jiff::Timestamp;
use newsreel_story::judge::grade::Grade::{Confirmed, Conjecture, None as Nothing};
use newsreel_story::record::bounds::Bounds;
use newsreel_story::views::brief::{self, Form};
use newsreel_story::views::{matrix, timeline};

use newsreel_story::views::expected::{Fate, Firmness};

use crate::kit::{expectations, given};

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
            .contains("A visit to the front took place on 1 April 2025, Marco Rubio told Newsweek.\nRubio also said beforehand that it was to involve Steve Witkoff."),
        "{}",
        told.brief()
    );
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
    assert_eq!(told.headline("m"), "the meeting of Vladimir Putin and Steve Witkoff was called off");
    // Who is hedged is hedged in the headline too.
    assert_eq!(told.headline("n"), "Vladimir Putin, Steve Witkoff and probably Marco Rubio met [unattributed]");
    // A party that has said so once is not told again for what it said on the way.
    let row = matrix::of(&told.view(), Some("meeting"), None).rows.remove(0);
    let kremlin = row.parties.iter().find(|cell| cell.party.as_str() == "kremlin").unwrap();
    assert_eq!(kremlin.says.iter().map(|said| said.says.as_str()).collect::<Vec<_>>(), ["cancelled"]);
    assert!(row.others.is_empty(), "{:?}", row.others);
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
    // That he was to take part was said of the plan only.
    assert_eq!(told.headline("return"), "a return took place");
    let brief = brief::checked(&view, Form::Full);
    let sentence = &brief.sections[0].entries[0].sentences[0];
    assert_eq!(sentence.standing, Some(Confirmed), "{}", sentence.text);
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
        let view = told.view_at(now, Bounds::default());
        format!("{:?}", brief::checked(&view, Form::Full))
    };
    let passed = "Whether that happened is not reported.";
    assert!(!brief("2025-04-19T00:00:00Z".parse().unwrap()).contains(passed));
    assert!(brief("2025-05-19T00:00:00Z".parse().unwrap()).contains(passed));
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
        let view = told.view_at(now.parse().unwrap(), Bounds::default());
        let brief = brief::checked(&view, Form::Full);
        let of_meeting =
            |section: &&newsreel_story::views::brief::BriefSection| format!("{section:?}").contains(" to meet on");
        let section = brief.sections.iter().find(of_meeting).unwrap();
        (section.heading.clone(), format!("{section:?}"))
    };
    let (heading, text) = brief("2025-04-19T00:00:00Z");
    assert_eq!(heading, "What happens next");
    assert!(text.contains("Rubio called it likely"), "{text}");
    assert_eq!(brief("2025-05-19T00:00:00Z").0, "What we don't know");
}

#[test]
fn a_date_has_another_beside_it_only_where_neither_is_better_supported() {
    let dates = |source: &str| {
        let told = given(&format!(
            "
- meeting.held: m
  source: us-says
  participants: [putin, witkoff]
  when: 2025-04-01
- meeting.held: m
  source: {source}
  when: 2025-04-09
"
        ));
        timeline::of(&told.view()).moments.remove(0).or
    };
    assert_eq!(dates("kremlin-says"), ["on 9 April 2025"]);
    assert_eq!(dates("waiter-saw"), [""; 0]);
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
    let timeline = timeline::of(&told.view()).moments;
    assert_eq!(timeline[0].reads.as_deref(), Some("on 1 April 2025 (ended on 11 April 2025)"));
    assert_eq!(timeline[0].what, "a hearing began on 1 April 2025 and ended on 11 April");
}

/// What is expected of each item, with how firmly and what became of it, in the order it is told.
fn expected(updates: &str) -> Vec<(String, Firmness, Fate)> {
    let told = given(updates);
    let view = told.view_at("2025-04-19T00:00:00Z".parse().unwrap(), Bounds::default());
    expectations(&view).into_iter().map(|expected| (expected.item, expected.firmness, expected.fate)).collect()
}

#[test]
fn what_lies_ahead_is_told_first_by_how_firm_it_is_then_by_its_time() {
    let told = expected(
        "
- meeting.announced: met
  source: us-says
  when: 2025-04-01
- meeting.held: met
  source: us-says
  when: 2025-04-01
- meeting.mooted: mooted
  source: us-says
  when: 2025-04-20
- meeting.announced: undated
  source: us-says
- meeting.announced: later
  source: us-says
  when: 2025-05-01
- meeting.announced: sooner
  source: us-says
  when: 2025-04-25
",
    );
    let order: Vec<&str> = told.iter().map(|(item, ..)| item.as_str()).collect();
    assert_eq!(order, ["sooner", "later", "undated", "mooted", "met"]);
}

#[test]
fn what_happens_after_its_day_is_met_late() {
    let held = |when: &str| {
        let plan = "\n- meeting.announced: m\n  source: us-says\n  when: 2025-04-10\n";
        expected(&format!("{plan}- meeting.held: m\n  source: us-says\n  when: {when}\n")).remove(0).2
    };
    assert_eq!(held("2025-04-10"), Fate::Met);
    // A day has no zone: until it is past everywhere it may be the same.
    assert_eq!(held("2025-04-13"), Fate::MetLate);
}

#[test]
fn sides_that_plan_and_call_off_divide_what_is_expected() {
    let cancelled = "\n- meeting.cancelled: m\n  source: us-says\n  participants: [putin, witkoff]\n";
    let then = |change: &str| expected(&format!("{cancelled}- meeting.announced: m\n  source: kremlin-says\n{change}"));
    assert_eq!(then(""), [("m".to_owned(), Firmness::Divided, Fate::Open)]);
    let denied = "- meeting.held: m\n  source: us-says\n- meeting.denied: m\n  source: kremlin-says\n";
    assert_eq!(then(denied), [("m".to_owned(), Firmness::Divided, Fate::Unknown)]);
}

#[test]
fn who_expected_it_is_told_when_it_has_happened_and_no_date_when_it_is_off() {
    let of = |then: &str| {
        let plan =
            "\n- meeting.announced: m\n  source: us-says\n  participants: [putin, witkoff]\n  when: 2025-04-25\n";
        let told = given(&format!("{plan}{then}"));
        let expected = expectations(&told.view()).remove(0);
        (expected.by.iter().map(|by| by.voice.slug.to_string()).collect::<Vec<_>>(), expected.when)
    };
    let day = Some("on 25 April 2025".to_owned());
    assert_eq!(of("- meeting.held: m\n  source: us-says\n"), (vec!["us".to_owned()], day));
    assert_eq!(of("- meeting.cancelled: m\n  source: us-says\n").1, None);
    assert_eq!(of("- meeting.postponed: m\n  source: us-says\n").1, None);
}

#[test]
fn a_deadline_that_is_disputed_is_nobodys_deadline() {
    let made = "\n- proposal.made: p\n  source: us-says\n  deadline: 2025-05-01\n";
    assert_eq!(expected(made).len(), 1);
    let disputed = "- proposal.reported: p\n  source: kremlin-says\n  deadline: 2025-06-01\n";
    assert_eq!(expected(&format!("{made}{disputed}")), []);
}

#[test]
fn a_deadline_that_was_moved_is_told_with_where_it_was() {
    let told = given(
        "
- proposal.made: p
  source: us-says
  deadline: 2025-05-01
- proposal.reported: p
  source: us-says
  deadline: 2025-06-01
",
    );
    let expected = expectations(&told.view());
    assert_eq!(expected[0].when.as_deref(), Some("on 1 June 2025"));
    assert_eq!(expected[0].moved_from, ["on 1 May 2025"]);
}
