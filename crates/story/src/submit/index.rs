//! What the desk remembers of a story in order to decide: names and references, not the story state.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::record::attribution::Origin;
use crate::record::kind::Kind;
use crate::record::kind::attribute::SAME_AS;
use crate::record::kind::change::Change;
use crate::record::kind::spec::Declaration;
use crate::record::name::{EntitySlug, ItemKey, UpdateId};
use crate::record::path::Subject;
use crate::record::recorded::Sequence;
use crate::record::relation::{RelationKind, Reviser};
use crate::record::status::Status;
use crate::record::testimony::Testimony;
use crate::record::update::{Embargo, Head, Update};
use crate::record::value::Value;

/// The decision index of one story.
#[derive(Debug, Clone, Default)]
pub struct StoryIndex {
    /// The position of its last update; what an append expects.
    pub last: Sequence,
    /// What it is called.
    pub head: Head,
    /// Whether it takes updates.
    pub status: Status,
    /// Its items.
    pub items: HashMap<ItemKey, ItemIndex>,
    /// Its updates.
    pub updates: HashMap<UpdateId, Known>,
    /// Those of them that are under an embargo.
    pub held: BTreeMap<UpdateId, Held>,
    /// Of each update that is said to contradict another, or to be contradicted, the others.
    contradictions: HashMap<UpdateId, Vec<UpdateId>>,
    chains: HashSet<Arc<[EntitySlug]>>,
    sayings: HashSet<Arc<Said>>,
}

/// What is remembered of an item.
#[derive(Debug, Clone)]
pub struct ItemIndex {
    /// Its kind.
    pub kind: Kind,
    /// The attributes it adds to its kind's.
    pub declares: Vec<Declaration>,
    /// The item it is part of.
    pub part_of: Option<Box<ItemKey>>,
    /// The item it was found to be.
    pub same_as: Option<Box<ItemKey>>,
    /// What its authors call it where everybody sees it, by name and by what it is: a name in each line.
    called: Box<str>,
}

impl ItemIndex {
    /// What its authors call it where everybody sees it.
    pub fn called(&self) -> impl Iterator<Item = &str> {
        self.called.split_terminator('\n')
    }

    fn call(&mut self, update: &Update) {
        let naming = update.kind.frame().named_by();
        let by_value = update.testimonies.iter().filter(|said| said.path.of_item() == update.item.as_ref());
        let by_value = by_value.filter(|said| naming.iter().any(|name| said.path.is_of(name)));
        let texts = by_value.filter_map(|said| said.value.as_ref()?.text());
        let new: Vec<&str> = update
            .label
            .as_deref()
            .into_iter()
            .chain(texts)
            .filter(|name| self.called().all(|known| known != *name))
            .collect();
        if !new.is_empty() {
            let lines = new.iter().flat_map(|name| [*name, "\n"]);
            self.called = [&*self.called].into_iter().chain(lines).collect::<String>().into();
        }
    }
}

/// What is remembered of an update.
#[derive(Debug, Clone)]
pub struct Known {
    /// Its position.
    pub sequence: Sequence,
    /// The fingerprint of its content.
    pub fingerprint: u64,
    /// Everybody in its chains, who alone may revise it beside the desk. Shared: most updates have few chains.
    pub chain: Arc<[EntitySlug]>,
    /// What it speaks of, which relations may name. Shared: many updates speak of the same.
    pub said: Arc<Said>,
}

/// An update under an embargo.
#[derive(Debug, Clone)]
pub struct Held {
    /// The position of the record that says until when.
    pub sequence: Sequence,
    /// The embargo.
    pub embargo: Embargo,
}

/// What an update speaks of.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Said {
    /// Its item; none for an act on the story itself.
    pub item: Option<ItemKey>,
    /// The paths it gives testimony on, each with the end of its line: every update of a long story is kept with its own.
    lines: Box<str>,
}

impl Said {
    pub(crate) fn of(update: &Update) -> Self {
        let mut lines = String::with_capacity(update.testimonies.len() * PATH);
        for path in update.testimonies.iter().map(|said| &said.path) {
            let before = lines.len();
            match path.subject {
                Subject::Entity(_) | Subject::Attribution(_) => lines.push_str(&path.to_string()),
                Subject::Item(_) => path.write_part(&mut lines),
            }
            let (known, path) = lines.split_at(before);
            if known.split_terminator('\n').any(|known| known == path) {
                lines.truncate(before);
            } else {
                lines.push('\n');
            }
        }
        Self { item: update.item.clone(), lines: lines.into() }
    }

    /// The paths it gives testimony on, of its item `participants/putin` (empty for the whole item), of a directory entry
    /// `@karelina/age`.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.lines.split_terminator('\n')
    }
}

/// How many bytes a path has, about.
const PATH: usize = 24;

impl StoryIndex {
    /// How many bytes of memory it takes, about.
    pub fn bytes(&self) -> usize {
        let updates = self.updates.capacity() * size_of::<(UpdateId, Known)>();
        let items = self.items.capacity() * (size_of::<(ItemKey, ItemIndex)>() + ON_HEAP);
        let sayings = self.sayings.capacity() * (size_of::<Arc<Said>>() + size_of::<Said>() + ON_HEAP);
        let chains = self.chains.capacity() * (size_of::<Arc<[EntitySlug]>>() + ON_HEAP);
        let contradictions = self.contradictions.capacity() * (size_of::<(UpdateId, Vec<UpdateId>)>() + ON_HEAP);
        updates + items + sayings + chains + contradictions
    }

