//! Configuration: a file, then the environment, then flags; the later wins. Only this module reads the environment.

use std::path::PathBuf;

use anyhow::Context;
use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};
use newsreel_log::{Credentials, Log, Settings};
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
    /// Fail at once when the server or a service is down, instead of waiting
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
    pub no_wait: bool,
    pub data: PathBuf,
    pub replicas: usize,
    pub format: Format,
    pub log: String,
    pub log_format: LogFormat,
    /// The nats-server that `up` and `demo` start.
    pub nats_server: PathBuf,
    /// In whose name updates are submitted.
    pub actor: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            url: "nats://127.0.0.1:4222".to_owned(),
            credentials: None,
            no_wait: false,
            data: PathBuf::from(".newsreel"),
            replicas: 1,
            format: Format::Table,
            log: std::env::var("RUST_LOG").unwrap_or_else(|_| LOG.to_owned()),
            log_format: LogFormat::Text,
            nats_server: PathBuf::from("nats-server"),
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

    /// Connects to the log. With `no_wait`, a server that is down is an error at once.
    pub(crate) async fn connect(&self) -> anyhow::Result<Log> {
        let credentials = self.credentials.clone().map_or(Credentials::Anonymous, Credentials::File);
        let settings =
            Settings { credentials, wait: !self.no_wait, replicas: self.replicas, ..Settings::at(&self.url) };
        Ok(Log::connect(settings).await?)
    }
}
