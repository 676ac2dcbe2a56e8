//! The read side: follows the log into its own store and answers queries from it.
//!
//! Every replica is complete and independent. Nothing computed is stored but listings and search words: a story is folded
//! from its records when it is asked for, and kept while it is in use.
//!
//! Four things go on beside each other, and none waits for another: records are taken in (here), questions answered
//! (`answer`, from `snapshots`), digests kept current (`digests`), and what cannot be read brought to where it is seen
//! (`quarantine`). When one of them dies the process ends with its reason.

pub mod schema;

mod answer;
mod ask;
mod digests;
mod in_work;
mod quarantine;
mod recent;
mod records;
mod snapshots;
mod store;

use std::collections::HashMap;
use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::{Arc, Mutex};

use newsreel_log::service::{Audience, Endpoint, Limits, ServiceEnded};
use newsreel_log::subject::is_held;
use newsreel_log::{
    DecodeError, Delivered, DigestError, Follow, FollowError, FollowOptions, Log, Raw, RequestError, Service, decoded,
    trace,
};
use newsreel_story::record::recorded::{Record, Recorded, Sequence};
use newsreel_story::schema::named;
use rusqlite::ErrorCode as SqliteError;
use tokio::sync::{Notify, Semaphore, watch};
use tracing::Span;

pub use answer::Answer;
pub use ask::{Ask, PutAside, Query, RECORDS_PAGE, RecordsOf, SEARCH_PAGE, Settle, Settled, StoredRecord, WHO_PAGE};
pub use store::{Arrival, Store, TakenIn};

use crate::digests::{Changes, Digesting, KeptDigests};
use crate::in_work::InWork;
use crate::snapshots::{Directories, KEPT_BYTES, Readers, Stories, locked};

/// The subject queries are sent to.
pub const QUERY: &str = "newsreel.projector.query";
/// The subject of requests to every projector about records that could not be read.
pub const QUARANTINE: &str = "newsreel.projector.quarantine";
/// How many answers are worked on at once for each processor: several, so that long ones do not keep a short one waiting.
const ANSWERS_A_PROCESSOR: usize = 8;
/// Who reads again at the start what an older program could not read, as the trail has it.
const BY_ITSELF: &str = "the projector, at its start,";
/// How many records are taken in by one transaction while catching up.
const BATCH: usize = 5000;

