//! The write side: submissions in, decided and appended, answers out.
//!
//! The desk reads the log like every reader, but keeps only what deciding needs ([`StoryIndex`], [`Directory`]). One
//! submission per story is decided at a time; those of different stories are appended together.
//!
//! It does not listen to the log all the time: most of what it would hear is what it has just written, and the server's
//! telling it cost as much as an append. What others have written it reads when the server says that a story has moved
//! on, before it refuses anything, and every now and then. So a refusal is always given on the log as it is.

mod check;
pub mod schema;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

use async_nats::service::ServiceExt;
use futures::StreamExt;
use jiff::Timestamp;
use newsreel_log::envelope::encode;
use newsreel_log::{
    AppendError, Appender, Context, Delivered, Encoded, FollowError, FollowOptions, Log, Proposal, Raw, RequestError,
    Subject, Unit, Write, decoded,
};
use newsreel_story::record::name::StoryId;
use newsreel_story::record::recorded::{Record, Recorded, Sequence};
use newsreel_story::state::directory::Directory;
use newsreel_story::submit::decide::{Answer, Decision, decide, entities_of, story_of};
use newsreel_story::submit::index::StoryIndex;
use newsreel_story::submit::refusal::{At, Code, Refusal};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::{Mutex as AsyncMutex, Semaphore};

pub use check::Check;

/// The subject submissions are sent to.
pub const SUBMIT: &str = "newsreel.desk.submit";
/// How often a submission is decided anew because somebody else wrote first.
const TRIES: usize = 8;
/// How often the log is read on when nothing else asks for it, so that there is never much to read.
const LOOK: Duration = Duration::from_secs(10);
/// How many records are taken in at a time while reading.
const BATCH: usize = 1000;
/// From how many updates on a submission takes long.
const LONG: usize = 20;
/// How many submissions are in work at once.
const CONCURRENT: usize = 512;

/// A submission as it is sent: a document of the authoring format, and who sends it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Request {
    /// The document.
    pub submission: serde_json::Value,
    /// Who submits it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
}

/// The desk's answer.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Response {
    /// Everything is recorded.
    Accepted(Accepted),
    /// Nothing is recorded.
    Refused(Vec<Refusal>),
}

/// What was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Accepted {
    /// The position of the last update of the submission.
    pub sequence: Sequence,
    /// One answer for each update.
    pub updates: Vec<Answer>,
}

/// Why the desk ends.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The log cannot be followed.
    #[error(transparent)]
    Follow(#[from] FollowError),
    /// Its subscription was closed.
    #[error("the desk's service has ended: the server closed its subscription")]
    ServiceEnded,
}

/// The write side.
pub struct Desk {
    log: Log,
    appender: Appender,
    stories: Mutex<HashMap<StoryId, Arc<AsyncMutex<StoryIndex>>>>,
    directory: RwLock<Directory>,
    /// How far the log has been read. Our own records beyond that are taken in already.
    read: AsyncMutex<Sequence>,
    /// For what takes long: one processor is left to the server and to those who talk to it.
    processors: Semaphore,
}

impl Desk {
    /// A desk on this log, which knows nothing yet.
    pub fn new(log: Log) -> Arc<Self> {
        let appender = Appender::start(log.clone());
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let processors = Semaphore::new(processors.saturating_sub(1).max(1));
        let (stories, directory, read) = Default::default();
        Arc::new(Self { log, appender, stories, directory, read, processors })
    }

    /// Catches up with the log, then answers submissions until the connection ends.
    pub async fn serve(self: Arc<Self>) -> Result<(), DeskError> {
        let position = self.read_on().await?;
        tracing::info!(position, "the desk has caught up and takes submissions");
        let mut answering = tokio::spawn(Arc::clone(&self).answer());
        while tokio::time::timeout(LOOK, &mut answering).await.is_err() {
            self.read_on().await?;
        }
        Err(DeskError::ServiceEnded)
    }

