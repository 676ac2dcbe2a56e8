//! `kinds`: what can be written, from the table the desk itself decides by.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use newsreel_story::record::kind::Kind;
use newsreel_story::record::kind::change::{Change, Family};
use newsreel_story::record::kind::entities::ENTITY_ATTRIBUTES;
use newsreel_story::record::kind::spec::{AttributeSpec, MergeRule, PhaseSpec, Rank, ValueType};
use newsreel_story::record::stance::Stance;
use newsreel_story::record::token::one_of;
use serde::Serialize;

use crate::page::Page;
use crate::print::{Answer, Outcome};

/// Every kind, or one in full.
pub(crate) fn run(name: Option<&str>) -> anyhow::Result<Outcome> {
    Ok(match name {
        None => Outcome::answer(Kinds::all()),
        Some(name) => Outcome::answer(OneKind::of(kind(name)?)),
    })
}

/// The kind of this name.
///
/// # Errors
/// Names the kinds there are.
pub(crate) fn kind(name: &str) -> anyhow::Result<Kind> {
    let unknown = || anyhow::anyhow!("`{name}` is not a kind; write {}", one_of(Kind::all()));
    Kind::named(name).ok_or_else(unknown)
}

/// The type of an update, written `meeting.confirmed`.
///
/// # Errors
/// Names the kinds there are, or the changes of the kind.
pub(crate) fn update_type(text: &str) -> anyhow::Result<(Kind, Change)> {
    let (kind_name, change) = text
        .split_once('.')
        .ok_or_else(|| anyhow::anyhow!("`{text}` is not a type of update; write KIND.CHANGE, as meeting.confirmed"))?;
    let kind = kind(kind_name)?;
    match Change::named(change).filter(|change| kind.has(*change)) {
        Some(change) => Ok((kind, change)),
        None => anyhow::bail!("`{kind}` has no change `{change}`; write {}", one_of(kind.changes())),
    }
}

/// The types of update there are.
pub(crate) fn update_types() -> Vec<String> {
    let of = |kind: Kind| kind.changes().into_iter().map(move |change| format!("{kind}.{change}"));
    Kind::all().flat_map(of).collect()
}

/// The kinds there are.
pub(crate) fn names() -> Vec<String> {
    Kind::all().map(|kind| kind.to_string()).collect()
}

/// Words that completion offers. Others are taken too, so that the verb can say what is wrong with them.
#[derive(Clone)]
pub(crate) struct Offered(pub(crate) fn() -> Vec<String>);

impl TypedValueParser for Offered {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new((self.0)().into_iter().map(PossibleValue::new)))
    }
}

/// Every kind, and what all of them share.
#[derive(Serialize)]
struct Kinds {
    kinds: Vec<KindInShort>,
    /// The changes every item has.
    changes: Vec<OneChange>,
    /// The attributes of people, organisations and places.
    entities: Vec<Attribute>,
    stances: Vec<Stance>,
    values: Vec<Meaning>,
    several_values: Vec<Meaning>,
}

#[derive(Serialize)]
struct KindInShort {
    kind: Kind,
    about: &'static str,
    /// The changes that are steps in the life of its items.
    changes: Vec<Change>,
}

/// What a word of the format means.
#[derive(Serialize)]
struct Meaning {
    word: String,
    means: &'static str,
}

/// A kind in full.
#[derive(Serialize)]
struct OneKind {
    kind: Kind,
    about: &'static str,
    attributes: Vec<Attribute>,
    changes: Vec<OneChange>,
}

#[derive(Serialize)]
struct Attribute {
    attribute: &'static str,
    /// What its value is; of a list, what each element is.
    value: ValueType,
    value_is: &'static str,
    list: bool,
    /// How different values of it combine.
    several_values: MergeRule,
    several_values_mean: &'static str,
    /// Whether it is told as missing when nobody says it.
    expected: bool,
    /// Whether whoever it names is a party to the item.
    party: bool,
    /// Of a list: what can be said of each element, written `LIST/KEY/ATTRIBUTE`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    of_each: Vec<Attribute>,
}

