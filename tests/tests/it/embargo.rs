//! What is under an embargo is nowhere to be seen before its time, and everywhere after it, without anybody doing anything.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};

use futures::{FutureExt, StreamExt};
use jiff::{SignedDuration, Timestamp};
use newsreel_desk::{Desk, EMBARGO, EmbargoRequest, Embargoed, UnderEmbargo};
use newsreel_log::service::Limits;
use newsreel_log::{AskError, Delivered, ErrorCode, FollowOptions, Log, ServiceError, Settings, Timeouts, subject};
use newsreel_projector::Projector;
use newsreel_story::record::name::{StoryId, StorySlug};
use newsreel_story::submit::refusal::Code;
use newsreel_tests::server;
use newsreel_tests::{PATIENCE, Server, soon};
use newsreel_web::Options;
use serde_json::{Value, json};

use crate::bundles::files;
use crate::page::Http;
use crate::program::{self, Services, data_of, run};
use crate::services::{accepted, codes};

/// A word that is in everything under the embargo, and in nothing else.
const MARKER: &str = "zanzibar";
const PATIENT: Timeouts = Timeouts { service: PATIENCE, answer: PATIENCE };

/// A story of which a part is under an embargo: an update, what it says, the item it is about, and the people, places and
/// outlets that only it names.
fn story(embargo: &Value) -> Value {
    json!({
        "story": "ferry-strike",
        "title": "The ferry strike",
        "directory": {
            "union": { "organisation": "the seafarers' union" },
            "herald": { "outlet": "The Herald" },
            "zanzibar-line": { "organisation": "Zanzibar Line" },
            "zanzibar-chief": { "person": "Zanzibar Chief", "speaks_for": "zanzibar-line" },
        },
        "sources": {
            "union-herald": { "origin": "union", "via": ["herald"] },
            "chief": { "origin": "zanzibar-chief", "via": ["herald"], "knowledge": "own_act" },
        },
        "updates": [
            { "occurrence.announced": "strike", "key": "announced", "source": "union-herald", "type": "a strike on all ferries" },
            {
                "occurrence.confirmed": "strike", "key": "zanzibar-confirms", "source": "chief", "embargo": embargo,
                "quote": "Zanzibar will not sail", "stances": { "zanzibar-line": "confirms" },
            },
            {
                "claim.reported": "zanzibar-loss", "key": "zanzibar-claims", "source": "chief", "embargo": embargo,
                "text": "the Zanzibar strike costs a million a day",
            },
        ],
    })
}

fn mentions(text: &[u8]) -> bool {
    String::from_utf8_lossy(text).to_lowercase().contains(MARKER)
}

/// Every way to ask for what may be hidden: the verbs, each in a format for people and in one for programs.
fn everything_asked(url: &str, data: &str) -> Vec<(String, Vec<u8>)> {
    let story = "ferry-strike";
    let verbs: &[&[&str]] = &[
        &["stories"],
        &["story", story],
        &["story", story, "zanzibar-loss"],
        &["brief", story, "--full"],
        &["expected", story],
        &["timeline", story],
        &["matrix", story],
        &["matrix", story, "--kind", "claim"],
        &["matrix", story, "--participant", "zanzibar-line"],
        &["diff", story],
        &["diff", story, "--recorded"],
        &["reach", "ferry-strike/zanzibar-claims"],
        &["reach", "ferry-strike/announced"],
        &["check", story],
        &["who", "Zanzibar Chief"],
        &["who", "zanzibar-line"],
        &["who", "herald"],
        &["search", MARKER],
        &["search", "strike"],
        &["quarantine", "list", "--all"],
        &["replay"],
        &["replay", story],
        &["brief", story],
        &["brief", story, "--short"],
        &["search", "\"a million a day\""],
        &["audit", "verify", "--data", data],
        &["audit", "trail"],
        &["audit", "explain", story, "1", "--data", data],
        &["audit", "explain", story, "zanzibar-loss", "--data", data],
        &["replay", "--projector"],
        &["replay", story, "--projector", "--with-directory"],
        &["replay", story, "--step"],
    ];
    let asked = verbs.iter().flat_map(|verb| ["table", "json"].map(|format| (verb, format)));
    let answered = asked.map(|(verb, format)| {
        let output = run(url, &[*verb, &["--format", format]].concat());
        // What is asked for may be told again: that nothing is called so.
        let told = if output.status.success() { output.stdout } else { Vec::new() };
        (format!("{verb:?} as {format}"), told)
    });
    answered.collect()
}

