//! Which words go with what: how each kind and phase of item makes a clause, where each attribute stands in it, and what
//! those do who take a stance or give an answer.
//!
//! A kind that has no entry here reads as something that takes place does: by its noun, with what is on file of it.

use crate::record::kind::Kind;
use crate::record::kind::change::Change;
use crate::record::kind::spec::{KindRole, PhaseRole};
use crate::record::stance::Stance;
use crate::tell::english::{Tense, VerbForm};

/// How a kind of item makes a clause.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    /// What one of them is called.
    pub noun: &'static str,
    /// The attribute whose values do it, or undergo it.
    pub subject: &'static str,
    /// What they do when it takes place; none where it is its noun that takes place.
    pub verb: Option<&'static str>,
    /// The attribute that is its object.
    pub object: Option<&'static str>,
    /// Whether it takes two to do it.
    pub mutual: bool,
}

/// The frame of a kind.
pub fn frame(kind: Kind) -> Frame {
    let base = Frame { noun: "event", subject: "", verb: None, object: None, mutual: false };
    match (kind.as_str(), kind.role()) {
        ("trip", _) => Frame { noun: "trip", subject: "traveller", verb: Some("travel"), ..base },
        ("meeting", _) => Frame { noun: "meeting", subject: "participants", verb: Some("meet"), mutual: true, ..base },
        ("vote", _) => Frame { noun: "vote", subject: "question", ..base },
        ("release", _) => Frame { noun: "release", subject: "releases", ..base },
        ("exchange", _) => Frame { noun: "exchange", subject: "releases", ..base },
        ("verdict", _) => {
            Frame { noun: "decision", subject: "court", verb: Some("decide"), object: Some("case"), ..base }
        }
        (_, KindRole::Proposal) => Frame { noun: "proposal", subject: "subject", ..base },
        (_, KindRole::Request) => Frame { noun: "request for comment", subject: "asked", ..base },
        (_, KindRole::Publication) => Frame { noun: "publication", subject: "outlet", ..base },
        (_, KindRole::Statement) => Frame { noun: "statement", subject: "speaker", ..base },
        (_, KindRole::Evidence) => Frame { noun: "piece of evidence", subject: "medium", ..base },
        (_, KindRole::Claim) => Frame { noun: "claim", subject: "text", ..base },
        (_, KindRole::OwnText) => Frame { noun: "note", subject: "text", ..base },
        (_, KindRole::TakesPlace | KindRole::Story) => Frame { subject: "type", ..base },
    }
}

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
        (PhaseRole::Departed | PhaseRole::Arrived, _) => ("begin", active(Tense::Past)),
        (PhaseRole::Suspended, _) => ("interrupt", passive(Tense::Past)),
        (PhaseRole::Done, _) => ("take place", active(Tense::Past)),
        (PhaseRole::BrokenOff, _) => ("break off", passive(Tense::Past)),
        (PhaseRole::NotHeld, _) => ("take place", active(Tense::Past).not()),
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

/// The verbs that may be said of a phase of a kind, whoever is their subject.
pub fn verbs_of(kind: Kind, role: PhaseRole, change: Change) -> Vec<&'static str> {
    let mut verbs = vec![of_noun(role, change).0];
    let own = frame(kind).verb.filter(|_| matches!(role, PhaseRole::Planned | PhaseRole::Done | PhaseRole::NotHeld));
    verbs.extend(own);
    if role.lies_ahead() {
        verbs.push("expect");
    }
    if matches!(role, PhaseRole::Departed | PhaseRole::UnderWay) {
        verbs.push("set out");
    }
    if role == PhaseRole::Arrived {
        verbs.push("arrive");
    }
    if role == PhaseRole::Done {
        verbs.extend(["begin", "make", "complete"]);
    }
    let more: &[&str] = match (kind.role(), role) {
        (KindRole::Proposal, PhaseRole::Proposed) => &["propose"],
        (KindRole::Publication, PhaseRole::Withdrawn) => &["withdraw", "kill"],
        (KindRole::Request, _) => &["ask", "decline", "respond", "reach", "comment", "acknowledge", "answer"],
        (KindRole::TakesPlace, PhaseRole::Done | PhaseRole::Planned) => &["release", "take place", "hold"],
        _ => &[],
    };
    verbs.extend(more);
    verbs
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
            "be word of",
            "confirm",
            "bear out",
            "bear it out",
            "show",
            "observe",
            "call",
            "give",
            "put",
            "name",
        ]);
    }
    if matches!(of, Stance::Denies | Stance::Disputes) {
        verbs.extend(["deny", "dispute", "contradict"]);
    }
    verbs
}

