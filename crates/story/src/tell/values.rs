//! How values read in a sentence.

use crate::judge::view::View;
use crate::record::value::{Absence, Value};
use crate::tell::wording::{duration_text, ordinal_text, when_text};
use crate::tell::{items, names};

/// A value as it stands in a sentence.
pub fn text(view: &View<'_>, value: &Value) -> String {
    match value {
        Value::Text(text) => text.to_string(),
        Value::Choice(token) => token.replace('_', " "),
        Value::Duration(text) => duration_text(text),
        Value::Entity(slug) | Value::Place(slug) => names::of(view, slug),
        Value::When(when) => when_text(when),
        Value::Count(count) => count.to_string(),
        Value::Item(item) => {
            view.state.item(item).map_or_else(|| item.to_string(), |item| items::subject(view, item).0)
        }
        Value::Ordinal(ordinal) => format!("the {} of {}", ordinal_text(ordinal.position), ordinal.series.label),
        Value::None(Absence::NotSet) => "not set".to_owned(),
        Value::None(Absence::DoesNotExist) => "none".to_owned(),
    }
}

/// What a candidate says, as it stands in a table: its value, or, on the path of an item itself, that it is so.
pub fn candidate(view: &View<'_>, value: Option<&Value>) -> String {
    value.map_or_else(|| "it is so".to_owned(), |value| text(view, value))
}
