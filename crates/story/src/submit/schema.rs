//! The JSON Schema of the format people write, so that editors complete and check while one types.
//!
//! It is generated from what the readers know: the words of the format, the table of kinds, and the closed sets of tokens.
//! What depends on the rest of the story (whether an item, an entry of the directory or an update is there) only the desk
//! can tell. A schema cannot follow a declaration either: where a file declares attributes, any attribute is let pass in
//! all of it.

use serde_json::{Map, Value as Json, json};

use crate::record::attribution::{Basis, Knowledge};
use crate::record::entry::EntityType;
use crate::record::kind::Kind;
use crate::record::kind::change::{Change, Family};
use crate::record::kind::choices::{Choice, OUTLOOKS};
use crate::record::kind::entities::ENTITY_ATTRIBUTES;
use crate::record::kind::spec::{AttributeSpec, KindRole, MergeRule, ValueType, WHY};
use crate::record::name::{MAX_TOKEN, words_pattern};
use crate::record::relation::RelationKind;
use crate::record::stance::{Hedge, Stance};
use crate::record::time::schema::PATTERN as TIME_PATTERN;
use crate::record::value::absence::Absence;
use crate::submit::authoring::words::{self, Word};

/// How to tell a YAML language server, in the first lines of a file, where the schema of the format is.
pub const MODELINE: &str = "# yaml-language-server: $schema=newsreel-story.schema.json";

/// How numbers and ranges are written.
const NUMBER_PATTERN: &str = concat!(
    "^(about )?((more than|over|fewer than|less than|under|at least|at most|up to) )?",
    r"-?\d[\d,]*(\.\d+)?( to -?\d[\d,]*(\.\d+)?)?( thousand| million| billion)? *%?$",
);

/// The schema of a document of the authoring format.
pub fn story() -> Json {
    let mut definitions: Map<String, Json> =
        pieces().into_iter().map(|(name, piece)| (name.to_owned(), piece)).collect();
    definitions.extend(ValueType::ALL.iter().map(|of| (held_name(*of), held(value(*of)))));
    definitions.extend(Kind::all().map(|kind| (is_of(kind), is_one_of(types(kind)))));
    definitions.extend(Kind::all().map(|kind| (kind.as_str().to_owned(), update_of(kind))));
    let mut document = mapping(document());
    with(
        &mut document,
        json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "A story of Newsreel",
            "description": "A document of the authoring format: what is known of a running news story, and who says it.",
            "required": [words::document::STORY.name],
            "if": { "properties": { "updates": { "contains": declares() } }, "required": ["updates"] },
            "else": { "properties": { "updates": { "items": piece("known_attributes") } } },
            "$defs": definitions,
        }),
    );
    document
}

fn document() -> Vec<(Word, Json)> {
    use words::document::*;
    vec![
        (STORY, name('-')),
        (TITLE, piece("text")),
        (DESK, piece("text")),
        (DIRECTORY, named(name_pattern('-'), piece("entry"))),
        (SOURCES, json!({ "type": "object", "additionalProperties": piece("source") })),
        (SERIES, json!({ "type": "object", "additionalProperties": piece("series") })),
        (DEFAULTS, mapping(shared())),
        (UPDATES, json!({ "type": "array", "items": piece("entry_of_updates") })),
    ]
}

