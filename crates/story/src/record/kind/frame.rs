//! How sentences about a kind are made, as data: what one of it is called, which verb goes with which phase, and where its
//! attributes stand.

use crate::record::kind::phase_role::PhaseRole;

/// How sentences about the items of a kind are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// What one of them is called.
    pub noun: &'static str,
    /// How one of them is told from the others.
    pub naming: Naming,
    /// The attribute whose values do it, or undergo it; empty where there is none.
    pub subject: &'static str,
    /// What the subject does, or undergoes, in which phase. In any other, something is said of the noun: “was called off”.
    pub verbs: &'static [(PhaseRole, &'static str)],
    /// The attribute that is the object of the verbs.
    pub object: Option<&'static str>,
    /// Whether it takes two to do it.
    pub mutual: bool,
    /// Whether the subject undergoes the verbs, and who does so, by attribute: the elements of the subject may each name
    /// somebody else, as `AttributeSpec::acted_on` says.
    pub undergone: Option<&'static str>,
    /// The attributes that give its result, told after the clause in this order.
    pub result: &'static [&'static str],
}

/// How an item is told from others of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// By its noun alone: “the note”.
    Noun,
    /// By whose it is, and where it goes, by attribute: “Witkoff's trip to Moscow”.
    Possessive {
        /// The attribute that says where it goes.
        to: &'static str,
    },
    /// By its subject: “the meeting of Putin and Witkoff”.
    Of,
    /// By one attribute after words of its own: “the vote on the budget”.
    Followed {
        /// The words before the value.
        by: &'static str,
        /// The attribute.
        attribute: &'static str,
    },
    /// By the text of an attribute, which has an article: “a search for the Titan”.
    Event(&'static str),
    /// By the text of an attribute, which has no article: “a photograph”.
    Thing(&'static str),
    /// By the text of an attribute, as it stands.
    Text(&'static str),
    /// By the text of an attribute in quotation marks.
    Quoted(&'static str),
    /// By its speaker and what was said.
    Words,
}

/// A frame with nothing in it but a noun, to build others on.
pub(super) const NOUN: Frame = Frame {
    noun: "event",
    naming: Naming::Noun,
    subject: "",
    verbs: &[],
    object: None,
    mutual: false,
    undergone: None,
    result: &[],
};

impl Frame {
    /// What the subject does, or undergoes, in a phase.
    pub fn verb(&self, role: PhaseRole) -> Option<&'static str> {
        self.verbs.iter().find(|(known, _)| *known == role).map(|(_, verb)| *verb)
    }

    /// The attributes that the noun of an item tells.
    pub fn named_by(&self) -> Vec<&'static str> {
        match self.naming {
            Naming::Noun => Vec::new(),
            Naming::Possessive { to } => vec![self.subject, to],
            Naming::Of | Naming::Words => vec![self.subject],
            Naming::Followed { attribute, .. }
            | Naming::Event(attribute)
            | Naming::Thing(attribute)
            | Naming::Text(attribute)
            | Naming::Quoted(attribute) => vec![attribute],
        }
    }
}

/// Where in a clause a value stands; the order of these is theirs.
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

/// What an attribute is to its item, or a detail to the element it is of, where sentences depend on that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttributeRole {
    /// What sort of event it is.
    Sort,
    /// Those who have a part in it.
    Cast,
    /// As what somebody has a part in it.
    Office,
    /// Where it starts.
    Start,
    /// Where it goes, or somebody in it.
    Destination,
    /// When it starts.
    Departure,
    /// Why.
    Cause,
    /// What it is for.
    Purpose,
    /// What came of it.
    Outcome,
    /// Who puts it forward.
    Proposer,
    /// What is put forward.
    Proposed,
    /// What it provides.
    Terms,
    /// What each party makes of it.
    Positions,
    /// Somebody's legal situation.
    Legal,
    /// Which version of it.
    Version,
    /// How far it has come.
    Stage,
}

/// How an attribute stands in the clause of its item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Adjunct {
    /// Where.
    pub slot: Slot,
    /// The words before its value.
    pub before: &'static str,
}

/// How the sentence about a request for comment in a phase is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// What those who were asked did: “declined to comment to Newsweek”.
    ByAsked {
        /// The verb.
        verb: &'static str,
        /// Whether they did not do it.
        negative: bool,
        /// The words after the verb.
        words: &'static str,
        /// The word before whoever asked.
        asker: &'static str,
        /// Whether it is told how they were asked.
        channel: bool,
    },
    /// What the asker did not manage to do with them: “could not reach them”.
    NotByAsker {
        /// The verb.
        verb: &'static str,
    },
    /// That they were asked, and what is to be said after it.
    Asked {
        /// The words after a semicolon.
        after: &'static str,
    },
}

impl Reply {
    /// Its verb, where it has one beside “ask”.
    pub fn verb(&self) -> Option<&'static str> {
        match self {
            Self::ByAsked { verb, .. } | Self::NotByAsker { verb } => Some(verb),
            Self::Asked { .. } => None,
        }
    }
}
