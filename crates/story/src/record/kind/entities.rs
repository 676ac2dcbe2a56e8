//! What can be said of people, organisations and places.

use crate::record::kind::attribute::{ENDED, TITLE};
use crate::record::kind::spec::MergeRule::{Fixed, Several, Successive};
use crate::record::kind::spec::ValueType::{Count, Entity, Text, When};
use crate::record::kind::spec::{AttributeSpec, one};

/// The attributes of people, organisations and places that are facts about them: testimony like any other.
pub static ENTITY_ATTRIBUTES: &[AttributeSpec] = &[
    one("age", Count, Successive).means("how old"),
    one("citizenship", Text, Several).means("of which state"),
    one("custody", Text, Successive).means("whether and where held"),
    one(TITLE, Text, Successive).means("what it is called"),
    one("occupation", Text, Several).means("what they do"),
    one("description", Text, Several).means("how sources describe them"),
    one("member_of", Entity, Several).called("membership").means("what they belong to"),
    one(ENDED, When, Fixed).called("date of death or dissolution").means("when they died, or it was dissolved"),
];
