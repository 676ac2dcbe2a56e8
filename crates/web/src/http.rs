//! HTTP: which address answers what, and the headers that keep a browser safe.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::handler::Handler;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodRouter, get, post};
use axum::{Extension, Router};

use jiff::Timestamp;
use newsreel_log::service::{EndpointStats, ServiceStats};
use newsreel_story::record::bounds::Bounds;
use serde::Deserialize;

use crate::Web;
use crate::assets::{Asset, DESK, SCRIPT, STYLE, WRITING};
use crate::questions::NoAnswer;

pub(crate) mod access;
mod api;
mod feeds;
mod live;
mod openapi;
pub(crate) mod pace;
mod packed;
pub(crate) mod presence;
mod problem;
mod publication;
mod stories;
mod story;
mod table;
mod update;
mod wall;
mod write;

pub(crate) use stories::KeptCounts;

/// Nothing but what this program serves itself, and no script or style within a page.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The same for the box that other sites show.
static POLICY_OF_BOX: LazyLock<String> =
    LazyLock::new(|| POLICY.replace("frame-ancestors 'none'", "frame-ancestors *"));

/// The largest body that is read: what fits into a message, and a little more, so that the desk can say that it is too large.
const MOST_BYTES: usize = 2 << 20;

/// How many records the answers may be behind the log for this to be ready: beyond that they would mislead.
const MOST_BEHIND: u64 = 1000;

type Shared = State<Arc<Web>>;

/// Addresses and what answers at each. Which there are can be asked, so that no test of all of them forgets one.
#[derive(Default)]
struct Routes {
    router: Router<Arc<Web>>,
    addresses: Vec<String>,
}

impl Routes {
    fn route(mut self, path: &str, answer: MethodRouter<Arc<Web>>) -> Self {
        self.addresses.push(path.to_owned());
        Self { router: self.router.route(path, answer), ..self }
    }

    fn fallback<H: Handler<T, Arc<Web>>, T: 'static>(self, handler: H) -> Self {
        Self { router: self.router.fallback(handler), ..self }
    }

    fn nest(mut self, path: &str, within: Self) -> Self {
        self.addresses.extend(within.addresses.iter().map(|address| format!("{path}{address}")));
        Self { router: self.router.nest(path, within.router), ..self }
    }
}

/// Every address there is, with what stands for names in braces.
pub fn addresses() -> Vec<String> {
    routes().addresses
}

fn routes() -> Routes {
    Routes::default()
        .route("/", get(stories::list))
        .route("/live", get(live::all))
        .route("/stories/{story}", get(story::page))
        .route("/stories/{story}/live", get(live::story))
        .route("/stories/{story}/feed.atom", get(feeds::story))
        .route("/stories/{story}/expected.ics", get(feeds::calendar))
        .route("/stories/{story}/story.ninjs", get(feeds::ninjs))
        .route("/embed/{story}", get(feeds::embed))
        .route("/oembed", get(feeds::oembed))
        .route("/feed.atom", get(feeds::stories))
        .route("/metrics", get(metrics))
        .route("/wall", get(wall::page))
        .route("/stories/{story}/publications/{item}", get(publication::page))
        .route("/updates/{update}", get(update::page))
        .route("/updates/{update}/proof", get(update::proof))
        .route("/updates/{update}/{change}", get(update::on_it))
        .route("/new", get(write::form).post(write::take_form))
        .route("/capture", post(write::capture))
        .route("/reads", get(write::reads))
        .route("/presence", post(presence::here))
        .route("/write", get(write::text).post(write::take_text))
        .route("/complete", get(write::complete))
        .route("/who/{name}", get(update::who))
        .route("/sign-in", get(access::sign_in_page).post(access::sign_in))
        .route("/sign-out", post(access::sign_out))
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route(&STYLE.path, get(async || asset(&STYLE)))
        .route(&DESK.path, get(async || asset(&DESK)))
        .route(&SCRIPT.path, get(async || asset(&SCRIPT)))
        .route(&WRITING.path, get(async || asset(&WRITING)))
        .fallback(async || Problem::from(not_found("nothing is at this address")))
        .nest("/api", api::routes())
}

