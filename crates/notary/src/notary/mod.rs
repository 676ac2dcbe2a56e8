//! The service: follows the log, keeps the tree, signs checkpoints and answers with proofs.

mod error;
mod prove;
mod state;

use std::convert::Infallible;
use std::path::Path;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use newsreel_log::service::{Audience, Endpoint, Limits};
use newsreel_log::{
    Backoff, Delivered, ErrorCode, Follow, FollowOptions, Log, RequestError, Service, ServiceError, Subject, Topic,
};
use newsreel_story::record::kind::spec::KindRole;
use newsreel_story::schema::named;
use signed_note::Signature;
use tokio::sync::{Mutex as AsyncMutex, watch};
use tokio::time::{Instant, MissedTickBehavior};

pub use self::error::NotaryError;
use self::prove::Signed;
use self::state::State;
use crate::checkpoint::{Checkpoint, CheckpointError, Head};
use crate::cosigners::Cosigners;
use crate::keys::{NotaryKeys, Trusted};
use crate::question::{MOST_POSITIONS, PROVE, Prove, Proven};
use crate::schema;
use crate::store::Folder;
use crate::tree::FULL;

/// How many records are taken in at a time.
const BATCH: usize = 5000;
/// How many of the last records are compared with the log when the notary starts.
const COMPARED: u64 = FULL as u64;
/// After how many intervals of checkpoints a witness is asked again for the latest one.
const ASK_AGAIN_EVERY: u32 = 5;
/// The pauses between two tries to write on the trail.
const BETWEEN_NOTES: Backoff = Backoff::new(Duration::from_millis(50), Duration::from_secs(2));
/// How long signing what came last may take at the end.
const LAST_WORD: Duration = Duration::from_secs(5);

/// The notary.
pub struct Notary {
    log: Log,
    keys: NotaryKeys,
    cosigners: Cosigners,
    /// How long a record waits for a checkpoint, at most.
    interval: Duration,
    state: Mutex<State>,
    size: watch::Sender<u64>,
    /// Held while a checkpoint is made, so that there is one at a time.
    signing: AsyncMutex<()>,
}

/// What the notary answers.
pub fn endpoints(limits: Limits) -> [Endpoint; 1] {
    let schemas = schema::schemas();
    [Endpoint {
        name: "prove",
        subject: PROVE,
        description: "Proves that records are in the log as it was signed",
        when_late: "ask for fewer positions at a time",
        only_reads: false,
        audience: Audience::One,
        limits,
        requests: named(&schemas, &["prove"]),
        answers: named(&schemas, &["proven"]),
    }]
}

impl Notary {
    /// The notary of this log, with its store in a folder, that asks these witnesses, and lets no record wait longer
    /// than the interval for a checkpoint.
    ///
    /// # Errors
    /// When the store cannot be read, is damaged, or is that of another log, or another notary has it.
    pub async fn open(
        log: Log,
        folder: &Path,
        keys: NotaryKeys,
        cosigners: Cosigners,
        interval: Duration,
    ) -> Result<Arc<Self>, NotaryError> {
        let noted = last_noted(&log, &keys).await?;
        let state = State::open(folder, &keys, noted)?;
        let (size, _) = watch::channel(state.size());
        let signing = AsyncMutex::default();
        Ok(Arc::new(Self { log, keys, cosigners, interval, state: Mutex::new(state), size, signing }))
    }

    /// The folder that a web server can serve.
    pub fn public(&self) -> Folder {
        self.locked().public()
    }

    /// Catches up with the log, then signs and answers until `shutdown`. An error when something ends before that.
    ///
    /// # Errors
    /// When the log, the store or the service fails, and when the log is not the one that was signed.
    pub async fn serve(self: Arc<Self>, limits: Limits, shutdown: impl Future<Output = ()>) -> Result<(), NotaryError> {
        let mut shutdown = pin!(shutdown);
        let start = async {
            let trail = self.follow_trail().await?;
            self.note_what_a_crash_left().await?;
            let follow = self.follow_to_the_end().await?;
            self.note_keys().await.map(|()| (follow, trail))
        };
        let (follow, trail) = tokio::select! {
            caught_up = start => caught_up?,
            () = &mut shutdown => return Ok(()),
        };
        tracing::info!(size = follow.position(), "the notary has caught up, signs and answers");
        tokio::select! {
            ended = Arc::clone(&self).service(limits).run(shutdown) => ended?,
            ended = self.keep_following(follow, trail) => match ended? {},
        }
        // What came last is signed before it ends.
        match tokio::time::timeout(LAST_WORD, self.sign()).await {
            Ok(signed) => signed,
            Err(_) => {
                tracing::warn!("the last records are signed at the next start: the server does not answer");
                Ok(())
            }
        }
    }

    fn service(self: Arc<Self>, limits: Limits) -> Service {
        let [prove] = endpoints(limits);
        let about = "Keeps a Merkle tree over the log and signs checkpoints of it";
        let service = Service::new(self.log.clone(), "newsreel-notary", env!("CARGO_PKG_VERSION"), about);
        service.endpoint(prove, move |question: Prove| Arc::clone(&self).answer(question))
    }

