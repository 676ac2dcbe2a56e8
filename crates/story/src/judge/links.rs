//! What connects the reports and items a reader sees: who contradicts or reconciles whom, which items were found to be one,
//! which requests for comment are about which items.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::judge::account::Word;
use crate::judge::seen::Seen;
use crate::record::kind::attribute::{ON, SAME_AS};
use crate::record::kind::change::Change;
use crate::record::kind::spec::KindRole;
use crate::record::name::{ItemKey, own_name};
use crate::record::path::Path;
use crate::record::relation::RelationKind;
use crate::record::update::Update;
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
    /// Of a report that ties others, these ties.
    ties: HashMap<usize, Vec<Tie>>,
    /// Of a report that a tie is from, the reports that say so.
    tied_by: HashMap<usize, BTreeSet<usize>>,
    /// Items found to be another one, by that other's key.
    merged: HashMap<ItemKey, Vec<&'s Item>>,
    /// The keys of these items, each with that other's.
    merged_away: HashMap<&'s ItemKey, ItemKey>,
    /// The requests for comment, each with an item it is about.
    pub(super) requests: Vec<(&'s ItemKey, &'s Item)>,
    requests_about: HashMap<&'s ItemKey, Vec<&'s Item>>,
    abouts: HashMap<&'s ItemKey, Vec<&'s ItemKey>>,
}

impl<'s> Links<'s> {
    pub(super) fn of(seen: &Seen<'s>) -> Self {
        let mut links = Self::default();
        for (place, _) in seen.reports() {
            links.tie(seen, place);
        }
        links.find_merged(seen);
        links.find_requests(seen);
        links
    }

    /// The same after the reports at these places have come to be seen, or to stand otherwise.
    pub(super) fn follow(&mut self, seen: &Seen<'s>, places: &BTreeSet<usize>) {
        for place in places {
            self.untie(*place);
            self.tie(seen, *place);
        }
        let updates = || places.iter().map(|place| &seen.state.reports()[*place].record);
        let merges = |update: &Update| {
            update.change == Change::Split || update.testimonies.iter().any(|said| said.path.is_of(SAME_AS))
        };
        if updates().any(merges) {
            self.find_merged(seen);
        }
        if updates().any(|update| update.kind.role() == KindRole::Request) {
            self.find_requests(seen);
        }
    }

    fn tie(&mut self, seen: &Seen<'_>, place: usize) {
        let ties = ties_said_by(seen, place);
        for tie in &ties {
            self.tied_by.entry(tie.from).or_default().insert(place);
        }
        if !ties.is_empty() {
            self.ties.insert(place, ties);
        }
    }

    fn untie(&mut self, place: usize) {
        for tie in self.ties.remove(&place).unwrap_or_default() {
            if let Some(tied_by) = self.tied_by.get_mut(&tie.from) {
                tied_by.remove(&place);
            }
        }
    }

    fn find_merged(&mut self, seen: &Seen<'s>) {
        self.merged = find_merged(seen);
        let merged =
            self.merged.iter().flat_map(|(into, merged)| merged.iter().map(move |item| (&item.key, into.clone())));
        self.merged_away = merged.collect();
    }

    fn find_requests(&mut self, seen: &Seen<'s>) {
        self.requests = find_requests(seen);
        self.requests_about.clear();
        self.abouts.clear();
        for (about, request) in &self.requests {
            self.requests_about.entry(about).or_default().push(request);
            self.abouts.entry(&request.key).or_default().push(about);
        }
    }

    /// The ties between reports that say something on a path.
    pub(super) fn ties_on(&self, path: &Path, words: &[Word<'_>]) -> Vec<&Tie> {
        if self.ties.is_empty() {
            return Vec::new();
        }
        let reports: HashSet<usize> = words.iter().map(|word| word.filing.report).collect();
        let sayers = reports.iter().filter_map(|report| self.tied_by.get(report)).flatten();
        let sayers: BTreeSet<usize> = sayers.copied().collect();
        let ties = sayers.iter().filter_map(|sayer| self.ties.get(sayer)).flatten();
        let both = |tie: &Tie| reports.contains(&tie.from) && reports.contains(&tie.to);
        ties.filter(|tie| both(tie) && tie.path.as_ref().is_none_or(|tied| path.is_within(tied))).collect()
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
        self.merged_away.contains_key(item)
    }

    /// The item that one was found to be.
    pub(super) fn merged_to(&self, item: &ItemKey) -> Option<&ItemKey> {
        self.merged_away.get(item)
    }

    /// The items a request for comment is about.
    pub(super) fn asked_about(&self, request: &ItemKey) -> Vec<ItemKey> {
        self.abouts.get(request).into_iter().flatten().map(|about| (*about).clone()).collect()
    }

    /// The requests for comment about an item.
    pub(super) fn requests_about(&self, item: &ItemKey) -> &[&'s Item] {
        self.requests_about.get(item).map_or(&[], Vec::as_slice)
    }
}

/// What a report says of how others stand to each other, as far as it stands itself.
fn ties_said_by(seen: &Seen<'_>, place: usize) -> Vec<Tie> {
    if !seen.admits[place] || seen.withdrawals.is_withdrawn(place) {
        return Vec::new();
    }
    let relations = &seen.state.reports()[place].record.relations;
    let of = |relation: RelationKind| {
        let named = relations.iter().filter(move |named| named.relation == relation);
        named.filter_map(|named| Some((seen.state.place_of(named.update)?, named.path.clone())))
    };
    let mut ties = Vec::new();
    for relation in [RelationKind::Contradicts, RelationKind::Reconciles] {
        ties.extend(of(relation).map(|(to, path)| Tie { relation, from: place, to, path }));
    }
    // Reports that are reconciled together no longer contradict each other.
    let together: Vec<(usize, Option<Path>)> = of(RelationKind::Reconciles).collect();
    for (i, (from, path)) in together.iter().enumerate() {
        let relation = RelationKind::Reconciles;
        let others = together[i + 1..].iter();
        ties.extend(others.map(|(to, _)| Tie { relation, from: *from, to: *to, path: path.clone() }));
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
        let path = Path::item(item.key.clone()).attribute(own_name(ON));
        for filing in seen.filings_at(&path) {
            if let Some(Value::Item(about)) = &seen.state.filed(filing).1.value {
                requests.push((about, item));
            }
        }
    }
    requests
}