/// Addresses that tell of what was under the embargo, once it is lifted.
const OPENED: [&str; 18] = [
    "/?q=million",
    "/stories/ferry-strike?",
    "/stories/ferry-strike/feed.atom",
    "/stories/ferry-strike/story.ninjs",
    "/embed/ferry-strike",
    "/complete?story=ferry-strike",
    "/who/zanzibar-chief",
    "/updates/ferry-strike%2Fzanzibar-claims",
    "/new?story=ferry-strike",
    "/api/stories/ferry-strike/brief",
    "/api/stories/ferry-strike/updates",
    "/api/stories/ferry-strike/cast",
    "/api/stories/ferry-strike/cloudevents",
    "/api/directory?words=zanz",
    "/api/updates/ferry-strike%2Fzanzibar-claims",
    "/api/updates/ferry-strike%2Fzanzibar-claims/reach",
    "/api/who/zanzibar-line",
    "/api/search",
];

/// Whom and what the walk asks for, in place of the names in an address.
const ASKED: [(&str, &[&str]); 5] = [
    ("{story}", &["ferry-strike"]),
    ("{update}", &["ferry-strike%2Fzanzibar-claims", "ferry-strike%2Fannounced", "1", "5", "6", "7", "8"]),
    ("{name}", &["zanzibar-line", "zanzibar-chief", "herald", "union"]),
    ("{item}", &["zanzibar-loss", "strike"]),
    ("{change}", &["confirmed", "denied"]),
];

/// What is asked there besides, where it takes anything.
const WITH: [(&str, &[&str]); 7] = [
    ("/", &["q=million", "q=strike", "closed=on"]),
    ("/stories/{story}", &["brief=full", "all=updates", "all=moves", "all=matrix", "all=timeline", "by=known", "at=5"]),
    ("/oembed", &["url=/stories/ferry-strike"]),
    (
        "/complete",
        &["story=ferry-strike&before=-%20claim.reported:%20z", "story=ferry-strike&before=%20%20source:%20z"],
    ),
    ("/new", &["story=ferry-strike", "story=ferry-strike&kind=occurrence&change=confirmed&item=strike"]),
    ("/api/search", &["words=zanzibar", "words=strike"]),
    ("/api/directory", &["words=zanz"]),
];

/// Every address that the page has, with what is asked there. What is endless only says which story moves, and up to where;
/// the list of what is under an embargo is for those who are to know it.
fn walk(last: u64) -> Vec<String> {
    let addresses = newsreel_web::addresses().into_iter();
    let addresses = addresses.filter(|address| !address.path.ends_with("live") && address.path != "/api/embargoes");
    let mut walked = Vec::new();
    for newsreel_web::Address { path, parameters } in addresses {
        let of_it = WITH.iter().find(|(with, _)| *with == path).map_or(&[][..], |(_, queries)| *queries);
        let fresh = if path.starts_with("/api/") { "at_least" } else { "fresh" };
        // One that takes no position is of what is on file by itself: it was asked for before.
        let fresh = parameters.is_none_or(|known| known.contains(&fresh)).then(|| format!("{fresh}={last}"));
        let mut paths = vec![path];
        for (name, values) in ASKED {
            let filled = |path: &String| values.iter().map(|value| path.replace(name, value)).collect::<Vec<_>>();
            paths = paths
                .iter()
                .flat_map(|path| if path.contains(name) { filled(path) } else { vec![path.clone()] })
                .collect();
        }
        for path in paths {
            for query in std::iter::once(None).chain(of_it.iter().map(Some)) {
                let query = query.map(|query| (*query).to_owned()).into_iter().chain(fresh.clone());
                let query: Vec<String> = query.collect();
                walked.push(format!("{path}?{}", query.join("&")));
            }
        }
    }
    walked
}

