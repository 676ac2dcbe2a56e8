//! What is told: the news of each thing with it, what each source said itself, and nothing that nobody said.

use newsreel_story::judge::grade::Grade;
use newsreel_story::record::path::Path;
use newsreel_story::views::brief::{self, Form};
use newsreel_story::views::timeline;

use crate::kit::{Told, expectations, given};

/// The sentences of a brief of this form.
fn brief_of(told: &Told, form: Form) -> String {
    let brief = brief::checked(&told.view(), form);
    assert!(brief.left_out.is_empty(), "{:?}", brief.left_out);
    let entries = brief.sections.into_iter().flat_map(|section| section.entries);
    entries.flat_map(|entry| entry.sentences).map(|sentence| sentence.text + "\n").collect()
}

#[track_caller]
fn says(updates: &str, says: &[&str], never: &[&str]) -> Told {
    let told = given(updates);
    let brief = brief_of(&told, Form::Full);
    for sentence in says {
        assert!(brief.contains(sentence), "“{sentence}” is missing from\n{brief}");
    }
    for words in never {
        assert!(!brief.contains(words), "“{words}” is in\n{brief}");
    }
    told
}

/// How the leading value of a path is supported.
fn support(told: &Told, path: &str) -> Option<Grade> {
    let account = told.view().account(&path.parse::<Path>().unwrap());
    account.leading().map(|leading| leading.standing.support)
}

#[test]
fn numbers_of_different_days_do_not_bear_each_other_out() {
    let numbers = |first: &str, second: &str| {
        given(&format!(
            "
- {{claim.reported: c, source: waiter-saw, text: some are missing, total: {first}}}
- {{claim.reported: c, source: driver-saw, text: some are missing, total: {second}}}
"
        ))
    };
    let (march, april) = ("{count: 234, as_of: 2025-03-01}", "{count: at least 82, as_of: 2025-04-01}");
    assert_eq!(support(&numbers(march, april), "c/total"), Some(Grade::Reported), "a wider number of a later day");
    let later = "{count: 234, as_of: 2025-04-01}";
    assert_eq!(support(&numbers(march, later), "c/total"), Some(Grade::Reported), "the same number of a later day");
    assert_eq!(
        support(&numbers(march, march), "c/total"),
        Some(Grade::Corroborated),
        "the same number of the same day"
    );
    let wider = "{count: at least 82, as_of: 2025-03-01}";
    assert_eq!(support(&numbers(march, wider), "c/total"), Some(Grade::Corroborated), "a wider number of the same day");
    // A toll that its source has replaced since is no word for the one of another day either.
    let told = given(
        "
- {occurrence.reported: fire, source: waiter-saw, type: a fire, dead: {count: more than 20, as_of: 2025-03-01}}
- {occurrence.reported: fire, source: waiter-saw, dead: {count: 31, as_of: 2025-03-02}}
- {occurrence.reported: fire, source: driver-saw, dead: {count: 35, as_of: 2025-03-03}}
",
    );
    let brief = brief_of(&told, Form::Standard);
    assert!(brief.contains("The latest number of dead was 35 as of 3 March 2025, A Driver told TASS."), "{brief}");
}

