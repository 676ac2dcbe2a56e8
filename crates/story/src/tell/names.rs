//! What people, organisations and places are called in a sentence.

use crate::judge::view::View;
use crate::record::name::EntitySlug;
use crate::record::relation::Reviser;
use crate::state::entity::Entity;

/// A directory entry as we write it.
pub fn of(view: &View<'_>, slug: &EntitySlug) -> String {
    view.directory.name(slug).to_owned()
}

/// A thing with its title and who made it behind it in brackets, as far as they are on file.
pub(crate) fn cited(view: &View<'_>, named: String, title: Option<&str>, author: Option<&EntitySlug>) -> String {
    let title = title.map(|title| format!("“{title}”"));
    let author = author.map(|author| format!("by {}", of(view, author)));
    let cited: Vec<String> = title.into_iter().chain(author).collect();
    if cited.is_empty() { named } else { format!("{named} ({})", cited.join(", ")) }
}

/// A speaker as we introduce one: "Kremlin spokesman Dmitry Peskov".
pub(crate) fn introduced(view: &View<'_>, slug: &EntitySlug) -> String {
    let title = view.directory.get(slug).and_then(|entity| entity.title.as_deref());
    title.map_or_else(|| of(view, slug), |title| format!("{title} {}", of(view, slug)))
}

/// The form of a verb that goes with somebody: one says, several say.
pub(crate) fn verb<'v>(view: &View<'_>, holder: &EntitySlug, one: &'v str, several: &'v str) -> &'v str {
    if is_plural(view, holder) { several } else { one }
}

/// Whether somebody is several: a union's members, two officials.
pub(crate) fn is_plural(view: &View<'_>, holder: &EntitySlug) -> bool {
    view.directory.get(view.directory.canonical(holder)).is_some_and(Entity::is_plural)
}

pub(crate) fn reviser(view: &View<'_>, by: &Reviser) -> String {
    match by {
        Reviser::Desk => "the desk".to_owned(),
        Reviser::Link(slug) => of(view, slug),
    }
}
