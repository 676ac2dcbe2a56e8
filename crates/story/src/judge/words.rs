//! Which words are said on a path, beside those filed under it, and which of them were about a plan.
//!
//! On the path of an item itself a word of a phase that is under way or over also says that it is so, or, for `not_held`,
//! that it is not; of what does not take place (a claim, a statement) whoever reports it says that it is so; and a request
//! for comment about the item files what came of it. What is said of a group reaches the elements that are part of it, no
//! better than their membership.

use jiff::Timestamp;

use crate::judge::account::{Candidate, Word};
use crate::judge::grade::Grade;
use crate::record::kind::Kind;
use crate::record::kind::change::Change;
use crate::record::kind::spec::{MergeRule, Rank};
use crate::record::name::EntitySlug;
use crate::record::stance::Stance;
use crate::record::value::Value;
use crate::state::order::Order;

/// What words on the phase of an item say of whether it is so.
pub(super) fn of_phases<'s>(kind: Kind, phases: Vec<Word<'s>>) -> impl Iterator<Item = Word<'s>> {
    phases.into_iter().filter_map(move |word| {
        let Some(Value::Choice(phase)) = word.value else { return None };
        let stance = implied_stance(kind.phase(phase)?.asserts?, word.stance)?;
        Some(Word { stance, value: None, ..word })
    })
}

fn implied_stance(so: bool, stance: Stance) -> Option<Stance> {
    match (so, stance) {
        (true, stance) => Some(stance),
        (false, Stance::Asserts | Stance::Confirms) => Some(Stance::Denies),
        (false, _) => None,
    }
}

/// What one report about something that does not take place says of whether it is so: once for each attribution that gives
/// a value of it.
pub(super) fn of_report(said: Vec<Word<'_>>) -> Vec<Word<'_>> {
    let mut words: Vec<Word<'_>> = Vec::new();
    for word in said {
        let reports = matches!(word.record.change, Change::Reported | Change::Recorded | Change::Corrected);
        let own = word.stance.supports()
            && word.testimony.holder.is_none()
            && word.testimony.path.of_item() == word.record.item.as_ref();
        let known = words.iter().any(|known| known.testimony.attribution == word.testimony.attribution);
        if reports && own && !known {
            words.push(Word { stance: Stance::Asserts, value: None, ..word });
        }
    }
    words
}

/// What came of a request for comment, as a stance of the one who was asked.
pub(super) fn of_request<'s>(
    kind: Kind,
    asked: &'s EntitySlug,
    phases: Vec<Word<'s>>,
) -> impl Iterator<Item = Word<'s>> {
    phases.into_iter().filter_map(move |word| {
        let Some(Value::Choice(phase)) = word.value else { return None };
        let stance = kind.phase(phase)?.stance?;
        let secondhand = word.attribution.holder != *asked;
        Some(Word { holder: asked, stance, value: None, secondhand, ..word })
    })
}

/// What is said of a group, of one that belongs to it.
pub(super) fn of_group<'s>(membership: &Candidate<'_>, words: Vec<Word<'s>>) -> impl Iterator<Item = Word<'s>> {
    let most = membership.standing.support;
    words.into_iter().map(move |word| Word { grade: word.grade.min(most), ..word })
}

/// Marks what was said of the date, place and participants of an occurrence before it began: a plan, which stays on file
/// beside what happened, and is worth at most a report. Answers how the values of the path live together now.
pub(super) fn mark_plans(words: &mut [Word<'_>], rule: MergeRule, begun: Option<Order>) -> MergeRule {
    if rule != MergeRule::Planned {
        return rule;
    }
    let Some(begun) = begun else { return MergeRule::Successive };
    for word in words {
        let rank = word.record.rank_filed();
        word.plan = rank.map_or(word.order < begun, |rank| rank == Rank::Plans);
        if word.plan {
            word.grade = word.grade.min(Grade::Reported);
        }
    }
    MergeRule::Planned
}

/// Marks what was denied of an occurrence before its day came: that was about the plan, and says nothing of what happened.
pub(super) fn mark_denied_before(words: &mut [Word<'_>], start: Option<Timestamp>) {
    let Some(start) = start else { return };
    for word in words.iter_mut().filter(|word| word.stance == Stance::Denies) {
        word.plan = word.order.0 < start;
    }
}
