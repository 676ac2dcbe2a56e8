//! Where in its life an item is, all words considered: one phase where they agree, else phase by party.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::judge::account::{Account, Word};
use crate::judge::grade::Grade;
use crate::judge::words::Course;
use crate::record::kind::Kind;
use crate::record::kind::change::Change;
use crate::record::kind::spec::{Moment, PhaseRole, PhaseSpec, Rank};
use crate::record::name::{EntitySlug, UpdateId};
use crate::record::stance::Stance;
use crate::record::time::When;
use crate::record::update::Update;
use crate::record::value::Value;
use crate::state::directory::StoryDirectory;
use crate::state::order::Order;

/// What a party that denies it says of the phase of an item.
pub const DENIED: &str = "denied";

/// How likely a party makes what lies ahead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
        /// Who says another phase without carrying it: what is a party's own act, said by nobody who is named; or what
        /// others say where the parties have spoken, or better words deny.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        beside: Vec<(EntitySlug, Box<str>, UpdateId)>,
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
}

/// A word on the phase of an item: the phase it says, or that it denies that the item is under way or over.
struct PhaseWord<'a, 's> {
    word: &'a Word<'s>,
    spec: Option<&'static PhaseSpec>,
}

impl PhaseWord<'_, '_> {
    fn rank(&self) -> Option<Rank> {
        self.spec.map(PhaseSpec::rank)
    }

    fn lies_ahead(&self) -> bool {
        self.role().is_some_and(PhaseRole::lies_ahead)
    }

    fn role(&self) -> Option<PhaseRole> {
        self.spec.map(|spec| spec.role)
    }

    fn token(&self) -> &'static str {
        self.spec.map_or(DENIED, |spec| spec.name)
    }
}

/// The overall phase of an item, from what is said of its phase and of whether it is so: the highest rank with a word that
/// no better word denies; of that rank the words of the item's parties if any of them says so, else everyone's; agreed, or
/// party by party.
pub(super) fn overall(kind: Kind, phases: &Account<'_>, whole: &Account<'_>) -> Phase {
    let all = phase_words(kind, phases);
    let words = counting(&all, phases);
    let denials = denials(whole);
    let Some(rank) = decisive_rank(&words, &denials) else { return Phase::NotStated };
    let mut deciding: Vec<&PhaseWord<'_, '_>> =
        words.iter().copied().filter(|word| word.rank() == Some(rank)).collect();
    let own = deciding.iter().any(|word| !word.word.secondhand && word.word.by_party);
    if rank > Rank::Plans {
        deciding.extend(&denials);
    }
    if own {
        deciding.retain(|word| word.word.by_party);
    }
    let (not_since, passed) = drop_overtaken(&mut deciding);
    let others = all.iter().filter(|word| word.rank() > Some(Rank::Plans) || !word.lies_ahead());
    let others = others.filter(|word| word.rank() >= Some(rank) && !passed.contains(&word.word.update));
    let beside = others.map(|word| (word.word.holder.clone(), word.token().into(), word.word.update)).collect();
    summed_up(&deciding, phases, not_since, beside)
}

/// When an item was first said to be under way or over, if that is what its phase is.
pub(super) fn begun(kind: Kind, phases: &Account<'_>, whole: &Account<'_>) -> Option<Order> {
    let all = phase_words(kind, phases);
    let words = counting(&all, phases);
    decisive_rank(&words, &denials(whole)).filter(|rank| *rank > Rank::Plans)?;
    words.iter().filter(|word| word.rank() > Some(Rank::Plans)).map(|word| word.word.order).min()
}

