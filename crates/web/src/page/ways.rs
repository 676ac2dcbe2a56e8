//! The ways out of a refusal, as buttons at its field: each fills in the form otherwise, and the desk is asked again. Nothing
//! is recorded by them.

use std::collections::BTreeMap;

use newsreel_story::record::kind::Kind;
use newsreel_story::record::kind::change::{Change, Family};
use newsreel_story::record::name::EntitySlug;
use newsreel_story::submit::refusal::{Code, Refusal};
use newsreel_story::views::cast::{Cast, CastEntity};

use crate::page::filled::{Filled, names};

/// How many entries and items are offered that may be meant.
const MOST_MEANT: usize = 3;
/// What somebody new can be entered as.
const NEW: [&str; 3] = ["person", "organisation", "place"];

/// A way out: what it is called, and what the fields say then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Way {
    pub(crate) words: String,
    pub(crate) sets: BTreeMap<String, String>,
}

impl Way {
    fn new<const N: usize>(words: impl Into<String>, sets: [(&str, &str); N]) -> Self {
        let sets = sets.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self { words: words.into(), sets: sets.collect() }
    }
}

/// The ways out of a refusal at a field.
pub(crate) fn out_of(refusal: &Refusal, field: &str, filled: &Filled, cast: Option<&Cast>) -> Vec<Way> {
    let Some((kind, change)) = filled.update_type() else { return Vec::new() };
    let mut ways = match (refusal.code, field) {
        (Code::UnknownEntity | Code::UnknownSource | Code::BadName, _) if filled.names_entries(field) => {
            who_is_meant(field, filled, cast)
        }
        (Code::UnknownItem, _) => which_item_is_meant(field, filled, cast),
        (Code::KindConflict, "item") => of_another_kind(filled, change, cast),
        (Code::IdConflict, _) => same_key(filled, kind),
        (Code::Missing, "by") => vec![Way::new("The desk does", [("by", "desk")])],
        (Code::NotAllowed, "by") => not_in_the_chain(kind),
        (Code::NotAllowed, "of" | "relation") => no_revision(filled, kind, change),
        (Code::NotAllowed, "origin") if change.family() == Family::Desk => {
            vec![Way::new("Leave the source out", [("origin", ""), ("via", ""), ("basis", ""), ("knowledge", "")])]
        }
        (Code::LearnedInFuture, _) => vec![Way::new("We learned it now", [("learned", "")])],
        _ => Vec::new(),
    };
    let needed = matches!(field, "item" | "story" | "origin") || refusal.code == Code::Missing;
    if !needed && !filled.get(field).is_empty() {
        ways.push(Way::new("Leave it out", [(field, "")]));
    }
    ways
}

/// The part of a field with commas that no entry has; the last where none can be told.
fn unknown_part<'f>(field: &str, filled: &'f Filled, is_known: impl Fn(&str) -> bool) -> &'f str {
    let parts = filled.get(field).split([',', '→']).map(str::trim).filter(|part| !part.is_empty());
    let parts: Vec<&str> = parts.collect();
    parts.iter().find(|part| !is_known(part)).or(parts.last()).copied().unwrap_or_default()
}

/// What a field says with one of its names replaced.
fn with_name(field: &str, filled: &Filled, unknown: &str, by: &str) -> String {
    let written = names(filled.get(field));
    let told = written.iter().filter_map(serde_json::Value::as_str);
    told.map(|name| if name == unknown { by } else { name }).collect::<Vec<_>>().join(", ")
}

fn alike(one: &str, other: &str) -> bool {
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    one.split([' ', '-']).filter(|word| word.len() > 2).any(|word| other.contains(word))
}

