//! What questions are answered from: stories and the directory, folded up to what the store holds now.
//!
//! Whoever asks gets a snapshot that nobody changes, and works on it without a lock. The one who writes touches none of
//! this: a snapshot is brought up to date from the store by whoever asks for it next. Only those who ask for the same story
//! wait for each other, and only while it is folded.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use newsreel_log::Raw;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::entry::Entry;
use newsreel_story::record::name::StorySlug;
use newsreel_story::record::recorded::{Record, Recorded, Sequence};
use newsreel_story::state::directory::Directory;
use newsreel_story::state::fold::State;

use crate::recent::Recent;
use crate::store::{DIRECTORY, Store};

/// How many bytes of memory the folded stories may take that are kept.
pub(crate) const KEPT_BYTES: usize = 64 << 20;
/// How many connections to the store are kept open for readers.
const KEPT_READERS: usize = 8;

/// Connections to read the store with, as many at once as there are readers.
pub(crate) struct Readers {
    file: PathBuf,
    idle: Mutex<Vec<Store>>,
}

impl Readers {
    pub(crate) fn new(file: &Path) -> Self {
        Self { file: file.to_owned(), idle: Mutex::default() }
    }

    pub(crate) fn get(&self) -> rusqlite::Result<Reader<'_>> {
        let idle = locked(&self.idle).pop();
        let store = idle.map_or_else(|| Store::open_to_read(&self.file), Ok)?;
        Ok(Reader { readers: self, store: Some(store) })
    }
}

/// One connection, given back when it is dropped.
pub(crate) struct Reader<'r> {
    readers: &'r Readers,
    store: Option<Store>,
}

impl Deref for Reader<'_> {
    type Target = Store;

    fn deref(&self) -> &Store {
        self.store.as_ref().unwrap_or_else(|| unreachable!("it is given back only when this is dropped"))
    }
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        let mut idle = locked(&self.readers.idle);
        if idle.len() < KEPT_READERS {
            idle.extend(self.store.take());
        }
    }
}

/// Folded stories, those that were asked for last.
pub(crate) struct Stories {
    kept: Mutex<Recent<Slot>>,
}

/// The place of a story: empty until it is folded, so that folding one keeps nobody waiting who asks for another.
type Slot = Arc<Mutex<Folded>>;

#[derive(Default)]
struct Folded {
    state: Option<Arc<State>>,
    /// How many bytes the store has of it: its texts take no more.
    stored: usize,
}

impl Stories {
    /// Keeps stories as long as they take no more than so many bytes.
    pub(crate) fn keeping(bytes: usize) -> Self {
        Self { kept: Mutex::new(Recent::new(bytes)) }
    }

    /// How many stories are kept, and how many bytes of memory they take, about.
    pub(crate) fn extent(&self) -> (usize, usize) {
        locked(&self.kept).extent()
    }

    /// The story as the store has it now; none when it is not on file.
    pub(crate) fn snapshot(&self, story: &StorySlug, readers: &Readers) -> rusqlite::Result<Option<Arc<State>>> {
        let store = readers.get()?;
        let Some(number) = store.number(story)? else { return Ok(None) };
        let slot = Arc::clone(locked(&self.kept).get_or_insert(story, Slot::default));
        let mut folded = locked(&slot);
        let Folded { state, stored } = &mut *folded;
        let state = state.get_or_insert_with(|| Arc::new(State::new(story.clone())));
        let unread = store.records(number, state.sequence())?;
        let state = if unread.is_empty() {
            Arc::clone(state)
        } else {
            *stored += unread.iter().map(|record| record.record.payload.len()).sum::<usize>();
            // Copied only where somebody still works on the last snapshot.
            let folding = Arc::make_mut(state);
            for update in unread.iter().filter_map(update_of) {
                folding.apply(Arc::new(update));
            }
            let state = Arc::clone(state);
            locked(&self.kept).note_size(story, state.bytes() + *stored);
            state
        };
        Ok(Some(state))
    }

    /// Folds the story anew when it is asked for next: a record has come in between others.
    pub(crate) fn forget(&self, story: &StorySlug) {
        locked(&self.kept).remove(story);
    }
}

/// Every change to the directory, in the order of the log.
pub(crate) type Changes = Arc<Vec<Arc<Recorded<Entry>>>>;

/// The directory, and every change to it for answers under bounds.
#[derive(Default)]
pub(crate) struct Directories {
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    position: Sequence,
    current: Arc<Directory>,
    changes: Changes,
}

impl Directories {
    /// The directory under bounds, as the store has it now.
    pub(crate) fn snapshot(&self, bounds: &Bounds, readers: &Readers) -> rusqlite::Result<Arc<Directory>> {
        self.with_changes(bounds, readers).map(|(directory, _)| directory)
    }

    /// The same, with every change to it, in the order of the log.
    pub(crate) fn with_changes(
        &self,
        bounds: &Bounds,
        readers: &Readers,
    ) -> rusqlite::Result<(Arc<Directory>, Changes)> {
        let (current, changes) = self.up_to_date(readers)?;
        if bounds.reach_to_now() {
            return Ok((current, changes));
        }
        let directory = Directory::under(changes.iter().map(|change| &**change), bounds);
        Ok((Arc::new(directory), changes))
    }

    fn up_to_date(&self, readers: &Readers) -> rusqlite::Result<(Arc<Directory>, Changes)> {
        let mut known = locked(&self.known);
        let unread = readers.get()?.records(DIRECTORY, known.position)?;
        if let Some(last) = unread.last() {
            known.position = last.sequence;
            let Known { current, changes, .. } = &mut *known;
            let (current, changes) = (Arc::make_mut(current), Arc::make_mut(changes));
            for entry in unread.iter().filter_map(entry_of) {
                current.apply(entry.sequence, &entry.record);
                changes.push(Arc::new(entry));
            }
        }
        Ok((Arc::clone(&known.current), Arc::clone(&known.changes)))
    }

    /// Folds the directory anew when it is asked for next: a record has come in between others.
    pub(crate) fn forget(&self) {
        *locked(&self.known) = Known::default();
    }
}

fn update_of(stored: &Recorded<Raw>) -> Option<Recorded<newsreel_story::record::update::Update>> {
    match on_file(stored)? {
        Record::Story(update) => {
            Some(Recorded { sequence: stored.sequence, recorded_at: stored.recorded_at, record: *update })
        }
        Record::Directory(_) => None,
    }
}

fn entry_of(stored: &Recorded<Raw>) -> Option<Recorded<Entry>> {
    match on_file(stored)? {
        Record::Directory(entry) => {
            Some(Recorded { sequence: stored.sequence, recorded_at: stored.recorded_at, record: *entry })
        }
        Record::Story(_) => None,
    }
}

/// A record of the store. It could be read when it was taken in; by a program that reads less than that one it cannot.
pub(crate) fn on_file(stored: &Recorded<Raw>) -> Option<Record> {
    let read = stored.record.decode();
    if let Err(error) = &read {
        tracing::error!(sequence = stored.sequence, "a record of the store cannot be read: {error}");
    }
    read.ok()
}

pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
