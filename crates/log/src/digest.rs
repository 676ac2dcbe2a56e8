//! Digests: the current state of each story in a bucket that any NATS client can watch.

use async_nats::jetstream::kv::{CreateErrorKind, Entry, Operation, Store, UpdateErrorKind};
use bytes::Bytes;
use newsreel_story::record::recorded::Sequence;
use serde::Deserialize;

use crate::connection::{RequestError, text};
use crate::log::Log;
use crate::set_up::STATE_BUCKET;

/// How often a put is tried again when others put at the same time. Each time one of them has made progress.
const TRIES: u32 = 20;

/// What became of a digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DigestPut {
    /// It is in the bucket.
    Put,
    /// The bucket has one of the same position or a later one.
    KeptNewer,
}

/// Why a digest was not put.
#[derive(Debug, Clone, thiserror::Error)]
pub enum DigestError {
    /// The bucket did not answer or does not exist.
    #[error(
        "the bucket {STATE_BUCKET} does not take the digest of `{key}`: {reason}; set the log up, or see to the server"
    )]
    Bucket {
        /// The key.
        key: Box<str>,
        /// What happened.
        reason: Box<str>,
    },
    /// The server does not permit it.
    #[error(transparent)]
    Denied(RequestError),
    /// Others put the same key faster than we do.
    #[error("the digest of `{key}` is put by others all the time: are two versions of the projector running?")]
    Contended {
        /// The key.
        key: Box<str>,
    },
}

impl Log {
    /// Puts the digest of `key`, a JSON object whose member `sequence` is its position, unless the bucket has one of the
    /// same position or a later one. Several may do this at once.
    pub async fn put_digest(&self, key: &str, sequence: Sequence, digest: Bytes) -> Result<DigestPut, DigestError> {
        let bucket = self.digests(key).await?;
        for _ in 0..TRIES {
            let subject = format!("$KV.{STATE_BUCKET}.{key}");
            let tried = self.connection().permitted(&subject, try_put(&bucket, key, sequence, &digest));
            if let Some(put) = tried.await.map_err(DigestError::Denied)?? {
                return Ok(put);
            }
        }
        Err(DigestError::Contended { key: key.into() })
    }

    async fn digests(&self, key: &str) -> Result<Store, DigestError> {
        let open = || async { self.connection().jetstream().get_key_value(STATE_BUCKET).await };
        let bucket = self.digest_bucket().get_or_try_init(open).await.map_err(|error| failed(key, &error))?;
        Ok(bucket.clone())
    }
}

/// One try; `None` when somebody else was quicker.
async fn try_put(
    bucket: &Store,
    key: &str,
    sequence: Sequence,
    digest: &Bytes,
) -> Result<Option<DigestPut>, DigestError> {
    match bucket.entry(key).await.map_err(|error| failed(key, &error))? {
        Some(entry) if sequence_in(&entry) >= sequence => Ok(Some(DigestPut::KeptNewer)),
        Some(entry) => match bucket.update(key, digest.clone(), entry.revision).await {
            Ok(_) => Ok(Some(DigestPut::Put)),
            Err(error) if error.kind() == UpdateErrorKind::WrongLastRevision => Ok(None),
            Err(error) => Err(failed(key, &error)),
        },
        None => match bucket.create(key, digest.clone()).await {
            Ok(_) => Ok(Some(DigestPut::Put)),
            Err(error) if error.kind() == CreateErrorKind::AlreadyExists => Ok(None),
            Err(error) => Err(failed(key, &error)),
        },
    }
}

/// The position of a digest in the bucket; zero for one that is deleted or that nobody can read.
fn sequence_in(entry: &Entry) -> Sequence {
    #[derive(Deserialize)]
    struct Positioned {
        sequence: Sequence,
    }
    if entry.operation != Operation::Put {
        return 0;
    }
    serde_json::from_slice::<Positioned>(&entry.value).map_or(0, |digest| digest.sequence)
}

fn failed(key: &str, error: &impl ToString) -> DigestError {
    DigestError::Bucket { key: key.into(), reason: text(error) }
}
