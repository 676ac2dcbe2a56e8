//! Which items may look different now, so that what was worked out of the others can be kept.
//!
//! An item is judged by the reports about it, and by little else: the item it was found to be, the requests for comment
//! about it, and the items its reports were said *before*. What an update moves is found from these, never from the order
//! of the log: withdrawals reach back, and an embargo that passes admits what has long been on file.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;

use crate::judge::view::View;
use crate::record::name::ItemKey;
use crate::record::path::{Path, Subject};
use crate::record::relation::RelationKind;
use crate::record::update::Update;
use crate::state::fold::State;
use crate::state::withdrawal::Withdrawals;

/// What a view judged its items from, to compare a later view with.
#[derive(Debug, Default)]
pub(crate) struct Basis {
    admits: Vec<bool>,
    withdrawals: Withdrawals,
    /// Items, and those they were found to be.
    merged: Vec<(ItemKey, ItemKey)>,
    /// Requests for comment, and the items they are about.
    queries: Vec<(ItemKey, ItemKey)>,
}

impl Basis {
    pub(crate) fn of(view: &View<'_>) -> Self {
        let merged = view.merged().map(|(merged, into)| (merged.key.clone(), into.clone())).collect();
        let queries = view.queries().map(|(query, about)| (query.key.clone(), about.clone())).collect();
        let admits = (0..view.state.reports().len()).map(|place| view.admits(place)).collect();
        Self { admits, withdrawals: view.withdrawals().clone(), merged, queries }
    }
}

/// The items that may look different from how they did when `before` was the basis.
pub(crate) fn touched(view: &View<'_>, before: &Basis) -> BTreeSet<ItemKey> {
    let reports = view.state.reports();
    let moved = |place: &usize| {
        before.admits.get(*place).copied().unwrap_or_default() != view.admits(*place)
            || view.withdrawals().differs(&before.withdrawals, *place)
    };
    let mut waiting: Vec<&ItemKey> = Vec::new();
    for place in (0..reports.len()).filter(moved) {
        let relations = reports[place].record.relations.iter();
        let related = relations.filter_map(|named| view.state.place_of(named.update));
        waiting.extend([place].into_iter().chain(related).flat_map(|place| items_of(&reports[place].record)));
    }
    // Items, each with one that is judged by it too: now, or before.
    let now = view.merged().chain(view.queries()).map(|(one, other)| (&one.key, other));
    let then = before.merged.iter().chain(&before.queries).map(|(one, other)| (one, other));
    let said_before = (0..reports.len()).filter_map(|place| Some((view.state.said(place).before.as_ref()?, place)));
    let said_before =
        said_before.flat_map(|(item, place)| items_of(&reports[place].record).map(move |other| (item, other)));
    let judged_by: Vec<(&ItemKey, &ItemKey)> = now.chain(then).chain(said_before).collect();
    let mut touched = BTreeSet::new();
    while let Some(item) = waiting.pop() {
        if touched.insert(item.clone()) {
            waiting.extend(judged_by.iter().filter(|(one, _)| *one == item).map(|(_, other)| other));
        }
    }
    touched
}

/// The items an update says anything of.
fn items_of(update: &Update) -> impl Iterator<Item = &ItemKey> {
    update.item.iter().chain(update.testimonies.iter().filter_map(|said| Path::of_item(&said.path)))
}

/// A view that takes in one report after the other, and knows after each which items it may have moved: what was judged of
/// all others is kept, so that a step costs what it moves, not what is on file.
pub(crate) struct Walk<'s> {
    /// The view as it is after the last step.
    pub(crate) view: View<'s>,
    /// Of an item, the reports that were said before it.
    said_before: HashMap<ItemKey, Vec<usize>>,
}

impl<'s> Walk<'s> {
    pub(crate) fn from(view: View<'s>) -> Self {
        let mut said_before: HashMap<ItemKey, Vec<usize>> = HashMap::new();
        for place in 0..view.state.reports().len() {
            if let Some(item) = &view.state.said(place).before {
                said_before.entry(item.clone()).or_default().push(place);
            }
        }
        Self { view, said_before }
    }

    /// Takes in one more report, at the moment when it came, and answers the items it may have moved.
    pub(crate) fn step(&mut self, place: usize, now: Timestamp) -> BTreeSet<ItemKey> {
        let state = self.view.state;
        let named = state.reports()[place].record.relations.iter().filter_map(|named| state.place_of(named.update));
        let named: BTreeSet<usize> = named.collect();
        let mut start: BTreeSet<ItemKey> = items_at(state, place).collect();
        start.extend(named.iter().flat_map(|place| items_at(state, *place)));
        start.extend(named.iter().flat_map(|place| self.tied_to(*place)));
        // What is judged by what moved is found from how things hang together before and after.
        let before = self.judged_by(start.clone());
        let affected = self.view.admit(place, now);
        for place in &affected {
            let update = &state.reports()[*place].record;
            let related = update.relations.iter().filter_map(|named| state.place_of(named.update));
            start.extend([*place].into_iter().chain(related).flat_map(|place| items_at(state, place)));
            start.extend(self.tied_to(*place));
            for said in &update.testimonies {
                if said.path.of_item().is_none() {
                    self.view.forget(&said.path.subject);
                }
            }
        }
        start.extend(before);
        let touched = self.judged_by(start);
        for item in &touched {
            self.view.forget(&Subject::Item(item.clone()));
        }
        touched
    }

    /// The items of the reports that say how this one stands to others.
    fn tied_to(&self, place: usize) -> BTreeSet<ItemKey> {
        let state = self.view.state;
        let ties = |other: &&usize| {
            let relations = &state.reports()[**other].record.relations;
            relations.iter().any(|said| matches!(said.relation, RelationKind::Contradicts | RelationKind::Reconciles))
        };
        state.naming(place).iter().filter(ties).flat_map(|other| items_at(state, *other)).collect()
    }

    /// These items, and those that are judged by them too.
    fn judged_by(&self, items: BTreeSet<ItemKey>) -> BTreeSet<ItemKey> {
        let mut waiting: Vec<ItemKey> = items.into_iter().collect();
        let mut found = BTreeSet::new();
        while let Some(item) = waiting.pop() {
            let merged = self.view.merged_to(&item);
            let asked_about = self.view.asked_about(&item);
            let said_before = self.said_before.get(&item).into_iter().flatten();
            let said_before = said_before.flat_map(|place| items_at(self.view.state, *place));
            waiting.extend(merged.into_iter().chain(asked_about).filter(|other| !found.contains(other)));
            waiting.extend(said_before.filter(|other| !found.contains(other)));
            found.insert(item);
        }
        found
    }
}

fn items_at(state: &State, place: usize) -> impl Iterator<Item = ItemKey> + '_ {
    items_of(&state.reports()[place].record).cloned()
}
