//! Stories to submit, as people write them.

use serde_json::{Value, json};

/// A submission of `count` updates of a story, with keys that begin with `prefix`.
pub fn submission(story: &str, prefix: &str, count: usize) -> Value {
    let updates: Vec<Value> = (0..count)
        .map(|i| {
            json!({
                "meeting.held": format!("{prefix}-{}", i % 7), "key": format!("{prefix}-{i}"), "participants": ["putin", "witkoff"],
                "place": "moscow", "when": "2025-02", "learned": "2025-04-11T21:00:00Z",
            })
        })
        .collect();
    json!({
        "story": story, "title": format!("The story {story}"),
        "directory": {
            "putin": {"person": "Vladimir Putin"}, "witkoff": {"person": "Steve Witkoff"},
            "moscow": {"place": "Moscow"}, "newsweek": {"outlet": "Newsweek"},
        },
        "defaults": {"source": "newsweek", "learned": "2025-04-11T21:00:00Z"},
        "updates": updates,
    })
}
