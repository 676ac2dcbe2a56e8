//! Attributes as sentences ask for them: their entry in the table of kinds, and what they are called.

use crate::judge::view::View;
use crate::record::kind::Kind;
use crate::record::kind::entities::ENTITY_ATTRIBUTES;
use crate::record::kind::spec::AttributeSpec;
use crate::record::path::Path;

/// The entry in the table of what a path speaks of; none for the whole, and for what an item declares of its own.
pub fn spec_at(view: &View<'_>, path: &Path) -> Option<&'static AttributeSpec> {
    let kind = path.of_item().and_then(|item| view.state.item(item)).map(|item| item.kind);
    let spec = spec(kind, path.attribute.as_ref()?.as_str())?;
    match &path.detail {
        Some(detail) => spec.elements?.iter().find(|known| known.name == detail.as_str()),
        None => Some(spec),
    }
}

/// The entry of an attribute of a kind, or, of no kind, of people, organisations and places.
pub(crate) fn spec(kind: Option<Kind>, attribute: &str) -> Option<&'static AttributeSpec> {
    match kind {
        Some(kind) => kind.attribute(attribute),
        None => ENTITY_ATTRIBUTES.iter().find(|spec| spec.name == attribute),
    }
}

/// What an attribute is called: as its kind calls it, else by its name.
pub fn called(spec: Option<&AttributeSpec>, name: &str) -> String {
    let own = spec.map(|spec| spec.called).filter(|called| !called.is_empty());
    own.map_or_else(|| name.replace('_', " "), str::to_owned)
}
