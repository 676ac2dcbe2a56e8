//! What is contested, and what only looks so.

use newsreel_story::judge::grade::Grade::{self, Confirmed, Conjecture, None as Nothing, Reported};
use newsreel_story::judge::phase::Phase;
use newsreel_story::record::path::Path;
use newsreel_story::views::brief::{self, Form};
use newsreel_story::views::{expected, glance, matrix};

use crate::kit::given;

#[test]
fn speculation_contests_nothing() {
    let told = given(
        "
- meeting.reported: m
  source: waiter-saw
  place: moscow
- meeting.reported: m
  source: driver-saw
  hedge: possible
  place: petersburg
",
    );
    told.stands("m/place", "Moscow", Reported, Conjecture);
    assert!(!told.brief().contains("is disputed"), "{}", told.brief());
}

#[test]
fn one_side_can_confirm_the_meeting_and_deny_its_place() {
    let told = given(
        "
- meeting.held: m
  participants: [putin, witkoff]
  source: us-says
  place: moscow
- meeting.confirmed: m
  source: kremlin-says
- meeting.denied: m
  source: kremlin-says
  of: place
  value: moscow
",
    );
    told.stands("m", "it is so", Confirmed, Nothing);
    told.stands("m/place", "Moscow", Confirmed, Confirmed);
    assert!(told.brief().contains("Where the meeting of Putin and Witkoff took place is disputed: Rubio had said by 11 April 2025 that it was in Moscow, Newsweek reported; Peskov had denied it by 11 April, TASS reported."), "{}", told.brief());
}

#[test]
fn a_contradiction_stays_open_and_nothing_picks_a_winner() {
    let told = given(
        "
- meeting.held: m
  source: waiter-saw
  place: moscow
- meeting.held: m
  source: driver-saw
  place: petersburg
",
    );
    told.stands("m/place", "Moscow", Reported, Reported);
    let brief = told.brief();
    assert!(
        brief.contains("A Waiter had said by 11 April 2025 that it was in Moscow, The Herald reported")
            && brief.contains("A Driver had said by 11 April that it was in St. Petersburg, TASS reported"),
        "{brief}"
    );
    assert!(!brief.contains("met in Moscow") && !brief.contains("Place: "), "{brief}");
}

#[test]
fn the_desks_choice_leads_and_is_shown_as_such() {
    let told = given(
        "
- meeting.held: m
  source: waiter-saw
  place: moscow
- meeting.held: m
  source: driver-saw
  place: petersburg
- meeting.preferred: m
  of: place
  value: petersburg
",
    );
    told.stands("m/place", "St. Petersburg", Reported, Reported);
    let told = given(
        "
- meeting.held: m
  source: waiter-saw
  place: moscow
- meeting.held: m
  source: driver-saw
  place: petersburg
- meeting.preferred: m
  of: place
  value: petersburg
- meeting.preferred: m
  of: place
  value: moscow
",
    );
    told.stands("m/place", "Moscow", Reported, Reported);
}

#[test]
fn hearsay_never_replaces_a_partys_own_word() {
    let told = given(
        "
- meeting.confirmed: m
  participants: [putin, witkoff]
  source: kremlin-says
- meeting.reported: m
  source: us-says
  stances: {kremlin: {stance: denies, source: us-says}}
",
    );
    told.stands("m", "it is so", Confirmed, Reported);
}

#[test]
fn sides_that_disagree_whether_it_took_place_are_never_merged() {
    let told = given(
        "
- meeting.held: m
  participants: [putin, witkoff]
  source: us-says
- meeting.not_held: m
  source: kremlin-says
",
    );
    assert!(matches!(told.phase("m"), Phase::ByParty(words) if words.len() == 2));
    told.stands("m", "it is so", Confirmed, Confirmed);
}

