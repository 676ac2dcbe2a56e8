//! The write side: submissions in, decided and appended, answers out.
//!
//! The desk reads the log like every reader, but keeps only what deciding needs (`StoryIndex`, `Directory`). One
//! submission per story is decided at a time; those of different stories are appended together.
//!
//! It starts with the directory alone, however long the log: a story is read when somebody writes to it ([`known`]).
//!
//! It does not follow the log all the time: most of what it would receive is what it has just written, and receiving it costs
//! the server as much as an append. It reads what others have written when the server reports a conflict, before it refuses
//! anything, and at regular intervals. So a refusal is always based on the log as it is.
//!
//! A log that was wiped or replaced ends it: what it remembers is of another one.
//!
//! A record that it cannot read stops nobody: its position is known, its content is not ([`known`]).

mod check;
mod clock;
mod embargo;
mod known;
pub mod schema;
mod trail;

use std::convert::Infallible;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use newsreel_log::envelope::encode;
use newsreel_log::service::{Audience, Endpoint, Limits, ServiceEnded};
use newsreel_log::subject::is_held;
use newsreel_log::{
    AppendError, Appended, Appender, Backoff, Context, Delivered, Encoded, ErrorCode, FollowError, FollowOptions, Log,
    Mark, Proposal, Raw, RequestError, Service, ServiceError, TrailWriter, Unit, Write, subject,
};
use newsreel_story::record::characters::one_line;
use newsreel_story::record::name::{EntityId, EntitySlug, StoryId};
use newsreel_story::record::recorded::{Record, Recorded, Sequence};
use newsreel_story::schema::named;
use newsreel_story::submit::decide::{
    Accepted, Answer, Decision, EntryAnswer, Response, decide_part, entities_of, story_of,
};
use newsreel_story::submit::doubts::Doubt;
use newsreel_story::submit::refusal::Refusal;
use newsreel_story::views::difference::Difference;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::{Mutex as AsyncMutex, Semaphore};

pub use check::Check;
pub use embargo::{EMBARGO, EmbargoRequest, Embargoed, UnderEmbargo};

use crate::clock::Clock;
use crate::embargo::HeldStories;
use crate::known::{Directories, Lease, Stories, Story};

/// The subject submissions are sent to.
pub const SUBMIT: &str = "newsreel.desk.submit";
/// The subject of submissions that are only to be decided, to see what would come of them.
pub const CHECK: &str = "newsreel.desk.check";
/// How many checks are in work at once: each reads the directory and the story from the log.
const CONCURRENT_CHECKS: usize = 4;
/// For how long a submission is decided anew because somebody else wrote first, and the pauses in between.
const CONFLICT_BUDGET: Duration = Duration::from_secs(10);
const BETWEEN_TRIES: Backoff = Backoff::new(Duration::from_millis(1), Duration::from_millis(50));
/// How often the log is read on when nothing else asks for it, so that there is never much to read.
const REFRESH_INTERVAL: Duration = Duration::from_secs(10);
/// How often the log is looked at, whether it is still the one that was read.
const CHECK_INTERVAL: Duration = Duration::from_secs(1);
/// How many records are taken in at a time while reading.
const BATCH: usize = 1000;
/// A submission of so many updates takes long to decide.
const LARGE_SUBMISSION: usize = 20;
/// How many bytes of memory the stories may take that are kept at hand.
pub const STORIES_BYTES: usize = 128 << 20;
/// How long writing down what came last may take at the end.
const LAST_WORD: Duration = Duration::from_secs(5);
/// How many submissions are in work at once.
const CONCURRENT: usize = 512;

/// A submission as it is sent: a document of the authoring format, and who sends it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The document.
    pub submission: serde_json::Value,
    /// Who submits it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// Whether it is a part of a document: entries of the directory that it does not name are left to the other parts.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub partial: bool,
}

/// What the desk would decide, and what would move.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Checked {
    /// It would be recorded.
    Accepted {
        /// One answer for each update.
        updates: Vec<Answer>,
        /// What it would change in the directory.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        directory: Vec<EntryAnswer>,
        /// What would move.
        differences: Vec<Difference>,
        /// What is likely a mistake, although it would be recorded.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        doubts: Vec<Doubt>,
    },
    /// Nothing of it would be recorded.
    Refused(Vec<Refusal>),
}

