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
//! | a denial limited in words to a part | nothing: it is shown beside it |
//! | another value that conflicts with it | that value's support |
//! | a conflicting value of the same single holder | nothing: that is its changed account, or it is divided |
//! | a conflicting value that loses to a wider form of this one | nothing |
//! | what was only planned, or denied before its time, once it has begun | nothing |
//! | a list said to be complete without this element | the grade of that list |
//!
//! Values conflict as their types say ([`Value::compare`]), or where an update says that one `contradicts` the other; not
//! where one `reconciles` them, and not the day something began and the day it ended. A word without a value is for every
//! value of its path that nothing on file conflicts with.
//!
//! The same table decides support and opposition, so no holder is believed more for saying no.

use std::cmp::Reverse;

use crate::judge::account::{Candidate, Standing, Word};
use crate::judge::compare::{are_two_ends, compare};
use crate::judge::grade::Grade;
use crate::judge::links::Tie;
use crate::record::attribution::{Attribution, Basis, Knowledge, Origin};
use crate::record::comparison::Comparison;
use crate::record::entry::EntityType;
use crate::record::name::EntitySlug;
use crate::record::relation::RelationKind;
use crate::record::stance::Stance;
use crate::record::value::Value;
use crate::state::directory::Directory;
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
    /// The value the desk leads with.
    pub(super) preferred: Option<&'s Value>,
    /// Which places lie within which, and who is the same as whom.
    pub(super) directory: &'h Directory,
}

/// The values of a path, each once, in the order they first came up.
struct Values<'s> {
    values: Vec<Option<&'s Value>>,
    /// The value of each word; none for a word on the whole path.
    of_word: Vec<Option<usize>>,
    /// How each stands to each other.
    compared: Vec<Vec<Comparison>>,
}

/// A value with its grade of support and the words for it, the best first.
struct Supported {
    grade: Grade,
    /// What it would be without what was only planned: a plan opposes nothing.
    without_plans: Grade,
    /// The places of the words for it.
    words: Vec<usize>,
}

