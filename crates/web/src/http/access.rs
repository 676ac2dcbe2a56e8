//! Who asks, and what they may: the one gate that every request passes.
//!
//! Without tokens the page is for whoever sits at this machine: then it answers only to names of this machine, so that no
//! site elsewhere can pretend to be it. With tokens everybody shows one, in a header or in a cookie that no script can read.
//! Whatever writes must come from a page of ours: browsers say where a request comes from.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{ConnectInfo, Form, FromRequestParts, Request, State};
use axum::http::header::{AUTHORIZATION, COOKIE, HOST, HeaderName, ORIGIN, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use newsreel_story::record::style::Style;
use serde::Deserialize;
use serde_json::Value;

use super::pace::Asks;
use super::{Html, status_of};
use crate::Web;
use crate::page::{Reader, problem, sign_in};
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Read.
    Reader,
    /// Read, the metrics too; write nothing.
    Auditor,
    /// Read, and record what sources say.
    Reporter,
    /// All that a reporter may, and speak for the desk about what is on file: correct it, take it back, prefer, merge.
    Standards,
    /// All of that, and decide about the story itself: its title, its end.
    Editor,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] = [Self::Reader, Self::Auditor, Self::Reporter, Self::Standards, Self::Editor];

    /// The role of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Auditor => "auditor",
            Self::Reporter => "reporter",
            Self::Standards => "standards",
            Self::Editor => "editor",
        }
    }

    /// Whether it may record anything at all.
    fn writes(self) -> bool {
        match self {
            Self::Reader | Self::Auditor => false,
            Self::Reporter | Self::Standards | Self::Editor => true,
        }
    }

    fn may(self, act: Act) -> bool {
        match act {
            Act::Report => self.writes(),
            Act::Revise => matches!(self, Self::Standards | Self::Editor),
            Act::Manage => self == Self::Editor,
        }
    }
}

/// What a document does that not everybody may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Act {
    /// It records what sources say.
    Report,
    /// It speaks for the desk about what is on file.
    Revise,
    /// It decides about the story itself.
    Manage,
}

impl Act {
    /// The most that a document does. What the desk will refuse anyway needs no right.
    fn of(document: &Value) -> Self {
        let updates = document.get("updates").and_then(Value::as_array);
        updates.into_iter().flatten().map(Self::of_entry).max().unwrap_or(Self::Report)
    }

    fn of_entry(entry: &Value) -> Self {
        let Some(members) = entry.as_object() else { return Self::Report };
        if let Some(within) = members.get("updates").and_then(Value::as_array) {
            return within.iter().map(Self::of_entry).max().unwrap_or(Self::Report);
        }
        let by_desk = members.get("by").and_then(Value::as_str) == Some("desk");
        let of_member = |name: &String| match name.split_once('.') {
            Some(("story", _)) => Self::Manage,
            Some((_, "preferred" | "merged")) => Self::Revise,
            _ if by_desk => Self::Revise,
            _ => Self::Report,
        };
        members.keys().map(of_member).max().unwrap_or(Self::Report)
    }
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Who {
    name: Option<String>,
    role: Role,
    /// Whether by a cookie, and so can sign out.
    signed_in: bool,
    can_sign_in: bool,
}

impl Who {
    pub(crate) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// For whom a page is made.
    pub(crate) fn reader(&self, style: Style) -> Reader {
        Reader {
            now: Timestamp::now(),
            style,
            name: self.name.clone(),
            signed_in: self.signed_in,
            can_sign_in: self.can_sign_in,
        }
    }

    /// Whether they may record this document.
    pub(crate) fn may_record(&self, document: &Value) -> Result<(), NoAnswer> {
        let act = Act::of(document);
        if self.role.may(act) {
            return Ok(());
        }
        let (does, needed) = match act {
            Act::Report => ("records updates", "a reporter, standards or an editor"),
            Act::Revise => ("revises what is on file in the desk’s name", "standards or an editor"),
            Act::Manage => ("decides about the story itself", "an editor"),
        };
        Err(no(
            403,
            "forbidden",
            &format!("this {does}: that is for {needed}, and you are here as {}", self.role.as_str()),
        ))
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
        return super::problem::Problem::from(why).into_response();
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
                return Err(no(
                    403,
                    "forbidden",
                    "the page is for this machine only: open it as http://localhost, or give it tokens",
                ));
            }
            Who { name: web.options.actor.clone(), role: Role::Editor, signed_in: false, can_sign_in: false }
        }
        Access::Tokens { tokens, open_reads } => {
            let shown = shown(headers);
            let known = shown.and_then(|shown| tokens.iter().find(|token| same(&token.secret, shown)));
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
                    return Err(no(401, "unauthorized", "sign in first: show a token as `Authorization: Bearer …`"));
                }
            }
        }
    };
    if writes && !is_open && request.uri().path() != "/sign-out" && !who.role.writes() {
        return Err(no(403, "forbidden", "this token is for reading only"));
    }
    if for_operators && matches!(who.role, Role::Reader | Role::Reporter) {
        return Err(no(403, "forbidden", "the metrics are for auditors, standards and editors"));
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

fn no(status: u16, code: &'static str, sentence: &str) -> NoAnswer {
    NoAnswer { status, code, sentence: sentence.into() }
}

/// From where somebody asks who shows no token.
fn peer(request: &Request) -> Option<String> {
    let ConnectInfo(address) = request.extensions().get::<ConnectInfo<SocketAddr>>()?;
    Some(address.ip().to_string())
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

pub(super) async fn sign_in_page(State(web): super::Shared, who: Who) -> Html {
    Html(sign_in::page(false, &who.reader(web.options.style)))
}

/// Keeps a token that is known in a cookie.
pub(super) async fn sign_in(
    State(web): super::Shared,
    who: Who,
    headers: HeaderMap,
    Form(form): Form<SignIn>,
) -> Response {
    let shown = form.token.trim();
    let known = match &web.options.access {
        Access::ThisMachine => false,
        Access::Tokens { tokens, .. } => tokens.iter().any(|token| same(&token.secret, shown)),
    };
    if !known {
        return (StatusCode::FORBIDDEN, Html(sign_in::page(true, &who.reader(web.options.style)))).into_response();
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
    fn what_a_document_does_decides_who_may_record_it() {
        use serde_json::json;
        let report = json!({ "meeting.confirmed": "talks", "source": "peskov" });
        let retracted = json!({ "meeting.retracted": "talks", "retracts": "x", "by": "desk" });
        let of_source = json!({ "meeting.retracted": "talks", "retracts": "x", "by": "tass", "source": "tass" });
        let killed = json!({ "story.killed": "trips" });
        for (updates, act) in [
            (json!([report]), Act::Report),
            (json!([report, retracted]), Act::Revise),
            (json!([of_source]), Act::Report),
            (json!([{ "source": "tass", "updates": [report, { "meeting.merged": "talks" }] }]), Act::Revise),
            (json!([report, killed]), Act::Manage),
            (json!("nonsense"), Act::Report),
        ] {
            assert_eq!(Act::of(&json!({ "story": "trips", "updates": updates })), act, "{updates}");
        }
        let may = |role: Role| [Act::Report, Act::Revise, Act::Manage].map(|act| role.may(act));
        assert_eq!(may(Role::Auditor), [false; 3]);
        assert_eq!(may(Role::Reporter), [true, false, false]);
        assert_eq!(may(Role::Standards), [true, true, false]);
        assert_eq!(may(Role::Editor), [true; 3]);
        assert!(Role::ALL.into_iter().all(|role| Role::named(role.as_str()) == Some(role)));
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
