//! What is disputed, as the subject of a sentence: it names the item, what is said or who says it, so that it can stand alone.

use std::collections::BTreeSet;

use crate::judge::account::{Account, Word};
use crate::judge::phase::DENIED;
use crate::judge::plans;
use crate::record::kind::attribute::{ASKED_BY, COUNT, PHASE, PLACE, TEXT, TOTAL, WHEN};
use crate::record::kind::frame::{AttributeRole, Naming};
use crate::record::kind::spec::{KindRole, PhaseRole};
use crate::record::name::{EntitySlug, UpdateId};
use crate::record::path::Path;
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};
use crate::tell::attributes::spec_at;
use crate::tell::clause::{does, joined, list, value};
use crate::tell::english::{Tense, VerbForm};
use crate::tell::realise::origin_entity;
use crate::tell::span::{Phrase, Piece, Role, ValueForm};
use crate::tell::telling::facts::{Fact, Telling};
use crate::tell::written::is_negative;
use crate::views::brief::claims::starts_with_pronoun;
use crate::views::brief::counted::counted;
use crate::views::brief::told_as::ends_in_preposition;

impl<'s> Telling<'_, 's> {
    /// What is disputed, as the subject of a sentence: “whether Putin and Witkoff met”, “where they met”, “that …”.
    pub(super) fn proposition(&self, item: &Item, path: &Path, account: &Account<'s>, words: &[&Word<'s>]) -> Phrase {
        let noun = || match path.attribute {
            Some(_) => self.short_noun(item),
            None => self.noun(item, true).phrase,
        };
        let Some(attribute) = &path.attribute else {
            return match item.kind.role() {
                KindRole::Claim => match self.leading_text(&self.at(item, TEXT)) {
                    Some(text) => self.whether(&text),
                    None => vec![Piece::Plain("whether the claim is right")],
                },
                KindRole::Statement | KindRole::Evidence | KindRole::Publication => [vec![], noun()].concat(),
                KindRole::Proposal => {
                    [vec![Piece::Plain("whether")], noun(), vec![Piece::Plain("was put forward")]].concat()
                }
                _ if let Some((role, filing)) = self.said_to_have_happened(item, words) => {
                    let clause = self.bare_clause_in(item, role, filing);
                    let took_place = || [noun(), vec![Piece::Plain("took place")]].concat();
                    [vec![Piece::Plain("whether")], clause.unwrap_or_else(took_place)].concat()
                }
                _ => match self.bare_clause(item) {
                    Some(clause) => [vec![Piece::Plain("whether")], clause].concat(),
                    None => [vec![Piece::Plain("whether")], noun(), vec![self.took_place(item)]].concat(),
                },
            };
        };
        if attribute.as_str() == PLACE && item.kind.takes_place() {
            return [vec![Piece::Plain("where")], noun(), vec![self.took_place(item)]].concat();
        }
        if attribute.as_str() == WHEN {
            // A plan for some day takes no side where hours differ.
            let clock = words.iter().filter_map(|word| plans::date(word)).all(|when| when.as_str().contains('T'));
            return [vec![Piece::Plain(if clock { "the time of" } else { "the date of" })], noun()].concat();
        }
        // “The answer of Russia on the cease-fire”.
        if path.detail.is_some() {
            let label = account
                .words
                .first()
                .map(|word| Piece::Said(Role::Attribute { source: self.source(word.filing) }, Vec::new()));
            let mut phrase: Phrase = std::iter::once(Piece::Plain("the")).chain(label).collect();
            if let Some(whose) = self.leading(&Path { detail: None, ..path.clone() }) {
                phrase.push(Piece::Plain("of"));
                phrase.extend(self.untitled(&whose));
            }
            let on = if item.kind.role() == KindRole::Proposal { "on" } else { "in" };
            return [phrase, vec![Piece::Plain(on)], noun()].concat();
        }
        if account.candidates.iter().all(|candidate| matches!(candidate.value, Some(Value::Count(_)))) {
            let Some(word) = account.words.first() else { return noun() };
            let label = Piece::Said(Role::Attribute { source: self.source(word.filing) }, Vec::new());
            let of_people = counted(attribute.as_str(), label.clone()).contains(&Piece::Plain("the number of"));
            let of = Piece::Plain(match (item.kind.takes_place(), of_people) {
                (true, true) => "in",
                (true, false) => "of",
                (false, _) => "in",
            });
            let text = self.leading(&self.at(item, TEXT)).filter(|_| item.kind.role() == KindRole::Claim);
            let (number, noun) = match text {
                // “The number given with the claim that ships wait”, not “the total of the claim”.
                Some(text) => {
                    let number = vec![Piece::Plain("the number")];
                    let that = vec![Piece::Plain("the claim that"), value(self.source(text.filing), ValueForm::Plain)];
                    (if attribute.as_str() == TOTAL { number } else { counted(attribute.as_str(), label) }, that)
                }
                None if attribute.as_str() == COUNT && item.kind.takes_place() => {
                    (vec![Piece::Plain("how many there were")], noun())
                }
                None => (counted(attribute.as_str(), label), noun()),
            };
            return [number, vec![of], noun].concat();
        }
        if attribute.as_str() == ASKED_BY {
            return [vec![Piece::Plain("who asked for")], noun()].concat();
        }
        if attribute.as_str() == TEXT {
            return match self.leading_text(path) {
                Some(text) => self.whether(&text),
                None => vec![Piece::Plain("whether the claim is right")],
            };
        }
        if matches!(item.kind.frame().naming, Naming::Event(named) if named == attribute.as_str()) {
            return self.what_it_was(item, account, words);
        }
        if path.element.is_some() && path.detail.is_none() {
            let element = account.candidates.iter().find_map(|candidate| {
                let filing = candidate.standing.supporters.first().or(candidate.standing.opponents.first())?;
                candidate.value.map(|_| self.filed(account, *filing, candidate.value))
            });
            if let Some(element) = element {
                if self.is_told_as_dispute(item) {
                    return self.whether_they_met(item, &element);
                }
                let mut phrase = vec![Piece::Plain("whether")];
                // What it was about has no part in it as people have.
                if matches!(element.value, Some(Value::Text(_)))
                    && spec_at(self.view, path).is_some_and(|spec| !spec.plays(AttributeRole::Cast))
                {
                    phrase.extend([noun(), vec![Piece::Plain("included")], self.plain(&element)].concat());
                    return phrase;
                }
                phrase.extend(self.plain(&element));
                let ahead = self.view.phase(item).role(item.kind).is_some_and(PhaseRole::lies_ahead);
                phrase.push(Piece::Plain(if ahead { "has a part in" } else { "had a part in" }));
                phrase.extend(noun());
                return phrase;
            }
        }
        if ends_in_preposition(attribute.as_str()) {
            let entity = account.candidates.iter().any(|candidate| matches!(candidate.value, Some(Value::Entity(_))));
            let label = account.words.first().map(|word| Role::Attribute { source: self.source(word.filing) });
            let mut phrase = [vec![Piece::Plain(if entity { "who" } else { "what" })], noun()].concat();
            phrase.push(Piece::Plain("was"));
            phrase.extend(label.map(|label| Piece::Said(label, Vec::new())));
            return phrase;
        }
        let mut phrase = vec![Piece::Plain("the")];
        phrase.extend(
            account
                .words
                .first()
                .map(|word| Piece::Said(Role::Attribute { source: self.source(word.filing) }, Vec::new())),
        );
        phrase.push(Piece::Plain("of"));
        // “The role of the town council in the meeting”.
        let whose = path.detail.as_ref().and_then(|_| self.leading(&Path { detail: None, ..path.clone() }));
        if let Some(whose) = whose {
            phrase.extend(self.plain(&whose));
            phrase.push(Piece::Plain("in"));
        }
        phrase.extend(noun());
        phrase
    }

    /// “whether 234 girls are missing”: of a number that goes with a claim and is denied, the claim that has it in words.
    pub(super) fn whether_so_many(&self, item: &Item, path: &Path, words: &[&Word<'s>]) -> Option<Phrase> {
        let mut said = words.iter().filter(|word| word.stance.supports());
        let only = said.next().filter(|_| path.is_of(TOTAL) && item.kind.role() == KindRole::Claim)?;
        let (Some(Value::Count(count)), None) = (only.value, said.next()) else { return None };
        let texts = self.view.account(&self.at(item, TEXT));
        let text =
            texts.words.iter().find(|word| word.filing.report == only.filing.report && word.stance.supports())?;
        let text = self.filed(&texts, text.filing, text.value);
        let has = text.value.and_then(Value::text).is_some_and(|text| self.has_number(text, count));
        has.then(|| self.whether(&text))
    }

    /// “whether the closure of the quay was a strike”, “whether what happened was a fire or an explosion”: what an item is
    /// called by is disputed, so it is named by its label or by what it is said to be.
    fn what_it_was(&self, item: &Item, account: &Account<'s>, words: &[&Word<'s>]) -> Phrase {
        let mut said: Vec<Fact<'s>> = Vec::new();
        for word in words.iter().filter(|word| word.value.is_some()) {
            if !said.iter().any(|known| known.value == word.value) {
                said.push(self.filed(account, word.filing, word.value));
            }
        }
        let to_be = said.iter().any(|fact| self.was_to_be(fact.filing));
        let labelled = self.label(item).map(|_| self.noun(item, true));
        let plural = labelled.as_ref().is_some_and(|noun| noun.plural);
        let was = Piece::Plain(match (plural, to_be) {
            (true, true) => "were to be",
            (true, false) => "were",
            (false, true) => "was to be",
            (false, false) => "was",
        });
        match labelled {
            Some(noun) if said.len() > 1 => [vec![Piece::Plain("what")], noun.phrase, vec![was]].concat(),
            noun => {
                let subject = noun.map_or_else(|| vec![Piece::Plain("what happened")], |noun| noun.phrase);
                let values = said.iter().map(|fact| self.plain(fact)).collect();
                [vec![Piece::Plain("whether")], subject, vec![was], joined(values, "or")].concat()
            }
        }
    }

    /// “whether the mayor ordered the evacuation”; “the mayor's claim that she ordered it”, where its words need to know who
    /// says them.
    fn whether(&self, text: &Fact<'s>) -> Phrase {
        let origin = self.view.attribution(text.filing).and_then(|said| origin_entity(&said.origin));
        if let Some(origin) = origin.filter(|_| starts_with_pronoun(text)) {
            let (entity, sequence) = (origin.clone(), self.sequence(text.filing));
            let name = Piece::Name { entity, sequence, possessive: true, titled: true };
            let said = value(self.source(text.filing), ValueForm::Plain);
            // Whoever speaks of “it” may not speak of themselves: what its author calls the claim says of what.
            let path = &self.view.state.filed(text.filing).1.path;
            let item = path.of_item().and_then(|item| self.view.state.item(item));
            return match item.and_then(|item| self.label(item)) {
                Some(label) => {
                    let claim = [name, Piece::Plain("claim on"), label, Piece::Mark(",")];
                    claim.into_iter().chain([Piece::Plain("that"), said, Piece::Mark(",")]).collect()
                }
                None => vec![name, Piece::Plain("claim that"), said],
            };
        }
        // What was disputed in January is not so or not so now.
        let item = self.view.state.filed(text.filing).1.path.of_item().and_then(|item| self.view.state.item(item));
        let of_then = item.is_some_and(|item| self.is_of_long_ago(item));
        let form = if of_then { ValueForm::InPast } else { ValueForm::Plain };
        // “Whether he did not pull the trigger” would have to be read twice.
        let words = text.value.and_then(Value::text).unwrap_or_default();
        let denies = is_negative(words);
        let before = Piece::Plain(if denies { "that" } else { "whether" });
        let mut phrase = vec![before, value(self.source(text.filing), form)];
        // A proposition with a comma in it ends with one.
        if words.contains(',') {
            phrase.push(Piece::Mark(","));
        }
        phrase
    }

    /// “whether the pilot and the harbour master met”.
    fn whether_they_met(&self, item: &Item, element: &Fact<'s>) -> Phrase {
        let frame = item.kind.frame();
        let sure = item.kind.attribute(frame.subject).map(|spec| self.reported_elements(item, spec));
        let mut all: Vec<Phrase> = sure.unwrap_or_default().iter().map(|(_, fact)| self.untitled(fact)).collect();
        all.push(self.untitled(element));
        let mut phrase = [vec![Piece::Plain("whether")], list(all)].concat();
        let role = self.view.phase(item).role(item.kind);
        let verb = frame.verb(PhaseRole::Done).zip(self.base(item));
        match verb.filter(|(_, base)| self.view.state.filed(*base).1.path.is_of(PHASE)) {
            Some((lemma, base)) => {
                let ahead = role.is_some_and(PhaseRole::lies_ahead);
                let tense = if ahead { self.plan_tense(item) } else { Tense::Past };
                phrase.push(does(self.source(base), lemma, VerbForm::active(tense).of(true)));
            }
            None => phrase.push(Piece::Plain("took part together")),
        }
        phrase
    }

    /// “whether the ceasefire was agreed”: where some say what came of it and the others deny just that.
    pub(super) fn whether_it_came_about(
        &self,
        item: &Item,
        words: &[(EntitySlug, Box<str>, UpdateId)],
    ) -> Option<Phrase> {
        let said: BTreeSet<&str> = words.iter().map(|(_, phase, _)| &**phase).collect();
        let phase = said.iter().find(|phase| **phase != DENIED).filter(|_| said.len() == 2 && said.contains(DENIED))?;
        let role = item.kind.phase_role(phase).filter(|role| !role.lies_ahead())?;
        let (_, _, update) = words.iter().find(|(_, said, _)| **said == **phase)?;
        let account = self.view.account(&self.at(item, PHASE));
        let word = account.words.iter().find(|word| word.update == *update)?;
        let noun = self.noun(item, true);
        let (lemma, form) = crate::tell::frames::of_noun(role, word.record.change);
        let verb = does(self.source(word.filing), lemma, form.of(noun.plural));
        Some([vec![Piece::Plain("whether")], noun.phrase, vec![verb]].concat())
    }

    /// How what lies ahead is told: as it is to be, or, once its time has passed, as it was to be.
    fn plan_tense(&self, item: &Item) -> Tense {
        if self.is_overdue(item) { Tense::PastPlan } else { Tense::Plan }
    }

    /// Of what is no more than planned, all in all, who says that it happened: that is disputed then, and not the plan.
    fn said_to_have_happened(&self, item: &Item, words: &[&Word<'s>]) -> Option<(PhaseRole, Filing)> {
        self.view.phase(item).role(item.kind).filter(|role| role.lies_ahead())?;
        words.iter().filter(|word| word.stance.supports() && word.implied).find_map(|word| {
            let phase = word.testimony.value.as_ref().and_then(Value::text)?;
            Some((item.kind.phase_role(phase)?, word.filing))
        })
    }

    /// “Took place”, of what lies ahead “is to take place”.
    pub(super) fn took_place(&self, item: &Item) -> Piece {
        let ahead = self.view.phase(item).role(item.kind).is_some_and(PhaseRole::lies_ahead);
        Piece::Plain(match ahead.then(|| self.plan_tense(item)) {
            Some(Tense::PastPlan) => "was to take place",
            Some(_) => "is to take place",
            None => "took place",
        })
    }
}
