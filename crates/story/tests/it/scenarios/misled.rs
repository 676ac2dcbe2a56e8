//! Sentences that outside editors said would mislead, each kind with further cases: whose mistake it was, what was only set,
//! what a dispute is about, whose reason it is.

use crate::scenarios::editors::each;

#[test]
fn the_desk_mends_its_own_entry_and_not_what_others_put_out() {
    let corrected = |by: &str| {
        format!(
            "
- {{occurrence.completed: o, key: first, source: bbc, type: a fire on the quay, place: port, dead: 3, learned: 2025-03-01T12:00:00Z}}
- {{occurrence.corrected: o, {by}, learned: 2025-03-02T12:00:00Z, corrects: {{update: first, path: dead, reason: misread}}, dead: 5}}"
        )
    };
    each(&[
        (
            &corrected("by: desk"),
            &["gave the number of dead as five; the desk first recorded three", "(misread)"],
            &["The desk corrected BBC News"],
        ),
        (&corrected("source: bbc, by: bbc"), &["BBC News corrected its own report"], &["own entry"]),
        (
            "
- {claim.reported: c, key: first, source: mayor-says, text: the quay sinks, learned: 2025-03-01T12:00:00Z}
- {claim.retracted: c, by: desk, learned: 2025-03-02T12:00:00Z, retracts: {update: first, reason: mistranslated}}",
            &["The desk took back its record of BBC News' report", "(mistranslated)"],
            &["The desk took back BBC News"],
        ),
    ]);
}

#[test]
fn what_was_only_set_is_not_corrected_as_if_it_had_been_held() {
    let planned = |first: &str, path: &str, right: &str| {
        format!(
            "
- {{occurrence.{first}, key: first, source: council-says, type: a hearing on the quay, learned: 2025-03-01T12:00:00Z}}
- {{occurrence.corrected: o, by: desk, learned: 2025-03-02T12:00:00Z, corrects: {{update: first, path: {path}, reason: misread}}, {right}}}"
        )
    };
    each(&[
        (
            &planned("announced: o, when: 2025-06-02", "when", "when: 2025-06-20"),
            &["it had been set for 20 June, not 2 June (misread)"],
            &["it was on"],
        ),
        (
            &planned("rescheduled: o, when: 2025-06-02", "when", "when: 2025-06-20"),
            &["it had been set for 20 June, not 2 June"],
            &["it was on"],
        ),
        (
            &planned("mooted: o, when: 2025-06", "when", "when: 2025-07"),
            &["there had been talk of it for July 2025, not June 2025"],
            &["it was in", "had been set"],
        ),
        (
            &planned("planned: o, place: port", "place", "place: road"),
            &["it was to be"],
            &["it was on the road", "it was in Port City"],
        ),
        (
            &planned("completed: o, when: 2025-06-02", "when", "when: 2025-06-20"),
            &["it was on 20 June; the desk first recorded that it was on 2 June"],
            &["had been set"],
        ),
    ]);
}

