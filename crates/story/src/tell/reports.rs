//! How a report is referred to: whose it is, of which day, and what it says.

use jiff::tz::Offset;

use crate::judge::view::View;
use crate::record::update::Update;
use crate::state::fold::Item;
use crate::tell::dates::{Dates, adverbial, on_day};
use crate::tell::{called, names, own_words, sources};

/// Who says it: the holder of its first attribution, or the desk, whose act it is.
pub fn speaker(view: &View<'_>, update: &Update) -> String {
    update.attributions.first().map_or_else(|| "the desk".to_owned(), |first| names::of(view, &first.holder))
}

/// Who put it out: the last outlet of its chain, or who says it.
fn teller(view: &View<'_>, update: &Update) -> String {
    let chain = update.attributions.first().map(|first| sources::chain(view, first));
    chain.and_then(|mut chain| chain.pop()).unwrap_or_else(|| "the desk".to_owned())
}

/// When it was said, else put out, else by when it was known: "on 10 March 2025".
pub fn day(view: &View<'_>, update: &Update) -> String {
    let day =
        update.said_at.as_ref().or(update.published_at.as_ref()).and_then(|when| adverbial(when, Dates::of(view)));
    day.unwrap_or_else(|| on_day(Offset::UTC.to_datetime(update.learned_at).date(), Dates::of(view)))
}

/// What it speaks of: in its own words, where it says which thing that is, else as the item is called.
pub fn about(view: &View<'_>, update: &Update) -> String {
    about_as(view, update, &|item| called::short_noun(view, item))
}

/// The same where an item is called otherwise.
pub(crate) fn about_as(view: &View<'_>, update: &Update, called: &dyn Fn(&Item) -> String) -> String {
    let item = || view.state.item(update.item.as_ref()?).map(called);
    own_words::quoted(update).or_else(item).unwrap_or_else(|| "the story".to_owned())
}

/// The whole reference: "the report of The Gazette, citing the harbour master, on 10 March 2025 (“the quay is shut”)".
pub fn reference(view: &View<'_>, update: &Update) -> String {
    reference_as(view, update, &|item| called::short_noun(view, item))
}

/// The same where an item is called otherwise.
pub(crate) fn reference_as(view: &View<'_>, update: &Update, called: &dyn Fn(&Item) -> String) -> String {
    let (teller, speaker) = (teller(view, update), speaker(view, update));
    // Who speaks for an institution does not cite it.
    let relayed = update.attributions.first().is_some_and(|first| !first.via.is_empty());
    let citing = if teller == speaker || !relayed { String::new() } else { format!(", citing {speaker},") };
    format!("the report of {teller}{citing} {} ({})", day(view, update), about_as(view, update, called))
}
