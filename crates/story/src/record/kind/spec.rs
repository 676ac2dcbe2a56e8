//! What an entry of the table of kinds is made of.

use serde::{Deserialize, Serialize};

use crate::record::kind::change::Change;
use crate::record::kind::choices::Choice;
use crate::record::name::AttributeName;
use crate::record::stance::Stance;
use crate::record::token::tokens;

tokens! {
    /// What a value of an attribute is. Decides how it is written and how two values compare.
    pub enum ValueType: "a type of value" {
        /// Free text; types cannot see a conflict between two texts.
        Text = "text",
        /// A person, organisation or group in the directory.
        Entity = "entity",
        /// A place in the directory; places narrow by containment.
        Place = "place",
        /// A date, time, or interval.
        When = "when",
        /// A number or range with unit and scope.
        Count = "count",
        /// How long, ISO 8601 (`PT3H30M`).
        Duration = "duration",
        /// One of the tokens a kind lists, or a token of the author's.
        Choice = "choice",
        /// Another item of the story.
        Item = "item",
        /// A position in a series: "third trip this year".
        Ordinal = "ordinal",
    }
}

tokens! {
    /// How the values of an attribute live together.
    pub enum MergeRule: "a merge rule" {
        /// One is true; different ones all stay until one is corrected or superseded.
        Fixed = "fixed",
        /// A holder's later word replaces its earlier one.
        Successive = "successive",
        /// A plan while the occurrence lies ahead (successive), fixed once it is under way or over.
        Planned = "planned",
        /// All can be true.
        Several = "several",
    }
}

/// An attribute a kind expects.
#[derive(Debug, Clone, Copy)]
pub struct AttributeSpec {
    /// Its name, as authors write it.
    pub name: &'static str,
    /// What its values are; for a list, what each element is.
    pub value: ValueType,
    /// How its values live together.
    pub holds: MergeRule,
    /// Attributes of each element, when this is a list with keys; `None` for a single value.
    pub elements: Option<&'static [AttributeSpec]>,
    /// Whether an entity here is a party to the item.
    pub party: bool,
    /// Whether its absence is a gap a view names ("not stated").
    pub expected: bool,
    /// The clause that carries the value in a sentence: `in {}`.
    pub clause: &'static str,
    /// Whether it says by whom the thing was done: without it the standards check asks.
    pub agent: bool,
    /// Whether it is a date by which something is to happen: a deadline, an expiry.
    pub due: bool,
    /// Whether a brief leaves it out: it is there for filters and tables.
    pub quiet: bool,
    /// What it can be, where it is chosen from a closed list; else empty.
    pub(super) choices: &'static [Choice],
    /// One line for people who author: what it says.
    pub meaning: &'static str,
    /// For a list: the attribute of its elements whose holder acts on them, and what it did: `by`, `released`.
    pub acted_on: Option<(&'static str, &'static str)>,
}

tokens! {
    /// The rank of a phase: outcomes speak louder than plans.
    pub enum Rank: "a rank" {
        /// It lies ahead.
        Plans = "plans",
        /// It has begun.
        UnderWay = "under_way",
        /// It is over, one way or another.
        Outcome = "outcome",
    }
}

/// What a phase means, whatever a kind calls it. Logic asks roles and never names, so that a new kind's phases are
/// understood everywhere at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhaseRole {
    /// Spoken of as possible.
    Mooted,
    /// To take place.
    Planned,
    /// Put off, with no new date.
    Postponed,
    /// Not to take place after all.
    CalledOff,
    /// Taking place; of a trip, on the way.
    UnderWay,
    /// Left where a trip starts.
    Departed,
    /// Came to where a trip goes.
    Arrived,
    /// Interrupted.
    Suspended,
    /// Took place, to its end.
    Done,
    /// Ended before its end.
    BrokenOff,
    /// Did not take place.
    NotHeld,
    /// Put to others, who have yet to answer.
    Proposed,
    /// Accepted by those it was put to.
    Agreed,
    /// In effect.
    InForce,
    /// Turned down.
    Rejected,
    /// Ran out without an answer, or at the end of its term.
    Lapsed,
    /// Taken back by whoever made it or put it out.
    Withdrawn,
    /// A question that has been put.
    Asked,
    /// A question whose receipt was confirmed.
    Acknowledged,
    /// A question that was answered.
    Answered,
    /// A question that got no answer, or a refusal to give one.
    Unanswered,
    /// Put out.
    Published,
    /// Put out again, changed.
    Amended,
}

impl PhaseRole {
    /// Whether something in this phase lies ahead, as far as its phase goes.
    pub fn lies_ahead(self) -> bool {
        matches!(self, Self::Mooted | Self::Planned)
    }

    /// The rank of a phase with this role.
    pub const fn rank(self) -> Rank {
        match self {
            Self::Mooted | Self::Planned | Self::Postponed | Self::CalledOff | Self::Proposed | Self::Asked => {
                Rank::Plans
            }
            Self::UnderWay
            | Self::Departed
            | Self::Arrived
            | Self::Suspended
            | Self::Agreed
            | Self::InForce
            | Self::Acknowledged
            | Self::Published
            | Self::Amended => Rank::UnderWay,
            Self::Done
            | Self::BrokenOff
            | Self::NotHeld
            | Self::Rejected
            | Self::Lapsed
            | Self::Withdrawn
            | Self::Answered
            | Self::Unanswered => Rank::Outcome,
        }
    }
}

