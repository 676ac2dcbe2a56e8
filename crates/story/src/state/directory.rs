//! The people, organisations and places all stories share.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use crate::record::bounds::Bounds;
use crate::record::comparison::Containment;
use crate::record::entry::{EntityType, Entry, Name};
use crate::record::folding::words;
use crate::record::kind::change::Change;
use crate::record::name::EntitySlug;
use crate::record::recorded::{Recorded, Sequence};

/// The directory at a position of the log.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    entities: HashMap<EntitySlug, Entity>,
    /// Changes under an embargo, which nobody is shown: for whoever decides.
    held: BTreeMap<EntitySlug, Vec<(Sequence, Entry)>>,
    /// How many entries were found to be another one.
    merged: usize,
}

/// One entry: everything said of it so far, put together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entity {
    /// Its unique name.
    pub slug: EntitySlug,
    /// What it is.
    pub is: EntityType,
    /// Its names: the first is how we write it.
    pub names: Vec<Name>,
    /// The names it was given by mistake.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrected: Vec<Box<str>>,
    /// A description instead of a name.
    pub described: Option<Box<str>>,
    /// Other descriptions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub descriptions: Vec<Box<str>>,
    /// How we introduce it.
    pub title: Option<Box<str>>,
    /// How others introduce it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub titles: Vec<Box<str>>,
    /// The institution it speaks for.
    pub speaks_for: Option<EntitySlug>,
    /// What it lies within.
    pub within: Option<EntitySlug>,
    /// Its Wikidata id.
    pub wikidata: Option<Box<str>>,
    /// The entry it was found to be the same as.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as: Option<EntitySlug>,
    /// The position of the last change to it.
    pub sequence: Sequence,
}

impl Entity {
    /// An entry of which nothing is said yet.
    fn new(entry: &Entry) -> Self {
        Self {
            slug: entry.entity.clone(),
            is: entry.is,
            names: Vec::new(),
            corrected: Vec::new(),
            described: None,
            descriptions: Vec::new(),
            title: None,
            titles: Vec::new(),
            speaks_for: None,
            within: None,
            wikidata: None,
            same_as: None,
            sequence: 0,
        }
    }

    /// How we write it: its name, its description, or, with neither, its slug.
    pub fn name(&self) -> &str {
        let name = self.names.first().map(|name| &*name.text).or(self.described.as_deref());
        name.unwrap_or(self.slug.as_str())
    }

    /// Every way of writing it, the wrong ones too: what somebody may look for.
    pub fn spellings(&self) -> impl Iterator<Item = &str> {
        let right = self.names.iter().map(|name| &*name.text).chain(self.described.as_deref());
        let right = right.chain(self.descriptions.iter().map(|described| &**described));
        right.chain(self.corrected.iter().map(|name| &**name))
    }

    fn is_new(&self, name: &Name) -> bool {
        let known = self.names.iter().find(|known| known.text == name.text);
        !self.corrected.contains(&name.text)
            && known.is_none_or(|known| name.used_by.iter().any(|outlet| !known.used_by.contains(outlet)))
    }

    /// Whether it is several people, so that they *say* and not *says*: a group described without an article, as "people
    /// familiar with the matter" is and "a senior official" is not.
    pub(crate) fn is_plural(&self) -> bool {
        let first = self.name().split(' ').next().unwrap_or_default().to_lowercase();
        // “The Chibok schoolgirls”, but “the crew of the Titan”.
        let head =
            self.name().split(' ').take_while(|word| !["of", "in", "at", "for", "from", "who"].contains(word)).last();
        let several = head.is_some_and(|word| {
            let ends = word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end));
            word.starts_with(char::is_lowercase) && ends
                || ["people", "police", "women", "men", "children"].contains(&word)
        });
        // “The striking rock-drill operators” are several, whoever takes them for an organisation.
        self.is == EntityType::Organisation && first == "the" && several && !self.name().contains(" of ")
            || self.is == EntityType::Group
                && (!["a", "an", "the", "one"].contains(&first.as_str()) || first == "the" && several)
    }

    /// Whether a change would add anything; not when everything in it is on file already.
    pub fn adds(&self, entry: &Entry) -> bool {
        let mut then = self.clone();
        then.apply(self.sequence, entry);
        then != *self
    }

    fn apply(&mut self, sequence: Sequence, entry: &Entry) {
        for name in &entry.names {
            self.take_name(name);
        }
        if let (Some(wrong), Some(right)) = (&entry.corrects, entry.names.first()) {
            self.correct_name(wrong, right);
        }
        // What is added gathers beside what is on file; only what amends it takes its place.
        let take = if entry.change == Change::Added { gather } else { replace };
        take(&mut self.described, &mut self.descriptions, entry.described.as_deref());
        take(&mut self.title, &mut self.titles, entry.title.as_deref());
        let amends = entry.change != Change::Added;
        take_fact(&mut self.speaks_for, &entry.speaks_for, amends);
        take_fact(&mut self.within, &entry.within, amends);
        take_fact(&mut self.wikidata, &entry.wikidata, amends);
        match entry.change {
            Change::Merged => self.same_as.clone_from(&entry.same_as),
            Change::Split => self.same_as = None,
            _ => {}
        }
        self.sequence = sequence;
    }

    fn take_name(&mut self, name: &Name) {
        if !self.is_new(name) {
            return;
        }
        match self.names.iter_mut().find(|known| known.text == name.text) {
            Some(known) => {
                known.used_by.extend(name.used_by.iter().cloned());
                known.used_by.sort();
                known.used_by.dedup();
            }
            None => self.names.push(name.clone()),
        }
    }

    /// Puts the right name in front. The wrong one is kept to be found by, and is not taken for a name again.
    fn correct_name(&mut self, wrong: &str, right: &Name) {
        self.names.retain(|name| &*name.text != wrong);
        self.corrected.retain(|name| *name != right.text);
        if !self.corrected.iter().any(|name| &**name == wrong) {
            self.corrected.push(wrong.into());
        }
        let led_by = self.names.iter().position(|name| name.text == right.text);
        let lead = led_by.map_or_else(|| right.clone(), |place| self.names.remove(place));
        self.names.insert(0, lead);
    }
}

