//! What stands against something without taking its place: the denial of more than was said, another outlet's word that it
//! was called off, a denial of somebody who stands in a list under another key, what a note or an answer contradicts.

use newsreel_story::judge::grade::Grade;
use newsreel_story::judge::view::View;
use newsreel_story::views::brief::{self, Form};
use newsreel_story::views::difference::{self, Interval};
use newsreel_story::views::{findings, matrix, overview, reach, timeline};

use crate::kit::{Told, expectations, given, minute_of};

/// How the views head an item: the matrix, the timeline, what is expected.
fn headings(told: &Told) -> Vec<String> {
    let view = told.view();
    let row = matrix::of(&view, None, None).rows.remove(0);
    let of_timeline = timeline::of(&view).moments.into_iter().flat_map(|moment| [moment.what, moment.or.join("; ")]);
    let of_matrix = [row.what, row.when.unwrap_or_default()];
    let ahead = expectations(&view).into_iter().map(|expected| expected.what);
    of_matrix.into_iter().chain(of_timeline).chain(ahead).collect()
}

/// The rows of the story: path, value, how it stands.
fn rows(view: &View<'_>) -> Vec<(String, String, bool)> {
    let paths = overview::of(view, None).items.remove(0).paths.into_iter();
    paths
        .flat_map(|path| path.values.into_iter().map(move |value| (path.path.clone(), value.text, value.contested)))
        .collect()
}

#[test]
fn the_denial_of_a_wider_value_is_no_other_side() {
    for (ahead, given_there, denied, side, wider) in [
        (false, "when: 2025-03-03", "of: when, value: '2025'", "3 March 2025", "in 2025"),
        (false, "when: 2025-03-03T10:00+01:00", "of: when, value: 2025-03-03", "3 March 2025", "on 3 March 2025 or"),
        (false, "when: 2025-03-03", "of: when, value: 2025-03", "3 March 2025", "in March 2025"),
        (false, "place: moscow", "of: place, value: russia", "Moscow", "Russia"),
        (true, "when: 2027-03-03", "of: when, value: '2027'", "3 March 2027", "in 2027"),
        (true, "place: moscow, when: 2027-03", "of: place, value: russia", "Moscow", "Russia"),
    ] {
        let change = if ahead { "planned" } else { "completed" };
        let told = given(&format!(
            "
- {{occurrence.{change}: o, type: a fair, {given_there}}}
- {{occurrence.denied: o, source: kremlin-says, {denied}}}"
        ));
        for heading in headings(&told) {
            assert!(!heading.contains(wider) && !heading.contains(" or "), "{denied}: {heading}");
        }
        assert!(headings(&told)[0].contains(&format!("{side} (disputed)")), "{denied}: {:?}", headings(&told));
        let rows = rows(&told.view());
        let disputed: Vec<_> = rows.iter().filter(|(.., contested)| *contested).collect();
        assert!(disputed.len() == 1 && disputed[0].1.contains(side), "{denied}: {rows:?}");
        assert!(told.brief().contains("denied that it was"), "{denied}: {}", told.brief());
    }
    // Somebody who does give the wider one gives it still.
    let told = given(
        "
- {occurrence.completed: o, type: a fair, when: 2025-03-03}
- {occurrence.reported: o, source: waiter-saw, when: 2025-03}
- {occurrence.denied: o, source: kremlin-says, of: when, value: 2025-03}",
    );
    assert_eq!(rows(&told.view()).iter().filter(|(.., contested)| *contested).count(), 2);
}

