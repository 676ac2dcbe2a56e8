//! Why something was done or said: accepted with every change, and told with what it is the reason of.

use newsreel_story::views::{matrix, overview};

use crate::kit::given;

#[test]
fn why_something_was_done_or_said_is_told_with_it() {
    let sold = "\n- {occurrence.announced: sale, source: kremlin-says, type: a sale of the dock, who: [kremlin]}";
    let cases = [
        // What somebody did with it.
        (
            "occurrence.cancelled: sale, source: kremlin-says, reason: high winds",
            "was called off because of high winds",
        ),
        (
            "occurrence.postponed: sale, source: kremlin-says, reason: two members were ill",
            "was put off because two members were ill",
        ),
        (
            "occurrence.not_held: sale, source: kremlin-says, reason: nobody came",
            "did not take place because nobody came",
        ),
        ("occurrence.suspended: sale, source: kremlin-says, reason: a storm", "was interrupted because of a storm"),
        ("occurrence.broke_off: sale, source: kremlin-says, reason: to save money", "was broken off to save money"),
        (
            "occurrence.cancelled: sale, source: kremlin-says, reason: the money ran out",
            "called off because the money ran out",
        ),
        // What somebody said of it.
        (
            "occurrence.denied: sale, source: us-says, reason: the dock is not theirs",
            "denied it, saying that the dock was not theirs",
        ),
        ("occurrence.declined: sale, source: us-says, reason: ongoing litigation", ", citing ongoing litigation"),
        ("occurrence.denies_knowledge: sale, source: us-says, reason: they were away", ", saying that they were away"),
        ("occurrence.not_confirmed: sale, source: newsweek, reason: a lack of papers", ", citing a lack of papers"),
        // What another gives as the reason.
        (
            "occurrence.reported: sale, source: waiter-saw, reason: a lack of buyers",
            "had given by 11 April a lack of buyers as the reason",
        ),
    ];
    for (update, told) in cases {
        let story = given(&format!("{sold}\n- {{{update}}}"));
        let brief = story.brief();
        assert!(brief.contains(told), "{update}: {told}\n{brief}");
        let reason = update.rsplit(": ").next().unwrap();
        let shown = serde_json::to_string(&overview::of(&story.view(), Some("sale"))).unwrap();
        assert!(shown.contains(reason), "{update}\n{shown}");
        let rows = serde_json::to_string(&matrix::of(&story.view(), None, None)).unwrap();
        assert!(rows.contains(reason), "{update}\n{rows}");
    }
}

#[test]
fn every_kind_takes_a_reason_with_each_of_its_changes() {
    let cases = [
        (
            "trip.cancelled: t, traveller: putin, destination: london, source: kremlin-says, reason: the weather",
            "the weather",
        ),
        ("meeting.postponed: m, participants: [putin, witkoff], source: kremlin-says, reason: a cold", "a cold"),
        ("exchange.cancelled: e, source: kremlin-says, reason: a lack of trust", "a lack of trust"),
        (
            "verdict.postponed: v, court: court, case: the dock case, source: {origin: court, via: [tass]}, reason: a judge was ill",
            "a judge was ill",
        ),
        ("proposal.rejected: p, subject: a truce, source: kremlin-says, reason: it came too late", "it came too late"),
        ("proposal.withdrawn: p, subject: a truce, source: us-says, reason: new facts", "new facts"),
        ("query.declined: q, asker: tass, asked: us, source: tass, reason: a pending lawsuit", "a pending lawsuit"),
        (
            "publication.withdrawn: b, outlet: tass, title: The dock, source: {origin: tass, basis: on_record}, reason: a wrong number",
            "a wrong number",
        ),
        (
            "claim.reported: c, text: the dock will be sold, source: kremlin-says, reason: nobody uses it",
            "nobody uses it",
        ),
        (
            "claim.disputed: c, text: the dock will be sold, source: us-says, reason: many people use it",
            "many people use it",
        ),
    ];
    for (update, reason) in cases {
        let story = given(&format!("\n- {{{update}}}"));
        let brief = story.brief();
        assert!(brief.contains(reason), "{update}\n{brief}");
    }
}

/// The reason of an act that was overtaken is told with that act, and never of what happened then.
#[test]
fn a_reason_stays_with_what_it_is_the_reason_of() {
    let story = given(
        "
- {occurrence.announced: sale, source: kremlin-says, type: a sale of the dock, who: [kremlin], when: 2025-04-01}
- {occurrence.postponed: sale, source: kremlin-says, reason: strong tides}
- {occurrence.completed: sale, source: kremlin-says, when: 2025-04-05}",
    );
    let brief = story.brief();
    let of_tides: Vec<&str> = brief.lines().filter(|line| line.contains("strong tides")).collect();
    assert!(of_tides.len() == 1 && of_tides[0].contains("had been put off because of strong tides"), "{brief}");
}

/// Why something is to be later is not why it is to be.
#[test]
fn the_reason_of_a_new_date_is_told_as_that() {
    let story = given(
        "
- {occurrence.announced: sale, source: kremlin-says, type: a sale of the dock, who: [kremlin], when: 2027-04-01}
- {occurrence.rescheduled: sale, source: kremlin-says, when: 2027-04-05, reason: a late engine}",
    );
    let brief = story.brief();
    assert!(brief.contains("first set for 1 April 2027, then put off to 5 April because of a late engine."), "{brief}");
    assert!(!brief.contains("sold because of"), "{brief}");
}

/// A denial in a dispute has its reason with it, and a request for comment once.
#[test]
fn a_reason_is_told_once_and_with_its_word() {
    let story = given(
        "
- {claim.reported: bribe, source: waiter-saw, text: the court was bribed}
- {claim.denied: bribe, source: kremlin-says, reason: its accounts are public}
- {query.declined: ask, asker: tass, asked: us, on: bribe, source: tass, reason: a pending lawsuit}",
    );
    let brief = story.brief();
    assert!(brief.contains("denied it by 11 April, saying that its accounts were public"), "{brief}");
    assert!(brief.matches("a pending lawsuit").count() == 1 && brief.matches("accounts").count() == 1, "{brief}");
}

/// With a relation that does not say why, it is why the two reports stand so to each other.
#[test]
fn a_reason_beside_a_relation_is_of_the_relation_that_has_none() {
    let updates = |more: &str| {
        format!(
            "
- {{claim.reported: open, key: open-1, text: the pier is open}}
- {{claim.reported: shut, text: the pier is shut, {more}}}"
        )
    };
    let of_relation = given(&updates("contradicts: open-1, reason: one or the other"));
    assert_eq!(of_relation.state.reports()[2].record.relations[0].reason.as_deref(), Some("one or the other"));
    let both = given(&updates("contradicts: {update: open-1, reason: one or the other}, reason: it is rotten"));
    let brief = both.brief();
    assert!(brief.contains("one or the other") && brief.contains("it is rotten"), "{brief}");
}
