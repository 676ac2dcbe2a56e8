//! That the log is still the one that was read.
//!
//! A log that was wiped, or replaced by another, begins at position 1 again. Whoever went on from the position of the old one
//! would mix two histories and see nothing of it, since positions are numbers. So a reader keeps, with its position, by what
//! the record there is known again.

use newsreel_story::record::recorded::{Recorded, Sequence};
use uuid::Uuid;

use crate::connection::RequestError;
use crate::log::Log;
use crate::raw::Raw;

/// A record that was read: its position, and a fingerprint by which it is known again. A log restored to the byte has it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The position of the record.
    pub sequence: Sequence,
    fingerprint: Uuid,
}

impl Mark {
    /// The mark of a record with this content.
    pub fn of(sequence: Sequence, payload: &[u8]) -> Self {
        Self { sequence, fingerprint: Uuid::new_v5(&Uuid::nil(), payload) }
    }

    /// The mark as it was kept; none when what was kept is not the fingerprint of a mark.
    pub fn kept(sequence: Sequence, fingerprint: &[u8]) -> Option<Self> {
        Uuid::from_slice(fingerprint).ok().map(|fingerprint| Self { sequence, fingerprint })
    }

    /// The fingerprint, to be kept.
    pub fn fingerprint(&self) -> &[u8] {
        self.fingerprint.as_bytes()
    }

    fn is_of(&self, stored: &Recorded<Raw>) -> bool {
        *self == Self::of(stored.sequence, &stored.record.payload)
    }
}

impl Log {
    /// Whether the log still has this record at its position.
    pub async fn still_has(&self, mark: Mark) -> Result<bool, RequestError> {
        Ok(self.at(mark.sequence).await?.is_some_and(|stored| mark.is_of(&stored)))
    }
}
