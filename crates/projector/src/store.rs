//! The projector's own store: one SQLite file with the records by story, the listings, the search index, and the position
//! in the log that all of it describes.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::path::Path;

use jiff::Timestamp;
use newsreel_log::Raw;
use newsreel_story::record::attribution::Attribution;
use newsreel_story::record::name::{EntitySlug, StorySlug, UpdateId};
use newsreel_story::record::recorded::{Record, Recorded, Sequence};
use newsreel_story::record::status::Status;
use newsreel_story::record::time::schema::Moment;
use newsreel_story::record::update::{Head, Update};
use newsreel_story::record::value::Value;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The form of the store. A store of another form is made anew from the log.
const FORM: i64 = 4;
/// The number under which the directory's records are filed.
pub(crate) const DIRECTORY: i64 = 0;

const SCHEMA: &str = "
CREATE TABLE stories (
  number INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, title TEXT, desk TEXT, status TEXT NOT NULL,
  updates INTEGER NOT NULL, last_sequence INTEGER NOT NULL, last_learned INTEGER NOT NULL);
-- In the order of the log; story 0 is the directory. The index finds one story's records without touching the others.
CREATE TABLE records (sequence INTEGER PRIMARY KEY, story INTEGER NOT NULL, recorded_at INTEGER NOT NULL, payload BLOB NOT NULL);
CREATE INDEX records_of_story ON records (story, sequence);
CREATE VIRTUAL TABLE words USING fts5 (said, content='', detail=none, columnsize=0, tokenize='unicode61 remove_diacritics 2');
-- Which stories have to do with whom.
CREATE TABLE mentions (entity TEXT NOT NULL, story INTEGER NOT NULL, PRIMARY KEY (entity, story)) WITHOUT ROWID;
CREATE TABLE unreadable (sequence INTEGER PRIMARY KEY, reason TEXT NOT NULL);
CREATE TABLE position (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), sequence INTEGER NOT NULL);
INSERT INTO position VALUES (1, 0);
";

/// A record as stored, and as read or why it cannot be.
pub type Arrival = (Recorded<Raw>, Result<Recorded<Record>, String>);

/// The read model on disk.
pub struct Store {
    sqlite: Connection,
    /// Mentions that are on file, so that most updates need not ask. Forgotten when it grows.
    mentions: HashSet<(i64, EntitySlug)>,
}

/// How many mentions are remembered.
const KEPT_MENTIONS: usize = 200_000;

/// A story in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Listing {
    /// Its slug.
    pub story: String,
    /// Its working title.
    pub title: Option<String>,
    /// The desk that keeps it.
    pub desk: Option<String>,
    /// Whether it takes updates.
    pub status: String,
    /// How many updates it has.
    pub updates: u64,
    /// The position of the last one.
    pub sequence: Sequence,
    /// When the last thing was learned.
    #[schemars(with = "Moment")]
    pub learned_at: Timestamp,
}

/// A record a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Found {
    /// The story.
    pub story: String,
    /// The update's position.
    pub sequence: Sequence,
    /// The update.
    pub update: Update,
}

impl Store {
    /// Opens the store in a file, making it when it is absent or of another form.
    pub fn open(file: &Path) -> rusqlite::Result<Self> {
        let store = Self { sqlite: Connection::open(file)?, mentions: HashSet::new() };
        store.prepare()?;
        Ok(store)
    }

    fn prepare(&self) -> rusqlite::Result<()> {
        self.sqlite.pragma_update(None, "journal_mode", "WAL")?;
        // A power cut may take the last transactions, never the file: they are read from the log again.
        self.sqlite.pragma_update(None, "synchronous", "NORMAL")?;
        self.sqlite.pragma_update(None, "cache_size", -64 * 1024)?;
        self.sqlite.pragma_update(None, "wal_autocheckpoint", 32768)?;
        self.sqlite.busy_timeout(std::time::Duration::from_secs(10))?;
        let form: i64 = self.sqlite.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if form == FORM {
            return Ok(());
        }
        self.sqlite.execute_batch(
            "DROP TABLE IF EXISTS stories; DROP TABLE IF EXISTS records; DROP TABLE IF EXISTS words;
             DROP TABLE IF EXISTS mentions;
             DROP TABLE IF EXISTS unreadable; DROP TABLE IF EXISTS position;",
        )?;
        self.sqlite.execute_batch(&format!("BEGIN; {SCHEMA} PRAGMA user_version = {FORM}; COMMIT;"))
    }

    /// The position in the log that the store describes.
    pub fn position(&self) -> rusqlite::Result<Sequence> {
        self.sqlite.query_row("SELECT sequence FROM position", [], |row| row.get::<_, i64>(0)).map(unsigned)
    }

