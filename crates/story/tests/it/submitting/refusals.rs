//! Refusals: all at once, each once, with what was probably meant and what would be accepted.

use newsreel_story::record::kind::Kind;
use newsreel_story::record::kind::change::Change;
use newsreel_story::record::kind::spec::ValueType;
use serde_json::json;

use crate::kit::{HEAD, document};
use crate::submitting::{accepted, each_refused, refused, refused_document};

#[test]
fn every_mistake_of_an_entry_is_told_at_once() {
    let refusals = refused(
        "
- meeting.held: talks
  key: Bad Key
  source: {origin: nobody, via: [tass, nowhere], basis: hearsay, knowledge: guessed}
  participants: [putin, stranger]
  plaice: moscow
  when: soon
  stances: {kremlin: maybe}
  rests_on: unheard-of
  hedge: perhaps
",
    );
    let expected = [
        "Bad Key",
        "`nobody`",
        "`nowhere`",
        "`hearsay` is not a basis",
        "`guessed`",
        "`perhaps`",
        "`unheard-of`",
        "`stranger`",
        "`plaice` (did you mean `place`?)",
        "`soon` is not a date",
        "`maybe` is not a stance",
    ];
    for part in expected {
        assert_eq!(refusals.iter().filter(|refusal| refusal.contains(part)).count(), 1, "{part}: {refusals:#?}");
    }
    assert_eq!(refusals.len(), expected.len(), "{refusals:#?}");
}

#[test]
fn what_follows_from_another_refusal_is_counted_and_not_listed() {
    let once = [
        // An update that is refused is known to those that name it, and so is its item.
        "
- {claim.reported: pier, key: pier-1, text: the pier is shut, when: soon}
- {claim.reported: slip, text: the slip is shut, rests_on: pier-1}
- {claim.corrected: pier, by: newsweek, corrects: {update: pier-1, path: text, reason: misheard}, text: the pier is open}
- {claim.reported: ramp, text: the ramp is shut, contradicts: {update: pier-1, reason: one or the other}, part_of: pier}",
        "
- {claim.repoted: pier, key: pier-1, text: the pier is shut}
- {claim.reported: slip, text: the slip is shut, rests_on: pier-1, part_of: pier}",
        "
- {clam.reported: pier, key: pier-1, text: the pier is shut}
- {claim.reported: slip, text: the slip is shut, rests_on: pier-1, part_of: pier}",
        // A name that stands for nothing is told where it first stands.
        "
- {claim.reported: a, source: herlad, text: one}
- {claim.reported: b, source: herlad, text: two}
- {claim.reported: c, source: [herlad, tass], text: three}",
        "
- {meeting.held: a, participants: [stranger, putin]}
- {meeting.held: b, participants: [stranger], asked_by: stranger}",
        "
- {trip.completed: a, traveller: witkoff, ordinal: {position: 3, of: trips}}
- {trip.completed: b, traveller: witkoff, ordinal: {position: 4, of: trips}}",
    ];
    for updates in once {
        let refusals = refused(updates);
        assert_eq!(refusals.len(), 1, "{refusals:#?}");
        assert!(refusals[0].contains("follow"), "{refusals:?}");
    }
}

#[test]
fn one_bad_source_or_entry_is_said_once() {
    let document = document(
        "
story: errors
title: The errors
directory:
  herald: {outlet: The Herald}
  council: {organization: the town council}
sources:
  bad: {origin: nobody-known, via: [herald]}
  picture: {origin: quay-photo, via: [herald]}
updates:
- {evidence.recorded: quay-photos, source: herald, medium: photograph, shows: the quay}
- {occurrence.announced: vote, key: vote-1, source: bad, type: a vote, who: [council], when: soon}
- {occurrence.confirmed: vote, source: picture, rests_on: vote-1}
- {meeting.held: talks, source: bad, participants: [council], plaice: council}
- {occurrence.completd: fire, source: herald, basis: hearsay}
- {claim.reported: c, source: {origin: herald, knowledge: guessed}, text: a text}
",
    );
    let refusals = refused_document(&document);
    let told = [
        "`organization` has no meaning here (did you mean `organisation`?)",
        "`nobody-known` is not in the directory",
        "`soon` is not a date or time",
        "`quay-photo` is neither in the directory nor an evidence item of the story (did you mean `quay-photos`?)",
        "`plaice` (did you mean `place`?)",
        "`completd` is not a change (did you mean `completed`?)",
        "`basis` is said of a source",
        "`guessed` is not a way of knowing",
    ];
    for (refusal, told) in refusals.iter().zip(told) {
        assert!(refusal.contains(told), "expected {told}\n{refusals:#?}");
    }
    assert_eq!(refusals.len(), told.len(), "{refusals:#?}");
}

