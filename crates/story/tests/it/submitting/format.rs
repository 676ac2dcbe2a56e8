//! The format says more with less.

use newsreel_story::record::attribution::Origin;
use newsreel_story::record::stance::Stance;
use newsreel_story::state::directory::Directory;
use newsreel_story::submit::decide::decide;
use newsreel_story::submit::index::StoryIndex;
use serde_json::json;

use crate::kit::{HEAD, document, recorded};
use crate::submitting::{accepted, decided, each_refused, now, refused_document};

#[test]
fn a_block_is_its_updates_with_what_they_have_in_common() {
    let block = "
- source: herald
  learned: 2025-04-11T09:00:00Z
  said: 2025-04-10
  updates:
  - {claim.reported: a, text: the pier is shut}
  - {claim.reported: b, source: tass, text: the slip is shut, rests_on: k}
  - {note.noted: n, text: look again}
- {claim.reported: c, key: k-2, text: the ferry runs}";
    let written_out = "
- {claim.reported: a, source: herald, learned: 2025-04-11T09:00:00Z, said: 2025-04-10, text: the pier is shut}
- {claim.reported: b, source: tass, learned: 2025-04-11T09:00:00Z, said: 2025-04-10, text: the slip is shut, rests_on: k}
- {note.noted: n, learned: 2025-04-11T09:00:00Z, said: 2025-04-10, text: look again}
- {claim.reported: c, key: k-2, text: the ferry runs}";
    let first = "\n- {claim.reported: z, key: k, text: the quay is wet}";
    assert_eq!(accepted(&format!("{first}{block}")), accepted(&format!("{first}{written_out}")));
    each_refused(&[
        ("\n- {source: herald, updates: [{claim.reported: a, text: one, whne: 2025}]}", "does not have `whne`"),
        (
            "\n- {source: herald, text: one, updates: [{claim.reported: a, text: one}]}",
            "`text` cannot stand beside the updates of a block",
        ),
        ("\n- {sourc: herald, updates: [{claim.reported: a, text: one}]}", "did you mean `source`?"),
        ("\n- {source: herald, updates: [{updates: [{claim.reported: a, text: one}]}]}", "not another block"),
        ("\n- {source: herald, updates: []}", "this list is empty"),
    ]);
}

#[test]
fn several_origins_and_relays_side_by_side_are_an_attribution_each() {
    let origins = |source: &str| {
        let update = accepted(&format!("\n- {{claim.reported: c, source: {source}, text: it is cracked}}")).remove(0);
        let of = |at: &newsreel_story::record::attribution::Attribution| {
            let Origin::Entity(origin) = &at.origin else { panic!("{at:?}") };
            let chain = at.via.iter().filter_map(|link| link.outlet.as_ref());
            chain.fold(origin.to_string(), |chain, link| format!("{chain} {link}"))
        };
        assert_eq!(update.testimonies.len(), update.attributions.len());
        update.attributions.iter().map(of).collect::<Vec<_>>()
    };
    assert_eq!(origins("{origin: [waiter, driver], via: [herald]}"), ["waiter herald", "driver herald"]);
    assert_eq!(
        origins("{origin: waiter, via: [[tass, newsweek], herald]}"),
        ["waiter tass herald", "waiter newsweek herald"]
    );
    assert_eq!(origins("{origin: [waiter, driver], via: [[tass, newsweek]]}").len(), 4);
    assert_eq!(origins("[waiter-saw, driver-saw]"), ["waiter herald", "driver tass"]);
    each_refused(&[(
        "\n- {claim.reported: c, source: {origin: [waiter, nobody]}, text: one}",
        "`nobody` is not in the directory",
    )]);
}

