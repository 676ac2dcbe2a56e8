//! `up`: a nats-server and all services as processes of this machine, as they run in production.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};
use std::time::Duration;

use anyhow::Context;
use clap::ValueEnum;
use newsreel_log::service::Limits;
use tokio::process::Child;

use crate::audit::keys;
use crate::child;
use crate::config::{Config, LISTEN, LogFormat, ServerConfig, Wait};
use crate::print;
use crate::role::Role;
use crate::serve::{locked, shutdown_signal};

/// How long a process may take to stop before it is killed.
const GRACE: Duration = Duration::from_secs(10);

/// How many ports are tried for the page.
const NEAR: usize = 10;

/// Arguments of `up`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The port of the nats-server [default: that of the configured server, 4222]; 0 takes a free one
    #[arg(long)]
    port: Option<u16>,
}

pub(crate) async fn run(config: &Config, args: &Args) -> anyhow::Result<ExitCode> {
    // Said first: that a port is taken would follow from it.
    drop(lock(&config.data)?);
    let port = match args.port {
        Some(port) => port,
        None => port_here(&config.server.url)?,
    };
    let page = match (config.listen, port) {
        (Some(address), _) => {
            // Said before anything is started: the page would only end once all the rest is up.
            TcpListener::bind(address)
                .with_context(|| format!("the page cannot listen on {address}; --listen takes another address"))?;
            address
        }
        (None, 0) => SocketAddr::new(LISTEN.ip(), free_port()?),
        (None, _) => page_here()?,
    };
    let mut processes = Processes::start(config, &config.data, port, Some(page)).await?;
    let (url, data) = (&processes.url, config.data.display());
    print::note(&format!("newsreel is up at {url} (data in {data}), its page at http://{page}/; Ctrl-C stops it"));
    let ended = tokio::select! {
        ended = processes.any_ends() => Some(ended),
        () = shutdown_signal() => None,
    };
    processes.stop().await;
    match ended {
        Some(which) => anyhow::bail!("the {which} has ended; see its messages above"),
        None => Ok(ExitCode::SUCCESS),
    }
}

/// Where the page listens where nothing is said: the usual address, or the next one that is free, with a word.
fn page_here() -> anyhow::Result<SocketAddr> {
    let near = (LISTEN.port()..).take(NEAR).map(|port| SocketAddr::new(LISTEN.ip(), port));
    let free = near.into_iter().find(|address| TcpListener::bind(address).is_ok());
    let free = free.with_context(|| {
        format!("{LISTEN} is taken, and so are the {NEAR} ports from there on; --listen ADDRESS:PORT takes another")
    })?;
    if free != LISTEN {
        print::note(&format!("{LISTEN} is taken, so the page is at {free}; --listen chooses an address"));
    }
    Ok(free)
}

/// The port of a server on this machine, as the verbs that ask it are told.
fn port_here(url: &str) -> anyhow::Result<u16> {
    let address = url.strip_prefix("nats://").unwrap_or(url);
    let (host, port) = address.rsplit_once(':').unwrap_or((address, "4222"));
    anyhow::ensure!(
        matches!(host, "127.0.0.1" | "localhost" | "[::1]"),
        "`up` starts a server of its own on this machine, and {url} is another; leave out `url`, or name a --port"
    );
    port.parse().with_context(|| format!("{url} has no port that could be listened on; name a --port"))
}

/// The processes of one private installation, the server first.
pub(crate) struct Processes {
    pub(crate) url: String,
    running: Vec<(&'static str, Child)>,
}

impl Processes {
    /// Starts a server that keeps its store in `data`, and all services on it; the page where it is to listen somewhere.
    pub(crate) async fn start(
        config: &Config,
        data: &Path,
        port: u16,
        page: Option<SocketAddr>,
    ) -> anyhow::Result<Self> {
        let lock = lock(data)?;
        let port = if port == 0 { free_port()? } else { port };
        // Another server there would answer in the place of ours, and be written to.
        TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .with_context(|| format!("port {port} is taken; --port takes another, and with 0 a free one"))?;
        let url = format!("nats://127.0.0.1:{port}");
        let mut processes = Self { url: url.clone(), running: Vec::new() };
        processes.running.push(("nats-server", start_server(config, data, port, lock)?));
        let server = ServerConfig { url, wait: Wait::Always, ..config.server.clone() };
        listens(port).await;
        let connected = tokio::time::timeout(Duration::from_secs(30), server.open_log());
        tokio::select! {
            log = connected => log.context("the nats-server does not answer")?.map(drop)?,
            which = processes.any_ends() => anyhow::bail!("the {which} ended at once; see its messages above"),
        };
        make_key_if_absent(config, data)?;
        let own = Role::value_variants().iter().copied().filter(|role| role.is_ones_own());
        for role in own.filter(|role| *role != Role::Web || page.is_some()) {
            let service = start_service(config, role, data, &processes.url, page)?;
            processes.running.push((role.name(), service));
        }
        Ok(processes)
    }

