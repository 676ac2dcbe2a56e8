//! Embargoes, for those who are to know of them before their time: what is under one, lifting it, letting it end later.

use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use newsreel_story::record::time::schema::Moment;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::answer::{JSON, Shared, answered};
use super::problem::Problem;
use super::who::Who;
use crate::Web;
use crate::questions::{EmbargoRequest, UnderEmbargo};

/// Of what they are.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Of {
    story: Option<String>,
}

/// An embargo that is to be lifted.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Lift {
    /// What is under it.
    of: UnderEmbargo,
    /// Why.
    reason: Option<String>,
    /// Who lifts it, where nobody signs in; whoever has signed in does so in their own name.
    actor: Option<String>,
}

/// An embargo that is to end later.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Extend {
    /// What is under it.
    of: UnderEmbargo,
    /// The new end.
    #[schemars(with = "Moment")]
    until: Timestamp,
    /// Why.
    reason: Option<String>,
    /// Who extends it, where nobody signs in; whoever has signed in does so in their own name.
    actor: Option<String>,
}

pub(super) async fn list(State(web): Shared, who: Who, Query(of): Query<Of>) -> Result<Response, Problem> {
    who.may_know_embargoes()?;
    web.about_embargoes(&EmbargoRequest::List { story: of.story.as_deref() }).await
}

pub(super) async fn lift(State(web): Shared, who: Who, body: Bytes) -> Result<Response, Problem> {
    who.may_know_embargoes()?;
    let Lift { of, reason, actor } = read(&body)?;
    let actor = named(&who, actor.as_deref())?;
    web.about_embargoes(&EmbargoRequest::Lift { of: &of, actor, reason: reason.as_deref() }).await
}

pub(super) async fn extend(State(web): Shared, who: Who, body: Bytes) -> Result<Response, Problem> {
    who.may_know_embargoes()?;
    let Extend { of, until, reason, actor } = read(&body)?;
    let actor = named(&who, actor.as_deref())?;
    web.about_embargoes(&EmbargoRequest::Extend { of: &of, until, actor, reason: reason.as_deref() }).await
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(body)
        .map_err(|error| Problem::bad_request(format_args!("the request cannot be read: {error}")))
}

/// In whose name it is done.
fn named<'w>(who: &'w Who, said: Option<&'w str>) -> Result<&'w str, Problem> {
    who.actor().or(said).ok_or_else(|| Problem::bad_request("say with `actor` who decides this"))
}

impl Web {
    async fn about_embargoes(&self, request: &EmbargoRequest<'_>) -> Result<Response, Problem> {
        let concerned = self.services.embargo(request).await?;
        Ok(([(CONTENT_TYPE, JSON)], answered(&concerned)?).into_response())
    }
}
