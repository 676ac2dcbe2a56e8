//! The standards check: what a standards editor would ask about, each finding with a stable code and its updates.
//!
//! The checks are by what they read: items and their paths ([`items`]), who says it ([`sources`]), and when ([`times`]).

mod finding;
mod items;
mod sources;
mod times;

pub use finding::{Finding, FindingCode};

use crate::judge::view::View;
use crate::record::name::ItemKey;
use crate::state::withdrawal::Loss;
use crate::tell::reports;
use crate::views::findings::finding::Check;
use crate::views::relations::{self, Contradiction};
use crate::views::{publications, series};

/// Everything the standards check finds, code by code.
pub fn of(view: &View<'_>) -> Vec<Finding> {
    let mut check = Check { view, findings: Vec::new() };
    for item in view.items() {
        items::check(&mut check, item);
    }
    for place in view.reports().map(|(place, _)| place).filter(|place| !view.withdrawals().is_withdrawn(*place)) {
        sources::check(&mut check, place);
        times::check(&mut check, place);
        basis_of_revision(&mut check, place);
    }
    contradictions(&mut check);
    counts(&mut check);
    publications(&mut check);
    times::expectations(&mut check);
    check.all()
}

/// A revision that has lost what it rested on, and still acts.
fn basis_of_revision(check: &mut Check<'_, '_>, place: usize) {
    let update = &check.view.state.reports()[place].record;
    let revises = update.relations.iter().any(|relation| relation.relation.withdraws());
    if revises && check.view.withdrawals().of(place).iter().any(|loss| loss.how == Loss::BasisWithdrawn) {
        let message = "it has lost what it rested on and still acts".to_owned();
        check.add(FindingCode::BasisOfRevisionLost, update.item.as_ref(), message, [update.id]);
    }
}

/// What reports say of each other that nothing on file reconciles.
fn contradictions(check: &mut Check<'_, '_>) {
    let view = check.view;
    for Contradiction { from, to, reason } in relations::contradictions(view) {
        let [from, to] = [from, to].map(|place| &view.state.reports()[place].record);
        let side = |update| format!("{} ({})", reports::speaker(view, update), reports::about(view, update));
        let reason = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
        let message = format!("{} contradicts {}{reason}", side(from), side(to));
        check.add(FindingCode::Contradicted, from.item.as_ref(), message, [from.id, to.id]);
    }
}

fn counts(check: &mut Check<'_, '_>) {
    for series in series::of(check.view).into_iter().filter(|series| series.missing > 0) {
        let claimed = series.claimed.unwrap_or_default();
        let message = format!("{}: {claimed} are claimed, {} on file", series.label, series.on_file.len());
        check.add(FindingCode::CountGap, None, message, series.claims.into_iter().flat_map(|claim| claim.updates));
    }
}

fn publications(check: &mut Check<'_, '_>) {
    for review in publications::needing_review(check.view) {
        let message = review.text();
        let updates = review.through.into_iter().chain([review.update]);
        let publication = ItemKey::new(&review.publication).ok();
        check.add(FindingCode::NeedsReview, publication.as_ref(), message, updates);
    }
}
