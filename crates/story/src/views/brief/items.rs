//! What happened, or is to happen: the main sentence of an item, with everybody who says it.

use crate::judge::grade::Grade;
use crate::judge::phase::Phase;
use crate::record::attribution::{Attribution, Basis};
use crate::record::entry::EntityType;
use crate::record::kind::change::Change;
use crate::record::kind::frame::{AttributeRole, Slot};
use crate::record::kind::spec::{AttributeSpec, PhaseRole, Rank};
use crate::record::path::phase_name;
use crate::record::stance::Stance;
use crate::state::fold::{Filing, Item};
use crate::tell::attributes;
use crate::tell::clause::{does, list};
use crate::tell::english::{Tense, VerbForm};
use crate::tell::realise::text_of;
use crate::tell::span::{Phrase, Piece, Role, ValueForm};
use crate::tell::telling::clauses::{Slots, Told};
use crate::tell::telling::facts::{Fact, Telling, is_opposed, same_voice};
use crate::tell::voices::{Speech, is_judge, teller, teller_of, without_no_source};
use crate::views::brief::plan::{Draft, MOST_IN_A_SENTENCE, Weight};

/// The main sentence of an item, and what it tells.
pub(super) struct Main<'s> {
    pub(super) draft: Draft,
    pub(super) attributes: Vec<&'static str>,
    pub(super) voices: Vec<&'s Attribution>,
    /// What the event is called, which need not be said again.
    pub(super) text: String,
    /// Whether it is several: “noises”.
    pub(super) plural: bool,
    /// Whether it tells what the parties to a proposal answer, as far as its voice says.
    pub(super) answered: bool,
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
        let told_with = |slots: Slots| {
            let mut told = self.begin(item, base, Some(voice), slots);
            told.hedged = self.view.state.filed(base).1.hedge.is_some();
            self.says_hedge.set(told.hedged);
            told.grade = role.map(|_| self.grade_of(base));
            // What nobody has given a phase is told by whoever told of it.
            if role.is_none() && !self.is_main(voice) {
                let noun = self.told_of(item, &mut told);
                let phrase = teller_of(self.view, self.speech(base, self.wants_day(&told))?, noun);
                let grade = told.grade;
                return Some((phrase, told, vec![voice], grade, false));
            }
            let mut phrase = self.clause(item, role, &mut told)?;
            let answers = self.answers_by(item, role, base).filter(|_| slots == Slots::All && !told.hedged);
            if let Some((answers, of_answers)) = &answers {
                phrase.extend(answers.clone());
                told.grade = told.grade.map(|grade| grade.min(*of_answers));
            }
            let (tellers, voices, grade) = self.tellers(item, voice, &told);
            Some((self.attributed(phrase, tellers), told, voices, grade, answers.is_some()))
        };
        let whole = told_with(Slots::All);
        self.says_hedge.set(false);
        let whole = whole?;
        // What makes a sentence too long is told in the next.
        let (phrase, told, voices, grade, answered) = match self.length(&whole.0) > MOST_IN_A_SENTENCE {
            true => {
                let core = told_with(Slots::Core);
                self.says_hedge.set(false);
                let core = core.unwrap_or(whole);
                let short = |told: &(Phrase, Told<'s>, Vec<&'s Attribution>, Option<Grade>, bool)| {
                    self.length(&told.0) <= MOST_IN_A_SENTENCE
                };
                let told = if short(&core) { core } else { told_with(Slots::None).filter(short).unwrap_or(core) };
                self.says_hedge.set(false);
                told
            }
            false => whole,
        };
        let mut draft = Draft::new(phrase, grade, Weight::Main);
        draft.also.extend(told.facts.iter().map(|fact| self.sequence(fact.filing)));
        let (attributes, text, plural) = (told.attributes, told.text, self.noun(item, true).plural);
        Some(Main { draft, attributes, voices, plural, text, answered })
    }

    /// A clause with who says it behind it.
    pub(super) fn attributed(&self, mut clause: Phrase, mut tellers: Vec<Phrase>) -> Phrase {
        if let [only] = tellers.as_mut_slice() {
            self.not_named_again(&clause, only);
        }
        tellers.retain(|teller| !teller.is_empty());
        if !tellers.is_empty() {
            clause.push(Piece::Mark(","));
            clause.extend(list(tellers));
        }
        clause
    }

    /// Whoever tells of their own act is not named again behind it: “Microsoft completed the purchase, it said”, “the court
    /// allowed the appeal, Reuters reported”, “Greg Brockman resigned”.
    fn not_named_again(&self, clause: &[Piece], teller: &mut Phrase) {
        let directory = self.view.directory;
        let Some(Piece::Name { entity, possessive: false, .. }) = teller.first() else { return };
        // What a court ruled is the word of whoever sits on it.
        let speaker = directory.get(directory.canonical(entity));
        let court = speaker.filter(|known| is_judge(known)).and_then(|known| known.speaks_for.as_ref());
        let own = |piece: &Piece| match piece {
            Piece::Name { entity: other, possessive: false, .. } => {
                let mut same = std::iter::once(entity).chain(court).map(|own| directory.canonical(own));
                same.any(|own| directory.canonical(other) == own)
            }
            _ => false,
        };
        let is_verb = |piece: &Piece| matches!(piece, Piece::Said(Role::Verb { .. }, _));
        let hedge = |piece: &Piece| matches!(piece, Piece::Said(Role::Hedge { .. } | Role::Date { .. }, _));
        // “On 3 May 2025, the court ruled”.
        let front = match clause {
            [Piece::Said(Role::Date { .. }, _), Piece::Mark(","), ..] => 2,
            _ => 0,
        };
        let clause = &clause[front..];
        let mut rest = clause.iter().skip(1).skip_while(|piece| hedge(piece));
        // “Al Gore conceded”: named in the words of an author.
        let in_words = |piece: &Piece| match piece {
            Piece::Said(role @ Role::Value { form: ValueForm::Undergoer, .. }, _) => {
                let known = directory.get(directory.canonical(entity));
                text_of(self.view, self.view.style(), role)
                    .is_some_and(|text| known.is_some_and(|known| known.name() == text))
            }
            _ => false,
        };
        let is_subject =
            clause.first().is_some_and(|piece| own(piece) || in_words(piece)) && rest.next().is_some_and(is_verb);
        // “Russia released A and the United States released B, it said”: which of the two would not be clear.
        let another = clause.windows(2).skip(1).any(|pair| matches!(pair[0], Piece::Name { .. }) && is_verb(&pair[1]));
        let known = directory.get(directory.canonical(entity));
        let Some(known) = known.filter(|_| is_subject && !another) else { return };
        let said = match teller.get(1) {
            Some(Piece::Said(Role::Verb { source, lemma, .. }, _)) => Some((*source, &**lemma == "tell")),
            _ => None,
        };
        let outlet = matches!(teller.get(2), Some(Piece::Name { .. }));
        match said {
            // Through whom it came is said, and not that it was told to them.
            Some((source, true)) if outlet => {
                let ends = |piece: &Piece| {
                    matches!(piece, Piece::Mark(_) | Piece::Open(_) | Piece::Said(Role::Said { .. }, _))
                };
                let end = teller.iter().position(ends).unwrap_or(teller.len());
                let rest = teller.split_off(end);
                teller.drain(..2);
                teller.push(does(source, "report", VerbForm::active(Tense::Past)));
                teller.extend(rest);
            }
            // “The court said on 3 May, AP reported.”
            Some((_, false)) if self.is_passed_on(teller) => {
                let end = teller.iter().position(|piece| *piece == Piece::Mark(",")).unwrap_or(0);
                let day: Phrase = teller.drain(..=end).skip(2).filter(|piece| *piece != Piece::Mark(",")).collect();
                teller.extend(day);
            }
            Some((_, false)) if known.is == EntityType::Person && teller.len() == 2 => teller.clear(),
            _ if known.is == EntityType::Person => {}
            _ => teller[0] = Piece::Plain(if known.is_plural() { "they" } else { "it" }),
        }
    }

    /// Whether a word is told as said, and then by which outlet it is reported, and no more: “the court said, AP reported”.
    fn is_passed_on(&self, teller: &Phrase) -> bool {
        let end = teller.iter().position(|piece| *piece == Piece::Mark(",")).unwrap_or(teller.len());
        let of_day = |piece: &Piece| {
            matches!(piece, Piece::Said(Role::Said { .. }, _) | Piece::Open(_)) || *piece == Piece::Mark(")")
        };
        let said = teller[2..end.max(2)].iter().all(of_day);
        let reported = matches!(teller.get(end + 1), Some(Piece::Name { .. }));
        said && reported && !teller[(end + 1).min(teller.len())..].contains(&Piece::Mark(","))
    }

    /// Who says all of it: the voice it is told in, where that is not the whole brief's, and everybody who says the same.
    fn tellers(
        &self,
        item: &Item,
        voice: &'s Attribution,
        told: &Told<'s>,
    ) -> (Vec<Phrase>, Vec<&'s Attribution>, Option<Grade>) {
        let mut voices = vec![voice];
        let account = self.view.account(&self.path(item).attribute(phase_name()));
        let mut speeches = Vec::new();
        let disputed = is_opposed(&self.view.account(&self.path(item)));
        if !self.is_main(voice) || told.hedged || disputed {
            speeches.extend(self.speech(self.word_of_cause(told).unwrap_or(told.base), self.wants_day(told)));
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
        let plainly = !told.hedged && !disputed && self.has_happened(item);
        let told_by = self.told_by(&speeches).into_iter();
        (told_by.map(|teller| if plainly { without_no_source(teller) } else { teller }).collect(), voices, grade)
    }

    /// Whether something takes place, or took place.
    pub(super) fn has_happened(&self, item: &Item) -> bool {
        let role = self.view.phase(item).role(item.kind);
        item.kind.takes_place() && role.is_some_and(|role| matches!(role.rank(), Rank::Outcome | Rank::UnderWay))
    }

    /// “A said and B told C”, or “A and B said” where nobody is between.
    pub(super) fn told_by(&self, speeches: &[Speech<'s>]) -> Vec<Phrase> {
        // Of several, whoever speaks with nobody between comes first, and none with the day of another.
        let mut speeches = speeches.to_vec();
        if speeches.len() > 1 {
            speeches.sort_by_key(|speech| speech.attribution.via.len());
            speeches.iter_mut().for_each(|speech| speech.dated = false);
        }
        let speeches = speeches.as_slice();
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

    /// Where the voice of a clause gave the cause it tells, where it gave that later than the rest.
    fn word_of_cause(&self, told: &Told<'s>) -> Option<Filing> {
        let given = told.facts.iter().map(|fact| fact.filing).filter(|filing| self.gives_cause(*filing));
        let later = |filing: &Filing| {
            let said = |report: usize| self.view.state.said_at(report).order;
            said(filing.report) > said(told.base.report)
        };
        given.filter(later).find(|filing| {
            let voices = self.view.attribution(*filing).zip(told.voice);
            voices.is_some_and(|(one, other)| same_voice(one, other))
        })
    }

    fn gives_cause(&self, filing: Filing) -> bool {
        let path = &self.view.state.filed(filing).1.path;
        attributes::spec_at(self.view, path).is_some_and(|spec| spec.plays(AttributeRole::Cause))
    }

    /// Whether the day of a word is told: where what it tells has no day of its own that says when.
    pub(super) fn wants_day(&self, told: &Told<'s>) -> bool {
        let report = self.view.state.filed(told.base).0;
        let phase = report.record.kind.phase_filed_by(report.record.change);
        let off = phase.and_then(|phase| report.record.kind.phase_role(phase));
        let off = matches!(off, Some(PhaseRole::CalledOff | PhaseRole::Postponed));
        let in_time = |name: &&str| {
            let adjunct = report.record.kind.attribute(name).and_then(AttributeSpec::adjunct);
            adjunct.is_some_and(|adjunct| adjunct.slot == Slot::Time)
        };
        // Why something happened is somebody's word of that day: there may be others later. And so is that it may happen.
        let says_why = told.facts.iter().any(|fact| self.gives_cause(fact.filing) && self.has_day(fact.filing));
        let talk = self.phase_filed_in(told.base) == Some(PhaseRole::Mooted);
        self.is_past(told.base) && (off || says_why || talk || !told.attributes.iter().any(in_time))
    }
}

/// Whether a word is part of what changes an item's life.
pub(super) fn is_move(change: Change) -> bool {
    matches!(change.family(), crate::record::kind::change::Family::Life)
}

/// Whether a stance supports or denies: a word of the item that can change how it stands.
pub(super) fn weighs(stance: Stance) -> bool {
    stance.is_committal()
}
