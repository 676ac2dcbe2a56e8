//! What an answer is an answer to: the story, and the bounds it was asked with.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::judge::view::View;
use crate::record::bounds::Bounds;

/// The story an answer is about, and for which moment it answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Asked {
    /// The story's slug.
    pub story: String,
    /// Its working title, as it was at that moment.
    pub title: String,
    /// Whether it takes updates.
    pub status: String,
    /// The bounds.
    #[serde(default)]
    pub bounds: Bounds,
    /// The moment the answer is for.
    #[cfg_attr(feature = "schema", schemars(with = "crate::record::time::schema::Moment"))]
    pub moment: Timestamp,
    /// The position of the last update considered.
    pub sequence: u64,
}

impl Asked {
    pub(crate) fn of(view: &View<'_>) -> Self {
        let (head, status) = view.head();
        let story = view.state.slug().to_string();
        Self {
            title: head.title.map_or_else(|| story.clone(), Into::into),
            story,
            status: status.as_str().to_owned(),
            bounds: *view.bounds(),
            moment: view.moment(),
            sequence: view.sequence(),
        }
    }

    /// The bounds in words: "known at 2025-03-12T00:00:00Z, recorded up to update 7".
    pub fn text(&self) -> String {
        let known = self.bounds.known_at.map(|at| format!("known at {at}"));
        let so = self.bounds.true_at.map(|at| format!("true at {at}"));
        let recorded = self.bounds.as_of.map(|at| format!("recorded by {at}"));
        let last = format!("recorded up to update {}", self.sequence);
        let unbounded = self.bounds == Bounds::default();
        let moment = unbounded.then(|| format!("as of {}", self.moment));
        [known, so, recorded, Some(last), moment].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}
