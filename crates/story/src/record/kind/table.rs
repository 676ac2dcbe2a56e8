//! The one table of kinds.
//!
//! A kind is the attributes a reader expects, the phases it goes through and how its sentences read: data, nothing else.
//! The mechanism (testimony on paths) is the same for all, so **a new kind is one entry in the file of its theme**, named
//! in [`KINDS`].

use crate::record::kind::desk::{NOTE, STORY};
use crate::record::kind::occurrences::{EXCHANGE, MEETING, OCCURRENCE, RELEASE, TRIP, VERDICT, VOTE};
use crate::record::kind::proposals::PROPOSAL;
use crate::record::kind::publications::{EVIDENCE, PUBLICATION};
use crate::record::kind::spec::KindSpec;
use crate::record::kind::utterances::{CLAIM, QUERY, STATEMENT};

/// Every kind, the story itself first.
pub static KINDS: &[&KindSpec] = &[
    &STORY,
    &TRIP,
    &MEETING,
    &EXCHANGE,
    &RELEASE,
    &OCCURRENCE,
    &VERDICT,
    &VOTE,
    &PROPOSAL,
    &QUERY,
    &PUBLICATION,
    &STATEMENT,
    &EVIDENCE,
    &CLAIM,
    &NOTE,
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::record::kind::Kind;
    use crate::record::kind::change::{Change, Family};
    use crate::record::kind::entities::ENTITY_ATTRIBUTES;
    use crate::record::kind::frame::{Naming, Slot};
    use crate::record::kind::spec::MergeRule::Fixed;
    use crate::record::kind::spec::{AttributeSpec, KindRole, PhaseRole, Rank, Section, ValueType, one};
    use crate::record::name::AttributeName;
    use crate::record::status::Status;

    /// The attributes of a kind and of the elements of its lists.
    fn attributes(specs: &'static [AttributeSpec]) -> impl Iterator<Item = &'static AttributeSpec> {
        specs.iter().flat_map(|spec| std::iter::once(spec).chain(spec.elements.unwrap_or_default()))
    }

    #[test]
    fn every_name_in_the_table_is_a_token_and_unique() {
        for kind in Kind::all() {
            assert_eq!(KINDS.iter().filter(|other| other.name == kind.as_str()).count(), 1, "{kind}");
            let own = kind.spec().attributes.iter().map(|spec| spec.name);
            let phases = kind.spec().phases.iter().map(|phase| phase.name);
            for names in [own.collect::<Vec<_>>(), phases.collect()] {
                assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{kind}: {names:?}");
                assert!(names.iter().all(|name| AttributeName::new(name).is_ok()), "{kind}: {names:?}");
            }
        }
    }

    #[test]
    fn every_attribute_has_a_meaning_and_a_choice_its_choices() {
        let of_kinds = Kind::all().map(|kind| (kind.as_str(), kind.spec().attributes));
        for (of, specs) in of_kinds.chain([("entity", ENTITY_ATTRIBUTES)]) {
            for spec in attributes(specs) {
                assert!(AttributeName::new(spec.name).is_ok(), "{of}: {}", spec.name);
                assert!(!spec.meaning.is_empty(), "{of}: {} has no meaning", spec.name);
                assert_eq!(spec.value == ValueType::Choice, !spec.choices.is_empty(), "{of}: {}", spec.name);
                let words = || spec.choices().iter().flat_map(|choice| choice.also.iter().chain([&choice.token]));
                assert_eq!(words().collect::<BTreeSet<_>>().len(), words().count(), "{of}: {}", spec.name);
                assert!(words().all(|word| AttributeName::new(word).is_ok()), "{of}: {}", spec.name);
                assert!(spec.choices().iter().all(|choice| !choice.meaning.is_empty()), "{of}: {}", spec.name);
                let ruled_out = spec.choices().iter().flat_map(|choice| choice.rules_out);
                assert!(
                    ruled_out.copied().all(|name| specs.iter().any(|spec| spec.name == name)),
                    "{of}: {}",
                    spec.name
                );
            }
        }
    }

    #[test]
    fn every_change_of_a_life_files_a_phase_of_its_kind_and_every_phase_is_filed() {
        for kind in Kind::all().filter(|kind| kind.role() != KindRole::Story) {
            let filed: BTreeSet<&str> = kind.spec().life.iter().map(|(_, phase)| *phase).collect();
            let phases: BTreeSet<&str> = kind.spec().phases.iter().map(|phase| phase.name).collect();
            assert_eq!(filed, phases, "{kind}");
            for (change, phase) in kind.spec().life {
                assert_eq!(kind.phase_filed_by(*change), Some(*phase), "{kind}.{change} is in the table twice");
                assert!(!matches!(change.family(), Family::Revision | Family::Desk | Family::Story), "{kind}.{change}");
            }
        }
        for (change, status) in Kind::story().spec().life {
            assert_eq!(Status::named(status), Some(Status::Open.after(*change)), "story.{change}");
        }
    }

    #[test]
    fn what_a_phase_asserts_goes_with_its_role() {
        for kind in Kind::all() {
            for phase in kind.spec().phases {
                let says = match (phase.role, phase.rank()) {
                    (PhaseRole::NotHeld, _) => Some(false),
                    (PhaseRole::Proposed, _) => Some(true),
                    (_, Rank::Plans) => None,
                    _ => phase.asserts,
                };
                assert_eq!(phase.asserts, says, "{kind}: {}", phase.name);
                assert!(!(phase.own_act && phase.asserts.is_some()), "{kind}: {}", phase.name);
                assert!(phase.stance.is_none() || phase.role == PhaseRole::Unanswered, "{kind}: {}", phase.name);
            }
        }
    }

    #[test]
    fn what_takes_place_can_be_planned_put_off_and_done() {
        for kind in Kind::all() {
            let has = |role| kind.spec().phases.iter().any(|phase| phase.role == role);
            let takes_place = [PhaseRole::Planned, PhaseRole::Postponed, PhaseRole::Done].map(has);
            assert_eq!(takes_place, [kind.takes_place(); 3], "{kind}");
        }
    }

    #[test]
    fn whoever_acted_on_the_elements_of_a_list_is_a_detail_of_them() {
        for kind in Kind::all() {
            for spec in kind.spec().attributes {
                let details = spec.elements.unwrap_or_default();
                let by = spec.acted_on.map(|(by, _)| by);
                assert!(by.is_none_or(|by| details.iter().any(|detail| detail.name == by)), "{kind}: {}", spec.name);
            }
        }
    }

    #[test]
    fn every_frame_names_attributes_of_its_kind_and_verbs_for_its_phases() {
        for kind in Kind::all() {
            let frame = kind.frame();
            let of_kind = |name: &str| kind.attribute(name).is_some();
            let named = frame.named_by().into_iter().chain(frame.object).chain(frame.result.iter().copied());
            assert!(named.into_iter().all(of_kind), "{kind}: {frame:?}");
            assert!(frame.subject.is_empty() || of_kind(frame.subject), "{kind}: {frame:?}");
            assert!(!frame.noun.is_empty() && !frame.noun.contains('_'), "{kind}: {frame:?}");
            for (role, _) in frame.verbs {
                assert!(kind.spec().phases.iter().any(|phase| phase.role == *role), "{kind}: {role:?}");
            }
            for phase in kind.spec().phases.iter().filter(|phase| phase.reply.is_some()) {
                assert_eq!(kind.role(), KindRole::Request, "{kind}: {}", phase.name);
            }
        }
    }

    #[test]
    fn a_kind_without_a_frame_is_named_by_its_name_and_who_is_expected_in_it() {
        const UNFRAMED: KindSpec = KindSpec {
            name: "march",
            role: KindRole::TakesPlace,
            about: "",
            attributes: &[],
            phases: &[],
            life: &[],
            section: Section::WhatWeKnow,
            frame: None,
        };
        const MARCHERS: &[AttributeSpec] =
            &[one("count", ValueType::Count, Fixed).expected(), one("marchers", ValueType::Entity, Fixed).expected()];
        let alone = UNFRAMED.frame();
        assert_eq!((alone.noun, alone.naming, alone.named_by()), ("march", Naming::Noun, vec![]));
        let with_marchers = KindSpec { attributes: MARCHERS, ..UNFRAMED }.frame();
        assert_eq!((with_marchers.naming, with_marchers.named_by()), (Naming::Of, vec!["marchers"]));
    }

    #[test]
    fn where_and_when_stand_in_the_clause_of_every_kind() {
        let of = |value, name| one(name, value, Fixed).adjunct().map(|adjunct| adjunct.slot);
        assert_eq!(of(ValueType::Place, "place"), Some(Slot::Place));
        assert_eq!(of(ValueType::When, "when"), Some(Slot::Time));
        assert_eq!(of(ValueType::When, "deadline"), None);
    }

    #[test]
    fn a_choice_is_found_by_any_word_for_it() {
        let format = Kind::named("meeting").and_then(|meeting| meeting.attribute("format")).expect("format");
        assert_eq!(format.choice("phone").map(|choice| choice.token), Some("call"));
        assert_eq!(format.choice("banana"), None);
        let result = Kind::named("vote").and_then(|vote| vote.attribute("result")).expect("result");
        assert_eq!(result.choice("passed"), result.choice("carried"));
    }

    #[test]
    fn to_have_set_out_is_not_to_have_arrived() {
        let trip = Kind::named("trip").expect("trip");
        let role = |change| trip.phase_filed_by(change).and_then(|phase| trip.phase_role(phase));
        assert_eq!(role(Change::Began), Some(PhaseRole::UnderWay));
        assert_eq!(role(Change::Departed), Some(PhaseRole::Departed));
        assert_eq!(role(Change::Arrived), Some(PhaseRole::Arrived));
        let verb = |role| trip.frame().verb(role);
        assert!([PhaseRole::UnderWay, PhaseRole::Departed].map(verb).into_iter().all(|verb| verb != Some("arrive")));
    }

    #[test]
    fn a_kind_has_its_own_life_and_everybodys_words() {
        let meeting = Kind::named("meeting").expect("meeting");
        assert!(meeting.has(Change::Held) && meeting.has(Change::Confirmed) && meeting.has(Change::Corrected));
        assert!(!meeting.has(Change::Agreed) && !meeting.has(Change::Opened) && !meeting.has(Change::Completed));
        assert_eq!(meeting.phase_filed_by(Change::Announced), Some("planned"));
    }
}
