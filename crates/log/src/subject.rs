//! The subjects of the log: one type that prints and parses them.
//!
//! ```text
//! newsreel.story.<story id>.<kind>.<change>
//! newsreel.story.<story id>.held.<kind>.<change>      under embargo
//! newsreel.directory.<entity id>.<change>
//! newsreel.directory.<entity id>.held.<change>        under embargo
//! ```
//!
//! A permission for `newsreel.story.*.*.*` and `newsreel.directory.*.*` therefore gives what is open, and nothing else.

use std::fmt;
use std::str::FromStr;

use newsreel_story::record::kind::Kind;
use newsreel_story::record::kind::change::Change;
use newsreel_story::record::name::{EntityId, StoryId};
use newsreel_story::record::recorded::Record;

/// The subjects of all stories.
pub const STORIES: &str = "newsreel.story.>";
/// The subjects of what is under an embargo in stories.
pub const HELD_STORIES: &str = "newsreel.story.*.held.>";
/// The subjects of the directory.
pub const DIRECTORY: &str = "newsreel.directory.>";

/// The subject a record is published on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Of an update of a story.
    Story {
        /// The story.
        story: StoryId,
        /// The kind of the item it is about.
        kind: Kind,
        /// What it does.
        change: Change,
        /// Whether it is under embargo, so that plain subscribers can be denied it.
        held: bool,
    },
    /// Of a change to the directory.
    Directory {
        /// The entry.
        entity: EntityId,
        /// What the change does.
        change: Change,
        /// Whether it is under embargo.
        held: bool,
    },
}

impl Subject {
    /// The subject of this record.
    pub fn of(record: &Record) -> Self {
        match record {
            Record::Story(update) => Self::Story {
                story: update.story_id(),
                kind: update.kind,
                change: update.change,
                held: record.is_held(),
            },
            Record::Directory(entry) => {
                Self::Directory { entity: entry.entity_id(), change: entry.change, held: record.is_held() }
            }
        }
    }

    /// The unit of consistency it belongs to.
    pub fn unit(self) -> Unit {
        match self {
            Self::Story { story, .. } => Unit::Story(story),
            Self::Directory { entity, .. } => Unit::Entity(entity),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Story { story, kind, change, held: false } => write!(f, "newsreel.story.{story}.{kind}.{change}"),
            Self::Story { story, kind, change, held: true } => write!(f, "newsreel.story.{story}.held.{kind}.{change}"),
            Self::Directory { entity, change, held: false } => write!(f, "newsreel.directory.{entity}.{change}"),
            Self::Directory { entity, change, held: true } => write!(f, "newsreel.directory.{entity}.held.{change}"),
        }
    }
}

/// Not a subject of the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a subject of the log: expected `newsreel.story.<story id>.<kind>.<change>` \
     or `newsreel.directory.<entity id>.<change>`"
)]
pub struct SubjectError(Box<str>);

impl FromStr for Subject {
    type Err = SubjectError;

    fn from_str(text: &str) -> Result<Self, SubjectError> {
        parse(text).ok_or_else(|| SubjectError(text.into()))
    }
}

fn parse(text: &str) -> Option<Subject> {
    let tokens: Vec<&str> = text.split('.').collect();
    match tokens[..] {
        ["newsreel", "story", story, kind, change] => story_subject(story, kind, change, false),
        ["newsreel", "story", story, "held", kind, change] => story_subject(story, kind, change, true),
        ["newsreel", "directory", entity, change] => directory_subject(entity, change, false),
        ["newsreel", "directory", entity, "held", change] => directory_subject(entity, change, true),
        _ => None,
    }
}

fn story_subject(story: &str, kind: &str, change: &str, held: bool) -> Option<Subject> {
    Some(Subject::Story { story: story.parse().ok()?, kind: Kind::named(kind)?, change: Change::named(change)?, held })
}

fn directory_subject(entity: &str, change: &str, held: bool) -> Option<Subject> {
    Some(Subject::Directory { entity: entity.parse().ok()?, change: Change::named(change)?, held })
}

/// Whether a record on this subject is under an embargo, also where nothing else about the subject is known.
pub fn is_held(subject: &str) -> bool {
    let tokens: Vec<&str> = subject.split('.').collect();
    matches!(tokens[..], ["newsreel", "story", _, "held", ..] | ["newsreel", "directory", _, "held", _, ..])
}

