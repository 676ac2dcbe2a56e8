//! What a desk says when the server's store is full is true.

use std::io::{BufRead, BufReader};

use newsreel_desk::Desk;
use newsreel_log::{ErrorCode, Log, ServiceError, Unit};
use newsreel_story::record::name::{StoryId, StorySlug};
use newsreel_story::submit::decide::Response;
use newsreel_tests::server::Options;
use newsreel_tests::{Server, soon, submission};

use crate::program::{Services, data_of, program, stderr};
use crate::services::accepted;

/// A server that can keep this much.
async fn small_server() -> Server {
    Server::start_with(Options { jetstream: "max_file_store: 3MB".to_owned(), ..Options::default() }).await
}

async fn recorded(log: &Log, story: &str) -> usize {
    let unit = Unit::Story(StoryId::of(&StorySlug::new(story).expect("slug")));
    log.tail(unit, 0).await.expect("the server answers").len()
}

/// How many records of a submission are said to be recorded although it failed; none where that is said to be in doubt.
fn said_to_be_kept(said: &str) -> Option<usize> {
    match said.split_once("the server kept only ") {
        Some((_, rest)) => rest.split(' ').next().and_then(|number| number.parse().ok()),
        None => said.contains("nothing is recorded: ").then_some(0),
    }
}

/// What is said of a submission that failed is what the log has.
fn check(said: &ServiceError, before: usize, after: usize) {
    match said_to_be_kept(&said.message) {
        Some(kept) => assert_eq!(after - before, kept, "{said}"),
        None => assert!(said.code == ErrorCode::InDoubt && said.message.contains("recorded or not"), "{said}"),
    }
}

#[tokio::test]
async fn what_is_said_of_each_submission_to_a_full_server_is_true() {
    let server = small_server().await;
    let log = server.log().await;
    let desk = Desk::new(log.clone());
    let mut kept = 0;
    let refused = loop {
        let before = recorded(&log, "trips").await;
        let part = submission("trips", &format!("part-{kept}"), 50);
        match desk.submit(&part, None).await {
            Ok(Response::Accepted(_)) => kept += 1,
            Ok(Response::Refused(refusals)) => panic!("{refusals:?}"),
            Err(error) => {
                check(&error, before, recorded(&log, "trips").await);
                break part;
            }
        }
    };
    assert!(kept > 2, "only {kept} fit");

    // Many at once, each of one update or of several, go together on their way.
    let others: Vec<String> = (0..12).map(|n| format!("other-{n}")).collect();
    let submissions: Vec<_> = (0..12).map(|n| submission(&others[n], "a", 1 + n % 3 * 20)).collect();
    let submits = submissions.iter().map(|submission| desk.submit(submission, None));
    let said = futures::future::join_all(submits).await;
    for (story, said) in others.iter().zip(said) {
        let on_file = recorded(&log, story).await;
        match said {
            Ok(Response::Accepted(accepted)) => assert_eq!(on_file, accepted.updates.len(), "{story}"),
            Ok(Response::Refused(refusals)) => panic!("{refusals:?}"),
            Err(error) => check(&error, 0, on_file),
        }
    }

    // What is on file is known to be, by this desk and by another; what is not is refused again, and never half of it.
    for desk in [&desk, &Desk::new(log.clone())] {
        let again = accepted(desk.submit(&submission("trips", "part-0", 50), None).await);
        assert!(again.updates.iter().all(|answer| answer.already));
        let before = recorded(&log, "trips").await;
        if let Err(error) = desk.submit(&refused, None).await {
            check(&error, before, recorded(&log, "trips").await);
        }
    }
}

/// Each try reads the whole bucket.
#[tokio::test(flavor = "multi_thread")]
async fn digests_that_do_not_fit_are_tried_again_ever_more_rarely() {
    let server = small_server().await;
    let log = server.log().await;
    let desk = Desk::new(log.clone());
    for part in 0.. {
        // Of many stories, so that a digest fits now and then.
        if desk.submit(&submission(&format!("story-{part}"), "a", 20), None).await.is_err() {
            break;
        }
    }
    let mut projector = program(&server.url(), &["serve", "projector", "--data", &data_of(&server)]);
    let mut projector = projector.stderr(std::process::Stdio::piped()).spawn().expect("started");
    let mut lines = BufReader::new(projector.stderr.take().expect("piped")).lines();
    let rarely = tokio::task::spawn_blocking(move || {
        lines.find(|line| line.as_ref().is_ok_and(|line| line.contains("digests") && line.contains("retry_in=1.6s")))
    });
    let rarely = soon("it waits for longer", rarely).await.expect("joined");
    projector.kill().and_then(|()| projector.wait().map(drop)).expect("killed");
    assert!(rarely.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_into_a_full_server_says_what_of_it_is_recorded() {
    let server = small_server().await;
    let _services = Services::start(&server);
    let log = server.log().await;
    let file = server.store().join("long.json");
    std::fs::write(&file, submission("trips", "a", 5000).to_string()).expect("written");
    let import = || program(&server.url(), &["import", file.to_str().expect("a path")]).output().expect("run");
    let told = stderr(&import(), 1);
    let before = told.split("before it: ").nth(1).and_then(|rest| rest.split(' ').next()).expect("a number");
    let before: usize = before.parse().expect("a number");
    let kept = said_to_be_kept(&told).expect("nothing is in doubt");
    assert!(before > 100 && recorded(&log, "trips").await == before + kept, "{told}");
    assert!(told.contains("run it again"), "{told}");
    assert!(!told.to_lowercase().contains("delete"), "{told}");
}
