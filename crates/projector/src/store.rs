//! The projector's own store: one SQLite file with the records by story, the listings, the search index, what could not be
//! read, and the position in the log that all of it describes.

mod quarantine;
mod read;
mod take_in;

use std::collections::HashSet;
use std::path::Path;

use jiff::Timestamp;
use newsreel_log::{Mark, Raw};
use newsreel_story::record::name::EntitySlug;
use newsreel_story::record::recorded::{Record, Recorded, Sequence};
use rusqlite::Connection;

pub(crate) use read::NewsCursor;
pub use take_in::TakenIn;

/// The form of the store. A store of another form is made anew from the log.
const FORM: i64 = 8;
/// How much of its file a store keeps in memory while it takes in all that is on file, and afterwards, in KiB.
const CATCHING_UP_KIB: i64 = 64 * 1024;
const CAUGHT_UP_KIB: i64 = 8 * 1024;
/// The number under which the directory's records are filed.
pub(crate) const DIRECTORY: i64 = 0;

const SCHEMA: &str = "
CREATE TABLE stories (
  number INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, title TEXT, desk TEXT, status TEXT NOT NULL,
  updates INTEGER NOT NULL, last_sequence INTEGER NOT NULL, last_learned INTEGER NOT NULL);
CREATE INDEX stories_by_news ON stories (last_learned DESC, slug);
-- In the order of the log; story 0 is the directory. The indexes find one story's records, and one by its identity (of which
-- the first half is kept), without touching the others.
CREATE TABLE records (sequence INTEGER PRIMARY KEY, story INTEGER NOT NULL, recorded_at INTEGER NOT NULL,
  id INTEGER NOT NULL, payload BLOB NOT NULL);
CREATE INDEX records_of_story ON records (story, sequence);
CREATE INDEX records_by_id ON records (id);
-- The words come folded, one by one: whatever is not a space belongs to one.
CREATE VIRTUAL TABLE words USING fts5 (said, content='', detail=none, columnsize=0,
  tokenize='unicode61 remove_diacritics 0 categories ''L* M* N* P* S* Co Cf Cn''');
-- Which stories have to do with whom.
CREATE TABLE mentions (entity TEXT NOT NULL, story INTEGER NOT NULL, PRIMARY KEY (entity, story)) WITHOUT ROWID;
-- What could not be read, and whether that is in the stream of the quarantine too.
CREATE TABLE quarantine (sequence INTEGER PRIMARY KEY, recorded_at INTEGER NOT NULL, subject TEXT NOT NULL,
  bytes INTEGER NOT NULL, reason TEXT NOT NULL, dismissed INTEGER NOT NULL DEFAULT 0, published INTEGER NOT NULL DEFAULT 0);
CREATE INDEX quarantine_by_subject ON quarantine (subject);
-- How far the log was read, and by what the last record is known again.
CREATE TABLE position (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), sequence INTEGER NOT NULL, known_by BLOB);
INSERT INTO position VALUES (1, 0, NULL);
";

/// A record as stored, and as read or why it cannot be.
pub type Arrival = (Recorded<Raw>, Result<Recorded<Record>, String>);

/// The read model on disk.
pub struct Store {
    sqlite: Connection,
    /// Mentions that are on file, so that most updates need not ask. Forgotten when it grows.
    mentions: HashSet<(i64, EntitySlug)>,
}

impl Store {
    /// Opens the store in a file, making it when it is absent or of another form.
    pub fn open(file: &Path) -> rusqlite::Result<Self> {
        let store = Self { sqlite: Connection::open(file)?, mentions: HashSet::new() };
        store.prepare()?;
        Ok(store)
    }

    /// Opens a store that is there already, to read it beside whoever writes it.
    pub(crate) fn open_to_read(file: &Path) -> rusqlite::Result<Self> {
        let store = Self { sqlite: Connection::open(file)?, mentions: HashSet::new() };
        store.sqlite.busy_timeout(std::time::Duration::from_secs(10))?;
        store.sqlite.pragma_update(None, "query_only", true)?;
        Ok(store)
    }

    fn prepare(&self) -> rusqlite::Result<()> {
        self.sqlite.busy_timeout(std::time::Duration::from_secs(10))?;
        self.sqlite.pragma_update(None, "journal_mode", "WAL")?;
        // A power cut may take the last transactions, never the file: they are read from the log again.
        self.sqlite.pragma_update(None, "synchronous", "NORMAL")?;
        self.sqlite.pragma_update(None, "cache_size", -CATCHING_UP_KIB)?;
        self.sqlite.pragma_update(None, "wal_autocheckpoint", 32768)?;
        let form: i64 = self.sqlite.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if form == FORM {
            return Ok(());
        }
        self.sqlite.execute_batch(
            "DROP TABLE IF EXISTS stories; DROP TABLE IF EXISTS records; DROP TABLE IF EXISTS words;
             DROP TABLE IF EXISTS mentions; DROP TABLE IF EXISTS unreadable; DROP TABLE IF EXISTS quarantine;
             DROP TABLE IF EXISTS position;",
        )?;
        self.sqlite.execute_batch(&format!("BEGIN; {SCHEMA} PRAGMA user_version = {FORM}; COMMIT;"))
    }

    /// Gives back the memory that only taking in much at once is faster with.
    pub(crate) fn caught_up(&self) -> rusqlite::Result<()> {
        self.sqlite.pragma_update(None, "cache_size", -CAUGHT_UP_KIB)?;
        self.sqlite.execute_batch("PRAGMA shrink_memory")
    }

    /// The position in the log that the store describes.
    pub fn position(&self) -> rusqlite::Result<Sequence> {
        self.sqlite.query_row("SELECT sequence FROM position", [], |row| row.get::<_, i64>(0)).map(unsigned)
    }

    /// The last record that was taken in, by which the log is known again; none before the first.
    pub(crate) fn mark(&self) -> rusqlite::Result<Option<Mark>> {
        self.sqlite.query_row("SELECT sequence, known_by FROM position", [], |row| {
            let known_by: Option<Vec<u8>> = row.get(1)?;
            Ok(Mark::kept(unsigned(row.get(0)?), &known_by.unwrap_or_default()))
        })
    }
}

fn nanoseconds(instant: Timestamp) -> i64 {
    i64::try_from(instant.as_nanosecond()).unwrap_or(i64::MAX)
}

fn instant(nanoseconds: i64) -> Timestamp {
    Timestamp::from_nanosecond(i128::from(nanoseconds)).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn signed(sequence: Sequence) -> i64 {
    i64::try_from(sequence).unwrap_or(i64::MAX)
}

fn unsigned(number: i64) -> Sequence {
    Sequence::try_from(number).unwrap_or(0)
}
