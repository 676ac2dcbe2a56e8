//! The `directory:` of a submission: entries added and amended, merged and split.

use jiff::Timestamp;
use serde_json::Value as Json;

use crate::record::entry::Entry;
use crate::record::kind::change::Change;
use crate::record::name::{EntitySlug, UpdateId};
use crate::record::recorded::Sequence;
use crate::state::directory::Entity;
use crate::submit::authoring::entries::read_entry;
use crate::submit::authoring::surroundings::Surroundings;
use crate::submit::node::{Members, Node, Read};
use crate::submit::refusal::Code;

use super::deciding::Deciding;

impl Deciding<'_> {
    pub(super) fn directory_entries(&mut self) {
        let Some(section) = self.document.directory else { return };
        let Ok(map) = section.mapping() else { return };
        let learned_at = self.default_learned();
        for (slug, json) in map {
            let node = Node { json, at: section.at.key(slug) };
            let read = self.read_directory_entry(slug, &node, learned_at);
            self.check(read);
        }
        for (slug, json) in map {
            let read = self.check_references(slug, &Node { json, at: section.at.key(slug) });
            self.check(read);
        }
    }

    pub(super) fn read_directory_entry(&mut self, slug: &str, node: &Node<'_>, learned_at: Timestamp) -> Read<()> {
        if let Some(entry) = self.read_entry_merger(slug, node, learned_at)? {
            let expected = self.directory.get(&entry.entity).map_or(0, |entity| entity.sequence);
            self.add_entry(entry, expected);
            return Ok(());
        }
        let amends = Members::of(node)?.take_flag("amends")?;
        let mut without_flag = node.json.clone();
        if let Some(map) = without_flag.as_object_mut() {
            map.remove("amends");
        }
        let mut entry = read_entry(slug, &Node { json: &without_flag, at: node.at }, learned_at)?;
        entry.actor = self.actor.map(Into::into);
        self.pending_entities.insert(entry.entity.clone(), entry.clone());
        match self.directory.get(&entry.entity) {
            Some(on_file) => {
                check_directory_conflict(on_file, &entry, amends, node)?;
                if on_file.adds(&entry) {
                    entry.change = Change::Amended;
                    self.add_entry(entry, on_file.sequence);
                }
            }
            None if entry.corrects.is_some() => {
                let message = format!(
                    "`{slug}` is not in the directory, so none of its names can be corrected; leave `corrects` out to add it"
                );
                return Err(node.refuse(Code::UnknownEntity, message));
            }
            None => self.add_entry(entry, 0),
        }
        Ok(())
    }

    /// `vitkoff: {same_as: witkoff}`: an entry on file was found to be another; `{split: true}` takes that back. None where
    /// the entry says something else, or says nothing new.
    pub(super) fn read_entry_merger(&self, slug: &str, node: &Node<'_>, learned_at: Timestamp) -> Read<Option<Entry>> {
        let is_merger = |json: &Json| json.get("same_as").is_some() || json.get("split").is_some();
        if !is_merger(node.json) {
            return Ok(None);
        }
        let slug: EntitySlug = EntitySlug::new(slug).map_err(|error| node.refuse(Code::BadName, error.to_string()))?;
        let mut members = Members::of(node)?;
        let same_as = members.take("same_as").map(|other| other.parse::<EntitySlug>(Code::BadName)).transpose()?;
        let split = members.take_flag("split")?;
        members.finish()?;
        let Some(on_file) = self.directory.get(&slug) else {
            return Err(node.refuse(
                Code::UnknownEntity,
                format!("`{slug}` is not in the directory; only an entry on file can be merged or split"),
            ));
        };
        let change = if split { Change::Split } else { Change::Merged };
        if let Some(other) = &same_as {
            let known = self.directory.get(other).map(|other| other.is);
            let loops = self.directory.canonical(other) == &slug;
            if known != Some(on_file.is) || loops {
                return Err(node.refuse(
                    Code::NotAllowed,
                    format!("`{slug}` can only be the same as another {} in the directory, one that was not itself merged into `{slug}`", on_file.is.as_str()),
                ));
            }
        }
        if on_file.same_as == same_as {
            return Ok(None);
        }
        let change = Entry::new(slug, change, on_file.is, learned_at);
        Ok(Some(Entry { same_as, actor: self.actor.map(Into::into), ..change }))
    }

    pub(super) fn add_entry(&mut self, mut entry: Entry, expected: Sequence) {
        let clockless = Entry { learned_at: Timestamp::UNIX_EPOCH, actor: None, ..entry.clone() };
        let content = serde_json::to_vec(&(expected, &clockless)).unwrap_or_default();
        entry.id = UpdateId::of_content(entry.entity_id().uuid(), &content);
        self.entries.push((entry, expected));
    }

    pub(super) fn check_references(&self, slug: &str, node: &Node<'_>) -> Read<()> {
        let Some(entry) = EntitySlug::new(slug).ok().and_then(|slug| self.pending_entities.get(&slug)) else {
            return Ok(());
        };
        let outlets = entry.names.iter().flat_map(|name| &name.used_by);
        for named in [&entry.speaks_for, &entry.within].into_iter().flatten().chain(outlets) {
            if self.entity(named).is_none() {
                return Err(node.refuse(
                    Code::UnknownEntity,
                    format!("the directory has no `{named}`; add it under `directory:`"),
                ));
            }
        }
        Ok(())
    }

    pub(super) fn default_learned(&self) -> Timestamp {
        let learned = self.default("learned").and_then(|learned| learned.parse::<Timestamp>(Code::BadDate).ok());
        learned.map_or(self.now, |learned| learned.min(self.now))
    }
}

pub(super) fn check_directory_conflict(on_file: &Entity, entry: &Entry, amends: bool, node: &Node<'_>) -> Read<()> {
    let refuse = |what: &str, known: &str| {
        let message = format!(
            "`{}` has the {what} `{known}` in the directory; leave it out here, or write `amends: true` to change it for every story",
            entry.entity
        );
        Err(node.refuse(Code::DirectoryConflict, message))
    };
    if on_file.is != entry.is {
        return refuse("type", on_file.is.as_str());
    }
    if let Some(wrong) = &entry.corrects
        && !on_file.spellings().any(|name| name == &**wrong)
    {
        let message =
            format!("`{}` has no name “{wrong}” to correct; it is written “{}”", entry.entity, on_file.name());
        return Err(node.refuse(Code::NotAllowed, message));
    }
    if amends {
        return Ok(());
    }
    let texts = [("title", &on_file.title, &entry.title), ("Wikidata id", &on_file.wikidata, &entry.wikidata)];
    for (what, known, new) in texts {
        if let (Some(known), Some(new)) = (known, new)
            && known != new
        {
            return refuse(what, known);
        }
    }
    let slugs = [
        ("spokesman's side", &on_file.speaks_for, &entry.speaks_for),
        ("surroundings", &on_file.within, &entry.within),
    ];
    for (what, known, new) in slugs {
        if let (Some(known), Some(new)) = (known, new)
            && known != new
        {
            return refuse(what, known.as_str());
        }
    }
    Ok(())
}
