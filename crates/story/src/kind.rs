//! The one table of kinds.
//!
//! A kind is the attributes a reader expects, the phases it goes through and how its sentences read: data, nothing else.
//! The mechanism (testimony on paths) is the same for all, so **a new kind is one more entry in [`KINDS`]**.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::name::AttributeName;
use crate::testimony::Stance;

/// The attribute of a list element that names the group of the same list it is part of.
pub const PART_OF: &str = "part_of";

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
pub enum Holds {
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
    pub holds: Holds,
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

/// A kind of item: an entry of [`KINDS`].
#[derive(Clone, Copy)]
pub struct Kind(&'static KindSpec);

impl Kind {
    /// The kind with this name.
    pub fn named(name: &str) -> Option<Self> {
        KINDS.iter().find(|spec| spec.name == name).map(Self)
    }

    /// The kind of the story itself.
    pub fn story() -> Self {
        Self(&KINDS[0])
    }

    /// All kinds, the story itself first.
    pub fn all() -> impl Iterator<Item = Self> {
        KINDS.iter().map(Self)
    }

    /// Its entry in the table.
    pub fn spec(self) -> &'static KindSpec {
        self.0
    }

    /// Its name.
    pub fn as_str(self) -> &'static str {
        self.0.name
    }

    /// The attribute of this name that the kind expects.
    pub fn attribute(self, name: &str) -> Option<&'static AttributeSpec> {
        self.0.attributes.iter().find(|attribute| attribute.name == name)
    }

    /// The phase of this name.
    pub fn phase(self, name: &str) -> Option<&'static PhaseSpec> {
        self.0.phases.iter().find(|phase| phase.name == name)
    }

    /// Whether it is something that takes place, so that what is said of it beforehand are plans.
    pub fn takes_place(self) -> bool {
        self.0.phases.iter().any(|phase| phase.name == "under_way")
    }

    /// The phase a change files for this kind, if it is one of its life changes.
    pub fn phase_filed_by(self, change: Change) -> Option<&'static str> {
        let filed = self.0.life.iter().find(|(life, _)| *life == change).map(|(_, phase)| *phase)?;
        (self.0.name == "story" || self.phase(filed).is_some()).then_some(filed)
    }

    /// Whether the kind has this change: its own life changes, and the words, revisions and desk acts all items share.
    pub fn has(self, change: Change) -> bool {
        self.phase_filed_by(change).is_some()
            || (self.0.name != "story" && !matches!(change.family(), Family::Life | Family::Story))
    }

    /// Every change the kind has, for an error that says what would be accepted.
    pub fn changes(self) -> Vec<Change> {
        Change::ALL.iter().copied().filter(|change| self.has(*change)).collect()
    }
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for Kind {}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

impl Serialize for Kind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.name)
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::named(&name).ok_or_else(|| serde::de::Error::custom(format!("`{name}` is not a kind")))
    }
}

/// The family a change belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// A step in an item's life: files its phase.
    Life,
    /// Somebody's word about an item.
    Word,
    /// A report taken back or mended.
    Revision,
    /// An act of the newsroom itself.
    Desk,
    /// An act on the story itself.
    Story,
}

