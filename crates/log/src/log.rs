//! The log as a whole: connecting to it, and making sure the server keeps what it is given.

use bytes::Bytes;
use newsreel_story::update::Sequence;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::connection::{ConnectError, Connection, Credentials, RequestError};

/// The bucket of current story states.
pub const STATE_BUCKET: &str = "newsreel-state";
/// The oldest server with atomic batches.
const OLDEST_SERVER: (u64, u64) = (2, 12);

/// JetStream: no such stream.
const STREAM_NOT_FOUND: u64 = 10059;
/// JetStream: the name is taken, with another configuration.
const STREAM_NAME_IN_USE: u64 = 10058;

/// Where the log is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The server, `nats://host:port`, or several separated by commas.
    pub url: String,
    /// Who we are.
    pub credentials: Credentials,
    /// Whether to wait for a server that is down.
    pub wait: bool,
    /// How many nodes keep each record; three in a cluster.
    pub replicas: usize,
    /// The name of the stream of records.
    pub stream: String,
}

impl Settings {
    /// The log of one server at `url`.
    pub fn at(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            credentials: Credentials::Anonymous,
            wait: true,
            replicas: 1,
            stream: "NEWSREEL".to_owned(),
        }
    }
}

/// The log of all records.
#[derive(Clone)]
pub struct Log {
    pub(crate) settings: Settings,
    pub(crate) connection: Connection,
}

/// Why the server cannot hold the log.
#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    /// It lacks what the log needs.
    #[error("the NATS server is of version {0}; atomic batches need 2.12 or newer: upgrade the server")]
    TooOld(String),
    /// A stream of the log's name would lose or refuse records.
    #[error("the stream {stream} has `{setting}: {found}`, and the log needs `{wanted}`: {why}")]
    Unsafe {
        /// The stream.
        stream: String,
        /// The setting.
        setting: &'static str,
        /// What it is.
        found: String,
        /// What it must be.
        wanted: String,
        /// What would happen otherwise.
        why: &'static str,
    },
    /// The server did not do as asked.
    #[error(transparent)]
    Request(#[from] RequestError),
}

/// A setting, what it must be, and what would happen otherwise.
type Demand = (&'static str, fn() -> Value, &'static str);

/// What a stream must be like, and what would happen otherwise.
const DEMANDS: &[Demand] = &[
    ("storage", || json!("file"), "records in memory are gone when the server stops"),
    ("deny_delete", || json!(true), "a record could be deleted; the stream must be made anew"),
    ("deny_purge", || json!(true), "all records could be deleted; the stream must be made anew"),
    ("max_msgs", || json!(-1), "old records would be discarded: `nats stream edit --max-msgs=-1`"),
    ("max_bytes", || json!(-1), "old records would be discarded: `nats stream edit --max-bytes=-1`"),
    ("max_age", || json!(0), "old records would be discarded: `nats stream edit --max-age=0`"),
    (
        "max_msgs_per_subject",
        || json!(-1),
        "old records would be discarded: `nats stream edit --max-msgs-per-subject=-1`",
    ),
    ("allow_atomic", || json!(true), "a submission could be recorded in part: `nats stream edit --allow-batch`"),
];

#[derive(Deserialize)]
struct StreamInfo {
    config: Value,
    state: StreamState,
}

#[derive(Deserialize)]
struct StreamState {
    last_seq: Sequence,
}

impl Log {
    /// Connects to the server. Waits for one that is down, where the settings say so.
    pub async fn connect(settings: Settings) -> Result<Self, ConnectError> {
        let connection = Connection::open("newsreel", &settings.url, &settings.credentials, settings.wait).await?;
        Ok(Self { settings, connection })
    }

    /// The connection as a plain NATS client, for services and their callers.
    pub fn client(&self) -> &async_nats::Client {
        self.connection.client()
    }

    /// Creates what the log needs where it is absent; refuses a server or stream that would lose records. Doing it twice,
    /// or from several processes at once, is fine.
    pub async fn set_up(&self) -> Result<(), SetUpError> {
        self.check_version()?;
        let log = ["newsreel.story.>", "newsreel.directory.>"];
        self.ensure_stream(&self.settings.stream, self.keeping(&self.settings.stream, &log)).await?;
        self.ensure_stream("NEWSREEL_AUDIT", self.keeping("NEWSREEL_AUDIT", &["newsreel.audit.>"])).await?;
        self.ensure_stream("NEWSREEL_QUARANTINE", self.keeping("NEWSREEL_QUARANTINE", &["newsreel.quarantine.>"]))
            .await?;
        self.ensure_bucket().await
    }

    /// The position of the last record.
    pub async fn last_sequence(&self) -> Result<Sequence, RequestError> {
        let info: StreamInfo =
            self.connection.ask_api(&format!("STREAM.INFO.{}", self.settings.stream), &json!({})).await?;
        Ok(info.state.last_seq)
    }

