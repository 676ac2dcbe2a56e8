//! A real nats-server on a port and a store of its own.

use std::cell::Cell;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use newsreel_log::{Log, Settings};
use tempfile::TempDir;
use tokio::process::{Child, Command};

/// How often the server is tried until it answers.
const BETWEEN_LOOKS: Duration = Duration::from_millis(5);

/// A running nats-server. Dropped, it is killed and its store removed.
pub struct Server {
    child: Child,
    port: u16,
    store: TempDir,
    configuration: PathBuf,
    panics: Panics,
}

/// What makes one server differ from another.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Whether every append is synced to disk before it is acknowledged.
    pub sync_always: bool,
    /// More lines of configuration, such as users and their permissions.
    pub configuration: String,
    /// More lines for JetStream, such as how much it may keep.
    pub jetstream: String,
    /// The port, where it must be known beforehand.
    pub port: Option<u16>,
}

impl Options {
    /// The nodes of a cluster, each to be started for itself, and where they all listen.
    pub fn of_cluster<const NODES: usize>() -> ([Self; NODES], String) {
        let ports: [u16; NODES] = std::array::from_fn(|_| free_port());
        let routes = ports.map(|port| format!("nats://127.0.0.1:{port}")).join(", ");
        let mut node = 0;
        let nodes = ports.map(|route| {
            node += 1;
            let cluster = format!("cluster {{ name: test, listen: \"127.0.0.1:{route}\", routes: [{routes}] }}");
            let configuration = format!("server_name: node-{node}\n{cluster}");
            Self { configuration, port: Some(free_port()), ..Self::default() }
        });
        let listening = nodes.iter().filter_map(|node| node.port).map(|port| format!("nats://127.0.0.1:{port}"));
        let urls = listening.collect::<Vec<_>>().join(",");
        (nodes, urls)
    }
}

impl Server {
    /// Starts a server and waits until it answers.
    ///
    /// # Panics
    /// When there is no nats-server to start, or it does not come up.
    pub async fn start() -> Self {
        Self::start_with(Options::default()).await
    }

    /// Starts a server of that sort and waits until it answers.
    ///
    /// # Panics
    /// When there is no nats-server to start, or it does not come up.
    pub async fn start_with(options: Options) -> Self {
        let panics = Panics::watch();
        let store = tempfile::tempdir().expect("a temporary folder for the server's store");
        let port = options.port.unwrap_or_else(free_port);
        let configuration = store.path().join("server.conf");
        std::fs::write(&configuration, configuration_of(&options, port, store.path()))
            .expect("the temporary folder takes the server's configuration");
        let child = spawn(&configuration);
        let server = Self { child, port, store, configuration, panics };
        server.ready().await;
        server
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// Its store.
    pub fn store(&self) -> &Path {
        self.store.path()
    }

    /// The number of its process, while it runs.
    pub fn process(&self) -> Option<u32> {
        self.child.id()
    }

    /// A log on it, set up.
    ///
    /// # Panics
    /// When the log cannot be connected to or set up.
    pub async fn log(&self) -> Log {
        let log = self.log_with(Settings::at(self.url())).await;
        log.set_up().await.expect("an empty server is set up");
        log
    }

    /// A log with these settings, not set up.
    ///
    /// # Panics
    /// When the log cannot be connected to.
    pub async fn log_with(&self, settings: Settings) -> Log {
        Log::connect(settings).await.expect("the server answers")
    }

    /// Kills it, without a warning (SIGKILL).
    ///
    /// # Panics
    /// When it cannot be killed.
    pub async fn kill(&mut self) {
        self.child.kill().await.expect("our own child can be killed");
    }

    /// Starts it again on the same store and port, and waits until it answers.
    ///
    /// # Panics
    /// When it does not come up.
    pub async fn restart(&mut self) {
        self.kill().await;
        self.child = spawn(&self.configuration);
        self.ready().await;
    }

    async fn ready(&self) {
        crate::soon("the server takes connections", async {
            while tokio::net::TcpStream::connect(("127.0.0.1", self.port)).await.is_err() {
                tokio::time::sleep(BETWEEN_LOOKS).await;
            }
        })
        .await;
    }
}

/// Fails the test when a task in the background panicked, on whatever thread, which otherwise nobody would see.
impl Drop for Server {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.panics.assert_none();
        }
    }
}

fn spawn(configuration: &Path) -> Child {
    let binary = find_server();
    Command::new(&binary)
        .arg("-c")
        .arg(configuration)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap_or_else(|error| panic!("cannot start {}: {error}; run `./deploy/just test`", binary.display()))
}

/// `NEWSREEL_NATS_SERVER`, the one the project brought for itself, or the one on the path.
pub fn find_server() -> PathBuf {
    if let Some(named) = std::env::var_os("NEWSREEL_NATS_SERVER") {
        return named.into();
    }
    let brought = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.tools/bin/nats-server");
    if brought.exists() { brought } else { "nats-server".into() }
}

/// A port that nobody listens on.
///
/// # Panics
/// When there is none.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("a bound socket has an address").port()
}

fn configuration_of(options: &Options, port: u16, store: &Path) -> String {
    let sync = if options.sync_always { "sync_interval: always" } else { "" };
    format!(
        "listen: \"127.0.0.1:{port}\"\nlog_file: \"{log}\"\njetstream {{ store_dir: \"{store}\"\n{sync}\n{jetstream} }}\n{more}\n",
        log = store.join("server.log").display(),
        store = store.display(),
        jetstream = options.jetstream,
        more = options.configuration,
    )
}

thread_local! {
    static PANICS_HERE: Cell<usize> = const { Cell::new(0) };
}

/// The panics on threads of no test: those of runtimes with several threads, and those that block.
static PANICS_ELSEWHERE: AtomicUsize = AtomicUsize::new(0);

/// Whether this is the thread of a test, whose own failure is that test's affair alone: it has the test's name, or is the
/// main one. Those of runtimes are named after them, or not at all.
fn on_thread_of_a_test() -> bool {
    std::thread::current().name().is_some_and(|name| !name.starts_with("tokio"))
}

/// How the message of a panic begins that is meant to happen.
pub const DELIBERATE: &str = "deliberate panic";

/// The panics since a test began: on its own thread, where the tasks of a `#[tokio::test]` with one thread run, and on all
/// threads that are no test's. Which test these belong to cannot be told, so every test that was running fails.
struct Panics {
    before: (usize, usize),
}

impl Panics {
    fn watch() -> Self {
        static HOOK: Once = Once::new();
        HOOK.call_once(|| {
            let report = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |panic| {
                let payload = panic.payload();
                let owned = payload.downcast_ref::<String>().map(String::as_str);
                let message = owned.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or_default();
                if !message.starts_with(DELIBERATE) {
                    if on_thread_of_a_test() {
                        PANICS_HERE.set(PANICS_HERE.get() + 1);
                    } else {
                        PANICS_ELSEWHERE.fetch_add(1, Ordering::SeqCst);
                    }
                }
                report(panic);
            }));
        });
        Self { before: Self::so_far() }
    }

    fn so_far() -> (usize, usize) {
        (PANICS_HERE.get(), PANICS_ELSEWHERE.load(Ordering::SeqCst))
    }

    fn assert_none(&self) {
        assert_eq!(Self::so_far(), self.before, "a task in the background panicked; its message is above");
    }
}
