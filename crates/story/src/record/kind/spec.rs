//! What an entry of the table of kinds is made of.

use serde::{Deserialize, Serialize};

use crate::record::kind::change::Change;
use crate::record::name::AttributeName;
use crate::record::stance::Stance;

/// What a value of an attribute is. Decides how it is written and how two values compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueType {
    /// Free text; types cannot see a conflict between two texts.
    Text,
    /// A person, organisation or group in the directory.
    Entity,
    /// A place in the directory; places narrow by containment.
    Place,
    /// A date, time, or interval.
    When,
    /// A number or range with unit and scope.
    Count,
    /// How long, ISO 8601 (`PT3H30M`).
    Duration,
    /// One of the tokens a kind lists, or a token of the author's.
    Choice,
    /// Another item of the story.
    Item,
    /// A position in a series: "third trip this year".
    Ordinal,
}

/// How the values of an attribute live together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MergeRule {
    /// One is true; different ones all stay until one is corrected or superseded.
    Fixed,
    /// A holder's later word replaces its earlier one.
    Successive,
    /// A plan while the occurrence lies ahead (successive), fixed once it is under way or over.
    Planned,
    /// All can be true.
    Several,
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
    /// For a list: the attribute of its elements whose holder acts on them, and what it did: `by`, `released`.
    pub acted_on: Option<(&'static str, &'static str)>,
}

/// The rank of a phase: outcomes speak louder than plans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rank {
    /// It lies ahead.
    Plans,
    /// It has begun.
    UnderWay,
    /// It is over, one way or another.
    Outcome,
}

/// One phase in the life of a kind.
#[derive(Debug, Clone, Copy)]
pub struct PhaseSpec {
    /// The token, as stored and shown.
    pub name: &'static str,
    /// Its rank.
    pub rank: Rank,
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

/// A kind of item.
#[derive(Debug)]
pub struct KindSpec {
    /// Its name, the first token of an update's type.
    pub name: &'static str,
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

/// The section of a brief an item belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// Why it matters.
    WhyItMatters,
    /// What we know, by standing.
    WhatWeKnow,
    /// Requests for comment.
    Requests,
    /// What people are saying.
    WhatPeopleSay,
    /// Shown only where other items rest on it, or in the item's own page.
    Background,
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
        acted_on: None,
    }
}

pub(super) const fn list(
    name: &'static str,
    value: ValueType,
    elements: &'static [AttributeSpec],
    clause: &'static str,
) -> AttributeSpec {
    AttributeSpec {
        name,
        value,
        holds: MergeRule::Several,
        elements: Some(elements),
        party: false,
        expected: false,
        clause,
        agent: false,
        due: false,
        quiet: false,
        acted_on: None,
    }
}

impl AttributeSpec {
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

    pub(super) const fn acted_on(mut self, by: &'static str, verb: &'static str) -> Self {
        self.acted_on = Some((by, verb));
        self
    }
}

pub(super) const fn phase(name: &'static str, rank: Rank, reads: &'static str, asserts: Option<bool>) -> PhaseSpec {
    PhaseSpec { name, rank, reads, asserts, own_act: false, stance: None }
}

pub(super) const fn own_act(name: &'static str, rank: Rank, reads: &'static str) -> PhaseSpec {
    PhaseSpec { name, rank, reads, asserts: None, own_act: true, stance: None }
}

impl PhaseSpec {
    pub(super) const fn takes(mut self, stance: Stance) -> Self {
        self.stance = Some(stance);
        self
    }
}
