//! The service: follows the log, keeps the tree, signs checkpoints and answers with proofs.

use std::convert::Infallible;
use std::path::Path;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use newsreel_log::service::{Audience, Endpoint, Limits, ServiceEnded};
use newsreel_log::{
    Backoff, Delivered, ErrorCode, Follow, FollowError, FollowOptions, Log, Raw, RequestError, Service, ServiceError,
    Subject, Topic,
};
use newsreel_story::record::kind::spec::KindRole;
use newsreel_story::record::recorded::{Recorded, Sequence};
use newsreel_story::schema::named;
use tlog_tiles::Hash;
use tokio::sync::{Mutex as AsyncMutex, watch};
use tokio::time::Instant;

use crate::checkpoint::{Checkpoint, CheckpointError, Head};
use crate::cosigners::Cosigners;
use crate::keys::{KeyError, NotaryKeys, Trusted};
use crate::leaf::{entry, leaf};
use crate::question::{MOST_POSITIONS, PROVE, Prove, Proven, ProvenRecord};
use crate::schema;
use crate::store::{Folder, Store, StoreError, hashes, width_of};
use crate::stories::{Base64Hash, Chains, Changes};
use crate::tree::{At, FULL, Proofs, Tiles, Tree};

/// How many records are taken in at a time.
const BATCH: usize = 5000;
/// After how many full tiles a checkpoint is made while catching up, so that what waits in memory stays small.
const TILES_AT_ONCE: usize = 256;
/// How many of the last records are compared with the log when the notary starts.
const COMPARED: u64 = FULL as u64;
/// The pauses between two tries to write on the trail.
const BETWEEN_NOTES: Backoff = Backoff::new(Duration::from_millis(50), Duration::from_secs(2));
/// How long signing what came last may take at the end.
const LAST_WORD: Duration = Duration::from_secs(5);

/// Why the notary ends. It never signs what it cannot stand for.
#[derive(Debug, thiserror::Error)]
pub enum NotaryError {
    /// The log cannot be read.
    #[error(transparent)]
    Read(#[from] FollowError),
    /// Its store cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Its keys cannot be read.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A request to the server failed.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// Its service has ended.
    #[error(transparent)]
    Service(#[from] ServiceEnded),
    /// A record of the log is not the one that was signed.
    #[error(
        "TAMPERED: the record at position {0} of the log is not the one over which a checkpoint was signed. Nothing more is \
         signed. Find out who changed it; `newsreel audit verify` compares the rest"
    )]
    Differs(Sequence),
    /// The log does not lead to a checkpoint that was signed.
    #[error(
        "FORK: a checkpoint of size {size} with another root was signed before, of {origin}. Nothing is signed. This is another \
         log, or one that was changed: give another log another key"
    )]
    Fork {
        /// The name of the log.
        origin: String,
        /// Its size.
        size: u64,
    },
    /// The log is shorter than what was signed.
    #[error(
        "DATA LOSS: the log ends at position {last}, and a checkpoint of size {size} was signed. Nothing is signed. Restore \
         the log"
    )]
    Shorter {
        /// The last position of the log.
        last: Sequence,
        /// The size that was signed.
        size: u64,
    },
    /// The store is that of another log.
    #[error("the store is that of {found}, and the key is for {wanted}: give every log a folder of its own")]
    OtherLog {
        /// The origin of the checkpoint in the store.
        found: String,
        /// The origin of the key.
        wanted: String,
    },
    /// The trail is not the one to which a checkpoint commits.
    #[error(
        "TAMPERED: the trail is not the one to which the checkpoint of size {0} commits. Nothing is signed. `newsreel audit \
         verify` says where it differs"
    )]
    Trail(u64),
    /// An entry of the trail is not the one that was signed.
    #[error(
        "TAMPERED: the entry at position {0} of the trail is not the one to which a checkpoint commits. Nothing is signed. Find \
         out who changed it; `newsreel audit verify` compares the rest"
    )]
    TrailDiffers(Sequence),
    /// A checkpoint cannot be signed, or the one on the disk is not a checkpoint.
    #[error("the checkpoint: {0}")]
    Checkpoint(String),
    /// A task of it died.
    #[error("a task of the notary has died: {0}")]
    Died(Box<str>),
}

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

struct State {
    store: Store,
    tree: Tree,
    chains: Chains,
    /// The chains as the latest checkpoint has them, and what has changed of them since, for the next.
    chains_signed: Chains,
    chains_unsigned: Vec<Changes>,
    /// The tree over the trail. Of what is in it already the last entries are compared at each start.
    trail: Tree,
    /// Whether anything but checkpoints has come to the trail since the last was signed.
    trail_has_news: bool,
    signed: Option<Signed>,
    /// The last checkpoint on the trail, to which the log must lead.
    noted: Option<Head>,
    /// The leaves of the log and of the trail that were read last, to compare with.
    compared: Compared,
    compared_trail: Compared,
}