/// Why the desk ends.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The log cannot be followed.
    #[error(transparent)]
    Follow(#[from] FollowError),
    /// Its service has ended.
    #[error(transparent)]
    Service(#[from] ServiceEnded),
    /// Nothing can be appended any more.
    #[error("the task that appends has died; the reason is above in the log")]
    AppenderStopped,
}

/// Why it is not known that the log is the one that was read.
enum Unknown {
    /// It is another one.
    Other(FollowError),
    NoAnswer(RequestError),
}

impl From<Unknown> for ServiceError {
    fn from(unknown: Unknown) -> Self {
        match unknown {
            Unknown::Other(error) => Self::new(ErrorCode::Unavailable, error),
            Unknown::NoAnswer(error) => Self::new(ErrorCode::Unavailable, error),
        }
    }
}

/// Why a submission is not accepted.
enum Unaccepted {
    Refused(Vec<Refusal>),
    Failed(ServiceError),
}

/// The write side.
pub struct Desk {
    log: Log,
    appender: Appender,
    stories: Stories,
    directory: Directories,
    held: HeldStories,
    /// Writes down who submitted what, and what became of it.
    trail: TrailWriter,
    /// How far the log has been read. Our own records beyond that are taken in already.
    read: AsyncMutex<Sequence>,
    /// The last record that is known to be in the log, ours or another's: by it the log is known again.
    latest: Mutex<Option<Mark>>,
    /// How often the connection had been disturbed when the log was last known again.
    known_since: AtomicU64,
    clock: Clock,
    /// For what takes long: one processor is left to the server and to those who talk to it.
    processors: Semaphore,
}

/// What the desk answers.
pub fn endpoints(limits: Limits) -> [Endpoint; 3] {
    let schemas = schema::schemas();
    let submit = Endpoint {
        name: "submit",
        subject: SUBMIT,
        description: "Decides a submission of story updates and records it, all or nothing",
        when_late: "it may still be recorded: submit the same again, nothing is recorded twice",
        audience: Audience::One,
        limits: Limits { concurrent: CONCURRENT, ..limits },
        requests: named(&schemas, &["submission"]),
        answers: named(&schemas, &["receipt"]),
    };
    let check = Endpoint {
        name: "check",
        subject: CHECK,
        description: "Decides a submission and says what would move, and records nothing",
        when_late: "submit less at a time",
        audience: Audience::One,
        limits: Limits { concurrent: CONCURRENT_CHECKS, ..limits },
        requests: named(&schemas, &["submission"]),
        answers: named(&schemas, &["checked"]),
    };
    let embargo = Endpoint {
        name: "embargo",
        subject: EMBARGO,
        description: "Lists, lifts and extends embargoes: for those who are to know what is under one",
        when_late: "it may still be done: look at the embargoes of the story again",
        audience: Audience::One,
        limits,
        requests: named(&schemas, &["embargo"]),
        answers: named(&schemas, &["embargoed"]),
    };
    [submit, check, embargo]
}

impl Desk {
    /// A desk on this log, which knows nothing yet.
    pub fn new(log: Log) -> Arc<Self> {
        Self::keeping(log, STORIES_BYTES)
    }

    /// A desk that keeps stories at hand as long as they take no more than so many bytes.
    pub fn keeping(log: Log, bytes: usize) -> Arc<Self> {
        let appender = Appender::start(log.clone());
        let trail = TrailWriter::start(log.clone());
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let processors = Semaphore::new(processors.saturating_sub(1).max(1));
        let known_since = AtomicU64::new(*log.disturbances().borrow());
        let (directory, held, read, latest, clock) = Default::default();
        let stories = Stories::new(bytes);
        Arc::new(Self { log, appender, stories, directory, held, trail, read, latest, known_since, clock, processors })
    }

    /// Reads the directory, then answers submissions until `shutdown`; those in work are answered first. An error when
    /// something ends before that.
    pub async fn serve(self: Arc<Self>, limits: Limits, shutdown: impl Future<Output = ()>) -> Result<(), DeskError> {
        let mut shutdown = pin!(shutdown);
        let position = tokio::select! {
            read = self.read_on() => read?,
            () = &mut shutdown => return Ok(()),
        };
        self.compare_clocks().await;
        tracing::info!(position, "the desk knows the directory and takes submissions");
        tokio::select! {
            ended = Arc::clone(&self).service(limits).run(shutdown) => {
                self.trail.flush(LAST_WORD).await;
                Ok(ended?)
            }
            ended = self.keep_reading() => match ended? {},
            ended = self.keep_knowing() => match ended? {},
            ended = self.keep_lifting() => match ended {},
            () = self.appender.stopped() => Err(DeskError::AppenderStopped),
        }
    }

    fn service(self: Arc<Self>, limits: Limits) -> Service {
        let [submit, check, embargo] = endpoints(limits);
        let log = self.log.clone();
        let service =
            Service::new(log.clone(), "newsreel-desk", env!("CARGO_PKG_VERSION"), "Decides and records story updates");
        let service = service.endpoint(check, move |request: Request| checked(log.clone(), request));
        let desk = Arc::clone(&self);
        let service = service.endpoint(submit, move |request: Request| {
            let desk = Arc::clone(&desk);
            async move { desk.submit_request(&request).await }
        });
        service.endpoint(embargo, move |request: EmbargoRequest| {
            let desk = Arc::clone(&self);
            async move { desk.embargo(request).await }
        })
    }

    async fn keep_reading(&self) -> Result<Infallible, FollowError> {
        loop {
            tokio::time::sleep(REFRESH_INTERVAL).await;
            self.read_on().await?;
            self.compare_clocks().await;
        }
    }

    async fn compare_clocks(&self) {
        if let Err(error) = self.clock.compare(&self.log).await {
            tracing::debug!("the clocks could not be compared: {error}");
        }
    }

    /// Looks whether the log is still the one that was read: now and then, and at once when the connection was lost.
    async fn keep_knowing(&self) -> Result<Infallible, FollowError> {
        let mut disturbances = self.log.disturbances();
        loop {
            tokio::select! {
                () = tokio::time::sleep(CHECK_INTERVAL) => {}
                // An error would mean that the connection is gone for good, which others notice.
                Ok(()) = disturbances.changed() => {}
            }
            match self.know_the_log().await {
                Ok(()) => {}
                Err(Unknown::Other(error)) => return Err(error),
                Err(Unknown::NoAnswer(error)) => tracing::debug!("the log could not be looked at: {error}"),
            }
        }
    }

    /// Makes sure that the log is the one that was read.
    async fn know_the_log(&self) -> Result<(), Unknown> {
        let disturbances = *self.log.disturbances().borrow();
        let latest = *self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(mark) = latest {
            let position = mark.sequence;
            match self.log.still_has(mark).await {
                Ok(true) => {}
                Err(RequestError::Denied { reason, .. }) => return Err(Unknown::Other(FollowError::Denied(reason))),
                Ok(false) => return Err(Unknown::Other(FollowError::Replaced { position })),
                Err(error) if error.is_no_stream() => {
                    return Err(Unknown::Other(FollowError::CutOff { position, last: 0 }));
                }
                Err(error) => return Err(Unknown::NoAnswer(error)),
            }
        }
        self.known_since.fetch_max(disturbances, Ordering::Relaxed);
        Ok(())
    }

    /// The same, if the connection was lost since: another server may have taken the place of the old one.
    async fn know_the_log_again(&self) -> Result<(), Unknown> {
        let disturbances = *self.log.disturbances().borrow();
        if disturbances == self.known_since.load(Ordering::Relaxed) { Ok(()) } else { self.know_the_log().await }
    }

    /// Notes a record that is in the log.
    fn note_latest(&self, mark: Mark) {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        if latest.is_none_or(|known| known.sequence < mark.sequence) {
            *latest = Some(mark);
        }
    }

    /// How many stories are kept at hand, and how many bytes of memory they take, about.
    pub fn kept(&self) -> (usize, usize) {
        self.stories.extent()
    }

    /// Takes in what the log has beyond what was read of it, and says how far that is. At first this is the directory: no
    /// story is at hand yet.
    async fn read_on(&self) -> Result<Sequence, FollowError> {
        let mut read = self.read.lock().await;
        if let Err(Unknown::Other(error)) = self.know_the_log().await {
            return Err(error);
        }
        if let Ok(last) = self.log.last_sequence().await {
            if *read == 0
                && let Ok(directory) = self.log.last_sequence_on(subject::DIRECTORY).await
                && let Ok(held) = self.log.last_sequence_on(subject::HELD_STORIES).await
            {
                self.read_directory(directory).await?;
                self.note_held(held).await?;
                if let Ok(Some(stored)) = self.log.at(last).await {
                    self.note_latest(Mark::of(last, &stored.record.payload));
                }
                *read = last;
            }
            if last == *read {
                return Ok(last);
            }
        }
        let mut follow = self.log.follow(*read + 1, FollowOptions::default());
        loop {
            let batch = follow.next_batch(BATCH).await?;
            follow.mark().into_iter().for_each(|mark| self.note_latest(mark));
            for delivered in batch {
                match delivered {
                    Delivered::CaughtUp => return Ok(*read),
                    Delivered::Record(stored) => {
                        let unit = Unit::of_subject(&stored.record.subject);
                        match unit {
                            Some(Unit::Story(story)) => self.take_in(story, &stored).await,
                            Some(Unit::Entity(entity)) => self.directory.take_in(entity, &stored),
                            None => tracing::warn!(
                                sequence = stored.sequence,
                                "a record on {} belongs to no story and to no entry of the directory",
                                stored.record.subject
                            ),
                        }
                        if let Some(unit) = unit.filter(|_| is_held(&stored.record.subject)) {
                            self.held.note(unit);
                        }
                        *read = stored.sequence;
                    }
                }
            }
        }
    }

    /// Reads records from a position on up to an end, of which the leader knows: a replica that is behind delivers it later.
    async fn read_up_to(
        &self,
        from: Sequence,
        end: Sequence,
        options: FollowOptions,
        mut take: impl FnMut(&Recorded<Raw>),
    ) -> Result<(), FollowError> {
        let mut follow = self.log.follow(from, options);
        while follow.position() < end {
            records(follow.next_batch(BATCH).await?).for_each(|stored| take(&stored));
        }
        Ok(())
    }

    async fn read_directory(&self, end: Sequence) -> Result<(), FollowError> {
        let all = FollowOptions { filter: Some(subject::DIRECTORY.to_owned()) };
        let take = |stored: &Recorded<Raw>| {
            if let Some(Unit::Entity(entity)) = Unit::of_subject(&stored.record.subject) {
                self.directory.take_in(entity, stored);
            }
        };
        self.read_up_to(1, end, all, take).await
    }

    /// Notes the stories that have something under an embargo, or had.
    async fn note_held(&self, end: Sequence) -> Result<(), FollowError> {
        let held = FollowOptions { filter: Some(subject::HELD_STORIES.to_owned()) };
        let note = |stored: &Recorded<Raw>| {
            Unit::of_subject(&stored.record.subject).into_iter().for_each(|unit| self.held.note(unit));
        };
        self.read_up_to(1, end, held, note).await
    }

    /// Takes in a record of a story that is at hand. What is not known of another will be read with the rest of it.
    async fn take_in(&self, story: StoryId, stored: &Recorded<Raw>) {
        if let Some(story) = self.stories.in_memory(story) {
            let mut story = story.lock().await;
            if story.is_known {
                story.take_in(stored);
            }
        }
    }

    /// The story, locked and known: one that is not at hand is read.
    async fn story(&self, id: StoryId) -> Result<Lease<'_>, Unaccepted> {
        let mut known = self.stories.lock(id).await;
        if !known.is_known {
            self.read_story(&mut known, Unit::Story(id)).await?;
            known.is_known = true;
        }
        Ok(known)
    }

    /// Reads a story on, up to its last record.
    async fn read_story(&self, known: &mut Story, unit: Unit) -> Result<(), Unaccepted> {
        let end = self.log.last_sequence_of(unit).await.map_err(|error| unavailable(&error))?;
        let read = self.read_up_to(known.last + 1, end, unit.into(), |stored| known.take_in(stored));
        read.await.map_err(|error| unavailable(&error))
    }

    /// Decides a submission and records it, or says why not. Nothing is recorded when any part of it is refused.
    pub async fn submit(&self, submission: &serde_json::Value, actor: Option<&str>) -> Result<Response, ServiceError> {
        let actor = actor.map(ToOwned::to_owned);
        self.submit_request(&Request { submission: submission.clone(), actor, partial: false }).await
    }

    /// The same of a submission that may be a part of a document.
    pub async fn submit_request(&self, request: &Request) -> Result<Response, ServiceError> {
        let (actor, story) = (request.actor.as_deref(), story_of(&request.submission).ok());
        match self.record(request).await {
            Ok(accepted) => {
                trail::accepted(&self.trail, actor, story.as_ref(), &accepted).await;
                Ok(Response::Accepted(accepted))
            }
            Err(Unaccepted::Refused(refusals)) => {
                trail::refused(&self.trail, actor, story.as_ref(), &refusals).await;
                Ok(Response::Refused(refusals))
            }
            Err(Unaccepted::Failed(error)) => Err(error),
        }
    }

    async fn record(&self, request: &Request) -> Result<Accepted, Unaccepted> {
        let submission = &request.submission;
        check_actor(request).map_err(Unaccepted::Failed)?;
        self.know_the_log_again().await.map_err(unknown)?;
        let story = StoryId::of(&story_of(submission).map_err(|refusal| Unaccepted::Refused(vec![refusal]))?);
        let mut known = self.story(story).await?;
        let mut has_read_on = false;
        // How many of its records a server has kept that kept only a part of them.
        let mut kept = 0;
        let (started, mut backoff) = (Instant::now(), BETWEEN_TRIES);
        while started.elapsed() < CONFLICT_BUDGET {
            let decided = self.apart_when_large(submission, || self.decide(request, &known));
            let mut decided = match decided.await {
                Ok(decided) => decided,
                Err(refusals) if has_read_on => return Err(Unaccepted::Refused(refusals)),
                Err(_) => {
                    // Reading takes records into this very story, and would wait for it.
                    drop(known);
                    self.read_on().await.map_err(|error| unavailable(&error))?;
                    known = self.story(story).await?;
                    self.read_story(&mut known, Unit::Story(story)).await?;
                    has_read_on = true;
                    continue;
                }
            };
            let writes = std::mem::take(&mut decided.writes);
            if writes.is_empty() {
                // All of it is on file, by what is remembered of the log.
                self.know_the_log().await.map_err(unknown)?;
            }
            match self.append(writes).await {
                Ok(sequences) => {
                    let accept = || self.accept(&mut known, decided, &sequences);
                    return Ok(self.apart_when_large(submission, accept).await);
                }
                Err(AppendError::Conflict { unit, .. } | AppendError::Duplicate { unit, .. }) => {
                    tracing::debug!("{unit} has moved on; deciding again");
                    backoff.wait().await;
                    let entries = entities_of(submission);
                    self.catch_up(&mut known, story, entries).await.map_err(|error| unavailable(&error))?;
                    self.know_the_log().await.map_err(unknown)?;
                }
                Err(error @ AppendError::Partial { kept: part, .. }) => {
                    tracing::error!("{error}; deciding again, for the rest");
                    kept += part;
                    backoff.wait().await;
                    let entries = entities_of(submission);
                    self.catch_up(&mut known, story, entries).await.map_err(|error| in_part(kept, &error))?;
                }
                Err(error) if kept > 0 => return Err(in_part(kept, &error)),
                Err(error) => return Err(not_appended(&error)),
            }
        }
        if kept > 0 {
            return Err(in_part(kept, &"others keep writing to this story"));
        }
        let message = "nothing is recorded: others keep writing to this story; look at it again, then submit again";
        Err(Unaccepted::Failed(ServiceError::new(ErrorCode::Conflict, message)))
    }

    /// Works off the threads that talk to the server when it takes long, and not more at once than there are processors to
    /// spare: milliseconds of deciding or taking in, many at once, would keep the server and everybody's answers waiting.
    async fn apart_when_large<T>(&self, submission: &serde_json::Value, work: impl FnOnce() -> T) -> T {
        let updates = submission.get("updates").and_then(serde_json::Value::as_array).map_or(0, Vec::len);
        if updates < LARGE_SUBMISSION || Handle::current().runtime_flavor() != RuntimeFlavor::MultiThread {
            return work();
        }
        let _processor = self.processors.acquire().await;
        tokio::task::block_in_place(work)
    }

    fn decide(&self, request: &Request, known: &Story) -> Result<Decided, Vec<Refusal>> {
        let Request { submission, actor, partial } = request;
        self.directory.read(|directory| {
            let (index, now) = (Some(&known.index), self.clock.now());
            let decision = decide_part(submission, index, &directory.readable, actor.as_deref(), now, *partial);
            let mut decision = decision.map_err(|refusals| known.explain(directory, refusals))?;
            known.check(&decision.answers)?;
            decision.expected = known.last;
            for (entry, expected) in &mut decision.entries {
                *expected = (*expected).max(directory.last_unreadable(entry.entity_id()));
            }
            Ok(Decided::new(decision))
        })
    }

    async fn append(&self, writes: Vec<Write>) -> Result<Vec<Sequence>, AppendError> {
        let Some(last) = writes.last().and_then(|write| write.records.last()) else { return Ok(Vec::new()) };
        let last = last.payload.clone();
        let Appended { sequences } = self.appender.append(Proposal { writes }).await?;
        sequences.last().into_iter().for_each(|sequence| self.note_latest(Mark::of(*sequence, &last)));
        Ok(sequences)
    }

    /// Takes in what was appended and gives every answer its position.
    fn accept(&self, known: &mut Story, decided: Decided, sequences: &[Sequence]) -> Accepted {
        let Decided { entries, updates, fingerprints, directory, mut answers, .. } = decided;
        for held in entries.iter().chain(&updates).filter(|record| record.is_held()) {
            self.held.note(Unit::of(held));
        }
        let (of_entries, of_updates) = sequences.split_at(entries.len().min(sequences.len()));
        self.directory.take_in_decided(entries.iter().zip(of_entries.iter().copied()));
        for ((update, fingerprint), sequence) in updates.iter().zip(fingerprints).zip(of_updates) {
            if let Record::Story(update) = update {
                known.take_in_decided(*sequence, update, fingerprint);
            }
        }
        for answer in answers.iter_mut().filter(|answer| answer.sequence.is_none()) {
            answer.sequence = known.index.updates.get(&answer.id).map(|known| known.sequence);
        }
        let last = answers.iter().filter_map(|answer| answer.sequence).chain(sequences.iter().copied()).max();
        Accepted { sequence: last.unwrap_or(known.last), updates: answers, directory }
    }

    /// Reads what others have written to a story and to these entries of the directory.
    async fn catch_up(
        &self,
        known: &mut Story,
        story: StoryId,
        entries: impl IntoIterator<Item = EntitySlug>,
    ) -> Result<(), RequestError> {
        for stored in self.log.tail(Unit::Story(story), known.last).await? {
            known.take_in(&stored);
        }
        self.read_entries(entries).await
    }

    async fn read_entries(&self, entries: impl IntoIterator<Item = EntitySlug>) -> Result<(), RequestError> {
        for slug in entries {
            let entity = EntityId::of(&slug);
            let position = self.directory.read(|directory| directory.last_of(&slug));
            for stored in self.log.tail(Unit::Entity(entity), position).await? {
                self.directory.take_in(entity, &stored);
            }
        }
        Ok(())
    }
}

