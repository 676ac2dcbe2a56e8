//! `watch` and `replay`: the log itself, live or as history.

use std::process::ExitCode;

use newsreel_log::{DecodeError, Delivered, FollowOptions, Log, Raw, decoded};
use newsreel_story::kind::{Change, Kind};
use newsreel_story::name::{StoryId, StorySlug};
use newsreel_story::update::{Record, Recorded, Update};

use crate::config::Config;
use crate::print::{self, Format};
use crate::serve::shutdown_signal;

/// What `watch` is told.
#[derive(clap::Args)]
pub(crate) struct WatchArgs {
    /// Only this story
    story: Option<String>,
    /// Only updates of this type, for example meeting.confirmed
    #[arg(long = "type", value_name = "KIND.CHANGE")]
    update_type: Option<String>,
    /// From this position in the log on, instead of from now
    #[arg(long, value_name = "POSITION")]
    from: Option<u64>,
}

/// What `replay` is told.
#[derive(clap::Args)]
pub(crate) struct ReplayArgs {
    /// Only this story
    story: Option<String>,
    /// From this position in the log on
    #[arg(long, value_name = "POSITION", default_value_t = 1)]
    pub(crate) from: u64,
    /// Up to this position
    #[arg(long, value_name = "POSITION")]
    pub(crate) to: Option<u64>,
}

pub(crate) async fn watch(config: &Config, args: &WatchArgs) -> anyhow::Result<ExitCode> {
    let filter = subject(args.story.as_deref(), args.update_type.as_deref())?;
    let log = connect(config).await?;
    let from = match args.from {
        Some(from) => from,
        None => log.last_sequence().await? + 1,
    };
    let mut follow = log.follow(from, FollowOptions { filter });
    let watching = async {
        loop {
            if let Delivered::Record(stored) = follow.next().await? {
                show(&stored, config.format)?;
            }
            if print::reader_is_gone() {
                return Ok(ExitCode::SUCCESS);
            }
        }
    };
    let ended = tokio::select! {
        ended = watching => ended,
        () = shutdown_signal() => Ok(ExitCode::SUCCESS),
    };
    follow.close().await;
    ended
}

pub(crate) async fn replay(config: &Config, args: &ReplayArgs) -> anyhow::Result<ExitCode> {
    let filter = subject(args.story.as_deref(), None)?;
    let log = connect(config).await?;
    history(&log, filter, args.from, args.to, config.format).await?;
    Ok(ExitCode::SUCCESS)
}

/// Prints what is on file between two positions, in order.
pub(crate) async fn history(
    log: &Log,
    filter: Option<String>,
    from: u64,
    to: Option<u64>,
    format: Format,
) -> anyhow::Result<()> {
    let mut follow = log.follow(from, FollowOptions { filter });
    while let Delivered::Record(stored) = follow.next().await? {
        if to.is_some_and(|to| stored.sequence > to) || print::reader_is_gone() {
            break;
        }
        show(&stored, format)?;
    }
    follow.close().await;
    Ok(())
}

async fn connect(config: &Config) -> anyhow::Result<Log> {
    let log = config.connect().await?;
    log.set_up().await?;
    Ok(log)
}

/// The subject to follow; none for everything.
fn subject(story: Option<&str>, update_type: Option<&str>) -> anyhow::Result<Option<String>> {
    let story = story.map(StorySlug::new).transpose()?.map(|slug| StoryId::of(&slug).to_string());
    let update_type = update_type.map(|text| {
        let (kind, change) = text.split_once('.').unwrap_or((text, ""));
        match (Kind::named(kind), Change::named(change)) {
            (Some(kind), Some(change)) if kind.has(change) => Ok(text),
            _ => Err(anyhow::anyhow!("`{text}` is not a type of update; write for example meeting.confirmed")),
        }
    });
    Ok(match (story, update_type.transpose()?) {
        (None, None) => None,
        (story, update_type) => {
            Some(format!("newsreel.story.{}.{}", story.as_deref().unwrap_or("*"), update_type.unwrap_or(">")))
        }
    })
}

/// Prints one record. Those under an embargo are not shown.
fn show(stored: &Recorded<Raw>, format: Format) -> anyhow::Result<()> {
    let record = match decoded(stored) {
        Ok(recorded) => recorded.record,
        Err(error) => return show_unreadable(stored, &error, format),
    };
    match &record {
        Record::Story(update) if update.embargo.is_some() && !has_lifted(update) => {}
        _ if format == Format::Json => print::out(&format!(
            "{{\"sequence\":{},\"recorded_at\":\"{}\",\"event\":{}}}",
            stored.sequence,
            stored.recorded_at,
            String::from_utf8_lossy(&stored.record.payload)
        )),
        Record::Story(update) => print::out(&line(stored, update)),
        Record::Directory(entry) => {
            let name = entry.names.first().map(|name| &*name.text).or(entry.described.as_deref()).unwrap_or_default();
            print::out(&format!(
                "{:>6}  {}  entity.{} {}  {name}",
                stored.sequence, stored.recorded_at, entry.change, entry.entity
            ));
        }
    }
    Ok(())
}

/// A record that cannot be read is named, and the next one follows. What it holds is not shown: it may be under an embargo.
fn show_unreadable(stored: &Recorded<Raw>, error: &DecodeError, format: Format) -> anyhow::Result<()> {
    let Recorded { sequence, recorded_at, record } = stored;
    print::out(&match format {
        Format::Json => serde_json::to_string(&serde_json::json!({
            "sequence": sequence, "recorded_at": recorded_at, "subject": record.subject, "unreadable": error.to_string(),
        }))?,
        _ => format!("{sequence:>6}  {recorded_at}  cannot be read ({}): {error}", record.subject),
    });
    Ok(())
}

fn has_lifted(update: &Update) -> bool {
    let now = jiff::Timestamp::now();
    update.embargo.as_ref().and_then(|embargo| embargo.until).is_some_and(|until| until <= now)
}

fn line(stored: &Recorded<Raw>, update: &Update) -> String {
    let item = update.item.as_ref().map_or_else(|| update.story.to_string(), |item| format!("{}/{item}", update.story));
    let said = told(update).map(|told| format!("  — {told}")).unwrap_or_default();
    format!("{:>6}  learned {}  {} {item}{said}", stored.sequence, update.learned_at, update.type_name())
}

/// Who says it, in the slugs of the record itself: a line of the log needs nothing but the log.
fn told(update: &Update) -> Option<String> {
    let attribution = update.attributions.first()?;
    let origin = match &attribution.origin {
        newsreel_story::testimony::Origin::Entity(slug) => slug.to_string(),
        newsreel_story::testimony::Origin::Evidence(item) => item.to_string(),
    };
    let links = attribution.via.iter().filter_map(|link| {
        link.outlet.as_ref().map(ToString::to_string).or_else(|| link.described.as_ref().map(ToString::to_string))
    });
    Some(std::iter::once(origin).chain(links).collect::<Vec<_>>().join(" → "))
}
