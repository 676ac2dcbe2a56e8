//! What the notary knows, takes in, brings to the disk and signs: no server and no clock.

use std::path::Path;

use newsreel_log::{Delivered, Raw, Topic};
use newsreel_story::record::name::StoryId;
use newsreel_story::record::recorded::{Recorded, Sequence};
use tlog_tiles::Hash;

use super::NotaryError;
use super::prove::{Proving, Signed};
use crate::checkpoint::{Checkpoint, Head};
use crate::keys::NotaryKeys;
use crate::leaf::{entry, leaf};
use crate::store::{Folder, Store};
use crate::stories::{Chains, Changes};
use crate::tree::{FULL, Tree};

/// How many full tiles wait in memory, at most, before they are written.
const TILES_AT_ONCE: usize = 256;

/// What the notary knows of the log, and what of it is signed.
pub(super) struct State {
    store: Store,
    tree: Tree,
    chains: Chains,
    /// The chains as the latest checkpoint has them, and what has changed of them since, for the next.
    chains_signed: Chains,
    chains_unsigned: Vec<Changes>,
    /// The tree over the trail. Of what is in it already the last entries are compared at each start.
    trail: Tree,
    /// Whether anything but checkpoints has come to the trail since the last was signed.
    trail_has_news: bool,
    signed: Option<Signed>,
    /// The last checkpoint on the trail, to which the log must lead.
    noted: Option<Head>,
    /// What was signed of the log and of the trail where they are being compared.
    compared: Compared,
    compared_trail: Compared,
}

/// The leaves of one tile as they were signed.
#[derive(Default)]
struct Compared(Option<(u64, Vec<Hash>)>);

impl Compared {
    /// Whether the leaf is the one at this position of a tree of this size.
    fn has(&mut self, tiles: &Folder, size: u64, sequence: Sequence, leaf: Hash) -> Result<bool, String> {
        let (index, place) = ((sequence - 1) / FULL as u64, (sequence - 1) % FULL as u64);
        if self.0.as_ref().is_none_or(|(known, _)| *known != index) {
            self.0 = Some((index, tiles.leaves(size, index)?));
        }
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        Ok(self.0.as_ref().and_then(|(_, leaves)| leaves.get(place)) == Some(&leaf))
    }
}

impl State {
    /// What a folder holds, of the log for which these keys sign, whose trail ends with this checkpoint of theirs.
    ///
    /// # Errors
    /// When it cannot be read, is damaged or is that of another log, and when the trail has another history.
    pub(super) fn open(folder: &Path, keys: &NotaryKeys, noted: Option<Head>) -> Result<Self, NotaryError> {
        let mut store = Store::open(folder)?;
        let bytes = store.checkpoint()?;
        let found = bytes.as_deref().map(Checkpoint::parse).transpose();
        let found = found.map_err(|error| store.damaged(error.to_string()))?.map(|found| found.claimed().clone());
        if let Some(head) = &found
            && head.origin != keys.origin()
        {
            return Err(NotaryError::OtherLog { found: head.origin.clone(), wanted: keys.origin().to_owned() });
        }
        let tree = store.tree(found.as_ref().map_or(0, |head| head.size))?;
        if let Some(head) = found.as_ref().filter(|head| head.root != tree.root()) {
            return Err(store.damaged(format!("its tree of size {} is not the one that was signed", head.size)).into());
        }
        let chains = store.chains()?;
        let signed = bytes.zip(found).map(|(bytes, head)| Signed { bytes, head });
        let trail = signed.as_ref().and_then(|signed| signed.head.trail);
        let trail = trail.map(|(size, root)| store.trail(size, root)).unwrap_or_default();
        let state = Self {
            store,
            tree,
            chains_signed: chains.clone(),
            chains,
            chains_unsigned: Vec::new(),
            trail,
            trail_has_news: false,
            signed,
            noted,
            compared: Compared::default(),
            compared_trail: Compared::default(),
        };
        state.agrees_with_trail()?;
        Ok(state)
    }

    /// The folder that a web server can serve.
    pub(super) fn public(&self) -> Folder {
        self.store.public()
    }

    /// The size of the tree.
    pub(super) fn size(&self) -> u64 {
        self.tree.size()
    }

    /// The position up to which everything is taken in, tree and chains.
    pub(super) fn position(&self) -> Sequence {
        self.chains.position().min(self.tree.size())
    }

    /// How many messages of the trail are taken in.
    pub(super) fn trail_size(&self) -> u64 {
        self.trail.size()
    }

    /// The latest checkpoint.
    pub(super) fn signed(&self) -> Option<&Signed> {
        self.signed.as_ref()
    }

    /// The size of the last checkpoint on the trail, when the notary started.
    pub(super) fn noted_size(&self) -> u64 {
        self.noted.as_ref().map_or(0, |head| head.size)
    }

    /// Whether so much waits to be written that it should be.
    pub(super) fn waits_for_long(&self) -> bool {
        self.store.waiting() >= TILES_AT_ONCE
    }

    /// Brings the tree over the trail to the disk.
    pub(super) fn write_trail(&mut self) -> Result<(), NotaryError> {
        Ok(self.store.write_trail(&self.trail)?)
    }

