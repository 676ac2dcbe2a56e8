//! What a reader may see of a story: the state under bounds.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use jiff::{SignedDuration, Timestamp};

use crate::judge::account::Account;
use crate::record::attribution::Attribution;
use crate::record::bounds::Bounds;
use crate::record::kind::attribute::{ON, PHASE, SAME_AS, WHEN};
use crate::record::kind::change::Change;
use crate::record::kind::spec::{KindRole, Rank};
use crate::record::name::{EntitySlug, ItemKey, UpdateId, own_name};
use crate::record::path::{Path, Subject};
use crate::record::relation::RelationKind;
use crate::record::stance::Stance;
use crate::record::status::Status;
use crate::record::testimony::Testimony;
use crate::record::update::Head;
use crate::record::value::Value;
use crate::state::directory::Directory;
use crate::state::fold::{Filing, Item, Report, State};
use crate::state::order::Order;
use crate::state::withdrawal::Withdrawals;

/// A story as one reader sees it: bounded, with what was withdrawn known.
pub struct View<'s> {
    /// The state behind it.
    pub state: &'s State,
    /// The directory, under the same bounds.
    pub directory: &'s Directory,
    bounds: Bounds,
    now: Timestamp,
    cleared: bool,
    admits: Vec<bool>,
    withdrawals: Withdrawals,
    ties: Vec<Tie>,
    /// Items found to be another one, by that other's key.
    merged: HashMap<ItemKey, Vec<&'s Item>>,
    queries: Vec<(&'s ItemKey, &'s Item)>,
    participants: RefCell<HashMap<ItemKey, Rc<[&'s EntitySlug]>>>,
    begun: RefCell<HashMap<ItemKey, Option<Order>>>,
    pub(crate) accounts: RefCell<HashMap<Path, Rc<Account<'s>>>>,
}

fn start_of(testimony: &Testimony) -> Option<Timestamp> {
    match &testimony.value {
        Some(Value::When(when)) => when.start_in_utc(),
        _ => None,
    }
}

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

impl<'s> View<'s> {
    /// The view of a state under bounds, at `now`. Updates under an embargo that has not passed are shown only to those
    /// `cleared` for them.
    pub fn new(state: &'s State, directory: &'s Directory, bounds: Bounds, now: Timestamp, cleared: bool) -> Self {
        let admits: Vec<bool> = state
            .reports()
            .iter()
            .map(|report| {
                let update = &report.record;
                let embargoed =
                    update.embargo.as_ref().is_some_and(|embargo| embargo.until.is_none_or(|until| until > now));
                bounds.admit(report.sequence, report.recorded_at, update.learned_at) && (cleared || !embargoed)
            })
            .collect();
        let withdrawals = Withdrawals::compute(state, &admits, None);
        Self::with(state, directory, bounds, now, cleared, admits, withdrawals)
    }

    fn with(
        state: &'s State,
        directory: &'s Directory,
        bounds: Bounds,
        now: Timestamp,
        cleared: bool,
        admits: Vec<bool>,
        withdrawals: Withdrawals,
    ) -> Self {
        let mut view = Self {
            state,
            directory,
            bounds,
            now,
            cleared,
            admits,
            withdrawals,
            ties: Vec::new(),
            merged: HashMap::new(),
            queries: Vec::new(),
            participants: RefCell::default(),
            begun: RefCell::default(),
            accounts: RefCell::default(),
        };
        view.ties = view.find_ties();
        view.merged = view.find_merged();
        view.queries = view.find_queries();
        view
    }

    /// The same view of only some of its reports, at the moment when no more were known.
    pub(crate) fn among(&self, admits: Vec<bool>, now: Timestamp) -> Self {
        let withdrawals = Withdrawals::compute(self.state, &admits, None);
        Self::with(self.state, self.directory, self.bounds, now, self.cleared, admits, withdrawals)
    }

