//! What the views show of an item: what it is called, each turn of its life, whose silence it is, what is denied of it.

use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::stance::Stance;
use newsreel_story::tell::labels;
use newsreel_story::views::brief::{self, Form};
use newsreel_story::views::difference::{self, Interval};
use newsreel_story::views::overview::ItemOverview;
use newsreel_story::views::relations::Related;
use newsreel_story::views::updates::{self, Part};
use newsreel_story::views::{findings, listing, matrix, overview, references, series, timeline};

use crate::kit::{Told, given, minute_of};

/// An item as the story shows it.
fn overview_of(told: &Told, item: &str) -> ItemOverview {
    overview::of(&told.view(), Some(item)).items.remove(0)
}

/// The days and what happened on each, as the timeline has them.
fn timeline_of(told: &Told) -> Vec<(String, String)> {
    let moments = timeline::of(&told.view()).moments.into_iter();
    moments.map(|moment| (moment.reads.unwrap_or_default(), moment.what)).collect()
}

#[test]
fn what_nobody_reports_any_more_is_called_by_what_was_reported() {
    let claim = "{claim.reported: x, key: a, source: waiter-saw, text: the bridge moves}";
    let event = "{occurrence.announced: x, key: a, source: kremlin-says, type: an air drop, when: 2025-05-01}";
    let offer = "{proposal.made: x, key: a, source: us-says, subject: a lease of the port, proposer: us}";
    let named = "{meeting.announced: x, key: a, source: us-says, label: the Oslo round, participants: [us]}";
    let retracted = "by: herald, source: herald, retracts: a";
    for (said, then, name, how) in [
        (claim, "claim.retracted: x, by: herald, source: herald, retracts: a", "the bridge moves", "retracted"),
        (
            event,
            "claim.reported: y, source: kremlin-says, text: no drop is needed, supersedes: a",
            "an air drop",
            "superseded",
        ),
        (
            offer,
            "claim.reported: y, source: us-says, text: talks go on, supersedes: a",
            "a lease of the port",
            "superseded",
        ),
        (named, "claim.reported: y, source: us-says, text: talks go on, supersedes: a", "the Oslo round", "superseded"),
        (
            claim,
            "claim.corrected: y, by: desk, corrects: {update: a, reason: misread}, text: it stands",
            "the bridge moves",
            "corrected",
        ),
    ] {
        let told = given(&format!("\n- {said}\n- {{{then}}}"));
        assert_eq!(told.headline("x"), format!("{name} [{how}]"), "{then}");
        assert_eq!(overview_of(&told, "x").what, name);
        assert!(findings::of(&told.view()).iter().all(|found| found.item.as_deref() != Some("x")), "{then}");
        for (_, what) in timeline_of(&told) {
            assert!(
                !["the event", "the claim", "the proposal", "the meeting"].contains(&what.as_str()),
                "{then}: {what}"
            );
        }
    }
    let rested = given(&format!(
        "\n- {claim}\n- {{claim.reported: y, source: driver-saw, text: the road is shut, rests_on: a}}\n- {{claim.retracted: x, {retracted}}}"
    ));
    assert_eq!(rested.headline("y"), "the road is shut [basis withdrawn]");
}

