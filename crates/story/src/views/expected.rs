//! What is expected next, party by party, and what became of what was expected.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::judge::account::{Account, Word};
use crate::judge::dates::{self, Dated};
use crate::judge::phase::{Outlook, Phase};
use crate::judge::plans::{self, Plan, date, dated, role};
use crate::judge::view::View;
use crate::record::kind::attribute::WHEN;
use crate::record::kind::change::Change;
use crate::record::kind::spec::{PhaseRole, ValueType};
use crate::record::name::{EntitySlug, ItemKey, UpdateId, own_name};
use crate::record::path::{Path, phase_name};
use crate::record::time::When;
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};
use crate::state::withdrawal::Loss;
use crate::tell::{attributes, items, names, reports, values};
use crate::views::asked::Asked;
use crate::views::references;
use crate::views::voice::{self, Voice};

pub use crate::judge::plans::{Fate, Firmness};

/// What lies ahead in a story, or lay ahead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Expected {
    /// The story and the bounds.
    #[serde(flatten)]
    pub asked: Asked,
    /// What is or was expected, what lies ahead first, by its time.
    pub expectations: Vec<Expectation>,
    /// What was expected on a day and is no more: what said so was taken back, or it is over with what it was a deadline of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<Gone>,
}

/// What was expected and is no more, as it last was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Gone {
    /// What was expected.
    #[serde(flatten)]
    pub expectation: Expectation,
    /// What came of that of which it was a deadline, in words; none where what said so was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over: Option<String>,
}

/// Something that lies ahead, or lay ahead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Expectation {
    /// The item.
    pub item: String,
    /// Its kind.
    pub kind: String,
    /// What is or was expected, in words.
    pub what: String,
    /// The deadline or expiry of the item that this is about; none where it is the item itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// How firmly.
    pub firmness: Firmness,
    /// Who expects it, each with its own date; empty where nobody is named.
    pub by: Vec<Expecter>,
    /// Who gives a date and is not among these, where not all give the same: an outlet that names no source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Expecter>,
    /// Whether only an outlet's own voice says so, naming nobody.
    pub nobody_named: bool,
    /// By when, by the best supported date on file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The date planned last, as its source writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned_for: Option<String>,
    /// Whether that is known to the day: not some day of a month, or about a day. Of a deadline, on which day it ends.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub to_the_day: bool,
    /// When it ended, as its source writes it, where it took place and that is on file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// How long it lasts, in ISO 8601, where that is on file and undisputed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lasts: Option<String>,
    /// Who denies or disputes it or its date, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub denied_by: Vec<String>,
    /// The last instant it can be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::record::time::schema::Moment>"))]
    pub latest: Option<Timestamp>,
    /// What became of it.
    pub fate: Fate,
    /// What it is now, in words, where it lies ahead no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub became: Option<String>,
    /// The dates it was moved from, the oldest first: by those who gave the date that holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moved_from: Vec<String>,
    /// When it was called off, put off or reinstated, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub turns: Vec<Turn>,
    /// How likely each party makes it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outlook: Vec<Outlook>,
    /// Who planned it and has not spoken of it since others called it off, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_since: Vec<String>,
    /// The updates behind it.
    pub updates: Vec<UpdateId>,
}

/// Somebody who expects something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Expecter {
    /// Whose word it is.
    #[serde(flatten)]
    pub voice: Voice,
    /// The date it gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The dates it gave before, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moved_from: Vec<String>,
}

/// A turn in the life of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Turn {
    /// What happened: "called off", "put off", "reinstated".
    pub what: String,
    /// By whom.
    pub by: String,
    /// On which day that was said, else by when it was known.
    pub day: String,
    /// How a person names the update.
    pub name: String,
}

impl Turn {
    /// It in words: "called off on 2 March 2025 by the boatyard".
    pub fn text(&self) -> String {
        format!("{} {} by {}", self.what, self.day, self.by)
    }
}

/// Everything that is or was expected in the story.
pub fn of(view: &View<'_>) -> Expected {
    let expectations = all(view);
    let mut now: HashMap<&str, Vec<&Expectation>> = HashMap::new();
    for known in &expectations {
        now.entry(&known.item).or_default().push(known);
    }
    let before = before_losses(view);
    let of_item = |item: &Item| {
        let now = now.get(item.key.as_str()).map(Vec::as_slice).unwrap_or_default();
        gone(view, item, now, before.get(&item.key).map(Vec::as_slice).unwrap_or_default())
    };
    let gone = view.items().flat_map(of_item).collect();
    Expected { asked: Asked::of(view), expectations, gone }
}

