//! What a court, or whoever else decides a case, ruled: what was done to what was put to it, or to those whose case it was.

use crate::record::kind::attribute::PARTIES;
use crate::record::kind::frame::{AttributeRole, Slot};
use crate::record::kind::spec::{PhaseRole, ValueType};
use crate::record::value::Value;
use crate::state::fold::Item;
use crate::tell::clause::{Clause, Subject, Verb, does, list, value};
use crate::tell::english::{Tense, VerbForm, is_question};
use crate::tell::nouns::head_noun;
use crate::tell::realise::plain_text;
use crate::tell::rulings::{Ruling, is_put_to_courts, of_parties, ruling};
use crate::tell::span::{Phrase, Piece, Role, ValueForm};
use crate::tell::telling::clauses::{Slots, Told};
use crate::tell::telling::facts::{Fact, Telling};
use crate::tell::written::has_word;

/// Of how many words what is ruled has at most the day behind it: behind more the day would be that of something else.
const DAY_BEHIND: usize = 8;

/// What those did who put a case.
const BRING: [&str; 6] = ["appellant", "applicant", "claimant", "complainant", "petitioner", "plaintiff"];

/// What those are against whom it is put.
const ANSWER: [&str; 8] =
    ["accused", "accused person", "charged", "convicted", "defendant", "respondent", "suspect", "the accused"];

/// One whose case it is.
struct Party<'s> {
    fact: Fact<'s>,
    role: Option<Fact<'s>>,
}

impl Party<'_> {
    fn is_one_of(&self, roles: &[&str]) -> bool {
        let role = self.role.as_ref().and_then(|role| role.value?.text());
        role.is_some_and(|role| roles.contains(&role))
    }
}

