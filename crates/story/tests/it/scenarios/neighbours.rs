//! Neighbours of faults that were found: each table is one kind of fault, with the further forms it could take.

use newsreel_story::judge::view::View;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::EntitySlug;
use newsreel_story::record::path::Path;
use newsreel_story::views::brief::{self, Form};
use newsreel_story::views::difference::Interval;
use newsreel_story::views::relations::Related;
use newsreel_story::views::{difference, findings, matrix, overview, reach, who};

use crate::briefs::{all_stories, long_after};
use crate::kit::{Told, given, minute_of};
use crate::ledger::told;

fn related(related: &[Related]) -> String {
    related.iter().map(Related::text).collect::<Vec<_>>().join("\n")
}

/// What the story, the matrix and the check say of an item, and what the difference of all times has of it.
fn answers(told: &Told, item: &str) -> [(&'static str, String); 4] {
    let view = told.view();
    let story = overview::of(&view, Some(item));
    let kind = story.items[0].kind.clone();
    let rows = matrix::of(&view, Some(&kind), None).rows;
    let row = rows.into_iter().find(|row| row.item == item).expect("a row");
    let said = row.parties.iter().flat_map(|cell| &cell.says).chain(&row.others);
    let said = said.map(|said| related(&said.voice.related)).collect::<Vec<_>>().join("\n");
    let found = findings::of(&view).into_iter().filter(|found| found.code.as_str() == "contradicted");
    let found =
        found.map(|found| format!("{} {}", found.names.join(" "), found.message)).collect::<Vec<_>>().join("\n");
    let moves = difference::between(&view, Interval { from: None, to: minute_of(20_000), recorded: false }, &[]).moves;
    let moved = moves.iter().filter(|step| step.item == item && step.sort.as_str() == "relation");
    let moved = moved.map(|step| step.text()).collect::<Vec<_>>().join("\n");
    [("story", related(&story.items[0].related)), ("matrix", said), ("check", found), ("diff", moved)]
}

#[test]
fn a_contradiction_shows_at_both_ends_whatever_the_ends_are() {
    let ends = [
        ("trip.completed", "source: waiter-saw, traveller: witkoff, destination: moscow", "traveller"),
        ("meeting.held", "source: waiter-saw, participants: [putin, witkoff]", "participants/putin"),
        ("release.completed", "source: waiter-saw, releases: [driver], released_by: russia", "released_by"),
        ("proposal.made", "source: us-says, subject: a truce, proposer: us", "subject"),
        ("statement.recorded", "source: tass, speaker: putin, gist: nobody came", "speaker"),
        ("evidence.recorded", "source: tass, medium: a photograph, shows: the quay", "shows"),
        ("vote.completed", "source: waiter-saw, question: the dues, body: court", "body"),
    ];
    for (one, given_there, path) in ends {
        for on in ["", path] {
            let on = if on.is_empty() { String::new() } else { format!("path: {on}, ") };
            let told = given(&format!(
                "
- {{{one}: one, key: first, {given_there}}}
- {{claim.reported: other, key: second, source: driver-saw, text: it was the other way, contradicts: {{update: first, {on}reason: both cannot be}}}}"
            ));
            for (item, tie) in [("one", "contradicted by A Driver"), ("other", "contradicts")] {
                for (view, answer) in answers(&told, item) {
                    let says = answer.contains("both cannot be") && (view == "check" || answer.contains(tie));
                    assert!(says, "{one} {on}: {view} of {item}: {answer}");
                }
            }
            let brief = told.brief();
            assert!(brief.contains("(both cannot be)"), "{one} {on}: {brief}");
            let driver = who::of(&told.view(), &EntitySlug::new("driver").unwrap()).unwrap();
            assert!(driver.says.iter().any(|says| !says.said.voice.related.is_empty()), "{one} {on}");
        }
    }
}

/// What would be lost with the update of this key, or with one path of it.
fn lost(view: &View<'_>, key: &str, path: Option<&str>) -> Vec<String> {
    let report =
        view.state.reports().iter().find(|report| report.record.key.as_ref().is_some_and(|own| own.as_str() == key));
    let path: Option<Path> = path.map(|path| path.parse().unwrap());
    let reach = reach::of(view, report.unwrap().record.id, path.as_ref()).unwrap();
    reach.lost.into_iter().map(|lost| lost.what).collect()
}

#[test]
fn what_is_lost_is_the_same_after_it_was_taken_back_whatever_rests_on_it() {
    let basis = "\n- {statement.recorded: s, key: s1, source: tass, speaker: putin, gist: the quay is shut}";
    for resting in [
        "claim.reported: c, source: herald, text: the ferries stop, rests_on: s1",
        "occurrence.announced: o, source: herald, type: a closure, rests_on: s1",
        "meeting.held: m, source: herald, participants: [putin, witkoff], rests_on: {update: s1, path: gist}",
        "statement.recorded: r, source: herald, speaker: witkoff, gist: that is wrong, rests_on: {update: s1, path: speaker}",
        "proposal.made: p, source: herald, subject: another quay, rests_on: s1",
        "claim.reported: d, source: {origin: putin, via: [{outlet: herald, report: s1}]}, text: it is shut",
    ] {
        let before = given(&format!("{basis}\n- {{{resting}}}"));
        let expected = lost(&before.view(), "s1", None);
        assert_eq!(expected.len(), 2, "{resting}");
        assert!(expected[1].starts_with("the report of The Herald"), "{resting}: {expected:?}");
        for revision in [
            "statement.retracted: s, by: tass, source: tass, retracts: s1",
            "statement.corrected: s, by: tass, source: tass, corrects: {update: s1, reason: misheard}, gist: the quay is open",
            "statement.retracted: s, by: desk, retracts: {update: s1, reason: disproved}",
        ] {
            let after = given(&format!("{basis}\n- {{{resting}}}\n- {{{revision}}}"));
            assert_eq!(lost(&after.view(), "s1", None), expected, "{resting}\n{revision}");
        }
    }
}

#[test]
fn what_rests_on_one_path_falls_with_that_path_alone() {
    let rests = |on: &str, path: &str, back: &str| {
        let told = given(&format!(
            "\n- {{{on}}}\n- {{claim.reported: c, key: c1, source: herald, text: it matters, rests_on: {{update: k, path: {path}}}}}\n- {{{back}}}"
        ));
        let view = told.view();
        let place = view
            .state
            .reports()
            .iter()
            .position(|report| report.record.key.as_ref().is_some_and(|key| key.as_str() == "c1"));
        view.withdrawals().is_withdrawn(place.unwrap())
    };
    for (on, path, other) in [
        ("statement.recorded: x, key: k, source: tass, speaker: putin, gist: it is dear", "speaker", "gist"),
        ("occurrence.completed: x, key: k, source: tass, type: a fire, place: moscow", "place", "type"),
        (
            "meeting.held: x, key: k, source: tass, participants: [putin, witkoff], place: moscow",
            "participants/putin",
            "place",
        ),
        (
            "trip.completed: x, key: k, source: tass, traveller: witkoff, destination: moscow",
            "traveller",
            "destination",
        ),
        (
            "evidence.recorded: x, key: k, source: tass, medium: a photograph, maker: driver, shows: the quay",
            "maker",
            "shows",
        ),
        ("proposal.made: x, key: k, source: tass, subject: a truce, proposer: us", "proposer", "subject"),
    ] {
        let kind = on.split('.').next().unwrap();
        let back =
            |path: &str| format!("{kind}.retracted: x, by: tass, source: tass, retracts: {{update: k, path: {path}}}");
        assert!(rests(on, path, &back(path)), "{on}: {path}");
        assert!(!rests(on, path, &back(other)), "{on}: {other}");
        assert!(rests(on, path, &format!("{kind}.retracted: x, by: tass, source: tass, retracts: k")), "{on}");
    }
}

#[test]
fn that_it_was_not_held_denies_nothing_and_ends_nothing() {
    for (kind, given_there) in [
        ("occurrence", "type: a regatta, when: 2025-04-09"),
        ("meeting", "participants: [putin, witkoff], when: 2025-04-09"),
        ("trip", "traveller: witkoff, destination: moscow, when: 2025-04-09"),
        ("exchange", "releases: {driver: {by: russia}}, when: 2025-04-09"),
        ("release", "releases: [driver], released_by: russia, when: 2025-04-09"),
        ("vote", "question: the dues, body: court, when: 2025-04-09"),
    ] {
        let told = given(&format!(
            "\n- {{{kind}.announced: x, source: us-says, said: 2025-04-01, {given_there}}}\n- {{{kind}.not_held: x, source: us-says}}"
        ));
        let brief = told.brief();
        assert!(brief.contains("did not"), "{kind}: {brief}");
        for never in ["denie", "ended", "is disputed", "until 9 April"] {
            assert!(!brief.contains(never), "{kind} “{never}”: {brief}");
        }
        let view = told.view();
        assert!(matrix::of(&view, None, None).rows.iter().all(|row| !row.what.contains("disputed")), "{kind}");
    }
}

#[test]
fn a_change_asserts_no_more_than_its_word() {
    for (updates, says, never) in [
        (
            "trip.began: x, source: tass, traveller: witkoff, destination: moscow, when: 2025-04-09",
            "set out for Moscow",
            &["arrived", "travelled to"][..],
        ),
        (
            "trip.departed: x, source: tass, traveller: witkoff, destination: moscow",
            "set out for Moscow",
            &["arrived", "travelled to"],
        ),
        (
            "trip.arrived: x, source: tass, traveller: witkoff, destination: moscow",
            "arrived in Moscow",
            &["travelled to"],
        ),
        (
            "meeting.began: x, source: tass, participants: [putin, witkoff], when: 2025-04-09",
            "began",
            &["ended", "have met"],
        ),
        ("occurrence.began: x, source: tass, type: a strike, when: 2025-04-09", "began", &["ended", "took place"]),
        (
            "vote.began: x, source: tass, question: the dues, body: court, when: 2025-04-09",
            "began",
            &["voted", "carried"],
        ),
        ("occurrence.suspended: x, source: tass, type: a strike", "interrupted", &["ended", "called off"]),
        ("proposal.put_to_vote: x, source: tass, subject: a truce", "put to", &["agreed", "rejected"]),
    ] {
        let brief = given(&format!("\n- {{{updates}}}")).brief();
        assert!(brief.contains(says), "{updates}: {brief}");
        for never in never {
            assert!(!brief.contains(never), "{updates} “{never}”: {brief}");
        }
    }
}

#[test]
fn a_limit_stays_with_its_value_in_every_view() {
    let limit = "as far as he knows";
    for (updates, path) in [
        ("occurrence.completed: x, source: waiter-saw, type: a fire, place: {value: moscow, limits: LIMIT}", "x/place"),
        (
            "meeting.held: x, source: waiter-saw, participants: [putin, witkoff], duration: {value: PT3H, limits: LIMIT}",
            "x/duration",
        ),
        (
            "trip.completed: x, source: waiter-saw, traveller: witkoff, purpose: {value: talks, limits: LIMIT}",
            "x/purpose",
        ),
        ("claim.reported: x, source: waiter-saw, text: {value: the quay is dear, limits: LIMIT}", "x/text"),
        ("claim.reported: x, source: waiter-saw, text: the quay is dear, limits: LIMIT", "x/text"),
        ("proposal.made: x, source: us-says, subject: a truce, expires: {value: 2027-05, limits: LIMIT}", "x/expires"),
    ] {
        let told = given(&format!("\n- {{{}}}", updates.replace("LIMIT", limit)));
        let view = told.view();
        let story = overview::of(&view, Some("x"));
        let of_path = story.items[0].paths.iter().find(|found| found.path == path).unwrap();
        assert!(of_path.values[0].by.iter().any(|voice| voice.limits.as_deref() == Some(limit)), "{updates}");
        let reports = format!("{:?}", story.items[0].reports);
        assert!(reports.contains(limit), "{updates}: {reports}");
        let rows = format!("{:?}", matrix::of(&view, Some(&story.items[0].kind), None).rows);
        assert!(rows.contains(limit), "{updates}: {rows}");
        let brief = told.brief();
        assert!(brief.contains(limit), "{updates}: {brief}");
    }
}

#[test]
fn what_contradicts_a_report_never_bears_it_out() {
    for (kind, first, second) in [
        ("claim.reported", "text: the dues rise", "text: the dues fall"),
        ("claim.reported", "text: the dues rise, total: 12", "text: the dues fall, total: 12"),
        ("occurrence.completed", "type: a fire, place: moscow", "type: a drill, place: moscow"),
        ("meeting.held", "participants: [putin, witkoff]", "participants: [putin, rubio]"),
        ("statement.recorded", "speaker: putin, gist: it is dear", "speaker: putin, gist: it is cheap"),
    ] {
        let of = |contradicts: &str| {
            let told = given(&format!(
                "\n- {{{kind}: x, key: k, source: waiter-saw, {first}}}\n- {{{kind}: x, source: driver-saw, {second}{contradicts}}}"
            ));
            findings::of(&told.view()).iter().any(|found| found.code.as_str() == "contradicted")
        };
        assert!(of(", contradicts: {update: k, reason: one or the other}"), "{kind} {first}");
    }
}

#[test]
fn a_key_that_was_once_valid_leads_somewhere_for_ever() {
    for (kind, given_there) in [
        ("occurrence.completed", "type: a fire"),
        ("meeting.held", "participants: [putin, witkoff]"),
        ("trip.completed", "traveller: witkoff"),
        ("claim.reported", "text: the quay burns"),
        ("statement.recorded", "speaker: putin, gist: the quay burns"),
    ] {
        let name = kind.split('.').next().unwrap();
        let told = given(&format!(
            "
- {{{kind}: old, key: old-1, source: waiter-saw, {given_there}}}
- {{{kind}: new, source: driver-saw, {given_there}}}
- {{{kind}: newest, source: tass, {given_there}}}
- {{{name}.merged: old, same_as: new}}
- {{{name}.merged: new, same_as: newest}}
- {{{name}.reported: old, source: herald, {given_there}}}"
        ));
        let view = told.view();
        for key in ["old", "new"] {
            let story = overview::of(&view, Some(key));
            assert_eq!(story.items.first().map(|item| item.item.as_str()), Some("newest"), "{kind} {key}");
            assert_eq!(story.merged_away.as_deref(), Some(key), "{kind}");
        }
        // What is reported under the old key is of the new item.
        let story = overview::of(&view, Some("newest"));
        assert!(format!("{:?}", story.items[0]).contains("The Herald"), "{kind}: {:?}", story.items[0]);
        assert!(!lost(&view, "old-1", None).is_empty());
    }
}

#[test]
fn a_place_that_holds_both_sides_of_a_dispute_is_no_side_of_it() {
    let told = |first: &str, more: &str| {
        given(&format!(
            "
- {{{first}, place: moscow}}
- {{{}: x, source: driver-saw, place: petersburg}}
- {{{}: x, source: {{origin: court, via: [herald], knowledge: witnessed}}, place: russia}}{more}",
            first.split(':').next().unwrap(),
            first.split(':').next().unwrap()
        ))
        .brief()
    };
    for first in [
        "meeting.held: x, source: waiter-saw, participants: [putin, witkoff]",
        "occurrence.completed: x, source: waiter-saw, type: a fire",
        "exchange.completed: x, source: waiter-saw, releases: {driver: {by: us}}",
        "vote.completed: x, source: waiter-saw, question: the dues, body: us",
        "release.completed: x, source: waiter-saw, releases: [driver], released_by: us",
    ] {
        let brief = told(first, "");
        let dispute = brief.lines().find(|line| line.contains("disputed")).unwrap_or_else(|| panic!("{brief}"));
        let sides = dispute.contains("Moscow") && dispute.contains("St. Petersburg");
        assert!(sides && dispute.contains("xactly where") && !dispute.contains("in Russia"), "{brief}");
        assert!(brief.contains("in Russia"), "who gives the country is told: {brief}");
        // With a rival of the country that is a side, too.
        let other = format!("\n- {{{}: x, source: tass, place: london}}", first.split(':').next().unwrap());
        assert!(told(first, &other).contains("London"), "{first}");
    }
}

#[test]
fn what_was_planned_of_an_attribute_stays_planned() {
    for (planned, says, never) in [
        (
            "trip.announced: x, source: us-says, traveller: witkoff, declares: {stay: duration}, stay: about P8D",
            "that the stay was to be about eight days",
            "gave the stay",
        ),
        (
            "meeting.announced: x, source: us-says, participants: [putin, witkoff], duration: PT3H",
            "that the duration was to be three hours",
            "lasted three hours",
        ),
        (
            "occurrence.announced: x, source: us-says, type: a fair, declares: {stalls: count}, stalls: 40",
            "that the stalls was to be 40",
            "put the stalls at",
        ),
        (
            "occurrence.announced: x, source: us-says, type: a march, declares: {route: text}, route: along the quay",
            "that the route was to be",
            "the route as",
        ),
        (
            "exchange.announced: x, source: us-says, releases: {driver: {by: russia}}, declares: {bus: text}, bus: a white bus",
            "that the bus was to be",
            "that the bus was a",
        ),
    ] {
        let kind = planned.split('.').next().unwrap();
        let done = if kind == "meeting" { "held" } else { "completed" };
        let brief = given(&format!("\n- {{{planned}}}\n- {{{kind}.{done}: x, source: tass}}")).brief();
        assert!(brief.contains(says) && !brief.contains(never), "{planned}: {brief}");
    }
}

#[test]
fn of_what_is_denied_after_it_was_taken_back_is_told_who_had_said_it() {
    for (kind, path, value, given_there) in [
        ("occurrence.completed", "dead", "11300", "type: a flood, dead: 11300"),
        ("meeting.held", "duration", "PT5H", "participants: [putin, witkoff], duration: PT5H"),
        ("meeting.held", "place", "london", "participants: [putin, witkoff], place: london"),
        ("claim.reported", "total", "12", "text: people were hurt, total: 12"),
        ("trip.completed", "destination", "moscow", "traveller: witkoff, destination: moscow"),
    ] {
        let name = kind.split('.').next().unwrap();
        let said = format!("\n- {{{kind}: x, key: k, source: tass, {given_there}}}");
        let denied = format!("\n- {{{name}.denied: x, source: us-says, of: {path}, value: {value}}}");
        let back =
            format!("\n- {{{name}.retracted: x, by: tass, source: tass, retracts: {{update: k, path: {path}}}}}");
        let brief = given(&format!("{said}{denied}{back}")).brief();
        assert!(brief.contains("TASS had said so") && !brief.contains("obody on file"), "{kind} {path}: {brief}");
        let known = if name == "claim" { "text: people were hurt" } else { "label: that of the day" };
        let nobody = given(&format!("\n- {{{kind}: x, source: tass, {known}}}{denied}")).brief();
        assert!(nobody.contains("nobody on file says so") && !nobody.contains("any more"), "{kind} {path}: {nobody}");
    }
}

#[test]
fn a_number_that_holds_for_a_time_is_told_with_both_its_ends() {
    for (held, says) in [
        (
            "{value: {amount: 3000000, unit: crowns a year}, from: 2024-01, until: 2024-06}",
            "3 million crowns a year from January to June 2024",
        ),
        ("{value: {count: 12, unit: ships}, from: 2024, until: 2025-02}", "12 ships from 2024 to February 2025"),
        (
            "{value: {count: 12, unit: ships}, from: 2025-02-03, until: 2025-02-05}",
            "12 ships from 3 to 5 February 2025",
        ),
        ("{value: {count: 12, unit: ships}, from: 2024-01}", "12 ships as of January 2024"),
        ("{count: 12, unit: ships, as_of: 2024-01-02}", "12 ships as of 2 January 2024"),
    ] {
        let told = given(&format!("\n- {{claim.reported: c, source: us-says, text: the quay is used, total: {held}}}"));
        let brief = told.brief();
        assert!(brief.contains(says), "{held}: {brief}");
        let filed = format!("{:?}", overview::of(&told.view(), Some("c")).items[0].reports);
        assert!(!filed.contains("from in") && !filed.contains("until in") && !filed.contains("from on"), "{filed}");
    }
}

#[test]
fn a_value_with_a_time_of_its_own_makes_its_item_of_that_time() {
    for (kind, given_there, path) in [
        (
            "claim.reported",
            "text: the rent was low, rate: {value: {amount: 3, unit: crowns}, from: 2024-01, until: 2024-06}",
            "x/rate",
        ),
        ("claim.reported", "text: few came, total: {value: 30, from: 2024-01, until: 2024-06}", "x/total"),
        ("claim.reported", "text: {value: the quay was shut, from: 2024-01, until: 2024-06}", "x/text"),
        (
            "occurrence.reported",
            "type: a strike, declares: {strikers: count}, strikers: {value: 40, from: 2024-01, until: 2024-06}",
            "x/strikers",
        ),
        ("proposal.reported", "subject: {value: a truce, from: 2024-01, until: 2024-06}", "x/subject"),
    ] {
        let told = given(&format!("\n- {{{kind}: x, source: us-says, {given_there}}}"));
        let at = |instant: &str| {
            let view = told.true_at(instant);
            view.items().any(|item| item.key.as_str() == "x") && view.value_of(&path.parse().unwrap()).is_some()
        };
        assert!(at("2024-03-01T00:00:00Z"), "{kind} {given_there}");
        assert!(!at("2023-12-01T00:00:00Z") && !at("2024-07-02T00:00:00Z"), "{kind} {given_there}");
    }
}

#[test]
fn somebody_is_called_by_the_whole_of_a_family_name() {
    for (name, short) in [
        ("Alexander Van der Bellen", "Van der Bellen"),
        ("Ursula von der Leyen", "von der Leyen"),
        ("Luigi Di Maio", "Di Maio"),
        ("Charles de Gaulle", "de Gaulle"),
        ("Bill De Blasio", "De Blasio"),
        ("Al Gore", "Gore"),
    ] {
        let (state, directory) = told(&[&format!(
            "
story: names
title: Names
directory: {{somebody: {{person: {name}}}, tass: {{outlet: TASS}}}}
defaults: {{learned: 2025-04-11T12:00:00Z}}
updates:
- {{claim.reported: a, source: {{origin: somebody, via: [tass]}}, text: the quay is shut}}
- {{claim.reported: b, source: {{origin: somebody, via: [tass]}}, text: the pier is open}}"
        )]);
        let view = View::new(&state, &directory, Bounds::default(), minute_of(20_000));
        let brief = format!("{:?}", brief::of(&view, Form::Full));
        assert!(brief.contains(&format!("is shut, {name} told")), "{name}: {brief}");
        assert!(brief.contains(&format!("is open, {short} told")), "{short}: {brief}");
    }
}

#[test]
fn an_office_is_introduced_by_what_it_is_the_office_of() {
    for (title, speaks_for, introduced) in [
        ("mayor of Derna", "", "Derna's mayor Ida Holm"),
        ("head of the harbour", "", "the harbour's head Ida Holm"),
        ("minister of aviation", ", speaks_for: court", "minister of aviation Ida Holm"),
        ("minister of aviation", "", "minister of aviation Ida Holm"),
        ("secretary of state", "", "secretary of state Ida Holm"),
        ("town clerk", "", "town clerk Ida Holm"),
    ] {
        let (state, directory) = told(&[&format!(
            "
story: offices
title: Offices
directory: {{court: {{organisation: the court}}, somebody: {{person: Ida Holm, title: {title}{speaks_for}}}, tass: {{outlet: TASS}}}}
defaults: {{learned: 2025-04-11T12:00:00Z}}
updates:
- {{claim.reported: a, source: {{origin: somebody, via: [tass]}}, text: the quay is shut}}"
        )]);
        let view = View::new(&state, &directory, Bounds::default(), minute_of(20_000));
        let brief = format!("{:?}", brief::of(&view, Form::Full));
        assert!(brief.contains(introduced), "{title}: {brief}");
    }
}

#[test]
fn what_would_change_has_nothing_that_does_not() {
    for story in all_stories() {
        let view = long_after(&story);
        for report in view.state.reports() {
            let Ok(reach) = reach::of(&view, report.record.id, None) else { continue };
            for change in &reach.values {
                let (support, opposition) = (change.support, change.opposition);
                assert!(support.0 != support.1 || opposition.0 != opposition.1, "{change:?}");
            }
            assert!(reach.fewer.iter().all(|change| !change.without.is_empty()), "{:?}", reach.fewer);
            assert!(reach.phases.iter().all(|change| change.phase.0 != change.phase.1), "{:?}", reach.phases);
        }
    }
}

#[test]
fn who_speaks_for_an_institution_is_found_by_what_he_says() {
    for (says, item) in [
        ("claim.reported: x, source: kremlin-says, text: it is dear", "asserts"),
        ("claim.denied: x, source: us-says, text: it is dear", "denies"),
        ("meeting.announced: x, source: kremlin-says, participants: [putin, witkoff]", "planned"),
        ("occurrence.not_confirmed: x, source: us-says, type: a fire", "not confirmed"),
        ("trip.cancelled: x, source: kremlin-says, traveller: putin", "cancelled"),
    ] {
        let told = given(&format!("\n- {{{says}}}"));
        let view = told.view();
        let speaker = if says.contains("us-says") { ["rubio", "us"] } else { ["peskov", "kremlin"] };
        for slug in speaker {
            let who = who::of(&view, &EntitySlug::new(slug).unwrap()).unwrap();
            let said: Vec<&str> = who.says.iter().map(|says| says.said.says.as_str()).collect();
            assert!(said.iter().any(|said| said.contains(item)), "{says}: {slug}: {said:?}");
        }
        let [spokesman, _] = speaker;
        let report = &view.state.reports()[1].record;
        let named = newsreel_story::tell::reports::reference(&view, report);
        assert!(named.contains(", citing "), "{named}");
        let own = given(&format!("\n- {{{}}}", says.replace("us-says", "rubio").replace("kremlin-says", "peskov")));
        let named = newsreel_story::tell::reports::reference(&own.view(), &own.view().state.reports()[1].record);
        assert!(!named.contains(", citing "), "{spokesman}: {named}");
    }
}

#[test]
fn a_number_that_its_voice_replaced_is_asked_about_no_more() {
    for (first, then) in [
        ("dead: 12", "dead: 15"),
        ("injured: 12", "injured: 15"),
        ("missing: about 12", "missing: 15"),
        ("stage: the first day", "stage: the second day"),
        ("dead: 12, injured: 3", "dead: 15, injured: 4"),
    ] {
        let told = given(&format!(
            "
- {{occurrence.completed: x, source: tass, type: a flood}}
- {{occurrence.reported: x, source: driver-saw, {first}, said: 2025-04-09}}
- {{occurrence.reported: x, source: driver-saw, {then}, said: 2025-04-10}}"
        ));
        let found = findings::of(&told.view());
        let single = found.iter().filter(|found| found.code.as_str() == "single-source");
        assert!(single.clone().all(|found| !found.sequences.contains(&3)), "{first}: {found:?}");
    }
}
