//! Who asks, and what they may: the one gate that every request passes.
//!
//! Without tokens the page is for whoever sits at this machine: then it answers only to names of this machine, so that no
//! site elsewhere can pretend to be it. With tokens everybody shows one, in a header or in a cookie that no script can read.
//! Whatever writes must come from a page of ours: browsers say where a request comes from.

use std::sync::Arc;

use axum::extract::{Form, FromRequestParts, Request, State};
use axum::http::header::{AUTHORIZATION, COOKIE, HOST, HeaderName, ORIGIN, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use serde::Deserialize;

use super::{Html, Problem};
use crate::Web;
use crate::page::sign_in;
use crate::questions::NoAnswer;

/// The cookie that holds a token.
const TOKEN: &str = "newsreel-token";

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

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Token({}, {:?})", self.name, self.role)
    }
}

/// What somebody may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Read.
    Reader,
    /// Read, and record updates.
    Reporter,
    /// All that a reporter may, and take back what others recorded.
    Editor,
}

impl Role {
    /// The role of this name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "reader" => Some(Self::Reader),
            "reporter" => Some(Self::Reporter),
            "editor" => Some(Self::Editor),
            _ => None,
        }
    }
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Who {
    name: Option<String>,
    pub(crate) role: Role,
}

impl Who {
    pub(crate) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}

impl FromRequestParts<Arc<Web>> for Who {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Web>) -> Result<Self, Response> {
        let who = parts.extensions.get::<Self>().cloned();
        who.ok_or_else(|| StatusCode::INTERNAL_SERVER_ERROR.into_response())
    }
}

/// Lets through what may pass, and notes who asks.
pub(super) async fn gate(State(web): super::Shared, mut request: Request, next: Next) -> Response {
    match admitted(&web, &request) {
        Ok(who) => {
            request.extensions_mut().insert(who);
            next.run(request).await
        }
        Err(why) => denied(&request, why),
    }
}

fn denied(request: &Request, why: NoAnswer) -> Response {
    if request.uri().path().starts_with("/api/") {
        return super::api::Problem::from(why).into_response();
    }
    if why.status == 401 && request.method() == Method::GET {
        return Redirect::to("/sign-in").into_response();
    }
    Problem(why).into_response()
}

fn admitted(web: &Web, request: &Request) -> Result<Who, NoAnswer> {
    let headers = request.headers();
    let writes = !matches!(*request.method(), Method::GET | Method::HEAD);
    let is_open =
        matches!(request.uri().path(), "/healthz" | "/sign-in") || request.uri().path().starts_with("/assets/");
    if writes {
        is_ours(headers)?;
    }
    let who = match &web.options.access {
        Access::ThisMachine => {
            if !host(headers).is_some_and(is_this_machine) {
                return Err(no(
                    403,
                    "forbidden",
                    "the page is for this machine only: open it as http://localhost, or give it tokens",
                ));
            }
            Who { name: web.options.actor.clone(), role: Role::Editor }
        }
        Access::Tokens { tokens, open_reads } => {
            let shown = shown(headers);
            let known = shown.and_then(|shown| tokens.iter().find(|token| same(&token.secret, shown)));
            match known {
                Some(token) => Who { name: Some(token.name.clone()), role: token.role },
                None if is_open || (*open_reads && !writes) => Who { name: None, role: Role::Reader },
                None => {
                    return Err(no(401, "unauthorized", "sign in first: show a token as `Authorization: Bearer …`"));
                }
            }
        }
    };
    if writes && !is_open && who.role < Role::Reporter {
        return Err(no(403, "forbidden", "this token is for reading only"));
    }
    Ok(who)
}

