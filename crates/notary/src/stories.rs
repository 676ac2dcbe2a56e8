//! What a checkpoint says of each story, so that a bundle of one story can show that nothing of it is left out.
//!
//! Beside the tree over the log a checkpoint commits to a second, small one: a leaf for each story, and one for the directory,
//! in the order of their ids. The data of a leaf is, all numbers unsigned and big-endian:
//!
//! ```text
//! "newsreel/story/v1\n"     18 bytes
//! id                        16 bytes   the story's UUID; zeros for the directory; ones for what belongs to neither
//! count                      8 bytes   how many records it has
//! last                       8 bytes   the position of the last of them
//! chain                     32 bytes   of all its records, in order
//! ```
//!
//! The chain is 32 zero bytes before the first record, and after each record the SHA-256 of the chain before it and the entry
//! of the record. Leaves and root are hashed as RFC 6962 section 2.1 says. The root stands on an extension line of the
//! checkpoint, `newsreel-stories <number of leaves> <root in base64>`. Whoever has the whole log computes the same, so a notary
//! that left a record out of a story would be found by everybody who verifies the whole log.

use std::collections::{BTreeMap, BTreeSet};

use newsreel_log::Unit;
use newsreel_story::record::name::StoryId;
use newsreel_story::record::recorded::Sequence;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tlog_tiles::{Hash, node_hash, record_hash};

use crate::base64;
use crate::leaf::Entry;

const LABEL: &[u8] = b"newsreel/story/v1\n";
const DIRECTORY: [u8; 16] = [0; 16];
const NEITHER: [u8; 16] = [0xff; 16];

/// What the records of one story come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Chain {
    /// How many records it has.
    pub count: u64,
    /// The position of the last of them.
    pub last: Sequence,
    /// All of them, in order.
    #[serde(with = "base64")]
    #[schemars(with = "String")]
    pub chain: [u8; 32],
}

impl Chain {
    /// With one record more.
    pub fn add(&mut self, sequence: Sequence, entry: &Entry) {
        self.count += 1;
        self.last = sequence;
        self.chain = Sha256::new().chain_update(self.chain).chain_update(entry).finalize().into();
    }

    fn leaf(&self, id: &[u8; 16]) -> Hash {
        let (count, last) = (self.count.to_be_bytes(), self.last.to_be_bytes());
        record_hash(&[LABEL, id, &count, &last, &self.chain].concat())
    }

    /// The leaf of a story with these records.
    pub fn leaf_of(&self, story: StoryId) -> Hash {
        self.leaf(story.uuid().as_bytes())
    }
}

/// The chains of all stories up to a position.
#[derive(Debug, Clone, Default)]
pub struct Chains {
    position: Sequence,
    by_id: BTreeMap<[u8; 16], Chain>,
    /// Those that have changed since they were kept.
    changed: BTreeSet<[u8; 16]>,
}

/// What is kept of them makes no difference.
impl PartialEq for Chains {
    fn eq(&self, other: &Self) -> bool {
        (self.position, &self.by_id) == (other.position, &other.by_id)
    }
}

/// The chain of one story, and the proof that a checkpoint commits to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProvenChain {
    /// What its records come to.
    #[serde(flatten)]
    pub chain: Chain,
    /// Its place among the leaves, from 0.
    pub index: u64,
    /// The inclusion proof.
    pub proof: Vec<Base64Hash>,
}

/// A hash, in base64 where it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Base64Hash(
    #[serde(with = "base64")]
    #[schemars(with = "String")]
    pub [u8; 32],
);

impl From<Base64Hash> for Hash {
    fn from(written: Base64Hash) -> Self {
        Self(written.0)
    }
}

impl From<Hash> for Base64Hash {
    fn from(hash: Hash) -> Self {
        Self(hash.0)
    }
}

impl Chains {
    /// The position up to which records are counted.
    pub fn position(&self) -> Sequence {
        self.position
    }

