//! What values are limited to, and for how long they hold, where no words of a sentence say it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::record::recorded::Sequence;
use crate::record::value::Value;
use crate::tell::clause::TELLS;
use crate::tell::realise::{Realiser, report_at, text_of, value_at, where_named};
use crate::tell::span::{NameForm, Phrase, Piece, Role, Source};

impl Realiser<'_, '_> {
    /// A phrase in which what a value is limited to, or for how long it holds, stands in brackets behind the value, where no
    /// words of the text have said it: “travelled to Nordby (by his own word)”.
    pub(super) fn with_limits<'p>(&mut self, phrase: &'p [Piece]) -> Cow<'p, [Piece]> {
        // Most reports limit nothing.
        if !phrase.iter().any(|piece| self.is_of_limited_report(piece)) {
            return Cow::Borrowed(phrase);
        }
        let limits = |role: &Role| match role {
            Role::Limits { source } | Role::HoldsWhen { source } => {
                text_of(self.view, self.style, role).map(|text| (source.sequence, text))
            }
            _ => None,
        };
        let role_of = |piece: &Piece| match piece {
            Piece::Said(role, _) => Some(role.clone()),
            Piece::Name { entity, sequence, .. } => {
                let named = where_named(self.view, self.view.directory.canonical(entity), *sequence)?;
                Some(Role::Name { entity: entity.clone(), form: NameForm::default(), named })
            }
            _ => None,
        };
        let roles: Vec<Option<Role>> = phrase.iter().map(role_of).collect();
        let mut told: BTreeSet<(Sequence, String)> = roles.iter().flatten().filter_map(limits).collect();
        let source = |role: &Role| match role {
            // That somebody tells it is not what they limit.
            Role::Verb { lemma, .. } if TELLS.contains(&&**lemma) => None,
            Role::Value { .. } | Role::Quoting { .. } | Role::Date { .. } | Role::Verb { .. } | Role::Name { .. } => {
                role.source()
            }
            _ => None,
        };
        let sources: Vec<Option<Source>> = roles.iter().map(|role| source(role.as_ref()?)).collect();
        let (mut whole, mut behind) = (Phrase::new(), Vec::new());
        for (place, piece) in phrase.iter().enumerate() {
            whole.push(piece.clone());
            behind.extend(sources[place].filter(|own| !sources[place + 1..].contains(&Some(*own))));
            // What a verb is limited to stands behind its object.
            let is_verb = |place: usize| matches!(roles[place], Some(Role::Verb { .. }));
            let has_object = || (place + 1..roles.len()).any(|later| sources[later].is_some() && !is_verb(later));
            if behind.is_empty() || is_verb(place) && has_object() {
                continue;
            }
            for source in std::mem::take(&mut behind) {
                // The day that a number is of is told where a sentence is about the number.
                let is_number = matches!(value_at(self.view, source), Some(Value::Count(_)));
                let held = (!is_number).then_some(Role::HoldsWhen { source });
                for role in held.into_iter().chain([Role::Limits { source }]) {
                    let limit = limits(&role).filter(|limit| !self.limits.contains(limit));
                    if limit.is_some_and(|limit| told.insert(limit)) {
                        whole.extend([Piece::Open("("), Piece::Said(role, Vec::new()), Piece::Mark(")")]);
                    }
                }
            }
        }
        self.limits.extend(told);
        Cow::Owned(whole)
    }

    /// Whether a report that a piece comes from limits anything that it gives, or says for how long it holds.
    fn is_of_limited_report(&self, piece: &Piece) -> bool {
        let limited = |sequence: Sequence| {
            let said = report_at(self.view, sequence).into_iter().flat_map(|report| &report.record.testimonies);
            said.into_iter().any(|said| said.limits.is_some() || said.from.is_some() || said.until.is_some())
        };
        match piece {
            Piece::Said(role, _) => role.sequences().into_iter().any(limited),
            Piece::Name { sequence, .. } => limited(*sequence),
            Piece::Plain(_) | Piece::Mark(_) | Piece::Open(_) => false,
        }
    }
}
