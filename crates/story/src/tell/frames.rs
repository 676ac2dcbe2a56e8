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

/// What is done with something of this name when it is over: a report is made, a review completed; the rest takes place.
pub fn done(text: &str) -> Option<&'static str> {
    let noun = text.split(' ').find(|word| !["a", "an", "the", "first", "second", "new"].contains(word))?;
    Some(match noun {
        "announcement" | "offer" | "promise" | "proposal" | "report" | "request" | "statement" => "make",
        "inquiry" | "investigation" | "review" | "search" | "study" | "survey" => "complete",
        _ => return None,
    })
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

/// The verb that has the meaning of a noun for an event, and whether what the noun is “of” undergoes it.
const NOMINALS: &[(&str, &str, bool)] = &[
    ("acquisition", "acquire", true),
    ("adoption", "adopt", true),
    ("appointment", "appoint", true),
    ("approval", "approve", true),
    ("arrest", "arrest", true),
    ("arrival", "arrive", false),
    ("capture", "capture", true),
    ("closing", "close", true),
    ("closure", "close", true),
    ("collapse", "collapse", false),
    ("conviction", "convict", true),
    ("death", "die", false),
    ("deaths", "die", false),
    ("departure", "depart", false),
    ("deportation", "deport", true),
    ("destruction", "destroy", true),
    ("detection", "detect", true),
    ("discovery", "discover", true),
    ("dismissal", "dismiss", true),
    ("election", "elect", true),
    ("evacuation", "evacuate", true),
    ("explosion", "explode", false),
    ("extradition", "extradite", true),
    ("finding", "find", true),
    ("hiring", "hire", true),
    ("implosion", "implode", false),
    ("indictment", "indict", true),
    ("launch", "launch", true),
    ("loss", "lose", true),
    ("move", "move", false),
    ("opening", "open", true),
    ("publication", "publish", true),
    ("rehiring", "rehire", true),
    ("release", "release", true),
    ("removal", "remove", true),
    ("reopening", "reopen", true),
    ("repair", "repair", true),
    ("rescue", "rescue", true),
    ("resignation", "resign", false),
    ("retirement", "retire", false),
    ("return", "return", false),
    ("sacking", "sack", true),
    ("sale", "sell", true),
    ("seating", "seat", true),
    ("seizure", "seize", true),
    ("signing", "sign", true),
    ("sinking", "sink", false),
    ("stay", "stay", false),
    ("suspension", "suspend", true),
];

/// Words that start the rest of a clause after who or what it happened to.
const RESTS: &[&str] = &["as", "by", "from", "to", "near"];

/// An event named by a noun, taken apart: “the return of Sam Altman as chief executive” is that he returned as chief
/// executive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nominal<'t> {
    /// The noun.
    pub noun: &'static str,
    /// The verb that means the same.
    pub verb: &'static str,
    /// Whether it was done to them.
    pub passive: bool,
    /// Who or what.
    pub undergoer: &'t str,
    /// The rest of the clause, or nothing.
    pub rest: &'t str,
}

/// Takes an event apart that is named by a noun with a verb of its own; none where that is not sure to be right.
pub fn nominal(text: &str) -> Option<Nominal<'_>> {
    let text = text.trim();
    let find = |noun: &str| NOMINALS.iter().find(|(known, ..)| *known == noun);
    let (article, after) = text.split_once(' ')?;
    if ["the", "a", "an"].contains(&article) {
        let (noun, of) = after.split_once(" of ")?;
        let &(noun, verb, passive) = find(noun)?;
        let (undergoer, rest) = split_undergoer(of)?;
        return Some(Nominal { noun, verb, passive, undergoer, rest });
    }
    let (undergoer, after) = text.split_once("'s ").or_else(|| text.split_once("’s "))?;
    let (noun, rest) = after.split_once(' ').unwrap_or((after, ""));
    let &(noun, verb, passive) = find(noun)?;
    let whole = rest.is_empty() || RESTS.contains(&rest.split(' ').next().unwrap_or_default());
    (whole && !undergoer.contains(" of ")).then_some(Nominal { noun, verb, passive, undergoer, rest })
}

