//! The truth table of judging a value (`judge/hearing.rs`) and the rules of [`newsreel_story::state::withdrawal`], row by row.

use crate::kit::{Told, given, reads};
use newsreel_story::judge::account::Disagreement;
use newsreel_story::judge::grade::Grade::{
    self, Confirmed, Conjecture, Corroborated, None as Nothing, Reported, Unattributed,
};
use newsreel_story::judge::phase::Phase;
use newsreel_story::record::path::Path;
use newsreel_story::views::difference::Interval;
use newsreel_story::views::difference::Sort;
use newsreel_story::views::{difference, publications, reach};

/// Each line a source; who it is, of whom, how it knows.
const PEOPLE: [(&str, &str); 6] = [
    ("PESKOV", "{origin: peskov, via: [tass], knowledge: own_act}"),
    ("PUTIN", "{origin: putin, via: [newsweek], knowledge: own_act}"),
    ("RUBIO", "{origin: rubio, via: [newsweek], knowledge: own_act}"),
    ("WAITER", "{origin: waiter, via: [herald], knowledge: witnessed}"),
    ("DRIVER", "{origin: driver, via: [tass], knowledge: witnessed}"),
    ("AIDES", "{origin: aides, via: [herald], knowledge: told}"),
];

/// A story of one meeting, each line one update: `held WAITER place: moscow`.
fn meeting(lines: &[&str]) -> Told {
    let update = |(i, line): (usize, &&str)| {
        let (change, rest) = line.split_once(' ').unwrap_or((line, ""));
        let mut rest = rest.to_owned();
        for (name, source) in PEOPLE {
            rest = rest.replace(name, &format!("source: {source}"));
        }
        let members = if rest.is_empty() { String::new() } else { rest.replace(" | ", "\n  ") };
        format!("\n- meeting.{change}: m\n  key: u{i}\n  {members}\n")
    };
    given(&lines.iter().enumerate().map(update).collect::<String>())
}

/// How the value of a path stands, as it reads.
fn stands(told: &Told, path: &str, value: &str) -> Option<(Grade, Grade)> {
    let view = told.view();
    let account = view.account(&path.parse::<Path>().unwrap());
    let found = account.candidates.iter().find(|candidate| reads(&view, candidate.value) == value);
    found.map(|candidate| (candidate.standing.support, candidate.standing.opposition))
}

fn discords(told: &Told, path: &str) -> Vec<Disagreement> {
    told.view().account(&path.parse::<Path>().unwrap()).discords.iter().map(|discord| discord.how).collect()
}

// ---- the grade of one word ----

#[test]
fn the_first_row_that_fits_grades_a_word() {
    let rows: [(&str, Grade); 14] = [
        ("held PESKOV | hedge: possible", Conjecture),
        ("held source: tass", Unattributed),
        ("held source: tass | hedge: possible", Conjecture),
        ("held source: {origin: peskov, via: [tass], knowledge: inferred}", Reported),
        ("held PESKOV | hedge: probable", Reported),
        ("held source: {origin: peskov, via: [tass], knowledge: own_act, basis: anonymous}", Reported),
        ("held source: {origin: peskov, via: [tass], knowledge: own_act, basis: on_background}", Reported),
        ("held source: {origin: waiter, basis: observed}", Confirmed),
        ("held source: {origin: kremlin, basis: document, knowledge: own_act}", Confirmed),
        ("held source: {origin: kremlin, basis: document, knowledge: witnessed}", Confirmed),
        ("held source: {origin: kremlin, basis: document, knowledge: told}", Reported),
        ("held PESKOV", Confirmed),
        ("held WAITER", Reported),
        ("held source: {origin: peskov, via: [tass]}", Reported),
    ];
    for (row, grade) in rows {
        assert_eq!(stands(&meeting(&[row]), "m", "it is so"), Some((grade, Nothing)), "{row}");
    }
}

#[test]
fn what_is_said_of_somebody_by_another_is_hearsay() {
    let told =
        meeting(&["reported RUBIO | participants: [putin, witkoff] | stances: {kremlin: {stance: confirms, RUBIO}}"]);
    assert_eq!(stands(&told, "m", "it is so"), Some((Reported, Nothing)));
}

// ---- support ----

#[test]
fn origins_corroborate_that_are_independent_and_say_how_they_know() {
    let both = |one: &str, other: &str| stands(&meeting(&[one, other]), "m", "it is so").unwrap().0;
    assert_eq!(both("held WAITER", "held DRIVER"), Corroborated);
    assert_eq!(both("held WAITER", "held source: {origin: driver, via: [tass]}"), Reported, "how does he know?");
    assert_eq!(both("held WAITER", "held DRIVER | hedge: probable"), Reported);
    assert_eq!(both("held WAITER", "held source: {origin: waiter, via: [tass], knowledge: witnessed}"), Reported);
    let witness = |who: &str| format!("held source: {{origin: {who}, via: [tass], knowledge: witnessed}}");
    assert_eq!(both(&witness("peskov"), &witness("putin")), Reported, "two spokesmen of one party are one");
    assert_eq!(both(&witness("peskov"), &witness("rubio")), Corroborated);
    assert_eq!(
        both(
            "held WAITER",
            "reported source: {origin: driver, knowledge: told} | stances: {us: {stance: confirms, source: {origin: driver, knowledge: told}}}"
        ),
        Reported
    );
    assert_eq!(both("held WAITER", "held source: tass"), Reported);
}

#[test]
fn the_narrower_supports_the_wider_and_not_the_other_way() {
    let told = meeting(&["held WAITER | place: moscow", "held PESKOV | place: russia"]);
    assert_eq!(stands(&told, "m/place", "Moscow"), Some((Reported, Nothing)));
    assert_eq!(stands(&told, "m/place", "Russia"), Some((Confirmed, Nothing)));
}

