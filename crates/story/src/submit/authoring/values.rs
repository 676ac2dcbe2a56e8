//! Paths, and values of every type.

use crate::record::entry::EntityType;
use crate::record::kind::Kind;
use crate::record::kind::attribute::{OUTLOOK, PHASE};
use crate::record::kind::choices::{Choice, OUTLOOKS};
use crate::record::kind::entities::ENTITY_ATTRIBUTES;
use crate::record::kind::spec::{AttributeSpec, Declaration, MergeRule, ValueType};
use crate::record::name::EntitySlug;
use crate::record::path::{Path, Subject};
use crate::record::value::Value;
use crate::submit::authoring::reader::UpdateReader;
use crate::submit::authoring::scalars::{read_choice, read_count, read_known_when, read_ordinal};
use crate::submit::authoring::words;
use crate::submit::authoring::world::World;
use crate::submit::node::Node;
use crate::submit::refusal::{Code, a, likely, one_of};

/// What can stand at an attribute.
#[derive(Clone, Copy)]
pub(super) struct Takes<'a> {
    pub name: &'a str,
    pub value: ValueType,
    pub holds: MergeRule,
    pub choices: &'static [Choice],
    /// Attributes of each element, when this is a list with keys.
    pub elements: Option<&'static [AttributeSpec]>,
}

impl From<&'static AttributeSpec> for Takes<'static> {
    fn from(spec: &'static AttributeSpec) -> Self {
        let AttributeSpec { name, value, holds, elements, .. } = *spec;
        Self { name, value, holds, choices: spec.choices(), elements }
    }
}

impl<'a> From<&'a Declaration> for Takes<'a> {
    fn from(declared: &'a Declaration) -> Self {
        let Declaration { name, value, holds, list } = declared;
        Self { name: name.as_str(), value: *value, holds: *holds, choices: &[], elements: list.then_some(&[]) }
    }
}

impl UpdateReader<'_> {
    /// A path of this item, `place` or `participants/putin`, one of a directory entry, `@karelina/age`, or who an update
    /// is attributed to: `attribution:KEY`.
    pub(super) fn read_path(&self, node: &Node<'_>) -> Option<Path> {
        let text = node.text()?;
        if let Some(update) = text.strip_prefix("attribution:") {
            let update = self.world.update_named(update, node)?;
            return Some(Path { subject: Subject::Attribution(update), attribute: None, element: None, detail: None });
        }
        let full = match (text.starts_with('@'), &self.item.subject) {
            (false, Subject::Item(item)) => format!("{item}/{text}"),
            _ => text.to_owned(),
        };
        let path: Path = node.with(&full.into()).parse(Code::BadName)?;
        if let Subject::Entity(slug) = &path.subject {
            self.world.entity_named(slug.as_str(), node)?;
        }
        Some(path)
    }

    /// A value of what a path is.
    pub(super) fn read_value_at(&self, path: &Path, node: &Node<'_>) -> Option<Value> {
        self.with_takes_at(path, node, |takes| read_value(takes, node, self.world))
    }

    /// Whether there can be such a path, and what stands there.
    pub(super) fn check_path(&self, path: &Path, node: &Node<'_>) -> Option<()> {
        match path.attribute {
            Some(_) => self.with_takes_at(path, node, |_| Some(())),
            None => Some(()),
        }
    }

    fn with_takes_at<T>(&self, path: &Path, node: &Node<'_>, read: impl FnOnce(&Takes<'_>) -> Option<T>) -> Option<T> {
        let Some(name) = path.attribute.as_ref().map(|name| name.as_str()) else {
            let message = "a value is of a part of the item: give `of`, its path, as well";
            return node.refuse(Code::Missing, message);
        };
        let kind = self.update.kind;
        let every_item =
            |choices| Takes { name, value: ValueType::Choice, holds: MergeRule::Successive, choices, elements: None };
        if name == PHASE {
            let phases = kind.spec().phases.iter().map(|phase| phase.name);
            node.one_of(&format!("a phase of {}", a(kind)), phases)?;
            return read(&every_item(&[]));
        }
        if name == OUTLOOK {
            return read(&every_item(OUTLOOKS));
        }
        let entity = matches!(path.subject, Subject::Entity(_));
        let specs = if entity { ENTITY_ATTRIBUTES } else { kind.spec().attributes };
        let spec = specs.iter().find(|spec| spec.name == name);
        match (spec, &path.detail) {
            (Some(spec), Some(detail)) => {
                let details = spec.elements.unwrap_or_default();
                match details.iter().find(|spec| spec.name == detail.as_str()) {
                    Some(spec) => read(&spec.into()),
                    None => unknown_detail(detail.as_str(), details, node),
                }
            }
            (Some(spec), None) => read(&spec.into()),
            (None, _) => match self.declaration(name) {
                Some(declared) => read(&(&declared).into()),
                None if entity => unknown_fact(name, node),
                None => unknown_attribute(kind, name, node),
            },
        }
    }
}

