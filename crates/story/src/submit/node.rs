//! Reading a JSON value with its place, so that whatever is wrong can be said exactly.

use std::borrow::Cow;

use serde_json::{Map, Value as Json};

use crate::submit::refusal::{At, Code, Refusal, one_of};

/// A JSON value and where it stands.
#[derive(Clone, Copy)]
pub(crate) struct Node<'n> {
    pub json: &'n Json,
    pub at: At<'n>,
}

pub(crate) type Read<T> = Result<T, Refusal>;

impl<'n> Node<'n> {
    pub(crate) fn root(json: &'n Json) -> Self {
        Self { json, at: At::Root }
    }

    pub(crate) fn refuse(&self, code: Code, message: impl Into<String>) -> Refusal {
        self.at.refuse(code, message)
    }

    fn wrong_shape(&self, expected: &str) -> Refusal {
        self.refuse(Code::Shape, format!("{expected} is expected here, not {}", shape(self.json)))
    }

    pub(crate) fn text(&self) -> Read<&'n str> {
        self.json.as_str().ok_or_else(|| self.wrong_shape("a text"))
    }

    /// A text that may have been typed as a number: a year, a version.
    pub(crate) fn loose_text(&self) -> Read<Cow<'n, str>> {
        match self.json {
            Json::String(text) => Ok(Cow::Borrowed(text)),
            Json::Number(number) => Ok(Cow::Owned(number.to_string())),
            _ => Err(self.wrong_shape("a text")),
        }
    }

    pub(crate) fn mapping(&self) -> Read<&'n Map<String, Json>> {
        self.json.as_object().ok_or_else(|| self.wrong_shape("a mapping"))
    }

    pub(crate) fn list(&self) -> Read<&'n Vec<Json>> {
        self.json.as_array().ok_or_else(|| self.wrong_shape("a list"))
    }

    /// The members of a list, or the one thing that stands in place of a list.
    pub(crate) fn one_or_several(&self) -> Vec<Node<'_>> {
        match self.json {
            Json::Array(several) => {
                several.iter().enumerate().map(|(i, json)| Node { json, at: self.at.index(i) }).collect()
            }
            _ => vec![*self],
        }
    }

    /// A name or other token.
    pub(crate) fn parse<T: std::str::FromStr<Err: std::fmt::Display>>(&self, code: Code) -> Read<T> {
        let text = self.loose_text()?;
        text.parse().map_err(|error| self.refuse(code, format!("{error}")))
    }
}

/// The members of a mapping, taken one by one; what nobody took is an unknown key.
pub(crate) struct Members<'n> {
    map: &'n Map<String, Json>,
    at: &'n At<'n>,
    taken: Vec<&'static str>,
}

impl<'n> Members<'n> {
    pub(crate) fn of(node: &'n Node<'n>) -> Read<Self> {
        Ok(Self { map: node.mapping()?, at: &node.at, taken: Vec::new() })
    }

    pub(crate) fn take(&mut self, key: &'static str) -> Option<Node<'n>> {
        self.taken.push(key);
        // A mapping here has a handful of members and is asked for dozens: looking at each is quicker than hashing.
        let (_, json) = self.map.iter().find(|(name, json)| *name == key && !json.is_null())?;
        Some(Node { json, at: self.at.key(key) })
    }

    pub(crate) fn require(&mut self, key: &'static str) -> Read<Node<'n>> {
        self.take(key).ok_or_else(|| self.at.refuse(Code::Missing, format!("`{key}` is missing here")))
    }

    pub(crate) fn take_text(&mut self, key: &'static str) -> Read<Option<Box<str>>> {
        self.take(key).map(|node| node.loose_text().map(Into::into)).transpose()
    }

    /// Whether a flag is set: `true`, or `false` as when it is not there.
    pub(crate) fn take_flag(&mut self, key: &'static str) -> Read<bool> {
        let Some(node) = self.take(key) else { return Ok(false) };
        node.json.as_bool().ok_or_else(|| node.wrong_shape("true or false"))
    }

    /// Whether a reader has asked for this word, given or not: it has a meaning here.
    pub(crate) fn has_taken(&self, key: &str) -> bool {
        self.taken.contains(&key)
    }

    /// What nobody has taken.
    pub(crate) fn rest(&self) -> impl Iterator<Item = (&'n str, Node<'n>)> {
        let (map, at, taken) = (self.map, self.at, self.taken.clone());
        map.iter()
            .filter(move |(key, _)| !taken.contains(&key.as_str()))
            .map(move |(key, json)| (key.as_str(), Node { json, at: at.key(key) }))
    }

    /// Refuses what nobody has taken.
    pub(crate) fn finish(self) -> Read<()> {
        match self.rest().next() {
            None => Ok(()),
            Some((key, node)) => {
                Err(node
                    .refuse(Code::UnknownKey, format!("`{key}` has no meaning here; write {}", one_of(&self.taken))))
            }
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
