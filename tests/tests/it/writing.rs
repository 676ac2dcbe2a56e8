//! Writing on the page, over HTTP: what is taken down in a line, put in order later; two at one item; who may what.

use newsreel_web::{Access, Options, Role, Token};
use serde_json::Value;

use crate::page::{Answer, Site};

const FORM: &str = "content-type: application/x-www-form-urlencoded\r\nsec-fetch-site: same-origin\r\n";

async fn post(site: &Site, path: &str, fields: &str) -> Answer {
    site.send(&format!("POST {path}"), FORM, fields).await
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_is_taken_down_at_once_and_put_in_order_later() {
    let site = Site::start().await;
    let line = "story=envoy-russia-trips&capture=captured-1&said-line=The+meeting+was+short.&by-whom=Dmitry+Peskov%2C+by+phone";
    let kept = post(&site, "/capture", line).await;
    assert_eq!(
        (kept.status, kept.header("location")),
        (303, Some("/new?story=envoy-russia-trips&fresh=65#wt")),
        "{}",
        kept.body
    );
    assert_eq!(post(&site, "/capture", line).await.status, 303, "twice is once");
    let waiting = site.page("/new?story=envoy-russia-trips&fresh=65").await;
    assert_eq!(waiting.matches("captured=captured-1").count(), 1, "{waiting}");
    let story = site.page("/stories/envoy-russia-trips?fresh=65").await;
    assert!(story.contains("To be put in order"), "{story}");
    let empty = post(&site, "/capture", "story=envoy-russia-trips&said-line=").await;
    assert_eq!(empty.status, 422);
    assert!(empty.body.contains("write what was said") && empty.body.contains("aria-invalid"), "{}", empty.body);

    // Whoever puts it in order sees it, with who said it filled in, and uses the name of the directory.
    let form = "/new?story=envoy-russia-trips&captured=captured-1&kind=meeting&change=confirmed";
    let form = site.page(form).await;
    assert!(form.contains("The meeting was short.") && form.contains("value=\"Dmitry Peskov\""), "{form}");
    let fields = "story=envoy-russia-trips&kind=meeting&change=confirmed&item=meeting-february&captured=captured-1\
                  &origin=Dmitry+Peskov&via=TASS&knowledge=own_act&said=11+April+2025&do=send";
    // What would move is told in plain words: not that a note gave way, nor by what name the page knows it.
    let looked = post(&site, "/new", &fields.replace("do=send", "do=check")).await;
    let moves =
        looked.body.split_once("It would move").and_then(|(_, rest)| rest.split_once("</ul>")).expect("moves").0;
    assert!(moves.contains("Peskov") && !moves.contains("captured-1") && !moves.contains("put in order"), "{moves}");
    let sent = post(&site, "/new", fields).await;
    assert_eq!((sent.status, sent.header("location")), (303, Some("/updates/66?fresh=66")), "{}", sent.body);
    let update = json(&site.page("/api/updates/66?at_least=66").await);
    assert_eq!(update["line"]["said"], "2025-04-11");
    assert_eq!(update["sources"][0]["chain"].as_array().map(Vec::len), Some(2), "{update}");
    assert!(!site.page("/new?story=envoy-russia-trips").await.contains("captured=captured-1"), "it waits no more");
    let story = site.page("/stories/envoy-russia-trips?brief=full&fresh=66").await;
    assert!(!story.contains("To be put in order") && !story.contains("The desk took back"), "{story}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_taken_down_for_the_desk_reaches_no_reader_outside() {
    let site = Site::start().await;
    let story = "/stories/envoy-russia-trips";
    let exports = [
        "/feed.atom".to_owned(),
        format!("{story}/feed.atom"),
        format!("{story}/story.ninjs"),
        format!("/oembed?url={story}"),
        "/api/stories/envoy-russia-trips/cloudevents?after=50".to_owned(),
    ];
    let asked = async |position: u64| {
        let mut read = Vec::new();
        for export in &exports {
            let at_least = match export.starts_with("/oembed") {
                true => String::new(),
                false => format!("{}at_least={position}", if export.contains('?') { "&" } else { "?" }),
            };
            read.push(site.page(&format!("{export}{at_least}")).await);
        }
        // A box says when it was made, and a page much that is not for readers.
        let boxed = site.page(&format!("/embed/envoy-russia-trips?at_least={position}")).await;
        read.push(
            boxed.split_once("<main").and_then(|(_, rest)| rest.split_once("</main>")).expect("a box").0.to_owned(),
        );
        let page = site.page(&format!("{story}?fresh={position}")).await;
        let linked = page.split_once("application/ld+json").and_then(|(_, rest)| rest.split_once("</script>"));
        read.push(linked.expect("linked data").0.to_owned());
        read
    };
    let before = asked(64).await;
    for (number, life) in [
        r#"{"note.retracted":"captured-1","key":"gone","retracts":{"update":"captured-1","reason":"no use"},"by":"desk"}"#,
        "",
    ]
    .into_iter()
    .enumerate()
    {
        let line = format!("story=envoy-russia-trips&capture=captured-{}&said-line=The+meeting+was+short.", number + 1);
        let position = 65 + 2 * number as u64;
        assert_eq!(post(&site, "/capture", &line).await.status, 303);
        assert_eq!(asked(position).await, before, "taken down");
        if !life.is_empty() {
            let document = format!(r#"{{"story":"envoy-russia-trips","updates":[{life}]}}"#);
            let headers = "content-type: application/json\r\nsec-fetch-site: same-origin\r\n";
            let sent = site.send("POST /api/submissions", headers, &document).await;
            assert_eq!(sent.status, 201, "{}", sent.body);
            assert_eq!(asked(position + 1).await, before, "taken back");
        }
    }

    // Put in order, it is what the update says, and nothing more.
    let fields = "story=envoy-russia-trips&kind=meeting&change=confirmed&item=meeting-february&captured=captured-2\
                  &origin=Dmitry+Peskov&via=TASS&knowledge=own_act&said=11+April+2025&do=send";
    let sent = post(&site, "/new", fields).await;
    assert_eq!((sent.status, sent.header("location")), (303, Some("/updates/68?fresh=68")), "{}", sent.body);
    let captured = site.page("/api/updates/67").await;
    let id = json(&captured)["line"]["update"].as_str().expect("an id").to_owned();
    for (export, read) in exports.iter().map(String::as_str).chain(["box", "linked data"]).zip(asked(68).await) {
        for never in ["captured", "put in order", "The meeting was short", "no use", &id] {
            assert!(!read.contains(never), "{export} has “{never}”: {read}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_at_one_item_are_told_of_each_other() {
    let site = Site::start().await;
    let here = |page: &str| format!("at=envoy-russia-trips%2Fmeeting-february&page={page}");
    assert_eq!(json(&post(&site, "/presence", &here("one")).await.body)["others"], serde_json::json!([]));
    let told = json(&post(&site, "/presence", &here("two")).await.body);
    assert!(told["others"][0].as_str().is_some_and(|who| who.contains("somebody else since")), "{told}");
    let fields = "story=envoy-russia-trips&kind=meeting&change=denied&item=meeting-february&origin=peskov&via=tass&knowledge=own_act";
    let form = site.page("/new?story=envoy-russia-trips&kind=meeting&change=denied&item=meeting-february").await;
    assert!(form.contains("somebody else since") && form.contains("name=\"seen\" value=\"64\""), "{form}");

    // The first sends; the second, who has not seen it, is shown it and nothing is recorded until they have.
    assert_eq!(post(&site, "/new", &format!("{fields}&seen=64&do=send")).await.status, 303);
    let second = fields.replace("denied", "confirmed");
    let told = post(&site, "/new", &format!("{second}&seen=64&do=send")).await;
    assert_eq!(told.status, 409);
    assert!(told.body.contains("this item has moved") && told.body.contains("/updates/65"), "{}", told.body);
    assert!(told.body.contains("name=\"seen\" value=\"65\""), "{}", told.body);
    assert_eq!(site.server.log().await.last_sequence().await.ok(), Some(65), "nothing was recorded");
    assert_eq!(post(&site, "/new", &format!("{second}&seen=65&do=send")).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_types_is_helped_with_names_and_dates() {
    let site = Site::start().await;
    let found = json(&site.page("/api/directory?words=dmi+pes&limit=5").await);
    assert_eq!(found, serde_json::json!([]), "only the last word may be the beginning of one");
    let found = json(&site.page("/api/directory?words=dmitry+pes&limit=5").await);
    assert_eq!((&found[0]["slug"], &found[0]["is"]), (&"peskov".into(), &"person".into()), "{found}");
    assert_eq!(site.page("/reads?when=11+April+2025").await, "read as: on 11 April 2025");
    assert_eq!(site.page("/reads?when=soon").await, "");
    let fields = "story=envoy-russia-trips&kind=meeting&change=reported&item=x&origin=peskov&via=tass&a.when=11%2F4%2F2025&do=check";
    let checked = post(&site, "/new", fields).await;
    assert!(checked.body.contains("read as: on 11 April 2025"), "{}", checked.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_role_may_what_it_is_for() {
    let roles = Role::ALL.into_iter().map(|role| Token {
        name: role.as_str().to_owned(),
        role,
        secret: format!("{}-secret-secret", role.as_str()),
    });
    let access = Access::SignIn { tokens: roles.collect(), provider: None, open_reads: true };
    let site = Site::start_with(Options { access, ..Options::default() }).await;
    let report = "story: envoy-russia-trips\nupdates:\n- {note.noted: n-ROLE, text: a note of ROLE}\n";
    let revision = "story: envoy-russia-trips\nupdates:\n- {note.retracted: n-reporter, retracts: 65, by: desk}\n";
    let managing =
        "story: envoy-russia-trips\nupdates:\n- {story.retitled: envoy-russia-trips, title: Trips by ROLE}\n";
    for (role, expected) in [
        ("reader", [403, 403, 403]),
        ("auditor", [403, 403, 403]),
        ("reporter", [201, 403, 403]),
        ("standards", [201, 422, 403]),
        ("editor", [201, 422, 201]),
    ] {
        let bearer = format!("authorization: Bearer {role}-secret-secret\r\n");
        let mut statuses = Vec::new();
        for document in [report, revision, managing] {
            let document = document.replace("ROLE", role);
            statuses.push(site.send("POST /api/submissions", &bearer, &document).await.status);
        }
        // The revision is refused by the desk, which knows no such key; that it was asked is what counts here.
        assert_eq!(statuses, expected, "{role}");
    }
    let metrics = |headers: &'static str| site.send("GET /metrics", headers, "");
    assert_eq!(metrics("").await.status, 401, "reading is open, and this is not for readers");
    assert_eq!(metrics("authorization: Bearer reporter-secret-secret\r\n").await.status, 403);
    let auditor = metrics("authorization: Bearer auditor-secret-secret\r\n").await;
    for metric in
        ["newsreel_projector_lag ", "newsreel_service_requests_total{service=\"newsreel-desk\"", "endpoint=\"query\""]
    {
        assert!(auditor.body.contains(metric), "{metric} is not in {}", auditor.body);
    }

    let form = "origin: http://localhost\r\ncontent-type: application/x-www-form-urlencoded\r\n";
    let signed_in = site.send("POST /sign-in", form, "token=reporter-secret-secret").await;
    let cookie =
        signed_in.header("set-cookie").and_then(|cookie| cookie.split(';').next()).expect("a cookie").to_owned();
    let page = site.send("GET /", &format!("cookie: {cookie}\r\n"), "").await;
    assert!(page.body.contains("action=\"/sign-out\"") && page.body.contains("<b>reporter</b>"), "{}", page.body);
    assert!(site.page("/").await.contains("href=\"/sign-in\""));
    let out = site.send("POST /sign-out", &format!("{form}cookie: {cookie}\r\n"), "a=b").await;
    assert!(out.header("set-cookie").is_some_and(|cookie| cookie.contains("Max-Age=0")), "{}", out.head);

    for _ in 0..20 {
        site.send("POST /sign-in", form, "token=wrong").await;
    }
    let slowed = site.send("POST /sign-in", form, "token=wrong").await;
    assert_eq!(slowed.status, 429, "guessing is made slow");
    assert!(
        slowed.header("retry-after").is_some_and(|later| slowed.body.contains(&format!("come back in {later} second")))
    );
    assert_eq!(site.get("/").await.status, 200, "reading goes on");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_publication_the_wall_and_a_proof_have_pages() {
    let site = Site::start_with_notary().await;
    let published = "story: envoy-russia-trips\ndirectory: {herald: {outlet: The Herald}}\nupdates:\n\
                     - publication.published: our-page\n  outlet: herald\n  title: What we know\n  when: 2025-04-12\n\
                     \x20 source: {origin: herald, basis: on_record, knowledge: own_act}\n  relies_on: [ID]\n";
    let relied_on = json(&site.page("/api/updates/40").await)["line"]["update"].as_str().expect("an id").to_owned();
    let recorded = site.send("POST /api/submissions", "", &published.replace("ID", &relied_on)).await;
    assert_eq!(recorded.status, 201, "{}", recorded.body);
    let position = json(&recorded.body)["sequence"].as_u64().expect("a position");
    site.page(&format!("/?fresh={position}")).await;
    let page = site.page("/stories/envoy-russia-trips/publications/our-page").await;
    assert!(
        page.contains("What we know") && page.contains("stands as it did") && page.contains("/updates/40"),
        "{page}"
    );
    assert_eq!(site.get("/stories/envoy-russia-trips/publications/no-page").await.status, 404);
    let story = site.page(&format!("/stories/envoy-russia-trips?fresh={position}")).await;
    assert!(story.contains("/publications/our-page"), "{story}");

    let wall = site.page("/wall").await;
    assert!(wall.contains("Envoy") && wall.contains("Not answered"), "{wall}");
    let two = site.page("/wall?story=envoy-russia-trips&story=unheard-of&hours=72").await;
    assert!(two.contains("data-story=\"envoy-russia-trips\"") && two.contains("No story `unheard-of`"), "{two}");

    // The same at an earlier moment, which stays what it is and leads to the stories as they were.
    let earlier = site.page("/wall?story=envoy-russia-trips&hours=72&known_at=2025-02-12T00:00:00Z").await;
    assert!(earlier.contains("/stories/envoy-russia-trips?known_at=2025-02-12T00:00:00Z"), "{earlier}");
    assert!(earlier.contains("12 February 2025") && !earlier.contains("data-live"), "{earlier}");
    assert!(earlier.contains("known_at=2025-02-11T00:00:00Z") && !earlier.contains("as_of="), "{earlier}");
    assert_ne!(earlier, site.page("/wall?story=envoy-russia-trips&hours=72").await);
    assert_eq!(site.get("/wall?as_of=noon").await.status, 400);
    assert_eq!(site.get("/wall?as_off=2025-02-12T00:00:00Z").await.status, 400);

    // What was recorded is signed in the notary's own time.
    let proof = newsreel_tests::soon("a proof", async {
        loop {
            let proof = site.get("/updates/40/proof").await;
            if proof.status == 200 {
                return proof.body;
            }
        }
    });
    let proof = proof.await;
    let read = newsreel_notary::proof::Proof::parse(&proof).unwrap_or_else(|error| panic!("{error}: {proof}"));
    assert_eq!(read.index, 39);
    assert!(site.page("/updates/40").await.contains("The proof as a file"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_and_export_is_shown_at_an_earlier_moment_too() {
    let site = Site::start().await;
    let early = "at_sequence=36";
    for path in [
        "/stories/envoy-russia-trips/feed.atom",
        "/stories/envoy-russia-trips/story.ninjs",
        "/embed/envoy-russia-trips",
    ] {
        let (then, now) = (site.page(&format!("{path}?{early}")).await, site.page(path).await);
        assert!(then.len() < now.len(), "{path}: {} and {}", then.len(), now.len());
    }
    assert_eq!(site.get(&format!("/updates/60?{early}")).await.status, 404, "it was not on file then");
    assert_eq!(site.get(&format!("/updates/34?{early}")).await.status, 200);
    let found = site.page(&format!("/?q=momentous&{early}")).await;
    assert!(found.contains("Nothing on file contains all these words"), "{found}");
    let updates = |listed: &str| json(listed)["list"][0]["updates"].as_u64();
    let (then, now) = (site.page("/api/stories?at_sequence=36").await, site.page("/api/stories").await);
    assert!(updates(&then) > Some(0) && updates(&then) < updates(&now), "{then} and {now}");
    let before = site.page("/api/stories?as_of=2025-04-12T00:00:00Z").await;
    assert_eq!(json(&before), serde_json::json!({ "list": [] }), "nothing was recorded then");
    let before = site.page("/?as_of=2025-04-12T00:00:00Z").await;
    assert!(before.contains("12 April 2025, 00:00") && before.contains("Back to now"), "{before}");
}

/// A page without its ruler, which knows what came later so that a reader can go there.
fn without_ruler(page: &str) -> String {
    let Some((before, ruler)) = page.split_once("<form class=\"ruler\"") else { return page.to_owned() };
    before.to_owned() + ruler.split_once("</form>").map_or("", |(_, after)| after)
}

/// A story in two parts, of which the second changes everything: what happened, who is who, what is expected.
const FIRST: &str = "
story: crossing
title: The crossing
desk: city
directory:
  nguyen: {person: An Nguyen, title: harbour master}
  port: {organisation: the port authority}
  herald: {outlet: The Herald}
  quay: {place: the old quay}
sources: {nguyen-herald: {origin: nguyen, via: [herald], knowledge: own_act}}
updates:
- occurrence.announced: opening
  source: nguyen-herald
  type: an opening of the crossing
  who: [port]
  place: quay
  when: 2026-05-04T10:00:00Z
  said: 2026-01-02
- claim.reported: cost
  key: cost
  source: {origin: port, via: [herald], knowledge: told}
  text: The crossing costs nine million euros
  said: 2026-01-03
- publication.published: explainer
  outlet: herald
  source: {origin: herald, knowledge: own_act}
  title: What the crossing costs
  relies_on: [cost]
";
const SECOND: &str = "
story: crossing
directory:
  nguyen: {person: An Nguyen, title: former harbour master, amends: true}
sources: {nguyen-herald: {origin: nguyen, via: [herald], knowledge: own_act}}
updates:
- story.retitled: crossing
  title: The crossing that never came
- occurrence.rescheduled: opening
  source: nguyen-herald
  when: 2026-05-11T10:00:00Z
- occurrence.denied: opening
  source: {origin: port, via: [herald], knowledge: own_act}
- claim.retracted: cost
  retracts: [{update: cost, reason: misread}]
  by: desk
- query.sent: asked
  asker: herald
  asked: port
  source: {origin: herald, knowledge: own_act}
- note.noted: why
  text: It would be the first crossing in a century.
";

#[tokio::test(flavor = "multi_thread")]
async fn a_moment_that_has_passed_is_shown_the_same_whatever_is_recorded_later() {
    let site = Site::start().await;
    let record = async |document: &str| {
        let answer = site.send("POST /api/submissions", "content-type: application/yaml\r\n", document).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        let recorded = json(&answer.body);
        let last =
            recorded["updates"].as_array().and_then(|updates| updates.last()).map(|last| last["sequence"].clone());
        last.and_then(|last| last.as_u64()).expect("a position")
    };
    let at = record(FIRST).await;
    let listed = json(&site.page(&format!("/api/stories/crossing/updates?at_least={at}")).await);
    let last = listed["list"].as_array().and_then(|list| list.last()).expect("an update").clone();
    let (when, learned) = (last["recorded_at"].as_str().expect("a time"), last["learned_at"].as_str().expect("a time"));
    let first = listed["list"][1]["sequence"].as_u64().expect("a position");
    let bounds = [
        format!("at_sequence={at}"),
        format!("as_of={when}"),
        format!("at_sequence={at}&known_at={learned}"),
        format!("as_of={when}&true_at={learned}"),
    ];
    let mut addresses: Vec<String> =
        vec![format!("/updates/{first}?at_sequence={at}"), format!("/wall?story=crossing&as_of={when}")];
    for bound in &bounds {
        for path in ["feed.atom", "expected.ics", "story.ninjs", "publications/explainer"] {
            addresses.push(format!("/stories/crossing/{path}?{bound}"));
        }
        for question in [
            "",
            "/brief",
            "/brief?form=full",
            "/glance",
            "/expected",
            "/timeline",
            "/matrix",
            "/difference",
            "/difference?recorded=true",
            "/check",
            "/updates",
            "/cast",
            "/cloudevents",
        ] {
            let sign = if question.contains('?') { '&' } else { '?' };
            addresses.push(format!("/api/stories/crossing{question}{sign}{bound}"));
        }
        for path in ["/stories/crossing", "/embed/crossing", "/feed.atom", "/who/nguyen", "/api/who/nguyen"] {
            addresses.push(format!("{path}?{bound}"));
        }
        addresses.push(format!("/stories/crossing?{bound}&since={first}&all=moves"));
        addresses.push(format!("/api/updates/{first}?{bound}"));
        addresses.push(format!("/api/updates/{first}/reach?{bound}"));
    }
    let mut before = Vec::new();
    for address in &addresses {
        before.push(without_ruler(&site.page(address).await));
    }
    let later = record(SECOND).await;
    site.page(&format!("/api/stories?at_least={later}")).await;
    for (address, before) in addresses.iter().zip(before) {
        let after = without_ruler(&site.page(address).await);
        let place = before.bytes().zip(after.bytes()).position(|(one, other)| one != other);
        let around = |text: &str, place: usize| {
            let bytes = &text.as_bytes()[place.saturating_sub(150)..text.len().min(place + 150)];
            String::from_utf8_lossy(bytes).into_owned()
        };
        let place = place.unwrap_or(before.len().min(after.len()));
        assert!(before == after, "{address}:\n{}\n--- and then ---\n{}", around(&before, place), around(&after, place));
    }
}
