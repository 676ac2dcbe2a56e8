//! Holders whose own words on one path do not agree.

use std::collections::HashMap;

use crate::judge::account::{Disagreement, Discord, Word};
use crate::judge::compare::{DaysGiven, TimeSaid, are_of_different_changes, compare};
use crate::record::comparison::Comparison;
use crate::record::kind::spec::MergeRule;
use crate::record::name::EntitySlug;
use crate::record::value::Value;
use crate::state::directory::StoryDirectory;

/// Every holder that disagrees with itself, each once in each way: first by the values it gives, then by position.
pub(super) fn discords<'s>(words: &[Word<'s>], rule: MergeRule, directory: StoryDirectory<'_>) -> Vec<Discord<'s>> {
    let mut discords = of_values(words, rule, directory);
    discords.extend(of_positions(words, directory));
    discords
}

/// One speaker's changed account, or speakers of one holder who differ.
fn of_values<'s>(words: &[Word<'s>], rule: MergeRule, directory: StoryDirectory<'_>) -> Vec<Discord<'s>> {
    let mut discords: Vec<Discord<'s>> = Vec::new();
    let mut by_holder: HashMap<&EntitySlug, (Vec<&Word<'s>>, Vec<Option<&Value>>)> = HashMap::new();
    let own = |word: &&Word<'s>| word.stance.supports() && !word.secondhand && word.value.is_some();
    for newer in words.iter().filter(own) {
        let (earlier, values) = by_holder.entry(newer.holder).or_default();
        // Whoever has said the same hundreds of times has not disagreed.
        let others = if values.iter().all(|value| *value == newer.value) { &[][..] } else { &earlier[..] };
        for older in others.iter().filter(|older| older.value != newer.value) {
            let Some(how) = disagreement(newer, older, earlier, rule, directory) else { continue };
            let known = discords.iter().any(|known| known.holder == newer.holder && known.how == how);
            if !known && differ(newer, older, directory) {
                discords.push(Discord { holder: newer.holder, how, filings: vec![older.filing, newer.filing] });
            }
        }
        earlier.push(newer);
        if !values.contains(&newer.value) {
            values.push(newer.value);
        }
    }
    discords
}

fn differ(newer: &Word<'_>, older: &Word<'_>, directory: StoryDirectory<'_>) -> bool {
    let are_two_ends = || {
        let [one, other] = [newer, older].map(|word| DaysGiven::of(&[word]));
        one.come_before(&other) || other.come_before(&one)
    };
    compare(newer.value, older.value, directory) == Comparison::Conflicting
        && !are_two_ends()
        && !are_of_different_changes(&[older], &[newer])
        && !TimeSaid::of(&[older]).differs(&TimeSaid::of(&[newer]))
}

/// In which way two words of one holder disagree, if what they say differs.
fn disagreement(
    newer: &Word<'_>,
    older: &Word<'_>,
    earlier: &[&Word<'_>],
    rule: MergeRule,
    directory: StoryDirectory<'_>,
) -> Option<Disagreement> {
    let both_stand = !older.replaced && !newer.replaced && newer.plan == older.plan && rule != MergeRule::Several;
    let repeats = || {
        earlier.iter().any(|word| {
            word.attribution.origin == newer.attribution.origin
                && compare(word.value, newer.value, directory) == Comparison::Same
                && older.place() > word.place()
        })
    };
    match newer.attribution.origin == older.attribution.origin {
        true => both_stand.then_some(Disagreement::ChangedAccount),
        // Who gives another number later has counted again, whoever of its speakers it is.
        false if both_stand && are_counts_of_different_days(newer, older) => Some(Disagreement::ChangedAccount),
        // Its speakers differ too where one repeats an old word after the newer one of another.
        false => (both_stand || repeats()).then_some(Disagreement::Divided),
    }
}

fn are_counts_of_different_days(newer: &Word<'_>, older: &Word<'_>) -> bool {
    let is_count = |word: &Word<'_>| matches!(word.value, Some(Value::Count(_)));
    is_count(newer) && is_count(older) && newer.order.day() != older.order.day()
}

/// Holders who now say what they denied, or deny what they said, each with the last word of either kind.
fn of_positions<'s>(words: &[Word<'s>], directory: StoryDirectory<'_>) -> Vec<Discord<'s>> {
    let mut changes: Vec<Discord<'s>> = Vec::new();
    let own = |word: &&Word<'s>| word.stance.is_committal() && !word.secondhand;
    let given_up: Vec<&Word<'s>> = words.iter().rev().filter(own).filter(|word| word.replaced).collect();
    for newer in words.iter().rev().filter(own).filter(|word| !word.replaced) {
        if changes.iter().any(|known| known.holder == newer.holder) {
            continue;
        }
        let turned = given_up.iter().filter(|word| word.place() < newer.place()).find(|older| {
            older.holder == newer.holder
                && older.stance.supports() != newer.stance.supports()
                && compare(older.value, newer.value, directory) == Comparison::Same
        });
        if let Some(older) = turned {
            let filings = vec![older.filing, newer.filing];
            changes.push(Discord { holder: newer.holder, how: Disagreement::ChangedPosition, filings });
        }
    }
    changes
}
