//! The order of words: when a report was said, then when it was learned.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use crate::record::name::ItemKey;
use crate::record::recorded::Recorded;
use crate::record::time::When;
use crate::record::time::meaning::{Meaning, Relative};
use crate::record::update::Update;

/// When a word was said, then when it was learned: the order of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Order {
    /// The latest instant it can have been said, else published, else learned; no later than learned.
    pub said: Timestamp,
    /// When the newsroom learned it.
    pub learned: Timestamp,
}

impl Order {
    /// The day on which it was said, in UTC.
    pub fn day(self) -> Date {
        Offset::UTC.to_datetime(self.said).date()
    }
}

/// When a report was said, as far as it says itself: the order of words. Kept, since dates are slow to read.
#[derive(Debug, Clone)]
pub struct SaidAt {
    /// Its place in the order of words.
    pub order: Order,
    /// The item it was said before.
    pub before: Option<ItemKey>,
}

impl SaidAt {
    pub(super) fn of(report: &Recorded<Update>) -> Self {
        let update = &report.record;
        let learned = update.learned_at.min(report.recorded_at);
        let latest = |when: &Option<When>| when.as_ref().and_then(|when| when.span().latest);
        let said = latest(&update.said_at).or_else(|| latest(&update.published_at)).unwrap_or(learned);
        let before = match update.said_at.as_ref().map(When::meaning) {
            Some(Ok(Meaning::Relative(Relative::Before, item))) => Some(item),
            _ => None,
        };
        Self { order: Order { said: said.min(learned), learned }, before }
    }
}
