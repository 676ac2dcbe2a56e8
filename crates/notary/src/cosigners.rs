//! The witnesses that the notary asks for cosignatures, over HTTP as C2SP `tlog-witness` says.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::{Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use signed_note::Signature;
use tokio::net::TcpStream;

use crate::checkpoint::Checkpoint;
use crate::keys::{KeyError, PublicKey, Trusted};
use crate::store::Folder;
use crate::tree::Proofs;
use crate::witness::request;

/// How long a witness may take. A checkpoint does not wait longer for it.
const PATIENCE: Duration = Duration::from_secs(2);
/// The longest answer that is read, in bytes.
const LONGEST_ANSWER: usize = 1 << 16;
/// How often a witness is asked for one checkpoint: once more when it names another size than was expected.
const ASKS: usize = 2;

/// The witnesses to ask.
#[derive(Debug, Default)]
pub struct Cosigners {
    witnesses: Vec<(PublicKey, String)>,
    /// The size of the last checkpoint each has cosigned, as far as is known.
    known: Mutex<HashMap<String, u64>>,
}

impl Cosigners {
    /// The witnesses in a text, one a line: the public key, a space, and the address, `http://HOST:PORT/PREFIX`. `of` says in
    /// errors what the text is.
    ///
    /// # Errors
    /// When a line is not a key of a witness and an address.
    pub fn parse(text: &str, of: &str) -> Result<Self, KeyError> {
        let mut witnesses = Vec::new();
        for (line, written) in (1..).zip(text.lines().map(str::trim)) {
            if written.is_empty() || written.starts_with('#') {
                continue;
            }
            let expected = "the public key of a witness, a space and its address, http://HOST:PORT";
            let wrong = || KeyError::Line { of: of.to_owned(), line, expected };
            let (key, address) = written.split_once(' ').ok_or_else(wrong)?;
            let trusted = Trusted::parse(key, of).map_err(|_| wrong())?;
            let key = trusted.witnesses().first().cloned().ok_or_else(wrong)?;
            let address = address.trim().strip_prefix("http://").ok_or_else(wrong)?;
            witnesses.push((key, address.trim_end_matches('/').to_owned()));
        }
        Ok(Self { witnesses, known: Mutex::default() })
    }

    /// Those of the witnesses whose cosignature a checkpoint does not bear.
    fn missing(&self, checkpoint: &Checkpoint) -> Vec<&(PublicKey, String)> {
        let signatures = checkpoint.signatures();
        self.witnesses.iter().filter(|(key, _)| !signatures.iter().any(|signature| key.is_of(signature))).collect()
    }

    /// Whether a witness has not cosigned a checkpoint.
    pub(crate) fn lacks(&self, checkpoint: &Checkpoint) -> bool {
        !self.missing(checkpoint).is_empty()
    }

    /// The cosignatures that this checkpoint, whose tree is in the folder, does not bear yet and the witnesses give. One that does
    /// not answer is named in the log, once for each checkpoint, and keeps nobody waiting.
    pub(crate) async fn cosign(&self, checkpoint: &Checkpoint, tiles: &Folder, again: bool) -> Vec<Signature> {
        let mut asked = tokio::task::JoinSet::new();
        for (key, address) in self.missing(checkpoint) {
            let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(address).copied().unwrap_or(0);
            let asking = Asking {
                key: key.clone(),
                address: address.clone(),
                old: known,
                size: checkpoint.claimed().size,
                text: checkpoint.text().to_vec(),
                checkpoint: checkpoint.to_bytes(),
                tiles: tiles.clone(),
            };
            asked.spawn(async move {
                let answered = tokio::time::timeout(PATIENCE, asking.ask()).await;
                let answered = answered.unwrap_or_else(|_| Err(format!("it does not answer within {PATIENCE:?}")));
                (asking.key, asking.address, answered)
            });
        }
        let mut signatures = Vec::new();
        while let Some(answered) = asked.join_next().await {
            match answered {
                Ok((_, address, Ok(signature))) => {
                    let size = checkpoint.claimed().size;
                    self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(address, size);
                    signatures.push(signature);
                }
                Ok((key, _, Err(why))) if again => tracing::debug!("the witness {key} still does not cosign: {why}"),
                Ok((key, _, Err(why))) => tracing::warn!("the witness {key} does not cosign: {why}"),
                Err(died) => tracing::error!("asking a witness has failed: {died}"),
            }
        }
        signatures
    }
}

/// One witness, and what it is asked.
struct Asking {
    key: PublicKey,
    address: String,
    old: u64,
    size: u64,
    text: Vec<u8>,
    checkpoint: Vec<u8>,
    tiles: Folder,
}

impl Asking {
    async fn ask(&self) -> Result<Signature, String> {
        let mut old = self.old;
        for _ in 0..ASKS {
            if old > self.size {
                return Err(format!("it has cosigned a checkpoint of size {old}, and this one has size {}", self.size));
            }
            let proof = Proofs::new(self.size, &self.tiles).consistency(old).map_err(|error| error.to_string())?;
            match self.post(request(old, &proof, &self.checkpoint)).await? {
                (StatusCode::OK, lines) => return self.signature_in(&lines),
                (StatusCode::CONFLICT, size) => {
                    old = size.trim().parse().map_err(|_| "it names no size".to_owned())?;
                }
                (status, why) => return Err(format!("{status}: {}", why.trim())),
            }
        }
        Err("it names another size each time".to_owned())
    }

    /// The signature in the answer that is the witness's own.
    fn signature_in(&self, lines: &str) -> Result<Signature, String> {
        let signatures = lines.lines().filter_map(|line| Signature::from_bytes(line.as_bytes()).ok());
        let is_its_own = |signature: &Signature| {
            self.key.is_of(signature) && self.key.cosigned(&self.text, signature.signature()).is_some()
        };
        let mut found = signatures.filter(is_its_own);
        found.next().ok_or_else(|| "its answer has no valid cosignature by its key".to_owned())
    }

    async fn post(&self, body: Vec<u8>) -> Result<(StatusCode, String), String> {
        let text = |error: &dyn std::fmt::Display| error.to_string();
        let (host, prefix) = self.address.split_once('/').unwrap_or((&self.address, ""));
        let prefix = if prefix.is_empty() { String::new() } else { format!("/{prefix}") };
        let stream = TcpStream::connect(host).await.map_err(|error| text(&error))?;
        let connected = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await;
        let (mut sender, connection) = connected.map_err(|error| text(&error))?;
        // What goes wrong with it is seen by the request.
        let connection = tokio::spawn(connection);
        let asked = Request::post(format!("{prefix}/add-checkpoint")).header(header::HOST, host);
        let asked = asked.body(Full::new(Bytes::from(body))).map_err(|error| text(&error))?;
        let answered = sender.send_request(asked).await.map_err(|error| text(&error))?;
        let status = answered.status();
        let body = Limited::new(answered.into_body(), LONGEST_ANSWER).collect().await.map_err(|error| text(&error))?;
        connection.abort();
        Ok((status, String::from_utf8_lossy(&body.to_bytes()).into_owned()))
    }
}
