//! Configuration: flags, then the environment, then a file, then defaults; the first that says something wins.
//!
//! The environment is read once, by `main`, and comes in as data.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use clap::ValueEnum;
use newsreel_log::service::Limits;
use newsreel_log::{ConnectError, Credentials, Log, SetUpError, Settings, Timeouts};
use newsreel_story::record::style::Style;
use newsreel_story::record::token::one_of;
use tokio::time::Instant;
use toml::{Spanned, Value};

use crate::print::Format;

/// The configuration file that is read where there is one.
const FILE: &str = "newsreel.toml";
/// The variable by which OpenTelemetry tells every program of a collector.
const COLLECTOR: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";
/// What the environment variables that configure us begin with.
const PREFIX: &str = "NEWSREEL_";
/// Everything that a file or the environment can set.
const KEYS: [&str; 30] = [
    "url",
    "credentials",
    "wait",
    "data",
    "listen",
    "tokens",
    "open_reads",
    "oidc_issuer",
    "oidc_client",
    "oidc_secret",
    "oidc_claim",
    "oidc_scopes",
    "oidc_roles",
    "page",
    "session_hours",
    "behind_proxy",
    "replicas",
    "format",
    "style",
    "log",
    "log_format",
    "nats_server",
    "actor",
    "time_limit",
    "max_answer",
    "notary_key",
    "trust",
    "checkpoint_every",
    "ask_witnesses",
    "telemetry",
];
/// The longest a service can be allowed to work on a request, in seconds, and the largest an answer can be, in MiB.
const MOST_SECONDS: u64 = 24 * 60 * 60;
const MOST_MEBIBYTES: u64 = 1024;
/// The most nodes of a cluster that can keep a record.
const MOST_REPLICAS: u8 = 5;
/// How long a record waits for a checkpoint at most, in seconds, where nothing else is configured.
const CHECKPOINT_EVERY: u64 = 10;
/// How long somebody stays signed in, in hours, where nothing else is configured, and at most.
const SESSION_HOURS: u64 = 12;
const MOST_SESSION_HOURS: u64 = 30 * 24;
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

const HEADING: &str = "Settings (also from NEWSREEL_… in the environment, or from the configuration file)";

