//! The notary's store: a folder whose tiles and checkpoint any web server can serve as they are, as tlog-tiles says, and
//! beside them what only the notary needs.
//!
//! ```text
//! public/checkpoint                   the latest checkpoint
//! public/tile/0/x001/234              256 leaves; each level above has the roots of the full tiles below it
//! public/tile/0/x001/235.p/17         the unfinished tile at the right edge, 17 leaves so far
//! public/tile/entries/x001/234        the entries of 256 leaves, each after its length in two bytes
//! public/trail/tile/0/x001/234        the same of the tree over the trail, without entries, to name which of them differs
//! stories                             the chains of all stories (see `stories`), up to a position
//! stories.more                        what has changed of them since, added at each checkpoint; when it is larger than they are,
//!                                     they are written anew
//! ```
//!
//! What is written and in which order makes it safe to be killed, or to lose power, at any moment: tiles first, then the
//! chains, then the checkpoint, each to a file beside its place, synced, renamed, and its folder synced. A tree is on the disk
//! before it is signed, and the checkpoint says how much of what is there counts: whatever a crash left beyond it is written
//! anew. So there is no position apart from the tree that could disagree with it.
//!
//! Bringing something to the disk is what a checkpoint costs most, so nothing is written that has not changed, and a folder is
//! synced only when something was made in it.

mod disk;
mod error;
mod folder;

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tlog_tiles::HASH_SIZE;

use self::disk::{Writing, if_there, sync};
pub(crate) use self::disk::{lock, write_whole};
pub use self::error::StoreError;
use self::error::at;
use self::folder::{CHECKPOINT, TRAIL};
pub use self::folder::{Folder, path_of, width_of};
use crate::leaf::Entry;
use crate::stories::{Chains, Changes};
use crate::tree::{At, FULL, HEIGHT, Hash, Tree};

/// The folder for a web server.
pub const PUBLIC: &str = "public";
const STORIES: &str = "stories";
const MORE: &str = "stories.more";
/// How large the file of changes becomes at least before the chains are written anew.
const LEAST_MORE: u64 = 64 << 10;

/// The store, to write. It belongs to one process: its folder is locked.
#[derive(Debug)]
pub struct Store {
    root: PathBuf,
    /// What is to be written before the next checkpoint: tiles that are full.
    full: Vec<(At, Vec<u8>)>,
    /// How large the tree was when this process last wrote its edge.
    written: u64,
    /// The same of the tree over the trail.
    trail: Vec<(At, Vec<u8>)>,
    trail_written: u64,
    /// The folders that this process has brought to the disk, with those that they are in.
    on_disk: BTreeSet<PathBuf>,
    /// The entries of the unfinished tile of level 0, and those of full ones that are not written.
    entries: Vec<Entry>,
    first_entry: u64,
    /// The sizes of the file of chains, and of the one with what has changed since.
    chains: u64,
    more: u64,
    _lock: File,
}

impl Store {
    /// Opens the store in a folder, and makes it where there is none: what it holds up to the size of its checkpoint.
    ///
    /// # Errors
    /// When it cannot be read or made, or another process has it.
    pub fn open(root: &Path) -> Result<Self, StoreError> {
        let public = root.join(PUBLIC);
        fs::create_dir_all(&public).map_err(at(&public))?;
        let lock = lock(root)?;
        let (full, trail, entries, on_disk) = Default::default();
        let [written, trail_written, first_entry, chains, more] = [0; 5];
        let root = root.to_owned();
        Ok(Self { root, full, written, trail, trail_written, on_disk, entries, first_entry, chains, more, _lock: lock })
    }

    /// The part that is served.
    pub fn public(&self) -> Folder {
        Folder::at(self.root.join(PUBLIC))
    }

