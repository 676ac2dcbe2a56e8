//! Who is at which item: two editors who write on the same one are told of each other. Nothing of it is kept.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use super::answer::Shared;
use super::who::Who;
use crate::page::moments;

/// After how long somebody who says nothing more has gone.
const GONE: Duration = Duration::from_secs(30);
/// How many are remembered.
const MOST: usize = 10_000;
/// The longest name of a place and of a page, in bytes.
const LONGEST: usize = 300;

/// What an open form says of itself, again and again.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Here {
    /// The story and the item.
    at: String,
    /// The open page: one person may have several.
    page: String,
    /// Whether it is being closed.
    #[serde(default)]
    leaves: bool,
}

struct One {
    at: String,
    name: Option<String>,
    since: Timestamp,
    heard: Instant,
}

/// Everybody who has a form open, by page.
#[derive(Default)]
pub(crate) struct Present(Mutex<HashMap<String, One>>);

impl Present {
    /// Who is there, besides this page.
    pub(super) fn others(&self, at: &str, page: &str, now: Instant) -> Vec<(Option<String>, Timestamp)> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let there = known.iter().filter(|(other, one)| *other != page && one.at == at);
        let there = there.filter(|(_, one)| now.saturating_duration_since(one.heard) < GONE);
        let mut there: Vec<_> = there.map(|(_, one)| (one.name.clone(), one.since)).collect();
        there.sort();
        there
    }

    fn hear(&self, here: Here, name: Option<String>, now: Instant) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if here.leaves {
            known.remove(&here.page);
            return;
        }
        if known.len() >= MOST {
            known.retain(|_, one| now.saturating_duration_since(one.heard) < GONE);
            if known.len() >= MOST {
                return;
            }
        }
        match known.get_mut(&here.page) {
            Some(one) if one.at == here.at => one.heard = now,
            _ => drop(known.insert(here.page, One { at: here.at, name, since: Timestamp::now(), heard: now })),
        }
    }
}

/// Hears that a form is open, and says who else is there.
pub(super) async fn here(State(web): Shared, who: Who, Form(here): Form<Here>) -> Response {
    if here.at.len() > LONGEST || here.page.is_empty() || here.page.len() > LONGEST {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let now = Instant::now();
    let (at, page) = (here.at.clone(), here.page.clone());
    web.present.hear(here, who.name().map(str::to_owned), now);
    let others = json!({ "others": web.others(&at, &page) });
    ([(CONTENT_TYPE, "application/json")], others.to_string()).into_response()
}

impl crate::Web {
    /// Who else is at an item, in words.
    pub(super) fn others(&self, at: &str, page: &str) -> Vec<String> {
        let others = self.present.others(at, page, Instant::now());
        let words = |(name, since): (Option<String>, Timestamp)| {
            let name = name.unwrap_or_else(|| "somebody else".to_owned());
            format!("{name} since {}", moments::clock(self.options.style, since))
        };
        others.into_iter().map(words).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_at_one_item_see_each_other_until_one_leaves_or_falls_silent() {
        let (present, now) = (Present::default(), Instant::now());
        let here = |page: &str, leaves| Here { at: "trips/talks".to_owned(), page: page.to_owned(), leaves };
        present.hear(here("1", false), Some("rita".to_owned()), now);
        present.hear(here("2", false), None, now);
        let names = |page: &str, now| {
            present.others("trips/talks", page, now).into_iter().map(|(name, _)| name).collect::<Vec<_>>()
        };
        assert_eq!(names("2", now), [Some("rita".to_owned())]);
        assert_eq!(names("1", now), [None]);
        assert!(present.others("trips/other", "1", now).is_empty());
        present.hear(here("1", false), Some("rita".to_owned()), now + GONE);
        assert_eq!(names("1", now + GONE), [], "the other has fallen silent");
        present.hear(here("1", true), None, now + GONE);
        assert_eq!(names("2", now + GONE), []);
    }
}