/// What would come of a submission.
async fn checked(log: Log, request: Request) -> Result<Checked, ServiceError> {
    check_actor(&request)?;
    let unread = |error: FollowError| ServiceError::new(ErrorCode::Unavailable, error);
    let mut check = Check::begin(log).await.map_err(unread)?;
    let decided = check.submit(&request).await.map_err(unread)?;
    Ok(match decided {
        Ok((updates, directory)) => {
            Checked::Accepted { updates, directory, differences: check.differences(), doubts: check.doubts() }
        }
        Err(refusals) => Checked::Refused(refusals),
    })
}

/// In whose name something is recorded is shown to people as it is.
fn check_actor(request: &Request) -> Result<(), ServiceError> {
    let wrong =
        |wrong| ServiceError::new(ErrorCode::BadRequest, format_args!("nothing is recorded: the actor {wrong}"));
    request.actor.as_deref().map(one_line).transpose().map(drop).map_err(wrong)
}

fn records(delivered: Vec<Delivered>) -> impl Iterator<Item = Recorded<Raw>> {
    delivered.into_iter().filter_map(|delivered| match delivered {
        Delivered::Record(stored) => Some(stored),
        Delivered::CaughtUp => None,
    })
}

/// A decision on its way into the log: its records, and what is written of them.
struct Decided {
    writes: Vec<Write>,
    entries: Vec<Record>,
    updates: Vec<Record>,
    fingerprints: Vec<u64>,
    directory: Vec<EntryAnswer>,
    answers: Vec<Answer>,
}

