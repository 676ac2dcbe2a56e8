//! How an attribution reads: through whom a word came, and on what footing.

use crate::judge::view::View;
use crate::record::attribution::{Attribution, Link, Origin};
use crate::record::kind::attribute::{MAKER, MEDIUM};
use crate::record::name::{ItemKey, own_name};
use crate::record::path::Path;
use crate::tell::{names, nouns, values};

/// The chain from the origin to us, by name.
pub fn chain(view: &View<'_>, attribution: &Attribution) -> Vec<String> {
    let origin = match &attribution.origin {
        Origin::Entity(slug) => names::introduced(view, slug),
        Origin::Evidence(item) => evidence(view, item),
    };
    std::iter::once(origin).chain(attribution.via.iter().map(|link| self::link(view, link))).collect()
}

/// A link as it stands in a chain, of a thing with its title and who made it: "the minutes (“The sitting”, by the clerk)".
fn link(view: &View<'_>, link: &Link) -> String {
    let named = match (&link.outlet, &link.described) {
        (Some(outlet), _) => names::of(view, outlet),
        (None, Some(described)) => described.to_string(),
        (None, None) => "an unnamed outlet".to_owned(),
    };
    names::cited(view, named, link.title.as_deref(), link.author.as_ref())
}

/// An evidence item as it stands in a sentence: "a photograph by Gavriil Grigorov".
pub fn evidence(view: &View<'_>, item: &ItemKey) -> String {
    let path = Path::item(item.clone());
    let value = view.value_of(&path.attribute(own_name(MEDIUM)));
    let named =
        value.map_or_else(|| "a piece of evidence".to_owned(), |value| nouns::indefinite(&values::text(view, value)));
    match view.value_of(&path.attribute(own_name(MAKER))) {
        Some(maker) => format!("{named} by {}", values::text(view, maker)),
        None => named,
    }
}
