//! `watch` and `replay`: the log itself, live or as history.

use std::ops::RangeInclusive;

use newsreel_log::subject::is_held;
use newsreel_log::{DecodeError, Delivered, FollowOptions, Log, Raw, Unit, decoded};
use newsreel_story::record::attribution::Origin;
use newsreel_story::record::entry::Entry;
use newsreel_story::record::name::{StoryId, StorySlug};
use newsreel_story::record::recorded::{Record, Recorded, Sequence};
use newsreel_story::record::update::Update;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

use crate::config::Config;
use crate::kinds::{self, Offered};
use crate::page::Page;
use crate::print::{self, Answer, Outcome, Stream};
use crate::serve::shutdown_signal;

/// Arguments of `watch`.
#[derive(clap::Args)]
pub(crate) struct WatchArgs {
    /// Only this story
    story: Option<StorySlug>,
    /// Only updates of this type, for example meeting.confirmed
    #[arg(long = "type", value_name = "KIND.CHANGE", value_parser = Offered(kinds::update_types), hide_possible_values = true)]
    update_type: Option<String>,
    /// From this position in the log, instead of from now
    #[arg(long, value_name = "POSITION")]
    from: Option<Sequence>,
}

/// Arguments of `replay`.
#[derive(clap::Args)]
pub(crate) struct ReplayArgs {
    /// Only this story
    story: Option<StorySlug>,
    /// From this position in the log
    #[arg(long, value_name = "POSITION", default_value_t = 1)]
    from: Sequence,
    /// Up to this position
    #[arg(long, value_name = "POSITION")]
    to: Option<Sequence>,
}

pub(crate) async fn watch(config: &Config, args: &WatchArgs) -> anyhow::Result<Outcome> {
    let filter = subject(args.story.as_ref(), args.update_type.as_deref())?;
    let log = config.server.open_log().await?;
    let next = log.last_sequence().await? + 1;
    let from = args.from.unwrap_or(next);
    if from > next {
        anyhow::bail!("the log ends at position {}; the next update will be {next}", next - 1);
    }
    if let Some(story) = &args.story
        && log.last_open_sequence_of(Unit::Story(StoryId::of(story))).await? == 0
    {
        print::note(&format!("no story `{story}` is on file yet; its updates are shown once there are any"));
    }
    let mut out = Stream::new(config.format);
    let mut follow = log.follow(from, FollowOptions { filter });
    let watching = async {
        while !print::reader_is_gone() {
            if let Delivered::Record(stored) = follow.next().await? {
                show(stored, &mut out)?;
            }
        }
        Ok(())
    };
    let ended = tokio::select! {
        ended = watching => ended,
        () = shutdown_signal() => Ok(()),
    };
    follow.close().await;
    ended.and_then(|()| out.end()).map(|()| Outcome::Done)
}

pub(crate) async fn replay(config: &Config, args: &ReplayArgs) -> anyhow::Result<Outcome> {
    let to = args.to.unwrap_or(Sequence::MAX);
    if to < args.from {
        anyhow::bail!("--to {to} is before --from {}; give the earlier position first", args.from);
    }
    let filter = subject(args.story.as_ref(), None)?;
    let log = config.server.open_log().await?;
    let (last, of) = match &args.story {
        None => (log.last_sequence().await?, "the log".to_owned()),
        Some(story) => match log.last_open_sequence_of(Unit::Story(StoryId::of(story))).await? {
            0 => anyhow::bail!("no story `{story}` is on file; `newsreel stories` lists them"),
            last => (last, format!("`{story}`")),
        },
    };
    if last == 0 {
        print::note("nothing has been recorded yet");
    } else if args.from > last {
        anyhow::bail!("{of} ends at position {last}; there is nothing from {} on", args.from);
    }
    let mut out = Stream::new(config.format);
    history(&log, filter, args.from..=to, &mut out).await?;
    out.end().map(|()| Outcome::Done)
}

