//! What the sources of a report give to ask about: a single one, a vague one, a doubted one, one that was withdrawn.

use std::collections::BTreeSet;

use crate::judge::grade::Grade;
use crate::judge::view::View;
use crate::record::attribution::{Attribution, Basis, Origin};
use crate::record::kind::spec::KindRole;
use crate::record::name::{EntitySlug, ItemKey, UpdateId};
use crate::record::path::Path;
use crate::record::relation::RelationKind;
use crate::record::testimony::Testimony;
use crate::state::entity::Entity;
use crate::state::fold::Filing;
use crate::tell::english::list;
use crate::tell::{names, reports, sources};
use crate::views::findings::finding::{Check, FindingCode};
use crate::views::findings::heard::{Heard, is_report, source};
use crate::views::{relations, voice};

pub(super) fn check(check: &mut Check<'_, '_>, place: usize) {
    let view = check.view;
    let update = &view.state.reports()[place].record;
    let item = update.item.as_ref();
    if let Some(message) = single_source(view, &mut check.heard, place) {
        check.add(FindingCode::SingleSource, item, message, [update.id]);
    }
    for attribution in &update.attributions {
        if let Some(described) = vague(view, attribution) {
            let message = format!("“{described}” is described, not named");
            check.add(FindingCode::VagueSource, item, message, [update.id]);
        }
        for mark in voice::marks(view, update.id, attribution) {
            check.add(FindingCode::Doubted, item, mark.why, [mark.update, update.id]);
        }
        if let Some((message, of)) = dependence(view, &mut check.heard, place, attribution) {
            check.add(FindingCode::DependenceNotRecorded, item, message, [of, update.id]);
        }
    }
}

/// A report none of whose words is borne out by another origin; naming what evidence there is beside it.
fn single_source<'s>(view: &View<'s>, heard: &mut Heard<'s>, place: usize) -> Option<String> {
    let update = &view.state.reports()[place].record;
    let item = update.item.as_ref().filter(|_| update.kind.role() != KindRole::Evidence)?;
    let own: BTreeSet<String> = update.attributions.iter().map(|attribution| source(view, attribution)).collect();
    if own.len() != 1 || !has_weak_word(view, place) {
        return None;
    }
    let beside = evidence_beside(view, heard, item, place, &own)?;
    let attribution = update.attributions.first()?;
    let nobody = if attribution.basis == Basis::Unattributed { ", which names no source" } else { "" };
    let borne_out = match beside.is_empty() {
        true => String::new(),
        false => format!("; borne out by {}", beside.into_iter().collect::<Vec<_>>().join(", ")),
    };
    let contradicts = contradicting(view, place);
    let elsewhere = match contradicts.as_slice() {
        [] => elsewhere(view, heard.telling(view, item), attribution, &own).to_owned(),
        others => format!("; contradicted by {}", list(others)),
    };
    Some(format!("rests on {} alone{nobody}{borne_out}{elsewhere}", sources::chain(view, attribution).first()?))
}

/// Whether it says anything that another source could bear out: somebody's own act on the record needs nobody else, and to
/// deny is not to report.
fn has_weak_word(view: &View<'_>, place: usize) -> bool {
    let update = &view.state.reports()[place].record;
    let counts = |said: &Testimony| view.withdrawals().counts(place, &said.path, said.attribution);
    // What the same voice has said otherwise since is asked about where it says that.
    let is_current = |number: usize| !view.is_replaced(Filing { report: place, testimony: number });
    let is_weak = |testimony: usize| {
        let filing = Filing { report: place, testimony };
        view.attribution(filing).is_some() && view.worth(filing) < Grade::Confirmed
    };
    let mut said = update.testimonies.iter().enumerate().filter(|(_, said)| is_report(said) && counts(said));
    said.any(|(number, _)| is_weak(number) && is_current(number))
}

