//! The `directory:` of a submission: entries added and amended, merged and split.
//!
//! Stories share the directory, and each describes somebody a little differently: names and titles gather. Only what would
//! make somebody another (their type, whom they speak for, a Wikidata id, another place) is refused, with what is on file.

use jiff::Timestamp;
use serde_json::Value as Json;

use crate::record::comparison::Containment;
use crate::record::entry::Entry;
use crate::record::kind::change::Change;
use crate::record::name::{EntitySlug, UpdateId};
use crate::state::entity::Entity;
use crate::submit::authoring::entries::{Learned, Written, read_entry};
use crate::submit::authoring::scalars::read_learned;
use crate::submit::authoring::words;
use crate::submit::decide::deciding::Deciding;
use crate::submit::decide::limits::in_block;
use crate::submit::node::{Members, Node};
use crate::submit::refusal::{Code, a};
use crate::submit::refusals::Sort;

/// The longest chain of mergers or surroundings that is followed.
const MAX_CHAIN: usize = 64;

impl Deciding<'_> {
    pub(super) fn directory_entries(&mut self) {
        let Some(section) = self.document.directory else { return };
        let Some(map) = section.json.as_object() else { return };
        let learned = Learned { usual: self.learned_by(), now: self.world.now };
        for (slug, json) in map {
            let (node, since) = (section.key(slug, json), self.world.refusals.now());
            if is_merger(json) {
                self.read_entry_merger(slug, &node, learned);
            } else {
                self.read_directory_entry(slug, &node, learned);
            }
            self.world.refusals.mark(Sort::Entity, slug, since);
        }
        for (slug, json) in map {
            self.check_references(slug, &section.key(slug, json));
        }
    }

    fn read_directory_entry(&mut self, slug: &str, node: &Node<'_>, learned: Learned) -> Option<()> {
        let Written { mut entry, amends } = read_entry(slug, node, learned)?;
        entry.actor = self.actor.map(Into::into);
        entry.story = Some(self.world.story.clone());
        let entity = entry.entity.clone();
        let known = self.admitted(entry.clone(), amends, node);
        self.world.pending_entities.insert(entity, known.clone().unwrap_or(entry));
        self.written_entries.push(known?);
        Some(())
    }

    /// What an entry is beside what is on file, unless it would make that another one.
    fn admitted(&self, mut entry: Entry, amends: bool, node: &Node<'_>) -> Option<Entry> {
        let slug = &entry.entity;
        match (self.world.directory().get(&entry.entity), self.world.directory.held(&entry.entity)) {
            (Some(on_file), _) => {
                self.check_conflict(on_file, &entry, amends, node)?;
                if amends || entry.corrects.is_some() {
                    entry.change = Change::Amended;
                }
            }
            (None, [(_, held), ..]) if held.is != entry.is => {
                let message =
                    format!("`{slug}` is {} in the directory, not {}; choose another slug", a(held.is), a(entry.is));
                return node.refuse(Code::DirectoryConflict, message);
            }
            (None, _) if entry.corrects.is_some() => {
                let message = format!(
                    "`{slug}` is not in the directory, so none of its names can be corrected; leave `corrects` out to add it"
                );
                return node.refuse(Code::UnknownEntity, message);
            }
            (None, _) => {}
        }
        Some(entry)
    }

    /// What would make an entry on file another one.
    fn check_conflict(&self, on_file: &Entity, entry: &Entry, amends: bool, node: &Node<'_>) -> Option<()> {
        let slug = &entry.entity;
        if on_file.is != entry.is {
            let message = format!(
                "`{slug}` is {} in the directory (“{}”), not {}; choose another slug",
                a(on_file.is),
                on_file.name(),
                a(entry.is)
            );
            return node.refuse(Code::DirectoryConflict, message);
        }
        if let Some(wrong) = &entry.corrects
            && !on_file.spellings().any(|name| name == &**wrong)
        {
            let message = format!("`{slug}` has no name “{wrong}” to correct; it is written “{}”", on_file.name());
            return node.refuse(Code::NotAllowed, message);
        }
        // Another body, as it seems, is one of its own in this story.
        if amends || on_file.is_another(entry) && entry.corrects.is_none() {
            return Some(());
        }
        let within = entry.within.as_ref().zip(on_file.within.as_ref());
        let elsewhere = within.filter(|(new, known)| new != known && !self.world.directory().lies_within(known, new));
        let differing = |new: &Option<EntitySlug>, known: &Option<EntitySlug>| {
            new.as_ref().zip(known.as_ref()).filter(|(new, known)| new != known).map(|(_, known)| known.to_string())
        };
        let texts = entry.wikidata.as_ref().zip(on_file.wikidata.as_ref());
        let conflicts = [
            ("speaks for", differing(&entry.speaks_for, &on_file.speaks_for)),
            ("lies within", elsewhere.map(|(_, known)| known.to_string())),
            ("has the Wikidata id", texts.filter(|(new, known)| new != known).map(|(_, known)| known.to_string())),
        ];
        for (what, known) in conflicts {
            let Some(known) = known else { continue };
            let message = format!(
                "`{slug}` {what} `{known}` in the directory; leave it out here, or write `amends: true` to change it for every story"
            );
            node.refuse::<()>(Code::DirectoryConflict, message);
        }
        Some(())
    }

    /// `vitkoff: {same_as: witkoff}`: an entry on file was found to be another; `{split: true}` takes that back.
    fn read_entry_merger(&mut self, slug: &str, node: &Node<'_>, learned: Learned) -> Option<()> {
        let slug: EntitySlug = node.parse_key(slug)?;
        let mut members = Members::of(node)?;
        let same = members.take(words::entry::SAME_AS);
        let split = members.flag(words::entry::SPLIT);
        let learned_at = learned.read(&mut members);
        members.finish();
        let Some(on_file) = self.world.directory().get(&slug) else {
            let message = format!("`{slug}` is not in the directory; only an entry on file can be merged or split");
            return node.refuse(Code::UnknownEntity, message);
        };
        let same_as = match same {
            Some(same) if split => {
                return same
                    .refuse(Code::NotAllowed, "an entry is merged or split, not both; leave out `same_as` or `split`");
            }
            Some(same) => Some(self.read_same(&slug, on_file, &same)?),
            None if split => None,
            None => return node.refuse(Code::Missing, "`same_as` is missing: which entry is this one?"),
        };
        if self.same_as(&slug) == same_as.as_ref() {
            return Some(());
        }
        let change = if split { Change::Split } else { Change::Merged };
        let entry = Entry {
            same_as,
            actor: self.actor.map(Into::into),
            story: Some(self.world.story.clone()),
            ..Entry::new(slug, change, on_file.is, learned_at)
        };
        self.written_entries.push(entry);
        Some(())
    }

    fn read_same(&self, slug: &EntitySlug, on_file: &Entity, node: &Node<'_>) -> Option<EntitySlug> {
        let other: EntitySlug = node.parse(Code::BadName)?;
        match self.world.directory().get(&other) {
            None => {
                let message = format!("`{other}` is not in the directory{}", self.world.like_an_entity(other.as_str()));
                node.refuse(Code::UnknownEntity, message)
            }
            Some(known) if known.is != on_file.is => {
                let message =
                    format!("`{slug}` is {}, and `{other}` is {}; they cannot be the same", a(on_file.is), a(known.is));
                node.refuse(Code::NotAllowed, message)
            }
            Some(_) if leads(&other, slug, |slug| self.same_as(slug)) => {
                let message =
                    format!("`{other}` was merged into `{slug}`, or is `{slug}` itself; leave one of the two as it is");
                node.refuse(Code::NotAllowed, message)
            }
            Some(_) => Some(other),
        }
    }

    /// The entry that another was found to be, with what this submission says.
    fn same_as(&self, slug: &EntitySlug) -> Option<&EntitySlug> {
        let merges = |entry: &&Entry| entry.entity == *slug && matches!(entry.change, Change::Merged | Change::Split);
        let held = self.world.directory.held(slug).iter().rev().map(|(_, entry)| entry);
        match self.written_entries.iter().rev().chain(held).find(merges) {
            Some(entry) => entry.same_as.as_ref(),
            None => self.world.directory().get(slug)?.same_as.as_ref(),
        }
    }

    /// Takes in an entry that adds something to what is on file: openly, or under an embargo.
    pub(super) fn add_entry(&mut self, mut entry: Entry) {
        if !self.world.directory.adds(&entry) {
            return;
        }
        let expected = self.world.directory.last_of(&entry.entity);
        let clockless = Entry { learned_at: Timestamp::UNIX_EPOCH, actor: None, ..entry.clone() };
        let content = serde_json::to_vec(&(expected, &clockless)).unwrap_or_default();
        entry.id = UpdateId::of_content(entry.entity_id().uuid(), &content);
        self.entries.push((entry, expected));
    }

    /// What an entry names is in the directory, and does not lead back to it.
    fn check_references(&self, slug: &str, node: &Node<'_>) {
        let Some(entry) = EntitySlug::new(slug).ok().and_then(|slug| self.world.pending_entities.get(&slug)) else {
            return;
        };
        let outlets = entry.names.iter().flat_map(|name| &name.used_by);
        for named in [&entry.speaks_for, &entry.within].into_iter().flatten().chain(outlets) {
            self.world.entity_named(named.as_str(), node);
        }
        let speaks_for = |slug: &EntitySlug| {
            let pending = self.world.pending_entities.get(slug).and_then(|entry| entry.speaks_for.as_ref());
            pending.or_else(|| self.world.directory().get(slug)?.speaks_for.as_ref())
        };
        let within = |slug: &EntitySlug| {
            let pending = self.world.pending_entities.get(slug).and_then(|entry| entry.within.as_ref());
            pending.or_else(|| self.world.directory().get(slug)?.within.as_ref())
        };
        let refuse = |what: &str, named: &EntitySlug| {
            let message = format!("`{slug}` cannot {what} `{named}`, which is itself, or leads back to it");
            node.refuse::<()>(Code::NotAllowed, message);
        };
        if let Some(named) = entry.speaks_for.as_ref().filter(|named| leads(named, &entry.entity, speaks_for)) {
            refuse("speak for", named);
        }
        if let Some(named) = entry.within.as_ref().filter(|named| leads(named, &entry.entity, within)) {
            refuse("lie within", named);
        }
    }

    /// When the newsroom learned what the story is called and who is who: as the file says for everything in it, else with
    /// its last report, which is now where one does not say.
    pub(super) fn learned_by(&self) -> Timestamp {
        let now = self.world.now;
        if let Some(learned) = self.world.default(words::shared::LEARNED) {
            return read_learned(&learned, now).unwrap_or(now);
        }
        let of = |json: &Json| json.get(words::shared::LEARNED.name)?.as_str()?.parse::<Timestamp>().ok();
        let entries = self.document.updates.and_then(|updates| updates.json.as_array()).map_or(&[][..], Vec::as_slice);
        let learned = entries.iter().flat_map(|entry| {
            let updates = in_block(entry).map_or(std::slice::from_ref(entry), Vec::as_slice);
            updates.iter().map(move |update| of(update).or_else(|| of(entry)).unwrap_or(now))
        });
        learned.max().unwrap_or(now).min(now)
    }
}

fn is_merger(json: &Json) -> bool {
    [words::entry::SAME_AS, words::entry::SPLIT].iter().any(|word| json.get(word.name).is_some())
}

/// Whether going on from one entry in this way comes to another.
fn leads<'e>(from: &'e EntitySlug, to: &EntitySlug, next: impl Fn(&EntitySlug) -> Option<&'e EntitySlug>) -> bool {
    std::iter::successors(Some(from), |slug| next(slug)).take(MAX_CHAIN).any(|slug| slug == to)
}
