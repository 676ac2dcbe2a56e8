//! What happened, or is to happen: one clause for an item, in one voice.

use crate::judge::grade::Grade;
use crate::record::attribution::Attribution;
use crate::record::kind::attribute::{ANSWER, IN_FORCE, PHASE, RESULT, WHEN};
use crate::record::kind::change::Change;
use crate::record::kind::frame::{AttributeRole, Frame, Naming, Slot};
use crate::record::kind::spec::{AttributeSpec, PhaseRole};
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};
use crate::tell::clause::{Clause, Subject, Verb, bracketed, list, value};
use crate::tell::english::{self, Tense, VerbForm, Voice};
use crate::tell::frames;
use crate::tell::nominals::{Nominal, nominal};
use crate::tell::nouns::{self, head_noun, headed, is_called_the_same};
use crate::tell::span::{Phrase, Piece, Role, Source, ValueForm};
use crate::tell::telling::facts::{Fact, Telling};
use crate::tell::telling::naming::closed;

/// One clause in the making: what it says and how well that stands.
pub(crate) struct Told<'s> {
    /// Whose words it is in; none where it is in nobody's in particular.
    pub(crate) voice: Option<&'s Attribution>,
    pub(crate) base: Filing,
    pub(crate) grade: Option<Grade>,
    /// The attributes it tells.
    pub(crate) attributes: Vec<&'static str>,
    /// The filings of this voice it tells, for others to be heard beside it.
    pub(crate) facts: Vec<Fact<'s>>,
    /// Whether it is hedged as a whole.
    pub(crate) hedged: bool,
    /// What the item is called, by its label and by the text that names it: that need not be repeated.
    pub(crate) text: String,
    /// What of when, where, how and why is told.
    pub(crate) slots: Slots,
    /// The date that was planned, where it is told as it was planned.
    pub(crate) planned_for: Option<Fact<'s>>,
}

/// What of when, where, how and why a clause tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slots {
    All,
    /// Where and when: of more its sentence would be too long to read.
    Core,
    /// Only why: of what was called off neither place nor day is news.
    Why,
    /// What fits in one line: when, where, who does it.
    Line,
    /// The same as it was planned.
    Planned,
    /// Only who does it.
    Who,
    None,
}

/// How many of a list are named in one line, where it is longer.
const NAMED_IN_LINE: usize = 3;

/// The longest list that is named in full in one line.
const LONGEST_IN_LINE: usize = 5;

/// How many words what something is has at most where it stands between its name and its verb.
const MOST_IN_APPOSITION: usize = 12;

impl<'s> Told<'s> {
    pub(crate) fn take(&mut self, fact: &Fact<'s>) {
        if !fact.planned {
            self.grade = Some(self.grade.map_or(fact.grade, |grade| grade.min(fact.grade)));
        }
        self.facts.push(fact.clone());
    }
}

