//! What the page gives to other programs is as the official schemas say, and is read by what they read it with. Where the
//! schemas or the readers are absent, a test says so and is skipped.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use boon::{Compiler, Schemas};
use newsreel_web::Options;
use serde_json::{Value, json};

use crate::outside::python_with;
use crate::page::Site;
use crate::schema::files;

/// A schema of somebody else's, ready to validate with; none where it is not on this machine.
struct Official {
    schemas: Schemas,
    index: boon::SchemaIndex,
}

impl Official {
    #[allow(clippy::print_stderr, reason = "whoever runs the tests is to know what was skipped")]
    fn find(name: &str) -> Option<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/schemas");
        let read =
            |name: &str| -> Option<Value> { serde_json::from_slice(&std::fs::read(folder.join(name)).ok()?).ok() };
        let Some(schema) = read(name) else {
            eprintln!("skipped: the official schema {name} is not beside the project");
            return None;
        };
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.enable_format_assertions();
        if let Some(geo) = read("geojson.json") {
            compiler.add_resource("https://geojson.org/schema/GeoJSON.json", geo).expect("a resource");
        }
        compiler.add_resource("https://schemas.example/official.json", schema).expect("a resource");
        let index = compiler.compile("https://schemas.example/official.json", &mut schemas);
        let index = index.unwrap_or_else(|error| panic!("{name}: {error:#}"));
        Some(Self { schemas, index })
    }

    fn assert(&self, value: &Value) {
        if let Err(error) = self.schemas.validate(value, self.index) {
            panic!("{error:#}\n{value:#}");
        }
    }
}

