//! Lists whose elements have keys.

use serde_json::Value as Json;

use crate::record::kind::attribute::COMPLETE;
use crate::record::kind::spec::{AttributeSpec, ValueType};
use crate::record::name::{ElementKey, own_name};
use crate::record::path::Path;
use crate::record::testimony::Testimony;
use crate::record::value::Value;
use crate::submit::authoring::reader::{Manner, UpdateReader};
use crate::submit::authoring::values::{Takes, read_value, unknown_detail};
use crate::submit::authoring::words;
use crate::submit::node::{Members, Node};
use crate::submit::refusal::{Code, a, one_of};

impl UpdateReader<'_> {
    /// A list whose elements have keys: `[putin, witkoff]`, or `putin: {role: host}`.
    pub(super) fn read_elements(
        &mut self,
        path: &Path,
        takes: &Takes<'_>,
        details: &'static [AttributeSpec],
        node: &Node<'_>,
        manner: &Manner,
    ) {
        match node.json {
            Json::Object(_) if !self.is_held(node) => {
                for (key, json) in node.mapping().into_iter().flatten() {
                    let element = node.key(key, json);
                    if let Some(key) = element.parse_key::<ElementKey>(key) {
                        self.read_element(&path.element(key), takes, details, &element, manner);
                    }
                }
            }
            Json::Object(_) => self.read_missing_list(path, takes, node, manner),
            _ => {
                for element in node.one_or_several() {
                    self.read_plain_element(path, takes, &element, manner);
                }
            }
        }
    }

    /// `{none: not_disclosed}` in place of a list.
    fn is_held(&self, node: &Node<'_>) -> bool {
        let none = node.json.get(words::held::NONE.name);
        none.is_some_and(Json::is_string)
    }

    fn read_missing_list(&mut self, path: &Path, takes: &Takes<'_>, node: &Node<'_>, manner: &Manner) {
        if let Some((value, manner)) = self.read_held(takes, node, manner) {
            self.testify(path.clone(), Some(value), &manner);
        }
    }

    fn read_plain_element(&mut self, path: &Path, takes: &Takes<'_>, node: &Node<'_>, manner: &Manner) -> Option<()> {
        let value = read_value(takes, node, self.world)?;
        let path = path.element(key_of(&value, node, "write the list as a mapping, `key: text`")?);
        if self.update.testimonies.iter().any(|said| said.path == path && said.value.as_ref() != Some(&value)) {
            let message =
                "this gets the same key as another element of the list; write the list as a mapping, `key: text`";
            return node.refuse(Code::BadName, message);
        }
        self.testify(path, Some(value), manner);
        Some(())
    }

    /// The path of what a stance names with `of` and `value`: of a list, the member with that value, whoever lists it.
    pub(super) fn path_of_value(&self, path: Path, value: &Value, node: &Node<'_>) -> Option<Path> {
        let names_list = path.of_item().is_some() && path.element.is_none() && !matches!(value, Value::None(_));
        let is_list = names_list && self.with_takes_at(&path, node, |takes| Some(takes.elements.is_some()))?;
        if !is_list {
            return Some(path);
        }
        let key = key_of(value, node, "name the member with `of`, as `participants/KEY`")?;
        Some(path.element(key))
    }

    /// One element: who or what it is (by default the entity its key names), and its own attributes.
    fn read_element(
        &mut self,
        path: &Path,
        takes: &Takes<'_>,
        details: &'static [AttributeSpec],
        node: &Node<'_>,
        manner: &Manner,
    ) -> Option<()> {
        if !node.json.is_object() && !node.json.is_null() {
            let value = read_value(takes, node, self.world)?;
            self.testify(path.clone(), Some(value), manner);
            return Some(());
        }
        if node.json.is_null() || node.json.as_object().is_some_and(serde_json::Map::is_empty) {
            let value = self.named_element(path, takes, node)?;
            self.testify(path.clone(), Some(value), manner);
            return Some(());
        }
        let mut members = Members::of(node)?;
        for word in [words::held::VALUE, words::held::NONE] {
            if let Some(held) = members.take(word) {
                return held.refuse(Code::NotAllowed, as_an_element(word, takes));
            }
        }
        let manner = self.read_manner(&mut members, manner);
        let value = match (members.take(words::element::IS), members.take(words::element::DESCRIBED)) {
            (Some(is), None) => read_value(takes, &is, self.world),
            (None, Some(described)) => described.words().map(Value::Text),
            (None, None) => self.named_element(path, takes, node),
            (Some(_), Some(described)) => described
                .refuse(Code::NotAllowed, "an element is named or described, not both; leave out `is` or `described`"),
        };
        if let Some(value) = value {
            self.testify(path.clone(), Some(value), &manner);
        }
        for (name, detail) in members.rest() {
            match details.iter().find(|spec| spec.name == name) {
                Some(spec) => self.read_values(&path.detail(own_name(spec.name)), &spec.into(), &detail, &manner),
                None => {
                    unknown_detail::<()>(name, details, &detail);
                }
            }
        }
        Some(())
    }

    fn named_element(&self, path: &Path, takes: &Takes<'_>, node: &Node<'_>) -> Option<Value> {
        let key = path.element.as_ref().map(ElementKey::as_str).unwrap_or_default();
        let names = matches!(takes.value, ValueType::Entity | ValueType::Place);
        let known = crate::record::name::EntitySlug::new(key).is_ok_and(|slug| self.world.entity(&slug).is_some());
        if names && !known && !self.world.refusals.follows(crate::submit::refusals::Sort::Entity, key, &node.at) {
            return node.refuse(
                Code::UnknownEntity,
                format!(
                    "`{key}` is not in the directory{}; say who it is with `is` (a slug) or `described` (words), or add it under `directory:`",
                    self.world.like_an_entity(key)
                ),
            );
        }
        if !names {
            return node.refuse(Code::Missing, "say what it is with `is`, or with `described`");
        }
        read_value(takes, &node.with(&Json::String(key.to_owned())), self.world)
    }

    /// `complete: participants`, or a list of such: the lists that name everybody, as this update gives them.
    pub(super) fn read_complete(&mut self, node: &Node<'_>, manner: &Manner) {
        for name in node.one_or_several() {
            let kind = self.update.kind;
            let lists = || kind.spec().attributes.iter().filter(|spec| spec.elements.is_some()).map(|spec| spec.name);
            let Some(text) = name.text() else { continue };
            if !lists().any(|list| list == text) {
                let message = format!("{} does not have the list `{text}`; its lists are {}", a(kind), one_of(lists()));
                name.refuse::<()>(Code::UnknownAttribute, message);
                continue;
            }
            let path = self.item.attribute(own_name(text));
            self.testify(path, Some(Value::Choice(COMPLETE.into())), manner);
        }
    }

    /// A list can only be complete as the update gives it.
    pub(super) fn check_complete(&self, node: &Node<'_>) {
        for name in node.one_or_several() {
            let of = |said: &Testimony| {
                said.path.element.is_some() && name.json.as_str().is_some_and(|name| said.path.is_of(name))
            };
            if !self.update.testimonies.iter().any(of) {
                let message = format!(
                    "this update does not give the list {}, so it cannot be complete; list everybody here",
                    name.json
                );
                name.refuse::<()>(Code::Missing, message);
            }
        }
    }
}

/// The key of an element that is written by its value alone, or what else to write.
fn key_of(value: &Value, node: &Node<'_>, instead: &str) -> Option<ElementKey> {
    let key = match value {
        Value::Entity(slug) | Value::Place(slug) => Some(ElementKey::from(slug)),
        _ => ElementKey::of_text(&node.loose_text()?),
    };
    key.or_else(|| node.refuse(Code::BadName, format!("a key cannot be made from this text; {instead}")))
}

/// What to write in an element of a list in place of a word that only a single value has.
fn as_an_element(word: words::Word, takes: &Takes<'_>) -> String {
    let (is, of) = (words::element::IS.name, if takes.value == ValueType::Text { "words" } else { "a slug" });
    if word.name == words::held::VALUE.name {
        return format!("an element of a list has no `{}`; say what it is with `{is}`, {of}", word.name);
    }
    format!(
        "an element of a list has no `{}`: what is not disclosed, or not known, is said in words with `{}`; that the whole list is not is `{}: {{none: not_disclosed}}`",
        word.name,
        if takes.value == ValueType::Text { is } else { words::element::DESCRIBED.name },
        takes.name,
    )
}
