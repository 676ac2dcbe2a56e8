//! The services as processes of their own: how long until they answer, what memory they take, how long answers take.

use std::time::{Duration, Instant};

use anyhow::Result;
use futures::{StreamExt, TryStreamExt, stream};
use newsreel_desk::{Request, SUBMIT};
use newsreel_log::Timeouts;
use newsreel_projector::QUERY;
use newsreel_story::submit::decide::Response;
use newsreel_tests::{newsreel, submission};
use tokio::process::{Child, Command};

use crate::bulk::Corpus;
use crate::{percentile, questions, say};

/// How often a service that has started is asked until it answers.
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);
/// How many submitters write to stories that are not at hand, and to how many.
const WRITERS: [(usize, usize); 2] = [(1, 50), (64, 640)];
/// Longer than any answer should take.
pub(crate) const LIMIT: Timeouts = Timeouts { service: Duration::from_secs(600), answer: Duration::from_secs(600) };

/// Prints all of it.
pub(crate) async fn measure(corpus: &Corpus) -> Result<()> {
    say(&format!("nats-server: {} MB resident", memory(corpus.server.process())));
    let mut desk = started(corpus, "desk", SUBMIT).await?;
    let mut next = 0;
    for (writers, count) in WRITERS {
        let count = count.min(corpus.sizes.stories - next);
        if count == 0 {
            break;
        }
        write_to_idle(corpus, writers, next..next + count).await?;
        next += count;
    }
    let each = corpus.sizes.updates / corpus.sizes.stories;
    say(&format!("desk with {next} stories of {each} updates at hand: {} MB resident (mark 300)", memory(desk.id())));
    desk.kill().await?;
    let mut projector = started(corpus, "projector", QUERY).await?;
    questions::measure(corpus).await?;
    say(&format!("projector after these questions: {} MB resident (mark 300)", memory(projector.id())));
    projector.kill().await?;
    say(&format!("nats-server at the end: {} MB resident", memory(corpus.server.process())));
    Ok(())
}

/// How long it takes to record one update of each of these stories, of which the desk has none in memory.
async fn write_to_idle(corpus: &Corpus, writers: usize, stories: std::ops::Range<usize>) -> Result<()> {
    let one = |story: usize| async move {
        let submission = submission(&format!("story-{story}"), "one-more", 1);
        let began = Instant::now();
        match corpus.log.ask(SUBMIT, &Request { submission, actor: None, partial: false }, LIMIT).await? {
            Response::Accepted(_) => Ok(began.elapsed()),
            Response::Refused(refusals) => anyhow::bail!("refused: {refusals:?}"),
        }
    };
    let mut took: Vec<Duration> = stream::iter(stories.map(one)).buffer_unordered(writers).try_collect().await?;
    took.sort();
    let (half, most) = (percentile(&took, 50), percentile(&took, 99));
    say(&format!("submit to a story that is not at hand, by {writers}: p50 {half:.2?} p99 {most:.2?}"));
    Ok(())
}

/// Starts a service; it answers once it knows what it needs.
async fn started(corpus: &Corpus, role: &str, subject: &'static str) -> Result<Child> {
    let Corpus { server, log, .. } = corpus;
    let mut command = Command::new(newsreel());
    command
        .args(["serve", role, "--url", &server.url(), "--data"])
        .arg(server.store().join("services"))
        // What takes long is to be measured, not refused.
        .args(["--time-limit", "600"])
        .env("RUST_LOG", "error")
        .kill_on_drop(true);
    let (service, began) = (command.spawn()?, Instant::now());
    while log.client().request(subject, "{}".into()).await.is_err() {
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
    let (took, memory) = (began.elapsed(), memory(service.id()));
    say(&format!("{role}: answers {took:.1?} after its start, {memory} MB resident (mark 300)"));
    Ok(service)
}

/// The resident memory of a process, in megabytes.
pub(crate) fn memory(process: Option<u32>) -> u64 {
    let process = process.unwrap_or_default();
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let kilobytes =
        status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1024
}
