//! Words told of what stood when they were said: the wording, the title, the day and the plan of then; and parts, places and
//! names as people say them. What outside editors called misleading on stories nobody had seen, each kind with further cases.

use crate::scenarios::editors::each;

/// A claim that was corrected after somebody had spoken of it.
fn corrected(before: &str, after: &str) -> String {
    format!(
        "
- {{claim.reported: c, key: first, source: mayor-says, said: 2025-03-01, learned: 2025-03-01T12:00:00Z, text: 40 boats sank}}
{before}
- {{claim.corrected: c, source: mayor-says, said: 2025-03-05, learned: 2025-03-05T12:00:00Z, by: mayor, corrects: {{update: first, path: text, reason: the list was read twice}}, text: 20 boats sank}}
{after}"
    )
}

#[test]
fn what_was_said_before_a_correction_is_told_of_the_wording_of_then() {
    let before = |update: &str| corrected(&format!("- {{{update}, learned: 2025-03-02T12:00:00Z}}"), "");
    let after = |update: &str| corrected("", &format!("- {{{update}, learned: 2025-03-07T12:00:00Z}}"));
    each(&[
        (
            &before("claim.denied: c, source: council-says, said: 2025-03-02, reason: all boats were in"),
            &[
                "The Harbour Council denied on 2 March that 40 boats sank, saying that all boats were in",
                "No denial of the corrected wording is on file.",
                "20 boats sank, Port City's mayor Ana Holm",
            ],
            &["Whether 20 boats sank is disputed", "denied it"],
        ),
        (
            &before("claim.confirmed: c, source: council-says, said: 2025-03-02"),
            &["confirmed on 2 March that 40 boats sank"],
            &["confirmed it"],
        ),
        (
            &before("query.declined: q, source: bbc, asker: bbc, asked: council, on: c"),
            &["on the claim that 40 boats sank"],
            &["on the claim that 20"],
        ),
        // What is said of the wording that stands is told of that.
        (
            &after("claim.denied: c, source: council-says, said: 2025-03-07"),
            &["Whether 20 boats sank is disputed", "denied it"],
            &["denied that 40 boats sank", "No denial of the corrected wording"],
        ),
        (
            &after("query.declined: q, source: bbc, asker: bbc, asked: council, on: c"),
            &["declined to comment"],
            &["on the claim that 40 boats"],
        ),
    ]);
}

#[test]
fn words_with_a_name_of_their_own_are_not_put_in_the_mouth_of_whoever_passes_them_on() {
    each(&[
        (
            "- {statement.recorded: s, source: council-says, label: the last words from the bridge, words: Good night, form: verbatim}",
            &["The last words from the bridge were “Good night”, the Harbour Council"],
            &["Council told Reuters: “Good night”"],
        ),
        (
            "- {statement.recorded: s, source: council-says, label: the last call of the ship, words: All is well, form: verbatim}",
            &["The last call of the ship was “All is well”, the Harbour Council"],
            &["Council told Reuters: “All is well”"],
        ),
        // Whoever is named as the speaker said it.
        (
            "- {statement.recorded: s, source: council-says, label: the last call of the ship, speaker: chief, words: All is well, form: verbatim}",
            &["Ben Lund said", "“All is well”"],
            &["The last call of the ship was"],
        ),
    ]);
}

#[test]
fn a_title_is_that_of_the_time_of_the_word_and_no_report() {
    each(&[(
        "
- {claim.reported: a, source: mayor-says, said: 2025-03-01, learned: 2025-03-01T12:00:00Z, text: the quay holds}
- {claim.reported: b, source: mayor-says, said: 2025-03-11, learned: 2025-03-11T12:00:00Z, text: the quay sinks, entities: {mayor: {title: former mayor of Port City}}}",
        &["Port City's mayor Ana Holm told BBC News on 1 March", "former mayor"],
        &["has the title"],
    )]);
}

#[test]
fn the_day_an_outlet_put_something_out_is_not_the_day_of_the_document_it_quotes() {
    each(&[
        (
            "- {claim.reported: c, source: {origin: {document: a secret report, author: council}, via: [bbc]}, published: 2025-03-09, text: the quay sinks}",
            &["said in a secret report, BBC News reported on 9 March 2025."],
            &["report on 9 March"],
        ),
        (
            "- {claim.reported: c, source: {origin: {document: a secret report, author: council}, via: [bbc]}, said: 2025-03-01, published: 2025-03-09, text: the quay sinks}",
            &["said in a secret report on 1 March 2025, BBC News reported."],
            &["9 March"],
        ),
    ]);
}

#[test]
fn a_value_that_gave_way_is_told_with_who_gave_it_and_whose_reason_it_was() {
    each(&[(
        "
- {occurrence.completed: o, key: first, source: mayor-says, type: the last call of the ship, when: 2025-03-08T08:11+08:00}
- {occurrence.completed: o, source: council-says, when: 2025-03-08T08:19+08:00, supersedes: {update: first, path: when, reason: another signal was found}}",
        &["had said that it was at 08:11", "another signal was found"],
        &["the desk's reason", "was changed"],
    )]);
}

#[test]
fn what_somebody_denies_ever_having_said_is_told_as_an_outlet_put_it() {
    each(&[(
        "
- {claim.reported: c, source: {origin: mayor, via: [bbc]}, learned: 2025-03-11T12:00:00Z, text: the quay sinks}
- {claim.denied: c, source: {origin: mayor, via: [reuters], knowledge: own_act, quote: I never said so}, said: 2025-03-12}",
        &["BBC News had quoted", "as saying that the quay sinks"],
        &["had said that it was so"],
    )]);
}