#[test]
fn a_choice_is_one_of_its_list_and_the_refusal_lists_it() {
    for kind in Kind::all() {
        for attribute in
            kind.spec().attributes.iter().filter(|spec| spec.value == ValueType::Choice && spec.elements.is_none())
        {
            let refusals = refused(&format!("\n- {{{kind}.{}: x, {}: banana}}", Change::Reported, attribute.name));
            let choices = attribute.choices().iter().map(|choice| format!("`{}`", choice.token));
            assert!(
                refusals.len() == 1 && choices.into_iter().all(|choice| refusals[0].contains(&choice)),
                "{refusals:?}"
            );
        }
    }
    each_refused(&[
        (
            "\n- {meeting.held: m, format: Video call}",
            "`Video call` is not a choice of `format` (did you mean `video`?)",
        ),
        ("\n- {meeting.held: m, outlook: maybe}", "`maybe` is not a choice of `outlook`"),
        ("\n- {meeting.confirmed: m, of: phase, value: finished}", "`finished` is not a phase of a meeting"),
        (
            "\n- {proposal.made: p, subject: a freeze, positions: {us: {answer: banana}}}",
            "`banana` is not a choice of `answer`",
        ),
    ]);
}

#[test]
fn hints_fit_what_was_meant() {
    each_refused(&[
        ("\n- {meeting.helt: m, place: moscow}", "did you mean `held`?"),
        ("\n- {meting.held: m, place: moscow}", "did you mean `meeting`?"),
        ("\n- {meeting.held: m, place: mosscow}", "did you mean `moscow`?"),
        ("\n- {meeting.held: m, source: kremlin-say}", "did you mean `kremlin-says`?"),
        (
            "\n- {claim.reported: c, text: one}\n- {query.sent: q, asked: us, asker: tass, on: d}",
            "an item exists once an update is about it",
        ),
        ("\n- {occurrence.agreed: o, type: a vote}", "an occurrence cannot be `agreed`"),
        ("\n- {claim.reported: c, text: one}\n- {meeting.held: c}", "`c` is a claim, not a meeting"),
        ("\n- {meeting.held: m, place: witkoff}", "`witkoff` is a person, not a place or an organisation"),
        ("\n- [a, b]", "a mapping is expected here, not a list"),
    ]);
}

#[test]
fn hints_fit_the_kind() {
    each_refused(&[
        (
            "\n- {occurrence.completed: o, type: a vote, tally: 9}",
            "(write the item as `vote.…` with `for`, `against`, `abstained`, which has it)",
        ),
        ("\n- {occurrence.completed: o, type: a vote, result: carried}", "(write the item as `vote.…`, which has it)"),
        (
            "\n- {claim.reported: c, text: it was shut, place: moscow}",
            "a claim is words: say it in its `text`, or write what happened as an `occurrence.…` with its `place`",
        ),
        (
            "\n- {claim.reported: c, text: nobody came, who: [us]}",
            "or write what happened as an `occurrence.…` with its `who`",
        ),
        ("\n- {verdict.completed: v, court: court, case: the dues, result: guilty}", "did you mean `ruling`?"),
        ("\n- {meeting.held: m, who: [us, russia]}", "did you mean `participants`?"),
        ("\n- {vote.completed: v, who: [us]}", "did you mean `body`?"),
        ("\n- {statement.recorded: s, speaker: putin, text: no}", "did you mean `words`?"),
        ("\n- {query.sent: q, asked: us, from: tass}", "did you mean `asker`?"),
        ("\n- {query.sent: q, asker: tass, to: us}", "did you mean `asked`?"),
        ("\n- {publication.published: p, outlet: tass, headline: The quay}", "did you mean `title`?"),
        ("\n- {evidence.recorded: e, medium: a photograph, author: driver}", "did you mean `maker`?"),
        ("\n- {occurrence.completed: o, type: a fire, wounded: 2}", "did you mean `injured`?"),
        ("\n- {note.noted: n, body: look}", "did you mean `text`?"),
        ("\n- {meeting.held: m, place: nowhere}", "for example `nowhere: {place: Name of It}`"),
        ("\n- {meeting.held: m, participants: [nobody]}", "for example `nobody: {person: Full Name}`"),
        (
            "\n- {meeting.held: m, when: [2025-03-02, 2025-03-05]}",
            "a set of dates is written in quotes: \"[2025-03-02,2025-03-05]\"",
        ),
        (
            "\n- {meeting.held: m, when: {2025-03-02, 2025-03-05}}",
            "a set of dates is written in quotes: \"{2025-03-02,2025-03-05}\"",
        ),
    ]);
    // What is meant needs no other advice, and what most kinds have tells none of them apart.
    for (update, never) in [
        ("\n- {meeting.held: m, who: [us, russia]}", "declares"),
        ("\n- {meeting.held: m, who: [us, russia]}", "write the item as"),
        ("\n- {verdict.completed: v, court: court, case: the dues, place: moscow}", "write the item as"),
        ("\n- {meeting.held: m, when: soon}", "at offset 0"),
    ] {
        let refusals = refused(update);
        assert!(refusals.len() == 1 && !refusals[0].contains(never), "{refusals:?}");
    }
}

