//! Where a note of the desk and a report contradict each other. A note weighs nothing, so that nothing is disputed by it; each
//! is told all the same where the other is.

use crate::judge::links::Tie;
use crate::record::kind::attribute::TEXT;
use crate::record::kind::spec::KindRole;
use crate::record::relation::Relation;
use crate::state::fold::{Filing, Item};
use crate::tell::clause::{bracketed, value};
use crate::tell::span::{Piece, Role, ValueForm};
use crate::tell::telling::facts::Telling;
use crate::views::brief::plan::{Draft, Weight};

impl Telling<'_, '_> {
    /// What notes say against what is reported of an item, or, of a note, what is reported against it.
    pub(super) fn against_notes(&self, item: &Item) -> Vec<Draft> {
        let of = |place: usize| self.view.state.item(self.view.state.reports()[place].record.item.as_ref()?);
        let is_note = |place: usize| of(place).is_some_and(|item| item.kind.role() == KindRole::OwnText);
        let here = |place: usize| of(place).is_some_and(|of| of.key == item.key);
        let ties = self.view.ties_of_any(item.reports.iter().copied());
        let ties = ties.filter(|tie| self.contradict_each_other(tie));
        let ends = ties.filter_map(|tie| match (here(tie.from), here(tie.to)) {
            (true, false) => Some((tie, tie.to)),
            (false, true) => Some((tie, tie.from)),
            _ => None,
        });
        let with_note = ends.filter(|(tie, _)| is_note(tie.from) || is_note(tie.to));
        with_note.filter_map(|(tie, other)| self.against_note(tie, other, is_note(other))).collect()
    }

    /// “Against this, a note of the desk: the crane was seen at work (our reporter saw it)”.
    fn against_note(&self, tie: &Tie, other: usize, is_note: bool) -> Option<Draft> {
        let reports = self.view.state.reports();
        let mut phrase = vec![Piece::Plain("against this"), Piece::Mark(",")];
        if is_note {
            let item = self.view.state.item(reports[other].record.item.as_ref()?)?;
            let text = reports[other].record.gives(&self.at(item, TEXT))?;
            let source = self.source(Filing { report: other, testimony: text });
            phrase.extend([Piece::Plain("a note of the desk"), Piece::Mark(":"), value(source, ValueForm::Plain)]);
        } else {
            phrase.extend(self.told_elsewhere(other, Vec::new())?);
        }
        let named = reports[tie.to].record.id;
        let mut relations = reports[tie.from].record.relations.iter();
        let gives_reason = |relation: &Relation| relation.update == named && relation.reason.is_some();
        if let Some(relation) = relations.position(gives_reason) {
            let sequence = reports[tie.from].sequence;
            phrase.extend(bracketed(vec![Piece::Said(Role::Reason { sequence, relation }, Vec::new())]));
        }
        let sequences = [tie.from, tie.to].map(|place| reports[place].sequence);
        Some(Draft::new(phrase, None, Weight::Open).resting_on(sequences))
    }
}
