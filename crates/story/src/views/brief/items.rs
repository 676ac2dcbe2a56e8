//! What happened, or is to happen: one clause for an item, in one voice, and what else that voice and others give.

use crate::judge::account::Word;
use crate::judge::grade::Grade;
use crate::judge::phase::Phase;
use crate::record::attribution::{Attribution, Basis};
use crate::record::entry::EntityType;
use crate::record::kind::attribute::{PHASE, PLACE, REASON};
use crate::record::kind::change::Change;
use crate::record::kind::frame::{Frame, Naming, Slot};
use crate::record::kind::spec::{AttributeSpec, PhaseRole, Rank, ValueType};
use crate::record::path::{Path, phase_name};
use crate::record::stance::Stance;
use crate::record::value::Value;
use crate::state::directory::Entity;
use crate::state::fold::{Filing, Item};
use crate::tell::clause::{Clause, Subject, Verb, bracketed, does, list, value};
use crate::tell::english::{self, Tense, VerbForm};
use crate::tell::frames;
use crate::tell::nouns::{self, nominal};
use crate::tell::span::{Phrase, Piece, Role, ValueForm};
use crate::tell::voices::{Speech, teller};
use crate::views::brief::facts::{Fact, Telling, same_voice};
use crate::views::brief::plan::{Draft, Weight};
use crate::views::expected::Fate;

/// How long nothing is heard of what has no date before it is told as what lay ahead then.
const LONG_AGO: jiff::SignedDuration = jiff::SignedDuration::from_hours(60 * 24);

/// One clause in the making: what it says and how well that stands.
struct Told<'s> {
    voice: &'s Attribution,
    base: Filing,
    grade: Option<Grade>,
    /// The attributes it tells.
    attributes: Vec<&'static str>,
    /// The filings of this voice it tells, for others to be heard beside it.
    facts: Vec<Fact<'s>>,
    /// Whether it is hedged as a whole.
    hedged: bool,
    /// The text of the event by name, which need not be repeated.
    text: String,
    /// What of when, where, how and why is told.
    slots: Slots,
}

/// What of when, where, how and why a clause tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slots {
    All,
    /// Only why: of what was called off neither place nor day is news.
    Why,
    None,
}

impl<'s> Told<'s> {
    fn take(&mut self, fact: &Fact<'s>) {
        if !fact.planned {
            self.grade = Some(self.grade.map_or(fact.grade, |grade| grade.min(fact.grade)));
        }
        self.facts.push(fact.clone());
    }
}

/// The main sentence of an item, and what it tells.
pub(super) struct Main<'s> {
    pub(super) draft: Draft,
    pub(super) attributes: Vec<&'static str>,
    pub(super) voices: Vec<&'s Attribution>,
    /// What the event is called, which need not be said again.
    pub(super) text: String,
    /// Whether it is several: “noises”.
    pub(super) plural: bool,
}

