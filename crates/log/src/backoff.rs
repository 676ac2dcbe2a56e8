//! The one way to wait before something is tried again: each pause twice as long as the one before, up to a longest.

use std::fmt::Display;
use std::time::Duration;

/// Pauses between tries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backoff {
    shortest: Duration,
    longest: Duration,
    next: Duration,
}

impl Backoff {
    /// The first pause is `shortest`; none is longer than `longest`.
    pub const fn new(shortest: Duration, longest: Duration) -> Self {
        Self { shortest, longest, next: shortest }
    }

    /// How long the next pause is.
    pub fn next(&self) -> Duration {
        self.next
    }

    /// Waits for the next pause.
    pub async fn wait(&mut self) {
        let pause = self.next;
        self.next = (pause * 2).min(self.longest);
        tokio::time::sleep(pause).await;
    }

    /// Waits for the next pause, and says in the log why.
    pub async fn wait_because(&mut self, reason: &impl Display) {
        tracing::warn!(retry_in = ?self.next, "{reason}");
        self.wait().await;
    }

    /// Begins with the shortest pause again, after something has worked.
    pub fn reset(&mut self) {
        self.next = self.shortest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn each_pause_is_twice_the_last_up_to_the_longest_and_success_begins_anew() {
        let millis = Duration::from_millis;
        let mut backoff = Backoff::new(millis(100), millis(350));
        let mut pauses = Vec::new();
        for _ in 0..4 {
            let before = tokio::time::Instant::now();
            backoff.wait().await;
            pauses.push(before.elapsed());
        }
        assert_eq!(pauses, [100, 200, 350, 350].map(millis));
        backoff.reset();
        assert_eq!(backoff.next(), millis(100));
    }
}
