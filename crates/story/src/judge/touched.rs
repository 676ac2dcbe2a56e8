//! Which items may look different now, so that what was worked out of the others can be kept.
//!
//! An item is judged by the reports about it, and by little else: the item it was found to be, the requests for comment
//! about it, the items its reports were said *before*, and those of reports that contradict its own. What an update moves is
//! found from these, never from the order of the log: withdrawals reach back, and an embargo that passes admits what has
//! long been on file.

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
    merged: HashMap<ItemKey, ItemKey>,
    /// Requests for comment, and the items they are about.
    asked_about: HashMap<ItemKey, Vec<ItemKey>>,
}

impl JudgedFrom {
    pub(crate) fn of(view: &View<'_>) -> Self {
        let merged = view.merged().map(|(merged, into)| (merged.key.clone(), into.clone())).collect();
        let mut asked_about: HashMap<ItemKey, Vec<ItemKey>> = HashMap::new();
        for (request, about) in view.queries() {
            asked_about.entry(request.key.clone()).or_default().push(about.clone());
        }
        let admits = (0..view.state.reports().len()).map(|place| view.admits(place)).collect();
        Self { admits, withdrawals: view.withdrawals().clone(), merged, asked_about }
    }
}

impl JudgedFrom {
    /// How many bytes of memory it takes, about.
    pub(crate) fn bytes(&self) -> usize {
        self.admits.len() * (1 + Withdrawals::BYTES_A_REPORT)
            + (self.merged.len() + self.asked_about.len()) * 2 * size_of::<(ItemKey, Vec<ItemKey>)>()
    }
}

/// The items that may look different from how they did when `before` was the basis.
pub(crate) fn touched(view: &View<'_>, before: &JudgedFrom) -> BTreeSet<ItemKey> {
    let moved = |place: &usize| {
        before.admits.get(*place).copied().unwrap_or_default() != view.admits(*place)
            || view.withdrawals().differs(&before.withdrawals, *place)
    };
    let moved = (0..view.state.reports().len()).filter(moved);
    judged_by(view, before, moved.flat_map(|place| items_around(view.state, place)).collect())
}

/// The items of a report, of those it names, and of those that say how it stands to others.
fn items_around(state: &State, place: usize) -> impl Iterator<Item = ItemKey> + '_ {
    let ties = |other: &usize| {
        let relations = &state.reports()[*other].record.relations;
        relations.iter().any(|said| matches!(said.relation, RelationKind::Contradicts | RelationKind::Reconciles))
    };
    let tied = state.naming(place).iter().copied().filter(ties);
    [place].into_iter().chain(named_by(state, place)).chain(tied).flat_map(|place| items_at(state, place))
}

/// These items, those that are judged by what is said of them too, now or before, and, through a request for comment, those
/// it asks about. It goes no further: what is filed of an item is read by others, not how it is judged.
///
/// Reports that contradict each other never stop doing so without one of them, or what reconciles them, having moved.
fn judged_by(view: &View<'_>, before: &JudgedFrom, items: BTreeSet<ItemKey>) -> BTreeSet<ItemKey> {
    let merged_to = |item| view.merged_to(item).into_iter().chain(before.merged.get(item));
    let asked_about =
        |item| view.asked_about(item).iter().copied().chain(before.asked_about.get(item).into_iter().flatten());
    let direct = items.iter().flat_map(|item| {
        let reports = view.state.item(item).map_or(&[][..], |item| &item.reports);
        let tied = reports.iter().flat_map(|place| view.ties_of(*place)).flat_map(|tie| [tie.from, tie.to]);
        let said_before = view.state.said_before(item).iter().copied();
        let others = tied.chain(said_before).flat_map(|place| items_at(view.state, place));
        others.chain(merged_to(item).chain(asked_about(item)).cloned())
    });
    let direct: BTreeSet<ItemKey> = direct.collect();
    let asked: BTreeSet<ItemKey> = direct.iter().flat_map(asked_about).cloned().collect();
    let merged: BTreeSet<ItemKey> = direct.iter().chain(&asked).flat_map(merged_to).cloned().collect();
    items.into_iter().chain(direct).chain(asked).chain(merged).collect()
}

/// The items an update says anything of.
fn items_of(update: &Update) -> impl Iterator<Item = &ItemKey> {
    update.item.iter().chain(update.testimonies.iter().filter_map(|said| Path::of_item(&said.path)))
}

fn items_at(state: &State, place: usize) -> impl Iterator<Item = ItemKey> + '_ {
    items_of(&state.reports()[place].record).cloned()
}

/// The reports that one names in its relations.
fn named_by(state: &State, place: usize) -> impl Iterator<Item = usize> + '_ {
    state.reports()[place].record.relations.iter().filter_map(|named| state.place_of(named.update))
}

/// A view that takes in one report after the other, and knows after each which items it may have moved: what was judged of
/// all others is kept, so that a step costs what it moves, not what is on file.
pub(crate) struct Walk<'s> {
    /// The view as it is after the last step.
    pub(crate) view: View<'s>,
}

impl<'s> Walk<'s> {
    pub(crate) fn from(view: View<'s>) -> Self {
        Self { view }
    }

    /// Takes in one more report, at the moment when it came, and answers the items it may have moved.
    pub(crate) fn step(&mut self, place: usize, now: Timestamp) -> BTreeSet<ItemKey> {
        let state = self.view.state;
        let around = [place].into_iter().chain(named_by(state, place));
        let mut start: BTreeSet<ItemKey> = around.flat_map(|place| items_around(state, place)).collect();
        // What is judged by what moved is found from how things hang together before and after.
        let before = self.judged_by(start.clone());
        for place in self.view.admit(place, now) {
            start.extend(items_around(state, place));
            for said in &state.reports()[place].record.testimonies {
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

    fn judged_by(&self, items: BTreeSet<ItemKey>) -> BTreeSet<ItemKey> {
        judged_by(&self.view, &JudgedFrom::default(), items)
    }
}
