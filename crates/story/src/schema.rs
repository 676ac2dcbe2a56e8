//! JSON Schemas of what is recorded, written and answered, generated from the types that read and write it.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value as Json;

use crate::submit;
use crate::views::digest::Digest;

/// A schema that is published.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// The name it is asked for by.
    pub name: &'static str,
    /// What it describes, in a line.
    pub about: &'static str,
    /// JSON Schema, draft 2020-12.
    pub schema: Json,
}

impl Named {
    /// The schema of what this program writes: every member that is always written is required.
    pub fn written<T: JsonSchema>(name: &'static str, about: &'static str) -> Self {
        Self::of::<T>(name, about, SchemaSettings::draft2020_12().for_serialize())
    }

    /// The schema of what this program reads: only what it cannot do without is required.
    pub fn read<T: JsonSchema>(name: &'static str, about: &'static str) -> Self {
        Self::of::<T>(name, about, SchemaSettings::draft2020_12().for_deserialize())
    }

    /// It as a value of a service's metadata: in full, or, where that would be too much for the one message in which a
    /// service says everything about itself, by name and how to get it.
    pub fn in_metadata(&self) -> String {
        let schema = self.schema.to_string();
        if schema.len() <= METADATA_BYTES {
            schema
        } else {
            format!("{}: newsreel schema {}", id(self.name), self.name)
        }
    }

    fn of<T: JsonSchema>(name: &'static str, about: &'static str, settings: SchemaSettings) -> Self {
        let mut schema = settings.into_generator().into_root_schema_for::<T>();
        schema.insert("$id".to_owned(), Json::String(id(name)));
        Self { name, about, schema: schema.to_value() }
    }
}

/// How large a schema can be that stands in a service's metadata, in bytes.
const METADATA_BYTES: usize = 32 * 1024;

/// The identity of the schema of this name.
pub fn id(name: &str) -> String {
    format!("urn:newsreel:schema:{name}")
}

/// The schema of the authoring format.
pub fn story() -> Named {
    let mut schema = submit::schema::story();
    schema["$id"] = Json::String(id("story"));
    Named { name: "story", about: "a document of the authoring format, for editors", schema }
}

/// The schema of the values of the bucket of digests.
pub fn digest() -> Named {
    Named::written::<Digest<'_>>("digest", "the current state of a story, as the bucket holds it")
}

/// The schemas of these names.
pub fn named(schemas: &[Named], names: &[&str]) -> Vec<Named> {
    schemas.iter().filter(|schema| names.contains(&schema.name)).cloned().collect()
}

/// A schema as it must be to stand at `pointer` (a JSON pointer) of another document.
pub fn nested(schema: &Json, pointer: &str) -> Json {
    match schema {
        Json::Object(members) => {
            let kept = members.iter().filter(|(name, value)| !(is_identity(name) && value.is_string()));
            kept.map(|(name, value)| (name.clone(), nested_member(name, value, pointer))).collect()
        }
        Json::Array(elements) => elements.iter().map(|element| nested(element, pointer)).collect(),
        plain => plain.clone(),
    }
}

fn is_identity(name: &str) -> bool {
    matches!(name, "$id" | "$schema")
}

fn nested_member(name: &str, value: &Json, pointer: &str) -> Json {
    match value.as_str().and_then(|reference| reference.strip_prefix('#')) {
        Some(local) if name == "$ref" => Json::String(format!("#{pointer}{local}")),
        _ => nested(value, pointer),
    }
}
