//! Sentences as a desk prints them: names and titles, hours and days, rulings, offers and numbers. What outside editors mended
//! most often on stories nobody had seen, each kind with further cases.

use crate::scenarios::editors::{each, each_with};

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
        ("person: Rick Cole, title: lawyer for Ana Holm", "sinks, Ana Holm's lawyer Rick Cole had told Reuters"),
        ("person: Klaus Stone, title: adviser to Ben Lund", "sinks, Ben Lund's adviser Klaus Stone had told Reuters"),
        (
            "person: Mia Rask, title: spokeswoman for the ferries",
            "sinks, the ferries' spokeswoman Mia Rask had told Reuters",
        ),
        ("person: Faz Perry, title: of Stann Marine", "sinks, Faz Perry of Stann Marine had told Reuters"),
        // An ambassador to a country is not that country's.
        ("person: Leo Mann, title: ambassador to Chile", "sinks, ambassador to Chile Leo Mann had told Reuters"),
        (
            "person: Ida Moor, title: professor at the naval school",
            "sinks, Ida Moor (professor at the naval school) had told",
        ),
    ] {
        said_by(entry, says, "The pier sinks");
    }
}

#[test]
fn whoever_has_no_family_name_is_named_in_full_or_by_rank() {
    for (entry, says, later) in [
        (
            "person: Prince Ali bin al-Hussein",
            "sinks, Prince Ali bin al-Hussein had told",
            "sinks, Prince Ali had told",
        ),
        ("person: Sheikh Salman bin Ebrahim al-Khalifa", "sinks, Sheikh Salman bin", "sinks, Sheikh Salman had told"),
        ("person: Hamad bin Jassim", "quay sinks, Hamad bin Jassim had told", "pier sinks, Hamad bin Jassim had told"),
        ("person: King Olav Haakon", "sinks, King Olav Haakon had told", "sinks, King Olav had told"),
        ("person: Anna van Dyk", "sinks, Anna van Dyk had told", "sinks, van Dyk had told"),
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
