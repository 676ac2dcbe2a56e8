//! The benchmark: what Newsreel costs beside bare JetStream, in the same run on the same server.
//!
//! ```text
//! just bench [UPDATES] [STORIES]
//! ```
//!
//! Every figure is a ratio: what Newsreel does, over what async-nats alone does with the same messages at the same
//! durability. Absolute figures drift from machine to machine and are printed only to make the ratios plausible.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use bytes::Bytes;
use futures::StreamExt;
use jiff::{SignedDuration, Timestamp};
use newsreel_desk::{Desk, Response};
use newsreel_log::envelope::encode;
use newsreel_log::service::Limits;
use newsreel_log::{Context, Delivered, FollowOptions, Log, Timeouts};
use newsreel_projector::{Ask, Projector, QUERY, Query};
use newsreel_story::judge::view::View;
use newsreel_story::plausible::{self, Entry};
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::StorySlug;
use newsreel_story::record::recorded::{Record, Recorded};
use newsreel_story::state::directory::Directory;
use newsreel_story::state::fold::State;
use newsreel_story::submit::decide::decide;
use newsreel_story::submit::index::StoryIndex;
use newsreel_story::views::brief;
use newsreel_story::views::digest::Digests;
use newsreel_tests::server::Options;
use newsreel_tests::{Server, submission};
use serde_json::Value;
use serde_json::value::RawValue;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How many updates one submission of the import has.
const PART: usize = 100;
/// How many submissions of the import are in flight.
const IN_FLIGHT: usize = 64;
/// How many submissions are timed until somebody who watches sees them.
const SEEN: usize = 500;
/// How many submitters send single updates, and how many of them in a round.
const SUBMITS: [(usize, usize); 2] = [(1, 500), (64, 8000)];
/// How many rounds.
const ROUNDS: usize = 7;
/// In how many slices the import goes, by turns with the bare one.
const SLICES: usize = 9;

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut number = |default: usize| {
        arguments.next().map_or(Ok(default), |text| text.parse::<usize>().context("a number of updates"))
    };
    let (updates, stories) = (number(1_000_000)?, number(10_000)?);
    say(&format!("{updates} updates over {stories} stories"));
    large_story()?;
    large_answers().await?;
    bulk(updates, stories).await?;
    submits(false).await?;
    submits(true).await?;
    until_seen().await
}

#[allow(clippy::print_stdout, reason = "a benchmark's output is its purpose")]
fn say(line: &str) {
    println!("{line}");
}

fn ratio(what: &str, ours: f64, bare: f64, mark: Option<f64>) {
    let mark = mark.map(|mark| format!("  (mark {mark})")).unwrap_or_default();
    say(&format!("{what:<58} {:>9.0}/s  bare {bare:>9.0}/s  ratio {:.2}{mark}", ours, ours / bare));
}

fn rate(count: usize, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}

/// How many updates the large story has, and the small ones beside it.
const LARGE: usize = 5000;
const SMALL: usize = 100;

/// How many updates a meeting of a plausible story has.
const UPDATES_AN_ITEM: usize = 25;

/// What one more update costs in a large plausible story, as a multiple of what it costs in a small one: to decide it, to
/// take it in, to bring the story's digest up to date, to brief the desk.
fn large_story() -> Result<()> {
    let (small, large) = (costs(SMALL)?, costs(LARGE)?);
    for ((what, small), (_, large)) in small.into_iter().zip(large) {
        let times = large.as_secs_f64() / small.as_secs_f64();
        say(&format!("{what} in a story of {LARGE:<24} {large:>12.2?}  of {SMALL}: {small:>10.2?}  ratio {times:.1}"));
    }
    Ok(())
}

/// How many updates the story has whose answers are the largest.
const LARGEST: usize = 20_000;
/// How many updates a submission of it has.
const LARGEST_PART: usize = 500;

