//! What the projector can be asked, and the form of its answers.

use jiff::Timestamp;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::{EntitySlug, StorySlug};
use newsreel_story::record::path::Path;
use newsreel_story::record::recorded::Sequence;
use newsreel_story::record::style::Style;
use newsreel_story::record::time::schema::Moment;
use newsreel_story::views::brief::Form;
use newsreel_story::views::updates::Part;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// How many updates a page of search results has, where the question does not say.
pub const SEARCH_PAGE: usize = 100;

/// How many stories a page of the list has at most at an earlier moment: each is looked at as it was.
pub(crate) const EARLIER_STORIES_PAGE: usize = 200;

/// How many stories a page about somebody has, where the question does not say.
pub const WHO_PAGE: usize = 50;
/// How many records a page of them has at most.
pub const RECORDS_PAGE: usize = 1000;

/// A question.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// What is asked.
    pub ask: Ask,
    /// The bounds of the answer.
    #[serde(default, deserialize_with = "KnownBounds::deserialize")]
    #[schemars(with = "Bounds")]
    pub bounds: Bounds,
    /// How the answer is written.
    #[serde(default)]
    pub style: Style,
    /// Answer only from this position on, so that one's own writes are seen.
    #[serde(default)]
    pub at_least: Sequence,
}

/// Bounds without unknown members: a misspelt one would silently bound nothing.
#[derive(Deserialize)]
#[serde(remote = "Bounds", deny_unknown_fields)]
struct KnownBounds {
    #[serde(default)]
    as_of: Option<Timestamp>,
    #[serde(default)]
    at_sequence: Option<Sequence>,
    #[serde(default)]
    known_at: Option<Timestamp>,
    #[serde(default)]
    true_at: Option<Timestamp>,
    #[serde(default)]
    for_readers: bool,
}

/// What can be asked.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Ask {
    /// The stories, the one with the latest news first: a `Page` of listings. At an earlier moment each stands as it did then,
    /// and their order is that of now. For readers outside it is news only if they may know of it.
    Stories {
        /// Those after this cursor, which is the `next` of the page before.
        #[serde(default)]
        after: Option<String>,
        /// At most so many; without it all of them, and at an earlier moment or for readers outside at most 200.
        #[serde(default)]
        limit: Option<usize>,
    },
    /// The state of a story, or of one item of it.
    Story {
        /// The story.
        story: StorySlug,
        /// Only this item.
        #[serde(default)]
        item: Option<String>,
    },
    /// A story at a glance: what is in dispute, overdue, not answered, or to be reviewed.
    Glance {
        /// The story.
        story: StorySlug,
    },
    /// The updates of a story as a list, in the order of the log, or a part of them.
    Updates {
        /// The story.
        story: StorySlug,
        /// Which part.
        #[serde(default)]
        part: Part,
    },
    /// Who and what a story speaks of, for whoever writes the next update.
    Cast {
        /// The story.
        story: StorySlug,
    },
    /// The people, organisations and places with these words in a name, for whoever writes; those of exactly this name first.
    Directory {
        /// The words, of which the last may be the beginning of one.
        words: String,
        /// At most so many; without it all of them.
        #[serde(default)]
        limit: Option<usize>,
    },
    /// One update in full.
    Update {
        /// Its position, its id, or `story/key`.
        update: String,
    },
    /// The brief of a story.
    Brief {
        /// The story.
        story: StorySlug,
        /// How much of it: what is read in three minutes, ten sentences, or everything.
        #[serde(default)]
        form: Form,
    },
    /// What is and was expected in a story.
    Expected {
        /// The story.
        story: StorySlug,
    },
    /// What happened and is to happen, in the order of its own time.
    Timeline {
        /// The story.
        story: StorySlug,
    },
    /// Who confirms, denies, declines or is silent, item by item.
    Matrix {
        /// The story.
        story: StorySlug,
        /// Only items of this kind.
        #[serde(default)]
        kind: Option<String>,
        /// Only items in which this entry of the directory has a part.
        #[serde(default)]
        participant: Option<EntitySlug>,
    },
    /// What moved between two moments.
    Difference {
        /// The story.
        story: StorySlug,
        /// After this moment; without it from the beginning.
        #[serde(default)]
        #[schemars(with = "Option<Moment>")]
        from: Option<Timestamp>,
        /// Up to this one; without it up to now.
        #[serde(default)]
        #[schemars(with = "Option<Moment>")]
        to: Option<Timestamp>,
        /// Whether the moments are of the log's own time.
        #[serde(default)]
        recorded: bool,
    },
    /// What would be lost if an update were taken back.
    Reach {
        /// Its position, its id, or `story/key`.
        update: String,
        /// Only this path of it.
        #[serde(default)]
        path: Option<Path>,
    },
    /// What the standards check finds.
    Check {
        /// The story.
        story: StorySlug,
    },
    /// What stories say of somebody: a `Page` of the entries called so, each with its stories.
    Who {
        /// A slug of the directory or a name.
        name: String,
        /// The stories after this cursor, which is the `next` of the page before.
        #[serde(default)]
        after: Option<String>,
        /// At most so many stories; without it [`WHO_PAGE`].
        #[serde(default)]
        limit: Option<usize>,
    },
    /// The updates with all these words, the latest first: a `Page` of what was found.
    Search {
        /// The words, in any spelling; a phrase stands in quotation marks. Names find whoever has them.
        words: String,
        /// Those after this cursor, which is the `next` of the page before.
        #[serde(default)]
        after: Option<String>,
        /// At most so many; without it [`SEARCH_PAGE`].
        #[serde(default)]
        limit: Option<usize>,
    },
    /// The records as they were stored, in the order of the log: a `Page` of them. What is under an embargo is not among them.
    Records {
        /// Of what; without it of everything.
        #[serde(default)]
        of: Option<RecordsOf>,
        /// Those after this position, which is the `next` of the page before.
        #[serde(default)]
        after: Option<String>,
        /// At most so many; without it, and at most, [`RECORDS_PAGE`].
        #[serde(default)]
        limit: Option<usize>,
    },
    /// The records that could not be read, in the order of the log: a `Page` of them.
    Quarantine {
        /// Those after this cursor, which is the `next` of the page before.
        #[serde(default)]
        after: Option<String>,
        /// At most so many; without it all of them.
        #[serde(default)]
        limit: Option<usize>,
        /// Also those that somebody has dismissed.
        #[serde(default)]
        dismissed: bool,
    },
    /// How far the projector is.
    Position,
}

