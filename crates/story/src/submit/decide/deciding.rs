//! A submission in the course of being decided: what it adds so far, and every reason to refuse it.

use jiff::Timestamp;

use crate::record::entry::Entry;
use crate::record::kind::change::Change;
use crate::record::name::{StoryId, UpdateId};
use crate::record::recorded::Sequence;
use crate::record::status::Status;
use crate::record::update::{Update, content_hash};
use crate::state::directory::Directory;
use crate::submit::authoring::reader::Shared;
use crate::submit::authoring::scalars::read_written_series;
use crate::submit::authoring::sources::read_attributions;
use crate::submit::authoring::update::read_update;
use crate::submit::authoring::words::{self, block, shared};
use crate::submit::authoring::world::World;
use crate::submit::decide::decision::{Answer, Decision, EntryAnswer};
use crate::submit::decide::document::Document;
use crate::submit::decide::limits::{MAX_UPDATES, in_block, too_large_in_all, too_many, update_too_large, updates_in};
use crate::submit::decide::named::Named;
use crate::submit::index::StoryIndex;
use crate::submit::node::Node;
use crate::submit::refusal::{Code, likely, one_of};
use crate::submit::refusals::{Since, Sort};

/// How much of what somebody wrote is decided at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// A submission, as large as one can be.
    Submission,
    /// One of several parts of a document: entries of the directory that it does not name are left to the others.
    Part,
    /// A document that goes in several submissions, whatever its size.
    LongDocument,
}

pub(super) struct Deciding<'s> {
    extent: Extent,
    pub(super) document: Document<'s>,
    pub(super) world: World<'s>,
    pub(super) actor: Option<&'s str>,
    pub(super) bytes: usize,
    /// The entries of the directory as they are written.
    pub(super) written_entries: Vec<Entry>,
    pub(super) named: Named,
    pub(super) entries: Vec<(Entry, Sequence)>,
    pub(super) updates: Vec<Update>,
    pub(super) fingerprints: Vec<u64>,
    pub(super) answers: Vec<Answer>,
}

impl<'s> Deciding<'s> {
    pub(super) fn start(
        root: &'s Node<'s>,
        base: Option<&'s StoryIndex>,
        directory: &'s Directory,
        actor: Option<&'s str>,
        now: Timestamp,
        extent: Extent,
    ) -> Option<Self> {
        let document = Document::read(root)?;
        let mut pending = StoryIndex::default();
        pending.status = base.map_or(Status::Open, |base| base.status);
        let world = World {
            story: document.story.clone(),
            story_id: StoryId::of(&document.story),
            base: base.filter(|base| base.last > 0),
            pending,
            directory,
            pending_entities: std::collections::HashMap::new(),
            sources: document.sources,
            series: document.series,
            defaults: document.defaults,
            now,
            refusals: root.refusals,
        };
        Some(Self {
            extent,
            document,
            world,
            actor,
            bytes: 0,
            written_entries: Vec::new(),
            named: Named::default(),
            entries: Vec::new(),
            updates: Vec::new(),
            fingerprints: Vec::new(),
            answers: Vec::new(),
        })
    }

    /// Decides all of it, in the order in which its sections rest on each other.
    pub(super) fn decide(mut self) -> Decision {
        self.directory_entries();
        self.opening();
        self.updates();
        self.unused();
        self.settle_entries(self.extent == Extent::Part);
        self.check_title();
        if !self.is_long() {
            self.check_size();
        }
        self.finish()
    }

    /// Whether its size is not to be limited.
    fn is_long(&self) -> bool {
        self.extent == Extent::LongDocument
    }

    fn updates(&mut self) {
        let Some(section) = self.document.updates else { return };
        if section.json.as_array().is_some_and(Vec::is_empty) {
            return;
        }
        let entries = section.list().unwrap_or_default();
        let updates = updates_in(entries.iter().map(|entry| entry.json));
        if let Some(message) = too_many(updates).filter(|_| !self.is_long()) {
            section.refuse::<()>(Code::TooManyUpdates, message);
            return;
        }
        self.answers.reserve(updates);
        self.updates.reserve(updates);
        self.fingerprints.reserve(updates);
        for entry in entries {
            match in_block(entry.json) {
                Some(_) => self.block(&entry),
                None => self.entry(&entry, None),
            }
        }
    }

    /// A block: updates that have their source, their times and the like in common.
    fn block(&mut self, node: &Node<'_>) {
        let Some(members) = node.mapping() else { return };
        let known = || shared::ALL.iter().map(|word| word.name);
        for (key, json) in members {
            let member = node.key(key, json);
            if key == block::UPDATES.name {
                for entry in member.list().into_iter().flatten() {
                    if in_block(entry.json).is_some() {
                        entry.refuse::<()>(Code::NotAllowed, "a block holds updates, not another block");
                    } else {
                        self.entry(&entry, Some(node));
                    }
                }
            } else if !known().any(|word| word == key) {
                let message = format!(
                    "`{key}` cannot stand beside the updates of a block{}; what they can have in common is {}",
                    likely(key, known()),
                    one_of(known())
                );
                member.refuse::<()>(Code::UnknownKey, message);
            }
        }
    }

