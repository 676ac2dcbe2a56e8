//! The trail: checkpoints, and what people and services did, on the stream `NEWSREEL_AUDIT`.
//!
//! Each message is on `newsreel.audit.<topic>` and holds one entry, or, of what happens often, several, a line of JSON each.
//! Nothing of the trail is ever deleted.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use newsreel_story::record::recorded::{Recorded, Sequence};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};

use async_nats::HeaderMap;

use crate::backoff::Backoff;
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
    /// A submission was accepted.
    Submission,
    /// A submission was refused.
    Refusal,
    /// A publication was recorded.
    Publication,
    /// An embargo was lifted or given another end.
    Embargo,
    /// Somebody decided what becomes of a record that cannot be read.
    Quarantine,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Self; 10] = [
        Self::Checkpoint,
        Self::Keys,
        Self::Bundle,
        Self::Restore,
        Self::Import,
        Self::Submission,
        Self::Refusal,
        Self::Publication,
        Self::Embargo,
        Self::Quarantine,
    ];

    /// The token.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Checkpoint => "checkpoint",
            Self::Keys => "keys",
            Self::Bundle => "bundle",
            Self::Restore => "restore",
            Self::Import => "import",
            Self::Submission => "submission",
            Self::Refusal => "refusal",
            Self::Publication => "publication",
            Self::Embargo => "embargo",
            Self::Quarantine => "quarantine",
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

/// How many entries may wait to be written.
const WAITING: usize = 4096;
/// The most bytes that entries have which are written together.
const TOGETHER: usize = 256 << 10;
/// How long entries are gathered that are written together.
const GATHERING: Duration = Duration::from_millis(100);
/// The pauses between two tries to write.
const BETWEEN_TRIES: Backoff = Backoff::new(Duration::from_millis(50), Duration::from_secs(2));

/// Writes entries on the trail beside the work they are of, which does not wait for it: those that gather while some are on
/// their way are written together, a line each.
#[derive(Debug, Clone)]
pub struct TrailWriter {
    waiting: mpsc::Sender<Waiting>,
    /// Whether no more may wait, which has been said.
    is_full: Arc<AtomicBool>,
}

#[derive(Debug)]
enum Waiting {
    Entry(Topic, Vec<u8>),
    /// Somebody waits until everything before it is written.
    Flush(oneshot::Sender<()>),
}

impl TrailWriter {
    /// Starts the task that writes. It ends when all writers are dropped.
    pub fn start(log: Log) -> Self {
        let (waiting, arriving) = mpsc::channel(WAITING);
        tokio::spawn(write(log, arriving));
        Self { waiting, is_full: Arc::default() }
    }

    /// Adds an entry. Waits only where very many wait already, and says so.
    pub async fn note(&self, topic: Topic, entry: &impl Serialize) {
        let sent = match serde_json::to_vec(entry) {
            Ok(line) => self.send(Waiting::Entry(topic, line)).await,
            Err(_) => false,
        };
        if !sent {
            tracing::error!("an entry on {} is lost: the task that writes on the trail has died", topic.as_str());
        }
    }

    /// Hands something to the task; whether it is there to take it. That it is full is said once, until it was empty again.
    async fn send(&self, waiting: Waiting) -> bool {
        match self.waiting.try_send(waiting) {
            Ok(()) => {
                if self.waiting.capacity() == WAITING - 1 {
                    self.is_full.store(false, Ordering::Relaxed);
                }
                true
            }
            Err(TrySendError::Full(waiting)) => {
                if !self.is_full.swap(true, Ordering::Relaxed) {
                    tracing::warn!("{WAITING} entries wait to be written on the trail, and submitters have to wait");
                }
                self.waiting.send(waiting).await.is_ok()
            }
            Err(TrySendError::Closed(_)) => false,
        }
    }

    /// Waits until everything so far is written, for so long at most.
    pub async fn flush(&self, patience: Duration) {
        let (done, written) = oneshot::channel();
        let flushed = async {
            let _ = self.waiting.send(Waiting::Flush(done)).await;
            let _ = written.await;
        };
        if tokio::time::timeout(patience, flushed).await.is_err() {
            tracing::error!("the server does not answer: what came last is not on the trail");
        }
    }
}

async fn write(log: Log, mut arriving: mpsc::Receiver<Waiting>) {
    let mut next = None;
    loop {
        let first = match next.take() {
            Some(next) => next,
            None => match arriving.recv().await {
                // A message of its own for each would cost the server as much as the submissions themselves.
                Some(entry @ Waiting::Entry(..)) => {
                    tokio::time::sleep(GATHERING).await;
                    entry
                }
                Some(flush) => flush,
                None => return,
            },
        };
        let (topic, mut lines) = match first {
            Waiting::Entry(topic, line) => (topic, line),
            Waiting::Flush(done) => {
                // Whoever asked may have given up.
                let _ = done.send(());
                continue;
            }
        };
        // Only what follows on the same topic goes along, so that the order stays.
        while next.is_none()
            && let Ok(following) = arriving.try_recv()
        {
            match following {
                Waiting::Entry(same, line) if same == topic && lines.len() + line.len() < TOGETHER => {
                    lines.push(b'\n');
                    lines.extend(line);
                }
                other => next = Some(other),
            }
        }
        write_lines(&log, topic, Bytes::from(lines)).await;
    }
}

/// Writes, also while the server restarts. What is written twice by that says the same twice.
async fn write_lines(log: &Log, topic: Topic, lines: Bytes) {
    let mut backoff = BETWEEN_TRIES;
    loop {
        match log.note(topic, lines.clone()).await {
            Ok(_) => return,
            Err(error @ RequestError::NoAnswer { .. }) => backoff.wait_because(&error).await,
            Err(error) => {
                tracing::error!("an entry on {} is not on the trail: {error}", topic.as_str());
                return;
            }
        }
    }
}
