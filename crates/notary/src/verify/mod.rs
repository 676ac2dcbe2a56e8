//! Whether a log is the one that was signed, and if not, where it differs first. However long the log is, what is held of it is
//! a 256th of its hashes: where something differs, the one tile that matters is read again.

mod dispute;
mod log;
mod trail;

use std::collections::BTreeMap;

use newsreel_log::{Delivered, Follow, FollowError};
use newsreel_story::record::recorded::Sequence;
use serde::Serialize;
use tokio::sync::mpsc;

pub use self::dispute::{Dispute, Place};
pub use self::log::Check;
pub use self::trail::CheckTrail;
use crate::checkpoint::Verified;

/// What is wrong with a log, or with its checkpoints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Wrong {
    /// A record is not the one that was signed.
    #[error("the record at position {position} is not the one that was signed: it was changed, moved or put in")]
    Differs {
        /// Its position.
        position: Sequence,
    },
    /// One of several records is not the one that was signed.
    #[error(
        "one of the records at positions {from} to {to} is not the one that was signed; which one is said where the notary's \
         tiles are at hand (--tiles)"
    )]
    DiffersWithin {
        /// The first it can be.
        from: Sequence,
        /// The last it can be.
        to: Sequence,
    },
    /// Records are missing.
    #[error("the records at positions {from} to {to} are missing; they were signed")]
    Missing {
        /// The first.
        from: Sequence,
        /// The last.
        to: Sequence,
    },
    /// The stories are not counted as the log has them.
    #[error(
        "the checkpoint of size {size} counts the records of stories otherwise than the log has them: the notary is at fault"
    )]
    Stories {
        /// The size of the checkpoint.
        size: u64,
    },
    /// An entry of the trail is not the one that was signed.
    #[error(
        "the trail was thinned or changed: the entry at position {position} of it is not the one that was there when a checkpoint \
         was signed"
    )]
    TrailDiffersAt {
        /// Its position on the trail.
        position: Sequence,
    },
    /// One of several entries of the trail is not the one that was signed.
    #[error(
        "the trail was thinned or changed: one of its entries at positions {from} to {to} is not the one that was there when a \
         checkpoint was signed; which one is said where the notary's tiles are at hand (--tiles)"
    )]
    TrailDiffers {
        /// The first position that can be meant.
        from: Sequence,
        /// The last.
        to: Sequence,
    },
    /// Part of the trail is missing.
    #[error("the trail was thinned: what was on it at positions {from} to {to} is missing; it was signed")]
    TrailMissing {
        /// The first.
        from: Sequence,
        /// The last.
        to: Sequence,
    },
    /// A node of a cluster does not answer for its copy.
    #[error("it is not served: the node is down, or keeps no copy of the log yet")]
    NotServed,
    /// The copy of one node of a cluster is not the log that was signed.
    #[error("the copy of {node}: {what}")]
    Replica {
        /// The node.
        node: String,
        /// What is wrong with it.
        what: Box<Wrong>,
    },
    /// A witness cosigned two checkpoints of one size that have different roots.
    #[error(
        "FORK: two checkpoints of size {size} are signed that have different roots, and the witness {witness} cosigned both: \
         neither the notary nor this witness is to be trusted"
    )]
    Witness {
        /// The witness.
        witness: String,
        /// The size of both.
        size: u64,
    },
    /// Two checkpoints of one size have different roots.
    #[error(
        "FORK: two checkpoints of size {size} are signed that have different roots: the notary showed two histories"
    )]
    Fork {
        /// Their size.
        size: u64,
    },
    /// A later checkpoint is not a continuation of an earlier one.
    #[error(
        "FORK: the checkpoint of size {later} does not continue the one of size {earlier}: the notary showed two histories"
    )]
    NotConsistent {
        /// The size of the earlier one.
        earlier: u64,
        /// The size of the later one.
        later: u64,
    },
    /// A checkpoint of another log.
    #[error(
        "another log: the checkpoint of size {size} is one of `{origin}`, and this log is `{log}`; whether that log was changed \
         is not to be seen here"
    )]
    OtherLog {
        /// The name of the log of the checkpoint.
        origin: String,
        /// Its size.
        size: u64,
        /// The name of this log.
        log: String,
    },
    /// An old checkpoint in place of a newer one.
    #[error("replayed: the checkpoint has size {size}, and one of size {seen} is known: it is an old one")]
    Replayed {
        /// Its size.
        size: u64,
        /// The size that was seen before.
        seen: u64,
    },
    /// A checkpoint is not acceptable.
    #[error("{0}")]
    Checkpoint(String),
    /// A file of a bundle is not what it should be.
    #[error("{0}")]
    Bundle(String),
}

