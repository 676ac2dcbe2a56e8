//! What submissions would change, without recording them: decided as the desk decides, on the log as it is now.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jiff::{SignedDuration, Timestamp};
use newsreel_log::{Delivered, FollowError, FollowOptions, Log, Unit, decoded, subject};
use newsreel_story::judge::view::View;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::{EntitySlug, StoryId, StorySlug, UpdateId};
use newsreel_story::record::recorded::{Record, Recorded, Sequence};
use newsreel_story::record::update::Update;
use newsreel_story::state::directory::Directory;
use newsreel_story::state::fold::State;
use newsreel_story::submit::decide::{Answer, EntryAnswer, decide_part, mistakes, story_of};
use newsreel_story::submit::doubts::{self, Doubt};
use newsreel_story::submit::index::StoryIndex;
use newsreel_story::submit::refusal::Refusal;
use newsreel_story::views::difference::{self, Difference, Interval};
use newsreel_story::views::reading::{self, Reading};
use serde_json::Value as Json;

use crate::request::Request;
use crate::unread::Unread;

/// Of how many updates at most it is said how each reads: nobody reads more.
pub const MOST_READINGS: usize = 500;

/// From how many updates on the brief of a story is not made for a check.
const LARGE_STORY: usize = 5_000;

/// Submissions under check, each decided as if those before it were recorded.
pub struct Check {
    log: Log,
    directory: Directory,
    stories: BTreeMap<StorySlug, Story>,
    /// Where the next record would go.
    next: Sequence,
    /// When everything under check would be recorded: after all that is.
    at: Timestamp,
    /// What is likely a mistake in the updates.
    doubts: Vec<Doubt>,
    /// What would be changed in the directory, and whom the updates name.
    entries: Vec<EntryAnswer>,
    named: HashSet<EntitySlug>,
}

struct Story {
    index: StoryIndex,
    state: State,
    /// What was submitted of it, on file already or not.
    submitted: Vec<UpdateId>,
}

impl Check {
    /// A check against the log as it is now.
    pub async fn begin(log: Log) -> Result<Self, FollowError> {
        let filter = Some(subject::DIRECTORY.to_owned());
        let mut check = Self {
            log,
            directory: Directory::default(),
            stories: BTreeMap::new(),
            next: 1,
            at: Timestamp::now(),
            doubts: Vec::new(),
            entries: Vec::new(),
            named: HashSet::new(),
        };
        for recorded in check.read(FollowOptions { filter }).await? {
            if let Record::Directory(entry) = &recorded.record {
                check.directory.apply(recorded.sequence, entry);
            }
        }
        Ok(check)
    }

    /// Decides a submission: an answer for each of its updates and what it would change in the directory, or why it would be refused.
    pub async fn submit(
        &mut self,
        Request { submission, actor, partial }: &Request,
    ) -> Result<Result<(Vec<Answer>, Vec<EntryAnswer>), Vec<Refusal>>, FollowError> {
        let slug = match story_of(submission) {
            Ok(slug) => slug,
            Err(refusal) => return Ok(Err(vec![refusal])),
        };
        let mut story = match self.stories.remove(&slug) {
            Some(story) => story,
            None => self.story(&slug).await?,
        };
        let (index, now) = (Some(&story.index), Timestamp::now());
        let decided = decide_part(submission, index, &self.directory, actor.as_deref(), now, *partial);
        let answers = decided.map(|decision| {
            self.entries.extend(decision.directory.iter().cloned());
            self.doubts.extend(doubts::of_updates(&story.index, &decision.updates, &decision.answers));
            self.named.extend(decision.updates.iter().flat_map(Update::entities).cloned());
            for (entry, _) in &decision.entries {
                let sequence = self.take_next();
                self.directory.apply(sequence, entry);
            }
            for (update, fingerprint) in decision.updates.into_iter().zip(decision.fingerprints) {
                let sequence = self.take_next();
                story.index.apply_decided(sequence, &update, fingerprint);
                story.state.apply(Arc::new(Recorded { sequence, recorded_at: self.at, record: update }));
            }
            story.submitted.extend(decision.answers.iter().map(|answer| answer.id));
            (decision.answers, decision.directory)
        });
        self.stories.insert(slug, story);
        Ok(answers)
    }