    /// The latest checkpoint; none where nothing is signed yet.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn checkpoint(&self) -> Result<Option<Vec<u8>>, StoreError> {
        self.public().checkpoint().map_err(at(&self.root.join(PUBLIC).join(CHECKPOINT)))
    }

    /// The tree of this size, as it is on the disk, to go on with.
    ///
    /// # Errors
    /// When a tile is missing.
    pub fn tree(&mut self, size: u64) -> Result<Tree, StoreError> {
        let tree = self.public().edge(size).map_err(|what| self.damaged(what))?;
        self.first_entry = size - size % FULL as u64;
        self.entries = self.read_entries(self.first_entry / FULL as u64, (size % FULL as u64) as usize)?;
        Ok(tree)
    }

    /// The tree over the trail of this size and root, to go on with. Empty where it is not on the disk: it is made anew from the
    /// trail.
    pub fn trail(&self, size: u64, root: Hash) -> Tree {
        self.public().trail().edge(size).ok().filter(|tree| tree.root() == root).unwrap_or_default()
    }

    fn read_entries(&self, index: u64, width: usize) -> Result<Vec<Entry>, StoreError> {
        if width == 0 {
            return Ok(Vec::new());
        }
        let bytes = self.public().entries(index, width).map_err(|what| self.damaged(what))?;
        Ok(bytes.chunks(2 + HASH_SIZE).filter_map(|entry| entry.get(2..)?.try_into().ok()).collect())
    }

    /// The chains of all stories, up to whatever position they were kept; those of nothing where there are none.
    ///
    /// # Errors
    /// When they are damaged.
    pub fn chains(&mut self) -> Result<Chains, StoreError> {
        let path = self.root.join(STORIES);
        let kept = if_there(fs::read(&path)).map_err(at(&path))?;
        self.chains = kept.as_ref().map_or(0, |bytes| bytes.len() as u64);
        let mut chains = match kept {
            None => Chains::default(),
            Some(bytes) => {
                Chains::of_bytes(&bytes).ok_or_else(|| self.damaged("`stories` cannot be read".to_owned()))?
            }
        };
        let path = self.root.join(MORE);
        let more = if_there(fs::read(&path)).map_err(at(&path))?.unwrap_or_default();
        let whole = chains.apply_changes(&more);
        if whole < more.len() {
            // A crash cut off what was being added; the log has it again.
            let file = OpenOptions::new().write(true).open(&path).map_err(at(&path))?;
            file.set_len(whole as u64).and_then(|()| file.sync_all()).map_err(at(&path))?;
        }
        self.more = whole as u64;
        Ok(chains)
    }

    /// Keeps what has changed of the chains.
    fn keep_chains(&mut self, chains: &Chains, changes: &Changes) -> Result<(), StoreError> {
        let changes = changes.to_bytes();
        let path = self.root.join(MORE);
        if self.more + (changes.len() as u64) < self.chains.max(LEAST_MORE) {
            let add = || -> io::Result<()> {
                let mut file = OpenOptions::new().append(true).create(true).open(&path)?;
                file.write_all(&changes)?;
                file.sync_all()
            };
            add().map_err(at(&path))?;
            if self.more == 0 {
                sync(&self.root)?;
            }
            self.more += changes.len() as u64;
            return Ok(());
        }
        let all = chains.to_bytes();
        self.write_one(Path::new(STORIES), &all)?;
        // Where a crash leaves it, it says nothing new.
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(at(&path)(error)),
            _ => {}
        }
        (self.chains, self.more) = (all.len() as u64, 0);
        Ok(())
    }

    /// Takes note of a leaf that was added to the tree, and of the tiles that are full by that.
    pub fn added(&mut self, entry: Entry, full: &mut Vec<(At, Vec<u8>)>) {
        self.entries.push(entry);
        self.full.append(full);
    }

    /// Takes note of a tile of the tree over the trail that is full.
    pub fn trail_filled(&mut self, at: At, tile: Vec<u8>) {
        self.trail.push((at, tile));
    }

    /// How many tiles wait to be written.
    pub fn waiting(&self) -> usize {
        self.full.len() + self.trail.len()
    }

    /// Brings the tree over the trail to the disk, as far as it has come.
    ///
    /// # Errors
    /// When something cannot be written.
    pub fn write_trail(&mut self, trail: &Tree) -> Result<(), StoreError> {
        let mut writing = Writing::new(&self.root, &mut self.on_disk);
        write_tiles(&mut writing, &Path::new(PUBLIC).join(TRAIL), &self.trail, trail, self.trail_written)?;
        writing.finish()?;
        self.trail_is_written(trail);
        Ok(())
    }

    fn trail_is_written(&mut self, trail: &Tree) {
        remove_unfinished(&self.root.join(PUBLIC).join(TRAIL), &self.trail, &mut self.on_disk);
        self.trail.clear();
        self.trail_written = trail.size();
    }

    /// Brings the trees and the chains to the disk, with what has changed of these, so that they can be signed.
    ///
    /// # Errors
    /// When something cannot be written.
    pub(crate) fn write(
        &mut self,
        tree: &Tree,
        trail: &Tree,
        chains: &Chains,
        changes: &Changes,
    ) -> Result<(), StoreError> {
        let mut writing = Writing::new(&self.root, &mut self.on_disk);
        write_tiles(&mut writing, &Path::new(PUBLIC).join(TRAIL), &self.trail, trail, self.trail_written)?;
        write_tiles(&mut writing, Path::new(PUBLIC), &self.full, tree, self.written)?;
        let unwritten = if tree.size() == self.written { &[] } else { self.entries.as_slice() };
        for (index, entries) in (self.first_entry / FULL as u64..).zip(unwritten.chunks(FULL)) {
            let length = (HASH_SIZE as u16).to_be_bytes();
            let bundle: Vec<u8> = entries.iter().flat_map(|entry| length.iter().chain(entry)).copied().collect();
            writing.file(&Path::new(PUBLIC).join(path_of("entries", index, entries.len())), &bundle)?;
        }
        writing.finish()?;
        self.trail_is_written(trail);
        self.keep_chains(chains, changes)?;
        remove_unfinished(&self.root.join(PUBLIC), &self.full, &mut self.on_disk);
        let full = self.entries.len() / FULL * FULL;
        self.entries.drain(..full);
        self.first_entry += full as u64;
        self.full.clear();
        self.written = tree.size();
        Ok(())
    }

    /// Makes this the latest checkpoint.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn publish(&mut self, checkpoint: &[u8]) -> Result<(), StoreError> {
        self.write_one(&Path::new(PUBLIC).join(CHECKPOINT), checkpoint)
    }

    fn write_one(&mut self, path: &Path, content: &[u8]) -> Result<(), StoreError> {
        let mut writing = Writing::new(&self.root, &mut self.on_disk);
        writing.file(path, content)?;
        writing.finish()
    }

    pub(crate) fn damaged(&self, what: String) -> StoreError {
        StoreError::Damaged { path: self.root.clone(), what }
    }
}

