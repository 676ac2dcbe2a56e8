//! The verbs that ask the projector.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use async_nats::client::RequestErrorKind;
use newsreel_log::Log;
use newsreel_projector::{Ask, QUERY, Query, Reply};
use newsreel_story::name::StorySlug;
use newsreel_story::view::Bounds;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::config::Config;
use crate::print;

/// How long a service may take to come up.
const PATIENCE: Duration = Duration::from_secs(60);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

pub(crate) async fn stories(config: &Config) -> anyhow::Result<ExitCode> {
    show(config, Ask::Stories, Bounds::default(), |answer: Vec<newsreel_projector::Listing>| {
        print::stories(&answer, config.format)
    })
    .await
}

pub(crate) async fn story(
    config: &Config,
    story: &str,
    item: Option<String>,
    bounds: Bounds,
) -> anyhow::Result<ExitCode> {
    let ask = Ask::Story { story: StorySlug::new(story)?, item };
    show(config, ask, bounds, |answer| print::overview(&answer, config.format)).await
}

pub(crate) async fn brief(config: &Config, story: &str, bounds: Bounds) -> anyhow::Result<ExitCode> {
    let ask = Ask::Brief { story: StorySlug::new(story)? };
    show(config, ask, bounds, |answer| print::brief(&answer, config.format)).await
}

pub(crate) async fn search(config: &Config, words: String) -> anyhow::Result<ExitCode> {
    show(config, Ask::Search { words }, Bounds::default(), |answer: Vec<newsreel_projector::Found>| {
        print::found(&answer, config.format)
    })
    .await
}

async fn show<A: DeserializeOwned>(
    config: &Config,
    ask: Ask,
    bounds: Bounds,
    print: impl FnOnce(A) -> anyhow::Result<String>,
) -> anyhow::Result<ExitCode> {
    let log = config.connect().await?;
    log.set_up().await?;
    let at_least = log.last_sequence().await?;
    let reply = request::<Reply>(&log, QUERY, "projector", &Query { ask, bounds, at_least }, !config.no_wait).await?;
    match reply {
        Reply::Answer(answer) => {
            let answer = serde_json::from_value(answer)
                .context("the projector answers in another form; run one version of newsreel everywhere")?;
            print::out(&print(answer)?);
            Ok(ExitCode::SUCCESS)
        }
        Reply::NotFound(reason) | Reply::Failed(reason) => anyhow::bail!(reason),
    }
}

/// Asks a service; waits for one that is not up yet.
pub(crate) async fn request<A: DeserializeOwned>(
    log: &Log,
    subject: &str,
    service: &str,
    question: &impl Serialize,
    wait: bool,
) -> anyhow::Result<A> {
    let payload = serde_json::to_vec(question)?;
    let deadline = tokio::time::Instant::now() + PATIENCE;
    let mut pause = Duration::from_millis(20);
    loop {
        let request = async_nats::Request::new().payload(payload.clone().into()).timeout(Some(PATIENCE));
        match log.client().send_request(subject.to_owned(), request).await {
            Ok(message) => return Ok(serde_json::from_slice(&message.payload)?),
            Err(error)
                if wait && error.kind() == RequestErrorKind::NoResponders && tokio::time::Instant::now() < deadline =>
            {
                tracing::debug!("no {service} answers yet; asking again");
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
            Err(error) if error.kind() == RequestErrorKind::NoResponders => {
                anyhow::bail!(
                    "no {service} is running; start one with `newsreel serve {service}`, or everything with `newsreel up`"
                )
            }
            Err(error) => return Err(error).with_context(|| format!("the {service} did not answer")),
        }
    }
}
