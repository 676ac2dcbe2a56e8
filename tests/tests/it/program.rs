//! The whole program, as people run it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use newsreel_story::record::entry::EntityType;
use newsreel_story::record::kind::Kind;
use newsreel_story::record::recorded::Record;
use newsreel_story::submit::authoring::words::SECTIONS;
use newsreel_tests::{Server, find_server, newsreel};
use serde_json::Value;

pub(crate) fn program(url: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(newsreel());
    command
        .args(arguments)
        .args(["--url", url])
        .env("NEWSREEL_NATS_SERVER", find_server())
        .env("NEWSREEL_WAIT", "always")
        .env("RUST_LOG", "warn")
        .stdin(Stdio::null());
    command
}

/// Writes a file for the program to read, and returns its path.
pub(crate) fn write_file(directory: &Path, name: &str, content: impl AsRef<[u8]>) -> String {
    let file = directory.join(name);
    std::fs::write(&file, content).expect("written");
    file.to_str().expect("a path").to_owned()
}

/// What the program prints to stderr when it ends with this code.
pub(crate) fn stderr(output: &Output, code: i32) -> String {
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{}{told}", String::from_utf8_lossy(&output.stdout));
    told
}

pub(crate) fn run(url: &str, arguments: &[&str]) -> Output {
    program(url, arguments).output().expect("the program runs")
}

