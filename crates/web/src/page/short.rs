//! An update in a few words, as it is typed with the phone at the ear: “peskov via tass denied february meeting”. What is
//! read in them is filled in, for whoever writes to see before anything is sent.

use newsreel_story::record::kind::Kind;
use newsreel_story::record::kind::change::Change;
use newsreel_story::views::cast::{Cast, CastItem};

use crate::page::filled::Filled;
use crate::page::ways::slug_of;

/// Words that say nothing about which item is meant.
const EMPTY: [&str; 16] =
    ["a", "an", "and", "at", "for", "has", "have", "in", "is", "it", "of", "on", "that", "the", "to", "was"];
/// The most words that a change has.
const LONGEST_CHANGE: usize = 3;
/// The most items that are shown where several can be meant.
const MOST_MEANT: usize = 8;

/// Fills in what is said in a few words; where several items can be meant, says which.
pub(crate) fn fill(filled: &mut Filled, cast: Option<&Cast>) -> Vec<CastItem> {
    let line = filled.get("short").to_owned();
    let read = Read::of(&line, cast);
    let item = match read.items.as_slice() {
        [one] => one.item.clone(),
        _ => read.new_item(),
    };
    let kind = read.kind().map(|kind| kind.as_str().to_owned());
    let change = read.change.map(|change| change.as_str().to_owned());
    for (name, value) in [
        ("kind", kind.unwrap_or_default()),
        ("change", change.unwrap_or_default()),
        ("item", item),
        ("origin", read.who.join(" ")),
        ("via", read.via.join(", ")),
        ("quote", read.quote.to_owned()),
    ] {
        if !value.is_empty() && filled.get(name).is_empty() {
            filled.0.retain(|(known, _)| known != name);
            filled.0.push((name.to_owned(), value));
        }
    }
    match read.items.as_slice() {
        [] | [_] => Vec::new(),
        several => several.iter().rev().take(MOST_MEANT).map(|item| (*item).clone()).collect(),
    }
}

/// What is read in a few words.
#[derive(Debug, Default)]
struct Read<'l> {
    change: Option<Change>,
    kind: Option<Kind>,
    who: Vec<String>,
    via: Vec<String>,
    quote: &'l str,
    /// What is left: what the item is.
    about: Vec<String>,
    /// The items on file that it can be.
    items: Vec<&'l CastItem>,
}

impl<'l> Read<'l> {
    fn of(line: &'l str, cast: Option<&'l Cast>) -> Self {
        let (line, quote) = without_quote(line);
        let words = line.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '.'));
        let words: Vec<String> = words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
        let Some((at, length, change)) = change(&words) else {
            return Self { quote, ..Self::default() }.about(&words, cast);
        };
        let mut read = Self { change: Some(change), quote, ..Self::default() };
        let (before, after) = (read.without_links(&words[..at]), read.without_links(&words[at + length..]));
        if before.is_empty() || !read.who.is_empty() {
            return read.about(&[before, after].concat(), cast);
        }
        if let Some(slug) = somebody(&before, cast) {
            read.who = vec![slug];
            return read.about(&after, cast);
        }
        // “february meeting denied” says what, “nguyen denied february meeting” by whom, though nobody knows her yet.
        let all = [before.clone(), after.clone()].concat();
        let read_as_item = Self { change: read.change, ..Self::default() }.about(&all, cast);
        if after.is_empty() || !read_as_item.items.is_empty() {
            return Self { who: read.who, via: read.via, quote, ..read_as_item };
        }
        read.who = before;
        read.about(&after, cast)
    }

    /// Takes out of some words who says so and through whom: “by peskov via tass”.
    fn without_links(&mut self, words: &[String]) -> Vec<String> {
        let mut rest = Vec::new();
        let mut to = &mut rest;
        for word in words {
            match word.as_str() {
                "by" => to = &mut self.who,
                "via" | "through" => to = &mut self.via,
                _ => to.push(word.clone()),
            }
        }
        rest
    }

    /// Reads what it is about in the words that are left.
    fn about(mut self, words: &[String], cast: Option<&'l Cast>) -> Self {
        let about = words.iter().filter(|word| !EMPTY.contains(&word.as_str()));
        let (kinds, about): (Vec<&String>, Vec<&String>) = about.partition(|word| kind(word).is_some());
        self.kind = kinds.first().and_then(|word| kind(word));
        self.about = about.into_iter().cloned().collect();
        let items = cast.map_or(&[][..], |cast| &cast.items);
        let exact = items.iter().filter(|item| words.contains(&item.item));
        self.items = exact.collect();
        if self.items.is_empty() && !self.about.is_empty() {
            self.items = items.iter().filter(|item| self.can_be(item)).collect();
        }
        self
    }

    fn can_be(&self, item: &CastItem) -> bool {
        let kind = Kind::named(&item.kind);
        let takes_it = |kind: Kind| self.change.is_none_or(|change| kind.has(change));
        let text = format!("{} {}", item.item, item.what).to_lowercase();
        let told: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
        let says = |word: &String| word.split('-').all(|part| told.iter().any(|told| begins(told, part)));
        self.kind.is_none_or(|named| kind == Some(named)) && kind.is_some_and(takes_it) && self.about.iter().all(says)
    }

    /// The kind that is named, else that of the item.
    fn kind(&self) -> Option<Kind> {
        let of_item = || match self.items.as_slice() {
            [one] => Kind::named(&one.kind),
            _ => None,
        };
        of_item().or(self.kind)
    }

    /// A key for what is not on file yet.
    fn new_item(&self) -> String {
        match self.kind.filter(|_| self.items.is_empty() && !self.about.is_empty()) {
            Some(kind) => slug_of(&format!("{kind} {}", self.about.join(" "))),
            None => String::new(),
        }
    }
}

