//! Server-sent events: that a story has moved, and up to which position of the log.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, HeaderName};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::Stream;
use serde::Deserialize;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;

use super::answer::Shared;
use crate::Web;
use crate::live::{Moved, Seen};

/// How often a reader hears that the connection is alive.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Where a reader is, in the address; a browser that comes back says it in a header.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// The last update it shows.
    after: Option<u64>,
}

pub(super) async fn all(State(web): Shared, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    events(&web, None, seen(&asked, &headers))
}

pub(super) async fn story(
    State(web): Shared,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    events(&web, Some(slug), seen(&asked, &headers))
}

fn seen(asked: &Asked, headers: &HeaderMap) -> Option<Seen> {
    let told = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok()).map(Seen::Told);
    told.or(asked.after.map(Seen::Shows))
}

fn events(web: &Web, story: Option<String>, seen: Option<Seen>) -> Response {
    let moves = moves(web, story, seen);
    let headers = [(CACHE_CONTROL, "no-store"), (HeaderName::from_static("x-accel-buffering"), "no")];
    (headers, Sse::new(moves).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))).into_response()
}

/// A reader who waits for what moves.
struct Listening {
    moves: Receiver<Moved>,
    closing: watch::Receiver<bool>,
    story: Option<String>,
    /// What it is told at once, since it moved while the reader was away.
    missed: Option<Moved>,
}

fn moves(
    web: &Web,
    story: Option<String>,
    seen: Option<Seen>,
) -> impl Stream<Item = Result<Event, Infallible>> + use<> {
    let moves = web.hub.listen();
    let missed = seen.and_then(|seen| web.hub.missed(story.as_deref(), seen));
    let listening = Listening { moves, closing: web.closing.clone(), story, missed };
    futures::stream::unfold(Some(listening), async |listening| {
        let mut listening = listening?;
        if let Some(moved) = listening.missed.take() {
            return Some((Ok(event(&moved)), Some(listening)));
        }
        loop {
            let moved = tokio::select! {
                moved = listening.moves.recv() => moved,
                _ = listening.closing.wait_for(|closing| *closing) => return None,
            };
            match moved {
                Ok(moved) if listening.story.as_deref().is_some_and(|story| *story != *moved.story) => {}
                Ok(moved) => return Some((Ok(event(&moved)), Some(listening))),
                // A reader that was too slow is told so and sent away: it asks again, and misses nothing.
                Err(RecvError::Lagged(missed)) => {
                    let reason = format!("too slow: {missed} moves were missed; look again");
                    return Some((Ok(Event::default().event("dropped").data(reason)), None));
                }
                Err(RecvError::Closed) => return None,
            }
        }
    })
}

fn event(moved: &Moved) -> Event {
    Event::default().event("moved").id(moved.position.to_string()).data(format!("{} {}", moved.story, moved.sequence))
}
