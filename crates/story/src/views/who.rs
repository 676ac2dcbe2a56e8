//! One person, organisation or place in one story; gathered across stories by whoever holds them all.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::judge::phase::Phase;
use crate::judge::view::View;
use crate::record::attribution::{Attribution, Origin};
use crate::record::name::{EntitySlug, UpdateId};
use crate::record::path::{Path, Subject};
use crate::record::update::Update;
use crate::state::directory::Directory;
use crate::state::entity::Entity;
use crate::state::fold::Report;
use crate::tell::{items, labels, reports, sources};
use crate::views::matrix::Said;
use crate::views::overview::PathOverview;
use crate::views::{matrix, overview, references};

/// A directory entry and what stories say of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Who {
    /// The entry.
    pub entity: Entity,
    /// The entries found to be the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub same: Vec<Entity>,
    /// How the entries it refers to are called: whom it speaks for, who writes it otherwise.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub called: BTreeMap<EntitySlug, String>,
    /// The stories it is in.
    pub stories: Vec<WhoInStory>,
}

impl Who {
    /// The answer about an entry, from the directory it is in.
    pub fn new(entity: Entity, same: Vec<Entity>, stories: Vec<WhoInStory>, directory: &Directory) -> Self {
        let of = |entity: &Entity| {
            let outlets = entity.names.iter().flat_map(|name| name.used_by.clone());
            outlets.chain(entity.speaks_for.clone()).chain(entity.within.clone()).collect::<Vec<_>>()
        };
        let referred = of(&entity).into_iter().chain(same.iter().flat_map(of));
        let called = referred.map(|slug| (slug.clone(), directory.name(&slug).to_owned())).collect();
        Self { entity, same, called, stories }
    }
}

/// What one story says of a directory entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WhoInStory {
    /// The story.
    pub story: String,
    /// Its title.
    pub title: String,
    /// Facts about it, with their standing.
    pub facts: Vec<PathOverview>,
    /// The items it has a part in.
    pub items: Vec<PartIn>,
    /// What it says of items, or is said to say, the latest word on each.
    #[serde(default)]
    pub says: Vec<Says>,
    /// What others say of its own part in items: of its answer to a proposal.
    #[serde(default)]
    pub said_of: Vec<Says>,
    /// The reports it passed on: as an outlet, or any other link between the origin and us.
    #[serde(default)]
    pub passed_on: Vec<PassedOn>,
    /// The updates in which it speaks: as the origin, or as the one in whose name it is said.
    pub speaks_in: Vec<UpdateId>,
    /// What these updates are: their types and items.
    #[serde(default)]
    pub speaks_of: Vec<String>,
}

/// What somebody says of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Says {
    /// The item.
    pub item: String,
    /// What it is, in words.
    pub what: String,
    /// The word on it.
    #[serde(flatten)]
    pub said: Said,
}

/// A report that somebody passed on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PassedOn {
    /// Whose report it is, of which day, and what it says.
    pub what: String,
    /// From the origin to us.
    pub chain: Vec<String>,
    /// Its item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// When the newsroom learned it.
    #[cfg_attr(feature = "schema", schemars(with = "crate::record::time::schema::Moment"))]
    pub learned_at: Timestamp,
    /// The update.
    pub update: UpdateId,
    /// Its position.
    pub sequence: u64,
    /// How a person names it.
    pub name: String,
}

/// A part somebody has in an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PartIn {
    /// The item.
    pub item: String,
    /// Its kind.
    pub kind: String,
    /// What it is, in words.
    pub what: String,
    /// Where in its life it is.
    pub phase: Phase,
    /// The same as it reads.
    #[serde(default)]
    pub phase_reads: String,
    /// The paths that name it, with what they say: `participants/putin`, `place`.
    pub as_part: Vec<String>,
}

/// What the story says of a directory entry and of those found to be the same; none when it does not mention it.
pub fn of(view: &View<'_>, slug: &EntitySlug) -> Option<WhoInStory> {
    let is = |other: &EntitySlug| view.directory.canonical(other) == view.directory.canonical(slug);
    let facts = entity_paths_of(view, &is);
    let (mut items, mut says, mut said_of) = (Vec::new(), Vec::new(), Vec::new());
    for item in view.items() {
        let of_item = |said| Says { item: item.key.to_string(), what: items::headline(view, item), said };
        says.extend(matrix::said_by(view, item, &is).into_iter().map(of_item));
        said_of.extend(matrix::said_of_own(view, item, &is).into_iter().map(of_item));
        let as_part = matrix::parts_naming(view, item, &is);
        if !as_part.is_empty() {
            items.push(PartIn {
                item: item.key.to_string(),
                kind: item.kind.to_string(),
                what: items::headline(view, item),
                phase: view.phase(item),
                phase_reads: labels::phase(view, &view.phase(item)),
                as_part,
            });
        }
    }
    let reports = view.reports().filter(|(place, _)| !view.withdrawals().is_struck(*place)).map(|(_, report)| report);
    let reports: Vec<&Report> = reports.collect();
    let spoken: Vec<&Update> =
        reports.iter().map(|report| &report.record).filter(|update| speaks(update, &is)).collect();
    let speaks_in: Vec<UpdateId> = spoken.iter().map(|update| update.id).collect();
    let told = spoken.iter().filter_map(|update| Some(format!("{} {}", update.type_name(), update.item.as_ref()?)));
    let speaks_of: Vec<String> = told.collect();
    let passed_on: Vec<PassedOn> = reports.iter().filter_map(|report| passed_on(view, report, &is)).collect();
    if facts.is_empty() && items.is_empty() && speaks_in.is_empty() && passed_on.is_empty() {
        return None;
    }
    let story = view.state.slug().to_string();
    Some(WhoInStory {
        title: view.called().title.map_or_else(|| story.clone(), Into::into),
        story,
        facts,
        items,
        says,
        said_of,
        passed_on,
        speaks_in,
        speaks_of,
    })
}

/// Whether somebody speaks in an update: as the origin, or as the one in whose name it is said.
fn speaks(update: &Update, is: &dyn Fn(&EntitySlug) -> bool) -> bool {
    let attributed = update.attributions.iter().any(|attribution| {
        is(&attribution.holder) || matches!(&attribution.origin, Origin::Entity(origin) if is(origin))
    });
    attributed || update.testimonies.iter().any(|said| said.holder.as_ref().is_some_and(is))
}

/// A report in whose chain somebody is a link.
fn passed_on(view: &View<'_>, report: &Report, is: &dyn Fn(&EntitySlug) -> bool) -> Option<PassedOn> {
    let links = |attribution: &Attribution| attribution.via.iter().any(|link| link.outlet.as_ref().is_some_and(is));
    let attribution = report.record.attributions.iter().find(|attribution| links(attribution))?;
    Some(PassedOn {
        what: reports::reference(view, &report.record),
        chain: sources::chain(view, attribution),
        item: report.record.item.as_ref().map(ToString::to_string),
        learned_at: report.record.learned_at.min(report.recorded_at),
        update: report.record.id,
        sequence: report.sequence,
        name: references::name_of(report),
    })
}

fn entity_paths_of(view: &View<'_>, is: &dyn Fn(&EntitySlug) -> bool) -> Vec<PathOverview> {
    let named = |path: &&Path| matches!(&path.subject, Subject::Entity(entity) if is(entity));
    let paths = view.state.other_paths().iter().filter(named);
    let facts = paths.map(|path| overview::of_path(view, path.to_string(), &view.account(path)));
    facts.filter(|path| !path.values.is_empty() || !path.stances.is_empty()).collect()
}