#[test]
fn each_turn_of_a_proposal_a_publication_or_a_request_is_told_once_and_on_its_own_day() {
    let made = "{proposal.made: p, source: us-says, subject: a truce, proposer: us, when: 2025-04-01}";
    let piece = "{publication.published: p, outlet: newsweek, title: Peace, when: 2025-04-01, source: tass}";
    let asked = "{query.sent: p, asker: herald, asked: court, about: the case, when: 2025-04-01}";
    let settled = "{proposal.agreed: p, source: us-says, subject: a truce, proposer: us, when: 2025-04-02}";
    for (updates, days) in [
        (vec![settled], vec![("on 2 April 2025", "agreed")]),
        (vec![made, settled], vec![("on 1 April 2025", "was proposed"), ("on 2 April 2025", "agreed")]),
        (
            vec![made, "{proposal.withdrawn: p, source: us-says, said: 2025-04-03}"],
            vec![("on 1 April 2025", "was proposed"), ("on 3 April 2025", "withdrawn")],
        ),
        (
            vec![piece, "{publication.amended: p, source: tass, when: 2025-04-04}"],
            vec![("on 1 April 2025", "Newsweek published"), ("on 4 April 2025", "Newsweek amended")],
        ),
        (
            vec![piece, "{publication.withdrawn: p, source: {origin: newsweek, basis: on_record, knowledge: own_act}}"],
            vec![("on 1 April 2025", "Newsweek published"), ("by 11 April 2025", "Newsweek withdrew")],
        ),
        (
            vec!["{publication.published: p, title: A film, when: 2025-04-01, source: us-says}"],
            vec![("on 1 April 2025", "“A film” was published")],
        ),
        (
            vec![asked, "{query.did_not_respond: p, asker: herald, asked: court}"],
            vec![("on 1 April 2025", "asked the court for comment"), ("by 11 April 2025", "did not respond")],
        ),
    ] {
        let told = given(&format!("\n- {}", updates.join("\n- ")));
        let shown = timeline_of(&told);
        let fits = shown.len() == days.len()
            && shown.iter().zip(&days).all(|((day, what), (on, says))| day == on && what.contains(says));
        assert!(fits, "{updates:?}: {shown:?}");
    }
}

#[test]
fn what_is_observed_of_one_who_speaks_for_a_party_is_told_by_name() {
    for (stance, says) in [
        ("no_answer", "no answer"),
        ("declines", "declines"),
        ("not_confirmed", "not confirmed"),
        ("denies_knowledge", "denies knowledge"),
        ("cannot_corroborate", "cannot corroborate"),
    ] {
        for (who, party, name) in [("witkoff", "us", "Steve Witkoff"), ("putin", "kremlin", "Vladimir Putin")] {
            let told = given(&format!(
                "\n- {{meeting.held: m, participants: [witkoff, putin], stances: {{{who}: {stance}}}}}"
            ));
            let row = matrix::of(&told.view(), None, None).rows.remove(0);
            let cell = row.parties.iter().find(|cell| cell.party.as_str() == party).expect("a party");
            assert_eq!(cell.says[0].says, format!("{name}: {says}"));
        }
        // What is observed of the party itself is the party's.
        let told = given(&format!("\n- {{meeting.held: m, participants: [us, russia], stances: {{us: {stance}}}}}"));
        let row = matrix::of(&told.view(), None, None).rows.remove(0);
        let cell = row.parties.iter().find(|cell| cell.party.as_str() == "us").expect("a party");
        assert_eq!(cell.says[0].says, says);
    }
}

#[test]
fn a_line_ends_with_how_well_it_stands_what_became_of_an_item() {
    let made = "{proposal.made: p, source: us-says, subject: a truce, proposer: us}";
    for (then, mark) in [
        ("proposal.lapsed: p, source: newsweek", " [unattributed]"),
        ("proposal.entered_into_force: p, source: waiter-saw", " [reported]"),
        ("proposal.withdrawn: p, source: us-says", ""),
    ] {
        let told = given(&format!("\n- {made}\n- {{{then}}}"));
        let line = told.headline("p");
        assert!(line.ends_with(mark) && line.contains('[') != mark.is_empty(), "{then}: {line}");
    }
    // Where two differ over what became of it, that is marked, and each is named and not only keyed.
    for denier in ["{origin: court, via: [herald]}", "{origin: officials, via: [herald], basis: on_record}"] {
        let told = given(&format!(
            "\n- {{occurrence.failed: x, source: kremlin-says, type: an escape, who: [driver]}}\n- {{occurrence.denied: x, source: {denier}}}"
        ));
        let phase = labels::phase(&told.view(), &told.phase("x"));
        assert!(!phase.contains(';') || phase.starts_with("the Kremlin: failed; "), "{phase}");
        assert_eq!(told.headline("x").contains("[disputed"), phase.contains(';'), "{}", told.headline("x"));
    }
}

