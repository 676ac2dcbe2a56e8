//! How well a value is supported and opposed right now: one total function, with its reasons.
//!
//! # The grade of one word
//!
//! The first row that fits decides ([`grade`]):
//!
//! | the word | grade |
//! | --- | --- |
//! | is hedged as *possible* | conjecture |
//! | is an outlet's own voice, naming nobody | unattributed |
//! | is hearsay, an observation about another, inferred, or hedged as *probable* | reported |
//! | is anonymous or on background | reported |
//! | is our own observation | confirmed |
//! | is a document whose holder acted, or that shows it | confirmed |
//! | is on record and about its holder's own act | confirmed |
//! | is anything else with an origin | reported |
//!
//! # The support of a value
//!
//! The best grade of the words for it and for values that narrow it; *corroborated* where it would be *reported* and as
//! many independent origins as the desk asks (two), each of a different holder, state how they know.
//!
//! # Opposition
//!
//! The best of the denials of the value (or of a wider form of it, or of the whole path), graded as the denier's assertion
//! would be and at least equal to the support where another party denies on record; and of the support of conflicting
//! values that are not the same single holder's own. *Contested* is opposition above conjecture and at least equal to
//! support, where there is support.
//!
//! The same table decides support and opposition, so no holder is believed more for saying no.

use serde::{Deserialize, Serialize};

use crate::kind::Holds;
use crate::name::{EntitySlug, UpdateId};
use crate::state::Filing;
use crate::testimony::{Attribution, Basis, Hedge, Knowledge, Origin, PHASE, Path, Stance, Testimony};
use crate::value::{Comparison, Value};
use crate::view::View;

/// How many independent origins corroborate.
pub const CORROBORATING_ORIGINS: usize = 2;

/// How well something is supported or opposed: one scale for both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Nothing that still stands.
    None,
    /// Only *possible* or speculative testimony.
    Conjecture,
    /// Only outlets' own voice.
    Unattributed,
    /// One attributed origin.
    Reported,
    /// Independent origins that state how they know.
    Corroborated,
    /// The holder's own act, on record; a document within its limit; our own observation.
    Confirmed,
}

impl Grade {
    /// The token.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Conjecture => "conjecture",
            Self::Unattributed => "unattributed",
            Self::Reported => "reported",
            Self::Corroborated => "corroborated",
            Self::Confirmed => "confirmed",
        }
    }
}

/// One holder's word on a path, as a view counts it.
#[derive(Debug, Clone)]
pub struct Word<'s> {
    /// Where it is filed.
    pub filing: Filing,
    /// The update it is in.
    pub update: UpdateId,
    /// In whose name.
    pub holder: &'s EntitySlug,
    /// The stance it takes.
    pub stance: Stance,
    /// The value it takes it on; none for the whole path.
    pub value: Option<&'s Value>,
    /// Who says it.
    pub attribution: &'s Attribution,
    /// Whether it is said of the holder by somebody else.
    pub secondhand: bool,
    /// What it is worth.
    pub grade: Grade,
    /// Whether the holder has said otherwise since.
    pub replaced: bool,
}

/// The grade of one word by itself.
pub fn grade(testimony: &Testimony, attribution: &Attribution) -> Grade {
    let secondhand = testimony.holder.as_ref().is_some_and(|holder| *holder != attribution.holder);
    if testimony.hedge == Some(Hedge::Possible) {
        return Grade::Conjecture;
    }
    let tempered =
        secondhand || attribution.knowledge == Knowledge::Inferred || testimony.hedge == Some(Hedge::Probable);
    match attribution.basis {
        Basis::Unattributed => Grade::Unattributed,
        _ if tempered => Grade::Reported,
        Basis::Anonymous | Basis::OnBackground => Grade::Reported,
        Basis::Observed => Grade::Confirmed,
        Basis::Document if matches!(attribution.knowledge, Knowledge::OwnAct | Knowledge::Witnessed) => {
            Grade::Confirmed
        }
        Basis::OnRecord if attribution.knowledge == Knowledge::OwnAct => Grade::Confirmed,
        Basis::Document | Basis::OnRecord => Grade::Reported,
    }
}

/// Whether a word can corroborate another: an origin that states how it knows, speaking for itself and without a hedge.
fn corroborates(word: &Word<'_>, testimony: &Testimony) -> bool {
    !word.secondhand
        && testimony.hedge.is_none()
        && word.attribution.basis != Basis::Unattributed
        && word.attribution.knowledge != Knowledge::NotStated
}

/// How well one value of a path is supported and opposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// How well it is supported.
    pub support: Grade,
    /// How well it is opposed.
    pub opposition: Grade,
    /// Whether somebody doubts it.
    pub doubted: bool,
    /// The words for it, the best first.
    pub supporters: Vec<Filing>,
    /// The words against it, the best first.
    pub opponents: Vec<Filing>,
}