#[test]
fn what_an_outlet_alone_says_was_called_off_is_headed_as_disputed() {
    let planned = |by: &str| format!("\n- {{occurrence.planned: f, source: {by}, type: a fair, when: 2027-05-09}}");
    for by in ["newsweek", "us-says", "waiter-saw"] {
        for (off, says) in [("cancelled", "TASS: cancelled"), ("postponed", "TASS: postponed")] {
            let told = given(&(planned(by) + &format!("\n- {{occurrence.{off}: f, source: tass}}")));
            for heading in headings(&told).iter().filter(|heading| heading.contains("fair")) {
                assert!(heading.contains("disputed") && heading.contains(says), "{by} {off}: {heading}");
            }
            let phase = overview::of(&told.view(), None).items.remove(0).phase_reads;
            assert_eq!(phase, format!("planned ({says})"), "{by} {off}");
        }
    }
    // Whoever calls off its own plan calls it off, and what is on again is not disputed.
    let off = "\n- {occurrence.cancelled: f, source: us-says}";
    let again = "\n- {occurrence.reinstated: f, source: us-says, when: 2027-05-10}";
    for updates in [planned("us-says") + off, planned("us-says") + off + again] {
        assert!(!headings(&given(&updates))[0].contains("disputed"), "{updates}");
    }
}

#[test]
fn who_stands_in_a_list_under_another_key_is_found_by_name() {
    for (held, list) in [
        ("meeting.held: x, participants: {first: {is: witkoff}, putin: {role: host}}", "participants"),
        ("occurrence.completed: x, type: a strike, who: {leader: {is: witkoff}, russia: {}}", "who"),
        ("exchange.completed: x, releases: {prisoner-1: {is: witkoff, by: russia}, driver: {}}", "releases"),
        ("trip.completed: x, traveller: putin, hosts: {host-1: {is: witkoff}}", "hosts"),
        (
            "meeting.held: x, participants: {first: {is: witkoff}, second: {is: putin}, third: {is: driver}}",
            "participants",
        ),
    ] {
        for denied in [format!("of: {list}, value: witkoff"), format!("of: {list}/witkoff")] {
            let told = given(
                &format!("\n- {{{held}}}\n- {{{{DENIED}}, source: kremlin-says, {denied}}}")
                    .replace("{DENIED}", &format!("{}.denied: x", held.split('.').next().unwrap())),
            );
            let found: Vec<_> = rows(&told.view()).into_iter().filter(|(.., contested)| *contested).collect();
            assert!(found.len() == 1 && found[0].1 == "Steve Witkoff", "{held} {denied}: {found:?}");
            let brief = brief::of(&told.view(), Form::Full);
            let sentences =
                brief.sections.iter().flat_map(|section| &section.entries).flat_map(|entry| &entry.sentences);
            let text: String = sentences.map(|sentence| sentence.text.clone() + "\n").collect();
            assert!(text.contains("disputed") && !text.contains("nobody on file says so"), "{held} {denied}: {text}");
        }
    }
    // In two lists of two tellers he is in one meeting once.
    let told = given(
        "
- {meeting.held: x, participants: {putin: {}, first: {is: witkoff}}}
- {meeting.reported: x, source: tass, participants: [putin, witkoff]}",
    );
    assert_eq!(told.headline("x").matches("Witkoff").count(), 1, "{}", told.headline("x"));
}

