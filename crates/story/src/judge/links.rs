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
use crate::state::fold::{Filing, Item};
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
    requests_about: Requests<'s>,
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
        (self.ties, self.ties_of) = (Vec::new(), HashMap::new());
        for (through, _) in seen.reports().filter(|(place, _)| !seen.withdrawals.is_withdrawn(*place)) {
            self.ties_through(through, seen);
        }
        self.contradictions.clear();
        self.contradict(0, seen);
    }

    /// Whether the ties of a report come behind all others, so that they are found by themselves: it is the last that ties
    /// anything, nothing that is seen names it, and it takes no contradiction back.
    fn ties_last(&self, place: usize, seen: &Seen<'s>) -> bool {
        let reconciles = |relation: &Relation| relation.relation == RelationKind::Reconciles;
        self.ties.last().is_none_or(|tie| tie.through < place)
            && !seen.withdrawals.is_withdrawn(place)
            && !seen.state.naming(place).iter().any(|naming| seen.admits[*naming])
            && !seen.state.reports()[place].record.relations.iter().any(reconciles)
    }

    /// Finds the ties that an update says there are, behind those of earlier ones.
    fn ties_through(&mut self, through: usize, seen: &Seen<'s>) {
        let tie = |relation: &Relation| {
            let to = seen.state.place_of(relation.update).filter(|place| seen.admits[*place])?;
            let path = path_named(relation, &seen.state.reports()[to].record);
            let (relation, reason) = (relation.relation, relation.reason.clone());
            Some(Tie { relation, from: through, to, path, through, reason, settled: false })
        };
        let ties = seen.state.reports()[through].record.relations.iter().filter_map(tie);
        let (contradicted, others): (Vec<Tie>, Vec<Tie>) =
            ties.partition(|tie| tie.relation == RelationKind::Contradicts);
        let reconciled: Vec<Tie> = others.into_iter().filter(|tie| tie.relation == RelationKind::Reconciles).collect();
        contradicted.into_iter().for_each(|tie| self.add(tie));
        settle(&mut self.ties, &self.ties_of, &reconciled);
        // Reports that are reconciled together no longer contradict each other.
        for (i, first) in reconciled.iter().enumerate() {
            for other in &reconciled[i + 1..] {
                self.add(Tie { from: first.to, ..other.clone() });
            }
        }
        reconciled.into_iter().for_each(|tie| self.add(tie));
    }

    fn add(&mut self, tie: Tie) {
        for report in BTreeSet::from([tie.from, tie.to, tie.through]) {
            self.ties_of.entry(report).or_default().push(self.ties.len());
        }
        self.ties.push(tie);
    }

    /// Finds the contradictions between reports on different items, at both of their ends, among the ties from one on.
    fn contradict(&mut self, from: usize, seen: &Seen<'s>) {
        let about = |place: usize, named: Option<&Path>| {
            let path = named.cloned().or_else(|| Some(Path::item(seen.state.reports()[place].record.item.clone()?)))?;
            let item = path.of_item().map(|item| self.merged_away.get(item).unwrap_or(item).clone())?;
            Some((item.clone(), Path { subject: Subject::Item(item), ..path }))
        };
        for tie in self.ties[from..].iter().filter(|tie| tie.is_open_contradiction()) {
            let (Some((from_item, from)), Some((to_item, to))) =
                (about(tie.from, None), about(tie.to, tie.path.as_ref()))
            else {
                continue;
            };
            // Of one item the values of each path are compared with each other.
            if from_item == to_item {
                continue;
            }
            let (by, path) = (from.clone(), to.clone());
            let there = Contradiction { path, report: tie.to, by, by_report: tie.from };
            self.contradictions.entry(to_item).or_default().push(there);
            let here = Contradiction { path: from, report: tie.from, by: to, by_report: tie.to };
            self.contradictions.entry(from_item).or_default().push(here);
        }
    }

    /// The ties of a report, and those that it says are between others, in the order of the log.
    pub(super) fn ties_of(&self, place: usize) -> impl Iterator<Item = &Tie> {
        self.ties_of_any([place])
    }

    /// The ties of any of these reports, each once, in the order of the log.
    pub(super) fn ties_of_any(&self, places: impl IntoIterator<Item = usize>) -> impl Iterator<Item = &Tie> {
        let ties = places.into_iter().filter_map(|place| self.ties_of.get(&place)).flatten();
        let ties: BTreeSet<usize> = ties.copied().collect();
        ties.into_iter().map(|tie| &self.ties[tie])
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
        let requests = places.iter().filter_map(|place| seen.state.item(update(place).item.as_ref()?));
        for request in requests.filter(|item| item.kind.role() == KindRole::Request) {
            follow_request(&mut self.requests_about, request, seen);
        }
        let merges = |update: &Update| {
            update.change == Change::Split || update.testimonies.iter().any(|said| said.path.is_of(SAME_AS))
        };
        let merged = any(&merges);
        if merged {
            self.merge(seen);
        }
        match places.first() {
            Some(place) if !merged && places.len() == 1 && self.ties_last(*place, seen) => {
                let known = self.ties.len();
                self.ties_through(*place, seen);
                self.contradict(known, seen);
            }
            _ if merged || any(&ties) || places.iter().any(named) => self.tie(seen),
            _ => {}
        }
    }

    /// The requests for comment about an item.
    pub(super) fn requests_about(&self, item: &ItemKey) -> &[&'s Item] {
        self.requests_about.get(item).map_or(&[], Vec::as_slice)
    }
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

/// The requests for comment about each item.
type Requests<'s> = HashMap<&'s ItemKey, Vec<&'s Item>>;

fn find_requests<'s>(seen: &Seen<'s>) -> Requests<'s> {
    let mut about = Requests::new();
    for request in seen.state.items().iter().filter(|item| item.kind.role() == KindRole::Request) {
        follow_request(&mut about, request, seen);
    }
    about
}

/// Puts a request with the items that it is seen to be about, in the order in which requests came up.
fn follow_request<'s>(about: &mut Requests<'s>, request: &'s Item, seen: &Seen<'s>) {
    let path = Path::item(request.key.clone()).attribute(own_name(ON));
    // Whoever asks for weeks says each time what about.
    let items = |filings: &mut dyn Iterator<Item = Filing>| -> HashSet<&'s ItemKey> {
        let on = |filing| match &seen.state.filed(filing).1.value {
            Some(Value::Item(item)) => Some(item),
            _ => None,
        };
        filings.filter_map(on).collect()
    };
    for item in items(&mut seen.state.filings(&path).iter().copied()) {
        about.entry(item).or_default().retain(|other| other.key != request.key);
    }
    for item in items(&mut seen.filings_at(&path)) {
        let requests = about.entry(item).or_default();
        let place = requests.partition_point(|other| other.reports.first() < request.reports.first());
        requests.insert(place, request);
    }
}
