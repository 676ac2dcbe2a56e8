//! What a reader expects of an item and nobody has stated.

use crate::judge::grade::Grade;
use crate::judge::view::View;
use crate::record::kind::spec::{AttributeSpec, PhaseRole, Section, ValueType};
use crate::record::name::own_name;
use crate::record::path::Path;
use crate::record::value::Value;
use crate::state::fold::Item;
use crate::tell::telling::facts::Telling;

/// The attributes a reader expects of an item of which nothing above conjecture is on file.
pub(crate) fn of<'s>(view: &View<'s>, item: &Item) -> Vec<&'static str> {
    // Of what nobody reports any more nothing is missing; that it was taken back is no report of it.
    let stands = |place: &usize| {
        let record = &view.state.reports()[*place].record;
        let takes_back = record.testimonies.is_empty() && !record.relations.is_empty();
        view.admits(*place) && view.withdrawals().stands(*place) && !takes_back
    };
    // What was called off, or did not take place, has no date, no place and no outcome that anybody could state.
    let never = matches!(view.phase(item).role(item.kind), Some(PhaseRole::CalledOff | PhaseRole::NotHeld));
    if item.kind.spec().section != Section::WhatWeKnow || never || !item.reports.iter().any(stands) {
        return Vec::new();
    }
    let expected = item.kind.spec().attributes.iter().filter(|spec| spec.expected);
    // What it is known by is not missing where a denial names it.
    let (telling, known_by) = (Telling::in_no_voice(view), item.kind.frame().named_by());
    let named = |name: &str| known_by.contains(&name) && telling.is_named(item, name);
    let missing = expected.filter(|spec| !is_stated(view, item, spec) && !named(spec.name)).map(|spec| spec.name);
    missing.filter(|name| !is_ruled_out(view, item, name)).collect()
}

/// Whether something said of the item means that it has no such attribute: a call takes place nowhere.
fn is_ruled_out(view: &View<'_>, item: &Item, name: &str) -> bool {
    let path = Path::item(item.key.clone());
    item.kind.spec().attributes.iter().filter(|spec| !spec.choices().is_empty()).any(|spec| {
        let value = view.value_of(&path.attribute(own_name(spec.name)));
        let choice = value.and_then(Value::text).and_then(|token| spec.choice(token));
        choice.is_some_and(|choice| choice.rules_out.contains(&name))
    })
}

fn is_stated(view: &View<'_>, item: &Item, spec: &AttributeSpec) -> bool {
    let list = Path::item(item.key.clone()).attribute(own_name(spec.name));
    // When and where it was planned is not when and where it was; who was to do it is known, where nobody names another.
    let stated = |path: &Path| {
        let account = view.account(path);
        account.leading().is_some_and(|leading| {
            let known = !leading.planned || spec.value == ValueType::Entity;
            leading.standing.support > Grade::Conjecture && known
        })
    };
    stated(&list) || view.elements_of(&item.key, &list).any(|path| stated(&path))
}
