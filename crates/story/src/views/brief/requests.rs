//! Requests for comment, and what came of them.

use crate::judge::account::Word;
use crate::record::kind::attribute::{ABOUT, ASKED, ASKER, CHANNEL, ON, PHASE};
use crate::record::name::EntitySlug;
use crate::record::path::phase_name;
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};
use crate::tell::clause::list;
use crate::tell::english::{Tense, VerbForm};
use crate::tell::span::{Phrase, Piece};
use crate::tell::telling::facts::Telling;
use crate::tell::telling::requests::{Request, question_of};
use crate::tell::voices::teller;
use crate::views::brief::plan::{Draft, Weight};

impl<'s> Telling<'_, 's> {
    /// Requests for comment that came to the same are told together: “Newsweek asked the White House and the State
    /// Department for comment by email; no reply is reported.”
    pub(super) fn requests(&self, items: &[&Item]) -> Vec<(String, Draft)> {
        let mut groups: Vec<(RequestKey<'s>, Vec<&Item>)> = Vec::new();
        for item in items {
            let Some(key) = self.request_key(item) else { continue };
            match groups.iter_mut().find(|(known, _)| *known == key) {
                Some((_, all)) => all.push(item),
                None => groups.push((key, vec![item])),
            }
        }
        groups
            .into_iter()
            .filter_map(|(key, items)| Some((items[0].key.to_string(), self.request(&key, &items)?)))
            .collect()
    }

    fn request_key(&self, item: &Item) -> Option<RequestKey<'s>> {
        let base = self.came_to(item)?;
        let value = |name: &str| self.leading(&self.at(item, name)).and_then(|fact| fact.value);
        Some(RequestKey {
            asker: value(ASKER).and_then(Value::entity),
            phase: self.phase_told(item),
            channel: value(CHANNEL).and_then(Value::text),
            on: value(ON),
            voice: self.view.attribution(base).map(|voice| &voice.holder),
            reason: self.reason_given(item, base).and_then(|reason| reason.value),
        })
    }

    /// The word that says what came of a request; where the asker alone tells it, it carries no phase: that somebody declined
    /// is told by whoever asked.
    fn came_to(&self, item: &Item) -> Option<Filing> {
        if self.view.phase(item).agreed().is_some() {
            return self.base(item);
        }
        let account = self.view.account(&self.path(item).attribute(phase_name()));
        let last = account.current().filter(|word| word.stance.supports()).last().map(|word| word.filing);
        last.or_else(|| self.base(item))
    }

    fn phase_told(&self, item: &Item) -> Option<String> {
        let agreed = self.view.phase(item).agreed().map(str::to_owned);
        agreed.or_else(|| {
            let testimony = self.view.state.filed(self.came_to(item)?).1;
            testimony.value.as_ref().filter(|_| testimony.path.is_of(PHASE))?.text().map(str::to_owned)
        })
    }

    fn request(&self, key: &RequestKey<'s>, items: &[&Item]) -> Option<Draft> {
        let base = self.came_to(items[0])?;
        let source = self.source(base);
        let part =
            |name: &str| self.leading(&self.at(items[0], name)).map(|fact| self.words(&fact)).unwrap_or_default();
        let asked = list(
            items.iter().filter_map(|item| self.leading(&self.at(item, ASKED))).map(|fact| self.words(&fact)).collect(),
        );
        let asker = part(ASKER);
        let about = question_of(part(ON), part(ABOUT));
        // Said as of its day: what came later can be another thing.
        let dated = self.is_past(base) && !self.is_main_outlet(key.asker);
        let day = if dated { vec![self.day(base)] } else { Phrase::new() };
        // Behind a clause the day would be taken for its own.
        let (about, day) = match key.on {
            Some(_) if self.has_day(base) => ([day, about].concat(), Phrase::new()),
            _ => (about, day),
        };
        let reply = key.phase.as_deref().and_then(|phase| items[0].kind.phase(phase)?.reply);
        let past = if dated { self.past_with_day(base) } else { VerbForm::active(Tense::Past) };
        let (several, channel) = (items.len() > 1, part(CHANNEL));
        let request = Request { source, asked, several, asker, channel, about, day, past };
        let mut phrase = request.phrase(reply);
        phrase.extend(self.because(items[0], base));
        if key.voice != key.asker && key.voice != self.known() {
            let mut told_by = self.speech(base, false).map(|speech| teller(self.view, speech))?;
            // That it was asked is no more than its own word.
            if let Some(at) = told_by.iter().position(|piece| *piece == Piece::Plain("naming no source")) {
                told_by.truncate(at.saturating_sub(1));
            }
            phrase.push(Piece::Mark(","));
            phrase.extend(told_by);
        }
        let grade = items.iter().filter_map(|item| self.came_to(item)).map(|base| self.grade_of(base)).min();
        let also = items.iter().filter_map(|item| self.came_to(item)).map(|base| self.sequence(base));
        // Whoever has spoken since has answered: then it is history.
        let settled = items.iter().all(|item| self.has_spoken_since(item));
        Some(Draft::new(phrase, grade, if settled { Weight::Detail } else { Weight::Open }).resting_on(also))
    }

    /// Whether those who were asked have committed themselves since on what they were asked about.
    fn has_spoken_since(&self, request: &Item) -> bool {
        let value = |name: &str| self.leading(&self.at(request, name)).and_then(|fact| fact.value);
        let (Some(asked), Some(Value::Item(on)), Some(base)) =
            (value(ASKED).and_then(Value::entity), value(ON), self.came_to(request))
        else {
            return false;
        };
        let canonical = |slug| self.view.directory.canonical(slug);
        let later = |word: &Word<'s>| word.filing.report > base.report && word.stance.is_committal();
        self.view.paths_of(on).any(|path| {
            let account = self.view.account(&path);
            account.current().any(|word| canonical(word.holder) == canonical(asked) && !word.secondhand && later(word))
        })
    }

    fn is_main_outlet(&self, asker: Option<&EntitySlug>) -> bool {
        asker.is_some() && asker == self.known()
    }
}

/// What requests have in common that are told together.
#[derive(PartialEq)]
struct RequestKey<'s> {
    asker: Option<&'s EntitySlug>,
    phase: Option<String>,
    channel: Option<&'s str>,
    on: Option<&'s Value>,
    voice: Option<&'s EntitySlug>,
    reason: Option<&'s Value>,
}
