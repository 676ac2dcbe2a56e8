//! Reading the store.

use std::cmp::Ordering;

use newsreel_log::Raw;
use newsreel_story::record::name::{EntitySlug, StorySlug, UpdateId};
use newsreel_story::record::recorded::{Recorded, Sequence};
use newsreel_story::views::listing::Listing;
use newsreel_story::views::search::{Search, Term};
use rusqlite::{OptionalExtension, params};

use super::{Store, instant, signed, unsigned};

/// A place in the list of stories: when the last thing was learned of the story there, and its slug.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewsCursor {
    last_learned: i64,
    slug: String,
}

impl NewsCursor {
    pub(crate) fn of(listing: &Listing) -> Self {
        Self { last_learned: super::nanoseconds(listing.learned_at), slug: listing.story.clone() }
    }
}

/// The first in the list is the least.
impl Ord for NewsCursor {
    fn cmp(&self, other: &Self) -> Ordering {
        other.last_learned.cmp(&self.last_learned).then_with(|| self.slug.cmp(&other.slug))
    }
}

impl PartialOrd for NewsCursor {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl std::fmt::Display for NewsCursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.last_learned, self.slug)
    }
}

impl std::str::FromStr for NewsCursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (last_learned, slug) = text.split_once('/').ok_or(())?;
        Ok(Self { last_learned: last_learned.parse().map_err(|_| ())?, slug: slug.to_owned() })
    }
}

impl Store {
    /// The stories after a place in the list, the one with the latest news first.
    pub(crate) fn stories_after(
        &self,
        after: Option<&NewsCursor>,
        limit: Option<usize>,
    ) -> rusqlite::Result<Vec<Listing>> {
        let mut query = self.sqlite.prepare_cached(
            "SELECT slug, title, desk, status, updates, last_sequence, last_learned FROM stories
             WHERE last_learned < ?1 OR (last_learned = ?1 AND slug > ?2)
             ORDER BY last_learned DESC, slug LIMIT ?3",
        )?;
        let (learned, slug) = after.map_or((i64::MAX, ""), |cursor| (cursor.last_learned, &cursor.slug));
        let rows = query.query_map(params![learned, slug, most(limit)], |row| {
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

    /// Every story, the one with the latest news first.
    pub fn stories(&self) -> rusqlite::Result<Vec<Listing>> {
        self.stories_after(None, None)
    }

    /// The position of the last update of every story.
    pub(crate) fn last_sequences(&self) -> rusqlite::Result<Vec<(StorySlug, Sequence)>> {
        let mut query = self.sqlite.prepare_cached("SELECT slug, last_sequence FROM stories")?;
        let rows = query.query_map([], |row| Ok((row.get::<_, String>(0)?, unsigned(row.get(1)?))))?;
        let named = rows.map(|row| row.map(|(slug, sequence)| Some((StorySlug::new(&slug).ok()?, sequence))));
        named.filter_map(Result::transpose).collect()
    }

    /// The position of the last update of a story, where it is on file.
    pub(crate) fn last_sequence(&self, slug: &str) -> rusqlite::Result<Option<Sequence>> {
        let mut query = self.sqlite.prepare_cached("SELECT last_sequence FROM stories WHERE slug = ?")?;
        query.query_row([slug], |row| row.get(0).map(unsigned)).optional()
    }

    /// How many updates of a story are on file.
    pub(crate) fn updates_of(&self, story: &StorySlug) -> rusqlite::Result<u64> {
        let mut query = self.sqlite.prepare_cached("SELECT updates FROM stories WHERE slug = ?")?;
        let updates = query.query_row([story.as_str()], |row| row.get(0).map(unsigned)).optional()?;
        Ok(updates.unwrap_or(0))
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

    /// The records after a position, in order: those of a story, or all where none is given. It ends after so many, or where
    /// they have more bytes than that; whether there may be more is the second answer.
    pub(crate) fn records_after(
        &self,
        number: Option<i64>,
        after: Sequence,
        limit: usize,
        bytes: usize,
    ) -> rusqlite::Result<(Vec<Recorded<Raw>>, bool)> {
        let wanted = match number {
            Some(_) => "story = ?1 AND",
            None => "?1 IS NULL AND",
        };
        let mut query = self.sqlite.prepare_cached(&format!(
            "SELECT sequence, recorded_at, payload FROM records WHERE {wanted} sequence > ?2 ORDER BY sequence"
        ))?;
        let mut rows = query.query(params![number, signed(after)])?;
        let (mut found, mut held) = (Vec::new(), 0);
        while let Some(row) = rows.next()? {
            if found.len() == limit || held > bytes {
                return Ok((found, true));
            }
            let stored = record(row)?;
            held += stored.record.payload.len();
            found.push(stored);
        }
        Ok((found, false))
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

    /// The records that may be the one of this identity: of the identity the store keeps the first half.
    pub fn records_with(&self, id: UpdateId) -> rusqlite::Result<Vec<Recorded<Raw>>> {
        let mut query = self
            .sqlite
            .prepare_cached("SELECT sequence, recorded_at, payload FROM records WHERE id = ? ORDER BY sequence")?;
        let rows = query.query_map([half_of(id)], record)?;
        rows.collect()
    }

    /// The updates that may be what somebody looks for, before a position, the latest first. Whether a word with inner signs
    /// stands there as it was typed the index does not know.
    pub fn search(
        &self,
        search: &Search,
        before: Option<Sequence>,
        limit: usize,
    ) -> rusqlite::Result<Vec<Recorded<Raw>>> {
        let mut query = self.sqlite.prepare_cached(
            "SELECT r.sequence, r.recorded_at, r.payload FROM words JOIN records r ON r.sequence = words.rowid
             WHERE words MATCH ?1 AND words.rowid < ?2 ORDER BY words.rowid DESC LIMIT ?3",
        )?;
        let wanted: Vec<String> = search.terms.iter().map(wanted).collect();
        let before = before.map_or(i64::MAX, signed);
        let rows = query.query_map(params![wanted.join(" AND "), before, most(Some(limit))], record)?;
        rows.collect()
    }
}

/// What a term is found by in the index: all its words, or all in one, or somebody who is called so.
fn wanted(term: &Term) -> String {
    let quoted = |word: &str| format!("\"{word}\"");
    let apart: Vec<String> = term.words.iter().map(|word| quoted(word)).collect();
    let named = term.entities.iter().map(|entity| quoted(&format!("@{entity}")));
    let ways = [format!("({})", apart.join(" AND ")), quoted(&term.words.concat())].into_iter().chain(named);
    format!("({})", ways.collect::<Vec<_>>().join(" OR "))
}

/// The first half of an identity, as the index has it.
pub(super) fn half_of(id: UpdateId) -> i64 {
    id.uuid().as_u64_pair().0.cast_signed()
}

/// A limit as SQLite takes it; negative for none.
pub(super) fn most(limit: Option<usize>) -> i64 {
    limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(i64::MAX))
}

/// A row of sequence, time and payload. The subject is not kept: it was compared with the payload when it came in.
fn record(row: &rusqlite::Row<'_>) -> rusqlite::Result<Recorded<Raw>> {
    let record = Raw { subject: "".into(), payload: row.get::<_, Vec<u8>>(2)?.into() };
    Ok(Recorded { sequence: unsigned(row.get(0)?), recorded_at: instant(row.get(1)?), record })
}