#[test]
fn what_a_dispute_is_about_is_named_in_it() {
    each(&[
        // By its label, and what it is said to be.
        (
            "
- {occurrence.announced: o, source: reuters, label: the mayor's departure, type: a resignation, when: 2025-07}
- {occurrence.denied: o, source: mayor-says, of: type, value: a resignation}",
            &["Whether the mayor's departure was to be a resignation is disputed"],
            &["What it was"],
        ),
        (
            "
- {occurrence.completed: o, source: mayor-says, label: the blasts on the quay, type: explosions, when: 2025-03-01}
- {occurrence.denied: o, source: council-says, of: type, value: explosions}",
            &["Whether the blasts on the quay were explosions is disputed"],
            &["What it was"],
        ),
        (
            "
- {occurrence.completed: o, source: mayor-says, type: an explosion, when: 2025-03-01}
- {occurrence.denied: o, source: council-says, of: type, value: an explosion}",
            &["Whether what happened was an explosion is disputed"],
            &["what it was", "What it was"],
        ),
        // By whoever says of themselves what it says.
        (
            "
- {claim.reported: c, source: mayor-says, text: she was heard as a witness}
- {claim.denied: c, source: council-says}",
            &["Port City's mayor Ana Holm's claim that she was heard as a witness is disputed"],
            &["Whether she"],
        ),
        (
            "
- {claim.reported: c, source: council-says, text: they paid for the quay}
- {claim.denied: c, source: mayor-says}",
            &["The Harbour Council's claim that they paid for the quay is disputed"],
            &["Whether they"],
        ),
        (
            "
- {claim.reported: c, source: mayor-says, text: the quay sinks}
- {claim.denied: c, source: council-says}",
            &["Whether the quay sinks is disputed"],
            &["claim that"],
        ),
        // Of hours of one day what differs is the time.
        (
            "
- {occurrence.planned: o, source: council-says, type: the launch of the ship, when: 2025-03-12, learned: 2025-03-01T12:00:00Z}
- {occurrence.completed: o, source: mayor-says, when: 2025-03-12T04:30+02:00}
- {occurrence.completed: o, source: council-says, when: 2025-03-12T15:05+02:00}",
            &["The time of the launch of the ship"],
            &["the date of the launch"],
        ),
    ]);
}

#[test]
fn what_an_outlet_puts_out_needs_no_source() {
    each(&[
        (
            "- {publication.published: p, outlet: reuters, title: Who pays, when: 2025-03-09}",
            &["Reuters published “Who pays” on 9 March 2025."],
            &["naming no source"],
        ),
        (
            "- {publication.published: p, outlet: bbc, title: Who pays, when: 2025-03-09}",
            &["BBC News published “Who pays” on 9 March 2025."],
            &["naming no source", "Reuters"],
        ),
        (
            "- {publication.published: p, source: bbc, outlet: bbc, title: Who pays, when: 2025-03-09}",
            &["BBC News published “Who pays” on 9 March 2025."],
            &["naming no source"],
        ),
    ]);
}

#[test]
fn only_what_was_set_is_moved_and_what_was_said_of_when_is_told_with_who_said_it() {
    let set = "- {vote.announced: v, key: range, source: council-says, learned: 2025-03-01T12:00:00Z, question: the lease, body: council, when: 2025-12/2026-03}";
    let moved = "- {vote.rescheduled: v, source: council-says, learned: 2025-03-20T12:00:00Z, when: 2026-02-26, supersedes: {update: range, path: when, reason: the council set the day}}";
    each(&[
        // A day within the time that was named is set, and not brought forward.
        (
            &format!("{set}\n{moved}"),
            &["first set for December 2025 to March 2026, then set for 26 February (the council set the day)"],
            &["brought forward", "put off"],
        ),
        // A leak is no decision.
        (
            &format!(
                "{set}\n- {{vote.reported: v, source: {{origin: committee, via: [bbc], knowledge: told}}, learned: 2025-03-10T12:00:00Z, when: 2025-12-16, hedge: probable}}\n{moved}"
            ),
            &[
                "first set for December 2025 to March 2026, then set for 26 February",
                "The crew members (quoted by BBC News) had said by 10 March 2025 that it would probably be on 16 December",
            ],
            &["brought forward", "put off"],
        ),
        // Nor is talk: in its own words, where the days were worked out from these.
        (
            "
- {occurrence.mooted: o, key: weeks, source: council-says, said: 2025-03-01, learned: 2025-03-01T12:00:00Z, type: the refloating of the ship, quote: It might take weeks, when: {date: 2025-03-02/2025-04-05, window: true, phrase: weeks, anchor: 2025-03-01}}
- {occurrence.planned: o, source: mayor-says, said: 2025-03-03, learned: 2025-03-03T12:00:00Z, when: {date: 2025-03-04, phrase: Saturday night, anchor: 2025-03-03}}
- {occurrence.planned: o, source: council-says, said: 2025-03-05, learned: 2025-03-05T12:00:00Z, when: {date: 2025-03-06/2025-03-08, window: true, phrase: early next week, anchor: 2025-03-05}, supersedes: {update: weeks, path: when, reason: tugs came}}
- {occurrence.completed: o, source: council-says, learned: 2025-03-07T12:00:00Z, when: 2025-03-07}",
            &[
                "said on 1 March: “It might take weeks”",
                "said on 3 March that it was to be “Saturday night”",
                "said on 5 March that it was to be “early next week”",
            ],
            &["first set", "brought forward", "put off"],
        ),
        // What there was talk of and was missed is told as talk.
        (
            "
- {release.mooted: r, source: {origin: committee, via: [reuters]}, said: 2025-03-01, learned: 2025-03-01T12:00:00Z, label: the release of the mayor, releases: [mayor], released_by: army, when: 2025-03-05}
- {release.completed: r, source: council-says, learned: 2025-03-09T12:00:00Z, when: 2025-03-09}",
            &["The crew members (quoted by Reuters) said on 1 March that it might be on 5 March"],
            &["was to be released", "first set"],
        ),
        // A group that tells of its own act sets it; one that leaks a move does not.
        (
            "
- {occurrence.announced: o, source: council-says, learned: 2025-03-01T12:00:00Z, type: a hearing, when: 2025-05-01}
- {occurrence.rescheduled: o, source: {origin: committee, via: [reuters], knowledge: own_act}, learned: 2025-03-02T12:00:00Z, when: 2025-05-08, reason: both sides asked for time}",
            &["first set for 1 May 2025, then put off to 8 May (the reason given: both sides asked for time)"],
            &["this reason for the new date"],
        ),
        (
            "
- {occurrence.announced: o, source: council-says, learned: 2025-03-01T12:00:00Z, type: a hearing, when: 2025-05-01}
- {occurrence.rescheduled: o, source: {origin: committee, via: [reuters], knowledge: told}, learned: 2025-03-02T12:00:00Z, when: 2025-05-08}",
            &[],
            &["put off to"],
        ),
        // A party's own dates are moved.
        (
            "
- {occurrence.announced: o, source: council-says, learned: 2025-03-01T12:00:00Z, type: a hearing, when: 2025-05-01}
- {occurrence.announced: o, source: council-says, learned: 2025-03-02T12:00:00Z, when: 2025-05-08}",
            &["first set for 1 May, then put off to 8 May"],
            &[],
        ),
    ]);
}

#[test]
fn a_reason_stands_with_what_it_is_the_reason_of() {
    let seven = "- {vote.announced: v, key: first, source: council-says, learned: 2025-03-01T12:00:00Z, question: the chair, body: council, when: 2025-12-01, candidates: [mayor, chief, sour], complete: candidates}";
    each(&[
        (
            &format!(
                "{seven}\n- {{vote.reported: v, source: council-says, learned: 2025-03-12T12:00:00Z, candidates: [mayor], complete: candidates, supersedes: {{update: first, path: candidates, reason: two are not admitted}}, reason: Ben Lund failed the test}}"
            ),
            &["among the candidates; by 12 March, the council no longer did (two are not admitted), saying that Ben Lund failed the test"],
            &["as the reason that Ben", "as complete", "gave another"],
        ),
        (
            &format!(
                "{seven}\n- {{vote.reported: v, source: council-says, learned: 2025-03-12T12:00:00Z, candidates: [mayor, chief, head], complete: candidates, supersedes: {{update: first, path: candidates, reason: one was replaced}}}}"
            ),
            &["among the candidates; by 12 March, the council named", "instead (one was replaced)"],
            &["gave another"],
        ),
        (
            "
- {vote.announced: v, source: council-says, learned: 2025-03-01T12:00:00Z, question: the chair, body: council, when: 2025-12-01}
- {vote.reported: v, source: mayor-says, learned: 2025-03-02T12:00:00Z, candidates: [mayor]}
- {vote.denied: v, source: mayor-says, said: 2025-03-07, learned: 2025-03-07T12:00:00Z, of: candidates/mayor, reason: she prepares her defence}",
            &["denied on 7 March being among the candidates any longer, saying that she prepares her defence"],
            &["as the reason that"],
        ),
    ]);
}

#[test]
fn of_a_value_that_was_replaced_each_is_told_with_its_day() {
    let given = |first: &str, second: &str, third: &str, path: &str| {
        format!(
            "
- {{proposal.made: p, key: a, source: council-says, said: 2025-03-01, learned: 2025-03-01T12:00:00Z, subject: compensation from the firm, proposer: council, {first}}}
- {{proposal.reported: p, key: b, source: mayor-says, said: 2025-03-08, learned: 2025-03-08T12:00:00Z, {second}, supersedes: {{update: a, path: {path}, reason: the cargo was valued lower}}}}
- {{proposal.reported: p, source: mayor-says, said: 2025-03-25, learned: 2025-03-25T12:00:00Z, {third}, supersedes: {{update: b, path: {path}}}}}"
        )
    };
    each(&[
        (
            &given(
                "terms: {sum: 916 million crowns in all}",
                "terms: {sum: 600 million crowns in all}",
                "terms: {sum: 550 million crowns in all}",
                "terms/sum",
            ),
            &[
                "had given the terms as 916 million crowns in all",
                "gave them as 600 million crowns in all on 8 March (the cargo was valued lower)",
                "then as 550 million crowns in all on 25 March",
            ],
            &["gave another"],
        ),
        (
            "
- {occurrence.completed: o, key: a, source: council-says, learned: 2025-03-01T12:00:00Z, type: the arrest of officials, when: 2025-03-01, who: {mayor: {role: arrested}}}
- {occurrence.reported: o, source: mayor-says, said: 2025-03-08, learned: 2025-03-08T12:00:00Z, who: {mayor: {role: heard as a witness}}, supersedes: {update: a, path: who/mayor/role, reason: nobody was arrested}}",
            &["gave it as heard as a witness on 8 March (nobody was arrested)"],
            &["gave another"],
        ),
    ]);
}

#[test]
fn the_cause_that_somebody_gives_has_the_day_of_their_word() {
    each(&[(
        "
- {occurrence.completed: o, source: council-says, said: 2025-03-02, learned: 2025-03-02T12:00:00Z, type: the grounding of the ship, when: 2025-03-01, cause: strong wind}
- {claim.reported: c, source: council-says, said: 2025-03-05, learned: 2025-03-05T12:00:00Z, text: wind was not the main reason}",
        &["because of strong wind, the Harbour Council told Reuters on 2 March"],
        &[],
    ),
    // Of a cause that was corrected it is the day of the correction.
    (
        "
- {occurrence.completed: o, key: first, source: council-says, said: 2025-03-02, learned: 2025-03-02T12:00:00Z, type: the loss of the ship, when: 2025-03-01, cause: strong wind}
- {occurrence.corrected: o, source: council-says, by: council, said: 2025-03-09, learned: 2025-03-09T12:00:00Z, corrects: {update: first, path: cause, reason: the wind was weak}, cause: a broken chain}",
        &["because of a broken chain, the Harbour Council told Reuters on 9 March"],
        &["on 2 March, the"],
    )]);
}

#[test]
fn whoever_named_a_month_and_then_a_day_in_it_has_named_the_day() {
    each(&[
        (
            "
- {occurrence.announced: o, source: council-says, learned: 2025-03-01T12:00:00Z, type: a vote of the crews, when: 2025-08}
- {occurrence.rescheduled: o, source: council-says, learned: 2025-03-02T12:00:00Z, when: 2025-08-20}",
            &["20 August 2025"],
            &["in August 2025"],
        ),
        (
            "
- {occurrence.announced: o, source: council-says, learned: 2025-03-01T12:00:00Z, type: a vote of the crews, when: 2025}
- {occurrence.announced: o, source: council-says, learned: 2025-03-02T12:00:00Z, when: 2025-08}",
            &["August 2025"],
            &["in 2025"],
        ),
    ]);
}

#[test]
fn the_latest_is_told_with_its_day_and_in_the_order_in_which_it_came() {
    let old = "- {vote.completed: v, source: council-says, learned: 2025-03-02T12:00:00Z, question: the chair, body: council, when: 2025-03-01, winner: mayor, line: The mayor was elected again.}";
    let later = |n: u32| {
        format!(
            "- {{occurrence.completed: e{n}, source: council-says, learned: 2025-04-0{n}T12:00:00Z, type: hearing number {n}, when: 2025-04-0{n}}}"
        )
    };
    let after = |last: u32| (1..=last).map(later).collect::<Vec<_>>().join("\n");
    let brief = |updates: &str| crate::scenarios::editors::brief_of(updates);
    // An old line does not lead over newer things, and has its day wherever it stands.
    let told = brief(&format!("{old}\n{}", after(5)));
    assert!(told.contains("On 1 March 2025, the mayor was elected again, the Harbour Council told Reuters."), "{told}");
    assert!(told.find("earing number 5").unwrap() < told.find("elected again").unwrap(), "{told}");
    // One that is as new as they are stands among them.
    let newer = old.replace("03-02", "04-05").replace("03-01", "04-04");
    let told = brief(&format!("{}\n{newer}\n{}", after(4), later(6)));
    assert!(told.find("earing number 6").unwrap() < told.find("elected again").unwrap(), "{told}");
    assert!(
        told.find("On 4 April 2025, the mayor was elected again").unwrap() < told.find("earing number 4").unwrap(),
        "{told}"
    );
    let told = brief(old);
    assert!(
        told.starts_with("On 1 March 2025, the mayor was elected again, the Harbour Council told Reuters."),
        "{told}"
    );
    // What happened comes before what was due and nobody has told of since.
    let due = "- {occurrence.announced: due, source: council-says, learned: 2025-04-08T12:00:00Z, type: a parade, when: 2025-04-09}";
    let told = brief(&format!("{}\n{due}", after(5)));
    assert!(told.find("earing number 4").unwrap() < told.find("parade").unwrap(), "{told}");
    assert!(told.find("parade").unwrap() < told.find("earing number 3").unwrap(), "{told}");
}

#[test]
fn what_was_said_of_days_to_come_is_told_in_its_own_words_and_with_the_day_of_these() {
    each(&[
        (
            "- {occurrence.mooted: o, source: mayor-says, said: 2025-03-08, learned: 2025-03-08T12:00:00Z, type: the sinking of the wreck, when: {date: 2025-03-09/2025-06-20, window: true, phrase: before the summer, anchor: 2025-03-08}}",
            &["“before the summer” (between 9 March and 20 June 2025)", "told BBC News on 8 March"],
            &[],
        ),
        (
            "- {occurrence.planned: o, source: mayor-says, said: 2025-03-08, learned: 2025-03-08T12:00:00Z, type: the sinking of the wreck, when: {date: 2025-07-01/2025-07-08, window: true, phrase: in early July, anchor: 2025-03-08}}",
            &["“in early July” (between 1 and 8 July 2025)"],
            &[],
        ),
        // A length of time is no time: the days it comes to are told first.
        (
            "- {occurrence.planned: o, source: mayor-says, said: 2025-03-08, learned: 2025-03-08T12:00:00Z, type: the sinking of the wreck, when: {date: 2025-07-01/2025-07-08, window: true, phrase: 16 weeks from now, anchor: 2025-03-08}}",
            &["between 1 and 8 July 2025 (“16 weeks from now”)"],
            &[],
        ),
        (
            "- {occurrence.completed: o, source: mayor-says, said: 2025-03-08, learned: 2025-03-08T12:00:00Z, type: the sinking of the wreck, when: {date: 2025-03-07, phrase: Friday, anchor: 2025-03-08}}",
            &["on Friday, 7 March 2025"],
            &["“Friday”"],
        ),
    ]);
}

#[test]
fn what_somebody_gave_before_it_happened_is_no_report_of_it() {
    let ruled = "- {verdict.completed: v, source: court-says, court: court, learned: 2025-03-06T12:00:00Z, case: the pay, ruling: a rise of five per cent, when: 2025-03-06}";
    each(&[
        (
            &format!(
                "- {{verdict.announced: v, source: court-says, court: court, learned: 2025-03-01T12:00:00Z, case: the pay, when: 2025-03}}\n- {{verdict.reported: v, source: {{origin: committee, via: [bbc], knowledge: told}}, learned: 2025-03-04T12:00:00Z, ruling: a rise of four per cent, hedge: probable}}\n{ruled}"
            ),
            &["had given the ruling as probably “a rise of four per cent” by 4 March"],
            &["gave the ruling as probably"],
        ),
        (
            &format!(
                "{ruled}\n- {{verdict.reported: v, source: mayor-says, learned: 2025-03-09T12:00:00Z, ruling: a rise of four per cent}}"
            ),
            &[],
            &["had given the ruling"],
        ),
    ]);
}

#[test]
fn the_numbers_of_a_claim_that_is_disputed_are_told_with_it() {
    each(&[
        (
            "
- {claim.reported: c, source: council-says, learned: 2025-03-01T12:00:00Z, text: customers withdrew deposits, total: {amount: 4 billion, unit: crowns, as_of: 2025-03-01}}
- {claim.denied: c, source: mayor-says, said: 2025-03-02, learned: 2025-03-02T12:00:00Z}",
            &["Whether customers withdrew deposits is disputed", "put the sum at 4 billion crowns as of 1 March"],
            &[],
        ),
        (
            "
- {claim.reported: c, source: council-says, learned: 2025-03-01T12:00:00Z, text: the mayor sent 10 million crowns abroad, total: {amount: 10 million, unit: crowns}}
- {claim.denied: c, source: mayor-says, said: 2025-03-02, learned: 2025-03-02T12:00:00Z}",
            &["Whether the mayor sent 10 million crowns abroad is disputed"],
            &["the total"],
        ),
    ]);
}

#[test]
fn what_a_denial_is_limited_to_stands_behind_its_day() {
    each(&[(
        "
- {claim.reported: c, source: mayor-says, text: the quay sinks, learned: 2025-03-01T12:00:00Z}
- {claim.denied: c, source: council-says, said: 2025-03-02, learned: 2025-03-02T12:00:00Z, limits: so far}",
        &["denied it on 2 March so far"],
        &["so far on"],
    ),
    // Nor do two days stand side by side.
    (
        "
- {occurrence.completed: o, key: first, source: bbc, learned: 2025-03-01T12:00:00Z, label: a fire on 1 March, type: a fire}
- {occurrence.denied: o, source: council-says, said: 2025-03-02, learned: 2025-03-02T12:00:00Z}
- {occurrence.retracted: o, source: bbc, by: bbc, learned: 2025-03-03T12:00:00Z, retracts: {update: first, reason: nobody had checked}}",
        &["denied on 2 March 2025 a fire on 1 March"],
        &["on 1 March on"],
    )]);
}

#[test]
fn what_broke_off_or_failed_is_what_came_of_it() {
    let met = "occurrence.began: o, source: council-says, type: a search of the quay, when: 2025-03-01";
    each(&[
        (
            "
- {meeting.broke_off: m, source: council-says, participants: [council, firm], when: 2025-03-01}",
            &["broken off"],
            &["what came of"],
        ),
        (
            "
- {meeting.began: m, source: council-says, participants: [council, firm], when: 2025-03-01}
- {meeting.broke_off: m, source: mayor-says, when: 2025-03-02}",
            &["broken off"],
            &["what came of", "what came of"],
        ),
        (
            "
- {meeting.held: m, source: council-says, participants: [council, firm], when: 2025-03-01, place: port}",
            &["what came of"],
            &[],
        ),
        (&format!("- {{{met}}}\n- {{occurrence.failed: o, source: council-says}}"), &["failed"], &["came of"]),
        (&format!("- {{{met}}}\n- {{occurrence.broke_off: o, source: council-says}}"), &["broken off"], &["came of"]),
    ]);
}

#[test]
fn an_answer_keeps_its_limits_and_its_day() {
    let offered = "
- {proposal.made: p, source: council-says, subject: a lease of the quay, proposer: council, said: 2025-03-01, learned: 2025-03-01T12:00:00Z}
- {proposal.reported: p, said: 2025-03-05, learned: 2025-03-05T12:00:00Z, ";
    let answered = |update: &str| format!("{offered}{update}}}");
    each(&[
        (
            &answered("source: firm-itself, positions: {firm: {answer: refuses, limits: the length of the lease}}"),
            &["refused it", "limited to the length of the lease", "5 March"],
            &["by the same account"],
        ),
        (
            &answered("source: firm-itself, positions: {firm: {answer: accepts, limits: in principle}}"),
            &["it in principle"],
            &["by the same account"],
        ),
        (
            &answered("source: council-says, positions: {firm: {answer: rejects, limits: in its present form}}"),
            &["in its present form"],
            &["by the same account", "By the same account"],
        ),
        (
            &answered("source: mayor-says, positions: {firm: {answer: rejects, limits: as to the rent}}"),
            &["as to the rent"],
            &["by the same account", "By the same account"],
        ),
        (
            &answered("source: council-says, positions: {firm: {answer: rejects}}"),
            &["rejected it"],
            &["by the same account", "By the same account"],
        ),
    ]);
}

#[test]
fn what_was_said_to_others_was_not_told_to_the_outlet() {
    let said = |how: &str| {
        format!(
            "- {{statement.recorded: s, source: mayor-says, speaker: mayor, words: We will hold., form: verbatim, when: 2025-03-01, {how}}}"
        )
    };
    let told = &["told BBC News"][..];
    each(&[
        (&said("medium: a video, occasion: a message to the members"), &["BBC News reported"], told),
        (&said("medium: an email to the crews"), &["BBC News reported"], told),
        (&said("medium: a text message to all staff"), &["BBC News reported"], told),
        (&said("occasion: a telephone call to the governor"), &["BBC News reported"], told),
        (&said("medium: a message to BBC News"), told, &[]),
        (&said("medium: an email"), told, &[]),
    ]);
}

#[test]
fn what_began_and_is_over_ended() {
    let over = |first: &str, last: &str| {
        format!(
            "
- {{occurrence.began: o, source: {first}, type: the closure of the quay, when: 2025-03-01, learned: 2025-03-01T12:00:00Z}}
- {{occurrence.completed: o, {last}, learned: 2025-03-09T12:00:00Z}}"
        )
    };
    each(&[
        (
            &over("mayor-says", "source: council-says, said: 2025-03-09"),
            &["The closure of the quay ended, the Harbour Council told Reuters on 9 March 2025", "began on 1 March"],
            &["took place", "ended on 1 March"],
        ),
        (
            &over("council-says", "source: council-says, said: 2025-03-09"),
            &["The closure of the quay ended"],
            &["took place", "ended on 1 March"],
        ),
        (
            &over("mayor-says", "source: council-says, when: 2025-03-01/2025-03-08"),
            &["The quay was closed from 1 to 8 March 2025"],
            &["ended"],
        ),
        (&over("mayor-says", "source: council-says, when: 2025-03-08"), &["8 March"], &["ended on 1 March"]),
        (
            "
- {occurrence.completed: o, source: council-says, type: the closure of the quay, when: 2025-03-01}",
            &["The quay was closed on 1 March 2025"],
            &["ended"],
        ),
    ]);
}

#[test]
fn what_was_planned_of_it_is_not_told_as_what_came_of_it() {
    let planned = |kind: &str, plan: &str, more: &str| {
        format!(
            "
- {{{kind}.planned: x, source: council-says, when: 2025-03-10, learned: 2025-03-01T12:00:00Z, {plan}}}{more}"
        )
    };
    let held = |kind: &str| {
        format!("\n- {{{kind}.completed: x, source: council-says, when: 2025-03-10, learned: 2025-03-11T12:00:00Z}}")
    };
    let off = "\n- {occurrence.cancelled: x, source: council-says, learned: 2025-03-09T12:00:00Z}";
    let rally = "type: a rally, count: 5000, outcome: a petition";
    each(&[
        (
            &planned("occurrence", rally, &held("occurrence")),
            &["was to end with a petition", "the number was to be 5,000"],
            &["ended with", "5,000 in all", "put the number"],
        ),
        (
            &planned("occurrence", rally, off),
            &["was to end with a petition", "the number was to be 5,000"],
            &["ended with", "put the number"],
        ),
        (&planned("occurrence", rally, ""), &["was to end with a petition"], &["ended with", "put the number"]),
        (
            &planned("occurrence", "type: a rally, outcome: the dues are to fall", &held("occurrence")),
            &["said beforehand that the dues are to fall"],
            &["ended with"],
        ),
        (
            &planned("vote", "question: the dues, threshold: two thirds", &held("vote")),
            &["was to need two thirds"],
            &["needed"],
        ),
    ]);
}

#[test]
fn what_a_report_rests_on_is_told_with_it_and_with_the_reason() {
    let base = "
- {claim.reported: crack, key: crack, source: mayor-says, text: the quay is cracked, learned: 2025-03-01T12:00:00Z}
- {occurrence.completed: shut, key: shut, source: council-says, type: a closure of the quay, when: 2025-03-02, learned: 2025-03-02T12:00:00Z}";
    let then = |more: &str| format!("{base}\n- {{{more}, learned: 2025-03-03T12:00:00Z}}");
    let crack = "this rests on the claim that the quay is cracked";
    let capital = format!("T{}", &crack[1..]);
    each(&[
        (
            &then("claim.reported: c, text: the boats will go, rests_on: {update: crack, reason: it leaks}"),
            &[&format!("{capital} (it leaks).")],
            &[],
        ),
        (
            &then("vote.completed: v, question: the dues, result: carried, when: 2025-03-03, rests_on: [crack, shut]"),
            &[&format!("{capital} and the closure of the quay.")],
            &[],
        ),
        (
            &then(
                "meeting.planned: m, participants: [council, firm], when: 2025-06-03, rests_on: {update: shut, path: when}",
            ),
            &["This rests on the date of the closure of the quay."],
            &[],
        ),
        (
            &then("publication.published: p, outlet: reuters, title: The quay, when: 2025-03-03, relies_on: [crack]"),
            &["It relied on the claim that the quay is cracked."],
            &["This rests"],
        ),
        // What was taken back supports nothing any more: that is told with the correction.
        (
            &format!(
                "{}\n- {{claim.retracted: crack, source: mayor-says, by: bbc, retracts: {{update: crack}}, learned: 2025-03-04T12:00:00Z}}",
                then("claim.reported: c, text: the boats will go, rests_on: crack")
            ),
            &["took back"],
            &["This rests"],
        ),
    ]);
}

#[test]
fn a_verb_takes_no_more_than_it_says() {
    let ruled = |ruling: &str| {
        format!(
            "- {{verdict.completed: v, source: court-says, court: court, case: the appeal, ruling: \"{ruling}\", when: 2025-03-10}}"
        )
    };
    let voted = |result: &str, numbers: &str| {
        format!(
            "- {{vote.completed: v, question: the dues, body: council, result: {result}, {numbers}, when: 2025-03-10}}"
        )
    };
    each(&[
        (
            &ruled("rejected on costs and allowed on the merits"),
            &["ruled on the appeal", ": rejected on costs and allowed"],
            &["rejected the appeal"],
        ),
        (
            &ruled("upheld for two years, then lifted"),
            &["ruled on the appeal", ": upheld for two years, then lifted"],
            &["upheld the appeal"],
        ),
        (&ruled("granted in part but refused on costs"), &["ruled on the appeal"], &["granted the appeal"]),
        (
            &ruled("rejected on costs and on the merits"),
            &["rejected the appeal", "on costs and on the merits"],
            &["ruled on"],
        ),
        (
            &voted("rejected", "for: 9, against: 4, threshold: two thirds"),
            &["rejected the dues", ": nine for, four against"],
            &["votes to"],
        ),
        (&voted("rejected", "for: 4, against: 9"), &["by nine votes to four"], &[]),
        (&voted("carried", "for: 4, against: 9"), &["approved the dues", "four for, nine against"], &["votes to"]),
    ]);
    let answered = "
- {proposal.made: p, key: p, source: council-says, subject: a pay rise, proposer: council, positions: {firm: {answer: rejects}}, learned: 2025-03-01T12:00:00Z}
- {statement.recorded: s, source: firm-itself, speaker: firm, gist: the firm never saw an offer, contradicts: {update: p, path: positions/firm/answer, reason: nothing was put to it}, learned: 2025-03-02T12:00:00Z}";
    each(&[(answered, &["that Northline rejected it"], &["it was rejects"])]);
    let places = "
- {meeting.held: a, participants: [council, firm], place: {none: not_disclosed}}
- {meeting.held: b, participants: [council, firm], place: port}
- {meeting.held: c, participants: [council, firm], format: letter}";
    each(&[(places, &["what came of"], &["in not disclosed"])]);
}

#[test]
fn whoever_moves_a_plan_moves_their_own_date_and_not_that_of_another() {
    let plan = |more: &str| {
        format!(
            "
- {{meeting.planned: m, source: council-says, participants: [council, firm], when: 2027-02-01, learned: 2025-04-01T12:00:00Z}}
- {{meeting.planned: m, source: firm-itself, when: 2027-02-03, learned: 2025-04-02T12:00:00Z}}{more}"
        )
    };
    let council = "
- {meeting.rescheduled: m, source: council-says, when: 2027-02-05, learned: 2025-04-03T12:00:00Z}";
    let firm = "
- {meeting.rescheduled: m, source: firm-itself, when: 2027-02-07, learned: 2025-04-04T12:00:00Z}";
    each(&[
        (
            &plan(council),
            &[
                "first set for 1 February, then put off to 5 February",
                "It had been planned for 3 February",
            ],
            &["said so too", "first set for 3 February"],
        ),
        (&plan(firm), &["first set for 3 February", "then put off to 7 February"], &["said so too"]),
        // Who had set no date of their own moves the last.
        (
            "
- {meeting.planned: m, source: council-says, participants: [council, firm], when: 2027-02-01, learned: 2025-04-01T12:00:00Z}
- {meeting.rescheduled: m, source: firm-itself, when: 2027-02-05, learned: 2025-04-03T12:00:00Z}",
            &["first set for 1 February", "then put off to 5 February"],
            &[],
        ),
        // Whoever plans the same day says the same.
        (
            "
- {meeting.planned: m, source: council-says, participants: [council, firm], when: 2027-02-01, learned: 2025-04-01T12:00:00Z}
- {meeting.planned: m, source: mayor-says, when: 2027-02-01, learned: 2025-04-03T12:00:00Z}",
            &["Ana Holm (quoted by BBC News) said so too."],
            &[],
        ),
    ]);
}
