//! Configuration: a file, then the environment, then flags; the later wins. Only this module reads the environment.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};
use newsreel_log::{Credentials, Log, Patience, Settings, Wait};
use serde::{Deserialize, Serialize};

use crate::print::Format;

/// What flags say.
#[derive(clap::Args, Serialize, Default)]
pub(crate) struct Flags {
    /// A configuration file (TOML) [default: newsreel.toml, where there is one]
    #[arg(long, global = true, value_name = "FILE")]
    #[serde(skip)]
    config: Option<PathBuf>,
    /// The NATS server [default: nats://127.0.0.1:4222] [env: NEWSREEL_URL]
    #[arg(long, global = true, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// A NATS credentials file
    #[arg(long, global = true, value_name = "FILE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    credentials: Option<PathBuf>,
    /// Wait for the server and the services however long they take, as scripts may want, instead of a few seconds
    #[arg(long, global = true, conflicts_with = "no_wait")]
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    wait: bool,
    /// Fail at once when the server or a service is down, instead of after a few seconds
    #[arg(long, global = true)]
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    no_wait: bool,
    /// Where the projector keeps its store, and `up` everything
    #[arg(long, global = true, value_name = "DIR")]
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<PathBuf>,
    /// How many nodes of a cluster keep each record
    #[arg(long, global = true, value_name = "N")]
    #[serde(skip_serializing_if = "Option::is_none")]
    replicas: Option<usize>,
    /// How answers are printed
    #[arg(long, global = true, value_enum)]
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<Format>,
    /// How logs are printed
    #[arg(long, global = true, value_enum)]
    #[serde(skip_serializing_if = "Option::is_none")]
    log_format: Option<LogFormat>,
}

/// How long to wait for a server or a service, where nothing else is said.
const A_MOMENT: Duration = Duration::from_secs(4);
const A_MINUTE: Duration = Duration::from_secs(60);
const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What is logged, where `RUST_LOG` does not say.
const LOG: &str = "warn,newsreel=info,newsreel_desk=info,newsreel_projector=info,newsreel_log=info";

/// How logs are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Everything that can be configured.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    pub url: String,
    pub credentials: Option<PathBuf>,
    pub wait: bool,
    pub no_wait: bool,
    pub data: PathBuf,
    pub replicas: usize,
    pub format: Format,
    pub log: String,
    pub log_format: LogFormat,
    /// The nats-server that `up` and `demo` start.
    pub nats_server: PathBuf,
    /// How long a service works on a request, in seconds.
    pub time_limit: u64,
    /// The largest answer of the projector, in MiB.
    pub max_answer_mib: usize,
    /// In whose name updates are submitted.
    pub actor: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            url: "nats://127.0.0.1:4222".to_owned(),
            credentials: None,
            wait: false,
            no_wait: false,
            data: PathBuf::from(".newsreel"),
            replicas: 1,
            format: Format::Table,
            log: std::env::var("RUST_LOG").unwrap_or_else(|_| LOG.to_owned()),
            log_format: LogFormat::Text,
            nats_server: PathBuf::from("nats-server"),
            time_limit: 30,
            max_answer_mib: 64,
            actor: std::env::var("USER").ok().filter(|user| !user.is_empty()),
        }
    }
}

impl Config {
    pub(crate) fn read(flags: Flags) -> anyhow::Result<Self> {
        let file = flags.config.clone().unwrap_or_else(|| PathBuf::from("newsreel.toml"));
        if flags.config.is_some() && !file.exists() {
            anyhow::bail!("there is no configuration file {}", file.display());
        }
        Figment::from(Serialized::defaults(Self::default()))
            .merge(Toml::file(&file))
            .merge(Env::prefixed("NEWSREEL_"))
            .merge(Serialized::defaults(flags))
            .extract()
            .with_context(|| {
                format!("the configuration is not right (file {}, environment NEWSREEL_…, flags)", file.display())
            })
    }

    /// Connects to the log for somebody who waits for the answer: a server that is down is an error after a few seconds.
    pub(crate) async fn connect(&self) -> anyhow::Result<Log> {
        let wait = if self.wait && !self.no_wait { Wait::Forever } else { Wait::AtMost(self.patience().service) };
        self.connect_within(wait).await
    }

    /// Connects to the log for a service, which waits for its server.
    pub(crate) async fn connect_to_serve(&self) -> anyhow::Result<Log> {
        self.connect_within(if self.no_wait { Wait::NOT } else { Wait::Forever }).await
    }

    async fn connect_within(&self, wait: Wait) -> anyhow::Result<Log> {
        let credentials = self.credentials.clone().map_or(Credentials::Anonymous, Credentials::File);
        let settings = Settings { credentials, wait, replicas: self.replicas, ..Settings::at(&self.url) };
        Ok(Log::connect(settings).await?)
    }

    /// How long to wait for a service, and for its answer.
    pub(crate) fn patience(&self) -> Patience {
        match (self.wait, self.no_wait) {
            (_, true) => Patience { service: Duration::ZERO, answer: A_MINUTE },
            (true, false) => Patience { service: A_DAY, answer: A_DAY },
            (false, false) => Patience { service: A_MOMENT, answer: A_MINUTE },
        }
    }

    /// The same for a service that has answered already, and whose server may just be starting again.
    pub(crate) fn patience_once_answered(&self) -> Patience {
        let Patience { service, answer } = self.patience();
        Patience { service: service.max(A_MINUTE), answer: answer.max(2 * A_MINUTE) }
    }

    pub(crate) fn time_limit(&self) -> Duration {
        Duration::from_secs(self.time_limit)
    }
}
