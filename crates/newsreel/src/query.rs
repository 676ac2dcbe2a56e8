//! The verbs that ask the projector.

use newsreel_desk::SUBMIT;
use newsreel_log::{AskError, Log, Timeouts};
use newsreel_projector::{Ask, QUERY, Query};
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::recorded::Sequence;
use newsreel_story::views::listing::Page;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::answers::Bounded;
use crate::config::Config;
use crate::print::{self, Answer, Outcome};

/// Asks the projector.
pub(crate) async fn ask<A: Answer + DeserializeOwned>(config: &Config, ask: Ask, bounds: Bounds) -> anyhow::Result<A> {
    ask_projector(config, ask, bounds).await
}

/// The projector's answer as the answer of a verb.
pub(crate) async fn show<A: Answer + DeserializeOwned + 'static>(
    config: &Config,
    ask: Ask,
    bounds: Bounds,
) -> anyhow::Result<Outcome> {
    Ok(Outcome::answer(Bounded { answer: self::ask::<A>(config, ask, bounds).await?, bounds }))
}

/// A page of a list as the answer of a verb, with a remark on how to see the next.
pub(crate) async fn show_page<T: DeserializeOwned>(config: &Config, ask: Ask, bounds: Bounds) -> anyhow::Result<Outcome>
where
    Vec<T>: Answer + 'static,
{
    let Page { list, next } = ask_projector::<Page<T>>(config, ask, bounds).await?;
    if let Some(next) = next {
        print::note(&format!("there are more: go on with --after {next}"));
    }
    Ok(Outcome::answer(Bounded { answer: list, bounds }))
}

/// What the projector answers, once it has everything that is in the log now.
pub(crate) async fn ask_projector<A: DeserializeOwned>(config: &Config, ask: Ask, bounds: Bounds) -> anyhow::Result<A> {
    Questions::begin(config, config.server.connect().await?).await?.ask(ask, bounds).await
}

/// Several questions to the projector over one connection, about everything that is in the log at one moment.
pub(crate) struct Questions<'a> {
    config: &'a Config,
    log: Log,
    at_least: Sequence,
}

impl<'a> Questions<'a> {
    pub(crate) async fn begin(config: &'a Config, log: Log) -> anyhow::Result<Self> {
        let at_least = log.last_sequence().await?;
        Ok(Self { config, log, at_least })
    }

    pub(crate) async fn ask<A: DeserializeOwned>(&self, ask: Ask, bounds: Bounds) -> anyhow::Result<A> {
        let Self { config, log, at_least } = self;
        let question = Query { ask, bounds, style: config.style, at_least: *at_least };
        request(log, QUERY, "projector", &question, config.server.timeouts()).await
    }
}

/// Asks a service, and says how to start it when there is none.
pub(crate) async fn request<A: DeserializeOwned>(
    log: &Log,
    subject: &str,
    service: &str,
    question: &impl Serialize,
    timeouts: Timeouts,
) -> anyhow::Result<A> {
    log.ask(subject, question, timeouts).await.map_err(|error| match error {
        AskError::NoService { .. } => anyhow::anyhow!(
            "no {service} is running, or it is still reading the log; start one with `newsreel serve {service}`, or \
             everything with `newsreel up`, and use `--wait` to wait for it"
        ),
        AskError::Service(error) => error.into(),
        error @ AskError::NoAnswer { .. } if subject == SUBMIT => anyhow::Error::from(error).context(
            "the desk did not answer, so it may be recorded or not; submit the same again, nothing is recorded twice",
        ),
        error @ (AskError::NoAnswer { .. } | AskError::Request(_)) => {
            anyhow::Error::from(error).context(format!("the {service} did not answer"))
        }
    })
}