/// What several places of the format have in common.
fn pieces() -> Vec<(&'static str, Json)> {
    vec![
        ("text", json!({ "type": ["string", "number"], "pattern": r"\S" })),
        ("slug", name('-')),
        ("item", name('-')),
        (
            "path",
            json!({ "type": "string", "examples": ["place", "participants/putin", "@karelina/age", "attribution:KEY"] }),
        ),
        (
            "moment",
            json!({ "type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d", "examples": ["2025-04-11T21:00:00Z"] }),
        ),
        (
            "date",
            json!({ "type": ["string", "integer"], "pattern": TIME_PATTERN, "examples": ["2025-04-11", "2025-02", "2025-04-11~", "2025-03-31/2025-04-06", "2025-04-11T21:00:00Z", "before ITEM"] }),
        ),
        ("when", json!({ "anyOf": [piece("date"), required(mapping(when()), &[words::when::DATE])] })),
        (
            "number",
            json!({ "type": ["string", "number"], "pattern": NUMBER_PATTERN, "examples": [3, "about 1300", "at least 20", "3 to 5", "12.5 million", "61.5%"] }),
        ),
        (
            "count",
            json!({ "anyOf": [piece("number"), any_of(mapping(count()), &[words::count::COUNT, words::count::AMOUNT])] }),
        ),
        (
            "duration",
            json!({ "type": "string", "pattern": r"^((about|at least|more than|at most|up to|less than) |[<>]=?)?([-+]?P.|\d+ *[a-z])", "examples": ["3 hours 30 minutes", "PT3H30M", "about 3 hours", "more than 3 hours"] }),
        ),
        ("position_in_series", json!({ "type": ["string", "integer"], "examples": [3, "third"] })),
        (
            "ordinal",
            json!({ "anyOf": [piece("position_in_series"), required(mapping(ordinal()), words::ordinal::ALL)] }),
        ),
        ("series", series()),
        ("counted", json!({ "anyOf": [{ "type": "string" }, piece("series")] })),
        ("quote", json!({ "anyOf": [piece("text"), required(mapping(quote()), &[words::quote::EXACT])] })),
        ("source", required(mapping(source()), &[words::source::ORIGIN])),
        ("said_by", one_or_several(json!({ "anyOf": [{ "type": "string" }, piece("source")] }))),
        (
            "link",
            json!({ "anyOf": [piece("slug"), any_of(mapping(link()), &[&THINGS[..], &[words::link::OUTLET, words::link::DESCRIBED]].concat())] }),
        ),
        ("embargo", any_of(mapping(embargo()), &[words::embargo::UNTIL, words::embargo::EVENT])),
        ("hedge", tokens(Hedge::ALL.iter().map(|hedge| (hedge.as_str(), hedge.meaning())))),
        ("stance", tokens(Stance::ALL.iter().map(|stance| (stance.as_str(), stance.meaning())))),
        ("position", json!({ "anyOf": [piece("stance"), required(mapping(position()), &[words::held::STANCE])] })),
        (
            "declaration",
            json!({ "anyOf": [value_types(), required(mapping(declaration()), &[words::declaration::TYPE])] }),
        ),
        ("relation", json!({ "anyOf": [piece("text"), required(mapping(relation()), &[words::relation::UPDATE])] })),
        ("entry", entry()),
        ("facts", mapping_of(ENTITY_ATTRIBUTES.iter().map(|spec| (spec.name, attribute(spec))))),
        (
            "missing",
            required(mapping([vec![(words::held::NONE, absences())], manner()].concat()), &[words::held::NONE]),
        ),
        ("entry_of_updates", json!({ "if": is_block(), "then": block(), "else": piece("update") })),
        ("update", update()),
        ("item_words", open(item_words())),
        ("rules", rules()),
        ("known_words", known_words()),
        ("known_attributes", within_blocks(&piece("known_words"))),
    ]
}

// ---- updates ----

/// Any update: its first key is its type, which says of what kind it is.
fn update() -> Json {
    let types = Kind::all().flat_map(|kind| kind.changes().into_iter().map(move |change| type_member(kind, change)));
    let of_kind = |kind: Kind| json!({ "if": piece(&is_of(kind)), "then": piece(kind.as_str()) });
    json!({
        "type": "object",
        "description": "An update: its type and item, who says it, and what is said.",
        "properties": types.collect::<Map<String, Json>>(),
        "anyOf": Kind::all().map(|kind| piece(&is_of(kind))).collect::<Vec<_>>(),
        "allOf": Kind::all().map(of_kind).collect::<Vec<_>>(),
    })
}