/// The settings of one source: the flags, the environment or the file.
#[derive(clap::Args, Debug, Default, PartialEq)]
struct Layer {
    /// The NATS server [default: nats://127.0.0.1:4222]
    #[arg(long, global = true, value_name = "URL", help_heading = HEADING)]
    url: Option<String>,
    /// A NATS credentials file
    #[arg(long, global = true, value_name = "FILE", help_heading = HEADING)]
    credentials: Option<PathBuf>,
    /// How long to wait for a server or a service that is not up [default: briefly; with `--wait` alone: always]
    #[arg(
        long, global = true, value_name = "HOW_LONG", value_enum, help_heading = HEADING,
        num_args = 0..=1, require_equals = true, default_missing_value = "always", overrides_with = "no_wait"
    )]
    wait: Option<Wait>,
    /// Where the projector keeps its store, and `up` everything [default: .newsreel]
    #[arg(long, global = true, value_name = "DIR", help_heading = HEADING)]
    data: Option<PathBuf>,
    /// Where the page, or a witness, listens [default: 127.0.0.1:8080, a witness 127.0.0.1:8081]
    #[arg(long, global = true, value_name = "ADDRESS:PORT", help_heading = HEADING)]
    listen: Option<SocketAddr>,
    /// The tokens the page knows: a file with a line `NAME ROLE TOKEN` each, the role `reader`, `auditor`, `reporter`, `standards` or `editor`
    /// [default: none, and the page is for this machine]
    #[arg(long, global = true, value_name = "FILE", help_heading = HEADING)]
    tokens: Option<PathBuf>,
    /// Whether anybody may read the page without a token [default: false]
    #[arg(long, global = true, value_name = "BOOL", help_heading = HEADING)]
    open_reads: Option<bool>,
    /// The provider of OpenID Connect whose people can sign in to the page, by its address [default: none]
    #[arg(long, global = true, value_name = "URL", help_heading = HEADING)]
    oidc_issuer: Option<String>,
    /// What the page is called at the provider: its client id
    #[arg(long, global = true, value_name = "ID", help_heading = HEADING)]
    oidc_client: Option<String>,
    /// The file with the secret of the page at the provider [default: none, for a public client]
    #[arg(long, global = true, value_name = "FILE", help_heading = HEADING)]
    oidc_secret: Option<PathBuf>,
    /// The claim of the provider that says what somebody may; dots lead into an object [default: groups]
    #[arg(long, global = true, value_name = "CLAIM", help_heading = HEADING)]
    oidc_claim: Option<String>,
    /// What the provider is asked for besides `openid` [default: profile email]
    #[arg(long, global = true, value_name = "SCOPES", help_heading = HEADING)]
    oidc_scopes: Option<String>,
    /// Which value of the claim gives which role: `VALUE = ROLE; VALUE = ROLE`
    #[arg(long, global = true, value_name = "ROLES", help_heading = HEADING)]
    oidc_roles: Option<String>,
    /// The address of the page as browsers see it, for whoever comes back from the provider [default: where it listens]
    #[arg(long, global = true, value_name = "URL", help_heading = HEADING)]
    page: Option<String>,
    /// How long somebody stays signed in who has signed in with the provider [default: 12]
    #[arg(long, global = true, value_name = "HOURS", help_heading = HEADING,
          value_parser = clap::value_parser!(u64).range(1..=MOST_SESSION_HOURS))]
    session_hours: Option<u64>,
    /// Whether a proxy of ours is in front of the page, which says in `X-Forwarded-For` from where somebody asks
    /// [default: false]
    #[arg(long, global = true, value_name = "BOOL", help_heading = HEADING)]
    behind_proxy: Option<bool>,
    /// How many nodes of a cluster keep each record [default: 1]
    #[arg(long, global = true, value_name = "N", help_heading = HEADING,
          value_parser = clap::value_parser!(u8).range(1..=i64::from(MOST_REPLICAS)))]
    replicas: Option<u8>,
    /// How answers are printed [default: table]
    #[arg(long, global = true, value_enum, help_heading = HEADING)]
    format: Option<Format>,
    /// How answers are written: british, british-am-pm, american or american-24-hours [default: british]
    #[arg(long, global = true, value_name = "STYLE", help_heading = HEADING)]
    style: Option<Style>,
    /// What is logged, in the syntax of RUST_LOG, which is read as well
    #[arg(long, global = true, value_name = "FILTER", help_heading = HEADING)]
    log: Option<String>,
    /// How logs are printed [default: text]
    #[arg(long, global = true, value_enum, help_heading = HEADING)]
    log_format: Option<LogFormat>,
    /// The nats-server that `up` and `demo` start [default: the one on the PATH]
    #[arg(long, global = true, value_name = "PROGRAM", help_heading = HEADING)]
    nats_server: Option<PathBuf>,
    /// In whose name updates are submitted [default: the name of the user]
    #[arg(long, global = true, value_name = "NAME", help_heading = HEADING)]
    actor: Option<String>,
    /// How long a service works on a request before it says that it took too long [default: 30]
    #[arg(long, global = true, value_name = "SECONDS", help_heading = HEADING,
          value_parser = clap::value_parser!(u64).range(1..=MOST_SECONDS))]
    time_limit: Option<u64>,
    /// The largest answer a service sends [default: 64]
    #[arg(long, global = true, value_name = "MIB", help_heading = HEADING,
          value_parser = clap::value_parser!(u64).range(1..=MOST_MEBIBYTES))]
    max_answer: Option<u64>,
    /// The file with the keys of the notary [default: notary.key in the folder of --data]
    #[arg(long, global = true, value_name = "FILE", help_heading = HEADING)]
    notary_key: Option<PathBuf>,
    /// The file with the public keys to trust, of notaries and witnesses [default: trust.keys in the folder of --data]
    #[arg(long, global = true, value_name = "FILE", help_heading = HEADING)]
    trust: Option<PathBuf>,
    /// How long a record waits for a checkpoint at most; publications never wait [default: 10]
    #[arg(long, global = true, value_name = "SECONDS", help_heading = HEADING,
          value_parser = clap::value_parser!(u64).range(1..=MOST_SECONDS))]
    checkpoint_every: Option<u64>,
    /// The file with the witnesses that the notary asks, a public key and an address a line [default: none]
    #[arg(long, global = true, value_name = "FILE", help_heading = HEADING)]
    ask_witnesses: Option<PathBuf>,
    /// Where traces of requests are sent, by OTLP over HTTP: the address of a collector, as http://localhost:4318
    /// [default: OTEL_EXPORTER_OTLP_ENDPOINT, else nowhere]
    #[arg(long, global = true, value_name = "URL", help_heading = HEADING)]
    telemetry: Option<String>,
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

impl Layer {
    fn of_environment(variables: &[(String, OsString)]) -> anyhow::Result<Self> {
        let mut layer = Self::default();
        for (name, value) in variables {
            let key = name.trim_start_matches(PREFIX).to_ascii_lowercase();
            if !KEYS.contains(&key.as_str()) {
                let known = one_of(KEYS.map(|key| format!("{PREFIX}{}", key.to_ascii_uppercase())));
                anyhow::bail!("the environment has {name}, which is not a setting; write {known}");
            }
            let set = value.to_str().ok_or_else(|| "text in UTF-8".to_owned()).and_then(|text| layer.set(&key, text));
            set.map_err(|accepted| {
                anyhow::anyhow!("{name} in the environment is `{}`; write {accepted}", value.to_string_lossy())
            })?;
        }
        Ok(layer)
    }

