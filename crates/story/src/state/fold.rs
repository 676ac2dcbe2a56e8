//! The story state: every report filed, nothing judged.
//!
//! Folding an update only files its testimony under the paths it speaks of. Standing, phase, brief and everything else a
//! reader sees are views computed from this, under bounds (see [`crate::judge::view`]).

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use jiff::Timestamp;

use crate::record::attribution::Attribution;
use crate::record::kind::Kind;
use crate::record::kind::spec::Declaration;
use crate::record::kind::spec::KindRole;
use crate::record::name::{ItemKey, StorySlug, UpdateId};
use crate::record::path::{Path, Subject};
use crate::record::recorded::{Recorded, Sequence};
use crate::record::status::Status;
use crate::record::testimony::Testimony;
use crate::record::update::{Head, Update};
use crate::state::order::SaidAt;

/// An update as the log holds it. Shared, so that several states and views can hold it.
pub type Report = Arc<Recorded<Update>>;

/// Everything filed about one story, up to a position of the log.
#[derive(Debug, Clone)]
pub struct State {
    slug: StorySlug,
    reports: Vec<Report>,
    said: Vec<SaidAt>,
    by_id: HashMap<UpdateId, usize>,
    /// By the place of the report, the places of those that name it, in a relation or in a chain.
    named_by: Vec<Vec<usize>>,
    /// Of an item, the places of the reports that were said before it.
    said_before: HashMap<ItemKey, Vec<usize>>,
    filings: HashMap<Path, Vec<Filing>>,
    paths: Vec<Path>,
    items: Vec<Item>,
    item_places: HashMap<ItemKey, usize>,
}

/// One item of a story.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its key.
    pub key: ItemKey,
    /// Its kind.
    pub kind: Kind,
    /// The first report about it.
    pub first: usize,
    /// The attributes it adds to its kind's.
    pub declares: Vec<Declaration>,
    /// The item it is part of.
    pub part_of: Option<ItemKey>,
    /// The places of the reports about it, in the order of the log.
    pub reports: Vec<usize>,
    /// Its paths that somebody has spoken of, in the order they first came up.
    pub paths: Vec<Path>,
}

/// Where one testimony is: which report, and which of its testimonies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Filing {
    /// The report's place in the state.
    pub report: usize,
    /// The testimony's place in the report.
    pub testimony: usize,
}

impl State {
    /// The state of a story of which nothing is on file.
    pub fn new(slug: StorySlug) -> Self {
        Self {
            slug,
            reports: Vec::new(),
            said: Vec::new(),
            by_id: HashMap::new(),
            named_by: Vec::new(),
            said_before: HashMap::new(),
            filings: HashMap::new(),
            paths: Vec::new(),
            items: Vec::new(),
            item_places: HashMap::new(),
        }
    }

    /// The state after these updates.
    pub fn fold(slug: StorySlug, reports: impl IntoIterator<Item = Report>) -> Self {
        let mut state = Self::new(slug);
        for report in reports {
            state.apply(report);
        }
        state
    }

    /// Files one update. One that is at or before the state's position, or has an id on file, changes nothing; neither does
    /// one under an embargo: nobody who reads the state sees it before it is recorded openly.
    pub fn apply(&mut self, report: Report) {
        let update = &report.record;
        if update.is_held() || report.sequence <= self.sequence() || self.by_id.contains_key(&update.id) {
            return;
        }
        let place = self.reports.len();
        self.file_names(place, update);
        self.by_id.insert(update.id, place);
        self.file_item(place, update);
        for (testimony, said) in update.testimonies.iter().enumerate() {
            let filings = self.filings.entry(said.path.clone()).or_default();
            if filings.is_empty() {
                let item = said.path.of_item().and_then(|key| self.item_places.get(key));
                match item.and_then(|index| self.items.get_mut(*index)) {
                    Some(item) => item.paths.push(said.path.clone()),
                    None => self.paths.push(said.path.clone()),
                }
            }
            filings.push(Filing { report: place, testimony });
        }
        let said = SaidAt::of(&report);
        if let Some(item) = &said.before {
            self.said_before.entry(item.clone()).or_default().push(place);
        }
        self.said.push(said);
        self.reports.push(report);
    }

    fn file_names(&mut self, place: usize, update: &Update) {
        let related = update.relations.iter().map(|relation| relation.update);
        let links = update.attributions.iter().flat_map(|attribution| &attribution.via).filter_map(|link| link.report);
        for named in related.chain(links).filter_map(|id| self.place_of(id)).collect::<BTreeSet<_>>() {
            self.named_by[named].push(place);
        }
        self.named_by.push(Vec::new());
    }

    fn file_item(&mut self, place: usize, update: &Update) {
        let Some(key) = &update.item else { return };
        let index = *self.item_places.entry(key.clone()).or_insert_with(|| {
            self.items.push(Item {
                key: key.clone(),
                kind: update.kind,
                first: place,
                declares: Vec::new(),
                part_of: None,
                reports: Vec::new(),
                paths: Vec::new(),
            });
            self.items.len() - 1
        });
        let Some(item) = self.items.get_mut(index) else { return };
        item.reports.push(place);
        item.declares.extend(update.declares.iter().cloned());
        if update.part_of.is_some() {
            item.part_of.clone_from(&update.part_of);
        }
    }

