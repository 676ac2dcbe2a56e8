//! What became of plans: of what takes place, and of deadlines.

use std::rc::Rc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::judge::account::{Account, Word};
use crate::judge::dates::{self, Dated};
use crate::judge::grade::Grade;
use crate::judge::phase::Phase;
use crate::judge::view::View;
use crate::record::kind::attribute::WHEN;
use crate::record::kind::spec::{AttributeSpec, PhaseRole, Rank, ValueType};
use crate::record::name::{UpdateId, own_name};
use crate::record::path::{Path, phase_name};
use crate::record::time::When;
use crate::record::time::meaning::Meaning;
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};
use crate::state::withdrawal::{Loss, Withdrawal};

/// How firmly something is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Firmness {
    /// It is planned.
    Planned,
    /// Some of its parties plan it, others not.
    Divided,
    /// It has only been spoken of.
    SpokenOf,
}

/// What became of an expectation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It lies ahead.
    Open,
    /// Its time has passed and nothing is reported.
    Overdue,
    /// It was put off, with no new date.
    Moved,
    /// It happened in its time, or nothing says that it did not.
    Met,
    /// It happened after its time.
    MetLate,
    /// It was called off.
    Dropped,
    /// It did not happen.
    Overtaken,
    /// Its sides tell differently what became of it.
    Unknown,
}

impl Fate {
    /// Whether it still lies ahead.
    pub fn is_ahead(self) -> bool {
        matches!(self, Self::Open | Self::Overdue | Self::Moved)
    }
}

/// The phase a word gives an item, as what it means.
pub(crate) fn role(item: &Item, word: &Word<'_>) -> Option<PhaseRole> {
    item.kind.phase_role(word.value.and_then(Value::text)?)
}

/// Something that lies ahead of an item, or lay ahead, judged and not told.
pub(crate) struct Plan<'s> {
    /// The deadline or expiry that it is; none where it is that the item takes place.
    pub(crate) due: Option<&'static AttributeSpec>,
    /// How firmly it is expected.
    pub(crate) firmness: Firmness,
    /// What became of it.
    pub(crate) fate: Fate,
    /// The date for which it is or was planned, and where that is on file.
    pub(crate) date: Option<Dated<'s>>,
}

impl<'s> Plan<'s> {
    /// The last instant it can be.
    pub(crate) fn latest(&self) -> Option<Timestamp> {
        self.date.and_then(|(_, when)| when.span().latest)
    }

    /// Who expects it; empty where nobody is named.
    pub(crate) fn by(&self, view: &View<'s>, item: &Item) -> Vec<Word<'s>> {
        let Some(spec) = self.due else { return expecting(view, item) };
        let account = account_of(view, item, spec);
        let leading = account.leading().filter(|leading| leading.standing.support > Grade::Unattributed);
        let supporters = leading.into_iter().flat_map(|leading| &leading.standing.supporters);
        supporters.filter_map(|filing| account.word(*filing)).cloned().collect()
    }

    /// The updates behind it.
    pub(crate) fn updates(&self, view: &View<'s>, item: &Item) -> Vec<UpdateId> {
        let Some(spec) = self.due else { return view.phase(item).updates() };
        let account = account_of(view, item, spec);
        let supporters = account.leading().into_iter().flat_map(|leading| &leading.standing.supporters);
        supporters.map(|filing| view.id(*filing)).collect()
    }
}

/// What is or was expected of an item: its deadlines while it is not over, and that it takes place.
pub(crate) fn of<'s>(view: &View<'s>, item: &Item) -> Vec<Plan<'s>> {
    let phase = view.phase(item);
    let mut plans = Vec::new();
    if !is_over(item, &phase) {
        plans.extend(deadlines(view, item));
    }
    if item.kind.takes_place() {
        plans.extend(taking_place(view, item, &phase));
    }
    plans
}

/// The deadlines and expiries of an item that is over: they are none any more.
pub(crate) fn over<'s>(view: &View<'s>, item: &Item) -> Vec<Plan<'s>> {
    let over = is_over(item, &view.phase(item));
    if over { deadlines(view, item).collect() } else { Vec::new() }
}

fn is_over(item: &Item, phase: &Phase) -> bool {
    let outcome = |phase: &str| item.kind.phase(phase).is_some_and(|spec| spec.rank() == Rank::Outcome);
    phase.agreed().is_some_and(outcome)
}

