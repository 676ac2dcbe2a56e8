//! The dates of an item, as far as they are uncontested.

use crate::judge::grade::Grade;
use crate::judge::view::View;
use crate::record::kind::attribute::WHEN;
use crate::record::name::own_name;
use crate::record::path::Path;
use crate::record::time::When;
use crate::record::value::Value;
use crate::state::fold::Item;

/// The date of an item, where it is uncontested.
pub(crate) fn of<'s>(view: &View<'s>, item: &Item) -> Option<&'s When> {
    let account = view.account(&Path::item(item.key.clone()).attribute(own_name(WHEN)));
    match account.leading().filter(|leading| !leading.standing.is_contested())?.value {
        Some(Value::When(when)) => Some(when),
        _ => None,
    }
}

/// When it ended, where reports give the day it began and the day it ended: two dates of what is over from two tellers are
/// two dates, and neither is an end.
pub(crate) fn end_of<'s>(view: &View<'s>, item: &Item) -> Option<&'s When> {
    let account = view.account(&Path::item(item.key.clone()).attribute(own_name(WHEN)));
    let leading = account.leading()?.value;
    let end = account.candidates.iter().find(|other| {
        other.ends
            && other.value != leading
            && !other.standing.is_contested()
            && other.standing.support > Grade::Conjecture
    })?;
    match end.value {
        Some(Value::When(when)) => Some(when),
        _ => None,
    }
}