#[test]
fn what_is_denied_of_a_part_is_told_with_its_value_and_its_limits() {
    let met = "{meeting.held: x, source: newsweek, participants: [witkoff, putin, driver], when: 2025-04-11}";
    let fire = "{occurrence.completed: x, source: newsweek, type: a fire, when: 2025-04-11, dead: 3}";
    let offer = "{proposal.made: x, source: us-says, subject: a truce, proposer: us}";
    for (before, denial, says) in [
        (
            met,
            "meeting.denied: x, source: {origin: court, via: [herald], knowledge: told}, of: participants/driver, limits: as it knows",
            "A Driver had a part in it",
        ),
        (
            met,
            "meeting.denied: x, source: kremlin-says, of: participants/driver, limits: as far as we know",
            "A Driver had a part in it, as far as we know",
        ),
        (fire, "occurrence.disputed: x, source: waiter-saw, of: when, value: 2025-04-11", "that it was on 11 April"),
        (fire, "occurrence.disputed: x, source: waiter-saw, of: dead, limits: for the quay", "for the quay"),
        (
            offer,
            "proposal.denied: x, source: kremlin-says, of: deadline, value: 2025-06-01",
            "the deadline was on 1 June",
        ),
        ("", "trip.denied: x, source: kremlin-says, of: destination, value: london", "the trip went to London"),
        (
            "",
            "vote.denied: x, source: kremlin-says, question: a dam, of: result, value: carried",
            "the vote on a dam was carried",
        ),
        (
            "",
            "occurrence.denied: x, source: kremlin-says, type: a fire, of: dead, value: 7",
            "the number of dead of the fire was seven",
        ),
    ] {
        let before = if before.is_empty() { String::new() } else { format!("\n- {before}") };
        let brief = given(&format!("{before}\n- {{{denial}}}")).brief();
        assert!(brief.contains(says), "{denial}: {brief}");
    }
}

#[test]
fn a_value_in_a_table_has_the_day_it_is_of_and_says_that_it_is_an_end() {
    let value = |updates: &str, path: &str| {
        let paths = overview_of(&given(updates), "x").paths;
        let of = paths.into_iter().find(|found| found.path == format!("x/{path}")).expect("a path");
        of.values.into_iter().map(|value| value.text).collect::<Vec<_>>()
    };
    let began = "\n- {occurrence.began: x, type: a strike, when: 2025-04-01}";
    for ended in ["completed", "broke_off"] {
        let told = value(&format!("{began}\n- {{occurrence.{ended}: x, when: 2025-04-09}}"), "when");
        assert_eq!(told, ["on 1 April 2025", "on 9 April 2025 (its end)"], "{ended}");
    }
    let toll = "\n- {occurrence.completed: x, type: a flood, dead: {count: 9, as_of: 2025-04-02}}";
    assert_eq!(value(toll, "dead"), ["9 as of 2 April 2025"]);
    let claim = "\n- {claim.reported: x, text: fish died, total: {count: 30, unit: fish}, when: 2025-04-01}";
    assert_eq!(value(claim, "total"), ["30 fish as of 1 April 2025"]);
    // That something was not held is no denial of it.
    let told = given("\n- {vote.not_held: x, source: waiter-saw, question: a dam}");
    let stance = &overview_of(&told, "x").paths[0].stances[0];
    assert_eq!((stance.stance, stance.says.as_deref()), (Stance::Denies, Some("not held")));
}

#[test]
fn what_is_only_given_in_other_words_is_never_in_quotation_marks() {
    for (who, given_too) in [
        ("source: kremlin-says, speaker: peskov", ""),
        ("source: us-says, speaker: rubio", ", medium: a letter"),
        ("source: newsweek, speaker: putin", ", occasion: a dinner"),
        ("source: waiter-saw, speaker: waiter", ", platform: X"),
        ("source: kremlin-says, speaker: peskov", ", label: his answer"),
    ] {
        let told = given(&format!(
            "\n- {{statement.recorded: x, {who}, words: they would pay for it, form: paraphrase{given_too}}}"
        ));
        for text in [told.brief(), told.headline("x"), overview_of(&told, "x").what] {
            assert!(text.contains("they would pay for it") && !text.contains('“'), "{who}{given_too}: {text}");
        }
        let verbatim =
            given(&format!("\n- {{statement.recorded: x, {who}, words: We will pay, form: verbatim{given_too}}}"));
        assert!(verbatim.brief().contains("“We will pay”"), "{}", verbatim.brief());
    }
}

