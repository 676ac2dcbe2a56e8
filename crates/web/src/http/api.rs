//! The API: every question and every write, as JSON.

use std::collections::HashSet;

use axum::body::Bytes;
use axum::extract::{Path, Query, RawPathParams, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use newsreel_story::record::bounds::Bounds;
use newsreel_story::submit::decide::Response as Receipt;
use newsreel_story::submit::refusal::Refusal;
use newsreel_story::submit::yaml::{Place, Source, YamlError, text_of};
use newsreel_story::views::updates::{Part, Updates};
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::answer::{InAddress, JSON, Shared, conditional, not_found};
use super::asked::Parameters;
use super::problem::Problem;
use super::table::{BOUNDS, Parameter, QUESTIONS, Question, Sort};
use super::who::Who;
use super::{Routes, embargoes, live, openapi, proof, publication, update};
use crate::Web;
use crate::live::Audience;
use crate::questions::{Checked, NoAnswer, answered_for, audience};

/// The addresses of the API.
pub(super) fn routes() -> Routes {
    let bounds = || Parameters::Only(BOUNDS.iter().map(|bound| bound.name).collect());
    let none = Parameters::none;
    let mut routes = Routes::default()
        .route("/live", get(live::all), Parameters::of::<live::Asked>())
        .route("/stories/{story}/live", get(live::story), Parameters::of::<live::Asked>())
        .route("/submissions", post(submit), none())
        .route("/updates/{update}/cloudevent", get(cloudevent), bounds())
        .route("/stories/{story}/cloudevents", get(cloudevents), bounds().and::<OfEvents>())
        .route("/checks", post(check), none())
        .route("/updates/{update}/proof", get(proof::of_update), none())
        .route("/stories/{story}/proof", get(proof::of_story), Parameters::of::<proof::Which>())
        .route("/stories/{story}/publications", get(publication::list), bounds())
        .route("/stories/{story}/items/{item}/reach", get(update::reach_of_item), bounds().and::<update::AfterReport>())
        .route("/embargoes", get(embargoes::list), Parameters::of::<embargoes::Of>())
        .route("/embargoes/lift", post(embargoes::lift), none())
        .route("/embargoes/extend", post(embargoes::extend), none())
        .route("/openapi.json", get(openapi::document), none())
        .route("/asyncapi.json", get(asyncapi), none())
        .fallback(async || Problem::from(not_found("nothing is at this address; see /api/openapi.json")));
    for question in QUESTIONS {
        let answer = move |web: Shared, path: RawPathParams, query, headers: HeaderMap| {
            answer(web, question, path, query, headers)
        };
        let known = question.parameters.iter().chain(question.bounds).map(|parameter| parameter.name);
        routes = routes.route(question.path, get(answer), Parameters::Only(known.collect()));
    }
    routes
}

/// The question and its bounds, from the parts of an address.
fn asked(
    question: &Question,
    path: &RawPathParams,
    query: &[(String, String)],
) -> Result<(Value, Bounds, u64), Problem> {
    let mut members = Map::new();
    for (name, value) in path {
        members.insert(name.to_owned(), Value::from(value));
    }
    let (mut own, mut bounds, mut at_least) = (Map::new(), Map::new(), 0);
    for (name, value) in query {
        let find = |known: &'static [Parameter]| known.iter().find(|parameter| parameter.name == name);
        if let Some(parameter) = find(question.parameters) {
            own.insert(name.clone(), read(parameter, value)?);
        } else if let Some(parameter) = find(question.bounds) {
            match (name.as_str(), read(parameter, value)?) {
                ("at_least", value) => at_least = value.as_u64().unwrap_or(0),
                (_, value) => drop(bounds.insert(name.clone(), value)),
            }
        }
    }
    match question.within {
        Some(within) => drop(members.insert(within.to_owned(), Value::Object(own))),
        None => members.extend(own),
    }
    let bounds = serde_json::from_value(Value::Object(bounds)).map_err(Problem::bad_request)?;
    Ok((json!({ question.ask: members }), bounds, at_least))
}

fn read(parameter: &Parameter, value: &str) -> Result<Value, Problem> {
    let Parameter { name, sort, .. } = parameter;
    let wrong = |expected: &str| Problem::bad_request(format_args!("`{name}` is `{value}`; write {expected}"));
    match sort {
        Sort::Text => Ok(Value::from(value)),
        Sort::Number => value.parse::<u64>().map(Value::from).map_err(|_| wrong("a number")),
        Sort::Flag => value.parse::<bool>().map(Value::from).map_err(|_| wrong("`true` or `false`")),
        Sort::Moment => {
            let moment = value.parse::<jiff::Timestamp>();
            moment.map(|moment| Value::from(moment.to_string())).map_err(|_| {
                wrong("a time with its offset, as 2025-04-11T21:00:00Z; a `+` in an address is written `%2B`")
            })
        }
    }
}

async fn answer(
    State(web): Shared,
    question: &'static Question,
    path: RawPathParams,
    Query(query): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (ask, bounds, at_least) = asked(question, &path, &query)?;
    let answer: Box<RawValue> = web.services.ask(ask, &bounds, at_least).await?;
    Ok(conditional(answer.get(), &headers))
}

/// The document that was sent: JSON or YAML, in the authoring format.
pub(crate) fn document(body: &[u8]) -> Result<Source, Refusal> {
    let text = text_of(body).map_err(|error| error.refusal())?;
    let mut documents = Source::parse(text).map_err(|error| error.refusal())?;
    if documents.len() > 1 {
        let message = format!("the text has {} documents; send one at a time", documents.len());
        return Err(Refusal { code: newsreel_story::submit::refusal::Code::Shape, message, at: String::new() });
    }
    documents.pop().ok_or_else(|| Refusal {
        code: newsreel_story::submit::refusal::Code::Missing,
        message: "the text is empty".to_owned(),
        at: String::new(),
    })
}

/// The same for whoever sees no page: where a text cannot be read at all, its place in the text is said.
fn sent(body: &[u8]) -> Result<Source, Problem> {
    document(body).map_err(|mut refusal| {
        if let Err(YamlError { place: Place { line, column }, .. }) = text_of(body).and_then(Source::parse) {
            refusal.message = format!("line {line}, column {column}: {}", refusal.message);
        }
        Problem::refused(vec![refusal])
    })
}

async fn submit(State(web): Shared, who: Who, body: Bytes) -> Result<Response, Problem> {
    let document = sent(&body)?;
    who.may_record(&document.value)?;
    match web.services.submit(&document.value, who.actor()).await? {
        Receipt::Refused(refusals) => Err(Problem::refused(refusals)),
        Receipt::Accepted(accepted) => {
            let new = accepted.updates.iter().any(|update| !update.already);
            let status = if new { StatusCode::CREATED } else { StatusCode::OK };
            let accepted = serde_json::to_string(&accepted).unwrap_or_default();
            Ok((status, [(CONTENT_TYPE, JSON)], accepted).into_response())
        }
    }
}

async fn check(State(web): Shared, who: Who, body: Bytes) -> Result<Response, Problem> {
    let document = sent(&body)?;
    match web.services.check(&document.value, who.actor()).await? {
        Checked::Refused(refusals) => Err(Problem::refused(refusals)),
        accepted @ Checked::Accepted { .. } => {
            let accepted = serde_json::to_string(&accepted).unwrap_or_default();
            Ok(([(CONTENT_TYPE, JSON)], accepted).into_response())
        }
    }
}

/// Which events are asked for.
#[derive(Debug, serde::Deserialize)]
struct OfEvents {
    /// Only those after this position.
    after: Option<u64>,
    limit: Option<usize>,
}

/// The most events of one batch.
const MOST_EVENTS: usize = 200;

/// An update as it stands in the log: a CloudEvent. Asked of the projector first, so that what is held or struck is not
/// shown.
async fn cloudevent(
    State(web): Shared,
    Path(update): Path<String>,
    Query(bounds): Query<InAddress>,
) -> Result<Response, Problem> {
    let update = web.update(&update, &bounds.bounds(), bounds.fresh).await?;
    if update.record.is_none() {
        let sentence = "this update was struck as entered in error";
        return Err(NoAnswer::new(410, "gone", sentence).into());
    }
    let mut event = web.services.event(update.line.sequence).await?;
    if audience() == Audience::Readers {
        event = without(&event, &web.for_the_desk(&update.asked.story, &bounds).await?)?;
    }
    Ok(([(CONTENT_TYPE, "application/cloudevents+json")], event).into_response())
}

/// The updates of a story as a batch of CloudEvents, in the order of the log: those that go to readers outside, each as it
/// stands there but for how it relates to one that does not.
async fn cloudevents(
    State(web): Shared,
    Path(story): Path<String>,
    Query(asked): Query<OfEvents>,
    Query(bounds): Query<InAddress>,
) -> Result<Response, Problem> {
    let limit = asked.limit.unwrap_or(MOST_EVENTS).min(MOST_EVENTS);
    let part = Part { after: Some(asked.after.unwrap_or(0)), limit: Some(limit), ..Part::default() };
    let ask = |part: Part| json!({ "updates": { "story": story, "part": part } });
    let updates: Updates = web.services.ask(ask(part), &bounds.for_readers(), bounds.fresh).await?;
    let mut events = Vec::new();
    for line in updates.list.iter().filter(|line| !line.ended.as_ref().is_some_and(|ended| ended.struck)) {
        events.push(web.services.event(line.sequence).await?);
    }
    let for_the_desk = web.for_the_desk(&story, &bounds).await?;
    events = events.iter().map(|event| without(event, &for_the_desk)).collect::<Result<_, _>>()?;
    let batch = format!("[{}]", events.join(","));
    Ok(([(CONTENT_TYPE, "application/cloudevents-batch+json")], batch).into_response())
}

impl Web {
    /// The updates of a story that are for the desk, whoever asks: what goes to readers is to name none of them.
    async fn for_the_desk(&self, story: &str, asked: &InAddress) -> Result<HashSet<String>, NoAnswer> {
        let ask = json!({ "updates": { "story": story, "part": { "limit": 1 } } });
        let bounds = asked.bounds();
        let last = self.services.ask::<Updates>(ask, &bounds, asked.fresh);
        let last = answered_for(Audience::Newsroom, last).await?;
        Ok(last.for_the_desk.iter().map(ToString::to_string).collect())
    }
}

/// An event without how it relates to these updates.
fn without(event: &str, updates: &HashSet<String>) -> Result<String, NoAnswer> {
    if updates.is_empty() {
        return Ok(event.to_owned());
    }
    let unreadable = |error| NoAnswer::of(newsreel_log::ErrorCode::Internal, error);
    let mut read: Value = serde_json::from_str(event).map_err(unreadable)?;
    let Some(Value::Array(relations)) = read.pointer_mut("/data/relations") else { return Ok(event.to_owned()) };
    let before = relations.len();
    relations.retain(|relation| !relation["update"].as_str().is_some_and(|update| updates.contains(update)));
    match (relations.len(), read["data"].as_object_mut()) {
        (left, _) if left == before => return Ok(event.to_owned()),
        (0, Some(data)) => drop(data.shift_remove("relations")),
        _ => {}
    }
    Ok(read.to_string())
}

async fn asyncapi(State(web): Shared) -> Response {
    ([(CONTENT_TYPE, JSON)], web.options.asyncapi.to_string()).into_response()
}
