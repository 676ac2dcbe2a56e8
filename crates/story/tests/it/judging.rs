//! What a word is a word of, and who is believed about what: kinds of faults that were found in judging, each with the
//! case that showed it and others of its kind.

use newsreel_story::judge::account::{Account, Disagreement};
use newsreel_story::judge::grade::Grade::{Confirmed, Reported};
use newsreel_story::judge::phase::Phase;
use newsreel_story::judge::view::View;
use newsreel_story::record::path::Path;
use newsreel_story::record::relation::RelationKind;
use newsreel_story::state::withdrawal::Loss;
use newsreel_story::views::reach;

use crate::kit::{Told, given, reads};

/// Each value of a path in its order: how it reads, its support and its opposition, and what else is known of it.
fn values(told: &Told, path: &str) -> Vec<String> {
    values_in(&told.view(), path)
}

fn values_in(view: &View<'_>, path: &str) -> Vec<String> {
    let account = view.account(&path.parse::<Path>().unwrap());
    let candidates = account.candidates.iter().map(|candidate| {
        let standing = &candidate.standing;
        let marks = [
            (candidate.planned, "planned"),
            (candidate.own, "own"),
            (candidate.ends, "its end"),
            (candidate.is_only_denied(), "only denied"),
            (!standing.beside.is_empty(), "with words beside"),
            (standing.is_contested(), "contested"),
        ];
        let marks: String = marks.iter().filter(|(is, _)| *is).map(|(_, mark)| format!(", {mark}")).collect();
        let value = reads(view, candidate.value);
        format!("{value}: {} against {}{marks}", standing.support.as_str(), standing.opposition.as_str())
    });
    candidates.collect()
}

/// The words on a path that are more than an assertion, or of a plan: holder, stance, and whether it still counts.
fn words(told: &Told, path: &str) -> Vec<String> {
    let view = told.view();
    let account = view.account(&path.parse::<Path>().unwrap());
    let words = account.words.iter().filter(|word| word.plan || !word.stance.supports()).map(|word| {
        let marks = [(word.plan, " the plan"), (word.implied, " by implication"), (word.replaced, ", no longer")];
        let marks: String = marks.iter().filter(|(is, _)| *is).map(|(_, mark)| *mark).collect();
        format!("{} {}{marks}", word.holder, word.stance)
    });
    words.collect()
}