fn is_of(kind: Kind) -> String {
    format!("is_{kind}")
}

/// An update of an item of this kind, or of the story itself.
fn update_of(kind: Kind) -> Json {
    let own = own_words(kind).into_iter().map(|(word, schema)| (word.name.to_owned(), described(schema, word.meaning)));
    let attributes = kind.spec().attributes.iter().map(|spec| (spec.name.to_owned(), attribute(spec)));
    let mut update = json!({
        "type": "object",
        "description": kind.spec().about,
        "properties": own.chain(attributes).collect::<Map<String, Json>>(),
    });
    let more = match kind.role() {
        KindRole::Story => retitled(),
        _ => json!({ "allOf": [piece("item_words"), piece("rules")] }),
    };
    with(&mut update, more);
    update
}

/// `meeting.held`, with what it means. What stands there is the item, or the story itself.
fn type_member(kind: Kind, change: Change) -> (String, Json) {
    let what = if kind.role() == KindRole::Story { "The story's slug." } else { "The key of the item." };
    let meaning = format!("{} {what}", change.meaning());
    (type_name(kind, change), described(piece("item"), &meaning))
}

fn type_name(kind: Kind, change: Change) -> String {
    format!("{kind}.{change}")
}

fn types(kind: Kind) -> impl Iterator<Item = String> {
    kind.changes().into_iter().map(move |change| type_name(kind, change))
}

/// What a new title needs.
fn retitled() -> Json {
    json!({ "if": given(&type_name(Kind::story(), Change::Retitled)), "then": given(words::update::TITLE.name) })
}

/// The words that updates of all items can have.
fn item_words() -> Vec<(Word, Json)> {
    use words::update::*;
    let own = vec![
        (KEY, piece("item")),
        (QUOTE, piece("quote")),
        (HEDGE, piece("hedge")),
        (LIMITS, piece("text")),
        (LINE, piece("text")),
        (LABEL, piece("text")),
        (OF, piece("path")),
        (VALUE, any_value()),
        (STANCES, named(name_pattern('-'), one_or_several(piece("position")))),
        (ENTITIES, named(name_pattern('-'), piece("facts"))),
        (OUTLOOK, choices(OUTLOOKS)),
        (DECLARES, named(name_pattern('_'), piece("declaration"))),
        (PART_OF, piece("item")),
        (SAME_AS, piece("item")),
        (BY, piece("slug")),
        (REASON, attribute(&WHY)),
    ];
    let relations = RelationKind::ALL.iter().filter(|relation| **relation != RelationKind::ReliesOn);
    let relations = relations.map(|relation| ((*relation).into(), one_or_several(piece("relation"))));
    shared().into_iter().chain(own).chain(relations).collect()
}

/// The words that only updates of this kind can have, or that are chosen from what it has.
fn own_words(kind: Kind) -> Vec<(Word, Json)> {
    use words::{shared, update};
    if kind.role() == KindRole::Story {
        let times = self::shared()
            .into_iter()
            .filter(|(word, _)| ![shared::SOURCE, shared::URL, shared::EMBARGO].contains(word));
        let own = [(update::KEY, piece("item")), (update::TITLE, piece("text")), (update::DESK, piece("text"))];
        let own = own.into_iter().chain([(update::REASON, piece("text"))]);
        return times.chain(own).collect();
    }
    let mut words = Vec::new();
    let lists: Vec<_> = kind.spec().attributes.iter().filter(|spec| spec.elements.is_some()).collect();
    if !lists.is_empty() {
        let lists = tokens(lists.into_iter().map(|spec| (spec.name, spec.meaning)));
        words.push((update::COMPLETE, one_or_several(lists)));
    }
    if kind.role() == KindRole::Publication {
        words.push((RelationKind::ReliesOn.into(), one_or_several(piece("relation"))));
    }
    words
}

