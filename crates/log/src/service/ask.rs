//! The asking side.

use std::time::Duration;

use async_nats::{HeaderMap, Message, StatusCode};
use bytes::Bytes;
use futures::StreamExt;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::time::{Instant, timeout};

use super::error::{ErrorCode, ServiceError};
use super::parts::Gathering;
use super::{HEADER_ROOM, KEEP_ALIVE, WORKING};
use crate::backoff::Backoff;
use crate::connection::{RequestError, text};
use crate::log::Log;
use crate::misread;
use crate::trace;

/// How often the service is to say that the request is still in work.
const KEEP_ALIVE_EVERY: Duration = Duration::from_secs(2);
/// After how long without a reply an answer counts as lost, so that the question is asked again: asking twice changes
/// nothing, and submitting twice records nothing twice.
const SILENCE: Duration = Duration::from_secs(7);

/// How long to wait for a service, and for its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For a service that is not up yet, or busy.
    pub service: Duration,
    /// For the answer, in all.
    pub answer: Duration,
}

impl Timeouts {
    /// The same once part of the work is done: a service that goes away is expected back, so that the work can be finished.
    pub fn once_begun(self) -> Self {
        Self { service: self.service.max(self.answer), ..self }
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// No such service is running.
    #[error("no service answers on {subject}")]
    NoService {
        /// The subject asked on.
        subject: Box<str>,
    },
    /// The service was there, and no answer arrived. Whether a submission is recorded is not known.
    #[error("no answer on {subject} within {waited:?}; the service or the server may be down")]
    NoAnswer {
        /// The subject asked on.
        subject: Box<str>,
        /// How long was waited.
        waited: Duration,
    },
    /// The service says why not.
    #[error(transparent)]
    Service(ServiceError),
    /// The question cannot be sent, or its answer not be read.
    #[error(transparent)]
    Request(RequestError),
}

/// What came instead of an answer.
enum Missed {
    NoService,
    Busy(ServiceError),
    /// The answer, or a part of it, is lost.
    Lost(&'static str),
    Final(AskError),
}

impl Log {
    /// Asks a service, with a question and an answer in JSON. Waits for a service that is not up yet, and asks again when
    /// an answer is lost.
    pub async fn ask<A: DeserializeOwned>(
        &self,
        subject: &str,
        question: &impl Serialize,
        timeouts: Timeouts,
    ) -> Result<A, AskError> {
        let unsendable = |reason| RequestError::Unsendable { subject: subject.into(), reason };
        let payload = serde_json::to_vec(question).map_err(|error| AskError::Request(unsendable(text(&error))))?;
        let limit = self.client().max_payload().saturating_sub(HEADER_ROOM);
        if payload.len() > limit {
            let reason = format!("it has {} bytes, and a message at most {limit}", payload.len()).into();
            return Err(AskError::Request(unsendable(reason)));
        }
        let answer = self.ask_for_bytes(subject, payload.into(), timeouts).await?;
        misread::read(&answer).map_err(|misread| {
            AskError::Request(RequestError::Unreadable { subject: subject.into(), reason: text(&misread) })
        })
    }

    async fn ask_for_bytes(&self, subject: &str, payload: Bytes, timeouts: Timeouts) -> Result<Bytes, AskError> {
        let started = Instant::now();
        let mut backoff = Backoff::new(Duration::from_millis(20), Duration::from_secs(1));
        let mut seen = false;
        loop {
            let remaining = timeouts.answer.saturating_sub(started.elapsed());
            let Ok(outcome) = timeout(remaining, self.ask_once(subject, payload.clone())).await else {
                return Err(AskError::NoAnswer { subject: subject.into(), waited: started.elapsed() });
            };
            let given_up = started.elapsed() >= timeouts.service;
            match outcome {
                Ok(answer) => return Ok(answer),
                Err(Missed::Final(error)) => return Err(error),
                Err(Missed::NoService) if given_up && !seen => {
                    return Err(AskError::NoService { subject: subject.into() });
                }
                Err(Missed::Busy(error)) if given_up => return Err(AskError::Service(error)),
                Err(Missed::NoService) => tracing::debug!("no service answers on {subject} yet; asking again"),
                Err(Missed::Busy(error)) => tracing::debug!("{error}; asking again"),
                Err(Missed::Lost(reason)) => {
                    // It was there a moment ago: it may come back for as long as the answer may take.
                    seen = true;
                    tracing::debug!("the answer on {subject} is lost ({reason}); asking again");
                }
            }
            backoff.wait().await;
        }
    }

    async fn ask_once(&self, subject: &str, payload: Bytes) -> Result<Bytes, Missed> {
        let connection = self.connection();
        let client = connection.client();
        let no_answer = |reason| RequestError::NoAnswer { subject: subject.into(), reason };
        let mut refusals = connection.refusals(subject);
        let mut disturbances = connection.disturbances();
        disturbances.borrow_and_update();
        let inbox = client.new_inbox();
        let failed = |reason| Missed::Final(AskError::Request(no_answer(reason)));
        let mut replies = client.subscribe(inbox.clone()).await.map_err(|error| failed(text(&error)))?;
        let mut headers = HeaderMap::new();
        headers.insert(KEEP_ALIVE, KEEP_ALIVE_EVERY.as_millis().to_string());
        trace::name_in(&mut headers);
        let sent = client.publish_with_reply_and_headers(subject.to_owned(), inbox, headers, payload).await;
        sent.map_err(|error| failed(text(&error)))?;
        let mut gathering = Gathering::default();
        loop {
            let reply = tokio::select! {
                biased;
                reply = timeout(SILENCE, replies.next()) => reply,
                denied = refusals.next() => return Err(Missed::Final(AskError::Request(denied))),
                _ = disturbances.changed() => return Err(Missed::Lost("the connection was disturbed")),
            };
            match reply {
                Ok(Some(reply)) => {
                    if let Some(answer) = take(&mut gathering, reply)? {
                        return Ok(answer);
                    }
                }
                Ok(None) => return Err(Missed::Lost("the connection was closed")),
                Err(_) => return Err(Missed::Lost("nothing was heard of it")),
            }
        }
    }
}

/// Takes one reply; the answer when it is whole.
fn take(gathering: &mut Gathering, reply: Message) -> Result<Option<Bytes>, Missed> {
    if reply.status == Some(StatusCode::NO_RESPONDERS) {
        return Err(Missed::NoService);
    }
    if let Some(headers) = &reply.headers {
        if let Some(error) = ServiceError::in_headers(headers) {
            let busy = error.code == ErrorCode::Busy;
            return Err(if busy { Missed::Busy(error) } else { Missed::Final(AskError::Service(error)) });
        }
        if headers.get(WORKING).is_some() {
            return Ok(None);
        }
    }
    gathering.take(reply.headers.as_ref(), reply.payload).map_err(|_| Missed::Lost("a part of it is missing"))
}
