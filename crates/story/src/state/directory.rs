//! The people, organisations and places all stories share.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::record::bounds::Bounds;
use crate::record::comparison::Containment;
use crate::record::entry::Entry;
use crate::record::folding::words;
use crate::record::name::{EntitySlug, StorySlug};
use crate::record::recorded::{Recorded, Sequence};
use crate::state::entity::Entity;
use crate::state::slot::Slot;

/// The directory at a position of the log.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    slots: HashMap<EntitySlug, Slot>,
    /// Changes under an embargo, which nobody is shown: for whoever decides.
    held: BTreeMap<EntitySlug, Vec<(Sequence, Entry)>>,
    /// How many entries were found to be another one.
    merged: usize,
}

impl Directory {
    /// The directory under bounds, from its changes in the order of the log.
    ///
    /// An entry that nobody had written by the known bound is taken as it was first written, in general and by the file of a
    /// story: how we write somebody whom an update names tells nothing about the story.
    pub fn under<'e>(entries: impl IntoIterator<Item = &'e Recorded<Entry>>, bounds: &Bounds) -> Self {
        let recorded = Bounds { known_at: None, ..*bounds };
        let mut directory = Self::default();
        for Recorded { sequence, recorded_at, record } in entries {
            let within = |bounds: &Bounds| bounds.admit(*sequence, *recorded_at, record.learned_at);
            if within(bounds) || (within(&recorded) && directory.get(&record.entity).is_none()) {
                directory.apply(*sequence, record);
            } else if within(&recorded) && !record.is_held() {
                directory.slots.entry(record.entity.clone()).and_modify(|slot| slot.write_in_story(record));
            }
        }
        directory
    }

    /// Takes in one change. One that is already in changes nothing, and one under an embargo nothing that is shown.
    pub fn apply(&mut self, sequence: Sequence, entry: &Entry) {
        self.file_embargo(sequence, entry);
        if entry.is_held() {
            return;
        }
        let slot = self.slots.entry(entry.entity.clone()).or_insert_with(|| Slot::new(entry));
        if sequence > slot.shared.sequence {
            let before = slot.merged();
            slot.apply(sequence, entry);
            self.merged = self.merged + slot.merged() - before;
        }
    }

    /// Notes what is under an embargo, and with which end now; what is lifted is noted no more.
    fn file_embargo(&mut self, sequence: Sequence, entry: &Entry) {
        let open = self.get(&entry.entity).map_or(0, |entity| entity.sequence);
        let held = self.held.get(&entry.entity).map_or(&[][..], Vec::as_slice);
        let known = held.iter().position(|(_, known)| known.id == entry.id);
        let held_now = || (sequence, entry.clone());
        match (known, entry.is_held()) {
            (Some(place), true) if held[place].0 < sequence => {
                self.held.entry(entry.entity.clone()).or_default()[place] = held_now();
            }
            (Some(place), false) => drop(self.held.entry(entry.entity.clone()).or_default().remove(place)),
            // One that is not noted, and is from before the entry's last change, was lifted since.
            (None, true) if sequence > open => self.held.entry(entry.entity.clone()).or_default().push(held_now()),
            (Some(_), true) | (None, _) => {}
        }
        if self.held.get(&entry.entity).is_some_and(Vec::is_empty) {
            self.held.remove(&entry.entity);
        }
    }

    /// The changes to an entry that are under an embargo, each with its position.
    pub fn held(&self, slug: &EntitySlug) -> &[(Sequence, Entry)] {
        self.held.get(slug).map_or(&[], Vec::as_slice)
    }

    /// The entries with changes under an embargo.
    pub fn held_slugs(&self) -> impl Iterator<Item = &EntitySlug> {
        self.held.keys()
    }

    /// An entry as it is in a story, with what is under an embargo: for whoever decides.
    pub(crate) fn with_held(&self, slug: &EntitySlug, story: &StorySlug) -> Option<Entity> {
        Some(self.slot(slug, true)?.of(Some(story)).clone())
    }

    /// Whether a change would add anything to what is on file: openly, or, of one under an embargo, to what is under one too.
    pub(crate) fn adds(&self, entry: &Entry) -> bool {
        self.slot(&entry.entity, entry.is_held()).is_none_or(|slot| slot.adds(entry))
    }

    /// What is on file under a slug, with what is under an embargo where that is asked for.
    fn slot(&self, slug: &EntitySlug, with_held: bool) -> Option<Cow<'_, Slot>> {
        let open = self.slots.get(slug);
        let held = if with_held { self.held(slug) } else { &[] };
        let Some((_, first)) = held.first() else { return open.map(Cow::Borrowed) };
        let mut slot = open.cloned().unwrap_or_else(|| Slot::new(first));
        for (sequence, entry) in held {
            slot.apply(slot.shared.sequence.max(*sequence), entry);
        }
        Some(Cow::Owned(slot))
    }

    /// The position of the last change to an entry, under an embargo or not; zero where there is none.
    pub fn last_of(&self, slug: &EntitySlug) -> Sequence {
        let open = self.get(slug).map_or(0, |entity| entity.sequence);
        self.held(slug).iter().map(|(sequence, _)| *sequence).fold(open, Sequence::max)
    }

    /// The directory as it is in a story: with what its own file says.
    pub fn in_story<'d>(&'d self, story: &'d StorySlug) -> StoryDirectory<'d> {
        StoryDirectory { directory: self, story: Some(story) }
    }

    /// The directory as all stories share it.
    fn shared(&self) -> StoryDirectory<'_> {
        StoryDirectory { directory: self, story: None }
    }

    /// The entry of this slug, as stories share it.
    pub fn get(&self, slug: &EntitySlug) -> Option<&Entity> {
        self.shared().get(slug)
    }

    /// The entry this one was found to be the same as, or itself.
    pub fn canonical<'a>(&'a self, slug: &'a EntitySlug) -> &'a EntitySlug {
        self.shared().canonical(slug)
    }

    /// The entries of this name: by slug, by any of their names or by their description, whatever the case, the accents and
    /// the punctuation.
    pub fn named(&self, name: &str) -> Vec<&Entity> {
        let wanted = words(name);
        self.sorted(|entity| {
            entity.slug.as_str() == name || entity.spellings().any(|name| !wanted.is_empty() && words(name) == wanted)
        })
    }

    /// The entries that have all these words in their slug or in one of their names; the last may be the beginning of one.
    pub fn like(&self, name: &str) -> Vec<&Entity> {
        let wanted = words(name);
        let Some((last, whole)) = wanted.split_last() else { return Vec::new() };
        self.sorted(|entity| {
            let mut names = entity.spellings().chain([entity.slug.as_str()]).map(words);
            names.any(|name| {
                whole.iter().all(|word| name.contains(word)) && name.iter().any(|word| word.starts_with(&**last))
            })
        })
    }

    fn sorted(&self, fits: impl Fn(&Entity) -> bool) -> Vec<&Entity> {
        let mut found: Vec<&Entity> = self.all().filter(|entity| fits(entity)).collect();
        found.sort_by(|a, b| (&a.slug, a.name()).cmp(&(&b.slug, b.name())));
        found.dedup_by(|a, b| (&a.slug, a.name()) == (&b.slug, b.name()));
        found
    }

    /// How we write the entry of this slug: its name, or the slug where it is not on file.
    pub fn name<'a>(&'a self, slug: &'a EntitySlug) -> &'a str {
        self.shared().name(slug)
    }

    /// Whether a change is the first to say that its story writes an entry otherwise than others do.
    pub(crate) fn is_first_of_story(&self, entry: &Entry) -> bool {
        self.slots.get(&entry.entity).is_some_and(|slot| slot.is_first_of_story(entry))
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Every entry that stories share, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = &Entity> {
        self.slots.values().map(|slot| &slot.shared)
    }

    /// The same, and every other body that some story has under the slug of one.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Entity> {
        self.slots.values().flat_map(Slot::all)
    }
}

