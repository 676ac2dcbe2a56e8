//! What is expected next, party by party, and what became of what was expected.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::judge::account::Word;
use crate::judge::dates;
use crate::judge::grade::Grade;
use crate::judge::phase::{Outlook, Phase};
use crate::judge::view::View;
use crate::record::kind::attribute::WHEN;
use crate::record::kind::spec::{PhaseRole, Rank, ValueType};
use crate::record::name::{UpdateId, own_name};
use crate::record::path::Path;
use crate::record::path::phase_name;
use crate::record::time::When;
use crate::record::value::Value;
use crate::state::fold::Item;
use crate::tell::wording::when_text;
use crate::tell::{items, names};
use crate::views::voice;
use crate::views::voice::Voice;

/// Something that lies ahead, or lay ahead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expectation {
    /// The item.
    pub item: String,
    /// Its kind.
    pub kind: String,
    /// What is expected, in words.
    pub what: String,
    /// The deadline or expiry of the item that this is about; none where it is the item itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// How firmly.
    pub firmness: Firmness,
    /// Who expects it; empty where nobody is named.
    pub by: Vec<Voice>,
    /// Whether only an outlet's own voice says so, naming nobody.
    pub nobody_named: bool,
    /// By when, as it is on file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The last instant it can be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<Timestamp>,
    /// What became of it.
    pub fate: Fate,
    /// The dates it was moved from, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moved_from: Vec<String>,
    /// How likely each party makes it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outlook: Vec<Outlook>,
    /// Who planned it and has not spoken of it since others called it off, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_since: Vec<String>,
    /// The updates behind it.
    pub updates: Vec<UpdateId>,
}

/// How firmly something is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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

    /// The token.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Overdue => "overdue",
            Self::Moved => "put off",
            Self::Met => "met",
            Self::MetLate => "met late",
            Self::Dropped => "called off",
            Self::Overtaken => "did not happen",
            Self::Unknown => "told differently",
        }
    }
}

/// Everything that is or was expected, what lies ahead first, by its time.
pub fn of(view: &View<'_>) -> Vec<Expectation> {
    let mut all: Vec<Expectation> = view.items().flat_map(|item| of_item(view, item)).collect();
    all.sort_by_key(|expected| {
        (!expected.fate.is_ahead(), expected.firmness, expected.latest.is_none(), expected.latest)
    });
    all
}

/// What is or was expected of one item.
pub(crate) fn of_item(view: &View<'_>, item: &Item) -> Vec<Expectation> {
    let phase = view.phase(item);
    let mut all = steps_of(view, item, &phase);
    if item.kind.takes_place() {
        all.extend(expectation_of(view, item, &phase));
    }
    all
}

fn expectation_of<'s>(view: &View<'s>, item: &Item, phase: &Phase) -> Option<Expectation> {
    let path = Path::item(item.key.clone());
    let account = view.account(&path.attribute(phase_name()));
    let ahead = |word: &&Word<'_>| {
        word.stance.supports()
            && word
                .value
                .and_then(Value::text)
                .and_then(|phase| item.kind.phase_role(phase))
                .is_some_and(PhaseRole::lies_ahead)
    };
    let was_planned = account.words.iter().any(|word| ahead(&word));
    if !was_planned {
        return None;
    }
    let dates = dates(view, &path.attribute(own_name(WHEN)));
    let planned = dates.last().copied();
    let (fate, firmness) = fate(view, item, phase, planned);
    let mut current: Vec<&Word<'s>> = account.current().filter(ahead).collect();
    if current.is_empty() {
        // Who expected it has said since what came of it.
        current = account.words.iter().filter(ahead).collect();
    }
    let not_since = match phase {
        Phase::Agreed { not_since, .. } => not_since.iter().map(|(holder, _)| names::of(view, holder)).collect(),
        _ => Vec::new(),
    };
    let named = current.iter().filter(|word| word.grade > Grade::Unattributed);
    Some(Expectation {
        item: item.key.to_string(),
        kind: item.kind.to_string(),
        what: items::headline(view, item),
        step: None,
        firmness,
        by: named.filter_map(|word| voice::of(view, word.filing)).collect(),
        nobody_named: current.iter().all(|word| word.grade <= Grade::Unattributed),
        when: planned.filter(|_| fate != Fate::Moved && fate != Fate::Dropped).map(when_text),
        latest: planned.and_then(|when| when.span().latest),
        fate,
        moved_from: dates.iter().rev().skip(1).rev().map(|when| when_text(when)).collect(),
        outlook: view.outlook(item),
        not_since,
        updates: phase.updates(),
    })
}

