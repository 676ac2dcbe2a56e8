//! Updates: what is published, subscribed to and replayed. Immutable.

use std::fmt;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::record::attribution::{Attribution, Origin};
use crate::record::kind::Kind;
use crate::record::kind::attribute::{CODE, FORM, IN_FORCE, PHASE, WHEN, WORDS};
use crate::record::kind::change::{Change, Family};
use crate::record::kind::choices::PARAPHRASE;
use crate::record::kind::spec::{Declaration, KindRole, Moment, PhaseRole, PhaseSpec, Rank};
use crate::record::name::{EntitySlug, ItemKey, StoryId, StorySlug, UpdateId, UpdateKey};
use crate::record::path::{Path, Subject};
use crate::record::relation::{Relation, Reviser};
use crate::record::testimony::Testimony;
use crate::record::time::When;
use crate::record::value::Value;

/// One story-update event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Update {
    /// Its permanent identity.
    pub id: UpdateId,
    /// The name its author gave it, so that others can refer to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<UpdateKey>,
    /// The story it belongs to.
    pub story: StorySlug,
    /// The item it is about; none for an act on the story itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemKey>,
    /// The kind of that item.
    pub kind: Kind,
    /// What it does; this is its first testimony.
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
    /// Who corrects or retracts, for a revision. Never guessed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Reviser>,
    /// What an act on the story says about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<Head>,
    /// Attributes the item adds to those of its kind.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub declares: Vec<Declaration>,
    /// The item this one is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<ItemKey>,
    /// What to call the item, for people: "the harbour talks". Not testimony.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Box<str>>,
    /// Why, for an act of the desk that names no other update: why two items are one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Box<str>>,
    /// The author's own sentence for a brief. Not testimony.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<Box<str>>,
    /// When it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said_at: Option<When>,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_at: Option<When>,
    /// When the newsroom learned it.
    #[cfg_attr(feature = "schema", schemars(with = "crate::record::time::schema::Moment"))]
    pub learned_at: Timestamp,
    /// Whether it was recorded as it was learned, so that `learned_at` comes from the desk's clock and not from the author.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub live: bool,
    /// Not to be shown before this. The record that lifts it is the update once more, on its open subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embargo: Option<Embargo>,
    /// The embargo that another outlet or office set on its report: told as a fact, and hides nothing here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub others_embargo: Option<Embargo>,
    /// Who submitted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<Box<str>>,
}

impl Update {
    /// An update without any content yet, learned as it is recorded. Whoever reads it fills in what it says.
    pub fn new(story: StorySlug, kind: Kind, change: Change, learned_at: Timestamp) -> Self {
        Self {
            id: UpdateId::nil(),
            key: None,
            story,
            item: None,
            kind,
            change,
            attributions: Vec::new(),
            testimonies: Vec::new(),
            relations: Vec::new(),
            by: None,
            head: None,
            declares: Vec::new(),
            part_of: None,
            label: None,
            reason: None,
            line: None,
            said_at: None,
            published_at: None,
            learned_at,
            live: true,
            embargo: None,
            others_embargo: None,
            actor: None,
        }
    }

    /// The day of which a count that it gives is: its own, else that of the claim it is the number of.
    pub fn as_of<'u>(&'u self, said: &'u Testimony) -> Option<&'u When> {
        if !matches!(said.value, Some(Value::Count(_))) {
            return None;
        }
        let of_claim = || {
            let own = |said: &&Testimony| said.path.is_of(WHEN) && said.path.of_item() == self.item.as_ref();
            let dates = self.testimonies.iter().filter(|_| self.kind.role() == KindRole::Claim).filter(own);
            dates.into_iter().find_map(|said| match &said.value {
                Some(Value::When(when)) => Some(when),
                _ => None,
            })
        };
        said.from.as_ref().or_else(of_claim)
    }

    /// Whether what a testimony gives is of a day or for a time that it says itself: a number as of a day, a value with its ends.
    pub fn is_of_a_time(&self, said: &Testimony) -> bool {
        said.from.is_some() || said.until.is_some() || self.as_of(said).is_some()
    }