impl Decided {
    fn new(decision: Decision) -> Self {
        let decided_at = Timestamp::now();
        let mut writes = Vec::new();
        let mut entries = Vec::new();
        for (entry, expected) in decision.entries {
            let unit = Unit::Entity(entry.entity_id());
            let record = Record::Directory(Box::new(entry));
            writes.push(Write { unit, expected, records: vec![encoded(&record, decided_at)] });
            entries.push(record);
        }
        let updates: Vec<Record> = decision.updates.into_iter().map(|update| Record::Story(Box::new(update))).collect();
        if !updates.is_empty() {
            let records = updates.iter().map(|record| encoded(record, decided_at)).collect();
            writes.push(Write {
                unit: Unit::Story(StoryId::of(&decision.story)),
                expected: decision.expected,
                records,
            });
        }
        let Decision { fingerprints, directory, answers, .. } = decision;
        Self { writes, entries, updates, fingerprints, directory, answers }
    }
}

fn encoded(record: &Record, decided_at: Timestamp) -> Encoded {
    encode(record, decided_at, &Context::default())
        .unwrap_or_else(|error| unreachable!("a decided record is plain data: {error}"))
}

/// Nothing has been appended yet, and it is not known whether the log is the one that was read.
fn unknown(unknown: Unknown) -> Unaccepted {
    let ServiceError { code, message } = unknown.into();
    Unaccepted::Failed(ServiceError::new(code, format_args!("nothing is recorded: {message}")))
}

