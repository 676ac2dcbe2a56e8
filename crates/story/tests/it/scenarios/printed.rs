//! Sentences as a desk prints them: names and titles, hours and days, rulings, offers and numbers. What outside editors mended
//! most often on stories nobody had seen, each kind with further cases.

use newsreel_story::views::brief::Form;

use crate::scenarios::editors::{brief_in, each, each_with};

/// What somebody with this name and title says, twice.
fn said_by(entry: &str, says: &str, later: &str) {
    const SAID: &str = "
- {claim.reported: c, source: {origin: x, via: [reuters]}, text: the quay sinks}
- {claim.reported: d, source: {origin: x, via: [reuters]}, text: the pier sinks}";
    each_with(&format!("  x: {{{entry}}}\n"), &[(SAID, &[says, later], &[])]);
}

#[test]
fn a_title_that_says_for_whom_somebody_acts_or_where_they_come_from_is_told_as_people_say_it() {
    for (entry, says) in [
        ("person: Rick Cole, title: lawyer for Ana Holm", "sinks, Ana Holm's lawyer Rick Cole told Reuters"),
        ("person: Klaus Stone, title: adviser to Ben Lund", "sinks, Ben Lund's adviser Klaus Stone told Reuters"),
        (
            "person: Mia Rask, title: spokeswoman for the ferries",
            "sinks, the ferries' spokeswoman Mia Rask told Reuters",
        ),
        ("person: Faz Perry, title: of Stann Marine", "sinks, Faz Perry of Stann Marine told Reuters"),
        // An ambassador to a country is not that country's.
        ("person: Leo Mann, title: ambassador to Chile", "sinks, ambassador to Chile Leo Mann told Reuters"),
        (
            "person: Ida Moor, title: professor at the naval school",
            "sinks, Ida Moor, professor at the naval school, told",
        ),
    ] {
        said_by(entry, says, "The pier sinks");
    }
}

#[test]
fn whoever_has_no_family_name_is_named_in_full_or_by_rank() {
    for (entry, says, later) in [
        ("person: Prince Ali bin al-Hussein", "sinks, Prince Ali bin al-Hussein told", "sinks, Prince Ali told"),
        ("person: Sheikh Salman bin Ebrahim al-Khalifa", "sinks, Sheikh Salman bin", "sinks, Sheikh Salman told"),
        ("person: Hamad bin Jassim", "quay sinks, Hamad bin Jassim told", "pier sinks, Hamad bin Jassim told"),
        ("person: King Olav Haakon", "sinks, King Olav Haakon told", "sinks, King Olav told"),
        ("person: Anna van Dyk", "sinks, Anna van Dyk told", "sinks, van Dyk told"),
    ] {
        said_by(entry, says, later);
    }
}

#[test]
fn an_hour_is_told_once_with_that_of_greenwich_behind_it() {
    let at = |when: &str| {
        format!("- {{occurrence.completed: o, source: council-says, type: a power cut in the harbour, when: {when}}}")
    };
    each(&[
        (&at("2025-03-08T15:05+02:00"), &["at 15:05 (13:05 UTC) on 8 March 2025"], &["UTC+"]),
        (&at("2025-03-08T00:41+08:00"), &["at 00:41 on 8 March 2025 (16:41 UTC on 7 March)"], &["UTC+"]),
        (&at("2025-03-08T09:00Z"), &["at 09:00 UTC on 8 March 2025"], &["("]),
    ]);
    let two = "
- {occurrence.planned: o, source: council-says, type: a power cut in the harbour, when: 2025-03-08, learned: 2025-03-07T12:00:00Z}
- {occurrence.completed: o, source: council-says, when: 2025-03-08T04:30+02:00}
- {occurrence.completed: o, source: mayor-says, when: 2025-03-08T15:05+02:00}";
    each(&[(two, &["The time of"], &["date of"])]);
}

#[test]
fn that_somebody_said_so_comes_before_the_day() {
    each(&[(
        "
- {claim.reported: c, source: mayor-says, said: 2025-03-01, text: the quay sinks}
- {claim.denied: c, source: council-says, said: 2025-03-03}",
        &["said so on 1 March 2025", "denied it on 3 March"],
        &["2025 so"],
    )]);
}

