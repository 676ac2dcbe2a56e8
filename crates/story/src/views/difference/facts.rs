//! What there is to move: the facts of an item and of a story, each under a key, so that two moments can be compared.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::judge::account::Account;
use crate::judge::grade::Grade;
use crate::judge::plans;
use crate::judge::view::View;
use crate::record::kind::attribute::PHASE;
use crate::record::name::ItemKey;
use crate::record::path::Path;
use crate::record::update::Update;
use crate::record::value::Value;
use crate::state::fold::Item;
use crate::state::withdrawal::{Loss, Withdrawal};
use crate::tell::{attributes, called, labels, names, parts, reports, sources, stances, values};
use crate::views::difference::moves::Sort;
use crate::views::findings::heard::Heard;
use crate::views::relations::Related;
use crate::views::{findings, gaps, relations, series};

/// What a fact is: its sort, what it is about, and which of several.
pub(super) type Key = (Sort, String, String);

/// Facts of one item, or of the story: each with how it stands.
pub(super) type Facts = BTreeMap<Key, String>;

/// The facts of an item itself, whatever is said of its parts.
pub(super) fn of_item(view: &View<'_>, item: &Item) -> Facts {
    let mut facts = Facts::new();
    let key = item.key.as_str();
    let mut put = |sort, about: &str, what: String, value: String| {
        facts.insert((sort, about.to_owned(), what), value);
    };
    put(Sort::Item, key, String::new(), item.kind.to_string());
    put(Sort::Phase, key, String::new(), labels::phase(view, &view.phase(item)));
    for gap in gaps::of(view, item) {
        put(Sort::Gap, key, gap.to_owned(), "not stated".to_owned());
    }
    for plan in plans::of(view, item) {
        let step = plan.due.map(|spec| attributes::called(Some(spec), spec.name)).unwrap_or_default();
        put(Sort::Expectation, key, step, plan.fate.label().to_owned());
    }
    let shown = |place: &usize| view.admits(*place) && !view.withdrawals().is_struck(*place);
    for place in reports_of(view, item).filter(shown) {
        let update = &view.state.reports()[place].record;
        let called = |item: &Item| marked(&item.key);
        // That what was taken down is put in order moves nothing that anybody was told.
        let of_the_desk = |id| view.state.report(id).is_some_and(|report| view.state.is_for_the_desk(report));
        let told = |other: &&Related| !of_the_desk(other.update) && !of_the_desk(update.id);
        for related in relations::of_as(view, place, None, &called).iter().filter(told) {
            let about = reports::about_as(view, update, &called);
            put(Sort::Relation, key, format!("{about}: {}", related.text()), "holds".to_owned());
        }
        let put_in_order = |loss: &&Withdrawal| loss.how == Loss::Superseded && of_the_desk(update.id);
        for loss in view.withdrawals().of(place).iter().filter(|loss| !put_in_order(loss)) {
            let part = loss.path.as_ref().map(|path| format!(", {}", parts::noun(view, path))).unwrap_or_default();
            let what = format!("{}{part}", reports::reference_as(view, update, &called));
            let reason = loss.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
            let by = view.state.report(loss.through).map(|through| &through.record);
            let by = by.filter(|_| loss.how != Loss::BasisWithdrawn).map(|by| format!(" by {}", reviser(view, by)));
            put(Sort::Withdrawal, key, what, format!("{}{}{reason}", loss.how.label(), by.unwrap_or_default()));
        }
    }
    facts.extend(findings::of_item(view, item).into_iter().map(|found| of_finding(item, found)));
    facts
}

/// The facts of one attribute of an item, or of the item by itself: what is said on these paths, and through whom.
pub(super) fn of_part(view: &View<'_>, item: &Item, paths: &[Path]) -> Facts {
    let mut facts = Facts::new();
    let mut put = |sort, about: &str, what: String, value: String| {
        facts.insert((sort, about.to_owned(), what), value);
    };
    for path in paths.iter().filter(|path| !path.is_of(PHASE)) {
        of_path(view, path, &mut put);
    }
    for chain in voices(view, paths) {
        put(Sort::Voice, item.key.as_str(), chain, "tells of it".to_owned());
    }
    facts
}

/// What the check finds of a report about an item.
pub(super) fn of_report<'s>(view: &View<'s>, heard: &mut Heard<'s>, item: &Item, place: usize) -> Facts {
    findings::of_report(view, heard, place).into_iter().map(|found| of_finding(item, found)).collect()
}

fn of_finding(item: &Item, (code, message): findings::Found) -> (Key, String) {
    // What is told beside a finding (that others tell of the item too) does not make it another one.
    let found = message.split(';').next().unwrap_or_default().to_owned();
    ((Sort::Finding, item.key.to_string(), found), code.as_str().to_owned())
}

/// What is left of an item that was found to be another one.
pub(super) fn merged_into(item: &ItemKey, other: &ItemKey) -> Facts {
    let found = format!("found to be {}", marked(other));
    Facts::from([((Sort::Item, item.to_string(), String::new()), found)])
}

