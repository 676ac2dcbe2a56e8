//! What moves, as it moves: the digests say of which story, and whoever looks at it is told.
//!
//! The digests, and not the log, because they hold only what is open to all: a page never learns of an update under embargo.
//! A move is put into the words of an event once, however many readers hear of it, and wakes only those who look at its
//! story, or at all of them. Readers outside hear only of what they may know: that the desk has made a note to itself moves
//! nothing for them, and no position tells of it.

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

/// Who looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Audience {
    /// The newsroom, from which no note of the desk is kept.
    Newsroom,
    /// Readers outside.
    Readers,
}

/// That a story has moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moved {
    story: Box<str>,
    /// The position of its last update.
    sequence: u64,
    /// The position of the log when that was worked out.
    position: u64,
    /// The position of the last record that changed what readers outside may know.
    for_readers: u64,
    /// It as an event.
    event: Bytes,
}

impl Moved {
    fn new(story: Box<str>, sequence: u64, position: u64, for_readers: u64) -> Self {
        let event = format!("event: moved\nid: {position}\ndata: {story} {sequence}\n\n").into();
        Self { story, sequence, position, for_readers, event }
    }

    /// It as readers outside may know of it; none where they may know of nothing.
    fn outside(&self) -> Option<Self> {
        let at = self.for_readers;
        (at > 0).then(|| Self::new(self.story.clone(), at, at, at))
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

#[derive(Default)]
struct Known {
    newsroom: Lines,
    readers: Lines,
    /// How far each story is.
    latest: HashMap<Box<str>, Arc<Moved>>,
    /// Whether whatever moves is heard of.
    is_watching: bool,
}

/// Over which an audience is told.
struct Lines {
    /// To those who look at all stories.
    all: Moves,
    /// To those who look at one.
    of_story: HashMap<Box<str>, Moves>,
}

impl Default for Lines {
    fn default() -> Self {
        Self { all: broadcast::channel(BEHIND).0, of_story: HashMap::new() }
    }
}

impl Lines {
    fn tell(&mut self, moved: &Arc<Moved>) {
        // Nobody may be looking.
        let _ = self.all.send(Arc::clone(moved));
        if self.of_story.get(&moved.story).is_some_and(|readers| readers.send(Arc::clone(moved)).is_err()) {
            self.of_story.remove(&moved.story);
        }
    }

    fn listen(&mut self, story: Option<&str>) -> broadcast::Receiver<Arc<Moved>> {
        match story {
            None => self.all.subscribe(),
            Some(story) => self.readers_of(story).subscribe(),
        }
    }

    /// How many readers wait.
    fn readers(&self) -> usize {
        self.all.receiver_count() + self.of_story.values().map(Moves::receiver_count).sum::<usize>()
    }

    fn readers_of(&mut self, story: &str) -> &Moves {
        if self.of_story.len() >= FORGET_FROM && !self.of_story.contains_key(story) {
            self.of_story.retain(|_, readers| readers.receiver_count() > 0);
        }
        self.of_story.entry(story.into()).or_insert_with(|| broadcast::channel(BEHIND_IN_STORY).0)
    }
}

impl Known {
    fn lines(&mut self, audience: Audience) -> &mut Lines {
        match audience {
            Audience::Newsroom => &mut self.newsroom,
            Audience::Readers => &mut self.readers,
        }
    }

    /// Tells whoever looks that a story has moved, and notes how far it is.
    fn tell(&mut self, moved: Moved) {
        let moved = Arc::new(moved);
        let before = self.latest.insert(moved.story.clone(), Arc::clone(&moved)).map_or(0, |before| before.for_readers);
        self.newsroom.tell(&moved);
        if let Some(outside) = moved.outside().filter(|outside| outside.for_readers > before) {
            self.readers.tell(&Arc::new(outside));
        }
    }

    /// How far a story is, to this audience.
    fn as_told(moved: &Arc<Moved>, audience: Audience) -> Option<Arc<Moved>> {
        match audience {
            Audience::Newsroom => Some(Arc::clone(moved)),
            Audience::Readers => moved.outside().map(Arc::new),
        }
    }

    fn missed(&self, audience: Audience, story: &str, seen: Seen) -> Option<Bytes> {
        let moved = Self::as_told(self.latest.get(story)?, audience)?;
        seen.is_before(&moved, false).then(|| moved.event())
    }

    fn missed_of_all(&self, audience: Audience, seen: Seen) -> Vec<Bytes> {
        // Whatever readers outside may know of is at no later a position than the digest that has it.
        let later = self.latest.values().filter(|moved| moved.position >= seen.position());
        let latest: Vec<Arc<Moved>> = later.filter_map(|moved| Self::as_told(moved, audience)).collect();
        let told_at = |position: u64| latest.iter().filter(|moved| moved.position == position).count();
        let shared = matches!(seen, Seen::Told(position) if told_at(position) > 1);
        let mut missed: Vec<&Arc<Moved>> = latest.iter().filter(|moved| seen.is_before(moved, shared)).collect();
        missed.sort_unstable_by_key(|moved| (moved.position, moved.sequence));
        match missed.last() {
            Some(last) if missed.len() > MOST_MISSED => {
                vec![reload(&format!("{} stories moved", missed.len()), last.position)]
            }
            _ => missed.into_iter().map(|moved| moved.event()).collect(),
        }
    }
}

impl Hub {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What moves from now on: of this story, or of all of them.
    pub(crate) fn listen(&self, audience: Audience, story: Option<&str>) -> broadcast::Receiver<Arc<Moved>> {
        self.known().lines(audience).listen(story)
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
        known.newsroom.readers() + known.readers.readers()
    }

    /// The events of what a reader has missed: of this story, or of all of them, in the order in which they moved. Where that
    /// is too much, one event that tells it to look again from the start.
    pub(crate) fn missed(&self, audience: Audience, story: Option<&str>, seen: Seen) -> Vec<Bytes> {
        let known = self.known();
        match story {
            None => known.missed_of_all(audience, seen),
            Some(story) => known.missed(audience, story, seen).into_iter().collect(),
        }
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
            let moved = Moved::new(seen.key, origin.sequence, origin.position, origin.for_readers);
            let mut known = self.known();
            if caught_up {
                let span = tracing::info_span!(
                    target: trace::TARGET, "tell the page", story = &*moved.story, otel.kind = "consumer"
                );
                trace::join(&span, seen.trace.as_deref());
                span.in_scope(|| known.tell(moved));
            } else {
                known.latest.insert(moved.story.clone(), Arc::new(moved));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(story: &str, position: u64) -> Moved {
        Moved::new(story.into(), position, position, position)
    }

    #[test]
    fn a_move_is_written_once_and_told_to_those_who_look_at_its_story() {
        let hub = Hub::default();
        let [mut all, mut one, mut other] =
            [None, Some("trips"), Some("strike")].map(|story| hub.listen(Audience::Newsroom, story));
        assert_eq!(hub.readers(), 3);
        hub.known().tell(moved("trips", 7));
        let told = [all.try_recv(), one.try_recv()].map(|told| told.expect("told").event());
        assert_eq!(told[0], &b"event: moved\nid: 7\ndata: trips 7\n\n"[..]);
        assert_eq!(told[0].as_ptr(), told[1].as_ptr(), "it is one text");
        assert!(other.try_recv().is_err());
        drop((one, other));
        hub.known().tell(moved("trips", 8));
        assert_eq!(hub.known().newsroom.of_story.len(), 1, "a story that nobody looks at is forgotten when it moves");
    }

    #[test]
    fn readers_outside_hear_of_nothing_that_they_may_not_know() {
        let hub = Hub::default();
        let [mut all, mut one] = [None, Some("trips")].map(|story| hub.listen(Audience::Readers, story));
        let mut newsroom = hub.listen(Audience::Newsroom, Some("trips"));
        // Two reports, with a note of the desk after each; and a story of notes alone.
        for (story, position, for_readers) in
            [("trips", 5, 5), ("trips", 6, 5), ("dues", 7, 0), ("trips", 8, 8), ("trips", 9, 8), ("dues", 10, 0)]
        {
            hub.known().tell(Moved::new(story.into(), position, position, for_readers));
        }
        let ids = |lines: &mut broadcast::Receiver<Arc<Moved>>| -> Vec<u64> {
            std::iter::from_fn(|| lines.try_recv().ok()).map(|moved| moved.position).collect()
        };
        assert_eq!([ids(&mut all), ids(&mut one)], [[5, 8], [5, 8]]);
        assert_eq!(ids(&mut newsroom), [5, 6, 8, 9]);
        for (seen, missed) in [
            (Seen::Shows(5), true),
            (Seen::Shows(8), false),
            (Seen::Told(5), true),
            (Seen::Told(8), false),
            // What it was told of before it was a reader outside.
            (Seen::Told(9), false),
        ] {
            for story in [None, Some("trips")] {
                let told = hub.missed(Audience::Readers, story, seen);
                let event = Bytes::from_static(b"event: moved\nid: 8\ndata: trips 8\n\n");
                assert_eq!(told, Vec::from_iter(missed.then_some(event)), "{story:?} {seen:?}");
            }
        }
        assert!(hub.missed(Audience::Readers, Some("dues"), Seen::Shows(0)).is_empty());
    }

    #[test]
    fn who_comes_back_is_told_of_every_story_that_moved_in_order_or_to_look_again() {
        let hub = Hub::default();
        let know = |story: &str, position: u64| {
            drop(hub.known().latest.insert(story.into(), Arc::new(moved(story, position))))
        };
        for (story, position) in [("trips", 9), ("strike", 7), ("vote", 5), ("dues", 7), ("toll", 8)] {
            know(story, position);
        }
        let told = |seen: Seen| -> Vec<String> {
            let events = hub.missed(Audience::Newsroom, None, seen).into_iter();
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
        assert_eq!(hub.missed(Audience::Newsroom, Some("strike"), Seen::Told(7)), Vec::<Bytes>::new());
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
        let _stays = hub.listen(Audience::Newsroom, Some("stays"));
        for number in 0..3 * FORGET_FROM {
            drop(hub.listen(Audience::Newsroom, Some(&number.to_string())));
        }
        let known = hub.known();
        assert!(
            known.newsroom.of_story.len() <= FORGET_FROM && known.newsroom.of_story.contains_key("stays"),
            "{}",
            known.newsroom.of_story.len()
        );
    }
}