/// What evidence bears a report out; nothing where somebody else does. Who only speaks of another part of a claim does not
/// bear it out, and who contradicts it does not either.
fn evidence_beside<'s>(
    view: &View<'s>,
    heard: &mut Heard<'s>,
    item: &ItemKey,
    place: usize,
    own: &BTreeSet<String>,
) -> Option<BTreeSet<String>> {
    let update = &view.state.reports()[place].record;
    let opposed = relations::contradicting(view, place);
    let whole = Path::item(item.clone());
    let said = update.testimonies.iter().map(|said| (&said.path, said.value.as_ref()));
    let (mut origin, mut beside): (Option<String>, _) = (None, BTreeSet::new());
    for (path, value) in said.chain([(&whole, None)]) {
        for (source, evidence) in heard.bearing_out(view, path, value, &opposed).iter() {
            match (evidence, &origin) {
                (Some(item), _) if !own.contains(source) => {
                    beside.insert(sources::evidence(view, item));
                }
                // Of hundreds who say the same the second is enough.
                (_, Some(known)) if known != source => return None,
                (_, Some(_)) => {}
                (_, None) => origin = Some(source.clone()),
            }
        }
    }
    Some(beside)
}

/// Who contradicts a report in so many words, or is contradicted by it.
fn contradicting(view: &View<'_>, place: usize) -> Vec<String> {
    let others = relations::contradicting(view, place).into_iter();
    let who: BTreeSet<String> =
        others.map(|other| reports::speaker(view, &view.state.reports()[other].record)).collect();
    who.into_iter().collect()
}

/// Whether others of those who tell of the item do not bear the report out.
fn elsewhere(
    view: &View<'_>,
    telling: &[&Attribution],
    attribution: &Attribution,
    own: &BTreeSet<String>,
) -> &'static str {
    let others = || {
        let others = telling.iter().copied();
        others.filter(|other| matches!(other.origin, Origin::Entity(_)) && other.origin != attribution.origin)
    };
    let anonymous = |attribution: &Attribution| attribution.basis == Basis::Anonymous;
    if others().any(|other| !own.contains(&source(view, other))) {
        "; others tell of the item and do not bear this out"
    } else if anonymous(attribution) && others().any(anonymous) {
        "; others, unnamed as well, tell of the item: they may be the same"
    } else {
        ""
    }
}

/// A source described and not named: an unnamed origin, or an unnamed outlet in the chain.
fn vague(view: &View<'_>, attribution: &Attribution) -> Option<String> {
    let unnamed = match &attribution.origin {
        Origin::Entity(slug) => {
            // Who speaks on the record as a group, as the signatories of a letter do, hides behind nobody.
            let unnamed = |entity: &&Entity| entity.names.is_empty() && attribution.basis != Basis::OnRecord;
            view.directory.get(slug).filter(unnamed).map(|entity| entity.name().to_owned())
        }
        Origin::Evidence(_) => None,
    };
    // A document by somebody named is no vague source.
    let link = attribution.via.iter().find(|link| link.outlet.is_none() && link.author.is_none());
    unnamed.or(link.map(|link| link.described.as_deref().unwrap_or("an unnamed outlet").to_owned()))
}

/// A report that passes on an outlet whose own report of the same item was withdrawn, without naming it.
fn dependence<'s>(
    view: &View<'s>,
    heard: &mut Heard<'s>,
    place: usize,
    attribution: &Attribution,
) -> Option<(String, UpdateId)> {
    let update = &view.state.reports()[place].record;
    if update.relations.iter().any(|relation| relation.relation == RelationKind::RestsOn) {
        return None;
    }
    let withdrawn = heard.withdrawn(view, update.item.as_ref()?);
    let links = attribution.via.iter().filter(|link| link.report.is_none()).filter_map(|link| link.outlet.as_ref());
    // What it takes back or mends itself it does not rest on.
    let names = |other: usize| view.state.naming(other).contains(&place);
    let others = withdrawn.iter().copied().filter(|other| *other != place && !names(*other));
    links.into_iter().find_map(|outlet| {
        let mut others = others.clone().map(|other| &view.state.reports()[other].record);
        let own =
            others.find(|other| other.attributions.iter().any(|attribution| is_put_out_by(attribution, outlet)))?;
        let outlet = names::of(view, outlet);
        let message = format!("it passes on {outlet}, whose own report was withdrawn; if it rests on that, say so");
        Some((message, own.id))
    })
}

/// Whether an outlet is the last link of a chain, or says it itself.
fn is_put_out_by(attribution: &Attribution, outlet: &EntitySlug) -> bool {
    match attribution.via.last() {
        Some(link) if link.outlet.is_some() => link.outlet.as_ref() == Some(outlet),
        _ => attribution.origin == Origin::Entity(outlet.clone()),
    }
}
