//! How what is on file reads.

use crate::kit::given;
use newsreel_story::views::brief::{self, Form};
use newsreel_story::views::overview;

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
    assert!(brief.contains("A Driver gave the number of signatories as at least 500, TASS reported."), "{brief}");
    assert_eq!(brief::unsupported(&view, &brief::of(&view, Form::Full)), None);
}

#[test]
fn a_headline_says_how_well_it_stands() {
    let headline = |updates: &str| given(updates).headline("m");
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
    assert!(headline(denied).ends_with("[denied by the Kremlin, and nobody on file says it]"), "{}", headline(denied));
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
    assert!(brief.contains("A Driver (quoted by TASS) said so too."), "{brief}");
}

#[test]
fn a_gap_says_so_when_there_is_conjecture() {
    let told = given(
        "- meeting.held: m\n  source: kremlin-says\n- meeting.reported: m\n  source: waiter-saw\n  place: {value: moscow, hedge: possible}\n",
    );
    assert!(
        told.brief().contains(
            "Beyond conjecture, it is not reported when and where a meeting took place, who took part in it and what came of it."
        ),
        "{}",
        told.brief()
    );
}
