//! What is done with people or things, by whoever does it: releases.

use crate::record::kind::frame::{AttributeRole, Slot};
use crate::record::kind::spec::PhaseRole;
use crate::state::fold::Item;
use crate::tell::clause::{does, list};
use crate::tell::english::VerbForm;
use crate::tell::span::{Phrase, Piece};
use crate::tell::telling::clauses::{Named, Slots, Told};
use crate::tell::telling::facts::{Fact, Telling};
use crate::tell::telling::wording::MOST_NAMES;

impl<'s> Telling<'_, 's> {
    /// “Russia released Ksenia Karelina, sentenced in 2024 to 12 years, and the United States released …”: what is done with
    /// each, by whoever does it.
    pub(crate) fn undergone(
        &self,
        item: &Item,
        (subject, agent): (&'static str, &'static str),
        (lemma, form): (&'static str, VerbForm),
        told: &mut Told<'s>,
    ) -> Option<Phrase> {
        let spec = item.kind.attribute(subject)?;
        let mut elements = self.given_elements(item, spec, told.voice);
        // What was to be released, and by whom, is not reported to have been.
        let as_planned = told.slots == Slots::Planned;
        let reported = move |fact: &Fact<'s>| as_planned || !fact.planned;
        elements.retain(|(_, fact)| reported(fact));
        if elements.is_empty() || told.slots == Slots::None && elements.len() > 2 {
            return None;
        }
        told.attributes.extend([subject, agent]);
        let source = self.source(told.base);
        let mut groups: Vec<(Option<Fact<'s>>, Vec<Named>, Vec<Fact<'s>>)> = Vec::new();
        let many = elements.len() > MOST_NAMES || told.slots == Slots::Core;
        for (path, fact) in elements {
            told.take(&fact);
            let by = match spec.acted_on {
                Some((by, _)) => self.given(&self.detail(&path, by), told.voice),
                None => self.given(&self.at(item, agent), told.voice),
            };
            let by = by.filter(reported);
            let mut words = self.words(&fact);
            let voice = told.voice;
            let detail = |role| {
                let detail = spec.detail_in(role)?;
                self.given(&self.detail(&path, detail.name), voice)
            };
            if let Some(legal) = detail(AttributeRole::Legal).filter(|_| told.slots == Slots::All && !many) {
                told.take(&legal);
                words.push(Piece::Mark(","));
                words.extend(self.words(&legal));
                words.push(Piece::Mark(","));
            }
            if let Some(to) = detail(AttributeRole::Destination).filter(|to| !many && reported(to)) {
                told.take(&to);
                words.push(Piece::Plain("to"));
                words.extend(self.words(&to));
            }
            by.iter().for_each(|by| told.take(by));
            let same =
                |known: &Option<Fact<'s>>| known.as_ref().and_then(|k| k.value) == by.as_ref().and_then(|b| b.value);
            let named = (words, self.source(fact.filing));
            match groups.iter_mut().find(|(known, ..)| same(known)) {
                Some((_, all, facts)) => {
                    all.push(named);
                    facts.push(fact);
                }
                None => groups.push((by, vec![named], vec![fact])),
            }
        }
        let (several, slots) = (groups.len() > 1, told.slots);
        let clauses = groups.into_iter().map(|(by, released, facts)| {
            let several = released.len() > 1 || facts.iter().any(|fact| self.is_plural(fact));
            let released = self.named_in(&facts, released, slots);
            match by {
                Some(by) => {
                    let mut phrase = self.words(&by);
                    phrase.push(does(source, lemma, form.of(self.is_plural(&by))));
                    phrase.extend(released);
                    phrase
                }
                None => {
                    let mut phrase = released;
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
}
