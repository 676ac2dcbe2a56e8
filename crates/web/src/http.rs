//! HTTP: which address answers what, and the headers that keep a browser safe.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use crate::Web;
use crate::assets::{Asset, SCRIPT, STYLE};
use crate::page::problem;
use crate::questions::NoAnswer;

pub(crate) mod access;
mod api;
mod feeds;
mod live;
mod openapi;
mod packed;
mod stories;
mod story;
mod update;
mod write;

pub(crate) use stories::KeptCounts;

/// Nothing but what this program serves itself, and no script or style within a page.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The largest body that is read: what fits into a message, and a little more, so that the desk can say that it is too large.
const MOST_BYTES: usize = 2 << 20;

type Shared = State<Arc<Web>>;

/// Everything there is an address for.
pub(crate) fn router(web: Arc<Web>) -> Router {
    Router::new()
        .route("/", get(stories::list))
        .route("/live", get(live::all))
        .route("/stories/{story}", get(story::page))
        .route("/stories/{story}/live", get(live::story))
        .route("/stories/{story}/feed.atom", get(feeds::story))
        .route("/stories/{story}/expected.ics", get(feeds::calendar))
        .route("/feed.atom", get(feeds::stories))
        .route("/metrics", get(metrics))
        .route("/updates/{update}", get(update::page))
        .route("/new", get(write::form).post(write::take_form))
        .route("/write", get(write::text).post(write::take_text))
        .route("/who/{name}", get(update::who))
        .route("/sign-in", get(access::sign_in_page).post(access::sign_in))
        .route("/sign-out", post(access::sign_out))
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route(&STYLE.path, get(async || asset(&STYLE)))
        .route(&SCRIPT.path, get(async || asset(&SCRIPT)))
        .fallback(async || Problem::from(not_found("nothing is at this address")))
        .nest("/api", api::router())
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(middleware::from_fn_with_state(Arc::clone(&web), access::gate))
        .layer(middleware::from_fn_with_state(Arc::clone(&web), safe))
        .layer(middleware::from_fn(packed::pack))
        .with_state(web)
}

fn not_found(sentence: &str) -> NoAnswer {
    NoAnswer::of(newsreel_log::ErrorCode::NotFound, sentence)
}

/// A page.
struct Html(String);

impl IntoResponse for Html {
    fn into_response(self) -> Response {
        ([(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-cache")], self.0).into_response()
    }
}

/// That there is no answer, as a page.
struct Problem(NoAnswer);

impl From<NoAnswer> for Problem {
    fn from(why: NoAnswer) -> Self {
        Self(why)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if status.is_server_error() {
            tracing::warn!("a page could not be answered ({}): {}", self.0.code, self.0.sentence);
        }
        (status, Html(problem::page(status.as_u16(), &self.0.sentence))).into_response()
    }
}

type Answered = Result<Response, Problem>;

fn asset(asset: &'static Asset) -> Response {
    let headers = [(CONTENT_TYPE, asset.media_type), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (headers, asset.content).into_response()
}

/// Whether questions are answered, and how far behind the log.
async fn ready(State(web): Shared) -> Response {
    match web.services.lag().await {
        Ok((lag, position)) => format!("ready: position {position}, {lag} behind the log\n").into_response(),
        Err(why) => (StatusCode::SERVICE_UNAVAILABLE, format!("not ready: {why}\n")).into_response(),
    }
}

/// How many requests were answered, by the first digit of their status.
#[derive(Default)]
pub(crate) struct Answers([AtomicU64; 6]);

impl Answers {
    fn count(&self, status: StatusCode) {
        if let Some(counter) = self.0.get(usize::from(status.as_u16() / 100)) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// What Prometheus reads.
async fn metrics(State(web): Shared) -> Response {
    let mut text = String::from(
        "# HELP newsreel_web_requests_total Requests answered.\n# TYPE newsreel_web_requests_total counter\n",
    );
    for (class, counter) in web.answered.0.iter().enumerate().skip(1) {
        let _ =
            writeln!(text, "newsreel_web_requests_total{{status=\"{class}xx\"}} {}", counter.load(Ordering::Relaxed));
    }
    text.push_str("# HELP newsreel_web_readers Readers who wait for what moves.\n# TYPE newsreel_web_readers gauge\n");
    let _ = writeln!(text, "newsreel_web_readers {}", web.hub.readers());
    if let Ok((lag, position)) = web.services.lag().await {
        text.push_str("# HELP newsreel_projector_position The position of the log that answers describe.\n# TYPE newsreel_projector_position gauge\n");
        let _ = writeln!(text, "newsreel_projector_position {position}");
        text.push_str("# HELP newsreel_projector_lag How many records the projector is behind the log.\n# TYPE newsreel_projector_lag gauge\n");
        let _ = writeln!(text, "newsreel_projector_lag {lag}");
    }
    ([(CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}

/// Adds what keeps a browser safe to every answer.
async fn safe(State(web): Shared, request: Request, next: Next) -> Result<Response, Infallible> {
    let mut response = next.run(request).await;
    web.answered.count(response.status());
    let headers: &mut HeaderMap = response.headers_mut();
    let fixed = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}
