//! The records as they were stored, page by page: for a replay that does not trouble the log.

use newsreel_log::subject::is_held;
use newsreel_log::{ServiceError, Unit};
use newsreel_story::record::name::StoryId;
use newsreel_story::record::recorded::Sequence;
use newsreel_story::views::listing::Page;
use serde_json::value::RawValue;

use crate::Projector;
use crate::answer::failed;
use crate::ask::{PutAside, RECORDS_PAGE, RecordsOf, StoredRecord};
use crate::store::DIRECTORY;

/// After how many bytes a page ends.
const PAGE_BYTES: usize = 8 << 20;

impl Projector {
    /// The records after a position, those that could not be read in their places among them.
    pub(crate) fn stored(
        &self,
        of: Option<&RecordsOf>,
        after: Option<Sequence>,
        limit: Option<usize>,
    ) -> Result<Page<StoredRecord>, ServiceError> {
        let store = self.readers.get().map_err(failed)?;
        let after = after.unwrap_or(0);
        let number = match of {
            None => None,
            Some(RecordsOf::Directory) => Some(DIRECTORY),
            Some(RecordsOf::Story(story)) => {
                let number = store.number(story).map_err(failed)?;
                Some(number.ok_or_else(|| self.no_story(story))?)
            }
        };
        let limit = limit.unwrap_or(RECORDS_PAGE).clamp(1, RECORDS_PAGE);
        let (records, more) = store.records_after(number, after, limit, PAGE_BYTES).map_err(failed)?;
        let end = if more { records.last().map(|last| last.sequence) } else { None };
        let put_aside = store.put_aside(after, None, true).map_err(failed)?;
        let put_aside = put_aside.into_iter().filter(|aside| end.is_none_or(|end| aside.sequence <= end));
        let shown = put_aside.filter(|aside| !is_held(&aside.subject) && belongs(of, &aside.subject));
        let mut list: Vec<StoredRecord> = shown.map(StoredRecord::of_unreadable).collect();
        for stored in records {
            let event = RawValue::from_string(String::from_utf8_lossy(&stored.record.payload).into_owned());
            list.push(StoredRecord {
                sequence: stored.sequence,
                recorded_at: stored.recorded_at,
                event: event.ok(),
                subject: None,
                unreadable: None,
            });
        }
        list.sort_by_key(|record| record.sequence);
        Ok(Page { list, next: end.map(|end| end.to_string()) })
    }
}

impl StoredRecord {
    fn of_unreadable(aside: PutAside) -> Self {
        let PutAside { sequence, recorded_at, subject, reason, .. } = aside;
        Self { sequence, recorded_at, event: None, subject: Some(subject), unreadable: Some(reason) }
    }
}

/// Whether a record that could not be read is among those wanted, as far as its subject says.
fn belongs(of: Option<&RecordsOf>, subject: &str) -> bool {
    match (of, Unit::of_subject(subject)) {
        (None, _) => true,
        (Some(RecordsOf::Story(story)), Some(Unit::Story(id))) => id == StoryId::of(story),
        (Some(RecordsOf::Directory), Some(Unit::Entity(_))) => true,
        (Some(_), _) => false,
    }
}
