//! What connects the reports and items a reader sees: who contradicts or reconciles whom, which items were found to be one,
//! which requests for comment are about which items.

use std::collections::{HashMap, HashSet};

use crate::judge::account::Word;
use crate::judge::seen::Seen;
use crate::record::kind::change::Change;
use crate::record::kind::spec::KindRole;
use crate::record::name::{ItemKey, own_name};
use crate::record::path::{Path, SAME_AS};
use crate::record::relation::RelationKind;
use crate::record::value::Value;
use crate::state::fold::Item;

/// One update that says how it and an earlier one stand to each other: that they contradict, or how both are right.
#[derive(Debug, Clone)]
pub struct Tie {
    /// In which way.
    pub relation: RelationKind,
    /// The place of one report.
    pub from: usize,
    /// The place of the other.
    pub to: usize,
    /// Only on this path.
    pub path: Option<Path>,
}

/// The links of a story as a reader sees it.
#[derive(Debug, Default)]
pub(super) struct Links<'s> {
    /// Every tie, in the order of the log.
    pub(super) ties: Vec<Tie>,
    /// The places of the ties of a report that names another.
    ties_from: HashMap<usize, Vec<usize>>,
    /// Items found to be another one, by that other's key.
    merged: HashMap<ItemKey, Vec<&'s Item>>,
    /// The keys of these items.
    merged_away: HashSet<&'s ItemKey>,
    /// The requests for comment, each with an item it is about.
    pub(super) requests: Vec<(&'s ItemKey, &'s Item)>,
    requests_about: HashMap<&'s ItemKey, Vec<&'s Item>>,
}

impl<'s> Links<'s> {
    pub(super) fn of(seen: &Seen<'s>) -> Self {
        let ties = find_ties(seen);
        let mut ties_from: HashMap<usize, Vec<usize>> = HashMap::new();
        for (place, tie) in ties.iter().enumerate() {
            ties_from.entry(tie.from).or_default().push(place);
        }
        let merged = find_merged(seen);
        let merged_away = merged.values().flatten().map(|item| &item.key).collect();
        let requests = find_requests(seen);
        let mut requests_about: HashMap<&ItemKey, Vec<&Item>> = HashMap::new();
        for (about, request) in &requests {
            requests_about.entry(about).or_default().push(request);
        }
        Self { ties, ties_from, merged, merged_away, requests, requests_about }
    }

    /// The ties between reports that say something on a path.
    pub(super) fn ties_on(&self, path: &Path, words: &[Word<'_>]) -> Vec<&Tie> {
        if self.ties.is_empty() {
            return Vec::new();
        }
        let reports: HashSet<usize> = words.iter().map(|word| word.filing.report).collect();
        let places = reports.iter().filter_map(|report| self.ties_from.get(report)).flatten();
        let here = |tie: &&Tie| reports.contains(&tie.to) && tie.path.as_ref().is_none_or(|tied| path.is_within(tied));
        places.map(|place| &self.ties[*place]).filter(here).collect()
    }

    /// The items found to be this one.
    pub(super) fn merged_into(&self, item: &ItemKey) -> &[&'s Item] {
        self.merged.get(item).map_or(&[], Vec::as_slice)
    }

    /// The items found to be another one, each with that one.
    pub(super) fn merged(&self) -> impl Iterator<Item = (&'s Item, &ItemKey)> {
        self.merged.iter().flat_map(|(into, merged)| merged.iter().map(move |item| (*item, into)))
    }

    /// Whether an item was found to be another one.
    pub(super) fn is_merged_away(&self, item: &ItemKey) -> bool {
        self.merged_away.contains(item)
    }

    /// The requests for comment about an item.
    pub(super) fn requests_about(&self, item: &ItemKey) -> &[&'s Item] {
        self.requests_about.get(item).map_or(&[], Vec::as_slice)
    }
}

fn find_ties(seen: &Seen<'_>) -> Vec<Tie> {
    let mut ties = Vec::new();
    for (from, report) in seen.reports().filter(|(place, _)| !seen.withdrawals.is_withdrawn(*place)) {
        let of = |relation: RelationKind| {
            let named = report.record.relations.iter().filter(move |named| named.relation == relation);
            named.filter_map(|named| Some((seen.state.place_of(named.update)?, named.path.clone())))
        };
        for relation in [RelationKind::Contradicts, RelationKind::Reconciles] {
            ties.extend(of(relation).map(|(to, path)| Tie { relation, from, to, path }));
        }
        // Reports that are reconciled together no longer contradict each other.
        let together: Vec<(usize, Option<Path>)> = of(RelationKind::Reconciles).collect();
        for (i, (from, path)) in together.iter().enumerate() {
            let relation = RelationKind::Reconciles;
            let others = together[i + 1..].iter();
            ties.extend(others.map(|(to, _)| Tie { relation, from: *from, to: *to, path: path.clone() }));
        }
    }
    ties
}

/// Items the desk found to be another item, unless it took that back with `split`: each by the item it is in the end found
/// to be. A finding that would make an item another name of itself is void.
fn find_merged<'s>(seen: &Seen<'s>) -> HashMap<ItemKey, Vec<&'s Item>> {
    let mut found: Vec<(usize, &'s Item, &'s ItemKey)> =
        seen.state.items().iter().filter_map(|item| found_to_be(item, seen)).collect();
    found.sort_by_key(|(place, ..)| *place);
    let mut into: HashMap<&ItemKey, &ItemKey> = HashMap::new();
    let mut merged: Vec<&'s Item> = Vec::new();
    for (_, item, other) in found {
        if last_of(other, &into) != &item.key {
            into.insert(&item.key, other);
            merged.push(item);
        }
    }
    let mut by_other: HashMap<ItemKey, Vec<&'s Item>> = HashMap::new();
    for item in merged {
        by_other.entry(last_of(&item.key, &into).clone()).or_default().push(item);
    }
    by_other
}

/// Where the desk found an item to be another one, and which.
fn found_to_be<'s>(item: &'s Item, seen: &Seen<'s>) -> Option<(usize, &'s Item, &'s ItemKey)> {
    let path = Path::item(item.key.clone()).attribute(own_name(SAME_AS));
    let last = seen.filings_at(&path).last()?;
    let split = item.reports.iter().any(|place| {
        *place > last.report
            && seen.admits[*place]
            && !seen.withdrawals.is_withdrawn(*place)
            && seen.state.reports()[*place].record.change == Change::Split
    });
    match &seen.state.filed(last).1.value {
        Some(Value::Item(other)) if !split => Some((last.report, item, other)),
        _ => None,
    }
}

/// The item that one is found to be in the end. It ends, since no item is put in that the way from it leads back to.
fn last_of<'s>(item: &'s ItemKey, into: &HashMap<&ItemKey, &'s ItemKey>) -> &'s ItemKey {
    std::iter::successors(Some(item), |item| into.get(item).copied()).last().unwrap_or(item)
}

fn find_requests<'s>(seen: &Seen<'s>) -> Vec<(&'s ItemKey, &'s Item)> {
    let mut requests = Vec::new();
    for item in seen.state.items().iter().filter(|item| item.kind.role() == KindRole::Request) {
        let path = Path::item(item.key.clone()).attribute(own_name("on"));
        for filing in seen.filings_at(&path) {
            if let Some(Value::Item(about)) = &seen.state.filed(filing).1.value {
                requests.push((about, item));
            }
        }
    }
    requests
}
