//! Reach: what would be lost if a report were taken back, asked before anybody does; and what was lost, asked after.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::judge::grade::Grade;
use crate::judge::touched::{JudgedFrom, touched};
use crate::judge::view::View;
use crate::record::name::UpdateId;
use crate::record::path::Path;
use crate::record::update::Update;
use crate::state::fold::Item;
use crate::tell::{labels, reports, values};
use crate::views::publications::{self, NeedsReview};
use crate::views::references;
use crate::views::relations::{self, Related};

/// What would follow from taking a report back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reach {
    /// The report.
    pub update: UpdateId,
    /// Its type.
    pub type_name: String,
    /// How a person names it.
    #[serde(default)]
    pub name: String,
    /// Only this path of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<Path>,
    /// Through which updates it is withdrawn already: then this is what was lost with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withdrawn_by: Vec<String>,
    /// The reports that would count no more, this one first, unless only a path of it is asked about.
    pub lost: Vec<LostReport>,
    /// The reports that would count again: they were taken back by what would be lost.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub restored: Vec<LostReport>,
    /// The values that would stand otherwise.
    pub values: Vec<ValueChange>,
    /// The values that would keep their grade, and be told or denied by fewer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fewer: Vec<ValueChange>,
    /// The phases that would be others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phases: Vec<PhaseChange>,
    /// The publications that would need review.
    pub publications: Vec<NeedsReview>,
    /// How the report stands to others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Related>,
}

/// A report that would count no more, or again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LostReport {
    /// The report.
    pub update: UpdateId,
    /// Its position.
    pub sequence: u64,
    /// How a person names it.
    #[serde(default)]
    pub name: String,
    /// Its type.
    pub type_name: String,
    /// Whether what somebody does by it is done to details of its item alone: who denies the number of dead does not deny the
    /// event.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub on_details: bool,
    /// Its item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Whose report it is, of which day, and what it says.
    #[serde(default)]
    pub what: String,
}

/// A value that would stand otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PhaseChange {
    /// The item.
    pub item: String,
    /// Its phase now and then.
    pub phase: (String, String),
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReachError {
    /// No such update is within the bounds.
    #[error("no such update is on file within these bounds")]
    NoUpdate,
    /// The update says nothing of the path.
    #[error("`{update}` says nothing of `{path}`; it says something of {says}")]
    NoPath {
        /// How a person names the update.
        update: String,
        /// The path asked for.
        path: String,
        /// What it says something of.
        says: String,
    },
}

/// A value in words with its standing and its reasons.
type Judged = (String, Grade, Grade, Vec<UpdateId>);

/// What would follow from taking this report back, or one path of it: `place`, or with its item, `meeting-april/place`.
///
/// Of a report that is withdrawn already this is answered as if it still stood: what rested on it is the same before and
/// after.
pub fn of(view: &View<'_>, update: UpdateId, path: Option<&Path>) -> Result<Reach, ReachError> {
    let place = view.state.place_of(update).filter(|place| view.admits(*place)).ok_or(ReachError::NoUpdate)?;
    let report = &view.state.reports()[place];
    let path = path.map(|path| path_of(&report.record, &references::name_of(report), path)).transpose()?;
    let withdrawn_by = withdrawers(view, place, path.as_ref());
    let names = withdrawn_by.iter().map(|place| references::name_of(&view.state.reports()[*place])).collect();
    Ok(reach(&view.supposing_never_revised(place), place, path, names))
}

/// A path that an update says something of; one without an item is of the update's own.
fn path_of(update: &Update, name: &str, path: &Path) -> Result<Path, ReachError> {
    let own = update.item.as_ref().and_then(|item| format!("{item}/{path}").parse::<Path>().ok());
    let says = |wanted: &Path| update.testimonies.iter().any(|said| said.path.is_within(wanted));
    if let Some(found) = [Some(path.clone()), own].into_iter().flatten().find(says) {
        return Ok(found);
    }
    let parts = update
        .testimonies
        .iter()
        .map(|said| if said.path.attribute.is_some() { said.path.part() } else { said.path.to_string() });
    let parts: BTreeSet<String> = parts.map(|part| format!("`{part}`")).collect();
    let says = parts.into_iter().collect::<Vec<_>>().join(", ");
    Err(ReachError::NoPath { update: name.to_owned(), path: path.to_string(), says })
}

/// The places of the reports that withdraw a report, or the path of it that is asked about.
fn withdrawers(view: &View<'_>, place: usize, path: Option<&Path>) -> Vec<usize> {
    let losses = view.withdrawals().of(place).iter();
    let whole = losses.filter(|loss| match (&loss.path, path) {
        (None, _) => true,
        (Some(lost), Some(path)) => path.is_within(lost),
        (Some(_), None) => false,
    });
    let mut places: Vec<usize> = whole.filter_map(|loss| view.state.place_of(loss.through)).collect();
    // What it rested on is not what withdrew it.
    places.retain(|through| *through > place);
    places.sort_unstable();
    places.dedup();
    places
}

