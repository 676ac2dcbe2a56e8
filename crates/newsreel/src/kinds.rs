//! `kinds`: what can be written, from the table the desk itself decides by.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use newsreel_story::record::attribution::{Basis, Knowledge};
use newsreel_story::record::entry::EntityType;
use newsreel_story::record::kind::Kind;
use newsreel_story::record::kind::change::{Change, Family};
use newsreel_story::record::kind::choices::{Choice, OUTLOOKS};
use newsreel_story::record::kind::entities::ENTITY_ATTRIBUTES;
use newsreel_story::record::kind::spec::{AttributeSpec, MergeRule, PhaseRole, PhaseSpec, Rank, ValueType};
use newsreel_story::record::relation::RelationKind;
use newsreel_story::record::stance::{Hedge, Stance};
use newsreel_story::record::token::one_of;
use newsreel_story::record::value::absence::Absence;
use newsreel_story::submit::authoring::words::{SECTIONS, Word};
use serde::Serialize;

use crate::page::Page;
use crate::print::{Answer, Outcome};

/// The mapping of the format whose words are those of an update.
const UPDATE: &str = "update";

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
    #[serde(flatten)]
    shared: Shared,
}

#[derive(Serialize)]
struct KindInShort {
    kind: Kind,
    about: &'static str,
    /// The changes that are steps in the life of its items.
    changes: Vec<Change>,
}

/// What the format has beside the kinds.
#[derive(Serialize)]
struct Shared {
    /// The reserved words, by the mapping they stand in.
    words: Vec<Section>,
    /// The attributes of people, organisations and places.
    entities: Vec<Attribute>,
    /// The closed sets of tokens that are no attribute's own.
    tokens: Vec<Tokens>,
    values: Vec<Meaning>,
    several_values: Vec<Meaning>,
}

/// A mapping of the format, and its words.
#[derive(Serialize)]
struct Section {
    section: &'static str,
    about: &'static str,
    words: Vec<Meaning>,
}

/// A closed set of tokens.
#[derive(Serialize)]
struct Tokens {
    of: &'static str,
    tokens: Vec<Meaning>,
}

/// What a word of the format means.
#[derive(Serialize)]
struct Meaning {
    word: String,
    means: &'static str,
    /// Other words that are accepted for it.
    #[serde(skip_serializing_if = "<[&str]>::is_empty")]
    also: &'static [&'static str],
}

/// A kind in full, with what all kinds share.
#[derive(Serialize)]
struct OneKind {
    kind: Kind,
    about: &'static str,
    attributes: Vec<Attribute>,
    changes: Vec<OneChange>,
    #[serde(flatten)]
    shared: Shared,
}

#[derive(Serialize)]
struct Attribute {
    attribute: &'static str,
    means: &'static str,
    /// What its value is; of a list, what each element is.
    value: ValueType,
    value_is: &'static str,
    list: bool,
    /// What it is chosen from, where it is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    choices: Vec<Meaning>,
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
    /// What it files beside the values that are given with it.
    files: String,
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
            shared: Shared::all(),
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
        page.table(CHANGES, self.changes.iter().map(OneChange::row).collect());
        self.shared.add_to(&mut page);
        page.paragraph("`newsreel kinds KIND` shows the attributes of one, their choices, and what its changes mean.");
        page
    }
}

impl Shared {
    fn all() -> Self {
        Self {
            words: SECTIONS
                .iter()
                .map(|(section, about, words)| {
                    let relations = RelationKind::ALL.iter().map(|relation| Word::from(*relation));
                    let relations = relations.filter(|_| *section == UPDATE);
                    let words = words.iter().copied().chain(relations);
                    Section { section, about, words: words.map(|word| Meaning::new(word.name, word.meaning)).collect() }
                })
                .collect(),
            entities: ENTITY_ATTRIBUTES.iter().map(Attribute::of).collect(),
            tokens: vec![
                Tokens::of("stance", Stance::ALL.iter().map(|token| (token.as_str(), token.meaning()))),
                Tokens::of("hedge", Hedge::ALL.iter().map(|token| (token.as_str(), token.meaning()))),
                Tokens::of("none", Absence::ALL.iter().map(|token| (token.as_str(), token.meaning()))),
                Tokens::of("basis", Basis::ALL.iter().map(|token| (token.as_str(), token.meaning()))),
                Tokens::of("knowledge", Knowledge::ALL.iter().map(|token| (token.as_str(), token.meaning()))),
                Tokens { of: "outlook", tokens: choices(OUTLOOKS) },
                Tokens::of("type of an entry", EntityType::ALL.iter().map(|token| (token.as_str(), token.meaning()))),
            ],
            values: ValueType::ALL.iter().map(|value| Meaning::new(value.as_str(), value.meaning())).collect(),
            several_values: MergeRule::ALL.iter().map(|rule| Meaning::new(rule.as_str(), rule.meaning())).collect(),
        }
    }

