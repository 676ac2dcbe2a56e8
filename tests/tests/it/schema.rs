//! What is read and sent agrees with the schemas that describe it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use boon::{Compiler, SchemaIndex, Schemas};
use futures::StreamExt;
use jiff::Timestamp;
use newsreel_desk::SUBMIT;
use newsreel_log::Subject;
use newsreel_log::set_up::STATE_BUCKET;
use newsreel_projector::{QUARANTINE, QUERY};
use newsreel_story::schema::{self, Named};
use newsreel_story::state::directory::Directory;
use newsreel_story::submit::authoring::words::SECTIONS;
use newsreel_story::submit::decide::decide;
use newsreel_story::submit::schema::MODELINE;
use newsreel_story::submit::yaml::Source;
use newsreel_tests::{PATIENCE, Server, newsreel, soon, submission};
use serde_json::{Value, json};

use crate::program::{Services, program, run, stdout};

/// Every schema that is published, ready to validate with.
pub(crate) struct Published {
    schemas: Schemas,
    by_name: BTreeMap<&'static str, SchemaIndex>,
}

impl Published {
    pub(crate) fn all() -> Self {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.enable_format_assertions();
        let mut compile = |Named { name, schema, .. }: Named| {
            let url = schema::id(name);
            compiler.add_resource(&url, schema).expect("a resource");
            let compiled = compiler.compile(&url, &mut schemas).unwrap_or_else(|error| panic!("{name}: {error:#}"));
            (name, compiled)
        };
        let by_name = published().into_iter().map(&mut compile).collect();
        Self { schemas, by_name }
    }

    fn errors(&self, name: &str, value: &Value) -> Option<String> {
        self.schemas.validate(value, self.by_name[name]).err().map(|error| format!("{error:#}"))
    }

    pub(crate) fn assert(&self, name: &str, value: &Value) {
        if let Some(errors) = self.errors(name, value) {
            panic!("this is not as the schema `{name}` says: {errors}\n{value:#}");
        }
    }
}

fn published() -> Vec<Named> {
    let services = newsreel_desk::schema::schemas().into_iter().chain(newsreel_projector::schema::schemas());
    let services = services.chain(newsreel_notary::schema::schemas());
    [schema::story()].into_iter().chain(newsreel_log::schema::schemas()).chain(services).collect()
}

/// What the program prints, as JSON.
fn printed(arguments: &[&str]) -> Value {
    let output = Command::new(newsreel()).args(arguments).output().expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn the_program_prints_every_schema_by_its_name() {
    let listed = printed(&["schema", "--format", "json"]);
    let listed: Vec<&str> =
        listed.as_array().expect("a list").iter().filter_map(|named| named["schema"].as_str()).collect();
    assert_eq!(listed, published().iter().map(|named| named.name).collect::<Vec<_>>());
    for Named { name, schema, .. } in published() {
        assert_eq!(printed(&["schema", name]), schema);
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema", "{name}");
        assert_eq!(schema["$id"], schema::id(name));
    }
    let unknown = Command::new(newsreel()).args(["schema", "storry"]).output().expect("the program runs");
    assert_eq!(unknown.status.code(), Some(1));
    let told = String::from_utf8_lossy(&unknown.stderr).into_owned();
    assert!(told.contains("there is no schema `storry`") && told.contains("`story`"), "{told}");
}

#[test]
fn records_of_the_first_version_are_as_the_schemas_say() {
    let published = Published::all();
    for line in include_str!("../../fixtures/records-v1.ndjson").lines() {
        let line: Value = serde_json::from_str(line).expect("json");
        let event = &line["event"];
        published.assert("record", event);
        let of_directory = event["type"].as_str().is_some_and(|name| name.starts_with("entity."));
        published.assert(if of_directory { "entry" } else { "update" }, &event["data"]);
    }
    let mut event: Value =
        serde_json::from_str(include_str!("../../fixtures/records-v1.ndjson").lines().last().expect("a line"))
            .expect("json");
    event["event"]["data"]["testimonies"][0]["stance"] = "shrugs".into();
    assert!(published.errors("record", &event["event"]).is_some(), "the schema is looked at");
}

// ---- the authoring format ----

fn stories() -> Vec<PathBuf> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/stories");
    [files(&fixtures), examples()].concat()
}

fn examples() -> Vec<PathBuf> {
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/newsreel/demo"))
}

pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder).expect("a folder");
    files.map(|file| file.expect("a file").path()).collect()
}

fn documents(text: &str) -> Vec<Value> {
    let documents = Source::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    documents.into_iter().map(|document| document.value).collect()
}

