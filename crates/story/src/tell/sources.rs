//! How an attribution reads: through whom a word came, and on what footing.

use crate::judge::view::View;
use crate::record::attribution::{Attribution, Basis, Link, Origin};
use crate::record::kind::attribute::{MAKER, MEDIUM};
use crate::record::name::{ItemKey, own_name};
use crate::record::path::Path;
use crate::record::time::When;
use crate::record::update::Embargo;
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
    let title = link.title.as_ref().map(|title| format!("“{title}”"));
    let author = link.author.as_ref().map(|author| format!("by {}", names::of(view, author)));
    let cited: Vec<String> = title.into_iter().chain(author).collect();
    if cited.is_empty() { named } else { format!("{named} ({})", cited.join(", ")) }
}

/// An evidence item as it stands in a sentence: "a photograph by Gavriil Grigorov".
pub fn evidence(view: &View<'_>, item: &ItemKey) -> String {
    let path = Path::item(item.clone());
    let value = view.value_of(&path.attribute(own_name(MEDIUM)));
    let named = value.map_or_else(|| item.to_string(), |value| nouns::indefinite(&values::text(view, value)));
    match view.value_of(&path.attribute(own_name(MAKER))) {
        Some(maker) => format!("{named} by {}", values::text(view, maker)),
        None => named,
    }
}

/// Who says it, at the end of a sentence: "according to TASS, citing Kremlin spokesman Dmitry Peskov".
pub fn according_to(view: &View<'_>, attribution: &Attribution) -> String {
    let mut chain = chain(view, attribution);
    chain.reverse();
    match (attribution.basis, chain.as_slice()) {
        (Basis::Unattributed, [outlet]) => {
            format!("{outlet} {}, naming no source", names::verb(view, &attribution.holder, "reports", "report"))
        }
        (Basis::Unattributed, chain) => format!("according to {}, which names no source", chain.join(", citing ")),
        (Basis::Observed, [us]) => format!("as observed by {us}"),
        (_, chain) => format!("according to {}", chain.join(", citing ")),
    }
}

/// The embargo of another on its report, which hides nothing here: “the port authority asks that it be held until 06:00 UTC
/// on 12 March 2028”.
pub fn embargoed(view: &View<'_>, embargo: &Embargo) -> String {
    let by = embargo.set_by.as_ref().map_or_else(|| "somebody".to_owned(), |by| names::of(view, by));
    let until = embargo.until.map(|until| {
        let written = until.to_string();
        let told = When::parse(&written).ok().map(|when| values::date(view, &when));
        let told = told.unwrap_or(written);
        format!(" until {}", told.trim_start_matches("at ").trim_start_matches("on "))
    });
    let event = embargo.event.as_ref().map(|event| format!(" until {event}"));
    let until: String = [until, event].into_iter().flatten().collect();
    let asks = embargo.set_by.as_ref().map_or("asks", |by| names::verb(view, by, "asks", "ask"));
    format!("{by} {asks} that it be held{until}")
}
