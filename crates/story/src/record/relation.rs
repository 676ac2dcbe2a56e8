//! How an update bears on earlier ones.

use serde::{Deserialize, Serialize};

use crate::record::name::{EntitySlug, UpdateId};
use crate::record::path::Path;
use crate::record::token::tokens;

/// How an update bears on an earlier one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

tokens! {
    /// The ways an update can bear on an earlier one.
    pub enum RelationKind: "a relation" {
        /// Both cannot be true; neither corrects the other.
        Contradicts = "contradicts",
        /// Both are right, in the sense given.
        Reconciles = "reconciles",
        /// A later account that does not call it wrong.
        Supersedes = "supersedes",
        /// Mends it.
        Corrects = "corrects",
        /// Takes it back.
        Retracts = "retracts",
        /// Depends on it.
        RestsOn = "rests_on",
        /// A publication that used it: put out stays put out, but it needs review when that changes.
        ReliesOn = "relies_on",
    }
}

impl RelationKind {
    /// Whether it withdraws what it names.
    pub fn withdraws(self) -> bool {
        matches!(self, Self::Corrects | Self::Retracts)
    }
}

/// Who takes back or mends.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Reviser {
    /// The newsroom itself, of its own entry.
    Desk,
    /// A link of the chain: the origin or a relay, of what it passed on.
    Link(EntitySlug),
}