/// Who or what a clause is about, and the rest of it. Names end at the first word that is not part of one; anything else
/// at a word that cannot belong to it.
fn split_undergoer(of: &str) -> Option<(&str, &str)> {
    let part_of_name = |word: &str| word == "and" || word.chars().next().is_some_and(char::is_uppercase);
    let mut end = 0;
    for word in of.split_inclusive(' ') {
        if !part_of_name(word.trim()) {
            break;
        }
        end += word.len();
    }
    if end > 0 {
        let (names, rest) = (of[..end].trim(), of[end..].trim());
        let known =
            rest.is_empty() || [RESTS, &["at", "in", "on", "after"]].concat().contains(&rest.split(' ').next()?);
        return known.then_some((names, rest));
    }
    let at = RESTS.iter().filter_map(|word| of.find(&format!(" {word} "))).min();
    Some(at.map_or((of, ""), |at| (&of[..at], of[at..].trim())))
}

/// Whether a noun phrase is of several: “banging noises in the area”, “the deaths of five people”, “A and B”.
pub fn is_several(text: &str) -> bool {
    let first = text.split(' ').next().unwrap_or_default().to_lowercase();
    if ["all", "both", "dozens", "hundreds", "many", "most", "several", "some", "thousands"].contains(&first.as_str()) {
        return true;
    }
    let one = ["a", "an", "one", "this"].contains(&first.as_str());
    let head: Vec<&str> = text
        .split(' ')
        .take_while(|word| {
            !["of", "in", "at", "by", "for", "from", "to", "on", "with", "aboard", "between"].contains(word)
        })
        .collect();
    let last = head.last().copied().unwrap_or_default();
    let several_end =
        last.ends_with('s') && !["ss", "us", "is"].iter().any(|end| last.ends_with(end)) || last == "people";
    // A name in it that ends in an s is one name.
    let proper = last.chars().next().is_some_and(char::is_uppercase);
    !one && (head.contains(&"and") || several_end && !proper)
}

/// The preposition of a place: at a building or a wreck, in anything else.
pub fn place_preposition(name: &str) -> &'static str {
    const POINTS: &[&str] = &[
        "airport",
        "base",
        "building",
        "camp",
        "castle",
        "centre",
        "center",
        "club",
        "court",
        "embassy",
        "gate",
        "hall",
        "headquarters",
        "hotel",
        "house",
        "museum",
        "palace",
        "port",
        "prison",
        "quay",
        "school",
        "site",
        "stadium",
        "station",
        "summit",
        "university",
        "wreck",
    ];
    let lower = name.to_lowercase();
    let point = lower.split([' ', ',']).any(|word| POINTS.contains(&word));
    if point { "at" } else { "in" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_named_by_a_noun_is_taken_apart() {
        let cases = [
            ("the return of Sam Altman as chief executive", Some(("return", "Sam Altman", "as chief executive"))),
            ("Ilya Sutskever's departure from OpenAI", Some(("depart", "Ilya Sutskever", "from OpenAI"))),
            ("the loss of contact with the Titan", Some(("lose", "contact with the Titan", ""))),
            ("the finding of a debris field near the Titanic", Some(("find", "a debris field", "near the Titanic"))),
            (
                "the move of Ann Lee and Bo Day to Rome to lead it",
                Some(("move", "Ann Lee and Bo Day", "to Rome to lead it")),
            ),
            ("the deaths of the five people aboard the Titan", Some(("die", "the five people aboard the Titan", ""))),
            ("a search for the Titan", None),
            ("the report that it was overdue", None),
        ];
        for (text, expected) in cases {
            let found = nominal(text).map(|found| (found.verb, found.undergoer, found.rest));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn nouns_agree_with_their_verbs() {
        for several in
            ["banging noises in the area", "the deaths of five people", "Ann and Bo", "the five people aboard"]
        {
            assert!(is_several(several), "{several}");
        }
        for one in
            ["a search", "the loss of contact", "the crisis", "a series of strikes", "the visit to the United States"]
        {
            assert!(!is_several(one), "{one}");
        }
    }

    #[test]
    fn one_is_at_a_building_and_in_a_town() {
        assert_eq!(["the wreck of the Titanic", "Moscow", "Geneva airport"].map(place_preposition), ["at", "in", "at"]);
    }

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
