//! A witness: it cosigns the checkpoints of logs that it knows, as C2SP `tlog-witness` says, and never two that do not
//! continue each other. Whoever demands its cosignature cannot be shown a different history from everybody else.
//!
//! It asks nobody and reads no log: a checkpoint comes with the proof that it continues the last one, and all the witness keeps
//! is that last one, for each log.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use tlog_tiles::Hash;
use tokio::net::TcpListener;

use crate::base64;
use crate::checkpoint::{Checkpoint, CheckpointError, Head};
use crate::keys::{Trusted, WitnessKey};
use crate::store::{StoreError, lock, write_whole};
use crate::tree::is_consistent;

/// The largest request it reads, in bytes.
const LARGEST_REQUEST: usize = 1 << 16;
/// The most hashes a proof may have.
const MOST_HASHES: usize = 63;

/// Why a checkpoint is not cosigned.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotCosigned {
    /// The request is malformed.
    #[error("the request is not one of tlog-witness: {0}")]
    Malformed(String),
    /// The log is not known.
    #[error("this witness does not know the log `{0}`")]
    UnknownLog(String),
    /// No key of the log that is known has signed it.
    #[error("{0}")]
    NotSigned(CheckpointError),
    /// The old size is larger than that of the checkpoint.
    #[error("the old size is larger than that of the checkpoint")]
    Shrinks,
    /// The old size is not that of the last checkpoint that was cosigned.
    #[error("the last checkpoint cosigned has size {size}")]
    OtherSize {
        /// The size of the last one.
        size: u64,
    },
    /// Two checkpoints of one size with different roots: the log shows two histories.
    #[error("FORK: a checkpoint of this size with another root was cosigned")]
    Fork {
        /// The size.
        size: u64,
    },
    /// The proof does not show that it continues the last one.
    #[error("the proof does not show that this checkpoint continues the last one: perhaps the log shows two histories")]
    NotConsistent,
    /// Its store failed.
    #[error("the witness cannot keep it, and does not cosign: {0}")]
    Store(String),
}

impl From<StoreError> for NotCosigned {
    fn from(error: StoreError) -> Self {
        Self::Store(error.to_string())
    }
}

/// A witness.
#[derive(Debug)]
pub struct Witness {
    key: WitnessKey,
    /// The logs it cosigns for.
    trusted: Trusted,
    folder: PathBuf,
    /// Comparing with the last checkpoint and keeping the new one are one step.
    one_at_a_time: Mutex<()>,
    _lock: File,
}

impl Witness {
    /// A witness with its store in this folder, for the logs whose keys are trusted.
    ///
    /// # Errors
    /// When the folder cannot be made, or another witness has it.
    pub fn open(folder: &Path, key: WitnessKey, trusted: Trusted) -> Result<Arc<Self>, StoreError> {
        let lock = lock(folder)?;
        Ok(Arc::new(Self { key, trusted, folder: folder.to_owned(), one_at_a_time: Mutex::default(), _lock: lock }))
    }

