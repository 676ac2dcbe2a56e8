//! A connection to the server that tells a refusal from a time-out.
//!
//! NATS does not answer a request that it does not permit: the reason arrives as an event of the connection. This module
//! matches the event with the request.

use std::future::Future;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_nats::client::{Request, RequestErrorKind};
use async_nats::jetstream::{self, context::Context};
use async_nats::{Client, ConnectErrorKind, ConnectOptions, Event, HeaderMap, ServerAddr, ServerError};
use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::sync::{broadcast, watch};
use tokio::time::Instant;

use crate::backoff::Backoff;

/// The pauses between two tries to reach a server.
pub(crate) const BETWEEN_CONNECTS: Backoff = Backoff::new(Duration::from_millis(100), Duration::from_secs(5));
/// How long a request may take before its outcome counts as unknown.
pub(crate) const REQUEST_TIMEOUT: Duration = Duration::from_secs(5);
/// How many refusals are kept for requests that have not read them yet.
const REFUSALS_KEPT: usize = 64;

pub(crate) const STREAM_NOT_FOUND: u64 = 10059;

/// How long to wait for a server that is not there, or not ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// As long as it takes.
    Forever,
    /// At most this long; zero fails at once.
    AtMost(Duration),
}

impl Wait {
    /// Fails at once.
    pub const NOT: Self = Self::AtMost(Duration::ZERO);

    /// Whether to wait for `pause` more, having waited since `started`.
    pub(crate) fn allows(self, started: tokio::time::Instant, pause: Duration) -> bool {
        match self {
            Self::Forever => true,
            Self::AtMost(most) => started.elapsed() + pause <= most,
        }
    }
}

/// How to authenticate with the server.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum Credentials {
    /// Without credentials.
    #[default]
    Anonymous,
    /// A `.creds` file with a JWT and its seed.
    File(PathBuf),
    /// A seed of an nkey.
    NkeySeed(Box<str>),
    /// A user and a password.
    Password {
        /// The user.
        user: Box<str>,
        /// The password.
        password: Box<str>,
    },
    /// A token.
    Token(Box<str>),
}

/// Names the sort of credentials and leaves out the secret.
impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Anonymous => f.write_str("Anonymous"),
            Self::File(path) => write!(f, "File({})", path.display()),
            Self::NkeySeed(_) => f.write_str("NkeySeed"),
            Self::Password { user, .. } => write!(f, "Password({user})"),
            Self::Token(_) => f.write_str("Token"),
        }
    }
}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// No server answers at the address.
    #[error("no NATS server answers at {url}: {reason}; start one with `newsreel up`, or name another with --url")]
    Unreachable {
        /// The address.
        url: Box<str>,
        /// What went wrong.
        reason: async_nats::ConnectError,
    },
    /// The server rejects the credentials.
    #[error(
        "the NATS server at {url} rejects these credentials: {reason}; check the user's credentials and permissions"
    )]
    Refused {
        /// The address.
        url: Box<str>,
        /// What the server said.
        reason: async_nats::ConnectError,
    },
    /// Not a valid address.
    #[error(
        "`{url}` is not a valid address of a NATS server: {reason}; write nats://HOST:PORT, or several, separated by commas"
    )]
    Address {
        /// What was given.
        url: Box<str>,
        /// What is wrong with it.
        reason: std::io::Error,
    },
    /// The credentials file cannot be read.
    #[error("cannot read the credentials in {path}: {reason}", path = path.display())]
    Credentials {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: std::io::Error,
    },
}

/// A request that got no usable answer.
#[derive(Debug, Clone, thiserror::Error)]
pub enum RequestError {
    /// The server does not permit it.
    #[error("the server does not permit {subject}: {reason}; give this user the permission")]
    Denied {
        /// The subject asked for.
        subject: Box<str>,
        /// What the server said.
        reason: Box<str>,
    },
    /// No answer came; whether the request took effect is not known.
    #[error("no answer to {subject}: {reason}; check that the server is running with JetStream enabled")]
    NoAnswer {
        /// The subject asked for.
        subject: Box<str>,
        /// What happened instead.
        reason: Box<str>,
    },
    /// The server answered with an error.
    #[error("the server refused {subject}: {description} (error {code})")]
    Refused {
        /// The subject asked for.
        subject: Box<str>,
        /// JetStream's number for the error.
        code: u64,
        /// JetStream's description of it.
        description: Box<str>,
    },
    /// The request cannot be sent.
    #[error("cannot send to {subject}: {reason}")]
    Unsendable {
        /// The subject asked for.
        subject: Box<str>,
        /// Why.
        reason: Box<str>,
    },
    /// The server's answer cannot be read.
    #[error("the answer to {subject} cannot be read: {reason}; the server or the service may be of another version")]
    Unreadable {
        /// The subject asked for.
        subject: Box<str>,
        /// Why.
        reason: Box<str>,
    },
}

