//! The bounds of a view.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::record::recorded::Sequence;

/// A moment in the log's own time, or a position in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordedBy {
    /// What had been recorded at this instant.
    Time(Timestamp),
    /// What the log held at this position.
    Sequence(Sequence),
}

/// The bounds of a view.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Bounds {
    /// Only what the log held at this instant: the audit question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::record::time::schema::Moment>"))]
    pub as_of: Option<Timestamp>,
    /// Only what the log held at this position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_sequence: Option<u64>,
    /// Of that, only what the newsroom had learned at this instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::record::time::schema::Moment>"))]
    pub known_at: Option<Timestamp>,
    /// Of that, what is held to have been the case at this instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::record::time::schema::Moment>"))]
    pub true_at: Option<Timestamp>,
    /// Only what is for readers outside: nothing of the notes that are for the desk, of what became of them, or that there were
    /// any.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub for_readers: bool,
}

impl Bounds {
    fn recorded_by(&self) -> impl Iterator<Item = RecordedBy> {
        self.as_of.map(RecordedBy::Time).into_iter().chain(self.at_sequence.map(RecordedBy::Sequence))
    }

    /// Whether they leave out nothing for when it was recorded or learned.
    pub fn reach_to_now(&self) -> bool {
        self.recorded_by().next().is_none() && self.known_at.is_none()
    }

    /// Whether something recorded and learned at these moments is within the bounds.
    pub fn admit(&self, sequence: u64, recorded_at: Timestamp, learned_at: Timestamp) -> bool {
        let recorded = self.recorded_by().all(|bound| match bound {
            RecordedBy::Time(instant) => recorded_at <= instant,
            RecordedBy::Sequence(last) => sequence <= last,
        });
        recorded && self.known_at.is_none_or(|instant| learned_at.min(recorded_at) <= instant)
    }
}