/// Why the projector ends.
#[derive(Debug, thiserror::Error)]
pub enum ProjectorError {
    /// The log cannot be read.
    #[error(transparent)]
    Read(FollowError),
    /// The log is not the one that the store was made from.
    #[error("{reason}. To start over with the log as it is now, delete {file}", file = .file.display())]
    OtherLog {
        /// What differs.
        reason: FollowError,
        /// The store.
        file: PathBuf,
    },
    /// The store cannot be read or written.
    #[error("the projector's store failed: {0}{hint}", hint = advice(.0))]
    Store(#[from] rusqlite::Error),
    /// A request to the server failed.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// The digests cannot be kept current.
    #[error(transparent)]
    Digest(#[from] DigestError),
    /// Its service has ended.
    #[error(transparent)]
    Service(#[from] ServiceEnded),
    /// A task of it died.
    #[error("a task of the projector has died: {0}")]
    Died(Box<str>),
}

impl ProjectorError {
    fn died(error: tokio::task::JoinError) -> Self {
        Self::Died(error.to_string().into())
    }
}

/// What to do about it, where the cause is known.
fn advice(error: &rusqlite::Error) -> &'static str {
    match error.sqlite_error_code() {
        Some(SqliteError::DatabaseCorrupt | SqliteError::NotADatabase) => {
            "; the file is damaged: delete it, and it is made anew from the log"
        }
        Some(SqliteError::DiskFull) => "; make room on its disk",
        Some(SqliteError::CannotOpen | SqliteError::ReadOnly | SqliteError::PermissionDenied) => {
            "; see whether its folder is there and may be written to"
        }
        Some(SqliteError::DatabaseBusy | SqliteError::DatabaseLocked) => {
            "; another process uses it: give every projector a --data of its own"
        }
        _ => "",
    }
}

/// The read side.
pub struct Projector {
    log: Log,
    file: PathBuf,
    writer: Mutex<Store>,
    readers: Readers,
    folded: Stories,
    directory: Directories,
    position: watch::Sender<Sequence>,
    changes: Arc<Changes>,
    digests: KeptDigests,
    /// For answers: what each works on takes memory, and more at once than there are processors for are no faster.
    computing: Arc<Semaphore>,
    /// For those of them that are about large stories.
    computing_large: Arc<Semaphore>,
    in_work: InWork,
    /// Notified when something has been put aside.
    put_aside: Notify,
}

/// What the projector answers.
pub fn endpoints(limits: Limits) -> [Endpoint; 2] {
    let schemas = schema::schemas();
    let query = Endpoint {
        name: "query",
        subject: QUERY,
        description: "Answers what is known of stories",
        when_late: "ask for one item, for a shorter span of time or for a page",
        only_reads: true,
        audience: Audience::One,
        limits,
        requests: named(&schemas, &["question"]),
        answers: schemas.iter().filter(|schema| schema.name.starts_with(schema::ANSWER)).cloned().collect(),
    };
    let quarantine = Endpoint {
        name: "quarantine",
        subject: QUARANTINE,
        description: "Tries to read again what could not be read, or notes that nothing is to be done about it",
        when_late: "it goes on: look at the quarantine again",
        only_reads: false,
        audience: Audience::Each,
        limits: Limits { concurrent: 1, ..limits },
        requests: named(&schemas, &["settle"]),
        answers: named(&schemas, &["settled"]),
    };
    [query, quarantine]
}

impl Projector {
    /// A projector on this log with its store in a file.
    pub fn open(log: Log, file: &Path) -> Result<Arc<Self>, ProjectorError> {
        Self::keeping(log, file, KEPT_BYTES)
    }

    /// One that keeps stories at hand as long as they take no more than so many bytes.
    pub fn keeping(log: Log, file: &Path, bytes: usize) -> Result<Arc<Self>, ProjectorError> {
        let writer = Store::open(file)?;
        let (position, _) = watch::channel(writer.position()?);
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Arc::new(Self {
            log,
            file: file.to_owned(),
            writer: Mutex::new(writer),
            readers: Readers::new(file),
            folded: Stories::keeping(bytes),
            directory: Directories::default(),
            position,
            changes: Arc::default(),
            digests: KeptDigests::default(),
            computing: Arc::new(Semaphore::new(processors * ANSWERS_A_PROCESSOR)),
            computing_large: Arc::new(Semaphore::new(processors)),
            in_work: InWork::default(),
            put_aside: Notify::new(),
        }))
    }

    /// How many stories are kept at hand, and how many bytes of memory they take, about.
    pub fn kept(&self) -> (usize, usize) {
        self.folded.extent()
    }

    /// Catches up with the log, then answers queries and keeps the digests current until `shutdown`; queries in work are
    /// answered first. An error when something ends before that.
    pub async fn serve(
        self: Arc<Self>,
        limits: Limits,
        shutdown: impl Future<Output = ()>,
    ) -> Result<(), ProjectorError> {
        let mut shutdown = pin!(shutdown);
        let follow = tokio::select! {
            caught_up = self.follow_to_the_end() => caught_up?,
            () = &mut shutdown => return Ok(()),
        };
        if let Err(error) = self.retry(None, Some(BY_ITSELF)).await {
            tracing::warn!("what is in quarantine could not be tried again: {error}");
        }
        tracing::info!(position = follow.position(), "the projector has caught up and answers queries");
        tokio::select! {
            ended = Arc::clone(&self).service(limits).run(shutdown) => Ok(ended?),
            ended = self.keep_following(follow) => match ended? {},
            ended = Digesting::new(Arc::clone(&self)).run() => match ended? {},
            ended = Arc::clone(&self).publish_put_aside() => match ended? {},
        }
    }

    fn service(self: Arc<Self>, limits: Limits) -> Service {
        let [query, quarantine] = endpoints(limits);
        let about = "Answers what is known of stories";
        let service = Service::new(self.log.clone(), "newsreel-projector", env!("CARGO_PKG_VERSION"), about);
        let projector = Arc::clone(&self);
        let service = service.endpoint_of_bytes(query, move |query: Query| Arc::clone(&projector).reply(query));
        service.endpoint(quarantine, move |settle: Settle| Arc::clone(&self).settle(settle))
    }

    /// Catches up with what is on file and stops there: to rebuild a store, and to measure it.
    pub async fn catch_up(self: &Arc<Self>) -> Result<Sequence, ProjectorError> {
        self.follow_to_the_end().await.map(|follow| follow.position())
    }

    /// Takes in everything on file; one batch is written while the next is read.
    async fn follow_to_the_end(self: &Arc<Self>) -> Result<Follow, ProjectorError> {
        let mark = locked(&self.writer).mark()?;
        let mut follow = self.log.follow(*self.position.borrow() + 1, FollowOptions::default()).after(mark);
        let (mut batch, mut caught_up) = self.received(&mut follow).await?;
        while !caught_up {
            let (taken_in, next) = tokio::join!(self.take_in(batch, &[]), self.received(&mut follow));
            taken_in?;
            (batch, caught_up) = next?;
        }
        self.take_in(batch, &[]).await?;
        locked(&self.writer).caught_up()?;
        Ok(follow)
    }

    /// What the log delivers next, and whether that was the end of what was on file.
    async fn received(&self, follow: &mut Follow) -> Result<(Vec<Recorded<Raw>>, bool), ProjectorError> {
        let mut batch = Vec::new();
        let mut caught_up = false;
        for delivered in follow.next_batch(BATCH).await.map_err(|error| self.unreadable(error))? {
            match delivered {
                Delivered::CaughtUp => caught_up = true,
                Delivered::Record(stored) => batch.push(stored),
            }
        }
        Ok((batch, caught_up))
    }

    fn unreadable(&self, reason: FollowError) -> ProjectorError {
        match reason {
            FollowError::CutOff { .. } | FollowError::Replaced { .. } => {
                ProjectorError::OtherLog { reason, file: self.file.clone() }
            }
            FollowError::Hole { .. }
            | FollowError::NoStream { .. }
            | FollowError::NoReplica { .. }
            | FollowError::Denied(_) => ProjectorError::Read(reason),
        }
    }

    async fn keep_following(self: &Arc<Self>, mut follow: Follow) -> Result<Infallible, ProjectorError> {
        loop {
            let (batch, _) = self.received(&mut follow).await?;
            self.take_in(batch, follow.traces()).await?;
        }
    }

    /// Takes in a batch, in one transaction.
    async fn take_in(
        self: &Arc<Self>,
        batch: Vec<Recorded<Raw>>,
        traces: &[(Sequence, Box<str>)],
    ) -> Result<(), ProjectorError> {
        let projector = Arc::clone(self);
        let traced: HashMap<Sequence, Span> = traces.iter().map(traced).collect();
        tokio::task::spawn_blocking(move || projector.write(batch, &traced)).await.map_err(ProjectorError::died)?
    }

    fn write(&self, batch: Vec<Recorded<Raw>>, traced: &HashMap<Sequence, Span>) -> Result<(), ProjectorError> {
        let Some(position) = batch.last().map(|stored| stored.sequence) else { return Ok(()) };
        let read = |stored: Recorded<Raw>| {
            let recorded = decoded(&stored).map_err(|error| why_unreadable(&stored, &error));
            (stored, recorded)
        };
        let batch: Vec<Arrival> = batch.into_iter().map(read).collect();
        tell_unreadable(&batch);
        self.changes.trace(batch.iter().filter_map(|(stored, recorded)| {
            let span = traced.get(&stored.sequence)?;
            match recorded.as_ref().map(|recorded| &recorded.record) {
                Ok(Record::Story(update)) => Some((update.story.clone(), (stored.sequence, span.clone()))),
                Ok(Record::Directory(_)) | Err(_) => None,
            }
        }));
        let taken_in = locked(&self.writer).take_in(&batch)?;
        self.position.send_replace(position);
        if taken_in.put_aside > 0 {
            self.put_aside.notify_one();
        }
        self.changes.add(taken_in);
        Ok(())
    }
}

/// The work on one record, in the trace in which it was decided.
fn traced((sequence, context): &(Sequence, Box<str>)) -> (Sequence, Span) {
    let span = tracing::info_span!(target: trace::TARGET, "take in a record", sequence, otel.kind = "consumer");
    trace::join(&span, Some(context));
    (*sequence, span)
}

/// Why a record cannot be read. What is under an embargo stays so: a reason may quote it.
fn why_unreadable(stored: &Recorded<Raw>, error: &DecodeError) -> String {
    match is_held(&stored.record.subject) {
        true => "a record under an embargo cannot be read; what is wrong with it is told only where that may be known"
            .to_owned(),
        false => error.to_string(),
    }
}

/// One line, however many they are: which they are is in the quarantine.
fn tell_unreadable(batch: &[Arrival]) {
    let mut unreadable = batch.iter().filter_map(|(stored, read)| Some((stored.sequence, read.as_ref().err()?)));
    if let Some((sequence, reason)) = unreadable.next() {
        let others = match unreadable.count() {
            0 => String::new(),
            count => format!("; so do {count} after it"),
        };
        tracing::error!(sequence, "a record cannot be read and goes to quarantine: {reason}{others}");
    }
}
