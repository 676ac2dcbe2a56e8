//! Lists whose elements have keys.

use serde_json::Value as Json;

use crate::record::kind::attribute::COMPLETE;
use crate::record::kind::spec::{AttributeSpec, ValueType};
use crate::record::name::{ElementKey, own_name};
use crate::record::path::Path;
use crate::record::value::Value;
use crate::submit::node::{Members, Node, Read};
use crate::submit::refusal::{Code, Refusal, a, one_of};

use super::reader::Manner;
use super::reader::UpdateReader;

impl UpdateReader<'_> {
    /// A list whose elements have keys: `[putin, witkoff]`, or `putin: {role: host}`.
    pub(super) fn read_elements(
        &mut self,
        path: &Path,
        of: ValueType,
        details: &[AttributeSpec],
        node: &Node<'_>,
        manner: &Manner,
    ) -> Read<()> {
        match node.json {
            Json::Object(elements) => {
                for (key, json) in elements {
                    let element = Node { json, at: node.at.key(key) };
                    let key = ElementKey::new(key).map_err(|error| element.refuse(Code::BadName, error.to_string()))?;
                    self.read_element(&path.element(key), of, details, &element, manner)?;
                }
                Ok(())
            }
            Json::Array(elements) => {
                for (i, json) in elements.iter().enumerate() {
                    self.read_plain_element(path, of, &Node { json, at: node.at.index(i) }, manner)?;
                }
                Ok(())
            }
            _ => self.read_plain_element(path, of, node, manner),
        }
    }

    pub(super) fn read_plain_element(
        &mut self,
        path: &Path,
        of: ValueType,
        node: &Node<'_>,
        manner: &Manner,
    ) -> Read<()> {
        let value = self.read_value(of, node)?;
        let key = match &value {
            Value::Entity(slug) | Value::Place(slug) => Some(ElementKey::from(slug)),
            _ => ElementKey::of_text(node.text().unwrap_or_default()),
        };
        let key = key.ok_or_else(|| {
            node.refuse(Code::BadName, "a key cannot be made from this text; write the list as a mapping, `key: text`")
        })?;
        self.testify(path.element(key), Some(value), manner);
        Ok(())
    }

    /// One element: who or what it is (by default the entity its key names), and its own attributes.
    pub(super) fn read_element(
        &mut self,
        path: &Path,
        of: ValueType,
        details: &[AttributeSpec],
        node: &Node<'_>,
        manner: &Manner,
    ) -> Read<()> {
        if !node.json.is_object() && !node.json.is_null() {
            let value = self.read_value(of, node)?;
            self.testify(path.clone(), Some(value), manner);
            return Ok(());
        }
        let empty = Json::Object(serde_json::Map::new());
        let node = if node.json.is_null() { Node { json: &empty, at: node.at } } else { *node };
        let mut members = Members::of(&node)?;
        let manner = self.read_manner(&mut members, manner)?;
        let value = match (members.take("is"), members.take("described")) {
            (Some(is), _) => self.read_value(of, &is)?,
            (None, Some(described)) => Value::Text(described.text()?.into()),
            (None, None) => self.named_element(path, of, &node)?,
        };
        self.testify(path.clone(), Some(value), &manner);
        for (name, detail) in members.rest() {
            let spec = details.iter().find(|spec| spec.name == name).ok_or_else(|| {
                let known =
                    details.iter().map(|spec| spec.name).chain(["is", "described", "stance", "source", "hedge"]);
                detail.refuse(
                    Code::UnknownAttribute,
                    format!("an element of this list does not have `{name}`; it has {}", one_of(known)),
                )
            })?;
            self.read_values(&path.detail(own_name(spec.name)), spec.value, spec.holds, &detail, &manner)?;
        }
        Ok(())
    }

    pub(super) fn named_element(&self, path: &Path, of: ValueType, node: &Node<'_>) -> Read<Value> {
        let key = path.element.as_ref().map(ElementKey::as_str).unwrap_or_default();
        let json = Json::String(key.to_owned());
        self.read_value(of, &Node { json: &json, at: node.at }).map_err(|refusal| {
            let help = "; say what it is with `is` (a directory slug) or `described` (a text)";
            Refusal { message: refusal.message + help, ..refusal }
        })
    }

    /// `complete: participants`, or a list of such: the lists that name everybody, as this update gives them.
    pub(super) fn read_complete(&mut self, node: &Node<'_>, manner: &Manner) -> Read<()> {
        for name in node.one_or_several() {
            let spec = self.update.kind.attribute(name.text()?).filter(|spec| spec.elements.is_some());
            let spec = spec.ok_or_else(|| {
                name.refuse(
                    Code::UnknownAttribute,
                    format!("{} does not have the list {}", a(self.update.kind), name.json),
                )
            })?;
            let path = self.item.attribute(own_name(spec.name));
            self.testify(path, Some(Value::Choice(COMPLETE.into())), manner);
        }
        Ok(())
    }
}
