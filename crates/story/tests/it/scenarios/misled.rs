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
            &["The desk corrected its own entry of BBC News' report", "(misread)"],
            &["The desk corrected BBC News"],
        ),
        (&corrected("source: bbc, by: bbc"), &["BBC News corrected its own report"], &["own entry"]),
        (
            "
- {claim.reported: c, key: first, source: mayor-says, text: the quay sinks, learned: 2025-03-01T12:00:00Z}
- {claim.retracted: c, by: desk, learned: 2025-03-02T12:00:00Z, retracts: {update: first, reason: mistranslated}}",
            &["The desk took back its own entry of BBC News' report", "(mistranslated)"],
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
            &["there had been talk of it for July, not June"],
            &["it was in", "had been set"],
        ),
        (
            &planned("planned: o, place: port", "place", "place: road"),
            &["it was to be"],
            &["it was on the road", "it was in Port City"],
        ),
        (
            &planned("completed: o, when: 2025-06-02", "when", "when: 2025-06-20"),
            &["it was on 20 June, not on 2 June"],
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
            "- {publication.published: p, source: bbc, outlet: bbc, title: Who pays, when: 2025-03-09}",
            &["BBC News published “Who pays” on 9 March 2025."],
            &["naming no source"],
        ),
    ]);
}
