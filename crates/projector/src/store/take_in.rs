//! Writing the store: records come in, in one transaction with the position they bring it to.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};

use newsreel_log::{Mark, Raw};
use newsreel_story::record::name::{EntitySlug, StorySlug};
use newsreel_story::record::recorded::{Record, Recorded, Sequence};
use newsreel_story::record::status::Status;
use newsreel_story::record::update::{Head, Update};
use newsreel_story::views::search;
use rusqlite::{OptionalExtension, Transaction, params};

use super::read::half_of;
use super::{Arrival, DIRECTORY, Store, nanoseconds, quarantine, signed};

/// How many mentions are remembered.
const KEPT_MENTIONS: usize = 200_000;

/// What records that were taken in have changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct TakenIn {
    /// The stories they are about.
    pub stories: BTreeSet<StorySlug>,
    /// The entries of the directory they are about.
    pub entities: BTreeSet<EntitySlug>,
    /// How many could not be read.
    pub put_aside: usize,
}

impl Store {
    /// Takes in records in one transaction with the position they bring the store to. Those at or before the position are
    /// in already and change nothing.
    pub fn take_in(&mut self, batch: &[Arrival]) -> rusqlite::Result<TakenIn> {
        let position = self.position()?;
        if self.mentions.len() > KEPT_MENTIONS {
            self.mentions.clear();
        }
        let transaction = self.sqlite.transaction()?;
        let mut taken_in = TakenIn::default();
        let mut last = None;
        let mut stories: HashMap<&StorySlug, StoryRow> = HashMap::new();
        for (stored, recorded) in batch.iter().filter(|(stored, _)| stored.sequence > position) {
            match recorded.as_ref().map(|recorded| &recorded.record) {
                Err(reason) => {
                    quarantine::insert(&transaction, stored, reason)?;
                    taken_in.put_aside += 1;
                }
                // Nobody is shown anything of it before it is recorded openly.
                Ok(record) if record.is_held() => {}
                Ok(record @ Record::Directory(entry)) => {
                    insert(&transaction, stored, record, DIRECTORY)?;
                    taken_in.entities.insert(entry.entity.clone());
                }
                Ok(record @ Record::Story(update)) => {
                    let story = match stories.entry(&update.story) {
                        Entry::Occupied(known) => known.into_mut(),
                        Entry::Vacant(new) => new.insert(StoryRow::read_or_add(&transaction, &update.story)?),
                    };
                    story.count(stored, update);
                    insert(&transaction, stored, record, story.number)?;
                    insert_words(&transaction, stored, update)?;
                    insert_mentions(&transaction, &mut self.mentions, story.number, update)?;
                }
            }
            last = Some(stored);
        }
        for (slug, story) in &stories {
            story.write(&transaction)?;
            taken_in.stories.insert((*slug).clone());
        }
        if let Some(stored) = last {
            let mark = Mark::of(stored.sequence, &stored.record.payload);
            let mut update = transaction.prepare_cached("UPDATE position SET sequence = ?, known_by = ?")?;
            update.execute(params![signed(mark.sequence), mark.fingerprint()])?;
        }
        let committed = transaction.commit();
        if committed.is_err() {
            self.mentions.clear();
        }
        committed.map(|()| taken_in)
    }

    /// Takes in a record from quarantine that can be read now, in its place among those that came after it.
    pub(crate) fn take_in_late(&mut self, stored: &Recorded<Raw>, record: &Record) -> rusqlite::Result<TakenIn> {
        let mut taken_in = TakenIn::default();
        let transaction = self.sqlite.transaction()?;
        quarantine::remove(&transaction, stored.sequence)?;
        match record {
            held if held.is_held() => {}
            Record::Directory(entry) => {
                insert(&transaction, stored, record, DIRECTORY)?;
                taken_in.entities.insert(entry.entity.clone());
            }
            Record::Story(update) => {
                let number = StoryRow::read_or_add(&transaction, &update.story)?.number;
                insert(&transaction, stored, record, number)?;
                insert_words(&transaction, stored, update)?;
                insert_mentions(&transaction, &mut self.mentions, number, update)?;
                recount(&transaction, &update.story, number)?;
                taken_in.stories.insert(update.story.clone());
            }
        }
        let committed = transaction.commit();
        if committed.is_err() {
            self.mentions.clear();
        }
        committed.map(|()| taken_in)
    }
}

fn insert(transaction: &Transaction<'_>, stored: &Recorded<Raw>, record: &Record, story: i64) -> rusqlite::Result<()> {
    let row = params![
        signed(stored.sequence),
        story,
        nanoseconds(stored.recorded_at),
        half_of(record.id()),
        &stored.record.payload[..]
    ];
    transaction.prepare_cached("INSERT INTO records VALUES (?, ?, ?, ?, ?)")?.execute(row).map(drop)
}

fn insert_words(transaction: &Transaction<'_>, stored: &Recorded<Raw>, update: &Update) -> rusqlite::Result<()> {
    let words = search::index_of(update);
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

/// Works a story's row out again from all its records: one of them has come in late.
fn recount(transaction: &Transaction<'_>, slug: &StorySlug, number: i64) -> rusqlite::Result<()> {
    transaction.execute(
        "UPDATE stories SET title = NULL, desk = NULL, status = ?2, updates = 0, last_sequence = 0, last_learned = 0
         WHERE number = ?1",
        params![number, Status::default().as_str()],
    )?;
    let mut story = StoryRow::read_or_add(transaction, slug)?;
    let mut query = transaction
        .prepare_cached("SELECT sequence, recorded_at, payload FROM records WHERE story = ? ORDER BY sequence")?;
    let mut rows = query.query([number])?;
    while let Some(row) = rows.next()? {
        let payload: Vec<u8> = row.get(2)?;
        let record = Raw { subject: "".into(), payload: payload.into() };
        let stored =
            Recorded { sequence: super::unsigned(row.get(0)?), recorded_at: super::instant(row.get(1)?), record };
        // Whatever is among the records has been read once.
        if let Ok(Record::Story(update)) = stored.record.decode() {
            story.count(&stored, &update);
        }
    }
    story.write(transaction)
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
