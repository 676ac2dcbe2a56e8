//! What was ever written can be read for ever.

use newsreel_log::Envelope;
use newsreel_story::record::recorded::Record;
use serde_json::Value;

/// Records as the first version wrote them: the example story, in the order of the log. Never regenerated; a new version
/// adds a file.
const FIRST_VERSION: &str = include_str!("../../fixtures/records-v1.ndjson");

#[test]
fn records_of_the_first_version_read_as_they_were_written() {
    let mut count = 0;
    for line in FIRST_VERSION.lines() {
        let line: Value = serde_json::from_str(line).expect("json");
        let event = &line["event"];
        let envelope =
            Envelope::decode(event.to_string().as_bytes()).unwrap_or_else(|error| panic!("{error}: {event}"));
        assert_eq!(serde_json::to_value(&envelope.record).expect("json"), event["data"]);
        assert_eq!(event["id"], envelope.record.id().to_string());
        count += usize::from(matches!(envelope.record, Record::Story(_)));
    }
    assert!(count > 30, "{count} updates");
}
