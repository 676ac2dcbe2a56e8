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
use crate::views::findings::finding::Check;
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
    counts(&mut check);
    publications(&mut check);
    times::expectations(&mut check);
    check.findings.sort_by(|a, b| (&a.code, &a.sequences).cmp(&(&b.code, &b.sequences)));
    check.findings
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

fn counts(check: &mut Check<'_, '_>) {
    for series in series::of(check.view).into_iter().filter(|series| series.missing > 0) {
        let claimed = series.claimed.unwrap_or_default();
        let message = format!("{}: {claimed} are claimed, {} on file", series.label, series.on_file.len());
        check.add(FindingCode::CountGap, None, message, series.claims.into_iter().flat_map(|claim| claim.updates));
    }
}

fn publications(check: &mut Check<'_, '_>) {
    for review in publications::needing_review(check.view) {
        let message = format!("{} ({}): {}", review.publication, review.class.as_str(), review.reason);
        let updates = review.through.into_iter().chain([review.update]);
        let publication = ItemKey::new(&review.publication).ok();
        check.add(FindingCode::NeedsReview, publication.as_ref(), message, updates);
    }
}
