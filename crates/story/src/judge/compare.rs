//! How the values of words stand to each other.

use jiff::Timestamp;
use jiff::tz::Offset;

use crate::judge::account::Word;
use crate::record::comparison::Comparison;
use crate::record::kind::attribute::WHEN;
use crate::record::kind::change::Change;
use crate::record::kind::spec::{KindRole, MergeRule, Moment, PhaseRole};
use crate::record::time::When;
use crate::record::value::Value;
use crate::state::directory::StoryDirectory;

/// How two values stand to each other as their types say. Without a value a word is about the whole path, which is
/// compatible with every value of it.
pub(super) fn compare(a: Option<&Value>, b: Option<&Value>, directory: StoryDirectory<'_>) -> Comparison {
    match (a, b) {
        (Some(a), Some(b)) => a.compare(b, &directory),
        (None, None) => Comparison::Same,
        _ => Comparison::Compatible,
    }
}

/// The days that some words give for one moment in the course of something, where all of them are of the same.
pub(super) struct DaysGiven {
    moment: Option<Moment>,
    first: Option<Timestamp>,
    last: Option<Timestamp>,
}

impl DaysGiven {
    pub(super) fn of<'w>(words: &[&'w Word<'_>]) -> Self {
        let date = |word: &&'w Word<'_>| match word.value {
            Some(Value::When(when)) => Some(when),
            _ => None,
        };
        let of_date = |word: &&Word<'_>| word.record.moment_filed().filter(|_| word.testimony.path.is_of(WHEN));
        let moment = words.first().and_then(of_date);
        let moment = moment.filter(|moment| words.iter().all(|word| of_date(word) == Some(*moment)));
        // Dates are slow to read, and most words give the one before it.
        let mut dates: Vec<Option<&When>> = words.iter().filter(|_| moment.is_some()).map(date).collect();
        dates.dedup();
        let days: Vec<Option<Timestamp>> = dates.into_iter().map(|date| date?.start_in_utc()).collect();
        Self { moment, first: days.iter().min().copied().flatten(), last: days.iter().max().copied().flatten() }
    }

    /// The moment they are of.
    pub(super) fn moment(&self) -> Option<Moment> {
        self.moment
    }

    /// Whether these are the days of an earlier moment than others are: it set out before it arrived, and began before it
    /// ended.
    pub(super) fn come_before(&self, later: &Self) -> bool {
        let earlier = self.moment.zip(later.moment).is_some_and(|(one, other)| one < other);
        earlier && self.last <= later.first
    }
}

/// Whether these give days as of which something is claimed: each claims it as of their own.
pub(super) fn are_days_of_claims(some: &[&Word<'_>], others: &[&Word<'_>]) -> bool {
    let of_claim = |word: &&Word<'_>| word.testimony.path.is_of(WHEN) && word.record.kind.role() == KindRole::Claim;
    some.iter().chain(others).all(of_claim)
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
        word.testimony.path.is_of(WHEN) && word.record.phase_filed().is_some_and(later)
    };
    !words.is_empty() && words.iter().all(is_later)
}

fn is_of_same_change(one: &Word<'_>, other: &Word<'_>) -> bool {
    (one.record.phase_filed(), one.record.change) == (other.record.phase_filed(), other.record.change)
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

/// Of which time some words say what they say, as far as all of them say it.
pub(super) struct TimeSaid {
    /// The day as of which they give a count.
    as_of: Option<Timestamp>,
    /// From when on it holds.
    start: Option<Timestamp>,
    /// Until when.
    end: Option<Timestamp>,
}

impl TimeSaid {
    pub(super) fn of(words: &[&Word<'_>]) -> Self {
        let end = |word: &&Word<'_>| word.testimony.until.as_ref().and_then(|until| until.span().latest);
        let start = |word: &&Word<'_>| word.testimony.from.as_ref().and_then(|from| from.span().earliest);
        let ends: Option<Vec<Timestamp>> = words.iter().map(end).collect();
        let starts: Option<Vec<Timestamp>> = words.iter().map(start).collect();
        Self {
            as_of: as_of(words),
            start: starts.and_then(|starts| starts.into_iter().min()),
            end: ends.and_then(|ends| ends.into_iter().max()),
        }
    }

    /// Whether it is another time than that of other words: counts as of different days, or what ended before the other
    /// began.
    pub(super) fn differs(&self, other: &Self) -> bool {
        let is_over_before =
            |one: &Self, other: &Self| one.end.zip(other.start).is_some_and(|(end, start)| end < start);
        match (self.as_of, other.as_of) {
            (Some(one), Some(other)) => one != other,
            _ => is_over_before(self, other) || is_over_before(other, self),
        }
    }

    /// The day as of which a count is given.
    pub(super) fn as_of(&self) -> Option<Timestamp> {
        self.as_of
    }
}