pub(crate) fn stdout(output: &Output) -> String {
    assert!(
        output.status.success(),
        "{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub(crate) fn json(output: &Output) -> Value {
    serde_json::from_str(&stdout(output)).expect("json")
}

/// Where the services of a server keep everything.
pub(crate) fn data_of(server: &Server) -> String {
    server.store().join("data").to_str().expect("a path").to_owned()
}

/// The services of a server, as processes of their own; stopped with SIGTERM when dropped, as `up` does.
pub(crate) struct Services(Vec<std::process::Child>);

/// Its place among the services.
pub(crate) const PROJECTOR: usize = 1;

impl Services {
    pub(crate) fn start(server: &Server) -> Self {
        let start = |role| Self::start_one(server, role);
        Self(vec![start("desk"), start("projector")])
    }

    /// With a notary, which has a key of its own.
    pub(crate) fn start_with_notary(server: &Server) -> Self {
        let data = data_of(server);
        stdout(&run(&server.url(), &["audit", "keygen", "newsroom.example/log", "--data", &data]));
        let mut services = Self::start(server);
        services.0.push(Self::start_one(server, "notary"));
        services
    }

    /// These.
    pub(crate) fn of(commands: impl IntoIterator<Item = Command>) -> Self {
        Self(commands.into_iter().map(|mut command| command.spawn().expect("started")).collect())
    }

    /// Sends a signal to the service at this place.
    pub(crate) fn signal(&self, place: usize, signal: &str) {
        let pid = self.0[place].id().to_string();
        assert!(Command::new("kill").args(["-s", signal, &pid]).status().expect("kill is there").success());
    }

    /// Only these.
    pub(crate) fn start_only(server: &Server, roles: &[&str]) -> Self {
        Self(roles.iter().map(|role| Self::start_one(server, role)).collect())
    }

    fn start_one(server: &Server, role: &str) -> std::process::Child {
        program(&server.url(), &["serve", role, "--data", &data_of(server)]).spawn().expect("started")
    }
}

impl Drop for Services {
    fn drop(&mut self) {
        for service in &mut self.0 {
            let stopped = Command::new("kill").arg(service.id().to_string()).status().and_then(|_| service.wait());
            if !std::thread::panicking() {
                assert!(stopped.expect("waited for").success(), "a service did not stop as it should");
            }
        }
    }
}

pub(crate) fn example(directory: &Path) -> String {
    let file = directory.join("example.yaml");
    let story = Command::new(newsreel()).arg("example").output().expect("printed").stdout;
    std::fs::write(&file, story).expect("written");
    file.to_str().expect("a path").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_prints_the_brief_the_state_and_the_history() {
    let output = Command::new(newsreel())
        .arg("demo")
        .env("NEWSREEL_NATS_SERVER", find_server())
        .env("RUST_LOG", "warn")
        .output()
        .expect("run");
    let text = stdout(&output);
    let moment = text
        .lines()
        .find_map(|line| line.split_once("· as of "))
        .map(|(_, moment)| moment.to_owned())
        .expect("a moment");
    insta::assert_snapshot!("demo", text.replace(&moment, "[now]"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_answers_the_questions_of_a_live_desk() {
    let server = Server::start().await;
    let _services = Services::start(&server);
    let url = server.url();
    stdout(&run(&url, &["import", &example(server.store())]));

    let story = json(&run(&url, &["story", "envoy-russia-trips", "--format", "json"]));
    let item = |key: &str| {
        story["items"].as_array().expect("items").iter().find(|item| item["item"] == key).cloned().expect("an item")
    };
    let path = |key: &str, path: &str| {
        item(key)["paths"].as_array().expect("paths").iter().find(|found| found["path"] == path).cloned()
    };

    // The Kremlin has not officially confirmed the February meeting, and has not denied it.
    let february = path("meeting-february", "meeting-february").expect("spoken of");
    assert_eq!(
        (&february["values"][0]["support"], &february["values"][0]["opposition"]),
        (&"unattributed".into(), &"none".into())
    );
    assert_eq!(february["stances"].as_array().expect("stances").len(), 1);
    assert_eq!(
        (&february["stances"][0]["stance"], &february["stances"][0]["holder"]),
        (&"not_confirmed".into(), &"the Kremlin".into())
    );
    // Who was exchanged for whom, and where it took place and who mediated: not stated.
    assert_eq!(
        path("exchange-april", "exchange-april/releases/karelina/by").expect("said")["values"][0]["text"],
        "Russia"
    );
    assert_eq!(
        path("exchange-april", "exchange-april/releases/petrov/by").expect("said")["values"][0]["text"],
        "the United States"
    );
    assert_eq!(path("exchange-april", "exchange-april/place"), None);
    // The chain of one phrase.
    let agenda = path("meeting-april", "meeting-april/agenda/ukrainian-settlement").expect("said");
    assert_eq!(
        agenda["values"][0]["by"][0]["chain"],
        serde_json::json!(["Kremlin spokesman Dmitry Peskov", "TASS", "Newsweek"])
    );
    // No meeting of the presidents is scheduled: it has been spoken of.
    assert_eq!(item("meeting-trump-putin")["phase"]["agreed"]["phase"], "mooted");

    let brief = stdout(&run(&url, &["brief", "envoy-russia-trips", "--format", "markdown"]));
    for said in [
        "Of Steve Witkoff's trips to Russia in 2025, three are claimed and two are on file",
        "Newsweek asked the White House and the State Department for comment by email; no reply is reported.",
        "Whether that happened is not reported.",
    ] {
        assert!(brief.contains(said), "the brief does not say: {said}\n{brief}");
    }
    for outside in ["Abu Dhabi", "13 March", "Oman", "declined", "did not respond"] {
        assert!(!brief.contains(outside), "the brief says {outside}, which the material does not");
    }
    // Any client has the digest of the story in a bucket, of the position the brief is for.
    let position = json(&run(&url, &["brief", "envoy-russia-trips", "--format", "json"]))["sequence"].as_u64();
    let client = async_nats::connect(&url).await.expect("connected");
    let bucket = async_nats::jetstream::new(client).get_key_value("newsreel-state").await.expect("a bucket");
    newsreel_tests::soon("the digest is put", async {
        loop {
            let digest = bucket.get("envoy-russia-trips").await.expect("read");
            let digest = digest.map(|digest| serde_json::from_slice::<Value>(&digest).expect("json"));
            if digest.is_some_and(|digest| digest["sequence"].as_u64() == position) {
                return;
            }
            tokio::task::yield_now().await;
        }
    })
    .await;
    // A printed answer says what it is an answer to.
    let bounds = ["--known-at", "2025-04-12T00:00:00Z", "--as-of", "2100-01-01T00:00:00Z"];
    let stated = ["recorded by 2100-01-01T00:00:00Z", "known at 2025-04-12T00:00:00Z"];
    for view in ["story", "brief", "expected", "timeline", "matrix", "diff", "check"] {
        let answer = stdout(&run(&url, &[&[view, "envoy-russia-trips"], &bounds[..]].concat()));
        assert!(
            answer.lines().take(4).any(|line| stated.iter().all(|bound| line.contains(bound))),
            "{view}:\n{answer}"
        );
    }
    // Nothing was known before it was learned.
    let before =
        json(&run(&url, &["brief", "envoy-russia-trips", "--known-at", "2025-04-11T20:00:00Z", "--format", "json"]));
    assert_eq!(before["sections"], serde_json::json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_through_a_killed_server_ends_complete_and_nothing_is_there_twice() {
    let mut server = Server::start().await;
    let _services = Services::start(&server);
    let file = server.store().join("long.json");
    std::fs::write(&file, newsreel_tests::submission("trips", "a", 5000).to_string()).expect("written");
    let file = file.to_str().expect("a path").to_owned();
    let mut import = program(&server.url(), &["import", &file]).stderr(Stdio::null()).spawn().expect("started");
    let log = server.log().await;
    while log.last_sequence().await.unwrap_or(0) < 400 {
        tokio::task::yield_now().await;
    }
    server.restart().await;
    let ended = tokio::task::spawn_blocking(move || import.wait()).await.expect("joined").expect("waited for");
    let again = json(&run(&server.url(), &["import", &file, "--format", "json"]));
    assert_eq!(
        again["recorded"].as_u64().map(|recorded| recorded == 0 || !ended.success()),
        Some(true),
        "{again} after {ended}"
    );
    assert_eq!(server.log().await.last_sequence().await.expect("asked"), 4 + 1 + 5000);
    assert!(ended.success(), "the import gave up");
}

#[tokio::test(flavor = "multi_thread")]
async fn watch_shows_what_is_submitted_elsewhere_and_so_does_any_client() {
    use futures::StreamExt;
    let server = Server::start().await;
    let _services = Services::start(&server);
    let url = server.url();
    stdout(&run(&url, &["import", &example(server.store())]));
    let client = async_nats::connect(&url).await.expect("connected");
    let mut subscription = client.subscribe("newsreel.story.*.meeting.confirmed").await.expect("subscribed");
    client.flush().await.expect("flushed");
    let mut watch = program(&url, &["watch", "--type", "meeting.confirmed", "--from", "60"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("started");
    let update = server.store().join("update.yaml");
    let text = "story: envoy-russia-trips\nupdates:\n- meeting.confirmed: meeting-february\n  source: {origin: peskov, via: [tass], knowledge: own_act}\n";
    std::fs::write(&update, text).expect("written");
    stdout(&run(&url, &["submit", update.to_str().expect("a path")]));
    let mut shown = String::new();
    BufReader::new(watch.stdout.take().expect("piped")).read_line(&mut shown).expect("a line");
    watch.kill().expect("ended");
    watch.wait().expect("ended");
    assert!(shown.contains("meeting.confirmed envoy-russia-trips/meeting-february"), "{shown}");
    let message =
        tokio::time::timeout(newsreel_tests::PATIENCE, subscription.next()).await.expect("in time").expect("a message");
    let record: Value = serde_json::from_slice(&message.payload).expect("json");
    assert_eq!(
        (&record["specversion"], &record["type"], &record["data"]["item"]),
        (&"1.0".into(), &"meeting.confirmed".into(), &"meeting-february".into())
    );
    let brief = stdout(&run(&url, &["brief", "envoy-russia-trips"]));
    assert!(
        !brief.contains("has not officially confirmed it"),
        "an observation outlived the party's own word:\n{brief}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn two_replays_are_the_same_byte_for_byte() {
    let server = Server::start().await;
    let _services = Services::start(&server);
    let url = server.url();
    stdout(&run(&url, &["import", &example(server.store())]));
    for arguments in [
        &["replay"][..],
        &["replay", "--format", "json"],
        &["replay", "envoy-russia-trips", "--from", "40", "--to", "50"],
    ] {
        let (one, other) = (stdout(&run(&url, arguments)), stdout(&run(&url, arguments)));
        assert!(!one.is_empty() && one == other);
    }
    assert_eq!(stdout(&run(&url, &["replay", "--from", "40", "--to", "50"])).lines().count(), 11);
    let lines = server.store().join("lines.ndjson");
    let line = |story| format!("{}\n", newsreel_tests::submission(story, "a", 2));
    std::fs::write(&lines, line("one") + &line("other")).expect("written");
    let imported = json(&run(&url, &["import", lines.to_str().expect("a path"), "--format", "json"]));
    assert_eq!(imported, serde_json::json!({ "recorded": 6, "already": 0 }));
    let long = write_file(server.store(), "long.json", newsreel_tests::submission("long", "a", 450).to_string());
    let import = || json(&run(&url, &["import", &long, "--format", "json"]));
    assert_eq!(import(), serde_json::json!({ "recorded": 451, "already": 0 }));
    assert_eq!(import(), serde_json::json!({ "recorded": 0, "already": 451 }));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_in_a_file_is_named_with_line_and_column() {
    let server = Server::start().await;
    let _services = Services::start(&server);
    let refused = |text: &str| {
        let file = server.store().join("wrong.yaml");
        std::fs::write(&file, text).expect("written");
        let output = run(&server.url(), &["submit", file.to_str().expect("a path")]);
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let message = refused("story: a\ntitle: A\nupdates:\n- note.noted: n\n  text: fine\n- meeting.hold: m\n");
    assert!(message.contains("wrong.yaml:6:3: `hold` is not a change"), "{message}");
    let message = refused("story: a\ntitle: [\n");
    assert!(message.contains("wrong.yaml:3:1: this is not YAML"), "{message}");
    let message = refused(&newsreel_tests::submission("a", "a", 1001).to_string());
    assert!(message.contains("1001 updates") && message.contains("[too-many-updates]"), "{message}");
    assert_eq!(server.log().await.last_sequence().await.expect("asked"), 0);
}

#[test]
fn a_server_that_is_down_is_reported_in_one_sentence() {
    let nowhere = "nats://127.0.0.1:1";
    let asked = |arguments: &[&str]| {
        let output = program(nowhere, arguments).env_remove("NEWSREEL_WAIT").env_remove("RUST_LOG").output();
        stderr(&output.expect("the program runs"), 1)
    };
    for arguments in [&["stories", "--no-wait"][..], &["stories"], &["replay"], &["kinds", "nonsense"]] {
        let message = asked(arguments);
        assert_eq!(message.lines().count(), 1, "{message}");
        assert!(
            arguments[0] == "kinds" || message.contains("no NATS server answers at nats://127.0.0.1:1"),
            "{message}"
        );
    }
    assert_eq!(run(nowhere, &["stories", "--colour"]).status.code(), Some(2));
}

#[tokio::test]
async fn a_service_that_is_down_is_reported_in_one_sentence() {
    let server = Server::start().await;
    let file = write_file(server.store(), "a.json", newsreel_tests::submission("trips", "a", 1).to_string());
    for (service, arguments) in [("projector", &["stories"][..]), ("desk", &["submit", &file])] {
        let output =
            program(&server.url(), arguments).env("NEWSREEL_WAIT", "briefly").output().expect("the program runs");
        let message = stderr(&output, 1);
        assert!(message.contains(&format!("no {service} is running")) && message.lines().count() == 1, "{message}");
    }
}

/// What every verb that answers is asked about the example story, in a file of which one update is on file already.
fn questions<'a>(update: &'a str, data: &'a str) -> Vec<Vec<&'a str>> {
    const STORY: &str = "envoy-russia-trips";
    let mut added = vec!["add", STORY, "meeting.confirmed", "meeting-april", "--key", "added", "--source", "peskov"];
    added.extend(["--via", "tass,newsweek", "--knowledge", "own_act", "place=st-petersburg"]);
    vec![
        added,
        vec!["completions", "bash"],
        vec!["submit", update],
        vec!["submit", "--check", update],
        vec!["import", update],
        vec!["import", "--check", update],
        vec!["stories"],
        vec!["story", STORY],
        vec!["brief", STORY],
        vec!["expected", STORY],
        vec!["timeline", STORY],
        vec!["matrix", STORY],
        vec!["diff", STORY],
        vec!["reach", "40"],
        vec!["check", STORY],
        vec!["publish", STORY, "--outlet", "newsweek"],
        vec!["publish", STORY, update, "--outlet", "newsweek"],
        vec!["who", "witkoff"],
        vec!["search", "Witkoff"],
        vec!["audit", "verify", "--data", data],
        vec!["embargo", "list", "envoy-russia-trips"],
        vec!["audit", "explain", STORY, "5", "--data", data],
        vec!["audit", "publication", "newsweek-explainer", "--data", data],
        vec!["audit", "schemas"],
        vec!["audit", "trail"],
        vec!["quarantine", "list"],
        vec!["quarantine", "retry"],
        vec!["watch", "--from", "1"],
        vec!["replay"],
        vec!["demo"],
        vec!["kinds"],
        vec!["kinds", "meeting"],
        vec!["example"],
        vec!["example", "harbour-dues"],
        vec!["schema"],
        vec!["schema", "digest"],
        vec!["asyncapi"],
    ]
}

/// The verbs that the program's help lists, without those that run until they are stopped and say nothing.
fn verbs() -> Vec<String> {
    let help = stdout(&Command::new(newsreel()).arg("--help").output().expect("run"));
    let commands = help.split("Commands:").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("a list");
    let verbs = commands.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned);
    verbs.filter(|verb| !["up", "serve", "help"].contains(&verb.as_str())).collect()
}

/// What the program answers; one that goes on for ever is stopped as people stop it, once it has said something.
fn answer(url: &str, arguments: &[&str]) -> String {
    if arguments[0] != "watch" {
        return stdout(&run(url, arguments));
    }
    let (answer, code) = watched(url, arguments, "meeting-february");
    assert_eq!(code, Some(0), "{answer}");
    answer
}

/// What is shown up to a line with these words, and then until the watching is stopped, and the exit code.
fn watched(url: &str, arguments: &[&str], words: &str) -> (String, Option<i32>) {
    let mut watch = program(url, arguments).stdout(Stdio::piped()).spawn().expect("started");
    let mut lines = BufReader::new(watch.stdout.take().expect("piped")).lines().map(|line| line.expect("a line"));
    let mut answer: Vec<String> = Vec::new();
    while !answer.last().is_some_and(|line| line.contains(words)) {
        answer.push(lines.next().expect("more lines"));
    }
    let stopped = Command::new("kill").arg(watch.id().to_string()).status().expect("run");
    answer.extend(lines);
    assert!(stopped.success());
    (answer.join("\n") + "\n", watch.wait().expect("waited for").code())
}

/// Checks that every element is closed where it should be.
fn assert_is_html(html: &str, of: &str) {
    assert!(html.starts_with("<!doctype html>\n<html lang=\"en\">") && html.contains("<title>"), "{of}: {html}");
    let mut open = Vec::new();
    for tag in html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or_default()) {
        match tag.split(' ').next().unwrap_or_default() {
            "!doctype" | "meta" => {}
            name => match name.strip_prefix('/') {
                Some(closed) => assert_eq!(open.pop(), Some(closed), "{of}: {html}"),
                None => open.push(name),
            },
        }
    }
    assert_eq!(open, [""; 0], "{of}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_verb_answers_in_every_format() {
    let server = Server::start().await;
    let _services = Services::start_with_notary(&server);
    let (url, data) = (server.url(), data_of(&server));
    stdout(&run(&url, &["import", &example(server.store())]));
    let update = "story: envoy-russia-trips\nupdates:\n- meeting.confirmed: meeting-february\n  key: confirmed\n  \
                  source: {origin: peskov, via: [tass], knowledge: own_act}\n";
    let update = write_file(server.store(), "update.yaml", update);
    let questions = questions(&update, &data);
    let asked: std::collections::BTreeSet<&str> = questions.iter().map(|question| question[0]).collect();
    let verbs = verbs();
    assert_eq!(asked, verbs.iter().map(String::as_str).collect(), "a verb is not asked");
    for question in &questions {
        for format in ["table", "json", "markdown", "html"] {
            let of = format!("{question:?} as {format}");
            let full = std::fs::File::options().write(true).open("/dev/full").expect("a full device");
            let unwritten = program(&url, &[question, &["--format", format][..]].concat()).stdout(full).output();
            let told = stderr(&unwritten.expect("the program runs"), 1);
            // Before it may stand a remark on the work.
            let is_reason = |line: &&str| line.starts_with("newsreel: ");
            let reasons: Vec<&str> = told.lines().filter(is_reason).collect();
            assert!(matches!(reasons.as_slice(), [reason] if reason.contains("cannot be written")), "{of}: {told}");
            let text = answer(&url, &[question, &["--format", format][..]].concat());
            assert!(!text.trim().is_empty() && text.ends_with('\n'), "{of}: {text}");
            match format {
                "html" => assert_is_html(&text, &of),
                "json" if ["watch", "replay", "demo"].contains(&question[0]) || question.contains(&"trail") => {
                    for line in text.lines() {
                        let object =
                            serde_json::from_str::<Value>(line).unwrap_or_else(|e| panic!("{of}: {e}: {line}"));
                        assert!(object.is_object() || object.is_array(), "{of}: {line}");
                    }
                }
                "json" => {
                    serde_json::from_str::<Value>(&text).unwrap_or_else(|error| panic!("{of}: {error}: {text}"));
                }
                _ => {}
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_an_answer_in_every_format() {
    let server = Server::start().await;
    let _services = Services::start(&server);
    let wrong = write_file(server.store(), "wrong.yaml", "story: a\ntitle: A\nupdates:\n- meeting.hold: m\n");
    for arguments in [&["submit"][..], &["import"], &["submit", "--check"], &["import", "--check"]] {
        let refused = |format| run(&server.url(), &[arguments, &[&wrong, "--format", format]].concat());
        assert!(stderr(&refused("table"), 1).contains("wrong.yaml:4:3: "), "{arguments:?}");
        assert!(refused("table").stdout.is_empty());
        for format in ["json", "markdown", "html"] {
            let output = refused(format);
            assert_eq!((output.status.code(), output.stderr.is_empty()), (Some(1), true), "{arguments:?} {format}");
            let text = String::from_utf8(output.stdout).expect("text");
            match format {
                "html" => assert_is_html(&text, "a refusal"),
                "markdown" => assert!(text.starts_with("- ") && text.contains("wrong.yaml:4:3"), "{text}"),
                _ => {
                    let reason = &serde_json::from_str::<Value>(&text).expect("json")["refused"][0];
                    assert_eq!(
                        (&reason["line"], &reason["column"], &reason["code"], &reason["at"]),
                        (&4.into(), &3.into(), &"unknown-change".into(), &"/updates/0/meeting.hold".into()),
                        "{text}"
                    );
                }
            }
        }
    }
}

/// Old records too: what is on file was once accepted, whatever is refused today.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_on_file_can_neither_steer_a_terminal_nor_become_markup() {
    let server = Server::start().await;
    let Record::Directory(mut entry) = newsreel_tests::records::entry("loud") else { panic!("an entry") };
    entry.is = EntityType::Outlet;
    entry.names = vec!["Loud\u{1b}[2J\u{9b}31m\u{7}\u{202e}<script>alert(1)</script>".into()];
    let record = Record::Directory(entry);
    let records = vec![newsreel_tests::records::encoded(&record)];
    let write = newsreel_log::Write { unit: newsreel_log::Unit::of(&record), expected: 0, records };
    server.log().await.append(&newsreel_log::Proposal { writes: vec![write] }).await.expect("appended");

    let _services = Services::start(&server);
    let story = "story: loud-story\ntitle: '<script>alert(2)</script>'\nupdates:\n- claim.reported: c\n  source: loud\n  \
                 learned: 2025-04-11T21:00:00Z\n  text: 'a | b [here](javascript:alert(3)) <img src=x onerror=alert(4)>'\n";
    let story = write_file(server.store(), "loud.yaml", story);
    stdout(&run(&server.url(), &["import", &story]));
    for question in [
        &["stories"][..],
        &["story", "loud-story"],
        &["brief", "loud-story"],
        &["matrix", "loud-story", "--kind", "claim"],
        &["diff", "loud-story"],
        &["who", "loud"],
        &["replay"],
    ] {
        for format in ["table", "json", "markdown", "html"] {
            let text = answer(&server.url(), &[question, &["--format", format]].concat());
            let steers = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
            assert!(!text.contains(steers), "{question:?} as {format}: {text:?}");
            if format == "html" || format == "markdown" {
                assert!(!text.contains("<script") && !text.contains("<img"), "{question:?} as {format}: {text}");
                assert!(format == "html" || !text.contains("](javascript"), "{question:?}: {text}");
            }
        }
    }
    let replayed = stdout(&run(&server.url(), &["replay", "--format", "json"]));
    let first: Value = serde_json::from_str(replayed.lines().next().expect("a line")).expect("json");
    assert_eq!(first["event"]["data"]["names"][0], "Loud\u{1b}[2J\u{9b}31m\u{7}\u{202e}<script>alert(1)</script>");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_update_is_recorded_without_a_file() {
    let server = Server::start().await;
    let _services = Services::start(&server);
    let url = server.url();
    stdout(&run(&url, &["import", &example(server.store())]));
    let add = ["add", "envoy-russia-trips", "meeting.confirmed", "meeting-february", "--source", "peskov"];
    let add = |more: &[&str]| run(&url, &[&add[..], more].concat());
    let checked = stdout(&add(&["--via", "tass", "--knowledge", "own_act", "--check"]));
    assert!(checked.contains("the Kremlin: has not confirmed it, now confirms it"), "{checked}");
    let recorded = json(&add(&["--via", "tass", "--knowledge", "own_act", "--format", "json"]));
    assert_eq!((&recorded["recorded"], &recorded["updates"][0]["update"]), (&1.into(), &"meeting.confirmed".into()));
    let replayed = json(&run(&url, &["replay", "--from", &recorded["sequence"].to_string(), "--format", "json"]));
    let attribution = &replayed["event"]["data"]["attributions"][0];
    assert_eq!((&attribution["knowledge"], &attribution["via"][0]["outlet"]), (&"own_act".into(), &"tass".into()));
    let refused = stderr(&add(&["--when", "soon"]), 1);
    assert!(refused.contains("`soon` is not a date or time") && refused.contains("at /updates/0/when"), "{refused}");
    assert!(refused.contains("the update: refused; nothing of it is recorded"), "{refused}");
}

#[test]
fn flags_win_over_the_environment_over_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    write_file(folder.path(), "newsreel.toml", "format = 'markdown'\n");
    let other = write_file(folder.path(), "other.toml", "format = 'html'\nport = 1\n");
    let kinds = |arguments: &[&str], format: Option<&str>| {
        let mut command = Command::new(newsreel());
        command.arg("kinds").args(arguments).current_dir(folder.path()).envs(format.map(|it| ("NEWSREEL_FORMAT", it)));
        command.output().expect("run")
    };
    assert!(stdout(&kinds(&[], None)).starts_with("| kind |"));
    assert!(stdout(&kinds(&[], Some("json"))).starts_with('{'));
    assert!(stdout(&kinds(&["--format", "html"], Some("json"))).starts_with("<!doctype"));
    let message = stderr(&kinds(&[], Some("xml")), 1);
    assert!(message.contains("NEWSREEL_FORMAT in the environment is `xml`; write `table`, `json`"), "{message}");
    let message = stderr(&kinds(&["--config", &other], None), 1);
    assert!(message.contains("other.toml:2: `port` is not a setting; write `url`, `credentials`"), "{message}");
    let message = stderr(&kinds(&["--config", "missing.toml"], None), 1);
    assert!(message.contains("cannot read the configuration file missing.toml"), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_can_be_imported_in_either_form() {
    let server = Server::start().await;
    let _services = Services::start(&server);
    let url = server.url();
    let as_json = write_file(server.store(), "example.json", stdout(&run(&url, &["example", "--format", "json"])));
    let import = |file: &str| json(&run(&url, &["import", file, "--format", "json"]));
    let recorded = import(&as_json)["recorded"].clone();
    assert_eq!(import(&example(server.store())), serde_json::json!({ "recorded": 0, "already": recorded }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_cannot_be_read_is_shown_as_such_and_does_not_hide_the_others() {
    let server = Server::start().await;
    let _services = Services::start(&server);
    let url = server.url();
    let import = |story: &str| {
        let file = write_file(server.store(), "a.json", newsreel_tests::submission(story, "a", 1).to_string());
        stdout(&run(&url, &["import", &file]));
    };
    import("before");
    let client = async_nats::connect(&url).await.expect("connected");
    let somebody = async_nats::jetstream::new(client);
    let published = somebody.publish("newsreel.directory.somebody.added", "not an update".into()).await.expect("sent");
    let position = published.await.expect("stored").sequence;
    import("after");
    // The others are shown, and the exit code says that something is missing.
    let replay = |arguments: &[&str]| {
        let output = run(&url, &[&["replay"], arguments].concat());
        let said = "1 record could not be read; `newsreel quarantine list` says why";
        assert!(stderr(&output, 1).contains(said), "{output:?}");
        String::from_utf8(output.stdout).expect("text")
    };
    let shown = replay(&[]);
    let line = shown.lines().nth(usize::try_from(position).expect("small") - 1).expect("a line");
    assert!(line.contains("cannot be read: the message is not a CloudEvents envelope"), "{line}");
    assert!(shown.lines().last().expect("lines").contains("meeting.held after/a-0"), "{shown}");
    let from = position.to_string();
    let record = replay(&["--from", &from, "--to", &from, "--format", "json"]);
    let record: Value = serde_json::from_str(&record).expect("json");
    assert_eq!((&record["sequence"], &record["event"]), (&position.into(), &Value::Null));
    assert!(record["unreadable"].as_str().is_some_and(|reason| reason.contains("CloudEvents")), "{record}");
    assert_eq!(
        replay(&["--as", "cloudevents"]).lines().count() + 1,
        shown.lines().count(),
        "there is no event to show"
    );
    let readable = stdout(&run(&url, &["replay", "--from", &(position + 1).to_string()]));
    assert!(shown.ends_with(&readable) && !readable.contains("cannot be read"), "{readable}");
    let (watched, code) = watched(&url, &["watch", "--from", &from], "after/a-0");
    assert!(watched.contains("cannot be read") && code == Some(1), "{watched}");
}

/// What is offered at the end of this line.
fn offered(url: &str, line: &[&str]) -> Vec<String> {
    let mut command = Command::new(newsreel());
    command.args(["--", "newsreel"]).args(line).env("COMPLETE", "fish").env("NEWSREEL_URL", url);
    let offered = stdout(&command.output().expect("the program runs"));
    offered.lines().map(|line| line.split('\t').next().unwrap_or_default().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shell_completes_what_can_be_written_and_what_is_on_file() {
    for shell in ["bash", "zsh", "fish"] {
        let script = stdout(&Command::new(newsreel()).args(["completions", shell]).output().expect("run"));
        assert!(script.contains("COMPLETE") && script.contains("newsreel"), "{shell}: {script}");
    }
    let server = Server::start().await;
    let url = server.url();
    // Without a service only what needs none is offered.
    assert_eq!(offered(&url, &["kinds", "propo"]), ["proposal"]);
    assert_eq!(offered(&url, &["brief", "env"]), Vec::<String>::new());
    let _services = Services::start(&server);
    let example = write_file(server.store(), "example.yaml", stdout(&run(&url, &["example"])));
    stdout(&run(&url, &["import", &example]));
    let trips = "envoy-russia-trips";
    let lines: [(&[&str], &str); 15] = [
        (&["brief", "env"], trips),
        (&["add", trips, "proposal.entered"], "proposal.entered_into_force"),
        (&["add", trips, "meeting.confirmed", "meeting-f"], "meeting-february"),
        (&["add", trips, "meeting.confirmed", "meeting-february", "--source", "pes"], "peskov"),
        (&["add", trips, "meeting.confirmed", "meeting-february", "--basis", "on_rec"], "on_record"),
        (&["add", trips, "meeting.held", "meeting-february", "form"], "format="),
        (&["add", trips, "meeting.held", "meeting-february", "format=in"], "format=in_person"),
        (&["add", trips, "meeting.held", "meeting-february", "place=mos"], "place=moscow"),
        (&["add", trips, "meeting.held", "meeting-february", "place="], "place=moscow"),
        (&["add", trips, "meeting.held", "meeting-february", "asked_by=krem"], "asked_by=kremlin"),
        (&["publish", trips, "--outlet", "new"], "newsweek"),
        (&["who", "pes"], "peskov"),
        (&["who", ""], "kremlin"),
        (&["story", trips, "trip-a"], "trip-april"),
        (&["matrix", trips, "--participant", "wit"], "witkoff"),
    ];
    for (line, word) in lines {
        assert!(offered(&url, line).iter().any(|offered| offered == word), "{line:?}: {:?}", offered(&url, line));
    }
    // Where a place stands no person is offered, nor the other way round; and who publishes is an outlet.
    let place = offered(&url, &["add", trips, "meeting.held", "meeting-february", "place="]);
    assert!(!place.iter().any(|word| word.ends_with("peskov") || word.ends_with("kremlin")), "{place:?}");
    let source = offered(&url, &["add", trips, "meeting.held", "meeting-february", "--source", ""]);
    assert!(!source.contains(&"moscow".to_owned()) && source.contains(&"peskov".to_owned()), "{source:?}");
    assert!(!offered(&url, &["publish", trips, "--outlet", ""]).contains(&"peskov".to_owned()));
    // A key typed wrong begins a new item, and is asked about.
    let added = run(&url, &["add", trips, "meeting.reported", "meeting-febuary", "--source", "tass", "place=moscow"]);
    let told = String::from_utf8_lossy(&added.stderr);
    assert!(
        added.status.success() && told.contains("`meeting-february` is another meeting; is it the same?"),
        "{told}"
    );
    // Of the items only those of the kind.
    assert!(!offered(&url, &["add", trips, "meeting.confirmed", ""]).contains(&"trip-april".to_owned()));
}

#[test]
fn an_answer_that_cannot_be_written_is_an_error_and_a_reader_who_leaves_is_none() {
    for arguments in [&["kinds"][..], &["kinds", "--format", "json"], &["example"], &["--help"], &["--version"]] {
        let full = std::fs::File::options().write(true).open("/dev/full").expect("a full device");
        let output = Command::new(newsreel()).args(arguments).stdout(full).output().expect("run");
        let told = stderr(&output, 1);
        assert!(told.contains("cannot be written") && told.lines().count() == 1, "{arguments:?}: {told}");
    }
    // A shell that asks for its script, or for what could follow.
    for words in [&[][..], &["--", "newsreel", "br"]] {
        let full = std::fs::File::options().write(true).open("/dev/full").expect("a full device");
        let mut asked = Command::new(newsreel());
        asked.args(words).envs([("COMPLETE", "bash"), ("_CLAP_COMPLETE_INDEX", "1")]).stdout(full);
        let told = stderr(&asked.output().expect("run"), 1);
        assert!(told.contains("cannot be written") && told.lines().count() == 1, "{words:?}: {told}");
    }
    let mut gone = Command::new(newsreel()).arg("example").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let gone = gone.as_mut().expect("started");
    drop(gone.stdout.take());
    assert!(gone.wait().expect("waited for").success());
    assert_eq!(std::io::read_to_string(gone.stderr.take().expect("piped")).expect("read"), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_recorded_of_several_documents_is_reported_truthfully() {
    let server = Server::start().await;
    let _services = Services::start(&server);
    let document = |story: &str, change: &str| {
        format!(
            "story: {story}\ntitle: {story}\nupdates:\n- {{note.{change}: n, text: fine, learned: 2025-04-11T21:00:00Z}}\n"
        )
    };
    let documents = [document("one", "noted"), document("two", "note"), document("three", "noted")].join("---\n");
    let file = write_file(server.store(), "several.yaml", documents);
    for verb in ["submit", "import"] {
        let output = run(&server.url(), &[verb, &file]);
        let message = stderr(&output, 1);
        let already = if verb == "submit" { "2 updates recorded, 0" } else { "0 updates recorded, 2" };
        assert!(message.contains("several.yaml:9:4: (document 2) `note` is not a change"), "{message}");
        assert!(message.contains("(document 2): refused; nothing of it is recorded"), "{message}");
        assert!(message.contains(&format!("; before it: {already} on file already; not sent: ")), "{message}");
        assert!(message.trim_end().ends_with("several.yaml (document 3)"), "{message}");
    }
    let stories = json(&run(&server.url(), &["stories", "--format", "json"]));
    assert_eq!(stories.as_array().map(Vec::len), Some(1), "{stories}");

    let entries = "story: one\ndirectory: {herald: {outlet: The Herald}}\n---\nstory: two\ntitle: [a]\n";
    let message = stderr(&run(&server.url(), &["import", &write_file(server.store(), "entries.yaml", entries)]), 1);
    assert!(message.contains("; before it: no updates; directory: 1 added"), "{message}");

    let mut long = newsreel_tests::submission("long", "a", 450);
    long["updates"][300]["when"] = "soon".into();
    let message =
        stderr(&run(&server.url(), &["import", &write_file(server.store(), "long.json", long.to_string())]), 1);
    assert!(message.contains("at /updates/300/when"), "{message}");
    let truth = "refused; nothing of it from entry 201 on is recorded; before it: 201 updates recorded";
    assert!(message.contains(truth), "{message}");
}

#[tokio::test]
async fn a_file_in_another_encoding_is_reported_as_such() {
    let server = Server::start().await;
    let refused = |name: &str, content: &[u8]| {
        stderr(&run(&server.url(), &["import", &write_file(server.store(), name, content)]), 1)
    };
    let wide: Vec<u8> = "\u{feff}story: a\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let message = refused("wide.yaml", &wide);
    assert!(message.contains("wide.yaml:1:1: this file is in UTF-16; save it as UTF-8"), "{message}");
    let message = refused("latin.yaml", b"story: a\ntitle: Zo\xeb\n");
    assert!(
        message.contains("latin.yaml:2:10: the byte 0xEB here is not UTF-8") && message.contains("Latin-1"),
        "{message}"
    );
    let message = refused("empty.yaml", b"");
    assert!(message.contains("empty.yaml:1:1: there is nothing in this file"), "{message}");
    assert_eq!(server.log().await.last_sequence().await.expect("asked"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_through_a_pipe_is_read_as_a_file_is() {
    let (server, other) = (Server::start().await, Server::start().await);
    let _services = [Services::start(&server), Services::start(&other)];
    let file = write_file(server.store(), "a.json", newsreel_tests::submission("trips", "a", 3).to_string());
    // A document, and then the history of what it became.
    let piped = r#""$0" --url "$2" submit --wait /dev/stdin < /dev/null; cat "$1" | "$0" --url "$2" submit --wait /dev/stdin &&
        "$0" --url "$2" replay trips --as ndjson --with-directory | "$0" --url "$3" import --wait /dev/stdin"#;
    let mut shell = Command::new("sh");
    let shell = shell.args(["-c", piped]).arg(newsreel_tests::newsreel());
    let output = shell.arg(&file).args([server.url(), other.url()]).output().expect("sh is there");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stderr).contains("/dev/stdin:1:1: there is nothing in this file"));
    let told = |server: &Server| stdout(&run(&server.url(), &["replay", "trips", "--as", "csv"])).lines().count();
    assert_eq!((told(&server), told(&other)), (5, 5), "a head, that the story was opened, and three updates");
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_are_not_known_are_answered_with_those_that_are() {
    let server = Server::start().await;
    let _services = Services::start(&server);
    let file = write_file(server.store(), "a.json", newsreel_tests::submission("trips", "a", 1).to_string());
    stdout(&run(&server.url(), &["import", &file]));
    let last = server.log().await.last_sequence().await.expect("asked");
    for (arguments, answer) in [
        (&["kinds", "meting"][..], "`meting` is not a kind; write `story`, `trip`, `meeting`"),
        (&["matrix", "trips", "--kind", "meting"], "`meting` is not a kind; write `story`, `trip`, `meeting`"),
        (&["watch", "--type", "meting.held"], "`meting` is not a kind; write `story`, `trip`, `meeting`"),
        (&["watch", "--type", "meeting.hold"], "`meeting` has no change `hold`; write `mooted`, `announced`"),
        (&["watch", "--type", "meeting"], "write KIND.CHANGE, as meeting.confirmed"),
        (
            &["watch", "--from", "100"],
            &format!("the log ends at position {last}; the next update will be {}", last + 1),
        ),
        (&["replay", "--from", "100"], &format!("the log ends at position {last}; there is nothing from 100 on")),
        (
            &["replay", "trips", "--from", "100"],
            &format!("`trips` ends at position {last}; there is nothing from 100 on"),
        ),
        (&["replay", "--from", "5", "--to", "2"], "--to 2 is before --from 5"),
        (
            &["diff", "trips", "--from", "2025-02-02T00:00:00Z", "--to", "2025-02-01T00:00:00Z"],
            "--to 2025-02-01T00:00:00Z is before --from 2025-02-02T00:00:00Z",
        ),
        (&["diff", "trips", "--from", "2999-01-01T00:00:00Z"], "2999-01-01T00:00:00Z has not come yet, so nothing"),
        (&["diff", "trips", "--recorded", "--from", "2999-01-01T00:00:00Z"], "2999-01-01T00:00:00Z has not come yet"),
        (&["replay", "tripz"], "no story `tripz` is on file (did you mean `trips`?); `newsreel stories` lists them"),
        (&["replay", "entirely-other"], "no story `entirely-other` is on file; `newsreel stories` lists them"),
        (&["brief", "tripz"], "no story `tripz` is on file (did you mean `trips`?); `newsreel stories` lists them"),
        (&["story", "trips", "nothing"], "`trips` has no item `nothing`; `newsreel story trips` lists them"),
        (&["story", "trips", "a-00"], "`trips` has no item `a-00` (did you mean `a-0`?)"),
        (&["reach", "trips/a-00"], "no update `trips/a-00` is on file (did you mean `a-0`?)"),
        (&["matrix", "trips", "--participant", "witkof"], "has no entry `witkof` (did you mean `witkoff`?)"),
        (&["who", "Steve Witkov"], "nobody called `Steve Witkov` (did you mean `Steve Witkoff`?)"),
        (&["replay", "--party", "witkof"], "the directory has no entry `witkof` (did you mean `witkoff`?)"),
        (&["replay", "--projector", "--origin", "newsweak"], "no entry `newsweak` (did you mean `newsweek`?)"),
        (&["replay", "trips", "--origin", "nobody"], "the directory has no entry `nobody`"),
    ] {
        let message = stderr(&run(&server.url(), arguments), 1);
        assert!(message.contains(answer) && message.lines().count() == 1, "{arguments:?}: {message}");
    }
}

#[tokio::test]
async fn a_check_says_what_would_move_and_records_nothing() {
    let server = Server::start().await;
    let example = server.store().join("example.yaml");
    std::fs::write(&example, stdout(&run(&server.url(), &["example"]))).expect("written");
    let example = example.to_str().expect("a path");
    let check = |verb: &str, file: &str| json(&run(&server.url(), &[verb, "--check", file, "--format", "json"]));
    let moves = |checked: &Value| checked["differences"][0]["moves"].as_array().expect("moves").clone();

    let log = server.log().await;
    // For people in short, and every move on request.
    let short = stdout(&run(&server.url(), &["import", "--check", example]));
    let full = stdout(&run(&server.url(), &["import", "--check", "--full", example]));
    let (moved, reads) = short.split_once("how it reads").expect("how it reads");
    assert!(moved.lines().count() <= 40 && full.lines().count() > 100, "{short}");
    let reads = reads.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(reads.contains("Witkoff and Putin met in Moscow in February 2025"), "{reads}");
    for part in ["new: 4 meetings: meeting-april, ", "needs a look", "* single-source: "] {
        assert!(short.contains(part), "{part}\n{short}");
    }
    let checked = check("import", example);
    assert!(moves(&checked).iter().any(|step| step["about"] == "meeting-april" && step["sort"] == "item"), "{checked}");
    assert_eq!(log.last_sequence().await.expect("the server answers"), 0, "a check records nothing");

    let _services = Services::start(&server);
    stdout(&run(&server.url(), &["import", example]));
    let position = log.last_sequence().await.expect("the server answers");
    let again = check("import", example);
    assert!(
        moves(&again).is_empty()
            && again["updates"].as_array().expect("answers").iter().all(|it| it["already"] == true)
    );

    let confirmed = "story: envoy-russia-trips\nupdates:\n- meeting.confirmed: meeting-february\n  key: confirmed\n  \
                     source: {origin: peskov, via: [tass], knowledge: own_act}\n";
    let one = server.store().join("one.yaml");
    std::fs::write(&one, confirmed).expect("written");
    let checked = check("submit", one.to_str().expect("a path"));
    let stance = moves(&checked).into_iter().find(|step| step["sort"] == "stance").expect("a stance moves");
    assert_eq!(
        [&stance["about"], &stance["before"], &stance["after"]],
        ["meeting-february", "has not confirmed it", "confirms it"]
    );

    // A key typed wrong is asked about, and what changes of what is on file is told.
    std::fs::write(&one, format!("{confirmed}- meeting.held: meeting-ferbuary\n  source: tass\n")).expect("written");
    let asked = stdout(&run(&server.url(), &["submit", "--check", one.to_str().expect("a path")]));
    let asked = asked.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "meeting-february: the Kremlin: has not confirmed it, now confirms it",
        "`meeting-february` is another meeting",
    ] {
        assert!(asked.contains(part), "{part}\n{asked}");
    }
    std::fs::write(&one, format!("{confirmed}- meeting.held: meeting-x\n  when: 2025-13\n")).expect("written");
    let refused = run(&server.url(), &["submit", "--check", one.to_str().expect("a path")]);
    let reason = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        refused.status.code() == Some(1) && reason.contains("one.yaml:7:3") && reason.contains("2025-13"),
        "{reason}"
    );
    assert_eq!(log.last_sequence().await.expect("the server answers"), position);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_data_folder_serves_one_projector() {
    let server = Server::start().await;
    let _services = Services::start(&server);
    let url = server.url();
    stdout(&run(&url, &["stories"]));
    let data = server.store().join("data");
    let second = run(&url, &["serve", "projector", "--data", data.to_str().expect("a path")]);
    assert!(stderr(&second, 1).contains("another projector uses"), "{second:?}");
    stdout(&run(&url, &["stories"]));
}

/// The program teaches its own format, whole: every attribute with its choices, every change with what it files, every
/// reserved word.
#[test]
fn kinds_say_everything_that_can_be_written() {
    let kinds = |arguments: &[&str]| {
        let output = Command::new(newsreel()).arg("kinds").args(arguments).output().expect("run");
        stdout(&output)
    };
    for kind in Kind::all() {
        let (table, data) = (kinds(&[kind.as_str()]), kinds(&[kind.as_str(), "--format", "json"]));
        let data: Value = serde_json::from_str(&data).expect("json");
        let found = |list: &str, name: &str, word: &str| {
            let all = data[list].as_array().expect("a list").iter();
            all.filter(|entry| entry[name] == word).count()
        };
        for spec in kind.spec().attributes {
            assert_eq!(found("attributes", "attribute", spec.name), 1, "{kind}: {}", spec.name);
            let of_each = spec.elements.unwrap_or_default().iter();
            for choice in of_each.chain([spec]).flat_map(|spec| spec.choices()) {
                assert!(table.contains(choice.token) && table.contains(choice.meaning.split(' ').next().unwrap_or("")));
            }
        }
        for change in kind.changes() {
            assert_eq!(found("changes", "change", change.as_str()), 1, "{kind}: {change}");
        }
        let files = data["changes"].as_array().expect("changes").iter().map(|change| change["files"].as_str());
        assert!(files.into_iter().all(|files| files.is_some_and(|files| !files.is_empty())), "{kind}");
        for (section, _, words) in SECTIONS {
            assert_eq!(found("words", "section", section), 1, "{kind}: {section}");
            for word in *words {
                assert!(table.contains(word.name), "{kind}: {section} {}", word.name);
            }
        }
        for word in ["contradicts", "on_background", "own_act", "cannot_corroborate", "not_disclosed", "citizenship"] {
            assert!(table.contains(word), "{kind}: {word}");
        }
    }
    let all = kinds(&[]);
    for word in ["vote", "released_by", "rests_on", "translated_from", "successive", "phase `planned`"] {
        assert_eq!(all.contains(word), !["released_by", "phase `planned`"].contains(&word), "{word}");
    }
}

#[test]
fn a_folder_has_one_server_at_a_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let up = || {
        let mut command = Command::new(newsreel());
        let data = folder.path().to_str().expect("a path");
        command.args(["up", "--port", "0", "--data", data]).env("NEWSREEL_NATS_SERVER", find_server());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        command
    };
    let mut first = up().spawn().expect("the program runs");
    let mut told = BufReader::new(first.stderr.take().expect("piped")).lines();
    assert!(told.any(|line| line.expect("a line").contains("newsreel is up")));
    let second = stderr(&up().output().expect("the program runs"), 1);
    assert!(second.contains("a nats-server works on") && second.contains("--data"), "{second}");
    let asked = Command::new("kill").arg(first.id().to_string()).status().expect("kill runs");
    assert!(asked.success() && first.wait().expect("it ends").success());
}

#[tokio::test]
async fn a_server_that_is_there_already_is_not_taken_for_that_of_an_up() {
    let other = Server::start().await;
    let port = other.url().rsplit_once(':').expect("a port").1.to_owned();
    let folder = tempfile::tempdir().expect("a folder");
    let mut up = Command::new(newsreel());
    up.args(["up", "--port", &port, "--data", folder.path().to_str().expect("a path")]);
    let told = stderr(&up.env("NEWSREEL_NATS_SERVER", find_server()).output().expect("the program runs"), 1);
    assert!(told.contains(&format!("port {port} is taken; --port takes another")), "{told}");
    let client = async_nats::connect(other.url()).await.expect("connected");
    assert!(async_nats::jetstream::new(client).get_stream("NEWSREEL").await.is_err(), "nothing was made there");
}

/// The processes that this one has started and that are still there.
#[cfg(target_os = "linux")]
fn children_of(parent: u32) -> Vec<u32> {
    let processes = std::fs::read_dir("/proc").expect("there are processes").flatten();
    let ids = processes.filter_map(|process| process.file_name().to_str()?.parse().ok());
    ids.filter(|id| {
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        status.lines().any(|line| line.strip_prefix("PPid:").is_some_and(|id| id.trim() == parent.to_string()))
    })
    .collect()
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_services_and_the_server_end_with_an_up_that_was_killed() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().to_str().expect("a path");
    let mut up = Command::new(newsreel());
    up.args(["up", "--port", "0", "--data", data]).env("NEWSREEL_NATS_SERVER", find_server());
    let mut up = up.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("started");
    let mut told = BufReader::new(up.stderr.take().expect("piped")).lines();
    assert!(told.any(|line| line.expect("a line").contains("newsreel is up")));
    let children = children_of(up.id());
    assert_eq!(children.len(), 5, "a server, a desk, a projector, a notary and a page: {children:?}");
    up.kill().and_then(|()| up.wait().map(drop)).expect("killed");
    let is_there = |id: &u32| {
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        !status.is_empty() && !status.contains("State:\tZ")
    };
    newsreel_tests::soon("they end", async {
        while children.iter().any(is_there) {
            tokio::task::yield_now().await;
        }
    })
    .await;
}
