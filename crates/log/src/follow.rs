//! Following the log: every record once, in order, from any position on, and live after what was there.
//!
//! A follower reads large pull batches without acknowledgements: its reader keeps the position. It checks that the
//! sequences have no gap. A gap is first asked for again from the last good position,
//! since messages can be dropped on our own side; one that stays is data loss at the server, and an error that every
//! further call returns again.

use std::time::Duration;

use async_nats::Client;
use async_nats::jetstream;
use async_nats::jetstream::consumer::{AckPolicy, Consumer, DeliverPolicy, StreamError, pull};
use async_nats::jetstream::stream::ConsumerError;
use bytes::Bytes;
use futures::FutureExt;
use futures::stream::{self, Stream, StreamExt};
use newsreel_story::record::recorded::{Recorded, Sequence};
use tokio::sync::watch;

use crate::backoff::Backoff;
use crate::connection::{ConnectError, Connection, Refusals, RequestError, STREAM_NOT_FOUND, text};
use crate::loaded::Loaded;
use crate::log::{Log, Settings};
use crate::mark::Mark;
use crate::raw::{Arrived, Raw, arrived};
use crate::subject::Unit;

/// Messages asked for at once; the largest of the sizes measured is the fastest.
const BATCH: usize = 5000;
/// Bytes asked for at once: what a reader that is slower than the server holds in memory, about twice.
const BATCH_BYTES: usize = 8 << 20;
/// How often the server sends a heartbeat while it has no messages.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// After how long the server deletes a consumer that is no longer used.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(60);
/// How long to wait at the end for a server that may be gone.
const CLOSING: Duration = Duration::from_secs(1);
/// The pauses between two tries to read on.
const BETWEEN_READS: Backoff = Backoff::new(Duration::from_millis(20), Duration::from_secs(2));
/// How often a gap is asked for again before it is called a hole.
const ASKS: u32 = 2;
/// How often a consumer is made until it is on the node it is to be on: the server picks one by chance.
const PLACINGS: u32 = 200;

/// What a follower gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivered {
    /// The next record.
    Record(Recorded<Raw>),
    /// Everything that was there at the start has been delivered, and what follows is new. Delivered once.
    CaughtUp,
}

/// What to follow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FollowOptions {
    /// Only what matches this one subject, with wildcards or without; none for everything, which is fastest and the only
    /// way to see that nothing is missing.
    pub filter: Option<String>,
}

impl From<Unit> for FollowOptions {
    fn from(unit: Unit) -> Self {
        Self { filter: Some(unit.filter()) }
    }
}

/// Why following cannot go on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FollowError {
    /// Records are missing from the log.
    #[error(
        "DATA LOSS: the log has nothing between sequence {after} and {before}, however often it is asked. Stop the \
         server that serves this, let it sync again from the others or restore its store, then start again"
    )]
    Hole {
        /// The last good position.
        after: Sequence,
        /// The next position the server has.
        before: Sequence,
    },
    /// The log is shorter than what was read of it.
    #[error(
        "DATA LOSS: the log ends at sequence {last}, and {position} had been read. The server has lost acknowledged \
         records or is another one: restore its store, or rebuild this reader if the log was replaced on purpose"
    )]
    CutOff {
        /// The last position read.
        position: Sequence,
        /// The last position the server has.
        last: Sequence,
    },
    /// The log is not the one that was read.
    #[error(
        "the log no longer has the record that was read at sequence {position}: it was wiped, replaced or damaged. Restore \
         its store, or rebuild this reader if the log was replaced on purpose"
    )]
    Replaced {
        /// The last position read.
        position: Sequence,
    },
    /// The stream does not exist.
    #[error("the stream {stream} does not exist; set the log up first")]
    NoStream {
        /// The stream.
        stream: Box<str>,
    },
    /// The server does not permit it.
    #[error("the server does not permit reading the log: {0}")]
    Denied(Box<str>),
    /// A node of the cluster does not answer for the log.
    #[error("the node {node} does not serve its copy of the log: see whether it is up and keeps one")]
    NoReplica {
        /// The node.
        node: Box<str>,
    },
}

