//! The dates of an item: the one it is known by, and the one it ended on.

use crate::judge::account::{Account, Candidate};
use crate::judge::grade::Grade;
use crate::judge::view::View;
use crate::record::comparison::Comparison;
use crate::record::kind::attribute::WHEN;
use crate::record::kind::spec::Rank;
use crate::record::name::own_name;
use crate::record::path::Path;
use crate::record::time::When;
use crate::record::value::Value;
use crate::state::fold::Item;

/// The date of an item, where it is uncontested: of what began and ended, the day it began.
pub fn of<'s>(view: &View<'s>, item: &Item) -> Option<&'s When> {
    let account = when(view, item);
    let leading = account.leading().filter(|leading| !leading.standing.is_contested())?;
    let began = || account.candidates.iter().find(|began| is_end_of(view, &account, leading, began));
    date(began().unwrap_or(leading))
}

/// When it ended: only where one report says that it began and another, of another day, that it is over. A second date of
/// another precision is no end.
pub fn end_of<'s>(view: &View<'s>, item: &Item) -> Option<&'s When> {
    let account = when(view, item);
    let began = of(view, item)?;
    let began = account.candidates.iter().find(|candidate| date(candidate) == Some(began))?;
    date(account.candidates.iter().find(|end| is_end_of(view, &account, end, began))?)
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

/// Whether one date is that of the end of what began on the other: said of nothing but the end, and the other of nothing
/// but the beginning.
fn is_end_of(view: &View<'_>, account: &Account<'_>, end: &Candidate<'_>, began: &Candidate<'_>) -> bool {
    let said_of = |candidate: &Candidate<'_>, rank: Rank| {
        let mut words = candidate.standing.supporters.iter().filter_map(|filing| account.word(*filing)).peekable();
        words.peek().is_some() && words.all(|word| word.record.rank_filed() == Some(rank))
    };
    let stands = |candidate: &Candidate<'_>| {
        candidate.standing.support > Grade::Conjecture && !candidate.standing.is_contested()
    };
    let apart = || {
        let values = end.value.zip(began.value);
        values.is_some_and(|(end, began)| end.compare(began, view.directory) == Comparison::Conflicting)
    };
    stands(end) && stands(began) && said_of(began, Rank::UnderWay) && said_of(end, Rank::Outcome) && apart()
}
