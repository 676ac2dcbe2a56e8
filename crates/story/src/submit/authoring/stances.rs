//! `stances:`, the positions of others than the source.

use serde_json::Value as Json;

use crate::record::attribution::{Attribution, Basis};
use crate::record::kind::spec::ValueType;
use crate::record::name::EntitySlug;
use crate::record::path::Path;
use crate::record::value::Value;
use crate::submit::authoring::reader::{Manner, UpdateReader};
use crate::submit::authoring::words;
use crate::submit::node::{Members, Node};
use crate::submit::refusal::Code;

impl UpdateReader<'_> {
    /// `stances: {kremlin: not_confirmed}`, or with `{stance, of, value, source, …}`, or a list of those.
    pub(super) fn read_stances(&mut self, node: &Node<'_>, manner: &Manner) {
        for (holder, json) in node.mapping().into_iter().flatten() {
            let stances = node.key(holder, json);
            let holder = self.world.entity_named(holder, &stances);
            for stance in stances.one_or_several() {
                self.read_stance(holder.as_ref(), &stance, manner);
            }
        }
    }

    fn read_stance(&mut self, holder: Option<&EntitySlug>, node: &Node<'_>, manner: &Manner) -> Option<()> {
        let mut manner = Manner { holder: holder.cloned(), ..manner.clone() };
        if !matches!(node.json, Json::Object(_)) {
            manner.stance = Some(node.parse(Code::BadValue)?);
            return self.file_stance(holder?, self.item.clone(), None, manner, node);
        }
        let mut members = Members::of(node)?;
        let of = members.take(words::stance::OF);
        let valued = members.take(words::stance::VALUE);
        if node.json.get(words::held::STANCE.name).is_none_or(Json::is_null) {
            node.refuse::<()>(Code::Missing, format!("`stance` is missing here: {}", words::held::STANCE.meaning));
        }
        manner = self.read_manner(&mut members, &manner);
        members.finish();
        manner.stance?;
        let mut path = match &of {
            Some(of) => self.read_path(of)?,
            None => self.item.clone(),
        };
        let value = match (&valued, &of) {
            (Some(node), _) => {
                let value = self.read_value_at(&path, node)?;
                path = self.path_of_value(path, &value, node)?;
                if matches!(value, Value::Count(_)) {
                    manner = manner.of_its_day(node, ValueType::Count);
                }
                Some(value)
            }
            (None, Some(of)) => self.check_path(&path, of).map(|()| None)?,
            (None, None) => None,
        };
        self.file_stance(holder?, path, value, manner, node)
    }

    /// Files a stance once: with its limits in place of the same word that the change has filed already.
    fn file_stance(
        &mut self,
        holder: &EntitySlug,
        path: Path,
        value: Option<Value>,
        mut manner: Manner,
        node: &Node<'_>,
    ) -> Option<()> {
        self.check_whose_word(holder, &manner, node)?;
        let speaks = |attribution: &Attribution| attribution.holder == *holder;
        if manner.holder.as_ref() == Some(holder) && self.attributions(&manner).all(speaks) {
            manner.holder = None;
        }
        let of_manner = manner.attributions.clone();
        self.update.testimonies.retain(|said| {
            !(said.path == path
                && said.value == value
                && Some(said.stance) == manner.stance
                && said.holder == manner.holder
                && of_manner.contains(&said.attribution))
        });
        self.testify(path, value, &manner);
        Some(())
    }

    fn attributions(&self, manner: &Manner) -> impl Iterator<Item = &Attribution> {
        manner.attributions.iter().filter_map(|index| self.update.attributions.get(usize::from(*index)))
    }

    /// A stance of another than the source is an outlet's observation or somebody's account of it: which, is said. Only an
    /// outlet that speaks in its own voice is understood to observe.
    fn check_whose_word(&self, holder: &EntitySlug, manner: &Manner, node: &Node<'_>) -> Option<()> {
        let speaks_for = self.world.entity(holder).and_then(|(_, speaks_for)| speaks_for);
        let understood = |attribution: &Attribution| {
            let observed = matches!(attribution.basis, Basis::Unattributed | Basis::Observed);
            observed || attribution.holder == *holder || speaks_for.as_ref() == Some(&attribution.holder)
        };
        let said_by = self.attributions(manner).find(|attribution| !understood(attribution));
        match said_by {
            Some(attribution) if !manner.attributed => node.refuse(
                Code::Missing,
                format!(
                    "who says where `{holder}` stands? The source of this update is `{}`. Give the stance a `source`: the outlet that observed it, or who said so; or write the word of `{holder}` as an update with its own source",
                    attribution.holder
                ),
            ),
            _ => Some(()),
        }
    }
}
