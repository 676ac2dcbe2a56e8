//! The authors' own sentences: where they are told, with which day and on whose word, where they are not, and what an author is
//! asked before an update is sent.

use newsreel_story::judge::view::View;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::StorySlug;
use newsreel_story::state::directory::Directory;
use newsreel_story::state::fold::State;
use newsreel_story::submit::index::StoryIndex;
use newsreel_story::views::brief::Form;
use newsreel_story::views::reading::{self, Reading};

use crate::kit::{document, recorded};
use crate::scenarios::editors::{HEAD, brief_in, brief_of, each};

const SEARCH: &str = "
- {occurrence.began: o, key: began, source: council-says, type: a search of the quay, when: 2024-03-01, learned: 2024-03-01T12:00:00Z, line: The search of the quay began.}
- {occurrence.suspended: o, key: off, source: council-says, reason: a storm, when: 2024-03-03, learned: 2024-03-03T12:00:00Z, line: A storm put an end to the search for a while.}
- {occurrence.resumed: o, key: on, source: mayor-says, learned: 2024-03-05T12:00:00Z, line: The search goes on.}
- {occurrence.completed: o, key: over, source: council-says, when: 2024-03-09, learned: 2024-03-09T12:00:00Z, line: The search of the quay is over.}";

const CLAIM: &str = "
- {claim.reported: c, key: nine, source: council-says, text: people killed in the storm, total: {count: 9, unit: people}, said: 2024-03-04, learned: 2024-03-04T12:00:00Z, line: The storm killed nine people.}
- {claim.reported: c, key: eleven, source: council-says, total: {count: 11, unit: people}, said: 2024-03-06, learned: 2024-03-06T12:00:00Z, line: The toll of the storm rose to 11.}";

#[test]
fn each_change_that_has_a_line_is_told_by_it_with_its_day() {
    let lines = "The search of the quay is over (9 March 2024), the Harbour Council told Reuters. \
                 On 1 March, the search of the quay began, the Harbour Council told Reuters. \
                 On 3 March, a storm put an end to the search for a while, the Harbour Council told Reuters. \
                 The search goes on, Port City's mayor Ana Holm told BBC News (by 5 March).";
    each(&[
        (SEARCH, &[lines], &["interrupted on", "resumed", "A search of the quay", "began on"]),
        // One that has none is told as it would be without lines.
        (
            &SEARCH.replace(", line: A storm put an end to the search for a while.", ""),
            &["The search had been interrupted on 3 March because of a storm", "The search goes on, Port City's mayor"],
            &["resumed"],
        ),
        // What was taken back is told by no line.
        (
            &format!(
                "{SEARCH}\n- {{occurrence.retracted: o, source: mayor-says, by: mayor, retracts: on, learned: 2024-03-10T12:00:00Z}}"
            ),
            &["The search of the quay is over (9 March 2024)"],
            &["The search goes on"],
        ),
    ]);
}

