//! Who says what, how firmly, and through whom.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::name::{AttributeName, ElementKey, EntitySlug, ItemKey, NameError, UpdateId};
use crate::time::When;
use crate::value::Value;

/// What is spoken of: an item or entity, one of its attributes, one element of a list, an attribute of that element, or
/// an update's own attribution. Written `meeting-april/participants/putin/role`, `@karelina/custody`,
/// `attribution:<update id>`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Path {
    /// The thing spoken of.
    pub subject: Subject,
    /// One attribute of it.
    pub attribute: Option<AttributeName>,
    /// One element of that attribute.
    pub element: Option<ElementKey>,
    /// One attribute of that element.
    pub detail: Option<AttributeName>,
}

/// The thing a path starts from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// An item of the story.
    Item(ItemKey),
    /// An entry of the directory.
    Entity(EntitySlug),
    /// The attribution of an update.
    Attribution(UpdateId),
}

/// The attribute every item has: where in its life it is said to be.
pub const PHASE: &str = "phase";
/// The attribute every item has: how likely its parties make it.
pub const OUTLOOK: &str = "outlook";
/// The attribute that says which other item this one was found to be.
pub const SAME_AS: &str = "same_as";
/// What is said of a list that names everybody: absence from it is then a word against membership.
pub const COMPLETE: &str = "complete";

impl Path {
    /// The item itself: that it is so.
    pub fn item(item: ItemKey) -> Self {
        Self { subject: Subject::Item(item), attribute: None, element: None, detail: None }
    }

    /// A directory entry itself: that it exists.
    pub fn entity(entity: EntitySlug) -> Self {
        Self { subject: Subject::Entity(entity), attribute: None, element: None, detail: None }
    }

    /// An attribute of the same subject.
    pub fn attribute(&self, name: AttributeName) -> Self {
        Self { subject: self.subject.clone(), attribute: Some(name), element: None, detail: None }
    }

    /// An element of this list attribute.
    pub fn element(&self, key: ElementKey) -> Self {
        Self { element: Some(key), detail: None, ..self.clone() }
    }

    /// An attribute of this element.
    pub fn detail(&self, name: AttributeName) -> Self {
        Self { detail: Some(name), ..self.clone() }
    }

    /// Whether this path is `other` or lies under it.
    pub fn is_within(&self, other: &Self) -> bool {
        self.subject == other.subject
            && (other.attribute.is_none()
                || self.attribute == other.attribute
                    && (other.element.is_none()
                        || self.element == other.element && (other.detail.is_none() || self.detail == other.detail)))
    }

    /// The item the path speaks of, if it speaks of one.
    pub fn of_item(&self) -> Option<&ItemKey> {
        match &self.subject {
            Subject::Item(item) => Some(item),
            _ => None,
        }
    }
}

/// Text that is no path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// One of its parts is no name.
    #[error(transparent)]
    Name(#[from] NameError),
    /// It has more parts than a path can have.
    #[error(
        "`{0}` is not a path: write ITEM, ITEM/attribute, ITEM/attribute/element or ITEM/attribute/element/attribute"
    )]
    Shape(String),
}

impl std::str::FromStr for Path {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        let mut parts = text.split('/');
        let head = parts.next().unwrap_or_default();
        let subject = if let Some(entity) = head.strip_prefix('@') {
            Subject::Entity(EntitySlug::new(entity)?)
        } else if let Some(update) = head.strip_prefix("attribution:") {
            Subject::Attribution(update.parse().map_err(|_| PathError::Shape(text.to_owned()))?)
        } else {
            Subject::Item(ItemKey::new(head)?)
        };
        let path = Self {
            subject,
            attribute: parts.next().map(AttributeName::new).transpose()?,
            element: parts.next().map(ElementKey::new).transpose()?,
            detail: parts.next().map(AttributeName::new).transpose()?,
        };
        if parts.next().is_some() { Err(PathError::Shape(text.to_owned())) } else { Ok(path) }
    }
}

impl TryFrom<String> for Path {
    type Error = PathError;
    fn try_from(text: String) -> Result<Self, PathError> {
        text.parse()
    }
}

impl Path {
    /// Whether it is of this attribute, or of something in it.
    pub(crate) fn is_of(&self, attribute: &str) -> bool {
        self.attribute.as_ref().is_some_and(|name| name.as_str() == attribute)
    }

    /// Which part of its subject it is: `participants/putin`; empty for the whole.
    pub(crate) fn part(&self) -> String {
        self.to_string().split_once('/').map_or_else(String::new, |(_, part)| part.to_owned())
    }
}

impl Serialize for Path {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.subject {
            Subject::Item(item) => f.write_str(item.as_str())?,
            Subject::Entity(entity) => {
                f.write_str("@")?;
                f.write_str(entity.as_str())?;
            }
            Subject::Attribution(update) => write!(f, "attribution:{update}")?,
        }
        let attribute = self.attribute.as_ref().map(AttributeName::as_str);
        let element = self.element.as_ref().map(ElementKey::as_str);
        let detail = self.detail.as_ref().map(AttributeName::as_str);
        [attribute, element, detail].into_iter().flatten().try_for_each(|part| {
            f.write_str("/")?;
            f.write_str(part)
        })
    }
}

/// What a holder's word does to a value, or, without a value, to a whole path. `silent` is computed, never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stance {
    /// Says that it is so.
    Asserts,
    /// Confirms what others have said.
    Confirms,
    /// Says that it is not so.
    Denies,
    /// Doubts it.
    Disputes,
    /// Cannot corroborate it.
    CannotCorroborate,
    /// Knows nothing of it.
    DeniesKnowledge,
    /// Neither confirms nor denies, refuses, withholds.
    Declines,
    /// Has not confirmed it; not a denial.
    NotConfirmed,
    /// Gave no answer.
    NoAnswer,
    /// Names it, to say what a denial, a doubt or a refusal to answer is about: neither for nor against.
    Names,
}

