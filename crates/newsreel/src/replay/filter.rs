//! Which records of a history are shown.

use std::collections::BTreeSet;

use jiff::Timestamp;
use newsreel_story::record::attribution::Origin;
use newsreel_story::record::kind::Kind;
use newsreel_story::record::kind::change::Change;
use newsreel_story::record::name::EntitySlug;
use newsreel_story::record::recorded::{Record, Sequence};

use super::source::Kept;
use crate::kinds::{self, Offered};
use crate::moment;

/// What a record must be to be shown: all of these.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Filter {
    /// Only updates of this type: meeting.confirmed, or meeting for every change of a meeting
    #[arg(long = "type", value_name = "KIND[.CHANGE]", value_parser = Offered(kinds::update_types), hide_possible_values = true)]
    types: Vec<String>,
    /// Only what names this directory entry: as a source, a party or in what is said
    #[arg(long, value_name = "SLUG")]
    party: Option<EntitySlug>,
    /// Only what this directory entry said, whoever passed it on
    #[arg(long, value_name = "SLUG")]
    origin: Option<EntitySlug>,
    /// Only what this person or program submitted
    #[arg(long = "by", value_name = "ACTOR")]
    actor: Option<String>,
    /// Only what was recorded at or after this time
    #[arg(long, value_name = "TIME", value_parser = moment)]
    since: Option<Timestamp>,
    /// Only what was recorded at or before this time
    #[arg(long, value_name = "TIME", value_parser = moment)]
    until: Option<Timestamp>,
    /// --since and --until are of when the newsroom learned it
    #[arg(long)]
    learned: bool,
    /// Only updates that moved how a value stands, or a phase
    #[arg(long, requires = "story")]
    moved: bool,
    /// The positions of those that did.
    #[arg(skip)]
    pub(super) that_moved: Option<BTreeSet<Sequence>>,
    #[arg(skip)]
    read_types: Vec<(Kind, Option<Change>)>,
}

impl Filter {
    /// Reads what is written in it.
    ///
    /// # Errors
    /// When a type does not exist, or the times are in the wrong order.
    pub(super) fn read(mut self) -> anyhow::Result<Self> {
        for text in &self.types {
            self.read_types.push(match text.contains('.') {
                true => kinds::update_type(text).map(|(kind, change)| (kind, Some(change)))?,
                false => (kinds::kind(text)?, None),
            });
        }
        if let (Some(since), Some(until)) = (self.since, self.until)
            && until < since
        {
            anyhow::bail!("--until {until} is before --since {since}; give the earlier moment first");
        }
        Ok(self)
    }

    /// The directory entries that it names.
    pub(super) fn entries(&self) -> impl Iterator<Item = &EntitySlug> {
        self.party.iter().chain(&self.origin)
    }

    /// Who must have submitted what is shown, where that is asked.
    pub(super) fn actor(&self) -> Option<&str> {
        self.actor.as_deref()
    }

    /// Whether it asks what an update moved, which only the whole story can tell.
    pub(super) fn asks_what_moved(&self) -> bool {
        self.moved
    }

    pub(super) fn takes(&self, kept: &Kept) -> bool {
        self.takes_time(kept) && self.takes_record(kept)
    }

    fn takes_time(&self, kept: &Kept) -> bool {
        let recorded_at = kept.stored.recorded_at;
        let time = match &kept.record {
            Ok(record) if self.learned => record.learned_at().min(recorded_at),
            Ok(_) | Err(_) => recorded_at,
        };
        self.since.is_none_or(|since| time >= since) && self.until.is_none_or(|until| time <= until)
    }

    /// One that cannot be read is shown unless something is asked of it that cannot be known.
    fn takes_record(&self, kept: &Kept) -> bool {
        let asks = !self.read_types.is_empty()
            || self.party.is_some()
            || self.origin.is_some()
            || self.actor.is_some()
            || self.that_moved.is_some();
        let Ok(record) = &kept.record else { return !asks };
        self.takes_type(record)
            && self.party.as_ref().is_none_or(|party| names(record, party))
            && self.origin.as_ref().is_none_or(|origin| is_said_by(record, origin))
            && self.actor.as_deref().is_none_or(|actor| record.actor() == Some(actor))
            && self.that_moved.as_ref().is_none_or(|moved| moved.contains(&kept.stored.sequence))
    }

    fn takes_type(&self, record: &Record) -> bool {
        let is = |(kind, change): &(Kind, Option<Change>)| match record {
            Record::Story(update) => update.kind == *kind && change.is_none_or(|change| update.change == change),
            Record::Directory(_) => false,
        };
        self.read_types.is_empty() || self.read_types.iter().any(is)
    }
}

/// Whether a record names an entry of the directory.
fn names(record: &Record, entity: &EntitySlug) -> bool {
    match record {
        Record::Story(update) => update.entities().any(|named| named == entity),
        Record::Directory(entry) => entry.entity == *entity || entry.entities().any(|named| named == entity),
    }
}

fn is_said_by(record: &Record, entity: &EntitySlug) -> bool {
    let Record::Story(update) = record else { return false };
    update.attributions.iter().any(|attribution| attribution.origin == Origin::Entity(entity.clone()))
}