/// The directory as it is in one story: an entry that the story's own file writes otherwise is written so, and one that seems
/// to be another body there is that body. All else is what stories share.
#[derive(Debug, Clone, Copy)]
pub struct StoryDirectory<'d> {
    directory: &'d Directory,
    story: Option<&'d StorySlug>,
}

impl<'d> StoryDirectory<'d> {
    /// The directory that all stories share.
    pub fn all_stories(self) -> &'d Directory {
        self.directory
    }

    /// The entry of this slug.
    pub fn get(self, slug: &EntitySlug) -> Option<&'d Entity> {
        self.directory.slots.get(slug).map(|slot| slot.of(self.story))
    }

    /// How we write the entry of this slug: its name, or the slug where it is not on file.
    pub fn name<'a>(self, slug: &'a EntitySlug) -> &'a str
    where
        'd: 'a,
    {
        let slug = self.canonical(slug);
        self.get(slug).map_or(slug.as_str(), Entity::name)
    }

    /// The entry this one was found to be the same as, or itself.
    pub fn canonical<'a>(self, slug: &'a EntitySlug) -> &'a EntitySlug
    where
        'd: 'a,
    {
        let same = std::iter::successors(Some(slug), |slug| self.get(slug)?.same_as.as_ref());
        same.take(MAX_NESTING).last().unwrap_or(slug)
    }

    /// An entry, and everything it is judged by: what it was found to be, whom it speaks for, what it lies within.
    pub(crate) fn surroundings<'a>(self, slug: &'a EntitySlug) -> Vec<&'a Entity>
    where
        'd: 'a,
    {
        let (mut found, mut waiting): (Vec<&Entity>, Vec<&EntitySlug>) = (Vec::new(), vec![slug]);
        while let Some(entity) = waiting.pop().and_then(|slug| self.get(slug)) {
            if !found.iter().any(|known| known.slug == entity.slug) {
                found.push(entity);
                waiting.extend([&entity.same_as, &entity.speaks_for, &entity.within].into_iter().flatten());
            }
        }
        found
    }

    /// Whether the slug stands for different bodies in different stories.
    pub(crate) fn is_ambiguous(self, slug: &EntitySlug) -> bool {
        self.directory.slots.get(slug).is_some_and(|slot| slot.all().nth(1).is_some())
    }

    /// Whether any entry was found to be another one.
    pub(crate) fn has_merged(self) -> bool {
        self.directory.merged > 0
    }

    /// Every entry, in no particular order.
    pub fn iter(self) -> impl Iterator<Item = &'d Entity> {
        self.directory.slots.values().map(move |slot| slot.of(self.story))
    }
}

