//! How the values of words stand to each other.

use jiff::Timestamp;
use jiff::tz::Offset;

use crate::judge::account::Word;
use crate::record::comparison::Comparison;
use crate::record::kind::attribute::WHEN;
use crate::record::kind::change::Change;
use crate::record::kind::spec::{MergeRule, PhaseRole, Rank};
use crate::record::value::Value;
use crate::state::directory::Directory;

/// How two values stand to each other as their types say. Without a value a word is about the whole path, which is
/// compatible with every value of it.
pub(super) fn compare(a: Option<&Value>, b: Option<&Value>, directory: &Directory) -> Comparison {
    match (a, b) {
        (Some(a), Some(b)) => a.compare(b, directory),
        (None, None) => Comparison::Same,
        _ => Comparison::Compatible,
    }
}

/// Whether some words give the day something began and the others the day it ended, whichever they are.
pub(super) fn are_two_ends(some: &[&Word<'_>], others: &[&Word<'_>]) -> bool {
    begin_and_end(some, others) || begin_and_end(others, some)
}

/// Whether some words give the day something began, and others the day it ended.
pub(super) fn begin_and_end(began: &[&Word<'_>], ended: &[&Word<'_>]) -> bool {
    let day = |word: &Word<'_>| match word.value {
        Some(Value::When(when)) => when.start_in_utc(),
        _ => None,
    };
    let of_rank = |word: &Word<'_>, rank| word.testimony.path.is_of(WHEN) && word.record.rank_filed() == Some(rank);
    let all = |words: &[&Word<'_>], rank| !words.is_empty() && words.iter().all(|word| of_rank(word, rank));
    let in_order = || began.iter().all(|began| ended.iter().all(|ended| day(began) <= day(ended)));
    all(began, Rank::UnderWay) && all(ended, Rank::Outcome) && in_order()
}

/// Whether some words give the day of a later change of an item's life and the others that of another change: each change
/// of state has its own date, and the day a strike was interrupted is no rival of the day it began.
pub(super) fn are_of_different_changes(some: &[&Word<'_>], others: &[&Word<'_>]) -> bool {
    is_of_later_change(some) && others.iter().all(|other| some.iter().all(|one| !is_of_same_change(one, other)))
        || is_of_later_change(others)
            && some.iter().all(|one| others.iter().all(|other| !is_of_same_change(one, other)))
}

/// Whether all of these give the day of a change that is neither the beginning nor the end of what takes place, and of
/// anything else a change after it was put forward or out.
pub(super) fn is_of_later_change(words: &[&Word<'_>]) -> bool {
    let is_later = |word: &&Word<'_>| {
        let later = |role| match role {
            PhaseRole::UnderWay => word.record.change == Change::Resumed,
            PhaseRole::Suspended
            | PhaseRole::Agreed
            | PhaseRole::InForce
            | PhaseRole::Rejected
            | PhaseRole::Lapsed
            | PhaseRole::Withdrawn
            | PhaseRole::Amended
            | PhaseRole::Acknowledged
            | PhaseRole::Answered
            | PhaseRole::Unanswered => true,
            PhaseRole::Mooted
            | PhaseRole::Planned
            | PhaseRole::Postponed
            | PhaseRole::CalledOff
            | PhaseRole::Departed
            | PhaseRole::Arrived
            | PhaseRole::Done
            | PhaseRole::BrokenOff
            | PhaseRole::Failed
            | PhaseRole::NotHeld
            | PhaseRole::Proposed
            | PhaseRole::Asked
            | PhaseRole::Published => false,
        };
        word.testimony.path.is_of(WHEN) && role_filed(word).is_some_and(later)
    };
    !words.is_empty() && words.iter().all(is_later)
}

fn is_of_same_change(one: &Word<'_>, other: &Word<'_>) -> bool {
    (role_filed(one), one.record.change) == (role_filed(other), other.record.change)
}

/// What the phase means that the update of a word files.
fn role_filed(word: &Word<'_>) -> Option<PhaseRole> {
    word.record.kind.phase_filed_by(word.record.change).and_then(|phase| word.record.kind.phase_role(phase))
}

/// The day as of which counts are given, where all who give them say which; of several the last. The date of a claim is that
/// of the number it claims, and of what grows, as a toll does, a number is as of the day on which it was given.
pub(super) fn as_of(words: &[&Word<'_>]) -> Option<Timestamp> {
    let day = |word: &&Word<'_>| match (word.value, word.record.as_of(word.testimony)) {
        (Some(Value::Count(_)), Some(of)) => of.start_in_utc(),
        (Some(Value::Count(_)), None) if grows(word) => Offset::UTC.to_timestamp(word.order.day().at(0, 0, 0, 0)).ok(),
        _ => None,
    };
    words.iter().map(day).collect::<Option<Vec<Timestamp>>>()?.into_iter().max()
}

/// Whether a count is of an attribute whose later values replace earlier ones.
fn grows(word: &Word<'_>) -> bool {
    let path = &word.testimony.path;
    let spec = path.attribute.as_ref().and_then(|name| word.record.kind.attribute(name.as_str()));
    let spec = match &path.detail {
        Some(detail) => {
            let details = spec.and_then(|spec| spec.elements).unwrap_or_default();
            details.iter().find(|spec| spec.name == detail.as_str())
        }
        None => spec,
    };
    path.of_item().is_some() && spec.is_some_and(|spec| spec.holds == MergeRule::Successive)
}

/// Whether what some words say is said to hold at another time than what the others say: counts as of different days, or
/// what ended before the other began.
pub(super) fn are_of_different_times(some: &[&Word<'_>], others: &[&Word<'_>]) -> bool {
    match (as_of(some), as_of(others)) {
        (Some(one), Some(other)) => one != other,
        _ => is_over_before(some, others) || is_over_before(others, some),
    }
}

fn is_over_before(some: &[&Word<'_>], others: &[&Word<'_>]) -> bool {
    let end = |word: &&Word<'_>| word.testimony.until.as_ref().and_then(|until| until.span().latest);
    let start = |word: &&Word<'_>| word.testimony.from.as_ref().and_then(|from| from.span().earliest);
    let ends: Option<Vec<Timestamp>> = some.iter().map(end).collect();
    let starts: Option<Vec<Timestamp>> = others.iter().map(start).collect();
    let last = ends.and_then(|ends| ends.into_iter().max());
    let first = starts.and_then(|starts| starts.into_iter().min());
    last.zip(first).is_some_and(|(last, first)| last < first)
}