/// What an update needs, and what it cannot have, because of its change.
fn rules() -> Json {
    let of_change = |change: &Change| {
        let items = Kind::all().filter(|kind| kind.role() != KindRole::Story && kind.has(*change));
        let types: Vec<String> = items.map(|kind| type_name(kind, *change)).collect();
        (!types.is_empty()).then(|| json!({ "if": is_one_of(types), "then": rule(*change) }))
    };
    json!({ "allOf": Change::ALL.iter().filter_map(of_change).collect::<Vec<_>>() })
}

fn rule(change: Change) -> Json {
    use words::update;
    let takes_value = change == Change::Preferred || change.stance().is_some();
    let needed: Vec<Word> = match change {
        Change::Corrected => vec![RelationKind::Corrects.into(), update::BY],
        Change::Retracted => vec![RelationKind::Retracts.into(), update::BY],
        Change::Merged => vec![update::SAME_AS],
        Change::Preferred => vec![update::OF, update::VALUE],
        _ => Vec::new(),
    };
    let only_elsewhere = [
        (RelationKind::Corrects.into(), change == Change::Corrected),
        (RelationKind::Retracts.into(), change == Change::Retracted),
        (update::BY, change.family() == Family::Revision),
        (update::SAME_AS, change == Change::Merged),
        (update::OF, takes_value),
        (update::VALUE, takes_value),
        (words::shared::SOURCE, change.family() != Family::Desk),
    ];
    let without = only_elsewhere.iter().filter(|(_, allowed)| !allowed).map(|(word, _)| (word.name, json!(false)));
    required(json!({ "properties": without.map(|(name, no)| (name.to_owned(), no)).collect::<Map<_, _>>() }), &needed)
}

/// Nothing but words of the format and attributes of the kind.
fn known_words() -> Json {
    let of_kinds = Kind::all().map(|kind| {
        let own = own_words(kind).into_iter();
        let of_items = item_words().into_iter().filter(|_| kind.role() != KindRole::Story);
        let words = own.chain(of_items).map(|(word, _)| word.name.to_owned());
        let attributes = kind.spec().attributes.iter().map(|spec| spec.name.to_owned());
        let known: Vec<String> = types(kind).chain(words).chain(attributes).collect();
        json!({ "if": piece(&is_of(kind)), "then": { "propertyNames": { "enum": known } } })
    });
    json!({ "allOf": of_kinds.collect::<Vec<_>>() })
}

/// An entry of `updates` that declares attributes, or holds an update that does.
fn declares() -> Json {
    let declares = given(words::update::DECLARES.name);
    let in_block = json!({ "properties": { words::block::UPDATES.name: { "contains": declares } } });
    json!({ "if": is_block(), "then": in_block, "else": declares })
}

/// What holds for an update, for each of a block where the entry is one.
fn within_blocks(update: &Json) -> Json {
    let in_block = json!({ "properties": { words::block::UPDATES.name: { "items": update } } });
    json!({ "if": is_block(), "then": in_block, "else": update })
}

fn is_block() -> Json {
    given(words::block::UPDATES.name)
}

fn block() -> Json {
    let updates = json!({ "type": "array", "items": piece("update"), "minItems": 1 });
    mapping([vec![(words::block::UPDATES, updates)], shared()].concat())
}

fn shared() -> Vec<(Word, Json)> {
    use words::shared::*;
    vec![
        (SOURCE, piece("said_by")),
        (SAID, piece("when")),
        (PUBLISHED, piece("when")),
        (URL, piece("text")),
        (LEARNED, piece("moment")),
        (EMBARGO, piece("embargo")),
    ]
}

// ---- attributes and their values ----

