//! What an answer is an answer to: the story, and the bounds it was asked with.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::judge::view::View;
use crate::record::bounds::Bounds;
use crate::tell::english::counted;
use crate::tell::realise::capitalised;

/// The story an answer is about, and for which moment it answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Asked {
    /// The story's slug.
    pub story: String,
    /// Its working title, as it was at that moment; before the newsroom had learned one, the first; where none was recorded, the
    /// words of its slug.
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
    /// How many records of the story could not be read and wait in quarantine: the answer knows nothing of them.
    #[serde(default, skip_serializing_if = "is_none")]
    pub unreadable: usize,
}

fn is_none(unreadable: &usize) -> bool {
    *unreadable == 0
}

/// That records of a story could not be read; none where all could.
pub fn unreadable_text(unreadable: usize) -> Option<String> {
    let are = if unreadable == 1 { "is" } else { "are" };
    let records = counted(unreadable, "record");
    (unreadable > 0).then(|| {
        format!("{records} of the story could not be read and {are} not considered: see `newsreel quarantine list`")
    })
}

/// What a story is called: by its title, and where none was recorded by the words of its slug.
pub(crate) fn title_of(view: &View<'_>) -> String {
    let title = view.called().title.map(Into::into);
    title.unwrap_or_else(|| capitalised(&view.state.slug().as_str().replace('-', " ")))
}

impl Asked {
    pub(crate) fn of(view: &View<'_>) -> Self {
        Self {
            title: title_of(view),
            story: view.state.slug().to_string(),
            status: view.head().1.as_str().to_owned(),
            bounds: *view.bounds(),
            moment: view.moment(),
            sequence: view.sequence(),
            unreadable: view.unreadable(),
        }
    }

    /// The bounds in words: "known at 2025-03-12T00:00:00Z, recorded up to update 7".
    pub fn text(&self) -> String {
        let known = self.bounds.known_at.map(|at| format!("known at {at}"));
        let so = self.bounds.true_at.map(|at| format!("true at {at}"));
        let recorded = self.bounds.as_of.map(|at| format!("recorded by {at}"));
        let last = format!("recorded up to update {}", self.sequence);
        let unbounded = self.bounds.reach_to_now() && so.is_none();
        let moment = unbounded.then(|| format!("as of {}", self.moment));
        let unreadable = unreadable_text(self.unreadable);
        [known, so, recorded, Some(last), moment, unreadable].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}
