//! Appending: all of a proposal or nothing, under the expected sequence of every story it touches, and once for ever.
//!
//! JetStream forgets message ids after a while and does not say, after a lost connection, what became of a request. So
//! after any error the tail of each unit is read and our own ids are looked for before anything is tried again.

use std::time::Duration;

use async_nats::HeaderMap;
use bytes::Bytes;
use newsreel_story::name::UpdateId;
use newsreel_story::update::Sequence;
use serde::Deserialize;
use tokio::time::Instant;

use crate::connection::RequestError;
use crate::log::Log;
use crate::read::ReadError;
use crate::subject::{Subject, Unit};

/// The most messages JetStream takes as one atomic batch.
pub const MAX_BATCH: usize = 1000;
/// How long an append is tried before its outcome is given up as unknown: an election takes four to eight seconds.
const RETRY_BUDGET: Duration = Duration::from_secs(20);
const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// JetStream: the last sequence is not the expected one.
pub(crate) const WRONG_LAST_SEQUENCE: u64 = 10071;
/// JetStream: the same inside a batch, or another write is in flight.
const WRONG_LAST_SEQUENCE_IN_BATCH: u64 = 10164;
/// JetStream: the batch has too many messages.
const BATCH_TOO_LARGE: u64 = 10199;
/// JetStream: transient, or an outcome only the tail can tell: sequence in flight, incomplete batch, duplicate in batch,
/// too many open batches.
const LOOK_AND_TRY_AGAIN: [u64; 4] = [10158, 10176, 10201, 10210];

/// A record as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    /// Its identity.
    pub id: UpdateId,
    /// Where it goes.
    pub subject: Subject,
    /// Its bytes, the same on every try.
    pub payload: Bytes,
}

/// Records of one unit, and the position they were decided on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    /// The unit of consistency.
    pub unit: Unit,
    /// The position of the unit's last record; zero when it must be new.
    pub expected: Sequence,
    /// The records, in order.
    pub records: Vec<Encoded>,
}

/// What is appended together or not at all. Each unit at most once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proposal {
    /// What is written.
    pub writes: Vec<Write>,
}

impl Proposal {
    /// How many records it has.
    pub fn len(&self) -> usize {
        self.writes.iter().map(|write| write.records.len()).sum()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many bytes its records have together.
    pub fn bytes(&self) -> usize {
        self.records().map(|record| record.payload.len()).sum()
    }

    fn records(&self) -> impl Iterator<Item = &Encoded> {
        self.writes.iter().flat_map(|write| &write.records)
    }
}

/// Why nothing is known to be appended.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AppendError {
    /// Somebody else wrote to a unit first: read its tail and decide again.
    #[error("somebody else wrote to {0} first; read what is new and decide again")]
    Conflict(Unit),
    /// More than one batch can hold.
    #[error("{0} records are more than one append can hold ({MAX_BATCH}); append fewer at a time")]
    TooMany(usize),
    /// The server refuses.
    #[error(transparent)]
    Refused(RequestError),
    /// No answer within the time allowed, and nothing of it on file when last seen. Trying again is safe.
    #[error("no answer to an append for {0:?}, and it is not on file; try again, it will be recorded once")]
    Unknown(Duration),
    /// The task that appends has ended.
    #[error("the appender has stopped; restart the service")]
    Stopped,
}

#[derive(Deserialize)]
struct Acknowledged {
    seq: Sequence,
}

/// What the answer to one try means.
enum Outcome {
    Appended(Vec<Sequence>),
    LookAndTryAgain(RequestError),
    Final(AppendError),
}

