//! What the desk knows of stories and of the directory: what could be read, and where something stands that could not.
//!
//! The directory is in memory whole. Of the stories those are that somebody has written to lately, as many as fit; another
//! is read from the log when somebody writes to it.
//!
//! An append names the last position of its story. So the position of a record that cannot be read (garbage, a kind or a
//! schema of a newer version, a record on another's subject) counts like that of any other, and deciding goes on without its
//! content. What depends on the content is refused: the very update of such a record, submitted again. A refusal that such
//! a record may be the reason of says so.

use std::collections::HashMap;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use newsreel_log::{Raw, decoded, envelope};
use newsreel_story::record::name::{EntityId, EntitySlug, StoryId, UpdateId};
use newsreel_story::record::recorded::{Record, Recorded, Sequence};
use newsreel_story::record::update::Update;
use newsreel_story::state::directory::Directory;
use newsreel_story::submit::decide::Answer;
use newsreel_story::submit::index::StoryIndex;
use newsreel_story::submit::refusal::{At, Code, Refusal};
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

use crate::unread::{Unread, positions};

/// The stories in memory, each to be locked for itself. When they take more than they may, those that have been idle for
/// longest are let go: what deciding needs of them is in the log.
pub(crate) struct Stories {
    kept: Mutex<Kept>,
    /// How many bytes they may take.
    most: usize,
}

#[derive(Default)]
struct Kept {
    stories: HashMap<StoryId, Slot>,
    /// How many bytes they take.
    bytes: usize,
    /// Counts the uses.
    clock: u64,
}

struct Slot {
    story: Arc<AsyncMutex<Story>>,
    bytes: usize,
    last_use: u64,
}

impl Slot {
    /// Whether nobody has it in hand. Handles are only given out under the lock of all stories.
    fn is_idle(&self) -> bool {
        Arc::strong_count(&self.story) == 1
    }
}

/// How much of what stories may take is left in use when some are let go, so that this is rare.
const LEFT: f64 = 0.75;

impl Stories {
    pub(crate) fn new(most: usize) -> Self {
        Self { kept: Mutex::default(), most }
    }

    /// The story, locked. One that is not in memory is not known yet.
    pub(crate) async fn lock(&self, id: StoryId) -> Lease<'_> {
        let story = {
            let mut kept = self.kept();
            kept.clock += 1;
            let last_use = kept.clock;
            let new = || Slot { story: Arc::default(), bytes: 0, last_use };
            let slot = kept.stories.entry(id).or_insert_with(new);
            slot.last_use = last_use;
            Arc::clone(&slot.story)
        };
        Lease { stories: self, id, story: Some(story.lock_owned().await) }
    }

    /// The story, if it is in memory.
    pub(crate) fn in_memory(&self, id: StoryId) -> Option<Arc<AsyncMutex<Story>>> {
        self.kept().stories.get(&id).map(|slot| Arc::clone(&slot.story))
    }

    /// How many are in memory, and how many bytes they take.
    pub(crate) fn extent(&self) -> (usize, usize) {
        let kept = self.kept();
        (kept.stories.len(), kept.bytes)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes what a story takes that was in use. One of which nothing is on file leaves nothing behind.
    fn note(&self, id: StoryId, bytes: usize) {
        let mut kept = self.kept();
        let Some(slot) = kept.stories.get_mut(&id) else { return };
        let before = std::mem::replace(&mut slot.bytes, bytes);
        if bytes == 0 && slot.is_idle() {
            kept.stories.remove(&id);
        }
        kept.bytes = kept.bytes + bytes - before;
        if kept.bytes > self.most {
            kept.let_go((self.most as f64 * LEFT) as usize);
        }
    }
}

impl Kept {
    fn let_go(&mut self, until: usize) {
        let idle = self.stories.iter().filter(|(_, slot)| slot.is_idle());
        let mut idle: Vec<(u64, StoryId)> = idle.map(|(id, slot)| (slot.last_use, *id)).collect();
        idle.sort_unstable();
        for (_, id) in idle {
            if self.bytes <= until {
                break;
            }
            self.bytes -= self.stories.remove(&id).map_or(0, |slot| slot.bytes);
        }
    }
}

/// A story in use.
pub(crate) struct Lease<'s> {
    stories: &'s Stories,
    id: StoryId,
    story: Option<OwnedMutexGuard<Story>>,
}

impl Deref for Lease<'_> {
    type Target = Story;

    fn deref(&self) -> &Story {
        self.story.as_deref().unwrap_or_else(|| unreachable!("it is given back only when this is dropped"))
    }
}

impl DerefMut for Lease<'_> {
    fn deref_mut(&mut self) -> &mut Story {
        self.story.as_deref_mut().unwrap_or_else(|| unreachable!("it is given back only when this is dropped"))
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        let bytes = self.story.take().map_or(0, |story| story.bytes());
        self.stories.note(self.id, bytes);
    }
}

/// One story.
#[derive(Default)]
pub(crate) struct Story {
    /// Whether everything that was on file when it was last looked at is known.
    pub(crate) is_known: bool,
    /// What deciding needs of what could be read.
    pub(crate) index: StoryIndex,
    /// The position of its last record, readable or not: what an append expects.
    pub(crate) last: Sequence,
    unreadable: Vec<Unreadable>,
}

/// A record that cannot be read.
struct Unreadable {
    sequence: Sequence,
    /// The update it says it is.
    id: Option<UpdateId>,
}