/// Writes the tiles of a tree that are full, and those at its edge that have changed since it had this size.
fn write_tiles(
    writing: &mut Writing<'_>,
    folder: &Path,
    full: &[(At, Vec<u8>)],
    tree: &Tree,
    since: u64,
) -> Result<(), StoreError> {
    let length = |size: u64, At { level, .. }| size.checked_shr(u32::from(HEIGHT) * u32::from(level)).unwrap_or(0);
    let has_changed = |at| length(tree.size(), at) != length(since, at);
    let edge = tree.edge().filter(|(at, tile)| !tile.is_empty() && has_changed(*at));
    for (At { level, index }, tile) in full.iter().map(|(at, tile)| (*at, tile.as_slice())).chain(edge) {
        writing.file(&folder.join(path_of(&level.to_string(), index, tile.len() / HASH_SIZE)), tile)?;
    }
    Ok(())
}

/// Removes the unfinished forms of tiles that are full now. What is left of them by a crash does no harm.
fn remove_unfinished(folder: &Path, full: &[(At, Vec<u8>)], on_disk: &mut BTreeSet<PathBuf>) {
    let levels = full.iter().map(|(At { level, index }, _)| (level.to_string(), *index));
    let entries = full.iter().filter(|(at, _)| at.level == 0).map(|(at, _)| ("entries".to_owned(), at.index));
    for (level, index) in levels.chain(entries) {
        let folder = folder.join(format!("{}.p", path_of(&level, index, FULL)));
        on_disk.remove(&folder);
        if let Err(error) = fs::remove_dir_all(&folder)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!("cannot remove {}: {error}", folder.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leaf::leaf;
    use crate::tree::{Memory, Proofs, is_included};

    fn entry(number: u64) -> Entry {
        let mut entry = [0; 32];
        entry[..8].copy_from_slice(&number.to_be_bytes());
        entry
    }

    /// Adds leaves, writing whenever as many as that have come.
    fn grow(store: &mut Store, tree: &mut Tree, to: u64, every: u64) {
        let mut full = Vec::new();
        while tree.size() < to {
            let entry = entry(tree.size());
            tree.append(leaf(&entry), |at, tile| full.push((at, tile)));
            store.added(entry, &mut full);
            if tree.size().is_multiple_of(every) || tree.size() == to {
                store.write(tree, &Tree::default(), &Chains::default(), &Changes::default()).expect("written");
            }
        }
    }

    #[test]
    fn a_tree_is_the_same_however_often_it_is_closed_and_opened() {
        for sizes in [&[1, 255, 256, 257, 1000][..], &[70_000], &[511, 66_000, 66_001]] {
            let folder = tempfile::tempdir().expect("a folder");
            let mut memory = Memory::default();
            let mut last = 0;
            for &size in sizes {
                let mut store = Store::open(folder.path()).expect("opened");
                let mut tree = store.tree(last).expect("as written");
                assert_eq!(tree.root(), memory.tree().root());
                (last..size).for_each(|number| memory.append(leaf(&entry(number))));
                grow(&mut store, &mut tree, size, 7777);
                assert_eq!(tree.root(), memory.tree().root());
                last = size;
                let served = store.public();
                let proofs = Proofs::new(size, &served);
                assert_eq!(proofs.root().expect("tiles"), tree.root());
                for index in [0, size / 3, size - 1] {
                    let proof = proofs.inclusion(index).expect("tiles");
                    assert!(is_included(leaf(&entry(index)), index, size, tree.root(), &proof));
                }
            }
        }
    }

    #[test]
    fn what_a_crash_left_behind_the_checkpoint_does_not_count() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = Store::open(folder.path()).expect("opened");
        let mut tree = store.tree(0).expect("empty");
        grow(&mut store, &mut tree, 300, 300);
        let (size, root) = (tree.size(), tree.root());
        // The tree grew on the disk, and the process died before it was signed.
        grow(&mut store, &mut tree, 900, 100);
        drop(store);
        fs::write(folder.path().join("public/tile/0/.new-003"), b"half").expect("written");
        let mut store = Store::open(folder.path()).expect("opened");
        let mut tree = store.tree(size).expect("still there");
        assert_eq!(tree.root(), root);
        grow(&mut store, &mut tree, 1200, 1200);
        let mut memory = Memory::default();
        (0..1200).for_each(|number| memory.append(leaf(&entry(number))));
        assert_eq!(tree.root(), memory.tree().root());
    }

    #[test]
    fn a_checkpoint_writes_only_what_has_changed_since_the_last() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = Store::open(folder.path()).expect("opened");
        let mut tree = store.tree(0).expect("empty");
        grow(&mut store, &mut tree, 70_000, 70_000);
        let before = files(folder.path());
        for file in &before {
            fs::remove_file(folder.path().join(file)).expect("removed");
        }
        // Whatever is written again would be found.
        grow(&mut store, &mut tree, 70_001, 1);
        assert_eq!(files(folder.path()), ["public/tile/0/273.p/113", "public/tile/entries/273.p/113"]);
        store.publish(b"x").expect("written");
        grow(&mut store, &mut tree, 70_144, 200);
        let written = files(folder.path());
        // The tile is full, and so the one above it has changed; of the tiles that were not full nothing is left.
        let wanted = ["public/checkpoint", "public/tile/0/273", "public/tile/1/001.p/18", "public/tile/entries/273"];
        assert_eq!(written, wanted);
    }

    /// The files in a folder but the lock, in order.
    fn files(root: &Path) -> Vec<String> {
        let (mut folders, mut files) = (vec![root.to_owned()], Vec::new());
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a folder").flatten() {
                match entry.path() {
                    path if path.is_dir() => folders.push(path),
                    path => files.push(path.strip_prefix(root).expect("in it").display().to_string()),
                }
            }
        }
        files.retain(|file| file != "lock" && !file.starts_with(STORIES));
        files.sort_unstable();
        files
    }

    #[test]
    fn a_store_belongs_to_one_process_and_a_missing_tile_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = Store::open(folder.path()).expect("opened");
        assert!(Store::open(folder.path()).expect_err("taken").to_string().contains("another process has this store"));
        assert!(store.tree(5).expect_err("empty").to_string().contains("tile 0 of level 0 is missing or too short"));
    }
}
