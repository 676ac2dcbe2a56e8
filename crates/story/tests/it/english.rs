//! What no line of any view may be, of whatever story: every view speaks with the same voice.
//!
//! `harper-core` 3.0 was tried in place of this list and left: it would bring 533 packages where the whole project has about
//! 300, and of its 285 remarks on 207 sentences of real stories 268 were on names and the rest on British spelling and
//! lists; none was a fault.

use std::collections::BTreeSet;

use newsreel_story::judge::view::View;
use newsreel_story::tell::english::article;
use newsreel_story::tell::{called, items};
use newsreel_story::views::difference::{self, Interval};
use newsreel_story::views::{expected, findings, glance, matrix, overview, publications, reach, timeline, who};

use crate::briefs::{long_after, plausible_stories, stories};

/// How many words a sentence has at most.
const MOST_WORDS: usize = 45;

/// What is wrong with a line as English, or as something a reader may see.
pub(crate) fn fault(view: &View<'_>, sentence: &str) -> Option<String> {
    const PREPOSITIONS: &[&str] = &["at", "by", "from", "in", "of", "on", "to", "with"];
    let words: Vec<&str> = sentence.split_whitespace().collect();
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let internal: BTreeSet<String> = {
        let keys = view.state.items().iter().map(|item| item.key.to_string());
        let slugs = view.directory.iter().map(|entity| entity.slug.to_string());
        // An update is named by its key.
        let updates: BTreeSet<String> =
            view.reports().filter_map(|(_, report)| report.record.key.as_ref().map(ToString::to_string)).collect();
        let internal = keys.chain(slugs).filter(|name| name.contains(['-', '_']));
        internal.filter(|name| !updates.contains(name)).collect()
    };
    for pair in words.windows(2) {
        let (first, second) = (bare(pair[0]).to_lowercase(), bare(pair[1]).to_lowercase());
        let together = pair[0].ends_with(char::is_alphanumeric) && pair[1].starts_with(char::is_alphanumeric);
        if together && first == second && !["that", "had"].contains(&first.as_str()) {
            return Some(format!("twice {first}"));
        }
        if together && PREPOSITIONS.contains(&pair[0]) && PREPOSITIONS.contains(&pair[1]) {
            return Some(format!("{first} {second}"));
        }
        let article_of = article(&bare(pair[1]));
        if ["a", "an"].contains(&pair[0]) && pair[0] != article_of && pair[1].starts_with(char::is_alphanumeric) {
            return Some(format!("{first} {second}"));
        }
    }
    let named = words.iter().map(|word| bare(word)).find(|word| internal.contains(word) || word.contains('_'));
    if let Some(named) = named {
        return Some(format!("names {named} as it is called inside"));
    }
    let raw = words.iter().find(|word| {
        let digits = word.chars().filter(char::is_ascii_digit).count();
        digits >= 4 && word.contains('-') || word.contains("T00:") || word.contains("..")
    });
    if let Some(raw) = raw {
        return Some(format!("has a raw {raw}"));
    }
    if words.len() > MOST_WORDS {
        return Some(format!("has {} words", words.len()));
    }
    for (open, close) in [('(', ')'), ('“', '”'), ('[', ']')] {
        if sentence.matches(open).count() != sentence.matches(close).count() {
            return Some(format!("has {open} and {close} that do not go together"));
        }
    }
    let bad = [",,", " ,", " .", ",.", ";.", ":.", "  ", "( ", " )", ";;", ", ;"]
        .into_iter()
        .find(|bad| sentence.contains(bad));
    if let Some(bad) = bad {
        return Some(format!("has “{bad}”"));
    }
    None
}

/// The same of a whole sentence, which starts and ends as one.
pub(crate) fn fault_of_sentence(view: &View<'_>, sentence: &str) -> Option<String> {
    if let Some(fault) = fault(view, sentence) {
        return Some(fault);
    }
    let starts = sentence.chars().next().is_some_and(|c| c.is_uppercase() || c == '“' || c.is_ascii_digit());
    let ends = sentence.trim_end_matches(['”', ')']).ends_with(['.', '?', '!']);
    (!starts || !ends).then(|| "does not start and end as a sentence".to_owned())
}