    /// Takes in what the log has beyond what was read of it, and says how far that is.
    async fn read_on(&self) -> Result<Sequence, FollowError> {
        let mut read = self.read.lock().await;
        if self.log.last_sequence().await.is_ok_and(|last| last == *read) {
            return Ok(*read);
        }
        let mut follow = self.log.follow(*read + 1, FollowOptions::default());
        loop {
            for delivered in follow.next_batch(BATCH).await? {
                match delivered {
                    Delivered::CaughtUp => return Ok(*read),
                    Delivered::Record(stored) => {
                        self.apply(&stored).await;
                        *read = stored.sequence;
                    }
                }
            }
        }
    }

    /// Takes in a record, unless it is one of our own, which was taken in when it was appended.
    async fn apply(&self, stored: &Recorded<Raw>) {
        if let Ok(Unit::Story(story)) = stored.record.subject.parse::<Subject>().map(Subject::unit)
            && self.story(story).lock().await.last >= stored.sequence
        {
            return;
        }
        match decoded(stored) {
            Ok(recorded) => match recorded.record {
                Record::Story(update) => self.story(update.story_id()).lock().await.apply(recorded.sequence, &update),
                Record::Directory(entry) => self.with_directory(|directory| directory.apply(recorded.sequence, &entry)),
            },
            Err(error) => {
                tracing::error!(sequence = stored.sequence, "a record cannot be read and is passed over: {error}")
            }
        }
    }