#[test]
fn what_became_of_something_was_so_from_its_own_day_on() {
    let made =
        "{proposal.made: x, source: us-says, subject: a truce, proposer: us, when: 2025-04-01, said: 2025-04-01}";
    let began = "{occurrence.began: x, type: a strike, when: 2025-04-01}";
    for (updates, instant, phase, dates) in [
        (vec![made, "{proposal.agreed: x, source: us-says, said: 2025-04-08}"], "2025-04-05T12:00:00Z", "made", 1),
        (vec![made, "{proposal.agreed: x, source: us-says, said: 2025-04-08}"], "2025-04-10T12:00:00Z", "agreed", 1),
        (
            vec![made, "{proposal.rejected: x, source: kremlin-says, when: 2025-04-03}"],
            "2025-04-02T12:00:00Z",
            "made",
            1,
        ),
        (
            vec![made, "{proposal.rejected: x, source: kremlin-says, when: 2025-04-03}"],
            "2025-04-05T12:00:00Z",
            "rejected",
            2,
        ),
        (vec![began, "{occurrence.completed: x, when: 2025-04-09}"], "2025-04-05T12:00:00Z", "under way", 1),
        (vec![began, "{occurrence.completed: x, when: 2025-04-09}"], "2025-04-10T12:00:00Z", "completed", 2),
        (vec!["{occurrence.completed: x, type: a fire, when: ../2025-04-05}"], "2025-04-06T12:00:00Z", "completed", 1),
    ] {
        let told = given(&format!("\n- {}", updates.join("\n- ")));
        let view = told.true_at(instant);
        let item = told.item("x");
        assert_eq!(labels::phase(&view, &view.phase(item)), phase, "{updates:?} at {instant}");
        assert_eq!(view.account(&"x/when".parse().unwrap()).candidates.len(), dates, "{updates:?} at {instant}");
    }
    let open = given("\n- {occurrence.completed: x, type: a fire, when: ../2025-04-05}");
    assert!(timeline::of(&open.true_at("2025-04-01T12:00:00Z")).moments.is_empty());
}

#[test]
fn both_sides_show_how_they_are_reconciled() {
    let sides = "
- {trip.arrived: visit, key: a, source: us-says, traveller: rubio, destination: moscow}
- {meeting.held: talks, key: b, source: kremlin-says, participants: [rubio, peskov], contradicts: {update: a, reason: he was there all day}}";
    for reconciles in ["b", "a", "[a, b]"] {
        let told = given(&format!("{sides}\n- {{note.noted: n, text: Both, reconciles: {reconciles}}}"));
        for item in ["visit", "talks"] {
            let related: Vec<String> = overview_of(&told, item).related.iter().map(Related::text).collect();
            assert!(
                related.len() == 1 && related[0].starts_with("reconciled by the desk"),
                "{reconciles} {item}: {related:?}"
            );
        }
    }
}

#[test]
fn a_claim_of_a_number_alone_is_called_by_it() {
    for (update, called) in [
        (
            "{claim.reported: x, source: waiter-saw, total: {count: 3, unit: boats}}",
            "a total of three boats [reported]",
        ),
        ("{claim.confirmed: x, source: us-says, of: total, value: {count: 8, unit: boats}}", "a total of eight boats"),
        ("{claim.reported: x, source: waiter-saw, label: the toll, total: 12}", "the toll: 12 [reported]"),
    ] {
        assert_eq!(given(&format!("\n- {update}")).headline("x"), called);
    }
}

#[test]
fn days_of_claims_are_those_of_their_tellers_and_no_rivals() {
    for others in ["source: tass", "source: waiter-saw", "source: us-says"] {
        let told = given(&format!(
            "\n- {{claim.reported: x, source: newsweek, text: fish died, total: 30, when: 2025-04-01}}\n- {{claim.reported: x, {others}, total: 41, when: 2025-04-02}}"
        ));
        assert!(!told.view().account(&"x/when".parse().unwrap()).is_contested());
        assert!(!told.brief().contains("disputed"), "{}", told.brief());
    }
}

