//! The whole program, as people run it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use newsreel_tests::{Server, find_server, newsreel};
use serde_json::Value;

pub(crate) fn program(url: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(newsreel());
    command
        .args(arguments)
        .args(["--url", url])
        .env("NEWSREEL_NATS_SERVER", find_server())
        .env("RUST_LOG", "warn")
        .env("NEWSREEL_WAIT", "true")
        .stdin(Stdio::null());
    command
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

/// The services of a server, as processes of their own; stopped with SIGTERM when dropped, as `up` does.
pub(crate) struct Services(Vec<std::process::Child>);

impl Services {
    pub(crate) fn start(server: &Server) -> Self {
        let data = server.store().join("data");
        let start = |role| {
            program(&server.url(), &["serve", role, "--data", data.to_str().expect("a path")]).spawn().expect("started")
        };
        Self(vec![start("desk"), start("projector")])
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
        "Of Steve Witkoff's trips to Russia in 2025, 3 are claimed (trip-april is called the third) and 2 are on file",
        "Newsweek asked the White House for comment by email; no reply is reported, according to Newsweek.",
        "Who expects it is not stated.",
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
fn a_server_that_is_down_is_an_error_at_once_where_asked() {
    let output = run("nats://127.0.0.1:1", &["stories", "--no-wait"]);
    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(message.contains("no NATS server answers at nats://127.0.0.1:1"), "{message}");
    assert_eq!(run("nats://127.0.0.1:1", &["stories", "--colour"]).status.code(), Some(2));
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
        ["meeting-february", "not confirmed", "confirms"]
    );

    std::fs::write(&one, format!("{confirmed}- meeting.held: meeting-x\n  when: 2025-13\n")).expect("written");
    let refused = run(&server.url(), &["submit", "--check", one.to_str().expect("a path")]);
    let reason = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        refused.status.code() == Some(1) && reason.contains("one.yaml:7:3") && reason.contains("2025-13"),
        "{reason}"
    );
    assert_eq!(log.last_sequence().await.expect("the server answers"), position);
}
