//! The desk view: several stories on one screen, each with the three questions and what is next.

use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};
use newsreel_story::record::bounds::Bounds;
use newsreel_story::tell::english::counted;
use newsreel_story::tell::realise::capitalised;
use newsreel_story::views::listing::Listing;

use crate::page::story::StoryPage;
use crate::page::{Entry, Frame, Reader, document, moments, story};

/// The spans of time that are offered, in hours.
const SPANS: [i64; 5] = [1, 6, 12, 24, 72];

/// A story that cannot be shown.
#[derive(Debug, Clone)]
pub struct Missing {
    /// Which.
    pub story: String,
    /// Why not.
    pub why: String,
}

/// What the desk view shows.
#[derive(Debug, Clone)]
pub struct WallPage {
    /// The stories, each with what moved since a moment.
    pub stories: Vec<StoryPage>,
    /// Those that were asked for and cannot be shown.
    pub missing: Vec<Missing>,
    /// The stories that can be chosen.
    pub offered: Vec<Listing>,
    /// What moved in so many hours is told.
    pub hours: i64,
    /// Which moment is shown.
    pub bounds: Bounds,
    /// For whom it is made, and when.
    pub reader: Reader,
}

/// The moment up to which everything is shown.
pub(crate) fn moment(bounds: &Bounds, reader: &Reader) -> Timestamp {
    [bounds.as_of, bounds.known_at].into_iter().flatten().fold(reader.now, Timestamp::min)
}

/// The desk view.
pub fn page(wall: &WallPage) -> String {
    let WallPage { stories, missing, offered, hours, bounds, reader } = wall;
    let is_live = *bounds == Bounds::default();
    let main = html! {
        div.head.wall-head {
            h1 { "Desk view" }
            dl.facts { dt { "as of" } dd { (moments::full(reader.style, moment(bounds, reader))) " (UTC)" @if !is_live { " · " a href=(wall.at(None)) data-now { "now" } } } dt { "moved in the last" } dd { (hours_words(*hours)) } }
        }
        @if stories.is_empty() && missing.is_empty() { p.lead { "No open story is on file. " a href="/" { "All stories" } } }
        div.wall {
            @for (number, shown) in stories.iter().enumerate() { (article(shown, number)) }
            @for missing in missing {
                article { h2 { (missing.story) } p.note { (capitalised(&missing.why)) "." } }
            }
        }
        div.wall-foot {
        details {
            summary { "Which stories" }
            form method="get" action="/wall" aria-label="Which stories" {
                @for (name, moment) in moments::of_bounds(bounds) { input type="hidden" name=(name) value=(moment); }
                @if let Some(position) = bounds.at_sequence { input type="hidden" name="at_sequence" value=(position); }
                div.tools {
                    @for listing in offered {
                        @let shown = stories.iter().any(|shown| shown.brief.story == listing.story);
                        label { input type="checkbox" name="story" value=(listing.story) checked[shown]; (listing.title.as_deref().unwrap_or(&listing.story)) }
                    }
                }
                div.tools {
                    label { "moved in the last " select name="hours" {
                        @for span in SPANS { option value=(span) selected[span == *hours] { (hours_words(span)) } }
                        @if !SPANS.contains(hours) { option value=(hours) selected { (hours_words(*hours)) } }
                    } }
                    button { "Show" }
                }
            }
        }
        nav.tools aria-label="An earlier moment" {
            "As it stood "
            @for (words, moment) in earlier(moment(bounds, reader)) { a href=(wall.at(Some(moment))) { (words) } " " }
        }
        }
    };
    let position = stories.iter().map(|shown| shown.brief.sequence).max().unwrap_or(0);
    let frame = Frame {
        title: "Desk view",
        about: "Several stories: what is in dispute, what moved, who has not answered, what is next.",
        current: Some(Entry::Wall),
        live: is_live.then(|| ("/live".to_owned(), position)),
        ..Frame::for_reader(reader)
    };
    document(frame, &main)
}

impl WallPage {
    /// The address of these stories at another moment of the time they are shown by; none for now.
    fn at(&self, moment: Option<Timestamp>) -> String {
        let stories = self.stories.iter().map(|shown| format!("story={}&", shown.brief.story)).collect::<String>();
        let time = if self.bounds.known_at.is_some() { "known_at" } else { "as_of" };
        let moment = moment.map(|moment| format!("&{time}={moment}")).unwrap_or_default();
        format!("/wall?{stories}hours={}{moment}", self.hours)
    }
}

/// Moments before one that an editor asks for: an hour ago, this morning, last night, the same time yesterday.
fn earlier(moment: Timestamp) -> Vec<(&'static str, Timestamp)> {
    let midnight = Offset::UTC.to_datetime(moment).date().to_datetime(jiff::civil::Time::midnight());
    let at = |hours: i64| Offset::UTC.to_timestamp(midnight).ok()?.checked_add(SignedDuration::from_hours(hours)).ok();
    let ago = |hours: i64| moment.checked_sub(SignedDuration::from_hours(hours)).ok();
    let moments =
        [("an hour earlier", ago(1)), ("at 06:00 UTC", at(6)), ("at midnight UTC", at(0)), ("a day earlier", ago(24))];
    moments.into_iter().filter_map(|(words, at)| Some((words, at?))).filter(|(_, at)| *at < moment).collect()
}

fn hours_words(hours: i64) -> String {
    match hours {
        1 => "hour".to_owned(),
        hours if hours % 24 == 0 && hours > 24 => format!("{} days", hours / 24),
        hours => format!("{hours} hours"),
    }
}

fn article(shown: &StoryPage, number: usize) -> Markup {
    let id = format!("a{number}");
    let last = shown.told.list.iter().map(|line| shown.chosen.by.of(line)).max().map(|last| shown.moment(last));
    let updates = shown.told.before + shown.told.list.len();
    html! {
        article aria-labelledby=(id) data-story=(shown.brief.story) {
            h2 id=(id) { a data-step href=(shown.here()) { (shown.brief.title) } }
            p.note {
                @if let Some(desk) = &shown.glance.desk { (capitalised(desk)) " · " }
                (counted(updates, "update")) @if let Some(last) = last { " · " (last) }
            }
            h3 { "In dispute" } (story::disputed(shown))
            h3 { "What moved" } (story::moved(shown))
            div.few { h3 { "Not answered" } (story::unanswered(shown)) }
            div.few { h3 { "Next" } (story::next(shown)) }
        }
    }
}
