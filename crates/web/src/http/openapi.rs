//! The API in OpenAPI 3.1, made from the table of questions and from the types of the answers.

use std::sync::{Arc, LazyLock};

use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use newsreel_story::record::name::StorySlug;
use newsreel_story::schema::{self, Named, nested};
use newsreel_story::submit::decide::Accepted;
use newsreel_story::views::brief::Brief;
use newsreel_story::views::cast::{Cast, CastEntity};
use newsreel_story::views::difference::Difference;
use newsreel_story::views::expected::Expected;
use newsreel_story::views::findings::Finding;
use newsreel_story::views::glance::Glance;
use newsreel_story::views::listing::{Listing, Page};
use newsreel_story::views::matrix::Matrix;
use newsreel_story::views::overview::Overview;
use newsreel_story::views::reach::Reach;
use newsreel_story::views::search::Found;
use newsreel_story::views::timeline::Timeline;
use newsreel_story::views::updates::{UpdateInFull, Updates};
use newsreel_story::views::who::Who;
use serde_json::{Map, Value, json};

use super::embargoes::{Extend, Lift};
use super::publication::Published;
use super::table::{BOUNDS, Parameter, QUESTIONS, Question, Sort};
use crate::questions::{Checked, Embargoed, Proven, PutAside};

static DOCUMENT: LazyLock<Arc<str>> = LazyLock::new(|| openapi().to_string().into());

pub(super) async fn document() -> Response {
    ([(CONTENT_TYPE, "application/json")], DOCUMENT.to_string()).into_response()
}

/// The schemas of what is answered, by the name of the question, and of what is sent.
fn schemas() -> Vec<Named> {
    vec![
        Named::written::<Page<Listing>>("stories", "the stories, or a part of them"),
        Named::written::<Overview>("story", "the state of a story"),
        Named::written::<Brief>("brief", "the brief of a story"),
        Named::written::<Glance>("glance", "what needs an eye in a story"),
        Named::written::<Expected>("expected", "what is and was expected in a story"),
        Named::written::<Timeline>("timeline", "what happened and is to happen"),
        Named::written::<Matrix>("matrix", "who stands where, item by item"),
        Named::written::<Difference>("difference", "what moved between two moments"),
        Named::written::<Vec<Finding>>("check", "what the standards check finds"),
        Named::written::<Updates>("updates", "the updates of a story as a list"),
        Named::written::<Cast>("cast", "who and what a story speaks of"),
        Named::written::<Vec<CastEntity>>("directory", "people, organisations and places"),
        Named::written::<UpdateInFull>("update", "one update in full"),
        Named::written::<Reach>("reach", "what would be lost if an update were taken back"),
        Named::written::<Page<Who>>("who", "what stories say of somebody"),
        Named::written::<Page<Found>>("search", "the updates with these words"),
        Named::written::<Page<PutAside>>("quarantine", "the records that could not be read"),
        Named::written::<Proven>("proven", "that records are in the log as they were signed"),
        Named::written::<Vec<Published>>("publications", "what was put out, and what it relied on"),
        Named::written::<Page<Reach>>("reaches", "what would be lost if a report about an item were taken back"),
        Named::written::<Vec<Embargoed>>("embargoes", "records that are or were under an embargo"),
        Named::written::<Lift>("lift", "an embargo that is to be lifted"),
        Named::written::<Extend>("extend", "an embargo that is to end later"),
        Named::written::<Accepted>("accepted", "what was recorded"),
        Named::written::<Checked>("checked", "what would be recorded, and what would move"),
        Named::written::<StorySlug>("slug", "the slug of a story"),
        Named { name: "document", ..schema::story() },
    ]
}

