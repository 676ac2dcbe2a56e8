//! What the main sentence does not carry: what else its voice gives, what others give, and who else tells of it.

use crate::judge::account::{Account, Candidate};
use crate::judge::grade::Grade;
use crate::record::attribution::Attribution;
use crate::record::kind::spec::{AttributeSpec, ValueType};
use crate::record::path::Path;
use crate::record::stance::Stance;
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};
use crate::tell::clause::{does, list};
use crate::tell::english::{Tense, VerbForm};
use crate::tell::frames;
use crate::tell::span::{Phrase, Piece, Role};
use crate::tell::voices::{speaker, teller};
use crate::views::brief::facts::{Fact, Telling, is_opposed, same_voice};
use crate::views::brief::plan::{Draft, Weight};

/// What one voice adds.
struct Added<'s> {
    voice: &'s Attribution,
    filing: Filing,
    grade: Grade,
    told: Vec<Phrase>,
}

const PAST: VerbForm = VerbForm::active(Tense::Past);

impl<'s> Telling<'_, 's> {
    /// What else is on file of an item, voice by voice; what the main sentence tells is left out.
    pub(super) fn details(&self, item: &Item, told: &[&'static str], main: &[&'s Attribution]) -> Vec<Draft> {
        let mut added: Vec<Added<'s>> = Vec::new();
        for spec in item.kind.spec().attributes.iter().filter(|spec| !spec.quiet && spec.name != "positions") {
            let already = told.contains(&spec.name);
            match spec.elements {
                Some(_) => self.add_elements(item, spec, already, main, &mut added),
                None => self.add_values(&self.at(item, spec.name), spec.name, already, main, &mut added),
            }
        }
        for declared in &item.declares {
            let path = self.attribute_of(item, &declared.name);
            match declared.list {
                true => {}
                false if declared.value == ValueType::Ordinal && told.contains(&"ordinal") => {}
                false => self.add_values(&path, declared.name.as_str(), false, main, &mut added),
            }
        }
        added.into_iter().map(|added| self.added(added, main)).collect()
    }

    fn added(&self, added: Added<'s>, main: &[&'s Attribution]) -> Draft {
        let Added { voice, filing, grade, told } = added;
        let known = main.iter().any(|known| same_voice(known, voice));
        let speech = self.speech(filing, false);
        let mut phrase = match speech {
            // Named in the sentence before, with how its word came to us.
            Some(speech) if known => crate::tell::voices::origin(self.view, speech, true),
            Some(speech) => speaker(self.view, speech),
            None => Phrase::new(),
        };
        if known && !self.is_main(voice) {
            phrase.push(Piece::Plain("also"));
        }
        phrase.extend(list(told));
        Draft::new(phrase, Some(grade), Weight::Detail)
    }

    /// The values of an attribute that nothing has told, each with the voice that best supports it.
    fn add_values(
        &self,
        path: &Path,
        name: &str,
        told: bool,
        main: &[&'s Attribution],
        added: &mut Vec<Added<'s>>,
    ) {
        let account = self.view.account(path);
        if account.is_contested() {
            return;
        }
        let of_main = |candidate: &Candidate<'s>| main.iter().any(|main| self.fact_of(&account, candidate, main).is_some());
        let told = told.then(|| account.candidates.iter().position(of_main).unwrap_or(0));
        for (place, candidate) in account.candidates.iter().enumerate() {
            let shown = candidate.standing.support > Grade::None && !candidate.standing.is_contested();
            if Some(place) == told || !shown {
                continue;
            }
            let mut exact = candidate.standing.supporters.iter().copied();
            let Some(filing) = exact.find(|filing| self.says_exactly(*filing, candidate.value)) else { continue };
            let fact = self.filed(&account, filing, candidate.value);
            if fact.planned || matches!(fact.value, None | Some(Value::None(_))) {
                continue;
            }
            // A date of another change of the item is told with that change.
            if name == "when" && told.is_some() && self.is_end_or_begin(&account, filing) {
                continue;
            }
            self.add(added, filing, fact.grade, self.told_as(name, &fact));
        }
    }

    fn is_end_or_begin(&self, account: &Account<'s>, filing: Filing) -> bool {
        let ranks: Vec<_> = account.current().map(|word| self.rank_of(word.filing)).collect();
        ranks.iter().flatten().any(|rank| Some(*rank) != self.rank_of(filing)) && self.rank_of(filing).is_some()
    }

    fn add(&self, added: &mut Vec<Added<'s>>, filing: Filing, grade: Grade, told: Phrase) {
        let Some(voice) = self.view.attribution(filing) else { return };
        match added.iter_mut().find(|known| same_voice(known.voice, voice)) {
            Some(known) => {
                known.grade = known.grade.min(grade);
                known.told.push(told);
            }
            None => added.push(Added { voice, filing, grade, told: vec![told] }),
        }
    }

    /// What a voice did that gave a value: “put signatories at 505”, “gave the distance as about 1,600 feet”.
    fn told_as(&self, name: &str, fact: &Fact<'s>) -> Phrase {
        let source = self.source(fact.filing);
        let does = |verb: &'static str| does(source, verb, PAST);
        let label = || Piece::Said(Role::Attribute { source }, Vec::new());
        let words = self.words(fact);
        let with = |mut phrase: Phrase| {
            phrase.extend(words.clone());
            phrase
        };
        match (name, fact.value) {
            ("duration", _) => with(vec![does("say"), Piece::Plain("that it lasted")]),
            ("characterised_as", _) => with(vec![does("call"), Piece::Plain("it")]),
            ("asked_by", _) => {
                let mut phrase = vec![does("say"), Piece::Plain("that")];
                phrase.extend(words);
                phrase.push(Piece::Plain("had asked for it"));
                phrase
            }
            ("cause", Some(_)) => with(vec![does("give"), Piece::Plain("as the cause that")]),
            (_, Some(Value::Count(_))) => with(vec![does("put"), label(), Piece::Plain("at")]),
            (_, Some(Value::When(_))) if name == "when" => with(vec![does("say"), Piece::Plain("that it was")]),
            (_, Some(Value::When(_))) => with(vec![does("say"), Piece::Plain("that the"), label(), Piece::Plain("was")]),
            (_, Some(Value::Entity(_))) => {
                let mut phrase = vec![does("name")];
                phrase.extend(words);
                phrase.extend([Piece::Plain("as the"), label()]);
                phrase
            }
            (_, Some(Value::Ordinal(_))) => {
                let mut phrase = vec![does("call"), Piece::Plain("it the")];
                phrase.extend([
                    crate::tell::clause::value(source, crate::tell::span::ValueForm::Position),
                    Piece::Plain("of"),
                    crate::tell::clause::value(source, crate::tell::span::ValueForm::Series),
                ]);
                phrase
            }
            _ => with(vec![does("give"), Piece::Plain("the"), label(), Piece::Plain("as")]),
        }
    }

    /// The elements of a list, voice by voice.
    fn add_elements(
        &self,
        item: &Item,
        spec: &AttributeSpec,
        told: bool,
        main: &[&'s Attribution],
        added: &mut Vec<Added<'s>>,
    ) {
        let mut heard: Vec<&Attribution> = main.iter().copied().take(usize::from(told)).collect();
        for path in self.elements(item, spec) {
            let account = self.view.account(&path);
            let supporters = account.candidates.iter().flat_map(|candidate| &candidate.standing.supporters);
            for filing in supporters.copied().collect::<Vec<_>>() {
                let Some(voice) = self.view.attribution(filing) else { continue };
                if heard.iter().any(|known| same_voice(known, voice)) {
                    continue;
                }
                heard.push(voice);
                let mut facts = self.elements_by(item, spec, voice);
                facts.retain(|(_, fact)| !fact.planned);
                // Who was named before is not named again by others.
                if told && facts.iter().all(|(path, _)| self.is_told_by(path, main)) || facts.is_empty() {
                    continue;
                }
                let grade = facts.iter().map(|(_, fact)| fact.grade).min().unwrap_or(Grade::None);
                let names = facts.iter().map(|(path, fact)| self.element(spec, path, fact, voice)).collect();
                let first = self.source(facts[0].1.filing);
                let mut phrase = match adverb_of_list(spec.name) {
                    Some(words) => vec![does(first, "say", PAST), Piece::Plain(words)],
                    None => vec![does(first, "name", PAST)],
                };
                phrase.extend(list(names));
                if adverb_of_list(spec.name).is_none() && spec.value == ValueType::Entity {
                    phrase.extend(match spec.name {
                        "who" | "participants" => vec![Piece::Plain("among those with a part in it")],
                        _ => vec![Piece::Plain("among the"), Piece::Said(Role::Attribute { source: first }, Vec::new())],
                    });
                }
                self.add(added, facts[0].1.filing, grade, phrase);
            }
        }
    }

    fn is_told_by(&self, path: &Path, main: &[&'s Attribution]) -> bool {
        main.first().is_some_and(|main| self.fact(path, main).is_some())
    }

    fn element(&self, spec: &AttributeSpec, path: &Path, fact: &Fact<'s>, voice: &Attribution) -> Phrase {
        let mut phrase = self.words(fact);
        for detail in spec.elements.unwrap_or_default() {
            let Some(fact) = self.fact(&self.detail(path, detail.name), voice) else { continue };
            match detail.name {
                "role" => {
                    phrase.push(Piece::Plain("as"));
                    phrase.extend(self.words(&fact));
                }
                _ => phrase.extend(crate::tell::clause::bracketed(self.words(&fact))),
            }
        }
        phrase
    }

    // ---- positions ----

    /// Where each party to a proposal stands: “Ukraine is open to it if Russia agrees to the same”.
    pub(super) fn positions(&self, item: &Item) -> Vec<Draft> {
        let Some(spec) = item.kind.attribute("positions") else { return Vec::new() };
        let mut drafts = Vec::new();
        for path in self.elements(item, spec) {
            let account = self.view.account(&path);
            let mut voices: Vec<&Attribution> = Vec::new();
            for filing in account.candidates.iter().flat_map(|candidate| candidate.standing.supporters.clone()) {
                let Some(voice) = self.view.attribution(filing) else { continue };
                if !voices.iter().any(|known| same_voice(known, voice)) {
                    voices.push(voice);
                    drafts.extend(self.position(spec, &path, voice));
                }
            }
        }
        drafts
    }

    fn position(&self, spec: &AttributeSpec, path: &Path, voice: &'s Attribution) -> Option<Draft> {
        let account = self.view.account(path);
        let leading = account.leading().filter(|_| !account.is_contested())?;
        let party = self.fact_of(&account, leading, voice)?;
        let mut facts = vec![party.clone()];
        let told = |name: &str| spec.elements?.iter().find(|d| d.name == name).and_then(|_| self.fact(&self.detail(path, name), voice));
        let answer = told("answer");
        let advice = told("advice");
        let plural = self.view.directory.get(party.value?.entity()?).is_some_and(crate::state::directory::Entity::is_plural);
        let hedge = self.view.state.filed(party.filing).1.hedge.is_some();
        let mut phrase = self.plain(&party);
        if hedge {
            phrase.push(Piece::Said(Role::Hedge { source: self.source(party.filing) }, Vec::new()));
        }
        let tense = VerbForm::active(if self.is_past(party.filing) { Tense::Past } else { Tense::Present }).of(plural);
        let mut verbs = Vec::new();
        for (fact, advises) in answer.iter().map(|fact| (fact, false)).chain(advice.iter().map(|fact| (fact, true))) {
            facts.push((*fact).clone());
            let source = self.source(fact.filing);
            let token = fact.value.and_then(Value::text).unwrap_or_default();
            let known = frames::answer(token).or_else(|| frames::answer(&format!("{token}s")));
            verbs.push(match (known, advises) {
                (Some(verb), true) => vec![does(source, &format!("advise to {verb}"), tense)],
                (Some(verb), false) => vec![does(source, verb, tense)],
                (None, _) => {
                    let mut phrase = vec![does(source, "answer", tense)];
                    phrase.push(crate::tell::clause::value(source, crate::tell::span::ValueForm::Quoted));
                    phrase
                }
            });
        }
        if verbs.is_empty() {
            verbs.push(vec![does(self.source(party.filing), "take a position on it", tense)]);
        }
        phrase.extend(list(verbs));
        for words in told("words").into_iter() {
            phrase.extend(self.words(&words));
            facts.push(words);
        }
        if let Some(version) = told("version") {
            phrase.push(Piece::Plain("in its"));
            phrase.extend(self.words(&version));
            phrase.push(Piece::Plain("version"));
            facts.push(version);
        }
        let own = voice.holder == *party.value?.entity()? && voice.via.is_empty();
        if !self.is_main(voice) && !own || hedge {
            let speech = self.speech(party.filing, self.is_past(party.filing))?;
            phrase.push(Piece::Mark(","));
            phrase.extend(teller(self.view, speech));
        }
        let grade = facts.iter().map(|fact| fact.grade).min();
        Some(Draft::new(phrase, grade, Weight::Main))
    }

    // ---- who else ----

    /// Who else tells of an item and is named in no other sentence about it.
    pub(super) fn others(&self, item: &Item, heard: &[&'s Attribution]) -> Option<Draft> {
        let mut heard: Vec<&Attribution> = heard.to_vec();
        let paths: Vec<Path> = self.view.paths_of(&item.key).collect();
        let accounts: Vec<_> = paths.iter().map(|path| self.view.account(path)).collect();
        let opposed = accounts.iter().filter(|account| is_opposed(account));
        heard.extend(opposed.flat_map(|account| account.current().map(|word| word.attribution)));
        let mut voices = Vec::new();
        for word in accounts.iter().flat_map(|account| account.current()).filter(|word| !word.plan) {
            if heard.iter().any(|known| same_voice(known, word.attribution)) {
                continue;
            }
            heard.push(word.attribution);
            let mended = !self.view.withdrawals().of(word.filing.report).is_empty();
            if word.stance == Stance::Asserts && !mended && word.grade > Grade::None {
                voices.extend(self.speech(word.filing, false).map(|speech| speaker(self.view, speech)));
            }
        }
        if voices.is_empty() {
            return None;
        }
        let mut phrase = list(voices);
        phrase.push(Piece::Plain("also told of it, in whole or in part"));
        Some(Draft::new(phrase, None, Weight::Detail))
    }
}

/// How a voice tells of those who had a part of their own in it.
fn adverb_of_list(name: &str) -> Option<&'static str> {
    Some(match name {
        "agenda" => "that they were to discuss",
        "outcome" => "that it ended with",
        "terms" => "that its terms were",
        "mediators" => "that it was mediated by",
        "coordinators" => "that it was coordinated by",
        "hosts" => "that it was hosted by",
        "releases" => "that those released were",
        _ => return None,
    })
}
