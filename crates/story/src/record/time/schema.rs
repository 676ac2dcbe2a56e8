//! Times in JSON Schemas.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

/// How every text of a time begins. Whether it is one is known when it is read.
pub(crate) const PATTERN: &str = r"^((before|during|after) [a-z0-9-]+|[\[{].+|[-+.0-9XY/?~%][^ ]*)$";

/// What a timestamp is in JSON: stands for one where a schema is derived.
pub struct Moment;

impl JsonSchema for Moment {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Moment".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date-time" })
    }
}
