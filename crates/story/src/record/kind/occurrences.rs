//! What takes place: trips, meetings, exchanges, verdicts and everything else that happens.

use crate::record::kind::attribute::{PART_OF, PLACE, WHEN};
use crate::record::kind::change::Change;
use crate::record::kind::choices::{FORMATS, RESULTS};
use crate::record::kind::frame::{Frame, NOUN, Naming, Slot};
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

/// Declares the phases of a kind that takes place, from how each reads.
macro_rules! occurrence_phases {
    ($mooted:literal, $planned:literal, $postponed:literal, $cancelled:literal, $under_way:literal, $suspended:literal,
     $done:literal $done_reads:literal, $broken_off:literal, $not_held:literal) => {
        &[
            phase("mooted", PhaseRole::Mooted, $mooted, None),
            phase("planned", PhaseRole::Planned, $planned, None),
            own_act("postponed", PhaseRole::Postponed, $postponed),
            own_act("cancelled", PhaseRole::CalledOff, $cancelled),
            phase("under_way", PhaseRole::UnderWay, $under_way, Some(true)),
            phase("suspended", PhaseRole::Suspended, $suspended, Some(true)),
            phase($done, PhaseRole::Done, $done_reads, Some(true)),
            phase("broken_off", PhaseRole::BrokenOff, $broken_off, Some(true)),
            phase("not_held", PhaseRole::NotHeld, $not_held, Some(false)),
        ]
    };
}

/// What can be said of somebody in a list: in which role, from which office, in which group.
pub(super) const ELEMENT_ROLE: &[AttributeSpec] = &[
    one("role", Text, Fixed, "as {}").means("in which role"),
    one("position", Text, Fixed, "{}").means("which office they hold"),
    one(PART_OF, Text, Fixed, "one of {}").means("the group in this list they belong to"),
];

/// Where something takes place.
const WHERE: AttributeSpec = one(PLACE, Place, Planned, "in {}").means("where");

/// When it does.
const AT: AttributeSpec = one(WHEN, When, Planned, "{}").means("when");

