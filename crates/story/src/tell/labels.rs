//! One or two words for how firmly something is said, where it is in its life, and what became of a plan or a report.

use std::collections::HashSet;

use crate::judge::phase::Phase;
use crate::judge::plans::Fate;
use crate::judge::view::View;
use crate::record::name::{EntitySlug, UpdateId};
use crate::record::stance::Hedge;
use crate::state::withdrawal::{Loss, Withdrawal};
use crate::tell::{names, parts};

impl Hedge {
    /// How it reads: “probably”.
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

/// How a phase reads that nobody gives, or on which those who speak of it do not agree.
pub const UNSETTLED: &str = "not stated";

/// Where in its life an item is: in one word, or who says what.
pub fn phase(view: &View<'_>, phase: &Phase) -> String {
    match phase {
        Phase::NotStated => UNSETTLED.to_owned(),
        Phase::Agreed { phase, beside, .. } => {
            let agreed = phase.replace('_', " ");
            if beside.is_empty() { agreed } else { format!("{agreed} ({})", by_holder(view, beside)) }
        }
        Phase::ByParty(by) => by_holder(view, by),
    }
}

/// Who says which phase: “Reuters: cancelled”. Whoever has said the same in several updates says it once.
pub(crate) fn by_holder(view: &View<'_>, said: &[(EntitySlug, Box<str>, UpdateId)]) -> String {
    let mut known = HashSet::new();
    let said = said.iter().filter(|(holder, phase, _)| known.insert((holder, phase)));
    let said = said.map(|(holder, phase, _)| format!("{}: {}", names::of(view, holder), phase.replace('_', " ")));
    said.collect::<Vec<_>>().join("; ")
}

impl Fate {
    /// How it reads in a table.
    pub fn label(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Overdue => "overdue",
            Self::Moved => "put off",
            Self::Met => "met",
            Self::MetLate => "met late",
            Self::Dropped => "called off",
            Self::Overtaken => "did not happen",
            Self::Unknown => "told differently",
        }
    }
}

impl Loss {
    /// How it reads in a table.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Corrected(_) => "corrected",
            Self::Retracted(_) => "retracted",
            Self::Superseded => "superseded",
            Self::BasisWithdrawn => "basis withdrawn",
        }
    }
}

/// What happened to a report, in words: “corrected in the place: misread”.
pub fn withdrawal(view: &View<'_>, withdrawal: &Withdrawal) -> String {
    let of = withdrawal.path.as_ref().map(|path| format!(" in {}", parts::noun(view, path))).unwrap_or_default();
    let reason = withdrawal.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    format!("{}{of}{reason}", withdrawal.how.label())
}
