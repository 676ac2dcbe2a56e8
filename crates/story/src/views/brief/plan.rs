//! What a brief is planned of: sentences to be, each with its weight, in entries and sections.

use std::cmp::Reverse;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::judge::grade::Grade;
use crate::record::recorded::Sequence;
use crate::tell::span::Phrase;

/// The most words of a sentence.
pub(super) const MOST_IN_A_SENTENCE: usize = 45;

/// What a sentence is for: what comes first in a short brief has the least weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// What changed last and matters.
    Latest,
    /// What is disputed, next, unanswered or was corrected: a reader of the brief alone sees all of it.
    Open,
    /// What happened.
    Main,
    /// What somebody says.
    Words,
    /// What is not known.
    Gap,
    /// More of what happened.
    Detail,
}

/// When something changed last, in the order in which a brief tells of it: the greatest first.
///
/// What one file brought in was learned in one moment; then the day the thing itself happened counts, and after that the
/// order in which its author wrote it down, who put first what matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moved {
    pub(super) learned: Timestamp,
    pub(super) happened: Option<Date>,
    pub(super) place: Reverse<usize>,
}

/// A sentence to be.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) phrase: Phrase,
    /// How well what it says stands; none for what is about the file itself, and for what can be neither true nor false.
    pub(super) standing: Option<Grade>,
    pub(super) weight: Weight,
    /// Further updates it rests on.
    pub(super) also: Vec<Sequence>,
}

impl Draft {
    pub(super) fn new(phrase: Phrase, standing: Option<Grade>, weight: Weight) -> Self {
        Self { phrase, standing, weight, also: Vec::new() }
    }

    pub(super) fn resting_on(mut self, also: impl IntoIterator<Item = Sequence>) -> Self {
        self.also.extend(also);
        self
    }
}

/// What is to be said of one item in one section.
#[derive(Debug, Clone)]
pub(super) struct EntryDraft {
    pub(super) section: &'static str,
    pub(super) item: String,
    /// When what it tells changed last.
    pub(super) moved: Option<Moved>,
    pub(super) drafts: Vec<Draft>,
}
