//! Appending together what many submit at once.
//!
//! A server that syncs every append to disk takes as long for a batch of hundreds as for a few dozen single messages, so
//! proposals that arrive while one batch is on its way go together in the next. Where single messages are quicker, each
//! goes by itself at once: see `pace`.

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::{Duration, Instant};

use futures::future::BoxFuture;
use futures::stream::{FuturesUnordered, StreamExt};
use futures::{FutureExt, future};
use newsreel_story::record::recorded::Sequence;
use tokio::sync::{mpsc, oneshot};
use tracing::Instrument;

use crate::append::{AppendError, Appended, MOST_RECORDS, Proposal, Write};
use crate::log::Log;
use crate::pace::{Pace, Way};
use crate::subject::Unit;
use crate::trace;

/// The most bytes in one batch, so that a batch does not take long to travel.
const MOST_BYTES: usize = 4 << 20;
/// How many batches may be on their way: one is staged by the server while another is committed.
const MOST_BATCHES: usize = 2;
/// The most proposals on their way by themselves at the same time.
const MOST_IN_FLIGHT: usize = 512;
/// How many proposals may wait for their turn, and how many more on the way to it, before submitters have to wait.
const WAITING: usize = 4096;
const ARRIVING: usize = 64;

/// A handle to the one task that appends. Cheap to clone; the task ends when the last handle is dropped.
#[derive(Clone)]
pub struct Appender {
    submissions: mpsc::Sender<Submission>,
}

struct Submission {
    proposal: Proposal,
    answer: oneshot::Sender<Result<Appended, AppendError>>,
}

impl Appender {
    /// Starts the task.
    pub fn start(log: Log) -> Self {
        let (submissions, arriving) = mpsc::channel(ARRIVING);
        tokio::spawn(Dispatch::new(log).run(arriving));
        Self { submissions }
    }

    /// Appends the proposal, all or nothing, as [`Log::append`] does, together with others where that is quicker.
    pub async fn append(&self, proposal: Proposal) -> Result<Appended, AppendError> {
        let span = tracing::info_span!(target: trace::TARGET, "append to the log", otel.kind = "producer");
        async {
            let (answer, answered) = oneshot::channel();
            self.submissions.send(Submission { proposal, answer }).await.map_err(|_| AppendError::Stopped)?;
            answered.await.map_err(|_| AppendError::Stopped)?
        }
        .instrument(span)
        .await
    }

    /// Waits until the task has ended. As long as there is a handle it only does so by a panic, and everything that is
    /// appended from then on fails: the process is to end.
    pub async fn stopped(&self) {
        self.submissions.closed().await;
    }
}

/// The task's state.
struct Dispatch {
    log: Log,
    waiting: VecDeque<Submission>,
    /// Whether no more may wait, which has been said.
    is_full: bool,
    /// The units that have an append on its way: the next of the same unit waits for it.
    busy: HashSet<Unit>,
    in_flight: FuturesUnordered<BoxFuture<'static, Landed>>,
    /// How many proposals are on their way.
    proposals: usize,
    /// How many batches are on their way: while they are the next one gathers.
    batches: usize,
    pace: Pace,
}

/// Proposals that have been answered.
struct Landed {
    way: Way,
    /// How many proposals there were when they were sent.
    concurrent: usize,
    proposals: usize,
    /// Their units, and where each is now when it has moved.
    units: Vec<(Unit, Option<Sequence>)>,
    took: Duration,
}

impl Dispatch {
    fn new(log: Log) -> Self {
        Self {
            log,
            waiting: VecDeque::new(),
            is_full: false,
            busy: HashSet::new(),
            in_flight: FuturesUnordered::new(),
            proposals: 0,
            batches: 0,
            pace: Pace::default(),
        }
    }

    async fn run(mut self, mut arriving: mpsc::Receiver<Submission>) {
        loop {
            tokio::select! {
                biased;
                Some(landed) = self.in_flight.next() => self.settle(landed),
                arrived = arriving.recv(), if self.has_room() && (!arriving.is_closed() || !arriving.is_empty()) => {
                    self.waiting.extend(arrived);
                }
                else => return,
            }
            while self.has_room()
                && let Ok(submission) = arriving.try_recv()
            {
                self.waiting.push_back(submission);
            }
            self.say_when_full();
            self.dispatch();
        }
    }

    /// Whether another proposal may wait here.
    fn has_room(&self) -> bool {
        self.waiting.len() < WAITING
    }

    /// Says once that submitters have to wait, and again only after there was room for a while.
    fn say_when_full(&mut self) {
        if !self.has_room() && !self.is_full {
            tracing::warn!("{WAITING} proposals wait for the log, and submitters have to wait");
            self.is_full = true;
        }
        self.is_full &= self.waiting.len() > WAITING / 2;
    }

    fn settle(&mut self, landed: Landed) {
        self.proposals -= landed.proposals;
        for (unit, _) in &landed.units {
            self.busy.remove(unit);
        }
        let moved: HashMap<Unit, Sequence> =
            landed.units.iter().filter_map(|(unit, last)| Some((*unit, (*last)?))).collect();
        self.turn_away(&moved);
        match landed.way {
            Way::Apart => self.pace.learn_single(landed.concurrent, landed.took),
            Way::Together => {
                self.batches -= 1;
                self.pace.learn_batch(landed.proposals, landed.took);
            }
        }
    }

