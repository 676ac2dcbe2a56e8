//! Text as spans: each knows what it says, in which role, and the updates it rests on.
//!
//! The text of a span is a function of its role and of what is on file ([`crate::tell::realise::text_of`]). So whoever has
//! a span can ask what its updates give, and compare.

use serde::{Deserialize, Serialize};

use crate::record::name::EntitySlug;
use crate::record::recorded::Sequence;
use crate::tell::english::VerbForm;

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Span {
    /// Its words, with the space before them where they have one.
    pub text: String,
    /// What they are.
    #[serde(flatten)]
    pub role: Role,
    /// The positions of the updates it rests on; none for words of ours.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sequences: Vec<Sequence>,
}

/// One testimony of one update: where a value, a date or a stance comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Source {
    /// The position of the update.
    pub sequence: Sequence,
    /// Which of its testimonies.
    pub testimony: usize,
}

/// What the words of a span are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "role", rename_all = "snake_case")]
pub enum Role {
    /// Words of ours that join the others.
    Plain,
    /// A value.
    Value {
        /// Of which testimony.
        source: Source,
        /// In which form.
        form: ValueForm,
    },
    /// What somebody said in sum, with the exact words in it set in quotation marks.
    Quoting {
        /// The testimony of the sum.
        gist: Source,
        /// The testimony of the words.
        words: Source,
    },
    /// A date or time.
    Date {
        /// Of which testimony.
        source: Source,
        /// The year that went without saying.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        year: Option<i64>,
        /// Without its preposition, behind “set for”: “17 August 2012”.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        bare: bool,
    },
    /// Somebody, or a place.
    Name {
        /// Who or where.
        entity: EntitySlug,
        /// In which form.
        #[serde(flatten)]
        form: NameForm,
        /// Where an update names them.
        named: Named,
    },
    /// What a testimony says is done or was done, or what its holder does: “was called off”, “denies”.
    Verb {
        /// Which testimony.
        source: Source,
        /// The verb.
        lemma: Box<str>,
        /// Its form.
        form: VerbForm,
    },
    /// What the attribute of a testimony is called: “pieces found”.
    Attribute {
        /// Of which testimony.
        source: Source,
    },
    /// How firmly a testimony says it: “probably”.
    Hedge {
        /// Which testimony.
        source: Source,
    },
    /// What a testimony is limited to: “officially”.
    Limits {
        /// Which testimony.
        source: Source,
    },
    /// The day of which a number is, or for how long a value holds: “as of 25 March 2021”, “until June 2024”.
    HoldsWhen {
        /// Of which testimony.
        source: Source,
    },
    /// The exact words an attribution rests on.
    Quotation {
        /// Of the attribution of which testimony.
        source: Source,
    },
    /// A link of a chain that is described and not named: “Russian state media”.
    Link {
        /// Of the attribution of which testimony.
        source: Source,
        /// Which link.
        link: usize,
    },
    /// The day an update was said, or by which it was known: “on 3 April 2025”, “by 4 April 2025”.
    Said {
        /// The position of the update.
        sequence: Sequence,
        /// The year that went without saying.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        year: Option<i64>,
    },
    /// Why an update bears on another.
    Reason {
        /// The position of the update.
        sequence: Sequence,
        /// Which of its relations.
        relation: usize,
    },
    /// Until when another asks that its report be held.
    Embargo {
        /// The position of the update.
        sequence: Sequence,
    },
    /// The author's own sentence.
    Line {
        /// The position of the update.
        sequence: Sequence,
        /// Whether it goes on behind other words, with a small letter.
        goes_on: bool,
        /// Whose name stands in front of this part of it with who that is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        behind: Option<EntitySlug>,
        /// Whose name stands behind this part of it with who that is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<EntitySlug>,
    },
    /// What the author of an update calls its item.
    Label {
        /// The position of the update.
        sequence: Sequence,
        /// Whether only the noun that says what it is: “search” of “the search for the team”.
        head: bool,
    },
    /// How many things are on file.
    Tally {
        /// The things, each by a testimony of it.
        of: Vec<Source>,
    },
}

/// Where an update names somebody: who a name stands for follows from that alone, so that no name can be put for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Named {
    /// As the one who says a testimony.
    Holder(Source),
    /// As the one who really speaks.
    Origin(Source),
    /// As a link of the chain from the origin to us.
    Link {
        /// Of which testimony.
        source: Source,
        /// Which link.
        link: usize,
    },
    /// As what a testimony says.
    Value(Source),
    /// As the one a testimony is about.
    Subject(Source),
    /// As the one who corrects or takes back an earlier report.
    Reviser(Sequence),
    /// In full, in its author's own sentence.
    Line(Sequence),
}