/// Why.
const CAUSE: AttributeSpec = one("cause", Text, Several, "{}").means("why").stands(Slot::Cause, "because");

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
        one("traveller", Entity, Fixed, "{}").means("who travels").party().expected().asked_as("who made", ""),
        one("from", Place, Planned, "from {}").means("where the trip starts").stands(Slot::Place, "from"),
        one("destination", Place, Planned, "to {}")
            .means("where it goes")
            .expected()
            .asked_as("where", "went to")
            .stands(Slot::Place, "to"),
        one("purpose", Text, Several, "{}").means("what it is for").stands(Slot::Purpose, ""),
        AT.means("when they travel").expected(),
        one("departure", When, Fixed, "departing {}").means("when it starts").stands(Slot::Time, ""),
        one("ordinal", Ordinal, Fixed, "{}").means("which of a series it is"),
        list("hosts", Entity, ELEMENT_ROLE, "hosted by {}")
            .means("who receives them")
            .party()
            .stands(Slot::Others, "hosted by"),
    ],
    phases: &[
        phase(
            "mooted",
            PhaseRole::Mooted,
            "a trip by {traveller}[ to {destination}][ {when}] has been spoken of[, {purpose}]",
            None,
        ),
        phase(
            "planned",
            PhaseRole::Planned,
            "{traveller} is expected to travel[ to {destination}][ {when}][ {purpose}]",
            None,
        ),
        own_act("postponed", PhaseRole::Postponed, "a trip by {traveller}[ to {destination}] was put off"),
        own_act("cancelled", PhaseRole::CalledOff, "a trip by {traveller}[ to {destination}] was called off"),
        phase(
            "departed",
            PhaseRole::Departed,
            "{traveller} left[ {from}][ for {destination}][ {departure}][ {purpose}]",
            Some(true),
        ),
        // On the way: whoever has set out has not arrived by that.
        phase(
            "under_way",
            PhaseRole::UnderWay,
            "{traveller} set out[ from {from}][ for {destination}][ {departure}][ {purpose}]",
            Some(true),
        ),
        phase("arrived", PhaseRole::Arrived, "{traveller} arrived[ in {destination}][ {when}][ {purpose}]", Some(true)),
        phase(
            "suspended",
            PhaseRole::Suspended,
            "a trip by {traveller}[ to {destination}] was interrupted",
            Some(true),
        ),
        phase(
            "completed",
            PhaseRole::Done,
            "{traveller} travelled[ to {destination}][ {when}][ {purpose}]",
            Some(true),
        ),
        phase(
            "broken_off",
            PhaseRole::BrokenOff,
            "a trip by {traveller}[ to {destination}] was broken off",
            Some(true),
        ),
        phase(
            "not_held",
            PhaseRole::NotHeld,
            "a trip by {traveller}[ to {destination}] did not take place",
            Some(false),
        ),
    ],
    life: occurrence_life!(Completed "completed", Departed "departed", Arrived "arrived"),
    section: Section::WhatWeKnow,
    reads: "there is word of a trip by {traveller}[ to {destination}][ {when}][ {purpose}]",
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
        list("participants", Entity, ELEMENT_ROLE, "{}")
            .means("who meets")
            .party()
            .expected()
            .asked_as("who took part in", ""),
        WHERE.expected(),
        one("format", Choice, Planned, "as {}").chosen_from(FORMATS).means("how they meet").stands(Slot::Manner, "by"),
        list("agenda", Text, &[], "to discuss {}").means("what is to be discussed").stands(Slot::Purpose, "to discuss"),
        list("outcome", Text, &[], "{}").means("what came of it").expected().asked_as("what came of", ""),
        one("duration", Duration, Fixed, "for {}").means("how long it lasted").stands(Slot::Manner, "for"),
        one("ordinal", Ordinal, Fixed, "{}").means("which of a series it is"),
        one("asked_by", Entity, Fixed, "asked for by {}").means("who asked for it").party(),
        AT.expected(),
        list("hosts", Entity, ELEMENT_ROLE, "hosted by {}")
            .means("who receives them")
            .party()
            .stands(Slot::Others, "hosted by"),
    ],
    phases: occurrence_phases!(
        "a meeting of {participants}[ in {place}][ {when}] has been spoken of",
        "{participants} are to meet[ in {place}][ {when}]",
        "a meeting of {participants} was put off",
        "a meeting of {participants} was called off",
        "{participants} are meeting[ in {place}][ {when}]",
        "a meeting of {participants} was interrupted",
        "held" "{participants} met[ in {place}][ {when}]",
        "a meeting of {participants} was broken off",
        "a meeting of {participants} did not take place"
    ),
    life: occurrence_life!(Held "held"),
    section: Section::WhatWeKnow,
    reads: "there is word of a meeting of {participants}[ in {place}][ {when}]",
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
                one("by", Entity, Fixed, "released by {}").means("who releases them").party(),
                one("to", Entity, Fixed, "to {}").means("whom they are handed to").party(),
                one("to_place", Place, Fixed, "to {}").means("where they go"),
                one("legal", Text, Several, "{}").means("their legal situation"),
                one("count", Count, Fixed, "{}").means("how many"),
                one(PART_OF, Text, Fixed, "one of {}").means("the group in this list they belong to"),
            ],
            "{}",
        )
        .means("who or what is released")
        .acted_on("by", "released")
        .expected()
        .asked_as("who was released in", ""),
        list("mediators", Entity, ELEMENT_ROLE, "mediated by {}")
            .means("who mediates")
            .party()
            .expected()
            .asked_as("who mediated", "")
            .stands(Slot::Others, "mediated by"),
        list("coordinators", Entity, ELEMENT_ROLE, "coordinated by {}")
            .means("who coordinates it")
            .party()
            .stands(Slot::Others, "coordinated by"),
        WHERE.expected(),
        AT.expected(),
        one("characterised_as", Text, Several, "described as {}").means("how a source describes it"),
    ],
    phases: occurrence_phases!(
        "an exchange has been spoken of[ {when}][: {releases}]",
        "an exchange is planned[ in {place}][ {when}][: {releases}]",
        "an exchange was put off[: {releases}]",
        "an exchange was called off[: {releases}]",
        "an exchange is under way[ in {place}][ {when}][: {releases}]",
        "an exchange was interrupted[: {releases}]",
        "completed" "an exchange took place[ in {place}][ {when}][: {releases}]",
        "an exchange was broken off[: {releases}]",
        "an exchange did not take place[: {releases}]"
    ),
    life: occurrence_life!(Completed "completed"),
    section: Section::WhatWeKnow,
    reads: "there is word of an exchange[ in {place}][ {when}][: {releases}]",
    frame: Some(Frame { noun: "exchange", ..FREED }),
};

