//! Times, numbers and other small pieces.

use jiff::Timestamp;
use serde_json::Value as Json;

use crate::record::attribution::Quote;
use crate::record::kind::Kind;
use crate::record::kind::choices::{self, Choice};
use crate::record::name::AttributeName;
use crate::record::time::When;
use crate::record::update::Embargo;
use crate::record::value::count::{Count, Part};
use crate::record::value::series::{Ordinal, Series, SeriesKind, position_of};
use crate::submit::authoring::words;
use crate::submit::authoring::world::World;
use crate::submit::node::{Members, Node};
use crate::submit::refusal::{Code, likely};
use crate::submit::refusals::Sort;

/// The longest date, in bytes: a set of some twenty days.
const MAX_DATE_BYTES: usize = 250;
/// Nothing was learned before there were newspapers.
const FIRST_LEARNED: &str = "1600-01-01T00:00:00Z";
/// An embargo that ends later than this waits for an event.
const LAST_EMBARGO: &str = "2200-01-01T00:00:00Z";

/// When the newsroom learned something: in its own lifetime, and not later than now.
pub(crate) fn read_learned(node: &Node<'_>, now: Timestamp) -> Option<Timestamp> {
    let learned: Timestamp = read_instant(node)?;
    if learned > now {
        return node.refuse(
            Code::LearnedInFuture,
            format!("it says it was learned at {learned}, which is later than now ({now})"),
        );
    }
    if FIRST_LEARNED.parse::<Timestamp>().is_ok_and(|first| learned < first) {
        return node.refuse(Code::BadDate, format!("`{learned}` is before anything can have been learned; write when the newsroom learned it, not when it was"));
    }
    Some(learned)
}

fn read_instant(node: &Node<'_>) -> Option<Timestamp> {
    let text = node.loose_text()?;
    match text.parse() {
        Ok(instant) => Some(instant),
        Err(_) => node.refuse(
            Code::BadDate,
            format!("`{text}` is not a time with its offset from UTC; write for example 2025-04-11T21:00:00Z"),
        ),
    }
}

/// `2025-02`, `before meeting-april`, or `{date, phrase, anchor, window: true}` for a date resolved from a source's phrase.
pub(crate) fn read_when(node: &Node<'_>) -> Option<When> {
    if let Some(set) = unquoted_set(node.json) {
        let message = format!("a set of dates is written in quotes: \"{set}\"");
        return node.refuse(Code::BadDate, message);
    }
    if !node.json.is_object() {
        return read_date(node);
    }
    let mut members = Members::of(node)?;
    let date = members.require(words::when::DATE).and_then(|date| read_date(&date));
    let window = members.flag(words::when::WINDOW);
    let phrase = members.words(words::when::PHRASE);
    let anchor = members.take(words::when::ANCHOR).and_then(|anchor| read_date(&anchor).map(|date| (anchor, date)));
    members.finish();
    let when = if window { date?.window() } else { date? };
    match (phrase, anchor) {
        (Some(phrase), anchor) => Some(when.resolved(&phrase, anchor.as_ref().map(|(_, date)| date.as_str()))),
        (None, None) => Some(when),
        (None, Some((anchor, _))) => {
            anchor.refuse(Code::Missing, "`anchor` is the day a phrase was written; give the `phrase` as well")
        }
    }
}

/// A set of dates as EDTF writes it, which YAML without quotes reads as a list or a mapping: `[2025-03-02, 2025-03-05]`.
fn unquoted_set(json: &Json) -> Option<String> {
    let is_date = |text: &str| text.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let text = |element: &Json| match element {
        Json::String(text) => Some(text.clone()),
        Json::Number(year) => Some(year.to_string()),
        _ => None,
    };
    let (open, dates, close) = match json {
        Json::Array(dates) => ('[', dates.iter().map(text).collect::<Option<Vec<_>>>()?, ']'),
        Json::Object(dates) if dates.values().all(Json::is_null) => ('{', dates.keys().cloned().collect(), '}'),
        _ => return None,
    };
    let all = !dates.is_empty() && dates.iter().all(|date| is_date(date));
    all.then(|| format!("{open}{}{close}", dates.join(",")))
}

