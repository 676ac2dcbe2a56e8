//! Further cases of kinds of fault that were found: each table is one kind, in as many sorts of news.

use newsreel_story::judge::grade::Grade::{self, Corroborated, Reported};
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::value::Value;
use newsreel_story::views::brief::{self, Form};
use newsreel_story::views::{findings, listing, matrix, publications, series};

use crate::kit::{Told, expectations, given, minute_of};

/// Something that takes place, of each kind, with what it is given.
const KINDS: [(&str, &str, &str); 6] = [
    ("occurrence", "completed", "type: a fair"),
    ("meeting", "held", "participants: [putin, witkoff]"),
    ("trip", "completed", "traveller: putin, destination: london"),
    ("release", "completed", "releases: [driver], released_by: russia"),
    ("exchange", "completed", "releases: {driver: {by: russia}}"),
    ("vote", "completed", "question: the dues, body: kremlin"),
];

#[test]
fn a_chain_that_begins_twice_or_forks_is_counted_by_its_origins() {
    for (source, support) in [
        ("{origin: [waiter, driver], via: [herald], knowledge: witnessed}", Corroborated),
        ("{origin: waiter, via: [[tass, newsweek], herald], knowledge: witnessed}", Reported),
        ("{origin: [waiter, driver], via: [[tass, newsweek], herald], knowledge: witnessed}", Corroborated),
        ("{origin: [waiter, driver], via: [herald]}", Reported),
        ("{origin: [waiter, driver], via: [herald], knowledge: told}", Corroborated),
        ("{origin: [aides, officials], via: [herald], knowledge: witnessed}", Reported),
    ] {
        // A trip has other places.
        for (kind, done, given_there) in KINDS.into_iter().filter(|(kind, ..)| *kind != "trip") {
            let told = given(&format!("\n- {{{kind}.{done}: x, source: {source}, {given_there}, place: moscow}}"));
            let view = told.view();
            let account = view.account(&"x/place".parse().unwrap());
            assert_eq!(account.leading().map(|leading| leading.standing.support), Some(support), "{kind} {source}");
            let brief = told.brief();
            for name in ["A Waiter", "A Driver"].into_iter().filter(|_| support == Corroborated) {
                assert!(brief.contains(name), "{kind} {source}: {name}: {brief}");
            }
        }
    }
}

#[test]
fn a_publication_stands_and_needs_review_whatever_became_of_what_it_relied_on() {
    let piece = "
- {meeting.held: m, key: seen, source: waiter-saw, participants: [putin, witkoff], place: moscow}
- {publication.published: piece, outlet: newsweek, title: Who met, when: 2025-04-11, source: {origin: newsweek, basis: on_record, knowledge: own_act}, relies_on: seen}";
    for then in [
        "meeting.retracted: m, by: herald, source: herald, retracts: {update: seen, reason: it was another}",
        "meeting.corrected: m, by: waiter, source: waiter-saw, corrects: {update: seen, reason: a slip}, place: london",
        "meeting.corrected: m, by: desk, corrects: {update: seen, path: place, reason: misread}, place: london",
        "meeting.held: m, source: driver-saw, place: petersburg",
        "meeting.denied: m, source: kremlin-says",
    ] {
        let told = given(&format!("{piece}\n- {{{then}}}"));
        let view = told.view();
        assert_eq!(publications::needing_review(&view).len(), 1, "{then}");
        assert_eq!(told.phase("piece").role(told.item("piece").kind), told.item("piece").kind.phase_role("published"));
        let found = findings::of(&view);
        assert!(found.iter().any(|found| found.item.as_deref() == Some("piece")), "{then}: {found:?}");
    }
    assert!(publications::needing_review(&given(piece).view()).is_empty());
}