#[test]
fn a_document_is_cited_with_its_title_and_whoever_else_made_it() {
    for (source, cited) in [
        (
            "{origin: {document: a letter, author: rubio, title: To the court}, via: [herald]}",
            "a letter (“To the court”)",
        ),
        (
            "{origin: driver, via: [{document: the report, author: court, title: Case 12}, herald]}",
            "the report (“Case 12”, by the court)",
        ),
        ("{origin: driver, via: [{recording: a call, author: court}, herald]}", "a call (by the court)"),
        ("{origin: {recording: a voicemail, author: waiter, title: Monday}}", "a voicemail (“Monday”)"),
        (
            "{origin: {document: a memo, author: waiter}, via: [herald]}",
            "in a memo (by 11 April 2025), The Herald reported",
        ),
    ] {
        let brief = given(&format!("\n- {{claim.reported: x, source: {source}, text: the weir is broken}}")).brief();
        assert!(brief.contains(cited), "{source}: {brief}");
    }
}

#[test]
fn of_what_never_took_place_nothing_is_missing() {
    for (kind, given_there) in [
        ("meeting", "participants: [us, russia]"),
        ("trip", "traveller: putin"),
        ("occurrence", "type: a fair"),
        ("vote", "question: a dam"),
        ("release", "releases: [driver]"),
    ] {
        let plan = format!("\n- {{{kind}.announced: x, source: us-says, {given_there}, when: 2025-05-01}}");
        for never in ["cancelled", "not_held"] {
            let told = given(&format!("{plan}\n- {{{kind}.{never}: x, source: us-says}}"));
            let brief = brief::of(&told.view(), Form::Full);
            let missing = brief.sections.iter().any(|section| section.heading == "What we don't know");
            assert!(!missing, "{kind} {never}: {}", told.brief());
        }
    }
}

#[test]
fn of_what_the_desk_took_back_nothing_is_missing() {
    for (kind, change, given_there) in [
        ("meeting", "announced", "participants: [us, russia]"),
        ("trip", "planned", "traveller: putin"),
        ("occurrence", "announced", "type: a fair"),
        ("vote", "completed", "question: a dam"),
        ("release", "completed", "releases: [driver]"),
    ] {
        for by in ["by: desk", "source: us-says, by: us"] {
            let taken_back = format!(
                "\n- {{{kind}.{change}: x, key: first, source: us-says, {given_there}}}\
                 \n- {{{kind}.retracted: x, retracts: [{{update: first, reason: misread}}], {by}}}"
            );
            let told = given(&taken_back);
            let brief = brief::of(&told.view(), Form::Full);
            let missing = brief.sections.iter().any(|section| section.heading == "What we don't know");
            assert!(!missing, "{kind} {by}: {}", told.brief());
        }
    }
}

#[test]
fn what_is_missing_of_several_is_asked_of_several() {
    for (kind, given_there) in [
        ("occurrence", "place: london"),
        ("vote", "place: london"),
        ("meeting", "when: 2025-04"),
        ("verdict", "when: 2025-04"),
    ] {
        let report = |item: &str| format!("\n- {{{kind}.reported: {item}, source: us-says, {given_there}}}");
        let told = given(&(report("x") + &report("y")));
        let brief = told.brief();
        for wrong in ["they was", "they is"] {
            assert!(!brief.contains(wrong), "{kind}: {brief}");
        }
    }
}

#[test]
fn before_a_story_has_a_title_it_is_called_by_the_words_of_its_slug() {
    let told = given("\n- {claim.reported: x, text: it rains}\n- {story.retitled: talks, title: Rain}");
    let before = told.view_at(minute_of(9), Bounds { known_at: Some(minute_of(0)), ..Bounds::default() });
    assert_eq!(overview::of(&before, None).asked.title, "Talks");
    assert_eq!(listing::of(&before).and_then(|listing| listing.title).as_deref(), Some("Talks"));
    assert_eq!(overview::of(&told.view(), None).asked.title, "Rain");
}

