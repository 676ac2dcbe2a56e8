//! `demo`: a real story from first report to brief, on a private server that is gone afterwards.

use std::process::ExitCode;

use newsreel_projector::Ask;
use newsreel_story::brief::Brief;
use newsreel_story::name::StorySlug;
use newsreel_story::overview::Overview;
use newsreel_story::view::Bounds;

use crate::config::Config;
use crate::up::Processes;
use crate::{import, print, query, watch};

/// The example story: the tutorial of the format.
pub(crate) const STORY: &str = include_str!("../demo/envoy-russia-trips.yaml");
const SLUG: &str = "envoy-russia-trips";
/// How many records of the history the demo shows.
const SLICE: u64 = 10;

pub(crate) async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    let data = tempfile::tempdir()?;
    let quiet = Config { log: "warn".to_owned(), ..config.clone() };
    let mut processes = Processes::start(&quiet, data.path(), 0).await?;
    let config = Config { url: processes.url.clone(), data: data.path().to_owned(), wait: true, ..quiet };
    let shown = tokio::select! {
        shown = show(&config) => shown,
        which = processes.any_ends() => Err(anyhow::anyhow!("the {which} has ended; see its messages above")),
        () = crate::serve::shutdown_signal() => Ok(()),
    };
    processes.stop().await;
    shown.map(|()| ExitCode::SUCCESS)
}

async fn show(config: &Config) -> anyhow::Result<()> {
    let file = config.data.join(format!("{SLUG}.yaml"));
    std::fs::write(&file, STORY)?;
    step("import: a real story, as a newsroom would have written it down (newsreel example)");
    if import::import(config, &import::Files { files: vec![file], check: false }).await? != ExitCode::SUCCESS {
        anyhow::bail!("the example story was refused");
    }
    step("brief: what we know; in brackets its standing and the updates it rests on");
    let story = StorySlug::new(SLUG)?;
    query::show::<Brief>(config, Ask::Brief { story: story.clone() }, Bounds::default()).await?;
    step("state: every value, with its standing and by whom; here of one item (newsreel story SLUG [ITEM])");
    for item in ["meeting-april", "meeting-february", "exchange-april"] {
        let ask = Ask::Story { story: story.clone(), item: Some(item.to_owned()) };
        query::show::<Overview>(config, ask, Bounds::default()).await?;
    }
    step("replay: the end of the history, as it was recorded");
    let log = config.connect().await?;
    let last = log.last_sequence().await?;
    watch::history(&log, None, last.saturating_sub(SLICE) + 1, Some(last), config.format).await
}

fn step(what: &str) {
    print::out(&format!("\n>>> {what}\n"));
}
