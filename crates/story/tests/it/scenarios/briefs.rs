//! What a brief chooses and in which order it tells: nothing twice, like things together, who somebody is where they come up.

use newsreel_story::views::brief::{self, Brief, BriefEntry, Form};

use crate::kit::{Told, given};

fn in_form(told: &Told, form: Form) -> Brief {
    brief::checked(&told.view(), form)
}

/// The sentences of a brief under each heading, entry by entry.
fn entries<'b>(brief: &'b Brief, heading: &str) -> Vec<&'b BriefEntry> {
    let sections = brief.sections.iter().filter(|section| section.heading == heading);
    sections.flat_map(|section| &section.entries).collect()
}

fn text(entry: &BriefEntry) -> String {
    entry.sentences.iter().map(|sentence| sentence.text.as_str()).collect::<Vec<_>>().join(" ")
}

fn whole(brief: &Brief) -> String {
    let entries = brief.sections.iter().flat_map(|section| &section.entries);
    entries.map(text).collect::<Vec<_>>().join("\n")
}

// ---- replaced values ----

#[test]
fn a_value_that_gave_way_is_told_once_with_each_step_and_its_reason() {
    let told = given(
        "
- {proposal.made: p, key: a, source: us-says, subject: a levy, deadline: 2025-05-09, terms: [ten crowns]}
- {proposal.reported: p, key: b, source: us-says, subject: a fee, supersedes: {update: a, path: subject, reason: a levy needs a law}}
- {proposal.reported: p, key: c, source: us-says, subject: a tax, supersedes: {update: b, path: subject, reason: the law is passed}}
",
    );
    let brief = whole(&in_form(&told, Form::Full));
    let steps =
        "Its subject was at first “a levy”; then “a fee” (a levy needs a law); then “a tax” (the law is passed)";
    assert!(brief.contains(steps), "{brief}");
    assert_eq!(brief.matches("a levy needs a law").count(), 1, "{brief}");
    assert_eq!(brief.matches("a fee").count(), 1, "{brief}");
}

#[test]
fn what_a_claim_said_before_is_told_with_the_reason_for_the_later_account() {
    let told = given(
        "
- {claim.reported: c, key: a, source: us-says, text: ten ships wait}
- {claim.reported: c, key: b, source: us-says, text: twelve ships wait, supersedes: {update: a, reason: two more have come in}}
",
    );
    let brief = whole(&in_form(&told, Form::Standard));
    assert!(brief.contains("Twelve ships wait"), "{brief}");
    assert!(brief.contains("had said by 11 April that ten ships wait (two more"), "{brief}");
    assert!(brief.contains("(two more have come in)"), "{brief}");
}

#[test]
fn an_expiry_that_was_moved_and_has_passed_is_told_once() {
    let told = given(
        "
- {proposal.made: p, key: a, source: us-says, subject: a truce, expires: 2025-04-12}
- {proposal.reported: p, key: b, source: us-says, expires: 2025-04-13, supersedes: {update: a, path: expires, reason: more time was needed}}
",
    );
    let brief = whole(&in_form(&told, Form::Full));
    assert_eq!(brief.matches("13 April").count(), 1, "{brief}");
}

// ---- people ----

#[test]
fn who_somebody_is_stands_where_they_first_come_up() {
    let told = given(
        "
- {occurrence.completed: b, source: us-says, type: a storm, when: 2025-04-10}
- meeting.held: m
  source: us-says
  when: 2025-04-10
  participants: [witkoff, putin]
  entities: {witkoff: {age: {count: 68}, occupation: former real estate executive}}
- {claim.reported: c, source: kremlin-says, text: the talks go on}
",
    );
    for form in [Form::Standard, Form::Full] {
        let brief = in_form(&told, form);
        let met = entries(&brief, brief::KNOW).into_iter().map(text).find(|text| text.contains("met")).unwrap();
        assert!(met.contains("Witkoff was 68 years old (by 11 April) and is a former real estate executive"), "{met}");
        assert!(entries(&brief, brief::PEOPLE).is_empty(), "{brief:?}");
    }
}

#[test]
fn who_somebody_is_whom_nothing_else_names_stands_by_itself() {
    let told = given(
        "
- occurrence.completed: b
  source: us-says
  type: a storm
  entities: {waiter: {occupation: waiter}}
",
    );
    let brief = in_form(&told, Form::Full);
    assert_eq!(
        entries(&brief, brief::PEOPLE).into_iter().map(text).collect::<Vec<_>>(),
        ["A Waiter is a waiter, Rubio told Newsweek."]
    );
}

