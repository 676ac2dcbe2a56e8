//! Reading: the tail of one unit, and the whole log followed from any position.

use std::collections::VecDeque;

use async_nats::jetstream::consumer::{DeliverPolicy, pull};
use base64::Engine;
use bytes::Bytes;
use futures::{FutureExt, StreamExt};
use jiff::Timestamp;
use newsreel_story::name::UpdateId;
use newsreel_story::update::{Record, Recorded, Sequence};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::connection::{ConnectError, Connection, RequestError};
use crate::envelope::{DecodeError, decode};
use crate::log::Log;
use crate::subject::Unit;

/// JetStream: no message there.
const NO_MESSAGE: u64 = 10037;
/// How often a gap is asked for again before it is called a hole.
const TRIES_AT_A_GAP: u32 = 3;

/// A record as the log holds it, not yet read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its position.
    pub sequence: Sequence,
    /// When the log took it.
    pub recorded_at: Timestamp,
    /// The subject it is on.
    pub subject: String,
    /// Its bytes.
    pub payload: Bytes,
}

impl Stored {
    /// The record in it.
    pub fn decode(&self) -> Result<Recorded<Record>, DecodeError> {
        Ok(Recorded { sequence: self.sequence, recorded_at: self.recorded_at, record: decode(&self.payload)? })
    }

    /// The identity its envelope names.
    pub fn message_id(&self) -> Option<UpdateId> {
        #[derive(Deserialize)]
        struct Id {
            id: UpdateId,
        }
        serde_json::from_slice::<Id>(&self.payload).ok().map(|envelope| envelope.id)
    }
}

/// Why the log cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// No connection.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The server did not do as asked.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// The consumer failed.
    #[error("reading the log failed: {0}")]
    Consumer(String),
    /// Records are missing from the log: data loss.
    #[error(
        "the log has no records from {after} to {before}: DATA LOSS at the server. Step the node down, restore its store from another replica, and do not go on before"
    )]
    Hole {
        /// The first position that is missing.
        after: Sequence,
        /// The last position that is missing.
        before: Sequence,
    },
}

impl Log {
    /// The records of a unit after a position, as the leader holds them: never stale, and meant for short tails.
    pub async fn tail(&self, unit: Unit, after: Sequence) -> Result<Vec<Stored>, ReadError> {
        let mut tail: Vec<Stored> = Vec::new();
        let filter = unit.filter();
        loop {
            let from = tail.last().map_or(after, |last| last.sequence) + 1;
            match self.message(&self.settings.stream, &json!({ "seq": from, "next_by_subj": filter })).await? {
                Some(stored) => tail.push(stored),
                None => return Ok(tail),
            }
        }
    }

    /// The position at which a follower has caught up; its own, when nothing is on file for it.
    async fn target(&self, after: Sequence, filter: Option<&str>) -> Result<Option<Sequence>, ReadError> {
        let Some(filter) = filter else { return Ok(Some(self.last_sequence().await?)) };
        let next = self.message(&self.settings.stream, &json!({ "seq": after + 1, "next_by_subj": filter })).await?;
        if next.is_none() {
            return Ok(Some(after));
        }
        let last = self.message(&self.settings.stream, &json!({ "last_by_subj": filter })).await?;
        Ok(Some(last.map_or(after, |last| last.sequence)))
    }

    /// One message of a stream, from its leader.
    pub(crate) async fn message(&self, stream: &str, which: &Value) -> Result<Option<Stored>, RequestError> {
        #[derive(Deserialize)]
        struct Found {
            message: Message,
        }
        #[derive(Deserialize)]
        struct Message {
            subject: String,
            seq: Sequence,
            #[serde(default)]
            data: String,
            time: Timestamp,
        }
        let operation = format!("STREAM.MSG.GET.{stream}");
        let found = match self.connection.ask_api::<Found>(&operation, which).await {
            Ok(Found { message }) => message,
            Err(error) if error.code() == Some(NO_MESSAGE) => return Ok(None),
            Err(error) => return Err(error),
        };
        let payload = base64::engine::general_purpose::STANDARD.decode(&found.data).map_err(|reason| {
            RequestError::Unreadable { subject: operation.into(), reason: crate::connection::text(&reason) }
        })?;
        Ok(Some(Stored {
            sequence: found.seq,
            recorded_at: found.time,
            subject: found.subject,
            payload: payload.into(),
        }))
    }

    /// Follows the log from after a position: what is on file, then what comes. With a `filter`, a subject with wildcards,
    /// only what matches. On a connection of its own, so that bulk reading does not hold up appends.
    pub async fn follow(&self, after: Sequence, filter: Option<String>) -> Result<Follow, ReadError> {
        let settings = &self.settings;
        let connection =
            Connection::open("newsreel follow", &settings.url, &settings.credentials, settings.wait).await?;
        let target = self.target(after, filter.as_deref()).await?;
        let mut follow = Follow {
            connection,
            stream: settings.stream.clone(),
            filter,
            position: after,
            target,
            messages: None,
            ready: VecDeque::new(),
            tries_at_gap: 0,
        };
        follow.reopen().await?;
        Ok(follow)
    }
}

