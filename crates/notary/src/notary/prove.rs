//! Proofs under the latest checkpoint.

use newsreel_log::{ErrorCode, ServiceError};
use newsreel_story::record::recorded::Sequence;
use tlog_tiles::Hash;

use crate::checkpoint::Head;
use crate::question::{Prove, Proven, ProvenRecord};
use crate::store::Folder;
use crate::stories::{Base64Hash, ProvenChain};
use crate::tree::Proofs;

/// The latest checkpoint.
#[derive(Clone)]
pub(super) struct Signed {
    pub(super) bytes: Vec<u8>,
    pub(super) head: Head,
}

/// The latest checkpoint, and what leads to it.
pub(super) struct Proving {
    pub(super) signed: Signed,
    /// The chain of the story that is asked for, as the checkpoint has it.
    pub(super) story: Option<ProvenChain>,
    pub(super) tiles: Folder,
}

impl Proving {
    /// What is asked for, with its proofs.
    ///
    /// # Errors
    /// When there is nothing of it under the checkpoint.
    pub(super) fn prove(self, question: &Prove) -> Result<Proven, ServiceError> {
        let Self { signed, story, tiles } = self;
        let failed = |error: &dyn std::fmt::Display| ServiceError::new(ErrorCode::BadRequest, error);
        let proofs = Proofs::new(signed.head.size, &tiles);
        let hashes = |proof: Vec<Hash>| proof.into_iter().map(Base64Hash::from).collect::<Vec<_>>();
        let record = |sequence: &Sequence| {
            let index = sequence.checked_sub(1).ok_or_else(|| failed(&"positions count from 1"))?;
            let proof = proofs.inclusion(index).map_err(|error| failed(&error))?;
            Ok(ProvenRecord { sequence: *sequence, proof: hashes(proof) })
        };
        let consistency = |size: &u64| proofs.consistency(*size).map(hashes).map_err(|error| failed(&error));
        let leaves = |tiles: &Folder, size: u64, index: u64| {
            let leaves = tiles.leaves(size, index).map_err(|error| failed(&error))?;
            Ok::<_, ServiceError>(leaves.into_iter().map(Base64Hash::from).collect::<Vec<_>>())
        };
        let trail_size = signed.head.trail.map_or(0, |(size, _)| size);
        let trail_leaves = question.trail_leaves.map(|index| leaves(&tiles.trail(), trail_size, index));
        Ok(Proven {
            checkpoint: String::from_utf8_lossy(&signed.bytes).into_owned(),
            records: question.positions.iter().map(record).collect::<Result<_, ServiceError>>()?,
            story,
            consistency: question.consistent_with.iter().map(consistency).collect::<Result<_, _>>()?,
            leaves: question
                .leaves
                .map(|index| leaves(&tiles, signed.head.size, index))
                .transpose()?
                .unwrap_or_default(),
            trail_leaves: trail_leaves.transpose()?.unwrap_or_default(),
        })
    }
}
