//! How a document is cut into submissions.
//!
//! A long one goes in parts, in order. The directory is cut too: each part has the entries that it mentions, and the whole
//! directory goes after them in parts of its own, for the entries that nothing mentions. In this order the updates say first
//! which entries are under an embargo with them.

use std::collections::BTreeSet;

use newsreel_story::submit::authoring::words::block;
use newsreel_story::submit::decide::{MAX_SUBMISSION_BYTES, MAX_UPDATES, in_block, updates_in};
use serde_json::{Map, Value};

/// How many updates go at a time.
const UPDATES: usize = 200;
/// How many entries of the directory go at a time by themselves.
const ENTRIES: usize = 500;
/// How many bytes go at a time, what all parts have in common aside.
const BYTES: usize = MAX_SUBMISSION_BYTES / 2;

/// A part of a document that is one submission.
pub(crate) struct Part {
    /// What it is, for people: "it", "it from entry 201 on".
    pub(crate) what: String,
    /// Where its entries of `updates` stand in the document.
    pub(crate) places: Vec<Entry>,
    pub(crate) submission: Value,
    /// Whether entries of the directory that it does not name are left to other parts.
    pub(crate) partial: bool,
}

/// An entry of `updates` in a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its index in the document.
    pub(crate) index: usize,
    /// Of a block that was cut: the index in it of the first update that is in this part.
    pub(crate) first: usize,
}

/// How a document is cut into submissions.
pub(crate) type Cut = fn(&Value) -> Vec<Part>;

/// A document as one submission.
pub(crate) fn as_one(document: &Value) -> Vec<Part> {
    let places = (0..entries_of(document).len()).map(|index| Entry { index, first: 0 }).collect();
    vec![Part { what: "it".to_owned(), places, submission: document.clone(), partial: false }]
}

/// A long document in parts that each fit into one submission.
pub(crate) fn parts(document: &Value) -> Vec<Part> {
    let directory = document.get("directory").and_then(Value::as_object);
    let entries = directory.map_or(0, Map::len);
    let fits = updates_of(document) <= UPDATES
        && updates_of(document) + entries < MAX_UPDATES
        && document.to_string().len() <= BYTES;
    let Some(members) = document.as_object().filter(|_| !fits) else { return as_one(document) };
    let common = common(members);
    let of_updates = parts_of_updates(document, &common);
    let of_directory = directory.map_or_else(Vec::new, |directory| parts_of_directory(&common, directory));
    let mut parts: Vec<Part> = of_updates.into_iter().chain(of_directory).collect();
    if let Some(first) = parts.first_mut() {
        first.what = "it".to_owned();
    }
    parts
}