/// Every question that is described has an answer that is described, which a test checks.
pub(crate) fn openapi() -> Value {
    let schemas: Map<String, Value> = schemas()
        .into_iter()
        .map(|named| (named.name.to_owned(), nested(&named.schema, &format!("/components/schemas/{}", named.name))))
        .chain([("problem".to_owned(), problem())])
        .collect();
    let mut paths: Map<String, Value> =
        QUESTIONS.iter().map(|question| (format!("/api{}", question.path), json!({ "get": get(question) }))).collect();
    paths.insert("/api/submissions".to_owned(), json!({ "post": submit() }));
    paths.insert("/api/checks".to_owned(), json!({ "post": check() }));
    for (path, about) in
        [("/api/live", "What moves, in any story"), ("/api/stories/{story}/live", "What moves in a story")]
    {
        paths.insert(path.to_owned(), json!({ "get": live(path, about) }));
    }
    paths.insert("/api/updates/{update}/cloudevent".to_owned(), json!({ "get": event() }));
    paths.insert("/api/stories/{story}/cloudevents".to_owned(), json!({ "get": events() }));
    paths.extend(further());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Newsreel",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
            "description": "What is known of running news stories, by whom, and what moved. Every question takes the same bounds. \
                A problem says what is wrong with a code that never changes its meaning.",
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
        },
        "security": [{}, { "token": [] }],
    })
}

/// What is asked of other services than the projector, or of it more than once.
fn further() -> Vec<(String, Value)> {
    const NONE: (u16, &str) = (404, "What is asked for is not on file.");
    const EDITORS: (u16, &str) = (403, "It is for an editor.");
    let bounds = || BOUNDS.iter().map(parameter).collect::<Vec<Value>>();
    let with = |own: Vec<Value>, more: Vec<Value>| [own, more].concat();
    let unproven = [NONE, (503, "No notary is running, or it has not signed so far.")];
    let reads = [
        (
            "/api/updates/{update}/proof",
            operation("proof", "That an update is in the log as it was signed", "proven", &unproven),
            vec![in_path("update")],
        ),
        (
            "/api/stories/{story}/proof",
            operation(
                "storyProof",
                "That the updates of a story are in the log as they were signed, at most 500 at a time",
                "proven",
                &unproven,
            ),
            vec![
                in_path("story"),
                number("after", "Only those after this position"),
                number("limit", "At most so many"),
            ],
        ),
        (
            "/api/stories/{story}/publications",
            operation(
                "publications",
                "What was put out, what it relied on, and whether it needs review",
                "publications",
                &[NONE],
            ),
            with(vec![in_path("story")], bounds()),
        ),
        (
            "/api/stories/{story}/items/{item}/reach",
            operation(
                "itemReach",
                "What would be lost if a report about an item were taken back: of each that counts, at most 50 at a time",
                "reaches",
                &[NONE],
            ),
            with(
                vec![in_path("story"), in_path("item"), number("after", "Only that of reports after this position")],
                bounds(),
            ),
        ),
        (
            "/api/embargoes",
            operation("embargoes", "What is under an embargo, for an editor", "embargoes", &[NONE, EDITORS]),
            vec![parameter(&Parameter { name: "story", sort: Sort::Text, about: "Only of this story" })],
        ),
    ];
    let reads = reads.map(|(path, mut operation, parameters)| {
        operation["parameters"] = Value::Array(parameters);
        (path.to_owned(), json!({ "get": operation }))
    });
    let acts = [
        ("/api/embargoes/lift", "liftEmbargo", "Lifts an embargo now; answers with the records concerned", "lift"),
        (
            "/api/embargoes/extend",
            "extendEmbargo",
            "Lets an embargo end later; answers with the records concerned",
            "extend",
        ),
    ];
    let acts = acts.map(|(path, id, about, sent)| {
        let mut operation = operation(id, about, "embargoes", &[NONE, EDITORS]);
        let schema = json!({ "schema": { "$ref": format!("#/components/schemas/{sent}") } });
        operation["requestBody"] = json!({ "required": true, "content": { "application/json": schema } });
        (path.to_owned(), json!({ "post": operation }))
    });
    reads.into_iter().chain(acts).collect()
}

/// An operation that answers in JSON, without its parameters.
fn operation(id: &str, about: &str, schema: &str, wrong: &[(u16, &str)]) -> Value {
    let mut responses = problems(&[&[(400, "The request is not as expected.")], wrong].concat());
    let content = json!({ "application/json": { "schema": { "$ref": format!("#/components/schemas/{schema}") } } });
    responses.insert("200".to_owned(), json!({ "description": about, "content": content }));
    json!({ "operationId": id, "summary": about, "responses": responses })
}

fn number(name: &'static str, about: &'static str) -> Value {
    parameter(&Parameter { name, sort: Sort::Number, about })
}