/// What answers everything there is an address for.
pub(crate) fn router(web: Arc<Web>) -> Router {
    routes()
        .router
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(middleware::from_fn_with_state(Arc::clone(&web), access::gate))
        .layer(middleware::from_fn_with_state(Arc::clone(&web), safe))
        .layer(middleware::from_fn(packed::pack))
        .with_state(web)
}

fn not_found(sentence: &str) -> NoAnswer {
    NoAnswer::of(newsreel_log::ErrorCode::NotFound, sentence)
}

/// The bounds of what a page shows, in its address; as in the API.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
struct InAddress {
    as_of: Option<Timestamp>,
    at_sequence: Option<u64>,
    known_at: Option<Timestamp>,
    true_at: Option<Timestamp>,
}

impl InAddress {
    fn bounds(self) -> Bounds {
        let Self { as_of, at_sequence, known_at, true_at } = self;
        Bounds { as_of, at_sequence, known_at, true_at }
    }
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
        let status = status_of(&self.0);
        if status.is_server_error() {
            tracing::warn!("a page could not be answered ({}): {}", self.0.code, self.0.sentence);
        }
        // The gate, which knows who reads, makes a page of it.
        (status, Extension(self.0)).into_response()
    }
}

fn status_of(why: &NoAnswer) -> StatusCode {
    StatusCode::from_u16(why.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

type Answered = Result<Response, Problem>;

fn asset(asset: &'static Asset) -> Response {
    let headers = [(CONTENT_TYPE, asset.media_type), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (headers, asset.content.as_str()).into_response()
}

/// Whether questions are answered, and how far behind the log.
async fn ready(State(web): Shared) -> Response {
    match web.services.lag().await {
        Ok((lag, position)) => {
            let state = format!("position {position}, {lag} behind the log\n");
            match lag {
                0..=MOST_BEHIND => format!("ready: {state}").into_response(),
                _ => (StatusCode::SERVICE_UNAVAILABLE, format!("not ready: {state}")).into_response(),
            }
        }
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
    match web.services.statistics().await {
        Ok(services) => of_services(&services, &mut text),
        Err(why) => tracing::debug!("the metrics are without those of the other services: {why}"),
    }
    ([(CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}

/// The requests that came to every service, endpoint by endpoint.
fn of_services(services: &[ServiceStats], text: &mut String) {
    type Counter = (&'static str, &'static str, fn(&EndpointStats) -> f64);
    let counters: [Counter; 3] = [
        ("requests_total", "Requests to an endpoint of a service.", |endpoint| endpoint.num_requests as f64),
        ("errors_total", "Requests that were answered with an error.", |endpoint| endpoint.num_errors as f64),
        ("seconds_total", "How long requests took, together.", |endpoint| endpoint.processing_time as f64 / 1e9),
    ];
    for (name, about, value) in counters {
        let _ = writeln!(text, "# HELP newsreel_service_{name} {about}\n# TYPE newsreel_service_{name} counter");
        for service in services {
            for endpoint in &service.endpoints {
                let _ = writeln!(
                    text,
                    "newsreel_service_{name}{{service=\"{}\",instance=\"{}\",endpoint=\"{}\"}} {}",
                    label(&service.name),
                    label(&service.id),
                    label(&endpoint.name),
                    value(endpoint)
                );
            }
        }
    }
}

/// A value of a label, which anybody on the server may have chosen.
fn label(text: &str) -> String {
    text.chars().filter(|character| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.')).collect()
}

/// Adds what keeps a browser safe to every answer.
async fn safe(State(web): Shared, request: Request, next: Next) -> Result<Response, Infallible> {
    let embedded = request.uri().path().starts_with("/embed/");
    let mut response = next.run(request).await;
    web.answered.count(response.status());
    let headers: &mut HeaderMap = response.headers_mut();
    let fixed = [
        (CONTENT_SECURITY_POLICY, if embedded { POLICY_OF_BOX.as_str() } else { POLICY }),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}