    fn of_file(file: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("cannot read the configuration file {}", file.display()))?;
        Self::of_toml(&text, &file.display().to_string())
    }

    fn of_toml(text: &str, file: &str) -> anyhow::Result<Self> {
        let line = |at: usize| text[..at].matches('\n').count() + 1;
        let settings: BTreeMap<String, Spanned<Value>> = toml::from_str(text).map_err(|error| {
            let at = error.span().map(|span| format!(":{}", line(span.start))).unwrap_or_default();
            anyhow::anyhow!("{file}{at}: this is not TOML: {}", error.message())
        })?;
        let mut layer = Self::default();
        for (key, value) in settings {
            let place = format!("{file}:{}", line(value.span().start));
            if !KEYS.contains(&key.as_str()) {
                anyhow::bail!("{place}: `{key}` is not a setting; write {}", one_of(KEYS));
            }
            let set = match value.get_ref() {
                Value::String(text) => layer.set(&key, text),
                Value::Boolean(flag) => layer.set(&key, &flag.to_string()),
                Value::Integer(number) => layer.set(&key, &number.to_string()),
                _ => Err("text or a number".to_owned()),
            };
            set.map_err(|accepted| anyhow::anyhow!("{place}: `{key}` is {}; write {accepted}", value.get_ref()))?;
        }
        Ok(layer)
    }

    /// Sets one of [`KEYS`], or says what would be accepted.
    fn set(&mut self, key: &str, text: &str) -> Result<(), String> {
        match key {
            "url" => self.url = Some(text.to_owned()),
            "credentials" => self.credentials = Some(text.into()),
            "wait" => self.wait = Some(choice(text)?),
            "data" => self.data = Some(text.into()),
            "listen" => {
                let address = text.parse().map_err(|_| "an address and a port, as 127.0.0.1:8080".to_owned())?;
                self.listen = Some(address);
            }
            "tokens" => self.tokens = Some(text.into()),
            "open_reads" => self.open_reads = Some(flag(text)?),
            "oidc_issuer" => self.oidc_issuer = Some(text.to_owned()),
            "oidc_client" => self.oidc_client = Some(text.to_owned()),
            "oidc_secret" => self.oidc_secret = Some(text.into()),
            "oidc_claim" => self.oidc_claim = Some(text.to_owned()),
            "oidc_scopes" => self.oidc_scopes = Some(text.to_owned()),
            "oidc_roles" => self.oidc_roles = Some(text.to_owned()),
            "page" => self.page = Some(text.to_owned()),
            "session_hours" => self.session_hours = Some(number(text, MOST_SESSION_HOURS)?),
            "behind_proxy" => self.behind_proxy = Some(flag(text)?),
            "replicas" => {
                let number = text.parse().ok().filter(|number| (1..=MOST_REPLICAS).contains(number));
                self.replicas = Some(number.ok_or_else(|| format!("a number from 1 to {MOST_REPLICAS}"))?);
            }
            "format" => self.format = Some(choice(text)?),
            "style" => self.style = Some(text.parse().map_err(|_| one_of(Style::ALL))?),
            "log" => self.log = Some(text.to_owned()),
            "log_format" => self.log_format = Some(choice(text)?),
            "nats_server" => self.nats_server = Some(text.into()),
            "actor" => self.actor = Some(text.to_owned()),
            "time_limit" => self.time_limit = Some(number(text, MOST_SECONDS)?),
            "max_answer" => self.max_answer = Some(number(text, MOST_MEBIBYTES)?),
            "notary_key" => self.notary_key = Some(text.into()),
            "trust" => self.trust = Some(text.into()),
            "checkpoint_every" => self.checkpoint_every = Some(number(text, MOST_SECONDS)?),
            "ask_witnesses" => self.ask_witnesses = Some(text.into()),
            "telemetry" => self.telemetry = Some(text.to_owned()),
            _ => return Err(one_of(KEYS)),
        }
        Ok(())
    }

    /// These settings, and those of the other where these are absent.
    fn or(self, other: Self) -> Self {
        Self {
            url: self.url.or(other.url),
            credentials: self.credentials.or(other.credentials),
            wait: self.wait.or(other.wait),
            data: self.data.or(other.data),
            listen: self.listen.or(other.listen),
            tokens: self.tokens.or(other.tokens),
            open_reads: self.open_reads.or(other.open_reads),
            oidc_issuer: self.oidc_issuer.or(other.oidc_issuer),
            oidc_client: self.oidc_client.or(other.oidc_client),
            oidc_secret: self.oidc_secret.or(other.oidc_secret),
            oidc_claim: self.oidc_claim.or(other.oidc_claim),
            oidc_scopes: self.oidc_scopes.or(other.oidc_scopes),
            oidc_roles: self.oidc_roles.or(other.oidc_roles),
            page: self.page.or(other.page),
            session_hours: self.session_hours.or(other.session_hours),
            behind_proxy: self.behind_proxy.or(other.behind_proxy),
            replicas: self.replicas.or(other.replicas),
            format: self.format.or(other.format),
            style: self.style.or(other.style),
            log: self.log.or(other.log),
            log_format: self.log_format.or(other.log_format),
            nats_server: self.nats_server.or(other.nats_server),
            actor: self.actor.or(other.actor),
            time_limit: self.time_limit.or(other.time_limit),
            max_answer: self.max_answer.or(other.max_answer),
            notary_key: self.notary_key.or(other.notary_key),
            trust: self.trust.or(other.trust),
            checkpoint_every: self.checkpoint_every.or(other.checkpoint_every),
            ask_witnesses: self.ask_witnesses.or(other.ask_witnesses),
            telemetry: self.telemetry.or(other.telemetry),
        }
    }
}