impl Named {
    /// The position of the update that names them.
    pub(crate) fn sequence(self) -> Sequence {
        match self {
            Self::Holder(source) | Self::Origin(source) | Self::Value(source) | Self::Subject(source) => {
                source.sequence
            }
            Self::Link { source, .. } => source.sequence,
            Self::Reviser(sequence) | Self::Line(sequence) => sequence,
        }
    }
}

/// The forms a value takes in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ValueForm {
    /// As it is: “a Ukrainian settlement”, “505”, “three hours”.
    Plain,
    /// With “the” where it has “a” or “an”.
    Definite,
    /// With “a” or “an” before it.
    Indefinite,
    /// Of several: “mission specialists”.
    Several,
    /// In quotation marks.
    Quoted,
    /// Of a choice: as it stands behind a verb, “by telephone”.
    Adverbial,
    /// A position in a series: “third”.
    Position,
    /// How many a position claims: “three”.
    Claimed,
    /// What a series is called.
    Series,
    /// Of an event named by a noun (“the return of X as Y”): who or what it happened to (“X”).
    Undergoer,
    /// And the rest of it (“as Y”).
    Rest,
    /// Of an appointment named by a noun (“the appointment of an interim chief executive”): the office, without an article.
    Office,
    /// Of a ruling that starts with what was done (“blocked, because of its effect on prices”): the rest of it.
    Grounds,
    /// How a time stands to an item: “after”.
    Relation,
    /// A count without its unit: “about 16.7 million”.
    Figure,
    /// What a count counts: “cars”.
    Unit,
    /// What a count is made up of: “12 harbour and 11 old-town”.
    Parts,
    /// How much these come to.
    PartsInAll,
    /// Of a thing, what it is: “order” of “a consent order under which …”.
    Head,
    /// Of an event named by a noun, of several of them: “approvals”.
    Heads,
    /// And what tells it from the others: “by Japan's Fair Trade Commission”.
    Tail,
    /// Of a clause, up to its verb: “the part is”.
    UpToVerb,
    /// And the rest of it: “from the ship”.
    BehindVerb,
    /// Of a date that was worked out from its source's words: those, in quotation marks, “early next week”.
    AsPut,
    /// Of a clause, as it is told of the past: “no wreckage had been shown”.
    InPast,
}

/// The forms a name takes in a sentence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NameForm {
    /// With its title: “Kremlin spokesman Dmitry Peskov”.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub introduced: bool,
    /// By its short form: “Peskov”.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub short: bool,
    /// By its noun alone: “the commission”.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub noun: bool,
    /// With “'s”.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub possessive: bool,
    /// Where a verb follows, so that a title that cannot stand before the name stands behind it between commas, and not in
    /// brackets.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub apposed: bool,
}

impl Role {
    /// The testimony it comes from, where it comes from one.
    pub fn source(&self) -> Option<Source> {
        match self {
            Self::Value { source, .. }
            | Self::Quoting { gist: source, .. }
            | Self::Date { source, .. }
            | Self::Verb { source, .. }
            | Self::Attribute { source }
            | Self::Hedge { source }
            | Self::Limits { source }
            | Self::HoldsWhen { source }
            | Self::Quotation { source }
            | Self::Link { source, .. }
            | Self::Name { named: Named::Value(source), .. } => Some(*source),
            Self::Plain
            | Self::Name { .. }
            | Self::Said { .. }
            | Self::Reason { .. }
            | Self::Embargo { .. }
            | Self::Line { .. }
            | Self::Label { .. }
            | Self::Tally { .. } => None,
        }
    }

    /// The positions of the updates it comes from by itself.
    pub(crate) fn sequences(&self) -> Vec<Sequence> {
        match self {
            Self::Name { named, .. } => vec![named.sequence()],
            Self::Said { sequence, .. }
            | Self::Reason { sequence, .. }
            | Self::Embargo { sequence }
            | Self::Line { sequence, .. }
            | Self::Label { sequence, .. } => vec![*sequence],
            Self::Tally { of } => of.iter().map(|source| source.sequence).collect(),
            role => role.source().map(|source| source.sequence).into_iter().collect(),
        }
    }
}

/// A piece of a sentence that is yet to be put in words: names and dates depend on what was said before them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Words of ours.
    Plain(&'static str),
    /// A mark that stands at the words before it: a comma, a full stop, a closing bracket.
    Mark(&'static str),
    /// A mark that stands at the words after it: an opening bracket.
    Open(&'static str),
    /// Words from what is on file, and the positions of further updates they rest on.
    Said(Role, Vec<Sequence>),
    /// Somebody, or a place, with the position of the update that names them.
    Name {
        /// Who or where.
        entity: EntitySlug,
        /// The update that names them.
        sequence: Sequence,
        /// With “'s”.
        possessive: bool,
        /// Whether a title may come before it.
        titled: bool,
    },
}

/// Words to be, in order.
pub type Phrase = Vec<Piece>;

/// The words of a text, as one.
pub fn text(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}