/// What was expected of each item before each update that took back reports about it, in the order of the log.
fn before_losses(view: &View<'_>) -> HashMap<ItemKey, Vec<Vec<Expectation>>> {
    let mut losses: BTreeMap<usize, BTreeMap<&ItemKey, &Item>> = BTreeMap::new();
    for item in view.items() {
        let reports =
            item.reports.iter().filter(|place| view.admits(**place) && !view.withdrawals().is_struck(**place));
        let lost = reports.flat_map(|place| view.withdrawals().of(*place)).filter(|loss| loss.how != Loss::Superseded);
        for through in lost.filter_map(|loss| view.state.place_of(loss.through)) {
            losses.entry(through).or_default().insert(&item.key, item);
        }
    }
    let mut before: HashMap<ItemKey, Vec<Vec<Expectation>>> = HashMap::new();
    let mut then = view.among(vec![false; view.state.reports().len()], view.moment());
    let mut places = view.reports().map(|(place, _)| place).peekable();
    for (through, items) in losses {
        let earlier: Vec<usize> = std::iter::from_fn(|| places.next_if(|place| *place < through)).collect();
        then.admit_all(&earlier);
        for item in items.into_values() {
            before.entry(item.key.clone()).or_default().push(of_item(&then, item));
        }
    }
    before
}

/// What was expected of an item on a day, and is not on file as that any more: `now` is what is on file as expected of it,
/// `before` what was before each loss.
fn gone(view: &View<'_>, item: &Item, now: &[&Expectation], before: &[Vec<Expectation>]) -> Vec<Gone> {
    let is_on_file = |step: &Option<String>| now.iter().any(|known| known.step == *step && known.planned_for.is_some());
    let mut gone: Vec<Gone> = Vec::new();
    for plan in plans::over(view, item) {
        let expectation = step(view, item, &plan);
        if !is_on_file(&expectation.step) {
            gone.push(Gone { expectation, over: Some(items::headline(view, item)) });
        }
    }
    // As it was before the last of what took its reports back, and before that where it was on no day then either.
    for expectation in before.iter().rev().flatten() {
        let known = gone.iter().any(|gone| gone.expectation.step == expectation.step);
        if expectation.planned_for.is_some() && !known && !is_on_file(&expectation.step) {
            gone.push(Gone { expectation: expectation.clone(), over: None });
        }
    }
    gone
}

/// Everything that is or was expected, what lies ahead first, by its time.
pub(crate) fn all(view: &View<'_>) -> Vec<Expectation> {
    let mut all: Vec<Expectation> = view.items().flat_map(|item| of_item(view, item)).collect();
    all.sort_by_key(|expected| {
        (!expected.fate.is_ahead(), expected.firmness, expected.latest.is_none(), expected.latest)
    });
    all
}

/// What is or was expected of one item.
pub(crate) fn of_item(view: &View<'_>, item: &Item) -> Vec<Expectation> {
    let plans = plans::of(view, item).into_iter();
    plans
        .map(|plan| if plan.due.is_some() { step(view, item, &plan) } else { taking_place(view, item, &plan) })
        .collect()
}

/// That an item takes place.
fn taking_place<'s>(view: &View<'s>, item: &Item, plan: &Plan<'s>) -> Expectation {
    let path = Path::item(item.key.clone());
    let phases = view.account(&path.attribute(phase_name()));
    let dates = Dates::of(view, item, plan);
    let fate = plan.fate;
    let holding = plan.date.filter(|_| !matches!(fate, Fate::Moved | Fate::Dropped));
    let not_since = match view.phase(item) {
        Phase::Agreed { not_since, .. } => not_since.iter().map(|(holder, _)| names::of(view, holder)).collect(),
        Phase::NotStated | Phase::ByParty(_) => Vec::new(),
    };
    Expectation {
        what: as_expected(view, item, fate, holding.map(|(filing, _)| filing)),
        when: holding.map(|(_, when)| values::when(view, when)),
        became: (!fate.is_ahead()).then(|| items::headline(view, item)),
        turns: turns(view, item, &phases),
        outlook: view.outlook(item),
        until: dates::end_of(view, item).map(|when| when.as_str().to_owned()),
        lasts: lasts(view, item),
        not_since,
        ..of_plan(view, item, plan, &dates)
    }
}

/// How long an item lasts, where that is on file and undisputed.
fn lasts(view: &View<'_>, item: &Item) -> Option<String> {
    let spec = item.kind.spec().attributes.iter().find(|spec| spec.value == ValueType::Duration)?;
    let account = view.account(&Path::item(item.key.clone()).attribute(own_name(spec.name)));
    match account.leading().filter(|leading| !leading.standing.is_contested())?.value? {
        Value::Duration(duration) => Some(duration.as_str().to_owned()),
        _ => None,
    }
}

