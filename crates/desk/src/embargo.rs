//! Embargoes: lifting them when their time has come, and lifting or extending them when somebody says so.
//!
//! What is under an embargo is in the log on a subject of its own, which readers pass over. Lifting it is recording it once
//! more, on its open subject and under the expected sequence of its story: so it happens once, however many desks there are,
//! and is done at the next start where no desk was running when the time came. Nothing that the log held before changes.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::convert::Infallible;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use newsreel_log::{AppendError, Backoff, ErrorCode, ServiceError, Unit, Write, decoded};
use newsreel_story::record::characters::one_line;
use newsreel_story::record::entry::Entry;
use newsreel_story::record::name::{EntityId, EntitySlug, StoryId, StorySlug, UpdateId, UpdateKey};
use newsreel_story::record::recorded::{Record, Recorded, Sequence};
use newsreel_story::record::time::schema::Moment;
use newsreel_story::record::update::{Embargo, EmbargoAct, Update};
use newsreel_story::state::directory::Directory;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::decided::encoded;
use crate::known::{Lease, Story};
use crate::unaccepted::Unaccepted;
use crate::{BETWEEN_TRIES, CONFLICT_BUDGET, Desk, REFRESH_INTERVAL, trail};

/// The subject of requests about embargoes.
pub const EMBARGO: &str = "newsreel.desk.embargo";
/// The pauses between two tries to lift what the log did not take.
const BETWEEN_LIFTS: Backoff = Backoff::new(Duration::from_millis(200), Duration::from_secs(5));
/// How many records are filed once more together.
const AT_ONCE: usize = 500;

/// What is to be done about embargoes.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum EmbargoRequest {
    /// Show what is under an embargo: for those who are to know it before its time.
    List {
        /// Of this story; without one, of every story and of the directory.
        #[serde(default)]
        story: Option<StorySlug>,
    },
    /// Lift it now.
    Lift {
        /// What.
        of: UnderEmbargo,
        /// Who lifts it.
        actor: String,
        /// Why.
        #[serde(default)]
        reason: Option<String>,
    },
    /// Let it end later.
    Extend {
        /// What.
        of: UnderEmbargo,
        /// The new end.
        #[schemars(with = "Moment")]
        until: Timestamp,
        /// Who extends it.
        actor: String,
        /// Why.
        #[serde(default)]
        reason: Option<String>,
    },
}

impl EmbargoRequest {
    /// What the trail says of it; none where nothing is done.
    fn act(&self) -> Option<trail::Act> {
        match self {
            Self::List { .. } => None,
            Self::Lift { of, actor, reason } => {
                let of = match of {
                    UnderEmbargo::Story(story) => story.to_string(),
                    UnderEmbargo::Update { story, update } => format!("{story}/{update}"),
                    UnderEmbargo::Entry(slug) => format!("the directory entry {slug}"),
                };
                Some(trail::Act { actor: Some(actor.clone()), did: "lifted", of: Some(of), reason: reason.clone() })
            }
            Self::Extend { actor, .. } => {
                Some(trail::Act { actor: Some(actor.clone()), did: "extended", of: None, reason: None })
            }
        }
    }
}

/// What is under an embargo.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum UnderEmbargo {
    /// Everything of this story.
    Story(StorySlug),
    /// One update, with what it names.
    Update {
        /// The story.
        story: StorySlug,
        /// The update's key or id.
        update: String,
    },
    /// An entry of the directory.
    Entry(EntitySlug),
}

/// A record that is or was under an embargo, as it is filed now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Embargoed {
    /// Its position in the log.
    pub sequence: Sequence,
    /// The story it is of; none of an entry of the directory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub story: Option<StorySlug>,
    /// Its type, `meeting.confirmed`.
    pub update: String,
    /// Its item, its story, or the entry of the directory.
    pub of: String,
    /// Its key, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<UpdateKey>,
    /// Its embargo.
    pub embargo: Embargo,
}

