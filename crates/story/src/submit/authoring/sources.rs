//! Sources: who says it, through whom, and how they know.

use serde_json::Value as Json;

use crate::record::attribution::{Attribution, Basis, Link, Medium, Origin};
use crate::record::entry::EntityType;
use crate::record::kind::spec::KindRole;
use crate::record::name::{EntitySlug, ItemKey};
use crate::submit::authoring::entries::read_name;
use crate::submit::authoring::scalars::{read_address, read_quote};
use crate::submit::authoring::words;
use crate::submit::authoring::world::World;
use crate::submit::node::{Members, Node};
use crate::submit::refusal::{Code, likely};
use crate::submit::refusals::Sort;

/// A source: its key under `sources:`, the slug of an outlet speaking in its own voice, or written out. Several origins
/// that say it independently, and relays side by side, are an attribution each.
pub(crate) fn read_source(node: &Node<'_>, world: &World<'_>) -> Option<Vec<Attribution>> {
    let Some(key) = node.json.as_str() else { return read_attributions(node, world) };
    if let Some(defined) = world.source(key) {
        if world.refusals.follows(Sort::Source, key, &node.at) {
            return None;
        }
        let since = world.refusals.now();
        let read = read_attributions(&defined, world);
        world.refusals.mark(Sort::Source, key, since);
        return read;
    }
    if let Some(slug) = EntitySlug::new(key).ok().filter(|slug| world.entity(slug).is_some()) {
        // An outlet speaks in its own voice; anybody else told us, on the record unless it is described only.
        return match world.entity(&slug)?.0 {
            EntityType::Outlet => Some(vec![Attribution::new(Origin::Entity(slug.clone()), slug, Basis::Unattributed)]),
            EntityType::Person | EntityType::Organisation | EntityType::Group | EntityType::Place => {
                read_origin(node, None, world).map(|origin| vec![origin])
            }
        };
    }
    if !world.refusals.follows(Sort::Entity, key, &node.at) {
        world.refusals.unknown(Sort::Source, key, &node.at, Code::UnknownSource, || {
            let meant = match likely(key, world.source_keys()) {
                none if none.is_empty() => world.like_an_entity(key),
                meant => meant,
            };
            format!("`{key}` is neither defined under `sources:` nor an entry of the directory{meant}")
        });
    }
    None
}

pub(crate) fn read_attributions(node: &Node<'_>, world: &World<'_>) -> Option<Vec<Attribution>> {
    let mut members = Members::of(node)?;
    let holder = members.take(words::source::HOLDER).map(|holder| world.read_entity(&holder));
    let origins = members.require(words::source::ORIGIN).and_then(|origins| {
        let read = |origin: &Node<'_>| read_origin(origin, holder.as_ref(), world);
        origins.one_or_several().iter().map(read).collect::<Option<Vec<_>>>()
    });
    let chains = members.take(words::source::VIA).map(|via| read_chains(&via, world));
    let basis = members.parse(words::source::BASIS, Code::BadValue);
    let knowledge = members.parse(words::source::KNOWLEDGE, Code::BadValue);
    let distinct = members.flag(words::source::DISTINCT);
    let quote = members.take(words::source::QUOTE).and_then(|quote| read_quote(&quote));
    let url = members.take(words::source::URL).and_then(|url| read_address(&url));
    let translated_from = members.words(words::source::TRANSLATED_FROM);
    let statement = members.take(words::source::STATEMENT).and_then(|statement| world.read_item(&statement));
    members.finish();
    let statement = statement.map(|(item, _)| item);
    let mut attributions = Vec::new();
    for origin in origins? {
        for via in chains.clone().unwrap_or_else(|| Some(vec![Vec::new()]))? {
            attributions.push(Attribution {
                via: origin.via.iter().cloned().chain(via).collect(),
                basis: basis.unwrap_or(origin.basis),
                knowledge: knowledge.unwrap_or(origin.knowledge),
                distinct,
                quote: quote.clone(),
                url: url.clone(),
                translated_from: translated_from.clone(),
                statement: statement.clone(),
                ..origin.clone()
            });
        }
    }
    Some(attributions)
}

/// The origin with what it is by default: an outlet speaks in its own voice, a described group is anonymous, a person is
/// on record in the name of whom they speak for, an evidence item is a document.
fn read_origin(node: &Node<'_>, holder: Option<&Option<EntitySlug>>, world: &World<'_>) -> Option<Attribution> {
    if node.json.is_object() {
        return read_thing(node, holder, world);
    }
    let name = node.loose_text()?;
    let item = ItemKey::new(&name).ok();
    let kind = item.as_ref().and_then(|item| world.kind_of(item));
    if let Some(item) = item.filter(|_| kind.is_some_and(|kind| kind.role() == KindRole::Evidence)) {
        let Some(holder) = holder else {
            let message = "an evidence item needs a `holder`, in whose name it speaks: its maker or supplier";
            return node.refuse(Code::Missing, message);
        };
        return Some(Attribution::new(Origin::Evidence(item), holder.clone()?, Basis::Document));
    }
    let slug = world.origin_named(&name, node)?;
    let (is, speaks_for) = world.entity(&slug)?;
    let basis = match is {
        EntityType::Outlet => Basis::Unattributed,
        EntityType::Group => Basis::Anonymous,
        EntityType::Person | EntityType::Organisation | EntityType::Place => Basis::OnRecord,
    };
    let holder = match holder {
        Some(holder) => holder.clone()?,
        None => speaks_for.unwrap_or_else(|| slug.clone()),
    };
    Some(Attribution::new(Origin::Entity(slug), holder, basis))
}

