//! The services as processes of their own: how long until they answer, what memory they take, how long answers take.

use std::time::{Duration, Instant};

use anyhow::Result;
use newsreel_tests::newsreel;
use tokio::process::{Child, Command};

use crate::bulk::Corpus;
use crate::{questions, say};

/// How often a service that has started is asked until it answers.
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// Prints all of it.
pub(crate) async fn measure(corpus: &Corpus) -> Result<()> {
    // The second start finds what the first has left behind.
    for start in ["first", "second"] {
        let mut desk = started(corpus, "desk", newsreel_desk::SUBMIT, start).await?;
        desk.kill().await?;
    }
    let mut projector = started(corpus, "projector", newsreel_projector::QUERY, "first").await?;
    questions::measure(corpus).await?;
    say(&format!("projector after these questions: {} MB resident (mark 300)", memory(&projector)));
    projector.kill().await?;
    Ok(())
}

/// Starts a service; it answers once it has caught up.
async fn started(corpus: &Corpus, role: &str, subject: &'static str, start: &str) -> Result<Child> {
    let Corpus { server, log, .. } = corpus;
    let mut command = Command::new(newsreel());
    command
        .args(["serve", role, "--url", &server.url(), "--data"])
        .arg(server.store().join("services"))
        .env("RUST_LOG", "error")
        .kill_on_drop(true);
    let (service, began) = (command.spawn()?, Instant::now());
    while log.client().request(subject, "{}".into()).await.is_err() {
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
    let (took, updates) = (began.elapsed(), log.last_sequence().await?);
    let memory = memory(&service);
    let each = (memory << 20) / updates.max(1);
    say(&format!(
        "{role}, {start} start: answers after {took:.1?}, {memory} MB resident (mark 300), {each} bytes an update"
    ));
    Ok(service)
}

/// The resident memory of a process, in megabytes.
fn memory(process: &Child) -> u64 {
    let process = process.id().unwrap_or_default();
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let kilobytes =
        status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1024
}
