//! What takes place: trips, meetings, exchanges, verdicts and everything else that happens.

use crate::record::kind::attribute::{
    AGAINST, ASKED_BY, COUNT, FOR, ORDINAL, OUTCOME, PART_OF, PARTIES, PLACE, RESULT, WHEN,
};
use crate::record::kind::change::Change;
use crate::record::kind::choices::{FORMATS, RESULTS};
use crate::record::kind::frame::{AttributeRole, Frame, NOUN, Naming, Slot};
use crate::record::kind::spec::MergeRule::{Fixed, Planned, Several, Successive};
use crate::record::kind::spec::ValueType::{Choice, Count, Duration, Entity, Item, Ordinal, Place, Text, When};
use crate::record::kind::spec::{AttributeSpec, KindRole, KindSpec, PhaseRole, Section, list, one, own_act, phase};

/// The changes of a kind that takes place, with what it calls its own end.
macro_rules! occurrence_life {
    ($done:ident $phase:literal $(, $own:ident $own_phase:literal)*) => {
        &[
            (Change::Mooted, "mooted"),
            (Change::Announced, "planned"),
            (Change::Planned, "planned"),
            (Change::Rescheduled, "planned"),
            (Change::Reinstated, "planned"),
            (Change::Postponed, "postponed"),
            (Change::Cancelled, "cancelled"),
            (Change::Began, "under_way"),
            (Change::Resumed, "under_way"),
            (Change::Suspended, "suspended"),
            $((Change::$own, $own_phase),)*
            (Change::$done, $phase),
            (Change::BrokeOff, "broken_off"),
            (Change::NotHeld, "not_held"),
        ]
    };
}

/// The phases of a kind that takes place, with what it calls its own end.
macro_rules! occurrence_phases {
    ($done:literal $(, $own:ident $own_phase:literal)*) => {
        &[
            phase("mooted", PhaseRole::Mooted, None),
            phase("planned", PhaseRole::Planned, None),
            own_act("postponed", PhaseRole::Postponed),
            own_act("cancelled", PhaseRole::CalledOff),
            phase("under_way", PhaseRole::UnderWay, Some(true)),
            phase("suspended", PhaseRole::Suspended, Some(true)),
            phase($done, PhaseRole::Done, Some(true)),
            phase("broken_off", PhaseRole::BrokenOff, Some(true)),
            $(phase($own_phase, PhaseRole::$own, Some(true)),)*
            phase("not_held", PhaseRole::NotHeld, Some(false)),
        ]
    };
}

/// Which group an element of a list is part of.
const GROUP: AttributeSpec = one(PART_OF, Text, Fixed).called("group").means("the group in this list they belong to");

/// What can be said of somebody in a list: in which role, from which office, in which group.
pub(super) const ELEMENT_ROLE: &[AttributeSpec] = &[
    one("role", Text, Fixed).means("in which role").is(AttributeRole::Office),
    one("position", Text, Fixed).means("which office they hold"),
    GROUP,
];

/// What can be said of those who are released.
const RECEIVING_SIDE: AttributeSpec =
    one("to", Entity, Fixed).called("receiving side").means("whom they are handed to").party();
const DESTINATION: AttributeSpec =
    one("to_place", Place, Fixed).called("destination").means("where they go").is(AttributeRole::Destination);
const LEGAL_SITUATION: AttributeSpec =
    one("legal", Text, Several).called("legal situation").means("their legal situation").is(AttributeRole::Legal);
const HOW_MANY: AttributeSpec = one(COUNT, Count, Fixed).called("number").means("how many");

/// Where something takes place.
const WHERE: AttributeSpec = one(PLACE, Place, Planned).means("where");

/// When it does.
const AT: AttributeSpec = one(WHEN, When, Planned).called("date").means("when");

/// Why.
const CAUSE: AttributeSpec =
    one("cause", Text, Several).means("why").stands(Slot::Cause, "because").is(AttributeRole::Cause).says("be");

/// How sentences are made about people or things released, by one side or by both.
const FREED: Frame = Frame {
    naming: Naming::Of,
    subject: "releases",
    verbs: &[(PhaseRole::Planned, "release"), (PhaseRole::Done, "release")],
    undergone: Some("released_by"),
    ..NOUN
};

