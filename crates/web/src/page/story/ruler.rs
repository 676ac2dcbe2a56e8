//! The ruler: which moment of the story is shown. One step is one update, so that no step is empty; what moved something has a
//! tall tick.

use maud::{Markup, html};
use newsreel_story::views::updates::UpdateLine;

use super::drawn::percent;
use super::{By, StoryPage, changes};
use crate::page::moments;

/// What the words on each step begin with; the script knows it.
const UPDATE: &str = "update ";
/// The most labels below the ruler.
const LABELS: usize = 6;
/// How much of what an update is about is read aloud, in characters.
const MOST_WORDS: usize = 36;
/// With more updates than this it is less.
const MANY: usize = 80;
/// That much.
const FEW_WORDS: usize = 24;
/// The most moments that can be chosen to compare with.
const CHOICES: usize = 24;

/// The ruler; none for a story of fewer than two updates.
pub(super) fn ruler(story: &StoryPage) -> Markup {
    let list = &story.window.list;
    let Some(last) = list.len().checked_sub(1).filter(|last| *last > 0) else { return html! {} };
    let at = list.iter().rposition(|line| story.shows(line));
    let since = list.iter().position(|line| line.sequence == story.chosen.since);
    let is_now = |step: usize| step == last && !story.chosen.earlier;
    let marks: Vec<String> = list.iter().enumerate().map(|(step, line)| words(story, line, is_now(step))).collect();
    let now = at.map_or_else(|| "before the first update".to_owned(), |at| words(story, &list[at], is_now(at)));
    html! {
        form.ruler method="get" action=(story.address()) aria-label="As of" {
            @if let Some(so) = story.chosen.bounds.true_at { input type="hidden" name="true_at" value=(so); }
            // The steps are of the updates that the ruler goes over now.
            @if story.chosen.earlier {
                @if let Some(at) = story.chosen.at { input type="hidden" name="at" value=(at); }
                @if let Some(known) = story.chosen.bounds.known_at { input type="hidden" name="known_at" value=(known); }
            }
            div.say {
                label for="asof" { "The story as " (story.chosen.by.token()) " up to" } " "
                output #moment for="asof" { (now) }
                @if let Some(so) = story.chosen.bounds.true_at { span { "and what was so then: " b { (moments::full(story.style(), so)) " (UTC)" } } }
                label { "what moved since " (since_choice(story, since)) }
                span.words {
                    (by(story, By::Recorded, "as recorded"))
                    (by(story, By::Known, "as known"))
                }
                button { "Show" } " "
                a href=(story.permanent()) { "Link to this view" }
                @if !story.is_live() { a href=(story.address()) data-now { "Back to now" } }
            }
            div.scale {
                (picture(story, since, last))
                input #asof type="range" name="step" min="0" max=(last) value=(at.unwrap_or(0)) step="1" data-marks=(marks.iter().map(|mark| mark.trim_start_matches(UPDATE)).collect::<Vec<_>>().join("\n")) aria-valuetext=(now);
            }
            @if story.window.before > 0 || story.chosen.earlier {
                p.note { "The ruler goes over " (list.len()) " updates"
                    @if story.window.before > 0 { ", after " (story.window.before) " before them" }
                    @if story.chosen.earlier { "; there are later ones" }
                    "."
                }
            }
        }
    }
}

fn words(story: &StoryPage, line: &UpdateLine, last: bool) -> String {
    let when = story.moment(story.chosen.by.of(line));
    let what = if last { "now" } else { line.own_line.as_deref().unwrap_or(&line.says) };
    let most = if story.window.list.len() > MANY { FEW_WORDS } else { MOST_WORDS };
    format!("{UPDATE}{}, {when}: {}", line.sequence, whole_words(&what.replace('\n', " "), most))
}

/// As many of the words as there is room for, each whole.
fn whole_words(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => {
            let whole = text[..end].rfind(' ').filter(|_| !text[end..].starts_with(' ')).unwrap_or(end);
            format!("{}…", text[..whole].trim_end_matches([' ', ',', ';', ':']))
        }
    }
}