#[test]
fn a_ruling_that_was_overturned_keeps_its_place_in_the_story() {
    let told = says(
        "
- {verdict.completed: first, key: one, source: {origin: court, via: [herald], knowledge: own_act}, court: court, case: the dues, ruling: the dues stand, when: 2025-03-01}
- {verdict.completed: appeal, source: {origin: russia, via: [herald], knowledge: own_act}, court: russia, case: the appeal, ruling: the dues fall, when: 2025-04-01, supersedes: {update: one, path: ruling, reason: the first court erred}}
",
        &["On 1 March 2025, the court ruled on the dues: the dues stand", "Russia replaced that ruling on 1 April: the dues fall."],
        &["had the ruling"],
    );
    let brief = brief::of(&told.view(), Form::Full);
    assert!(
        brief.sections.iter().all(|section| section.heading != brief::CORRECTIONS),
        "an appeal corrects nothing of ours"
    );
    // A sentence alone is told with the verdict, and stays there when another court sets another one.
    says(
        "
- {verdict.completed: first, key: one, source: {origin: court, via: [herald], knowledge: own_act}, court: court, case: the theft, sentence: P5Y, when: 2025-03-01}
- {verdict.completed: appeal, source: {origin: russia, via: [herald], knowledge: own_act}, court: russia, case: the appeal, sentence: P8Y, when: 2025-04-01, supersedes: {update: one, path: sentence}}
",
        &["On 1 March 2025, the court ruled on the theft: a sentence of five years", "Russia replaced that sentence on 1 April: eight years.", "On 1 April 2025, Russia ruled on the appeal: a sentence of eight years"],
        &[],
    );
}

#[test]
fn an_election_is_told_with_who_won_and_how_many_votes_each_had() {
    let vote = "
- vote.completed: v
  source: {origin: court, via: [herald], knowledge: own_act}
  question: the presidency
  body: us
  when: 2025-04-01
  winner: rubio
  candidates: {witkoff: {share: 46.4%}, rubio: {votes: 1200, share: 53.6%}}
";
    says(
        vote,
        &[
            "voted on the presidency on 1 April 2025: Marco Rubio won, the court said, The Herald reported.",
            "By the count of the court (quoted by The Herald), Rubio had 53.6 per cent (1,200 votes) and Steve Witkoff 46.4 per cent.",
        ],
        &["among the candidates"],
    );
    let standard = brief_of(&given(vote), Form::Standard);
    assert!(standard.contains("53.6 per cent"), "{standard}");
    // Who does not fit beside the first is told as one of the others.
    let many = vote.replace("witkoff: {share: 46.4%}", "witkoff: {votes: 900, share: 20.4%}, putin: {votes: 800, share: 15.2%}, peskov: {votes: 700, share: 9.1%}, waiter: {votes: 90, share: 1.7%}");
    let brief = brief_of(&given(&many), Form::Full);
    assert!(brief.contains("\nAmong the others, "), "{brief}");
    // What its author calls it tells one of two rounds from the other.
    says(
        "
- {vote.completed: one, source: us-says, label: the first round, question: the presidency, body: us, when: 2025-03-01}
- {vote.completed: two, source: us-says, label: the second round, question: the presidency, body: us, when: 2025-04-01}
- {vote.completed: three, source: us-says, label: the vote on the budget, question: the budget, body: us, when: 2025-04-02}
",
        &["In the first round, the United States voted on the presidency", "In the second round, the United States"],
        &["In the vote on the budget"],
    );
}

#[test]
fn each_voice_says_what_it_said_itself() {
    let disputed = "
- {claim.reported: c, source: aides-say, text: the Swiss paid millions for the first group}
- {claim.denied: c, source: kremlin-says}
- {claim.reported: c, source: driver-saw, text: three million was paid for the second group}
- {query.did_not_respond: q, source: tass, asker: tass, asked: us, on: c}
";
    says(
        disputed,
        &[
            "Whether the Swiss paid millions for the first group is disputed.",
            "that three million was paid for the second group",
            "on the report that three million was paid for the second group",
        ],
        &["A Driver (quoted by TASS) said so"],
    );
    // One who is asked of it before the second wording came up is asked about the first.
    says(
        "
- {claim.reported: c, source: aides-say, text: the bridge is unsafe}
- {query.did_not_respond: q, source: herald, asker: herald, asked: us, on: c}
- {claim.reported: c, source: driver-saw, text: the bridge has a crack}
",
        &["on the report that the bridge was unsafe"],
        &["on the claim that the bridge has a crack"],
    );
}

