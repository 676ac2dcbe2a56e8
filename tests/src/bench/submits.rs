//! Single updates through the desk's service, beside publishing the same, and until somebody sees them.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::Result;
use bytes::Bytes;
use newsreel_desk::Desk;
use newsreel_log::service::Limits;
use newsreel_log::{Delivered, FollowOptions};
use newsreel_story::submit::decide::Response;
use newsreel_tests::server::Options;
use newsreel_tests::{Server, submission};
use serde_json::Value;

use crate::bulk::{Written, written_after};
use crate::{median, percentile, rate, ratio, say};

/// How many submitters send single updates, and how many of them in a round.
const SUBMITS: [(usize, usize); 2] = [(1, 500), (64, 8000)];
/// How many rounds.
const ROUNDS: usize = 7;
/// How many submissions are timed until somebody who watches sees them.
const SEEN: usize = 500;

/// Prints all of it.
pub(crate) async fn measure() -> Result<()> {
    submits(false).await?;
    submits(true).await?;
    until_seen().await
}

/// Single updates through the desk's service, by one and by 64 submitters, each on stories of its own; and the same
/// messages published by async-nats alone. Both take turns, and their medians are compared: the machine's own moods are
/// larger than what is measured.
async fn submits(durable: bool) -> Result<()> {
    let durability = if durable { "sync_interval: always" } else { "default sync" };
    let options = || Options { sync_always: durable, ..Options::default() };
    for (submitters, count) in SUBMITS {
        let (bare_server, server) = (Server::start_with(options()).await, Server::start_with(options()).await);
        bare_server.log().await;
        let bare_client = async_nats::connect(bare_server.url()).await?;
        let desk = Submitting::start(&server, submitters).await?;
        let log = server.log().await;
        let (mut bare, mut ours) = (Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            let before = log.last_sequence().await?;
            ours.push(desk.submit(round, submitters, count).await?);
            bare.push(bare_publish(&bare_client, by_story(written_after(&log, before).await?)).await?);
        }
        let mark = (submitters > 1).then_some(if durable { 0.5 } else { 0.25 });
        let what = format!("submit by {submitters} / bare publish by {submitters} ({durability})");
        ratio(&what, median(ours), median(bare), mark);
    }
    Ok(())
}

/// The same by story.
fn by_story(written: Vec<Written>) -> Vec<Vec<Written>> {
    let mut stories: BTreeMap<String, Vec<Written>> = BTreeMap::new();
    for message in written {
        let story = message.subject.split('.').nth(2).unwrap_or_default().to_owned();
        stories.entry(story).or_default().push(message);
    }
    stories.into_values().collect()
}

/// A desk that serves on threads of its own, and somebody's connection to it.
struct Submitting {
    client: async_nats::Client,
}

impl Submitting {
    /// Starts the desk and opens a story for each submitter.
    async fn start(server: &Server, submitters: usize) -> Result<Self> {
        let desk = Desk::new(server.log().await);
        let serving = std::thread::spawn(move || {
            tokio::runtime::Runtime::new()
                .map(|runtime| runtime.block_on(desk.serve(Limits::default(), std::future::pending())))
        });
        let client = async_nats::connect(server.url()).await?;
        for submitter in 0..submitters {
            let story = submission(&format!("submitter-{submitter}"), "first", 1);
            while submit(&client, request(story.clone())?).await.is_err() {
                anyhow::ensure!(!serving.is_finished(), "the desk has ended");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        Ok(Self { client })
    }

    /// How many single updates all submitters together get recorded in a second, each waiting for its answer.
    async fn submit(&self, round: usize, submitters: usize, count: usize) -> Result<f64> {
        let each = count / submitters;
        let all: Vec<Vec<Bytes>> = (0..submitters)
            .map(|submitter| (0..each).map(|i| request(live_update(submitter, round * each + i))).collect())
            .collect::<Result<_>>()?;
        let began = Instant::now();
        let submitting = all.into_iter().map(|requests| async move {
            for request in requests {
                submit(&self.client, request).await?;
            }
            Ok::<(), anyhow::Error>(())
        });
        futures::future::try_join_all(submitting).await?;
        Ok(rate(each * submitters, began.elapsed()))
    }
}

/// What somebody at a live desk sends: one update of a story that is open.
fn live_update(submitter: usize, i: usize) -> Value {
    serde_json::json!({
        "story": format!("submitter-{submitter}"), "defaults": { "source": "newsweek" },
        "updates": [{ "meeting.held": format!("m-{}", i % 7), "key": format!("s-{i}"), "participants": ["putin", "witkoff"], "place": "moscow", "when": "2025-02" }],
    })
}

fn request(submission: Value) -> Result<Bytes> {
    Ok(serde_json::to_vec(&newsreel_desk::Request { submission, actor: None, partial: false })?.into())
}

async fn submit(client: &async_nats::Client, request: Bytes) -> Result<()> {
    let request = async_nats::Request::new().payload(request).timeout(Some(Duration::from_secs(60)));
    let answer = client.send_request(newsreel_desk::SUBMIT, request).await?;
    match serde_json::from_slice(&answer.payload)? {
        Response::Accepted(_) => Ok(()),
        Response::Refused(refusals) => anyhow::bail!("refused: {refusals:?}"),
    }
}

/// A publisher for each story, which publishes one message of it after the other as each is acknowledged.
async fn bare_publish(client: &async_nats::Client, stories: Vec<Vec<Written>>) -> Result<f64> {
    let count = stories.iter().map(Vec::len).sum();
    let began = Instant::now();
    let all = stories.into_iter().map(|messages| async move {
        for Written { subject, id, payload } in messages {
            let mut headers = async_nats::HeaderMap::new();
            headers.insert("Nats-Msg-Id", id);
            client.request_with_headers(subject, headers, payload).await?;
        }
        Ok::<(), anyhow::Error>(())
    });
    futures::future::try_join_all(all).await?;
    Ok(rate(count, began.elapsed()))
}

/// How long it takes from sending a submission until somebody who watches sees the update, on a server that syncs every
/// write.
async fn until_seen() -> Result<()> {
    let server = Server::start_with(Options { sync_always: true, ..Options::default() }).await;
    let desk = Submitting::start(&server, 1).await?;
    let log = server.log().await;
    let mut follow = log.follow(log.last_sequence().await? + 1, FollowOptions::default());
    anyhow::ensure!(follow.next().await? == Delivered::CaughtUp, "nothing is there yet");
    let mut took = Vec::with_capacity(SEEN);
    for i in 0..SEEN {
        let request = request(live_update(0, i))?;
        let began = Instant::now();
        let (submitted, seen) = tokio::join!(submit(&desk.client, request), async {
            let seen = follow.next().await;
            took.push(began.elapsed());
            seen
        });
        submitted?;
        seen?;
    }
    took.sort();
    let (median, last) = (percentile(&took, 50), percentile(&took, 99));
    say(&format!("from submit to seen in watch (sync_interval: always): p50 {median:.2?}, p99 {last:.2?}"));
    Ok(())
}
