//! Everything said on one path, judged: plain data.

use serde::{Deserialize, Serialize};

use crate::judge::grade::Grade;
use crate::record::attribution::Attribution;
use crate::record::name::{EntitySlug, UpdateId};
use crate::record::stance::Stance;
use crate::record::testimony::Testimony;
use crate::record::update::Update;
use crate::record::value::Value;
use crate::state::fold::Filing;
use crate::state::order::Order;

/// One holder's word on a path, as a view counts it.
#[derive(Debug, Clone)]
pub struct Word<'s> {
    /// Where it is filed.
    pub filing: Filing,
    /// As it is filed: with its hedge, its limits, its own path.
    pub testimony: &'s Testimony,
    /// The update it is in.
    pub record: &'s Update,
    /// The identity of that update.
    pub update: UpdateId,
    /// When it was said, in the order of words.
    pub order: Order,
    /// In whose name.
    pub holder: &'s EntitySlug,
    /// The stance it takes on this path: what it files elsewhere may imply another here.
    pub stance: Stance,
    /// The value it takes it on; none for the whole path.
    pub value: Option<&'s Value>,
    /// Who says it.
    pub attribution: &'s Attribution,
    /// Whether it is said of the holder by somebody else.
    pub secondhand: bool,
    /// What it is worth.
    pub grade: Grade,
    /// Whether its holder has a part in the item, or speaks for one who has.
    pub by_party: bool,
    /// Whether the holder has said otherwise since, or what it said was moved.
    pub replaced: bool,
    /// Whether it was a plan, and what was planned has begun since: it gives at most *reported* and opposes nothing.
    pub plan: bool,
}

impl Word<'_> {
    /// Its place in the order of words: by when it was said; within one holder the log breaks ties.
    pub fn place(&self) -> (Order, Filing) {
        (self.order, self.filing)
    }
}

/// A holder whose own words on one path do not agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discord<'s> {
    /// The holder.
    pub holder: &'s EntitySlug,
    /// In which way.
    pub how: Disagreement,
    /// The words.
    pub filings: Vec<Filing>,
}

/// The ways one holder's words can disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disagreement {
    /// One speaker has said different things of what can only be one.
    ChangedAccount,
    /// Its speakers differ.
    Divided,
    /// It now says what it denied, or denies what it said.
    ChangedPosition,
}

/// How well one value of a path is supported and opposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// How well it is supported.
    pub support: Grade,
    /// How well it is opposed.
    pub opposition: Grade,
    /// Whether somebody doubts it.
    pub doubted: bool,
    /// The words for it, the best first.
    pub supporters: Vec<Filing>,
    /// The words against it, the best first.
    pub opponents: Vec<Filing>,
}

impl Standing {
    /// Opposition above conjecture and at least equal to support, where there is any: what only its denial speaks of is
    /// denied, not contested.
    pub fn is_contested(&self) -> bool {
        self.support > Grade::None && self.opposition > Grade::Conjecture && self.opposition >= self.support
    }
}

/// One value of a path with its standing.
#[derive(Debug, Clone)]
pub struct Candidate<'s> {
    /// The value; none on the path of an item itself, where it is *it is so*.
    pub value: Option<&'s Value>,
    /// How it stands.
    pub standing: Standing,
    /// Whether the desk leads with it.
    pub preferred: bool,
}

/// Everything said on one path: the words, and each value with its standing, the leading one first.
#[derive(Debug, Clone)]
pub struct Account<'s> {
    /// The words, in the order they were said.
    pub words: Vec<Word<'s>>,
    /// Every value on file, the best supported first; of equals the uncontested, then the one that says more, then the one
    /// of the nearest record, then the one that came up first.
    pub candidates: Vec<Candidate<'s>>,
    /// The holders whose own words do not agree.
    pub discords: Vec<Discord<'s>>,
}

impl<'s> Account<'s> {
    /// The value to lead with: the desk's choice while anything supports it, else the best supported.
    pub fn leading(&self) -> Option<&Candidate<'s>> {
        let supported = |candidate: &&Candidate<'s>| candidate.standing.support > Grade::None;
        self.candidates
            .iter()
            .find(|candidate| candidate.preferred && supported(candidate))
            .or_else(|| self.candidates.first().filter(supported))
    }

    /// Whether the path is contested: its best-supported value is, or one of several equally well supported.
    pub fn is_contested(&self) -> bool {
        let best = self.candidates.first().map(|best| best.standing.support);
        let mut best = self.candidates.iter().filter(|candidate| Some(candidate.standing.support) == best);
        best.any(|candidate| candidate.standing.is_contested())
    }

    /// The words that still count, the holder not having said otherwise since.
    pub fn current(&self) -> impl Iterator<Item = &Word<'s>> {
        self.words.iter().filter(|word| !word.replaced)
    }

    /// The candidate whose value is this text.
    pub fn saying(&self, text: &str) -> Option<&Candidate<'s>> {
        self.candidates.iter().find(|candidate| candidate.value.and_then(Value::text) == Some(text))
    }

    /// The word of a filing.
    pub fn word(&self, filing: Filing) -> Option<&Word<'s>> {
        self.words.iter().find(|word| word.filing == filing)
    }

    /// Whether the word of this filing was a plan that what happened has overtaken.
    pub(crate) fn was_plan(&self, filing: Filing) -> bool {
        self.word(filing).is_some_and(|word| word.plan)
    }
}
