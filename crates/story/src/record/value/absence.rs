//! Values said to be missing.

use crate::record::comparison::Comparison;
use crate::record::token::tokens;

tokens! {
    /// The ways in which a value can be missing, each said by somebody.
    pub enum Absence: "a way for a value to be missing" {
        /// Not set yet; gives way to the first value anybody gives.
        NotSet = "not_set",
        /// Does not exist: conflicts with every value.
        DoesNotExist = "does_not_exist",
        /// Known to a party that does not say.
        NotDisclosed = "not_disclosed",
        /// Known to nobody.
        Unknown = "unknown",
        /// The source expressly leaves it out.
        NotStated = "not_stated",
    }
}

impl Absence {
    /// How this stands to a value that somebody gives.
    pub(super) fn compare_to_value(self) -> Comparison {
        match self {
            Self::NotSet | Self::NotDisclosed | Self::Unknown | Self::NotStated => Comparison::Compatible,
            Self::DoesNotExist => Comparison::Conflicting,
        }
    }

    /// How this stands to another way of being missing: no two of them exclude each other.
    pub(super) fn compare(self, other: Self) -> Comparison {
        if self == other { Comparison::Same } else { Comparison::Compatible }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_does_not_exist_conflicts_with_a_value() {
        for absence in Absence::ALL.iter().copied() {
            let conflicts = absence.compare_to_value() == Comparison::Conflicting;
            assert_eq!(conflicts, absence == Absence::DoesNotExist, "{absence}");
            assert_eq!(absence.compare(absence), Comparison::Same);
            assert_eq!(absence.compare(Absence::NotSet).converse(), Absence::NotSet.compare(absence), "{absence}");
        }
    }
}