#[test]
fn the_updates_on_an_item_are_found_by_its_key_and_series_have_days_in_words() {
    let told = given("\n- {claim.reported: x, key: first, text: it rains}\n- {claim.denied: x, source: us-says}");
    let names: Vec<String> = references::on_item(&told.view(), "x").into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["first (claim.reported)", "3 (claim.denied)"]);
    assert!(references::on_item(&told.view(), "y").is_empty());
    let counted = given(
        "\n- {trip.completed: t, traveller: putin, destination: london, when: 2025-04-1X, ordinal: {position: 1, of: {label: trips, kind: trip, traveller: putin}}}",
    );
    let series = series::of(&counted.view()).remove(0);
    assert_eq!(series.on_file[0].occurred.as_deref(), Some("on one of the days 10 to 19 April 2025"));
}

#[test]
fn what_came_up_in_an_interval_is_told_as_it_came_up() {
    for (first, then, was) in [
        (
            "proposal.made: x, source: us-says, subject: a truce, proposer: us",
            "proposal.lapsed: x, source: newsweek",
            "a truce was proposed by the United States",
        ),
        (
            "occurrence.announced: x, source: us-says, type: a fair",
            "occurrence.cancelled: x, source: us-says",
            "a fair is expected",
        ),
        (
            "trip.departed: x, source: us-says, traveller: rubio, destination: london",
            "trip.arrived: x, source: us-says",
            "Marco Rubio set out for London",
        ),
        (
            "claim.reported: x, source: newsweek, text: it rains",
            "claim.denied: x, source: us-says",
            "it rains [unattributed]",
        ),
    ] {
        let told = given(&format!("\n- {{{first}}}\n- {{{then}}}"));
        let interval = Interval { from: None, to: minute_of(20_000), recorded: false };
        let events = difference::between(&told.view(), interval, &[]).events;
        let new = events.iter().find(|event| event.text.starts_with("new")).expect("it is new");
        assert_eq!(new.what, was, "{then}");
    }
}

#[test]
fn what_began_and_was_interrupted_or_broke_off_is_told_in_its_order_and_by_whom() {
    let began = "{occurrence.began: x, source: tass, type: a march, when: 2025-04-01}";
    for (then, phase, says) in [
        ("{occurrence.suspended: x, source: newsweek, when: 2025-04-02}", "suspended", ""),
        ("{occurrence.suspended: x, source: waiter-saw}", "suspended", ""),
        (
            "{occurrence.broke_off: x, source: newsweek, when: 2025-04-02}",
            "broken off",
            "TASS reported, naming no source, that it began on 1 April",
        ),
        ("{occurrence.broke_off: x, source: tass, when: 2025-04-02}", "broken off", "began on 1 April"),
        (
            "{occurrence.completed: x, source: tass, when: 2025-04-02}",
            "completed",
            "A march began on 1 April 2025 and ended on 2 April, TASS reported",
        ),
    ] {
        let told = given(&format!("\n- {began}\n- {then}"));
        assert_eq!(labels::phase(&told.view(), &told.phase("x")), phase, "{then}");
        let brief = told.brief();
        assert!(!brief.contains("differ") && brief.contains(says), "{then}: {brief}");
    }
    for (before, then, phase) in [
        (
            "proposal.agreed: x, source: us-says, subject: a truce",
            "proposal.entered_into_force: x, source: tass",
            "in force",
        ),
        (
            "publication.published: x, source: tass, outlet: herald, title: Peace",
            "publication.amended: x, source: waiter-saw",
            "amended",
        ),
        ("trip.departed: x, source: tass, traveller: court", "trip.arrived: x, source: newsweek", "arrived"),
        (
            "occurrence.suspended: x, source: tass, type: a march",
            "occurrence.resumed: x, source: newsweek",
            "under way",
        ),
    ] {
        let told = given(&format!("\n- {{{before}}}\n- {{{then}}}"));
        assert_eq!(labels::phase(&told.view(), &told.phase("x")), phase, "{then}");
    }
}