#[test]
fn a_word_without_a_value_is_for_what_nothing_conflicts_with() {
    let confirmed = ["held WAITER | place: moscow", "confirmed PESKOV | of: place"];
    assert_eq!(stands(&meeting(&confirmed), "m/place", "Moscow"), Some((Confirmed, Nothing)));
    let rival = [&confirmed[..], &["held DRIVER | place: petersburg"]].concat();
    assert_eq!(stands(&meeting(&rival), "m/place", "Moscow"), Some((Reported, Reported)));
}

// ---- opposition ----

#[test]
fn a_denial_opposes_as_its_denier_would_be_believed() {
    let denied = |held: &str, denial: &str| stands(&meeting(&[held, denial]), "m", "it is so").unwrap();
    assert_eq!(denied("held WAITER", "denied AIDES"), (Reported, Reported));
    assert_eq!(denied("held WAITER", "denied PESKOV"), (Reported, Confirmed));
    assert_eq!(denied("held WAITER", "denied PESKOV | hedge: possible"), (Reported, Conjecture));
    let limited = "reported source: tass | stances: {kremlin: {stance: denies, limits: officially}}";
    assert_eq!(denied("held WAITER", limited), (Reported, Nothing));
}

#[test]
fn a_partys_denial_on_record_weighs_at_least_what_it_denies() {
    let party = "held RUBIO | participants: [putin, witkoff]";
    let denied = |denial: &str| stands(&meeting(&[party, denial]), "m", "it is so").unwrap();
    assert_eq!(denied("denied source: {origin: peskov, via: [tass]}"), (Confirmed, Confirmed));
    assert_eq!(denied("denied source: {origin: peskov, via: [tass], basis: anonymous}"), (Confirmed, Reported));
    assert_eq!(
        denied("reported source: {origin: waiter} | stances: {kremlin: {stance: denies, source: {origin: waiter}}}"),
        (Confirmed, Reported)
    );
    assert_eq!(denied("denied WAITER"), (Confirmed, Reported), "no party to it");
    let of_a_part = ["held RUBIO | participants: [russia, witkoff]", "denied source: {origin: peskov, via: [tass]}"];
    assert_eq!(stands(&meeting(&of_a_part), "m", "it is so"), Some((Confirmed, Confirmed)), "the Kremlin is in Russia");
}

#[test]
fn a_denial_of_the_wider_denies_the_narrower_and_not_the_other_way() {
    let of = |value: &str| format!("denied PESKOV | of: place | value: {value}");
    let places = ["held WAITER | place: moscow", "held DRIVER | place: russia"];
    let wider = meeting(&[places[0], places[1], &of("russia")]);
    assert_eq!(stands(&wider, "m/place", "Moscow").unwrap().1, Confirmed);
    let narrower = meeting(&[places[0], places[1], &of("moscow")]);
    assert_eq!(stands(&narrower, "m/place", "Moscow").unwrap().1, Confirmed);
    assert_eq!(stands(&narrower, "m/place", "Russia").unwrap().1, Nothing);
    let whole = meeting(&[places[0], "denied PESKOV | of: place"]);
    assert_eq!(stands(&whole, "m/place", "Moscow").unwrap().1, Confirmed);
}

#[test]
fn values_that_conflict_oppose_each_other_with_their_support() {
    let told = meeting(&["held PESKOV | place: moscow", "held WAITER | place: petersburg"]);
    assert_eq!(stands(&told, "m/place", "Moscow"), Some((Confirmed, Reported)));
    assert_eq!(stands(&told, "m/place", "St. Petersburg"), Some((Reported, Confirmed)));
}

#[test]
fn what_one_holder_said_before_opposes_nothing_of_its_own() {
    let told = meeting(&["held PESKOV | place: moscow", "held PESKOV | place: petersburg"]);
    assert_eq!(stands(&told, "m/place", "Moscow"), Some((Confirmed, Nothing)));
    assert_eq!(stands(&told, "m/place", "St. Petersburg"), Some((Confirmed, Nothing)));
    assert_eq!(discords(&told, "m/place"), [Disagreement::ChangedAccount]);
    let told = meeting(&["held PESKOV | place: moscow", "held PUTIN | place: petersburg"]);
    assert_eq!(stands(&told, "m/place", "Moscow"), Some((Confirmed, Nothing)));
    assert_eq!(discords(&told, "m/place"), [Disagreement::Divided]);
    let told =
        meeting(&["held PESKOV | place: moscow", "held PESKOV | place: petersburg", "held WAITER | place: moscow"]);
    assert_eq!(stands(&told, "m/place", "Moscow"), Some((Confirmed, Confirmed)), "somebody else says so too");
}

#[test]
fn what_loses_to_the_wider_form_of_a_value_opposes_nothing() {
    let among = |wider: &str| {
        let wider = format!("held {wider} | place: russia");
        meeting(&["held source: newsweek | place: moscow", &wider, "held WAITER | place: london"])
    };
    assert_eq!(stands(&among("PESKOV"), "m/place", "Moscow"), Some((Unattributed, Nothing)));
    assert_eq!(stands(&among("DRIVER"), "m/place", "Moscow"), Some((Unattributed, Reported)), "no weaker, so no loser");
}

#[test]
fn a_plan_opposes_nothing_once_it_has_begun() {
    let plan = "announced PESKOV | participants: [putin, witkoff] | place: moscow";
    let told = meeting(&[plan, "held WAITER | place: petersburg"]);
    assert_eq!(stands(&told, "m/place", "St. Petersburg"), Some((Reported, Nothing)));
    assert_eq!(
        stands(&told, "m/place", "Moscow"),
        Some((Reported, Nothing)),
        "a plan is worth at most a report now, and what happened does not contradict it"
    );
    let view = told.view();
    let account = view.account(&"m/place".parse().unwrap());
    assert!(account.leading().unwrap().standing.opponents.is_empty());
    let planned = meeting(&[plan, "announced RUBIO | place: petersburg"]);
    assert_eq!(stands(&planned, "m/place", "St. Petersburg"), Some((Confirmed, Confirmed)));
}

