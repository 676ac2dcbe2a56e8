//! The grade of one word by itself. The first row that fits decides:
//!
//! | the word | grade |
//! | --- | --- |
//! | is hedged as *possible* | conjecture |
//! | is an outlet's own voice, naming nobody | unattributed |
//! | is hearsay, an observation about another, inferred, or hedged as *probable* | reported |
//! | is anonymous or on background | reported |
//! | is our own observation | confirmed |
//! | is a document whose holder acted, or that shows it | confirmed |
//! | is on record and about its holder's own act | confirmed |
//! | is anything else with an origin | reported |

use serde::{Deserialize, Serialize};

use crate::record::attribution::{Attribution, Basis, Knowledge};
use crate::record::stance::Hedge;
use crate::record::testimony::Testimony;

/// How well something is supported or opposed: one scale for both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Nothing that still stands.
    None,
    /// Only *possible* or speculative testimony.
    Conjecture,
    /// Only outlets' own voice.
    Unattributed,
    /// One attributed origin.
    Reported,
    /// Independent origins that state how they know.
    Corroborated,
    /// The holder's own act, on record; a document within its limit; our own observation.
    Confirmed,
}

impl Grade {
    /// The token.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Conjecture => "conjecture",
            Self::Unattributed => "unattributed",
            Self::Reported => "reported",
            Self::Corroborated => "corroborated",
            Self::Confirmed => "confirmed",
        }
    }
}

/// The grade of one word by itself.
pub fn grade(testimony: &Testimony, attribution: &Attribution) -> Grade {
    let secondhand = testimony.holder.as_ref().is_some_and(|holder| *holder != attribution.holder);
    if testimony.hedge == Some(Hedge::Possible) {
        return Grade::Conjecture;
    }
    let tempered =
        secondhand || attribution.knowledge == Knowledge::Inferred || testimony.hedge == Some(Hedge::Probable);
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
