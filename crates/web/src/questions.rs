//! What the page asks the projector and the desk.

use std::time::Duration;

use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, HeaderValue};
use jiff::Timestamp;
use newsreel_log::service::ServiceStats;
use newsreel_log::{AskError, ErrorCode, Log, Timeouts};
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::{EntitySlug, StorySlug, UpdateKey};
use newsreel_story::record::recorded::Sequence;
use newsreel_story::record::style::Style;
use newsreel_story::record::time::schema::Moment;
use newsreel_story::record::update::Embargo;
use newsreel_story::submit::decide::{Answer, EntryAnswer, Response};
use newsreel_story::submit::doubts::Doubt;
use newsreel_story::submit::refusal::Refusal;
use newsreel_story::views::difference::Difference;
use newsreel_story::views::reading::Reading;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::live::Audience;

/// The subject of questions to the projector.
pub const QUERY: &str = "newsreel.projector.query";
/// The subject of submissions to the desk.
pub const SUBMIT: &str = "newsreel.desk.submit";
/// The subject of submissions that are only to be decided.
pub const CHECK: &str = "newsreel.desk.check";
/// The subject of requests about embargoes.
pub const EMBARGO: &str = "newsreel.desk.embargo";
/// The subject of questions for proofs.
pub const PROVE: &str = "newsreel.notary.prove";
/// How long somebody in front of a browser is kept waiting.
const TIMEOUTS: Timeouts = Timeouts { service: Duration::from_secs(3), answer: Duration::from_secs(30) };

/// How long a reader waits for a proof, without which the rest of the page is whole.
const PROOF_TIMEOUTS: Timeouts = Timeouts { service: Duration::from_millis(100), answer: Duration::from_secs(1) };

/// How long whatever watches over the page waits: it gives up itself after a few seconds.
const PROBE_TIMEOUTS: Timeouts = Timeouts { service: Duration::from_secs(1), answer: Duration::from_secs(2) };

/// The other services.
pub(crate) struct Services {
    log: Log,
    style: Style,
}

// The other services' types are theirs: services do not know each other. That these say the same is held by a test that
// knows all of them (`tests/tests/it/contract.rs`).

/// A question to the projector.
#[derive(Debug, Serialize)]
pub struct Query<'q> {
    /// What is asked.
    pub ask: &'q Value,
    /// The bounds of the answer.
    pub bounds: &'q Bounds,
    /// How it is written.
    pub style: Style,
    /// The position it is to cover.
    pub at_least: Sequence,
}

/// What is sent to the desk.
#[derive(Debug, Serialize)]
pub struct Submission<'s> {
    /// The document.
    pub submission: &'s Value,
    /// Who sends it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<&'s str>,
}

/// A question to the notary.
#[derive(Debug, Serialize)]
pub struct Prove {
    /// The positions of the records to be proven.
    pub positions: Vec<Sequence>,
    /// How many records the checkpoint is to have at least.
    pub at_least: Sequence,
}

/// What the notary says of some records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Proven {
    /// The checkpoint, a signed note.
    pub checkpoint: String,
    /// That each record is in the tree.
    pub records: Vec<ProvenRecord>,
}

/// That a record is in the tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProvenRecord {
    /// Its position.
    pub sequence: Sequence,
    /// The hashes from its leaf to the root, in base64.
    pub proof: Vec<String>,
}

/// A record that could not be read and was put aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PutAside {
    /// Its position in the log, where it still is.
    pub sequence: Sequence,
    /// When the log took it.
    #[schemars(with = "Moment")]
    pub recorded_at: Timestamp,
    /// The subject it was published on.
    pub subject: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Why it cannot be read.
    pub reason: String,
    /// Whether somebody has said that nothing is to be done about it.
    pub dismissed: bool,
}

/// What is to be done about embargoes.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EmbargoRequest<'r> {
    /// Show what is under an embargo: for those who are to know it before its time.
    List {
        /// Of this story; without one, of every story and of the directory.
        story: Option<&'r str>,
    },
    /// Lift it now.
    Lift {
        /// What.
        of: &'r UnderEmbargo,
        /// Who lifts it.
        actor: &'r str,
        /// Why.
        reason: Option<&'r str>,
    },
    /// Let it end later.
    Extend {
        /// What.
        of: &'r UnderEmbargo,
        /// The new end.
        until: Timestamp,
        /// Who extends it.
        actor: &'r str,
        /// Why.
        reason: Option<&'r str>,
    },
}