impl Stance {
    /// Every stance.
    pub const ALL: &'static [Self] = &[
        Self::Asserts,
        Self::Confirms,
        Self::Denies,
        Self::Disputes,
        Self::CannotCorroborate,
        Self::DeniesKnowledge,
        Self::Declines,
        Self::NotConfirmed,
        Self::NoAnswer,
        Self::Names,
    ];

    /// The token.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asserts => "asserts",
            Self::Confirms => "confirms",
            Self::Denies => "denies",
            Self::Disputes => "disputes",
            Self::CannotCorroborate => "cannot_corroborate",
            Self::DeniesKnowledge => "denies_knowledge",
            Self::Declines => "declines",
            Self::NotConfirmed => "not_confirmed",
            Self::NoAnswer => "no_answer",
            Self::Names => "names",
        }
    }

    /// Whether it supports the value.
    pub fn supports(self) -> bool {
        matches!(self, Self::Asserts | Self::Confirms)
    }

    /// Whether it commits its holder for or against.
    pub fn is_committal(self) -> bool {
        matches!(self, Self::Asserts | Self::Confirms | Self::Denies | Self::Disputes)
    }

    /// Whether it tells where its holder stands. What is only named, or asserted, needs no telling beside the value itself.
    pub fn is_told(self) -> bool {
        !matches!(self, Self::Asserts | Self::Names)
    }

    /// Whether another may observe it of a party ("the Kremlin has not confirmed it"), which ends with the party's word.
    pub fn is_observation(self) -> bool {
        matches!(self, Self::NotConfirmed | Self::NoAnswer)
    }
}

impl fmt::Display for Stance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How firmly a word is said.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Ord, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hedge {
    /// "Probably": at most *reported*.
    Probable,
    /// "Possibly", speculation: conjecture, which contests nothing.
    Possible,
}

impl Hedge {
    /// How it reads: "probably".
    pub fn adverb(self) -> &'static str {
        match self {
            Self::Probable => "probably",
            Self::Possible => "possibly",
        }
    }

    /// How it stands behind what is hedged.
    pub fn aside(self) -> &'static str {
        match self {
            Self::Probable => " (probably)",
            Self::Possible => " (possibly)",
        }
    }
}

/// One stance of one holder on one path, mostly on one value of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Testimony {
    /// What is spoken of.
    pub path: Path,
    /// In whose name it is said, where that is not the holder of the attribution: hearsay, or an observation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<EntitySlug>,
    /// The stance.
    pub stance: Stance,
    /// The value spoken of; without one, the whole path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// How firmly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hedge: Option<Hedge>,
    /// What part of it the word is limited to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<Box<str>>,
    /// Since when the value holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<When>,
    /// Until when the value holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<When>,
    /// Which of the update's attributions it rests on.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub attribution: u8,
}

fn is_zero(n: &u8) -> bool {
    *n == 0
}

/// The first link of an attribution: the one who really speaks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// An entry of the directory, which may be unnamed and described.
    Entity(EntitySlug),
    /// An evidence item of the story.
    Evidence(ItemKey),
}

/// On what footing the origin speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Named and quotable.
    OnRecord,
    /// Quotable under an agreed description.
    OnBackground,
    /// Not named.
    Anonymous,
    /// A document, photograph or recording.
    Document,
    /// Seen by ourselves.
    Observed,
    /// An outlet's own voice, naming nobody.
    Unattributed,
}

/// How the origin knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Knowledge {
    /// It is the holder's own act.
    OwnAct,
    /// Saw it.
    Witnessed,
    /// Was told.
    Told,
    /// Concludes it.
    Inferred,
    /// The source does not say.
    #[default]
    NotStated,
}

/// One link of the chain from the origin to us.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Link {
    /// The outlet, where it is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outlet: Option<EntitySlug>,
    /// Its description, where it is not: "Russian state media".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub described: Option<Box<str>>,
    /// The very report it passes on, which is then something this report rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<UpdateId>,
}

/// Who says it, through whom, and how they know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribution {
    /// The one who really speaks.
    pub origin: Origin,
    /// In whose name: the institution an official speaker speaks for, else the speaker. Written by the desk.
    pub holder: EntitySlug,
    /// The chain from the origin to us, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub via: Vec<Link>,
    /// On what footing.
    pub basis: Basis,
    /// How the origin knows.
    #[serde(default, skip_serializing_if = "is_not_stated")]
    pub knowledge: Knowledge,
    /// Whether an origin that is described and not named is known to be another than every other such origin.
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

fn is_not_stated(knowledge: &Knowledge) -> bool {
    *knowledge == Knowledge::NotStated
}

/// An exact passage: a W3C `TextQuoteSelector`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_prints_as_it_is_read() {
        for text in [
            "meeting-april",
            "meeting-april/participants/putin/role",
            "@karelina/custody",
            "attribution:018f4e5a-0000-7000-8000-000000000000",
        ] {
            assert_eq!(text.parse::<Path>().map(|path| path.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "A", "a/b/c/d/e", "@", "a//b"] {
            assert!(text.parse::<Path>().is_err(), "{text} should be refused");
        }
    }

    #[test]
    fn a_path_lies_within_what_it_is_part_of() {
        let path = |text: &str| text.parse::<Path>().unwrap_or_else(|e| panic!("{e}"));
        assert!(path("m/place").is_within(&path("m")));
        assert!(path("m/p/x/role").is_within(&path("m/p/x")));
        assert!(!path("m/place").is_within(&path("m/when")) && !path("m").is_within(&path("m/place")));
    }
}
