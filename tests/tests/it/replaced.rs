//! A log that was wiped, or replaced by another, under services that have read the old one: they say so and end, and never
//! answer from what they remember as if nothing had happened.

use std::path::Path;
use std::process::Output;
use std::sync::Arc;

use newsreel_desk::Desk;
use newsreel_log::service::Limits;
use newsreel_log::{FollowError, FollowOptions, Log, Mark};
use newsreel_projector::{Projector, ProjectorError};
use newsreel_tests::{Server, soon, submission};
use tokio::process::Command;
use tokio::task::JoinHandle;

use crate::program::{data_of, example, program, run, stdout};
use crate::services::{accepted, store_of};

/// Deletes the streams, and with them everything, as `nats stream rm` does.
async fn wipe(log: &Log) {
    for stream in ["NEWSREEL", "NEWSREEL_AUDIT", "NEWSREEL_QUARANTINE", "KV_newsreel-state"] {
        let deleted = log.client().request(format!("$JS.API.STREAM.DELETE.{stream}"), "".into()).await.expect("asked");
        assert!(String::from_utf8_lossy(&deleted.payload).contains("\"success\":true"), "{deleted:?}");
    }
}

/// Another log in the place of the old one, longer than that.
async fn replace(log: &Log) {
    wipe(log).await;
    log.set_up().await.expect("set up anew");
    let desk = Desk::new(log.clone());
    for part in 0..5 {
        accepted(desk.submit(&submission("other", &format!("p{part}"), 20), None).await);
    }
}

async fn first_mark(log: &Log) -> Mark {
    let first = log.at(1).await.expect("asked").expect("there");
    Mark::of(1, &first.record.payload)
}

#[tokio::test]
async fn a_follower_goes_on_only_with_the_log_it_has_read() {
    let server = Server::start().await;
    let log = server.log().await;
    accepted(Desk::new(log.clone()).submit(&submission("trips", "a", 3), None).await);
    let mut follow = log.follow(1, FollowOptions::default());
    for _ in 0..8 {
        soon("a record", follow.next()).await.expect("delivered");
    }
    let (mark, first) = (follow.mark().expect("it has read"), first_mark(&log).await);
    assert!(log.still_has(mark).await.expect("asked") && log.still_has(first).await.expect("asked"));
    // A server that was only restarted is the same.
    let mut server = server;
    server.restart().await;
    accepted(Desk::new(log.clone()).submit(&submission("trips", "b", 1), None).await);
    let last = log.last_sequence().await.expect("asked");
    while follow.position() < last {
        soon("what came after", follow.next()).await.expect("it goes on");
    }

    replace(&log).await;
    assert!(!log.still_has(mark).await.expect("asked"));
    let error = soon("it is noticed", follow.next()).await.expect_err("it is another log");
    assert!(matches!(error, FollowError::Replaced { position } if position == last), "{error:?}");
    wipe(&log).await;
    let error = soon("it is noticed", log.follow(9, FollowOptions::default()).after(Some(mark)).next()).await;
    assert!(matches!(error, Err(FollowError::CutOff { position: 8, last: 0 })), "{error:?}");
}

#[tokio::test]
async fn a_store_of_another_log_is_not_gone_on_with() {
    let server = Server::start().await;
    let log = server.log().await;
    accepted(Desk::new(log.clone()).submit(&submission("trips", "a", 3), None).await);
    let file = server.store().join("p.sqlite");
    drop(store_of(&log, &file).await);
    drop(store_of(&log, &file).await);
    replace(&log).await;
    let projector = Projector::open(log.clone(), &file).expect("opened");
    let error = projector.catch_up().await.expect_err("it is another log");
    assert!(matches!(&error, ProjectorError::OtherLog { reason: FollowError::Replaced { .. }, .. }), "{error:?}");
    assert!(error.to_string().contains(&format!("delete {}", file.display())), "{error}");
    std::fs::remove_file(&file).expect("deleted");
    store_of(&log, &file).await;
}