impl Standing {
    /// Opposition above conjecture and at least equal to support, where there is any: what only its denial speaks of is
    /// denied, not contested.
    pub fn is_contested(&self) -> bool {
        self.support > Grade::None && self.opposition > Grade::Conjecture && self.opposition >= self.support
    }
}

/// One value of a path with its standing.
#[derive(Debug, Clone)]
pub struct Candidate<'s> {
    /// The value; none on the path of an item itself, where it is *it is so*.
    pub value: Option<&'s Value>,
    /// How it stands.
    pub standing: Standing,
    /// Whether the desk leads with it.
    pub preferred: bool,
}

/// Everything said on one path: the words, and each value with its standing, the leading one first.
#[derive(Debug, Clone)]
pub struct Account<'s> {
    /// The words, in the order they were said.
    pub words: Vec<Word<'s>>,
    /// Every value on file, the best supported first; equals in the order they first came up.
    pub candidates: Vec<Candidate<'s>>,
}

impl<'s> Account<'s> {
    /// The value to lead with: the desk's choice while anything supports it, else the best supported.
    pub fn leading(&self) -> Option<&Candidate<'s>> {
        let supported = |candidate: &&Candidate<'s>| candidate.standing.support > Grade::None;
        self.candidates
            .iter()
            .find(|candidate| candidate.preferred && supported(candidate))
            .or_else(|| self.candidates.first().filter(supported))
    }

    /// Whether the path is contested: its best-supported value is.
    pub fn is_contested(&self) -> bool {
        self.candidates.first().is_some_and(|best| best.standing.is_contested())
    }

    /// The words that still count, the holder not having said otherwise since.
    pub fn current(&self) -> impl Iterator<Item = &Word<'s>> {
        self.words.iter().filter(|word| !word.replaced)
    }

    /// The word of a filing.
    pub fn word(&self, filing: Filing) -> Option<&Word<'s>> {
        self.words.iter().find(|word| word.filing == filing)
    }
}