#[test]
fn the_day_it_began_and_the_day_it_ended_are_no_rivals() {
    let dated = |began: &str, ended: &str| {
        given(&format!(
            "
- meeting.began: m
  source: kremlin-says
  participants: [putin, witkoff]
  when: {began}
- meeting.held: m
  source: us-says
  when: {ended}
"
        ))
    };
    let told = dated("2025-04-01", "2025-04-03");
    told.stands("m/when", "on 1 April 2025", Confirmed, Nothing);
    let account = told.view().account(&"m/when".parse().unwrap());
    assert!(account.candidates.len() == 2 && account.discords.is_empty());
    // It cannot have ended before it began.
    let told = dated("2025-04-05", "2025-04-03");
    told.stands("m/when", "on 5 April 2025", Confirmed, Confirmed);
}

#[test]
fn what_was_denied_before_its_day_is_no_dispute_once_it_has_happened() {
    let denied = |said: &str, change: &str| {
        given(&format!(
            "
- meeting.denied: m
  source: kremlin-says
  said: {said}
  participants: [putin, witkoff]
- meeting.{change}: m
  source: us-says
  participants: [putin, witkoff]
  when: 2025-04-01
"
        ))
    };
    denied("2025-03-01", "held").stands("m", "it is so", Confirmed, Nothing);
    denied("2025-04-05", "held").stands("m", "it is so", Confirmed, Confirmed);
    // What is only planned has not happened: the denial of it counts. It was not about a plan that came after it, though.
    let told = denied("2025-03-01", "announced");
    assert!(told.brief().contains("Dmitry Peskov denied it on 1 March"), "{}", told.brief());
}

#[test]
fn what_a_denial_names_is_not_said_by_it() {
    let told = given(
        "
- claim.denied: c
  source: kremlin-says
  text: the talks were about sanctions
",
    );
    let path = "c/text".parse::<Path>().unwrap();
    assert!(told.view().account(&path).leading().is_none());
    assert!(
        told.brief()
            .contains("By 11 April 2025, Dmitry Peskov had denied that the talks were about sanctions, TASS reported."),
        "{}",
        told.brief()
    );
    assert!(!told.brief().contains("The talks were about sanctions"), "{}", told.brief());
}

#[test]
fn numbers_that_differ_are_told_with_their_days() {
    let told = given(
        "
- statement.reported: letter
  source: {origin: driver, via: [tass], knowledge: witnessed}
  published: 2025-04-02
  speaker: aides
  gist: they will leave
  declares: {signatories: count}
  signatories: 505
- statement.reported: letter
  source: {origin: waiter, via: [herald], knowledge: witnessed}
  published: 2025-04-03
  signatories: more than 700
",
    );
    let brief = told.brief();
    assert!(brief.contains("A Driver said on 2 April 2025 that it was 505, TASS reported"), "{brief}");
    assert!(brief.contains("A Waiter said on 3 April that it was more than 700, The Herald reported"), "{brief}");
}

#[test]
fn the_matrix_tells_what_each_says_where_they_differ() {
    let told = given(
        "
- meeting.held: m
  source: kremlin-says
  participants: [putin, witkoff]
  place: moscow
- meeting.held: m
  source: us-says
  place: petersburg
- meeting.reported: m
  source: waiter-saw
  place: {value: moscow, hedge: possible}
",
    );
    let row = matrix::of(&told.view(), None, None).rows.remove(0);
    let tells = |says: &[newsreel_story::views::matrix::Said]| -> Vec<Vec<String>> {
        says.iter().map(|said| said.tells.clone()).collect()
    };
    let parties: Vec<_> = row.parties.iter().map(|cell| (cell.party.as_str(), tells(&cell.says))).collect();
    assert!(parties.contains(&("kremlin", vec![vec!["place: Moscow".to_owned()]])), "{parties:?}");
    assert!(parties.contains(&("us", vec![vec!["place: St. Petersburg".to_owned()]])), "{parties:?}");
    assert_eq!(tells(&row.others), [["place: Moscow (possibly)"]]);
}