    /// Takes in everything on file and signs it, in steps while there is much.
    async fn follow_to_the_end(self: &Arc<Self>) -> Result<Follow, NotaryError> {
        let from = self.locked().position().saturating_sub(COMPARED) + 1;
        let mut follow = self.log.follow(from, FollowOptions::default());
        loop {
            let batch = follow.next_batch(BATCH).await?;
            let caught_up = batch.contains(&Delivered::CaughtUp);
            self.take_in(batch).await?;
            if caught_up {
                break;
            }
            let waits_for_long = self.locked().waits_for_long();
            if waits_for_long {
                self.sign().await?;
            }
        }
        let must_have = {
            let state = self.locked();
            state.noted_size().max(state.size())
        };
        if follow.position() < must_have {
            return Err(NotaryError::Shorter { last: follow.position(), size: must_have });
        }
        self.sign().await?;
        Ok(follow)
    }

    /// Takes in what is on the trail.
    async fn follow_trail(self: &Arc<Self>) -> Result<Follow, NotaryError> {
        let from = self.locked().trail_size().saturating_sub(COMPARED) + 1;
        let mut follow = self.log.trail().follow(from, FollowOptions::default());
        loop {
            let batch = follow.next_batch(BATCH).await?;
            let notary = Arc::clone(self);
            let caught_up = batch.contains(&Delivered::CaughtUp);
            let take_in = move || {
                let mut state = notary.locked();
                state.take_in_trail(&batch)?;
                if state.waits_for_long() { state.write_trail() } else { Ok(()) }
            };
            tokio::task::spawn_blocking(take_in).await.map_err(died)??;
            if caught_up {
                break;
            }
        }
        self.locked().trail_has_all_that_is_signed(follow.position())?;
        Ok(follow)
    }

