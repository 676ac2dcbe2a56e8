//! Whether a log is the one that was signed, and if not, where it differs first.

use newsreel_log::{Delivered, Follow, FollowError, Raw};
use newsreel_story::record::recorded::{Recorded, Sequence};
use serde::Serialize;
use tlog_tiles::Hash;
use tokio::sync::mpsc;

use crate::checkpoint::{Head, Verified};
use crate::leaf::{entry, leaf};
use crate::stories::Chains;
use crate::tree::Tree;

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

/// Goes through a log, record by record, and compares it with the checkpoints.
#[derive(Debug)]
pub struct Check {
    /// In the order of their sizes.
    heads: Vec<Head>,
    /// How many of them agree so far.
    agreed: usize,
    tree: Tree,
    chains: Chains,
    leaves: Vec<Hash>,
    found: Option<Found>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Found {
    /// With the next checkpoint.
    Root,
    Stories,
}

impl Check {
    /// With these checkpoints, in any order.
    ///
    /// # Errors
    /// When two of one size disagree.
    pub fn new(mut heads: Vec<Head>) -> Result<Self, Wrong> {
        heads.sort_by_key(|head| head.size);
        heads.dedup();
        let (tree, chains, leaves) = (Tree::default(), Chains::default(), Vec::new());
        match heads.windows(2).find(|pair| pair[0].size == pair[1].size && pair[0].root != pair[1].root) {
            Some(pair) => Err(Wrong::Fork { size: pair[0].size }),
            None => Ok(Self { heads, agreed: 0, tree, chains, leaves, found: None }),
        }
    }

    /// The checkpoints, in the order of their sizes.
    pub fn heads(&self) -> &[Head] {
        &self.heads
    }

    /// The size of the largest checkpoint: how far records are wanted.
    pub fn wanted(&self) -> u64 {
        self.heads.last().map_or(0, |head| head.size)
    }

    /// Takes the next record.
    pub fn add(&mut self, stored: &Recorded<Raw>) {
        let entry = entry(stored);
        let leaf = leaf(&entry);
        self.leaves.push(leaf);
        self.tree.append(leaf, |_, _| ());
        self.chains.add(stored.sequence, &stored.record.subject, &entry);
        self.compare();
    }

    fn compare(&mut self) {
        while let Some(head) = self.heads.get(self.agreed).filter(|head| self.found.is_none() && self.at(head)) {
            if head.root != self.tree.root() {
                self.found = Some(Found::Root);
            } else if head.stories.is_some_and(|said| said != self.chains.root()) {
                self.found = Some(Found::Stories);
            } else {
                self.agreed += 1;
            }
        }
    }

    fn at(&self, head: &Head) -> bool {
        head.size == self.tree.size()
    }

    /// The checkpoint with which the log does not agree, when all records have been taken; none when it agrees with all.
    pub fn disputed(&self) -> Option<&Head> {
        self.heads.get(self.agreed)
    }

    /// How many checkpoints agree.
    pub fn agreed(&self) -> usize {
        self.agreed
    }

    /// The leaves of the records that were taken.
    pub fn leaves(&self) -> &[Hash] {
        &self.leaves
    }

    /// What is wrong, when all records have been taken. The leaves that were signed, where somebody has kept them, tell the
    /// position; they are believed only if they lead to the root that was signed.
    ///
    /// # Errors
    /// What is wrong, where something is.
    pub fn end(&self, signed: Option<&[Hash]>) -> Result<(), Wrong> {
        let Some(head) = self.disputed() else { return Ok(()) };
        if self.found == Some(Found::Stories) {
            return Err(Wrong::Stories { size: head.size });
        }
        let found = self.leaves.len() as u64;
        let good = self.agreed.checked_sub(1).and_then(|last| self.heads.get(last)).map_or(0, |head| head.size);
        Err(match signed.filter(|signed| leads_to(signed, head.size, head.root)) {
            Some(signed) => match first_other(signed, &self.leaves) {
                Some(position) => Wrong::Differs { position },
                None => Wrong::Missing { from: found + 1, to: head.size },
            },
            None if found < head.size => Wrong::Missing { from: found + 1, to: head.size },
            None if good + 1 == head.size => Wrong::Differs { position: head.size },
            None => Wrong::DiffersWithin { from: good + 1, to: head.size },
        })
    }
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
/// `told` is told of every position that is reached. Where records are missing, or the node
/// whose copy is to be read does not serve it, that comes beside the check.
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
                    Delivered::Record(stored) if stored.sequence <= wanted => check.add(stored),
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
    let pairs =
        checkpoints.iter().enumerate().flat_map(|(i, one)| checkpoints[i + 1..].iter().map(move |two| (one, two)));
    let forks = pairs.filter(|(one, two)| one.head.size == two.head.size && one.head.root != two.head.root);
    let both = forks.filter_map(|(one, two)| {
        let cosigned = one.cosigned_by.iter().find(|(key, _)| two.cosigned_by.iter().any(|(other, _)| other == key))?;
        Some(Wrong::Witness { witness: cosigned.0.to_string(), size: one.head.size })
    });
    both.into_iter().next()
}

/// The trail as it was read, to be compared with what checkpoints say of it.
#[derive(Debug, Default)]
pub struct CheckTrail {
    leaves: Vec<Hash>,
}

/// The first of what checkpoints say of the trail with which it does not agree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DisputedTrail {
    /// How many messages the trail had.
    pub size: u64,
    root: Hash,
    /// How many agree with the checkpoint before.
    good: u64,
}

