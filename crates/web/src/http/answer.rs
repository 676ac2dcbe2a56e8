//! What the pages and the API answer with, and how a request says which moment it is about.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use newsreel_story::record::bounds::Bounds;
use serde::Deserialize;

use crate::Web;
use crate::questions::NoAnswer;

pub(super) const JSON: &str = "application/json";

pub(super) type Shared = State<Arc<Web>>;

pub(super) fn not_found(sentence: &str) -> NoAnswer {
    NoAnswer::of(newsreel_log::ErrorCode::NotFound, sentence)
}

/// The bounds of what a page shows, in its address; as in the API.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub(super) struct InAddress {
    as_of: Option<Timestamp>,
    at_sequence: Option<u64>,
    known_at: Option<Timestamp>,
    true_at: Option<Timestamp>,
    /// The answer is to cover at least this position.
    #[serde(default, alias = "at_least")]
    pub(super) fresh: u64,
}

impl InAddress {
    pub(super) fn bounds(self) -> Bounds {
        let Self { as_of, at_sequence, known_at, true_at, fresh: _ } = self;
        Bounds { as_of, at_sequence, known_at, true_at, for_readers: false }
    }

    /// The same, of what goes to readers outside.
    pub(super) fn for_readers(self) -> Bounds {
        Bounds { for_readers: true, ..self.bounds() }
    }
}

/// A page.
pub(super) struct Html(pub(super) String);

impl IntoResponse for Html {
    fn into_response(self) -> Response {
        ([(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-cache")], self.0).into_response()
    }
}

/// That there is no answer, as a page.
pub(super) struct Problem(NoAnswer);

impl From<NoAnswer> for Problem {
    fn from(why: NoAnswer) -> Self {
        Self(why)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = status_of(&self.0);
        if status.is_server_error() {
            tracing::warn!("a page could not be answered ({}): {}", self.0.code, self.0.sentence);
        }
        // The gate, which knows who reads, makes a page of it.
        (status, Extension(self.0)).into_response()
    }
}

pub(super) fn status_of(why: &NoAnswer) -> StatusCode {
    StatusCode::from_u16(why.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

pub(super) type Answered = Result<Response, Problem>;

/// An answer in JSON.
pub(super) fn answered(answer: &impl serde::Serialize) -> Result<String, NoAnswer> {
    serde_json::to_string(answer).map_err(|error| NoAnswer::of(newsreel_log::ErrorCode::Internal, error))
}

/// An answer, or that the reader has it already. The tag names the position of the log, where the answer has one, and what
/// the answer says: what is overdue changes with time alone.
pub(super) fn conditional(answer: &str, headers: &HeaderMap) -> Response {
    #[derive(serde::Deserialize)]
    struct Position {
        sequence: Option<u64>,
    }
    let position = serde_json::from_str::<Position>(answer).ok().and_then(|answer| answer.sequence).unwrap_or(0);
    let moment = without_moment(answer);
    let content = BuildHasherDefault::<DefaultHasher>::default().hash_one(moment);
    let tag = format!("W/\"{position}-{content:016x}\"");
    let known = headers.get(IF_NONE_MATCH).and_then(|known| known.to_str().ok()).unwrap_or_default();
    let kept = [(ETAG, HeaderValue::from_str(&tag)), (CACHE_CONTROL, Ok(HeaderValue::from_static("no-cache")))];
    let kept: Vec<_> = kept.into_iter().filter_map(|(name, value)| Some((name, value.ok()?))).collect();
    let mut response = match known.split(',').any(|known| known.trim() == tag) {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => ([(CONTENT_TYPE, JSON)], answer.to_owned()).into_response(),
    };
    response.headers_mut().extend(kept);
    response
}

/// The answer without the moment it was given at, which is always another.
fn without_moment(answer: &str) -> String {
    let Some((before, rest)) = answer.split_once("\"moment\":\"") else { return answer.to_owned() };
    let after = rest.split_once('"').map_or("", |(_, after)| after);
    format!("{before}{after}")
}
