//! What of a submission is under an embargo beyond the updates that say so, and what may not be named before it ends.
//!
//! An entry of the directory that only updates under an embargo name is under it too: the name alone would tell. With an
//! embargo in `defaults` everything in the submission is. What is seen earlier cannot name what is seen later.

use std::collections::{HashMap, HashSet};

use crate::record::entry::Entry;
use crate::record::name::{EntitySlug, UpdateId, UpdateKey};
use crate::record::update::{Embargo, EmbargoAct, Update};
use crate::submit::authoring::scalars::read_embargo;
use crate::submit::authoring::words;
use crate::submit::decide::deciding::Deciding;
use crate::submit::decide::named::Named;
use crate::submit::decide::opening::OPENED;
use crate::submit::node::Node;
use crate::submit::refusal::Code;

impl Deciding<'_> {
    /// The embargo of everything in the submission.
    pub(super) fn embargo_of_all(&self) -> Option<Embargo> {
        let embargo = read_embargo(&self.world.default(words::shared::EMBARGO)?, &self.world)?;
        (embargo.set_by.is_none() && !embargo.has_ended(self.world.now)).then_some(embargo)
    }

    /// An embargo whose time has come already hides nothing, and is recorded as lifted.
    pub(super) fn lift_what_has_ended(&self, update: &mut Update) {
        if let Some(embargo) = update.embargo.as_mut().filter(|embargo| embargo.has_ended(self.world.now)) {
            embargo.lifted = Some(EmbargoAct::default());
        }
    }

    /// The embargo an update is under: as it is on file where it is, else as it says.
    pub(super) fn embargo_now(&self, update: &Update, already: bool) -> Option<Embargo> {
        let on_file = self.world.base.and_then(|base| base.held.get(&update.id));
        match on_file {
            Some(held) => Some(held.embargo.clone()),
            None if already && !self.world.pending.held.contains_key(&update.id) => None,
            None => update.embargo.clone().filter(|_| update.is_held()),
        }
    }

    /// Refuses an update that would be seen before what it names: an update, an entry of the directory, the story itself.
    pub(super) fn check_named_under_embargo(&self, update: &Update, node: &Node<'_>) -> Option<()> {
        let own = update.embargo.as_ref().filter(|_| update.is_held());
        let seen_before = |embargo: &Embargo| own.is_none_or(|own| embargo.outlasts(own));
        let mut refused = false;
        let mut refuse = |what: String, embargo: &Embargo| {
            refused = true;
            let message = format!(
                "{what} is under an embargo {embargo}, and this would be seen before; give this an `embargo` that ends \
                 no sooner, or lift that one first (`newsreel embargo lift`)"
            );
            node.refuse::<()>(Code::UnderEmbargo, message);
        };
        let opened = UpdateKey::new(OPENED).ok().map(|key| UpdateId::of_key(self.world.story_id, &key));
        let story = opened.filter(|id| *id != update.id).and_then(|id| self.held_update(id));
        if let Some(embargo) = story.filter(|embargo| seen_before(embargo)) {
            refuse(format!("the story `{}`", self.document.story), embargo);
        }
        for id in update.named().collect::<HashSet<_>>() {
            if let Some(embargo) = self.held_update(id).filter(|embargo| seen_before(embargo)) {
                refuse("an update that this one names".to_owned(), embargo);
            }
        }
        let entities: HashSet<&EntitySlug> = update.entities().collect();
        for entity in entities {
            if self.world.directory.get(entity).is_some() || self.world.pending_entities.contains_key(entity) {
                continue;
            }
            let held = self.world.directory.held(entity).iter().filter_map(|(_, entry)| entry.embargo.as_ref());
            let first = held.reduce(Embargo::first_to_end);
            if let Some(embargo) = first.filter(|embargo| seen_before(embargo)) {
                refuse(format!("`{entity}` of the directory"), embargo);
            }
        }
        (!refused).then_some(())
    }

    fn held_update(&self, id: UpdateId) -> Option<&Embargo> {
        let base = self.world.base.and_then(|base| base.held.get(&id));
        base.or_else(|| self.world.pending.held.get(&id)).map(|held| &held.embargo)
    }

    /// A story that is opened with nothing but updates under an embargo would tell of them by its title.
    pub(super) fn check_title(&self) {
        let is_opening = |update: &&Update| update.key.as_ref().is_some_and(|key| key.as_str() == OPENED);
        let mut updates = self.updates.iter().filter(|update| !is_opening(update)).peekable();
        let opens = self.updates.iter().any(|update| is_opening(&update) && !update.is_held());
        if opens && updates.peek().is_some() && updates.all(Update::is_held) {
            let message = "all updates are under an embargo, and the title would be seen at once; put the `embargo` under \
                           `defaults`, which holds back everything, or open the story first, with its title alone";
            let at = self.document.root.at.key(words::document::TITLE.name);
            self.document.root.refusals.add(at.refuse(Code::UnderEmbargo, message));
        }
    }

    /// Which of the entries are recorded now, and which of these under an embargo: those that only updates under one name,
    /// and, where all updates are, those that none names. Of a part of a document only those that it names; the others may be
    /// named under an embargo in another part.
    pub(super) fn settle_entries(&mut self, partial: bool) {
        let of_all = self.embargo_of_all();
        let written = std::mem::take(&mut self.written_entries);
        let Named { mut openly, mut under_embargo } = std::mem::take(&mut self.named);
        // What an entry names is seen with it.
        let by_slug: HashMap<&EntitySlug, &Entry> = written.iter().map(|entry| (&entry.entity, entry)).collect();
        let mut waiting: Vec<EntitySlug> = openly.iter().cloned().collect();
        while let Some(slug) = waiting.pop() {
            for named in by_slug.get(&slug).into_iter().flat_map(|entry| entry.entities()) {
                if openly.insert(named.clone()) {
                    waiting.push(named.clone());
                }
            }
        }
        let mut waiting: Vec<(EntitySlug, Embargo)> =
            under_embargo.iter().map(|(slug, embargo)| (slug.clone(), embargo.clone())).collect();
        while let Some((slug, embargo)) = waiting.pop() {
            for named in by_slug.get(&slug).into_iter().flat_map(|entry| entry.entities()) {
                if under_embargo.get(named).is_none_or(|known| known.outlasts(&embargo)) {
                    under_embargo.insert(named.clone(), embargo.clone());
                    waiting.push((named.clone(), embargo.clone()));
                }
            }
        }
        // What no update names would tell of updates of which none is seen yet: the last of them to be seen counts.
        let hidden = self.updates.iter().map(|update| update.embargo.as_ref().filter(|_| update.is_held()));
        let all_hidden: Option<Vec<&Embargo>> = hidden.collect();
        let last = all_hidden.into_iter().flatten().reduce(|last, next| if next.outlasts(last) { next } else { last });
        let of_rest = of_all.clone().or_else(|| last.cloned());
        for mut entry in written {
            let held = under_embargo.get(&entry.entity).filter(|_| !openly.contains(&entry.entity));
            let is_named = held.is_some() || openly.contains(&entry.entity);
            entry.embargo = match held {
                Some(held) => Some(held.clone()),
                None if openly.contains(&entry.entity) => of_all.clone(),
                None => of_rest.clone(),
            };
            if is_named || !partial {
                self.add_entry(entry);
            }
        }
    }
}