#[test]
fn a_list_said_to_be_complete_speaks_against_who_is_not_in_it() {
    let complete = |who: &str| format!("held {who} | participants: [putin] | complete: participants");
    let told = meeting(&["held WAITER | participants: [putin, witkoff]", &complete("PESKOV")]);
    assert_eq!(stands(&told, "m/participants/witkoff", "Steve Witkoff"), Some((Reported, Confirmed)));
    assert_eq!(stands(&told, "m/participants/putin", "Vladimir Putin"), Some((Confirmed, Nothing)));
    let told = meeting(&["held WAITER | participants: {putin: {role: host}}", &complete("PESKOV")]);
    assert_eq!(
        stands(&told, "m/participants/putin/role", "host"),
        Some((Reported, Nothing)),
        "of whom it is silent on"
    );
    let told = meeting(&["held PESKOV | participants: [putin, witkoff]", &complete("PESKOV")]);
    assert_eq!(stands(&told, "m/participants/witkoff", "Steve Witkoff"), Some((Confirmed, Nothing)), "its own account");
}

#[test]
fn updates_say_that_values_contradict_or_how_both_are_right() {
    let both = ["held WAITER | place: moscow", "held DRIVER | place: petersburg"];
    let reconciled = meeting(&[both[0], both[1], "noted reconciles: [u0, u1]"]);
    assert_eq!(stands(&reconciled, "m/place", "Moscow"), Some((Reported, Nothing)));
    let taken_back = "retracted by: desk | retracts: {update: u2, reason: disproved}";
    let told = meeting(&[both[0], both[1], "noted reconciles: [u0, u1]", taken_back]);
    assert_eq!(stands(&told, "m/place", "Moscow"), Some((Reported, Reported)));
    let of_another_path = "noted reconciles: [{update: u0, path: when}, {update: u1, path: when}]";
    let dated = both.map(|held| format!("{held} | when: 2025-04"));
    let told = meeting(&[&dated[0], &dated[1], of_another_path]);
    assert_eq!(stands(&told, "m/place", "Moscow"), Some((Reported, Reported)));
    let third = meeting(&[both[0], both[1], "held AIDES | place: london", "noted reconciles: [u0, u1]"]);
    assert_eq!(stands(&third, "m/place", "Moscow"), Some((Reported, Reported)), "London is not reconciled with it");
    assert_eq!(stands(&third, "m/place", "St. Petersburg"), Some((Reported, Reported)), "nor with the other");
    assert_eq!(stands(&third, "m/place", "London"), Some((Reported, Reported)));
    let compatible = ["held WAITER | place: moscow", "held DRIVER | place: russia"];
    assert_eq!(stands(&meeting(&compatible), "m/place", "Russia").unwrap().1, Nothing);
}

#[test]
fn to_confirm_that_something_did_not_take_place_opposes_it() {
    let told = meeting(&[
        "held WAITER | participants: [putin, witkoff]",
        "reported RUBIO | stances: {us: {stance: confirms, of: phase, value: not_held}}",
    ]);
    assert_eq!(stands(&told, "m", "it is so"), Some((Reported, Confirmed)));
}

#[test]
fn a_denial_at_the_very_moment_is_about_what_happens_and_one_before_it_about_the_plan() {
    let denied = |said: &str| {
        let denial = format!("denied PESKOV | said: {said}");
        stands(&meeting(&["held WAITER | when: 2025-04-01T10:00:00Z", &denial]), "m", "it is so")
    };
    assert_eq!(denied("2025-04-01T09:59:59Z"), Some((Reported, Nothing)));
    assert_eq!(denied("2025-04-01T10:00:00Z"), Some((Reported, Confirmed)));
}

#[test]
fn what_was_only_planned_bears_nothing_out() {
    let told = meeting(&["announced WAITER | place: moscow", "announced DRIVER | place: moscow"]);
    assert_eq!(stands(&told, "m/place", "Moscow"), Some((Corroborated, Nothing)), "still ahead");
    let told = meeting(&["announced WAITER | place: moscow", "announced DRIVER | place: moscow", "held PESKOV"]);
    assert_eq!(stands(&told, "m/place", "Moscow"), Some((Reported, Nothing)));
}

#[test]
fn two_pieces_of_evidence_are_two_origins() {
    let with = |second: &str| {
        let story = format!(
            "
- evidence.recorded: photo
  source: newsweek
  medium: a photograph
- evidence.recorded: tape
  source: newsweek
  medium: a recording
- meeting.held: m
  source: {{origin: photo, holder: waiter, knowledge: inferred}}
- meeting.held: m
  source: {{origin: {second}, holder: driver, knowledge: inferred}}
"
        );
        stands(&given(&story), "m", "it is so")
    };
    assert_eq!(with("tape"), Some((Corroborated, Nothing)));
    assert_eq!(with("photo"), Some((Reported, Nothing)), "one photograph, in whose hands it may be");
}

// ---- replacement ----

#[test]
fn what_is_declined_again_leaves_the_first_time_on_file() {
    let told = meeting(&["declined PESKOV", "declined PESKOV", "declined PUTIN"]);
    let view = told.view();
    let replaced: Vec<bool> = view.account(&"m".parse().unwrap()).words.iter().map(|word| word.replaced).collect();
    assert_eq!(replaced, [false, false, false]);
}

#[test]
fn who_planned_it_somewhere_and_denies_that_it_was_there_takes_no_plan_back() {
    let told = meeting(&["announced RUBIO | place: moscow", "held WAITER", "denied RUBIO | of: place | value: moscow"]);
    assert_eq!(stands(&told, "m/place", "Moscow"), Some((Reported, Confirmed)), "it was the plan");
    let told = meeting(&["announced RUBIO | place: moscow", "denied RUBIO | of: place | value: moscow"]);
    assert_eq!(stands(&told, "m/place", "Moscow"), Some((Nothing, Confirmed)));
}

