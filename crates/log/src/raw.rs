//! A record as the log delivers it: its bytes, decoded where and when the reader chooses.

use async_nats::HeaderMap;
use async_nats::jetstream;
use bytes::Bytes;
use jiff::Timestamp;
use newsreel_story::record::recorded::{Record, Recorded};

use crate::envelope::{self, DecodeError, Envelope};
use crate::subject::Subject;
use crate::trace;

/// A stored message, not decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raw {
    /// The subject it was published on.
    pub subject: async_nats::Subject,
    /// The envelope.
    pub payload: Bytes,
}

impl Raw {
    /// The record in it.
    pub fn decode(&self) -> Result<Record, DecodeError> {
        envelope::decode(&self.payload)
    }

    /// The record with what is said about its deciding.
    pub fn decode_envelope(&self) -> Result<Envelope, DecodeError> {
        Envelope::decode(&self.payload)
    }
}

/// A record as the log delivers it, decoded, and compared with the subject it was published on.
pub fn decoded(stored: &Recorded<Raw>) -> Result<Recorded<Record>, DecodeError> {
    let Recorded { sequence, recorded_at, record } = stored;
    let Raw { subject, payload: _ } = record;
    let record = record.decode()?;
    let belongs = Subject::of(&record);
    if !envelope::reads(subject, belongs) {
        return Err(DecodeError::Misplaced { subject: subject.as_str().into(), belongs: Box::new(belongs) });
    }
    Ok(Recorded { sequence: *sequence, recorded_at: *recorded_at, record })
}

/// The header with the time at which a record was first taken, where it was loaded from a bundle: RFC 3339.
pub(crate) const RECORDED_AT: &str = "Newsreel-Recorded-At";

/// A message of a consumer, with its place in the log and in what the consumer delivers.
pub(crate) struct Arrived {
    /// With the server's own time.
    pub(crate) recorded: Recorded<Raw>,
    /// The time that it claims to have been recorded at, which counts only where it was loaded from a bundle.
    pub(crate) claimed: Option<Timestamp>,
    pub(crate) consumer_sequence: u64,
    pub(crate) pending: u64,
    /// The trace it was decided in, where traces are carried.
    pub(crate) trace: Option<Box<str>>,
}

/// `None` when the message was not delivered by a consumer.
pub(crate) fn arrived(message: jetstream::Message) -> Option<Arrived> {
    let info = message.info().ok()?;
    let (sequence, consumer_sequence, pending) = (info.stream_sequence, info.consumer_sequence, info.pending);
    let recorded_at = timestamp(info.published)?;
    let claimed = claimed(message.message.headers.as_ref());
    let trace = trace::context_in(message.message.headers.as_ref()).filter(|_| trace::is_on()).map(Into::into);
    let record = Raw { subject: message.message.subject, payload: message.message.payload };
    Some(Arrived { recorded: Recorded { sequence, recorded_at, record }, claimed, consumer_sequence, pending, trace })
}

/// The record with the server's own time, and the time that it claims. `None` when the message carries no valid time.
pub(crate) fn stored(message: jetstream::message::StreamMessage) -> Option<(Recorded<Raw>, Option<Timestamp>)> {
    let recorded_at = timestamp(message.time)?;
    let claimed = claimed(Some(&message.headers));
    let record = Raw { subject: message.subject, payload: message.payload };
    Some((Recorded { sequence: message.sequence, recorded_at, record }, claimed))
}

fn claimed(headers: Option<&HeaderMap>) -> Option<Timestamp> {
    headers?.get(RECORDED_AT)?.as_str().parse().ok()
}

fn timestamp(time: async_nats::datetime::DateTime) -> Option<Timestamp> {
    Timestamp::from_nanosecond(time.unix_timestamp_nanos()).ok()
}