/// A document, photograph or recording that is the origin: its author speaks, and it is the first link.
fn read_thing(node: &Node<'_>, holder: Option<&Option<EntitySlug>>, world: &World<'_>) -> Option<Attribution> {
    let link = read_link(node, world)?;
    let (None, Some(_), Some(author)) = (&link.outlet, link.medium, &link.author) else {
        let message = match node.json.get(words::link::DESCRIBED.name) {
            Some(_) => {
                "people who are described and not named are an entry of `directory:` of the type `group` (`insiders: {group: FIFA insiders}`): give its slug here"
            }
            None => "an origin that is a thing has `document`, `photograph` or `recording`, in words, and its `author`",
        };
        return node.refuse(Code::Missing, message);
    };
    let holder = match holder {
        Some(holder) => holder.clone()?,
        None => world.entity(author).and_then(|(_, speaks_for)| speaks_for).unwrap_or_else(|| author.clone()),
    };
    let by = Attribution::new(Origin::Entity(author.clone()), holder, Basis::Document);
    Some(Attribution { via: vec![link], ..by })
}

impl World<'_> {
    /// An origin may be an evidence item: one that is nearly the key of such an item is probably meant as that.
    fn origin_named(&self, name: &str, node: &Node<'_>) -> Option<EntitySlug> {
        let known = EntitySlug::new(name).is_ok_and(|slug| self.entity(&slug).is_some());
        if known || self.refusals.follows(Sort::Item, name, &node.at) {
            return EntitySlug::new(name).ok().filter(|_| known);
        }
        let base = self.base.into_iter().flat_map(|base| &base.items);
        let items = self.pending.items.iter().chain(base);
        let evidence = items.filter(|(_, item)| item.kind.role() == KindRole::Evidence).map(|(key, _)| key.as_str());
        match likely(name, evidence) {
            meant if meant.is_empty() => self.entity_named(name, node),
            meant => {
                self.refusals.unknown(Sort::Entity, name, &node.at, Code::UnknownEntity, || {
                    format!("`{name}` is neither in the directory nor an evidence item of the story{meant}")
                });
                None
            }
        }
    }
}

/// The chain; where relays stand side by side, one chain through each of them.
fn read_chains(node: &Node<'_>, world: &World<'_>) -> Option<Vec<Vec<Link>>> {
    let mut chains = vec![Vec::new()];
    let mut whole = true;
    for place in node.one_or_several() {
        let links: Option<Vec<Link>> = match place.json {
            Json::Array(_) => place.list()?.iter().map(|link| read_link(link, world)).collect(),
            _ => read_link(&place, world).map(|link| vec![link]),
        };
        let Some(links) = links else {
            whole = false;
            continue;
        };
        let longer = |chain: &Vec<Link>, link: &Link| chain.iter().chain([link]).cloned().collect();
        chains = chains.iter().flat_map(|chain| links.iter().map(move |link| longer(chain, link))).collect();
        if chains.len() > MAX_CHAINS {
            return node.refuse(Code::NotAllowed, format!("relays side by side come to more than {MAX_CHAINS} chains"));
        }
    }
    whole.then_some(chains)
}

/// The most chains that relays side by side can come to.
const MAX_CHAINS: usize = 32;

/// A link: an outlet's slug, or `{outlet, described, report}`, or a thing: `{document: the minutes, author, title}`.
fn read_link(node: &Node<'_>, world: &World<'_>) -> Option<Link> {
    if !node.json.is_object() {
        return Some(Link::outlet(world.read_entity(node)?));
    }
    let mut members = Members::of(node)?;
    let named = members.take(words::link::OUTLET);
    let described = members.take(words::link::DESCRIBED);
    let things = [
        (Medium::Document, members.take(words::link::DOCUMENT)),
        (Medium::Photograph, members.take(words::link::PHOTOGRAPH)),
        (Medium::Recording, members.take(words::link::RECORDING)),
    ];
    let mut things = things.into_iter().filter_map(|(medium, node)| Some((medium, node?)));
    let (thing, second) = (things.next(), things.next());
    let (author, title) = (members.take(words::link::AUTHOR), members.take(words::link::TITLE));
    let report = members.take(words::link::REPORT).and_then(|report| world.read_update(&report));
    members.finish();
    if named.is_none() && described.is_none() && thing.is_none() && !holds_unknown_thing(node) {
        let message =
            "a link needs an `outlet` from the directory, a `document`, `photograph` or `recording`, or is `described`";
        return node.refuse(Code::Missing, message);
    }
    if let Some(other) = second.map(|(_, node)| node).or(described.filter(|_| thing.is_some())) {
        return other.refuse(Code::NotAllowed, "a link is described once; leave one of the descriptions out");
    }
    if let Some(of) = author.or(title).filter(|_| thing.is_none()) {
        return of.refuse(
            Code::NotAllowed,
            "this says more of a `document`, `photograph` or `recording`, and none is given",
        );
    }
    Some(Link {
        outlet: named.and_then(|outlet| world.read_entity(&outlet)),
        described: thing.map(|(_, node)| node).or(described).and_then(|node| node.words()),
        medium: thing.map(|(medium, _)| medium),
        author: author.and_then(|author| world.read_entity(&author)),
        title: title.and_then(|title| read_name(&title)),
        report,
    })
}

/// Whether the mapping has a key that means nothing, which is refused as such.
fn holds_unknown_thing(node: &Node<'_>) -> bool {
    let known = |key: &str| words::link::ALL.iter().any(|word| word.name == key);
    node.json.as_object().is_some_and(|map| map.keys().any(|key| !known(key)))
}