#[test]
fn what_others_say_more_exactly_or_said_beforehand_is_told_beside_what_is_confirmed() {
    let own = "{origin: rubio, via: [newsweek], knowledge: own_act}";
    for (updates, says) in [
        (
            vec![
                format!("meeting.held: x, source: {own}, participants: [us, russia], when: 2025-04, place: russia"),
                "meeting.held: x, source: tass, when: 2025-04-03, place: moscow".to_owned(),
            ],
            vec!["in Moscow", "on 3 April"],
        ),
        (
            vec![
                format!("occurrence.completed: x, source: {own}, type: a fair, who: [us], when: 2025-04"),
                "occurrence.completed: x, source: waiter-saw, when: 2025-04-03".to_owned(),
            ],
            vec!["on 3 April"],
        ),
        (
            vec![
                format!(
                    "trip.announced: x, source: {own}, traveller: rubio, destination: moscow, when: 2025-04-01, said: 2025-03-20"
                ),
                "trip.completed: x, source: tass, when: 2025-04-02".to_owned(),
            ],
            vec!["to Moscow", "for 1 April", "on 2 April"],
        ),
        (
            vec![
                format!(
                    "meeting.announced: x, source: {own}, participants: [us, russia], place: london, when: 2025-04-01, said: 2025-03-20"
                ),
                "meeting.held: x, source: tass, when: 2025-04-01".to_owned(),
            ],
            vec!["said beforehand that it was to be in London"],
        ),
    ] {
        let brief = given(&format!("\n- {{{}}}", updates.join("}\n- {"))).brief();
        for says in says {
            assert!(brief.contains(says), "{updates:?}: {says}: {brief}");
        }
    }
}

#[test]
fn how_long_something_lasts_is_told_as_exactly_as_it_is_meant() {
    for kind in ["meeting.held: x, participants: [us, russia]", "occurrence.completed: x, type: a power cut, who: [us]"]
    {
        for (duration, says) in [
            ("2 hours", "two hours"),
            ("about 2 hours", "about two hours"),
            ("more than 2 hours", "more than two hours"),
            ("at least 90 minutes", "at least 90 minutes"),
            ("less than 1 hour", "less than one hour"),
            ("up to 3 weeks", "at most three weeks"),
        ] {
            let told = given(&format!("\n- {{{kind}, source: us-says, when: 2025-04-11, duration: {duration}}}"));
            assert!(told.brief().contains(&format!("for {says}")), "{duration}: {}", told.brief());
            let paths = overview_of(&told, "x").paths;
            let value = paths.iter().find(|path| path.path == "x/duration").map(|path| path.values[0].text.clone());
            assert_eq!(value.as_deref(), Some(says));
        }
    }
}

#[test]
fn who_spoke_through_several_relays_is_named_once() {
    for source in [
        "{origin: [waiter, driver], via: [[tass, newsweek], herald], knowledge: witnessed}",
        "{origin: waiter, via: [[tass, newsweek], herald], knowledge: witnessed}",
        "{origin: rubio, via: [[tass, newsweek]], knowledge: own_act}",
    ] {
        let brief =
            given(&format!("\n- {{occurrence.completed: x, source: {source}, type: a blast, when: 2025-04-11}}"))
                .brief();
        assert!(!brief.contains("also spoke"), "{source}: {brief}");
    }
}

#[test]
fn what_an_update_says_is_listed_with_what_each_thing_is_and_whom_it_is_called_by_once() {
    for (update, says) in [
        (
            "{occurrence.announced: x, type: a vote, when: 2025-05-04, place: london, source: us-says}",
            "“a vote”; date: 4 May 2025; place: London",
        ),
        (
            "{query.sent: x, asker: herald, asked: us, about: the vote}",
            "the request for comment to the United States; asker: The Herald; subject: the vote",
        ),
        (
            "{claim.reported: x, text: the Kremlin waits, about: [kremlin, us]}",
            "“the Kremlin waits”; about: the United States",
        ),
        // A number is no name.
        (
            "{claim.reported: x, text: 5 of the boats wait, total: 5, about: [kremlin]}",
            "“5 of the boats wait”; total: 5; about: the Kremlin",
        ),
    ] {
        let told = given(&format!("\n- {update}"));
        let listed = updates::of(&told.view(), Part::default());
        assert_eq!(listed.list.last().map(|line| line.says.as_str()), Some(says), "{update}");
    }
}