/// A desk in this process; what it ended with.
fn serving(desk: &Arc<Desk>) -> JoinHandle<String> {
    let desk = Arc::clone(desk);
    tokio::spawn(async move {
        let ended = desk.serve(Limits::default(), std::future::pending()).await;
        ended.expect_err("it is not told to stop").to_string()
    })
}

#[tokio::test]
async fn a_desk_answers_nothing_from_what_it_remembers_of_another_log() {
    let server = Server::start().await;
    let log = server.log().await;
    let desk = Desk::new(log.clone());
    let known = submission("trips", "a", 3);
    accepted(desk.submit(&known, None).await);
    accepted(desk.submit(&known, None).await);
    replace(&log).await;
    // All of it would be on file by what it remembers; the rest follows on what it remembers.
    for submission in [known, submission("trips", "b", 1)] {
        let refused = desk.submit(&submission, None).await.expect_err("it is another log");
        assert!(refused.message.starts_with("nothing is recorded: "), "{refused}");
    }
    let ended = soon("the desk ends", serving(&desk)).await.expect("joined");
    assert!(ended.contains("no longer has the record that was read"), "{ended}");
}

/// A desk that has seen nothing but what it wrote itself.
#[tokio::test]
async fn a_desk_knows_the_log_by_what_it_has_written() {
    let server = Server::start().await;
    let log = server.log().await;
    let desk = Desk::new(log.clone());
    let running = serving(&desk);
    accepted(desk.submit(&submission("trips", "a", 3), None).await);
    wipe(&log).await;
    let ended = soon("the desk ends", running).await.expect("joined");
    assert!(ended.contains("DATA LOSS: the log ends at sequence 0"), "{ended}");
}

/// A server that comes back with another store: what was under way goes to no other log.
#[tokio::test]
async fn a_server_that_comes_back_empty_is_not_written_to_from_memory() {
    let mut server = Server::start().await;
    let log = server.log().await;
    let desk = Desk::new(log.clone());
    accepted(desk.submit(&submission("trips", "a", 3), None).await);
    let before = *log.disturbances().borrow();
    server.kill().await;
    std::fs::remove_dir_all(server.store().join("jetstream")).expect("wiped");
    server.restart().await;
    soon("it is connected again", async {
        while *log.disturbances().borrow() == before {
            tokio::task::yield_now().await;
        }
    })
    .await;
    server.log().await;
    // A new story of people that it knows from the old log: their entries are not on file in this one.
    let refused = desk.submit(&submission("new-story", "a", 1), None).await.expect_err("it is another log");
    assert!(refused.message.contains("nothing is recorded"), "{refused}");
    assert_eq!(log.last_sequence().await.expect("asked"), 0);
}

async fn ended(child: tokio::process::Child) -> Output {
    soon("the service ends", child.wait_with_output()).await.expect("waited for")
}

/// Every service, as a process of its own: with the reason, and rc 1.
#[tokio::test(flavor = "multi_thread")]
async fn every_service_ends_with_the_reason_when_its_log_is_gone() {
    let server = Server::start().await;
    let (url, data) = (server.url(), data_of(&server));
    stdout(&run(&url, &["audit", "keygen", "newsroom.example/log", "--data", &data]));
    let service = |role: &'static str| {
        let mut command = Command::from(program(&url, &["serve", role, "--data", &data]));
        command.stderr(std::process::Stdio::piped()).kill_on_drop(true);
        (role, command.spawn().expect("started"))
    };
    let services = ["desk", "projector", "notary"].map(service);
    stdout(&run(&url, &["import", &example(server.store())]));
    stdout(&run(&url, &["stories"]));
    stdout(&run(&url, &["audit", "explain", "envoy-russia-trips", "5", "--data", &data]));
    let log = server.log().await;
    wipe(&log).await;
    for (role, service) in services {
        let ended = ended(service).await;
        let said = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(1), "{role}: {said}");
        let reason = said.lines().last().unwrap_or_default();
        assert!(reason.starts_with(&format!("newsreel: the {role} has stopped: DATA LOSS: ")), "{role}: {said}");
        assert!(said.lines().all(|line| !line.trim().is_empty()), "{role}: {said}");
    }
    assert!(Path::new(&data).join("projector.sqlite").exists());
}
