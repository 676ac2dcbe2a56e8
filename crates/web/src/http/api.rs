//! The API: every question and every write, as JSON. One table says which there are; the router and the description in
//! OpenAPI are made from it.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::RawPathParams;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use newsreel_log::ErrorCode;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::submit::decide::Response as Receipt;
use newsreel_story::submit::refusal::Refusal;
use newsreel_story::submit::yaml::{Place, Source, YamlError, text_of};
use newsreel_story::views::updates::{Part, Updates};
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::access::Who;
use super::{InAddress, Path, Query, Shared, State, live, openapi};
use crate::Web;
use crate::questions::{Checked, NoAnswer};

/// The media type of a problem (RFC 9457).
const PROBLEM: &str = "application/problem+json";
const JSON: &str = "application/json";

/// How a parameter is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Text,
    Number,
    Moment,
    Flag,
}

/// A parameter of a question.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) sort: Sort,
    pub(super) about: &'static str,
}

const fn text(name: &'static str, about: &'static str) -> Parameter {
    Parameter { name, sort: Sort::Text, about }
}

const fn number(name: &'static str, about: &'static str) -> Parameter {
    Parameter { name, sort: Sort::Number, about }
}

/// A question there is an address for.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) path: &'static str,
    /// The question, as the projector names it.
    pub(super) ask: &'static str,
    pub(super) about: &'static str,
    pub(super) parameters: &'static [Parameter],
    /// The parameters that are members of a member of the question.
    within: Option<&'static str>,
    /// The bounds it takes.
    pub(super) bounds: &'static [Parameter],
}

impl Question {
    const fn new(path: &'static str, ask: &'static str, about: &'static str) -> Self {
        Self { path, ask, about, parameters: &[], within: None, bounds: BOUNDS }
    }

    const fn with(self, parameters: &'static [Parameter]) -> Self {
        Self { parameters, ..self }
    }

    /// A question about the present alone.
    const fn of_now(self) -> Self {
        Self { bounds: &[AT_LEAST], ..self }
    }

    /// The parts of the path that are parameters.
    pub(super) fn placeholders(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
    }
}

/// The bounds of an answer, on every question.
pub(super) const BOUNDS: &[Parameter] = &[
    Parameter { name: "as_of", sort: Sort::Moment, about: "Only what had been recorded at this time" },
    number("at_sequence", "Only what the log held at this position"),
    Parameter { name: "known_at", sort: Sort::Moment, about: "Only what the newsroom had learned at this time" },
    Parameter { name: "true_at", sort: Sort::Moment, about: "What is held to have been the case at this time" },
    AT_LEAST,
];

const AT_LEAST: Parameter = number("at_least", "Answer only once the log has been read up to this position");

const AFTER: Parameter = text("after", "Those after this cursor, which is the `next` of the page before");
const LIMIT: Parameter = number("limit", "At most so many");

