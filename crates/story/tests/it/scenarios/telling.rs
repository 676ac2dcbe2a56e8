//! What the brief says of small stories: the sentences it must have, and those it must not.

use newsreel_story::record::style::Style;
use newsreel_story::views::brief::{self, Form};
use newsreel_story::views::timeline;

use crate::kit::given;

/// A small story: what it is an example of, its updates, what its brief says, and what it does not.
struct Case {
    of: &'static str,
    updates: &'static str,
    says: &'static [&'static str],
    never: &'static [&'static str],
}

fn told(cases: &[Case]) {
    for case in cases {
        let brief = given(case.updates).brief();
        for sentence in case.says {
            assert!(brief.contains(sentence), "{}: “{sentence}” is missing from\n{brief}", case.of);
        }
        for words in case.never {
            assert!(!brief.contains(words), "{}: “{words}” is in\n{brief}", case.of);
        }
    }
}

#[test]
fn what_was_planned_is_told_as_planned_of_what_has_happened() {
    told(&[
        Case {
            of: "participants and place",
            updates: "
- {meeting.announced: m, source: kremlin-says, participants: [putin, witkoff], place: moscow}
- {meeting.held: m, source: newsweek, when: 2025-04-10}
",
            says: &[
                "The planned meeting of Vladimir Putin and Steve Witkoff took place on 10 April 2025, Newsweek reported.",
            ],
            never: &[
                "Putin and Steve Witkoff met",
                "The meeting of Putin",
                "took place in Moscow",
                "were to take part",
            ],
        },
        Case {
            of: "a date",
            updates: "
- {occurrence.announced: p, source: us-says, type: a parade, when: 2025-04-09}
- {occurrence.completed: p, source: newsweek}
",
            says: &[
                "A parade took place, Newsweek reported",
                "beforehand that it was to be on 9 April, Newsweek reported.",
            ],
            never: &["took place on 9 April"],
        },
        Case {
            of: "the teller's own part",
            updates: "
- {occurrence.announced: p, source: us-says, type: a parade, who: [us, russia]}
- {occurrence.completed: p, source: newsweek}
",
            says: &["said beforehand that"],
            never: &["involved Russia", "involving"],
        },
        Case {
            of: "what was reported since",
            updates: "
- {meeting.announced: m, source: kremlin-says, participants: [putin, witkoff], place: moscow}
- {meeting.held: m, source: us-says, participants: [putin, witkoff], place: petersburg}
",
            says: &["Steve Witkoff met in St. Petersburg", "met"],
            never: &["was to be in Moscow"],
        },
        Case {
            of: "the day of what was not held",
            updates: "- {occurrence.not_held: r, source: us-says, type: a regatta, when: 2025-04-09}\n",
            says: &["A regatta did not take place", "It was to be on 9 April"],
            never: &["it was on 9 April"],
        },
        Case {
            of: "the day of what was called off",
            updates: "
- {occurrence.announced: r, source: us-says, type: a regatta, when: 2025-05-09}
- {occurrence.cancelled: r, source: us-says, cause: high winds}
",
            says: &["The regatta was called off because of high winds", "It had been planned for 9 May"],
            never: &["it was on 9 May"],
        },
    ]);
}

#[test]
fn a_word_on_the_plan_is_told_as_of_the_plan() {
    let planned = "- {occurrence.announced: p, source: newsweek, type: a parade, when: 2025-04-11T13:00:00Z}\n";
    let cases = [("occurrence.confirmed", "confirmed"), ("occurrence.denied", "denied")];
    for (change, verb) in cases {
        let updates = format!(
            "{planned}- {{{change}: p, source: kremlin-says}}\n- {{occurrence.completed: p, source: us-says}}\n"
        );
        let brief = given(&updates).brief();
        assert!(brief.contains(&format!("Peskov had {verb} by 11 April")), "{brief}");
        assert!(brief.contains("that it was planned"), "{brief}");
    }
}

