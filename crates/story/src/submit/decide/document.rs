//! A submission as it was written: its head, and its parts still to be read.

use serde_json::Value as Json;

use super::story_of;
use crate::record::name::StorySlug;
use crate::submit::node::{Members, Node, Read};
use crate::submit::refusal::At;

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
    pub(super) fn read(submission: &'s Json) -> Read<Self> {
        let root = Node::root(submission);
        let story = story_of(submission)?;
        let mut members = Members::of(&root)?;
        members.take("story");
        let (title, desk) = (members.take_text("title")?, members.take_text("desk")?);
        let part = |name| {
            members.take(name)?;
            Some(Node { json: submission.get(name)?, at: At::Key(&At::Root, name) })
        };
        let [directory, sources, series, defaults, updates] =
            ["directory", "sources", "series", "defaults", "updates"].map(part);
        members.finish()?;
        for part in [directory, sources, series, defaults].into_iter().flatten() {
            part.mapping()?;
        }
        Ok(Self { root, story, title, desk, directory, sources, series, defaults, updates })
    }
}

/// A member of a part of the submission.
pub(super) fn member<'p>(part: &'p Option<Node<'_>>, key: &str) -> Option<Node<'p>> {
    let part = part.as_ref()?;
    let (key, json) = part.json.as_object()?.get_key_value(key)?;
    Some(Node { json, at: part.at.key(key) })
}