impl Log {
    /// Appends everything in the proposal, or nothing. The positions are those of its records, in order. Only one append
    /// of a unit may be in flight at a time.
    pub async fn append(&self, proposal: &Proposal) -> Result<Vec<Sequence>, AppendError> {
        if proposal.is_empty() {
            return Ok(Vec::new());
        }
        if proposal.len() > MAX_BATCH {
            return Err(AppendError::TooMany(proposal.len()));
        }
        let deadline = Instant::now() + RETRY_BUDGET;
        let mut pause = FIRST_PAUSE;
        loop {
            let error = match self.try_append(proposal).await {
                Outcome::Appended(sequences) => return Ok(sequences),
                Outcome::Final(error) => return Err(error),
                Outcome::LookAndTryAgain(error) => error,
            };
            match self.landed(proposal).await {
                Ok(Some(sequences)) => return Ok(sequences),
                Ok(None) => tracing::debug!("append is not on file, trying again: {error}"),
                Err(Look::Conflict(unit)) => return Err(AppendError::Conflict(unit)),
                Err(Look::Unreadable(error)) => tracing::warn!("cannot see what became of an append: {error}"),
            }
            if Instant::now() + pause > deadline {
                return Err(AppendError::Unknown(RETRY_BUDGET));
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    async fn try_append(&self, proposal: &Proposal) -> Outcome {
        let count = proposal.len();
        let answer = if count == 1 { self.publish_one(proposal).await } else { self.publish_batch(proposal).await };
        match answer {
            Ok(Acknowledged { seq }) => Outcome::Appended((seq + 1 - count as u64..=seq).collect()),
            Err(error) => match error.code() {
                Some(WRONG_LAST_SEQUENCE | WRONG_LAST_SEQUENCE_IN_BATCH) => Outcome::LookAndTryAgain(error),
                Some(BATCH_TOO_LARGE) => Outcome::Final(AppendError::TooMany(count)),
                Some(code) if LOOK_AND_TRY_AGAIN.contains(&code) => Outcome::LookAndTryAgain(error),
                None if matches!(error, RequestError::NoAnswer { .. }) => Outcome::LookAndTryAgain(error),
                _ => Outcome::Final(AppendError::Refused(error)),
            },
        }
    }

    async fn publish_one(&self, proposal: &Proposal) -> Result<Acknowledged, RequestError> {
        let Some((write, record)) = proposal.writes.iter().find_map(|write| Some((write, write.records.first()?)))
        else {
            return Ok(Acknowledged { seq: 0 });
        };
        let mut headers = expectation(write);
        headers.insert("Nats-Msg-Id", record.id.to_string().as_str());
        self.connection.ask(&record.subject.to_string(), headers, record.payload.clone()).await
    }

    /// An atomic batch (ADR-50): every message names the batch and its place in it, and the last one commits.
    async fn publish_batch(&self, proposal: &Proposal) -> Result<Acknowledged, RequestError> {
        let batch = uuid::Uuid::now_v7().simple().to_string();
        let count = proposal.len();
        let mut place = 0;
        for write in &proposal.writes {
            for (i, record) in write.records.iter().enumerate() {
                place += 1;
                let mut headers = if i == 0 { expectation(write) } else { HeaderMap::new() };
                headers.insert("Nats-Msg-Id", record.id.to_string().as_str());
                headers.insert("Nats-Batch-Id", batch.as_str());
                headers.insert("Nats-Batch-Sequence", place.to_string().as_str());
                let subject = record.subject.to_string();
                if place == count {
                    headers.insert("Nats-Batch-Commit", "1");
                    return self.connection.ask(&subject, headers, record.payload.clone()).await;
                }
                let sent = self.client().publish_with_headers(subject.clone(), headers, record.payload.clone()).await;
                sent.map_err(|reason| RequestError::NoAnswer {
                    subject: subject.into(),
                    reason: crate::connection::text(&reason),
                })?;
            }
        }
        Ok(Acknowledged { seq: 0 })
    }

    /// The positions of the proposal's records, when they are on file already.
    async fn landed(&self, proposal: &Proposal) -> Result<Option<Vec<Sequence>>, Look> {
        let mut sequences = Vec::with_capacity(proposal.len());
        for write in &proposal.writes {
            let tail = self.tail(write.unit, write.expected).await.map_err(Look::Unreadable)?;
            let on_file =
                |id: UpdateId| tail.iter().find(|stored| stored.message_id() == Some(id)).map(|stored| stored.sequence);
            let found: Vec<Sequence> = write.records.iter().filter_map(|record| on_file(record.id)).collect();
            if found.len() < write.records.len() && !tail.is_empty() {
                return Err(Look::Conflict(write.unit));
            }
            sequences.extend(found);
        }
        Ok((sequences.len() == proposal.len()).then_some(sequences))
    }
}

enum Look {
    Conflict(Unit),
    Unreadable(ReadError),
}

fn expectation(write: &Write) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("Nats-Expected-Last-Subject-Sequence", write.expected.to_string().as_str());
    headers.insert("Nats-Expected-Last-Subject-Sequence-Subject", write.unit.filter().as_str());
    headers
}
