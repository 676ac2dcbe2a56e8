//! What moved since the chosen moment: in short at the top, in the margin of the brief, and as a table.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use maud::{Markup, html};
use newsreel_story::tell::english::counted;
use newsreel_story::tell::labels::UNSETTLED;
use newsreel_story::tell::realise::capitalised;
use newsreel_story::views::difference::{Move, Sort};

use super::{Lines, StoryPage, Whole, shown_at};
use crate::page::marks::Mark;
use crate::page::{capture, each_once, in_words, moments, numbers, without_grade};

/// How grades rank, the weakest first.
const GRADES: [&str; 6] = ["none", "conjecture", "unattributed", "reported", "corroborated", "confirmed"];
/// How the value of an item itself reads.
const SO: &str = "it is so";
/// The most rows of one group of the table.
const MOST_ROWS: usize = 5;
/// How many items the head of the page tells of.
const MOST_ITEMS: usize = 4;
/// How many updates are named behind a line there.
const MOST_BEHIND: usize = 4;
/// The longest a line says what an update does, in characters.
const MOST_DOES: usize = 110;

/// How a move counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    Story,
    Raised,
    Lowered,
    Contested,
    Withdrawn,
    Phase,
    Position,
    Expected,
    New,
}

impl Group {
    const ALL: [Self; 9] = [
        Self::Story,
        Self::Contested,
        Self::Withdrawn,
        Self::Raised,
        Self::Lowered,
        Self::Phase,
        Self::Position,
        Self::Expected,
        Self::New,
    ];

    fn of(step: &Move) -> Option<Self> {
        let rank = |grade: &Option<String>| GRADES.iter().position(|known| Some(*known) == grade.as_deref());
        match (step.sort, &step.before, &step.after) {
            (Sort::Story, ..) => Some(Self::Story),
            (Sort::Contested, None, Some(_)) => Some(Self::Contested),
            (Sort::Withdrawal, None, Some(_)) => Some(Self::Withdrawn),
            (Sort::Value, before, after) => match (rank(before), rank(after)) {
                (Some(before), Some(after)) if before < after => Some(Self::Raised),
                (Some(before), Some(after)) if before > after => Some(Self::Lowered),
                _ => None,
            },
            (Sort::Phase, Some(_), Some(_)) => Some(Self::Phase),
            (Sort::Stance, None, Some(_)) => Some(Self::Position),
            (Sort::Expectation, None, Some(_)) => Some(Self::Expected),
            (Sort::Item, None, _) => Some(Self::New),
            _ => None,
        }
    }

    fn heading(self) -> &'static str {
        match self {
            Self::Story => "The story",
            Self::Raised => "Standing raised",
            Self::Lowered => "Standing lowered",
            Self::Contested => "Contested",
            Self::Withdrawn => "Corrected, replaced or withdrawn",
            Self::Phase => "Changed",
            Self::Position => "Positions taken",
            Self::Expected => "Expected",
            Self::New => "New on file",
        }
    }

    fn mark(self, step: &Move) -> Mark {
        match self {
            Self::Raised | Self::Lowered => {
                step.after.as_deref().map_or(Mark::None, |grade| Mark::of_words(Some(grade)))
            }
            Self::Contested => Mark::Contested,
            Self::Withdrawn => Mark::Gone,
            Self::Position => match step.after.as_deref() {
                Some("denies") => Mark::Contested,
                Some("confirms") => Mark::Confirmed,
                _ => Mark::Neither,
            },
            Self::Expected => Mark::Plan,
            Self::Story => Mark::Desk,
            Self::Phase | Self::New => Mark::None,
        }
    }
}

/// What moved since the chosen moment and is shown, each with how it counts; what was undone later is left out.
fn since(story: &StoryPage) -> impl Iterator<Item = (Group, &Move)> {
    let after = story.since().unwrap_or(Timestamp::MIN);
    let until = story.shown().map(|line| story.chosen.by.of(line)).max().unwrap_or(Timestamp::MIN);
    let moved = story.moved.moves.iter().filter(move |step| step.at > after && step.at <= until && !step.undone);
    // That a line which was taken down is in order now is no news of the story.
    let moved = moved.filter(|step| !capture::is_one(&step.item));
    moved.filter_map(|step| Some((Group::of(step)?, step)))
}

