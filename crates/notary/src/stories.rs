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

use std::collections::{BTreeMap, HashMap};

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
const DIRECTORY: Id = [0; 16];
const NEITHER: Id = [0xff; 16];

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

    fn leaf(&self, id: &Id) -> Hash {
        let (count, last) = (self.count.to_be_bytes(), self.last.to_be_bytes());
        record_hash(&[LABEL, id, &count, &last, &self.chain].concat())
    }

    /// The leaf of a story with these records.
    pub fn leaf_of(&self, story: StoryId) -> Hash {
        self.leaf(story.uuid().as_bytes())
    }
}

/// The chains of all stories up to a position, and the tree over them: what has changed is all that is worked out again.
#[derive(Debug, Clone, Default)]
pub struct Chains {
    position: Sequence,
    /// In the order in which they came: none is moved when others come.
    stories: Vec<Counted>,
    places: HashMap<Id, usize>,
    /// The places of those that have changed since the tree was worked out.
    changed: Vec<usize>,
    /// The places of those in the tree, in the order of their ids.
    in_order: Vec<usize>,
    tree: Levels,
}

type Id = [u8; 16];

#[derive(Debug, Clone, Copy)]
struct Counted {
    id: Id,
    chain: Chain,
    has_changed: bool,
}

/// What has changed of the chains, up to a position.
#[derive(Debug, Clone, Default)]
pub(crate) struct Changes {
    position: Sequence,
    rows: Vec<(Id, Chain)>,
}

/// How far it is worked out makes no difference.
impl PartialEq for Chains {
    fn eq(&self, other: &Self) -> bool {
        let rows =
            |chains: &Self| chains.stories.iter().map(|story| (story.id, story.chain)).collect::<BTreeMap<_, _>>();
        self.position == other.position && rows(self) == rows(other)
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
        self.of_id(id).add(sequence, entry);
    }

    /// The chain of a story, which is going to change.
    fn of_id(&mut self, id: Id) -> &mut Chain {
        let place = *self.places.entry(id).or_insert_with(|| {
            self.stories.push(Counted { id, chain: Chain::default(), has_changed: false });
            self.stories.len() - 1
        });
        let story = &mut self.stories[place];
        if !std::mem::replace(&mut story.has_changed, true) {
            self.changed.push(place);
        }
        &mut story.chain
    }

    /// How many leaves there are, and their root.
    pub fn root(&mut self) -> (u64, Hash) {
        self.work_out();
        (self.in_order.len() as u64, self.tree.root())
    }

    /// The chain of a story with its proof; none where it has no record.
    pub fn of(&mut self, story: StoryId) -> Option<ProvenChain> {
        self.work_out();
        let id = story.uuid().into_bytes();
        let chain = self.stories.get(*self.places.get(&id)?)?.chain;
        let index = self.in_order.partition_point(|place| self.stories[*place].id < id);
        let proof = self.tree.proof(index).into_iter().map(Base64Hash::from).collect();
        Some(ProvenChain { chain, index: index as u64, proof })
    }

    /// Brings the tree up to date, and says what had changed. A story that is new moves those after it by a place, so that the
    /// hashes above them are worked out again; of one that was there, only those above it.
    pub(crate) fn work_out(&mut self) -> Changes {
        let mut changed = std::mem::take(&mut self.changed);
        changed.sort_unstable_by_key(|place| self.stories[*place].id);
        let mut changes = Changes { position: self.position, rows: Vec::with_capacity(changed.len()) };
        let (mut known, mut new, mut places) = (Vec::new(), Vec::new(), Vec::new());
        for place in changed {
            let Counted { id, chain, .. } = self.stories[place];
            self.stories[place].has_changed = false;
            changes.rows.push((id, chain));
            match self.in_order.binary_search_by_key(&id, |known| self.stories[*known].id) {
                Ok(index) => known.push((index, chain.leaf(&id))),
                Err(index) => {
                    new.push((index, chain.leaf(&id)));
                    places.push((index, place));
                }
            }
        }
        insert_all(&mut self.in_order, &places);
        self.tree.change(&known, &new);
        changes
    }