impl<'s> Hearing<'_, 's> {
    /// Each value with its standing, the leading one first.
    pub(super) fn candidates(&self) -> Vec<Candidate<'s>> {
        let values = self.values();
        let supported: Vec<Supported> = (0..values.values.len()).map(|value| self.support(value, &values)).collect();
        let mut candidates: Vec<(usize, Candidate<'s>)> =
            (0..values.values.len()).map(|this| (this, self.candidate(this, &values, &supported))).collect();
        candidates.sort_by_key(|(this, candidate)| self.rank(candidate, &supported[*this], &values.compared[*this]));
        candidates.into_iter().map(|(_, candidate)| candidate).collect()
    }

    fn candidate(&self, this: usize, values: &Values<'s>, supported: &[Supported]) -> Candidate<'s> {
        let value = values.values[this];
        let (opposition, opponents) = self.opposition(this, values, supported);
        let mut doubts = self.current().filter(|(_, word)| word.stance == Stance::Disputes);
        let standing = Standing {
            support: supported[this].grade,
            opposition,
            doubted: doubts.any(|(word, _)| values.addresses(word, this)),
            supporters: self.filings(&supported[this].words),
            opponents,
        };
        let preferred =
            self.preferred.is_some_and(|chosen| compare(Some(chosen), value, self.directory) == Comparison::Same);
        Candidate { value, standing, preferred }
    }

    /// The best supported first; of equals the uncontested, then the one that says more, then the nearer record.
    fn rank(&self, candidate: &Candidate<'_>, supported: &Supported, compared: &[Comparison]) -> impl Ord + use<'s> {
        let narrows = compared.iter().filter(|comparison| **comparison == Comparison::Narrows).count();
        let links = |word: &usize| self.words[*word].attribution.via.len();
        let nearest = supported.words.iter().map(links).min().unwrap_or(usize::MAX);
        let contested = candidate.standing.is_contested();
        (Reverse(candidate.standing.support), contested, Reverse(narrows), nearest)
    }

    fn filings(&self, words: &[usize]) -> Vec<Filing> {
        words.iter().map(|word| self.words[*word].filing).collect()
    }

    fn current(&self) -> impl Iterator<Item = (usize, &Word<'s>)> {
        self.words.iter().enumerate().filter(|(_, word)| !word.replaced)
    }

    // ---- values ----

    fn values(&self) -> Values<'s> {
        let mut in_order: Vec<usize> = (0..self.words.len()).collect();
        in_order.sort_by_key(|word| (self.words[*word].filing.report, self.words[*word].filing.testimony));
        let mut values: Vec<Option<&'s Value>> = Vec::new();
        let mut of_word = vec![None; self.words.len()];
        for word in in_order {
            let value = self.words[word].value;
            if value.is_none() && !self.whole {
                continue;
            }
            let same = |known: &Option<&Value>| compare(*known, value, self.directory) == Comparison::Same;
            let known = values.iter().position(same).unwrap_or_else(|| {
                values.push(value);
                values.len() - 1
            });
            of_word[word] = value.map(|_| known);
        }
        let mut all = Values { compared: Vec::new(), values, of_word };
        all.compared =
            (0..all.values.len()).map(|a| (0..all.values.len()).map(|b| self.compare(a, b, &all)).collect()).collect();
        all
    }

    /// How two values stand to each other here: as their types say, unless an update says that they contradict each other
    /// where types cannot see it, or in which sense both are right.
    fn compare(&self, a: usize, b: usize, values: &Values<'s>) -> Comparison {
        let by_type = compare(values.values[a], values.values[b], self.directory);
        let said_by = |value: usize, report: usize| {
            let mut words = self.words.iter().enumerate();
            words.any(|(place, word)| word.filing.report == report && values.gives(place, value))
        };
        let tied = |relation: RelationKind| {
            self.ties.iter().any(|tie| {
                tie.relation == relation
                    && (said_by(a, tie.from) && said_by(b, tie.to) || said_by(b, tie.from) && said_by(a, tie.to))
            })
        };
        match by_type {
            Comparison::Compatible if tied(RelationKind::Contradicts) => Comparison::Conflicting,
            Comparison::Conflicting if tied(RelationKind::Reconciles) => Comparison::Compatible,
            Comparison::Conflicting if are_two_ends(&self.saying(a, values), &self.saying(b, values)) => {
                Comparison::Compatible
            }
            by_type => by_type,
        }
    }

    /// The words that say exactly this value.
    fn saying(&self, value: usize, values: &Values<'s>) -> Vec<&Word<'s>> {
        let supporting = self.current().filter(|(_, word)| word.stance.supports());
        supporting.filter(|(word, _)| values.gives(*word, value)).map(|(_, word)| word).collect()
    }

    fn holders_for(&self, value: usize, values: &Values<'s>) -> Vec<&'s EntitySlug> {
        let mut holders: Vec<&EntitySlug> = self.saying(value, values).into_iter().map(|word| word.holder).collect();
        holders.sort();
        holders.dedup();
        holders
    }

    // ---- support ----

    fn support(&self, this: usize, values: &Values<'s>) -> Supported {
        let alone = !values.compared[this].contains(&Comparison::Conflicting);
        let mut supporters: Vec<usize> = self
            .current()
            .filter(|(_, word)| word.stance.supports())
            .filter(|(word, _)| match values.of_word[*word] {
                Some(other) => matches!(values.compared[other][this], Comparison::Same | Comparison::Narrows),
                None => alone || values.values[this].is_none(),
            })
            .map(|(word, _)| word)
            .collect();
        supporters.sort_by_key(|word| Reverse(self.words[*word].grade));
        let all = supporters.iter().map(|word| &self.words[*word]);
        let grade = self.grade_of_all(all.clone());
        let without_plans = self.grade_of_all(all.filter(|word| !word.plan));
        Supported { grade, without_plans, words: supporters }
    }

    /// The grade of several words together, the best of them first.
    fn grade_of_all<'w>(&self, words: impl Iterator<Item = &'w Word<'s>> + Clone) -> Grade
    where
        's: 'w,
    {
        match words.clone().next().map_or(Grade::None, |word| word.grade) {
            Grade::Reported if self.independent_origins(words) >= CORROBORATING_ORIGINS => Grade::Corroborated,
            best => best,
        }
    }

    /// How many of the words come from origins independent of each other, each of another holder.
    fn independent_origins<'w>(&self, words: impl Iterator<Item = &'w Word<'s>>) -> usize
    where
        's: 'w,
    {
        let mut voices: Vec<(&EntitySlug, String)> = Vec::new();
        for word in words.filter(|word| !word.plan && corroborates(word)) {
            let voice = voice(word.attribution, self.directory);
            if !voices.iter().any(|(holder, known)| *holder == word.holder || *known == voice) {
                voices.push((word.holder, voice));
            }
        }
        voices.len()
    }

    // ---- opposition ----

    fn opposition(&self, this: usize, values: &Values<'s>, supported: &[Supported]) -> (Grade, Vec<Filing>) {
        let mut against = self.denials(this, values, supported[this].grade);
        let holders_for = self.holders_for(this, values);
        let absences = self.absences.iter().filter(|word| holders_for.as_slice() != [word.holder]);
        against.extend(absences.map(|word| (word.grade, word.filing)));
        for (other, rival) in supported.iter().enumerate() {
            if values.compared[other][this] != Comparison::Conflicting || rival.without_plans == Grade::None {
                continue;
            }
            let holders_against = self.holders_for(other, values);
            let alone = holders_against.len() == 1 && holders_against == holders_for;
            if !alone && !loses_to_wider(other, this, values, supported) {
                let filings = self.filings(&rival.words);
                against.extend(filings.into_iter().map(|filing| (rival.without_plans, filing)));
            }
        }
        against.sort_by_key(|(grade, _)| Reverse(*grade));
        let best = against.first().map_or(Grade::None, |(grade, _)| *grade);
        (best, against.into_iter().map(|(_, filing)| filing).collect())
    }

    /// The denials of a value. One that is limited to a part, in words, opposes only that part, and is shown beside it.
    fn denials(&self, this: usize, values: &Values<'s>, support: Grade) -> Vec<(Grade, Filing)> {
        let denials = self.current().filter(|(_, word)| word.stance == Stance::Denies && !word.plan);
        let whole = denials.filter(|(_, word)| word.testimony.limits.is_none());
        whole
            .filter(|(word, _)| values.addresses(*word, this))
            .map(|(_, word)| {
                let own_denial = word.by_party && word.attribution.basis == Basis::OnRecord && !word.secondhand;
                let grade = if own_denial { word.grade.max(support) } else { word.grade };
                (grade, word.filing)
            })
            .collect()
    }
}

impl Values<'_> {
    /// Whether a word gives exactly this value.
    fn gives(&self, word: usize, value: usize) -> bool {
        self.of_word[word].map_or(self.values[value].is_none(), |of| of == value)
    }

    /// Whether what is said of the value of a word, or of the whole path, is said of this value too.
    fn addresses(&self, word: usize, this: usize) -> bool {
        self.of_word[word]
            .is_none_or(|value| matches!(self.compared[this][value], Comparison::Same | Comparison::Narrows))
    }
}

/// Whether a rival already loses to a wider form of the value.
fn loses_to_wider(rival: usize, this: usize, values: &Values<'_>, supported: &[Supported]) -> bool {
    supported.iter().enumerate().any(|(wider, support)| {
        values.compared[this][wider] == Comparison::Narrows
            && values.compared[rival][wider] == Comparison::Conflicting
            && support.grade > supported[rival].without_plans
    })
}

/// Whether a word can corroborate another: an origin that states how it knows, speaking for itself and without a hedge.
fn corroborates(word: &Word<'_>) -> bool {
    !word.secondhand
        && word.testimony.hedge.is_none()
        && word.attribution.basis != Basis::Unattributed
        && word.attribution.knowledge != Knowledge::NotStated
}

/// What tells one origin from another: who it is. Origins that are described and not named may all be one, unless a source
/// says, or the desk knows, that this one is another.
pub(super) fn voice(attribution: &Attribution, directory: &Directory) -> String {
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
