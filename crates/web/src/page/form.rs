//! What a form shows: what is filled in, and what came of looking at it.

use newsreel_story::submit::doubts::Doubt;
use newsreel_story::submit::refusal::Refusal;
use newsreel_story::views::cast::{Cast, CastItem};
use newsreel_story::views::difference::Difference;
use newsreel_story::views::reach::Reach;
use newsreel_story::views::reading;
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
    /// Whoever wrote it may not record it, and why.
    NotYours(String),
    /// The desk would take it.
    Accepted {
        /// What would move.
        differences: Vec<Difference>,
        /// What is likely a mistake all the same.
        doubts: Vec<Doubt>,
        /// How each update would read in the brief.
        readings: Vec<reading::Reading>,
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
    /// The items that what was typed in a few words can mean, where it is not clear which.
    pub meant: Vec<CastItem>,
    /// What rests on the update that it is about, by its position.
    pub rests: Option<(u64, Reach)>,
    /// Who else is at the same item, in words.
    pub others: Vec<String>,
    /// For whom it is made, and when.
    pub reader: Reader,
}

impl FormPage {
    /// The item that is filled in, where it is on file.
    pub(crate) fn item(&self) -> Option<&CastItem> {
        let item = self.filled.get("item");
        self.cast.iter().flat_map(|cast| &cast.items).find(|known| known.item == item)
    }

    /// Whether it says who says what of an item on file, so that the desk can be asked what would come of it.
    pub(crate) fn is_a_word_on_file(&self) -> bool {
        self.filled.update_type().is_some() && self.item().is_some() && !self.filled.get("origin").is_empty()
    }

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