    /// Counts a record. One that is counted already changes nothing.
    pub fn add(&mut self, sequence: Sequence, subject: &str, entry: &Entry) {
        if sequence <= self.position {
            return;
        }
        self.position = sequence;
        let id = match Unit::of_subject(subject) {
            Some(Unit::Story(story)) => story.uuid().into_bytes(),
            Some(Unit::Entity(_)) => DIRECTORY,
            None => NEITHER,
        };
        self.by_id.entry(id).or_default().add(sequence, entry);
        self.changed.insert(id);
    }

    /// How many leaves there are, and their root.
    pub fn root(&self) -> (u64, Hash) {
        let leaves = self.leaves();
        (leaves.len() as u64, root_of(&leaves))
    }

    /// The chain of a story with its proof; none where it has no record.
    pub fn of(&self, story: StoryId) -> Option<ProvenChain> {
        let id = story.uuid().into_bytes();
        let index = self.by_id.keys().position(|known| *known == id)?;
        let mut proof = Vec::new();
        prove(&self.leaves(), index, &mut proof);
        let proof = proof.into_iter().map(Base64Hash::from).collect();
        Some(ProvenChain { chain: *self.by_id.get(&id)?, index: index as u64, proof })
    }

    fn leaves(&self) -> Vec<Hash> {
        self.by_id.iter().map(|(id, chain)| chain.leaf(id)).collect()
    }

    /// As it is kept in a file.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.position.to_be_bytes().to_vec();
        self.by_id.iter().for_each(|(id, chain)| write_row(id, chain, &mut bytes));
        bytes
    }

    /// What has changed since the last time, to be added to a file: the position, the number of rows, the rows, and a check by
    /// which one that was cut off is known.
    pub(crate) fn take_changes(&mut self) -> Vec<u8> {
        let changed = std::mem::take(&mut self.changed);
        let mut bytes = self.position.to_be_bytes().to_vec();
        bytes.extend((changed.len() as u64).to_be_bytes());
        for id in &changed {
            if let Some(chain) = self.by_id.get(id) {
                write_row(id, chain, &mut bytes);
            }
        }
        let check: [u8; 32] = Sha256::digest(&bytes).into();
        bytes.extend(&check[..CHECK]);
        bytes
    }

    /// Takes in changes that were added to a file, those that are in already aside, and says how many bytes of them are whole.
    pub(crate) fn apply_changes(&mut self, bytes: &[u8]) -> usize {
        let mut rest = bytes;
        while let Some((position, rows, after)) = whole_change(rest) {
            if position > self.position {
                self.position = position;
                self.by_id.extend(rows);
            }
            rest = after;
        }
        bytes.len() - rest.len()
    }

    /// What was kept in a file; none where it is damaged.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let (position, rest) = bytes.split_at_checked(8)?;
        let by_id = rest.chunks(ROW).map(read_row).collect::<Option<_>>()?;
        Some(Self { position: number(position)?, by_id, changed: BTreeSet::new() })
    }
}

/// How many bytes a row has.
const ROW: usize = 64;
/// How many bytes the check has.
const CHECK: usize = 8;

fn number(bytes: &[u8]) -> Option<u64> {
    Some(u64::from_be_bytes(bytes.try_into().ok()?))
}

fn write_row(id: &[u8; 16], Chain { count, last, chain }: &Chain, bytes: &mut Vec<u8>) {
    bytes.extend(id);
    bytes.extend(count.to_be_bytes());
    bytes.extend(last.to_be_bytes());
    bytes.extend(chain);
}

fn read_row(row: &[u8]) -> Option<([u8; 16], Chain)> {
    let (count, last) = (number(row.get(16..24)?)?, number(row.get(24..32)?)?);
    Some((row.get(..16)?.try_into().ok()?, Chain { count, last, chain: row.get(32..64)?.try_into().ok()? }))
}

/// The position and the rows of one change, and what follows it; none where it is cut off or damaged.
#[allow(clippy::type_complexity, reason = "the parts of one change, in the order in which they stand")]
fn whole_change(bytes: &[u8]) -> Option<(Sequence, Vec<([u8; 16], Chain)>, &[u8])> {
    let count = usize::try_from(number(bytes.get(8..16)?)?).ok()?;
    let end = count.checked_mul(ROW)?.checked_add(16)?;
    let (change, after) = bytes.split_at_checked(end)?;
    let (check, after) = after.split_at_checked(CHECK)?;
    let wanted: [u8; 32] = Sha256::digest(change).into();
    let rows = change.get(16..)?.chunks(ROW).map(read_row).collect::<Option<_>>()?;
    (wanted[..CHECK] == *check).then_some((number(change.get(..8)?)?, rows, after))
}

