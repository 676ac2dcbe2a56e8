//! Requests of our own to other servers over HTTP: the sign-in service, a collector of traces.
//!
//! It follows no redirects, so that nobody can lead it elsewhere, and takes no answer that is larger or later than expected.
//! Over TLS it trusts whom this machine trusts; `SSL_CERT_FILE` names others.

use std::time::Duration;

use axum::body::Bytes;
use axum::http::{Request, Response};
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

/// The largest answer that is read, in bytes.
const MOST_BYTES: usize = 1 << 20;
/// How long an answer may take, from connecting on.
const PATIENCE: Duration = Duration::from_secs(10);

/// Asks other servers.
#[derive(Debug, Clone)]
pub struct Outgoing(Client<HttpsConnector<HttpConnector>, Full<Bytes>>);

/// Why another server gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum OutgoingError {
    /// It cannot be reached, or breaks off.
    #[error("{0}")]
    Unreachable(String),
    /// It takes too long.
    #[error("there is no answer within {PATIENCE:?}")]
    Late,
    /// Its answer is too large or breaks off.
    #[error("the answer cannot be read: {0}")]
    Unreadable(Box<dyn std::error::Error + Send + Sync>),
}

impl Outgoing {
    /// With the certificates that this machine trusts.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn new() -> std::io::Result<Self> {
        let connector = hyper_rustls::HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(rustls::crypto::ring::default_provider())?
            .https_or_http()
            .enable_http1()
            .build();
        Ok(Self(Client::builder(TokioExecutor::new()).build(connector)))
    }

    /// Sends a request and reads the whole answer, whatever its status.
    ///
    /// # Errors
    /// When there is none.
    pub async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, OutgoingError> {
        let answered = async {
            let request = request.map(|body| Full::new(Bytes::from(body)));
            let answer = self.0.request(request).await.map_err(|error| OutgoingError::Unreachable(causes(&error)))?;
            let (parts, body) = answer.into_parts();
            let body = Limited::new(body, MOST_BYTES).collect().await.map_err(OutgoingError::Unreadable)?;
            Ok(Response::from_parts(parts, body.to_bytes().into()))
        };
        tokio::time::timeout(PATIENCE, answered).await.unwrap_or(Err(OutgoingError::Late))
    }
}

/// What went wrong, and why: the outermost error alone says only that there was one.
pub(crate) fn causes(error: &dyn std::error::Error) -> String {
    let mut said = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        said = format!("{said}: {cause}");
        source = cause.source();
    }
    said
}
