//! The three questions at the head of a story: what is in dispute, what moved, who has not answered. Each is answered in a
//! line and with what weighs most, and leads to the rest.

use std::collections::BTreeSet;

use maud::{Markup, html};
use newsreel_story::tell::dates::bare;
use newsreel_story::tell::english::{counted, list};
use newsreel_story::tell::realise::capitalised;
use newsreel_story::views::brief::{BriefEntry, DISPUTED};
use newsreel_story::views::expected::Fate;

use super::{StoryPage, changes, shown_at, tables};
use crate::page::marks::Mark;
use crate::page::{numbers, without_grade};

/// The most lines under what is in dispute, and of who has not answered.
const MOST: usize = 4;
/// The stances that leave open what others say, each as it is told beside what is disputed.
const WITHHELD: [(&str, &str); 4] = [
    ("not confirmed", "has not confirmed"),
    ("denies knowledge", "denies knowledge"),
    ("cannot corroborate", "cannot corroborate"),
    ("declines", "will not comment"),
];
/// How many of what is expected stand on the wall.
const NEXT: usize = 4;

/// The three questions.
pub(super) fn glance(story: &StoryPage) -> Markup {
    html! {
        div.glance {
            div #in-dispute { h2 { "In dispute" (shown_at("in-dispute")) } (disputed(story)) }
            div #moved { h2 { "Since " (story.since_words())
                @if let Some(first) = story.beginning() { ", " (first) }
                (shown_at("moved"))
            } (changes::glance(story)) }
            div #not-answered { h2 { "Not answered" (shown_at("not-answered")) } (unanswered(story)) }
        }
    }
}

/// What is in dispute, in short.
pub(in crate::page) fn disputed(story: &StoryPage) -> Markup {
    let number = story.glance.disputed.len();
    let section = story.brief.sections.iter().filter(|section| section.heading == DISPUTED);
    let mark = if number > 0 { Mark::Contested } else { Mark::Doubted };
    // What accounts differ on without anything being contested by it is no more than open.
    let is_contested = |entry: &&BriefEntry| story.glance.disputed.iter().any(|dispute| dispute.item == entry.item);
    let (contested, differing): (Vec<_>, Vec<_>) =
        section.flat_map(|section| &section.entries).partition(|entry| number == 0 || is_contested(entry));
    let mut lines: Vec<Markup> = contested.iter().filter_map(|entry| dispute(story, mark, entry)).collect();
    if lines.is_empty() {
        lines.extend(story.glance.disputed.iter().map(|dispute| {
            html! {
                (Mark::Contested) (capitalised(without_grade(&dispute.what).0))
                @if let Some(part) = &dispute.part { ": " (part) }
                " " (numbers(&dispute.sequences))
            }
        }));
    }
    let sentences = contested.iter().chain(&differing).flat_map(|entry| &entry.sentences);
    let told = story.glance.disputed.iter().flat_map(|dispute| &dispute.sequences);
    let told: BTreeSet<&u64> = told.chain(sentences.flat_map(|sentence| &sentence.sequences)).collect();
    let beside = story.findings.iter().filter(|finding| matches!(finding.code.as_str(), "count-gap" | "contradicted"));
    // What contradicts itself is told once, where it is disputed.
    let beside = beside.filter(|finding| !finding.sequences.iter().all(|sequence| told.contains(sequence)));
    let beside =
        beside.map(|finding| html! { (Mark::Gap) (capitalised(&finding.message)) " " (numbers(&finding.sequences)) });
    // What nobody disputes stands apart, and takes what room is left.
    let room = MOST.saturating_sub(lines.len());
    let differing = differing.iter().filter_map(|entry| dispute(story, Mark::Doubted, entry));
    let open: Vec<Markup> = differing.chain(beside).chain(withheld(story)).collect();
    html! {
        p.big {
            @match number {
                0 => "Nothing is contested",
                1 => span.red { "One thing is contested" },
                number => span.red { (number) " things are contested" },
            }
        }
        ul {
            @for line in lines.iter().take(MOST) { li { (line) } }
        }
        @if room > 0 && !open.is_empty() {
            @if number > 0 { p { small { "Not contested, and open all the same" } } }
            ul { @for line in open.iter().take(room) { li { (line) } } }
        }
        @if lines.len() + open.len() > MOST || number > lines.len() {
            ul { li.more { (Mark::None) a href=(story.part(if number > 0 { "disputed" } else { "matrix" })) { "All that is open" } } }
        }
    }
}

