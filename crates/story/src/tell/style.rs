//! House style: the one setting of how English is written.

/// How English is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    /// Spelling, and the order of day and month.
    pub spelling: Spelling,
    /// How times of day are written.
    pub clock: Clock,
}

/// Whose spelling, and whose order of day and month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Spelling {
    /// “11 April 2025”, “autumn”, “per cent”.
    #[default]
    British,
    /// “April 11, 2025”, “fall”, “percent”.
    American,
}

/// How times of day are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Clock {
    /// “21:40”.
    #[default]
    TwentyFourHours,
    /// “9:40 p.m.”.
    AmPm,
}