    fn add_to(&self, page: &mut Page) {
        page.subheading("facts about people, organisations and places (`entities`)");
        attribute_tables(page, &self.entities);
        for Section { section, about, words } in &self.words {
            page.subheading(format!("reserved words: {}", section.replace('_', " ")));
            page.line(about.trim());
            page.table(&["word", "what it says"], meanings(words));
        }
        for Tokens { of, tokens } in &self.tokens {
            page.subheading(format!("what `{of}` can be"));
            page.table(&["word", "what it means"], meanings(tokens));
        }
        page.subheading("what the value of an attribute can be");
        page.table(&["value", "what it is"], meanings(&self.values));
        page.subheading("how several values of an attribute combine");
        page.table(&["rule", "what it means"], meanings(&self.several_values));
    }
}

impl Tokens {
    fn of(of: &'static str, tokens: impl Iterator<Item = (&'static str, &'static str)>) -> Self {
        Self { of, tokens: tokens.map(|(word, means)| Meaning::new(word, means)).collect() }
    }
}

impl Meaning {
    fn new(word: &str, means: &'static str) -> Self {
        Self { word: word.to_owned(), means, also: &[] }
    }
}

fn choices(choices: &'static [Choice]) -> Vec<Meaning> {
    choices.iter().map(|choice| Meaning { also: choice.also, ..Meaning::new(choice.token, choice.meaning) }).collect()
}

fn meanings(meanings: &[Meaning]) -> Vec<Vec<String>> {
    let row = |meaning: &Meaning| {
        let also = match meaning.also {
            [] => String::new(),
            words => format!(" (also written {})", words.join(", ")),
        };
        vec![meaning.word.clone(), format!("{}{also}", meaning.means)]
    };
    meanings.iter().map(row).collect()
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
            shared: Shared::all(),
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
        attribute_tables(&mut page, &self.attributes);
        let (own, shared): (Vec<_>, Vec<_>) = self.changes.iter().partition(|change| change.phase.is_some());
        for (heading, changes) in [("changes of its own", own), ("changes every item has", shared)] {
            if !changes.is_empty() {
                page.subheading(heading);
                page.table(CHANGES, changes.into_iter().map(OneChange::row).collect());
            }
        }
        self.shared.add_to(&mut page);
        page
    }
}

/// The columns of a table of attributes.
const ATTRIBUTES: &[&str] = &["attribute", "what it says", "value", "several values", "a reader expects it"];
/// The columns of a table of changes.
const CHANGES: &[&str] = &["change", "what it says", "what it files"];

/// Attributes, and under them what those that are chosen from a list can be.
fn attribute_tables(page: &mut Page, attributes: &[Attribute]) {
    page.table(ATTRIBUTES, attributes.iter().flat_map(Attribute::rows).collect());
    let choices: Vec<Vec<String>> = attributes.iter().flat_map(Attribute::choice_rows).collect();
    if !choices.is_empty() {
        page.subheading("the choices of these attributes");
        page.table(&["attribute", "choice", "what it means"], choices);
    }
}

impl Attribute {
    fn of(spec: &'static AttributeSpec) -> Self {
        Self {
            attribute: spec.name,
            means: spec.meaning,
            value: spec.value,
            value_is: value_is(spec.value),
            list: spec.elements.is_some(),
            choices: choices(spec.choices()),
            several_values: spec.holds,
            several_values_mean: combine(spec.holds),
            expected: spec.expected,
            party: spec.party,
            of_each: spec.elements.unwrap_or_default().iter().map(Self::of).collect(),
        }
    }