#[test]
fn what_is_denied_is_told_with_what_it_is() {
    told(&[
        Case {
            of: "a value nobody gives",
            updates: "
- {meeting.held: m, source: us-says, participants: [putin, witkoff]}
- {meeting.denied: m, source: kremlin-says, of: duration, value: PT5H}
",
            says: &["denied by 11 April that it lasted five hours, TASS reported; nobody on file says so."],
            never: &["is disputed"],
        },
        Case {
            of: "a place nobody gives",
            updates: "
- {meeting.held: m, source: us-says, participants: [putin, witkoff]}
- {meeting.denied: m, source: kremlin-says, of: place, value: london}
",
            says: &["denied by 11 April that it was in London, TASS reported; nobody on file says so."],
            never: &["denied London"],
        },
        Case {
            of: "who asked for it",
            updates: "
- {meeting.held: m, source: newsweek, participants: [us, russia], asked_by: russia}
- {meeting.denied: m, source: kremlin-says, of: asked_by, value: russia}
",
            says: &["Newsweek had said by 11 April 2025, naming no source, that it was Russia", "denied it"],
            never: &["denied Russia"],
        },
        Case {
            of: "whether two met",
            updates: "
- {meeting.held: m, source: us-says, participants: [witkoff, putin]}
- {meeting.denied: m, source: kremlin-says, of: participants/putin}
",
            says: &["Whether Steve Witkoff and Vladimir Putin met is disputed"],
            never: &["Witkoff met", "A meeting of Steve Witkoff took place"],
        },
    ]);
}

#[test]
fn where_a_party_stands_is_told_by_itself_first_and_never_without_what() {
    told(&[
        Case {
            of: "another's word on it",
            updates: "
- {proposal.made: p, source: newsweek, subject: a truce, proposer: us}
- {proposal.reported: p, source: kremlin-says, positions: {kremlin: {answer: accepts}}}
- {proposal.reported: p, source: aides-say, positions: {kremlin: {answer: rejects}}}
",
            says: &["The Kremlin accepted it", "The Kremlin rejected it, aides told The Herald"],
            never: &["took a position"],
        },
        Case {
            of: "nothing said of what it is",
            updates: "
- {proposal.made: p, source: newsweek, subject: a truce, proposer: us}
- {proposal.reported: p, source: newsweek, positions: [russia]}
",
            says: &["The United States proposed a truce"],
            never: &["took a position"],
        },
    ]);
}

#[test]
fn a_correction_says_what_was_wrong_and_then_what_is_right() {
    told(&[
        Case {
            of: "a claim",
            updates: "
- {claim.reported: c, key: first, source: waiter-saw, text: 91 people were on board}
- {claim.corrected: c, source: waiter-saw, by: herald, corrects: first, text: 89 people were on board}
",
            says: &[
                "The Herald corrected its own report, known by 11 April 2025 and quoting A Waiter, that 91 people were on board.",
                "It then said (by 11 April) that 89 people were on board.",
            ],
            never: &["that 89 people were on board: ", "report, known by 11 April 2025, that 89"],
        },
        Case {
            of: "a date",
            updates: "
- {occurrence.completed: f, key: first, source: waiter-saw, type: a fire, when: 2025-04-08}
- {occurrence.corrected: f, source: waiter-saw, by: herald, corrects: {update: first, path: when}, when: 2025-04-09}
",
            says: &["it was on 9 April, not on 8 April"],
            never: &["for when"],
        },
        Case {
            of: "what rested on it",
            updates: "
- {claim.reported: c, key: first, source: waiter-saw, text: the quay is damaged}
- {claim.reported: d, source: aides-say, rests_on: first, text: the quay will be shut}
- {claim.retracted: c, by: herald, retracts: first}
",
            says: &["that the quay will be shut, rested on what has been withdrawn and counts no more."],
            never: &["has lost"],
        },
    ]);
}