    async fn keep_following(
        self: &Arc<Self>,
        mut follow: Follow,
        mut trail: Follow,
    ) -> Result<Infallible, NotaryError> {
        let mut due = None;
        let period = self.interval.max(Duration::from_secs(1)) * ASK_AGAIN_EVERY;
        let mut again = tokio::time::interval_at(Instant::now() + period, period);
        again.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = again.tick() => self.ask_again().await?,
                batch = trail.next_batch(BATCH) => {
                    if self.locked().take_in_trail(&batch?)? {
                        due = due.or(Some(Instant::now() + self.interval));
                    }
                }
                batch = follow.next_batch(BATCH) => {
                    let batch = batch?;
                    let at_once = batch.iter().any(is_publication);
                    self.take_in(batch).await?;
                    due = if at_once { Some(Instant::now()) } else { due.or(Some(Instant::now() + self.interval)) };
                }
                () = wait_until(due) => {
                    self.sign().await?;
                    due = None;
                }
            }
        }
    }

    async fn take_in(self: &Arc<Self>, batch: Vec<Delivered>) -> Result<(), NotaryError> {
        let notary = Arc::clone(self);
        let taken_in = move || {
            let mut state = notary.locked();
            for delivered in &batch {
                if let Delivered::Record(stored) = delivered {
                    state.take_in(stored)?;
                }
            }
            notary.size.send_replace(state.size());
            Ok(())
        };
        tokio::task::spawn_blocking(taken_in).await.map_err(died)?
    }

    /// Signs the tree as it is now, unless it is signed already.
    async fn sign(self: &Arc<Self>) -> Result<(), NotaryError> {
        let _one_at_a_time = self.signing.lock().await;
        let notary = Arc::clone(self);
        let signed = tokio::task::spawn_blocking(move || notary.locked().write_and_sign(&notary.keys));
        let signed = signed.await.map_err(died)??;
        let Some(checkpoint) = signed else { return Ok(()) };
        let cosignatures = self.cosigners.cosign(&checkpoint, &self.public(), false).await;
        self.publish(&checkpoint, &cosignatures).await
    }

    /// Asks those witnesses once more that have not cosigned the latest checkpoint: what one of them missed while it was down would
    /// otherwise wait for the next record.
    async fn ask_again(self: &Arc<Self>) -> Result<(), NotaryError> {
        let _one_at_a_time = self.signing.lock().await;
        let signed = self.locked().signed().map(|signed| Checkpoint::parse(&signed.bytes));
        let signed = signed.transpose().map_err(|error| NotaryError::Checkpoint(error.to_string()))?;
        let Some(checkpoint) = signed.filter(|signed| self.cosigners.lacks(signed)) else { return Ok(()) };
        let cosignatures = self.cosigners.cosign(&checkpoint, &self.public(), true).await;
        if cosignatures.is_empty() { Ok(()) } else { self.publish(&checkpoint, &cosignatures).await }
    }

    /// Makes this the latest checkpoint, with more cosignatures, and writes it on the trail.
    async fn publish(self: &Arc<Self>, checkpoint: &Checkpoint, more: &[Signature]) -> Result<(), NotaryError> {
        let checkpoint = checkpoint.with(more).map_err(|error| NotaryError::Checkpoint(error.to_string()))?;
        let bytes = checkpoint.to_bytes();
        let notary = Arc::clone(self);
        let published = tokio::task::spawn_blocking(move || notary.locked().publish(&checkpoint));
        published.await.map_err(died)??;
        self.note(Topic::Checkpoint, bytes).await
    }

    /// Writes on the trail, also while the server restarts. What is written twice by that says the same twice.
    async fn note(&self, topic: Topic, payload: Vec<u8>) -> Result<(), NotaryError> {
        let mut backoff = BETWEEN_NOTES;
        loop {
            match self.log.note(topic, payload.clone()).await {
                Err(error @ RequestError::NoAnswer { .. }) => backoff.wait_because(&error).await,
                outcome => return Ok(outcome.map(drop)?),
            }
        }
    }

    /// Writes the latest checkpoint on the trail, when a crash came between signing and noting it. Not on that of a log which
    /// was loaded again and does not go so far.
    async fn note_what_a_crash_left(&self) -> Result<(), NotaryError> {
        let unnoted = {
            let state = self.locked();
            state.signed().filter(|signed| signed.head.size > state.noted_size()).cloned()
        };
        let Some(Signed { bytes, head: Head { size, .. } }) = unnoted else { return Ok(()) };
        match self.log.last_sequence().await? {
            last if last < size => Err(NotaryError::Shorter { last, size }),
            _ => self.note(Topic::Checkpoint, bytes).await,
        }
    }

    /// Writes on the trail which keys sign from here on, when that has changed.
    async fn note_keys(&self) -> Result<(), NotaryError> {
        let now = self.keys.public().join("\n") + "\n";
        let noted = self.log.last_noted(Topic::Keys).await?;
        if noted.is_none_or(|noted| noted.record.payload != now.as_bytes()) {
            self.note(Topic::Keys, now.into_bytes()).await?;
        }
        Ok(())
    }

    async fn answer(self: Arc<Self>, question: Prove) -> Result<Proven, ServiceError> {
        if question.positions.len() > MOST_POSITIONS {
            let message = format_args!("at most {MOST_POSITIONS} positions at a time; ask again for the others");
            return Err(ServiceError::new(ErrorCode::BadRequest, message));
        }
        let failed = |error: NotaryError| ServiceError::new(ErrorCode::Internal, error);
        let last = self.log.last_sequence().await.map_err(|error| ServiceError::new(ErrorCode::Unavailable, error))?;
        let wanted = question.positions.iter().copied().max().unwrap_or(0).max(question.at_least);
        if wanted > last {
            let message = format_args!("the log ends at position {last}; there is no position {wanted} yet");
            return Err(ServiceError::new(ErrorCode::BeyondEnd, message));
        }
        let mut size = self.size.subscribe();
        // The channel cannot be closed while the notary lives.
        let _ = size.wait_for(|size| *size >= wanted).await;
        let is_signed = self.locked().signed().is_some_and(|signed| signed.head.size >= wanted);
        if !is_signed {
            self.sign().await.map_err(failed)?;
        }
        let nothing = || ServiceError::new(ErrorCode::NotFound, "nothing is signed yet: the log is empty");
        let proving = self.locked().proofs(question.story).ok_or_else(nothing)?;
        tokio::task::spawn_blocking(move || proving.prove(&question)).await.map_err(died).map_err(failed)?
    }

    fn locked(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The last checkpoint on the trail that bears a signature of ours.
async fn last_noted(log: &Log, keys: &NotaryKeys) -> Result<Option<Head>, NotaryError> {
    let Some(noted) = log.last_noted(Topic::Checkpoint).await? else { return Ok(None) };
    let trusted = Trusted::parse(&keys.public().join("\n"), "the notary's own keys")?;
    let verified = Checkpoint::parse(&noted.record.payload).and_then(|noted| noted.verify(&trusted, 0));
    match verified {
        Ok(verified) => Ok(Some(verified.head)),
        Err(error @ (CheckpointError::WrongKey { .. } | CheckpointError::Malformed(_))) => {
            tracing::warn!("the last checkpoint on the trail is not signed with a key that is here: {error}");
            Ok(None)
        }
        Err(error) => Err(NotaryError::Checkpoint(error.to_string())),
    }
}

fn is_publication(delivered: &Delivered) -> bool {
    let Delivered::Record(stored) = delivered else { return false };
    let subject = stored.record.subject.parse();
    matches!(subject, Ok(Subject::Story { kind, .. }) if kind.role() == KindRole::Publication)
}

async fn wait_until(due: Option<Instant>) {
    match due {
        Some(due) => tokio::time::sleep_until(due).await,
        None => std::future::pending().await,
    }
}

fn died(error: tokio::task::JoinError) -> NotaryError {
    NotaryError::Died(error.to_string().into())
}
