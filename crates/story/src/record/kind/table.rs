//! The one table of kinds.
//!
//! A kind is the attributes a reader expects, the phases it goes through and how its sentences read: data, nothing else.
//! The mechanism (testimony on paths) is the same for all, so **a new kind is one more entry in [`KINDS`]**.

use crate::record::stance::Stance;

/// The attribute of a list element that names the group of the same list it is part of.
pub const PART_OF: &str = "part_of";

// ---- the table -------------------------------------------------------------------------------------------------------

use super::spec::MergeRule::{Fixed, Planned, Several, Successive};
use super::spec::PhaseRole;
use super::spec::ValueType::{Choice, Count, Duration, Entity, Item, Ordinal, Place, Text, When};
use crate::record::kind::change::Change;
use crate::record::kind::spec::{AttributeSpec, KindRole, KindSpec, Section, list, one, own_act, phase};

/// The life of everything that takes place; each kind adds what it calls its own end.
const OCCURRENCE_LIFE: &[(Change, &str)] = &[
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
    (Change::Held, "held"),
    (Change::Completed, "completed"),
    (Change::BrokeOff, "broken_off"),
    (Change::NotHeld, "not_held"),
];

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

const ELEMENT_ROLE: &[AttributeSpec] =
    &[one("role", Text, Fixed, "as {}"), one("position", Text, Fixed, "{}"), one(PART_OF, Text, Fixed, "one of {}")];

