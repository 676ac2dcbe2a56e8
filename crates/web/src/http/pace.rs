//! How often somebody may ask. Each has an allowance that fills up again with time; when it is used up, they are told when
//! to come back. What costs more has an allowance of its own.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use newsreel_story::tell::english::counted;

use crate::questions::NoAnswer;

/// How many are remembered; beyond that those whose allowance is full again are forgotten, and then all.
const MOST_REMEMBERED: usize = 10_000;

/// What somebody does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Asks {
    Reads,
    Writes,
    /// Shows a token: guessing is made slow.
    SignsIn,
    /// Goes to the provider and comes back: it works for that, and what is begun takes the room of others.
    Goes,
}

impl Asks {
    pub(crate) fn of(writes: bool) -> Self {
        if writes { Self::Writes } else { Self::Reads }
    }

    /// How many at once, and after how long there is one more.
    fn allowance(self) -> (f64, Duration) {
        match self {
            Self::Reads => (400.0, Duration::from_millis(20)),
            Self::Writes => (60.0, Duration::from_millis(500)),
            Self::SignsIn => (10.0, Duration::from_secs(6)),
            Self::Goes => (60.0, Duration::from_secs(1)),
        }
    }
}

/// What is left of the allowance of everybody who has asked of late.
#[derive(Default)]
pub(crate) struct Pace(Mutex<HashMap<(String, Asks), Left>>);

struct Left {
    asks: f64,
    at: Instant,
}

impl Left {
    fn now(&self, asks: Asks, now: Instant) -> f64 {
        let (most, every) = asks.allowance();
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        (self.asks + passed / every.as_secs_f64()).min(most)
    }
}

impl Pace {
    /// Takes one off somebody's allowance, or says when there is one again.
    pub(crate) fn admit(&self, who: &str, asks: Asks, now: Instant) -> Result<(), NoAnswer> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_REMEMBERED {
            known.retain(|(_, asks), left| left.now(*asks, now) < asks.allowance().0);
            if known.len() >= MOST_REMEMBERED {
                known.clear();
            }
        }
        let (most, every) = asks.allowance();
        let left = known.entry((who.to_owned(), asks)).or_insert(Left { asks: most, at: now });
        *left = Left { asks: left.now(asks, now), at: now };
        if left.asks < 1.0 {
            let wait = every.mul_f64(1.0 - left.asks).as_secs_f64().ceil() as u64;
            let sentence = format!("too many requests; come back in {}", counted(wait as usize, "second"));
            return Err(NoAnswer { later: Some(wait), ..NoAnswer::new(429, "too-many-requests", sentence) });
        }
        left.asks -= 1.0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_allowance_is_used_up_by_one_and_fills_up_again() {
        let (pace, now) = (Pace::default(), Instant::now());
        for _ in 0..10 {
            assert!(pace.admit("10.0.0.1", Asks::SignsIn, now).is_ok());
        }
        let refused = pace.admit("10.0.0.1", Asks::SignsIn, now).expect_err("used up");
        assert_eq!((refused.status, &*refused.sentence), (429, "too many requests; come back in 6 seconds"));
        assert_eq!(refused.later, Some(6), "the header says the same");
        assert!(pace.admit("10.0.0.2", Asks::SignsIn, now).is_ok(), "another has an allowance of their own");
        assert!(pace.admit("10.0.0.1", Asks::Reads, now).is_ok(), "reading goes on");
        assert!(pace.admit("10.0.0.1", Asks::SignsIn, now + Duration::from_secs(6)).is_ok());
        assert!(pace.admit("10.0.0.1", Asks::SignsIn, now + Duration::from_secs(6)).is_err());
    }

    #[test]
    fn those_who_ask_once_take_no_room_for_ever() {
        let (pace, now) = (Pace::default(), Instant::now());
        for number in 0..3 * MOST_REMEMBERED {
            assert!(pace.admit(&number.to_string(), Asks::Reads, now).is_ok());
        }
        assert!(pace.0.lock().is_ok_and(|known| known.len() <= MOST_REMEMBERED));
    }
}
