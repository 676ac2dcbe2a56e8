//! What the desk remembers of a story in order to decide: names and references, not the story state.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::record::attribution::Origin;
use crate::record::kind::Kind;
use crate::record::kind::spec::Declaration;
use crate::record::name::{EntitySlug, ItemKey, UpdateId};
use crate::record::recorded::Sequence;
use crate::record::relation::Reviser;
use crate::record::status::Status;
use crate::record::update::{Head, Update};

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
    chains: HashSet<Arc<[EntitySlug]>>,
}

/// What is remembered of an item.
#[derive(Debug, Clone)]
pub struct ItemIndex {
    /// Its kind.
    pub kind: Kind,
    /// The attributes it adds to its kind's.
    pub declares: Vec<Declaration>,
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
}

impl StoryIndex {
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
    pub(crate) fn file(&mut self, sequence: Sequence, update: &Update, fingerprint: u64) {
        match &update.item {
            Some(item) => {
                let index = self
                    .items
                    .entry(item.clone())
                    .or_insert_with(|| ItemIndex { kind: update.kind, declares: Vec::new() });
                index.declares.extend(update.declares.iter().cloned());
            }
            None => {
                self.status = self.status.after(update.change);
                if let Some(head) = &update.head {
                    self.head.title = head.title.clone().or_else(|| self.head.title.take());
                    self.head.desk = head.desk.clone().or_else(|| self.head.desk.take());
                }
            }
        }
        let chain = self.shared_chain(update);
        self.updates.insert(update.id, Known { sequence, fingerprint, chain });
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

fn chain_of(attribution: &crate::record::attribution::Attribution) -> impl Iterator<Item = EntitySlug> + '_ {
    let origin = match &attribution.origin {
        Origin::Entity(slug) => Some(slug),
        Origin::Evidence(_) => None,
    };
    let links = attribution.via.iter().filter_map(|link| link.outlet.as_ref());
    origin.into_iter().chain([&attribution.holder]).chain(links).cloned()
}
