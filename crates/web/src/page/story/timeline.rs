//! The timeline: rows of words, each with a picture of the same words on one scale. Never more exact than the source: a month
//! is drawn as a month, "by" as open to the left, no date as a dotted line over everything it could be.

use std::collections::HashMap;

use jiff::civil::Date;
use jiff::tz::Offset;
use maud::{Markup, PreEscaped, html};
use newsreel_story::record::name::UpdateId;
use newsreel_story::record::style::Style;
use newsreel_story::record::time::When;
use newsreel_story::tell::realise::capitalised;
use newsreel_story::views::expected::Fate;
use newsreel_story::views::timeline::Moment;
use newsreel_story::views::updates::UpdateLine;

use super::drawn::{along, around, diamond, disc, edge, end, grid, percent, triangle, upright};
use super::{StoryPage, Whole, shown_at, tables};
use crate::page::marks::Mark;
use crate::page::{in_words, moments, without_grade};

/// How many moments it has.
const MOST_MOMENTS: usize = 24;
/// Of so many days one may stand at the edge of the picture.
const FEW: usize = 5;
/// How much smaller the picture must be without it.
const FAR: i32 = 3;
/// What was recorded so many days before or after is part of the picture.
const NEAR: i32 = 92;

/// The days from the first to the last of the picture.
struct Scale {
    first: Date,
    last: Date,
    style: Style,
}

impl Scale {
    /// The scale of what happened and was told, and of when it was recorded where that is near.
    fn of(spans: Vec<(Date, Date)>, recorded: &[Date], style: Style) -> Option<Self> {
        let (mut first, mut last) = bulk(spans)?;
        let near = (last - first).get_days().max(NEAR);
        for day in recorded.iter().min().into_iter().chain(recorded.iter().max()) {
            if (*day - last).get_days() <= near && (first - *day).get_days() <= near {
                (first, last) = (first.min(*day), last.max(*day));
            }
        }
        // A little room on both sides, so that what is on the edge is seen whole.
        let room = i64::from((last - first).get_days() / 20).max(1);
        let wider = |day: Date, by: i64| day.checked_add(jiff::Span::new().days(by)).unwrap_or(day);
        Some(Self { first: wider(first, -room), last: wider(last, room + 1), style })
    }

    fn covers(&self, day: Date) -> bool {
        (self.first..=self.last).contains(&day)
    }

    fn days(&self) -> i32 {
        (self.last - self.first).get_days().max(1)
    }

    /// The place of the beginning of a day.
    fn x(&self, day: Date) -> f64 {
        f64::from((day - self.first).get_days()) * 100.0 / f64::from(self.days())
    }

    /// The place of the middle of a day.
    fn middle(&self, day: Date) -> f64 {
        self.x(day) + 50.0 / f64::from(self.days())
    }

    /// The days that have a line, each with its label: years, months or days, as many as can be read.
    fn lines(&self) -> Vec<(Date, String)> {
        let days = self.days();
        let step = match days {
            0..=10 => jiff::Span::new().days(1),
            11..=70 => jiff::Span::new().days(7),
            71..=430 => jiff::Span::new().months(1),
            431..=1500 => jiff::Span::new().months(6),
            _ => jiff::Span::new().years(1.max(i64::from(days) / 365 / 8)),
        };
        let start = match days {
            0..=70 => self.first,
            71..=430 => self.first.first_of_month(),
            _ => self.first.first_of_year(),
        };
        let label = |day: Date| match days {
            0..=70 => moments::short_day(self.style, day),
            71..=1500 => day.strftime("%b %Y").to_string(),
            _ => day.strftime("%Y").to_string(),
        };
        start
            .series(step)
            .skip_while(|day| *day < self.first)
            .take_while(|day| *day < self.last)
            .take(24)
            .map(|day| (day, label(day)))
            .collect()
    }
}

