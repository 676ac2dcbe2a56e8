//! What a reader may see of a story: the state under bounds, with what was withdrawn known. Nothing here is judged.

use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;

use jiff::{SignedDuration, Timestamp};

use crate::judge::account::Word;
use crate::judge::grade::grade;
use crate::judge::truth_at::Then;
use crate::record::attribution::{Attribution, Origin};
use crate::record::bounds::Bounds;
use crate::record::kind::spec::Rank;
use crate::record::name::{EntitySlug, ItemKey};
use crate::record::path::{Path, phase_name};
use crate::record::status::Status;
use crate::record::testimony::Testimony;
use crate::record::update::Head;
use crate::state::directory::{Directory, StoryDirectory};
use crate::state::fold::{Filing, Item, Report, State};
use crate::state::order::Order;
use crate::state::withdrawal::{Asked, Supposition, Withdrawals};

/// A story as one reader sees it: bounded, with what was withdrawn known.
pub(super) struct Seen<'s> {
    pub(super) state: &'s State,
    pub(super) directory: StoryDirectory<'s>,
    pub(super) bounds: Bounds,
    pub(super) now: Timestamp,
    /// Of each report, whether it is within the bounds.
    pub(super) admits: Vec<bool>,
    pub(super) withdrawals: Withdrawals,
    /// Set when nobody waits for the answer any more.
    pub(super) given_up: Option<&'s AtomicBool>,
}

impl<'s> Seen<'s> {
    /// What is seen of a state under bounds, at `now`.
    pub(super) fn new(state: &'s State, directory: &'s Directory, bounds: Bounds, now: Timestamp) -> Self {
        let for_whom = |report: &Report| !bounds.for_readers || !state.is_for_the_desk(report);
        let admits = |report: &Report| {
            bounds.admit(report.sequence, report.recorded_at, report.record.learned_at) && for_whom(report)
        };
        let admits: Vec<bool> = state.reports().iter().map(admits).collect();
        let asked = Asked { admits: &admits, true_at: bounds.true_at, supposed: None };
        let withdrawals = Withdrawals::compute(state, &asked);
        let directory = directory.in_story(state.slug());
        Self { state, directory, bounds, now, admits, withdrawals, given_up: None }
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

    /// The moment the view is for: a given `now`, or the earlier moment it is bounded by; of a position, when the last report
    /// up to it was recorded.
    pub(super) fn moment(&self) -> Timestamp {
        let position = self.bounds.at_sequence.and_then(|last| self.state.recorded_up_to(last));
        [self.bounds.as_of, self.bounds.known_at, position].into_iter().flatten().fold(self.now, Timestamp::min)
    }

    /// What the story was called, and whether it took updates. A title has a time like any other value: before it was
    /// given there is none.
    pub(super) fn head(&self) -> (Head, Status) {
        self.state.head(|place| self.admits[place])
    }

    /// What the story is called, and which desk keeps it. A title can tell what came later: before it was learned there is none.
    /// Which desk keeps a story tells nothing of it: before that was learned, it is the first on record.
    pub(super) fn called(&self) -> Head {
        let (head, _) = self.head();
        let recorded = Bounds { known_at: None, true_at: None, ..self.bounds };
        let on_file = |report: &&Report| recorded.admit(report.sequence, report.recorded_at, report.record.learned_at);
        let heads = || self.state.reports().iter().filter(on_file).filter_map(|report| report.record.head.as_ref());
        Head { desk: head.desk.or_else(|| heads().find_map(|head| head.desk.clone())), ..head }
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
            && self.then().is_none_or(|then| then.holds(filing))
    }

    /// The instant it is asked what was true at, if it is.
    fn then(&self) -> Option<Then<'_>> {
        let instant = self.bounds.true_at?;
        Some(Then { state: self.state, admits: &self.admits, instant })
    }

    /// Whether an item had come about at the instant it is asked of.
    pub(super) fn was_there(&self, item: &Item) -> bool {
        self.then().is_none_or(|then| {
            let phase = Path::item(item.key.clone()).attribute(phase_name());
            then.had_come_about(item, self.filings_at(&phase).next().is_some())
        })
    }

    // ---- words ----

    /// One word by itself; none for what the newsroom itself files.
    pub(super) fn word(&self, filing: Filing) -> Option<Word<'s>> {
        let (report, testimony) = self.state.filed(filing);
        let attribution = self.state.attribution(filing)?;
        let holder = self.directory.canonical(holder_of(testimony, attribution));
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
            outside: false,
            own: false,
            implied: false,
            replaced: false,
            plan: false,
        })
    }

    /// The order of words: the latest instant it can have been said, else published, else learned, each no later than
    /// learned; then learned. What was said before an item was said before anybody reported that the item had begun.
    pub(super) fn order(&self, filing: Filing) -> Order {
        let said = self.state.said_at(filing.report);
        let begun = said.before.as_ref().and_then(|item| self.reported_begun(item));
        let just_before = begun.map(|begun| begun - SignedDuration::from_nanos(1));
        let at = just_before.map_or(said.order.said, |begun| said.order.said.min(begun));
        Order { said: at, ..said.order }
    }

    /// When the newsroom first learned that an item had begun, from a report that still stands.
    fn reported_begun(&self, item: &ItemKey) -> Option<Timestamp> {
        let item = self.state.item(item)?;
        let begun = item.reports.iter().filter(|place| {
            self.admits[**place]
                && !self.withdrawals.is_withdrawn(**place)
                && self.state.reports()[**place].record.rank_filed() > Some(Rank::Plans)
        });
        begun.map(|place| self.state.said_at(*place).order.learned).min()
    }
}

/// In whose name a word is said. Who speaks for an institution does so also where an update names himself and not it.
fn holder_of<'s>(testimony: &'s Testimony, attribution: &'s Attribution) -> &'s EntitySlug {
    match &testimony.holder {
        Some(holder) if !matches!(&attribution.origin, Origin::Entity(origin) if origin == holder) => holder,
        _ => &attribution.holder,
    }
}
