//! Which items may look different now, so that what was worked out of the others can be kept.
//!
//! An item is judged by the reports about it, and by little else: the item it was found to be, the requests for comment
//! about it, the items its reports were said *before*, and those of reports that contradict its own. What an update moves is found from these, never from the order
//! of the log: withdrawals reach back, and an embargo that passes admits what has long been on file.

use std::collections::{BTreeSet, HashMap};

use crate::judge::view::View;
use crate::record::name::ItemKey;
use crate::record::path::Path;
use crate::record::update::Update;
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