/// Whether a move is of something that takes place.
fn takes_place(story: &StoryPage, step: &Move) -> bool {
    story.matrix.rows.iter().any(|row| row.item == step.item)
}

/// The positions of the updates of the ruler that moved more than that something new is on file.
pub(super) fn weighty(story: &StoryPage) -> BTreeSet<u64> {
    let weighs = |step: &&Move| Group::of(step).is_some_and(|group| !matches!(group, Group::New | Group::Story));
    let moved = story.moved_since.as_ref().unwrap_or(&story.moved);
    moved.moves.iter().filter(weighs).filter_map(|step| step.sequence).collect()
}

fn name_of(story: &StoryPage, step: &Move) -> String {
    let item = story.moved.items.get(&step.item).map_or(step.about.as_str(), |what| without_grade(what).0);
    capitalised(item)
}

/// The part of its item a move is about, in words; none for the whole. Which element of a list it is, its value says.
fn part(step: &Move) -> Option<String> {
    let words = |text: &str| text.replace(['_', '-'], " ");
    let mut parts = step.about.split('/').skip(1);
    let attribute = words(parts.next()?);
    Some(match (parts.next(), parts.next()) {
        (Some(element), Some(detail)) => format!("{} of {}", words(detail), words(element)),
        (Some(element), None) if step.what.is_empty() || step.what == SO => format!("{attribute}: {}", words(element)),
        _ => attribute,
    })
}

/// How a sentence of the brief has changed since the chosen moment.
pub(super) struct Moving {
    /// Its standing, phase or a position moved; else it is new.
    pub(super) moved: bool,
    pub(super) word: &'static str,
    pub(super) when: String,
}

/// How a sentence about an item that rests on these updates has changed; none where it has not, and where everything has.
pub(super) fn moving(story: &StoryPage, lines: &Lines<'_>, item: &str, sequences: &[u64]) -> Option<Moving> {
    if story.chosen.since == 0 {
        return None;
    }
    let of_sentence = |step: &&(Group, &Move)| {
        step.1.item == item && step.1.sequence.is_some_and(|sequence| sequences.contains(&sequence))
    };
    let steps: Vec<(Group, &Move)> = since(story).collect();
    let words = [
        (Group::Contested, "contested"),
        (Group::Raised, "raised"),
        (Group::Lowered, "lowered"),
        (Group::Phase, "changed"),
    ];
    let weighty = words.iter().find_map(|(group, word)| {
        let (_, step) = steps.iter().filter(of_sentence).find(|(of, _)| of == group)?;
        Some((*word, *step))
    });
    let new_item = steps.iter().any(|(group, step)| *group == Group::New && step.item == item);
    if let Some((word, step)) = weighty.filter(|_| !new_item) {
        return Some(Moving { moved: true, word, when: moments::short(story.style(), step.at, story.beside()) });
    }
    let of: Vec<_> = sequences.iter().filter_map(|sequence| lines.get(sequence)).collect();
    let newest = of.iter().max_by_key(|line| story.chosen.by.of(line))?;
    let new = of.iter().all(|line| story.is_since(line));
    new.then(|| Moving { moved: false, word: "new", when: story.when(newest) })
}

/// What an update moved, in a line.
pub(super) fn does(story: &StoryPage, sequence: u64) -> Option<String> {
    let event = story.moved.events.iter().find(|event| event.sequence == Some(sequence))?;
    let text = event.text.replace("; : ", "; ").replace("/", ", ");
    Some(whole_parts(&text, MOST_DOES))
}

/// As many of the parts of a line as there is room for, each whole, and how many more there are; always the first.
fn whole_parts(text: &str, most: usize) -> String {
    let counted = |(parts, more): (_, &str)| Some((parts, more.strip_suffix(" more")?.parse::<usize>().ok()?));
    let (parts, further) = text.rsplit_once("; and ").and_then(counted).unwrap_or((text, 0));
    let parts: Vec<&str> = parts.split("; ").collect();
    let mut ends = parts.iter().scan(0, |end, part| {
        *end += part.chars().count() + 2;
        Some(*end)
    });
    let shown = ends.position(|end| end > most + 2).unwrap_or(parts.len()).max(1);
    let more = parts.len() - shown + further;
    let shown = parts[..shown].join("; ");
    if more > 0 { format!("{shown}; and {more} more") } else { shown }
}