    /// It and what can be said of each of its elements, as a path names them.
    fn with_details(&self) -> impl Iterator<Item = (String, &Self)> {
        let details =
            self.of_each.iter().map(|detail| (format!("{}/KEY/{}", self.attribute, detail.attribute), detail));
        std::iter::once((self.attribute.to_owned(), self)).chain(details)
    }

    fn rows(&self) -> Vec<Vec<String>> {
        self.with_details().map(|(name, attribute)| attribute.row(name)).collect()
    }

    fn row(&self, name: String) -> Vec<String> {
        let value = match (self.list, self.choices.is_empty()) {
            (true, _) => format!("list: {}", self.value_is),
            (false, true) => self.value_is.to_owned(),
            (false, false) => "one of its choices".to_owned(),
        };
        let expected = if self.expected { "yes" } else { "" };
        vec![name, self.means.to_owned(), value, self.several_values_mean.to_owned(), expected.to_owned()]
    }

    fn choice_rows(&self) -> Vec<Vec<String>> {
        let of = |(name, attribute): (String, &Self)| {
            let rows = meanings(&attribute.choices).into_iter();
            rows.map(|row| [vec![name.clone()], row].concat()).collect::<Vec<_>>()
        };
        self.with_details().flat_map(of).collect()
    }
}

impl OneChange {
    fn of(kind: Kind, change: Change) -> Self {
        let phase = kind.phase_filed_by(change);
        let spec = phase.and_then(|phase| kind.phase(phase));
        let files = spec.map(|phase| {
            let stage = match phase.rank() {
                Rank::Plans if phase.role.lies_ahead() => "lies ahead",
                Rank::Plans if matches!(phase.role, PhaseRole::Postponed | PhaseRole::CalledOff) => {
                    "has not taken place"
                }
                Rank::Plans => "is open",
                Rank::UnderWay => "is under way",
                Rank::Outcome => "is over",
            };
            format!("the phase `{}`: it {stage}", phase.name)
        });
        let shared = Self::shared(change);
        Self { phase, stage: spec.map(PhaseSpec::rank), files: files.unwrap_or(shared.files), ..Self::shared(change) }
    }

    fn shared(change: Change) -> Self {
        let stance = change.stance();
        let files = match (change.family(), stance) {
            (_, Some(stance)) => format!("the stance `{}`", stance.as_str()),
            (Family::Word, None) => "the values given, and no phase".to_owned(),
            (Family::Revision, None) => {
                let names = if change == Change::Corrected { RelationKind::Corrects } else { RelationKind::Retracts };
                format!(
                    "that the earlier report counts no more; the values given take its place; it needs `{names}` and `by`"
                )
            }
            (Family::Desk, None) => "an act of the desk, which has no source".to_owned(),
            (Family::Life | Family::Story, None) => "an act on the story".to_owned(),
        };
        Self { change, means: change.meaning().to_owned(), files, phase: None, stage: None, stance }
    }

    fn row(&self) -> Vec<String> {
        vec![self.change.to_string(), self.means.clone(), self.files.clone()]
    }
}

fn is_shared(change: Change) -> bool {
    match change.family() {
        Family::Word | Family::Revision | Family::Desk => true,
        Family::Life | Family::Story => false,
    }
}

fn value_is(value: ValueType) -> &'static str {
    match value {
        ValueType::Text => "free text",
        ValueType::Entity => "somebody in the directory",
        ValueType::Place => "a place in the directory",
        ValueType::When => "a date or time (EDTF)",
        ValueType::Count => "a number or range",
        ValueType::Duration => "how long (3 hours 30 minutes)",
        ValueType::Choice => "a word",
        ValueType::Item => "another item's key",
        ValueType::Ordinal => "a position in a series",
    }
}

fn combine(holds: MergeRule) -> &'static str {
    match holds {
        MergeRule::Fixed => "one is true",
        MergeRule::Successive => "a later word replaces an earlier one",
        MergeRule::Planned => "a plan until it begins, then one is true",
        MergeRule::Several => "all can be true",
    }
}
