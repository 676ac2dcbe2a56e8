//! Who asks, and what they may: the one gate that every request passes.
//!
//! Where nobody can sign in the page is for whoever sits at this machine: then it answers only to names of this machine, so
//! that no site elsewhere can pretend to be it. Otherwise everybody shows a token, in a header or in a cookie that no script
//! can read, or the session of a sign-in with a provider, in such a cookie. Whatever writes must come from a page of ours:
//! browsers say where a request comes from. Where everybody may read, whoever has not signed in is a reader outside, and is told
//! nothing that is for the desk.

use std::time::Instant;

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;

use super::answer::{Html, Shared, status_of};
use super::pace::Asks;
use super::problem::Problem;
use super::provider::{AT_PROVIDER, Provider, RETURN};
use super::request::{bearer, cookie, host, is_ours, is_this_machine, peer, same};
use super::role::Role;
use super::sessions::Person;
use super::who::Who;
use crate::Web;
use crate::page::harmless::in_query;
use crate::page::{Reader, problem};
use crate::questions::{NoAnswer, answered_for};

/// The most that is read of what the HTTP library says, in bytes.
const MOST_SAID: usize = 4096;
/// The cookie that holds a token.
pub(super) const TOKEN: &str = "newsreel-token";
/// The cookie that holds the session of somebody who has signed in with a provider.
pub(super) const SESSION: &str = "newsreel-session";

/// Who may what.
#[derive(Debug, Clone, Default)]
pub enum Access {
    /// Everybody at this machine may everything, in this name.
    #[default]
    ThisMachine,
    /// Whoever signs in; others may read where reading is open.
    SignIn {
        /// The tokens there are.
        tokens: Vec<Token>,
        /// The provider whose people can sign in.
        provider: Option<Box<Provider>>,
        /// Whether anybody may read.
        open_reads: bool,
    },
}

/// A token, and what it lets do.
#[derive(Clone)]
pub struct Token {
    /// Who shows it.
    pub name: String,
    /// What they may.
    pub role: Role,
    /// The secret itself.
    pub secret: String,
}

impl Access {
    /// The token with this secret.
    pub(super) fn token(&self, shown: &str) -> Option<&Token> {
        match self {
            Self::ThisMachine => None,
            Self::SignIn { tokens, .. } => tokens.iter().find(|token| same(&token.secret, shown)),
        }
    }

    pub(super) fn has_tokens(&self) -> bool {
        matches!(self, Self::SignIn { tokens, .. } if !tokens.is_empty())
    }

    /// The provider whose people can sign in.
    pub(crate) fn provider(&self) -> Option<&Provider> {
        match self {
            Self::ThisMachine => None,
            Self::SignIn { provider, .. } => provider.as_deref(),
        }
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Token({}, {:?})", self.name, self.role)
    }
}

/// Lets through what may pass, and notes who asks.
pub(super) async fn gate(State(web): Shared, mut request: Request, next: Next) -> Response {
    match admitted(&web, &request) {
        Ok(who) => {
            let (reader, audience) = (who.reader(&web.options), who.audience());
            request.extensions_mut().insert(who);
            let for_programs = for_programs(&request);
            let mut response = answered_for(audience, next.run(request)).await;
            let why = match response.extensions_mut().remove::<NoAnswer>() {
                Some(why) => Some(why),
                None => bare(&mut response).await,
            };
            match why {
                Some(why) if for_programs => Problem::from(why).into_response(),
                Some(why) => page_of(&why, &reader),
                None => response,
            }
        }
        Err(why) => denied(&web, &request, why),
    }
}

/// Whether no person reads the answer.
fn for_programs(request: &Request) -> bool {
    let path = request.uri().path();
    path.starts_with("/api/") || path == "/metrics"
}

/// Why there is no answer, where the HTTP library says it in its own words: a body that is too large or of another type, a
/// parameter that cannot be read, a method that an address does not take.
async fn bare(response: &mut Response) -> Option<NoAnswer> {
    let status = response.status();
    let written = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let is_bare = written.is_none_or(|kind| kind.starts_with("text/plain"));
    if !is_bare || !(status.is_client_error() || status == StatusCode::INTERNAL_SERVER_ERROR) {
        return None;
    }
    let body = to_bytes(std::mem::take(response.body_mut()), MOST_SAID).await.unwrap_or_default();
    let said = String::from_utf8_lossy(&body);
    let code = match status.as_u16() {
        405 => "method-not-allowed",
        408 => "timed-out",
        413 => "too-large",
        415 => "unsupported-media-type",
        500.. => "internal",
        _ => "bad-request",
    };
    let sentence = match said.split_once("query string: ") {
        _ if code == "method-not-allowed" => "this address does not take such a request".to_owned(),
        _ if code == "too-large" => "it is larger than this page takes".to_owned(),
        Some((_, why)) => format!("the address cannot be read: {why}"),
        None if said.is_empty() => "the request cannot be read".to_owned(),
        None => said.into_owned(),
    };
    Some(NoAnswer::new(status.as_u16(), code, sentence.trim_end_matches('.')))
}

