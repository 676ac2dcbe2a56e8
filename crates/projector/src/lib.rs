//! The read side: follows the log into its own store and answers queries from it.
//!
//! Every replica is complete and independent. Nothing computed is stored but listings and search words: a story is folded
//! from its records when it is asked for, and kept while it is in use.

mod store;

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_nats::service::ServiceExt;
use futures::StreamExt;
use jiff::Timestamp;
use newsreel_log::{Delivered, DigestError, Follow, FollowError, FollowOptions, Log, Raw, RequestError, decoded};
use newsreel_story::judge::view::View;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::entry::Entry;
use newsreel_story::record::name::{EntitySlug, StoryId, StorySlug, UpdateId, UpdateKey};
use newsreel_story::record::recorded::{Record, Recorded, Sequence};
use newsreel_story::state::directory::{Directory, Entity};
use newsreel_story::state::fold::State;
use newsreel_story::views::difference::Interval;
use newsreel_story::views::digest::Digests;
use newsreel_story::views::reach::ReachError;
use newsreel_story::views::who::{self, Who};
use newsreel_story::views::{brief, difference, expected, findings, matrix, overview, reach, timeline};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

pub use store::{Arrival, Found, Listing, Store};

/// The subject queries are sent to.
pub const QUERY: &str = "newsreel.projector.query";
/// How many records are taken in by one transaction while catching up.
const BATCH: usize = 5000;
/// How many folded stories are kept.
const KEPT_STORIES: usize = 256;
/// How many queries are answered at once.
const CONCURRENT: usize = 64;
/// How long a query waits for the position it asks for.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long to wait before something is tried again that the server did not take.
const BETWEEN_TRIES: Duration = Duration::from_secs(1);

/// A question.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Query {
    /// What is asked.
    pub ask: Ask,
    /// The bounds of the answer.
    #[serde(default)]
    pub bounds: Bounds,
    /// Answer only from this position on, so that one's own writes are seen.
    #[serde(default)]
    pub at_least: Sequence,
}

/// What can be asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// Every story.
    Stories,
    /// The state of a story, or of one item of it.
    Story {
        /// The story.
        story: StorySlug,
        /// Only this item.
        item: Option<String>,
    },
    /// The brief of a story.
    Brief {
        /// The story.
        story: StorySlug,
    },
    /// What is and was expected in a story.
    Expected {
        /// The story.
        story: StorySlug,
    },
    /// What happened and is to happen, in the order of its own time.
    Timeline {
        /// The story.
        story: StorySlug,
    },
    /// Who confirms, denies, declines or is silent, item by item.
    Matrix {
        /// The story.
        story: StorySlug,
        /// Only items of this kind.
        kind: Option<String>,
        /// Only items in which this entry of the directory has a part.
        participant: Option<EntitySlug>,
    },
    /// What moved between two moments.
    Difference {
        /// The story.
        story: StorySlug,
        /// After this moment; without it from the beginning.
        from: Option<Timestamp>,
        /// Up to this one; without it up to now.
        to: Option<Timestamp>,
        /// Whether the moments are of the log's own time.
        recorded: bool,
    },
    /// What would be lost if an update were taken back.
    Reach {
        /// Its position, its id, or `story/key`.
        update: String,
        /// Only this path of it.
        path: Option<newsreel_story::record::path::Path>,
    },
    /// What the standards check finds.
    Check {
        /// The story.
        story: StorySlug,
    },
    /// What stories say of somebody.
    Who {
        /// A slug of the directory or a name.
        name: String,
    },
    /// The updates with these words.
    Search {
        /// The words.
        words: String,
    },
    /// How far the projector is.
    Position,
}

/// The answer: what was asked for, or why there is none.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// What was asked for.
    Answer(serde_json::Value),
    /// No such story or item is on file.
    NotFound(String),
    /// It cannot be answered now.
    Failed(String),
}