/// A number from 1 to `most`, or what would be accepted.
fn number(text: &str, most: u64) -> Result<u64, String> {
    let number = text.parse().ok().filter(|number| (1..=most).contains(number));
    number.ok_or_else(|| format!("a number from 1 to {most}"))
}

/// Yes or no, or what would be accepted.
fn flag(text: &str) -> Result<bool, String> {
    text.parse().map_err(|_| "`true` or `false`".to_owned())
}

/// The value of this name, or the names of all of them.
fn choice<C: ValueEnum>(text: &str) -> Result<C, String> {
    C::from_str(text, false).map_err(|_| {
        one_of(C::value_variants().iter().filter_map(|choice| Some(choice.to_possible_value()?.get_name().to_owned())))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Environment {
        variables.iter().map(|(name, value)| (OsString::from(name), OsString::from(value))).collect()
    }

    #[test]
    fn flags_win_over_the_environment_over_the_file_over_defaults() {
        let layers = [
            Layer { url: Some("flag".to_owned()), ..Layer::default() },
            Layer::of_environment(&environment(&[("NEWSREEL_URL", "variable"), ("NEWSREEL_WAIT", "always")]).ours)
                .expect("in order"),
            Layer::of_toml("url = 'file'\nwait = 'never'\nreplicas = 3", "newsreel.toml").expect("in order"),
        ];
        let said = layers.into_iter().reduce(Layer::or).expect("layers");
        assert_eq!((said.url.as_deref(), said.wait, said.replicas), (Some("flag"), Some(Wait::Always), Some(3)));
        assert_eq!(said.format, None);
    }

    #[test]
    fn every_setting_can_be_set() {
        for key in KEYS {
            let accepted = ["text", "never", "table", "british", "3", "127.0.0.1:80", "true"]
                .into_iter()
                .filter(|text| Layer::default().set(key, text).is_ok());
            assert_ne!(accepted.count(), 0, "{key}");
        }
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place_and_what_would_be_accepted() {
        let wrong = |text: &str| Layer::of_toml(text, "newsreel.toml").expect_err("wrong").to_string();
        assert_eq!(
            wrong("data = 'x'\nformat = 'xml'"),
            "newsreel.toml:2: `format` is \"xml\"; write `table`, `json`, `markdown` or `html`"
        );
        assert_eq!(wrong("\nreplicas = 9"), "newsreel.toml:2: `replicas` is 9; write a number from 1 to 5");
        assert_eq!(wrong("url = ['a']"), "newsreel.toml:1: `url` is [\"a\"]; write text or a number");
        assert!(
            wrong("urll = 'x'").starts_with("newsreel.toml:1: `urll` is not a setting; write `url`, `credentials`")
        );
        assert!(
            wrong("a = 1\nurl = = 1").starts_with("newsreel.toml:2: this is not TOML: "),
            "{}",
            wrong("a = 1\nurl = = 1")
        );

        let wrong =
            |name, value| Layer::of_environment(&environment(&[(name, value)]).ours).expect_err("wrong").to_string();
        assert_eq!(
            wrong("NEWSREEL_LOG_FORMAT", "xml"),
            "NEWSREEL_LOG_FORMAT in the environment is `xml`; write `text` or `json`"
        );
        assert!(
            wrong("NEWSREEL_URLL", "x").starts_with("the environment has NEWSREEL_URLL, which is not a setting; write")
        );
    }
}
