//! How an account goes on behind its first sentence, and what is told of what was announced, counted, or replaced.

use crate::scenarios::editors::{each, each_with};

#[test]
fn a_voice_goes_on_without_being_named_again() {
    each(&[
        (
            "
- {proposal.agreed: p, source: council-says, subject: a settlement of the strike, when: 2025-03-08,
   terms: [a fine of 40 crowns, a new quay]}",
            &["It provided for a fine of 40 crowns and a new quay."],
            &["also said"],
        ),
        (
            "
- {occurrence.completed: o, source: council-says, type: the arrest of two men, when: 2025-03-08,
   who: {mayor: {role: accused}}}",
            &["Two men were arrested on 8 March 2025, the Harbour Council told", "was accused."],
            &["also said"],
        ),
        // Behind what another says it is named again.
        (
            "
- {proposal.agreed: p, source: council-says, subject: a settlement of the strike, when: 2025-03-08, terms: [a fine of 40 crowns]}
- {proposal.confirmed: p, source: mayor-says}",
            &["It provided for a fine of 40 crowns, the Harbour Council said."],
            &["also said that it"],
        ),
        // What is said without a name is somebody's, each time.
        (
            "
- {occurrence.completed: o, type: the arrest of two men, when: 2025-03-08,
   who: {mayor: {role: accused}}}",
            &["also said that"],
            &[],
        ),
    ]);
}

#[test]
fn an_institution_is_called_by_its_name_once_it_has_been_described() {
    for (entry, first, later) in [
        ("organisation: the road safety regulator NHTSA", "the road safety regulator NHTSA told", "sinks, NHTSA told"),
        ("outlet: the Turkish channel NTV", "the Turkish channel NTV told", "sinks, NTV told"),
        ("organisation: the salvage firm Rask Marine", "the salvage firm Rask Marine told", "sinks, Rask Marine told"),
        ("organisation: the Bank of Port City", "the Bank of Port City told", "sinks, the Bank of Port City told"),
        ("organisation: the prosecutors of Minas", "the prosecutors of Minas told", "sinks, the prosecutors of Minas"),
    ] {
        const SAID: &str = "
- {claim.reported: c, source: {origin: x, via: [reuters]}, text: the quay sinks}
- {claim.reported: d, source: {origin: x, via: [reuters]}, text: the pier sinks}";
        each_with(&format!("  x: {{{entry}}}\n"), &[(SAID, &[first, later], &[])]);
    }
}

#[test]
fn what_is_announced_for_the_day_of_its_announcement_was_announced() {
    let event = |of: &str, when: &str| {
        format!(
            "- {{occurrence.announced: o, source: council-says, type: {of}, when: {when}, said: 2025-03-08, learned: 2025-03-08T12:00:00Z}}"
        )
    };
    each(&[
        (
            &event("the recall of 200 boats", "2025-03-08"),
            &["The recall of 200 boats was announced on 8 March 2025"],
            &["to be recalled", "Whether that happened"],
        ),
        (&event("a curfew in the harbour", "2025-03-08"), &["was announced on 8 March 2025"], &["Whether that"]),
        (&event("new tariffs on coal", "2025-03-08"), &["announced on 8 March 2025"], &["Whether that"]),
        // For a later day it is a plan.
        (&event("the recall of 200 boats", "2025-03-09"), &["200 boats were to be recalled"], &["announced on"]),
        (
            "- {meeting.announced: m, source: council-says, participants: [mayor, chief], when: 2025-03-08, said: 2025-03-08, learned: 2025-03-08T06:00:00Z}",
            &["Whether that happened is not reported"],
            &["announced"],
        ),
    ]);
}