/// A reader that follows the log.
pub struct Follow {
    log: Log,
    options: FollowOptions,
    /// The node of a cluster whose own copy is read; none for whichever the server takes.
    replica: Option<Box<str>>,
    /// The position of the last record delivered.
    position: Sequence,
    /// By what the record there is known again.
    known_by: KnownBy,
    /// The traces of what the last call delivered, where traces are carried.
    traces: Vec<(Sequence, Box<str>)>,
    source: Option<Source>,
    start: Start,
    /// How often the records after the position have been asked for without success.
    asked: u32,
    backoff: Backoff,
}

/// One consumer on the server, and what it has delivered.
struct Source {
    messages: pull::Stream,
    /// Deletes the consumer when it is no longer needed.
    consumer: ConsumerGuard,
    consumer_sequence: u64,
    /// Where records were loaded from a bundle, as far as the log went when the consumer was made.
    loaded: Loaded,
    loaded_until: Sequence,
    disturbances: watch::Receiver<u64>,
    refusals: Refusals,
}

/// Deletes a consumer when it is dropped. Until it is gone every append wakes it. When the request does not get through, the
/// server forgets the consumer by itself, later.
struct ConsumerGuard {
    client: Client,
    deletion: String,
}

impl Drop for ConsumerGuard {
    fn drop(&mut self) {
        // Nobody waits for the answer, and nothing depends on it.
        let _ = self.client.publish(std::mem::take(&mut self.deletion), Bytes::new()).now_or_never();
    }
}

/// Whether what was the end of the log at the start has been reached.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Start {
    Unknown,
    Until(Sequence),
    /// The end is reached, and [`Delivered::CaughtUp`] is still to be delivered.
    Reached,
    Delivered,
}

/// By what the last record that was read is known again.
enum KnownBy {
    /// It was read elsewhere, and nothing of it was kept.
    Nothing,
    Mark(Mark),
    /// It was delivered here.
    Payload(Bytes),
}

/// Why the next record did not arrive.
enum Trouble {
    /// A problem that may be gone in a moment.
    Passing(Box<str>),
    /// The server has nothing between the position and this sequence.
    Gap(Sequence),
    Final(FollowError),
}

impl Log {
    /// Follows the log from the record at `from` on; zero and one both mean from the first.
    pub fn follow(&self, from: Sequence, options: FollowOptions) -> Follow {
        Follow {
            log: self.clone(),
            options,
            replica: None,
            position: from.saturating_sub(1),
            known_by: KnownBy::Nothing,
            traces: Vec::new(),
            source: None,
            start: Start::Unknown,
            asked: 0,
            backoff: BETWEEN_READS,
        }
    }

    /// The records from `from` to `to`, both included, in order; it ends at what is the last record at the start.
    pub fn replay(
        &self,
        from: Sequence,
        to: Sequence,
        options: FollowOptions,
    ) -> impl Stream<Item = Result<Recorded<Raw>, FollowError>> + use<> {
        let follow = (from <= to).then(|| self.follow(from, options));
        stream::unfold(follow, move |follow| async move {
            let mut follow = follow?;
            match follow.next().await {
                Ok(Delivered::Record(record)) if record.sequence < to => Some((Ok(record), Some(follow))),
                Ok(Delivered::Record(record)) if record.sequence == to => Some((Ok(record), None)),
                Ok(_) => None,
                Err(error) => Some((Err(error), None)),
            }
        })
    }
}

impl Follow {
    /// Follows only a log that still has this record before the first that is to be delivered: another one is an error.
    #[must_use]
    pub fn after(self, mark: Option<Mark>) -> Self {
        match mark {
            Some(mark) if mark.sequence == self.position => Self { known_by: KnownBy::Mark(mark), ..self },
            _ => self,
        }
    }

