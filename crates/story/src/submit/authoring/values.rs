//! Names, paths and values of every type.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::record::entry::EntityType;
use crate::record::kind::Kind;
use crate::record::kind::attribute::{OUTLOOK, PHASE};
use crate::record::kind::entities::ENTITY_ATTRIBUTES;
use crate::record::kind::spec::ValueType;
use crate::record::name::{AttributeName, EntitySlug, ItemKey};
use crate::record::path::{Path, Subject};
use crate::record::time::When;
use crate::record::value::Value;
use crate::record::value::absence::Absence;
use crate::record::value::count::{Count, Part};
use crate::record::value::series::{Ordinal, Series, SeriesKind};
use crate::submit::node::{Members, Node, Read};
use crate::submit::refusal::{Code, one_of};

use super::reader::UpdateReader;
use super::scalars::read_when;
use super::surroundings::known_entity;

impl UpdateReader<'_> {
    pub(super) fn read_item(&self, node: &Node<'_>) -> Read<ItemKey> {
        let item: ItemKey = node.parse(Code::BadName)?;
        if self.world.kind_of(&item).is_some() || self.update.item.as_ref() == Some(&item) {
            return Ok(item);
        }
        Err(node.refuse(
            Code::UnknownItem,
            format!("the story has no item `{item}` yet; an item exists once an update is about it"),
        ))
    }

    pub(super) fn read_entity(&self, node: &Node<'_>) -> Read<EntitySlug> {
        self.entity_named(&node.loose_text()?, node)
    }

    pub(super) fn entity_named(&self, slug: &str, node: &Node<'_>) -> Read<EntitySlug> {
        let slug = EntitySlug::new(slug).map_err(|error| node.refuse(Code::BadName, error.to_string()))?;
        known_entity(&slug, self.world, node).map(|_| slug)
    }

    /// A path of this item, `place` or `participants/putin`, one of a directory entry, `@karelina/age`, or who an update
    /// is attributed to: `attribution:KEY`.
    pub(super) fn read_path(&self, node: &Node<'_>) -> Read<Path> {
        let text = node.text()?;
        if let Some(update) = text.strip_prefix("attribution:") {
            let named = Json::String(update.to_owned());
            let update = self.read_reference(&Node { json: &named, at: node.at })?;
            return Ok(Path { subject: Subject::Attribution(update), attribute: None, element: None, detail: None });
        }
        let full = match (text.starts_with('@'), &self.item.subject) {
            (false, Subject::Item(item)) => format!("{item}/{text}"),
            _ => text.to_owned(),
        };
        let path: Path = full.parse().map_err(|error| node.refuse(Code::BadName, format!("{error}")))?;
        match &path.subject {
            Subject::Entity(slug) => known_entity(slug, self.world, node).map(|_| path),
            _ => self.value_type_at(&path, node).map(|_| path),
        }
    }

    pub(super) fn read_value_at(&self, path: &Path, node: &Node<'_>) -> Read<Value> {
        self.read_value(self.value_type_at(path, node)?, node)
    }

    pub(super) fn value_type_at(&self, path: &Path, node: &Node<'_>) -> Read<ValueType> {
        let Some(name) = &path.attribute else { return Ok(ValueType::Choice) };
        if matches!(name.as_str(), PHASE | OUTLOOK) {
            return Ok(ValueType::Choice);
        }
        let entity = matches!(path.subject, Subject::Entity(_));
        let specs = if entity { ENTITY_ATTRIBUTES } else { self.update.kind.spec().attributes };
        let spec = specs.iter().find(|spec| spec.name == name.as_str());
        match (spec, &path.detail) {
            (Some(spec), Some(detail)) => spec
                .elements
                .and_then(|details| details.iter().find(|spec| spec.name == detail.as_str()))
                .map(|spec| spec.value)
                .ok_or_else(|| self.unknown_attribute(detail.as_str(), node)),
            (Some(spec), None) => Ok(spec.value),
            (None, _) => match self.declaration(name.as_str()) {
                Some(declared) => Ok(declared.value),
                None => Err(self.unknown_attribute(name.as_str(), node)),
            },
        }
    }

    pub(super) fn read_value(&self, of: ValueType, node: &Node<'_>) -> Read<Value> {
        if let Some(none) = node.json.as_object().and_then(|map| map.get("none")) {
            let none = Node { json: none, at: node.at.key("none") };
            return none.parse::<Absence>(Code::BadValue).map(Value::None);
        }
        Ok(match of {
            ValueType::Text => Value::Text(node.loose_text()?.into()),
            ValueType::Entity => Value::Entity(self.read_entity(node)?),
            ValueType::Place => Value::Place(self.read_place(node)?),
            ValueType::When => Value::When(self.read_known_when(node)?),
            ValueType::Count => Value::Count(self.read_count(node)?),
            ValueType::Duration => Value::Duration(node.parse(Code::BadValue)?),
            ValueType::Choice => Value::Choice(node.parse::<AttributeName>(Code::BadName)?.as_str().into()),
            ValueType::Item => Value::Item(self.read_item(node)?),
            ValueType::Ordinal => Value::Ordinal(self.read_ordinal(node)?),
        })
    }

    pub(super) fn read_place(&self, node: &Node<'_>) -> Read<EntitySlug> {
        let slug = self.read_entity(node)?;
        match self.world.entity(&slug) {
            Some((EntityType::Place | EntityType::Organisation, _)) => Ok(slug),
            _ => Err(node.refuse(Code::BadValue, format!("`{slug}` is not a place in the directory"))),
        }
    }

    pub(super) fn read_known_when(&self, node: &Node<'_>) -> Read<When> {
        let when = read_when(node)?;
        match when.relative_to() {
            Some(item) if self.world.kind_of(&item).is_none() && self.update.item.as_ref() != Some(&item) => Err(node
                .refuse(
                    Code::UnknownItem,
                    format!("the story has no item `{item}` yet; an item exists once an update is about it"),
                )),
            _ => Ok(when),
        }
    }

    /// `3`, `about 1300`, `at least 20`, `more than 20`, `at most 20`, `3 to 5`, or `{count, unit, scope, of: SERIES, parts: {soldiers: 40}}`.
    pub(super) fn read_count(&self, node: &Node<'_>) -> Read<Count> {
        if !node.json.is_object() {
            return node.parse(Code::BadValue);
        }
        let mut members = Members::of(node)?;
        let mut count = members.require("count")?.parse::<Count>(Code::BadValue)?;
        count.unit = members.take_text("unit")?;
        count.scope = members.take_text("scope")?;
        count.series = members.take("of").map(|of| self.read_series(&of).map(Box::new)).transpose()?;
        if let Some(parts) = members.take("parts") {
            for (label, json) in parts.mapping()? {
                let part = Node { json, at: parts.at.key(label) };
                let number = json.as_i64().ok_or_else(|| part.refuse(Code::BadValue, "a part is a whole number"))?;
                count.parts.push(Part { label: label.replace('_', " ").into(), count: number });
            }
        }
        members.finish()?;
        Ok(count)
    }

    pub(super) fn read_ordinal(&self, node: &Node<'_>) -> Read<Ordinal> {
        let mut members = Members::of(node)?;
        let position = members.require("position")?;
        let counted = position.json.as_u64().and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0);
        let position = counted.ok_or_else(|| position.refuse(Code::BadValue, "a position is a whole number from 1"))?;
        let series = Box::new(self.read_series(&members.require("of")?)?);
        members.finish()?;
        Ok(Ordinal { position, series })
    }

    /// A series by its key in `series:`, or written out: `{label, kind, during, <attribute>: <entity>}`.
    pub(super) fn read_series(&self, node: &Node<'_>) -> Read<Series> {
        if let Some(key) = node.json.as_str() {
            let defined = self.world.series(key);
            let defined = defined
                .ok_or_else(|| node.refuse(Code::BadValue, format!("`{key}` is not defined under `series:`")))?;
            return self.read_series(&defined);
        }
        let mut members = Members::of(node)?;
        let label = members.require("label")?.text()?.into();
        let kind = members.require("kind")?;
        let named = Kind::named(kind.text()?);
        let named = named.ok_or_else(|| {
            kind.refuse(
                Code::UnknownKind,
                format!("{} is not a kind; write {}", kind.json, one_of(Kind::all().map(Kind::as_str))),
            )
        })?;
        let during = members.take("during").map(|during| read_when(&during)).transpose()?;
        let mut filter = BTreeMap::new();
        for (name, value) in members.rest() {
            let name = AttributeName::new(name).map_err(|error| value.refuse(Code::BadName, error.to_string()))?;
            filter.insert(name, self.read_entity(&value)?);
        }
        Ok(Series { label, kind: SeriesKind(named), filter, during })
    }
}
