//! The verbs that ask the projector.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use async_nats::client::RequestErrorKind;
use newsreel_log::Log;
use newsreel_projector::{Ask, QUERY, Query, Reply};
use newsreel_story::record::bounds::Bounds;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::answers::Reads;
use crate::config::Config;
use crate::print::{self, Format};

/// How long a service may take to come up, and to answer.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long one try may take. A server that is killed loses what was on its way, so the question is asked again: to ask
/// twice changes nothing, and to submit twice records nothing twice.
const ONE_TRY: Duration = Duration::from_secs(10);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// Asks the projector and prints its answer: as data, or as `A` reads.
pub(crate) async fn show<A: Reads + DeserializeOwned>(
    config: &Config,
    ask: Ask,
    bounds: Bounds,
) -> anyhow::Result<ExitCode> {
    let answer = ask_projector(config, ask, bounds).await?;
    let read: A = serde_json::from_value(answer.clone())
        .context("the projector answers in another form; run one version of newsreel everywhere")?;
    match config.format {
        Format::Json => print::out(&print::json(&answer)?),
        format => print::out(&read.page().render(format)),
    }
    Ok(ExitCode::SUCCESS)
}

/// What the projector answers, once it has everything that is in the log now.
pub(crate) async fn ask_projector(config: &Config, ask: Ask, bounds: Bounds) -> anyhow::Result<serde_json::Value> {
    let log = config.connect().await?;
    log.set_up().await?;
    let at_least = log.last_sequence().await?;
    match request::<Reply>(&log, QUERY, "projector", &Query { ask, bounds, at_least }, !config.no_wait).await? {
        Reply::Answer(answer) => Ok(answer),
        Reply::NotFound(reason) | Reply::Failed(reason) => anyhow::bail!(reason),
    }
}

/// Asks a service; waits for one that is not up yet, and asks again when an answer is lost.
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
        let request = async_nats::Request::new().payload(payload.clone().into()).timeout(Some(ONE_TRY));
        match log.client().send_request(subject.to_owned(), request).await {
            Ok(message) => return Ok(serde_json::from_slice(&message.payload)?),
            Err(error)
                if wait
                    && matches!(error.kind(), RequestErrorKind::NoResponders | RequestErrorKind::TimedOut)
                    && tokio::time::Instant::now() < deadline =>
            {
                tracing::debug!("no {service} answers yet ({error}); asking again");
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
