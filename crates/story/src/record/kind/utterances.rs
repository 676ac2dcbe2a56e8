//! What people say and are asked: statements, claims, requests for comment.

use crate::record::kind::attribute::{
    ABOUT, ACTUAL_SPEAKER, ANSWER, ASKED, ASKER, CHANNEL, FLAGS as OF_WORDING, FORECASTER, FORM, GIST, HORIZON, ISSUER,
    MEDIUM, NATURE, OCCASION, ON, PLACE, PLATFORM, RATE, SPEAKER, TEXT, TOTAL, WHEN, WORDS,
};
use crate::record::kind::change::Change;
use crate::record::kind::choices::{FLAGS, FORMS, NATURES};
use crate::record::kind::frame::{Frame, NOUN, Naming, Reply};
use crate::record::kind::spec::MergeRule::{Fixed, Several, Successive};
use crate::record::kind::spec::ValueType::{Choice, Count, Entity, Item, Place, Text, When};
use crate::record::kind::spec::{KindRole, KindSpec, PhaseRole, Section, list, one, phase};
use crate::record::stance::Stance;

pub(super) static STATEMENT: KindSpec = KindSpec {
    name: "statement",
    role: KindRole::Statement,
    about: "words that are news in themselves",
    attributes: &[
        one(WORDS, Text, Fixed).called("wording").means("the words themselves").expected(),
        one(GIST, Text, Several).means("what was said, in other words"),
        one(FORM, Choice, Fixed).chosen_from(FORMS).means("how the words are given").quiet(),
        one(OF_WORDING, Choice, Several).chosen_from(FLAGS).means("what to know of the wording"),
        one(OCCASION, Text, Fixed).means("on what occasion").expected(),
        one(MEDIUM, Text, Fixed).means("what they were said in: an interview, a post"),
        one(PLATFORM, Text, Fixed).means("where it was posted"),
        one(PLACE, Place, Fixed).means("where they were said"),
        one(WHEN, When, Fixed).called("date").means("when they were said").expected(),
        one(SPEAKER, Entity, Fixed).means("who says it, as it was issued").party().expected().agent(),
        one(ISSUER, Entity, Fixed).means("who issued it"),
        one(ACTUAL_SPEAKER, Entity, Fixed).means("who really said it"),
        one("authenticated_by", Entity, Several).called("person who vouches for it").means("who vouches for it"),
        one(ABOUT, Text, Several).called("subject").means("what they are about"),
    ],
    phases: &[],
    life: &[],
    section: Section::WhatPeopleSay,
    frame: Some(Frame { noun: "statement", naming: Naming::Words, subject: SPEAKER, ..NOUN }),
};

pub(super) static CLAIM: KindSpec = KindSpec {
    name: "claim",
    role: KindRole::Claim,
    about: "a proposition that is not an occurrence: an assessment, an allegation, a characterisation, a total",
    attributes: &[
        one(TEXT, Text, Several).means("what is claimed").expected(),
        one(NATURE, Choice, Fixed).chosen_from(NATURES).means("what sort of proposition it is"),
        list(ABOUT, Entity, &[]).means("whom or what it is about").party().quiet(),
        one(TOTAL, Count, Fixed).means("the number that is claimed"),
        one(RATE, Count, Successive).means("the rate that is claimed, with its unit: 12 crowns a tonne"),
        one(FORECASTER, Entity, Fixed).means("who makes the forecast").party(),
        one(HORIZON, When, Fixed).means("the time a forecast is for"),
        // Each who claims it says it as of a day of their own.
        one(WHEN, When, Several).called("date").means("as of when"),
    ],
    phases: &[],
    life: &[],
    section: Section::WhatPeopleSay,
    frame: Some(Frame {
        noun: "claim",
        naming: Naming::Followed { by: "that", attribute: TEXT },
        subject: TEXT,
        ..NOUN
    }),
};

pub(super) static QUERY: KindSpec = KindSpec {
    name: "query",
    role: KindRole::Request,
    about: "a request for comment, ours or another outlet's",
    attributes: &[
        one(ASKER, Entity, Fixed).means("who asks"),
        one(ASKED, Entity, Fixed).called("party asked").means("who is asked").party().expected(),
        one(ABOUT, Text, Several).called("subject").means("what the question is about, in words"),
        one(ON, Item, Several).called("subject").means("the item the question is about").quiet(),
        one(CHANNEL, Text, Fixed).means("by what means"),
        one("deadline", When, Successive).means("by when an answer is asked for").due(),
        one(WHEN, When, Fixed).called("date").means("when it was put"),
        one(ANSWER, Text, Several).means("what was answered"),
    ],
    phases: &[
        phase("sent", PhaseRole::Asked, None),
        phase("acknowledged", PhaseRole::Acknowledged, None).told(Reply::ByAsked {
            verb: "acknowledge",
            negative: false,
            words: "a request for comment",
            asker: "from",
            channel: true,
        }),
        phase("answered", PhaseRole::Answered, None).told(Reply::ByAsked {
            verb: "answer",
            negative: false,
            words: "a request for comment",
            asker: "from",
            channel: true,
        }),
        // Whoever asked has it first-hand, as any outcome: it counts in their word too.
        phase("declined", PhaseRole::Unanswered, None).takes(Stance::Declines).told(Reply::ByAsked {
            verb: "decline",
            negative: false,
            words: "to comment",
            asker: "to",
            channel: false,
        }),
        phase("unreachable", PhaseRole::Unanswered, None)
            .takes(Stance::NoAnswer)
            .told(Reply::NotByAsker { verb: "reach" }),
        phase("did_not_immediately_respond", PhaseRole::Unanswered, None).takes(Stance::NoAnswer).told(
            Reply::ByAsked {
                verb: "immediately respond",
                negative: true,
                words: "to a request for comment",
                asker: "from",
                channel: true,
            },
        ),
        phase("did_not_respond", PhaseRole::Unanswered, None).takes(Stance::NoAnswer).told(Reply::ByAsked {
            verb: "respond",
            negative: true,
            words: "to a request for comment",
            asker: "from",
            channel: true,
        }),
        phase("did_not_comment", PhaseRole::Unanswered, None).takes(Stance::NoAnswer).told(Reply::ByAsked {
            verb: "comment",
            negative: true,
            words: "",
            asker: "to",
            channel: false,
        }),
        phase("none_reported", PhaseRole::Unanswered, None).told(Reply::Asked { after: "no reply is reported" }),
    ],
    life: &[
        (Change::Sent, "sent"),
        (Change::Acknowledged, "acknowledged"),
        (Change::Answered, "answered"),
        (Change::Declined, "declined"),
        (Change::Unreachable, "unreachable"),
        (Change::DidNotImmediatelyRespond, "did_not_immediately_respond"),
        (Change::DidNotRespond, "did_not_respond"),
        (Change::Unanswered, "did_not_respond"),
        (Change::DidNotComment, "did_not_comment"),
        (Change::NoneReported, "none_reported"),
    ],
    section: Section::Requests,
    frame: Some(Frame {
        noun: "request for comment",
        naming: Naming::Followed { by: "to", attribute: ASKED },
        subject: ASKED,
        ..NOUN
    }),
};
