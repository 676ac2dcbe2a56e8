//! Which items belong to a series that somebody counts in.

use crate::judge::grade::Grade;
use crate::judge::phase::Phase;
use crate::judge::view::View;
use crate::record::comparison::Comparison;
use crate::record::kind::attribute::WHEN;
use crate::record::kind::spec::Rank;
use crate::record::name::{AttributeName, EntitySlug, own_name};
use crate::record::path::Path;
use crate::record::value::Value;
use crate::record::value::series::Series;
use crate::state::fold::Item;

/// The items that belong to a series: what takes place once it is under way or over, anything else once it came up; and,
/// apart, those contested.
pub(crate) fn members_of<'s>(view: &View<'s>, series: &Series) -> (Vec<&'s Item>, Vec<&'s Item>) {
    let fitting = view.items().filter(|item| item.kind == series.kind.0 && fits(view, item, series));
    let (mut members, mut contested) = (Vec::new(), Vec::new());
    for item in fitting {
        match membership(view, item) {
            Membership::Counts => members.push(item),
            Membership::Contested => contested.push(item),
            Membership::No => {}
        }
    }
    (members, contested)
}

/// Whether an item counts in the series it fits.
enum Membership {
    Counts,
    Contested,
    No,
}

fn membership(view: &View<'_>, item: &Item) -> Membership {
    let counts = |phase: &str| {
        let spec = item.kind.phase(phase);
        spec.is_some_and(|spec| !item.kind.takes_place() || spec.rank() > Rank::Plans && spec.asserts == Some(true))
    };
    match view.phase(item) {
        Phase::Agreed { phase, grade, .. } if grade > Grade::Conjecture && counts(&phase) => Membership::Counts,
        Phase::ByParty(words) if words.iter().any(|(_, phase, _)| counts(phase)) => Membership::Contested,
        // What has no phases is there as soon as somebody says so.
        Phase::NotStated if item.kind.spec().phases.is_empty() => {
            let account = view.account(&Path::item(item.key.clone()));
            let said = account.leading().is_some_and(|leading| leading.standing.support > Grade::Conjecture);
            match (said, account.is_contested()) {
                (true, true) => Membership::Contested,
                (true, false) => Membership::Counts,
                (false, _) => Membership::No,
            }
        }
        Phase::Agreed { .. } | Phase::ByParty(_) | Phase::NotStated => Membership::No,
    }
}

fn fits(view: &View<'_>, item: &Item, series: &Series) -> bool {
    let path = Path::item(item.key.clone());
    let has = |name: &AttributeName, slug: &EntitySlug| {
        let value = view.value_of(&path.attribute(name.clone())).and_then(Value::entity);
        value.is_some_and(|value| view.lineage(value).contains(&slug))
            || view.paths_of(&item.key).any(|element| {
                element.attribute.as_ref() == Some(name)
                    && element.element.is_some()
                    && element.detail.is_none()
                    && view.value_of(&element).and_then(Value::entity) == Some(slug)
            })
    };
    let in_window = || {
        let when = view.value_of(&path.attribute(own_name(WHEN)));
        series.during.as_ref().is_none_or(
            |during| !matches!(when, Some(Value::When(when)) if when.compare(during) == Comparison::Conflicting),
        )
    };
    series.filter.iter().all(|(name, slug)| has(name, slug)) && in_window()
}