#[test]
fn a_contradiction_with_a_request_or_a_note_shows_both_sides() {
    let ends = [
        ("claim.reported: x, source: newsweek, text: the quay is safe", "quay"),
        ("occurrence.completed: x, source: newsweek, type: a strike, when: 2025-04-01", "strike"),
        ("meeting.held: x, source: newsweek, participants: [putin, witkoff]", "met"),
        ("statement.recorded: x, source: newsweek, speaker: putin, gist: nobody came", "nobody came"),
        ("proposal.made: x, source: newsweek, subject: a truce, proposer: us", "truce"),
    ];
    let others = [
        ("query.answered: y, source: us-says, asker: newsweek, asked: us, answer: it never was", "that it never was"),
        ("query.declined: y, source: tass, asker: tass, asked: us", "that the United States declined to comment"),
        ("query.sent: y, source: tass, asker: tass, asked: us, about: the rest", "had been asked for comment"),
        ("note.noted: y, text: our man saw otherwise", "ur man saw otherwise"),
    ];
    for (one, of_one) in ends {
        for (other, of_other) in others {
            for other_says_so in [true, false] {
                // Whatever is on file first is named by the other.
                let said = |entry: &str, key: &str, named: Option<&str>| {
                    let contradicts = named
                        .map(|named| format!(", contradicts: {{update: {named}, reason: both cannot be}}"))
                        .unwrap_or_default();
                    format!("\n- {{{entry}, key: {key}{contradicts}}}")
                };
                let updates = match other_says_so {
                    true => said(one, "a", None) + &said(other, "b", Some("a")),
                    false => said(other, "b", None) + &said(one, "a", Some("b")),
                };
                let told = given(&updates);
                let (view, case) = (told.view(), format!("{one} | {other} | {other_says_so}"));
                let brief = told.brief();
                let with_reason = brief.lines().any(|line| line.contains("both cannot be"));
                assert!(with_reason && brief.contains(of_one) && brief.contains(of_other), "{case}: {brief}");
                let story = overview::of(&view, None);
                assert!(story.items.iter().all(|item| !item.related.is_empty()), "{case}");
                let rows = matrix::of(&view, None, None).rows;
                let row = rows.iter().find(|row| row.item == "x");
                let said =
                    row.into_iter().flat_map(|row| row.parties.iter().flat_map(|cell| &cell.says).chain(&row.others));
                let related = said.flat_map(|said| &said.voice.related).next();
                assert!(related.is_some_and(|related| related.reason.as_deref() == Some("both cannot be")), "{case}");
                assert!(findings::of(&view).iter().any(|found| found.code.as_str() == "contradicted"), "{case}");
                let moves =
                    difference::between(&view, Interval { from: None, to: minute_of(20_000), recorded: false }, &[]);
                assert!(moves.moves.iter().any(|step| step.sort.as_str() == "relation"), "{case}");
                for report in told.state.reports().iter().filter(|report| report.record.item.is_some()) {
                    let related = reach::of(&view, report.record.id, None).unwrap().related;
                    assert!(!related.is_empty(), "{case}");
                }
            }
        }
    }
}

#[test]
fn of_a_plan_that_one_says_was_met_it_is_disputed_whether_it_was() {
    for (planned, met, whether) in [
        (
            "meeting.planned: x, participants: [us, russia]",
            "meeting.held: x",
            "hether the United States and Russia met",
        ),
        ("occurrence.planned: x, type: a fair, who: [russia]", "occurrence.completed: x", "hether the fair took place"),
        (
            "trip.planned: x, traveller: putin, destination: london",
            "trip.completed: x",
            "hether Vladimir Putin travelled",
        ),
        ("vote.planned: x, question: the dues, body: russia", "vote.completed: x", "hether Russia voted"),
        ("exchange.planned: x, releases: {driver: {by: russia}}", "exchange.completed: x", "hether"),
    ] {
        let told = given(&format!(
            "
- {{{planned}, source: us-says, when: 2025-04-01}}
- {{{met}, source: newsweek}}
- {{{}.denied: x, source: kremlin-says}}",
            met.split('.').next().unwrap()
        ));
        let brief = told.brief();
        assert!(brief.contains(whether) && brief.contains("disputed"), "{met}: {brief}");
        let line = brief.lines().find(|line| line.contains("disputed")).unwrap();
        assert!(!line.contains("were to") && !line.contains("was to"), "{met}: {brief}");
        assert!(!brief.contains("hether that happened is not reported"), "{met}: {brief}");
        assert!(headings(&told)[0].contains("[disputed; Newsweek: "), "{met}: {:?}", headings(&told));
    }
    // A denial from before the day is of the plan, and leaves open what came of it.
    let told = given(
        "
- {occurrence.planned: x, source: us-says, type: a fair, when: 2025-04-20}
- {occurrence.denied: x, source: kremlin-says}",
    );
    assert!(told.brief().contains("hether that happened is not reported"), "{}", told.brief());
}

