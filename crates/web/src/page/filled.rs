//! What somebody has filled in, and the document that a file would have held.

use newsreel_story::record::kind::Kind;
use newsreel_story::record::kind::change::Change;
use newsreel_story::record::kind::spec::{AttributeSpec, Rank, ValueType};
use newsreel_story::submit::refusal::{Code, Refusal};
use newsreel_story::submit::yaml::Source;
use serde_json::{Map, Value, json};

use crate::page::typed::{Reading, Typed};

/// What begins the names of the fields that are attributes of the kind.
pub const ATTRIBUTE: &str = "a.";

/// What a form of one update is sent with, besides the attributes of its kind.
const FIELDS: &[&str] = &[
    "story",
    "kind",
    "change",
    "item",
    "key",
    "quote",
    "hedge",
    "limits",
    "line",
    "label",
    "by",
    "said",
    "published",
    "learned",
    "origin",
    "via",
    "basis",
    "knowledge",
    "relation",
    "of",
    "of_path",
    "reason",
    "path",
    "value",
    "on",
    "captured",
    "directory",
    "seen",
    "do",
    "way",
    "fresh",
    "short",
];

/// Why the report of a form takes the place of what was captured.
const PUT_IN_ORDER: &str = "put in order";

/// What somebody has filled in, field by field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled(pub Vec<(String, String)>);

impl Filled {
    /// What a field says; empty where nothing is filled in.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// Whether it takes an update back, and says why.
    pub(crate) fn takes_back(&self) -> bool {
        self.get("relation") == "retracts"
            && ["item", "of", "by", "reason"].iter().all(|name| !self.get(name).is_empty())
    }

    /// The kind and the change, where both are chosen and belong together.
    pub fn update_type(&self) -> Option<(Kind, Change)> {
        let kind = Kind::named(self.get("kind"))?;
        let change = Change::ALL.iter().copied().find(|change| change.as_str() == self.get("change"))?;
        kind.has(change).then_some((kind, change))
    }

    /// Whether the form has a field of this name, as it is filled in.
    pub(crate) fn has_field(&self, name: &str) -> bool {
        match name.strip_prefix(ATTRIBUTE) {
            Some(attribute) => self.update_type().is_some_and(|(kind, _)| kind.attribute(attribute).is_some()),
            None => FIELDS.contains(&name),
        }
    }

    /// Whether a field names people, organisations or places.
    pub(crate) fn names_entries(&self, name: &str) -> bool {
        let attribute = name.strip_prefix(ATTRIBUTE).zip(self.update_type());
        let attribute = attribute.and_then(|(name, (kind, _))| kind.attribute(name));
        matches!(name, "origin" | "via")
            || attribute.is_some_and(|attribute| matches!(attribute.value, ValueType::Entity | ValueType::Place))
    }

    /// Why it cannot be read at all: something is sent that the form has no field for.
    ///
    /// # Errors
    /// A refusal that names it.
    pub fn is_of_form(&self) -> Result<(), Refusal> {
        self.has_only(|name| self.has_field(name))
    }

    /// The same for a form with other fields.
    pub(crate) fn has_only(&self, is_field: impl Fn(&str) -> bool) -> Result<(), Refusal> {
        let unknown = self.0.iter().find(|(name, _)| !is_field(name));
        unknown.map_or(Ok(()), |(name, _)| {
            let message = format!("`{name}` is not a field of this form");
            Err(Refusal { code: Code::UnknownKey, message, at: format!("/{name}") })
        })
    }

