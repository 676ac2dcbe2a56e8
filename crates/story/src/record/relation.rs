//! How an update relates to earlier ones.

use serde::{Deserialize, Serialize};

use crate::record::name::{EntitySlug, UpdateId};
use crate::record::path::Path;
use crate::record::token::tokens;

/// How an update relates to an earlier one.
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
    /// The ways in which an update can relate to an earlier one.
    pub enum RelationKind: "a relation" {
        /// They cannot both be true, and neither takes the other back: also where somebody sets right what another said.
        Contradicts = "contradicts",
        /// They are both right, in the sense that the reason gives.
        Reconciles = "reconciles",
        /// Replaces it with a later account, without calling it wrong: a later count, the ruling of a higher court.
        Supersedes = "supersedes",
        /// Corrects it.
        Corrects = "corrects",
        /// Takes it back.
        Retracts = "retracts",
        /// Depends on it.
        RestsOn = "rests_on",
        /// A publication used it; the publication stands, and needs review when the update changes.
        ReliesOn = "relies_on",
    }
}

impl RelationKind {
    /// Whether it withdraws what it names.
    pub fn withdraws(self) -> bool {
        matches!(self, Self::Corrects | Self::Retracts)
    }

    /// Whether it says how two reports stand to each other: that they contradict, or how both are right.
    pub fn ties(self) -> bool {
        matches!(self, Self::Contradicts | Self::Reconciles)
    }
}

/// Who corrects or retracts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Reviser {
    /// The newsroom itself: its own entry was wrong.
    Desk,
    /// A link of the chain, the origin or a relay: what it passed on was wrong.
    Link(EntitySlug),
}