    /// How many bytes of memory it takes, about, beside the texts of its updates: those are no longer than its records.
    pub fn bytes(&self) -> usize {
        let updates: usize = self.reports.iter().map(|report| bytes_of(&report.record)).sum();
        let (reports, named_by) = (vector(&self.reports), vector(&self.named_by));
        let naming: usize = self.named_by.iter().map(vector).sum();
        let said = vector(&self.said) + table(&self.said_before) + self.said_before.values().map(vector).sum::<usize>();
        let filings = table(&self.filings) + self.filings.values().map(vector).sum::<usize>();
        let of_item = |item: &Item| vector(&item.declares) + vector(&item.reports) + vector(&item.paths);
        let items = vector(&self.items) + self.items.iter().map(of_item).sum::<usize>() + table(&self.item_places);
        size_of::<Self>()
            + updates
            + reports
            + named_by
            + naming
            + said
            + filings
            + items
            + table(&self.by_id)
            + vector(&self.paths)
    }

    /// The story's slug.
    pub fn slug(&self) -> &StorySlug {
        &self.slug
    }

    /// The position of the last update filed; zero when there is none.
    pub fn sequence(&self) -> Sequence {
        self.reports.last().map_or(0, |report| report.sequence)
    }

    /// Every report, in the order of the log.
    pub fn reports(&self) -> &[Report] {
        &self.reports
    }

    /// When the last report up to this position of the log was recorded.
    pub fn recorded_up_to(&self, last: u64) -> Option<Timestamp> {
        let up_to = self.reports.partition_point(|report| report.sequence <= last);
        Some(self.reports[..up_to].last()?.recorded_at)
    }

    /// When a report was said.
    pub fn said_at(&self, place: usize) -> &SaidAt {
        &self.said[place]
    }

    /// The place of the report with this id.
    pub fn place_of(&self, id: UpdateId) -> Option<usize> {
        self.by_id.get(&id).copied()
    }

    /// The place of the report at this position of the log.
    pub fn place_at(&self, sequence: Sequence) -> Option<usize> {
        self.reports.binary_search_by_key(&sequence, |report| report.sequence).ok()
    }

    /// The report with this id.
    pub fn report(&self, id: UpdateId) -> Option<&Report> {
        self.place_of(id).map(|place| &self.reports[place])
    }

    /// The places of the reports that name this one, in a relation or as a link of their chain, in the order of the log.
    pub fn naming(&self, place: usize) -> &[usize] {
        &self.named_by[place]
    }

    /// The places of the reports that were said before an item.
    pub(crate) fn said_before(&self, item: &ItemKey) -> &[usize] {
        self.said_before.get(item).map_or(&[], Vec::as_slice)
    }

    /// Every item, in the order they first came up.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The item with this key.
    pub fn item(&self, key: &ItemKey) -> Option<&Item> {
        self.items.get(*self.item_places.get(key)?)
    }

    /// Whether a report is for the desk and not for readers: it is about a note that any report of it files under a code.
    pub fn is_for_the_desk(&self, report: &Report) -> bool {
        let item = report.record.item.as_ref().and_then(|item| self.item(item));
        let own = item.filter(|item| item.kind.role() == KindRole::OwnText);
        own.is_some_and(|item| item.reports.iter().any(|place| self.reports[*place].record.note_code().is_some()))
    }

    /// The paths of people, places, organisations and attributions that somebody has spoken of, in the order they first
    /// came up; those of an item are with the item.
    pub fn other_paths(&self) -> &[Path] {
        &self.paths
    }

    /// Those of them that are of people, organisations and places.
    pub fn entity_paths(&self) -> impl Iterator<Item = &Path> {
        self.other_paths().iter().filter(|path| matches!(path.subject, Subject::Entity(_)))
    }

    /// What is filed under a path, in the order of the log.
    pub fn filings(&self, path: &Path) -> &[Filing] {
        self.filings.get(path).map_or(&[], Vec::as_slice)
    }

    /// The report and testimony of a filing.
    pub fn filed(&self, filing: Filing) -> (&Report, &Testimony) {
        let report = &self.reports[filing.report];
        (report, &report.record.testimonies[filing.testimony])
    }

    /// Who says a testimony; none for the newsroom itself.
    pub fn attribution(&self, filing: Filing) -> Option<&Attribution> {
        let (report, testimony) = self.filed(filing);
        report.record.attributions.get(usize::from(testimony.attribution))
    }

    /// What the story is called and whether it takes updates, as of the reports that `counts` admits.
    pub fn head(&self, counts: impl Fn(usize) -> bool) -> (Head, Status) {
        let mut head = Head::default();
        let mut status = Status::Open;
        let acts =
            self.reports.iter().enumerate().filter(|(place, report)| report.record.item.is_none() && counts(*place));
        for (_, report) in acts {
            status = status.after(report.record.change);
            if let Some(said) = &report.record.head {
                head.title = said.title.clone().or(head.title);
                head.desk = said.desk.clone().or(head.desk);
            }
        }
        (head, status)
    }
}

/// What an update takes that is shared, without its texts.
fn bytes_of(update: &Update) -> usize {
    let chains: usize = update.attributions.iter().map(|said| vector(&said.via)).sum();
    let lists = vector(&update.attributions) + vector(&update.testimonies) + vector(&update.relations);
    COUNTERS + size_of::<Recorded<Update>>() + lists + chains + vector(&update.declares)
}

/// The two counters beside what is shared.
const COUNTERS: usize = 2 * size_of::<usize>();

/// What a vector has on the heap.
fn vector<T>(list: &Vec<T>) -> usize {
    list.capacity() * size_of::<T>()
}

/// What a table has on the heap: with a byte for each place, of which an eighth stays empty.
fn table<K, V>(table: &HashMap<K, V>) -> usize {
    (table.capacity() * 8).div_ceil(7) * (size_of::<(K, V)>() + 1)
}