/// Who denies or disputes that an item takes place, or a date of it, by name.
fn denied_by(view: &View<'_>, item: &Item, date: &str) -> Vec<String> {
    let whole = Path::item(item.key.clone());
    let accounts =
        [whole.attribute(phase_name()), whole.attribute(own_name(date)), whole].map(|path| view.account(&path));
    voice::denied_by(view, accounts.iter().flat_map(|account| account.current().cloned()))
}

/// What is or was expected: the item as it is while it lies ahead, later as it was planned.
fn as_expected(view: &View<'_>, item: &Item, fate: Fate, when: Option<Filing>) -> String {
    if fate.is_ahead() { items::headline(view, item) } else { items::as_planned(view, item, when) }
}

/// When a plan was called off, put off or reinstated.
fn turns(view: &View<'_>, item: &Item, phases: &Account<'_>) -> Vec<Turn> {
    let turns = phases.words.iter().filter(|word| word.stance.supports()).filter_map(|word| {
        let what = match (role(item, word)?, word.record.change) {
            (PhaseRole::CalledOff, _) => "called off",
            (PhaseRole::Postponed, _) => "put off",
            (PhaseRole::Planned, Change::Reinstated) => "reinstated",
            (PhaseRole::Planned, Change::Rescheduled) => "rescheduled",
            _ => return None,
        };
        Some(Turn {
            what: what.to_owned(),
            by: names::of(view, word.holder),
            day: reports::day(view, word.record),
            name: references::name_of(view.state.filed(word.filing).0),
        })
    });
    turns.collect()
}

/// A deadline or expiry of an item that is not over.
fn step<'s>(view: &View<'s>, item: &Item, plan: &Plan<'s>) -> Expectation {
    let when = plan.date.map(|(_, when)| when);
    let account = plan.due.map(|spec| view.account(&Path::item(item.key.clone()).attribute(own_name(spec.name))));
    let words = account.map(|account| dated(&account)).unwrap_or_default();
    let dates = Dates { when, words, superseded: Vec::new(), put_off: false };
    Expectation { when: when.map(|when| values::when(view, when)), ..of_plan(view, item, plan, &dates) }
}

/// What is told of every plan alike.
fn of_plan<'s>(view: &View<'s>, item: &Item, plan: &Plan<'s>, dates: &Dates<'s>) -> Expectation {
    let by: Vec<Expecter> = plan.by(view, item).iter().filter_map(|word| dates.expecter(view, word)).collect();
    Expectation {
        item: item.key.to_string(),
        kind: item.kind.to_string(),
        what: items::headline(view, item),
        step: plan.due.map(|spec| attributes::called(Some(spec), spec.name)),
        firmness: plan.firmness,
        also: dates.others(view, &by),
        nobody_named: by.is_empty(),
        by,
        when: None,
        planned_for: plan.date.map(|(_, when)| when.as_str().to_owned()),
        to_the_day: plan.date.map_or(plan.due.is_some(), |(_, when)| match plan.due {
            Some(_) => when.ends_on_known_day(),
            None => when.is_of_known_days(),
        }),
        until: None,
        lasts: None,
        denied_by: denied_by(view, item, plan.due.map_or(WHEN, |spec| spec.name)),
        latest: plan.latest(),
        fate: plan.fate,
        became: None,
        moved_from: dates.moved_from(view),
        turns: Vec::new(),
        outlook: Vec::new(),
        not_since: Vec::new(),
        updates: plan.updates(view, item),
    }
}

/// The dates that were planned, whose they are, and which of them holds.
struct Dates<'s> {
    /// In the order they were said.
    words: Vec<Word<'s>>,
    when: Option<&'s When>,
    /// The dates that later reports replaced, each with where it is on file.
    superseded: Vec<Dated<'s>>,
    /// Whether it was put off, and not called off.
    put_off: bool,
}

impl<'s> Dates<'s> {
    /// Those for which an item was to take place.
    fn of(view: &View<'s>, item: &Item, plan: &Plan<'s>) -> Self {
        let path = Path::item(item.key.clone());
        let begun = view.begun(&item.key).is_some();
        let mut words = dated(&view.account(&path.attribute(own_name(WHEN))));
        words.retain(|word| word.plan || !begun);
        let phases = view.account(&path.attribute(phase_name()));
        let turned = |to| phases.words.iter().any(|word| word.stance.supports() && role(item, word) == Some(to));
        let put_off = turned(PhaseRole::Postponed) && !turned(PhaseRole::CalledOff);
        Self { when: plan.date.map(|(_, when)| when), words, superseded: plans::superseded_dates(view, item), put_off }
    }