    /// Takes in what has changed elsewhere.
    pub(crate) fn apply(&mut self, changes: Changes) {
        if changes.position > self.position {
            self.position = changes.position;
            changes.rows.into_iter().for_each(|(id, chain)| *self.of_id(id) = chain);
        }
    }

    /// As it is kept in a file.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.position.to_be_bytes().to_vec();
        self.stories.iter().for_each(|story| write_row(&story.id, &story.chain, &mut bytes));
        bytes
    }

    /// Takes in changes that were added to a file, those that are in already aside, and says how many bytes of them are whole.
    pub(crate) fn apply_changes(&mut self, bytes: &[u8]) -> usize {
        let mut rest = bytes;
        while let Some((changes, after)) = whole_change(rest) {
            self.apply(changes);
            rest = after;
        }
        bytes.len() - rest.len()
    }

    /// What was kept in a file; none where it is damaged.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let (position, rest) = bytes.split_at_checked(8)?;
        let rows = rest.chunks(ROW).map(read_row).collect::<Option<_>>()?;
        let mut chains = Self::default();
        chains.apply(Changes { position: number(position)?, rows });
        Some(chains)
    }
}

impl Changes {
    /// As they are added to a file: the position, the number of rows, the rows, and a check by which one that was cut off is
    /// known.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.position.to_be_bytes().to_vec();
        bytes.extend((self.rows.len() as u64).to_be_bytes());
        self.rows.iter().for_each(|(id, chain)| write_row(id, chain, &mut bytes));
        let check: [u8; 32] = Sha256::digest(&bytes).into();
        bytes.extend(&check[..CHECK]);
        bytes
    }
}

/// How many bytes a row has.
const ROW: usize = 64;
/// How many bytes the check has.
const CHECK: usize = 8;

fn number(bytes: &[u8]) -> Option<u64> {
    Some(u64::from_be_bytes(bytes.try_into().ok()?))
}

fn write_row(id: &Id, Chain { count, last, chain }: &Chain, bytes: &mut Vec<u8>) {
    bytes.extend(id);
    bytes.extend(count.to_be_bytes());
    bytes.extend(last.to_be_bytes());
    bytes.extend(chain);
}

fn read_row(row: &[u8]) -> Option<(Id, Chain)> {
    let (count, last) = (number(row.get(16..24)?)?, number(row.get(24..32)?)?);
    Some((row.get(..16)?.try_into().ok()?, Chain { count, last, chain: row.get(32..64)?.try_into().ok()? }))
}

/// One change, and what follows it; none where it is cut off or damaged.
fn whole_change(bytes: &[u8]) -> Option<(Changes, &[u8])> {
    let count = usize::try_from(number(bytes.get(8..16)?)?).ok()?;
    let end = count.checked_mul(ROW)?.checked_add(16)?;
    let (change, after) = bytes.split_at_checked(end)?;
    let (check, after) = after.split_at_checked(CHECK)?;
    let wanted: [u8; 32] = Sha256::digest(change).into();
    let rows = change.get(16..)?.chunks(ROW).map(read_row).collect::<Option<_>>()?;
    let position = number(change.get(..8)?)?;
    (wanted[..CHECK] == *check).then_some((Changes { position, rows }, after))
}

/// Every hash of a tree of RFC 6962, the leaves first. A node without a sibling stands for itself on the level above.
#[derive(Debug, Clone, Default)]
struct Levels(Vec<Vec<Hash>>);

impl Levels {
    fn root(&self) -> Hash {
        self.0.last().and_then(|top| top.first()).copied().unwrap_or(tlog_tiles::EMPTY_HASH)
    }

    /// The hashes that lead from a leaf to the root, the leaf's sibling first.
    fn proof(&self, mut index: usize) -> Vec<Hash> {
        let siblings = self.0.iter().filter_map(|level| {
            let sibling = level.get(index ^ 1).copied();
            index /= 2;
            sibling
        });
        siblings.collect()
    }

