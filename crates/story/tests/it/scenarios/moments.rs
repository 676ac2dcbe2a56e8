//! The answer for a moment, and what moved between two.

use newsreel_story::judge::grade::Grade::None as Nothing;
use newsreel_story::judge::view::View;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::views::difference::Interval;
use newsreel_story::views::difference::Sort;
use newsreel_story::views::{brief, difference};

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
