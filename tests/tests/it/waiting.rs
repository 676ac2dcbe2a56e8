//! What the program does when the server or a service is not there, and when a service can no longer do its work.

use std::process::Output;

use newsreel_tests::Server;
use newsreel_tests::server::Options;

use crate::program::{Services, program, stdout};

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
        let said = String::from_utf8_lossy(&served.as_ref().expect("joined").stderr).into_owned();
        assert_eq!(served.expect("joined").status.code(), Some(1), "{said}");
        // The connection may report the other subjects that it may not read after it.
        let reason = format!("the {role} has stopped");
        assert!(said.lines().any(|line| line.contains(&reason) && line.contains("does not permit")), "{said}");
    }
}
