//! Appending: all records of a proposal or none, under the sequences it expects, and at most once whatever happens.
//!
//! The server's own protection against duplicates is a window of minutes. What holds for ever is here: whenever the
//! outcome of an append is in doubt, the tail of the unit is read and our own records looked for, and only when nothing
//! has been recorded there are the same bytes sent again.

use std::time::Duration;

use async_nats::{HeaderMap, header};
use bytes::Bytes;
use newsreel_story::record::name::UpdateId;
use newsreel_story::record::recorded::Sequence;
use serde::Deserialize;
use tokio::time::Instant;

use crate::backoff::Backoff;
use crate::connection::{RequestError, text};
use crate::log::Log;
use crate::set_up::NOT_READY;
use crate::subject::{Subject, Unit};
use crate::trace::TRACEPARENT;

/// The most records one proposal may hold: the server's limit of an atomic batch.
pub const MOST_RECORDS: usize = 1000;
/// Room for the headers of a message, which count towards the server's limit of a message.
const HEADER_ROOM: usize = 1024;

/// For how long a duplicate is looked for before it counts as another writer's.
const DUPLICATE_BUDGET: Duration = Duration::from_secs(2);

const EXPECTED_SUBJECT: &str = "Nats-Expected-Last-Subject-Sequence-Subject";
const BATCH_ID: &str = "Nats-Batch-Id";
const BATCH_SEQUENCE: &str = "Nats-Batch-Sequence";
pub(crate) const BATCH_COMMIT: &str = "Nats-Batch-Commit";

/// JetStream's numbers for what can go wrong.
mod code {
    /// The same id is on its way already.
    pub(super) const DUPLICATE_IN_FLIGHT: u64 = 10158;
    pub(super) const WRONG_LAST_SEQUENCE: u64 = 10071;
    /// A stale expectation in a batch, or another append in flight.
    pub(super) const WRONG_LAST_SEQUENCE_IN_BATCH: u64 = 10164;
    pub(super) const BATCH_INCOMPLETE: u64 = 10176;
    pub(super) const BATCH_TOO_LARGE: u64 = 10199;
    pub(super) const DUPLICATE_IN_BATCH: u64 = 10201;
    pub(super) const TOO_MANY_BATCHES: u64 = 10210;
}

/// A record in the form in which it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    /// Its identity, for ever.
    pub id: UpdateId,
    /// What the server knows it by, so that it stores it once. A record that is filed once more, with another embargo, has
    /// the identity it always had and is another message.
    pub message: UpdateId,
    /// Where it is published.
    pub subject: Subject,
    /// Its envelope.
    pub payload: Bytes,
    /// The trace it was decided in, which goes beside it in a header.
    pub trace: Option<Box<str>>,
}

/// Records of one unit, to follow directly on what was read of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    /// The unit all of them belong to.
    pub unit: Unit,
    /// The last sequence of the unit that was read to decide; zero for "it must be new".
    pub expected: Sequence,
    /// The records, in order.
    pub records: Vec<Encoded>,
}

/// What to append as one: all or nothing. Each unit is named once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proposal {
    /// The records, by unit.
    pub writes: Vec<Write>,
}

impl Proposal {
    /// All records, in the order in which they are stored.
    pub fn records(&self) -> impl Iterator<Item = &Encoded> {
        self.writes.iter().flat_map(|write| &write.records)
    }

    /// The units it writes to.
    pub fn units(&self) -> impl Iterator<Item = Unit> {
        self.writes.iter().map(|write| write.unit)
    }
}

/// Where the records of a proposal are, in the order of the proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// A position for each record.
    pub sequences: Vec<Sequence>,
}