impl<'s> Telling<'_, 's> {
    /// The main sentence of something that takes place or is put to others.
    pub(super) fn main(&self, item: &Item) -> Option<Main<'s>> {
        let base = self.base(item)?;
        let voice = self.view.attribution(base)?;
        let phase = self.view.phase(item);
        if matches!(phase, Phase::ByParty(_)) {
            return None;
        }
        let role = phase.role(item.kind);
        // Nobody meets alone: where the other is disputed the whole is, and is told with the dispute.
        if self.is_told_as_dispute(item) {
            return None;
        }
        let hedged = self.view.state.filed(base).1.hedge.is_some();
        let grade = role.map(|_| self.grade_of(base));
        let mut told = Told {
            voice,
            base,
            grade,
            attributes: Vec::new(),
            facts: Vec::new(),
            hedged,
            text: String::new(),
            slots: Slots::All,
        };
        if let Some(name) = self.type_by(item, voice).and_then(|fact| fact.value?.text()) {
            told.text = name.to_owned();
        }
        let mut phrase = match role {
            Some(role) => self.clause_of_phase(item, role, &mut told),
            None => self.clause_without_phase(item, &mut told),
        }?;
        phrase.extend(self.result_of(item, &mut told));
        phrase.extend(self.count_in_series(item, &mut told));
        let (tellers, voices, grade) = self.tellers(item, &told);
        let mut draft = Draft::new(self.attributed(phrase, tellers), grade, Weight::Main);
        draft.also.extend(told.facts.iter().map(|fact| self.sequence(fact.filing)));
        Some(Main { draft, attributes: told.attributes, voices, plural: self.noun(item, true).plural, text: told.text })
    }

    /// What is said to have happened, without when, where and how, where a verb says it: “Putin and Witkoff met”.
    pub(super) fn bare_clause(&self, item: &Item) -> Option<Phrase> {
        let base = self.base(item).filter(|base| self.view.state.filed(*base).1.path.is_of(PHASE))?;
        let voice = self.view.attribution(base)?;
        let role = self.view.phase(item).role(item.kind)?;
        let name = self.type_by(item, voice).and_then(|fact| fact.value?.text());
        let text = name.unwrap_or_default().to_owned();
        let (attributes, facts) = (Vec::new(), Vec::new());
        let mut told = Told { voice, base, grade: None, attributes, facts, hedged: false, text, slots: Slots::None };
        self.verb_clause(item, role, &mut told)
    }

    /// A clause with who says it behind it.
    pub(super) fn attributed(&self, mut clause: Phrase, mut tellers: Vec<Phrase>) -> Phrase {
        if let [only] = tellers.as_mut_slice() {
            self.by_pronoun(&clause, only);
        }
        if !tellers.is_empty() {
            clause.push(Piece::Mark(","));
            clause.extend(list(tellers));
        }
        clause
    }

    /// Calls a teller “it” who is the only organisation that the clause names.
    fn by_pronoun(&self, clause: &Phrase, teller: &mut Phrase) {
        let canonical = |entity| self.view.directory.canonical(entity);
        let named = clause.iter().filter_map(|piece| match piece {
            Piece::Name { entity, .. } => self.view.directory.get(canonical(entity)),
            _ => None,
        });
        let mut organisations: Vec<&Entity> = named.filter(|named| named.is != EntityType::Place).collect();
        organisations.dedup_by_key(|named| &named.slug);
        let ([only], Some(Piece::Name { entity, possessive: false, .. })) = (organisations.as_slice(), teller.first())
        else {
            return;
        };
        if only.slug == *canonical(entity) && only.is != EntityType::Person {
            let it = if only.is_plural() { "they" } else { "it" };
            teller[0] = Piece::Plain(it);
        }
    }

    /// Who says all of it: the voice it is told in, where that is not the whole brief's, and everybody who says the same.
    fn tellers(&self, item: &Item, told: &Told<'s>) -> (Vec<Phrase>, Vec<&'s Attribution>, Option<Grade>) {
        let mut voices = vec![told.voice];
        let account = self.view.account(&self.path(item).attribute(phase_name()));
        let mut speeches = Vec::new();
        if !self.is_main(told.voice) || told.hedged {
            speeches.extend(self.speech(told.base, self.wants_day(told)));
        }
        let phase = self.view.state.filed(told.base).1.value.as_ref();
        let best = phase.and_then(|_| account.candidates.iter().find(|candidate| candidate.value == phase));
        let mut support = Vec::new();
        for filing in best.map(|best| best.standing.supporters.clone()).unwrap_or_default() {
            let Some(other) = self.view.attribution(filing) else { continue };
            let known = voices.iter().any(|known| same_voice(known, other) || known.origin == other.origin);
            // What only an outlet's own voice says adds nothing to a better word.
            let adds = self.grade_of(filing) >= Grade::Reported && !told.hedged;
            let fits = told.facts.iter().all(|fact| fact.planned || self.says_too(other, fact));
            let plain = self.view.state.filed(filing).1.hedge.is_none();
            if !known && adds && fits && plain && voices.len() < 3 {
                voices.push(other);
                support.push(filing);
                speeches.extend(self.speech(filing, false));
            }
        }
        let corroborated = best.filter(|best| !support.is_empty() && best.standing.support == Grade::Corroborated);
        // The other facts are as well supported where both give them.
        let grade = match (told.grade, corroborated) {
            (Some(Grade::Reported), Some(_)) => Some(self.together(told, Grade::Corroborated)),
            (grade, _) => grade,
        };
        (self.told_by(&speeches), voices, grade)
    }

    /// “A said and B told C”, or “A and B said” where nobody is between.
    pub(super) fn told_by(&self, speeches: &[Speech<'s>]) -> Vec<Phrase> {
        let outlet = |speech: &Speech<'s>| match speech.attribution.via.as_slice() {
            [link] if !speech.dated => link.outlet.as_ref().filter(|outlet| Some(*outlet) != speech.known),
            _ => None,
        };
        let same_outlet = speeches.first().and_then(outlet);
        let by_name = |speech: &Speech<'s>| speech.attribution.basis == Basis::OnRecord;
        if let Some(heard) = same_outlet.filter(|heard| {
            speeches.len() > 1 && speeches.iter().all(|speech| outlet(speech) == Some(heard) && by_name(speech))
        }) {
            let names = speeches.iter().map(|speech| crate::tell::voices::origin(self.view, *speech, true));
            let mut phrase = list(names.collect());
            phrase.push(does(speeches[0].source, "tell", VerbForm::active(Tense::Past)));
            phrase.push(crate::tell::voices::name_of(heard, speeches[0].source));
            return vec![phrase];
        }
        if speeches.len() > 1 && speeches.iter().all(crate::tell::voices::is_direct) {
            let names = speeches.iter().map(|speech| crate::tell::voices::origin(self.view, *speech, true));
            let mut phrase = list(names.collect());
            phrase.push(does(speeches[0].source, "say", VerbForm::active(Tense::Past)));
            return vec![phrase];
        }
        speeches.iter().map(|speech| teller(self.view, *speech)).collect()
    }

    /// The grade of facts that several voices give: no better than any of them stands.
    fn together(&self, told: &Told<'s>, best: Grade) -> Grade {
        let standing = |fact: &Fact<'s>| {
            let path = &self.view.state.filed(fact.filing).1.path;
            let account = self.view.account(path);
            let of = account.candidates.iter().find(|candidate| candidate.standing.supporters.contains(&fact.filing));
            of.map_or(fact.grade, |candidate| candidate.standing.support)
        };
        told.facts.iter().filter(|fact| !fact.planned).map(standing).min().map_or(best, |least| least.min(best))
    }

    fn says_too(&self, voice: &Attribution, fact: &Fact<'s>) -> bool {
        let path = &self.view.state.filed(fact.filing).1.path;
        let words = self.view.account(path);
        let supports = |word: &&crate::judge::account::Word<'s>| {
            word.stance.supports() && same_voice(word.attribution, voice) && word.value == fact.value
        };
        words.current().any(|word| supports(&word))
    }

    /// Whether the day of a word is told: where what it tells has no day of its own that says when.
    fn wants_day(&self, told: &Told<'s>) -> bool {
        let report = self.view.state.filed(told.base).0;
        let phase = report.record.kind.phase_filed_by(report.record.change);
        let off = phase.and_then(|phase| report.record.kind.phase_role(phase));
        let off = matches!(off, Some(PhaseRole::CalledOff | PhaseRole::Postponed));
        let in_time = |name: &&str| {
            let adjunct = report.record.kind.attribute(name).and_then(AttributeSpec::adjunct);
            adjunct.is_some_and(|adjunct| adjunct.slot == Slot::Time)
        };
        self.is_past(told.base) && (off || !told.attributes.iter().any(in_time))
    }

    /// Whether a word is from another day than the moment the brief is for.
    pub(super) fn is_past(&self, filing: Filing) -> bool {
        let day = |at: jiff::Timestamp| jiff::tz::Offset::UTC.to_datetime(at).date();
        day(self.view.state.filed(filing).0.record.learned_at) != day(self.view.moment())
    }

    /// Whether what lies ahead should have happened by now: its time has passed, or it has none and nothing was heard of it
    /// for long.
    pub(super) fn is_overdue(&self, item: &Item) -> bool {
        let overdue =
            crate::views::expected::of_item(self.view, item).iter().any(|expected| expected.fate == Fate::Overdue);
        overdue || self.is_stale(item)
    }

    pub(super) fn is_stale(&self, item: &Item) -> bool {
        let ahead = self.view.phase(item).role(item.kind).is_some_and(PhaseRole::lies_ahead);
        // “After the trip” says nothing of when.
        let when = self.leading(&self.at(item, "when")).and_then(|fact| fact.value);
        let dated = matches!(when, Some(Value::When(when)) if when.relative_to().is_none());
        let heard = item.reports.iter().filter(|place| self.view.admits(**place)).max();
        let heard = heard.map(|place| self.view.state.said_at(*place).order.learned);
        ahead && !dated && heard.is_some_and(|heard| heard + LONG_AGO < self.view.instant())
    }

    // ---- the clause ----

    fn clause_of_phase(&self, item: &Item, role: PhaseRole, told: &mut Told<'s>) -> Option<Phrase> {
        let own = self.verb_clause(item, role, told);
        own.or_else(|| self.noun_clause(item, role, told))
    }

    /// A clause with a verb of the item's own, where it has one and who does it is known.
    ///
    /// Of what has two days, a verb alone would give the one as the day of the other: the ship that was held from April to
    /// July was not arrested in July.
    fn verb_clause(&self, item: &Item, role: PhaseRole, told: &mut Told<'s>) -> Option<Phrase> {
        if role == PhaseRole::Done && told.slots == Slots::All && self.first_and_last(item).is_some() {
            return None;
        }
        match item.kind.frame().verb(role) {
            Some(lemma) => self.own_clause(item, lemma, role, told),
            None if matches!(role, PhaseRole::Planned | PhaseRole::Done) => {
                self.nominal_clause(item, self.tense(item, role), told)
            }
            None => None,
        }
    }

    /// The tense of what happened, or is to happen, or was to.
    fn tense(&self, item: &Item, role: PhaseRole) -> Tense {
        match role {
            PhaseRole::Planned if self.is_overdue(item) => Tense::PastPlan,
            PhaseRole::Planned => Tense::Plan,
            _ => Tense::Past,
        }
    }

    /// A clause with a verb of its own: “Putin and Witkoff met”, “Sam Altman returned as chief executive”.
    fn own_clause(&self, item: &Item, lemma: &'static str, role: PhaseRole, told: &mut Told<'s>) -> Option<Phrase> {
        let form = VerbForm::active(self.tense(item, role));
        let source = self.source(told.base);
        let frame = item.kind.frame();
        if let Some(agent) = frame.undergone {
            return self.undergone(item, (frame.subject, agent), (lemma, form), told);
        }
        let subject = self.subject(item, &frame, told)?;
        let mut complements = Vec::new();
        if let Some(object) = frame.object {
            let fact = self.leading(&self.at(item, object))?;
            complements.push((Slot::Object, self.words(&fact)));
            told.attributes.push(object);
        }
        complements.extend(self.adjuncts(item, role, told));
        let verb = Verb { lemma: lemma.to_owned(), form, source, also: Vec::new() };
        let mut phrase = Clause { subject, adverb: self.adverb(told), verb, complements }.phrase();
        if let Some(ruling) = item
            .kind
            .attribute("ruling")
            .filter(|_| told.slots == Slots::All)
            .and_then(|_| self.fact(&self.at(item, "ruling"), told.voice))
        {
            told.attributes.push("ruling");
            told.take(&ruling);
            phrase.push(Piece::Mark(":"));
            phrase.extend(self.words(&ruling));
        }
        Some(phrase)
    }

    fn adverb(&self, told: &Told<'s>) -> Phrase {
        let source = self.source(told.base);
        if told.hedged { vec![Piece::Said(Role::Hedge { source }, Vec::new())] } else { Phrase::new() }
    }

    /// Who does it, where enough of them are known.
    fn subject(&self, item: &Item, frame: &Frame, told: &mut Told<'s>) -> Option<Subject> {
        let spec = item.kind.attribute(frame.subject)?;
        let facts: Vec<Fact<'s>> = match spec.elements {
            Some(_) => self.elements_by(item, spec, told.voice).into_iter().map(|(_, fact)| fact).collect(),
            None => self.fact(&self.at(item, spec.name), told.voice).into_iter().collect(),
        };
        let others = || match spec.elements {
            Some(_) => self.all_elements(item, spec).into_iter().map(|(_, fact)| fact).collect(),
            None => self.leading(&self.at(item, spec.name)).into_iter().collect::<Vec<_>>(),
        };
        // Who was to do it is not reported to have done it.
        let reported = |facts: Vec<Fact<'s>>| facts.into_iter().filter(|fact| !fact.planned).collect::<Vec<_>>();
        let facts = reported(facts);
        let enough = |facts: &[Fact<'s>]| !facts.is_empty() && (!frame.mutual || facts.len() > 1);
        // Whom it is about may have been named by others: it is not what this voice says of it.
        let (facts, own) = if enough(&facts) { (facts, true) } else { (reported(others()), false) };
        if !enough(&facts) || self.is_contested_list(item, spec) {
            return None;
        }
        told.attributes.push(spec.name);
        for fact in facts.iter().filter(|_| own) {
            told.take(fact);
        }
        let several = facts.len() > 1 || facts.iter().any(|fact| self.is_plural(fact));
        let words = facts.iter().map(|fact| self.without_plan_hedge(fact));
        Some(Subject { phrase: list(words.collect()), plural: several })
    }

    /// Whether somebody's part in a list is contested: it would be told without them.
    fn is_contested_list(&self, item: &Item, spec: &AttributeSpec) -> bool {
        let of_two = spec.elements.is_some() && item.kind.frame().mutual;
        of_two && self.elements(item, spec).iter().any(|path| self.view.account(path).is_contested())
    }

    /// Whether it takes two, and one of them is disputed.
    pub(super) fn is_told_as_dispute(&self, item: &Item) -> bool {
        let frame = item.kind.frame();
        let Some(spec) = item.kind.attribute(frame.subject).filter(|_| frame.mutual) else { return false };
        self.is_contested_list(item, spec) && self.reported_elements(item, spec).len() < 2
    }

    fn without_plan_hedge(&self, fact: &Fact<'s>) -> Phrase {
        if fact.planned { self.plain(fact) } else { self.words(fact) }
    }

    pub(super) fn is_person(&self, fact: &Fact<'s>) -> bool {
        let entity = fact.value.and_then(Value::entity);
        let entity = entity.and_then(|slug| self.view.directory.get(self.view.directory.canonical(slug)));
        entity.is_some_and(|entity| entity.is == EntityType::Person)
    }

    pub(super) fn is_plural(&self, fact: &Fact<'s>) -> bool {
        let entity = fact.value.and_then(Value::entity);
        let entity = entity.and_then(|slug| self.view.directory.get(self.view.directory.canonical(slug)));
        entity.is_some_and(crate::state::directory::Entity::is_plural)
    }

    /// What one voice calls an event, else what leads.
    fn type_by(&self, item: &Item, voice: &Attribution) -> Option<Fact<'s>> {
        let path = self.at(item, "type");
        self.fact(&path, voice).or_else(|| self.leading(&path))
    }

    /// An event that its noun names, with the verb that means the same: “the return of X” is that X returned.
    fn nominal_clause(&self, item: &Item, tense: Tense, told: &mut Told<'s>) -> Option<Phrase> {
        let name = self.type_by(item, told.voice)?;
        let text = crate::tell::realise::plain_text(name.value?.text()?);
        let parts = nominal(&text)?;
        let type_source = self.source(name.value_in);
        told.attributes.push("type");
        let mut subject = Subject {
            plural: nouns::is_several(parts.undergoer),
            phrase: vec![value(type_source, ValueForm::Undergoer)],
        };
        let mut complements = Vec::new();
        if !parts.rest.is_empty() {
            complements.push((Slot::Object, vec![value(type_source, ValueForm::Rest)]));
        }
        if parts.verb == "appoint" && parts.undergoer.starts_with(char::is_lowercase) {
            let who = self.whole_cast(item, told).filter(|(several, _)| !several);
            if let Some((_, appointed)) = who {
                complements.insert(0, (Slot::Object, std::mem::take(&mut subject.phrase)));
                subject = Subject { phrase: appointed, plural: false };
            }
        }
        let form = if parts.passive { VerbForm::passive(tense) } else { VerbForm::active(tense) };
        complements.extend(self.adjuncts(item, PhaseRole::Done, told));
        let source = self.source(told.base);
        let verb = Verb { lemma: parts.verb.to_owned(), form, source, also: vec![type_source.sequence] };
        Some(Clause { subject, adverb: self.adverb(told), verb, complements }.phrase())
    }

    /// Everybody who has a part, as one phrase, where one voice names them all; whether they are several.
    fn whole_cast(&self, item: &Item, told: &mut Told<'s>) -> Option<(bool, Phrase)> {
        let spec = item.kind.attribute("who")?;
        let facts = self.elements_by(item, spec, told.voice);
        if facts.is_empty() {
            return None;
        }
        told.attributes.push("who");
        for (_, fact) in &facts {
            told.take(fact);
        }
        Some((facts.len() > 1, list(facts.iter().map(|(_, fact)| self.words(fact)).collect())))
    }

    /// A clause about the noun: “a search for the Titan began”, “Witkoff's trip to Moscow was called off”.
    fn noun_clause(&self, item: &Item, role: PhaseRole, told: &mut Told<'s>) -> Option<Phrase> {
        let change = self.view.state.filed(told.base).0.record.change;
        let (lemma, form) = frames::of_noun(role, change);
        let mooted = role == PhaseRole::Mooted;
        let over =
            matches!(role, PhaseRole::Postponed | PhaseRole::CalledOff | PhaseRole::NotHeld | PhaseRole::BrokenOff);
        let definite = over && role != PhaseRole::NotHeld || is_somebodys(item);
        let noun = self.noun_by(item, definite, Some(told.voice));
        told.attributes.extend(item.kind.frame().named_by());
        let form = match (role, self.is_overdue(item)) {
            (PhaseRole::Planned, true) => VerbForm { tense: Tense::Past, ..form },
            (PhaseRole::Mooted, true) => VerbForm { tense: Tense::PastPerfect, ..form },
            _ => form,
        };
        let (lemma, form) = match nouns::done(&told.text).filter(|_| role == PhaseRole::Done) {
            Some(done) => (done, VerbForm::passive(Tense::Past)),
            None => (lemma, form),
        };
        let source = self.source(told.base);
        if over && told.slots == Slots::All {
            told.slots = Slots::Why;
        }
        let mut complements = self.adjuncts(item, role, told);
        let (lemma, form) = match (role, self.whole_time(told)) {
            // “Began from 3 to 5 May” is no English.
            (PhaseRole::UnderWay, Some(over)) => {
                ("be under way", VerbForm::active(if over { Tense::Past } else { Tense::Present }))
            }
            _ => (lemma, form),
        };
        if role == PhaseRole::Done || role == PhaseRole::UnderWay || role == PhaseRole::Planned {
            complements.extend(self.cast(item, told));
        }
        let lemma =
            if role == PhaseRole::Planned && self.is_rather_expected(&complements, told) { "expect" } else { lemma };
        let verb = Verb { lemma: lemma.to_owned(), form, source, also: Vec::new() };
        let adverb = self.adverb(told);
        let subject = match mooted {
            true => {
                complements.insert(0, (Slot::Object, noun.phrase));
                Subject { phrase: vec![Piece::Plain("there")], plural: false }
            }
            false => noun,
        };
        if role == PhaseRole::Done
            && told.slots == Slots::All
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

    /// Of a time that is told with both its ends, whether it is over by now.
    fn whole_time(&self, told: &Told<'s>) -> Option<bool> {
        let span = told.facts.iter().find_map(|fact| match fact.value {
            Some(Value::When(when)) => when.days(),
            _ => None,
        })?;
        let (Some(first), Some(last)) = span else { return None };
        let now = jiff::tz::Offset::UTC.to_datetime(self.view.instant()).date();
        (first != last).then_some(last < now)
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

    /// The clause of something nobody has given a phase: only that there is word of it.
    fn clause_without_phase(&self, item: &Item, told: &mut Told<'s>) -> Option<Phrase> {
        let noun = self.noun_by(item, is_somebodys(item), Some(told.voice));
        told.attributes.extend(item.kind.frame().named_by());
        told.grade = Some(self.grade_of(told.base));
        let source = self.source(told.base);
        let mut complements = self.adjuncts(item, PhaseRole::Mooted, told);
        complements.extend(self.cast(item, told));
        let mut phrase = vec![Piece::Plain("there"), does(source, "be word of", VerbForm::active(Tense::Present))];
        phrase.extend(noun.phrase);
        complements.sort_by_key(|(slot, _)| *slot);
        for (_, complement) in complements {
            phrase.extend(complement);
        }
        if told.hedged {
            phrase.extend(bracketed(vec![Piece::Said(Role::Hedge { source }, Vec::new())]));
        }
        Some(phrase)
    }

    /// When something that is over began and ended, where somebody gave both.
    fn begin_and_end(&self, item: &Item, told: &mut Told<'s>) -> Option<(Vec<(Slot, Phrase)>, Phrase)> {
        let (began, ended) = self.first_and_last(item)?;
        told.take(&began);
        told.take(&ended);
        told.attributes.push("when");
        Some((vec![(Slot::Time, self.words(&began))], self.words(&ended)))
    }

    /// The day something began, by who said then that it had, and the day it ended, by who said that it was over: a second
    /// date alone is not an end.
    fn first_and_last(&self, item: &Item) -> Option<(Fact<'s>, Fact<'s>)> {
        let account = self.view.account(&self.at(item, "when"));
        let of_rank = |rank: Rank| {
            account.candidates.iter().find_map(|candidate| {
                let mut supporters = candidate.standing.supporters.iter().copied();
                let filing = supporters.find(|filing| self.rank_of(*filing) == Some(rank))?;
                let shown = !candidate.standing.is_contested() && candidate.standing.support > Grade::Conjecture;
                shown.then(|| self.filed(&account, filing, candidate.value))
            })
        };
        let (began, ended) = (of_rank(Rank::UnderWay)?, of_rank(Rank::Outcome)?);
        let day = |fact: &Fact<'s>| match fact.value {
            Some(Value::When(when)) => when.start_in_utc(),
            _ => None,
        };
        (day(&began)? < day(&ended)?).then_some((began, ended))
    }

    /// What one voice gives of where, when, how and why, each in its place.
    fn adjuncts(&self, item: &Item, role: PhaseRole, told: &mut Told<'s>) -> Vec<(Slot, Phrase)> {
        let mut complements = Vec::new();
        for spec in item.kind.spec().attributes {
            let Some(adjunct) = spec.adjunct().filter(|_| !told.attributes.contains(&spec.name)) else { continue };
            let facts = match spec.elements {
                Some(_) => self.elements_by(item, spec, told.voice).into_iter().map(|(_, fact)| fact).collect(),
                None => self.facts_of(item, spec, told.voice),
            };
            let wanted = match told.slots {
                Slots::All => true,
                Slots::Why => adjunct.slot == Slot::Cause,
                Slots::None => false,
            };
            // What is called off has another reason than what was planned.
            let of_it = |fact: &Fact<'s>| told.slots == Slots::All || fact.filing.report == told.base.report;
            let fits = |fact: &Fact<'s>| wanted && self.fits(fact, spec, role, told.base) && of_it(fact);
            let facts: Vec<Fact<'s>> = facts.into_iter().filter(fits).collect();
            if facts.is_empty() || facts.iter().any(|fact| self.is_said_already(fact, &told.text)) {
                continue;
            }
            for fact in &facts {
                told.take(fact);
            }
            told.attributes.push(spec.name);
            let phrase = match spec.name {
                "from" if role == PhaseRole::Arrived => continue,
                "departure" if !matches!(role, PhaseRole::Departed | PhaseRole::UnderWay) => continue,
                _ if facts.len() == 1 && (adjunct.slot == Slot::Time || spec.name == PLACE) => {
                    self.adverbial(spec, &facts[0])
                }
                "destination" if role == PhaseRole::Arrived && facts.len() == 1 => self.located(&facts[0]),
                "destination" if matches!(role, PhaseRole::Departed | PhaseRole::UnderWay) && facts.len() == 1 => {
                    [vec![Piece::Plain("for")], self.words(&facts[0])].concat()
                }
                "cause" => self.cause(&facts[0]),
                "duration" if facts.len() == 1 => {
                    let mut phrase = vec![Piece::Plain(adjunct.before)];
                    phrase.extend(self.words(&facts[0]));
                    phrase
                }
                _ => {
                    let mut phrase = match adjunct.slot {
                        Slot::Others if !spec.agent => vec![Piece::Mark(","), Piece::Plain(adjunct.before)],
                        _ => vec![Piece::Plain(adjunct.before)],
                    };
                    phrase.extend(list(facts.iter().map(|fact| self.words(fact)).collect()));
                    phrase
                }
            };
            complements.push((adjunct.slot, phrase));
        }
        let because = |(slot, _): &(Slot, Phrase)| *slot == Slot::Cause;
        if told.slots != Slots::None
            && !complements.iter().any(because)
            && let Some(reason) = self.reason_given(item, told.base)
        {
            complements.push((Slot::Cause, self.cause(&reason)));
            told.take(&reason);
            told.attributes.push(REASON);
        }
        complements
    }

    /// Why something was done or said, as the very word that says it was gives it.
    pub(super) fn reason_given(&self, item: &Item, word: Filing) -> Option<Fact<'s>> {
        let account = self.view.account(&self.at(item, REASON));
        let voice = self.view.attribution(word)?;
        let own = |given: &&Word<'s>| {
            given.filing.report == word.report && given.stance.supports() && same_voice(given.attribution, voice)
        };
        let given = account.current().find(own)?;
        Some(self.filed(&account, given.filing, given.value))
    }

    fn facts_of(&self, item: &Item, spec: &AttributeSpec, voice: &Attribution) -> Vec<Fact<'s>> {
        self.fact(&self.at(item, spec.name), voice).into_iter().collect()
    }

    fn adverbial(&self, spec: &AttributeSpec, fact: &Fact<'s>) -> Phrase {
        match spec.value {
            ValueType::Place => self.located(fact),
            _ => self.words(fact),
        }
    }

    /// “because he was not candid”, “because of high winds”, “to save money”.
    pub(super) fn cause(&self, fact: &Fact<'s>) -> Phrase {
        let text = fact.value.and_then(Value::text).unwrap_or_default();
        let before = match text.split(' ').next() {
            Some("to" | "because" | "due" | "owing" | "after" | "for" | "so") => "",
            _ if english::is_clause(text) => "because",
            _ => "because of",
        };
        let mut phrase: Phrase = if before.is_empty() { Phrase::new() } else { vec![Piece::Plain(before)] };
        phrase.extend(self.words(fact));
        phrase
    }

    /// Whether a fact belongs in a clause of this phase. Each change of state has its own date: the day of a plan is not
    /// told of what happened, nor the day something was put forward of its being turned down.
    fn fits(&self, fact: &Fact<'s>, spec: &AttributeSpec, role: PhaseRole, base: Filing) -> bool {
        if fact.planned || matches!(fact.value, None | Some(Value::None(_))) {
            return false;
        }
        let same_update = fact.filing.report == base.report;
        match (spec.name, self.rank_of(fact.filing)) {
            ("when", Some(rank)) => same_update || rank == role.rank(),
            ("when", None) => {
                same_update || !matches!(role, PhaseRole::Agreed | PhaseRole::Rejected | PhaseRole::Withdrawn)
            }
            _ => true,
        }
    }

    /// Whether the event's name says it already: “the search of the island” need not be on the island.
    pub(super) fn is_said_already(&self, fact: &Fact<'s>, text: &str) -> bool {
        let entity = fact.value.and_then(Value::entity);
        let name =
            entity.map(|slug| crate::tell::mentions::name(self.view, slug, crate::tell::span::NameForm::default()));
        let place = matches!(fact.value, Some(Value::Place(_)));
        name.is_some_and(|name| {
            // “Near the Titanic” is at the wreck of the Titanic.
            let proper = name.rsplit(' ').next().filter(|word| place && word.starts_with(char::is_uppercase));
            text.contains(&name) || proper.is_some_and(|word| text.contains(word))
        })
    }

    /// Those with a part in it that its name does not name: “, involving the US Coast Guard”, “, with Putin as host”.
    fn cast(&self, item: &Item, told: &mut Told<'s>) -> Vec<(Slot, Phrase)> {
        let Some(spec) = item.kind.attribute("who").filter(|_| told.slots == Slots::All) else { return Vec::new() };
        let (mut plain, mut with_roles) = (Vec::new(), Vec::new());
        for (path, fact) in self.elements_by(item, spec, told.voice) {
            let teller = |slug: &crate::record::name::EntitySlug| *slug == told.voice.holder;
            if self.is_said_already(&fact, &told.text)
                || fact.planned
                || fact.value.and_then(Value::entity).is_some_and(teller)
            {
                continue;
            }
            told.take(&fact);
            let role = self.fact(&self.detail(&path, "role"), told.voice);
            match role.filter(|role| role.value.and_then(Value::text).is_some_and(is_office)) {
                Some(role) => {
                    let mut words = self.words(&fact);
                    words.push(Piece::Plain("as"));
                    words.extend(self.words(&role));
                    told.facts.push(role);
                    with_roles.push(words);
                }
                None => plain.push(self.words(&fact)),
            }
        }
        if !plain.is_empty() || !with_roles.is_empty() {
            told.attributes.push("who");
        }
        let mut cast = Vec::new();
        if !plain.is_empty() {
            let mut phrase = vec![Piece::Mark(","), Piece::Plain("involving")];
            phrase.extend(list(plain));
            cast.push((Slot::Others, phrase));
        }
        if !with_roles.is_empty() {
            let mut phrase = vec![Piece::Mark(","), Piece::Plain("with")];
            phrase.extend(list(with_roles));
            cast.push((Slot::Others, phrase));
        }
        cast
    }

    /// “Russia released Ksenia Karelina, sentenced in 2024 to 12 years, and the United States released …”: what is done with
    /// each, by whoever does it.
    fn undergone(
        &self,
        item: &Item,
        (subject, agent): (&'static str, &'static str),
        (lemma, form): (&'static str, VerbForm),
        told: &mut Told<'s>,
    ) -> Option<Phrase> {
        let spec = item.kind.attribute(subject)?;
        let elements = self.elements_by(item, spec, told.voice);
        if elements.is_empty() {
            return None;
        }
        told.attributes.extend([subject, agent]);
        let source = self.source(told.base);
        let mut groups: Vec<(Option<Fact<'s>>, Vec<Phrase>)> = Vec::new();
        for (path, fact) in elements {
            told.take(&fact);
            let by = match spec.acted_on {
                Some((by, _)) => self.fact(&self.detail(&path, by), told.voice),
                None => self.fact(&self.at(item, agent), told.voice),
            };
            let mut words = self.words(&fact);
            let legal = self.fact(&self.detail(&path, "legal"), told.voice);
            if let Some(legal) = legal {
                told.take(&legal);
                words.push(Piece::Mark(","));
                words.extend(self.words(&legal));
                words.push(Piece::Mark(","));
            }
            if let Some(to) = self.fact(&self.detail(&path, "to_place"), told.voice) {
                told.take(&to);
                words.push(Piece::Plain("to"));
                words.extend(self.words(&to));
            }
            by.iter().for_each(|by| told.take(by));
            let same =
                |known: &Option<Fact<'s>>| known.as_ref().and_then(|k| k.value) == by.as_ref().and_then(|b| b.value);
            match groups.iter_mut().find(|(known, _)| same(known)) {
                Some((_, all)) => all.push(words),
                None => groups.push((by, vec![words])),
            }
        }
        let several = groups.len() > 1;
        let clauses = groups.into_iter().map(|(by, released)| {
            let several = released.len() > 1;
            match by {
                Some(by) => {
                    let mut phrase = self.words(&by);
                    phrase.push(does(source, lemma, form.of(self.is_plural(&by))));
                    phrase.extend(list(released));
                    phrase
                }
                None => {
                    let mut phrase = list(released);
                    phrase.push(does(
                        source,
                        lemma,
                        VerbForm { voice: crate::tell::english::Voice::Passive, ..form }.of(several),
                    ));
                    phrase
                }
            }
        });
        let mut phrase = list(clauses.collect());
        if phrase.last() == Some(&Piece::Mark(",")) {
            phrase.pop();
        }
        let mut complements = self.adjuncts(item, PhaseRole::Done, told);
        complements.sort_by_key(|(slot, _)| *slot);
        // The day of several acts goes before all of them.
        let mut lead = Phrase::new();
        for (slot, complement) in complements {
            match slot {
                Slot::Time if several => {
                    lead = complement;
                    lead.push(Piece::Mark(","));
                }
                Slot::Place if several => phrase.extend([vec![Piece::Mark(",")], complement].concat()),
                _ => phrase.extend(complement),
            }
        }
        lead.extend(phrase);
        Some(lead)
    }

    /// “: carried, 61.5 per cent for, 38.5 per cent against”.
    fn result_of(&self, item: &Item, told: &mut Told<'s>) -> Phrase {
        let mut parts = Vec::new();
        for name in item.kind.frame().result {
            let Some(spec) = item.kind.attribute(name) else { continue };
            let Some(fact) = self.fact(&self.at(item, name), told.voice) else { continue };
            if matches!(fact.value, None | Some(Value::None(_))) {
                continue;
            }
            told.take(&fact);
            told.attributes.push(name);
            // “{} against”
            let after = spec.clause.trim_start_matches("{}").trim();
            parts.push([self.words(&fact), vec![Piece::Plain(after)]].concat());
        }
        if parts.is_empty() {
            return Phrase::new();
        }
        [vec![Piece::Mark(":")], crate::tell::clause::joined(parts, ",")].concat()
    }

    /// Where an item has its position in a series.
    pub(super) fn ordinal_path(&self, item: &Item) -> Option<Path> {
        let own = item.kind.spec().attributes.iter().filter(|spec| spec.value == ValueType::Ordinal);
        let own = own.map(|spec| self.at(item, spec.name));
        let declared = item.declares.iter().filter(|declared| declared.value == ValueType::Ordinal);
        own.chain(declared.map(|declared| self.attribute_of(item, &declared.name))).next()
    }

    /// “, the third of Steve Witkoff's trips to Russia in 2025 by Newsweek's count; two are on file”.
    fn count_in_series(&self, item: &Item, told: &mut Told<'s>) -> Phrase {
        let Some(path) = self.ordinal_path(item) else { return Phrase::new() };
        let Some(fact) = self.fact(&path, told.voice) else { return Phrase::new() };
        let Some(Value::Ordinal(claimed)) = fact.value else { return Phrase::new() };
        told.take(&fact);
        told.attributes.push("ordinal");
        let source = self.source(fact.filing);
        // “The first of the recoveries”, but “the third of Witkoff's trips”.
        let label = &claimed.series.label;
        let bare = label.starts_with(char::is_lowercase) && !label.starts_with("the ");
        let of = if bare { "of the" } else { "of" };
        let mut phrase =
            vec![Piece::Mark(","), Piece::Plain("the"), value(source, ValueForm::Position), Piece::Plain(of)];
        phrase.push(value(source, ValueForm::Series));
        let (members, _) = crate::views::series::members_of(self.view, &claimed.series);
        if u32::try_from(members.len()).is_ok_and(|on_file| on_file < claimed.position) {
            phrase.push(Piece::Plain("by the count of"));
            phrase.push(crate::tell::voices::name_of(&told.voice.holder, source));
        }
        phrase
    }
}

/// Whether an item is named by whose it is, so that it is never one of several.
fn is_somebodys(item: &Item) -> bool {
    matches!(item.kind.frame().naming, Naming::Possessive { .. })
}

/// Whether a role is what somebody is, and not what somebody does: “host”, not “decides”.
pub(super) fn is_office(role: &str) -> bool {
    let last = role.split(' ').next_back().unwrap_or_default();
    let verb = last.ends_with("ed") || last.ends_with('s') && !last.ends_with("ss");
    !verb
}

/// Whether a word is part of what changes an item's life.
pub(super) fn is_move(change: Change) -> bool {
    matches!(change.family(), crate::record::kind::change::Family::Life)
}

/// Whether a stance supports or denies: a word of the item that can change how it stands.
pub(super) fn weighs(stance: Stance) -> bool {
    stance.is_committal()
}