pub(super) fn unknown_attribute<T>(kind: Kind, name: &str, node: &Node<'_>) -> Option<T> {
    if words::source::ALL.iter().any(|word| word.name == name) {
        let message =
            format!("`{name}` is said of a source: write it where the source is written, `{{origin: …, {name}: …}}`");
        return node.refuse(Code::UnknownKey, message);
    }
    let known = || kind.spec().attributes.iter().map(|attribute| attribute.name);
    let message = format!(
        "{} does not have `{name}`{}; it has {}. To add an attribute, declare it: `declares: {{{name}: text}}`",
        a(kind),
        likely(name, known()),
        one_of(known())
    );
    node.refuse(Code::UnknownAttribute, message)
}

pub(super) fn unknown_fact<T>(name: &str, node: &Node<'_>) -> Option<T> {
    let known = || ENTITY_ATTRIBUTES.iter().map(|spec| spec.name);
    let message = format!(
        "`{name}` is not a fact about a person, organisation or place{}; write {}",
        likely(name, known()),
        one_of(known())
    );
    node.refuse(Code::UnknownAttribute, message)
}

pub(super) fn unknown_detail<'d, T>(
    name: &str,
    details: impl IntoIterator<Item = &'d AttributeSpec>,
    node: &Node<'_>,
) -> Option<T> {
    let known: Vec<&str> = details.into_iter().map(|spec| spec.name).collect();
    let message = format!(
        "an element of this list does not have `{name}`{}; it has {}",
        likely(name, known.iter().copied()),
        one_of(&known)
    );
    node.refuse(Code::UnknownAttribute, message)
}

/// A value, given as such.
pub(super) fn read_value(takes: &Takes<'_>, node: &Node<'_>, world: &World<'_>) -> Option<Value> {
    Some(match takes.value {
        ValueType::Text => Value::Text(node.words()?),
        ValueType::Entity => Value::Entity(world.read_entity(node)?),
        ValueType::Place => Value::Place(read_place(node, world)?),
        ValueType::When => Value::When(read_known_when(node, world)?),
        ValueType::Count => Value::Count(read_count(node, world)?),
        ValueType::Duration => Value::Duration(node.parse(Code::BadValue)?),
        ValueType::Choice => Value::Choice(read_choice(node, takes.name, takes.choices)?),
        ValueType::Item => Value::Item(world.read_item(node)?.0),
        ValueType::Ordinal => Value::Ordinal(read_ordinal(node, world)?),
    })
}

fn read_place(node: &Node<'_>, world: &World<'_>) -> Option<EntitySlug> {
    let slug = world.read_entity(node)?;
    match world.entity(&slug)? {
        (EntityType::Place | EntityType::Organisation, _) => Some(slug),
        (is, _) => node.refuse(Code::BadValue, format!("`{slug}` is {}, not a place or an organisation", a(is))),
    }
}
