//! A submission in the course of being decided: what it adds so far, and every reason to refuse it.

use std::collections::HashMap;

use jiff::Timestamp;
use serde_json::Value as Json;

use crate::record::entry::{EntityType, Entry};
use crate::record::kind::Kind;
use crate::record::kind::change::Change;
use crate::record::kind::spec::Declaration;
use crate::record::name::{EntitySlug, ItemKey, StoryId, StorySlug, UpdateId, UpdateKey};
use crate::record::recorded::Sequence;
use crate::record::relation::Reviser;
use crate::record::status::Status;
use crate::record::update::{Update, content_hash};
use crate::state::directory::Directory;
use crate::submit::authoring::surroundings::Surroundings;
use crate::submit::authoring::update::read_update;
use crate::submit::index::{ItemIndex, Known, StoryIndex};
use crate::submit::node::{Node, Read};
use crate::submit::refusal::{Code, Refusal};

use super::document::Document;
use super::document::member;
use super::{Answer, Decision, MAX_SUBMISSION_BYTES, MAX_UPDATE_BYTES, MAX_UPDATES};

pub(super) struct Deciding<'s> {
    pub(super) document: Document<'s>,
    pub(super) story_id: StoryId,
    pub(super) base: Option<&'s StoryIndex>,
    pub(super) directory: &'s Directory,
    pub(super) actor: Option<&'s str>,
    pub(super) now: Timestamp,
    /// What earlier updates of this submission add.
    pub(super) pending: StoryIndex,
    pub(super) pending_entities: HashMap<EntitySlug, Entry>,
    pub(super) bytes: usize,
    pub(super) entries: Vec<(Entry, Sequence)>,
    pub(super) updates: Vec<Update>,
    pub(super) fingerprints: Vec<u64>,
    pub(super) answers: Vec<Answer>,
    pub(super) refusals: Vec<Refusal>,
}

impl<'s> Deciding<'s> {
    pub(super) fn start(
        submission: &'s Json,
        base: Option<&'s StoryIndex>,
        directory: &'s Directory,
        actor: Option<&'s str>,
        now: Timestamp,
    ) -> Read<Self> {
        let mut pending = StoryIndex::default();
        pending.status = base.map_or(Status::Open, |base| base.status);
        let document = Document::read(submission)?;
        Ok(Self {
            story_id: StoryId::of(&document.story),
            document,
            base: base.filter(|base| base.last > 0),
            directory,
            actor,
            now,
            pending,
            pending_entities: HashMap::new(),
            bytes: 0,
            entries: Vec::new(),
            updates: Vec::new(),
            fingerprints: Vec::new(),
            answers: Vec::new(),
            refusals: Vec::new(),
        })
    }

    pub(super) fn check<T>(&mut self, read: Read<T>) -> Option<T> {
        read.map_err(|refusal| self.refusals.push(refusal)).ok()
    }

    pub(super) fn updates(&mut self) {
        let Some(section) = self.document.updates else { return };
        let entries = match section.list() {
            Ok(entries) => entries,
            Err(refusal) => return self.refusals.push(refusal),
        };
        if entries.len() > MAX_UPDATES {
            let message = format!(
                "{} updates; a submission holds at most {MAX_UPDATES}. Use `import`, or several submissions",
                entries.len()
            );
            return self.refusals.push(section.refuse(Code::TooManyUpdates, message));
        }
        for (i, json) in entries.iter().enumerate() {
            let node = Node { json, at: section.at.index(i) };
            let read = read_update(&node, self);
            if let Some(update) = self.check(read) {
                self.admit(update, &node);
            }
        }
    }

    /// Gives the update its id and takes it in, unless it is on file already or may not be.
    pub(super) fn admit(&mut self, mut update: Update, node: &Node<'_>) {
        let authored_at = update.authored_learned_at();
        let learned_at = std::mem::replace(&mut update.learned_at, authored_at);
        let content = update.written();
        let fingerprint = content_hash(&content);
        update.learned_at = learned_at;
        self.bytes += content.len();
        update.id = match &update.key {
            Some(key) => UpdateId::of_key(self.story_id, key),
            None => UpdateId::of_content(self.story_id.uuid(), &content),
        };
        let read = self.check_admission(&update, fingerprint, content.len(), node);
        let Some(already) = self.check(read) else { return };
        self.answers.push(Answer {
            id: update.id,
            key: update.key.clone(),
            update: update.type_name(),
            item: update.item.clone(),
            sequence: already.filter(|sequence| *sequence > 0),
            already: already.is_some(),
        });
        if already.is_none() {
            update.actor = self.actor.map(Into::into);
            self.pending.file(0, &update, fingerprint);
            self.updates.push(update);
            self.fingerprints.push(fingerprint);
        }
    }