/// What moved of one item since the chosen moment, or of the story by itself.
struct OfItem<'m> {
    steps: Vec<(Group, &'m Move)>,
    /// What weighs most in it.
    group: Group,
}

impl<'m> OfItem<'m> {
    /// What moved, an item each, what weighs most and then what is newest first.
    fn all(story: &'m StoryPage) -> Vec<Self> {
        // From the beginning on everything is new, and what is contested is told beside it already.
        let from_beginning = story.since().is_none();
        let news = |group: Group| match group {
            Group::New | Group::Contested => !from_beginning,
            Group::Story | Group::Position | Group::Expected => false,
            _ => true,
        };
        let mut items: BTreeMap<&str, Vec<(Group, &Move)>> = BTreeMap::new();
        for step in since(story) {
            items.entry(&step.1.item).or_default().push(step);
        }
        let rank = |group: &Group| Group::ALL.iter().position(|of| of == group);
        let weighed = items.into_values().filter_map(|steps| {
            // What it came to weighs more than how some detail of it stands.
            let came_to = steps.iter().any(|(group, _)| *group == Group::Phase);
            let aside = |(group, step): &&(Group, &Move)| {
                came_to && matches!(group, Group::Raised | Group::Lowered) && step.about != step.item
            };
            let groups = steps.iter().filter(|step| !aside(step)).map(|(group, _)| *group);
            let groups = groups.filter(|group| news(*group));
            let is_new = |group: &Group| *group == Group::New;
            let contested = |group: &Group| *group == Group::Contested;
            let groups: Vec<Group> = groups.collect();
            // Of what is new nothing else is told but that it is contested.
            let group = match groups.iter().any(is_new) && !groups.iter().any(contested) {
                true => Group::New,
                false => groups.into_iter().min_by_key(rank)?,
            };
            let takes_part = group != Group::New || is_told_as_new(story, steps.first()?.1);
            takes_part.then_some(Self { steps, group })
        });
        let mut weighed: Vec<Self> = weighed.collect();
        let last = |of: &Self| of.steps.iter().map(|(_, step)| step.at).max();
        weighed.sort_by_key(|of| (rank(&of.group), std::cmp::Reverse(last(of))));
        weighed
    }

    /// What moved of the item as a whole.
    fn whole(&self, group: Group) -> impl Iterator<Item = &'m Move> {
        let steps = self.steps.iter().filter(move |(of, step)| *of == group && step.about == step.item);
        steps.map(|(_, step)| *step)
    }

    /// What stands otherwise now, in a few words each.
    fn now(&self) -> Vec<Markup> {
        // Where it has moved several times, where it came from and where it is.
        let now = |steps: Vec<&Move>| {
            let (first, last) = (steps.iter().min_by_key(|step| step.at)?, steps.iter().max_by_key(|step| step.at)?);
            let (before, after) = (in_words(first.before.as_deref()?), in_words(last.after.as_deref()?));
            (before != after).then(|| match () {
                () if after == UNSETTLED => html! { "until then told as " b { (before) } },
                () if before == UNSETTLED => html! { "now " b { (after) } ", before open" },
                () => html! { "now " b { (after) } ", before " (before) },
            })
        };
        let positions = self.whole(Group::Position);
        let mut told: Vec<Markup> =
            positions.filter_map(|step| Some(html! { b { (step.what) " " (step.after.as_deref()?) } })).collect();
        if told.is_empty() {
            told.extend(self.whole(Group::Contested).take(1).map(|_| html! { b { "contested" } }));
        }
        told.extend(self.ended());
        told.extend(now(self.whole(Group::Phase).collect()));
        told.extend(now(self.whole(Group::Raised).chain(self.whole(Group::Lowered)).collect()));
        let of_part =
            |of: Group| self.steps.iter().filter(|(group, step)| *group == of && step.about != step.item).count();
        for (group, how) in [
            (Group::Contested, "contested"),
            (Group::Raised, "better supported"),
            (Group::Lowered, "less well supported"),
        ] {
            match of_part(group) {
                0 => {}
                number => told.push(html! { (counted(number, "detail")) " " (how) }),
            }
        }
        told
    }

    /// What was corrected, replaced or withdrawn of it.
    fn ended(&self) -> Option<Markup> {
        let (_, step) = self.steps.iter().find(|(group, _)| *group == Group::Withdrawn)?;
        Some(html! { (step.after.as_deref()?) })
    }

    fn mark(&self, step: &Move) -> Mark {
        match self.group {
            Group::New if self.ended().is_some() => Mark::Gone,
            Group::Raised => Mark::Up,
            Group::Lowered => Mark::Down,
            Group::New if self.steps.iter().any(|(group, _)| *group == Group::Expected) => Mark::Plan,
            group => group.mark(step),
        }
    }

    /// The positions of the updates behind it.
    fn sequences(&self) -> Vec<u64> {
        let all: BTreeSet<u64> = self.steps.iter().filter_map(|(_, step)| step.sequence).collect();
        all.into_iter().rev().take(MOST_BEHIND).rev().collect()
    }
}