#[test]
fn an_event_is_told_by_the_verb_of_its_noun() {
    let event =
        |name: &str| format!("- {{occurrence.completed: o, source: council-says, type: {name}, when: 2025-03-08}}");
    each(&[
        (&event("the fourth arrest of the mate"), &["The mate was arrested for the fourth time on 8 March"], &[]),
        (&event("the partial refloating of the ship"), &["The ship was refloated in part on 8 March"], &[]),
        (&event("the arrival in Chile of a search vessel"), &["A search vessel arrived in Chile on 8 March"], &[]),
        (&event("the rerouting of the ferries"), &["The ferries were rerouted on 8 March"], &[]),
        (&event("the cutting of the cable"), &["The cable was cut on 8 March"], &[]),
        (&event("the forfeiture of the bond"), &["The bond was forfeited on 8 March"], &[]),
        // A noun in “-ing” for what takes place is none for what is done.
        (&event("the hearing of the mate"), &["The hearing of the mate"], &["heard"]),
        (&event("a consent order under which the port pays"), &["pays was issued on 8 March"], &["took place"]),
        (&event("an adjustment without a vote"), &["came on 8 March"], &["took place"]),
        (&event("a demonstration at the quay"), &["held", "on 8 March"], &["came on"]),
        (&event("an explosion at the quay"), &["took place on 8 March"], &["came on"]),
    ]);
}

#[test]
fn a_claim_that_only_names_what_it_counts_is_told_by_its_number() {
    let claim = |text: &str, total: &str| {
        format!(
            "- {{claim.reported: c, source: council-says, text: \"{text}\", total: {{{total}, as_of: 2025-03-08}}}}"
        )
    };
    each(&[
        (
            &claim("people killed by faulty valves in the harbour", "count: 9, unit: people"),
            &["the number of people killed by faulty valves in the harbour was nine as of 8 March 2025"],
            &["the total"],
        ),
        (
            &claim("recalled boats not yet repaired", "count: about 1700, unit: boats"),
            &["the number of recalled boats not yet repaired was about 1,700 as of"],
            &["1,700 boats"],
        ),
        // What has its number already is not counted again.
        (
            &claim("about 300 tonnes of lead burned in the fire", "amount: 300, unit: tonnes"),
            &["About 300 tonnes of lead burned in the fire"],
            &["the number of"],
        ),
        // A sentence stays one.
        (
            &claim("the port sold boats for years", "count: 40, unit: boats"),
            &["The port sold boats for years, 40 boats as of 8 March 2025"],
            &["the number of the port"],
        ),
        (
            &claim("the port paid, and hid it", "amount: 5 million, unit: crowns"),
            &["put the sum at 5 million crowns as of 8 March 2025"],
            &["the total"],
        ),
    ]);
}

#[test]
fn a_reason_for_not_confirming_something_is_none_for_it() {
    for (change, says) in [
        ("not_confirmed", "has not confirmed it, saying that nothing was decided"),
        ("declined", "declined to comment"),
    ] {
        let told = format!(
            "
- {{occurrence.{change}: o, source: mayor-says, reason: nothing was decided, learned: 2025-03-07T12:00:00Z}}
- {{occurrence.completed: o, source: council-says, type: the sale of the quay, when: 2025-03-08, learned: 2025-03-08T12:00:00Z}}"
        );
        each(&[(&told, &[says], &["as the reason", "because nothing"])]);
    }
}

#[test]
fn that_no_source_is_named_is_said_of_words_and_of_plans_and_not_of_what_happened() {
    const NO_SOURCE: &str = "naming no source";
    each(&[
        (
            "- {occurrence.completed: o, type: the sale of the quay, when: 2025-03-08}",
            &["Reuters reported"],
            &[NO_SOURCE],
        ),
        (
            "- {occurrence.completed: o, type: a storm, when: 2025-03-08, line: A storm broke the quay.}",
            &["On 8 March 2025, a storm broke the quay, Reuters reported"],
            &[NO_SOURCE],
        ),
        ("- {occurrence.planned: o, type: the sale of the quay, when: 2025-09-08}", &[NO_SOURCE], &[]),
        ("- {claim.reported: c, text: the quay sinks}", &[NO_SOURCE], &[]),
        ("- {occurrence.completed: o, type: a storm, hedge: probable}", &[NO_SOURCE], &[]),
    ]);
}

#[test]
fn what_somebody_was_quoted_with_before_denying_it_is_told_in_its_words() {
    each(&[(
        "
- {claim.reported: c, source: {origin: mayor, via: [reuters], knowledge: own_act}, text: the quay is unsafe, said: 2025-03-01, learned: 2025-03-01T12:00:00Z}
- {claim.denied: c, source: mayor-says, reason: she had been misunderstood, said: 2025-03-03, learned: 2025-03-03T12:00:00Z}",
        &["had quoted", "as saying that the quay is unsafe"],
        &["that it was so"],
    )]);
}