impl<'s> Telling<'_, 's> {
    /// A clause to be, of which nothing is told yet.
    pub(crate) fn begin(&self, item: &Item, base: Filing, voice: Option<&'s Attribution>, slots: Slots) -> Told<'s> {
        let name = match item.kind.frame().naming {
            Naming::Event(attribute) | Naming::Text(attribute) => self.named_by(item, attribute, voice),
            _ => None,
        };
        let name = name.and_then(|fact| fact.value?.text());
        let label = self.label_text(item).unwrap_or_default();
        let text = [name.unwrap_or_default(), label].join(" ").trim().to_owned();
        let (attributes, facts) = (Vec::new(), Vec::new());
        Told { voice, base, grade: None, attributes, facts, hedged: false, text, slots, planned_for: None }
    }

    /// The clause of an item in a phase, or in none, with its result and its place in a series.
    pub(crate) fn clause(&self, item: &Item, role: Option<PhaseRole>, told: &mut Told<'s>) -> Option<Phrase> {
        let mut phrase = match role {
            Some(role) => self.clause_of_phase(item, role, told),
            None => self.clause_without_phase(item, told),
        }?;
        phrase.extend(self.result_of(item, told));
        if told.slots == Slots::All {
            phrase.extend(self.count_in_series(item, told));
        }
        Some(phrase)
    }

    /// What is said to have happened, without when, where and how, where a verb says it: “Putin and Witkoff met”.
    pub(crate) fn bare_clause(&self, item: &Item) -> Option<Phrase> {
        let base = self.base(item).filter(|base| self.view.state.filed(*base).1.path.is_of(PHASE))?;
        self.bare_clause_in(item, self.view.phase(item).role(item.kind)?, base)
    }

    /// The same in a phase that somebody says it is in.
    pub(crate) fn bare_clause_in(&self, item: &Item, role: PhaseRole, base: Filing) -> Option<Phrase> {
        if item.kind.frame().mutual && self.label(item).is_some() {
            return None;
        }
        let voice = self.view.attribution(base)?;
        let mut told = self.begin(item, base, Some(voice), Slots::None);
        self.verb_clause(item, role, &mut told)
    }

    fn clause_of_phase(&self, item: &Item, role: PhaseRole, told: &mut Told<'s>) -> Option<Phrase> {
        let own = self.verb_clause(item, role, told);
        own.or_else(|| self.noun_clause(item, role, told))
    }

    /// A clause with a verb of the item's own, where it has one and who does it is known.
    ///
    /// Of what has two days, a verb alone would give the one as the day of the other: the ship that was held from April to
    /// July was not arrested in July.
    fn verb_clause(&self, item: &Item, role: PhaseRole, told: &mut Told<'s>) -> Option<Phrase> {
        let whole = matches!(told.slots, Slots::All | Slots::Core | Slots::Line);
        let two_days = || self.first_and_last(item).is_some() || self.end_alone(item, told).is_some();
        if role == PhaseRole::Done && whole && two_days() {
            return None;
        }
        // What its author gave a name is called by it, and not only a meeting of these and those.
        if whole && item.kind.frame().mutual && self.label(item).is_some() {
            return None;
        }
        if role == PhaseRole::Planned && self.was_announced_on_its_day(item) {
            return None;
        }
        match item.kind.frame().verb(role) {
            Some(lemma) => self.own_clause(item, lemma, role, told),
            None if matches!(role, PhaseRole::Planned | PhaseRole::Done) => {
                self.nominal_clause(item, self.tense(item, role, told), told)
            }
            None => None,
        }
    }

    /// The tense of what happened, or is to happen, or was to.
    pub(crate) fn tense(&self, item: &Item, role: PhaseRole, told: &Told<'s>) -> Tense {
        match role {
            PhaseRole::Planned if told.slots == Slots::Planned || self.is_overdue(item) => Tense::PastPlan,
            PhaseRole::Planned => Tense::Plan,
            _ => Tense::Past,
        }
    }

    /// A clause with a verb of its own: “Putin and Witkoff met”, “Sam Altman returned as chief executive”.
    fn own_clause(&self, item: &Item, lemma: &'static str, role: PhaseRole, told: &mut Told<'s>) -> Option<Phrase> {
        let form = VerbForm::active(self.tense(item, role, told));
        let source = self.source(told.base);
        let frame = item.kind.frame();
        if let Some(agent) = frame.undergone {
            return self.undergone(item, (frame.subject, agent), (lemma, form), told);
        }
        let subject = self.subject(item, &frame, told)?;
        if let Some(ruled) = self.ruled(item, role, &subject, told) {
            return Some(ruled);
        }
        let mut complements = Vec::new();
        let (mut lemma, mut of_verb) = (lemma, source);
        if let Some(object) = frame.object {
            let fact = self.leading(&self.at(item, object))?;
            if let Some((verb, result)) = self.verb_of_result(item, role, &fact, told) {
                (lemma, of_verb) = (verb, self.source(result.filing));
            }
            complements.push((Slot::Object, self.words(&fact)));
            told.attributes.push(object);
        }
        // Its name is not in the sentence: what that says is not said yet.
        let name = std::mem::take(&mut told.text);
        complements.extend(self.adjuncts(item, role, told));
        told.text = name;
        let verb = Verb { lemma: lemma.to_owned(), form, source: of_verb, also: vec![source.sequence] };
        let phrase = Clause { subject, adverb: self.adverb(told), verb, complements }.phrase();
        Some([self.told_apart(item, told), phrase].concat())
    }

    /// What those did who voted, by the result: “rejected the budget”, and not “voted on the budget: rejected”.
    fn verb_of_result(
        &self,
        item: &Item,
        role: PhaseRole,
        object: &Fact<'s>,
        told: &mut Told<'s>,
    ) -> Option<(&'static str, Fact<'s>)> {
        let spec = item.kind.attribute(RESULT).filter(|_| role == PhaseRole::Done)?;
        let result = self.given(&self.at(item, spec.name), told.voice)?;
        let verb = spec.choice(result.value?.text()?)?.verb?;
        // Nobody approves whether something is so.
        let plain = object.value.and_then(Value::text).is_some_and(|text| !english::is_question(text));
        let sure = plain && result.rivals.is_none() && !self.is_hedged(&result);
        sure.then(|| {
            told.take(&result);
            told.attributes.push(spec.name);
            (verb, result)
        })
    }

    /// Who does it, where enough of them are known.
    fn subject(&self, item: &Item, frame: &Frame, told: &mut Told<'s>) -> Option<Subject> {
        let spec = item.kind.attribute(frame.subject)?;
        let facts: Vec<Fact<'s>> = match spec.elements {
            Some(_) => self.given_elements(item, spec, told.voice).into_iter().map(|(_, fact)| fact).collect(),
            None => self.given(&self.at(item, spec.name), told.voice).into_iter().collect(),
        };
        let others = || match spec.elements {
            Some(_) => self.all_elements(item, spec).into_iter().map(|(_, fact)| fact).collect(),
            None => self.leading(&self.at(item, spec.name)).into_iter().collect::<Vec<_>>(),
        };
        // Who was to do it is not reported to have done it.
        let as_planned = told.slots == Slots::Planned;
        let reported =
            |facts: Vec<Fact<'s>>| facts.into_iter().filter(|fact| as_planned || !fact.planned).collect::<Vec<_>>();
        let facts = reported(facts);
        let enough = |facts: &[Fact<'s>]| !facts.is_empty() && (!frame.mutual || facts.len() > 1);
        // Whom it is about may have been named by others: it is not what this voice says of it.
        let (facts, own) = if enough(&facts) { (facts, true) } else { (reported(others()), false) };
        if !enough(&facts) || told.voice.is_some() && self.is_contested_list(item, spec) {
            return None;
        }
        told.attributes.push(spec.name);
        for fact in facts.iter().filter(|_| own) {
            told.take(fact);
        }
        let several = facts.len() > 1 || facts.iter().any(|fact| self.is_plural(fact));
        let words = facts.iter().map(|fact| (self.without_plan_hedge(fact), self.source(fact.filing))).collect();
        Some(Subject { phrase: self.named_in(&facts, words, told.slots), plural: several })
    }

    /// Whether somebody's part in a list is contested: it would be told without them.
    fn is_contested_list(&self, item: &Item, spec: &AttributeSpec) -> bool {
        let of_two = spec.elements.is_some() && item.kind.frame().mutual;
        of_two && self.elements(item, spec).iter().any(|path| self.view.account(path).is_contested())
    }

    /// Whether it takes two, and one of them is disputed.
    pub(crate) fn is_told_as_dispute(&self, item: &Item) -> bool {
        let frame = item.kind.frame();
        let Some(spec) = item.kind.attribute(frame.subject).filter(|_| frame.mutual) else { return false };
        self.is_contested_list(item, spec) && self.reported_elements(item, spec).len() < 2
    }

    fn without_plan_hedge(&self, fact: &Fact<'s>) -> Phrase {
        if fact.planned { self.plain(fact) } else { self.words(fact) }
    }

    /// What one voice calls an event, else what leads.
    fn type_by(&self, item: &Item, voice: Option<&Attribution>) -> Option<Fact<'s>> {
        let Naming::Event(attribute) = item.kind.frame().naming else { return None };
        self.named_by(item, attribute, voice)
    }

    /// Whether the noun that an event is named by is told as a verb: “the arrest of a man” as that he was arrested.
    pub(crate) fn has_verb_of_its_own(&self, item: &Item) -> bool {
        let name = self.type_by(item, None).and_then(|fact| fact.value?.text());
        name.is_some_and(|text| nominal(&crate::tell::realise::plain_text(text)).is_some())
    }

    fn named_by(&self, item: &Item, attribute: &str, voice: Option<&Attribution>) -> Option<Fact<'s>> {
        let path = self.at(item, attribute);
        self.given(&path, voice).or_else(|| self.leading(&path)).or_else(|| self.called_before(item, &path))
    }

    /// Those by whose answer a proposal was turned down or agreed, by the word that says that it was.
    pub(crate) fn settled_by(&self, item: &Item, role: PhaseRole, base: Filing) -> Vec<Fact<'s>> {
        let positions = item.kind.attribute_in(AttributeRole::Positions);
        let answers = positions.and_then(|spec| spec.elements?.iter().find(|detail| detail.name == ANSWER));
        let (Some(positions), Some(answers), Some(voice)) = (positions, answers, self.view.attribution(base)) else {
            return Vec::new();
        };
        let elements = self.elements_by(item, positions, voice).into_iter().filter(|(path, _)| {
            let answer = self.fact(&self.detail(path, answers.name), voice);
            let token = answer.as_ref().and_then(|answer| answer.value?.text());
            let settles = token.and_then(|token| answers.choice(token)?.settles) == Some(role);
            // Whoever turned it down before may agree to it now.
            settles && answer.is_some_and(|answer| answer.filing.report == base.report)
        });
        elements.map(|(_, party)| party).collect()
    }

    /// An event that its noun names, with the verb that means the same: “the return of X” is that X returned.
    fn nominal_clause(&self, item: &Item, tense: Tense, told: &mut Told<'s>) -> Option<Phrase> {
        let name = self.type_by(item, told.voice)?;
        let text = crate::tell::realise::plain_text(name.value?.text()?);
        let parts = nominal(&text)?;
        let type_source = self.source(name.value_in);
        told.attributes.extend(item.kind.frame().named_by());
        let mut subject = Subject {
            plural: nouns::is_several(parts.undergoer),
            phrase: closed(value(type_source, ValueForm::Undergoer), parts.undergoer),
        };
        let mut complements = Vec::new();
        if !parts.rest.is_empty() {
            complements.push((Slot::Object, vec![value(type_source, ValueForm::Rest)]));
        }
        if parts.verb == "appoint" && parts.undergoer.starts_with(char::is_lowercase) {
            let who = self.whole_cast(item, told).filter(|(several, _)| !several);
            if let Some((_, appointed)) = who {
                complements.insert(0, (Slot::Object, vec![value(type_source, ValueForm::Office)]));
                subject = Subject { phrase: appointed, plural: false };
            }
        }
        if !parts.manner.is_empty() {
            complements.push((Slot::Object, vec![Piece::Plain(parts.manner)]));
        }
        if let Some(agent) = self.agent_of(item, &parts, told) {
            complements.push((Slot::Object, [vec![Piece::Plain("by")], agent].concat()));
        }
        let form = if parts.passive { VerbForm::passive(tense) } else { VerbForm::active(tense) };
        complements.extend(self.adjuncts(item, PhaseRole::Done, told));
        let source = self.source(told.base);
        let verb = Verb { lemma: parts.verb.to_owned(), form, source, also: vec![type_source.sequence] };
        Some(Clause { subject, adverb: self.adverb(told), verb, complements }.phrase())
    }

    /// Who did what was done, where that is the part the only one had whom this voice names: the finder of what was found.
    fn agent_of(&self, item: &Item, parts: &Nominal<'_>, told: &mut Told<'s>) -> Option<Phrase> {
        let spec = item.kind.attribute_in(AttributeRole::Cast)?;
        let all = self.given_elements(item, spec, told.voice);
        let [(path, who)] = all.as_slice() else { return None };
        let part = self.given(&self.detail(path, spec.detail_in(AttributeRole::Office)?.name), told.voice)?;
        let text = part.value?.text()?;
        let did = ["er", "or", "r"].iter().any(|end| text.strip_suffix(end) == Some(parts.verb));
        let tells = parts.passive && did && !who.planned && matches!(told.slots, Slots::All | Slots::Line);
        tells.then(|| {
            told.take(who);
            told.take(&part);
            told.attributes.push(spec.name);
            self.words(who)
        })
    }

    /// A clause about the noun: “a search for the Titan began”, “Witkoff's trip to Moscow was called off”.
    fn noun_clause(&self, item: &Item, role: PhaseRole, told: &mut Told<'s>) -> Option<Phrase> {
        let change = self.view.state.filed(told.base).0.record.change;
        let (lemma, form) = frames::of_noun(role, change);
        let mooted = role == PhaseRole::Mooted;
        let over =
            matches!(role, PhaseRole::Postponed | PhaseRole::CalledOff | PhaseRole::NotHeld | PhaseRole::BrokenOff);
        let tried = role == PhaseRole::Failed;
        // Who says that it is over, where others said that it began, says that it ended, and not on the day it began.
        let end = if role == PhaseRole::Done { self.end_alone(item, told) } else { None };
        let ended = end.is_some();
        let definite = over && role != PhaseRole::NotHeld || tried || ended || is_somebodys(item);
        let mut noun = self.noun_by(item, definite, told.voice);
        self.named_as(item, told);
        noun.phrase.extend(self.what_it_is(item, role, told));
        let form = match (role, told.slots == Slots::Planned || self.is_overdue(item)) {
            (PhaseRole::Planned, true) => VerbForm { tense: Tense::Past, ..form },
            (PhaseRole::Mooted, true) => VerbForm { tense: Tense::PastPerfect, ..form },
            _ => form,
        };
        // By the noun that stands there: a suit is filed, whatever is known of what it was.
        let named = self.label_text(item).unwrap_or_default();
        let done = nouns::done(named).or_else(|| nouns::done(&told.text));
        let announced = role == PhaseRole::Planned && self.was_announced_on_its_day(item);
        let (lemma, form) = match (done, role) {
            _ if ended => ("end", form),
            _ if announced => ("announce", VerbForm::passive(Tense::Past)),
            (Some(done), PhaseRole::Done) => (done, VerbForm::passive(Tense::Past)),
            (Some(done @ ("make" | "lodge")), PhaseRole::Proposed) if lemma == "propose" => (done, form),
            _ => (lemma, form),
        };
        let source = self.source(told.base);
        told.slots = match told.slots {
            Slots::All | Slots::Core if over => Slots::Why,
            Slots::Line if over => Slots::None,
            slots => slots,
        };
        // The day it began is not that of its end, and is still to be told.
        let untold = ended && !told.attributes.contains(&WHEN);
        told.attributes.extend(untold.then_some(WHEN));
        let mut complements = self.adjuncts(item, role, told);
        told.attributes.retain(|name| *name != WHEN || !untold);
        if let Some(end) =
            end.flatten().filter(|_| untold && matches!(told.slots, Slots::All | Slots::Core | Slots::Line))
        {
            told.take(&end);
            told.attributes.push(WHEN);
            complements.push((Slot::Time, self.words(&end)));
        }
        // “The offer, proposed by the port, was rejected by the union.”
        let proposed =
            |(slot, phrase): &(Slot, Phrase)| *slot == Slot::Others && phrase.get(1) == Some(&Piece::Plain("proposed"));
        if let Some(place) = complements.iter().position(proposed) {
            noun.phrase.extend(complements.remove(place).1);
            noun.phrase.push(Piece::Mark(","));
        }
        let settled_by = self.settled_by(item, role, told.base);
        // What it is for stands behind the name that its author gave it.
        let named = self.label_text(item).filter(|_| !self.is_named_in_full(item, told.voice)).unwrap_or(&told.text);
        let named_already = settled_by.iter().any(|party| self.is_said_already(party, named));
        let in_room = matches!(told.slots, Slots::All | Slots::Core | Slots::Who);
        let by_them = !settled_by.is_empty() && in_room && !named_already;
        if by_them {
            let names = settled_by.iter().map(|party| self.words(party)).collect();
            complements.push((Slot::Others, [vec![Piece::Plain("by")], list(names)].concat()));
            settled_by.iter().for_each(|party| told.take(party));
        }
        let lemma = match role {
            // One alone accepts it, two agree it.
            PhaseRole::Agreed if by_them && settled_by.len() == 1 => "accept",
            _ => lemma,
        };
        let (lemma, form) = match (role, self.whole_time(told)) {
            // “Began from 3 to 5 May” is no English.
            (PhaseRole::UnderWay, Some(over)) => {
                if over {
                    ("last", VerbForm::active(Tense::Past))
                } else {
                    ("be under way", VerbForm::active(Tense::Present))
                }
            }
            (PhaseRole::InForce, _)
                if (told.attributes.contains(&IN_FORCE) || told.attributes.contains(&WHEN))
                    && change != Change::Extended =>
            {
                ("take effect", VerbForm::active(if self.takes_effect_later(told) { Tense::Plan } else { Tense::Past }))
            }
            _ => (lemma, form),
        };
        if role == PhaseRole::Done || role == PhaseRole::UnderWay || role == PhaseRole::Planned {
            complements.extend(self.cast(item, told));
        }
        let expected = role == PhaseRole::Planned && !announced && self.is_rather_expected(&complements, told);
        let lemma = if expected { "expect" } else { lemma };
        if lemma == "plan" {
            complements.iter_mut().filter(|(slot, _)| *slot == Slot::Time).for_each(|(_, time)| self.set_for_day(time));
        }
        // “Came on 3 May”, and not “came in Vienna”.
        let placed = complements.iter().any(|(slot, _)| *slot == Slot::Place);
        let timed = complements.iter().any(|(slot, _)| *slot == Slot::Time);
        let lemma = match lemma {
            "take place" if !placed && self.is_from_to(told) => "last",
            "take place" if timed && !placed && nouns::is_act(&told.text) => "come",
            _ => lemma,
        };
        let verb = Verb { lemma: lemma.to_owned(), form, source, also: Vec::new() };
        let adverb = self.adverb(told);
        let agent = self.agent_among(&mut complements, role, told);
        let (subject, verb) = match (mooted, agent) {
            (true, _) => {
                complements.insert(0, (Slot::Object, noun.phrase));
                (Subject { phrase: vec![Piece::Plain("there")], plural: false }, verb)
            }
            // “Sony accepted the offer”, and not “the offer was accepted by Sony”.
            (false, Some(agent)) => {
                complements.insert(0, (Slot::Object, noun.phrase));
                let form = VerbForm { voice: Voice::Active, ..verb.form };
                (agent, Verb { form, ..verb })
            }
            (false, None) => (noun, verb),
        };
        if role == PhaseRole::Done
            && matches!(told.slots, Slots::All | Slots::Core | Slots::Line)
            && let Some((complements, ended)) = self.begin_and_end(item, told)
        {
            let verb = Verb { lemma: "begin".to_owned(), form: VerbForm::active(Tense::Past), ..verb };
            let mut phrase = Clause { subject, adverb: Phrase::new(), verb, complements }.phrase();
            phrase.push(Piece::Plain("and ended"));
            phrase.extend(ended);
            return Some(phrase);
        }
        Some(Clause { subject, adverb, verb, complements }.phrase())
    }

    /// Who made, accepted or turned down what was put to others, taken from what stands behind the verb; two who agreed did
    /// so with each other.
    fn agent_among(&self, complements: &mut Vec<(Slot, Phrase)>, role: PhaseRole, told: &Told<'s>) -> Option<Subject> {
        let by = |(slot, phrase): &(Slot, Phrase)| *slot == Slot::Others && phrase.first() == Some(&Piece::Plain("by"));
        let place = complements.iter().position(by)?;
        let several = complements[place].1.contains(&Piece::Plain("and"));
        if !matches!(role, PhaseRole::Proposed | PhaseRole::Agreed | PhaseRole::Rejected)
            || several && role == PhaseRole::Agreed
            || matches!(told.slots, Slots::Line | Slots::Planned | Slots::Who)
        {
            return None;
        }
        let phrase: Phrase = complements.remove(place).1.into_iter().skip(1).collect();
        let names = |fact: &&Fact<'s>| match (phrase.as_slice(), fact.value.and_then(Value::entity)) {
            ([Piece::Name { entity, .. }], Some(named)) => entity == named,
            _ => false,
        };
        let plural = several || told.facts.iter().find(names).is_some_and(|fact| self.is_plural(fact));
        Some(Subject { phrase, plural })
    }

    /// “, a forest fire,”, “, of the hull by divers,”: what it is, behind the name that its author gave it, where that does not
    /// say so. Where it is told who had which part there is no room for it.
    fn what_it_is(&self, item: &Item, role: PhaseRole, told: &mut Told<'s>) -> Phrase {
        let Naming::Event(attribute) = item.kind.frame().naming else { return Phrase::new() };
        let given = self.given(&self.at(item, attribute), told.voice).filter(|fact| fact.rivals.is_none());
        let Some(fact) = given.filter(|fact| !self.is_hedged(fact)) else { return Phrase::new() };
        let text = fact.value.and_then(Value::text).unwrap_or_default();
        let label = self.label_text(item).unwrap_or_default();
        let thing = ["a ", "an "].iter().any(|article| text.starts_with(article));
        let short = !text.contains(',') && text.split(' ').count() <= MOST_IN_APPOSITION;
        let cast = item.kind.attribute_in(AttributeRole::Cast);
        let crowded = cast.is_some_and(|cast| self.given_elements(item, cast, told.voice).len() > 1);
        let fits = thing && short && !crowded && !label.is_empty() && !is_called_the_same(label, text);
        if !fits || told.slots != Slots::All || role == PhaseRole::Mooted {
            return Phrase::new();
        }
        told.take(&fact);
        told.attributes.push(attribute);
        // “The inspection at Port Said, of the hull by divers,”: what it is called is not said again.
        let again = headed(text).is_some_and(|(head, _)| head == head_noun(label));
        let form = if again { ValueForm::Tail } else { ValueForm::Plain };
        vec![Piece::Mark(","), value(self.source(fact.value_in), form), Piece::Mark(",")]
    }

    /// Names in a list: as many as a line has room for, or as a sentence.
    pub(crate) fn named_in(&self, facts: &[Fact<'s>], names: Vec<Named>, slots: Slots) -> Phrase {
        match slots {
            Slots::All | Slots::Core | Slots::Why | Slots::None => {
                let words = names.into_iter().map(|(words, _)| words).collect();
                self.names(&facts.iter().collect::<Vec<_>>(), words)
            }
            Slots::Line | Slots::Planned | Slots::Who => named(names, slots),
        }
    }

    /// That its noun tells what an item is named by; a label hides that, and it is told beside.
    fn named_as(&self, item: &Item, told: &mut Told<'s>) {
        if self.label(item).is_none() || self.is_named_in_full(item, told.voice) {
            told.attributes.extend(item.kind.frame().named_by());
        }
    }

    /// Whether something ahead is better said to be expected than planned: where it is due *by* a day, and where nobody is
    /// named who could plan it.
    fn is_rather_expected(&self, complements: &[(Slot, Phrase)], told: &Told<'s>) -> bool {
        let by_a_day = told.facts.iter().any(|fact| match fact.value {
            Some(Value::When(when)) => when.as_str().starts_with("../"),
            _ => false,
        });
        by_a_day || !complements.iter().any(|(slot, _)| matches!(slot, Slot::Others | Slot::Place))
    }

    /// The clause of something nobody has given a phase: only that it is reported.
    fn clause_without_phase(&self, item: &Item, told: &mut Told<'s>) -> Option<Phrase> {
        let source = self.source(told.base);
        let (subject, complements) = self.without_phase(item, told);
        let verb =
            Verb { lemma: "report".to_owned(), form: VerbForm::passive(Tense::Present), source, also: Vec::new() };
        let mut phrase = Clause { subject, adverb: Phrase::new(), verb, complements }.phrase();
        if told.hedged {
            phrase.extend(bracketed(vec![Piece::Said(Role::Hedge { source }, Vec::new())]));
        }
        Some(phrase)
    }

    /// The same as what somebody tells of: “a review of the merger”.
    pub(crate) fn told_of(&self, item: &Item, told: &mut Told<'s>) -> Phrase {
        let (subject, mut complements) = self.without_phase(item, told);
        complements.sort_by_key(|(slot, _)| *slot);
        let mut noun = match told.hedged {
            true => {
                let hedge = Piece::Said(Role::Hedge { source: self.source(told.base) }, Vec::new());
                vec![Piece::Plain("what was"), hedge]
            }
            false => Phrase::new(),
        };
        noun.extend(subject.phrase);
        noun.extend(complements.into_iter().flat_map(|(_, complement)| complement));
        noun
    }

    fn without_phase(&self, item: &Item, told: &mut Told<'s>) -> (Subject, Vec<(Slot, Phrase)>) {
        let noun = self.noun_by(item, is_somebodys(item), told.voice);
        self.named_as(item, told);
        told.grade = Some(self.grade_of(told.base));
        let mut complements = self.adjuncts(item, PhaseRole::Mooted, told);
        complements.extend(self.cast(item, told));
        (noun, complements)
    }
}

/// Whether an item is named by whose it is, so that it is never one of several.
fn is_somebodys(item: &Item) -> bool {
    matches!(item.kind.frame().naming, Naming::Possessive { .. })
}

/// Somebody or something that is named in a clause, with where they are on file.
pub(crate) type Named = (Phrase, Source);

/// Those who do it; of many, in one line, only the first by name.
pub(crate) fn named(mut all: Vec<Named>, slots: Slots) -> Phrase {
    if all.len() <= LONGEST_IN_LINE || !matches!(slots, Slots::Line | Slots::Planned) {
        return list(all.into_iter().map(|(phrase, _)| phrase).collect());
    }
    let of: Vec<Source> = all.drain(NAMED_IN_LINE..).map(|(_, source)| source).collect();
    let mut parts: Vec<Phrase> = all.into_iter().map(|(phrase, _)| phrase).collect();
    parts.push(vec![Piece::Said(Role::Tally { of }, Vec::new()), Piece::Plain("others")]);
    list(parts)
}
