//! One entry of the directory: everything said of it so far, put together.

use serde::{Deserialize, Serialize};

use crate::record::entry::{EntityType, Entry, Name};
use crate::record::kind::change::Change;
use crate::record::name::EntitySlug;
use crate::record::recorded::Sequence;
use crate::state::alike::alike;

/// One entry: everything said of it so far, put together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entity {
    /// Its unique name.
    pub slug: EntitySlug,
    /// What it is.
    pub is: EntityType,
    /// Its names: the first is how we write it.
    pub names: Vec<Name>,
    /// The names it was given by mistake.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrected: Vec<Box<str>>,
    /// A description instead of a name.
    pub described: Option<Box<str>>,
    /// Other descriptions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub descriptions: Vec<Box<str>>,
    /// How we introduce it.
    pub title: Option<Box<str>>,
    /// How others introduce it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub titles: Vec<Box<str>>,
    /// The institution it speaks for.
    pub speaks_for: Option<EntitySlug>,
    /// What it lies within.
    pub within: Option<EntitySlug>,
    /// Its Wikidata id.
    pub wikidata: Option<Box<str>>,
    /// The entry it was found to be the same as.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as: Option<EntitySlug>,
    /// The position of the last change to it.
    pub sequence: Sequence,
}

impl Entity {
    /// An entry of which nothing is said yet.
    pub(super) fn new(entry: &Entry) -> Self {
        Self {
            slug: entry.entity.clone(),
            is: entry.is,
            names: Vec::new(),
            corrected: Vec::new(),
            described: None,
            descriptions: Vec::new(),
            title: None,
            titles: Vec::new(),
            speaks_for: None,
            within: None,
            wikidata: None,
            same_as: None,
            sequence: 0,
        }
    }

    /// How we write it: its name, its description, or, with neither, its slug.
    pub fn name(&self) -> &str {
        let name = self.names.first().map(|name| &*name.text).or(self.described.as_deref());
        name.unwrap_or(self.slug.as_str())
    }

    /// Every way of writing it, the wrong ones too: what somebody may look for.
    pub fn spellings(&self) -> impl Iterator<Item = &str> {
        let right = self.names.iter().map(|name| &*name.text).chain(self.described.as_deref());
        let right = right.chain(self.descriptions.iter().map(|described| &**described));
        right.chain(self.corrected.iter().map(|name| &**name))
    }

    fn is_new(&self, name: &Name) -> bool {
        let known = self.names.iter().find(|known| known.text == name.text);
        !self.corrected.contains(&name.text)
            && known.is_none_or(|known| name.used_by.iter().any(|outlet| !known.used_by.contains(outlet)))
    }

    /// Whether it is several people, so that they *say* and not *says*: a group described without an article, as "people
    /// familiar with the matter" is and "a senior official" is not.
    pub(crate) fn is_plural(&self) -> bool {
        let first = self.name().split(' ').next().unwrap_or_default().to_lowercase();
        // “The Chibok schoolgirls”, but “the crew of the Titan”.
        let head =
            self.name().split(' ').take_while(|word| !["of", "in", "at", "for", "from", "who"].contains(word)).last();
        let several = head.is_some_and(|word| {
            let ends = word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end));
            word.starts_with(char::is_lowercase) && ends
                || ["people", "police", "women", "men", "children"].contains(&word)
        });
        // “The striking rock-drill operators” are several, whoever takes them for an organisation.
        self.is == EntityType::Organisation && first == "the" && several
            || self.is == EntityType::Group
                && (!["a", "an", "the", "one"].contains(&first.as_str()) || first == "the" && several)
    }

    /// Whether a change seems to be of somebody else, from the names in it: none is on file here, or like one that is.
    pub(crate) fn is_another(&self, entry: &Entry) -> bool {
        let mut names = entry.names.iter().map(|name| &*name.text).chain(entry.described.as_deref()).peekable();
        names.peek().is_some() && names.all(|name| self.spellings().all(|known| known != name && !alike(known, name)))
    }

    pub(super) fn apply(&mut self, sequence: Sequence, entry: &Entry) {
        for name in &entry.names {
            self.take_name(name);
        }
        if let (Some(wrong), Some(right)) = (&entry.corrects, entry.names.first()) {
            self.correct_name(wrong, right);
        }
        // What is added gathers beside what is on file; only what amends it takes its place.
        let take = if entry.change == Change::Added { gather } else { replace };
        take(&mut self.described, &mut self.descriptions, entry.described.as_deref());
        take(&mut self.title, &mut self.titles, entry.title.as_deref());
        let amends = entry.change != Change::Added;
        take_fact(&mut self.speaks_for, &entry.speaks_for, amends);
        take_fact(&mut self.within, &entry.within, amends);
        take_fact(&mut self.wikidata, &entry.wikidata, amends);
        match entry.change {
            Change::Merged => self.same_as.clone_from(&entry.same_as),
            Change::Split => self.same_as = None,
            _ => {}
        }
        self.sequence = sequence;
    }

    fn take_name(&mut self, name: &Name) {
        if !self.is_new(name) {
            return;
        }
        match self.names.iter_mut().find(|known| known.text == name.text) {
            Some(known) => {
                known.used_by.extend(name.used_by.iter().cloned());
                known.used_by.sort();
                known.used_by.dedup();
            }
            None => self.names.push(name.clone()),
        }
    }

    /// Puts the right name in front. The wrong one is kept to be found by, and is not taken for a name again.
    fn correct_name(&mut self, wrong: &str, right: &Name) {
        self.names.retain(|name| &*name.text != wrong);
        self.corrected.retain(|name| *name != right.text);
        if !self.corrected.iter().any(|name| &**name == wrong) {
            self.corrected.push(wrong.into());
        }
        let led_by = self.names.iter().position(|name| name.text == right.text);
        let lead = led_by.map_or_else(|| right.clone(), |place| self.names.remove(place));
        self.names.insert(0, lead);
    }
}

/// The first stays in front; others are kept beside it.
fn gather(first: &mut Option<Box<str>>, others: &mut Vec<Box<str>>, new: Option<&str>) {
    match (first.as_ref(), new) {
        (None, Some(new)) => *first = Some(new.into()),
        (Some(first), Some(new)) if **first != *new && !others.iter().any(|other| **other == *new) => {
            others.push(new.into());
        }
        _ => {}
    }
}

/// The new one takes the place of the first.
fn replace(first: &mut Option<Box<str>>, _: &mut Vec<Box<str>>, new: Option<&str>) {
    if let Some(new) = new {
        *first = Some(new.into());
    }
}

fn take_fact<T: Clone>(known: &mut Option<T>, new: &Option<T>, amends: bool) {
    if new.is_some() && (amends || known.is_none()) {
        known.clone_from(new);
    }
}