fn read_date(node: &Node<'_>) -> Option<When> {
    let text = node.loose_text()?;
    if text.len() > MAX_DATE_BYTES {
        let message = format!("this date has {} bytes, and one has at most {MAX_DATE_BYTES}", text.len());
        return node.refuse(Code::BadDate, message);
    }
    match When::parse(text.trim()) {
        Ok(when) => Some(when),
        Err(error) => node.refuse(Code::BadDate, error.to_string()),
    }
}

/// A date that may be relative to an item of the story.
pub(crate) fn read_known_when(node: &Node<'_>, world: &World<'_>) -> Option<When> {
    let when = read_when(node)?;
    if let Some(item) = when.relative_to() {
        let named = serde_json::Value::String(item.to_string());
        world.read_item(&node.with(&named))?;
    }
    Some(when)
}

pub(crate) fn read_quote(node: &Node<'_>) -> Option<Quote> {
    if !node.json.is_object() {
        return Some(Quote { exact: node.words()?, prefix: None, suffix: None });
    }
    let mut members = Members::of(node)?;
    let exact = members.require(words::quote::EXACT).and_then(|exact| exact.words());
    let (prefix, suffix) = (members.words(words::quote::PREFIX), members.words(words::quote::SUFFIX));
    members.finish();
    Some(Quote { exact: exact?, prefix, suffix })
}

pub(crate) fn read_embargo(node: &Node<'_>, world: &World<'_>) -> Option<Embargo> {
    let mut members = Members::of(node)?;
    let timed = members.take(words::embargo::UNTIL);
    let event = members.words(words::embargo::EVENT);
    let set_by = members.take(words::embargo::SET_BY).and_then(|by| world.read_entity(&by));
    members.finish();
    if timed.is_none() && event.is_none() {
        return node.refuse(Code::Missing, "an embargo needs `until`, a time, or `event`, what it waits for");
    }
    let until = timed.and_then(|timed| {
        let until = read_instant(&timed)?;
        let last = LAST_EMBARGO.parse::<Timestamp>().is_ok_and(|last| until > last);
        if last {
            return timed.refuse(
                Code::BadDate,
                format!("an embargo until `{until}` never ends; write what it waits for as `event`"),
            );
        }
        Some(until)
    });
    Some(Embargo { until, event, set_by, ..Embargo::default() })
}

/// `3`, `about 1300`, `3 to 5`, or `{count, unit, scope, of: SERIES, as_of: DATE, parts: {soldiers: 40}}`.
pub(crate) fn read_count(node: &Node<'_>, world: &World<'_>) -> Option<Count> {
    if !node.json.is_object() {
        return node.parse(Code::BadValue).and_then(|count| at_least_none(count, node));
    }
    let mut members = Members::of(node)?;
    let number = members.take(words::count::AMOUNT).or_else(|| members.require(words::count::COUNT));
    let count = number.and_then(|count| count.parse::<Count>(Code::BadValue));
    let unit = members.words(words::count::UNIT);
    let scope = members.words(words::count::SCOPE);
    let series = members.take(words::count::OF).and_then(|of| read_series(&of, world));
    let parts = members.take(words::count::PARTS).map(|parts| read_parts(&parts)).unwrap_or_default();
    // How it is held, and not what it is: whoever holds it reads it.
    members.take(words::count::AS_OF);
    members.finish();
    let count = count?;
    at_least_none(Count { unit: unit.or(count.unit), scope, series: series.map(Box::new), parts, ..count }, node)
}

/// A number of things is none at least; only what is measured in a unit can be below zero.
fn at_least_none(count: Count, node: &Node<'_>) -> Option<Count> {
    let below =
        count.low < 0 || count.high.is_some_and(|high| high < 0) || count.parts.iter().any(|part| part.count < 0);
    if below && count.unit.is_none() {
        let message = "a number of things cannot be below zero; of what is measured, give the `unit`: `{amount: -3, unit: degrees}`";
        return node.refuse(Code::BadValue, message);
    }
    Some(count)
}

/// The day of which a count is the number: `{count: 237, as_of: 2021-03-25}`.
pub(crate) fn read_as_of(node: &Node<'_>) -> Option<When> {
    let json = node.json.get(words::count::AS_OF.name).filter(|json| !json.is_null())?;
    read_when(&node.key(words::count::AS_OF.name, json))
}