    /// Answers the waiting proposals that expect a position which their unit has moved past. The server would refuse them, and
    /// with them the whole batch.
    fn turn_away(&mut self, moved: &HashMap<Unit, Sequence>) {
        for submission in std::mem::take(&mut self.waiting) {
            let mut writes = submission.proposal.writes.iter();
            match writes.find(|write| moved.get(&write.unit).is_some_and(|last| *last > write.expected)) {
                Some(&Write { unit, expected, .. }) => {
                    answer(submission, Err(AppendError::Conflict { unit, expected }));
                }
                None => self.waiting.push_back(submission),
            }
        }
    }

    /// Sends what may go now.
    fn dispatch(&mut self) {
        let concurrent = self.waiting.len() + self.proposals;
        match self.way(concurrent) {
            Way::Apart => {
                let most = MOST_IN_FLIGHT.saturating_sub(self.proposals);
                for submission in self.take_waiting(most, |_, _| true) {
                    self.send(Way::Apart, concurrent, vec![submission]);
                }
            }
            Way::Together if self.batches >= MOST_BATCHES => (),
            Way::Together => {
                let fits = |records, bytes| records <= MOST_RECORDS && bytes <= MOST_BYTES;
                let group = self.take_waiting(usize::MAX, fits);
                if !group.is_empty() {
                    self.batches += 1;
                    self.send(Way::Together, concurrent, group);
                }
            }
        }
    }

    /// A proposal of several records is a batch anyway, and a batch takes the server as long whatever its size: such go
    /// together whenever there are two.
    fn way(&self, concurrent: usize) -> Way {
        let several = self.waiting.iter().any(|submission| submission.proposal.records().nth(1).is_some());
        if several && concurrent > 1 { Way::Together } else { self.pace.way(concurrent) }
    }

    fn send(&mut self, way: Way, concurrent: usize, group: Vec<Submission>) {
        self.proposals += group.len();
        self.in_flight.push(append_group(self.log.clone(), way, concurrent, group).boxed());
    }

    /// The oldest proposals that may go, at most `most`, as long as their records and bytes fit (one alone always does).
    /// A unit that is busy waits, and with it everything that came after for the same unit.
    fn take_waiting(&mut self, most: usize, fits: impl Fn(usize, usize) -> bool) -> Vec<Submission> {
        let (mut taken, mut records, mut bytes) = (Vec::new(), 0, 0);
        let mut held_back = HashSet::new();
        for submission in std::mem::take(&mut self.waiting) {
            let (more_records, more_bytes) = extent(&submission.proposal);
            let room = taken.is_empty() || fits(records + more_records, bytes + more_bytes);
            let free = |unit| !self.busy.contains(&unit) && !held_back.contains(&unit);
            if taken.len() < most && room && submission.proposal.units().all(free) {
                (records, bytes) = (records + more_records, bytes + more_bytes);
                self.busy.extend(submission.proposal.units());
                taken.push(submission);
            } else {
                held_back.extend(submission.proposal.units());
                self.waiting.push_back(submission);
            }
        }
        taken
    }
}

/// How many records a proposal has, and how many bytes.
fn extent(proposal: &Proposal) -> (usize, usize) {
    proposal.records().fold((0, 0), |(records, bytes), record| (records + 1, bytes + record.payload.len()))
}

/// Appends the group and answers each submitter.
async fn append_group(log: Log, way: Way, concurrent: usize, group: Vec<Submission>) -> Landed {
    let sent = Instant::now();
    let proposals = group.len();
    let units = match proposals {
        1 => append_each(&log, group).await,
        _ => append_together(&log, group).await,
    };
    Landed { way, concurrent, proposals, units, took: sent.elapsed() }
}

async fn append_together(log: &Log, group: Vec<Submission>) -> Vec<(Unit, Option<Sequence>)> {
    let together = Proposal { writes: group.iter().flat_map(|each| each.proposal.writes.iter().cloned()).collect() };
    match log.append(&together).await {
        Ok(appended) => {
            let mut sequences = appended.sequences.into_iter();
            let each = group.into_iter().flat_map(|submission| {
                let own = sequences.by_ref().take(submission.proposal.records().count()).collect();
                answer(submission, Ok(Appended { sequences: own }))
            });
            each.collect()
        }
        // It was tried for the whole budget, and trying again would take as long for each.
        Err(unknown @ AppendError::Unknown { .. }) => {
            group.into_iter().flat_map(|each| answer(each, Err(unknown.clone()))).collect()
        }
        // One of them makes the batch fail: sent by itself, each gets its own outcome.
        Err(_) => append_each(log, group).await,
    }
}

async fn append_each(log: &Log, group: Vec<Submission>) -> Vec<(Unit, Option<Sequence>)> {
    let each = group.into_iter().map(|submission| async {
        let outcome = log.append(&submission.proposal).await;
        answer(submission, outcome)
    });
    future::join_all(each).await.concat()
}

/// Answers a submitter; the units of the proposal, and where each is now when it has moved.
fn answer(submission: Submission, outcome: Result<Appended, AppendError>) -> Vec<(Unit, Option<Sequence>)> {
    let mut rest = outcome.as_ref().map_or(&[][..], |appended| &appended.sequences[..]);
    let lasts = submission.proposal.writes.iter().map(|write| {
        let (own, others) = rest.split_at(write.records.len().min(rest.len()));
        rest = others;
        (write.unit, own.last().copied())
    });
    let units = lasts.collect();
    // The submitter may be gone; that changes nothing about the records.
    let _ = submission.answer.send(outcome);
    units
}
