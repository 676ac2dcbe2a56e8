//! What readers outside may know: nothing that is for the desk, and not that there is anything.

use newsreel_web::{Access, Options, Role, Token};
use serde_json::Value;

use crate::page::{Answer, Site, json, line};

const ENVOY: &str = "envoy-russia-trips";
const EDITOR: &str = "authorization: Bearer an-editor-of-the-desk\r\n";

/// A site that everybody may read and an editor may write to, with two stories.
async fn site() -> Site {
    let secret = "an-editor-of-the-desk".to_owned();
    let editor = Token { name: "An Editor".to_owned(), role: Role::Editor, secret };
    let access = Access::SignIn { tokens: vec![editor], provider: None, open_reads: true };
    let site = Site::start_with(Options { access, ..Options::default() }).await;
    site.import(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/stories/san-jose-mine.yaml"));
    site
}

/// Records updates of a story, and waits until they are shown; the position of the last.
async fn record(site: &Site, story: &str, updates: &str) -> u64 {
    let document = format!("story: {story}\nupdates:\n{updates}");
    let answer = site.send("POST /api/submissions", EDITOR, &document).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let position = json(&answer)["sequence"].as_u64().expect("a position");
    site.send(&format!("GET /?fresh={position}"), EDITOR, "").await;
    position
}

/// An answer without the moment at which it was asked for.
fn timeless(answer: &Answer) -> String {
    fn forget(value: &mut Value) {
        match value {
            Value::Object(members) => {
                members.retain(|name, _| !matches!(name.as_str(), "moment" | "to"));
                members.values_mut().for_each(forget);
            }
            Value::Array(elements) => elements.iter_mut().for_each(forget),
            _ => {}
        }
    }
    match serde_json::from_str::<Value>(&answer.body) {
        Ok(mut value) => {
            forget(&mut value);
            value.to_string()
        }
        // A page says at which minute it was asked for.
        Err(_) => answer.body.lines().filter(|line| !line.contains("As of ")).collect::<Vec<_>>().join("\n"),
    }
}

const NOTE: &str = "- {note.noted: tip, key: tip, code: captured, text: A source rang about the ferries.}\n";
const TAKEN_BACK: &str = "- {note.retracted: tip, key: no-tip, retracts: {update: tip, reason: no use}, by: desk}\n";
const REPORT: &str = "- {meeting.denied: meeting-february, key: kremlin-denies, source: {origin: peskov, via: [tass], knowledge: own_act}}\n";

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_not_signed_in_is_told_nothing_of_the_notes_of_the_desk() {
    let site = site().await;
    let mut addresses = vec!["/feed.atom".to_owned(), "/api/stories".to_owned(), "/api/stories?limit=1".to_owned()];
    addresses
        .extend(["feed.atom", "expected.ics", "story.ninjs"].map(|end| format!("/stories/envoy-russia-trips/{end}")));
    addresses.push("/embed/envoy-russia-trips".to_owned());
    let questions = [
        "",
        "/brief",
        "/glance",
        "/updates",
        "/matrix",
        "/timeline",
        "/expected",
        "/check",
        "/cast",
        "/difference",
        "/cloudevents",
        "/publications",
    ];
    addresses.extend(questions.map(|question| format!("/api/stories/envoy-russia-trips{question}")));
    addresses.extend(["/api/search?words=ferries", "/api/who/peskov"].map(str::to_owned));
    let mut before = Vec::new();
    for address in &addresses {
        let answer = site.get(address).await;
        assert_eq!(answer.status, 200, "{address}: {}", answer.body);
        before.push(timeless(&answer));
    }
    let live = ["/embed/envoy-russia-trips/live", "/stories/envoy-russia-trips/live", "/live", "/api/live"];
    let mut listening = Vec::new();
    for address in live {
        listening.push(site.listen(address, "").await);
    }
    let mut newsroom = site.listen("/stories/envoy-russia-trips/live", EDITOR).await;

    let note = record(&site, ENVOY, NOTE).await;
    line(&mut newsroom, "event: moved").await;
    let taken_back = record(&site, ENVOY, TAKEN_BACK).await;
    line(&mut newsroom, "event: moved").await;
    // Of the story with the older news, which it does not bring to the front of any list.
    record(&site, "san-jose-mine", "- {note.noted: call, code: captured, text: A source rang about the mine.}\n").await;
    for (address, before) in addresses.iter().zip(&before) {
        assert_eq!(&timeless(&site.get(address).await), before, "{address}");
    }
    for update in [note, taken_back] {
        for address in [
            format!("/updates/{update}"),
            format!("/api/updates/{update}"),
            format!("/api/updates/{update}/cloudevent"),
            format!("/api/updates/{update}/proof"),
        ] {
            assert_eq!(site.get(&address).await.status, 404, "{address}");
        }
    }
    for page in ["/", "/wall", "/stories/envoy-russia-trips", "/?q=ferries", "/who/peskov", "/updates/39"] {
        let shown = site.page(page).await;
        assert!(!shown.contains("source rang") && !shown.contains("captured"), "{page}: {shown}");
    }
    let told = site.send("GET /stories/envoy-russia-trips", EDITOR, "").await.body;
    assert!(told.contains("A source rang about the ferries"), "who has signed in is told: {told}");
    assert_eq!(site.send(&format!("GET /api/updates/{note}"), EDITOR, "").await.status, 200);

    // The first that they hear of is the report, of which they may know.
    let report = record(&site, ENVOY, REPORT).await;
    for stream in &mut listening {
        assert_eq!(line(stream, "event: ").await, "event: moved");
        assert_eq!(line(stream, "id: ").await, format!("id: {report}"));
    }
    let listed = json(&site.get("/api/stories").await);
    assert_eq!(listed["list"][0]["story"], "envoy-russia-trips", "{listed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_box_moves_with_what_it_shows_whoever_looks_at_it() {
    let site = Site::start().await;
    let mut shown = site.listen("/embed/envoy-russia-trips/live?after=64", "").await;
    let note = site.send("POST /api/submissions", "", &format!("story: envoy-russia-trips\nupdates:\n{NOTE}")).await;
    assert_eq!(note.status, 201, "{}", note.body);
    let report =
        site.send("POST /api/submissions", "", &format!("story: envoy-russia-trips\nupdates:\n{REPORT}")).await;
    let report = json(&report)["sequence"].as_u64().expect("a position");
    assert_eq!(line(&mut shown, "event: ").await, "event: moved");
    assert_eq!(line(&mut shown, "id: ").await, format!("id: {report}"));
    // Whoever comes back has missed what was shown since, and nothing else.
    for (seen, missed) in [(64, true), (report, false)] {
        let mut back = site.listen("/embed/envoy-russia-trips/live", &format!("last-event-id: {seen}\r\n")).await;
        if missed {
            assert_eq!(line(&mut back, "id: ").await, format!("id: {report}"));
        }
    }
    let page = site.page("/embed/envoy-russia-trips").await;
    assert!(page.contains("data-live=\"/embed/envoy-russia-trips/live\""), "{page}");
}