#[test]
fn what_is_planned_is_planned_for_a_day() {
    let plan = |when: &str| {
        format!(
            "- {{occurrence.planned: o, source: council-says, label: the widening of the harbour, type: works, place: port, when: {when}}}"
        )
    };
    each(&[
        (&plan("2025-07-04"), &["for 4 July 2025"], &["on 4 July"]),
        (&plan("2025-07~"), &["for about July 2025"], &[]),
        (&plan("2025-07-04/2025-07-06"), &["for 4 to 6 July 2025"], &[]),
        (&plan("2025-07-04?"), &["planned in Port City possibly on 4 July 2025"], &[]),
    ]);
}

#[test]
fn what_happens_somewhere_is_told_with_where_behind_its_verb() {
    let event =
        |name: &str| format!("- {{occurrence.completed: o, source: council-says, type: {name}, when: 2025-03-08}}");
    each(&[
        (&event("the arrival of the ship at the quay"), &["The ship arrived at the quay on 8 March 2025"], &[]),
        (&event("the collapse of a crane in the harbour"), &["A crane collapsed in the harbour"], &[]),
        (&event("the explosion of a tank near the pier"), &["A tank exploded near the pier"], &[]),
        (&event("the departure of the head of mission in Chile"), &["The head of mission in Chile departed"], &[]),
    ]);
}

#[test]
fn of_a_list_that_is_complete_there_is_nobody_else() {
    let list = |complete: &str| {
        format!(
            "- {{vote.announced: v, source: council-says, question: who is mayor, body: council, when: 2025-03-30}}
- {{vote.reported: v, source: mayor-says, candidates: [mayor, chief]{complete}}}"
        )
    };
    each(&[
        (&list(", complete: candidates"), &["as the candidates"], &["among the candidates"]),
        (&list(""), &["among the candidates"], &["as the candidates"]),
    ]);
}

/// A ruling of the High Court in these words.
fn ruling(fields: &str) -> String {
    format!("- {{verdict.completed: v, source: court-says, court: court, when: 2025-03-10, {fields}}}")
}

#[test]
fn a_ruling_on_what_was_put_says_what_was_done_to_it_and_whose_case_it_was() {
    each(&[
        (
            &ruling(
                "case: the owner's appeal against the seizure, ruling: the appeal was rejected, parties: {firm: {role: appellant}, council: {role: respondent}}",
            ),
            &[
                "The High Court in Port City rejected the owner's appeal against the seizure on 10 March 2025, in the case of Northline against the Harbour Council, Reuters reported.",
            ],
            &["ruled on", "the appeal was"],
        ),
        (
            &ruling(
                "case: the seizure of the ship, ruling: 'the seizure is lifted, as the sum was paid', parties: {council: {role: applicant}}",
            ),
            &[
                "lifted the seizure of the ship on 10 March 2025, in the case brought by the Harbour Council, as the sum was paid",
            ],
            &[],
        ),
        (
            &ruling("case: the appeals against the bans, ruling: rejected, parties: [mayor, chief]"),
            &["rejected the appeals against the bans on 10 March 2025, in the case of Port City's mayor Ana Holm and"],
            &[],
        ),
        // Whose case it is stands in its name.
        (
            &ruling("case: the appeal of Ana Holm, ruling: rejected, parties: [mayor]"),
            &["rejected the appeal of Ana Holm on 10 March 2025, Reuters reported."],
            &["in the case"],
        ),
        // What was done was not done to the case.
        (
            &ruling("case: the appeals against the bans, ruling: the bans were upheld, parties: [mayor]"),
            &[
                "On 10 March 2025, the High Court in Port City ruled on the appeals against the bans",
                ": the bans were upheld",
            ],
            &["upheld the appeals"],
        ),
        // Of a question, the day comes first, and its name says which case it is.
        (
            &ruling(
                "case: whether the ban is lifted, label: Ana Holm's case against her ban, ruling: 'it stands, but may not be extended', parties: [mayor]",
            ),
            &[
                "ruled on 10 March 2025 on whether the ban is lifted, in Ana Holm's case against her ban: it stands, but may not be extended",
            ],
            &[],
        ),
        (
            &ruling("case: whether the ban is lifted, label: Ana Holm's appeal, ruling: rejected, parties: [mayor]"),
            &["rejected Ana Holm's appeal on 10 March 2025"],
            &["ruled"],
        ),
        (
            &ruling("case: whether the vote is put off, ruling: rejected, parties: [mayor, council]"),
            &[
                "ruled on 10 March 2025 on whether the vote is put off, in the case of",
                "and rejected that, Reuters reported.",
            ],
            &[": rejected"],
        ),
    ]);
}

