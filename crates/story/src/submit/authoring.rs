//! The format people write, and how one entry of it becomes an update.
//!
//! A submission is one document (YAML, JSON, a line of NDJSON):
//!
//! ```yaml
//! story: envoy-russia-trips        # the slug; with a title the story is opened if it is new
//! title: Envoy's Russia trips
//! directory: {witkoff: {person: Steve Witkoff}}
//! sources: {nw: {origin: newsweek}}
//! defaults: {source: nw, learned: 2025-04-11T21:00:00Z}
//! updates:
//! - meeting.held: meeting-april    # <kind>.<change>: <item>
//!   participants: [witkoff, putin]
//! ```
//!
//! In an update the words of [`RESERVED`] are the update's own; every other key is an attribute of its kind, or one the
//! item declares. The README lists every form, and the example story (`newsreel example`) shows them in use.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value as Json;

use crate::record::attribution::{Attribution, Basis, Knowledge, Link, Origin, Quote};
use crate::record::entry::{EntityType, Entry, Name};
use crate::record::kind::Kind;
use crate::record::kind::attribute::{COMPLETE, OUTLOOK, PHASE, SAME_AS};
use crate::record::kind::change::{Change, Family};
use crate::record::kind::entities::ENTITY_ATTRIBUTES;
use crate::record::kind::spec::{AttributeSpec, Declaration, KindRole, MergeRule, ValueType};
use crate::record::name::{AttributeName, ElementKey, EntitySlug, ItemKey, StorySlug, UpdateId, UpdateKey, own_name};
use crate::record::path::{Path, Subject};
use crate::record::relation::{Relation, RelationKind, Reviser};
use crate::record::stance::{Hedge, Stance};
use crate::record::testimony::Testimony;
use crate::record::time::When;
use crate::record::update::{Embargo, Head, Update};
use crate::record::value::Value;
use crate::record::value::absence::Absence;
use crate::record::value::count::{Count, Part};
use crate::record::value::series::{Ordinal, Series, SeriesKind};
use crate::submit::node::{Members, Node, Read};
use crate::submit::refusal::{Code, Refusal, one_of};

/// The words of an update that are no attributes.
pub(crate) const RESERVED: &[&str] = &[
    "key",
    "source",
    "said",
    "published",
    "learned",
    "quote",
    "hedge",
    "stances",
    "of",
    "value",
    "entities",
    "by",
    "reason",
    "contradicts",
    "reconciles",
    "supersedes",
    "corrects",
    "retracts",
    "rests_on",
    "relies_on",
    "same_as",
    "complete",
    "declares",
    "part_of",
    "embargo",
    "outlook",
];

/// What a reader of the format needs to know of the story, the directory and the file around the entry.
pub(crate) trait Surroundings {
    /// The story the entry belongs to.
    fn story(&self) -> &StorySlug;
    /// The kind of an item on file, or earlier in the submission.
    fn kind_of(&self, item: &ItemKey) -> Option<Kind>;
    /// The declaration of an attribute the item adds to its kind.
    fn declaration(&self, item: &ItemKey, name: &str) -> Option<Declaration>;
    /// What a directory entry is, and whom it speaks for.
    fn entity(&self, slug: &EntitySlug) -> Option<(EntityType, Option<EntitySlug>)>;
    /// The identity of an update on file or earlier in the submission, by key or id.
    fn update(&self, reference: &str) -> Option<UpdateId>;
    /// The definition of a source in the file.
    fn source(&self, key: &str) -> Option<Node<'_>>;
    /// The definition of a series in the file.
    fn series(&self, key: &str) -> Option<Node<'_>>;
    /// A default of the file.
    fn default(&self, key: &str) -> Option<Node<'_>>;
    /// The moment of decision.
    fn now(&self) -> Timestamp;
}

/// Reads one entry of `updates` into an update. Its id is still nil for an entry without a key.
pub(crate) fn read_update(node: &Node<'_>, world: &dyn Surroundings) -> Read<Update> {
    let (kind, change, target) = read_type(node)?;
    let mut members = Members::of(node)?;
    let mut update = Update::new(world.story().clone(), kind, change, world.now());
    update.key = members.take("key").map(|key| key.parse::<UpdateKey>(Code::BadName)).transpose()?;
    read_times(&mut update, &mut members, world)?;
    if kind == Kind::story() {
        read_story_act(&mut update, &mut members, &target)?;
        return finish_story_act(update, &members, node);
    }
    let item: ItemKey = target.parse(Code::BadName)?;
    if let Some(other) = world.kind_of(&item).filter(|other| *other != kind) {
        return Err(target.refuse(
            Code::KindConflict,
            format!("`{item}` is a {other}, so it has no {kind}.{change}; give another item its own key"),
        ));
    }
    update.item = Some(item.clone());
    let mut reader = UpdateReader { world, update, item: Path::item(item), declared: Vec::new() };
    reader.read(&mut members, node)?;
    Ok(reader.update)
}

