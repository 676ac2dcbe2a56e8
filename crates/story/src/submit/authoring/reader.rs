//! Reading one entry of `updates` in order: its parts are in the files beside this one.

use crate::record::kind::attribute::{OUTLOOK, PHASE, SAME_AS};
use crate::record::kind::change::{Change, Family};
use crate::record::kind::spec::{Declaration, KindRole};
use crate::record::name::{EntitySlug, own_name};
use crate::record::path::Path;
use crate::record::stance::{Hedge, Stance};
use crate::record::testimony::Testimony;
use crate::record::time::When;
use crate::record::update::Update;
use crate::record::value::Value;
use crate::submit::node::{Members, Node, Read};
use crate::submit::refusal::Code;

use super::scalars::read_embargo;
use super::scalars::read_hedge;
use super::scalars::read_when;
use super::surroundings::Surroundings;

/// An update on its way from what was written to what is recorded.
pub(super) struct UpdateReader<'w> {
    pub(super) world: &'w dyn Surroundings,
    pub(super) update: Update,
    pub(super) item: Path,
    pub(super) declared: Vec<Declaration>,
}

/// How a value is held, apart from the value itself.
#[derive(Clone, Default)]
pub(super) struct Manner {
    pub(super) stance: Option<Stance>,
    pub(super) holder: Option<EntitySlug>,
    pub(super) hedge: Option<Hedge>,
    pub(super) limits: Option<Box<str>>,
    pub(super) from: Option<When>,
    pub(super) until: Option<When>,
    pub(super) attributions: Vec<u8>,
}

/// `value` belongs to changes that file a stance.
pub(super) fn misplaced(value: Option<&Node<'_>>) -> Read<()> {
    value.map_or(Ok(()), |node| {
        Err(node.refuse(
            Code::UnknownKey,
            "`value` belongs to confirmed, denied, disputed, declined and preferred; write the attribute itself here",
        ))
    })
}

