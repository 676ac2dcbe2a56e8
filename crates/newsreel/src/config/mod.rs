//! Configuration: flags, then the environment, then a file, then defaults; the first that says something wins.
//!
//! The environment is read once, by `main`, and comes in as data.

mod settings;

use std::ffi::{OsStr, OsString};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ValueEnum;
use newsreel_log::service::Limits;
use newsreel_log::{ConnectError, Credentials, Log, SetUpError, Settings, Timeouts};
use newsreel_story::record::style::Style;
use tokio::time::Instant;

use self::settings::{HEADING, Layer, PREFIX};
use crate::print::Format;

/// The configuration file that is read where there is one.
const FILE: &str = "newsreel.toml";
/// The variable by which OpenTelemetry tells every program of a collector.
const COLLECTOR: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";
/// How long a record waits for a checkpoint at most, in seconds, where nothing else is configured.
const CHECKPOINT_EVERY: u64 = 10;
/// How long somebody stays signed in, in hours, where nothing else is configured.
const SESSION_HOURS: u64 = 12;
/// The claim that says what somebody may, and what is asked for besides `openid`, where nothing else is configured.
const CLAIM: &str = "groups";
const SCOPES: &str = "profile email";
/// What is logged where nothing else is asked for.
const LOG: &str = "warn,newsreel=info,newsreel_desk=info,newsreel_projector=info,newsreel_notary=info,newsreel_log=info,newsreel_web=info";
/// Where the page listens: on this machine only, since it asks nobody who they are.
pub(crate) const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);
/// Where a witness listens.
pub(crate) const WITNESS_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8081);
/// How long a command waits for a server or a service that does not answer.
const SHORT_WAIT: Duration = Duration::from_secs(5);
/// How long an answer may take in all.
const ANSWER_TIME: Duration = Duration::from_secs(60);
/// How long to wait before a server is tried again.
const BETWEEN_TRIES: Duration = Duration::from_millis(200);

/// The command line's settings.
#[derive(clap::Args, Debug, Default)]
pub(crate) struct Flags {
    /// The configuration file, in TOML [default: newsreel.toml, if there is one]
    #[arg(long, global = true, value_name = "FILE", help_heading = HEADING)]
    config: Option<PathBuf>,
    /// Fail at once when the server or a service is down, as `--wait=never`
    #[arg(long, global = true, overrides_with = "wait", help_heading = HEADING)]
    no_wait: bool,
    #[command(flatten)]
    layer: Layer,
}

/// How long to wait for a server or a service that is not up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Wait {
    /// Not at all.
    Never,
    /// A few seconds.
    Briefly,
    /// As long as it takes: for scripts.
    Always,
}

/// How logs are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Everything that is configured, part by part.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    pub server: ServerConfig,
    pub logging: LoggingConfig,
    /// How answers are printed.
    pub format: Format,
    /// How answers are written.
    pub style: Style,
    /// Where the projector keeps its store, and `up` everything.
    pub data: PathBuf,
    /// Where the page is to listen; [`LISTEN`] where nothing is said.
    pub listen: Option<SocketAddr>,
    pub sign_in: SignInConfig,
    /// The nats-server that `up` and `demo` start.
    pub nats_server: PathBuf,
    /// In whose name updates are submitted.
    pub actor: Option<String>,
    /// What a service takes on.
    pub limits: Limits,
    pub audit: AuditConfig,
    /// The collector that traces are sent to; none where they are not wanted.
    pub telemetry: Option<String>,
}

/// Who signs in to the page, and how.
#[derive(Debug, Clone)]
pub(crate) struct SignInConfig {
    /// The file of tokens the page knows.
    pub tokens: Option<PathBuf>,
    /// Whether anybody may read the page who has not signed in.
    pub open_reads: bool,
    /// Whether a proxy of ours says from where somebody asks.
    pub behind_proxy: bool,
    /// The provider whose people can sign in.
    pub oidc: Option<OidcConfig>,
    /// The address of the page as browsers see it, where it is configured.
    pub page: Option<String>,
    /// How long somebody stays signed in, in hours.
    pub session_hours: u64,
}

/// A provider of OpenID Connect, as it is configured.
#[derive(Debug, Clone)]
pub(crate) struct OidcConfig {
    pub issuer: String,
    pub client: Option<String>,
    /// The file with our secret there.
    pub secret: Option<PathBuf>,
    pub claim: String,
    pub scopes: String,
    pub roles: Option<String>,
}

