//! YAML to JSON, keeping where everything was.
//!
//! People write YAML; everything behind this module reads JSON values. [`Source`] remembers the line and column of every
//! node, so that a refusal at a JSON pointer can name the place in the file. What reading costs is bounded by the size of
//! the text: nesting, the length of keys and what aliases repeat are limited before anything is made of them.

mod reader;
mod source;
mod text;

use crate::submit::yaml::reader::Reader;

pub use source::{MAX_DEPTH, MAX_KEY_BYTES, Place, Source, YamlError};
pub use text::{MAX_TEXT_BYTES, text_of};

/// What anchors may name and aliases repeat beyond twice the size of the text: one for each value, and one for each byte of
/// its words.
const MAX_REPEATED: usize = 64 * 1024;

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
}

#[cfg(test)]
mod tests;