#[test]
fn a_contradiction_between_two_reports_names_both_sides_and_the_reason_once() {
    told(&[
        Case {
            of: "an event and a claim",
            updates: "
- {occurrence.completed: r, key: repaired, source: us-says, type: the repair of the main, when: 2025-04-08}
- {claim.reported: u, source: kremlin-says, text: nobody has touched the main, contradicts: {update: repaired, reason: a repair touches it}}
",
            says: &[
                "Whether the main was repaired is disputed.",
                "said by 11 April that nobody has touched the main (a repair touches it), TASS reported.",
            ],
            never: &["Whether nobody has touched"],
        },
        Case {
            of: "two claims that were reconciled",
            updates: "
- {claim.reported: a, key: free, source: us-says, text: the loan is free}
- {claim.reported: b, source: kremlin-says, text: the loan costs money, contradicts: free}
- {claim.reported: c, source: kremlin-says, text: the money is for transport, reconciles: {update: free, reason: only the transport is paid for}}
",
            says: &["That the loan is free and that the loan costs money are both right", ": only the transport is paid for."],
            never: &["is disputed"],
        },
    ]);
}

#[test]
fn a_phase_that_does_not_carry_is_told_beside_the_one_that_does() {
    told(&[Case {
        of: "called off by an outlet alone",
        updates: "
- {occurrence.announced: f, source: us-says, type: a fair, when: 2030-05-09}
- {occurrence.cancelled: f, source: newsweek}
",
        says: &[
            "A fair is expected on 9 May 2030",
            "Newsweek reported (by 11 April 2025), naming no source, that it was called off.",
        ],
        never: &["had been called off"],
    }]);
}

#[test]
fn what_agrees_is_one_account_and_what_is_disputed_within_it_is_told() {
    told(&[
        Case {
            of: "dates of different precision",
            updates: "
- {occurrence.completed: c, source: newsweek, type: a collision of two barges, when: 2025-03}
- {occurrence.completed: c, source: tass, type: a collision of two barges, when: 2025-03-23}
",
            says: &["A collision of two barges took place on 23 March 2025, TASS reported", "that it was in March 2025."],
            never: &["disputed", "ended"],
        },
        Case {
            of: "two days within a confirmed month",
            updates: "
- {occurrence.completed: c, source: kremlin-says, type: the closing of the lock, when: 2025-03}
- {occurrence.reported: c, source: newsweek, when: 2025-03-21}
- {occurrence.reported: c, source: tass, when: 2025-03-23}
",
            says: &[
                "The lock was closed in March 2025",
                "Exactly when the lock was closed is disputed: Newsweek had said by 11 April 2025, naming no source, that it was on 21 March",
            ],
            never: &[],
        },
        Case {
            of: "parts of a total",
            updates: "
- {occurrence.completed: h, source: newsweek, type: the handing in of petitions, count: {count: 30, unit: petitions, parts: {harbour: 12, old-town: 11}}}
",
            says: &["Newsweek divided the 30 petitions into 12 harbour and 11 old-town, which come to 23."],
            never: &["put count"],
        },
    ]);
}

#[test]
fn an_answer_is_written_in_the_style_that_was_asked_for() {
    let told = given("- {occurrence.completed: f, source: us-says, type: a fire, when: 2025-04-10T21:40:00Z}\n");
    let first = |style| {
        let view = told.view().written_in(style);
        let brief = brief::checked(&view, Form::Full);
        assert_eq!(brief.left_out, Vec::<String>::new());
        (brief.sections[0].entries[0].sentences[0].text.clone(), timeline::of(&view).moments[0].reads.clone().unwrap())
    };
    for (style, clock, day) in [
        (Style::British, "at 21:40 UTC", "on 10 April 2025"),
        (Style::BritishAmPm, "at 9:40 p.m. UTC", "on 10 April 2025"),
        (Style::American, "at 9:40 p.m. UTC", "on April 10, 2025"),
        (Style::American24Hours, "at 21:40 UTC", "on April 10, 2025"),
    ] {
        let (sentence, moment) = first(style);
        let when = format!("{clock} {day}");
        assert!(sentence.contains(&format!("A fire took place {when}")), "{sentence}");
        assert_eq!(moment, when);
    }
}