#[test]
fn words_offers_and_requests_are_told_by_their_lines() {
    each(&[
        (
            CLAIM,
            &["The storm killed nine people, the Harbour Council told Reuters on 4 March 2024. The toll of the storm rose to 11, the Harbour Council told Reuters on 6 March."],
            &["People killed in the storm"],
        ),
        (
            "- {claim.denied: c, source: council-says, text: the quay is unsafe, said: 2024-03-04, line: The Harbour Council denied that the quay was unsafe.}",
            &["On 4 March 2024, the Harbour Council denied that the quay was unsafe, Reuters reported."],
            &["had denied"],
        ),
        (
            "- {statement.recorded: s, source: mayor-says, speaker: mayor, gist: she is sorry, said: 2024-03-04, line: Ana Holm said that she was sorry.}",
            &["On 4 March 2024, Port City's mayor Ana Holm said that she was sorry, BBC News reported."],
            &["she is sorry"],
        ),
        (
            "- {query.declined: q, source: reuters, asker: reuters, asked: firm, learned: 2024-03-04T12:00:00Z, line: Northline would say nothing.}",
            &["Northline would say nothing, Reuters reported (by 4 March 2024), naming no source."],
            &["declined to comment"],
        ),
        (
            "
- {proposal.made: p, source: council-says, subject: higher dues, proposer: council, when: 2024-03-02, learned: 2024-03-02T12:00:00Z, line: The Harbour Council wanted higher dues.}
- {proposal.rejected: p, source: firm-itself, when: 2024-03-04, learned: 2024-03-04T12:00:00Z, positions: {firm: {answer: rejects}}, line: Northline turned down higher dues.}",
            &["On 4 March 2024, Northline turned down higher dues, it said. The Harbour Council wanted higher dues, it told Reuters (2 March)."],
            &["rejected", "had proposed"],
        ),
        (
            "- {meeting.held: m, source: {origin: [council, firm], via: [reuters], knowledge: own_act}, participants: [council, firm], when: 2024-03-02, line: The Harbour Council and Northline met on Saturday.}",
            &["On 2 March 2024, the Harbour Council and Northline met on Saturday, they told Reuters."],
            &["also said"],
        ),
    ]);
}

#[test]
fn a_line_has_its_day_in_every_form_of_the_brief() {
    let of = |line: &str, when: &str| {
        format!("- {{occurrence.completed: o, source: council-says, type: a storm, when: {when}, line: {line:?}}}")
    };
    for (line, when, told) in [
        ("The storm broke the quay.", "2024-03-02", "On 2 March 2024, the storm broke the quay"),
        (
            "The storm broke the quay on Saturday.",
            "2024-03-02",
            "On 2 March 2024, the storm broke the quay on Saturday",
        ),
        ("The storm broke the quay on 2 March 2024.", "2024-03-02", "on 2 March 2024,"),
        ("The storm broke the quay on 2 March.", "2025-03-02", "on 2 March,"),
        ("The storm broke the quay on 2 March.", "2024-03-02", "On 2 March 2024, the storm broke the quay on 2 March"),
        ("The storm broke the quay in March 2024.", "2024-03", "in March 2024,"),
        // The end of a time is not when it began.
        (
            "The storm broke the quay, bit by bit to the end of 2024.",
            "2024-03/2024-12",
            "From March to December 2024, the storm",
        ),
    ] {
        for form in [Form::Full, Form::Standard, Form::Short] {
            let brief = brief_in(form, "", &of(line, when));
            assert!(brief.contains(told.trim_end_matches(',')), "“{told}” is missing: {brief}");
            assert!(!told.ends_with(',') || !brief.contains('('), "{brief}");
        }
    }
    for form in [Form::Standard, Form::Short] {
        assert!(brief_in(form, "", SEARCH).contains("The search of the quay is over (9 March 2024)"));
    }
}

#[test]
fn a_line_hides_no_dispute_and_no_correction() {
    each(&[
        (
            &format!(
                "{CLAIM}\n- {{claim.reported: c, source: firm-itself, total: {{count: 3, unit: people}}, said: 2024-03-06, learned: 2024-03-06T13:00:00Z, line: Northline counted three people.}}"
            ),
            &["Accounts differ on the number", "it was three people"],
            &["rose to 11", "Northline counted"],
        ),
        (
            &format!(
                "{SEARCH}\n- {{occurrence.denied: o, source: mayor-says, learned: 2024-03-12T12:00:00Z, line: Ana Holm denied that anybody had searched the quay.}}"
            ),
            &["Ana Holm"],
            &["The search of the quay is over"],
        ),
        (
            &format!(
                "{SEARCH}\n- {{occurrence.corrected: o, by: desk, source: council-says, corrects: {{update: over, path: when, reason: a slip}}, when: 2024-03-08, learned: 2024-03-12T12:00:00Z, line: The search ended on 8 March 2024.}}"
            ),
            &["The search ended on 8 March 2024", "slip", "the search of the quay began"],
            &["The search of the quay is over"],
        ),
    ]);
}