impl<'s> Telling<'_, 's> {
    /// The clause of a ruling: “the court rejected the owner's appeal on 4 May 2021”, “the committee barred A and B from all
    /// football”, “the court ruled on 3 May on whether the ban is lifted: it stands”.
    pub(crate) fn ruled(&self, item: &Item, role: PhaseRole, subject: &Subject, told: &mut Told<'s>) -> Option<Phrase> {
        let object = item.kind.frame().object.filter(|_| role == PhaseRole::Done && told.slots != Slots::Planned)?;
        let parties = self.parties(item, told)?;
        let case = self.leading(&self.at(item, object))?;
        told.attributes.extend(case.value.and_then(Value::text).filter(|text| is_question(text)).map(|_| object));
        let case_text = case.value?.text()?;
        let ruled = self.surely_ruled(item, told);
        let text = ruled.as_ref().and_then(|(_, given)| given.value?.text()).map(plain_text).unwrap_or_default();
        if let Some((name, given)) = &ruled {
            let against: Vec<&Party<'s>> = parties.iter().filter(|party| is_ruled_against(party)).collect();
            let done_to = of_parties(&text).filter(|_| !against.is_empty());
            let put = self.what_was_put(item, &case);
            let done = ruling(&text).zip(put).filter(|(done, (_, put))| done.is_of(put));
            if done_to.is_some() || done.is_some() {
                told.take(given);
                told.attributes.push(name);
            }
            if let Some(done_to) = done_to {
                return Some(self.ruled_against(item, (subject, &against), (done_to, given), &case, told));
            }
            if let Some((done, (put, put_text))) = done {
                let said = [case_text, &put_text].join(" ");
                return Some(self.ruled_on_what_was_put(item, subject, (done, given), put, (&parties, &said), told));
            }
        }
        let phrase = self.ruled_on(item, subject, &case, &parties, told);
        let done = ruled.and_then(|(name, given)| Some((name, self.done_with_that(&given, case_text)?, given)));
        Some(match done {
            Some((name, done, given)) => {
                told.take(&given);
                told.attributes.push(name);
                [phrase, done].concat()
            }
            None => phrase,
        })
    }

    /// What was ruled, where it is surely so: which attribute has it, and what it gives.
    fn surely_ruled(&self, item: &Item, told: &Told<'s>) -> Option<(&'static str, Fact<'s>)> {
        let in_words = |name: &&&str| item.kind.attribute(name).is_some_and(|spec| spec.value == ValueType::Text);
        let name = item.kind.frame().result.iter().find(in_words)?;
        let given = self.given(&self.at(item, name), told.voice).or_else(|| self.given_then(item, name, told.base));
        let given = given.filter(|given| !given.planned && given.rivals.is_none() && !self.is_hedged(given))?;
        self.view.state.filed(given.filing).1.limits.is_none().then_some((name, given))
    }

    /// Those whose case it is, as this voice names them, else as anybody does; none of what is no case.
    fn parties(&self, item: &Item, told: &Told<'s>) -> Option<Vec<Party<'s>>> {
        let spec = item.kind.attribute(PARTIES)?;
        let own = self.given_elements(item, spec, told.voice);
        let all = if own.is_empty() { self.all_elements(item, spec) } else { own };
        let party = |(path, fact): (_, Fact<'s>)| {
            let role = spec.detail_in(AttributeRole::Office).map(|office| self.detail(&path, office.name));
            let role = role.and_then(|role| self.given(&role, told.voice).or_else(|| self.leading(&role)));
            Party { fact, role }
        };
        Some(all.into_iter().filter(|(_, fact)| !fact.planned).map(party).collect())
    }

    /// What was put to whoever ruled, with its words: the case, or, where that is a question, what its author calls it.
    fn what_was_put(&self, item: &Item, case: &Fact<'s>) -> Option<(Phrase, String)> {
        let text = case.value?.text()?;
        if !is_question(text) {
            return Some((self.words(case), text.to_owned()));
        }
        let label = self.label_text(item).filter(|label| is_put_to_courts(head_noun(label)))?;
        Some((vec![self.label(item)?], label.to_owned()))
    }

    /// “, and rejected that”: what was done with what a question asks for.
    fn done_with_that(&self, given: &Fact<'s>, case: &str) -> Option<Phrase> {
        let text = plain_text(given.value?.text()?);
        let done = ruling(&text).filter(|done| done.of.is_empty() && is_question(case))?;
        let source = self.source(given.filing);
        let mut phrase = vec![Piece::Mark(","), Piece::Plain("and")];
        phrase.extend([does(source, done.verb, VerbForm::active(Tense::Past)), Piece::Plain("that")]);
        if !done.grounds.is_empty() {
            phrase.push(value(source, ValueForm::Grounds));
        }
        Some(phrase)
    }

    /// “FIFA's ethics committee barred A, B and C from all football for 90 days on 8 October 2015.”
    fn ruled_against(
        &self,
        item: &Item,
        (subject, against): (&Subject, &[&Party<'s>]),
        (done, given): (Ruling<'_>, &Fact<'s>),
        case: &Fact<'s>,
        told: &mut Told<'s>,
    ) -> Phrase {
        for party in against {
            told.take(&party.fact);
        }
        told.attributes.push(PARTIES);
        let facts: Vec<Fact<'s>> = against.iter().map(|party| party.fact.clone()).collect();
        let names = facts.iter().map(|fact| (self.words(fact), self.source(fact.filing))).collect();
        let mut object = self.named_in(&facts, names, told.slots);
        if !done.grounds.is_empty() {
            object.push(value(self.source(given.filing), ValueForm::Grounds));
        }
        let long = done.grounds.split(' ').count() > DAY_BEHIND || done.grounds.contains(',');
        let mut complements = self.adjuncts(item, PhaseRole::Done, told);
        let mut adverb = self.adverb(told);
        if long && let Some(at) = complements.iter().position(|(slot, _)| *slot == Slot::Time) {
            adverb.extend(complements.remove(at).1);
        }
        complements.push((Slot::Object, object));
        let text = case.value.and_then(Value::text).unwrap_or_default();
        if told.slots == Slots::All && !is_question(text) {
            told.attributes.extend(item.kind.frame().object);
            // “Found him guilty in the case of himself.”
            if !against.iter().any(|party| self.is_named_in(party, text)) {
                let over = Piece::Plain(if is_put_to_courts(head_noun(text)) { "in" } else { "over" });
                complements.push(match long {
                    true => (Slot::Others, [vec![Piece::Mark(","), over], self.words(case)].concat()),
                    false => (Slot::Place, [vec![over], self.words(case)].concat()),
                });
            }
        }
        complements.extend(self.with_sentence(item, told).map(|sentence| (Slot::Others, sentence)));
        let source = self.source(given.filing);
        let form = VerbForm::active(Tense::Past);
        let verb = Verb { lemma: done.verb.to_owned(), form, source, also: vec![self.sequence(told.base)] };
        Clause { subject: subject.clone(), adverb, verb, complements }.phrase()
    }

    /// “The court rejected the owner's appeal against the seizure on 4 May 2021, because it came too late.”
    fn ruled_on_what_was_put(
        &self,
        item: &Item,
        subject: &Subject,
        (done, given): (Ruling<'_>, &Fact<'s>),
        put: Phrase,
        (parties, said): (&[Party<'s>], &str),
        told: &mut Told<'s>,
    ) -> Phrase {
        told.attributes.extend(item.kind.frame().object);
        let mut complements = vec![(Slot::Object, put)];
        complements.extend(self.adjuncts(item, PhaseRole::Done, told));
        complements.extend(self.in_the_case_of(parties, said, told).map(|case| (Slot::Others, case)));
        if matches!(told.slots, Slots::All | Slots::Core) && !done.grounds.is_empty() {
            let grounds = value(self.source(given.filing), ValueForm::Grounds);
            complements.push((Slot::Others, vec![Piece::Mark(","), grounds]));
        }
        complements.extend(self.with_sentence(item, told).map(|sentence| (Slot::Others, sentence)));
        let source = self.source(given.filing);
        let form = VerbForm::active(Tense::Past);
        let verb = Verb { lemma: done.verb.to_owned(), form, source, also: vec![self.sequence(told.base)] };
        let clause = Clause { subject: subject.clone(), adverb: self.adverb(told), verb, complements }.phrase();
        [self.told_apart(item, told), clause].concat()
    }

    /// “On 10 March 2025, the court ruled on the lease”: behind that the day would be the lease's. Of a question the day stands
    /// before it.
    fn ruled_on(
        &self,
        item: &Item,
        subject: &Subject,
        case: &Fact<'s>,
        parties: &[Party<'s>],
        told: &mut Told<'s>,
    ) -> Phrase {
        let text = case.value.and_then(Value::text).unwrap_or_default();
        let question = is_question(text);
        told.attributes.extend(item.kind.frame().object);
        let mut complements = self.adjuncts(item, PhaseRole::Done, told);
        let object = self.words(case);
        let mut day = Phrase::new();
        let lemma = match question {
            true => {
                complements.push((Slot::Manner, [vec![Piece::Plain("on")], object].concat()));
                "rule"
            }
            false => {
                let time = complements.iter().position(|(slot, _)| *slot == Slot::Time);
                if let Some(at) = time.filter(|_| matches!(told.slots, Slots::All | Slots::Core)) {
                    day = [complements.remove(at).1, vec![Piece::Mark(",")]].concat();
                }
                complements.push((Slot::Object, object));
                "rule on"
            }
        };
        let label = self.label_text(item).filter(|label| question && is_put_to_courts(head_noun(label)));
        match label.zip(self.label(item)).filter(|_| told.slots == Slots::All) {
            Some((_, label)) => complements.push((Slot::Others, vec![Piece::Mark(","), Piece::Plain("in"), label])),
            None => complements.extend(self.in_the_case_of(parties, text, told).map(|case| (Slot::Others, case))),
        }
        let source = self.source(told.base);
        let form = VerbForm::active(Tense::Past);
        let verb = Verb { lemma: lemma.to_owned(), form, source, also: vec![source.sequence] };
        let clause = Clause { subject: subject.clone(), adverb: self.adverb(told), verb, complements }.phrase();
        let apart = if label.is_some() { Phrase::new() } else { self.told_apart(item, told) };
        [day, apart, clause].concat()
    }

    /// “, in the case of A against B”: whose case it was, where its words do not say so.
    fn in_the_case_of(&self, parties: &[Party<'s>], said: &str, told: &mut Told<'s>) -> Option<Phrase> {
        if told.slots != Slots::All || parties.is_empty() || parties.iter().any(|party| self.is_named_in(party, said)) {
            return None;
        }
        let names = |parties: &[&Party<'s>]| list(parties.iter().map(|party| self.words(&party.fact)).collect());
        let (answer, bring): (Vec<&Party<'s>>, Vec<&Party<'s>>) =
            parties.iter().partition(|party| party.is_one_of(&ANSWER));
        // Whoever is neither has a part in it that is told by itself.
        if !bring.iter().all(|party| party.role.is_none() || party.is_one_of(&BRING)) {
            return None;
        }
        for party in parties {
            told.take(&party.fact);
        }
        told.attributes.push(PARTIES);
        let case = |words: &'static str, parties: &[&Party<'s>]| [vec![Piece::Plain(words)], names(parties)].concat();
        let whose = match (bring.is_empty(), answer.is_empty()) {
            (true, _) => case("in the case against", &answer),
            (false, true) if bring.iter().all(|party| party.role.is_some()) => case("in the case brought by", &bring),
            (false, true) => case("in the case of", &bring),
            (false, false) => [case("in the case of", &bring), case("against", &answer)].concat(),
        };
        Some([vec![Piece::Mark(",")], whose].concat())
    }

    /// Whether words name one whose case it is, in full, by another name or by the last part of one.
    fn is_named_in(&self, party: &Party<'s>, text: &str) -> bool {
        let entity = party.fact.value.and_then(Value::entity);
        let known = entity.and_then(|slug| self.view.directory.get(self.view.directory.canonical(slug)));
        known.is_none_or(|known| {
            let last = known.name().rsplit(' ').next().unwrap_or_default();
            text.contains(last.trim_matches(['(', ')'])) || known.names.iter().any(|name| text.contains(&*name.text))
        })
    }

    /// “, with a ban of eight years”: how long, where what was ruled does not say so.
    fn with_sentence(&self, item: &Item, told: &mut Told<'s>) -> Option<Phrase> {
        let length = |name: &&&str| item.kind.attribute(name).is_some_and(|spec| spec.value == ValueType::Duration);
        let name = item.kind.frame().result.iter().find(length)?;
        let given = self.given(&self.at(item, name), told.voice).or_else(|| self.given_then(item, name, told.base))?;
        if matches!(given.value, None | Some(Value::None(_))) {
            return None;
        }
        told.take(&given);
        told.attributes.push(name);
        let words = self.sentence_in(item, &given);
        // “Sentenced him to prison, for five years”.
        let with = Piece::Plain(if words.first() == Some(&Piece::Plain("")) { "for" } else { "with" });
        (!words.is_empty()).then(|| [vec![Piece::Mark(","), with], words].concat())
    }

    /// “A ban of eight years”, “a sentence of five years”: how long something is that was ruled, by what it is called there;
    /// nothing where the ruling has it in words.
    pub(crate) fn sentence_in(&self, item: &Item, given: &Fact<'s>) -> Phrase {
        const BANS: [&str; 8] =
            ["ban", "banned", "bans", "barred", "disqualification", "disqualified", "ineligibility", "ineligible"];
        let texts = item.kind.spec().attributes.iter().filter(|spec| spec.value == ValueType::Text);
        let texts = texts.filter_map(|spec| self.leading(&self.at(item, spec.name))?.value?.text());
        let said: String = texts.chain(self.label_text(item)).collect::<Vec<_>>().join(" ").to_lowercase();
        let length = self.texts_of(&self.plain(given)).collect::<Vec<_>>().join(" ");
        if said.contains(&length) {
            return Phrase::new();
        }
        let what = match (has_word(&said, &BANS), has_word(&said, &["sentence", "sentenced"])) {
            (true, _) => "a ban of",
            // “The sentence of Oscar Pistorius: six years.”
            (false, true) => "",
            (false, false) => "a sentence of",
        };
        [vec![Piece::Plain(what)], self.words(given)].concat()
    }

    /// “in the first round,”: what its author calls it, where another one of its kind would be told in the same words.
    pub(crate) fn told_apart(&self, item: &Item, told: &Told<'s>) -> Phrase {
        let object = |item: &Item| self.leading(&self.at(item, item.kind.frame().object?)).and_then(|fact| fact.value);
        let (Some(label), Some(own)) = (self.label(item), object(item)) else { return Phrase::new() };
        let alike = |other: &Item| other.key != item.key && other.kind == item.kind && object(other) == Some(own);
        let whole = !matches!(told.slots, Slots::None | Slots::Why);
        match whole && self.view.items().any(alike) {
            true => vec![Piece::Plain("in"), label, Piece::Mark(",")],
            false => Phrase::new(),
        }
    }

    /// How firmly all of it is said, before the verb.
    pub(crate) fn adverb(&self, told: &Told<'s>) -> Phrase {
        let source = self.source(told.base);
        if told.hedged { vec![Piece::Said(Role::Hedge { source }, Vec::new())] } else { Phrase::new() }
    }
}

/// Whether what is done to the parties is done to this one: whose case it is, and not who put it.
fn is_ruled_against(party: &Party<'_>) -> bool {
    party.role.is_none() || party.is_one_of(&ANSWER)
}