/// Nothing has been appended yet, and the log cannot be read.
fn unavailable(error: &dyn std::fmt::Display) -> Unaccepted {
    let message = format_args!("nothing is recorded: {error}");
    Unaccepted::Failed(ServiceError::new(ErrorCode::Unavailable, message))
}

/// A server that ran out of space in the middle has kept a part.
fn in_part(kept: usize, error: &dyn std::fmt::Display) -> Unaccepted {
    let message = format_args!(
        "the server kept only {kept} of its records, and the others are not recorded: {error}. Submit the same again when \
         that is mended: nothing is recorded twice"
    );
    Unaccepted::Failed(ServiceError::new(ErrorCode::InDoubt, message))
}

/// What an append that failed means to whoever submitted: what is in doubt is said to be in doubt.
fn not_appended(error: &AppendError) -> Unaccepted {
    let code = match error {
        AppendError::Unknown { .. } | AppendError::Stopped => ErrorCode::InDoubt,
        AppendError::Refused(_) => ErrorCode::Unavailable,
        AppendError::TooMany { .. } | AppendError::TooLarge { .. } => ErrorCode::BadRequest,
        AppendError::Conflict { .. } | AppendError::Duplicate { .. } => ErrorCode::Conflict,
        AppendError::Malformed(_) => ErrorCode::Internal,
        AppendError::Partial { .. } => ErrorCode::InDoubt,
    };
    match code {
        ErrorCode::InDoubt => Unaccepted::Failed(ServiceError::new(code, error)),
        _ => Unaccepted::Failed(ServiceError::new(code, format_args!("nothing is recorded: {error}"))),
    }
}
