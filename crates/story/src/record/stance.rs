//! What a word does to what it is said of, and how firmly.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a holder's word does to a value, or, without a value, to a whole path. `silent` is computed, never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stance {
    /// Says that it is so.
    Asserts,
    /// Confirms what others have said.
    Confirms,
    /// Says that it is not so.
    Denies,
    /// Doubts it.
    Disputes,
    /// Cannot corroborate it.
    CannotCorroborate,
    /// Knows nothing of it.
    DeniesKnowledge,
    /// Neither confirms nor denies, refuses, withholds.
    Declines,
    /// Has not confirmed it; not a denial.
    NotConfirmed,
    /// Gave no answer.
    NoAnswer,
    /// Names it, to say what a denial, a doubt or a refusal to answer is about: neither for nor against.
    Names,
}

impl Stance {
    /// Every stance.
    pub const ALL: &'static [Self] = &[
        Self::Asserts,
        Self::Confirms,
        Self::Denies,
        Self::Disputes,
        Self::CannotCorroborate,
        Self::DeniesKnowledge,
        Self::Declines,
        Self::NotConfirmed,
        Self::NoAnswer,
        Self::Names,
    ];

    /// The token.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asserts => "asserts",
            Self::Confirms => "confirms",
            Self::Denies => "denies",
            Self::Disputes => "disputes",
            Self::CannotCorroborate => "cannot_corroborate",
            Self::DeniesKnowledge => "denies_knowledge",
            Self::Declines => "declines",
            Self::NotConfirmed => "not_confirmed",
            Self::NoAnswer => "no_answer",
            Self::Names => "names",
        }
    }

    /// Whether it supports the value.
    pub fn supports(self) -> bool {
        matches!(self, Self::Asserts | Self::Confirms)
    }

    /// Whether it commits its holder for or against.
    pub fn is_committal(self) -> bool {
        matches!(self, Self::Asserts | Self::Confirms | Self::Denies | Self::Disputes)
    }

    /// Whether it tells where its holder stands. What is only named, or asserted, needs no telling beside the value itself.
    pub fn is_told(self) -> bool {
        !matches!(self, Self::Asserts | Self::Names)
    }

    /// Whether another may observe it of a party ("the Kremlin has not confirmed it"), which ends with the party's word.
    pub fn is_observation(self) -> bool {
        matches!(self, Self::NotConfirmed | Self::NoAnswer)
    }
}

impl fmt::Display for Stance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How firmly a word is said.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Ord, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hedge {
    /// "Probably": at most *reported*.
    Probable,
    /// "Possibly", speculation: conjecture, which contests nothing.
    Possible,
}

impl Hedge {
    /// How it reads: "probably".
    pub fn adverb(self) -> &'static str {
        match self {
            Self::Probable => "probably",
            Self::Possible => "possibly",
        }
    }

    /// How it stands behind what is hedged.
    pub fn aside(self) -> &'static str {
        match self {
            Self::Probable => " (probably)",
            Self::Possible => " (possibly)",
        }
    }
}