#[test]
fn a_moved_date_is_moved_for_whoever_has_not_repeated_the_old_one() {
    let first = [
        "announced RUBIO | participants: [putin, witkoff] | when: 2025-05-01",
        "rescheduled PESKOV | when: 2025-05-08",
    ];
    let told = meeting(&first);
    assert_eq!(stands(&told, "m/when", "on 8 May 2025"), Some((Confirmed, Nothing)));
    assert_eq!(stands(&told, "m/when", "on 1 May 2025"), Some((Nothing, Confirmed)));
    let told = meeting(&[first[0], first[1], "announced RUBIO | when: 2025-05-01"]);
    assert_eq!(stands(&told, "m/when", "on 1 May 2025"), Some((Confirmed, Confirmed)));
    let told = meeting(&["denied RUBIO | of: when | value: 2025-05-01", first[1]]);
    assert_eq!(stands(&told, "m/when", "on 1 May 2025"), Some((Nothing, Confirmed)), "a denial is not moved");
    let told = meeting(&["announced RUBIO | when: 2025-05-09", "rescheduled PESKOV | when: 2025-05"]);
    assert_eq!(stands(&told, "m/when", "on 9 May 2025"), Some((Confirmed, Nothing)), "a day within it fits");
    let other = "stances: {us: {stance: asserts, of: when, value: 2025-05-01, PESKOV}}";
    let told = meeting(&[&format!("rescheduled PESKOV | when: 2025-05-08 | {other}")]);
    assert_eq!(stands(&told, "m/when", "on 1 May 2025"), Some((Reported, Confirmed)), "told in the same breath");
}

#[test]
fn a_term_that_is_extended_is_extended_for_everybody() {
    let told = given(
        "
- proposal.entered_into_force: p
  source: {origin: rubio, via: [newsweek], knowledge: own_act}
  expires: 2025-05-01
- proposal.extended: p
  source: {origin: peskov, via: [tass], knowledge: own_act}
  expires: 2025-06-01
",
    );
    assert_eq!(stands(&told, "p/expires", "on 1 May 2025"), Some((Nothing, Confirmed)));
    assert_eq!(stands(&told, "p/expires", "on 1 June 2025"), Some((Confirmed, Nothing)));
}

#[test]
fn a_plan_replaces_the_plan_of_its_own_holder_only() {
    let told = meeting(&["announced PESKOV | place: moscow", "announced PESKOV | place: petersburg"]);
    assert_eq!(stands(&told, "m/place", "Moscow"), Some((Nothing, Confirmed)));
    assert_eq!(discords(&told, "m/place"), [], "a new plan is no changed account");
    let told = meeting(&["announced PESKOV | place: russia", "announced PESKOV | place: moscow"]);
    assert_eq!(stands(&told, "m/place", "Russia"), Some((Confirmed, Nothing)), "the narrower replaces nothing");
}

#[test]
fn the_last_word_of_a_holder_on_whether_it_is_so_counts() {
    let told = meeting(&["denied PESKOV", "confirmed PESKOV"]);
    assert_eq!(stands(&told, "m", "it is so"), Some((Confirmed, Nothing)));
    let told = meeting(&["confirmed PESKOV", "declined PESKOV"]);
    assert_eq!(stands(&told, "m", "it is so"), Some((Nothing, Nothing)), "one who will no longer say");
    let told = meeting(&["confirmed PESKOV", "declined PUTIN"]);
    assert_eq!(stands(&told, "m", "it is so"), Some((Confirmed, Nothing)), "another speaker does not take it back");
}

#[test]
fn a_speaker_who_repeats_an_old_word_after_anothers_newer_one_divides_the_holder() {
    let plans = ["announced PESKOV | place: moscow", "announced PUTIN | place: petersburg"];
    assert_eq!(discords(&meeting(&plans), "m/place"), [], "a newer plan");
    let repeated = [&plans[..], &["announced PESKOV | place: moscow"]].concat();
    assert_eq!(discords(&meeting(&repeated), "m/place"), [Disagreement::Divided]);
    let another = [&plans[..], &["announced PESKOV | place: london"]].concat();
    assert_eq!(discords(&meeting(&another), "m/place"), [], "a newer plan still");
}

#[test]
fn what_happened_otherwise_than_planned_is_not_a_changed_account() {
    let told = meeting(&["announced RUBIO | place: moscow", "held RUBIO | place: petersburg"]);
    assert_eq!(discords(&told, "m/place"), []);
    let told = meeting(&["held RUBIO | place: moscow", "held RUBIO | place: petersburg"]);
    assert_eq!(discords(&told, "m/place"), [Disagreement::ChangedAccount]);
}

#[test]
fn hearsay_changes_nobodys_account() {
    let hearsay = "reported RUBIO | stances: {kremlin: {stance: asserts, of: place, value: petersburg, RUBIO}}";
    assert_eq!(discords(&meeting(&["held PESKOV | place: moscow", hearsay]), "m/place"), []);
}

#[test]
fn what_was_said_of_a_party_stands_beside_its_own_word() {
    let hearsay = "reported RUBIO | stances: {kremlin: {stance: asserts, of: place, value: petersburg, RUBIO}}";
    let told = meeting(&[hearsay, "held PESKOV | place: moscow"]);
    assert_eq!(stands(&told, "m/place", "St. Petersburg"), Some((Reported, Nothing)), "not replaced");
    assert_eq!(stands(&told, "m/place", "Moscow"), Some((Confirmed, Nothing)));
}

#[test]
fn the_last_outlook_of_a_party_holds() {
    let outlook = |lines: &[&str]| -> Vec<String> {
        let told = meeting(lines);
        let view = told.view();
        let item = told.state.item(&"m".parse().unwrap()).unwrap();
        view.outlook(item).into_iter().map(|outlook| format!("{} {}", outlook.holder, outlook.says)).collect()
    };
    let likely = "announced PESKOV | outlook: likely";
    assert_eq!(outlook(&[likely]), ["kremlin likely"]);
    assert_eq!(outlook(&[likely, "reported PESKOV | outlook: unlikely"]), ["kremlin unlikely"]);
    assert_eq!(outlook(&[likely, "reported RUBIO | outlook: unlikely"]), ["kremlin likely", "us unlikely"]);
    assert!(outlook(&[likely, "cancelled PESKOV"]).is_empty(), "its later word clears it");
}

// ---- withdrawal ----