/// Prints what is on file between two positions, in order.
pub(crate) async fn history(
    log: &Log,
    filter: Option<String>,
    positions: RangeInclusive<Sequence>,
    out: &mut Stream,
) -> anyhow::Result<()> {
    let mut follow = log.follow(*positions.start(), FollowOptions { filter });
    while let Delivered::Record(stored) = follow.next().await? {
        if stored.sequence > *positions.end() || print::reader_is_gone() {
            break;
        }
        show(stored, out)?;
    }
    follow.close().await;
    Ok(())
}

/// The subject to follow; none for everything.
fn subject(story: Option<&StorySlug>, update_type: Option<&str>) -> anyhow::Result<Option<String>> {
    let story = story.map(|slug| StoryId::of(slug).to_string());
    let update_type = update_type.map(kinds::update_type).transpose()?;
    let update_type = update_type.map(|(kind, change)| format!("{kind}.{change}"));
    Ok(match (story, update_type) {
        (None, None) => None,
        (story, update_type) => {
            let (story, update_type) = (story.as_deref().unwrap_or("*"), update_type.as_deref().unwrap_or(">"));
            Some(format!("newsreel.story.{story}.{update_type}"))
        }
    })
}

/// Prints one record. One under an embargo is passed over, readable or not: it comes again, openly, when it is lifted.
fn show(stored: Recorded<Raw>, out: &mut Stream) -> anyhow::Result<()> {
    if is_held(&stored.record.subject) {
        return Ok(());
    }
    let record = decoded(&stored).map(|recorded| recorded.record);
    out.print(&Shown { stored, record })
}

/// A record as it is shown. One that cannot be read is shown as such, and does not hide the others.
struct Shown {
    stored: Recorded<Raw>,
    record: Result<Record, DecodeError>,
}

/// The event as it was recorded. Of one that cannot be read nothing is shown: what it holds is not known.
impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Raw { subject, payload } = &self.stored.record;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("sequence", &self.stored.sequence)?;
        map.serialize_entry("recorded_at", &self.stored.recorded_at)?;
        match (&self.record, serde_json::from_slice::<Value>(payload)) {
            (Ok(_), Ok(event)) => map.serialize_entry("event", &event)?,
            (record, event) => {
                map.serialize_entry("subject", subject.as_str())?;
                map.serialize_entry("unreadable", &why_unreadable(record.as_ref().err(), event.err()))?;
            }
        }
        map.end()
    }
}

fn why_unreadable(record: Option<&DecodeError>, json: Option<serde_json::Error>) -> String {
    let reasons = record.map(ToString::to_string).or(json.map(|error| error.to_string()));
    reasons.unwrap_or_default()
}

impl Answer for Shown {
    fn page(&self) -> Page {
        let mut page = Page::default();
        let Recorded { sequence, recorded_at, .. } = &self.stored;
        page.record(match &self.record {
            Ok(Record::Story(update)) => format!("{sequence:>6}  {}", update_line(update)),
            Ok(Record::Directory(entry)) => format!("{sequence:>6}  {recorded_at}  {}", entry_line(entry)),
            Err(error) => format!("{sequence:>6}  {recorded_at}  cannot be read: {error}"),
        });
        page
    }
}

fn update_line(update: &Update) -> String {
    let item = update.item.as_ref().map_or_else(|| update.story.to_string(), |item| format!("{}/{item}", update.story));
    let source = source(update).map(|source| format!("  — {source}")).unwrap_or_default();
    format!("learned {}  {} {item}{source}", update.learned_at, update.type_name())
}

fn entry_line(entry: &Entry) -> String {
    let name = entry.names.first().map(|name| &*name.text).or(entry.described.as_deref()).unwrap_or_default();
    format!("entity.{} {}  {name}", entry.change, entry.entity)
}

/// Who says it, in the slugs of the record itself: a line of the log needs nothing but the log.
fn source(update: &Update) -> Option<String> {
    let attribution = update.attributions.first()?;
    let origin = match &attribution.origin {
        Origin::Entity(slug) => slug.to_string(),
        Origin::Evidence(item) => item.to_string(),
    };
    let links = attribution.via.iter().filter_map(|link| {
        link.outlet.as_ref().map(ToString::to_string).or_else(|| link.described.as_ref().map(ToString::to_string))
    });
    Some(std::iter::once(origin).chain(links).collect::<Vec<_>>().join(" → "))
}
