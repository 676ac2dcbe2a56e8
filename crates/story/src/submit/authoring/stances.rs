//! `stances:`, the positions of others than the source.

use serde_json::Value as Json;

use crate::record::name::EntitySlug;
use crate::submit::node::{Members, Node, Read};
use crate::submit::refusal::Code;

use super::reader::Manner;
use super::reader::UpdateReader;

impl UpdateReader<'_> {
    /// `stances: {kremlin: not_confirmed}`, or with `{stance, of, value, source, …}`, or a list of those.
    pub(super) fn read_stances(&mut self, node: &Node<'_>, manner: &Manner) -> Read<()> {
        for (holder, json) in node.mapping()? {
            let stance = Node { json, at: node.at.key(holder) };
            let holder = self.entity_named(holder, &stance)?;
            match json {
                Json::Array(stances) => {
                    for (i, json) in stances.iter().enumerate() {
                        self.read_stance(&holder, &Node { json, at: stance.at.index(i) }, manner)?;
                    }
                }
                _ => self.read_stance(&holder, &stance, manner)?,
            }
        }
        Ok(())
    }

    pub(super) fn read_stance(&mut self, holder: &EntitySlug, node: &Node<'_>, manner: &Manner) -> Read<()> {
        let mut manner = Manner { holder: Some(holder.clone()), ..manner.clone() };
        if node.json.is_string() {
            manner.stance = Some(node.parse(Code::BadValue)?);
            self.testify(self.item.clone(), None, &manner);
            return Ok(());
        }
        let mut members = Members::of(node)?;
        manner.stance = Some(members.require("stance")?.parse(Code::BadValue)?);
        let path = members.take("of").map(|of| self.read_path(&of)).transpose()?.unwrap_or_else(|| self.item.clone());
        let value = members.take("value").map(|value| self.read_value_at(&path, &value)).transpose()?;
        let manner = self.read_manner(&mut members, &manner)?;
        members.finish()?;
        self.testify(path, value, &manner);
        Ok(())
    }
}
