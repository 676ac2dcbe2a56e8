//! What moves, as it moves: the digests say of which story, and whoever looks at it is told.
//!
//! The digests, and not the log, because they hold only what is open to all: a page never learns of an update under embargo.
//! A move is put into the words of an event once, however many readers hear of it, and wakes only those who look at its
//! story, or at all of them.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use newsreel_log::{Backoff, DigestError, Log, trace};
use tokio::sync::broadcast;

/// How many moves a reader of all stories can be behind before it is told to look again from the start.
const BEHIND: usize = 256;
/// The same for a reader of one story.
const BEHIND_IN_STORY: usize = 32;
/// With how many stories that somebody looked at those are forgotten that nobody looks at.
const FORGET_FROM: usize = 1024;
/// How many moves a reader who comes back is told one by one; with more it is told to look again from the start.
const MOST_MISSED: usize = BEHIND;
/// The pauses between two tries to watch.
const BETWEEN_WATCHES: Backoff = Backoff::new(Duration::from_millis(200), Duration::from_secs(5));

/// That a story has moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moved {
    story: Box<str>,
    /// The position of its last update.
    sequence: u64,
    /// The position of the log when that was worked out.
    position: u64,
    /// It as an event.
    event: Bytes,
}

impl Moved {
    fn new(story: Box<str>, sequence: u64, position: u64) -> Self {
        let event = format!("event: moved\nid: {position}\ndata: {story} {sequence}\n\n").into();
        Self { story, sequence, position, event }
    }

    /// It as a server-sent event; all who hear of it share the one text.
    pub(crate) fn event(&self) -> Bytes {
        self.event.clone()
    }
}

/// The event that tells a reader to look again from the start.
pub(crate) fn reload(why: &str, position: u64) -> Bytes {
    format!("event: reload\nid: {position}\ndata: {why}; look again from the start\n\n").into()
}

/// Where a reader is who was there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    /// It was told of the move at this position of the log.
    Told(u64),
    /// It shows this update as the last.
    Shows(u64),
}

impl Seen {
    /// The position that it names.
    pub(crate) fn position(self) -> u64 {
        match self {
            Self::Told(position) | Self::Shows(position) => position,
        }
    }

    /// Whether a move came after that. Stories move at the same position where one batch of the log held updates of each:
    /// whether a reader was told of all of them then is not known, so that `shared` positions count as after.
    fn is_before(self, moved: &Moved, shared: bool) -> bool {
        match self {
            Self::Told(position) => moved.position > position || shared && moved.position == position,
            Self::Shows(sequence) => moved.sequence > sequence,
        }
    }
}

type Moves = broadcast::Sender<Arc<Moved>>;

/// Tells everybody who looks.
#[derive(Default)]
pub(crate) struct Hub(Mutex<Known>);

struct Known {
    /// To those who look at all stories.
    all: Moves,
    /// To those who look at one.
    of_story: HashMap<Box<str>, Moves>,
    /// How far each story is.
    latest: HashMap<Box<str>, Arc<Moved>>,
    /// Whether whatever moves is heard of.
    is_watching: bool,
}

impl Default for Known {
    fn default() -> Self {
        Self { all: broadcast::channel(BEHIND).0, of_story: HashMap::new(), latest: HashMap::new(), is_watching: false }
    }
}

impl Known {
    fn tell(&mut self, moved: &Arc<Moved>) {
        // Nobody may be looking.
        let _ = self.all.send(Arc::clone(moved));
        if self.of_story.get(&moved.story).is_some_and(|readers| readers.send(Arc::clone(moved)).is_err()) {
            self.of_story.remove(&moved.story);
        }
    }

    fn missed_of_all(&self, seen: Seen) -> Vec<Bytes> {
        let told_at = |position: u64| self.latest.values().filter(|moved| moved.position == position).count();
        let shared = matches!(seen, Seen::Told(position) if told_at(position) > 1);
        let mut missed: Vec<&Arc<Moved>> = self.latest.values().filter(|moved| seen.is_before(moved, shared)).collect();
        missed.sort_unstable_by_key(|moved| (moved.position, moved.sequence));
        match missed.last() {
            Some(last) if missed.len() > MOST_MISSED => {
                vec![reload(&format!("{} stories moved", missed.len()), last.position)]
            }
            _ => missed.into_iter().map(|moved| moved.event()).collect(),
        }
    }

    fn readers_of(&mut self, story: &str) -> &Moves {
        if self.of_story.len() >= FORGET_FROM && !self.of_story.contains_key(story) {
            self.of_story.retain(|_, readers| readers.receiver_count() > 0);
        }
        self.of_story.entry(story.into()).or_insert_with(|| broadcast::channel(BEHIND_IN_STORY).0)
    }
}

impl Hub {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What moves from now on: of this story, or of all of them.
    pub(crate) fn listen(&self, story: Option<&str>) -> broadcast::Receiver<Arc<Moved>> {
        let mut known = self.known();
        match story {
            None => known.all.subscribe(),
            Some(story) => known.readers_of(story).subscribe(),
        }
    }

    /// Whether whatever moves is heard of, so that those who look are told.
    pub(crate) fn is_watching(&self) -> bool {
        self.known().is_watching
    }

    /// How far the log is, as far as stories have moved.
    pub(crate) fn position(&self) -> u64 {
        self.known().latest.values().map(|moved| moved.position).max().unwrap_or(0)
    }