#[test]
fn whose_word_a_stance_is_is_said() {
    each_refused(&[
        ("\n- {meeting.held: m, source: us-says, stances: {kremlin: denies}}", "who says where `kremlin` stands?"),
        (
            "\n- {meeting.held: m, source: waiter-saw, stances: {us: {stance: confirms, limits: in part}}}",
            "who says where `us` stands?",
        ),
    ]);
    let filed = |update: &str| {
        let update = accepted(&format!("\n- {{{update}}}")).remove(0);
        let said = update.testimonies.last().unwrap().clone();
        (
            said.stance,
            said.holder.map(|holder| holder.to_string()),
            update.attributions[usize::from(said.attribution)].holder.to_string(),
            update.testimonies.len(),
        )
    };
    let kremlin = || Some("kremlin".to_owned());
    assert_eq!(
        filed("meeting.held: m, source: herald, stances: {kremlin: not_confirmed}"),
        (Stance::NotConfirmed, kremlin(), "herald".to_owned(), 2)
    );
    assert_eq!(
        filed("meeting.held: m, source: us-says, stances: {kremlin: {stance: denies, source: herald}}"),
        (Stance::Denies, kremlin(), "herald".to_owned(), 2)
    );
    assert_eq!(
        filed("meeting.held: m, source: us-says, stances: {kremlin: {stance: denies, source: us-says}}"),
        (Stance::Denies, kremlin(), "us".to_owned(), 2)
    );
    let limited =
        "meeting.denied: m, source: kremlin-says, stances: {kremlin: {stance: denies, limits: for this year}}";
    assert_eq!(filed(limited), (Stance::Denies, None, "kremlin".to_owned(), 1), "one denial, with its limits");
    let update = accepted(&format!("\n- {{{limited}}}")).remove(0);
    assert_eq!(update.testimonies[0].limits.as_deref(), Some("for this year"));
    assert_eq!(
        accepted("\n- {meeting.denied: m, source: kremlin-says, limits: for this year}")[0].testimonies,
        update.testimonies
    );
}

#[test]
fn every_stance_of_ones_own_has_a_change_and_every_way_of_missing_a_word() {
    for change in [
        "confirmed",
        "denied",
        "disputed",
        "declined",
        "unanswered",
        "denies_knowledge",
        "not_confirmed",
        "cannot_corroborate",
    ] {
        let update = accepted(&format!("\n- {{meeting.{change}: m, source: kremlin-says}}")).remove(0);
        assert_eq!(update.testimonies.len(), 1, "{change}");
        assert!(!update.testimonies[0].stance.as_str().is_empty() && update.testimonies[0].value.is_none());
    }
    for none in ["not_set", "does_not_exist", "not_disclosed", "unknown", "not_stated"] {
        for attribute in ["when", "place", "duration", "participants", "agenda"] {
            let update = accepted(&format!("\n- {{meeting.announced: m, {attribute}: {{none: {none}}}}}")).remove(0);
            let value = serde_json::to_value(&update.testimonies[1].value).unwrap();
            assert_eq!(value, json!({ "none": none }), "{attribute}");
        }
    }
    each_refused(&[
        ("\n- {meeting.announced: m, when: {none: never}}", "`never` is not"),
        ("\n- {meeting.announced: m, when: {none: not_set, value: 2025}}", "not both"),
        ("\n- {meeting.announced: m, when: {none: not_set, because: why}}", "`because` has no meaning here"),
    ]);
}

#[test]
fn a_line_says_no_more_than_its_update_reports() {
    let head = HEAD.replace("\nsources:", "\n  office: {organisation: the Moscow Harbour Office}\nsources:");
    let with = |line: &str| {
        format!(
            "\n- {{meeting.held: m, label: the harbour talks, source: kremlin-says, participants: [putin, witkoff, office], when: 2025-04-11, agenda: [61.5% of the grain, the word of A Waiter], declares: {{cost: count}}, cost: {{amount: 2800000000, unit: dollars}}, line: {line:?}}}"
        )
    };
    for line in [
        "The two sides met on 11 April.",
        "Vladimir Putin and Steve Witkoff met on Friday, the Kremlin says.",
        "At the harbour talks 61.5% of the grain was on the table in April 2025.",
        "Putin may march on.",
        // What is part of a name is not named by itself.
        "The Moscow Harbour Office was there.",
        "The talks cost 2.8 billion dollars.",
        "They spoke of A Waiter.",
    ] {
        let decision = decided(&document(&format!("{head}{}", with(line)))).unwrap_or_else(|no| panic!("{no:#?}"));
        assert_eq!(decision.updates.last().unwrap().line.as_deref(), Some(line));
    }
    for (line, more) in [
        ("They met on 12 April.", "12"),
        ("They met in May.", "May"),
        ("They met on Monday.", "Monday"),
        ("They met yesterday.", "yesterday"),
        ("They met for seven hours.", "seven"),
        ("They met in London.", "London"),
        ("They met as the court ruled.", "the court"),
        ("They met, said Donald Trump.", "Donald"),
    ] {
        let refusals = refused_document(&document(&format!("{head}{}", with(line))));
        assert!(
            refusals.len() == 1 && refusals[0].contains(&format!("the line says `{more}`")),
            "{line}: {refusals:#?}"
        );
    }
}