    /// Takes in a record: compares one that is in the tree already, and adds one that is not.
    pub(super) fn take_in(&mut self, stored: &Recorded<Raw>) -> Result<(), NotaryError> {
        let sequence = stored.sequence;
        let entry = entry(stored);
        if sequence <= self.tree.size() {
            let public = self.store.public();
            let same = self.compared.has(&public, self.tree.size(), sequence, leaf(&entry));
            if !same.map_err(|what| self.store.damaged(what))? {
                return Err(NotaryError::Differs(sequence));
            }
        } else {
            let mut full = Vec::new();
            self.tree.append(leaf(&entry), |at, tile| full.push((at, tile)));
            self.store.added(entry, &mut full);
            self.agrees_with_trail()?;
        }
        self.chains.add(sequence, &stored.record.subject, &entry);
        Ok(())
    }

    /// Takes in what came to the trail; whether there was anything but checkpoints.
    pub(super) fn take_in_trail(&mut self, batch: &[Delivered]) -> Result<bool, NotaryError> {
        let checkpoint = Topic::Checkpoint.subject();
        let signed = self.signed.as_ref().and_then(|signed| signed.head.trail).map_or(0, |(size, _)| size);
        let mut news = false;
        for delivered in batch {
            let Delivered::Record(stored) = delivered else { continue };
            let (sequence, leaf) = (stored.sequence, leaf(&entry(stored)));
            if sequence <= self.trail.size() {
                let tiles = self.store.public().trail();
                let same = self.compared_trail.has(&tiles, self.trail.size(), sequence, leaf);
                if !same.map_err(|what| self.store.damaged(what))? {
                    return Err(NotaryError::TrailDiffers(sequence));
                }
                continue;
            }
            self.trail.append(leaf, |at, tile| self.store.trail_filled(at, tile));
            news |= self.trail.size() > signed && stored.record.subject.as_str() != checkpoint;
            let head = self.signed.as_ref().map(|signed| &signed.head);
            agrees(&self.trail, head)?;
        }
        self.trail_has_news |= news;
        Ok(news)
    }

    /// Brings the tree to the disk, and signs what is there; nothing where it is signed already.
    pub(super) fn write_and_sign(&mut self, keys: &NotaryKeys) -> Result<Option<Checkpoint>, NotaryError> {
        let Self { store, tree, chains, chains_unsigned, signed, trail, trail_has_news, .. } = self;
        let has_grown = tree.size() > signed.as_ref().map_or(0, |signed| signed.head.size);
        let is_new = has_grown || (*trail_has_news && tree.size() > 0);
        // After a crash the chains may be ahead of the tree, which will follow: the log has been that long.
        if !is_new || tree.size() != chains.position() {
            return Ok(None);
        }
        let changes = chains.work_out();
        store.write(tree, trail, chains, &changes)?;
        chains_unsigned.push(changes);
        *trail_has_news = false;
        let origin = keys.origin().to_owned();
        let (stories, trail) = (Some(chains.root()), Some((trail.size(), trail.root())));
        let head = Head { origin, size: tree.size(), root: tree.root(), stories, trail };
        let checkpoint = Checkpoint::sign(head, keys);
        checkpoint.map(Some).map_err(|error| NotaryError::Checkpoint(error.to_string()))
    }

    /// Makes this the latest checkpoint.
    pub(super) fn publish(&mut self, checkpoint: &Checkpoint) -> Result<(), NotaryError> {
        let bytes = checkpoint.to_bytes();
        self.store.publish(&bytes)?;
        self.signed = Some(Signed { head: checkpoint.claimed().clone(), bytes });
        let Self { chains_signed, chains_unsigned, .. } = self;
        chains_unsigned.drain(..).for_each(|changes| chains_signed.apply(changes));
        Ok(())
    }

    /// What is needed to prove something under the latest checkpoint, of a story too; none where nothing is signed.
    pub(super) fn proofs(&mut self, story: Option<StoryId>) -> Option<Proving> {
        let signed = self.signed.clone()?;
        // The chains of a checkpoint are at hand until the next one is signed.
        let story = story.and_then(|story| self.chains_signed.of(story));
        Some(Proving { signed, story, tiles: self.public() })
    }

    /// Whether the trail, which ends at this position, has at least what the last checkpoint says.
    pub(super) fn trail_has_all_that_is_signed(&self, last: Sequence) -> Result<(), NotaryError> {
        let head = self.signed.as_ref().map(|signed| &signed.head);
        match head.and_then(|head| Some((head.size, head.trail?.0))) {
            Some((size, trail)) if trail > last => Err(NotaryError::Trail(size)),
            _ => Ok(()),
        }
    }

    /// Whether the tree, where it has the size of the checkpoint on the trail, has its root.
    fn agrees_with_trail(&self) -> Result<(), NotaryError> {
        match &self.noted {
            Some(Head { origin, size, root, .. }) if *size == self.tree.size() && *root != self.tree.root() => {
                Err(NotaryError::Fork { origin: origin.clone(), size: *size })
            }
            _ => Ok(()),
        }
    }
}

/// Whether the tree over the trail, where it has the size to which a checkpoint commits, has its root.
fn agrees(trail: &Tree, signed: Option<&Head>) -> Result<(), NotaryError> {
    match signed.and_then(|head| Some((head.size, head.trail?))) {
        Some((size, (leaves, root))) if leaves == trail.size() && root != trail.root() => Err(NotaryError::Trail(size)),
        _ => Ok(()),
    }
}
