//! Who bears out what: outlets, witnesses, parties, and sources that are only described.

use newsreel_story::judge::grade::Grade::{Confirmed, Corroborated, None as Nothing, Reported, Unattributed};
use newsreel_story::views::findings;

use crate::kit::given;

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
    assert!(
        told.brief()
            .contains("The Kremlin has not officially confirmed it, Newsweek reported; no denial from it is on file.")
    );
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
    told.stands("c", "it is so", Reported, Reported);
    told.nothing_stands("m");
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
