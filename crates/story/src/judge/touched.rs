//! Which items may look different now, so that what was worked out of the others can be kept.
//!
//! An item is judged by the reports about it, and by little else: the reports that contradict or reconcile these, the item it
//! was found to be, the requests for comment about it, the evidence its reports rest on, and the items they were said
//! *before*. What an update moves is found from these, never from the order of the log: withdrawals reach back, and an
//! embargo that passes admits what has long been on file.
//!
//! Everything here is read from what is filed, whether or not it is to be seen: that finds some items too many, and needs no
//! look at how things hung together before.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::judge::again::Said;
use crate::judge::view::View;
use crate::record::attribution::Origin;
use crate::record::kind::attribute::{ON, PHASE, SAME_AS, WHEN};
use crate::record::kind::change::Change;
use crate::record::kind::spec::KindRole;
use crate::record::name::{AttributeName, ItemKey, own_name};
use crate::record::path::{Path, Subject};
use crate::record::testimony::Testimony;
use crate::record::update::Update;
use crate::record::value::Value;
use crate::state::fold::{Item, State};
use crate::state::withdrawal::Withdrawals;

/// How far a report is felt along contradictions and reconciliations. Whether one report still contradicts another depends on
/// a third that reconciles the other with a fourth.
const TIES_APART: usize = 3;

/// What a view judged its items from, to compare a later view with.
#[derive(Debug, Default)]
pub(crate) struct JudgedFrom {
    admits: Vec<bool>,
    withdrawals: Withdrawals,
}

impl JudgedFrom {
    pub(crate) fn of(view: &View<'_>) -> Self {
        let admits = (0..view.state.reports().len()).map(|place| view.admits(place)).collect();
        Self { admits, withdrawals: view.withdrawals().clone() }
    }

    /// How many bytes of memory it takes, about.
    pub(crate) fn bytes(&self) -> usize {
        self.admits.len() * (1 + Withdrawals::BYTES_A_REPORT)
    }
}

/// The items that may look different from how they did when `before` was the basis.
pub(crate) fn touched(view: &View<'_>, before: &JudgedFrom) -> BTreeSet<ItemKey> {
    let moved = |place: &usize| {
        before.admits.get(*place).copied().unwrap_or_default() != view.admits(*place)
            || view.withdrawals().differs(&before.withdrawals, *place)
    };
    let moved = (0..view.state.reports().len()).filter(moved).collect();
    judged_by(view.state, &moved)
}

/// The items that are judged by any of these reports.
fn judged_by(state: &State, moved: &BTreeSet<usize>) -> BTreeSet<ItemKey> {
    let mut reports = moved.clone();
    for _ in 0..TIES_APART {
        let further: Vec<usize> = reports.iter().flat_map(|place| tied(state, *place)).collect();
        reports.extend(further);
    }
    // Reports of items that are found to be one, or no longer, no longer contradict each other, or do again.
    let merging = moved.iter().filter_map(|place| merging(state, *place));
    let of_one = merging.flat_map(|item| found_to_be(state, item)).flat_map(|item| item.reports.iter().copied());
    reports.extend(of_one.flat_map(|place| tied(state, place)));
    let related: Vec<usize> = reports.iter().flat_map(|place| related(state, *place)).collect();
    reports.extend(related);
    let mut items: BTreeSet<&ItemKey> = reports.iter().flat_map(|place| items_at(state, *place)).collect();
    for by_way_of in [said_before, resting_on, asked_about, merged_with] {
        let further: Vec<&ItemKey> = items.iter().flat_map(|item| by_way_of(state, item)).collect();
        items.extend(further);
    }
    let publications: Vec<&ItemKey> = relying_on(state, &items).collect();
    items.extend(publications);
    items.into_iter().cloned().collect()
}

/// The items an update says anything of.
fn items_at(state: &State, place: usize) -> impl Iterator<Item = &ItemKey> {
    let update = &state.reports()[place].record;
    let spoken_of = update.testimonies.iter().filter_map(|said| match &said.path.subject {
        Subject::Item(item) => Some(item),
        Subject::Attribution(update) => state.report(*update)?.record.item.as_ref(),
        Subject::Entity(_) => None,
    });
    update.item.iter().chain(spoken_of)
}

/// The reports that one names in its relations.
fn named_by(state: &State, place: usize) -> impl Iterator<Item = usize> + '_ {
    state.reports()[place].record.relations.iter().filter_map(|named| state.place_of(named.update))
}

/// These, and the reports that name it.
fn related(state: &State, place: usize) -> impl Iterator<Item = usize> + '_ {
    named_by(state, place).chain(state.naming(place).iter().copied())
}