/// What all parts have: everything but the updates and the directory, of which each has its own.
fn common(members: &Map<String, Value>) -> Map<String, Value> {
    let common = members.iter().filter(|(name, _)| !matches!(name.as_str(), "updates" | "directory"));
    common.map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn entries_of(document: &Value) -> &[Value] {
    document.get("updates").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// How many updates a document has, those of blocks one by one.
pub(crate) fn updates_of(document: &Value) -> usize {
    updates_in(entries_of(document))
}

/// The updates in parts. A block that does not fit into one is cut, and each piece of it keeps what its updates have in
/// common.
fn parts_of_updates(document: &Value, common: &Map<String, Value>) -> Vec<Part> {
    let mut parts: Vec<(Vec<Entry>, Vec<Value>)> = vec![(Vec::new(), Vec::new())];
    let (mut updates, mut bytes) = (0, 0);
    for (index, entry) in entries_of(document).iter().enumerate() {
        for (first, piece) in pieces(entry) {
            let (more, size) = (in_block(&piece).map_or(1, Vec::len), piece.to_string().len());
            let full = updates > 0 && (updates + more > UPDATES || bytes + size > BYTES);
            if full {
                parts.push((Vec::new(), Vec::new()));
                (updates, bytes) = (0, 0);
            }
            updates += more;
            bytes += size;
            if let Some((places, part)) = parts.last_mut() {
                places.push(Entry { index, first });
                part.push(piece);
            }
        }
    }
    parts.into_iter().map(|(places, updates)| with_updates(document, common, places, updates)).collect()
}

/// A part of these updates, with what they mention of the directory.
fn with_updates(document: &Value, common: &Map<String, Value>, places: Vec<Entry>, updates: Vec<Value>) -> Part {
    let mut submission = common.clone();
    if let Some(directory) = document.get("directory") {
        submission.insert("directory".to_owned(), mentioned_of(directory, &mentioned_in(document, &updates)));
    }
    if document.get("updates").is_some() {
        submission.insert("updates".to_owned(), Value::Array(updates));
    }
    let from = places.first().map_or(0, |from| from.index);
    let what = format!("it from entry {} on", from + 1);
    Part { what, places, submission: submission.into(), partial: true }
}

/// The entries of a directory that are mentioned; what is not a directory stays as it is, to be refused.
fn mentioned_of(directory: &Value, mentioned: &BTreeSet<&str>) -> Value {
    let Some(entries) = directory.as_object() else { return directory.clone() };
    let mentioned = entries.iter().filter(|(slug, _)| mentioned.contains(slug.as_str()));
    mentioned.map(|(slug, entry)| (slug.clone(), entry.clone())).collect::<Map<_, _>>().into()
}

/// An entry of `updates` in pieces that each fit into one submission, with the index of the first update of each: one,
/// but for a long block.
fn pieces(entry: &Value) -> Vec<(usize, Value)> {
    let Some(updates) = in_block(entry) else { return vec![(0, entry.clone())] };
    let mut first = 0;
    let piece = |updates: &[Value]| {
        let mut piece = entry.clone();
        piece[block::UPDATES.name] = Value::Array(updates.to_vec());
        first += updates.len();
        (first - updates.len(), piece)
    };
    slices(updates, UPDATES).into_iter().map(piece).collect()
}

fn parts_of_directory(common: &Map<String, Value>, directory: &Map<String, Value>) -> Vec<Part> {
    let mut ordered: Vec<(String, Value)> = Vec::new();
    let mut placed = BTreeSet::new();
    for slug in directory.keys() {
        place(slug, directory, &mut placed, &mut ordered);
    }
    let parts = slices(&ordered, ENTRIES).into_iter().map(|entries| {
        let mut submission = common.clone();
        submission.insert("updates".to_owned(), Value::Array(Vec::new()));
        submission.insert("directory".to_owned(), entries.iter().cloned().collect::<Map<_, _>>().into());
        let what = entries.first().map_or_else(String::new, |(slug, _)| format!(" from `{slug}` on"));
        let what = format!("the rest of its directory{what}");
        Part { what, places: Vec::new(), submission: submission.into(), partial: false }
    });
    parts.collect()
}

/// Puts an entry after those it mentions, which are on file then.
fn place<'d>(
    slug: &'d str,
    directory: &'d Map<String, Value>,
    placed: &mut BTreeSet<&'d str>,
    ordered: &mut Vec<(String, Value)>,
) {
    let mut waiting = vec![(slug, false)];
    while let Some((slug, mentioned_are_placed)) = waiting.pop() {
        let Some(entry) = directory.get(slug) else { continue };
        if mentioned_are_placed {
            ordered.push((slug.to_owned(), entry.clone()));
        } else if placed.insert(slug) {
            waiting.push((slug, true));
            let others = mentions(entry).into_iter().filter_map(|word| directory.get_key_value(word));
            waiting.extend(others.map(|(other, _)| (other.as_str(), false)));
        }
    }
}

/// At most so many at a time, and not more bytes than fit; one at least, be there none.
fn slices<T: Sized + Written>(all: &[T], most: usize) -> Vec<&[T]> {
    let (mut slices, mut from, mut bytes) = (Vec::new(), 0, 0);
    for (i, one) in all.iter().enumerate() {
        let size = one.bytes();
        if i > from && (i - from >= most || bytes + size > BYTES) {
            slices.push(&all[from..i]);
            (from, bytes) = (i, 0);
        }
        bytes += size;
    }
    slices.push(&all[from..]);
    slices
}

trait Written {
    fn bytes(&self) -> usize;
}

impl Written for Value {
    fn bytes(&self) -> usize {
        self.to_string().len()
    }
}

impl Written for (String, Value) {
    fn bytes(&self) -> usize {
        self.0.len() + self.1.bytes()
    }
}

/// Whatever these updates mention of the directory, by way of sources, series and other entries too.
fn mentioned_in<'d>(document: &'d Value, updates: &'d [Value]) -> BTreeSet<&'d str> {
    let mut mentioned = BTreeSet::new();
    let mut waiting: Vec<&str> = updates.iter().chain(document.get("defaults")).flat_map(mentions).collect();
    let parts = ["sources", "series", "directory"].map(|part| document.get(part).and_then(Value::as_object));
    while let Some(word) = waiting.pop() {
        if mentioned.insert(word) {
            let defined = parts.iter().flatten().filter_map(|part| part.get(word));
            waiting.extend(defined.flat_map(mentions));
        }
    }
    mentioned
}

/// Every text in a value, keys too.
fn mentions(value: &Value) -> BTreeSet<&str> {
    let (mut found, mut waiting) = (BTreeSet::new(), vec![value]);
    while let Some(value) = waiting.pop() {
        match value {
            Value::String(text) => drop(found.insert(text.as_str())),
            Value::Array(elements) => waiting.extend(elements),
            Value::Object(members) => {
                found.extend(members.keys().map(String::as_str));
                waiting.extend(members.values());
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Of each part the place of its first update, how many updates it has, and how many entries of the directory.
    fn shape(parts: &[Part]) -> Vec<(usize, usize, usize, usize)> {
        let entries = |part: &Part| part.submission["directory"].as_object().map_or(0, Map::len);
        let first = |part: &Part| part.places.first().map_or((0, 0), |place| (place.index, place.first));
        let of = |part: &Part| (first(part).0, first(part).1, updates_of(&part.submission), entries(part));
        parts.iter().map(of).collect()
    }

    #[test]
    fn a_long_document_goes_in_parts_that_keep_their_place() {
        let updates: Vec<Value> = (0..450).map(|i| json!({ "note.noted": format!("n-{i}") })).collect();
        let parts = parts(&json!({ "story": "s", "updates": updates }));
        assert_eq!(shape(&parts), [(0, 0, 200, 0), (200, 0, 200, 0), (400, 0, 50, 0)]);
        assert_eq!(parts[1].what, "it from entry 201 on");
    }

    #[test]
    fn a_long_block_is_cut_and_each_piece_keeps_what_its_updates_have_in_common() {
        let note = |i: usize| json!({ "note.noted": format!("n-{i}") });
        let block = json!({ "learned": "2025-04-11T21:00:00Z", "updates": (0..450).map(note).collect::<Vec<_>>() });
        let parts = parts(&json!({ "story": "s", "updates": [note(500), block, note(501)] }));
        assert_eq!(shape(&parts), [(0, 0, 1, 0), (1, 0, 200, 0), (1, 200, 200, 0), (1, 400, 51, 0)]);
        for piece in parts.iter().flat_map(|part| part.submission["updates"].as_array().expect("updates")) {
            assert!(in_block(piece).is_none() || piece["learned"] == "2025-04-11T21:00:00Z", "{piece}");
        }
    }

    #[test]
    fn each_part_has_the_entries_it_mentions_and_the_others_go_by_themselves() {
        let directory: Map<String, Value> = (0..1200)
            .map(|i| (format!("e-{i:04}"), json!({ "person": "X", "speaks_for": format!("e-{:04}", i + 1) })))
            .collect();
        let directory = directory.into_iter().chain([("e-1200".to_owned(), json!({ "organisation": "Y" }))]);
        let directory: Map<String, Value> = directory.collect();
        let updates = json!([{ "note.noted": "n", "source": "s" }]);
        let sources = json!({ "s": { "origin": "e-1199" } });
        let document = json!({ "story": "s", "sources": sources, "directory": directory, "updates": updates });
        let parts = parts(&document);
        assert_eq!(shape(&parts), [(0, 0, 1, 2), (0, 0, 0, 500), (0, 0, 0, 500), (0, 0, 0, 201)]);
        assert!(parts[1].submission["directory"].get("e-1200").is_some(), "what is mentioned goes first");
    }
}
