//! Who is told with who that is in an author's own sentence, and who says it; and what of what is said is known.

use newsreel_story::views::brief::Form;

use super::editors::{brief_in, each, each_with, told_in};

/// An author's line of something that happened, of which these are on file as those who had a part in it.
fn line(who: &str, line: &str) -> String {
    format!(
        "- {{occurrence.completed: o, source: reuters, type: a quarrel, who: [{who}], when: 2025-03-10, line: {line:?}}}"
    )
}

#[test]
fn whoever_comes_up_in_a_line_is_told_with_who_that_is_where_a_title_fits() {
    for (who, written, told) in [
        (
            "mayor, chief",
            "Ana Holm dismissed Ben Lund.",
            "Port City's mayor Ana Holm dismissed chief of defence staff Ben Lund",
        ),
        ("mayor", "The council charged Ana Holm with fraud.", "charged Port City's mayor Ana Holm with fraud"),
        ("mayor", "Nobody was allowed to question Ana Holm.", "to question Port City's mayor Ana Holm"),
        (
            "mayor, spokesman",
            "The talks were between Ana Holm and Cato Berg.",
            "between Port City's mayor Ana Holm and army spokesman Cato Berg",
        ),
        (
            "mayor, spokesman",
            "Ana Holm and Cato Berg met.",
            "Port City's mayor Ana Holm and army spokesman Cato Berg met",
        ),
        (
            "mayor, chief, spokesman",
            "The crowd shouted at Ana Holm, Ben Lund and Cato Berg.",
            "at Port City's mayor Ana Holm, chief of defence staff Ben Lund and army spokesman Cato Berg",
        ),
        ("mayor", "The lawyers of Ana Holm's council quarrelled.", "of Port City's mayor Ana Holm's council"),
        // The line says itself who that is.
        ("mayor", "The council dismissed Ana Holm, a former teacher.", "dismissed Ana Holm, a former teacher"),
        ("mayor", "Ana Holm stayed on as mayor.", "Ana Holm stayed on as mayor"),
        ("mayor", "The council dismissed the mayor, Ana Holm.", "the mayor, Ana Holm"),
        // It has words of its own in front of a name.
        ("mayor", "The council dismissed its leader Ana Holm.", "its leader Ana Holm"),
        (
            "mayor, chief",
            "The officers Ana Holm and Ben Lund quarrelled.",
            "the officers Ana Holm and Ben Lund quarrelled",
        ),
        // A title behind a name has no “'s”.
        ("head", "The crews of Dina Falk's boat quarrelled.", "of Dina Falk's boat"),
    ] {
        let brief = brief_in(Form::Full, "", &line(who, written));
        assert!(brief.contains(told), "“{told}” is missing: {brief}");
    }
}

#[test]
fn nobody_is_introduced_twice() {
    let updates = [
        "- {occurrence.completed: one, type: a quarrel, who: [mayor], when: 2025-03-10, line: The council sued Ana Holm.}",
        "- {occurrence.completed: two, type: a trial, who: [mayor], when: 2025-03-11, line: The court heard Ana Holm.}",
        "- {occurrence.completed: three, type: an appeal, who: [mayor, chief], when: 2025-03-12, line: \"The court heard the chief of staff, Ben Lund.\"}",
        "- {statement.reported: four, source: {origin: chief, via: [bbc], knowledge: own_act}, said: 2025-03-13, gist: he had lied}",
    ];
    let brief = brief_in(Form::Full, "", &updates.join("\n"));
    assert_eq!(brief.matches("mayor").count(), 1, "{brief}");
    assert!(brief.contains("Lund told") && !brief.contains("chief of defence staff"), "{brief}");
}

#[test]
fn who_sits_on_a_court_tells_nobody_of_its_ruling() {
    let judges = "  judge: {person: Eli Frost, title: federal judge, speaks_for: court}\n  lone: {person: Fay Gray, title: district judge}\n  minister: {person: Gus Hill, title: minister of justice}\n";
    each_with(
        judges,
        &[
            (
                "- {verdict.completed: v, source: {origin: judge, via: [reuters], knowledge: own_act}, court: court, case: the lease, ruling: the lease ends, when: 2025-03-10}",
                &["the High Court in Port City ruled on the lease: the lease ends, Reuters reported."],
                &["told Reuters", "Frost"],
            ),
            (
                "- {occurrence.completed: o, source: {origin: lone, via: [reuters], knowledge: own_act}, type: the end of the trial, when: 2025-03-10}",
                &["district judge Fay Gray said, Reuters reported"],
                &["told Reuters"],
            ),
            (
                "- {occurrence.completed: o, source: {origin: judge, via: [reuters], knowledge: own_act}, type: a ruling, who: [judge], when: 2025-03-10, line: Federal judge Eli Frost stopped the sale.}",
                &["On 10 March 2025, federal judge Eli Frost stopped the sale, Reuters reported."],
                &["Frost told", "Frost said"],
            ),
            (
                "- {occurrence.completed: o, source: {origin: minister, via: [reuters], knowledge: own_act}, type: the end of the trial, when: 2025-03-10}",
                &["minister of justice Gus Hill told Reuters"],
                &[],
            ),
        ],
    );
}