#[test]
fn what_rests_on_several_stands_while_one_of_them_does() {
    let rests = ["held WAITER", "held DRIVER", "reported AIDES | place: moscow | rests_on: [u0, u1]"];
    let without_one = [&rests[..], &["retracted by: herald | retracts: u0"]].concat();
    assert_eq!(stands(&meeting(&without_one), "m/place", "Moscow"), Some((Reported, Nothing)));
    let without_both = [&without_one[..], &["retracted by: tass | retracts: u1"]].concat();
    assert_eq!(stands(&meeting(&without_both), "m/place", "Moscow"), None);
}

#[test]
fn what_rests_on_one_path_falls_with_it_alone() {
    let story = |corrected: &str| {
        let correction =
            format!("corrected by: desk | WAITER | corrects: {{update: u0, path: {corrected}, reason: misread}}");
        let rests = "reported AIDES | place: moscow | rests_on: {update: u0, path: when}";
        meeting(&["held WAITER | when: 2025-04-01 | participants: [putin]", rests, &correction])
    };
    assert_eq!(stands(&story("when"), "m/place", "Moscow"), None);
    assert_eq!(stands(&story("participants/putin"), "m/place", "Moscow"), Some((Reported, Nothing)));
}

#[test]
fn what_is_superseded_counts_no_more_and_what_rests_on_it_stands() {
    let told = meeting(&[
        "held WAITER | place: moscow",
        "reported AIDES | when: 2025-04-01 | rests_on: u0",
        "held WAITER | place: petersburg | supersedes: u0",
    ]);
    assert_eq!(stands(&told, "m/place", "Moscow"), None);
    assert_eq!(stands(&told, "m/when", "on 1 April 2025"), Some((Reported, Nothing)));
}

#[test]
fn one_attribution_of_several_can_lose_its_basis() {
    let relayed = "{origin: waiter, via: [{outlet: herald, report: u0}, newsweek], knowledge: witnessed}";
    let both = format!(
        "reported source: [{relayed}, {{origin: driver, via: [newsweek], knowledge: witnessed}}] | place: moscow"
    );
    let told = meeting(&["held WAITER", &both]);
    assert_eq!(stands(&told, "m/place", "Moscow"), Some((Corroborated, Nothing)));
    let told = meeting(&["held WAITER", &both, "retracted by: herald | retracts: u0"]);
    assert_eq!(stands(&told, "m/place", "Moscow"), Some((Reported, Nothing)));
}

#[test]
fn what_would_be_lost_is_known_before_and_told_after() {
    let relayed = "reported source: {origin: aides, via: [{outlet: herald, report: u0}, newsweek], knowledge: told}";
    let story = ["held AIDES", relayed, "reported WAITER | place: moscow | rests_on: u1"];
    let told = meeting(&story);
    let first = told.state.reports()[1].record.id;
    let reach = reach::of(&told.view(), first, None).unwrap();
    assert_eq!(reach.lost.iter().map(|lost| lost.sequence).collect::<Vec<_>>(), [2, 3, 4]);
    assert_eq!(reach.phases.iter().map(|phase| phase.phase.1.as_str()).collect::<Vec<_>>(), ["not stated"]);
    let value = |path: &str| reach.values.iter().find(|change| change.path == path).map(|change| change.support);
    assert_eq!(value("m/place"), Some((Reported, Nothing)));
    let told = meeting(&[&story[..], &["retracted by: herald | retracts: u0"]].concat());
    let difference = difference::between(
        &told.view(),
        Interval { from: None, to: "2030-01-01T00:00:00Z".parse().unwrap(), recorded: false },
        &[],
    );
    let how =
        difference.moves.iter().filter(|step| step.sort == Sort::Withdrawal).filter_map(|step| step.after.clone());
    let mut how: Vec<String> = how.collect();
    how.sort();
    assert_eq!(how, ["basis withdrawn", "basis withdrawn", "retracted by The Herald"]);
    // Taken back twice over, it is restored when neither stands.
    let last = told.state.reports()[4].record.id;
    let reach = reach::of(&told.view(), last, None).unwrap();
    assert_eq!(reach.restored.iter().map(|restored| restored.sequence).collect::<Vec<_>>(), [2, 3, 4]);
}

#[test]
fn taking_a_revision_back_restores_what_it_took() {
    let story = ["held WAITER", "retracted by: herald | retracts: u0", "retracted by: herald | retracts: u1"];
    assert_eq!(stands(&meeting(&story[..2]), "m", "it is so"), None);
    assert_eq!(stands(&meeting(&story), "m", "it is so"), Some((Reported, Nothing)));
}

// ---- groups ----

#[test]
fn what_is_said_of_a_group_reaches_those_in_it_no_better_than_their_membership() {
    let story = |membership: &str| {
        given(&format!(
            "
- exchange.completed: x
  source: {{origin: rubio, via: [newsweek], knowledge: own_act}}
  releases:
    five: {{described: five prisoners, by: russia}}
- exchange.reported: x
  source: {membership}
  releases:
    waiter: {{part_of: five}}
    driver: {{}}
"
        ))
    };
    let told = story("{origin: aides, via: [herald], knowledge: told}");
    assert_eq!(stands(&told, "x/releases/five/by", "Russia"), Some((Confirmed, Nothing)));
    assert_eq!(stands(&told, "x/releases/waiter/by", "Russia"), Some((Reported, Nothing)));
    assert_eq!(stands(&told, "x/releases/driver/by", "Russia"), None, "not one of them");
    assert_eq!(stands(&told, "x/releases/waiter", "five prisoners"), None, "one of five is not five");
    let told = story("{origin: rubio, via: [newsweek], knowledge: own_act}");
    assert_eq!(stands(&told, "x/releases/waiter/by", "Russia"), Some((Confirmed, Nothing)));
}

