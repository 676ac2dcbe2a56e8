//! Attributes of items and facts about people: which there are, and how their values are held.

use serde_json::Value as Json;

use crate::record::kind::entities::ENTITY_ATTRIBUTES;
use crate::record::kind::spec::{MergeRule, ValueType};
use crate::record::name::{AttributeName, ItemKey, own_name};
use crate::record::path::Path;
use crate::record::value::Value;
use crate::submit::authoring::reader::{Manner, UpdateReader};
use crate::submit::authoring::values::{Takes, unknown_attribute, unknown_fact};
use crate::submit::authoring::words;
use crate::submit::node::{Members, Node};
use crate::submit::refusal::Code;

impl UpdateReader<'_> {
    pub(super) fn read_attribute(&mut self, name: &str, node: &Node<'_>, manner: &Manner) -> Option<()> {
        let kind = self.update.kind;
        let declared = self.declaration(name);
        let takes: Takes<'_> = match (kind.attribute(name), &declared) {
            (Some(spec), _) => spec.into(),
            (None, Some(declared)) => declared.into(),
            (None, None) => return unknown_attribute(kind, name, node),
        };
        let attribute: AttributeName = node.parse_key(name)?;
        let path = self.item.attribute(attribute);
        self.check_meant(&takes, node)?;
        match takes.elements {
            Some(details) => self.read_elements(&path, &takes, details, node, manner),
            None => self.read_values(&path, &takes, node, manner),
        }
        Some(())
    }

    /// Refuses an item's key where only words can stand, if the kind has an attribute for items.
    fn check_meant(&self, takes: &Takes<'_>, node: &Node<'_>) -> Option<()> {
        let of_items = self.update.kind.spec().attributes.iter().find(|spec| spec.value == ValueType::Item);
        let key = node.json.as_str().and_then(|text| ItemKey::new(text).ok());
        match (takes.value, of_items, key.filter(|key| self.world.kind_of(key).is_some())) {
            (ValueType::Text, Some(meant), Some(key)) => {
                node.refuse(Code::BadValue, format!("`{key}` is an item of the story: write `{}: {key}`", meant.name))
            }
            _ => Some(()),
        }
    }

    /// One value, or, where several can be true, a list of them. A mapping with `value` says how it is held.
    pub(super) fn read_values(&mut self, path: &Path, takes: &Takes<'_>, node: &Node<'_>, manner: &Manner) {
        match node.json {
            Json::Array(_) if takes.holds == MergeRule::Several => {
                for value in node.list().unwrap_or_default() {
                    self.read_held_value(path, takes, &value, manner);
                }
            }
            _ => {
                self.read_held_value(path, takes, node, manner);
            }
        }
    }

    fn read_held_value(&mut self, path: &Path, takes: &Takes<'_>, node: &Node<'_>, manner: &Manner) -> Option<()> {
        let (value, manner) = self.read_held(takes, node, manner)?;
        self.testify(path.clone(), Some(value), &manner);
        Some(())
    }

    /// A value, or `{value, stance, hedge, …}`, or `{none: not_set}` where the value is said to be missing.
    pub(super) fn read_held(&mut self, takes: &Takes<'_>, node: &Node<'_>, manner: &Manner) -> Option<(Value, Manner)> {
        let has = |word: words::Word| node.json.as_object().is_some_and(|map| map.contains_key(word.name));
        if !has(words::held::VALUE) && !has(words::held::NONE) {
            return Some((self.read_value(takes, node)?, manner.clone().of_its_day(node, takes.value)));
        }
        let mut members = Members::of(node)?;
        let value = members.take(words::held::VALUE);
        let none = members.take(words::held::NONE);
        let manner = self.read_manner(&mut members, manner);
        let manner = match &value {
            Some(value) => manner.of_its_day(value, takes.value),
            None => manner,
        };
        members.finish();
        let value = match (value, none) {
            (Some(value), None) => self.read_value(takes, &value),
            (None, Some(none)) => none.parse(Code::BadValue).map(Value::None),
            (None, None) => {
                node.refuse(Code::Missing, "`value` is empty here; give the value, or `none` and how it is missing")
            }
            (Some(_), Some(none)) => {
                none.refuse(Code::NotAllowed, "a value is given or missing, not both; leave out `value` or `none`")
            }
        };
        Some((value?, manner))
    }

    /// `entities: {karelina: {citizenship: …}}`: facts about people, filed on their own paths.
    pub(super) fn read_entities(&mut self, node: &Node<'_>, manner: &Manner) {
        for (slug, json) in node.mapping().into_iter().flatten() {
            let entity = node.key(slug, json);
            let named = self.world.entity_named(slug, &entity);
            for (name, json) in entity.mapping().into_iter().flatten() {
                let fact = entity.key(name, json);
                let Some(spec) = ENTITY_ATTRIBUTES.iter().find(|spec| spec.name == name) else {
                    unknown_fact::<()>(name, &fact);
                    continue;
                };
                if let Some(slug) = &named {
                    let path = Path::entity(slug.clone()).attribute(own_name(spec.name));
                    self.read_values(&path, &spec.into(), &fact, manner);
                }
            }
        }
    }
}
