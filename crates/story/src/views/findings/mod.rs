//! The standards check: what a standards editor would ask about, each finding with a stable code and its updates.
//!
//! The checks are by what they read: items and their paths ([`items`]), who says it ([`sources`]), and when ([`times`]).

mod finding;
pub(crate) mod heard;
mod items;
mod sources;
mod times;

pub use finding::{Finding, FindingCode};

use crate::judge::view::View;
use crate::record::kind::spec::KindRole;
use crate::record::update::Update;
use crate::state::fold::Item;
use crate::state::withdrawal::Loss;
use crate::tell::{names, own_words, reports};
use crate::views::findings::finding::Check;
use crate::views::findings::heard::Heard;
use crate::views::relations::{self, Contradiction};
use crate::views::{publications, series};

/// Everything the standards check finds, code by code.
pub fn of(view: &View<'_>) -> Vec<Finding> {
    let mut check = Check::of(view);
    for item in view.items() {
        check_all(&mut check, item);
    }
    counts(&mut check);
    check.all()
}

/// What was found, in words, and its code.
pub(crate) type Found = (FindingCode, String);

/// What it finds of an item itself, whatever it finds of the reports about it.
pub(crate) fn of_item(view: &View<'_>, item: &Item) -> Vec<Found> {
    let mut check = Check::of(view);
    check_item(&mut check, item);
    check.found().collect()
}

/// What it finds of the report at a place, with what was heard by then.
pub(crate) fn of_report<'s>(view: &View<'s>, heard: &mut Heard<'s>, place: usize) -> Vec<Found> {
    let mut check = Check::after(view, std::mem::take(heard));
    check_report(&mut check, place);
    *heard = std::mem::take(&mut check.heard);
    check.found().collect()
}

fn check_all(check: &mut Check<'_, '_>, item: &Item) {
    check_item(check, item);
    let view = check.view;
    let same = std::iter::once(item).chain(view.merged_into(&item.key).iter().copied());
    for place in same.flat_map(|item| item.reports.iter().copied()) {
        check_report(check, place);
    }
}

fn check_item(check: &mut Check<'_, '_>, item: &Item) {
    items::check(check, item);
    times::expectations(check, item);
    if item.kind.role() == KindRole::Publication {
        publication(check, item);
    }
}

fn check_report(check: &mut Check<'_, '_>, place: usize) {
    if check.view.admits(place) && !check.view.withdrawals().is_withdrawn(place) {
        sources::check(check, place);
        times::check(check, place);
        basis_of_revision(check, place);
        contradictions(check, place);
    }
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

/// What a report says of others that contradicts them, as far as nothing on file reconciles it.
fn contradictions(check: &mut Check<'_, '_>, place: usize) {
    let view = check.view;
    for Contradiction { from, to, reason } in relations::contradictions_of(view, place) {
        let [from, to] = [from, to].map(|place| &view.state.reports()[place].record);
        let side = |update: &Update| {
            let words = own_words::quoted(update).map(|words| format!(" ({words})")).unwrap_or_default();
            format!("{}{words}", reports::speaker(view, update))
        };
        let reason = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
        let holder = from.attributions.first().map(|first| &first.holder);
        let contradicts = holder.map_or("contradicts", |holder| names::verb(view, holder, "contradicts", "contradict"));
        let message = format!("{} {contradicts} {}{reason}", side(from), side(to));
        check.add(FindingCode::Contradicted, from.item.as_ref(), message, [from.id, to.id]);
    }
}

/// Where sources count more than are on file.
fn counts(check: &mut Check<'_, '_>) {
    for series in series::of(check.view).into_iter().filter(|series| series.missing > 0) {
        let claimed = series.claimed.unwrap_or_default();
        let message = format!("{}: {claimed} are claimed, {} on file", series.label, series.on_file.len());
        check.add(FindingCode::CountGap, None, message, series.claims.into_iter().flat_map(|claim| claim.updates));
    }
}

fn publication(check: &mut Check<'_, '_>, item: &Item) {
    for review in publications::of_item(check.view, item) {
        let message = review.text();
        let updates = review.through.into_iter().chain([review.update]);
        check.add(FindingCode::NeedsReview, Some(&item.key), message, updates);
    }
}