/// How long the answers about a very large story take, asked as people ask, in as many parts as they need.
async fn large_answers() -> Result<()> {
    let server = Server::start().await;
    let log = server.log().await;
    let desk = Desk::new(log.clone());
    for part in 0..LARGEST / LARGEST_PART {
        let submission = submission("largest", &format!("part-{part}"), LARGEST_PART);
        import(&desk, std::iter::once(submission)).await?;
    }
    let projector = Projector::open(log.clone(), &server.store().join("largest.sqlite"))?;
    let limits = Limits { time: Duration::from_secs(600), answer_bytes: usize::MAX, ..Limits::default() };
    let serving = tokio::spawn(projector.serve(limits, std::future::pending()));
    let story = StorySlug::new("largest")?;
    let timeouts = Timeouts { service: Duration::from_secs(600), answer: Duration::from_secs(600) };
    let at_least = log.last_sequence().await?;
    for (what, ask) in [
        ("story", Ask::Story { story: story.clone(), item: None }),
        ("brief", Ask::Brief { form: newsreel_story::views::brief::Form::default(), story: story.clone() }),
        ("timeline", Ask::Timeline { story: story.clone() }),
    ] {
        let began = Instant::now();
        let query = Query { ask, bounds: Bounds::default(), at_least };
        let answer: Box<RawValue> = log.ask(QUERY, &query, timeouts).await?;
        let (took, bytes) = (began.elapsed(), answer.get().len());
        say(&format!("{what} of a story of {LARGEST} updates: {took:.2?} for {bytes} bytes"));
    }
    serving.abort();
    Ok(())
}

fn costs(updates: usize) -> Result<[(&'static str, Duration); 4]> {
    const TIMES: u32 = 20;
    const PARTS: usize = 500;
    let (mut index, mut directory) = (StoryIndex::default(), Directory::default());
    let mut state = State::new(StorySlug::new("trips")?);
    let mut sequence = 0;
    let now = Timestamp::now();
    let mut submit = |submission: &Value,
                      index: &mut StoryIndex,
                      state: &mut State,
                      directory: &mut Directory|
     -> Result<[Duration; 2]> {
        let began = Instant::now();
        let decision = decide(submission, Some(index), directory, None, now);
        let decision = decision.map_err(|refusals| anyhow::anyhow!("{refusals:?}"))?;
        let decided = began.elapsed();
        for (entry, _) in &decision.entries {
            sequence += 1;
            directory.apply(sequence, entry);
        }
        let began = Instant::now();
        for record in decision.updates {
            sequence += 1;
            index.apply(sequence, &record);
            state.apply(Arc::new(Recorded { sequence, recorded_at: now, record }));
        }
        Ok([decided, began.elapsed()])
    };
    let items = u16::try_from(updates / UPDATES_AN_ITEM)?;
    let mut choose = chooser();
    let history: Vec<Entry> = (0..updates + TIMES as usize).map(|_| Entry::choose(items, &mut choose)).collect();
    let learned = |i: usize| plausible::start() + SignedDuration::from_mins(i as i64);
    for part in plausible::documents(&history[..updates], items, PARTS, learned) {
        submit(&part, &mut index, &mut state, &mut directory)?;
    }
    let mut more = plausible::documents(&history, items, 1, learned).into_iter().skip(updates + usize::from(items));
    let mut taken = [Duration::ZERO; 4];
    let mut digests = Digests::default();
    std::hint::black_box(digests.digest(&View::new(&state, &directory, Bounds::default(), now)));
    for _ in 0..TIMES {
        let one = more.next().context("as many more as there are times")?;
        let [decided, folded] = submit(&one, &mut index, &mut state, &mut directory)?;
        let view = || View::new(&state, &directory, Bounds::default(), now);
        let began = Instant::now();
        std::hint::black_box(digests.digest(&view()));
        let digested = began.elapsed();
        let began = Instant::now();
        std::hint::black_box(brief::of(&view(), brief::Form::Standard));
        taken = [taken[0] + decided, taken[1] + folded, taken[2] + digested, taken[3] + began.elapsed()];
    }
    let [decided, folded, digested, briefed] = taken.map(|taken| taken / TIMES);
    Ok([("decide one update", decided), ("take it in", folded), ("digest", digested), ("brief", briefed)])
}

/// Choices that are the same in every run: Steele, Lea and Flood's SplitMix64.
fn chooser() -> impl FnMut(usize) -> usize {
    let mut state = 0_u64;
    move |below| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % below.max(1) as u64).unwrap_or_default()
    }
}

