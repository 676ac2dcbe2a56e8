//! The parts of an entry in the table of kinds.

use serde::{Deserialize, Serialize};

use crate::record::kind::attribute::{PLACE, REASON, WHEN};
use crate::record::kind::change::Change;
use crate::record::kind::choices::{self, Choice};
use crate::record::kind::frame::{Adjunct, AttributeRole, Frame, NOUN, Naming, Reply, Slot};
use crate::record::name::AttributeName;
use crate::record::stance::Stance;
use crate::record::token::tokens;

pub use crate::record::kind::phase_role::{Moment, PhaseRole, Rank};

tokens! {
    /// The type of an attribute, which decides how a value is written and how two values compare.
    pub enum ValueType: "a type of value" {
        /// Free text. Two texts never conflict by themselves.
        Text = "text",
        /// A person, organisation or group in the directory.
        Entity = "entity",
        /// A place in the directory. A place is narrower than the place it lies in.
        Place = "place",
        /// A date, time, or interval.
        When = "when",
        /// A number or range with unit and scope.
        Count = "count",
        /// How long: `3 hours 30 minutes`, `about 2 weeks`, `more than PT2H` (ISO 8601).
        Duration = "duration",
        /// One of a closed list of tokens; for a declared attribute, any token.
        Choice = "choice",
        /// Another item of the story.
        Item = "item",
        /// A position in a series: "third trip this year".
        Ordinal = "ordinal",
    }
}

tokens! {
    /// How different values of an attribute combine.
    pub enum MergeRule: "a merge rule" {
        /// One is true. Different ones all stay on file until one is corrected or superseded.
        Fixed = "fixed",
        /// A holder's later word replaces its earlier one.
        Successive = "successive",
        /// Successive while the item is still to come, fixed once it is under way or over.
        Planned = "planned",
        /// All of them can be true.
        Several = "several",
    }
}

/// The end of a question about something that takes place, which reads otherwise where that lies ahead.
pub const TOOK_PLACE: &str = "took place";

/// An attribute a kind expects.
#[derive(Debug, Clone, Copy)]
pub struct AttributeSpec {
    /// Its name, as authors write it.
    pub name: &'static str,
    /// The type of its values; for a list, of each element.
    pub value: ValueType,
    /// How different values of it combine.
    pub holds: MergeRule,
    /// Attributes of each element, when this is a list with keys; `None` for a single value.
    pub elements: Option<&'static [AttributeSpec]>,
    /// Whether an entity here is a party to the item.
    pub party: bool,
    /// Whether a reader expects it, so that its absence is reported as a gap ("not stated").
    pub expected: bool,
    /// Whether it says who acted. The standards check asks for it where it is missing.
    pub agent: bool,
    /// Whether it is a date by which something must happen: a deadline, an expiry.
    pub due: bool,
    /// Whether briefs leave it out, because it is only for filters and tables.
    pub quiet: bool,
    /// What it can be, where it is chosen from a closed list; else empty.
    pub(super) choices: &'static [Choice],
    /// One line for people who author: what it says.
    pub meaning: &'static str,
    /// What it is called, where its name is not a noun; else empty.
    pub called: &'static str,
    /// What it is to its item, where sentences depend on that; none where its type and its place tell enough.
    pub role: Option<AttributeRole>,
    /// What the item does or is by it, as a verb before its value: it “was mediated by” somebody, “lasted” three hours.
    pub predicate: Option<&'static str>,
    /// The words after its value among the results of its item: “61.5 per cent *for*”.
    pub followed_by: &'static str,
    /// For a list: the attribute of its elements that names who acted on them, and the verb: `by`, `released`.
    pub acted_on: Option<(&'static str, &'static str)>,
    pub(super) adjunct: Option<Adjunct>,
    pub(super) question: Option<(&'static str, &'static str)>,
}

/// One phase in the life of a kind.
#[derive(Debug, Clone, Copy)]
pub struct PhaseSpec {
    /// The token, as stored and shown.
    pub name: &'static str,
    /// What it means.
    pub role: PhaseRole,
    /// Whether this phase implies that the thing happens or happened (`Some(true)`), that it did not (`Some(false)`), or
    /// neither.
    pub asserts: Option<bool>,
    /// Whether it is a party's own act, which counts only when it is attributed.
    pub own_act: bool,
    /// For a request for comment: the stance that this outcome files for the party asked.
    pub stance: Option<Stance>,
    /// For a request for comment: how it is told; none where only that it was put is.
    pub reply: Option<Reply>,
}

/// What sort of thing a kind is, for code that treats some sorts differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KindRole {
    /// The story itself.
    Story,
    /// Something that takes place. What is said about it beforehand is a plan.
    TakesPlace,
    /// Something proposed to others.
    Proposal,
    /// A request for comment.
    Request,
    /// Something published.
    Publication,
    /// Words that are news in themselves.
    Statement,
    /// Material that a report can rest on: a photograph, a document.
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
    /// The changes of its life, each with the phase it files.
    pub life: &'static [(Change, &'static str)],
    /// The section of a brief that shows it.
    pub section: Section,
    /// How sentences about its items are made; none where it follows from its name and its attributes.
    pub frame: Option<Frame>,
}

