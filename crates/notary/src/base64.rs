//! Bytes as base64, in JSON and in the notes of checkpoints.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serializer, de};

/// The bytes in base64, with padding, as RFC 4648 section 4 has it.
pub(crate) fn encode(bytes: impl AsRef<[u8]>) -> String {
    STANDARD.encode(bytes)
}

/// The bytes of a text in base64; none where it is not.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// The hash that a text in base64 is; none where it is not.
pub(crate) fn hash(text: &str) -> Option<[u8; 32]> {
    decode(text)?.try_into().ok()
}

pub(crate) fn serialize<S: Serializer>(bytes: &[u8; 32], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&encode(bytes))
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; 32], D::Error> {
    let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
    hash(&text).ok_or_else(|| de::Error::custom("expected 32 bytes in base64"))
}