/// Import (by turns with the bare one, as submits are), follow and rebuild, at size.
async fn bulk(updates: usize, stories: usize) -> Result<()> {
    let (bare_server, server) = (Server::start().await, Server::start().await);
    let per_story = (updates / stories).max(1);
    let rounds = per_story.div_ceil(PART).max(1);
    let part = per_story.div_ceil(rounds);

    let log = server.log().await;
    let desk = Desk::new(log.clone());
    say(&format!("decide and encode on one core: {:.0}/s", decide_rate()?));
    let submissions = (0..rounds).flat_map(|round| {
        (0..stories).map(move |story| submission(&format!("story-{story}"), &format!("r{round}"), part))
    });
    let submissions: Vec<Value> = submissions.collect();
    let bare_client = async_nats::connect(bare_server.url()).await?;
    bare_server.log().await;
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    let size = submissions.len().div_ceil(SLICES);
    let mut submissions = submissions.into_iter();
    for slice in 0..SLICES {
        let before = log.last_sequence().await?;
        let began = Instant::now();
        import(&desk, submissions.by_ref().take(size)).await?;
        let took = began.elapsed();
        let written = written_after(&log, before).await?;
        if written.is_empty() {
            break;
        }
        ours.push(rate(written.len(), took));
        bare.push(bare_import(&bare_client, slice, &written).await?);
    }
    let total = usize::try_from(log.last_sequence().await?)?;
    drop(desk);
    ratio("import through the desk / bare atomic batches of 1,000", median(ours), median(bare), Some(0.7));

    let undecoded = bare_consume(&server, total).await?;
    ratio("follow without decoding / bare consumer", follow(&log, total, false).await?, undecoded, None);
    ratio(
        "follow with full decoding / bare consumer, no decoding",
        follow(&log, total, true).await?,
        undecoded,
        Some(0.6),
    );
    let file = server.store().join("bench.sqlite");
    let projector = Projector::open(log.clone(), &file)?;
    let began = Instant::now();
    projector.catch_up().await?;
    ratio(
        "rebuild of the read model / bare consumer, no decoding",
        rate(total, began.elapsed()),
        undecoded,
        Some(0.25),
    );
    drop(projector);
    services_memory(&server, &log).await
}

/// Submits all, many at once, and waits for every answer.
async fn import(desk: &Arc<Desk>, submissions: impl Iterator<Item = Value>) -> Result<()> {
    let sent: Vec<Result<()>> = futures::stream::iter(submissions)
        .map(|submission| {
            let desk = Arc::clone(desk);
            async move {
                let response = tokio::task::spawn(async move { desk.submit(&submission, None).await });
                match response.await?? {
                    Response::Accepted(_) => Ok(()),
                    Response::Refused(refusals) => anyhow::bail!("refused: {refusals:?}"),
                }
            }
        })
        .buffer_unordered(IN_FLIGHT)
        .collect()
        .await;
    sent.into_iter().collect()
}

/// How many updates one core decides and encodes in a second, without any server.
fn decide_rate() -> Result<f64> {
    const ROUNDS: usize = 200;
    let submission = submission("story", "a", PART);
    let began = Instant::now();
    for _ in 0..ROUNDS {
        let decision = decide(&submission, None, &Directory::default(), None, Timestamp::now());
        let decision = decision.map_err(|refusals| anyhow::anyhow!("{refusals:?}"))?;
        for update in decision.updates {
            encode(&Record::Story(Box::new(update)), Timestamp::now(), &Context::default())?;
        }
    }
    Ok(rate(ROUNDS * PART, began.elapsed()))
}

