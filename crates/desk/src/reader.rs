//! What the desk has read of the log, and reading on: the directory, the stories at hand, and whether the log is still the
//! one that was read.
//!
//! Every record is taken in once, in whichever order: by the reading here, or by the desk as it appends its own.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use newsreel_log::subject::is_held;
use newsreel_log::{Delivered, FollowError, FollowOptions, Log, Mark, Raw, RequestError, Unit, subject};
use newsreel_story::record::name::{EntityId, EntitySlug, StoryId};
use newsreel_story::record::recorded::{Recorded, Sequence};
use tokio::sync::Mutex as AsyncMutex;

use crate::held::HeldStories;
use crate::known::{Directories, Lease, Stories, Story};
use crate::unaccepted::{Unaccepted, Unknown, unavailable};
use crate::unread::Unread;

/// How many records are taken in at a time while reading.
const BATCH: usize = 1000;

/// The log, and what is remembered of it.
pub(crate) struct Reader {
    pub(crate) log: Log,
    pub(crate) stories: Stories,
    pub(crate) directory: Directories,
    pub(crate) held: HeldStories,
    /// How far the log has been read. Our own records beyond that are taken in already.
    read: AsyncMutex<Sequence>,
    /// The last record that is known to be in the log, ours or another's: by it the log is known again.
    latest: Mutex<Option<Mark>>,
    /// How often the connection had been disturbed when the log was last known again.
    known_since: AtomicU64,
}

impl Reader {
    /// One that has read nothing yet, and keeps stories at hand as long as they take no more than so many bytes.
    pub(crate) fn new(log: Log, bytes: usize) -> Self {
        let known_since = AtomicU64::new(*log.disturbances().borrow());
        let (directory, held, read, latest) = Default::default();
        Self { log, stories: Stories::new(bytes), directory, held, read, latest, known_since }
    }

    /// Makes sure that the log is the one that was read.
    pub(crate) async fn know_the_log(&self) -> Result<(), Unknown> {
        let disturbances = *self.log.disturbances().borrow();
        let latest = *self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(mark) = latest {
            let position = mark.sequence;
            match self.log.still_has(mark).await {
                Ok(true) => {}
                Err(RequestError::Denied { reason, .. }) => return Err(Unknown::Other(FollowError::Denied(reason))),
                Ok(false) => return Err(Unknown::Other(FollowError::Replaced { position })),
                Err(error) if error.is_no_stream() => {
                    return Err(Unknown::Other(FollowError::CutOff { position, last: 0 }));
                }
                Err(error) => return Err(Unknown::NoAnswer(error)),
            }
        }
        self.known_since.fetch_max(disturbances, Ordering::Relaxed);
        Ok(())
    }

    /// The same, if the connection was lost since: another server may have taken the place of the old one.
    pub(crate) async fn know_the_log_again(&self) -> Result<(), Unknown> {
        let disturbances = *self.log.disturbances().borrow();
        if disturbances == self.known_since.load(Ordering::Relaxed) { Ok(()) } else { self.know_the_log().await }
    }

    /// Notes a record that is in the log.
    pub(crate) fn note_latest(&self, mark: Mark) {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        if latest.is_none_or(|known| known.sequence < mark.sequence) {
            *latest = Some(mark);
        }
    }

    /// Why the log cannot be read on. One that is not there any more was there, if anything of it is known.
    fn gone(&self, error: FollowError) -> FollowError {
        let latest = *self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        match (error, latest) {
            (FollowError::NoStream { .. }, Some(mark)) => FollowError::CutOff { position: mark.sequence, last: 0 },
            (error, _) => error,
        }
    }

    /// Takes in what the log has beyond what was read of it, and says how far that is. At first this is the directory: no
    /// story is at hand yet.
    pub(crate) async fn read_on(&self) -> Result<Sequence, FollowError> {
        let mut read = self.read.lock().await;
        if let Err(Unknown::Other(error)) = self.know_the_log().await {
            return Err(error);
        }
        if let Ok(last) = self.log.last_sequence().await {
            if *read == 0
                && let Ok(directory) = self.log.last_sequence_on(subject::DIRECTORY).await
                && let Ok(held) = self.log.last_sequence_on(subject::HELD_STORIES).await
            {
                self.read_directory(directory).await?;
                self.note_held(held).await?;
                if let Ok(Some(stored)) = self.log.at(last).await {
                    self.note_latest(Mark::of(last, &stored.record.payload));
                }
                *read = last;
            }
            if last == *read {
                return Ok(last);
            }
        }
        let mut follow = self.log.follow(*read + 1, FollowOptions::default());
        loop {
            let batch = follow.next_batch(BATCH).await.map_err(|error| self.gone(error))?;
            follow.mark().into_iter().for_each(|mark| self.note_latest(mark));
            let mut unread = Unread::default();
            for delivered in batch {
                match delivered {
                    Delivered::CaughtUp => return Ok(*read),
                    Delivered::Record(stored) => {
                        let unit = Unit::of_subject(&stored.record.subject);
                        match unit {
                            Some(Unit::Story(story)) => self.take_in(story, &stored, &mut unread).await,
                            Some(Unit::Entity(entity)) => self.directory.take_in(entity, &stored, &mut unread),
                            None => unread.add_astray(stored.sequence, &stored.record.subject),
                        }
                        if let Some(unit) = unit.filter(|_| is_held(&stored.record.subject)) {
                            self.held.note(unit);
                        }
                        *read = stored.sequence;
                    }
                }
            }
        }
    }

