//! Who says it, through whom, on what basis, and how they know.

use serde::{Deserialize, Serialize};

use crate::record::name::{EntitySlug, ItemKey, UpdateId};
use crate::record::token::tokens;

/// The first link of an attribution: the one who really speaks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// An entry of the directory, which may be unnamed and described.
    Entity(EntitySlug),
    /// An evidence item of the story.
    Evidence(ItemKey),
}

tokens! {
    /// On what basis the origin is quoted.
    pub enum Basis: "a basis" {
        /// Named, and can be quoted.
        OnRecord = "on_record",
        /// Can be quoted, under an agreed description.
        OnBackground = "on_background",
        /// Not named.
        Anonymous = "anonymous",
        /// A document, photograph or recording.
        Document = "document",
        /// Our own observation.
        Observed = "observed",
        /// An outlet's own voice; it names no source.
        Unattributed = "unattributed",
    }
}

tokens! {
    /// How the origin knows.
    #[derive(Default)]
    pub enum Knowledge: "a way of knowing" {
        /// It is the origin's own act, or that of the holder it speaks for.
        OwnAct = "own_act",
        /// Witnessed it.
        Witnessed = "witnessed",
        /// Was told of it.
        Told = "told",
        /// Concludes it from something else.
        Inferred = "inferred",
        /// The source does not say.
        #[default]
        NotStated = "not_stated",
    }
}

tokens! {
    /// What a link of a chain is, where it is a thing and not an outlet.
    pub enum Medium: "a medium" {
        /// A document: minutes, a letter, a court filing.
        Document = "document",
        /// A photograph.
        Photograph = "photograph",
        /// A recording of sound or pictures.
        Recording = "recording",
    }
}

/// One link of the chain from the origin to us.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Link {
    /// The outlet, where it is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outlet: Option<EntitySlug>,
    /// Its description, where it is not: "Russian state media".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub described: Option<Box<str>>,
    /// What sort of thing it is, where it is a document, a photograph or a recording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub medium: Option<Medium>,
    /// Who made that thing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<EntitySlug>,
    /// What that thing is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Box<str>>,
    /// The report it passes on, if that is on file: this report then rests on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<UpdateId>,
}

impl Link {
    /// An outlet, named.
    pub fn outlet(outlet: EntitySlug) -> Self {
        Self { outlet: Some(outlet), described: None, medium: None, author: None, title: None, report: None }
    }
}

/// Who says it, through whom, and how they know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Attribution {
    /// The one who really speaks.
    pub origin: Origin,
    /// In whose name: the institution an official speaker speaks for, else the speaker. Written by the desk.
    pub holder: EntitySlug,
    /// The chain from the origin to us, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub via: Vec<Link>,
    /// On what basis.
    pub basis: Basis,
    /// How the origin knows.
    #[serde(default, skip_serializing_if = "is_not_stated")]
    pub knowledge: Knowledge,
    /// Whether an origin that is described and not named is known to be different from all other such origins.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub distinct: bool,
    /// The exact words it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<Quote>,
    /// Where it was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Box<str>>,
    /// The language it was said in (BCP 47), when translated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub translated_from: Option<Box<str>>,
    /// The utterance it relays, an item: relays of one utterance are variants of it, not more support.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<ItemKey>,
}

impl Attribution {
    /// An origin that speaks in the name of a holder, directly to us.
    pub fn new(origin: Origin, holder: EntitySlug, basis: Basis) -> Self {
        Self {
            origin,
            holder,
            via: Vec::new(),
            basis,
            knowledge: Knowledge::NotStated,
            distinct: false,
            quote: None,
            url: None,
            translated_from: None,
            statement: None,
        }
    }
}

fn is_not_stated(knowledge: &Knowledge) -> bool {
    *knowledge == Knowledge::NotStated
}

/// An exact passage: a W3C `TextQuoteSelector`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Quote {
    /// The words themselves, never repaired.
    pub exact: Box<str>,
    /// The words before, to find the passage again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<Box<str>>,
    /// The words after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suffix: Option<Box<str>>,
}
