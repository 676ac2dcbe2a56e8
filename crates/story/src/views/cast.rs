//! Who and what a story speaks of, for whoever writes the next update: the entries of the directory that its updates name,
//! and its items.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::judge::view::View;
use crate::record::name::EntitySlug;
use crate::state::entity::Entity;
use crate::tell::items;
use crate::views::asked::Asked;

/// Who and what a story speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cast {
    /// The story and the bounds.
    #[serde(flatten)]
    pub asked: Asked,
    /// The people, organisations and places that its updates name.
    pub entities: Vec<CastEntity>,
    /// Its items.
    pub items: Vec<CastItem>,
}

/// An entry of the directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CastEntity {
    /// Its slug, as authors write it.
    pub slug: EntitySlug,
    /// Its name.
    pub name: String,
    /// How we introduce it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What it is.
    pub is: String,
}

/// An item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CastItem {
    /// Its key.
    pub item: String,
    /// Its kind.
    pub kind: String,
    /// What it is, in words.
    pub what: String,
}

/// An entry of the directory, as whoever writes is shown it.
pub fn entity(entity: &Entity) -> CastEntity {
    CastEntity {
        slug: entity.slug.clone(),
        name: entity.name().to_owned(),
        title: entity.title.as_ref().map(ToString::to_string),
        is: entity.is.as_str().to_owned(),
    }
}

/// Who and what the story speaks of.
pub fn of(view: &View<'_>) -> Cast {
    let reports = view.reports().filter(|(place, _)| !view.withdrawals().is_struck(*place));
    let named: BTreeSet<&EntitySlug> = reports.flat_map(|(_, report)| report.record.entities()).collect();
    let entities = named.into_iter().filter_map(|slug| view.directory.get(slug)).map(entity);
    let items = view.items().map(|item| CastItem {
        item: item.key.to_string(),
        kind: item.kind.to_string(),
        what: items::headline(view, item),
    });
    Cast { asked: Asked::of(view), entities: entities.collect(), items: items.collect() }
}
