//! What an item is called in a sentence: by what is on file of it, never by its key.

use crate::record::attribution::Attribution;
use crate::record::kind::spec::KindRole;
use crate::record::value::Value;
use crate::state::fold::Item;
use crate::tell::clause::{Subject, list, value};
use crate::tell::frames::frame;
use crate::tell::mentions;
use crate::tell::nouns::{is_several, place_preposition};
use crate::tell::span::{NameForm, Phrase, Piece, Role, ValueForm};
use crate::views::brief::facts::{Fact, Telling};

impl<'s> Telling<'_, 's> {
    /// An item as a noun: “the meeting of Putin and Witkoff”, “a search for the Titan”.
    pub(super) fn noun(&self, item: &Item, definite: bool) -> Subject {
        self.noun_by(item, definite, None)
    }

    /// What names an item: as this voice calls it where it does, else by what leads.
    fn naming(&self, item: &Item, attribute: &str, voice: Option<&Attribution>) -> Option<Fact<'s>> {
        let path = self.at(item, attribute);
        voice.and_then(|voice| self.fact(&path, voice)).or_else(|| self.leading(&path))
    }

    /// An item as one voice calls it: nobody is said to have heard banging who spoke of noises.
    pub(super) fn noun_by(&self, item: &Item, definite: bool, voice: Option<&Attribution>) -> Subject {
        if let Some(label) = self.label(item) {
            return Subject { phrase: vec![label], plural: false };
        }
        let article = if definite { "the" } else { "a" };
        match (item.kind.as_str(), item.kind.role()) {
            ("trip", _) => self.trip(item, article),
            ("meeting", _) => self.group(item, if definite { "the meeting" } else { "a meeting" }, "participants"),
            ("vote", _) => self.of_text(item, if definite { "the vote on" } else { "a vote on" }, "question", voice),
            ("release", _) => self.group(item, if definite { "the release" } else { "a release" }, "releases"),
            ("exchange", _) => self.group(item, if definite { "the exchange" } else { "an exchange" }, "releases"),
            ("verdict", _) => {
                self.of_text(item, if definite { "the decision in" } else { "a decision in" }, "case", voice)
            }
            (_, KindRole::Proposal) => self.by_text(item, "subject", ValueForm::Plain, "the proposal", voice),
            (_, KindRole::Claim) => self.of_text(item, "the claim that", "text", voice),
            (_, KindRole::Statement) => self.statement_noun(item),
            (_, KindRole::Evidence) => {
                let form = if definite { ValueForm::Plain } else { ValueForm::Indefinite };
                let mut subject = self.by_text(item, "medium", form, "the piece of evidence", voice);
                if definite && self.leading(&self.at(item, "medium")).is_some() {
                    subject.phrase.insert(0, Piece::Plain("the"));
                }
                subject
            }
            (_, KindRole::Request) => self.of_text(item, "the request for comment to", "asked", voice),
            (_, KindRole::Publication) => self.by_text(item, "title", ValueForm::Quoted, "the publication", voice),
            (_, KindRole::OwnText) => plainly("the note"),
            (_, KindRole::TakesPlace | KindRole::Story) => {
                let form = if definite { ValueForm::Definite } else { ValueForm::Plain };
                let otherwise = if definite { "the event" } else { "an event" };
                self.by_text(item, frame(item.kind).subject, form, otherwise, voice)
            }
        }
    }

    /// What the last author who gave it a name calls an item.
    fn label(&self, item: &Item) -> Option<Piece> {
        let stands = |place: &&usize| self.view.admits(**place) && !self.view.withdrawals().is_withdrawn(**place);
        let reports = item.reports.iter().rev().filter(stands).map(|place| &self.view.state.reports()[*place]);
        let named = reports.into_iter().find(|report| report.record.label.is_some())?;
        Some(Piece::Said(Role::Label { sequence: named.sequence }, Vec::new()))
    }

    fn by_text(
        &self,
        item: &Item,
        attribute: &str,
        form: ValueForm,
        otherwise: &'static str,
        voice: Option<&Attribution>,
    ) -> Subject {
        match self.naming(item, attribute, voice) {
            Some(fact) => Subject {
                plural: fact.value.and_then(Value::text).is_some_and(is_several) && form != ValueForm::Quoted,
                phrase: vec![value(self.source(fact.value_in), form)],
            },
            None => plainly(otherwise),
        }
    }

    fn of_text(&self, item: &Item, before: &'static str, attribute: &str, voice: Option<&Attribution>) -> Subject {
        match self.naming(item, attribute, voice) {
            Some(fact) => {
                let mut phrase = vec![Piece::Plain(before)];
                phrase.extend(self.plain(&fact));
                Subject { phrase, plural: false }
            }
            None => plainly(before.rsplit_once(' ').map_or(before, |(noun, _)| noun)),
        }
    }

    fn trip(&self, item: &Item, article: &'static str) -> Subject {
        let traveller = self.leading(&self.at(item, "traveller"));
        let mut phrase = match traveller.as_ref().and_then(|fact| Some((fact.value?.entity()?, fact.filing))) {
            Some((entity, filing)) => vec![Piece::Name {
                entity: entity.clone(),
                sequence: self.sequence(filing),
                possessive: true,
                titled: false,
            }],
            None => vec![Piece::Plain(article)],
        };
        phrase.push(Piece::Plain("trip"));
        if let Some(to) = self.leading(&self.at(item, "destination")) {
            phrase.push(Piece::Plain("to"));
            phrase.extend(self.plain(&to));
        }
        Subject { phrase, plural: false }
    }

    /// “the meeting of A and B in C”.
    fn group(&self, item: &Item, noun: &'static str, attribute: &str) -> Subject {
        let mut phrase = vec![Piece::Plain(noun)];
        let elements = item.kind.attribute(attribute).map(|spec| self.all_elements(item, spec)).unwrap_or_default();
        if elements.is_empty() {
            return Subject { phrase, plural: false };
        }
        phrase.push(Piece::Plain("of"));
        phrase.extend(list(elements.iter().map(|(_, fact)| self.untitled(fact)).collect()));
        Subject { phrase, plural: false }
    }

    /// The same with where it is, where that tells it from others of the kind.
    pub(super) fn placed_noun(&self, item: &Item) -> Subject {
        let mut subject = self.noun(item, true);
        if item.kind.takes_place() && item.kind.as_str() != "trip" && item.kind.role() == KindRole::TakesPlace {
            let named = frame(item.kind).subject == "type";
            subject.phrase.extend(if named { Phrase::new() } else { self.place(item) });
        }
        subject
    }

    /// An item that another one of the same people is told against: “the trip to St. Petersburg”.
    pub(super) fn other_noun(&self, item: &Item) -> Phrase {
        if item.kind.as_str() != "trip" {
            return self.noun(item, true).phrase;
        }
        let mut phrase = vec![Piece::Plain("the trip")];
        if let Some(to) = self.leading(&self.at(item, "destination")) {
            phrase.push(Piece::Plain("to"));
            phrase.extend(self.plain(&to));
        }
        phrase
    }

    /// “in Moscow”, “at the wreck of the Titanic”.
    fn place(&self, item: &Item) -> Phrase {
        self.leading(&self.at(item, "place")).map(|fact| self.located(&fact)).unwrap_or_default()
    }

    pub(super) fn located(&self, fact: &Fact<'s>) -> Phrase {
        let name = fact.value.and_then(Value::entity).map(|slug| mentions::name(self.view, slug, NameForm::default()));
        let mut phrase = Phrase::new();
        if self.is_hedged(fact) {
            phrase.push(Piece::Said(Role::Hedge { source: self.source(fact.filing) }, Vec::new()));
        }
        phrase.push(Piece::Plain(name.as_deref().map_or("in", place_preposition)));
        phrase.extend(self.unhedged(fact));
        phrase
    }

    pub(super) fn untitled(&self, fact: &Fact<'s>) -> Phrase {
        let mut phrase = self.plain(fact);
        for piece in &mut phrase {
            if let Piece::Name { titled, .. } = piece {
                *titled = false;
            }
        }
        phrase
    }

    /// “the statement of Peskov that …”, or, without a gist, “the words of Peskov “…””.
    fn statement_noun(&self, item: &Item) -> Subject {
        let gist = self.leading(&self.at(item, "gist"));
        let mut phrase = self.statement_of(item, if gist.is_some() { "the statement" } else { "the words" });
        match gist.as_ref().or(self.leading(&self.at(item, "words")).as_ref()) {
            Some(fact) if gist.is_some() => {
                phrase.extend([Piece::Plain("that"), value(self.source(fact.filing), ValueForm::Plain)]);
            }
            Some(fact) => phrase.push(value(self.source(fact.filing), ValueForm::Quoted)),
            None => {}
        }
        Subject { phrase, plural: gist.is_none() }
    }

    /// “the statement of Peskov”.
    fn statement_of(&self, item: &Item, noun: &'static str) -> Phrase {
        let mut phrase = vec![Piece::Plain(noun)];
        if let Some(speaker) = self.leading(&self.at(item, "speaker")) {
            phrase.push(Piece::Plain("of"));
            phrase.extend(self.untitled(&speaker));
        }
        phrase
    }

    /// An item by a noun without its words, where what is told is a part of it.
    pub(super) fn short_noun(&self, item: &Item) -> Phrase {
        match item.kind.role() {
            KindRole::Statement => self.statement_of(item, "the statement"),
            KindRole::Claim => vec![Piece::Plain("the claim")],
            _ => self.noun(item, true).phrase,
        }
    }
}

fn plainly(words: &'static str) -> Subject {
    Subject { phrase: vec![Piece::Plain(words)], plural: false }
}
