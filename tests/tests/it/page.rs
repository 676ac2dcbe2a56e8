//! The page over HTTP, against real services.

use std::net::SocketAddr;
use std::ops::Deref;

use newsreel_log::Log;
use newsreel_tests::{Server, soon};
use newsreel_web::{Access, Options, Role, Token, Web};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::program::{PROJECTOR, Services, example, run, stdout};

/// A page on services of its own, with the example story.
pub(crate) struct Site {
    http: Http,
    /// Stopped before their server is.
    services: Services,
    pub(crate) server: Server,
}

impl Deref for Site {
    type Target = Http;

    fn deref(&self) -> &Http {
        &self.http
    }
}

/// A page on a log, and how to ask it.
pub(crate) struct Http {
    address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Drop for Http {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }
}

impl Site {
    pub(crate) async fn start() -> Self {
        Self::start_with(Options::default()).await
    }

    pub(crate) async fn start_with(options: Options) -> Self {
        let server = Server::start().await;
        let services = Services::start(&server);
        Self::on(server, services, options).await
    }

    /// With a notary.
    pub(crate) async fn start_with_notary() -> Self {
        let server = Server::start().await;
        let services = Services::start_with_notary(&server);
        Self::on(server, services, Options::default()).await
    }

    async fn on(server: Server, services: Services, options: Options) -> Self {
        stdout(&run(&server.url(), &["import", "--wait", &example(server.store())]));
        let log = server.log().await;
        let last = log.last_sequence().await.expect("a position");
        let http = Http::start(log, options).await;
        http.get(&format!("/?fresh={last}")).await;
        soon("the page is ready", async {
            while http.get("/readyz").await.status != 200 {
                tokio::task::yield_now().await;
            }
        })
        .await;
        Self { http, services, server }
    }

    /// Records a file.
    pub(crate) fn import(&self, file: &str) {
        stdout(&run(&self.server.url(), &["import", "--wait", file]));
    }

    fn add(&self, text: &str) {
        let add = ["add", "envoy-russia-trips", "note.noted", "later", text];
        stdout(&run(&self.server.url(), &add));
    }
}

impl Http {
    pub(crate) async fn start(log: Log, options: Options) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let serving = tokio::spawn(async move {
            Web::serve(log, listener, options, std::future::pending()).await.expect("the page goes on");
        });
        Self { address, serving }
    }

    /// The whole address of a page.
    pub(crate) fn address(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.address.port())
    }

    pub(crate) async fn open(&self, request: &str, headers: &str, body: &str) -> BufReader<TcpStream> {
        let mut stream = TcpStream::connect(self.address).await.expect("the page listens");
        let host = if headers.starts_with("host:") { "" } else { "host: localhost\r\n" };
        let length = if body.is_empty() { String::new() } else { format!("content-length: {}\r\n", body.len()) };
        let head = format!("{request} HTTP/1.1\r\n{host}connection: close\r\n{length}{headers}\r\n");
        stream.write_all((head + body).as_bytes()).await.expect("it is sent");
        BufReader::new(stream)
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(&format!("GET {path}"), "", "").await
    }

    /// Sends a request and waits for the whole answer.
    pub(crate) async fn send(&self, request: &str, headers: &str, body: &str) -> Answer {
        let mut answer = Vec::new();
        let mut stream = self.open(request, headers, body).await;
        soon(request, stream.read_to_end(&mut answer)).await.expect("it is answered");
        let answer = String::from_utf8(answer).expect("text");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        Answer { status, head: head.to_owned(), body: body.to_owned() }
    }

    /// The page, which must be there.
    pub(crate) async fn page(&self, path: &str) -> String {
        let answer = self.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer.body
    }

    /// Waits for what moves: from the answer's head on.
    pub(crate) async fn listen(&self, path: &str, headers: &str) -> BufReader<TcpStream> {
        let mut stream = self.open(&format!("GET {path}"), headers, "").await;
        let mut line = String::new();
        while line != "\r\n" {
            line.clear();
            soon("the head", stream.read_line(&mut line)).await.expect("a line");
        }
        stream
    }
}