/// How each update would read.
fn read(updates: &str) -> Vec<Reading> {
    let document = document(&format!("{HEAD}{updates}"));
    let mut directory = Directory::default();
    let reports = recorded(&document, &mut StoryIndex::default(), &mut directory);
    let ids: Vec<_> = reports.iter().map(|report| report.record.id).collect();
    let state = State::fold(StorySlug::new("desk").unwrap(), reports);
    reading::of(&View::new(&state, &directory, Bounds::default(), "2025-06-01T00:00:00Z".parse().unwrap()), &ids)
}

#[test]
fn an_author_sees_how_each_update_reads() {
    let reading = read(&SEARCH.replace(", line: The search goes on.", ""));
    let told: Vec<(&str, bool, bool)> = reading
        .iter()
        .map(|read| (&*read.update, read.sentences.iter().any(|told| told.line), read.sentences.is_empty()))
        .collect();
    assert_eq!(told, [("began", true, false), ("off", true, false), ("on", false, false), ("over", true, false)]);
    assert!(reading[2].sentences[0].text.contains("resumed"), "{reading:#?}");
    // What has no sentence of its own is told in that of another.
    let two = read(
        "
- {claim.reported: c, key: first, source: council-says, text: the quay is unsafe}
- {claim.reported: c, key: second, source: mayor-says, text: the quay is unsafe}",
    );
    let own = two.iter().position(|read| read.told_with.is_none()).expect("one has the sentence");
    assert_eq!(two[1 - own].told_with.as_deref(), Some(&*two[own].update), "{two:#?}");
}

#[test]
fn an_author_is_asked_about_what_would_read_badly() {
    let event = |of: &str, more: &str| {
        format!("- {{occurrence.completed: o, source: council-says, type: {of}, when: 2025-03-01{more}}}")
    };
    let plan = |when: &str, said: &str| {
        format!(
            "- {{occurrence.announced: o, source: council-says, type: a strike, when: {when}, said: {said}, learned: 2025-03-12T12:00:00Z}}"
        )
    };
    let claim = |text: &str, more: &str| format!("- {{claim.reported: c, source: council-says, text: {text}{more}}}");
    let line = |line: &str, when: &str| event("a storm", &format!(", line: {line}")).replace("2025-03-01", when);
    for (updates, hint) in [
        (event("a standstill under which Northline pays", ""), Some("no verb goes with “a standstill")),
        (event("a standstill under which Northline pays", ", line: Northline agreed to pay."), None),
        (event("the arrest of Ana Holm", ""), None),
        (claim("people killed in the storm", ""), Some("is no sentence")),
        (claim("people killed in the storm", ", line: The storm killed people."), None),
        (claim("the storm killed many", ""), None),
        ("- {statement.recorded: s, source: mayor-says, speaker: mayor, gist: the fall of the quay}".to_owned(), Some("`gist`")),
        ("- {statement.recorded: s, source: mayor-says, speaker: mayor, gist: she is sorry}".to_owned(), None),
        (plan("2025-03-05", "2025-03-05"), Some("write `completed`")),
        (plan("2025-03-05/2025-12-31", "2025-03-05"), Some("write `began`")),
        (plan("2025-09-05", "2025-03-05"), None),
        (claim("the paint was stored at its plants", ""), Some("“its” stands for")),
        (claim("Northline stored the paint at its plants", ""), None),
        (claim("he knew that the quay was unsafe", ""), None),
        (event("the resignation of its chief", ""), Some("“its” stands for")),
        (line("The storm breaks the quay.", "2025-03-01"), Some("in the present tense")),
        (line("The storm breaks the quay.", "2025-05-30"), None),
        (line("The storm broke the quay.", "2025-03-01"), None),
        (line("The Harbour Council will close the quay.", "2025-03-01"), Some("“will”")),
        (
            "- {occurrence.announced: o, source: council-says, type: a strike, when: 2025-03-20, line: The crews strike on 20 March 2025.}".to_owned(),
            Some("its line is not told: it is of a plan"),
        ),
    ] {
        let hints: Vec<String> = read(&updates).into_iter().flat_map(|read| read.hints).collect();
        match hint {
            Some(hint) => assert!(hints.iter().any(|said| said.contains(hint)), "“{hint}” of {updates}: {hints:?}"),
            None => assert!(hints.iter().all(|said| said.contains("with `said`")), "{updates}: {hints:?}"),
        }
    }
}