#[derive(Serialize)]
struct OneChange {
    change: Change,
    means: String,
    /// The phase it puts an item in.
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<&'static str>,
    /// Whether the phase lies ahead, is under way or is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<Rank>,
    /// The stance it files for whoever says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    stance: Option<Stance>,
}

impl Kinds {
    fn all() -> Self {
        let in_short = |kind: Kind| KindInShort {
            kind,
            about: kind.spec().about,
            changes: kind.changes().into_iter().filter(|change| kind.phase_filed_by(*change).is_some()).collect(),
        };
        let shared = Change::ALL.iter().filter(|change| is_shared(**change));
        Self {
            kinds: Kind::all().map(in_short).collect(),
            changes: shared.map(|change| OneChange::shared(*change)).collect(),
            entities: ENTITY_ATTRIBUTES.iter().map(Attribute::of).collect(),
            stances: Stance::ALL.to_vec(),
            values: VALUE_TYPES.iter().map(|value| Meaning { word: token(value), means: value_is(*value) }).collect(),
            several_values: MERGE_RULES
                .iter()
                .map(|holds| Meaning { word: token(holds), means: combine(*holds) })
                .collect(),
        }
    }
}

impl Answer for Kinds {
    fn page(&self) -> Page {
        let mut page = Page::default();
        let rows = self.kinds.iter().map(|kind| {
            let changes: Vec<&str> = kind.changes.iter().map(|change| change.as_str()).collect();
            vec![kind.kind.to_string(), kind.about.to_owned(), changes.join(" ")]
        });
        page.table(&["kind", "what it is", "its own changes"], rows.collect());
        page.subheading("changes every item has");
        page.table(&["change", "what it says"], self.changes.iter().map(OneChange::row).collect());
        page.subheading("facts about people, organisations and places");
        page.table(ATTRIBUTES, self.entities.iter().flat_map(Attribute::rows).collect());
        page.subheading("stances");
        page.line(self.stances.iter().map(|stance| stance.as_str()).collect::<Vec<_>>().join(", "));
        let meanings = |meanings: &[Meaning]| {
            meanings.iter().map(|meaning| vec![meaning.word.clone(), meaning.means.to_owned()]).collect()
        };
        page.subheading("what the value of an attribute can be");
        page.table(&["value", "what it is"], meanings(&self.values));
        page.subheading("how several values of an attribute combine");
        page.table(&["rule", "what it means"], meanings(&self.several_values));
        page.paragraph("`newsreel kinds KIND` shows the attributes of one and what its changes mean.");
        page
    }
}

impl OneKind {
    fn of(kind: Kind) -> Self {
        let own = kind.changes().into_iter().filter(|change| kind.phase_filed_by(*change).is_some());
        let shared = kind.changes().into_iter().filter(|change| kind.phase_filed_by(*change).is_none());
        Self {
            kind,
            about: kind.spec().about,
            attributes: kind.spec().attributes.iter().map(Attribute::of).collect(),
            changes: own.map(|change| OneChange::of(kind, change)).chain(shared.map(OneChange::shared)).collect(),
        }
    }
}

impl Answer for OneKind {
    fn page(&self) -> Page {
        let mut page = Page::default();
        page.line(format!("{}: {}", self.kind, self.about));
        page.subheading("attributes");
        if self.attributes.is_empty() {
            page.line("none");
        }
        page.table(ATTRIBUTES, self.attributes.iter().flat_map(Attribute::rows).collect());
        let (own, shared): (Vec<_>, Vec<_>) = self.changes.iter().partition(|change| change.phase.is_some());
        let own = own.iter().map(|change| {
            let phase = change.phase.unwrap_or_default().replace('_', " ");
            let stage = change.stage.map_or("", |stage| match stage {
                Rank::Plans => "lies ahead",
                Rank::UnderWay => "under way",
                Rank::Outcome => "over",
            });
            vec![change.change.to_string(), change.means.clone(), phase, stage.to_owned()]
        });
        if own.len() > 0 {
            page.subheading("changes of its own");
        }
        page.table(&["change", "what it says", "phase", "which is"], own.collect());
        if !shared.is_empty() {
            page.subheading("changes every item has");
        }
        page.table(&["change", "what it says"], shared.iter().map(|change| change.row()).collect());
        page
    }
}

