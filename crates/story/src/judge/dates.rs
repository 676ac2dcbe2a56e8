//! The dates of an item, as far as they are uncontested.

use crate::judge::grade::Grade;
use crate::judge::view::View;
use crate::record::kind::spec::Rank;
use crate::record::name::own_name;
use crate::record::path::Path;
use crate::record::time::When;
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};

/// The date of an item, where it is uncontested.
pub(crate) fn of<'s>(view: &View<'s>, item: &Item) -> Option<&'s When> {
    let account = view.account(&Path::item(item.key.clone()).attribute(own_name("when")));
    match account.leading().filter(|leading| !leading.standing.is_contested())?.value {
        Some(Value::When(when)) => Some(when),
        _ => None,
    }
}

/// When it ended, where a report of that gives another date than the one it is known by.
pub(crate) fn end_of<'s>(view: &View<'s>, item: &Item) -> Option<&'s When> {
    let account = view.account(&Path::item(item.key.clone()).attribute(own_name("when")));
    let leading = account.leading()?.value;
    let mut others = account.candidates.iter().filter(|other| other.value != leading && !other.standing.is_contested());
    let ends = |filing: &Filing| view.state.filed(*filing).0.record.rank_filed() == Some(Rank::Outcome);
    let end = others
        .find(|other| other.standing.support > Grade::Conjecture && other.standing.supporters.iter().all(ends))?;
    match end.value {
        Some(Value::When(when)) => Some(when),
        _ => None,
    }
}