impl RequestError {
    /// JetStream's number for the error, when it gave one.
    pub fn code(&self) -> Option<u64> {
        match self {
            Self::Refused { code, .. } => Some(*code),
            _ => None,
        }
    }

    /// Whether the stream that was asked about does not exist.
    pub fn is_no_stream(&self) -> bool {
        self.code() == Some(STREAM_NOT_FOUND)
    }
}

/// One connection.
#[derive(Clone)]
pub(crate) struct Connection {
    client: Client,
    refusals: broadcast::Sender<Box<str>>,
    disturbances: watch::Receiver<u64>,
}

impl Connection {
    /// Connects, waiting for a server that does not answer for as long as `wait` allows.
    pub(crate) async fn open(
        name: &str,
        url: &str,
        credentials: &Credentials,
        wait: Wait,
    ) -> Result<Self, ConnectError> {
        let started = Instant::now();
        let mut backoff = BETWEEN_CONNECTS;
        loop {
            match Self::try_open(name, url, credentials).await {
                Err(error @ ConnectError::Unreachable { .. }) if wait.allows(started, backoff.next()) => {
                    backoff.wait_because(&error).await;
                }
                outcome => return outcome,
            }
        }
    }

    async fn try_open(name: &str, url: &str, credentials: &Credentials) -> Result<Self, ConnectError> {
        let (refusals, _) = broadcast::channel(REFUSALS_KEPT);
        let (disturbed, disturbances) = watch::channel(0);
        let refused = refusals.clone();
        let first = AtomicBool::new(true);
        let addresses = addresses(url)?;
        let options = options_for(credentials, &addresses)?
            .name(name)
            .request_timeout(Some(REQUEST_TIMEOUT))
            .event_callback(move |event| {
                // The first connection is not a disturbance.
                if event != Event::Connected || !first.swap(false, Ordering::Relaxed) {
                    react_to(event, &refused, &disturbed);
                }
                std::future::ready(())
            });
        let url = without_password(url, &addresses);
        match options.connect(addresses).await {
            Ok(client) => Ok(Self { client, refusals, disturbances }),
            Err(reason) if refuses_us(reason.kind()) => Err(ConnectError::Refused { url, reason }),
            Err(reason) => Err(ConnectError::Unreachable { url, reason }),
        }
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) fn jetstream(&self) -> Context {
        jetstream::new(self.client.clone())
    }

    /// Counts reconnections and losses on the client's side: after each, what a subscription delivers may have a gap.
    pub(crate) fn disturbances(&self) -> watch::Receiver<u64> {
        self.disturbances.clone()
    }

    /// Sends a message to JetStream and reads its answer.
    pub(crate) async fn ask<A: DeserializeOwned>(
        &self,
        subject: &str,
        headers: HeaderMap,
        payload: Bytes,
    ) -> Result<A, RequestError> {
        let request = Request::new().headers(headers).payload(payload);
        let answered = self.permitted(subject, self.client.send_request(subject.to_owned(), request)).await?;
        match answered {
            Ok(message) => read_answer(subject, &message.payload),
            Err(error) => Err(no_answer(subject, &error)),
        }
    }

    /// Asks the JetStream API, whose requests are JSON.
    pub(crate) async fn ask_api<A: DeserializeOwned>(
        &self,
        operation: &str,
        request: &impl Serialize,
    ) -> Result<A, RequestError> {
        let subject = format!("$JS.API.{operation}");
        let payload = serde_json::to_vec(request)
            .map_err(|reason| RequestError::Unsendable { subject: subject.as_str().into(), reason: text(&reason) })?;
        self.ask(&subject, HeaderMap::new(), payload.into()).await
    }

    /// Awaits `request`, unless the server says first that it does not permit `subject`.
    pub(crate) async fn permitted<T>(
        &self,
        subject: &str,
        request: impl Future<Output = T>,
    ) -> Result<T, RequestError> {
        let mut refusals = self.refusals(subject);
        tokio::select! {
            biased;
            answer = request => Ok(answer),
            denied = refusals.next() => Err(denied),
        }
    }

    /// The refusals of requests on `subject` from now on.
    pub(crate) fn refusals(&self, subject: &str) -> Refusals {
        Refusals { said: self.refusals.subscribe(), subject: subject.into() }
    }
}

/// The server's refusals of requests on one subject.
pub(crate) struct Refusals {
    said: broadcast::Receiver<Box<str>>,
    subject: Box<str>,
}

impl Refusals {
    /// The next refusal, as an error. Waits until there is one.
    pub(crate) async fn next(&mut self) -> RequestError {
        loop {
            match self.said.recv().await {
                Ok(reason) if concerns(&reason, &self.subject) => {
                    return RequestError::Denied { subject: self.subject.clone(), reason };
                }
                Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => (),
                Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
            }
        }
    }
}

