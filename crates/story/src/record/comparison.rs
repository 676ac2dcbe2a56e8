//! How one value compares with another.

use crate::record::name::EntitySlug;
use crate::record::token::tokens;

tokens! {
    /// How one value compares with another value of the same path.
    pub enum Comparison: "a comparison" {
        /// They say the same.
        Same = "same",
        /// The first says the same, and more precisely.
        Narrows = "narrows",
        /// The first says the same, and less precisely.
        Widens = "widens",
        /// Both can be true.
        Compatible = "compatible",
        /// At most one can be true.
        Conflicting = "conflicting",
    }
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