#[test]
fn a_line_may_use_what_its_item_and_its_story_are_called() {
    let later = |line: &str| {
        format!(
            "
- {{meeting.announced: m, label: the Geneva talks of the Group of 20, source: kremlin-says, participants: [putin, witkoff]}}
- {{occurrence.completed: o, source: kremlin-says, type: the crash of Flight 610, when: 2025-04-01}}
- {{meeting.held: m, source: kremlin-says, line: {line:?}}}
- {{occurrence.confirmed: o, source: us-says}}"
        )
    };
    let decided = |line: &str| decided(&document(&format!("{HEAD}{}", later(line))));
    assert!(decided("The Geneva talks of the Group of 20 were held, the Kremlin said.").is_ok());
    // What others of its items are called says nothing of this one.
    for (line, more) in [("They talked of Flight 610.", "610"), ("They met in London.", "London")] {
        let refusals = refused_document(&document(&format!("{HEAD}{}", later(line))));
        assert!(refusals.len() == 1 && refusals[0].contains(&format!("the line says `{more}`")), "{refusals:#?}");
    }
    // An embargo hides the name it came with.
    let held = "
- {meeting.announced: m, source: kremlin-says, participants: [putin, witkoff]}
- {meeting.reported: m, label: the Geneva talks, source: kremlin-says, embargo: {until: 2030-01-01T00:00:00Z}}
- {meeting.held: m, source: kremlin-says, line: The Geneva talks were held.}";
    let refusals = refused_document(&document(&format!("{HEAD}{held}")));
    assert!(refusals[0].contains("the line says `Geneva`"), "{refusals:#?}");
}

#[test]
fn entries_that_describe_somebody_a_little_differently_gather() {
    let mut directory = Directory::default();
    let mut submit = |entry: serde_json::Value| {
        let submission = json!({ "story": "s", "title": "S", "directory": { "kremlin": { "organisation": "the Kremlin" }, "white-house": { "organisation": "the White House" }, "peskov": entry } });
        let decision = decide(&submission, None, &directory, None, now());
        let decision =
            decision.map_err(|refusals| refusals.into_iter().map(|refusal| refusal.message).collect::<Vec<_>>())?;
        let at = directory.get(&"peskov".parse().unwrap()).map_or(0, |entity| entity.sequence);
        decision.entries.iter().for_each(|(entry, expected)| directory.apply(expected.max(&at) + 1, entry));
        Ok::<_, Vec<String>>(directory.get(&"peskov".parse().unwrap()).unwrap().clone())
    };
    submit(json!({ "person": "Dmitry Peskov", "speaks_for": "kremlin" })).unwrap();
    let peskov = submit(json!({ "person": "Dmitri Peskov", "title": "spokesman" })).unwrap();
    assert_eq!((peskov.name(), peskov.title.as_deref()), ("Dmitry Peskov", Some("spokesman")));
    let peskov = submit(json!({ "person": "Dmitry Peskov", "title": "Kremlin spokesman" })).unwrap();
    assert_eq!(peskov.title.as_deref(), Some("spokesman"), "the first stays in front");
    assert_eq!(peskov.titles, ["Kremlin spokesman".into()]);
    assert!(peskov.spellings().any(|name| name == "Dmitri Peskov"));
    let amended = submit(json!({ "person": "Dmitry Peskov", "title": "press secretary", "amends": true })).unwrap();
    assert_eq!(amended.title.as_deref(), Some("press secretary"));
    let refused = submit(json!({ "organisation": "Peskov" })).unwrap_err();
    assert!(
        refused[0].contains("`peskov` is a person in the directory (“Dmitry Peskov”), not an organisation"),
        "{refused:?}"
    );
    let refused = submit(json!({ "person": "Dmitry Peskov", "speaks_for": "white-house" })).unwrap_err();
    assert!(refused[0].contains("`peskov` speaks for `kremlin` in the directory"), "{refused:?}");
}

#[test]
fn what_no_update_uses_is_read_all_the_same() {
    let submission = |part: &str, value: serde_json::Value| {
        let mut submission = json!({ "story": "s", "title": "S" });
        submission[part] = value;
        decided(&submission)
    };
    assert!(submission("sources", json!({ "a": { "origin": "herald", "bassis": "observed" } })).is_err());
    assert!(submission("series", json!({ "a": { "label": "the trips", "kind": "trips" } })).is_err());
    assert!(submission("defaults", json!({ "sorce": "herald" })).is_err());
    assert!(
        submission("sources", json!({ "a": { "origin": "still-to-come" } })).is_ok(),
        "a long file goes in in parts"
    );
}

