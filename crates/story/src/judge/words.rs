//! Which words are said on a path, beside those filed under it, and which of them were about a plan.
//!
//! On the path of an item itself a word of a phase that is under way or over also says that it is so, or, for `not_held`,
//! that it is not; of what does not take place (a claim, a statement) whoever reports it says that it is so; and a request
//! for comment about the item files what came of it. What is said of a group reaches the elements that are part of it, no
//! better than their membership.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::judge::account::{Candidate, Word};
use crate::judge::grade::Grade;
use crate::record::kind::Kind;
use crate::record::kind::change::Change;
use crate::record::kind::spec::{MergeRule, PhaseRole, PhaseSpec, Rank};
use crate::record::name::EntitySlug;
use crate::record::stance::Stance;
use crate::record::value::Value;
use crate::state::order::Order;

/// What words on the phase of an item say of whether it is so.
pub(super) fn of_phases<'s>(kind: Kind, phases: Vec<Word<'s>>) -> impl Iterator<Item = Word<'s>> {
    phases.into_iter().filter_map(move |word| {
        let Some(Value::Choice(phase)) = word.value else { return None };
        let stance = implied_stance(kind.phase(phase)?.asserts?, word.stance)?;
        Some(Word { stance, value: None, implied: true, ..word })
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
/// a value of it. One that contradicts an earlier report of the same says that it is not so.
pub(super) fn of_report(said: Vec<Word<'_>>, contradicts: bool) -> Vec<Word<'_>> {
    let mut words: Vec<Word<'_>> = Vec::new();
    let stance = if contradicts { Stance::Denies } else { Stance::Asserts };
    for word in said {
        let reports = matches!(word.record.change, Change::Reported | Change::Recorded | Change::Corrected);
        let own = word.stance.supports()
            && word.testimony.holder.is_none()
            && word.testimony.path.of_item() == word.record.item.as_ref();
        let known = words.iter().any(|known| known.testimony.attribution == word.testimony.attribution);
        if reports && own && !known {
            words.push(Word { stance, value: None, implied: true, ..word });
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

/// Marks what was said of an occurrence itself before it took place, or was called off: that was of the plan, and says
/// nothing of what came of it. It was before, if it was said before the earliest instant it can have taken place; where no
/// day is given, also if a plan was on file and nobody had yet said what came of it.
pub(super) fn mark_said_of_plan(words: &mut [Word<'_>], course: &Course) {
    for word in words.iter_mut().filter(|word| !word.implied) {
        let ahead = course.start.is_some_and(|start| word.order.said < start.earliest);
        let on_file = course.planned.is_some_and(|planned| planned <= word.order)
            && course.turned.is_some_and(|turned| word.order < turned);
        word.plan = ahead || (on_file && !course.start.is_some_and(|start| start.exact));
    }
}

/// Marks the words that said an occurrence was planned before others said what came of it. They speak against nothing.
pub(super) fn mark_earlier_phases(words: &mut [Word<'_>], kind: Kind) {
    let rank =
        |word: &Word<'_>| word.value.and_then(Value::text).and_then(|phase| kind.phase(phase)).map(PhaseSpec::rank);
    let begun = |word: &&Word<'_>| {
        !word.replaced && word.stance.supports() && word.grade > Grade::Conjecture && rank(word) > Some(Rank::Plans)
    };
    let Some(begun) = words.iter().filter(begun).map(|word| word.order).min() else { return };
    for word in words {
        word.plan = rank(word) == Some(Rank::Plans) && word.order < begun;
    }
}

/// When an occurrence can first have taken place.
#[derive(Clone, Copy)]
pub(super) struct Start {
    pub(super) earliest: Timestamp,
    /// Whether its first day is given, and not only a month or a year it was in.
    pub(super) exact: bool,
}

/// When what is said of an occurrence became another thing to speak of.
#[derive(Default)]
pub(super) struct Course {
    /// When it can first have taken place, if it is said to have, and a date is given.
    pub(super) start: Option<Start>,
    /// When it was first said to be planned.
    pub(super) planned: Option<Order>,
    /// When it was first said what came of the plan.
    pub(super) turned: Option<Order>,
}

/// Marks the words on an item that its holder's later words on the phase have ended: that it is so, by calling it off; that
/// it is not, by planning it; and whatever commits to nothing, by any.
pub(super) fn mark_ended(words: &mut [Word<'_>], phases: &[Word<'_>], kind: Kind) {
    let (mut any, mut planned, mut called_off) = (HashMap::new(), HashMap::new(), HashMap::new());
    for phase in phases.iter().filter(|phase| phase.stance.supports() && !phase.secondhand) {
        let of_role = match phase.value.and_then(Value::text).and_then(|phase| kind.phase_role(phase)) {
            Some(PhaseRole::CalledOff) => Some(&mut called_off),
            Some(PhaseRole::Planned) => Some(&mut planned),
            _ => None,
        };
        for said in of_role.into_iter().chain([&mut any]) {
            said.entry(phase.holder).or_insert_with(Vec::new).push((phase.place(), phase.update));
        }
    }
    for word in words {
        let ending = match word.stance {
            Stance::Asserts | Stance::Confirms => &called_off,
            Stance::Denies | Stance::Disputes => &planned,
            Stance::Names => continue,
            Stance::CannotCorroborate
            | Stance::DeniesKnowledge
            | Stance::Declines
            | Stance::NotConfirmed
            | Stance::NoAnswer => &any,
        };
        // In the order they were said: the last ones tell.
        let later = ending.get(word.holder).into_iter().flatten().rev().take_while(|(place, _)| *place > word.place());
        word.replaced |= later.into_iter().any(|(_, update)| *update != word.update);
    }
}

/// Grades words no better than this.
pub(super) fn cap(words: &mut [Word<'_>], most: Grade) {
    for word in words {
        word.grade = word.grade.min(most);
    }
}

/// Whether the current words give texts of which neither has the other in it, as different relays of one utterance may.
pub(super) fn are_variants(words: &[Word<'_>]) -> bool {
    let texts: Vec<&str> = words
        .iter()
        .filter(|word| !word.replaced && word.stance.supports())
        .filter_map(|word| word.value?.text())
        .collect();
    texts.iter().any(|a| texts.iter().any(|b| !a.contains(b) && !b.contains(a)))
}