fn who_is_meant(field: &str, filled: &Filled, cast: Option<&Cast>) -> Vec<Way> {
    let entities: &[CastEntity] = cast.map_or(&[], |cast| &cast.entities);
    let unknown = unknown_part(field, filled, |name| entities.iter().any(|entity| entity.slug.as_str() == name));
    if unknown.is_empty() {
        return Vec::new();
    }
    let meant = entities.iter().filter(|entity| alike(unknown, &entity.name) || alike(unknown, entity.slug.as_str()));
    let mut ways: Vec<Way> = meant
        .take(MOST_MEANT)
        .map(|entity| {
            let named = with_name(field, filled, unknown, entity.slug.as_str());
            Way::new(format!("{} is meant", entity.name), [(field, &*named)])
        })
        .collect();
    let slug = slug_of(unknown);
    if EntitySlug::new(&slug).is_ok() {
        let named = with_name(field, filled, unknown, &slug);
        let before = filled.get("directory");
        let before = if before.is_empty() { String::new() } else { format!("{before}\n") };
        ways.extend(NEW.map(|is| {
            let entry = format!("{before}{slug}: {{{is}: {}}}", serde_json::Value::from(unknown));
            Way::new(format!("A new {is}: {unknown}"), [(field, &*named), ("directory", &*entry)])
        }));
    }
    ways
}