macro_rules! changes {
    ($($variant:ident $token:literal $family:ident $about:literal;)*) => {
        /// What an update does, in the past tense: the second token of its type.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Change {
            $(#[doc = $about] $variant,)*
        }

        impl Change {
            /// Every change there is.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The token, as in `meeting.confirmed`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $token,)* }
            }

            /// Its family.
            pub fn family(self) -> Family {
                match self { $(Self::$variant => Family::$family,)* }
            }

            /// What it says, as a sentence.
            pub fn about(self) -> &'static str {
                match self { $(Self::$variant => $about,)* }
            }

            /// The change with this token.
            pub fn named(token: &str) -> Option<Self> {
                match token { $($token => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

changes! {
    Mooted "mooted" Life "Spoken of as possible.";
    Announced "announced" Life "Said to be planned.";
    Planned "planned" Life "Said to be planned.";
    Postponed "postponed" Life "Put off, with or without a new date.";
    Rescheduled "rescheduled" Life "Moved to another date.";
    Cancelled "cancelled" Life "Called off.";
    Reinstated "reinstated" Life "On again, the same item.";
    Began "began" Life "Under way.";
    Suspended "suspended" Life "Interrupted.";
    Resumed "resumed" Life "Under way again.";
    Held "held" Life "Took place.";
    Completed "completed" Life "Took place, to the end.";
    BrokeOff "broke_off" Life "Ended before its end.";
    NotHeld "not_held" Life "Did not take place.";
    Made "made" Life "A proposal was put forward.";
    Agreed "agreed" Life "A proposal was agreed.";
    EnteredIntoForce "entered_into_force" Life "A proposal took effect.";
    Extended "extended" Life "A proposal's term was prolonged.";
    Rejected "rejected" Life "A proposal was turned down.";
    Lapsed "lapsed" Life "A proposal ran out.";
    Withdrawn "withdrawn" Life "Taken off the table, or out of circulation.";
    Sent "sent" Life "A question was put.";
    Acknowledged "acknowledged" Life "Its receipt was confirmed.";
    Answered "answered" Life "It was answered.";
    Unreachable "unreachable" Life "The person asked could not be reached.";
    DidNotImmediatelyRespond "did_not_immediately_respond" Life "No response at the time it was said.";
    DidNotRespond "did_not_respond" Life "No response by the time it was said.";
    DidNotComment "did_not_comment" Life "No comment was made.";
    NoneReported "none_reported" Life "No reply is reported; nothing more is known.";
    Published "published" Life "Put out.";
    Amended "amended" Life "Put out again, changed.";
    Killed "killed" Life "Withdrawn for cause: a story, or a publication.";
    Reported "reported" Word "New or more detailed values.";
    Recorded "recorded" Word "Words or evidence put on file.";
    Confirmed "confirmed" Word "Somebody confirms it.";
    Denied "denied" Word "Somebody denies it.";
    Disputed "disputed" Word "Somebody doubts it.";
    Declined "declined" Word "Somebody neither confirms nor denies.";
    Unanswered "unanswered" Word "Somebody did not answer.";
    Corrected "corrected" Revision "An earlier report was mended.";
    Retracted "retracted" Revision "An earlier report was taken back.";
    Preferred "preferred" Desk "The value the desk leads with.";
    Noted "noted" Desk "A note of the desk's.";
    Merged "merged" Desk "Two entries found to be one.";
    Split "split" Desk "A merge taken back.";
    Opened "opened" Story "The story was opened.";
    Retitled "retitled" Story "The story has another working title.";
    Closed "closed" Story "The story takes no more updates.";
    Reopened "reopened" Story "The story takes updates again.";
    Added "added" Story "A directory entry was added.";
}

impl Change {
    /// The stance a word change files on its item, when it is one.
    pub fn stance(self) -> Option<Stance> {
        match self {
            Self::Confirmed => Some(Stance::Confirms),
            Self::Denied => Some(Stance::Denies),
            Self::Disputed => Some(Stance::Disputes),
            Self::Declined => Some(Stance::Declines),
            Self::Unanswered => Some(Stance::NoAnswer),
            _ => None,
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Change {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Change {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let token = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::named(&token).ok_or_else(|| serde::de::Error::custom(format!("`{token}` is not a change")))
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
    pub holds: Holds,
    /// Whether it is a list whose elements have keys.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub list: bool,
}

// ---- the table -------------------------------------------------------------------------------------------------------

const fn one(name: &'static str, value: ValueType, holds: Holds, clause: &'static str) -> AttributeSpec {
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

const fn list(
    name: &'static str,
    value: ValueType,
    elements: &'static [AttributeSpec],
    clause: &'static str,
) -> AttributeSpec {
    AttributeSpec {
        name,
        value,
        holds: Holds::Several,
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
    const fn party(mut self) -> Self {
        self.party = true;
        self
    }

    const fn expected(mut self) -> Self {
        self.expected = true;
        self
    }

    const fn agent(mut self) -> Self {
        self.agent = true;
        self
    }

    const fn due(mut self) -> Self {
        self.due = true;
        self
    }

    const fn quiet(mut self) -> Self {
        self.quiet = true;
        self
    }

    const fn acted_on(mut self, by: &'static str, verb: &'static str) -> Self {
        self.acted_on = Some((by, verb));
        self
    }
}

const fn phase(name: &'static str, rank: Rank, reads: &'static str, asserts: Option<bool>) -> PhaseSpec {
    PhaseSpec { name, rank, reads, asserts, own_act: false, stance: None }
}

const fn own_act(name: &'static str, rank: Rank, reads: &'static str) -> PhaseSpec {
    PhaseSpec { name, rank, reads, asserts: None, own_act: true, stance: None }
}

impl PhaseSpec {
    const fn takes(mut self, stance: Stance) -> Self {
        self.stance = Some(stance);
        self
    }
}

use Holds::{Fixed, Planned, Several, Successive};
use Rank::{Outcome, Plans, UnderWay};
use ValueType::{Choice, Count, Duration, Entity, Item, Ordinal, Place, Text, When};

/// The life of everything that takes place; each kind adds what it calls its own end.
const OCCURRENCE_LIFE: &[(Change, &str)] = &[
    (Change::Mooted, "mooted"),
    (Change::Announced, "planned"),
    (Change::Planned, "planned"),
    (Change::Rescheduled, "planned"),
    (Change::Reinstated, "planned"),
    (Change::Postponed, "postponed"),
    (Change::Cancelled, "cancelled"),
    (Change::Began, "under_way"),
    (Change::Resumed, "under_way"),
    (Change::Suspended, "suspended"),
    (Change::Held, "held"),
    (Change::Completed, "completed"),
    (Change::BrokeOff, "broken_off"),
    (Change::NotHeld, "not_held"),
];

/// Declares the phases of a kind that takes place, from how each reads.
macro_rules! occurrence_phases {
    ($mooted:literal, $planned:literal, $postponed:literal, $cancelled:literal, $under_way:literal, $suspended:literal,
     $done:literal $done_reads:literal, $broken_off:literal, $not_held:literal) => {
        &[
            phase("mooted", Plans, $mooted, None),
            phase("planned", Plans, $planned, None),
            own_act("postponed", Plans, $postponed),
            own_act("cancelled", Plans, $cancelled),
            phase("under_way", UnderWay, $under_way, Some(true)),
            phase("suspended", UnderWay, $suspended, Some(true)),
            phase($done, Outcome, $done_reads, Some(true)),
            phase("broken_off", Outcome, $broken_off, Some(true)),
            phase("not_held", Outcome, $not_held, Some(false)),
        ]
    };
}

const ELEMENT_ROLE: &[AttributeSpec] =
    &[one("role", Text, Fixed, "as {}"), one("position", Text, Fixed, "{}"), one(PART_OF, Text, Fixed, "one of {}")];

/// Every kind. A new kind is one more entry here (and its tests).
///
/// Clauses in `reads`: `{attribute}` is the leading value; `[…]` is left out when a value in it is not on file.
pub static KINDS: &[KindSpec] = &[
    KindSpec {
        name: "story",
        about: "the story itself",
        attributes: &[],
        phases: &[],
        life: &[
            (Change::Opened, "open"),
            (Change::Retitled, "open"),
            (Change::Closed, "closed"),
            (Change::Reopened, "open"),
            (Change::Killed, "killed"),
        ],
        section: Section::Background,
        reads: "",
    },
    KindSpec {
        name: "trip",
        about: "somebody travels somewhere",
        attributes: &[
            one("traveller", Entity, Fixed, "{}").party().expected(),
            one("from", Place, Planned, "from {}"),
            one("destination", Place, Planned, "to {}").expected(),
            one("purpose", Text, Several, "{}"),
            one("when", When, Planned, "{}").expected(),
            one("departure", When, Fixed, "departing {}"),
            one("ordinal", Ordinal, Fixed, "{}"),
            list("hosts", Entity, ELEMENT_ROLE, "hosted by {}").party(),
        ],
        phases: occurrence_phases!(
            "a trip by {traveller}[ to {destination}][ {when}] has been spoken of[, {purpose}]",
            "{traveller} is expected to travel[ to {destination}][ {when}][ {purpose}]",
            "a trip by {traveller}[ to {destination}] was put off",
            "a trip by {traveller}[ to {destination}] was called off",
            "{traveller} arrived[ in {destination}][ {when}][ {purpose}]",
            "a trip by {traveller}[ to {destination}] was interrupted",
            "completed" "{traveller} travelled[ to {destination}][ {when}][ {purpose}]",
            "a trip by {traveller}[ to {destination}] was broken off",
            "a trip by {traveller}[ to {destination}] did not take place"
        ),
        life: OCCURRENCE_LIFE,
        section: Section::WhatWeKnow,
        reads: "there is word of a trip by {traveller}[ to {destination}][ {when}][ {purpose}]",
    },
    KindSpec {
        name: "meeting",
        about: "people meet, in person or at a distance",
        attributes: &[
            list("participants", Entity, ELEMENT_ROLE, "{}").party().expected(),
            one("place", Place, Planned, "in {}").expected(),
            one("format", Choice, Planned, "as {}"),
            list("agenda", Text, &[], "to discuss {}"),
            list("outcome", Text, &[], "{}").expected(),
            one("duration", Duration, Fixed, "for {}"),
            one("asked_by", Entity, Fixed, "asked for by {}").party(),
            one("when", When, Planned, "{}").expected(),
            list("hosts", Entity, ELEMENT_ROLE, "hosted by {}").party(),
        ],
        phases: occurrence_phases!(
            "a meeting of {participants}[ in {place}][ {when}] has been spoken of",
            "{participants} are to meet[ in {place}][ {when}]",
            "a meeting of {participants} was put off",
            "a meeting of {participants} was called off",
            "{participants} are meeting[ in {place}][ {when}]",
            "a meeting of {participants} was interrupted",
            "held" "{participants} met[ in {place}][ {when}]",
            "a meeting of {participants} was broken off",
            "a meeting of {participants} did not take place"
        ),
        life: OCCURRENCE_LIFE,
        section: Section::WhatWeKnow,
        reads: "there is word of a meeting of {participants}[ in {place}][ {when}]",
    },
    KindSpec {
        name: "exchange",
        about: "people or things released, each side for the other's",
        attributes: &[
            list(
                "releases",
                Entity,
                &[
                    one("by", Entity, Fixed, "released by {}").party(),
                    one("to", Entity, Fixed, "to {}").party(),
                    one("to_place", Place, Fixed, "to {}"),
                    one("legal", Text, Several, "{}"),
                    one("count", Count, Fixed, "{}"),
                    one(PART_OF, Text, Fixed, "one of {}"),
                ],
                "{}",
            )
            .acted_on("by", "released")
            .expected(),
            list("mediators", Entity, ELEMENT_ROLE, "mediated by {}").party().expected(),
            list("coordinators", Entity, ELEMENT_ROLE, "coordinated by {}").party(),
            one("place", Place, Planned, "in {}").expected(),
            one("when", When, Planned, "{}").expected(),
            one("characterised_as", Text, Several, "described as {}"),
        ],
        phases: occurrence_phases!(
            "an exchange has been spoken of[ {when}][: {releases}]",
            "an exchange is planned[ in {place}][ {when}][: {releases}]",
            "an exchange was put off[: {releases}]",
            "an exchange was called off[: {releases}]",
            "an exchange is under way[ in {place}][ {when}][: {releases}]",
            "an exchange was interrupted[: {releases}]",
            "completed" "an exchange took place[ in {place}][ {when}][: {releases}]",
            "an exchange was broken off[: {releases}]",
            "an exchange did not take place[: {releases}]"
        ),
        life: OCCURRENCE_LIFE,
        section: Section::WhatWeKnow,
        reads: "there is word of an exchange[ in {place}][ {when}][: {releases}]",
    },
    KindSpec {
        name: "occurrence",
        about: "anything else that takes place: a vote, a hearing, a strike, an incident",
        attributes: &[
            one("type", Text, Fixed, "{}").expected(),
            list("who", Entity, ELEMENT_ROLE, "{}").party().agent(),
            // Not expected: a dismissal or a ruling has none.
            one("place", Place, Planned, "in {}"),
            one("when", When, Planned, "{}").expected(),
            one("count", Count, Fixed, "{}"),
            one("cause", Text, Several, "{}"),
        ],
        phases: occurrence_phases!(
            "{type}[ ({who})][ in {place}][ {when}] has been spoken of",
            "{type}[ ({who})] is planned[ in {place}][ {when}]",
            "{type}[ ({who})] was put off",
            "{type}[ ({who})] was called off",
            "{type}[ ({who})] is under way[ in {place}][ {when}]",
            "{type}[ ({who})] was interrupted",
            "completed" "{type}[ ({who})] took place[ in {place}][ {when}]",
            "{type}[ ({who})] was broken off",
            "{type}[ ({who})] did not take place"
        ),
        life: OCCURRENCE_LIFE,
        section: Section::WhatWeKnow,
        reads: "there is word of {type}[ ({who})][ in {place}][ {when}]",
    },
    KindSpec {
        name: "verdict",
        about: "a court or tribunal decides a case",
        attributes: &[
            one("court", Entity, Fixed, "by {}").party().expected().agent(),
            list("parties", Entity, ELEMENT_ROLE, "between {}").party(),
            one("case", Text, Fixed, "in {}").expected(),
            one("ruling", Text, Fixed, "{}"),
            one("sentence", Duration, Fixed, "a sentence of {}"),
            one("when", When, Planned, "{}").expected(),
        ],
        phases: &[
            phase("planned", Plans, "{court} is to decide {case}[ {when}]", None),
            own_act("postponed", Plans, "{court}'s decision of {case} was put off"),
            phase("completed", Outcome, "{court} decided {case}[ {when}][: {ruling}]", Some(true)),
        ],
        life: &[
            (Change::Announced, "planned"),
            (Change::Planned, "planned"),
            (Change::Rescheduled, "planned"),
            (Change::Postponed, "postponed"),
            (Change::Completed, "completed"),
        ],
        section: Section::WhatWeKnow,
        reads: "there is word of a decision of {case}[ by {court}][ {when}]",
    },
    KindSpec {
        name: "proposal",
        about: "something one side puts to others: terms, and each party's answer",
        attributes: &[
            one("subject", Text, Fixed, "{}").expected(),
            one("version", Text, Successive, "in its {} version"),
            list("terms", Text, &[one("version", Text, Several, "in the {} version")], "on these terms: {}"),
            one("proposer", Entity, Fixed, "proposed by {}").party().expected().agent(),
            list(
                "positions",
                Entity,
                &[
                    one("advice", Choice, Successive, "advises to {}"),
                    one("answer", Choice, Successive, "{}"),
                    one("version", Text, Several, "to the {} version"),
                    one("words", Text, Successive, "{}"),
                ],
                "{}",
            )
            .party(),
            one("when", When, Fixed, "{}"),
            one("in_force", When, Fixed, "in force {}"),
            one("deadline", When, Successive, "answer due {}").due(),
            one("expires", When, Successive, "expiring {}").due(),
        ],
        phases: &[
            phase("made", Plans, "{subject} has been proposed[ by {proposer}]", Some(true)),
            own_act("agreed", UnderWay, "{subject} has been agreed"),
            phase("in_force", UnderWay, "{subject} is in force[ {in_force}]", Some(true)),
            own_act("rejected", Outcome, "{subject} was rejected"),
            phase("lapsed", Outcome, "{subject} lapsed", None),
            own_act("withdrawn", Outcome, "{subject} was withdrawn"),
        ],
        life: &[
            (Change::Made, "made"),
            (Change::Agreed, "agreed"),
            (Change::EnteredIntoForce, "in_force"),
            (Change::Extended, "in_force"),
            (Change::Rejected, "rejected"),
            (Change::Lapsed, "lapsed"),
            (Change::Withdrawn, "withdrawn"),
        ],
        section: Section::WhatWeKnow,
        reads: "{subject} is under discussion[, proposed by {proposer}]",
    },
    KindSpec {
        name: "query",
        about: "a request for comment, ours or another outlet's",
        attributes: &[
            one("asker", Entity, Fixed, "{}"),
            one("asked", Entity, Fixed, "{}").party().expected(),
            one("about", Text, Several, "about {}"),
            one("on", Item, Several, "{}").quiet(),
            one("channel", Text, Fixed, "by {}"),
            one("deadline", When, Successive, "by {}").due(),
            one("when", When, Fixed, "{}"),
            one("answer", Text, Several, "{}"),
        ],
        phases: &[
            phase("sent", Plans, "{asker} asked {asked} for comment[ about {on}][ by {channel}]", None),
            phase(
                "acknowledged",
                UnderWay,
                "{asked} acknowledged a request for comment from {asker}[ about {on}][ by {channel}]",
                None,
            ),
            phase(
                "answered",
                Outcome,
                "{asked} answered a request for comment from {asker}[ about {on}][ by {channel}]",
                None,
            ),
            own_act("declined", Outcome, "{asked} declined to comment to {asker}[ about {on}]").takes(Stance::Declines),
            phase(
                "unreachable",
                Outcome,
                "{asker} could not reach {asked} for comment[ about {on}][ by {channel}]",
                None,
            )
            .takes(Stance::NoAnswer),
            phase(
                "did_not_immediately_respond",
                Outcome,
                "{asked} did not immediately respond to a request for comment from {asker}[ about {on}][ by {channel}]",
                None,
            )
            .takes(Stance::NoAnswer),
            phase(
                "did_not_respond",
                Outcome,
                "{asked} did not respond to a request for comment from {asker}[ about {on}][ by {channel}]",
                None,
            )
            .takes(Stance::NoAnswer),
            phase("did_not_comment", Outcome, "{asked} did not comment to {asker}[ about {on}]", None)
                .takes(Stance::NoAnswer),
            phase(
                "none_reported",
                Outcome,
                "{asker} asked {asked} for comment[ about {on}][ by {channel}]; no reply is reported",
                None,
            ),
        ],
        life: &[
            (Change::Sent, "sent"),
            (Change::Acknowledged, "acknowledged"),
            (Change::Answered, "answered"),
            (Change::Declined, "declined"),
            (Change::Unreachable, "unreachable"),
            (Change::DidNotImmediatelyRespond, "did_not_immediately_respond"),
            (Change::DidNotRespond, "did_not_respond"),
            (Change::Unanswered, "did_not_respond"),
            (Change::DidNotComment, "did_not_comment"),
            (Change::NoneReported, "none_reported"),
        ],
        section: Section::Requests,
        reads: "{asker} asked {asked} for comment[ about {on}][ by {channel}]",
    },
    KindSpec {
        name: "publication",
        about: "something put out, by us or by another outlet",
        attributes: &[
            one("outlet", Entity, Fixed, "{}").expected(),
            one("title", Text, Successive, "“{}”"),
            one("version", Text, Successive, "version {}"),
            one("where", Text, Several, "at {}"),
            one("when", When, Fixed, "{}").expected(),
            one("byline", Text, Fixed, "by {}"),
            one("class", Choice, Successive, "{}"),
        ],
        phases: &[
            phase("published", UnderWay, "{outlet} published[ “{title}”][ {when}]", Some(true)),
            phase("amended", UnderWay, "{outlet} amended[ “{title}”][ {when}]", Some(true)),
            own_act("withdrawn", Outcome, "{outlet} withdrew[ “{title}”]"),
            own_act("killed", Outcome, "{outlet} killed[ “{title}”]"),
        ],
        life: &[
            (Change::Published, "published"),
            (Change::Amended, "amended"),
            (Change::Withdrawn, "withdrawn"),
            (Change::Killed, "killed"),
        ],
        section: Section::Background,
        reads: "{outlet} published[ “{title}”][ {when}]",
    },
    KindSpec {
        name: "statement",
        about: "words that are news in themselves",
        attributes: &[
            one("words", Text, Fixed, "“{}”").expected(),
            one("gist", Text, Several, "{}"),
            one("form", Choice, Fixed, "{}").quiet(),
            one("flags", Choice, Several, "{}"),
            one("occasion", Text, Fixed, "{}").expected(),
            one("medium", Text, Fixed, "{}"),
            one("place", Place, Fixed, "in {}"),
            one("when", When, Fixed, "{}").expected(),
            one("speaker", Entity, Fixed, "{}").party().expected().agent(),
            one("issuer", Entity, Fixed, "issued by {}"),
            one("actual_speaker", Entity, Fixed, "{}"),
            one("authenticated_by", Entity, Several, "authenticated by {}"),
            one("about", Text, Several, "about {}"),
        ],
        phases: &[],
        life: &[],
        section: Section::WhatPeopleSay,
        reads: "{speaker} said[ {gist}][ (in the words “{words}”)]",
    },
    KindSpec {
        name: "evidence",
        about: "a photograph, recording, transcript or record",
        attributes: &[
            one("medium", Text, Fixed, "{}").expected(),
            one("shows", Text, Several, "showing {}").expected(),
            one("maker", Entity, Fixed, "by {}").expected(),
            one("supplier", Entity, Several, "supplied by {}"),
            one("credit", Text, Fixed, "{}"),
            one("place", Place, Fixed, "in {}"),
            one("when", When, Fixed, "{}").expected(),
            one("authentic", Choice, Successive, "{}"),
            one("authenticated_by", Entity, Several, "authenticated by {}"),
        ],
        phases: &[],
        life: &[],
        section: Section::WhatWeKnow,
        reads: "a {medium}[ by {maker}][, supplied by {supplier},][ {when}] shows {shows}",
    },
    KindSpec {
        name: "claim",
        about: "a proposition that is not an occurrence: an assessment, an allegation, a characterisation, a total",
        attributes: &[
            one("text", Text, Several, "{}").expected(),
            one("nature", Choice, Fixed, "{}"),
            list("about", Entity, &[], "about {}").party().quiet(),
            one("total", Count, Fixed, "{}"),
            one("when", When, Fixed, "{}"),
        ],
        phases: &[],
        life: &[],
        section: Section::WhatPeopleSay,
        reads: "{text}[ ({nature})]",
    },
    KindSpec {
        name: "note",
        about: "the newsroom's own text: nut graf, background, standards note",
        attributes: &[
            one("text", Text, Successive, "{}").expected(),
            one("code", Choice, Fixed, "{}").quiet(),
            one("about", Item, Several, "{}"),
        ],
        phases: &[],
        life: &[],
        section: Section::WhyItMatters,
        reads: "{text}",
    },
];

/// The attributes of people, organisations and places that are facts about them: testimony like any other.
pub static ENTITY_ATTRIBUTES: &[AttributeSpec] = &[
    one("age", Count, Successive, "{} years old"),
    one("citizenship", Text, Several, "{}"),
    one("custody", Text, Successive, "{}"),
    one("title", Text, Successive, "{}"),
    one("occupation", Text, Several, "{}"),
    one("description", Text, Several, "{}"),
    one("member_of", Entity, Several, "of {}"),
    one("ended", When, Fixed, "until {}"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_in_the_table_is_a_token_and_unique() {
        for kind in Kind::all() {
            assert_eq!(KINDS.iter().filter(|other| other.name == kind.as_str()).count(), 1, "{kind}");
            for attribute in kind.spec().attributes {
                assert!(AttributeName::new(attribute.name).is_ok(), "{kind}.{}", attribute.name);
                assert!(attribute.clause.contains("{}"), "{kind}.{} has no clause", attribute.name);
            }
            for (change, phase) in kind.spec().life {
                let filed = kind.phase(phase).is_some();
                assert!(
                    filed || kind.as_str() == "story" || OCCURRENCE_LIFE.contains(&(*change, phase)),
                    "{kind}.{change} files {phase}"
                );
            }
        }
    }

    #[test]
    fn every_clause_of_a_sentence_names_an_attribute_of_its_kind() {
        for kind in Kind::all() {
            let texts = kind.spec().phases.iter().map(|phase| phase.reads).chain([kind.spec().reads]);
            for name in texts.flat_map(|reads| reads.split('{').skip(1)).filter_map(|rest| rest.split('}').next()) {
                assert!(kind.attribute(name).is_some(), "{kind} reads {{{name}}}");
            }
        }
    }

    #[test]
    fn a_kind_has_its_own_life_and_everybodys_words() {
        let meeting = Kind::named("meeting").expect("meeting");
        assert!(meeting.has(Change::Held) && meeting.has(Change::Confirmed) && meeting.has(Change::Corrected));
        assert!(!meeting.has(Change::Agreed) && !meeting.has(Change::Opened));
        assert_eq!(meeting.phase_filed_by(Change::Announced), Some("planned"));
    }
}