/// Every question.
pub(super) const QUESTIONS: &[Question] = &[
    Question::new("/stories", "stories", "The stories, the one with the latest news first")
        .with(&[AFTER, LIMIT])
        .of_now(),
    Question::new("/stories/{story}", "story", "The state of a story: every value with its standing and by whom")
        .with(&[text("item", "Only this item")]),
    Question::new("/stories/{story}/brief", "brief", "What is known, every sentence with the updates behind it")
        .with(&[text("form", "How much of it: `standard`, `short` or `full`")]),
    Question::new("/stories/{story}/glance", "glance", "What is in dispute, overdue, not answered or to be reviewed"),
    Question::new("/stories/{story}/expected", "expected", "What is and was expected, and what became of it"),
    Question::new(
        "/stories/{story}/timeline",
        "timeline",
        "What happened and is to happen, in the order of its own time",
    ),
    Question::new("/stories/{story}/matrix", "matrix", "Item by item, who confirms, denies, declines or is silent")
        .with(&[text("kind", "Only items of this kind"), text("participant", "Only items that involve this entry")]),
    Question::new("/stories/{story}/difference", "difference", "What moved between two moments").with(&[
        Parameter { name: "from", sort: Sort::Moment, about: "After this moment; without it from the beginning" },
        Parameter { name: "to", sort: Sort::Moment, about: "Up to this one; without it up to now" },
        Parameter { name: "recorded", sort: Sort::Flag, about: "Whether the moments are of the log's own time" },
    ]),
    Question::new("/stories/{story}/check", "check", "What the standards check finds"),
    Question {
        within: Some("part"),
        ..Question::new("/stories/{story}/updates", "updates", "The updates, in the order of the log").with(&[
            number("after", "Only those after this position"),
            number("up_to", "Only those up to this position"),
            LIMIT,
        ])
    },
    Question::new("/stories/{story}/cast", "cast", "Who and what the story speaks of, for whoever writes"),
    Question::new("/updates/{update}", "update", "One update in full; by its position or its id"),
    Question::new("/updates/{update}/reach", "reach", "What would be lost if an update were taken back")
        .with(&[text("path", "Only this path of it")]),
    Question::new("/who/{name}", "who", "A person, organisation or place across stories, by slug or name")
        .with(&[AFTER, number("limit", "At most so many stories")]),
    Question::new(
        "/directory",
        "directory",
        "The people, organisations and places with these words in a name, for whoever writes",
    )
    .with(&[text("words", "The words, the last of which may be the beginning of one"), LIMIT]),
    Question::new("/search", "search", "The updates with all these words, the latest first").with(&[
        text("words", "The words"),
        AFTER,
        LIMIT,
    ]),
];

/// The addresses of the API.
pub(super) fn router() -> Router<Arc<Web>> {
    let mut router = Router::new()
        .route("/live", get(live::all))
        .route("/stories/{story}/live", get(live::story))
        .route("/submissions", post(submit))
        .route("/updates/{update}/cloudevent", get(cloudevent))
        .route("/stories/{story}/cloudevents", get(cloudevents))
        .route("/checks", post(check))
        .route("/openapi.json", get(openapi::document))
        .route("/asyncapi.json", get(asyncapi))
        .fallback(async || Problem::from(super::not_found("nothing is at this address; see /api/openapi.json")));
    for question in QUESTIONS {
        let answer = move |web: Shared, path: RawPathParams, query, headers: HeaderMap| {
            answer(web, question, path, query, headers)
        };
        router = router.route(question.path, get(answer));
    }
    router
}

/// That there is no answer, as a problem.
#[derive(Debug)]
pub(super) struct Problem {
    why: NoAnswer,
    refusals: Vec<Refusal>,
}

impl From<NoAnswer> for Problem {
    fn from(why: NoAnswer) -> Self {
        Self { why, refusals: Vec::new() }
    }
}

impl Problem {
    fn bad_request(sentence: impl std::fmt::Display) -> Self {
        NoAnswer::of(ErrorCode::BadRequest, sentence).into()
    }

