//! How one value stands to another.

use serde::{Deserialize, Serialize};

use crate::record::name::EntitySlug;

/// How one value stands to another as a value of the same path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// They say the same.
    Same,
    /// The first says the same and more.
    Narrows,
    /// The first says the same and less.
    Widens,
    /// Both can be true.
    Compatible,
    /// At most one can be true.
    Conflicting,
}

impl Comparison {
    /// The comparison the other way round.
    pub fn converse(self) -> Self {
        match self {
            Self::Narrows => Self::Widens,
            Self::Widens => Self::Narrows,
            same => same,
        }
    }
}

/// Which places contain which, for comparing places. Implemented by the directory.
pub trait Containment {
    /// Whether `inner` lies within `outer`.
    fn lies_within(&self, inner: &EntitySlug, outer: &EntitySlug) -> bool;
    /// Whether both slugs name one entity (entries merged).
    fn same(&self, a: &EntitySlug, b: &EntitySlug) -> bool {
        a == b
    }
}

/// No place contains another.
impl Containment for () {
    fn lies_within(&self, _: &EntitySlug, _: &EntitySlug) -> bool {
        false
    }
}
