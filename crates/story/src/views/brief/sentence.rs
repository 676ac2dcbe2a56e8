//! What a brief is: its sections, and sentences with what each rests on.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::judge::grade::Grade;
use crate::record::name::UpdateId;
use crate::record::recorded::Sequence;
use crate::tell::span::Span;

/// The heading of the section that tells what was withdrawn or put right.
pub const CORRECTIONS: &str = "Corrections";

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
}

/// What a brief says of one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BriefEntry {
    /// The item.
    pub item: String,
    /// The sentences.
    pub sentences: Vec<Sentence>,
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
