//! Digests: the current state of each story in a bucket that any NATS client can watch.
//!
//! The value is the digest and nothing else. Where it comes from stands in the headers beside it: the position of the log it
//! was worked out at, the position of the story's last update, and of the last that readers outside may know of, the version
//! of what worked it out. Of two digests the one of the later position stays; a value without these headers is not a digest
//! and is replaced by any.

use async_nats::HeaderMap;
use async_nats::header;
use async_nats::jetstream::consumer::{DeliverPolicy, pull};
use async_nats::jetstream::message::StreamMessage;
use async_nats::jetstream::stream::RawMessage;
use bytes::Bytes;
use futures::StreamExt;
use newsreel_story::record::recorded::Sequence;
use serde::{Deserialize, Serialize};

use crate::connection::{Connection, RequestError, text};
use crate::log::Log;
use crate::set_up::{STATE_BUCKET, SetUpError};
use crate::trace;

/// How often a put is tried again when others put at the same time. Each time one of them has made progress.
const TRIES: u32 = 20;
/// The position of the log at which the digest was worked out.
const POSITION: &str = "Newsreel-Position";
/// The position of the story's last update.
const SEQUENCE: &str = "Newsreel-Sequence";
/// The position of the last update that readers outside may know of.
const FOR_READERS: &str = "Newsreel-For-Readers";
/// The version of what worked it out.
const VERSION: &str = "Newsreel-Version";
/// The header by which KV buckets mark a deletion.
const OPERATION: &str = "KV-Operation";
const WRONG_LAST_SEQUENCE: u64 = 10071;
const NO_MESSAGE_FOUND: u64 = 10037;

/// Where a digest comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The position of the log it was worked out at.
    pub position: Sequence,
    /// The position of the story's last update.
    pub sequence: Sequence,
    /// The position of the last record that changed what readers outside may know of the story; zero where none has.
    pub for_readers: Sequence,
    /// The version of what worked it out.
    pub version: Box<str>,
}

/// A key of the bucket as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The key: the slug of a story.
    pub key: Box<str>,
    /// Where its digest comes from; none for one that was deleted, and for a value that is not a digest.
    pub origin: Option<Origin>,
    /// Whether there is no value any more.
    pub deleted: bool,
    /// Its revision.
    pub revision: u64,
    /// The trace of the update that brought it about.
    pub trace: Option<Box<str>>,
}

/// What became of a digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DigestPut {
    /// It is in the bucket.
    Put,
    /// The bucket has the same.
    Same,
    /// The bucket has one of a later position.
    KeptNewer,
}

/// Why a digest was not put, or the bucket not watched.
#[derive(Debug, Clone, thiserror::Error)]
pub enum DigestError {
    /// The bucket did not answer or does not exist.
    #[error("the bucket {STATE_BUCKET} of digests cannot be used: {0}")]
    Bucket(Box<str>),
    /// The server does not permit it.
    #[error(transparent)]
    Denied(RequestError),
    /// Others put the same key faster than we do.
    #[error("the digest of `{key}` is put by others all the time; two versions of the projector may be running")]
    Contended {
        /// The key.
        key: Box<str>,
    },
}

impl From<RequestError> for DigestError {
    fn from(error: RequestError) -> Self {
        match error {
            denied @ RequestError::Denied { .. } => Self::Denied(denied),
            other => Self::Bucket(text(&other)),
        }
    }
}

impl From<SetUpError> for DigestError {
    fn from(error: SetUpError) -> Self {
        match error {
            SetUpError::Request(error) => error.into(),
            other => Self::Bucket(text(&other)),
        }
    }
}

impl Log {
    /// Puts the digest of `key`, unless the bucket has one of a later position. Several may do this at once.
    pub async fn put_digest(&self, key: &str, origin: &Origin, digest: Bytes) -> Result<DigestPut, DigestError> {
        for _ in 0..TRIES {
            let on_file = self.digest_on_file(key).await?;
            let revision = on_file.as_ref().map_or(0, |message| message.sequence);
            if let Some(message) = &on_file
                && let Some(known) = origin_in(&message.headers)
            {
                if known.position > origin.position || known.sequence > origin.sequence {
                    return Ok(DigestPut::KeptNewer);
                }
                if known.version == origin.version && message.payload == digest {
                    return Ok(DigestPut::Same);
                }
            }
            let mut headers = HeaderMap::new();
            headers.insert(POSITION, origin.position.to_string());
            headers.insert(SEQUENCE, origin.sequence.to_string());
            headers.insert(FOR_READERS, origin.for_readers.to_string());
            headers.insert(VERSION, origin.version.as_ref());
            trace::name_in(&mut headers);
            if self.replace(key, revision, headers, digest.clone()).await? {
                return Ok(DigestPut::Put);
            }
        }
        Err(DigestError::Contended { key: key.into() })
    }

    /// Deletes a value that is not the digest of a story, if it is still the same.
    pub async fn delete_digest(&self, key: &str, revision: u64) -> Result<(), DigestError> {
        let mut headers = HeaderMap::new();
        headers.insert(OPERATION, "DEL");
        self.replace(key, revision, headers, Bytes::new()).await.map(drop)
    }

