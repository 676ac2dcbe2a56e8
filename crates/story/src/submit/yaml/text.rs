//! The bytes of a file as text.

use crate::record::characters::is_unseen;
use crate::submit::refusal::code_point;
use crate::submit::yaml::source::{Place, YamlError};

/// How large a text can be, in bytes: some hundred thousand updates.
pub const MAX_TEXT_BYTES: usize = 64 * 1024 * 1024;

/// The text that these bytes are in UTF-8, without its byte order mark.
///
/// # Errors
///
/// What the bytes are instead, as far as it can be told: UTF-16, or an older encoding such as Latin-1, with the place of
/// the first byte that is not UTF-8; or that there are too many of them.
pub fn text_of(bytes: &[u8]) -> Result<&str, YamlError> {
    let start = Place { line: 1, column: 1 };
    if bytes.len() > MAX_TEXT_BYTES {
        let message =
            format!("this file has {} bytes, and one has at most {MAX_TEXT_BYTES}; split it into several", bytes.len());
        return Err(YamlError::at(start, message));
    }
    if let Some(encoding) = wide_encoding(bytes) {
        let message =
            format!("this file is in {encoding}; save it as UTF-8 (`iconv -f {encoding} -t UTF-8` converts it)");
        return Err(YamlError::at(start, message));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        let byte = bytes.get(error.valid_up_to()).copied().unwrap_or_default();
        let message = format!(
            "the byte 0x{byte:02X} here is not UTF-8 (in Latin-1 it is `{}`); save the file as UTF-8 (`iconv -f WINDOWS-1252 \
             -t UTF-8` converts it)",
            char::from(byte).escape_debug()
        );
        YamlError::at(end_of(&before), message)
    })
}

/// The encoding of a text whose characters take two or four bytes each: by its byte order mark, or because, in Latin
/// letters, every second byte is a zero.
fn wide_encoding(bytes: &[u8]) -> Option<&'static str> {
    let start = &bytes[..bytes.len().min(64) / 2 * 2];
    let zeros = |odd: usize| start.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let mostly = |zeros: usize| start.len() >= 4 && zeros * 4 > start.len();
    match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Some("UTF-32"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some("UTF-16"),
        _ if mostly(zeros(1)) => Some("UTF-16LE"),
        _ if mostly(zeros(0)) => Some("UTF-16BE"),
        _ => None,
    }
}

/// Refuses characters that cannot be seen and act on whoever reads them: in a comment too, since a text is read as a
/// whole. A carriage return belongs to the end of a line.
pub(super) fn check(text: &str) -> Result<(), YamlError> {
    let unseen = text.char_indices().find(|(_, c)| *c != '\r' && is_unseen(*c));
    unseen.map_or(Ok(()), |(at, c)| {
        let message = format!("the character {} cannot be seen and is not accepted; remove it", code_point(c));
        Err(YamlError::at(end_of(&text[..at]), message))
    })
}

/// The place right after a text.
fn end_of(text: &str) -> Place {
    let line = text.rsplit('\n').next().unwrap_or_default();
    Place { line: text.matches('\n').count() + 1, column: line.chars().count() + 1 }
}
