//! Which words go with what, whatever the kind: what is said of the noun of an item in a phase, and what those do who
//! take a stance or give an answer. What depends on the kind is in its entry in the table
//! ([`crate::record::kind::frame`]).

use crate::record::kind::Kind;
use crate::record::kind::change::Change;
use crate::record::kind::spec::{KindRole, PhaseRole};
use crate::record::stance::Stance;
use crate::tell::english::{Tense, VerbForm};

/// What happens to something in a phase, where that is said of its noun: “was called off”, “began”.
pub fn of_noun(role: PhaseRole, change: Change) -> (&'static str, VerbForm) {
    let (active, passive) = (VerbForm::active, VerbForm::passive);
    match (role, change) {
        (PhaseRole::Mooted, _) => ("be talk of", active(Tense::Perfect)),
        (PhaseRole::Planned, _) => ("plan", passive(Tense::Present)),
        (PhaseRole::Postponed, _) => ("put off", passive(Tense::Past)),
        (PhaseRole::CalledOff, _) => ("call off", passive(Tense::Past)),
        (PhaseRole::UnderWay, Change::Resumed) => ("resume", passive(Tense::Past)),
        (PhaseRole::UnderWay, _) => ("begin", active(Tense::Past)),
        (PhaseRole::Departed, _) => ("begin", active(Tense::Past)),
        (PhaseRole::Arrived, _) => ("arrive", active(Tense::Past)),
        (PhaseRole::Suspended, _) => ("interrupt", passive(Tense::Past)),
        (PhaseRole::Done, _) => ("take place", active(Tense::Past)),
        (PhaseRole::BrokenOff, _) => ("break off", passive(Tense::Past)),
        (PhaseRole::Failed, _) => ("fail", active(Tense::Past)),
        (PhaseRole::NotHeld, _) => ("take place", active(Tense::Past).not()),
        (PhaseRole::Proposed, Change::PutToVote) => ("put to a vote", passive(Tense::Past)),
        (PhaseRole::Proposed, _) => ("propose", passive(Tense::Past)),
        (PhaseRole::Agreed, _) => ("agree", passive(Tense::Past)),
        (PhaseRole::InForce, Change::Extended) => ("extend", passive(Tense::Past)),
        (PhaseRole::InForce, _) => ("be in force", active(Tense::Present)),
        (PhaseRole::Rejected, _) => ("reject", passive(Tense::Past)),
        (PhaseRole::Lapsed, _) => ("lapse", active(Tense::Past)),
        (PhaseRole::Withdrawn, _) => ("withdraw", passive(Tense::Past)),
        (PhaseRole::Published, _) => ("publish", passive(Tense::Past)),
        (PhaseRole::Amended, _) => ("amend", passive(Tense::Past)),
        (PhaseRole::Asked, _) => ("ask", passive(Tense::Past)),
        (PhaseRole::Acknowledged, _) => ("acknowledge", passive(Tense::Past)),
        (PhaseRole::Answered, _) => ("answer", passive(Tense::Past)),
        (PhaseRole::Unanswered, _) => ("answer", passive(Tense::Past).not()),
    }
}

/// What is done with what has a noun for being done: a report is made, a lawsuit filed ([`crate::tell::nouns::done`]).
const DONE: [&str; 11] =
    ["make", "give", "hold", "issue", "complete", "file", "lodge", "bring", "impose", "reach", "carry out"];

/// The verbs that may be said of a phase of a kind, whoever is their subject.
pub fn verbs_of(kind: Kind, role: PhaseRole, change: Change) -> Vec<&'static str> {
    let mut verbs = vec![of_noun(role, change).0];
    let own = match role {
        // What did not take place is what would have been done.
        PhaseRole::NotHeld => kind.frame().verb(PhaseRole::Done),
        _ => kind.frame().verb(role),
    };
    verbs.extend(own);
    if role.lies_ahead() {
        verbs.push("expect");
    }
    if role == PhaseRole::Planned {
        verbs.push("announce");
        verbs.extend(DONE);
    }
    if role == PhaseRole::Done {
        verbs.push("end");
        verbs.extend(DONE);
        verbs.extend(["begin", "come", "last"]);
    }
    let more: &[&str] = match (kind.role(), role) {
        (KindRole::Proposal, PhaseRole::Proposed) => &["propose", "make", "lodge"],
        (KindRole::Proposal, PhaseRole::Agreed) => &["accept"],
        (KindRole::Publication, PhaseRole::Withdrawn) => &["withdraw", "kill"],
        (KindRole::TakesPlace, PhaseRole::Done | PhaseRole::Planned) => &["take place", "hold", "rule"],
        _ => &[],
    };
    verbs.extend(more);
    if role == PhaseRole::UnderWay {
        verbs.extend(["be under way", "last"]);
    }
    if role == PhaseRole::InForce {
        verbs.push("take effect");
    }
    verbs.extend(verbs_of_request(kind));
    verbs
}

/// The verbs with which a request for comment, and what came of it, may be told; none of another kind.
pub fn verbs_of_request(kind: Kind) -> Vec<&'static str> {
    if kind.role() != KindRole::Request {
        return Vec::new();
    }
    let replies = kind.spec().phases.iter().filter_map(|phase| phase.reply.as_ref()?.verb());
    std::iter::once("ask").chain(replies).collect()
}

/// What a holder does who takes a stance: the verb, and whether it is not done.
pub fn stance(stance: Stance) -> (&'static str, bool) {
    match stance {
        Stance::Asserts => ("say", false),
        Stance::Confirms => ("confirm", false),
        Stance::Denies => ("deny", false),
        Stance::Disputes => ("dispute", false),
        Stance::CannotCorroborate => ("be unable to corroborate", false),
        Stance::DeniesKnowledge => ("know nothing of", false),
        Stance::Declines => ("decline to comment on", false),
        Stance::NotConfirmed => ("confirm", true),
        Stance::NoAnswer => ("give no answer on", false),
        Stance::Names => ("name", false),
    }
}

/// The verbs with which a word may be passed on or told.
pub fn verbs_of_stance(of: Stance) -> Vec<&'static str> {
    let mut verbs = vec![stance(of).0];
    // Whoever passes a word on reports it, whatever it is.
    verbs.extend(["say", "tell", "report"]);
    if of.supports() {
        verbs.extend([
            "speak",
            "speak of",
            "allege",
            "confirm",
            "bear out",
            "bear it out",
            "show",
            "observe",
            "call",
            "give",
            "put",
            "name",
            "divide",
            "quote",
            "plan",
        ]);
    }
    if matches!(of, Stance::Denies | Stance::Disputes) {
        verbs.extend(["deny", "dispute", "contradict"]);
    }
    verbs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phase_has_a_verb() {
        for kind in Kind::all() {
            for phase in kind.spec().phases {
                assert!(!verbs_of(kind, phase.role, Change::Reported).is_empty(), "{kind} {}", phase.name);
            }
        }
    }
}
