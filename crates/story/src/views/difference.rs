//! The difference in facts between two moments: every move in order, through which update, those later undone marked.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::judge::touched::{JudgedFrom, touched};
use crate::judge::view::View;
use crate::record::kind::attribute::PHASE;
use crate::record::name::UpdateId;
use crate::record::path::Path;
use crate::state::fold::Item;
use crate::tell::{names, values};
use crate::views::findings::Finding;
use crate::views::{expected, findings, gaps, series};

/// Two moments and what moved between them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Difference {
    /// The story.
    pub story: String,
    /// After this moment; none for the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::record::time::schema::Moment>"))]
    pub from: Option<Timestamp>,
    /// Up to this one.
    #[cfg_attr(feature = "schema", schemars(with = "crate::record::time::schema::Moment"))]
    pub to: Timestamp,
    /// Whether the moments are of the log's own time, not of when the newsroom learned it.
    pub recorded: bool,
    /// What moved, in order.
    pub moves: Vec<Move>,
}

/// One move.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Move {
    /// When it was learned, or recorded.
    #[cfg_attr(feature = "schema", schemars(with = "crate::record::time::schema::Moment"))]
    pub at: Timestamp,
    /// What sort of move.
    pub sort: Sort,
    /// The item or path it is about.
    pub about: String,
    /// The value, holder or attribute it is about.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub what: String,
    /// What it was; none for something new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// What it is; none for something gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Whether it is back where it was at the end of the interval.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub undone: bool,
    /// The update through which it moved; none where only time passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<UpdateId>,
    /// That update's position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<u64>,
}

/// The sorts of moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// The story's title or status.
    Story,
    /// An item came up, or was merged away.
    Item,
    /// A phase moved.
    Phase,
    /// A value was gained or lost, or its standing raised or lowered.
    Value,
    /// A path became contested, or is no longer.
    Contested,
    /// A holder took or changed a stance.
    Stance,
    /// Something expected is not stated, or is now.
    Gap,
    /// Somebody described was identified.
    Identified,
    /// A report was withdrawn, or stands again.
    Withdrawal,
    /// What became of an expectation.
    Expectation,
    /// A source's count and the file differ, or no longer.
    Count,
    /// A finding of the standards check was raised or closed.
    Finding,
}

impl Sort {
    /// The token.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Story => "story",
            Self::Item => "item",
            Self::Phase => "phase",
            Self::Value => "value",
            Self::Contested => "contested",
            Self::Stance => "stance",
            Self::Gap => "gap",
            Self::Identified => "identified",
            Self::Withdrawal => "withdrawal",
            Self::Expectation => "expectation",
            Self::Count => "count",
            Self::Finding => "finding",
        }
    }
}

/// What a fact is about, and what it is. The first part is the item it is kept under; empty for the whole story.
type Facts = BTreeMap<Key, String>;
type Key = (String, Sort, String, String);

/// What moved after `from` and up to `to`: by when the newsroom learned it, or, `recorded`, when the log took it. The
/// bounds of the view hold for both.
pub fn between(view: &View<'_>, from: Option<Timestamp>, to: Timestamp, recorded: bool) -> Difference {
    let after = from.unwrap_or(Timestamp::MIN);
    let time = |place: usize| {
        let report = &view.state.reports()[place];
        if recorded { report.recorded_at } else { report.record.learned_at.min(report.recorded_at) }
    };
    let mut steps: Vec<(Timestamp, usize)> = view.reports().map(|(place, _)| (time(place), place)).collect();
    steps.retain(|(at, _)| *at > after && *at <= to);
    steps.sort_unstable();
    let mut admits: Vec<bool> =
        (0..view.state.reports().len()).map(|place| view.admits(place) && time(place) <= after).collect();
    let before = view.among(admits.clone(), after);
    let mut facts = all_facts(&before, &findings::of(&before));
    let mut basis = JudgedFrom::of(&before);
    let mut moves = Vec::new();
    for (at, place) in steps.iter().copied() {
        admits[place] = true;
        let next = view.among(admits.clone(), at);
        let mut after = facts.clone();
        for item in touched(&next, &basis) {
            after.retain(|(of, ..), _| *of != item.as_str());
            if let Some(item) = next.items().find(|shown| shown.key == item) {
                facts_of(&next, item, &mut after);
            }
        }
        facts_of_story(&next, &mut after, None);
        let report = &view.state.reports()[place];
        moves.extend(moved(&facts, &after, at, Some((report.record.id, report.sequence))));
        (basis, facts) = (JudgedFrom::of(&next), after);
    }
    let end = view.among(admits, to);
    let findings = findings::of(&end);
    let after = all_facts(&end, &findings);
    moves.extend(moved(&facts, &after, to, None));
    attribute_findings(view, &findings, &steps, &mut moves);
    for step in &mut moves {
        let key = after
            .iter()
            .find(|((_, sort, about, what), _)| (*sort, about, what) == (step.sort, &step.about, &step.what));
        step.undone =
            step.before.as_ref() == key.map(|(_, value)| value) && step.after.as_ref() != key.map(|(_, value)| value);
    }
    Difference { story: view.state.slug().to_string(), from, to, recorded, moves }
}

/// Gives a finding that was raised to the last update it rests on: the check of a whole story after each of its
/// updates would take too long. One that was closed stays with the end of the time looked at.
fn attribute_findings(view: &View<'_>, findings: &[Finding], steps: &[(Timestamp, usize)], moves: &mut [Move]) {
    for raised in moves.iter_mut().filter(|step| step.sort == Sort::Finding && step.before.is_none()) {
        let finding = findings.iter().find(|finding| {
            finding.message == raised.what && finding.item.as_deref().unwrap_or_default() == raised.about
        });
        let rests_on = finding.map_or(&[][..], |finding| &finding.updates);
        let report = |place: usize| &view.state.reports()[place];
        let last = steps.iter().rev().find(|(_, place)| rests_on.contains(&report(*place).record.id));
        if let Some((at, place)) = last {
            raised.at = *at;
            raised.through = Some(report(*place).record.id);
            raised.sequence = Some(report(*place).sequence);
        }
    }
    moves.sort_by_key(|step| step.at);
}

