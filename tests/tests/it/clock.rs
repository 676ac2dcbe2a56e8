//! A desk whose clock lies far from the log's says so, with both times, and lets nothing out before its time.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use jiff::{SignedDuration, Timestamp};
use newsreel_desk::SUBMIT;
use newsreel_log::{Log, Timeouts};
use newsreel_story::submit::decide::Response;
use newsreel_tests::{PATIENCE, Server, soon};
use serde_json::json;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::program::{data_of, program};

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
