//! What a reader of the format knows around an entry: the story so far, the directory, the file, and the time.
//!
//! A name that stands for nothing is refused where it is first written, with the name that was probably meant. A name of
//! something that is itself refused in this submission is no mistake of its own.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

use crate::record::entry::{EntityType, Entry};
use crate::record::kind::Kind;
use crate::record::kind::change::Change;
use crate::record::kind::spec::Declaration;
use crate::record::name::{EntitySlug, ItemKey, StoryId, StorySlug, UpdateId, UpdateKey};
use crate::state::directory::{Directory, StoryDirectory};
use crate::state::entity::Entity;
use crate::submit::authoring::words::Word;
use crate::submit::index::{ItemIndex, Known, StoryIndex};
use crate::submit::node::Node;
use crate::submit::refusal::{Code, likely};
use crate::submit::refusals::{Refusals, Sort};

/// What is known around an entry.
pub(crate) struct World<'s> {
    pub story: StorySlug,
    pub story_id: StoryId,
    /// The story as far as it is on file.
    pub base: Option<&'s StoryIndex>,
    /// What earlier updates of this submission add.
    pub pending: StoryIndex,
    pub directory: &'s Directory,
    /// What this submission adds to the directory.
    pub pending_entities: HashMap<EntitySlug, Entry>,
    pub sources: Option<Node<'s>>,
    pub series: Option<Node<'s>>,
    pub defaults: Option<Node<'s>>,
    pub now: Timestamp,
    pub refusals: &'s Refusals,
}

/// A member of a part of the submission.
fn member<'p>(part: &'p Option<Node<'_>>, key: &str) -> Option<Node<'p>> {
    let part = part.as_ref()?;
    let (key, json) = part.json.as_object()?.get_key_value(key)?;
    Some(part.key(key, json))
}

fn keys<'p>(part: &'p Option<Node<'_>>) -> impl Iterator<Item = &'p str> {
    part.iter().filter_map(|part| part.json.as_object()).flat_map(|map| map.keys().map(String::as_str))
}