#[test]
fn a_ruling_on_those_whose_case_it_is_says_what_was_done_to_them() {
    each(&[
        (
            &ruling(
                "case: whether they are barred, ruling: 'barred from all football for 90 days, which may be extended', sentence: P90D, parties: [mayor, chief]",
            ),
            &[
                "The High Court in Port City on 10 March 2025 barred Port City's mayor Ana Holm and",
                "from all football for 90 days, which may be extended, Reuters reported.",
            ],
            &["90 days, 90 days", "with a"],
        ),
        (
            &ruling(
                "case: the payment of two million, label: the bans, ruling: guilty of a conflict of interest, sentence: P8Y, parties: [mayor, chief]",
            ),
            &[
                "found Port City's mayor Ana Holm and chief of defence staff Ben Lund guilty of a conflict of interest over the payment of two million on 10 March 2025, with a ban of eight years",
            ],
            &["sentence"],
        ),
        (
            &ruling(
                "case: the trial of Ana Holm, ruling: guilty of fraud, sentence: P5Y, parties: {mayor: {role: defendant}, council: {role: claimant}}",
            ),
            &["found Port City's mayor Ana Holm guilty of fraud on 10 March 2025, with a sentence of five years"],
            &["Council guilty", "in the trial"],
        ),
        (
            &ruling("case: the lease, ruling: ordered to pay the costs, parties: [firm]"),
            &["ordered Northline to pay the costs over the lease on 10 March 2025"],
            &[],
        ),
        // Nothing is done to whoever brought the case, nor to those of whom nobody knows as what they were there.
        (
            &ruling("case: the lease, ruling: guilty of fraud, parties: {firm: {role: witness}}"),
            &["On 10 March 2025, the High Court in Port City ruled on the lease: guilty of fraud"],
            &["found"],
        ),
    ]);
}

#[test]
fn what_somebody_was_in_something_is_told_as_what_it_was() {
    let began = |who: &str| {
        format!(
            "- {{occurrence.began: o, source: council-says, label: the proceedings over the lease, type: proceedings, when: 2025-03-10, who: {{{who}}}}}"
        )
    };
    each(&[
        (&began("court: {role: court}"), &["began before the High Court in Port City on 10 March 2025"], &["as court"]),
        (
            &began("mayor: {role: heard as a witness}"),
            &["in which Port City's mayor Ana Holm was heard as a witness"],
            &["involving"],
        ),
        (&began("firm: {role: ship seized}"), &["with Northline as the ship seized"], &["involving"]),
        (&began("chief: {role: claimant}"), &["with chief of defence staff Ben Lund as claimant"], &[]),
        (&began("chief: {role: searched}"), &["in which chief of defence staff Ben Lund was searched"], &["involving"]),
    ]);
}