/// Why a proposal was not appended, or may not have been.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AppendError {
    /// Another writer appended to the unit first. Read its tail, decide again.
    #[error("{unit} has moved on past sequence {expected}: read what is new there, decide again")]
    Conflict {
        /// The unit.
        unit: Unit,
        /// The sequence expected to be its last.
        expected: Sequence,
    },
    /// More records than can be stored as one.
    #[error("{count} records in one proposal, and at most {MOST_RECORDS} can be recorded together: split it")]
    TooMany {
        /// How many.
        count: usize,
    },
    /// A record larger than the server takes.
    #[error("update {id} takes {size} bytes, and the server takes at most {limit} in one message: shorten it")]
    TooLarge {
        /// The record.
        id: UpdateId,
        /// Its size in bytes.
        size: usize,
        /// The most the server takes, in bytes.
        limit: usize,
    },
    /// The proposal is malformed: a mistake in the program that made it.
    #[error("this proposal cannot be recorded: {0}")]
    Malformed(&'static str),
    /// The server holds a record with one of these ids elsewhere, and has stored none of the proposal.
    #[error("one of these updates is recorded already, outside {unit} after sequence {expected}: read it there")]
    Duplicate {
        /// The unit the first record was meant for.
        unit: Unit,
        /// The sequence expected to be its last.
        expected: Sequence,
    },
    /// No answer arrived in time, and whether the proposal is stored is not known. Submitting the same again is safe.
    #[error(
        "the log has not answered for {waited:?} ({reason}); it may be recorded or not: submit the same again, nothing \
         is recorded twice"
    )]
    Unknown {
        /// How long it was tried.
        waited: Duration,
        /// What went wrong last.
        reason: Box<str>,
    },
    /// The server refused, and has stored nothing.
    #[error(transparent)]
    Refused(RequestError),
    /// The server has stored only the first records of a batch, as one does that runs out of space in the middle. Read the
    /// tail, decide again.
    #[error("the server kept only {kept} of {of} records that belong together")]
    Partial {
        /// How many it stored.
        kept: usize,
        /// Of how many.
        of: usize,
    },
    /// The task that appends has died. Whether the proposal is stored is not known.
    #[error(
        "the task that appends has died, and its service ends; it may be recorded or not: submit the same again, nothing \
         is recorded twice"
    )]
    Stopped,
}

impl Log {
    /// Appends the proposal, all or nothing. When the answer is lost, finds out what happened and tries again, within
    /// the retry budget.
    pub async fn append(&self, proposal: &Proposal) -> Result<Appended, AppendError> {
        self.check(proposal)?;
        let started = Instant::now();
        let mut backoff = Backoff::new(Duration::from_millis(2), Duration::from_millis(500));
        loop {
            let doubt = match self.publish(proposal).await {
                Ok(sequences) => return Ok(Appended { sequences }),
                Err(error) => doubt_after(error)?,
            };
            tracing::debug!("append in doubt: {doubt:?}");
            match self.look_for(proposal, &doubt).await {
                Ok(Found::All(sequences)) => return Ok(Appended { sequences }),
                Ok(Found::Conflict(error)) => return Err(error),
                Ok(Found::Partial { kept, of }) => return Err(AppendError::Partial { kept, of }),
                Ok(Found::Nothing) => {
                    if let Doubt::Refused(error) = doubt {
                        return Err(AppendError::Refused(error));
                    }
                }
                // Waiting does not help a user who may not look.
                Err(RequestError::Denied { reason, .. }) => {
                    return Err(AppendError::Unknown { waited: started.elapsed(), reason });
                }
                Err(error) => tracing::debug!("cannot look for it yet: {error}"),
            }
            let waited = started.elapsed();
            if waited + backoff.next() > doubt.budget(self.settings().retry_budget) {
                return Err(doubt.given_up(proposal, waited));
            }
            backoff.wait().await;
        }
    }

    fn check(&self, proposal: &Proposal) -> Result<(), AppendError> {
        let count = proposal.records().count();
        if count > MOST_RECORDS {
            return Err(AppendError::TooMany { count });
        }
        check_shape(proposal).map_err(AppendError::Malformed)?;
        let limit = self.client().max_payload().saturating_sub(HEADER_ROOM);
        match proposal.records().find(|record| record.payload.len() > limit) {
            Some(record) => Err(AppendError::TooLarge { id: record.id, size: record.payload.len(), limit }),
            None => Ok(()),
        }
    }