/// The first key of an entry is its type, and what stands there its item.
fn read_type<'n>(node: &'n Node<'n>) -> Read<(Kind, Change, Node<'n>)> {
    let map = node.mapping()?;
    let mut typed = map.iter().filter(|(key, _)| key.contains('.'));
    let Some((word, json)) = typed.next() else {
        return Err(
            node.refuse(Code::Missing, "an update starts with its type and item: `meeting.held: meeting-april`")
        );
    };
    let target = Node { json, at: node.at.key(word) };
    if let Some((second, json)) = typed.next() {
        let second_at = Node { json, at: node.at.key(second) };
        return Err(second_at.refuse(Code::UnknownKey, format!("an update has one type; `{second}` is another update")));
    }
    let (kind, change) = word.split_once('.').unwrap_or((word, ""));
    let kind = Kind::named(kind).ok_or_else(|| {
        target.refuse(
            Code::UnknownKind,
            format!("`{kind}` is not a kind; write {}", one_of(Kind::all().map(Kind::as_str))),
        )
    })?;
    let change = Change::named(change).ok_or_else(|| {
        target
            .refuse(Code::UnknownChange, format!("`{change}` is not a change; a {kind} has {}", one_of(kind.changes())))
    })?;
    if !kind.has(change) {
        return Err(target.refuse(
            Code::ChangeNotOfKind,
            format!("a {kind} is never `{change}`; it has {}", one_of(kind.changes())),
        ));
    }
    Ok((kind, change, target))
}

fn read_times(update: &mut Update, members: &mut Members<'_>, world: &dyn Surroundings) -> Read<()> {
    let mut or_default = |key: &'static str| members.take(key).or_else(|| world.default(key));
    if let Some(learned) = or_default("learned") {
        update.learned_at = learned.parse(Code::BadDate)?;
        update.live = false;
        if update.learned_at > world.now() {
            return Err(learned.refuse(
                Code::LearnedInFuture,
                format!("it says it was learned at {}, which is later than now ({})", update.learned_at, world.now()),
            ));
        }
    }
    update.said_at = or_default("said").map(|said| read_when(&said)).transpose()?;
    update.published_at = or_default("published").map(|published| read_when(&published)).transpose()?;
    Ok(())
}

fn read_story_act(update: &mut Update, members: &mut Members<'_>, target: &Node<'_>) -> Read<()> {
    let slug: StorySlug = target.parse(Code::BadName)?;
    if slug != update.story {
        return Err(target.refuse(
            Code::NotAllowed,
            format!("this submission is for `{}`; a submission has one story", update.story),
        ));
    }
    update.head = Some(Head { title: members.take_text("title")?, desk: members.take_text("desk")? });
    Ok(())
}

fn finish_story_act(update: Update, members: &Members<'_>, node: &Node<'_>) -> Read<Update> {
    let own_type = update.type_name();
    match members.rest().find(|(key, _)| *key != own_type) {
        Some((key, place)) => {
            Err(place
                .refuse(Code::UnknownKey, format!("`{key}` means nothing for {own_type}; write `title` or `desk`")))
        }
        None if update.change == Change::Retitled && update.head.as_ref().is_none_or(|head| head.title.is_none()) => {
            Err(node.refuse(Code::Missing, "`title` is missing: what is the story called now?"))
        }
        None => Ok(update),
    }
}

/// An update on its way from what was written to what is recorded.
struct UpdateReader<'w> {
    world: &'w dyn Surroundings,
    update: Update,
    item: Path,
    declared: Vec<Declaration>,
}

/// How a value is held, apart from the value itself.
#[derive(Clone, Default)]
struct Manner {
    stance: Option<Stance>,
    holder: Option<EntitySlug>,
    hedge: Option<Hedge>,
    limits: Option<Box<str>>,
    from: Option<When>,
    until: Option<When>,
    attributions: Vec<u8>,
}

