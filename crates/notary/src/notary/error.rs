//! Why the notary ends.

use newsreel_log::service::ServiceEnded;
use newsreel_log::{FollowError, RequestError};
use newsreel_story::record::recorded::Sequence;

use crate::keys::KeyError;
use crate::store::StoreError;

/// Why the notary ends. It never signs what it cannot stand for.
#[derive(Debug, thiserror::Error)]
pub enum NotaryError {
    /// The log cannot be read.
    #[error(transparent)]
    Read(#[from] FollowError),
    /// Its store cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Its keys cannot be read.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A request to the server failed.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// Its service has ended.
    #[error(transparent)]
    Service(#[from] ServiceEnded),
    /// A record of the log is not the one that was signed.
    #[error(
        "TAMPERED: the record at position {0} of the log is not the one over which a checkpoint was signed. Nothing more is \
         signed. Find out who changed it; `newsreel audit verify` compares the rest"
    )]
    Differs(Sequence),
    /// The log does not lead to a checkpoint that was signed.
    #[error(
        "FORK: a checkpoint of size {size} with another root was signed before, of {origin}. Nothing is signed. This is another \
         log, or one that was changed: give another log another key"
    )]
    Fork {
        /// The name of the log.
        origin: String,
        /// Its size.
        size: u64,
    },
    /// The log is shorter than what was signed.
    #[error(
        "DATA LOSS: the log ends at position {last}, and a checkpoint of size {size} was signed. Nothing is signed. Restore \
         the log"
    )]
    Shorter {
        /// The last position of the log.
        last: Sequence,
        /// The size that was signed.
        size: u64,
    },
    /// The store is that of another log.
    #[error("the store is that of {found}, and the key is for {wanted}: give every log a folder of its own")]
    OtherLog {
        /// The origin of the checkpoint in the store.
        found: String,
        /// The origin of the key.
        wanted: String,
    },
    /// The trail is not the one to which a checkpoint commits.
    #[error(
        "TAMPERED: the trail is not the one to which the checkpoint of size {0} commits. Nothing is signed. `newsreel audit \
         verify` says where it differs"
    )]
    Trail(u64),
    /// An entry of the trail is not the one that was signed.
    #[error(
        "TAMPERED: the entry at position {0} of the trail is not the one to which a checkpoint commits. Nothing is signed. Find \
         out who changed it; `newsreel audit verify` compares the rest"
    )]
    TrailDiffers(Sequence),
    /// A checkpoint cannot be signed, or the one on the disk is not a checkpoint.
    #[error("the checkpoint: {0}")]
    Checkpoint(String),
    /// A task of it died.
    #[error("a task of the notary has died: {0}")]
    Died(Box<str>),
}
