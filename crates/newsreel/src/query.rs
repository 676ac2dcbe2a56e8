//! The verbs that ask the projector.

use std::process::ExitCode;

use anyhow::Context;
use newsreel_log::{AskError, Log, Patience};
use newsreel_projector::{Ask, Page, QUERY, Query};
use newsreel_story::view::Bounds;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::answers::Reads;
use crate::config::Config;
use crate::print::{self, Format};

/// Asks the projector and prints its answer: as data, or as `A` reads.
pub(crate) async fn show<A: Reads + DeserializeOwned>(
    config: &Config,
    ask: Ask,
    bounds: Bounds,
) -> anyhow::Result<ExitCode> {
    let answer = ask_projector(config, ask, bounds).await?;
    show_answer::<A>(config, &answer)
}

/// Asks the projector for a page of a list and prints it, and how to see the next.
pub(crate) async fn show_page<T: DeserializeOwned>(config: &Config, ask: Ask) -> anyhow::Result<ExitCode>
where
    Vec<T>: Reads,
{
    let answer = ask_projector(config, ask, Bounds::default()).await?;
    let Page { list, next } = serde_json::from_value::<Page<serde_json::Value>>(answer).context(OTHER_FORM)?;
    let code = show_answer::<Vec<T>>(config, &serde_json::Value::Array(list))?;
    if let Some(next) = next {
        print::note(&format!("there are more: go on with --after {next}"));
    }
    Ok(code)
}

const OTHER_FORM: &str = "the projector answers in another form; run one version of newsreel everywhere";

fn show_answer<A: Reads + DeserializeOwned>(config: &Config, answer: &serde_json::Value) -> anyhow::Result<ExitCode> {
    match config.format {
        Format::Json => print::out(&print::json(answer)?),
        format => print::out(&A::deserialize(answer).context(OTHER_FORM)?.page().render(format)),
    }
    Ok(ExitCode::SUCCESS)
}

/// What the projector answers, once it has everything that is in the log now.
pub(crate) async fn ask_projector(config: &Config, ask: Ask, bounds: Bounds) -> anyhow::Result<serde_json::Value> {
    let log = config.connect().await?;
    let at_least = log.last_sequence().await?;
    request(&log, QUERY, "projector", &Query { ask, bounds, at_least }, config.patience()).await
}

/// Asks a service, and says how to start it when there is none.
pub(crate) async fn request<A: DeserializeOwned>(
    log: &Log,
    subject: &str,
    service: &str,
    question: &impl Serialize,
    patience: Patience,
) -> anyhow::Result<A> {
    log.ask(subject, question, patience).await.map_err(|error| match error {
        AskError::NoService { .. } => anyhow::anyhow!(
            "no {service} is running; start one with `newsreel serve {service}`, or everything with `newsreel up`; \
             --wait waits for it"
        ),
        other => other.into(),
    })
}
