//! What the pages answer with, and how a request says which moment it is about.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use newsreel_story::record::bounds::Bounds;
use serde::Deserialize;

use crate::Web;
use crate::questions::NoAnswer;

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
        Bounds { as_of, at_sequence, known_at, true_at }
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