/// The dates that were planned, one after the other; the last one holds.
fn dates<'s>(view: &View<'s>, path: &Path) -> Vec<&'s When> {
    let account = view.account(path);
    let begun = path.of_item().and_then(|item| view.begun(item)).is_some();
    let mut dates: Vec<&When> = Vec::new();
    for word in account.words.iter().filter(|word| word.stance.supports() && (word.plan || !begun)) {
        if let Some(Value::When(when)) = word.value
            && !dates.contains(&when)
            && (word.replaced || dates.is_empty() || account.current().any(|current| current.filing == word.filing))
        {
            dates.push(when);
        }
    }
    dates
}

fn fate(view: &View<'_>, item: &Item, phase: &Phase, planned: Option<&When>) -> (Fate, Firmness) {
    let Phase::Agreed { phase: agreed, .. } = phase else {
        let plans = matches!(phase, Phase::ByParty(words) if words.iter().all(|(_, phase, _)| item.kind.phase(phase).is_some_and(|spec| spec.rank() == Rank::Plans)));
        return (if plans { Fate::Open } else { Fate::Unknown }, Firmness::Divided);
    };
    let latest = planned.and_then(|when| when.span().latest);
    let role = item.kind.phase_role(agreed);
    let fate = match role {
        Some(PhaseRole::Planned | PhaseRole::Mooted) if latest.is_some_and(|latest| latest < view.instant()) => {
            Fate::Overdue
        }
        Some(PhaseRole::Planned | PhaseRole::Mooted) => Fate::Open,
        Some(PhaseRole::Postponed) => Fate::Moved,
        Some(PhaseRole::CalledOff) => Fate::Dropped,
        Some(PhaseRole::NotHeld) => Fate::Overtaken,
        _ => {
            let started = dates::of(view, item).and_then(|when| when.span().earliest);
            if started.zip(latest).is_some_and(|(started, latest)| started > latest) {
                Fate::MetLate
            } else {
                Fate::Met
            }
        }
    };
    (fate, if role == Some(PhaseRole::Mooted) { Firmness::SpokenOf } else { Firmness::Planned })
}

/// The deadlines and expiries of an item that is not over.
fn steps_of(view: &View<'_>, item: &Item, phase: &Phase) -> Vec<Expectation> {
    let over = |phase: &str| item.kind.phase(phase).is_some_and(|spec| spec.rank() == Rank::Outcome);
    if phase.agreed().is_some_and(over) {
        return Vec::new();
    }
    let due = item.kind.spec().attributes.iter().filter(|spec| spec.due && spec.value == ValueType::When);
    due.filter_map(|spec| {
        let path = Path::item(item.key.clone()).attribute(own_name(spec.name));
        let account = view.account(&path);
        let leading = account.leading().filter(|leading| !leading.standing.is_contested())?;
        let Some(Value::When(when)) = leading.value else { return None };
        let latest = when.span().latest;
        let named = leading.standing.support > Grade::Unattributed;
        let overdue = latest.is_some_and(|latest| latest < view.instant());
        let dates = dates(view, &path);
        Some(Expectation {
            item: item.key.to_string(),
            kind: item.kind.to_string(),
            what: items::headline(view, item),
            step: Some(spec.name.replace('_', " ")),
            firmness: Firmness::Planned,
            by: leading.standing.supporters.iter().filter(|_| named).filter_map(|f| voice::of(view, *f)).collect(),
            nobody_named: !named,
            when: Some(when_text(when)),
            latest,
            fate: if overdue { Fate::Overdue } else { Fate::Open },
            moved_from: dates.into_iter().filter(|date| *date != when).map(when_text).collect(),
            outlook: Vec::new(),
            not_since: Vec::new(),
            updates: leading.standing.supporters.iter().map(|filing| view.id(*filing)).collect(),
        })
    })
    .collect()
}