#[test]
fn the_matrix_tells_a_report_once_with_all_it_says_and_a_guess_as_a_guess() {
    let told = given(
        "
- meeting.held: m
  source: us-says
  participants: [putin, witkoff]
- meeting.reported: m
  source: waiter-saw
  place: {value: moscow, hedge: possible}
  format: call
",
    );
    let row = matrix::of(&told.view(), None, None).rows.remove(0);
    let others: Vec<_> = row.others.iter().map(|said| (said.says.as_str(), said.tells.join(", "))).collect();
    assert_eq!(others, [("reports of it", "place: Moscow (possibly), format: call".to_owned())]);
    let told = given(
        "
- meeting.held: m
  source: us-says
  place: {value: moscow, hedge: possible}
  participants: [putin, witkoff]
",
    );
    let row = matrix::of(&told.view(), None, None).rows.remove(0);
    let us = row.parties.iter().find(|cell| cell.party.as_str() == "us").unwrap();
    assert_eq!(us.says[0].tells, ["place: Moscow (possibly)"]);
}

#[test]
fn a_denial_of_one_of_a_list_finds_it_whoever_lists_it() {
    let lists = [
        (
            "meeting.held: it, participants: [us, russia, kremlin], when: 2025-03-01",
            "meeting",
            "participants",
            "russia",
            "russia",
        ),
        (
            "meeting.held: it, participants: {us: {role: host}, russia: {role: guest}}",
            "meeting",
            "participants",
            "russia",
            "russia",
        ),
        (
            "meeting.held: it, participants: [us], agenda: [the dues, a truce], when: 2025-03-01",
            "meeting",
            "agenda",
            "a truce",
            "a-truce",
        ),
        ("occurrence.completed: it, type: a strike, who: [us, russia]", "occurrence", "who", "russia", "russia"),
        (
            "proposal.made: it, subject: dues, proposer: us, terms: [12 crowns, free moorings]",
            "proposal",
            "terms",
            "free moorings",
            "free-moorings",
        ),
        (
            "exchange.completed: it, releases: {rubio: {by: russia}, witkoff: {by: us}}",
            "exchange",
            "releases",
            "rubio",
            "rubio",
        ),
        ("claim.reported: it, text: it is so, about: [us, russia]", "claim", "about", "russia", "russia"),
    ];
    for (given_there, kind, list, value, key) in lists {
        let denial = format!("- {{{kind}.denied: it, source: kremlin-says, of: {list}, value: {value}}}");
        let stance = format!(
            "- {{{kind}.reported: it, source: tass, stances: {{kremlin: {{stance: denies, of: {list}, value: {value}, source: kremlin-says}}}}}}"
        );
        for denied in [denial, stance] {
            let told = given(&format!("\n- {{{given_there}, source: herald}}\n{denied}"));
            let view = told.view();
            let account = view.account(&format!("it/{list}/{key}").parse().unwrap());
            let leading = account.leading().unwrap_or_else(|| panic!("{given_there}: {denied}"));
            assert!(leading.standing.denied && leading.standing.is_contested(), "{given_there}: {denied}");
            assert!(view.account(&format!("it/{list}").parse().unwrap()).words.is_empty(), "{denied}");
            let brief = brief::checked(&view, Form::Full);
            let sentences =
                brief.sections.iter().flat_map(|section| &section.entries).flat_map(|entry| &entry.sentences);
            let text = sentences.map(|sentence| &*sentence.text).collect::<Vec<_>>().join("\n");
            assert!(!text.contains("nobody on file says so"), "{text}");
        }
    }
    // Whom nobody lists is told as denied.
    let told = given(
        "
- {meeting.held: it, source: herald, participants: [us, russia], agenda: [the dues]}
- {meeting.denied: it, source: kremlin-says, of: agenda, value: a truce}",
    );
    let brief = brief::checked(&told.view(), Form::Full);
    let sentences = brief.sections.iter().flat_map(|section| &section.entries).flat_map(|entry| &entry.sentences);
    let text = sentences.map(|sentence| &*sentence.text).collect::<Vec<_>>().join("\n");
    assert!(text.contains("that it included a truce") && text.contains("nobody on file says so"), "{text}");
}