/// The memory of each service as a process of its own, once it has caught up.
async fn services_memory(server: &Server, log: &Log) -> Result<()> {
    let data = server.store().join("services");
    for (role, subject) in [("desk", newsreel_desk::SUBMIT), ("projector", newsreel_projector::QUERY)] {
        let mut command = tokio::process::Command::new(newsreel_tests::newsreel());
        command
            .args(["serve", role, "--url", &server.url(), "--data"])
            .arg(&data)
            .env("RUST_LOG", "error")
            .kill_on_drop(true);
        let mut service = command.spawn()?;
        // A service answers once it has caught up.
        while log.client().request(subject, "{}".into()).await.is_err() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        say(&format!("{role}: {} MB resident (mark 300)", service.id().map_or(0, memory)));
        service.kill().await?;
    }
    Ok(())
}

/// The same messages as the desk has written, in atomic batches of a thousand, by async-nats alone.
async fn bare_import(client: &async_nats::Client, slice: usize, written: &[Written]) -> Result<f64> {
    let began = Instant::now();
    for (batch, messages) in written.chunks(1000).enumerate() {
        for (i, Written { subject, payload, .. }) in messages.iter().enumerate() {
            let mut headers = async_nats::HeaderMap::new();
            headers.insert("Nats-Msg-Id", format!("{slice}-{batch}-{i}").as_str());
            headers.insert("Nats-Batch-Id", format!("batch-{slice}-{batch}").as_str());
            headers.insert("Nats-Batch-Sequence", (i + 1).to_string().as_str());
            if i + 1 == messages.len() {
                headers.insert("Nats-Batch-Commit", "1");
                let answer = client.request_with_headers(subject.clone(), headers, payload.clone()).await?;
                let answer: Value = serde_json::from_slice(&answer.payload)?;
                anyhow::ensure!(answer["error"].is_null(), "{answer}");
            } else {
                client.publish_with_headers(subject.clone(), headers, payload.clone()).await?;
            }
        }
    }
    Ok(rate(written.len(), began.elapsed()))
}

/// An ordered consumer that looks at nothing.
async fn bare_consume(server: &Server, total: usize) -> Result<f64> {
    use async_nats::jetstream::consumer::pull::OrderedConfig;
    let client = async_nats::connect(server.url()).await?;
    let stream = async_nats::jetstream::new(client).get_stream("NEWSREEL").await?;
    let mut messages = stream.create_consumer(OrderedConfig::default()).await?.messages().await?;
    let began = Instant::now();
    for _ in 0..total {
        messages.next().await.context("the consumer ended")??;
    }
    Ok(rate(total, began.elapsed()))
}

async fn follow(log: &Log, total: usize, decode: bool) -> Result<f64> {
    let mut follow = log.follow(1, FollowOptions::default());
    let began = Instant::now();
    loop {
        match follow.next().await? {
            Delivered::Record(stored) if decode => drop(stored.record.decode()?),
            Delivered::Record(_) => {}
            Delivered::CaughtUp => break,
        }
    }
    Ok(rate(total, began.elapsed()))
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

/// A message as the desk wrote it: its subject, its id, its content.
struct Written {
    subject: String,
    id: String,
    payload: Bytes,
}

/// What the desk has written after a position.
async fn written_after(log: &Log, position: u64) -> Result<Vec<Written>> {
    let mut written = Vec::new();
    let mut follow = log.follow(position + 1, FollowOptions::default());
    while let Delivered::Record(stored) = follow.next().await? {
        let id = stored.record.decode()?.id().to_string();
        written.push(Written { subject: stored.record.subject.to_string(), id, payload: stored.record.payload });
    }
    Ok(written)
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

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
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
    let (median, last) = (took[SEEN / 2], took[SEEN * 99 / 100]);
    say(&format!("from submit to seen in watch (sync_interval: always): p50 {median:.2?}, p99 {last:.2?}"));
    Ok(())
}

/// The resident memory of a process, in megabytes.
fn memory(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let kilobytes =
        status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1024
}
