//! What connects the reports and items a reader sees: who contradicts or reconciles whom, which items were found to be one,
//! which requests for comment are about which items.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::judge::account::Word;
use crate::judge::seen::Seen;
use crate::record::kind::attribute::{ON, SAME_AS};
use crate::record::kind::change::Change;
use crate::record::kind::spec::KindRole;
use crate::record::name::{ItemKey, own_name};
use crate::record::path::{Path, Subject};
use crate::record::relation::{Relation, RelationKind};
use crate::record::update::Update;
use crate::record::value::Value;
use crate::state::fold::Item;
use crate::state::withdrawal::path_named;

/// Two reports of which an update says how they stand to each other: that they contradict, or how both are right.
#[derive(Debug, Clone)]
pub struct Tie {
    /// In which way.
    pub relation: RelationKind,
    /// The place of the report that says so; where two reports are reconciled together, of the first of them.
    pub from: usize,
    /// The place of the other report.
    pub to: usize,
    /// Only on this path, of the other report.
    pub path: Option<Path>,
    /// The place of the update that says so.
    pub through: usize,
    /// Why, as that update gives it.
    pub reason: Option<Box<str>>,
    /// Whether a later update says how both are right, so that they contradict each other no more.
    pub settled: bool,
}

impl Tie {
    /// Whether it says that two reports cannot both be true, and nobody has said since how they can.
    pub fn is_open_contradiction(&self) -> bool {
        self.relation == RelationKind::Contradicts && !self.settled
    }
}

/// A report that is contradicted by a report on something else.
#[derive(Debug)]
pub(super) struct Contradiction {
    /// The path on which it is contradicted: one the update names, else the item the report is about.
    path: Path,
    /// Its place.
    pub(super) report: usize,
    /// The path of the other report that contradicts it.
    pub(super) by: Path,
    /// The place of the other report.
    pub(super) by_report: usize,
}

/// The links of a story as a reader sees it.
#[derive(Debug, Default)]
pub(super) struct Links<'s> {
    /// Every tie, in the order of the log.
    pub(super) ties: Vec<Tie>,
    /// The places of the ties of each report.
    ties_of: HashMap<usize, Vec<usize>>,
    /// The contradictions between reports on different items, by the item of either.
    contradictions: HashMap<ItemKey, Vec<Contradiction>>,
    /// Items found to be another one, by that other's key.
    merged: HashMap<ItemKey, Vec<&'s Item>>,
    /// The keys of these items, each with that other's.
    merged_away: HashMap<&'s ItemKey, ItemKey>,
    /// The requests for comment about each item.
    requests_about: HashMap<&'s ItemKey, Vec<&'s Item>>,
}

impl<'s> Links<'s> {
    pub(super) fn of(seen: &Seen<'s>) -> Self {
        let mut links = Self { requests_about: find_requests(seen), ..Self::default() };
        links.merge(seen);
        links.tie(seen);
        links
    }

    fn merge(&mut self, seen: &Seen<'s>) {
        self.merged = find_merged(seen);
        let merged = self.merged.iter();
        let away = merged.flat_map(|(into, merged)| merged.iter().map(move |item| (&item.key, into.clone())));
        self.merged_away = away.collect();
    }

    fn tie(&mut self, seen: &Seen<'s>) {
        (self.ties, self.ties_of) = find_ties(seen);
        self.contradictions = find_contradictions(&self.ties, &self.merged, seen);
    }

    /// The ties of a report, in the order of the log.
    pub(super) fn ties_of(&self, place: usize) -> impl Iterator<Item = &Tie> {
        self.ties_of.get(&place).into_iter().flatten().map(|tie| &self.ties[*tie])
    }

