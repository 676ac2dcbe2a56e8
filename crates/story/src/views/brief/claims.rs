//! Claims: what is claimed, with whose it is, and what it counts.

use std::cmp::Reverse;

use crate::judge::account::Candidate;
use crate::judge::grade::Grade;
use crate::judge::view::is_matter_of_fact;
use crate::record::attribution::{Basis, Knowledge, Origin};
use crate::record::entry::EntityType;
use crate::record::kind::attribute::{FORECASTER, HORIZON, NATURE, TEXT, TOTAL};
use crate::record::kind::choices::ALLEGATION;
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};
use crate::state::withdrawal::Loss;
use crate::tell::clause::{bracketed, does, list, value};
use crate::tell::english;
use crate::tell::realise::plain_text;
use crate::tell::span::{Phrase, Piece, Role, ValueForm};
use crate::tell::telling::facts::{Fact, Telling};
use crate::tell::voices::{Speech, teller};
use crate::tell::written::{has_word, is_of_the_present};
use crate::views::brief::plan::{Draft, Weight};

/// How many voices a sentence names that say the same.
const MOST_VOICES: usize = 3;

impl<'s> Telling<'_, 's> {
    /// A proposition with whose it is: never as a fact where it is a judgement.
    pub(super) fn claims(&self, item: &Item) -> Vec<Draft> {
        let account = self.view.account(&self.path(item));
        let texts = self.view.account(&self.at(item, TEXT));
        // What is disputed is told with its sides.
        if self.is_disputed(item, &account) || account.leading().is_none() || self.is_disputed(item, &texts) {
            return Vec::new();
        }
        if self.counts_a_noun(item).is_some() {
            // From day to day, where it is given for several.
            let mut series: Vec<Draft> =
                self.numbers_by_day(item, &[], &[]).into_iter().flat_map(|series| series.drafts).collect();
            series.iter_mut().take(1).for_each(|first| first.weight = Weight::Words);
            let told = if series.is_empty() { self.counted_claim(item).into_iter().collect() } else { series };
            if !told.is_empty() {
                return told;
            }
        }
        let mut drafts = Vec::new();
        let mut told: Vec<(Filing, &Candidate<'s>)> = texts
            .candidates
            .iter()
            .filter(|candidate| candidate.standing.support > Grade::None)
            .filter_map(|candidate| Some((*candidate.standing.supporters.first()?, candidate)))
            .filter(|(filing, _)| !self.is_told_against_another(filing.report))
            .filter(|(filing, _)| !self.has_wrong_number(item, *filing))
            .collect();
        self.newest_number_first(item, &mut told);
        for (filing, candidate) in told {
            let fact = self.filed(&texts, filing, candidate.value);
            let borne_out = self.also_saying(candidate, filing);
            drafts.extend(self.claim(item, &fact, &borne_out, drafts.is_empty()));
            // Whoever says flatly what another hedges is told beside them.
            if self.view.state.filed(filing).1.hedge.is_some() {
                drafts.extend(self.said_flatly(&borne_out));
            }
        }
        drafts
    }

    /// Whether a claim is of what is so, and a body that can know it says so, against nobody: a finding is known, and not only what
    /// people are saying. What ought to be, or may come, is never known.
    pub(super) fn is_established(&self, item: &Item) -> bool {
        const OF_NO_FACT: [&str; 9] = ["could", "may", "might", "must", "ought", "should", "shall", "will", "would"];
        let nature = self.leading(&self.at(item, NATURE)).and_then(|nature| nature.value?.text());
        if !nature.is_none_or(is_matter_of_fact) {
            return false;
        }
        let (whole, texts) = (self.view.account(&self.path(item)), self.view.account(&self.at(item, TEXT)));
        let of_fact = |text: &str| {
            // What could not be found is a finding.
            let text = text.to_lowercase().replace("could not", "");
            !has_word(&text, &OF_NO_FACT) && !is_of_the_present(&text)
        };
        // One person's word of it is theirs, and so is what somebody was told or concludes.
        let by_finder = |filing: &Filing| {
            let Some(said) = self.view.attribution(*filing) else { return false };
            let holder = self.view.directory.get(self.view.directory.canonical(&said.holder));
            matches!(said.knowledge, Knowledge::OwnAct | Knowledge::Witnessed)
                && matches!(said.basis, Basis::OnRecord | Basis::Document | Basis::Observed)
                && holder.is_some_and(|holder| holder.is != EntityType::Person)
                && self.view.state.filed(*filing).1.hedge.is_none()
        };
        let known = |candidate: &Candidate<'s>| {
            let standing = &candidate.standing;
            let unopposed = standing.opponents.is_empty() && standing.beside.is_empty();
            standing.support >= Grade::Reported && unopposed && !standing.denied && !standing.doubted
        };
        whole.leading().is_none_or(known)
            && texts.leading().is_some_and(|leading| {
                known(leading)
                    && leading.standing.supporters.iter().any(by_finder)
                    && leading.value.and_then(Value::text).is_some_and(of_fact)
            })
    }

    /// Whether a report is told with what it contradicts: as the other side of the dispute on that.
    fn is_told_against_another(&self, place: usize) -> bool {
        let of = |place: usize| self.view.state.reports()[place].record.item.as_ref();
        let mut ties = self.view.ties_of(place).filter(|tie| tie.is_open_contradiction());
        ties.any(|tie| {
            let of_other =
                of(tie.to).filter(|key| Some(*key) != of(tie.from)).and_then(|key| self.view.state.item(key));
            let disputed = |item: &Item| {
                self.disputes(item).iter().any(|dispute| dispute.rests_on(self.view.state.reports()[place].sequence))
            };
            tie.from == place && of_other.is_some_and(disputed)
        })
    }

    /// Whether the words of a claim have a number that was corrected, in a report that puts it in new words.
    fn has_wrong_number(&self, item: &Item, filing: Filing) -> bool {
        let (report, said) = self.view.state.filed(filing);
        let Some(text) = said.value.as_ref().and_then(Value::text) else { return false };
        self.view.withdrawals().of(filing.report).iter().any(|loss| {
            let Some(path) = loss.path.as_ref().filter(|_| loss.how != Loss::Superseded) else { return false };
            let wrong = report.record.testimonies.iter().find(|said| said.path == *path);
            let in_text = matches!(wrong.and_then(|said| said.value.as_ref()), Some(Value::Count(count)) if self.has_number(text, count));
            let now = self.view.state.report(loss.through);
            let words = self.at(item, TEXT);
            in_text && now.is_some_and(|now| now.record.gives(&words).is_some())
        })
    }

    /// Where every wording goes with a number as of a day of its own, that of the last day comes first.
    fn newest_number_first(&self, item: &Item, told: &mut [(Filing, &Candidate<'s>)]) {
        let day = |filing: &Filing| {
            let record = &self.view.state.filed(*filing).0.record;
            let numbers = record.testimonies.iter().filter(|said| said.path.of_item() == Some(&item.key));
            numbers.filter_map(|said| record.as_of(said)?.start_in_utc()).max()
        };
        if told.iter().all(|(filing, _)| day(filing).is_some()) {
            told.sort_by_key(|(filing, _)| Reverse(day(filing)));
        }
    }

    /// The words of other origins that say the same as the first word for it, as attributed as that is: each origin once.
    fn also_saying(&self, candidate: &Candidate<'s>, first: Filing) -> Vec<Filing> {
        let mut known: Vec<&Origin> = self.view.attribution(first).map(|voice| &voice.origin).into_iter().collect();
        let others = candidate.standing.supporters.iter().copied().filter(|filing| {
            let said = self.view.state.filed(*filing).1;
            let Some(voice) = self.view.attribution(*filing).filter(|_| said.hedge.is_none()) else { return false };
            let adds = self.grade_of(*filing) >= Grade::Reported
                && said.value.as_ref() == candidate.value
                && !known.contains(&&voice.origin);
            if adds {
                known.push(&voice.origin);
            }
            adds
        });
        others.take(MOST_VOICES - 1).collect()
    }

    /// “Ann Lee told The Herald on 6 August that it was so.”
    fn said_flatly(&self, by: &[Filing]) -> Option<Draft> {
        let speeches = by.iter().filter_map(|filing| self.speech(*filing, by.len() == 1 && self.has_own_day(*filing)));
        let speeches: Vec<Speech<'s>> = speeches.collect();
        let grade = by.iter().map(|filing| self.grade_of(*filing)).min()?;
        let mut phrase = list(self.told_by(&speeches));
        if phrase.contains(&Piece::Mark(",")) {
            phrase.push(Piece::Mark(","));
        }
        phrase.push(Piece::Plain("that it was so"));
        Some(Draft::new(phrase, Some(grade), Weight::Beside))
    }

    /// “The agency told Reuters that the number of cars to be recalled was 19.2 million as of 1 September.”: a claim whose words
    /// only name what it counts is told by its number.
    fn counted_claim(&self, item: &Item) -> Option<Draft> {
        self.counts_a_noun(item)?;
        let path = self.at(item, TOTAL);
        let total = self.leading(&path).filter(|_| !self.view.account(&path).is_contested())?;
        let (what, figure) = self.what_is_counted(&path, &total);
        let mut phrase = teller(self.view, self.speech(total.filing, false)?);
        if phrase.contains(&Piece::Mark(",")) {
            phrase.push(Piece::Mark(","));
        }
        phrase.push(Piece::Plain("that"));
        phrase.extend([what, vec![Piece::Plain("was")], figure].concat());
        if !self.says_when_it_holds(total.filing) && self.is_past(total.filing) {
            phrase.extend(self.on_day(total.filing));
        }
        Some(Draft::new(phrase, Some(total.grade), Weight::Words))
    }

    fn claim(&self, item: &Item, fact: &Fact<'s>, borne_out: &[Filing], first: bool) -> Option<Draft> {
        let voice = self.view.attribution(fact.filing)?;
        let nature = self.leading(&self.at(item, NATURE));
        let nature = nature.as_ref().and_then(|nature| nature.value?.text()).unwrap_or_default();
        let sort = item.kind.attribute(NATURE).and_then(|spec| spec.choice(nature));
        let judged = sort.is_some_and(|sort| sort.judgement);
        let speech = self.speech(fact.filing, self.is_past(fact.filing) && (!judged || !self.is_main(voice)))?;
        let hedged = self.view.state.filed(fact.filing).1.hedge.is_some();
        let weight = if first { Weight::Words } else { Weight::Detail };
        let at_horizon = || {
            let horizon = self.fact(&self.at(item, HORIZON), voice);
            horizon.map(|horizon| bracketed(self.words(&horizon))).unwrap_or_default()
        };
        if let Some(forecaster) = self.fact(&self.at(item, FORECASTER), voice).filter(|_| judged) {
            let of_itself = forecaster.value.and_then(Value::entity).is_some_and(|slug| *slug == voice.holder);
            let mut phrase = [vec![Piece::Plain("in the forecast of")], self.words(&forecaster)].concat();
            phrase.push(Piece::Mark(","));
            phrase.extend([self.words(fact), at_horizon()].concat());
            if !of_itself && !self.is_main(voice) {
                phrase.push(Piece::Mark(","));
                phrase.extend(teller(self.view, speech));
            }
            return Some(Draft::new(phrase, Some(fact.grade.min(Grade::Reported)), weight));
        }
        let mut phrase = Phrase::new();
        if nature == ALLEGATION {
            phrase.extend(crate::tell::voices::speaker(self.view, speech));
            let (past, day) = self.past_and_day(fact.filing, speech.dated);
            phrase.push(does(self.source(fact.filing), "allege", past));
            phrase.extend(day.into_iter().chain([Piece::Plain("that")]));
            phrase.extend(self.words(fact));
            return Some(Draft::new(phrase, Some(fact.grade.min(Grade::Reported)), weight));
        }
        // A judgement is nobody's fact: it can be told, not confirmed.
        let stands = |grade: Grade| if judged { grade.min(Grade::Reported) } else { grade };
        // “He” is whoever says it: who says it goes first; and so it does where it is hedged, “said that probably 87 are held”.
        if hedged || borne_out.is_empty() && starts_with_pronoun(fact) {
            let mut phrase = teller(self.view, speech);
            if phrase.contains(&Piece::Mark(",")) {
                phrase.push(Piece::Mark(","));
            }
            phrase.push(Piece::Plain("that"));
            phrase.extend([if hedged { self.hedged_clause(fact) } else { self.words(fact) }, at_horizon()].concat());
            return Some(Draft::new(phrase, Some(stands(fact.grade)), weight));
        }
        phrase.extend([self.words(fact), if judged { at_horizon() } else { Phrase::new() }].concat());
        let number = self.number_with(item, fact);
        // The day of the number is the day of what is said with it.
        let speech = Speech { dated: speech.dated && !number.iter().any(is_when_it_holds), ..speech };
        phrase.extend(number);
        // What is said of the present is told with its day, by whomever; a judgement is always somebody's.
        let mut grade = fact.grade;
        if !self.is_main(voice) || judged || speech.dated {
            let others = borne_out.iter().filter_map(|filing| self.speech(*filing, false));
            let mut speeches: Vec<Speech<'s>> = std::iter::once(speech).chain(others).collect();
            if let [first, _, ..] = speeches.as_mut_slice() {
                // Of several who say it, each on its own day, none is told.
                first.dated = false;
                let account = self.view.account(&self.at(item, TEXT));
                let of = account.candidates.iter().find(|known| known.value == fact.value);
                grade = of.map_or(grade, |candidate| candidate.standing.support);
            }
            phrase.push(Piece::Mark(","));
            phrase.extend(list(self.told_by(&speeches)));
        }
        Some(Draft::new(phrase, Some(stands(grade)), weight))
    }

    /// “, 33 miners in all”: the one number that a claim gives beside its words, where these do not have it.
    fn number_with(&self, item: &Item, text: &Fact<'s>) -> Phrase {
        let voice = self.view.attribution(text.filing);
        let path = self.at(item, TOTAL);
        let one = self.view.account(&path).candidates.len() == 1;
        let given = voice.and_then(|voice| self.fact(&path, voice));
        let Some(fact) = given.filter(|fact| one && fact.filing.report == text.filing.report && !self.is_hedged(fact))
        else {
            return Phrase::new();
        };
        let Some(Value::Count(count)) = fact.value else { return Phrase::new() };
        // Behind several clauses it would hang in the air.
        let words = text.value.and_then(Value::text).unwrap_or_default();
        let told = self.has_number(words, count) || words.contains(',');
        let plain = count.parts.is_empty() && count.series.is_none() && count.scope.is_none();
        if told || !plain || count.unit.is_none() {
            return Phrase::new();
        }
        let in_all = (!self.says_when_it_holds(fact.filing)).then_some(Piece::Plain("in all"));
        [vec![Piece::Mark(",")], self.words(&fact), in_all.into_iter().collect()].concat()
    }

    /// “the part is probably from the ship”; where its verb is not sure, “probably the part comes from the ship”.
    pub(super) fn hedged_clause(&self, fact: &Fact<'s>) -> Phrase {
        let hedge = Piece::Said(Role::Hedge { source: self.source(fact.filing) }, Vec::new());
        let said = self.source(fact.value_in);
        let text = fact.value.and_then(Value::text).map(plain_text).unwrap_or_default();
        let hedged = match english::at_verb(&text) {
            Some(_) => vec![value(said, ValueForm::UpToVerb), hedge, value(said, ValueForm::BehindVerb)],
            None => [vec![hedge], self.plain(fact)].concat(),
        };
        [hedged, self.qualified(fact.filing)].concat()
    }
}

/// Whether a claim speaks of whoever makes it: “he told the board so”.
pub(super) fn starts_with_pronoun(fact: &Fact<'_>) -> bool {
    let first = fact.value.and_then(Value::text).and_then(|text| text.split(' ').next()).unwrap_or_default();
    ["he", "she", "it", "they", "his", "her", "its", "their"].contains(&first.to_lowercase().as_str())
}

/// Whether a piece says the day that a number is of, or for how long a value holds.
pub(super) fn is_when_it_holds(piece: &Piece) -> bool {
    matches!(piece, Piece::Said(Role::HoldsWhen { .. }, _))
}