    /// The same view as it was when the report at this place was the last one.
    pub(crate) fn up_to(&self, place: usize) -> Self {
        let admits = self.admits.iter().enumerate().map(|(other, admitted)| *admitted && other <= place).collect();
        self.among(admits, self.state.reports()[place].recorded_at)
    }

    /// The same view, supposing that a report, or one path of it, were taken back.
    pub(crate) fn supposing_withdrawn(&self, place: usize, path: Option<Path>) -> Self {
        let withdrawals = Withdrawals::compute(self.state, &self.admits, Some((place, path)));
        Self::with(self.state, self.directory, self.bounds, self.now, self.cleared, self.admits.clone(), withdrawals)
    }

    fn find_ties(&self) -> Vec<Tie> {
        let mut ties = Vec::new();
        for (from, report) in self.reports().filter(|(place, _)| !self.withdrawals.is_withdrawn(*place)) {
            let of = |relation: RelationKind| {
                let named = report.record.relations.iter().filter(move |named| named.relation == relation);
                named.filter_map(|named| Some((self.state.place_of(named.update)?, named.path.clone())))
            };
            for relation in [RelationKind::Contradicts, RelationKind::Reconciles] {
                ties.extend(of(relation).map(|(to, path)| Tie { relation, from, to, path }));
            }
            // Reports that are reconciled together no longer contradict each other.
            let together: Vec<(usize, Option<Path>)> = of(RelationKind::Reconciles).collect();
            for (i, (a, path)) in together.iter().enumerate() {
                let others = together[i + 1..].iter();
                ties.extend(others.map(|(b, _)| Tie {
                    relation: RelationKind::Reconciles,
                    from: *a,
                    to: *b,
                    path: path.clone(),
                }));
            }
        }
        ties
    }