#[test]
fn a_partys_own_word_leads_whatever_others_say_it_said() {
    let own = |answer: &str| {
        format!("\n- {{proposal.reported: p, source: kremlin-says, positions: {{kremlin: {{answer: {answer}}}}}}}")
    };
    let of_others = |source: &str, answer: &str| {
        format!("\n- {{proposal.reported: p, source: {source}, positions: {{kremlin: {{answer: {answer}}}}}}}")
    };
    let made = "\n- {proposal.made: p, source: us-says, subject: a truce, proposer: us}";
    for (said, other, updates) in [
        ("accepts", "rejects", own("accepts") + &of_others("aides-say", "rejects")),
        ("accepts", "rejects", of_others("aides-say", "rejects") + &own("accepts")),
        ("rejects", "accepts", own("rejects") + &of_others("us-says", "accepts")),
        ("rejects", "accepts", own("rejects") + &of_others("tass", "accepts") + &of_others("aides-say", "accepts")),
        ("accepts", "rejects", own("rejects") + &own("accepts") + &of_others("waiter-saw", "rejects")),
    ] {
        let told = given(&format!("{made}{updates}"));
        let account = told.view();
        let account = account.account(&"p/positions/kremlin/answer".parse().unwrap());
        assert_eq!(account.leading().and_then(|leading| leading.value).and_then(Value::text), Some(said), "{updates}");
        let rows = matrix::of(&told.view(), None, None).rows;
        let kremlin = rows[0].parties.iter().find(|party| party.name == "the Kremlin").expect("a row");
        let says = format!("{:?}", kremlin.says.first().expect("its own word"));
        assert!(says.contains(said) && !says.contains(other), "{updates}: {says}");
    }
}

#[test]
fn a_word_on_the_plan_is_no_word_on_what_happened() {
    for (kind, done, given_there) in KINDS {
        for change in ["confirmed", "denied"] {
            let told = given(&format!(
                "
- {{{kind}.announced: x, source: newsweek, {given_there}, when: 2025-04-11T13:00:00Z}}
- {{{kind}.{change}: x, source: kremlin-says}}
- {{{kind}.{done}: x, source: tass}}"
            ));
            let brief = told.brief();
            let word = brief.lines().find(|line| line.contains("Peskov")).unwrap_or_else(|| panic!("{kind}: {brief}"));
            let of_the_plan = word.contains("planned") || word.contains("was to") || word.contains("were to");
            assert!(word.contains(&format!("had {change}")) && of_the_plan, "{kind} {change}: {brief}");
            let view = told.view();
            assert!(view.account(&"x".parse().unwrap()).leading().unwrap().standing.support < Grade::Confirmed);
        }
    }
}

#[test]
fn a_word_that_commits_to_nothing_gives_way_to_the_partys_next() {
    for (kind, done, given_there) in KINDS {
        for word in ["not_confirmed", "declines", "denies_knowledge", "cannot_corroborate", "no_answer"] {
            for next in ["confirmed", "denied"] {
                let told = given(&format!(
                    "
- {{{kind}.{done}: x, source: newsweek, {given_there}, stances: {{kremlin: {word}}}}}
- {{{kind}.{next}: x, source: kremlin-says}}"
                ));
                let view = told.view();
                let account = view.account(&"x".parse().unwrap());
                let still = |said: &&newsreel_story::judge::account::Word<'_>| {
                    said.holder.as_str() == "kremlin" && said.stance.as_str() == word && !said.replaced
                };
                assert_eq!(account.words.iter().filter(still).count(), 0, "{kind} {word} {next}");
            }
        }
    }
}

#[test]
fn what_is_no_matter_of_fact_is_never_confirmed() {
    let judged = ["assessment", "characterisation", "opinion", "analysis", "speculation", "forecast", "call"];
    let confirmed = |updates: &str| {
        let brief = brief::of(&given(updates).view(), Form::Full);
        let entries = brief.sections.into_iter().flat_map(|section| section.entries);
        let of_it = entries.flat_map(|entry| entry.sentences).filter(|sentence| sentence.text.contains("fare"));
        of_it.filter(|sentence| sentence.standing == Some(Grade::Confirmed)).count()
    };
    for nature in judged {
        for source in ["us-says", "waiter-saw", "{origin: {document: a letter, author: court}, via: [tass]}"] {
            let claim =
                format!("\n- {{claim.reported: c, source: {source}, text: the fare is too high, nature: {nature}}}");
            assert_eq!(confirmed(&claim), 0, "{nature} {source}");
        }
    }
    assert_eq!(confirmed("\n- {claim.reported: c, source: us-says, text: the fare is five crowns, about: [us]}"), 1);
}

