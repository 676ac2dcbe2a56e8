//! What moves, as it moves: the digests say of which story, and whoever looks at it is told.
//!
//! The digests, and not the log, because they hold only what is open to all: a page never learns of an update under embargo.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use newsreel_log::{Backoff, DigestError, Log};
use tokio::sync::broadcast;

/// How many moves a reader can be behind before it is told to look again from the start.
const BEHIND: usize = 256;
/// The pauses between two tries to watch.
const BETWEEN_WATCHES: Backoff = Backoff::new(Duration::from_millis(200), Duration::from_secs(5));

/// That a story has moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moved {
    pub(crate) story: Box<str>,
    /// The position of its last update.
    pub(crate) sequence: u64,
    /// The position of the log when that was worked out.
    pub(crate) position: u64,
}

/// Where a reader is who was there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    /// It was told of the move at this position of the log.
    Told(u64),
    /// It shows this update as the last.
    Shows(u64),
}

impl Seen {
    fn is_before(self, moved: &Moved) -> bool {
        match self {
            Self::Told(position) => moved.position > position,
            Self::Shows(sequence) => moved.sequence > sequence,
        }
    }
}

/// Tells everybody who looks.
pub(crate) struct Hub {
    moves: broadcast::Sender<Moved>,
    /// How far each story is.
    latest: Mutex<HashMap<Box<str>, Moved>>,
}

impl Default for Hub {
    fn default() -> Self {
        Self { moves: broadcast::channel(BEHIND).0, latest: Mutex::default() }
    }
}

impl Hub {
    /// What moves from now on.
    pub(crate) fn listen(&self) -> broadcast::Receiver<Moved> {
        self.moves.subscribe()
    }

    /// How many readers wait.
    pub(crate) fn readers(&self) -> usize {
        self.moves.receiver_count()
    }

    /// What a reader has missed: of this story, or of all of them the last.
    pub(crate) fn missed(&self, story: Option<&str>, seen: Seen) -> Option<Moved> {
        let latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        let missed = match story {
            Some(story) => latest.get(story),
            None => latest.values().max_by_key(|moved| (moved.position, moved.sequence)),
        };
        missed.filter(|moved| seen.is_before(moved)).cloned()
    }

    /// Watches the digests for as long as the server lets us, also while it restarts and when the bucket is made anew.
    pub(crate) async fn keep_watching(&self, log: &Log) -> Result<Infallible, DigestError> {
        let mut backoff = BETWEEN_WATCHES;
        loop {
            match self.watch(log, &mut backoff).await {
                Ok(never) => match never {},
                Err(denied @ DigestError::Denied(_)) => return Err(denied),
                Err(error) => backoff.wait_because(&format!("{error}; trying again")).await,
            }
        }
    }

    async fn watch(&self, log: &Log, backoff: &mut Backoff) -> Result<Infallible, DigestError> {
        let mut digests = log.watch_digests().await?;
        // What was told before may have been of a log that is no longer there.
        self.latest.lock().unwrap_or_else(PoisonError::into_inner).clear();
        loop {
            let caught_up = digests.is_caught_up();
            let seen = digests.next().await?;
            backoff.reset();
            let Some(origin) = seen.origin else { continue };
            let moved = Moved { story: seen.key, sequence: origin.sequence, position: origin.position };
            self.latest.lock().unwrap_or_else(PoisonError::into_inner).insert(moved.story.clone(), moved.clone());
            if caught_up {
                // Nobody may be looking.
                let _ = self.moves.send(moved);
            }
        }
    }
}