    /// The document that a file would have held, or which field cannot be read.
    ///
    /// # Errors
    /// A refusal whose place is that of the field in the document.
    pub fn document(&self, reading: Reading) -> Result<Value, Refusal> {
        let mut update = Map::new();
        let (kind, change) = self.update_type().ok_or_else(|| refusal("choose a kind and a change", ""))?;
        update.insert(format!("{kind}.{change}"), json!(self.get("item")));
        for name in ["key", "quote", "hedge", "limits", "line", "label", "by"] {
            if !self.get(name).is_empty() {
                update.insert(name.to_owned(), json!(self.get(name)));
            }
        }
        if !self.get("path").is_empty() {
            update.insert("of".to_owned(), json!(self.get("path")));
        }
        if !self.get("value").is_empty() {
            update.insert("value".to_owned(), self.value_meant(kind, reading)?);
        }
        for name in ["said", "published"] {
            if !self.get(name).is_empty() {
                update.insert(name.to_owned(), self.date(name, reading));
            }
        }
        if !self.get("learned").is_empty() {
            // An instant, to which a phrase would add nothing.
            let learned =
                self.typed("learned", reading).map_or_else(|| self.get("learned").to_owned(), |typed| typed.date);
            update.insert("learned".to_owned(), json!(learned));
        }
        if let Some(source) = self.source() {
            update.insert("source".to_owned(), source);
        }
        let (relation, of) = (self.get("relation"), self.get("of"));
        if !relation.is_empty() && !of.is_empty() {
            let mut relates = Map::from_iter([("update".to_owned(), json!(of))]);
            for (word, field) in [("path", "of_path"), ("reason", "reason")] {
                if !self.get(field).is_empty() {
                    relates.insert(word.to_owned(), json!(self.get(field)));
                }
            }
            update.insert(relation.to_owned(), Value::Object(relates));
        }
        if !self.get("captured").is_empty() {
            let captured = json!({ "update": self.get("captured"), "reason": PUT_IN_ORDER });
            let relates = update.remove("supersedes").into_iter().chain([captured]);
            update.insert("supersedes".to_owned(), Value::Array(relates.collect()));
        }
        for attribute in kind.spec().attributes {
            let field = format!("{ATTRIBUTE}{}", attribute.name);
            let written = self.get(&field);
            if !written.is_empty() {
                let value = match attribute.value {
                    ValueType::When if !written.starts_with(['{', '[']) => self.date(&field, reading),
                    _ => value(attribute, written)?,
                };
                update.insert(attribute.name.to_owned(), value);
            }
        }
        let mut document = Map::from_iter([("story".to_owned(), json!(self.get("story")))]);
        if !self.get("directory").is_empty() {
            document.insert("directory".to_owned(), yaml(self.get("directory"), "/directory")?);
        }
        document.insert("updates".to_owned(), json!([update]));
        Ok(Value::Object(document))
    }

    /// The value that is confirmed, denied or doubted, of the part that is.
    fn value_meant(&self, kind: Kind, reading: Reading) -> Result<Value, Refusal> {
        let written = self.get("value");
        let part = self.get("path");
        // Of what is said of an element the table knows no more than the desk.
        let attribute = kind.attribute(part).filter(|attribute| attribute.elements.is_none());
        match attribute {
            Some(attribute) if attribute.value == ValueType::When && !written.starts_with(['{', '[']) => {
                Ok(self.date("value", reading))
            }
            Some(attribute) => value(attribute, written),
            None => Ok(Value::from(written)),
        }
    }

    /// A date as it was typed, read; none where nothing can be read in it.
    pub fn typed(&self, name: &str, reading: Reading) -> Option<Typed> {
        reading.read(self.get(name), self.is_ahead(name))
    }

    /// Whether a date in this field is one ahead: an attribute of what is planned.
    pub fn is_ahead(&self, name: &str) -> bool {
        let phase = self.update_type().and_then(|(kind, change)| Some((kind, kind.phase_filed_by(change)?)));
        let role = phase.and_then(|(kind, phase)| kind.phase_role(phase));
        name.starts_with(ATTRIBUTE) && role.is_some_and(|role| role.rank() == Rank::Plans)
    }

    /// A date as a document has it: as it was read, else as it was typed, which the desk refuses.
    fn date(&self, name: &str, reading: Reading) -> Value {
        self.typed(name, reading).map_or_else(|| json!(self.get(name)), |typed| typed.value())
    }

    fn source(&self) -> Option<Value> {
        let origin = self.get("origin");
        if origin.is_empty() {
            return None;
        }
        let mut source = Map::from_iter([("origin".to_owned(), listed(origin))]);
        if !self.get("via").is_empty() {
            source.insert("via".to_owned(), Value::Array(names(self.get("via"))));
        }
        for name in ["basis", "knowledge"] {
            if !self.get(name).is_empty() {
                source.insert(name.to_owned(), json!(self.get(name)));
            }
        }
        if source.len() == 1 { source.remove("origin") } else { Some(Value::Object(source)) }
    }
}