pub(super) static TRIP: KindSpec = KindSpec {
    name: "trip",
    role: KindRole::TakesPlace,
    about: "somebody travels somewhere",
    attributes: &[
        one("traveller", Entity, Fixed).means("who travels").party().expected().asked_as("who made", ""),
        one("from", Place, Planned)
            .called("starting point")
            .means("where the trip starts")
            .stands(Slot::Place, "from")
            .is(AttributeRole::Start)
            .says("start from"),
        one("destination", Place, Planned)
            .means("where it goes")
            .expected()
            .asked_as("where", "went to")
            .stands(Slot::Place, "to")
            .is(AttributeRole::Destination)
            .says("go to"),
        one("purpose", Text, Several)
            .means("what it is for")
            .stands(Slot::Purpose, "")
            .is(AttributeRole::Purpose)
            .says("be"),
        AT.means("when they travel").expected(),
        one("departure", When, Planned)
            .called("day of departure")
            .means("when it starts")
            .stands(Slot::Time, "")
            .is(AttributeRole::Departure),
        one(ORDINAL, Ordinal, Fixed).called("place in the series").means("which of a series it is"),
        list("hosts", Entity, ELEMENT_ROLE)
            .means("who receives them")
            .party()
            .stands(Slot::Others, "hosted by")
            .says("be hosted by"),
    ],
    phases: &[
        phase("mooted", PhaseRole::Mooted, None),
        phase("planned", PhaseRole::Planned, None),
        own_act("postponed", PhaseRole::Postponed),
        own_act("cancelled", PhaseRole::CalledOff),
        phase("departed", PhaseRole::Departed, Some(true)),
        // On the way: whoever has set out has not arrived by that.
        phase("under_way", PhaseRole::UnderWay, Some(true)),
        phase("arrived", PhaseRole::Arrived, Some(true)),
        phase("suspended", PhaseRole::Suspended, Some(true)),
        phase("completed", PhaseRole::Done, Some(true)),
        phase("broken_off", PhaseRole::BrokenOff, Some(true)),
        phase("not_held", PhaseRole::NotHeld, Some(false)),
    ],
    life: occurrence_life!(Completed "completed", Departed "departed", Arrived "arrived"),
    section: Section::WhatWeKnow,
    frame: Some(Frame {
        noun: "trip",
        naming: Naming::Possessive { to: "destination" },
        subject: "traveller",
        verbs: &[
            (PhaseRole::Planned, "travel"),
            (PhaseRole::Departed, "set out"),
            (PhaseRole::UnderWay, "set out"),
            (PhaseRole::Arrived, "arrive"),
            (PhaseRole::Done, "travel"),
        ],
        ..NOUN
    }),
};

pub(super) static MEETING: KindSpec = KindSpec {
    name: "meeting",
    role: KindRole::TakesPlace,
    about: "people meet, in person or at a distance",
    attributes: &[
        list("participants", Entity, ELEMENT_ROLE)
            .means("who meets")
            .party()
            .expected()
            .asked_as("who took part in", "")
            .is(AttributeRole::Cast)
            .says("involve"),
        WHERE.expected(),
        one("format", Choice, Planned).chosen_from(FORMATS).means("how they meet").stands(Slot::Manner, "by"),
        list("agenda", Text, &[])
            .means("what is to be discussed")
            .stands(Slot::Purpose, "to discuss")
            .says("be to be about"),
        list(OUTCOME, Text, &[])
            .means("what came of it")
            .expected()
            .asked_as("what came of", "")
            .is(AttributeRole::Outcome)
            .says("end with"),
        one("duration", Duration, Planned).means("how long it lasts").stands(Slot::Manner, "for").says("last"),
        one(ORDINAL, Ordinal, Fixed).called("place in the series").means("which of a series it is"),
        one(ASKED_BY, Entity, Fixed)
            .called("party that asked for it")
            .means("who asked for it")
            .party()
            .says("be asked for by"),
        AT.expected(),
        list("hosts", Entity, ELEMENT_ROLE)
            .means("who receives them")
            .party()
            .stands(Slot::Others, "hosted by")
            .says("be hosted by"),
    ],
    phases: occurrence_phases!("held"),
    life: occurrence_life!(Held "held"),
    section: Section::WhatWeKnow,
    frame: Some(Frame {
        noun: "meeting",
        naming: Naming::Of,
        subject: "participants",
        verbs: &[(PhaseRole::Planned, "meet"), (PhaseRole::Done, "meet")],
        mutual: true,
        ..NOUN
    }),
};

