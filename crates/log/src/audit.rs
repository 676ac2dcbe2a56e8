//! The trail: checkpoints, and what people and services did, on the stream `NEWSREEL_AUDIT`.
//!
//! Each entry is one message on `newsreel.audit.<topic>`. Nothing of the trail is ever deleted.

use bytes::Bytes;
use newsreel_story::record::recorded::{Recorded, Sequence};
use serde::{Deserialize, Serialize};

use async_nats::HeaderMap;

use crate::connection::{RequestError, STREAM_NOT_FOUND};
use crate::log::Log;
use crate::raw::Raw;
use crate::set_up::AUDIT_STREAM;

/// What an entry of the trail is about: the last token of its subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// A signed checkpoint of the log.
    Checkpoint,
    /// The keys with which checkpoints are signed from here on.
    Keys,
    /// Somebody made a bundle.
    Bundle,
    /// A bundle was loaded into this server.
    Restore,
    /// The history of stories was imported from another server.
    Import,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Self; 5] = [Self::Checkpoint, Self::Keys, Self::Bundle, Self::Restore, Self::Import];

    /// The token.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Checkpoint => "checkpoint",
            Self::Keys => "keys",
            Self::Bundle => "bundle",
            Self::Restore => "restore",
            Self::Import => "import",
        }
    }

    /// The topic with this token; none where it is not known here.
    pub fn named(token: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.as_str() == token)
    }

    /// The subject of its entries.
    pub fn subject(self) -> String {
        format!("newsreel.audit.{}", self.as_str())
    }
}

impl Log {
    /// Adds an entry to the trail, and returns its position there.
    pub async fn note(&self, topic: Topic, payload: impl Into<Bytes>) -> Result<Sequence, RequestError> {
        #[derive(Deserialize)]
        struct Stored {
            seq: Sequence,
        }
        let stored: Stored = self.connection().ask(&topic.subject(), HeaderMap::new(), payload.into()).await?;
        Ok(stored.seq)
    }

    /// The trail, to be read and followed as the log is.
    pub fn trail(&self) -> Self {
        self.on_stream(AUDIT_STREAM)
    }

    /// The last entry of the trail on this topic; none when there is none, nor a trail yet.
    pub async fn last_noted(&self, topic: Topic) -> Result<Option<Recorded<Raw>>, RequestError> {
        match self.trail().last_on(&topic.subject()).await {
            Err(error) if error.code() == Some(STREAM_NOT_FOUND) => Ok(None),
            found => found,
        }
    }
}