/// From when to when most of these are. A few that are far from all others would press these together: they are left out,
/// and stand at the edge.
fn bulk(mut spans: Vec<(Date, Date)>) -> Option<(Date, Date)> {
    let reach = |spans: &[(Date, Date)]| {
        Some((spans.iter().map(|(first, _)| *first).min()?, spans.iter().map(|(_, last)| *last).max()?))
    };
    let days = |spans: &[(Date, Date)]| reach(spans).map_or(0, |(first, last)| (last - first).get_days());
    spans.sort_unstable();
    let mut spans = spans.as_slice();
    let mut few = spans.len() / FEW;
    // As few of the first and of the last as make the rest so much shorter; and again of the rest.
    loop {
        let parts = (1..=few).flat_map(|out| (0..=out).map(move |first| (out, first)));
        let rest = parts.map(|(out, first)| (out, &spans[first..spans.len() - (out - first)]));
        let all = days(spans);
        let Some((out, rest)) = rest.into_iter().find(|(_, rest)| (1..=all / FAR).contains(&days(rest))) else {
            return reach(spans);
        };
        (spans, few) = (rest, few - out);
    }
}

/// When something was, as far as that is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    Day(Date),
    Span(Date, Date),
    By(Date),
    From(Date),
    /// It could be any day.
    Any,
}

impl Extent {
    fn of(written: Option<&str>) -> Self {
        let days = written.and_then(|written| When::parse(written).ok()).and_then(|when| when.days());
        match days {
            Some((Some(first), Some(last))) if first == last => Self::Day(first),
            Some((Some(first), Some(last))) => Self::Span(first, last),
            Some((None, Some(last))) => Self::By(last),
            Some((Some(first), None)) => Self::From(first),
            Some((None, None)) | None => Self::Any,
        }
    }

    /// The days it reaches over, as far as they are known.
    fn days(self) -> Option<(Date, Date)> {
        match self {
            Self::Day(day) | Self::By(day) | Self::From(day) => Some((day, day)),
            Self::Span(first, last) => Some((first, last)),
            Self::Any => None,
        }
    }
}

/// The timeline of the story.
pub(super) fn section(story: &StoryPage) -> Markup {
    let all = &story.timeline.moments;
    let rows = shown(story, story.most(Whole::Timeline, MOST_MOMENTS));
    let told: Vec<Option<Date>> = rows.iter().map(|row| told_on(story, row)).collect();
    let spans: Vec<(Date, Date)> = rows.iter().flat_map(|row| extents(row)).filter_map(Extent::days).collect();
    let recorded: Vec<Date> = story.shown().map(|line| day_of(line.recorded_at)).collect();
    let scale = Scale::of(
        spans.iter().copied().chain(told.iter().flatten().map(|day| (*day, *day))).collect(),
        &recorded,
        story.style(),
    );
    html! {
        section.sec.late #when aria-labelledby="t" {
            h2 #t { "When it happened " small { "as exact as the sources are, and no more"
                @if let (Some(first), Some(last)) = (recorded.iter().min(), recorded.iter().max()) {
                    "; recorded " @if first == last { "on " (moments::date(story.style(), *first)) } @else { "from " (moments::date(story.style(), *first)) " to " (moments::date(story.style(), *last)) }
                }
            } (shown_at("when")) }
            @match scale {
                None => ol.rows { @for row in &rows { (moment(row, None, Heard::default())) } },
                Some(scale) => {
                    ol.rows {
                        (axis(&scale))
                        @for (row, told) in rows.iter().zip(&told) {
                            (moment(row, Some(&scale), Heard { told: *told, recorded: recorded_on(story, row), planned: was_planned(story, row) }))
                        }
                    }
                    p.key {
                        span { svg.line aria-hidden="true" { (disc(50.0, 4.0, false)) } "happened on that day" }
                        span { svg.line aria-hidden="true" { (along("span", 10.0, 90.0)) } "some time within" }
                        span { svg.line aria-hidden="true" { (along("any", 0.0, 100.0)) } "no date: it could be any" }
                        span { svg.line aria-hidden="true" { (diamond(50.0)) } "planned" }
                        @if rows.iter().any(|row| was_planned(story, row).is_some()) {
                            span { svg.line aria-hidden="true" { (around(50.0)) (disc(50.0, 4.0, false)) } "had been planned" }
                        }
                        span { svg.line aria-hidden="true" { (triangle(50.0)) } "said or published" }
                        @if recorded.iter().any(|day| scale.covers(*day)) { span { svg.line aria-hidden="true" { (upright(50.0)) } "recorded" } }
                        @if spans.iter().any(|(first, last)| *last < scale.first || *first > scale.last) {
                            span { svg.line aria-hidden="true" { (edge(0.0, true)) (edge(100.0, false)) } "before or after all this" }
                        }
                    }
                }
            }
            @if rows.len() < all.len() { p.note { "The " (rows.len()) " that something was reported of last. " a href={ (story.all_of(Whole::Timeline)) "#when" } { "All " (all.len()) } } }
            @if rows.is_empty() { p.lead { "Nothing on file has happened or is to happen." } }
        }
    }
}