/// Of what records are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum RecordsOf {
    /// Of a story.
    Story(StorySlug),
    /// Of the directory that all stories share.
    Directory,
}

/// A record as it was stored.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct StoredRecord {
    /// Its position in the log.
    pub sequence: Sequence,
    /// When the log took it.
    #[schemars(with = "Moment")]
    pub recorded_at: Timestamp,
    /// The stored message, to the byte; none where it could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Value>")]
    pub event: Option<Box<RawValue>>,
    /// Of one that could not be read, the subject it was published on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Why it could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unreadable: Option<String>,
}

impl Ask {
    /// Every story.
    pub fn all_stories() -> Self {
        Self::Stories { after: None, limit: None }
    }

    /// The one story that it asks of, where it names it.
    pub(crate) fn story(&self) -> Option<&StorySlug> {
        match self {
            Self::Story { story, .. }
            | Self::Glance { story }
            | Self::Updates { story, .. }
            | Self::Cast { story }
            | Self::Brief { story, .. }
            | Self::Expected { story }
            | Self::Timeline { story }
            | Self::Matrix { story, .. }
            | Self::Difference { story, .. }
            | Self::Check { story } => Some(story),
            Self::Stories { .. }
            | Self::Records { .. }
            | Self::Directory { .. }
            | Self::Update { .. }
            | Self::Reach { .. }
            | Self::Who { .. }
            | Self::Search { .. }
            | Self::Quarantine { .. }
            | Self::Position => None,
        }
    }

    /// How many a page of the answer is to have at most, where that is said.
    pub(crate) fn limit(&self) -> Option<usize> {
        match self {
            Self::Stories { limit, .. }
            | Self::Directory { limit, .. }
            | Self::Who { limit, .. }
            | Self::Search { limit, .. }
            | Self::Records { limit, .. }
            | Self::Quarantine { limit, .. } => *limit,
            Self::Story { .. }
            | Self::Glance { .. }
            | Self::Updates { .. }
            | Self::Cast { .. }
            | Self::Update { .. }
            | Self::Brief { .. }
            | Self::Expected { .. }
            | Self::Timeline { .. }
            | Self::Matrix { .. }
            | Self::Difference { .. }
            | Self::Reach { .. }
            | Self::Check { .. }
            | Self::Position => None,
        }
    }
}

/// What to do about records that could not be read.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Settle {
    /// Try to read them again: this version of the program may know what an older one did not.
    Retry {
        /// Only the record at this position; without it all of them.
        #[serde(default)]
        sequence: Option<Sequence>,
        /// Who wants it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        actor: Option<String>,
    },
    /// Nothing is to be done about the record at this position.
    Dismiss {
        /// The position.
        sequence: Sequence,
        /// Why.
        reason: String,
        /// Who says so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        actor: Option<String>,
    },
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Settled {
    /// The positions of the records that could be read now.
    #[serde(default)]
    pub read: Vec<Sequence>,
    /// The positions of those that were dismissed.
    #[serde(default)]
    pub dismissed: Vec<Sequence>,
    /// Those that still cannot be read.
    #[serde(default)]
    pub waiting: Vec<PutAside>,
}

/// A record that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PutAside {
    /// Its position in the log, where it still is.
    pub sequence: Sequence,
    /// When the log took it.
    #[schemars(with = "Moment")]
    pub recorded_at: Timestamp,
    /// The subject it was published on.
    pub subject: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Why it cannot be read.
    pub reason: String,
    /// Whether somebody has said that nothing is to be done about it.
    pub dismissed: bool,
}
