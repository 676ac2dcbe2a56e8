//! Reach: what would be lost if a report were taken back, asked before anybody does.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::judge::grade::Grade;
use crate::judge::touched::{Basis, touched};
use crate::judge::view::View;
use crate::record::name::UpdateId;
use crate::record::path::Path;
use crate::state::fold::Item;
use crate::tell::values;
use crate::views::publications;
use crate::views::publications::NeedsReview;

/// What would follow from taking a report back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    /// The report.
    pub update: UpdateId,
    /// Its type.
    pub type_name: String,
    /// Only this path of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<Path>,
    /// The reports that would count no more, this one first.
    pub lost: Vec<LostReport>,
    /// The reports that would count again: they were taken back by what would be lost.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub restored: Vec<LostReport>,
    /// The values that would stand otherwise, or for other reasons.
    pub values: Vec<ValueChange>,
    /// The phases that would be others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phases: Vec<PhaseChange>,
    /// The publications that would need review.
    pub publications: Vec<NeedsReview>,
}

/// A report that would count no more, or again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LostReport {
    /// The report.
    pub update: UpdateId,
    /// Its position.
    pub sequence: u64,
    /// Its type.
    pub type_name: String,
    /// Its item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
}

/// A value that would stand otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueChange {
    /// Its path.
    pub path: String,
    /// The value, in words.
    pub value: String,
    /// Its support now and then.
    pub support: (Grade, Grade),
    /// Its opposition now and then.
    pub opposition: (Grade, Grade),
    /// The updates that would no longer be among its reasons.
    pub without: Vec<UpdateId>,
}

/// A phase that would be another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhaseChange {
    /// The item.
    pub item: String,
    /// Its phase now and then.
    pub phase: (String, String),
}

/// A value in words with its standing and its reasons.
type Judged = (String, Grade, Grade, Vec<UpdateId>);

/// What would follow from taking this report back, or one path of it. None when it is not within the bounds.
pub fn of(view: &View<'_>, update: UpdateId, path: Option<&Path>) -> Option<Reach> {
    let place = view.state.place_of(update).filter(|place| view.admits(*place))?;
    // What rests on a report is the same before and after somebody revises it.
    let view = &view.supposing_never_revised(place);
    let then = view.supposing_withdrawn(place, path.cloned());
    let mut lost = vec![lost_report(view, place)];
    let mut restored = Vec::new();
    for (other, _) in view.reports().filter(|(other, _)| *other != place) {
        match (view.withdrawals().is_withdrawn(other), then.withdrawals().is_withdrawn(other)) {
            (false, true) => lost.push(lost_report(view, other)),
            (true, false) => restored.push(lost_report(view, other)),
            _ => {}
        }
    }
    let touched = touched(&then, &Basis::of(view));
    let mut items: Vec<&Item> = view.items().chain(then.items()).collect();
    items.retain(|item| touched.contains(&item.key));
    items.sort_by(|a, b| a.key.cmp(&b.key));
    items.dedup_by(|a, b| a.key == b.key);
    let of_items = items.iter().flat_map(|item| view.paths_of(&item.key).chain(then.paths_of(&item.key)));
    let paths: BTreeSet<Path> = of_items.chain(view.state.entity_paths().cloned()).collect();
    let values = paths.iter().flat_map(|path| value_changes(path, judged(view, path), judged(&then, path))).collect();
    let phases = items.into_iter().filter_map(|item| {
        let phase = (view.phase(item).text(), then.phase(item).text());
        (phase.0 != phase.1).then(|| PhaseChange { item: item.key.to_string(), phase })
    });
    let already = publications::needing_review(view);
    let publications = publications::needing_review(&then).into_iter().filter(|review| !already.contains(review));
    Some(Reach {
        update,
        type_name: view.state.reports()[place].record.type_name(),
        path: path.cloned(),
        phases: phases.collect(),
        publications: publications.collect(),
        lost,
        restored,
        values,
    })
}

fn lost_report(view: &View<'_>, place: usize) -> LostReport {
    let report = &view.state.reports()[place];
    LostReport {
        update: report.record.id,
        sequence: report.sequence,
        type_name: report.record.type_name(),
        item: report.record.item.as_ref().map(ToString::to_string),
    }
}

fn judged(view: &View<'_>, path: &Path) -> Vec<Judged> {
    let account = view.account(path);
    let judged = account.candidates.iter().map(|candidate| {
        let value = values::candidate(view, candidate.value);
        let standing = &candidate.standing;
        let mut reasons: Vec<UpdateId> =
            standing.supporters.iter().chain(&standing.opponents).map(|filing| view.id(*filing)).collect();
        reasons.sort();
        reasons.dedup();
        (value, standing.support, standing.opposition, reasons)
    });
    judged.collect()
}

fn value_changes(path: &Path, before: Vec<Judged>, after: Vec<Judged>) -> Vec<ValueChange> {
    let nothing = |value: &str| (value.to_owned(), Grade::None, Grade::None, Vec::new());
    let mut changes = Vec::new();
    for (value, support, opposition, reasons) in &before {
        let then = after.iter().find(|(other, ..)| other == value).cloned().unwrap_or_else(|| nothing(value));
        let without: Vec<UpdateId> = reasons.iter().copied().filter(|reason| !then.3.contains(reason)).collect();
        if (*support, *opposition) != (then.1, then.2) || !without.is_empty() {
            changes.push(ValueChange {
                path: path.to_string(),
                value: value.clone(),
                support: (*support, then.1),
                opposition: (*opposition, then.2),
                without,
            });
        }
    }
    for (value, support, opposition, _) in after.iter().filter(|(value, ..)| !before.iter().any(|b| b.0 == *value)) {
        changes.push(ValueChange {
            path: path.to_string(),
            value: value.clone(),
            support: (Grade::None, *support),
            opposition: (Grade::None, *opposition),
            without: Vec::new(),
        });
    }
    changes
}
