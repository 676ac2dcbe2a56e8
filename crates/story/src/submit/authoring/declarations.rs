//! Attributes that an item adds to those of its kind.

use crate::record::kind::spec::{Declaration, MergeRule};
use crate::submit::authoring::reader::UpdateReader;
use crate::submit::authoring::words;
use crate::submit::node::{Members, Node};
use crate::submit::refusal::Code;

fn read_declaration(name: &str, node: &Node<'_>) -> Option<Declaration> {
    let parsed = node.parse_key(name);
    if node.json.is_string() {
        let value = node.parse(Code::BadValue);
        return Some(Declaration { name: parsed?, value: value?, holds: MergeRule::Fixed, list: false });
    }
    let mut members = Members::of(node)?;
    let value = members.require(words::declaration::TYPE).and_then(|of| of.parse(Code::BadValue));
    let list = members.flag(words::declaration::LIST);
    let holds = members.parse(words::declaration::HOLDS, Code::BadValue);
    members.finish();
    Some(Declaration { name: parsed?, value: value?, holds: holds.unwrap_or(MergeRule::Fixed), list })
}

impl UpdateReader<'_> {
    pub(super) fn read_declarations(&mut self, node: &Node<'_>) {
        for (name, json) in node.mapping().into_iter().flatten() {
            self.update.declares.extend(read_declaration(name, &node.key(name, json)));
        }
    }

    /// Refuses the declaration of a word that has a meaning already: an attribute of the kind, or one of the words the
    /// readers have taken.
    pub(super) fn check_declared(&self, node: &Node<'_>, members: &Members<'_>) {
        for Declaration { name, .. } in &self.update.declares {
            let name = name.as_str();
            if self.update.kind.attribute(name).is_some() || members.has_taken(name) {
                let at = node.at.key(name);
                node.refusals
                    .add(at.refuse(Code::NotAllowed, format!("`{name}` has a meaning already; choose another name")));
            }
        }
    }

    pub(super) fn declaration(&self, name: &str) -> Option<Declaration> {
        let own = self.update.declares.iter().find(|declared| declared.name.as_str() == name).cloned();
        own.or_else(|| self.world.declaration(self.update.item.as_ref()?, name))
    }
}
