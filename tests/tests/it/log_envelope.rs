use std::path::Path;

use jiff::Timestamp;
use newsreel_log::{Context, DecodeError, Envelope};
use newsreel_tests::records::{encoded, entry, update};
use serde_json::Value;

#[test]
fn a_record_reads_back_as_it_was_written_with_what_brought_it_about() {
    let context = Context {
        correlation: Some("submission-7".into()),
        causation: Some("wire \"item\" 12".into()),
        traceparent: Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".into()),
    };
    for record in [update("envoy-trips", 1), entry("witkoff")] {
        let envelope = Envelope::new(record, Timestamp::UNIX_EPOCH, context.clone());
        let stored = envelope.encode().expect("a record is JSON");
        assert_eq!(Envelope::decode(&stored.payload).expect("our own envelope"), envelope);
    }
}

/// The attributes CloudEvents 1.0 requires, and names it allows for extensions.
#[test]
fn an_envelope_is_a_cloud_event() {
    for record in [update("envoy-trips", 1), entry("witkoff")] {
        let event: Value = serde_json::from_slice(&encoded(&record).payload).expect("JSON");
        let event = event.as_object().expect("an object");
        assert_eq!(event["specversion"], "1.0");
        assert_eq!(event["id"], record.id().to_string());
        assert_eq!(event["type"], record.type_name());
        assert_eq!(event["datacontenttype"], "application/json");
        for name in ["source", "subject", "time", "dataschema", "learnedat"] {
            assert!(event[name].as_str().is_some_and(|text| !text.is_empty()), "{name}");
        }
        let well_named = |name: &str| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        assert!(event.keys().all(|name| well_named(name)), "{:?}", event.keys());
    }
}

/// The same by the official schema, where it lies beside the project.
#[test]
#[allow(clippy::print_stderr, reason = "whoever runs the tests is to know what was skipped")]
fn an_envelope_is_a_cloud_event_by_the_official_schema() {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/schemas/cloudevents-1.0.json");
    if !schema.exists() {
        eprintln!("skipped: {} is not there", schema.display());
        return;
    }
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    compiler.enable_format_assertions();
    let schema = compiler.compile(schema.to_str().expect("a path"), &mut schemas).expect("a schema");
    let mut event: Value = serde_json::from_slice(&encoded(&update("envoy-trips", 1)).payload).expect("JSON");
    schemas.validate(&event, schema).unwrap_or_else(|error| panic!("{error}"));
    let directory = serde_json::from_slice(&encoded(&entry("witkoff")).payload).expect("JSON");
    schemas.validate(&directory, schema).unwrap_or_else(|error| panic!("{error}"));
    event["time"] = "yesterday".into();
    assert!(schemas.validate(&event, schema).is_err(), "the schema is looked at");
}

#[test]
fn a_story_called_directory_is_still_a_story() {
    let record = update("directory", 1);
    assert_eq!(newsreel_log::envelope::decode(&encoded(&record).payload).expect("our own envelope"), record);
}

#[test]
fn what_cannot_be_read_says_why() {
    let payload = String::from_utf8(encoded(&update("envoy-trips", 1)).payload.to_vec()).expect("JSON is UTF-8");
    let decode = |text: String| newsreel_log::envelope::decode(text.as_bytes()).expect_err("it is broken");
    assert!(matches!(decode("hello".into()), DecodeError::Envelope(_)));
    let newer = decode(payload.replace("newsreel:update:1", "newsreel:update:9"));
    assert!(matches!(newer, DecodeError::UnknownSchema(schema) if &*schema == "urn:newsreel:update:9"));
    let other = decode(payload.replace("\"1.0\"", "\"2.0\""));
    assert!(matches!(other, DecodeError::UnknownSpecVersion(version) if &*version == "2.0"));
    let broken = decode(payload.replace("\"mooted\"", "\"exploded\""));
    assert!(matches!(broken, DecodeError::Data { .. }));
}
