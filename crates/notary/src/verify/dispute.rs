//! Where a log, or the trail, differs from what was signed.

use std::ops::RangeInclusive;

use newsreel_story::record::recorded::Sequence;
use tlog_tiles::Hash;

use super::Wrong;
use crate::tree::{FULL, Outline, Tree};

/// What was found, where it does not agree with a checkpoint. The leaves that were signed, where somebody has kept them, go by
/// and tell the tile in which it differs first; that tile of what was found is then read again, and compared leaf by leaf.
#[derive(Debug)]
pub struct Dispute {
    /// What was signed.
    size: u64,
    root: Hash,
    /// How many agree with the checkpoint before.
    good: u64,
    found: Outline,
    /// What has gone by of what was signed, and the leaves of the tile that is going by.
    signed: Tree,
    tile: Vec<Hash>,
    /// The first tile that is not the same.
    other: Option<SignedTile>,
}

/// A tile of leaves as it was signed.
#[derive(Debug)]
struct SignedTile {
    /// The position of its first leaf, from 1.
    first: Sequence,
    leaves: Vec<Hash>,
}

impl SignedTile {
    fn last(&self) -> Sequence {
        self.first + self.leaves.len() as u64 - 1
    }
}

/// Where it differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// At this position.
    At(Sequence),
    /// At one of these positions.
    Within(Sequence, Sequence),
    /// What was at these positions is missing.
    Missing(Sequence, Sequence),
}

impl Dispute {
    pub(super) fn new(size: u64, root: Hash, good: u64, found: Outline) -> Self {
        let (signed, tile, other) = Default::default();
        Self { size, root, good, found, signed, tile, other }
    }

    /// How many leaves were signed.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Takes the next leaf that was signed.
    pub fn take(&mut self, leaf: Hash) {
        self.signed.append(leaf, |_, _| ());
        if self.other.is_some() {
            return;
        }
        self.tile.push(leaf);
        if self.tile.len() == FULL || self.signed.size() == self.size {
            let leaves = std::mem::take(&mut self.tile);
            let first = self.signed.size() - leaves.len() as u64 + 1;
            if !self.found.has((first - 1) / FULL as u64, &leaves) {
                self.other = Some(SignedTile { first, leaves });
            }
        }
    }

    /// The first tile that is not the same. The leaves that went by are believed only if they lead to the root that was signed.
    fn believed(&self) -> Option<&SignedTile> {
        self.other.as_ref().filter(|_| (self.signed.size(), self.signed.root()) == (self.size, self.root))
    }

    /// The positions of which the leaves that were found are wanted again; none where that would say nothing.
    pub fn wanted(&self) -> Option<RangeInclusive<Sequence>> {
        let tile = self.believed()?;
        Some(tile.first..=tile.last().min(self.found.tree().size())).filter(|positions| !positions.is_empty())
    }

    /// Where it differs, as closely as can be said, with the leaves that were found at the positions that were wanted.
    pub fn place(&self, found: &[Hash]) -> Place {
        let count = self.found.tree().size();
        let is_short = count < self.size;
        let Some(tile) = self.believed() else {
            return match self.good + 1 {
                _ if is_short => Place::Missing(count + 1, self.size),
                only if only >= self.size => Place::At(self.size),
                from => Place::Within(from, self.size),
            };
        };
        let other = tile.leaves.iter().zip(found).position(|(signed, found)| signed != found);
        match other {
            Some(index) => Place::At(tile.first + index as u64),
            None if is_short && self.wanted().is_none_or(|wanted| wanted.count() == found.len()) => {
                Place::Missing(count + 1, self.size)
            }
            None => Place::Within(tile.first, tile.last()),
        }
    }
}

impl Place {
    /// As what is wrong with the log.
    pub fn of_log(self) -> Wrong {
        match self {
            Self::At(position) => Wrong::Differs { position },
            Self::Within(from, to) => Wrong::DiffersWithin { from, to },
            Self::Missing(from, to) => Wrong::Missing { from, to },
        }
    }

    /// As what is wrong with the trail.
    pub fn of_trail(self) -> Wrong {
        match self {
            Self::At(position) => Wrong::TrailDiffersAt { position },
            Self::Within(from, to) => Wrong::TrailDiffers { from, to },
            Self::Missing(from, to) => Wrong::TrailMissing { from, to },
        }
    }
}