    /// Whether a testimony gives what was said in other words than those that were said.
    pub fn paraphrases(&self, said: &Testimony) -> bool {
        let of_same = |other: &&Testimony| other.path.is_of(FORM) && other.path.of_item() == said.path.of_item();
        let form = self.testimonies.iter().find(of_same).and_then(|form| form.value.as_ref()?.text());
        said.path.is_of(WORDS) && form == Some(PARAPHRASE)
    }

    /// The identity of the story it belongs to.
    pub fn story_id(&self) -> StoryId {
        StoryId::of(&self.story)
    }

    /// Whether it is under an embargo: no reader is shown anything of it, until it is recorded once more without.
    pub fn is_held(&self) -> bool {
        is_held(self.embargo.as_ref())
    }

    /// `meeting.confirmed`.
    pub fn type_name(&self) -> String {
        format!("{}.{}", self.kind, self.change)
    }

    /// What a note of the desk is filed under: with a code it is for the desk, and not for readers.
    pub fn note_code(&self) -> Option<&str> {
        let own = self.testimonies.iter().filter(|_| self.kind.role() == KindRole::OwnText);
        own.filter(|said| said.path.is_of(CODE)).find_map(|said| said.value.as_ref()?.text())
    }

    /// Whether what somebody does by it is done to details of its item alone: who denies the number of dead does not deny the
    /// event.
    pub fn is_on_details(&self) -> bool {
        let of_stance =
            self.change.family() == Family::Word && !matches!(self.change, Change::Reported | Change::Recorded);
        let on_detail = |said: &Testimony| said.path.attribute.is_some() && !said.path.is_of(PHASE);
        of_stance && !self.testimonies.is_empty() && self.testimonies.iter().all(on_detail)
    }

    /// Which of its testimonies gives a value at this path.
    pub(crate) fn gives(&self, path: &Path) -> Option<usize> {
        self.testimonies.iter().position(|said| said.path == *path && said.value.is_some())
    }

    /// The date it gives for its item, and which of its testimonies does: what a denial names as the day is not when it was.
    pub(crate) fn date_given(&self) -> Option<(usize, &When)> {
        // A law has a day of its own on which it takes effect.
        let of_force = self.phase_filed() == Some(PhaseRole::InForce)
            && self.testimonies.iter().any(|said| said.path.is_of(IN_FORCE) && said.value.is_some());
        let name = if of_force { IN_FORCE } else { WHEN };
        let own = |said: &Testimony| said.path.is_of(name) && said.path.of_item() == self.item.as_ref();
        self.testimonies.iter().enumerate().find_map(|(testimony, said)| match &said.value {
            Some(Value::When(when)) if own(said) && said.stance.supports() && when.relative_to().is_none() => {
                Some((testimony, when))
            }
            _ => None,
        })
    }

    /// Where in the life of its item it puts that, if it files a phase.
    pub(crate) fn phase_filed(&self) -> Option<PhaseRole> {
        self.kind.phase_filed_by(self.change).and_then(|phase| self.kind.phase_role(phase))
    }

    /// The rank of the phase it files, if it files one.
    pub(crate) fn rank_filed(&self) -> Option<Rank> {
        self.kind.phase_filed_by(self.change).and_then(|phase| self.kind.phase(phase)).map(PhaseSpec::rank)
    }

    /// The moment in the course of its item that its date is of, if it files one.
    pub(crate) fn moment_filed(&self) -> Option<Moment> {
        self.phase_filed().and_then(PhaseRole::moment)
    }

    /// Whether it tells of an earlier moment in the course of its item than another does, and gives an earlier day: that
    /// somebody had set out, after it was told that they arrived.
    pub(crate) fn looks_back_from(&self, other: &Self) -> bool {
        let day = |update: &Self| update.date_given().and_then(|(_, when)| when.start_in_utc());
        let earlier = self.moment_filed().zip(other.moment_filed()).is_some_and(|(own, other)| own < other);
        earlier && day(self).zip(day(other)).is_some_and(|(own, other)| own < other)
    }

