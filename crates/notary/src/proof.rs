//! A proof that one record is in the log as it was signed, as C2SP `tlog-proof` writes it: by itself enough for whoever has
//! the record and the public key.

use tlog_tiles::Hash;

use crate::base64;
use crate::checkpoint::{Checkpoint, CheckpointError};

/// What the first line of a proof is.
const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1";

/// A proof.
#[derive(Debug)]
pub struct Proof {
    /// The place of the leaf, from 0.
    pub index: u64,
    /// The hashes from the leaf's sibling up.
    pub hashes: Vec<Hash>,
    /// The checkpoint it leads to.
    pub checkpoint: Checkpoint,
}

/// Writes a proof that leads to this checkpoint, a signed note.
pub fn write(index: u64, hashes: &[Hash], checkpoint: &str) -> String {
    let hashes: String = hashes.iter().map(|hash| format!("{hash}\n")).collect();
    format!("{FIRST_LINE}\nindex {index}\n{hashes}\n{checkpoint}")
}

impl Proof {
    /// Reads a proof.
    ///
    /// # Errors
    /// When it is malformed.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let malformed = CheckpointError::Malformed;
        let (proof, checkpoint) = text.split_once("\n\n").ok_or(malformed("the proof has no checkpoint"))?;
        let mut lines = proof.lines();
        if lines.next() != Some(FIRST_LINE) {
            return Err(malformed("it is not a proof of tlog-proof, version 1"));
        }
        let mut line = lines.next();
        if line.is_some_and(|line| line.starts_with("extra ")) {
            line = lines.next();
        }
        let index = line.and_then(|line| line.strip_prefix("index ")).and_then(|index| index.parse().ok());
        let hashes: Option<Vec<Hash>> = lines.map(|line| base64::hash(line).map(Hash)).collect();
        Ok(Self {
            index: index.ok_or(malformed("the proof has no index"))?,
            hashes: hashes.ok_or(malformed("the proof has a line that is not a hash"))?,
            checkpoint: Checkpoint::parse(checkpoint.as_bytes())?,
        })
    }
}
