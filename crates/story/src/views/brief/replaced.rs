//! What a later account of an item replaced: it was right then, and a reader is to know what it was and why it changed.

use crate::record::kind::attribute::{PHASE, WHEN};
use crate::record::kind::frame::AttributeRole;
use crate::record::path::Path;
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};
use crate::state::withdrawal::{Loss, Withdrawal};
use crate::tell::attributes;
use crate::tell::clause::{bracketed, does, value};
use crate::tell::english::{Tense, VerbForm};
use crate::tell::span::{Phrase, Piece, Role, ValueForm};
use crate::tell::telling::facts::Telling;
use crate::tell::voices::teller;
use crate::views::brief::counted::counted;
use crate::views::brief::plan::{Draft, Weight};

/// One value that gave way to another.
struct Step<'v> {
    path: &'v Path,
    old: Filing,
    new: Filing,
    loss: &'v Withdrawal,
}

/// A value that was replaced, told with what it is now.
pub(super) struct Replaced {
    pub(super) draft: Draft,
    pub(super) attribute: &'static str,
    /// Where the values are on file that it tells.
    pub(super) values: Vec<Filing>,
}

impl<'v, 's: 'v> Telling<'v, 's> {
    /// “Its subject was at first “compensation of 916 million dollars”; then, on 8 May 2021, “compensation of 550 million
    /// dollars” (the authority lowered its demand).” What a date was moved from is told with the plan.
    pub(super) fn replaced(&self, item: &Item, told: &[&'static str]) -> Vec<Replaced> {
        let mut chains: Vec<Vec<Step<'_>>> = Vec::new();
        for place in item.reports.iter().copied().filter(|place| self.view.admits(*place)) {
            let losses = self.view.withdrawals().of(place).iter().filter(|loss| loss.how == Loss::Superseded);
            for step in losses.flat_map(|loss| self.steps(item, place, loss)) {
                match chains.iter_mut().find(|chain| chain[0].path == step.path) {
                    Some(chain) => chain.push(step),
                    None => chains.push(vec![step]),
                }
            }
        }
        let plural = self.noun(item, true).plural;
        let told = chains.iter().filter_map(|chain| {
            let spec = attributes::spec_at(self.view, chain.first()?.path)?;
            let draft = self.chain(chain, plural, told.contains(&spec.name))?;
            let values = chain.iter().flat_map(|step| [step.old, step.new]).collect();
            Some(Replaced { draft, attribute: spec.name, values })
        });
        told.collect()
    }

    /// What the report that replaced another one of the same item gives in its place.
    fn steps(&self, item: &Item, place: usize, loss: &'v Withdrawal) -> Vec<Step<'v>> {
        let reports = self.view.state.reports();
        let Some(through) = self.view.state.place_of(loss.through) else { return Vec::new() };
        if reports[through].record.item.as_ref() != Some(&item.key)
            || !self.view.withdrawals().of(through).iter().all(|loss| loss.how == Loss::Superseded)
        {
            return Vec::new();
        }
        let old = reports[place].record.testimonies.iter().enumerate();
        let of_loss = |path: &Path| loss.path.as_ref().is_none_or(|lost| path.is_within(lost));
        let told =
            |path: &Path| path.attribute.is_some() && path.element.is_none() && !path.is_of(PHASE) && !path.is_of(WHEN);
        old.filter(|(_, said)| said.value.is_some() && of_loss(&said.path) && told(&said.path))
            .filter_map(|(testimony, said)| {
                let same = |new: &&crate::record::testimony::Testimony| new.path == said.path && new.value.is_some();
                let now = &reports[through].record.testimonies;
                let new = now.iter().position(|new| same(&new)).filter(|at| now[*at].value != said.value)?;
                let (old, new) = (Filing { report: place, testimony }, Filing { report: through, testimony: new });
                Some(Step { path: &said.path, old, new, loss })
            })
            .collect()
    }

    /// One value after the other; of two the last need not be said again where the sentence before tells it.
    fn chain(&self, chain: &[Step<'_>], plural: bool, last_told: bool) -> Option<Draft> {
        let (first, last) = (chain.first()?, chain.last()?);
        let label = Piece::Said(Role::Attribute { source: self.source(first.old) }, Vec::new());
        // “It was at first to expire on 18 July”, and not “its date of expiry was at first on 18 July”.
        let spec = attributes::spec_at(self.view, first.path).filter(|_| first.path.detail.is_none());
        let due = spec.filter(|spec| spec.due);
        let dates = chain.iter().all(|step| {
            [step.old, step.new].iter().all(|at| matches!(self.view.state.filed(*at).1.value, Some(Value::When(_))))
        });
        let mut phrase = match due.and_then(|spec| spec.predicate).filter(|_| dates) {
            Some(lemma) => {
                let form = VerbForm::active(Tense::PastPlan).of(plural);
                vec![
                    Piece::Plain(if plural { "they" } else { "it" }),
                    does(self.source(first.old), lemma, form),
                    Piece::Plain("at first"),
                ]
            }
            // “It was at first “more than a billion”; then …”: its versions are what it was.
            None if spec.is_some_and(|spec| spec.plays(AttributeRole::Version)) => {
                vec![Piece::Plain(if plural { "they were at first" } else { "it was at first" })]
            }
            None if matches!(self.view.state.filed(first.old).1.value, Some(Value::Count(_))) => {
                let what = counted(spec.map(|spec| spec.name).unwrap_or_default(), label);
                [what, vec![Piece::Plain("was at first given as")]].concat()
            }
            None => vec![Piece::Plain(if plural { "their" } else { "its" }), label, Piece::Plain("was at first")],
        };
        let said_on = |filing: Filing| self.view.state.said_at(filing.report).order.day();
        phrase.extend(self.was(first.path, first.old));
        phrase.extend(self.of_another(first.old, last.new));
        for step in chain {
            if chain.len() > 1 || !last_told {
                phrase.extend([Piece::Mark(";"), Piece::Plain("then")]);
                // On the same day it was later.
                if said_on(step.old) != said_on(step.new) {
                    phrase.extend([Piece::Mark(","), self.day(step.new), Piece::Mark(",")]);
                }
                phrase.extend(self.was(step.path, step.new));
                phrase.extend(self.of_another(step.new, last.new));
            }
            phrase.extend(self.reason_of(step.old.report, step.loss));
        }
        if !self.view.attribution(last.new).is_some_and(|voice| self.is_main(voice)) {
            phrase.push(Piece::Mark(","));
            phrase.extend(teller(self.view, self.speech(last.new, false)?));
        }
        let grade = self.grade_of(last.new);
        let also = chain.iter().flat_map(|step| [step.old, step.new]).map(|filing| self.sequence(filing));
        Some(Draft::new(phrase, Some(grade), Weight::Beside).resting_on(also))
    }

    /// Who gave a value, in brackets, where it is not whoever gave the last, who is named behind all of them.
    fn of_another(&self, filing: Filing, last: Filing) -> Phrase {
        let voices = self.view.attribution(filing).zip(self.view.attribution(last));
        let Some((voice, _)) = voices.filter(|(one, other)| one.holder != other.holder && !self.is_main(one)) else {
            return Phrase::new();
        };
        bracketed(vec![crate::tell::voices::name_of(&voice.holder, self.source(filing))])
    }

    fn was(&self, path: &Path, filing: Filing) -> Phrase {
        let fact = self.filed(&self.view.account(path), filing, None);
        let mut phrase = Phrase::new();
        if self.is_hedged(&fact) {
            phrase.push(Piece::Said(Role::Hedge { source: self.source(filing) }, Vec::new()));
        }
        phrase.extend(match fact.value {
            Some(Value::Text(_)) => vec![value(self.source(filing), ValueForm::Quoted)],
            _ => self.plain(&fact),
        });
        phrase
    }

    /// Why a report was replaced, in brackets, where whoever replaced it gives a reason.
    pub(super) fn reason_of(&self, place: usize, loss: &Withdrawal) -> Phrase {
        let reports = self.view.state.reports();
        let Some(through) = self.view.state.report(loss.through) else {
            return Phrase::new();
        };
        let of_loss = |relation: &crate::record::relation::Relation| {
            let of_path = relation.path.is_none() || relation.path == loss.path;
            relation.update == reports[place].record.id && of_path && relation.reason.is_some()
        };
        match through.record.relations.iter().position(of_loss) {
            Some(relation) => {
                bracketed(vec![Piece::Said(Role::Reason { sequence: through.sequence, relation }, Vec::new())])
            }
            None => Phrase::new(),
        }
    }
}
