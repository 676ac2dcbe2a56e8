//! Which words no longer count, because their holder has said otherwise since or what they said was moved.
//!
//! A holder's later word, by whichever of its speakers, replaces an earlier one of the same holder. The first row that
//! fits decides:
//!
//! | the later word | the earlier one | replaced |
//! | --- | --- | --- |
//! | either of them only names what another word is about | | no |
//! | is hearsay | is the holder's own | no |
//! | | is an observation of the holder by another | by the holder's own word, or by the same observer's |
//! | commits to nothing | | where it is the same speaker's, and of another stance |
//! | commits | commits to nothing | yes |
//! | says the opposite of the same value | | yes, unless what was planned has become what happened in between |
//! | tells of an earlier day and an earlier moment in the course of the item | | no |
//! | gives a count as of an earlier day | | no |
//! | gives another value, no narrower | | where the path is successive; of plans, where both are |

use std::collections::HashMap;

use crate::judge::account::Word;
use crate::judge::compare::compare;
use crate::record::comparison::Comparison;
use crate::record::kind::attribute::PHASE;
use crate::record::kind::change::Change;
use crate::record::kind::spec::MergeRule;
use crate::record::name::EntitySlug;
use crate::record::time::When;
use crate::record::value::Value;
use crate::state::directory::StoryDirectory;
use crate::state::order::Order;

/// Marks the words, in the order they were said, whose holder has said otherwise since.
pub(super) fn mark_replaced(words: &mut [Word<'_>], rule: MergeRule, directory: StoryDirectory<'_>) {
    // Words of one holder that are alike are replaced together: hundreds may say the same.
    let mut standing: HashMap<&EntitySlug, Vec<Vec<usize>>> = HashMap::new();
    for later in 0..words.len() {
        let holder = words[later].holder;
        let earlier = standing.entry(holder).or_default();
        let (before, rest) = words.split_at_mut(later);
        let newer = &rest[0];
        earlier.retain(|alike| {
            let replaced = replaces(newer, &before[alike[0]], rule, directory);
            if replaced {
                alike.iter().for_each(|place| before[*place].replaced = true);
            }
            !replaced
        });
        match earlier.iter_mut().find(|alike| are_alike(&before[alike[0]], newer)) {
            Some(alike) => alike.push(later),
            None => earlier.push(vec![later]),
        }
    }
}

/// Whether two words of one holder are the same in all that [`replaces`] looks at.
fn are_alike(one: &Word<'_>, other: &Word<'_>) -> bool {
    let of = |word: &Word<'_>| (word.stance, word.secondhand, word.plan);
    of(one) == of(other)
        && one.day_of_phase() == other.day_of_phase()
        && one.value == other.value
        && one.attribution.origin == other.attribution.origin
}

/// Whether a later word of the same holder replaces an earlier one.
pub(super) fn replaces(newer: &Word<'_>, older: &Word<'_>, rule: MergeRule, directory: StoryDirectory<'_>) -> bool {
    use crate::record::stance::Stance::Names;
    if newer.stance == Names || older.stance == Names || (newer.secondhand && !older.secondhand) {
        return false;
    }
    let same_speaker = newer.attribution.origin == older.attribution.origin;
    if older.secondhand && older.stance.is_observation() {
        return !newer.secondhand || same_speaker;
    }
    if !newer.stance.is_committal() {
        return same_speaker && newer.stance != older.stance;
    }
    if !older.stance.is_committal() {
        return true;
    }
    let comparison = match (newer.value, older.value) {
        (Some(new), Some(old)) => new.compare(old, &directory),
        _ => Comparison::Same,
    };
    let says_same = newer.stance.supports() == older.stance.supports();
    let successive = match rule {
        MergeRule::Successive => {
            let looks_back = newer.testimony.path.is_of(PHASE) && newer.record.looks_back_from(older.record);
            !looks_back && !is_of_earlier_day(newer, older)
        }
        MergeRule::Planned => newer.plan && older.plan,
        MergeRule::Fixed | MergeRule::Several => false,
    };
    match comparison {
        Comparison::Same => !says_same && newer.plan == older.plan,
        Comparison::Narrows => false,
        Comparison::Widens | Comparison::Compatible | Comparison::Conflicting => {
            successive && says_same && newer.stance.supports()
        }
    }
}

/// Whether a count is given as of a day before that of another: of a series it is an earlier number, whenever it is told.
fn is_of_earlier_day(newer: &Word<'_>, older: &Word<'_>) -> bool {
    let day = |word: &Word<'_>| word.record.as_of(word.testimony).and_then(When::start_in_utc);
    day(newer).zip(day(older)).is_some_and(|(newer, older)| newer < older)
}

/// A date that was moved (`rescheduled`, `extended`) is moved for everybody who has not repeated the old one since.
pub(super) fn mark_moved(words: &mut [Word<'_>], directory: StoryDirectory<'_>) {
    let moved: Vec<(Order, Option<&Value>)> =
        words.iter().filter(|word| moves_a_date(word)).map(|word| (word.order, word.value)).collect();
    for (at, to) in moved {
        for older in words.iter_mut().filter(|word| word.stance.supports() && word.order < at) {
            let comparison = compare(older.value, to, directory);
            older.replaced |= !matches!(comparison, Comparison::Same | Comparison::Narrows);
        }
    }
}

fn moves_a_date(word: &Word<'_>) -> bool {
    matches!(word.record.change, Change::Rescheduled | Change::Extended)
        && matches!(word.value, Some(Value::When(_)))
        && word.stance.supports()
        && word.grade > crate::judge::grade::Grade::Conjecture
}