    /// Answers over HTTP until `shutdown`.
    ///
    /// # Errors
    /// When it can no longer listen.
    pub async fn serve(
        self: Arc<Self>,
        listener: TcpListener,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> std::io::Result<()> {
        let limit = DefaultBodyLimit::max(LARGEST_REQUEST);
        let router = Router::new().route("/add-checkpoint", post(answer)).layer(limit).with_state(self);
        axum::serve(listener, router).with_graceful_shutdown(shutdown).await
    }

    /// Cosigns the checkpoint of a request, at this time, and returns the signature line.
    ///
    /// # Errors
    /// Why it does not.
    pub fn add_checkpoint(&self, request: &str, now: Timestamp) -> Result<Vec<u8>, NotCosigned> {
        let Request { old, proof, checkpoint } = Request::parse(request)?;
        let head = checkpoint.claimed().clone();
        if !self.trusted.notaries().iter().any(|key| key.name() == head.origin) {
            return Err(NotCosigned::UnknownLog(head.origin));
        }
        checkpoint.verify(&self.trusted, 0).map_err(NotCosigned::NotSigned)?;
        if old > head.size {
            return Err(NotCosigned::Shrinks);
        }
        let _one = self.one_at_a_time.lock().unwrap_or_else(PoisonError::into_inner);
        let last = self.last(&head.origin)?;
        let (size, root) = last.map_or((0, tlog_tiles::EMPTY_HASH), |last| (last.size, last.root));
        if old != size {
            return Err(NotCosigned::OtherSize { size });
        }
        if old == head.size && root != head.root {
            tracing::error!(origin = head.origin, size, "FORK: this log has signed two checkpoints of one size");
            return Err(NotCosigned::Fork { size });
        }
        if !is_consistent((old, root), (head.size, head.root), &proof) {
            tracing::error!(origin = head.origin, old, new = head.size, "a checkpoint does not continue the last one");
            return Err(NotCosigned::NotConsistent);
        }
        // On the disk before it is cosigned: a crash in between costs a cosignature, and never a second history.
        write_whole(&self.folder, &name_of(&head.origin), &checkpoint.to_bytes())?;
        let seconds = u64::try_from(now.as_second()).unwrap_or_default();
        Ok(self.key.cosign(checkpoint.text(), seconds).to_bytes())
    }

    /// The last checkpoint of a log that it cosigned.
    fn last(&self, origin: &str) -> Result<Option<Head>, NotCosigned> {
        let path = self.folder.join(name_of(origin));
        match fs::read(&path) {
            Ok(bytes) => {
                let last = Checkpoint::parse(&bytes);
                let last = last.map_err(|error| NotCosigned::Store(format!("{}: {error}", path.display())))?;
                Ok(Some(last.claimed().clone()))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(NotCosigned::Store(format!("{}: {error}", path.display()))),
        }
    }
}

/// The file of a log: its name can hold anything.
fn name_of(origin: &str) -> PathBuf {
    let hash: String = Sha256::digest(origin).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    PathBuf::from(format!("{hash}.checkpoint"))
}

/// A request: the old size, the proof, an empty line, and the checkpoint.
struct Request {
    old: u64,
    proof: Vec<Hash>,
    checkpoint: Checkpoint,
}

impl Request {
    fn parse(text: &str) -> Result<Self, NotCosigned> {
        let malformed = |what: &str| NotCosigned::Malformed(what.to_owned());
        let (front, checkpoint) = text.split_once("\n\n").ok_or_else(|| malformed("it has no checkpoint"))?;
        let mut lines = front.lines();
        let old = lines
            .next()
            .and_then(|line| line.strip_prefix("old "))
            .and_then(|size| size.parse::<u64>().ok().filter(|number| number.to_string() == size));
        let old = old.ok_or_else(|| malformed("its first line is not `old` and a size"))?;
        let proof: Option<Vec<Hash>> = lines.map(|line| base64::hash(line).map(Hash)).collect();
        let proof = proof.filter(|proof| proof.len() <= MOST_HASHES);
        let proof = proof.ok_or_else(|| malformed("the proof is not at most 63 hashes in base64"))?;
        let checkpoint = Checkpoint::parse(checkpoint.as_bytes()).map_err(|error| malformed(&error.to_string()))?;
        Ok(Self { old, proof, checkpoint })
    }
}

/// The body of a request, as the notary sends it.
pub(crate) fn request(old: u64, proof: &[Hash], checkpoint: &[u8]) -> Vec<u8> {
    let hashes: String = proof.iter().map(|hash| format!("{hash}\n")).collect();
    [format!("old {old}\n{hashes}\n").as_bytes(), checkpoint].concat()
}

async fn answer(State(witness): State<Arc<Witness>>, request: String) -> Response {
    let worked = tokio::task::spawn_blocking(move || witness.add_checkpoint(&request, Timestamp::now())).await;
    let refused = match worked {
        Ok(Ok(line)) => return (StatusCode::OK, line).into_response(),
        Ok(Err(refused)) => refused,
        Err(died) => NotCosigned::Store(died.to_string()),
    };
    let text = format!("{refused}\n");
    match refused {
        NotCosigned::OtherSize { size } | NotCosigned::Fork { size } => {
            (StatusCode::CONFLICT, [(header::CONTENT_TYPE, "text/x.tlog.size")], format!("{size}\n")).into_response()
        }
        NotCosigned::Malformed(_) | NotCosigned::Shrinks => (StatusCode::BAD_REQUEST, text).into_response(),
        NotCosigned::UnknownLog(_) => (StatusCode::NOT_FOUND, text).into_response(),
        NotCosigned::NotSigned(_) => (StatusCode::FORBIDDEN, text).into_response(),
        NotCosigned::NotConsistent => (StatusCode::UNPROCESSABLE_ENTITY, text).into_response(),
        NotCosigned::Store(_) => (StatusCode::INTERNAL_SERVER_ERROR, text).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{KeyPair, NotaryKeys};
    use crate::tree::{Memory, Proofs};

    const ORIGIN: &str = "newsroom.example/log";

    struct Log {
        keys: NotaryKeys,
        tree: Memory,
    }

    impl Log {
        fn new(pair: &KeyPair) -> Self {
            Self { keys: NotaryKeys::parse(&pair.secret, "keys").expect("valid"), tree: Memory::default() }
        }

        fn grow(&mut self, to: u64, with: u8) {
            while self.tree.tree().size() < to {
                self.tree.append(tlog_tiles::record_hash(&[with]));
            }
        }

        /// The request for a cosignature of the tree as it is.
        fn request(&self, old: u64) -> String {
            let tree = self.tree.tree();
            let head =
                Head { origin: ORIGIN.to_owned(), size: tree.size(), root: tree.root(), stories: None, trail: None };
            let checkpoint = Checkpoint::sign(head, &self.keys).expect("signed").to_bytes();
            let proof = Proofs::new(tree.size(), &self.tree).consistency(old).unwrap_or_default();
            String::from_utf8(request(old, &proof, &checkpoint)).expect("text")
        }
    }

    #[test]
    fn a_witness_cosigns_what_continues_and_never_two_heads() {
        let folder = tempfile::tempdir().expect("a folder");
        let (pair, own) =
            (KeyPair::of_notary(ORIGIN).expect("valid"), KeyPair::of_witness("w.example").expect("valid"));
        let trusted = || Trusted::parse(&pair.public, "keys").expect("valid");
        let key = || WitnessKey::parse(&own.secret, "key").expect("valid");
        let witness = Witness::open(folder.path(), key(), trusted()).expect("opened");
        let ask =
            |request: &str| witness.add_checkpoint(request, Timestamp::from_second(1_700_000_000).expect("a time"));

        let mut log = Log::new(&pair);
        log.grow(10, 0);
        let line = ask(&log.request(0)).expect("the first");
        let both = trusted().and(Trusted::parse(&own.public, "keys").expect("valid"));
        let request = log.request(0);
        let note = request.split_once("\n\n").expect("a checkpoint").1;
        let cosigned = [note.as_bytes(), &line].concat();
        assert!(Checkpoint::parse(&cosigned).expect("a note").verify(&both, 1).is_ok());

        log.grow(300, 0);
        assert_eq!(ask(&log.request(0)), Err(NotCosigned::OtherSize { size: 10 }));
        assert!(ask(&log.request(10)).is_ok());
        assert!(ask(&log.request(300)).is_ok(), "the same again");
        // Another history, of the same size, and of a larger one.
        let mut other = Log::new(&pair);
        other.grow(300, 1);
        assert_eq!(ask(&other.request(300)), Err(NotCosigned::Fork { size: 300 }));
        other.grow(301, 1);
        assert_eq!(ask(&other.request(300)), Err(NotCosigned::NotConsistent));
        let mut shorter = Log::new(&pair);
        shorter.grow(20, 0);
        assert_eq!(ask(&shorter.request(300)), Err(NotCosigned::Shrinks));
        assert_eq!(ask(&shorter.request(10)), Err(NotCosigned::OtherSize { size: 300 }), "it does not go back");

        // It remembers when it is started again.
        drop(witness);
        let witness = Witness::open(folder.path(), key(), trusted()).expect("opened");
        let ask = |request: &str| witness.add_checkpoint(request, Timestamp::now());
        assert_eq!(ask(&other.request(0)), Err(NotCosigned::OtherSize { size: 300 }));
        assert!(Witness::open(folder.path(), key(), trusted()).is_err(), "its store is its own");
    }

    #[test]
    fn what_is_malformed_or_not_signed_is_not_cosigned() {
        let folder = tempfile::tempdir().expect("a folder");
        let [pair, foreign] = [0; 2].map(|_| KeyPair::of_notary(ORIGIN).expect("valid"));
        let own = KeyPair::of_witness("w.example").expect("valid");
        let key = WitnessKey::parse(&own.secret, "key").expect("valid");
        let trusted = Trusted::parse(&pair.public, "keys").expect("valid");
        let witness = Witness::open(folder.path(), key, trusted).expect("opened");
        let ask = |request: &str| witness.add_checkpoint(request, Timestamp::now()).expect_err("refused");
        let mut log = Log::new(&foreign);
        log.grow(10, 0);
        assert!(matches!(ask(&log.request(0)), NotCosigned::NotSigned(_)));
        let unknown = log.request(0).replacen(ORIGIN, "else.example", 1);
        assert_eq!(ask(&unknown), NotCosigned::UnknownLog("else.example".to_owned()));
        for malformed in ["", "old 00\n\n", "old 1\nnot a hash\n\nx", &log.request(0).replacen("old 0", "new 0", 1)] {
            assert!(matches!(ask(malformed), NotCosigned::Malformed(_)), "{malformed}");
        }
    }
}
