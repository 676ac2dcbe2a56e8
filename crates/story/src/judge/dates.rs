//! The dates of an item: the one it is known by, and the one it ended on.

use crate::judge::account::{Account, Candidate};
use crate::judge::grade::Grade;
use crate::judge::view::View;
use crate::record::kind::attribute::WHEN;
use crate::record::kind::frame::Slot;
use crate::record::kind::spec::{AttributeSpec, ValueType};
use crate::record::name::own_name;
use crate::record::path::Path;
use crate::record::time::When;
use crate::record::value::Value;
use crate::state::fold::Item;

/// The date of an item, where it is uncontested: of what began and ended, the day it began.
pub fn of<'s>(view: &View<'s>, item: &Item) -> Option<&'s When> {
    let account = when(view, item);
    let Some(leading) = account.leading() else { return another_time(view, item) };
    if leading.standing.is_contested() {
        return None;
    }
    let began = || account.candidates.iter().find(|candidate| !candidate.ends && stands(candidate));
    date(if leading.ends { began().unwrap_or(leading) } else { leading })
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
    let began = of(view, item)?;
    let account = when(view, item);
    let end = account.candidates.iter().find(|candidate| candidate.ends && stands(candidate))?;
    date(end).filter(|end| *end != began)
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