/// A site on which every story among the fixtures is.
async fn site_with_all() -> (Site, Vec<String>) {
    let site = Site::start().await;
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/stories");
    for file in files(&folder) {
        site.import(&file.to_string_lossy());
    }
    let last = site.server.log().await.last_sequence().await.expect("a position");
    let listed: Value = serde_json::from_str(&site.page(&format!("/api/stories?at_least={last}")).await).expect("JSON");
    let stories = listed["list"].as_array().expect("a list").iter();
    let stories = stories.map(|listing| listing["story"].as_str().expect("a slug").to_owned()).collect();
    (site, stories)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_export_is_as_its_official_schema_says() {
    let (ninjs, event) = (Official::find("ninjs-3.1.json"), Official::find("cloudevents-1.0.json"));
    let (site, stories) = site_with_all().await;
    assert!(stories.len() > 3, "{stories:?}");
    for story in &stories {
        let object: Value =
            serde_json::from_str(&site.page(&format!("/stories/{story}/story.ninjs")).await).expect("JSON");
        if let Some(ninjs) = &ninjs {
            ninjs.assert(&object);
        }
        assert!(object["bodies"][0]["value"].as_str().is_some_and(|text| text.len() > 100), "{object:#}");
        let batch = site.page(&format!("/api/stories/{story}/cloudevents?limit=20")).await;
        let batch: Vec<Value> = serde_json::from_str(&batch).expect("JSON");
        assert!(!batch.is_empty(), "{story}");
        for one in &batch {
            if let Some(event) = &event {
                event.assert(one);
            }
        }
    }
    if let Some(ninjs) = &ninjs {
        let wrong = json!({ "uri": "no address", "unheard_of": 1 });
        assert!(ninjs.schemas.validate(&wrong, ninjs.index).is_err(), "the schema is looked at");
    }
    let one = site.get("/api/updates/39/cloudevent").await;
    assert_eq!(one.header("content-type"), Some("application/cloudevents+json"));
    let one: Value = serde_json::from_str(&one.body).expect("JSON");
    assert!(one["type"].is_string() && one["data"].is_object(), "{one}");
}

/// Runs a few lines of Python that read what is given to them; none where the distribution has no such reader installed.
#[allow(clippy::print_stderr, reason = "whoever runs the tests is to know what was skipped")]
fn read_by(module: &str, script: &str, input: &str) -> Option<Value> {
    let python = Path::new("/usr/bin/python3");
    let known = Command::new(python).args(["-c", &format!("import {module}")]).stderr(Stdio::null()).status();
    if !known.is_ok_and(|known| known.success()) {
        eprintln!("skipped: python3-{module} is not installed");
        return None;
    }
    Some(read_with(python, module, script, input))
}

/// What those lines of Python make of it.
fn read_with(python: &Path, module: &str, script: &str, input: &str) -> Value {
    use std::io::Write as _;
    let mut reading = Command::new(python)
        .args(["-c", &format!("import json, sys, {module}\n{script}")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python starts");
    reading.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("it is written");
    let output = reading.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{module} cannot read it: {input}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn prometheus_reads_every_metric() {
    let Some(python) = python_with("prometheus_client") else { return };
    let site = Site::start().await;
    site.get("/nothing").await;
    let metrics = site.get("/metrics").await;
    assert_eq!(metrics.header("content-type"), Some("text/plain; version=0.0.4"));
    let parse = "from prometheus_client.parser import text_string_to_metric_families as families\n\
                 found = {}\n\
                 for family in families(sys.stdin.read()):\n\
                 \x20   assert family.name.startswith('newsreel_') and family.documentation and family.type != 'unknown', family\n\
                 \x20   assert family.name not in found, family.name\n\
                 \x20   samples = {(s.name, tuple(sorted(s.labels.items()))): s.value for s in family.samples}\n\
                 \x20   assert samples and len(samples) == len(family.samples), family\n\
                 \x20   assert family.type != 'counter' or all(name.endswith('_total') for name, _ in samples), family\n\
                 \x20   found[family.name] = sum(samples.values())\n\
                 print(json.dumps(found))";
    let read = read_with(&python, "prometheus_client", parse, &metrics.body);
    for metric in ["web_requests", "projector_position", "service_instances", "service_requests", "service_seconds"] {
        assert!(read[format!("newsreel_{metric}")].as_f64() > Some(0.0), "{metric} of {read}");
    }
    for metric in ["web_readers", "projector_lag", "web_connections_let_go", "service_errors"] {
        assert!(read[format!("newsreel_{metric}")].is_number(), "{metric} of {read}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_parser_and_a_calendar_library_read_every_feed_and_calendar() {
    let (site, stories) = site_with_all().await;
    for story in &stories {
        let feed = site.page(&format!("/stories/{story}/feed.atom")).await;
        let parse = "feed = feedparser.parse(sys.stdin.buffer.read())\n\
                     print(json.dumps([bool(feed.bozo), feed.version, feed.feed.title, len(feed.entries)]))";
        if let Some(read) = read_by("feedparser", parse, &feed) {
            assert_eq!((&read[0], &read[1]), (&json!(false), &json!("atom10")), "{read}");
            assert!(read[2].as_str().is_some_and(|title| !title.is_empty()) && read[3].as_u64() > Some(0), "{read}");
        }
        let calendar = site.page(&format!("/stories/{story}/expected.ics")).await;
        let parse = "calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())\n\
                     events = calendar.walk('VEVENT')\n\
                     whole = all(e.get(n) is not None for e in events for n in ('UID', 'DTSTAMP', 'DTSTART', 'SUMMARY', 'STATUS', 'SEQUENCE'))\n\
                     wrong = [str(w) for c in calendar.walk() for w in c.errors]\n\
                     print(json.dumps([len(events), whole, wrong]))";
        if let Some(read) = read_by("icalendar", parse, &calendar) {
            let events = calendar.matches("BEGIN:VEVENT").count();
            assert_eq!(read, json!([events, true, []]), "{calendar}");
        }
    }
    let overall = site.page("/feed.atom").await;
    let parse =
        "feed = feedparser.parse(sys.stdin.buffer.read())\nprint(json.dumps([bool(feed.bozo), len(feed.entries)]))";
    if let Some(read) = read_by("feedparser", parse, &overall) {
        assert_eq!(read, json!([false, 50]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_site_finds_the_box_and_may_show_it() {
    let options = Options { site: Some("https://news.example".to_owned()), ..Options::default() };
    let site = Site::start_with(options).await;
    let story = site.page("/stories/envoy-russia-trips").await;
    let found = story.split("type=\"application/json+oembed\" href=\"https://news.example").nth(1);
    let found = found.and_then(|rest| rest.split('"').next());
    let answer = site.get(found.expect("an address")).await;
    let answer: Value = serde_json::from_str(&answer.body).expect("JSON");
    assert_eq!((answer["version"].as_str(), answer["type"].as_str()), (Some("1.0"), Some("rich")), "{answer}");
    let whole = "/oembed?url=https%3A%2F%2Fnews.example%2Fstories%2Fenvoy-russia-trips%3Fat%3D40&maxwidth=300";
    let answer: Value = serde_json::from_str(&site.page(whole).await).expect("JSON");
    assert_eq!(answer["width"], 300);
    let framed = site.get("/embed/envoy-russia-trips").await;
    let policy = |answer: &crate::page::Answer| answer.header("content-security-policy").expect("a policy").to_owned();
    assert!(policy(&framed).contains("frame-ancestors *"), "{}", policy(&framed));
    assert!(policy(&site.get("/").await).contains("frame-ancestors 'none'"), "no other page can be framed");
    for (path, status) in [
        ("/oembed?url=https%3A%2F%2Felsewhere.example%2Fx", 404),
        ("/oembed?url=%2Fstories%2Funheard-of", 404),
        ("/oembed?url=%2Fstories%2Fenvoy-russia-trips&format=xml", 501),
        ("/embed/unheard-of", 404),
    ] {
        assert_eq!(site.get(path).await.status, status, "{path}");
    }
}
