//! The story itself and the newsroom's own text.

use crate::record::kind::attribute::{CODE, TEXT};
use crate::record::kind::change::Change;
use crate::record::kind::choices::CODES;
use crate::record::kind::frame::{Frame, NOUN};
use crate::record::kind::spec::MergeRule::{Fixed, Several, Successive};
use crate::record::kind::spec::ValueType::{Choice, Item, Text};
use crate::record::kind::spec::{KindRole, KindSpec, Section, one};

pub(super) static STORY: KindSpec = KindSpec {
    name: "story",
    role: KindRole::Story,
    about: "the story itself",
    attributes: &[],
    phases: &[],
    life: &[
        (Change::Opened, "open"),
        (Change::Retitled, "open"),
        (Change::Closed, "closed"),
        (Change::Reopened, "open"),
        (Change::Killed, "killed"),
    ],
    section: Section::Background,
    frame: None,
};

pub(super) static NOTE: KindSpec = KindSpec {
    name: "note",
    role: KindRole::OwnText,
    about: "the newsroom's own text: nut graf, background, standards note",
    attributes: &[
        one(TEXT, Text, Successive).means("the text").expected(),
        one(CODE, Choice, Fixed).chosen_from(CODES).means("what the note is filed under").quiet(),
        one("about", Item, Several).called("subject").means("the item it is about"),
    ],
    phases: &[],
    life: &[],
    section: Section::WhyItMatters,
    frame: Some(Frame { noun: "note", subject: TEXT, ..NOUN }),
};
