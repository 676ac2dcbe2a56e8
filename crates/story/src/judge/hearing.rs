//! How well each value of a path is supported and opposed: one total function, with its reasons.
//!
//! # The support of a value
//!
//! The best grade ([`crate::judge::grade`]) of the words for it and for values that narrow it; *corroborated* where it would
//! be *reported* and as many independent origins as the desk asks (two), each of a different holder, state how they know.
//!
//! # Opposition
//!
//! The best of these; *contested* is opposition above conjecture and at least equal to support, where there is support.
//!
//! | what opposes a value | grade |
//! | --- | --- |
//! | a denial of it, of a wider form of it, or of the whole path | as the denier's assertion would be |
//! | the same, by a party to the item, on record and in its own name | the same, and at least the support |
//! | the same, of a claim, by one whose source speaks of an own act | the same, and at least the support |
//! | a denial limited in words to a part, or of the plan before it happened | nothing: it is shown beside it |
//! | another value that conflicts with it | that value's support |
//! | a conflicting value of the same single holder | nothing: that is its changed account, or it is divided |
//! | a conflicting value that loses to a wider form of this one | nothing |
//! | what was only planned, once it has begun | nothing |
//! | what others say of the own position, promise or part of the one who gives it on the record | nothing, unless it is better supported: it is shown beside it |
//! | a list said to be complete without this element | the grade of that list |
//! | a report of something else that an update says it `contradicts` | the grade of that report; as above, where its source speaks of an own act |
//!
//! Values conflict as their types say ([`Value::compare`]), or where an update says that one `contradicts` the other; not
//! where one `reconciles` them, not what was planned and what happened, not the day something began and the day it ended, and
//! not what is said of different times: counts as of different days are a series, in which none bears out another. A word
//! without a value is for every value of its path that nothing on file conflicts with.
//!
//! What was said of a plan supports a value only as a plan: once others tell how it was, their words alone grade it; and
//! that it was to take place does not say that it did.
//!
//! The same table decides support and opposition, so no holder is believed more for saying no.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::judge::account::{Candidate, Standing, Word};
use crate::judge::compare::compare;
use crate::judge::grade::Grade;
use crate::judge::links::Tie;
use crate::judge::values::Values;
use crate::record::attribution::{Attribution, Basis, Knowledge, Origin};
use crate::record::comparison::Comparison;
use crate::record::entry::EntityType;
use crate::record::kind::spec::Moment;
use crate::record::name::EntitySlug;
use crate::record::stance::Stance;
use crate::record::time::When;
use crate::record::value::Value;
use crate::record::value::absence::Absence;
use crate::state::directory::StoryDirectory;
use crate::state::fold::Filing;

/// How many independent origins corroborate.
pub(super) const CORROBORATING_ORIGINS: usize = 2;

/// One path under judgement.
pub(super) struct Hearing<'h, 's> {
    /// Everything said on it, in the order it was said, with what no longer counts marked.
    pub(super) words: &'h [Word<'s>],
    /// Whether it is the path of an item or entity itself, whose one implicit value is *it is so*.
    pub(super) whole: bool,
    /// The updates that say how two reports on it stand to each other.
    pub(super) ties: Vec<&'h Tie>,
    /// Lists said to be complete that do not name this element.
    pub(super) absences: Vec<Word<'s>>,
    /// Reports here that are contradicted by a report of something else, by their places, each with its word.
    pub(super) contradicted: Vec<(usize, Word<'s>)>,
    /// The value the desk leads with.
    pub(super) preferred: Option<&'s Value>,
    /// Whether it is an opinion, which nobody bears out.
    pub(super) opinion: bool,
    /// Which places lie within which, and who is the same as whom.
    pub(super) directory: StoryDirectory<'h>,
}

/// A value with its grade of support and the words for it, the best first.
struct Supported {
    grade: Grade,
    /// What it would be without what was only planned: a plan opposes nothing.
    without_plans: Grade,
    /// Whether one of them is its holder's word on its own position, promise or part.
    own: bool,
    /// The places of the words for it.
    words: Vec<usize>,
}

/// What is said against a value.
#[derive(Default)]
struct Against {
    /// The words that weigh, each with what it weighs.
    words: Vec<(Grade, Filing)>,
    /// Those that do not, and are to be told all the same.
    beside: Vec<Filing>,
    denied: bool,
}

