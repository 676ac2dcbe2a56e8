//! What a reader may see of a story: the state under bounds.

use std::cmp::Ordering;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::directory::Directory;
use crate::index::Status;
use crate::name::{EntitySlug, ItemKey, UpdateId};
use crate::state::{Filing, Item, RecordedBy, Report, State};
use crate::testimony::{Attribution, Path, Testimony};
use crate::time::When;
use crate::update::Head;
use crate::withdrawal::Withdrawals;

/// What a view is bounded by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounds {
    /// Only what the log held at this instant: the audit question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Timestamp>,
    /// Only what the log held at this position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_sequence: Option<u64>,
    /// Of that, only what the newsroom had learned at this instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_at: Option<Timestamp>,
    /// Of that, what is held to have been the case at this instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub true_at: Option<Timestamp>,
}

impl Bounds {
    fn recorded_by(&self) -> impl Iterator<Item = RecordedBy> {
        self.as_of.map(RecordedBy::Time).into_iter().chain(self.at_sequence.map(RecordedBy::Sequence))
    }

    /// Whether something recorded and learned at these moments is within the bounds.
    pub fn admit(&self, sequence: u64, recorded_at: Timestamp, learned_at: Timestamp) -> bool {
        let recorded = self.recorded_by().all(|bound| match bound {
            RecordedBy::Time(instant) => recorded_at <= instant,
            RecordedBy::Sequence(last) => sequence <= last,
        });
        recorded && self.known_at.is_none_or(|instant| learned_at.min(recorded_at) <= instant)
    }
}

/// A story as one reader sees it: bounded, with what was withdrawn known.
pub struct View<'s> {
    /// The state behind it.
    pub state: &'s State,
    /// The directory, under the same bounds.
    pub directory: &'s Directory,
    bounds: Bounds,
    now: Timestamp,
    admits: Vec<bool>,
    withdrawals: Withdrawals,
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
        let withdrawals = Withdrawals::compute(state, &admits);
        Self { state, directory, bounds, now, admits, withdrawals }
    }

    /// The moment the view is for: a given `now`, or the earlier moment it is bounded by.
    pub fn moment(&self) -> Timestamp {
        [self.bounds.as_of, self.bounds.known_at].into_iter().flatten().fold(self.now, Timestamp::min)
    }

    /// The bounds.
    pub fn bounds(&self) -> &Bounds {
        &self.bounds
    }

    /// What the story is called and whether it takes updates.
    pub fn head(&self) -> (Head, Status) {
        self.state.head(|place| self.admits[place])
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

    /// The items some report within the bounds is about, in the order they first came up.
    pub fn items(&self) -> impl Iterator<Item = &'s Item> + '_ {
        self.state.items().iter().filter(|item| {
            self.reports().any(|(place, report)| {
                report.record.item.as_ref() == Some(&item.key) && !self.withdrawals.is_struck(place)
            })
        })
    }

    /// What counts on a path: within the bounds, not withdrawn, not superseded, its chain intact.
    pub fn testimonies(&self, path: &Path) -> impl Iterator<Item = Filing> + '_ {
        let path = path.clone();
        self.state.filings(&path).iter().copied().filter(move |filing| {
            let (_, testimony) = self.state.filed(*filing);
            self.admits[filing.report]
                && self.withdrawals.counts(filing.report, &path, testimony.attribution)
                && self.holds_then(testimony)
        })
    }

    /// Whether a value with a time of its own is held to have been the case at the moment asked for.
    fn holds_then(&self, testimony: &Testimony) -> bool {
        let Some(instant) = self.bounds.true_at else { return true };
        let begun = testimony.from.as_ref().and_then(|from| from.span().earliest).is_none_or(|start| start <= instant);
        let ended = testimony.until.as_ref().and_then(|until| until.span().latest).is_some_and(|end| end < instant);
        begun && !ended
    }

    /// The item itself and every path of it that somebody has spoken of within the bounds, in the order they came up.
    pub fn paths_of(&self, item: &ItemKey) -> impl Iterator<Item = Path> + '_ {
        let whole = Path::item(item.clone());
        let item = item.clone();
        let spoken_of = self.state.paths().iter().filter(move |path| {
            let filings = self.state.filings(path);
            path.attribute.is_some()
                && path.of_item() == Some(&item)
                && filings.iter().any(|filing| self.admits[filing.report])
        });
        std::iter::once(whole).chain(spoken_of.cloned())
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
    /// learned; then learned; the log's order breaks ties within one holder only.
    pub fn order(&self, filing: Filing) -> (Timestamp, Timestamp) {
        let (report, _) = self.state.filed(filing);
        let update = &report.record;
        let learned = update.learned_at.min(report.recorded_at);
        let latest = |when: &Option<When>| when.as_ref().and_then(|when| when.span().latest);
        let said = latest(&update.said_at).or_else(|| latest(&update.published_at)).unwrap_or(learned);
        (said.min(learned), learned)
    }

    /// Whether a later than b, in the order of words; within one holder the log breaks ties.
    pub fn is_later(&self, a: Filing, b: Filing) -> bool {
        self.order(a).cmp(&self.order(b)).then(a.report.cmp(&b.report)).then(a.testimony.cmp(&b.testimony))
            == Ordering::Greater
    }

    /// Whether `holder` speaks for somebody with a part in the item, or for what they belong to.
    pub fn is_party(&self, item: &ItemKey, holder: &EntitySlug) -> bool {
        let lineage = self.lineage(holder);
        self.participants(item).iter().any(|party| lineage.contains(party) || self.lineage(party).contains(&holder))
    }

    /// The entities that have a part in the item, whoever reports it and however it is disputed.
    pub fn participants(&self, item: &ItemKey) -> Vec<&'s EntitySlug> {
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
                    && testimony.stance.supports()
                    && !found.contains(&entity)
                {
                    found.push(entity);
                }
            }
        }
        found
    }

    /// An entity, whom it speaks for, and what that lies within.
    pub fn lineage<'a>(&'a self, slug: &'a EntitySlug) -> Vec<&'a EntitySlug> {
        const DEEPEST: usize = 16;
        std::iter::successors(Some(slug), |slug| {
            let entity = self.directory.get(slug)?;
            entity.speaks_for.as_ref().or(entity.within.as_ref())
        })
        .take(DEEPEST)
        .collect()
    }
}