/// When what is said of an occurrence became another thing to speak of, by the words on its phase.
pub(super) fn course(kind: Kind, phases: &Account<'_>) -> Course {
    let words = phases.words.iter().filter(|word| word.stance.supports() && word.grade > Grade::Conjecture);
    let first = |wanted: &dyn Fn(&Word<'_>, &PhaseSpec) -> bool| {
        let of_phase = words.clone().filter(|word| {
            let spec = word.value.and_then(Value::text).and_then(|phase| kind.phase(phase));
            spec.is_some_and(|spec| wanted(word, spec))
        });
        of_phase.map(|word| word.order).min()
    };
    // What was called off and is on again is still a plan.
    let off = |word: &Word<'_>, spec: &PhaseSpec| {
        spec.own_act && !word.replaced && word.grade > Grade::Unattributed && !spec.role.lies_ahead()
    };
    Course {
        start: None,
        planned: first(&|_, spec| spec.role.lies_ahead()),
        turned: first(&|word, spec| spec.rank() > Rank::Plans || off(word, spec)),
    }
}

/// How likely each party makes what lies ahead; a later word of the same party on the phase clears it.
pub(super) fn outlook(outlooks: &Account<'_>, phases: &Account<'_>, directory: StoryDirectory<'_>) -> Vec<Outlook> {
    let cleared = |word: &Word<'_>| {
        let mut later = phases.words.iter().filter(|phase| phase.holder == word.holder && phase.update != word.update);
        later.any(|phase| phase.place() > word.place())
    };
    let held = outlooks.current().filter(|word| word.stance.supports() && !cleared(word));
    held.filter_map(|word| {
        let (holder, name) = (word.holder.clone(), directory.name(word.holder).to_owned());
        Some(Outlook { holder, name, says: word.value?.text()?.into(), update: word.update })
    })
    .collect()
}

/// The words on an item's phase, above conjecture.
fn phase_words<'a, 's>(kind: Kind, phases: &'a Account<'s>) -> Vec<PhaseWord<'a, 's>> {
    let current = phases.current().filter(|word| word.stance.supports() && word.grade > Grade::Conjecture);
    current.filter_map(|word| Some(PhaseWord { word, spec: Some(kind.phase(word.value?.text()?)?) })).collect()
}

/// Of these, the words that count: what is a party's own act only where it is attributed, or where nothing else is said and
/// it ends what the same voice had said before.
fn counting<'w, 'a, 's>(words: &'w [PhaseWord<'a, 's>], phases: &Account<'_>) -> Vec<&'w PhaseWord<'a, 's>> {
    let own_act = |word: &PhaseWord<'_, '_>| word.spec.is_some_and(|spec| spec.own_act);
    let (count, mut beside): (Vec<_>, Vec<_>) =
        words.iter().partition(|word| !own_act(word) || word.word.grade > Grade::Unattributed);
    if !count.is_empty() {
        return count;
    }
    beside.retain(|word| phases.words.iter().any(|earlier| earlier.replaced && earlier.holder == word.word.holder));
    beside
}

/// The denials that the item took place, other than by a phase.
fn denials<'a, 's>(whole: &'a Account<'s>) -> Vec<PhaseWord<'a, 's>> {
    let denials = whole.current().filter(|word| {
        let on_the_whole = word.testimony.limits.is_none() && word.testimony.path.attribute.is_none();
        !word.plan && on_the_whole && word.stance == Stance::Denies && word.grade > Grade::Conjecture
    });
    denials.map(|word| PhaseWord { word, spec: None }).collect()
}

/// A plan yields to another's later word that it is off, and talk of one to any plan; that something began, to another's
/// later word that it was interrupted; that it was agreed, to its being in force. Answers who planned and has not spoken of
/// the phase since, and the updates of all that has been overtaken.
fn drop_overtaken(words: &mut Vec<&PhaseWord<'_, '_>>) -> (Vec<(EntitySlug, UpdateId)>, Vec<UpdateId>) {
    // When each role was last overtaken: of thousands of words most have the same.
    let mut last: Vec<(Option<PhaseRole>, Option<Order>)> = Vec::new();
    let (mut kept, mut overtaken) = (Vec::new(), Vec::new());
    let looking_back = looking_back(words);
    for older in words.iter().copied() {
        let known = last.iter().find(|(role, _)| *role == older.role()).map(|(_, at)| *at);
        let at = known.unwrap_or_else(|| {
            let newer = words.iter().filter(|newer| yields(older.role(), newer));
            let at = newer.map(|newer| newer.word.order).max();
            last.push((older.role(), at));
            at
        });
        let looks_back = older.rank() == Some(Rank::UnderWay) && looking_back.contains(&day_given(older));
        if at > Some(older.word.order) || looks_back { overtaken.push(older) } else { kept.push(older) }
    }
    *words = kept;
    let planned = overtaken.iter().filter(|word| word.role() == Some(PhaseRole::Planned));
    let not_since = planned.map(|word| (word.word.holder.clone(), word.word.update)).collect();
    (not_since, overtaken.into_iter().map(|word| word.word.update).collect())
}