    /// Puts a message on the key if its last one is still `revision`; whether that was so.
    async fn replace(
        &self,
        key: &str,
        revision: u64,
        mut headers: HeaderMap,
        payload: Bytes,
    ) -> Result<bool, DigestError> {
        #[derive(Deserialize)]
        struct Stored {
            #[serde(rename = "seq")]
            _sequence: Sequence,
        }
        headers.insert(header::NATS_EXPECTED_LAST_SUBJECT_SEQUENCE, revision.to_string());
        match self.connection().ask::<Stored>(&subject_of(key), headers, payload).await {
            Ok(_) => Ok(true),
            Err(error) if error.code() == Some(WRONG_LAST_SEQUENCE) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Asked of the leader: a replica could be behind our own acknowledged put.
    async fn digest_on_file(&self, key: &str) -> Result<Option<StreamMessage>, DigestError> {
        #[derive(Serialize)]
        struct Get<'s> {
            last_by_subj: &'s str,
        }
        #[derive(Deserialize)]
        struct Got {
            message: RawMessage,
        }
        let operation = format!("STREAM.MSG.GET.KV_{STATE_BUCKET}");
        match self.connection().ask_api::<Got>(&operation, &Get { last_by_subj: &subject_of(key) }).await {
            Ok(Got { message }) => {
                let message = StreamMessage::try_from(message);
                message.map(Some).map_err(|error| DigestError::Bucket(text(&error)))
            }
            Err(error) if error.code() == Some(NO_MESSAGE_FOUND) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Watches the bucket, which is made where it is absent: first every key as it is now, then what changes. Only where the
    /// digests come from is read, not what they say.
    pub async fn watch_digests(&self) -> Result<DigestWatch, DigestError> {
        self.make_state_bucket().await?;
        let connection = self.bulk_connection().await.map_err(|error| DigestError::Bucket(text(&error)))?;
        let messages = watch(connection).await?;
        let Bucket { created, state } = self.bucket().await?;
        Ok(DigestWatch { messages, created, pending: state.messages, caught_up: state.messages == 0 })
    }

    /// Makes sure that the bucket is still the one that was made then: no server tells a watcher that it is gone.
    ///
    /// # Errors
    /// When it is gone, or another was made in its place.
    pub async fn check_bucket(&self, created: &str) -> Result<(), DigestError> {
        match *self.bucket().await?.created == *created {
            true => Ok(()),
            false => Err(DigestError::Bucket("another was made in its place".into())),
        }
    }

    async fn bucket(&self) -> Result<Bucket, DigestError> {
        let operation = format!("STREAM.INFO.KV_{STATE_BUCKET}");
        Ok(self.connection().ask_api(&operation, &()).await?)
    }
}

/// What the server says of the bucket.
#[derive(Deserialize)]
struct Bucket {
    /// When it was made.
    created: Box<str>,
    state: BucketState,
}

#[derive(Deserialize)]
struct BucketState {
    messages: u64,
}

async fn watch(connection: &Connection) -> Result<pull::Ordered, DigestError> {
    let failed = |error: &dyn std::fmt::Display| DigestError::Bucket(error.to_string().into());
    let config = pull::OrderedConfig {
        name: Some(format!("digests-{}", uuid::Uuid::now_v7().simple())),
        filter_subject: subject_of(">"),
        deliver_policy: DeliverPolicy::LastPerSubject,
        headers_only: true,
        ..pull::OrderedConfig::default()
    };
    let stream = format!("KV_{STATE_BUCKET}");
    let subject = format!("$JS.API.STREAM.INFO.{stream}");
    let jetstream = connection.jetstream();
    let stream = connection.permitted(&subject, jetstream.get_stream(stream)).await?;
    let consumer = stream.map_err(|error| failed(&error))?.create_consumer(config).await;
    consumer.map_err(|error| failed(&error))?.messages().await.map_err(|error| failed(&error))
}

/// A reader that watches the bucket.
pub struct DigestWatch {
    messages: pull::Ordered,
    /// When the bucket was made.
    created: Box<str>,
    /// How many keys were there at the start and are still to come.
    pending: u64,
    caught_up: bool,
}

impl DigestWatch {
    /// When the bucket was made.
    pub fn created(&self) -> &str {
        &self.created
    }

    /// Whether every key that was there at the start has been delivered.
    pub fn is_caught_up(&self) -> bool {
        self.caught_up
    }

    /// The next key.
    pub async fn next(&mut self) -> Result<Seen, DigestError> {
        loop {
            let message = match self.messages.next().await {
                Some(Ok(message)) => message,
                Some(Err(error)) => return Err(DigestError::Bucket(text(&error))),
                None => return Err(DigestError::Bucket("the server ended the watch".into())),
            };
            let Ok(info) = message.info() else { continue };
            let revision = info.stream_sequence;
            self.pending = self.pending.min(info.pending);
            self.caught_up |= info.pending == 0;
            let Some(key) = message.subject.strip_prefix(&subject_of("")) else { continue };
            let none = HeaderMap::new();
            let headers = message.headers.as_ref().unwrap_or(&none);
            let deleted = headers.get(OPERATION).is_some();
            let origin = origin_in(headers).filter(|_| !deleted);
            let trace = trace::context_in(Some(headers)).map(Into::into);
            return Ok(Seen { key: key.into(), origin, deleted, revision, trace });
        }
    }
}

fn subject_of(key: &str) -> String {
    format!("$KV.{STATE_BUCKET}.{key}")
}

fn origin_in(headers: &HeaderMap) -> Option<Origin> {
    let header = |name| headers.get(name).map(|value| value.as_str());
    Some(Origin {
        position: header(POSITION)?.parse().ok()?,
        sequence: header(SEQUENCE)?.parse().ok()?,
        for_readers: header(FOR_READERS).map_or(Some(0), |position| position.parse().ok())?,
        version: header(VERSION)?.into(),
    })
}