/// What the notary signs with, and whose signatures are trusted.
#[derive(Debug, Clone)]
pub(crate) struct AuditConfig {
    /// The file with the notary's keys, where it is configured.
    pub notary_key: Option<PathBuf>,
    /// The file with the public keys to trust, where it is configured.
    pub trust: Option<PathBuf>,
    /// How long a record waits for a checkpoint at most.
    pub checkpoint_every: Duration,
    /// The file with the witnesses to ask, where there are any.
    pub witnesses: Option<PathBuf>,
}

/// The NATS server, and how patient we are with it and the services on it.
#[derive(Debug, Clone)]
pub(crate) struct ServerConfig {
    pub url: String,
    pub credentials: Option<PathBuf>,
    pub replicas: u8,
    pub wait: Wait,
}

/// What is logged and how.
#[derive(Debug, Clone)]
pub(crate) struct LoggingConfig {
    pub filter: String,
    pub format: LogFormat,
}

fn limits(seconds: Option<u64>, mebibytes: Option<u64>) -> Limits {
    let otherwise = Limits::default();
    Limits {
        time: seconds.map_or(otherwise.time, Duration::from_secs),
        answer_bytes: mebibytes
            .map_or(otherwise.answer_bytes, |size| usize::try_from(size << 20).unwrap_or(usize::MAX)),
        ..otherwise
    }
}

impl Config {
    /// The configuration that flags, the environment and the file come to.
    ///
    /// # Errors
    /// Names the file or the variable, the setting, and what would be accepted.
    pub(crate) fn read(flags: Flags, environment: &Environment) -> anyhow::Result<Self> {
        let file = match &flags.config {
            Some(file) => Layer::of_file(file)?,
            None if Path::new(FILE).exists() => Layer::of_file(Path::new(FILE))?,
            None => Layer::default(),
        };
        let of_flags = Layer { wait: flags.no_wait.then_some(Wait::Never).or(flags.layer.wait), ..flags.layer };
        let of_environment = Layer::of_environment(&environment.ours)?;
        let of_environment = Layer { log: of_environment.log.or(environment.rust_log.clone()), ..of_environment };
        let said = of_flags.or(of_environment).or(file);
        let data = said.data.unwrap_or_else(|| PathBuf::from(".newsreel"));
        Ok(Self {
            server: ServerConfig {
                url: said.url.unwrap_or_else(|| "nats://127.0.0.1:4222".to_owned()),
                credentials: said.credentials,
                replicas: said.replicas.unwrap_or(1),
                wait: said.wait.unwrap_or(Wait::Briefly),
            },
            logging: LoggingConfig {
                filter: said.log.unwrap_or_else(|| LOG.to_owned()),
                format: said.log_format.unwrap_or(LogFormat::Text),
            },
            format: said.format.unwrap_or(Format::Table),
            style: said.style.unwrap_or_default(),
            audit: AuditConfig {
                notary_key: said.notary_key,
                trust: said.trust,
                checkpoint_every: Duration::from_secs(said.checkpoint_every.unwrap_or(CHECKPOINT_EVERY)),
                witnesses: said.ask_witnesses,
            },
            data,
            listen: said.listen,
            sign_in: SignInConfig {
                tokens: said.tokens,
                open_reads: said.open_reads.unwrap_or(false),
                behind_proxy: said.behind_proxy.unwrap_or(false),
                oidc: said.oidc_issuer.map(|issuer| OidcConfig {
                    issuer,
                    client: said.oidc_client,
                    secret: said.oidc_secret,
                    claim: said.oidc_claim.unwrap_or_else(|| CLAIM.to_owned()),
                    scopes: said.oidc_scopes.unwrap_or_else(|| SCOPES.to_owned()),
                    roles: said.oidc_roles,
                }),
                page: said.page,
                session_hours: said.session_hours.unwrap_or(SESSION_HOURS),
            },
            telemetry: said.telemetry.or_else(|| environment.collector.clone()).filter(|address| !address.is_empty()),
            nats_server: said.nats_server.unwrap_or_else(|| PathBuf::from("nats-server")),
            actor: said.actor.or_else(|| environment.user.clone()),
            limits: limits(said.time_limit, said.max_answer),
        })
    }
}

