//! What a testimony says about its path, and how firmly.

use crate::record::token::tokens;

tokens! {
    /// What a holder says about a value, or, without a value, about a whole path. `silent` is computed, never stored.
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
        /// Says that it knows nothing about it.
        DeniesKnowledge = "denies_knowledge",
        /// Neither confirms nor denies it, or refuses to say.
        Declines = "declines",
        /// Has not confirmed it; not a denial.
        NotConfirmed = "not_confirmed",
        /// Gave no answer.
        NoAnswer = "no_answer",
        /// Only says what a denial, a doubt or a refusal is about; takes no side.
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

    /// Whether it is reported as a stance of its own. An assertion is reported as the value itself, and a value that is only
    /// named is not reported.
    pub fn is_told(self) -> bool {
        !matches!(self, Self::Asserts | Self::Names)
    }

    /// Whether somebody else can observe it about a party ("the Kremlin has not confirmed it"). Such an observation ends with
    /// the party's next word.
    pub fn is_observation(self) -> bool {
        matches!(self, Self::NotConfirmed | Self::NoAnswer)
    }
}

tokens! {
    /// How firmly something is said.
    pub enum Hedge: "a hedge" {
        /// "Probably": counts as *reported* at most.
        Probable = "probable",
        /// "Possibly": speculation, which counts as *conjecture* and contests nothing.
        Possible = "possible",
    }
}
