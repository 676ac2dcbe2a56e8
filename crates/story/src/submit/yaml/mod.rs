//! YAML to JSON, keeping where everything was.
//!
//! People write YAML; everything behind this module reads JSON values. [`Source`] remembers the line and column of every
//! node, so that a refusal at a JSON pointer can name the place in the file. What reading costs is bounded by the size of
//! the text: nesting, the length of keys and what aliases repeat are limited before anything is made of them.

mod reader;
mod text;

use std::collections::HashMap;

use serde_json::Value;

use crate::submit::refusal::{At, Code, Refusal, harmless};
use crate::submit::yaml::reader::Reader;

pub use text::{MAX_TEXT_BYTES, text_of};

/// How deep a document can be nested, aliases included: what people write comes to less than half of it.
pub const MAX_DEPTH: usize = 32;
/// How long a key of a mapping can be, in bytes.
pub const MAX_KEY_BYTES: usize = 256;
/// What anchors may name and aliases repeat beyond twice the size of the text: one for each value, and one for each byte of
/// its words.
const MAX_REPEATED: usize = 64 * 1024;

/// One document of a file, with the place of everything in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// What the document says.
    pub value: Value,
    places: HashMap<String, Place>,
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
    fn at(place: Place, message: impl AsRef<str>) -> Self {
        Self { message: harmless(message.as_ref()).into_owned(), place }
    }

    /// The same as a refusal; its place is not in a document yet, so it does not have a pointer.
    pub fn refusal(&self) -> Refusal {
        At::Root.refuse(Code::Syntax, self.message.clone())
    }
}

impl Source {
    /// Reads every document of a text: YAML, and so JSON; one document or several separated by `---`.
    ///
    /// # Errors
    ///
    /// The first place at which the text is not YAML, holds a character that cannot be seen, or is nested deeper or
    /// repeats more than a document can.
    pub fn parse(text: &str) -> Result<Vec<Self>, YamlError> {
        text::check(text)?;
        Reader::of(text, MAX_REPEATED + 2 * text.len()).documents()
    }

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

#[cfg(test)]
mod tests;
