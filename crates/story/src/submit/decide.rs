//! Deciding: what a submission would add to the log, or why it is refused.
//!
//! A pure function of the submission, what the desk remembers of the story and the directory, and the time. What is on
//! file already, with the same content, is answered as it was the first time and adds nothing.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::record::entry::{EntityType, Entry};
use crate::record::kind::Kind;
use crate::record::kind::change::Change;
use crate::record::kind::spec::Declaration;
use crate::record::name::{EntitySlug, ItemKey, StoryId, StorySlug, UpdateId, UpdateKey};
use crate::record::recorded::Sequence;
use crate::record::relation::Reviser;
use crate::record::status::Status;
use crate::record::update::{Head, Update, content_hash};
use crate::state::directory::{Directory, Entity};
use crate::submit::authoring::{Surroundings, read_entry, read_update};
use crate::submit::index::{ItemIndex, Known, StoryIndex};
use crate::submit::node::{Members, Node, Read};
use crate::submit::refusal::{At, Code, Refusal};

/// The most updates one submission can hold: what JetStream takes as one atomic batch.
pub const MAX_UPDATES: usize = 1000;
/// The largest one update can be, in bytes of JSON.
pub const MAX_UPDATE_BYTES: usize = 256 * 1024;
/// The largest a submission can be, in bytes of JSON: one NATS message, with room for headers.
pub const MAX_SUBMISSION_BYTES: usize = 768 * 1024;

/// The key of the update that opens a story.
const OPENED: &str = "opened";

/// What a submission adds to the log, and what to answer.
#[derive(Debug, Clone)]
pub struct Decision {
    /// The story.
    pub story: StorySlug,
    /// The position of the story's last update that this was decided on.
    pub expected: Sequence,
    /// The updates to append, in order.
    pub updates: Vec<Update>,
    /// The fingerprint of each, for the index.
    pub fingerprints: Vec<u64>,
    /// The directory changes to append, each with the position of the entry's last change it was decided on.
    pub entries: Vec<(Entry, Sequence)>,
    /// One answer for each update of the submission.
    pub answers: Vec<Answer>,
}

/// What became of one update of a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Its identity.
    pub id: UpdateId,
    /// Its key, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<UpdateKey>,
    /// Its type, `meeting.confirmed`.
    pub update: String,
    /// Its item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemKey>,
    /// Its position in the log; before the append only where it was on file already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<Sequence>,
    /// Whether it was on file already.
    pub already: bool,
}

/// The story a submission is for, read before anything else so that its index can be fetched.
pub fn story_of(submission: &Json) -> Result<StorySlug, Refusal> {
    let node = Node::root(submission);
    let mut members = Members::of(&node)?;
    let story =
        members.take("story").ok_or_else(|| node.refuse(Code::Missing, "`story` is missing: the slug of the story"))?;
    story.parse(Code::BadName)
}

/// The directory slugs a submission adds to, read before deciding so that their entries can be fetched.
pub fn entities_of(submission: &Json) -> impl Iterator<Item = EntitySlug> + '_ {
    let entries = submission.get("directory").and_then(Json::as_object);
    entries.into_iter().flat_map(|entries| entries.keys()).filter_map(|slug| EntitySlug::new(slug).ok())
}

/// Decides a submission. Every reason to refuse is given, not only the first.
pub fn decide(
    submission: &Json,
    story: Option<&StoryIndex>,
    directory: &Directory,
    actor: Option<&str>,
    now: Timestamp,
) -> Result<Decision, Vec<Refusal>> {
    let mut desk = Deciding::start(submission, story, directory, actor, now).map_err(|refusal| vec![refusal])?;
    desk.directory_entries();
    desk.opening();
    desk.updates();
    desk.finish()
}

/// A submission, its head read and its parts still to be read.
struct Document<'s> {
    root: Node<'s>,
    story: StorySlug,
    title: Option<Box<str>>,
    desk: Option<Box<str>>,
    directory: Option<Node<'s>>,
    sources: Option<Node<'s>>,
    series: Option<Node<'s>>,
    defaults: Option<Node<'s>>,
    updates: Option<Node<'s>>,
}

impl<'s> Document<'s> {
    fn read(submission: &'s Json) -> Read<Self> {
        let root = Node::root(submission);
        let story = story_of(submission)?;
        let mut members = Members::of(&root)?;
        members.take("story");
        let (title, desk) = (members.take_text("title")?, members.take_text("desk")?);
        let part = |name| {
            members.take(name)?;
            Some(Node { json: submission.get(name)?, at: At::Key(&At::Root, name) })
        };
        let [directory, sources, series, defaults, updates] =
            ["directory", "sources", "series", "defaults", "updates"].map(part);
        members.finish()?;
        for part in [directory, sources, series, defaults].into_iter().flatten() {
            part.mapping()?;
        }
        Ok(Self { root, story, title, desk, directory, sources, series, defaults, updates })
    }
}

/// A member of a part of the submission.
fn member<'p>(part: &'p Option<Node<'_>>, key: &str) -> Option<Node<'p>> {
    let part = part.as_ref()?;
    let (key, json) = part.json.as_object()?.get_key_value(key)?;
    Some(Node { json, at: part.at.key(key) })
}

struct Deciding<'s> {
    document: Document<'s>,
    story_id: StoryId,
    base: Option<&'s StoryIndex>,
    directory: &'s Directory,
    actor: Option<&'s str>,
    now: Timestamp,
    /// What earlier updates of this submission add.
    pending: StoryIndex,
    pending_entities: HashMap<EntitySlug, Entry>,
    bytes: usize,
    entries: Vec<(Entry, Sequence)>,
    updates: Vec<Update>,
    fingerprints: Vec<u64>,
    answers: Vec<Answer>,
    refusals: Vec<Refusal>,
}

