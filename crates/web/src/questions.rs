//! What the page asks the projector and the desk.

use std::time::Duration;

use newsreel_log::{AskError, ErrorCode, Log, Timeouts};
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::recorded::Sequence;
use newsreel_story::submit::decide::{Answer, Response};
use newsreel_story::submit::refusal::Refusal;
use newsreel_story::views::difference::Difference;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The subject of questions to the projector.
const QUERY: &str = "newsreel.projector.query";
/// The subject of submissions to the desk.
const SUBMIT: &str = "newsreel.desk.submit";
/// The subject of submissions that are only to be decided.
const CHECK: &str = "newsreel.desk.check";
/// How long somebody in front of a browser is kept waiting.
const TIMEOUTS: Timeouts = Timeouts { service: Duration::from_secs(3), answer: Duration::from_secs(30) };

/// The other services.
pub(crate) struct Services {
    log: Log,
}

/// A question to the projector.
#[derive(Serialize)]
struct Query<'q> {
    ask: &'q Value,
    bounds: &'q Bounds,
    at_least: Sequence,
}

/// What is sent to the desk.
#[derive(Serialize)]
struct Submission<'s> {
    submission: &'s Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    actor: Option<&'s str>,
}

/// What the desk would decide of a submission, and what would move.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Checked {
    /// It would be recorded.
    Accepted {
        /// One answer for each update.
        updates: Vec<Answer>,
        /// What would move.
        differences: Vec<Difference>,
    },
    /// Nothing of it would be recorded.
    Refused(Vec<Refusal>),
}

/// Why there is no answer, as the one who asked is told.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{sentence}")]
pub(crate) struct NoAnswer {
    pub(crate) status: u16,
    pub(crate) code: &'static str,
    pub(crate) sentence: Box<str>,
}

impl NoAnswer {
    pub(crate) fn of(code: ErrorCode, sentence: impl std::fmt::Display) -> Self {
        let status = match code {
            ErrorCode::BeyondEnd => 404,
            other => other.number(),
        };
        Self { status, code: code.as_str(), sentence: sentence.to_string().into() }
    }
}

impl From<AskError> for NoAnswer {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Service(error) => Self::of(error.code, error.message),
            AskError::NoService { .. } => Self::of(
                ErrorCode::Unavailable,
                "nothing answers at the moment: the projector or the desk is not running, or still reads the log",
            ),
            error @ AskError::NoAnswer { .. } => Self::of(ErrorCode::TimedOut, error),
            error @ AskError::Request(_) => Self::of(ErrorCode::Internal, error),
        }
    }
}

impl Services {
    pub(crate) fn new(log: Log) -> Self {
        Self { log }
    }

    /// Asks the projector; the answer covers at least this position of the log.
    pub(crate) async fn ask<A: DeserializeOwned>(
        &self,
        ask: Value,
        bounds: &Bounds,
        at_least: Sequence,
    ) -> Result<A, NoAnswer> {
        Ok(self.log.ask(QUERY, &Query { ask: &ask, bounds, at_least }, TIMEOUTS).await?)
    }

    /// Submits a document.
    pub(crate) async fn submit(&self, document: &Value, actor: Option<&str>) -> Result<Response, NoAnswer> {
        Ok(self.log.ask(SUBMIT, &Submission { submission: document, actor }, TIMEOUTS).await?)
    }

    /// What would come of submitting a document.
    pub(crate) async fn check(&self, document: &Value, actor: Option<&str>) -> Result<Checked, NoAnswer> {
        Ok(self.log.ask(CHECK, &Submission { submission: document, actor }, TIMEOUTS).await?)
    }

    /// How far the projector is behind the log, and the position it is at.
    pub(crate) async fn lag(&self) -> Result<(Sequence, Sequence), NoAnswer> {
        let last = self.log.last_sequence().await.map_err(|error| NoAnswer::of(ErrorCode::Unavailable, error))?;
        let position: Sequence = self.ask(json!("position"), &Bounds::default(), 0).await?;
        Ok((last.saturating_sub(position), position))
    }
}
