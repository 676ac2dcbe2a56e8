//! What a word does to what it is said of, and how firmly.

use crate::record::token::tokens;

tokens! {
    /// What a holder's word does to a value, or, without a value, to a whole path. `silent` is computed, never stored.
    pub enum Stance: "a stance" {
        /// Says that it is so.
        Asserts = "asserts",
        /// Confirms what others have said.
        Confirms = "confirms",
        /// Says that it is not so.
        Denies = "denies",
        /// Doubts it.
        Disputes = "disputes",
        /// Cannot corroborate it.
        CannotCorroborate = "cannot_corroborate",
        /// Knows nothing of it.
        DeniesKnowledge = "denies_knowledge",
        /// Neither confirms nor denies, refuses, withholds.
        Declines = "declines",
        /// Has not confirmed it; not a denial.
        NotConfirmed = "not_confirmed",
        /// Gave no answer.
        NoAnswer = "no_answer",
        /// Names it, to say what a denial, a doubt or a refusal to answer is about: neither for nor against.
        Names = "names",
    }
}

impl Stance {
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

tokens! {
    /// How firmly a word is said.
    pub enum Hedge: "a hedge" {
        /// "Probably": at most *reported*.
        Probable = "probable",
        /// "Possibly", speculation: conjecture, which contests nothing.
        Possible = "possible",
    }
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
