//! `asyncapi`: everything Newsreel publishes and answers, as an AsyncAPI document: each subject with its messages.

use clap::ValueEnum;
use newsreel_log::Topic;
use newsreel_log::quarantine::{FATE, REASON, SEQUENCE, SIZE, SUBJECT};
use newsreel_log::service::{Endpoint, Limits};
use newsreel_log::set_up::STATE_BUCKET;
use newsreel_story::record::kind::Kind;
use newsreel_story::record::kind::change::Change;
use newsreel_story::schema::{Named, nested};
use serde_json::{Map, Value, json};

use crate::role::Role;
use crate::schema;

/// What AsyncAPI calls the schemas here.
const SCHEMA_FORMAT: &str = "application/schema+json;version=draft-2020-12";

/// The document, of AsyncAPI 3.1.
pub(crate) fn document() -> Value {
    json!({
        "asyncapi": "3.1.0",
        "info": {
            "title": "Newsreel",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": env!("CARGO_PKG_LICENSE") },
            "description": "A log of running news stories on NATS JetStream: who said what, and what is known. \
                Updates can be read with any NATS client; submissions and questions are requests to micro services. \
                An answer larger than one message is the exception: see the documentation for clients.",
        },
        "defaultContentType": "application/json",
        "servers": { "local": { "host": "localhost:4222", "protocol": "nats" } },
        "channels": channels(),
        "operations": operations(),
        "components": { "messages": messages(), "schemas": schemas() },
    })
}

fn channels() -> Value {
    let channels = json!({
        "updates": {
            "address": "newsreel.story.{story}.{kind}.{change}",
            "title": "Updates of stories",
            "description": "In the stream NEWSREEL. `newsreel.story.*.meeting.confirmed` are all confirmations of meetings.",
            "parameters": of_update(),
            "messages": { "record": message("record") },
        },
        "heldUpdates": {
            "address": "newsreel.story.{story}.held.{kind}.{change}",
            "title": "Updates under embargo",
            "description": "In the stream NEWSREEL. Not to be shown before their embargo ends: plain readers are denied this subject. When it ends the update is published once more, on its open subject.",
            "parameters": of_update(),
            "messages": { "record": message("record") },
        },
        "directory": {
            "address": "newsreel.directory.{entity}.{change}",
            "title": "Changes to the directory",
            "description": "In the stream NEWSREEL: people, organisations and places, shared by all stories.",
            "parameters": of_entry(),
            "messages": { "record": message("record") },
        },
        "heldDirectory": {
            "address": "newsreel.directory.{entity}.held.{change}",
            "title": "Changes to the directory under embargo",
            "description": "In the stream NEWSREEL. As with updates: denied to plain readers, and published once more when the embargo ends.",
            "parameters": of_entry(),
            "messages": { "record": message("record") },
        },
        "digests": {
            "address": format!("$KV.{STATE_BUCKET}.{{story}}"),
            "title": "The current state of each story",
            "description": format!("The key-value bucket `{STATE_BUCKET}`: watch it, or get one story by its slug."),
            "parameters": { "story": { "description": "The story's slug." } },
            "messages": { "digest": message("digest") },
        },
        "quarantine": {
            "address": "newsreel.quarantine.{position}",
            "title": "Records that could not be read",
            "description": "In the stream NEWSREEL_QUARANTINE: each as it was found, with the reason in its headers.",
            "parameters": { "position": { "description": "The position of the record in the log." } },
            "messages": { "putAside": message("putAside") },
        },
        "trail": {
            "address": "newsreel.audit.{topic}",
            "title": "The trail: checkpoints, and who did what",
            "description": "In the stream NEWSREEL_AUDIT. A checkpoint is a signed note (C2SP signed-note), as text.",
            "parameters": { "topic": { "description": "What it is about.", "enum": Topic::ALL.map(Topic::as_str) } },
            "messages": { "trail": message("trail") },
        },
    });
    let services = endpoints().flat_map(|endpoint| {
        let requests = json!({
            "address": endpoint.subject,
            "title": endpoint.description,
            "messages": { "request": message(&requests_of(&endpoint)) },
        });
        let replies = json!({
            "address": null,
            "title": format!("{}: what is answered, on the reply subject of the request", endpoint.subject),
            "messages": { "answer": message(&answers_of(&endpoint)), "error": message("error") },
        });
        [(endpoint.subject.to_owned(), requests), (replies_to(&endpoint), replies)]
    });
    with(channels, services)
}

/// Everything that the services of this program answer, so that none is forgotten here.
fn endpoints() -> impl Iterator<Item = Endpoint> {
    Role::value_variants().iter().flat_map(|role| role.endpoints(Limits::default()))
}

/// The name of the channel of an endpoint's replies, and of the messages of what it is asked and answers.
fn replies_to(endpoint: &Endpoint) -> String {
    format!("{}.replies", endpoint.subject)
}

fn requests_of(endpoint: &Endpoint) -> String {
    format!("{}.request", endpoint.subject)
}

fn answers_of(endpoint: &Endpoint) -> String {
    format!("{}.answer", endpoint.subject)
}

/// A mapping with more members.
fn with(mapping: Value, more: impl IntoIterator<Item = (String, Value)>) -> Value {
    match mapping {
        Value::Object(members) => members.into_iter().chain(more).collect::<Map<_, _>>().into(),
        other => other,
    }
}