/// What is disputed and who denies it. The first sentence says what, those after it who says so.
fn dispute(story: &StoryPage, mark: Mark, entry: &BriefEntry) -> Option<Markup> {
    let (first, sides) = entry.sentences.split_first()?;
    let of_item = story.glance.disputed.iter().filter(|dispute| dispute.item == entry.item);
    let mut deniers: Vec<String> = of_item.flat_map(|dispute| dispute.denied_by.iter().cloned()).collect();
    deniers.sort();
    deniers.dedup();
    // Some say in the same sentence who denies it.
    if [" denied ", " disputed it"].iter().any(|said| first.text.contains(said)) {
        deniers.clear();
    }
    Some(html! {
        (mark) (first.text) " "
        @if deniers.is_empty() { @for side in sides { (side.text) " " } } @else { b { "Denied by " (list(&deniers)) "." } " " }
        (numbers(&first.sequences))
    })
}

/// What a party with a part in it will not confirm, or speak of: not contested, and not agreed either.
fn withheld(story: &StoryPage) -> impl Iterator<Item = Markup> {
    let cells = story.matrix.rows.iter().flat_map(|row| row.parties.iter().map(move |cell| (row, cell)));
    let words = cells.flat_map(|(row, cell)| cell.says.iter().map(move |said| (row, cell, said)));
    words.filter_map(|(row, cell, said)| {
        let says = WITHHELD.iter().find(|(stance, _)| said.says.starts_with(stance))?.1;
        Some(html! {
            (Mark::Neither) (capitalised(&cell.name)) " " (says)
            @if let Some(limits) = &said.voice.limits { " (" (limits) ")" }
            ": " (without_grade(&row.what).0) " " (numbers(&[said.voice.sequence]))
        })
    })
}

/// What is expected next, in short.
pub(in crate::page) fn next(story: &StoryPage) -> Markup {
    let ahead: Vec<_> = story.expected.expectations.iter().filter(|expected| expected.fate.is_ahead()).collect();
    html! {
        ul {
            @for expected in ahead.iter().take(NEXT) {
                @let overdue = expected.fate == Fate::Overdue;
                li {
                    @if overdue { (Mark::Late) b.red { "Overdue: " } } @else { (Mark::Plan) }
                    @let what = without_grade(&expected.what).0;
                    (capitalised(what))
                    @if let Some(when) = expected.when.as_ref().filter(|when| !names(what, when)) { ", " (when) }
                }
            }
            @if ahead.is_empty() { li { (Mark::None) "Nothing on file lies ahead." } }
            @if ahead.len() > NEXT { li.more { (Mark::Plan) a href={ (story.address()) "#n" } { (ahead.len() - NEXT) " more" } } }
        }
    }
}

/// Whether words name a day already, whatever stands before it: “for March 2027” of “in March 2027”.
fn names(what: &str, when: &str) -> bool {
    what.contains(bare(when))
}

/// Who has not answered, in short.
pub(in crate::page) fn unanswered(story: &StoryPage) -> Markup {
    let open: Vec<_> = story.glance.requests.iter().filter(|request| request.open).collect();
    let mut asked: Vec<String> = Vec::new();
    for name in open.iter().flat_map(|request| &request.asked) {
        let name = capitalised(name.strip_prefix("the ").unwrap_or(name));
        if !asked.contains(&name) {
            asked.push(name);
        }
    }
    let declined = || story.glance.requests.iter().filter(|request| request.phase == "declined");
    html! {
        p.big {
            @match (asked.as_slice(), open.len()) {
                (_, 0) if story.glance.requests.is_empty() => "Nobody is on file as asked",
                (_, 0) if declined().next().is_some() => "Everybody asked has answered or declined to",
                (_, 0) => "Everybody asked has answered",
                ([], number) => (counted(number, "request")),
                (asked, _) => (asked.join(", ")),
            }
        }
        ul {
            @for request in open.iter().take(MOST) {
                li { (Mark::Gap) (capitalised(&request.what)) @if tables::is_only_sent(&request.phase) { "; no reply is reported" } (tables::asked_when(request)) ". " (numbers(&request.sequences)) }
            }
            // Whoever declined has answered, and still told nothing.
            @for request in declined().take(MOST - open.len().min(MOST)) {
                li { (Mark::Neither) (capitalised(&request.what)) (tables::asked_when(request)) ". " (numbers(&request.sequences)) }
            }
            @if open.len() > MOST { li.more { (Mark::Gap) a href=(story.part("r")) { (open.len() - MOST) " more" } } }
            @let silent = tables::silence(story);
            @if !silent.is_empty() {
                li { (Mark::None)
                    "Of those with a part in what happened no word is on file"
                    @for (place, (name, silent, all)) in silent.iter().take(2).enumerate() {
                        @if place > 0 { "," } " from " (name) " on " (silent) " of " (all) @if place == 0 { " things" }
                    }
                    ". " a.more href=(story.part("matrix")) { "Who says what" }
                }
            }
        }
    }
}