/// What is kept consistent as one: the updates of one story, or the changes to one directory entry. An append names the
/// sequence it expects to be the unit's last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// One story.
    Story(StoryId),
    /// One entry of the directory.
    Entity(EntityId),
}

impl Unit {
    /// The unit this record belongs to.
    pub fn of(record: &Record) -> Self {
        Subject::of(record).unit()
    }

    /// The unit whose expected sequence a record on this subject moves, also where the subject says nothing else that is
    /// known here; none for a subject under which no unit can be.
    pub fn of_subject(subject: &str) -> Option<Self> {
        let mut tokens = subject.split('.');
        match (tokens.next()?, tokens.next()?, tokens.next()?, tokens.next()?) {
            ("newsreel", "story", story, _) => story.parse().ok().map(Self::Story),
            ("newsreel", "directory", entity, _) => entity.parse().ok().map(Self::Entity),
            _ => None,
        }
    }

    /// The wildcard subject that those of its records match that are not under an embargo.
    pub fn open_filter(self) -> String {
        match self {
            Self::Story(story) => format!("newsreel.story.{story}.*.*"),
            Self::Entity(entity) => format!("newsreel.directory.{entity}.*"),
        }
    }

    /// The wildcard subject that all its records match.
    pub fn filter(self) -> String {
        match self {
            Self::Story(story) => format!("newsreel.story.{story}.>"),
            Self::Entity(entity) => format!("newsreel.directory.{entity}.>"),
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Story(story) => write!(f, "story {story}"),
            Self::Entity(entity) => write!(f, "directory entry {entity}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use newsreel_story::record::name::{EntitySlug, StorySlug};

    use super::*;

    #[test]
    fn every_subject_parses_to_what_was_printed() {
        let story = StoryId::of(&StorySlug::new("envoy-russia-trips").expect("slug"));
        let entity = EntityId::of(&EntitySlug::new("witkoff").expect("slug"));
        for &change in Change::ALL {
            for held in [false, true] {
                let directory = Subject::Directory { entity, change, held };
                assert_eq!(directory.to_string().parse(), Ok(directory));
                assert_eq!(is_held(&directory.to_string()), held, "{directory}");
            }
            for (kind, held) in Kind::all().flat_map(|kind| [(kind, false), (kind, true)]) {
                let subject = Subject::Story { story, kind, change, held };
                assert_eq!(subject.to_string().parse(), Ok(subject));
                assert_eq!(is_held(&subject.to_string()), held, "{subject}");
            }
        }
    }

    #[test]
    fn what_is_not_a_subject_of_the_log_is_refused() {
        let story = StoryId::of(&StorySlug::new("envoy-russia-trips").expect("slug"));
        for bad in [
            "newsreel.story".to_owned(),
            "newsreel.story.*.meeting.confirmed".to_owned(),
            format!("newsreel.story.{story}.>"),
            format!("newsreel.story.{story}.meeting.exploded"),
            format!("newsreel.story.{story}.picnic.held"),
            format!("newsreel.directory.{story}.added.twice"),
        ] {
            assert_eq!(bad.parse::<Subject>(), Err(SubjectError(bad.as_str().into())));
        }
    }

    #[test]
    fn a_subject_that_nobody_knows_still_moves_its_unit() {
        let story = StoryId::of(&StorySlug::new("envoy-russia-trips").expect("slug"));
        let entity = EntityId::of(&EntitySlug::new("witkoff").expect("slug"));
        for (subject, unit) in [
            (format!("newsreel.story.{story}.picnic.held"), Some(Unit::Story(story))),
            (format!("newsreel.story.{story}.x"), Some(Unit::Story(story))),
            (format!("newsreel.directory.{entity}.a.b.c"), Some(Unit::Entity(entity))),
            (format!("newsreel.story.{story}"), None),
            ("newsreel.story.x.meeting.held".to_owned(), None),
        ] {
            assert_eq!(Unit::of_subject(&subject), unit, "{subject}");
        }
    }

    #[test]
    fn a_unit_is_matched_by_one_wildcard() {
        let story = StoryId::of(&StorySlug::new("envoy-russia-trips").expect("slug"));
        let subject = Subject::Story { story, kind: Kind::story(), change: Change::Opened, held: false };
        assert_eq!(subject.unit(), Unit::Story(story));
        assert!(subject.to_string().starts_with(subject.unit().filter().trim_end_matches('>')));
    }
}
