//! Keeping the digests of stories current, in a task of its own that no question and no record waits for.
//!
//! What changed is gathered, and a story that changed ten times meanwhile is worked out once. The bucket is watched, so that
//! a digest that is missing, older than the story, or somebody else's value is put right: at the start, when the bucket was
//! lost, and whenever somebody writes to it.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use jiff::Timestamp;
use newsreel_log::digest::{Origin, Seen};
use newsreel_log::{Backoff, DigestError, DigestPut, DigestWatch, trace};
use newsreel_story::judge::view::View;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::{EntitySlug, StorySlug};
use newsreel_story::record::recorded::Sequence;
use newsreel_story::state::directory::Directory;
use newsreel_story::views::digest::{Digests, Moved};
use tokio::sync::Notify;
use tracing::{Instrument, Span};

use crate::recent::Recent;
use crate::snapshots::locked;
use crate::store::TakenIn;
use crate::{Projector, ProjectorError};

/// The version of what works digests out. Another version works all of them out again.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "/2");
/// How many digests are worked out and put at once.
const AT_ONCE: usize = 8;
/// How many bytes of memory may be kept of what the last digests were worked out from.
const KEPT_BYTES: usize = 24 << 20;
/// The pauses between two tries to put what the server did not take. With each the whole bucket is compared.
const BETWEEN_TRIES: Backoff = Backoff::new(Duration::from_millis(200), Duration::from_secs(10));

/// How often it is made sure that the bucket is there: where nothing is put, nothing else would tell.
const CHECK_INTERVAL: Duration = Duration::from_secs(5);

/// What has changed since the digests were put.
#[derive(Default)]
pub(crate) struct Changes {
    changed: Mutex<Changed>,
    news: Notify,
}

#[derive(Default)]
struct Changed {
    stories: BTreeSet<StorySlug>,
    /// The work on the last update of a story that came with a trace, and where that is: the digest is the end of it.
    traced: HashMap<StorySlug, (Sequence, Span)>,
    entities: BTreeSet<EntitySlug>,
}

impl Changes {
    pub(crate) fn add(&self, taken_in: TakenIn) {
        let mut changed = locked(&self.changed);
        changed.stories.extend(taken_in.stories);
        changed.entities.extend(taken_in.entities);
        drop(changed);
        self.news.notify_one();
    }

    /// Notes in which traces stories are about to change: before anything can be worked out that has the change in it.
    pub(crate) fn trace(&self, traced: impl Iterator<Item = (StorySlug, (Sequence, Span))>) {
        locked(&self.changed).traced.extend(traced);
    }

    /// The work on an update that is in a digest which ends at this position.
    fn traced_to(&self, story: &StorySlug, end: Sequence) -> Span {
        let mut changed = locked(&self.changed);
        match changed.traced.get(story) {
            Some((sequence, _)) if *sequence <= end => {
                changed.traced.remove(story).map_or_else(Span::none, |(_, span)| span)
            }
            _ => Span::none(),
        }
    }

    /// What is to be looked at.
    fn take(&self) -> (BTreeSet<StorySlug>, BTreeSet<EntitySlug>) {
        let mut changed = locked(&self.changed);
        (std::mem::take(&mut changed.stories), std::mem::take(&mut changed.entities))
    }
}

/// What the last digests were worked out from, so that the next costs no more than what has changed.
pub(crate) struct KeptDigests {
    kept: Mutex<Kept>,
}

struct Kept {
    digests: Recent<Digests>,
    /// Counts how often a record has come in between others, after which nothing that was kept holds.
    generation: u64,
}

impl Default for KeptDigests {
    fn default() -> Self {
        Self { kept: Mutex::new(Kept { digests: Recent::new(KEPT_BYTES), generation: 0 }) }
    }
}

impl KeptDigests {
    pub(crate) fn forget(&self) {
        let mut kept = locked(&self.kept);
        kept.digests.clear();
        kept.generation += 1;
    }

    fn take(&self, story: &StorySlug) -> (u64, Digests) {
        let mut kept = locked(&self.kept);
        (kept.generation, kept.digests.remove(story).unwrap_or_default())
    }

    fn keep(&self, story: &StorySlug, generation: u64, digests: Digests) {
        let mut kept = locked(&self.kept);
        if kept.generation != generation {
            return;
        }
        let bytes = digests.bytes();
        kept.digests.get_or_insert(story, || digests);
        kept.digests.note_size(story, bytes);
    }
}

/// The task: which digests are to be put, and which are on their way.
pub(crate) struct Digesting {
    projector: Arc<Projector>,
    due: BTreeSet<StorySlug>,
    on_their_way: HashSet<StorySlug>,
}

impl Digesting {
    pub(crate) fn new(projector: Arc<Projector>) -> Self {
        Self { projector, due: BTreeSet::new(), on_their_way: HashSet::new() }
    }

