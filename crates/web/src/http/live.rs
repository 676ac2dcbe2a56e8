//! Server-sent events: that a story has moved, and up to which position of the log.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName};
use axum::response::{IntoResponse, Response};
use futures::Stream;
use newsreel_log::ErrorCode;
use serde::Deserialize;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use tokio::time::Instant;

use super::answer::Shared;
use super::problem::Problem;
use super::who::Who;
use crate::Web;
use crate::live::{Audience, Moved, Seen, reload};
use crate::questions::NoAnswer;

/// How often a reader hears that the connection is alive.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How it hears that: a line without meaning.
const ALIVE: &[u8] = b":\n\n";
/// For how long a reader waits at most: then it comes back and says again who it is, or it is no longer there.
const STAYS: Duration = Duration::from_secs(60 * 60);
/// Over how long those who came at the same time are sent away, so that they do not come back at the same time.
const SPREAD: Duration = Duration::from_secs(10 * 60);
/// What a reader hears at its end; whoever knows server-sent events comes back by itself, and misses nothing.
const OVER: &[u8] = b": an hour is over; come back\n\n";

/// Where a reader is, in the address; a browser that comes back says it in a header.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// The last update it shows.
    after: Option<u64>,
}

/// Of all stories.
pub(super) async fn all(
    State(web): Shared,
    who: Who,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Ok(events(&web, who.audience(), None, seen(&asked, &headers)?).await?)
}

/// Of one.
pub(super) async fn story(
    State(web): Shared,
    who: Who,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Ok(events(&web, who.audience(), Some(slug), seen(&asked, &headers)?).await?)
}

/// Of one, for the box that other sites show: whoever looks at it, it shows what readers outside may know.
pub(super) async fn embedded(
    State(web): Shared,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Ok(events(&web, Audience::Readers, Some(slug), seen(&asked, &headers)?).await?)
}

/// Where a reader is.
///
/// # Errors
/// Where what it says is no position: it would wait for ever, and never be told what it missed.
fn seen(asked: &Asked, headers: &HeaderMap) -> Result<Option<Seen>, NoAnswer> {
    let Some(id) = headers.get("last-event-id") else { return Ok(asked.after.map(Seen::Shows)) };
    let position = id.to_str().ok().and_then(|id| id.parse().ok());
    let refused = || "`Last-Event-ID` is the id of an event that came from here: a position of the log, in digits";
    position.map(|position| Some(Seen::Told(position))).ok_or_else(|| NoAnswer::of(ErrorCode::BadRequest, refused()))
}

async fn events(
    web: &Web,
    audience: Audience,
    story: Option<String>,
    seen: Option<Seen>,
) -> Result<Response, NoAnswer> {
    let headers = [
        (CONTENT_TYPE, "text/event-stream"),
        (CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    // Whoever comes from another log, or from one that has been set back, is not where it believes to be.
    let ahead = match seen.map(Seen::position).filter(|position| *position > web.hub.position()) {
        Some(position) => Some(web.services.last().await?).filter(|last| position > *last),
        None => None,
    };
    Ok((headers, Body::from_stream(moves(web, audience, story.as_deref(), seen, ahead))).into_response())
}

/// A reader who waits for what moves.
struct Listening {
    moves: Receiver<Arc<Moved>>,
    /// When it is sent away.
    until: Instant,
    closing: watch::Receiver<bool>,
    /// What it is told at once, since it moved while the reader was away.
    missed: std::vec::IntoIter<Bytes>,
}

impl Listening {
    /// What the reader is told next, and whether it stays; none when it is to go.
    async fn next(&mut self) -> Option<(Bytes, bool)> {
        if let Some(missed) = self.missed.next() {
            return Some((missed, true));
        }
        let moved = tokio::select! {
            moved = self.moves.recv() => moved,
            _ = self.closing.wait_for(|closing| *closing) => return None,
            () = tokio::time::sleep_until(self.until) => return Some((Bytes::from_static(OVER), false)),
            () = tokio::time::sleep(KEEP_ALIVE) => return Some((Bytes::from_static(ALIVE), true)),
        };
        match moved {
            Ok(moved) => Some((moved.event(), true)),
            // A reader that was too slow is told so and sent away: it asks again, and misses nothing.
            Err(RecvError::Lagged(missed)) => {
                let told = format!("event: dropped\ndata: too slow: {missed} moves were missed; look again\n\n");
                Some((told.into(), false))
            }
            Err(RecvError::Closed) => None,
        }
    }
}

/// What a reader is told, from where it is on; one that is ahead of the log, which ends here, first to look again.
fn moves(
    web: &Web,
    audience: Audience,
    story: Option<&str>,
    seen: Option<Seen>,
    ahead: Option<u64>,
) -> impl Stream<Item = Result<Bytes, Infallible>> + use<> {
    let moves = web.hub.listen(audience, story);
    let missed = match ahead {
        Some(last) => vec![reload(&format!("the log ends at position {last}"), last)],
        None => seen.map(|seen| web.hub.missed(audience, story, seen)).unwrap_or_default(),
    };
    let missed = missed.into_iter();
    let listening = Listening { moves, until: until(Instant::now()), closing: web.closing.clone(), missed };
    futures::stream::unfold(Some(listening), async |listening| {
        let mut listening = listening?;
        let (told, stays) = listening.next().await?;
        Some((Ok(told), stays.then_some(listening)))
    })
}

/// When a reader who comes now is sent away.
fn until(now: Instant) -> Instant {
    static COME: AtomicU32 = AtomicU32::new(0);
    let come = COME.fetch_add(1, Ordering::Relaxed);
    now + STAYS + (SPREAD / 600) * (come % 600)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::Hub;

    #[tokio::test]
    async fn nobody_waits_for_ever_and_not_all_are_sent_away_at_once() {
        let (hub, now) = (Hub::default(), Instant::now());
        let (_close, closing) = watch::channel(false);
        let mut listening = Listening {
            moves: hub.listen(Audience::Newsroom, None),
            until: now,
            closing,
            missed: Vec::new().into_iter(),
        };
        assert_eq!(listening.next().await, Some((Bytes::from_static(OVER), false)));
        let (one, other) = (until(now), until(now));
        assert_ne!(one, other);
        assert!([one, other].into_iter().all(|end| (now + STAYS..now + STAYS + SPREAD).contains(&end)));
    }
}