pub(super) static EXCHANGE: KindSpec = KindSpec {
    name: "exchange",
    role: KindRole::TakesPlace,
    about: "people or things released, each side for the other's",
    attributes: &[
        list(
            "releases",
            Entity,
            &[
                one("by", Entity, Fixed).called("side that releases").means("who releases them").party(),
                RECEIVING_SIDE,
                DESTINATION,
                LEGAL_SITUATION,
                HOW_MANY,
                GROUP,
            ],
        )
        .called("list of releases")
        .means("who or what is released")
        .says("be about the release of")
        .acted_on("by", "released")
        .expected()
        .asked_as("who was released in", ""),
        list("mediators", Entity, ELEMENT_ROLE)
            .means("who mediates")
            .party()
            .expected()
            .asked_as("who mediated", "")
            .stands(Slot::Others, "mediated by")
            .says("be mediated by"),
        list("coordinators", Entity, ELEMENT_ROLE)
            .means("who coordinates it")
            .party()
            .stands(Slot::Others, "coordinated by")
            .says("be coordinated by"),
        WHERE.expected(),
        AT.expected(),
        one("characterised_as", Text, Several)
            .called("description")
            .means("how a source describes it")
            .is(AttributeRole::Sort),
    ],
    phases: occurrence_phases!("completed"),
    life: occurrence_life!(Completed "completed"),
    section: Section::WhatWeKnow,
    frame: Some(Frame { noun: "exchange", ..FREED }),
};

pub(super) static RELEASE: KindSpec = KindSpec {
    name: "release",
    role: KindRole::TakesPlace,
    about: "people or things released by one side, with nothing released for them",
    attributes: &[
        list("releases", Entity, &[RECEIVING_SIDE, DESTINATION, LEGAL_SITUATION, HOW_MANY, GROUP])
            .called("list of releases")
            .means("who or what is released")
            .says("be about the release of")
            .expected()
            .asked_as("who was released in", ""),
        one("released_by", Entity, Planned)
            .called("side that releases")
            .means("who releases them")
            .party()
            .expected()
            .asked_as("by whom", "was made")
            .agent()
            .says("be made by"),
        list("mediators", Entity, ELEMENT_ROLE)
            .means("who mediates")
            .party()
            .stands(Slot::Others, "mediated by")
            .says("be mediated by"),
        WHERE,
        AT.expected(),
        CAUSE,
    ],
    phases: occurrence_phases!("completed"),
    life: occurrence_life!(Completed "completed"),
    section: Section::WhatWeKnow,
    frame: Some(Frame { noun: "release", ..FREED }),
};

pub(super) static VOTE: KindSpec = KindSpec {
    name: "vote",
    role: KindRole::TakesPlace,
    about: "people vote on a question",
    attributes: &[
        one("question", Text, Fixed).means("what is voted on, in words").expected().asked_as("what was decided by", ""),
        one("proposal", Item, Fixed).means("the proposal that is voted on").quiet(),
        one("body", Entity, Fixed)
            .means("who votes: a parliament, a council")
            .party()
            .expected()
            .asked_as("who voted in", "")
            .stands(Slot::Place, "in"),
        one(RESULT, Choice, Fixed).chosen_from(RESULTS).means("how it ended"),
        one(FOR, Count, Fixed)
            .called("number of votes for it")
            .followed_by("for")
            .means("the votes for it, or their share"),
        one(AGAINST, Count, Fixed)
            .called("number of votes against it")
            .followed_by("against")
            .means("the votes against it, or their share"),
        one("abstained", Count, Fixed)
            .called("number of abstentions")
            .followed_by("abstaining")
            .means("the abstentions, or their share"),
        one("winner", Entity, Fixed)
            .means("who was elected, or which side won")
            .party()
            .followed_by("won")
            .says("be won by"),
        list(
            "candidates",
            Entity,
            &[
                one("votes", Count, Successive)
                    .called("number of votes")
                    .means("the votes for them, as far as they are counted"),
                one("share", Count, Successive).called("share of the votes").means("their share of the votes"),
                one("seats", Count, Successive).called("number of seats").means("the seats they won"),
            ],
        )
        .means("who stands for election, with what they got")
        .party(),
        one("threshold", Text, Fixed).means("what it needs: two thirds of the members").says("need"),
        one("turnout", Count, Fixed).means("how many voted, or their share"),
        WHERE,
        AT.expected(),
    ],
    phases: occurrence_phases!("completed"),
    life: occurrence_life!(Completed "completed"),
    section: Section::WhatWeKnow,
    frame: Some(Frame {
        noun: "vote",
        naming: Naming::Followed { by: "on", attribute: "question" },
        subject: "body",
        verbs: &[(PhaseRole::Planned, "vote on"), (PhaseRole::Done, "vote on")],
        object: Some("question"),
        result: &["winner", RESULT, FOR, AGAINST, "abstained"],
        ..NOUN
    }),
};

