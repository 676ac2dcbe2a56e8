//! The page over HTTP, against real services.

use std::net::SocketAddr;

use newsreel_tests::{Server, soon};
use newsreel_web::Web;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::program::{Services, example, run, stdout};

/// A page on services of its own, with the example story.
pub(crate) struct Site {
    /// Stopped before their server is.
    _services: Services,
    pub(crate) server: Server,
    address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Drop for Site {
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
    fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }
}

impl Site {
    pub(crate) async fn start() -> Self {
        let server = Server::start().await;
        let services = Services::start(&server);
        stdout(&run(&server.url(), &["import", "--wait", &example(server.store())]));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let log = server.log().await;
        let last = log.last_sequence().await.expect("a position");
        let serving = tokio::spawn(async move {
            Web::serve(log, listener, std::future::pending()).await.expect("the page goes on");
        });
        let site = Self { _services: services, server, address, serving };
        site.page(&format!("/?fresh={last}")).await;
        site
    }

    async fn open(&self, path: &str, headers: &str) -> BufReader<TcpStream> {
        let mut stream = TcpStream::connect(self.address).await.expect("the page listens");
        let request = format!("GET {path} HTTP/1.1\r\nhost: page\r\nconnection: close\r\n{headers}\r\n");
        stream.write_all(request.as_bytes()).await.expect("it is sent");
        BufReader::new(stream)
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        let mut answer = Vec::new();
        soon(path, self.open(path, "").await.read_to_end(&mut answer)).await.expect("it is answered");
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
    async fn listen(&self, path: &str, headers: &str) -> BufReader<TcpStream> {
        let mut stream = self.open(path, headers).await;
        let mut line = String::new();
        while line != "\r\n" {
            line.clear();
            soon("the head", stream.read_line(&mut line)).await.expect("a line");
        }
        stream
    }

    fn add(&self, text: &str) {
        let add = ["add", "envoy-russia-trips", "note.noted", "later", text];
        stdout(&run(&self.server.url(), &add));
    }
}

/// Reads until a line begins so; that line.
async fn line(stream: &mut BufReader<TcpStream>, beginning: &str) -> String {
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
        ("/?q=meeting", 200),
        ("/?after=x", 400),
    ] {
        let answer = site.get(path).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
    }
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
}