#[test]
fn those_who_think_the_same_do_not_bear_each_other_out() {
    for (nature, grade) in [
        ("opinion", Grade::Reported),
        ("assessment", Grade::Reported),
        ("characterisation", Grade::Reported),
        ("analysis", Grade::Reported),
        ("speculation", Grade::Reported),
        ("forecast", Grade::Reported),
        ("call", Grade::Reported),
        ("allegation", Grade::Corroborated),
        ("fact", Grade::Corroborated),
    ] {
        let told = given(&format!(
            "
- {{claim.reported: it, source: waiter-saw, text: the talks went badly, nature: {nature}}}
- {{claim.reported: it, source: driver-saw, text: the talks went badly}}"
        ));
        told.stands("it/text", "the talks went badly", grade, Grade::None);
        told.stands("it", "it is so", grade, Grade::None);
    }
}

#[test]
fn what_an_event_or_a_picture_says_against_a_claim_is_told_as_the_other_side() {
    let against = |other: &str| {
        given(&format!(
            "
- {{claim.reported: c, key: c, source: tass, text: the street is dry}}
- {{{other}, source: newsweek, contradicts: {{update: c, reason: water stands there}}}}"
        ))
        .brief()
    };
    for (other, side) in [
        ("occurrence.reported: o, type: a flood, when: 2025-04-10", "that there was a flood (water stands there)"),
        (
            "occurrence.completed: o, type: a boat race in the street, when: 2025-04-10",
            "that the boat race in the street took place (water stands there)",
        ),
        (
            "evidence.recorded: e, medium: photograph, shows: a wet street",
            "that a photograph shows a wet street (water stands there)",
        ),
        ("meeting.held: m, participants: [putin, witkoff]", "that Putin and Witkoff met (water stands there)"),
    ] {
        let brief = against(other);
        assert!(brief.contains(side), "{other}: {brief}");
        assert!(brief.contains("hether the street is dry is disputed"), "{other}: {brief}");
    }
}

#[test]
fn who_denies_something_is_one_voice_however_often_and_in_whose_name_it_is_said() {
    let by = |origin: &str| {
        format!("- {{claim.denied: c, source: {{origin: {origin}, via: [tass], knowledge: own_act}}}}\n")
    };
    let anonymous = "- {claim.denied: c, source: {origin: aides, via: [herald], basis: anonymous, knowledge: told}}\n";
    for (denials, denied_by) in [
        (by("peskov"), vec!["Dmitry Peskov for the Kremlin"]),
        (by("peskov").repeat(2), vec!["Dmitry Peskov for the Kremlin"]),
        (by("kremlin"), vec!["the Kremlin"]),
        (by("peskov") + &by("kremlin"), vec!["the Kremlin"]),
        (by("peskov") + &by("putin"), vec!["the Kremlin"]),
        (by("rubio") + &by("peskov"), vec!["Marco Rubio for the United States", "Dmitry Peskov for the Kremlin"]),
        (by("waiter") + anonymous, vec!["A Waiter", "aides"]),
    ] {
        let told = given(&format!(
            "\n- {{claim.reported: c, text: it rained, about: [kremlin, us], source: driver-saw}}\n{}",
            denials
                .lines()
                .enumerate()
                .map(|(place, line)| format!("{}, key: d{place}}}\n", &line[..line.len() - 1]))
                .collect::<String>()
        ));
        let disputed = glance::of(&told.view()).disputed;
        assert_eq!(disputed.iter().map(|one| &one.denied_by).collect::<Vec<_>>(), [&denied_by], "{denials}");
    }
    let planned = given(
        "\n- {occurrence.announced: x, type: a vote, when: 2026-05-04, source: us-says}\n- {occurrence.denied: x, source: kremlin-says}",
    );
    assert_eq!(expected::of(&planned.view()).expectations[0].denied_by, ["Dmitry Peskov for the Kremlin"]);
}
