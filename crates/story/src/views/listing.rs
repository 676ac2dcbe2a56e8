//! Lists: a story in one, and a part of one.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::judge::view::View;
use crate::record::recorded::Sequence;
use crate::views::asked;

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Page<T> {
    /// What is in this part.
    pub list: Vec<T>,
    /// Where the next part begins; none when this is the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// A page of at most `limit` of `found`, which has one more than that where there is a next page.
    pub fn of(mut found: Vec<T>, limit: Option<usize>, cursor: impl FnOnce(&T) -> String) -> Self {
        let more = limit.is_some_and(|limit| found.len() > limit);
        if more {
            found.pop();
        }
        let next = found.last().filter(|_| more).map(cursor);
        Self { list: found, next }
    }
}

/// A story in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Listing {
    /// Its slug.
    pub story: String,
    /// Its working title; where none was recorded, the words of its slug.
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
    #[cfg_attr(feature = "schema", schemars(with = "crate::record::time::schema::Moment"))]
    pub learned_at: Timestamp,
}

/// What a story is called, under the bounds of the view.
pub fn title_of(view: &View<'_>) -> String {
    asked::title_of(view)
}

/// A story as a list has it, under the bounds of the view; none where nothing of it was on file then.
pub fn of(view: &View<'_>) -> Option<Listing> {
    let (_, status) = view.head();
    let learned_at = view.reports().map(|(_, report)| report.record.learned_at.min(report.recorded_at)).max()?;
    Some(Listing {
        story: view.state.slug().to_string(),
        title: Some(asked::title_of(view)),
        desk: view.called().desk.map(Into::into),
        status: status.as_str().to_owned(),
        updates: view.reports().count() as u64,
        sequence: view.sequence(),
        learned_at,
    })
}