    /// A submission that is refused.
    fn refused(refusals: Vec<Refusal>) -> Self {
        let sentence = match refusals.as_slice() {
            [one] => one.message.clone(),
            several => format!("{} things have to be mended; nothing of the submission is recorded", several.len()),
        };
        Self { why: NoAnswer { status: 422, code: "refused", sentence: sentence.into() }, refusals }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Self { why, refusals } = self;
        let status = StatusCode::from_u16(why.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if status.is_server_error() {
            tracing::warn!("a question could not be answered ({}): {}", why.code, why.sentence);
        }
        let mut problem = json!({
            "type": format!("urn:newsreel:problem:{}", why.code),
            "title": why.code.replace('-', " "),
            "status": why.status,
            "detail": why.sentence,
            "code": why.code,
        });
        if !refusals.is_empty() {
            problem["refusals"] = json!(refusals);
        }
        (status, why.headers(), [(CONTENT_TYPE, PROBLEM), (CACHE_CONTROL, "no-store")], problem.to_string())
            .into_response()
    }
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
        } else {
            let known = question.parameters.iter().chain(question.bounds).map(|parameter| parameter.name);
            let known: Vec<&str> = known.collect();
            return Err(Problem::bad_request(format_args!(
                "`{name}` is not a parameter here; there are {}",
                known.join(", ")
            )));
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

/// An answer, or that the reader has it already. The tag names the position of the log, where the answer has one, and what
/// the answer says: what is overdue changes with time alone.
fn conditional(answer: &str, headers: &HeaderMap) -> Response {
    #[derive(serde::Deserialize)]
    struct Position {
        sequence: Option<u64>,
    }
    let position = serde_json::from_str::<Position>(answer).ok().and_then(|answer| answer.sequence).unwrap_or(0);
    let moment = without_moment(answer);
    let content = BuildHasherDefault::<DefaultHasher>::default().hash_one(moment);
    let tag = format!("W/\"{position}-{content:016x}\"");
    let known = headers.get(IF_NONE_MATCH).and_then(|known| known.to_str().ok()).unwrap_or_default();
    let kept = [(ETAG, HeaderValue::from_str(&tag)), (CACHE_CONTROL, Ok(HeaderValue::from_static("no-cache")))];
    let kept: Vec<_> = kept.into_iter().filter_map(|(name, value)| Some((name, value.ok()?))).collect();
    let mut response = match known.split(',').any(|known| known.trim() == tag) {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => ([(CONTENT_TYPE, JSON)], answer.to_owned()).into_response(),
    };
    response.headers_mut().extend(kept);
    response
}

/// The answer without the moment it was given at, which is always another.
fn without_moment(answer: &str) -> String {
    let Some((before, rest)) = answer.split_once("\"moment\":\"") else { return answer.to_owned() };
    let after = rest.split_once('"').map_or("", |(_, after)| after);
    format!("{before}{after}")
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
    match web.services.submit(&document.value, who.name()).await? {
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
    match web.services.check(&document.value, who.name()).await? {
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
async fn cloudevent(State(web): Shared, Path(update): Path<String>) -> Result<Response, Problem> {
    let update = web.update(&update, &Bounds::default(), 0).await?;
    if update.record.is_none() {
        let sentence = "this update was struck as entered in error";
        return Err(NoAnswer { status: 410, code: "gone", sentence: sentence.into() }.into());
    }
    let event = web.services.event(update.line.sequence).await?;
    Ok(([(CONTENT_TYPE, "application/cloudevents+json")], event).into_response())
}

/// The updates of a story as a batch of CloudEvents, in the order of the log.
async fn cloudevents(
    State(web): Shared,
    Path(story): Path<String>,
    Query(asked): Query<OfEvents>,
    Query(bounds): Query<InAddress>,
) -> Result<Response, Problem> {
    let limit = asked.limit.unwrap_or(MOST_EVENTS).min(MOST_EVENTS);
    let part = Part { after: Some(asked.after.unwrap_or(0)), limit: Some(limit), ..Part::default() };
    let ask = json!({ "updates": { "story": story, "part": part } });
    let updates: Updates = web.services.ask(ask, &bounds.bounds(), 0).await?;
    let mut events = Vec::new();
    for line in updates.list.iter().filter(|line| !line.ended.as_ref().is_some_and(|ended| ended.struck)) {
        events.push(web.services.event(line.sequence).await?);
    }
    let batch = format!("[{}]", events.join(","));
    Ok(([(CONTENT_TYPE, "application/cloudevents-batch+json")], batch).into_response())
}

async fn asyncapi(State(web): Shared) -> Response {
    ([(CONTENT_TYPE, JSON)], web.options.asyncapi.to_string()).into_response()
}