impl Embargoed {
    fn of(sequence: Sequence, record: &Record) -> Self {
        let (story, of, key) = match record {
            Record::Story(update) => {
                let item = update.item.as_ref().map(ToString::to_string);
                let of = item.unwrap_or_else(|| update.story.to_string());
                (Some(update.story.clone()), of, update.key.clone())
            }
            Record::Directory(entry) => (None, entry.entity.to_string(), None),
        };
        let embargo = record.embargo().cloned().unwrap_or_default();
        Self { sequence, story, update: record.type_name(), of, key, embargo }
    }
}

/// Which records are filed once more, and what becomes of their embargo.
enum Change {
    /// What has come to its end.
    TimeHasCome,
    Lift(EmbargoAct),
    Extend(Timestamp, EmbargoAct),
}

impl Change {
    fn apply(&self, record: &mut Record) {
        let embargo = record.embargo_mut().get_or_insert_default();
        match self {
            Self::TimeHasCome => embargo.lifted = Some(EmbargoAct::default()),
            Self::Lift(act) => embargo.lifted = Some(act.clone()),
            Self::Extend(until, act) => {
                embargo.until = Some(*until);
                embargo.extended = Some(act.clone());
            }
        }
    }

    fn concerns(&self, embargo: &Embargo, now: Timestamp) -> bool {
        match self {
            Self::TimeHasCome => embargo.has_ended(now),
            Self::Lift(_) => true,
            Self::Extend(until, _) => embargo.until.is_some_and(|end| end < *until),
        }
    }
}

/// Of a story, the updates that are meant.
enum Meant {
    All,
    One(UpdateId),
}

impl Meant {
    fn is(&self, id: UpdateId) -> bool {
        match self {
            Self::All => true,
            Self::One(meant) => *meant == id,
        }
    }
}

impl Desk {
    // ---- when the time has come ----

    /// Lifts each embargo when its time has come.
    pub(crate) async fn keep_lifting(&self) -> Infallible {
        let mut backoff = BETWEEN_LIFTS;
        loop {
            match self.lift_what_has_ended().await {
                Ok(next) => {
                    backoff.reset();
                    tokio::select! {
                        () = tokio::time::sleep(next) => {}
                        () = self.reader.held.changed.notified() => {}
                    }
                }
                Err(error) => {
                    backoff.wait_because(&format!("an embargo has ended and is not lifted yet: {error}")).await
                }
            }
        }
    }

