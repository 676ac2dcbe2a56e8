//! Whose clock counts: the log's. A desk whose clock lies far from it says so, with both times, and lets nothing out before
//! its time; a record that claims another time than the server's has the server's.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use jiff::{SignedDuration, Timestamp};
use newsreel_desk::{Desk, SUBMIT};
use newsreel_log::{Delivered, Follow, FollowOptions, Log, Raw, Timeouts};
use newsreel_projector::{Ask, Projector, Query};
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::StorySlug;
use newsreel_story::record::recorded::Recorded;
use newsreel_story::record::style::Style;
use newsreel_story::submit::decide::Response;
use newsreel_tests::records::{encoded, update};
use newsreel_tests::{PATIENCE, Server, soon, submission};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::program::{data_of, program};
use crate::services::{accepted, store_of};

/// A clock that is wrong by so many seconds as a variable says, for the process that it is loaded into.
const WRONG_CLOCK: &str = r#"
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
int clock_gettime(clockid_t clock, struct timespec *time) {
    int failed = syscall(SYS_clock_gettime, clock, time);
    const char *wrong = getenv("WRONG_BY_SECONDS");
    if (!failed && clock == CLOCK_REALTIME && wrong) time->tv_sec += atol(wrong);
    return failed;
}
"#;

fn wrong_clock(folder: &Path) -> PathBuf {
    let (source, library) = (folder.join("clock.c"), folder.join("clock.so"));
    std::fs::write(&source, WRONG_CLOCK).expect("written");
    let compiled =
        std::process::Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&library).arg(&source).status();
    assert!(compiled.expect("there is a C compiler").success());
    library
}

/// A desk whose clock is wrong by so much, and the line that says so.
async fn desk(server: &Server, seconds: i64) -> (Child, String) {
    let mut command = Command::from(program(&server.url(), &["serve", "desk", "--data", &data_of(server)]));
    command.env("LD_PRELOAD", wrong_clock(server.store())).env("WRONG_BY_SECONDS", seconds.to_string());
    let mut desk = command.stderr(Stdio::piped()).kill_on_drop(true).spawn().expect("started");
    let mut lines = BufReader::new(desk.stderr.take().expect("piped")).lines();
    let line = soon("it says so", async {
        loop {
            let line = lines.next_line().await.expect("read").expect("it goes on");
            if line.contains("clock") {
                return line;
            }
        }
    });
    (desk, line.await)
}

/// The times in a line.
fn times(line: &str) -> Vec<Timestamp> {
    // The first word of a line of the log is when it was written.
    line.split([' ', ',']).skip(1).filter_map(|word| word.trim_end_matches(':').parse().ok()).collect()
}

/// Publishes an update of a story, as anybody can who may write there, with the header of records that were restored.
async fn publish_claiming(log: &Log, slug: &str, number: usize, claimed: &str) -> u64 {
    let newsreel_log::Encoded { subject, payload, .. } = encoded(&update(slug, number));
    let mut headers = async_nats::HeaderMap::new();
    headers.insert("Newsreel-Recorded-At", claimed);
    let jetstream = async_nats::jetstream::new(log.client().clone());
    let stored = jetstream.publish_with_headers(subject.to_string(), headers, payload).await.expect("sent");
    stored.await.expect("stored").sequence
}

async fn next(follow: &mut Follow) -> Recorded<Raw> {
    loop {
        if let Delivered::Record(stored) = soon("the next is delivered", follow.next()).await.expect("no hole") {
            return stored;
        }
    }
}

#[tokio::test]
async fn a_record_that_claims_to_be_older_than_it_is_changes_no_answer_for_the_past() {
    let server = Server::start().await;
    let log = server.log().await;
    let mut live = log.follow(1, FollowOptions::default());
    let before = accepted(Desk::new(log.clone()).submit(&submission("trips", "a", 3), None).await).sequence;
    while next(&mut live).await.sequence < before {}
    let moment = log.time().await.expect("asked");
    let then = async |projector: std::sync::Arc<Projector>| -> Value {
        let ask = Ask::Story { story: StorySlug::new("trips").expect("slug"), item: None };
        let bounds = Bounds { as_of: Some(moment), ..Bounds::default() };
        let answer = projector.reply(Query { ask, bounds, style: Style::default(), at_least: 0 });
        serde_json::from_slice(&answer.await.expect("answered")).expect("json")
    };
    let answered = then(store_of(&log, &server.store().join("before.sqlite")).await).await;

    let past = "2020-01-01T00:00:00Z";
    for number in 1..4 {
        let forged = publish_claiming(&log, "trips", number, past).await;
        // Whoever follows, reads anew, or asks for this one record.
        let read = [
            next(&mut live).await,
            next(&mut log.follow(forged, FollowOptions::default())).await,
            log.at(forged).await.expect("asked").expect("there"),
        ];
        assert!(read.iter().all(|stored| stored.sequence == forged && stored.recorded_at >= moment), "{read:?}");
    }
    assert_eq!(then(store_of(&log, &server.store().join("after.sqlite")).await).await, answered);
}

