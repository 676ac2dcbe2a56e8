//! Publications: what was put out, what it relied on, and which need review since. What was put out stays put out.

use std::cell::LazyCell;

use serde::{Deserialize, Serialize};

use crate::judge::view::View;
use crate::record::kind::attribute::{OUTLET, TITLE, WHEN};
use crate::record::kind::change::Change;
use crate::record::kind::spec::{KindRole, PhaseRole};
use crate::record::name::{UpdateId, own_name};
use crate::record::path::Path;
use crate::record::relation::RelationKind;
use crate::record::token::tokens;
use crate::state::fold::Item;
use crate::state::withdrawal::{Loss, Withdrawal};
use crate::tell::{names, parts, reports, values};

/// Why a publication needs review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NeedsReview {
    /// The publication, an item.
    pub publication: String,
    /// Its title, where it is on file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where it was put out and when, as far as that is on file: "The Herald, on 10 March 2025".
    #[serde(default)]
    pub put_out: String,
    /// How much it matters, in the trade's classes.
    pub class: ReviewClass,
    /// What has happened since.
    pub reason: String,
    /// What the publication relied on.
    pub update: UpdateId,
    /// The updates through which that changed.
    pub through: Vec<UpdateId>,
}

impl NeedsReview {
    /// It in words: "“What the repair costs” (The Herald, on 10 March 2025) needs review (correction): …".
    pub fn text(&self) -> String {
        let what = self.title.as_ref().map_or_else(|| self.publication.clone(), |title| format!("“{title}”"));
        let put_out = if self.put_out.is_empty() { String::new() } else { format!(" ({})", self.put_out) };
        format!("{what}{put_out} needs review ({}): {}", self.class.as_str(), self.reason)
    }
}

tokens! {
    /// The trade's classes of a later change.
    pub enum ReviewClass: "a class of change" {
        /// What it relied on is gone or was mended: a substantive correction.
        Correction = "correction",
        /// What it relied on is contested since: it may need the other side.
        Review = "review",
        /// What it relied on was replaced by a later account that does not call it wrong: a refile.
        Refile = "refile",
    }
}

/// The publications of which something they relied on has lost support, was mended or became contested since.
pub fn needing_review(view: &View<'_>) -> Vec<NeedsReview> {
    let publications = view.items().filter(|item| item.kind.role() == KindRole::Publication);
    publications.flat_map(|item| of_item(view, item)).collect()
}

/// Why one publication needs review.
pub(crate) fn of_item(view: &View<'_>, publication: &Item) -> Vec<NeedsReview> {
    let gone = view.phase(publication).role(publication.kind) == Some(PhaseRole::Withdrawn);
    let Some((put_out, relied_on)) = relied_on(view, publication).filter(|_| !gone) else { return Vec::new() };
    let path = Path::item(publication.key.clone());
    let value = |name: &str| view.value_of(&path.attribute(own_name(name))).map(|value| values::text(view, value));
    let needs = |class, reason, update, through| NeedsReview {
        publication: publication.key.to_string(),
        title: value(TITLE),
        put_out: [value(OUTLET), value(WHEN)].into_iter().flatten().collect::<Vec<_>>().join(", "),
        class,
        reason,
        update,
        through,
    };
    let mut found = Vec::new();
    let then = LazyCell::new(|| view.up_to(put_out));
    for update in relied_on {
        let Some(place) = view.state.place_of(update) else { continue };
        for loss in view.withdrawals().of(place) {
            let (class, reason) = lost(view, place, loss);
            found.push(needs(class, reason, update, vec![loss.through]));
        }
        for (path, through) in contested_since(view, &then, place, put_out) {
            found.push(needs(
                ReviewClass::Review,
                format!("{} is contested since", parts::noun(view, &path)),
                update,
                through,
            ));
        }
    }
    found.sort_by_key(|needs| needs.class);
    found
}

/// What has happened to a report that a publication relied on.
fn lost(view: &View<'_>, place: usize, loss: &Withdrawal) -> (ReviewClass, String) {
    let report = reports::reference(view, &view.state.reports()[place].record);
    // Only supposed, to ask what would follow.
    if loss.through == view.state.reports()[place].record.id {
        return (ReviewClass::Correction, format!("{report}, which it relied on, would be taken back"));
    }
    let (class, what) = match &loss.how {
        Loss::Corrected(by) => (ReviewClass::Correction, format!("was corrected by {}", names::reviser(view, by))),
        Loss::Retracted(by) => (ReviewClass::Correction, format!("was taken back by {}", names::reviser(view, by))),
        Loss::BasisWithdrawn => (ReviewClass::Correction, "has lost what it rested on".to_owned()),
        Loss::Superseded => (ReviewClass::Refile, "was replaced by a later account".to_owned()),
    };
    let through = view.state.report(loss.through);
    let day = through.map(|through| format!(" {}", reports::day(view, &through.record))).unwrap_or_default();
    let part = loss.path.as_ref().map(|path| format!(" in {},", parts::noun(view, path))).unwrap_or_default();
    let why = loss.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    (class, format!("{report}, which it relied on,{part} {what}{day}{why}"))
}

/// The paths of a report that are contested now and were not `then`, when the report at `put_out` was the last one, and
/// through which updates.
fn contested_since<'s>(
    view: &View<'s>,
    then: &LazyCell<View<'s>, impl FnOnce() -> View<'s>>,
    place: usize,
    put_out: usize,
) -> Vec<(Path, Vec<UpdateId>)> {
    let report = &view.state.reports()[place].record;
    let mut paths: Vec<Path> = report.testimonies.iter().map(|said| said.path.clone()).collect();
    paths.extend(report.item.clone().map(Path::item));
    paths.sort();
    paths.dedup();
    paths.retain(|path| view.account(path).is_contested());
    paths.retain(|path| !view.was_contested(path, put_out, || then.account(path).is_contested()));
    let through = |path: Path| {
        let account = view.account(&path);
        let against = account.candidates.iter().flat_map(|candidate| &candidate.standing.opponents);
        let mut through: Vec<UpdateId> =
            against.filter(|filing| filing.report > put_out).map(|filing| view.id(*filing)).collect();
        through.sort();
        through.dedup();
        (path, through)
    };
    paths.into_iter().map(through).collect()
}

/// What the last version of a publication relied on, and the place of the report that put it out.
fn relied_on(view: &View<'_>, publication: &Item) -> Option<(usize, Vec<UpdateId>)> {
    let versions = publication.reports.iter().rev().filter(|place| {
        let change = view.state.reports()[**place].record.change;
        view.admits(**place) && matches!(change, Change::Published | Change::Amended | Change::Reported)
    });
    versions
        .map(|place| {
            let relations = view.state.reports()[*place].record.relations.iter();
            let relied_on = relations
                .filter(|relation| matches!(relation.relation, RelationKind::ReliesOn | RelationKind::RestsOn));
            (*place, relied_on.map(|relation| relation.update).collect::<Vec<_>>())
        })
        .find(|(_, relied_on)| !relied_on.is_empty())
}