#[test]
fn what_contradicts_a_claim_of_another_item_is_told_once_with_it() {
    says(
        "
- {claim.reported: cable, key: k, source: us-says, text: the line failed because a cable broke}
- {claim.reported: cut, source: driver-saw, text: the line was cut on purpose, contradicts: {update: k, path: text}}
",
        &["hether the line failed because a cable broke", "that the line was cut on purpose"],
        &["What is so", "The line was cut on purpose, A Driver"],
    );
    // Who denies it is one of the sides then, with the reason it gives.
    says(
        "
- {claim.reported: found, key: k, source: driver-saw, text: the police found drugs in the house}
- {claim.denied: found, source: kremlin-says, reason: it was a herbal remedy}
- {claim.reported: tests, source: us-says, text: the tests are not done, contradicts: {update: k, path: text}}
",
        &["Dmitry Peskov had denied it by 11 April", "that the tests are not done"],
        &["What is so"],
    );
}

#[test]
fn who_once_said_what_is_denied_is_told_to_have_said_it() {
    says(
        "
- {occurrence.reported: flood, source: {origin: rubio, via: [herald], knowledge: told}, type: a flood, dead: {count: 11300, as_of: 2025-04-10}, said: 2025-04-10}
- {occurrence.denied: flood, source: {origin: witkoff, via: [tass], knowledge: own_act}, of: dead, value: {count: 11300, as_of: 2025-04-10}}
",
        &["Rubio (quoted by The Herald) had said so on 10 April"],
        &["nobody on file says so"],
    );
    says(
        "
- {occurrence.reported: flood, source: waiter-saw, type: a flood, dead: {count: 20, as_of: 2025-04-10}}
- {occurrence.denied: flood, source: kremlin-says, of: dead, value: {count: 900, as_of: 2025-04-10}}
",
        &["nobody on file says so"],
        &["had said so"],
    );
    // What was said and taken back was said; and the denial names it.
    says(
        "
- {claim.reported: c, key: k, source: aides-say, text: all but eight are free}
- {claim.denied: c, source: driver-saw}
- {claim.retracted: c, source: aides-say, by: aides, retracts: {update: k, reason: they had relied on others}}
",
        &["A Driver had denied that all but eight are free"],
        &["obody on file", "the claim is planned"],
    );
    // A proposal that one side says was agreed is not one that nobody speaks of.
    let told = given(
        "
- {proposal.agreed: ceasefire, source: us-says, subject: a ceasefire, when: 2025-04-01, positions: {russia: {answer: accepts}}}
- {proposal.denied: ceasefire, source: kremlin-says}
",
    );
    let rows: Vec<String> = timeline::of(&told.view()).moments.into_iter().map(|moment| moment.what).collect();
    assert!(rows.iter().all(|row| !row.contains("nobody on file says it")), "{rows:?}");
}

#[test]
fn a_number_that_its_source_replaced_leaves_those_of_others() {
    says(
        "
- {occurrence.completed: crash, source: waiter-saw, type: a crash, when: 2025-04-01, dead: {count: 4, as_of: 2025-04-01}}
- {occurrence.reported: crash, key: three, source: driver-saw, dead: {count: 3, as_of: 2025-04-01}}
- {occurrence.reported: crash, source: driver-saw, dead: {count: 5, as_of: 2025-04-02}, supersedes: {update: three, path: dead, reason: two more were found}}
",
        &["five", "A Waiter", "four as of 1 April 2025", "three"],
        &[],
    );
}

#[test]
fn what_was_planned_names_what_took_place_and_says_no_more() {
    says(
        "
- {release.announced: r, source: us-says, releases: {putin: {}}, released_by: us, when: 2025-04-01}
- {release.completed: r, source: us-says, when: 2025-04-02, place: london}
",
        &["The planned release of Vladimir Putin took place in London on 2 April 2025"],
        &["A release took place", "ho decided", "by whom"],
    );
    says(
        "
- {meeting.announced: m, source: us-says, participants: [us, russia], place: moscow, when: 2025-04-01}
- {meeting.not_held: m, source: herald}
",
        &["The planned meeting of the United States and Russia did not take place"],
        &["A meeting did not"],
    );
    // Nothing is overdue where no date is set.
    says(
        "
- {occurrence.announced: trial, source: us-says, type: a trial, when: {none: not_set}}
",
        &["A trial is expected"],
        &["hether that happened", "was expected"],
    );
}

