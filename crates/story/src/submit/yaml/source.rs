//! A document with the place of everything in it, and the error for text that is not one.

use std::collections::HashMap;

use serde_json::Value;

use crate::submit::refusal::{At, Code, Refusal, harmless};

/// How deep a document can be nested, aliases included: what people write comes to less than half of it.
pub const MAX_DEPTH: usize = 32;
/// How long a key of a mapping can be, in bytes.
pub const MAX_KEY_BYTES: usize = 256;
/// One document of a file, with the place of everything in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// What the document says.
    pub value: Value,
    pub(super) places: HashMap<String, Place>,
}

/// A place in a text, both counted from one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

/// Text that is not YAML, or that costs more to read than its size allows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct YamlError {
    /// What is wrong.
    pub message: String,
    /// Where.
    pub place: Place,
}

impl YamlError {
    pub(super) fn at(place: Place, message: impl AsRef<str>) -> Self {
        Self { message: harmless(message.as_ref()).into_owned(), place }
    }

    /// The same as a refusal; its place is not in a document yet, so it does not have a pointer.
    pub fn refusal(&self) -> Refusal {
        At::Root.refuse(Code::Syntax, self.message.clone())
    }
}

impl Source {
    /// The place of what a JSON pointer names, or of the nearest thing around it.
    pub fn place(&self, pointer: &str) -> Option<Place> {
        let mut pointer = pointer;
        loop {
            if let Some(place) = self.places.get(pointer) {
                return Some(*place);
            }
            pointer = &pointer[..pointer.rfind('/')?];
        }
    }
}
