//! The dates of an item: the one it is known by, and the one it ended on.

use crate::judge::account::{Account, Candidate};
use crate::judge::grade::Grade;
use crate::judge::view::View;
use crate::record::kind::attribute::WHEN;
use crate::record::kind::frame::Slot;
use crate::record::kind::spec::{AttributeSpec, Moment, PhaseRole, PhaseSpec, Rank, ValueType};
use crate::record::name::own_name;
use crate::record::path::Path;
use crate::record::time::When;
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};

/// A date on file, and where.
pub(crate) type Dated<'s> = (Filing, &'s When);

/// The date of an item, where it is uncontested: of what began and ended, the day it began.
pub fn of<'s>(view: &View<'s>, item: &Item) -> Option<&'s When> {
    let account = when(view, item);
    let Some(leading) = account.leading() else { return another_time(view, item) };
    if leading.standing.is_contested() {
        return None;
    }
    // Who is on the way, all in all, is known by the day it set out, and not by that on which one says that it arrived.
    let on_the_way = matches!(view.phase(item).role(item.kind), Some(PhaseRole::Departed | PhaseRole::UnderWay));
    if on_the_way && leading.moment == Some(Moment::Arrived) {
        return of_moment(view, item, Moment::Began).map(|(_, when)| when).or_else(|| another_time(view, item));
    }
    // Who has arrived is known by that day.
    let known_by = |((_, began), (_, ended))| if has_arrived(view, item) { ended } else { began };
    first_and_last(view, item).map(known_by).or_else(|| from_first_to_last(view, item)).or_else(|| date(leading))
}

/// The time from its first day to its last, where who says that it is over gives both, and the day it began is that of others.
fn from_first_to_last<'s>(view: &View<'s>, item: &Item) -> Option<&'s When> {
    let account = when(view, item);
    let began = date(account.leading()?)?.start_in_utc()?;
    let of_end = |filing: &Filing| files(view, *filing, Moment::Over);
    let standing = account.candidates.iter().filter(|candidate| stands(candidate));
    let mut of_end = standing.filter(|candidate| candidate.standing.supporters.iter().any(of_end));
    of_end.find_map(|candidate| date(candidate).filter(|when| when.is_extent() && when.start_in_utc() == Some(began)))
}

/// Of what takes place, another time by which it is known: of a trip that is under way the day it set out.
fn another_time<'s>(view: &View<'s>, item: &Item) -> Option<&'s When> {
    let is_time = |spec: &&AttributeSpec| {
        let stands_for_time = spec.adjunct().is_some_and(|adjunct| adjunct.slot == Slot::Time);
        spec.name != WHEN && spec.value == ValueType::When && stands_for_time
    };
    let mut times = item.kind.spec().attributes.iter().filter(|_| item.kind.takes_place()).filter(is_time);
    times.find_map(|spec| match view.value_of(&Path::item(item.key.clone()).attribute(own_name(spec.name)))? {
        Value::When(when) => Some(when),
        _ => None,
    })
}

/// When it ended, where reports give the day it began and the day it ended: two dates of what is over from two tellers are
/// two dates, and neither is an end.
pub fn end_of<'s>(view: &View<'s>, item: &Item) -> Option<&'s When> {
    of(view, item).filter(|_| !has_arrived(view, item))?;
    first_and_last(view, item).map(|(_, (_, ended))| ended)
}

/// The day something began, by who said then that it had, and the day it ended, by who said that it was over: a second date
/// alone is not an end, and a day that was only planned is not the beginning.
pub(crate) fn first_and_last<'s>(view: &View<'s>, item: &Item) -> Option<(Dated<'s>, Dated<'s>)> {
    let began = of_moment(view, item, Moment::Began)?;
    let arrived = || of_moment(view, item, Moment::Arrived).filter(|_| has_arrived(view, item));
    let ended = of_moment(view, item, Moment::Over).or_else(arrived)?;
    (began.1.start_in_utc()? < ended.1.start_in_utc()?).then_some((began, ended))
}

/// The day of one moment in the course of an item, as far as it is not disputed, by who gives it for that moment.
pub(crate) fn of_moment<'s>(view: &View<'s>, item: &Item, moment: Moment) -> Option<Dated<'s>> {
    when(view, item).candidates.iter().filter(|candidate| stands(candidate)).find_map(|candidate| {
        let filing = candidate.standing.supporters.iter().copied().find(|filing| files(view, *filing, moment))?;
        Some((filing, date(candidate)?))
    })
}

/// Whether the tellers differ on the day of one moment in the course of an item.
pub(crate) fn is_disputed(view: &View<'_>, item: &Item, moment: Moment) -> bool {
    let of_moment = |candidate: &&Candidate<'_>| candidate.moment == Some(moment);
    when(view, item).candidates.iter().filter(of_moment).any(|candidate| candidate.standing.is_contested())
}

/// Whether who travels is there, and no more is said of it.
pub(crate) fn has_arrived(view: &View<'_>, item: &Item) -> bool {
    view.phase(item).role(item.kind) == Some(PhaseRole::Arrived)
}

/// Where the date on file of what is over is the day on which it began, and nobody says when it ended: who says that day.
pub(crate) fn only_began(view: &View<'_>, item: &Item) -> Option<Filing> {
    let over = view.phase(item).agreed().and_then(|phase| item.kind.phase(phase)).map(PhaseSpec::rank);
    let account = when(view, item);
    let leading = account.leading().filter(|leading| stands(leading) && over == Some(Rank::Outcome))?;
    let supporters = &leading.standing.supporters;
    let began = !date(leading)?.is_extent() && supporters.iter().all(|filing| files(view, *filing, Moment::Began));
    let ends = || first_and_last(view, item).is_some() || from_first_to_last(view, item).is_some();
    supporters.first().copied().filter(|_| began && !ends())
}

/// Whether the update of a filing gives the day of this moment.
fn files(view: &View<'_>, filing: Filing, moment: Moment) -> bool {
    view.state.filed(filing).0.record.moment_filed() == Some(moment)
}

fn stands(candidate: &Candidate<'_>) -> bool {
    candidate.standing.support > Grade::Conjecture && !candidate.standing.is_contested()
}

fn when<'s>(view: &View<'s>, item: &Item) -> std::rc::Rc<Account<'s>> {
    view.account(&Path::item(item.key.clone()).attribute(own_name(WHEN)))
}

fn date<'s>(candidate: &Candidate<'s>) -> Option<&'s When> {
    match candidate.value {
        Some(Value::When(when)) => Some(when),
        _ => None,
    }
}