/// The deadlines and expiries of an item.
fn deadlines<'s>(view: &View<'s>, item: &Item) -> impl Iterator<Item = Plan<'s>> {
    let due = item.kind.spec().attributes.iter().filter(|spec| spec.due && spec.value == ValueType::When);
    due.filter_map(|spec| deadline(view, item, spec))
}

/// A deadline or expiry of an item.
fn deadline<'s>(view: &View<'s>, item: &Item, spec: &'static AttributeSpec) -> Option<Plan<'s>> {
    let account = account_of(view, item, spec);
    let leading = account.leading().filter(|leading| !leading.standing.is_contested())?;
    let (Some(Value::When(when)), Some(given_in)) = (leading.value, leading.standing.supporters.first()) else {
        return None;
    };
    Some(Plan {
        due: Some(spec),
        firmness: Firmness::Planned,
        fate: open_or_overdue(view, when.span().latest),
        date: Some((*given_in, when)),
    })
}

fn account_of<'s>(view: &View<'s>, item: &Item, spec: &AttributeSpec) -> Rc<Account<'s>> {
    view.account(&Path::item(item.key.clone()).attribute(own_name(spec.name)))
}

/// That an item takes place.
fn taking_place<'s>(view: &View<'s>, item: &Item, phase: &Phase) -> Option<Plan<'s>> {
    let path = Path::item(item.key.clone());
    view.account(&path.attribute(phase_name())).words.iter().find(|word| expects(item, word))?;
    let dates = view.account(&path.attribute(own_name(WHEN)));
    let date = planned_date(&dates, view.begun(&item.key).is_some());
    let (fate, firmness) = fate(view, item, phase, date.map(|(_, when)| when), last_disputed(view, &dates));
    Some(Plan { due: None, firmness, fate, date })
}

/// Whether a word says that an item is to take place.
fn expects(item: &Item, word: &Word<'_>) -> bool {
    word.stance.supports() && role(item, word).is_some_and(PhaseRole::lies_ahead)
}

/// Who says that an item is to take place, as far as anybody is named.
fn expecting<'s>(view: &View<'s>, item: &Item) -> Vec<Word<'s>> {
    let phases = view.account(&Path::item(item.key.clone()).attribute(phase_name()));
    let ahead = |word: &&Word<'s>| expects(item, word);
    let mut expecting: Vec<&Word<'s>> = phases.current().filter(ahead).collect();
    if expecting.is_empty() {
        // Who expected it has said since what came of it.
        expecting = phases.words.iter().filter(ahead).collect();
    }
    expecting.into_iter().filter(|word| word.grade > Grade::Unattributed).cloned().collect()
}

/// Whether something was to have happened by now: it was to take place, or its deadline was.
pub(crate) fn is_overdue(view: &View<'_>, item: &Item) -> bool {
    of(view, item).iter().any(|plan| plan.fate == Fate::Overdue)
}

/// When the first of what lies ahead of an item falls due.
pub(crate) fn first_due(view: &View<'_>, item: &Item) -> Option<Timestamp> {
    of(view, item).iter().filter(|plan| plan.fate == Fate::Open).filter_map(Plan::latest).min()
}

/// The date that is planned, or, of what has begun, was.
pub(crate) fn planned_date<'s>(account: &Account<'s>, begun: bool) -> Option<Dated<'s>> {
    let leading = account.leading().filter(|_| !begun).and_then(|leading| match leading.value? {
        Value::When(when) => Some((*leading.standing.supporters.first()?, when)),
        _ => None,
    });
    let given = |word: &&Word<'s>| word.stance.supports() && date(word).is_some() && (word.plan || !begun);
    let words = || account.words.iter().rev().filter(given);
    leading.or_else(|| {
        words().find(|word| !word.replaced).or_else(|| words().next()).and_then(|word| Some((word.filing, date(word)?)))
    })
}

/// The last instant of the dates that are disputed with each other.
fn last_disputed(view: &View<'_>, account: &Account<'_>) -> Option<Timestamp> {
    let disputed = account.sides(view.directory).into_iter().filter_map(|side| match side.value {
        Some(Value::When(when)) => when.span().latest,
        _ => None,
    });
    disputed.max()
}