    /// The ties between reports that both say something on a path.
    pub(super) fn ties_on(&self, path: &Path, words: &[Word<'_>]) -> Vec<&Tie> {
        if self.ties.is_empty() {
            return Vec::new();
        }
        let reports: HashSet<usize> = words.iter().map(|word| word.filing.report).collect();
        let here = |tie: &&Tie| reports.contains(&tie.to) && tie.path.as_ref().is_none_or(|tied| path.is_within(tied));
        let from = |place: &usize| self.ties_of(*place).filter(|tie| tie.from == *place).collect::<Vec<_>>();
        reports.iter().flat_map(from).filter(here).collect()
    }

    /// The reports that are contradicted on a path by reports on something else.
    pub(super) fn contradictions_of(&self, path: &Path) -> impl Iterator<Item = &Contradiction> {
        let of_item = path.of_item().and_then(|item| self.contradictions.get(item));
        let here = move |found: &&Contradiction| {
            found.path == *path || found.path.attribute.is_some() && path.is_within(&found.path)
        };
        of_item.into_iter().flatten().filter(here)
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

    /// The links after the reports at these places have come to be seen, or to stand otherwise: most reports link nothing, and
    /// few do so in more than one way.
    pub(super) fn follow(&mut self, seen: &Seen<'s>, places: &BTreeSet<usize>) {
        let update = |place: &usize| &seen.state.reports()[*place].record;
        let any = |links: &dyn Fn(&Update) -> bool| places.iter().any(|place| links(update(place)));
        let ties = |update: &Update| update.relations.iter().any(|relation| relation.relation.ties());
        let named = |place: &usize| seen.state.naming(*place).iter().any(|other| ties(update(other)));
        if any(&|update| update.kind.role() == KindRole::Request) {
            self.requests_about = find_requests(seen);
        }
        let merges = |update: &Update| {
            update.change == Change::Split || update.testimonies.iter().any(|said| said.path.is_of(SAME_AS))
        };
        let merged = any(&merges);
        if merged {
            self.merge(seen);
        }
        if merged || any(&ties) || places.iter().any(named) {
            self.tie(seen);
        }
    }

    /// The requests for comment about an item.
    pub(super) fn requests_about(&self, item: &ItemKey) -> &[&'s Item] {
        self.requests_about.get(item).map_or(&[], Vec::as_slice)
    }
}

/// Every tie, and where those of each report are.
fn find_ties(seen: &Seen<'_>) -> (Vec<Tie>, HashMap<usize, Vec<usize>>) {
    let (mut ties, mut ties_of) = (Vec::new(), HashMap::new());
    let standing = seen.reports().filter(|(place, _)| !seen.withdrawals.is_withdrawn(*place));
    for (through, report) in standing.filter(|(_, report)| !report.record.relations.is_empty()) {
        let tie = |relation: &Relation, from: usize| {
            let to = seen.state.place_of(relation.update).filter(|place| seen.admits[*place])?;
            let path = path_named(relation, &seen.state.reports()[to].record);
            let (relation, reason) = (relation.relation, relation.reason.clone());
            Some(Tie { relation, from, to, path, through, reason, settled: false })
        };
        let of = |wanted: RelationKind| report.record.relations.iter().filter(move |found| found.relation == wanted);
        let contradicted: Vec<Tie> =
            of(RelationKind::Contradicts).filter_map(|relation| tie(relation, through)).collect();
        let reconciled: Vec<Tie> = of(RelationKind::Reconciles).filter_map(|relation| tie(relation, through)).collect();
        for tie in contradicted {
            add(tie, &mut ties, &mut ties_of);
        }
        settle(&mut ties, &ties_of, &reconciled);
        // Reports that are reconciled together no longer contradict each other.
        for (i, first) in reconciled.iter().enumerate() {
            for other in &reconciled[i + 1..] {
                add(Tie { from: first.to, ..other.clone() }, &mut ties, &mut ties_of);
            }
        }
        for tie in reconciled {
            add(tie, &mut ties, &mut ties_of);
        }
    }
    (ties, ties_of)
}

fn add(tie: Tie, ties: &mut Vec<Tie>, ties_of: &mut HashMap<usize, Vec<usize>>) {
    ties_of.entry(tie.from).or_default().push(ties.len());
    ties_of.entry(tie.to).or_default().push(ties.len());
    ties.push(tie);
}

/// Ends the contradictions that an update reconciles: those between the reports it names, or, where it names one, those that
/// this one is in.
fn settle(ties: &mut [Tie], ties_of: &HashMap<usize, Vec<usize>>, reconciled: &[Tie]) {
    let named = |place: usize, tie: &Tie| {
        let of_path = |one: &Tie| tie.path.is_none() || one.path.is_none() || one.path == tie.path;
        reconciled.iter().any(|one| one.to == place && of_path(one))
    };
    let theirs = reconciled.iter().filter_map(|one| ties_of.get(&one.to)).flatten();
    for place in theirs {
        let tie = &ties[*place];
        let by_itself = reconciled.iter().any(|one| one.through == tie.from || one.through == tie.to);
        let ends = usize::from(named(tie.from, tie)) + usize::from(named(tie.to, tie));
        let wanted = if reconciled.len() == 1 || by_itself { 1 } else { 2 };
        ties[*place].settled |= tie.relation == RelationKind::Contradicts && ends >= wanted;
    }
}

/// The contradictions between reports on different items, at both of their ends.
fn find_contradictions(
    ties: &[Tie],
    merged: &HashMap<ItemKey, Vec<&Item>>,
    seen: &Seen<'_>,
) -> HashMap<ItemKey, Vec<Contradiction>> {
    let now: HashMap<&ItemKey, &ItemKey> =
        merged.iter().flat_map(|(into, items)| items.iter().map(move |item| (&item.key, into))).collect();
    let about = |place: usize, named: Option<&Path>| {
        let path = named.cloned().or_else(|| Some(Path::item(seen.state.reports()[place].record.item.clone()?)))?;
        let item = path.of_item().map(|item| (*now.get(item).unwrap_or(&item)).clone())?;
        Some((item.clone(), Path { subject: Subject::Item(item), ..path }))
    };
    let mut found: HashMap<ItemKey, Vec<Contradiction>> = HashMap::new();
    for tie in ties.iter().filter(|tie| tie.is_open_contradiction()) {
        let (Some((from_item, from)), Some((to_item, to))) = (about(tie.from, None), about(tie.to, tie.path.as_ref()))
        else {
            continue;
        };
        // Of one item the values of each path are compared with each other.
        if from_item == to_item {
            continue;
        }
        let (by, path) = (from.clone(), to.clone());
        let there = Contradiction { path, report: tie.to, by, by_report: tie.from };
        found.entry(to_item).or_default().push(there);
        let here = Contradiction { path: from, report: tie.from, by: to, by_report: tie.to };
        found.entry(from_item).or_default().push(here);
    }
    found
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

fn find_requests<'s>(seen: &Seen<'s>) -> HashMap<&'s ItemKey, Vec<&'s Item>> {
    let mut about: HashMap<&ItemKey, Vec<&Item>> = HashMap::new();
    for request in seen.state.items().iter().filter(|item| item.kind.role() == KindRole::Request) {
        let path = Path::item(request.key.clone()).attribute(own_name(ON));
        for filing in seen.filings_at(&path) {
            if let Some(Value::Item(item)) = &seen.state.filed(filing).1.value {
                let requests = about.entry(item).or_default();
                // Whoever asks for weeks says each time what about.
                if requests.last().is_none_or(|last| last.key != request.key) {
                    requests.push(request);
                }
            }
        }
    }
    about
}
