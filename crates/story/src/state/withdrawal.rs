//! Which reports still stand, path by path.
//!
//! Two passes. Newest to oldest: what a revision that itself stands takes back or mends. Oldest to newest: what has lost
//! its basis, because a report named in its chain, or every report it rests on, no longer stands, or what it mended a part
//! of was taken back as a whole.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::record::attribution::Attribution;
use crate::record::kind::spec::KindRole;
use crate::record::name::UpdateId;
use crate::record::path::{Path, Subject};
use crate::record::relation::{Relation, RelationKind, Reviser};
use crate::record::update::Update;
use crate::state::fold::State;

/// Why a report, or one path of it, no longer counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Withdrawal {
    /// In which way it was lost.
    pub how: Loss,
    /// The update that did it.
    pub through: UpdateId,
    /// Only this path; none for the whole report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<Path>,
    /// Where a whole report was superseded: the paths of it that the later account says anew. Only these no longer count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub said_anew: Vec<Path>,
    /// The reason given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Box<str>>,
}

/// The ways a report stops counting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

impl Withdrawal {
    /// Whether it ends the whole report.
    pub fn is_of_whole(&self) -> bool {
        self.path.is_none() && self.said_anew.is_empty()
    }

    fn of_whole(how: Loss, through: UpdateId) -> Self {
        Self { how, through, path: None, said_anew: Vec::new(), reason: None }
    }

    /// Whether what a report says on a path no longer counts.
    fn covers(&self, path: &Path) -> bool {
        match &self.path {
            Some(lost) => path.is_within(lost),
            None => self.said_anew.is_empty() || self.said_anew.contains(path),
        }
    }
}

/// The reason with which the desk strikes its own mistake: gone from every view but the history.
pub const ENTERED_IN_ERROR: &str = "entered in error";

/// Which reports still stand, of those a view admits.
#[derive(Debug, Clone, Default)]
pub struct Withdrawals {
    /// By the place of the report; empty for most.
    marks: Vec<Vec<Withdrawal>>,
    /// By the place of the report, which of its attributions have lost their basis; empty where none has.
    lost_attributions: Vec<Vec<bool>>,
}

/// What is supposed of one report, to ask what would follow.
#[derive(Debug, Clone)]
pub enum Supposition {
    /// That it, or one path of it, were taken back.
    TakenBack(usize, Option<Path>),
    /// That nobody had revised it.
    NeverRevised(usize),
}

/// Of which reports it is asked what stands.
pub struct Asked<'a> {
    /// Of each report of the state, whether it is to be seen.
    pub admits: &'a [bool],
    /// What a later account supersedes after this instant is not superseded yet: set where it is asked what was true then.
    pub true_at: Option<Timestamp>,
    /// What is supposed.
    pub supposed: Option<Supposition>,
}

impl Withdrawals {
    /// What it takes for a report that nothing has happened to.
    pub(crate) const BYTES_A_REPORT: usize = size_of::<Vec<Withdrawal>>() + size_of::<Vec<bool>>();

    /// Computes what stands among the reports asked of.
    pub fn compute(state: &State, asked: &Asked<'_>) -> Self {
        let reports = state.reports().len();
        let mut withdrawals = Self { marks: vec![Vec::new(); reports], lost_attributions: vec![Vec::new(); reports] };
        withdrawals.settle(state, asked, 0..reports);
        withdrawals
    }

    /// Takes in one more report: what it revises, what rests on it, and so on from each of these, may stand otherwise now,
    /// and nothing else. Answers the places of all that may.
    pub(crate) fn admit(&mut self, state: &State, asked: &Asked<'_>, place: usize) -> BTreeSet<usize> {
        let affected = affected_by(state, asked.admits, place);
        self.settle(state, asked, affected.iter().copied());
        affected
    }

    /// Works out what stands of these reports, in the order of the log, where that is known of all others.
    fn settle(&mut self, state: &State, asked: &Asked<'_>, places: impl DoubleEndedIterator<Item = usize> + Clone) {
        for place in places.clone() {
            self.marks[place].clear();
            self.lost_attributions[place].clear();
        }
        for place in places.clone().rev() {
            self.revisions(state, asked, place);
        }
        for place in places.filter(|place| asked.admits[*place]) {
            self.basis(state, place);
        }
    }

    /// Marks what is supposed of a report, and what others that themselves stand revise of it.
    fn revisions(&mut self, state: &State, asked: &Asked<'_>, place: usize) {
        match &asked.supposed {
            Some(Supposition::NeverRevised(supposed)) if *supposed == place => return,
            Some(Supposition::TakenBack(supposed, path)) if *supposed == place => {
                let taken_back = Withdrawal::of_whole(Loss::Retracted(Reviser::Desk), state.reports()[place].record.id);
                self.mark(place, Withdrawal { path: path.clone(), ..taken_back });
            }
            Some(_) | None => (),
        }
        for reviser in state.naming(place).iter().rev().filter(|reviser| asked.admits[**reviser]) {
            self.revise(state, asked, *reviser, place);
        }
    }

