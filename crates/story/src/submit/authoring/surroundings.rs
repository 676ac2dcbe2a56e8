//! What a reader of the format needs to know of the story, the directory and the file around an entry.

use jiff::Timestamp;

use crate::record::entry::EntityType;
use crate::record::kind::Kind;
use crate::record::kind::spec::Declaration;
use crate::record::name::{EntitySlug, ItemKey, StorySlug, UpdateId};
use crate::submit::node::{Node, Read};
use crate::submit::refusal::Code;

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

pub(super) fn known_entity(
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
