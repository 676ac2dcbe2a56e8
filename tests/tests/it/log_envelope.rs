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