#[test]
fn a_required_word_written_wrong_is_said_once() {
    each_refused(&[
        (
            "\n- {claim.reported: c, text: one, source: {orgin: putin, via: [tass]}}",
            "`orgin` has no meaning here (did you mean `origin`?)",
        ),
        ("\n- {claim.reported: c, text: one, total: {cuont: 3, unit: people}}", "did you mean `count`?"),
        ("\n- {claim.reported: c, text: one, quote: {exakt: its words}}", "did you mean `exact`?"),
        ("\n- {meeting.held: m, when: {dat: 2025, phrase: last year}}", "did you mean `date`?"),
        (
            "\n- {claim.reported: c, key: k, text: one}\n- {claim.reported: d, text: two, contradicts: {updat: k}}",
            "did you mean `update`?",
        ),
        ("\n- {claim.reported: c, text: one, source: {via: [tass]}}", "`origin` is missing here"),
        ("\n- {claim.reported: c, text: one, quote: {prefix: before}}", "`exact` is missing here"),
    ]);
}

#[test]
fn one_relay_needs_no_list() {
    let via =
        |via: &str| accepted(&format!("\n- {{claim.reported: c, text: one, source: {{origin: putin, via: {via}}}}}"));
    assert_eq!(via("tass")[0].attributions, via("[tass]")[0].attributions);
    assert_eq!(via("{described: state media}")[0].attributions, via("[{described: state media}]")[0].attributions);
}

#[test]
fn the_rest_of_a_text_with_a_comma_is_to_be_quoted() {
    each_refused(&[
        ("\n- {claim.reported: c, text: the dues rise, and fall}", "quote it: `text: \"the dues rise, and fall\"`"),
        (
            "\n- {claim.reported: c, text: the mayor, who was there, says so, hedge: probable}",
            "quote it: `text: \"the mayor, who was there, says so\"`",
        ),
        (
            "\n- {claim.reported: c, text: it rose, U.S. officials said}",
            "quote it: `text: \"it rose, U.S. officials said\"`",
        ),
        (
            "\n- {claim.reported: c, key: k, text: one}\n- {claim.reported: d, text: two, contradicts: {update: k, reason: a slip, it seems}}",
            "quote it: `reason: \"a slip, it seems\"`",
        ),
        (
            "\n- {claim.reported: c, text: one, source: {origin: {document: the minutes, of March, author: court}, via: [tass]}}",
            "quote it: `document: \"the minutes, of March\"`",
        ),
        ("\n- {claim.reported: c, text: one, total: {count: 2, 000, unit: people}}", "quote it: `\"…, 000\"`"),
    ]);
    let of_entry =
        json!({ "story": "s", "title": "S", "directory": { "moscow": { "place": "Moscow", "Russia": null } } });
    assert!(refused_document(&of_entry).concat().contains("quote it: `place: \"Moscow, Russia\"`"));
    // A word that is given nothing is as if it were not there.
    accepted("\n- {claim.reported: c, text: one, hedge: ~, label:}");
}

