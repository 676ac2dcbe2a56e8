//! The tree of RFC 6962 over a growing list, in tiles of height 8 as tlog-tiles lays them out.
//!
//! Hashing and proofs are those of `tlog_tiles`; here is how a tree grows, and where a proof finds its hashes.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Mutex;

pub use tlog_tiles::Hash;
use tlog_tiles::{HASH_SIZE, HashReader, Tile, node_hash, prove_record, prove_tree, tree_hash};

/// The height of a tile, as tlog-tiles fixes it.
pub const HEIGHT: u8 = 8;
/// How many hashes a full tile holds.
pub const FULL: usize = 1 << HEIGHT;

/// Where one tile is in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    /// The level: 0 is that of the leaves.
    pub level: u8,
    /// Which tile of the level, from 0.
    pub index: u64,
}

/// A tree that grows by its right edge: all it keeps is the tiles there that are not full yet.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    size: u64,
    /// The hashes of the unfinished tile of each level, each less than a full tile.
    edge: Vec<Vec<u8>>,
}

impl Tree {
    /// The tree of this size whose unfinished tiles are these, from level 0 up.
    pub(crate) fn resumed(size: u64, edge: Vec<Vec<u8>>) -> Self {
        Self { size, edge }
    }

    /// How many leaves it has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The unfinished tiles, from level 0 up; those that are empty included.
    pub(crate) fn edge(&self) -> impl Iterator<Item = (At, &[u8])> {
        (0_u8..).zip(&self.edge).map(|(level, tile)| {
            let hashes = self.size.checked_shr(u32::from(HEIGHT) * u32::from(level)).unwrap_or(0);
            (At { level, index: hashes >> HEIGHT }, tile.as_slice())
        })
    }

    /// Adds a leaf, and hands over every tile that is full by that.
    pub fn append(&mut self, leaf: Hash, mut full: impl FnMut(At, Vec<u8>)) {
        self.size += 1;
        let (mut level, mut hash) = (0_u8, leaf);
        loop {
            if self.edge.len() == usize::from(level) {
                self.edge.push(Vec::with_capacity(FULL * HASH_SIZE));
            }
            let tile = &mut self.edge[usize::from(level)];
            tile.extend(hash.0);
            if tile.len() < FULL * HASH_SIZE {
                return;
            }
            let done = std::mem::take(tile);
            hash = Tile::subtree_hash(&done);
            let index = (self.size >> (u32::from(HEIGHT) * (u32::from(level) + 1))) - 1;
            full(At { level, index }, done);
            level += 1;
        }
    }

    /// The root hash.
    pub fn root(&self) -> Hash {
        // The largest subtrees are on the left, and every level's tile has them in falling sizes.
        let mut subtrees = Vec::new();
        for tile in self.edge.iter().rev() {
            let mut rest = tile.as_slice();
            while !rest.is_empty() {
                let hashes = 1 << (rest.len() / HASH_SIZE).ilog2();
                let (subtree, after) = rest.split_at(hashes * HASH_SIZE);
                subtrees.push(Tile::subtree_hash(subtree));
                rest = after;
            }
        }
        let from_the_right = subtrees.into_iter().rev().reduce(|right, left| node_hash(left, right));
        from_the_right.unwrap_or(tlog_tiles::EMPTY_HASH)
    }
}

/// A tree of which the root of every full tile of leaves is kept as well: a 256th of what the leaves are, and enough to see in
/// which tile it differs from another.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    tree: Tree,
    /// The full tiles of level 1, one after the other.
    roots: Vec<u8>,
}

impl Outline {
    /// Adds a leaf.
    pub fn append(&mut self, leaf: Hash) {
        let roots = &mut self.roots;
        self.tree.append(leaf, |at, tile| {
            if at.level == 1 {
                roots.extend(tile);
            }
        });
    }

