//! The grade of one word by itself. The first row that fits decides:
//!
//! | the word | grade |
//! | --- | --- |
//! | is hedged as *possible* | conjecture |
//! | is an outlet's own voice, naming nobody | unattributed |
//! | is hearsay, an observation about another, inferred, or hedged as *probable* | reported |
//! | commits to nothing (declines, knows nothing of it, gave no answer) | reported |
//! | is anonymous or on background | reported |
//! | is our own observation | confirmed |
//! | is a document whose holder acted, or that shows it | confirmed |
//! | is on record and about its holder's own act | confirmed |
//! | is anything else with an origin | reported |
//!
//! Of a claim only those whom it is about, and who speak for them, have an own act to speak of
//! ([`crate::judge::parties::mark_outside`]).

use crate::record::attribution::{Attribution, Basis, Knowledge};
use crate::record::stance::{Hedge, Stance};
use crate::record::testimony::Testimony;
use crate::record::token::tokens;

tokens! {
    /// How well something is supported or opposed: one scale for both.
    pub enum Grade: "a grade" {
        /// Nothing that still stands.
        None = "none",
        /// Only *possible* or speculative testimony.
        Conjecture = "conjecture",
        /// Only outlets' own voice.
        Unattributed = "unattributed",
        /// One attributed origin.
        Reported = "reported",
        /// Independent origins that state how they know.
        Corroborated = "corroborated",
        /// The holder's own act, on record; a document within its limit; our own observation.
        Confirmed = "confirmed",
    }
}

/// The grade of one word by itself.
pub fn grade(testimony: &Testimony, attribution: &Attribution) -> Grade {
    let secondhand = testimony.holder.as_ref().is_some_and(|holder| *holder != attribution.holder);
    if testimony.hedge == Some(Hedge::Possible) {
        return Grade::Conjecture;
    }
    let commits = testimony.stance.is_committal() || testimony.stance == Stance::Names;
    let tempered = secondhand
        || !commits
        || attribution.knowledge == Knowledge::Inferred
        || testimony.hedge == Some(Hedge::Probable);
    match attribution.basis {
        Basis::Unattributed => Grade::Unattributed,
        _ if tempered => Grade::Reported,
        Basis::Anonymous | Basis::OnBackground => Grade::Reported,
        Basis::Observed => Grade::Confirmed,
        Basis::Document if matches!(attribution.knowledge, Knowledge::OwnAct | Knowledge::Witnessed) => {
            Grade::Confirmed
        }
        Basis::OnRecord if attribution.knowledge == Knowledge::OwnAct => Grade::Confirmed,
        Basis::Document | Basis::OnRecord => Grade::Reported,
    }
}