#[test]
fn parties_that_answer_the_same_are_told_together_and_each_in_the_words_of_its_own_answer() {
    const MADE: &str = "
- {proposal.made: p, source: council-itself, subject: higher dues, proposer: council, said: 2025-03-01, learned: 2025-03-01T12:00:00Z";
    let answers = |positions: &str| format!("{MADE}, positions: {{{positions}}}}}");
    each(&[
        (
            &answers("firm: {answer: agrees}, second: {answer: agrees}"),
            &["Northline and the Old Town Council agreed to"],
            &["agreed to it and the"],
        ),
        (
            &answers("firm: {answer: rejects}, second: {answer: rejects, words: far too dear}"),
            &["Northline rejected it and the Old Town Council also rejected it (“far too dear”)"],
            &[],
        ),
        (
            &answers("firm: {answer: rejects}, second: {answer: agrees}"),
            &["Northline rejected it and the Old Town Council agreed to it"],
            &["also"],
        ),
        (
            &format!("{MADE}}}
- {{proposal.reported: p, source: firm-itself, said: 2025-03-03, learned: 2025-03-03T12:00:00Z, positions: {{firm: {{answer: rejects, words: far too dear}}}}}}
- {{proposal.agreed: p, source: firm-itself, said: 2025-03-09, learned: 2025-03-09T12:00:00Z, positions: {{firm: {{answer: agrees}}}}}}"),
            &["Northline accepted"],
            &["far too dear”), N", "agreed to it (“far too dear”)"],
        ),
    ]);
}

#[test]
fn what_is_proposed_is_told_once_and_the_last_offer_is_the_one_that_counts() {
    each(&[
        // The name is made whole by what it is for.
        (
            "- {proposal.agreed: p, source: council-itself, label: the settlement, subject: a settlement of the harbour's claim, learned: 2025-03-12T12:00:00Z}",
            &["A settlement of the harbour's claim was agreed"],
            &["it was for", "it was a settlement"],
        ),
        (
            "- {proposal.made: p, source: council-itself, label: the harbour's demand, subject: compensation for the quay}",
            &["It was for compensation for the quay"],
            &["it was compensation"],
        ),
        (
            "- {proposal.made: p, source: council-itself, label: the dues, subject: dues}",
            &["The dues were proposed"],
            &["for dues"],
        ),
        (
            "
- {proposal.made: p, source: council-itself, subject: a lease, said: 2025-03-01, learned: 2025-03-01T12:00:00Z, terms: {total: 11 million crowns}}
- {proposal.reported: p, source: council-itself, said: 2025-03-05, learned: 2025-03-05T12:00:00Z, terms: {total: 12 million crowns}}",
            &["12 million crowns"],
            &["provided for 11 million"],
        ),
    ]);
}

#[test]
fn the_numbers_of_one_voice_are_a_series_with_the_oldest_first() {
    each(&[
        (
            "
- {claim.reported: c, source: mayor-says, label: the ships, text: ships wait, total: {count: 150, unit: ships, as_of: 2025-03-01}}
- {claim.reported: c, source: council-says, total: {count: 321, unit: ships, as_of: 2025-03-03}}
- {claim.reported: c, source: council-says, total: {count: 422, unit: ships, as_of: 2025-03-05}}",
            &["The number of ships was put at 150 as of 1 March 2025 (Holm), at 321 as of 3 March 2025 (the Harbour Council) and at 422"],
            &["put the total"],
        ),
        // Of one voice, which is named once; and of two days nothing is a series.
        (
            "
- {claim.reported: c, source: council-says, label: the ships, text: ships wait, total: {count: 422, unit: ships, as_of: 2025-03-05}}
- {claim.reported: c, source: council-says, total: {count: 321, unit: ships, as_of: 2025-03-03}}
- {claim.reported: c, source: council-says, total: {count: 150, unit: ships, as_of: 2025-03-01}}",
            &["The number of ships was put at 150 as of 1 March 2025, at 321 as of 3 March 2025 and at 422 as of 5 March 2025, the Harbour Council told Reuters."],
            &["(the council)"],
        ),
        (
            "
- {claim.reported: c, source: mayor-says, label: the ships, text: ships wait, total: {count: 150, unit: ships, as_of: 2025-03-01}}
- {claim.reported: c, source: council-says, total: {count: 321, unit: ships, as_of: 2025-03-03}}",
            &["put the number of ships at 150 as of 1 March 2025"],
            &["was put"],
        ),
        // Two of one day stand side by side.
        (
            "
- {claim.reported: c, source: mayor-says, label: the ships, text: ships wait, total: {count: 150, unit: ships, as_of: 2025-03-01}}
- {claim.reported: c, source: council-says, total: {count: 321, unit: ships, as_of: 2025-03-03}}
- {claim.reported: c, source: mayor-says, total: {count: 327, unit: ships, as_of: 2025-03-03}}
- {claim.reported: c, source: council-says, total: {count: 422, unit: ships, as_of: 2025-03-05}}",
            &["at 321 as of 3 March 2025 (the Harbour Council)", "at 327 as of 3 March 2025 (Holm)"],
            &[],
        ),
        (
            "
- {occurrence.completed: o, source: council-says, label: the indictment, type: an indictment, when: 2025-03-01, count: {count: 14, unit: defendants, as_of: 2025-03-01}}
- {occurrence.reported: o, source: council-says, count: {count: 30, unit: defendants, as_of: 2025-03-09}}",
            &["The indictment was brought on 1 March 2025", "at 14 defendants as of 1 March 2025 and at 30 defendants as of 9 March"],
            &["2025: 30 defendants", "took place"],
        ),
        (
            "- {occurrence.completed: o, source: council-says, type: a fire, declares: {boats: count}, boats: {count: 90, unit: boats}, when: 2025-03-01}",
            &["put the number at 90 boats"],
            &["number of boats at 90 boats"],
        ),
        (
            "- {claim.reported: c, source: council-says, text: the sum is under a non-disclosure agreement, total: {none: not_disclosed}}",
            &["The sum is under a non-disclosure agreement"],
            &["was not disclosed"],
        ),
        // Who mended a slip of its own in another's number gave none.
        (
            "
- {claim.reported: c, key: slip, source: {origin: council, via: [reuters]}, label: the ships, text: ships wait, total: {count: 273, unit: ships, as_of: 2025-03-01}}
- {claim.reported: c, source: mayor-says, total: {count: 321, unit: ships, as_of: 2025-03-03}}
- {claim.corrected: c, by: reuters, source: {origin: reuters, basis: on_record, knowledge: own_act}, corrects: {update: slip, path: total, reason: two digits were transposed}, total: {count: 237, unit: ships, as_of: 2025-03-01}}",
            &["Reuters, correcting its report of what the Harbour Council had said, put the number of ships at 237 as of 1 March 2025"],
            &["as corrected by"],
        ),
    ]);
}

#[test]
fn what_something_is_stands_behind_its_name() {
    let began = |label: &str, kind: &str| {
        format!("- {{occurrence.began: o, source: council-says, label: {label}, type: {kind}, when: 2025-03-10}}")
    };
    each(&[
        (
            &began("the fire at the quay", "a forest fire"),
            &["The fire at the quay, a forest fire, began"],
            &["called it"],
        ),
        (
            &began("the case in Chile", "a case in which the owner asks for damages"),
            &["The case in Chile, in which the owner asks for damages, began"],
            &["called it"],
        ),
        (
            &began("the inspection at the quay", "an inspection of the hull by divers"),
            &["The inspection at the quay, of the hull by divers, began"],
            &["called it"],
        ),
        (
            &began("the proceedings over the lease", "proceedings"),
            &["The proceedings over the lease began"],
            &["called"],
        ),
        (&began("the strike at the quay", "a strike"), &["The strike at the quay began"], &["a strike,", "called"]),
    ]);
}

#[test]
fn what_is_said_of_something_is_told_with_what_it_is_said_of() {
    let others = |count: usize| -> String {
        let one = |at: usize| {
            format!(
                "- {{occurrence.completed: o{at}, source: council-says, label: the closing of quay {at}, type: the closing of quay {at}, when: 2025-03-{:02}, learned: 2025-03-{:02}T13:00:00Z}}\n",
                at % 28 + 1,
                at % 28 + 1
            )
        };
        (0..count).map(one).collect()
    };
    const SETTLED: &str = "
- {proposal.agreed: p, source: council-itself, label: the settlement, subject: a settlement of the harbour's claim, learned: 2025-01-01T12:00:00Z}
- {claim.reported: c, source: mayor-says, text: the sum of the settlement is under a non-disclosure agreement, said: 2025-03-29, learned: 2025-03-29T12:00:00Z}
";
    for count in [0, 5, 20, 28, 60] {
        let brief = brief_in(Form::Standard, "", &format!("{SETTLED}{}", others(count)));
        let said = brief.contains("The sum of the settlement");
        let told = brief.contains("A settlement of the harbour's claim was agreed");
        assert!(told && said, "{count}:\n{brief}");
    }
}

#[test]
fn what_runs_out_on_a_day_expires_on_it() {
    let made = |expires: &str| {
        format!(
            "
- {{proposal.made: p, source: council-says, subject: a lease of the quay, proposer: firm, expires: {expires}, when: 2025-03-01}}
- {{proposal.entered_into_force: p, source: mayor-says, when: 2025-03-02}}"
        )
    };
    each(&[
        (&made("2025-05-20"), &["The lease of the quay was to expire on 20 May"], &["date of expiry"]),
        (&made("2027-05-31"), &["lease of the quay expires on 31 May 2027"], &["date of expiry"]),
        (&made("2027-05"), &["lease of the quay expires in May 2027"], &["date of expiry"]),
        (&made("2024-12"), &["to expire in December 2024"], &["date of expiry"]),
        (
            "
- {proposal.made: p, source: council-says, subject: a lease of the quay, proposer: firm, deadline: 2025-05-31, when: 2025-03-01}",
            &["answer due"],
            &["expire"],
        ),
    ]);
}

#[test]
fn limits_that_exclude_or_include_read_on() {
    let refused = |limits: &str| {
        format!("- {{claim.denied: c, source: mayor-says, text: the quay is for sale, limits: {limits}}}")
    };
    for limits in ["including the sheds", "excluding the sheds", "except the sheds", "within the city", "officially"] {
        each(&[(&refused(limits), &[limits], &["limited to"])]);
    }
}

#[test]
fn whoever_makes_accepts_or_turns_down_an_offer_is_told_as_doing_so() {
    let made = "
- {proposal.made: p, source: council-itself, subject: a lease of the quay, proposer: council, when: 2025-03-01, learned: 2025-03-01T12:00:00Z}";
    each(&[
        (made, &["The Harbour Council proposed a lease of the quay on 1 March 2025, it said."], &["proposed by"]),
        (
            &format!(
                "{made}\n- {{proposal.rejected: p, source: firm-itself, when: 2025-03-04, learned: 2025-03-04T12:00:00Z, positions: {{firm: {{answer: rejects}}}}}}"
            ),
            &["Northline rejected a lease of the quay", "The Harbour Council had proposed it on 1 March"],
            &["rejected by", "been proposed by"],
        ),
        (
            &format!(
                "{made}\n- {{proposal.agreed: p, source: firm-itself, when: 2025-03-04, learned: 2025-03-04T12:00:00Z, positions: {{firm: {{answer: agrees}}}}}}"
            ),
            &["Northline accepted a lease of the quay"],
            &["accepted by"],
        ),
        // Two of them agree it with each other.
        (
            &format!(
                "{made}\n- {{proposal.agreed: p, source: reuters, when: 2025-03-04, learned: 2025-03-04T12:00:00Z, positions: {{firm: {{answer: agrees}}, council: {{answer: agrees}}}}}}"
            ),
            &["it was agreed on 4 March"],
            &["Northline and the Harbour Council agreed a lease"],
        ),
        (
            "- {proposal.made: p, source: reuters, subject: a lease of the quay, when: 2025-03-01, learned: 2025-03-01T12:00:00Z}",
            &["A lease of the quay was proposed on 1 March 2025"],
            &[],
        ),
    ]);
}

#[test]
fn the_total_of_a_claim_stands_in_its_sentence() {
    let claim = |rest: &str| format!("- {{claim.reported: c, source: council-says, text: boats are held, {rest}}}");
    each(&[
        (
            &claim("total: {count: 35, unit: boats}"),
            &["Boats are held, 35 boats in all, the Harbour Council told Reuters (by"],
            &["put the total"],
        ),
        (
            &claim("total: {count: 35, unit: boats, as_of: 2025-03-02}"),
            &["Boats are held, 35 boats as of 2 March 2025, the Harbour Council told Reuters."],
            &["in all"],
        ),
        (
            &claim("total: 35"),
            &["Boats are held, the Harbour Council told Reuters", "put the total at 35"],
            &["in all"],
        ),
        (
            "- {claim.reported: c, source: council-says, text: 35 boats are held, total: {count: 35, unit: boats}}",
            &["35 boats are held, the Harbour Council told Reuters"],
            &["in all"],
        ),
        // Another's number is told as that.
        (
            &format!(
                "{}\n- {{claim.reported: c, source: firm-itself, total: {{count: 40, unit: boats}}}}",
                claim("total: {count: 35, unit: boats}")
            ),
            &["35 boats", "40 boats"],
            &["in all"],
        ),
    ]);
}

#[test]
fn a_quotation_that_only_repeats_the_sum_of_it_is_not_told_again() {
    let said = |gist: &str, words: &str| {
        format!("- {{statement.recorded: s, source: mayor-says, speaker: mayor, gist: {gist}, words: {words}}}")
    };
    each(&[
        (&said("she loved her time on the quay", "I loved my time on the quay"), &["loved her time"], &["I loved"]),
        (&said("they are proud of their boats", "We are proud of our boats"), &["proud of their boats"], &["We are"]),
        (&said("the quay is hers", "The quay is mine and will stay mine"), &["will stay mine"], &[]),
        (&said("she will not comment", "No comment"), &["No comment"], &[]),
        (&said("the dues are too high", "They rob us of bread and butter"), &["bread and butter"], &[]),
    ]);
}

#[test]
fn a_denied_plan_is_told_with_the_day_that_is_meant_and_a_stage_with_its_own() {
    let planned = "
- {occurrence.announced: o, source: firm-itself, type: the reopening of the quay, when: 2025-03-20, learned: 2025-03-01T12:00:00Z}
- {occurrence.denied: o, source: council-says, when: 2025-03-20, learned: 2025-03-02T12:00:00Z}
- {occurrence.completed: o, source: council-says, when: 2025-05-01, learned: 2025-05-01T12:00:00Z}";
    each(&[
        (planned, &["that it was planned for 20 March"], &["disputed"]),
        (&planned.replace(", when: 2025-03-20, learned: 2025-03-02", ", learned: 2025-03-02"), &["had denied by 2 March that it was planned, Reuters"], &["denied by 2 March that it was planned for"]),
        (
            "
- {occurrence.began: o, source: council-says, type: an inquiry into the dues, when: 2025-03-01, learned: 2025-03-01T12:00:00Z}
- {occurrence.reported: o, source: council-says, stage: the second reading, learned: 2025-03-05T12:00:00Z}",
            &["It had reached the second reading (by 5 March)"],
            &[],
        ),
    ]);
}

#[test]
fn what_was_done_is_told_by_a_verb_and_not_as_having_taken_place() {
    let event = |of: &str| {
        format!(
            "- {{occurrence.completed: o, source: council-says, {of}, when: 2025-03-01, learned: 2025-03-01T12:00:00Z}}"
        )
    };
    each(&[
        (
            &event("type: a fine of 12 crowns against Northline"),
            &["A fine of 12 crowns against Northline was imposed"],
            &["took place"],
        ),
        (
            &event("type: the filing of a suit against Northline"),
            &["A suit against Northline was filed"],
            &["took place"],
        ),
        (
            &event("label: the suit, type: an act of the port"),
            &["The suit, an act of the port, was filed"],
            &["took place"],
        ),
        (
            &event("type: the unsealing of the charges against Ana Holm"),
            &["The charges against Ana Holm were unsealed"],
            &["took place"],
        ),
        (&event("type: the refloating of the ferry"), &["The ferry was refloated on 1 March 2025"], &["took place"]),
        (
            &event("type: \"the declaration of a curfew, which keeps the crews at home\""),
            &["A curfew, which keeps the crews at home, was declared"],
            &["took place"],
        ),
        (&event("type: talks on the dues"), &["Talks on the dues were held"], &["took place"]),
        (
            &event("type: a raid on the offices of Northline"),
            &["A raid on the offices of Northline was carried out"],
            &["took place"],
        ),
        (
            &event("type: the recall of 35 to 40 million boats"),
            &["35 to 40 million boats were recalled on 1 March"],
            &[],
        ),
        (
            &event("type: the recall of 3.4 million boats worldwide"),
            &["3.4 million boats worldwide were recalled"],
            &[],
        ),
        (
            &event("type: \"the resignation of its president, replaced by Ana Holm\""),
            &["The resignation of its president, replaced by Ana Holm"],
            &["replaced resigned"],
        ),
        (&event("type: a storm"), &["A storm took place"], &[]),
        (
            "- {proposal.made: p, source: council-itself, subject: help for the crews, label: the offer of help, proposer: council, when: 2025-03-01, learned: 2025-03-01T12:00:00Z}",
            &["The Harbour Council made the offer of help"],
            &["proposed"],
        ),
    ]);
}

#[test]
fn what_was_filed_reads_on_in_its_sentence() {
    let event = |of: &str| {
        format!(
            "- {{occurrence.completed: o, source: council-says, type: a strike, {of}, when: 2025-03-01, learned: 2025-03-01T12:00:00Z}}"
        )
    };
    let said = |channel: &str| {
        format!(
            "- {{query.did_not_respond: q, source: reuters, asked: firm, asker: reuters, about: the dues, channel: {channel}, learned: 2025-03-01T12:00:00Z}}"
        )
    };
    each(&[
        (&event("cause: a risk that the crews would leave"), &["because of a risk that the crews would leave"], &[]),
        (&event("cause: a rule that was broken led to it"), &["because a rule that was broken led to it"], &[]),
        (
            &event("cause: {value: a gust of wind, hedge: probable}"),
            &["probably because of a gust of wind"],
            &["because of probably"],
        ),
        (&event("stage: agreed in principle"), &["reached the stage “agreed in principle”"], &["reached agreed"]),
        (&event("stage: the second reading"), &["reached the second reading"], &["stage"]),
        (&said("email"), &["by email"], &[]),
        (&said("through its lawyer"), &["through its lawyer"], &["by through"]),
        (
            "- {statement.recorded: s, source: mayor-says, speaker: mayor, gist: the dues are high, occasion: an interview with BBC News, said: 2025-03-01, learned: 2025-03-01T12:00:00Z}",
            &["told BBC News on 1 March 2025 that the dues are high"],
            &["interview"],
        ),
        (
            "- {trip.completed: t, source: council-says, label: the voyage to Port City, traveller: mayor, destination: port, when: 2025-03-01, learned: 2025-03-01T12:00:00Z}",
            &["travelled to Port City on 1 March 2025"],
            &[],
        ),
    ]);
}

#[test]
fn what_was_agreed_and_then_took_effect_is_no_dispute() {
    let agreed = "
- {proposal.agreed: p, source: firm-itself, subject: a lease of the quay, when: 2025-03-01, said: 2025-03-01, learned: 2025-03-01T12:00:00Z, positions: {firm: {answer: agrees}, council: {answer: agrees}}}";
    let in_force = "
- {proposal.entered_into_force: p, source: council-itself, in_force: 2025-03-09, said: 2025-03-09, learned: 2025-03-09T12:00:00Z}";
    each(&[
        (&format!("{agreed}{in_force}"), &["A lease of the quay took effect on 9 March 2025"], &["differ", "disputed"]),
        // Who says afterwards that it was rejected does not agree with that.
        (
            &format!(
                "{agreed}\n- {{proposal.rejected: p, source: council-itself, said: 2025-03-09, learned: 2025-03-09T12:00:00Z}}"
            ),
            &["lease of the quay"],
            &["took effect"],
        ),
    ]);
}

#[test]
fn whoever_tells_of_a_ruling_did_not_make_it() {
    let ruled = |key: &str, more: &str| {
        format!(
            "\n- {{verdict.completed: {key}, key: of-{key}, source: council-says, court: court, case: the lease, {more}, learned: 2025-03-1{}T12:00:00Z}}",
            key.len()
        )
    };
    let updates = format!(
        "{}{}",
        ruled("a", "ruling: the lease ends, when: 2025-03-10"),
        ruled("later", "ruling: the lease stands, when: 2025-03-12, supersedes: of-a")
    );
    each(&[(
        &updates,
        &["The High Court in Port City replaced that ruling on 12 March: the lease stands."],
        &["The Harbour Council later"],
    )]);
}

#[test]
fn the_reasons_of_several_interruptions_are_told_apart() {
    let updates = "
- {occurrence.began: o, source: council-says, type: a search of the quay, when: 2025-03-01, learned: 2025-03-01T12:00:00Z}
- {occurrence.suspended: o, source: council-says, reason: the water is rising, learned: 2025-03-03T12:00:00Z}
- {occurrence.resumed: o, source: council-says, learned: 2025-03-05T12:00:00Z}
- {occurrence.suspended: o, source: mayor-says, reason: the crews are ill, learned: 2025-03-09T12:00:00Z}
- {occurrence.resumed: o, source: mayor-says, learned: 2025-03-12T12:00:00Z}";
    each(&[(
        updates,
        &["had given by 3 March as the reason for interrupting it that the water is rising"],
        &["gave as the reason that"],
    )]);
}
