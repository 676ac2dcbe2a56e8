//! What a reader may see of a story: the state under bounds, with what was withdrawn known. Nothing here is judged.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::judge::account::Word;
use crate::judge::grade::grade;
use crate::record::bounds::Bounds;
use crate::record::kind::attribute::{OUTLOOK, PHASE, WHEN};
use crate::record::kind::entities::ENTITY_ATTRIBUTES;
use crate::record::kind::spec::{MergeRule, Rank};
use crate::record::name::{ItemKey, own_name};
use crate::record::path::{Path, phase_name};
use crate::record::status::Status;
use crate::record::testimony::Testimony;
use crate::record::update::Head;
use crate::record::value::Value;
use crate::state::directory::Directory;
use crate::state::fold::{Filing, Item, Report, State};
use crate::state::order::Order;
use crate::state::withdrawal::{Asked, Supposition, Withdrawals};

/// A story as one reader sees it: bounded, with what was withdrawn known.
pub(super) struct Seen<'s> {
    pub(super) state: &'s State,
    pub(super) directory: &'s Directory,
    pub(super) bounds: Bounds,
    pub(super) now: Timestamp,
    /// Of each report, whether it is within the bounds.
    pub(super) admits: Vec<bool>,
    pub(super) withdrawals: Withdrawals,
}

impl<'s> Seen<'s> {
    /// What is seen of a state under bounds, at `now`. Updates under an embargo that has not passed are shown only to those
    /// `cleared` for them.
    pub(super) fn new(
        state: &'s State,
        directory: &'s Directory,
        bounds: Bounds,
        now: Timestamp,
        cleared: bool,
    ) -> Self {
        let admits = |report: &Report| {
            let update = &report.record;
            let embargoed =
                update.embargo.as_ref().is_some_and(|embargo| embargo.until.is_none_or(|until| until > now));
            bounds.admit(report.sequence, report.recorded_at, update.learned_at) && (cleared || !embargoed)
        };
        let admits: Vec<bool> = state.reports().iter().map(admits).collect();
        let asked = Asked { admits: &admits, true_at: bounds.true_at, supposed: None };
        let withdrawals = Withdrawals::compute(state, &asked);
        Self { state, directory, bounds, now, admits, withdrawals }
    }

    /// The same of other reports, at another moment, or supposing something of one of them.
    pub(super) fn but(&self, admits: Vec<bool>, now: Timestamp, supposed: Option<Supposition>) -> Self {
        let asked = Asked { admits: &admits, true_at: self.bounds.true_at, supposed };
        let withdrawals = Withdrawals::compute(self.state, &asked);
        Self { admits, now, withdrawals, ..*self }
    }

    /// Takes in one more report, at the moment when it came. Answers the places of the reports that may stand otherwise now.
    pub(super) fn admit(&mut self, place: usize, now: Timestamp) -> BTreeSet<usize> {
        self.admits[place] = true;
        self.now = now;
        let asked = Asked { admits: &self.admits, true_at: self.bounds.true_at, supposed: None };
        self.withdrawals.admit(self.state, &asked, place)
    }

    // ---- the whole story ----

    /// The moment the view is for: a given `now`, or the earlier moment it is bounded by.
    pub(super) fn moment(&self) -> Timestamp {
        [self.bounds.as_of, self.bounds.known_at].into_iter().flatten().fold(self.now, Timestamp::min)
    }

    /// What the story was called, and whether it took updates. A title has a time like any other value: before it was
    /// given there is none.
    pub(super) fn head(&self) -> (Head, Status) {
        self.state.head(|place| self.admits[place])
    }

    /// The reports within the bounds, in the order of the log.
    pub(super) fn reports(&self) -> impl DoubleEndedIterator<Item = (usize, &'s Report)> + '_ {
        self.state.reports().iter().enumerate().filter(|(place, _)| self.admits[*place])
    }

    // ---- one path ----

    /// What counts on a path as it was filed, items found to be one apart.
    pub(super) fn filings_at(&self, path: &Path) -> impl Iterator<Item = Filing> + use<'_, 's> {
        self.state.filings(path).iter().copied().filter(|filing| self.counts(*filing))
    }

    /// Whether a testimony counts: within the bounds, not withdrawn, not superseded, its chain intact.
    pub(super) fn counts(&self, filing: Filing) -> bool {
        let (_, testimony) = self.state.filed(filing);
        self.admits[filing.report]
            && self.withdrawals.counts(filing.report, &testimony.path, testimony.attribution)
            && self.holds_then(filing)
    }

    // ---- words ----

    /// One word by itself; none for what the newsroom itself files.
    pub(super) fn word(&self, filing: Filing) -> Option<Word<'s>> {
        let (report, testimony) = self.state.filed(filing);
        let attribution = self.state.attribution(filing)?;
        let holder = self.directory.canonical(testimony.holder.as_ref().unwrap_or(&attribution.holder));
        Some(Word {
            filing,
            testimony,
            record: &report.record,
            update: report.record.id,
            order: self.order(filing),
            holder,
            stance: testimony.stance,
            value: testimony.value.as_ref(),
            attribution,
            secondhand: holder != self.directory.canonical(&attribution.holder),
            grade: grade(testimony, attribution),
            by_party: false,
            replaced: false,
            plan: false,
        })
    }

    /// The order of words: the latest instant it can have been said, else published, else learned, each no later than
    /// learned; then learned. What was said before an item was said before anybody reported that the item had begun.
    fn order(&self, filing: Filing) -> Order {
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

    // ---- what was true at an instant ----

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
    pub(super) fn was_there(&self, item: &Item) -> bool {
        let Some(instant) = self.bounds.true_at else { return true };
        let phase = Path::item(item.key.clone()).attribute(phase_name());
        let said =
            || item.reports.iter().filter(|place| self.admits[**place]).map(|place| self.state.said(*place).order.0);
        // Words, and requests for them, are from when they were said; and what has no date cannot be later.
        let start = match item.kind.takes_place() {
            false => self.earliest(item).into_iter().chain(said()).min(),
            true => self.earliest(item).or_else(|| said().min()),
        };
        start.is_some_and(|start| start <= instant) || self.filings_at(&phase).next().is_some()
    }
}

fn start_of(testimony: &Testimony) -> Option<Timestamp> {
    match &testimony.value {
        Some(Value::When(when)) => when.start_in_utc(),
        _ => None,
    }
}

/// How the values of a path live together.
pub(super) fn merge_rule(state: &State, path: &Path) -> MergeRule {
    let Some(name) = &path.attribute else { return MergeRule::Fixed };
    let Some(item) = path.of_item().and_then(|key| state.item(key)) else {
        let spec = ENTITY_ATTRIBUTES.iter().find(|spec| spec.name == name.as_str());
        return spec.map_or(MergeRule::Fixed, |spec| spec.holds);
    };
    if [PHASE, OUTLOOK].contains(&name.as_str()) {
        return MergeRule::Successive;
    }
    let Some(spec) = item.kind.attribute(name.as_str()) else {
        let declared = item.declares.iter().find(|declared| declared.name == *name);
        return declared.map_or(MergeRule::Fixed, |declared| declared.holds);
    };
    match (&path.element, &path.detail) {
        (_, Some(detail)) => {
            let details = spec.elements.unwrap_or_default();
            details.iter().find(|spec| spec.name == detail.as_str()).map_or(MergeRule::Fixed, |spec| spec.holds)
        }
        (Some(_), None) if spec.party && item.kind.takes_place() => MergeRule::Planned,
        (Some(_), None) => MergeRule::Fixed,
        (None, None) => spec.holds,
    }
}
