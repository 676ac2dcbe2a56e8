//! Writing: files that are there as a whole or not at all, also after a crash.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::error::{StoreError, at};

/// How the name of a file begins that is not finished.
const UNFINISHED: &str = ".new-";

/// Makes a folder that belongs to one process, and locks it.
pub(crate) fn lock(folder: &Path) -> Result<File, StoreError> {
    fs::create_dir_all(folder).map_err(at(folder))?;
    let path = folder.join("lock");
    let lock = File::create(&path).map_err(at(&path))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(fs::TryLockError::Error(reason)) => Err(at(&path)(reason)),
        Err(fs::TryLockError::WouldBlock) => {
            Err(at(&path)(io::Error::new(io::ErrorKind::WouldBlock, "another process has this store")))
        }
    }
}

/// Writes a file of a folder as a whole or not at all, and brings it to the disk.
pub(crate) fn write_whole(folder: &Path, path: &Path, content: &[u8]) -> Result<(), StoreError> {
    let mut on_disk = BTreeSet::new();
    let mut writing = Writing::new(folder, &mut on_disk);
    writing.file(path, content)?;
    writing.finish()
}

/// Files on their way to the disk, each as a whole or not at all. None has its name before [`Writing::finish`], which syncs
/// them together: the disk is waited for once for all of them, and not once for each.
pub(super) struct Writing<'a> {
    root: &'a Path,
    on_disk: &'a mut BTreeSet<PathBuf>,
    /// What was written beside its place, and the place.
    files: Vec<(PathBuf, PathBuf)>,
    /// In which something is made.
    folders: BTreeSet<PathBuf>,
    /// Those among them that may be new.
    new: Vec<PathBuf>,
}

impl<'a> Writing<'a> {
    pub(super) fn new(root: &'a Path, on_disk: &'a mut BTreeSet<PathBuf>) -> Self {
        let (files, folders, new) = Default::default();
        Self { root, on_disk, files, folders, new }
    }

    /// Writes a file of the folder, beside its place.
    pub(super) fn file(&mut self, path: &Path, content: &[u8]) -> Result<(), StoreError> {
        let path = self.root.join(path);
        let folder = path.parent().unwrap_or(self.root);
        if self.folders.insert(folder.to_owned()) && !self.on_disk.contains(folder) {
            fs::create_dir_all(folder).map_err(at(folder))?;
            // A new folder must be found in the one that holds it. One that is there may have been left by a crash.
            let within = folder.ancestors().take_while(|folder| folder.starts_with(self.root));
            self.folders.extend(within.map(Path::to_owned));
            self.new.push(folder.to_owned());
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let unfinished = folder.join(format!("{UNFINISHED}{name}"));
        fs::write(&unfinished, content).map_err(at(&unfinished))?;
        self.files.push((unfinished, path));
        Ok(())
    }

    /// Brings all of them to the disk, under their names.
    pub(super) fn finish(self) -> Result<(), StoreError> {
        self.files.iter().try_for_each(|(unfinished, _)| sync(unfinished))?;
        for (unfinished, path) in &self.files {
            fs::rename(unfinished, path).map_err(at(path))?;
        }
        self.folders.iter().try_for_each(|folder| sync(folder))?;
        self.on_disk.extend(self.new);
        Ok(())
    }
}

/// Waits until a file or a folder is on the disk.
pub(super) fn sync(path: &Path) -> Result<(), StoreError> {
    File::open(path).and_then(|opened| opened.sync_all()).map_err(at(path))
}

/// What was read, or none where there is no such file.
pub(super) fn if_there(read: io::Result<Vec<u8>>) -> io::Result<Option<Vec<u8>>> {
    match read {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
