//! Which updates an answer names, and how a person names them.

use crate::judge::view::View;
use crate::record::name::UpdateId;
use crate::state::fold::Report;

/// The updates an answer rests on, each once, in the order of the log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct References {
    /// Their identities.
    pub(crate) updates: Vec<UpdateId>,
    /// Their positions.
    pub(crate) sequences: Vec<u64>,
    /// How a person names them.
    pub(crate) names: Vec<String>,
}

/// How a person names an update: by its key, else by its position. Both are taken wherever an update is asked for.
pub(crate) fn name_of(report: &Report) -> String {
    report.record.key.as_ref().map_or_else(|| report.sequence.to_string(), ToString::to_string)
}

/// The updates on an item that a reader sees, each with how a person names it and its type.
pub fn on_item(view: &View<'_>, key: &str) -> Vec<(UpdateId, String)> {
    let items = view.items().filter(|item| item.key.as_str() == key);
    let reports = items.flat_map(|item| &item.reports).filter(|place| view.admits(**place));
    let reports = reports.map(|place| &view.state.reports()[*place]);
    reports.map(|report| (report.record.id, format!("{} ({})", name_of(report), report.record.type_name()))).collect()
}

/// The references to these updates.
pub(crate) fn to(view: &View<'_>, updates: impl IntoIterator<Item = UpdateId>) -> References {
    let mut places: Vec<usize> = updates.into_iter().filter_map(|id| view.state.place_of(id)).collect();
    places.sort_unstable();
    places.dedup();
    let reports = || places.iter().map(|place| &view.state.reports()[*place]);
    References {
        updates: reports().map(|report| report.record.id).collect(),
        sequences: reports().map(|report| report.sequence).collect(),
        names: reports().map(name_of).collect(),
    }
}
