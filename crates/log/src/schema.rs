//! JSON Schemas of what the log and the bucket hold, and of the errors of services.

use async_nats::service::{NATS_SERVICE_ERROR, NATS_SERVICE_ERROR_CODE};
use newsreel_story::record::entry::Entry;
use newsreel_story::record::update::Update;
use newsreel_story::schema::{self, Named};
use serde_json::{Value, json};

use crate::envelope::Written;
use crate::service::ErrorCode;

/// The schemas of the log's records, of what they hold, of the values of the bucket of digests, and of errors.
pub fn schemas() -> Vec<Named> {
    vec![
        Named::written::<Written<'_>>("record", "a message of the log: a CloudEvents event with an update or an entry"),
        Named::written::<Update>("update", "an update of a story, the data of a record"),
        Named::written::<Entry>("entry", "a change to the directory, the data of a record"),
        schema::digest(),
        error(),
    ]
}

/// An error of a service stands in the headers of its reply.
fn error() -> Named {
    let code = |code: &ErrorCode| {
        let description = format!("{code}: {}", code.meaning());
        json!({ "const": code.number().to_string(), "description": description })
    };
    let codes: Vec<Value> = ErrorCode::ALL.iter().map(code).collect();
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": schema::id("error"),
        "title": "Error",
        "description": "The headers of a reply that is an error. Its body is empty.",
        "type": "object",
        "properties": {
            NATS_SERVICE_ERROR_CODE: { "description": "What went wrong, as a number that never changes its meaning.", "oneOf": codes },
            NATS_SERVICE_ERROR: { "description": "What, why and what to do, as a sentence.", "type": "string" },
        },
        "required": [NATS_SERVICE_ERROR_CODE, NATS_SERVICE_ERROR],
    });
    Named { name: "error", about: "the headers of a service's reply that is an error", schema }
}