    /// The position of the same update where it is on file (zero where it is earlier in this submission).
    pub(super) fn check_admission(
        &self,
        update: &Update,
        fingerprint: u64,
        bytes: usize,
        node: &Node<'_>,
    ) -> Read<Option<Sequence>> {
        if bytes > MAX_UPDATE_BYTES {
            let message = format!("this update has {bytes} bytes; one update has at most {MAX_UPDATE_BYTES}");
            return Err(node.refuse(Code::UpdateTooLarge, message));
        }
        if self.bytes > MAX_SUBMISSION_BYTES {
            let message = format!(
                "the submission has more than {MAX_SUBMISSION_BYTES} bytes; send it in several, or use `import`"
            );
            return Err(self.document.root.refuse(Code::SubmissionTooLarge, message));
        }
        if let Some(known) = self.known(update.id) {
            if known.fingerprint == fingerprint {
                return Ok(Some(known.sequence));
            }
            let name = update.key.as_ref().map_or_else(|| update.id.to_string(), ToString::to_string);
            let message = format!(
                "`{name}` is on file with other content; what is recorded never changes: give this update a key of its own, and relate it with `corrects` or `supersedes` if that is meant"
            );
            return Err(node.refuse(Code::IdConflict, message));
        }
        let open = matches!(self.pending.status, Status::Open | Status::Dormant);
        if !open && update.change != Change::Reopened {
            let message = format!(
                "`{}` is {}; reopen it first with `story.reopened`",
                self.document.story,
                self.pending.status.as_str()
            );
            return Err(node.refuse(Code::StoryClosed, message));
        }
        self.check_reviser(update, node).map(|()| None)
    }

    pub(super) fn check_reviser(&self, update: &Update, node: &Node<'_>) -> Read<()> {
        let Some(Reviser::Link(by)) = &update.by else { return Ok(()) };
        for revised in update.relations.iter().filter(|relation| relation.relation.withdraws()) {
            if self.known(revised.update).is_some_and(|known| !known.chain.contains(by)) {
                let message = format!(
                    "`{by}` is not in the chain of the report that this would revise; only the desk and those in its chain can, others can write `contradicts`"
                );
                return Err(node.refuse(Code::NotAllowed, message));
            }
        }
        Ok(())
    }

    pub(super) fn known(&self, id: UpdateId) -> Option<&Known> {
        self.pending.updates.get(&id).or_else(|| self.base?.updates.get(&id))
    }

    pub(super) fn item(&self, item: &ItemKey) -> impl Iterator<Item = &ItemIndex> {
        self.pending.items.get(item).into_iter().chain(self.base.and_then(|base| base.items.get(item)))
    }

    pub(super) fn finish(self) -> Result<Decision, Vec<Refusal>> {
        if !self.refusals.is_empty() {
            return Err(self.refusals);
        }
        Ok(Decision {
            story: self.document.story,
            expected: self.base.map_or(0, |base| base.last),
            updates: self.updates,
            fingerprints: self.fingerprints,
            entries: self.entries,
            answers: self.answers,
        })
    }
}

impl Surroundings for Deciding<'_> {
    fn story(&self) -> &StorySlug {
        &self.document.story
    }

    fn kind_of(&self, item: &ItemKey) -> Option<Kind> {
        self.item(item).next().map(|item| item.kind)
    }

    fn declaration(&self, item: &ItemKey, name: &str) -> Option<Declaration> {
        self.item(item).flat_map(|item| &item.declares).find(|declared| declared.name.as_str() == name).cloned()
    }

    fn entity(&self, slug: &EntitySlug) -> Option<(EntityType, Option<EntitySlug>)> {
        let pending = self.pending_entities.get(slug).map(|entry| (entry.is, entry.speaks_for.clone()));
        let on_file = self.directory.get(slug).map(|entity| (entity.is, entity.speaks_for.clone()));
        match (pending, on_file) {
            (Some((is, None)), Some((_, speaks_for))) => Some((is, speaks_for)),
            (pending, on_file) => pending.or(on_file),
        }
    }

    fn update(&self, reference: &str) -> Option<UpdateId> {
        let by_key = UpdateKey::new(reference).ok().map(|key| UpdateId::of_key(self.story_id, &key));
        let by_id = reference.parse::<UpdateId>().ok();
        by_key.into_iter().chain(by_id).find(|id| self.known(*id).is_some())
    }

    fn source(&self, key: &str) -> Option<Node<'_>> {
        member(&self.document.sources, key)
    }

    fn series(&self, key: &str) -> Option<Node<'_>> {
        member(&self.document.series, key)
    }

    fn default(&self, key: &str) -> Option<Node<'_>> {
        member(&self.document.defaults, key)
    }

    fn now(&self) -> Timestamp {
        self.now
    }
}
