//! The streams and the bucket: created where absent, refused where they could lose what they hold.
//!
//! One thing cannot be checked here: whether the server syncs each append to disk (`sync_interval: always`). No request open
//! to an ordinary user tells, so the configurations in `deploy/` set it, and the operator is responsible for it.

use std::time::Duration;

use async_nats::jetstream::stream::{Config, DiscardPolicy, RetentionPolicy, StorageType};
use serde::Deserialize;
use tokio::time::Instant;

use crate::connection::{BETWEEN_CONNECTS, RequestError, STREAM_NOT_FOUND};
use crate::log::Log;
use crate::subject::{DIRECTORY, STORIES};

/// The oldest server with atomic publishing.
const OLDEST_SERVER: (i64, i64, i64) = (2, 12, 0);
const STREAM_NAME_IN_USE: u64 = 10058;
/// What a cluster answers while it is coming up: it has no leader yet, or too few of its nodes have joined.
pub(crate) const NOT_READY: [u64; 2] = [10008, 10005];

/// The stream of checkpoints, refusals and deliveries.
pub const AUDIT_STREAM: &str = "NEWSREEL_AUDIT";
/// The stream of what could not be decoded or folded.
pub const QUARANTINE_STREAM: &str = "NEWSREEL_QUARANTINE";
/// The bucket of current story digests.
pub const STATE_BUCKET: &str = "newsreel-state";

/// Why the log cannot be set up on this server.
#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    /// The server cannot publish several messages atomically.
    #[error("the NATS server is version {found}, and atomic publishing needs 2.12 or newer: upgrade the server")]
    ServerTooOld {
        /// Its version.
        found: Box<str>,
    },
    /// The stream exists and can lose what it holds.
    #[error(
        "stream {stream} could lose updates: {}; change it with `nats stream edit {stream}`, or use another stream",
        changes.join("; ")
    )]
    LosesData {
        /// The stream.
        stream: Box<str>,
        /// What to change, one sentence each.
        changes: Vec<String>,
    },
    /// A request to the server failed.
    #[error(transparent)]
    Request(#[from] RequestError),
}

fn is_not_ready(error: &RequestError) -> bool {
    let unanswered = matches!(error, RequestError::NoAnswer { .. });
    unanswered || error.code().is_some_and(|code| NOT_READY.contains(&code))
}

impl Log {
    /// Creates the streams and the bucket that are not there, and refuses a server or a stream that could lose data.
    /// Several processes may do this at once. While JetStream is still coming up: waits for as long as the settings allow,
    /// saying so in the log.
    pub async fn set_up(&self) -> Result<(), SetUpError> {
        self.check_server()?;
        let started = Instant::now();
        let mut backoff = BETWEEN_CONNECTS;
        loop {
            match self.create_what_is_absent().await {
                Err(SetUpError::Request(error))
                    if is_not_ready(&error) && self.settings().wait.allows(started, backoff.next()) =>
                {
                    backoff.wait_because(&format!("JetStream is not ready: {error}")).await;
                }
                outcome => return outcome,
            }
        }
    }

    async fn create_what_is_absent(&self) -> Result<(), SetUpError> {
        for wanted in self.lasting_streams() {
            let found = self.create_if_absent(&wanted).await?;
            let changes = what_loses_data(&found, &wanted);
            if !changes.is_empty() {
                return Err(SetUpError::LosesData { stream: wanted.name.into(), changes });
            }
        }
        self.make_state_bucket().await
    }

    /// Creates the bucket of digests where it is absent. It may be lost: it holds what the log can give again.
    pub(crate) async fn make_state_bucket(&self) -> Result<(), SetUpError> {
        self.create_if_absent(&self.state_bucket()).await?;
        Ok(())
    }

    fn check_server(&self) -> Result<(), SetUpError> {
        let (major, minor, patch) = OLDEST_SERVER;
        if self.client().is_server_compatible(major, minor, patch) {
            return Ok(());
        }
        Err(SetUpError::ServerTooOld { found: self.client().server_info().version.into() })
    }