/// How many leaves the left half has.
fn half(leaves: usize) -> usize {
    1 << (leaves - 1).ilog2()
}

fn root_of(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => tlog_tiles::EMPTY_HASH,
        [leaf] => *leaf,
        many => {
            let (left, right) = many.split_at(half(many.len()));
            node_hash(root_of(left), root_of(right))
        }
    }
}

/// Adds the hashes that lead from a leaf to the root, the leaf's sibling first.
fn prove(leaves: &[Hash], index: usize, proof: &mut Vec<Hash>) {
    if leaves.len() < 2 {
        return;
    }
    let (left, right) = leaves.split_at(half(leaves.len()));
    match index.checked_sub(left.len()) {
        None => {
            prove(left, index, proof);
            proof.push(root_of(right));
        }
        Some(index) => {
            prove(right, index, proof);
            proof.push(root_of(left));
        }
    }
}

#[cfg(test)]
mod tests {
    use newsreel_story::record::name::StorySlug;

    use super::*;
    use crate::tree::is_included;

    fn story(number: u64) -> StoryId {
        StoryId::of(&StorySlug::new(&format!("story-{number}")).expect("a slug"))
    }

    fn chains() -> Chains {
        let mut chains = Chains::default();
        for sequence in 1..=50 {
            let subject = format!("newsreel.story.{}.meeting.confirmed", story(sequence % 7));
            chains.add(sequence, &subject, &[7; 32]);
        }
        chains.add(51, "newsreel.directory.6ba7b810-9dad-11d1-80b4-00c04fd430c8.added", &[8; 32]);
        chains
    }

    #[test]
    fn a_story_is_proven_to_have_its_records_and_no_more() {
        let chains = chains();
        let (size, root) = chains.root();
        assert_eq!(size, 8, "seven stories and the directory");
        for number in 0..7 {
            let ProvenChain { mut chain, index, proof } = chains.of(story(number)).expect("on file");
            let proof: Vec<Hash> = proof.into_iter().map(Hash::from).collect();
            assert!(is_included(chain.leaf_of(story(number)), index, size, root, &proof));
            chain.count -= 1;
            assert!(!is_included(chain.leaf_of(story(number)), index, size, root, &proof), "one left out");
        }
        assert_eq!(chains.of(story(7)), None);
    }

    #[test]
    fn changes_that_are_added_one_by_one_come_to_the_same_and_one_that_was_cut_off_does_not_count() {
        let mut chains = Chains::default();
        let (mut file, mut before) = (Vec::new(), Chains::default());
        for sequence in 1..=20 {
            before = chains.clone();
            chains.add(sequence, &format!("newsreel.story.{}.meeting.confirmed", story(sequence % 3)), &[7; 32]);
            file.extend(chains.take_changes());
        }
        let read = |file: &[u8]| {
            let mut read = Chains::default();
            let whole = read.apply_changes(file);
            (read, whole)
        };
        assert_eq!(read(&file), (chains.clone(), file.len()));
        let one = 16 + ROW + CHECK;
        assert_eq!(read(&file[..file.len() - 1]), (before, file.len() - one));
        let mut kept = Chains::of_bytes(&chains.to_bytes()).expect("whole");
        assert_eq!(kept.apply_changes(&file), file.len());
        assert_eq!(kept, chains, "what is in already changes nothing");
    }

    #[test]
    fn what_is_counted_is_not_counted_twice_and_is_kept() {
        let mut again = chains();
        again.add(50, "newsreel.story.x", &[1; 32]);
        assert_eq!(again, chains());
        let bytes = again.to_bytes();
        assert_eq!(Chains::of_bytes(&bytes), Some(again));
        assert_eq!(Chains::of_bytes(&bytes[..bytes.len() - 1]), None);
    }
}