/// Something the log delivers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivered {
    /// A record.
    Record(Stored),
    /// Everything that was on file when the following began has been delivered. Once.
    CaughtUp,
}

/// The log, delivered in order, without loss or repetition, through restarts of the server.
pub struct Follow {
    connection: Connection,
    stream: String,
    filter: Option<String>,
    position: Sequence,
    target: Option<Sequence>,
    messages: Option<pull::Ordered>,
    ready: VecDeque<Stored>,
    tries_at_gap: u32,
}

impl Follow {
    /// The position of the last record delivered.
    pub fn position(&self) -> Sequence {
        self.position
    }

    /// The next thing the log delivers; waits for it.
    pub async fn next(&mut self) -> Result<Delivered, ReadError> {
        if self.has_caught_up() {
            return Ok(Delivered::CaughtUp);
        }
        let stored = match self.ready.pop_front() {
            Some(stored) => stored,
            None => self.receive().await?,
        };
        self.position = stored.sequence;
        Ok(Delivered::Record(stored))
    }

    /// What is there without waiting, at most `most`, after waiting for the first.
    pub async fn next_batch(&mut self, most: usize) -> Result<Vec<Delivered>, ReadError> {
        let mut batch = vec![self.next().await?];
        while batch.len() < most {
            match self.next().now_or_never() {
                Some(delivered) => batch.push(delivered?),
                None => break,
            }
        }
        Ok(batch)
    }

    fn has_caught_up(&mut self) -> bool {
        let filtered = self.filter.is_some();
        let reached =
            self.target.is_some_and(|target| self.position >= target || (filtered && self.messages.is_none()));
        if reached {
            self.target = None;
        }
        reached
    }

    async fn receive(&mut self) -> Result<Stored, ReadError> {
        loop {
            let Some(messages) = self.messages.as_mut() else {
                self.reopen().await?;
                continue;
            };
            let message = match messages.next().await {
                Some(Ok(message)) => message,
                Some(Err(error)) => {
                    tracing::warn!("following the log was interrupted after {}: {error}; asking again", self.position);
                    self.messages = None;
                    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
                    continue;
                }
                None => {
                    self.messages = None;
                    continue;
                }
            };
            let stored =
                stored(&message).ok_or_else(|| ReadError::Consumer("a message without its position".into()))?;
            if self.admit(&stored)? {
                return Ok(stored);
            }
        }
    }

    /// Whether this is the record that comes next. One delivered before is passed over; a gap is asked for again, and,
    /// when it stays, is data loss.
    fn admit(&mut self, stored: &Stored) -> Result<bool, ReadError> {
        if stored.sequence <= self.position {
            return Ok(false);
        }
        if self.filter.is_some() || stored.sequence == self.position + 1 {
            self.tries_at_gap = 0;
            return Ok(true);
        }
        self.tries_at_gap += 1;
        if self.tries_at_gap > TRIES_AT_A_GAP {
            return Err(ReadError::Hole { after: self.position + 1, before: stored.sequence - 1 });
        }
        tracing::warn!("records {} to {} did not arrive; asking again", self.position + 1, stored.sequence - 1);
        self.messages = None;
        Ok(false)
    }

    /// Asks for everything after the position, waiting for the server where it is down.
    async fn reopen(&mut self) -> Result<(), ReadError> {
        loop {
            match self.open().await {
                Ok(messages) => {
                    self.messages = Some(messages);
                    return Ok(());
                }
                Err(error) => {
                    tracing::warn!("cannot follow the log after {}: {error}; trying again", self.position);
                    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
                }
            }
        }
    }

    async fn open(&self) -> Result<pull::Ordered, String> {
        let stream = self.connection.jetstream().get_stream(&self.stream).await.map_err(|error| error.to_string())?;
        let config = pull::OrderedConfig {
            deliver_policy: DeliverPolicy::ByStartSequence { start_sequence: self.position + 1 },
            filter_subject: self.filter.clone().unwrap_or_default(),
            ..Default::default()
        };
        let consumer = stream.create_consumer(config).await.map_err(|error| error.to_string())?;
        consumer.messages().await.map_err(|error| error.to_string())
    }
}

/// Reads position and time from where JetStream puts them: the subject a message is acknowledged on,
/// `$JS.ACK.[<domain>.<account>.]<stream>.<consumer>.<tries>.<sequence>.<place>.<nanoseconds>.<pending>[.<token>]`.
fn stored(message: &async_nats::jetstream::Message) -> Option<Stored> {
    let reply = message.reply.as_ref()?;
    let tokens: Vec<&str> = reply.split('.').collect();
    let first = if tokens.len() >= 11 { 4 } else { 2 };
    let sequence = tokens.get(first + 3)?.parse().ok()?;
    let nanoseconds: i128 = tokens.get(first + 5)?.parse().ok()?;
    Some(Stored {
        sequence,
        recorded_at: Timestamp::from_nanosecond(nanoseconds).ok()?,
        subject: message.subject.to_string(),
        payload: message.payload.clone(),
    })
}