    /// Sends the proposal once: a single record plainly, several as an atomic batch.
    async fn publish(&self, proposal: &Proposal) -> Result<Vec<Sequence>, RequestError> {
        let mut messages = messages_of(proposal);
        let Some((last, mut headers)) = messages.pop() else { return Ok(Vec::new()) };
        let count = messages.len() as u64 + 1;
        if count > 1 {
            let batch = uuid::Uuid::now_v7().to_string();
            for (position, (record, mut headers)) in (1u64..).zip(messages) {
                set_batch_place(&mut headers, &batch, position);
                self.send(record, headers).await?;
            }
            set_batch_place(&mut headers, &batch, count);
            headers.insert(BATCH_COMMIT, "1");
        }
        let subject = last.subject.to_string();
        let stored: Stored = self.connection().ask(&subject, headers, last.payload.clone()).await?;
        if stored.duplicate {
            let description = "the server has a record with this id".into();
            return Err(RequestError::Refused { subject: subject.into(), code: code::DUPLICATE_IN_BATCH, description });
        }
        Ok((stored.seq + 1 - count..=stored.seq).collect())
    }

    /// Sends all but the last message of a batch. The server answers for the whole batch at its last.
    async fn send(&self, record: &Encoded, headers: HeaderMap) -> Result<(), RequestError> {
        let subject = record.subject.to_string();
        self.client()
            .publish_with_headers(subject.clone(), headers, record.payload.clone())
            .await
            .map_err(|error| RequestError::NoAnswer { subject: subject.into(), reason: text(&error) })
    }

    /// Looks in the log itself for what became of the proposal.
    async fn look_for(&self, proposal: &Proposal, doubt: &Doubt) -> Result<Found, RequestError> {
        let mut sequences = Vec::new();
        let mut conflict = None;
        for write in &proposal.writes {
            let tail = self.tail(write.unit, write.expected).await?;
            let ours =
                write.records.iter().zip(&tail).take_while(|(record, stored)| record.payload == stored.record.payload);
            let found: Vec<Sequence> = ours.map(|(_, stored)| stored.sequence).collect();
            let others = match tail.is_empty() {
                true => doubt.is_stale() && self.last_sequence_of(write.unit).await? != write.expected,
                false => found.is_empty(),
            };
            if others {
                conflict = conflict.or(Some(AppendError::Conflict { unit: write.unit, expected: write.expected }));
            }
            sequences.extend(found);
            if sequences.is_empty() && doubt.is_stale() {
                // The usual case: somebody else was first, and there is no need to look further.
                if let Some(conflict) = conflict {
                    return Ok(Found::Conflict(conflict));
                }
            }
        }
        let (kept, of) = (sequences.len(), proposal.records().count());
        Ok(match conflict {
            _ if kept > 0 && kept < of => Found::Partial { kept, of },
            Some(conflict) => Found::Conflict(conflict),
            None if kept == 0 => Found::Nothing,
            None => Found::All(sequences),
        })
    }
}

/// What the log holds of a proposal in doubt.
enum Found {
    All(Vec<Sequence>),
    Nothing,
    /// A part of it: a batch is stored whole, but for a server that runs out of space.
    Partial {
        kept: usize,
        of: usize,
    },
    Conflict(AppendError),
}

/// Why it is not known whether a proposal is stored.
#[derive(Debug)]
enum Doubt {
    /// The server says that a unit is not where it was expected: by somebody else's append, or by our own.
    Stale,
    /// The server says that it has one of these ids.
    Duplicate,
    /// No answer, or one that means "not now".
    Unanswered(RequestError),
    /// The server says that it has not stored it. True once we have looked: an answer that does not reach us for want of a
    /// permission looks the same.
    Refused(RequestError),
}

impl Doubt {
    fn is_stale(&self) -> bool {
        matches!(self, Self::Stale)
    }