    fn with_directory<T>(&self, act: impl FnOnce(&mut Directory) -> T) -> T {
        act(&mut self.directory.write().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    fn story(&self, id: StoryId) -> Arc<AsyncMutex<StoryIndex>> {
        let mut stories = self.stories.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Arc::clone(stories.entry(id).or_default())
    }

    async fn answer(self: Arc<Self>) -> Result<(), async_nats::Error> {
        let service = self.log.client().service_builder();
        let service = service
            .description("decides and records story updates")
            .start("newsreel-desk", env!("CARGO_PKG_VERSION"))
            .await?;
        let mut requests = service.endpoint(SUBMIT).await?;
        let slots = Arc::new(Semaphore::new(CONCURRENT));
        while let Some(request) = requests.next().await {
            let slot = Arc::clone(&slots).acquire_owned().await?;
            let desk = Arc::clone(&self);
            tokio::spawn(async move {
                let _slot = slot;
                let response = match serde_json::from_slice::<Request>(&request.message.payload) {
                    Ok(asked) => desk.submit(&asked.submission, asked.actor.as_deref()).await,
                    Err(error) => Response::Refused(vec![
                        At::Root.refuse(Code::Syntax, format!("the request is not JSON as expected: {error}")),
                    ]),
                };
                let payload = serde_json::to_vec(&response).unwrap_or_default();
                if let Err(error) = request.respond(Ok(payload.into())).await {
                    tracing::warn!("an answer could not be sent: {error}");
                }
            });
        }
        Ok(())
    }

    /// Decides a submission and records it, or says why not. Nothing is recorded when any part of it is refused.
    pub async fn submit(&self, submission: &serde_json::Value, actor: Option<&str>) -> Response {
        match self.record(submission, actor).await {
            Ok(accepted) => Response::Accepted(accepted),
            Err(refusals) => Response::Refused(refusals),
        }
    }

    async fn record(&self, submission: &serde_json::Value, actor: Option<&str>) -> Result<Accepted, Vec<Refusal>> {
        let story = StoryId::of(&story_of(submission).map_err(|refusal| vec![refusal])?);
        let mut index = self.story(story).lock_owned().await;
        let mut has_read_on = false;
        for _ in 0..TRIES {
            let decided = self.apart_when_long(submission, || {
                let directory = self.directory.read().unwrap_or_else(std::sync::PoisonError::into_inner);
                decide(submission, Some(&index), &directory, actor, Timestamp::now()).map(Decided::new)
            });
            let mut decided = match decided.await {
                Ok(decided) => decided,
                Err(refusals) if has_read_on => return Err(refusals),
                Err(_) => {
                    // Reading takes records into this very index, and would wait for it.
                    drop(index);
                    self.read_on().await.map_err(|error| vec![unavailable(&error)])?;
                    index = self.story(story).lock_owned().await;
                    has_read_on = true;
                    continue;
                }
            };
            match self.append(&mut decided).await {
                Ok(sequences) => {
                    let accept = || self.accept(&mut index, decided, &sequences);
                    return Ok(self.apart_when_long(submission, accept).await);
                }
                Err(AppendError::Conflict { unit, .. } | AppendError::Duplicate { unit, .. }) => {
                    tracing::debug!("{unit} has moved on; deciding again");
                    self.catch_up(&mut index, submission).await.map_err(|error| vec![unavailable(&error)])?;
                }
                Err(error) => return Err(vec![unavailable(&error)]),
            }
        }
        Err(vec![At::Root.refuse(Code::Conflict, "others keep writing to this story; look again, then submit again")])
    }

    /// Works off the threads that talk to the server when it takes long, and not more at once than there are processors to
    /// spare: milliseconds of deciding or taking in, many at once, would keep the server and everybody's answers waiting.
    async fn apart_when_long<T>(&self, submission: &serde_json::Value, work: impl FnOnce() -> T) -> T {
        let updates = submission.get("updates").and_then(serde_json::Value::as_array).map_or(0, Vec::len);
        if updates < LONG || Handle::current().runtime_flavor() != RuntimeFlavor::MultiThread {
            return work();
        }
        let _processor = self.processors.acquire().await;
        tokio::task::block_in_place(work)
    }

    async fn append(&self, decided: &mut Decided) -> Result<Vec<Sequence>, AppendError> {
        let writes = std::mem::take(&mut decided.writes);
        if writes.is_empty() {
            return Ok(Vec::new());
        }
        self.appender.append(Proposal { writes }).await.map(|appended| appended.sequences)
    }

    /// Takes in what was appended and gives every answer its position.
    fn accept(&self, index: &mut StoryIndex, decided: Decided, sequences: &[Sequence]) -> Accepted {
        let Decided { entries, updates, fingerprints, mut answers, .. } = decided;
        let (of_entries, of_updates) = sequences.split_at(entries.len().min(sequences.len()));
        self.with_directory(|directory| {
            for (entry, sequence) in entries.iter().zip(of_entries) {
                if let Record::Directory(entry) = entry {
                    directory.apply(*sequence, entry);
                }
            }
        });
        for ((update, fingerprint), sequence) in updates.iter().zip(fingerprints).zip(of_updates) {
            if let Record::Story(update) = update {
                index.apply_decided(*sequence, update, fingerprint);
            }
        }
        for answer in answers.iter_mut().filter(|answer| answer.sequence.is_none()) {
            answer.sequence = index.updates.get(&answer.id).map(|known| known.sequence);
        }
        let last = answers.iter().filter_map(|answer| answer.sequence).chain(sequences.iter().copied()).max();
        Accepted { sequence: last.unwrap_or(index.last), updates: answers }
    }

    /// Reads what others have written to the story and to the directory entries of the submission.
    async fn catch_up(&self, index: &mut StoryIndex, submission: &serde_json::Value) -> Result<(), RequestError> {
        let Ok(story) = story_of(submission) else { return Ok(()) };
        for stored in self.log.tail(Unit::Story(StoryId::of(&story)), index.last).await? {
            if let Ok(Recorded { sequence, record: Record::Story(update), .. }) = decoded(&stored) {
                index.apply(sequence, &update);
            }
        }
        for slug in entities_of(submission) {
            let known = self.with_directory(|directory| directory.get(&slug).map_or(0, |entity| entity.sequence));
            for stored in self.log.tail(Unit::Entity(newsreel_story::record::name::EntityId::of(&slug)), known).await? {
                if let Ok(Recorded { sequence, record: Record::Directory(entry), .. }) = decoded(&stored) {
                    self.with_directory(|directory| directory.apply(sequence, &entry));
                }
            }
        }
        Ok(())
    }
}

/// A decision on its way into the log: its records, and what is written of them.
struct Decided {
    writes: Vec<Write>,
    entries: Vec<Record>,
    updates: Vec<Record>,
    fingerprints: Vec<u64>,
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
        Self { writes, entries, updates, fingerprints: decision.fingerprints, answers: decision.answers }
    }
}

fn encoded(record: &Record, decided_at: Timestamp) -> Encoded {
    encode(record, decided_at, &Context::default())
        .unwrap_or_else(|error| unreachable!("a decided record is plain data: {error}"))
}

fn unavailable(error: &dyn std::fmt::Display) -> Refusal {
    At::Root.refuse(Code::Unavailable, format!("{error}"))
}