    /// The tree.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Whether this full tile of leaves is these.
    pub(crate) fn has(&self, index: u64, leaves: &[Hash]) -> bool {
        let tile: Vec<u8> = leaves.iter().flat_map(|leaf| leaf.0).collect();
        let unfinished = self.tree.edge.get(1).map_or(&[][..], Vec::as_slice);
        let mut known = self.roots.chunks(HASH_SIZE).chain(unfinished.chunks(HASH_SIZE));
        let known = usize::try_from(index).ok().and_then(|index| known.nth(index));
        leaves.len() == FULL && known == Some(&Tile::subtree_hash(&tile).0[..])
    }
}

/// Where tiles are kept.
pub trait Tiles {
    /// The first `width` hashes of a tile.
    ///
    /// # Errors
    /// In a sentence, when it is not there or is shorter than that.
    fn tile(&self, at: At, width: usize) -> Result<Vec<u8>, String>;
}

/// Tiles in memory: of a tree that was read as a whole.
#[derive(Debug, Default)]
pub struct Memory {
    tree: Tree,
    full: HashMap<At, Vec<u8>>,
}

impl Memory {
    /// Adds a leaf.
    pub fn append(&mut self, leaf: Hash) {
        let full = &mut self.full;
        self.tree.append(leaf, |at, tile| drop(full.insert(at, tile)));
    }

    /// The tree.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }
}

impl Tiles for Memory {
    fn tile(&self, at: At, width: usize) -> Result<Vec<u8>, String> {
        let found = self.full.get(&at).map(Vec::as_slice);
        let found = found.or_else(|| self.tree.edge().find(|(edge, _)| *edge == at).map(|(_, tile)| tile));
        found.and_then(|tile| tile.get(..width * HASH_SIZE)).map(<[u8]>::to_vec).ok_or_else(|| missing(at))
    }
}

pub(crate) fn missing(At { level, index }: At) -> String {
    format!("tile {index} of level {level} is missing or too short")
}

/// The tree of one size, for proofs.
pub struct Proofs<'a, T> {
    size: u64,
    tiles: &'a T,
    /// A proof asks for several hashes of the same tile.
    read: Mutex<HashMap<At, Vec<u8>>>,
}

impl<'a, T: Tiles> Proofs<'a, T> {
    /// Of the tree of this size, with its hashes from there.
    pub fn new(size: u64, tiles: &'a T) -> Self {
        Self { size, tiles, read: Mutex::default() }
    }

    /// The root hash.
    ///
    /// # Errors
    /// When a tile cannot be read.
    pub fn root(&self) -> Result<Hash, tlog_tiles::Error> {
        tree_hash(self.size, self)
    }

    /// That the leaf with this index, from 0, is in the tree.
    ///
    /// # Errors
    /// When a tile cannot be read, or the tree does not go so far.
    pub fn inclusion(&self, index: u64) -> Result<Vec<Hash>, tlog_tiles::Error> {
        prove_record(self.size, index, self)
    }

    /// That the tree of the earlier size is the beginning of this one. Empty for an earlier tree that is empty, as RFC 6962
    /// leaves open and tlog-witness wants it.
    ///
    /// # Errors
    /// When a tile cannot be read, or the tree does not go so far.
    pub fn consistency(&self, earlier: u64) -> Result<Vec<Hash>, tlog_tiles::Error> {
        if earlier == 0 { Ok(Vec::new()) } else { prove_tree(self.size, earlier, self) }
    }

    fn hash(&self, stored: u64) -> Result<Hash, tlog_tiles::Error> {
        let narrowest = Tile::from_index(HEIGHT, stored);
        let at = At { level: narrowest.level(), index: narrowest.level_index() };
        let hashes = self.size.checked_shr(u32::from(HEIGHT) * u32::from(at.level)).unwrap_or(0);
        let width = usize::try_from(hashes.saturating_sub(at.index << HEIGHT)).unwrap_or(FULL).min(FULL);
        let wide = u32::try_from(width).ok().filter(|width| *width >= narrowest.width());
        let wide = wide.ok_or(tlog_tiles::Error::IndexesNotInTree)?;
        let mut read = self.read.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let data = match read.entry(at) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(self.tiles.tile(at, width).map_err(tlog_tiles::Error::InvalidInput)?),
        };
        Tile::new(HEIGHT, at.level, at.index, wide, false).hash_at_index(data, stored)
    }
}

