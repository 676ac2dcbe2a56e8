//! Sources: who says it, through whom, and how they know.

use serde_json::Value as Json;

use crate::record::attribution::{Attribution, Basis, Link, Origin};
use crate::record::entry::EntityType;
use crate::record::kind::change::Family;
use crate::record::kind::spec::KindRole;
use crate::record::name::{EntitySlug, ItemKey};
use crate::submit::node::{Members, Node, Read};
use crate::submit::refusal::Code;

use super::reader::UpdateReader;
use super::scalars::read_quote;
use super::surroundings::Surroundings;
use super::surroundings::known_entity;

/// A source: its key under `sources:`, the slug of an outlet speaking in its own voice, or written out.
pub(super) fn read_source(node: &Node<'_>, world: &dyn Surroundings) -> Read<Attribution> {
    let Some(key) = node.json.as_str() else { return read_attribution(node, world) };
    if let Some(defined) = world.source(key) {
        return read_attribution(&defined, world);
    }
    let slug = EntitySlug::new(key).ok().filter(|slug| world.entity(slug).is_some());
    let slug = slug.ok_or_else(|| {
        node.refuse(
            Code::UnknownSource,
            format!("`{key}` is neither defined under `sources:` nor an entry of the directory"),
        )
    })?;
    Ok(Attribution::new(Origin::Entity(slug.clone()), slug, Basis::Unattributed))
}

pub(super) fn read_attribution(node: &Node<'_>, world: &dyn Surroundings) -> Read<Attribution> {
    let mut members = Members::of(node)?;
    let origin = members.require("origin")?;
    let holder = members.take("holder").map(|holder| read_known_entity(&holder, world)).transpose()?;
    let mut attribution = read_origin(&origin, holder, world)?;
    if let Some(via) = members.take("via") {
        for (i, json) in via.list()?.iter().enumerate() {
            attribution.via.push(read_link(&Node { json, at: via.at.index(i) }, world)?);
        }
    }
    if let Some(basis) = members.take("basis") {
        attribution.basis = basis.parse(Code::BadValue)?;
    }
    if let Some(knowledge) = members.take("knowledge") {
        attribution.knowledge = knowledge.parse(Code::BadValue)?;
    }
    attribution.distinct = members.take_flag("distinct")?;
    if let Some(quote) = members.take("quote") {
        attribution.quote = Some(read_quote(&quote)?);
    }
    attribution.url = members.take_text("url")?;
    attribution.translated_from = members.take_text("translated_from")?;
    attribution.statement = members.take("statement").map(|statement| statement.parse(Code::BadName)).transpose()?;
    members.finish()?;
    Ok(attribution)
}

/// The origin with what it is by default: an outlet speaks in its own voice, a described group is anonymous, a person is
/// on record in the name of whom they speak for, an evidence item is a document.
pub(super) fn read_origin(node: &Node<'_>, holder: Option<EntitySlug>, world: &dyn Surroundings) -> Read<Attribution> {
    let name = node.loose_text()?;
    let as_evidence = ItemKey::new(&name)
        .ok()
        .filter(|item| world.kind_of(item).is_some_and(|kind| kind.role() == KindRole::Evidence));
    if let Some(item) = as_evidence {
        let holder = holder.ok_or_else(|| {
            node.refuse(
                Code::Missing,
                "an evidence item needs a `holder`, in whose name it speaks: its maker or supplier",
            )
        })?;
        return Ok(Attribution::new(Origin::Evidence(item), holder, Basis::Document));
    }
    let slug: EntitySlug = node.parse(Code::BadName)?;
    let (is, speaks_for) = known_entity(&slug, world, node)?;
    let basis = match is {
        EntityType::Outlet => Basis::Unattributed,
        EntityType::Group => Basis::Anonymous,
        EntityType::Person | EntityType::Organisation | EntityType::Place => Basis::OnRecord,
    };
    let holder = holder.or(speaks_for).unwrap_or_else(|| slug.clone());
    Ok(Attribution::new(Origin::Entity(slug), holder, basis))
}

pub(super) fn read_known_entity(node: &Node<'_>, world: &dyn Surroundings) -> Read<EntitySlug> {
    let slug: EntitySlug = node.parse(Code::BadName)?;
    known_entity(&slug, world, node).map(|_| slug)
}

/// A link: an outlet's slug, or `{outlet, described, report}`.
pub(super) fn read_link(node: &Node<'_>, world: &dyn Surroundings) -> Read<Link> {
    if !node.json.is_object() {
        return Ok(Link { outlet: Some(read_known_entity(node, world)?), described: None, report: None });
    }
    let mut members = Members::of(node)?;
    let outlet = members.take("outlet").map(|outlet| read_known_entity(&outlet, world)).transpose()?;
    let described = members.take_text("described")?;
    let report = match members.take("report") {
        None => None,
        Some(report) => {
            let reference = report.loose_text()?;
            let update = world.update(&reference);
            Some(update.ok_or_else(|| {
                report.refuse(
                    Code::UnknownUpdate,
                    format!("the update `{reference}` is neither on file nor earlier in this submission; give the earlier update a `key` and name it here"),
                )
            })?)
        }
    };
    members.finish()?;
    if outlet.is_none() && described.is_none() {
        return Err(node.refuse(Code::Missing, "a link needs an `outlet` from the directory, or is `described`"));
    }
    Ok(Link { outlet, described, report })
}

impl UpdateReader<'_> {
    pub(super) fn read_sources(&mut self, members: &mut Members<'_>) -> Read<Vec<u8>> {
        let source = members.take("source").or_else(|| self.world.default("source"));
        let quote = members.take("quote").map(|quote| read_quote(&quote)).transpose()?;
        let Some(source) = source.filter(|_| self.update.change.family() != Family::Desk) else {
            return Ok(Vec::new());
        };
        let attributions = self.read_source_list(&source)?;
        if let Some(quote) = quote {
            for attribution in &mut self.update.attributions {
                attribution.quote = Some(quote.clone());
            }
        }
        Ok(attributions)
    }

    pub(super) fn read_source_list(&mut self, source: &Node<'_>) -> Read<Vec<u8>> {
        match source.json {
            Json::Array(sources) => {
                let mut read = Vec::new();
                for (i, json) in sources.iter().enumerate() {
                    read.push(self.add_source(&Node { json, at: source.at.index(i) })?);
                }
                Ok(read)
            }
            _ => Ok(vec![self.add_source(source)?]),
        }
    }

    pub(super) fn add_source(&mut self, source: &Node<'_>) -> Read<u8> {
        let attribution = read_source(source, self.world)?;
        let known = self.update.attributions.iter().position(|other| *other == attribution);
        let index = known.unwrap_or_else(|| {
            self.update.attributions.push(attribution);
            self.update.attributions.len() - 1
        });
        u8::try_from(index).map_err(|_| source.refuse(Code::NotAllowed, "an update has at most 255 attributions"))
    }
}
