//! The updates of a story as a list: what each is, whose report it is and when it was learned and recorded.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::judge::view::View;
use crate::record::name::UpdateId;
use crate::record::time::When;
use crate::state::fold::Report;
use crate::tell::{items, reports, sources};
use crate::views::asked::Asked;
use crate::views::references;

/// A part of the updates of a story, in the order of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Updates {
    /// The story and the bounds.
    #[serde(flatten)]
    pub asked: Asked,
    /// How many updates there are in all.
    pub total: usize,
    /// How many of these come before this part.
    pub before: usize,
    /// The updates.
    pub list: Vec<UpdateLine>,
}

/// One update in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UpdateLine {
    /// Its position.
    pub sequence: u64,
    /// Its identity.
    pub update: UpdateId,
    /// How a person names it: its key, or its position.
    pub name: String,
    /// Its type.
    pub type_name: String,
    /// Its item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// What that is now, in words; the story's title where it is about none.
    pub what: String,
    /// From the origin to us; empty for an act of the desk.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chain: Vec<String>,
    /// The exact words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// When it was said, as its source writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
    /// When it was published, as its source writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// When the newsroom learned it.
    #[cfg_attr(feature = "schema", schemars(with = "crate::record::time::schema::Moment"))]
    pub learned_at: Timestamp,
    /// When the log took it.
    #[cfg_attr(feature = "schema", schemars(with = "crate::record::time::schema::Moment"))]
    pub recorded_at: Timestamp,
    /// Whether it no longer counts, in whole.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
}

/// Which part of the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Only those after this position: then the first of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<u64>,
    /// Only those up to this position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to: Option<u64>,
    /// At most so many; without `after`, the last ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<usize>,
}

/// The updates within the bounds of the view, or a part of them.
pub fn of(view: &View<'_>, part: Part) -> Updates {
    let admitted: Vec<(usize, &Report)> = view.reports().collect();
    let from = admitted.partition_point(|(_, report)| part.after.is_some_and(|after| report.sequence <= after));
    let to = admitted.partition_point(|(_, report)| part.up_to.is_none_or(|last| report.sequence <= last)).max(from);
    let most = part.limit.unwrap_or(usize::MAX).min(to - from);
    let (from, to) = if part.after.is_some() { (from, from + most) } else { (to - most, to) };
    let list = admitted[from..to].iter().map(|(place, report)| line(view, *place, report)).collect();
    Updates { asked: Asked::of(view), total: admitted.len(), before: from, list }
}

fn line(view: &View<'_>, place: usize, report: &Report) -> UpdateLine {
    let update = &report.record;
    let first = update.attributions.first();
    let item = update.item.as_ref().and_then(|item| view.state.item(item));
    let written = |when: &When| when.as_str().to_owned();
    UpdateLine {
        sequence: report.sequence,
        update: update.id,
        name: references::name_of(report),
        type_name: update.type_name(),
        item: update.item.as_ref().map(ToString::to_string),
        what: item.map_or_else(|| reports::about(view, update), |item| items::headline(view, item)),
        chain: first.map(|first| sources::chain(view, first)).unwrap_or_default(),
        quote: first.and_then(|first| first.quote.as_ref()).map(|quote| quote.exact.to_string()),
        said: update.said_at.as_ref().map(written),
        published: update.published_at.as_ref().map(written),
        learned_at: update.learned_at.min(report.recorded_at),
        recorded_at: report.recorded_at,
        withdrawn: view.withdrawals().is_withdrawn(place),
    }
}
