//! The page of a story.

use crate::kit::*;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::style::Style;
use newsreel_web::page::story::{self, Chosen};

#[test]
fn a_story_answers_the_three_questions_before_everything_else() {
    let page = told(DUES).page(Chosen::default());
    is_whole(&page);
    let text = text(&page);
    let place = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words} is not on the page:\n{text}"));
    assert!(place("In dispute") < place("Since the beginning") && place("Since the beginning") < place("Not answered"));
    assert!(place("One thing is contested") < place("The latest"));
    assert!(place("The duration of the meeting") < place("The latest"));
    assert!(text.contains("overdue"), "{text}");
    assert!(text.contains("Publications that need a look"), "{text}");
}

#[test]
fn a_story_without_a_dispute_says_so_and_has_no_red() {
    let page = told(ENVOY).page(Chosen::default());
    is_whole(&page);
    assert!(text(&page).contains("Nothing is contested"));
    let keys = page.split("<p class=\"key\">").skip(1).filter_map(|rest| rest.split("</p>").next());
    let red = |text: &str| text.matches(" red\"").count() + text.matches("\"red\"").count();
    assert_eq!(red(&page), keys.map(red).sum::<usize>(), "something is red that is not a key to red marks");
}

#[test]
fn an_earlier_moment_shows_what_was_on_file_then() {
    let told = told(ENVOY);
    let recorded = told.view(Bounds::default()).reports().map(|(_, report)| report.recorded_at).collect::<Vec<_>>();
    let bounds = Bounds { at_sequence: Some(6), as_of: Some(recorded[5]), ..Bounds::default() };
    let page = told.page(Chosen { at: Some(6), bounds, since: 3, since_chosen: true, ..Chosen::default() });
    is_whole(&page);
    let text = text(&page);
    assert!(text.contains("update 6"), "{text}");
    assert!(!text.contains("Navy event"), "what came later is shown");
    assert!(page.contains("href=\"/stories/envoy-russia-trips?at=6&amp;since=3\""), "no link that stays");
    assert!(!page.contains("data-live"), "a moment that has passed does not move");
}

#[test]
fn what_moved_since_a_moment_has_a_bar_and_its_word() {
    let told = told(ENVOY);
    let page = told.page(Chosen { since: 7, since_chosen: true, ..Chosen::default() });
    assert!(page.contains("<li class=\"s fresh\">"), "nothing is new");
    assert!(text(&page).contains("now confirmed, before unattributed"), "{}", text(&page));
    let page = told.page(Chosen::default());
    assert!(!page.contains("<li class=\"s fresh\">"), "since the beginning everything is new, and nothing is marked");
}

/// What came in after the demo's explainer: a denial, and a plan.
const LATER: &str = "
- meeting.denied: meeting-april
  source: {origin: kremlin, basis: on_record, knowledge: own_act}
- meeting.announced: meeting-rubio-dmitriev
  source: {origin: rubio, via: [tass]}
  participants: [rubio, dmitriev]
  place: washington
  when: 2027-05-02
";

#[test]
fn what_moved_is_told_in_one_line_an_item_with_who_says_so_and_what_it_is_now() {
    let page = told(&format!("{ENVOY}{LATER}")).page(Chosen { since: 33, since_chosen: true, ..Chosen::default() });
    is_whole(&page);
    let moved = part_of(&page, "moved", "not-answered");
    let lines: Vec<String> = moved.split("<li>").skip(1).map(|line| text(&format!("<main>{line}"))).collect();
    let of = |words: &str| lines.iter().filter(|line| line.contains(words)).collect::<Vec<_>>();
    let [denied] = of("in St. Petersburg")[..] else { panic!("one line an item: {lines:?}") };
    assert!(denied.contains("the Kremlin denies it; now planned (Newsweek: held), before held"), "{denied}");
    let [new] = of("Rubio and Kirill Dmitriev")[..] else { panic!("one line an item: {lines:?}") };
    assert!(new.starts_with("New: ") && new.contains("Secretary of State Marco Rubio"), "{new}");
    // Who denies it is named where it is in dispute, and what came last is not left out of the latest.
    let page = text(&page);
    let part = |from: &str, to: &str| {
        let part = page.split(from).nth(1).and_then(|rest| rest.split(to).next());
        part.unwrap_or_else(|| panic!("no {from} before {to}: {page}")).to_owned()
    };
    let dispute = part("In dispute", "Not answered");
    assert!(dispute.contains("Denied by the Kremlin."), "{dispute}");
    let latest = part("Unless said otherwise", "US special envoy");
    assert!(latest.contains("The Kremlin denied it") && latest.contains("are to meet in Washington"), "{latest}");
}

