//! What an item is called, and what it is, in words.

use std::collections::BTreeSet;

use crate::judge::account::{Account, Candidate};
use crate::judge::dates;
use crate::judge::grade::Grade;
use crate::judge::phase::Phase;
use crate::judge::view::View;
use crate::record::kind::attribute::{TEXT, WHEN};
use crate::record::kind::spec::{Moment, PhaseRole};
use crate::record::name::own_name;
use crate::record::path::{Path, phase_name};
use crate::record::stance::{Hedge, Stance};
use crate::state::fold::{Filing, Item};
use crate::tell::english;
use crate::tell::realise::one_line;
use crate::tell::telling::facts::Telling;
use crate::tell::{called, labels, names, values};

/// Said of a value that its sides tell differently.
pub(crate) const DISPUTED: &str = " (disputed)";

/// Said of a value that was planned of what has begun, and that nobody has reported since.
pub(crate) const PLANNED: &str = " (planned)";

/// What an item is, in words, with how well that stands where it is not confirmed: hedged, only reported, disputed, or
/// denied and said by nobody.
pub fn headline(view: &View<'_>, item: &Item) -> String {
    view.worded(item, "headline", || headline_of(view, item))
}

fn headline_of(view: &View<'_>, item: &Item) -> String {
    if let Some((name, how)) = called::former(view, item) {
        return format!("{name} [{}]", how.label());
    }
    let path = Path::item(item.key.clone());
    let whole = view.account(&path);
    let phases = view.account(&path.attribute(phase_name()));
    let phase = view.phase(item);
    // A phase that all agree on is not disputed by what was planned before.
    let of_phase = phase.agreed().and_then(|agreed| phases.saying(agreed));
    let denied: BTreeSet<String> =
        whole.current().filter(|word| word.stance == Stance::Denies).map(|word| names::of(view, word.holder)).collect();
    // That something was agreed or withdrawn says nothing of whether it was proposed, and is not as sure by that.
    let own_phase = of_phase.filter(|_| !item.kind.takes_place());
    let Some(candidate) = own_phase.or(whole.leading()).or(of_phase) else {
        if denied.is_empty() {
            return description(view, item);
        }
        let denied: Vec<String> = denied.into_iter().collect();
        let ever = |account: &Account<'_>| account.words.iter().any(|word| word.stance.supports());
        let unsaid = if ever(&whole) || ever(&phases) { "" } else { ", and nobody on file says it" };
        return format!("{} [denied by {}{unsaid}]", called::noun(view, item), english::list(&denied));
    };
    let beside = beside(view, &phase);
    // What lies ahead is disputed also where only an outlet says that it is off.
    let ahead = phase.role(item.kind).is_some_and(PhaseRole::lies_ahead);
    let how = match candidate.standing.support {
        _ if whole.leading().is_some() && whole.is_contested() || matches!(phase, Phase::ByParty(_)) => {
            Some("disputed")
        }
        _ if ahead && beside.is_some() => Some("disputed"),
        Grade::Confirmed => None,
        grade => Some(grade.as_str()),
    };
    let hedge = hedge_of(view, candidate);
    let how: Vec<&str> = how.into_iter().chain(hedge.map(Hedge::adverb)).collect();
    let what = description(view, item);
    let marks: Vec<String> = [how.join(", ")].into_iter().chain(beside).collect();
    let marks: Vec<String> = marks.into_iter().filter(|mark| !mark.is_empty()).collect();
    if marks.is_empty() { what } else { format!("{what} [{}]", marks.join("; ")) }
}

/// Who says another phase of an item than the one that carries.
fn beside(view: &View<'_>, phase: &Phase) -> Option<String> {
    let Phase::Agreed { beside, .. } = phase else { return None };
    Some(labels::by_holder(view, beside)).filter(|said| !said.is_empty())
}

/// What an item is, in words, from what leads on it: what it does, or what is done to it, else what it is called. What is
/// disputed is marked, and shown with its sides; what was only planned of something that has begun, and what is no more than
/// conjecture, is left out.
pub fn description(view: &View<'_>, item: &Item) -> String {
    if let Some((name, _)) = called::former(view, item) {
        return name;
    }
    one_line(view, &Telling::in_no_voice(view).headline(item))
}

/// The same as it was planned, for the date that a filing gives.
pub(crate) fn as_planned(view: &View<'_>, item: &Item, when: Option<Filing>) -> String {
    one_line(view, &Telling::in_no_voice(view).headline_as_planned(item, when))
}

/// What became of it at one turn of its life, by the filing that says so.
pub(crate) fn at_turn(view: &View<'_>, item: &Item, role: PhaseRole, filing: Filing) -> String {
    one_line(view, &Telling::in_no_voice(view).headline_of_turn(item, role, filing))
}

/// What others say more exactly than what leads on a path, in words; none where nobody does.
pub(crate) fn finer<'s>(view: &View<'s>, account: &Account<'s>, leading: &Candidate<'s>) -> Option<String> {
    let telling = Telling::in_no_voice(view);
    telling.finer(account, leading).map(|finer| one_line(view, &telling.finer_words(&finer)))
}

/// The date an item is known by, with the one it ended on.
pub(crate) fn date(view: &View<'_>, item: &Item) -> Option<String> {
    let date = values::date(view, dates::of(view, item)?);
    if was_planned(view, item, WHEN) {
        return Some(format!("{date}{PLANNED}"));
    }
    if !item.kind.takes_place() {
        return Some(date);
    }
    Some(match dates::end_of(view, item) {
        Some(end) => format!("{date} (ended {})", values::date(view, end)),
        None if dates::only_began(view, item).is_none() => date,
        None if dates::is_disputed(view, item, Moment::Over) => format!("beginning {date} (its end is disputed)"),
        None => format!("beginning {date} (its end is not stated)"),
    })
}

/// Whether what leads on an attribute was only planned, and the item has begun or is over.
pub(crate) fn was_planned(view: &View<'_>, item: &Item, name: &'static str) -> bool {
    let account = view.account(&Path::item(item.key.clone()).attribute(own_name(name)));
    let planned = account.leading().is_some_and(|leading| {
        let supporters = &leading.standing.supporters;
        !supporters.is_empty() && supporters.iter().all(|filing| account.was_plan(*filing))
    });
    planned && view.phase(item).role(item.kind).is_some_and(|role| !role.lies_ahead())
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
