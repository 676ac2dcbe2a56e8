//! What could not be read: written down in the transaction that passes over it, so that no end of the process loses it.

use newsreel_log::Raw;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::StoryId;
use newsreel_story::record::recorded::{Recorded, Sequence};
use rusqlite::{Transaction, params};

use super::read::most;
use super::{Store, instant, nanoseconds, signed, unsigned};
use crate::ask::PutAside;

impl Store {
    /// The records after a position that could not be read, in order.
    pub(crate) fn put_aside(
        &self,
        after: Sequence,
        limit: Option<usize>,
        dismissed: bool,
    ) -> rusqlite::Result<Vec<PutAside>> {
        let mut query = self.sqlite.prepare_cached(
            "SELECT sequence, recorded_at, subject, bytes, reason, dismissed FROM quarantine
             WHERE sequence > ?1 AND dismissed <= ?2 ORDER BY sequence LIMIT ?3",
        )?;
        let rows = query.query_map(params![signed(after), dismissed, most(limit)], put_aside)?;
        rows.collect()
    }

    /// How many records of a story could not be read, of those that are open to all and that nobody has dismissed.
    pub(crate) fn unreadable_of(&self, story: StoryId, bounds: &Bounds) -> rusqlite::Result<usize> {
        let mut query = self.sqlite.prepare_cached(
            "SELECT count(*) FROM quarantine WHERE subject > ?1 || '.' AND subject < ?1 || '/'
             AND NOT subject GLOB ?1 || '.held.*' AND dismissed = 0 AND sequence <= ?2 AND recorded_at <= ?3",
        )?;
        let last = bounds.at_sequence.map_or(i64::MAX, signed);
        let as_of = bounds.as_of.map_or(i64::MAX, nanoseconds);
        let of = format!("newsreel.story.{story}");
        query
            .query_row(params![of, last, as_of], |row| row.get::<_, i64>(0))
            .map(|count| usize::try_from(count).unwrap_or(0))
    }

    /// Those that the stream of the quarantine does not have yet.
    pub(crate) fn not_published(&self, limit: usize) -> rusqlite::Result<Vec<PutAside>> {
        let mut query = self.sqlite.prepare_cached(
            "SELECT sequence, recorded_at, subject, bytes, reason, dismissed FROM quarantine
             WHERE published = 0 ORDER BY sequence LIMIT ?1",
        )?;
        let rows = query.query_map([most(Some(limit))], put_aside)?;
        rows.collect()
    }

    /// Notes that the stream of the quarantine has it, and whether it is dismissed there.
    pub(crate) fn published(&self, sequence: Sequence, dismissed: bool) -> rusqlite::Result<()> {
        let mut update = self.sqlite.prepare_cached(
            "UPDATE quarantine SET published = 1, dismissed = max(dismissed, ?2) WHERE sequence = ?1",
        )?;
        update.execute(params![signed(sequence), dismissed]).map(drop)
    }

    /// Notes that nothing is to be done about it; whether it is in quarantine at all.
    pub(crate) fn dismiss(&self, sequence: Sequence) -> rusqlite::Result<bool> {
        let mut update = self.sqlite.prepare_cached("UPDATE quarantine SET dismissed = 1 WHERE sequence = ?1")?;
        update.execute([signed(sequence)]).map(|rows| rows > 0)
    }
}

pub(super) fn insert(transaction: &Transaction<'_>, stored: &Recorded<Raw>, reason: &str) -> rusqlite::Result<()> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO quarantine (sequence, recorded_at, subject, bytes, reason) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (sequence) DO UPDATE SET reason = ?5",
    )?;
    let bytes = i64::try_from(stored.record.payload.len()).unwrap_or(i64::MAX);
    let recorded_at = nanoseconds(stored.recorded_at);
    insert.execute(params![signed(stored.sequence), recorded_at, &*stored.record.subject, bytes, reason]).map(drop)
}

pub(super) fn remove(transaction: &Transaction<'_>, sequence: Sequence) -> rusqlite::Result<()> {
    transaction.prepare_cached("DELETE FROM quarantine WHERE sequence = ?1")?.execute([signed(sequence)]).map(drop)
}

fn put_aside(row: &rusqlite::Row<'_>) -> rusqlite::Result<PutAside> {
    Ok(PutAside {
        sequence: unsigned(row.get(0)?),
        recorded_at: instant(row.get(1)?),
        subject: row.get(2)?,
        bytes: unsigned(row.get(3)?),
        reason: row.get(4)?,
        dismissed: row.get(5)?,
    })
}