/// Those of them that it contradicts or reconciles, or the other way round.
fn tied(state: &State, place: usize) -> impl Iterator<Item = usize> + '_ {
    let ties = |from: usize, to: usize| {
        let named = state.reports()[to].record.id;
        let mut relations = state.reports()[from].record.relations.iter();
        relations.any(|relation| relation.update == named && relation.relation.ties())
    };
    related(state, place).filter(move |other| ties(place, *other) || ties(*other, place))
}

/// The item that a report finds to be another one, or no longer.
fn merging(state: &State, place: usize) -> Option<&Item> {
    let update = &state.reports()[place].record;
    let merges = update.change == Change::Split || update.testimonies.iter().any(|said| said.path.is_of(SAME_AS));
    state.item(update.item.as_ref().filter(|_| merges)?)
}

/// An item and those that were ever found to be it.
fn found_to_be<'s>(state: &'s State, item: &'s Item) -> impl Iterator<Item = &'s Item> {
    let merged = |into: &ItemKey| {
        let merged = |item: &&Item| named_as(state, &item.key, SAME_AS).contains(&into);
        state.items().iter().filter(merged).map(|item| &item.key).collect()
    };
    reached(vec![&item.key], merged).into_iter().filter_map(|item| state.item(item))
}

/// The items of the reports that were said before an item.
fn said_before<'s>(state: &'s State, item: &ItemKey) -> Vec<&'s ItemKey> {
    state.said_before(item).iter().flat_map(|place| items_at(state, *place)).collect()
}

/// The items of the reports that rest on a document or a recording.
fn resting_on<'s>(state: &'s State, evidence: &ItemKey) -> Vec<&'s ItemKey> {
    if state.item(evidence).is_none_or(|item| item.kind.role() != KindRole::Evidence) {
        return Vec::new();
    }
    let rests = |update: &&Update| {
        update.attributions.iter().any(|said| matches!(&said.origin, Origin::Evidence(item) if item == evidence))
    };
    let reports = state.reports().iter().map(|report| &report.record).filter(rests);
    reports.filter_map(|update| update.item.as_ref()).collect()
}

/// The items that a request for comment is about.
fn asked_about<'s>(state: &'s State, request: &ItemKey) -> Vec<&'s ItemKey> {
    named_as(state, request, ON)
}

/// The items that one was ever found to be, as far as that leads.
fn merged_with<'s>(state: &'s State, item: &ItemKey) -> Vec<&'s ItemKey> {
    reached(named_as(state, item, SAME_AS), |item| named_as(state, item, SAME_AS))
}

/// These items and all that are reached from them step by step, each once.
fn reached<'s>(from: Vec<&'s ItemKey>, step: impl Fn(&ItemKey) -> Vec<&'s ItemKey>) -> Vec<&'s ItemKey> {
    let mut found = from;
    let mut next = 0;
    while let Some(item) = found.get(next) {
        let new: Vec<&ItemKey> = step(item).into_iter().filter(|item| !found.contains(item)).collect();
        found.extend(new);
        next += 1;
    }
    found
}

/// The items that are ever given as the value of an attribute of an item.
fn named_as<'s>(state: &'s State, item: &ItemKey, attribute: &'static str) -> Vec<&'s ItemKey> {
    let path = Path::item(item.clone()).attribute(own_name(attribute));
    let values = state.filings(&path).iter().map(|filing| &state.filed(*filing).1.value);
    let items = values.filter_map(|value| match value {
        Some(Value::Item(item)) => Some(item),
        _ => None,
    });
    items.collect()
}

/// The publications that relied on a report of any of these items.
fn relying_on<'s>(state: &'s State, items: &BTreeSet<&ItemKey>) -> impl Iterator<Item = &'s ItemKey> {
    let publications = state.items().iter().filter(|item| item.kind.role() == KindRole::Publication);
    let relied_on =
        |place: &usize| named_by(state, *place).any(|place| items_at(state, place).any(|item| items.contains(item)));
    publications.filter(move |item| item.reports.iter().any(relied_on)).map(|item| &item.key)
}

/// What a report may have moved of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Moved {
    /// Any of it.
    All,
    /// Only what is said on these attributes, or, without one, on the item itself.
    Parts(BTreeSet<Option<AttributeName>>),
}

impl Moved {
    /// Whether this part of the item may have moved.
    pub(crate) fn includes(&self, part: Option<&AttributeName>) -> bool {
        match self {
            Self::All => true,
            Self::Parts(parts) => parts.iter().any(|moved| moved.as_ref() == part),
        }
    }
}

/// What a step may have moved.
pub(crate) enum Stepped<'s> {
    /// These items, or only some parts of them.
    Items(BTreeMap<ItemKey, Moved>),
    /// Nothing: the report says again what is said of this item already.
    Again(&'s Item),
}