    /// The dates one holder gave, the oldest first.
    fn of_holder(&self, holder: &EntitySlug) -> Vec<&Word<'s>> {
        let mut dates: Vec<&Word<'s>> = Vec::new();
        for word in self.words.iter().filter(|word| word.holder == holder) {
            if dates.last().is_none_or(|last| date(last) != date(word)) {
                dates.push(word);
            }
        }
        dates
    }

    /// Who expects it, with the date that is its own: the last one it gave, or, where that was moved since in its own name,
    /// the one it was moved to.
    fn expecter(&self, view: &View<'s>, word: &Word<'_>) -> Option<Expecter> {
        // What it said itself comes before what others said in the same name.
        let of_holder = self.of_holder(word.holder);
        let of_origin = |date: &&&Word<'s>| date.attribution.origin == word.attribution.origin;
        let own: Vec<&Word<'s>> = of_holder.iter().filter(of_origin).copied().collect();
        let own = if own.is_empty() { of_holder } else { own };
        let last = own.last().copied();
        let moves_own = |other: &&Word<'s>| moves(other) && other.holder == word.holder;
        let moved = last.filter(|last| last.replaced).and_then(|_| self.words.iter().rev().find(moves_own));
        let now = moved.or(last);
        let superseded = || {
            let own = self.superseded.iter().find(|(filing, _)| filing.report == word.filing.report);
            own.map(|(_, when)| *when)
        };
        Some(Expecter {
            voice: voice::of(view, word.filing)?,
            when: now.and_then(date).or_else(superseded).map(|when| values::when(view, when)),
            moved_from: self.moved_by(view, &own, now),
        })
    }

    /// Whether a word takes up again what was called off: the date it had was not moved then, but dropped.
    fn is_taken_up(&self, word: &Word<'s>) -> bool {
        word.record.change == Change::Reinstated && !self.put_off
    }

    /// Of the dates one holder gave, those given up for another one without being called off.
    fn moved_by(&self, view: &View<'s>, own: &[&Word<'s>], now: Option<&Word<'s>>) -> Vec<String> {
        let next = own.iter().copied().skip(1).chain(now);
        let given_up =
            own.iter().zip(next).filter(|(before, next)| date(before) != date(next) && !self.is_taken_up(next));
        given_up.filter_map(|(before, _)| date(before)).map(|when| values::when(view, when)).collect()
    }

    /// The dates that those who gave the one that holds gave before, or that a move of it replaced.
    fn moved_from(&self, view: &View<'s>) -> Vec<String> {
        let superseded = self.superseded.iter().filter(|(_, when)| Some(*when) != self.when);
        let mut from: Vec<String> = superseded.map(|(_, when)| values::when(view, when)).collect();
        let holding = self.words.iter().filter(|word| date(word) == self.when && !word.replaced);
        for word in holding {
            let own = self.of_holder(word.holder);
            let mut given_up = self.moved_by(view, &own, own.last().copied());
            if moves(word) {
                let replaced = self.words.iter().filter(|other| other.replaced && other.order < word.order);
                given_up.splice(
                    0..0,
                    replaced
                        .filter_map(date)
                        .filter(|other| Some(*other) != self.when)
                        .map(|when| values::when(view, when)),
                );
            }
            for date in given_up {
                if !from.contains(&date) {
                    from.push(date);
                }
            }
        }
        from
    }

    /// Who gives a date and is not among those named: another one than holds, or, where that is so or those named gave
    /// another, the one that holds.
    fn others(&self, view: &View<'s>, named: &[Expecter]) -> Vec<Expecter> {
        let holding = self.when.map(|when| values::when(view, when));
        let mut others: Vec<Expecter> = Vec::new();
        for word in self.words.iter().filter(|word| !word.replaced) {
            let Some(expecter) = self.expecter(view, word) else { continue };
            if !named.iter().chain(&others).any(|known| known.voice.holder == expecter.voice.holder) {
                others.push(expecter);
            }
        }
        let gives_another = |expecter: &Expecter| expecter.when.is_some() && expecter.when != holding;
        let credited = named.iter().any(|named| named.when == holding);
        if credited || named.is_empty() && !others.iter().any(gives_another) {
            others.retain(gives_another);
        }
        others
    }
}

/// Whether a word moves a date for everybody who has not repeated the old one since.
fn moves(word: &Word<'_>) -> bool {
    !word.replaced && matches!(word.record.change, Change::Rescheduled | Change::Extended)
}
