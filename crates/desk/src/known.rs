//! What the desk knows of stories and of the directory: what could be read, and where something stands that could not.
//!
//! An append names the last position of its story. So the position of a record that cannot be read (garbage, a kind or a
//! schema of a newer version, a record on another's subject) counts like that of any other, and deciding goes on without its
//! content. What depends on the content is refused: the very update of such a record, submitted again. A refusal that such
//! a record may be the reason of says so.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use newsreel_log::{Raw, decoded, envelope};
use newsreel_story::record::name::{EntityId, EntitySlug, StoryId, UpdateId};
use newsreel_story::record::recorded::{Record, Recorded, Sequence};
use newsreel_story::record::update::Update;
use newsreel_story::state::directory::Directory;
use newsreel_story::submit::decide::Answer;
use newsreel_story::submit::index::StoryIndex;
use newsreel_story::submit::refusal::{At, Code, Refusal};
use tokio::sync::Mutex as AsyncMutex;

/// How many positions of unreadable records a refusal names.
const POSITIONS_NAMED: usize = 5;

/// Every story, each to be locked for itself.
#[derive(Default)]
pub(crate) struct Stories {
    stories: Mutex<HashMap<StoryId, Arc<AsyncMutex<Story>>>>,
}

impl Stories {
    pub(crate) fn of(&self, id: StoryId) -> Arc<AsyncMutex<Story>> {
        let mut stories = self.stories.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(stories.entry(id).or_default())
    }
}

/// One story.
#[derive(Default)]
pub(crate) struct Story {
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
    /// Takes in a record of this story. One that is in already changes nothing.
    pub(crate) fn take_in(&mut self, stored: &Recorded<Raw>) {
        if stored.sequence <= self.last {
            return;
        }
        self.last = stored.sequence;
        match decoded(stored).map(|recorded| recorded.record) {
            Ok(Record::Story(update)) => self.index.apply(stored.sequence, &update),
            // Checked against its subject: a record of the directory cannot be among a story's.
            Ok(Record::Directory(_)) => (),
            Err(error) => {
                tracing::error!(sequence = stored.sequence, "a record of a story cannot be read: {error}");
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

/// "positions 3, 9 and 4 more"; none where there are none.
fn positions(of: impl Iterator<Item = Sequence>) -> Option<String> {
    let mut all: Vec<Sequence> = of.collect();
    all.sort_unstable();
    let named: Vec<String> = all.iter().take(POSITIONS_NAMED).map(ToString::to_string).collect();
    match all.len() {
        0 => None,
        1 => Some(format!("position {}", named.concat())),
        count if count > POSITIONS_NAMED => {
            Some(format!("positions {} and {} more", named.join(", "), count - POSITIONS_NAMED))
        }
        _ => Some(format!("positions {}", named.join(", "))),
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

    /// Takes in a record of this entry. One that is in already changes nothing.
    pub(crate) fn take_in(&self, entity: EntityId, stored: &Recorded<Raw>) {
        match decoded(stored).map(|recorded| recorded.record) {
            Ok(Record::Directory(entry)) => self.write(|known| known.readable.apply(stored.sequence, &entry)),
            // Checked against its subject: an update of a story cannot be among the directory's.
            Ok(Record::Story(_)) => (),
            Err(error) => {
                tracing::error!(sequence = stored.sequence, "a record of the directory cannot be read: {error}");
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
