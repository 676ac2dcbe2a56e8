//! How reports stand to each other: what contradicts, reconciles, replaces a report or rests on it, and why. Shown wherever
//! either of the two is.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::judge::view::View;
use crate::record::name::UpdateId;
use crate::record::path::Path;
use crate::record::relation::{Relation, RelationKind};
use crate::record::update::Update;
use crate::state::fold::{Item, Report};
use crate::state::withdrawal::path_named;
use crate::tell::{called, reports};
use crate::views::references;

/// How a report stands to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Related {
    /// In which way.
    pub relation: RelationKind,
    /// Whether the report says this of the other; else the other says it of the report.
    pub says_so: bool,
    /// Who says the other.
    pub who: String,
    /// What the other speaks of.
    pub about: String,
    /// The item of the other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The other update.
    pub update: UpdateId,
    /// Its position.
    pub sequence: u64,
    /// How a person names it: its key, or its position.
    pub name: String,
}

impl Related {
    /// It in words, of the report: "contradicted by the town council (“…”): a repair touches the main".
    pub fn text(&self) -> String {
        let how = match (self.relation, self.says_so) {
            (RelationKind::Contradicts, true) => "contradicts",
            (RelationKind::Contradicts, false) => "contradicted by",
            (RelationKind::Reconciles, true) => "reconciles",
            (RelationKind::Reconciles, false) => "reconciled by",
            (RelationKind::Supersedes, true) => "replaces",
            (RelationKind::Supersedes, false) => "replaced by",
            (RelationKind::Corrects, true) => "corrects",
            (RelationKind::Corrects, false) => "corrected by",
            (RelationKind::Retracts, true) => "takes back",
            (RelationKind::Retracts, false) => "taken back by",
            (RelationKind::RestsOn | RelationKind::ReliesOn, true) => "rests on",
            (RelationKind::RestsOn | RelationKind::ReliesOn, false) => "relied upon by",
        };
        let reason = self.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
        format!("{how} {} ({}, {}){reason}", self.who, self.about, self.name)
    }
}

/// A contradiction that nothing on file reconciles: the place of the report that says so, and of the one it names.
pub(crate) struct Contradiction {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) reason: Option<Box<str>>,
}

/// How the report at a place stands to others, or what it says on one path does.
pub(crate) fn of(view: &View<'_>, place: usize, path: Option<&Path>) -> Vec<Related> {
    of_as(view, place, path, &|item| called::short_noun(view, item))
}

/// The same where an item is called otherwise.
pub(crate) fn of_as(
    view: &View<'_>,
    place: usize,
    path: Option<&Path>,
    called: &dyn Fn(&Item) -> String,
) -> Vec<Related> {
    let open = open(view, place, path).into_iter();
    open.map(|(other, relation, says_so)| related(view, &view.state.reports()[other], relation, says_so, called))
        .collect()
}

/// The reports that contradict one, or that it contradicts.
pub(crate) fn contradicting(view: &View<'_>, place: usize) -> BTreeSet<usize> {
    let open = open(view, place, None).into_iter();
    open.filter(|(_, relation, _)| relation.relation == RelationKind::Contradicts).map(|(other, ..)| other).collect()
}

/// The relations of a report that hold: the place of the other report, and whether this one says so or that.
fn open<'s>(view: &View<'s>, place: usize, path: Option<&Path>) -> Vec<(usize, &'s Relation, bool)> {
    let reports = view.state.reports();
    let named = &reports[place].record;
    let own = named.relations.iter().filter_map(|relation| Some((view.state.place_of(relation.update)?, relation)));
    let mut found: Vec<(usize, &Relation, bool)> = own
        .filter(|(other, relation)| is_open(view, place, *other, relation))
        .map(|(other, relation)| (other, relation, true))
        .collect();
    for other in view.state.naming(place).iter().copied() {
        let naming = reports[other].record.relations.iter().filter(|relation| relation.update == named.id);
        let holds = naming.filter(|relation| is_about(relation, named, path) && is_open(view, other, place, relation));
        found.extend(holds.map(|relation| (other, relation, false)));
    }
    found.extend(reconciled(view, place, path, &found));
    found
}