/// Whether it is told that an item is new: of what takes place, and of what is said.
fn is_told_as_new(story: &StoryPage, step: &Move) -> bool {
    takes_place(story, step) || story.expected.expectations.iter().any(|known| known.item == step.item)
}

/// What moved, at the top: how much, and item by item what weighs most, each with what it is now and through whom.
pub(in crate::page) fn glance(story: &StoryPage) -> Markup {
    let items = OfItem::all(story);
    let updates = story.shown().filter(|line| story.is_since(line)).count();
    let number = |group: Group| items.iter().filter(|of| of.group == group).count();
    let counts = [
        (Group::Contested, "newly contested"),
        (Group::Withdrawn, "corrected or withdrawn"),
        (Group::Raised, "better supported"),
        (Group::Lowered, "less well supported"),
        (Group::Phase, "changed"),
        (Group::New, "new"),
    ];
    let moved = counts.iter().map(|(group, how)| (number(*group), how)).filter(|(number, _)| *number > 0);
    let moved: Vec<String> = moved.map(|(number, how)| format!("{number} {how}")).collect();
    let moved = if moved.is_empty() { "nothing stands otherwise".to_owned() } else { moved.join(", ") };
    html! {
        p.big { (counted(updates, "update")) ": " (moved) }
        ul {
            @for of in items.iter().take(MOST_ITEMS) { li { (line(story, of)) } }
            @if !items.is_empty() {
                li.more { (Mark::None) a href=(story.part("changes")) { "All that moved" } @if items.len() > MOST_ITEMS { ", " (items.len() - MOST_ITEMS) " more" } }
            }
        }
    }
}

/// What moved of an item, in a line: what it is, what stands otherwise, whose word that is.
fn line(story: &StoryPage, of: &OfItem<'_>) -> Markup {
    let Some((_, step)) = of.steps.iter().find(|(group, _)| *group == of.group) else { return html! {} };
    let sequences = of.sequences();
    let by = sequences.last().and_then(|last| story.teller(*last));
    let now = if of.group == Group::New { of.ended().into_iter().collect() } else { of.now() };
    // Who takes a position is named with it.
    let by = by.filter(|_| now.is_empty() || of.whole(Group::Position).next().is_none());
    html! {
        (of.mark(step))
        @if of.group == Group::New { "New: " }
        (name_of(story, step))
        @for (place, told) in now.iter().enumerate() { (if place == 0 { ": " } else { "; " }) (told) }
        @if let Some(by) = by { ". " i { (capitalised(by)) } }
        " " (numbers(&sequences))
    }
}