/// Of so many moments those that the last updates are about, in their order.
fn shown(story: &StoryPage, most: usize) -> Vec<&Moment> {
    let all = &story.timeline.moments;
    if all.len() <= most {
        return all.iter().collect();
    }
    let lines: HashMap<UpdateId, u64> = story.shown().map(|line| (line.update, line.sequence)).collect();
    let last = |place: &usize| all[*place].updates.iter().filter_map(|update| lines.get(update)).max();
    let mut places: Vec<usize> = (0..all.len()).collect();
    places.sort_by_key(|place| std::cmp::Reverse(last(place)));
    places.truncate(most);
    places.sort_unstable();
    places.into_iter().map(|place| &all[place]).collect()
}

fn day_of(instant: jiff::Timestamp) -> Date {
    Offset::UTC.to_datetime(instant).date()
}

/// The day the first report of it was said or published, where that is a day.
fn told_on(story: &StoryPage, row: &Moment) -> Option<Date> {
    let told = |line: &UpdateLine| {
        let written = line.said.as_deref().or(line.published.as_deref());
        match Extent::of(written) {
            Extent::Day(day) => Some(day),
            _ => None,
        }
    };
    story.shown().filter(|line| row.updates.contains(&line.update)).filter_map(told).min()
}

/// The day the first report of it was recorded.
fn recorded_on(story: &StoryPage, row: &Moment) -> Option<Date> {
    let of_row = story.shown().filter(|line| row.updates.contains(&line.update));
    of_row.map(|line| day_of(line.recorded_at)).min()
}

/// When something was, or may have been where that is disputed.
fn extents(row: &Moment) -> impl Iterator<Item = Extent> {
    std::iter::once(row.when.as_deref()).chain(row.or_when.iter().map(|other| Some(other.as_str()))).map(Extent::of)
}

/// When the first word of something was said, when the first report of it was recorded, and how what had been
/// planned came about.
#[derive(Debug, Clone, Copy, Default)]
struct Heard {
    told: Option<Date>,
    recorded: Option<Date>,
    planned: Option<&'static str>,
}

/// Of what happened and had been planned, whether it was in time, in words.
fn was_planned(story: &StoryPage, row: &Moment) -> Option<&'static str> {
    let plans = story.expected.expectations.iter().filter(|plan| plan.item == row.item);
    let words = |fate: Fate| match fate {
        Fate::Met => Some("as planned"),
        Fate::MetLate => Some("later than planned"),
        _ => None,
    };
    plans.filter_map(|plan| words(plan.fate)).next_back()
}