/// The deepest nesting of places looked through; a chain longer than this is taken to be a loop.
const MAX_NESTING: usize = 16;

impl Containment for StoryDirectory<'_> {
    fn lies_within(&self, inner: &EntitySlug, outer: &EntitySlug) -> bool {
        std::iter::successors(Some(inner), |slug| self.get(slug)?.within.as_ref())
            .skip(1)
            .take(MAX_NESTING)
            .any(|slug| slug == outer)
    }

    fn same(&self, a: &EntitySlug, b: &EntitySlug) -> bool {
        a == b || self.canonical(a) == self.canonical(b)
    }
}

/// The directory entries without which these cannot be read: themselves, whom they speak for, what they lie within, and those
/// that were found to be one with any of them.
pub fn needed<'e>(
    named: impl IntoIterator<Item = &'e EntitySlug>,
    entries: impl Iterator<Item = &'e Entry> + Clone,
) -> BTreeSet<EntitySlug> {
    let mut needed: BTreeSet<EntitySlug> = named.into_iter().cloned().collect();
    loop {
        let before = needed.len();
        for entry in entries.clone() {
            is_needed(&mut needed, entry);
        }
        if needed.len() == before {
            return needed;
        }
    }
}

/// Whether an entry is needed beside those that are known to be, which then are more by those that it needs itself: one that
/// has gone by before may be among them.
pub fn is_needed(needed: &mut BTreeSet<EntitySlug>, entry: &Entry) -> bool {
    let same = entry.same_as.as_ref().is_some_and(|same| needed.contains(same));
    let is_needed = same || needed.contains(&entry.entity);
    if is_needed {
        needed.insert(entry.entity.clone());
        needed.extend(entry.entities().cloned());
    }
    is_needed
}
