//! Who asks, and what they may: the one gate that every request passes.
//!
//! Without tokens the page is for whoever sits at this machine: then it answers only to names of this machine, so that no
//! site elsewhere can pretend to be it. With tokens everybody shows one, in a header or in a cookie that no script can read.
//! Whatever writes must come from a page of ours: browsers say where a request comes from.

use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::Method;
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;

use super::answer::{Html, Shared, status_of};
use super::pace::Asks;
use super::problem::Problem;
use super::request::{bearer, cookie, host, is_ours, is_this_machine, peer, same};
use super::role::Role;
use super::who::Who;
use crate::Web;
use crate::page::{Reader, problem};
use crate::questions::NoAnswer;

/// The cookie that holds a token.
pub(super) const TOKEN: &str = "newsreel-token";

/// Who may what.
#[derive(Debug, Clone, Default)]
pub enum Access {
    /// Everybody at this machine may everything, in this name.
    #[default]
    ThisMachine,
    /// Whoever shows one of these tokens; others may read where reading is open.
    Tokens {
        /// The tokens there are.
        tokens: Vec<Token>,
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
            Self::Tokens { tokens, .. } => tokens.iter().find(|token| same(&token.secret, shown)),
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
            let reader = who.reader(web.options.style);
            request.extensions_mut().insert(who);
            let mut response = next.run(request).await;
            match response.extensions_mut().remove::<NoAnswer>() {
                Some(why) => page_of(&why, &reader),
                None => response,
            }
        }
        Err(why) => denied(&web, &request, why),
    }
}

fn denied(web: &Web, request: &Request, why: NoAnswer) -> Response {
    if request.uri().path().starts_with("/api/") || request.uri().path() == "/metrics" {
        return Problem::from(why).into_response();
    }
    if why.status == 401 && request.method() == Method::GET {
        return Redirect::to("/sign-in").into_response();
    }
    let reader = Reader { style: web.options.style, ..Reader::at(Timestamp::now()) };
    page_of(&why, &reader)
}

/// That there is no answer, as a page.
fn page_of(why: &NoAnswer, reader: &Reader) -> Response {
    let mut response = (status_of(why), Html(problem::page(why.status, &why.sentence, reader))).into_response();
    response.headers_mut().extend(why.headers());
    response
}

fn admitted(web: &Web, request: &Request) -> Result<Who, NoAnswer> {
    let headers = request.headers();
    let writes = !matches!(*request.method(), Method::GET | Method::HEAD);
    let for_operators = request.uri().path() == "/metrics";
    let is_open =
        matches!(request.uri().path(), "/healthz" | "/sign-in") || request.uri().path().starts_with("/assets/");
    if writes {
        is_ours(headers)?;
    }
    let who = match &web.options.access {
        Access::ThisMachine => {
            if !host(headers).is_some_and(is_this_machine) {
                let sentence = "the page is for this machine only: open it as http://localhost, or give it tokens";
                return Err(NoAnswer::forbidden(sentence));
            }
            Who { name: web.options.actor.clone(), role: Role::Editor, signed_in: false, can_sign_in: false }
        }
        Access::Tokens { open_reads, .. } => {
            let known =
                bearer(headers).or_else(|| cookie(headers, TOKEN)).and_then(|shown| web.options.access.token(shown));
            match known {
                Some(token) => Who {
                    name: Some(token.name.clone()),
                    role: token.role,
                    signed_in: !headers.contains_key(AUTHORIZATION),
                    can_sign_in: false,
                },
                None if is_open || (*open_reads && !writes && !for_operators) => {
                    Who { name: None, role: Role::Reader, signed_in: false, can_sign_in: true }
                }
                None => {
                    return Err(NoAnswer::unauthorized());
                }
            }
        }
    };
    if writes && !is_open && request.uri().path() != "/sign-out" && !who.role.writes() {
        return Err(NoAnswer::forbidden("this token is for reading only"));
    }
    if for_operators && matches!(who.role, Role::Reader | Role::Reporter) {
        return Err(NoAnswer::forbidden("the metrics are for auditors, standards and editors"));
    }
    let asks = if request.uri().path() == "/sign-in" && writes { Asks::SignsIn } else { Asks::of(writes) };
    // Whoever sits at this machine may wear it out.
    if let Access::Tokens { .. } = &web.options.access
        && let Some(who_asks) = who.name.clone().or_else(|| peer(request))
    {
        web.pace.admit(&who_asks, asks, Instant::now())?;
    }
    Ok(who)
}
