//! The whole history of a story, read at once: to know what moved, which directory entries it needs, and to play it.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use jiff::Timestamp;
use newsreel_story::judge::view::View;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::entry::Entry;
use newsreel_story::record::name::StorySlug;
use newsreel_story::record::recorded::{Record, Recorded, Sequence};
use newsreel_story::record::update::Update;
use newsreel_story::state::directory::{Directory, needed};
use newsreel_story::state::fold::State;
use newsreel_story::views::difference::{self, Difference, Interval, Sort};

use super::filter::Filter;
use super::source::{Kept, Of, Place};
use crate::config::Config;

/// A story up to a position, with the directory as it was by then.
pub(crate) struct History {
    records: Vec<Kept>,
    directory: Vec<Kept>,
    pub(super) state: State,
    pub(super) changes: Vec<Arc<Recorded<Entry>>>,
}

impl History {
    pub(super) async fn read(config: &Config, place: &Place, story: &StorySlug, to: Sequence) -> anyhow::Result<Self> {
        let records = place.all(config, &Of::Story(story.clone()), to).await?;
        if records.is_empty() {
            anyhow::bail!("there is nothing of the story `{story}` up to there");
        }
        let directory = place.all(config, &Of::Directory, to).await?;
        Ok(Self::of(story.clone(), records, directory))
    }

    fn of(story: StorySlug, records: Vec<Kept>, directory: Vec<Kept>) -> Self {
        let updates = records.iter().filter_map(update_of).map(Arc::new);
        let changes = directory.iter().filter_map(entry_of).map(Arc::new).collect();
        let state = State::fold(story, updates);
        Self { records, directory, state, changes }
    }

    /// The directory as it stood under bounds.
    pub(super) fn directory(&self, bounds: &Bounds) -> Directory {
        Directory::under(self.changes.iter().map(|change| &**change), bounds)
    }

    /// Everything that moved, from the beginning to the end: in the order in which it was recorded, or learned.
    pub(super) fn moves(&self, recorded: bool) -> Difference {
        let to = self.state.reports().iter().map(|report| report.recorded_at).max().unwrap_or(Timestamp::UNIX_EPOCH);
        let directory = self.directory(&Bounds::default());
        let view = View::new(&self.state, &directory, Bounds::default(), to);
        difference::between(&view, Interval { from: None, to, recorded }, &self.changes)
    }

    /// The positions of the updates that moved how a value stands, or a phase.
    pub(super) fn that_moved_a_standing(&self) -> BTreeSet<Sequence> {
        let moves = self.moves(true).moves.into_iter();
        let standing = moves.filter(|step| matches!(step.sort, Sort::Value | Sort::Contested | Sort::Phase));
        standing.filter_map(|step| step.sequence).collect()
    }

    /// The positions of the updates that a filter takes.
    pub(super) fn positions(&self, filter: &Filter) -> BTreeSet<Sequence> {
        self.records.iter().filter(|kept| filter.takes(kept)).map(|kept| kept.stored.sequence).collect()
    }

    /// The records from a position on, with the directory entries that the story needs, or without.
    pub(super) fn into_records(self, with_directory: bool, from: Sequence) -> VecDeque<Kept> {
        let Self { mut records, mut directory, state, changes } = self;
        if with_directory {
            let named = state.reports().iter().flat_map(|report| report.record.entities());
            let needed = needed(named, changes.iter().map(|change| &change.record));
            directory
                .retain(|kept| matches!(&kept.record, Ok(Record::Directory(entry)) if needed.contains(&entry.entity)));
            records.append(&mut directory);
        }
        in_order(records, from)
    }
}

/// Records in the order of the log, from a position on.
fn in_order(mut records: Vec<Kept>, from: Sequence) -> VecDeque<Kept> {
    records.retain(|kept| kept.stored.sequence >= from);
    records.sort_by_key(|kept| kept.stored.sequence);
    records.into()
}

fn update_of(kept: &Kept) -> Option<Recorded<Update>> {
    let Ok(Record::Story(update)) = &kept.record else { return None };
    let (sequence, recorded_at) = (kept.stored.sequence, kept.stored.recorded_at);
    Some(Recorded { sequence, recorded_at, record: (**update).clone() })
}

fn entry_of(kept: &Kept) -> Option<Recorded<Entry>> {
    let Ok(Record::Directory(entry)) = &kept.record else { return None };
    let (sequence, recorded_at) = (kept.stored.sequence, kept.stored.recorded_at);
    Some(Recorded { sequence, recorded_at, record: (**entry).clone() })
}