pub(super) static RELEASE: KindSpec = KindSpec {
    name: "release",
    role: KindRole::TakesPlace,
    about: "people or things released by one side, with nothing released for them",
    attributes: &[
        list(
            "releases",
            Entity,
            &[
                one("to", Entity, Fixed, "to {}").means("whom they are handed to").party(),
                one("to_place", Place, Fixed, "to {}").means("where they go"),
                one("legal", Text, Several, "{}").means("their legal situation"),
                one("count", Count, Fixed, "{}").means("how many"),
                one(PART_OF, Text, Fixed, "one of {}").means("the group in this list they belong to"),
            ],
            "{}",
        )
        .means("who or what is released")
        .expected()
        .asked_as("who was released in", ""),
        one("released_by", Entity, Fixed, "by {}")
            .means("who releases them")
            .party()
            .expected()
            .asked_as("who decided", "")
            .agent(),
        list("mediators", Entity, ELEMENT_ROLE, "mediated by {}")
            .means("who mediates")
            .party()
            .stands(Slot::Others, "mediated by"),
        WHERE,
        AT.expected(),
        CAUSE,
    ],
    phases: occurrence_phases!(
        "a release of {releases}[ by {released_by}][ {when}] has been spoken of",
        "{releases} are to be released[ by {released_by}][ in {place}][ {when}]",
        "the release of {releases}[ by {released_by}] was put off",
        "the release of {releases}[ by {released_by}] was called off",
        "{releases} are being released[ by {released_by}][ in {place}][ {when}]",
        "the release of {releases}[ by {released_by}] was interrupted",
        "completed" "{released_by} released {releases}[ in {place}][ {when}]",
        "the release of {releases}[ by {released_by}] was broken off",
        "the release of {releases}[ by {released_by}] did not take place"
    ),
    life: occurrence_life!(Completed "completed"),
    section: Section::WhatWeKnow,
    reads: "there is word of a release of {releases}[ by {released_by}][ in {place}][ {when}]",
    frame: Some(Frame { noun: "release", ..FREED }),
};

pub(super) static VOTE: KindSpec = KindSpec {
    name: "vote",
    role: KindRole::TakesPlace,
    about: "people vote on a question",
    attributes: &[
        one("question", Text, Fixed, "on {}")
            .means("what is voted on, in words")
            .expected()
            .asked_as("what was decided by", ""),
        one("proposal", Item, Fixed, "on {}").means("the proposal that is voted on").quiet(),
        one("body", Entity, Fixed, "in {}")
            .means("who votes: a parliament, a council")
            .party()
            .expected()
            .asked_as("who voted in", "")
            .stands(Slot::Place, "in"),
        one("result", Choice, Fixed, "{}").chosen_from(RESULTS).means("how it ended"),
        one("for", Count, Fixed, "{} for").means("the votes for it, or their share"),
        one("against", Count, Fixed, "{} against").means("the votes against it, or their share"),
        one("abstained", Count, Fixed, "{} abstaining").means("the abstentions, or their share"),
        one("winner", Entity, Fixed, "won by {}").means("who was elected, or which side won").party(),
        list(
            "candidates",
            Entity,
            &[
                one("votes", Count, Successive, "{} votes").means("the votes for them, as far as they are counted"),
                one("share", Count, Successive, "{} of the votes").means("their share of the votes"),
                one("seats", Count, Successive, "{} seats").means("the seats they won"),
            ],
            "{}",
        )
        .means("who stands for election, with what they got")
        .party(),
        one("threshold", Text, Fixed, "needing {}").means("what it needs: two thirds of the members"),
        one("turnout", Count, Fixed, "on a turnout of {}").means("how many voted, or their share"),
        WHERE,
        AT.expected(),
    ],
    phases: occurrence_phases!(
        "a vote on {question}[ in {body}][ {when}] has been spoken of",
        "a vote on {question} is planned[ in {body}][ {when}]",
        "a vote on {question}[ in {body}] was put off",
        "a vote on {question}[ in {body}] was called off",
        "a vote on {question} is under way[ in {body}][ {when}]",
        "a vote on {question}[ in {body}] was interrupted",
        "completed" "a vote on {question} took place[ in {body}][ {when}][: {result}][, {for} for][, {against} against]",
        "a vote on {question}[ in {body}] was broken off",
        "a vote on {question}[ in {body}] did not take place"
    ),
    life: occurrence_life!(Completed "completed"),
    section: Section::WhatWeKnow,
    reads: "there is word of a vote on {question}[ in {body}][ {when}]",
    frame: Some(Frame {
        noun: "vote",
        naming: Naming::Followed { by: "on", attribute: "question" },
        subject: "body",
        verbs: &[(PhaseRole::Planned, "vote on"), (PhaseRole::Done, "vote on")],
        object: Some("question"),
        result: &["result", "for", "against", "abstained"],
        ..NOUN
    }),
};

