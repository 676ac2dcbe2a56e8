//! What a brief is: its sections, and sentences with what each rests on.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::judge::grade::Grade;
use crate::record::name::UpdateId;
use crate::record::recorded::Sequence;
use crate::tell::numbers::number;
use crate::tell::realise::capitalised;
use crate::tell::span::Span;

/// The heading of the section that tells what was withdrawn or put right.
pub const CORRECTIONS: &str = "Corrections";

/// The heading of the section that tells what changed last and matters.
pub const LATEST: &str = "The latest";
/// The heading of the section that tells the desk's own words on why it matters.
pub const WHY: &str = "Why it matters";
/// The heading of the section that tells what is known.
pub const KNOW: &str = "What we know";
/// The heading of the section that tells what is disputed.
pub const DISPUTED: &str = "What is disputed";
/// The heading of the section that tells what is not known.
pub const UNKNOWN: &str = "What we don't know";
/// The heading of the section that tells what comes next.
pub const NEXT: &str = "What happens next";
/// The heading of the section that tells what people say.
pub const SAYING: &str = "What people are saying";
/// The heading of the section that tells facts about people, organisations and places.
pub const PEOPLE: &str = "Who is who";
/// The heading of the section that tells notes of the desk.
pub const NOTES: &str = "Notes of the desk";

/// How much of a story a brief tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// What can be read in three minutes.
    #[default]
    Standard,
    /// Ten sentences.
    Short,
    /// Everything.
    Full,
}

/// The most words of a standard brief.
pub const MOST_WORDS: usize = 600;

/// The most sentences of a short one.
pub const MOST_SENTENCES: usize = 10;

/// What we know about a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Brief {
    /// The story's slug.
    pub story: String,
    /// Its working title.
    pub title: String,
    /// Whether it takes updates.
    pub status: String,
    /// The position of the last update considered.
    pub sequence: Sequence,
    /// The moment it is for.
    #[cfg_attr(feature = "schema", schemars(with = "crate::record::time::schema::Moment"))]
    pub moment: Timestamp,
    /// Whose account it is where it does not say otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<Sentence>,
    /// Its sections, in reading order; those with nothing to say are left out.
    pub sections: Vec<BriefSection>,
    /// How many sentences more the full brief has.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more: usize,
    /// Sentences that were left out because they would have said more than their updates: of which item, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
    /// How many records of the story could not be read and wait in quarantine: the brief knows nothing of them.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unreadable: usize,
}

fn is_zero(n: &usize) -> bool {
    *n == 0
}

/// One section of a brief.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BriefSection {
    /// Its heading.
    pub heading: String,
    /// What is said, item by item.
    pub entries: Vec<BriefEntry>,
    /// How much more is open that a standard brief has no room for, even in short: disputes, corrections, plans.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more: usize,
}

/// “12 more are on file.”: what is said of what is open and not told.
pub fn more_open(more: usize) -> String {
    let are = if more == 1 { "is" } else { "are" };
    format!("{} more {are} on file.", capitalised(&number(i64::try_from(more).unwrap_or(i64::MAX))))
}

/// What a brief says of one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BriefEntry {
    /// The item.
    pub item: String,
    /// The sentences.
    pub sentences: Vec<Sentence>,
    /// Where many of a kind are told together: the table whose rows its sentences after the first are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<Table>,
}

/// Where the cells of a table are in the sentences that are its rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Table {
    /// What its columns are called.
    pub columns: Vec<String>,
    /// Row by row, the cells: of each its first span, and the one after its last.
    pub rows: Vec<Vec<(usize, usize)>>,
}

impl BriefEntry {
    /// The words of a table, row by row with its sentence; none where there is no table.
    pub fn rows(&self) -> impl Iterator<Item = (&Sentence, Vec<String>)> {
        let rows = self.table.iter().flat_map(|table| &table.rows);
        self.sentences.iter().skip(1).zip(rows).map(|(sentence, cells)| {
            let words = cells.iter().map(|(first, end)| {
                let spans = sentence.spans.get(*first..*end).unwrap_or_default();
                spans.iter().map(|span| span.text.as_str()).collect::<String>().trim().to_owned()
            });
            (sentence, words.collect())
        })
    }
}

/// A sentence and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sentence {
    /// The sentence: the words of its spans.
    pub text: String,
    /// Its pieces, in order.
    pub spans: Vec<Span>,
    /// How well what it states is supported; none for a sentence about the file itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Grade>,
    /// The updates it rests on.
    pub updates: Vec<UpdateId>,
    /// Their positions in the log, in the same order.
    pub sequences: Vec<Sequence>,
}
