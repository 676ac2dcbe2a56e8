//! House style: the one setting of how an answer is written. It comes with the question, and a view carries it to `tell/`.

use crate::record::token::tokens;

tokens! {
    /// Whose English an answer is written in, and how its times of day.
    pub enum Style: "a style" {
        /// “11 April 2025”, “autumn”, “per cent”, “21:40”.
        British = "british",
        /// The same with “9:40 p.m.”.
        BritishAmPm = "british-am-pm",
        /// “April 11, 2025”, “fall”, “percent”, “9:40 p.m.”.
        American = "american",
        /// The same with “21:40”.
        American24Hours = "american-24-hours",
    }
}

// The first member of the set is what is written where nobody says otherwise.
#[allow(clippy::derivable_impls, reason = "the set is declared by a macro")]
impl Default for Style {
    fn default() -> Self {
        Self::British
    }
}

/// Whose spelling, and whose order of day and month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// “11 April 2025”, “autumn”, “per cent”.
    British,
    /// “April 11, 2025”, “fall”, “percent”.
    American,
}

/// How times of day are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// “21:40”.
    TwentyFourHours,
    /// “9:40 p.m.”.
    AmPm,
}

impl Style {
    /// Its spelling and order of dates.
    pub const fn spelling(self) -> Spelling {
        match self {
            Self::British | Self::BritishAmPm => Spelling::British,
            Self::American | Self::American24Hours => Spelling::American,
        }
    }

    /// How it writes times of day.
    pub const fn clock(self) -> Clock {
        match self {
            Self::British | Self::American24Hours => Clock::TwentyFourHours,
            Self::BritishAmPm | Self::American => Clock::AmPm,
        }
    }
}