    /// Marks a report that has lost what it rests on. What was put out stays put out, whatever it relied on: it needs
    /// review.
    fn basis(&mut self, state: &State, place: usize) {
        let update = &state.reports()[place].record;
        let relays = update.attributions.iter().any(|a| a.via.iter().any(|link| link.report.is_some()));
        if update.kind.role() == KindRole::Publication || !relays && update.relations.is_empty() {
            return;
        }
        let lost: Vec<Option<UpdateId>> = update.attributions.iter().map(|a| self.lost_link(state, a)).collect();
        let through = match self.lost_basis(state, update).or_else(|| self.nothing_mended(state, update)) {
            Some(through) => Some(through),
            None if !lost.is_empty() && lost.iter().all(Option::is_some) => lost[0],
            None => None,
        };
        if lost.iter().any(Option::is_some) {
            self.lost_attributions[place] = lost.iter().map(Option::is_some).collect();
        }
        if let Some(through) = through {
            self.mark(place, Withdrawal::of_whole(Loss::BasisWithdrawn, through));
        }
    }

    /// Marks what one report revises of another.
    fn revise(&mut self, state: &State, asked: &Asked<'_>, reviser: usize, revised: usize) {
        let (update, of) = (&state.reports()[reviser].record, &state.reports()[revised].record);
        if reviser <= revised || !asked.admits[revised] || self.is_revised_away(reviser) {
            return;
        }
        let too_late = || asked.true_at.is_some_and(|instant| state.said_at(reviser).order.said > instant);
        for relation in update.relations.iter().filter(|relation| relation.update == of.id) {
            if let Some(how) = loss_by(relation, update).filter(|how| *how != Loss::Superseded || !too_late()) {
                let revision = revision(how, update, relation, of);
                let results = if revision.path.is_none() { results_replaced(update, of) } else { Vec::new() };
                if revision.how != Loss::Superseded || results.is_empty() {
                    self.mark(revised, revision);
                    continue;
                }
                for path in results {
                    self.mark(revised, Withdrawal { path: Some(path), said_anew: Vec::new(), ..revision.clone() });
                }
            }
        }
    }

    /// Whether a whole report was taken back or mended: a revision that has only lost its basis still acts.
    fn is_revised_away(&self, place: usize) -> bool {
        let revised = |how: &Loss| matches!(how, Loss::Corrected(_) | Loss::Retracted(_));
        self.of(place).iter().any(|mark| mark.path.is_none() && revised(&mark.how))
    }

    fn mark(&mut self, place: usize, withdrawal: Withdrawal) {
        self.marks[place].push(withdrawal);
    }

    /// A report named in the chain that no longer stands.
    fn lost_link(&self, state: &State, attribution: &Attribution) -> Option<UpdateId> {
        let named = attribution.via.iter().filter_map(|link| link.report);
        named.into_iter().find(|id| state.place_of(*id).is_some_and(|place| self.is_withdrawn(place)))
    }

    /// Something it rests on, when nothing it rests on stands any more. To put something out is an act, which no withdrawal
    /// of what it rested on undoes.
    fn lost_basis(&self, state: &State, update: &Update) -> Option<UpdateId> {
        if update.kind.role() == KindRole::Publication {
            return None;
        }
        let mut bases =
            update.relations.iter().filter(|relation| relation.relation == RelationKind::RestsOn).peekable();
        let first = bases.peek()?.update;
        let stands = |relation: &Relation| {
            let Some(place) = state.place_of(relation.update) else { return true };
            match path_named(relation, &state.reports()[place].record) {
                Some(path) => !self.is_lost_at(place, &path),
                None => !self.is_withdrawn(place),
            }
        };
        (!bases.any(stands)).then_some(first)
    }

    /// What it corrects a part of, when all of that has been taken back as a whole: there is nothing left to be mended.
    fn nothing_mended(&self, state: &State, update: &Update) -> Option<UpdateId> {
        let mut mended = update.relations.iter().filter(|relation| corrects_part(relation)).peekable();
        let first = mended.peek()?.update;
        let taken_back = |relation: &Relation| {
            let marks = state.place_of(relation.update).map_or(&[][..], |place| self.of(place));
            marks.iter().any(|mark| mark.path.is_none() && matches!(mark.how, Loss::Retracted(_)))
        };
        mended.all(taken_back).then_some(first)
    }

    /// Whether a whole report was taken back, mended or has lost its basis.
    pub fn is_withdrawn(&self, place: usize) -> bool {
        self.of(place).iter().any(|mark| mark.path.is_none() && mark.how != Loss::Superseded)
    }

    /// Whether anything of a report counts: it was neither withdrawn as a whole nor replaced as a whole by a later account.
    pub fn stands(&self, place: usize) -> bool {
        self.of(place).iter().all(|mark| mark.path.is_some())
    }

