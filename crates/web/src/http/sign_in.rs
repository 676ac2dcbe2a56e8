//! Signing in, with a token or with a provider, and out.

use std::collections::HashMap;

use axum::extract::{Form, Query, State};
use axum::http::header::{HeaderMap, SET_COOKIE};
use axum::http::{HeaderName, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::access::{SESSION, TOKEN};
use super::answer::{Html, Shared};
use super::provider::{NotSignedIn, SigningIn, secret};
use super::request::{cookie, host, is_over_tls, is_this_machine};
use super::who::Who;
use crate::Web;
use crate::page::harmless::in_query;
use crate::page::sign_in::{self, SignInPage};

/// The cookie by which a browser is known again that comes back from the provider.
const BROWSER: &str = "newsreel-sign-in";
/// How much is shown of what a provider says, in characters.
const MOST_SAID: usize = 300;

/// Where somebody wants to go.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    to: String,
}

/// What the form of signing in sends.
#[derive(Debug, Deserialize)]
pub(super) struct SignIn {
    token: String,
    #[serde(default)]
    to: String,
}

pub(super) async fn page(State(web): Shared, who: Who, Query(wanted): Query<Wanted>) -> Html {
    web.sign_in_page(&who, &wanted.to, None)
}

/// Keeps a token that is known in a cookie.
pub(super) async fn with_token(State(web): Shared, who: Who, headers: HeaderMap, Form(form): Form<SignIn>) -> Response {
    let shown = form.token.trim();
    if web.options.access.token(shown).is_none() {
        let failed = ("Nobody has this token", "Look whether it is whole, or ask for another.");
        return (StatusCode::FORBIDDEN, web.sign_in_page(&who, &form.to, Some(failed))).into_response();
    }
    let cookies = [
        set(&web, &headers, TOKEN, shown, "SameSite=Strict; Path=/"),
        set(&web, &headers, SESSION, "", "SameSite=Lax; Path=/; Max-Age=0"),
    ];
    (AppendHeaders(cookies), Redirect::to(local(&form.to))).into_response()
}

/// Sends somebody to the provider.
pub(super) async fn at_provider(
    State(web): Shared,
    who: Who,
    headers: HeaderMap,
    Query(wanted): Query<Wanted>,
) -> Response {
    let Some(provider) = &web.provider else { return Redirect::to("/sign-in").into_response() };
    let page = &provider.provider().page;
    if page.split_once("://").is_some_and(|(_, known)| Some(known) != host(&headers)) {
        // Another name of the page: the cookie would not be shown to the one that people come back to.
        let to = in_query(local(&wanted.to));
        return Redirect::to(&format!("{page}/sign-in/provider?to={to}")).into_response();
    }
    // One browser may begin several times, in several windows.
    let browser = cookie(&headers, BROWSER).filter(|known| !known.is_empty()).map_or_else(secret, str::to_owned);
    match provider.begin(&browser, local(&wanted.to)).await {
        Ok(address) => {
            let cookies = [set(&web, &headers, BROWSER, &browser, "SameSite=Lax; Path=/sign-in; Max-Age=600")];
            (AppendHeaders(cookies), Redirect::to(&address)).into_response()
        }
        Err(why) => web.not_signed_in(provider, &who, &wanted.to, why),
    }
}

/// Signs in whoever comes back from the provider.
pub(super) async fn back(
    State(web): Shared,
    who: Who,
    headers: HeaderMap,
    Query(answer): Query<HashMap<String, String>>,
) -> Response {
    let Some(provider) = &web.provider else { return Redirect::to("/sign-in").into_response() };
    match provider.finish(cookie(&headers, BROWSER), &answer).await {
        Ok((session, to)) => {
            let lasts = format!("SameSite=Lax; Path=/; Max-Age={}", provider.provider().session.as_secs());
            let cookies = [
                set(&web, &headers, SESSION, &session, &lasts),
                set(&web, &headers, TOKEN, "", "SameSite=Strict; Path=/; Max-Age=0"),
                set(&web, &headers, BROWSER, "", "SameSite=Lax; Path=/sign-in; Max-Age=0"),
            ];
            (AppendHeaders(cookies), Redirect::to(&to)).into_response()
        }
        Err(why) => web.not_signed_in(provider, &who, "", why),
    }
}

/// Forgets who it is.
pub(super) async fn out(State(web): Shared, headers: HeaderMap) -> Response {
    if let (Some(provider), Some(session)) = (&web.provider, cookie(&headers, SESSION)) {
        provider.sign_out(session);
    }
    let cookies = [
        set(&web, &headers, TOKEN, "", "SameSite=Strict; Path=/; Max-Age=0"),
        set(&web, &headers, SESSION, "", "SameSite=Lax; Path=/; Max-Age=0"),
    ];
    (AppendHeaders(cookies), Redirect::to("/")).into_response()
}