/// What can stand at an attribute.
fn attribute(spec: &AttributeSpec) -> Json {
    let (value, held) = match spec.choices() {
        [] => (value(spec.value), piece(&held_name(spec.value))),
        choices => (self::choices(choices), held(self::choices(choices))),
    };
    let (schema, what) = match spec.elements {
        Some(details) => (list(&value, details), "Each is: "),
        None if spec.holds == MergeRule::Several => (one_or_several(held), ""),
        None => (held, ""),
    };
    described(schema, &format!("{}. {what}{}", spec.meaning, spec.value.meaning()))
}

/// A list whose elements have keys: `[putin, witkoff]`, or `putin: {role: host}`.
fn list(value: &Json, details: &[AttributeSpec]) -> Json {
    let words = [(words::element::IS, value.clone()), (words::element::DESCRIBED, piece("text"))];
    let words = words.into_iter().chain(manner()).map(|(word, schema)| (word.name, described(schema, word.meaning)));
    let element = mapping_of(words.chain(details.iter().map(|spec| (spec.name, attribute(spec)))));
    let by_key = named(name_pattern('-'), json!({ "anyOf": [{ "type": "null" }, value, element] }));
    json!({ "anyOf": [one_or_several(value.clone()), by_key, piece("missing")] })
}

fn held_name(of: ValueType) -> String {
    format!("held_{of}")
}

/// A value, or a mapping that says how it is held, or that it is missing.
fn held(value: Json) -> Json {
    let written = mapping([vec![(words::held::VALUE, value.clone())], manner()].concat());
    json!({ "anyOf": [value, required(written, &[words::held::VALUE]), piece("missing")] })
}

fn value(of: ValueType) -> Json {
    let or_missing = |of: &str| json!({ "anyOf": [piece(of), absences()] });
    match of {
        ValueType::Text => piece("text"),
        ValueType::Entity | ValueType::Place => or_missing("slug"),
        ValueType::When => or_missing("when"),
        ValueType::Count => or_missing("count"),
        ValueType::Duration => or_missing("duration"),
        ValueType::Choice => name('_'),
        ValueType::Item => piece("item"),
        ValueType::Ordinal => piece("ordinal"),
    }
}

/// A value of whatever type its path has.
fn any_value() -> Json {
    json!({ "type": ["string", "number", "object"] })
}

/// How a value is held, beside the value itself.
fn manner() -> Vec<(Word, Json)> {
    use words::held::*;
    vec![
        (STANCE, piece("stance")),
        (HOLDER, piece("slug")),
        (HEDGE, piece("hedge")),
        (LIMITS, piece("text")),
        (SOURCE, piece("said_by")),
        (FROM, piece("when")),
        (UNTIL, piece("when")),
    ]
}

fn position() -> Vec<(Word, Json)> {
    let own = vec![(words::stance::OF, piece("path")), (words::stance::VALUE, any_value())];
    [own, manner()].concat()
}

fn when() -> Vec<(Word, Json)> {
    use words::when::*;
    vec![(DATE, piece("date")), (WINDOW, flag()), (PHRASE, piece("text")), (ANCHOR, piece("date"))]
}

fn count() -> Vec<(Word, Json)> {
    use words::count::*;
    vec![
        (COUNT, piece("number")),
        (AMOUNT, piece("number")),
        (UNIT, piece("text")),
        (SCOPE, piece("text")),
        (OF, piece("counted")),
        (AS_OF, piece("when")),
        (PARTS, json!({ "type": "object", "additionalProperties": { "type": "integer" }, "minProperties": 1 })),
    ]
}

fn ordinal() -> Vec<(Word, Json)> {
    use words::ordinal::*;
    vec![(POSITION, piece("position_in_series")), (OF, piece("counted"))]
}

/// A series: its words, and the entries of the directory that its items have as attributes.
fn series() -> Json {
    use words::series::*;
    let kinds = tokens(Kind::all().map(|kind| (kind.as_str(), kind.spec().about)));
    let mut series = mapping(vec![(LABEL, piece("text")), (KIND, kinds), (DURING, piece("when"))]);
    with(
        &mut series,
        json!({ "propertyNames": { "pattern": name_pattern('_') }, "additionalProperties": piece("slug") }),
    );
    required(series, &[LABEL, KIND])
}

