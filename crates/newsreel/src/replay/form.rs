//! How a record of a history is written: for people, as a line of JSON, as a CloudEvents event, or as a row of a table for a
//! spreadsheet.

use newsreel_log::Raw;
use newsreel_story::record::attribution::{Attribution, Origin};
use newsreel_story::record::entry::Entry;
use newsreel_story::record::recorded::{Record, Recorded};
use newsreel_story::record::update::Update;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::source::Kept;
use crate::page::Page;
use crate::print::Answer;

/// The forms for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Form {
    /// A line of JSON for each record, with its position; `newsreel import` takes it again
    Ndjson,
    /// The stored CloudEvents event, a line each, with its position and time as extensions; `newsreel import` takes it again
    Cloudevents,
    /// A row for each record, for a spreadsheet
    Csv,
}

/// What the CSV begins with.
pub(crate) const COLUMNS: [&str; 12] = [
    "position",
    "recorded_at",
    "learned_at",
    "type",
    "story",
    "item",
    "key",
    "origin",
    "via",
    "actor",
    "id",
    "unreadable",
];

/// The extension of a CloudEvents event that holds its position in the log.
pub(crate) const SEQUENCE: &str = "sequence";
/// The extension that holds when the log took it.
pub(crate) const RECORDED_TIME: &str = "recordedtime";

/// The event as it was recorded, in one line. Of one that cannot be read nothing is shown: what it holds is not known.
impl Serialize for Kept {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Recorded { sequence, recorded_at, record } = &self.stored;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("sequence", sequence)?;
        map.serialize_entry("recorded_at", recorded_at)?;
        match (&self.record, raw(record)) {
            (Ok(_), Ok(event)) => map.serialize_entry("event", &event)?,
            (record, event) => {
                let reason = record.as_ref().err().cloned().or(event.err()).unwrap_or_default();
                map.serialize_entry("subject", record_subject(&self.stored))?;
                map.serialize_entry("unreadable", &reason)?;
            }
        }
        map.end()
    }
}

fn record_subject(stored: &Recorded<Raw>) -> &str {
    stored.record.subject.as_str()
}

/// A stored message as it is, where it stands in one line.
fn raw(record: &Raw) -> Result<Box<RawValue>, String> {
    let text = std::str::from_utf8(&record.payload).map_err(|error| error.to_string())?;
    let in_one_line = || serde_json::from_str::<Value>(text).map(|value| value.to_string());
    let text = if text.contains(['\n', '\r']) { in_one_line() } else { Ok(text.to_owned()) };
    text.and_then(RawValue::from_string).map_err(|error| error.to_string())
}

/// A record as a CloudEvents event in one line; none where it cannot be read.
pub(crate) fn cloudevent(kept: &Kept) -> Option<String> {
    let event = kept.record.as_ref().ok().and_then(|_| raw(&kept.stored.record).ok())?;
    let members = event.get().trim_end().strip_suffix('}')?;
    let Recorded { sequence, recorded_at, .. } = &kept.stored;
    Some(format!("{members},\"{SEQUENCE}\":\"{sequence}\",\"{RECORDED_TIME}\":\"{recorded_at}\"}}"))
}

/// A record as a row.
pub(crate) fn row(kept: &Kept) -> String {
    let Recorded { sequence, recorded_at, .. } = &kept.stored;
    let none = String::new;
    let text = |shown: Option<&dyn std::fmt::Display>| shown.map(ToString::to_string).unwrap_or_default();
    let (story, item, key, origin, via) = match &kept.record {
        Ok(Record::Story(update)) => {
            let first = update.attributions.first();
            let links = first.map(links).unwrap_or_default().join(" ");
            let item = text(update.item.as_ref().map(|item| item as _));
            let key = text(update.key.as_ref().map(|key| key as _));
            (update.story.to_string(), item, key, first.map(origin_of).unwrap_or_default(), links)
        }
        Ok(Record::Directory(entry)) => (none(), entry.entity.to_string(), none(), none(), none()),
        Err(_) => (none(), none(), none(), none(), none()),
    };
    let read = kept.record.as_ref().ok();
    let cells = [
        sequence.to_string(),
        recorded_at.to_string(),
        text(read.map(Record::learned_at).as_ref().map(|time| time as _)),
        read.map(Record::type_name).unwrap_or_default(),
        story,
        item,
        key,
        origin,
        via,
        text(read.and_then(Record::actor).as_ref().map(|actor| actor as _)),
        text(read.map(Record::id).as_ref().map(|id| id as _)),
        kept.record.as_ref().err().cloned().unwrap_or_default(),
    ];
    cells.map(|cell| quoted(&cell)).join(",")
}

/// A cell as RFC 4180 says. What a spreadsheet would take for a formula begins with an apostrophe, which makes it a text there:
/// whatever is on file was written by somebody else.
fn quoted(cell: &str) -> String {
    let is_formula = cell.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r']);
    let cell = if is_formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

impl Answer for Kept {
    fn page(&self) -> Page {
        let mut page = Page::default();
        let Recorded { sequence, recorded_at, .. } = &self.stored;
        page.record(match &self.record {
            Ok(Record::Story(update)) => format!("{sequence:>6}  {}", update_line(update)),
            Ok(Record::Directory(entry)) => format!("{sequence:>6}  {recorded_at}  {}", entry_line(entry)),
            Err(error) => format!("{sequence:>6}  {recorded_at}  cannot be read: {error}"),
        });
        page
    }
}

fn update_line(update: &Update) -> String {
    let item = update.item.as_ref().map_or_else(|| update.story.to_string(), |item| format!("{}/{item}", update.story));
    let source = source(update).map(|source| format!("  — {source}")).unwrap_or_default();
    format!("learned {}  {} {item}{source}", update.learned_at, update.type_name())
}

fn entry_line(entry: &Entry) -> String {
    let name = entry.names.first().map(|name| &*name.text).or(entry.described.as_deref()).unwrap_or_default();
    format!("entity.{} {}  {name}", entry.change, entry.entity)
}

/// Who says it, in the slugs of the record itself: a line of the log needs nothing but the log.
fn source(update: &Update) -> Option<String> {
    let attribution = update.attributions.first()?;
    Some(std::iter::once(origin_of(attribution)).chain(links(attribution)).collect::<Vec<_>>().join(" → "))
}

fn origin_of(attribution: &Attribution) -> String {
    match &attribution.origin {
        Origin::Entity(slug) => slug.to_string(),
        Origin::Evidence(item) => item.to_string(),
    }
}

fn links(attribution: &Attribution) -> Vec<String> {
    let links = attribution.via.iter().filter_map(|link| {
        link.outlet.as_ref().map(ToString::to_string).or_else(|| link.described.as_ref().map(ToString::to_string))
    });
    links.collect()
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_cell_is_text_to_a_spreadsheet_whatever_it_begins_with() {
        for (cell, written) in [
            ("tass", "tass"),
            ("a, b", "\"a, b\""),
            ("say \"no\"", "\"say \"\"no\"\"\""),
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@now", "'@now"),
            (" =1", "' =1"),
            ("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""),
        ] {
            assert_eq!(quoted(cell), written);
        }
    }
}