#[test]
fn a_story_is_called_what_it_was_called_then() {
    let told = given(
        "
- {claim.reported: c, source: tass, text: one}
- {story.retitled: talks, title: The talks that failed}
- {claim.reported: c, source: herald, text: one}
- {story.retitled: talks, title: The talks that went on}",
    );
    for (minute, title) in [
        (1, "The talks that failed"),
        (2, "The talks that failed"),
        (3, "The talks that went on"),
        (500, "The talks that went on"),
    ] {
        let bounds = Bounds { known_at: Some(minute_of(minute)), ..Bounds::default() };
        let view = told.view_at(minute_of(20_000), bounds);
        for form in [Form::Short, Form::Standard, Form::Full] {
            assert_eq!(brief::of(&view, form).title, title, "{minute}");
        }
        assert_eq!(listing::of(&view).and_then(|listed| listed.title).as_deref(), Some(title), "{minute}");
    }
    let view = told.view_at(minute_of(20_000), Bounds { known_at: Some(minute_of(0)), ..Bounds::default() });
    assert!(!brief::of(&view, Form::Full).title.contains("failed"));
}

#[test]
fn a_series_counts_items_of_any_kind() {
    let kinds = KINDS.into_iter().chain([
        ("proposal", "made", "subject: dues, proposer: us"),
        ("statement", "recorded", "speaker: putin, gist: it is dear"),
    ]);
    for (kind, done, given_there) in kinds {
        let of = |key: &str, day: u32| {
            format!("\n- {{{kind}.{done}: {key}, source: us-says, {given_there}, when: 2025-04-0{day}}}")
        };
        let claim = format!(
            "\n- {{claim.reported: n, source: tass, text: it was the fourth, total: {{count: 4, of: {{label: those of April, kind: {kind}, during: 2025-04}}}}}}"
        );
        let told = given(&format!("{}{}{}{claim}", of("a", 1), of("b", 2), of("c", 3)));
        let counted = series::of(&told.view()).remove(0);
        assert_eq!((counted.claimed, counted.on_file.len(), counted.missing), (Some(4), 3, 1), "{kind}");
        let found = findings::of(&told.view());
        let gap = found.iter().find(|found| found.code.as_str() == "count-gap").expect("a gap");
        assert!(gap.message.contains('4') && gap.message.contains('3'), "{kind}: {}", gap.message);
    }
}

#[test]
fn what_an_outlet_alone_calls_off_or_puts_off_is_told_beside_the_plan() {
    for (kind, _, given_there) in KINDS {
        for (change, words) in [("cancelled", "called off"), ("postponed", "put off")] {
            let brief = given(&format!(
                "
- {{{kind}.announced: x, source: us-says, {given_there}, when: 2030-05-09}}
- {{{kind}.{change}: x, source: newsweek}}"
            ))
            .brief();
            assert!(brief.contains("9 May 2030") && brief.contains(words), "{kind} {change}: {brief}");
            assert!(
                brief.contains("Newsweek reported (by 11 April 2025), naming no source"),
                "{kind} {change}: {brief}"
            );
        }
    }
}

/// When the item is expected, and the dates it was moved from.
fn expected(told: &Told) -> (Option<String>, Vec<String>) {
    let expected = expectations(&told.view_at("2025-04-19T00:00:00Z".parse().unwrap(), Bounds::default())).remove(0);
    (expected.when, expected.moved_from)
}