impl CheckTrail {
    /// Takes the next message.
    pub fn add(&mut self, stored: &Recorded<Raw>) {
        self.leaves.push(leaf(&entry(stored)));
    }

    /// How many messages it has.
    pub fn size(&self) -> u64 {
        self.leaves.len() as u64
    }

    /// How many messages are as the checkpoints say.
    ///
    /// # Errors
    /// The first checkpoint with which it does not agree.
    pub fn compare(&self, heads: &[Head]) -> Result<u64, DisputedTrail> {
        let mut said: Vec<(u64, Hash)> = heads.iter().filter_map(|head| head.trail).collect();
        said.sort_by_key(|(size, _)| *size);
        let (mut tree, mut good) = (Tree::default(), 0);
        let mut leaves = self.leaves.iter();
        for (size, root) in said {
            leaves.by_ref().take(more(size, &tree)).for_each(|leaf| tree.append(*leaf, |_, _| ()));
            if (tree.size(), tree.root()) != (size, root) {
                return Err(DisputedTrail { size, root, good });
            }
            good = size;
        }
        Ok(good)
    }

    /// What is wrong, as closely as can be said. The leaves that were signed, where somebody has kept them, tell the position;
    /// they are believed only if they lead to the root that was signed.
    pub fn wrong(&self, disputed: &DisputedTrail, signed: Option<&[Hash]>) -> Wrong {
        let DisputedTrail { size, root, good } = *disputed;
        let missing = || Wrong::TrailMissing { from: self.size() + 1, to: size };
        match signed.filter(|signed| leads_to(signed, size, root)) {
            Some(signed) => match first_other(signed, &self.leaves) {
                Some(position) => Wrong::TrailDiffersAt { position },
                None => missing(),
            },
            None if self.size() < size => missing(),
            None if good + 1 >= size => Wrong::TrailDiffersAt { position: size },
            None => Wrong::TrailDiffers { from: good + 1, to: size },
        }
    }
}

/// How many leaves a tree lacks to this size.
fn more(size: u64, tree: &Tree) -> usize {
    usize::try_from(size.saturating_sub(tree.size())).unwrap_or(usize::MAX)
}

/// Whether the tree over these leaves has this size and root.
fn leads_to(leaves: &[Hash], size: u64, root: Hash) -> bool {
    let mut tree = Tree::default();
    leaves.iter().for_each(|leaf| tree.append(*leaf, |_, _| ()));
    (tree.size(), tree.root()) == (size, root)
}

