//! Attributes of items and facts about people: which there are, and how their values are held.

use serde_json::Value as Json;

use crate::record::kind::entities::ENTITY_ATTRIBUTES;
use crate::record::kind::spec::{MergeRule, ValueType};
use crate::record::name::{AttributeName, ItemKey, own_name};
use crate::record::path::Path;
use crate::submit::node::{Members, Node, Read};
use crate::submit::refusal::{Code, Refusal, a, one_of};

use super::reader::Manner;
use super::reader::UpdateReader;

impl UpdateReader<'_> {
    pub(super) fn read_attribute(&mut self, name: &str, node: &Node<'_>, manner: &Manner) -> Read<()> {
        let attribute = AttributeName::new(name).map_err(|error| node.refuse(Code::BadName, error.to_string()))?;
        let path = self.item.attribute(attribute);
        self.check_meant(name, node)?;
        match self.update.kind.attribute(name) {
            Some(spec) => match spec.elements {
                Some(details) => self.read_elements(&path, spec.value, details, node, manner),
                None => self.read_values(&path, spec.value, spec.holds, node, manner),
            },
            None => match self.declaration(name) {
                Some(declared) if declared.list => self.read_elements(&path, declared.value, &[], node, manner),
                Some(declared) => self.read_values(&path, declared.value, declared.holds, node, manner),
                None => Err(self.unknown_attribute(name, node)),
            },
        }
    }

    /// Refuses an item's key where only words can stand, if the kind has an attribute for items.
    pub(super) fn check_meant(&self, name: &str, node: &Node<'_>) -> Read<()> {
        let kind = self.update.kind;
        let words = kind.attribute(name).is_some_and(|spec| spec.value == ValueType::Text);
        let of_items = kind.spec().attributes.iter().find(|spec| spec.value == ValueType::Item);
        let key = node.json.as_str().and_then(|text| ItemKey::new(text).ok());
        match (words, of_items, key.filter(|key| self.world.kind_of(key).is_some())) {
            (true, Some(meant), Some(key)) => {
                let message = format!("`{key}` is an item of the story: write `{}: {key}`", meant.name);
                Err(node.refuse(Code::BadValue, message))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn unknown_attribute(&self, name: &str, node: &Node<'_>) -> Refusal {
        let known = self.update.kind.spec().attributes.iter().map(|attribute| attribute.name);
        let message = format!(
            "{} does not have `{name}`; it has {}. To add an attribute, declare it: `declares: {{{name}: text}}`",
            a(self.update.kind),
            one_of(known)
        );
        node.refuse(Code::UnknownAttribute, message)
    }

    /// One value, or, where several can be true, a list of them. A mapping with `value` says how it is held.
    pub(super) fn read_values(
        &mut self,
        path: &Path,
        of: ValueType,
        holds: MergeRule,
        node: &Node<'_>,
        manner: &Manner,
    ) -> Read<()> {
        match node.json {
            Json::Array(values) if holds == MergeRule::Several => {
                for (i, json) in values.iter().enumerate() {
                    self.read_held_value(path, of, &Node { json, at: node.at.index(i) }, manner)?;
                }
                Ok(())
            }
            _ => self.read_held_value(path, of, node, manner),
        }
    }

    pub(super) fn read_held_value(&mut self, path: &Path, of: ValueType, node: &Node<'_>, manner: &Manner) -> Read<()> {
        let held = node.json.as_object().is_some_and(|map| map.contains_key("value"));
        if !held {
            let value = self.read_value(of, node)?;
            self.testify(path.clone(), Some(value), manner);
            return Ok(());
        }
        let mut members = Members::of(node)?;
        let value = self.read_value(of, &members.require("value")?)?;
        let manner = self.read_manner(&mut members, manner)?;
        members.finish()?;
        self.testify(path.clone(), Some(value), &manner);
        Ok(())
    }

    /// `entities: {karelina: {citizenship: …}}`: facts about people, filed on their own paths.
    pub(super) fn read_entities(&mut self, node: &Node<'_>, manner: &Manner) -> Read<()> {
        for (slug, json) in node.mapping()? {
            let entity = Node { json, at: node.at.key(slug) };
            let slug = self.entity_named(slug, &entity)?;
            let path = Path::entity(slug);
            for (name, json) in entity.mapping()? {
                let fact = Node { json, at: entity.at.key(name) };
                let spec = ENTITY_ATTRIBUTES.iter().find(|spec| spec.name == name).ok_or_else(|| {
                    let known = ENTITY_ATTRIBUTES.iter().map(|spec| spec.name);
                    fact.refuse(
                        Code::UnknownAttribute,
                        format!(
                            "`{name}` is not a fact about a person, organisation or place; write {}",
                            one_of(known)
                        ),
                    )
                })?;
                self.read_values(&path.attribute(own_name(spec.name)), spec.value, spec.holds, &fact, manner)?;
            }
        }
        Ok(())
    }
}