#[test]
fn what_is_open_again_is_told_as_what_it_was_until_then() {
    let denied = "- meeting.denied: meeting-dmitriev\n  source: {origin: peskov, via: [tass], knowledge: own_act}\n";
    let page = told(&format!("{ENVOY}{denied}")).page(Chosen { since: 33, since_chosen: true, ..Chosen::default() });
    let moved = text(&format!("<main>{}", part_of(&page, "moved", "not-answered")));
    assert!(moved.contains("the Kremlin denies it; until then told as held"), "{moved}");
    let slip = text(&format!(
        "<main>{}",
        page.split("id=\"u-34\"").nth(1).and_then(|rest| rest.split("</li>").next()).expect("a slip")
    ));
    assert!(slip.contains("no longer told as held"), "{slip}");
    let section = text(&format!("<main>{}", section(&page, "changes")));
    assert!(section.contains("Changed: 1") && section.contains("held open"), "{section}");
}

#[test]
fn what_is_new_and_was_taken_back_is_told_as_both() {
    let taken_back = format!(
        "{VOTE}- occurrence.announced: walk\n  key: walk\n  type: a walk\n\
         - occurrence.retracted: walk\n  retracts: [{{update: walk, reason: misread}}]\n  by: desk\n"
    );
    let page = told(&taken_back).page(Chosen { since: 2, since_chosen: true, ..Chosen::default() });
    let moved = text(&format!("<main>{}", part_of(&page, "moved", "not-answered")));
    assert!(moved.contains("New: ") && moved.contains("retracted by the desk: misread"), "{moved}");
}

#[test]
fn a_request_is_told_with_its_day_once() {
    let asked = |what: &str| {
        let page = told(&format!(
            "{VOTE}- query.sent: asked\n  asker: herald\n  asked: council\n{what}  source: {{origin: herald, knowledge: own_act}}\n"
        ));
        text(&format!("<main>{}", section(&page.page(Chosen::default()), "not-answered")))
    };
    for (what, told) in [
        ("  said: 2026-03-01\n", "no reply is reported (on 1 March 2026)."),
        ("  learned: 2026-02-03T10:00:00Z\n", "no reply is reported (by 3 February 2026)."),
        ("", "no reply is reported (by 2 March 2026)."),
    ] {
        let head = asked(what);
        assert!(head.contains(told), "{told} is not in {head}");
    }
}

#[test]
fn what_has_moved_several_times_is_told_as_it_was_and_as_it_is() {
    let turns = VOTE.to_owned()
        + "- occurrence.postponed: vote-may\n- occurrence.began: vote-may\n- occurrence.completed: vote-may\n";
    let page = told(&turns).page(Chosen { since: 2, since_chosen: true, ..Chosen::default() });
    let moved = text(&format!("<main>{}", part_of(&page, "moved", "not-answered")));
    assert_eq!(moved.matches("now ").count(), 1, "{moved}");
    assert!(moved.contains("now completed, before planned"), "{moved}");
}

#[test]
fn the_moment_in_the_list_of_moments_is_the_one_above_what_moved() {
    let told = told(ENVOY);
    for line in &told.story(Chosen::default()).window.list {
        let page = told.page(Chosen { since: line.sequence, since_chosen: true, ..Chosen::default() });
        let chosen =
            page.split(" selected>").nth(1).and_then(|rest| rest.split("</option>").next()).expect("one is chosen");
        let chosen = chosen.split(", update").next().unwrap_or_default();
        assert!(page.contains(&format!("<h2>Since {chosen}")), "{chosen}");
    }
}

#[test]
fn a_page_of_a_story_has_no_word_that_only_programs_know() {
    for yaml in [ENVOY, DUES] {
        let page = text(&told(yaml).page(Chosen::default()));
        let words: Vec<&str> = page.split(|letter: char| !letter.is_alphanumeric()).collect();
        for word in ["asserts", "mooted", "agent", "anachronism"] {
            assert!(!words.iter().any(|other| other.eq_ignore_ascii_case(word)), "{word} in {page}");
        }
    }
}

#[test]
fn what_is_recorded_never_becomes_markup() {
    let told = told(HOSTILE);
    let page = told.page(Chosen { whole: true, ..Chosen::default() });
    is_whole(&page);
    assert_eq!(page.matches("<script").count(), page.matches("application/ld+json").count() + 1, "only ours");
    for markup in ["<img", "<iframe", "<style", "<svg onload", "onerror=\"", "href=\"javascript:", "<b>{"] {
        assert!(!page.contains(markup), "{markup} is markup");
    }
    assert!(text(&page).contains("<script>alert(1)</script>"), "the title is shown as it was written");
    let inline = page.split('<').filter(|tag| tag.contains(" style=") || tag.contains(" onclick="));
    assert_eq!(inline.count(), 0, "the policy forbids styles and scripts within the page");
}

#[test]
fn how_a_standing_rose_is_told_and_drawn() {
    let page = told(ENVOY).page(Chosen::default());
    let section = page.split("id=\"standings\"").nth(1).expect("the section");
    let first = section.split("</li>").nth(1).expect("the first line");
    assert!(first.contains("unattributed") && first.contains("<b>confirmed</b>"), "{first}");
    assert!(first.contains("class=\"step5\""), "{first}");
}

