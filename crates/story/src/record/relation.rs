//! How an update bears on earlier ones.

use serde::{Deserialize, Serialize};

use crate::record::name::{EntitySlug, UpdateId};
use crate::record::path::Path;

/// How an update bears on an earlier one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// In which way.
    pub relation: RelationKind,
    /// The earlier update.
    pub update: UpdateId,
    /// Only this path of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<Path>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Box<str>>,
}

/// The ways an update can bear on an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RelationKind {
    /// Both cannot be true; neither corrects the other.
    Contradicts,
    /// Both are right, in the sense given.
    Reconciles,
    /// A later account that does not call it wrong.
    Supersedes,
    /// Mends it.
    Corrects,
    /// Takes it back.
    Retracts,
    /// Depends on it.
    RestsOn,
    /// A publication that used it: put out stays put out, but it needs review when that changes.
    ReliesOn,
}

impl RelationKind {
    /// Every relation.
    pub const ALL: &'static [Self] = &[
        Self::Contradicts,
        Self::Reconciles,
        Self::Supersedes,
        Self::Corrects,
        Self::Retracts,
        Self::RestsOn,
        Self::ReliesOn,
    ];

    /// The token.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Contradicts => "contradicts",
            Self::Reconciles => "reconciles",
            Self::Supersedes => "supersedes",
            Self::Corrects => "corrects",
            Self::Retracts => "retracts",
            Self::RestsOn => "rests_on",
            Self::ReliesOn => "relies_on",
        }
    }

    /// Whether it withdraws what it names.
    pub fn withdraws(self) -> bool {
        matches!(self, Self::Corrects | Self::Retracts)
    }
}

/// Who takes back or mends.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reviser {
    /// The newsroom itself, of its own entry.
    Desk,
    /// A link of the chain: the origin or a relay, of what it passed on.
    Link(EntitySlug),
}
