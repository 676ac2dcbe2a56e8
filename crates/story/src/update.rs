//! Updates: what is published, subscribed to and replayed. Immutable.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::kind::{Change, Declaration, Kind};
use crate::name::{EntityId, EntitySlug, ItemKey, StoryId, StorySlug, UpdateId, UpdateKey};
use crate::testimony::{Attribution, Origin, Path, Subject, Testimony};
use crate::time::When;

/// A position in the log: the stream sequence, counted from one; zero is before everything.
pub type Sequence = u64;

/// Something the log holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Record {
    /// An update of a story.
    Story(Box<Update>),
    /// A change to the directory all stories share.
    Directory(Box<Entry>),
}

impl Record {
    /// The identity of the record.
    pub fn id(&self) -> UpdateId {
        match self {
            Self::Story(update) => update.id,
            Self::Directory(entry) => entry.id,
        }
    }

    /// When the newsroom learned it.
    pub fn learned_at(&self) -> Timestamp {
        match self {
            Self::Story(update) => update.learned_at,
            Self::Directory(entry) => entry.learned_at,
        }
    }

    /// Who submitted it.
    pub fn actor(&self) -> Option<&str> {
        match self {
            Self::Story(update) => update.actor.as_deref(),
            Self::Directory(entry) => entry.actor.as_deref(),
        }
    }

    /// The type of the record: `meeting.confirmed`, `entity.added`.
    pub fn type_name(&self) -> String {
        match self {
            Self::Story(update) => update.type_name(),
            Self::Directory(entry) => format!("entity.{}", entry.change),
        }
    }
}

/// A record with its place in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded<T> {
    /// Its position.
    pub sequence: Sequence,
    /// When the log took it; nobody can set it.
    pub recorded_at: Timestamp,
    /// The record.
    #[serde(flatten)]
    pub record: T,
}

/// One story-update event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Update {
    /// Its identity, for ever.
    pub id: UpdateId,
    /// The author's name for it, where others refer to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<UpdateKey>,
    /// The story it belongs to.
    pub story: StorySlug,
    /// The item it is about; none for an act on the story itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemKey>,
    /// The kind of that item.
    pub kind: Kind,
    /// What it does: its first testimony, in a word.
    pub change: Change,
    /// Who says it; none for an act of the newsroom itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributions: Vec<Attribution>,
    /// What is said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub testimonies: Vec<Testimony>,
    /// The earlier updates it names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<Relation>,
    /// Who revises, for a revision. Never guessed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Reviser>,
    /// What an act on the story says of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<Head>,
    /// Attributes the item adds to those of its kind.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub declares: Vec<Declaration>,
    /// The item this one is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<ItemKey>,
    /// When it was uttered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said_at: Option<When>,
    /// When it was put out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_at: Option<When>,
    /// When the newsroom learned it.
    pub learned_at: Timestamp,
    /// Whether it was learned as it was recorded, so that `learned_at` is the desk's clock and not the author's word.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub live: bool,
    /// Not to be shown before this, to those not cleared for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embargo: Option<Embargo>,
    /// Who submitted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<Box<str>>,
}

impl Update {
    /// The identity of the story it belongs to.
    pub fn story_id(&self) -> StoryId {
        StoryId::of(&self.story)
    }

    /// `meeting.confirmed`.
    pub fn type_name(&self) -> String {
        format!("{}.{}", self.kind, self.change)
    }

    /// The directory entries it has to do with, some of them more than once.
    pub fn entities(&self) -> impl Iterator<Item = &EntitySlug> {
        let attributed = self.attributions.iter().flat_map(|attribution| {
            let origin = match &attribution.origin {
                Origin::Entity(slug) => Some(slug),
                Origin::Evidence(_) => None,
            };
            let links = attribution.via.iter().filter_map(|link| link.outlet.as_ref());
            origin.into_iter().chain([&attribution.holder]).chain(links)
        });
        let said = self.testimonies.iter().flat_map(|testimony| {
            let subject = match &testimony.path.subject {
                Subject::Entity(slug) => Some(slug),
                _ => None,
            };
            let named = testimony.value.as_ref().and_then(|value| value.entity());
            subject.into_iter().chain(&testimony.holder).chain(named)
        });
        attributed.chain(said)
    }

    /// What the author said, the same however often and whenever it is submitted, and by whom: the update without its
    /// id, its actor, and, where it is live, what the desk's clock wrote.
    pub(crate) fn content(&self) -> Vec<u8> {
        let authored =
            Self { id: UpdateId::nil(), actor: None, learned_at: self.authored_learned_at(), ..self.clone() };
        authored.written()
    }

    /// The update as JSON.
    pub(crate) fn written(&self) -> Vec<u8> {
        let mut written = Vec::with_capacity(USUAL_BYTES);
        serde_json::to_writer(&mut written, self)
            .unwrap_or_else(|error| unreachable!("an update is plain data: {error}"));
        written
    }

    pub(crate) fn authored_learned_at(&self) -> Timestamp {
        if self.live { Timestamp::UNIX_EPOCH } else { self.learned_at }
    }