fn reach(view: &View<'_>, place: usize, path: Option<Path>, withdrawn_by: Vec<String>) -> Reach {
    let report = &view.state.reports()[place];
    let then = view.supposing_withdrawn(place, path.clone());
    let (lost, restored) = lost_and_restored(view, &then, place);
    let items = touched_items(view, &then);
    let (values, fewer) = values(view, &then, &items);
    let publications = needing_review(view, &then);
    Reach {
        update: report.record.id,
        type_name: report.record.type_name(),
        name: references::name_of(report),
        withdrawn_by,
        phases: phases(view, &then, &items),
        publications,
        related: relations::of(view, place, path.as_ref()),
        path,
        lost,
        restored,
        values,
        fewer,
    }
}

/// The publications that would need review and do not, each for what happened to what it relied on, or would.
fn needing_review(view: &View<'_>, then: &View<'_>) -> Vec<NeedsReview> {
    let already = publications::needing_review(view);
    let known = |needs: &NeedsReview| {
        let same = |other: &NeedsReview| (&other.publication, other.update) == (&needs.publication, needs.update);
        already.iter().any(|other| same(other) && other.reason == needs.reason)
    };
    let mut found: Vec<NeedsReview> =
        publications::needing_review(then).into_iter().filter(|needs| !known(needs)).collect();
    let really: Vec<(String, UpdateId)> = found
        .iter()
        .filter(|needs| needs.through != [needs.update])
        .map(|needs| (needs.publication.clone(), needs.update))
        .collect();
    found.retain(|needs| {
        needs.through != [needs.update] || !really.contains(&(needs.publication.clone(), needs.update))
    });
    found
}

fn lost_and_restored(view: &View<'_>, then: &View<'_>, place: usize) -> (Vec<LostReport>, Vec<LostReport>) {
    let (mut lost, mut restored) = (Vec::new(), Vec::new());
    // Of a report of which only a path is asked about, the rest would count as it does.
    if then.withdrawals().is_withdrawn(place) {
        lost.push(lost_report(view, place));
    }
    for (other, _) in view.reports().filter(|(other, _)| *other != place) {
        match (view.withdrawals().is_withdrawn(other), then.withdrawals().is_withdrawn(other)) {
            (false, true) => lost.push(lost_report(view, other)),
            (true, false) => restored.push(lost_report(view, other)),
            (true, true) | (false, false) => {}
        }
    }
    (lost, restored)
}

fn lost_report(view: &View<'_>, place: usize) -> LostReport {
    let report = &view.state.reports()[place];
    LostReport {
        update: report.record.id,
        sequence: report.sequence,
        name: references::name_of(report),
        type_name: report.record.type_name(),
        on_details: report.record.is_on_details(),
        item: report.record.item.as_ref().map(ToString::to_string),
        what: reports::reference(view, &report.record),
    }
}

/// The items that may look different.
fn touched_items<'s>(view: &View<'s>, then: &View<'s>) -> Vec<&'s Item> {
    let touched = touched(then, &JudgedFrom::of(view));
    let mut items: Vec<&Item> = view.items().chain(then.items()).collect();
    items.retain(|item| touched.contains(&item.key));
    items.sort_by(|a, b| a.key.cmp(&b.key));
    items.dedup_by(|a, b| a.key == b.key);
    items
}

/// The values that stand otherwise, and those that only have fewer reasons.
fn values(view: &View<'_>, then: &View<'_>, items: &[&Item]) -> (Vec<ValueChange>, Vec<ValueChange>) {
    let of_items = items.iter().flat_map(|item| view.paths_of(&item.key).chain(then.paths_of(&item.key)));
    let paths: BTreeSet<Path> = of_items.chain(view.state.entity_paths().cloned()).collect();
    let changes = paths.iter().flat_map(|path| value_changes(path, judged(view, path), judged(then, path)));
    changes.partition(|change| change.support.0 != change.support.1 || change.opposition.0 != change.opposition.1)
}

fn phases(view: &View<'_>, then: &View<'_>, items: &[&Item]) -> Vec<PhaseChange> {
    let phases = items.iter().filter_map(|item| {
        let phase = (labels::phase(view, &view.phase(item)), labels::phase(then, &then.phase(item)));
        (phase.0 != phase.1).then(|| PhaseChange { item: item.key.to_string(), phase })
    });
    phases.collect()
}

fn judged(view: &View<'_>, path: &Path) -> Vec<Judged> {
    let account = view.account(path);
    let judged = account.candidates.iter().map(|candidate| {
        let value = values::candidate(view, candidate.value);
        let standing = &candidate.standing;
        let reasons = standing.supporters.iter().chain(&standing.opponents).map(|filing| view.id(*filing));
        let reasons: BTreeSet<UpdateId> = reasons.collect();
        (value, standing.support, standing.opposition, reasons.into_iter().collect())
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
