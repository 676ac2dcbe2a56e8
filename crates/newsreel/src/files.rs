//! The files people write: read, decoded, and with the place of everything in them.

use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use newsreel_desk::Check;
use newsreel_story::submit::refusal::{At, Code, Refusal};
use newsreel_story::submit::yaml::{Place, Source, YamlError, text_of};
use newsreel_story::tell::english::counted;
use serde::Serialize;
use serde_json::Value;

use crate::harmless::{Medium, harmless};
use crate::page::Page;
use crate::parts::{Entry, Part};

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

/// How many files are named one by one.
const NAMED_FILES: usize = 10;

/// Names several documents that follow each other, in short however many there are.
pub(crate) fn named(documents: &[Document]) -> String {
    let together = |one: &Document, next: &Document| one.file == next.file && one.number < next.number;
    let of_files: Vec<&[Document]> = documents.chunk_by(together).collect();
    let (shown, more) = of_files.split_at(of_files.len().min(NAMED_FILES));
    let name = |of_file: &&[Document]| match of_file {
        [Document { file: Some(file), number: Some(first), .. }, .., Document { number: Some(last), .. }] => {
            format!("{file} (documents {first} to {last})")
        }
        alone => alone.iter().map(ToString::to_string).collect(),
    };
    let more = (!more.is_empty()).then(|| format!("and {}", counted(more.len(), "more file")));
    shown.iter().map(name).chain(more).collect::<Vec<_>>().join(", ")
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

/// How many mistakes are shown to people; programs are told all.
const SHOWN: usize = 200;

/// Shows what is refused, or how much more there is.
pub(crate) fn show(refused: &[Refused], page: &mut Page) {
    let (shown, more) = refused.split_at(refused.len().min(SHOWN));
    for refused in shown {
        page.record(refused.to_string());
    }
    if !more.is_empty() {
        page.line(format!("and {}; `--format json` lists all of them", counted(more.len(), "more mistake")));
    }
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
        // What cannot be seen goes as an escape, so that the desk says at which place it is.
        let text = harmless(&value.to_string(), Medium::Json);
        let source = Source::parse(&text)?.pop().context("a document is read back")?;
        Ok(Self { file: None, number: None, lines_before: 0, source })
    }

    /// Refusals with their places in the file, given where the submission's entries of `updates` stand in the document.
    pub(crate) fn refused(&self, refusals: &[Refusal], places: &[Entry]) -> Vec<Refused> {
        let refused = refusals.iter().map(|refusal| {
            let at = in_document(&refusal.at, places);
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

/// Every mistake of a document of which a part is refused, for these reasons: those of the parts after it too, which are not
/// sent. What was in the parts before it is on file, or under check.
pub(crate) async fn every_mistake(
    check: &mut Check,
    document: &Document,
    part: &Part,
    refusals: &[Refusal],
    actor: Option<&str>,
) -> anyhow::Result<Vec<Refused>> {
    let all = check.mistakes(&document.source.value, actor).await?;
    // What is not in the document, such as what others recorded meanwhile, is known of the part only.
    Ok(if all.is_empty() { document.refused(refusals, &part.places) } else { document.refused(&all, &[]) })
}

/// A pointer into a part, as a pointer into the whole document.
fn in_document(pointer: &str, places: &[Entry]) -> String {
    let moved = || {
        let rest = pointer.strip_prefix("/updates/")?;
        let (index, rest) = rest.split_once('/').unwrap_or((rest, ""));
        let entry = places.get(index.parse::<usize>().ok()?)?;
        let mut parts = vec!["/updates".to_owned(), entry.index.to_string()];
        match rest.strip_prefix("updates/").map(|rest| rest.split_once('/').unwrap_or((rest, ""))) {
            Some((index, rest)) => {
                parts.extend(["updates".to_owned(), (index.parse::<usize>().ok()? + entry.first).to_string()]);
                parts.push(rest.to_owned());
            }
            None => parts.push(rest.to_owned()),
        }
        parts.retain(|part| !part.is_empty());
        Some(parts.join("/"))
    };
    moved().unwrap_or_else(|| pointer.to_owned())
}

/// A file and what is in it.
pub(crate) type Content = (PathBuf, Vec<u8>);

/// What is in every file, each read once: what comes through a pipe is gone then.
///
/// # Errors
/// When a file cannot be read at all.
pub(crate) fn contents(files: &[PathBuf]) -> anyhow::Result<Vec<Content>> {
    let content = |file: &PathBuf| {
        let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        Ok((file.clone(), bytes))
    };
    files.iter().map(content).collect()
}

/// The documents in every file, or why they cannot be understood.
pub(crate) fn documents(files: &[Content]) -> Result<Vec<Document>, Vec<Refused>> {
    let (mut documents, mut refused) = (Vec::new(), Vec::new());
    for (file, bytes) in files {
        let name = file.display().to_string();
        match text_of(bytes).map_err(unreadable).and_then(|text| parsed(file, text)) {
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
    if refused.is_empty() { Ok(documents) } else { Err(refused) }
}

type Unreadable = (Place, Refusal);

fn unreadable(error: YamlError) -> Unreadable {
    (error.place, error.refusal())
}

const START: Place = Place { line: 1, column: 1 };

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

    /// A document of a file, of which no more than its name matters.
    fn document(file: &str, number: Option<usize>) -> Document {
        let source = Source::parse("story: s\n").expect("YAML").remove(0);
        Document { file: Some(file.to_owned()), number, lines_before: 0, source }
    }

    #[test]
    fn many_documents_are_named_in_short() {
        let several = (2..=5000).map(|number| document("a.yaml", Some(number)));
        let single = ["b.yaml", "c.yaml"].map(|file| document(file, None));
        let documents: Vec<Document> = several.chain(single).chain([document("d.yaml", Some(3))]).collect();
        assert_eq!(named(&documents), "a.yaml (documents 2 to 5000), b.yaml, c.yaml, d.yaml (document 3)");
        let files: Vec<Document> = (0..4000).map(|n| document(&format!("{n}.yaml"), None)).collect();
        assert!(named(&files).ends_with("9.yaml, and 3990 more files"), "{}", named(&files));
        assert_eq!(named(&[document("a.yaml", None), document("a.yaml", None)]), "a.yaml, a.yaml");
    }

    #[test]
    fn a_pointer_into_a_part_names_the_place_in_the_document() {
        let places: Vec<Entry> = [(400, 0), (401, 200)].map(|(index, first)| Entry { index, first }).into();
        for (in_part, in_whole) in [
            ("/updates/0/when", "/updates/400/when"),
            ("/updates/1/updates/3/when", "/updates/401/updates/203/when"),
            ("/updates/1/learned", "/updates/401/learned"),
            ("/updates/0", "/updates/400"),
            ("/updates", "/updates"),
            ("/title", "/title"),
        ] {
            assert_eq!(in_document(in_part, &places), in_whole);
        }
    }
}
