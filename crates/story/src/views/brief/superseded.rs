//! Why a later account replaced what an earlier one said, where no other sentence tells it.

use std::collections::HashSet;

use crate::record::kind::spec::KindRole;
use crate::record::name::{ItemKey, UpdateId};
use crate::record::path::Path;
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};
use crate::state::withdrawal::{Loss, Withdrawal};
use crate::tell::attributes;
use crate::tell::clause;
use crate::tell::nouns::is_several;
use crate::tell::realise::{plain_text, report_at};
use crate::tell::span::{Piece, Role, Source, ValueForm};
use crate::tell::telling::facts::Telling;
use crate::views::brief::details::counted;
use crate::views::brief::plan::{Draft, EntryDraft, Weight};

/// A value that a later account of the same item changed, and why.
struct Changed {
    path: Path,
    /// Where it was on file.
    filing: Filing,
    reason: Role,
    /// The reason as it is told.
    text: String,
    rests_on: Vec<u64>,
}

impl<'s> Telling<'_, 's> {
    /// Reports that gave way to a later account, each with its item, where whoever gives that says why and no sentence tells
    /// it yet.
    pub(super) fn replacements_untold(&self, told: &[EntryDraft]) -> Vec<(String, Draft)> {
        let mut found: Vec<(String, Draft)> = Vec::new();
        // Of several reports that gave way to one, it is told once.
        let mut heard: HashSet<(&ItemKey, UpdateId, Option<&Path>)> = HashSet::new();
        let mut changed: Vec<(&Item, Vec<Changed>)> = Vec::new();
        let reason_in = |piece: &Piece| match piece {
            Piece::Said(Role::Reason { sequence, relation }, _) => Some((*sequence, *relation)),
            _ => None,
        };
        let drafts = told.iter().flat_map(|entry| &entry.drafts);
        let told: HashSet<(u64, usize)> = drafts.flat_map(|draft| draft.phrase.iter().filter_map(reason_in)).collect();
        for (place, report) in self.view.reports() {
            let item = report.record.item.as_ref().and_then(|item| self.view.state.item(item));
            let Some(item) = item.filter(|item| self.view.was_there(item)) else { continue };
            let losses = self.view.withdrawals().of(place);
            let withdrawn = |loss: &Withdrawal| {
                let same = |other: &Withdrawal| other.path.is_none() || other.path == loss.path;
                losses.iter().any(|other| other.how != Loss::Superseded && same(other))
            };
            for loss in losses.iter().filter(|loss| loss.how == Loss::Superseded && !withdrawn(loss)) {
                // What was put in its place is told with its item.
                if self.replaced_through(place, loss).is_some() {
                    continue;
                }
                let reason = self.reason_of(place, loss);
                let Some(given) = reason.iter().find_map(reason_in) else { continue };
                if !heard.insert((&item.key, loss.through, loss.path.as_ref())) || told.contains(&given) {
                    continue;
                }
                match self.change_of(place, item, loss, given) {
                    Some(one) => match changed.iter_mut().find(|(known, _)| known.key == item.key) {
                        Some((_, all)) => all.push(one),
                        None => changed.push((item, vec![one])),
                    },
                    None => found.extend(self.gave_way(place, item, loss).map(|draft| (item.key.to_string(), draft))),
                }
            }
        }
        let why = changed.into_iter().flat_map(|(item, all)| {
            self.why_changed(&all).map(|draft| (item.key.to_string(), draft)).collect::<Vec<_>>()
        });
        found.extend(why);
        found
    }

    /// A value of an item that a later account of it changed, and why: what is there now is told with the item.
    fn change_of(
        &self,
        place: usize,
        item: &Item,
        loss: &Withdrawal,
        (sequence, relation): (u64, usize),
    ) -> Option<Changed> {
        let reports = self.view.state.reports();
        let (report, through) = (&reports[place], self.view.state.report(loss.through)?);
        let lost = loss.path.as_ref().filter(|_| through.record.item.as_ref() == Some(&item.key))?;
        let testimony = report.record.testimonies.iter().position(|said| said.path.is_within(lost))?;
        let filing = Filing { report: place, testimony };
        let given = report_at(self.view, sequence)?.record.relations.get(relation)?.reason.as_deref()?;
        let rests_on = vec![report.sequence, through.sequence];
        Some(Changed {
            path: lost.clone(),
            filing,
            reason: Role::Reason { sequence, relation },
            text: plain_text(given),
            rests_on,
        })
    }

    /// “The date was changed (the desk's reasons: the companies were given more time; high winds).”: each value with all its
    /// reasons, each reason once.
    fn why_changed(&self, all: &[Changed]) -> impl Iterator<Item = Draft> {
        let mut paths: Vec<&Path> = Vec::new();
        for one in all {
            if !paths.contains(&&one.path) {
                paths.push(&one.path);
            }
        }
        let drafts = paths.into_iter().filter_map(|path| {
            let of_path: Vec<&Changed> = all.iter().filter(|one| one.path == *path).collect();
            let first = of_path.first()?;
            let mut once: Vec<&Changed> = Vec::new();
            for one in &of_path {
                if !once.iter().any(|known| known.text == one.text) {
                    once.push(one);
                }
            }
            let source = self.source(first.filing);
            let label = Piece::Said(Role::Attribute { source }, Vec::new());
            let attribute = path.attribute.as_ref().map(|name| name.as_str()).unwrap_or_default();
            let count = matches!(self.view.state.filed(first.filing).1.value, Some(Value::Count(_)));
            let what = if count { counted(attribute, label) } else { vec![Piece::Plain("the"), label] };
            let called = attributes::called(attributes::spec_at(self.view, path), attribute);
            let several = is_several(&called) && !what.contains(&Piece::Plain("the number of"));
            let mut phrase = [what, vec![Piece::Plain(if several { "were changed" } else { "was changed" })]].concat();
            let reasons = once.iter().map(|one| vec![Piece::Said(one.reason.clone(), Vec::new())]);
            let lead = Piece::Plain(if once.len() > 1 { "the desk's reasons:" } else { "the desk's reason:" });
            phrase.extend(clause::bracketed([vec![lead], clause::beside(reasons.collect())].concat()));
            let rests_on = of_path.iter().flat_map(|one| one.rests_on.iter().copied());
            Some(Draft::new(phrase, None, Weight::Detail).resting_on(rests_on))
        });
        drafts.collect::<Vec<_>>().into_iter()
    }

    /// “The Herald's report, put out by 10 March 2025, on the recall gave way as to the number to a later account of the
    /// commission (others were added).”
    fn gave_way(&self, place: usize, item: &Item, loss: &Withdrawal) -> Option<Draft> {
        let reports = self.view.state.reports();
        let (report, through) = (&reports[place], self.view.state.report(loss.through)?);
        let of_path = loss.path.as_ref();
        let lost = of_path.and_then(|lost| report.record.testimonies.iter().position(|said| said.path.is_within(lost)));
        let label = lost.map(|testimony| {
            let source = Source { sequence: report.sequence, testimony };
            Piece::Said(Role::Attribute { source }, Vec::new())
        });
        let mut phrase = self.whose(place, false, item.kind.role() == KindRole::OwnText);
        match self.said_in(item, place, loss) {
            Some(said) => phrase.extend([Piece::Plain("that"), clause::value(said, ValueForm::Plain)]),
            None => phrase.extend([vec![Piece::Plain("on")], self.noun_in(item, place)].concat()),
        }
        phrase.extend([Piece::Mark(","), Piece::Plain("gave way")]);
        if let Some(label) = label {
            phrase.extend([Piece::Plain("as to the"), label]);
        }
        phrase.push(Piece::Plain("to a later account"));
        if let Some(holder) = through.record.attributions.first().map(|said| &said.holder) {
            let name =
                Piece::Name { entity: holder.clone(), sequence: through.sequence, possessive: false, titled: false };
            phrase.extend([Piece::Plain("of"), name]);
        }
        phrase.extend(self.reason_of(place, loss));
        Some(Draft::new(phrase, None, Weight::Detail).resting_on([report.sequence, through.sequence]))
    }
}