/// A slug for a name: its letters and digits, with hyphens between its words.
pub(crate) fn slug_of(name: &str) -> String {
    let words = name.split(|character: char| !character.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
}

fn which_item_is_meant(field: &str, filled: &Filled, cast: Option<&Cast>) -> Vec<Way> {
    let items = cast.into_iter().flat_map(|cast| &cast.items);
    let unknown = unknown_part(field, filled, |name| items.clone().any(|item| item.item == name));
    let meant = items.clone().filter(|item| alike(unknown, &item.item) || alike(unknown, &item.what));
    let ways = meant.take(MOST_MEANT).map(|item| {
        let named = with_name(field, filled, unknown, &item.item);
        Way::new(format!("`{}` is meant", item.item), [(field, &*named)])
    });
    ways.collect()
}

fn of_another_kind(filled: &Filled, change: Change, cast: Option<&Cast>) -> Vec<Way> {
    let item = filled.get("item");
    let known = cast.and_then(|cast| cast.items.iter().find(|known| known.item == item));
    let kind = known.and_then(|known| Kind::named(&known.kind)).filter(|kind| kind.has(change));
    let as_it_is =
        kind.map(|kind| Way::new(format!("File it as {kind} {}", change.as_str()), [("kind", kind.as_str())]));
    let another = format!("{item}-{}", filled.get("kind"));
    as_it_is.into_iter().chain([Way::new(format!("A new item: {another}"), [("item", &*another)])]).collect()
}

/// What is on file under a key is not said again with other words: it is corrected, contradicted, or another update.
fn same_key(filled: &Filled, kind: Kind) -> Vec<Way> {
    let key = filled.get("key");
    let correct = kind.has(Change::Corrected).then(|| {
        let sets = [("change", "corrected"), ("relation", "corrects"), ("of", key), ("by", "desk"), ("key", "")];
        Way::new("It corrects that one", sets)
    });
    let contradicts = Way::new("It contradicts that one", [("relation", "contradicts"), ("of", key), ("key", "")]);
    let another = Way::new("It is another update", [("key", "")]);
    correct.into_iter().chain([contradicts, another]).collect()
}

/// Whoever has not passed a report on cannot take it back: they can deny what it says.
fn not_in_the_chain(kind: Kind) -> Vec<Way> {
    let no_revision = |words: &str, change: Change| {
        let sets = [("change", change.as_str()), ("relation", ""), ("of", ""), ("of_path", ""), ("by", "")];
        Way::new(words, sets)
    };
    let denial = kind.has(Change::Denied).then(|| no_revision("File a denial", Change::Denied));
    let contradicts = kind.has(Change::Reported).then(|| {
        let sets = [("change", "reported"), ("relation", "contradicts"), ("by", "")];
        Way::new("File a report that contradicts it", sets)
    });
    [Some(Way::new("The desk does", [("by", "desk")])), denial, contradicts].into_iter().flatten().collect()
}

fn no_revision(filled: &Filled, kind: Kind, change: Change) -> Vec<Way> {
    let revision = match filled.get("relation") {
        "corrects" => Some((Change::Corrected, "Make it a correction")),
        "retracts" => Some((Change::Retracted, "Make it a retraction")),
        _ => None,
    };
    let revision = revision.filter(|(revised, _)| *revised != change && kind.has(*revised));
    let revision = revision.map(|(revised, words)| Way::new(words, [("change", revised.as_str()), ("by", "desk")]));
    let contradicts = (filled.get("relation") != "contradicts")
        .then(|| Way::new("It contradicts that one", [("relation", "contradicts"), ("by", "")]));
    let none = Way::new("It stands by itself", [("relation", ""), ("of", ""), ("of_path", ""), ("by", "")]);
    revision.into_iter().chain(contradicts).chain([none]).collect()
}

impl Filled {
    /// The same with what a way out fills in. The names and values are those of the form's own buttons.
    pub fn taking(mut self, way: &str) -> Self {
        let sets: BTreeMap<String, String> = serde_json::from_str(way).unwrap_or_default();
        self.0.retain(|(name, _)| !sets.contains_key(name));
        self.0.extend(sets);
        // Of another kind, it has other attributes.
        let known = self.clone();
        self.0.retain(|(name, _)| known.has_field(name));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(fields: &[(&str, &str)]) -> Filled {
        let kind = [("story", "trips"), ("kind", "meeting"), ("change", "held"), ("item", "talks")];
        let fields = kind.iter().filter(|(name, _)| fields.iter().all(|(other, _)| other != name)).chain(fields);
        Filled(fields.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    fn ways(code: Code, field: &str, filled: &Filled) -> Vec<Way> {
        out_of(&Refusal { code, message: String::new(), at: String::new() }, field, filled, None)
    }

    fn words(ways: &[Way]) -> Vec<&str> {
        ways.iter().map(|way| way.words.as_str()).collect()
    }

    #[test]
    fn somebody_who_is_not_in_the_directory_is_entered_at_the_field() {
        let form = filled(&[("a.participants", "putin, An Nguyen")]);
        let entity: CastEntity =
            serde_json::from_value(serde_json::json!({ "slug": "putin", "name": "Vladimir Putin", "is": "person" }))
                .expect("an entry");
        let asked = serde_json::json!({ "story": "trips", "title": "Trips", "status": "open", "moment": "2026-01-01T00:00:00Z",
            "sequence": 1, "entities": [entity], "items": [] });
        let cast: Cast = serde_json::from_value(asked).expect("a cast");
        let refusal = Refusal { code: Code::UnknownEntity, message: String::new(), at: String::new() };
        let ways = out_of(&refusal, "a.participants", &form, Some(&cast));
        assert_eq!(words(&ways)[0], "A new person: An Nguyen");
        let then = form.taking(&serde_json::to_string(&ways[0].sets).expect("JSON"));
        assert_eq!(then.get("a.participants"), "putin, an-nguyen");
        assert_eq!(then.get("directory"), "an-nguyen: {person: \"An Nguyen\"}");
    }

    #[test]
    fn whoever_cannot_take_a_report_back_is_shown_what_they_can_do() {
        let form = filled(&[("change", "retracted"), ("relation", "retracts"), ("of", "7"), ("by", "tass")]);
        let ways = ways(Code::NotAllowed, "by", &form);
        assert_eq!(words(&ways)[..3], ["The desk does", "File a denial", "File a report that contradicts it"]);
        let then = form.taking(&serde_json::to_string(&ways[1].sets).expect("JSON"));
        assert_eq!((then.get("change"), then.get("relation"), then.get("of")), ("denied", "", ""));
    }

    #[test]
    fn a_key_that_is_taken_leads_to_a_correction() {
        let form = filled(&[("key", "first")]);
        let ways = ways(Code::IdConflict, "key", &form);
        assert_eq!(words(&ways)[0], "It corrects that one");
        assert_eq!(ways[0].sets["of"], "first");
    }

    #[test]
    fn what_can_be_left_out_can_be_left_out() {
        assert_eq!(words(&ways(Code::BadDate, "a.when", &filled(&[("a.when", "soon")]))), ["Leave it out"]);
        assert_eq!(words(&ways(Code::BadName, "item", &filled(&[("item", "?")]))), [""; 0]);
    }
}