#[test]
fn who_bears_out_what_a_claim_says_asserts_it() {
    let told = given(
        "
- claim.reported: c
  source: {origin: waiter, via: [herald], knowledge: witnessed}
  text: {value: the lights were off, stance: confirms}
",
    );
    assert_eq!(stands(&told, "c", "it is so"), Some((Reported, Nothing)));
    let stances: Vec<_> =
        told.view().account(&"c".parse().unwrap()).current().map(|word| word.stance.as_str()).collect();
    assert_eq!(stances, ["asserts"]);
}

#[test]
fn to_report_that_another_bears_a_claim_out_is_not_to_make_it() {
    let told = given(
        "
- claim.denied: c
  source: {origin: peskov, via: [tass], knowledge: own_act}
  text: the lights were off
- claim.reported: c
  source: {origin: waiter, via: [herald], knowledge: witnessed}
  stances: {us: {stance: confirms, of: text, value: the lights were off, source: waiter-saw}}
",
    );
    assert_eq!(stands(&told, "c/text", "the lights were off"), Some((Reported, Nothing)));
    assert_eq!(stands(&told, "c", "it is so"), Some((Nothing, Reported)));
}

#[test]
fn of_a_claim_only_those_it_is_about_have_an_own_act() {
    let claim = |source: &str, given: &str| {
        format!("\n- {{claim.reported: c, source: {source}, text: the talks were broken off, {given}}}")
    };
    let denied = |source: &str| format!("\n- {{claim.denied: c, source: {source}}}");
    let witnessed = "{origin: peskov, via: [tass], knowledge: witnessed}";
    for (of, updates, support, opposition) in [
        ("whom it is about", claim("us-says", "about: [us]"), Confirmed, Nothing),
        ("whose speaker it is about", claim("us-says", "about: [witkoff]"), Confirmed, Nothing),
        ("somebody else", claim("us-says", "about: [kremlin]"), Reported, Nothing),
        ("nobody it is said to be about", claim("us-says", "nature: fact"), Reported, Nothing),
        ("a forecaster, of the forecast", claim("us-says", "forecaster: us, nature: forecast"), Reported, Nothing),
        (
            "a document of somebody else",
            claim("{origin: {document: a letter, author: us}, via: [tass], knowledge: own_act}", "about: [kremlin]"),
            Reported,
            Nothing,
        ),
        (
            "what a document of somebody else shows",
            claim("{origin: {document: a letter, author: us}, via: [tass], knowledge: witnessed}", "about: [kremlin]"),
            Confirmed,
            Nothing,
        ),
        // A second who has no part in it bears nothing out, and one who saw it does.
        (
            "two of whom it is not",
            claim("us-says", "about: [court]") + &claim("kremlin-says", "nature: fact"),
            Reported,
            Nothing,
        ),
        (
            "one who saw it and one of whom it is not",
            claim("waiter-saw", "about: [court]") + &claim("us-says", "nature: fact"),
            Reported,
            Nothing,
        ),
        (
            "two who saw it",
            claim("waiter-saw", "about: [court]") + &claim(witnessed, "nature: fact"),
            Corroborated,
            Nothing,
        ),
        // Nobody is believed more for saying no, and a denial on the record is never hidden by it.
        (
            "denied by one it is not about",
            claim("us-says", "about: [us]") + &denied("kremlin-says"),
            Confirmed,
            Confirmed,
        ),
        (
            "denied by whom it is about",
            claim("us-says", "about: [kremlin]") + &denied("kremlin-says"),
            Reported,
            Confirmed,
        ),
    ] {
        assert_eq!(stands(&given(&updates), "c", "it is so"), Some((support, opposition)), "{of}");
    }
    // Where nobody says whom it is about, it is of those with whom its words begin.
    for (text, support) in [
        ("the United States broke off the talks", Confirmed),
        ("Rubio broke off the talks", Confirmed),
        ("Marco Rubio's talks were broken off", Confirmed),
        ("the Kremlin broke off the talks with the United States", Reported),
        ("the talks with the United States were broken off", Reported),
        ("United Airlines broke off the talks", Reported),
    ] {
        let updates = format!("\n- {{claim.reported: c, source: us-says, text: {text}}}");
        assert_eq!(stands(&given(&updates), "c", "it is so"), Some((support, Nothing)), "{text}");
    }
}

#[test]
fn nothing_of_a_claim_that_is_contested_or_no_fact_is_confirmed() {
    let claim = |nature: &str| {
        format!(
            "\n- {{claim.reported: c, source: us-says, about: [us, kremlin], text: the talks cost much, total: {{count: 5, unit: crowns}}, reason: they were long, nature: {nature}}}"
        )
    };
    let parts = ["c/text", "c/total", "c/reason", "c/about/us"];
    let best = |updates: &str| {
        let (told, mut best) = (given(updates), Nothing);
        for part in parts {
            best = best.max(told.view().account(&part.parse().unwrap()).leading().unwrap().standing.support);
        }
        best
    };
    assert_eq!(best(&claim("fact")), Confirmed);
    for nature in ["allegation", "opinion", "forecast", "call", "analysis"] {
        assert_eq!(best(&claim(nature)), Reported, "{nature}");
    }
    let denied = "\n- {claim.denied: c, source: kremlin-says}";
    assert_eq!(best(&(claim("fact") + denied)), Reported);
    assert_eq!(best(&(claim("fact") + denied + "\n- {claim.confirmed: c, source: kremlin-says}")), Confirmed);
}

// ---- changes of position ----

#[test]
fn who_says_what_he_denied_has_changed_his_position_and_contradicts_nobody() {
    let told = meeting(&["held WAITER", "denied PESKOV", "confirmed PUTIN"]);
    assert_eq!(discords(&told, "m"), [Disagreement::ChangedPosition]);
    assert_eq!(stands(&told, "m", "it is so"), Some((Confirmed, Nothing)));
    assert!(told.brief().contains("the Kremlin had denied it."), "{}", told.brief());
    let told = meeting(&["confirmed PESKOV", "denied PESKOV"]);
    assert!(told.brief().contains("TASS had quoted Peskov as saying that it was so."), "{}", told.brief());
    for same in [["confirmed PESKOV", "confirmed PESKOV"], ["denied PESKOV", "confirmed RUBIO"]] {
        assert_eq!(discords(&meeting(&same), "m"), [], "{same:?}");
    }
    let hearsay = "reported RUBIO | stances: {kremlin: {stance: confirms, RUBIO}}";
    assert_eq!(discords(&meeting(&["denied PESKOV", hearsay]), "m"), []);
    let hearsay = "reported RUBIO | stances: {kremlin: {stance: denies, RUBIO}}";
    assert_eq!(discords(&meeting(&[hearsay, "confirmed PESKOV"]), "m"), []);
}