impl<'s> View<'s> {
    /// Everything said on one path, judged.
    pub fn account(&self, path: &Path) -> Account<'s> {
        let mut words = self.words(path);
        self.mark_replaced(&mut words, self.holds(path));
        let candidates = self.candidates(path, &words);
        Account { words, candidates }
    }

    /// How the values of a path live together.
    pub fn holds(&self, path: &Path) -> Holds {
        let (Some(item), Some(name)) = (path.of_item().and_then(|key| self.state.item(key)), &path.attribute) else {
            return match &path.attribute {
                None => Holds::Fixed,
                Some(name) => entity_holds(name.as_str()),
            };
        };
        if name.as_str() == PHASE || name.as_str() == crate::testimony::OUTLOOK {
            return Holds::Successive;
        }
        let declared = || item.declares.iter().find(|declared| declared.name == *name).map(|declared| declared.holds);
        let Some(spec) = item.kind.attribute(name.as_str()) else { return declared().unwrap_or(Holds::Fixed) };
        match (&path.element, &path.detail) {
            (_, Some(detail)) => {
                let details = spec.elements.unwrap_or_default();
                details.iter().find(|spec| spec.name == detail.as_str()).map_or(Holds::Fixed, |spec| spec.holds)
            }
            (Some(_), None) => Holds::Fixed,
            (None, None) => spec.holds,
        }
    }

    /// The words on a path in the order they were said. On the path of an item itself a word of a phase that is under way
    /// or over also says that it is so, or, for `not_held`, that it is not.
    fn words(&self, path: &Path) -> Vec<Word<'s>> {
        let mut filings: Vec<(Filing, Option<Stance>)> = self.testimonies(path).map(|filing| (filing, None)).collect();
        if path.attribute.is_none()
            && let Some(item) = path.of_item().and_then(|key| self.state.item(key))
        {
            let phases = self.testimonies(&path.attribute(phase_name()));
            filings.extend(phases.filter_map(|filing| {
                let (_, testimony) = self.state.filed(filing);
                let Some(Value::Choice(phase)) = &testimony.value else { return None };
                let so = item.kind.phase(phase)?.asserts?;
                Some((filing, Some(implied_stance(so, testimony.stance)?)))
            }));
        }
        filings.sort_by(
            |(a, _), (b, _)| if self.is_later(*a, *b) { std::cmp::Ordering::Greater } else { std::cmp::Ordering::Less },
        );
        filings.into_iter().filter_map(|(filing, implied)| self.word(filing, implied)).collect()
    }

    fn word(&self, filing: Filing, implied: Option<Stance>) -> Option<Word<'s>> {
        let (report, testimony) = self.state.filed(filing);
        let attribution = self.attribution(filing)?;
        let holder = testimony.holder.as_ref().unwrap_or(&attribution.holder);
        Some(Word {
            filing,
            update: report.record.id,
            holder,
            stance: implied.unwrap_or(testimony.stance),
            value: if implied.is_some() { None } else { testimony.value.as_ref() },
            attribution,
            secondhand: *holder != attribution.holder,
            grade: grade(testimony, attribution),
            replaced: false,
        })
    }

    /// Marks the words whose holder has said otherwise since.
    fn mark_replaced(&self, words: &mut [Word<'s>], holds: Holds) {
        for later in 1..words.len() {
            let (earlier, rest) = words.split_at_mut(later);
            let newer = &rest[0];
            for older in earlier.iter_mut().filter(|older| older.holder == newer.holder) {
                older.replaced |= self.replaces(newer, older, holds);
            }
        }
    }

    fn replaces(&self, newer: &Word<'_>, older: &Word<'_>, holds: Holds) -> bool {
        if newer.secondhand && !older.secondhand {
            return false;
        }
        if older.secondhand && older.stance.is_observation() {
            return !newer.secondhand || newer.attribution.origin == older.attribution.origin;
        }
        if !newer.stance.is_committal() {
            return newer.attribution.origin == older.attribution.origin && newer.stance != older.stance;
        }
        if !older.stance.is_committal() {
            return true;
        }
        let comparison = match (newer.value, older.value) {
            (Some(new), Some(old)) => new.compare(old, self.directory),
            _ => Comparison::Same,
        };
        let says_same = newer.stance.supports() == older.stance.supports();
        match (comparison, holds) {
            (Comparison::Same, _) => !says_same,
            (Comparison::Narrows, _) => false,
            (_, Holds::Successive | Holds::Planned) => says_same && newer.stance.supports(),
            _ => false,
        }
    }

    // ---- the values ----

    fn candidates(&self, path: &Path, words: &[Word<'s>]) -> Vec<Candidate<'s>> {
        let mut values: Vec<Option<&'s Value>> = Vec::new();
        let mut said: Vec<&Word<'s>> = words.iter().collect();
        said.sort_by_key(|word| (word.filing.report, word.filing.testimony));
        for word in said {
            let known = values.iter().any(|value| self.compare(*value, word.value) == Comparison::Same);
            if !known && (word.value.is_some() || path.attribute.is_none()) {
                values.push(word.value);
            }
        }
        let preferred = self.preferred(path);
        let supports: Vec<(Grade, Vec<Filing>)> = values.iter().map(|value| self.support(*value, words)).collect();
        let mut candidates: Vec<Candidate<'s>> = values
            .iter()
            .zip(&supports)
            .map(|(value, (support, supporters))| {
                let (opposition, opponents) = self.opposition(path, *value, *support, words, &values, &supports);
                let doubted = words
                    .iter()
                    .any(|word| !word.replaced && word.stance == Stance::Disputes && self.addresses(word, *value));
                let standing =
                    Standing { support: *support, opposition, doubted, supporters: supporters.clone(), opponents };
                let preferred = preferred.is_some_and(|chosen| self.compare(Some(chosen), *value) == Comparison::Same);
                Candidate { value: *value, standing, preferred }
            })
            .collect();
        candidates.sort_by_key(|candidate| std::cmp::Reverse(candidate.standing.support));
        candidates
    }

    fn compare(&self, a: Option<&Value>, b: Option<&Value>) -> Comparison {
        match (a, b) {
            (Some(a), Some(b)) => a.compare(b, self.directory),
            (None, None) => Comparison::Same,
            _ => Comparison::Compatible,
        }
    }

    fn addresses(&self, word: &Word<'_>, value: Option<&Value>) -> bool {
        word.value.is_none() || matches!(self.compare(value, word.value), Comparison::Same | Comparison::Narrows)
    }

    /// The desk's last choice on the path.
    fn preferred(&self, path: &Path) -> Option<&'s Value> {
        let choices = self.testimonies(path).filter(|filing| self.attribution(*filing).is_none());
        choices.last().and_then(|filing| self.state.filed(filing).1.value.as_ref())
    }

    fn support(&self, value: Option<&Value>, words: &[Word<'s>]) -> (Grade, Vec<Filing>) {
        let mut supporters: Vec<&Word<'s>> = words
            .iter()
            .filter(|word| !word.replaced && word.stance.supports())
            .filter(|word| match (value, word.value) {
                (Some(_), None) => false,
                _ => matches!(self.compare(word.value, value), Comparison::Same | Comparison::Narrows),
            })
            .collect();
        supporters.sort_by_key(|word| std::cmp::Reverse(word.grade));
        let best = supporters.first().map_or(Grade::None, |word| word.grade);
        let grade = if best == Grade::Reported && self.independent_origins(&supporters) >= CORROBORATING_ORIGINS {
            Grade::Corroborated
        } else {
            best
        };
        (grade, supporters.iter().map(|word| word.filing).collect())
    }

    /// How many origins speak independently: each holder once, unnamed ones behind one outlet once.
    fn independent_origins(&self, supporters: &[&Word<'s>]) -> usize {
        let mut voices: Vec<(&EntitySlug, String)> = Vec::new();
        for word in supporters.iter().filter(|word| corroborates(word, self.state.filed(word.filing).1)) {
            let voice = self.voice(word.attribution);
            if !voices.iter().any(|(holder, known)| *holder == word.holder || *known == voice) {
                voices.push((word.holder, voice));
            }
        }
        voices.len()
    }

    /// What tells one origin from another: who it is, or, where it is unnamed, the outlet that cites it.
    fn voice(&self, attribution: &Attribution) -> String {
        let unnamed = matches!(attribution.basis, Basis::Anonymous | Basis::OnBackground);
        match (&attribution.origin, attribution.via.first().and_then(|link| link.outlet.as_ref())) {
            (_, Some(outlet)) if unnamed => format!("unnamed/{outlet}"),
            (_, None) if unnamed => "unnamed".to_owned(),
            (Origin::Entity(slug), _) => format!("entity/{slug}"),
            (Origin::Evidence(item), _) => format!("evidence/{item}"),
        }
    }

    fn opposition(
        &self,
        path: &Path,
        value: Option<&Value>,
        support: Grade,
        words: &[Word<'s>],
        values: &[Option<&'s Value>],
        supports: &[(Grade, Vec<Filing>)],
    ) -> (Grade, Vec<Filing>) {
        let mut against: Vec<(Grade, Filing)> = Vec::new();
        for word in
            words.iter().filter(|word| !word.replaced && word.stance == Stance::Denies && self.addresses(word, value))
        {
            let limited = self.state.filed(word.filing).1.limits.is_some();
            let by_party = path.of_item().is_some_and(|item| self.is_party(item, word.holder));
            let on_record = word.attribution.basis == Basis::OnRecord && !word.secondhand;
            let grade = if by_party && on_record && !limited { word.grade.max(support) } else { word.grade };
            against.push((grade, word.filing));
        }
        let holders_for = self.holders_for(value, words);
        for (rival, (grade, filings)) in values.iter().zip(supports) {
            if self.compare(*rival, value) != Comparison::Conflicting
                || self.loses_to_wider(*rival, value, *grade, values, supports)
            {
                continue;
            }
            let holders_against = self.holders_for(*rival, words);
            if holders_against.len() == 1 && holders_against == holders_for {
                continue;
            }
            against.extend(filings.iter().map(|filing| (*grade, *filing)));
        }
        against.sort_by(|(a, _), (b, _)| b.cmp(a));
        (
            against.first().map_or(Grade::None, |(grade, _)| *grade),
            against.into_iter().map(|(_, filing)| filing).collect(),
        )
    }

    /// Whether a rival already loses to a wider form of the value.
    fn loses_to_wider(
        &self,
        rival: Option<&Value>,
        value: Option<&Value>,
        grade: Grade,
        values: &[Option<&'s Value>],
        supports: &[(Grade, Vec<Filing>)],
    ) -> bool {
        values.iter().zip(supports).any(|(wider, (wider_grade, _))| {
            self.compare(value, *wider) == Comparison::Narrows
                && self.compare(rival, *wider) == Comparison::Conflicting
                && *wider_grade > grade
        })
    }

    fn holders_for(&self, value: Option<&Value>, words: &[Word<'s>]) -> Vec<&'s EntitySlug> {
        let mut holders: Vec<&EntitySlug> = words
            .iter()
            .filter(|word| {
                !word.replaced && word.stance.supports() && self.compare(word.value, value) == Comparison::Same
            })
            .map(|word| word.holder)
            .collect();
        holders.sort();
        holders.dedup();
        holders
    }
}

fn implied_stance(so: bool, stance: Stance) -> Option<Stance> {
    match (so, stance) {
        (true, stance) => Some(stance),
        (false, Stance::Asserts | Stance::Confirms) => Some(Stance::Denies),
        (false, _) => None,
    }
}

fn entity_holds(name: &str) -> Holds {
    crate::kind::ENTITY_ATTRIBUTES.iter().find(|spec| spec.name == name).map_or(Holds::Fixed, |spec| spec.holds)
}

pub(crate) fn phase_name() -> crate::name::AttributeName {
    crate::name::AttributeName::new(PHASE).unwrap_or_else(|error| unreachable!("{error}"))
}