#[test]
fn an_example_tells_editors_where_its_schema_is() {
    for file in examples() {
        let text = std::fs::read_to_string(&file).expect("read");
        assert_eq!(text.lines().next(), Some(MODELINE), "{}", file.display());
    }
}

#[test]
fn every_story_among_the_fixtures_and_the_example_are_as_the_schema_of_the_format_says() {
    let published = Published::all();
    for file in stories() {
        for document in documents(&std::fs::read_to_string(&file).expect("read")) {
            published.assert("story", &document);
            published.assert("submission", &json!({ "submission": document, "actor": "somebody" }));
        }
    }
}

/// The head of a story, for updates that are right or wrong.
const HEAD: &str = "
story: strike
title: The strike
directory:
  union: {organisation: the union}
  nguyen: {person: An Nguyen, speaks_for: union, names: [Nguyen, {name: Ngyuen, used_by: herald}]}
  herald: {outlet: The Herald}
  port: {place: the port}
series: {strikes: {label: strikes this year, kind: occurrence, during: 2025}}
sources:
  nguyen-herald: {origin: nguyen, via: [herald], knowledge: own_act}
  witnesses: {origin: [union, nguyen], via: [[herald, {described: a radio station}]], basis: on_record}
defaults: {source: nguyen-herald, learned: 2025-04-11T21:00:00Z}
updates:
- occurrence.planned: first
  key: plan
  type: a strike
  who: [union]
";

/// The updates a story goes on with, whether they are as the schema says, and whether the desk takes them.
fn judged(published: &Published, updates: &str) -> (bool, bool) {
    let document = documents(&format!("{HEAD}{updates}")).remove(0);
    let decided = decide(&document, None, &Directory::default(), None, Timestamp::now());
    (published.errors("story", &document).is_none(), decided.is_ok())
}

#[test]
fn what_the_desk_takes_is_as_the_schema_says_in_every_form_it_can_be_written() {
    let published = Published::all();
    for updates in [
        "- occurrence.confirmed: first\n  of: place\n  value: port",
        "- occurrence.reported: first\n  place: {value: port, hedge: probable, source: {origin: herald}}\n  when: {none: not_set}",
        "- occurrence.reported: first\n  who: {union: , others: {described: other unions, hedge: possible}}\n  complete: who",
        "- occurrence.reported: first\n  when: {date: 2025-05, phrase: next month, anchor: 2025-04-11}\n  hedge: possible",
        "- occurrence.completed: first\n  when: 2025\n  stances: {union: [{stance: confirms, of: when, value: 2025}]}",
        "- occurrence.corrected: first\n  corrects: {update: plan, path: type, reason: misheard}\n  by: desk\n  type: a walkout",
        "- occurrence.reported: first\n  declares: {crews: count, ships: {type: count, holds: several}}\n  crews: about 1,300\n  ships: [3, at least 20]",
        "- claim.reported: total\n  text: three strikes\n  total: {count: 3, of: strikes, parts: {ferries: 2, tugs: 1}}",
        "- claim.reported: total\n  text: ships\n  total: {amount: about 12.5 million, unit: crowns}\n  hedge: probable",
        "- occurrence.reported: first\n  place: port\n  source: {origin: {document: the minutes, author: union, title: Minutes}, via: [{recording: a recording, author: herald}]}",
        "- {updates: [{occurrence.reported: first, place: port}, {note.noted: n, text: a note}], source: herald, said: 2025-04-11}",
        "- occurrence.preferred: first\n  of: type\n  value: a strike",
        "- story.retitled: strike\n  title: The long strike",
    ] {
        assert_eq!(judged(&published, updates), (true, true), "{updates}");
    }
}

