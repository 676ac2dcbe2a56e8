//! How values read in a table, by themselves.

use crate::judge::view::View;
use crate::record::time::When;
use crate::record::time::meaning::{Meaning, Relative};
use crate::record::value::Value;
use crate::record::value::absence::Absence;
use crate::record::value::count::Count;
use crate::tell::called;
use crate::tell::dates::{Dates, adverbial};
use crate::tell::english;
use crate::tell::names;
use crate::tell::numbers;

/// A value as it stands in a sentence.
pub fn text(view: &View<'_>, value: &Value) -> String {
    match value {
        Value::Text(text) => text.to_string(),
        Value::Choice(token) => token.replace('_', " "),
        Value::Duration(duration) => numbers::duration(duration),
        Value::Entity(slug) | Value::Place(slug) => names::of(view, slug),
        Value::When(when) => self::when(view, when),
        Value::Count(count) => count.to_string(),
        Value::Item(item) => called::by_key(view, item.as_str()),
        Value::Ordinal(ordinal) => format!("the {} of {}", english::ordinal(ordinal.position), ordinal.series.label),
        Value::None(Absence::NotSet) => "not set".to_owned(),
        Value::None(Absence::DoesNotExist) => "none".to_owned(),
        Value::None(Absence::NotDisclosed) => "not disclosed".to_owned(),
        Value::None(Absence::Unknown) => "unknown".to_owned(),
        Value::None(Absence::NotStated) => "not stated".to_owned(),
    }
}

/// A value with the parts that its teller divides it into: "30 petitions (harbour 12, old town 11)".
pub fn with_parts(view: &View<'_>, value: &Value) -> String {
    match value {
        Value::Count(count) if !count.parts.is_empty() => format!("{} ({})", text(view, value), parts(count)),
        value => text(view, value),
    }
}

/// The parts of a count: "harbour 12, old town 11".
pub fn parts(count: &Count) -> String {
    let parts =
        count.parts.iter().map(|part| format!("{} {}", part.label.replace('-', " "), numbers::digits(part.count)));
    parts.collect::<Vec<_>>().join(", ")
}

/// A date or time, with the words of its source where it was resolved from them.
pub fn when(view: &View<'_>, when: &When) -> String {
    with_phrase(when, date(view, when))
}

fn with_phrase(when: &When, date: String) -> String {
    match when.phrase() {
        Some(phrase) => format!("{date} (“{phrase}”)"),
        None => date,
    }
}

/// A date or time without the words of its source. One that is told by another item names that item.
pub fn date(view: &View<'_>, when: &When) -> String {
    let item = when.relative_to().map(|item| called::by_key(view, item.as_str()));
    item.map_or_else(|| absolute(view, when), |item| relative(when, &item))
}

/// A date that is told by another item, with these words for that.
pub(crate) fn when_by(view: &View<'_>, when: &When, item: &str) -> String {
    with_phrase(when, if when.relative_to().is_some() { relative(when, item) } else { absolute(view, when) })
}

fn absolute(view: &View<'_>, when: &When) -> String {
    adverbial(when, Dates::of(view)).unwrap_or_else(|| when.as_str().to_owned())
}

fn relative(when: &When, item: &str) -> String {
    let how = match when.meaning() {
        Ok(Meaning::Relative(Relative::Before, _)) => "before",
        Ok(Meaning::Relative(Relative::During, _)) => "during",
        _ => "after",
    };
    format!("{how} {item}")
}

/// What a candidate says, as it stands in a table: its value, or, on the path of an item itself, that it is so.
pub fn candidate(view: &View<'_>, value: Option<&Value>) -> String {
    value.map_or_else(|| "it is so".to_owned(), |value| text(view, value))
}
