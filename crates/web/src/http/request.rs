//! What a request says of whoever asks: from where, from which page, with which secret.

use std::net::IpAddr;

use axum::extract::{ConnectInfo, Request};
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, COOKIE, HOST, HeaderName, ORIGIN};

use super::connection::Peer;
use crate::questions::NoAnswer;

/// Over what a browser reached the proxy that is in front.
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// From where somebody asks who does not say who they are. A proxy of ours adds to `X-Forwarded-For` whom it heard; what
/// stands before that anybody can have written.
pub(super) fn peer(request: &Request, behind_proxy: bool) -> Option<String> {
    let ConnectInfo(Peer(address)) = request.extensions().get::<ConnectInfo<Peer>>()?;
    let forwarded =
        || request.headers().get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?.rsplit(',').next();
    let forwarded = forwarded().filter(|_| behind_proxy).and_then(|address| address.trim().parse::<IpAddr>().ok());
    Some(forwarded.unwrap_or_else(|| address.ip()).to_string())
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

pub(super) fn host(headers: &HeaderMap) -> Option<&str> {
    text(headers, &HOST)
}

/// Whether browsers reach the page over TLS: as its configured address says, else as a proxy in front does; none where neither
/// says.
pub(super) fn is_over_tls(site: Option<&str>, headers: &HeaderMap) -> Option<bool> {
    let scheme = site.and_then(|site| site.split_once("://")).map(|(scheme, _)| scheme);
    scheme.or_else(|| text(headers, &FORWARDED_PROTO)).map(|scheme| scheme.eq_ignore_ascii_case("https"))
}

pub(super) fn is_this_machine(host: &str) -> bool {
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
pub(super) fn is_ours(headers: &HeaderMap) -> Result<(), NoAnswer> {
    let site = text(headers, &HeaderName::from_static("sec-fetch-site"));
    let origin = text(headers, &ORIGIN);
    let of_host =
        origin.is_none_or(|origin| origin.split_once("://").is_some_and(|(_, origin)| Some(origin) == host(headers)));
    match site {
        None | Some("same-origin" | "none") if of_host => Ok(()),
        _ => Err(NoAnswer::forbidden("this comes from a page that is not ours; nothing is recorded")),
    }
}

/// The secret of a program, which it shows in a header.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    text(headers, &AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer "))
}

/// The value of a cookie.
pub(super) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
    let mut cookies = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|cookie| cookie.trim().split_once('='));
    cookies.find(|(known, _)| *known == name).map(|(_, value)| value)
}

/// Whether two secrets are the same, found out in the same time whatever they have in common.
pub(super) fn same(secret: &str, shown: &str) -> bool {
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
    fn a_secret_is_taken_from_the_header_or_the_cookie() {
        let of = |name: HeaderName, value: &str| HeaderMap::from_iter([(name, value.parse().expect("a value"))]);
        assert_eq!(bearer(&of(AUTHORIZATION, "Bearer abc")), Some("abc"));
        let cookies = of(COOKIE, "a=b; newsreel-token=abc; c=d");
        assert_eq!(cookie(&cookies, "newsreel-token"), Some("abc"));
        assert_eq!(cookie(&of(COOKIE, "other-newsreel-token=abc"), "newsreel-token"), None);
        assert!(same("abc", "abc") && !same("abc", "abd") && !same("abc", "ab"));
    }
}