#[test]
fn only_our_own_embargo_hides() {
    let embargoes = |embargo: &str| {
        let open = "\n- {claim.reported: o, text: zero}";
        let updates = accepted(&format!("{open}\n- {{claim.reported: c, text: one, embargo: {{{embargo}}}}}"));
        let update = updates.last().unwrap();
        (update.embargo.is_some(), update.others_embargo.is_some())
    };
    assert_eq!(embargoes("until: 2028-03-12T06:00:00Z"), (true, false));
    assert_eq!(embargoes("event: the ruling is read out"), (true, false));
    assert_eq!(embargoes("until: 2028-03-12T06:00:00Z, set_by: court"), (false, true));
    each_refused(&[(
        "\n- {claim.reported: c, text: one, embargo: {until: 2028-03-12T06:00:00Z, set_by: cuort}}",
        "did you mean `court`?",
    )]);
}

#[test]
fn what_no_update_names_is_hidden_with_them_where_all_are() {
    let (mut index, mut directory) = (StoryIndex::default(), Directory::default());
    recorded(&document(&format!("{HEAD}\n- {{claim.reported: o, text: zero}}")), &mut index, &mut directory);
    let pavilion = "directory:\n  pavilion: {organisation: the Pavilion}\n";
    let head = HEAD.replace("directory:\n", pavilion);
    let held = |until: u16| {
        format!("\n- {{claim.reported: c{until}, text: one, embargo: {{until: {until}-03-12T06:00:00Z}}}}")
    };
    let ends = |updates: &str| {
        let decided = decide(&document(&format!("{head}{updates}")), Some(&index), &directory, None, now()).unwrap();
        let entry =
            decided.entries.into_iter().map(|(entry, _)| entry).find(|entry| entry.entity.as_str() == "pavilion");
        entry.expect("the pavilion is recorded").embargo.map(|embargo| embargo.to_string())
    };
    assert!(ends(&held(2028)).is_some_and(|ends| ends.contains("2028")));
    assert!(ends(&format!("{}{}", held(2029), held(2028))).is_some_and(|ends| ends.contains("2029")));
    assert_eq!(ends(&format!("{}\n- {{claim.reported: d, text: two}}", held(2028))), None);
}

#[test]
fn an_address_is_where_readers_find_a_report() {
    each_refused(&[
        ("\n- {claim.reported: c, text: one, url: 'javascript:alert(1)'}", "`javascript:` is the address of no report"),
        (
            "\n- {claim.reported: c, text: one, url: ' JavaScript :alert(1)'}",
            "`javascript:` is the address of no report",
        ),
        ("\n- {claim.reported: c, text: one, source: {origin: rubio, url: 'data:text/html,x'}}", "`data:` is"),
        ("\n- {claim.reported: c, text: one, url: 'file:///etc/passwd'}", "`file:` is"),
    ]);
    for address in ["https://example.org/data:1", "http://example.org", "doi:10.1000/182", "page 3"] {
        accepted(&format!("\n- {{claim.reported: c, text: one, url: '{address}'}}"));
    }
}

#[test]
fn documents_are_links_and_origins_without_being_news() {
    let attribution = |source: &str| {
        let update =
            accepted(&format!("\n- {{claim.reported: c, source: {source}, text: the dues will rise}}")).remove(0);
        serde_json::to_value(&update.attributions[0]).unwrap()
    };
    let minutes = json!({ "described": "the minutes of the sitting", "medium": "document" });
    let told = attribution("{origin: rubio, via: [{document: the minutes of the sitting}, herald]}");
    assert_eq!(told["via"], json!([minutes, { "outlet": "herald" }]));
    let told = attribution(
        "{origin: {photograph: a photograph of the table, author: waiter, title: The table}, via: [herald]}",
    );
    assert_eq!(
        (&told["origin"], &told["basis"], &told["holder"]),
        (&json!({ "entity": "waiter" }), &json!("document"), &json!("waiter"))
    );
    let photograph = json!({ "described": "a photograph of the table", "medium": "photograph", "author": "waiter", "title": "The table" });
    assert_eq!(told["via"], json!([photograph, { "outlet": "herald" }]));
    for (source, expected) in [
        ("{origin: {document: the minutes}}", "and its `author`"),
        ("{origin: rubio, via: [{documnt: the minutes}]}", "did you mean `document`?"),
        ("{origin: rubio, via: [{author: waiter}]}", "a link needs an `outlet`"),
        ("{origin: rubio, via: [{described: state media, title: A title}]}", "none is given"),
        ("{origin: rubio, via: [{document: one, recording: another}]}", "described once"),
    ] {
        each_refused(&[(&format!("\n- {{claim.reported: c, source: {source}, text: the dues will rise}}"), expected)]);
    }
}

