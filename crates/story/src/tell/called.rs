//! What an item is called in a sentence.

use crate::judge::view::View;
use crate::record::kind::spec::KindRole;
use crate::state::fold::Item;
use crate::tell::realise::one_line;
use crate::tell::telling::facts::Telling;

/// What an item is called: “the meeting of Putin and Witkoff”.
pub fn noun(view: &View<'_>, item: &Item) -> String {
    one_line(view, &Telling::in_no_voice(view).noun(item, true).phrase)
}

/// The same without the words of a statement, where what is told is something else of it.
pub fn short_noun(view: &View<'_>, item: &Item) -> String {
    match item.kind.role() {
        KindRole::Statement => one_line(view, &Telling::in_no_voice(view).short_noun(item)),
        _ => noun(view, item),
    }
}

/// An item of the story by its key, as a sentence names it.
pub fn by_key(view: &View<'_>, key: &str) -> String {
    let known = view.state.items().iter().find(|item| item.key.as_str() == key);
    known.map_or_else(|| "another event".to_owned(), |item| short_noun(view, item))
}
