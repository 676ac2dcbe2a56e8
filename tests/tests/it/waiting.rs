//! What the program does when the server or a service is not there, and when a service can no longer do its work.

use std::process::Output;

use newsreel_desk::Desk;
use newsreel_log::Settings;
use newsreel_tests::server::Options;
use newsreel_tests::{Server, soon, submission};

use crate::program::{Services, program, stdout};
use crate::services::accepted;

/// As people call it: without the waiting that tests ask for.
fn run(url: &str, arguments: &[&str]) -> Output {
    program(url, arguments).env_remove("NEWSREEL_WAIT").output().expect("the program runs")
}

#[tokio::test(flavor = "multi_thread")]
async fn with_wait_a_script_waits_for_the_services() {
    let server = Server::start().await;
    let url = server.url();
    let asking = tokio::task::spawn_blocking(move || run(&url, &["stories", "--wait", "--format", "json"]));
    let _services = Services::start(&server);
    let output = asking.await.expect("joined");
    assert_eq!(stdout(&output).trim(), "[]");
}

/// Each part of each service, and what keeps it from its work: what it may not read or write.
const PARTS: [(&str, &str, &str); 12] = [
    ("desk", "requests", "subscribe: { deny: [\"newsreel.desk.>\"] }"),
    ("desk", "the log", "publish: { deny: [\"$JS.API.CONSUMER.CREATE.NEWSREEL.>\"] }"),
    ("desk", "knowing the log again", "publish: { deny: [\"$JS.API.STREAM.MSG.GET.NEWSREEL\"] }"),
    ("projector", "requests", "subscribe: { deny: [\"newsreel.projector.>\"] }"),
    ("projector", "the log", "publish: { deny: [\"$JS.API.CONSUMER.CREATE.NEWSREEL.>\"] }"),
    ("projector", "putting digests", "publish: { deny: [\"$KV.newsreel-state.>\"] }"),
    ("projector", "watching digests", "publish: { deny: [\"$JS.API.STREAM.INFO.KV_newsreel-state\"] }"),
    ("projector", "putting aside", "publish: { deny: [\"newsreel.quarantine.>\"] }"),
    ("notary", "requests", "subscribe: { deny: [\"newsreel.notary.>\"] }"),
    ("notary", "the log", "publish: { deny: [\"$JS.API.CONSUMER.CREATE.NEWSREEL.>\"] }"),
    ("notary", "the trail", "publish: { deny: [\"newsreel.audit.>\"] }"),
    ("web", "what moves", "publish: { deny: [\"$JS.API.STREAM.INFO.KV_newsreel-state\"] }"),
];

/// A service of which any part has died ends, with the reason.
#[tokio::test(flavor = "multi_thread")]
async fn a_service_of_which_a_part_cannot_do_its_work_ends_with_the_reason() {
    let users = PARTS
        .iter()
        .enumerate()
        .map(|(n, (_, _, denied))| format!("{{ user: user{n}, password: x, permissions: {{ {denied} }} }}\n"));
    let users = users.collect::<String>();
    let configuration = format!("authorization {{ users: [ {{ user: all, password: x }}\n{users} ] }}");
    let server = Server::start_with(Options { configuration, ..Options::default() }).await;
    let address = server.url().replace("nats://", "");
    let log = server.log_with(Settings::at(format!("nats://all:x@{address}"))).await;
    log.set_up().await.expect("set up");
    let desk = Desk::new(log.clone());
    log.client().publish("newsreel.directory.somebody.added", "garbage".into()).await.expect("sent");
    log.client().flush().await.expect("sent");
    for (n, (role, part, _)) in PARTS.into_iter().enumerate() {
        // Something new, which no service before this one can have dealt with.
        accepted(desk.submit(&submission(&format!("trips-{n}"), "a", 2), None).await);
        let (url, data) = (format!("nats://user{n}:x@{address}"), server.store().join(format!("data-{n}")));
        let data = data.to_str().expect("a path");
        if role == "notary" {
            stdout(&run(&url, &["audit", "keygen", "newsroom.example/log", "--data", data]));
        }
        let mut service = program(&url, &["serve", role, "--data", data, "--listen", "127.0.0.1:0"]);
        service.env_remove("NEWSREEL_WAIT").stderr(std::process::Stdio::piped());
        let service = tokio::process::Command::from(service).kill_on_drop(true).spawn().expect("started");
        let ended = soon(&format!("the {role} ends"), service.wait_with_output()).await.expect("waited for");
        let said = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(1), "{role}, {part}: {said}");
        // The connection may report the other subjects that it may not read after it.
        let is_reason = |line: &str| line.starts_with("newsreel: ") && line.contains("does not permit");
        assert!(said.lines().any(is_reason), "{role}, {part}: {said}");
    }
}