/// What is under an embargo.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum UnderEmbargo {
    /// Everything of this story.
    Story(StorySlug),
    /// One update, with what it names.
    Update {
        /// The story.
        story: StorySlug,
        /// The update's key or id.
        update: String,
    },
    /// An entry of the directory.
    Entry(EntitySlug),
}

/// A record that is or was under an embargo, as it is filed now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Embargoed {
    /// Its position in the log.
    pub sequence: Sequence,
    /// The story it is of; none of an entry of the directory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub story: Option<StorySlug>,
    /// Its type, `meeting.confirmed`.
    pub update: String,
    /// Its item, its story, or the entry of the directory.
    pub of: String,
    /// Its key, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<UpdateKey>,
    /// Its embargo.
    pub embargo: Embargo,
}

/// What the desk would decide of a submission, and what would move.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Checked {
    /// It would be recorded.
    Accepted {
        /// One answer for each update.
        updates: Vec<Answer>,
        /// What it would change in the directory.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        directory: Vec<EntryAnswer>,
        /// What would move.
        differences: Vec<Difference>,
        /// What is likely a mistake, although it would be accepted.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        doubts: Vec<Doubt>,
        /// How each update would read in the brief, with what would read better otherwise.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        readings: Vec<Reading>,
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
    /// In how many seconds asking again may help, where that is known.
    pub(crate) later: Option<u64>,
}

/// In how many seconds whoever asks may come back, where nothing else is known.
const LATER: u64 = 5;

impl NoAnswer {
    pub(crate) fn new(status: u16, code: &'static str, sentence: impl Into<Box<str>>) -> Self {
        let later = matches!(status, 429 | 503).then_some(LATER);
        Self { status, code, sentence: sentence.into(), later }
    }

    pub(crate) fn of(code: ErrorCode, sentence: impl std::fmt::Display) -> Self {
        let status = match code {
            ErrorCode::BeyondEnd => 404,
            other => other.number(),
        };
        Self::new(status, code.as_str(), sentence.to_string())
    }

    /// Whoever asks may not.
    pub(crate) fn forbidden(sentence: &str) -> Self {
        Self::new(403, "forbidden", sentence)
    }

    /// It is not known who asks.
    pub(crate) fn unauthorized() -> Self {
        let sentence = "sign in first: show a token as `Authorization: Bearer …`";
        Self::new(401, "unauthorized", sentence)
    }

    /// The headers that go with it: when to come back.
    pub(crate) fn headers(&self) -> HeaderMap {
        self.later.map(|later| (RETRY_AFTER, HeaderValue::from(later))).into_iter().collect()
    }
}

/// What whoever asked is told when no answer has come in time: what they can do.
fn late(subject: &str, waited: Duration) -> String {
    let seconds = waited.as_secs();
    match subject {
        QUERY => format!(
            "this is not answered within {seconds} seconds. Ask for less of it: for an earlier moment, one item, the updates \
             from some position on; a search finds what a large story says of something"
        ),
        SUBMIT => format!(
            "the desk has not answered within {seconds} seconds, and whether it has recorded this is not known. Send it again: \
             nothing is recorded twice"
        ),
        _ => format!("this is not answered within {seconds} seconds; the service that would answer may be down"),
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
            AskError::NoAnswer { subject, waited } => Self::of(ErrorCode::TimedOut, late(&subject, waited)),
            error @ AskError::Request(_) => Self::of(ErrorCode::Internal, error),
        }
    }
}

tokio::task_local! {
    /// For whom the request in work is answered.
    static AUDIENCE: Audience;
}

/// Answers a request for an audience: whatever is asked meanwhile is asked for it.
pub(crate) async fn answered_for<A>(audience: Audience, answer: impl Future<Output = A>) -> A {
    AUDIENCE.scope(audience, answer).await
}