fn denied(web: &Web, request: &Request, why: NoAnswer) -> Response {
    if for_programs(request) {
        return Problem::from(why).into_response();
    }
    if why.status == 401 && request.method() == Method::GET {
        let wanted = request.uri().path_and_query().map_or("/", |wanted| wanted.as_str());
        return Redirect::to(&format!("/sign-in?to={}", in_query(wanted))).into_response();
    }
    let nobody = || Reader { style: web.options.style, ..Reader::at(Timestamp::now()) };
    let reader = known(web, request.headers()).map_or_else(nobody, |who| who.reader(&web.options));
    page_of(&why, &reader)
}

/// That there is no answer, as a page.
fn page_of(why: &NoAnswer, reader: &Reader) -> Response {
    let mut response = (status_of(why), Html(problem::page(why.status, &why.sentence, reader))).into_response();
    response.headers_mut().extend(why.headers());
    response
}

/// What a request is about, as far as it matters who asks.
struct Asked<'r> {
    headers: &'r HeaderMap,
    writes: bool,
    /// Whether it is a page on which something is written: nobody fills in what they may not send.
    is_form: bool,
    /// Whether it signs in or out, which everybody may.
    signs: bool,
    /// Whether the provider has to do something for it.
    goes: bool,
    /// Whether it tells nobody anything about a story.
    is_open: bool,
    for_operators: bool,
}

impl<'r> Asked<'r> {
    fn of(request: &'r Request) -> Self {
        let path = request.uri().path();
        let goes = matches!(path, AT_PROVIDER | RETURN);
        let signs = goes || matches!(path, "/sign-in" | "/sign-out");
        Self {
            headers: request.headers(),
            writes: !matches!(*request.method(), Method::GET | Method::HEAD),
            is_form: matches!(path, "/new" | "/write"),
            signs,
            goes,
            is_open: signs || matches!(path, "/healthz" | "/readyz") || path.starts_with("/assets/"),
            for_operators: matches!(path, "/metrics" | "/api/quarantine"),
        }
    }

    /// What it costs.
    fn asks(&self) -> Asks {
        match (self.signs && self.writes, self.goes) {
            (true, _) => Asks::SignsIn,
            (false, true) => Asks::Goes,
            (false, false) => Asks::of(self.writes),
        }
    }
}

fn admitted(web: &Web, request: &Request) -> Result<Who, NoAnswer> {
    let asked = Asked::of(request);
    if asked.writes {
        is_ours(asked.headers)?;
    }
    let peer = peer(request, web.options.behind_proxy);
    let who = match &web.options.access {
        Access::ThisMachine => this_machine(web, asked.headers)?,
        Access::SignIn { open_reads, .. } => {
            let known = known(web, asked.headers);
            let reads = *open_reads && !asked.writes && !asked.for_operators;
            let who = known.or_else(|| (asked.is_open || reads).then(Who::nobody));
            // Whoever sits at this machine may wear it out; anybody else may not, be they let in or not.
            let name = who.as_ref().and_then(Who::actor).map(str::to_owned);
            if let Some(asking) = name.or(peer) {
                let asks = match &who {
                    None if bearer(asked.headers).is_some() => Asks::SignsIn,
                    Some(_) | None => asked.asks(),
                };
                web.pace.admit(&asking, asks, Instant::now())?;
            }
            who.ok_or_else(NoAnswer::unauthorized)?
        }
    };
    if (asked.writes || asked.is_form) && !asked.is_open && !who.role.writes() {
        if who.can_sign_in {
            return Err(NoAnswer::unauthorized());
        }
        return Err(NoAnswer::forbidden(&format!("you are here as {}, which is for reading only", who.role.as_str())));
    }
    if asked.for_operators && matches!(who.role, Role::Reader | Role::Reporter) {
        return Err(NoAnswer::forbidden("this is for auditors, standards and editors"));
    }
    Ok(who)
}

fn this_machine(web: &Web, headers: &HeaderMap) -> Result<Who, NoAnswer> {
    if !host(headers).is_some_and(is_this_machine) {
        let sentence =
            "the page is for this machine only: open it as http://localhost, or say who may read it elsewhere";
        return Err(NoAnswer::forbidden(sentence));
    }
    let name = web.options.actor.clone();
    Ok(Who { actor: name.clone(), name, role: Role::Editor, signed_in: false, can_sign_in: false })
}

/// Who shows a token or a session that is known.
fn known(web: &Web, headers: &HeaderMap) -> Option<Who> {
    let of_token = |shown: &str, signed_in: bool| {
        let Token { name, role, .. } = web.options.access.token(shown)?;
        let name = Some(name.clone());
        Some(Who { actor: name.clone(), name, role: *role, signed_in, can_sign_in: false })
    };
    if let Some(shown) = bearer(headers) {
        return of_token(shown, false);
    }
    let of_session = |shown: &str| {
        let Person { name, actor, role } = web.provider.as_ref()?.person(shown)?;
        Some(Who { name: Some(name), actor: Some(actor), role, signed_in: true, can_sign_in: false })
    };
    cookie(headers, SESSION).and_then(of_session).or_else(|| of_token(cookie(headers, TOKEN)?, true))
}
