//! Why there is no answer, for other programs: problem details (RFC 9457).

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use newsreel_log::ErrorCode;
use newsreel_story::submit::refusal::Refusal;
use serde_json::json;

use crate::questions::NoAnswer;

/// The media type of a problem (RFC 9457).
const PROBLEM: &str = "application/problem+json";

/// That there is no answer, as a problem.
#[derive(Debug)]
pub(super) struct Problem {
    why: NoAnswer,
    refusals: Vec<Refusal>,
}

impl From<NoAnswer> for Problem {
    fn from(why: NoAnswer) -> Self {
        Self { why, refusals: Vec::new() }
    }
}

impl Problem {
    pub(super) fn bad_request(sentence: impl std::fmt::Display) -> Self {
        NoAnswer::of(ErrorCode::BadRequest, sentence).into()
    }

    /// A submission that is refused.
    pub(super) fn refused(refusals: Vec<Refusal>) -> Self {
        let sentence = match refusals.as_slice() {
            [one] => one.message.clone(),
            several => format!("{} things have to be mended; nothing of the submission is recorded", several.len()),
        };
        Self { why: NoAnswer::new(422, "refused", sentence), refusals }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Self { why, refusals } = self;
        let status = StatusCode::from_u16(why.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if status.is_server_error() {
            tracing::warn!("a question could not be answered ({}): {}", why.code, why.sentence);
        }
        let mut problem = json!({
            "type": format!("urn:newsreel:problem:{}", why.code),
            "title": why.code.replace('-', " "),
            "status": why.status,
            "detail": why.sentence,
            "code": why.code,
        });
        if !refusals.is_empty() {
            problem["refusals"] = json!(refusals);
        }
        (status, why.headers(), [(CONTENT_TYPE, PROBLEM), (CACHE_CONTROL, "no-store")], problem.to_string())
            .into_response()
    }
}
