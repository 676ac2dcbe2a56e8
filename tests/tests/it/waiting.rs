//! What the program does when the server or a service is not there, and when a service can no longer do its work.

use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use newsreel_tests::server::Options;
use newsreel_tests::{PATIENCE, Server, newsreel};

use crate::program::{Services, stdout};

/// As people call it: without the waiting that tests ask for.
fn run(url: &str, arguments: &[&str]) -> (Output, Duration) {
    let mut command = Command::new(newsreel());
    command.args(arguments).args(["--url", url]).env("RUST_LOG", "error").env_remove("NEWSREEL_WAIT");
    let began = Instant::now();
    let output = command.stdin(Stdio::null()).output().expect("the program runs");
    (output, began.elapsed())
}

/// Exit code 1, and one sentence.
fn sentence((output, _): &(Output, Duration)) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    said
}

#[test]
fn without_a_server_a_question_ends_after_a_few_seconds_with_one_sentence() {
    for verb in [&["stories"][..], &["brief", "trips"], &["replay"], &["watch"]] {
        let outcome = run("nats://127.0.0.1:1", verb);
        assert!(sentence(&outcome).contains("no NATS server answers at nats://127.0.0.1:1"), "{outcome:?}");
        assert!(outcome.1 < PATIENCE / 2, "{outcome:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_service_a_question_ends_after_a_few_seconds_and_records_nothing() {
    let server = Server::start().await;
    let outcome = run(&server.url(), &["stories"]);
    assert!(sentence(&outcome).contains("no projector is running"), "{outcome:?}");
    assert!(outcome.1 < PATIENCE / 2, "{outcome:?}");
    let file = server.store().join("story.json");
    std::fs::write(&file, newsreel_tests::submission("trips", "a", 1).to_string()).expect("written");
    let outcome = run(&server.url(), &["import", file.to_str().expect("a path")]);
    assert!(String::from_utf8_lossy(&outcome.0.stderr).contains("no desk is running"), "{outcome:?}");
    assert!(outcome.1 < PATIENCE / 2, "{outcome:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn with_wait_a_script_waits_for_the_services() {
    let server = Server::start().await;
    let url = server.url();
    let asking = tokio::task::spawn_blocking(move || run(&url, &["stories", "--wait", "--format", "json"]));
    let _services = Services::start(&server);
    let (output, _) = asking.await.expect("joined");
    assert_eq!(stdout(&output).trim(), "[]");
}

/// A service whose part has died ends, with the reason.
#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_may_not_do_its_work_ends_with_the_reason() {
    let configuration = "authorization { users: [
        { user: deaf, password: b, permissions: { subscribe: { deny: [\"newsreel.desk.>\", \"newsreel.projector.>\"] } } }
    ] }
    no_auth_user: deaf";
    let server = Server::start_with(Options { configuration: configuration.to_owned(), ..Options::default() }).await;
    let url = server.url();
    let data = server.store().join("data");
    for role in ["desk", "projector"] {
        let (url, data) = (url.clone(), data.to_str().expect("a path").to_owned());
        let served = tokio::task::spawn_blocking(move || run(&url, &["serve", role, "--data", &data])).await;
        let said = String::from_utf8_lossy(&served.as_ref().expect("joined").0.stderr).into_owned();
        assert_eq!(served.expect("joined").0.status.code(), Some(1), "{said}");
        let last = said.lines().last().expect("a reason");
        assert!(last.contains(&format!("the {role} has stopped")) && last.contains("does not permit"), "{said}");
    }
}