#[test]
fn the_matrix_tells_what_each_party_did_and_says_and_what_others_say_of_it() {
    let page = told(ENVOY).page(Chosen::default());
    let matrix = section(&page, "matrix");
    let row = |item: &str| {
        let row = matrix.split(&format!("id=\"i-{item}\"")).nth(1).unwrap_or_else(|| panic!("no {item}: {matrix}"));
        row.split("</tr>").next().unwrap_or_default().to_owned()
    };
    let cell = |item: &str, party: &str| {
        let row = row(item);
        let cell = row
            .split(&format!("data-th=\"{party}\">"))
            .nth(1)
            .map(|rest| rest.split("</td>").next().unwrap_or_default());
        text(&format!("<main>{}", cell.unwrap_or_default()))
    };
    assert_eq!(cell("exchange-april", "the United States"), "released Arthur Petrovsilent");
    assert_eq!(cell("exchange-april", "Russia"), "released Ksenia Karelinasilent");
    assert!(
        cell("ceasefire", "Russia").contains("answer: conditional 18said of it by Newsweek"),
        "{}",
        row("ceasefire")
    );
    assert!(cell("meeting-february", "the Kremlin").contains("not confirmed (officially)"));

    // Whoever speaks of much has a column, also of what it has no part in; one in one item only shares the last.
    let page = told(DUES).page(Chosen::default());
    let matrix = section(&page, "matrix");
    assert!(
        matrix.contains("the ferry crews&#39; union</th>") || matrix.contains("the ferry crews' union</th>"),
        "{matrix}"
    );
    assert!(text(&format!("<main>{matrix}")).contains("organiser"), "{matrix}");
}

#[test]
fn beside_what_is_disputed_stands_who_will_not_confirm_it() {
    let page = told(ENVOY).page(Chosen::default());
    let dispute = section(&page, "in-dispute");
    let told = text(&format!("<main>{dispute}"));
    assert!(
        told.contains("The Kremlin has not confirmed (officially): Steve Witkoff and Vladimir Putin met"),
        "{told}"
    );
}

#[test]
fn what_happened_was_said_and_was_recorded_are_told_apart() {
    let said = VOTE.replace("  when: 2026-05-04", "  when: 2026-03-20\n  said: 2026-03-01");
    let page = told(&said).page(Chosen::default());
    let when = section(&page, "when");
    let row = when.split("<li>").nth(1).and_then(|rest| rest.split("</li>").next()).expect("a row");
    for (mark, means) in [("planpt", "planned"), ("class=\"said\"", "said"), ("class=\"g now\"", "recorded")] {
        assert_eq!(row.matches(mark).count(), 1, "{means}: {row}");
    }
    assert!(when.contains("recorded</span>"), "what the marks mean is told: {when}");
    // What was recorded long after is told in words alone. What happened and had been planned has a mark around its own.
    let page = told(ENVOY).page(Chosen::default());
    let when = section(&page, "when");
    let met =
        when.split("<li>").find(|row| row.contains("met in St. Petersburg")).and_then(|row| row.split("</li>").next());
    assert!(
        met.is_some_and(|met| met.contains("held, as planned") && met.contains("planpt\"") && met.contains("<circle")),
        "{met:?}"
    );
    assert!(!when.contains("g now") && when.contains("recorded from 2 March 2026"), "{when}");
    assert!(!text(&format!("<main>{when}")).contains("not stated"), "{when}");
}

#[test]
fn who_speaks_of_most_has_a_column_with_a_part_in_it_or_not() {
    let mut yaml = String::from(
        "
story: bodies
title: The bodies
directory:
  watchdog: {organisation: the watchdog}
  ministry: {organisation: the ministry}
  herald: {outlet: The Herald}
",
    );
    for number in 1..=6 {
        yaml.push_str(&format!("  body-{number}: {{organisation: body {number}}}\n"));
    }
    yaml.push_str("updates:\n");
    for number in 1..=6 {
        yaml.push_str(&format!(
            "- occurrence.completed: audit-{number}\n  type: audit {number}\n  who: [body-{number}]\n  source: {{origin: watchdog, via: [herald], knowledge: own_act}}\n\
             - occurrence.denied: audit-{number}\n  source: {{origin: ministry, via: [herald], knowledge: own_act}}\n"
        ));
    }
    let page = told(&yaml).page(Chosen::default());
    is_whole(&page);
    let matrix = section(&page, "matrix");
    let head = matrix.split("</thead>").next().unwrap_or_default();
    let columns: Vec<&str> = head.split("columnheader\">").skip(1).filter_map(|cell| cell.split('<').next()).collect();
    assert_eq!(columns, ["item", "the ministry", "the watchdog", "others"], "{matrix}");
}

#[test]
fn a_page_is_written_in_the_style_of_the_house() {
    let told = told(DUES);
    let mut story = told.story(Chosen::default());
    story.reader.style = Style::American;
    let page = story::page(&story);
    assert!(page.contains("<html lang=\"en-US\">"));
    assert!(text(&page).contains("March 2, 2026") && text(&page).contains("p.m."), "{}", text(&page));
}
