//! How each answer of the projector reads, by subject.

mod ahead;
mod brief;
mod listing;
mod matrix;
mod moves;
mod review;
mod rows;
mod story;
mod who;

use newsreel_story::record::bounds::Bounds;
use newsreel_story::views::asked::Asked;
use serde::Serialize;

use crate::page::Page;
use crate::print::Answer;

pub(crate) use moves::moves;

/// An answer under bounds, which it names to people.
#[derive(Serialize)]
#[serde(transparent)]
pub(crate) struct Bounded<A> {
    pub(crate) answer: A,
    #[serde(skip)]
    pub(crate) bounds: Bounds,
}

impl<A: Answer> Answer for Bounded<A> {
    fn page(&self) -> Page {
        let Bounds { as_of, at_sequence, known_at, true_at, for_readers: _ } = &self.bounds;
        let named = [
            as_of.map(|time| format!("recorded by {time}")),
            at_sequence.map(|sequence| format!("recorded up to position {sequence}")),
            known_at.map(|time| format!("known at {time}")),
            true_at.map(|time| format!("true at {time}")),
        ];
        let named = named.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let line = self.answer.asked().map_or(named, Asked::text);
        let mut page = self.answer.page();
        if !line.is_empty() {
            page.line_below_title(line);
        }
        page
    }
}
