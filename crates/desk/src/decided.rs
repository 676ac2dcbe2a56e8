//! A decision on its way into the log.

use jiff::Timestamp;
use newsreel_log::envelope::encode_all;
use newsreel_log::{Context, Encoded, Unit, Write};
use newsreel_story::record::name::StoryId;
use newsreel_story::record::recorded::Record;
use newsreel_story::submit::decide::{Answer, Decision, EntryAnswer};

/// A decision on its way into the log: its records, and what is written of them.
pub(crate) struct Decided {
    pub(crate) writes: Vec<Write>,
    pub(crate) entries: Vec<Record>,
    pub(crate) updates: Vec<Record>,
    pub(crate) fingerprints: Vec<u64>,
    pub(crate) directory: Vec<EntryAnswer>,
    pub(crate) answers: Vec<Answer>,
}

impl Decided {
    pub(crate) fn new(decision: Decision) -> Self {
        let decided_at = Timestamp::now();
        let mut writes = Vec::new();
        let mut entries = Vec::new();
        for (entry, expected) in decision.entries {
            let unit = Unit::Entity(entry.entity_id());
            let record = Record::Directory(Box::new(entry));
            writes.push(Write { unit, expected, records: encoded(std::slice::from_ref(&record), decided_at) });
            entries.push(record);
        }
        let updates: Vec<Record> = decision.updates.into_iter().map(|update| Record::Story(Box::new(update))).collect();
        if !updates.is_empty() {
            let records = encoded(&updates, decided_at);
            writes.push(Write {
                unit: Unit::Story(StoryId::of(&decision.story)),
                expected: decision.expected,
                records,
            });
        }
        let Decision { fingerprints, directory, answers, .. } = decision;
        Self { writes, entries, updates, fingerprints, directory, answers }
    }
}

pub(crate) fn encoded(records: &[Record], decided_at: Timestamp) -> Vec<Encoded> {
    encode_all(records, decided_at, &Context::default())
        .unwrap_or_else(|error| unreachable!("a decided record is plain data: {error}"))
}