impl<'s> Hearing<'_, 's> {
    /// Each value with its standing, the leading one first, and which of them are one account.
    pub(super) fn judged(&self) -> (Vec<Candidate<'s>>, Vec<Vec<usize>>) {
        let values = Values::of(self.words, self.whole, &self.ties, self.directory);
        let supported: Vec<Supported> = (0..values.all.len()).map(|value| self.support(value, &values)).collect();
        let mut judged: Vec<(usize, Candidate<'s>)> =
            (0..values.all.len()).map(|this| (this, self.candidate(this, &values, &supported))).collect();
        let series = are_a_series(&values, &supported);
        judged.sort_by_cached_key(|(this, candidate)| self.rank(*this, candidate, &values, &supported[*this], series));
        let order: Vec<usize> = judged.iter().map(|(this, _)| *this).collect();
        (judged.into_iter().map(|(_, candidate)| candidate).collect(), values.groups(&order))
    }

    fn candidate(&self, this: usize, values: &Values<'_, 's>, supported: &[Supported]) -> Candidate<'s> {
        let (value, support) = (values.all[this], &supported[this]);
        let mut against = self.against(this, values, supported);
        against.words.sort_by_key(|(grade, _)| Reverse(*grade));
        let mut doubts = self.current().filter(|(_, word)| word.stance == Stance::Disputes && !word.plan);
        let standing = Standing {
            support: support.grade,
            opposition: against.words.first().map_or(Grade::None, |(grade, _)| *grade),
            denied: against.denied,
            doubted: doubts.any(|(word, _)| values.addresses(word, this)),
            supporters: self.filings(&support.words),
            opponents: against.words.into_iter().map(|(_, filing)| filing).collect(),
            beside: against.beside,
        };
        let is_preferred = |chosen| compare(Some(chosen), value, self.directory) == Comparison::Same;
        Candidate {
            value,
            standing,
            given: values.is_given(this),
            preferred: self.preferred.is_some_and(is_preferred),
            planned: !support.words.is_empty() && support.words.iter().all(|word| self.words[*word].plan),
            own: support.own,
            moment: values.moment(this),
            ends: values.ends[this],
        }
    }

    /// The order of the values, as [`crate::judge::account::Account::candidates`] says.
    fn rank(
        &self,
        this: usize,
        candidate: &Candidate<'_>,
        values: &Values<'_, '_>,
        supported: &Supported,
        series: bool,
    ) -> impl Ord + use<'s> {
        let links = |word: &usize| self.words[*word].attribution.via.len();
        let nearest = supported.words.iter().map(links).min().unwrap_or(usize::MAX);
        let only_planned = supported.without_plans <= Grade::Conjecture;
        let settles_nothing =
            matches!(candidate.value, Some(Value::None(absence)) if *absence != Absence::DoesNotExist);
        let as_of = values.as_of[this].filter(|_| series);
        let support = candidate.standing.support;
        (
            (!(candidate.own && support > Grade::Conjecture), support == Grade::None, only_planned, settles_nothing),
            (
                candidate.ends || values.is_of_later_change(this),
                candidate.moment != Some(Moment::Arrived),
                Reverse(as_of),
            ),
            (Reverse(support), candidate.standing.is_contested(), Reverse(values.narrows(this)), nearest),
        )
    }

    fn filings(&self, words: &[usize]) -> Vec<Filing> {
        words.iter().map(|word| self.words[*word].filing).collect()
    }

    fn current(&self) -> impl Iterator<Item = (usize, &Word<'s>)> {
        self.words.iter().enumerate().filter(|(_, word)| !word.replaced)
    }

    // ---- support ----

    fn support(&self, this: usize, values: &Values<'_, 's>) -> Supported {
        let mut words: Vec<usize> = self
            .current()
            .filter(|(_, word)| word.stance.supports() && !(self.whole && word.plan))
            .filter(|(word, _)| values.bears_out(*word, this))
            .map(|(word, _)| word)
            .collect();
        words.sort_by_key(|word| Reverse(self.words[*word].grade));
        let all = words.iter().map(|word| &self.words[*word]);
        let without_plans = self.grade_of_all(all.clone().filter(|word| !word.plan));
        let grade = if without_plans > Grade::Conjecture { without_plans } else { self.grade_of_all(all) };
        let own = words.iter().any(|word| self.words[*word].own && values.gives(*word, this));
        Supported { grade, without_plans, own, words }
    }

    /// The grade of several words together, the best of them first.
    fn grade_of_all<'w>(&self, words: impl Iterator<Item = &'w Word<'s>> + Clone) -> Grade
    where
        's: 'w,
    {
        match words.clone().next().map_or(Grade::None, |word| word.grade) {
            Grade::Reported if !self.opinion && self.independent_origins(words) >= CORROBORATING_ORIGINS => {
                Grade::Corroborated
            }
            best => best,
        }
    }

    /// How many of the words come from origins independent of each other, each of another holder. Numbers that are expressly
    /// of different days do not bear each other out: the most of any one day.
    fn independent_origins<'w>(&self, words: impl Iterator<Item = &'w Word<'s>>) -> usize
    where
        's: 'w,
    {
        let day = |word: &Word<'s>| word.record.as_of(word.testimony).and_then(When::start_in_utc);
        let heard = words.filter(|word| !word.plan && corroborates(word));
        let heard: Vec<(Option<Timestamp>, &EntitySlug, String)> =
            heard.map(|word| (day(word), word.holder, voice(word.attribution, self.directory))).collect();
        let independent = |of: Option<Timestamp>| {
            let mut voices: Vec<(&EntitySlug, &str)> = Vec::new();
            for (_, holder, voice) in heard.iter().filter(|(day, ..)| day.is_none() || *day == of) {
                if !voices.iter().any(|(known, heard)| known == holder || heard == voice) {
                    voices.push((holder, voice));
                }
            }
            voices.len()
        };
        let days: BTreeSet<Option<Timestamp>> = heard.iter().map(|(day, ..)| *day).collect();
        days.into_iter().map(independent).max().unwrap_or(0)
    }

    // ---- opposition ----

    fn against(&self, this: usize, values: &Values<'_, 's>, supported: &[Supported]) -> Against {
        let mut against = self.denials(this, values, supported[this].grade);
        let holders_for = values.holders_for(this);
        let absences = self.absences.iter().filter(|word| holders_for != [word.holder]);
        against.words.extend(absences.map(|word| (word.grade, word.filing)));
        let contradicts =
            |report: &usize| supported[this].words.iter().any(|word| self.words[*word].filing.report == *report);
        let contradictions = self.contradicted.iter().filter(|(report, _)| contradicts(report));
        let at_least = |word: &Word<'_>| if word.outside { supported[this].grade } else { Grade::None };
        against.words.extend(contradictions.map(|(_, word)| (word.grade.max(at_least(word)), word.filing)));
        let wider: Vec<usize> = values.wider(this).collect();
        for (other, rival) in supported.iter().enumerate() {
            if values.compared(other, this) != Comparison::Conflicting || rival.without_plans == Grade::None {
                continue;
            }
            let holders_against = values.holders_for(other);
            let alone = holders_against.len() == 1 && holders_against == holders_for;
            if alone || loses_to_wider(other, &wider, values, supported) {
                continue;
            }
            let filings = self.filings(&rival.words);
            if supported[this].own && !rival.own && rival.without_plans <= supported[this].grade {
                against.beside.extend(filings);
            } else {
                against.words.extend(filings.into_iter().map(|filing| (rival.without_plans, filing)));
            }
        }
        against
    }

    /// The denials of a value. One that is limited to a part, in words, opposes only that part, and one of the plan only the
    /// plan: they are shown beside it.
    fn denials(&self, this: usize, values: &Values<'_, 's>, support: Grade) -> Against {
        let mut against = Against::default();
        let denials = self.current().filter(|(_, word)| word.stance == Stance::Denies);
        for (_, word) in denials.filter(|(word, _)| values.addresses(*word, this)) {
            if word.plan || word.limits().is_some() {
                against.beside.push(word.filing);
                continue;
            }
            let of_itself = word.by_party || word.outside;
            let own_denial = of_itself && word.attribution.basis == Basis::OnRecord && !word.secondhand;
            let grade = if own_denial { word.grade.max(support) } else { word.grade };
            against.words.push((grade, word.filing));
            against.denied = true;
        }
        against
    }
}