impl<'s> Deciding<'s> {
    fn start(
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

    fn check<T>(&mut self, read: Read<T>) -> Option<T> {
        read.map_err(|refusal| self.refusals.push(refusal)).ok()
    }

    // ---- the directory ----

    fn directory_entries(&mut self) {
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

    fn read_directory_entry(&mut self, slug: &str, node: &Node<'_>, learned_at: Timestamp) -> Read<()> {
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
                let message = format!("the directory has no `{slug}` whose name could be corrected");
                return Err(node.refuse(Code::UnknownEntity, message));
            }
            None => self.add_entry(entry, 0),
        }
        Ok(())
    }

    /// `vitkoff: {same_as: witkoff}`: an entry on file was found to be another; `{split: true}` takes that back. None where
    /// the entry says something else, or says nothing new.
    fn read_entry_merger(&self, slug: &str, node: &Node<'_>, learned_at: Timestamp) -> Read<Option<Entry>> {
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
            return Err(node.refuse(Code::UnknownEntity, format!("the directory has no `{slug}` to merge or split")));
        };
        let change = if split { Change::Split } else { Change::Merged };
        if let Some(other) = &same_as {
            let known = self.directory.get(other).map(|other| other.is);
            let loops = self.directory.canonical(other) == &slug;
            if known != Some(on_file.is) || loops {
                return Err(node.refuse(
                    Code::NotAllowed,
                    format!("`{slug}` can be the same as another {} of the directory", on_file.is.as_str()),
                ));
            }
        }
        if on_file.same_as == same_as {
            return Ok(None);
        }
        let change = Entry::new(slug, change, on_file.is, learned_at);
        Ok(Some(Entry { same_as, actor: self.actor.map(Into::into), ..change }))
    }

    fn add_entry(&mut self, mut entry: Entry, expected: Sequence) {
        let clockless = Entry { learned_at: Timestamp::UNIX_EPOCH, actor: None, ..entry.clone() };
        let content = serde_json::to_vec(&(expected, &clockless)).unwrap_or_default();
        entry.id = UpdateId::of_content(entry.entity_id().uuid(), &content);
        self.entries.push((entry, expected));
    }

    fn check_references(&self, slug: &str, node: &Node<'_>) -> Read<()> {
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

    fn default_learned(&self) -> Timestamp {
        let learned = self.default("learned").and_then(|learned| learned.parse::<Timestamp>(Code::BadDate).ok());
        learned.map_or(self.now, |learned| learned.min(self.now))
    }

    // ---- the story itself ----

    /// A title opens a story that is new, and must be the title of one that is not.
    fn opening(&mut self) {
        let root = self.document.root;
        match (self.base, &self.document.title) {
            (None, Some(title)) => {
                let head = Head { title: Some(title.clone()), desk: self.document.desk.clone() };
                let update = self.opened(head);
                self.admit(update, &root);
            }
            (None, None) => {
                let message = format!("no story `{}` is on file; to open it give it a `title`", self.document.story);
                self.refusals.push(root.at.key("story").refuse(Code::UnknownStory, message));
            }
            (Some(base), Some(title)) if base.head.title.as_ref() != Some(title) => {
                let known = base.head.title.as_deref().unwrap_or("another title");
                let message = format!(
                    "`{}` is the story “{known}”; choose another slug, or leave the title out to add to that story",
                    self.document.story
                );
                self.refusals.push(root.at.key("story").refuse(Code::SlugTaken, message));
            }
            (Some(base), Some(_)) => self.opened_already(base),
            (Some(_), None) => {}
        }
    }

    /// Opening a story again answers as it did the first time.
    fn opened_already(&mut self, base: &StoryIndex) {
        let Some(key) = UpdateKey::new(OPENED).ok() else { return };
        let id = UpdateId::of_key(self.story_id, &key);
        if let Some(known) = base.updates.get(&id) {
            self.answers.push(Answer {
                id,
                key: Some(key),
                update: format!("{}.{}", Kind::story(), Change::Opened),
                item: None,
                sequence: Some(known.sequence),
                already: true,
            });
        }
    }

    fn opened(&self, head: Head) -> Update {
        let story = self.document.story.clone();
        let act = Update::new(story, Kind::story(), Change::Opened, self.default_learned());
        let live = self.default("learned").is_none();
        Update { key: UpdateKey::new(OPENED).ok(), head: Some(head), live, ..act }
    }

    // ---- its updates ----

    fn updates(&mut self) {
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
    fn admit(&mut self, mut update: Update, node: &Node<'_>) {
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
    fn check_admission(
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

    fn check_reviser(&self, update: &Update, node: &Node<'_>) -> Read<()> {
        let Some(Reviser::Link(by)) = &update.by else { return Ok(()) };
        for revised in update.relations.iter().filter(|relation| relation.relation.withdraws()) {
            if self.known(revised.update).is_some_and(|known| !known.chain.contains(by)) {
                let message =
                    format!("`{by}` is no link in the chain of what it would take back; others can only contradict it");
                return Err(node.refuse(Code::NotAllowed, message));
            }
        }
        Ok(())
    }

    fn known(&self, id: UpdateId) -> Option<&Known> {
        self.pending.updates.get(&id).or_else(|| self.base?.updates.get(&id))
    }

    fn item(&self, item: &ItemKey) -> impl Iterator<Item = &ItemIndex> {
        self.pending.items.get(item).into_iter().chain(self.base.and_then(|base| base.items.get(item)))
    }

    fn finish(self) -> Result<Decision, Vec<Refusal>> {
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

fn check_directory_conflict(on_file: &Entity, entry: &Entry, amends: bool, node: &Node<'_>) -> Read<()> {
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