/// For whom the request in work is answered; what is in work without one is for the newsroom.
pub(crate) fn audience() -> Audience {
    AUDIENCE.try_with(|audience| *audience).unwrap_or(Audience::Newsroom)
}

impl Services {
    pub(crate) fn new(log: Log, style: Style) -> Self {
        Self { log, style }
    }

    /// Asks the projector; the answer covers at least this position of the log, and for readers outside nothing that is for
    /// the desk.
    pub(crate) async fn ask<A: DeserializeOwned>(
        &self,
        ask: Value,
        bounds: &Bounds,
        at_least: Sequence,
    ) -> Result<A, NoAnswer> {
        let bounds = &Bounds { for_readers: bounds.for_readers || audience() == Audience::Readers, ..*bounds };
        Ok(self.log.ask(QUERY, &Query { ask: &ask, bounds, style: self.style, at_least }, TIMEOUTS).await?)
    }

    /// Submits a document.
    pub(crate) async fn submit(&self, document: &Value, actor: Option<&str>) -> Result<Response, NoAnswer> {
        Ok(self.log.ask(SUBMIT, &Submission { submission: document, actor }, TIMEOUTS).await?)
    }

    /// What would come of submitting a document.
    pub(crate) async fn check(&self, document: &Value, actor: Option<&str>) -> Result<Checked, NoAnswer> {
        Ok(self.log.ask(CHECK, &Submission { submission: document, actor }, TIMEOUTS).await?)
    }

    /// That a record is in the log as it was signed; none where no notary says so in time.
    pub(crate) async fn prove(&self, sequence: Sequence) -> Option<Proven> {
        let proven = self.proof_of(vec![sequence]).await;
        proven.inspect_err(|why| tracing::debug!("update {sequence} is shown without a proof: {why}")).ok()
    }

    /// That records are in the log as they were signed, or why nobody says so.
    pub(crate) async fn proof_of(&self, positions: Vec<Sequence>) -> Result<Proven, NoAnswer> {
        let prove = Prove { positions, at_least: 0 };
        self.log.ask(PROVE, &prove, PROOF_TIMEOUTS).await.map_err(|error| match error {
            AskError::NoService { .. } => {
                NoAnswer::of(ErrorCode::Unavailable, "no notary is running that could prove it")
            }
            other => other.into(),
        })
    }

    /// What is under an embargo, or what became of it.
    pub(crate) async fn embargo(&self, request: &EmbargoRequest<'_>) -> Result<Vec<Embargoed>, NoAnswer> {
        Ok(self.log.ask(EMBARGO, request, TIMEOUTS).await?)
    }

    /// The record at a position as it stands in the log: a CloudEvent in JSON. Only for positions that an answer has shown.
    pub(crate) async fn event(&self, sequence: Sequence) -> Result<String, NoAnswer> {
        let stored = self.log.at(sequence).await.map_err(|error| NoAnswer::of(ErrorCode::Unavailable, error))?;
        let stored = stored.ok_or_else(|| NoAnswer::of(ErrorCode::NotFound, "the log has nothing at this position"))?;
        Ok(String::from_utf8_lossy(&stored.record.payload).into_owned())
    }

    /// What every service says of itself.
    pub(crate) async fn statistics(&self) -> Result<Vec<ServiceStats>, NoAnswer> {
        self.log.services().await.map_err(|error| NoAnswer::of(ErrorCode::Unavailable, error))
    }

    /// The last position of the log.
    pub(crate) async fn last(&self) -> Result<Sequence, NoAnswer> {
        self.log.last_sequence().await.map_err(|error| NoAnswer::of(ErrorCode::Unavailable, error))
    }

    /// How far the projector is behind the log, and the position it is at.
    pub(crate) async fn lag(&self) -> Result<(Sequence, Sequence), NoAnswer> {
        let last = self.last().await?;
        let position = Query { ask: &json!("position"), bounds: &Bounds::default(), style: self.style, at_least: 0 };
        let position: Sequence = self.log.ask(QUERY, &position, PROBE_TIMEOUTS).await?;
        Ok((last.saturating_sub(position), position))
    }
}