    /// Waits until one of them ends, which none should; its name.
    pub(crate) async fn any_ends(&mut self) -> &'static str {
        loop {
            for (name, child) in &mut self.running {
                if !matches!(child.try_wait(), Ok(None)) {
                    return name;
                }
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// Stops the services, then the server; each is asked first.
    pub(crate) async fn stop(mut self) {
        while let Some((name, mut child)) = self.running.pop() {
            let pid = child.id().and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw);
            if let Some(pid) = pid {
                // One that has ended already needs no asking.
                let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
            }
            if tokio::time::timeout(GRACE, child.wait()).await.is_err() {
                tracing::warn!("the {name} did not stop in {GRACE:?} and is killed");
                // Killing can only fail for one that has ended.
                let _ = child.kill().await;
            }
        }
    }
}

/// A private installation has a key of its own from the start, so that its history can be proven from the start.
fn make_key_if_absent(config: &Config, data: &Path) -> anyhow::Result<()> {
    let file = config.audit.notary_key(data);
    if file.exists() {
        return Ok(());
    }
    let name = format!("localhost/newsreel-{:08x}", uuid::Uuid::now_v7().as_u64_pair().1 as u32);
    keys::make(&file, &config.audit.trust(data), &name)?;
    tracing::info!("made a key for the notary in {}; keep a copy of {0} in a safe place", file.display());
    Ok(())
}

/// Waits, for a while, until something listens on the port, so that connecting does not warn about a server that is only
/// just starting.
async fn listens(port: u16) {
    for _ in 0..200 {
        if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
}

fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Locks the folder: two servers that write one store destroy it.
fn lock(data: &Path) -> anyhow::Result<File> {
    std::fs::create_dir_all(data).with_context(|| format!("cannot make {}", data.display()))?;
    let file = data.join("up.lock");
    locked(&file, || {
        format!(
            "a nats-server works on {} already: `up` runs there, or has ended a moment ago; stop it (`fuser {}` names its \
             process), or choose another folder with --data",
            data.display(),
            file.display()
        )
    })
}

/// The server keeps the lock as its input, which it does not read: so the folder stays locked for as long as it runs, even
/// when this process is killed.
fn start_server(config: &Config, data: &Path, port: u16, lock: File) -> anyhow::Result<Child> {
    let file = data.join("nats-server.conf");
    let store = std::path::absolute(data.join("nats"))?;
    let settings = format!(
        "# Written by newsreel. Every write reaches the disk before it is acknowledged.\n\
         listen: 127.0.0.1:{port}\njetstream {{ store_dir: {store:?}, sync_interval: always }}\n"
    );
    std::fs::write(&file, settings).with_context(|| format!("cannot write {}", file.display()))?;
    let output = File::create(data.join("nats-server.log"))?;
    let mut command = child::command(&server_binary(config)?)?;
    command.arg("--config").arg(&file).stdin(lock).stdout(output.try_clone()?).stderr(output);
    command.process_group(0).kill_on_drop(true).spawn().context("cannot start the nats-server")
}

/// The configured server, or the one that `deploy/just` has brought.
fn server_binary(config: &Config) -> anyhow::Result<PathBuf> {
    let (wanted, brought) = (&config.nats_server, PathBuf::from(".tools/bin/nats-server"));
    if wanted.components().count() > 1 && wanted.is_file() {
        return Ok(wanted.clone());
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).map(|folder| folder.join(wanted)).find(|file| file.is_file());
    on_path.or_else(|| brought.is_file().then_some(brought)).with_context(|| {
        format!(
            "there is no {}; run `./deploy/just up`, which brings one, or install nats-server 2.12 or newer",
            wanted.display()
        )
    })
}

fn start_service(
    config: &Config,
    role: Role,
    data: &Path,
    url: &str,
    page: Option<SocketAddr>,
) -> anyhow::Result<Child> {
    let program = std::env::current_exe().context("cannot find this program")?;
    let mut command = child::command(&program)?;
    command.args(["serve", role.name(), "--url", url, "--data"]).arg(data);
    if let Some(page) = page.filter(|_| role == Role::Web) {
        command.args(["--listen", &page.to_string()]);
        command.args(config.sign_in.flags());
        command.args(config.actor.iter().flat_map(|actor| ["--actor", actor]));
    }
    if config.logging.format == LogFormat::Json {
        command.args(["--log-format", "json"]);
    }
    command.args(["--log", &config.logging.filter]);
    command.args(config.telemetry.iter().flat_map(|collector| ["--telemetry", collector]));
    // What `up` was told by flags or a file named by one, its services are told too.
    let Limits { time, answer_bytes, .. } = config.limits;
    let (seconds, mebibytes) = (time.as_secs().to_string(), (answer_bytes >> 20).to_string());
    command.args(["--time-limit", &seconds, "--max-answer", &mebibytes]);
    if role == Role::Notary {
        command.arg("--notary-key").arg(config.audit.notary_key(data));
        command.arg("--checkpoint-every").arg(config.audit.checkpoint_every.as_secs().to_string());
        if let Some(witnesses) = &config.audit.witnesses {
            command.arg("--ask-witnesses").arg(witnesses);
        }
    }
    // In a group of its own, so that Ctrl-C reaches it through us and the services stop before the server.
    command.stdin(Stdio::null()).process_group(0).kill_on_drop(true);
    command.spawn().with_context(|| format!("cannot start the {}", role.name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn up_starts_its_server_where_the_verbs_look_for_it() {
        assert_eq!(port_here("nats://127.0.0.1:4777").ok(), Some(4777));
        assert_eq!(port_here("nats://localhost").ok(), Some(4222));
        assert_eq!(port_here("[::1]:4333").ok(), Some(4333));
        for elsewhere in ["nats://nats.example.org:4222", "tls://127.0.0.1:4222", "nats://127.0.0.1:port"] {
            let refusal = port_here(elsewhere).expect_err(elsewhere).to_string();
            assert!(refusal.contains(elsewhere) && refusal.contains("--port"), "{refusal}");
        }
    }
}