    fn lasting_streams(&self) -> [Config; 3] {
        let lasting = |name: &str, subjects: &[&str], description: &str| Config {
            name: name.to_owned(),
            description: Some(description.to_owned()),
            subjects: subjects.iter().map(|&subject| subject.to_owned()).collect(),
            storage: StorageType::File,
            retention: RetentionPolicy::Limits,
            num_replicas: self.settings().replicas,
            max_messages: -1,
            max_messages_per_subject: -1,
            max_bytes: -1,
            max_consumers: -1,
            deny_delete: true,
            deny_purge: true,
            allow_direct: true,
            allow_atomic_publish: true,
            ..Config::default()
        };
        [
            lasting(&self.settings().stream, &[STORIES, DIRECTORY], "Updates of stories, and the directory they share"),
            lasting(AUDIT_STREAM, &["newsreel.audit.>"], "Checkpoints, refusals and deliveries"),
            lasting(QUARANTINE_STREAM, &["newsreel.quarantine.>"], "What could not be decoded or folded, and why"),
        ]
    }

    /// The stream behind the bucket, as the KV convention has it. It may forget: it holds what the log can give again.
    fn state_bucket(&self) -> Config {
        Config {
            name: format!("KV_{STATE_BUCKET}"),
            description: Some("The current state of each story, for any NATS client".to_owned()),
            subjects: vec![format!("$KV.{STATE_BUCKET}.>")],
            storage: StorageType::File,
            num_replicas: self.settings().replicas,
            max_messages: -1,
            max_messages_per_subject: 1,
            max_bytes: -1,
            max_consumers: -1,
            discard: DiscardPolicy::New,
            deny_delete: true,
            allow_rollup: true,
            allow_direct: true,
            ..Config::default()
        }
    }

    async fn create_if_absent(&self, wanted: &Config) -> Result<Config, RequestError> {
        if let Some(found) = self.stream_config(&wanted.name).await? {
            return Ok(found);
        }
        match self.connection().ask_api::<Info>(&format!("STREAM.CREATE.{}", wanted.name), wanted).await {
            Ok(created) => Ok(created.config),
            Err(error) if error.code() == Some(STREAM_NAME_IN_USE) => {
                // Another process was quicker, with other settings.
                self.stream_config(&wanted.name).await?.ok_or(error)
            }
            Err(error) => Err(error),
        }
    }

    async fn stream_config(&self, name: &str) -> Result<Option<Config>, RequestError> {
        match self.connection().ask_api::<Info>(&format!("STREAM.INFO.{name}"), &()).await {
            Ok(found) => Ok(Some(found.config)),
            Err(error) if error.code() == Some(STREAM_NOT_FOUND) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

#[derive(Deserialize)]
struct Info {
    config: Config,
}

/// What to change in `found` so that it keeps everything, one sentence each.
fn what_loses_data(found: &Config, wanted: &Config) -> Vec<String> {
    let checks = [
        (found.storage != StorageType::File, "storage is memory and must be file".to_owned()),
        (found.retention != RetentionPolicy::Limits, "retention must be `limits`".to_owned()),
        (found.max_messages > 0, format!("max_msgs is {} and must be unlimited (-1)", found.max_messages)),
        (found.max_bytes > 0, format!("max_bytes is {} and must be unlimited (-1)", found.max_bytes)),
        (found.max_age > Duration::ZERO, format!("max_age is {:?} and must be unlimited (0)", found.max_age)),
        (
            found.max_messages_per_subject > 0,
            format!("max_msgs_per_subject is {} and must be unlimited (-1)", found.max_messages_per_subject),
        ),
        (!found.deny_delete, "deny_delete must be set".to_owned()),
        (!found.deny_purge, "deny_purge must be set".to_owned()),
        (found.no_ack, "no_ack must not be set".to_owned()),
        (found.allow_rollup, "allow_rollup_hdrs must not be set".to_owned()),
        (found.allow_message_ttl, "allow_msg_ttl must not be set".to_owned()),
        (found.sealed, "the stream is sealed and takes nothing more".to_owned()),
        (found.mirror.is_some() || found.sources.is_some(), "it must not be a mirror or have sources".to_owned()),
        (!found.allow_atomic_publish, "allow_atomic must be set".to_owned()),
        (!found.allow_direct, "allow_direct must be set".to_owned()),
        (
            !wanted.subjects.iter().all(|subject| found.subjects.contains(subject)),
            format!("its subjects must be {}", wanted.subjects.join(", ")),
        ),
        (
            found.num_replicas < wanted.num_replicas,
            format!("it has {} replicas and {} are asked for", found.num_replicas, wanted.num_replicas),
        ),
    ];
    checks.into_iter().filter_map(|(wrong, what)| wrong.then_some(what)).collect()
}