#[test]
fn a_date_is_moved_by_the_word_of_whoever_gave_it() {
    for (kind, _, given_there) in KINDS {
        let planned = format!("\n- {{{kind}.announced: x, source: kremlin-says, {given_there}, when: 2030-05-09}}");
        for (then, when, moved) in [
            ("announced: x, source: newsweek, when: 2030-05-12", "on 9 May 2030", false),
            ("announced: x, source: aides-say, when: 2030-05-12", "on 9 May 2030", false),
            ("rescheduled: x, source: kremlin-says, when: 2030-05-12", "on 12 May 2030", true),
            (
                "announced: x, source: {origin: putin, via: [tass], knowledge: own_act}, when: 2030-05-12",
                "on 12 May 2030",
                true,
            ),
            ("confirmed: x, source: kremlin-says", "on 9 May 2030", false),
        ] {
            let told = given(&format!("{planned}\n- {{{kind}.{then}}}"));
            let from = if moved { vec!["on 9 May 2030".to_owned()] } else { Vec::new() };
            assert_eq!(expected(&told), (Some(when.to_owned()), from), "{kind} {then}");
        }
    }
}

#[test]
fn the_check_looks_at_the_report_that_stands() {
    for (kind, done, given_there) in KINDS {
        let told = given(&format!(
            "
- {{{kind}.{done}: x, key: k, source: waiter-saw, {given_there}}}
- {{{kind}.{done}: x, source: waiter-saw, {given_there}, supersedes: {{update: k, reason: it was said again}}}}"
        ));
        let single: Vec<_> =
            findings::of(&told.view()).into_iter().filter(|found| found.code.as_str() == "single-source").collect();
        assert!(single.len() <= 1, "{kind}: {single:?}");
        assert!(single.iter().all(|found| !found.sequences.contains(&2)), "{kind}: {single:?}");
    }
}

#[test]
fn a_later_decision_replaces_what_was_decided_and_not_that_it_was() {
    let one = "verdict.completed: one, key: k1, source: us-says, court: us, case: the dues, when: 2025-04-01";
    let two = "verdict.completed: two, key: k2, source: kremlin-says, court: kremlin, case: the appeal on the dues, when: 2025-04-05";
    let three = "verdict.completed: three, source: tass, court: court, case: the last appeal, when: 2025-04-09";
    for (updates, says) in [
        (
            format!("\n- {{{one}, ruling: the dues stand}}\n- {{{two}, ruling: the dues fall, supersedes: {{update: k1, reason: nobody was heard}}}}"),
            &["the dues stand", "replaced that ruling on 5 April: the dues fall", "the dues fall"][..],
        ),
        (
            format!("\n- {{{one}, ruling: guilty, sentence: 6 years}}\n- {{{two}, ruling: still guilty, sentence: 4 years, supersedes: k1}}"),
            &["six years", "four years"],
        ),
        (
            format!("\n- {{{one}, ruling: the dues stand}}\n- {{{two}, ruling: it is to be tried again, supersedes: k1}}"),
            &["the dues stand", "it is to be tried again"],
        ),
        (
            format!("\n- {{{one}, ruling: the dues stand}}\n- {{{two}, ruling: the dues fall, supersedes: k1}}\n- {{{three}, ruling: the dues are halved, supersedes: k2}}"),
            &["the dues stand", "the dues fall", "the dues are halved", "On 5 April 2025"],
        ),
        (
            "\n- {vote.completed: one, key: k1, source: us-says, question: the dues, body: us, winner: putin, when: 2025-04-01}\n- {vote.completed: two, source: us-says, question: the dues once more, body: us, winner: witkoff, when: 2025-04-05, supersedes: k1}".to_owned(),
            &["the dues once more"],
        ),
    ] {
        let told = given(&updates);
        let brief = told.brief();
        for words in says.iter().chain(&["1 April 2025"]) {
            assert!(brief.contains(words), "{updates}: {words}: {brief}");
        }
        let view = told.view();
        assert!(view.account(&"one".parse().unwrap()).leading().is_some(), "{updates}");
    }
}