/// What became of what was planned for a date, and how firmly it is or was expected. Where the date is disputed its time has
/// passed when the last of the dates has.
fn fate(
    view: &View<'_>,
    item: &Item,
    phase: &Phase,
    planned: Option<&When>,
    last_disputed: Option<Timestamp>,
) -> (Fate, Firmness) {
    let agreed = match phase {
        Phase::Agreed { phase, .. } => phase,
        Phase::NotStated => return (last_said(view, item).unwrap_or(Fate::Unknown), Firmness::Divided),
        Phase::ByParty(words) => {
            let plans = |phase: &str| item.kind.phase(phase).is_some_and(|spec| spec.rank() == Rank::Plans);
            let all = words.iter().all(|(_, phase, _)| plans(phase));
            return (if all { Fate::Open } else { Fate::Unknown }, Firmness::Divided);
        }
    };
    let latest = planned.and_then(|when| when.span().latest);
    let latest = latest.map(|latest| last_disputed.map_or(latest, |last| last.max(latest)));
    let role = item.kind.phase_role(agreed);
    let fate = match role {
        Some(PhaseRole::Planned | PhaseRole::Mooted) => open_or_overdue(view, latest),
        Some(PhaseRole::Postponed) => Fate::Moved,
        Some(PhaseRole::CalledOff) => Fate::Dropped,
        Some(PhaseRole::NotHeld) => Fate::Overtaken,
        _ => {
            let late =
                dates::of(view, item).zip(planned).is_some_and(|(started, planned)| began_after(started, planned));
            if late { Fate::MetLate } else { Fate::Met }
        }
    };
    (fate, if role == Some(PhaseRole::Mooted) { Firmness::SpokenOf } else { Firmness::Planned })
}

/// Whether what began then began after it was to be: by the days as they are given, or, where both are times of day, by
/// these.
fn began_after(started: &When, planned: &When) -> bool {
    if let (Ok(Meaning::Instants(started, _)), Ok(Meaning::Instants(_, planned))) =
        (started.meaning(), planned.meaning())
    {
        return started > planned;
    }
    let first = started.days().and_then(|(first, _)| first);
    first.zip(planned.days().and_then(|(_, last)| last)).is_some_and(|(started, planned)| started > planned)
}

/// What the last word on an item says became of its plan, where no word counts for its phase: that an outlet which names no
/// source has called it off is all there is to tell.
fn last_said(view: &View<'_>, item: &Item) -> Option<Fate> {
    let phases = view.account(&Path::item(item.key.clone()).attribute(phase_name()));
    let last = phases.current().filter(|word| word.stance.supports()).last()?;
    match role(item, last)? {
        PhaseRole::Postponed => Some(Fate::Moved),
        PhaseRole::CalledOff => Some(Fate::Dropped),
        _ => None,
    }
}

/// What became so far of what has no outcome: whether its last instant has passed.
pub(crate) fn open_or_overdue(view: &View<'_>, latest: Option<Timestamp>) -> Fate {
    if latest.is_some_and(|latest| latest < view.instant()) { Fate::Overdue } else { Fate::Open }
}

/// The dates for which an item was planned and that a later report on it replaced, in the order they were recorded.
pub(crate) fn superseded_dates<'s>(view: &View<'s>, item: &Item) -> Vec<Dated<'s>> {
    let path = Path::item(item.key.clone()).attribute(own_name(WHEN));
    let mut dates = Vec::new();
    for place in item.reports.iter().copied().filter(|place| view.admits(*place)) {
        let record = &view.state.reports()[place].record;
        let filed = record.kind.phase_filed_by(record.change).and_then(|phase| item.kind.phase_role(phase));
        let replaced = |loss: &Withdrawal| {
            loss.how == Loss::Superseded
                && view.state.report(loss.through).is_some_and(|through| through.record.item == record.item)
                && loss.path.as_ref().is_none_or(|lost| *lost == path)
        };
        if !filed.is_some_and(PhaseRole::lies_ahead) || !view.withdrawals().of(place).iter().any(replaced) {
            continue;
        }
        let given = record.testimonies.iter().enumerate().find_map(|(testimony, said)| match &said.value {
            Some(Value::When(when)) if said.path == path && said.stance.supports() => {
                Some((Filing { report: place, testimony }, when))
            }
            _ => None,
        });
        dates.extend(given);
    }
    dates
}

/// The words that give a date, in the order they were said.
pub(crate) fn dated<'s>(account: &Account<'s>) -> Vec<Word<'s>> {
    account.words.iter().filter(|word| word.stance.supports() && date(word).is_some()).cloned().collect()
}

/// The date a word gives.
pub(crate) fn date<'s>(word: &Word<'s>) -> Option<&'s When> {
    match word.value {
        Some(Value::When(when)) => Some(when),
        _ => None,
    }
}
