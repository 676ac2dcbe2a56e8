//! Search: which words an update is found by, and what of it shows why it was found.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::judge::view::View;
use crate::record::attribution::Origin;
use crate::record::folding::{Chunk, chunks, words};
use crate::record::kind::attribute::PHASE;
use crate::record::name::EntitySlug;
use crate::record::recorded::Sequence;
use crate::record::style::Style;
use crate::record::time::When;
use crate::record::update::Update;
use crate::record::value::Value;
use crate::record::value::count::Count;
use crate::state::directory::Directory;
use crate::state::entity::Entity;
use crate::tell::dates::{Dates, adverbial};
use crate::tell::{english, labels, names, numbers};

/// How many chunks of a text are shown on each side of what was found in it.
const AROUND: usize = 7;
/// How many entries of the directory one word can stand for.
const MOST_ENTRIES: usize = 64;
/// The longest word that is kept joined; what is longer is an address of a page.
const LONGEST_JOINED: usize = 40;

/// A record a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Found {
    /// The story.
    pub story: String,
    /// What the story is called.
    #[serde(default)]
    pub title: String,
    /// What it said, in words: its author's own sentence, where it has one.
    #[serde(default)]
    pub says: String,
    /// The update's position.
    pub sequence: Sequence,
    /// The update.
    pub update: Update,
    /// Where in it the words are, and whether it still stands.
    #[serde(flatten)]
    pub hit: Hit,
}

/// What somebody looks for.
#[derive(Debug, Clone)]
pub struct Search {
    /// All of these have to be there.
    pub terms: Vec<Term>,
}

/// One thing to be found: a word, a word with inner signs, a phrase in quotation marks, or somebody whose name it is.
#[derive(Debug, Clone)]
pub struct Term {
    /// Its words, which stand together in this order.
    pub words: Vec<String>,
    /// The entries of the directory that have a name with these words.
    pub entities: BTreeSet<EntitySlug>,
}

impl Search {
    /// What was [`typed`], with everybody of the directory whose name or alias it is. Each word is compared with every name.
    pub fn new(typed: Vec<Vec<String>>, directory: &Directory) -> Self {
        let term = |words: Vec<String>| Term { entities: called(directory, &words), words };
        Self { terms: typed.into_iter().map(term).collect() }
    }
}

/// What somebody looks for, as it was typed: the words of each thing that is to be found.
pub fn typed(text: &str) -> Vec<Vec<String>> {
    let mut things = Vec::new();
    // Every second stretch stands between quotation marks.
    for (place, stretch) in text.split(['"', '“', '”']).enumerate() {
        if place % 2 == 1 {
            things.push(words(stretch));
        } else {
            things.extend(chunks(stretch).map(|chunk| chunk.parts));
        }
    }
    things.retain(|words| !words.is_empty());
    things
}

impl Term {
    fn joined(&self) -> String {
        self.words.concat()
    }

    /// Where in a text it stands: from this chunk to that one.
    fn within(&self, text: &[Chunk]) -> Option<(usize, usize)> {
        let joined = self.joined();
        let is_joined = |chunk: &Chunk| chunk.joined() == joined || chunk.joins().any(|run| run == joined);
        if let Some(place) = text.iter().position(is_joined) {
            return Some((place, place));
        }
        let flat: Vec<(usize, &str)> =
            text.iter().enumerate().flat_map(|(at, chunk)| chunk.parts.iter().map(move |part| (at, &**part))).collect();
        let found =
            flat.windows(self.words.len()).find(|window| window.iter().map(|(_, part)| *part).eq(&self.words))?;
        Some((found.first()?.0, found.last()?.0))
    }
}

/// Whether an entry of the directory has these words, one after the other, in a name.
fn is_called(entity: &Entity, wanted: &[String]) -> bool {
    let joined = wanted.concat();
    let fits = |name: &str| {
        let chunks: Vec<Chunk> = chunks(name).collect();
        let parts: Vec<&String> = chunks.iter().flat_map(|chunk| &chunk.parts).collect();
        parts.windows(wanted.len()).any(|window| window.iter().copied().eq(wanted))
            || chunks.iter().any(|chunk| chunk.joined() == joined || chunk.joins().any(|run| run == joined))
    };
    let titles = entity.title.as_deref().into_iter().chain(entity.titles.iter().map(|title| &**title));
    fits(entity.slug.as_str()) || entity.spellings().chain(titles).any(fits)
}

