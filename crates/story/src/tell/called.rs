//! What an item is called in a sentence.

use crate::judge::view::View;
use crate::record::kind::spec::KindRole;
use crate::record::name::ItemKey;
use crate::record::path::Path;
use crate::state::fold::Item;
use crate::state::withdrawal::Loss;
use crate::tell::own_words;
use crate::tell::realise::one_line;
use crate::tell::telling::facts::Telling;

/// What an item is called: “the meeting of Putin and Witkoff”.
pub fn noun(view: &View<'_>, item: &Item) -> String {
    view.worded(item, "noun", || match former(view, item) {
        Some((name, _)) => name,
        None => one_line(view, &Telling::in_no_voice(view).noun(item, true).phrase),
    })
}

/// What an item of which nothing on file counts any more was called by the last report that says what it is, and what
/// became of that report; none where anything of it stands.
pub(crate) fn former(view: &View<'_>, item: &Item) -> Option<(String, Loss)> {
    let counts = |path: Path| view.testimonies(&path).next().is_some();
    if view.paths_of(&item.key).any(counts) {
        return None;
    }
    let withdrawals = view.withdrawals();
    let shown = item.reports.iter().rev().filter(|place| view.admits(**place) && !withdrawals.is_struck(**place));
    shown.into_iter().find_map(|place| {
        let record = &view.state.reports()[*place].record;
        let name = record.label.as_deref().map(str::to_owned).or_else(|| own_words::plain(record))?;
        Some((name, withdrawals.of(*place).first()?.how.clone()))
    })
}

/// The same without the words of a statement, where what is told is something else of it.
pub fn short_noun(view: &View<'_>, item: &Item) -> String {
    match item.kind.role() {
        KindRole::Statement => {
            view.worded(item, "short noun", || one_line(view, &Telling::in_no_voice(view).short_noun(item)))
        }
        _ => noun(view, item),
    }
}

/// An item of the story by its key, as a sentence names it.
pub fn by_key(view: &View<'_>, key: &str) -> String {
    let known = ItemKey::new(key).ok().and_then(|key| view.state.item(&key));
    known.map_or_else(|| "another event".to_owned(), |item| short_noun(view, item))
}
