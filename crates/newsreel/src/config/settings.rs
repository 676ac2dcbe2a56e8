//! The settings, each in one place: its flag, its name in the environment and in the file, what it accepts.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Display;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::Context;
use clap::ValueEnum;
use newsreel_story::record::style::Style;
use newsreel_story::record::token::one_of;
use toml::{Spanned, Value};

use super::{LogFormat, Wait};
use crate::print::Format;

/// What the environment variables that configure us begin with.
pub(super) const PREFIX: &str = "NEWSREEL_";
/// Under what the help lists the settings.
pub(super) const HEADING: &str = "Settings (also from NEWSREEL_… in the environment, or from the configuration file)";
/// The longest a service can be allowed to work on a request, in seconds, and the largest an answer can be, in MiB.
const MOST_SECONDS: u64 = 24 * 60 * 60;
const MOST_MEBIBYTES: u64 = 1024;
/// The most nodes of a cluster that can keep a record.
const MOST_REPLICAS: u8 = 5;
/// The longest somebody can stay signed in, in hours.
const MOST_SESSION_HOURS: u64 = 30 * 24;

/// Makes the settings out of a list of them: after each stands what reads it from text.
macro_rules! settings {
    ($($(#[$meta:meta])* $key:ident: $type:ty = $read:expr,)*) => {
        /// The settings of one source: the flags, the environment or the file.
        #[derive(clap::Args, Debug, Default, PartialEq)]
        pub(super) struct Layer {
            $($(#[$meta])* #[arg(long, global = true, help_heading = HEADING)] pub(super) $key: Option<$type>,)*
        }

        /// Everything that a file or the environment can set.
        const KEYS: &[&str] = &[$(stringify!($key)),*];

        impl Layer {
            /// Sets one of [`KEYS`], or says what would be accepted.
            fn set(&mut self, key: &str, text: &str) -> Result<(), String> {
                match key {
                    $(stringify!($key) => self.$key = Some($read(text)?),)*
                    _ => return Err(one_of(KEYS)),
                }
                Ok(())
            }

            /// These settings, and those of the other where these are absent.
            pub(super) fn or(self, other: Self) -> Self {
                Self { $($key: self.$key.or(other.$key)),* }
            }
        }
    };
}

settings! {
    /// The NATS server [default: nats://127.0.0.1:4222]
    #[arg(value_name = "URL")]
    url: String = text,
    /// A NATS credentials file
    #[arg(value_name = "FILE")]
    credentials: PathBuf = path,
    /// How long to wait for a server or a service that is not up [default: briefly; with `--wait` alone: always]
    #[arg(value_name = "HOW_LONG", value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "always", overrides_with = "no_wait")]
    wait: Wait = choice,
    /// Where the projector keeps its store, and `up` everything [default: .newsreel]
    #[arg(value_name = "DIR")]
    data: PathBuf = path,
    /// Where the page, or a witness, listens [default: 127.0.0.1:8080, a witness 127.0.0.1:8081]
    #[arg(value_name = "ADDRESS:PORT")]
    listen: SocketAddr = address,
    /// The tokens the page knows: a file with a line `NAME ROLE TOKEN` each, the role `reader`, `auditor`, `reporter`, `standards` or `editor`
    /// [default: none, and the page is for this machine]
    #[arg(value_name = "FILE")]
    tokens: PathBuf = path,
    /// Whether anybody may read the page without a token [default: false]
    #[arg(value_name = "BOOL")]
    open_reads: bool = flag,
    /// The provider of OpenID Connect whose people can sign in to the page, by its address [default: none]
    #[arg(value_name = "URL")]
    oidc_issuer: String = text,
    /// What the page is called at the provider: its client id
    #[arg(value_name = "ID")]
    oidc_client: String = text,
    /// The file with the secret of the page at the provider [default: none, for a public client]
    #[arg(value_name = "FILE")]
    oidc_secret: PathBuf = path,
    /// The claim of the provider that says what somebody may; dots lead into an object [default: groups]
    #[arg(value_name = "CLAIM")]
    oidc_claim: String = text,
    /// What the provider is asked for besides `openid` [default: profile email]
    #[arg(value_name = "SCOPES")]
    oidc_scopes: String = text,
    /// Which value of the claim gives which role: `VALUE = ROLE; VALUE = ROLE`
    #[arg(value_name = "ROLES")]
    oidc_roles: String = text,
    /// The address of the page as browsers see it: in feeds and exports, and for whoever comes back from the provider
    /// [default: as each calls it]
    #[arg(value_name = "URL")]
    page: String = text,
    /// How long somebody stays signed in who has signed in with the provider [default: 12]
    #[arg(value_name = "HOURS", value_parser = clap::value_parser!(u64).range(1..=MOST_SESSION_HOURS))]
    session_hours: u64 = up_to(MOST_SESSION_HOURS),
    /// Whether a proxy of ours is in front of the page, which says in `X-Forwarded-For` from where somebody asks
    /// [default: false]
    #[arg(value_name = "BOOL")]
    behind_proxy: bool = flag,
    /// How many nodes of a cluster keep each record [default: 1]
    #[arg(value_name = "N", value_parser = clap::value_parser!(u8).range(1..=i64::from(MOST_REPLICAS)))]
    replicas: u8 = up_to(MOST_REPLICAS),
    /// How answers are printed [default: table]
    #[arg(value_enum)]
    format: Format = choice,
    /// How answers are written: british, british-am-pm, american or american-24-hours [default: british]
    #[arg(value_name = "STYLE")]
    style: Style = style,
    /// What is logged, in the syntax of RUST_LOG, which is read as well
    #[arg(value_name = "FILTER")]
    log: String = text,
    /// How logs are printed [default: text]
    #[arg(value_enum)]
    log_format: LogFormat = choice,
    /// The nats-server that `up` and `demo` start [default: the one on the PATH]
    #[arg(value_name = "PROGRAM")]
    nats_server: PathBuf = path,
    /// In whose name updates are submitted [default: the name of the user]
    #[arg(value_name = "NAME")]
    actor: String = text,
    /// How long a service works on a request before it says that it took too long [default: 30]
    #[arg(value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=MOST_SECONDS))]
    time_limit: u64 = up_to(MOST_SECONDS),
    /// The largest answer a service sends [default: 64]
    #[arg(value_name = "MIB", value_parser = clap::value_parser!(u64).range(1..=MOST_MEBIBYTES))]
    max_answer: u64 = up_to(MOST_MEBIBYTES),
    /// The file with the keys of the notary [default: notary.key in the folder of --data]
    #[arg(value_name = "FILE")]
    notary_key: PathBuf = path,
    /// The file with the public keys to trust, of notaries and witnesses [default: trust.keys in the folder of --data]
    #[arg(value_name = "FILE")]
    trust: PathBuf = path,
    /// How long a record waits for a checkpoint at most; publications never wait [default: 10]
    #[arg(value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=MOST_SECONDS))]
    checkpoint_every: u64 = up_to(MOST_SECONDS),
    /// The file with the witnesses that the notary asks, a public key and an address a line [default: none]
    #[arg(value_name = "FILE")]
    ask_witnesses: PathBuf = path,
    /// Where traces of requests are sent, by OTLP over HTTP: the address of a collector, as http://localhost:4318
    /// [default: OTEL_EXPORTER_OTLP_ENDPOINT, else nowhere]
    #[arg(value_name = "URL")]
    telemetry: String = text,
}

impl Layer {
    pub(super) fn of_environment(variables: &[(String, OsString)]) -> anyhow::Result<Self> {
        let mut layer = Self::default();
        for (name, value) in variables {
            let key = name.trim_start_matches(PREFIX).to_ascii_lowercase();
            if !KEYS.contains(&key.as_str()) {
                let known = one_of(KEYS.iter().map(|key| format!("{PREFIX}{}", key.to_ascii_uppercase())));
                anyhow::bail!("the environment has {name}, which is not a setting; write {known}");
            }
            let set = value.to_str().ok_or_else(|| "text in UTF-8".to_owned()).and_then(|text| layer.set(&key, text));
            set.map_err(|accepted| {
                anyhow::anyhow!("{name} in the environment is `{}`; write {accepted}", value.to_string_lossy())
            })?;
        }
        Ok(layer)
    }

    pub(super) fn of_file(file: &Path) -> anyhow::Result<Self> {
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
}

fn text(text: &str) -> Result<String, String> {
    Ok(text.to_owned())
}

fn path(text: &str) -> Result<PathBuf, String> {
    Ok(text.into())
}

fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "an address and a port, as 127.0.0.1:8080".to_owned())
}

fn style(text: &str) -> Result<Style, String> {
    text.parse().map_err(|_| one_of(Style::ALL))
}

fn flag(text: &str) -> Result<bool, String> {
    text.parse().map_err(|_| "`true` or `false`".to_owned())
}

/// Reads a number from 1 to `most`.
fn up_to<N>(most: N) -> impl Fn(&str) -> Result<N, String>
where
    N: Copy + FromStr + PartialOrd + From<u8> + Display,
{
    move |text| {
        let number = text.parse().ok().filter(|number| (N::from(1)..=most).contains(number));
        number.ok_or_else(|| format!("a number from 1 to {most}"))
    }
}

/// Reads the name of a choice.
fn choice<C: ValueEnum>(text: &str) -> Result<C, String> {
    C::from_str(text, false).map_err(|_| {
        one_of(C::value_variants().iter().filter_map(|choice| Some(choice.to_possible_value()?.get_name().to_owned())))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_environment(variables: &[(&str, &str)]) -> anyhow::Result<Layer> {
        let owned: Vec<(String, OsString)> =
            variables.iter().map(|(name, value)| ((*name).to_owned(), OsString::from(value))).collect();
        Layer::of_environment(&owned)
    }

    #[test]
    fn flags_win_over_the_environment_over_the_file_over_defaults() {
        let layers = [
            Layer { url: Some("flag".to_owned()), ..Layer::default() },
            of_environment(&[("NEWSREEL_URL", "variable"), ("NEWSREEL_WAIT", "always")]).expect("in order"),
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

        let wrong = |name, value| of_environment(&[(name, value)]).expect_err("wrong").to_string();
        assert_eq!(
            wrong("NEWSREEL_LOG_FORMAT", "xml"),
            "NEWSREEL_LOG_FORMAT in the environment is `xml`; write `text` or `json`"
        );
        assert!(
            wrong("NEWSREEL_URLL", "x").starts_with("the environment has NEWSREEL_URLL, which is not a setting; write")
        );
    }
}