/// The latest checkpoint.
#[derive(Clone)]
struct Signed {
    bytes: Vec<u8>,
    head: Head,
}

/// The leaves of one tile as they were signed.
#[derive(Default)]
struct Compared(Option<(u64, Vec<Hash>)>);

impl Compared {
    /// Whether the leaf is the one at this position of a tree of this size.
    fn has(&mut self, tiles: &Folder, size: u64, sequence: Sequence, leaf: Hash) -> Result<bool, String> {
        let (index, place) = ((sequence - 1) / FULL as u64, (sequence - 1) % FULL as u64);
        if self.0.as_ref().is_none_or(|(known, _)| *known != index) {
            let tile = tiles.tile(At { level: 0, index }, width_of(size, index))?;
            self.0 = Some((index, hashes(&tile).collect()));
        }
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        Ok(self.0.as_ref().and_then(|(_, leaves)| leaves.get(place)) == Some(&leaf))
    }
}

/// What the notary answers.
pub fn endpoints(limits: Limits) -> [Endpoint; 1] {
    let schemas = schema::schemas();
    [Endpoint {
        name: "prove",
        subject: PROVE,
        description: "Proves that records are in the log as it was signed",
        when_late: "ask for fewer positions at a time",
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
        let mut store = Store::open(folder)?;
        let bytes = store.checkpoint()?;
        let found = bytes.as_deref().map(Checkpoint::parse).transpose();
        let found = found.map_err(|error| store.damaged(error.to_string()))?.map(|found| found.claimed().clone());
        if let Some(head) = &found
            && head.origin != keys.origin()
        {
            return Err(NotaryError::OtherLog { found: head.origin.clone(), wanted: keys.origin().to_owned() });
        }
        let tree = store.tree(found.as_ref().map_or(0, |head| head.size))?;
        if let Some(head) = found.as_ref().filter(|head| head.root != tree.root()) {
            return Err(store.damaged(format!("its tree of size {} is not the one that was signed", head.size)).into());
        }
        let chains = store.chains()?;
        let signed = bytes.zip(found).map(|(bytes, head)| Signed { bytes, head });
        let trail = signed.as_ref().and_then(|signed| signed.head.trail);
        let trail = trail.map(|(size, root)| store.trail(size, root)).unwrap_or_default();
        let noted = last_noted(&log, &keys).await?;
        let (size, _) = watch::channel(tree.size());
        let state = State {
            store,
            tree,
            chains_signed: chains.clone(),
            chains,
            chains_unsigned: Vec::new(),
            trail,
            trail_has_news: false,
            signed,
            noted,
            compared: Compared::default(),
            compared_trail: Compared::default(),
        };
        let signing = AsyncMutex::default();
        let notary = Self { log, keys, cosigners, interval, state: Mutex::new(state), size, signing };
        notary.locked().agrees_with_trail()?;
        Ok(Arc::new(notary))
    }

    /// The folder that a web server can serve.
    pub fn public(&self) -> Folder {
        self.locked().store.public()
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
        let from = {
            let state = self.locked();
            state.chains.position().min(state.tree.size().saturating_sub(COMPARED)) + 1
        };
        let mut follow = self.log.follow(from, FollowOptions::default());
        loop {
            let batch = follow.next_batch(BATCH).await?;
            let caught_up = batch.contains(&Delivered::CaughtUp);
            self.take_in(batch).await?;
            if caught_up {
                break;
            }
            if self.locked().store.waiting() >= TILES_AT_ONCE {
                self.sign().await?;
            }
        }
        let must_have = {
            let state = self.locked();
            let noted = state.noted.as_ref().map_or(0, |head| head.size);
            noted.max(state.tree.size())
        };
        if follow.position() < must_have {
            return Err(NotaryError::Shorter { last: follow.position(), size: must_have });
        }
        self.sign().await?;
        Ok(follow)
    }

    /// Takes in what is on the trail.
    async fn follow_trail(self: &Arc<Self>) -> Result<Follow, NotaryError> {
        let from = self.locked().trail.size().saturating_sub(COMPARED) + 1;
        let mut follow = self.log.trail().follow(from, FollowOptions::default());
        loop {
            let batch = follow.next_batch(BATCH).await?;
            let notary = Arc::clone(self);
            let caught_up = batch.contains(&Delivered::CaughtUp);
            let take_in = move || {
                let mut state = notary.locked();
                state.take_in_trail(&batch)?;
                let State { store, trail, .. } = &mut *state;
                if store.waiting() >= TILES_AT_ONCE { Ok(store.write_trail(trail)?) } else { Ok::<_, NotaryError>(()) }
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
        loop {
            tokio::select! {
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
            notary.size.send_replace(state.tree.size());
            Ok(())
        };
        tokio::task::spawn_blocking(taken_in).await.map_err(died)?
    }

    /// Signs the tree as it is now, unless it is signed already.
    async fn sign(self: &Arc<Self>) -> Result<(), NotaryError> {
        let _one_at_a_time = self.signing.lock().await;
        let notary = Arc::clone(self);
        let signed = tokio::task::spawn_blocking(move || notary.write_and_sign()).await.map_err(died)??;
        let Some(checkpoint) = signed else { return Ok(()) };
        let cosignatures = self.cosigners.cosign(&checkpoint, &self.public()).await;
        let checkpoint = checkpoint.with(&cosignatures).map_err(|error| NotaryError::Checkpoint(error.to_string()))?;
        let bytes = checkpoint.to_bytes();
        let notary = Arc::clone(self);
        let kept = bytes.clone();
        let publish = move || {
            let mut state = notary.locked();
            state.store.publish(&kept)?;
            state.signed = Some(Signed { head: checkpoint.claimed().clone(), bytes: kept });
            let State { chains_signed, chains_unsigned, .. } = &mut *state;
            chains_unsigned.drain(..).for_each(|changes| chains_signed.apply(changes));
            Ok::<_, NotaryError>(())
        };
        tokio::task::spawn_blocking(publish).await.map_err(died)??;
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

    /// Brings the tree to the disk, and signs it there.
    fn write_and_sign(&self) -> Result<Option<Checkpoint>, NotaryError> {
        let mut state = self.locked();
        let State { store, tree, chains, chains_unsigned, signed, trail, trail_has_news, .. } = &mut *state;
        let has_grown = tree.size() > signed.as_ref().map_or(0, |signed| signed.head.size);
        let is_new = has_grown || (*trail_has_news && tree.size() > 0);
        // After a crash the chains may be ahead of the tree, which will follow: the log has been that long.
        if !is_new || tree.size() != chains.position() {
            return Ok(None);
        }
        let changes = chains.work_out();
        store.write(tree, trail, chains, &changes)?;
        chains_unsigned.push(changes);
        *trail_has_news = false;
        let origin = self.keys.origin().to_owned();
        let (stories, trail) = (Some(chains.root()), Some((trail.size(), trail.root())));
        let head = Head { origin, size: tree.size(), root: tree.root(), stories, trail };
        let checkpoint = Checkpoint::sign(head, &self.keys);
        checkpoint.map(Some).map_err(|error| NotaryError::Checkpoint(error.to_string()))
    }

    /// Writes the latest checkpoint on the trail, when a crash came between signing and noting it. Not on that of a log which
    /// was loaded again and does not go so far.
    async fn note_what_a_crash_left(&self) -> Result<(), NotaryError> {
        let unnoted = {
            let state = self.locked();
            let noted = state.noted.as_ref().map_or(0, |head| head.size);
            state.signed.clone().filter(|signed| signed.head.size > noted)
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
        if self.locked().signed.as_ref().is_none_or(|signed| signed.head.size < wanted) {
            self.sign().await.map_err(failed)?;
        }
        tokio::task::spawn_blocking(move || self.prove(&question)).await.map_err(died).map_err(failed)?
    }

    fn prove(&self, question: &Prove) -> Result<Proven, ServiceError> {
        // The chains of a checkpoint are at hand until the next one is signed.
        let (signed, story, tiles) = {
            let mut state = self.locked();
            let story = question.story.and_then(|story| state.chains_signed.of(story));
            (state.signed.clone(), story, state.store.public())
        };
        let nothing = || ServiceError::new(ErrorCode::NotFound, "nothing is signed yet: the log is empty");
        let signed = signed.ok_or_else(nothing)?;
        let failed = |error: &dyn std::fmt::Display| ServiceError::new(ErrorCode::BadRequest, error);
        let proofs = Proofs::new(signed.head.size, &tiles);
        let hashes = |proof: Vec<Hash>| proof.into_iter().map(Base64Hash::from).collect::<Vec<_>>();
        let record = |sequence: &Sequence| {
            let index = sequence.checked_sub(1).ok_or_else(|| failed(&"positions count from 1"))?;
            let proof = proofs.inclusion(index).map_err(|error| failed(&error))?;
            Ok(ProvenRecord { sequence: *sequence, proof: hashes(proof) })
        };
        let consistency = |size: &u64| proofs.consistency(*size).map(hashes).map_err(|error| failed(&error));
        let leaves = |tiles: &Folder, size: u64, index: u64| {
            let tile = tiles.tile(At { level: 0, index }, width_of(size, index)).map_err(|error| failed(&error))?;
            Ok::<_, ServiceError>(self::hashes(&tile).map(Base64Hash::from).collect::<Vec<_>>())
        };
        let trail_size = signed.head.trail.map_or(0, |(size, _)| size);
        let trail_leaves = question.trail_leaves.map(|index| leaves(&tiles.trail(), trail_size, index));
        Ok(Proven {
            checkpoint: String::from_utf8_lossy(&signed.bytes).into_owned(),
            records: question.positions.iter().map(record).collect::<Result<_, ServiceError>>()?,
            story,
            consistency: question.consistent_with.iter().map(consistency).collect::<Result<_, _>>()?,
            leaves: question
                .leaves
                .map(|index| leaves(&tiles, signed.head.size, index))
                .transpose()?
                .unwrap_or_default(),
            trail_leaves: trail_leaves.transpose()?.unwrap_or_default(),
        })
    }

    fn locked(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Takes in a record: compares one that is in the tree already, and adds one that is not.
    fn take_in(&mut self, stored: &Recorded<Raw>) -> Result<(), NotaryError> {
        let sequence = stored.sequence;
        let entry = entry(stored);
        if sequence <= self.tree.size() {
            let public = self.store.public();
            let same = self.compared.has(&public, self.tree.size(), sequence, leaf(&entry));
            if !same.map_err(|what| self.store.damaged(what))? {
                return Err(NotaryError::Differs(sequence));
            }
        } else {
            let mut full = Vec::new();
            self.tree.append(leaf(&entry), |at, tile| full.push((at, tile)));
            self.store.added(entry, &mut full);
            self.agrees_with_trail()?;
        }
        self.chains.add(sequence, &stored.record.subject, &entry);
        Ok(())
    }

    /// Takes in what came to the trail; whether there was anything but checkpoints.
    fn take_in_trail(&mut self, batch: &[Delivered]) -> Result<bool, NotaryError> {
        let checkpoint = Topic::Checkpoint.subject();
        let signed = self.signed.as_ref().and_then(|signed| signed.head.trail).map_or(0, |(size, _)| size);
        let mut news = false;
        for delivered in batch {
            let Delivered::Record(stored) = delivered else { continue };
            let (sequence, leaf) = (stored.sequence, leaf(&entry(stored)));
            if sequence <= self.trail.size() {
                let tiles = self.store.public().trail();
                let same = self.compared_trail.has(&tiles, self.trail.size(), sequence, leaf);
                if !same.map_err(|what| self.store.damaged(what))? {
                    return Err(NotaryError::TrailDiffers(sequence));
                }
                continue;
            }
            self.trail.append(leaf, |at, tile| self.store.trail_filled(at, tile));
            news |= self.trail.size() > signed && stored.record.subject.as_str() != checkpoint;
            let head = self.signed.as_ref().map(|signed| &signed.head);
            agrees(&self.trail, head)?;
        }
        self.trail_has_news |= news;
        Ok(news)
    }

    /// Whether the trail, which ends at this position, has at least what the last checkpoint says.
    fn trail_has_all_that_is_signed(&self, last: Sequence) -> Result<(), NotaryError> {
        let head = self.signed.as_ref().map(|signed| &signed.head);
        match head.and_then(|head| Some((head.size, head.trail?.0))) {
            Some((size, trail)) if trail > last => Err(NotaryError::Trail(size)),
            _ => Ok(()),
        }
    }

    /// Whether the tree, where it has the size of the checkpoint on the trail, has its root.
    fn agrees_with_trail(&self) -> Result<(), NotaryError> {
        match &self.noted {
            Some(Head { origin, size, root, .. }) if *size == self.tree.size() && *root != self.tree.root() => {
                Err(NotaryError::Fork { origin: origin.clone(), size: *size })
            }
            _ => Ok(()),
        }
    }
}

/// Whether the tree over the trail, where it has the size to which a checkpoint commits, has its root.
fn agrees(trail: &Tree, signed: Option<&Head>) -> Result<(), NotaryError> {
    match signed.and_then(|head| Some((head.size, head.trail?))) {
        Some((size, (leaves, root))) if leaves == trail.size() && root != trail.root() => Err(NotaryError::Trail(size)),
        _ => Ok(()),
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
