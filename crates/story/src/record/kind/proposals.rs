//! What one side puts to others.

use crate::record::kind::attribute::{ADVICE as ADVISED, ANSWER, IN_FORCE, WHEN, WORDS};
use crate::record::kind::change::Change;
use crate::record::kind::choices::{ADVICE, ANSWERS};
use crate::record::kind::frame::{AttributeRole, Frame, NOUN, Naming, Slot};
use crate::record::kind::spec::MergeRule::{Fixed, Several, Successive};
use crate::record::kind::spec::ValueType::{Choice, Entity, Text, When};
use crate::record::kind::spec::{AttributeSpec, KindRole, KindSpec, PhaseRole, Section, list, one, own_act, phase};

/// Which version of a proposal somebody speaks of.
const VERSION: AttributeSpec = one("version", Text, Several).means("which version of it").is(AttributeRole::Version);

pub(super) static PROPOSAL: KindSpec = KindSpec {
    name: "proposal",
    role: KindRole::Proposal,
    about: "something one side puts to others, an offer or a demand: its terms, and each party's answer",
    attributes: &[
        one("subject", Text, Fixed)
            .means("what is proposed")
            .expected()
            .asked_as("what", "is about")
            .is(AttributeRole::Proposed)
            .says("be"),
        one("version", Text, Successive).means("which version of it").is(AttributeRole::Version).says("be"),
        one("stage", Text, Successive)
            .means("how far it has come: the second reading")
            .is(AttributeRole::Stage)
            .says("have reached"),
        list("terms", Text, &[VERSION]).means("what it provides").is(AttributeRole::Terms).says("provide for"),
        one("proposer", Entity, Fixed)
            .means("who proposes it")
            .party()
            .expected()
            .asked_as("by whom", "was proposed")
            .agent()
            .stands(Slot::Others, "by")
            .is(AttributeRole::Proposer)
            .says("be proposed by"),
        list(
            "positions",
            Entity,
            &[
                one(ADVISED, Choice, Successive).chosen_from(ADVICE).means("what somebody advises the party to do"),
                one(ANSWER, Choice, Successive).chosen_from(ANSWERS).means("what it answers"),
                VERSION,
                one(WORDS, Text, Successive).called("wording").means("in which words"),
            ],
        )
        .party()
        .means("what each party makes of it")
        .is(AttributeRole::Positions),
        one(WHEN, When, Fixed).called("date").means("when it was made"),
        one(IN_FORCE, When, Fixed)
            .called("date of effect")
            .means("when it takes effect")
            .stands(Slot::Time, "")
            .says("take effect"),
        one("deadline", When, Successive)
            .means("by when an answer is due")
            .due()
            .stands(Slot::Others, "with an answer due")
            .says("have a deadline"),
        one("expires", When, Successive)
            .called("date of expiry")
            .means("until when it stands")
            .due()
            .stands(Slot::Others, "expiring")
            .says("expire"),
    ],
    phases: &[
        phase("made", PhaseRole::Proposed, Some(true)),
        phase("put_to_vote", PhaseRole::Proposed, Some(true)),
        own_act("agreed", PhaseRole::Agreed),
        phase("in_force", PhaseRole::InForce, Some(true)),
        own_act("rejected", PhaseRole::Rejected),
        phase("lapsed", PhaseRole::Lapsed, None),
        own_act("withdrawn", PhaseRole::Withdrawn),
    ],
    life: &[
        (Change::Made, "made"),
        (Change::PutToVote, "put_to_vote"),
        (Change::Agreed, "agreed"),
        (Change::EnteredIntoForce, "in_force"),
        (Change::Extended, "in_force"),
        (Change::Rejected, "rejected"),
        (Change::Lapsed, "lapsed"),
        (Change::Withdrawn, "withdrawn"),
    ],
    section: Section::WhatWeKnow,
    frame: Some(Frame { noun: "proposal", naming: Naming::Text("subject"), subject: "subject", ..NOUN }),
};