    /// The next record, or the notice that everything there at the start has been delivered. Waits for it, also while the
    /// server restarts. Cancel-safe: nothing is lost when it is dropped before it is done.
    pub async fn next(&mut self) -> Result<Delivered, FollowError> {
        self.traces.clear();
        loop {
            if self.start == Start::Reached {
                self.start = Start::Delivered;
                return Ok(Delivered::CaughtUp);
            }
            match self.step().await {
                Ok(Some(record)) => return Ok(Delivered::Record(record)),
                Ok(None) => (),
                Err(trouble) => self.recover(trouble).await?,
            }
        }
    }

    /// The next, and with it what has arrived already, `most` in all: for a reader that writes in large transactions.
    pub async fn next_batch(&mut self, most: usize) -> Result<Vec<Delivered>, FollowError> {
        let mut batch = vec![self.next().await?];
        while batch.len() < most && self.start != Start::Reached {
            match self.arrived_already() {
                Some(record) => batch.push(Delivered::Record(record)),
                None => break,
            }
        }
        Ok(batch)
    }

    /// Reads the copy of this node of a cluster, and no other.
    #[must_use]
    pub fn on_replica(self, node: &str) -> Self {
        Self { replica: Some(node.into()), ..self }
    }

    /// The position of the last record delivered.
    pub fn position(&self) -> Sequence {
        self.position
    }

    /// The last record that was read; none when none was yet.
    pub fn mark(&self) -> Option<Mark> {
        match &self.known_by {
            KnownBy::Nothing => None,
            KnownBy::Mark(mark) => Some(*mark),
            KnownBy::Payload(payload) => Some(Mark::of(self.position, payload)),
        }
    }

    /// The traces in which records that the last call delivered were decided, by position.
    pub fn traces(&self) -> &[(Sequence, Box<str>)] {
        &self.traces
    }

    /// Stops and waits until the consumer's deletion is sent: for a program that is about to end. Otherwise dropping this is
    /// enough.
    pub async fn close(mut self) {
        let client = self.source.take().map(|Source { consumer, .. }| consumer.client.clone());
        if let Some(client) = client {
            let _ = tokio::time::timeout(CLOSING, client.flush()).await;
        }
    }

    /// Asks the server if that has not been done, and takes one message; `None` when there is something else to deliver first.
    async fn step(&mut self) -> Result<Option<Recorded<Raw>>, Trouble> {
        let source = match &mut self.source {
            Some(source) => source,
            None => {
                self.source = Some(self.open().await?);
                return Ok(None);
            }
        };
        let arrived = source.receive().await?;
        if source.may_be_loaded_since(&arrived) {
            self.source = None;
            return Ok(None);
        }
        self.accept(arrived).map(Some)
    }

    /// A message that has arrived already and is the next record. Whatever else there is waits for the next step.
    fn arrived_already(&mut self) -> Option<Recorded<Raw>> {
        let source = self.source.as_mut()?;
        let arrived = source.arrived_already()?;
        if arrived.as_ref().is_ok_and(|arrived| source.may_be_loaded_since(arrived)) {
            self.source = None;
            return None;
        }
        let accepted = arrived.and_then(|arrived| self.accept(arrived));
        if accepted.is_err() {
            self.source = None;
        }
        accepted.ok()
    }

    fn accept(&mut self, arrived: Arrived) -> Result<Recorded<Raw>, Trouble> {
        let Arrived { mut recorded, claimed, consumer_sequence, pending, trace } = arrived;
        let source = self.source.as_mut().ok_or_else(|| Trouble::Passing("nobody was asked".into()))?;
        if consumer_sequence != source.consumer_sequence + 1 {
            return Err(Trouble::Passing("messages were lost on the way".into()));
        }
        if self.options.filter.is_none() && recorded.sequence != self.position + 1 {
            return Err(Trouble::Gap(recorded.sequence));
        }
        if let Some(claimed) = claimed
            && source.loaded.contains(recorded.sequence)
        {
            recorded.recorded_at = claimed;
        }
        source.consumer_sequence = consumer_sequence;
        self.position = recorded.sequence;
        self.known_by = KnownBy::Payload(recorded.record.payload.clone());
        self.traces.extend(trace.map(|trace| (recorded.sequence, trace)));
        self.asked = 0;
        self.backoff.reset();
        self.note_reached(pending);
        if pending == 0 && matches!(self.start, Start::Until(_)) {
            // The end of the log is missing. Asking again makes sure, and raises the alarm.
            self.source = None;
        }
        Ok(recorded)
    }

