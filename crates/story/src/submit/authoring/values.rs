//! Paths, and values of every type.

use std::collections::BTreeMap;

use crate::record::entry::EntityType;
use crate::record::kind::Kind;
use crate::record::kind::attribute::{OUTLOOK, PHASE, REASON};
use crate::record::kind::choices::{Choice, OUTLOOKS};
use crate::record::kind::entities::ENTITY_ATTRIBUTES;
use crate::record::kind::frame::Naming;
use crate::record::kind::spec::{AttributeSpec, Declaration, KindRole, MergeRule, ValueType, WHY};
use crate::record::name::EntitySlug;
use crate::record::path::{Path, Subject};
use crate::record::value::Value;
use crate::record::value::absence::Absence;
use crate::record::value::series::{Ordinal, Series, SeriesKind};
use crate::submit::authoring::reader::UpdateReader;
use crate::submit::authoring::scalars::{read_choice, read_count, read_known_when, read_ordinal, read_position};
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
        self.with_takes_at(path, node, |takes| self.read_value(takes, node))
    }

    /// A value, given as such. One that is said to be missing can be written as that word alone, and a position without a
    /// series is one among the items of this kind.
    pub(super) fn read_value(&self, takes: &Takes<'_>, node: &Node<'_>) -> Option<Value> {
        if let Some(absence) = bare_absence(takes, node, self.world) {
            return Some(Value::None(absence));
        }
        if takes.value != ValueType::Ordinal || node.json.is_object() {
            return read_value(takes, node, self.world);
        }
        let kind = self.update.kind;
        let label = format!("the {}s", kind.frame().noun).into();
        let series = Series { label, kind: SeriesKind(kind), filter: BTreeMap::new(), during: None };
        Some(Value::Ordinal(Ordinal { position: read_position(node)?, series: Box::new(series) }))
    }

    /// Whether there can be such a path, and what stands there.
    pub(super) fn check_path(&self, path: &Path, node: &Node<'_>) -> Option<()> {
        match path.attribute {
            Some(_) => self.with_takes_at(path, node, |_| Some(())),
            None => Some(()),
        }
    }

    pub(super) fn with_takes_at<T>(
        &self,
        path: &Path,
        node: &Node<'_>,
        read: impl FnOnce(&Takes<'_>) -> Option<T>,
    ) -> Option<T> {
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
        if name == REASON {
            return read(&(&WHY).into());
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
    let meant = meant(kind, name).map_or_else(|| likely(name, known()), |meant| format!(" (did you mean `{meant}`?)"));
    // An occurrence is anything: what a kind of its own has is rather meant as that.
    let is_anything = matches!(kind.frame().naming, Naming::Event(_));
    let others = if meant.is_empty() || is_anything { said_of_others(kind, name) } else { String::new() };
    // What is meant by something else needs no attribute of its own.
    let declare = match meant.is_empty() && others.is_empty() {
        true => format!(". To add an attribute, declare it: `declares: {{{name}: text}}`"),
        false => String::new(),
    };
    let message = format!("{} does not have `{name}`{meant}{others}; it has {}{declare}", a(kind), one_of(known()));
    node.refuse(Code::UnknownAttribute, message)
}

/// What people write for words that the format has, the likeliest first.
const MEANT: &[(&str, &[&str])] = &[
    ("attendees", &["participants", "who"]),
    ("author", &["maker", "proposer", "byline", "speaker"]),
    ("because", &["reason"]),
    ("body", &["text", "words"]),
    ("by", &["source"]),
    ("cause", &["reason"]),
    ("certainty", &["hedge"]),
    ("city", &["place", "destination"]),
    ("comment", &["text", "line", "words"]),
    ("confidence", &["hedge"]),
    ("content", &["text", "words"]),
    ("country", &["place", "destination"]),
    ("date", &["when"]),
    ("deaths", &["dead", "count"]),
    ("description", &["text", "type", "label"]),
    ("explanation", &["reason"]),
    ("from", &["asker", "source"]),
    ("headline", &["title", "line"]),
    ("hurt", &["injured", "count"]),
    ("location", &["place", "destination"]),
    ("name", &["label"]),
    ("number", &["count", "total"]),
    ("outcome", &["result", "ruling", "answer"]),
    ("parties", &["participants", "who", "positions", "releases"]),
    ("participants", &["who", "releases", "candidates"]),
    ("people", &["who", "participants"]),
    ("person", &["who", "participants", "traveller", "speaker"]),
    ("quotation", &["quote"]),
    ("quoted", &["quote"]),
    ("released", &["releases"]),
    ("reported_by", &["source"]),
    ("result", &["ruling", "outcome"]),
    ("said_by", &["speaker", "source"]),
    ("statement", &["text", "words"]),
    ("subject", &["agenda", "question", "about"]),
    ("summary", &["line", "text"]),
    ("text", &["words", "subject", "type"]),
    ("time", &["when"]),
    ("title", &["label"]),
    ("to", &["asked", "destination"]),
    ("topic", &["agenda", "about", "question", "subject"]),
    ("venue", &["place"]),
    ("what", &["type", "shows", "text", "subject"]),
    ("where", &["place", "destination"]),
    ("who", &["participants", "traveller", "releases", "body", "asked", "speaker", "parties", "proposer"]),
    ("whom", &["asked", "who"]),
    ("why", &["reason"]),
    ("wounded", &["injured", "count"]),
];

/// What is meant by another word for something that the kind, or every update, has.
fn meant(kind: Kind, name: &str) -> Option<&'static str> {
    let has = |word: &&&str| {
        // A title is an attribute, or that of the story.
        let reserved =
            words::update::ALL.iter().chain(words::shared::ALL).filter(|known| known.name != words::update::TITLE.name);
        kind.attribute(word).is_some() || reserved.into_iter().any(|known| known.name == **word)
    };
    let (_, meant) = MEANT.iter().find(|(written, _)| *written == name)?;
    meant.iter().find(has).copied()
}

/// What people write for several attributes together.
const TOGETHER: &[(&str, &[&str])] = &[
    ("tally", &["for", "against", "abstained"]),
    ("votes", &["for", "against", "abstained"]),
    ("score", &["for", "against"]),
];

/// How many kinds are named that have what is missed: more are no hint.
const MOST_OTHERS: usize = 2;

/// Which kinds have what this one has not: the details of a vote are those of a `vote`, and not of any occurrence.
fn said_of_others(kind: Kind, name: &str) -> String {
    let together = TOGETHER.iter().find(|(word, _)| *word == name).map_or(&[][..], |(_, attributes)| *attributes);
    let has = |kind: &Kind| {
        let all = if together.is_empty() { &[name][..] } else { together };
        all.iter().all(|name| kind.attribute(name).is_some())
    };
    let these = together.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if has(&kind) {
        return format!(" (write {these})");
    }
    let sort = |other: &Kind| other.role() == kind.role() || kind.takes_place();
    let others: Vec<String> = Kind::all().filter(sort).filter(has).map(|other| format!("`{other}.…`")).collect();
    // What most kinds have tells none of them apart; what is only claimed has no place or people of its own.
    if others.is_empty() || others.len() > MOST_OTHERS {
        let event = Kind::all().filter(|other| other.takes_place()).any(|other| has(&other));
        return match kind.role() {
            KindRole::Claim if event => {
                format!(
                    " (a claim is words: say it in its `text`, or write what happened as an `occurrence.…` with its `{name}`)"
                )
            }
            _ => String::new(),
        };
    }
    let these = if together.is_empty() { String::new() } else { format!(" with {these}") };
    format!(" (write the item as {}{these}, which has it)", others.join(" or "))
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

/// `turnout: not_stated`: the way in which a value is missing, where no value can be written so.
fn bare_absence(takes: &Takes<'_>, node: &Node<'_>, world: &World<'_>) -> Option<Absence> {
    let word = node.json.as_str()?;
    let absence = Absence::ALL.iter().copied().find(|absence| absence.as_str() == word)?;
    let names_somebody = || EntitySlug::new(word).is_ok_and(|slug| world.entity(&slug).is_some());
    match takes.value {
        ValueType::When | ValueType::Count | ValueType::Duration => Some(absence),
        ValueType::Entity | ValueType::Place => (!names_somebody()).then_some(absence),
        ValueType::Text | ValueType::Choice | ValueType::Item | ValueType::Ordinal => None,
    }
}

fn read_place(node: &Node<'_>, world: &World<'_>) -> Option<EntitySlug> {
    let slug = world.place_named(&node.loose_text()?, node)?;
    match world.entity(&slug)? {
        (EntityType::Place | EntityType::Organisation, _) => Some(slug),
        (is, _) => node.refuse(Code::BadValue, format!("`{slug}` is {}, not a place or an organisation", a(is))),
    }
}
