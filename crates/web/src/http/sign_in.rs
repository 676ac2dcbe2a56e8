//! Signing in and out.

use axum::extract::{Form, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::access::TOKEN;
use super::answer::{Html, Shared};
use super::request::{host, is_this_machine};
use super::who::Who;
use crate::page::sign_in;

/// What the form of signing in sends.
#[derive(Debug, Deserialize)]
pub(super) struct SignIn {
    token: String,
}

pub(super) async fn page(State(web): Shared, who: Who) -> Html {
    Html(sign_in::page(false, &who.reader(web.options.style)))
}

/// Keeps a token that is known in a cookie.
pub(super) async fn sign_in(State(web): Shared, who: Who, headers: HeaderMap, Form(form): Form<SignIn>) -> Response {
    let shown = form.token.trim();
    if web.options.access.token(shown).is_none() {
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