/// A view that takes in one report after the other, and knows after each which items it may have moved, and what of them:
/// what was judged of all else is kept, so that a step costs what it moves, not what is on file.
pub(crate) struct Walk<'s> {
    /// The view as it is after the last step. What is judged of some paths lacks the words that only said something again.
    pub(crate) view: View<'s>,
    /// How many steps moved what is said of somebody in the directory, or of an attribution.
    pub(crate) beyond_items: usize,
    said: Said<'s>,
    /// Of which parts of an item something was said again since they were judged.
    said_again: BTreeMap<&'s ItemKey, BTreeSet<Option<AttributeName>>>,
}

impl<'s> Walk<'s> {
    pub(crate) fn from(view: View<'s>) -> Self {
        Self { view, beyond_items: 0, said: Said::default(), said_again: BTreeMap::new() }
    }

    /// Takes in one more report, at the moment when it came, and answers what it may have moved. Of an item that is not
    /// `settled`, time alone may have moved something.
    pub(crate) fn step(
        &mut self,
        place: usize,
        now: Timestamp,
        settled: impl FnOnce(&View<'s>, &Item) -> bool,
    ) -> Stepped<'s> {
        let state = self.view.state;
        let mut moved = self.view.admit(place, now);
        moved.insert(place);
        let by_itself = self.by_itself(&moved);
        let mut touched: BTreeMap<ItemKey, Moved> =
            judged_by(state, &moved).into_iter().map(|item| (item, Moved::All)).collect();
        if let Some(item) = by_itself.filter(|item| touched.len() == 1 && settled(&self.view, item))
            && self.said.is_said_again(&self.view, item, place)
        {
            let parts = self.parts(item, place);
            self.said_again.entry(&item.key).or_default().extend(parts);
            return Stepped::Again(item);
        }
        // What is judged of an attribute asks of the rest of an item only whether it has begun, whether it is contested and who
        // has a part in it; the item itself asks for its phase and its date; a claim is judged by its nature.
        let in_parts = |item: &&Item| !matches!(item.kind.role(), KindRole::Claim | KindRole::Request);
        if let Some(item) = by_itself.filter(in_parts) {
            let mut parts = self.parts(item, place);
            parts.extend(self.said_again.remove(&item.key).unwrap_or_default());
            if self.view.forget_parts(&item.key, &parts) {
                touched.insert(item.key.clone(), Moved::Parts(parts));
            }
        }
        let said = || moved.iter().flat_map(|place| &state.reports()[*place].record.testimonies);
        self.beyond_items += usize::from(said().any(|said| said.path.of_item().is_none()));
        for said in said() {
            let in_part =
                said.path.of_item().is_some_and(|item| touched.get(item).is_some_and(|moved| *moved != Moved::All));
            if !in_part {
                self.view.forget(&said.path.subject);
            }
        }
        for (item, _) in touched.iter().filter(|(_, moved)| **moved == Moved::All) {
            self.view.forget(&Subject::Item(item.clone()));
            self.said_again.remove(item);
        }
        Stepped::Items(touched)
    }

    /// Lets time pass up to a moment, after the last report was taken in.
    pub(crate) fn end(&mut self, now: Timestamp) {
        self.view.wait_until(now);
        for item in std::mem::take(&mut self.said_again).into_keys() {
            self.view.forget(&Subject::Item(item.clone()));
        }
    }

    /// The item that a step speaks of and no other: by one report by itself, of an item that is tied to nothing.
    fn by_itself(&self, moved: &BTreeSet<usize>) -> Option<&'s Item> {
        let (view, state) = (&self.view, self.view.state);
        let place = moved.first().filter(|_| moved.len() == 1 && view.bounds().true_at.is_none())?;
        let update = &state.reports()[*place].record;
        let item = state.item(update.item.as_ref()?)?;
        let tied = !update.relations.is_empty() || !state.naming(*place).is_empty();
        let of_itself = |said: &Testimony| said.path.of_item() == Some(&item.key) && !said.path.is_of(SAME_AS);
        let merged = !view.merged_into(&item.key).is_empty() || view.merged_to(&item.key).is_some();
        let by_itself = !tied
            && update.testimonies.iter().all(of_itself)
            && update.change != Change::Split
            && !merged
            && !view.directory.has_merged()
            && state.said_before(&item.key).is_empty();
        by_itself.then_some(item)
    }

    /// The parts of an item that the report at a place speaks of, and those that are judged by these.
    fn parts(&self, item: &Item, place: usize) -> BTreeSet<Option<AttributeName>> {
        let said = &self.view.state.reports()[place].record.testimonies;
        let mut parts: BTreeSet<Option<AttributeName>> = said.iter().map(|said| said.path.attribute.clone()).collect();
        if item.kind.spec().phases.is_empty() || said.iter().any(|said| said.path.is_of(PHASE) || said.path.is_of(WHEN))
        {
            parts.insert(None);
        }
        parts
    }
}
