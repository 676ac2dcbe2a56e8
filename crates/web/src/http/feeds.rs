//! What other programs and sites take: feeds, calendars, news objects, the box to embed. All of it goes to readers outside, and
//! is asked for them.

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use newsreel_story::views::brief::Brief;
use newsreel_story::views::listing::{Listing, Page};
use newsreel_story::views::updates::Updates;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{Answered, Html, InAddress, Shared, not_found};
use super::request::{host, is_over_tls};
use super::who::Who;
use crate::Web;
use crate::page::ninjs::Parts;
use crate::page::{embed, feeds, ninjs};
use crate::questions::NoAnswer;

/// How many entries a feed has.
const ENTRIES: usize = 50;
/// Of how many stories, those with the latest news, the feed of all of them tells.
const STORIES: usize = 30;

/// Where the page is: as it is configured, else as the reader calls it.
pub(super) fn site(web: &Web, headers: &HeaderMap) -> String {
    if let Some(site) = &web.options.site {
        return site.clone();
    }
    let scheme = if is_over_tls(None, headers) == Some(true) { "https" } else { "http" };
    format!("{scheme}://{}", host(headers).unwrap_or("localhost"))
}

fn of_type(media_type: &'static str, content: String) -> Response {
    ([(CONTENT_TYPE, media_type)], content).into_response()
}

impl Web {
    async fn all_updates(&self, story: &str, asked: InAddress) -> Result<Updates, NoAnswer> {
        self.services.ask(json!({ "updates": { "story": story } }), &asked.for_readers(), asked.fresh).await
    }

    async fn brief(&self, story: &str, form: &str, asked: InAddress) -> Result<Brief, NoAnswer> {
        self.services.ask(json!({ "brief": { "story": story, "form": form } }), &asked.for_readers(), asked.fresh).await
    }
}

/// The question for the last updates of a story, with what they ended.
fn last_updates(story: &str, limit: usize) -> Value {
    json!({ "updates": { "story": story, "part": { "limit": limit, "with_ended": true } } })
}

pub(super) async fn stories(State(web): Shared, Query(asked): Query<InAddress>, headers: HeaderMap) -> Answered {
    let ask = json!({ "stories": { "limit": STORIES } });
    let bounds = asked.for_readers();
    let stories: Page<Listing> = web.services.ask(ask, &bounds, asked.fresh).await?;
    let of_story = |listing: &Listing| {
        let ask = last_updates(&listing.story, ENTRIES);
        let (web, bounds) = (&web, &bounds);
        async move { web.services.ask::<Updates>(ask, bounds, asked.fresh).await }
    };
    let updates = futures::future::try_join_all(stories.list.iter().map(of_story)).await?;
    let feed = feeds::atom_of_stories(&updates, ENTRIES, Timestamp::now(), &site(&web, &headers));
    Ok(of_type("application/atom+xml; charset=utf-8", feed))
}

pub(super) async fn story(
    State(web): Shared,
    Path(slug): Path<String>,
    Query(asked): Query<InAddress>,
    headers: HeaderMap,
) -> Answered {
    let updates: Updates = web.services.ask(last_updates(&slug, ENTRIES), &asked.for_readers(), asked.fresh).await?;
    Ok(of_type("application/atom+xml; charset=utf-8", feeds::atom(&updates, &site(&web, &headers))))
}

pub(super) async fn calendar(
    State(web): Shared,
    Path(slug): Path<String>,
    Query(asked): Query<InAddress>,
    headers: HeaderMap,
) -> Answered {
    let (bounds, fresh) = (asked.for_readers(), asked.fresh);
    let (expected, matrix, updates) = tokio::try_join!(
        web.services.ask(json!({ "expected": { "story": slug } }), &bounds, fresh),
        web.services.ask(json!({ "matrix": { "story": slug } }), &bounds, fresh),
        web.all_updates(&slug, asked),
    )?;
    Ok(of_type("text/calendar; charset=utf-8", feeds::calendar(&expected, &matrix, &updates, &site(&web, &headers))))
}

/// The state of a story as a news object.
pub(super) async fn ninjs(
    State(web): Shared,
    who: Who,
    Path(slug): Path<String>,
    Query(asked): Query<InAddress>,
    headers: HeaderMap,
) -> Answered {
    let (bounds, fresh) = (asked.for_readers(), asked.fresh);
    let (brief, glance, cast, expected, updates) = tokio::try_join!(
        web.brief(&slug, "full", asked),
        web.services.ask(json!({ "glance": { "story": slug } }), &bounds, fresh),
        web.services.ask(json!({ "cast": { "story": slug } }), &bounds, fresh),
        web.services.ask(json!({ "expected": { "story": slug } }), &bounds, fresh),
        web.all_updates(&slug, asked),
    )?;
    let parts = Parts { brief, glance, cast, expected, updates };
    let language = who.reader(&web.options).language();
    Ok(of_type("application/json", ninjs::object(&parts, &site(&web, &headers), language).to_string()))
}

/// A brief as a box for other sites.
pub(super) async fn embed(
    State(web): Shared,
    who: Who,
    Path(slug): Path<String>,
    Query(asked): Query<InAddress>,
) -> Answered {
    let brief = web.brief(&slug, "short", asked).await?;
    Ok(Html(embed::page(&brief, &who.reader(&web.options))).into_response())
}

/// What oEmbed asks.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    url: String,
    maxwidth: Option<u32>,
    maxheight: Option<u32>,
    format: Option<String>,
}

/// Leads whoever wants to embed a story to its box.
pub(super) async fn oembed(State(web): Shared, Query(asked): Query<Asked>, headers: HeaderMap) -> Answered {
    if asked.format.as_deref().is_some_and(|format| format != "json") {
        let sentence = "oEmbed is answered in JSON only; leave out `format`, or ask for `format=json`";
        return Err(NoAnswer::new(501, "not-implemented", sentence).into());
    }
    let site = site(&web, &headers);
    let path = asked.url.strip_prefix(&site).unwrap_or(&asked.url);
    let story = path.strip_prefix("/stories/").map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    let story = story.ok_or_else(|| not_found(&format!("`{}` is not the address of a story here", asked.url)))?;
    let brief = web.brief(story, "short", InAddress::default()).await?;
    let answer = embed::answer(&brief, &site, (asked.maxwidth, asked.maxheight));
    Ok(of_type("application/json", answer.to_string()))
}
