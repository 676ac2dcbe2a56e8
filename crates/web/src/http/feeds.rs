//! Feeds and calendars.

use axum::http::HeaderMap;
use axum::http::header::{CONTENT_TYPE, HOST, HeaderName};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::views::expected::Expected;
use newsreel_story::views::listing::{Listing, Page};
use newsreel_story::views::matrix::Matrix;
use newsreel_story::views::updates::Updates;
use serde_json::json;

use super::{Answered, Path, Shared, State};
use crate::page::feeds;

/// How many entries a feed has.
const ENTRIES: usize = 50;

/// Where the page is, as the reader calls it.
fn site(headers: &HeaderMap) -> String {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let scheme =
        text(HeaderName::from_static("x-forwarded-proto")).filter(|scheme| *scheme == "https").unwrap_or("http");
    format!("{scheme}://{}", text(HOST).unwrap_or("localhost"))
}

fn of_type(media_type: &'static str, content: String) -> Response {
    ([(CONTENT_TYPE, media_type)], content).into_response()
}

pub(super) async fn stories(State(web): Shared, headers: HeaderMap) -> Answered {
    let ask = json!({ "stories": { "limit": ENTRIES } });
    let stories: Page<Listing> = web.services.ask(ask, &Bounds::default(), 0).await?;
    let feed = feeds::atom_of_stories(&stories.list, Timestamp::now(), &site(&headers));
    Ok(of_type("application/atom+xml; charset=utf-8", feed))
}

pub(super) async fn story(State(web): Shared, Path(slug): Path<String>, headers: HeaderMap) -> Answered {
    let ask = json!({ "updates": { "story": slug, "part": { "limit": ENTRIES } } });
    let updates: Updates = web.services.ask(ask, &Bounds::default(), 0).await?;
    Ok(of_type("application/atom+xml; charset=utf-8", feeds::atom(&updates, &site(&headers))))
}

pub(super) async fn calendar(State(web): Shared, Path(slug): Path<String>, headers: HeaderMap) -> Answered {
    let bounds = Bounds::default();
    let (expected, matrix) = tokio::try_join!(
        web.services.ask::<Expected>(json!({ "expected": { "story": slug } }), &bounds, 0),
        web.services.ask::<Matrix>(json!({ "matrix": { "story": slug } }), &bounds, 0),
    )?;
    Ok(of_type("text/calendar; charset=utf-8", feeds::calendar(&expected, &matrix, &site(&headers))))
}