/// The moment in the course of an item that a word gives the day of, and that day.
type DayGiven<'s> = (Option<Moment>, Option<&'s When>);

fn day_given<'s>(word: &PhaseWord<'_, 's>) -> DayGiven<'s> {
    (word.word.record.moment_filed(), word.word.record.date_given().map(|(_, when)| when))
}

/// The days of what is under way that come before that of a later moment. Dates are slow to read, and of thousands of words
/// most give the same.
fn looking_back<'s>(words: &[&PhaseWord<'_, 's>]) -> HashSet<DayGiven<'s>> {
    let days: HashMap<DayGiven<'s>, &Update> = words.iter().map(|word| (day_given(word), word.word.record)).collect();
    let within = words.iter().filter(|word| word.rank() == Some(Rank::UnderWay)).map(|word| day_given(word));
    let within: HashSet<DayGiven<'s>> = within.collect();
    let looks_back = |day: &DayGiven<'s>| days.values().any(|newer| days[day].looks_back_from(newer));
    within.into_iter().filter(looks_back).collect()
}

/// Whether an older word of this role yields to a newer one.
fn yields(older: Option<PhaseRole>, newer: &PhaseWord<'_, '_>) -> bool {
    match older {
        Some(PhaseRole::Planned) => matches!(newer.role(), Some(PhaseRole::Postponed | PhaseRole::CalledOff)),
        Some(PhaseRole::Mooted) => newer.role() != Some(PhaseRole::Mooted),
        Some(PhaseRole::UnderWay | PhaseRole::Departed) => {
            matches!(newer.role(), Some(PhaseRole::Suspended | PhaseRole::Arrived))
        }
        Some(PhaseRole::Suspended) => newer.word.record.change == Change::Resumed,
        Some(PhaseRole::Agreed) => newer.role() == Some(PhaseRole::InForce),
        Some(PhaseRole::Published) => newer.role() == Some(PhaseRole::Amended),
        _ => false,
    }
}

/// The highest rank with a word that is not denied at a higher grade.
fn decisive_rank(words: &[&PhaseWord<'_, '_>], denials: &[PhaseWord<'_, '_>]) -> Option<Rank> {
    let denial = denials.iter().map(|word| word.word.grade).max().unwrap_or(Grade::None);
    let stands = |word: &&&PhaseWord<'_, '_>| {
        word.spec.is_some_and(|spec| spec.rank() == Rank::Plans || spec.asserts != Some(true))
            || word.word.grade >= denial
    };
    words.iter().filter(stands).filter_map(|word| word.rank()).max()
}

fn summed_up(
    words: &[&PhaseWord<'_, '_>],
    phases: &Account<'_>,
    not_since: Vec<(EntitySlug, UpdateId)>,
    mut beside: Vec<(EntitySlug, Box<str>, UpdateId)>,
) -> Phase {
    let Some(first) = words.first() else { return Phase::NotStated };
    if words.iter().all(|word| word.token() == first.token() && word.spec.is_some()) {
        beside.retain(|(_, phase, _)| **phase != *first.token());
        let best = words.iter().map(|word| word.word.grade).max().unwrap_or(Grade::None);
        // Two who saw it bear each other out.
        let grade = phases.saying(first.token()).map_or(best, |said| said.standing.support.max(best));
        let by = words.iter().map(|word| (word.word.holder.clone(), word.word.update)).collect();
        return Phase::Agreed { phase: first.token().into(), grade, by, not_since, beside };
    }
    Phase::ByParty(words.iter().map(|word| (word.word.holder.clone(), word.token().into(), word.word.update)).collect())
}
