//! A submission as it was written: its head, and its parts still to be read.

use serde_json::Value as Json;

use crate::record::characters::is_unseen;
use crate::record::name::StorySlug;
use crate::submit::authoring::entries::read_name;
use crate::submit::authoring::words::{Word, document as words, shared};
use crate::submit::node::{Members, Node};
use crate::submit::refusal::{Code, code_point, likely, one_of};
use crate::submit::yaml::{MAX_DEPTH, MAX_KEY_BYTES};

/// A submission, its head read and its parts still to be read.
pub(super) struct Document<'s> {
    pub(super) root: Node<'s>,
    pub(super) story: StorySlug,
    pub(super) title: Option<Box<str>>,
    pub(super) desk: Option<Box<str>>,
    pub(super) directory: Option<Node<'s>>,
    pub(super) sources: Option<Node<'s>>,
    pub(super) series: Option<Node<'s>>,
    pub(super) defaults: Option<Node<'s>>,
    pub(super) updates: Option<Node<'s>>,
}

impl<'s> Document<'s> {
    /// The head and the parts. Without a story there is nothing to decide.
    pub(super) fn read(root: &'s Node<'s>) -> Option<Self> {
        check_content(root, 0);
        let mut members = Members::of(root)?;
        let story = read_story(&mut members, root);
        let title = members.take(words::TITLE).and_then(|title| read_name(&title));
        let desk = members.take(words::DESK).and_then(|desk| read_name(&desk));
        let mut part = |word: Word| members.take(word);
        let updates = part(words::UPDATES);
        let [directory, sources, series, defaults] =
            [words::DIRECTORY, words::SOURCES, words::SERIES, words::DEFAULTS].map(part);
        members.finish();
        let [directory, sources, series, defaults] = [directory, sources, series, defaults].map(mapping);
        if let Some(defaults) = &defaults {
            check_defaults(defaults);
        }
        Some(Self { root: *root, story: story?, title, desk, directory, sources, series, defaults, updates })
    }
}

/// The part, if it is a mapping. An empty one says nothing, as does none.
fn mapping(part: Option<Node<'_>>) -> Option<Node<'_>> {
    let part = part?;
    if part.json.is_object() {
        return Some(part);
    }
    part.wrong_shape("a mapping")
}

pub(super) fn read_story(members: &mut Members<'_>, root: &Node<'_>) -> Option<StorySlug> {
    match members.take(words::STORY) {
        Some(story) => story.parse(Code::BadName),
        None => root.refuse(Code::Missing, "`story` is missing: the slug of the story"),
    }
}

/// A default that no update takes would be ignored.
fn check_defaults(defaults: &Node<'_>) {
    let known = || shared::ALL.iter().map(|word| word.name);
    for (key, json) in defaults.json.as_object().into_iter().flatten() {
        if !known().any(|word| word == key) {
            let node = defaults.key(key, json);
            let message = format!(
                "`{key}` cannot be a default{}; what updates can have in common is {}",
                likely(key, known()),
                one_of(known())
            );
            node.refuse::<()>(Code::UnknownKey, message);
        }
    }
}

/// Refuses characters that cannot be seen and act on whoever reads them, and what is nested deeper than anything people
/// write: a submission need not come from a YAML file.
fn check_content(node: &Node<'_>, depth: usize) {
    if depth > MAX_DEPTH {
        node.refuse::<()>(Code::Shape, format!("this is nested more than {MAX_DEPTH} levels deep"));
        return;
    }
    match node.json {
        Json::String(text) => check_text(text, node),
        Json::Array(elements) => {
            elements.iter().enumerate().for_each(|(i, json)| check_content(&node.index(i, json), depth + 1));
        }
        Json::Object(members) => {
            for (key, json) in members {
                let member = node.key(key, json);
                check_text(key, &member);
                if key.len() > MAX_KEY_BYTES {
                    let message = format!("a key has at most {MAX_KEY_BYTES} bytes; this one has {}", key.len());
                    node.refuse::<()>(Code::Shape, message);
                }
                check_content(&member, depth + 1);
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

fn check_text(text: &str, node: &Node<'_>) {
    if let Some(c) = text.chars().find(|c| is_unseen(*c)) {
        let message = format!("the character {} cannot be seen and is not accepted; remove it", code_point(c));
        node.refusals.add_garbled(node.at.refuse(Code::BadValue, message));
    }
}