#[test]
fn a_claim_of_a_number_alone_and_a_number_that_is_missing_are_told() {
    for (updates, says) in [
        ("claim.reported: c, source: us-says, total: {count: 44, unit: ships}", "the number of ships at 44"),
        ("claim.reported: c, source: us-says, rate: {amount: 12, unit: crowns a tonne}", "12 crowns a tonne"),
        ("claim.reported: c, source: tass, text: the price is set, total: not_disclosed", "total was not disclosed"),
        ("claim.reported: c, source: tass, text: many came, total: unknown", "total was not known"),
        ("claim.reported: c, source: us-says, total: {value: 44, limits: in the old town}", "44 in the old town"),
        (
            "proposal.made: p, source: us-says, subject: a truce, proposer: us, deadline: not_set",
            "deadline for the truce is set.",
        ),
        ("proposal.made: p, source: us-says, subject: a truce, proposer: us, deadline: not_disclosed", "not disclosed"),
    ] {
        let brief = given(&format!("\n- {{{updates}}}")).brief();
        assert!(brief.contains(says) && !brief.contains("any longer"), "{updates}: {brief}");
    }
    let lifted = "\n- {proposal.made: p, source: us-says, subject: a truce, proposer: us, deadline: 2025-05-01}\n- {proposal.reported: p, source: us-says, deadline: not_set}";
    assert!(given(lifted).brief().contains("is set any longer"));
}

#[test]
fn an_attempt_that_failed_was_made() {
    for (sort, how, says) in [
        ("attempt to refloat the ship", "when: 2025-04-10", "The attempt to refloat the ship failed on 10 April"),
        ("rescue", "place: moscow", "The rescue failed in Moscow"),
        ("launch of the probe", "cause: a valve froze", "The launch of the probe failed because a valve froze"),
        ("mediation", "who: [putin, witkoff]", "The mediation failed"),
        ("test of the new signals", "when: 2025-04", "The test of the new signals failed in April"),
    ] {
        let planned = format!("\n- {{occurrence.planned: x, source: us-says, type: {sort}, when: 2025-04-10}}");
        for before in ["", planned.as_str()] {
            let told = given(&format!("{before}\n- {{occurrence.failed: x, source: us-says, type: {sort}, {how}}}"));
            let brief = told.brief();
            assert!(brief.contains(says) && !brief.contains("did not take place"), "{sort}: {brief}");
            let item = told.item("x");
            assert_eq!(told.phase("x").role(item.kind), item.kind.phase_role("failed"));
            let fates: Vec<_> =
                expectations(&told.view()).into_iter().map(|expected| expected.fate.is_ahead()).collect();
            assert_eq!(fates, vec![false; fates.len()], "{sort}: what failed lies ahead no more");
        }
    }
}

#[test]
fn what_came_of_an_event_is_told_and_contested_like_that_of_a_meeting() {
    let came = [
        ("occurrence.completed: x, type: hearing", "adjournment: an adjournment"),
        ("occurrence.completed: x, type: strike", "deal: a rise of four per cent"),
        ("occurrence.broke_off: x, type: mediation", "nothing: no agreement"),
        ("occurrence.failed: x, type: rescue", "dead: two men dead"),
        ("meeting.held: x, participants: [putin, witkoff]", "next: a second meeting in May"),
    ];
    for (happened, outcome) in came {
        let told = given(&format!("\n- {{{happened}, source: us-says, outcome: {{{outcome}}}}}"));
        let (key, words) = outcome.split_once(": ").unwrap();
        assert!(told.brief().contains(words), "{happened}: {}", told.brief());
        let denied = given(&format!(
            "\n- {{{happened}, source: us-says, outcome: {{{outcome}}}}}\n- {{{}: x, source: kremlin-says, of: outcome/{key}}}",
            happened.split_once('.').map(|(kind, _)| format!("{kind}.denied")).unwrap()
        ));
        assert!(denied.brief().contains("denie"), "{happened}: {}", denied.brief());
    }
}
