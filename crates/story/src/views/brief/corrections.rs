//! Corrections: whose report, of when, what is right now, and why.

use crate::record::kind::spec::KindRole;
use crate::record::relation::Reviser;
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};
use crate::state::withdrawal::{Loss, Withdrawal};
use crate::tell::clause::list;
use crate::tell::realise::report_at;
use crate::tell::span::{Phrase, Piece, Role, Source, ValueForm};
use crate::views::brief::facts::Telling;
use crate::views::brief::plan::{Draft, EntryDraft, Weight};

impl<'s> Telling<'_, 's> {
    /// Everything that was corrected, taken back or has lost its basis. Being superseded is no correction: what replaced it
    /// is told with its item.
    pub(super) fn corrections(&self, section: &'static str) -> Vec<EntryDraft> {
        let mut entries: Vec<EntryDraft> = Vec::new();
        for (place, report) in self.view.reports().filter(|(place, _)| !self.view.withdrawals().is_struck(*place)) {
            let item = report.record.item.as_ref().and_then(|item| self.view.state.item(item));
            if item.is_some_and(|item| !self.view.was_there(item)) {
                continue;
            }
            for loss in self.view.withdrawals().of(place).iter().filter(|loss| loss.how != Loss::Superseded) {
                let Some(draft) = self.correction(place, item, loss) else { continue };
                let key = item.map_or_else(|| report.record.story.to_string(), |item| item.key.to_string());
                entries.push(EntryDraft { section, item: key, moved: None, drafts: vec![draft] });
            }
        }
        entries
    }

    /// “The desk corrected Wired's report of 20 November 2023: signatories: …”
    fn correction(&self, place: usize, item: Option<&Item>, loss: &Withdrawal) -> Option<Draft> {
        let report = &self.view.state.reports()[place];
        let through = self.view.state.reports().get(self.view.state.place_of(loss.through)?)?;
        let mut phrase = Phrase::new();
        let revised = |phrase: &mut Phrase, by: &Reviser, verb: &'static str| {
            match by {
                Reviser::Desk => phrase.push(Piece::Plain("the desk")),
                Reviser::Link(slug) => phrase.push(Piece::Name {
                    entity: slug.clone(),
                    sequence: through.sequence,
                    possessive: false,
                    titled: true,
                }),
            }
            phrase.push(Piece::Plain(verb));
        };
        match &loss.how {
            Loss::Corrected(by) => revised(&mut phrase, by, "corrected"),
            Loss::Retracted(by) => revised(&mut phrase, by, "took back"),
            Loss::Superseded | Loss::BasisWithdrawn => {}
        }
        let by_itself = match &loss.how {
            Loss::Corrected(Reviser::Link(slug)) | Loss::Retracted(Reviser::Link(slug)) => {
                report.record.attributions.first().is_some_and(|said| {
                    let relay = said.via.iter().rev().find_map(|link| link.outlet.as_ref());
                    relay.unwrap_or(&said.holder) == slug
                })
            }
            _ => false,
        };
        let own_text = item.is_some_and(|item| item.kind.role() == KindRole::OwnText);
        phrase.extend(self.whose(place, by_itself, own_text));
        let rewritten = self.rewritten(loss);
        if let Some(item) = item.filter(|_| !own_text && rewritten.is_empty()) {
            phrase.push(Piece::Plain("on"));
            phrase.extend(match item.kind.role() {
                KindRole::Statement => self.short_noun(item),
                _ => self.noun(item, true).phrase,
            });
        }
        if loss.how == Loss::BasisWithdrawn {
            phrase.push(Piece::Plain("has lost what it rested on"));
        }
        match rewritten.is_empty() {
            true => phrase.extend(self.mended(place, loss)),
            false => phrase.extend(rewritten),
        }
        let reason = through.record.relations.iter().position(|relation| {
            relation.update == report.record.id && relation.path == loss.path && relation.reason.is_some()
        });
        if let Some(relation) = reason.filter(|_| loss.how != Loss::BasisWithdrawn) {
            phrase.extend([
                Piece::Open("("),
                Piece::Said(Role::Reason { sequence: through.sequence, relation }, Vec::new()),
                Piece::Mark(")"),
            ]);
        }
        Some(Draft::new(phrase, None, Weight::Open).resting_on([report.sequence, through.sequence]))
    }

    /// Whose report, and of when: “Wired's report, put out by 20 November 2023,”.
    fn whose(&self, place: usize, by_itself: bool, own_text: bool) -> Phrase {
        let report = &self.view.state.reports()[place];
        let day = Piece::Said(Role::Said { sequence: report.sequence, year: None }, Vec::new());
        let Some(said) = report.record.attributions.first() else {
            let what = if own_text { "its own note, made" } else { "its own entry, made" };
            return vec![Piece::Plain(what), day, Piece::Mark(",")];
        };
        let teller = said.via.iter().rev().find_map(|link| link.outlet.as_ref()).unwrap_or(&said.holder);
        let whose = match by_itself {
            true => vec![Piece::Plain("its own report")],
            false => vec![
                Piece::Name { entity: teller.clone(), sequence: report.sequence, possessive: true, titled: false },
                Piece::Plain("report"),
            ],
        };
        [whose, vec![Piece::Mark(","), Piece::Plain("put out"), day, Piece::Mark(",")]].concat()
    }

    /// What a text says now: “: it now says that …”.
    fn rewritten(&self, loss: &Withdrawal) -> Phrase {
        let of_text = loss.path.as_ref().is_some_and(|path| path.is_of("text") || path.is_of("gist"));
        let Some(place) = self.view.state.place_of(loss.through).filter(|_| of_text) else { return Phrase::new() };
        let through = &self.view.state.reports()[place];
        let text = through.record.testimonies.iter().position(|said| {
            loss.path.as_ref().is_some_and(|path| said.path.is_within(path))
                && said.value.as_ref().is_some_and(|v| v.text().is_some())
        });
        match text {
            Some(testimony) => vec![
                Piece::Mark(":"),
                Piece::Plain("it now says that"),
                crate::tell::clause::value(Source { sequence: through.sequence, testimony }, ValueForm::Plain),
            ],
            None => Phrase::new(),
        }
    }

    /// What is right now, and what was wrong: “; it now has at least 500, not 505”. What was wrongly claimed in words is
    /// not told again.
    fn mended(&self, place: usize, loss: &Withdrawal) -> Phrase {
        let Some(path) = &loss.path else { return Phrase::new() };
        let values = |place: usize| -> Vec<Phrase> {
            let said = self.view.state.reports()[place].record.testimonies.iter().enumerate();
            let within = said.filter(|(_, said)| said.path.is_within(path));
            within
                .filter(|(_, said)| said.value.as_ref().is_some_and(|value| !matches!(value, Value::Text(_))))
                .map(|(testimony, said)| {
                    let account = self.view.account(&said.path);
                    self.plain(&self.filed(&account, Filing { report: place, testimony }, None))
                })
                .collect()
        };
        let wrong = values(place);
        let right = self.view.state.place_of(loss.through).map(values).unwrap_or_default();
        let mut phrase = Phrase::new();
        let attribute = report_at(self.view, self.view.state.reports()[place].sequence).and_then(|report| {
            let testimony = report.record.testimonies.iter().position(|said| said.path.is_within(path))?;
            Some(crate::tell::span::Source { sequence: report.sequence, testimony })
        });
        let Some(source) = attribute else { return phrase };
        let label = Piece::Said(Role::Attribute { source }, Vec::new());
        match (right.is_empty(), wrong.is_empty()) {
            (false, no_wrong) => {
                phrase.extend([Piece::Mark(":"), Piece::Plain("for"), label, Piece::Plain("it now has")]);
                phrase.extend(list(right));
                if !no_wrong {
                    phrase.extend([Piece::Mark(","), Piece::Plain("not")]);
                    phrase.extend(list(wrong));
                }
            }
            (true, false) => {
                phrase.extend([Piece::Mark(":"), Piece::Plain("for"), label, Piece::Plain("it no longer has")]);
                phrase.extend(list(wrong));
            }
            // What was wrongly claimed in words is not told again.
            (true, true) => {}
        }
        phrase
    }
}