#[test]
fn what_is_wrong_by_itself_is_seen_while_one_types() {
    let published = Published::all();
    for updates in [
        "- occurrence.exploded: first",
        "- picnic.held: p",
        "- place: port",
        "- occurrence.reported: first\n  colour: red",
        "- occurrence.reported: first\n  plcae: port",
        "- occurrence.reported: first\n  when: next month",
        "- occurrence.reported: first\n  place: {value: port, hedged: probable}",
        "- occurrence.reported: first\n  place: {value: port, hedge: perhaps}",
        "- occurrence.reported: first\n  place: The Port",
        "- occurrence.reported: first\n  place: [port, port]",
        "- occurrence.reported: first\n  source: {orgin: herald}",
        "- occurrence.reported: first\n  source: {origin: herald, basis: rumour}",
        "- occurrence.reported: first\n  place: port\n  source: {origin: {document: the minutes}}",
        "- occurrence.reported: first\n  who: {union: {role: convener, colour: red}}",
        "- occurrence.reported: first\n  stances: {union: {of: when}}",
        "- occurrence.reported: first\n  stances: {union: shrugs}",
        "- occurrence.reported: first\n  entities: {nguyen: {shoe_size: 44}}",
        "- occurrence.reported: first\n  complete: when",
        "- occurrence.reported: first\n  outlook: hopeless",
        "- occurrence.reported: first\n  value: port",
        "- occurrence.reported: first\n  declares: {crews: numbers}",
        "- occurrence.reported: first\n  embargo: {set_by: union}",
        "- occurrence.corrected: first\n  corrects: plan",
        "- occurrence.retracted: first\n  by: desk",
        "- occurrence.merged: first",
        "- occurrence.preferred: first\n  value: a strike",
        "- occurrence.confirmed: first\n  relies_on: plan",
        "- claim.reported: total\n  text: three\n  total: {count: several}",
        "- claim.reported: total\n  text: three\n  nature: guess",
        "- note.noted: n\n  text: a note\n  learned: yesterday",
        "- story.retitled: strike",
        "- story.closed: strike\n  hedge: possible",
        "- {updates: [{occurrence.reported: first, place: port}], place: port}",
    ] {
        assert_eq!(judged(&published, updates), (false, false), "{updates}");
    }
    for head in [
        HEAD.replace("title: The strike", "titel: The strike"),
        HEAD.replace("story: strike", "story: The Strike"),
        HEAD.replace("{outlet: The Herald}", "{outlet: The Herald, place: Town}"),
        HEAD.replace("{outlet: The Herald}", "{paper: The Herald}"),
        HEAD.replace("learned: 2025", "lerned: 2025"),
        HEAD.replace("knowledge: own_act", "knowledge: sure"),
        HEAD.replace("kind: occurrence", "kind: strike"),
    ] {
        let document = documents(&head).remove(0);
        let decided = decide(&document, None, &Directory::default(), None, Timestamp::now());
        assert!(published.errors("story", &document).is_some() && decided.is_err(), "{head}");
    }
}

/// Every mapping in a schema, by what it is: the names of its members with what they mean.
fn members(schema: &Value, found: &mut BTreeSet<(String, String)>) {
    match schema {
        Value::Object(map) => {
            for (name, of) in map.get("properties").and_then(Value::as_object).into_iter().flatten() {
                found.insert((name.clone(), of["description"].as_str().unwrap_or_default().to_owned()));
            }
            map.values().for_each(|value| members(value, found));
        }
        Value::Array(list) => list.iter().for_each(|value| members(value, found)),
        _ => {}
    }
}

#[test]
fn every_word_of_the_format_is_in_its_schema_with_what_it_means() {
    let mut found = BTreeSet::new();
    members(&schema::story().schema, &mut found);
    for (section, _, words) in SECTIONS {
        for word in *words {
            let known = found.contains(&(word.name.to_owned(), word.meaning.to_owned()));
            assert!(known, "`{}` of {section} is not in the schema", word.name);
        }
    }
    let wordless: Vec<_> =
        found.iter().filter(|(_, meaning)| meaning.is_empty()).filter(|(name, _)| !is_rule(name)).collect();
    assert!(wordless.is_empty(), "without a meaning: {wordless:?}");
}

/// Members that a rule names, which are described elsewhere.
fn is_rule(name: &str) -> bool {
    ["updates", "corrects", "retracts", "by", "same_as", "of", "value", "source"].contains(&name)
}

// ---- what services put and answer ----

/// What the projector is asked of a story, and the schema of its answer.
fn questions(story: &str) -> Vec<(Value, &'static str)> {
    let of_story = |ask: &str| json!({ ask: { "story": story } });
    let moments = json!({ "story": story, "from": "2020-01-01T00:00:00Z", "to": null, "recorded": false });
    vec![
        (json!({ "stories": {} }), "answer-stories"),
        (json!({ "quarantine": {} }), "answer-quarantine"),
        (json!({ "records": {} }), "answer-records"),
        (of_story("story"), "answer-story"),
        (of_story("brief"), "answer-brief"),
        (of_story("glance"), "answer-glance"),
        (of_story("updates"), "answer-updates"),
        (of_story("cast"), "answer-cast"),
        (json!({ "directory": { "words": "the" } }), "answer-directory"),
        (json!({ "update": { "update": "envoy-russia-trips/april-meeting-held" } }), "answer-update"),
        (of_story("expected"), "answer-expected"),
        (of_story("timeline"), "answer-timeline"),
        (of_story("matrix"), "answer-matrix"),
        (json!({ "difference": moments }), "answer-difference"),
        (of_story("check"), "answer-check"),
        (json!({ "reach": { "update": "envoy-russia-trips/april-meeting-held" } }), "answer-reach"),
        (json!({ "who": { "name": "putin" } }), "answer-who"),
        (json!({ "search": { "words": "meeting" } }), "answer-search"),
        (json!("position"), "answer-position"),
    ]
}