/// The first stays in front; others are kept beside it.
fn gather(first: &mut Option<Box<str>>, others: &mut Vec<Box<str>>, new: Option<&str>) {
    match (first.as_ref(), new) {
        (None, Some(new)) => *first = Some(new.into()),
        (Some(first), Some(new)) if **first != *new && !others.iter().any(|other| **other == *new) => {
            others.push(new.into());
        }
        _ => {}
    }
}

/// The new one takes the place of the first.
fn replace(first: &mut Option<Box<str>>, _: &mut Vec<Box<str>>, new: Option<&str>) {
    if let Some(new) = new {
        *first = Some(new.into());
    }
}

fn take_fact<T: Clone>(known: &mut Option<T>, new: &Option<T>, amends: bool) {
    if new.is_some() && (amends || known.is_none()) {
        known.clone_from(new);
    }
}

impl Directory {
    /// The directory under bounds, from its changes in the order of the log.
    ///
    /// An entry that nobody had written by the known bound is taken as it was first written: how we write somebody whom an
    /// update names tells nothing about the story.
    pub fn under<'e>(entries: impl IntoIterator<Item = &'e Recorded<Entry>>, bounds: &Bounds) -> Self {
        let recorded = Bounds { known_at: None, ..*bounds };
        let mut directory = Self::default();
        for Recorded { sequence, recorded_at, record } in entries {
            let within = |bounds: &Bounds| bounds.admit(*sequence, *recorded_at, record.learned_at);
            if within(bounds) || (within(&recorded) && directory.get(&record.entity).is_none()) {
                directory.apply(*sequence, record);
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
        let entity = self.entities.entry(entry.entity.clone()).or_insert_with(|| Entity::new(entry));
        if sequence > entity.sequence {
            let before = usize::from(entity.same_as.is_some());
            entity.apply(sequence, entry);
            self.merged = self.merged + usize::from(entity.same_as.is_some()) - before;
        }
    }

    /// Notes what is under an embargo, and with which end now; what is lifted is noted no more.
    fn file_embargo(&mut self, sequence: Sequence, entry: &Entry) {
        let open = self.entities.get(&entry.entity).map_or(0, |entity| entity.sequence);
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

    /// An entry with what is under an embargo, for whoever decides.
    pub(crate) fn with_held(&self, slug: &EntitySlug) -> Option<Cow<'_, Entity>> {
        let (open, held) = (self.entities.get(slug), self.held(slug));
        let Some((_, first)) = held.first() else { return open.map(Cow::Borrowed) };
        let mut entity = open.cloned().unwrap_or_else(|| Entity::new(first));
        for (sequence, entry) in held {
            entity.apply(entity.sequence.max(*sequence), entry);
        }
        Some(Cow::Owned(entity))
    }

    /// The position of the last change to an entry, under an embargo or not; zero where there is none.
    pub fn last_of(&self, slug: &EntitySlug) -> Sequence {
        let open = self.entities.get(slug).map_or(0, |entity| entity.sequence);
        self.held(slug).iter().map(|(sequence, _)| *sequence).fold(open, Sequence::max)
    }

    /// Whether any entry was found to be another one.
    pub(crate) fn has_merged(&self) -> bool {
        self.merged > 0
    }

    /// The entry of this slug.
    pub fn get(&self, slug: &EntitySlug) -> Option<&Entity> {
        self.entities.get(slug)
    }

    /// The entry this one was found to be the same as, or itself.
    pub fn canonical<'a>(&'a self, slug: &'a EntitySlug) -> &'a EntitySlug {
        let same = std::iter::successors(Some(slug), |slug| self.get(slug)?.same_as.as_ref());
        same.take(MAX_NESTING).last().unwrap_or(slug)
    }

    /// An entry, and everything it is judged by: what it was found to be, whom it speaks for, what it lies within.
    pub(crate) fn surroundings<'a>(&'a self, slug: &'a EntitySlug) -> Vec<&'a Entity> {
        let (mut found, mut waiting): (Vec<&Entity>, Vec<&EntitySlug>) = (Vec::new(), vec![slug]);
        while let Some(entity) = waiting.pop().and_then(|slug| self.get(slug)) {
            if !found.iter().any(|known| known.slug == entity.slug) {
                found.push(entity);
                waiting.extend([&entity.same_as, &entity.speaks_for, &entity.within].into_iter().flatten());
            }
        }
        found
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
        let mut found: Vec<&Entity> = self.iter().filter(|entity| fits(entity)).collect();
        found.sort_by(|a, b| a.slug.cmp(&b.slug));
        found
    }

    /// How we write the entry of this slug: its name, or the slug where it is not on file.
    pub fn name<'a>(&'a self, slug: &'a EntitySlug) -> &'a str {
        let slug = self.canonical(slug);
        self.get(slug).map_or(slug.as_str(), Entity::name)
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entities.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entities.is_empty()
    }

    /// Every entry, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = &Entity> {
        self.entities.values()
    }
}

/// The deepest nesting of places looked through; a chain longer than this is taken to be a loop.
const MAX_NESTING: usize = 16;

impl Containment for Directory {
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