// ---- the history of changes ----

#[test]
fn each_change_of_state_is_told_with_its_own_day_and_reason() {
    let told = given(
        "
- {occurrence.began: d, source: us-says, type: a drilling, when: 2025-03-01}
- {occurrence.suspended: d, source: us-says, when: 2025-03-03, cause: a broken bit}
- {occurrence.resumed: d, source: us-says, when: 2025-03-05}
- {occurrence.completed: d, source: us-says, when: 2025-03-09}
",
    );
    let brief = whole(&in_form(&told, Form::Standard));
    assert!(brief.contains("A drilling began on 1 March 2025 and ended on 9 March"), "{brief}");
    assert!(
        brief.contains("interrupted on 3 March because of a broken bit and had been resumed on 5 March"),
        "{brief}"
    );
}

#[test]
fn reinstatement_does_not_erase_the_cancellation() {
    let told = given(
        "
- {occurrence.announced: r, source: us-says, type: a regatta, when: 2025-05-09}
- {occurrence.cancelled: r, source: us-says, reason: high winds}
- {occurrence.reinstated: r, source: us-says, when: 2025-05-12}
",
    );
    for form in [Form::Standard, Form::Full] {
        let brief = whole(&in_form(&told, form));
        assert!(brief.contains("12 May"), "{brief}");
        assert!(brief.contains("It had been called off"), "{brief}");
        assert!(brief.contains("high winds"), "{brief}");
    }
}

// ---- many of a kind ----

/// Four approvals, each by somebody of its own.
const APPROVALS: &str = "
- {occurrence.completed: a1, source: us-says, type: the approval by Chile, when: 2025-02-03}
- {occurrence.completed: a2, source: kremlin-says, type: the approval by Russia, when: 2025-02-01}
- {occurrence.completed: a3, source: newsweek, type: the approval by Japan}
- {occurrence.completed: a4, source: waiter-saw, type: the approval by Brazil, when: 2025-02-09}
";

#[test]
fn many_of_a_kind_are_counted_and_stand_in_a_table_in_the_order_of_their_days() {
    let told = given(APPROVALS);
    for form in [Form::Standard, Form::Full] {
        let brief = in_form(&told, form);
        let [entry] = entries(&brief, brief::KNOW)[..] else { panic!("{brief:?}") };
        assert_eq!(entry.sentences[0].text, "Four approvals were given.");
        assert_eq!(entry.sentences[0].sequences.len(), 4);
        assert_eq!(entry.table.as_ref().unwrap().columns, ["which", "when", "source"]);
        let rows: Vec<Vec<String>> = entry.rows().map(|(_, cells)| cells).collect();
        assert_eq!(
            rows,
            [
                ["By Japan", "", "Newsweek"],
                ["By Russia", "on 1 February 2025", "TASS"],
                ["By Chile", "on 3 February 2025", "Newsweek"],
                ["By Brazil", "on 9 February 2025", "The Herald"],
            ]
        );
        // Each row stands and rests on its own, and can be read without the table.
        let standings: Vec<&str> =
            entry.rows().filter_map(|(row, _)| row.standing.map(|grade| grade.as_str())).collect();
        assert_eq!(standings, ["unattributed", "confirmed", "confirmed", "reported"]);
        assert_eq!(entry.sentences[2].text, "By Russia, on 1 February 2025, TASS.");
        assert!(entry.rows().all(|(row, _)| row.sequences.len() == 1));
    }
}

#[test]
fn of_which_more_is_told_and_of_which_there_are_few_each_is_told_by_itself() {
    // A denial makes one of the four another thing.
    let denied = format!("{APPROVALS}- {{occurrence.denied: a2, source: us-says}}\n");
    let brief = in_form(&given(&denied), Form::Full);
    assert!(brief.sections.iter().flat_map(|section| &section.entries).all(|entry| entry.table.is_none()), "{brief:?}");
    let three = APPROVALS.lines().take(4).collect::<Vec<_>>().join("\n");
    let brief = in_form(&given(&three), Form::Full);
    assert_eq!(entries(&brief, brief::KNOW).len(), 3);
}

// ---- nothing twice, and what is open in short ----