/// Every line of English that the views give of a story, each with the view it is from.
fn lines(view: &View<'_>) -> Vec<(&'static str, String)> {
    let mut lines: Vec<(&'static str, String)> = Vec::new();
    let mut add = |of: &'static str, line: String| lines.push((of, line));
    for item in view.items() {
        add("headline", items::headline(view, item));
        add("noun", called::noun(view, item));
    }
    for item in overview::of(view, None).items {
        add("overview", item.what);
        item.related.iter().for_each(|related| add("relation", related.text()));
        for value in item.paths.into_iter().flat_map(|path| path.values) {
            add("value", value.text);
            let voices = value.by.into_iter().chain(value.against);
            voices.flat_map(|voice| voice.marks).for_each(|mark| add("mark", mark.why));
        }
    }
    for item in view.items().map(|item| item.key.to_string()).collect::<Vec<_>>() {
        let reports = overview::of(view, Some(&item)).items.into_iter().flat_map(|item| item.reports);
        reports.flat_map(|report| report.withdrawn).for_each(|lost| add("withdrawal", lost));
    }
    for expected in expected::of(view).expectations {
        add("expected", expected.what);
        add("fate", expected.fate.label().to_owned());
        expected.became.into_iter().for_each(|became| add("became", became));
        expected.step.into_iter().for_each(|step| add("step", step));
        expected.when.into_iter().chain(expected.moved_from).for_each(|when| add("date", when));
        expected.turns.iter().for_each(|turn| add("turn", turn.text()));
    }
    for moment in timeline::of(view).moments {
        add("timeline", moment.what);
        moment.reads.into_iter().chain(moment.or).for_each(|when| add("date", when));
    }
    for row in matrix::of(view, None, None).rows {
        add("matrix", row.what);
        row.occurred.into_iter().chain(row.place).for_each(|part| add("date or place", part));
        let said = row.parties.into_iter().flat_map(|cell| cell.says).chain(row.others);
        for said in said {
            add("says", said.says);
            said.tells.into_iter().for_each(|tells| add("tells", tells));
        }
    }
    for entity in view.directory.iter() {
        let Some(who) = who::of(view, &entity.slug) else { continue };
        who.says.into_iter().chain(who.said_of).for_each(|says| add("who", says.said.says));
        who.items.into_iter().flat_map(|part| part.as_part).for_each(|part| add("part", part));
    }
    let interval = Interval { from: None, to: view.moment(), recorded: false };
    let difference = difference::between(view, interval, &[]);
    difference.moves.iter().for_each(|step| add("move", step.text()));
    for event in difference.events {
        add("event", event.what);
    }
    findings::of(view).into_iter().for_each(|finding| add("finding", finding.message));
    for (_, report) in view.reports() {
        let Ok(reach) = reach::of(view, report.record.id, None) else { continue };
        reach.lost.into_iter().for_each(|lost| add("lost", lost.what));
        reach.publications.iter().for_each(|review| add("review", review.text()));
    }
    publications::needing_review(view).iter().for_each(|review| add("review", review.text()));
    glance::of(view).disputed.into_iter().flat_map(|disputed| disputed.part).for_each(|part| add("disputed", part));
    lines
}

#[test]
fn every_line_of_every_view_is_english_and_says_nothing_internal() {
    let mut faults = BTreeSet::new();
    let mut read = 0;
    for story in stories().into_iter().chain(plausible_stories(300)) {
        let view = long_after(&story);
        for (of, line) in lines(&view) {
            read += 1;
            faults.extend(fault(&view, &line).map(|fault| format!("{of}: {fault}: {line}")));
        }
    }
    let told: Vec<&String> = faults.iter().take(60).collect();
    assert!(faults.is_empty(), "{} of {read}:\n{told:#?}", faults.len());
}
