//! What a holder does who takes a stance: “has not confirmed it”, “denies the place (Moscow)”.

use crate::judge::view::View;
use crate::record::name::EntitySlug;
use crate::record::path::Path;
use crate::record::stance::Stance;
use crate::record::value::Value;
use crate::tell::english::{Tense, VerbForm, verb};
use crate::tell::{frames, names, parts, values};

/// What a holder does, without who: on an item, or on a part of it, with the value it speaks of.
pub fn of_holder(view: &View<'_>, holder: &EntitySlug, stance: Stance, path: &Path, value: Option<&Value>) -> String {
    let (lemma, negative) = frames::stance(stance);
    let tense = if stance.is_observation() { Tense::Perfect } else { Tense::Present };
    let form = VerbForm { negative, ..VerbForm::active(tense) }.of(names::is_plural(view, holder));
    let of = parts::noun(view, path);
    let element = path.element.is_some() && path.detail.is_none();
    match value.filter(|_| !element) {
        Some(value) => format!("{} {of} ({})", verb(lemma, form), values::text(view, value)),
        None => format!("{} {of}", verb(lemma, form)),
    }
}
