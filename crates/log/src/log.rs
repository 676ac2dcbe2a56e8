//! The log itself: where it is, and the two connections to it.

use std::sync::Arc;
use std::time::Duration;

use async_nats::Client;
use jiff::Timestamp;
use newsreel_story::record::recorded::Sequence;
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::{OnceCell, watch};

use crate::connection::{ConnectError, Connection, Credentials, RequestError, STREAM_NOT_FOUND, Wait};
use crate::loaded::Loaded;

/// Where the log is and how we deal with it.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address of the NATS server, or several, separated by commas.
    pub url: String,
    /// How to show the server who we are.
    pub credentials: Credentials,
    /// What the connection is called in the server's lists.
    pub name: String,
    /// How long to wait for a server that is not there yet.
    pub wait: Wait,
    /// The stream of records. Another name than `NEWSREEL` is for tests and rehearsals.
    pub stream: String,
    /// How many servers of a cluster hold each record.
    pub replicas: usize,
    /// For how long an append whose outcome is unknown is looked for and tried again. An election takes 4 to 8 seconds.
    pub retry_budget: Duration,
}

impl Settings {
    /// The settings of a log on the one server at `url`.
    pub fn at(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            credentials: Credentials::default(),
            name: "newsreel".to_owned(),
            wait: Wait::Forever,
            stream: "NEWSREEL".to_owned(),
            replicas: 1,
            retry_budget: Duration::from_secs(15),
        }
    }
}

/// The log of updates. Cheap to clone; all clones share its connections.
#[derive(Clone)]
pub struct Log {
    shared: Arc<Shared>,
}

struct Shared {
    settings: Settings,
    connection: Connection,
    /// Bulk reads would slow every append on the same connection to a crawl.
    bulk: OnceCell<Connection>,
}

impl Log {
    /// Connects to the server. While it is down: waits for as long as the settings allow, saying so in the log.
    pub async fn connect(settings: Settings) -> Result<Self, ConnectError> {
        let connection = Connection::open(&settings.name, &settings.url, &settings.credentials, settings.wait).await?;
        Ok(Self { shared: Arc::new(Shared { settings, connection, bulk: OnceCell::new() }) })
    }

    /// The NATS client, for services and ordinary messages.
    pub fn client(&self) -> &Client {
        self.connection().client()
    }

    /// The position of the last record, as the leader knows it; zero when there is none, nor a log yet.
    pub async fn last_sequence(&self) -> Result<Sequence, RequestError> {
        match self.stream_state().await {
            Err(error) if error.code() == Some(STREAM_NOT_FOUND) => Ok(0),
            state => state.map(|state| state.last_seq),
        }
    }

    /// The nodes of a cluster that keep a copy of the log; none where there is one server only.
    pub async fn replicas(&self) -> Result<Vec<String>, RequestError> {
        let info = self.stream_info().await?;
        let Some(ClusterInfo { leader, replicas }) = info.cluster else { return Ok(Vec::new()) };
        let mut nodes: Vec<String> =
            leader.into_iter().chain(replicas.into_iter().map(|replica| replica.name)).collect();
        nodes.sort_unstable();
        Ok(nodes)
    }

    /// What time it is by the clock of the server that holds the log.
    pub async fn time(&self) -> Result<Timestamp, RequestError> {
        let info = self.stream_info().await?;
        let unreadable = || RequestError::Unreadable { subject: "STREAM.INFO".into(), reason: "it has no time".into() };
        info.ts.ok_or_else(unreadable)
    }

    /// Counts how often the connection was disturbed: it was lost, or messages were. After that the server may be another.
    pub fn disturbances(&self) -> watch::Receiver<u64> {
        self.connection().disturbances()
    }

    pub(crate) async fn stream_state(&self) -> Result<StreamState, RequestError> {
        self.stream_info().await.map(|info| info.state)
    }

    pub(crate) async fn stream_info(&self) -> Result<StreamInfo, RequestError> {
        let operation = format!("STREAM.INFO.{}", self.settings().stream);
        self.connection().ask_api(&operation, &()).await
    }

    /// The same connection, and another stream.
    pub(crate) fn on_stream(&self, stream: &str) -> Self {
        let settings = Settings { stream: stream.to_owned(), ..self.settings().clone() };
        let connection = self.connection().clone();
        Self { shared: Arc::new(Shared { settings, connection, bulk: OnceCell::new() }) }
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.shared.settings
    }

    pub(crate) fn connection(&self) -> &Connection {
        &self.shared.connection
    }

    /// The connection that bulk reads have to themselves.
    pub(crate) async fn bulk_connection(&self) -> Result<&Connection, ConnectError> {
        let Settings { name, url, credentials, .. } = self.settings();
        let open = || async { Connection::open(&format!("{name} (bulk)"), url, credentials, Wait::NOT).await };
        self.shared.bulk.get_or_try_init(open).await
    }
}

#[derive(Deserialize)]
pub(crate) struct StreamInfo {
    pub(crate) state: StreamState,
    /// The stream's settings, as the server has them.
    #[serde(default)]
    pub(crate) config: Value,
    /// When the server says this.
    #[serde(default)]
    ts: Option<Timestamp>,
    #[serde(default)]
    cluster: Option<ClusterInfo>,
}

impl StreamInfo {
    /// Where records were loaded from a bundle.
    pub(crate) fn loaded(&self) -> Loaded {
        Loaded::of(&self.config)
    }
}

#[derive(Deserialize)]
struct ClusterInfo {
    #[serde(default)]
    leader: Option<String>,
    #[serde(default)]
    replicas: Vec<ReplicaInfo>,
}

#[derive(Deserialize)]
struct ReplicaInfo {
    name: String,
}

#[derive(Deserialize)]
pub(crate) struct StreamState {
    pub(crate) last_seq: Sequence,
}