/// The table of what moved.
pub(super) fn section(story: &StoryPage) -> Markup {
    let steps: Vec<(Group, &Move)> = since(story).collect();
    let most = story.most(Whole::Moves, MOST_ROWS);
    let until = story.shown().next_back().map_or_else(String::new, |line| story.when(line));
    let none: Vec<&str> = [Group::Raised, Group::Lowered, Group::Contested, Group::Withdrawn]
        .into_iter()
        .filter(|group| steps.iter().all(|(of, _)| of != group))
        .map(Group::heading)
        .collect();
    html! {
        section.sec.late #changes aria-labelledby="ch" {
            h2 #ch { "What moved since " (story.since_words()) @if !story.is_live() { ", up to " (until) } " "
                small { "as " (story.chosen.by.token()) " · " a href={ (story.permanent()) "#changes" } { "link to this comparison" } }
                (shown_at("changes"))
            }
            table.fold role="table" aria-labelledby="ch" {
                thead role="rowgroup" { tr role="row" {
                    @for column in ["what", "before", "now", "by update"] { th role="columnheader" { (column) } }
                } }
                tbody role="rowgroup" {
                    @for group in Group::ALL {
                        @let of_group: Vec<&Move> = steps.iter().filter(|(of, _)| *of == group).map(|(_, step)| *step).collect();
                        @if !of_group.is_empty() {
                            tr.group role="row" { th colspan="4" role="rowheader" { (group.heading()) ": " (of_group.len()) } }
                            @if group == Group::New { tr role="row" { td colspan="4" role="cell" { (fresh(story, &of_group)) } } }
                            @else { @for told in each_once(of_group.iter().copied().take(most), |step| &step.item) { (row(story, group, told)) } }
                            @if of_group.len() > most {
                                tr role="row" { td.soft colspan="4" role="cell" { a href={ (story.all_of(Whole::Moves)) "#changes" } { (of_group.len() - most) " more" } } }
                            }
                        }
                    }
                    @if !none.is_empty() {
                        tr.group role="row" { th colspan="4" role="rowheader" { (capitalised(&none.join("; ").to_lowercase())) ": none" } }
                    }
                }
            }
        }
    }
}

/// What is new on file has no columns to fill: it was not there before.
fn fresh(story: &StoryPage, steps: &[&Move]) -> Markup {
    let most = story.most(Whole::Moves, MOST_ROWS);
    html! {
        ul { @for step in steps.iter().take(most) {
            li { (name_of(story, step)) @if let Some(sequence) = step.sequence { " " (numbers(&[sequence])) } }
        } }
    }
}

fn row(story: &StoryPage, group: Group, (anew, step): (bool, &Move)) -> Markup {
    let value = |text: &Option<String>| {
        text.as_deref()
            .map(in_words)
            .map(|text| if group == Group::Phase && text == UNSETTLED { "open".to_owned() } else { text })
    };
    let of = match (part(step), step.what.as_str()) {
        (None, "" | SO) => None,
        (Some(part), "" | SO) => Some(part),
        (None, what) => Some(what.to_owned()),
        (Some(part), what) => Some(format!("{part}: {what}")),
    };
    html! {
        tr role="row" {
            th role="rowheader" { span.t.vh[!anew] { (name_of(story, step)) } @if let Some(of) = of { span.src { (of) } } }
            td role="cell" data-th="before" { span.in {
                @match (group, value(&step.before)) {
                    (Group::Raised | Group::Lowered, Some(before)) => del { (Mark::of_words(Some(&before))) " " (before) },
                    (_, Some(before)) => del { (before) },
                    (_, None) => span.soft { "not on file" },
                }
            } }
            td role="cell" data-th="now" { span.in {
                ins { (group.mark(step)) " "
                    @match (group, value(&step.after)) {
                        (Group::Contested, _) => "contested",
                        (Group::New, _) => "on file",
                        (_, Some(after)) => (after),
                        (_, None) => "not on file",
                    }
                }
            } }
            td role="cell" data-th="by" { span.in {
                @if let Some(sequence) = step.sequence { (numbers(&[sequence])) " " }
                span.soft.n { (moments::short(story.style(), step.at, story.beside())) }
            } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_too_long_ends_with_a_whole_part() {
        for (text, most, shown) in [
            ("new", 10, "new"),
            ("new", 1, "new"),
            ("planned, now held; it is so", 40, "planned, now held; it is so"),
            ("planned, now held; it is so", 27, "planned, now held; it is so"),
            ("planned, now held; it is so", 26, "planned, now held; and 1 more"),
            ("planned, now held; it is so; place: x; and 3 more", 27, "planned, now held; it is so; and 4 more"),
            ("one; two; and 3 more", 40, "one; two; and 3 more"),
            ("one; and two for more", 40, "one; and two for more"),
        ] {
            assert_eq!(whole_parts(text, most), shown, "{text} in {most}");
        }
    }
}
