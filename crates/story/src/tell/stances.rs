//! How a stance reads: "the Kremlin has not officially confirmed it".

use crate::judge::view::View;
use crate::record::name::EntitySlug;
use crate::record::stance::Stance;
use crate::tell::names;

/// A holder's stance on an item: "the Kremlin has not officially confirmed it".
pub fn text<'s>(view: &View<'s>, holder: &EntitySlug, stance: Stance, limits: Option<&str>) -> String {
    let says = |one, several| names::verb(view, holder, one, several);
    let (adverb, part) = match (stance, limits) {
        (Stance::NotConfirmed, Some(limits)) => (format!("{limits} "), String::new()),
        (_, Some(limits)) => (String::new(), format!(" ({limits})")),
        (_, None) => (String::new(), String::new()),
    };
    let said = match stance {
        Stance::Asserts => format!("{} that it is so", says("says", "say")),
        Stance::Confirms => format!("{} it", says("confirms", "confirm")),
        Stance::Denies => format!("{} it", says("denies", "deny")),
        Stance::Disputes => format!("{} it", says("doubts", "doubt")),
        Stance::CannotCorroborate => "cannot corroborate it".to_owned(),
        Stance::DeniesKnowledge => format!("{} nothing of it", says("says it knows", "say they know")),
        Stance::Declines => says("neither confirms nor denies it", "neither confirm nor deny it").to_owned(),
        Stance::NotConfirmed => format!("{} {adverb}confirmed it", says("has not", "have not")),
        Stance::NoAnswer => format!("{} given no answer", says("has", "have")),
        Stance::Names => format!("{} it", says("names", "name")),
    };
    let holder = names::of(view, holder);
    format!("{holder} {said}{part}")
}