/// The parameters of the subject of an update.
fn of_update() -> Value {
    json!({
        "story": { "description": "The identity of the story: the UUID computed from its slug." },
        "kind": { "description": "The kind of the item it is about.", "enum": Kind::all().collect::<Vec<_>>() },
        "change": { "description": "What it does.", "enum": Change::ALL },
    })
}

/// The parameters of the subject of a change to the directory.
fn of_entry() -> Value {
    json!({
        "entity": { "description": "The identity of the entry: the UUID computed from its slug." },
        "change": {
            "description": "What the change does.",
            "enum": [Change::Added, Change::Amended, Change::Merged, Change::Split],
        },
    })
}

fn operations() -> Value {
    let publishes =
        |channel: &str, summary: &str| json!({ "action": "send", "channel": channel_ref(channel), "summary": summary });
    let operations = json!({
        "publishUpdates": publishes("updates", "The desk records an update."),
        "publishHeldUpdates": publishes("heldUpdates", "The desk records an update under embargo."),
        "publishHeldDirectory": publishes("heldDirectory", "The desk records a change to the directory under embargo."),
        "publishDirectory": publishes("directory", "The desk records a change to the directory."),
        "publishDigests": publishes("digests", "The projector puts the new state of a story into the bucket."),
        "publishQuarantine": publishes("quarantine", "A service puts a record aside that it cannot read."),
        "publishTrail": publishes("trail", "The notary signs a checkpoint, or somebody makes or loads a bundle."),
    });
    let services = endpoints().map(|endpoint| {
        let answers = json!({
            "action": "receive",
            "channel": channel_ref(endpoint.subject),
            "summary": endpoint.description,
            "reply": { "channel": channel_ref(&replies_to(&endpoint)) },
        });
        (endpoint.subject.to_owned(), answers)
    });
    with(operations, services)
}

fn messages() -> Value {
    let headers = [
        (REASON, "Why it could not be read."),
        (SUBJECT, "The subject it was published on."),
        (SEQUENCE, "Its position in the log."),
        (FATE, "What has become of it: waiting, dismissed or read."),
        (SIZE, "Its size in bytes, where it is too large to be here as well."),
    ];
    let headers = headers.map(|(name, about)| (name.to_owned(), json!({ "type": "string", "description": about })));
    let messages = json!({
        "record": { "title": "A record of the log", "contentType": "application/cloudevents+json", "payload": schema_ref("record") },
        "digest": { "title": "The digest of a story", "payload": schema_ref("digest") },
        "putAside": {
            "title": "A record that could not be read",
            "contentType": "application/octet-stream",
            "headers": { "type": "object", "properties": headers.into_iter().collect::<Map<_, _>>() },
            "payload": {},
        },
        "trail": { "title": "An entry of the trail", "contentType": "text/plain", "payload": {} },
        "error": { "title": "Why there is no answer", "headers": schema_ref("error"), "payload": {} },
    });
    let services = endpoints().flat_map(|endpoint| {
        let request = json!({
            "title": format!("{}: what is asked", endpoint.subject),
            "payload": one_of_schemas(&endpoint.requests),
        });
        let answer = json!({
            "title": format!("{}: what is answered", endpoint.subject),
            "description": "One larger than a message comes in parts: replies with the header `Newsreel-Part`, and an empty \
                one with `Newsreel-Parts` at the end.",
            "payload": one_of_schemas(&endpoint.answers),
        });
        [(requests_of(&endpoint), request), (answers_of(&endpoint), answer)]
    });
    with(messages, services)
}

/// The payload of a message that is as one of these schemas says.
fn one_of_schemas(schemas: &[Named]) -> Value {
    if let [schema] = schemas {
        return schema_ref(schema.name);
    }
    let any = schemas.iter().map(|schema| json!({ "$ref": format!("#/components/schemas/{}/schema", schema.name) }));
    json!({ "schemaFormat": SCHEMA_FORMAT, "schema": { "anyOf": any.collect::<Vec<_>>() } })
}

/// Every schema, as it must be to stand in this document.
fn schemas() -> Map<String, Value> {
    let all = schema::all();
    let stands = |Named { name, about, schema }: &Named| {
        let mut schema = nested(schema, &format!("/components/schemas/{name}/schema"));
        share(&mut schema, &all);
        ((*name).to_owned(), json!({ "schemaFormat": SCHEMA_FORMAT, "schema": schema, "x-about": about }))
    };
    all.iter().map(stands).collect()
}

/// Refers to the schemas of this document that another one holds, in place of holding them once more.
fn share(schema: &mut Value, all: &[Named]) {
    let Some(definitions) = schema.get_mut("$defs").and_then(Value::as_object_mut) else { return };
    for Named { name, .. } in all {
        if let Some(held) = definitions.get_mut(*name) {
            *held = json!({ "$ref": format!("#/components/schemas/{name}/schema") });
        }
    }
}

fn message(name: &str) -> Value {
    json!({ "$ref": format!("#/components/messages/{name}") })
}

fn channel_ref(name: &str) -> Value {
    json!({ "$ref": format!("#/channels/{name}") })
}

fn schema_ref(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}