/// Whether every value that is more than conjecture is one of a series of counts in time.
fn are_a_series(values: &Values<'_, '_>, supported: &[Supported]) -> bool {
    let mut firm = values.as_of.iter().zip(supported).filter(|(_, support)| support.grade > Grade::Conjecture);
    firm.all(|(as_of, _)| as_of.is_some())
}

/// Whether a rival already loses to a wider form of the value.
fn loses_to_wider(rival: usize, wider: &[usize], values: &Values<'_, '_>, supported: &[Supported]) -> bool {
    wider.iter().any(|wider| {
        values.compared(rival, *wider) == Comparison::Conflicting
            && supported[*wider].grade > supported[rival].without_plans
    })
}

/// Whether a word can corroborate another: an origin that states how it knows, speaking for itself and without a hedge.
fn corroborates(word: &Word<'_>) -> bool {
    !word.secondhand
        && !word.outside
        && word.testimony.hedge.is_none()
        && word.attribution.basis != Basis::Unattributed
        && word.attribution.knowledge != Knowledge::NotStated
}

/// What tells one origin from another: who it is. Origins that are described and not named may all be one, unless a source
/// says, or the desk knows, that this one is another.
pub(super) fn voice(attribution: &Attribution, directory: StoryDirectory<'_>) -> String {
    let slug = match &attribution.origin {
        Origin::Entity(slug) => directory.canonical(slug),
        Origin::Evidence(item) => return format!("evidence/{item}"),
    };
    let described = directory.get(slug).is_some_and(|entity| entity.is == EntityType::Group);
    match attribution.basis {
        Basis::Anonymous | Basis::OnBackground if described && !attribution.distinct => "unnamed".to_owned(),
        _ => format!("entity/{slug}"),
    }
}
