//! What was taken back, mended or entered in error, and what goes with it.

use newsreel_story::judge::grade::Grade::{None as Nothing, Reported};
use newsreel_story::views::matrix;

use crate::kit::given;

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
        told.brief().contains("The Herald took back its own report")
            && told.brief().contains("rested on what has been withdrawn and counts no more"),
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
    assert!(
        // It was said, and taken back: that nobody said it would be wrong.
        brief.contains("By 11 April 2025, Dmitry Peskov had denied the meeting")
            && !brief.contains("Nobody on file")
            && !brief.contains("is disputed"),
        "{brief}"
    );
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
        told.brief().contains("The Herald's report, known by 11 April 2025, on the meeting said that it was in St. Petersburg; the desk first recorded that it was in Moscow (misread)."),
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
    let row = matrix::of(&told.view(), Some("claim"), None).rows.remove(0);
    let says: Vec<_> = row.others.iter().map(|said| (said.voice.slug.as_str(), said.says.as_str())).collect();
    assert!(says.contains(&("driver", "asserts, corrected in part since")), "{says:?}");
    assert!(says.contains(&("waiter", "confirms the text (the car was red) (possibly)")), "{says:?}");
}