async fn reply(client: &async_nats::Client, subject: &'static str, asked: &Value) -> async_nats::Message {
    let request = async_nats::Request::new().payload(asked.to_string().into()).timeout(Some(PATIENCE));
    client.send_request(subject, request).await.expect("answered")
}

async fn request(client: &async_nats::Client, subject: &'static str, asked: &Value) -> Value {
    let reply = reply(client, subject, asked).await;
    serde_json::from_slice(&reply.payload).unwrap_or_else(|error| panic!("{error}: {asked}: {:?}", reply.headers))
}

/// The headers of a message, as a mapping.
fn headers(message: &async_nats::Message) -> Value {
    let all = message.headers.iter().flat_map(|headers| headers.iter());
    all.map(|(name, values)| (name.to_string(), values.first().map_or(Value::Null, |value| value.as_str().into())))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_services_answer_and_put_is_as_the_schemas_say() {
    let published = Published::all();
    let server = Server::start().await;
    let _services = Services::start(&server);
    let stories = stories();
    let later = stories.iter().filter(|file| file.ends_with("envoy-later.yaml"));
    for file in stories.iter().filter(|file| !file.ends_with("envoy-later.yaml")).chain(later) {
        stdout(&run(&server.url(), &["import", file.to_str().expect("a path")]));
    }
    let client = async_nats::connect(server.url()).await.expect("connected");
    let at_least = server.log().await.last_sequence().await.expect("asked");
    let mut asked = BTreeSet::new();
    for story in ["envoy-russia-trips", "openai-ceo", "titan-submersible"] {
        for (ask, schema) in questions(story) {
            let question = json!({ "ask": ask, "at_least": at_least });
            published.assert("question", &question);
            published.assert(schema, &request(&client, QUERY, &question).await);
            asked.insert(schema);
        }
    }
    let answers = newsreel_projector::schema::schemas().into_iter().map(|named| named.name);
    assert_eq!(asked, answers.filter(|name| name.starts_with("answer-")).collect());
    for (info, endpoint, role, title) in [
        ("$SRV.INFO.newsreel-projector", "query", "request_schema", "Query"),
        ("$SRV.INFO.newsreel-projector", "quarantine", "response_schema", "Settled"),
        ("$SRV.INFO.newsreel-desk", "submit", "response_schema", "Response"),
    ] {
        let info = request(&client, info, &json!({})).await;
        let endpoints = info["endpoints"].as_array().expect("a list");
        let endpoint = endpoints.iter().find(|known| known["name"] == endpoint).expect("an endpoint of that name");
        let schema = endpoint["metadata"][role].as_str().expect("in the metadata");
        assert_eq!(serde_json::from_str::<Value>(schema).expect("a schema")["title"], title);
    }
    let errors = [json!({ "who": { "name": "nobody at all" } }), json!({ "brief": { "sotry": "openai-ceo" } })];
    for (ask, code) in errors.into_iter().zip(["404", "400"]) {
        let error = headers(&reply(&client, QUERY, &json!({ "ask": ask })).await);
        published.assert("error", &error);
        assert_eq!(error["Nats-Service-Error-Code"], code);
    }
    let settle = json!({ "retry": {} });
    published.assert("settle", &settle);
    published.assert("settled", &request(&client, QUARANTINE, &settle).await);

    let bucket = async_nats::jetstream::new(client.clone()).get_key_value(STATE_BUCKET).await.expect("the bucket");
    let mut digests = bucket.watch_with_history(">").await.expect("watched");
    let mut current = BTreeSet::new();
    while current.len() < 3 {
        let digest = soon("a digest is put", digests.next()).await.expect("the bucket lasts").expect("read");
        let digest: Value = serde_json::from_slice(&digest.value).expect("JSON");
        published.assert("digest", &digest);
        current.insert(digest["story"].to_string());
    }

    let mut recorded = client.subscribe("newsreel.>").await.expect("subscribed");
    for (submission, accepted) in [(submission("trips", "a", 2), true), (json!({ "story": "Trips" }), false)] {
        let submission = json!({ "submission": submission, "actor": "a test" });
        let receipt = request(&client, SUBMIT, &submission).await;
        published.assert("receipt", &receipt);
        assert_eq!(receipt.get("accepted").is_some(), accepted, "{receipt}");
        for refusal in receipt["refused"].as_array().into_iter().flatten() {
            published.assert("refusal", refusal);
        }
    }
    let mut records = 0;
    while records < 3 {
        let message = soon("what was recorded is delivered", recorded.next()).await.expect("a message");
        if message.subject.parse::<Subject>().is_ok() {
            published.assert("record", &serde_json::from_slice(&message.payload).expect("JSON"));
            records += 1;
        }
    }
}

/// The package of nats-py that the documentation for clients is tried with.
const NATS_PY: &str = "nats-py==2.16.0";

/// A folder with nats-py; none where it cannot be had.
fn nats_py() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(NATS_PY);
    if folder.join("nats").is_dir() {
        return Some(folder);
    }
    let mut install = Command::new("python3");
    install.args(["-m", "pip", "install", "--quiet", "--retries", "0", "--timeout", "15", "--target"]).arg(&folder);
    install.arg(NATS_PY).output().ok().filter(|installed| installed.status.success()).map(|_| folder)
}

