//! The list of stories and the search.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use axum::extract::{Query, State};
use axum::response::IntoResponse;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::tell::realise::capitalised;
use newsreel_story::views::glance::Glance;
use newsreel_story::views::listing::{Listing, Page};
use newsreel_story::views::search::Found;
use newsreel_story::views::updates::{Part, Updates};
use newsreel_story::views::who::Who;
use serde::Deserialize;
use serde_json::json;

use super::answer::{Answered, Html, InAddress, Shared};
use super::who;
use crate::Web;
use crate::live::Audience;
use crate::page::Reader;
use crate::page::stories::{self, Choice, Counts, SearchPage, StoriesPage, StoryLine};
use crate::questions::{NoAnswer, audience};

/// How many stories a page of the list has.
const STORIES: usize = 50;
/// How many pages are looked through for stories that are chosen.
const PAGES: usize = 10;
/// How many updates a page of a search has.
const FOUND: usize = 50;
/// For how long counts are kept: what is overdue changes with time alone.
const KEPT: Duration = Duration::from_secs(60);
/// How many stories' counts are kept.
const MOST_KEPT: usize = 10_000;

/// What the address of the list can say.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    q: Option<String>,
    after: Option<String>,
    desk: Option<String>,
    disputed: Option<String>,
    overdue: Option<String>,
    unanswered: Option<String>,
    review: Option<String>,
    closed: Option<String>,
}

impl Asked {
    fn choice(&self) -> Choice {
        let on = |flag: &Option<String>| flag.as_deref() == Some("on");
        let any = [&self.disputed, &self.overdue, &self.unanswered, &self.review, &self.desk];
        Choice {
            desk: self.desk.clone().filter(|desk| !desk.is_empty()),
            disputed: on(&self.disputed),
            overdue: on(&self.overdue),
            unanswered: on(&self.unanswered),
            review: on(&self.review),
            // The form says nothing of a box that is not ticked; an address without anything shows all.
            closed: on(&self.closed) || (self.closed.is_none() && any.into_iter().all(Option::is_none)),
        }
    }
}

pub(super) async fn list(
    State(web): Shared,
    who: who::Who,
    Query(asked): Query<Asked>,
    Query(at): Query<InAddress>,
) -> Answered {
    let reader = who.reader(&web.options);
    match asked.q.as_deref().map(str::trim).filter(|words| !words.is_empty()) {
        Some(words) => {
            Ok(Html(stories::search(&web.search(words, asked.after.clone(), at, reader).await?)).into_response())
        }
        None => Ok(Html(stories::page(&web.stories(&asked, at, reader).await?)).into_response()),
    }
}

/// The counts of stories as an audience has them, each with the line of the list that they belong to.
#[derive(Default)]
pub(crate) struct KeptCounts(Mutex<HashMap<(Audience, String), Kept>>);

/// Counts, the line that they belong to, and since when they are kept.
type Kept = (Listing, Instant, Counts);

impl KeptCounts {
    fn get(&self, listing: &Listing) -> Option<Counts> {
        let kept = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let (of, at, counts) = kept.get(&(audience(), listing.story.clone()))?;
        (of == listing && at.elapsed() < KEPT).then(|| counts.clone())
    }

    fn keep(&self, listing: &Listing, counts: &Counts) {
        let mut kept = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.insert((audience(), listing.story.clone()), (listing.clone(), Instant::now(), counts.clone()));
    }
}

impl Web {
    async fn stories(&self, asked: &Asked, at: InAddress, reader: Reader) -> Result<StoriesPage, NoAnswer> {
        let (bounds, fresh) = (at.bounds(), at.fresh);
        let choice = asked.choice();
        let mut lines: Vec<StoryLine> = Vec::new();
        let mut desks: Vec<String> = Vec::new();
        let mut after = asked.after.clone();
        let mut position = fresh;
        for _ in 0..PAGES {
            let ask = json!({ "stories": { "after": after, "limit": STORIES } });
            let page: Page<Listing> = self.services.ask(ask, &bounds, fresh).await?;
            position = page.list.iter().map(|listing| listing.sequence).fold(position, u64::max);
            desks.extend(page.list.iter().filter_map(|listing| listing.desk.clone()));
            let counted = futures_of(page.list.into_iter().map(|listing| self.line(listing, &bounds))).await;
            lines.extend(counted.into_iter().filter(|line| choice.takes(line)));
            after = page.next;
            if after.is_none() || lines.len() >= STORIES {
                break;
            }
        }
        desks.extend(choice.desk.clone());
        desks.sort();
        desks.dedup();
        let first = asked.after.is_none();
        Ok(StoriesPage { lines, next: after, first, choice, desks, position, bounds, reader })
    }

    async fn line(&self, listing: Listing, bounds: &Bounds) -> StoryLine {
        // What is kept is of now.
        let now = *bounds == Bounds::default();
        if let Some(counts) = self.counts.get(&listing).filter(|_| now) {
            return StoryLine { listing, counts: Some(counts) };
        }
        let glance = json!({ "glance": { "story": listing.story } });
        let last = Part { limit: Some(1), ..Part::default() };
        let last = json!({ "updates": { "story": listing.story, "part": last } });
        let asked = tokio::try_join!(
            self.services.ask::<Glance>(glance, bounds, listing.sequence),
            self.services.ask::<Updates>(last, bounds, listing.sequence),
        );
        match asked {
            Ok((glance, mut updates)) => {
                let counts = Counts::of(&glance, updates.list.pop());
                if now {
                    self.counts.keep(&listing, &counts);
                }
                StoryLine { listing, counts: Some(counts) }
            }
            Err(why) => {
                tracing::warn!("`{}` is listed without counts: {why}", listing.story);
                StoryLine { listing, counts: None }
            }
        }
    }

    async fn search(
        &self,
        words: &str,
        after: Option<String>,
        at: InAddress,
        reader: Reader,
    ) -> Result<SearchPage, NoAnswer> {
        let (bounds, fresh) = (at.bounds(), at.fresh);
        let search = json!({ "search": { "words": words, "after": after, "limit": FOUND } });
        let (found, people) = tokio::join!(
            self.services.ask::<Page<Found>>(search, &bounds, fresh),
            self.services.ask::<Page<Who>>(json!({ "who": { "name": words } }), &bounds, fresh),
        );
        let people = people.map(|page| page.list).unwrap_or_default().into_iter().map(|who| {
            let entity = who.entity;
            let what = entity.title.as_deref().unwrap_or_default();
            (entity.slug.to_string(), entity.name().to_owned(), what.to_owned())
        });
        let people = people.collect();
        let (found, next) = match found {
            Ok(page) => (Ok(page.list), page.next),
            Err(why) if why.status == 400 => (Err(capitalised(&why.sentence)), None),
            Err(why) => return Err(why),
        };
        Ok(SearchPage { words: words.to_owned(), people, found, next, reader })
    }
}

/// What all of these come to, in their order, at the same time.
async fn futures_of<F: Future>(all: impl Iterator<Item = F>) -> Vec<F::Output> {
    futures::future::join_all(all).await
}