fn axis(scale: &Scale) -> Markup {
    html! {
        li.axis aria-hidden="true" {
            span {} span {}
            svg.line {
                // Every row has these lines: they are written once.
                defs { g #grid { @for (day, _) in scale.lines() { (grid(scale.x(day))) } } }
                @for (place, (day, label)) in scale.lines().iter().enumerate() {
                    @let x = scale.x(*day);
                    text class=[(place % 2 == 1).then_some("opt")] x=(percent(x)) y="15" text-anchor=(if x < 3.0 { "start" } else if x > 94.0 { "end" } else { "middle" }) { (label) }
                }
            }
        }
    }
}

fn moment(row: &Moment, scale: Option<&Scale>, heard: Heard) -> Markup {
    let (what, grade) = without_grade(&row.what);
    let phase = row.phase.agreed().unwrap_or_default();
    let mark = if row.disputed { Mark::Contested } else { tables::phase_mark(&row.kind, phase, Mark::of_words(grade)) };
    html! {
        li {
            span.t { (mark) span { (capitalised(what)) } }
            span.soft {
                @match &row.reads { Some(reads) => (reads), None => "no date" }
                @for other in &row.or { " or " (other) }
                @if row.disputed { " (disputed)" }
                // What is published or said has no life of its own that could be told.
                @if row.phase.agreed().is_some() || row.disputed { ", " (in_words(&row.phase_reads)) @if let Some(planned) = heard.planned { ", " (planned) } } span.vh { " (" (mark.word()) ")" }
            }
            @if let Some(scale) = scale { (picture(row, mark, scale, heard)) }
        }
    }
}

fn picture(row: &Moment, mark: Mark, scale: &Scale, heard: Heard) -> Markup {
    let hollow = matches!(mark, Mark::Unattributed | Mark::Conjecture | Mark::None);
    let limit = |day: Date, x: f64| html! { @if scale.covers(day) { (end(x)) } };
    let within = |day: Option<Date>| day.filter(|day| scale.covers(*day)).map(|day| scale.middle(day));
    html! {
        svg.line aria-hidden="true" {
            (PreEscaped("<use href=\"#grid\"/>"))
            @if let Some(x) = within(heard.recorded) { (upright(x)) }
            @for extent in extents(row) {
                @match extent {
                    Extent::Day(day) if !scale.covers(day) => (edge(scale.x(day), day < scale.first)),
                    Extent::Day(day) if mark == Mark::Plan => (diamond(scale.middle(day))),
                    Extent::Day(day) => {
                        @if heard.planned.is_some() { (around(scale.middle(day))) }
                        (disc(scale.middle(day), 4.0, hollow))
                    },
                    Extent::Span(_, last) if last < scale.first => (edge(0.0, true)),
                    Extent::Span(first, _) if first > scale.last => (edge(100.0, false)),
                    Extent::Span(first, last) => {
                        (along("span", scale.x(first), scale.middle(last)))
                        (limit(first, scale.x(first))) (limit(last, scale.middle(last)))
                    },
                    Extent::By(last) => { (along("open", 0.0, scale.middle(last))) (limit(last, scale.middle(last))) },
                    Extent::From(first) => { (along("open", scale.x(first), 100.0)) (limit(first, scale.x(first))) },
                    Extent::Any => (along("any", 0.0, 100.0)),
                }
            }
            @if let Some(x) = within(heard.told) { (triangle(x)) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_far_from_all_others_does_not_press_them_together() {
        let day = |text: &str| text.parse::<Date>().expect("a day");
        let spans =
            |texts: &[(&str, &str)]| texts.iter().map(|(first, last)| (day(first), day(last))).collect::<Vec<_>>();
        let june: Vec<(String, String)> = (10..20).map(|n| (format!("2023-06-{n}"), format!("2023-06-{n}"))).collect();
        let june: Vec<(&str, &str)> = june.iter().map(|(first, last)| (first.as_str(), last.as_str())).collect();
        let with = |more: &[(&str, &str)]| bulk(spans(&[&june[..], more].concat()));
        let alone = Some((day("2023-06-10"), day("2023-06-19")));
        assert_eq!(with(&[]), alone);
        assert_eq!(with(&[("2018-01-01", "2018-12-31")]), alone);
        assert_eq!(with(&[("2018-01-01", "2018-12-31"), ("2024-09-16", "2024-09-27")]), alone);
        assert_eq!(with(&[("2024-09-16", "2024-09-16"), ("2024-09-17", "2024-09-17")]), alone);
        // More than a few, or not far, are part of the picture.
        let many = ["2018-01-01", "2019-01-01", "2020-01-01", "2021-01-01"].map(|day| (day, day));
        assert_eq!(with(&many), Some((day("2018-01-01"), day("2023-06-19"))));
        assert_eq!(with(&[("2023-06-30", "2023-06-30")]), Some((day("2023-06-10"), day("2023-06-30"))));
        assert_eq!(bulk(Vec::new()), None);
        let apart = [("2018-01-01", "2018-01-01"), ("2023-01-01", "2023-01-01")];
        assert_eq!(bulk(spans(&apart)), Some((day("2018-01-01"), day("2023-01-01"))));
    }
}
