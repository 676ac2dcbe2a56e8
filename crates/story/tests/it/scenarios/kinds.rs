//! Kinds worked through. What holds for all of them is in `every_kind`.

use newsreel_story::judge::grade::Grade::{Confirmed, None as Nothing, Reported, Unattributed};
use newsreel_story::views::brief::{self, Form};

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
    assert!(told.brief().contains("The court is to rule on the case of the embassy on 2 May 2025"), "{}", told.brief());
    let told = given(&format!("{awaited}{decided}"));
    told.stands("ruling", "it is so", Confirmed, Nothing);
    told.stands("ruling/when", "on 9 May 2025", Confirmed, Nothing);
    let given = "On 9 May 2025, the court ruled on the case of the embassy: the land is the embassy's";
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
    assert!(brief.contains("Russia refused to consider it and advised to accept it in its second version"), "{brief}");
    assert!(brief.contains("the lines of today are kept (in the first version)"), "{brief}");
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
    let brief = brief::checked(&told.view(), Form::Full);
    assert_eq!(brief.left_out, [""; 0]);
    let gap = "nothing is known of the others.";
    assert!(told.brief().contains(gap), "{}", told.brief());
}

#[test]
fn to_have_set_out_is_not_to_have_arrived() {
    let began = "
- trip.began: voyage
  source: newsweek
  traveller: witkoff
  from: london
  destination: moscow
  departure: 2025-04-10
";
    let told = given(began);
    assert_eq!(told.phase("voyage").agreed(), Some("under_way"));
    let brief = told.brief();
    assert!(brief.contains("Steve Witkoff set out from London for Moscow on 10 April 2025"), "{brief}");
    assert!(!brief.contains("arrived"), "{brief}");
    let told = given(&format!("{began}\n- trip.arrived: voyage\n  source: newsweek\n"));
    assert_eq!(told.phase("voyage").agreed(), Some("arrived"));
    assert!(told.brief().contains("Steve Witkoff arrived in Moscow"), "{}", told.brief());
}

#[test]
fn every_stance_of_ones_own_has_a_change_that_files_it() {
    let stances = [
        ("denies_knowledge", "denies_knowledge"),
        ("not_confirmed", "not_confirmed"),
        ("cannot_corroborate", "cannot_corroborate"),
    ];
    for (change, stance) in stances {
        let told = given(&format!(
            "
- occurrence.announced: sale
  source: newsweek
  type: the sale of the dock
- occurrence.{change}: sale
  source: kremlin-says
"
        ));
        let view = told.view();
        let account = view.account(&"sale".parse().unwrap());
        let own: Vec<&str> =
            account.words.iter().map(|word| word.stance.as_str()).filter(|said| *said == stance).collect();
        assert_eq!(own, [stance]);
    }
}

#[test]
fn a_value_that_is_missing_is_missing_in_one_way_and_opposes_nothing() {
    for (absence, reads) in [("not_disclosed", "not disclosed"), ("unknown", "unknown"), ("not_stated", "not stated")] {
        let told = given(&format!(
            "
- occurrence.announced: sale
  source: us-says
  type: the sale of the dock
  when: {{none: {absence}}}
"
        ));
        told.stands("sale/when", reads, Confirmed, Nothing);
        let told = given(&format!(
            "
- occurrence.announced: sale
  source: us-says
  when: 2025-05-09
- occurrence.reported: sale
  source: kremlin-says
  when: {{none: {absence}}}
"
        ));
        let view = told.view();
        let account = view.account(&"sale/when".parse().unwrap());
        assert!(account.candidates.iter().all(|candidate| !candidate.standing.is_contested()), "{absence}");
    }
}

#[test]
fn a_call_has_no_place_to_be_stated() {
    let met =
        |format: &str| given(&format!("\n- meeting.held: m\n  participants: [putin, witkoff]\n  format: {format}\n"));
    let asks_where = |format: &str| {
        met(format).brief().lines().any(|line| line.starts_with("It is not reported") && line.contains("where"))
    };
    assert!(asks_where("in_person"));
    assert!(!["call", "video", "letter"].iter().any(|format| asks_where(format)));
}

#[test]
fn a_vote_has_a_result_a_tally_and_what_it_needs() {
    let told = given(
        "
- vote.completed: dues
  source: {origin: court, via: [herald], knowledge: own_act}
  question: the harbour dues
  body: court
  result: carried
  for: 61.5%
  against: 38.5%
  threshold: two thirds
  turnout: {none: not_stated}
  when: 2025-04-09
",
    );
    told.stands("dues/for", "61.5%", Confirmed, Nothing);
    told.stands("dues/turnout", "not stated", Confirmed, Nothing);
    let sentence = "The court approved the harbour dues on 9 April 2025: 61.5 per cent for, 38.5 per cent against";
    assert!(told.brief().contains(sentence), "{}", told.brief());
}

#[test]
fn what_one_side_releases_is_not_an_exchange() {
    let told = given(
        "
- release.completed: amnesty
  source: us-says
  releases: [witkoff]
  released_by: us
  when: 2025-04-09
",
    );
    assert!(told.brief().contains("The United States released Steve Witkoff on 9 April 2025"), "{}", told.brief());
}

#[test]
fn a_rate_has_its_unit_and_a_forecast_its_forecaster() {
    let told = given(
        "
- claim.reported: dues
  source: newsweek
  text: the dues will rise
  nature: forecast
  forecaster: court
  rate: {amount: 12.5, unit: crowns a tonne}
",
    );
    told.stands("dues/rate", "12.5 crowns a tonne", Unattributed, Nothing);
    told.stands("dues/forecaster", "the court", Unattributed, Nothing);
}
