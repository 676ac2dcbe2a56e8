//! Reading a JSON value with its place, so that whatever is wrong can be said exactly.
//!
//! A reader that finds something wrong tells the [`Refusals`] and gives `None`; those around it read on, so that all that is
//! wrong is told at once.

use std::borrow::Cow;
use std::fmt::Display;
use std::str::FromStr;

use serde_json::{Map, Value as Json};

use crate::submit::authoring::words::Word;
use crate::submit::refusal::{At, Code, closest, likely, one_of};
use crate::submit::refusals::Refusals;

/// A JSON value, where it stands, and who is told what is wrong with it.
#[derive(Clone, Copy)]
pub(crate) struct Node<'n> {
    pub json: &'n Json,
    pub at: At<'n>,
    pub refusals: &'n Refusals,
}

impl<'n> Node<'n> {
    pub(crate) fn root(json: &'n Json, refusals: &'n Refusals) -> Self {
        Self { json, at: At::Root, refusals }
    }

    /// The member of this name, whatever it is.
    pub(crate) fn key(&'n self, key: &'n str, json: &'n Json) -> Self {
        Self { json, at: self.at.key(key), refusals: self.refusals }
    }

    /// The element at this position, whatever it is.
    pub(crate) fn index(&'n self, index: usize, json: &'n Json) -> Self {
        Self { json, at: self.at.index(index), refusals: self.refusals }
    }

    /// Another value in the same place.
    pub(crate) fn with<'m>(&self, json: &'m Json) -> Node<'m>
    where
        'n: 'm,
    {
        Node { json, at: self.at, refusals: self.refusals }
    }

    /// Refuses what is here.
    pub(crate) fn refuse<T>(&self, code: Code, message: impl Into<String>) -> Option<T> {
        self.refusals.add(self.at.refuse(code, message));
        None
    }

    pub(crate) fn wrong_shape<T>(&self, expected: &str) -> Option<T> {
        self.refuse(Code::Shape, format!("{expected} is expected here, not {}", shape(self.json)))
    }

    /// A text as it stands, for what is compared with tokens.
    pub(crate) fn text(&self) -> Option<&'n str> {
        self.json.as_str().or_else(|| self.wrong_shape("a text"))
    }

    /// A text that may have been typed as a number: a year, a version.
    pub(crate) fn loose_text(&self) -> Option<Cow<'n, str>> {
        match self.json {
            Json::String(text) => Some(Cow::Borrowed(text)),
            Json::Number(number) => Some(Cow::Owned(number.to_string())),
            _ => self.wrong_shape("a text"),
        }
    }

    /// Words for people: without the white space around them, which a block of YAML ends in, and not blank.
    pub(crate) fn words(&self) -> Option<Box<str>> {
        let text = self.loose_text()?;
        let text = text.trim();
        if text.is_empty() {
            return self.refuse(Code::BadValue, "this text is blank; write something, or leave it out");
        }
        Some(text.into())
    }

    pub(crate) fn mapping(&self) -> Option<&'n Map<String, Json>> {
        let map = self.json.as_object().or_else(|| self.wrong_shape("a mapping"))?;
        self.not_empty(map.is_empty(), "mapping").then_some(map)
    }

    fn not_empty(&self, empty: bool, what: &str) -> bool {
        if empty {
            self.refuse::<()>(Code::Missing, format!("this {what} is empty; fill it, or leave it out"));
        }
        !empty
    }

    /// The elements of a list.
    pub(crate) fn list(&'n self) -> Option<Vec<Self>> {
        let list = self.json.as_array().or_else(|| self.wrong_shape("a list"))?;
        self.not_empty(list.is_empty(), "list").then(|| self.elements(list))
    }

    fn elements(&'n self, list: &'n [Json]) -> Vec<Self> {
        list.iter().enumerate().map(|(i, json)| self.index(i, json)).collect()
    }

    /// The elements of a list, or the one thing that stands in place of a list.
    pub(crate) fn one_or_several(&'n self) -> Vec<Self> {
        match self.json {
            Json::Array(_) => self.list().unwrap_or_default(),
            _ => vec![*self],
        }
    }

    /// A name or other token.
    pub(crate) fn parse<T: FromStr<Err: Display>>(&self, code: Code) -> Option<T> {
        let text = self.loose_text()?;
        match text.parse() {
            Ok(token) => Some(token),
            Err(error) => self.refuse(code, format!("{error}")),
        }
    }

    /// The name of a member of a mapping.
    pub(crate) fn parse_key<T: FromStr<Err: Display>>(&self, key: &str) -> Option<T> {
        match key.parse() {
            Ok(name) => Some(name),
            Err(error) => self.refuse(Code::BadName, format!("{error}")),
        }
    }

    /// Refuses the members of a mapping that have no value and are no known word, and gives their names: in braces YAML
    /// makes them of a text with a comma that is not in quotation marks.
    pub(crate) fn refuse_unquoted(&self, is_known: impl Fn(&str) -> bool) -> Vec<&'n str> {
        let (mut unquoted, mut before) = (Vec::new(), None);
        let mut members = self.json.as_object().into_iter().flatten().peekable();
        while let Some((key, json)) = members.next() {
            let is_rest = |key: &str, json: &Json| json.is_null() && (key.contains(' ') || !is_known(key));
            if !is_rest(key, json) {
                before = Some((key, json));
                continue;
            }
            let mut rest = vec![key.as_str()];
            while let Some((more, _)) = members.next_if(|(key, json)| is_rest(key, json)) {
                rest.push(more);
            }
            let whole = match before {
                Some((word, Json::String(text))) => format!("`{word}: \"{text}, {}\"`", rest.join(", ")),
                _ => format!("`\"…, {}\"`", rest.join(", ")),
            };
            let message = format!(
                "`{}` has no meaning here; if it is the rest of a text with a comma, quote it: {whole}",
                rest.join(", ")
            );
            self.key(key, json).refuse::<()>(Code::UnknownKey, message);
            unquoted.append(&mut rest);
        }
        unquoted
    }

    /// One of the tokens of a closed set.
    pub(crate) fn one_of(&self, what: &str, tokens: impl IntoIterator<Item = &'static str>) -> Option<&'static str> {
        let text = self.loose_text()?;
        let tokens: Vec<&'static str> = tokens.into_iter().collect();
        if let Some(token) = tokens.iter().find(|token| **token == &*text) {
            return Some(*token);
        }
        let meant = likely(&text, tokens.iter().copied());
        self.refuse(Code::BadValue, format!("`{text}` is not {what}{meant}; write {}", one_of(tokens)))
    }
}