    /// Items the desk found to be another item, unless it took that back with `split`.
    fn find_merged(&self) -> HashMap<ItemKey, Vec<&'s Item>> {
        let mut merged: HashMap<ItemKey, Vec<&'s Item>> = HashMap::new();
        for item in self.state.items() {
            let path = Path::item(item.key.clone()).attribute(own_name(SAME_AS));
            let Some(last) = self.filings_at(&path).last() else { continue };
            let split = item.reports.iter().any(|place| {
                *place > last.report
                    && self.admits[*place]
                    && !self.withdrawals.is_withdrawn(*place)
                    && self.state.reports()[*place].record.change == Change::Split
            });
            if let (false, Some(Value::Item(other))) = (split, &self.state.filed(last).1.value) {
                merged.entry(other.clone()).or_default().push(item);
            }
        }
        merged
    }

    fn find_queries(&self) -> Vec<(&'s ItemKey, &'s Item)> {
        let mut queries = Vec::new();
        for item in self.state.items().iter().filter(|item| item.kind.role() == KindRole::Request) {
            let path = Path::item(item.key.clone()).attribute(own_name(ON));
            for filing in self.filings_at(&path) {
                if let Some(Value::Item(about)) = &self.state.filed(filing).1.value {
                    queries.push((about, item));
                }
            }
        }
        queries
    }

    /// The requests for comment about an item.
    pub fn queries_on(&self, about: &ItemKey) -> impl Iterator<Item = &'s Item> + '_ {
        let about = about.clone();
        self.queries.iter().filter(move |(named, _)| **named == about).map(|(_, query)| *query)
    }

    /// The requests for comment, each with an item it is about.
    pub(crate) fn queries(&self) -> impl Iterator<Item = (&'s Item, &ItemKey)> {
        self.queries.iter().map(|(about, query)| (*query, *about))
    }

    /// The items found to be another one, each with that one.
    pub(crate) fn merged(&self) -> impl Iterator<Item = (&'s Item, &ItemKey)> {
        self.merged.iter().flat_map(|(into, merged)| merged.iter().map(move |item| (*item, into)))
    }

    /// Which updates say that they contradict or reconcile earlier ones.
    pub fn ties(&self) -> &[Tie] {
        &self.ties
    }

    /// The items found to be this one.
    pub fn merged_into(&self, item: &ItemKey) -> &[&'s Item] {
        self.merged.get(item).map_or(&[], Vec::as_slice)
    }

    /// The moment the view is for: a given `now`, or the earlier moment it is bounded by.
    pub fn moment(&self) -> Timestamp {
        [self.bounds.as_of, self.bounds.known_at].into_iter().flatten().fold(self.now, Timestamp::min)
    }

    /// The instant that what lies ahead is measured from: the one the view asks the truth at, else its moment.
    pub(crate) fn instant(&self) -> Timestamp {
        self.bounds.true_at.map_or_else(|| self.moment(), |instant| instant.min(self.moment()))
    }

    /// The bounds.
    pub fn bounds(&self) -> &Bounds {
        &self.bounds
    }

    /// What the story is called and whether it takes updates. What it is called is no news about it: a view of the time
    /// before it was opened here has its first title.
    pub fn head(&self) -> (Head, Status) {
        let (head, status) = self.state.head(|place| self.admits[place]);
        if head.title.is_some() {
            return (head, status);
        }
        let recorded = Bounds { known_at: None, ..self.bounds };
        let within = |report: &&Report| recorded.admit(report.sequence, report.recorded_at, report.record.learned_at);
        let first = self.state.reports().iter().filter(within).find_map(|report| report.record.head.clone());
        (first.unwrap_or(head), status)
    }

    /// What was withdrawn.
    pub fn withdrawals(&self) -> &Withdrawals {
        &self.withdrawals
    }

    /// Whether a report is within the bounds.
    pub fn admits(&self, place: usize) -> bool {
        self.admits[place]
    }

    /// The reports within the bounds, in the order of the log.
    pub fn reports(&self) -> impl DoubleEndedIterator<Item = (usize, &'s Report)> + '_ {
        self.state.reports().iter().enumerate().filter(|(place, _)| self.admits[*place])
    }

    /// The position of the last report within the bounds.
    pub fn sequence(&self) -> u64 {
        self.reports().next_back().map_or(0, |(_, report)| report.sequence)
    }

    /// The items some report within the bounds is about, in the order they first came up. One found to be another is not
    /// given beside it.
    pub fn items(&self) -> impl Iterator<Item = &'s Item> + '_ {
        let shown = |place: &usize| self.admits[*place] && !self.withdrawals.is_struck(*place);
        let merged = |item: &Item| self.merged.values().flatten().any(|merged| merged.key == item.key);
        let items = self.state.items().iter();
        items.filter(move |item| item.reports.iter().any(shown) && !merged(item) && self.was_there(item))
    }

    /// What counts on a path: within the bounds, not withdrawn, not superseded, its chain intact.
    pub fn testimonies(&self, path: &Path) -> impl Iterator<Item = Filing> + '_ {
        let merged = path.of_item().map_or(&[][..], |item| self.merged_into(item));
        let mut filings: Vec<Filing> = self.filings_at(path).collect();
        for item in merged {
            filings.extend(self.filings_at(&Path { subject: Subject::Item(item.key.clone()), ..path.clone() }));
        }
        filings.into_iter()
    }

    /// What counts on a path as it was filed, items found to be one apart.
    fn filings_at(&self, path: &Path) -> impl Iterator<Item = Filing> + use<'_, 's> {
        self.state.filings(path).iter().copied().filter(|filing| self.counts(*filing))
    }

    /// Whether a testimony counts: within the bounds, not withdrawn, not superseded, its chain intact.
    pub(crate) fn counts(&self, filing: Filing) -> bool {
        let (_, testimony) = self.state.filed(filing);
        self.admits[filing.report]
            && self.withdrawals.counts(filing.report, &testimony.path, testimony.attribution)
            && self.holds_then(filing)
    }

    /// Whether a value is held to have been the case at the moment asked for: by its own time, or, for a phase, by when it
    /// began (a day without a zone read in UTC).
    fn holds_then(&self, filing: Filing) -> bool {
        let Some(instant) = self.bounds.true_at else { return true };
        let (_, testimony) = self.state.filed(filing);
        let begun = testimony.from.as_ref().and_then(|from| from.span().earliest).is_none_or(|start| start <= instant);
        let ended = testimony.until.as_ref().and_then(|until| until.span().latest).is_some_and(|end| end < instant);
        begun && !ended && self.had_begun(filing, instant)
    }

    /// Whether a phase had begun: a plan once it was spoken of, what is under way or over by the date its update gives,
    /// else by the earliest date anybody gives for the item, and without any once it was said.
    fn had_begun(&self, filing: Filing, instant: Timestamp) -> bool {
        let (report, testimony) = self.state.filed(filing);
        let Some(item) =
            testimony.path.of_item().filter(|_| testimony.path.is_of(PHASE)).and_then(|key| self.state.item(key))
        else {
            return true;
        };
        let begins = testimony.value.as_ref().and_then(Value::text).and_then(|phase| item.kind.phase(phase));
        if begins.is_some_and(|phase| phase.rank() == Rank::Plans) {
            return self.state.said(filing.report).order.0 <= instant;
        }
        let when = Path::item(item.key.clone()).attribute(own_name(WHEN));
        let own = report.record.testimonies.iter().filter(|said| said.path == when).filter_map(start_of).min();
        let said = || self.state.said(filing.report).order.0;
        own.or_else(|| self.earliest(item)).unwrap_or_else(said) <= instant
    }

    /// The earliest date anybody gives for an item.
    fn earliest(&self, item: &Item) -> Option<Timestamp> {
        let when = Path::item(item.key.clone()).attribute(own_name(WHEN));
        let filings = self.state.filings(&when).iter().filter(|filing| self.admits[filing.report]);
        filings.filter_map(|filing| start_of(self.state.filed(*filing).1)).min()
    }

    /// Whether an item had come about at the moment asked for: by its date, where it has one, or as a plan; of words, by
    /// when they were said.
    pub(crate) fn was_there(&self, item: &Item) -> bool {
        let Some(instant) = self.bounds.true_at else { return true };
        let phase = Path::item(item.key.clone()).attribute(own_name(PHASE));
        let said =
            || item.reports.iter().filter(|place| self.admits[**place]).map(|place| self.state.said(*place).order.0);
        // Words, and requests for them, are from when they were said; and what has no date cannot be later.
        let start = match item.kind.takes_place() {
            false => self.earliest(item).into_iter().chain(said()).min(),
            true => self.earliest(item).or_else(|| said().min()),
        };
        start.is_some_and(|start| start <= instant) || self.filings_at(&phase).next().is_some()
    }

    /// The item itself and every path of it that somebody has spoken of within the bounds, in the order they came up.
    pub fn paths_of(&self, item: &ItemKey) -> impl Iterator<Item = Path> + '_ {
        let own = self.state.item(item).into_iter();
        let mut spoken_of: Vec<Path> = Vec::new();
        for same in own.chain(self.merged_into(item).iter().copied()) {
            for path in same.paths.iter().filter(|path| path.attribute.is_some()) {
                let admitted = self.state.filings(path).iter().any(|filing| self.admits[filing.report]);
                let here = Path { subject: Subject::Item(item.clone()), ..path.clone() };
                if admitted && (same.key == *item || !spoken_of.contains(&here)) {
                    spoken_of.push(here);
                }
            }
        }
        std::iter::once(Path::item(item.clone())).chain(spoken_of)
    }

    /// The elements of a list of an item that somebody has spoken of, not what is said of each.
    pub(crate) fn elements_of(&self, item: &ItemKey, list: &Path) -> impl Iterator<Item = Path> + '_ {
        let attribute = list.attribute.clone();
        let is_element =
            move |path: &Path| path.attribute == attribute && path.element.is_some() && path.detail.is_none();
        self.paths_of(item).filter(is_element)
    }

    /// Who says a testimony.
    pub fn attribution(&self, filing: Filing) -> Option<&'s Attribution> {
        self.state.attribution(filing)
    }

    /// The identity of the report of a filing.
    pub fn id(&self, filing: Filing) -> UpdateId {
        self.state.filed(filing).0.record.id
    }

    /// The order of words: the latest instant it can have been said, else published, else learned, each no later than
    /// learned; then learned. What was said before an item was said before anybody reported that the item had begun.
    pub(crate) fn order(&self, filing: Filing) -> Order {
        let said = self.state.said(filing.report);
        let begun = said.before.as_ref().and_then(|item| self.reported_begun(item));
        let (at, learned) = said.order;
        (begun.map_or(at, |begun| at.min(begun - SignedDuration::from_nanos(1))), learned)
    }

    /// When the newsroom first learned that an item had begun, from a report that still stands.
    fn reported_begun(&self, item: &ItemKey) -> Option<Timestamp> {
        let item = self.state.item(item)?;
        let begun = item.reports.iter().filter(|place| {
            self.admits[**place]
                && !self.withdrawals.is_withdrawn(**place)
                && self.state.reports()[**place].record.rank_filed() > Some(Rank::Plans)
        });
        begun.map(|place| self.state.said(*place).order.1).min()
    }

    /// Whether `holder` speaks for somebody with a part in the item, or for what they belong to.
    pub fn is_party(&self, item: &ItemKey, holder: &EntitySlug) -> bool {
        let lineage = self.lineage(holder);
        self.participants(item).iter().any(|party| lineage.contains(party) || self.lineage(party).contains(&holder))
    }

    /// The entities that have a part in the item, whoever reports it and however it is disputed.
    pub fn participants(&self, item: &ItemKey) -> Rc<[&'s EntitySlug]> {
        if let Some(known) = self.participants.borrow().get(item) {
            return Rc::clone(known);
        }
        let found: Rc<[&'s EntitySlug]> = self.find_participants(item).into();
        self.participants.borrow_mut().insert(item.clone(), Rc::clone(&found));
        found
    }

    /// When an occurrence was first said to be under way or over, if what counts says that it has begun.
    pub(crate) fn begun(&self, item: &ItemKey) -> Option<Order> {
        if let Some(known) = self.begun.borrow().get(item) {
            return *known;
        }
        let begun = self.state.item(item).and_then(|item| self.find_begun(item));
        self.begun.borrow_mut().insert(item.clone(), begun);
        begun
    }

    fn find_participants(&self, item: &ItemKey) -> Vec<&'s EntitySlug> {
        let Some(kind) = self.state.item(item).map(|item| item.kind) else { return Vec::new() };
        let mut found = Vec::new();
        for path in self.paths_of(item) {
            let Some(spec) = path.attribute.as_ref().and_then(|name| kind.attribute(name.as_str())) else { continue };
            let detail = |name: &str| spec.elements.unwrap_or_default().iter().find(|detail| detail.name == name);
            let is_role = match &path.detail {
                None => spec.party,
                Some(name) => detail(name.as_str()).is_some_and(|detail| detail.party),
            };
            if !is_role {
                continue;
            }
            for filing in self.testimonies(&path) {
                let (_, testimony) = self.state.filed(filing);
                if let Some(entity) = testimony.value.as_ref().and_then(|value| value.entity())
                    && (testimony.stance.supports() || testimony.stance == Stance::Names)
                    && !found.contains(&self.directory.canonical(entity))
                {
                    found.push(self.directory.canonical(entity));
                }
            }
        }
        found
    }

    /// An entity, whom it speaks for, and what that lies within.
    pub fn lineage<'a>(&'a self, slug: &'a EntitySlug) -> Vec<&'a EntitySlug> {
        const DEEPEST: usize = 16;
        std::iter::successors(Some(self.directory.canonical(slug)), |slug| {
            let entity = self.directory.get(slug)?;
            entity.speaks_for.as_ref().or(entity.within.as_ref()).map(|slug| self.directory.canonical(slug))
        })
        .take(DEEPEST)
        .collect()
    }
}
