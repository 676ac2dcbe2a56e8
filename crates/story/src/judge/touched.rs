//! Which items may look different now, so that what was worked out of the others can be kept.
//!
//! An item is judged by the reports about it, and by little else: the item it was found to be, the requests for comment
//! about it, the items its reports were said *before*, and those of reports that contradict its own. What an update moves is found from these, never from the order
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
pub(crate) struct JudgedFrom {
    admits: Vec<bool>,
    withdrawals: Withdrawals,
    /// Items, and those they were found to be.
    merged: Vec<(ItemKey, ItemKey)>,
    /// Requests for comment, and the items they are about.
    queries: Vec<(ItemKey, ItemKey)>,
}

impl JudgedFrom {
    pub(crate) fn of(view: &View<'_>) -> Self {
        let merged = view.merged().map(|(merged, into)| (merged.key.clone(), into.clone())).collect();
        let queries = view.queries().map(|(query, about)| (query.key.clone(), about.clone())).collect();
        let admits = (0..view.state.reports().len()).map(|place| view.admits(place)).collect();
        Self { admits, withdrawals: view.withdrawals().clone(), merged, queries }
    }
}

/// The items that may look different from how they did when `before` was the basis.
pub(crate) fn touched(view: &View<'_>, before: &JudgedFrom) -> BTreeSet<ItemKey> {
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
    // Items, each with one that is judged by it too: now, or before. Reports that contradict each other never stop doing so
    // without one of them, or what reconciles them, having moved.
    let now = view.merged().chain(view.queries()).map(|(one, other)| (&one.key, other));
    let then = before.merged.iter().chain(&before.queries).map(|(one, other)| (one, other));
    let said_before = (0..reports.len()).filter_map(|place| Some((view.state.said_at(place).before.as_ref()?, place)));
    let said_before =
        said_before.flat_map(|(item, place)| items_of(&reports[place].record).map(move |other| (item, other)));
    let tied = view.ties().iter().flat_map(|tie| [(tie.from, tie.to), (tie.to, tie.from)]);
    let tied = tied.flat_map(|(one, other)| {
        let others = move || items_of(&reports[other].record);
        items_of(&reports[one].record).flat_map(move |item| others().map(move |other| (item, other)))
    });
    let mut judged_by: HashMap<&ItemKey, Vec<&ItemKey>> = HashMap::new();
    for (item, other) in now.chain(then).chain(said_before).chain(tied) {
        judged_by.entry(item).or_default().push(other);
    }
    let mut touched = BTreeSet::new();
    while let Some(item) = waiting.pop() {
        if touched.insert(item.clone()) {
            waiting.extend(judged_by.get(item).into_iter().flatten());
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
            if let Some(item) = &view.state.said_at(place).before {
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

    /// These items, those that are judged by what is said of them too, and, through a request for comment, those it asks
    /// about. It goes no further: what is filed of an item is read by others, not how it is judged.
    fn judged_by(&self, items: BTreeSet<ItemKey>) -> BTreeSet<ItemKey> {
        let direct: BTreeSet<ItemKey> = items.iter().flat_map(|item| self.judged_by_one(item)).collect();
        let asked_about = direct.iter().flat_map(|item| self.view.asked_about(item));
        let asked_about: BTreeSet<ItemKey> = asked_about.collect();
        let merged = direct.iter().chain(&asked_about).filter_map(|item| self.view.merged_to(item));
        let merged: BTreeSet<ItemKey> = merged.collect();
        items.into_iter().chain(direct).chain(asked_about).chain(merged).collect()
    }

    /// The items that are judged by what is said of one: the item it was found to be, those it asks about, those whose
    /// reports were said before it or are tied to its own.
    fn judged_by_one(&self, item: &ItemKey) -> BTreeSet<ItemKey> {
        let state = self.view.state;
        let reports = state.item(item).map_or(&[][..], |item| &item.reports);
        let tied = reports.iter().flat_map(|place| self.view.ties_of(*place)).flat_map(|tie| [tie.from, tie.to]);
        let said_before = self.said_before.get(item).into_iter().flatten().copied();
        let mut others: BTreeSet<ItemKey> = tied.chain(said_before).flat_map(|place| items_at(state, place)).collect();
        others.extend(self.view.merged_to(item));
        others.extend(self.view.asked_about(item));
        others
    }
}

fn items_at(state: &State, place: usize) -> impl Iterator<Item = ItemKey> + '_ {
    items_of(&state.reports()[place].record).cloned()
}