/// The members of a mapping, taken one by one; what nobody took is an unknown key.
pub(crate) struct Members<'n> {
    node: &'n Node<'n>,
    map: &'n Map<String, Json>,
    taken: Vec<&'static str>,
    /// What is required and not there: refused when it is known that no other key was meant for it.
    missing: Vec<Word>,
}

impl<'n> Members<'n> {
    pub(crate) fn of(node: &'n Node<'n>) -> Option<Self> {
        Some(Self { node, map: node.mapping()?, taken: Vec::new(), missing: Vec::new() })
    }

    /// The value of a word. Nothing (`~`, `null`) is as if it were not there.
    pub(crate) fn take(&mut self, word: Word) -> Option<Node<'n>> {
        self.taken.push(word.name);
        // A mapping here has a handful of members and is asked for dozens: looking at each is quicker than hashing.
        let (_, json) = self.map.iter().find(|(name, json)| *name == word.name && !json.is_null())?;
        Some(self.node.key(word.name, json))
    }

    pub(crate) fn require(&mut self, word: Word) -> Option<Node<'n>> {
        let found = self.take(word);
        if found.is_none() {
            self.missing.push(word);
        }
        found
    }

    /// Refuses that something required is not there, unless another key is that word written wrong, which is refused itself.
    pub(crate) fn refuse_missing(&self, written_wrong: impl Fn(Word) -> bool) {
        for word in self.missing.iter().filter(|word| !written_wrong(**word)) {
            let message = format!("`{}` is missing here: {}", word.name, word.meaning);
            self.node.refuse::<()>(Code::Missing, message);
        }
    }

    /// The words for people that stand at a word.
    pub(crate) fn words(&mut self, word: Word) -> Option<Box<str>> {
        self.take(word).and_then(|node| node.words())
    }

    /// A name or other token that stands at a word.
    pub(crate) fn parse<T: FromStr<Err: Display>>(&mut self, word: Word, code: Code) -> Option<T> {
        self.take(word).and_then(|node| node.parse(code))
    }

    /// Whether a flag is set: `true`, or `false` as when it is not there.
    pub(crate) fn flag(&mut self, word: Word) -> bool {
        let Some(node) = self.take(word) else { return false };
        node.json.as_bool().or_else(|| node.wrong_shape("true or false")).unwrap_or_default()
    }

    /// Whether a reader has asked for this word, given or not: it has a meaning here.
    pub(crate) fn has_taken(&self, key: &str) -> bool {
        self.taken.contains(&key)
    }

    /// What nobody has taken.
    pub(crate) fn rest(&self) -> impl Iterator<Item = (&'n str, Node<'n>)> {
        let (map, node, taken) = (self.map, self.node, self.taken.clone());
        map.iter()
            .filter(move |(key, _)| !taken.contains(&key.as_str()))
            .map(move |(key, json)| (key.as_str(), node.key(key, json)))
    }

    /// Refuses what nobody has taken.
    pub(crate) fn finish(self) {
        let meant_by_another = |word: Word| {
            self.rest().any(|(key, _)| closest(key, self.taken.iter().copied()).is_some_and(|meant| meant == word.name))
        };
        self.refuse_missing(meant_by_another);
        let unquoted = self.node.refuse_unquoted(|key| closest(key, self.taken.iter().copied()).is_some());
        for (key, node) in self.rest().filter(|(key, _)| !unquoted.contains(key)) {
            let (meant, known) = (likely(key, self.taken.iter().copied()), one_of(&self.taken));
            node.refuse::<()>(Code::UnknownKey, format!("`{key}` has no meaning here{meant}; write {known}"));
        }
    }
}

fn shape(json: &Json) -> &'static str {
    match json {
        Json::Null => "nothing",
        Json::Bool(_) => "true or false",
        Json::Number(_) => "a number",
        Json::String(_) => "a text",
        Json::Array(_) => "a list",
        Json::Object(_) => "a mapping",
    }
}
