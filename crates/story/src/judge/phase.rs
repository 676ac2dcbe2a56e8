//! Where in its life an item is, all words considered: one phase where they agree, else phase by party.

use serde::{Deserialize, Serialize};

use crate::judge::account::Word;
use crate::judge::grade::Grade;
use crate::judge::view::View;
use crate::record::kind::Kind;
use crate::record::kind::attribute::OUTLOOK;
use crate::record::kind::spec::{PhaseRole, PhaseSpec, Rank};
use crate::record::name::{EntitySlug, ItemKey, UpdateId, own_name};
use crate::record::path::Path;
use crate::record::path::phase_name;
use crate::record::stance::Stance;
use crate::state::fold::Item;
use crate::state::order::Order;

/// What a party that denies it says of the phase of an item.
pub const DENIED: &str = "denied";

/// How likely a party makes what lies ahead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outlook {
    /// The party.
    pub holder: EntitySlug,
    /// Its name.
    pub name: String,
    /// How likely: `likely`, `in_doubt`, ….
    pub says: Box<str>,
    /// The update that says so.
    pub update: UpdateId,
}

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
        /// Who planned otherwise and has not spoken of the phase since.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        not_since: Vec<(EntitySlug, UpdateId)>,
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

    /// What the phase all agree on means for an item of this kind.
    pub fn role(&self, kind: Kind) -> Option<PhaseRole> {
        kind.phase_role(self.agreed()?)
    }

    /// The updates behind it.
    pub fn updates(&self) -> Vec<UpdateId> {
        match self {
            Self::NotStated => Vec::new(),
            Self::Agreed { by, .. } => by.iter().map(|(_, update)| *update).collect(),
            Self::ByParty(by) => by.iter().map(|(_, _, update)| *update).collect(),
        }
    }

    /// It in one word, or who says what.
    pub fn text(&self) -> String {
        match self {
            Self::NotStated => "not stated".to_owned(),
            Self::Agreed { phase, .. } => phase.replace('_', " "),
            Self::ByParty(by) => {
                let said = by.iter().map(|(holder, phase, _)| format!("{holder}: {}", phase.replace('_', " ")));
                said.collect::<Vec<_>>().join("; ")
            }
        }
    }
}

/// A word on the phase of an item: the phase it says, or that it denies that the item is under way or over.
struct PhaseWord<'s> {
    word: Word<'s>,
    spec: Option<&'static PhaseSpec>,
}

impl PhaseWord<'_> {
    fn role(&self) -> Option<PhaseRole> {
        self.spec.map(|spec| spec.role)
    }

    fn token(&self) -> &'static str {
        self.spec.map_or(DENIED, |spec| spec.name)
    }
}

impl<'s> View<'s> {
    /// The overall phase of an item: the highest rank with a word that no better word denies; of that rank the words of
    /// the item's parties if any of them says so, else everyone's; agreed, or party by party.
    pub fn phase(&self, item: &Item) -> Phase {
        let words = self.phase_words(item);
        let denials = self.denials_of(&item.key);
        let Some(rank) = decisive_rank(&words, &denials) else { return Phase::NotStated };
        let mut deciding: Vec<&PhaseWord<'s>> =
            words.iter().filter(|word| word.spec.is_some_and(|spec| spec.rank() == rank)).collect();
        let by_party = |word: &&PhaseWord<'s>| self.is_party(&item.key, word.word.holder);
        let own = deciding.iter().any(|word| !word.word.secondhand && by_party(word));
        if rank > Rank::Plans {
            deciding.extend(&denials);
        }
        if own {
            deciding.retain(by_party);
        }
        let not_since = if rank == Rank::Plans { self.drop_overtaken_plans(&mut deciding) } else { Vec::new() };
        summed_up(&deciding, not_since)
    }