fn problem() -> Value {
    json!({
        "type": "object",
        "description": "Why there is no answer (RFC 9457).",
        "properties": {
            "type": { "type": "string", "format": "uri" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string" },
            "code": { "type": "string" },
            "refusals": { "type": "array", "items": {
                "type": "object",
                "properties": { "code": { "type": "string" }, "message": { "type": "string" }, "at": { "type": "string" } },
                "required": ["code", "message", "at"],
            } },
        },
        "required": ["type", "title", "status", "detail", "code"],
    })
}

fn parameter(parameter: &Parameter) -> Value {
    let schema = match parameter.sort {
        Sort::Text => json!({ "type": "string" }),
        Sort::Number => json!({ "type": "integer", "minimum": 0 }),
        Sort::Moment => json!({ "type": "string", "format": "date-time" }),
        Sort::Flag => json!({ "type": "boolean" }),
    };
    let required = parameter.name == "words";
    json!({ "name": parameter.name, "in": "query", "required": required, "description": parameter.about, "schema": schema })
}

fn in_path(name: &str) -> Value {
    let schema = match name {
        "story" => json!({ "$ref": "#/components/schemas/slug" }),
        _ => json!({ "type": "string" }),
    };
    json!({ "name": name, "in": "path", "required": true, "schema": schema })
}

fn problems(statuses: &[(u16, &str)]) -> Map<String, Value> {
    let problem = json!({ "application/problem+json": { "schema": { "$ref": "#/components/schemas/problem" } } });
    let each = statuses
        .iter()
        .map(|(status, about)| (status.to_string(), json!({ "description": about, "content": problem })));
    each.chain([("default".to_owned(), json!({ "description": "There is no answer.", "content": problem }))]).collect()
}

fn get(question: &Question) -> Value {
    let parameters: Vec<Value> = question
        .placeholders()
        .map(in_path)
        .chain(question.parameters.iter().chain(question.bounds).map(parameter))
        .collect();
    let mut responses =
        problems(&[(400, "The request is not as expected."), (404, "What is asked for is not on file.")]);
    responses.insert("200".to_owned(), json!({
        "description": question.about,
        "headers": { "etag": { "schema": { "type": "string" }, "description": "Of this answer; send it as `if-none-match`." } },
        "content": { "application/json": { "schema": { "$ref": format!("#/components/schemas/{}", question.ask) } } },
    }));
    responses.insert("304".to_owned(), json!({ "description": "As it was when this tag was given." }));
    json!({ "operationId": question.ask, "summary": question.about, "parameters": parameters, "responses": responses })
}

fn body() -> Value {
    let schema = json!({ "schema": { "$ref": "#/components/schemas/document" } });
    json!({ "required": true, "content": { "application/json": schema, "application/yaml": schema } })
}

const WRITING: &[(u16, &str)] = &[
    (400, "The request is not as expected."),
    (403, "It is not allowed."),
    (413, "The document is too large."),
    (422, "The document is refused; nothing of it is recorded."),
];

fn submit() -> Value {
    let accepted = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/accepted" } } });
    let mut responses = problems(WRITING);
    responses.insert("200".to_owned(), json!({ "description": "All of it was on file already.", "content": accepted }));
    responses.insert("201".to_owned(), json!({ "description": "It is recorded.", "content": accepted }));
    json!({
        "operationId": "submit",
        "summary": "Records a document of the authoring format, all or nothing; sending it again records nothing twice",
        "requestBody": body(),
        "responses": responses,
    })
}

fn check() -> Value {
    let checked = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/checked" } } });
    let mut responses = problems(WRITING);
    responses.insert("200".to_owned(), json!({ "description": "It would be accepted.", "content": checked }));
    json!({
        "operationId": "checkDocument",
        "summary": "What the desk would decide of a document, and what would move; records nothing",
        "requestBody": body(),
        "responses": responses,
    })
}

fn event() -> Value {
    let content = json!({ "application/cloudevents+json": { "schema": { "type": "object" } } });
    let mut responses = problems(&[(404, "It is not on file."), (410, "It was struck as entered in error.")]);
    responses
        .insert("200".to_owned(), json!({ "description": "The event, as it stands in the log.", "content": content }));
    let parameters: Vec<Value> = std::iter::once(in_path("update")).chain(BOUNDS.iter().map(parameter)).collect();
    json!({
        "operationId": "cloudevent",
        "summary": "An update as a CloudEvent, as it stands in the log",
        "parameters": parameters,
        "responses": responses,
    })
}

fn events() -> Value {
    let schema = json!({ "type": "array", "items": { "type": "object" } });
    let mut responses = problems(&[(400, "The request is not as expected."), (404, "The story is not on file.")]);
    responses.insert(
        "200".to_owned(),
        json!({
            "description": "The events, in the order of the log: those that go to readers outside, as they stand there.",
            "content": { "application/cloudevents-batch+json": { "schema": schema } },
        }),
    );
    let own = [in_path("story"), number("after", "Only those after this position"), number("limit", "At most so many")];
    let parameters: Vec<Value> = own.into_iter().chain(BOUNDS.iter().map(parameter)).collect();
    json!({
        "operationId": "cloudevents",
        "summary": "The updates of a story as a batch of CloudEvents, at most 200 at a time",
        "parameters": parameters,
        "responses": responses,
    })
}

fn live(path: &str, about: &str) -> Value {
    let story = path.contains("{story}").then(|| in_path("story"));
    let last = json!({
        "name": "last-event-id", "in": "header", "required": false, "schema": { "type": "integer", "minimum": 0 },
        "description": "The last event that was received; what moved since is told at once.",
    });
    let after = json!({
        "name": "after", "in": "query", "required": false, "schema": { "type": "integer", "minimum": 0 },
        "description": "The last position that is known to whoever asks; what moved since is told at once.",
    });
    let parameters: Vec<Value> = story.into_iter().chain([after, last]).collect();
    // The schema is of an event and not of the stream, which does not end.
    let event = json!({
        "type": "object",
        "properties": {
            "event": { "enum": ["moved", "reload", "dropped"], "description": "`reload` where so much moved while whoever reads was away that it is not told one by one: ask anew for what is shown; `dropped` where it was too slow: ask again" },
            "id": { "type": "string", "pattern": "^[0-9]+$", "description": "the position of the log" },
            "data": { "type": "string", "description": "the story and the position, or why to ask again" },
        },
        "required": ["event", "data"],
    });
    let events = json!({ "text/event-stream": { "schema": event } });
    let mut responses = problems(&[(400, "The request is not as expected.")]);
    responses.insert(
        "200".to_owned(),
        json!({ "description": "Events, as they come, for as long as whoever asks reads on.", "content": events }),
    );
    json!({
        "operationId": if path.contains("{story}") { "storyLive" } else { "live" },
        "summary": format!("{about}: server-sent events `moved`, each with the position of the log as its id"),
        "parameters": parameters,
        "responses": responses,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_and_everything_referred_to_is_described() {
        let document = openapi();
        for question in QUESTIONS {
            assert!(document["components"]["schemas"][question.ask].is_object(), "{}", question.ask);
        }
        let mut references = Vec::new();
        collect(&document, &mut references);
        assert!(references.len() > 50);
        for reference in references {
            let pointer = reference.strip_prefix('#').expect("a reference within the document");
            assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
        }
        assert_eq!(document["components"]["schemas"]["story"]["title"], "Overview");
    }

    #[test]
    fn every_parameter_that_is_read_is_described_and_no_other() {
        let document = openapi();
        let described = document["paths"].as_object().expect("paths");
        let addresses = crate::http::addresses().into_iter().filter(|address| address.path.starts_with("/api/"));
        let mut seen = 0;
        for address in addresses {
            let Some(operations) = described.get(&address.path).and_then(Value::as_object) else {
                assert!(address.path.ends_with("api.json"), "{} is not described", address.path);
                continue;
            };
            let operation = operations.values().next().expect("an operation");
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let query = parameters.filter(|parameter| parameter["in"] == "query");
            let mut query: Vec<&str> = query.filter_map(|parameter| parameter["name"].as_str()).collect();
            let mut read = address.parameters.expect("the API says what it reads");
            query.sort_unstable();
            read.sort_unstable();
            assert_eq!(query, read, "{}", address.path);
            seen += 1;
        }
        assert_eq!(seen, described.len());
    }

    fn collect(value: &Value, references: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    match value.as_str() {
                        Some(reference) if name == "$ref" => references.push(reference.to_owned()),
                        _ => collect(value, references),
                    }
                }
            }
            Value::Array(elements) => elements.iter().for_each(|element| collect(element, references)),
            _ => {}
        }
    }
}
