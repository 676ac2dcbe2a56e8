//! HTTP: which address answers what, and the headers that keep a browser safe.

use std::convert::Infallible;
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::handler::Handler;
use axum::http::HeaderMap;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use newsreel_log::trace;
use tracing::Instrument;

use crate::Web;
use crate::assets::{Asset, DESK, SCRIPT, STYLE, WRITING};

pub(crate) mod access;
mod answer;
mod api;
mod feeds;
mod live;
mod metrics;
mod openapi;
pub(crate) mod pace;
mod packed;
pub(crate) mod presence;
mod problem;
pub(crate) mod provider;
mod publication;
mod request;
pub(crate) mod role;
mod sessions;
mod sign_in;
mod stories;
mod story;
mod table;
mod update;
mod wall;
mod who;
mod write;

pub(crate) use metrics::Answers;
pub(crate) use stories::KeptCounts;

use self::answer::{Problem, Shared, not_found};

/// Nothing but what this program serves itself, and no script or style within a page.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The same for the box that other sites show.
static POLICY_OF_BOX: LazyLock<String> =
    LazyLock::new(|| POLICY.replace("frame-ancestors 'none'", "frame-ancestors *"));

/// The largest body that is read: what fits into a message, and a little more, so that the desk can say that it is too large.
const MOST_BYTES: usize = 2 << 20;

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
        .route("/metrics", get(metrics::metrics))
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
        .route("/sign-in", get(sign_in::page).post(sign_in::with_token))
        .route("/sign-in/provider", get(sign_in::at_provider))
        .route(provider::RETURN, get(sign_in::back))
        .route("/sign-out", post(sign_in::out))
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(metrics::ready))
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
        .layer(middleware::from_fn(traced))
        .layer(middleware::from_fn_with_state(Arc::clone(&web), safe))
        .layer(middleware::from_fn(packed::pack))
        .with_state(web)
}

fn asset(asset: &'static Asset) -> Response {
    let headers = [(CONTENT_TYPE, asset.media_type), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (headers, asset.content.as_str()).into_response()
}

/// Follows a request, in the trace it came with or in one of its own. Its address is told as the route, without what stands
/// in it: that can be a secret.
async fn traced(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("no route", MatchedPath::as_str);
    let name = format!("{} {route}", request.method());
    let span = tracing::info_span!(
        target: trace::TARGET, "request", otel.name = name, otel.kind = "server",
        http.response.status_code = tracing::field::Empty
    );
    trace::join(&span, request.headers().get(trace::TRACEPARENT).and_then(|context| context.to_str().ok()));
    let response = next.run(request).instrument(span.clone()).await;
    span.record("http.response.status_code", response.status().as_u16());
    response
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
