//! Opening a story: by its title, once.

use crate::record::kind::Kind;
use crate::record::kind::change::Change;
use crate::record::name::{UpdateId, UpdateKey};
use crate::record::update::{Head, Update};
use crate::submit::authoring::words;
use crate::submit::decide::Answer;
use crate::submit::decide::deciding::Deciding;
use crate::submit::index::StoryIndex;
use crate::submit::refusal::Code;

/// The key of the update that opens a story.
pub(super) const OPENED: &str = "opened";

impl Deciding<'_> {
    /// A title opens a story that is new, and must be the title of one that is not.
    pub(super) fn opening(&mut self) {
        let root = self.document.root;
        let story = &self.document.story;
        match (self.world.base, &self.document.title) {
            (None, Some(title)) => {
                let head = Head { title: Some(title.clone()), desk: self.document.desk.clone() };
                let update = self.opened(head);
                self.admit(update, &root);
            }
            // A title that cannot be read is refused as such.
            (None, None) if root.json.get(words::document::TITLE.name).is_none_or(serde_json::Value::is_null) => {
                let message = format!("the story `{story}` is not on file; give it a `title` to open it");
                self.refuse_story(Code::UnknownStory, message);
            }
            (None, None) | (Some(_), None) => {}
            (Some(base), Some(title)) if base.head.title.as_ref() != Some(title) => {
                let known = match &base.head.title {
                    Some(known) if !self.is_opened_under_embargo(base) => format!(", “{known}”"),
                    _ => String::new(),
                };
                let message = format!(
                    "`{story}` is the slug of another story{known}; choose another slug, or leave `title` out to add to that story"
                );
                self.refuse_story(Code::SlugTaken, message);
            }
            (Some(base), Some(_)) => self.opened_already(base),
        }
    }

    fn refuse_story(&self, code: Code, message: String) {
        let root = &self.document.root;
        root.refusals.add(root.at.key(words::document::STORY.name).refuse(code, message));
    }

    /// Whether its title is not to be told to those who do not know it.
    fn is_opened_under_embargo(&self, base: &StoryIndex) -> bool {
        let opened = UpdateKey::new(OPENED).ok().map(|key| UpdateId::of_key(self.world.story_id, &key));
        opened.is_some_and(|id| base.held.contains_key(&id))
    }

    /// Opening a story again answers as it did the first time.
    fn opened_already(&mut self, base: &StoryIndex) {
        let Some(key) = UpdateKey::new(OPENED).ok() else { return };
        let id = UpdateId::of_key(self.world.story_id, &key);
        if let Some(known) = base.updates.get(&id) {
            self.answers.push(Answer {
                id,
                key: Some(key),
                update: format!("{}.{}", Kind::story(), Change::Opened),
                item: None,
                sequence: Some(known.sequence),
                already: true,
                embargo: base.held.get(&id).map(|held| held.embargo.clone()),
            });
        }
    }

    fn opened(&self, head: Head) -> Update {
        let story = self.document.story.clone();
        let learned_at = self.learned_by();
        let act = Update::new(story, Kind::story(), Change::Opened, learned_at);
        let live = learned_at == self.world.now;
        Update { key: UpdateKey::new(OPENED).ok(), head: Some(head), live, embargo: self.embargo_of_all(), ..act }
    }
}