    /// Notes that the end is reached: its sequence is, or, where a filter leaves records out, nothing more is pending.
    fn note_reached(&mut self, pending: u64) {
        let Start::Until(end) = self.start else { return };
        if self.position >= end || (pending == 0 && self.options.filter.is_some()) {
            self.start = Start::Reached;
        }
    }

    async fn recover(&mut self, trouble: Trouble) -> Result<(), FollowError> {
        self.source = None;
        match trouble {
            Trouble::Final(error) => Err(error),
            Trouble::Gap(before) if self.asked + 1 >= ASKS => {
                let hole = FollowError::Hole { after: self.position, before };
                tracing::error!("{hole}");
                Err(hole)
            }
            Trouble::Gap(before) => {
                tracing::warn!(after = self.position, before, "a gap in the log: asking again");
                self.asked += 1;
                Ok(())
            }
            Trouble::Passing(reason) => {
                tracing::warn!(
                    position = self.position,
                    "reading the log is interrupted: {reason}; going on from here"
                );
                self.backoff.wait().await;
                Ok(())
            }
        }
    }

    /// Asks the server for what comes after the position.
    async fn open(&mut self) -> Result<Source, Trouble> {
        let connection = self.log.bulk_connection().await?;
        let mut disturbances = connection.disturbances();
        disturbances.borrow_and_update();
        let info = self.log.stream_info().await.map_err(|error| self.trouble_of(error))?;
        let (last, loaded) = (info.state.last_seq, info.loaded());
        if last < self.position {
            return Err(Trouble::Final(FollowError::CutOff { position: self.position, last }));
        }
        if let Some(mark) = self.mark()
            && !self.log.still_has(mark).await.map_err(|error| self.trouble_of(error))?
        {
            return Err(Trouble::Final(FollowError::Replaced { position: self.position }));
        }
        if self.start == Start::Unknown {
            self.start = Start::Until(last);
        }
        let Settings { stream, .. } = self.log.settings();
        let (consumer, guard) = self.create_consumer(connection).await?;
        let name = &consumer.cached_info().name;
        let refusals = connection.refusals(&format!("$JS.API.CONSUMER.MSG.NEXT.{stream}.{name}"));
        let pending = consumer.cached_info().num_pending;
        if pending == 0 && last > self.position && self.options.filter.is_none() {
            return Err(Trouble::Gap(last + 1));
        }
        self.note_reached(pending);
        let asking =
            consumer.stream().max_messages_per_batch(BATCH).max_bytes_per_batch(BATCH_BYTES).heartbeat(HEARTBEAT);
        let messages = asking.messages().await?;
        Ok(Source {
            messages,
            consumer: guard,
            consumer_sequence: 0,
            loaded,
            loaded_until: last,
            disturbances,
            refusals,
        })
    }

    /// Makes a consumer: where one node's copy is to be read, again and again until it is there. It reads what that node has.
    async fn create_consumer(
        &self,
        connection: &Connection,
    ) -> Result<(Consumer<pull::Config>, ConsumerGuard), Trouble> {
        let Settings { stream, .. } = self.log.settings();
        let jetstream = connection.jetstream();
        for _ in 0..PLACINGS {
            let config = self.consumer_config();
            let subject = creation_subject(stream, &config);
            let creating = jetstream.create_consumer_on_stream(config, stream);
            let consumer = connection.permitted(&subject, creating).await.map_err(|error| self.trouble_of(error))??;
            let info = consumer.cached_info();
            let deletion = format!("$JS.API.CONSUMER.DELETE.{stream}.{}", info.name);
            let guard = ConsumerGuard { client: connection.client().clone(), deletion };
            let node = info.cluster.as_ref().and_then(|cluster| cluster.leader.as_deref());
            match &self.replica {
                Some(wanted) if node != Some(&**wanted) => drop(guard),
                _ => return Ok((consumer, guard)),
            }
        }
        let node = self.replica.clone().unwrap_or_default();
        Err(Trouble::Final(FollowError::NoReplica { node }))
    }