/// Why the projector ends.
#[derive(Debug, thiserror::Error)]
pub enum ProjectorError {
    /// The log cannot be read.
    #[error(transparent)]
    Read(#[from] FollowError),
    /// The store cannot be written.
    #[error("the projector's store failed: {0}; if the file is damaged, delete it: it is made anew from the log")]
    Store(#[from] rusqlite::Error),
    /// The server did not do as asked.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// Its service ended.
    #[error("the projector's service has ended: {0}")]
    Service(String),
}

/// The stories a batch changes, and the records in it that cannot be read, with the reason.
type Written = (BTreeSet<StorySlug>, Vec<(Recorded<Raw>, String)>);

/// A story that is kept folded, with its digest.
struct Kept {
    state: State,
    digests: Digests,
}

/// The place of a kept story: empty until it is folded, so that folding one keeps nobody waiting who asks for another.
#[derive(Clone, Default)]
struct Slot {
    kept: Arc<Mutex<Option<Kept>>>,
    /// When it was last used, counted in uses.
    used: u64,
}

/// The read side.
pub struct Projector {
    log: Log,
    writer: Mutex<Store>,
    reader: Mutex<Store>,
    directory: Mutex<Entries>,
    folded: Mutex<HashMap<StorySlug, Slot>>,
    position: watch::Sender<Sequence>,
}

impl Projector {
    /// A projector on this log with its store in a file.
    pub fn open(log: Log, file: &Path) -> Result<Arc<Self>, ProjectorError> {
        let writer = Store::open(file)?;
        let reader = Store::open(file)?;
        let mut directory = Entries::default();
        reader.records(store::DIRECTORY, 0)?.iter().filter_map(entry_of).for_each(|entry| directory.take_in(entry));
        let (position, _) = watch::channel(writer.position()?);
        Ok(Arc::new(Self {
            log,
            writer: Mutex::new(writer),
            reader: Mutex::new(reader),
            directory: Mutex::new(directory),
            folded: Mutex::default(),
            position,
        }))
    }

    /// Catches up with the log, then answers queries and keeps the digests current.
    pub async fn serve(self: Arc<Self>) -> Result<(), ProjectorError> {
        let (mut follow, mut changed) = self.follow_to_the_end().await?;
        tracing::info!(position = follow.position(), "the projector has caught up and answers queries");
        let answering = tokio::spawn(Arc::clone(&self).answer());
        loop {
            self.put_digests(&mut changed).await?;
            // Digests that could not be put are tried again, news or none.
            let patience = if changed.is_empty() { Duration::MAX } else { BETWEEN_TRIES };
            if let Ok(received) = tokio::time::timeout(patience, received(&mut follow)).await {
                changed.extend(self.take_in(received?.0).await?);
            }
            if answering.is_finished() {
                return Err(ProjectorError::Service("its subscription was closed".into()));
            }
        }
    }

    /// Catches up with what is on file and stops there: to rebuild a store, and to measure it.
    pub async fn catch_up(self: &Arc<Self>) -> Result<Sequence, ProjectorError> {
        self.follow_to_the_end().await.map(|(follow, _)| follow.position())
    }

    /// Takes in everything on file; one batch is written while the next is read.
    async fn follow_to_the_end(self: &Arc<Self>) -> Result<(Follow, BTreeSet<StorySlug>), ProjectorError> {
        let mut follow = self.log.follow(*self.position.borrow() + 1, FollowOptions::default());
        let mut changed = BTreeSet::new();
        let (mut batch, mut caught_up) = received(&mut follow).await?;
        while !caught_up {
            let (taken_in, next) = tokio::join!(self.take_in(batch), received(&mut follow));
            changed.extend(taken_in?);
            (batch, caught_up) = next?;
        }
        changed.extend(self.take_in(batch).await?);
        Ok((follow, changed))
    }

    /// Takes in a batch, in one transaction; the stories it changes.
    async fn take_in(self: &Arc<Self>, batch: Vec<Recorded<Raw>>) -> Result<BTreeSet<StorySlug>, ProjectorError> {
        let projector = Arc::clone(self);
        let written = tokio::task::spawn_blocking(move || projector.write(batch)).await;
        let (changed, unreadable) = written.map_err(|error| ProjectorError::Service(error.to_string()))??;
        for (stored, reason) in unreadable {
            tracing::error!(sequence = stored.sequence, "a record cannot be read and goes to quarantine: {reason}");
            self.quarantine(&stored, &reason).await?;
        }
        Ok(changed)
    }

    /// Puts a record aside, however long the server is away.
    async fn quarantine(&self, stored: &Recorded<Raw>, reason: &str) -> Result<(), RequestError> {
        loop {
            match self.log.quarantine(stored, reason).await {
                Err(RequestError::NoAnswer { .. }) => tokio::time::sleep(BETWEEN_TRIES).await,
                outcome => return outcome,
            }
        }
    }

    fn write(&self, batch: Vec<Recorded<Raw>>) -> Result<Written, ProjectorError> {
        let read = |stored: Recorded<Raw>| {
            let recorded = decoded(&stored).map_err(|error| error.to_string());
            (stored, recorded)
        };
        let batch: Vec<Arrival> = batch.into_iter().map(read).collect();
        locked(&self.writer).take_in(&batch)?;
        let mut changed = BTreeSet::new();
        let mut unreadable = Vec::new();
        let position = batch.last().map(|(stored, _)| stored.sequence);
        for (stored, recorded) in batch {
            match recorded {
                Ok(recorded) => self.take_into_memory(recorded, &mut changed),
                Err(reason) => unreadable.push((stored, reason)),
            }
        }
        if let Some(position) = position {
            self.position.send_replace(position);
        }
        Ok((changed, unreadable))
    }

    fn take_into_memory(&self, recorded: Recorded<Record>, changed: &mut BTreeSet<StorySlug>) {
        let Recorded { sequence, recorded_at, record } = recorded;
        match record {
            Record::Directory(entry) => {
                locked(&self.directory).take_in(Recorded { sequence, recorded_at, record: *entry })
            }
            Record::Story(update) => {
                changed.insert(update.story.clone());
                // In this order: a slot made after this look is filled from a store that has the update.
                let slot = locked(&self.folded).get(&update.story).cloned();
                if let Some(slot) = slot
                    && let Some(kept) = &mut *locked(&slot.kept)
                {
                    kept.state.apply(Arc::new(Recorded { sequence, recorded_at, record: *update }));
                }
            }
        }
    }

    // ---- queries ----

    async fn answer(self: Arc<Self>) -> Result<(), async_nats::Error> {
        let service = self.log.client().service_builder();
        let service = service
            .description("answers what is known of stories")
            .start("newsreel-projector", env!("CARGO_PKG_VERSION"))
            .await?;
        let requests = service.endpoint(QUERY).await?;
        requests
            .for_each_concurrent(CONCURRENT, |request| {
                let projector = Arc::clone(&self);
                async move {
                    let reply = match serde_json::from_slice::<Query>(&request.message.payload) {
                        Ok(query) => projector.reply(query).await,
                        Err(error) => Reply::Failed(format!("the query is not as expected: {error}")),
                    };
                    if let Err(error) = request.respond(Ok(serde_json::to_vec(&reply).unwrap_or_default().into())).await
                    {
                        tracing::warn!("an answer could not be sent: {error}");
                    }
                }
            })
            .await;
        Ok(())
    }

    /// Answers one query, once the position it asks for is reached.
    pub async fn reply(self: Arc<Self>, query: Query) -> Reply {
        let mut position = self.position.subscribe();
        let reached = position.wait_for(|position| *position >= query.at_least);
        if !matches!(tokio::time::timeout(PATIENCE, reached).await, Ok(Ok(_))) {
            return Reply::Failed(format!("the projector has not reached position {} yet; try again", query.at_least));
        }
        let answer = tokio::task::spawn_blocking(move || self.look_up(&query)).await;
        match answer {
            Ok(Ok(reply)) => reply,
            Ok(Err(error)) => Reply::Failed(error.to_string()),
            Err(error) => Reply::Failed(format!("the query failed: {error}")),
        }
    }

    fn look_up(&self, query: &Query) -> Result<Reply, ProjectorError> {
        match &query.ask {
            Ask::Position => Ok(given(&*self.position.borrow())),
            Ask::Stories => Ok(given(&locked(&self.reader).stories()?)),
            Ask::Search { words } => {
                let found = locked(&self.reader).search(words, 100)?;
                let found = found.iter().filter_map(|stored| match stored.record.decode().ok()? {
                    Record::Story(update) => {
                        Some(Found { story: update.story.to_string(), sequence: stored.sequence, update: *update })
                    }
                    Record::Directory(_) => None,
                });
                Ok(given(&found.collect::<Vec<_>>()))
            }
            Ask::Brief { story } => self.view(story, query.bounds, |view| {
                let brief = brief::checked(view);
                for left_out in &brief.left_out {
                    tracing::error!("the brief of {story} would say more than is on file: left out {left_out}");
                }
                given(&brief)
            }),
            Ask::Expected { story } => self.view(story, query.bounds, |view| given(&expected::of(view))),
            Ask::Timeline { story } => self.view(story, query.bounds, |view| given(&timeline::of(view))),
            Ask::Matrix { story, kind, participant } => {
                self.view(story, query.bounds, |view| given(&matrix::of(view, kind.as_deref(), participant.as_ref())))
            }
            Ask::Difference { story, from, to, recorded } => {
                let bounds = [query.bounds.as_of, query.bounds.known_at].into_iter().flatten();
                let moment = bounds.fold(Timestamp::now(), Timestamp::min);
                let asked = Interval { from: *from, to: to.unwrap_or(moment), recorded: *recorded };
                self.difference(story, asked, query.bounds)
            }
            Ask::Reach { update, path } => self.reach(update, path.as_ref(), query.bounds),
            Ask::Check { story } => self.view(story, query.bounds, |view| given(&findings::of(view))),
            Ask::Who { name } => self.who(name, query.bounds),
            Ask::Story { story, item } => self.view(story, query.bounds, |view| {
                let overview = overview::of(view, item.as_deref());
                match item {
                    Some(item) if overview.items.is_empty() => {
                        Reply::NotFound(format!("`{story}` has no item `{item}`"))
                    }
                    _ => given(&overview),
                }
            }),
        }
    }

    /// The update somebody means: by its position, its id, or its story and key.
    fn update_meant(&self, meant: &str) -> Result<Option<(StorySlug, UpdateId)>, ProjectorError> {
        if let Some((story, key)) = meant.split_once('/') {
            let named = StorySlug::new(story).ok().zip(UpdateKey::new(key).ok());
            return Ok(named.map(|(story, key)| (story.clone(), UpdateId::of_key(StoryId::of(&story), &key))));
        }
        let store = locked(&self.reader);
        let candidates = match (meant.parse::<Sequence>(), meant.parse::<UpdateId>()) {
            (Ok(sequence), _) => store.record_at(sequence)?.into_iter().collect(),
            (_, Ok(id)) => store.records_with(id)?,
            _ => Vec::new(),
        };
        let id = meant.parse::<UpdateId>().ok();
        let meant = candidates.iter().filter_map(|stored| match decoded(stored).ok()?.record {
            Record::Story(update) if id.is_none_or(|id| update.id == id) => Some((update.story, update.id)),
            _ => None,
        });
        Ok(meant.into_iter().next())
    }

    fn reach(
        &self,
        update: &str,
        path: Option<&newsreel_story::record::path::Path>,
        bounds: Bounds,
    ) -> Result<Reply, ProjectorError> {
        let unknown = || {
            Reply::NotFound(format!(
                "no update `{update}` is on file; name it by its position, its id, or as STORY/KEY"
            ))
        };
        let Some((story, id)) = self.update_meant(update)? else { return Ok(unknown()) };
        self.view(&story, bounds, |view| match reach::of(view, id, path) {
            Ok(reach) => given(&reach),
            Err(ReachError::NoUpdate) => unknown(),
            Err(error @ ReachError::NoPath { .. }) => Reply::NotFound(error.to_string()),
        })
    }

    /// What moved in an interval; people, organisations and places are called what they were at its end.
    fn difference(&self, story: &StorySlug, asked: Interval, bounds: Bounds) -> Result<Reply, ProjectorError> {
        let earlier = |bound: Option<Timestamp>| Some(bound.map_or(asked.to, |bound| bound.min(asked.to)));
        let at_end = match asked.recorded {
            true => Bounds { as_of: earlier(bounds.as_of), ..bounds },
            false => Bounds { known_at: earlier(bounds.known_at), ..bounds },
        };
        let directory = self.directory_under(&at_end);
        let changes = locked(&self.directory).changes.clone();
        let reply = self.with_kept(story, |kept| {
            let view = View::new(&kept.state, &directory, bounds, Timestamp::now(), false);
            given(&difference::between(&view, asked, &changes))
        })?;
        Ok(reply.unwrap_or_else(|| no_story(story)))
    }

    fn who(&self, name: &str, bounds: Bounds) -> Result<Reply, ProjectorError> {
        let directory = self.directory_under(&bounds);
        let mut found: Vec<Who> = Vec::new();
        for entity in directory.named(name) {
            let slug = directory.canonical(&entity.slug);
            if found.iter().any(|known| known.entity.slug == *slug) {
                continue;
            }
            let same: Vec<Entity> = directory
                .iter()
                .filter(|other| other.slug != *slug && directory.canonical(&other.slug) == slug)
                .cloned()
                .collect();
            let mut slugs = BTreeSet::new();
            for entry in same.iter().map(|entity| &entity.slug).chain([slug]) {
                slugs.extend(locked(&self.reader).stories_of(entry)?);
            }
            let mut stories = Vec::new();
            for story in slugs.iter().filter_map(|story| StorySlug::new(story).ok()) {
                let said = self.with_kept(&story, |kept| {
                    who::of(&View::new(&kept.state, &directory, bounds, Timestamp::now(), false), slug)
                })?;
                stories.extend(said.flatten());
            }
            let entity = directory.get(slug).unwrap_or(entity).clone();
            found.push(Who::new(entity, same, stories, &directory));
        }
        if found.is_empty() {
            return Ok(Reply::NotFound(format!(
                "the directory has nobody called `{name}`; `newsreel search` finds words"
            )));
        }
        Ok(given(&found))
    }

    /// Shows a story to `show`, under bounds, to somebody not cleared for embargoed updates.
    fn view(
        &self,
        story: &StorySlug,
        bounds: Bounds,
        show: impl FnOnce(&View<'_>) -> Reply,
    ) -> Result<Reply, ProjectorError> {
        let directory = self.directory_under(&bounds);
        let reply =
            self.with_kept(story, |kept| show(&View::new(&kept.state, &directory, bounds, Timestamp::now(), false)))?;
        Ok(reply.unwrap_or_else(|| no_story(story)))
    }

    /// Does something with a story that is kept folded; none when it is not on file.
    fn with_kept<T>(&self, story: &StorySlug, act: impl FnOnce(&mut Kept) -> T) -> Result<Option<T>, ProjectorError> {
        let slot = self.slot(story);
        let mut kept = locked(&slot.kept);
        if kept.is_none() {
            *kept = self.fold(story)?.map(|state| Kept { state, digests: Digests::default() });
        }
        Ok(kept.as_mut().map(act))
    }

    /// The slot of a story, in place of the one that has not been used for longest when there are too many.
    fn slot(&self, story: &StorySlug) -> Slot {
        let mut folded = locked(&self.folded);
        let clock = folded.values().map(|slot| slot.used).max().unwrap_or(0) + 1;
        if !folded.contains_key(story) && folded.len() >= KEPT_STORIES {
            let oldest = folded.iter().min_by_key(|(_, slot)| slot.used).map(|(story, _)| story.clone());
            oldest.map(|oldest| folded.remove(&oldest));
        }
        let slot = folded.entry(story.clone()).or_default();
        slot.used = clock;
        slot.clone()
    }

    fn fold(&self, story: &StorySlug) -> Result<Option<State>, ProjectorError> {
        let store = locked(&self.reader);
        let Some(number) = store.number(story)? else { return Ok(None) };
        let reports = store.records(number, 0)?;
        let reports = reports.iter().filter_map(|stored| match decoded(stored).ok()? {
            Recorded { sequence, recorded_at, record: Record::Story(update) } => {
                Some(Arc::new(Recorded { sequence, recorded_at, record: *update }))
            }
            _ => None,
        });
        Ok(Some(State::fold(story.clone(), reports)))
    }

    fn directory_under(&self, bounds: &Bounds) -> Arc<Directory> {
        let entries = locked(&self.directory);
        if (Bounds { true_at: None, ..*bounds }) == Bounds::default() {
            return Arc::clone(&entries.current);
        }
        Arc::new(Directory::under(&entries.changes, bounds))
    }

    // ---- digests ----

    /// Puts the digest of each changed story into the bucket every NATS client can watch: once for all its updates of a
    /// batch, and not before the projector has caught up.
    async fn put_digests(&self, changed: &mut BTreeSet<StorySlug>) -> Result<(), ProjectorError> {
        for story in std::mem::take(changed) {
            let Some((sequence, digest)) = self.digest(&story)? else { continue };
            match self.log.put_digest(story.as_str(), sequence, digest.into()).await {
                Ok(_) => {}
                Err(DigestError::Denied(error)) => return Err(error.into()),
                Err(error) => {
                    tracing::warn!("{error}; trying again");
                    changed.insert(story);
                }
            }
        }
        Ok(())
    }

    fn digest(&self, story: &StorySlug) -> Result<Option<(Sequence, Vec<u8>)>, ProjectorError> {
        let directory = self.directory_under(&Bounds::default());
        self.with_kept(story, |kept| {
            let view = View::new(&kept.state, &directory, Bounds::default(), Timestamp::now(), false);
            kept.digests.digest(&view)
        })
    }
}

/// What the log delivers next, and whether that was the end of what was on file.
async fn received(follow: &mut Follow) -> Result<(Vec<Recorded<Raw>>, bool), FollowError> {
    let mut batch = Vec::new();
    let mut caught_up = false;
    for delivered in follow.next_batch(BATCH).await? {
        match delivered {
            Delivered::CaughtUp => caught_up = true,
            Delivered::Record(stored) => batch.push(stored),
        }
    }
    Ok((batch, caught_up))
}

/// The directory as it is, and every change to it, for answers under bounds.
#[derive(Default)]
struct Entries {
    current: Arc<Directory>,
    changes: Vec<Recorded<Entry>>,
}

impl Entries {
    fn take_in(&mut self, entry: Recorded<Entry>) {
        Arc::make_mut(&mut self.current).apply(entry.sequence, &entry.record);
        self.changes.push(entry);
    }
}

fn no_story(story: &StorySlug) -> Reply {
    Reply::NotFound(format!("no story `{story}` is on file; `newsreel stories` lists them"))
}

fn given(answer: &impl Serialize) -> Reply {
    serde_json::to_value(answer).map_or_else(|error| Reply::Failed(error.to_string()), Reply::Answer)
}

fn entry_of(stored: &Recorded<Raw>) -> Option<Recorded<Entry>> {
    match decoded(stored).ok()? {
        Recorded { sequence, recorded_at, record: Record::Directory(entry) } => {
            Some(Recorded { sequence, recorded_at, record: *entry })
        }
        _ => None,
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