fn read_parts(node: &Node<'_>) -> Vec<Part> {
    let Some(parts) = node.mapping() else { return Vec::new() };
    let read = |(label, json): (&String, _)| {
        let part = node.key(label, json);
        let count = part.json.as_i64().or_else(|| part.refuse(Code::BadValue, "a part is a whole number"))?;
        Some(Part { label: label.replace('_', " ").into(), count })
    };
    parts.iter().filter_map(read).collect()
}

pub(crate) fn read_ordinal(node: &Node<'_>, world: &World<'_>) -> Option<Ordinal> {
    let mut members = Members::of(node)?;
    let position = members.require(words::ordinal::POSITION).and_then(|node| read_position(&node));
    let series = members.require(words::ordinal::OF).and_then(|of| read_series(&of, world));
    members.finish();
    Some(Ordinal { position: position?, series: Box::new(series?) })
}

/// `3`, `3rd` or `third`.
pub(crate) fn read_position(node: &Node<'_>) -> Option<u32> {
    let text = node.loose_text()?;
    position_of(&text).or_else(|| {
        let message = format!("`{text}` is not a position in a series; write 3, 3rd or third");
        node.refuse(Code::BadValue, message)
    })
}

/// A series by its key in `series:`, or written out: `{label, kind, during, <attribute>: <entity>}`.
pub(crate) fn read_series(node: &Node<'_>, world: &World<'_>) -> Option<Series> {
    let Some(key) = node.json.as_str() else { return read_written_series(node, world) };
    match world.series(key) {
        // A definition is written out: it cannot name another one, nor itself.
        Some(defined) => read_written_series(&defined, world),
        None => {
            world.refusals.unknown(Sort::Series, key, &node.at, Code::BadValue, || {
                format!("`{key}` is not defined under `series:`{}", likely(key, world.series_keys()))
            });
            None
        }
    }
}

pub(crate) fn read_written_series(node: &Node<'_>, world: &World<'_>) -> Option<Series> {
    let mut members = Members::of(node)?;
    let label = members.require(words::series::LABEL).and_then(|label| label.words());
    let kind = members.require(words::series::KIND).and_then(|kind| read_kind(&kind));
    let during = members.take(words::series::DURING).and_then(|during| read_when(&during));
    members.refuse_missing(|_| false);
    let filter = members.rest().filter_map(|(name, value)| {
        let attribute: AttributeName = value.parse_key(name)?;
        Some((attribute, world.read_entity(&value)?))
    });
    let filter = filter.collect();
    Some(Series { label: label?, kind: SeriesKind(kind?), filter, during })
}

fn read_kind(node: &Node<'_>) -> Option<Kind> {
    node.one_of("a kind", Kind::all().map(Kind::as_str)).and_then(Kind::named)
}

/// One of a closed list, or, where an item declares a choice, a token of the author's.
pub(crate) fn read_choice(node: &Node<'_>, what: &str, choices: &[Choice]) -> Option<Box<str>> {
    if choices.is_empty() {
        let text = node.loose_text()?;
        return match AttributeName::new(&text) {
            Ok(token) => Some(token.as_str().into()),
            Err(_) => {
                node.refuse(Code::BadValue, format!("`{text}` is not a choice: lower-case words joined by underscores"))
            }
        };
    }
    let meant = node.json.as_str().and_then(|word| choices::named(choices, word));
    let token = || node.one_of(&format!("a choice of `{what}`"), choices.iter().map(|choice| choice.token));
    meant.map(|choice| choice.token).or_else(token).map(Into::into)
}

/// Where a report was found; never something that a browser would run.
pub(super) fn read_address(node: &Node<'_>) -> Option<Box<str>> {
    const RUN: [&str; 5] = ["blob", "data", "file", "javascript", "vbscript"];
    let address = node.words()?;
    let scheme = address.split_once(':').map(|(scheme, _)| scheme.trim().to_lowercase());
    match scheme.filter(|scheme| RUN.contains(&&**scheme)) {
        Some(scheme) => {
            let message =
                format!("`{scheme}:` is the address of no report; give where readers find it, as `https://…`");
            node.refuse(Code::BadValue, message)
        }
        None => Some(address),
    }
}