    fn consumer_config(&self) -> pull::Config {
        pull::Config {
            name: Some(format!("follow-{}", uuid::Uuid::now_v7().simple())),
            deliver_policy: DeliverPolicy::ByStartSequence { start_sequence: self.position + 1 },
            ack_policy: AckPolicy::None,
            filter_subject: self.options.filter.clone().unwrap_or_default(),
            inactive_threshold: FORGOTTEN_AFTER,
            num_replicas: 1,
            memory_storage: true,
            ..pull::Config::default()
        }
    }

    fn trouble_of(&self, error: RequestError) -> Trouble {
        match error {
            RequestError::Denied { .. } => Trouble::Final(FollowError::Denied(text(&error))),
            _ if error.code() == Some(STREAM_NOT_FOUND) && self.mark().is_some() => {
                Trouble::Final(FollowError::CutOff { position: self.position, last: 0 })
            }
            _ if error.code() == Some(STREAM_NOT_FOUND) => {
                Trouble::Final(FollowError::NoStream { stream: self.log.settings().stream.as_str().into() })
            }
            _ => Trouble::Passing(text(&error)),
        }
    }
}

impl Source {
    async fn receive(&mut self) -> Result<Arrived, Trouble> {
        tokio::select! {
            biased;
            message = self.messages.next() => read(message),
            _ = self.disturbances.changed() => Err(Trouble::Passing("the connection was disturbed".into())),
            denied = self.refusals.next() => Err(Trouble::Final(FollowError::Denied(text(&denied)))),
        }
    }

    /// Whether a record claims a time of its own where it was not known yet what would be loaded: that is asked again.
    fn may_be_loaded_since(&self, arrived: &Arrived) -> bool {
        arrived.claimed.is_some() && arrived.recorded.sequence > self.loaded_until
    }

    /// Takes a message only if it is there, however many have been taken before in this turn.
    fn arrived_already(&mut self) -> Option<Result<Arrived, Trouble>> {
        tokio::task::unconstrained(self.messages.next()).now_or_never().map(read)
    }
}

fn read(message: Option<Result<jetstream::Message, pull::MessagesError>>) -> Result<Arrived, Trouble> {
    match message {
        Some(Ok(message)) => {
            arrived(message).ok_or_else(|| Trouble::Passing("a message without its place in the log".into()))
        }
        Some(Err(error)) => Err(Trouble::Passing(text(&error))),
        None => Err(Trouble::Passing("the server ended it".into())),
    }
}

/// The subject on which the consumer is created, as a refusal would name it.
fn creation_subject(stream: &str, config: &pull::Config) -> String {
    let name = config.name.as_deref().unwrap_or_default();
    match config.filter_subject.as_str() {
        "" => format!("$JS.API.CONSUMER.CREATE.{stream}.{name}"),
        filter => format!("$JS.API.CONSUMER.CREATE.{stream}.{name}.{filter}"),
    }
}

impl From<ConnectError> for Trouble {
    fn from(error: ConnectError) -> Self {
        match error {
            ConnectError::Unreachable { .. } => Self::Passing(text(&error)),
            ConnectError::Refused { .. } | ConnectError::Credentials { .. } | ConnectError::Address { .. } => {
                Self::Final(FollowError::Denied(text(&error)))
            }
        }
    }
}

impl From<ConsumerError> for Trouble {
    fn from(error: ConsumerError) -> Self {
        Self::Passing(text(&error))
    }
}

impl From<StreamError> for Trouble {
    fn from(error: StreamError) -> Self {
        Self::Passing(text(&error))
    }
}
