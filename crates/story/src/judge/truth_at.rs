//! What was true at an instant: which values are held to have been the case then, and which items had come about.

use jiff::Timestamp;

use crate::judge::merge_rule::merge_rule;
use crate::record::kind::attribute::{PHASE, WHEN};
use crate::record::kind::spec::{MergeRule, PhaseRole, Rank};
use crate::record::name::own_name;
use crate::record::path::Path;
use crate::record::relation::{Relation, RelationKind};
use crate::record::testimony::Testimony;
use crate::record::value::Value;
use crate::state::fold::{Filing, Item, State};
use crate::state::withdrawal::path_named;

/// The reports of a story that a reader sees, at the instant it is asked of.
pub(super) struct Then<'a> {
    pub(super) state: &'a State,
    /// Of each report, whether it is within the bounds.
    pub(super) admits: &'a [bool],
    pub(super) instant: Timestamp,
}

impl Then<'_> {
    /// Whether a value is held to have been the case at the moment asked for: by its own time, for a phase by when it began
    /// (a day without a zone read in UTC), and never before it was said, where it only then took the place of another.
    pub(super) fn holds(&self, filing: Filing) -> bool {
        let instant = self.instant;
        let (_, testimony) = self.state.filed(filing);
        let begun = testimony.from.as_ref().and_then(|from| from.span().earliest).is_none_or(|start| start <= instant);
        let ended = testimony.until.as_ref().and_then(|until| until.span().latest).is_some_and(|end| end < instant);
        begun && !ended && self.had_begun(filing) && self.phase_had_begun(filing) && !self.came_later(filing)
    }

    /// Whether a date is that of a phase that had begun: the day on which something ended is on file from then on.
    fn phase_had_begun(&self, filing: Filing) -> bool {
        let (report, dated) = self.state.filed(filing);
        let Some(item) = dated.path.of_item().filter(|_| dated.path.is_of(WHEN)) else { return true };
        let phase = Path::item(item.clone()).attribute(own_name(PHASE));
        let testimony = report.record.testimonies.iter().position(|said| said.path == phase);
        testimony.is_none_or(|testimony| self.had_begun(Filing { testimony, ..filing }))
    }

    /// Whether a value took the place of an earlier one only after an instant: it says itself of no other time, and was said
    /// after it as a new position, a new plan, or to supersede what was said before.
    fn came_later(&self, filing: Filing) -> bool {
        let (report, testimony) = self.state.filed(filing);
        let path = &testimony.path;
        let says_when = testimony.from.is_some() || testimony.until.is_some();
        if says_when || path.is_of(PHASE) || self.state.said_at(filing.report).order.said <= self.instant {
            return false;
        }
        let is_plan = report.record.rank_filed() == Some(Rank::Plans);
        let successive = match merge_rule(self.state, path) {
            MergeRule::Successive => true,
            MergeRule::Planned => is_plan,
            MergeRule::Fixed | MergeRule::Several => false,
        };
        let supersedes = |relation: &Relation| {
            let Some(place) = self.state.place_of(relation.update) else { return false };
            let named = &self.state.reports()[place].record;
            let anew = || named.testimonies.iter().any(|said| said.path == *path);
            relation.relation == RelationKind::Supersedes
                && path_named(relation, named).map_or_else(anew, |part| path.is_within(&part))
        };
        successive || report.record.relations.iter().any(supersedes)
    }

    /// Whether a phase had begun: a plan once it was spoken of, what is under way or over by the date its update gives,
    /// else by the earliest date anybody gives for the item, and without any once it was said. What is under way no longer is
    /// after the last day of the interval that everybody gives for it.
    fn had_begun(&self, filing: Filing) -> bool {
        let (report, testimony) = self.state.filed(filing);
        let Some(item) =
            testimony.path.of_item().filter(|_| testimony.path.is_of(PHASE)).and_then(|key| self.state.item(key))
        else {
            return true;
        };
        let begins = testimony.value.as_ref().and_then(Value::text).and_then(|phase| item.kind.phase(phase));
        // What became of a proposal has a day of its own, and not that on which it was made.
        let came_up = matches!(
            begins.map(|phase| phase.role),
            Some(PhaseRole::Proposed | PhaseRole::Published | PhaseRole::Asked)
        );
        if !came_up && begins.is_some_and(|phase| phase.rank() == Rank::Plans) {
            return self.state.said_at(filing.report).order.said <= self.instant;
        }
        let under_way = item.kind.takes_place() && begins.is_some_and(|phase| phase.rank() == Rank::UnderWay);
        if under_way && self.last_day(item).is_some_and(|end| end < self.instant) {
            return false;
        }
        let when = Path::item(item.key.clone()).attribute(own_name(WHEN));
        let own = report.record.testimonies.iter().filter(|said| said.path == when).filter_map(start_of).min();
        let said = || self.state.said_at(filing.report).order.said;
        let of_item = || self.earliest(item).filter(|_| item.kind.takes_place() || came_up);
        own.or_else(of_item).unwrap_or_else(said) <= self.instant
    }

    /// The earliest date anybody gives for an item.
    fn earliest(&self, item: &Item) -> Option<Timestamp> {
        let when = Path::item(item.key.clone()).attribute(own_name(WHEN));
        let filings = self.state.filings(&when).iter().filter(|filing| self.admits[filing.report]);
        filings.filter_map(|filing| start_of(self.state.filed(*filing).1)).min()
    }

    /// The earliest moment from which on anybody says that something was so of an item: a rate from January on.
    fn earliest_value(&self, item: &Item) -> Option<Timestamp> {
        let admitted = item.reports.iter().filter(|place| self.admits[**place]);
        let said = admitted.flat_map(|place| &self.state.reports()[*place].record.testimonies);
        let of_item = said.filter(|said| said.path.of_item() == Some(&item.key));
        of_item.filter_map(|said| said.from.as_ref()?.span().earliest).min()
    }

    /// The last day of an item, where all the dates anybody gives for it are intervals that end.
    fn last_day(&self, item: &Item) -> Option<Timestamp> {
        let when = Path::item(item.key.clone()).attribute(own_name(WHEN));
        let filings = self.state.filings(&when).iter().filter(|filing| self.admits[filing.report]);
        let ends = filings.map(|filing| match &self.state.filed(*filing).1.value {
            Some(Value::When(when)) if when.is_extent() => when.span().latest,
            _ => None,
        });
        ends.collect::<Option<Vec<Timestamp>>>()?.into_iter().max()
    }

    /// Whether an item had come about at the moment asked for: by its date, where it has one, or as a plan; of words, by
    /// when they were said, or from when on what they say is so.
    pub(super) fn had_come_about(&self, item: &Item, has_phase: bool) -> bool {
        let said = || {
            item.reports.iter().filter(|place| self.admits[**place]).map(|place| self.state.said_at(*place).order.said)
        };
        // Words, and requests for them, are from when they were said; and what has no date cannot be later.
        let undated = || said().chain(self.earliest_value(item)).min();
        let start = match item.kind.takes_place() {
            false => self.earliest(item).into_iter().chain(undated()).min(),
            true => self.earliest(item).or_else(undated),
        };
        has_phase || start.is_some_and(|start| start <= self.instant)
    }
}

/// When a date begins; of what is only known to be over by a day, that day.
fn start_of(testimony: &Testimony) -> Option<Timestamp> {
    match &testimony.value {
        Some(Value::When(when)) => when.start_in_utc().or_else(|| when.span().latest),
        _ => None,
    }
}
