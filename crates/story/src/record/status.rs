//! Whether a story takes updates.

use serde::{Deserialize, Serialize};

use crate::record::kind::change::Change;

/// Whether a story takes updates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It does.
    #[default]
    Open,
    /// It does, though none has come for long.
    Dormant,
    /// It does not, until it is reopened.
    Closed,
    /// It does not: it was withdrawn for cause.
    Killed,
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

    /// The token.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Dormant => "dormant",
            Self::Closed => "closed",
            Self::Killed => "killed",
        }
    }
}
