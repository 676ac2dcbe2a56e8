//! Kinds worked through. What holds for all of them is in `every_kind`.

use newsreel_story::judge::grade::Grade::{Confirmed, None as Nothing, Reported};

use crate::kit::given;

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
fn more_are_claimed_than_are_on_file() {
    let told = given(
        "
- trip.began: t
  source: us-says
  traveller: putin
  ordinal: {position: 6, of: {label: the trips to London, kind: trip}}
",
    );
    let brief = newsreel_story::views::brief::checked(&told.view());
    assert_eq!(brief.left_out, [""; 0]);
    let gap = "nothing is known of the others.";
    assert!(told.brief().contains(gap), "{}", told.brief());
}