#[test]
fn expectations_keep_each_date_with_who_gave_it() {
    let told = given(
        "
- {release.announced: r, source: {origin: rubio, via: [herald], knowledge: own_act}, releases: {putin: {}}, when: 2025-08-21}
- {release.postponed: r, source: {origin: witkoff, via: [herald], knowledge: own_act}}
- {release.reinstated: r, source: {origin: us, via: [tass], knowledge: own_act}, when: 2025-10-20}
- {release.completed: r, source: {origin: us, via: [tass], knowledge: own_act}, when: 2025-10-19, place: moscow}
- {vote.mooted: v, key: early, source: aides-say, question: the dues, body: us, when: 2025-05-01}
- {vote.announced: v, source: us-says, when: 2025-06-01, supersedes: {update: early, path: when}}
- {vote.completed: v, source: us-says, when: 2025-06-01, result: rejected}
",
    );
    let all = expectations(&told.view());
    let of = |item: &str| all.iter().find(|expected| expected.item == item).unwrap();
    let dates = |item: &str| of(item).by.iter().map(|by| by.when.clone().unwrap_or_default()).collect::<Vec<_>>();
    assert!(dates("r").contains(&"on 21 August 2025".to_owned()), "{:?}", of("r"));
    assert!(of("r").moved_from.contains(&"on 21 August 2025".to_owned()), "{:?}", of("r"));
    assert!(!of("r").what.contains("Moscow"), "where it was is no part of the plan: {}", of("r").what);
    assert!(dates("v").contains(&"on 1 May 2025".to_owned()), "{:?}", of("v"));
    assert_eq!(of("v").moved_from, ["on 1 May 2025"]);
    assert!(!of("v").what.contains("rejected"), "what came of it is no part of the plan: {}", of("v").what);
    let brief = brief_of(&told, Form::Full);
    assert!(brief.contains("Aides (quoted by The Herald) had said by 11 April that it might be on 1 May."), "{brief}");
    assert!(!brief.contains("first set for 1 May"), "talk of a day sets none: {brief}");
}

#[test]
fn a_heading_names_no_one_whom_only_a_weaker_source_adds() {
    let told = given(
        "
- {exchange.completed: e, source: us-says, releases: {witkoff: {by: russia}, putin: {by: us}}, when: 2025-04-01}
- {exchange.reported: e, source: aides-say, releases: {waiter: {by: us}}}
",
    );
    let heading = told.headline("e");
    assert!(heading.contains("Steve Witkoff") && !heading.contains("A Waiter"), "{heading}");
    assert!(told.brief().contains("A Waiter"), "the brief tells it in the name of who said it");
}

#[test]
fn what_most_tell_of_is_in_every_brief() {
    let mut updates = String::from(
        "
- {occurrence.completed: flood, source: newsweek, type: a flood, when: 2025-03-01, dead: {count: more than 2000, as_of: 2025-03-01}}
- {occurrence.reported: flood, source: waiter-saw, dead: {count: 3000, as_of: 2025-03-02}}
- {occurrence.reported: flood, source: driver-saw, dead: {count: 4333, as_of: 2025-03-09}}
- {occurrence.reported: flood, source: kremlin-says, missing: {count: 900, as_of: 2025-03-02}}
",
    );
    for day in 1..=9 {
        updates += &format!(
            "- {{occurrence.completed: e{day}, source: us-says, type: a hearing of the case number {day}, when: 2025-04-0{day}}}\n"
        );
    }
    let told = given(&updates);
    for form in [Form::Short, Form::Standard] {
        let brief = brief_of(&told, form);
        assert!(brief.contains("The latest number of dead was 4,333 as of 9 March 2025"), "{form:?}\n{brief}");
    }
}