impl Story {
    /// How many bytes it takes, about; zero when nothing is on file.
    fn bytes(&self) -> usize {
        match self.last {
            0 => 0,
            _ => size_of::<Self>() + self.index.bytes() + self.unreadable.capacity() * size_of::<Unreadable>(),
        }
    }

    /// Takes in a record of this story. One that is in already changes nothing; one that cannot be read is counted.
    pub(crate) fn take_in(&mut self, stored: &Recorded<Raw>, unread: &mut Unread) {
        if stored.sequence <= self.last {
            return;
        }
        self.last = stored.sequence;
        match decoded(stored).map(|recorded| recorded.record) {
            Ok(Record::Story(update)) => self.index.apply(stored.sequence, &update),
            // Checked against its subject: a record of the directory cannot be among a story's.
            Ok(Record::Directory(_)) => (),
            Err(error) => {
                unread.add(stored.sequence, &error);
                self.unreadable
                    .push(Unreadable { sequence: stored.sequence, id: envelope::id_of(&stored.record.payload) });
            }
        }
    }

    /// Takes in an update that has just been appended.
    pub(crate) fn take_in_decided(&mut self, sequence: Sequence, update: &Update, fingerprint: u64) {
        self.last = self.last.max(sequence);
        self.index.apply_decided(sequence, update, fingerprint);
    }

    /// Refuses an update that is on file in a form that cannot be read: whether it is the same cannot be known.
    pub(crate) fn check(&self, answers: &[Answer]) -> Result<(), Vec<Refusal>> {
        let same = |answer: &&Answer| self.unreadable.iter().find(|unreadable| unreadable.id == Some(answer.id));
        let refusals = answers.iter().filter_map(|answer| {
            let position = same(&answer)?.sequence;
            let message = format!(
                "the update {} ({}) is on file at position {position} in a form that this version of newsreel cannot \
                 read; submit it with a version that can",
                answer.id, answer.update
            );
            Some(At::Root.refuse(Code::IdConflict, message))
        });
        let refusals: Vec<Refusal> = refusals.collect();
        if refusals.is_empty() { Ok(()) } else { Err(refusals) }
    }

    /// Says with each refusal that may be due to a record that cannot be read where such records stand.
    pub(crate) fn explain(&self, directory: &Known, refusals: Vec<Refusal>) -> Vec<Refusal> {
        let of_story = self.unreadable.iter().map(|unreadable| unreadable.sequence);
        let of_directory = directory.unreadable.values().copied();
        let (story, entries) = (positions(of_story), positions(of_directory));
        let explained = refusals.into_iter().map(|mut refusal| {
            let positions = match refusal.code {
                Code::UnknownEntity | Code::DirectoryConflict => entries.as_deref(),
                Code::UnknownUpdate
                | Code::UnknownItem
                | Code::UnknownStory
                | Code::UnknownAttribute
                | Code::IdConflict
                | Code::KindConflict
                | Code::SlugTaken
                | Code::StoryClosed
                | Code::NotAllowed => story.as_deref(),
                _ => None,
            };
            if let Some(positions) = positions {
                refusal.message = format!(
                    "{}. This may be because records cannot be read here ({positions}): see `newsreel quarantine list`",
                    refusal.message
                );
            }
            refusal
        });
        explained.collect()
    }
}

/// The directory, as all submissions share it.
#[derive(Default)]
pub(crate) struct Directories {
    known: RwLock<Known>,
}

/// What is known of the directory.
#[derive(Default)]
pub(crate) struct Known {
    pub(crate) readable: Directory,
    /// The last record of an entry that cannot be read.
    unreadable: HashMap<EntityId, Sequence>,
}

impl Known {
    pub(crate) fn last_unreadable(&self, entity: EntityId) -> Sequence {
        self.unreadable.get(&entity).copied().unwrap_or(0)
    }

    /// The position of the last record of an entry, readable or not.
    pub(crate) fn last_of(&self, slug: &EntitySlug) -> Sequence {
        self.readable.last_of(slug).max(self.last_unreadable(EntityId::of(slug)))
    }
}

impl Directories {
    pub(crate) fn read<T>(&self, look: impl FnOnce(&Known) -> T) -> T {
        look(&self.known.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn write<T>(&self, act: impl FnOnce(&mut Known) -> T) -> T {
        act(&mut self.known.write().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes in a record of this entry. One that is in already changes nothing; one that cannot be read is counted.
    pub(crate) fn take_in(&self, entity: EntityId, stored: &Recorded<Raw>, unread: &mut Unread) {
        match decoded(stored).map(|recorded| recorded.record) {
            Ok(Record::Directory(entry)) => self.write(|known| known.readable.apply(stored.sequence, &entry)),
            // Checked against its subject: an update of a story cannot be among the directory's.
            Ok(Record::Story(_)) => (),
            Err(error) => {
                unread.add(stored.sequence, &error);
                self.write(|known| {
                    let last = known.unreadable.entry(entity).or_default();
                    *last = stored.sequence.max(*last);
                });
            }
        }
    }

    /// Takes in changes that have just been appended.
    pub(crate) fn take_in_decided<'r>(&self, entries: impl Iterator<Item = (&'r Record, Sequence)>) {
        self.write(|known| {
            for (record, sequence) in entries {
                if let Record::Directory(entry) = record {
                    known.readable.apply(sequence, entry);
                }
            }
        });
    }
}