/// A line without the words in quotation marks, and those.
fn without_quote(line: &str) -> (&str, &str) {
    let Some((before, rest)) = line.split_once(['"', '“', '„', '«']) else { return (line, "") };
    (before, rest.trim().trim_end_matches(['"', '”', '“', '»']))
}

fn begins(told: &str, word: &str) -> bool {
    told == word || (word.len() > 2 && told.starts_with(word))
}

fn kind(word: &str) -> Option<Kind> {
    Kind::named(word).or_else(|| Kind::named(word.strip_suffix('s')?))
}

/// The first change that is named: where, in how many words, and which.
fn change(words: &[String]) -> Option<(usize, usize, Change)> {
    let named = |at: usize, length: usize| {
        let word = words.get(at..at + length)?.join("_");
        let is_it = |change: &&Change| change.as_str() == word || (length == 1 && stem(change.as_str()) == stem(&word));
        Some((at, length, *Change::ALL.iter().find(is_it)?))
    };
    (0..words.len()).find_map(|at| (1..=LONGEST_CHANGE).rev().find_map(|length| named(at, length)))
}

/// What “deny”, “denies” and “denied” have in common.
fn stem(word: &str) -> &str {
    let ends = ["led", "ned", "ies", "ied", "ed", "es", "s", "y", "e"];
    let end = ends.iter().find(|end| word.len() > end.len() + 2 && word.ends_with(**end));
    let stem = end.map_or(word, |end| &word[..word.len() - end.len()]);
    // “planned” and “cancelled” double a letter that “plan” and “cancel” have once.
    match stem.as_bytes() {
        [.., one, other] if one == other => &stem[..stem.len() - 1],
        _ => stem,
    }
}

/// The entry that is meant by a name, where there is one.
fn somebody(words: &[String], cast: Option<&Cast>) -> Option<String> {
    let is_meant = |name: &str| {
        let name = name.to_lowercase();
        let parts: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).collect();
        words.iter().flat_map(|word| word.split('-')).all(|word| parts.iter().any(|part| begins(part, word)))
    };
    let entities = cast?.entities.iter();
    if let Some(exact) = entities.clone().find(|entity| words == [entity.slug.to_string()]) {
        return Some(exact.slug.to_string());
    }
    let mut meant = entities.filter(|entity| is_meant(&entity.name) || is_meant(entity.slug.as_str()));
    match (meant.next(), meant.next()) {
        (Some(one), None) => Some(one.slug.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn cast() -> Cast {
        let entity = |slug: &str, name: &str| json!({ "slug": slug, "name": name, "is": "person" });
        let item = |item: &str, kind: &str, what: &str| json!({ "item": item, "kind": kind, "what": what });
        serde_json::from_value(json!({
            "story": "trips", "title": "Trips", "status": "open", "moment": "2026-01-01T00:00:00Z", "sequence": 1,
            "entities": [entity("peskov", "Dmitry Peskov"), entity("putin", "Vladimir Putin"), entity("tass", "TASS")],
            "items": [
                item("trip-february", "trip", "Witkoff travelled to Russia in February 2025"),
                item("meeting-february", "meeting", "Witkoff and Putin met in Moscow in February 2025"),
                item("meeting-april", "meeting", "Witkoff and Putin met in St. Petersburg on 11 April 2025"),
            ],
        }))
        .expect("a cast")
    }

    /// What is filled in, as text, and the items that can be meant.
    fn read(line: &str) -> (String, Vec<String>) {
        let mut filled = Filled(vec![("short".to_owned(), line.to_owned())]);
        let meant = fill(&mut filled, Some(&cast()));
        let told = filled.0.iter().skip(1).map(|(name, value)| format!("{name}={value}"));
        (told.collect::<Vec<_>>().join(" "), meant.into_iter().map(|item| item.item).collect())
    }

    #[test]
    fn a_line_fills_in_the_form() {
        for (line, form) in [
            ("meeting denied february", "kind=meeting change=denied item=meeting-february"),
            ("meeting.denied meeting-february", "kind=meeting change=denied item=meeting-february"),
            ("Peskov denies the February meeting", "kind=meeting change=denied item=meeting-february origin=peskov"),
            (
                "peskov via tass denied meeting february: “There was none.”",
                "kind=meeting change=denied item=meeting-february origin=peskov via=tass quote=There was none.",
            ),
            (
                "Petersburg meeting not confirmed by dmitry peskov",
                "kind=meeting change=not_confirmed item=meeting-april origin=dmitry peskov",
            ),
            ("nguyen denied february trip", "kind=trip change=denied item=trip-february origin=nguyen"),
            // What is not on file yet gets a key.
            ("peskov announced meeting june", "kind=meeting change=announced item=meeting-june origin=peskov"),
            ("plan meeting june", "kind=meeting change=planned item=meeting-june"),
            ("", ""),
        ] {
            let (told, meant) = read(line);
            assert_eq!((told.as_str(), meant.len()), (form, 0), "{line}");
        }
    }

    #[test]
    fn where_several_items_can_be_meant_they_are_shown() {
        let (told, meant) = read("peskov denied february");
        assert_eq!(told, "change=denied origin=peskov");
        assert_eq!(meant, ["meeting-february", "trip-february"]);
    }
}