/// One phase in the life of a kind.
#[derive(Debug, Clone, Copy)]
pub struct PhaseSpec {
    /// The token, as stored and shown.
    pub name: &'static str,
    /// What it means.
    pub role: PhaseRole,
    /// How a sentence about an item in this phase reads. `{}` clauses are filled by the brief; see `brief`.
    pub reads: &'static str,
    /// Whether a word of this phase says that the thing happens or happened (`Some(true)`), that it did not
    /// (`Some(false)`), or neither.
    pub asserts: Option<bool>,
    /// Whether this is a party's own act, which counts only when attributed.
    pub own_act: bool,
    /// The stance that a request for comment which ended so files for the one asked.
    pub stance: Option<Stance>,
}

/// What sort of thing a kind is, where the model, a view or the standards check treats such things in a way of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KindRole {
    /// The story itself.
    Story,
    /// Something that takes place, so that what is said of it beforehand are plans.
    TakesPlace,
    /// Something put to others.
    Proposal,
    /// A request for comment.
    Request,
    /// Something put out.
    Publication,
    /// Words that are news in themselves.
    Statement,
    /// What a report can rest on without anybody's word.
    Evidence,
    /// A proposition.
    Claim,
    /// The newsroom's own text.
    OwnText,
}

/// A kind of item.
#[derive(Debug)]
pub struct KindSpec {
    /// Its name, the first token of an update's type.
    pub name: &'static str,
    /// What sort of thing it is.
    pub role: KindRole,
    /// One line for people who author: what it is.
    pub about: &'static str,
    /// The attributes a reader expects; items may declare more.
    pub attributes: &'static [AttributeSpec],
    /// Its phases.
    pub phases: &'static [PhaseSpec],
    /// The life changes it has, each with the phase it files.
    pub life: &'static [(Change, &'static str)],
    /// The section of a brief that shows it.
    pub section: Section,
    /// How a sentence reads when no phase is known.
    pub reads: &'static str,
}

tokens! {
    /// The section of a brief an item belongs to.
    pub enum Section: "a section" {
        /// Why it matters.
        WhyItMatters = "why_it_matters",
        /// What we know, by standing.
        WhatWeKnow = "what_we_know",
        /// Requests for comment.
        Requests = "requests",
        /// What people are saying.
        WhatPeopleSay = "what_people_say",
        /// Shown only where other items rest on it, or in the item's own page.
        Background = "background",
    }
}

/// An attribute that an item or a file adds to those its kind expects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration {
    /// Its name.
    pub name: AttributeName,
    /// What its values are.
    pub value: ValueType,
    /// How its values live together.
    pub holds: MergeRule,
    /// Whether it is a list whose elements have keys.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub list: bool,
}

pub(super) const fn one(name: &'static str, value: ValueType, holds: MergeRule, clause: &'static str) -> AttributeSpec {
    AttributeSpec {
        name,
        value,
        holds,
        elements: None,
        party: false,
        expected: false,
        clause,
        agent: false,
        due: false,
        quiet: false,
        choices: &[],
        meaning: "",
        acted_on: None,
    }
}

pub(super) const fn list(
    name: &'static str,
    value: ValueType,
    elements: &'static [AttributeSpec],
    clause: &'static str,
) -> AttributeSpec {
    let mut spec = one(name, value, MergeRule::Several, clause);
    spec.elements = Some(elements);
    spec
}

impl AttributeSpec {
    /// What it can be, where it is chosen from a closed list, each with its meaning; else empty.
    pub const fn choices(&self) -> &'static [Choice] {
        self.choices
    }

    /// The choice that somebody means by this word: its token, or another word for the same.
    pub fn choice(&self, word: &str) -> Option<&'static Choice> {
        self.choices.iter().find(|choice| choice.token == word || choice.also.contains(&word))
    }

    pub(super) const fn party(mut self) -> Self {
        self.party = true;
        self
    }

    pub(super) const fn expected(mut self) -> Self {
        self.expected = true;
        self
    }

    pub(super) const fn agent(mut self) -> Self {
        self.agent = true;
        self
    }

    pub(super) const fn due(mut self) -> Self {
        self.due = true;
        self
    }

    pub(super) const fn quiet(mut self) -> Self {
        self.quiet = true;
        self
    }

    pub(super) const fn chosen_from(mut self, choices: &'static [Choice]) -> Self {
        self.choices = choices;
        self
    }

    pub(super) const fn means(mut self, meaning: &'static str) -> Self {
        self.meaning = meaning;
        self
    }

    pub(super) const fn acted_on(mut self, by: &'static str, verb: &'static str) -> Self {
        self.acted_on = Some((by, verb));
        self
    }
}

pub(super) const fn phase(
    name: &'static str,
    role: PhaseRole,
    reads: &'static str,
    asserts: Option<bool>,
) -> PhaseSpec {
    PhaseSpec { name, role, reads, asserts, own_act: false, stance: None }
}

pub(super) const fn own_act(name: &'static str, role: PhaseRole, reads: &'static str) -> PhaseSpec {
    PhaseSpec { name, role, reads, asserts: None, own_act: true, stance: None }
}

impl PhaseSpec {
    /// Its rank.
    pub const fn rank(&self) -> Rank {
        self.role.rank()
    }

    pub(super) const fn takes(mut self, stance: Stance) -> Self {
        self.stance = Some(stance);
        self
    }
}
