//! Where a history is read from: the log of a server, the store of a projector, or a bundle. Each gives the same records.

use std::collections::VecDeque;
use std::path::PathBuf;

use newsreel_log::subject::is_held;
use newsreel_log::{Delivered, Follow, FollowOptions, Log, Raw, Subject, Unit, decoded};
use newsreel_projector::{Ask, QUERY, Query, RecordsOf, StoredRecord};
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::{EntitySlug, StoryId, StorySlug};
use newsreel_story::record::recorded::{Record, Recorded, Sequence};
use newsreel_story::views::listing::Page;

use crate::audit::ahead::Ahead;
use crate::config::Config;
use crate::query;

/// A record of a history. Of one that cannot be read the reason is known, and what it holds is not.
pub(crate) struct Kept {
    pub(crate) stored: Recorded<Raw>,
    pub(crate) record: Result<Record, String>,
}

impl Kept {
    /// A stored message; none where it is under an embargo, readable or not: it comes again, openly, when it is lifted.
    pub(crate) fn open(stored: Recorded<Raw>) -> Option<Self> {
        if is_held(&stored.record.subject) {
            return None;
        }
        let record = decoded(&stored).map(|recorded| recorded.record).map_err(|error| error.to_string());
        Some(Self { stored, record })
    }

    /// The directory entry that it is of.
    pub(crate) fn entry(&self) -> Option<&EntitySlug> {
        match &self.record {
            Ok(Record::Directory(entry)) => Some(&entry.entity),
            Ok(Record::Story(_)) | Err(_) => None,
        }
    }

    /// A record of the projector, which keeps no subject of what it could read.
    fn of_projector(kept: StoredRecord) -> anyhow::Result<Self> {
        let StoredRecord { sequence, recorded_at, event, subject, unreadable } = kept;
        let payload = event.map(|event| Box::<str>::from(event).into_string()).unwrap_or_default();
        let mut record = Raw { subject: subject.unwrap_or_default().into(), payload: payload.into() };
        let read = match unreadable {
            Some(reason) => Err(reason),
            None => {
                let read = record.decode()?;
                record.subject = Subject::of(&read).to_string().into();
                Ok(read)
            }
        };
        Ok(Self { stored: Recorded { sequence, recorded_at, record }, record: read })
    }
}

/// Which records are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Of {
    Everything,
    Story(StorySlug),
    Directory,
}

impl Of {
    fn takes(&self, subject: &str) -> bool {
        match (self, Unit::of_subject(subject)) {
            (Self::Everything, _) => true,
            (Self::Story(story), Some(Unit::Story(id))) => id == StoryId::of(story),
            (Self::Directory, Some(Unit::Entity(_))) => true,
            (Self::Story(_) | Self::Directory, _) => false,
        }
    }

    fn options(&self) -> FollowOptions {
        FollowOptions {
            filter: match self {
                Self::Everything => None,
                Self::Story(story) => Some(Unit::Story(StoryId::of(story)).filter()),
                Self::Directory => Some(newsreel_log::subject::DIRECTORY.to_owned()),
            },
        }
    }
}

/// Where to read from.
#[derive(Clone)]
pub(crate) enum Place {
    Log(Log),
    Projector(Log),
    Bundle(PathBuf),
}

impl Place {
    /// Begins to read these records, from a position on.
    pub(crate) async fn open(&self, config: &Config, of: &Of, from: Sequence) -> anyhow::Result<Source> {
        Ok(match self {
            Self::Log(log) => Source::Log(Box::new(log.follow(from, of.options()))),
            Self::Projector(log) => Source::Projector(Box::new(Pages {
                log: log.clone(),
                config: config.clone(),
                of: match of {
                    Of::Everything => None,
                    Of::Story(story) => Some(RecordsOf::Story(story.clone())),
                    Of::Directory => Some(RecordsOf::Directory),
                },
                after: Some(from.saturating_sub(1)),
                at_least: log.last_sequence().await?,
                page: VecDeque::new(),
            })),
            Self::Bundle(file) => {
                let of = of.clone();
                let wanted = move |stored: &Recorded<Raw>| stored.sequence >= from && of.takes(&stored.record.subject);
                Source::Bundle(Ahead::open(file.clone(), wanted))
            }
        })
    }

    /// All records of a sort, up to a position.
    pub(crate) async fn all(&self, config: &Config, of: &Of, to: Sequence) -> anyhow::Result<Vec<Kept>> {
        let mut source = self.open(config, of, 1).await?;
        let mut all = Vec::new();
        while let Some(kept) = source.next().await? {
            if kept.stored.sequence > to {
                break;
            }
            all.push(kept);
        }
        source.close().await;
        Ok(all)
    }
}

/// Records on their way.
pub(crate) enum Source {
    Log(Box<Follow>),
    Projector(Box<Pages>),
    Bundle(Ahead),
    /// Those that have been read already.
    Memory(VecDeque<Kept>),
}

impl Source {
    /// The next record that is not under an embargo; none at the end.
    pub(crate) async fn next(&mut self) -> anyhow::Result<Option<Kept>> {
        loop {
            let stored = match self {
                Self::Log(follow) => match follow.next().await? {
                    Delivered::Record(stored) => stored,
                    Delivered::CaughtUp => return Ok(None),
                },
                Self::Projector(pages) => return pages.next().await,
                Self::Bundle(records) => match records.next().await? {
                    Some(stored) => stored,
                    None => return Ok(None),
                },
                Self::Memory(records) => return Ok(records.pop_front()),
            };
            if let Some(kept) = Kept::open(stored) {
                return Ok(Some(kept));
            }
        }
    }

    pub(crate) async fn close(self) {
        if let Self::Log(follow) = self {
            follow.close().await;
        }
    }
}

/// The projector's records, page by page.
pub(crate) struct Pages {
    log: Log,
    config: Config,
    of: Option<RecordsOf>,
    /// The position after which the next page begins; none after the last.
    after: Option<Sequence>,
    at_least: Sequence,
    page: VecDeque<StoredRecord>,
}

impl Pages {
    async fn next(&mut self) -> anyhow::Result<Option<Kept>> {
        loop {
            if let Some(kept) = self.page.pop_front() {
                return Kept::of_projector(kept).map(Some);
            }
            let Some(after) = self.after.take() else { return Ok(None) };
            let ask = Ask::Records { of: self.of.clone(), after: Some(after.to_string()), limit: None };
            let style = self.config.style;
            let question = Query { ask, bounds: Bounds::default(), style, at_least: self.at_least };
            let timeouts = self.config.server.timeouts();
            let page: Page<StoredRecord> = query::request(&self.log, QUERY, "projector", &question, timeouts).await?;
            self.after = page.next.map(|next| next.parse()).transpose()?;
            self.page = page.list.into();
        }
    }
}