/// The addresses in a list separated by commas: any node of a cluster will do.
fn addresses(urls: &str) -> Result<Vec<ServerAddr>, ConnectError> {
    let each = urls.split(',').map(|url| {
        let url = url.trim();
        url.parse().map_err(|reason| ConnectError::Address { url: url.into(), reason })
    });
    each.collect()
}

/// Who we are: as the settings say, or else as the address does.
fn options_for(credentials: &Credentials, addresses: &[ServerAddr]) -> Result<ConnectOptions, ConnectError> {
    let options = ConnectOptions::new();
    Ok(match credentials {
        Credentials::Anonymous => match addresses.iter().find_map(|address| address.username().zip(address.password()))
        {
            Some((user, password)) => options.user_and_password(user.to_owned(), password.to_owned()),
            None => options,
        },
        Credentials::NkeySeed(seed) => options.nkey(seed.to_string()),
        Credentials::Password { user, password } => options.user_and_password(user.to_string(), password.to_string()),
        Credentials::Token(token) => options.token(token.to_string()),
        Credentials::File(path) => {
            let unreadable = |reason| ConnectError::Credentials { path: path.clone(), reason };
            let written = std::fs::read_to_string(path).map_err(unreadable)?;
            options.credentials(&written).map_err(unreadable)?
        }
    })
}

/// An address as it may stand in a message.
fn without_password(url: &str, addresses: &[ServerAddr]) -> Box<str> {
    let secrets = addresses.iter().filter_map(|address| address.username().zip(address.password()));
    secrets.fold(url.to_owned(), |url, (user, password)| url.replace(&format!("{user}:{password}@"), "")).into()
}

fn refuses_us(kind: ConnectErrorKind) -> bool {
    matches!(kind, ConnectErrorKind::Authentication | ConnectErrorKind::AuthorizationViolation)
}

fn react_to(event: Event, refusals: &broadcast::Sender<Box<str>>, disturbed: &watch::Sender<u64>) {
    match event {
        Event::ServerError(ServerError::SlowConsumer(_)) | Event::SlowConsumer(_) => {
            tracing::warn!("{event}: messages were dropped on our side and will be asked for again");
            disturbed.send_modify(|count| *count += 1);
        }
        Event::ServerError(error) if is_refusal(&error) => {
            tracing::error!("the server refuses: {error}");
            // When no request is waiting for it, the log line is enough.
            let _ = refusals.send(text(&error));
        }
        Event::Connected => disturbed.send_modify(|count| *count += 1),
        Event::Disconnected => tracing::warn!("connection to the server lost; reconnecting"),
        other => tracing::debug!("connection: {other}"),
    }
}

/// The server sends no error code with a refusal: these texts are its protocol.
fn is_refusal(error: &ServerError) -> bool {
    match error {
        ServerError::AuthorizationViolation => true,
        ServerError::Other(said) => is_about_permission(said) || said.to_ascii_lowercase().contains("authentication"),
        ServerError::SlowConsumer(_) => false,
    }
}

fn is_about_permission(said: &str) -> bool {
    said.to_ascii_lowercase().contains("permissions violation")
}

/// Whether a refusal concerns requests on this subject: it names the subject or the inbox of all answers, or rejects the
/// connection as a whole.
fn concerns(reason: &str, subject: &str) -> bool {
    !is_about_permission(reason) || reason.contains(&format!("\"{subject}\"")) || reason.contains("\"_INBOX.")
}

/// JetStream's answer: an error, or what was asked for.
#[derive(Deserialize)]
#[serde(untagged)]
enum Answer<A> {
    Refused { error: Refusal },
    Given(A),
}

#[derive(Deserialize)]
struct Refusal {
    #[serde(default)]
    err_code: u64,
    #[serde(default)]
    description: Box<str>,
}

fn read_answer<A: DeserializeOwned>(subject: &str, payload: &[u8]) -> Result<A, RequestError> {
    match serde_json::from_slice(payload) {
        Ok(Answer::Given(answer)) => Ok(answer),
        Ok(Answer::Refused { error: Refusal { err_code, description } }) => {
            Err(RequestError::Refused { subject: subject.into(), code: err_code, description })
        }
        Err(reason) => Err(RequestError::Unreadable { subject: subject.into(), reason: text(&reason) }),
    }
}

fn no_answer(subject: &str, error: &async_nats::client::RequestError) -> RequestError {
    let subject = subject.into();
    match error.kind() {
        RequestErrorKind::InvalidSubject | RequestErrorKind::MaxPayloadExceeded => {
            RequestError::Unsendable { subject, reason: text(error) }
        }
        _ => RequestError::NoAnswer { subject, reason: text(error) },
    }
}

pub(crate) fn text(error: &impl ToString) -> Box<str> {
    error.to_string().into()
}