#[tokio::test(flavor = "multi_thread")]
#[allow(clippy::print_stderr, reason = "whoever runs the tests is to know what was skipped")]
async fn the_python_of_the_documentation_for_clients_runs_as_it_stands() {
    let Some(nats_py) = nats_py() else {
        eprintln!("skipped: python3 with {NATS_PY} cannot be had here");
        return;
    };
    let documentation = include_str!("../../../deploy/clients.md");
    let script = documentation.split("```python\n").nth(1).and_then(|rest| rest.split("```").next()).expect("Python");
    let server = Server::start().await;
    let _services = Services::start(&server);
    stdout(&program(&server.url(), &["stories"]).output().expect("the program runs"));
    let mut python = Command::new("python3");
    python.arg("-c").arg(script).env("PYTHONPATH", nats_py).env("NATS_URL", server.url());
    let printed = stdout(&python.output().expect("python runs"));
    for line in [
        "recorded: occurrence.announced about ferry-strike/strike-may",
        "digest: The ferry strike, open",
        "* A strike on all ferries",
        "5 occurrence.announced",
    ] {
        assert!(printed.contains(line), "`{line}` is not in what it printed:\n{printed}");
    }
}

// ---- AsyncAPI ----

#[test]
#[allow(clippy::print_stderr, reason = "whoever runs the tests is to know what was skipped")]
fn the_asyncapi_document_is_one_by_the_official_schema() {
    let official = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/schemas/asyncapi-3.1.json");
    if !official.exists() {
        eprintln!("skipped: {} is not there", official.display());
        return;
    }
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    let official = compiler.compile(official.to_str().expect("a path"), &mut schemas).expect("a schema");
    let mut document = printed(&["asyncapi"]);
    schemas.validate(&document, official).unwrap_or_else(|error| panic!("{error:#}"));
    document["channels"]["updates"]["adress"] = "newsreel".into();
    assert!(schemas.validate(&document, official).is_err(), "the schema is looked at");
}

#[test]
fn the_asyncapi_document_refers_only_to_what_it_holds() {
    fn check(value: &Value, document: &Value) {
        match value {
            Value::Object(map) => {
                if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
                    let pointer = reference.strip_prefix('#').expect("a reference within the document");
                    assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
                }
                map.values().for_each(|value| check(value, document));
            }
            Value::Array(list) => list.iter().for_each(|value| check(value, document)),
            _ => {}
        }
    }
    let document = printed(&["asyncapi"]);
    check(&document, &document);
    for Named { name, .. } in published() {
        assert!(document["components"]["schemas"][name].is_object(), "{name} is not in the document");
    }
}

#[test]
fn the_subjects_of_the_asyncapi_document_are_those_of_the_log() {
    let document = printed(&["asyncapi"]);
    let id = "018f4e5a-0000-7000-8000-000000000000";
    for channel in ["updates", "heldUpdates", "directory"] {
        let channel = &document["channels"][channel];
        let address = channel["address"].as_str().expect("an address");
        let address = address.replace("{story}", id).replace("{entity}", id).replace("{kind}", "meeting");
        for change in channel["parameters"]["change"]["enum"].as_array().expect("changes") {
            let subject = address.replace("{change}", change.as_str().expect("a change"));
            assert_eq!(subject.parse::<Subject>().map(|parsed| parsed.to_string()), Ok(subject));
        }
    }
}