/// Who revises: the one it says, else who speaks in it.
fn reviser(view: &View<'_>, update: &Update) -> String {
    update.by.as_ref().map_or_else(|| reports::speaker(view, update), |by| names::reviser(view, by))
}

/// The reports about an item, and about those found to be it.
pub(super) fn reports_of<'v>(view: &'v View<'_>, item: &'v Item) -> impl Iterator<Item = usize> + 'v {
    let same = std::iter::once(item).chain(view.merged_into(&item.key).iter().copied());
    same.flat_map(|item| item.reports.iter().copied())
}

/// Through whom something is told of on these paths: the chains of the words that count, each put into words once.
fn voices(view: &View<'_>, paths: &[Path]) -> BTreeSet<String> {
    let (mut known, mut voices) = (HashSet::new(), BTreeSet::new());
    for path in paths {
        let account = view.account(path);
        for word in account.current().filter(|word| word.stance.supports() && !word.plan) {
            if known.insert((&word.attribution.origin, &word.attribution.via)) {
                voices.insert(sources::chain(view, word.attribution).join(" → "));
            }
        }
    }
    voices
}

/// Whether what is told of a path names other items, which can be called otherwise without anything moving here.
pub(super) fn names_others(view: &View<'_>, path: &Path) -> bool {
    view.account(path).words.iter().any(|word| match word.value {
        Some(Value::Item(_)) => true,
        Some(Value::When(when)) => when.as_str().contains(' '),
        _ => false,
    })
}

fn of_path(view: &View<'_>, path: &Path, put: &mut impl FnMut(Sort, &str, String, String)) {
    let account = view.account(path);
    let about = path.to_string();
    of_values(view, &account, &about, put);
    for word in account.current().filter(|word| word.stance.is_told()) {
        let stance = stances::of_holder(view, word.holder, word.stance, path, word.value);
        put(Sort::Stance, &about, names::of(view, word.holder), stance);
    }
    if path.element.is_some() && path.detail.is_none() {
        let identified = account.leading().and_then(|leading| leading.value?.entity());
        let known = identified.map_or("described", |_| "identified");
        put(Sort::Identified, &about, String::new(), known.to_owned());
    }
}

fn of_values(view: &View<'_>, account: &Account<'_>, about: &str, put: &mut impl FnMut(Sort, &str, String, String)) {
    for candidate in account.candidates.iter().filter(|found| found.standing.support > Grade::None) {
        let support = candidate.standing.support.as_str().to_owned();
        put(Sort::Value, about, value_of(view, candidate.value), support);
    }
    if account.is_contested() {
        put(Sort::Contested, about, String::new(), "contested".to_owned());
    }
}

/// What is called what, and whether the story takes updates.
pub(super) fn of_head(view: &View<'_>) -> Facts {
    let (head, status) = view.head();
    let story = view.state.slug().to_string();
    let mut facts = Facts::from([((Sort::Story, story.clone(), "status".to_owned()), status.as_str().to_owned())]);
    if let Some(title) = head.title {
        facts.insert((Sort::Story, story, "title".to_owned()), title.into());
    }
    facts
}

/// What is said of one person, organisation or place.
pub(super) fn of_entity(view: &View<'_>, paths: &[Path]) -> Facts {
    let mut facts = Facts::new();
    let mut put = |sort, about: &str, what: String, value: String| {
        facts.insert((sort, about.to_owned(), what), value);
    };
    for path in paths {
        of_values(view, &view.account(path), &path.to_string(), &mut put);
    }
    facts
}

/// Where sources count more than are on file.
pub(super) fn of_series(view: &View<'_>) -> Facts {
    let missing = series::of(view).into_iter().filter(|series| series.missing > 0);
    missing.map(|series| ((Sort::Count, series.label, String::new()), format!("{} missing", series.missing))).collect()
}

/// Whether an update counts in a series: without any, none has to be counted.
pub(super) fn counts(update: &Update) -> bool {
    update.testimonies.iter().any(|said| match &said.value {
        Some(Value::Ordinal(_)) => true,
        Some(Value::Count(count)) => count.series.is_some(),
        _ => false,
    })
}

/// A value as a fact has it: another item by its key, since what that is called can move without this one.
fn value_of(view: &View<'_>, value: Option<&Value>) -> String {
    match value {
        Some(Value::Item(item)) => marked(item),
        Some(Value::When(when)) => match when.relative_to() {
            Some(item) => values::when_by(view, when, &marked(&item)),
            None => values::when(view, when),
        },
        value => values::candidate(view, value),
    }
}

const START: char = '\u{2}';
const END: char = '\u{3}';

/// An item of the story in a fact.
fn marked(item: &ItemKey) -> String {
    format!("{START}{item}{END}")
}

/// A fact as it reads: other items by what they are called.
pub(super) fn worded(view: &View<'_>, fact: &str) -> String {
    let mut words = String::with_capacity(fact.len());
    let mut rest = fact;
    while let Some((before, (item, after))) = rest.split_once(START).and_then(|(b, r)| Some((b, r.split_once(END)?))) {
        words.push_str(before);
        words.push_str(&called::by_key(view, item));
        rest = after;
    }
    words + rest
}
