//! Many submitters, one batch: what is proposed while an append is in flight is committed together by the next.
//!
//! A server that syncs every write takes as long for a batch as for a few messages, so batches are where concurrent
//! submitters gain. A batch fails as a whole; then each of its proposals is appended on its own, and only the one that
//! was decided on stale ground is refused.

use std::collections::HashSet;

use newsreel_story::update::Sequence;
use tokio::sync::{mpsc, oneshot};

use crate::append::{AppendError, MAX_BATCH, Proposal};
use crate::log::Log;
use crate::subject::Unit;

/// How much one batch may hold, in bytes: larger batches gain nothing and hold up the others.
const MAX_BATCH_BYTES: usize = 4 * 1024 * 1024;
/// How many proposals may wait.
const QUEUE: usize = 4096;

type Reply = oneshot::Sender<Result<Vec<Sequence>, AppendError>>;

/// Appends for many submitters at once.
#[derive(Clone)]
pub struct Appender {
    proposals: mpsc::Sender<(Proposal, Reply)>,
}

impl Appender {
    /// Starts the task that appends to this log. It ends when the last handle is dropped.
    pub fn start(log: Log) -> Self {
        let (proposals, queue) = mpsc::channel(QUEUE);
        tokio::spawn(run(log, queue));
        Self { proposals }
    }

    /// Appends everything in the proposal, or nothing.
    pub async fn append(&self, proposal: Proposal) -> Result<Vec<Sequence>, AppendError> {
        let (reply, answer) = oneshot::channel();
        self.proposals.send((proposal, reply)).await.map_err(|_| AppendError::Stopped)?;
        answer.await.unwrap_or(Err(AppendError::Stopped))
    }
}

async fn run(log: Log, mut queue: mpsc::Receiver<(Proposal, Reply)>) {
    let mut left_over = None;
    loop {
        let first = match left_over.take() {
            Some(proposal) => proposal,
            None => match queue.recv().await {
                Some(proposal) => proposal,
                None => return,
            },
        };
        let batch = gather(first, &mut queue, &mut left_over);
        commit(&log, batch).await;
    }
}

/// What waits in the queue, as far as it fits into one batch and no unit comes twice.
fn gather(
    first: (Proposal, Reply),
    queue: &mut mpsc::Receiver<(Proposal, Reply)>,
    left_over: &mut Option<(Proposal, Reply)>,
) -> Vec<(Proposal, Reply)> {
    let units = |proposal: &Proposal| proposal.writes.iter().map(|write| write.unit).collect::<Vec<Unit>>();
    let mut taken: HashSet<Unit> = units(&first.0).into_iter().collect();
    let (mut count, mut bytes) = (first.0.len(), first.0.bytes());
    let mut batch = vec![first];
    while let Ok(next) = queue.try_recv() {
        let repeats = units(&next.0).iter().any(|unit| taken.contains(unit));
        if repeats || count + next.0.len() > MAX_BATCH || bytes + next.0.bytes() > MAX_BATCH_BYTES {
            *left_over = Some(next);
            break;
        }
        count += next.0.len();
        bytes += next.0.bytes();
        taken.extend(units(&next.0));
        batch.push(next);
    }
    batch
}

async fn commit(log: &Log, batch: Vec<(Proposal, Reply)>) {
    let together = Proposal { writes: batch.iter().flat_map(|(proposal, _)| proposal.writes.clone()).collect() };
    match log.append(&together).await {
        Ok(sequences) => {
            let mut sequences = sequences.into_iter();
            for (proposal, reply) in batch {
                // A submitter that no longer waits has its answer in the log.
                let _ = reply.send(Ok(sequences.by_ref().take(proposal.len()).collect()));
            }
        }
        Err(error) if batch.len() == 1 => {
            for (_, reply) in batch {
                let _ = reply.send(Err(error.clone()));
            }
        }
        Err(_) => {
            for (proposal, reply) in batch {
                let _ = reply.send(log.append(&proposal).await);
            }
        }
    }
}