impl Web {
    fn sign_in_page(&self, who: &Who, to: &str, failed: Option<(&str, &str)>) -> Html {
        let provider = self.provider.as_ref().map(|provider| provider.provider().name());
        let tokens = self.options.access.has_tokens();
        let to = local(to);
        Html(sign_in::page(&SignInPage { tokens, provider, to, failed, reader: who.reader(&self.options) }))
    }

    fn not_signed_in(&self, provider: &SigningIn, who: &Who, to: &str, why: NotSignedIn) -> Response {
        tracing::warn!("nobody was signed in by {}: {why}", provider.provider().issuer);
        let name = provider.provider().name();
        let (status, title, sentence) = match why {
            NotSignedIn::Unreachable(_) => (
                StatusCode::SERVICE_UNAVAILABLE,
                format!("{name} does not answer"),
                "Nobody can sign in with it at the moment. Try again in a while.".to_owned(),
            ),
            NotSignedIn::NotBegun => (
                StatusCode::BAD_REQUEST,
                "This sign-in was not begun here".to_owned(),
                "It was begun in another browser or more than ten minutes ago, or it has been finished already. Begin \
                 again."
                    .to_owned(),
            ),
            NotSignedIn::Declined(said) => {
                (StatusCode::FORBIDDEN, format!("{name} said no"), format!("It says: {}", shortened(&said)))
            }
            NotSignedIn::Untrusted(why) => (
                StatusCode::FORBIDDEN,
                format!("The answer of {name} is not believed"),
                format!(
                    "{}. Nobody is signed in. Begin again, and tell whoever runs this page if it happens again.",
                    shortened(&why)
                ),
            ),
            NotSignedIn::NoRole(person) => (
                StatusCode::FORBIDDEN,
                "You have no role here".to_owned(),
                format!(
                    "{name} knows you as {}, and nothing that it says of you gives you a role here. Ask whoever runs this \
                     page for one.",
                    shortened(&person)
                ),
            ),
        };
        (status, self.sign_in_page(who, to, Some((&title, &sentence)))).into_response()
    }
}

fn shortened(said: &str) -> String {
    let said = said.trim().trim_end_matches('.');
    match said.char_indices().nth(MOST_SAID) {
        Some((end, _)) => format!("{}…", &said[..end]),
        None => said.to_owned(),
    }
}

/// An address of this page; whatever would lead elsewhere leads to its beginning.
fn local(to: &str) -> &str {
    let inside = to.strip_prefix('/').is_some_and(|rest| !rest.starts_with(['/', '\\']));
    let plain = to.bytes().all(|byte| byte.is_ascii_graphic());
    if inside && plain && !to.starts_with("/sign-") { to } else { "/" }
}

/// No script can read a cookie, and it goes over TLS only, but on this machine.
fn set(web: &Web, headers: &HeaderMap, name: &str, value: &str, attributes: &str) -> (HeaderName, String) {
    let secure = if goes_over_tls(web.options.site.as_deref(), headers) { "; Secure" } else { "" };
    (SET_COOKIE, format!("{name}={value}; HttpOnly; {attributes}{secure}"))
}

/// Whether a cookie goes over TLS only. Where nobody says how browsers reach the page, one that is not called by a name of this
/// machine is taken to be reached so, so that no cookie goes in the open; a proxy can call it by any name.
fn goes_over_tls(site: Option<&str>, headers: &HeaderMap) -> bool {
    is_over_tls(site, headers).unwrap_or_else(|| !host(headers).is_some_and(is_this_machine))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_goes_over_tls_where_the_page_is_reached_so() {
        for (site, forwarded, host, secure) in [
            (Some("https://news.example"), None, "127.0.0.1:8080", true),
            (Some("https://news.example"), Some("http"), "news.example", true),
            (Some("http://localhost:8080"), None, "localhost:8080", false),
            (None, Some("https"), "localhost:8080", true),
            (None, Some("HTTPS"), "127.0.0.1", true),
            (None, Some("http"), "localhost", false),
            (None, None, "localhost:8080", false),
            (None, None, "[::1]:8080", false),
            (None, None, "news.example", true),
        ] {
            let pairs = [("host", Some(host)), ("x-forwarded-proto", forwarded)];
            let pairs = pairs
                .into_iter()
                .filter_map(|(name, value)| Some((HeaderName::from_static(name), value?.parse().ok()?)));
            assert_eq!(goes_over_tls(site, &pairs.collect()), secure, "{site:?} {forwarded:?} {host}");
        }
    }

    #[test]
    fn nobody_is_led_elsewhere() {
        for here in ["/", "/stories/x?at=3#wt", "/new?story=x%20y"] {
            assert_eq!(local(here), here);
        }
        let elsewhere = [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "stories",
            "/a\r\nset-cookie: x",
            "/sign-out",
            "/ä",
        ];
        for to in elsewhere {
            assert_eq!(local(to), "/", "{to}");
        }
    }
}