    /// A fingerprint of what the author said.
    pub fn fingerprint(&self) -> u64 {
        content_hash(&self.content())
    }
}

/// Room for most updates, in bytes of JSON.
const USUAL_BYTES: usize = 1024;

/// What tells one content from another, in the memory of one desk: never stored.
pub(crate) fn content_hash(content: &[u8]) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(content)
}

/// What a story is called and who keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Head {
    /// Its working title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Box<str>>,
    /// The desk that keeps it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk: Option<Box<str>>,
}

/// How an update bears on an earlier one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// In which way.
    pub relation: RelationKind,
    /// The earlier update.
    pub update: UpdateId,
    /// Only this path of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<Path>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Box<str>>,
}

/// The ways an update can bear on an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RelationKind {
    /// Both cannot be true; neither corrects the other.
    Contradicts,
    /// Both are right, in the sense given.
    Reconciles,
    /// A later account that does not call it wrong.
    Supersedes,
    /// Mends it.
    Corrects,
    /// Takes it back.
    Retracts,
    /// Depends on it.
    RestsOn,
    /// A publication that used it: put out stays put out, but it needs a look when that changes.
    ReliesOn,
}

impl RelationKind {
    /// Every relation.
    pub const ALL: &'static [Self] = &[
        Self::Contradicts,
        Self::Reconciles,
        Self::Supersedes,
        Self::Corrects,
        Self::Retracts,
        Self::RestsOn,
        Self::ReliesOn,
    ];

    /// The token.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Contradicts => "contradicts",
            Self::Reconciles => "reconciles",
            Self::Supersedes => "supersedes",
            Self::Corrects => "corrects",
            Self::Retracts => "retracts",
            Self::RestsOn => "rests_on",
            Self::ReliesOn => "relies_on",
        }
    }

    /// Whether it withdraws what it names.
    pub fn withdraws(self) -> bool {
        matches!(self, Self::Corrects | Self::Retracts)
    }
}

/// Who takes back or mends.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reviser {
    /// The newsroom itself, of its own entry.
    Desk,
    /// A link of the chain: the origin or a relay, of what it passed on.
    Link(EntitySlug),
}

/// Not before a time, or not before somebody lifts it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Embargo {
    /// Until this instant; absent for an event, which needs an explicit lift.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// The event it waits for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<Box<str>>,
    /// Who set it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_by: Option<EntitySlug>,
}

/// A change to the directory: an entry added, or more said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The identity of this change.
    pub id: UpdateId,
    /// The entry's slug.
    pub entity: EntitySlug,
    /// `added`, `amended`, `merged` or `split`.
    pub change: Change,
    /// What it is.
    pub is: EntityType,
    /// Its names: the first is how we write it, the others are variants.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Name>,
    /// The name that was wrong: the first of `names` takes its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<Box<str>>,
    /// A description instead of a name, as agreed with the source: "analysts".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub described: Option<Box<str>>,
    /// How we introduce them: "Kremlin spokesman".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Box<str>>,
    /// The institution it speaks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaks_for: Option<EntitySlug>,
    /// The place or organisation it lies within.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<EntitySlug>,
    /// Its Wikidata id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wikidata: Option<Box<str>>,
    /// The entry it was found to be the same as, for `merged`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as: Option<EntitySlug>,
    /// When the newsroom learned it.
    pub learned_at: Timestamp,
    /// Who submitted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<Box<str>>,
}

impl Entry {
    /// The identity of the entry it changes.
    pub fn entity_id(&self) -> EntityId {
        EntityId::of(&self.entity)
    }
}

/// A name, as somebody writes it. In JSON the text alone, or `{"name": …, "used_by": […]}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "NameForm", into = "NameForm")]
pub struct Name {
    /// The name.
    pub text: Box<str>,
    /// The outlets that write it so, as far as that is on file.
    pub used_by: Vec<EntitySlug>,
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Self { text: text.into(), used_by: Vec::new() }
    }
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum NameForm {
    Text(Box<str>),
    Used { name: Box<str>, used_by: Vec<EntitySlug> },
}

impl From<NameForm> for Name {
    fn from(form: NameForm) -> Self {
        match form {
            NameForm::Text(text) => Self { text, used_by: Vec::new() },
            NameForm::Used { name: text, used_by } => Self { text, used_by },
        }
    }
}

impl From<Name> for NameForm {
    fn from(Name { text, used_by }: Name) -> Self {
        if used_by.is_empty() { Self::Text(text) } else { Self::Used { name: text, used_by } }
    }
}

/// What a directory entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntityType {
    /// A person, named or described.
    Person,
    /// An organisation, state or body.
    Organisation,
    /// An organisation that publishes.
    Outlet,
    /// A place.
    Place,
    /// A described group of people: "analysts".
    Group,
}

impl EntityType {
    /// Every type.
    pub const ALL: &'static [Self] = &[Self::Person, Self::Organisation, Self::Outlet, Self::Place, Self::Group];

    /// The token.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organisation => "organisation",
            Self::Outlet => "outlet",
            Self::Place => "place",
            Self::Group => "group",
        }
    }
}