/// The columns of a table of attributes.
const ATTRIBUTES: &[&str] = &["attribute", "value", "several values", "a reader expects it"];

impl Attribute {
    fn of(spec: &'static AttributeSpec) -> Self {
        Self {
            attribute: spec.name,
            value: spec.value,
            value_is: value_is(spec.value),
            list: spec.elements.is_some(),
            several_values: spec.holds,
            several_values_mean: combine(spec.holds),
            expected: spec.expected,
            party: spec.party,
            of_each: spec.elements.unwrap_or_default().iter().map(Self::of).collect(),
        }
    }

    fn rows(&self) -> Vec<Vec<String>> {
        let mut rows = vec![self.row(self.attribute.to_owned())];
        rows.extend(
            self.of_each.iter().map(|detail| detail.row(format!("{}/KEY/{}", self.attribute, detail.attribute))),
        );
        rows
    }

    fn row(&self, name: String) -> Vec<String> {
        let value = if self.list { format!("list: {}", self.value_is) } else { self.value_is.to_owned() };
        let expected = if self.expected { "yes" } else { "" };
        vec![name, value, self.several_values_mean.to_owned(), expected.to_owned()]
    }
}

impl OneChange {
    fn of(kind: Kind, change: Change) -> Self {
        let phase = kind.phase_filed_by(change);
        let stage = phase.and_then(|phase| kind.phase(phase)).map(PhaseSpec::rank);
        Self { phase, stage, ..Self::shared(change) }
    }

    fn shared(change: Change) -> Self {
        Self { change, means: change.meaning().to_owned(), phase: None, stage: None, stance: change.stance() }
    }

    fn row(&self) -> Vec<String> {
        let stance = self.stance.map(|stance| format!(" Files the stance `{}`.", stance.as_str()));
        vec![self.change.to_string(), format!("{}{}", self.means, stance.unwrap_or_default())]
    }
}

fn is_shared(change: Change) -> bool {
    match change.family() {
        Family::Word | Family::Revision | Family::Desk => true,
        Family::Life | Family::Story => false,
    }
}

const VALUE_TYPES: [ValueType; 9] = [
    ValueType::Text,
    ValueType::Entity,
    ValueType::Place,
    ValueType::When,
    ValueType::Count,
    ValueType::Duration,
    ValueType::Choice,
    ValueType::Item,
    ValueType::Ordinal,
];

fn value_is(value: ValueType) -> &'static str {
    match value {
        ValueType::Text => "free text",
        ValueType::Entity => "somebody in the directory",
        ValueType::Place => "a place in the directory",
        ValueType::When => "a date or time (EDTF)",
        ValueType::Count => "a number or range",
        ValueType::Duration => "how long (ISO 8601)",
        ValueType::Choice => "a word",
        ValueType::Item => "another item's key",
        ValueType::Ordinal => "a position in a series",
    }
}

const MERGE_RULES: [MergeRule; 4] = [MergeRule::Fixed, MergeRule::Successive, MergeRule::Planned, MergeRule::Several];

fn combine(holds: MergeRule) -> &'static str {
    match holds {
        MergeRule::Fixed => "one is true",
        MergeRule::Successive => "a later word replaces an earlier one",
        MergeRule::Planned => "a plan until it begins, then one is true",
        MergeRule::Several => "all can be true",
    }
}

fn token(word: &impl Serialize) -> String {
    serde_json::to_value(word).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}