    fn entry(&mut self, node: &Node<'_>, block: Option<&Node<'_>>) {
        let since = self.world.refusals.now();
        let read = read_update(node, &Shared { block, world: &self.world });
        match read {
            Some(update) if !self.world.refusals.any(since) => self.admit(update, node),
            read => self.refused(read, node, since),
        }
    }

    /// What is known of an update that is refused, so that those that name it, or its item, are not refused for that.
    fn refused(&mut self, update: Option<Update>, node: &Node<'_>, since: Since) {
        let key = node.json.get(words::update::KEY.name).and_then(serde_json::Value::as_str);
        if let Some(key) = key {
            self.world.refusals.mark(Sort::Update, key, since);
        }
        if let Some(mut update) = update {
            update.id = self.identity(&update, &update.written());
            self.world.pending.file(0, &update, 0);
        }
    }

    fn identity(&self, update: &Update, content: &[u8]) -> UpdateId {
        match &update.key {
            Some(key) => UpdateId::of_key(self.world.story_id, key),
            None => UpdateId::of_content(self.world.story_id.uuid(), content),
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
        update.id = self.identity(&update, &content);
        let Some(already) = self.check_admission(&update, fingerprint, content.len(), node) else { return };
        self.lift_what_has_ended(&mut update);
        if already.is_none() && self.check_named_under_embargo(&update, node).is_none() {
            return;
        }
        let embargo = self.embargo_now(&update, already.is_some());
        self.named.take_in(&update, embargo.as_ref());
        self.answers.push(Answer {
            id: update.id,
            key: update.key.clone(),
            update: update.type_name(),
            item: update.item.clone(),
            sequence: already.filter(|sequence| *sequence > 0),
            already: already.is_some(),
            embargo,
        });
        if already.is_none() {
            update.actor = self.actor.map(Into::into);
            self.world.pending.file(0, &update, fingerprint);
            self.updates.push(update);
            self.fingerprints.push(fingerprint);
        }
    }

    /// The position of the same update where it is on file (zero where it is earlier in this submission).
    fn check_admission(
        &self,
        update: &Update,
        fingerprint: u64,
        bytes: usize,
        node: &Node<'_>,
    ) -> Option<Option<Sequence>> {
        if let Some(message) = update_too_large(bytes) {
            return node.refuse(Code::UpdateTooLarge, message);
        }
        if let Some(message) = too_large_in_all(self.bytes).filter(|_| !self.is_long()) {
            return self.document.root.refuse(Code::SubmissionTooLarge, message);
        }
        if let Some(known) = self.world.known(update.id) {
            if known.fingerprint == fingerprint {
                return Some(Some(known.sequence));
            }
            let name = update.key.as_ref().map_or_else(|| update.id.to_string(), ToString::to_string);
            if self.world.pending.updates.contains_key(&update.id) {
                let message =
                    format!("`{name}` is the key of another update of this submission; give this one a key of its own");
                return node.refuse(Code::IdConflict, message);
            }
            let message = format!(
                "`{name}` is on file with other content; what is recorded never changes: give this update a key of its own, and relate it with `corrects` or `supersedes` if that is meant"
            );
            return node.refuse(Code::IdConflict, message);
        }
        let status = self.world.pending.status;
        if !matches!(status, Status::Open | Status::Dormant) && update.change != Change::Reopened {
            let message = format!("`{}` is {status}; reopen it first with `story.reopened`", self.document.story);
            return node.refuse(Code::StoryClosed, message);
        }
        Some(None)
    }

    /// Definitions that no update uses are read all the same, for what is wrong with them. What they name may be still to
    /// come: a long file goes in in parts.
    fn unused(&self) {
        self.world.refusals.without_unknown_names(|| {
            for source in self.world.source_keys().filter_map(|key| self.world.source(key)) {
                read_attributions(&source, &self.world);
            }
            for series in self.world.series_keys().filter_map(|key| self.world.series(key)) {
                read_written_series(&series, &self.world);
            }
        });
    }

    /// What one submission brings is recorded as one batch, or not at all.
    fn check_size(&self) {
        let (updates, entries) = (self.updates.len(), self.entries.len());
        if updates + entries > MAX_UPDATES {
            let message = format!(
                "{updates} updates, the opening of the story among them where it is new, and {entries} changes to the \
                 directory; a submission brings at most {MAX_UPDATES} of both together: send them in several"
            );
            self.document.root.refuse::<()>(Code::TooManyUpdates, message);
        }
    }

    fn finish(self) -> Decision {
        let before = |entry: &Entry| self.world.directory().get(&entry.entity);
        let directory = self.entries.iter().map(|(entry, _)| EntryAnswer::of(entry, before(entry))).collect();
        Decision {
            directory,
            story: self.document.story,
            expected: self.world.base.map_or(0, |base| base.last),
            updates: self.updates,
            fingerprints: self.fingerprints,
            entries: self.entries,
            answers: self.answers,
        }
    }
}
