//! Whether a story takes updates.

use crate::record::kind::change::Change;
use crate::record::token::tokens;

tokens! {
    /// Whether a story takes updates.
    #[derive(Default)]
    pub enum Status: "a status" {
        /// It does.
        #[default]
        Open = "open",
        /// It does, though none has come for long.
        Dormant = "dormant",
        /// It does not, until it is reopened.
        Closed = "closed",
        /// It does not: it was withdrawn for cause.
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