    /// Takes in records in one transaction with the position they bring the store to. Those at or before the position are
    /// in already and change nothing.
    pub fn take_in(&mut self, batch: &[Arrival]) -> rusqlite::Result<()> {
        let position = self.position()?;
        if self.mentions.len() > KEPT_MENTIONS {
            self.mentions.clear();
        }
        let transaction = self.sqlite.transaction()?;
        let mut last = position;
        let mut stories: HashMap<&StorySlug, StoryRow> = HashMap::new();
        for (stored, recorded) in batch.iter().filter(|(stored, _)| stored.sequence > position) {
            match recorded.as_ref().map(|recorded| &recorded.record) {
                Err(reason) => insert_unreadable(&transaction, stored, reason)?,
                Ok(Record::Directory(_)) => insert(&transaction, stored, DIRECTORY)?,
                Ok(Record::Story(update)) => {
                    let story = match stories.entry(&update.story) {
                        Entry::Occupied(known) => known.into_mut(),
                        Entry::Vacant(new) => new.insert(StoryRow::read_or_add(&transaction, &update.story)?),
                    };
                    story.count(stored, update);
                    insert(&transaction, stored, story.number)?;
                    insert_words(&transaction, stored, update)?;
                    insert_mentions(&transaction, &mut self.mentions, story.number, update)?;
                }
            }
            last = stored.sequence;
        }
        for story in stories.values() {
            story.write(&transaction)?;
        }
        transaction.prepare_cached("UPDATE position SET sequence = ?")?.execute([signed(last)])?;
        let committed = transaction.commit();
        if committed.is_err() {
            self.mentions.clear();
        }
        committed
    }

    /// Every story, the one with the latest news first.
    pub fn stories(&self) -> rusqlite::Result<Vec<Listing>> {
        let mut query = self.sqlite.prepare_cached(
            "SELECT slug, title, desk, status, updates, last_sequence, last_learned FROM stories ORDER BY last_learned DESC, slug",
        )?;
        let rows = query.query_map([], |row| {
            Ok(Listing {
                story: row.get(0)?,
                title: row.get(1)?,
                desk: row.get(2)?,
                status: row.get(3)?,
                updates: unsigned(row.get(4)?),
                sequence: unsigned(row.get(5)?),
                learned_at: instant(row.get(6)?),
            })
        })?;
        rows.collect()
    }

    /// The number of a story, where it is on file.
    pub fn number(&self, story: &StorySlug) -> rusqlite::Result<Option<i64>> {
        let mut query = self.sqlite.prepare_cached("SELECT number FROM stories WHERE slug = ?")?;
        query.query_row([story.as_str()], |row| row.get(0)).optional()
    }

    /// The records of a story (zero: of the directory) after a position, in order.
    pub fn records(&self, number: i64, after: Sequence) -> rusqlite::Result<Vec<Recorded<Raw>>> {
        let mut query = self.sqlite.prepare_cached(
            "SELECT sequence, recorded_at, payload FROM records WHERE story = ? AND sequence > ? ORDER BY sequence",
        )?;
        let rows = query.query_map([number, signed(after)], record)?;
        rows.collect()
    }

    /// The stories that have to do with somebody, by slug.
    pub fn stories_of(&self, entity: &EntitySlug) -> rusqlite::Result<Vec<String>> {
        let mut query = self.sqlite.prepare_cached(
            "SELECT s.slug FROM mentions m JOIN stories s ON s.number = m.story WHERE m.entity = ? ORDER BY s.slug",
        )?;
        let rows = query.query_map([entity.as_str()], |row| row.get(0))?;
        rows.collect()
    }

    /// The record at a position.
    pub fn record_at(&self, sequence: Sequence) -> rusqlite::Result<Option<Recorded<Raw>>> {
        let mut query =
            self.sqlite.prepare_cached("SELECT sequence, recorded_at, payload FROM records WHERE sequence = ?")?;
        query.query_row([signed(sequence)], record).optional()
    }

    /// The records in which an identity occurs: the update itself, and those that name it. Reads the whole file.
    pub fn records_with(&self, id: UpdateId) -> rusqlite::Result<Vec<Recorded<Raw>>> {
        let mut query = self.sqlite.prepare_cached(
            "SELECT sequence, recorded_at, payload FROM records WHERE instr(payload, ?) > 0 ORDER BY sequence",
        )?;
        let rows = query.query_map([id.to_string().into_bytes()], record)?;
        rows.collect()
    }

    /// The updates with all these words, the latest first.
    pub fn search(&self, words: &str, most: usize) -> rusqlite::Result<Vec<Recorded<Raw>>> {
        let quoted: Vec<String> =
            words.split_whitespace().map(|word| format!("\"{}\"", word.replace('"', ""))).collect();
        let mut query = self.sqlite.prepare_cached(
            "SELECT r.sequence, r.recorded_at, r.payload FROM words JOIN records r ON r.sequence = words.rowid
             WHERE words MATCH ? ORDER BY r.sequence DESC LIMIT ?",
        )?;
        let rows = query.query_map(params![quoted.join(" "), most as i64], record)?;
        rows.collect()
    }
}

/// A row of sequence, time and payload. The subject is not kept: the payload says what it is.
fn record(row: &rusqlite::Row<'_>) -> rusqlite::Result<Recorded<Raw>> {
    let record = Raw { subject: "".into(), payload: row.get::<_, Vec<u8>>(2)?.into() };
    Ok(Recorded { sequence: unsigned(row.get(0)?), recorded_at: instant(row.get(1)?), record })
}

