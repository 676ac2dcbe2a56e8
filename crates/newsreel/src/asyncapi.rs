//! `asyncapi`: everything Newsreel publishes and answers, as an AsyncAPI document: each subject with its messages.

use newsreel_log::quarantine::{FATE, REASON, SEQUENCE, SIZE, SUBJECT};
use newsreel_log::set_up::STATE_BUCKET;
use newsreel_story::record::kind::Kind;
use newsreel_story::record::kind::change::Change;
use newsreel_story::schema::{Named, nested};
use serde_json::{Map, Value, json};

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
    json!({
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
        "submissions": {
            "address": newsreel_desk::SUBMIT,
            "title": "Submissions to the desk",
            "messages": { "submission": message("submission") },
        },
        "receipts": {
            "address": null,
            "title": "The desk's answers, on the reply subject of the request",
            "messages": { "receipt": message("receipt"), "error": message("error") },
        },
        "embargoes": {
            "address": newsreel_desk::EMBARGO,
            "title": "What is to be done about embargoes",
            "messages": { "embargo": message("embargo") },
        },
        "embargoed": {
            "address": null,
            "title": "The records concerned, on the reply subject of the request",
            "messages": { "embargoed": message("embargoed"), "error": message("error") },
        },
        "questions": {
            "address": newsreel_projector::QUERY,
            "title": "Questions to the projector",
            "messages": { "question": message("question") },
        },
        "answers": {
            "address": null,
            "title": "The projector's answers, on the reply subject of the request",
            "messages": { "answer": message("answer"), "error": message("error") },
        },
        "settlements": {
            "address": newsreel_projector::QUARANTINE,
            "title": "What to do about records that could not be read",
            "messages": { "settle": message("settle") },
        },
        "settled": {
            "address": null,
            "title": "What came of it, on the reply subject of the request",
            "messages": { "settled": message("settled"), "error": message("error") },
        },
    })
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
    let answers = |channel: &str, reply: &str, summary: &str| {
        let reply = json!({ "channel": channel_ref(reply) });
        json!({ "action": "receive", "channel": channel_ref(channel), "summary": summary, "reply": reply })
    };
    json!({
        "publishUpdates": publishes("updates", "The desk records an update."),
        "publishHeldUpdates": publishes("heldUpdates", "The desk records an update under embargo."),
        "publishHeldDirectory": publishes("heldDirectory", "The desk records a change to the directory under embargo."),
        "publishDirectory": publishes("directory", "The desk records a change to the directory."),
        "publishDigests": publishes("digests", "The projector puts the new state of a story into the bucket."),
        "publishQuarantine": publishes("quarantine", "A service puts a record aside that it cannot read."),
        "submit": answers("submissions", "receipts", "The desk decides a submission and records it, or says why not."),
        "embargo": answers("embargoes", "embargoed", "The desk lists, lifts or extends embargoes."),
        "ask": answers("questions", "answers", "The projector answers a question about stories."),
        "settle": answers("settlements", "settled", "Each projector tries again, or dismisses, what could not be read."),
    })
}

fn messages() -> Value {
    let headers = [
        (REASON, "Why it could not be read."),
        (SUBJECT, "The subject it was published on."),
        (SEQUENCE, "Its position in the log."),
        (FATE, "What has become of it: waiting, dismissed or read."),
        (SIZE, "Its size in bytes, where it is too large to be here as well."),
    ];
    let names = schema::all().into_iter().map(|schema| schema.name).filter(|name| name.starts_with("answer-"));
    let answers: Vec<Value> =
        names.map(|name| json!({ "$ref": format!("#/components/schemas/{name}/schema") })).collect();
    let headers = headers.map(|(name, about)| (name.to_owned(), json!({ "type": "string", "description": about })));
    json!({
        "record": { "title": "A record of the log", "contentType": "application/cloudevents+json", "payload": schema_ref("record") },
        "digest": { "title": "The digest of a story", "payload": schema_ref("digest") },
        "putAside": {
            "title": "A record that could not be read",
            "contentType": "application/octet-stream",
            "headers": { "type": "object", "properties": headers.into_iter().collect::<Map<_, _>>() },
            "payload": {},
        },
        "submission": { "title": "A submission", "payload": schema_ref("submission") },
        "receipt": { "title": "What became of a submission", "payload": schema_ref("receipt") },
        "embargo": { "title": "What is to be done about embargoes", "payload": schema_ref("embargo") },
        "embargoed": { "title": "The records concerned", "payload": schema_ref("embargoed") },
        "question": { "title": "A question", "payload": schema_ref("question") },
        "answer": {
            "title": "The answer to a question",
            "description": "As the schema `answer-…` of what was asked says. One larger than a message comes in parts: \
                replies with the header `Newsreel-Part`, and an empty one with `Newsreel-Parts` at the end.",
            "payload": { "schemaFormat": SCHEMA_FORMAT, "schema": { "anyOf": answers } },
        },
        "settle": { "title": "What to do about records that could not be read", "payload": schema_ref("settle") },
        "settled": { "title": "What came of it", "payload": schema_ref("settled") },
        "error": { "title": "Why there is no answer", "headers": schema_ref("error"), "payload": {} },
    })
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