fn declaration() -> Vec<(Word, Json)> {
    use words::declaration::*;
    let rules = tokens(MergeRule::ALL.iter().map(|rule| (rule.as_str(), rule.meaning())));
    vec![(TYPE, value_types()), (LIST, flag()), (HOLDS, rules)]
}

// ---- sources, relations, the directory ----

fn source() -> Vec<(Word, Json)> {
    use words::source::*;
    vec![
        (ORIGIN, origin()),
        (HOLDER, piece("slug")),
        (
            VIA,
            json!({ "anyOf": [
                piece("link"),
                { "type": "array", "items": one_or_several(piece("link")), "minItems": 1 }
            ] }),
        ),
        (BASIS, tokens(Basis::ALL.iter().map(|basis| (basis.as_str(), basis.meaning())))),
        (KNOWLEDGE, tokens(Knowledge::ALL.iter().map(|knowledge| (knowledge.as_str(), knowledge.meaning())))),
        (DISTINCT, flag()),
        (QUOTE, piece("quote")),
        (URL, piece("text")),
        (TRANSLATED_FROM, piece("text")),
        (STATEMENT, piece("item")),
    ]
}

/// What a thing can be: a document, a photograph or a recording.
const THINGS: [Word; 3] = [words::link::DOCUMENT, words::link::PHOTOGRAPH, words::link::RECORDING];

fn link() -> Vec<(Word, Json)> {
    use words::link::*;
    let things = THINGS.map(|thing| (thing, piece("text")));
    let own = [(OUTLET, piece("slug")), (DESCRIBED, piece("text")), (REPORT, piece("text"))];
    let of_things = [(AUTHOR, piece("slug")), (TITLE, piece("text"))];
    own.into_iter().chain(things).chain(of_things).collect()
}

/// The one who really speaks: somebody, an evidence item, or a thing with its author.
fn origin() -> Json {
    let thing = required(any_of(mapping(link()), &THINGS), &[words::link::AUTHOR]);
    one_or_several(json!({ "anyOf": [piece("slug"), thing] }))
}

fn quote() -> Vec<(Word, Json)> {
    use words::quote::*;
    vec![(EXACT, piece("text")), (PREFIX, piece("text")), (SUFFIX, piece("text"))]
}

fn relation() -> Vec<(Word, Json)> {
    use words::relation::*;
    vec![(UPDATE, piece("text")), (PATH, piece("path")), (REASON, piece("text"))]
}

fn embargo() -> Vec<(Word, Json)> {
    use words::embargo::*;
    vec![(UNTIL, piece("moment")), (EVENT, piece("text")), (SET_BY, piece("slug"))]
}

/// An entry of the directory: what it is and its name, or that it is the same as another.
fn entry() -> Json {
    use words::entry::*;
    let types: Vec<Word> = EntityType::ALL.iter().map(|is| (*is).into()).collect();
    let own = [
        (NAMES, one_or_several(spelling())),
        (TITLE, piece("text")),
        (SPEAKS_FOR, piece("slug")),
        (WITHIN, piece("slug")),
        (WIKIDATA, piece("text")),
        (CORRECTS, piece("text")),
        (AMENDS, flag()),
        (SAME_AS, piece("slug")),
        (SPLIT, flag()),
        (LEARNED, piece("moment")),
    ];
    let mut entry = mapping(types.iter().map(|is| (*is, piece("text"))).chain(own).collect());
    let merger = [SAME_AS, SPLIT].map(|word| word.name);
    let of_merger = [SAME_AS, SPLIT, LEARNED].map(|word| word.name);
    with(
        &mut entry,
        json!({
            "if": is_one_of(merger),
            "then": { "propertyNames": { "enum": of_merger } },
            "else": { "oneOf": types.iter().map(|is| given(is.name)).collect::<Vec<_>>() },
        }),
    );
    entry
}