    /// Reads records from a position on up to an end, of which the leader knows: a replica that is behind delivers it later.
    async fn read_up_to(
        &self,
        from: Sequence,
        end: Sequence,
        options: FollowOptions,
        mut take: impl FnMut(&Recorded<Raw>),
    ) -> Result<(), FollowError> {
        let mut follow = self.log.follow(from, options);
        while follow.position() < end {
            records(follow.next_batch(BATCH).await?).for_each(|stored| take(&stored));
        }
        Ok(())
    }

    async fn read_directory(&self, end: Sequence) -> Result<(), FollowError> {
        let all = FollowOptions { filter: Some(subject::DIRECTORY.to_owned()) };
        let mut unread = Unread::default();
        let take = |stored: &Recorded<Raw>| {
            match Unit::of_subject(&stored.record.subject) {
                Some(Unit::Entity(entity)) => self.directory.take_in(entity, stored, &mut unread),
                // The filter lets through no subject of a story.
                Some(Unit::Story(_)) => (),
                None => unread.add_astray(stored.sequence, &stored.record.subject),
            }
        };
        self.read_up_to(1, end, all, take).await
    }

    /// Notes the stories that have something under an embargo, or had.
    async fn note_held(&self, end: Sequence) -> Result<(), FollowError> {
        let held = FollowOptions { filter: Some(subject::HELD_STORIES.to_owned()) };
        let note = |stored: &Recorded<Raw>| {
            Unit::of_subject(&stored.record.subject).into_iter().for_each(|unit| self.held.note(unit));
        };
        self.read_up_to(1, end, held, note).await
    }

    /// Takes in a record of a story that is at hand. What is not known of another will be read with the rest of it.
    async fn take_in(&self, story: StoryId, stored: &Recorded<Raw>, unread: &mut Unread) {
        if let Some(story) = self.stories.in_memory(story) {
            let mut story = story.lock().await;
            if story.is_known {
                story.take_in(stored, unread);
            }
        }
    }

    /// The story, locked and known: one that is not at hand is read.
    pub(crate) async fn story(&self, id: StoryId) -> Result<Lease<'_>, Unaccepted> {
        let mut known = self.stories.lock(id).await;
        if !known.is_known {
            self.read_story(&mut known, Unit::Story(id)).await?;
            known.is_known = true;
        }
        Ok(known)
    }

    /// Reads a story on, up to its last record.
    pub(crate) async fn read_story(&self, known: &mut Story, unit: Unit) -> Result<(), Unaccepted> {
        let end = self.log.last_sequence_of(unit).await.map_err(|error| unavailable(&error))?;
        let mut unread = Unread::default();
        let read = self.read_up_to(known.last + 1, end, unit.into(), |stored| known.take_in(stored, &mut unread));
        read.await.map_err(|error| unavailable(&error))
    }

    /// Reads what others have written to a story and to these entries of the directory.
    pub(crate) async fn catch_up(
        &self,
        known: &mut Story,
        story: StoryId,
        entries: impl IntoIterator<Item = EntitySlug>,
    ) -> Result<(), RequestError> {
        let mut unread = Unread::default();
        for stored in self.log.tail(Unit::Story(story), known.last).await? {
            known.take_in(&stored, &mut unread);
        }
        self.read_entries(entries).await
    }

    pub(crate) async fn read_entries(&self, entries: impl IntoIterator<Item = EntitySlug>) -> Result<(), RequestError> {
        let mut unread = Unread::default();
        for slug in entries {
            let entity = EntityId::of(&slug);
            let position = self.directory.read(|directory| directory.last_of(&slug));
            for stored in self.log.tail(Unit::Entity(entity), position).await? {
                self.directory.take_in(entity, &stored, &mut unread);
            }
        }
        Ok(())
    }
}

fn records(delivered: Vec<Delivered>) -> impl Iterator<Item = Recorded<Raw>> {
    delivered.into_iter().filter_map(|delivered| match delivered {
        Delivered::Record(stored) => Some(stored),
        Delivered::CaughtUp => None,
    })
}