/// What there is over HTTP: whatever the page has an address for.
async fn pages(page: &Http, last: u64) -> Vec<(String, Vec<u8>)> {
    let mut told = Vec::new();
    for path in walk(last) {
        let answer = page.get(&path).await;
        // What is asked for may be told again: that nothing is called so.
        let found = if answer.status < 400 { format!("{}{}", answer.head, answer.body) } else { String::new() };
        told.push((path, found.into_bytes()));
    }
    told
}

/// What is proven, and published for everybody to check: a bundle of the story, and the folder of the notary.
fn audited(url: &str, data: &str, folder: &Path) -> Vec<(String, Vec<u8>)> {
    let bundle = folder.join(format!("{}.zip", Timestamp::now().as_nanosecond()));
    let path = bundle.to_str().expect("a path");
    program::stdout(&run(url, &["audit", "bundle", "ferry-strike", "-o", path, "--data", data]));
    let mut told: Vec<(String, Vec<u8>)> =
        files(&bundle).into_iter().map(|(name, content)| (format!("bundle: {name}"), content)).collect();
    let mut folders = vec![Path::new(data).join("notary")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("listed").map(|entry| entry.expect("listed").path()) {
            match entry.is_dir() {
                true => folders.push(entry),
                // The tiles of the notary are written meanwhile; one that is gone has another name.
                false => told.extend(std::fs::read(&entry).ok().map(|content| (entry.display().to_string(), content))),
            }
        }
    }
    told
}

/// Where the word is to be found.
fn found_in(asked: &[(String, Vec<u8>)]) -> Vec<&str> {
    asked.iter().filter(|(_, told)| mentions(told)).map(|(what, _)| what.as_str()).collect()
}

async fn bucket(log: &Log) -> Vec<u8> {
    let store = async_nats::jetstream::new(log.client().clone()).get_key_value("newsreel-state").await.expect("there");
    let mut values = Vec::new();
    let mut keys = store.keys().await.expect("listed");
    while let Some(key) = keys.next().await {
        values.extend(store.get(key.expect("a key")).await.expect("read").unwrap_or_default());
    }
    values
}

async fn last(log: &Log) -> u64 {
    log.last_sequence().await.expect("asked")
}

/// Every record of the log that could be read by somebody who may not see what is under an embargo, and the others.
async fn records(log: &Log) -> (Vec<u64>, Vec<u64>) {
    let mut follow = log.follow(1, FollowOptions::default());
    let (mut open, mut held) = (Vec::new(), Vec::new());
    while let Delivered::Record(stored) = follow.next().await.expect("delivered") {
        let list = if subject::is_held(&stored.record.subject) { &mut held } else { &mut open };
        if mentions(&stored.record.payload) {
            list.push(stored.sequence);
        }
    }
    (open, held)
}

/// `newsreel watch`, from the beginning of the log; it ends when this is dropped.
struct Watching(Child);

impl Watching {
    fn start(url: &str) -> Self {
        let mut watch = program::program(url, &["watch", "--format", "json", "--from", "1"]);
        Self(watch.stdout(Stdio::piped()).spawn().expect("started"))
    }