#[test]
fn what_is_disputed_is_not_also_what_we_know() {
    let told = given(
        "
- {meeting.held: m, source: us-says, participants: [putin, witkoff], place: moscow}
- {meeting.denied: m, source: kremlin-says}
- {claim.reported: c, source: us-says, text: the talks failed}
- {claim.denied: c, source: kremlin-says}
- {claim.confirmed: c, source: waiter-saw}
",
    );
    let brief = in_form(&told, Form::Full);
    assert!(entries(&brief, brief::KNOW).is_empty(), "{}", whole(&brief));
    assert!(entries(&brief, brief::SAYING).is_empty(), "{}", whole(&brief));
    let disputed = entries(&brief, brief::DISPUTED);
    assert_eq!(disputed.iter().map(|entry| entry.item.as_str()).collect::<Vec<_>>(), ["c", "m"]);
    // What else is told of it stands behind the dispute, in somebody's voice.
    assert!(text(disputed[1]).contains("in Moscow"), "{}", text(disputed[1]));
}

#[test]
fn the_desks_line_is_not_said_again() {
    let told = given(
        "
- {occurrence.completed: s, source: us-says, type: a sale, when: 2025-04-10, line: The sale was closed on 10 April 2025.}
- {occurrence.completed: t, source: us-says, type: a storm, when: 2025-04-09}
",
    );
    let brief = in_form(&told, Form::Standard);
    let latest = entries(&brief, brief::LATEST);
    assert_eq!(text(latest[0]), "The sale was closed on 10 April 2025, Marco Rubio told Newsweek.");
    assert_eq!(latest[0].sentences[0].standing.map(|grade| grade.as_str()), Some("confirmed"));
    assert!(!whole(&brief).contains("A sale"), "{}", whole(&brief));
}

#[test]
fn old_requests_are_told_together() {
    let asked = [
        ("kremlin", "declined", "tass"),
        ("us", "did_not_respond", "newsweek"),
        ("russia", "declined", "newsweek"),
        ("court", "declined", "herald"),
    ];
    let updates: Vec<String> = asked
        .iter()
        .map(|(who, outcome, by)| format!("- {{query.{outcome}: q-{who}, source: {by}, asker: {by}, asked: {who}}}\n"))
        .collect();
    let told = given(&updates.concat());
    let asked: Vec<String> = entries(&in_form(&told, Form::Standard), brief::UNKNOWN).into_iter().map(text).collect();
    assert_eq!(asked.len(), 2, "{asked:#?}");
    assert!(asked[0].contains("the court had declined to comment"), "{asked:#?}");
    assert!(asked[1].contains("had declined to comment") && asked[1].contains("had not responded"), "{asked:#?}");
    assert_eq!(entries(&in_form(&told, Form::Full), brief::UNKNOWN).len(), 4);
}

#[test]
fn an_answer_is_told_once_where_two_tell_it() {
    let told = given(
        "
- proposal.made: p
  source: {origin: [us, kremlin], knowledge: own_act}
  subject: a truce
  proposer: us
  positions: {court: {answer: agrees}}
",
    );
    let brief = whole(&in_form(&told, Form::Full));
    assert_eq!(brief.matches("agreed to it").count(), 1, "{brief}");
}

#[test]
fn a_standard_brief_tells_each_change_of_state_in_a_line() {
    let event = |n: usize| {
        format!(
            "\n- {{trip.completed: t{n}, source: us-says, traveller: witkoff, destination: {}, when: 2025-{:02}-{:02}}}",
            ["moscow", "petersburg", "london"][n % 3],
            n / 28 + 2,
            n % 28 + 1
        )
    };
    let events: String = (0..84).map(event).collect();
    let told = given(&events);
    let brief = in_form(&told, Form::Standard);
    let known = entries(&brief, brief::KNOW);
    // Of what is newest each is one of the latest, with who says so; the rest are lines.
    assert!(known.len() >= 50, "{}", whole(&brief));
    let lines = known.iter().filter(|entry| !entry.sentences[0].text.contains("Rubio")).count();
    assert!(lines >= 30, "{}", whole(&brief));
    assert!(whole(&brief).contains("Witkoff travelled to St. Petersburg on 28 March 2025."), "{}", whole(&brief));
    // How well each stands is said behind it all the same.
    assert!(known.iter().all(|entry| entry.sentences[0].standing.is_some()));
    // What somebody unnamed says is theirs.
    let leak = given(&format!(
        "{events}\n- {{occurrence.completed: leak, source: aides-say, type: the closing of the last quay, when: 2025-03-01}}"
    ));
    let full = in_form(&leak, Form::Full);
    assert!(whole(&full).contains("aides told The Herald"), "{}", whole(&full));
}
