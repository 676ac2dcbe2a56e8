//! The page with many readers who wait for what moves: the memory each takes, and how long it is from submitting an update
//! until the last of their browsers has heard of it.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use newsreel_desk::{Request, SUBMIT};
use newsreel_log::Log;
use newsreel_projector::QUERY;
use newsreel_story::record::recorded::Sequence;
use newsreel_story::submit::decide::Response;
use newsreel_tests::{Server, newsreel, submission};
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::timeout;

use crate::services::LIMIT;
use crate::{percentile, say};

/// How many readers wait at once, and how many updates they hear of.
const READERS: [(usize, usize); 3] = [(100, 100), (1000, 100), (10_000, 20)];
/// How many pages are read one after the other, to see how long the first byte takes.
const PAGES: usize = 10;
/// How many connections are opened at once.
const OPENED_AT_ONCE: usize = 100;
/// How long the slowest reader is waited for.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often what has started is asked until it answers.
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);
/// The pause between two updates, in which an editor would think.
const BETWEEN_UPDATES: Duration = Duration::from_millis(50);

/// Prints all of it. `large` is how many updates the larger of two stories has.
pub(crate) async fn measure(large: usize) -> Result<()> {
    let server = Server::start().await;
    let log = server.log().await;
    let mut services = Vec::new();
    for role in ["desk", "projector"] {
        services.push(serve(&server, &[role])?);
    }
    for subject in [SUBMIT, QUERY] {
        while log.client().request(subject, "{}".into()).await.is_err() {
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    }
    let address = format!("127.0.0.1:{}", newsreel_tests::server::free_port());
    let web = serve(&server, &["web", "--listen", &address])?;
    while TcpStream::connect(&address).await.is_err() {
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
    submit(&log, "small", "s", 50).await?;
    for part in 0..large.div_ceil(100) {
        submit(&log, "large", &format!("l{part}"), 100).await?;
    }
    for page in ["/", "/stories/small", "/stories/large", "/wall", "/new?story=large"] {
        say(&first_byte(&address, page).await?);
    }
    for (readers, updates) in READERS {
        with_readers(&address, &log, &web, readers, updates).await?;
    }
    Ok(())
}

fn serve(server: &Server, role: &[&str]) -> Result<Child> {
    let mut command = Command::new(newsreel());
    command.arg("serve").args(role).args(["--url", &server.url(), "--data"]).arg(server.store().join("services"));
    Ok(command.env("RUST_LOG", "error").kill_on_drop(true).spawn()?)
}

async fn submit(log: &Log, story: &str, prefix: &str, count: usize) -> Result<()> {
    let submission = submission(story, prefix, count);
    match log.ask(SUBMIT, &Request { submission, actor: None, partial: false }, LIMIT).await? {
        Response::Accepted(_) => Ok(()),
        Response::Refused(refusals) => anyhow::bail!("refused: {refusals:?}"),
    }
}

/// How long the first byte of a page takes, and how large it is.
async fn first_byte(address: &str, page: &str) -> Result<String> {
    let (mut took, mut bytes) = (Vec::new(), 0);
    for _ in 0..PAGES {
        let (mut stream, began) = (TcpStream::connect(address).await?, Instant::now());
        let ask = format!("GET {page} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        stream.write_all(ask.as_bytes()).await?;
        let mut answer = vec![0; 1];
        stream.read_exact(&mut answer).await?;
        took.push(began.elapsed());
        stream.read_to_end(&mut answer).await?;
        anyhow::ensure!(answer.starts_with(b"HTTP/1.1 200"), "{page}: {}", String::from_utf8_lossy(&answer));
        bytes = answer.len();
    }
    took.sort();
    let (half, most) = (percentile(&took, 50), percentile(&took, 99));
    Ok(format!("{page:<20} first byte p50 {half:>9.2?} p99 {most:>9.2?}, {} kB plain", bytes / 1000))
}

async fn with_readers(address: &str, log: &Log, web: &Child, readers: usize, updates: usize) -> Result<()> {
    let before = kilobytes(web.id());
    let (hears, mut heard) = unbounded_channel();
    let mut waiting = tokio::task::JoinSet::new();
    for _ in 0..readers.div_ceil(OPENED_AT_ONCE) {
        let opening = (0..OPENED_AT_ONCE).map(|_| open(address));
        for reader in futures::future::try_join_all(opening).await? {
            waiting.spawn(listen(reader, hears.clone()));
        }
    }
    let each = kilobytes(web.id()).saturating_sub(before) / waiting.len() as u64;
    let mut took = Vec::new();
    for number in 0..updates {
        tokio::time::sleep(BETWEEN_UPDATES).await;
        let began = Instant::now();
        let update = Update { sequence: record(log, readers, number).await?, began };
        let all = timeout(PATIENCE, hear(&mut heard, waiting.len(), update, &mut took));
        all.await.context("not every reader heard of an update")??;
    }
    waiting.shutdown().await;
    took.sort();
    let (half, most) = (percentile(&took, 50), percentile(&took, 99));
    say(&format!(
        "{readers} readers wait: {each} kB resident each, {} MB in all; from submit to their browsers p50 {half:.2?} p99 {most:.2?}",
        kilobytes(web.id()) / 1024
    ));
    Ok(())
}

/// One update of the story that everybody looks at.
async fn record(log: &Log, readers: usize, number: usize) -> Result<Sequence> {
    let submission = json!({ "story": "small", "defaults": { "source": "newsweek" }, "updates": [
        { "meeting.reported": "s-1", "key": format!("r-{readers}-{number}"), "place": "moscow" },
    ] });
    match log.ask(SUBMIT, &Request { submission, actor: None, partial: false }, LIMIT).await? {
        Response::Accepted(accepted) => Ok(accepted.sequence),
        Response::Refused(refusals) => anyhow::bail!("refused: {refusals:?}"),
    }
}

/// Waits until so many have heard of it.
async fn hear(
    heard: &mut UnboundedReceiver<Heard>,
    readers: usize,
    update: Update,
    took: &mut Vec<Duration>,
) -> Result<()> {
    let mut left = readers;
    while left > 0 {
        let Heard { sequence, at } = heard.recv().await.context("the readers are gone")?;
        if sequence == update.sequence {
            took.push(at.saturating_duration_since(update.began));
            left -= 1;
        }
    }
    Ok(())
}

/// An update that readers are to hear of.
#[derive(Clone, Copy)]
struct Update {
    sequence: Sequence,
    /// When it was sent.
    began: Instant,
}

/// That a reader has heard of an update.
struct Heard {
    sequence: Sequence,
    at: Instant,
}

/// A connection that waits for what moves; once the page has said that it does.
async fn open(address: &str) -> Result<BufReader<TcpStream>> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(b"GET /stories/small/live HTTP/1.1\r\nhost: localhost\r\n\r\n").await?;
    let mut stream = BufReader::with_capacity(512, stream);
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    anyhow::ensure!(line.starts_with("HTTP/1.1 200"), "{line}");
    Ok(stream)
}

async fn listen(mut stream: BufReader<TcpStream>, hears: UnboundedSender<Heard>) -> Result<()> {
    let mut line = String::new();
    while stream.read_line(&mut line).await? > 0 {
        let told = line.strip_prefix("data: small ").and_then(|told| told.trim().parse().ok());
        if let Some(sequence) = told {
            hears.send(Heard { sequence, at: Instant::now() })?;
        }
        line.clear();
    }
    Ok(())
}

/// The resident memory of a process.
fn kilobytes(process: Option<u32>) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.unwrap_or_default())).unwrap_or_default();
    let resident =
        status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.parse().ok());
    resident.unwrap_or(0)
}