impl UpdateReader<'_> {
    fn read(&mut self, members: &mut Members<'_>, node: &Node<'_>) -> Read<()> {
        let mut manner = Manner { attributions: self.read_sources(members)?, ..Manner::default() };
        manner.hedge = members.take("hedge").map(|hedge| read_hedge(&hedge)).transpose()?;
        self.read_declarations(members)?;
        self.update.part_of = members.take("part_of").map(|part_of| self.read_item(&part_of)).transpose()?;
        self.update.embargo = members.take("embargo").map(|embargo| read_embargo(&embargo)).transpose()?;
        self.read_relations(members)?;
        self.read_reviser(members, node)?;
        self.file_change(members, &manner, node)?;
        self.read_merger(members, node)?;
        if let Some(complete) = members.take("complete") {
            self.read_complete(&complete, &manner)?;
        }
        if let Some(outlook) = members.take("outlook") {
            let value = Value::Choice(outlook.text()?.into());
            self.testify(self.item.attribute(own_name(OUTLOOK)), Some(value), &manner);
        }
        let (entities, stances) = (members.take("entities"), members.take("stances"));
        let own_type = self.update.type_name();
        let attributes: Vec<_> = members.rest().filter(|(key, _)| *key != own_type).collect();
        self.update.testimonies.reserve(attributes.len() + 1);
        // What somebody denies, doubts or will not speak of is named, not said; that a request for comment was declined is
        // said of the request.
        let Update { kind, change, .. } = self.update;
        let of_the_item = kind.phase_filed_by(change).is_none();
        let denial = of_the_item && change.stance().is_some_and(|stance| !stance.supports());
        let said = Manner { stance: denial.then_some(Stance::Names), ..manner.clone() };
        for (name, value) in attributes {
            self.read_attribute(name, &value, &said)?;
        }
        if let Some(entities) = entities {
            self.read_entities(&entities, &manner)?;
        }
        if let Some(stances) = stances {
            self.read_stances(&stances, &manner)?;
        }
        self.check_sources(node)
    }

    /// Whatever is said is said by somebody. The newsroom speaks for itself in notes, and in the acts that are its own.
    fn check_sources(&self, node: &Node<'_>) -> Read<()> {
        let update = &self.update;
        let desk = update.change.family() == Family::Desk;
        let its_own = update.kind.role() == KindRole::OwnText || update.change == Change::Preferred;
        let needs_one = |said: &Testimony| {
            let merges = said.path.is_of(SAME_AS);
            !its_own && !merges && usize::from(said.attribution) >= update.attributions.len()
        };
        if !update.testimonies.iter().any(needs_one) {
            return Ok(());
        }
        let message = if desk {
            format!(
                "`{}` is an act of the desk, which brings nobody's word; to record what somebody says write `{}.reported`",
                update.type_name(),
                update.kind
            )
        } else {
            "nobody says this: give a `source`; for what the newsroom itself saw, one with `basis: observed`".to_owned()
        };
        Err(node.refuse(Code::Missing, message))
    }

    // ---- who says it ----

    fn read_sources(&mut self, members: &mut Members<'_>) -> Read<Vec<u8>> {
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

    fn read_source_list(&mut self, source: &Node<'_>) -> Read<Vec<u8>> {
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

    fn add_source(&mut self, source: &Node<'_>) -> Read<u8> {
        let attribution = read_source(source, self.world)?;
        let known = self.update.attributions.iter().position(|other| *other == attribution);
        let index = known.unwrap_or_else(|| {
            self.update.attributions.push(attribution);
            self.update.attributions.len() - 1
        });
        u8::try_from(index).map_err(|_| source.refuse(Code::NotAllowed, "an update has at most 255 attributions"))
    }

    // ---- what it says ----

    fn testify(&mut self, path: Path, value: Option<Value>, manner: &Manner) {
        let attributions = if manner.attributions.is_empty() { &[0][..] } else { &manner.attributions };
        let said = std::iter::repeat_n((path, value), attributions.len());
        for (&attribution, (path, value)) in attributions.iter().zip(said) {
            self.update.testimonies.push(Testimony {
                path,
                holder: manner.holder.clone(),
                stance: manner.stance.unwrap_or(Stance::Asserts),
                value,
                hedge: manner.hedge,
                limits: manner.limits.clone(),
                from: manner.from.clone(),
                until: manner.until.clone(),
                attribution,
            });
        }
    }

    /// The change is the update's first testimony: it files the phase or the stance.
    fn file_change(&mut self, members: &mut Members<'_>, manner: &Manner, node: &Node<'_>) -> Read<()> {
        let change = self.update.change;
        let of = members.take("of").map(|of| self.read_path(&of)).transpose()?;
        let value = members.take("value");
        if let Some(phase) = self.update.kind.phase_filed_by(change).filter(|_| of.is_none()) {
            self.testify(self.item.attribute(own_name(PHASE)), Some(Value::Choice(phase.into())), manner);
            return Ok(());
        }
        let stance = match change {
            Change::Preferred => Stance::Asserts,
            _ => match change.stance() {
                Some(stance) => stance,
                None => return misplaced(value.as_ref()),
            },
        };
        let path = of.unwrap_or_else(|| self.item.clone());
        let value = value.map(|value| self.read_value_at(&path, &value)).transpose()?;
        if change == Change::Preferred && value.is_none() {
            return Err(
                node.refuse(Code::Missing, "`preferred` names the value to lead with: give `of` (a path) and `value`")
            );
        }
        self.testify(path, value, &Manner { stance: Some(stance), ..manner.clone() });
        Ok(())
    }

    fn read_attribute(&mut self, name: &str, node: &Node<'_>, manner: &Manner) -> Read<()> {
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
    fn check_meant(&self, name: &str, node: &Node<'_>) -> Read<()> {
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

    fn unknown_attribute(&self, name: &str, node: &Node<'_>) -> Refusal {
        let known = self.update.kind.spec().attributes.iter().map(|attribute| attribute.name);
        let message = format!(
            "`{}` has no `{name}`; it has {}. Another attribute is declared first: `declares: {{{name}: text}}`",
            self.update.kind,
            one_of(known)
        );
        node.refuse(Code::UnknownAttribute, message)
    }

    /// One value, or, where several can be true, a list of them. A mapping with `value` says how it is held.
    fn read_values(
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

    fn read_held_value(&mut self, path: &Path, of: ValueType, node: &Node<'_>, manner: &Manner) -> Read<()> {
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

    fn read_manner(&mut self, members: &mut Members<'_>, manner: &Manner) -> Read<Manner> {
        let mut manner = manner.clone();
        if let Some(stance) = members.take("stance") {
            manner.stance = Some(stance.token(Stance::ALL, Stance::as_str)?);
        }
        if let Some(holder) = members.take("holder") {
            manner.holder = Some(self.read_entity(&holder)?);
        }
        if let Some(hedge) = members.take("hedge") {
            manner.hedge = Some(read_hedge(&hedge)?);
        }
        if let Some(source) = members.take("source") {
            manner.attributions = self.read_source_list(&source)?;
        }
        manner.limits = members.take_text("limits")?.or(manner.limits);
        manner.from = members.take("from").map(|from| read_when(&from)).transpose()?.or(manner.from);
        manner.until = members.take("until").map(|until| read_when(&until)).transpose()?.or(manner.until);
        Ok(manner)
    }

    /// A list whose elements have keys: `[putin, witkoff]`, or `putin: {role: host}`.
    fn read_elements(
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

    fn read_plain_element(&mut self, path: &Path, of: ValueType, node: &Node<'_>, manner: &Manner) -> Read<()> {
        let value = self.read_value(of, node)?;
        let key = match &value {
            Value::Entity(slug) | Value::Place(slug) => Some(ElementKey::from(slug)),
            _ => ElementKey::of_text(node.text().unwrap_or_default()),
        };
        let key = key.ok_or_else(|| {
            node.refuse(Code::BadName, "no key can be made of this; write the list as a mapping of keys")
        })?;
        self.testify(path.element(key), Some(value), manner);
        Ok(())
    }

    /// One element: who or what it is (by default the entity its key names), and its own attributes.
    fn read_element(
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
                    format!("an element here has no `{name}`; it has {}", one_of(known)),
                )
            })?;
            self.read_values(&path.detail(own_name(spec.name)), spec.value, spec.holds, &detail, &manner)?;
        }
        Ok(())
    }

    fn named_element(&self, path: &Path, of: ValueType, node: &Node<'_>) -> Read<Value> {
        let key = path.element.as_ref().map(ElementKey::as_str).unwrap_or_default();
        let json = Json::String(key.to_owned());
        self.read_value(of, &Node { json: &json, at: node.at }).map_err(|refusal| {
            let help = "; say what it is with `is` (a directory slug) or `described` (a text)";
            Refusal { message: refusal.message + help, ..refusal }
        })
    }

    /// `entities: {karelina: {citizenship: …}}`: facts about people, filed on their own paths.
    fn read_entities(&mut self, node: &Node<'_>, manner: &Manner) -> Read<()> {
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
                        format!("people and organisations have no `{name}`; write {}", one_of(known)),
                    )
                })?;
                self.read_values(&path.attribute(own_name(spec.name)), spec.value, spec.holds, &fact, manner)?;
            }
        }
        Ok(())
    }

    /// `stances: {kremlin: not_confirmed}`, or with `{stance, of, value, source, …}`, or a list of those.
    fn read_stances(&mut self, node: &Node<'_>, manner: &Manner) -> Read<()> {
        for (holder, json) in node.mapping()? {
            let stance = Node { json, at: node.at.key(holder) };
            let holder = self.entity_named(holder, &stance)?;
            match json {
                Json::Array(stances) => {
                    for (i, json) in stances.iter().enumerate() {
                        self.read_stance(&holder, &Node { json, at: stance.at.index(i) }, manner)?;
                    }
                }
                _ => self.read_stance(&holder, &stance, manner)?,
            }
        }
        Ok(())
    }

    fn read_stance(&mut self, holder: &EntitySlug, node: &Node<'_>, manner: &Manner) -> Read<()> {
        let mut manner = Manner { holder: Some(holder.clone()), ..manner.clone() };
        if node.json.is_string() {
            manner.stance = Some(node.token(Stance::ALL, Stance::as_str)?);
            self.testify(self.item.clone(), None, &manner);
            return Ok(());
        }
        let mut members = Members::of(node)?;
        manner.stance = Some(members.require("stance")?.token(Stance::ALL, Stance::as_str)?);
        let path = members.take("of").map(|of| self.read_path(&of)).transpose()?.unwrap_or_else(|| self.item.clone());
        let value = members.take("value").map(|value| self.read_value_at(&path, &value)).transpose()?;
        let manner = self.read_manner(&mut members, &manner)?;
        members.finish()?;
        self.testify(path, value, &manner);
        Ok(())
    }

    /// `same_as: ITEM`: this item was found to be another one of its kind. `split` takes that back.
    fn read_merger(&mut self, members: &mut Members<'_>, node: &Node<'_>) -> Read<()> {
        match (self.update.change, members.take("same_as")) {
            (Change::Merged, Some(other)) => {
                let same = self.read_item(&other)?;
                let of_kind = self.world.kind_of(&same) == Some(self.update.kind);
                if !of_kind || self.update.item.as_ref() == Some(&same) {
                    return Err(other.refuse(Code::NotAllowed, "an item is merged into another one of the same kind"));
                }
                self.testify(self.item.attribute(own_name(SAME_AS)), Some(Value::Item(same)), &Manner::default());
                Ok(())
            }
            (Change::Merged, None) => Err(node.refuse(Code::Missing, "`same_as` is missing: which item is this one?")),
            (_, Some(other)) => Err(other.refuse(Code::UnknownKey, "`same_as` belongs to `merged` updates")),
            (_, None) => Ok(()),
        }
    }

    /// `complete: participants`, or a list of such: the lists that name everybody, as this update gives them.
    fn read_complete(&mut self, node: &Node<'_>, manner: &Manner) -> Read<()> {
        for name in node.one_or_several() {
            let spec = self.update.kind.attribute(name.text()?).filter(|spec| spec.elements.is_some());
            let spec = spec.ok_or_else(|| {
                name.refuse(Code::UnknownAttribute, format!("`{}` has no list {}", self.update.kind, name.json))
            })?;
            let path = self.item.attribute(own_name(spec.name));
            self.testify(path, Some(Value::Choice(COMPLETE.into())), manner);
        }
        Ok(())
    }

    // ---- what it bears on ----

    fn read_relations(&mut self, members: &mut Members<'_>) -> Read<()> {
        for relation in RelationKind::ALL.iter().copied() {
            let Some(node) = members.take(relation.as_str()) else { continue };
            if relation == RelationKind::ReliesOn && self.update.kind.role() != KindRole::Publication {
                let message = "only a publication relies on updates; a report that depends on others `rests_on` them";
                return Err(node.refuse(Code::NotAllowed, message));
            }
            match node.json {
                Json::Array(named) => {
                    for (i, json) in named.iter().enumerate() {
                        self.read_relation(relation, &Node { json, at: node.at.index(i) })?;
                    }
                }
                _ => self.read_relation(relation, &node)?,
            }
        }
        if let Some(reason) = members.take_text("reason")? {
            for relation in self.update.relations.iter_mut().filter(|relation| relation.reason.is_none()) {
                relation.reason = Some(reason.clone());
            }
        }
        Ok(())
    }

    /// An update by its key or id, or `{update, path, reason}`.
    fn read_relation(&mut self, relation: RelationKind, node: &Node<'_>) -> Read<()> {
        let (update, path, reason) = if node.json.is_object() {
            let mut members = Members::of(node)?;
            let update = self.read_reference(&members.require("update")?)?;
            let path = members.take("path").map(|path| self.read_path(&path)).transpose()?;
            let reason = members.take_text("reason")?;
            members.finish()?;
            (update, path, reason)
        } else {
            (self.read_reference(node)?, None, None)
        };
        self.update.relations.push(Relation { relation, update, path, reason });
        Ok(())
    }

    fn read_reference(&self, node: &Node<'_>) -> Read<UpdateId> {
        let reference = node.loose_text()?;
        self.world.update(&reference).ok_or_else(|| {
            let message = format!(
                "no update `{reference}` is on file or earlier in this submission; give the earlier update a `key`"
            );
            node.refuse(Code::UnknownUpdate, message)
        })
    }

    fn read_reviser(&mut self, members: &mut Members<'_>, node: &Node<'_>) -> Read<()> {
        let revises = self.update.change.family() == Family::Revision;
        let names = self.update.relations.iter().any(|relation| relation.relation.withdraws());
        if revises != names {
            let message = match self.update.change {
                Change::Corrected => "a correction names what it corrects: `corrects: KEY`",
                Change::Retracted => "a retraction names what it takes back: `retracts: KEY`",
                _ => "only `corrected` and `retracted` updates take back or mend others",
            };
            return Err(node.refuse(Code::NotAllowed, message));
        }
        match members.take("by") {
            Some(by) if revises => {
                let desk = by.json.as_str() == Some("desk");
                self.update.by = Some(if desk { Reviser::Desk } else { Reviser::Link(self.read_entity(&by)?) });
                Ok(())
            }
            Some(by) => Err(by.refuse(Code::UnknownKey, "`by` says who revises; this update revises nothing")),
            None if revises => {
                Err(node.refuse(Code::Missing, "`by` is missing: `desk`, or the link of the chain that takes it back"))
            }
            None => Ok(()),
        }
    }

    fn read_declarations(&mut self, members: &mut Members<'_>) -> Read<()> {
        let Some(node) = members.take("declares") else { return Ok(()) };
        for (name, json) in node.mapping()? {
            let place = Node { json, at: node.at.key(name) };
            let declaration = read_declaration(name, &place)?;
            if self.update.kind.attribute(name).is_some() || RESERVED.contains(&name.as_str()) {
                return Err(place.refuse(Code::NotAllowed, format!("`{name}` has a meaning already")));
            }
            self.declared.push(declaration.clone());
            self.update.declares.push(declaration);
        }
        Ok(())
    }

    fn declaration(&self, name: &str) -> Option<Declaration> {
        let own = self.declared.iter().find(|declared| declared.name.as_str() == name).cloned();
        own.or_else(|| self.world.declaration(self.item.of_item()?, name))
    }

    // ---- names and values ----

    fn read_item(&self, node: &Node<'_>) -> Read<ItemKey> {
        let item: ItemKey = node.parse(Code::BadName)?;
        if self.world.kind_of(&item).is_some() || self.update.item.as_ref() == Some(&item) {
            return Ok(item);
        }
        Err(node.refuse(
            Code::UnknownItem,
            format!("the story has no item `{item}` yet; an item is there once an update is about it"),
        ))
    }

    fn read_entity(&self, node: &Node<'_>) -> Read<EntitySlug> {
        self.entity_named(&node.loose_text()?, node)
    }

    fn entity_named(&self, slug: &str, node: &Node<'_>) -> Read<EntitySlug> {
        let slug = EntitySlug::new(slug).map_err(|error| node.refuse(Code::BadName, error.to_string()))?;
        known_entity(&slug, self.world, node).map(|_| slug)
    }

    /// A path of this item, `place` or `participants/putin`, one of a directory entry, `@karelina/age`, or who an update
    /// is attributed to: `attribution:KEY`.
    fn read_path(&self, node: &Node<'_>) -> Read<Path> {
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

    fn read_value_at(&self, path: &Path, node: &Node<'_>) -> Read<Value> {
        self.read_value(self.value_type_at(path, node)?, node)
    }

    fn value_type_at(&self, path: &Path, node: &Node<'_>) -> Read<ValueType> {
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

    fn read_value(&self, of: ValueType, node: &Node<'_>) -> Read<Value> {
        if let Some(none) = node.json.as_object().and_then(|map| map.get("none")) {
            let none = Node { json: none, at: node.at.key("none") };
            return none.token(Absence::ALL, Absence::as_str).map(Value::None);
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

    fn read_place(&self, node: &Node<'_>) -> Read<EntitySlug> {
        let slug = self.read_entity(node)?;
        match self.world.entity(&slug) {
            Some((EntityType::Place | EntityType::Organisation, _)) => Ok(slug),
            _ => Err(node.refuse(Code::BadValue, format!("`{slug}` is not a place in the directory"))),
        }
    }

    fn read_known_when(&self, node: &Node<'_>) -> Read<When> {
        let when = read_when(node)?;
        match when.relative_to() {
            Some(item) if self.world.kind_of(&item).is_none() && self.update.item.as_ref() != Some(&item) => {
                Err(node.refuse(Code::UnknownItem, format!("the story has no item `{item}` yet")))
            }
            _ => Ok(when),
        }
    }

    /// `3`, `about 1300`, `at least 20`, `more than 20`, `at most 20`, `3 to 5`, or `{count, unit, scope, of: SERIES, parts: {soldiers: 40}}`.
    fn read_count(&self, node: &Node<'_>) -> Read<Count> {
        if !node.json.is_object() {
            return read_number(node);
        }
        let mut members = Members::of(node)?;
        let mut count = read_number(&members.require("count")?)?;
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

    fn read_ordinal(&self, node: &Node<'_>) -> Read<Ordinal> {
        let mut members = Members::of(node)?;
        let position = members.require("position")?;
        let counted = position.json.as_u64().and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0);
        let position = counted.ok_or_else(|| position.refuse(Code::BadValue, "a position is a whole number from 1"))?;
        let series = Box::new(self.read_series(&members.require("of")?)?);
        members.finish()?;
        Ok(Ordinal { position, series })
    }

    /// A series by its key in `series:`, or written out: `{label, kind, during, <attribute>: <entity>}`.
    fn read_series(&self, node: &Node<'_>) -> Read<Series> {
        if let Some(key) = node.json.as_str() {
            let defined = self.world.series(key);
            let defined = defined
                .ok_or_else(|| node.refuse(Code::BadValue, format!("no series `{key}` is defined under `series:`")))?;
            return self.read_series(&defined);
        }
        let mut members = Members::of(node)?;
        let label = members.require("label")?.text()?.into();
        let kind = members.require("kind")?;
        let named = Kind::named(kind.text()?);
        let named = named.ok_or_else(|| kind.refuse(Code::UnknownKind, format!("`{}` is not a kind", kind.json)))?;
        let during = members.take("during").map(|during| read_when(&during)).transpose()?;
        let mut filter = BTreeMap::new();
        for (name, value) in members.rest() {
            let name = AttributeName::new(name).map_err(|error| value.refuse(Code::BadName, error.to_string()))?;
            filter.insert(name, self.read_entity(&value)?);
        }
        Ok(Series { label, kind: SeriesKind(named), filter, during })
    }
}

/// `value` belongs to changes that file a stance.
fn misplaced(value: Option<&Node<'_>>) -> Read<()> {
    value.map_or(Ok(()), |node| {
        Err(node.refuse(
            Code::UnknownKey,
            "`value` belongs to confirmed, denied, disputed, declined and preferred; write the attribute itself here",
        ))
    })
}

fn known_entity(
    slug: &EntitySlug,
    world: &dyn Surroundings,
    node: &Node<'_>,
) -> Read<(EntityType, Option<EntitySlug>)> {
    world.entity(slug).ok_or_else(|| {
        let message = format!(
            "the directory has no `{slug}`; add it under `directory:`, for example `{slug}: {{person: Full Name}}`"
        );
        node.refuse(Code::UnknownEntity, message)
    })
}

// ---- pieces that need no story -----------------------------------------------------------------------------------------

fn read_hedge(node: &Node<'_>) -> Read<Hedge> {
    node.token(Hedge::ALL, Hedge::as_str)
}

/// `2025-02`, `before meeting-april`, or `{date, phrase, anchor, window: true}` for a date resolved from a source's phrase.
fn read_when(node: &Node<'_>) -> Read<When> {
    if !node.json.is_object() {
        let text = node.loose_text()?;
        return When::parse(&text).map_err(|error| node.refuse(Code::BadDate, error.to_string()));
    }
    let mut members = Members::of(node)?;
    let date = members.require("date")?;
    let mut when = When::parse(&date.loose_text()?).map_err(|error| date.refuse(Code::BadDate, error.to_string()))?;
    if members.take_flag("window")? {
        when = when.window();
    }
    let (phrase, anchor) = (members.take_text("phrase")?, members.take_text("anchor")?);
    members.finish()?;
    Ok(match phrase {
        Some(phrase) => when.resolved(&phrase, anchor.as_deref()),
        None => when,
    })
}

fn read_number(node: &Node<'_>) -> Read<Count> {
    node.parse(Code::BadValue)
}

fn read_quote(node: &Node<'_>) -> Read<Quote> {
    if let Some(exact) = node.json.as_str() {
        return Ok(Quote { exact: exact.into(), prefix: None, suffix: None });
    }
    let mut members = Members::of(node)?;
    let exact = members.require("exact")?.text()?.into();
    let (prefix, suffix) = (members.take_text("prefix")?, members.take_text("suffix")?);
    members.finish()?;
    Ok(Quote { exact, prefix, suffix })
}

fn read_embargo(node: &Node<'_>) -> Read<Embargo> {
    let mut members = Members::of(node)?;
    let until = members.take("until").map(|until| until.parse(Code::BadDate)).transpose()?;
    let event = members.take_text("event")?;
    let set_by = members.take("set_by").map(|by| by.parse(Code::BadName)).transpose()?;
    members.finish()?;
    if until.is_none() && event.is_none() {
        return Err(node.refuse(Code::Missing, "an embargo holds `until` a time or an `event`"));
    }
    Ok(Embargo { until, event, set_by })
}

fn read_declaration(name: &str, node: &Node<'_>) -> Read<Declaration> {
    let name = AttributeName::new(name).map_err(|error| node.refuse(Code::BadName, error.to_string()))?;
    if node.json.is_string() {
        return Ok(Declaration {
            name,
            value: node.token(ValueType::ALL, ValueType::as_str)?,
            holds: MergeRule::Fixed,
            list: false,
        });
    }
    let mut members = Members::of(node)?;
    let value = members.require("type")?.token(ValueType::ALL, ValueType::as_str)?;
    let list = members.take_flag("list")?;
    let holds = match members.take("holds") {
        None => MergeRule::Fixed,
        Some(holds) => holds.token(MergeRule::ALL, MergeRule::as_str)?,
    };
    members.finish()?;
    Ok(Declaration { name, value, holds, list })
}

// ---- sources and the directory -----------------------------------------------------------------------------------------

/// A source: its key under `sources:`, the slug of an outlet speaking in its own voice, or written out.
fn read_source(node: &Node<'_>, world: &dyn Surroundings) -> Read<Attribution> {
    let Some(key) = node.json.as_str() else { return read_attribution(node, world) };
    if let Some(defined) = world.source(key) {
        return read_attribution(&defined, world);
    }
    let slug = EntitySlug::new(key).ok().filter(|slug| world.entity(slug).is_some());
    let slug = slug.ok_or_else(|| {
        node.refuse(
            Code::UnknownSource,
            format!("no source `{key}` is defined under `sources:`, and the directory has no `{key}`"),
        )
    })?;
    Ok(Attribution::new(Origin::Entity(slug.clone()), slug, Basis::Unattributed))
}

fn read_attribution(node: &Node<'_>, world: &dyn Surroundings) -> Read<Attribution> {
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
        attribution.basis = basis.token(Basis::ALL, Basis::as_str)?;
    }
    if let Some(knowledge) = members.take("knowledge") {
        attribution.knowledge = knowledge.token(Knowledge::ALL, Knowledge::as_str)?;
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
fn read_origin(node: &Node<'_>, holder: Option<EntitySlug>, world: &dyn Surroundings) -> Read<Attribution> {
    let name = node.loose_text()?;
    let as_evidence = ItemKey::new(&name)
        .ok()
        .filter(|item| world.kind_of(item).is_some_and(|kind| kind.role() == KindRole::Evidence));
    if let Some(item) = as_evidence {
        let holder = holder.ok_or_else(|| {
            node.refuse(Code::Missing, "evidence speaks in somebody's name: give `holder`, its maker or supplier")
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

fn read_known_entity(node: &Node<'_>, world: &dyn Surroundings) -> Read<EntitySlug> {
    let slug: EntitySlug = node.parse(Code::BadName)?;
    known_entity(&slug, world, node).map(|_| slug)
}

/// A link: an outlet's slug, or `{outlet, described, report}`.
fn read_link(node: &Node<'_>, world: &dyn Surroundings) -> Read<Link> {
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
                    format!("no update `{reference}` is on file or earlier in this submission"),
                )
            })?)
        }
    };
    members.finish()?;
    if outlet.is_none() && described.is_none() {
        return Err(node.refuse(Code::Missing, "a link is an `outlet` of the directory, or `described`"));
    }
    Ok(Link { outlet, described, report })
}

/// An entry of `directory:`: `{person: Steve Witkoff, title: …, speaks_for: …, names: […], within: …, wikidata: …}`, or
/// `{group: analysts}` for people described and not named. A name is a text, or `{name: …, used_by: OUTLETS}`; `corrects: NAME`
/// says which name was wrong.
pub(crate) fn read_entry(slug: &str, node: &Node<'_>, learned_at: Timestamp) -> Read<Entry> {
    let entity = EntitySlug::new(slug).map_err(|error| node.refuse(Code::BadName, error.to_string()))?;
    let mut members = Members::of(node)?;
    let mut is = None;
    for candidate in EntityType::ALL.iter().copied() {
        if let Some(name) = members.take(candidate.as_str()) {
            is = Some((candidate, name.loose_text()?));
        }
    }
    let all = EntityType::ALL.iter().map(|is| is.as_str());
    let (is, name) = is.ok_or_else(|| node.refuse(Code::Missing, format!("say what `{slug}` is: {}", one_of(all))))?;
    let mut entry = Entry {
        corrects: members.take_text("corrects")?,
        title: members.take_text("title")?,
        speaks_for: members.take("speaks_for").map(|slug| slug.parse(Code::BadName)).transpose()?,
        within: members.take("within").map(|slug| slug.parse(Code::BadName)).transpose()?,
        wikidata: members.take_text("wikidata")?,
        ..Entry::new(entity, Change::Added, is, learned_at)
    };
    match is {
        EntityType::Group => entry.described = Some(name.into()),
        _ => entry.names.push((*name).into()),
    }
    if let Some(names) = members.take("names") {
        for (i, json) in names.list()?.iter().enumerate() {
            entry.names.push(read_name(&Node { json, at: names.at.index(i) })?);
        }
    }
    members.finish()?;
    Ok(entry)
}

fn read_name(node: &Node<'_>) -> Read<Name> {
    if !node.json.is_object() {
        return Ok(node.text()?.into());
    }
    let mut members = Members::of(node)?;
    let text = members.require("name")?.text()?.into();
    let outlets = members.require("used_by")?;
    let used_by = outlets.one_or_several().iter().map(|outlet| outlet.parse(Code::BadName)).collect::<Read<_>>()?;
    members.finish()?;
    Ok(Name { text, used_by })
}