fn no(status: u16, code: &'static str, sentence: &str) -> NoAnswer {
    NoAnswer { status, code, sentence: sentence.into() }
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

fn host(headers: &HeaderMap) -> Option<&str> {
    text(headers, &HOST)
}

fn is_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    name == "localhost"
        || name.ends_with(".localhost")
        || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Whether a browser says that a request comes from a page of ours. A program that is no browser says nothing.
fn is_ours(headers: &HeaderMap) -> Result<(), NoAnswer> {
    let site = text(headers, &HeaderName::from_static("sec-fetch-site"));
    let origin = text(headers, &ORIGIN);
    let of_host =
        origin.is_none_or(|origin| origin.split_once("://").is_some_and(|(_, origin)| Some(origin) == host(headers)));
    match site {
        None | Some("same-origin" | "none") if of_host => Ok(()),
        _ => Err(no(403, "forbidden", "this comes from a page that is not ours; nothing is recorded")),
    }
}

/// What the form of signing in sends.
#[derive(Debug, Deserialize)]
pub(super) struct SignIn {
    token: String,
}

pub(super) async fn sign_in_page() -> Html {
    Html(sign_in::page(false))
}

/// Keeps a token that is known in a cookie.
pub(super) async fn sign_in(State(web): super::Shared, headers: HeaderMap, Form(form): Form<SignIn>) -> Response {
    let shown = form.token.trim();
    let known = match &web.options.access {
        Access::ThisMachine => false,
        Access::Tokens { tokens, .. } => tokens.iter().any(|token| same(&token.secret, shown)),
    };
    if !known {
        return (StatusCode::FORBIDDEN, Html(sign_in::page(true))).into_response();
    }
    with_cookie(&headers, shown, "")
}

/// Forgets the token.
pub(super) async fn sign_out(headers: HeaderMap) -> Response {
    with_cookie(&headers, "", "; Max-Age=0")
}

/// No script can read the cookie, no other site can send it, and it goes over TLS only, but on this machine.
fn with_cookie(headers: &HeaderMap, token: &str, rest: &str) -> Response {
    let secure = if host(headers).is_some_and(is_this_machine) { "" } else { "; Secure" };
    let cookie = format!("{TOKEN}={token}; HttpOnly; SameSite=Strict; Path=/{secure}{rest}");
    ([(SET_COOKIE, cookie)], Redirect::to("/")).into_response()
}

/// The token that is shown.
fn shown(headers: &HeaderMap) -> Option<&str> {
    let bearer = text(headers, &AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer "));
    let cookies = headers.get_all(COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
    let mut cookies = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|cookie| cookie.trim().split_once('='));
    bearer.or_else(|| cookies.find(|(name, _)| *name == TOKEN).map(|(_, value)| value))
}

/// Whether two secrets are the same, found out in the same time whatever they have in common.
fn same(secret: &str, shown: &str) -> bool {
    let differ = secret.bytes().zip(shown.bytes()).fold(0, |differ, (one, other)| differ | (one ^ other));
    secret.len() == shown.len() && differ == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_this_machine() {
        for host in ["localhost", "localhost:8080", "127.0.0.1:8080", "127.0.0.1", "[::1]:8080", "[::1]"] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in ["evil.example", "127.0.0.1.evil.example:80", "localhost.evil.example", "10.0.0.1:8080", ""] {
            assert!(!is_this_machine(host), "{host}");
        }
    }

    #[test]
    fn what_writes_comes_from_a_page_of_ours_or_from_no_browser() {
        let headers = |pairs: &[(&'static str, &str)]| {
            let pairs =
                pairs.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().expect("a value")));
            pairs.collect::<HeaderMap>()
        };
        let host = ("host", "localhost:8080");
        for ours in [
            headers(&[host]),
            headers(&[host, ("origin", "http://localhost:8080"), ("sec-fetch-site", "same-origin")]),
            headers(&[host, ("origin", "http://localhost:8080")]),
        ] {
            assert!(is_ours(&ours).is_ok(), "{ours:?}");
        }
        for theirs in [
            headers(&[host, ("sec-fetch-site", "cross-site")]),
            headers(&[host, ("sec-fetch-site", "same-site")]),
            headers(&[host, ("origin", "null")]),
            headers(&[host, ("origin", "http://evil.example"), ("sec-fetch-site", "same-origin")]),
            headers(&[host, ("origin", "http://localhost:9999")]),
        ] {
            assert!(is_ours(&theirs).is_err(), "{theirs:?}");
        }
    }

    #[test]
    fn a_token_is_taken_from_the_header_or_the_cookie() {
        let of = |name: HeaderName, value: &str| HeaderMap::from_iter([(name, value.parse().expect("a value"))]);
        assert_eq!(shown(&of(AUTHORIZATION, "Bearer abc")), Some("abc"));
        assert_eq!(shown(&of(COOKIE, "a=b; newsreel-token=abc; c=d")), Some("abc"));
        assert_eq!(shown(&of(COOKIE, "other-newsreel-token=abc")), None);
        assert!(same("abc", "abc") && !same("abc", "abd") && !same("abc", "ab"));
    }
}
