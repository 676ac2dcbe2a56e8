//! What an item is called, and what it is, in words.

use std::collections::BTreeSet;

use crate::judge::account::{Account, Candidate};
use crate::judge::dates;
use crate::judge::grade::Grade;
use crate::judge::view::View;
use crate::record::comparison::Comparison;
use crate::record::kind::attribute::{TEXT, WHEN};
use crate::record::kind::spec::{PhaseRole, PhaseSpec, Rank};
use crate::record::name::own_name;
use crate::record::path::{Path, phase_name};
use crate::record::stance::{Hedge, Stance};
use crate::record::time::When;
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};
use crate::tell::english;
use crate::tell::template::{fill, needed};
use crate::tell::{names, values};

/// Said of a value that its sides tell differently.
pub(crate) const DISPUTED: &str = " (disputed)";

/// Said of a value that was planned of what has begun, and that nobody has reported since.
pub(crate) const PLANNED: &str = " (planned)";

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
        return format!(
            "{} [denied by {}; nobody on file says it]",
            values::subject(view, item).0,
            english::list(&denied)
        );
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

/// What an item is, in words, from what leads on it. What is disputed is marked, and shown with its sides; what was only
/// planned of something that has begun is marked as planned; what is no more than conjecture is left out.
pub fn description(view: &View<'_>, item: &Item) -> String {
    let phase = view.phase(item);
    let begun = phase.agreed().and_then(|phase| item.kind.phase(phase)).is_some_and(|spec| spec.rank() > Rank::Plans);
    let when = Path::item(item.key.clone()).attribute(own_name(WHEN));
    let agreed = over_by_now(view, item, phase.agreed()).or(phase.agreed());
    described(view, item, agreed, &|| value_in_words(view, item, &when, begun))
}