/// Every kind. A new kind is one more entry here (and its tests).
///
/// Clauses in `reads`: `{attribute}` is the leading value; `[…]` is left out when a value in it is not on file.
pub static KINDS: &[KindSpec] = &[
    KindSpec {
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
        reads: "",
    },
    KindSpec {
        name: "trip",
        role: KindRole::TakesPlace,
        about: "somebody travels somewhere",
        attributes: &[
            one("traveller", Entity, Fixed, "{}").party().expected(),
            one("from", Place, Planned, "from {}"),
            one("destination", Place, Planned, "to {}").expected(),
            one("purpose", Text, Several, "{}"),
            one("when", When, Planned, "{}").expected(),
            one("departure", When, Fixed, "departing {}"),
            one("ordinal", Ordinal, Fixed, "{}"),
            list("hosts", Entity, ELEMENT_ROLE, "hosted by {}").party(),
        ],
        phases: occurrence_phases!(
            "a trip by {traveller}[ to {destination}][ {when}] has been spoken of[, {purpose}]",
            "{traveller} is expected to travel[ to {destination}][ {when}][ {purpose}]",
            "a trip by {traveller}[ to {destination}] was put off",
            "a trip by {traveller}[ to {destination}] was called off",
            "{traveller} arrived[ in {destination}][ {when}][ {purpose}]",
            "a trip by {traveller}[ to {destination}] was interrupted",
            "completed" "{traveller} travelled[ to {destination}][ {when}][ {purpose}]",
            "a trip by {traveller}[ to {destination}] was broken off",
            "a trip by {traveller}[ to {destination}] did not take place"
        ),
        life: OCCURRENCE_LIFE,
        section: Section::WhatWeKnow,
        reads: "there is word of a trip by {traveller}[ to {destination}][ {when}][ {purpose}]",
    },
    KindSpec {
        name: "meeting",
        role: KindRole::TakesPlace,
        about: "people meet, in person or at a distance",
        attributes: &[
            list("participants", Entity, ELEMENT_ROLE, "{}").party().expected(),
            one("place", Place, Planned, "in {}").expected(),
            one("format", Choice, Planned, "as {}"),
            list("agenda", Text, &[], "to discuss {}"),
            list("outcome", Text, &[], "{}").expected(),
            one("duration", Duration, Fixed, "for {}"),
            one("asked_by", Entity, Fixed, "asked for by {}").party(),
            one("when", When, Planned, "{}").expected(),
            list("hosts", Entity, ELEMENT_ROLE, "hosted by {}").party(),
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
        life: OCCURRENCE_LIFE,
        section: Section::WhatWeKnow,
        reads: "there is word of a meeting of {participants}[ in {place}][ {when}]",
    },
    KindSpec {
        name: "exchange",
        role: KindRole::TakesPlace,
        about: "people or things released, each side for the other's",
        attributes: &[
            list(
                "releases",
                Entity,
                &[
                    one("by", Entity, Fixed, "released by {}").party(),
                    one("to", Entity, Fixed, "to {}").party(),
                    one("to_place", Place, Fixed, "to {}"),
                    one("legal", Text, Several, "{}"),
                    one("count", Count, Fixed, "{}"),
                    one(PART_OF, Text, Fixed, "one of {}"),
                ],
                "{}",
            )
            .acted_on("by", "released")
            .expected(),
            list("mediators", Entity, ELEMENT_ROLE, "mediated by {}").party().expected(),
            list("coordinators", Entity, ELEMENT_ROLE, "coordinated by {}").party(),
            one("place", Place, Planned, "in {}").expected(),
            one("when", When, Planned, "{}").expected(),
            one("characterised_as", Text, Several, "described as {}"),
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
        life: OCCURRENCE_LIFE,
        section: Section::WhatWeKnow,
        reads: "there is word of an exchange[ in {place}][ {when}][: {releases}]",
    },
    KindSpec {
        name: "occurrence",
        role: KindRole::TakesPlace,
        about: "anything else that takes place: a vote, a hearing, a strike, an incident",
        attributes: &[
            one("type", Text, Fixed, "{}").expected(),
            list("who", Entity, ELEMENT_ROLE, "{}").party().agent(),
            // Not expected: a dismissal or a ruling has none.
            one("place", Place, Planned, "in {}"),
            one("when", When, Planned, "{}").expected(),
            one("count", Count, Fixed, "{}"),
            one("cause", Text, Several, "{}"),
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
        life: OCCURRENCE_LIFE,
        section: Section::WhatWeKnow,
        reads: "there is word of {type}[ ({who})][ in {place}][ {when}]",
    },
    KindSpec {
        name: "verdict",
        role: KindRole::TakesPlace,
        about: "a court or tribunal decides a case",
        attributes: &[
            one("court", Entity, Fixed, "by {}").party().expected().agent(),
            list("parties", Entity, ELEMENT_ROLE, "between {}").party(),
            one("case", Text, Fixed, "in {}").expected(),
            one("ruling", Text, Fixed, "{}"),
            one("sentence", Duration, Fixed, "a sentence of {}"),
            one("when", When, Planned, "{}").expected(),
        ],
        phases: &[
            phase("planned", PhaseRole::Planned, "{court} is to decide {case}[ {when}]", None),
            own_act("postponed", PhaseRole::Postponed, "{court}'s decision of {case} was put off"),
            phase("completed", PhaseRole::Done, "{court} decided {case}[ {when}][: {ruling}]", Some(true)),
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
    },
    KindSpec {
        name: "proposal",
        role: KindRole::Proposal,
        about: "something one side puts to others: terms, and each party's answer",
        attributes: &[
            one("subject", Text, Fixed, "{}").expected(),
            one("version", Text, Successive, "in its {} version"),
            list("terms", Text, &[one("version", Text, Several, "in the {} version")], "on these terms: {}"),
            one("proposer", Entity, Fixed, "proposed by {}").party().expected().agent(),
            list(
                "positions",
                Entity,
                &[
                    one("advice", Choice, Successive, "advises to {}"),
                    one("answer", Choice, Successive, "{}"),
                    one("version", Text, Several, "to the {} version"),
                    one("words", Text, Successive, "{}"),
                ],
                "{}",
            )
            .party(),
            one("when", When, Fixed, "{}"),
            one("in_force", When, Fixed, "in force {}"),
            one("deadline", When, Successive, "answer due {}").due(),
            one("expires", When, Successive, "expiring {}").due(),
        ],
        phases: &[
            phase("made", PhaseRole::Proposed, "{subject} has been proposed[ by {proposer}]", Some(true)),
            own_act("agreed", PhaseRole::Agreed, "{subject} has been agreed"),
            phase("in_force", PhaseRole::InForce, "{subject} is in force[ {in_force}]", Some(true)),
            own_act("rejected", PhaseRole::Rejected, "{subject} was rejected"),
            phase("lapsed", PhaseRole::Lapsed, "{subject} lapsed", None),
            own_act("withdrawn", PhaseRole::Withdrawn, "{subject} was withdrawn"),
        ],
        life: &[
            (Change::Made, "made"),
            (Change::Agreed, "agreed"),
            (Change::EnteredIntoForce, "in_force"),
            (Change::Extended, "in_force"),
            (Change::Rejected, "rejected"),
            (Change::Lapsed, "lapsed"),
            (Change::Withdrawn, "withdrawn"),
        ],
        section: Section::WhatWeKnow,
        reads: "{subject} is under discussion[, proposed by {proposer}]",
    },
    KindSpec {
        name: "query",
        role: KindRole::Request,
        about: "a request for comment, ours or another outlet's",
        attributes: &[
            one("asker", Entity, Fixed, "{}"),
            one("asked", Entity, Fixed, "{}").party().expected(),
            one("about", Text, Several, "about {}"),
            one("on", Item, Several, "{}").quiet(),
            one("channel", Text, Fixed, "by {}"),
            one("deadline", When, Successive, "by {}").due(),
            one("when", When, Fixed, "{}"),
            one("answer", Text, Several, "{}"),
        ],
        phases: &[
            phase("sent", PhaseRole::Asked, "{asker} asked {asked} for comment[ about {on}][ by {channel}]", None),
            phase(
                "acknowledged",
                PhaseRole::Acknowledged,
                "{asked} acknowledged a request for comment from {asker}[ about {on}][ by {channel}]",
                None,
            ),
            phase(
                "answered",
                PhaseRole::Answered,
                "{asked} answered a request for comment from {asker}[ about {on}][ by {channel}]",
                None,
            ),
            own_act("declined", PhaseRole::Unanswered, "{asked} declined to comment to {asker}[ about {on}]")
                .takes(Stance::Declines),
            phase(
                "unreachable",
                PhaseRole::Unanswered,
                "{asker} could not reach {asked} for comment[ about {on}][ by {channel}]",
                None,
            )
            .takes(Stance::NoAnswer),
            phase(
                "did_not_immediately_respond",
                PhaseRole::Unanswered,
                "{asked} did not immediately respond to a request for comment from {asker}[ about {on}][ by {channel}]",
                None,
            )
            .takes(Stance::NoAnswer),
            phase(
                "did_not_respond",
                PhaseRole::Unanswered,
                "{asked} did not respond to a request for comment from {asker}[ about {on}][ by {channel}]",
                None,
            )
            .takes(Stance::NoAnswer),
            phase("did_not_comment", PhaseRole::Unanswered, "{asked} did not comment to {asker}[ about {on}]", None)
                .takes(Stance::NoAnswer),
            phase(
                "none_reported",
                PhaseRole::Unanswered,
                "{asker} asked {asked} for comment[ about {on}][ by {channel}]; no reply is reported",
                None,
            ),
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
        reads: "{asker} asked {asked} for comment[ about {on}][ by {channel}]",
    },
    KindSpec {
        name: "publication",
        role: KindRole::Publication,
        about: "something put out, by us or by another outlet",
        attributes: &[
            one("outlet", Entity, Fixed, "{}").expected(),
            one("title", Text, Successive, "“{}”"),
            one("version", Text, Successive, "version {}"),
            one("where", Text, Several, "at {}"),
            one("when", When, Fixed, "{}").expected(),
            one("byline", Text, Fixed, "by {}"),
            one("class", Choice, Successive, "{}"),
        ],
        phases: &[
            phase("published", PhaseRole::Published, "{outlet} published[ “{title}”][ {when}]", Some(true)),
            phase("amended", PhaseRole::Amended, "{outlet} amended[ “{title}”][ {when}]", Some(true)),
            own_act("withdrawn", PhaseRole::Withdrawn, "{outlet} withdrew[ “{title}”]"),
            own_act("killed", PhaseRole::Withdrawn, "{outlet} killed[ “{title}”]"),
        ],
        life: &[
            (Change::Published, "published"),
            (Change::Amended, "amended"),
            (Change::Withdrawn, "withdrawn"),
            (Change::Killed, "killed"),
        ],
        section: Section::Background,
        reads: "{outlet} published[ “{title}”][ {when}]",
    },
    KindSpec {
        name: "statement",
        role: KindRole::Statement,
        about: "words that are news in themselves",
        attributes: &[
            one("words", Text, Fixed, "“{}”").expected(),
            one("gist", Text, Several, "{}"),
            one("form", Choice, Fixed, "{}").quiet(),
            one("flags", Choice, Several, "{}"),
            one("occasion", Text, Fixed, "{}").expected(),
            one("medium", Text, Fixed, "{}"),
            one("place", Place, Fixed, "in {}"),
            one("when", When, Fixed, "{}").expected(),
            one("speaker", Entity, Fixed, "{}").party().expected().agent(),
            one("issuer", Entity, Fixed, "issued by {}"),
            one("actual_speaker", Entity, Fixed, "{}"),
            one("authenticated_by", Entity, Several, "authenticated by {}"),
            one("about", Text, Several, "about {}"),
        ],
        phases: &[],
        life: &[],
        section: Section::WhatPeopleSay,
        reads: "{speaker} said[ {gist}][ (in the words “{words}”)]",
    },
    KindSpec {
        name: "evidence",
        role: KindRole::Evidence,
        about: "a photograph, recording, transcript or record",
        attributes: &[
            one("medium", Text, Fixed, "{}").expected(),
            one("shows", Text, Several, "showing {}").expected(),
            one("maker", Entity, Fixed, "by {}").expected(),
            one("supplier", Entity, Several, "supplied by {}"),
            one("credit", Text, Fixed, "{}"),
            one("place", Place, Fixed, "in {}"),
            one("when", When, Fixed, "{}").expected(),
            one("authentic", Choice, Successive, "{}"),
            one("authenticated_by", Entity, Several, "authenticated by {}"),
        ],
        phases: &[],
        life: &[],
        section: Section::WhatWeKnow,
        reads: "a {medium}[ by {maker}][, supplied by {supplier},][ {when}] shows {shows}",
    },
    KindSpec {
        name: "claim",
        role: KindRole::Claim,
        about: "a proposition that is not an occurrence: an assessment, an allegation, a characterisation, a total",
        attributes: &[
            one("text", Text, Several, "{}").expected(),
            one("nature", Choice, Fixed, "{}"),
            list("about", Entity, &[], "about {}").party().quiet(),
            one("total", Count, Fixed, "{}"),
            one("when", When, Fixed, "{}"),
        ],
        phases: &[],
        life: &[],
        section: Section::WhatPeopleSay,
        reads: "{text}[ ({nature})]",
    },
    KindSpec {
        name: "note",
        role: KindRole::OwnText,
        about: "the newsroom's own text: nut graf, background, standards note",
        attributes: &[
            one("text", Text, Successive, "{}").expected(),
            one("code", Choice, Fixed, "{}").quiet(),
            one("about", Item, Several, "{}"),
        ],
        phases: &[],
        life: &[],
        section: Section::WhyItMatters,
        reads: "{text}",
    },
];

/// The attributes of people, organisations and places that are facts about them: testimony like any other.
pub static ENTITY_ATTRIBUTES: &[AttributeSpec] = &[
    one("age", Count, Successive, "{} years old"),
    one("citizenship", Text, Several, "{}"),
    one("custody", Text, Successive, "{}"),
    one("title", Text, Successive, "{}"),
    one("occupation", Text, Several, "{}"),
    one("description", Text, Several, "{}"),
    one("member_of", Entity, Several, "of {}"),
    one("ended", When, Fixed, "until {}"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::kind::Kind;
    use crate::record::name::AttributeName;

    #[test]
    fn every_name_in_the_table_is_a_token_and_unique() {
        for kind in Kind::all() {
            assert_eq!(KINDS.iter().filter(|other| other.name == kind.as_str()).count(), 1, "{kind}");
            for attribute in kind.spec().attributes {
                assert!(AttributeName::new(attribute.name).is_ok(), "{kind}.{}", attribute.name);
                assert!(attribute.clause.contains("{}"), "{kind}.{} has no clause", attribute.name);
            }
            for (change, phase) in kind.spec().life {
                let filed = kind.phase(phase).is_some();
                assert!(
                    filed || kind.as_str() == "story" || OCCURRENCE_LIFE.contains(&(*change, phase)),
                    "{kind}.{change} files {phase}"
                );
            }
        }
    }

    #[test]
    fn every_clause_of_a_sentence_names_an_attribute_of_its_kind() {
        for kind in Kind::all() {
            let texts = kind.spec().phases.iter().map(|phase| phase.reads).chain([kind.spec().reads]);
            for name in texts.flat_map(|reads| reads.split('{').skip(1)).filter_map(|rest| rest.split('}').next()) {
                assert!(kind.attribute(name).is_some(), "{kind} reads {{{name}}}");
            }
        }
    }

    #[test]
    fn a_kind_has_its_own_life_and_everybodys_words() {
        let meeting = Kind::named("meeting").expect("meeting");
        assert!(meeting.has(Change::Held) && meeting.has(Change::Confirmed) && meeting.has(Change::Corrected));
        assert!(!meeting.has(Change::Agreed) && !meeting.has(Change::Opened));
        assert_eq!(meeting.phase_filed_by(Change::Announced), Some("planned"));
    }
}