#[test]
fn whom_an_outlet_alone_says_to_have_arrived_set_out_on_the_day_he_did() {
    for began in ["departed", "began"] {
        for (arrived, says) in [("arrived", "arrived on 7 April"), ("completed", "7 April")] {
            let told = given(&format!(
                "
- {{trip.{began}: t, source: us-says, traveller: witkoff, destination: moscow, when: 2025-04-06}}
- {{trip.{arrived}: t, source: newsweek, when: 2025-04-07}}"
            ));
            let brief = told.brief();
            assert!(brief.contains("6 April") && brief.contains(says), "{began} {arrived}: {brief}");
            assert!(!brief.contains("began on 7 April") && !brief.contains("No arrival"), "{began} {arrived}: {brief}");
            if arrived == "arrived" {
                let row = matrix::of(&told.view(), None, None).rows.remove(0);
                assert_eq!(row.when.as_deref(), Some("2025-04-06"), "{began}: {}", row.what);
            }
        }
    }
}

#[test]
fn nothing_of_what_may_not_have_taken_place_is_confirmed() {
    for (held, parts) in [
        (
            "meeting.held: x, participants: [us, russia], place: moscow, when: 2025-04-01",
            ["x/place", "x/participants/russia"],
        ),
        ("occurrence.completed: x, type: a fair, who: [russia], place: moscow", ["x/place", "x/type"]),
        (
            "trip.completed: x, traveller: putin, destination: london, when: 2025-04-01",
            ["x/traveller", "x/destination"],
        ),
        ("vote.completed: x, question: the dues, body: russia, when: 2025-04-01", ["x/question", "x/body"]),
        ("release.completed: x, releases: [driver], released_by: russia", ["x/releases/driver", "x/released_by"]),
    ] {
        let kind = held.split('.').next().unwrap();
        let held = format!("\n- {{{held}, source: us-says}}");
        let denied = format!("\n- {{{kind}.denied: x, source: kremlin-says}}");
        let taken_back = format!("\n- {{{kind}.confirmed: x, source: kremlin-says}}");
        for part in parts {
            let best = |updates: &str| {
                let told = given(updates);
                let account = told.view().account(&part.parse().unwrap());
                account.leading().unwrap().standing.support
            };
            assert_eq!(best(&held), Grade::Confirmed, "{part} of {held}");
            assert_eq!(best(&(held.clone() + &denied)), Grade::Reported, "{part} of {held}");
            assert_eq!(best(&(held.clone() + &denied + &taken_back)), Grade::Confirmed, "{part} of {held}");
        }
    }
}

#[test]
fn who_says_that_it_was_not_held_is_told_so_and_what_was_taken_back_is_no_side() {
    for (kind, held, given_there, label) in [
        ("meeting", "held", "participants: [putin, witkoff]", "the talks between the two"),
        ("meeting", "held", "participants: [putin, witkoff], place: moscow", ""),
        ("occurrence", "completed", "type: a fair", ""),
        ("trip", "completed", "traveller: putin, destination: london", "the London trip"),
        ("vote", "completed", "question: the dues, body: russia", "the vote on the dues"),
        ("exchange", "completed", "releases: [driver]", "the exchange"),
    ] {
        let label = if label.is_empty() { String::new() } else { format!(", label: {label}") };
        let contradicted = "{claim.reported: c, key: c, source: tass, text: nobody came}";
        for contradicts in ["", ", contradicts: c"] {
            let updates = format!(
                "
- {contradicted}
- {{{kind}.{held}: x, source: us-says, {given_there}{label}{contradicts}}}
- {{{kind}.not_held: x, source: waiter-saw}}"
            );
            let brief = given(&updates).brief();
            let not = brief.lines().any(|line| line.contains("a Waiter") || line.contains("A Waiter"));
            let wrongly =
                ["Waiter (quoted by The Herald) had said by 11 April that the", "Waiter had said by 11 April that the"];
            assert!(not && !wrongly.iter().any(|wrong| brief.contains(wrong)), "{updates}: {brief}");
            assert!(brief.contains("did not take place"), "{updates}: {brief}");
            let taken_back = given(&format!(
                "{updates}\n- {{claim.retracted: c, by: desk, retracts: {{update: c, reason: disproved}}}}"
            ));
            let brief = taken_back.brief();
            assert!(!brief.contains("said by 11 April that nobody came"), "{updates}: {brief}");
        }
    }
}