impl World<'_> {
    // ---- items ----

    fn item(&self, item: &ItemKey) -> impl Iterator<Item = &ItemIndex> {
        self.pending.items.get(item).into_iter().chain(self.base.and_then(|base| base.items.get(item)))
    }

    /// The kind of an item on file, or earlier in the submission.
    pub(crate) fn kind_of(&self, item: &ItemKey) -> Option<Kind> {
        self.item(item).next().map(|item| item.kind)
    }

    /// The declaration of an attribute the item adds to its kind.
    pub(crate) fn declaration(&self, item: &ItemKey, name: &str) -> Option<Declaration> {
        self.item(item).flat_map(|item| &item.declares).find(|declared| declared.name.as_str() == name).cloned()
    }

    /// What an item, what it is part of, and the story are called, as far as that is on file or earlier in the submission.
    pub(crate) fn called(&self, item: &ItemKey) -> impl Iterator<Item = &str> {
        let whole = self.part_of(item).into_iter().flat_map(|whole| self.item(whole));
        let heads =
            [Some(&self.pending), self.base].into_iter().flatten().filter_map(|story| story.head.title.as_deref());
        self.item(item).chain(whole).flat_map(ItemIndex::called).chain(heads)
    }

    /// The item an item is part of, and the one it was merged into, as far as that is on file.
    pub(crate) fn part_of(&self, item: &ItemKey) -> Option<&ItemKey> {
        self.item(item).find_map(|item| item.part_of.as_deref())
    }

    pub(crate) fn same_as(&self, item: &ItemKey) -> Option<&ItemKey> {
        self.item(item).next().and_then(|item| item.same_as.as_deref())
    }

    /// An item that a text names, with its kind.
    pub(crate) fn read_item(&self, node: &Node<'_>) -> Option<(ItemKey, Kind)> {
        let item: ItemKey = node.parse(Code::BadName)?;
        if let Some(kind) = self.kind_of(&item) {
            return Some((item, kind));
        }
        self.refusals.unknown(Sort::Item, item.as_str(), &node.at, Code::UnknownItem, || {
            let known = self.pending.items.keys().chain(self.base.into_iter().flat_map(|base| base.items.keys()));
            let meant = likely(item.as_str(), known.map(ItemKey::as_str));
            format!("the story has no item `{item}` yet{meant}; an item exists once an update is about it")
        });
        None
    }

    // ---- the directory ----

    /// The directory on file, as it is in the story.
    pub(crate) fn directory(&self) -> StoryDirectory<'_> {
        self.directory.in_story(&self.story)
    }

    /// An entry on file, with what is under an embargo; none where this submission seems to mean another body by the slug.
    fn on_file(&self, slug: &EntitySlug) -> Option<Entity> {
        let pending = self.pending_entities.get(slug).filter(|entry| entry.change == Change::Added);
        let on_file = self.directory.with_held(slug, &self.story)?;
        pending.is_none_or(|entry| !on_file.is_another(entry)).then_some(on_file)
    }

    /// What a directory entry is, and whom it speaks for.
    pub(crate) fn entity(&self, slug: &EntitySlug) -> Option<(EntityType, Option<EntitySlug>)> {
        let pending = self.pending_entities.get(slug).map(|entry| (entry.is, entry.speaks_for.clone()));
        let on_file = self.on_file(slug).map(|entity| (entity.is, entity.speaks_for.clone()));
        match (pending, on_file) {
            (Some((is, None)), Some((_, speaks_for))) => Some((is, speaks_for)),
            (pending, on_file) => pending.or(on_file),
        }
    }

    /// What a directory entry belongs to: whom it speaks for, and what it lies within.
    fn belongs_to(&self, slug: &EntitySlug) -> Vec<EntitySlug> {
        let pending = self.pending_entities.get(slug).map(|entry| [entry.speaks_for.clone(), entry.within.clone()]);
        let on_file = self.on_file(slug).map(|entity| [entity.speaks_for.clone(), entity.within.clone()]);
        pending.into_iter().chain(on_file).flatten().flatten().collect()
    }

    /// Whether one entry is another, speaks for it or lies within it, directly or by way of others.
    pub(crate) fn belongs(&self, inner: &EntitySlug, outer: &EntitySlug) -> bool {
        let (mut seen, mut waiting) = (HashSet::new(), vec![inner.clone()]);
        while let Some(slug) = waiting.pop() {
            if slug == *outer {
                return true;
            }
            if seen.insert(slug.clone()) {
                waiting.extend(self.belongs_to(&slug));
            }
        }
        false
    }

    pub(crate) fn read_entity(&self, node: &Node<'_>) -> Option<EntitySlug> {
        self.entity_named(&node.loose_text()?, node)
    }

    /// The slug of an entry that is on file, or in this submission.
    pub(crate) fn entity_named(&self, slug: &str, node: &Node<'_>) -> Option<EntitySlug> {
        self.named(slug, node, "person: Full Name")
    }

    /// The same of a place.
    pub(crate) fn place_named(&self, slug: &str, node: &Node<'_>) -> Option<EntitySlug> {
        self.named(slug, node, "place: Name of It")
    }

    fn named(&self, slug: &str, node: &Node<'_>, example: &str) -> Option<EntitySlug> {
        let slug: EntitySlug = node.parse_key(slug)?;
        if self.entity(&slug).is_some() {
            return Some(slug);
        }
        self.refusals.unknown(Sort::Entity, slug.as_str(), &node.at, Code::UnknownEntity, || {
            let meant = self.like_an_entity(slug.as_str());
            format!(
                "`{slug}` is not in the directory{meant}; add it under `directory:`, for example `{slug}: {{{example}}}`"
            )
        });
        None
    }

    pub(crate) fn like_an_entity(&self, slug: &str) -> String {
        let known = self.pending_entities.keys().chain(self.directory.iter().map(|entity| &entity.slug));
        likely(slug, known.map(EntitySlug::as_str))
    }

    // ---- updates ----

    /// What is remembered of an update on file, or earlier in the submission.
    pub(crate) fn known(&self, id: UpdateId) -> Option<&Known> {
        self.pending.updates.get(&id).or_else(|| self.base?.updates.get(&id))
    }

    /// The updates, on file or earlier in the submission, that one contradicts or is contradicted by.
    pub(crate) fn contradicting(&self, id: UpdateId) -> impl Iterator<Item = UpdateId> {
        let on_file = self.base.into_iter().flat_map(move |base| base.contradicting(id));
        on_file.chain(self.pending.contradicting(id)).copied()
    }

    /// An update that a text names by its key or id.
    pub(crate) fn read_update(&self, node: &Node<'_>) -> Option<UpdateId> {
        self.update_named(&node.loose_text()?, node)
    }

    pub(crate) fn update_named(&self, reference: &str, node: &Node<'_>) -> Option<UpdateId> {
        if self.refusals.follows(Sort::Update, reference, &node.at) {
            return None;
        }
        let by_key = UpdateKey::new(reference).ok().map(|key| UpdateId::of_key(self.story_id, &key));
        let by_id = reference.parse::<UpdateId>().ok();
        let known = by_key.into_iter().chain(by_id).find(|id| self.known(*id).is_some());
        if known.is_none() {
            self.refusals.unknown(Sort::Update, reference, &node.at, Code::UnknownUpdate, || {
                format!(
                    "the update `{reference}` is neither on file nor earlier in this submission; give the earlier update a `key`, and name that here"
                )
            });
        }
        known
    }

    // ---- the file ----

    /// The definition of a source in the file.
    pub(crate) fn source(&self, key: &str) -> Option<Node<'_>> {
        member(&self.sources, key)
    }

    pub(crate) fn source_keys(&self) -> impl Iterator<Item = &str> {
        keys(&self.sources)
    }

    /// The definition of a series in the file.
    pub(crate) fn series(&self, key: &str) -> Option<Node<'_>> {
        member(&self.series, key)
    }

    pub(crate) fn series_keys(&self) -> impl Iterator<Item = &str> {
        keys(&self.series)
    }

    /// A default of the file.
    pub(crate) fn default(&self, word: Word) -> Option<Node<'_>> {
        member(&self.defaults, word.name).filter(|node| !node.json.is_null())
    }
}