impl<T: Tiles> HashReader for Proofs<'_, T> {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, tlog_tiles::Error> {
        indexes.iter().map(|index| self.hash(*index)).collect()
    }
}

/// Whether the tree of the earlier size and root is the beginning of the other.
pub fn is_consistent(earlier: (u64, Hash), later: (u64, Hash), proof: &[Hash]) -> bool {
    match (earlier, later) {
        ((0, root), _) => proof.is_empty() && root == tlog_tiles::EMPTY_HASH,
        ((old, _), (new, _)) if old > new => false,
        ((old, old_root), (new, root)) => tlog_tiles::check_tree(&proof.to_vec(), new, root, old, old_root).is_ok(),
    }
}

/// Whether this leaf is the one with this index in the tree.
pub fn is_included(leaf: Hash, index: u64, size: u64, root: Hash, proof: &[Hash]) -> bool {
    index < size && tlog_tiles::check_record(&proof.to_vec(), size, root, index, leaf).is_ok()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    fn leaf(number: u64) -> Hash {
        tlog_tiles::record_hash(&number.to_be_bytes())
    }

    /// The definition of RFC 6962, section 2.1, word for word.
    pub(crate) fn by_definition(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => tlog_tiles::EMPTY_HASH,
            [one] => *one,
            many => {
                let (left, right) = many.split_at(1 << (many.len() - 1).ilog2());
                node_hash(by_definition(left), by_definition(right))
            }
        }
    }

    #[test]
    fn a_growing_tree_has_the_roots_of_the_definition() {
        let leaves: Vec<Hash> = (0..700).map(leaf).collect();
        let mut memory = Memory::default();
        assert_eq!(memory.tree().root(), by_definition(&[]));
        for (number, leaf) in leaves.iter().enumerate() {
            memory.append(*leaf);
            if number < 20 || number % 97 == 0 || number % 256 < 3 || number % 256 > 253 {
                let expected = by_definition(&leaves[..=number]);
                assert_eq!(memory.tree().root(), expected, "{number}");
                assert_eq!(Proofs::new(number as u64 + 1, &memory).root().expect("tiles"), expected, "{number}");
            }
        }
    }

    #[test]
    fn proofs_hold_for_what_they_prove_and_for_nothing_else() {
        let mut memory = Memory::default();
        let mut roots = vec![memory.tree().root()];
        for number in 0..600 {
            memory.append(leaf(number));
            roots.push(memory.tree().root());
        }
        let root = |size: u64| roots[usize::try_from(size).expect("small")];
        for size in [1, 2, 255, 256, 257, 511, 512, 513, 600] {
            let proofs = Proofs::new(size, &memory);
            for index in [0, 1, size / 2, size - 1].into_iter().filter(|index| *index < size) {
                let proof = proofs.inclusion(index).expect("tiles");
                assert!(is_included(leaf(index), index, size, root(size), &proof), "{index} of {size}");
                assert!(!is_included(leaf(index + 1), index, size, root(size), &proof));
                assert!(!is_included(leaf(index), index + 1, size, root(size), &proof));
                assert!(!is_included(leaf(index), index, size, root(size - 1), &proof));
            }
            for earlier in [0, 1, size / 2, size - 1, size] {
                let proof = proofs.consistency(earlier).expect("tiles");
                assert!(is_consistent((earlier, root(earlier)), (size, root(size)), &proof), "{earlier} to {size}");
                assert!(earlier == 0 || !is_consistent((earlier, root(earlier - 1)), (size, root(size)), &proof));
                assert!(earlier == 0 || !is_consistent((earlier, root(earlier)), (size, root(size - 1)), &proof));
                assert!(!is_consistent((size + 1, root(size)), (size, root(size)), &proof));
            }
        }
    }
}
