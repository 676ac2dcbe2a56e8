//! What lies ahead: announced, moved, called off, overdue, and what became of it.

use jiff::Timestamp;
use newsreel_story::judge::grade::Grade::{Confirmed, Conjecture, None as Nothing};
use newsreel_story::record::bounds::Bounds;
use newsreel_story::views::{brief, matrix, timeline};

use crate::kit::given;

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
            .contains("A visit to the front (Steve Witkoff (as planned)) took place on 1 April 2025, according"),
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
    assert_eq!(told.headline("m"), "a meeting of Vladimir Putin and Steve Witkoff was called off");
    // Who is hedged is hedged in the headline too.
    assert_eq!(told.headline("n"), "Vladimir Putin, Steve Witkoff and Marco Rubio (probably) met [unattributed]");
    // A party that has said so once is not told again for what it said on the way.
    let row = matrix::of(&told.view(), Some("meeting"), None).remove(0);
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
    assert_eq!(told.headline("return"), "a return (Steve Witkoff) took place");
    let brief = brief::checked(&view);
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
        format!("{:?}", brief::checked(&view))
    };
    let passed = "Its time has passed, and what became of it is not on file.";
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
        let brief = brief::checked(&view);
        let of_meeting =
            |section: &&newsreel_story::views::brief::BriefSection| format!("{section:?}").contains("are to meet");
        let section = brief.sections.iter().find(of_meeting).unwrap();
        (section.heading.clone(), format!("{section:?}"))
    };
    let (heading, text) = brief("2025-04-19T00:00:00Z");
    assert_eq!(heading, "What happens next");
    assert!(text.contains("The United States makes it likely."), "{text}");
    assert_eq!(brief("2025-05-19T00:00:00Z").0, "What we don't know");
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
