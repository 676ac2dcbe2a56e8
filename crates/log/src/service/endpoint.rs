//! The answering side.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_nats::connection::State;
use async_nats::service::{Request, ServiceExt};
use async_nats::{Client, HeaderMap};
use bytes::Bytes;
use futures::future::BoxFuture;
use futures::{FutureExt, StreamExt};
use newsreel_story::schema::Named;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout, timeout_at};
use tracing::Instrument;

use super::error::{ErrorCode, ServiceError};
use super::{HEADER_ROOM, KEEP_ALIVE, WORKING, parts};
use crate::connection::{Refusals, RequestError, text};
use crate::log::Log;
use crate::misread::{self, Misread};
use crate::trace;

/// The shortest interval at which a client may ask for keep-alives.
const SHORTEST_KEEP_ALIVE: Duration = Duration::from_millis(500);

/// What an endpoint takes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How many requests are in work at once.
    pub concurrent: usize,
    /// How many more may wait for their turn; any more are refused as busy.
    pub waiting: usize,
    /// How long a request may take, from its arrival on.
    pub time: Duration,
    /// The largest answer, in bytes.
    pub answer_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { concurrent: 64, waiting: 4096, time: Duration::from_secs(30), answer_bytes: 64 << 20 }
    }
}

/// Which of several processes of the same service a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Audience {
    /// Any one of them.
    #[default]
    One,
    /// Each of them; whoever asks takes the first answer.
    Each,
}

/// One endpoint, as those who ask and the tools of NATS see it.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// Its name among the service's endpoints.
    pub name: &'static str,
    /// The subject requests are sent to.
    pub subject: &'static str,
    /// What it does, in a sentence.
    pub description: &'static str,
    /// What to do when an answer took longer than the limit, as the end of a sentence.
    pub when_late: &'static str,
    /// Whether it only reads: work on an answer that comes too late is given up. Other work ends in good order.
    pub only_reads: bool,
    /// Which processes answer.
    pub audience: Audience,
    /// What it takes on.
    pub limits: Limits,
    /// The JSON Schemas of what it is asked.
    pub requests: Vec<Named>,
    /// The JSON Schemas of what it answers: several where that depends on the question.
    pub answers: Vec<Named>,
}

