//! Who has signed in, for how long, and who is about to. Kept in memory: whoever signs out is out at once, and a restart
//! signs everybody out.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::role::Role;

/// How many are kept. When there are more, the one that would end first goes.
const MOST: usize = 10_000;

/// Somebody who has signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    /// How they are called on the page.
    pub(super) name: String,
    /// In whose name they record.
    pub(super) actor: String,
    pub(super) role: Role,
}

/// What is kept for a while under a secret that nobody can guess.
pub(crate) struct Kept<T> {
    kept: Mutex<HashMap<String, (T, Instant)>>,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self { kept: Mutex::default() }
    }
}

impl<T: Clone> Kept<T> {
    pub(super) fn keep(&self, secret: String, what: T, now: Instant, time: Duration) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.retain(|_, (_, end)| *end > now);
        }
        if kept.len() >= MOST
            && let Some(first) = earliest(&kept)
        {
            kept.remove(&first);
        }
        kept.insert(secret, (what, now + time));
    }

    pub(super) fn get(&self, secret: &str, now: Instant) -> Option<T> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(secret).filter(|(_, end)| *end > now).map(|(what, _)| what.clone())
    }

    /// What is kept under the secret, for the last time.
    pub(super) fn take(&self, secret: &str, now: Instant) -> Option<T> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.remove(secret).filter(|(_, end)| *end > now).map(|(what, _)| what)
    }
}

fn earliest<K: Clone + Eq + Hash, T>(kept: &HashMap<K, (T, Instant)>) -> Option<K> {
    kept.iter().min_by_key(|(_, (_, end))| *end).map(|(secret, _)| secret.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_ends_in_time_is_taken_once_and_never_fills_the_memory() {
        let (kept, now, hour) = (Kept::default(), Instant::now(), Duration::from_secs(3600));
        kept.keep("a".to_owned(), 1, now, hour);
        assert_eq!((kept.get("a", now), kept.get("a", now + hour)), (Some(1), None));
        assert_eq!((kept.take("a", now), kept.take("a", now)), (Some(1), None));
        kept.keep("first".to_owned(), 0, now, hour);
        for number in 0..MOST {
            kept.keep(number.to_string(), number, now + Duration::from_secs(1), hour);
        }
        assert_eq!((kept.get("first", now), kept.get("0", now)), (None, Some(0)));
        assert!(kept.kept.lock().is_ok_and(|kept| kept.len() <= MOST));
    }
}
