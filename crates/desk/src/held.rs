//! Which stories have something under an embargo: the desk lifts it when its time has come.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use newsreel_log::Unit;
use newsreel_story::record::name::StoryId;
use tokio::sync::Notify;

/// The stories that have something under an embargo, or had.
#[derive(Default)]
pub(crate) struct HeldStories {
    stories: Mutex<BTreeSet<StoryId>>,
    /// Told of each that is noted.
    pub(crate) changed: Notify,
}

impl HeldStories {
    /// Notes where something is under an embargo.
    pub(crate) fn note(&self, unit: Unit) {
        if let Unit::Story(story) = unit {
            self.stories.lock().unwrap_or_else(PoisonError::into_inner).insert(story);
        }
        self.changed.notify_one();
    }

    /// Whether a story has something under an embargo, or had.
    pub(crate) fn includes(&self, story: StoryId) -> bool {
        self.stories.lock().unwrap_or_else(PoisonError::into_inner).contains(&story)
    }

    pub(crate) fn all(&self) -> Vec<StoryId> {
        self.stories.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect()
    }

    pub(crate) fn forget(&self, story: StoryId) {
        self.stories.lock().unwrap_or_else(PoisonError::into_inner).remove(&story);
    }
}
