//! Whether a story takes updates.

use crate::record::kind::change::Change;
use crate::record::token::tokens;

tokens! {
    /// Whether a story takes updates.
    #[derive(Default)]
    pub enum Status: "a status" {
        /// It takes updates.
        #[default]
        Open = "open",
        /// It takes updates, but there has been none for a long time.
        Dormant = "dormant",
        /// It takes no updates until it is reopened.
        Closed = "closed",
        /// It takes no updates: it was withdrawn for cause.
        Killed = "killed",
    }
}

impl Status {
    /// The status after an act on the story.
    pub fn after(self, change: Change) -> Self {
        match change {
            Change::Opened | Change::Reopened => Self::Open,
            Change::Closed => Self::Closed,
            Change::Killed => Self::Killed,
            _ => self,
        }
    }
}
