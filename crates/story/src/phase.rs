//! Where in its life an item is, all words considered: one phase where they agree, else phase by party.

use serde::{Deserialize, Serialize};

use crate::kind::{PhaseSpec, Rank};
use crate::name::{EntitySlug, ItemKey, UpdateId};
use crate::standing::{Grade, Word, phase_name};
use crate::state::Item;
use crate::testimony::{Path, Stance};
use crate::value::Value;
use crate::view::View;

/// The overall phase of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Nobody has said.
    NotStated,
    /// What all who count agree on, with those who say so.
    Agreed {
        /// The phase.
        phase: Box<str>,
        /// How well it is supported.
        grade: Grade,
        /// Who says so, and in which update.
        by: Vec<(EntitySlug, UpdateId)>,
    },
    /// What each says; never merged.
    ByParty(Vec<(EntitySlug, Box<str>, UpdateId)>),
}

impl Phase {
    /// The phase all agree on.
    pub fn agreed(&self) -> Option<&str> {
        match self {
            Self::Agreed { phase, .. } => Some(phase),
            _ => None,
        }
    }

    /// The updates behind it.
    pub fn updates(&self) -> Vec<UpdateId> {
        match self {
            Self::NotStated => Vec::new(),
            Self::Agreed { by, .. } => by.iter().map(|(_, update)| *update).collect(),
            Self::ByParty(by) => by.iter().map(|(_, _, update)| *update).collect(),
        }
    }
}

/// A word on the phase of an item, with what the kind says of that phase.
struct PhaseWord<'s> {
    word: Word<'s>,
    spec: &'static PhaseSpec,
}

impl<'s> View<'s> {
    /// The overall phase of an item.
    pub fn phase(&self, item: &Item) -> Phase {
        let words = self.phase_words(item);
        let Some(rank) = self.decisive_rank(item, &words) else { return Phase::NotStated };
        let mut deciding: Vec<&PhaseWord<'s>> = words.iter().filter(|word| word.spec.rank == rank).collect();
        if deciding.iter().any(|word| !word.word.secondhand && self.is_party(&item.key, word.word.holder)) {
            deciding.retain(|word| self.is_party(&item.key, word.word.holder));
        }
        if rank == Rank::Plans {
            self.drop_overtaken_plans(&mut deciding);
        }
        summed_up(&deciding)
    }

    /// The words on an item's phase that count: above conjecture, and, for a party's own act, attributed.
    fn phase_words(&self, item: &Item) -> Vec<PhaseWord<'s>> {
        let account = self.account(&Path::item(item.key.clone()).attribute(phase_name()));
        let current = account.words.into_iter().filter(|word| !word.replaced && word.stance.supports());
        current
            .filter_map(|word| {
                let Some(Value::Choice(phase)) = word.value else { return None };
                let spec = item.kind.phase(phase)?;
                let counts = word.grade > Grade::Conjecture && (!spec.own_act || word.grade > Grade::Unattributed);
                counts.then_some(PhaseWord { word, spec })
            })
            .collect()
    }

    /// The highest rank with a word that is not denied at a higher grade.
    fn decisive_rank(&self, item: &Item, words: &[PhaseWord<'s>]) -> Option<Rank> {
        let denial = self.best_denial(&item.key);
        let mut ranks: Vec<Rank> = words.iter().map(|word| word.spec.rank).collect();
        ranks.sort();
        ranks.dedup();
        ranks.into_iter().rev().find(|rank| {
            let best = words.iter().filter(|word| word.spec.rank == *rank).map(|word| word.word.grade).max();
            *rank == Rank::Plans || best.is_some_and(|best| best >= denial)
        })
    }

    fn best_denial(&self, item: &ItemKey) -> Grade {
        let account = self.account(&Path::item(item.clone()));
        let denials = account.current().filter(|word| word.stance == Stance::Denies).map(|word| word.grade);
        denials.max().unwrap_or(Grade::None)
    }

    /// A plan yields to another's later word that it is off, and talk of one to any plan.
    fn drop_overtaken_plans(&self, words: &mut Vec<&PhaseWord<'s>>) {
        let overtakes = |newer: &PhaseWord<'s>, older: &PhaseWord<'s>| {
            let yields = match older.spec.name {
                "planned" => matches!(newer.spec.name, "postponed" | "cancelled"),
                "mooted" => newer.spec.name != "mooted",
                _ => false,
            };
            yields && self.is_later(newer.word.filing, older.word.filing)
        };
        let kept: Vec<bool> = words.iter().map(|older| !words.iter().any(|newer| overtakes(newer, older))).collect();
        let mut kept = kept.into_iter();
        words.retain(|_| kept.next().unwrap_or(true));
    }
}

fn summed_up(words: &[&PhaseWord<'_>]) -> Phase {
    let Some(first) = words.first() else { return Phase::NotStated };
    if words.iter().all(|word| word.spec.name == first.spec.name) {
        let grade = words.iter().map(|word| word.word.grade).max().unwrap_or(Grade::None);
        let by = words.iter().map(|word| (word.word.holder.clone(), word.word.update)).collect();
        return Phase::Agreed { phase: first.spec.name.into(), grade, by };
    }
    Phase::ByParty(
        words.iter().map(|word| (word.word.holder.clone(), word.spec.name.into(), word.word.update)).collect(),
    )
}
