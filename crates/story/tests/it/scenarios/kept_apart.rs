//! What was planned, denied, foreseen or replaced is told as that, in every kind of item and in every view.

use newsreel_story::views::{brief, findings, matrix, timeline};

use crate::kit::{Told, given};

/// Updates, what the whole brief says of them, and what it does not.
type Case = (&'static str, &'static [&'static str], &'static [&'static str]);

#[track_caller]
fn each_tells(cases: &[Case]) {
    for (updates, says, never) in cases {
        let story = given(updates);
        let brief = whole_brief(&story);
        for words in says.iter() {
            assert!(brief.contains(words), "{updates}\ndoes not say “{words}”:\n{brief}");
        }
        for words in never.iter() {
            assert!(!brief.contains(words), "{updates}\nsays “{words}”:\n{brief}");
        }
    }
}

/// The brief in full, which leaves nothing out.
fn whole_brief(story: &Told) -> String {
    let brief = brief::checked(&story.view(), brief::Form::Full);
    assert!(brief.left_out.is_empty(), "{:?}", brief.left_out);
    let entries = brief.sections.iter().flat_map(|section| &section.entries);
    let sentences = entries.flat_map(|entry| entry.sentences.iter().map(|sentence| sentence.text.as_str()));
    sentences.collect::<Vec<_>>().join("\n")
}

#[test]
fn what_is_disputed_of_a_plan_is_told_as_a_plan() {
    let planned = "\n- {meeting.announced: m, key: m1, source: kremlin-says, participants: [putin, witkoff], place: moscow, when: 2027-03-14}";
    let against = |path: &str| {
        format!(
            "{planned}\n- {{claim.reported: c, source: us-says, text: nobody was asked, contradicts: {{update: m1, path: {path}, reason: no letter came}}}}"
        )
    };
    for (path, says) in [
        ("participants/witkoff", "hether Vladimir Putin and Steve Witkoff are to meet is disputed"),
        ("place", "here the meeting of Vladimir Putin and Steve Witkoff is to take place is disputed"),
        ("when", "he date of the meeting of Vladimir Putin and Steve Witkoff is disputed"),
    ] {
        let brief = whole_brief(&given(&against(path)));
        assert!(brief.contains("no letter came") && brief.contains(says), "{path}: {says}: {brief}");
        assert!(!brief.contains(" met") && !brief.contains("took place"), "{path}: {brief}");
    }
    each_tells(&[
        (
            "\n- {occurrence.announced: o, source: kremlin-says, type: a fair, place: moscow, when: 2027-03}\n- {occurrence.announced: o, source: us-says, place: london}",
            &["is to take place is disputed"],
            &["took place"],
        ),
        (
            "\n- {trip.announced: t, key: t1, source: kremlin-says, traveller: putin, destination: london, when: 2027-03}\n- {claim.reported: c, source: us-says, text: nobody was asked, contradicts: {update: t1, reason: no visa}}",
            &["no visa"],
            &["took place", "travelled"],
        ),
        (
            "\n- {vote.announced: v, key: v1, source: kremlin-says, question: the dues, body: kremlin, when: 2027-03}\n- {claim.reported: c, source: us-says, text: nothing is on the agenda, contradicts: {update: v1, reason: no papers}}",
            &["no papers"],
            &["took place", "voted"],
        ),
    ]);
}

#[test]
fn what_was_to_be_released_is_not_told_as_released() {
    let cases = [
        ("exchange", "releases: {two-boats: {described: the two boats, by: russia, to: us}}, mediators: [court]"),
        ("exchange", "releases: {witkoff: {by: us, to: russia}, waiter: {by: russia, to: us}}"),
        ("exchange", "releases: [driver]"),
        ("release", "releases: {crew: {described: the crew, to: us}}, released_by: russia"),
        ("release", "releases: [waiter, driver], released_by: court"),
    ];
    for (kind, planned) in cases {
        let story = given(&format!(
            "\n- {{{kind}.announced: e, source: kremlin-says, {planned}, place: moscow, when: 2025-04-10}}\n- {{{kind}.completed: e, source: tass}}"
        ));
        let headline = story.headline("e");
        assert!(!headline.contains("released"), "{planned}: {headline}");
        let rows = matrix::of(&story.view(), None, None).rows;
        let row = rows.iter().find(|row| row.item == "e").unwrap();
        assert!(!row.what.contains("released"), "{planned}: {}", row.what);
        let when = row.occurred.as_deref();
        assert!(when.is_none_or(|when| when.ends_with(" (planned)")), "{planned}: {when:?}");
        let moments = timeline::of(&story.view()).moments;
        let reads = moments.iter().find_map(|moment| moment.reads.clone());
        assert!(reads.is_none_or(|reads| reads.ends_with(" (planned)")), "{planned}: {moments:?}");
        let brief = whole_brief(&story).replace("to be released", "");
        assert!(!brief.contains("released"), "{planned}: {brief}");
        // As soon as somebody reports it, it is.
        let story = given(&format!("\n- {{{kind}.completed: e, source: tass, {planned}, when: 2025-04-10}}"));
        assert!(story.headline("e").contains("released"), "{planned}: {}", story.headline("e"));
    }
}

#[test]
fn what_is_denied_names_nothing() {
    each_tells(&[
        (
            "\n- {meeting.held: m, source: tass, participants: [putin, witkoff], when: 2025-04-11}\n- {meeting.denied: m, source: us-says, of: place, value: moscow}",
            &["denied by 11 April that it was in Moscow"],
            &["meeting of Putin and Witkoff in Moscow", "met in Moscow"],
        ),
        (
            "\n- {meeting.held: m, source: tass, participants: [putin, witkoff], when: 2025-04-11}\n- {meeting.denied: m, source: us-says, of: participants/driver, value: driver}",
            &["had a part in it"],
            &["Witkoff and A Driver", "Witkoff and Driver"],
        ),
        (
            "\n- {trip.completed: t, source: tass, traveller: witkoff, when: 2025-04-11}\n- {trip.denied: t, source: us-says, of: destination, value: moscow}",
            &["denied"],
            &["trip to Moscow in", "travelled to Moscow"],
        ),
        (
            "\n- {occurrence.completed: o, source: tass, type: a fire, when: 2025-04-11}\n- {occurrence.denied: o, source: us-says, of: place, value: london}",
            &["that it was in London"],
            &["fire took place in London", "fire in London"],
        ),
        (
            "\n- {release.completed: r, source: tass, releases: [driver], when: 2025-04-11}\n- {release.denied: r, source: us-says, of: place, value: moscow}",
            &["denied by 11 April that it was in Moscow"],
            &["released in Moscow"],
        ),
    ]);
}

#[test]
fn what_is_denied_of_words_is_told_with_its_value() {
    each_tells(&[
        (
            "\n- {claim.reported: c, source: tass, text: the quay is dear}\n- {claim.denied: c, source: us-says, of: total, value: {count: 3 million, unit: crowns}}",
            &["that the total was 3 million crowns, Newsweek reported; nobody on file says so"],
            &[],
        ),
        (
            "\n- {claim.reported: c, source: tass, text: the fare rises}\n- {claim.denied: c, source: us-says, of: rate, value: {amount: 5, unit: crowns a trip}, limits: for this year}",
            &["that the rate was five crowns a trip for this year"],
            &[],
        ),
        (
            "\n- {statement.recorded: s, source: tass, speaker: putin, gist: the talks go on}\n- {statement.denied: s, source: kremlin-says, of: place, value: london}",
            &["that it was in London"],
            &[],
        ),
        (
            "\n- {publication.published: p, outlet: tass, title: The quay, when: 2025-04-11, source: {origin: tass, basis: on_record}}\n- {publication.denied: p, source: us-says, of: version, value: the third}",
            &["denied", "the third"],
            &[],
        ),
        (
            "\n- {evidence.recorded: e, source: tass, medium: a photograph, shows: the quay in flames}\n- {evidence.denied: e, source: us-says, of: maker, value: driver}",
            &["denied", "Driver"],
            &[],
        ),
    ]);
}

#[test]
fn how_a_total_is_divided_is_told_by_teller() {
    for (first, second, says) in [
        ("harbour: 5, town: 7", "harbour: 6, town: 4", "which come to 10"),
        ("north: 5, south: 7", "north: 9, south: 4", "which come to 13"),
        ("men: 6, women: 6", "men: 4, women: 8", "The Herald divided the 12 people into"),
        ("sailors: 10, others: 2", "sailors: 11, others: 2", "which come to 13"),
        ("adults: 11, children: 1", "adults: 9, children: 3", "The Herald divided the 12 people into"),
    ] {
        let updates = format!(
            "\n- {{claim.reported: c, source: tass, text: people were hurt, total: {{count: 12, unit: people, parts: {{{first}}}}}}}\n- {{claim.reported: c, source: herald, text: people were hurt, total: {{count: 12, unit: people, parts: {{{second}}}}}}}"
        );
        let brief = whole_brief(&given(&updates));
        assert!(brief.contains(says), "{brief}");
    }
}

#[test]
fn a_forecast_is_told_with_who_makes_it_and_for_when() {
    each_tells(&[
        (
            "\n- {claim.reported: c, source: tass, text: the harbour will freeze, nature: forecast, forecaster: court}",
            &["In the forecast of the court, the harbour will freeze, TASS"],
            &["judgement of TASS"],
        ),
        (
            "\n- {claim.reported: c, source: {origin: court, via: [tass]}, text: the harbour will freeze, nature: forecast, forecaster: court}",
            &["In the forecast of the court, the harbour will freeze"],
            &["TASS reported"],
        ),
        (
            "\n- {claim.reported: c, source: tass, text: prices will rise, nature: forecast, forecaster: kremlin, horizon: 2027}",
            &["prices will rise (in 2027)"],
            &[],
        ),
        (
            "\n- {claim.reported: c, source: us-says, text: prices will rise, nature: forecast, horizon: 2027-06}",
            &["Prices will rise (in June 2027), Marco Rubio told Newsweek"],
            &["In the judgement of"],
        ),
        (
            "\n- {claim.reported: c, source: tass, text: the bridge will hold, nature: assessment, forecaster: driver}",
            &["In the forecast of", "Driver, the bridge will hold"],
            &[],
        ),
    ]);
}

#[test]
fn what_gave_way_is_told_with_the_reason() {
    each_tells(&[
        (
            "\n- {trip.announced: t, key: t1, source: kremlin-says, traveller: putin, destination: london, when: 2025-04-20}\n- {claim.reported: c, source: us-says, text: a letter will do, supersedes: {update: t1, reason: the plane is in repair}}",
            &["gave way to a later account of the United States (the plane is in repair)"],
            &["not reported"],
        ),
        (
            "\n- {claim.reported: c, key: c1, source: tass, text: 30 people are missing}\n- {claim.reported: c, source: herald, text: 28 people are missing, supersedes: {update: c1, reason: two were at home}}",
            &["TASS had said by 11 April that 30 people are missing (two were at home)"],
            &[],
        ),
        (
            "\n- {occurrence.completed: o, key: o1, source: tass, type: a fire, who: [court, us], when: 2025-04-11}\n- {occurrence.reported: o, source: tass, who: [court], supersedes: {update: o1, path: who, reason: the list was old}}",
            &["the list was old"],
            &[],
        ),
        (
            "\n- {statement.recorded: s, key: s1, source: tass, speaker: putin, gist: the talks go on}\n- {statement.recorded: s, source: tass, speaker: putin, gist: the talks go on in May, supersedes: {update: s1, reason: the whole tape was heard}}",
            &["the whole tape was heard"],
            &[],
        ),
        (
            "\n- {occurrence.completed: o, key: o1, source: tass, type: a recall, count: about 1 million}\n- {occurrence.reported: o, source: tass, count: 1.9 million, supersedes: {update: o1, path: count, reason: others were added}}",
            &["others were added"],
            &[],
        ),
        (
            "\n- {meeting.announced: m, key: m1, source: kremlin-says, participants: [putin, witkoff], when: 2027-04-11}\n- {meeting.rescheduled: m, source: kremlin-says, when: 2027-05-11, supersedes: {update: m1, path: when, reason: a cold}}",
            &["a cold"],
            &[],
        ),
        (
            "\n- {proposal.made: p, key: p1, source: kremlin-says, subject: a truce of 30 days}\n- {proposal.made: p, source: kremlin-says, subject: a truce of 10 days, supersedes: {update: p1, reason: it was too long}}",
            &["it was too long"],
            &[],
        ),
    ]);
}

#[test]
fn what_lost_its_basis_is_called_as_it_was() {
    each_tells(&[
        (
            "\n- {claim.reported: c, key: c1, source: tass, text: the piles are rotten}\n- {occurrence.announced: o, source: herald, type: a closure of the quay, rests_on: c1}\n- {claim.retracted: c, by: tass, source: tass, retracts: {update: c1, reason: a slip}}",
            &["on the closure of the quay, rested on what has been withdrawn"],
            &["on the event"],
        ),
        (
            "\n- {claim.reported: c, key: c1, source: tass, text: the piles are rotten}\n- {occurrence.completed: o, source: herald, type: protests at the quay, rests_on: c1}\n- {claim.retracted: c, by: desk, retracts: {update: c1, reason: misread}}",
            &["protests at the quay, rested on"],
            &["on the event"],
        ),
        (
            "\n- {claim.reported: c, key: c1, source: tass, text: the piles are rotten}\n- {proposal.made: p, source: herald, subject: dues of 12 crowns, rests_on: c1}\n- {claim.retracted: c, by: desk, retracts: {update: c1, reason: misread}}",
            &["dues of 12 crowns, rested on"],
            &["on the proposal,"],
        ),
        (
            "\n- {claim.reported: c, key: c1, source: tass, text: the piles are rotten}\n- {claim.reported: d, source: herald, text: the quay will be shut, rests_on: c1}\n- {claim.retracted: c, by: desk, retracts: {update: c1, reason: misread}}",
            &["that the quay will be shut, rested on"],
            &[],
        ),
        (
            "\n- {occurrence.completed: o, key: o1, source: tass, type: a storm}\n- {occurrence.completed: p, source: herald, type: a flood, rests_on: o1}\n- {occurrence.retracted: o, by: tass, source: tass, retracts: {update: o1, reason: it was elsewhere}}",
            &["on the storm", "on the flood, rested on"],
            &["on the event"],
        ),
    ]);
}

#[test]
fn what_is_reconciled_is_told_whatever_its_sides_are() {
    let note = "\n- {note.noted: n, text: both are right in their way, reconciles: {update: c1, reason: the tax is three crowns}}";
    let claim = |of: &str, path: &str| {
        format!(
            "{of}\n- {{claim.reported: c, key: c1, source: us-says, text: the dues will be 15 crowns, contradicts: {{update: x1{path}, reason: he saw a draft}}}}{note}"
        )
    };
    for of in [
        "\n- {proposal.made: x, key: x1, source: kremlin-says, subject: dues of 12 crowns, terms: [12 crowns]}",
        "\n- {claim.reported: x, key: x1, source: kremlin-says, text: the dues are 12 crowns}",
        "\n- {occurrence.announced: x, key: x1, source: kremlin-says, type: a rise of the dues}",
        "\n- {meeting.held: x, key: x1, source: kremlin-says, participants: [putin, witkoff]}",
        "\n- {statement.recorded: x, key: x1, source: kremlin-says, speaker: putin, gist: the dues are 12 crowns}",
    ] {
        let brief = whole_brief(&given(&claim(of, "")));
        assert!(brief.contains("are both right: the tax is three crowns"), "{of}\n{brief}");
        assert!(!brief.contains("is disputed"), "{of}\n{brief}");
    }
}

#[test]
fn a_document_by_somebody_named_is_no_vague_source() {
    let of = |source: &str| {
        let story = given(&format!("\n- {{claim.reported: c, source: {source}, text: the dues rise}}"));
        findings::of(&story.view()).iter().filter(|finding| finding.code.as_str() == "vague-source").count()
    };
    for named in [
        "{origin: {document: the minutes, author: court}, via: [tass]}",
        "{origin: {photograph: a photograph, author: driver, title: Dawn}}",
        "{origin: putin, via: [{recording: a tape, author: putin}, tass]}",
    ] {
        assert_eq!(of(named), 0, "{named}");
    }
    for vague in [
        "{origin: putin, via: [{described: state media}]}",
        "{origin: putin, via: [{document: some paper}, tass]}",
        "aides-say",
    ] {
        assert_eq!(of(vague), 1, "{vague}");
    }
}