fn by(story: &StoryPage, by: By, words: &str) -> Markup {
    html! { label { input type="radio" name="by" value=(by.token()) checked[story.chosen.by == by]; (words) } }
}

/// The moments that can be compared with: the beginnings of the days on which something came in, and some in between.
fn since_choice(story: &StoryPage, since: Option<usize>) -> Markup {
    let list = &story.window.list;
    let every = list.len().div_ceil(CHOICES).max(1);
    // Where many came in the same minute, the last of them stands for it.
    let moment = |line: &UpdateLine| story.moment(story.chosen.by.of(line));
    let same = |step: usize| list.get(step + 1).is_some_and(|after| moment(&list[step]) == moment(after));
    html! {
        select name="since" {
            option value="0" selected[since.is_none()] { "the beginning" }
            @for (step, line) in list.iter().enumerate().rev() {
                @let day = story.day_after(list, step);
                @if day.is_some() || (step % every == 0 && step + 1 < list.len() && !same(step)) || Some(step) == since {
                    option value=(line.sequence) selected[Some(step) == since] {
                        @match day {
                            Some(day) => (day),
                            None => { (moment(line)) ", update " (line.sequence) },
                        }
                    }
                }
            }
        }
    }
}

fn picture(story: &StoryPage, since: Option<usize>, last: usize) -> Markup {
    let list = &story.window.list;
    let x = |step: usize| percent(100.0 * step as f64 / last as f64);
    let tall = changes::weighty(story);
    let ticks = |are_tall: bool| -> String {
        let steps = list.iter().enumerate().filter(|(_, line)| tall.contains(&line.sequence) == are_tall);
        steps.map(|(step, _)| format!("M{step} {}V26", if are_tall { 6 } else { 18 })).collect()
    };
    let every = last.div_ceil(LABELS - 1).max(1);
    let mut labels: Vec<usize> = (0..=last).step_by(every).filter(|step| last - step >= every.div_ceil(2)).collect();
    labels.push(last);
    html! {
        svg aria-hidden="true" {
            @let from = since.map_or(0, |since| since);
            rect.chosen x=(x(from)) width=(x(last - from)) y="0" height="28" {}
            line.base x1="0" x2="100%" y1="26" y2="26" {}
            svg viewBox={ "0 0 " (last) " 44" } preserveAspectRatio="none" {
                path.tick d=(ticks(false)) {}
                path.tick.tall d=(ticks(true)) {}
            }
            @let told: Vec<String> = (0..labels.len()).map(|place| label(story, &list[labels[place]], place.checked_sub(1).map(|before| &list[labels[before]]))).collect();
            // What the label before says already is not said again.
            @for (place, step) in labels.iter().enumerate().filter(|(place, _)| *place == 0 || told[*place] != told[place - 1]) {
                @let anchor = match (place, *step == last) { (0, _) => "start", (_, true) => "end", _ => "middle" };
                text class=[(place > 0 && *step != last && (place % 2 == 1 || last - step < every + every / 2)).then_some("opt")] x=(x(*step)) y="42" text-anchor=(anchor) { (told[place]) }
            }
        }
    }
}

/// The time of a tick; the day where it is another than that of the label before.
fn label(story: &StoryPage, line: &UpdateLine, before: Option<&UpdateLine>) -> String {
    let at = story.chosen.by.of(line);
    match before {
        Some(before) if moments::same_day(story.chosen.by.of(before), at) => moments::clock(story.style(), at),
        Some(before) => moments::listed(story.style(), at, story.chosen.by.of(before)),
        None => {
            let last = story.window.list.last().map_or(at, |last| story.chosen.by.of(last));
            moments::listed(story.style(), at, last)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_aloud_ends_with_a_whole_word() {
        for (text, most, shown) in [
            ("now", 10, "now"),
            ("one two", 7, "one two"),
            ("one two, three", 8, "one two…"),
            ("one two three", 9, "one two…"),
            ("unbroken", 4, "unbr…"),
            ("größer als", 6, "größer…"),
        ] {
            assert_eq!(whole_words(text, most), shown, "{text}");
        }
    }
}
