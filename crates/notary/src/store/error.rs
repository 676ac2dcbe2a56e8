//! What goes wrong with the store.

use std::io;
use std::path::{Path, PathBuf};

/// What goes wrong with the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A file cannot be read or written.
    #[error("the store: {path}: {reason}", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: io::Error,
    },
    /// What is on the disk is not what was signed.
    #[error(
        "the notary's store in {path} is damaged: {what}. Nothing is signed. Move the folder away: the tree is made anew \
         from the log, and compared with the last checkpoint on the trail",
        path = path.display()
    )]
    Damaged {
        /// The folder.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
}

/// Says of which file it is that something went wrong.
pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> StoreError {
    let path = path.to_owned();
    |reason| StoreError::File { path, reason }
}
