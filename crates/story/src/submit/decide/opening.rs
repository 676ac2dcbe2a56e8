//! Opening a story: by its title, once.

use crate::record::kind::Kind;
use crate::record::kind::change::Change;
use crate::record::name::{UpdateId, UpdateKey};
use crate::record::update::{Head, Update};
use crate::submit::authoring::surroundings::Surroundings;
use crate::submit::index::StoryIndex;
use crate::submit::refusal::Code;

use super::Answer;
use super::deciding::Deciding;

/// The key of the update that opens a story.
pub(super) const OPENED: &str = "opened";

impl Deciding<'_> {
    /// A title opens a story that is new, and must be the title of one that is not.
    pub(super) fn opening(&mut self) {
        let root = self.document.root;
        match (self.base, &self.document.title) {
            (None, Some(title)) => {
                let head = Head { title: Some(title.clone()), desk: self.document.desk.clone() };
                let update = self.opened(head);
                self.admit(update, &root);
            }
            (None, None) => {
                let message =
                    format!("the story `{}` is not on file; give it a `title` to open it", self.document.story);
                self.refusals.push(root.at.key("story").refuse(Code::UnknownStory, message));
            }
            (Some(base), Some(title)) if base.head.title.as_ref() != Some(title) => {
                let known = base.head.title.as_deref().unwrap_or("another title");
                let message = format!(
                    "`{}` is the slug of another story, “{known}”; choose another slug, or leave `title` out to add to that story",
                    self.document.story
                );
                self.refusals.push(root.at.key("story").refuse(Code::SlugTaken, message));
            }
            (Some(base), Some(_)) => self.opened_already(base),
            (Some(_), None) => {}
        }
    }

    /// Opening a story again answers as it did the first time.
    pub(super) fn opened_already(&mut self, base: &StoryIndex) {
        let Some(key) = UpdateKey::new(OPENED).ok() else { return };
        let id = UpdateId::of_key(self.story_id, &key);
        if let Some(known) = base.updates.get(&id) {
            self.answers.push(Answer {
                id,
                key: Some(key),
                update: format!("{}.{}", Kind::story(), Change::Opened),
                item: None,
                sequence: Some(known.sequence),
                already: true,
            });
        }
    }

    pub(super) fn opened(&self, head: Head) -> Update {
        let story = self.document.story.clone();
        let act = Update::new(story, Kind::story(), Change::Opened, self.default_learned());
        let live = self.default("learned").is_none();
        Update { key: UpdateKey::new(OPENED).ok(), head: Some(head), live, ..act }
    }
}