    /// Gives leaves another hash, and puts new ones in before those that have these places now, both in order.
    fn change(&mut self, known: &[(usize, Hash)], new: &[(usize, Hash)]) {
        if self.0.is_empty() {
            self.0.push(Vec::new());
        }
        known.iter().for_each(|(index, leaf)| self.0[0][*index] = *leaf);
        insert_all(&mut self.0[0], new);
        // From the first new one on every leaf has another place.
        let mut moved = new.first().map_or(self.0[0].len(), |(index, _)| *index);
        let mut changed: Vec<usize> = known.iter().map(|(index, _)| *index).collect();
        let mut level = 0;
        while self.0[level].len() > 1 {
            let below = &self.0[level];
            let parent = |index: usize| match below[2 * index..] {
                [left, right, ..] => node_hash(left, right),
                [left] => left,
                [] => tlog_tiles::EMPTY_HASH,
            };
            moved /= 2;
            changed.iter_mut().for_each(|index| *index /= 2);
            changed.retain(|index| *index < moved);
            changed.dedup();
            let one_by_one: Vec<Hash> = changed.iter().copied().map(parent).collect();
            let from_there: Vec<Hash> = (moved..below.len().div_ceil(2)).map(parent).collect();
            level += 1;
            if self.0.len() == level {
                self.0.push(Vec::new());
            }
            let above = &mut self.0[level];
            changed.iter().zip(one_by_one).for_each(|(index, hash)| above[*index] = hash);
            above.truncate(moved);
            above.extend(from_there);
        }
    }
}

/// Puts elements in before those that have these places now, in order.
fn insert_all<T: Copy>(list: &mut Vec<T>, new: &[(usize, T)]) {
    if new.is_empty() {
        return;
    }
    let mut merged = Vec::with_capacity(list.len() + new.len());
    let mut taken = 0;
    for (index, element) in new {
        merged.extend_from_slice(&list[taken..*index]);
        merged.push(*element);
        taken = *index;
    }
    merged.extend_from_slice(&list[taken..]);
    *list = merged;
}

#[cfg(test)]
mod tests {
    use newsreel_story::record::name::StorySlug;

    use super::*;
    use crate::tree::is_included;
    use crate::tree::tests::by_definition;

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
        let mut chains = chains();
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
    fn a_tree_that_is_brought_up_to_date_is_the_one_that_is_made_anew() {
        let mut chains = Chains::default();
        let mut sequence = 0;
        // New stories come in between the others, one at a time and many at once; old ones go on meanwhile.
        for (round, new) in [1, 1, 1, 2, 0, 5, 0, 1, 40, 0, 3, 200, 1, 0, 7].into_iter().enumerate() {
            let known = chains.stories.len() as u64;
            let go_on = (0..known).step_by(1 + round % 5);
            for number in go_on.chain(known..known + new) {
                sequence += 1;
                chains.add(sequence, &format!("newsreel.story.{}.meeting.confirmed", story(number)), &[7; 32]);
            }
            let (size, root) = chains.root();
            let in_order: BTreeMap<Id, Chain> = chains.stories.iter().map(|story| (story.id, story.chain)).collect();
            let leaves: Vec<Hash> = in_order.iter().map(|(id, chain)| chain.leaf(id)).collect();
            assert_eq!((size, root), (leaves.len() as u64, by_definition(&leaves)), "{round}");
            for number in (0..size).step_by(7) {
                let ProvenChain { chain, index, proof } = chains.of(story(number)).expect("on file");
                let proof: Vec<Hash> = proof.into_iter().map(Hash::from).collect();
                assert!(is_included(chain.leaf_of(story(number)), index, size, root, &proof), "{number} in {round}");
            }
        }
    }

    #[test]
    fn changes_that_are_added_one_by_one_come_to_the_same_and_one_that_was_cut_off_does_not_count() {
        let mut chains = Chains::default();
        let (mut file, mut before) = (Vec::new(), Chains::default());
        for sequence in 1..=20 {
            before = chains.clone();
            chains.add(sequence, &format!("newsreel.story.{}.meeting.confirmed", story(sequence % 3)), &[7; 32]);
            file.extend(chains.work_out().to_bytes());
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
