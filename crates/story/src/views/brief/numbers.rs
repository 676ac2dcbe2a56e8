//! The numbers that matter most of what happened: the latest toll, and how an election went.

use std::collections::BTreeSet;

use crate::judge::grade::Grade;
use crate::record::attribution::{Attribution, Basis};
use crate::record::kind::spec::{AttributeSpec, MergeRule, PhaseRole, ValueType};
use crate::record::name::EntitySlug;
use crate::record::path::Path;
use crate::record::time::When;
use crate::record::value::Value;
use crate::record::value::count::Count;
use crate::state::fold::{Filing, Item};
use crate::tell::clause::{bracketed, does, list};
use crate::tell::english::{Tense, VerbForm};
use crate::tell::span::{Phrase, Piece, Role};
use crate::tell::telling::facts::{Fact, Telling};
use crate::tell::voices::{name_of, speaker, teller};
use crate::views::brief::counted::counted;
use crate::views::brief::details::MOST_ADDED;
use crate::views::brief::plan::{Draft, Weight};

/// A number that changes with time, as it was given last, and where that is on file.
pub(super) struct Latest {
    pub(super) draft: Draft,
    pub(super) value: Filing,
}

/// How many days a number is given for at least, to be told day by day; and how many in one sentence.
const LEAST_IN_SERIES: usize = 3;
const MOST_IN_SERIES: usize = 4;

/// A number from day to day, and where it is on file.
pub(super) struct Series {
    pub(super) drafts: Vec<Draft>,
    pub(super) values: Vec<Filing>,
}