    /// The updates that one is said to contradict, or that are said to contradict it.
    pub(crate) fn contradicting(&self, update: UpdateId) -> &[UpdateId] {
        self.contradictions.get(&update).map_or(&[], Vec::as_slice)
    }

    /// Takes in one update of the story. One that is already in changes nothing.
    pub fn apply(&mut self, sequence: Sequence, update: &Update) {
        if sequence > self.last {
            self.apply_decided(sequence, update, update.fingerprint());
        }
    }

    /// Takes in one update whose fingerprint is known from deciding it.
    pub fn apply_decided(&mut self, sequence: Sequence, update: &Update, fingerprint: u64) {
        if sequence > self.last {
            self.last = sequence;
            self.file(sequence, update, fingerprint);
        }
    }

    /// Files an update without moving the position: for the earlier updates of a submission that is being decided.
    ///
    /// One that is filed once more, with another embargo or lifted, says nothing else that is new.
    pub(crate) fn file(&mut self, sequence: Sequence, update: &Update, fingerprint: u64) {
        match &update.embargo {
            Some(embargo) if update.is_held() => {
                drop(self.held.insert(update.id, Held { sequence, embargo: embargo.clone() }));
            }
            Some(_) => drop(self.held.remove(&update.id)),
            None => {}
        }
        if let Some(known) = self.updates.get_mut(&update.id) {
            known.sequence = sequence;
            if update.change != Change::Opened {
                self.file_act(update);
            }
            return;
        }
        match &update.item {
            Some(item) => {
                let index = self.items.entry(item.clone()).or_insert_with(|| ItemIndex {
                    kind: update.kind,
                    declares: Vec::new(),
                    part_of: None,
                    same_as: None,
                    called: Box::default(),
                });
                if !update.is_held() {
                    index.call(update);
                }
                index.declares.extend(update.declares.iter().cloned());
                if let Some(whole) = &update.part_of {
                    index.part_of = Some(Box::new(whole.clone()));
                }
                match update.change {
                    Change::Merged => index.same_as = update.testimonies.iter().find_map(merged_into).map(Box::new),
                    Change::Split => index.same_as = None,
                    _ => {}
                }
            }
            None => self.file_act(update),
        }
        for relation in update.relations.iter().filter(|relation| relation.relation == RelationKind::Contradicts) {
            self.contradictions.entry(update.id).or_default().push(relation.update);
            self.contradictions.entry(relation.update).or_default().push(update.id);
        }
        let (chain, said) = (self.shared_chain(update), self.shared_said(update));
        self.updates.insert(update.id, Known { sequence, fingerprint, chain, said });
    }

    /// Files an act on the story itself. One under an embargo takes effect when it is lifted; only a story that is opened
    /// under one is there, and has its title, for those who write to it.
    fn file_act(&mut self, update: &Update) {
        if update.item.is_some() || update.is_held() && update.change != Change::Opened {
            return;
        }
        self.status = self.status.after(update.change);
        if let Some(head) = &update.head {
            self.head.title = head.title.clone().or_else(|| self.head.title.take());
            self.head.desk = head.desk.clone().or_else(|| self.head.desk.take());
        }
    }

    fn shared_said(&mut self, update: &Update) -> Arc<Said> {
        let said = Said::of(update);
        match self.sayings.get(&said) {
            Some(shared) => Arc::clone(shared),
            None => {
                let shared = Arc::new(said);
                self.sayings.insert(Arc::clone(&shared));
                shared
            }
        }
    }

    fn shared_chain(&mut self, update: &Update) -> Arc<[EntitySlug]> {
        let mut chain: Vec<EntitySlug> = update.attributions.iter().flat_map(chain_of).collect();
        if let Some(Reviser::Link(by)) = &update.by {
            chain.push(by.clone());
        }
        chain.sort();
        chain.dedup();
        match self.chains.get(&*chain) {
            Some(shared) => Arc::clone(shared),
            None => {
                let shared: Arc<[EntitySlug]> = chain.into();
                self.chains.insert(Arc::clone(&shared));
                shared
            }
        }
    }
}

/// What a key, a path or a chain takes beside its place in a table, in bytes, more or less.
const ON_HEAP: usize = 96;

fn merged_into(said: &Testimony) -> Option<ItemKey> {
    match &said.value {
        Some(Value::Item(item)) if said.path.is_of(SAME_AS) => Some(item.clone()),
        _ => None,
    }
}

fn chain_of(attribution: &crate::record::attribution::Attribution) -> impl Iterator<Item = EntitySlug> + '_ {
    let origin = match &attribution.origin {
        Origin::Entity(slug) => Some(slug),
        Origin::Evidence(_) => None,
    };
    let links = attribution.via.iter().filter_map(|link| link.outlet.as_ref());
    origin.into_iter().chain([&attribution.holder]).chain(links).cloned()
}