    /// For how long to try again. A duplicate that is not among our own is there to stay, unless it is ours and still on
    /// its way between the servers of a cluster.
    fn budget(&self, full: Duration) -> Duration {
        match self {
            Self::Duplicate => full.min(DUPLICATE_BUDGET),
            Self::Stale | Self::Unanswered(_) | Self::Refused(_) => full,
        }
    }

    /// The error when the budget is spent.
    fn given_up(self, proposal: &Proposal, waited: Duration) -> AppendError {
        let reason = match (self, proposal.writes.first()) {
            (Self::Duplicate, Some(&Write { unit, expected, .. })) => {
                return AppendError::Duplicate { unit, expected };
            }
            (Self::Unanswered(error) | Self::Refused(error), _) => text(&error),
            (Self::Stale | Self::Duplicate, _) => "another append is in flight".into(),
        };
        AppendError::Unknown { waited, reason }
    }
}

/// The doubt an error leaves, or the error when it leaves none.
fn doubt_after(error: RequestError) -> Result<Doubt, AppendError> {
    match (&error, error.code()) {
        (_, Some(code::WRONG_LAST_SEQUENCE | code::WRONG_LAST_SEQUENCE_IN_BATCH)) => Ok(Doubt::Stale),
        (_, Some(code::DUPLICATE_IN_BATCH)) => Ok(Doubt::Duplicate),
        (_, Some(code::DUPLICATE_IN_FLIGHT | code::BATCH_INCOMPLETE | code::TOO_MANY_BATCHES))
        | (RequestError::NoAnswer { .. } | RequestError::Unreadable { .. }, _) => Ok(Doubt::Unanswered(error)),
        (_, Some(code)) if NOT_READY.contains(&code) => Ok(Doubt::Unanswered(error)),
        (_, Some(code::BATCH_TOO_LARGE)) => Err(AppendError::TooMany { count: MOST_RECORDS + 1 }),
        (RequestError::Unsendable { .. }, _) => Err(AppendError::Refused(error)),
        _ => Ok(Doubt::Refused(error)),
    }
}

fn check_shape(proposal: &Proposal) -> Result<(), &'static str> {
    let mut units: Vec<Unit> = proposal.units().collect();
    units.sort_unstable();
    if units.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err("it names a unit twice");
    }
    if proposal.writes.iter().any(|write| write.records.is_empty()) {
        return Err("it names a unit and has no records for it");
    }
    let strays = |write: &Write| write.records.iter().any(|record| record.subject.unit() != write.unit);
    if proposal.writes.iter().any(strays) {
        return Err("it has a record under a unit that is not its own");
    }
    Ok(())
}

/// The messages of a proposal. Only the first of each unit carries the expectation: in a batch the server refuses it on
/// a later one.
fn messages_of(proposal: &Proposal) -> Vec<(&Encoded, HeaderMap)> {
    let mut messages = Vec::with_capacity(proposal.records().count());
    for write in &proposal.writes {
        for (position, record) in write.records.iter().enumerate() {
            let mut headers = HeaderMap::new();
            headers.insert(header::NATS_MESSAGE_ID, record.message.to_string());
            if let Some(trace) = &record.trace {
                headers.insert(TRACEPARENT, &**trace);
            }
            if position == 0 {
                headers.insert(header::NATS_EXPECTED_LAST_SUBJECT_SEQUENCE, write.expected.to_string());
                headers.insert(EXPECTED_SUBJECT, write.unit.filter());
            }
            messages.push((record, headers));
        }
    }
    messages
}

pub(crate) fn set_batch_place(headers: &mut HeaderMap, batch: &str, position: u64) {
    headers.insert(BATCH_ID, batch);
    headers.insert(BATCH_SEQUENCE, position.to_string());
}

/// The server's answer to a message it has stored, or stored before.
#[derive(Deserialize)]
struct Stored {
    seq: Sequence,
    #[serde(default)]
    duplicate: bool,
}
