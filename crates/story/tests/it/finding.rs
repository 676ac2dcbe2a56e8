//! What is written can be found again: by any spelling, by names and keys, under bounds, and in headings and tables.

use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::StorySlug;
use newsreel_story::state::directory::Directory;
use newsreel_story::state::fold::State;
use newsreel_story::submit::index::StoryIndex;
use newsreel_story::views::expected::Fate;
use newsreel_story::views::search::{self, Search};
use newsreel_story::views::{findings, matrix, overview, timeline};

use crate::kit::{Told, document, expectations, given, recorded};

const PIER: &str = "
story: pier
title: The pier
directory:
  herald: {outlet: The Herald}
  keeper: {person: K. O'Hearn-Vale, title: keeper of the pier, names: [Kathleen Hearn]}
  lodz: {place: Łódź}
  muller: {person: Jürgen Müller}
defaults: {source: herald, learned: 2025-03-10T09:00:00Z}
updates:
- {claim.reported: pier, key: pier-7, text: the roll-on ramp of pier 7b is shut at 9.30, about: [keeper]}
- {occurrence.completed: fall, type: a fall of stones, place: lodz, when: 2025-03-09, count: {count: 12500, unit: stones}}
- {claim.reported: later, key: later-1, learned: 2025-03-20T09:00:00Z, text: the café at the council's quay is open, quote: Nous l'avons ouvert}
- {claim.corrected: later, by: herald, learned: 2025-03-21T09:00:00Z, corrects: {update: later-1, reason: misheard}, text: the café is shut}
- {claim.reported: secret, embargo: {until: 2100-01-01T00:00:00Z}, text: the pier is sold}
- {statement.recorded: words, speaker: muller, words: We will see.}
";

/// The keys of the items of `PIER` in which something is found, under bounds.
fn found(typed: &str, bounds: Bounds) -> Vec<(String, Vec<String>, Vec<String>)> {
    let (mut index, mut directory) = (StoryIndex::default(), Directory::default());
    let reports = recorded(&document(PIER), &mut index, &mut directory);
    let told = Told { state: State::fold(StorySlug::new("pier").unwrap(), reports), directory, held: Vec::new() };
    let view = told.view_at("2026-01-02T00:00:00Z".parse().unwrap(), bounds);
    let search = Search::new(search::typed(typed), &told.directory);
    let hits = view.state.reports().iter().enumerate().filter_map(|(place, report)| {
        let hit = search::hit(&view, place, &search)?;
        // The index finds whatever is a hit.
        let indexed = search::index_of(&report.record);
        let has = |word: &str| indexed.split(' ').any(|known| known == word);
        for term in &search.terms {
            let by_name = term.entities.iter().any(|entity| has(&format!("@{entity}")));
            assert!(
                has(&term.words.concat()) || term.words.iter().all(|word| has(word)) || by_name,
                "{typed}: {indexed}"
            );
        }
        let item = report.record.item.as_ref().map(ToString::to_string).unwrap_or_default();
        let passages = hit.passages.iter().map(|passage| format!("{}: {}", passage.part, passage.text)).collect();
        Some((item, passages, hit.withdrawn))
    });
    hits.collect()
}

fn items(typed: &str, bounds: Bounds) -> Vec<String> {
    found(typed, bounds).into_iter().map(|(item, ..)| item).collect()
}

#[test]
fn anything_that_was_written_is_found_however_it_is_typed() {
    for (typed, item) in [
        ("roll-on", "pier"),
        ("rollon", "pier"),
        ("ROLL‑ON", "pier"),
        ("9.30", "pier"),
        ("930", "pier"),
        ("7b", "pier"),
        ("pier-7", "pier"),
        ("O'Hearn-Vale", "pier"),
        ("ohearn vale", "pier"),
        ("O’Hearn", "pier"),
        ("Kathleen", "pier"),
        ("\"ramp of pier\"", "pier"),
        ("Lodz", "fall"),
        ("Łódź", "fall"),
        ("12,500", "fall"),
        ("12500 stones", "fall"),
        ("9 March", "fall"),
        ("2025-03-09", "fall"),
        ("cafe council", "later"),
        ("l'avons", "later"),
        ("misheard", "later"),
        ("Muller", "words"),
        ("müller", "words"),
    ] {
        assert!(items(typed, Bounds::default()).contains(&item.to_owned()), "{typed} does not find {item}");
    }
    for typed in ["roll-off", "\"pier ramp\"", "9.31", "sold", "secret"] {
        assert_eq!(items(typed, Bounds::default()), Vec::<String>::new(), "{typed}");
    }
}

#[test]
fn a_search_shows_what_it_found_and_what_was_taken_back_since() {
    let hits = found("ramp Kathleen", Bounds::default());
    assert_eq!(hits[0].1, ["text: the roll-on ramp of pier 7b is shut at 9.30", "about/keeper: K. O'Hearn-Vale"]);
    let hits = found("café", Bounds::default());
    assert_eq!(hits[0].2, ["corrected: misheard"]);
    assert!(hits[1].2.is_empty());
}

#[test]
fn a_search_takes_the_bounds_of_every_view() {
    let at = |time: &str| Some(time.parse().unwrap());
    let known = Bounds { known_at: at("2025-03-15T00:00:00Z"), ..Bounds::default() };
    assert!(items("café", known).is_empty() && !items("ramp", known).is_empty());
    let before = Bounds { as_of: at("2025-03-01T00:00:00Z"), ..Bounds::default() };
    assert!(items("ramp", before).is_empty());
    let early = Bounds { true_at: at("2025-03-01T00:00:00Z"), ..Bounds::default() };
    assert!(items("stones", early).is_empty());
    let late = Bounds { true_at: at("2025-03-12T00:00:00Z"), ..Bounds::default() };
    assert_eq!(items("stones", late), ["fall"]);
    let hits = found("café", Bounds { known_at: at("2025-03-20T12:00:00Z"), ..Bounds::default() });
    assert!(hits[0].2.is_empty(), "nobody had corrected it by then");
}

#[test]
fn part_of_a_name_finds_those_who_have_it() {
    let (mut index, mut directory) = (StoryIndex::default(), Directory::default());
    recorded(&document(PIER), &mut index, &mut directory);
    let like = |name: &str| directory.like(name).iter().map(|entity| entity.slug.to_string()).collect::<Vec<_>>();
    for name in ["Vale", "hearn", "ohearn vale", "Kathleen", "keep"] {
        let names = like(name);
        assert!(names == ["keeper"] || name == "ohearn vale" && names.is_empty(), "{name}: {names:?}");
    }
    assert_eq!(directory.named("jurgen muller")[0].slug.as_str(), "muller");
    assert_eq!(like("Mull"), ["muller"]);
    assert!(like("Schmidt").is_empty() && like("").is_empty());
}

#[test]
fn a_heading_has_what_is_told_more_exactly_within_what_leads() {
    let cases = [
        // What is sure, and what is disputed within it.
        (
            "
- {occurrence.completed: x, source: us-says, type: a fall, who: [us], when: 2025-04}
- {occurrence.completed: x, source: newsweek, type: a fall, when: 2025-04-02}
- {occurrence.completed: x, source: herald, type: a fall, when: 2025-04-03}",
            "in April 2025 (on 2 April or on 3 April: disputed)",
        ),
        // One finer word, less well supported.
        (
            "
- {occurrence.completed: x, source: us-says, type: a fall, who: [us], when: 2025-04}
- {occurrence.completed: x, source: herald, type: a fall, when: 2025-04-03}",
            "in April 2025 (on 3 April [unattributed])",
        ),
        // Equally supported: the finest leads, and the wider ones bear it out.
        (
            "
- {occurrence.completed: x, source: newsweek, type: a fall, when: 2025-04}
- {occurrence.completed: x, source: herald, type: a fall, when: 2025-04-03}",
            "on 3 April 2025",
        ),
        // Contested as a whole.
        (
            "
- {occurrence.completed: x, source: newsweek, type: a fall, when: 2025-04-02}
- {occurrence.completed: x, source: herald, type: a fall, when: 2025-04-03}",
            "on 2 April 2025 or on 3 April (disputed)",
        ),
        // What was planned is no finer word of what happened.
        (
            "
- {occurrence.announced: x, source: us-says, type: a fall, who: [us], when: 2025-04-12}
- {occurrence.completed: x, source: us-says, type: a fall, when: 2025-04}",
            "in April 2025",
        ),
    ];
    // A year that was just named goes without saying, within one text.
    let in_full = |text: &str| text.replace("April 2025", "April").replace("April", "April 2025");
    for (updates, expected) in cases {
        let told = given(updates);
        let view = told.view();
        let matrix = matrix::of(&view, None, None).rows.remove(0);
        assert_eq!(matrix.occurred.as_deref().map(in_full), Some(in_full(expected)), "{updates}");
        assert!(matrix.what.contains(expected), "{}", matrix.what);
        let moment = timeline::of(&view).moments.remove(0);
        let reads = [moment.reads.into_iter().collect(), moment.or].concat().join(" or ");
        let bare = expected.trim_end_matches(" (disputed)");
        assert_eq!(in_full(&reads), in_full(bare), "{updates}");
        assert!(moment.what.contains(expected), "{}", moment.what);
    }
}

#[test]
fn the_same_holds_of_places() {
    let told = given(
        "
- {meeting.held: m, source: us-says, participants: [us, putin], place: russia}
- {meeting.held: m, source: herald, participants: [us, putin], place: moscow}",
    );
    let what = matrix::of(&told.view(), None, None).rows.remove(0).what;
    assert!(what.contains("in Russia (Moscow [unattributed])"), "{what}");
}

#[test]
fn parts_are_told_and_checked_teller_by_teller() {
    let parts = |first: &str, second: &str| {
        given(&format!(
            "
- {{occurrence.completed: x, source: herald, type: a count, count: {{count: 30, unit: votes{first}}}}}
- {{occurrence.reported: x, source: newsweek, count: {{count: 30, unit: votes{second}}}}}"
        ))
    };
    let wrong = ", parts: {harbour: 12, old-town: 11}";
    let right = ", parts: {harbour: 12, old-town: 18}";
    for (first, second, tellers) in [
        ("", "", vec![]),
        ("", wrong, vec!["Newsweek"]),
        (wrong, "", vec!["The Herald"]),
        (wrong, wrong, vec!["The Herald", "Newsweek"]),
        (right, wrong, vec!["Newsweek"]),
        (right, right, vec![]),
    ] {
        let told = parts(first, second);
        let found = findings::of(&told.view());
        let sums: Vec<&str> = found
            .iter()
            .filter(|found| found.code.as_str() == "parts-do-not-sum")
            .map(|found| &*found.message)
            .collect();
        assert_eq!(sums.len(), tellers.len(), "{sums:?}");
        for (message, teller) in sums.iter().zip(tellers) {
            let expected = format!(
                "the parts that {teller} gives of the number, harbour 12, old town 11, come to 23 and not to 30 votes"
            );
            assert_eq!(*message, expected);
        }
    }
    let told = parts("", wrong);
    let item = overview::of(&told.view(), None).items.remove(0);
    let count = item.paths.iter().find(|path| path.path == "x/count").unwrap();
    let says: Vec<Option<&str>> = count.values[0].by.iter().map(|voice| voice.says.as_deref()).collect();
    assert_eq!(says, [None, Some("30 votes (harbour 12, old town 11)")]);
}

#[test]
fn whether_it_was_late_goes_by_the_days_as_they_are_given() {
    for (planned, happened, fate) in [
        ("2025-04-11", "2025-04-11", Fate::Met),
        ("2025-04-11", "2025-04-12", Fate::MetLate),
        ("2025-04", "2025-04-30", Fate::Met),
        ("2025-04", "2025-05-01", Fate::MetLate),
        ("2025-04-11/2025-04-14", "2025-04-14", Fate::Met),
        ("2025-04-11T12:00:00Z", "2025-04-11T12:30:00Z", Fate::MetLate),
        ("2025-04-11T12:00:00Z", "2025-04-11T14:00:00+03:00", Fate::Met),
        ("2025-04-11T12:00:00Z", "2025-04-11", Fate::Met),
        ("2025-04-12", "2025-04-11", Fate::Met),
    ] {
        let told = given(&format!(
            "
- {{occurrence.announced: x, source: us-says, type: a fall, who: [us], when: {planned}}}
- {{occurrence.completed: x, source: us-says, type: a fall, when: {happened}}}"
        ));
        assert_eq!(expectations(&told.view())[0].fate, fate, "planned {planned}, was {happened}");
    }
}

#[test]
fn a_deadline_that_is_extended_says_what_it_was_moved_from() {
    let told = given(
        "
- {proposal.made: offer, source: us-says, subject: an offer, proposer: us, deadline: 2025-05-01, expires: 2025-06-01}
- {proposal.extended: offer, source: us-says, deadline: 2025-05-08}
- {proposal.reported: offer, source: us-says, expires: 2025-06-10}",
    );
    let view = told.view_at(crate::kit::minute_of(10), Bounds::default());
    let steps = expectations(&view);
    let moved = |step: &str| {
        let found = steps.iter().find(|expected| expected.step.as_deref() == Some(step)).unwrap();
        (found.when.clone().unwrap(), found.moved_from.clone())
    };
    assert_eq!(moved("deadline"), ("on 8 May 2025".to_owned(), vec!["on 1 May 2025".to_owned()]));
    assert_eq!(moved("date of expiry"), ("on 10 June 2025".to_owned(), vec!["on 1 June 2025".to_owned()]));
}

#[test]
fn every_date_that_can_be_written_is_told_in_words_wherever_it_is_shown() {
    let listed = include_str!("../../src/tell/edtf.tsv").lines().filter_map(|line| line.split('\t').next());
    for edtf in listed.chain(["{ ..1983}", "{ 1983.. }", "[2020, 2021]", "{2020, 2021}", "-01XX"]) {
        let told = given(&format!(
            "
- {{occurrence.announced: ahead, source: us-says, type: a fall, who: [us], when: \"{edtf}\"}}
- {{occurrence.completed: past, source: us-says, type: a storm, who: [us], when: \"{edtf}\"}}"
        ));
        let view = told.view();
        let brief = told.brief();
        let mut shown: Vec<String> = vec![brief];
        shown.extend(
            timeline::of(&view).moments.into_iter().flat_map(|moment| [moment.reads.unwrap_or_default(), moment.what]),
        );
        shown.extend(expectations(&view).into_iter().flat_map(|ahead| [ahead.when.unwrap_or_default(), ahead.what]));
        shown.extend(
            matrix::of(&view, None, None).rows.into_iter().flat_map(|row| [row.occurred.unwrap_or_default(), row.what]),
        );
        for text in shown {
            // A year alone, and a year before ours, is written as it is read.
            let raw = edtf.contains(['-', '/', '[', '{', 'X', '~', '%', '?', '.', 'Y', 'T']) && text.contains(edtf);
            assert!(!raw, "{edtf} is printed as it is written: {text}");
        }
    }
}

#[test]
fn the_day_of_a_beginning_is_not_the_day_of_the_whole() {
    let heading = |updates: &str| {
        let told = given(updates);
        let view = told.view();
        matrix::of(&view, None, None).rows.remove(0).what
    };
    let began = "\n- {occurrence.began: x, type: a strike, when: 2025-03-01}";
    for (more, expected) in [
        ("", "a strike began on 1 March 2025 [unattributed]"),
        ("\n- {occurrence.completed: x}", "a strike began on 1 March 2025 (its end is not stated)"),
        ("\n- {occurrence.completed: x, when: 2025-03-09}", "a strike began on 1 March 2025 and ended on 9 March"),
        ("\n- {occurrence.broke_off: x}", "the strike was broken off"),
        ("\n- {occurrence.reported: x, cause: the pay}", "a strike began on 1 March 2025"),
    ] {
        let found = heading(&format!("{began}{more}"));
        assert!(found.starts_with(expected), "{more}: {found}");
    }
    // A span that is over is over, whether or not somebody has said so since.
    let ban = |when: &str| heading(&format!("\n- {{occurrence.began: x, type: a ban, when: {when}}}"));
    assert!(ban("2024-10-18/2025-02-19").starts_with("a ban was imposed from 18 October 2024 to 19 February 2025"));
    assert!(ban("2024-10-18/2035-02-19").starts_with("a ban is under way from"));
    assert!(ban("2024-10-18").starts_with("a ban began on"));
}