pub(super) static OCCURRENCE: KindSpec = KindSpec {
    name: "occurrence",
    role: KindRole::TakesPlace,
    about: "anything else that takes place: a vote, a hearing, a strike, an incident",
    attributes: &[
        one("type", Text, Fixed, "{}").means("what it is, in a word or two").expected().asked_as("what", "was"),
        list("who", Entity, ELEMENT_ROLE, "{}").means("who takes part, or whose act it is").party().agent(),
        // Not expected: a dismissal or a ruling has none.
        WHERE.means("where, if it has a place"),
        AT.expected(),
        one("count", Count, Fixed, "{}").means("how many"),
        one("dead", Count, Successive, "{} dead").means("how many died; a later number of the same source replaces it"),
        one("injured", Count, Successive, "{} injured").means("how many were hurt"),
        one("missing", Count, Successive, "{} missing").means("how many are not found"),
        CAUSE,
        one("stage", Text, Successive, "at the stage of {}").means("how far it has come: the second reading"),
    ],
    phases: occurrence_phases!(
        "{type}[ ({who})][ in {place}][ {when}] has been spoken of",
        "{type}[ ({who})] is planned[ in {place}][ {when}]",
        "{type}[ ({who})] was put off",
        "{type}[ ({who})] was called off",
        "{type}[ ({who})] is under way[ in {place}][ {when}]",
        "{type}[ ({who})] was interrupted",
        "completed" "{type}[ ({who})] took place[ in {place}][ {when}]",
        "{type}[ ({who})] was broken off",
        "{type}[ ({who})] did not take place"
    ),
    life: occurrence_life!(Completed "completed"),
    section: Section::WhatWeKnow,
    reads: "there is word of {type}[ ({who})][ in {place}][ {when}]",
    frame: Some(Frame { noun: "event", naming: Naming::Event("type"), subject: "type", ..NOUN }),
};

pub(super) static VERDICT: KindSpec = KindSpec {
    name: "verdict",
    role: KindRole::TakesPlace,
    about: "a court or tribunal decides a case",
    attributes: &[
        one("court", Entity, Fixed, "by {}")
            .means("who decides")
            .party()
            .expected()
            .asked_as("which court made", "")
            .agent(),
        list("parties", Entity, ELEMENT_ROLE, "between {}").means("whose case it is").party(),
        one("case", Text, Fixed, "in {}").means("what is decided").expected().asked_as("in which case", "was made"),
        one("ruling", Text, Fixed, "{}").means("what was decided"),
        one("majority", Text, Fixed, "by {}").means("how the judges voted: five to four").stands(Slot::Manner, "by"),
        one("sentence", Duration, Fixed, "a sentence of {}").means("how long a sentence"),
        AT.expected(),
    ],
    phases: &[
        phase("planned", PhaseRole::Planned, "{court} is to rule on {case}[ {when}]", None),
        own_act("postponed", PhaseRole::Postponed, "{court}'s decision of {case} was put off"),
        phase("completed", PhaseRole::Done, "{court} ruled on {case}[ {when}][: {ruling}]", Some(true)),
    ],
    life: &[
        (Change::Announced, "planned"),
        (Change::Planned, "planned"),
        (Change::Rescheduled, "planned"),
        (Change::Postponed, "postponed"),
        (Change::Completed, "completed"),
    ],
    section: Section::WhatWeKnow,
    reads: "there is word of a decision of {case}[ by {court}][ {when}]",
    frame: Some(Frame {
        noun: "decision",
        naming: Naming::Followed { by: "in", attribute: "case" },
        subject: "court",
        verbs: &[(PhaseRole::Planned, "rule on"), (PhaseRole::Done, "rule on")],
        object: Some("case"),
        ..NOUN
    }),
};