/// Reads until a line begins so; that line.
pub(crate) async fn line(stream: &mut BufReader<TcpStream>, beginning: &str) -> String {
    let found = async {
        let mut line = String::new();
        while !line.starts_with(beginning) {
            line.clear();
            assert_ne!(stream.read_line(&mut line).await.expect("a line"), 0, "it ended before {beginning}");
        }
        line.trim_end().to_owned()
    };
    soon(beginning, found).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_finds_the_stories_and_what_is_known_of_one() {
    let site = Site::start().await;
    let list = site.page("/").await;
    assert!(list.contains("href=\"/stories/envoy-russia-trips\""), "{list}");
    let found = site.page("/?q=momentous").await;
    assert!(found.contains("href=\"/updates/44\""), "{found}");
    let story = site.get("/stories/envoy-russia-trips").await;
    assert!(story.body.contains("Nothing is contested"), "{}", story.body);
    let policy = story.header("content-security-policy").expect("a policy");
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");

    // Everything the page needs comes from here, and may be kept.
    for start in ["href=\"/assets/", "src=\"/assets/"] {
        let path = story.body.split(start).nth(1).and_then(|rest| rest.split('"').next()).expect("an asset");
        let asset = site.get(&format!("/assets/{path}")).await;
        assert_eq!(asset.status, 200);
        assert!(asset.header("cache-control").is_some_and(|kept| kept.contains("immutable")));
    }

    for (path, status) in [
        ("/stories/unheard-of", 404),
        ("/stories/Not%20A%20Slug", 404),
        ("/stories/envoy-russia-trips?at=x", 400),
        ("/stories/envoy-russia-trips?at=3", 404),
        ("/nothing", 404),
        ("/healthz", 200),
        ("/readyz", 200),
        ("/?q=momentous", 200),
        ("/?q=momentous%00", 200),
        ("/updates/39", 200),
        ("/updates/32", 200),
        ("/updates/9999", 404),
        ("/updates/%2e%2e%2fx", 404),
        ("/who/kremlin", 200),
        ("/feed.atom", 200),
        ("/stories/envoy-russia-trips/feed.atom", 200),
        ("/stories/envoy-russia-trips/expected.ics", 200),
        ("/stories/unheard-of/feed.atom", 404),
        ("/metrics", 200),
        ("/who/nobody", 404),
        ("/?after=x", 400),
    ] {
        let answer = site.get(path).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_projector_that_hangs_is_told_to_whatever_watches_over_the_page() {
    let site = Site::start().await;
    site.services.signal(PROJECTOR, "STOP");
    let ready = soon("the probe is answered", site.get("/readyz")).await;
    assert!(ready.status == 503 && ready.body.starts_with("not ready: "), "{}", ready.body);
    assert_eq!(site.get("/healthz").await.status, 200, "the page itself is well");
    let metrics = soon("the metrics are answered", site.get("/metrics")).await;
    assert!(metrics.body.contains("newsreel_service_instances{service=\"newsreel-projector\"} 0"), "{}", metrics.body);
    site.services.signal(PROJECTOR, "CONT");
    soon("the page is ready again", async { while site.get("/readyz").await.status != 200 {} }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_of_the_ruler_leads_to_an_address_that_stays() {
    let site = Site::start().await;
    let step = site.get("/stories/envoy-russia-trips?step=3&since=0&by=recorded").await;
    assert_eq!(step.status, 303);
    let stays = step.header("location").expect("an address").to_owned();
    let before = site.page(&stays).await;
    site.add("text=Nobody has seen this before.");
    let last = site.server.log().await.last_sequence().await.expect("a position");
    let now = site.page(&format!("/stories/envoy-russia-trips?fresh={last}")).await;
    assert!(now.contains("Nobody has seen this before."), "{now}");
    let after = site.page(&stays).await;
    let main = |page: &str| page[page.find("<div class=\"glance\"").expect("content")..].to_owned();
    assert_eq!(main(&before), main(&after), "what was on file then is the same for ever");
}

/// The position of the update of a story at this place in the order of the log; of the last where there are fewer.
async fn position(site: &Site, story: &str, place: usize) -> u64 {
    let answer = site.get(&format!("/api{story}/updates")).await;
    let answer: Value = serde_json::from_str(&answer.body).expect("JSON");
    let list = answer["list"].as_array().expect("updates");
    list[place.min(list.len() - 1)]["sequence"].as_u64().expect("a position")
}

/// An update that was learned before others and is recorded after them.
const LATE: &str = "story: titan-submersible\nupdates:\n\
                    - {note.noted: late, text: Learned before and recorded after., learned: 2023-06-18T23:00:00Z}\n";

#[tokio::test(flavor = "multi_thread")]
async fn what_was_imported_is_shown_by_when_it_was_learned_and_a_link_to_it_stays() {
    let site = Site::start().await;
    site.import(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/stories/titan-submersible.yaml"));
    let story = "/stories/titan-submersible";
    let last = site.server.log().await.last_sequence().await.expect("a position");
    let known = site.page(&format!("{story}?fresh={last}")).await;
    assert!(known.contains("value=\"known\" checked"), "it was recorded all at once, which says nothing of it");
    assert!(site.page(&format!("{story}?by=recorded")).await.contains("value=\"recorded\" checked"));
    assert!(site.page("/stories/envoy-russia-trips").await.contains("value=\"recorded\" checked"));
    let last = site.get(&format!("{story}?step=999&since=0&by=recorded")).await;
    assert_eq!(last.header("location"), Some("/stories/titan-submersible?by=recorded&since=0"));
    // Nothing can have moved since a moment that comes later: the ruler lets go of it, and an address that says so is refused.
    let (first, all) = (position(&site, story, 0).await, position(&site, story, usize::MAX).await);
    let back = site.get(&format!("{story}?step=0&since={all}&by=recorded")).await;
    assert_eq!(back.header("location"), Some(format!("{story}?at={first}").as_str()));
    assert_eq!(site.get(&format!("{story}?at={first}&since={all}")).await.status, 400);
    let main = |page: &str| page[page.find("<div class=\"glance\"").expect("content")..].to_owned();

    let permanent = |page: &str| {
        let link = page.split("Link that always shows this").next().and_then(|before| before.rsplit("href=\"").next());
        link.and_then(|link| link.split('"').next()).expect("a link").replace("&amp;", "&")
    };
    let then = site.page(&format!("{story}?known_at=2023-06-20T00:00:00Z")).await;
    let links = [permanent(&known), permanent(&then)];
    let mut before = Vec::new();
    for link in &links {
        before.push(main(&site.page(link).await));
    }
    assert_eq!(site.send("POST /api/submissions", "", LATE).await.status, 201);
    let last = site.server.log().await.last_sequence().await.expect("a position");
    let now = site.page(&format!("{story}?known_at=2023-06-20T00:00:00Z&fresh={last}&all=updates")).await;
    assert!(now.contains("Learned before and recorded after."), "it was known then");
    for (link, before) in links.iter().zip(before) {
        assert_eq!(main(&site.page(link).await), before, "{link}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_looks_hears_what_moves_and_misses_nothing_while_away() {
    let site = Site::start().await;
    let mut looking = site.listen("/stories/envoy-russia-trips/live", "").await;
    let mut elsewhere = site.listen("/live", "").await;
    site.add("text=The first.");
    assert_eq!(line(&mut looking, "event: ").await, "event: moved");
    let told = line(&mut looking, "id: ").await;
    assert!(line(&mut elsewhere, "data: ").await.starts_with("data: envoy-russia-trips "));
    drop(looking);

    site.add("text=The second.");
    line(&mut elsewhere, "event: moved").await;
    let back = format!("last-event-id: {}\r\n", told.trim_start_matches("id: "));
    let mut back = site.listen("/stories/envoy-russia-trips/live", &back).await;
    assert_eq!(line(&mut back, "event: ").await, "event: moved", "it moved while the reader was away");

    // Who looks at all stories is told of each that moved.
    let left = line(&mut elsewhere, "id: ").await;
    site.import(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/stories/san-jose-mine.yaml"));
    site.add("text=The third.");
    both(&mut elsewhere).await;
    let mut back = site.listen("/api/live", &format!("last-event-{left}\r\n")).await;
    both(&mut back).await;
}

/// Reads until each of two stories has moved.
async fn both(stream: &mut BufReader<TcpStream>) {
    let mut moved = std::collections::BTreeSet::new();
    while moved.len() < 2 {
        let told = line(stream, "data: ").await;
        moved.insert(told.split(' ').nth(1).expect("a story").to_owned());
    }
}

/// An update that denies what is on file.
const DENIAL: &str = "story: envoy-russia-trips\nupdates:\n- meeting.denied: meeting-february\n  key: kremlin-denies\n  source: {origin: peskov, via: [tass], knowledge: own_act}\n";

pub(crate) fn json(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|error| panic!("{error}: {}", answer.body))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_asks_over_http_what_it_can_ask_over_nats() {
    let site = Site::start().await;
    let brief = site.get("/api/stories/envoy-russia-trips/brief?form=full").await;
    assert_eq!((brief.status, brief.header("content-type")), (200, Some("application/json")));
    let tag = brief.header("etag").expect("a tag").to_owned();
    assert_eq!(json(&brief)["sequence"], 64);
    let same = site
        .send("GET /api/stories/envoy-russia-trips/brief?form=full", &format!("if-none-match: {tag}\r\n"), "")
        .await;
    assert_eq!(same.status, 304);
    let earlier = json(&site.get("/api/stories/envoy-russia-trips/brief?at_sequence=40").await);
    assert_eq!(earlier["sequence"], 40);
    let part = json(&site.get("/api/stories/envoy-russia-trips/updates?after=40&limit=2").await);
    assert_eq!(
        (&part["list"][0]["sequence"], &part["list"][1]["sequence"], &part["list"][2]),
        (&41.into(), &42.into(), &Value::Null)
    );

    for (path, status, code) in [
        ("/api/stories/unheard-of/brief", 404, "not-found"),
        ("/api/stories/envoy-russia-trips/brief?as_off=1", 400, "bad-request"),
        ("/api/stories/envoy-russia-trips/brief?as_of=noon", 400, "bad-request"),
        ("/api/search?words=", 400, "bad-request"),
        ("/api/nothing", 404, "not-found"),
        ("/api/stories?at_least=9999999", 404, "beyond-end"),
    ] {
        let answer = site.get(path).await;
        assert_eq!((answer.status, json(&answer)["code"].as_str()), (status, Some(code)), "{path}: {}", answer.body);
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{path}");
    }

    // Whatever the description says there is, is there.
    let described = json(&site.get("/api/openapi.json").await);
    let paths = described["paths"].as_object().expect("paths");
    for (path, operations) in
        paths.iter().filter(|(path, operations)| operations["get"].is_object() && !path.ends_with("live"))
    {
        let names =
            [("{story}", "envoy-russia-trips"), ("{update}", "39"), ("{name}", "kremlin"), ("{item}", "meeting-april")];
        let path = names.iter().fold(path.clone(), |path, (name, with)| path.replace(name, with));
        let query = if path.ends_with("/search") || path.ends_with("/directory") { "?words=momentous" } else { "" };
        let answer = site.get(&format!("{path}{query}")).await;
        // There is no notary here, which is said.
        let status = if path.ends_with("/proof") { 503 } else { 200 };
        assert_eq!(answer.status, status, "{path} ({}): {}", operations["get"]["operationId"], answer.body);
    }
    assert_eq!(json(&site.get("/api/asyncapi.json").await), Value::Null, "this page was told nothing of it");
}

/// A story of which one part is under an embargo.
const UNDER_EMBARGO: &str = "
story: envoy-russia-trips
updates:
- meeting.denied: meeting-february
  key: sealed
  source: {origin: peskov, via: [tass], knowledge: own_act}
  embargo: {until: 2199-01-01T00:00:00Z}
";

#[tokio::test(flavor = "multi_thread")]
async fn a_program_gets_proofs_publications_reach_and_quarantine_and_decides_about_embargoes() {
    let site = Site::start_with_notary().await;
    let story = "/api/stories/envoy-russia-trips";
    let proven = async |path: &str| {
        let mut answer = site.get(path).await;
        soon("it is signed", async {
            while answer.status == 503 || json(&answer)["records"].as_array().is_none_or(Vec::is_empty) {
                tokio::task::yield_now().await;
                answer = site.get(path).await;
            }
        })
        .await;
        assert!(answer.header("etag").is_some(), "{}", answer.head);
        json(&answer)
    };
    let one = proven("/api/updates/39/proof").await;
    assert!(one["checkpoint"].as_str().is_some_and(|note| note.contains('\n')), "{one}");
    assert_eq!(one["records"][0]["sequence"], 39);
    let all = proven(&format!("{story}/proof?limit=3")).await;
    assert_eq!(all["records"].as_array().map(Vec::len), Some(3));
    let last = all["records"][2]["sequence"].as_u64().expect("a position");
    let more = proven(&format!("{story}/proof?after={last}")).await;
    assert!(more["records"][0]["sequence"].as_u64() > Some(last), "{more}");
    assert_eq!(site.get(&format!("{story}/proof?after=1000000")).await.status, 404);
    assert_eq!(site.get("/api/updates/unheard-of/proof").await.status, 404);

    let published = "story: envoy-russia-trips\nupdates:\n- publication.published: ours\n  source: {origin: newsweek, knowledge: own_act}\n  title: Our piece\n  relies_on: [envoy-russia-trips/39]\n";
    let published = published.replace(
        "envoy-russia-trips/39",
        json(&site.get("/api/updates/39").await)["line"]["update"].as_str().expect("an id"),
    );
    let recorded = site.send("POST /api/submissions", "", &published).await;
    assert_eq!(recorded.status, 201, "{}", recorded.body);
    let at = json(&recorded)["sequence"].clone();
    let listed = json(&site.get(&format!("{story}/publications?at_least={at}")).await);
    let ours =
        listed.as_array().and_then(|all| all.iter().find(|one| one["item"] == "ours")).expect("it is listed").clone();
    assert_eq!(ours["relied_on"].as_array().map(Vec::len), Some(1), "{ours}");
    assert_eq!(ours["needs_review"], serde_json::json!([]));
    let before = json(&site.get(&format!("{story}/publications?at_sequence=40")).await);
    assert!(before.as_array().is_some_and(|all| all.iter().all(|one| one["item"] != "ours")), "{before}");

    let reach = json(&site.get(&format!("{story}/items/meeting-february/reach")).await);
    let one =
        json(&site.get(&format!("/api/updates/{}/reach", reach["list"][0]["update"].as_str().expect("an id"))).await);
    assert_eq!(reach["list"][0], one);
    assert_eq!(site.get(&format!("{story}/items/unheard-of/reach")).await.status, 404);
    assert_eq!(json(&site.get("/api/quarantine").await), serde_json::json!({ "list": [] }));

    let recorded = site.send("POST /api/submissions", "", UNDER_EMBARGO).await;
    assert_eq!(recorded.status, 201, "{}", recorded.body);
    let embargoes = json(&site.get("/api/embargoes?story=envoy-russia-trips").await);
    assert_eq!((&embargoes[0]["key"], embargoes.as_array().map(Vec::len)), (&serde_json::json!("sealed"), Some(1)));
    let of = r#""of": {"update": {"story": "envoy-russia-trips", "update": "sealed"}}"#;
    let send = async |act: &str, rest: &str| {
        site.send(&format!("POST /api/embargoes/{act}"), "", &format!("{{{of}, \"actor\": \"rita\"{rest}}}")).await
    };
    let extended = send("extend", r#", "until": "2199-06-01T00:00:00Z""#).await;
    assert_eq!(
        (extended.status, &json(&extended)[0]["embargo"]["until"]),
        (200, &serde_json::json!("2199-06-01T00:00:00Z"))
    );
    let past = send("extend", r#", "until": "2001-01-01T00:00:00Z""#).await;
    assert_eq!((past.status, &json(&past)["code"]), (400, &serde_json::json!("bad-request")), "{}", past.body);
    assert_eq!(send("lift", r#", "when": "now""#).await.status, 400, "what is not known is refused");
    let lifted = send("lift", r#", "reason": "it is out""#).await;
    assert_eq!(lifted.status, 200, "{}", lifted.body);
    let at = json(&lifted)[0]["sequence"].clone();
    assert!(site.page(&format!("{story}/updates?at_least={at}")).await.contains("sealed"));
    assert_eq!(send("lift", "").await.status, 404, "it is lifted already");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_configured_address_of_the_page_stands_in_what_it_gives_away() {
    let site = Site::start_with(Options { site: Some("https://news.example".to_owned()), ..Options::default() }).await;
    for path in [
        "/feed.atom",
        "/stories/envoy-russia-trips/feed.atom",
        "/stories/envoy-russia-trips/expected.ics",
        "/stories/envoy-russia-trips/story.ninjs",
        "/oembed?url=https://news.example/stories/envoy-russia-trips",
    ] {
        let given = site.page(path).await;
        assert!(given.contains("https://news.example/"), "{path}: {given}");
        assert!(!given.contains("http://localhost"), "{path}: {given}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_submitted_over_http_is_checked_first_and_recorded_once() {
    let site = Site::start().await;
    let checked = json(&site.send("POST /api/checks", "", DENIAL).await);
    let moves = checked["accepted"]["differences"][0]["moves"].as_array().expect("moves");
    assert!(moves.iter().any(|step| step["after"] == "denies it"), "{checked}");
    let known = json(&site.get("/api/updates/envoy-russia-trips%2Fkremlin-denies").await);
    assert_eq!(known["code"], "not-found", "a check records nothing");

    let recorded = site.send("POST /api/submissions", "", DENIAL).await;
    assert_eq!((recorded.status, &json(&recorded)["sequence"]), (201, &65.into()), "{}", recorded.body);
    let again = site.send("POST /api/submissions", "", DENIAL).await;
    assert_eq!((again.status, &json(&again)["updates"][0]["already"]), (200, &true.into()), "{}", again.body);
    let update = json(&site.get("/api/updates/envoy-russia-trips%2Fkremlin-denies?at_least=65").await);
    assert_eq!(update["line"]["sequence"], 65, "{update}");

    let refused = site.send("POST /api/submissions", "", &DENIAL.replace("peskov", "nobody-here")).await;
    assert_eq!((refused.status, json(&refused)["refusals"][0]["code"].as_str()), (422, Some("unknown-entity")));
    let broken = site.send("POST /api/submissions", "", "a: [").await;
    assert_eq!((broken.status, json(&broken)["refusals"][0]["code"].as_str()), (422, Some("syntax")));
    let large = "x".repeat(3 << 20);
    assert_eq!(site.send("POST /api/submissions", "", &large).await.status, 413);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_weighs_less_than_100_000_bytes_with_its_style_and_script_however_large_it_is() {
    let site = Site::start().await;
    let fixtures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/stories");
    for story in ["activision-merger", "titan-submersible"] {
        site.import(&fixtures.join(format!("{story}.yaml")).to_string_lossy());
    }
    let file = site.server.store().join("many.yaml");
    std::fs::write(&file, many(120)).expect("a file");
    site.import(&file.to_string_lossy());
    let file = site.server.store().join("few.json");
    std::fs::write(&file, newsreel_tests::submission("few", "s", 260).to_string()).expect("a file");
    site.import(&file.to_string_lossy());
    let last = site.server.log().await.last_sequence().await.expect("a position");
    for story in ["envoy-russia-trips", "activision-merger", "titan-submersible", "many", "few"] {
        let page = site.page(&format!("/stories/{story}?fresh={last}")).await;
        let assets = page.split('"').filter(|address| address.starts_with("/assets/"));
        let mut weight = page.len();
        for asset in assets {
            weight += site.page(asset).await.len();
        }
        assert!(weight < 100_000, "{story}: {weight} bytes, {} of them the page", page.len());
        let ruler = page.split("<form class=\"ruler\"").nth(1).and_then(|rest| rest.split("</form>").next());
        assert!(ruler.is_some_and(|ruler| ruler.len() < 16_000), "{story}: the ruler weighs more than it may");
        // What is left out is one step away.
        let matrix =
            page.split("id=\"matrix\"").nth(1).and_then(|rest| rest.split("</section>").next()).expect("a matrix");
        let all = site.page(&format!("/stories/{story}?all=matrix")).await;
        let rows = |of: &str| of.matches("<tr id=\"i-").count();
        assert!(rows(matrix) == rows(&all) || matrix.contains("all=matrix"), "{story}");
        assert!(rows(matrix) > 2, "{story}: {} of {} rows", rows(matrix), rows(&all));
    }
}

/// A story of meetings, each told by two with a quotation and denied by a third.
fn many(meetings: usize) -> String {
    let mut yaml = "story: many\ntitle: Many meetings\ndirectory:\n".to_owned();
    for party in 0..8 {
        yaml += &format!("  party-{party}: {{organisation: The Association of Harbour Councils number {party}}}\n");
    }
    yaml += "  gazette: {outlet: The Harbour Gazette}\nupdates:\n";
    for meeting in 0..meetings {
        let (one, other, third) = (meeting % 8, (meeting + 3) % 8, (meeting + 5) % 8);
        let quote = "We met for some hours, and spoke at length about dues, dredging and the pilots’ rota.";
        yaml += &format!(
            "- meeting.held: meeting-{meeting}\n  source: {{origin: party-{one}, via: [gazette]}}\n  participants: [party-{one}, party-{other}, party-{third}]\n  quote: {quote}\n  when: 2025-0{}-1{}\n\
             - meeting.denied: meeting-{meeting}\n  source: {{origin: party-{third}, via: [gazette]}}\n",
            1 + meeting % 9,
            meeting % 10,
        );
    }
    yaml
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_may_reads_and_writes() {
    let site = Site::start().await;
    let elsewhere = site.send("GET /", "host: evil.example\r\n", "").await;
    assert_eq!(elsewhere.status, 403, "a name of somebody else's is not this machine");
    let foreign = "origin: http://evil.example\r\nsec-fetch-site: cross-site\r\n";
    assert_eq!(site.send("POST /api/submissions", foreign, DENIAL).await.status, 403);
    drop(site);

    let token = |name: &str, role| Token { name: name.to_owned(), role, secret: format!("{name}-secret-secret") };
    let tokens = vec![token("rita", Role::Reader), token("bert", Role::Reporter)];
    let access = Access::SignIn { tokens, provider: None, open_reads: false };
    let site = Site::start_with(Options { access, ..Options::default() }).await;
    let with = |name: &str| format!("host: page.example\r\nauthorization: Bearer {name}-secret-secret\r\n");
    assert_eq!(site.get("/api/stories").await.status, 401);
    let page = site.get("/").await;
    assert_eq!((page.status, page.header("location")), (303, Some("/sign-in?to=%2F")));
    assert_eq!(site.send("GET /api/stories", &with("rita"), "").await.status, 200);
    assert_eq!(site.send("GET /api/stories", &with("ritb"), "").await.status, 401);
    assert_eq!(site.send("POST /api/submissions", &with("rita"), DENIAL).await.status, 403);
    assert_eq!(site.send("POST /api/submissions", &with("bert"), DENIAL).await.status, 201);
    let update = json(&site.send("GET /api/updates/65?at_least=65", &with("rita"), "").await);
    assert_eq!(update["record"]["actor"], "bert", "whoever shows the token is named");

    let form =
        "host: page.example\r\norigin: https://page.example\r\ncontent-type: application/x-www-form-urlencoded\r\n";
    assert_eq!(site.send("POST /sign-in", form, "token=wrong").await.status, 403);
    let signed_in = site.send("POST /sign-in", form, "token=rita-secret-secret").await;
    let cookie = signed_in.header("set-cookie").expect("a cookie");
    for guard in ["HttpOnly", "SameSite=Strict", "Secure"] {
        assert!(cookie.contains(guard), "{cookie}");
    }
    let cookie = cookie.split(';').next().expect("a cookie");
    assert_eq!(site.send("GET /", &format!("host: page.example\r\ncookie: {cookie}\r\n"), "").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_is_written_by_form_checked_first_refused_at_its_field_and_taken_back_with_its_reach() {
    let site = Site::start().await;
    let form = site.page("/new?story=envoy-russia-trips&kind=meeting&change=denied").await;
    assert!(form.contains("<option value=\"meeting-february\">"), "items are completed: {form}");
    let urlencoded = "content-type: application/x-www-form-urlencoded\r\nsec-fetch-site: same-origin\r\n";
    let fields = "story=envoy-russia-trips&kind=meeting&change=denied&item=meeting-february&origin=peskov&via=tass&knowledge=own_act";
    let checked = site.send("POST /new", urlencoded, &format!("{fields}&do=check")).await;
    assert_eq!(checked.status, 200);
    assert!(checked.body.contains("The desk would take it") && checked.body.contains("denies"), "{}", checked.body);
    let refused = site.send("POST /new", urlencoded, &format!("{fields}&a.when=soon&do=send")).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("href=\"#a.when\"") && refused.body.contains("value=\"soon\""), "{}", refused.body);

    let sent = site.send("POST /new", urlencoded, &format!("{fields}&do=send")).await;
    assert_eq!((sent.status, sent.header("location")), (303, Some("/updates/65?fresh=65")));
    let page = site.page("/updates/65?fresh=65").await;
    assert!(page.contains("Take no. 65 back"), "{page}");
    let back = "story=envoy-russia-trips&kind=meeting&change=retracted&item=meeting-february&relation=retracts&of=65&by=desk&reason=misread";
    let taken_back = site.send("POST /new", urlencoded, &format!("{back}&do=send")).await;
    assert_eq!(
        (taken_back.status, taken_back.header("location")),
        (303, Some("/updates/66?fresh=66")),
        "{}",
        taken_back.body
    );
    assert!(site.page("/updates/65?fresh=66").await.contains("counts no more"));

    let text = "text=story%3A+envoy-russia-trips%0D%0Aupdates%3A%0D%0A-+meeting.held%3A+x%0D%0A++when%3A+soon";
    let refused = site.send("POST /write", urlencoded, text).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("line 4"), "the place of what is wrong: {}", refused.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_so_is_refused_or_told_and_never_answered_with_something_else() {
    let site = Site::start().await;
    let story = "/stories/envoy-russia-trips";
    // Nothing was on record before the first record: neither title nor anything else.
    for path in [story, "/api/stories/envoy-russia-trips/brief", "/api/stories/envoy-russia-trips/difference"] {
        for then in ["as_of=2001-01-01T00:00:00Z", "at_sequence=0"] {
            let answer = site.get(&format!("{path}?{then}")).await;
            assert_eq!(answer.status, 404, "{path}?{then}: {}", answer.body);
            assert!(answer.body.contains("on record then") || path == story, "{path}?{then}: {}", answer.body);
            assert!(!answer.body.contains("Envoy&#39;s") && !answer.body.contains("Envoy's"), "{}", answer.body);
        }
    }
    // What moved since a later moment than the one shown is no question.
    for (query, status) in [
        ("at=40&since=39", 200),
        ("at=40&since=40", 200),
        ("at=40&since=41", 400),
        ("since=64", 200),
        ("since=65", 400),
        ("since=0", 200),
    ] {
        let answer = site.get(&format!("{story}?{query}")).await;
        assert_eq!(answer.status, status, "{query}: {}", answer.body);
        assert!(status == 200 || answer.body.contains("<code>since</code> is"), "{query}: {}", answer.body);
    }
    // Who waits for what moves is at a position that there is.
    for path in ["/live", "/api/live", "/api/stories/envoy-russia-trips/live"] {
        let refused = site.send(&format!("GET {path}"), "last-event-id: abc\r\n", "").await;
        assert_eq!(refused.status, 400, "{path}: {}", refused.body);
        let mut ahead = site.listen(path, "last-event-id: 1000\r\n").await;
        assert_eq!(line(&mut ahead, "event: ").await, "event: reload", "{path}");
        let mut ahead = site.listen(&format!("{path}?after=1000"), "").await;
        assert_eq!(line(&mut ahead, "data: ").await, "data: the log ends at position 64; look again from the start");
    }
}
