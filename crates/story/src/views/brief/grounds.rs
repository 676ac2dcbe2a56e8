//! What a report rests on, by its author's word.

use crate::record::kind::attribute::OUTLET;
use crate::record::kind::spec::KindRole;
use crate::record::name::EntitySlug;
use crate::record::relation::{Relation, RelationKind};
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};
use crate::state::withdrawal::path_named;
use crate::tell::clause::{bracketed, list};
use crate::tell::span::{Phrase, Piece, Role};
use crate::tell::telling::facts::Telling;
use crate::views::brief::plan::{Draft, Weight};
use crate::views::publications;

impl<'s> Telling<'_, 's> {
    /// “This rests on the claim that the quay is cracked (the crack is the reason).” What has gone wrong since with what it
    /// rests on is told with that.
    pub(super) fn grounds(&self, item: &Item) -> Option<Draft> {
        let needs_review: Vec<_> =
            publications::of_item(self.view, item).into_iter().map(|needs| needs.update).collect();
        let gone = |place: usize| !self.view.admits(place) || self.view.withdrawals().is_withdrawn(place);
        let mut grounds: Vec<Phrase> = Vec::new();
        let mut sequences = Vec::new();
        for place in item.reports.iter().copied().filter(|place| !gone(*place)) {
            let report = &self.view.state.reports()[place];
            for (relation, ground) in report.record.relations.iter().enumerate() {
                let rests = matches!(ground.relation, RelationKind::RestsOn | RelationKind::ReliesOn);
                let on = self.view.state.place_of(ground.update).filter(|on| rests && !gone(*on));
                let Some(on) = on.filter(|_| !needs_review.contains(&ground.update)) else { continue };
                let Some(mut phrase) = self.ground(item, place, (on, ground)) else { continue };
                let of_same = grounds.contains(&phrase);
                if ground.reason.is_some() {
                    let reason = Role::Reason { sequence: report.sequence, relation };
                    phrase.extend(bracketed(vec![Piece::Said(reason, Vec::new())]));
                }
                if !of_same {
                    sequences.extend([report.sequence, self.view.state.reports()[on].sequence]);
                    grounds.push(phrase);
                }
            }
        }
        if grounds.is_empty() {
            return None;
        }
        let rests = match item.kind.role() {
            KindRole::Publication => "it relied on",
            _ => "this rests on",
        };
        let told = [vec![Piece::Plain(rests)], list(grounds)].concat();
        Some(Draft::new(told, None, Weight::Detail).resting_on(sequences))
    }

    /// The report that another rests on, by what it tells of: “the date of the closure of the quay”. Of the same item it needs
    /// its teller: “The Herald's report, known by 1 March 2025,”. Where its own outlet put out what it was read in, the sentence
    /// names that already.
    fn ground(&self, item: &Item, place: usize, (on, relation): (usize, &Relation)) -> Option<Phrase> {
        let record = &self.view.state.reports()[on].record;
        let other = self.view.state.item(record.item.as_ref()?)?;
        let told_with = |outlet: &EntitySlug| {
            let mut said = self.view.state.reports()[place].record.attributions.iter();
            said.any(|said| said.holder == *outlet || said.via.iter().any(|link| link.outlet.as_ref() == Some(outlet)))
        };
        let outlet = self.view.value_of(&self.at(other, OUTLET)).and_then(Value::entity);
        if other.kind.role() == KindRole::Publication && relation.reason.is_none() && outlet.is_none_or(told_with) {
            return None;
        }
        if other.key == item.key {
            return Some(self.whose(on, false, false));
        }
        let path = path_named(relation, record).filter(|path| path.attribute.is_some());
        let given = path.and_then(|path| record.testimonies.iter().position(|said| said.path == path));
        let part = given.map(|testimony| {
            let source = self.source(Filing { report: on, testimony });
            vec![Piece::Plain("the"), Piece::Said(Role::Attribute { source }, Vec::new()), Piece::Plain("of")]
        });
        Some([part.unwrap_or_default(), self.noun(other, true).phrase].concat())
    }
}
