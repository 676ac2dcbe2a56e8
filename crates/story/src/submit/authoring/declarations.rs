//! Attributes that an item adds to those of its kind.

use crate::record::kind::spec::{Declaration, MergeRule};
use crate::record::name::AttributeName;
use crate::submit::node::{Members, Node, Read};
use crate::submit::refusal::Code;

use super::reader::UpdateReader;

pub(super) fn read_declaration(name: &str, node: &Node<'_>) -> Read<Declaration> {
    let name = AttributeName::new(name).map_err(|error| node.refuse(Code::BadName, error.to_string()))?;
    if node.json.is_string() {
        return Ok(Declaration { name, value: node.parse(Code::BadValue)?, holds: MergeRule::Fixed, list: false });
    }
    let mut members = Members::of(node)?;
    let value = members.require("type")?.parse(Code::BadValue)?;
    let list = members.take_flag("list")?;
    let holds = match members.take("holds") {
        None => MergeRule::Fixed,
        Some(holds) => holds.parse(Code::BadValue)?,
    };
    members.finish()?;
    Ok(Declaration { name, value, holds, list })
}

impl UpdateReader<'_> {
    pub(super) fn read_declarations(&mut self, members: &mut Members<'_>) -> Read<()> {
        let Some(node) = members.take("declares") else { return Ok(()) };
        for (name, json) in node.mapping()? {
            let place = Node { json, at: node.at.key(name) };
            let declaration = read_declaration(name, &place)?;
            self.declared.push(declaration.clone());
            self.update.declares.push(declaration);
        }
        Ok(())
    }

    /// Refuses the declaration of a word that has a meaning already: an attribute of the kind, or one of the words the
    /// readers have taken.
    pub(super) fn check_declared(&self, members: &Members<'_>, node: &Node<'_>) -> Read<()> {
        let declares = node.at.key("declares");
        for Declaration { name, .. } in &self.declared {
            let name = name.as_str();
            if self.update.kind.attribute(name).is_some() || members.has_taken(name) {
                return Err(declares.key(name).refuse(Code::NotAllowed, format!("`{name}` has a meaning already")));
            }
        }
        Ok(())
    }

    pub(super) fn declaration(&self, name: &str) -> Option<Declaration> {
        let own = self.declared.iter().find(|declared| declared.name.as_str() == name).cloned();
        own.or_else(|| self.world.declaration(self.item.of_item()?, name))
    }
}
