//! What a reader expects of an item and nobody has stated.

use crate::judge::grade::Grade;
use crate::judge::view::View;
use crate::record::kind::spec::{AttributeSpec, Section};
use crate::record::name::own_name;
use crate::record::path::Path;
use crate::state::fold::Item;
use crate::tell::template::needed;
use crate::tell::values;

/// The attributes a reader expects of an item of which nothing above conjecture is on file.
pub(crate) fn of<'s>(view: &View<'s>, item: &Item) -> Vec<&'static str> {
    if item.kind.spec().section != Section::WhatWeKnow {
        return Vec::new();
    }
    let expected = item.kind.spec().attributes.iter().filter(|spec| spec.expected);
    // What it is known by is not missing where a denial names it.
    let known_by = needed(item.kind.spec().reads);
    let named = |name: &str| known_by.contains(&name) && values::named(view, item, name).is_some();
    expected.filter(|spec| !is_stated(view, item, spec) && !named(spec.name)).map(|spec| spec.name).collect()
}

fn is_stated(view: &View<'_>, item: &Item, spec: &AttributeSpec) -> bool {
    let list = Path::item(item.key.clone()).attribute(own_name(spec.name));
    let stated =
        |path: &Path| view.account(path).leading().is_some_and(|leading| leading.standing.support > Grade::Conjecture);
    stated(&list) || view.elements_of(&item.key, &list).any(|path| stated(&path))
}
