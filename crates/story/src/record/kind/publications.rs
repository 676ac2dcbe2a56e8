//! What is put out, and what reports rest on.

use crate::record::kind::attribute::{AUTHENTIC, MAKER, MEDIUM, OUTLET, PLACE, SHOWS, SUPPLIER, TITLE, WHEN};
use crate::record::kind::change::Change;
use crate::record::kind::choices::{AUTHENTICITY, CLASSES};
use crate::record::kind::frame::{Frame, NOUN, Naming};
use crate::record::kind::spec::MergeRule::{Fixed, Several, Successive};
use crate::record::kind::spec::ValueType::{Choice, Entity, Place, Text, When};
use crate::record::kind::spec::{KindRole, KindSpec, PhaseRole, Section, one, own_act, phase};

pub(super) static PUBLICATION: KindSpec = KindSpec {
    name: "publication",
    role: KindRole::Publication,
    about: "something put out, by us or by another outlet",
    attributes: &[
        one(OUTLET, Entity, Fixed).means("who put it out").expected(),
        one(TITLE, Text, Successive).means("what it is called"),
        one("version", Text, Successive).means("which version of it"),
        one("where", Text, Several).called("place of publication").means("where it stands"),
        one(WHEN, When, Fixed).called("date").means("when it was put out").expected(),
        one("byline", Text, Fixed).means("under whose name"),
        one("class", Choice, Successive).chosen_from(CLASSES).means("what sort of later change it is"),
    ],
    phases: &[
        phase("published", PhaseRole::Published, Some(true)),
        phase("amended", PhaseRole::Amended, Some(true)),
        own_act("withdrawn", PhaseRole::Withdrawn),
        own_act("killed", PhaseRole::Withdrawn),
    ],
    life: &[
        (Change::Published, "published"),
        (Change::Amended, "amended"),
        (Change::Withdrawn, "withdrawn"),
        (Change::Killed, "killed"),
    ],
    section: Section::Background,
    frame: Some(Frame { noun: "publication", naming: Naming::Quoted(TITLE), subject: "outlet", ..NOUN }),
};

pub(super) static EVIDENCE: KindSpec = KindSpec {
    name: "evidence",
    role: KindRole::Evidence,
    about: "a photograph, recording, transcript or record",
    attributes: &[
        one(MEDIUM, Text, Fixed)
            .means("what it is: a photograph, a recording")
            .expected()
            .asked_as("the medium of", ""),
        one(SHOWS, Text, Several).called("content").means("what it shows").expected().asked_as("what", "shows"),
        one(MAKER, Entity, Fixed).means("who made it").expected().asked_as("who made", ""),
        one(SUPPLIER, Entity, Several).means("who supplied it"),
        one("credit", Text, Fixed).means("the credit to print"),
        one(PLACE, Place, Fixed).means("where it was made"),
        one(WHEN, When, Fixed).called("date").means("when it was made").expected().asked_as("when", "was made"),
        one(AUTHENTIC, Choice, Successive)
            .called("authenticity")
            .chosen_from(AUTHENTICITY)
            .means("whether it is genuine"),
        one("authenticated_by", Entity, Several).called("person who vouches for it").means("who vouches for it"),
    ],
    phases: &[],
    life: &[],
    section: Section::WhatWeKnow,
    frame: Some(Frame { noun: "piece of evidence", naming: Naming::Thing(MEDIUM), subject: MEDIUM, ..NOUN }),
};
