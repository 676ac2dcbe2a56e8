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
mod asked;
pub(crate) mod connection;
mod embargoes;
mod feeds;
mod live;
mod metrics;
mod openapi;
pub(crate) mod pace;
mod packed;
pub(crate) mod presence;
mod problem;
mod proof;
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

use self::answer::{InAddress, Problem, Shared, not_found};
use self::asked::Parameters;

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
    addresses: Vec<Address>,
}

/// An address there is.
#[derive(Debug, Clone)]
pub struct Address {
    /// Its path, with what stands for names in braces.
    pub path: String,
    /// The parameters that are read there; none where others decide about them.
    pub parameters: Option<Vec<&'static str>>,
}

impl Routes {
    /// What answers at an address, and the parameters that are read there.
    fn route(mut self, path: &str, answer: MethodRouter<Arc<Web>>, parameters: Parameters) -> Self {
        let known = match &parameters {
            Parameters::Only(known) => Some(known.clone()),
            Parameters::Own => None,
        };
        self.addresses.push(Address { path: path.to_owned(), parameters: known });
        let answer = answer.layer(middleware::from_fn_with_state(parameters, asked::only));
        Self { router: self.router.route(path, answer), ..self }
    }

    fn fallback<H: Handler<T, Arc<Web>>, T: 'static>(self, handler: H) -> Self {
        Self { router: self.router.fallback(handler), ..self }
    }

    fn nest(mut self, path: &str, within: Self) -> Self {
        let addresses = within.addresses.into_iter();
        self.addresses.extend(addresses.map(|address| Address { path: format!("{path}{}", address.path), ..address }));
        Self { router: self.router.nest(path, within.router), ..self }
    }
}

/// Every address there is.
pub fn addresses() -> Vec<Address> {
    routes().addresses
}

fn routes() -> Routes {
    let bounds = Parameters::of::<InAddress>;
    let none = Parameters::none;
    Routes::default()
        .route("/", get(stories::list), bounds().and::<stories::Asked>())
        .route("/live", get(live::all), Parameters::of::<live::Asked>())
        .route("/stories/{story}", get(story::page), Parameters::of::<story::Asked>())
        .route("/stories/{story}/live", get(live::story), Parameters::of::<live::Asked>())
        .route("/stories/{story}/feed.atom", get(feeds::story), bounds())
        .route("/stories/{story}/expected.ics", get(feeds::calendar), bounds())
        .route("/stories/{story}/story.ninjs", get(feeds::ninjs), bounds())
        .route("/embed/{story}", get(feeds::embed), bounds())
        .route("/embed/{story}/live", get(live::embedded), Parameters::of::<live::Asked>())
        // Whoever embeds may add what the standard does not know.
        .route("/oembed", get(feeds::oembed), Parameters::Own)
        .route("/feed.atom", get(feeds::stories), bounds())
        .route("/metrics", get(metrics::metrics), none())
        .route("/wall", get(wall::page), bounds().and_named(&wall::PARAMETERS))
        .route("/stories/{story}/publications/{item}", get(publication::page), bounds())
        .route("/updates/{update}", get(update::page), bounds())
        .route("/updates/{update}/proof", get(update::proof), none())
        .route("/updates/{update}/{change}", get(update::on_it), none())
        // The form knows its own fields.
        .route("/new", get(write::form).post(write::take_form), Parameters::Own)
        .route("/capture", post(write::capture), none())
        .route("/reads", get(write::reads), Parameters::Only(write::OF_READS.to_vec()))
        .route("/presence", post(presence::here), none())
        .route("/write", get(write::text).post(write::take_text), Parameters::Only(vec!["story"]))
        .route("/complete", get(write::complete), Parameters::of::<write::Typed>())
        .route("/who/{name}", get(update::who), bounds().and::<update::After>())
        .route("/sign-in", get(sign_in::page).post(sign_in::with_token), Parameters::of::<sign_in::Wanted>())
        .route(provider::AT_PROVIDER, get(sign_in::at_provider), Parameters::of::<sign_in::Wanted>())
        // A provider may say more than it must.
        .route(provider::RETURN, get(sign_in::back), Parameters::Own)
        .route("/sign-out", post(sign_in::out), none())
        .route("/healthz", get(async || "ok\n"), none())
        .route("/readyz", get(metrics::ready), none())
        .route(&STYLE.path, get(async || asset(&STYLE)), none())
        .route(&DESK.path, get(async || asset(&DESK)), none())
        .route(&SCRIPT.path, get(async || asset(&SCRIPT)), none())
        .route(&WRITING.path, get(async || asset(&WRITING)), none())
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