    /// How many readers wait.
    pub(crate) fn readers(&self) -> usize {
        let known = self.known();
        known.all.receiver_count() + known.of_story.values().map(Moves::receiver_count).sum::<usize>()
    }

    /// The events of what a reader has missed: of this story, or of all of them, in the order in which they moved. Where that
    /// is too much, one event that tells it to look again from the start.
    pub(crate) fn missed(&self, story: Option<&str>, seen: Seen) -> Vec<Bytes> {
        let known = self.known();
        let Some(story) = story else { return known.missed_of_all(seen) };
        let missed = known.latest.get(story).filter(|moved| seen.is_before(moved, false));
        missed.map(|moved| moved.event()).into_iter().collect()
    }

    /// Watches the digests for as long as the server lets us, also while it restarts and when the bucket is made anew.
    pub(crate) async fn keep_watching(&self, log: &Log) -> Result<Infallible, DigestError> {
        let mut backoff = BETWEEN_WATCHES;
        loop {
            let ended = self.watch(log, &mut backoff).await;
            self.known().is_watching = false;
            match ended {
                Ok(never) => match never {},
                Err(denied @ DigestError::Denied(_)) => return Err(denied),
                Err(error) => backoff.wait_because(&format!("{error}; trying again")).await,
            }
        }
    }

    async fn watch(&self, log: &Log, backoff: &mut Backoff) -> Result<Infallible, DigestError> {
        let mut digests = log.watch_digests().await?;
        // What was told before may have been of a log that is no longer there.
        self.known().latest.clear();
        loop {
            let caught_up = digests.is_caught_up();
            self.known().is_watching = caught_up;
            let seen = digests.next().await?;
            backoff.reset();
            let Some(origin) = seen.origin else { continue };
            let moved = Arc::new(Moved::new(seen.key, origin.sequence, origin.position));
            let mut known = self.known();
            known.latest.insert(moved.story.clone(), Arc::clone(&moved));
            if caught_up {
                let span = tracing::info_span!(
                    target: trace::TARGET, "tell the page", story = &*moved.story, otel.kind = "consumer"
                );
                trace::join(&span, seen.trace.as_deref());
                span.in_scope(|| known.tell(&moved));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(story: &str, position: u64) -> Arc<Moved> {
        Arc::new(Moved::new(story.into(), position, position))
    }

    #[test]
    fn a_move_is_written_once_and_told_to_those_who_look_at_its_story() {
        let hub = Hub::default();
        let (mut all, mut one, mut other) = (hub.listen(None), hub.listen(Some("trips")), hub.listen(Some("strike")));
        assert_eq!(hub.readers(), 3);
        hub.known().tell(&moved("trips", 7));
        let told = [all.try_recv(), one.try_recv()].map(|told| told.expect("told").event());
        assert_eq!(told[0], &b"event: moved\nid: 7\ndata: trips 7\n\n"[..]);
        assert_eq!(told[0].as_ptr(), told[1].as_ptr(), "it is one text");
        assert!(other.try_recv().is_err());
        drop((one, other));
        hub.known().tell(&moved("trips", 8));
        assert_eq!(hub.known().of_story.len(), 1, "a story that nobody looks at is forgotten when it moves");
    }

    #[test]
    fn who_comes_back_is_told_of_every_story_that_moved_in_order_or_to_look_again() {
        let hub = Hub::default();
        let know = |story: &str, position: u64| drop(hub.known().latest.insert(story.into(), moved(story, position)));
        for (story, position) in [("trips", 9), ("strike", 7), ("vote", 5), ("dues", 7), ("toll", 8)] {
            know(story, position);
        }
        let told = |seen: Seen| -> Vec<String> {
            let events = hub.missed(None, seen).into_iter();
            events.map(|event| String::from_utf8(event.to_vec()).expect("text")).collect()
        };
        let ids = |seen: Seen| -> Vec<String> {
            let id = |event: String| event.split("id: ").nth(1).and_then(|id| id.split('\n').next().map(str::to_owned));
            told(seen).into_iter().filter_map(id).collect()
        };
        assert_eq!(ids(Seen::Told(5)), ["7", "7", "8", "9"]);
        // Two moved at 7: the reader may have been told of one of them only.
        assert_eq!(ids(Seen::Told(7)), ["7", "7", "8", "9"]);
        assert_eq!(ids(Seen::Told(8)), ["9"]);
        assert_eq!(ids(Seen::Shows(7)), ["8", "9"]);
        assert!(told(Seen::Told(9)).is_empty());
        assert_eq!(hub.missed(Some("strike"), Seen::Told(7)), Vec::<Bytes>::new());
        for number in 0..=MOST_MISSED as u64 {
            know(&format!("story-{number}"), 100 + number);
        }
        let many = told(Seen::Told(9));
        let last = 100 + MOST_MISSED;
        assert_eq!(
            many,
            [format!("event: reload\nid: {last}\ndata: 257 stories moved; look again from the start\n\n")]
        );
        assert_eq!(told(Seen::Told(100)).len(), MOST_MISSED);
    }

    #[test]
    fn stories_that_nobody_looks_at_any_more_take_no_room_for_ever() {
        let hub = Hub::default();
        let _stays = hub.listen(Some("stays"));
        for number in 0..3 * FORGET_FROM {
            drop(hub.listen(Some(&number.to_string())));
        }
        let known = hub.known();
        assert!(
            known.of_story.len() <= FORGET_FROM && known.of_story.contains_key("stays"),
            "{}",
            known.of_story.len()
        );
    }
}