impl UpdateReader<'_> {
    pub(super) fn read(&mut self, members: &mut Members<'_>, node: &Node<'_>) -> Read<()> {
        let mut manner = Manner { attributions: self.read_sources(members)?, ..Manner::default() };
        manner.hedge = members.take("hedge").map(|hedge| read_hedge(&hedge)).transpose()?;
        self.read_declarations(members)?;
        self.update.part_of = members.take("part_of").map(|part_of| self.read_item(&part_of)).transpose()?;
        self.update.embargo = members.take("embargo").map(|embargo| read_embargo(&embargo)).transpose()?;
        self.read_relations(members)?;
        self.read_reviser(members, node)?;
        self.file_change(members, &manner, node)?;
        self.read_merger(members, node)?;
        if let Some(complete) = members.take("complete") {
            self.read_complete(&complete, &manner)?;
        }
        if let Some(outlook) = members.take("outlook") {
            let value = Value::Choice(outlook.text()?.into());
            self.testify(self.item.attribute(own_name(OUTLOOK)), Some(value), &manner);
        }
        let (entities, stances) = (members.take("entities"), members.take("stances"));
        self.check_declared(members, node)?;
        let own_type = self.update.type_name();
        let attributes: Vec<_> = members.rest().filter(|(key, _)| *key != own_type).collect();
        self.update.testimonies.reserve(attributes.len() + 1);
        // What somebody denies, doubts or will not speak of is named, not said; that a request for comment was declined is
        // said of the request.
        let Update { kind, change, .. } = self.update;
        let of_the_item = kind.phase_filed_by(change).is_none();
        let denial = of_the_item && change.stance().is_some_and(|stance| !stance.supports());
        let said = Manner { stance: denial.then_some(Stance::Names), ..manner.clone() };
        for (name, value) in attributes {
            self.read_attribute(name, &value, &said)?;
        }
        if let Some(entities) = entities {
            self.read_entities(&entities, &manner)?;
        }
        if let Some(stances) = stances {
            self.read_stances(&stances, &manner)?;
        }
        self.check_sources(node)
    }

    /// Whatever is said is said by somebody. The newsroom speaks for itself in notes, and in the acts that are its own.
    pub(super) fn check_sources(&self, node: &Node<'_>) -> Read<()> {
        let update = &self.update;
        let desk = update.change.family() == Family::Desk;
        let its_own = update.kind.role() == KindRole::OwnText || update.change == Change::Preferred;
        let needs_one = |said: &Testimony| {
            let merges = said.path.is_of(SAME_AS);
            !its_own && !merges && usize::from(said.attribution) >= update.attributions.len()
        };
        if !update.testimonies.iter().any(needs_one) {
            return Ok(());
        }
        let message = if desk {
            format!(
                "`{}` is an act of the desk, so it cannot record what somebody says; write `{}.reported` for that",
                update.type_name(),
                update.kind
            )
        } else {
            "`source` is missing: who says this? For what the newsroom itself saw, give a source with `basis: observed`"
                .to_owned()
        };
        Err(node.refuse(Code::Missing, message))
    }

    pub(super) fn testify(&mut self, path: Path, value: Option<Value>, manner: &Manner) {
        let attributions = if manner.attributions.is_empty() { &[0][..] } else { &manner.attributions };
        let said = std::iter::repeat_n((path, value), attributions.len());
        for (&attribution, (path, value)) in attributions.iter().zip(said) {
            self.update.testimonies.push(Testimony {
                path,
                holder: manner.holder.clone(),
                stance: manner.stance.unwrap_or(Stance::Asserts),
                value,
                hedge: manner.hedge,
                limits: manner.limits.clone(),
                from: manner.from.clone(),
                until: manner.until.clone(),
                attribution,
            });
        }
    }

    /// The change is the update's first testimony: it files the phase or the stance.
    pub(super) fn file_change(&mut self, members: &mut Members<'_>, manner: &Manner, node: &Node<'_>) -> Read<()> {
        let change = self.update.change;
        let of = members.take("of").map(|of| self.read_path(&of)).transpose()?;
        let value = members.take("value");
        if let Some(phase) = self.update.kind.phase_filed_by(change).filter(|_| of.is_none()) {
            self.testify(self.item.attribute(own_name(PHASE)), Some(Value::Choice(phase.into())), manner);
            return Ok(());
        }
        let stance = match change {
            Change::Preferred => Stance::Asserts,
            _ => match change.stance() {
                Some(stance) => stance,
                None => return misplaced(value.as_ref()),
            },
        };
        let path = of.unwrap_or_else(|| self.item.clone());
        let value = value.map(|value| self.read_value_at(&path, &value)).transpose()?;
        if change == Change::Preferred && value.is_none() {
            return Err(
                node.refuse(Code::Missing, "`preferred` names the value to lead with: give `of` (a path) and `value`")
            );
        }
        self.testify(path, value, &Manner { stance: Some(stance), ..manner.clone() });
        Ok(())
    }

    pub(super) fn read_manner(&mut self, members: &mut Members<'_>, manner: &Manner) -> Read<Manner> {
        let mut manner = manner.clone();
        if let Some(stance) = members.take("stance") {
            manner.stance = Some(stance.parse(Code::BadValue)?);
        }
        if let Some(holder) = members.take("holder") {
            manner.holder = Some(self.read_entity(&holder)?);
        }
        if let Some(hedge) = members.take("hedge") {
            manner.hedge = Some(read_hedge(&hedge)?);
        }
        if let Some(source) = members.take("source") {
            manner.attributions = self.read_source_list(&source)?;
        }
        manner.limits = members.take_text("limits")?.or(manner.limits);
        manner.from = members.take("from").map(|from| read_when(&from)).transpose()?.or(manner.from);
        manner.until = members.take("until").map(|until| read_when(&until)).transpose()?.or(manner.until);
        Ok(manner)
    }
}