#[test]
fn the_day_of_a_beginning_is_not_the_day_of_what_became_of_it() {
    each(&[
        (
            "
- {occurrence.began: o, source: council-says, type: a hearing, when: 2025-03-01}
- {occurrence.suspended: o, source: council-says, reason: a strike}",
            &["A hearing was interrupted", "It began on 1 March"],
            &["it was on 1 March"],
        ),
        (
            "- {trip.broke_off: t, source: mayor-says, traveller: mayor, destination: port, when: 2025-03-03, reason: a storm}",
            &["was broken off on 3 March 2025"],
            &["it was on 3 March"],
        ),
    ]);
}

#[test]
fn a_plan_that_was_moved_is_told_from_its_first_date_to_its_last() {
    let planned = "
- {occurrence.announced: p, source: council-says, type: a vote of the crews, when: 2025-08-17}
- {occurrence.rescheduled: p, source: council-says, when: 2025-08-20, reason: the crews are at sea}";
    each(&[
        (
            planned,
            &["first set for 17 August, then put off to 20 August because the crews were at sea"],
            &["had been planned to take place on 17"],
        ),
        (
            &format!("{planned}\n- {{occurrence.rescheduled: p, source: council-says, when: 2025-08-18}}"),
            &["first set for 17 August, then put off to 20 August", "brought forward to 18 August"],
            &["it was to be on"],
        ),
        (
            &format!("{planned}\n- {{occurrence.cancelled: p, source: council-says}}"),
            &["was called off", "first set for 17 August, then put off to 20 August"],
            &["planned to take place on 20"],
        ),
    ]);
}

#[test]
fn no_number_of_a_dispute_is_told_without_the_other() {
    each(&[(
        "
- {occurrence.completed: o, source: reuters, type: a fire on the quay, when: 2025-03-10, dead: at least 12}
- {occurrence.reported: o, source: head-says, learned: 2025-03-12T13:00:00Z, dead: 36}
- {occurrence.reported: o, source: sour-says, learned: 2025-03-12T14:00:00Z, dead: more than 30}
- {occurrence.confirmed: o, source: mayor-says, said: 2025-03-12, learned: 2025-03-12T15:00:00Z, dead: 34}",
        &["that it was 36", "that it was 34"],
        &[],
    )]);
}

#[test]
fn parts_places_and_counts_are_told_as_people_say_them() {
    each(&[
        (
            "- {occurrence.completed: o, source: council-says, type: the charging of 270 sailors with the murder of two guards, when: 2025-03-10, count: {count: 270, unit: sailors}}",
            &["270 sailors were charged with the murder of two guards on 10 March 2025"],
            &["270 sailors in all", "with the murder of two guards were"],
        ),
        (
            "- {occurrence.completed: o, source: council-says, label: the find of a flag, type: the find of a ship's flag, who: {mayor: {role: finder}}, when: 2025-03-10}",
            &["A ship's flag was found by Port City's mayor Ana Holm on 10 March 2025"],
            &["as finder", "called it"],
        ),
        (
            "- {occurrence.completed: o, source: council-says, label: the shooting of 10 March, type: a shooting at the quay, who: {army: {role: those who fired}, boats: {role: those fired at}}, when: 2025-03-10}",
            &["in which the coastal army were those who fired and the fishing boats were those fired at"],
            &["as those", "involving"],
        ),
        (
            "- {occurrence.completed: o, source: council-says, label: the strike in the port, type: a wildcat strike, when: 2025-03-10}",
            &["The strike in the port, a wildcat strike, took place"],
            &[],
        ),
        (
            "- {occurrence.completed: o, source: council-says, type: a fire on the quay, when: 2025-03-10, dead: 0}",
            &["Nobody died"],
            &["dead was 0", "dead was zero"],
        ),
        (
            "- {claim.reported: c, label: the killings on the quay, source: mayor-says, nature: allegation, text: soldiers shot sailors}\n- {query.declined: q, source: bbc, asker: bbc, asked: army, on: c}",
            &["on the allegation that soldiers shot sailors"],
            &["on the killings"],
        ),
    ]);
}

#[test]
fn what_is_left_of_a_report_that_was_taken_back_is_its_denial() {
    let taken_back = |kind: &str, given: &str, denial: &str| {
        format!(
            "
- {{{kind}: o, key: first, source: bbc, learned: 2025-03-01T12:00:00Z, label: the move of the wreck, {given}}}
- {{{kind_of}.denied: o, source: council-says, said: 2025-03-02, learned: 2025-03-02T12:00:00Z, {denial}}}
- {{{kind_of}.retracted: o, source: bbc, by: bbc, learned: 2025-03-03T12:00:00Z, retracts: {{update: first, reason: nobody had checked}}}}",
            kind_of = kind.split('.').next().unwrap_or_default()
        )
    };
    let wrong = &["an event", "because the ship", "are not reported", "is not reported", "told the BBC of"];
    let given = "type: the move of the wreck, when: 2025-03-01";
    each(&[
        (
            &taken_back("occurrence.completed", given, "reason: the ship had not moved"),
            &["The Harbour Council denied the move of the wreck on 2 March 2025, saying that the ship had not moved"],
            wrong,
        ),
        (
            &taken_back("occurrence.announced", given, "reason: the ship had not moved"),
            &["the ship had not moved"],
            wrong,
        ),
        (
            &taken_back("occurrence.completed", "type: the move of the wreck, place: port", "limits: so far"),
            &["denied the move of the wreck"],
            wrong,
        ),
    ]);
}
