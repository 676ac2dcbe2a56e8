//! What one leaf of the tree commits to, to the byte.
//!
//! The *message* of a record is, all numbers unsigned and big-endian:
//!
//! ```text
//! "newsreel/leaf/v1\n"      17 bytes
//! sequence                   8 bytes   the position in the log, from 1
//! recorded_at                8 bytes   nanoseconds since 1970-01-01T00:00:00Z, by the log's clock
//! subject length             2 bytes
//! subject                              the NATS subject it was published on
//! payload length             4 bytes
//! payload                              the stored message, to the byte
//! ```
//!
//! The *entry* of the record is the SHA-256 of its message, 32 bytes, and the leaf of the tree is the entry, hashed as
//! RFC 6962 section 2.1 says. An entry tells nothing of the record, so that entries can be served to anybody while the record
//! is under an embargo, and it fits into the entry bundles of tlog-tiles, however large the record is.
//!
//! Of the headers of a stored message one matters: `Newsreel-Recorded-At`, which is `recorded_at` of what was loaded from a
//! bundle, and of nothing else. The others (message id, expected sequence, batch) say how it came in, and the server has done with them.

use newsreel_log::Raw;
use newsreel_story::record::recorded::{Recorded, Sequence};
use sha2::{Digest, Sha256};
use tlog_tiles::Hash;

/// What the message of a record begins with.
pub const LABEL: &[u8] = b"newsreel/leaf/v1\n";

/// The SHA-256 of the message of a record.
pub type Entry = [u8; 32];

/// The entry of a record.
pub fn entry(stored: &Recorded<Raw>) -> Entry {
    let Recorded { sequence, recorded_at, record: Raw { subject, payload } } = stored;
    entry_of(*sequence, recorded_at.as_nanosecond(), subject.as_str(), payload)
}

/// The entry of what is in a message, part by part.
pub fn entry_of(sequence: Sequence, recorded_ns: i128, subject: &str, payload: &[u8]) -> Entry {
    // Lengths and times that do not fit cannot come from a server: it limits both far below.
    let mut hash = Sha256::new();
    hash.update(LABEL);
    hash.update(sequence.to_be_bytes());
    hash.update(u64::try_from(recorded_ns).unwrap_or(u64::MAX).to_be_bytes());
    hash.update(u16::try_from(subject.len()).unwrap_or(u16::MAX).to_be_bytes());
    hash.update(subject.as_bytes());
    hash.update(u32::try_from(payload.len()).unwrap_or(u32::MAX).to_be_bytes());
    hash.update(payload);
    hash.finalize().into()
}

/// The leaf of an entry.
pub fn leaf(entry: &Entry) -> Hash {
    tlog_tiles::record_hash(entry)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoding_is_what_the_documentation_says() {
        // By hand: every field as documented, hashed in one piece.
        let mut message = b"newsreel/leaf/v1\n".to_vec();
        message.extend([0, 0, 0, 0, 0, 0, 0, 42]);
        message.extend([0x18, 0x35, 0xa0, 0x07, 0x23, 0x15, 0x80, 0x00]);
        message.extend([0, 3]);
        message.extend(b"a.b");
        message.extend([0, 0, 0, 2]);
        message.extend(b"{}");
        let by_hand: Entry = Sha256::digest(&message).into();
        assert_eq!(entry_of(42, 0x1835_a007_2315_8000, "a.b", b"{}"), by_hand);
    }

    #[test]
    fn whatever_changes_in_a_record_changes_its_entry() {
        let entry = entry_of(42, 7, "a.b", b"{}");
        for other in [
            entry_of(43, 7, "a.b", b"{}"),
            entry_of(42, 8, "a.b", b"{}"),
            entry_of(42, 7, "a.c", b"{}"),
            entry_of(42, 7, "a.b", b"{ }"),
            // What one field loses another does not gain.
            entry_of(42, 7, "a.b{", b"}"),
        ] {
            assert_ne!(entry, other);
        }
    }
}
