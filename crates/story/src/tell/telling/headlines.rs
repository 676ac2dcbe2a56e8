//! An item in one line, in nobody's voice in particular: what leads on it, without who says so.

use crate::judge::dates;
use crate::record::kind::attribute::{
    ABOUT, ASKED, ASKER, CHANNEL, GIST, MAKER, MEDIUM, NATURE, ON, OUTLET, PHASE, SHOWS, SPEAKER, TEXT, TITLE, TOTAL,
    WHEN, WORDS,
};
use crate::record::kind::spec::{KindRole, Moment, PhaseRole};
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};
use crate::tell::clause::{bracketed, does, value};
use crate::tell::english::{Tense, VerbForm, Voice};
use crate::tell::nouns::is_several;
use crate::tell::span::{Phrase, Piece, ValueForm};
use crate::tell::telling::clauses::Slots;
use crate::tell::telling::facts::{Fact, Telling};
use crate::tell::telling::requests::{Request, by_means, question_of};

const PAST: VerbForm = VerbForm::active(Tense::Past);

impl<'s> Telling<'_, 's> {
    /// What an item is, or, where nothing is on file of what it does, what it is called.
    pub(crate) fn headline(&self, item: &Item) -> Phrase {
        let told = match item.kind.role() {
            KindRole::Statement => self.statement_line(item),
            KindRole::Claim => self.claim_line(item),
            KindRole::Evidence => self.evidence_line(item),
            KindRole::Publication => self.publication_line(item, self.view.phase(item).role(item.kind)),
            KindRole::Request => {
                let phase = self.view.phase(item);
                self.base(item).and_then(|base| self.request_line(item, base, phase.agreed()))
            }
            KindRole::OwnText => {
                let last = self.view.testimonies(&self.at(item, TEXT)).last();
                last.map(|filing| vec![value(self.source(filing), ValueForm::Plain)])
            }
            KindRole::TakesPlace | KindRole::Proposal | KindRole::Story => self.clause_in_line(item),
        };
        told.unwrap_or_else(|| self.noun(item, true).phrase)
    }

    fn clause_in_line(&self, item: &Item) -> Option<Phrase> {
        let mut told = self.begin(item, self.base(item)?, None, Slots::Line);
        let role = self.view.phase(item).role(item.kind);
        if let Some(phrase) = self.only_began(item, role) {
            return Some(phrase);
        }
        self.clause(item, if self.is_over_by_now(item, role) { Some(PhaseRole::Done) } else { role }, &mut told)
    }

    /// Whether the span that something under way was to take is over: it is not under way any more.
    fn is_over_by_now(&self, item: &Item, role: Option<PhaseRole>) -> bool {
        let when = dates::of(self.view, item).filter(|when| when.is_extent());
        let over = when.and_then(|when| when.span().latest).is_some_and(|latest| latest < self.view.instant());
        role == Some(PhaseRole::UnderWay) && over
    }

    /// “A strike began on 1 March 2025 (its end is not stated)”: of what is over, where only the day it began is on file.
    fn only_began(&self, item: &Item, role: Option<PhaseRole>) -> Option<Phrase> {
        let base = self.base(item).filter(|_| role == Some(PhaseRole::Done))?;
        let began = dates::only_began(self.view, item)?;
        let began = self.filed(&self.view.account(&self.at(item, WHEN)), began, None);
        let noun = self.noun(item, false);
        let verb = does(self.source(base), "begin", PAST.of(noun.plural));
        let end =
            bracketed(vec![Piece::Plain(match (noun.plural, dates::is_disputed(self.view, item, Moment::Over)) {
                (false, false) => "its end is not stated",
                (true, false) => "their end is not stated",
                (false, true) => "when it ended is disputed",
                (true, true) => "when they ended is disputed",
            })]);
        Some([noun.phrase, vec![verb], self.words(&began), end].concat())
    }

    /// An item as it was planned, for the date that a filing gives.
    pub(crate) fn headline_as_planned(&self, item: &Item, when: Option<Filing>) -> Phrase {
        let phases = self.view.account(&self.at(item, PHASE));
        let planned = phases.words.iter().find(|word| {
            let token = word.value.and_then(Value::text).unwrap_or_default();
            word.stance.supports() && item.kind.phase_role(token).is_some_and(PhaseRole::lies_ahead)
        });
        let Some(planned) = planned else { return self.headline(item) };
        let mut told = self.begin(item, planned.filing, None, Slots::Planned);
        let dates = self.view.account(&self.at(item, WHEN));
        told.planned_for = when.map(|when| Fact { planned: false, ..self.filed(&dates, when, None) });
        let clause = self.clause(item, Some(PhaseRole::Planned), &mut told);
        clause.unwrap_or_else(|| self.noun(item, true).phrase)
    }

    /// What became of something proposed or put out at one turn of its life, by the filing that says so; without the day.
    pub(crate) fn headline_of_turn(&self, item: &Item, role: PhaseRole, filing: Filing) -> Phrase {
        let told = match item.kind.role() {
            KindRole::Publication => self.publication_line(item, Some(role)),
            KindRole::Request => {
                let phase = self.view.state.filed(filing).1.value.as_ref().and_then(Value::text);
                self.request_line(item, filing, phase)
            }
            _ => self.clause(item, Some(role), &mut self.begin(item, filing, None, Slots::Who)),
        };
        told.unwrap_or_else(|| self.noun(item, true).phrase)
    }

    fn given_of(&self, item: &Item, name: &str) -> Option<Fact<'s>> {
        self.given(&self.at(item, name), None)
    }

    /// “Dmitry Peskov said that the visit would not be momentous”.
    fn statement_line(&self, item: &Item) -> Option<Phrase> {
        let (gist, words) = (self.given_of(item, GIST), self.given_of(item, WORDS));
        let said = gist.as_ref().or(words.as_ref())?;
        let speaker = self.given_of(item, SPEAKER)?;
        let mut phrase = self.words(&speaker);
        phrase.push(does(self.source(said.filing), "say", PAST));
        phrase.extend(self.said(gist.as_ref(), words.as_ref()));
        Some(phrase)
    }

    /// “the dues will rise (a forecast)”.
    fn claim_line(&self, item: &Item) -> Option<Phrase> {
        let Some(text) = self.given_of(item, TEXT) else {
            let total = self.given_of(item, TOTAL)?;
            let of = self.label(item).map_or(vec![Piece::Plain("a total of")], |label| vec![label, Piece::Mark(":")]);
            return Some([of, self.words(&total)].concat());
        };
        let nature = self.given_of(item, NATURE).filter(|nature| nature.rivals.is_none());
        let nature = nature.map(|nature| bracketed(vec![value(self.source(nature.value_in), ValueForm::Indefinite)]));
        Some([self.words(&text), nature.unwrap_or_default()].concat())
    }

    /// “a photograph by Gavriil Grigorov shows them shaking hands”.
    fn evidence_line(&self, item: &Item) -> Option<Phrase> {
        let medium = self.given_of(item, MEDIUM)?;
        let shows = self.given_of(item, SHOWS)?;
        let several = medium.value.and_then(Value::text).is_some_and(is_several);
        let mut phrase = vec![value(self.source(medium.value_in), ValueForm::Indefinite)];
        if let Some(maker) = self.given_of(item, MAKER) {
            phrase.push(Piece::Plain("by"));
            phrase.extend(self.words(&maker));
        }
        phrase.push(does(self.source(shows.filing), "show", VerbForm::active(Tense::Present).of(several)));
        phrase.extend(self.words(&shows));
        Some(phrase)
    }

    /// “The Herald published “What we know””.
    fn publication_line(&self, item: &Item, role: Option<PhaseRole>) -> Option<Phrase> {
        let base = self.base(item)?;
        let verb = match role {
            Some(PhaseRole::Amended) => "amend",
            Some(PhaseRole::Withdrawn) => "withdraw",
            _ => "publish",
        };
        let what = match self.given_of(item, TITLE) {
            Some(title) => value(self.source(title.value_in), ValueForm::Quoted),
            None => Piece::Plain("a report"),
        };
        // Who put it out is not always on file.
        let Some(outlet) = self.given_of(item, OUTLET) else {
            return Some(vec![what, does(self.source(base), verb, VerbForm { voice: Voice::Passive, ..PAST })]);
        };
        Some([self.words(&outlet), vec![does(self.source(base), verb, PAST), what]].concat())
    }

    /// “The town council declined to comment to The Herald on the repair of the water main”.
    fn request_line(&self, item: &Item, base: Filing, phase: Option<&str>) -> Option<Phrase> {
        let part = |name: &str| self.given_of(item, name).map(|fact| self.words(&fact)).unwrap_or_default();
        let asked = part(ASKED);
        if asked.is_empty() {
            return None;
        }
        let reply = phase.and_then(|phase| item.kind.phase(phase)?.reply);
        let about = question_of(part(ON), part(ABOUT));
        let (source, asker, day) = (self.source(base), part(ASKER), Phrase::new());
        let channel = self.given_of(item, CHANNEL).and_then(|fact| fact.value?.text());
        let by = by_means(channel.unwrap_or_default(), part(CHANNEL));
        Some(Request { source, asked, several: false, asker, by, about, day, past: PAST }.phrase(reply))
    }
}
