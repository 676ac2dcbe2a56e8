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
//!
//! This file has the desk as a service and the loop that records a submission. What it reads is in [`reader`], what it
//! remembers in [`known`], what comes of a decision in [`decided`], and what a submitter is told of a failure in
//! [`unaccepted`].

mod check;
mod clock;
mod decided;
mod embargo;
mod held;
mod known;
mod reader;
mod request;
pub mod schema;
mod trail;
mod unaccepted;
mod unread;

use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use newsreel_log::service::{Audience, Endpoint, Limits, ServiceEnded, apart};
use newsreel_log::{
    AppendError, Appended, Appender, Backoff, ErrorCode, FollowError, Log, Mark, Proposal, Service, ServiceError,
    TrailWriter, Unit, Write,
};
use newsreel_story::record::name::{StoryId, StorySlug};
use newsreel_story::record::recorded::{Record, Sequence};
use newsreel_story::schema::named;
use newsreel_story::submit::decide::{Accepted, Response, decide_part, entities_of, names_embargo, story_of};
use newsreel_story::submit::refusal::Refusal;
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::Semaphore;

pub use check::{Check, MOST_READINGS};
pub use embargo::{EMBARGO, EmbargoRequest, Embargoed, UnderEmbargo};
pub use request::{Checked, Request};

use crate::clock::Clock;
use crate::decided::Decided;
use crate::known::Story;
use crate::reader::Reader;
use crate::request::check_actor;
use crate::unaccepted::{Unaccepted, Unknown, in_part, not_appended, unavailable, unknown};

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
/// A submission of so many updates takes long to decide.
const LARGE_SUBMISSION: usize = 20;
/// How many bytes of memory the stories may take that are kept at hand.
pub const STORIES_BYTES: usize = 128 << 20;
/// How long writing down what came last may take at the end.
const LAST_WORD: Duration = Duration::from_secs(5);
/// How many submissions are in work at once.
const CONCURRENT: usize = 512;

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

/// The write side.
pub struct Desk {
    reader: Reader,
    appender: Appender,
    /// Writes down who submitted what, and what became of it.
    trail: TrailWriter,
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
        only_reads: false,
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
        only_reads: true,
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
        only_reads: false,
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
        let (reader, clock) = (Reader::new(log, bytes), Clock::default());
        Arc::new(Self { reader, appender, trail, clock, processors })
    }

    /// Reads the directory, then answers submissions until `shutdown`; those in work are answered first. An error when
    /// something ends before that.
    pub async fn serve(self: Arc<Self>, limits: Limits, shutdown: impl Future<Output = ()>) -> Result<(), DeskError> {
        let mut shutdown = pin!(shutdown);
        let position = tokio::select! {
            read = self.reader.read_on() => read?,
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
        let log = self.reader.log.clone();
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
            self.reader.read_on().await?;
            self.compare_clocks().await;
        }
    }

    async fn compare_clocks(&self) {
        if let Err(error) = self.clock.compare(&self.reader.log).await {
            tracing::debug!("the clocks could not be compared: {error}");
        }
    }

    /// Looks whether the log is still the one that was read: now and then, and at once when the connection was lost.
    async fn keep_knowing(&self) -> Result<Infallible, FollowError> {
        let mut disturbances = self.reader.log.disturbances();
        loop {
            tokio::select! {
                () = tokio::time::sleep(CHECK_INTERVAL) => {}
                // An error would mean that the connection is gone for good, which others notice.
                Ok(()) = disturbances.changed() => {}
            }
            match self.reader.know_the_log().await {
                Ok(()) => {}
                Err(Unknown::Other(error)) => return Err(error),
                Err(Unknown::NoAnswer(error)) => tracing::debug!("the log could not be looked at: {error}"),
            }
        }
    }

    /// How many stories are kept at hand, and how many bytes of memory they take, about.
    pub fn kept(&self) -> (usize, usize) {
        self.reader.stories.extent()
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
                // What is refused cannot be read for sure: where it, or its story, has an embargo, the story may be hidden.
                let hidden = |story: &StorySlug| self.reader.held.includes(StoryId::of(story));
                let named = story.filter(|story| !names_embargo(&request.submission) && !hidden(story));
                trail::refused(&self.trail, actor, named.as_ref(), &refusals).await;
                Ok(Response::Refused(refusals))
            }
            Err(Unaccepted::Failed(error)) => Err(error),
        }
    }

    async fn record(&self, request: &Request) -> Result<Accepted, Unaccepted> {
        let submission = &request.submission;
        check_actor(request).map_err(Unaccepted::Failed)?;
        self.reader.know_the_log_again().await.map_err(unknown)?;
        let story = StoryId::of(&story_of(submission).map_err(|refusal| Unaccepted::Refused(vec![refusal]))?);
        let mut known = self.reader.story(story).await?;
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
                    self.reader.read_on().await.map_err(|error| unavailable(&error))?;
                    known = self.reader.story(story).await?;
                    self.reader.read_story(&mut known, Unit::Story(story)).await?;
                    has_read_on = true;
                    continue;
                }
            };
            let writes = std::mem::take(&mut decided.writes);
            if writes.is_empty() {
                // All of it is on file, by what is remembered of the log.
                self.reader.know_the_log().await.map_err(unknown)?;
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
                    self.reader.catch_up(&mut known, story, entries).await.map_err(|error| unavailable(&error))?;
                    self.reader.know_the_log().await.map_err(unknown)?;
                }
                Err(error @ AppendError::Partial { kept: part, .. }) => {
                    tracing::error!("{error}; deciding again, for the rest");
                    kept += part;
                    backoff.wait().await;
                    let entries = entities_of(submission);
                    self.reader.catch_up(&mut known, story, entries).await.map_err(|error| in_part(kept, &error))?;
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
        self.reader.directory.read(|directory| {
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
        sequences.last().into_iter().for_each(|sequence| self.reader.note_latest(Mark::of(*sequence, &last)));
        Ok(sequences)
    }

    /// Takes in what was appended and gives every answer its position.
    fn accept(&self, known: &mut Story, decided: Decided, sequences: &[Sequence]) -> Accepted {
        let Decided { entries, updates, fingerprints, directory, mut answers, .. } = decided;
        for held in entries.iter().chain(&updates).filter(|record| record.is_held()) {
            self.reader.held.note(Unit::of(held));
        }
        let (of_entries, of_updates) = sequences.split_at(entries.len().min(sequences.len()));
        self.reader.directory.take_in_decided(entries.iter().zip(of_entries.iter().copied()));
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
}

/// What would come of a submission.
async fn checked(log: Log, request: Request) -> Result<Checked, ServiceError> {
    check_actor(&request)?;
    let unread = |error: FollowError| ServiceError::new(ErrorCode::Unavailable, error);
    let mut check = Check::begin(log).await.map_err(unread)?;
    let decided = check.submit(&request).await.map_err(unread)?;
    let (updates, directory) = match decided {
        Ok(accepted) => accepted,
        Err(refusals) => return Ok(Checked::Refused(refusals)),
    };
    // What many updates move is long worked on, and nobody who submits is to wait for it.
    let moved = apart("the desk", move |given_up| {
        (check.differences_until(given_up), check.doubts(), check.readings_until(given_up))
    });
    let (differences, doubts, readings) = moved.await?;
    Ok(Checked::Accepted { updates, directory, differences, doubts, readings })
}