impl<'s> Telling<'_, 's> {
    /// “The latest number of dead was 4,333 as of 9 October 2023, OCHA told AFP.”: of each number of an item that changes with
    /// time.
    pub(super) fn latest_numbers(&self, item: &Item) -> Vec<Latest> {
        let changing = |spec: &&AttributeSpec| {
            spec.value == ValueType::Count && spec.holds == MergeRule::Successive && spec.elements.is_none()
        };
        let specs = item.kind.spec().attributes.iter().filter(changing);
        specs.filter_map(|spec| self.latest_number(&self.at(item, spec.name), spec)).collect()
    }

    fn latest_number(&self, path: &Path, spec: &AttributeSpec) -> Option<Latest> {
        let account = self.view.account(path);
        let fact = self.leading(path).filter(|fact| !fact.planned && !account.is_contested())?;
        let Some(Value::Count(count)) = fact.value else { return None };
        // A single victim is told with what happened.
        if count.exactly() == Some(1) {
            return None;
        }
        let source = self.source(fact.filing);
        let label = Piece::Said(Role::Attribute { source }, Vec::new());
        let mut phrase = counted(spec.name, label);
        if account.candidates.len() > 1
            && let Some(Piece::Plain(first)) = phrase.first_mut()
        {
            *first = if *first == "the" { "the latest" } else { "the latest number of" };
        }
        match nobody(spec.name).filter(|_| count.exactly() == Some(0)) {
            Some(nobody) => phrase = vec![Piece::Plain(nobody)],
            None => {
                phrase.push(Piece::Plain("was"));
                phrase.extend(self.words(&fact));
            }
        }
        let (report, said) = self.view.state.filed(fact.filing);
        let undated = !report.record.is_of_a_time(said);
        let voice = self.view.attribution(fact.filing)?;
        if !self.is_main(voice) {
            let speech = self.speech(fact.filing, undated && self.is_past(fact.filing))?;
            phrase = self.attributed(phrase, vec![teller(self.view, speech)]);
        }
        let draft = Draft::new(phrase, Some(fact.grade), Weight::Number).resting_on([source.sequence]);
        Some(Latest { draft, value: fact.filing })
    }

    /// “The total was put at 165 ships as of 24 March 2021 (Lloyd's List), at 237 ships as of 25 March (Leth Agencies) …”: the
    /// numbers that were given for one day after the other, in their order, whoever gave them; and where they are on file.
    pub(super) fn numbers_by_day(&self, item: &Item, told: &[Filing], in_words: &[&str]) -> Vec<Series> {
        let specs = item.kind.spec().attributes.iter();
        let specs = specs.filter(|spec| spec.value == ValueType::Count && spec.elements.is_none());
        let specs = specs.filter(|spec| !in_words.contains(&spec.name));
        specs.filter_map(|spec| self.number_by_day(&self.at(item, spec.name), told)).collect()
    }

    fn number_by_day(&self, path: &Path, told: &[Filing]) -> Option<Series> {
        let account = self.view.account(path);
        let mut days: Vec<(jiff::Timestamp, Filing)> = Vec::new();
        for word in account.words.iter().filter(|word| word.stance.supports() && !word.plan && word.hedge().is_none()) {
            let record = &self.view.state.filed(word.filing).0.record;
            let stands = self.view.withdrawals().stands(word.filing.report) && word.grade >= Grade::Unattributed;
            let plain =
                matches!(word.value, Some(Value::Count(count)) if count.parts.is_empty() && count.scope.is_none());
            let day = record.as_of(word.testimony).and_then(When::start_in_utc).filter(|_| stands && plain);
            let same = |(at, known): &(jiff::Timestamp, Filing)| {
                Some(*at) == day && self.view.state.filed(*known).1.value == word.testimony.value
            };
            match day.filter(|_| !days.iter().any(same)) {
                Some(day) => days.push((day, word.filing)),
                None if day.is_none() => return None,
                None => {}
            }
        }
        let of_days: BTreeSet<jiff::Timestamp> = days.iter().map(|(day, _)| *day).collect();
        // Two numbers for one day, of which one has since been followed by that of another, are told side by side.
        let least = if days.len() > of_days.len() { 2 } else { LEAST_IN_SERIES };
        if of_days.len() < least || told.iter().any(|told| days.iter().any(|(_, filing)| filing == told)) {
            return None;
        }
        days.sort_by_key(|(day, filing)| (*day, filing.report));
        let holders: BTreeSet<&EntitySlug> =
            days.iter().filter_map(|(_, filing)| Some(&self.view.attribution(*filing)?.holder)).collect();
        let mut drafts = Vec::new();
        for (place, some) in days.chunks(MOST_IN_SERIES).enumerate() {
            let first = some.first()?.1;
            let mut lead = match place {
                0 => self.what_is_counted(path, &self.filed(&account, first, None)).0,
                _ => vec![Piece::Plain("then it")],
            };
            lead.push(does(self.source(first), "put", VerbForm::passive(Tense::Past)));
            let given = some.iter().map(|(_, filing)| {
                let fact = self.filed(&account, *filing, None);
                let mut words = [vec![Piece::Plain("at")], self.what_is_counted(path, &fact).1].concat();
                if let Some(voice) =
                    self.view.attribution(*filing).filter(|voice| holders.len() > 1 && !self.is_main(voice))
                {
                    words.extend(bracketed(vec![name_of(&voice.holder, self.source(*filing))]));
                }
                words
            });
            let mut phrase = [lead, list(given.collect())].concat();
            if holders.len() == 1
                && let Some(speech) = self.speech(first, false).filter(|speech| !self.is_main(speech.attribution))
            {
                phrase = self.attributed(phrase, vec![teller(self.view, speech)]);
            }
            let grade = some.iter().map(|(_, filing)| self.grade_of(*filing)).min();
            let draft = Draft::new(phrase, grade, Weight::Detail);
            drafts.push(draft.resting_on(some.iter().map(|(_, filing)| self.sequence(*filing))));
        }
        Some(Series { drafts, values: days.into_iter().map(|(_, filing)| filing).collect() })
    }

    /// “By the count of the electoral board, Ann Kerr had 53.6 per cent and Tom Blake 46.4 per cent.”: those of a list who
    /// have numbers of their own, the most first, as the voice gives them that tells of the item; and which list it is.
    pub(super) fn standings(&self, item: &Item, voices: &[&'s Attribution]) -> Option<(Vec<Draft>, &'static str)> {
        let ahead = self.view.phase(item).role(item.kind).is_none_or(PhaseRole::lies_ahead);
        let voice = voices.first().filter(|_| !ahead)?;
        let counts = |detail: &AttributeSpec| detail.value == ValueType::Count && detail.holds == MergeRule::Successive;
        let spec =
            item.kind.spec().attributes.iter().find(|spec| spec.elements.is_some_and(|of| of.iter().any(counts)))?;
        let mut standings: Vec<(f64, Fact<'s>, Phrase)> = Vec::new();
        for (path, who) in self.elements_by(item, spec, voice).into_iter().filter(|(_, who)| !who.planned) {
            let details = spec.elements.unwrap_or_default().iter().filter(|detail| counts(detail));
            let got = details.filter_map(|detail| {
                let fact = self.fact(&self.detail(&path, detail.name), voice).filter(|fact| !fact.planned)?;
                let Some(Value::Count(count)) = fact.value else { return None };
                let unit = count.unit.is_none().then_some(Piece::Plain(detail.name));
                Some((
                    size(count),
                    count.unit.is_some(),
                    [self.words(&fact), unit.into_iter().collect()].concat(),
                    fact,
                ))
            });
            let mut got: Vec<(f64, bool, Phrase, Fact<'s>)> = got.collect();
            // The share before the number it is a share of.
            got.sort_by_key(|(_, share, ..)| !share);
            let Some((size, _, first, _)) = got.first().cloned() else { continue };
            let rest: Vec<Phrase> = got.into_iter().skip(1).map(|(_, _, words, _)| words).collect();
            let rest = if rest.is_empty() { Phrase::new() } else { bracketed(list(rest)) };
            standings.push((size, who, [first, rest].concat()));
        }
        if standings.is_empty() {
            return None;
        }
        standings.sort_by(|(one, ..), (other, ..)| other.total_cmp(one));
        let mut sentences: Vec<(Vec<Phrase>, usize)> = Vec::new();
        let first = standings[0].1.clone();
        let grade = standings.iter().map(|(_, who, _)| who.grade).min();
        for (_, who, got) in standings {
            let words = self.length(&got) + self.length(&self.untitled(&who)) + 1;
            let clause = |verb: bool| {
                let had = if verb { vec![Piece::Plain("had")] } else { Phrase::new() };
                [self.untitled(&who), had, got.clone()].concat()
            };
            match sentences.last_mut().filter(|(_, before)| before + words <= MOST_ADDED) {
                Some((parts, before)) => {
                    parts.push(clause(false));
                    *before += words;
                }
                None => sentences.push((vec![clause(true)], words)),
            }
        }
        let by = match self.speech(first.filing, false).filter(|_| !self.is_main(voice)) {
            Some(speech) if voice.basis != Basis::Unattributed => {
                let who = speaker(self.view, speech);
                [vec![Piece::Plain("by the count of")], who, vec![Piece::Mark(",")]].concat()
            }
            _ => Phrase::new(),
        };
        let drafts = sentences.into_iter().enumerate().map(|(place, (parts, _))| {
            // Those for whom there is no room beside the first are not read for all.
            let (lead, weight) = match place {
                0 => (by.clone(), Weight::Number),
                _ => (vec![Piece::Plain("among the others,")], Weight::Detail),
            };
            let phrase = [lead, list(parts)].concat();
            Draft::new(phrase, grade, weight).resting_on([self.sequence(first.filing)])
        });
        Some((drafts.collect(), spec.name))
    }
}

/// What a count of none comes to, of people.
fn nobody(counted: &str) -> Option<&'static str> {
    Some(match counted {
        "dead" => "nobody died",
        "injured" => "nobody was injured",
        "missing" => "nobody was missing",
        _ => return None,
    })
}

/// How much a count is, to compare it with others of its list.
fn size(count: &Count) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "only the order of the numbers matters")]
    let digits = count.low as f64;
    digits / 10_f64.powi(i32::from(count.decimals))
}