impl Endpoint {
    fn metadata(&self) -> HashMap<String, String> {
        let about = [
            ("description", self.description.to_owned()),
            ("concurrent", self.limits.concurrent.to_string()),
            ("time_limit_ms", self.limits.time.as_millis().to_string()),
            ("answer_bytes", self.limits.answer_bytes.to_string()),
        ];
        let schema = |role, schemas: &[Named]| match schemas {
            [schema] => Some((role, schema.in_metadata())),
            _ => None,
        };
        let schemas = [schema("request_schema", &self.requests), schema("response_schema", &self.answers)];
        let all = about.into_iter().chain(schemas.into_iter().flatten());
        all.map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

/// How long requests in work may take to end when the service is shut down.
const GRACE: Duration = Duration::from_secs(8);

/// Why a service has ended before it was shut down: the process is to end with this as its reason.
#[derive(Debug, thiserror::Error)]
pub enum ServiceEnded {
    /// It could not be started.
    #[error("the service {name} cannot be started: {reason}")]
    NotStarted {
        /// The service.
        name: &'static str,
        /// Why.
        reason: Box<str>,
    },
    /// The server does not let it listen.
    #[error(transparent)]
    Denied(RequestError),
    /// Requests no longer arrive.
    #[error("a subscription of the service {name} was closed")]
    Closed {
        /// The service.
        name: &'static str,
    },
    /// The task of an endpoint died.
    #[error("the task of an endpoint of {name} has died: {reason}")]
    Died {
        /// The service.
        name: &'static str,
        /// Why.
        reason: Box<str>,
    },
    /// There is nothing to answer.
    #[error("the service {name} has no endpoint")]
    NoEndpoint {
        /// The service.
        name: &'static str,
    },
}

type Answered = Result<Bytes, ServiceError>;
type Handler = Arc<dyn Fn(Bytes) -> BoxFuture<'static, Answered> + Send + Sync>;

/// A service: its name, and what it answers.
pub struct Service {
    log: Log,
    name: &'static str,
    version: &'static str,
    description: &'static str,
    endpoints: Vec<(Endpoint, Handler)>,
}

impl Service {
    /// A service without endpoints. Its version is that of the program, in the form of semantic versions.
    pub fn new(log: Log, name: &'static str, version: &'static str, description: &'static str) -> Self {
        Self { log, name, version, description, endpoints: Vec::new() }
    }

    /// Adds an endpoint. Requests and answers are JSON; let the type of requests deny unknown fields, so that a misspelt
    /// member is an error and not passed over.
    #[must_use]
    pub fn endpoint<Q, A, F>(self, endpoint: Endpoint, handle: impl Fn(Q) -> F + Clone + Send + Sync + 'static) -> Self
    where
        Q: DeserializeOwned + Send + 'static,
        A: Serialize,
        F: Future<Output = Result<A, ServiceError>> + Send + 'static,
    {
        self.endpoint_of_bytes(endpoint, move |request| {
            let answer = handle(request);
            async move { in_json(&answer.await?) }
        })
    }

    /// Adds an endpoint whose answers are JSON already, in bytes that several who asked can share.
    #[must_use]
    pub fn endpoint_of_bytes<Q, F>(
        mut self,
        endpoint: Endpoint,
        handle: impl Fn(Q) -> F + Clone + Send + Sync + 'static,
    ) -> Self
    where
        Q: DeserializeOwned + Send + 'static,
        F: Future<Output = Answered> + Send + 'static,
    {
        let handler: Handler = Arc::new(move |request: Bytes| {
            let handle = handle.clone();
            async move {
                let request = misread::read(&request).map_err(|misread| bad_request(&misread))?;
                handle(request).await
            }
            .boxed()
        });
        self.endpoints.push((endpoint, handler));
        self
    }

    /// Answers requests until `shutdown`; then takes no more, and ends when those in work are answered. An error when
    /// something ends before that.
    pub async fn run(self, shutdown: impl Future<Output = ()>) -> Result<(), ServiceEnded> {
        let Self { log, name, version, description, endpoints } = self;
        let stopping = Arc::new(AtomicBool::new(false));
        let not_started = |error: async_nats::Error| ServiceEnded::NotStarted { name, reason: text(&error) };
        let client = log.client();
        // Kept to the end: dropped, it would end its endpoints.
        let running = client.service_builder().description(description).start(name, version).await;
        let running = running.map_err(not_started)?;
        let mut answering = JoinSet::new();
        for (endpoint, handler) in endpoints {
            let refusals = log.connection().refusals(endpoint.subject);
            let mut builder = running.endpoint_builder().name(endpoint.name).metadata(endpoint.metadata());
            if endpoint.audience == Audience::Each {
                builder = builder.queue_group(uuid::Uuid::now_v7().simple());
            }
            let requests = builder.add(endpoint.subject).await.map_err(not_started)?;
            let answering_one = answer(Arc::new(endpoint), client.clone(), requests, handler, refusals);
            let stopping = Arc::clone(&stopping);
            answering.spawn(async move {
                match answering_one.await {
                    Ended::Unsubscribed(drained) if stopping.load(Ordering::SeqCst) => {
                        drained.await;
                        Ok(())
                    }
                    Ended::Unsubscribed(_) => Err(ServiceEnded::Closed { name }),
                    Ended::Denied(denied) => Err(ServiceEnded::Denied(denied)),
                }
            });
        }
        tokio::select! {
            ended = answering.join_next() => return match ended {
                Some(Ok(ended)) => ended,
                Some(Err(died)) => Err(ServiceEnded::Died { name, reason: text(&died) }),
                None => Err(ServiceEnded::NoEndpoint { name }),
            },
            () = shutdown => stopping.store(true, Ordering::SeqCst),
        }
        // Only fails where nothing is listening any more.
        let _ = running.stop().await;
        if client.connection_state() != State::Connected {
            // No answer would arrive; whoever asked will ask again.
            return Ok(());
        }
        let drained = async { while answering.join_next().await.is_some() {} };
        if timeout(GRACE, drained).await.is_err() {
            tracing::warn!("{name} ends although requests are still in work after {GRACE:?}");
        }
        let _ = timeout(GRACE, client.flush()).await;
        Ok(())
    }
}

/// An answer in JSON.
pub fn in_json(answer: &impl Serialize) -> Result<Bytes, ServiceError> {
    serde_json::to_vec(answer).map(Bytes::from).map_err(|error| ServiceError::new(ErrorCode::Internal, error))
}

fn bad_request(misread: &Misread) -> ServiceError {
    ServiceError::new(ErrorCode::BadRequest, format_args!("the request cannot be read: {misread}"))
}

/// Why an endpoint takes no more requests.
enum Ended {
    /// No more arrive. Resolves when those in work are answered.
    Unsubscribed(BoxFuture<'static, ()>),
    Denied(RequestError),
}

/// Takes requests, each into a task of its own, so that none keeps the next waiting.
async fn answer(
    endpoint: Arc<Endpoint>,
    client: Client,
    mut requests: async_nats::service::endpoint::Endpoint,
    handler: Handler,
    mut refusals: Refusals,
) -> Ended {
    let Limits { concurrent, waiting, .. } = endpoint.limits;
    let slots = Arc::new(Semaphore::new(concurrent));
    let places = Arc::new(Semaphore::new(concurrent + waiting));
    let subject = endpoint.subject;
    loop {
        let request = tokio::select! {
            request = requests.next() => request,
            denied = refusals.next() => match denied {
                RequestError::Denied { reason, .. } if !reason.contains(subject) => continue,
                denied => return Ended::Denied(denied),
            },
        };
        let Some(request) = request else {
            let all = u32::try_from(concurrent + waiting).unwrap_or(u32::MAX);
            let drained = async move { drop(places.acquire_many(all).await) };
            return Ended::Unsubscribed(drained.boxed());
        };
        let asked = Asked { arrived: Instant::now(), endpoint: Arc::clone(&endpoint), client: client.clone(), request };
        match Arc::clone(&places).try_acquire_owned() {
            Ok(place) => drop(tokio::spawn(asked.handle(Arc::clone(&handler), Arc::clone(&slots), Arc::new(place)))),
            Err(_) => asked.send(Err(asked.busy())).await,
        }
    }
}

/// A request that waits for its answer.
struct Asked {
    arrived: Instant,
    endpoint: Arc<Endpoint>,
    client: Client,
    request: Request,
}

impl Asked {
    /// Holds the place until the answer is sent, and the work is done.
    async fn handle(self, handler: Handler, slots: Arc<Semaphore>, place: Arc<OwnedSemaphorePermit>) {
        let deadline = self.arrived + self.endpoint.limits.time;
        let payload = self.request.message.payload.clone();
        let subject = self.endpoint.subject;
        let span = tracing::info_span!(target: trace::TARGET, "request", otel.name = subject, otel.kind = "server");
        trace::join(&span, trace::context_in(self.request.message.headers.as_ref()));
        // In a task of its own: a panic is answered, and what takes too long and does more than read still ends in good order,
        // in its slot.
        let place_of_work = Arc::clone(&place);
        let mut working = tokio::spawn(
            async move {
                let _place = place_of_work;
                let slot = timeout_at(deadline, slots.acquire_owned()).await;
                match slot {
                    Ok(Ok(_slot)) => Some(handler(payload).await),
                    Ok(Err(_)) | Err(_) => None,
                }
            }
            .instrument(span),
        );
        let mut keep_alive = self.keep_alive();
        let answered = loop {
            tokio::select! {
                biased;
                worked = &mut working => break match worked {
                    Ok(Some(answered)) => answered,
                    Ok(None) => Err(self.late()),
                    Err(died) => Err(self.died(&died)),
                },
                () = tokio::time::sleep_until(deadline) => {
                    if self.endpoint.only_reads {
                        working.abort();
                    }
                    break Err(self.late());
                }
                () = tick(&mut keep_alive) => self.say_working().await,
            }
        };
        self.send(answered).await;
        drop(place);
    }

    /// Sends the answer, in parts when it must, or the error.
    async fn send(&self, answered: Answered) {
        let limit = self.endpoint.limits.answer_bytes;
        let answered = match answered {
            Ok(answer) if answer.len() > limit => Err(self.too_large(answer.len(), limit)),
            other => other,
        };
        let sent = match answered {
            Ok(answer) => self.send_answer(answer).await,
            Err(error) => self.request.respond(Err(error.for_wire())).await,
        };
        if let Err(error) = sent {
            tracing::warn!("the answer to a request on {} could not be sent: {error}", self.endpoint.subject);
        }
    }

    async fn send_answer(&self, answer: Bytes) -> Result<(), async_nats::PublishError> {
        let most = self.client.max_payload().saturating_sub(HEADER_ROOM);
        let Some(reply) = self.request.message.reply.clone().filter(|_| answer.len() > most) else {
            return self.request.respond(Ok(answer)).await;
        };
        let (parts, end) = parts::split(answer, most);
        for (headers, part) in parts {
            self.client.publish_with_headers(reply.clone(), headers, part).await?;
        }
        self.request.respond_with_headers(Ok(Bytes::new()), end).await
    }

    /// The interval at which the client wants keep-alives; none when it does not ask for them.
    fn keep_alive(&self) -> Option<tokio::time::Interval> {
        let wanted = self.request.message.headers.as_ref()?.get(KEEP_ALIVE)?.as_str().parse().ok()?;
        let interval = Duration::from_millis(wanted).max(SHORTEST_KEEP_ALIVE);
        Some(tokio::time::interval_at(Instant::now() + interval, interval))
    }

    async fn say_working(&self) {
        let Some(reply) = self.request.message.reply.clone() else { return };
        let mut headers = HeaderMap::new();
        headers.insert(WORKING, "1");
        // A client that misses it asks again.
        let _ = self.client.publish_with_headers(reply, headers, Bytes::new()).await;
    }

    fn late(&self) -> ServiceError {
        let Endpoint { subject, when_late, limits, .. } = &*self.endpoint;
        let message = format_args!("{subject} has no answer within its limit of {:?}; {when_late}", limits.time);
        ServiceError::new(ErrorCode::TimedOut, message)
    }

    fn busy(&self) -> ServiceError {
        let Endpoint { subject, limits, .. } = &*self.endpoint;
        let all = limits.concurrent + limits.waiting;
        ServiceError::new(ErrorCode::Busy, format_args!("{subject} has {all} requests in work and waiting; ask later"))
    }

    fn too_large(&self, size: usize, limit: usize) -> ServiceError {
        let message = format_args!(
            "the answer has {size} bytes, and {} sends at most {limit}; ask for less at a time",
            self.endpoint.subject
        );
        ServiceError::new(ErrorCode::AnswerTooLarge, message)
    }

    fn died(&self, died: &tokio::task::JoinError) -> ServiceError {
        let subject = self.endpoint.subject;
        tracing::error!("a request on {subject} was not answered: {died}");
        let message = format_args!("the service failed at this request on {subject}; its log has the reason");
        ServiceError::new(ErrorCode::Internal, message)
    }
}

async fn tick(interval: &mut Option<tokio::time::Interval>) {
    match interval {
        Some(interval) => drop(interval.tick().await),
        None => std::future::pending().await,
    }
}
