//! The answer for a moment, and what moved between two.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use newsreel_story::judge::grade::Grade::None as Nothing;
use newsreel_story::judge::view::View;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::recorded::Recorded;
use newsreel_story::record::update::{Embargo, EmbargoAct};
use newsreel_story::views::brief::{self, Form};
use newsreel_story::views::difference;
use newsreel_story::views::difference::Interval;
use newsreel_story::views::difference::Sort;

use crate::kit::{given, minute_of};

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
    let view = told.view_at(minute_of(20_000), bounds);
    let account = view.account(&"m".parse().unwrap());
    assert_eq!(account.leading().map(|leading| leading.standing.opposition), Some(Nothing));
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
    let corrected = |view: &View<'_>| format!("{:?}", brief::checked(view, Form::Full)).contains("A Waiter took back");
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
    let brief = format!("{:?}", brief::checked(&view, Form::Full));
    assert!(brief.contains("are to meet on 10 April 2025") && !brief.contains("passed"), "{brief}");
    assert!(!brief.contains("cease-fire"), "{brief}");
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
    let difference =
        difference::between(&told.view(), Interval { from: None, to: minute_of(20_000), recorded: false }, &[]);
    let raised: Vec<_> = difference
        .moves
        .iter()
        .filter(|step| step.sort == Sort::Finding)
        .map(|step| (step.about.as_str(), step.sequence, step.at))
        .collect();
    assert_eq!(raised, [("m", Some(3), minute_of(1))]);
}

#[test]
fn what_held_until_a_moment_held_at_that_moment() {
    let told = given(
        "
- occurrence.reported: o
  source: waiter-saw
  type: a strike
  declares: {strikers: {type: count, holds: successive}}
  strikers: {value: 40, from: 2025-04-01, until: 2025-04-05T12:00:00Z}
",
    );
    let held = |instant: &str| told.true_at(instant).value_of(&"o/strikers".parse().unwrap()).is_some();
    assert!(held("2025-04-05T12:00:00Z"));
    assert!(!held("2025-04-05T12:00:01Z"));
}

#[test]
fn an_embargo_is_over_at_its_very_moment() {
    let until: Timestamp = "2025-04-20T12:00:00Z".parse().unwrap();
    let embargo = Embargo { until: Some(until), ..Embargo::default() };
    assert!(!embargo.has_ended(until - SignedDuration::from_nanos(1)));
    assert!(embargo.has_ended(until));
    assert!(!Embargo::default().has_ended(until), "one that waits for an event ends when somebody says so");
}

#[test]
fn what_is_under_an_embargo_is_shown_once_it_is_recorded_openly() {
    let mut told = given(
        "
- claim.reported: open
  source: waiter-saw
  text: soup is served
- meeting.held: m
  source: waiter-saw
  embargo: {until: 2099-04-20T12:00:00Z}
",
    );
    assert_eq!(told.view().items().count(), 1);
    let mut update = told.held.remove(0).record.clone();
    update.embargo.as_mut().unwrap().lifted = Some(EmbargoAct::default());
    let sequence = told.state.sequence() + 2;
    told.state.apply(Arc::new(Recorded { sequence, recorded_at: minute_of(20_000), record: update }));
    assert_eq!(told.view().items().count(), 2);
}

/// The moves of the phase of `m` after one moment and up to another, and whether each is undone.
fn phase_moves(updates: &str, from: usize, to: usize) -> Vec<(String, bool)> {
    let told = given(updates);
    let difference = difference::between(
        &told.view(),
        Interval { from: Some(minute_of(from)), to: minute_of(to), recorded: false },
        &[],
    );
    let moves = difference.moves.into_iter().filter(|step| step.sort == Sort::Phase);
    moves.map(|step| (step.after.unwrap_or_default(), step.undone)).collect()
}

#[test]
fn a_difference_begins_after_a_moment_and_ends_with_one() {
    let updates = "
- meeting.announced: m
  source: us-says
- meeting.began: m
  source: us-says
- meeting.held: m
  source: us-says
";
    let moves = |from, to| phase_moves(updates, from, to).into_iter().map(|(phase, _)| phase).collect::<Vec<_>>();
    assert_eq!(moves(0, 2), ["under way", "held"]);
    assert_eq!(moves(0, 1), ["under way"]);
    assert_eq!(moves(1, 2), ["held"]);
}

#[test]
fn a_move_is_undone_when_it_ends_where_it_was_and_not_when_it_went_on() {
    let life = |last: &str| {
        phase_moves(
            &format!(
                "
- meeting.announced: m
  source: us-says
- meeting.cancelled: m
  source: us-says
- meeting.{last}: m
  source: us-says
"
            ),
            0,
            2,
        )
    };
    assert_eq!(life("reinstated"), [("cancelled".to_owned(), true), ("planned".to_owned(), false)]);
    assert_eq!(life("held"), [("cancelled".to_owned(), false), ("held".to_owned(), false)]);
}