fn all_facts(view: &View<'_>, findings: &[Finding]) -> Facts {
    let mut facts = Facts::new();
    for item in view.items() {
        facts_of(view, item, &mut facts);
    }
    facts_of_story(view, &mut facts, Some(findings));
    facts
}

fn facts_of(view: &View<'_>, item: &Item, facts: &mut Facts) {
    let key = item.key.to_string();
    let mut put = |sort, about: &str, what: String, value: String| {
        facts.insert((key.clone(), sort, about.to_owned(), what), value);
    };
    put(Sort::Item, item.key.as_str(), String::new(), item.kind.to_string());
    put(Sort::Phase, item.key.as_str(), String::new(), view.phase(item).text());
    for path in view.paths_of(&item.key).filter(|path| !path.is_of(PHASE)) {
        let account = view.account(&path);
        let about = path.to_string();
        for candidate in
            account.candidates.iter().filter(|found| found.standing.support > crate::judge::grade::Grade::None)
        {
            let value = values::candidate(view, candidate.value);
            put(Sort::Value, &about, value, candidate.standing.support.as_str().to_owned());
        }
        if account.is_contested() {
            put(Sort::Contested, &about, String::new(), "contested".to_owned());
        }
        for word in account.current().filter(|word| word.stance.is_told()) {
            let holder = names::of(view, word.holder);
            put(Sort::Stance, &about, holder, word.stance.as_str().replace('_', " "));
        }
        if path.element.is_some() && path.detail.is_none() {
            let identified = account.leading().and_then(|leading| leading.value?.entity());
            let known = identified.map_or("described", |_| "identified");
            put(Sort::Identified, &about, String::new(), known.to_owned());
        }
    }
    for gap in gaps::of(view, item) {
        put(Sort::Gap, item.key.as_str(), gap.to_owned(), "not stated".to_owned());
    }
    for expected in expected::of_item(view, item) {
        let what = expected.step.unwrap_or_default();
        put(Sort::Expectation, item.key.as_str(), what, expected.fate.as_str().to_owned());
    }
}

/// What is about the whole story; counts and what the standards check finds only where that was looked for, since it
/// reads everything: else they are kept as they were.
fn facts_of_story(view: &View<'_>, facts: &mut Facts, findings: Option<&[Finding]>) {
    let kept = |sort: Sort| findings.is_none() && matches!(sort, Sort::Finding | Sort::Count);
    facts.retain(|(of, sort, ..), _| !of.is_empty() || kept(*sort));
    let mut put = |sort, about: String, what: String, value: String| {
        facts.insert((String::new(), sort, about, what), value);
    };
    let (head, status) = view.head();
    let story = view.state.slug().to_string();
    put(Sort::Story, story.clone(), "status".to_owned(), status.as_str().to_owned());
    if let Some(title) = head.title {
        put(Sort::Story, story, "title".to_owned(), title.into());
    }
    for (place, report) in view.reports() {
        for loss in view.withdrawals().of(place) {
            let about = report.record.item.as_ref().map_or_else(String::new, ToString::to_string);
            let part = loss.path.as_ref().map(|path| format!(" {path}")).unwrap_or_default();
            put(Sort::Withdrawal, about, format!("{}{part}", report.record.id), loss.how.as_str().to_owned());
        }
    }
    for path in view.state.entity_paths() {
        entity_facts(view, path, &mut put);
    }
    if let Some(findings) = findings {
        for series in series::of(view).into_iter().filter(|series| series.missing > 0) {
            put(Sort::Count, series.label, String::new(), format!("{} missing", series.missing));
        }
        for finding in findings {
            let about = finding.item.clone().unwrap_or_default();
            put(Sort::Finding, about, finding.message.clone(), finding.code.as_str().to_owned());
        }
    }
}

fn entity_facts(view: &View<'_>, path: &Path, put: &mut impl FnMut(Sort, String, String, String)) {
    let account = view.account(path);
    for candidate in account.candidates.iter().filter(|found| found.standing.support > crate::judge::grade::Grade::None)
    {
        let Some(value) = candidate.value else { continue };
        let support = candidate.standing.support.as_str().to_owned();
        put(Sort::Value, path.to_string(), values::text(view, value), support);
    }
    if account.is_contested() {
        put(Sort::Contested, path.to_string(), String::new(), "contested".to_owned());
    }
}

fn moved(before: &Facts, after: &Facts, at: Timestamp, through: Option<(UpdateId, u64)>) -> Vec<Move> {
    let mut keys: Vec<&Key> = before.keys().chain(after.keys().filter(|key| !before.contains_key(*key))).collect();
    keys.sort();
    // Somebody who comes up by name has not been identified since.
    let new_name = |key: &Key| key.1 == Sort::Identified && !before.contains_key(key);
    let changed = keys.into_iter().filter(|key| before.get(*key) != after.get(*key) && !new_name(key));
    let moves = changed.map(|key| Move {
        at,
        sort: key.1,
        about: key.2.clone(),
        what: key.3.clone(),
        before: before.get(key).cloned(),
        after: after.get(key).cloned(),
        undone: false,
        through: through.map(|(id, _)| id),
        sequence: through.map(|(_, sequence)| sequence),
    });
    moves.collect()
}
