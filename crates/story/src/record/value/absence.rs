//! Values said to be missing.

use crate::record::comparison::Comparison;
use crate::record::token::tokens;

tokens! {
    /// What "none" means.
    pub enum Absence: "an absence" {
        /// Not set yet: compatible with any value to come.
        NotSet = "not_set",
        /// Does not exist: conflicts with every value.
        DoesNotExist = "does_not_exist",
    }
}

impl Absence {
    /// How this stands to a value that somebody gives.
    pub(super) fn compare_to_value(self) -> Comparison {
        match self {
            Self::NotSet => Comparison::Compatible,
            Self::DoesNotExist => Comparison::Conflicting,
        }
    }

    /// How this stands to another way of being missing.
    pub(super) fn compare(self, other: Self) -> Comparison {
        match (self, other) {
            (a, b) if a == b => Comparison::Same,
            (Self::NotSet, _) | (_, Self::NotSet) => Comparison::Compatible,
            (Self::DoesNotExist, Self::DoesNotExist) => Comparison::Same,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn not_set_waits_and_does_not_exist_conflicts() {
        assert_eq!(Absence::NotSet.compare_to_value(), Comparison::Compatible);
        assert_eq!(Absence::DoesNotExist.compare_to_value(), Comparison::Conflicting);
        for absence in Absence::ALL {
            assert_eq!(absence.compare(*absence), Comparison::Same);
        }
    }
}