impl KindSpec {
    /// How sentences about its items are made: as its entry says, else with its name as their noun, and with whoever is
    /// expected in it to name it.
    pub fn frame(&self) -> Frame {
        let derived = || {
            let entity = |attribute: &&AttributeSpec| attribute.expected && attribute.value == ValueType::Entity;
            match self.attributes.iter().find(entity) {
                Some(whose) => Frame { noun: self.name, naming: Naming::Of, subject: whose.name, ..NOUN },
                None => Frame { noun: self.name, ..NOUN },
            }
        };
        self.frame.unwrap_or_else(derived)
    }
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

pub(super) const fn one(name: &'static str, value: ValueType, holds: MergeRule) -> AttributeSpec {
    AttributeSpec {
        name,
        value,
        holds,
        elements: None,
        party: false,
        expected: false,
        agent: false,
        due: false,
        quiet: false,
        choices: &[],
        meaning: "",
        called: "",
        role: None,
        predicate: None,
        followed_by: "",
        acted_on: None,
        adjunct: None,
        question: None,
    }
}

/// Why something was done or said, as its source gives it: every item has it beside the attributes of its kind.
pub static WHY: AttributeSpec =
    one(REASON, ValueType::Text, MergeRule::Several).means("why it was done or said, as the source says");

pub(super) const fn list(name: &'static str, value: ValueType, elements: &'static [AttributeSpec]) -> AttributeSpec {
    let mut spec = one(name, value, MergeRule::Several);
    spec.elements = Some(elements);
    spec
}

impl AttributeSpec {
    /// What it can be, where it is chosen from a closed list, each with its meaning; else empty.
    pub const fn choices(&self) -> &'static [Choice] {
        self.choices
    }

    /// The attribute of its elements that has a role, where it is a list.
    pub fn detail_in(&self, role: AttributeRole) -> Option<&'static AttributeSpec> {
        self.elements?.iter().find(|detail| detail.role == Some(role))
    }

    /// Whether it has a role.
    pub fn plays(&self, role: AttributeRole) -> bool {
        self.role == Some(role)
    }

    /// The choice with this token, or with this other word for it.
    pub fn choice(&self, word: &str) -> Option<&'static Choice> {
        choices::named(self.choices, word)
    }

    /// How it stands in the clause of its item; none where it is told in a sentence of its own. Where and when something is
    /// stand in the clause of every kind.
    pub fn adjunct(&self) -> Option<Adjunct> {
        let usual = || match (self.name, self.value) {
            (PLACE, ValueType::Place) => Some(Adjunct { slot: Slot::Place, before: "in" }),
            (WHEN, ValueType::When) => Some(Adjunct { slot: Slot::Time, before: "" }),
            _ => None,
        };
        self.adjunct.or_else(usual)
    }

    /// What is not known of an item that lacks it, as a question with the item in it: “who made” it, “what” it “shows”. None
    /// where only its name tells what is missing.
    pub fn question(&self) -> Option<(&'static str, &'static str)> {
        let usual = || match (self.name, self.value) {
            (PLACE, ValueType::Place) => Some(("where", TOOK_PLACE)),
            (WHEN, ValueType::When) => Some(("when", TOOK_PLACE)),
            _ => None,
        };
        self.question.or_else(usual)
    }

    pub(super) const fn asked_as(mut self, before: &'static str, after: &'static str) -> Self {
        self.question = Some((before, after));
        self
    }

    pub(super) const fn stands(mut self, slot: Slot, before: &'static str) -> Self {
        self.adjunct = Some(Adjunct { slot, before });
        self
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

    pub(super) const fn called(mut self, noun: &'static str) -> Self {
        self.called = noun;
        self
    }

    pub(super) const fn is(mut self, role: AttributeRole) -> Self {
        self.role = Some(role);
        self
    }

    pub(super) const fn says(mut self, predicate: &'static str) -> Self {
        self.predicate = Some(predicate);
        self
    }

    pub(super) const fn followed_by(mut self, words: &'static str) -> Self {
        self.followed_by = words;
        self
    }

    pub(super) const fn acted_on(mut self, by: &'static str, verb: &'static str) -> Self {
        self.acted_on = Some((by, verb));
        self
    }
}

pub(super) const fn phase(name: &'static str, role: PhaseRole, asserts: Option<bool>) -> PhaseSpec {
    PhaseSpec { name, role, asserts, own_act: false, stance: None, reply: None }
}

pub(super) const fn own_act(name: &'static str, role: PhaseRole) -> PhaseSpec {
    PhaseSpec { name, role, asserts: None, own_act: true, stance: None, reply: None }
}

impl PhaseSpec {
    /// Its rank.
    pub const fn rank(&self) -> Rank {
        self.role.rank()
    }

    pub(super) const fn told(mut self, reply: Reply) -> Self {
        self.reply = Some(reply);
        self
    }

    pub(super) const fn takes(mut self, stance: Stance) -> Self {
        self.stance = Some(stance);
        self
    }
}
