//! Answers packed for readers that unpack them: text becomes a fifth of its size. Events are not: each is to arrive at once.

use std::io::Write as _;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, VARY};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;

/// What is smaller is sent as it is.
const SMALL: usize = 1024;

pub(super) async fn pack(request: Request, next: Next) -> Response {
    let accepted = request.headers().get(ACCEPT_ENCODING).and_then(|accepted| accepted.to_str().ok());
    let unpacks = accepted.is_some_and(|accepted| accepted.split(',').any(|coding| coding.trim().starts_with("gzip")));
    let mut response = next.run(request).await;
    response.headers_mut().append(VARY, HeaderValue::from_static("accept-encoding"));
    let media_type = response.headers().get(CONTENT_TYPE).and_then(|media_type| media_type.to_str().ok());
    let events = media_type.is_none_or(|media_type| media_type.starts_with("text/event-stream"));
    if !unpacks || events {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    // Whatever is no stream of events is whole in memory already.
    let Ok(body) = to_bytes(body, usize::MAX).await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    if body.len() < SMALL {
        return Response::from_parts(parts, Body::from(body));
    }
    let mut packed = GzEncoder::new(Vec::with_capacity(body.len() / 4), Compression::fast());
    let packed = packed.write_all(&body).and_then(|()| packed.finish());
    match packed {
        Ok(packed) => {
            parts.headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            parts.headers.remove(CONTENT_LENGTH);
            Response::from_parts(parts, Body::from(packed))
        }
        Err(_) => Response::from_parts(parts, Body::from(body)),
    }
}
