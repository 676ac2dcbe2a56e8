//! JSON Schemas of what the projector is asked and what it answers.

use newsreel_story::record::recorded::Sequence;
use newsreel_story::schema::Named;
use newsreel_story::views::brief::Brief;
use newsreel_story::views::cast::{Cast, CastEntity};
use newsreel_story::views::difference::Difference;
use newsreel_story::views::expected::Expected;
use newsreel_story::views::findings::Finding;
use newsreel_story::views::glance::Glance;
use newsreel_story::views::listing::{Listing, Page};
use newsreel_story::views::matrix::Matrix;
use newsreel_story::views::overview::Overview;
use newsreel_story::views::reach::Reach;
use newsreel_story::views::search::Found;
use newsreel_story::views::timeline::Timeline;
use newsreel_story::views::updates::{UpdateInFull, Updates};
use newsreel_story::views::who::Who;

use crate::{PutAside, Query, Settle, Settled, StoredRecord};

/// How the names of the schemas of answers to questions begin.
pub(crate) const ANSWER: &str = "answer-";

/// The schemas of a question, and of the answer to each question, in the order of [`Ask`](crate::Ask).
pub fn schemas() -> Vec<Named> {
    vec![
        Named::read::<Query>("question", "what the projector is asked"),
        Named::written::<Page<Listing>>("answer-stories", "the stories, or a part of them"),
        Named::written::<Overview>("answer-story", "the state of a story"),
        Named::written::<Glance>("answer-glance", "what needs an eye in a story"),
        Named::written::<Updates>("answer-updates", "the updates of a story as a list"),
        Named::written::<Cast>("answer-cast", "who and what a story speaks of"),
        Named::written::<Vec<CastEntity>>("answer-directory", "people, organisations and places"),
        Named::written::<UpdateInFull>("answer-update", "one update in full"),
        Named::written::<Brief>("answer-brief", "the brief of a story"),
        Named::written::<Expected>("answer-expected", "what is and was expected in a story"),
        Named::written::<Timeline>("answer-timeline", "what happened and is to happen"),
        Named::written::<Matrix>("answer-matrix", "who stands where, item by item"),
        Named::written::<Difference>("answer-difference", "what moved between two moments"),
        Named::written::<Reach>("answer-reach", "what would be lost if an update were taken back"),
        Named::written::<Vec<Finding>>("answer-check", "what the standards check finds"),
        Named::written::<Page<Who>>("answer-who", "what stories say of somebody"),
        Named::written::<Page<Found>>("answer-search", "the updates with these words"),
        Named::written::<Page<StoredRecord>>("answer-records", "the records as they were stored"),
        Named::written::<Page<PutAside>>("answer-quarantine", "the records that could not be read"),
        Named::read::<Settle>("settle", "what to do about records that could not be read"),
        Named::written::<Settled>("settled", "what came of it"),
        Named::written::<Sequence>("answer-position", "how far the projector is"),
    ]
}