    /// How likely each party makes what lies ahead; a later word of the same party on the phase clears it.
    pub fn outlook(&self, item: &Item) -> Vec<Outlook> {
        let path = Path::item(item.key.clone());
        let phases = self.account(&path.attribute(phase_name()));
        let outlooks = self.account(&path.attribute(own_name(OUTLOOK)));
        let held = outlooks.current().filter(|word| word.stance.supports());
        let cleared = |word: &Word<'_>| {
            let mut later =
                phases.words.iter().filter(|phase| phase.holder == word.holder && phase.update != word.update);
            later.any(|phase| phase.place() > word.place())
        };
        held.filter(|word| !cleared(word))
            .filter_map(|word| {
                let (holder, name) = (word.holder.clone(), self.name_of(word.holder));
                Some(Outlook { holder, name, says: word.value?.text()?.into(), update: word.update })
            })
            .collect()
    }

    /// When the item was first said to be under way or over, if that is what its phase is.
    pub(crate) fn find_begun(&self, item: &Item) -> Option<Order> {
        let words = self.phase_words(item);
        decisive_rank(&words, &self.denials_of(&item.key)).filter(|rank| *rank > Rank::Plans)?;
        let begun = words.iter().filter(|word| word.spec.is_some_and(|spec| spec.rank() > Rank::Plans));
        begun.map(|word| word.word.order).min()
    }

    /// The words on an item's phase that count: above conjecture, and, for a party's own act, attributed.
    fn phase_words(&self, item: &Item) -> Vec<PhaseWord<'s>> {
        let account = self.account(&Path::item(item.key.clone()).attribute(phase_name()));
        let current = account.current().filter(|word| word.stance.supports());
        current
            .filter_map(|word| {
                let spec = item.kind.phase(word.value?.text()?)?;
                let counts = word.grade > Grade::Conjecture && (!spec.own_act || word.grade > Grade::Unattributed);
                counts.then(|| PhaseWord { word: word.clone(), spec: Some(spec) })
            })
            .collect()
    }

    /// The denials that the item took place, other than by a phase.
    fn denials_of(&self, item: &ItemKey) -> Vec<PhaseWord<'s>> {
        let account = self.account(&Path::item(item.clone()));
        let denials = account.current().filter(|word| {
            let testimony = self.state.filed(word.filing).1;
            let whole = testimony.limits.is_none() && testimony.path.attribute.is_none();
            !word.plan && whole && word.stance == Stance::Denies && word.grade > Grade::Conjecture
        });
        denials.map(|word| PhaseWord { word: word.clone(), spec: None }).collect()
    }

    /// A plan yields to another's later word that it is off, and talk of one to any plan. Who planned and has not spoken
    /// of the phase since is answered.
    fn drop_overtaken_plans(&self, words: &mut Vec<&PhaseWord<'s>>) -> Vec<(EntitySlug, UpdateId)> {
        let overtakes = |newer: &PhaseWord<'s>, older: &PhaseWord<'s>| {
            let yields = match older.role() {
                Some(PhaseRole::Planned) => {
                    matches!(newer.role(), Some(PhaseRole::Postponed | PhaseRole::CalledOff))
                }
                Some(PhaseRole::Mooted) => newer.role() != Some(PhaseRole::Mooted),
                _ => false,
            };
            yields && newer.word.order > older.word.order
        };
        let (kept, overtaken): (Vec<_>, Vec<_>) =
            words.iter().copied().partition(|older| !words.iter().any(|newer| overtakes(newer, older)));
        *words = kept;
        let planned = overtaken.iter().filter(|word| word.role() == Some(PhaseRole::Planned));
        planned.map(|word| (word.word.holder.clone(), word.word.update)).collect()
    }
}

/// The highest rank with a word that is not denied at a higher grade.
fn decisive_rank(words: &[PhaseWord<'_>], denials: &[PhaseWord<'_>]) -> Option<Rank> {
    let denial = denials.iter().map(|word| word.word.grade).max().unwrap_or(Grade::None);
    let mut ranks: Vec<Rank> = words.iter().filter_map(|word| Some(word.spec?.rank())).collect();
    ranks.sort();
    ranks.dedup();
    ranks.into_iter().rev().find(|rank| {
        let of_rank = words.iter().filter(|word| word.spec.is_some_and(|spec| spec.rank() == *rank));
        let stands = |word: &PhaseWord<'_>| {
            word.spec.is_some_and(|spec| spec.asserts != Some(true)) || word.word.grade >= denial
        };
        *rank == Rank::Plans || of_rank.into_iter().any(stands)
    })
}

fn summed_up(words: &[&PhaseWord<'_>], not_since: Vec<(EntitySlug, UpdateId)>) -> Phase {
    let Some(first) = words.first() else { return Phase::NotStated };
    if words.iter().all(|word| word.token() == first.token() && word.spec.is_some()) {
        let grade = words.iter().map(|word| word.word.grade).max().unwrap_or(Grade::None);
        let by = words.iter().map(|word| (word.word.holder.clone(), word.word.update)).collect();
        return Phase::Agreed { phase: first.token().into(), grade, by, not_since };
    }
    Phase::ByParty(words.iter().map(|word| (word.word.holder.clone(), word.token().into(), word.word.update)).collect())
}