#[test]
fn a_change_that_people_call_otherwise_is_found() {
    for (kind, written, meant) in [
        ("claim", "conceded", "confirmed"),
        ("claim", "admitted", "confirmed"),
        ("claim", "alleged", "reported"),
        ("statement", "said", "recorded"),
        ("claim", "said", "reported"),
        ("proposal", "demanded", "made"),
        ("meeting", "took_place", "held"),
        ("occurrence", "took_place", "completed"),
        ("occurrence", "called_off", "cancelled"),
        ("occurrence", "agreed", "confirmed"),
        ("trip", "delayed", "postponed"),
        ("query", "ignored", "did_not_respond"),
        ("proposal", "refused", "rejected"),
    ] {
        let refusals = refused(&format!("\n- {{{kind}.{written}: x, source: tass}}"));
        assert!(refusals[0].contains(&format!("did you mean `{meant}`?")), "{kind}.{written}: {refusals:?}");
    }
    let doubt = "\n- {claim.reported: c, text: one}\n- {claim.disputed: c, source: ~}";
    let without_default = document(&format!("{}{doubt}", HEAD.replace("defaults: {source: newsweek}\n", "")));
    assert!(
        refused_document(&without_default).concat().contains("`note.noted` with `code: doubted`, `about` the item")
    );
}

#[test]
fn what_a_list_or_an_origin_takes_instead_is_said() {
    each_refused(&[
        (
            "\n- {proposal.made: p, subject: a truce, terms: {sum: {value: 600 million}}}",
            "say what it is with `is`, words",
        ),
        ("\n- {proposal.made: p, subject: a truce, terms: {sum: {none: not_disclosed}}}", "is said in words with `is`"),
        ("\n- {meeting.held: m, participants: {envoy: {none: not_disclosed}}}", "is said in words with `described`"),
        ("\n- {meeting.held: m, participants: {envoy: {value: putin}}}", "say what it is with `is`, a slug"),
        ("\n- {meeting.held: m, outcome: {deal: {none: unknown}}}", "`outcome: {none: not_disclosed}`"),
        ("\n- {claim.reported: c, text: so, source: {origin: {described: two insiders}}}", "of the type `group`"),
        (
            "\n- {claim.reported: c, text: so, source: {origin: [{described: two insiders}, putin]}}",
            "of the type `group`",
        ),
        ("\n- {claim.reported: c, text: so, source: {origin: {document: a memo}}}", "and its `author`"),
    ]);
}

#[test]
fn a_key_that_stands_twice_in_a_file_is_said_to_stand_there_and_not_on_file() {
    each_refused(&[(
        "
- {claim.reported: a, key: same, source: herald, text: one}
- {claim.reported: b, key: same, source: herald, text: two}",
        "`same` is the key of another update of this submission; give this one a key of its own",
    )]);
}

#[test]
fn what_cannot_be_is_refused_with_what_to_write() {
    for (update, message) in [
        ("vote.completed: v, question: the dues, against: -3", "below zero"),
        ("vote.completed: v, question: the dues, for: -3 to 5", "below zero"),
        ("occurrence.completed: v, type: a fire, dead: -1", "below zero"),
        ("occurrence.completed: v, type: a fire, injured: {count: -2, scope: firefighters}", "below zero"),
        ("occurrence.completed: v, type: a fire, dead: {count: 3, parts: {adults: 4, children: -1}}", "below zero"),
        ("claim.reported: v, text: it rained, said: 2025-04-14, learned: 2025-04-12T09:00:00Z", "before it was said"),
        (
            "claim.reported: v, text: it rained, said: 2025-04-12T09:00:01Z, learned: 2025-04-12T09:00:00Z",
            "before it was said",
        ),
        ("claim.reported: v, text: it rained, said: 2025-05, learned: 2025-04-12T09:00:00Z", "before it was said"),
    ] {
        let refusals = refused(&format!("\n- {{{update}}}"));
        assert!(refusals.len() == 1 && refusals[0].contains(message), "{update}: {refusals:#?}");
    }
    for update in [
        "occurrence.completed: v, type: a frost, count: {amount: -12, unit: degrees}",
        "occurrence.completed: v, type: a fire, dead: 0",
        // The same day somewhere on Earth.
        "claim.reported: v, text: it rained, said: 2025-04-13, learned: 2025-04-12T12:00:00Z",
        "claim.reported: v, text: it rained, said: 2025-04, learned: 2025-04-12T09:00:00Z",
    ] {
        accepted(&format!("\n- {{{update}}}"));
    }
}