/// How many records are taken at a time.
const BATCH: usize = 5000;
/// How many such batches are read ahead of those that are being compared.
const AHEAD: usize = 4;

/// Why a log cannot be read to be compared.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The log itself cannot be read.
    #[error(transparent)]
    Log(#[from] FollowError),
    /// The task that compares has died.
    #[error("the task that compares the records has died: {0}")]
    Died(Box<str>),
}

/// Reads a log to where the checkpoints end, and compares it on another thread, which hashes while the next records arrive.
/// `told` is told of every position that is reached. Where records are missing, or the node whose copy is to be read does not
/// serve it, that comes beside the check.
///
/// # Errors
/// When the log cannot be read, or what compares it dies.
pub async fn read(
    follow: &mut Follow,
    mut check: Check,
    mut told: impl FnMut(Sequence),
) -> Result<(Check, Option<Wrong>), ReadError> {
    let wanted = check.wanted();
    let (batches, mut arriving) = mpsc::channel::<Vec<Delivered>>(AHEAD);
    let checking = tokio::task::spawn_blocking(move || {
        while let Some(batch) = arriving.blocking_recv() {
            for delivered in &batch {
                match delivered {
                    Delivered::Record(stored) if stored.sequence <= wanted => {
                        check.add(stored);
                    }
                    Delivered::Record(_) | Delivered::CaughtUp => {}
                }
            }
        }
        check
    });
    let hole = loop {
        let batch = match follow.next_batch(BATCH).await {
            Ok(batch) => batch,
            Err(FollowError::Hole { after, before }) => {
                break Some(Wrong::Missing { from: after + 1, to: before - 1 });
            }
            Err(FollowError::NoReplica { .. }) => break Some(Wrong::NotServed),
            Err(error) => return Err(error.into()),
        };
        let is_last = batch.contains(&Delivered::CaughtUp) || follow.position() >= wanted;
        told(follow.position().min(wanted));
        // Where nobody takes it the task has died, which is said below.
        if batches.send(batch).await.is_err() || is_last {
            break None;
        }
    };
    drop(batches);
    checking.await.map(|check| (check, hole)).map_err(|died| ReadError::Died(died.to_string().into()))
}

/// The witness that cosigned two checkpoints of one size with different roots, where there is one among these.
pub fn two_heads(checkpoints: &[Verified]) -> Option<Wrong> {
    let mut by_size: BTreeMap<u64, Vec<&Verified>> = BTreeMap::new();
    checkpoints.iter().for_each(|verified| by_size.entry(verified.head.size).or_default().push(verified));
    let pairs = by_size.values().flat_map(|same| same.iter().flat_map(|one| same.iter().map(move |two| (one, two))));
    let mut forks = pairs.filter(|(one, two)| one.head.origin == two.head.origin && one.head.root != two.head.root);
    forks.find_map(|(one, two)| {
        let cosigned = one.cosigned_by.iter().find(|(key, _)| two.cosigned_by.iter().any(|(other, _)| other == key))?;
        Some(Wrong::Witness { witness: cosigned.0.to_string(), size: one.head.size })
    })
}