#[test]
fn what_became_of_a_question_is_told_by_whoever_asked() {
    told(&[Case {
        of: "a refusal that the asker tells",
        updates: "- {query.declined: q, source: herald, asker: herald, asked: kremlin, about: a subsidy}\n",
        says: &["the Kremlin had declined to comment to The Herald about a subsidy"],
        never: &["The Herald asked the Kremlin"],
    }]);
}

#[test]
fn whoever_set_out_has_not_arrived() {
    told(&[Case {
        of: "a departure",
        updates: "- {trip.departed: t, source: newsweek, traveller: witkoff, destination: moscow, departure: 2025-04-09}\n",
        says: &["Steve Witkoff set out for Moscow on 9 April 2025", "No arrival is reported."],
        never: &["arrived", "When "],
    }]);
}

/// What came out wrong of small inputs once, beside those that the other tables hold.
#[test]
fn what_neighbours_of_known_faults_say() {
    told(&[
        Case {
            of: "What is to be released is not released by that",
            updates: "
- {exchange.announced: swap, source: us-says, releases: {waiter: {by: russia}, driver: {by: us}}, when: 2025-04-11}
- {exchange.completed: swap, source: newsweek}",
            says: &["The planned exchange of A Waiter and A Driver took place"],
            never: &["was about the release of"],
        },
        Case {
            of: "Of what was called off nobody had a part in it",
            updates: "
- {occurrence.announced: fair, source: newsweek, type: a fair, who: [us, russia], when: 2027-04-11}
- {occurrence.cancelled: fair, source: us-says}",
            says: &["was to involve"],
            never: &["it involved"],
        },
        Case {
            of: "Where two are said to have met and one denies it, all else that is said of it is still told",
            updates: "
- {meeting.held: talks, source: waiter-saw, participants: [us, russia], place: moscow, duration: PT2H}
- {meeting.denied: talks, source: us-says, of: participants/us}
- {meeting.denied: talks, source: us-says, of: place, value: london}",
            says: &["is disputed", "lasted two hours", "that it was in London"],
            never: &[],
        },
        Case {
            of: "The role of one, not of the meeting",
            updates: "
- {meeting.held: talks, source: waiter-saw, participants: {us: {role: host}, russia: {}}}
- {meeting.denied: talks, source: us-says, of: participants/us/role, value: host}",
            says: &["The role of the United States in"],
            never: &["The role of the meeting"],
        },
        Case {
            of: "What ends a contradiction between things of other kinds is told too",
            updates: "
- {meeting.held: talks, key: talks-1, source: us-says, participants: [us, russia]}
- {statement.recorded: nobody, key: nobody-1, source: kremlin-says, speaker: peskov, words: We have met nobody., when: 2025-04-10, contradicts: {update: talks-1, reason: one or the other}}
- {claim.reported: phone, source: waiter-saw, text: the two spoke on the phone, reconciles: {update: nobody-1, reason: a call is no meeting}}",
            says: &["are both right", "a call is no meeting"],
            never: &["is disputed"],
        },
        Case {
            of: "A retraction says what was said",
            updates: "
- {claim.reported: fire, key: fire-1, source: waiter-saw, text: there was a fire}
- {claim.retracted: fire, by: herald, retracts: {update: fire-1, reason: misheard}}",
            says: &["that there was a fire", "misheard"],
            never: &[],
        },
        Case {
            of: "The ways in which a value can be missing",
            updates: "\n- {occurrence.announced: sale, source: us-says, type: a sale, who: [us], when: not_disclosed}",
            says: &["the date was not disclosed"],
            never: &["planned not disclosed"],
        },
        Case {
            of: "The ways in which a value can be missing",
            updates: "\n- {occurrence.announced: sale, source: us-says, type: a sale, who: [us], when: unknown}",
            says: &["the date was not known"],
            never: &["planned unknown"],
        },
        Case {
            of: "The ways in which a value can be missing",
            updates: "\n- {occurrence.completed: sale, source: us-says, type: a sale, who: [us], when: not_stated}",
            says: &["did not give the date"],
            never: &["took place not stated"],
        },
        Case {
            of: "A publication that relied on what was corrected says so",
            updates: "
- {claim.reported: bill, key: bill-1, source: us-says, text: the repair costs 4 million crowns}
- {publication.published: leaflet, outlet: herald, title: The bill, source: {origin: herald, basis: on_record, knowledge: own_act}, relies_on: bill-1}
- {claim.corrected: bill, by: us, source: us-says, text: the repair costs 6 million crowns, corrects: {update: bill-1, reason: a slip}}",
            says: &["It relied on Newsweek's report", "which has since been corrected, and has to be checked again"],
            never: &[],
        },
        Case {
            of: "Every relay of a fork is named, and another's embargo is told",
            updates: "
- {claim.reported: shut, source: {origin: rubio, via: [[tass, herald], newsweek], knowledge: own_act}, text: the bridge is shut, embargo: {until: 2028-03-12T06:00:00Z, set_by: us}}",
            says: &["told TASS and The Herald", "that it be held until 06:00 UTC on 12 March 2028"],
            never: &[],
        },
    ]);
}