    fn check_version(&self) -> Result<(), SetUpError> {
        let version = self.client().server_info().version;
        let mut numbers = version.split('.').map(|part| part.parse::<u64>().unwrap_or(0));
        let found = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
        if found < OLDEST_SERVER { Err(SetUpError::TooOld(version)) } else { Ok(()) }
    }

    fn keeping(&self, name: &str, subjects: &[&str]) -> Value {
        let mut config = json!({
            "name": name, "subjects": subjects, "retention": "limits", "discard": "old", "allow_direct": true,
            "num_replicas": self.settings.replicas,
        });
        for (setting, wanted, _) in DEMANDS {
            config[*setting] = wanted();
        }
        config
    }

    async fn ensure_stream(&self, name: &str, config: Value) -> Result<(), SetUpError> {
        let found = match self.create_if_absent(name, &config).await? {
            None => return Ok(()),
            Some(found) => found,
        };
        for (setting, wanted, why) in DEMANDS {
            let (wanted, found) = (wanted(), found.get(*setting).cloned().unwrap_or_else(|| unset(setting)));
            if found != wanted {
                let (found, wanted) = (found.to_string(), wanted.to_string());
                return Err(SetUpError::Unsafe { stream: name.to_owned(), setting, found, wanted, why });
            }
        }
        Ok(())
    }

    async fn ensure_bucket(&self) -> Result<(), SetUpError> {
        let name = format!("KV_{STATE_BUCKET}");
        let config = json!({
            "name": name, "subjects": [format!("$KV.{STATE_BUCKET}.>")], "storage": "file", "max_msgs_per_subject": 1,
            "discard": "new", "allow_rollup_hdrs": true, "deny_delete": true, "allow_direct": true,
            "num_replicas": self.settings.replicas,
        });
        self.create_if_absent(&name, &config).await?;
        Ok(())
    }

    /// The configuration of a stream that is there already; none when it was created now.
    async fn create_if_absent(&self, name: &str, config: &Value) -> Result<Option<Value>, RequestError> {
        let info = format!("STREAM.INFO.{name}");
        match self.connection.ask_api::<StreamInfo>(&info, &json!({})).await {
            Ok(found) => return Ok(Some(found.config)),
            Err(error) if error.code() == Some(STREAM_NOT_FOUND) => {}
            Err(error) => return Err(error),
        }
        match self.connection.ask_api::<StreamInfo>(&format!("STREAM.CREATE.{name}"), config).await {
            Ok(_) => Ok(None),
            Err(error) if error.code() == Some(STREAM_NAME_IN_USE) => {
                Ok(Some(self.connection.ask_api::<StreamInfo>(&info, &json!({})).await?.config))
            }
            Err(error) => Err(error),
        }
    }

    /// Puts a story's digest into the bucket, unless one of a later position is there already. The digest names its
    /// position in its member `sequence`.
    pub async fn put_digest(&self, key: &str, sequence: Sequence, digest: Bytes) -> Result<bool, RequestError> {
        let subject = format!("$KV.{STATE_BUCKET}.{key}");
        loop {
            let there = self.message(&format!("KV_{STATE_BUCKET}"), &json!({ "last_by_subj": subject })).await?;
            if let Some(there) = &there {
                let known =
                    serde_json::from_slice::<Value>(&there.payload).ok().and_then(|digest| digest["sequence"].as_u64());
                if known.is_some_and(|known| known >= sequence) {
                    return Ok(false);
                }
            }
            let mut headers = async_nats::HeaderMap::new();
            headers.insert(
                "Nats-Expected-Last-Subject-Sequence",
                there.map_or(0, |there| there.sequence).to_string().as_str(),
            );
            match self.connection.ask::<Value>(&subject, headers, digest.clone()).await {
                Ok(_) => return Ok(true),
                Err(error) if error.code() == Some(crate::append::WRONG_LAST_SEQUENCE) => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Keeps a record nobody can read where it can be seen and replayed, with the reason. Doing it twice keeps one.
    pub async fn quarantine(&self, stored: &crate::read::Stored, reason: &str) -> Result<(), RequestError> {
        let mut headers = async_nats::HeaderMap::new();
        let printable: String = reason.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        headers.insert("Nats-Msg-Id", format!("quarantine-{}", stored.sequence).as_str());
        headers.insert("Newsreel-Reason", printable.as_str());
        headers.insert("Newsreel-Subject", stored.subject.as_str());
        let subject = format!("newsreel.quarantine.{}", stored.sequence);
        self.connection.ask::<Value>(&subject, headers, stored.payload.clone()).await.map(drop)
    }
}

/// What a setting is when the server leaves it out of its answer.
fn unset(setting: &str) -> Value {
    match setting {
        "deny_delete" | "deny_purge" | "allow_atomic" => json!(false),
        _ => json!(0),
    }
}