    /// Keeps the digests current, for as long as the server permits.
    pub(crate) async fn run(mut self) -> Result<Infallible, ProjectorError> {
        let mut backoff = BETWEEN_TRIES;
        loop {
            match self.keep_current(&mut backoff).await {
                Ok(never) => match never {},
                Err(ProjectorError::Digest(error @ DigestError::Denied(_))) => return Err(error.into()),
                Err(ProjectorError::Digest(error)) => {
                    self.due.extend(self.on_their_way.drain());
                    backoff.wait_because(&format!("{error}; trying again")).await;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Compares the bucket with the store, then follows both.
    async fn keep_current(&mut self, backoff: &mut Backoff) -> Result<Infallible, ProjectorError> {
        let changes = Arc::clone(&self.projector.changes);
        let mut watch = self.projector.log.watch_digests().await?;
        self.compare(&mut watch).await?;
        let created = watch.created().to_owned();
        let mut putting = FuturesUnordered::new();
        let mut check = tokio::time::interval(CHECK_INTERVAL);
        loop {
            while self.on_their_way.len() < AT_ONCE
                && let Some(story) = self.next_due()
            {
                putting.push(self.put(story));
            }
            // A server that is full takes one and refuses another: it works again when nothing is left to put.
            if self.on_their_way.is_empty() {
                backoff.reset();
            }
            tokio::select! {
                Some((story, put)) = putting.next() => {
                    self.on_their_way.remove(&story);
                    if let Err(error) = put {
                        self.due.insert(story);
                        return Err(error);
                    }
                }
                () = changes.news.notified() => self.gather().await?,
                seen = watch.next() => self.look_at(&seen?).await?,
                _ = check.tick() => self.projector.log.check_bucket(&created).await?,
            }
        }
    }

    /// A story that is due and not on its way already.
    fn next_due(&mut self) -> Option<StorySlug> {
        let story = self.due.iter().find(|story| !self.on_their_way.contains(*story))?.clone();
        self.due.remove(&story);
        self.on_their_way.insert(story.clone());
        Some(story)
    }

    /// Takes what has changed: stories, and those in which somebody has a part whose entry has changed.
    async fn gather(&mut self) -> Result<(), ProjectorError> {
        let (stories, entities) = self.projector.changes.take();
        self.due.extend(stories);
        if !entities.is_empty() {
            let affected = self.off_thread(move |projector| projector.stories_judged_by(&entities)).await?;
            self.due.extend(affected);
        }
        Ok(())
    }

    /// What the bucket does not have as it should: found by positions and versions, without folding a story.
    async fn compare(&mut self, watch: &mut DigestWatch) -> Result<(), ProjectorError> {
        let mut on_file: HashMap<Box<str>, Seen> = HashMap::new();
        while !watch.is_caught_up() {
            let seen = watch.next().await?;
            on_file.insert(seen.key.clone(), seen);
        }
        self.gather().await?;
        let stale = self.off_thread(move |projector| projector.stale(&on_file)).await?;
        if !stale.stories.is_empty() {
            tracing::info!(stories = stale.stories.len(), "digests are missing or out of date");
        }
        self.due.extend(stale.stories);
        for foreign in stale.foreign {
            self.remove(&foreign).await?;
        }
        Ok(())
    }

    /// Looks at a change of the bucket: usually our own digest, or another projector's.
    async fn look_at(&mut self, seen: &Seen) -> Result<(), ProjectorError> {
        if seen.origin.is_some() {
            return Ok(());
        }
        let key = seen.key.clone();
        let on_file = self.off_thread(move |projector| Ok(projector.readers.get()?.last_sequence(&key)?)).await?;
        match (on_file, StorySlug::new(&seen.key)) {
            (Some(_), Ok(story)) => drop(self.due.insert(story)),
            _ => self.remove(seen).await?,
        }
        Ok(())
    }

    /// Deletes a value under a key that is not the slug of a story.
    async fn remove(&self, seen: &Seen) -> Result<(), ProjectorError> {
        if !seen.deleted {
            tracing::warn!(key = &*seen.key, "the bucket of digests has a value that is not the digest of a story");
            self.projector.log.delete_digest(&seen.key, seen.revision).await?;
        }
        Ok(())
    }

    async fn off_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Projector) -> Result<T, ProjectorError> + Send + 'static,
    ) -> Result<T, ProjectorError> {
        let projector = Arc::clone(&self.projector);
        tokio::task::spawn_blocking(move || work(&projector)).await.map_err(ProjectorError::died)?
    }

    /// Works out the digest of a story and puts it.
    fn put(
        &self,
        story: StorySlug,
    ) -> impl Future<Output = (StorySlug, Result<Option<DigestPut>, ProjectorError>)> + use<> {
        let projector = Arc::clone(&self.projector);
        async move {
            let put = projector.put_digest(&story).await;
            (story, put)
        }
    }
}

/// What the bucket does not have as it should.
struct Stale {
    stories: Vec<StorySlug>,
    foreign: Vec<Seen>,
}

impl Projector {
    async fn put_digest(self: Arc<Self>, story: &StorySlug) -> Result<Option<DigestPut>, ProjectorError> {
        let (projector, of) = (Arc::clone(&self), story.clone());
        let worked_out =
            tokio::task::spawn_blocking(move || projector.digest(&of)).await.map_err(ProjectorError::died)??;
        let Some((origin, digest)) = worked_out else { return Ok(None) };
        // The work on the record goes on until its digest is put.
        let record = self.changes.traced_to(story, origin.sequence);
        let span = match record.is_none() {
            true => Span::none(),
            false => tracing::info_span!(target: trace::TARGET, parent: &record, "put the digest", story = %story),
        };
        Ok(Some(self.log.put_digest(story.as_str(), &origin, digest.into()).instrument(span).await?))
    }

    fn digest(&self, story: &StorySlug) -> Result<Option<(Origin, Vec<u8>)>, ProjectorError> {
        let (generation, mut digests) = self.digests.take(story);
        // Before the snapshots: what they hold beyond it only makes the digest newer than it says.
        let position = *self.position.borrow();
        let Some(state) = self.folded.snapshot(story, &self.readers)? else { return Ok(None) };
        let directory = self.directory.snapshot(&Bounds::default(), &self.readers)?;
        let view = View::new(&state, &directory, Bounds::default(), Timestamp::now());
        let (moved, digest) = digests.digest(&view);
        self.digests.keep(story, generation, digests);
        let Moved { sequence, for_readers } = moved;
        Ok(Some((Origin { position, sequence, for_readers, version: VERSION.into() }, digest)))
    }

    fn stale(&self, on_file: &HashMap<Box<str>, Seen>) -> Result<Stale, ProjectorError> {
        let stories = self.readers.get()?.last_sequences()?;
        let known: HashSet<&str> = stories.iter().map(|(story, _)| story.as_str()).collect();
        let foreign = on_file.values().filter(|seen| seen.origin.is_none() && !known.contains(&*seen.key));
        let foreign: Vec<Seen> = foreign.cloned().collect();
        let origin = |story: &StorySlug| on_file.get(story.as_str())?.origin.as_ref();
        let oldest = stories.iter().filter_map(|(story, _)| origin(story)).map(|origin| origin.position).min();
        let moved = self.entries_after(oldest.unwrap_or(Sequence::MAX))?;
        let stale = stories.iter().filter(|(story, last)| {
            origin(story).is_none_or(|origin| {
                origin.sequence < *last
                    || &*origin.version != VERSION
                    || moved.get(story).is_some_and(|moved| *moved > origin.position)
            })
        });
        let stale = stale.map(|(story, _)| story.clone()).collect();
        Ok(Stale { stories: stale, foreign })
    }

    /// The stories judged by an entry of the directory that changed after a position, with the last such change.
    fn entries_after(&self, position: Sequence) -> Result<HashMap<StorySlug, Sequence>, ProjectorError> {
        let directory = self.directory.snapshot(&Bounds::default(), &self.readers)?;
        let mut moved: HashMap<StorySlug, Sequence> = HashMap::new();
        for entity in directory.iter().filter(|entity| entity.sequence > position) {
            for story in self.stories_judged_by(&BTreeSet::from([entity.slug.clone()]))? {
                let last = moved.entry(story).or_default();
                *last = entity.sequence.max(*last);
            }
        }
        Ok(moved)
    }

    /// The stories in which one of these has a part, or somebody who is the same, speaks for them or lies within.
    fn stories_judged_by(&self, entities: &BTreeSet<EntitySlug>) -> Result<BTreeSet<StorySlug>, ProjectorError> {
        let directory = self.directory.snapshot(&Bounds::default(), &self.readers)?;
        let store = self.readers.get()?;
        let mut stories = BTreeSet::new();
        for entity in judged_by(&directory, entities) {
            stories.extend(store.stories_of(entity)?.iter().filter_map(|story| StorySlug::new(story).ok()));
        }
        Ok(stories)
    }
}

/// These entries, and all that are judged by them.
fn judged_by<'d>(directory: &'d Directory, entities: &'d BTreeSet<EntitySlug>) -> HashSet<&'d EntitySlug> {
    let mut dependents: HashMap<&EntitySlug, Vec<&EntitySlug>> = HashMap::new();
    for entity in directory.iter() {
        for other in [&entity.same_as, &entity.speaks_for, &entity.within].into_iter().flatten() {
            dependents.entry(other).or_default().push(&entity.slug);
        }
    }
    let mut found: HashSet<&EntitySlug> = HashSet::new();
    let mut waiting: Vec<&EntitySlug> = entities.iter().collect();
    while let Some(entity) = waiting.pop() {
        if found.insert(entity) {
            waiting.extend(dependents.get(entity).into_iter().flatten().copied());
        }
    }
    found
}