fn on<T>(told: &Told, path: &str, of: impl Fn(&Account<'_>) -> T) -> T {
    of(&told.view().account(&path.parse::<Path>().unwrap()))
}

fn is_contested(told: &Told, path: &str) -> bool {
    on(told, path, |account| account.is_contested())
}

// ---- a word sticks to what it was said of ----

const PLANNED_AND_HELD: [&str; 2] =
    ["\n- meeting.announced: m\n  participants: [putin, witkoff]\n", "\n- meeting.held: m\n  source: aides-say\n"];

/// A meeting that is announced, then spoken of, then held.
fn before_it_was_held(word: &str) -> Told {
    given(&format!("{}{word}{}", PLANNED_AND_HELD[0], PLANNED_AND_HELD[1]))
}

#[test]
fn who_confirms_what_is_planned_confirms_the_plan() {
    let told = before_it_was_held("\n- meeting.confirmed: m\n  source: kremlin-says\n");
    assert_eq!(values(&told, "m"), ["it is so: reported against none"]);
    assert_eq!(words(&told, "m"), ["kremlin confirms the plan"]);
    let after = given(&format!("{}\n- meeting.confirmed: m\n  source: kremlin-says\n", PLANNED_AND_HELD.concat()));
    assert_eq!(values(&after, "m"), ["it is so: confirmed against none"]);
    let no_plan = given(&format!("\n- meeting.confirmed: m\n  source: kremlin-says\n{}", PLANNED_AND_HELD[1]));
    assert_eq!(values(&no_plan, "m"), ["it is so: confirmed against none"], "nobody had planned it");
}

#[test]
fn whatever_is_said_of_a_plan_is_of_the_plan() {
    for stance in ["denied", "disputed", "declined", "unanswered"] {
        let told = before_it_was_held(&format!("\n- meeting.{stance}: m\n  source: kremlin-says\n"));
        assert!(on(&told, "m", |account| account.words[0].plan), "{stance}");
        assert!(!on(&told, "m", |account| account.candidates[0].standing.doubted), "{stance}");
        assert!(!is_contested(&told, "m"), "{stance}");
    }
    let observed = before_it_was_held("\n- meeting.reported: m\n  stances: {kremlin: not_confirmed}\n");
    assert_eq!(words(&observed, "m"), ["kremlin not_confirmed the plan"]);
    let asked = before_it_was_held("\n- query.declined: q\n  source: kremlin-says\n  asked: kremlin\n  on: m\n");
    assert_eq!(words(&asked, "m"), ["kremlin declines the plan"]);
}

#[test]
fn a_day_that_is_given_says_what_was_before_it() {
    let on_the = |day: &str| {
        given(&format!(
            "
- meeting.announced: m
  participants: [putin, witkoff]
- meeting.confirmed: m
  source: kremlin-says
  said: {day}
- meeting.held: m
  source: aides-say
  when: 2025-04-05
"
        ))
    };
    assert_eq!(values(&on_the("2025-04-02"), "m"), ["it is so: reported against none"]);
    assert_eq!(values(&on_the("2025-04-08"), "m"), ["it is so: confirmed against none"]);
}

#[test]
fn a_month_does_not_say_what_was_before_it() {
    let held_in = |when: &str| {
        given(&format!(
            "
- meeting.announced: m
  participants: [putin, witkoff]
- meeting.confirmed: m
  source: kremlin-says
- meeting.held: m
  source: aides-say
  when: {when}
"
        ))
    };
    assert_eq!(words(&held_in("2025-04"), "m"), ["kremlin confirms the plan"], "he spoke of it within the month");
    assert_eq!(words(&held_in("2025-04-01/2025-04-30"), "m"), [""; 0], "it had begun on its first day");
    assert_eq!(words(&held_in("2025-04-11"), "m"), [""; 0], "on its day he may have spoken of either");
}

#[test]
fn who_confirmed_the_plan_has_not_spoken_of_its_being_called_off() {
    let plan = "
- meeting.announced: m
  participants: [putin, witkoff]
- meeting.confirmed: m
  source: us-says
";
    let off = given(&format!("{plan}\n- meeting.cancelled: m\n  source: kremlin-says\n"));
    assert_eq!(values(&off, "m"), ["it is so: none against none"]);
    assert_eq!(words(&off, "m"), ["us confirms the plan"]);
    let by_an_outlet = given(&format!("{plan}\n- meeting.cancelled: m\n  source: herald\n"));
    assert_eq!(values(&by_an_outlet, "m"), ["it is so: confirmed against none"], "nobody named has called it off");
    let on_again = given(&format!(
        "{plan}\n- meeting.cancelled: m\n  source: kremlin-says\n- meeting.reinstated: m\n  source: kremlin-says\n"
    ));
    assert_eq!(values(&on_again, "m"), ["it is so: confirmed against none"]);
}

#[test]
fn calling_off_ends_what_its_party_had_confirmed_and_planning_what_it_had_denied() {
    let told = given(
        "
- meeting.confirmed: m
  source: kremlin-says
- meeting.cancelled: m
  source: kremlin-says
",
    );
    assert_eq!(values(&told, "m"), ["it is so: none against none"]);
    let told = given(
        "
- meeting.denied: m
  source: kremlin-says
- meeting.announced: m
  source: kremlin-says
",
    );
    assert_eq!(words(&told, "m"), ["kremlin denies, no longer"]);
    let told = given(
        "
- meeting.denied: m
  source: kremlin-says
- meeting.announced: m
  source: us-says
",
    );
    assert_eq!(words(&told, "m"), ["kremlin denies"], "that was another's plan");
}

// ---- plans ----

#[test]
fn what_was_planned_stays_a_plan_when_it_has_happened() {
    let told = given(
        "
- exchange.announced: x
  source: kremlin-says
  mediators: [waiter]
  place: moscow
  when: 2025-05-09
  releases: {five: {described: five prisoners, by: russia}}
- exchange.completed: x
  source: herald
  when: 2025-05-09
",
    );
    for path in ["x/mediators/waiter", "x/place", "x/releases/five", "x/releases/five/by"] {
        let found = values(&told, path);
        assert!(found.len() == 1 && found[0].ends_with(": reported against none, planned"), "{path}: {found:?}");
    }
    assert_eq!(values(&told, "x/when"), ["on 9 May 2025: unattributed against none"], "the plan bears nothing out");
    assert_eq!(
        values(&told, "x/phase"),
        ["completed: unattributed against none", "planned: confirmed against none, planned"]
    );
    assert!(!is_contested(&told, "x/phase"));
}

#[test]
fn what_is_reported_to_have_happened_leads_before_what_was_planned() {
    let told = given(
        "
- meeting.announced: m
  source: kremlin-says
  participants: [putin, witkoff]
  place: moscow
- meeting.held: m
  source: herald
  place: petersburg
",
    );
    assert_eq!(
        values(&told, "m/place"),
        ["St. Petersburg: unattributed against none", "Moscow: reported against none, planned"]
    );
    assert!(!is_contested(&told, "m/place"));
    let guessed = given(
        "
- meeting.announced: m
  source: kremlin-says
  place: moscow
- meeting.held: m
  source: herald
  place: {value: petersburg, hedge: possible}
",
    );
    let guessed = values(&guessed, "m/place");
    assert_eq!(guessed[0], "Moscow: reported against none, planned", "a guess leads before nothing");
}

// ---- one's own position ----

/// A proposal to the Kremlin, whose answer is told by these sources.
fn answered(answers: &[(&str, &str)]) -> Told {
    let told = answers.iter().map(|(source, answer)| {
        format!("\n- proposal.reported: p\n  source: {source}\n  positions: {{kremlin: {{answer: {answer}}}}}\n")
    });
    given(&format!("\n- proposal.made: p\n  subject: a truce\n  proposer: us\n{}", told.collect::<String>()))
}

const SPOKESMAN: &str = "{origin: peskov, via: [tass]}";

#[test]
fn a_partys_own_word_on_its_own_position_leads() {
    let told = answered(&[(SPOKESMAN, "accepts"), ("herald", "rejects")]);
    assert_eq!(
        values(&told, "p/positions/kremlin/answer"),
        ["accepts: reported against none, own, with words beside", "rejects: unattributed against reported, contested"]
    );
    assert!(!is_contested(&told, "p/positions/kremlin/answer"));
    let told = answered(&[("us-says", "rejects"), (SPOKESMAN, "accepts")]);
    assert_eq!(
        values(&told, "p/positions/kremlin/answer"),
        ["accepts: reported against none, own, with words beside", "rejects: reported against reported, contested"]
    );
}

#[test]
fn what_others_say_of_a_position_is_hearsay_however_firmly() {
    assert_eq!(
        values(&answered(&[("us-says", "rejects")]), "p/positions/kremlin/answer"),
        ["rejects: reported against none"]
    );
    let told = answered(&[("kremlin-says", "rejects")]);
    assert_eq!(values(&told, "p/positions/kremlin/answer"), ["rejects: confirmed against none, own"]);
}

#[test]
fn a_better_supported_rival_of_somebodys_own_word_contests_it() {
    let told = answered(&[("waiter-saw", "rejects"), ("driver-saw", "rejects"), (SPOKESMAN, "accepts")]);
    assert_eq!(
        values(&told, "p/positions/kremlin/answer")[0],
        "accepts: reported against corroborated, own, contested"
    );
    let unnamed = answered(&[("{origin: peskov, via: [tass], basis: anonymous}", "accepts"), ("us-says", "rejects")]);
    let unnamed = values(&unnamed, "p/positions/kremlin/answer");
    assert!(unnamed.iter().all(|value| !value.contains("own")), "an unnamed voice is not the party's: {unnamed:?}");
}

#[test]
fn who_denies_his_own_part_is_one_side_of_a_dispute() {
    let told = given(
        "
- meeting.held: m
  source: {origin: peskov, via: [tass]}
  participants: [putin, witkoff]
- meeting.denied: m
  source: {origin: witkoff, via: [herald]}
  of: participants/witkoff
",
    );
    assert_eq!(values(&told, "m/participants/witkoff"), ["Steve Witkoff: reported against reported, contested"]);
    assert_eq!(values(&told, "m/participants/putin"), ["Vladimir Putin: reported against none, own"]);
}

// ---- what commits to nothing ----

#[test]
fn what_commits_to_nothing_gives_way_to_the_partys_next_word() {
    let then = |next: &str| {
        let first = "\n- meeting.declined: m\n  source: {origin: putin, via: [herald]}\n";
        words(&given(&format!("{first}\n- {next}\n")), "m")
    };
    let gone = ["kremlin declines, no longer"];
    assert_eq!(then("meeting.confirmed: m\n  source: kremlin-says"), gone);
    assert_eq!(then("meeting.held: m\n  source: kremlin-says"), gone);
    assert_eq!(
        then("meeting.announced: m\n  source: kremlin-says"),
        gone,
        "also where it says no more than that it is planned"
    );
    assert_eq!(then("meeting.cancelled: m\n  source: kremlin-says"), ["kremlin declines, no longer"]);
    assert_eq!(then("meeting.held: m\n  source: us-says"), ["kremlin declines"]);
    assert_eq!(
        then("meeting.reported: m\n  source: us-says\n  stances: {kremlin: {stance: confirms, source: us-says}}"),
        ["kremlin declines"]
    );
    assert_eq!(
        then("meeting.declined: m\n  source: kremlin-says"),
        ["kremlin declines", "kremlin declines"],
        "another speaker's silence ends nothing"
    );
}

#[test]
fn who_speaks_for_an_institution_speaks_for_it_also_where_he_is_named_himself() {
    let told = given(
        "
- meeting.reported: m
  source: {origin: peskov, via: [tass]}
  stances: {peskov: {stance: denies_knowledge, source: {origin: peskov, via: [tass]}}}
- meeting.held: m
  source: {origin: putin, via: [newsweek], knowledge: own_act}
",
    );
    assert_eq!(words(&told, "m"), ["kremlin denies_knowledge, no longer"]);
}

#[test]
fn what_commits_to_nothing_is_never_confirmed() {
    for change in ["declined", "unanswered"] {
        let told = given(&format!("\n- meeting.{change}: m\n  source: kremlin-says\n"));
        assert_eq!(on(&told, "m", |account| account.words[0].grade), Reported, "{change}");
    }
}

// ---- what was not held, what began and what ended ----

#[test]
fn that_it_was_not_held_is_one_statement_and_no_denial_of_itself() {
    let told = given(
        "
- meeting.announced: m
  when: 2025-04-09
- meeting.not_held: m
  source: kremlin-says
  when: 2025-04-09
",
    );
    assert_eq!(words(&told, "m"), ["kremlin denies by implication"]);
    assert_eq!(told.phase("m").agreed(), Some("not_held"));
    assert!(!is_contested(&told, "m/phase"), "the plan is no rival of what came of it");
    assert!(on(&told, "m/when", |account| account.candidates.iter().all(|candidate| !candidate.ends)));
    let told = given("\n- meeting.held: m\n  source: us-says\n- meeting.not_held: m\n  source: kremlin-says\n");
    assert_eq!(values(&told, "m"), ["it is so: confirmed against confirmed, contested"]);
}

#[test]
fn two_dates_of_what_is_over_are_no_beginning_and_no_end() {
    let ends = |updates: &str| {
        on(&given(updates), "o/when", |account| {
            account.candidates.iter().map(|candidate| candidate.ends).collect::<Vec<_>>()
        })
    };
    let completed =
        |source: &str, when: &str| format!("\n- occurrence.completed: o\n  source: {source}\n  when: {when}\n");
    assert_eq!(ends(&(completed("herald", "2025-03") + &completed("newsweek", "2025-03-12"))), [false, false]);
    assert_eq!(ends(&(completed("herald", "2025-03-11") + &completed("newsweek", "2025-03-12"))), [false, false]);
    let began = |when: &str| format!("\n- occurrence.began: o\n  source: herald\n  when: {when}\n");
    assert_eq!(ends(&(began("2025-03-11") + &completed("newsweek", "2025-03-12"))), [false, true]);
    assert_eq!(
        ends(&(began("2025-03-13") + &completed("newsweek", "2025-03-12"))),
        [false, false],
        "it cannot end before"
    );
    let better = began("2025-03-11") + &completed("{origin: peskov, via: [tass], knowledge: own_act}", "2025-03-12");
    assert_eq!(ends(&better), [false, true], "what ended it gives its end, however well it is known");
}

// ---- what can be confirmed ----

#[test]
fn an_opinion_is_never_confirmed() {
    let claim = |nature: &str| {
        let told = given(&format!(
            "\n- claim.reported: c\n  source: kremlin-says\n  about: [kremlin]\n  text: it is fair\n{nature}"
        ));
        ["c", "c/text"].map(|path| on(&told, path, |account| account.leading().unwrap().standing.support))
    };
    for nature in ["opinion", "assessment", "characterisation"] {
        assert_eq!(claim(&format!("  nature: {nature}\n")), [Reported, Reported], "{nature}");
    }
    for nature in ["", "  nature: fact\n", "  nature: total\n"] {
        assert_eq!(claim(nature), [Confirmed, Confirmed], "{nature}");
    }
}

#[test]
fn wordings_that_relays_give_differently_stand_side_by_side_unconfirmed() {
    let words = |first: &str, second: &str| {
        let relay = |outlet: &str, words: &str| {
            format!(
                "\n- statement.recorded: s\n  source: {{origin: putin, via: [{outlet}], knowledge: own_act}}\n  speaker: putin\n  words: {words}\n"
            )
        };
        values(&given(&(relay("tass", first) + &relay("newsweek", second))), "s/words")
    };
    assert_eq!(
        words("We will not go back.", "We can not go back."),
        ["We will not go back.: reported against none", "We can not go back.: reported against none"]
    );
    let part = words("We will not go back.", "not go back");
    assert!(
        part.iter().all(|value| value.contains("confirmed against none")),
        "a part of it is no other wording: {part:?}"
    );
}

#[test]
fn what_is_contested_is_not_shown_as_confirmed() {
    let told = given("\n- meeting.held: m\n  source: us-says\n- meeting.denied: m\n  source: kremlin-says\n");
    let shown = on(&told, "m", |account| {
        let standing = &account.candidates[0].standing;
        (standing.support, standing.opposition, standing.shown())
    });
    assert_eq!(shown, (Confirmed, Confirmed, Reported));
    let alone = given("\n- meeting.held: m\n  source: us-says\n");
    assert_eq!(on(&alone, "m", |account| account.candidates[0].standing.shown()), Confirmed);
}

// ---- denials and limits ----

#[test]
fn a_denied_value_is_on_file_also_where_nobody_gives_it() {
    let told = given(
        "
- meeting.held: m
  participants: [putin, witkoff]
  duration: PT2H
- meeting.denied: m
  source: kremlin-says
  of: duration
  value: PT5H
- meeting.denied: m
  source: kremlin-says
  of: place
  value: moscow
",
    );
    assert_eq!(
        values(&told, "m/duration"),
        ["two hours: unattributed against none", "five hours: none against confirmed, only denied"]
    );
    assert_eq!(values(&told, "m/place"), ["Moscow: none against confirmed, only denied"]);
}

#[test]
fn a_limit_stays_with_its_word_and_a_limited_denial_beside_what_it_denies() {
    let told = given(
        "
- meeting.held: m
  source: kremlin-says
  place: {value: moscow, limits: as far as he knows}
- meeting.reported: m
  source: {origin: rubio, via: [newsweek], knowledge: own_act}
  stances: {us: {stance: denies, limits: officially}}
",
    );
    assert_eq!(
        on(&told, "m/place", |account| account.words[0].limits().map(str::to_owned)).as_deref(),
        Some("as far as he knows")
    );
    assert_eq!(values(&told, "m"), ["it is so: confirmed against none, with words beside"]);
}

// ---- values that fit ----

/// The groups of the values of a path.
fn groups(told: &Told, path: &str) -> Vec<Vec<String>> {
    let view = told.view();
    let account = view.account(&path.parse::<Path>().unwrap());
    let reads = |place: &usize| reads(&view, account.candidates[*place].value);
    account.groups.iter().map(|group| group.iter().map(reads).collect()).collect()
}

fn dated(dates: &[(&str, &str)]) -> Told {
    let completed =
        |(source, when): &(&str, &str)| format!("\n- occurrence.completed: o\n  source: {source}\n  when: {when}\n");
    given(&dates.iter().map(completed).collect::<String>())
}

#[test]
fn dates_that_fit_are_one_account_led_by_the_finest_of_the_best() {
    let told = dated(&[
        ("herald", "2025-04"),
        ("newsweek", "2025-04-23"),
        ("tass", "{date: 2025-04-20/2025-04-26, window: true}"),
    ]);
    assert_eq!(groups(&told, "o/when"), [["on 23 April 2025", "between 20 and 26 April 2025", "in April 2025"]]);
    assert!(!is_contested(&told, "o/when"));
    let told = dated(&[("kremlin-says", "2025-04"), ("newsweek", "2025-04-23"), ("tass", "2025-06")]);
    assert_eq!(groups(&told, "o/when"), [vec!["in April 2025", "on 23 April 2025"], vec!["in June 2025"]]);
}

#[test]
fn what_all_agree_on_does_not_settle_what_is_disputed_within_it() {
    let told = dated(&[("kremlin-says", "2025-04"), ("newsweek", "2025-04-21"), ("tass", "2025-04-23")]);
    assert_eq!(
        values(&told, "o/when"),
        [
            "in April 2025: confirmed against none",
            "on 21 April 2025: unattributed against unattributed, contested",
            "on 23 April 2025: unattributed against unattributed, contested"
        ]
    );
    let within = |told: &Told| on(told, "o/when", |account| account.disputed_within().len());
    assert_eq!(within(&told), 2);
    assert_eq!(within(&dated(&[("kremlin-says", "2025-04"), ("newsweek", "2025-04-21")])), 0);
    assert_eq!(within(&dated(&[("newsweek", "2025-04-21"), ("tass", "2025-04-23")])), 0, "that is the dispute itself");
}

#[test]
fn counts_of_one_thing_are_one_account_and_of_others_apart() {
    let counted = |counts: &[&str]| {
        let update = |count: &&str| format!("\n- occurrence.completed: o\n  source: waiter-saw\n  count: {count}\n");
        groups(&given(&counts.iter().map(update).collect::<String>()), "o/count").len()
    };
    assert_eq!(counted(&["{count: 505, unit: people}", "{count: at least 500, unit: people}"]), 1);
    assert_eq!(counted(&["{count: about 500, unit: people}", "{count: 505, unit: people}"]), 1);
    assert_eq!(counted(&["{count: 500, unit: people}", "{count: 500, unit: letters}"]), 2);
    assert_eq!(counted(&["{count: 500, unit: people}", "{count: 700, unit: people}"]), 2);
}

#[test]
fn counts_as_of_different_days_are_a_series_of_which_the_latest_leads() {
    let counted = |counts: &[(&str, &str, &str)]| {
        let update = |(source, count, from): &(&str, &str, &str)| {
            format!(
                "\n- occurrence.completed: o\n  source: {source}\n  count: {{value: {{count: {count}, unit: dead}}{from}}}\n"
            )
        };
        values(&given(&counts.iter().map(update).collect::<String>()), "o/count")
    };
    let series = [("waiter-saw", "30", ", from: 2025-04-02"), ("driver-saw", "12", ", from: 2025-04-01")];
    assert_eq!(counted(&series), ["30 dead: reported against none", "12 dead: reported against none"]);
    let same_day = [("waiter-saw", "30", ", from: 2025-04-02"), ("driver-saw", "12", ", from: 2025-04-02")];
    assert!(counted(&same_day).iter().all(|value| value.contains("contested")));
    let undated = [("waiter-saw", "30", ""), ("driver-saw", "12", ", from: 2025-04-01")];
    assert!(counted(&undated).iter().all(|value| value.contains("contested")));
    let better = [("kremlin-says", "12", ", from: 2025-04-01"), ("waiter-saw", "30", ", from: 2025-04-02")];
    assert_eq!(counted(&better)[0], "30 dead: reported against none", "the latest, not the best known");
}

#[test]
fn parts_are_their_tellers() {
    let told = given(
        "
- occurrence.completed: o
  source: herald
  count: {count: 30, unit: petitions}
- occurrence.reported: o
  source: newsweek
  count: {count: 30, unit: petitions, parts: {harbour: 12, town: 11}}
- occurrence.reported: o
  source: tass
  count: {count: 30, unit: petitions, parts: {harbour: 12, town: 18}}
",
    );
    let parts = on(&told, "o/count", |account| {
        let divided = account.divided_counts();
        divided
            .map(|(word, count)| (word.holder.to_string(), count.parts.iter().map(|part| part.count).sum()))
            .collect()
    });
    let parts: Vec<(String, i64)> = parts;
    assert_eq!(parts, [("newsweek".to_owned(), 23), ("tass".to_owned(), 30)]);
}

// ---- contradictions ----

const CONTRADICTED: &str = "
- occurrence.completed: repair
  key: repaired
  source: {origin: waiter, via: [herald]}
  type: a repair
- claim.reported: untouched
  key: untouched
  source: {origin: driver, via: [tass]}
  text: nobody has touched it
  contradicts: {update: repaired, reason: a repair touches it}
";

#[test]
fn a_contradiction_holds_between_reports_of_different_things() {
    let told = given(CONTRADICTED);
    assert_eq!(values(&told, "repair"), ["it is so: reported against reported, contested"]);
    assert_eq!(values(&told, "untouched"), ["it is so: reported against reported, contested"]);
    let view = told.view();
    let tie = &view.ties()[0];
    assert_eq!((tie.relation, tie.from, tie.to, tie.through), (RelationKind::Contradicts, 2, 1, 2));
    assert_eq!(tie.reason.as_deref(), Some("a repair touches it"));
}

#[test]
fn it_ends_when_either_is_taken_back_or_somebody_says_how_both_are_right() {
    let open = |more: &str| values(&given(&format!("{CONTRADICTED}{more}")), "repair")[0].contains("contested");
    assert!(open(""));
    assert!(!open("\n- claim.retracted: untouched\n  by: tass\n  retracts: untouched\n"));
    let reconciled = |named: &str| format!("\n- claim.reported: how\n  text: it was patched\n  reconciles: {named}\n");
    assert!(!open(&reconciled("repaired")));
    assert!(!open(&reconciled("[repaired, untouched]")));
    let another = "\n- claim.reported: other\n  key: other\n  text: it rained\n  contradicts: repaired\n";
    assert!(open(&format!("{another}{}", reconciled("other"))));
    assert!(open(&format!("{another}{}", reconciled("[repaired, other]"))), "these two, and not what else one is in");
}

#[test]
fn what_contradicts_a_claim_does_not_bear_it_out() {
    let books = |contradicts: &str| {
        given(&format!(
            "
- claim.reported: books
  key: first
  source: {{origin: waiter, via: [herald]}}
  text: there are no books
- claim.reported: books
  source: {{origin: driver, via: [tass]}}
  text: the books are all there
  {contradicts}
"
        ))
    };
    assert_eq!(
        values(&books("contradicts: {update: first, path: text}"), "books"),
        ["it is so: reported against reported, contested"]
    );
    assert_eq!(values(&books("contradicts: first"), "books"), ["it is so: reported against reported, contested"]);
    assert_eq!(values(&books(""), "books"), ["it is so: reported against none"]);
}

// ---- withdrawal ----

#[test]
fn what_rests_on_one_path_of_a_report_of_something_else_falls_with_that_path() {
    let story = |withdrawn: &str| {
        given(&format!(
            "
- statement.recorded: lights
  key: first
  source: herald
  speaker: putin
  words: the lights were out
- statement.recorded: reply
  source: newsweek
  speaker: rubio
  words: he has broken with them
  rests_on: {{update: first, path: speaker}}
- statement.retracted: lights
  by: herald
  retracts: {{update: first, path: {withdrawn}}}
"
        ))
    };
    assert_eq!(values(&story("speaker"), "reply/speaker"), [""; 0]);
    assert_eq!(values(&story("words"), "reply/speaker"), ["Marco Rubio: unattributed against none"]);
    let told = story("words");
    let first = told.state.reports()[1].record.id;
    let reached = |path: &str| {
        let path = path.parse::<Path>().unwrap();
        reach::of(&told.view(), first, Some(&path)).unwrap().lost.len()
    };
    assert_eq!((reached("lights/speaker"), reached("lights/words")), (1, 0), "the rest of the report itself counts");
}

#[test]
fn reach_is_the_same_before_and_after_a_revision() {
    let story = "
- claim.reported: damage
  key: first
  source: {origin: waiter, via: [herald]}
  text: 40 metres are damaged
- claim.reported: closure
  source: tass
  text: it will be shut for a month
  rests_on: first
";
    let reached = |more: &str| {
        let told = given(&format!("{story}{more}"));
        let first = told.state.reports()[1].record.id;
        let reach = reach::of(&told.view(), first, None).unwrap();
        let values: Vec<String> =
            reach.values.iter().map(|change| format!("{} {}", change.path, change.value)).collect();
        (reach.lost.iter().map(|lost| lost.sequence).collect::<Vec<_>>(), values)
    };
    let before = reached("");
    assert_eq!(before.0, [2, 3]);
    assert!(before.1.contains(&"closure it is so".to_owned()), "{before:?}");
    assert_eq!(reached("\n- claim.retracted: damage\n  by: herald\n  retracts: first\n"), before);
}

#[test]
fn a_publication_stays_whatever_becomes_of_what_it_rested_on() {
    let told = given(
        "
- claim.reported: bill
  key: first
  source: {origin: waiter, via: [herald]}
  text: it costs 4 million
- publication.published: leaflet
  source: {origin: newsweek, basis: on_record, knowledge: own_act}
  outlet: newsweek
  title: What it costs
  rests_on: first
- claim.retracted: bill
  by: herald
  retracts: first
",
    );
    assert_eq!(told.phase("leaflet").agreed(), Some("published"));
}

#[test]
fn a_later_account_replaces_what_it_says_anew() {
    let walkout = "
- occurrence.announced: o
  key: first
  source: kremlin-says
  type: a walkout
  who: [kremlin]
  place: moscow
  when: 2027-04-10
";
    let told = given(&format!(
        "{walkout}\n- occurrence.rescheduled: o\n  source: kremlin-says\n  supersedes: first\n  when: 2027-04-17\n"
    ));
    assert_eq!(values(&told, "o/when"), ["on 17 April 2027: confirmed against none"]);
    assert_eq!(values(&told, "o/place"), ["Moscow: confirmed against none"]);
    assert_eq!(values(&told, "o/type"), ["a walkout: confirmed against none"]);
    let view = told.view();
    let loss = &view.withdrawals().of(1)[0];
    assert_eq!(loss.how, Loss::Superseded);
    let anew: Vec<String> = loss.said_anew.iter().map(ToString::to_string).collect();
    assert_eq!(anew, ["o/phase", "o/when"]);
    let path = given(&format!(
        "{walkout}\n- occurrence.reported: o\n  source: herald\n  supersedes: {{update: first, path: place}}\n  type: a stoppage\n"
    ));
    assert_eq!(values(&path, "o/place"), [""; 0], "a path that is named is replaced by whatever is said");
    assert_eq!(values(&path, "o/type").len(), 2);
}

// ---- what was true at an instant ----

#[test]
fn a_new_position_was_not_held_before_it_was_said() {
    let told = given(
        "
- proposal.made: p
  subject: a truce
  source: us-says
  said: 2025-03-01
  positions: {us: {answer: rejects}}
- proposal.reported: p
  source: us-says
  said: 2025-03-20
  positions: {us: {answer: accepts}}
",
    );
    let at = |instant: &str| values_in(&told.true_at(instant), "p/positions/us/answer");
    assert_eq!(at("2025-03-10T00:00:00Z"), ["rejects: confirmed against none, own"]);
    assert_eq!(at("2025-04-01T00:00:00Z")[0], "accepts: confirmed against none, own");
    assert_eq!(values(&told, "p/positions/us/answer")[0], "accepts: confirmed against none, own");
}

#[test]
fn what_is_said_of_an_interval_holds_in_it_whenever_it_was_said() {
    let told = given(
        "
- proposal.made: p
  subject: a truce
  source: us-says
  said: 2025-03-01
  positions: {us: {answer: {value: rejects, until: 2025-03-05}}}
- proposal.reported: p
  source: us-says
  said: 2025-03-20
  positions: {us: {answer: {value: accepts, from: 2025-03-08}}}
",
    );
    let at = |instant: &str| values_in(&told.true_at(instant), "p/positions/us/answer");
    assert_eq!(at("2025-03-03T00:00:00Z"), ["rejects: confirmed against none, own"]);
    assert_eq!(at("2025-03-07T00:00:00Z"), [""; 0]);
    assert_eq!(at("2025-03-10T00:00:00Z"), ["accepts: confirmed against none, own"]);
}

#[test]
fn what_was_superseded_later_was_still_the_account_before() {
    let told = given(
        "
- occurrence.began: ban
  key: first
  source: kremlin-says
  said: 2025-03-01
  when: 2025-03-01/2025-03-31
- occurrence.reported: ban
  source: kremlin-says
  said: 2025-03-20
  supersedes: {update: first, path: when}
  when: 2025-03-01/2025-05-31
",
    );
    let at = |instant: &str| values_in(&told.true_at(instant), "ban/when").join("; ");
    assert_eq!(at("2025-03-10T00:00:00Z"), "from 1 to 31 March 2025: confirmed against none");
    assert_eq!(at("2025-04-01T00:00:00Z"), "from 1 March to 31 May 2025: confirmed against none");
}

#[test]
fn what_is_under_way_for_an_interval_is_so_until_its_last_day() {
    let phase_at = |dates: &[&str], instant: &str| {
        let told = |when: &&str| format!("\n- occurrence.began: ban\n  source: kremlin-says\n  when: {when}\n");
        let told = given(&dates.iter().map(told).collect::<String>());
        told.true_at(instant).phase(told.item("ban")).agreed().map(str::to_owned)
    };
    let (then, later) = ("2025-03-10T00:00:00Z", "2025-06-10T00:00:00Z");
    assert_eq!(phase_at(&["2025-03-01/2025-03-31"], then).as_deref(), Some("under_way"));
    assert_eq!(phase_at(&["2025-03-01/2025-03-31"], later), None);
    assert_eq!(phase_at(&["2025-03-01/2025-03-31", "2025-03-01/2025-07-31"], later).as_deref(), Some("under_way"));
    assert_eq!(phase_at(&["2025-03-01"], later).as_deref(), Some("under_way"), "nobody says when it ends");
}

// ---- the phase ----

#[test]
fn who_says_another_phase_without_carrying_it_is_told_beside_it() {
    let told = given(
        "
- meeting.announced: m
  source: kremlin-says
  participants: [putin, witkoff]
- meeting.cancelled: m
  source: herald
",
    );
    let Phase::Agreed { phase, beside, .. } = told.phase("m") else { panic!("{:?}", told.phase("m")) };
    assert_eq!(&*phase, "planned");
    let beside: Vec<String> = beside.iter().map(|(holder, phase, _)| format!("{holder} {phase}")).collect();
    assert_eq!(beside, ["herald cancelled"]);
    let told = given("\n- meeting.announced: m\n  source: herald\n- meeting.cancelled: m\n  source: herald\n");
    assert_eq!(told.phase("m").agreed(), Some("cancelled"), "it was the only voice, and has taken its plan back");
}

#[test]
fn who_counts_anew_on_another_day_has_not_changed_his_account() {
    let told = given(
        "
- occurrence.completed: o
  source: waiter-saw
  count: {value: {count: 12, unit: dead}, from: 2025-04-01}
- occurrence.completed: o
  source: waiter-saw
  count: {value: {count: 30, unit: dead}, from: 2025-04-02}
",
    );
    let discords: Vec<Disagreement> = on(&told, "o/count", |account| account.discords.iter().map(|d| d.how).collect());
    assert_eq!(discords, []);
}

// ---- merged items ----

#[test]
fn items_found_to_be_one_are_one_however_many() {
    let told = given(
        "
- occurrence.completed: a
  source: waiter-saw
  place: moscow
- occurrence.completed: b
  source: driver-saw
  place: moscow
- occurrence.completed: c
  source: aides-say
- occurrence.merged: a
  same_as: b
- occurrence.merged: b
  same_as: c
",
    );
    assert_eq!(values(&told, "c/place"), ["Moscow: corroborated against none"]);
    let shown: Vec<String> = told.view().items().map(|item| item.key.to_string()).collect();
    assert_eq!(shown, ["c"]);
}