pub(super) static OCCURRENCE: KindSpec = KindSpec {
    name: "occurrence",
    role: KindRole::TakesPlace,
    about: "anything else that takes place: a vote, a hearing, a strike, an incident",
    attributes: &[
        one("type", Text, Fixed)
            .called("kind of event")
            .means("what it is, in a word or two")
            .is(AttributeRole::Sort)
            .expected()
            .asked_as("what", "was"),
        list("who", Entity, ELEMENT_ROLE)
            .called("list of those involved")
            .means("who takes part, or whose act it is")
            .party()
            .agent()
            .asked_as("who was involved in", "")
            .is(AttributeRole::Cast)
            .says("involve"),
        // Not expected: a dismissal or a ruling has none.
        WHERE.means("where, if it has a place"),
        AT.expected(),
        one(COUNT, Count, Fixed).called("number").means("how many"),
        one("dead", Count, Successive)
            .called("number of dead")
            .means("how many died; a later number of the same source replaces it"),
        one("injured", Count, Successive).called("number of injured").means("how many were hurt"),
        one("missing", Count, Successive).called("number of missing").means("how many are not found"),
        CAUSE,
        list(OUTCOME, Text, &[]).means("what came of it").is(AttributeRole::Outcome).says("end with"),
        one("stage", Text, Successive)
            .means("how far it has come: the second reading")
            .is(AttributeRole::Stage)
            .says("have reached"),
        one("duration", Duration, Planned).means("how long it lasts").stands(Slot::Manner, "for").says("last"),
    ],
    // An attempt that failed was made, and so is not one that did not take place.
    phases: occurrence_phases!("completed", Failed "failed"),
    life: occurrence_life!(Completed "completed", Failed "failed"),
    section: Section::WhatWeKnow,
    frame: Some(Frame { noun: "event", naming: Naming::Event("type"), subject: "type", ..NOUN }),
};

pub(super) static VERDICT: KindSpec = KindSpec {
    name: "verdict",
    role: KindRole::TakesPlace,
    about: "a court or tribunal decides a case; a ruling on appeal is an item of its own, which `supersedes` what the one before decided",
    attributes: &[
        one("court", Entity, Fixed).means("who decides").party().expected().asked_as("which court made", "").agent(),
        list(PARTIES, Entity, ELEMENT_ROLE).means("whose case it is").party(),
        one("case", Text, Fixed)
            .means("what is decided")
            .expected()
            .asked_as("in which case", "was made")
            .says("be about"),
        one("ruling", Text, Fixed).means("what was decided"),
        one("majority", Text, Fixed).means("how the judges voted: five to four").stands(Slot::Manner, "by"),
        one("sentence", Duration, Fixed).means("how long a sentence"),
        AT.expected(),
    ],
    phases: &[
        phase("planned", PhaseRole::Planned, None),
        own_act("postponed", PhaseRole::Postponed),
        phase("completed", PhaseRole::Done, Some(true)),
    ],
    life: &[
        (Change::Announced, "planned"),
        (Change::Planned, "planned"),
        (Change::Rescheduled, "planned"),
        (Change::Postponed, "postponed"),
        (Change::Completed, "completed"),
    ],
    section: Section::WhatWeKnow,
    frame: Some(Frame {
        noun: "decision",
        naming: Naming::Followed { by: "in", attribute: "case" },
        subject: "court",
        verbs: &[(PhaseRole::Planned, "rule on"), (PhaseRole::Done, "rule on")],
        object: Some("case"),
        result: &["ruling", "sentence"],
        ..NOUN
    }),
};