/// The first position, from 1, at which both have a leaf, and not the same.
fn first_other(signed: &[Hash], found: &[Hash]) -> Option<Sequence> {
    signed.iter().zip(found).position(|(signed, found)| signed != found).map(|index| index as u64 + 1)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use jiff::Timestamp;

    use super::*;

    fn record(sequence: Sequence, said: &str) -> Recorded<Raw> {
        let subject = "newsreel.story.6ba7b810-9dad-51d1-80b4-00c04fd430c8.meeting.confirmed".into();
        let payload = Bytes::from(format!("{{\"{said}\":{sequence}}}"));
        Recorded { sequence, recorded_at: Timestamp::UNIX_EPOCH, record: Raw { subject, payload } }
    }

    fn log(size: u64) -> Vec<Recorded<Raw>> {
        (1..=size).map(|sequence| record(sequence, "said")).collect()
    }

    fn heads(sizes: &[u64]) -> Vec<Head> {
        let head = |size: &u64| {
            let mut check = taken(&log(*size), Vec::new());
            let (root, stories) = (check.tree.root(), Some(check.chains.root()));
            Head { origin: "x".to_owned(), size: *size, root, stories, trail: None }
        };
        sizes.iter().map(head).collect()
    }

    fn taken(log: &[Recorded<Raw>], heads: Vec<Head>) -> Check {
        let mut check = Check::new(heads).expect("no fork");
        log.iter().for_each(|stored| check.add(stored));
        check
    }

    fn wrong(log: &[Recorded<Raw>], sizes: &[u64], with_leaves: bool) -> Option<Wrong> {
        let signed = taken(&self::log(*sizes.last().expect("some")), Vec::new()).leaves;
        taken(log, heads(sizes)).end(with_leaves.then_some(&signed)).err()
    }

    #[test]
    fn a_log_as_it_was_signed_agrees_also_when_it_has_grown_since() {
        assert_eq!(wrong(&log(300), &[1, 7, 256, 300], true), None);
        assert_eq!(wrong(&log(310), &[1, 7, 256, 300], false), None);
    }

    #[test]
    fn the_first_position_that_differs_is_named() {
        let differs = |position| Some(Wrong::Differs { position });
        let mut flipped = log(300);
        let mut payload = flipped[122].record.payload.to_vec();
        payload[3] ^= 1;
        flipped[122].record.payload = payload.into();
        assert_eq!(wrong(&flipped, &[100, 300], true), differs(123));
        assert_eq!(wrong(&flipped, &[100, 300], false), Some(Wrong::DiffersWithin { from: 101, to: 300 }));
        assert_eq!(wrong(&flipped, &[122, 123, 300], false), differs(123));

        let mut swapped = log(300);
        swapped.swap(7, 200);
        swapped[7].sequence = 8;
        swapped[200].sequence = 201;
        assert_eq!(wrong(&swapped, &[300], true), differs(8));

        let mut dropped = log(301);
        dropped.remove(49);
        dropped.iter_mut().zip(1..).for_each(|(stored, sequence)| stored.sequence = sequence);
        assert_eq!(wrong(&dropped, &[300], true), differs(50));

        let mut later = log(300);
        later[9].recorded_at = Timestamp::MAX;
        assert_eq!(wrong(&later, &[300], true), differs(10), "the time at which it was recorded is signed as well");
    }

    #[test]
    fn what_is_missing_at_the_end_is_named_and_leaves_of_another_tree_are_not_believed() {
        assert_eq!(wrong(&log(290), &[100, 300], true), Some(Wrong::Missing { from: 291, to: 300 }));
        let mut flipped = log(300);
        flipped[122] = record(123, "otherwise");
        let others = taken(&flipped, Vec::new()).leaves;
        let told = taken(&flipped, heads(&[300])).end(Some(&others));
        assert_eq!(told, Err(Wrong::DiffersWithin { from: 1, to: 300 }));
    }

    #[test]
    fn a_trail_from_which_something_was_taken_is_found() {
        let trail = log(30);
        let head = |size: u64| {
            let trail = Some((size, taken(&log(size), Vec::new()).tree.root()));
            Head { trail, ..heads(&[7]).remove(0) }
        };
        let heads = [head(0), head(10), head(20)];
        let read = |trail: &[Recorded<Raw>]| {
            let mut check = CheckTrail::default();
            trail.iter().for_each(|stored| check.add(stored));
            check
        };
        let wrong = |trail: &[Recorded<Raw>], signed: Option<&[Hash]>| {
            let check = read(trail);
            check.compare(&heads).map_err(|disputed| check.wrong(&disputed, signed))
        };
        let signed = read(&trail[..20]).leaves;
        assert_eq!(wrong(&trail, None), Ok(20));
        let mut thinned = trail.clone();
        thinned.remove(14);
        assert_eq!(wrong(&thinned, Some(&signed)), Err(Wrong::TrailDiffersAt { position: 15 }));
        let within = Err(Wrong::TrailDiffers { from: 11, to: 20 });
        assert_eq!(wrong(&thinned, None), within);
        assert_eq!(
            wrong(&thinned, Some(&read(&thinned[..20]).leaves)),
            within,
            "leaves of another tree are not believed"
        );
        assert_eq!(wrong(&trail[..15], None), Err(Wrong::TrailMissing { from: 16, to: 20 }));
        assert_eq!(wrong(&trail[..15], Some(&signed)), Err(Wrong::TrailMissing { from: 16, to: 20 }));
        assert_eq!(wrong(&trail[..25], None), Ok(20), "what was not signed yet is not missed");
    }

    #[test]
    fn two_histories_and_stories_counted_wrong_are_the_notarys_fault() {
        let [mut one, other] = [heads(&[7]).remove(0), heads(&[7]).remove(0)];
        one.root = heads(&[8]).remove(0).root;
        assert_eq!(Check::new(vec![one, other.clone()]).err(), Some(Wrong::Fork { size: 7 }));
        let miscounted = Head { stories: Some((1, other.root)), ..other };
        assert_eq!(taken(&log(7), vec![miscounted]).end(None), Err(Wrong::Stories { size: 7 }));
    }
}