    /// Its first lines.
    fn told(mut self, lines: usize) -> Vec<String> {
        let output = self.0.stdout.take().expect("piped");
        BufReader::new(output).lines().take(lines).map(|line| line.expect("text")).collect()
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_nowhere_before_its_time_and_everywhere_after_it() {
    let server = Server::start().await;
    let _services = Services::start_with_notary(&server);
    let (url, data, log) = (server.url(), data_of(&server), server.log().await);
    let page = Http::start(log.clone(), Options::default()).await;
    let mut subscribed = log.client().subscribe("newsreel.story.*.*.*").await.expect("subscribed");
    let mut directory = log.client().subscribe("newsreel.directory.*.*").await.expect("subscribed");
    log.client().flush().await.expect("flushed");
    let watching = Watching::start(&url);

    let file = server.store().join("story.json");
    std::fs::write(&file, story(&json!({ "event": "the talks end" })).to_string()).expect("written");
    let file = file.to_str().expect("a path");
    let hidden = |told: &str| {
        for what in [
            "zanzibar-confirms",
            "zanzibar-claims",
            "`zanzibar-line` of the directory",
            "`zanzibar-chief` of the directory",
        ] {
            let line = format!("{what} is under embargo and hidden until somebody lifts it (the talks end)");
            assert!(told.contains(&line), "{line}: {told}");
        }
    };
    let checked = program::stdout(&run(&url, &["import", "--check", file]));
    hidden(&checked);
    assert!(!checked.contains("a million a day"), "{checked}");
    hidden(&program::stdout(&run(&url, &["import", file])));
    assert_eq!(log.last_sequence().await.expect("asked"), 4 + 4);
    // Nor does it come out that something under one was refused.
    let refused = json!({
        "story": "zanzibar-papers", "title": "Zanzibar papers", "directory": { "herald": { "outlet": "The Herald" } },
        "updates": [{ "claim.reported": "found", "source": "herald", "text": "papers were found", "wrong": 1,
            "embargo": { "event": "the talks end" } }],
    });
    let refused_file = server.store().join("refused.json");
    std::fs::write(&refused_file, refused.to_string()).expect("written");
    assert_eq!(run(&url, &["import", refused_file.to_str().expect("a path")]).status.code(), Some(1));
    soon("the refusal is on the trail", async {
        while !program::stdout(&run(&url, &["audit", "trail", "--topic", "refusal"])).contains("refus") {
            tokio::task::yield_now().await;
        }
    })
    .await;

    let mut before = everything_asked(&url, &data);
    before.extend(pages(&page, last(&log).await).await);
    before.extend(audited(&url, &data, server.store()));
    assert_eq!(found_in(&before), [""; 0]);
    assert!(!mentions(&bucket(&log).await));
    let stories = String::from_utf8(before[1].1.clone()).expect("text");
    assert!(stories.contains("\"updates\": 2") || stories.contains("\"updates\":2"), "{stories}");
    let moment = Timestamp::now();
    let as_of = |moment: Timestamp| {
        let moment = moment.to_string();
        ["brief", "story", "timeline", "matrix", "check"]
            .map(|verb| run(&url, &[verb, "ferry-strike", "--as-of", &moment, "--format", "json"]).stdout)
            .concat()
    };
    let then = as_of(moment);

    for of in [&["embargo", "list", "ferry-strike"][..], &["embargo", "list"]] {
        let listed = program::stdout(&run(&url, of));
        assert!(listed.contains("zanzibar-claims") && listed.contains("hidden until somebody lifts it"), "{listed}");
    }
    let lifted =
        program::stdout(&run(&url, &["embargo", "lift", "ferry-strike", "--actor", "anna", "--reason", "they ended"]));
    assert!(lifted.contains("lifted"), "{lifted}");

    let mut after = everything_asked(&url, &data);
    after.extend(pages(&page, last(&log).await).await);
    after.extend(audited(&url, &data, server.store()));
    let found = found_in(&after);
    for verb in ["story", "brief", "matrix", "diff", "who", "search", "replay", "reach", "explain", "records.ndjson"] {
        assert!(found.iter().any(|what| what.contains(verb)), "{verb}: {found:?}");
    }
    for path in OPENED {
        assert!(found.iter().any(|what| what.starts_with(path)), "{path}: {found:?}");
    }
    soon("the bucket has it", async {
        while !mentions(&bucket(&log).await) {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let mut delivered = Vec::new();
    for _ in 0..4 {
        delivered.push(soon("an update is delivered", subscribed.next()).await.expect("open").payload);
    }
    assert_eq!(delivered.iter().map(|payload| mentions(payload)).collect::<Vec<_>>(), [false, false, true, true]);
    let lifted: Value = serde_json::from_slice(&delivered[3]).expect("json");
    assert_eq!(lifted["data"]["embargo"]["lifted"]["reason"], "they ended");
    for marked in [false, false, true, true] {
        let entry = soon("an entry is delivered", directory.next()).await.expect("open");
        assert_eq!(mentions(&entry.payload), marked);
    }
    assert_eq!(as_of(moment), then, "what was to be seen then is what was to be seen then");
    let again = program::stdout(&run(&url, &["import", file]));
    assert!(again.contains("0 updates recorded") && !again.contains("hidden"), "{again}");
    assert_eq!(last(&log).await, 8 + 4, "everything is on file once, and once more openly");

    let watched = watching.told(8);
    let watched: Vec<bool> = watched.iter().map(|line| mentions(line.as_bytes())).collect();
    assert_eq!(watched.iter().filter(|marked| **marked).count(), 4);
    assert!(watched.len() == 8 && watched[4..].iter().all(|marked| *marked), "{watched:?}");
}

/// The server configurations of the project keep what is under an embargo from plain readers, whatever they ask for.
#[tokio::test]
async fn a_plain_reader_gets_what_is_open_and_nothing_else() {
    let users =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/nats/users.conf")).expect("there");
    let users = users.replace("$NEWSREEL_PASSWORD", "secret").replace("$READER_PASSWORD", "open");
    let server = Server::start_with(server::Options { configuration: users, ..server::Options::default() }).await;
    let address = server.url().replace("nats://", "");
    let log = server.log_with(Settings::at(format!("nats://newsreel:secret@{address}"))).await;
    log.set_up().await.expect("set up");
    let projector = Projector::open(log.clone(), &server.store().join("p.sqlite")).expect("opened");
    let projector = tokio::spawn(async move {
        panic!("the projector has ended: {:?}", projector.serve(Limits::default(), std::future::pending()).await.err())
    });
    let options = async_nats::ConnectOptions::with_user_and_password("reader".to_owned(), "open".to_owned());
    let options = options.custom_inbox_prefix("_INBOX_READER").request_timeout(Some(std::time::Duration::from_secs(5)));
    let reader = options.connect(server.url()).await.expect("connected");
    let mut open = reader.subscribe("newsreel.story.*.*.*").await.expect("subscribed");
    let mut denied = Vec::new();
    for subject in [
        "newsreel.story.>",
        "newsreel.story.*.held.>",
        "newsreel.story.*.held.*.*",
        "newsreel.story.*.*.>",
        "newsreel.>",
        "_INBOX.>",
        ">",
    ] {
        denied.push(reader.subscribe(subject).await.expect("asked for"));
    }
    reader.flush().await.expect("flushed");

    let desk = Desk::new(log.clone());
    let last = accepted(desk.submit(&story(&json!({ "event": "x" })), None).await).sequence;
    for _ in 0..2 {
        assert!(!mentions(&soon("an update is delivered", open.next()).await.expect("open").payload));
    }
    reader.flush().await.expect("whatever was sent to it has arrived");
    for mut denied in denied {
        while let Some(message) = denied.next().now_or_never().flatten() {
            assert!(!mentions(&message.payload), "{}", message.subject);
        }
    }
    let question = json!({ "ask": { "story": { "story": "ferry-strike" } }, "at_least": last }).to_string();
    let answer = soon("the projector answers", async {
        loop {
            match reader.request("newsreel.projector.query", question.clone().into()).await {
                Ok(answer) => return answer,
                Err(_) => tokio::task::yield_now().await,
            }
        }
    })
    .await;
    assert!(answer.payload.len() > 100 && !mentions(&answer.payload));
    let reading = async_nats::jetstream::new(reader.clone());
    let bucket = reading.get_key_value("newsreel-state").await.expect("it is open to all");
    let digest = soon("the digest is there", async {
        loop {
            match bucket.get("ferry-strike").await.expect("read") {
                Some(digest) => return digest,
                None => tokio::task::yield_now().await,
            }
        }
    });
    assert!(!mentions(&digest.await));
    // What would read the stream itself, or what is under an embargo, gets no answer.
    let asks = [
        ("$JS.API.STREAM.MSG.GET.NEWSREEL".to_owned(), json!({ "seq": last })),
        ("$JS.API.DIRECT.GET.NEWSREEL.newsreel.story.*.held.>".to_owned(), json!({})),
        ("$JS.API.STREAM.INFO.NEWSREEL".to_owned(), json!({ "subjects_filter": ">" })),
        (
            "$JS.API.CONSUMER.CREATE.NEWSREEL.x.newsreel.story.*.*.>".to_owned(),
            json!({ "stream_name": "NEWSREEL", "config": {} }),
        ),
        (EMBARGO.to_owned(), json!({ "list": { "story": "ferry-strike" } })),
    ];
    let asks = asks.into_iter().map(|(subject, ask)| {
        let reader = reader.clone();
        async move {
            let answered = reader.request(subject.clone(), ask.to_string().into()).await;
            assert!(answered.is_err(), "{subject}: {answered:?}");
        }
    });
    futures::future::join_all(asks).await;
    projector.abort();
}

fn serving(log: &Log) -> tokio::task::JoinHandle<()> {
    let desk = Desk::new(log.clone());
    tokio::spawn(async move {
        panic!("the desk has ended: {:?}", desk.serve(Limits::default(), std::future::pending()).await.err())
    })
}

async fn lifted(log: &Log, count: usize) {
    soon("it is lifted", async {
        while records(log).await.0.len() < count {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn several_desks_lift_it_once_when_its_time_comes() {
    let server = Server::start().await;
    let log = server.log().await;
    let desks = [serving(&log), serving(&log), serving(&log)];
    let until = Timestamp::now() + SignedDuration::from_millis(300);
    let desk = Desk::new(log.clone());
    let answered = accepted(desk.submit(&story(&json!({ "until": until.to_string() })), None).await);
    assert_eq!(answered.updates.iter().filter(|answer| answer.embargo.is_some()).count(), 2);
    assert_eq!(answered.directory.iter().filter(|entry| entry.embargo.is_some()).count(), 2);
    assert_eq!(records(&log).await.0, [0; 0]);
    lifted(&log, 4).await;
    assert!(Timestamp::now() >= until);
    // Each of them has looked at it by the time it has done something else for us.
    for desk in 0..3 {
        let request = EmbargoRequest::Lift {
            of: UnderEmbargo::Story(StorySlug::new("ferry-strike").expect("slug")),
            actor: format!("desk {desk}"),
            reason: None,
        };
        let refused = log.ask::<Vec<Embargoed>>(EMBARGO, &request, PATIENT).await.expect_err("nothing is left to lift");
        assert!(matches!(refused, AskError::Service(ServiceError { code: ErrorCode::NotFound, .. })), "{refused:?}");
    }
    let (open, held) = records(&log).await;
    assert_eq!((open.len(), held.len()), (4, 4));
    desks.iter().for_each(tokio::task::JoinHandle::abort);
}

#[tokio::test]
async fn it_is_lifted_by_the_next_desk_when_none_was_running_at_its_time() {
    let server = Server::start().await;
    let log = server.log().await;
    let until = Timestamp::now() + SignedDuration::from_millis(100);
    accepted(Desk::new(log.clone()).submit(&story(&json!({ "until": until.to_string() })), None).await);
    soon("its time passes", async {
        while Timestamp::now() < until {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert_eq!(records(&log).await.0, [0; 0], "nobody was there to lift it, and nobody is shown it");
    let desk = serving(&log);
    lifted(&log, 4).await;
    desk.abort();
    // One that is past when it is submitted hides nothing and needs no lifting.
    let other = json!({ "story": "ferry-strike", "defaults": { "source": "union-herald", "embargo": { "until": until.to_string() } },
        "sources": { "union-herald": { "origin": "union", "via": ["herald"] } },
        "updates": [{ "claim.reported": "other", "text": "Zanzibar again" }] });
    let last = accepted(Desk::new(log.clone()).submit(&other, None).await).sequence;
    assert_eq!(records(&log).await.0.last(), Some(&last));
}

#[tokio::test]
async fn one_that_cannot_be_lifted_keeps_no_other_waiting() {
    let slugs = ["ferry-strike", "bus-strike", "tram-strike"].map(|slug| StorySlug::new(slug).expect("slug"));
    let mut stories = slugs.map(|slug| (StoryId::of(&slug), slug));
    stories.sort();
    let [(refused, _), (_, second), (_, third)] = &stories;
    // The desk that lifts may not write to the first of them.
    let configuration = format!(
        "authorization {{ users: [ {{ user: all, password: x }}
        {{ user: some, password: x, permissions: {{ publish: {{ deny: [\"newsreel.story.{refused}.>\"] }} }} }} ] }}"
    );
    let server = Server::start_with(server::Options { configuration, ..server::Options::default() }).await;
    let address = server.url().replace("nats://", "");
    let log = server.log_with(Settings::at(format!("nats://all:x@{address}"))).await;
    log.set_up().await.expect("set up");
    let desk = Desk::new(log.clone());
    for (_, slug) in &stories {
        let until = Timestamp::now() + SignedDuration::from_secs(1);
        let story = json!({
            "story": slug, "title": "A strike", "directory": { "herald": { "outlet": "The Herald" } },
            "defaults": { "source": "herald", "embargo": { "until": until.to_string() } },
            "updates": [{ "claim.reported": "c", "text": "It rains" }],
        });
        accepted(desk.submit(&story, None).await);
    }
    let some = serving(&server.log_with(Settings::at(format!("nats://some:x@{address}"))).await);
    let held = async |story: &StorySlug| {
        desk.embargo(EmbargoRequest::List { story: Some(story.clone()) }).await.expect("listed").len()
    };
    for story in [second, third] {
        soon("those that can be are lifted", async { while held(story).await > 0 {} }).await;
    }
    assert!(held(&stories[0].1).await > 0);
    some.abort();
}

#[tokio::test]
async fn acts_on_an_embargo_have_an_actor_and_an_effect() {
    let server = Server::start().await;
    let log = server.log().await;
    let desk = Desk::new(log.clone());
    let until = Timestamp::now() + SignedDuration::from_hours(1);
    accepted(desk.submit(&story(&json!({ "until": until.to_string() })), None).await);
    let slug = StorySlug::new("ferry-strike").expect("slug");
    let one = |update: &str| UnderEmbargo::Update { story: slug.clone(), update: update.to_owned() };
    let lift = |of, actor: &str| EmbargoRequest::Lift { of, actor: actor.to_owned(), reason: None };
    let extend = |of, hours| EmbargoRequest::Extend {
        of,
        until: until + SignedDuration::from_hours(hours),
        actor: "anna".to_owned(),
        reason: None,
    };
    let code = |refused: Result<Vec<Embargoed>, ServiceError>| refused.expect_err("it is refused").code;
    let list = |story: &str| EmbargoRequest::List { story: StorySlug::new(story).ok() };
    assert_eq!(code(desk.embargo(list("ferry-strik")).await), ErrorCode::NotFound);
    assert_eq!(desk.embargo(list("ferry-strike")).await.expect("listed").len(), 4);
    assert_eq!(code(desk.embargo(lift(one("zanzibar-claims"), " ")).await), ErrorCode::BadRequest);
    assert_eq!(code(desk.embargo(lift(one("announced"), "anna")).await), ErrorCode::NotFound);
    assert_eq!(code(desk.embargo(extend(one("zanzibar-claims"), -1)).await), ErrorCode::BadRequest);

    // An entry that no update names is in no story's list, and in the list of everything, to another desk too.
    let ghost = json!({ "story": "ferry-strike", "defaults": { "embargo": { "until": until.to_string() } },
        "directory": { "ghost": { "person": "A Ghost" } }, "updates": [] });
    accepted(desk.submit(&ghost, None).await);
    assert_eq!(desk.embargo(list("ferry-strike")).await.expect("listed").len(), 4);
    for desk in [&desk, &Desk::new(log.clone())] {
        let all = desk.embargo(EmbargoRequest::List { story: None }).await.expect("listed");
        let of: Vec<(Option<&str>, &str)> =
            all.iter().map(|held| (held.story.as_ref().map(StorySlug::as_str), held.of.as_str())).collect();
        assert_eq!(of.len(), 5, "{of:?}");
        assert!(of.contains(&(None, "ghost")) && of.contains(&(Some("ferry-strike"), "zanzibar-loss")), "{of:?}");
    }

    let extended = desk.embargo(extend(one("zanzibar-claims"), 1)).await.expect("extended");
    assert!(extended.iter().all(|record| record.embargo.until == Some(until + SignedDuration::from_hours(1))));
    assert_eq!(records(&log).await.0, [0; 0]);
    // Another desk, which reads it from the log, knows the new end, and that the same file is on file.
    let other = Desk::new(log.clone());
    let again = accepted(other.submit(&story(&json!({ "until": until.to_string() })), None).await);
    let ends: Vec<_> = again.updates.iter().filter_map(|answer| answer.embargo.as_ref()?.until).collect();
    assert!(again.updates.iter().all(|answer| answer.already));
    assert_eq!(ends, [until, until + SignedDuration::from_hours(1)]);

    let lifted = other.embargo(lift(one("zanzibar-claims"), "anna")).await.expect("lifted");
    let by: Vec<_> = lifted.iter().filter_map(|record| record.embargo.lifted.as_ref()?.by.as_deref()).collect();
    assert_eq!(by, ["anna"; 3], "the update, and the two entries that it names");
    let (open, _) = records(&log).await;
    assert_eq!(open.len(), 3);
    assert_eq!(code(desk.embargo(lift(one("zanzibar-claims"), "anna")).await), ErrorCode::NotFound);
}

#[tokio::test]
async fn what_is_seen_earlier_cannot_name_what_is_seen_later() {
    let server = Server::start().await;
    let log = server.log().await;
    let desk = Desk::new(log.clone());
    let until = Timestamp::now() + SignedDuration::from_hours(1);
    accepted(desk.submit(&story(&json!({ "until": until.to_string() })), None).await);
    let more = |update: Value| {
        json!({ "story": "ferry-strike", "updates": [update], "sources": {
            "union-herald": { "origin": "union", "via": ["herald"] }, "chief": { "origin": "zanzibar-chief", "via": ["herald"] },
        } })
    };
    let sooner = json!({ "until": (until - SignedDuration::from_mins(1)).to_string() });
    let refused: [(Value, &str); 3] = [
        (json!({ "claim.reported": "a", "text": "x", "source": "chief" }), "an entry under an embargo"),
        (
            json!({ "claim.reported": "a", "text": "x", "source": "chief", "embargo": sooner }),
            "one that is hidden for longer",
        ),
        (
            json!({ "claim.reported": "a", "text": "x", "source": "union-herald", "contradicts": "zanzibar-claims" }),
            "an update under an embargo",
        ),
    ];
    for (update, what) in refused {
        assert_eq!(codes(desk.submit(&more(update), None).await)[0].0, Code::UnderEmbargo, "{what}");
    }
    let later = json!({ "until": (until + SignedDuration::from_mins(1)).to_string() });
    let fine = json!({ "claim.reported": "a", "text": "x", "source": "chief", "embargo": later, "contradicts": "zanzibar-claims" });
    accepted(desk.submit(&more(fine), None).await);
    // Who is named openly, by somebody who gives the entry, is in the directory openly.
    let mut openly =
        more(json!({ "claim.reported": "b", "text": "x", "source": "union-herald", "speaker": "zanzibar-line" }));
    openly["directory"] = json!({ "zanzibar-line": { "organisation": "Zanzibar Line" } });
    openly["updates"][0] =
        json!({ "occurrence.reported": "strike", "who": ["zanzibar-line"], "source": "union-herald" });
    accepted(desk.submit(&openly, None).await);
    let (open, _) = records(&log).await;
    assert_eq!(open.len(), 2);

    // A story that is opened under an embargo is there for nobody else, and its title betrays nothing.
    let defaults = json!({ "source": "union-herald", "embargo": { "until": until.to_string() } });
    let mut secret = more(json!({ "claim.reported": "c", "text": "x" }));
    secret["story"] = json!("zanzibar-affair");
    secret["title"] = json!("The Zanzibar affair");
    secret["updates"][0]["embargo"] = json!({ "until": until.to_string() });
    secret["updates"][0]["source"] = json!("union-herald");
    assert_eq!(codes(desk.submit(&secret, None).await), [(Code::UnderEmbargo, "/title".to_owned())]);
    secret["defaults"] = defaults;
    accepted(desk.submit(&secret, None).await);
    assert_eq!(records(&log).await.0.len(), 2);
    let open = json!({ "story": "zanzibar-affair", "sources": { "union-herald": { "origin": "union", "via": ["herald"] } },
        "updates": [{ "claim.reported": "d", "text": "y", "source": "union-herald" }] });
    assert_eq!(codes(desk.submit(&open, None).await)[0].0, Code::UnderEmbargo);
    let other = json!({ "story": "zanzibar-affair", "title": "Another", "updates": [] });
    let told = format!("{:?}", desk.submit(&other, None).await);
    assert!(told.contains("SlugTaken") && !told.contains("The Zanzibar"), "{told}");
}