// ---- the overall phase ----

/// Who says which phase: all who agree, or party by party.
fn phases(lines: &[&str]) -> Vec<(String, String)> {
    match meeting(lines).phase("m") {
        Phase::NotStated => Vec::new(),
        Phase::Agreed { phase, by, .. } => {
            by.iter().map(|(holder, _)| (holder.to_string(), phase.to_string())).collect()
        }
        Phase::ByParty(by) => by.iter().map(|(holder, phase, _)| (holder.to_string(), phase.to_string())).collect(),
    }
}

fn says(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(holder, phase)| ((*holder).to_owned(), (*phase).to_owned())).collect()
}

#[test]
fn who_denies_that_it_took_place_is_heard_on_its_phase() {
    let parties = "participants: [putin, witkoff]";
    let held = format!("held RUBIO | {parties}");
    assert_eq!(phases(&[&held, "denied PESKOV"]), says(&[("us", "held"), ("kremlin", "denied")]));
    assert_eq!(phases(&["held WAITER", "denied AIDES"]), says(&[("waiter", "held"), ("aides", "denied")]));
    assert_eq!(phases(&["held WAITER", "denied PESKOV"]), [], "denied by a better word");
    assert_eq!(phases(&["held WAITER", "denied PESKOV | hedge: possible"]), says(&[("waiter", "held")]));
    let limited =
        format!("reported source: newsweek | {parties} | stances: {{kremlin: {{stance: denies, limits: officially}}}}");
    assert_eq!(phases(&[&held, &limited]), says(&[("us", "held")]));
}

#[test]
fn what_a_party_is_said_to_say_does_not_silence_everybody_else() {
    let hearsay = "reported RUBIO | stances: {kremlin: {stance: confirms, of: phase, value: held, RUBIO}}";
    let parties = "participants: [putin, driver]";
    let everybody = says(&[("waiter", "held"), ("kremlin", "held")]);
    assert_eq!(phases(&[&format!("held WAITER | {parties}"), hearsay]), everybody);
    let own = says(&[("kremlin", "held")]);
    assert_eq!(phases(&[&format!("held WAITER | {parties}"), "held PESKOV"]), own);
}

