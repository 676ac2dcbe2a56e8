//! How values read in a sentence, and an item among them: by a value of its own that says which it is, else by its key.

use crate::judge::view::View;
use crate::record::kind::spec::{KindSpec, ValueType};
use crate::record::name::{AttributeName, ItemKey};
use crate::record::path::Path;
use crate::record::stance::Stance;
use crate::record::time::When;
use crate::record::time::meaning::{Meaning, Relative};
use crate::record::value::Value;
use crate::record::value::absence::Absence;
use crate::record::value::count::Count;
use crate::state::fold::{Filing, Item};
use crate::tell::dates::{Dates, adverbial};
use crate::tell::english;
use crate::tell::names;
use crate::tell::numbers;
use crate::tell::template::needed;

/// A value as it stands in a sentence.
pub fn text(view: &View<'_>, value: &Value) -> String {
    match value {
        Value::Text(text) => text.to_string(),
        Value::Choice(token) => token.replace('_', " "),
        Value::Duration(duration) => numbers::duration(duration),
        Value::Entity(slug) | Value::Place(slug) => names::of(view, slug),
        Value::When(when) => self::when(view, when),
        Value::Count(count) => count.to_string(),
        Value::Item(item) => view.state.item(item).map_or_else(|| item.to_string(), |item| subject(view, item).0),
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
    let parts = count.parts.iter().map(|part| format!("{} {}", part.label.replace('-', " "), part.count));
    parts.collect::<Vec<_>>().join(", ")
}

/// A date or time, with the words of its source where it was resolved from them.
pub fn when(view: &View<'_>, when: &When) -> String {
    match when.phrase() {
        Some(phrase) => format!("{} (“{phrase}”)", date(view, when)),
        None => date(view, when),
    }
}

/// A date or time without the words of its source. One that is told by another item names that item.
pub fn date(view: &View<'_>, when: &When) -> String {
    let (how, item) = match when.meaning() {
        Ok(Meaning::Relative(Relative::Before, item)) => ("before", item),
        Ok(Meaning::Relative(Relative::During, item)) => ("during", item),
        Ok(Meaning::Relative(Relative::After, item)) => ("after", item),
        Ok(Meaning::Instants(..) | Meaning::Edtf(_)) | Err(_) => {
            return adverbial(when, Dates::of(view)).unwrap_or_else(|| when.as_str().to_owned());
        }
    };
    let named = view.state.item(&item).map(|item| subject(view, item).0);
    let named = named.as_deref().map_or(item.as_str(), |named| named.trim_matches(['“', '”']));
    format!("{how} {named}")
}

/// What a candidate says, as it stands in a table: its value, or, on the path of an item itself, that it is so.
pub fn candidate(view: &View<'_>, value: Option<&Value>) -> String {
    value.map_or_else(|| "it is so".to_owned(), |value| text(view, value))
}

/// An item as a sentence names it, with where it is named: what it is in a text of its own, else its key.
pub(crate) fn subject(view: &View<'_>, item: &Item) -> (String, Vec<Filing>) {
    // A statement is known by what it comes to.
    let names = needed(item.kind.spec().reads).into_iter().chain(["gist"]);
    let named_by_text = names.into_iter().find(|name| {
        item.kind.attribute(name).is_some_and(|spec| spec.value == ValueType::Text && spec.elements.is_none())
    });
    let named = named_by_text.and_then(|name| named(view, item, name));
    named.map_or_else(
        || (label(&item.key, item.kind.spec()), Vec::new()),
        |(text, named_in)| (format!("“{}”", text.trim_matches(['“', '”'])), named_in),
    )
}

/// The leading value of an attribute whoever gives it, else the one it is named by; none where it is contested.
pub(crate) fn named(view: &View<'_>, item: &Item, name: &str) -> Option<(String, Vec<Filing>)> {
    let list = Path::item(item.key.clone()).attribute(AttributeName::new(name).ok()?);
    let of_path =
        |path: &Path| {
            let account = view.account(path);
            let known = account.leading().filter(|leading| !leading.standing.is_contested());
            let known = known.or_else(|| account.candidates.first().filter(|_| account.leading().is_none()))?;
            let value = known.value?;
            let filing =
                known.standing.supporters.first().copied().or_else(|| {
                    account.words.iter().find(|word| word.stance == Stance::Names).map(|word| word.filing)
                })?;
            Some((text(view, value), filing))
        };
    let elements = view.elements_of(&item.key, &list);
    let (texts, filings): (Vec<String>, Vec<Filing>) =
        std::iter::once(list.clone()).chain(elements).filter_map(|path| of_path(&path)).unzip();
    (!texts.is_empty()).then(|| (english::list(&texts), filings))
}

fn label(item: &ItemKey, kind: &KindSpec) -> String {
    if item.as_str().contains(kind.name) { item.to_string() } else { format!("{} {item}", kind.name) }
}
