//! What a form shows: what is filled in, and what came of looking at it.

use newsreel_story::submit::doubts::Doubt;
use newsreel_story::submit::refusal::Refusal;
use newsreel_story::views::cast::Cast;
use newsreel_story::views::difference::Difference;
use newsreel_story::views::updates::UpdateLine;

use crate::page::Reader;
use crate::page::filled::Filled;
use crate::page::typed::Reading;

/// What came of looking, before anything is sent.
#[derive(Debug, Clone, Default)]
pub enum Looked {
    /// Nobody has looked yet.
    #[default]
    NotYet,
    /// The desk would refuse it.
    Refused(Vec<Refusal>),
    /// Others have recorded these on the same item since the form was opened; nothing was sent.
    Newer(Vec<UpdateLine>),
    /// The desk would take it.
    Accepted {
        /// What would move.
        differences: Vec<Difference>,
        /// What is likely a mistake all the same.
        doubts: Vec<Doubt>,
    },
}

/// The form of one update.
#[derive(Debug, Clone, Default)]
pub struct FormPage {
    /// What is filled in.
    pub filled: Filled,
    /// Who and what the story speaks of, where it is chosen and on file.
    pub cast: Option<Cast>,
    /// The stories there are: slug and title.
    pub stories: Vec<(String, String)>,
    /// What came of looking.
    pub looked: Looked,
    /// What was captured in this story and waits to be put in order.
    pub waiting: Vec<Waiting>,
    /// What was captured and is being put in order.
    pub captured: Option<Waiting>,
    /// Who else is at the same item, in words.
    pub others: Vec<String>,
    /// For whom it is made, and when.
    pub reader: Reader,
}

impl FormPage {
    /// How dates are read in it.
    pub(crate) fn reading(&self) -> Reading {
        Reading { now: self.reader.now, style: self.reader.style }
    }
}

/// Something that was taken down in a line and waits to be put in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// What was taken down.
    pub text: String,
    /// How the update is named.
    pub name: String,
    /// Its position.
    pub sequence: u64,
}
