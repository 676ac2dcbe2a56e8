//! The verbs that ask the projector.

use std::time::Duration;

use anyhow::Context;
use async_nats::client::RequestErrorKind;
use newsreel_log::Log;
use newsreel_projector::{Ask, QUERY, Query, Reply};
use newsreel_story::record::bounds::Bounds;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::answers::Bounded;
use crate::config::{Config, RetryLimits};
use crate::print::{Answer, Outcome};

/// How long one try may take. A server that is killed loses what was on its way, so the question is asked again: to ask
/// twice changes nothing, and to submit twice records nothing twice.
const ONE_TRY: Duration = Duration::from_secs(10);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// Asks the projector.
pub(crate) async fn ask<A: Answer + DeserializeOwned>(config: &Config, ask: Ask, bounds: Bounds) -> anyhow::Result<A> {
    serde_json::from_value(ask_projector(config, ask, bounds).await?)
        .context("the projector answers in another form; run one version of newsreel everywhere")
}

/// The projector's answer as the answer of a verb.
pub(crate) async fn show<A: Answer + DeserializeOwned + 'static>(
    config: &Config,
    ask: Ask,
    bounds: Bounds,
) -> anyhow::Result<Outcome> {
    Ok(Outcome::answer(Bounded { answer: self::ask::<A>(config, ask, bounds).await?, bounds }))
}

/// What the projector answers, once it has everything that is in the log now.
pub(crate) async fn ask_projector(config: &Config, ask: Ask, bounds: Bounds) -> anyhow::Result<serde_json::Value> {
    let log = config.server.open_log().await?;
    let at_least = log.last_sequence().await?;
    match request::<Reply>(&log, QUERY, "projector", &Query { ask, bounds, at_least }, config.server.retry_limits())
        .await?
    {
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
    limits: RetryLimits,
) -> anyhow::Result<A> {
    let payload = serde_json::to_vec(question)?;
    let started = tokio::time::Instant::now();
    let mut pause = Duration::from_millis(20);
    loop {
        let request = async_nats::Request::new().payload(payload.clone().into()).timeout(Some(ONE_TRY));
        let error = match log.client().send_request(subject.to_owned(), request).await {
            Ok(message) => return Ok(serde_json::from_slice(&message.payload)?),
            Err(error) => error,
        };
        let ask_again = match error.kind() {
            RequestErrorKind::NoResponders => started.elapsed() < limits.absent,
            RequestErrorKind::TimedOut => started.elapsed() < limits.lost,
            _ => false,
        };
        if ask_again {
            tracing::debug!("no {service} answers yet ({error}); asking again");
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        } else if error.kind() == RequestErrorKind::NoResponders {
            anyhow::bail!(
                "no {service} is running, or it is still reading the log; start one with `newsreel serve {service}`, or \
                 everything with `newsreel up`, and use `--wait` to wait for it"
            )
        } else {
            return Err(error).with_context(|| format!("the {service} did not answer"));
        }
    }
}