/// A value as it is written in a form; none where a form has no way to write it.
pub(crate) fn written(value: &newsreel_story::record::value::Value) -> Option<String> {
    use newsreel_story::record::value::Value;
    Some(match value {
        Value::Text(text) => text.to_string(),
        Value::Choice(token) => token.to_string(),
        Value::Entity(slug) | Value::Place(slug) => slug.to_string(),
        Value::When(when) => when.as_str().to_owned(),
        Value::Count(count) => count.to_string(),
        Value::Item(item) => item.to_string(),
        Value::Duration(_) | Value::Ordinal(_) | Value::None(_) => return None,
    })
}

pub(crate) fn names(text: &str) -> Vec<Value> {
    text.split([',', '→']).map(str::trim).filter(|name| !name.is_empty()).map(Value::from).collect()
}

/// One name as it is, several as a list.
fn listed(text: &str) -> Value {
    let mut names = names(text);
    if names.len() == 1 { names.remove(0) } else { Value::Array(names) }
}

fn value(attribute: &AttributeSpec, written: &str) -> Result<Value, Refusal> {
    match attribute.value {
        ValueType::Text if attribute.elements.is_none() => Ok(Value::from(written)),
        _ if written.starts_with(['{', '[']) => yaml(written, &format!("/updates/0/{}", attribute.name)),
        ValueType::Entity | ValueType::Place | ValueType::Item => {
            let is_list = attribute.elements.is_some();
            Ok(if is_list { Value::Array(names(written)) } else { listed(written) })
        }
        _ => yaml(written, &format!("/updates/0/{}", attribute.name)),
    }
}

fn yaml(written: &str, at: &str) -> Result<Value, Refusal> {
    let documents = Source::parse(written).map_err(|error| Refusal { at: at.to_owned(), ..error.refusal() })?;
    Ok(documents.into_iter().next().map(|document| document.value).unwrap_or_default())
}

pub(crate) fn refusal(message: &str, at: &str) -> Refusal {
    Refusal { code: Code::Missing, message: message.to_owned(), at: at.to_owned() }
}

#[cfg(test)]
mod tests {
    use newsreel_story::record::style::Style;

    use super::*;

    fn filled(fields: &[(&str, &str)]) -> Filled {
        Filled(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    fn reading() -> Reading {
        Reading { now: "2026-11-26T16:17:30Z".parse().expect("an instant"), style: Style::British }
    }

    #[test]
    fn a_form_makes_the_document_that_a_file_would_have_held() {
        let form = filled(&[
            ("story", "trips"),
            ("kind", "meeting"),
            ("change", "confirmed"),
            ("item", "talks"),
            ("origin", "peskov"),
            ("via", "tass, newsweek"),
            ("knowledge", "own_act"),
            ("a.participants", "putin, witkoff"),
            ("a.place", "moscow"),
            ("a.when", "2025-02"),
            ("quote", ""),
            ("relation", "corrects"),
            ("of", "34"),
            ("reason", "misread"),
        ]);
        let file = "{story: trips, updates: [{meeting.confirmed: talks, source: {origin: peskov, via: [tass, newsweek], \
                    knowledge: own_act}, corrects: {update: '34', reason: misread}, participants: [putin, witkoff], \
                    place: moscow, when: 2025-02}]}";
        assert_eq!(form.document(reading()), Ok(Source::parse(file).expect("YAML")[0].value.clone()));
        let of_desk =
            filled(&[("story", "trips"), ("kind", "note"), ("change", "noted"), ("item", "n"), ("a.text", "a: b")]);
        assert_eq!(
            of_desk.document(reading()).expect("a document")["updates"][0],
            json!({ "note.noted": "n", "text": "a: b" })
        );
    }

    #[test]
    fn what_was_captured_is_replaced_by_what_is_filled_in_later() {
        let form = filled(&[
            ("story", "trips"),
            ("kind", "meeting"),
            ("change", "announced"),
            ("item", "talks"),
            ("a.when", "Friday"),
            ("captured", "captured-1"),
        ]);
        let document = form.document(reading()).expect("a document");
        let update = &document["updates"][0];
        assert_eq!(update["supersedes"], json!([{ "update": "captured-1", "reason": "put in order" }]));
        assert_eq!(update["when"]["date"], "2026-11-27", "a plan lies ahead");
    }
}