    /// Lifts every embargo whose time has come, and says how long until the next, or until it is to be looked again. One that
    /// cannot be lifted keeps no other waiting; it is an error when all have been tried.
    async fn lift_what_has_ended(&self) -> Result<Duration, ServiceError> {
        self.reader.know_the_log_again().await?;
        let mut ends = Vec::new();
        let now = self.clock.now();
        let held = self.reader.directory.read(|directory| held_entries(&directory.readable));
        let entries = || held.iter().map(|(_, entry)| entry);
        let due: Vec<Entry> = entries().filter(|entry| has_ended(entry, now)).cloned().collect();
        ends.extend(entries().filter_map(|entry| entry.embargo.as_ref()?.until).filter(|until| *until > now));
        let mut failed = None;
        for entries in due.chunks(AT_ONCE) {
            match self.refile_entries(entries, &Change::TimeHasCome).await {
                Ok(lifted) => trail::Act::time_has_come().note(&self.trail, &positions(&lifted)).await,
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        for id in self.reader.held.all() {
            match self.lift_what_has_ended_of(id, now).await {
                Ok(later) => ends.extend(later),
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        if let Some(error) = failed {
            return Err(error);
        }
        let next = ends.into_iter().min().map_or(REFRESH_INTERVAL, |next| {
            Duration::try_from(next.duration_since(self.clock.now())).unwrap_or_default()
        });
        Ok(next.min(REFRESH_INTERVAL))
    }

    /// The same for one story; gives when its other embargoes end.
    async fn lift_what_has_ended_of(&self, id: StoryId, now: Timestamp) -> Result<Vec<Timestamp>, ServiceError> {
        let mut story = self.known_story(id).await?;
        let lifted = self.refile(&mut story, id, &Meant::All, &Change::TimeHasCome).await?;
        trail::Act::time_has_come().note(&self.trail, &positions(&lifted)).await;
        if story.index.held.is_empty() {
            self.reader.held.forget(id);
        }
        // What has ended and could not be lifted waits for something it names: that is looked at again now and then.
        Ok(story.index.held.values().filter_map(|held| held.embargo.until).filter(|until| *until > now).collect())
    }

    // ---- when somebody says so ----

    /// Does as somebody says about an embargo, and answers with the records concerned.
    pub async fn embargo(&self, request: EmbargoRequest) -> Result<Vec<Embargoed>, ServiceError> {
        let act = request.act();
        let concerned = self.do_as_said(request).await?;
        if let Some(act) = act {
            act.note(&self.trail, &positions(&concerned)).await;
        }
        Ok(concerned)
    }

    async fn do_as_said(&self, request: EmbargoRequest) -> Result<Vec<Embargoed>, ServiceError> {
        self.reader.read_on().await.map_err(|error| unavailable(&error))?;
        let (of, change) = match request {
            EmbargoRequest::List { story: Some(story) } => return self.list(&story).await,
            EmbargoRequest::List { story: None } => return self.list_everything().await,
            EmbargoRequest::Lift { of, actor, reason } => (of, Change::Lift(act(&actor, reason)?)),
            EmbargoRequest::Extend { of, until, actor, reason } => {
                if until <= self.clock.now() {
                    let message = format_args!("{until} is past: to end an embargo, lift it");
                    return Err(ServiceError::new(ErrorCode::BadRequest, message));
                }
                (of, Change::Extend(until, act(&actor, reason)?))
            }
        };
        let (slug, meant) = match &of {
            UnderEmbargo::Entry(slug) => {
                let held = self.reader.directory.read(|known| known.readable.held(slug).to_vec());
                let entries: Vec<Entry> = held.into_iter().map(|(_, entry)| entry).collect();
                return some(self.refile_entries(&entries, &change).await?, &of, &change);
            }
            UnderEmbargo::Story(slug) => (slug, Meant::All),
            UnderEmbargo::Update { story, update } => {
                let key = UpdateKey::new(update).ok().map(|key| UpdateId::of_key(StoryId::of(story), &key));
                let id = update.parse().ok().or(key);
                (story, Meant::One(id.ok_or_else(|| none_held(&of, &change))?))
            }
        };
        let id = StoryId::of(slug);
        let mut story = self.known_story(id).await?;
        let refiled = self.refile(&mut story, id, &meant, &change).await?;
        drop(story);
        self.reader.held.note(Unit::Story(id));
        some(refiled, &of, &change)
    }

    async fn list(&self, slug: &StorySlug) -> Result<Vec<Embargoed>, ServiceError> {
        let story = self.known_story(StoryId::of(slug)).await?;
        if story.last == 0 {
            let message = format_args!("no story `{slug}` is on file, not even under an embargo");
            return Err(ServiceError::new(ErrorCode::NotFound, message));
        }
        let mut listed = BTreeMap::new();
        for (sequence, record) in self.held_of(story).await? {
            if let Record::Story(update) = &record {
                let named = self.reader.directory.read(|known| entries_under_embargo(&known.readable, update));
                listed.extend(named.into_iter().map(entry_of));
            }
            listed.insert(sequence, Embargoed::of(sequence, &record));
        }
        Ok(listed.into_values().collect())
    }

    /// Everything: also the entries of the directory that no update under an embargo names.
    async fn list_everything(&self) -> Result<Vec<Embargoed>, ServiceError> {
        let entries = self.reader.directory.read(|known| held_entries(&known.readable));
        let mut listed: BTreeMap<Sequence, Embargoed> = entries.into_iter().map(entry_of).collect();
        for id in self.reader.held.all() {
            let held = self.held_of(self.known_story(id).await?).await?;
            listed.extend(held.into_iter().map(|(sequence, record)| (sequence, Embargoed::of(sequence, &record))));
        }
        Ok(listed.into_values().collect())
    }

    /// The updates of a story that are under an embargo.
    async fn held_of(&self, story: Lease<'_>) -> Result<Vec<(Sequence, Record)>, ServiceError> {
        let held: Vec<Sequence> = story.index.held.values().map(|held| held.sequence).collect();
        // Reading them keeps nobody waiting who writes to the story.
        drop(story);
        let mut records = Vec::new();
        for sequence in held {
            records.extend(self.record_at(sequence).await?.map(|record| (sequence, record)));
        }
        Ok(records)
    }

    // ---- filing once more ----

    /// Files what is meant of a story once more, with what it names of the directory, as one or in the order of the log.
    async fn refile(
        &self,
        story: &mut Story,
        id: StoryId,
        meant: &Meant,
        change: &Change,
    ) -> Result<Vec<Embargoed>, ServiceError> {
        let (started, mut backoff) = (Instant::now(), BETWEEN_TRIES);
        let mut refiled = Vec::new();
        loop {
            let (entries, updates) = self.concerned(story, meant, change).await?;
            if updates.is_empty() {
                return Ok(refiled);
            }
            let mut writes = self.writes_of(&entries, change);
            let updates: Vec<Record> = updates.into_iter().map(|update| Record::Story(Box::new(update))).collect();
            let updates = changed(updates, change);
            let decided_at = Timestamp::now();
            let records = encoded(&updates, decided_at);
            writes.push((Write { unit: Unit::Story(id), expected: story.last, records }, updates));
            match self.append_refiled(writes).await {
                Ok(filed) => {
                    for (sequence, record) in filed {
                        if let Record::Story(update) = &record {
                            story.take_in_decided(sequence, update, update.fingerprint());
                        }
                        refiled.push(Embargoed::of(sequence, &record));
                    }
                }
                Err(AppendError::Conflict { .. } | AppendError::Duplicate { .. })
                    if started.elapsed() < CONFLICT_BUDGET =>
                {
                    backoff.wait().await;
                    self.reader.catch_up(story, id, slugs_of(&entries)).await.map_err(|error| unavailable(&error))?;
                }
                Err(error) => return Err(unavailable(&error)),
            }
        }
    }

    /// The updates of a story that are concerned, in the order of the log and as many as go together, and the entries of the
    /// directory that are under an embargo and named by them. What would be seen before something it names waits for that.
    async fn concerned(
        &self,
        story: &Story,
        meant: &Meant,
        change: &Change,
    ) -> Result<(Vec<Entry>, Vec<Update>), ServiceError> {
        let now = self.clock.now();
        let held = story.index.held.iter().filter(|(id, held)| meant.is(**id) && change.concerns(&held.embargo, now));
        let mut sequences: Vec<(Sequence, UpdateId)> = held.map(|(id, held)| (held.sequence, *id)).collect();
        sequences.sort_unstable();
        let mut chosen: BTreeMap<UpdateId, Sequence> = BTreeMap::new();
        let (mut entries, mut updates): (BTreeMap<UpdateId, Entry>, Vec<Update>) = Default::default();
        for (sequence, id) in sequences {
            if updates.len() + entries.len() >= AT_ONCE {
                break;
            }
            let Some(Record::Story(update)) = self.record_at(sequence).await? else { continue };
            let named = self.reader.directory.read(|directory| entries_under_embargo(&directory.readable, &update));
            if !matches!(change, Change::Extend(..)) {
                let waits =
                    update.named().find(|named| story.index.held.contains_key(named) && !chosen.contains_key(named));
                if let (Some(named), Meant::One(_)) = (waits, meant) {
                    let message = format_args!(
                        "it names the update {named}, which is under an embargo too: lift that one first, or all of the story"
                    );
                    return Err(ServiceError::new(ErrorCode::BadRequest, message));
                }
                let entry_waits =
                    matches!(change, Change::TimeHasCome) && named.iter().any(|(_, entry)| !has_ended(entry, now));
                if waits.is_some() || entry_waits {
                    continue;
                }
            }
            chosen.insert(id, sequence);
            let ends = |entry: &Entry| entry.embargo.as_ref().is_some_and(|embargo| change.concerns(embargo, now));
            let named = named.into_iter().map(|(_, entry)| entry).filter(ends);
            entries.extend(named.map(|entry| (entry.id, entry)));
            updates.push(*update);
        }
        Ok((entries.into_values().collect(), updates))
    }

    /// Files entries of the directory once more.
    async fn refile_entries(&self, entries: &[Entry], change: &Change) -> Result<Vec<Embargoed>, ServiceError> {
        let (started, mut backoff) = (Instant::now(), BETWEEN_TRIES);
        loop {
            let now = self.clock.now();
            let held = self.reader.directory.read(|directory| held_entries(&directory.readable));
            let still = |entry: &&Entry| entries.iter().any(|wanted| wanted.id == entry.id);
            let concerned =
                |entry: &&Entry| entry.embargo.as_ref().is_some_and(|embargo| change.concerns(embargo, now));
            let held: Vec<Entry> =
                held.iter().map(|(_, entry)| entry).filter(still).filter(concerned).cloned().collect();
            if held.is_empty() {
                return Ok(Vec::new());
            }
            match self.append_refiled(self.writes_of(&held, change)).await {
                Ok(filed) => {
                    return Ok(filed.iter().map(|(sequence, record)| Embargoed::of(*sequence, record)).collect());
                }
                Err(AppendError::Conflict { .. } | AppendError::Duplicate { .. })
                    if started.elapsed() < CONFLICT_BUDGET =>
                {
                    backoff.wait().await;
                    self.reader.read_entries(slugs_of(&held)).await.map_err(|error| unavailable(&error))?;
                }
                Err(error) => return Err(unavailable(&error)),
            }
        }
    }

    /// What is written of entries, each under the expected sequence of its own.
    fn writes_of(&self, entries: &[Entry], change: &Change) -> Vec<(Write, Vec<Record>)> {
        let mut by_entry: BTreeMap<&EntitySlug, Vec<Record>> = BTreeMap::new();
        for entry in entries {
            by_entry.entry(&entry.entity).or_default().push(Record::Directory(Box::new(entry.clone())));
        }
        let decided_at = Timestamp::now();
        let writes = by_entry.into_iter().map(|(slug, records)| {
            let records = changed(records, change);
            let expected = self.reader.directory.read(|directory| directory.last_of(slug));
            let encoded = encoded(&records, decided_at);
            (Write { unit: Unit::Entity(EntityId::of(slug)), expected, records: encoded }, records)
        });
        writes.collect()
    }

    /// Appends as one. The directory takes in what is its own; every record is answered with its position.
    async fn append_refiled(&self, writes: Vec<(Write, Vec<Record>)>) -> Result<Vec<(Sequence, Record)>, AppendError> {
        let (writes, records): (Vec<Write>, Vec<Vec<Record>>) = writes.into_iter().unzip();
        let sequences = self.append(writes).await?;
        let filed: Vec<(Sequence, Record)> = sequences.into_iter().zip(records.into_iter().flatten()).collect();
        self.reader.directory.take_in_decided(filed.iter().map(|(sequence, record)| (record, *sequence)));
        Ok(filed)
    }

    async fn known_story(&self, id: StoryId) -> Result<Lease<'_>, ServiceError> {
        self.reader.story(id).await.map_err(|unaccepted| match unaccepted {
            Unaccepted::Failed(error) => error,
            Unaccepted::Refused(_) => ServiceError::new(ErrorCode::Internal, "a story that is only read is refused"),
        })
    }

    /// The record at a position, if it can be read: it could when it was noted.
    async fn record_at(&self, sequence: Sequence) -> Result<Option<Record>, ServiceError> {
        let stored = self.reader.log.at(sequence).await.map_err(|error| unavailable(&error))?;
        Ok(stored.and_then(|stored| decoded(&stored).ok()).map(|Recorded { record, .. }| record))
    }
}

fn slugs_of(entries: &[Entry]) -> BTreeSet<EntitySlug> {
    entries.iter().map(|entry| entry.entity.clone()).collect()
}

fn changed(mut records: Vec<Record>, change: &Change) -> Vec<Record> {
    records.iter_mut().for_each(|record| change.apply(record));
    records
}

fn has_ended(entry: &Entry, now: Timestamp) -> bool {
    entry.embargo.as_ref().is_some_and(|embargo| embargo.has_ended(now))
}

fn held_entries(directory: &Directory) -> Vec<(Sequence, Entry)> {
    directory.held_slugs().flat_map(|slug| directory.held(slug)).cloned().collect()
}

fn entry_of((sequence, entry): (Sequence, Entry)) -> (Sequence, Embargoed) {
    (sequence, Embargoed::of(sequence, &Record::Directory(Box::new(entry))))
}

/// The entries under an embargo that an update names, and those that these name.
fn entries_under_embargo(directory: &Directory, update: &Update) -> Vec<(Sequence, Entry)> {
    let mut found: Vec<(Sequence, Entry)> = Vec::new();
    let mut waiting: Vec<EntitySlug> = update.entities().cloned().collect();
    let mut seen: HashSet<EntitySlug> = HashSet::new();
    while let Some(slug) = waiting.pop() {
        if seen.insert(slug.clone()) {
            for (sequence, entry) in directory.held(&slug) {
                waiting.extend(entry.entities().cloned());
                found.push((*sequence, entry.clone()));
            }
        }
    }
    found
}

fn positions(records: &[Embargoed]) -> Vec<Sequence> {
    records.iter().map(|record| record.sequence).collect()
}

/// An act has somebody who does it.
fn act(actor: &str, reason: Option<String>) -> Result<EmbargoAct, ServiceError> {
    let bad = |what: &str, wrong: String| ServiceError::new(ErrorCode::BadRequest, format_args!("the {what} {wrong}"));
    if actor.trim().is_empty() {
        return Err(ServiceError::new(ErrorCode::BadRequest, "it is not said who does this: give an `actor`"));
    }
    let by = one_line(actor).map_err(|wrong| bad("actor", wrong))?;
    let reason = reason.as_deref().map(one_line).transpose().map_err(|wrong| bad("reason", wrong))?;
    Ok(EmbargoAct { by: Some(by.into()), reason: reason.map(Into::into) })
}

fn some(refiled: Vec<Embargoed>, of: &UnderEmbargo, change: &Change) -> Result<Vec<Embargoed>, ServiceError> {
    if refiled.is_empty() { Err(none_held(of, change)) } else { Ok(refiled) }
}

fn none_held(of: &UnderEmbargo, change: &Change) -> ServiceError {
    let what = match of {
        UnderEmbargo::Story(story) => format!("nothing of `{story}`"),
        UnderEmbargo::Update { story, update } => format!("no update `{update}` of `{story}`"),
        UnderEmbargo::Entry(slug) => format!("nothing of `{slug}` in the directory"),
    };
    let message = match change {
        Change::Extend(until, _) => format!("{what} is under an embargo that ends before {until}"),
        Change::Lift(_) | Change::TimeHasCome => format!("{what} is under an embargo"),
    };
    ServiceError::new(ErrorCode::NotFound, message)
}

fn unavailable(error: &dyn std::fmt::Display) -> ServiceError {
    ServiceError::new(ErrorCode::Unavailable, error)
}