fn insert(transaction: &Transaction<'_>, stored: &Recorded<Raw>, story: i64) -> rusqlite::Result<()> {
    let row = params![signed(stored.sequence), story, nanoseconds(stored.recorded_at), &stored.record.payload[..]];
    transaction.prepare_cached("INSERT INTO records VALUES (?, ?, ?, ?)")?.execute(row).map(drop)
}

fn insert_words(transaction: &Transaction<'_>, stored: &Recorded<Raw>, update: &Update) -> rusqlite::Result<()> {
    let words = words_of(update);
    if words.is_empty() {
        return Ok(());
    }
    let mut insert = transaction.prepare_cached("INSERT INTO words (rowid, said) VALUES (?, ?)")?;
    insert.execute(params![signed(stored.sequence), words]).map(drop)
}

fn insert_mentions(
    transaction: &Transaction<'_>,
    known: &mut HashSet<(i64, EntitySlug)>,
    story: i64,
    update: &Update,
) -> rusqlite::Result<()> {
    for entity in update.entities() {
        if known.insert((story, entity.clone())) {
            let mut insert = transaction.prepare_cached("INSERT OR IGNORE INTO mentions VALUES (?, ?)")?;
            insert.execute(params![entity.as_str(), story])?;
        }
    }
    Ok(())
}

fn insert_unreadable(transaction: &Transaction<'_>, stored: &Recorded<Raw>, reason: &str) -> rusqlite::Result<()> {
    transaction.execute("INSERT INTO unreadable VALUES (?, ?)", params![signed(stored.sequence), reason])?;
    Ok(())
}

/// The row of a story while a batch is taken in: written once, however many updates the batch has for it.
struct StoryRow {
    number: i64,
    status: Status,
    head: Head,
    updates: i64,
    last_sequence: Sequence,
    last_learned: i64,
}

impl StoryRow {
    fn read_or_add(transaction: &Transaction<'_>, slug: &StorySlug) -> rusqlite::Result<Self> {
        let known = transaction
            .prepare_cached("SELECT number, status, last_learned FROM stories WHERE slug = ?")?
            .query_row([slug.as_str()], |row| Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?)))
            .optional()?;
        let (number, status, last_learned) = match known {
            Some(known) => known,
            None => {
                let mut add = transaction.prepare_cached(
                    "INSERT INTO stories (slug, status, updates, last_sequence, last_learned) VALUES (?, 'open', 0, 0, 0)",
                )?;
                (add.insert([slug.as_str()])?, Status::default().as_str().to_owned(), 0)
            }
        };
        let all = [Status::Open, Status::Dormant, Status::Closed, Status::Killed];
        let status = all.into_iter().find(|known| known.as_str() == status).unwrap_or_default();
        Ok(Self { number, status, head: Head::default(), updates: 0, last_sequence: 0, last_learned })
    }

    fn count(&mut self, stored: &Recorded<Raw>, update: &Update) {
        self.updates += 1;
        self.last_sequence = stored.sequence;
        self.last_learned = self.last_learned.max(nanoseconds(update.learned_at.min(stored.recorded_at)));
        if update.item.is_none() {
            self.status = self.status.after(update.change);
        }
        if let Some(Head { title, desk }) = &update.head {
            self.head.title = title.clone().or_else(|| self.head.title.take());
            self.head.desk = desk.clone().or_else(|| self.head.desk.take());
        }
    }

    fn write(&self, transaction: &Transaction<'_>) -> rusqlite::Result<()> {
        let mut write = transaction.prepare_cached(
            "UPDATE stories SET updates = updates + ?2, last_sequence = ?3, last_learned = ?4, status = ?5,
             title = coalesce(?6, title), desk = coalesce(?7, desk) WHERE number = ?1",
        )?;
        let (title, desk) = (self.head.title.as_deref(), self.head.desk.as_deref());
        let row = params![
            self.number,
            self.updates,
            signed(self.last_sequence),
            self.last_learned,
            self.status.as_str(),
            title,
            desk
        ];
        write.execute(row).map(drop)
    }
}

/// What a search finds an update by. Nothing of an update under embargo.
fn words_of(update: &Update) -> String {
    if update.embargo.is_some() {
        return String::new();
    }
    let mut words: Vec<&str> = Vec::new();
    words.extend(update.head.iter().filter_map(|head| head.title.as_deref()));
    words.extend(update.item.as_ref().map(newsreel_story::record::name::ItemKey::as_str));
    for testimony in &update.testimonies {
        match &testimony.value {
            Some(Value::Text(text)) => words.push(text),
            Some(Value::Entity(slug) | Value::Place(slug)) => words.push(slug.as_str()),
            _ => {}
        }
    }
    words.extend(update.attributions.iter().filter_map(quoted));
    words.join(" ")
}

fn quoted(attribution: &Attribution) -> Option<&str> {
    attribution.quote.as_ref().map(|quote| &*quote.exact)
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
