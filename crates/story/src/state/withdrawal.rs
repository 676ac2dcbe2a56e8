//! Which reports still stand, path by path.
//!
//! Two passes. Newest to oldest: what a revision that itself stands takes back or mends. Oldest to newest: what has lost
//! its basis, because a report named in its chain, or every report it rests on, no longer stands.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::record::attribution::Attribution;
use crate::record::name::UpdateId;
use crate::record::path::{Path, Subject};
use crate::record::relation::{Relation, RelationKind, Reviser};
use crate::record::update::Update;
use crate::state::fold::State;

/// Why a report, or one path of it, no longer counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// In which way it was lost.
    pub how: Loss,
    /// The update that did it.
    pub through: UpdateId,
    /// Only this path; none for the whole report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<Path>,
    /// The reason given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Box<str>>,
}

/// The ways a report stops counting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Loss {
    /// Mended.
    Corrected(Reviser),
    /// Taken back.
    Retracted(Reviser),
    /// Replaced by a later account that does not call it wrong. What rests on it stands.
    Superseded,
    /// What it rests on no longer stands.
    BasisWithdrawn,
}

impl Loss {
    /// The token.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Corrected(_) => "corrected",
            Self::Retracted(_) => "retracted",
            Self::Superseded => "superseded",
            Self::BasisWithdrawn => "basis withdrawn",
        }
    }
}

/// The reason with which the desk strikes its own mistake: gone from every view but the history.
pub const ENTERED_IN_ERROR: &str = "entered in error";

/// Which reports still stand, of those a view admits.
#[derive(Debug, Clone, Default)]
pub struct Withdrawals {
    /// By the place of the report. Most reports stand and are not in it.
    marks: HashMap<usize, Vec<Withdrawal>>,
    /// Which attributions of a report have lost their basis, of those reports where any has.
    lost_attributions: HashMap<usize, Vec<bool>>,
}

impl Withdrawals {
    /// Computes what stands among the reports that `admits` lets in; supposing that one of them, or one path of it, were
    /// taken back.
    pub fn compute(state: &State, admits: &[bool], supposed: Option<(usize, Option<Path>)>) -> Self {
        let mut withdrawals = Self::default();
        if let Some((place, path)) = supposed {
            let through = state.reports()[place].record.id;
            let how = Loss::Retracted(Reviser::Desk);
            withdrawals.mark(place, Withdrawal { how, through, path, reason: None });
        }
        withdrawals.revisions(state, admits);
        withdrawals.bases(state, admits);
        withdrawals
    }

    fn revisions(&mut self, state: &State, admits: &[bool]) {
        for (place, report) in state.reports().iter().enumerate().rev().filter(|(place, _)| admits[*place]) {
            if self.is_withdrawn(place) {
                continue;
            }
            let update = &report.record;
            for relation in &update.relations {
                let how = match (relation.relation, &update.by) {
                    (RelationKind::Corrects, Some(by)) => Loss::Corrected(by.clone()),
                    (RelationKind::Retracts, Some(by)) => Loss::Retracted(by.clone()),
                    (RelationKind::Supersedes, _) => Loss::Superseded,
                    _ => continue,
                };
                let names_attribution =
                    relation.path.as_ref().is_some_and(|path| matches!(path.subject, Subject::Attribution(_)));
                if let Some(revised) = state
                    .place_of(relation.update)
                    .filter(|revised| *revised < place && admits[*revised] && !names_attribution)
                {
                    let (path, reason) = (relation.path.clone(), relation.reason.clone());
                    self.mark(revised, Withdrawal { how, through: update.id, path, reason });
                }
            }
        }
    }

    fn bases(&mut self, state: &State, admits: &[bool]) {
        for (place, report) in state.reports().iter().enumerate().filter(|(place, _)| admits[*place]) {
            let update = &report.record;
            let lost: Vec<Option<UpdateId>> = update.attributions.iter().map(|a| self.lost_link(state, a)).collect();
            let through = match self.lost_basis(state, update) {
                Some(through) => Some(through),
                None if !lost.is_empty() && lost.iter().all(Option::is_some) => lost[0],
                None => None,
            };
            if lost.iter().any(Option::is_some) {
                self.lost_attributions.insert(place, lost.iter().map(Option::is_some).collect());
            }
            if let Some(through) = through {
                self.mark(place, Withdrawal { how: Loss::BasisWithdrawn, through, path: None, reason: None });
            }
        }
    }

    fn mark(&mut self, place: usize, withdrawal: Withdrawal) {
        self.marks.entry(place).or_default().push(withdrawal);
    }

    /// A report named in the chain that no longer stands.
    fn lost_link(&self, state: &State, attribution: &Attribution) -> Option<UpdateId> {
        let named = attribution.via.iter().filter_map(|link| link.report);
        named.into_iter().find(|id| state.place_of(*id).is_some_and(|place| self.is_withdrawn(place)))
    }

    /// Something it rests on, when nothing it rests on stands any more.
    fn lost_basis(&self, state: &State, update: &Update) -> Option<UpdateId> {
        let mut bases =
            update.relations.iter().filter(|relation| relation.relation == RelationKind::RestsOn).peekable();
        let first = bases.peek()?.update;
        let stands = |relation: &Relation| {
            let Some(place) = state.place_of(relation.update) else { return true };
            match &relation.path {
                Some(path) => !self.is_lost_at(place, path),
                None => !self.is_withdrawn(place),
            }
        };
        (!bases.any(stands)).then_some(first)
    }

    /// Whether a whole report was taken back, mended or has lost its basis.
    pub fn is_withdrawn(&self, place: usize) -> bool {
        self.of(place).iter().any(|mark| mark.path.is_none() && mark.how != Loss::Superseded)
    }

    fn is_lost_at(&self, place: usize, path: &Path) -> bool {
        self.of(place)
            .iter()
            .any(|mark| mark.how != Loss::Superseded && mark.path.as_ref().is_none_or(|lost| path.is_within(lost)))
    }

    /// Whether a report counts for a path, under one of its attributions.
    pub fn counts(&self, place: usize, path: &Path, attribution: u8) -> bool {
        let lost_attribution = self.lost_attributions.get(&place).and_then(|lost| lost.get(usize::from(attribution)));
        !lost_attribution.copied().unwrap_or_default()
            && !self.of(place).iter().any(|mark| mark.path.as_ref().is_none_or(|lost| path.is_within(lost)))
    }

    /// Whether the desk struck the report as its own mistake.
    pub fn is_struck(&self, place: usize) -> bool {
        self.of(place).iter().any(|mark| {
            let by_desk = matches!(&mark.how, Loss::Corrected(Reviser::Desk) | Loss::Retracted(Reviser::Desk));
            by_desk && mark.path.is_none() && mark.reason.as_deref() == Some(ENTERED_IN_ERROR)
        })
    }

    /// Whether a report stands otherwise than it did `before`.
    pub(crate) fn differs(&self, before: &Self, place: usize) -> bool {
        self.marks.get(&place) != before.marks.get(&place)
            || self.lost_attributions.get(&place) != before.lost_attributions.get(&place)
    }

    /// Everything that has happened to a report.
    pub fn of(&self, place: usize) -> &[Withdrawal] {
        self.marks.get(&place).map_or(&[], Vec::as_slice)
    }
}