impl SignInConfig {
    /// The same as flags, for a process of its own.
    pub(crate) fn flags(&self) -> Vec<OsString> {
        let Self { tokens, open_reads, behind_proxy, oidc, page, session_hours } = self;
        let mut flags: Vec<OsString> = Vec::new();
        let mut say = |flag: &str, value: &OsStr| flags.extend([flag.into(), value.to_owned()]);
        say("--open-reads", open_reads.to_string().as_ref());
        say("--behind-proxy", behind_proxy.to_string().as_ref());
        say("--session-hours", session_hours.to_string().as_ref());
        tokens.iter().for_each(|file| say("--tokens", file.as_ref()));
        page.iter().for_each(|page| say("--page", page.as_ref()));
        if let Some(OidcConfig { issuer, client, secret, claim, scopes, roles }) = oidc {
            say("--oidc-issuer", issuer.as_ref());
            say("--oidc-claim", claim.as_ref());
            say("--oidc-scopes", scopes.as_ref());
            client.iter().for_each(|client| say("--oidc-client", client.as_ref()));
            secret.iter().for_each(|file| say("--oidc-secret", file.as_ref()));
            roles.iter().for_each(|roles| say("--oidc-roles", roles.as_ref()));
        }
        flags
    }
}

impl AuditConfig {
    /// The file with the notary's keys, where everything is kept in this folder.
    pub(crate) fn notary_key(&self, data: &Path) -> PathBuf {
        self.notary_key.clone().unwrap_or_else(|| data.join("notary.key"))
    }

    /// The file with the public keys to trust, where everything is kept in this folder.
    pub(crate) fn trust(&self, data: &Path) -> PathBuf {
        self.trust.clone().unwrap_or_else(|| data.join("trust.keys"))
    }
}

impl ServerConfig {
    /// Connects to a log that is set up. A server that is not there is waited for as long as is configured.
    pub(crate) async fn open_log(&self) -> anyhow::Result<Log> {
        self.wait_for(async || {
            let log = self.try_connect().await?;
            log.set_up().await?;
            Ok(log)
        })
        .await
    }

    /// Connects to the log, be it set up or not: for questions to services, which set it up.
    pub(crate) async fn connect(&self) -> anyhow::Result<Log> {
        self.wait_for(async || self.try_connect().await).await
    }

    async fn wait_for(&self, open: impl AsyncFn() -> anyhow::Result<Log>) -> anyhow::Result<Log> {
        let deadline = Instant::now() + SHORT_WAIT;
        loop {
            match open().await {
                Err(error) if self.wait == Wait::Briefly && may_pass(&error) && Instant::now() < deadline => {
                    tokio::time::sleep(BETWEEN_TRIES).await;
                }
                outcome => return outcome,
            }
        }
    }

    /// The same for a service, which waits for its server unless it must not wait.
    pub(crate) async fn open_log_of_service(&self) -> anyhow::Result<Log> {
        let wait = if self.wait == Wait::Never { Wait::Never } else { Wait::Always };
        Self { wait, ..self.clone() }.open_log().await
    }

    async fn try_connect(&self) -> anyhow::Result<Log> {
        let credentials = self.credentials.clone().map_or(Credentials::Anonymous, Credentials::File);
        let wait = if self.wait == Wait::Always { newsreel_log::Wait::Forever } else { newsreel_log::Wait::NOT };
        let replicas = self.replicas.into();
        Ok(Log::connect(Settings { credentials, wait, replicas, ..Settings::at(&self.url) }).await?)
    }

    /// How long to wait for a service and for its answer.
    pub(crate) fn timeouts(&self) -> Timeouts {
        match self.wait {
            Wait::Never => Timeouts { service: Duration::ZERO, answer: ANSWER_TIME },
            Wait::Briefly => Timeouts { service: SHORT_WAIT, answer: ANSWER_TIME },
            Wait::Always => Timeouts { service: Duration::MAX, answer: Duration::MAX },
        }
    }
}

/// Whether this is what a server that is still starting would answer.
fn may_pass(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(ConnectError::Unreachable { .. }))
        || matches!(error.downcast_ref(), Some(SetUpError::Request(_)))
}

/// The environment variables that concern us.
#[derive(Debug, Default)]
pub(crate) struct Environment {
    ours: Vec<(String, OsString)>,
    rust_log: Option<String>,
    user: Option<String>,
    /// The collector of traces that every program on this machine is told of, by the convention of OpenTelemetry.
    collector: Option<String>,
}

impl FromIterator<(OsString, OsString)> for Environment {
    fn from_iter<I: IntoIterator<Item = (OsString, OsString)>>(variables: I) -> Self {
        let mut environment = Self::default();
        for (name, value) in variables {
            let Ok(name) = name.into_string() else { continue };
            let text = || value.to_str().filter(|text| !text.is_empty()).map(str::to_owned);
            match name.as_str() {
                "RUST_LOG" => environment.rust_log = text(),
                "USER" => environment.user = text(),
                COLLECTOR => environment.collector = text(),
                _ if name.starts_with(PREFIX) => environment.ours.push((name, value)),
                _ => {}
            }
        }
        environment
    }
}
