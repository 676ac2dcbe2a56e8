//! The files people write: read, decoded, and with the place of everything in them.

use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use newsreel_story::submit::refusal::{At, Code, Refusal};
use newsreel_story::submit::yaml::{Place, Source};
use serde::Serialize;
use serde_json::Value;

/// A document of a file, or one that was made here.
pub(crate) struct Document {
    file: Option<String>,
    /// Which of the file's documents it is, from one; none when it is the only one.
    number: Option<usize>,
    /// How many lines of the file are before its first.
    lines_before: usize,
    pub(crate) source: Source,
}

/// Names it as messages do.
impl fmt::Display for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.file.as_deref().unwrap_or("the update"))?;
        self.number.map_or(Ok(()), |number| write!(f, " (document {number})"))
    }
}

/// Why something is refused, and where it was written.
#[derive(Debug, Serialize)]
pub(crate) struct Refused {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    #[serde(flatten)]
    refusal: Refusal,
}

/// As compilers write it, so that editors find the place.
impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            f.write_str(file)?;
            if let (Some(line), Some(column)) = (self.line, self.column) {
                write!(f, ":{line}:{column}")?;
            }
            f.write_str(": ")?;
        }
        if let Some(document) = self.document {
            write!(f, "(document {document}) ")?;
        }
        self.refusal.fmt(f)
    }
}

impl Document {
    /// A document that nobody wrote in a file.
    ///
    /// # Errors
    /// When it cannot be read back, which would be a fault of ours.
    pub(crate) fn made_here(value: &Value) -> anyhow::Result<Self> {
        let source = Source::parse(&value.to_string())?.pop().context("a document is read back")?;
        Ok(Self { file: None, number: None, lines_before: 0, source })
    }

    /// Refusals with their places in the file. `first` is the index of the submission's first update in the document.
    pub(crate) fn refused(&self, refusals: &[Refusal], first: usize) -> Vec<Refused> {
        let refused = refusals.iter().map(|refusal| {
            let at = in_document(&refusal.at, first);
            let place = self.file.as_ref().and_then(|_| self.source.place(&at));
            Refused {
                file: self.file.clone(),
                document: self.number,
                line: place.map(|place| self.lines_before + place.line),
                column: place.map(|place| place.column),
                refusal: Refusal { at, ..refusal.clone() },
            }
        });
        refused.collect()
    }
}

/// A pointer into a part, as a pointer into the whole document.
fn in_document(pointer: &str, first: usize) -> String {
    let Some(rest) = pointer.strip_prefix("/updates/") else { return pointer.to_owned() };
    let (index, rest) = rest.split_once('/').map_or((rest, String::new()), |(index, rest)| (index, format!("/{rest}")));
    index.parse::<usize>().map_or_else(|_| pointer.to_owned(), |index| format!("/updates/{}{rest}", index + first))
}

/// Reads every file, or says of each why it cannot be understood.
///
/// # Errors
/// When a file cannot be read at all.
pub(crate) fn read(files: &[PathBuf]) -> anyhow::Result<Result<Vec<Document>, Vec<Refused>>> {
    let (mut documents, mut refused) = (Vec::new(), Vec::new());
    for file in files {
        let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        let name = file.display().to_string();
        match decoded(&bytes).and_then(|text| parsed(file, text)) {
            Ok(sources) => {
                let several = sources.len() > 1;
                documents.extend(sources.into_iter().enumerate().map(|(i, (lines_before, source))| Document {
                    file: Some(name.clone()),
                    number: several.then_some(i + 1),
                    lines_before,
                    source,
                }));
            }
            Err((place, refusal)) => refused.push(Refused {
                file: Some(name),
                document: None,
                line: Some(place.line),
                column: Some(place.column),
                refusal,
            }),
        }
    }
    Ok(if refused.is_empty() { Ok(documents) } else { Err(refused) })
}

type Unreadable = (Place, Refusal);

const START: Place = Place { line: 1, column: 1 };

/// The text of a file.
fn decoded(bytes: &[u8]) -> Result<&str, Unreadable> {
    let refused = |place, message: String| (place, At::Root.refuse(Code::Syntax, message));
    if let Some(encoding) = wide_encoding(bytes) {
        return Err(refused(
            START,
            format!("the file is in {encoding}; save it as UTF-8 (`iconv -f {encoding} -t UTF-8` converts it)"),
        ));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let place = Place { line: before.matches('\n').count() + 1, column };
        let byte = bytes.get(error.valid_up_to()).copied().unwrap_or_default();
        refused(
            place,
            format!(
                "the byte {byte:#04x} is not UTF-8: the file is in an older encoding, such as Latin-1; save it as UTF-8 \
                 (`iconv -f WINDOWS-1252 -t UTF-8` converts it)"
            ),
        )
    })
}

/// The encoding of a file whose characters take two or four bytes each, with a byte order mark or without.
fn wide_encoding(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Some("UTF-32"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some("UTF-16"),
        [_, 0, _, 0, ..] => Some("UTF-16LE"),
        [0, _, 0, _, ..] => Some("UTF-16BE"),
        _ => None,
    }
}

/// The documents of a file, each with the number of lines before its first: of YAML and JSON those in it, of NDJSON one a
/// line.
fn parsed(file: &Path, text: &str) -> Result<Vec<(usize, Source)>, Unreadable> {
    let parse = |lines_before: usize, text: &str| match Source::parse(text) {
        Ok(sources) => Ok(sources.into_iter().map(|source| (lines_before, source)).collect::<Vec<_>>()),
        Err(error) => {
            Err((Place { line: lines_before + error.place.line, column: error.place.column }, error.refusal()))
        }
    };
    let is_ndjson = file.extension().is_some_and(|extension| extension == "ndjson" || extension == "jsonl");
    let sources = if is_ndjson {
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        lines.map(|(i, line)| parse(i, line)).collect::<Result<Vec<_>, _>>()?.concat()
    } else {
        // The places of a YAML file count from its own first line.
        parse(0, text)?
    };
    if sources.is_empty() {
        let message = "there is nothing in this file; `newsreel example` prints one to begin with";
        return Err((START, At::Root.refuse(Code::Missing, message)));
    }
    Ok(sources)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_into_a_part_names_the_place_in_the_document() {
        assert_eq!(in_document("/updates/3/when", 400), "/updates/403/when");
        assert_eq!(in_document("/title", 400), "/title");
    }

    #[test]
    fn a_file_that_is_not_utf_8_is_reported_as_such() {
        fn told(bytes: &[u8]) -> Result<&str, (usize, usize, String)> {
            decoded(bytes).map_err(|(place, refusal)| (place.line, place.column, refusal.message))
        }
        let wide: Vec<u8> = "story: a".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(matches!(told(&wide), Err((1, 1, message)) if message.contains("in UTF-16LE")));
        assert!(
            matches!(told(&[&b"\xff\xfe"[..], &wide].concat()), Err((1, 1, message)) if message.contains("in UTF-16;"))
        );
        let latin = told(b"story: a\ntitle: Zo\xeb");
        assert!(
            matches!(&latin, Err((2, 10, message)) if message.contains("0xeb") && message.contains("Latin-1")),
            "{latin:?}"
        );
        assert_eq!(told(b"\xef\xbb\xbfstory: Zo\xc3\xab"), Ok("story: Zoë"));
    }
}
