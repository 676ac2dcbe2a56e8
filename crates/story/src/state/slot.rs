//! What is on file under one slug. Stories share it; a story whose own file writes it otherwise is told by that.

use std::collections::BTreeMap;

use crate::record::entry::{Entry, Name};
use crate::record::kind::change::Change;
use crate::record::name::StorySlug;
use crate::record::recorded::Sequence;
use crate::state::entity::Entity;

/// One slug of the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slot {
    /// The entry that stories share.
    pub(super) shared: Entity,
    /// The story whose file had it first.
    first: Option<StorySlug>,
    /// What other stories have under the slug that write it otherwise.
    own: BTreeMap<StorySlug, Own>,
}

/// A slug in a story whose file writes it otherwise than the one that had it first.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Own {
    /// The shared entry, written in the story's way.
    Written(Box<Entity>, Leads),
    /// Another body, as it seems from the names: nothing but the slug is shared.
    Another(Box<Entity>),
}

/// What a story writes first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Leads {
    name: Option<Name>,
    described: Option<Box<str>>,
    title: Option<Box<str>>,
}

impl Slot {
    /// The slug of this entry, of which nothing is said yet.
    pub(super) fn new(entry: &Entry) -> Self {
        Self { shared: Entity::new(entry), first: entry.story.clone(), own: BTreeMap::new() }
    }

    /// What the slug stands for in a story; in general without one.
    pub(super) fn of(&self, story: Option<&StorySlug>) -> &Entity {
        match story.and_then(|story| self.own.get(story)) {
            Some(Own::Written(entity, _) | Own::Another(entity)) => entity,
            None => &self.shared,
        }
    }

    /// Everything it stands for: the shared entry, and each other body.
    pub(super) fn all(&self) -> impl Iterator<Item = &Entity> {
        let others = self.own.values().filter_map(|own| match own {
            Own::Another(entity) => Some(&**entity),
            Own::Written(..) => None,
        });
        std::iter::once(&self.shared).chain(others)
    }

    /// How many of them were found to be another entry.
    pub(super) fn merged(&self) -> usize {
        self.all().filter(|entity| entity.same_as.is_some()).count()
    }

    /// Whether the story of a change writes this otherwise, and the change is the first to say so.
    pub(super) fn is_first_of_story(&self, entry: &Entry) -> bool {
        let story = entry.story.as_ref().filter(|story| self.first.as_ref() != Some(story));
        let is_new = entry.change == Change::Added && story.is_some_and(|story| !self.own.contains_key(story));
        is_new && (self.shared.is_another(entry) || Leads::default().differ(&self.shared, entry))
    }

    /// Whether a change would add anything; not when everything in it is on file already.
    pub(super) fn adds(&self, entry: &Entry) -> bool {
        let mut then = self.clone();
        then.apply(self.shared.sequence, entry);
        then != *self
    }

    /// Takes in a change.
    pub(super) fn apply(&mut self, sequence: Sequence, entry: &Entry) {
        self.write_in_story(entry);
        match entry.story.as_ref().and_then(|story| self.own.get_mut(story)) {
            Some(Own::Another(entity)) => entity.apply(sequence, entry),
            Some(Own::Written(_, leads)) => {
                leads.take(entry);
                self.shared.apply(sequence, entry);
            }
            None => self.shared.apply(sequence, entry),
        }
        self.settle(sequence);
    }

    /// Takes in only how the story of a change writes it.
    pub(super) fn write_in_story(&mut self, entry: &Entry) {
        if let (true, Some(story)) = (self.is_first_of_story(entry), &entry.story) {
            let own = if self.shared.is_another(entry) {
                let mut entity = Entity::new(entry);
                entity.apply(self.shared.sequence, entry);
                Own::Another(Box::new(entity))
            } else {
                let mut leads = Leads::default();
                leads.take(entry);
                Own::Written(Box::new(leads.over(&self.shared)), leads)
            };
            self.own.insert(story.clone(), own);
        }
    }

    fn settle(&mut self, sequence: Sequence) {
        self.shared.sequence = sequence;
        for own in self.own.values_mut() {
            match own {
                Own::Another(entity) => entity.sequence = sequence,
                Own::Written(entity, leads) => **entity = leads.over(&self.shared),
            }
        }
    }
}

impl Leads {
    /// Whether a story that writes it so has another name, description or title in front than all stories share.
    fn differ(&self, shared: &Entity, entry: &Entry) -> bool {
        let mut written = self.clone();
        written.take(entry);
        let written = written.over(shared);
        let name = !shared.names.is_empty() && written.name() != shared.name();
        name || shared.described.is_some() && written.described != shared.described
            || shared.title.is_some() && written.title != shared.title
    }

    /// What is written first stays in front, until it is amended for every story.
    fn take(&mut self, entry: &Entry) {
        if entry.change == Change::Added {
            self.name = self.name.take().or_else(|| entry.names.first().cloned());
            self.described = self.described.take().or_else(|| entry.described.clone());
            self.title = self.title.take().or_else(|| entry.title.clone());
        }
        if entry.change == Change::Amended {
            self.described = self.described.take().filter(|_| entry.described.is_none());
            self.title = self.title.take().filter(|_| entry.title.is_none());
        }
    }

    /// The shared entry with this in front. A name that was found to be wrong is not brought back.
    fn over(&self, shared: &Entity) -> Entity {
        let mut entity = shared.clone();
        if let Some(name) = self.name.as_ref().filter(|name| !entity.corrected.contains(&name.text)) {
            let known = entity.names.iter().position(|known| known.text == name.text);
            let name = known.map_or_else(|| name.clone(), |place| entity.names.remove(place));
            entity.names.insert(0, name);
        }
        lead(&mut entity.described, &mut entity.descriptions, self.described.as_deref());
        lead(&mut entity.title, &mut entity.titles, self.title.as_deref());
        entity
    }
}

/// Puts one in front, and the one that was there among the others.
fn lead(first: &mut Option<Box<str>>, others: &mut Vec<Box<str>>, new: Option<&str>) {
    let Some(new) = new else { return };
    others.retain(|other| **other != *new);
    others.extend(first.replace(new.into()).filter(|first| **first != *new));
}
