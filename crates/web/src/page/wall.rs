//! The desk view: several stories on one screen, each with the three questions and what is next.

use maud::{Markup, html};
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
    /// For whom it is made, and when.
    pub reader: Reader,
}

/// The desk view.
pub fn page(wall: &WallPage) -> String {
    let WallPage { stories, missing, offered, hours, reader } = wall;
    let main = html! {
        div.head {
            h1 { "Desk view" }
            dl.facts { dt { "as of" } dd { (moments::full(reader.style, reader.now)) " (UTC)" } dt { "moved in the last" } dd { (hours_words(*hours)) } }
        }
        @if stories.is_empty() && missing.is_empty() { p.lead { "No open story is on file. " a href="/" { "All stories" } } }
        div.wall {
            @for (number, shown) in stories.iter().enumerate() { (article(shown, number)) }
            @for missing in missing {
                article { h3 { (missing.story) } p.note { (capitalised(&missing.why)) "." } }
            }
        }
        details.sec {
            summary { "Which stories" }
            form method="get" action="/wall" aria-label="Which stories" {
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
    };
    let position = stories.iter().map(|shown| shown.brief.sequence).max().unwrap_or(0);
    let frame = Frame {
        title: "Desk view",
        about: "Several stories: what is in dispute, what moved, who has not answered, what is next.",
        current: Some(Entry::Wall),
        live: Some(("/live".to_owned(), position)),
        ..Frame::for_reader(reader)
    };
    document(frame, &main)
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
    let last =
        shown.window.list.last().map(|line| moments::short(shown.reader.style, line.recorded_at, shown.reader.now));
    let updates = shown.window.before + shown.window.list.len();
    html! {
        article aria-labelledby=(id) data-story=(shown.brief.story) {
            h3 id=(id) { a data-step href={ "/stories/" (shown.brief.story) } { (shown.brief.title) } }
            p.note {
                @if let Some(desk) = &shown.glance.desk { (capitalised(desk)) " · " }
                (counted(updates, "update")) @if let Some(last) = last { " · " (last) }
            }
            h4 { "In dispute" } (story::disputed(shown))
            h4 { "What moved" } (story::moved(shown))
            h4 { "Not answered" } (story::unanswered(shown))
            h4 { "Next" } (story::next(shown))
        }
    }
}
