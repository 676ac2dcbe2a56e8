//! The desk's clock, held against the log's.
//!
//! What is learned, and when an embargo ends, goes by the desk's clock; when something was recorded goes by the log's. Where
//! the two are far apart somebody has to set one of them right, and is told so.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};
use newsreel_log::{Log, RequestError};

/// How far the clocks may be apart before anybody is told.
const TOLERANCE: SignedDuration = SignedDuration::from_secs(10);

/// The desk's clock.
#[derive(Default)]
pub(crate) struct Clock {
    /// How far it is known to be ahead of the log's, in nanoseconds; zero while they agree.
    ahead: AtomicI64,
    /// Whether somebody was told that they do not agree.
    warned: AtomicBool,
}

impl Clock {
    /// The time, by the earlier of the two clocks where they are far apart: so that nothing is shown before its time.
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::now() - SignedDuration::from_nanos(self.ahead.load(Ordering::Relaxed))
    }

    /// Compares it with the log's, and says so once when they are far apart, and once when they agree again.
    pub(crate) async fn compare(&self, log: &Log) -> Result<(), RequestError> {
        let asked = Timestamp::now();
        let of_log = log.time().await?;
        let apart = apart(asked, of_log, Timestamp::now());
        let is_far = apart.abs() > TOLERANCE;
        let ahead = if is_far { apart.max(SignedDuration::ZERO) } else { SignedDuration::ZERO };
        self.ahead.store(i64::try_from(ahead.as_nanos()).unwrap_or(i64::MAX), Ordering::Relaxed);
        match (is_far, self.warned.swap(is_far, Ordering::Relaxed)) {
            (true, false) => tracing::warn!(
                "the clock of the desk says {asked:.0}, and that of the log {of_log:.0}: set the wrong one right; until then \
                 the desk goes by the earlier one"
            ),
            (false, true) => tracing::info!("the clocks of the desk and the log agree again"),
            _ => {}
        }
        Ok(())
    }
}

/// How far the desk's clock is ahead of the log's (behind it: negative), at least: the log's was read at some moment between
/// the question and the answer.
fn apart(asked: Timestamp, of_log: Timestamp, answered: Timestamp) -> SignedDuration {
    let (ahead, behind) = (asked.duration_since(of_log), answered.duration_since(of_log));
    match (ahead.is_positive(), behind.is_negative()) {
        (true, _) => ahead,
        (_, true) => behind,
        _ => SignedDuration::ZERO,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_takes_long_makes_no_clock_wrong() {
        let at = |second| Timestamp::from_second(second).expect("in range");
        assert_eq!(apart(at(100), at(130), at(160)), SignedDuration::ZERO);
        assert_eq!(apart(at(100), at(40), at(160)), SignedDuration::from_secs(60));
        assert_eq!(apart(at(100), at(200), at(160)), SignedDuration::from_secs(-40));
    }
}