/// What says how a report and one that contradicts it are both right, where it names only the other.
fn reconciled<'s>(
    view: &View<'s>,
    place: usize,
    path: Option<&Path>,
    found: &[(usize, &'s Relation, bool)],
) -> Option<(usize, &'s Relation, bool)> {
    let named = &view.state.reports()[place].record;
    let mut ties = view.ties_of(place).filter(|tie| tie.relation == RelationKind::Contradicts && tie.settled);
    ties.find_map(|tie| {
        let of_path =
            tie.to != place || tie.path.as_ref().is_none_or(|tied| path.is_none_or(|path| path.is_within(tied)));
        let (by, relation) = reconciler(view, tie.from, tie.to).filter(|(by, _)| of_path && *by != place)?;
        let known = found.iter().any(|(other, known, _)| *other == by && known.relation == RelationKind::Reconciles);
        (!known && relation.update != named.id).then_some((by, relation, false))
    })
}

/// The contradictions that one report says, and nothing reconciles.
pub(crate) fn contradictions_of(view: &View<'_>, from: usize) -> Vec<Contradiction> {
    let relations = view.state.reports()[from].record.relations.iter();
    let contradicts = relations.filter(|relation| relation.relation == RelationKind::Contradicts);
    let open = contradicts.filter_map(|relation| {
        let to = view.state.place_of(relation.update).filter(|to| is_open(view, from, *to, relation))?;
        Some(Contradiction { from, to, reason: relation.reason.clone() })
    });
    open.collect()
}

/// Whether what a report says of others counts.
fn says_relations(view: &View<'_>, place: usize) -> bool {
    view.admits(place) && !view.withdrawals().is_withdrawn(place)
}

/// Whether a relation is about a path, read against the report it names.
fn is_about(relation: &Relation, named: &Update, path: Option<&Path>) -> bool {
    match (path_named(relation, named), path) {
        (Some(named), Some(path)) => path.is_within(&named) || named.is_within(path),
        (None, _) | (_, None) => true,
    }
}

/// Whether a relation that one report says of another holds: both are to be seen, and, of a contradiction, both still stand
/// and were not reconciled since. Withdrawals are told where what was withdrawn is told of.
fn is_open(view: &View<'_>, from: usize, to: usize, relation: &Relation) -> bool {
    let seen = |place: usize| view.admits(place) && !view.withdrawals().is_struck(place);
    if !seen(from) || !seen(to) {
        return false;
    }
    match relation.relation {
        RelationKind::Contradicts => {
            says_relations(view, from) && !view.withdrawals().is_withdrawn(to) && reconciler(view, from, to).is_none()
        }
        RelationKind::Reconciles | RelationKind::Supersedes => says_relations(view, from),
        RelationKind::RestsOn | RelationKind::ReliesOn => true,
        RelationKind::Corrects | RelationKind::Retracts => false,
    }
}

/// The later report that reconciles two others, with its relation: it names both of them, or one of them and nothing else.
fn reconciler<'s>(view: &View<'s>, from: usize, to: usize) -> Option<(usize, &'s Relation)> {
    let reports = view.state.reports();
    let naming = view.state.naming(to).iter().chain(view.state.naming(from)).copied();
    naming.filter(|place| says_relations(view, *place)).find_map(|place| {
        let relations = reports[place].record.relations.iter();
        let reconciles = relations.filter(|relation| relation.relation == RelationKind::Reconciles);
        let named: Vec<(usize, &Relation)> =
            reconciles.filter_map(|relation| Some((view.state.place_of(relation.update)?, relation))).collect();
        let names = |end: usize| named.iter().any(|(other, _)| *other == end);
        let does = match named.as_slice() {
            [] => false,
            [(one, _)] => place == from || *one == from || *one == to,
            _ => [from, to].iter().all(|end| *end == place || names(*end)),
        };
        named.first().filter(|_| does).map(|(_, relation)| (place, *relation))
    })
}

fn related(
    view: &View<'_>,
    other: &Report,
    relation: &Relation,
    says_so: bool,
    called: &dyn Fn(&Item) -> String,
) -> Related {
    Related {
        relation: relation.relation,
        says_so,
        who: reports::speaker(view, &other.record),
        about: reports::about_as(view, &other.record, called),
        item: other.record.item.as_ref().map(ToString::to_string),
        reason: relation.reason.as_ref().map(ToString::to_string),
        update: other.record.id,
        sequence: other.sequence,
        name: references::name_of(other),
    }
}
