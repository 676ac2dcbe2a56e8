//! What an update bears on: relations, who revises, mergers, what it is part of.

use std::collections::BTreeSet;

use crate::record::kind::attribute::{PHASE, REASON, SAME_AS};
use crate::record::kind::change::{Change, Family};
use crate::record::kind::spec::{KindRole, WHY};
use crate::record::name::{EntitySlug, ItemKey, UpdateId, own_name};
use crate::record::path::{Path, Subject};
use crate::record::relation::{Relation, RelationKind, Reviser};
use crate::record::value::Value;
use crate::submit::authoring::reader::{Manner, UpdateReader};
use crate::submit::authoring::words;
use crate::submit::authoring::world::World;
use crate::submit::index::{Known, Said};
use crate::submit::node::{Members, Node};
use crate::submit::refusal::{Code, a, likely, one_of};

/// The longest chain of parts and wholes, or of mergers, that is followed.
const MAX_CHAIN: usize = 64;

impl UpdateReader<'_> {
    /// Reads how the update stands to earlier ones, and why. A reason that is of none of them is why the update itself does or
    /// says what it does, and is given back.
    pub(super) fn read_relations<'n>(&mut self, members: &mut Members<'n>) -> Option<Node<'n>> {
        let (mut given, since) = (false, self.world.refusals.now());
        for relation in RelationKind::ALL.iter().copied() {
            let Some(node) = members.take(relation.into()) else { continue };
            given = true;
            if relation == RelationKind::ReliesOn && self.update.kind.role() != KindRole::Publication {
                let message = "only a publication relies on updates; a report that depends on others `rests_on` them";
                node.refuse::<()>(Code::NotAllowed, message);
                continue;
            }
            for named in node.one_or_several() {
                if let Some(read) = self.read_relation(relation, &named) {
                    self.update.relations.push(read);
                }
            }
        }
        let reason = members.take(words::update::REASON)?;
        if !given {
            return Some(reason);
        }
        let (words, clean) = (reason.words(), !self.world.refusals.any(since));
        let unsaid: Vec<_> = self.update.relations.iter_mut().filter(|relation| relation.reason.is_none()).collect();
        if unsaid.is_empty() && clean {
            if matches!(self.update.change.family(), Family::Life | Family::Word) {
                return Some(reason);
            }
            let message = "each relation here has a reason of its own; leave this one out";
            reason.refuse::<()>(Code::NotAllowed, message);
        }
        for relation in unsaid {
            relation.reason.clone_from(&words);
        }
        None
    }

    /// Why something was called off, denied, declined: what the source gives as the reason is said by it like all else. Why
    /// the desk does something is its own.
    pub(super) fn read_reason(&mut self, reason: &Node<'_>, manner: &Manner) {
        match self.update.change.family() {
            Family::Life | Family::Word => {
                let path = self.item.attribute(own_name(REASON));
                self.read_values(&path, &(&WHY).into(), reason, manner);
            }
            Family::Desk if self.update.change == Change::Noted => {
                let message = "a note says what it has to say in its `text`; write the reason there";
                reason.refuse::<()>(Code::UnknownKey, message);
            }
            Family::Desk | Family::Story => self.update.reason = reason.words(),
            // Without the relation it is refused already.
            Family::Revision => {}
        }
    }

    /// An update by its key or id, or `{update, path, reason}`.
    fn read_relation(&self, relation: RelationKind, node: &Node<'_>) -> Option<Relation> {
        if !node.json.is_object() {
            let update = self.read_related(relation, node)?;
            return Some(Relation { relation, update, path: None, reason: None });
        }
        let mut members = Members::of(node)?;
        let update = members.require(words::relation::UPDATE).and_then(|update| self.read_related(relation, &update));
        let path = members.take(words::relation::PATH);
        let reason = members.words(words::relation::REASON);
        members.finish();
        let update = update?;
        let path = match path {
            Some(path) => Some(self.read_path_of(update, &path)?),
            None => None,
        };
        Some(Relation { relation, update, path, reason })
    }

    /// The update that a relation names: not this one, and one that the relation can do something to.
    fn read_related(&self, relation: RelationKind, node: &Node<'_>) -> Option<UpdateId> {
        let reference = node.loose_text()?;
        if self.update.key.as_ref().is_some_and(|key| key.as_str() == reference) {
            return node.refuse(Code::NotAllowed, format!("`{reference}` is this update itself; name an earlier one"));
        }
        let update = self.world.update_named(&reference, node)?;
        let known = self.world.known(update)?;
        if known.said.item.is_none() {
            let message = format!(
                "`{reference}` is an act on the story itself, which says nothing of an item: `{relation}` has no effect on it"
            );
            return node.refuse(Code::NotAllowed, message);
        }
        let of_what_is_said =
            matches!(relation, RelationKind::Contradicts | RelationKind::Reconciles | RelationKind::Supersedes);
        if of_what_is_said && known.said.paths().next().is_none() {
            let message = format!(
                "`{reference}` reports nothing, so `{relation}` has no effect on it; name the report that is meant"
            );
            return node.refuse(Code::NotAllowed, message);
        }
        Some(update)
    }

    /// What is reconciled was at odds: with something that is reconciled with it, with this report, or, where it is named
    /// alone, with anything.
    pub(super) fn check_reconciled(&self, node: &Node<'_>) {
        let reconciled = || self.update.relations.iter().filter(|found| found.relation == RelationKind::Reconciles);
        let alone = reconciled().count() == 1;
        for relation in reconciled() {
            let named = relation.update;
            let others = || reconciled().map(|other| other.update).filter(|other| *other != named);
            let contradicted =
                self.world.contradicting(named).any(|other| alone || others().any(|reconciled| reconciled == other));
            let Some(said) = self.world.known(named).map(|known| &*known.said) else { continue };
            let of_others = others().filter_map(|other| self.world.known(other)).map(|known| &*known.said);
            let own = Said::of(&self.update);
            if contradicted || of_others.chain([&own]).any(|other| self.speak_of_the_same(said, other)) {
                continue;
            }
            let at_odds = if alone {
                "nothing contradicts the report that it names, and this update speaks of something else; where two \
                 reports give different values, name both"
            } else {
                "the reports that it names speak of different things, and none of them contradicts another"
            };
            let message = format!("`{}` has no effect here: {at_odds}", RelationKind::Reconciles);
            node.refusals.add(node.at.key(RelationKind::Reconciles.as_str()).refuse(Code::NotAllowed, message));
            return;
        }
    }

    /// Whether two updates say something of the same part of one item, or both of the whole.
    fn speak_of_the_same(&self, one: &Said, other: &Said) -> bool {
        let item = |said: &Said| said.item.as_ref().map(|item| self.found_to_be(item).clone());
        let of_the_whole = |path: &str| path.is_empty() || path == PHASE;
        let of_one = |one: &str, other: &str| {
            let (shorter, longer) = if one.len() <= other.len() { (one, other) } else { (other, one) };
            let within = || longer.strip_prefix(shorter).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
            if of_the_whole(one) { of_the_whole(other) } else { !of_the_whole(other) && within() }
        };
        item(one) == item(other) && one.paths().any(|path| other.paths().any(|of| of_one(path, of)))
    }

    /// The item that one was found to be, as far as that is on file.
    fn found_to_be<'i>(&'i self, item: &'i ItemKey) -> &'i ItemKey {
        let next = |item: &&'i ItemKey| self.world.same_as(item);
        std::iter::successors(Some(item), next).take(MAX_CHAIN).last().unwrap_or(item)
    }

    /// A path is read against the update that is named, and is something that update speaks of.
    fn read_path_of(&self, update: UpdateId, node: &Node<'_>) -> Option<Path> {
        let Known { said, .. } = self.world.known(update)?;
        let item = said.item.as_ref()?;
        let text = node.text()?;
        if let Some(named) = text.strip_prefix("attribution:") {
            let named = self.world.update_named(named, node)?;
            if named != update {
                return node.refuse(Code::NotAllowed, "this is the attribution of another update than the one named");
            }
            return Some(Path { subject: Subject::Attribution(update), attribute: None, element: None, detail: None });
        }
        let relative = text.strip_prefix(item.as_str()).and_then(|text| text.strip_prefix('/')).unwrap_or(text);
        let full = if relative.starts_with('@') { relative.to_owned() } else { format!("{item}/{relative}") };
        let path: Path = node.with(&full.into()).parse(Code::BadName)?;
        let spoken_of =
            |said: &str| said == relative || said.strip_prefix(relative).is_some_and(|rest| rest.starts_with('/'));
        if said.paths().any(spoken_of) {
            return Some(path);
        }
        let known = || said.paths().filter(|path| !path.is_empty());
        let what = if known().next().is_some() {
            format!("it speaks of {}", one_of(known()))
        } else {
            "it speaks of the item as a whole".to_owned()
        };
        node.refuse(
            Code::UnknownAttribute,
            format!("the update named says nothing of `{relative}`{}; {what}", likely(relative, known())),
        )
    }

    pub(super) fn read_reviser(&mut self, members: &mut Members<'_>, node: &Node<'_>) {
        let change = self.update.change;
        let revises = change.family() == Family::Revision;
        let given = |relation: RelationKind| node.json.get(relation.as_str()).is_some_and(|named| !named.is_null());
        let needed = match change {
            Change::Corrected => Some(RelationKind::Corrects),
            Change::Retracted => Some(RelationKind::Retracts),
            _ => None,
        };
        if let Some(needed) = needed.filter(|needed| !given(*needed)) {
            node.refuse::<()>(
                Code::Missing,
                format!("`{needed}` is missing here: the update that is {change}, by its key"),
            );
        }
        for relation in [RelationKind::Corrects, RelationKind::Retracts] {
            if given(relation) && needed != Some(relation) {
                let at = node.at.key(relation.as_str());
                let message = format!(
                    "`{relation}` has an effect in {} update only; this one is {}",
                    a(if relation == RelationKind::Corrects { Change::Corrected } else { Change::Retracted }),
                    a(self.update.type_name())
                );
                node.refusals.add(at.refuse(Code::NotAllowed, message));
            }
        }
        // Some kinds have an attribute of this name, and revisions a word of their own.
        if !revises && self.update.kind.attribute(words::update::BY.name).is_some() {
            return;
        }
        match members.take(words::update::BY) {
            Some(by) if revises => {
                let desk = by.json.as_str() == Some("desk");
                self.update.by =
                    if desk { Some(Reviser::Desk) } else { self.world.read_entity(&by).map(Reviser::Link) };
                self.check_reviser(&by);
            }
            Some(by) => {
                by.refuse::<()>(Code::UnknownKey, "`by` says who revises; this update revises nothing");
            }
            None if revises => self.refuse_without_reviser(node),
            None => {}
        }
    }

    /// The reports that the update corrects or takes back.
    fn revised(&self) -> impl Iterator<Item = &Known> {
        let revised = self.update.relations.iter().filter(|relation| relation.relation.withdraws());
        revised.filter_map(|relation| self.world.known(relation.update))
    }

    /// Who was wrong is never guessed: a slip of the desk is not told as one of a source, nor the reverse.
    fn refuse_without_reviser(&self, node: &Node<'_>) {
        let chain: BTreeSet<_> = self.revised().flat_map(|known| known.chain.iter()).collect();
        let links = if chain.is_empty() { "a link of the chain".to_owned() } else { one_of(chain) };
        let message = format!(
            "`by` is missing: who was wrong? Write `desk` where our own entry was, else who of the chain takes the report back: {links}"
        );
        node.refuse::<()>(Code::Missing, message);
    }

    /// Only the desk and those who passed a report on can revise it, or who belongs to one of them.
    fn check_reviser(&self, node: &Node<'_>) {
        let Some(Reviser::Link(by)) = &self.update.by else { return };
        let is_one = |link: &EntitySlug| self.world.belongs(by, link) || self.world.belongs(link, by);
        for known in self.revised().filter(|known| !known.chain.iter().any(is_one)) {
            let chain = if known.chain.is_empty() { String::new() } else { format!(" ({})", one_of(&*known.chain)) };
            let message = format!(
                "`{by}` is not in the chain of the report that this would revise, nor of one side with anybody there; only the desk and those in its chain can{chain}, others can write `contradicts`"
            );
            node.refuse::<()>(Code::NotAllowed, message);
        }
    }

    pub(super) fn read_part_of(&mut self, members: &mut Members<'_>) -> Option<()> {
        let node = members.take(words::update::PART_OF)?;
        let own = self.update.item.clone()?;
        let (whole, _) = self.world.read_item_or(&own, &node)?;
        if self.world.leads(&whole, &own, World::part_of) {
            let message = format!("`{own}` cannot be part of `{whole}`, which is itself, or part of it");
            return node.refuse(Code::NotAllowed, message);
        }
        self.update.part_of = Some(whole);
        Some(())
    }

    /// `same_as: ITEM`: this item was found to be another one of its kind. `split` takes that back.
    pub(super) fn read_merger(&mut self, members: &mut Members<'_>, node: &Node<'_>) -> Option<()> {
        match (self.update.change, members.take(words::update::SAME_AS)) {
            (Change::Merged, Some(other)) => {
                let own = self.update.item.clone()?;
                let (same, kind) = self.world.read_item_or(&own, &other)?;
                if kind.is_some_and(|kind| kind != self.update.kind) {
                    return other
                        .refuse(Code::NotAllowed, "an item can only be merged into another item of the same kind");
                }
                if self.world.leads(&same, &own, World::same_as) {
                    let message =
                        format!("`{own}` cannot be merged into `{same}`, which is itself, or was merged into it");
                    return other.refuse(Code::NotAllowed, message);
                }
                self.testify(self.item.attribute(own_name(SAME_AS)), Some(Value::Item(same)), &Manner::default());
            }
            (Change::Merged, None) => node.refuse(Code::Missing, "`same_as` is missing: which item is this one?")?,
            (_, Some(other)) => other.refuse(Code::UnknownKey, "`same_as` belongs to `merged` updates")?,
            (_, None) => {}
        }
        Some(())
    }
}

impl World<'_> {
    /// An item, which may be the one this update is about.
    fn read_item_or(&self, own: &ItemKey, node: &Node<'_>) -> Option<(ItemKey, Option<crate::record::kind::Kind>)> {
        if node.json.as_str() == Some(own.as_str()) {
            return Some((own.clone(), None));
        }
        self.read_item(node).map(|(item, kind)| (item, Some(kind)))
    }

    /// Whether going on from one item in this way comes to another.
    fn leads<'w>(
        &'w self,
        from: &'w ItemKey,
        to: &ItemKey,
        next: impl Fn(&'w Self, &'w ItemKey) -> Option<&'w ItemKey>,
    ) -> bool {
        std::iter::successors(Some(from), |item| next(self, item)).take(MAX_CHAIN).any(|item| item == to)
    }
}
