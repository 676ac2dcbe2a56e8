//! What was put out, and what has happened since to what it relied on.

use newsreel_story::views::publications::{self, ReviewClass};

use crate::kit::given;

/// A meeting in Moscow by one witness, and a piece that relies on it.
const PIECE: &str = "
- meeting.held: m
  key: seen
  source: waiter-saw
  place: moscow
- publication.published: piece
  source: {origin: newsweek, basis: on_record, knowledge: own_act}
  outlet: newsweek
  relies_on: seen
";
const RIVAL: &str = "
- meeting.held: m
  key: rival
  source: driver-saw
  place: petersburg
";

/// What needs review, with the keys of the updates through which that changed.
fn reviews(updates: &str) -> Vec<(ReviewClass, String)> {
    let told = given(updates);
    let through = |review: publications::NeedsReview| {
        let keys = review.through.iter().map(|id| {
            let place = told.state.place_of(*id).unwrap();
            told.state.reports()[place].record.key.as_ref().map_or("", |key| key.as_str())
        });
        (review.class, keys.collect::<Vec<_>>().join(" "))
    };
    publications::needing_review(&told.view()).into_iter().map(through).collect()
}

#[test]
fn what_became_contested_since_needs_review_and_what_was_contested_already_does_not() {
    assert_eq!(reviews(PIECE), []);
    assert_eq!(reviews(&format!("{PIECE}{RIVAL}")), [(ReviewClass::Review, "rival".to_owned())]);
    assert_eq!(reviews(&format!("{RIVAL}{PIECE}")), []);
}

#[test]
fn the_last_version_that_says_what_it_relied_on_counts() {
    let amended = "
- meeting.held: n
  key: other
  source: driver-saw
- publication.amended: piece
  source: {origin: newsweek, basis: on_record, knowledge: own_act}
  relies_on: other
";
    let of = |item: &str, key: &str, by: &str| {
        let retraction = format!("\n- meeting.retracted: {item}\n  key: gone\n  by: {by}\n  retracts: {key}\n");
        reviews(&format!("{PIECE}{amended}{retraction}"))
    };
    assert_eq!(of("m", "seen", "herald"), []);
    assert_eq!(of("n", "other", "tass"), [(ReviewClass::Correction, "gone".to_owned())]);
}

#[test]
fn what_was_withdrawn_needs_no_review() {
    let gone = "
- publication.withdrawn: piece
  source: {origin: newsweek, basis: on_record, knowledge: own_act}
";
    assert_eq!(reviews(&format!("{PIECE}{RIVAL}{gone}")), []);
}
