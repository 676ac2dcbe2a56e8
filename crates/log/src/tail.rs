//! The tail of one unit: what was recorded of it after a position.
//!
//! Asked of the leader, message by message: a replica could be behind our own acknowledged append. A tail is short, so
//! this costs a fraction of a millisecond a record; whole histories are served from the projector's own store.

use async_nats::jetstream::message::StreamMessage;
use async_nats::jetstream::stream::RawMessage;
use jiff::Timestamp;
use newsreel_story::record::recorded::{Recorded, Sequence};
use serde::{Deserialize, Serialize};

use crate::connection::{RequestError, text};
use crate::log::Log;
use crate::raw::{Raw, stored};
use crate::subject::Unit;

/// JetStream's number for "no message matches".
const NO_MESSAGE_FOUND: u64 = 10037;

impl Log {
    /// The records of `unit` after the position `after`, in order, never stale.
    pub async fn tail(&self, unit: Unit, after: Sequence) -> Result<Vec<Recorded<Raw>>, RequestError> {
        let filter = unit.filter();
        let mut tail: Vec<Recorded<Raw>> = Vec::new();
        loop {
            let from = tail.last().map_or(after, |last| last.sequence) + 1;
            match self.get(&Get { seq: Some(from), next_by_subj: Some(&filter), ..Get::default() }).await? {
                Some(next) => tail.push(next),
                None => return Ok(tail),
            }
        }
    }

    /// The position of the last record of `unit`, never stale; zero when there is none.
    pub async fn last_sequence_of(&self, unit: Unit) -> Result<Sequence, RequestError> {
        self.last_sequence_on(&unit.filter()).await
    }

    /// The position of the last record on a subject with wildcards, never stale; zero when there is none.
    pub async fn last_sequence_on(&self, subject: &str) -> Result<Sequence, RequestError> {
        let last = self.get(&Get { last_by_subj: Some(subject), ..Get::default() }).await?;
        Ok(last.map_or(0, |last| last.sequence))
    }

    /// The same of those that are not under an embargo: what there is for readers.
    pub async fn last_open_sequence_of(&self, unit: Unit) -> Result<Sequence, RequestError> {
        let last = self.get(&Get { last_by_subj: Some(&unit.open_filter()), ..Get::default() }).await?;
        Ok(last.map_or(0, |last| last.sequence))
    }

    /// The record at this position, never stale; none when there is none.
    pub async fn at(&self, sequence: Sequence) -> Result<Option<Recorded<Raw>>, RequestError> {
        self.get(&Get { seq: Some(sequence), ..Get::default() }).await
    }

    /// The last record on a subject, never stale; none when there is none.
    pub(crate) async fn last_on(&self, subject: &str) -> Result<Option<Recorded<Raw>>, RequestError> {
        self.get(&Get { last_by_subj: Some(subject), ..Get::default() }).await
    }

    async fn get(&self, wanted: &Get<'_>) -> Result<Option<Recorded<Raw>>, RequestError> {
        let operation = format!("STREAM.MSG.GET.{}", self.settings().stream);
        match self.connection().ask_api::<Got>(&operation, wanted).await {
            Ok(Got { message }) => {
                let (mut stored, claimed) = read(&operation, message)?;
                if let Some(claimed) = claimed
                    && self.stream_info().await?.loaded().contains(stored.sequence)
                {
                    stored.recorded_at = claimed;
                }
                Ok(Some(stored))
            }
            Err(error) if error.code() == Some(NO_MESSAGE_FOUND) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Which message: the one at `seq`, the next of a subject from there, or the last of a subject.
#[derive(Default, Serialize)]
struct Get<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    seq: Option<Sequence>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_by_subj: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_by_subj: Option<&'a str>,
}

#[derive(Deserialize)]
struct Got {
    message: RawMessage,
}

fn read(operation: &str, message: RawMessage) -> Result<(Recorded<Raw>, Option<Timestamp>), RequestError> {
    let unreadable = |reason| RequestError::Unreadable { subject: operation.into(), reason };
    let message = StreamMessage::try_from(message).map_err(|error| unreadable(text(&error)))?;
    stored(message).ok_or_else(|| unreadable("it carries no time".into()))
}
