//! `demo`: a real story from first report to brief, on a private server that is gone afterwards.

use clap::ValueEnum;
use newsreel_projector::Ask;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::StorySlug;
use newsreel_story::submit::yaml::Source;
use newsreel_story::views::brief::{Brief, Form};
use newsreel_story::views::overview::Overview;
use serde::Serialize;

use crate::config::{AuditConfig, Config, LoggingConfig, ServerConfig, Wait};
use crate::page::Page;
use crate::print::{Answer, Outcome, Stream};
use crate::up::Processes;
use crate::{import, query, replay};

/// The example story: the tutorial of the format.
pub(crate) const STORY: &str = include_str!("../demo/envoy-russia-trips.yaml");
pub(crate) const SLUG: &str = "envoy-russia-trips";
/// How many records of the history the demo shows.
const SLICE: u64 = 10;

pub(crate) async fn run(config: &Config) -> anyhow::Result<Outcome> {
    on_private_server(config, |config| async move { show(&config).await }).await
}

/// Shows something on a server and services of its own, which are gone afterwards.
pub(crate) async fn on_private_server<S: Future<Output = anyhow::Result<()>>>(
    config: &Config,
    show: impl FnOnce(Config) -> S,
) -> anyhow::Result<Outcome> {
    let data = tempfile::tempdir()?;
    let logging = LoggingConfig { filter: "warn".to_owned(), ..config.logging };
    let audit = AuditConfig { notary_key: None, trust: None, witnesses: None, ..config.audit };
    let quiet = Config { logging, audit, ..config.clone() };
    let mut processes = Processes::start(&quiet, data.path(), 0, None).await?;
    let server = ServerConfig { url: processes.url.clone(), wait: Wait::Always, ..quiet.server };
    let config = Config { server, data: data.path().to_owned(), ..quiet };
    let shown = tokio::select! {
        shown = show(config) => shown,
        which = processes.any_ends() => Err(anyhow::anyhow!("the {which} has ended; see its messages above")),
        () = crate::serve::shutdown_signal() => Ok(()),
    };
    processes.stop().await;
    shown.map(|()| Outcome::Done)
}

async fn show(config: &Config) -> anyhow::Result<()> {
    let mut out = Stream::new(config.format);
    let file = config.data.join(format!("{SLUG}.yaml"));
    std::fs::write(&file, STORY)?;
    out.print(&Step { step: "import: a real story, as a newsroom would have written it down (newsreel example)" })?;
    match import::import(config, &import::Files { files: vec![file], check: false, full: false }).await? {
        Outcome::Answered(recorded) => out.print(&*recorded)?,
        _ => anyhow::bail!("the example story was refused"),
    }
    out.print(&Step { step: "brief: what we know; in brackets its standing and the updates it rests on" })?;
    let story = StorySlug::new(SLUG)?;
    out.print(
        &query::ask::<Brief>(config, Ask::Brief { story: story.clone(), form: Form::Standard }, Bounds::default())
            .await?,
    )?;
    out.print(&Step {
        step: "state: every value, with its standing and by whom; here of one item (newsreel story SLUG [ITEM])",
    })?;
    for item in ["meeting-april", "meeting-february", "exchange-april"] {
        let ask = Ask::Story { story: story.clone(), item: Some(item.to_owned()) };
        out.print(&query::ask::<Overview>(config, ask, Bounds::default()).await?)?;
    }
    out.print(&Step { step: "replay: the end of the history, as it was recorded" })?;
    let log = config.server.open_log().await?;
    let last = log.last_sequence().await?;
    replay::history(&log, last.saturating_sub(SLICE) + 1..=last, &mut out).await?;
    out.end()
}

/// What the demo does next.
#[derive(Serialize)]
pub(crate) struct Step {
    pub(crate) step: &'static str,
}

impl Answer for Step {
    fn page(&self) -> Page {
        let mut page = Page::default();
        page.step(self.step);
        page
    }
}

/// The stories that teach the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Example {
    /// A real story, as a newsroom would have written it down
    #[value(name = SLUG)]
    Envoy,
    /// An invented story with every form of the format once
    #[value(name = "harbour-dues")]
    HarbourDues,
}

impl Example {
    fn text(self) -> &'static str {
        match self {
            Self::Envoy => STORY,
            Self::HarbourDues => include_str!("../demo/harbour-dues.yaml"),
        }
    }

    /// The story, as it can be imported in either form.
    ///
    /// # Errors
    /// When it is not YAML, which the tests rule out.
    pub(crate) fn read(self) -> anyhow::Result<ExampleFile> {
        let mut documents = Source::parse(self.text())?;
        Ok(ExampleFile { text: self.text(), document: documents.pop().map(|source| source.value).unwrap_or_default() })
    }
}

/// An example story.
#[derive(Serialize)]
#[serde(transparent)]
pub(crate) struct ExampleFile {
    #[serde(skip)]
    text: &'static str,
    document: serde_json::Value,
}

impl Answer for ExampleFile {
    fn page(&self) -> Page {
        let mut page = Page::default();
        page.file("yaml", self.text);
        page
    }
}
