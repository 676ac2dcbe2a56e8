//! What could not be decoded or folded is put aside with the reason, visible to everybody, and the rest goes on.
//!
//! Each record has a subject of its own, `newsreel.quarantine.<position>`; the last message on it says what has become of
//! the record: it waits, somebody has dismissed it, or it could be read after all. The record itself stays where it is, in
//! the log.

use async_nats::HeaderMap;
use async_nats::header::{self, HeaderValue};
use async_nats::jetstream::message::StreamMessage;
use async_nats::jetstream::stream::RawMessage;
use bytes::Bytes;
use newsreel_story::record::recorded::{Recorded, Sequence};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::connection::{RequestError, text};
use crate::log::Log;
use crate::raw::Raw;
use crate::set_up::QUARANTINE_STREAM;
use crate::subject::is_held;

/// JetStream's number for "there is one already" under an expectation of none.
const WRONG_LAST_SEQUENCE: u64 = 10071;
const NO_MESSAGE_FOUND: u64 = 10037;

/// The header that says why a record is in quarantine, or why it is no longer.
pub const REASON: &str = "Newsreel-Reason";
/// The header with the subject on which the record was published.
pub const SUBJECT: &str = "Newsreel-Subject";
/// The header with the position of the record in the log.
pub const SEQUENCE: &str = "Newsreel-Sequence";
/// The header that says what has become of the record: see [`Fate`].
pub const FATE: &str = "Newsreel-Fate";
/// The header with the size of the record in bytes, where the record itself is only in the log.
pub const SIZE: &str = "Newsreel-Size";

/// Room for the headers of an entry, in bytes.
const HEADER_ROOM: usize = 8192;
/// The longest reason, in bytes.
const LONGEST_REASON: usize = 2048;

/// What has become of a record in quarantine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It waits for somebody to see to it.
    Waiting,
    /// Somebody has said that nothing is to be done about it.
    Dismissed,
    /// It could be read after all.
    Read,
}

impl Fate {
    /// Every fate.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Dismissed, Self::Read];

    /// The token.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Dismissed => "dismissed",
            Self::Read => "read",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fate| fate.as_str() == name)
    }
}

impl Log {
    /// Puts a record aside with the reason: whole, or only its position where it is too large for a message with headers, or
    /// under an embargo, which does not end by its being unreadable. A second time changes nothing. Returns what has become of it so far.
    pub async fn quarantine(&self, put_aside: &Recorded<Raw>, reason: &str) -> Result<Fate, RequestError> {
        let sequence = put_aside.sequence;
        let mut headers = HeaderMap::new();
        headers.insert(FATE, Fate::Waiting.as_str());
        headers.insert(REASON, header_text(reason));
        headers.insert(SUBJECT, header_text(&put_aside.record.subject));
        headers.insert(SEQUENCE, sequence.to_string());
        headers.insert(header::NATS_EXPECTED_LAST_SUBJECT_SEQUENCE, "0");
        let mut payload = put_aside.record.payload.clone();
        if payload.len() + HEADER_ROOM > self.client().max_payload() || is_held(&put_aside.record.subject) {
            headers.insert(SIZE, payload.len().to_string());
            payload = Bytes::new();
        }
        match self.connection().ask::<IgnoredAny>(&subject_of(sequence), headers, payload).await {
            Ok(_) => Ok(Fate::Waiting),
            Err(error) if error.code() == Some(WRONG_LAST_SEQUENCE) => {
                Ok(self.last_of_quarantine(sequence).await?.map_or(Fate::Waiting, |(fate, _)| fate))
            }
            Err(error) => Err(error),
        }
    }

    /// Writes down what has become of a record in quarantine, and why. Whether that is new: a second time changes nothing.
    pub async fn settle_quarantine(&self, sequence: Sequence, fate: Fate, reason: &str) -> Result<bool, RequestError> {
        loop {
            let revision = match self.last_of_quarantine(sequence).await? {
                Some((known, _)) if known == fate => return Ok(false),
                Some((_, revision)) => revision,
                None => 0,
            };
            let mut headers = HeaderMap::new();
            headers.insert(FATE, fate.as_str());
            headers.insert(REASON, header_text(reason));
            headers.insert(SEQUENCE, sequence.to_string());
            headers.insert(header::NATS_EXPECTED_LAST_SUBJECT_SEQUENCE, revision.to_string());
            match self.connection().ask::<IgnoredAny>(&subject_of(sequence), headers, Bytes::new()).await {
                Err(error) if error.code() == Some(WRONG_LAST_SEQUENCE) => (),
                outcome => return outcome.map(|_| true),
            }
        }
    }

    /// What has become of a record in quarantine, and the revision that says so.
    async fn last_of_quarantine(&self, sequence: Sequence) -> Result<Option<(Fate, u64)>, RequestError> {
        #[derive(Serialize)]
        struct Get {
            last_by_subj: String,
        }
        #[derive(Deserialize)]
        struct Got {
            message: RawMessage,
        }
        let operation = format!("STREAM.MSG.GET.{QUARANTINE_STREAM}");
        match self.connection().ask_api::<Got>(&operation, &Get { last_by_subj: subject_of(sequence) }).await {
            Ok(Got { message }) => {
                let message = StreamMessage::try_from(message).map_err(|error| RequestError::Unreadable {
                    subject: operation.as_str().into(),
                    reason: text(&error),
                })?;
                let fate = message.headers.get(FATE).and_then(|fate| Fate::named(fate.as_str()));
                Ok(Some((fate.unwrap_or(Fate::Waiting), message.sequence)))
            }
            Err(error) if error.code() == Some(NO_MESSAGE_FOUND) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

fn subject_of(sequence: Sequence) -> String {
    format!("newsreel.quarantine.{sequence}")
}

/// The text on one line, cut to a length: a line break would end the header.
fn header_text(text: &str) -> HeaderValue {
    let line = text.replace(['\r', '\n'], " ");
    let mut end = line.len().min(LONGEST_REASON);
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    line.get(..end).unwrap_or_default().parse().unwrap_or_default()
}
