//! How the standing of each item rose and fell, on the scale of the ruler: the thicker the line, the better it stands.

use maud::{Markup, html};
use newsreel_story::judge::grade::Grade;
use newsreel_story::tell::realise::capitalised;
use newsreel_story::views::difference::{Move, Sort};

use super::drawn::{along, disc, end, percent};
use super::{StoryPage, shown_at};
use crate::page::{moments, numbers, without_grade};

/// The most items that have a line.
const MOST_ITEMS: usize = 10;
/// How many items have a line at least, also where their standing never moved.
const FEWEST: usize = 4;
/// The most turns that are told of one item.
const MOST_TURNS: usize = 6;

/// How an item stood from one update on.
struct Turn {
    /// The step of the ruler.
    step: usize,
    sequence: u64,
    word: String,
    /// How well; none where nothing supports it any more.
    grade: Option<Grade>,
}

/// The turns of one item, the first first.
struct Line {
    what: String,
    turns: Vec<Turn>,
}

impl Line {
    fn of(story: &StoryPage, item: &str, what: &str) -> Option<Self> {
        let of_item = story.moved.moves.iter().filter(|step| step.item == item && step.about == item);
        let turns: Vec<Turn> = of_item.filter_map(|step| turn(story, step)).collect();
        (!turns.is_empty()).then(|| Self { what: capitalised(without_grade(what).0), turns })
    }

    fn has_moved(&self) -> bool {
        self.turns.len() > 1
    }
}

fn turn(story: &StoryPage, step: &Move) -> Option<Turn> {
    let sequence = step.sequence?;
    let place = story.shown().position(|line| line.sequence == sequence)?;
    let (word, grade) = match step.sort {
        Sort::Value => {
            let grade = step.after.as_deref().and_then(|after| Grade::ALL.iter().find(|grade| grade.as_str() == after));
            (step.after.clone().unwrap_or_else(|| "nothing stands".to_owned()), grade.copied())
        }
        _ => return None,
    };
    Some(Turn { step: place, sequence, word, grade })
}

/// How each standing rose and fell.
pub(super) fn section(story: &StoryPage) -> Markup {
    let mut lines: Vec<Line> =
        story.moved.items.iter().filter_map(|(item, what)| Line::of(story, item, what)).collect();
    // Those whose standing moved come first, the latest of them before the others.
    lines.sort_by_key(|line| {
        let latest = line.turns.last().map_or(0, |turn| turn.step);
        (!line.has_moved(), std::cmp::Reverse(latest))
    });
    html! {
        section.sec.late #standings aria-labelledby="st" {
            h2 #st { "How each standing rose and fell " small { "on the scale of the ruler, update by update" } (shown_at("standings")) }
            @if lines.is_empty() { p.lead { "Nothing on file has a standing of its own." } }
            @else { (drawn(story, &lines)) }
        }
    }
}

fn drawn(story: &StoryPage, lines: &[Line]) -> Markup {
    // Of what is shown: what comes later, or was recorded later, changes nothing in it.
    let until = story.shown().count().saturating_sub(1);
    let last = until.max(1);
    let moved = lines.iter().filter(|line| line.has_moved()).count();
    let shown = moved.clamp(FEWEST, story.room.of(MOST_ITEMS).max(FEWEST));
    let more = lines.len().saturating_sub(shown);
    html! {
        ol.rows.score {
            li.axis aria-hidden="true" { span {} span {} svg.line { (axis(story, until)) } }
            @for line in lines.iter().take(shown) { (row(line, last, until)) }
        }
        p.key {
            @for grade in [Grade::Conjecture, Grade::Unattributed, Grade::Reported, Grade::Corroborated, Grade::Confirmed] {
                span { svg.line aria-hidden="true" { (along(class(grade), 0.0, 100.0)) } (grade.as_str()) }
            }
            @if more > 0 { span { (more) " more" @if moved <= shown { ", never moved" } } }
        }
    }
}

/// The place of a step of the ruler.
fn place_of(step: usize, last: usize) -> f64 {
    100.0 * step as f64 / last as f64
}

fn axis(story: &StoryPage, last: usize) -> Markup {
    let (list, beside) = (story.shown().collect::<Vec<_>>(), story.beside());
    let mut labelled = vec![0, last / 3, 2 * last / 3, last];
    labelled.dedup();
    let told = |step: usize| moments::listed(story.style(), story.chosen.by.of(list[step]), beside);
    labelled.retain(|step| *step < list.len());
    labelled.dedup_by(|step, before| told(*step) == told(*before));
    html! {
        @for step in labelled {
            @let anchor = match step { 0 => "start", step if step == last => "end", _ => "middle" };
            text class=[(step > 0 && step < last).then_some("opt")] x=(percent(place_of(step, last.max(1)))) y="15" text-anchor=(anchor) { (told(step)) }
        }
    }
}

fn class(grade: Grade) -> &'static str {
    match grade {
        Grade::None | Grade::Conjecture => "step1",
        Grade::Unattributed => "step2",
        Grade::Reported => "step3",
        Grade::Corroborated => "step4",
        Grade::Confirmed => "step5",
    }
}

fn row(line: &Line, last: usize, until: usize) -> Markup {
    let left_out = line.turns.len().saturating_sub(MOST_TURNS);
    html! {
        li {
            span.t { (line.what) }
            span.soft {
                @if left_out > 0 { (left_out) " earlier; " }
                @for (place, turn) in line.turns.iter().skip(left_out).enumerate() {
                    @if place > 0 { ", " }
                    @if place > 0 { b { (turn.word) } } @else { (turn.word) }
                    " " (numbers(&[turn.sequence]))
                }
                @if !line.has_moved() { ", unchanged" }
            }
            svg.line aria-hidden="true" {
                @for (place, turn) in line.turns.iter().enumerate() {
                    @let to = line.turns.get(place + 1).map_or(until, |next| next.step);
                    @if let Some(grade) = turn.grade.filter(|grade| *grade != Grade::None) {
                        (along(class(grade), place_of(turn.step, last), place_of(to.max(turn.step), last)))
                        (disc(place_of(turn.step, last), if place == 0 { 1.5 } else { 4.0 }, false))
                    } @else { (end(place_of(turn.step, last))) }
                }
            }
        }
    }
}
