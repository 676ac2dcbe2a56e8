//! The kit: a real nats-server of one's own, and stories to put into it.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use jiff::Timestamp;
use newsreel_log::{Context, Encoded, Log, Settings, Unit, Write, encode};
use newsreel_story::decide::decide;
use newsreel_story::directory::Directory;
use newsreel_story::name::{StoryId, StorySlug};
use newsreel_story::update::Record;
use serde_json::{Value, json};
use tokio::process::{Child, Command};

/// How long anything may take that a test waits for.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A nats-server on a port and a store of its own. It is killed, and its store removed, when this is dropped.
#[derive(Debug)]
pub struct Server {
    directory: tempfile::TempDir,
    port: u16,
    durable: bool,
    child: Child,
}

impl Server {
    /// Starts a server with the default durability, which survives the kills of a test.
    pub async fn start() -> Self {
        Self::start_with(false).await
    }

    /// Starts a server that syncs every write.
    pub async fn start_durable() -> Self {
        Self::start_with(true).await
    }

    async fn start_with(durable: bool) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let port = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a free port").port();
        let child = spawn(directory.path(), port, durable);
        let server = Self { directory, port, durable, child };
        server.listens().await;
        server
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// A directory that is gone with the server.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// The process, to measure it.
    pub fn process(&self) -> Option<u32> {
        self.child.id()
    }

    /// Kills it: SIGKILL, no time to tidy up.
    pub async fn kill(&mut self) {
        self.child.kill().await.expect("the server can be killed");
    }

    /// Starts it again, on the same port and store.
    pub async fn restart(&mut self) {
        self.child = spawn(self.directory.path(), self.port, self.durable);
        self.listens().await;
    }

    /// A log on this server, set up.
    pub async fn log(&self) -> Log {
        let log = Log::connect(Settings::at(self.url())).await.expect("the server takes a connection");
        log.set_up().await.expect("the server can hold the log");
        log
    }

    async fn listens(&self) {
        let answers = async {
            while tokio::net::TcpStream::connect(("127.0.0.1", self.port)).await.is_err() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(PATIENCE, answers).await.expect("the server listens");
    }
}

fn spawn(directory: &Path, port: u16, durable: bool) -> Child {
    let sync = if durable { "sync_interval: always" } else { "" };
    let config = directory.join("nats.conf");
    let store = directory.join("nats");
    let text = format!("listen: 127.0.0.1:{port}\njetstream {{ store_dir: {store:?}\n{sync} }}\n");
    std::fs::write(&config, text).expect("the configuration can be written");
    let log = std::fs::File::create(directory.join("nats.log")).expect("a log file");
    let spawned = Command::new(nats_server())
        .arg("--config")
        .arg(config)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .kill_on_drop(true)
        .spawn();
    spawned.unwrap_or_else(|error| {
        panic!("cannot start nats-server ({error}); run the tests with `./deploy/just test`, which brings one")
    })
}

/// The server that `deploy/just` names or has brought, else the one on the PATH.
pub fn nats_server() -> PathBuf {
    let brought = workspace().join(".tools/bin/nats-server");
    std::env::var_os("NEWSREEL_NATS_SERVER")
        .map(PathBuf::from)
        .unwrap_or_else(|| if brought.exists() { brought } else { "nats-server".into() })
}

/// The project's folder.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests is a folder of the workspace").to_owned()
}

/// The program, beside this test binary; `just test` builds it first.
pub fn newsreel() -> PathBuf {
    let test = std::env::current_exe().expect("a test is a program");
    let folder = test.ancestors().find(|folder| folder.join("newsreel").is_file());
    folder.map(|folder| folder.join("newsreel")).expect("the program is built: cargo build --package newsreel")
}

/// A small submission: `count` updates of a story, with keys that begin with `prefix`.
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

/// The updates of a submission as records ready to append to a new story, without its directory entries.
pub fn write(story: &str, prefix: &str, count: usize) -> Write {
    let decision = decide(&submission(story, prefix, count), None, &Directory::default(), None, Timestamp::now());
    let decision = decision.unwrap_or_else(|refusals| panic!("{refusals:?}"));
    let encoded =
        |update| encode(&Record::Story(Box::new(update)), Timestamp::now(), &Context::default()).expect("plain data");
    let records: Vec<Encoded> = decision.updates.into_iter().map(encoded).collect();
    Write { unit: unit(story), expected: 0, records }
}

/// The unit of consistency of a story.
pub fn unit(story: &str) -> Unit {
    Unit::Story(StoryId::of(&StorySlug::new(story).expect("a slug")))
}
