//! What an update bears on: relations, who revises, mergers.

use serde_json::Value as Json;

use crate::record::kind::attribute::SAME_AS;
use crate::record::kind::change::{Change, Family};
use crate::record::kind::spec::KindRole;
use crate::record::name::{UpdateId, own_name};
use crate::record::relation::{Relation, RelationKind, Reviser};
use crate::record::value::Value;
use crate::submit::node::{Members, Node, Read};
use crate::submit::refusal::Code;

use super::reader::Manner;
use super::reader::UpdateReader;

impl UpdateReader<'_> {
    pub(super) fn read_relations(&mut self, members: &mut Members<'_>) -> Read<()> {
        for relation in RelationKind::ALL.iter().copied() {
            let Some(node) = members.take(relation.as_str()) else { continue };
            if relation == RelationKind::ReliesOn && self.update.kind.role() != KindRole::Publication {
                let message = "only a publication relies on updates; a report that depends on others `rests_on` them";
                return Err(node.refuse(Code::NotAllowed, message));
            }
            match node.json {
                Json::Array(named) => {
                    for (i, json) in named.iter().enumerate() {
                        self.read_relation(relation, &Node { json, at: node.at.index(i) })?;
                    }
                }
                _ => self.read_relation(relation, &node)?,
            }
        }
        if let Some(reason) = members.take_text("reason")? {
            for relation in self.update.relations.iter_mut().filter(|relation| relation.reason.is_none()) {
                relation.reason = Some(reason.clone());
            }
        }
        Ok(())
    }

    /// An update by its key or id, or `{update, path, reason}`.
    pub(super) fn read_relation(&mut self, relation: RelationKind, node: &Node<'_>) -> Read<()> {
        let (update, path, reason) = if node.json.is_object() {
            let mut members = Members::of(node)?;
            let update = self.read_reference(&members.require("update")?)?;
            let path = members.take("path").map(|path| self.read_path(&path)).transpose()?;
            let reason = members.take_text("reason")?;
            members.finish()?;
            (update, path, reason)
        } else {
            (self.read_reference(node)?, None, None)
        };
        self.update.relations.push(Relation { relation, update, path, reason });
        Ok(())
    }

    pub(super) fn read_reference(&self, node: &Node<'_>) -> Read<UpdateId> {
        let reference = node.loose_text()?;
        self.world.update(&reference).ok_or_else(|| {
            let message = format!(
                "the update `{reference}` is neither on file nor earlier in this submission; give the earlier update a `key` and name it here"
            );
            node.refuse(Code::UnknownUpdate, message)
        })
    }

    pub(super) fn read_reviser(&mut self, members: &mut Members<'_>, node: &Node<'_>) -> Read<()> {
        let revises = self.update.change.family() == Family::Revision;
        let names = self.update.relations.iter().any(|relation| relation.relation.withdraws());
        if revises != names {
            let message = match self.update.change {
                Change::Corrected => "a correction names what it corrects: `corrects: KEY`",
                Change::Retracted => "a retraction names what it takes back: `retracts: KEY`",
                _ => "`corrects` belongs to a `corrected` update and `retracts` to a `retracted` one",
            };
            return Err(node.refuse(Code::NotAllowed, message));
        }
        match members.take("by") {
            Some(by) if revises => {
                let desk = by.json.as_str() == Some("desk");
                self.update.by = Some(if desk { Reviser::Desk } else { Reviser::Link(self.read_entity(&by)?) });
                Ok(())
            }
            Some(by) => Err(by.refuse(Code::UnknownKey, "`by` says who revises; this update revises nothing")),
            None if revises => {
                Err(node.refuse(Code::Missing, "`by` is missing: `desk`, or the link of the chain that takes it back"))
            }
            None => Ok(()),
        }
    }

    /// `same_as: ITEM`: this item was found to be another one of its kind. `split` takes that back.
    pub(super) fn read_merger(&mut self, members: &mut Members<'_>, node: &Node<'_>) -> Read<()> {
        match (self.update.change, members.take("same_as")) {
            (Change::Merged, Some(other)) => {
                let same = self.read_item(&other)?;
                let of_kind = self.world.kind_of(&same) == Some(self.update.kind);
                if !of_kind || self.update.item.as_ref() == Some(&same) {
                    return Err(
                        other.refuse(Code::NotAllowed, "an item can only be merged into another item of the same kind")
                    );
                }
                self.testify(self.item.attribute(own_name(SAME_AS)), Some(Value::Item(same)), &Manner::default());
                Ok(())
            }
            (Change::Merged, None) => Err(node.refuse(Code::Missing, "`same_as` is missing: which item is this one?")),
            (_, Some(other)) => Err(other.refuse(Code::UnknownKey, "`same_as` belongs to `merged` updates")),
            (_, None) => Ok(()),
        }
    }
}
