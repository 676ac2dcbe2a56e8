//! The desk view: several stories on one screen.

use axum::extract::{Query, State};
use axum::response::IntoResponse;
use jiff::SignedDuration;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::StorySlug;
use newsreel_story::views::glance::Glance;
use newsreel_story::views::listing::{Listing, Page};
use newsreel_story::views::timeline::Timeline;
use newsreel_story::views::updates::Updates;
use serde_json::json;

use super::answer::{Answered, Html, InAddress, Shared, not_found};
use super::story::last_updates;
use super::who::Who;
use crate::Web;
use crate::page::Reader;
use crate::page::story::{By, Chosen, Room, StoryPage};
use crate::page::wall::{self, Missing, WallPage};
use crate::questions::NoAnswer;

/// How many stories are shown where none is chosen.
const STORIES: usize = 3;
/// How many can be chosen.
const MOST: usize = 12;
/// How many are offered.
const OFFERED: usize = 60;
/// What moved in so many hours is told, where nothing is chosen.
const HOURS: i64 = 12;
/// The most hours that can be chosen: a month.
const MOST_HOURS: i64 = 31 * 24;

/// What can stand in its address, in addition to a moment.
pub(super) const PARAMETERS: [&str; 2] = ["story", "hours"];

pub(super) async fn page(
    State(web): Shared,
    who: Who,
    Query(asked): Query<Vec<(String, String)>>,
    Query(at): Query<InAddress>,
) -> Answered {
    let of =
        |wanted: &'static str| asked.iter().filter(move |(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let hours = of("hours").next().and_then(|hours| hours.parse().ok()).unwrap_or(HOURS).clamp(1, MOST_HOURS);
    let (bounds, fresh) = (at.bounds(), at.fresh);
    let ask = json!({ "stories": { "limit": OFFERED } });
    let offered: Vec<Listing> = web.services.ask::<Page<Listing>>(ask, &bounds, fresh).await?.list;
    let mut chosen: Vec<String> = of("story").map(str::to_owned).take(MOST).collect();
    if chosen.is_empty() {
        let open = offered.iter().filter(|listing| listing.status == "open");
        chosen = open.take(STORIES).map(|listing| listing.story.clone()).collect();
    }
    let reader = who.reader(&web.options);
    let moment = Moment { bounds, hours, fresh };
    let shown = futures::future::join_all(chosen.iter().map(|story| web.on_wall(story, moment, &reader))).await;
    let mut stories = Vec::new();
    let mut missing = Vec::new();
    for (story, shown) in chosen.into_iter().zip(shown) {
        match shown {
            Ok(shown) => stories.push(shown),
            // One that cannot be shown takes no other off the wall.
            Err(why) => missing.push(Missing { story, why: why.sentence.to_string() }),
        }
    }
    Ok(Html(wall::page(&WallPage { stories, missing, offered, hours, bounds, reader })).into_response())
}

/// Which moment is shown, and what moved in how many hours before it.
#[derive(Debug, Clone, Copy)]
struct Moment {
    bounds: Bounds,
    hours: i64,
    fresh: u64,
}

impl Web {
    async fn on_wall(&self, story: &str, moment: Moment, reader: &Reader) -> Result<StoryPage, NoAnswer> {
        let Moment { bounds, hours, fresh } = moment;
        let none = || not_found(&format!("no story `{story}` is on file"));
        let slug = StorySlug::new(story).map_err(|_| none())?;
        let by = if bounds.known_at.is_some() { By::Known } else { By::Recorded };
        let until = wall::moment(&bounds, reader);
        let from = until.checked_sub(SignedDuration::from_hours(hours)).unwrap_or(until);
        let of_story = |question: &str| json!({ question: { "story": slug } });
        let moved = json!({ "difference": { "story": slug, "from": from, "recorded": by == By::Recorded } });
        // All at once, and no more than a wall shows: neither the timeline nor what the standards check finds.
        let (window, brief, glance, matrix, expected, moved) = tokio::try_join!(
            self.services.ask::<Updates>(last_updates(&slug), &bounds, fresh),
            self.services.ask(of_story("brief"), &bounds, fresh),
            self.services.ask::<Glance>(of_story("glance"), &bounds, fresh),
            self.services.ask(of_story("matrix"), &bounds, fresh),
            self.services.ask(of_story("expected"), &bounds, fresh),
            self.services.ask(moved, &bounds, fresh),
        )?;
        let before =
            window.list.iter().filter(|line| by.of(line) <= from).max_by_key(|line| (by.of(line), line.sequence));
        let since = before.map_or(0, |line| line.sequence);
        let chosen = Chosen { by, bounds, since, elsewhere: true, ..Chosen::default() };
        let reader = reader.clone();
        let timeline = Timeline { asked: glance.asked.clone(), moments: Vec::new() };
        let findings = Vec::new();
        Ok(StoryPage {
            chosen,
            brief,
            for_readers: None,
            glance,
            told: window.clone(),
            window,
            matrix,
            timeline,
            expected,
            findings,
            moved,
            moved_since: None,
            room: Room::default(),
            reader,
        })
    }
}
