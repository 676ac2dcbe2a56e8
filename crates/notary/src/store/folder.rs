//! Reading: a folder of tiles, the notary's own or a copy.

use std::fs;
use std::io;
use std::path::PathBuf;

use tlog_tiles::HASH_SIZE;

use super::disk::if_there;
use crate::tree::{At, FULL, HEIGHT, Hash, Tiles, Tree, missing};

/// The folder in it with the tiles of the tree over the trail.
pub(super) const TRAIL: &str = "trail";
/// The file in it with the latest checkpoint.
pub(super) const CHECKPOINT: &str = "checkpoint";

/// A folder of tiles, to read: the notary's own, or a copy.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

impl Folder {
    /// The folder at this path, which holds `tile` and `checkpoint`.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// The checkpoint in it; none where there is none yet.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub fn checkpoint(&self) -> io::Result<Option<Vec<u8>>> {
        if_there(fs::read(self.0.join(CHECKPOINT)))
    }

    /// The tiles of the tree over the trail.
    #[must_use]
    pub fn trail(&self) -> Self {
        Self(self.0.join(TRAIL))
    }

    /// The leaves of one tile of the tree of this size.
    ///
    /// # Errors
    /// In a sentence, when it is not there.
    pub fn leaves(&self, size: u64, index: u64) -> Result<Vec<Hash>, String> {
        let tile = self.tile(At { level: 0, index }, width_of(size, index))?;
        Ok(hashes(&tile).collect())
    }

    /// The unfinished tiles of the tree of this size, to go on with.
    pub(super) fn edge(&self, size: u64) -> Result<Tree, String> {
        let mut edge = Vec::new();
        let mut hashes = size;
        for level in 0_u8.. {
            if hashes == 0 {
                break;
            }
            let index = hashes >> HEIGHT;
            let width = usize::try_from(hashes & (FULL as u64 - 1)).unwrap_or_default();
            edge.push(if width == 0 { Vec::new() } else { self.tile(At { level, index }, width)? });
            hashes >>= HEIGHT;
        }
        Ok(Tree::resumed(size, edge))
    }

    /// The first bytes of a tile or of a bundle of entries. Once the full one is there the unfinished one may be gone.
    fn part(&self, level: &str, index: u64, width: usize, each: usize) -> Option<Vec<u8>> {
        let read = |width| fs::read(self.0.join(path_of(level, index, width)));
        let mut found = read(width).or_else(|_| read(FULL)).ok()?;
        found.truncate(width * each);
        (found.len() == width * each).then_some(found)
    }

    pub(super) fn entries(&self, index: u64, width: usize) -> Result<Vec<u8>, String> {
        let missing = || format!("bundle {index} of entries is missing or too short");
        self.part("entries", index, width, 2 + HASH_SIZE).ok_or_else(missing)
    }
}

impl Tiles for Folder {
    fn tile(&self, at: At, width: usize) -> Result<Vec<u8>, String> {
        self.part(&at.level.to_string(), at.index, width, HASH_SIZE).ok_or_else(|| missing(at))
    }
}

/// How many leaves a tile of level 0 has in a tree of this size.
pub fn width_of(size: u64, index: u64) -> usize {
    usize::try_from(size.saturating_sub(index.saturating_mul(FULL as u64))).unwrap_or(FULL).min(FULL)
}

/// The hashes of a tile.
fn hashes(tile: &[u8]) -> impl Iterator<Item = Hash> {
    tile.chunks_exact(HASH_SIZE).filter_map(|hash| hash.try_into().ok().map(Hash))
}

/// Where a tile is, as tlog-tiles says: `tile/0/x001/234.p/17`.
pub fn path_of(level: &str, index: u64, width: usize) -> String {
    let mut rest = index / 1000;
    let mut path = format!("{:03}", index % 1000);
    while rest > 0 {
        path = format!("x{:03}/{path}", rest % 1000);
        rest /= 1000;
    }
    let part = if width == FULL { String::new() } else { format!(".p/{width}") };
    format!("tile/{level}/{path}{part}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_tlog_tiles() {
        assert_eq!(path_of("0", 1_234_067, FULL), "tile/0/x001/x234/067");
        assert_eq!(path_of("2", 5, 17), "tile/2/005.p/17");
        assert_eq!(path_of("entries", 1000, 1), "tile/entries/x001/000.p/1");
    }
}