#[test]
fn a_vote_is_told_by_what_those_did_who_voted() {
    told(&[
        Case {
            of: "votes that were counted",
            updates: "- {vote.completed: v, source: us-says, question: a joint inquiry, body: court, when: 2025-04-04,
                result: rejected, for: 6, against: 15, abstained: 17}\n",
            says: &[
                "The court rejected a joint inquiry on 4 April 2025 by 15 votes to six, with 17 abstaining, Marco Rubio",
            ],
            never: &["voted on", "rejected,"],
        },
        Case {
            of: "a share of the votes",
            updates: "- {vote.completed: v, source: us-says, question: the purchase, body: court, when: 2025-04-04,
                result: carried, for: 98%}\n",
            says: &["The court approved the purchase on 4 April 2025: 98 per cent for"],
            never: &["voted on"],
        },
        Case {
            of: "a question, which nobody can approve",
            updates:
                "- {vote.completed: v, source: us-says, question: whether to strike, body: court, when: 2025-04-04,
                result: carried}\n",
            says: &["The court voted on whether to strike on 4 April 2025: carried"],
            never: &["approved"],
        },
    ]);
}

#[test]
fn nothing_is_said_twice_in_a_paragraph() {
    told(&[
        Case {
            of: "the answer by which a proposal was turned down",
            updates: "- {proposal.rejected: p, source: us-says, subject: a cease-fire, proposer: us, when: 2025-04-04,
                reason: it came too late, positions: {russia: {answer: rejects}}}\n",
            says: &["Russia rejected a cease-fire, proposed by the United States, on 4 April 2025 because it came"],
            never: &["rejected it"],
        },
        Case {
            of: "who accepted it",
            updates: "- {proposal.agreed: p, source: us-says, subject: a cease-fire, proposer: us, when: 2025-04-04,
                positions: {russia: {answer: accepts}}}\n",
            says: &["Russia accepted a cease-fire, proposed by the United States, on 4 April 2025, Marco Rubio"],
            never: &["accepted it"],
        },
        Case {
            of: "an answer of another day",
            updates: "
- {proposal.made: p, source: us-says, subject: a cease-fire, proposer: us, when: 2025-04-01, positions: {russia: {answer: accepts}}}
- {proposal.entered_into_force: p, source: us-says, in_force: 2025-04-09}
",
            says: &["A cease-fire, proposed by the United States, took effect on 9 April 2025, Marco Rubio"],
            never: &["took effect on 9 April 2025, proposed", "9 April 2025, and Russia"],
        },
        Case {
            of: "a place in the name of an item",
            updates: "- {meeting.held: m, source: us-says, label: the hearing in London, participants: [us, russia],
                place: london, when: 2025-04-04}\n",
            says: &["The hearing in London was held on 4 April 2025"],
            never: &["in London in London", "held in London"],
        },
        Case {
            of: "whoever announces its own act",
            updates: "
- {occurrence.announced: c, source: {origin: court, knowledge: own_act}, type: the closing of the gate, who: [court], when: 2025-04-04}
- {occurrence.completed: c, source: {origin: court, knowledge: own_act}, when: 2025-04-04}
",
            says: &["The gate was closed on 4 April 2025, the court said."],
            never: &["take part", "named itself", "involve"],
        },
        Case {
            of: "whoever is named in what it says",
            updates: "- {occurrence.completed: c, source: {origin: court, via: [tass], knowledge: own_act},
                type: the decision of the court, when: 2025-04-04}\n",
            says: &["The decision of the court was made on 4 April 2025, the court said, TASS reported."],
            never: &["the court told TASS"],
        },
    ]);
}

