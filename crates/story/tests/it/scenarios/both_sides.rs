//! What contradicts what, and what does not: plans and what happened, beginnings and ends, the two sides of a contradiction.

use crate::kit::given;

/// A plan, a beginning and an end of each kind that has them: the change that ends it, and how.
const COURSES: [(&str, &str, &str, &str); 8] = [
    ("occurrence", "type: a strike", "began", "completed"),
    ("occurrence", "type: a sit-in", "began", "broke_off"),
    ("meeting", "participants: [putin, witkoff]", "began", "held"),
    ("meeting", "participants: [putin, witkoff]", "began", "broke_off"),
    ("trip", "traveller: witkoff, destination: moscow", "departed", "completed"),
    ("trip", "traveller: witkoff, destination: moscow", "departed", "broke_off"),
    ("exchange", "releases: [driver]", "began", "completed"),
    ("vote", "question: the dues, body: court", "began", "completed"),
];

#[test]
fn a_plan_for_the_day_something_began_makes_its_end_no_rival() {
    let days = [
        ("2025-03-05", "2025-03-05", "2025-03-09"),
        ("2025-03-05", "2025-03-05T10:00:00Z", "2025-03-09T08:00:00Z"),
        ("2025-03-05T10:00:00Z", "2025-03-05", "2025-03-09"),
        ("2025-03", "2025-03-05", "2025-03-09"),
        ("2025-03-05", "2025-03-06", "2025-03-09"),
        ("2025-03-09", "2025-03-05", "2025-03-09"),
        ("2025-03-05/2025-03-09", "2025-03-05", "2025-03-09"),
    ];
    for (kind, what, begins, ends) in COURSES {
        for (planned, began, ended) in days {
            for (first, second) in [("herald", "tass"), ("kremlin-says", "kremlin-says")] {
                let told = given(&format!(
                    "
- {{{kind}.announced: one, source: kremlin-says, {what}, when: {planned}}}
- {{{kind}.{begins}: one, source: {first}, when: {began}}}
- {{{kind}.{ends}: one, source: {second}, when: {ended}}}"
                ));
                let of = format!("{kind}.{ends} {planned} {began} {ended}");
                let view = told.view();
                let account = view.account(&"one/when".parse().unwrap());
                let contested: Vec<_> =
                    account.candidates.iter().filter(|candidate| candidate.standing.is_contested()).collect();
                assert!(contested.is_empty(), "{of}: {contested:?}");
                assert!(account.discords.is_empty(), "{of}: {:?}", account.discords);
                let brief = told.brief();
                assert!(!brief.contains("disputed"), "{of}: {brief}");
                assert!(brief.contains("began") && brief.contains("9 March"), "{of}: {brief}");
            }
        }
    }
}