    /// The directory entries it names, possibly more than once.
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
        let revises = match &self.by {
            Some(Reviser::Link(slug)) => Some(slug),
            Some(Reviser::Desk) | None => None,
        };
        let asks = self.others_embargo.as_ref().and_then(|embargo| embargo.set_by.as_ref());
        attributed.chain(said).chain(revises).chain(asks)
    }

    /// The earlier updates it names: in a relation, or as a link of a chain.
    pub fn named(&self) -> impl Iterator<Item = UpdateId> {
        let links = self.attributions.iter().flat_map(|attribution| &attribution.via).filter_map(|link| link.report);
        self.relations.iter().map(|relation| relation.update).chain(links)
    }

    /// What the author wrote, the same whenever, however often and by whomever it is submitted: the update without its id,
    /// its actor, what became of its embargo and, where it is live, its `learned_at`.
    pub(crate) fn content(&self) -> Vec<u8> {
        let mut authored =
            Self { id: UpdateId::nil(), actor: None, learned_at: self.authored_learned_at(), ..self.clone() };
        authored.embargo = authored.embargo.map(|embargo| Embargo { extended: None, lifted: None, ..embargo });
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

    /// A fingerprint of what the author wrote.
    pub fn fingerprint(&self) -> u64 {
        content_hash(&self.content())
    }
}

/// The size of most updates, in bytes of JSON.
const USUAL_BYTES: usize = 1024;

/// A hash of the content, compared only within one process and never stored.
pub(crate) fn content_hash(content: &[u8]) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(content)
}

/// The title of a story and the desk that keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Head {
    /// Its working title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Box<str>>,
    /// The desk that keeps it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk: Option<Box<str>>,
}

/// Holds a record back until a time, or until somebody lifts it.
///
/// What is under an embargo is recorded on a subject of its own, which readers pass over. When the time has come, or
/// somebody decides so, the same record is written once more on its open subject: that is the lifting, and from there on
/// it is like any other.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Embargo {
    /// Until this instant; none for an event, which needs an explicit lift.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::record::time::schema::Moment>"))]
    pub until: Option<Timestamp>,
    /// The event it waits for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<Box<str>>,
    /// Who set it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_by: Option<EntitySlug>,
    /// Who gave it another end after it was set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extended: Option<EmbargoAct>,
    /// That it is lifted: by whom, or, where nobody is named, because its time had come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifted: Option<EmbargoAct>,
}

impl Embargo {
    /// Whether its time has come. One that waits for an event ends only when somebody lifts it.
    pub fn has_ended(&self, now: Timestamp) -> bool {
        self.until.is_some_and(|until| until <= now)
    }

    /// Of two, the one that ends first.
    pub fn first_to_end<'e>(&'e self, other: &'e Self) -> &'e Self {
        if self.outlasts(other) { other } else { self }
    }

    /// Whether it ends later than another.
    pub fn outlasts(&self, other: &Self) -> bool {
        match (self.until, other.until) {
            (None, other) => other.is_some(),
            (Some(until), Some(other)) => until > other,
            (Some(_), None) => false,
        }
    }
}

impl fmt::Display for Embargo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.until, &self.event) {
            (Some(until), None) => write!(f, "until {until}"),
            (Some(until), Some(event)) => write!(f, "until {until} ({event})"),
            (None, Some(event)) => write!(f, "until somebody lifts it ({event})"),
            (None, None) => f.write_str("until somebody lifts it"),
        }
    }
}

/// An act on an embargo.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EmbargoAct {
    /// Whose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Box<str>>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Box<str>>,
}

/// Whether something with this embargo, if any, is still under it.
pub(crate) fn is_held(embargo: Option<&Embargo>) -> bool {
    embargo.is_some_and(|embargo| embargo.lifted.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn update() -> Update {
        let story = StorySlug::new("talks").expect("slug");
        Update::new(story, Kind::story(), Change::Opened, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn what_an_update_does_not_say_is_not_stored() {
        let json = serde_json::to_value(update()).expect("json");
        let stored: Vec<&str> = json.as_object().expect("a mapping").keys().map(String::as_str).collect();
        assert_eq!(stored, ["id", "story", "kind", "change", "learned_at", "live"]);
    }

    #[test]
    fn a_line_and_a_label_are_kept_and_are_part_of_what_the_author_said() {
        let plain = update();
        let line = Update { line: Some("The talks are on.".into()), ..plain.clone() };
        let label = Update { label: Some("the harbour talks".into()), ..plain.clone() };
        for told in [&line, &label] {
            let json = serde_json::to_string(told).expect("json");
            assert_eq!(&serde_json::from_str::<Update>(&json).expect("an update"), told);
            assert_ne!(told.fingerprint(), plain.fingerprint());
        }
    }
}