fn spelling() -> Json {
    use words::name::*;
    let written = mapping(vec![(NAME, piece("text")), (USED_BY, one_or_several(piece("slug")))]);
    json!({ "anyOf": [piece("text"), required(written, ALL)] })
}

// ---- closed sets ----

fn value_types() -> Json {
    tokens(ValueType::ALL.iter().map(|of| (of.as_str(), of.meaning())))
}

fn absences() -> Json {
    tokens(Absence::ALL.iter().map(|absence| (absence.as_str(), absence.meaning())))
}

fn choices(choices: &[Choice]) -> Json {
    tokens(choices.iter().map(|choice| (choice.token, choice.meaning)))
}

/// One of these, each with its meaning.
fn tokens(all: impl Iterator<Item = (&'static str, &'static str)>) -> Json {
    let all: Vec<Json> = all.map(|(token, meaning)| json!({ "const": token, "description": meaning })).collect();
    json!({ "oneOf": all })
}

// ---- building ----

fn piece(name: &str) -> Json {
    json!({ "$ref": format!("#/$defs/{name}") })
}

/// A name: lower-case words with this joint. One that is a number may be typed as such.
fn name(joint: char) -> Json {
    json!({ "type": ["string", "integer"], "pattern": name_pattern(joint), "maxLength": MAX_TOKEN, "minimum": 0 })
}

fn name_pattern(joint: char) -> String {
    format!("^{}$", words_pattern(u8::try_from(joint).unwrap_or(b'-')))
}

fn flag() -> Json {
    json!({ "type": "boolean" })
}

fn described(mut schema: Json, meaning: &str) -> Json {
    if schema.is_object() {
        with(&mut schema, json!({ "description": meaning }));
    }
    schema
}

/// A mapping of these words and others.
fn open(words: Vec<(Word, Json)>) -> Json {
    let mut mapping = mapping(words);
    with(&mut mapping, json!({ "additionalProperties": true }));
    mapping
}

/// A mapping of words of the format, and of nothing else.
fn mapping(words: Vec<(Word, Json)>) -> Json {
    mapping_of(words.into_iter().map(|(word, schema)| (word.name, described(schema, word.meaning))))
}

fn mapping_of<'n>(members: impl Iterator<Item = (&'n str, Json)>) -> Json {
    let members: Map<String, Json> = members.map(|(name, schema)| (name.to_owned(), schema)).collect();
    json!({ "type": "object", "properties": members, "additionalProperties": false })
}

/// A mapping from names to values of this schema.
fn named(pattern: String, schema: Json) -> Json {
    json!({ "type": "object", "propertyNames": { "pattern": pattern }, "additionalProperties": schema })
}

fn one_or_several(schema: Json) -> Json {
    json!({ "anyOf": [schema, { "type": "array", "items": schema, "minItems": 1 }] })
}

fn required(mut schema: Json, words: &[Word]) -> Json {
    with(&mut schema, json!({ "required": words.iter().map(|word| word.name).collect::<Vec<_>>() }));
    schema
}

fn any_of(mut schema: Json, words: &[Word]) -> Json {
    with(&mut schema, is_one_of(words.iter().map(|word| word.name)));
    schema
}

/// That a member is there.
fn given(name: &str) -> Json {
    json!({ "required": [name] })
}

/// That one of these members is there.
fn is_one_of(names: impl IntoIterator<Item = impl AsRef<str>>) -> Json {
    json!({ "anyOf": names.into_iter().map(|name| given(name.as_ref())).collect::<Vec<_>>() })
}

/// Adds the members of one schema to another.
fn with(schema: &mut Json, more: Json) {
    if let (Json::Object(schema), Json::Object(more)) = (schema, more) {
        schema.extend(more);
    }
}