#[test]
fn it_is_whoever_alone_it_can_be() {
    let told = |line: &str| {
        format!(
            "- {{occurrence.completed: o, source: council-says, said: 2025-03-10, type: a quarrel, who: [council, firm], line: {line:?}}}"
        )
    };
    let cases = [
        ("The Harbour Council closed the quay.", "it told Reuters"),
        ("The Harbour Council closed the quay of Northline.", "it told Reuters"),
        ("The Harbour Council cut Northline off because it had told the press.", "the council told Reuters"),
        ("The Harbour Council agreed to drop the case, and Northline to pay.", "the council told Reuters"),
        ("The Harbour Council closed the quay, though it had promised not to.", "it told Reuters"),
    ];
    for (line, by) in cases {
        each(&[(&told(line), &[by], &[])]);
    }
}

#[test]
fn who_speaks_for_people_is_named() {
    let lawyer = "  families: {organisation: the families of the crew}\n  lawyer: {person: Ivo Jung, title: lawyer, speaks_for: families}\n";
    let made = "- {proposal.made: p, source: council-says, subject: the fund, proposer: council, when: 2025-03-10}\n";
    let answer = |source: &str, who: &str| {
        format!(
            "{made}- {{proposal.reported: p, source: {{origin: {source}, via: [reuters], knowledge: own_act}}, said: 2025-03-11, positions: {{{who}: {{answer: rejects}}}}}}"
        )
    };
    each_with(
        lawyer,
        &[
            (
                &answer("lawyer", "families"),
                &["The families of the crew rejected it, lawyer Ivo Jung told Reuters on 11 March"],
                &[],
            ),
            (&answer("spokesman", "army"), &["The coastal army rejected it on 11 March, Reuters reported"], &["Berg"]),
        ],
    );
}

/// A claim of the council, and more of it.
fn claim(source: &str, text: &str, more: &str) -> String {
    format!(
        "- {{claim.reported: c, source: {source}, said: 2025-03-10, text: {text:?}{more}}}\n- {{occurrence.completed: o, source: reuters, type: a fire, when: 2025-03-01}}"
    )
}

#[test]
fn what_was_found_is_known_and_what_is_only_said_is_not() {
    let heading = |updates: &str| {
        let brief = told_in(Form::Full, "", updates);
        let mut sections = brief.sections.into_iter();
        let of_claim = sections.find(|section| section.entries.iter().any(|entry| entry.item == "c"));
        of_claim.map(|section| section.heading).unwrap_or_default()
    };
    let denied = "\n- {claim.denied: c, source: mayor-says, learned: 2025-03-12T13:00:00Z}";
    for (updates, section) in [
        (claim("council-says", "four bolts had been missing", ""), "What we know"),
        (claim("council-says", "four bolts had been missing", ", nature: fact"), "What we know"),
        (claim("council-says", "who did it could not be established", ""), "What we know"),
        // What ought to be, what may come, how somebody sees it.
        (claim("council-says", "the bolts should have been checked", ""), "What people are saying"),
        (claim("council-says", "the quay would be closed", ""), "What people are saying"),
        (claim("council-says", "the firm failed the town", ", nature: assessment"), "What people are saying"),
        (claim("council-says", "it stands by its decision", ""), "What people are saying"),
        // One person's word, and what somebody only heard.
        (claim("mayor-says", "she had been dismissed for asking", ""), "What people are saying"),
        (
            claim("{origin: council, via: [reuters], knowledge: told}", "four bolts had been missing", ""),
            "What people are saying",
        ),
        (claim("reuters", "four bolts had been missing", ""), "What people are saying"),
        (format!("{}{denied}", claim("council-says", "four bolts had been missing", "")), "What is disputed"),
    ] {
        assert_eq!(heading(&updates), section, "{updates}");
    }
}