#[test]
fn everything_that_has_a_line_is_led_by_it_while_it_stands() {
    let made = "
- {occurrence.completed: o, key: first, source: council-says, type: the closing of the quay, when: 2025-03-01, learned: 2025-03-01T12:00:00Z, line: The quay closed on 1 March 2025.}
- {proposal.made: p, source: council-says, subject: higher dues, proposer: council, when: 2025-03-02, learned: 2025-03-02T12:00:00Z, line: The Harbour Council wants higher dues.}
- {meeting.announced: m, source: council-says, participants: [council, firm], when: 2025-09-02, learned: 2025-03-03T12:00:00Z, line: The Harbour Council and Northline meet on 2 September 2025.}";
    let lines = [
        "The quay closed on 1 March 2025, the ",
        "The Harbour Council wants higher dues, it told Reuters (2 March 2025).",
        "The Harbour Council and Northline meet on 2 September 2025, the council told Reuters.",
    ];
    each(&[
        (made, &lines, &["closing of the quay", "proposed higher dues", "is planned"]),
        // What came of a plan is not what its line says.
        (
            &format!("{made}\n- {{meeting.cancelled: m, source: council-says, learned: 2025-03-09T12:00:00Z}}"),
            &lines[..2],
            &["Northline meet on"],
        ),
        // Nor what was due and of which nothing has been heard since.
        (
            "- {occurrence.announced: o, source: council-says, type: the closing of the quay, when: 2025-03-20, learned: 2025-03-03T12:00:00Z, line: The quay closes on 20 March 2025.}",
            &["Whether that happened is not reported."],
            &["The quay closes on"],
        ),
        // Nor what somebody else says against it.
        (
            &format!(
                "{made}\n- {{occurrence.reported: o, source: firm-itself, when: 2025-02-27, learned: 2025-03-09T12:00:00Z}}"
            ),
            &lines[1..],
            &["The quay closed on"],
        ),
        // Nor what its author has put right.
        (
            &format!(
                "{made}\n- {{occurrence.corrected: o, by: desk, source: council-says, corrects: {{update: first, path: when, reason: a slip}}, when: 2025-02-28, learned: 2025-03-09T12:00:00Z}}"
            ),
            &lines[1..],
            &["The quay closed on"],
        ),
        // More of it goes behind.
        (
            &format!(
                "{made}\n- {{occurrence.reported: o, source: firm-itself, dead: 2, learned: 2025-03-09T12:00:00Z}}"
            ),
            &[lines[0], "The number of dead was two"],
            &["closing of the quay took"],
        ),
    ]);
}

#[test]
fn what_more_is_reported_of_what_took_place_stands_behind_the_line_that_says_that_it_did() {
    let brief = brief_of(
        "
- {occurrence.completed: o, source: council-says, type: the poisoning of the mayor, when: 2025-03-01, learned: 2025-03-02T12:00:00Z, line: The mayor was found poisoned.}
- {occurrence.reported: o, source: council-says, cause: a nerve agent, learned: 2025-03-05T12:00:00Z, line: A nerve agent had been used.}
- {occurrence.reported: o, source: firm-itself, cause: a nerve agent made abroad, learned: 2025-03-09T12:00:00Z, line: The agent was made abroad.}",
    );
    let places =
        ["On 1 March 2025, the mayor was found poisoned", "A nerve agent had been used", "The agent was made abroad"]
            .map(|line| brief.find(line).unwrap_or_else(|| panic!("{line}: {brief}")));
    assert!(places.is_sorted(), "{brief}");
}