#[test]
fn a_statement_is_told_with_its_occasion() {
    told(&[
        Case {
            of: "an interview",
            updates: "- {statement.recorded: s, source: kremlin-says, said: 2025-04-04, speaker: peskov,
                gist: nothing was agreed, medium: an interview, occasion: the talks in London, place: london}\n",
            says: &[
                "Dmitry Peskov told TASS in an interview at the talks in London on 4 April 2025 that nothing was agreed.",
            ],
            never: &["gave the", "in London in London"],
        },
        Case {
            of: "who passed it on",
            updates:
                "- {statement.recorded: s, source: {origin: peskov, via: [{described: the state broadcaster}, tass],
                knowledge: own_act}, said: 2025-04-04, speaker: peskov, gist: nothing was agreed}\n",
            says: &[
                "Dmitry Peskov told the state broadcaster on 4 April 2025, TASS reported, that nothing was agreed.",
            ],
            never: &["in the state broadcaster"],
        },
    ]);
}

#[test]
fn what_is_only_known_by_a_day_is_told_by_that_day() {
    told(&[
        Case {
            of: "a word without a day",
            updates: "- {claim.reported: c, source: kremlin-says, text: the talks are over}\n",
            says: &["The talks are over, Dmitry Peskov told TASS (by 11 April 2025)."],
            never: &["had told", "on 11 April"],
        },
        Case {
            of: "a word with its day",
            updates: "- {claim.reported: c, source: kremlin-says, said: 2025-04-10, text: the talks are over}\n",
            says: &["The talks are over, Dmitry Peskov told TASS on 10 April 2025."],
            never: &["had told"],
        },
    ]);
}

#[test]
fn numbers_are_told_with_what_they_count() {
    told(&[
        Case {
            of: "how many it was",
            updates: "- {occurrence.completed: r, source: us-says, type: the rescue of the miners, when: 2025-04-04,
                count: {count: 33, unit: miners}}\n",
            says: &["The miners were rescued on 4 April 2025, 33 miners in all, Marco Rubio told Newsweek."],
            never: &[": 33"],
        },
        Case {
            of: "an amount",
            updates: "- {occurrence.completed: r, source: us-says, type: a fine, when: 2025-04-04,
                count: {count: 1800000, unit: dollars}}\n",
            says: &["A fine was imposed on 4 April 2025, 1.8 million dollars in all, Marco Rubio"],
            never: &["1,800,000"],
        },
        Case {
            of: "a number that was put right",
            updates: "
- {claim.reported: c, key: first, source: newsweek, text: many were expelled, total: {count: 123, unit: diplomats}}
- {claim.corrected: c, source: newsweek, by: newsweek, total: {count: 111, unit: diplomats},
   corrects: {update: first, path: total, reason: some were counted twice}}
",
            says: &[
                "that many were expelled: the total is 111 diplomats, not 123 diplomats (some were counted twice).",
            ],
            never: &["it now has"],
        },
    ]);
}

#[test]
fn what_one_side_only_holds_possible_is_told_so() {
    told(&[Case {
        of: "a denial of what is held probable",
        updates: "
- {claim.reported: c, source: us-says, text: Russia is responsible, hedge: probable}
- {claim.denied: c, source: kremlin-says}
",
        says: &["Marco Rubio had said by 11 April 2025 that it was probably so, Newsweek reported", "denied it"],
        never: &["said so"],
    }]);
}