    /// Every reason to refuse a document of any length, given all that is on file or under check; none where all of it would
    /// be accepted.
    pub async fn mistakes(&mut self, document: &Json, actor: Option<&str>) -> Result<Vec<Refusal>, FollowError> {
        let slug = match story_of(document) {
            Ok(slug) => slug,
            Err(refusal) => return Ok(vec![refusal]),
        };
        let story = match self.stories.remove(&slug) {
            Some(story) => story,
            None => self.story(&slug).await?,
        };
        let mistakes = mistakes(document, Some(&story.index), &self.directory, actor, Timestamp::now());
        self.stories.insert(slug, story);
        Ok(mistakes)
    }

    /// What would move, story by story.
    pub fn differences(&self) -> Vec<Difference> {
        self.differences_until(&AtomicBool::default())
    }

    /// The same, for an answer that may be given up: once that is set, this unwinds with `GivenUp`, as a view does.
    pub(crate) fn differences_until(&self, given_up: &AtomicBool) -> Vec<Difference> {
        let before = self.at - SignedDuration::from_nanos(1);
        let stories = self.stories.values().map(|story| {
            let view = View::new(&story.state, &self.directory, Bounds::default(), self.at).until(given_up);
            let interval = Interval { from: Some(before), to: self.at, recorded: true };
            difference::between(&view, interval, &[])
        });
        stories.collect()
    }

    /// What is likely a mistake, although all of it would be accepted.
    pub fn doubts(&self) -> Vec<Doubt> {
        let mut doubts = self.doubts.clone();
        doubts.extend(doubts::of_entries(&self.entries, &self.named, &self.directory));
        doubts
    }

    /// How each of the updates would read in the full brief of its story, on file already or not; nothing of more than
    /// [`MOST_READINGS`], or in a very large story.
    pub fn readings(&self) -> Vec<Reading> {
        self.readings_until(&AtomicBool::default())
    }

    /// The same, for an answer that may be given up, as [`Self::differences_until`] is.
    pub(crate) fn readings_until(&self, given_up: &AtomicBool) -> Vec<Reading> {
        let large = |story: &Story| story.state.reports().len() > LARGE_STORY;
        let submitted = self.stories.values().map(|story| story.submitted.len()).sum::<usize>();
        if submitted > MOST_READINGS || self.stories.values().any(large) {
            return Vec::new();
        }
        let stories = self.stories.values().filter(|story| !story.submitted.is_empty()).map(|story| {
            let view = View::new(&story.state, &self.directory, Bounds::default(), self.at).until(given_up);
            reading::of(&view, &story.submitted)
        });
        stories.flatten().collect()
    }

    async fn story(&mut self, slug: &StorySlug) -> Result<Story, FollowError> {
        let mut story = Story { index: StoryIndex::default(), state: State::new(slug.clone()), submitted: Vec::new() };
        for Recorded { sequence, recorded_at, record } in self.read(Unit::Story(StoryId::of(slug)).into()).await? {
            if let Record::Story(update) = record {
                story.index.apply(sequence, &update);
                story.state.apply(Arc::new(Recorded { sequence, recorded_at, record: *update }));
            }
        }
        Ok(story)
    }

    /// Everything on file that these options let through. A record that cannot be read is passed over, as the desk does.
    async fn read(&mut self, options: FollowOptions) -> Result<Vec<Recorded<Record>>, FollowError> {
        let mut follow = self.log.follow(1, options);
        let (mut records, mut unread) = (Vec::new(), Unread::default());
        while let Delivered::Record(stored) = follow.next().await? {
            self.next = self.next.max(stored.sequence + 1);
            self.at = self.at.max(stored.recorded_at + SignedDuration::from_nanos(2));
            match decoded(&stored) {
                Ok(recorded) => records.push(recorded),
                Err(error) => unread.add(stored.sequence, &error),
            }
        }
        Ok(records)
    }

    fn take_next(&mut self) -> Sequence {
        self.next += 1;
        self.next - 1
    }
}