/// The entries of the directory that have these words in a name, in any story.
fn called(directory: &Directory, wanted: &[String]) -> BTreeSet<EntitySlug> {
    let named = directory.all().filter(|entity| is_called(entity, wanted));
    let mut found: BTreeSet<EntitySlug> = named.take(MOST_ENTRIES).map(|entity| entity.slug.clone()).collect();
    // Whoever was found to be one of them is one of them.
    let same = directory.iter().filter(|entity| {
        let canonical = directory.canonical(&entity.slug);
        found.contains(canonical) || found.iter().any(|slug| directory.canonical(slug) == canonical)
    });
    let same: Vec<EntitySlug> = same.map(|entity| entity.slug.clone()).collect();
    found.extend(same);
    found
}

/// The words an update is found by, for an index: those of its texts, and the slugs of those it names with an `@`.
pub fn index_of(update: &Update) -> String {
    let mut index = String::new();
    let mut add = |word: &str| {
        index.push_str(word);
        index.push(' ');
    };
    for text in texts_of(update) {
        for chunk in chunks(&text.text) {
            chunk.parts.iter().for_each(|part| add(part));
            chunk.joins().filter(|run| run.len() <= LONGEST_JOINED).for_each(|run| add(&run));
        }
    }
    for entity in update.entities().chain(others_named(update)).collect::<BTreeSet<_>>() {
        add(&format!("@{entity}"));
    }
    index
}

/// Why an update was found, and whether it still stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Hit {
    /// What was found, with the words around it.
    pub passages: Vec<Passage>,
    /// What has happened to the report since, where something has: *corrected*, *retracted*.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withdrawn: Vec<String>,
}

/// A part of an update in which something was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Passage {
    /// What part it is: a path, `quote`, `key`.
    pub part: String,
    /// What it says there.
    pub text: String,
}

/// What of the update at a place shows that it has everything somebody looks for; none when it has not, or is not to be
/// seen.
pub fn hit(view: &View<'_>, place: usize, search: &Search) -> Option<Hit> {
    if !view.admits(place) || view.withdrawals().is_struck(place) || !holds(view, place) {
        return None;
    }
    let update = &view.state.reports()[place].record;
    let texts: Vec<(Text, Vec<Chunk>)> = texts_of(update)
        .into_iter()
        .map(|text| {
            let chunks = chunks(&text.text).collect();
            (text, chunks)
        })
        .collect();
    let mut passages: Vec<Passage> = Vec::new();
    for term in &search.terms {
        let found = texts.iter().find_map(|(text, chunks)| Some((text, around(&text.text, chunks, term)?)));
        let passage = match found {
            Some((text, around)) => Passage { part: text.part.clone(), text: around },
            None => named_in(view, update, term)?,
        };
        if !passages.contains(&passage) {
            passages.push(passage);
        }
    }
    let withdrawn = view.withdrawals().of(place).iter().map(|lost| labels::withdrawal(view, lost)).collect();
    Some(Hit { passages, withdrawn })
}

/// Whether anything of an update holds at the instant it is asked of; any update does, where none is.
fn holds(view: &View<'_>, place: usize) -> bool {
    let update = &view.state.reports()[place].record;
    let item = update.item.as_ref().and_then(|item| view.state.item(item));
    if item.is_some_and(|item| !view.was_there(item)) {
        return false;
    }
    view.bounds().true_at.is_none()
        || update.testimonies.is_empty()
        || update.testimonies.iter().any(|said| view.testimonies(&said.path).any(|filing| filing.report == place))
}

/// What stands around what was found, in the text as it was written.
fn around(text: &str, chunks: &[Chunk], term: &Term) -> Option<String> {
    let (first, last) = term.within(chunks)?;
    let from = first.saturating_sub(AROUND);
    let to = (last + AROUND).min(chunks.len() - 1);
    let shown = &text[chunks[from].at.start..chunks[to].at.end];
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let (before, after) = (if from > 0 { "… " } else { "" }, if to + 1 < chunks.len() { " …" } else { "" });
    Some(format!("{before}{shown}{after}"))
}

/// Where an update names somebody who is meant.
fn named_in(view: &View<'_>, update: &Update, term: &Term) -> Option<Passage> {
    let passage = |part: String, entity: &EntitySlug| Passage { part, text: names::of(view, entity) };
    // A slug may stand for another body in another story.
    let is_meant = |slug: &EntitySlug| {
        let is_so_here = || view.directory.get(slug).is_some_and(|entity| is_called(entity, &term.words));
        term.entities.contains(slug) && (!view.directory.is_ambiguous(slug) || is_so_here())
    };
    let said = update.testimonies.iter().find_map(|said| {
        let entity = said.value.as_ref().and_then(Value::entity).filter(|entity| is_meant(entity))?;
        Some(passage(part_of(said.path.to_string(), update), entity))
    });
    let source = || {
        let mut named = update.entities().chain(others_named(update));
        named.find(|entity| is_meant(entity)).map(|entity| passage("source".to_owned(), entity))
    };
    said.or_else(source)
}