    /// Whether what a report says of a path was taken back, mended or has lost its basis: what a later account replaced was not.
    pub fn is_lost_at(&self, place: usize, path: &Path) -> bool {
        self.of(place).iter().any(|mark| mark.how != Loss::Superseded && mark.covers(path))
    }

    /// Whether a report counts for a path, under one of its attributions.
    pub fn counts(&self, place: usize, path: &Path, attribution: u8) -> bool {
        let lost_attribution = self.lost_attributions[place].get(usize::from(attribution));
        !lost_attribution.copied().unwrap_or_default() && !self.of(place).iter().any(|mark| mark.covers(path))
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
        self.marks.get(place) != before.marks.get(place)
            || self.lost_attributions.get(place) != before.lost_attributions.get(place)
    }

    /// Everything that has happened to a report.
    pub fn of(&self, place: usize) -> &[Withdrawal] {
        &self.marks[place]
    }
}

/// The reports that may stand otherwise once the one at a place is to be seen: what it revises, what rests on it or names
/// it in a chain, and so on from each of these.
fn affected_by(state: &State, admits: &[bool], place: usize) -> BTreeSet<usize> {
    let mut affected = BTreeSet::new();
    let mut waiting = vec![place];
    while let Some(place) = waiting.pop() {
        if !admits[place] || !affected.insert(place) {
            continue;
        }
        let update = &state.reports()[place].record;
        let revises = update.relations.iter().filter(|relation| loss_by(relation, update).is_some());
        waiting.extend(revises.filter_map(|relation| state.place_of(relation.update)));
        waiting
            .extend(state.naming(place).iter().filter(|other| rests_on(&state.reports()[**other].record, update.id)));
    }
    affected
}

fn rests_on(update: &Update, id: UpdateId) -> bool {
    let mut links = update.attributions.iter().flat_map(|attribution| &attribution.via);
    let rests = |relation: &Relation| relation.relation == RelationKind::RestsOn || corrects_part(relation);
    let named = |relation: &Relation| rests(relation) && relation.update == id;
    update.relations.iter().any(named) || links.any(|link| link.report == Some(id))
}

/// Whether a relation mends a part of what a report says, and not who said it.
fn corrects_part(relation: &Relation) -> bool {
    let of_it = |path: &Path| !matches!(path.subject, Subject::Attribution(_));
    relation.relation == RelationKind::Corrects && relation.path.as_ref().is_some_and(of_it)
}

/// In which way a relation withdraws what it names, if it does. Correcting an attribution keeps the words.
fn loss_by(relation: &Relation, update: &Update) -> Option<Loss> {
    let names_attribution = relation.path.as_ref().is_some_and(|path| matches!(path.subject, Subject::Attribution(_)));
    match (relation.relation, &update.by) {
        _ if names_attribution => None,
        (RelationKind::Corrects, Some(by)) => Some(Loss::Corrected(by.clone())),
        (RelationKind::Retracts, Some(by)) => Some(Loss::Retracted(by.clone())),
        (RelationKind::Supersedes, _) => Some(Loss::Superseded),
        _ => None,
    }
}

/// What a revision does to the report it names. A later account replaces what it says anew, and the rest stands; one that
/// says nothing anew replaces the whole.
fn revision(how: Loss, update: &Update, relation: &Relation, revised: &Update) -> Withdrawal {
    let path = path_named(relation, revised);
    let anew = |path: &&Path| update.testimonies.iter().any(|said| said.path == **path);
    let said_anew = match (&how, &path) {
        (Loss::Superseded, None) => revised.testimonies.iter().map(|said| &said.path).filter(anew).cloned().collect(),
        _ => Vec::new(),
    };
    Withdrawal { how, through: update.id, path, said_anew, reason: relation.reason.clone() }
}

/// What another item of the same kind replaces where it supersedes this one as a whole, if the kind has results: what was
/// decided, and not that it was, by whom and when. An appeal does not undo the trial.
fn results_replaced(update: &Update, revised: &Update) -> Vec<Path> {
    if update.item == revised.item || update.kind != revised.kind {
        return Vec::new();
    }
    let results = revised.kind.frame().result;
    let is_result = |path: &&Path| results.iter().any(|result| path.is_of(result));
    let mut paths: Vec<Path> = Vec::new();
    for path in revised.testimonies.iter().map(|said| &said.path).filter(is_result) {
        if !paths.contains(path) {
            paths.push(path.clone());
        }
    }
    paths
}

/// The path a relation names of the earlier update: one of that update's own item, whichever item the relation was written
/// on.
pub(crate) fn path_named(relation: &Relation, named: &Update) -> Option<Path> {
    let path = relation.path.as_ref()?;
    let speaks_of_it = || named.testimonies.iter().any(|said| said.path.is_within(path));
    let subject = match (&path.subject, &named.item) {
        (Subject::Item(item), Some(own)) if item != own && !speaks_of_it() => Subject::Item(own.clone()),
        (subject, _) => subject.clone(),
    };
    Some(Path { subject, ..path.clone() })
}