#[test]
fn a_plan_yields_to_a_later_word_that_it_is_off_and_not_to_an_earlier_one() {
    let off = "cancelled RUBIO | participants: [putin, witkoff]";
    let on = "announced PESKOV | participants: [putin, witkoff]";
    assert_eq!(phases(&[on, off]), says(&[("us", "cancelled")]));
    assert_eq!(phases(&[off, on]), says(&[("us", "cancelled"), ("kremlin", "planned")]));
    assert_eq!(phases(&["mooted PESKOV", "announced RUBIO"]), says(&[("us", "planned")]));
    let not_since = |lines: &[&str]| -> Vec<String> {
        match meeting(lines).phase("m") {
            Phase::Agreed { not_since, .. } => not_since.iter().map(|(holder, _)| holder.to_string()).collect(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(not_since(&[on, off]), ["kremlin"]);
    assert_eq!(not_since(&["mooted PESKOV", "announced RUBIO"]), [""; 0], "it planned nothing");
}

// ---- what is contested, observed, struck ----

#[test]
fn guesses_contest_nothing_even_each_other() {
    let told =
        meeting(&["held PESKOV | hedge: possible | place: moscow", "held RUBIO | hedge: possible | place: london"]);
    assert_eq!(stands(&told, "m/place", "Moscow"), Some((Conjecture, Conjecture)));
    assert!(!told.view().account(&"m/place".parse().unwrap()).is_contested());
}

#[test]
fn an_observation_ends_with_the_same_observers_next_or_the_partys_own_word() {
    let observed = |lines: &[&str]| -> Vec<&'static str> {
        let told = meeting(lines);
        let view = told.view();
        let account = view.account(&"m".parse().unwrap());
        account.current().filter(|word| word.stance.is_told()).map(|word| word.stance.as_str()).collect()
    };
    let first = "reported source: newsweek | stances: {kremlin: not_confirmed}";
    let again = "reported source: newsweek | stances: {kremlin: no_answer}";
    let another = "reported source: herald | stances: {kremlin: no_answer}";
    assert_eq!(observed(&[first, again]), ["no_answer"]);
    assert_eq!(observed(&[first, another]), ["not_confirmed", "no_answer"]);
    assert_eq!(observed(&[first, another, "confirmed PESKOV"]), ["confirms"]);
}

#[test]
fn denying_one_value_and_saying_another_is_one_account() {
    let told = meeting(&["denied PESKOV | of: place | value: moscow", "held PESKOV | place: petersburg"]);
    assert_eq!(discords(&told, "m/place"), []);
}

#[test]
fn each_holder_is_told_to_disagree_with_itself_once_in_each_way() {
    let told = meeting(&[
        "held PESKOV | place: moscow",
        "held PESKOV | place: petersburg",
        "held PESKOV | place: london",
        "held PUTIN | place: moscow",
        "held RUBIO | place: moscow",
        "held RUBIO | place: london",
    ]);
    let view = told.view();
    let account = view.account(&"m/place".parse().unwrap());
    let mut told: Vec<String> =
        account.discords.iter().map(|discord| format!("{} {:?}", discord.holder, discord.how)).collect();
    told.sort();
    assert_eq!(told, ["kremlin ChangedAccount", "kremlin Divided", "us ChangedAccount"]);
}

#[test]
fn only_the_desks_own_slip_is_struck_without_a_trace() {
    let told = meeting(&["held WAITER", "retracted by: desk | retracts: u0 | reason: disproved"]);
    assert!(
        told.brief().contains(
            "The desk took back its record of The Herald's report, known by 11 April 2025, on the meeting (disproved)."
        ),
        "{}",
        told.brief()
    );
    let told = meeting(&["held WAITER", "retracted by: herald | retracts: u0 | reason: entered in error"]);
    assert!(
        told.brief().contains(
            "The Herald took back its own report, known by 11 April 2025 and quoting A Waiter, on the meeting (entered in error)."
        ),
        "{}",
        told.brief()
    );
    let part = "corrected by: desk | corrects: {update: u0, path: place, reason: entered in error}";
    let told = meeting(&["held WAITER | place: moscow", part]);
    assert_eq!(stands(&told, "m", "it is so"), Some((Reported, Nothing)));
    assert!(
        told.brief()
            .contains("The desk corrected its record of The Herald's report, known by 11 April 2025, on the meeting")
            && told.brief().contains("(entered in error)"),
        "{}",
        told.brief()
    );
}

#[test]
fn a_publication_needs_a_look_for_what_would_be_lost_and_not_for_what_is_lost_already() {
    let told = given(
        "
- meeting.held: m
  key: seen
  source: {origin: waiter, via: [herald], knowledge: witnessed}
- meeting.held: n
  key: gone
  source: {origin: waiter, via: [herald], knowledge: witnessed}
- publication.published: piece
  source: {origin: newsweek, basis: on_record, knowledge: own_act}
  outlet: newsweek
  title: Two meetings
  relies_on: [seen, gone]
- meeting.retracted: n
  by: herald
  retracts: gone
",
    );
    let view = told.view();
    assert_eq!(publications::needing_review(&view).len(), 1);
    let seen = told.state.reports()[1].record.id;
    let looks = reach::of(&view, seen, None).unwrap().publications;
    assert_eq!(looks.iter().map(|look| look.update).collect::<Vec<_>>(), [seen]);
}

#[test]
fn how_values_of_one_attribute_follow_each_other_is_as_declared() {
    let told = given(
        "
- occurrence.reported: o
  source: {origin: waiter, via: [herald], knowledge: witnessed}
  declares: {colour: choice, mood: {type: choice, holds: successive}}
  colour: red
  mood: calm
- occurrence.reported: o
  source: {origin: waiter, via: [herald], knowledge: witnessed}
  colour: blue
  mood: tense
- proposal.made: p
  source: {origin: rubio, via: [newsweek], knowledge: own_act}
  positions: {us: {answer: rejects, version: first}}
- proposal.reported: p
  source: {origin: rubio, via: [newsweek], knowledge: own_act}
  positions: {us: {answer: accepts, version: second}}
",
    );
    assert_eq!(stands(&told, "o/mood", "calm"), Some((Nothing, Reported)));
    assert_eq!(stands(&told, "o/mood", "tense"), Some((Reported, Nothing)));
    assert_eq!(stands(&told, "o/colour", "red"), Some((Reported, Nothing)));
    assert_eq!(discords(&told, "o/colour"), [Disagreement::ChangedAccount]);
    assert_eq!(stands(&told, "p/positions/us/answer", "rejects"), Some((Nothing, Confirmed)));
    assert_eq!(stands(&told, "p/positions/us/version", "first"), Some((Confirmed, Nothing)), "several can be true");
}

#[test]
fn to_report_that_one_denies_something_is_not_to_say_so() {
    let reported = |stance: &str| {
        given(&format!(
            "
- claim.reported: c
  source: {{origin: waiter, via: [herald], knowledge: witnessed}}
  text: {{value: the table was laid, stance: {stance}}}
"
        ))
    };
    assert_eq!(stands(&reported("asserts"), "c", "it is so"), Some((Reported, Nothing)));
    assert_eq!(stands(&reported("denies"), "c", "it is so"), None);
}

#[test]
fn what_contradicts_is_not_reconciled_by_saying_so() {
    let told = meeting(&["held WAITER | place: moscow", "held DRIVER | place: petersburg | contradicts: u0"]);
    assert_eq!(stands(&told, "m/place", "Moscow"), Some((Reported, Reported)));
}

#[test]
fn two_ends_of_one_thing_are_rivals_of_each_other_and_not_of_its_beginning() {
    let told = meeting(&[
        "began WAITER | when: 2025-04-01",
        "held DRIVER | when: 2025-04-03",
        "held AIDES | when: 2025-04-04",
    ]);
    assert_eq!(stands(&told, "m/when", "on 1 April 2025"), Some((Reported, Nothing)));
    assert_eq!(stands(&told, "m/when", "on 3 April 2025"), Some((Reported, Reported)));
}

// ---- what ends ----

#[test]
fn judging_ends_whatever_the_items_of_a_story_say_of_each_other() {
    let told = given(
        "
- exchange.mooted: y
- exchange.completed: x
  said: before y
  releases:
    a: {described: five prisoners, part_of: b, by: russia}
    b: {described: ten prisoners, part_of: a, by: us}
    c: {described: a prisoner, part_of: c, to: us}
- exchange.completed: y
  said: before x
  when: before x
- query.sent: r
  asked: us
  asker: newsweek
- query.declined: q
  source: kremlin-says
  asked: kremlin
  asker: newsweek
  on: r
- query.declined: r
  source: us-says
  on: q
- exchange.merged: x
  same_as: y
",
    );
    let view = told.view();
    for item in told.state.items() {
        view.phase(item);
        for path in view.paths_of(&item.key) {
            view.account(&path);
        }
    }
    let shown: Vec<&str> = view.items().map(|item| item.key.as_str()).collect();
    assert_eq!(shown, ["y", "r", "q"]);
    assert_eq!(stands(&told, "y/releases/a/by", "Russia"), Some((Unattributed, Nothing)));
    assert_eq!(stands(&told, "y/releases/a/by", "the United States"), Some((Unattributed, Nothing)), "as one of b");
    assert_eq!(stands(&told, "y/releases/c/to", "the United States"), Some((Unattributed, Nothing)));
}