/// Those an update names beside those of its testimony and its chains.
fn others_named(update: &Update) -> impl Iterator<Item = &EntitySlug> {
    let authors = update.attributions.iter().flat_map(|attribution| &attribution.via);
    let authors = authors.filter_map(|link| link.author.as_ref());
    let embargoes = [&update.embargo, &update.others_embargo].into_iter().flatten();
    authors.chain(embargoes.filter_map(|embargo| embargo.set_by.as_ref()))
}

/// A part of an update that has words.
struct Text {
    part: String,
    text: String,
}

fn part_of(path: String, update: &Update) -> String {
    let own = update.item.as_ref().and_then(|item| path.strip_prefix(item.as_str())?.strip_prefix('/'));
    own.unwrap_or(&path).to_owned()
}

/// Everything an update says in words, whatever part of it.
fn texts_of(update: &Update) -> Vec<Text> {
    let mut texts: Vec<Text> = Vec::new();
    let mut add = |part: &str, text: &str| texts.push(Text { part: part.to_owned(), text: text.to_owned() });
    // Its phase is what its type says.
    for said in update.testimonies.iter().filter(|said| !said.path.is_of(PHASE)) {
        let part = part_of(said.path.to_string(), update);
        if let Some(value) = &said.value {
            spoken(value).iter().for_each(|text| add(&part, text));
        }
        let key = part.rsplit_once('/').map(|(_, key)| key);
        key.into_iter().for_each(|key| add(&part, key));
        said.limits.iter().for_each(|limits| add("limits", limits));
        for when in [&said.from, &said.until].into_iter().flatten() {
            dated(when).iter().for_each(|text| add(&part, text));
        }
    }
    let head = update.head.iter().flat_map(|head| [("title", &head.title), ("desk", &head.desk)]);
    let own = [("line", &update.line), ("label", &update.label), ("reason", &update.reason), ("actor", &update.actor)];
    for (part, text) in head.chain(own).filter_map(|(part, text)| Some((part, text.as_ref()?))) {
        add(part, text);
    }
    update.item.iter().chain(&update.part_of).for_each(|item| add("item", item.as_str()));
    update.key.iter().for_each(|key| add("key", key.as_str()));
    update.declares.iter().for_each(|declared| add("declares", declared.name.as_str()));
    for relation in &update.relations {
        relation.reason.iter().for_each(|reason| add("reason", reason));
    }
    for attribution in &update.attributions {
        attribution.quote.iter().for_each(|quote| add("quote", &quote.exact));
        attribution.url.iter().for_each(|url| add("url", url));
        attribution.statement.iter().for_each(|item| add("relays", item.as_str()));
        if let Origin::Evidence(item) = &attribution.origin {
            add("source", item.as_str());
        }
        for link in &attribution.via {
            link.described.iter().chain(&link.title).for_each(|text| add("source", text));
        }
    }
    for embargo in [&update.embargo, &update.others_embargo].into_iter().flatten() {
        embargo.event.iter().for_each(|event| add("embargo", event));
    }
    for (part, when) in [("said", &update.said_at), ("put out", &update.published_at)] {
        when.iter().flat_map(dated).for_each(|text| add(part, &text));
    }
    texts
}

/// A value as somebody may look for it.
fn spoken(value: &Value) -> Vec<String> {
    match value {
        Value::Text(text) => vec![text.to_string()],
        Value::Choice(token) => vec![token.replace('_', " ")],
        Value::Duration(duration) => vec![numbers::duration(duration)],
        Value::When(when) => dated(when),
        Value::Count(count) => vec![counted(count)],
        Value::Item(item) => vec![item.to_string()],
        Value::Ordinal(ordinal) => vec![english::ordinal(ordinal.position), ordinal.series.label.to_string()],
        // Those it names are found by their names.
        Value::Entity(_) | Value::Place(_) | Value::None(_) => Vec::new(),
    }
}

/// A number in digits and, where it has a word for so many, as people write it: 12,500,000 is 12.5 million.
fn counted(count: &Count) -> String {
    let told = numbers::count(count, Style::default());
    if ["million", "billion"].iter().any(|many| told.contains(many)) {
        format!("{count} ({told})")
    } else {
        count.to_string()
    }
}

fn dated(when: &When) -> Vec<String> {
    let words = adverbial(when, Dates::default());
    let phrase = when.phrase().map(ToOwned::to_owned);
    words.into_iter().chain(phrase).chain([when.as_str().to_owned()]).collect()
}
