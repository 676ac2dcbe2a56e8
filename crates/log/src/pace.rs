//! Which way of appending is quicker now: each proposal by itself, or many in one batch.
//!
//! It depends on the server. A batch takes it a few milliseconds whatever the size. Single messages take it a fraction of
//! one each: a large fraction when every append is synced to disk, a small one when not. So with few submitters single
//! messages are quicker, with many a batch, and how many is "many" is measured while appending.

use std::time::Duration;

/// What to think of a server before anything is measured: seconds for a single message among others, and for a batch.
const SINGLE_AT_FIRST: f64 = 0.0001;
const BATCH_AT_FIRST: f64 = 0.005;
/// How many batches a proposal waits for: its own, half of the one before on average, and as much again in which those who
/// submit and decide stand still, since they are all answered at once.
const BATCHES_WAITED_FOR: f64 = 3.0;
/// What one measurement counts for, as a share of the average.
const WEIGHT: f64 = 1.0 / 4.0;
/// What is not measured because the other way is quicker is slowly taken to have become quicker itself, by this factor an
/// answer, so that after some ten thousand answers it is tried again.
const FORGETTING: f64 = 0.99999;

/// A way of appending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// Each proposal by itself, all at once.
    Apart,
    /// Many proposals in one batch.
    Together,
}

/// How long the server took lately, in seconds.
#[derive(Debug)]
pub(crate) struct Pace {
    /// For a proposal by itself, as its share among those on their way with it.
    single: f64,
    /// For a batch.
    batch: f64,
}

impl Default for Pace {
    fn default() -> Self {
        Self { single: SINGLE_AT_FIRST, batch: BATCH_AT_FIRST }
    }
}

impl Pace {
    /// The way to go with so many proposals, waiting and on their way.
    pub(crate) fn way(&self, concurrent: usize) -> Way {
        let apart = concurrent as f64 * self.single;
        let together = BATCHES_WAITED_FOR * self.batch;
        if concurrent < 2 || apart <= together { Way::Apart } else { Way::Together }
    }

    /// Learns from a proposal that was on its way by itself among `concurrent`.
    pub(crate) fn learn_single(&mut self, concurrent: usize, took: Duration) {
        // A lone one shows the way to the server and back, not what the server can do.
        if concurrent > 1 {
            self.single += (took.as_secs_f64() / concurrent as f64 - self.single) * WEIGHT;
        }
        self.batch *= FORGETTING;
    }

    /// Learns from a batch of `proposals`.
    pub(crate) fn learn_batch(&mut self, proposals: usize, took: Duration) {
        self.batch += (took.as_secs_f64() - self.batch) * WEIGHT;
        self.single *= FORGETTING.powf(proposals as f64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BATCH: Duration = Duration::from_millis(5);

    /// Goes on with 64 submitters, and counts how often each way was gone.
    fn run(pace: &mut Pace, answers: usize, single: Duration) -> (usize, usize) {
        let mut gone = (0, 0);
        while gone.0 + gone.1 < answers {
            match pace.way(64) {
                Way::Apart => (gone.0 += 1, pace.learn_single(64, single * 64)),
                Way::Together => (gone.1 += 64, pace.learn_batch(64, BATCH)),
            };
        }
        gone
    }

    #[test]
    fn the_quicker_way_is_gone_and_the_other_now_and_then() {
        let (apart, together) = run(&mut Pace::default(), 1_000_000, Duration::from_micros(25));
        assert!(apart > together * 50 && together > 0, "{apart} {together}");
        let (apart, together) = run(&mut Pace::default(), 1_000_000, Duration::from_micros(400));
        assert!(together > apart * 50 && apart > 0, "{apart} {together}");
    }

    #[test]
    fn a_server_that_changes_is_noticed() {
        let mut pace = Pace::default();
        run(&mut pace, 200_000, Duration::from_micros(25));
        let (apart, together) = run(&mut pace, 10_000, Duration::from_micros(500));
        assert!(together > apart * 50, "{apart} {together}");
        run(&mut pace, 200_000, Duration::from_micros(25));
        let (apart, together) = run(&mut pace, 10_000, Duration::from_micros(25));
        assert!(apart > together, "{apart} {together}");
    }

    #[test]
    fn a_few_proposals_go_by_themselves() {
        assert_eq!(Pace::default().way(1), Way::Apart);
        assert_eq!(Pace { single: 0.0004, batch: 0.005 }.way(32), Way::Apart);
        assert_eq!(Pace { single: 0.0004, batch: 0.005 }.way(64), Way::Together);
    }
}