/// What a party does that gives an answer to a proposal: the verb, which has “it” in it, and whether its words follow.
pub fn answer(token: &str) -> Option<&'static str> {
    Some(match token {
        "accepts" => "accept it",
        "agrees" => "agree to it",
        "rejects" => "reject it",
        "refuses" => "refuse it",
        "refuses_to_consider" => "refuse to consider it",
        "counters" => "counter it",
        "seeks" => "seek it",
        "supports" => "support it",
        "opposes" => "oppose it",
        "open" => "be open to it",
        "conditional" => "make it conditional",
        "undecided" => "be undecided on it",
        "abstains" => "abstain on it",
        _ => return None,
    })
}

/// Where in a clause a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    /// Straight after the verb.
    Object,
    /// Where to, or where.
    Place,
    /// When.
    Time,
    /// How, how long.
    Manner,
    /// What for.
    Purpose,
    /// Why.
    Cause,
    /// Who else, and what else.
    Others,
}

/// How an attribute stands in the clause of its item.
#[derive(Debug, Clone, Copy)]
pub struct Adjunct {
    /// Where.
    pub slot: Slot,
    /// The words before its value.
    pub before: &'static str,
}

/// How an attribute stands in the clause of its item; none where it is told in a sentence of its own.
pub fn adjunct(attribute: &str) -> Option<Adjunct> {
    let (slot, before) = match attribute {
        "destination" => (Slot::Place, "to"),
        "from" => (Slot::Place, "from"),
        "place" | "body" => (Slot::Place, "in"),
        "departure" => (Slot::Time, ""),
        "when" => (Slot::Time, ""),
        "duration" => (Slot::Manner, "for"),
        "format" => (Slot::Manner, "by"),
        "agenda" => (Slot::Purpose, "to discuss"),
        "purpose" => (Slot::Purpose, ""),
        "cause" => (Slot::Cause, "because"),
        "hosts" => (Slot::Others, "hosted by"),
        "mediators" => (Slot::Others, "mediated by"),
        "coordinators" => (Slot::Others, "coordinated by"),
        "proposer" => (Slot::Others, "by"),
        "deadline" => (Slot::Others, "with an answer due"),
        "expires" => (Slot::Others, "expiring"),
        "in_force" => (Slot::Time, ""),
        _ => return None,
    };
    Some(Adjunct { slot, before })
}

/// What is not known of an item that lacks an attribute, as a question with the item in it: “when” it “took place”, “what
/// came of” it. None where there is no question a reader would ask.
pub fn question(attribute: &str) -> Option<(&'static str, &'static str)> {
    Some(match attribute {
        "when" => ("when", "took place"),
        "place" => ("where", "took place"),
        "destination" => ("where", "went to"),
        "participants" => ("who took part in", ""),
        "mediators" => ("who mediated", ""),
        "proposer" => ("by whom", "was proposed"),
        "outcome" => ("what came of", ""),
        "traveller" => ("who made", ""),
        "releases" => ("who was released in", ""),
        "court" => ("which court made", ""),
        "question" => ("what was decided by", ""),
        "body" => ("who voted in", ""),
        "released_by" => ("who decided", ""),
        "maker" => ("who made", ""),
        "shows" => ("what", "shows"),
        "type" => ("what", "was"),
        "subject" => ("what", "is about"),
        "case" => ("in which case", "was made"),
        "medium" => ("in which medium", "is"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_noun_and_every_phase_a_verb() {
        for kind in Kind::all() {
            assert!(!frame(kind).noun.is_empty());
            for phase in kind.spec().phases {
                assert!(!verbs_of(kind, phase.role, Change::Reported).is_empty(), "{kind} {}", phase.name);
            }
        }
    }
}