#[test]
fn what_another_kind_has_is_said_to_be_there() {
    each_refused(&[
        ("\n- {occurrence.completed: x, type: a vote, result: carried}", "write the item as `vote.…`, which has it"),
        ("\n- {occurrence.completed: x, type: a vote, tally: {for: 9}}", "`vote.…` with `for`, `against`, `abstained`"),
        ("\n- {occurrence.completed: x, type: a vote, threshold: two thirds}", "`vote.…`"),
        ("\n- {occurrence.completed: x, type: a vote, turnout: 61%}", "`vote.…`"),
        ("\n- {vote.completed: x, question: a, tally: {for: 9}}", "(write `for`, `against`, `abstained`)"),
        ("\n- {occurrence.completed: x, type: talks, agenda: [one]}", "`meeting.…`"),
        ("\n- {occurrence.completed: x, type: a ruling, sentence: 3 years}", "`verdict.…`"),
        ("\n- {meeting.held: x, destination: moscow}", "`trip.…`"),
    ]);
}

#[test]
fn numbers_of_every_sort_are_written_as_people_write_them() {
    let value = |attribute: &str| {
        let update = accepted(&format!("\n- {{meeting.held: m, participants: [putin], {attribute}}}")).remove(0);
        serde_json::to_value(&update.testimonies.last().unwrap().value).unwrap()
    };
    for (written, stored) in [
        ("3 hours 30 minutes", "PT3H30M"),
        ("about 2 hours", "PT2H~"),
        ("PT45M", "PT45M"),
        ("45 minutes", "PT45M"),
        ("2 days", "P2D"),
        ("1 year 6 months", "P1Y6M"),
    ] {
        assert_eq!(value(&format!("duration: {written}")), json!({ "duration": stored }), "{written}");
    }
    for (written, position) in [("3", 3), ("third", 3), ("3rd", 3), ("First", 1), ("21st", 21), ("twelfth", 12)] {
        let bare = value(&format!("ordinal: {written}"));
        assert_eq!(bare["ordinal"]["position"], position, "{written}");
        assert_eq!(bare["ordinal"]["series"], json!({ "label": "the meetings", "kind": "meeting" }));
        let full = value(&format!("ordinal: {{position: {written}, of: {{label: their talks, kind: meeting}}}}"));
        assert_eq!(full["ordinal"]["position"], position, "{written}");
    }
    for absence in ["not_set", "does_not_exist", "not_disclosed", "unknown", "not_stated"] {
        for attribute in ["when", "place", "duration", "asked_by"] {
            let bare = value(&format!("{attribute}: {absence}"));
            assert_eq!(bare, json!({ "none": absence }), "{attribute}");
            assert_eq!(bare, value(&format!("{attribute}: {{none: {absence}}}")));
        }
    }
    each_refused(&[
        ("\n- {meeting.held: m, duration: 3 hours ago}", "is not a duration"),
        ("\n- {meeting.held: m, duration: a while}", "write `3 hours 30 minutes`"),
        ("\n- {meeting.held: m, ordinal: thrid}", "is not a position in a series; write 3, 3rd or third"),
        ("\n- {meeting.held: m, ordinal: 0}", "is not a position in a series"),
        ("\n- {meeting.held: m, when: not_known}", "is not a date or time"),
    ]);
}

#[test]
fn an_answer_says_what_is_hidden_and_until_when() {
    let answer = |embargo: &str| {
        let open = "- {claim.reported: o, source: herald, text: zero}";
        let yaml = format!("{}{open}\n- {{claim.reported: c, source: herald, text: one{embargo}}}", crate::kit::HEAD);
        decided(&crate::kit::document(&yaml)).unwrap().answers.pop().unwrap().embargo
    };
    let hidden = answer(", embargo: {until: 2028-03-12T06:00:00Z}").unwrap();
    assert_eq!(hidden.until, Some("2028-03-12T06:00:00Z".parse().unwrap()));
    assert_eq!(answer(", embargo: {event: the ruling}").unwrap().event.as_deref(), Some("the ruling"));
    assert_eq!(answer(", embargo: {until: 2028-03-12T06:00:00Z, set_by: court}"), None);
    assert_eq!(answer(""), None);
}