/// What was restored has its own times, also for who was there before; what claims them afterwards has not.
#[tokio::test]
async fn what_is_restored_keeps_its_times_and_nothing_after_it_takes_any() {
    let (server, empty) = (Server::start().await, Server::start().await);
    let (log, restored) = (server.log().await, empty.log().await);
    let last = accepted(Desk::new(log.clone()).submit(&submission("trips", "a", 3), None).await).sequence;
    let mut follow = log.follow(1, FollowOptions::default());
    let mut records = Vec::new();
    for _ in 0..last {
        records.push(next(&mut follow).await);
    }
    let mut live = restored.follow(1, FollowOptions::default());
    assert_eq!(soon("nothing is there", live.next()).await.expect("asked"), Delivered::CaughtUp);

    restored.begin_restore(1..=last).await.expect("noted");
    // In two loads, the second after an interruption.
    for part in records.chunks(3) {
        restored.begin_restore(part[0].sequence..=last).await.expect("noted");
        restored.restore(part).await.expect("loaded");
    }
    let forged = publish_claiming(&restored, "trips", 9, "2020-01-01T00:00:00Z").await;
    for stored in &records {
        assert_eq!(next(&mut live).await, *stored);
        assert_eq!(restored.at(stored.sequence).await.expect("asked").as_ref(), Some(stored));
    }
    assert!(next(&mut live).await.recorded_at > records[records.len() - 1].recorded_at);
    assert!(
        restored.at(forged).await.expect("asked").is_some_and(|stored| stored.recorded_at > records[0].recorded_at)
    );
}

async fn open_records(log: &Log) -> u64 {
    log.last_sequence_on("newsreel.story.*.claim.*").await.expect("asked")
}

#[tokio::test]
async fn a_desk_with_a_wrong_clock_says_so_once_with_both_times() {
    for wrong in [7200, -7200] {
        let server = Server::start().await;
        server.log().await;
        let (_desk, line) = desk(&server, wrong).await;
        let (told, now) = (times(&line), Timestamp::now());
        let [of_desk, of_log] = told[..] else { panic!("{told:?}: {line}") };
        assert!(of_log.duration_since(now).abs() < SignedDuration::from_secs(60), "{line}");
        let apart = of_desk.duration_since(of_log) - SignedDuration::from_secs(wrong);
        assert!(apart.abs() < SignedDuration::from_secs(5), "{line}");
    }
}

/// By its own clock the embargo has ended: whoever trusted that would publish an hour too early.
#[tokio::test]
async fn a_desk_whose_clock_is_ahead_keeps_embargoes_until_their_time() {
    let server = Server::start().await;
    let log = server.log().await;
    let (_desk, _) = desk(&server, 7200).await;
    let until = Timestamp::now() + SignedDuration::from_secs(3600);
    let submission = json!({
        "story": "ferry-strike", "title": "The ferry strike",
        "directory": { "union": { "organisation": "the seafarers' union" } },
        "updates": [
            { "note.noted": "open", "text": "The story is open." },
            { "claim.reported": "held", "text": "x", "source": "union", "embargo": { "until": until.to_string() } },
            { "claim.reported": "soon", "text": "y", "source": "union",
              "embargo": { "until": (Timestamp::now() + SignedDuration::from_secs(2)).to_string() } },
        ],
    });
    let timeouts = Timeouts { service: PATIENCE, answer: PATIENCE };
    let answer: Response = log.ask(SUBMIT, &json!({ "submission": submission }), timeouts).await.expect("answered");
    let Response::Accepted(accepted) = answer else { panic!("{answer:?}") };
    assert_eq!(accepted.updates.iter().filter(|update| update.embargo.is_some()).count(), 2, "{accepted:?}");
    assert_eq!(open_records(&log).await, 0);
    soon("the one whose time has come is lifted", async {
        while open_records(&log).await == 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let lifted = log.at(open_records(&log).await).await.expect("asked").expect("there");
    assert!(String::from_utf8_lossy(&lifted.record.payload).contains("\"soon\""));
}
