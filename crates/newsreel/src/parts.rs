//! How a document is cut into submissions.
//!
//! A long one goes in parts, in order. The directory is cut too: each part has the entries that it mentions, and the whole
//! directory goes in parts of its own. These come first; where the document has an embargo they come last, for whether an
//! entry is under it shows only in the updates that name it.

use std::collections::BTreeSet;

use newsreel_story::submit::decide::{MAX_SUBMISSION_BYTES, MAX_UPDATES};
use serde_json::{Map, Value};

/// How many updates go at a time.
const UPDATES: usize = 200;
/// How many entries of the directory go at a time by themselves.
const ENTRIES: usize = 500;
/// How many bytes go at a time, what all parts have in common aside.
const BYTES: usize = MAX_SUBMISSION_BYTES / 2;

/// A part of a document.
pub(crate) struct Part {
    /// What it is, for people: "it", "it from update 201 on".
    pub(crate) what: String,
    /// The place in the document of its first update.
    pub(crate) first: usize,
    pub(crate) submission: Value,
    /// Whether entries that it does not name are left to other parts.
    pub(crate) partial: bool,
}

/// A document as one submission.
pub(crate) fn as_one(document: &Value) -> Vec<Part> {
    vec![Part { what: "it".to_owned(), first: 0, submission: document.clone(), partial: false }]
}

/// A long document in parts that each fit into one submission.
pub(crate) fn parts(document: &Value) -> Vec<Part> {
    let directory = document.get("directory").and_then(Value::as_object);
    let entries = directory.map_or(0, Map::len);
    let fits = updates_of(document) <= UPDATES
        && updates_of(document) + entries < MAX_UPDATES
        && document.to_string().len() <= BYTES;
    if fits {
        return as_one(document);
    }
    let of_updates = parts_of_updates(document);
    let of_directory = directory.map_or_else(Vec::new, |directory| parts_of_directory(document, directory));
    let has_embargo = mentions(document).contains("embargo");
    let (first, then) = if has_embargo { (of_updates, of_directory) } else { (of_directory, of_updates) };
    let mut parts: Vec<Part> = first.into_iter().chain(then).collect();
    if let Some(first) = parts.first_mut() {
        first.what = "it".to_owned();
    }
    parts
}

pub(crate) fn updates_of(submission: &Value) -> usize {
    submission.get("updates").and_then(Value::as_array).map_or(0, Vec::len)
}

fn parts_of_updates(document: &Value) -> Vec<Part> {
    let updates = document.get("updates").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut first = 0;
    let mut parts = Vec::new();
    for updates in slices(updates, UPDATES) {
        let mut submission = document.clone();
        let mentioned = mentioned_in(document, updates);
        if let Some(map) = submission.as_object_mut() {
            map.insert("updates".to_owned(), updates.to_vec().into());
            if let Some(directory) = map.get_mut("directory").and_then(Value::as_object_mut) {
                directory.retain(|slug, _| mentioned.contains(slug.as_str()));
            }
        }
        parts.push(Part { what: format!("it from update {} on", first + 1), first, submission, partial: true });
        first += updates.len();
    }
    parts
}

fn parts_of_directory(document: &Value, directory: &Map<String, Value>) -> Vec<Part> {
    let mut ordered: Vec<(String, Value)> = Vec::new();
    let mut placed = BTreeSet::new();
    for slug in directory.keys() {
        place(slug, directory, &mut placed, &mut ordered);
    }
    let parts = slices(&ordered, ENTRIES).into_iter().map(|entries| {
        let mut submission = document.clone();
        if let Some(map) = submission.as_object_mut() {
            map.insert("updates".to_owned(), Value::Array(Vec::new()));
            map.insert("directory".to_owned(), entries.iter().cloned().collect::<Map<_, _>>().into());
        }
        let what = entries.first().map_or_else(String::new, |(slug, _)| format!(" from `{slug}` on"));
        Part { what: format!("the rest of its directory{what}"), first: 0, submission, partial: false }
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

    fn shape(parts: &[Part]) -> Vec<(usize, usize, usize)> {
        let entries = |part: &Part| part.submission["directory"].as_object().map_or(0, Map::len);
        parts.iter().map(|part| (part.first, updates_of(&part.submission), entries(part))).collect()
    }

    #[test]
    fn a_long_document_goes_in_parts_that_keep_their_place() {
        let updates: Vec<Value> = (0..450).map(|i| json!({ "note.noted": format!("n-{i}") })).collect();
        let parts = parts(&json!({ "story": "s", "updates": updates }));
        assert_eq!(shape(&parts), [(0, 200, 0), (200, 200, 0), (400, 50, 0)]);
        assert_eq!(parts[1].what, "it from update 201 on");
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
        let mut document = json!({ "story": "s", "sources": sources, "directory": directory, "updates": updates });
        let open = parts(&document);
        assert_eq!(shape(&open), [(0, 0, 500), (0, 0, 500), (0, 0, 201), (0, 1, 2)]);
        assert!(open[0].submission["directory"].get("e-1200").is_some(), "what is mentioned goes first");
        document["updates"][0]["embargo"] = json!({ "event": "x" });
        assert_eq!(shape(&parts(&document))[0], (0, 1, 2), "who names an entry says whether it is under the embargo");
    }
}