/// The phase that something under way is in once the span that it was to take is over: it is not under way any more.
fn over_by_now(view: &View<'_>, item: &Item, phase: Option<&str>) -> Option<&'static str> {
    item.kind.phase_role(phase?).filter(|role| *role == PhaseRole::UnderWay)?;
    let when = dates::of(view, item).filter(|when| when.is_extent())?;
    let over = when.span().latest.is_some_and(|latest| latest < view.instant());
    let done = item.kind.spec().phases.iter().find(|phase| phase.role == PhaseRole::Done);
    done.filter(|_| over).map(|phase| phase.name)
}

/// The same as it was to be or is in one phase of its life, of another date.
pub(crate) fn in_phase(view: &View<'_>, item: &Item, phase: &str, when: Option<&When>) -> String {
    described(view, item, Some(phase), &|| when.map(|when| values::date(view, when)))
}

fn described(view: &View<'_>, item: &Item, phase: Option<&str>, when: &dyn Fn() -> Option<String>) -> String {
    let spec = phase.and_then(|phase| item.kind.phase(phase));
    let begun = spec.is_some_and(|spec| spec.rank() > Rank::Plans);
    let reads = spec.map_or(item.kind.spec().reads, |spec| spec.reads);
    let needed = needed(reads);
    let path = Path::item(item.key.clone());
    let described = fill(reads, &mut |name| {
        let list = path.attribute(own_name(name));
        if item.kind.attribute(name).is_none_or(|spec| spec.elements.is_none()) {
            let named = || values::named(view, item, name).map(|(text, _)| text);
            let known = if name == WHEN { when() } else { value_in_words(view, item, &list, begun) };
            return known.or_else(|| needed.contains(&name).then(named).flatten());
        }
        let elements = view.elements_of(&item.key, &list);
        let elements: Vec<String> =
            elements.filter_map(|element| value_in_words(view, item, &element, begun)).collect();
        (!elements.is_empty()).then(|| english::list(&elements))
    });
    described.unwrap_or_else(|| format!("{} {}", item.kind, item.key))
}

/// What leads on one path of an item, or its sides where it is disputed.
fn value_in_words(view: &View<'_>, item: &Item, path: &Path, begun: bool) -> Option<String> {
    let account = view.account(path);
    if account.is_contested() {
        let sides = account.candidates.iter().filter(|side| side.standing.is_contested());
        let mut sides: Vec<String> = sides.filter_map(|side| Some(plain(view, side.value?))).collect();
        sides.dedup();
        return Some(format!("{}{DISPUTED}", sides.join(" or ")));
    }
    let leading = account.leading().filter(|leading| leading.standing.support > Grade::Conjecture)?;
    // Of what has happened the hedges of the plan are nothing any more.
    let planned = begun && leading.standing.supporters.iter().all(|filing| account.was_plan(*filing));
    let hedge = hedge_of(view, leading).filter(|_| path.element.is_some() && !planned);
    let text = match leading.value? {
        // That it is not set, or not disclosed, is no part of what the item is.
        Value::None(_) => return None,
        Value::When(_) if path.is_of(WHEN) => date(view, item)?,
        value => plain(view, value),
    };
    let text = format!("{text}{}{}", hedge.map_or("", Hedge::aside), if planned { PLANNED } else { "" });
    let finer = finer(view, &account, leading).filter(|_| !planned);
    Some(finer.map_or(text.clone(), |finer| format!("{text} ({finer})")))
}

/// What others say more exactly than what leads, where all of it is one account: the day of the month that is sure, or the
/// days that are disputed within it.
pub(crate) fn finer(view: &View<'_>, account: &Account<'_>, leading: &Candidate<'_>) -> Option<String> {
    let all = &account.candidates;
    let led = all.iter().position(|candidate| std::ptr::eq(candidate, leading))?;
    let group = account.groups.iter().find(|group| group.contains(&led))?;
    let narrows = |candidate: &&Candidate<'_>| {
        let told = candidate.standing.support > Grade::Conjecture && !candidate.planned && !candidate.ends;
        let pair = candidate.value.zip(leading.value).filter(|_| told);
        pair.is_some_and(|(own, wide)| own.compare(wide, view.directory) == Comparison::Narrows)
    };
    let finer: Vec<&Candidate<'_>> = group.iter().map(|place| &all[*place]).filter(narrows).collect();
    let disputed: Vec<&&Candidate<'_>> = finer.iter().filter(|candidate| candidate.standing.is_contested()).collect();
    let shown = if disputed.is_empty() { finer.iter().take(1).collect() } else { disputed.clone() };
    let texts: Vec<String> = shown.iter().filter_map(|candidate| Some(plain(view, candidate.value?))).collect();
    let text = texts.join(" or ");
    match (texts.is_empty(), disputed.is_empty()) {
        (true, _) => None,
        (false, true) => Some(format!("{text} [{}]", shown.first()?.standing.support.as_str())),
        (false, false) => Some(format!("{text}: disputed")),
    }
}

/// A value without the phrase of its source: that is one source's, and this is nobody's sentence.
fn plain(view: &View<'_>, value: &Value) -> String {
    match value {
        Value::When(when) => values::date(view, when),
        value => values::text(view, value),
    }
}

/// The date an item is known by, with the one it ended on.
pub(crate) fn date(view: &View<'_>, item: &Item) -> Option<String> {
    let date = values::date(view, dates::of(view, item)?);
    Some(match dates::end_of(view, item) {
        Some(end) => format!("{date} (ended {})", values::date(view, end)),
        None if only_began(view, item) => format!("beginning {date} (its end is not stated)"),
        None => date,
    })
}

/// Whether the date on file is the one on which something began that is over, and nobody says when it ended.
fn only_began(view: &View<'_>, item: &Item) -> bool {
    let over = view.phase(item).agreed().and_then(|phase| item.kind.phase(phase)).map(PhaseSpec::rank);
    let account = view.account(&Path::item(item.key.clone()).attribute(own_name(WHEN)));
    let of_beginning = |filing: &Filing| view.state.filed(*filing).0.record.rank_filed() == Some(Rank::UnderWay);
    let began = |leading: &Candidate<'_>| {
        let spans = matches!(leading.value, Some(Value::When(when)) if when.is_extent());
        !spans && !leading.standing.supporters.is_empty() && leading.standing.supporters.iter().all(of_beginning)
    };
    over == Some(Rank::Outcome) && account.leading().is_some_and(began)
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
