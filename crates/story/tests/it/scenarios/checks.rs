//! What a standards editor would ask about.

use newsreel_story::views::findings;

use crate::kit::given;

/// What the check finds under one code.
fn found(updates: &str, code: &str) -> Vec<String> {
    let found = findings::of(&given(updates).view());
    found.into_iter().filter(|finding| finding.code.as_str() == code).map(|finding| finding.message).collect()
}

#[test]
fn somebody_is_released_and_nobody_is_said_to_have_done_it() {
    let release =
        |by: &str| format!("\n- exchange.completed: x\n  source: us-says\n  releases:\n    waiter: {{{by}}}\n");
    assert_eq!(found(&release(""), "passive-agent"), ["who released A Waiter is not stated"]);
    assert_eq!(found(&release("by: russia"), "passive-agent"), [""; 0]);
}

#[test]
fn who_is_said_to_have_said_it_denies_that_he_said_so() {
    let said = "
- meeting.held: m
  key: said
  source: {origin: peskov, via: [tass], knowledge: own_act}
";
    assert_eq!(found(said, "doubted"), [""; 0]);
    let denied = "
- meeting.denied: m
  source: {origin: peskov, via: [newsweek], knowledge: own_act}
  of: attribution:said
";
    assert_eq!(found(&format!("{said}{denied}"), "doubted"), ["the Kremlin denies that it said so"]);
}

#[test]
fn the_words_of_a_statement_may_be_those_of_another() {
    let statement = |actual: &str| {
        format!(
            "
- statement.recorded: letter
  source: waiter-saw
  words: the table was laid
  speaker: peskov
  actual_speaker: {actual}
- meeting.held: m
  source: {{origin: peskov, via: [herald], knowledge: own_act, statement: letter}}
"
        )
    };
    let doubted = |actual: &str| found(&statement(actual), "doubted");
    assert_eq!(doubted("putin"), ["the words are said to be those of Vladimir Putin"]);
    assert_eq!(doubted("peskov"), [""; 0]);
}

#[test]
fn a_denial_with_a_reason_reports_nothing() {
    for denial in [
        "occurrence.denied: fire, source: waiter-saw, of: dead, value: 4, reason: two were found alive",
        "occurrence.denied: fire, source: waiter-saw, of: cause, value: arson, reason: nobody was there",
        "occurrence.denied: fire, source: waiter-saw, reason: nobody was there",
        "occurrence.disputed: fire, source: waiter-saw, of: dead, value: 4, reason: two were found alive",
        "occurrence.declined: fire, source: waiter-saw, of: dead, reason: the inquiry goes on",
        "occurrence.denied: fire, source: herald, of: dead, value: 4, reason: two were found alive",
    ] {
        let updates = format!(
            "
- {{occurrence.completed: fire, key: first, source: driver-saw, type: a fire, dead: 4, cause: arson}}
- {{{denial}}}"
        );
        // The report stays that of one source, and what is against it is not asked about as a report.
        let found = found(&updates, "single-source");
        assert_eq!(found.len(), 1, "{denial}: {found:#?}");
        assert!(!found[0].contains("others tell of the item"), "{denial}: {found:#?}");
    }
}
