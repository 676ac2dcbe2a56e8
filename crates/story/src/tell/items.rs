//! What an item is called, and what it is, in words.

use std::collections::BTreeSet;

use crate::judge::account::Candidate;
use crate::judge::dates;
use crate::judge::grade::Grade;
use crate::judge::view::View;
use crate::record::kind::attribute::TEXT;
use crate::record::name::own_name;
use crate::record::path::{Path, phase_name};
use crate::record::stance::{Hedge, Stance};
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};
use crate::tell::template::{fill, needed};
use crate::tell::wording::{date_text, list_text};
use crate::tell::{names, values};

/// What an item is, in words, with how well that stands where it is not confirmed: hedged, only reported, disputed, or
/// denied and said by nobody.
pub fn headline(view: &View<'_>, item: &Item) -> String {
    let path = Path::item(item.key.clone());
    let whole = view.account(&path);
    let phases = view.account(&path.attribute(phase_name()));
    let phase = view.phase(item);
    // A phase that all agree on is not disputed by what was planned before.
    let of_phase = phase.agreed().and_then(|agreed| phases.saying(agreed));
    let denied: BTreeSet<String> =
        whole.current().filter(|word| word.stance == Stance::Denies).map(|word| names::of(view, word.holder)).collect();
    let Some(candidate) = whole.leading().or(of_phase) else {
        if denied.is_empty() {
            return description(view, item);
        }
        let denied: Vec<String> = denied.into_iter().collect();
        return format!("{} [denied by {}; nobody on file says it]", values::subject(view, item).0, list_text(&denied));
    };
    let how = match candidate.standing.support {
        _ if whole.leading().is_some() && whole.is_contested() => Some("disputed"),
        Grade::Confirmed => None,
        grade => Some(grade.as_str()),
    };
    let hedge = hedge_of(view, candidate);
    let how: Vec<&str> = how.into_iter().chain(hedge.map(Hedge::adverb)).collect();
    // Said once, of the whole.
    let what =
        hedge.map_or_else(|| description(view, item), |hedge| description(view, item).replace(hedge.aside(), ""));
    if how.is_empty() { what } else { format!("{what} [{}]", how.join(", ")) }
}

/// What an item is, in words, from what leads on it; nothing that is contested or no more than conjecture.
pub fn description<'s>(view: &View<'s>, item: &Item) -> String {
    let path = Path::item(item.key.clone());
    let spec = view.phase(item).agreed().and_then(|phase| item.kind.phase(phase));
    let reads = spec.map_or(item.kind.spec().reads, |spec| spec.reads);
    let needed = needed(reads);
    let described = fill(reads, &mut |name| {
        let list = path.attribute(own_name(name));
        let value = |path: &Path| {
            let account = view.account(path);
            let known = |leading: &&Candidate<'_>| {
                !leading.standing.is_contested() && leading.standing.support > Grade::Conjecture
            };
            let leading = account.leading().filter(known)?;
            let text = leading.value.map(|value| match value {
                // A phrase is one source's; this is nobody's sentence.
                Value::When(when) if name == "when" => with_end(view, item, date_text(when)),
                Value::When(when) => date_text(when),
                value => values::text(view, value),
            })?;
            // Of what has happened the hedges of the plan are nothing any more.
            let planned = leading.standing.supporters.iter().all(|filing| account.was_plan(*filing));
            let hedge = hedge_of(view, leading).filter(|_| path.element.is_some() && !planned);
            Some(format!("{text}{}", hedge.map_or("", Hedge::aside)))
        };
        if item.kind.attribute(name).is_none_or(|spec| spec.elements.is_none()) {
            let named = || values::named(view, item, name).map(|(text, _)| text);
            return value(&list).or_else(|| needed.contains(&name).then(named).flatten());
        }
        let elements: Vec<String> = view.elements_of(&item.key, &list).filter_map(|element| value(&element)).collect();
        (!elements.is_empty()).then(|| list_text(&elements))
    });
    described.unwrap_or_else(|| format!("{} {}", item.kind, item.key))
}

/// The date an item is known by, with the one it ended on.
pub(crate) fn with_end(view: &View<'_>, item: &Item, date: String) -> String {
    match dates::end_of(view, item) {
        Some(end) => format!("{date} (ended {})", date_text(end)),
        None => date,
    }
}

/// How firmly a value is said where everybody who says it hedges it: the firmest of them.
fn hedge_of(view: &View<'_>, candidate: &Candidate<'_>) -> Option<Hedge> {
    let hedges = candidate.standing.supporters.iter().map(|filing| view.state.filed(*filing).1.hedge);
    // Whoever does not hedge comes before all who do.
    hedges.min().flatten()
}

/// The text of a note, which has no source but the newsroom itself.
pub(crate) fn own_text(view: &View<'_>, item: &Item) -> Option<String> {
    let testimony = view.state.filed(own_words(view, item)?).1;
    testimony.value.as_ref().map(|value| values::text(view, value))
}

pub(crate) fn own_words(view: &View<'_>, item: &Item) -> Option<Filing> {
    view.testimonies(&Path::item(item.key.clone()).attribute(own_name(TEXT))).last()
}
