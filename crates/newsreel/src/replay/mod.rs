//! `replay`: the history, in order, as it was recorded: filtered, in several forms, to be gone on with from any position, and
//! step by step for a person.

mod filter;
pub(crate) mod form;
mod source;
mod step;
mod story;

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use newsreel_log::{AskError, ErrorCode, Log, Timeouts, Unit};
use newsreel_projector::{Ask, QUERY, Query};
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::{EntityId, EntitySlug, StoryId, StorySlug};
use newsreel_story::record::recorded::{Record, Sequence};
use newsreel_story::submit::refusal::likely;
use newsreel_story::tell::english::counted;
use serde::de::IgnoredAny;

use self::filter::Filter;
use self::form::Form;
pub(crate) use self::source::Kept;
use self::source::{Of, Place, Source};
use self::step::Pace;
use self::story::History;
use crate::config::Config;
use crate::harmless::Medium;
use crate::print::{self, Outcome, Stream};
use crate::serve::shutdown_signal;

/// How often the progress of a long replay is told where there is no terminal.
const TOLD_EVERY: Duration = Duration::from_secs(10);
/// How many of those who submitted something are named where nobody asked for did.
const MOST_ACTORS: usize = 10;
/// How many records are written between two looks at the clock.
const LOOK_EVERY: u64 = 1000;

/// Arguments of `replay`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only this story
    story: Option<StorySlug>,
    /// From this position in the log
    #[arg(long, value_name = "POSITION", default_value_t = 1)]
    from: Sequence,
    /// Up to this position
    #[arg(long, value_name = "POSITION")]
    to: Option<Sequence>,
    /// At most so many; the position to go on from is told at the end
    #[arg(long, value_name = "N")]
    limit: Option<u64>,
    #[command(flatten)]
    filter: Filter,
    /// Also the directory entries that the story needs, so that it can be imported elsewhere
    #[arg(long, requires = "story")]
    with_directory: bool,
    /// For programs, in this form; otherwise as --format says
    #[arg(long = "as", value_name = "FORM", value_enum)]
    form: Option<Form>,
    /// From the store of the projector, which does not trouble the log
    #[arg(long)]
    projector: bool,
    /// From a bundle; `newsreel audit verify` says whether it can be trusted
    #[arg(long, value_name = "FILE", conflicts_with = "projector")]
    bundle: Option<PathBuf>,
    /// Play the story for a person, an update at a time, forwards and back: what each said, and what it moved
    #[arg(long, value_name = "PACE", value_enum, num_args = 0..=1, default_missing_value = "update", requires = "story", conflicts_with_all = ["form", "limit"])]
    step: Option<Pace>,
}

impl Args {
    async fn place(&self, config: &Config) -> anyhow::Result<Place> {
        Ok(match &self.bundle {
            Some(file) => Place::Bundle(file.clone()),
            None if self.projector => Place::Projector(config.server.open_log().await?),
            None => Place::Log(config.server.open_log().await?),
        })
    }
}

pub(crate) async fn run(config: &Config, args: Args) -> anyhow::Result<Outcome> {
    let to = args.to.unwrap_or(Sequence::MAX);
    if to < args.from {
        anyhow::bail!("--to {to} is before --from {}; give the earlier position first", args.from);
    }
    let mut filter = args.filter.clone().read()?;
    let place = args.place(config).await?;
    let last = last_of(config, &place, &args).await?;
    for entry in filter.entries() {
        check_entry(config, &place, entry).await?;
    }
    let of = args.story.clone().map_or(Of::Everything, Of::Story);
    let source = match &args.story {
        Some(story) if args.with_directory || args.step.is_some() || filter.asks_what_moved() => {
            let history = History::read(config, &place, story, to).await?;
            if filter.asks_what_moved() {
                filter.that_moved = Some(history.that_moved_a_standing());
            }
            if let Some(pace) = args.step {
                return step::run(config, &history, pace, args.from, &filter);
            }
            Source::Memory(history.into_records(args.with_directory, args.from))
        }
        _ => place.open(config, &of, args.from).await?,
    };
    let mut replay = Replay::begin(config, &args, filter, last.map(|last| last.min(to)))?;
    let ended = tokio::select! {
        ended = replay.write_all(source, to) => ended,
        () = shutdown_signal() => Ok(()),
    };
    replay.end(ended)
}

/// The last position there is to read, where that is known before it is read.
async fn last_of(config: &Config, place: &Place, args: &Args) -> anyhow::Result<Option<Sequence>> {
    let (Place::Log(log) | Place::Projector(log)) = place else { return Ok(None) };
    let (last, of) = match &args.story {
        None => (log.last_sequence().await?, "the log".to_owned()),
        Some(story) => match log.last_open_sequence_of(Unit::Story(StoryId::of(story))).await? {
            0 => return Err(no_story(config, log, story).await),
            last => (last, format!("`{story}`")),
        },
    };
    if last == 0 {
        print::note("nothing has been recorded yet");
    } else if args.from > last {
        anyhow::bail!("{of} ends at position {last}; there is nothing from {} on", args.from);
    }
    Ok(Some(last))
}

/// That a story is not on file: as the projector says it, where one is running, since it knows which is meant.
async fn no_story(config: &Config, log: &Log, story: &StorySlug) -> anyhow::Error {
    let ask = Ask::Expected { story: story.clone() };
    let question = Query { ask, bounds: Bounds::default(), style: config.style, at_least: 0 };
    let timeouts = Timeouts { service: Duration::ZERO, ..config.server.timeouts() };
    match log.ask::<IgnoredAny>(QUERY, &question, timeouts).await {
        Err(AskError::Service(error)) if error.code == ErrorCode::NotFound => error.into(),
        _ => anyhow::anyhow!("no story `{story}` is on file; `newsreel stories` lists them"),
    }
}

/// Whom a filter names is in the directory.
///
/// # Errors
/// Where nobody of this name is, with the one who may be meant.
async fn check_entry(config: &Config, place: &Place, entry: &EntitySlug) -> anyhow::Result<()> {
    if let Place::Log(log) | Place::Projector(log) = place
        && log.last_open_sequence_of(Unit::Entity(EntityId::of(entry))).await? > 0
    {
        return Ok(());
    }
    let directory = place.all(config, &Of::Directory, Sequence::MAX).await?;
    let known: BTreeSet<&EntitySlug> = directory.iter().filter_map(Kept::entry).collect();
    let near = || likely(entry.as_str(), known.iter().map(|slug| slug.as_str()));
    anyhow::ensure!(known.contains(entry), "the directory has no entry `{entry}`{}", near());
    Ok(())
}

/// A replay on its way.
struct Replay {
    form: Option<Form>,
    filter: Filter,
    out: Stream,
    most: u64,
    /// The position of the last record that was looked at.
    position: Sequence,
    seen: u64,
    shown: u64,
    /// Who submitted what was looked at, where that is asked and nothing is shown yet.
    actors: BTreeSet<String>,
    unreadable: usize,
    from: Sequence,
    last: Option<Sequence>,
    started: Instant,
    told: Instant,
    progress: Option<ProgressBar>,
}

impl Replay {
    fn begin(config: &Config, args: &Args, filter: Filter, last: Option<Sequence>) -> anyhow::Result<Self> {
        let mut out = Stream::buffered(config.format);
        if args.form == Some(Form::Csv) {
            out.line(&form::COLUMNS.join(","), Medium::Terminal)?;
        }
        // On a terminal the records themselves show how far it is.
        let length = last.map(|last| last.saturating_sub(args.from) + 1);
        let progress = match length.filter(|_| !print::is_on_terminal()) {
            Some(length) => {
                let style = ProgressStyle::with_template("{bar:40} {pos}/{len} positions  {per_sec}  {eta} left")?;
                Some(ProgressBar::new(length).with_style(style))
            }
            None => None,
        };
        let now = Instant::now();
        Ok(Self {
            form: args.form,
            filter,
            out,
            most: args.limit.unwrap_or(u64::MAX),
            position: args.from.saturating_sub(1),
            seen: 0,
            shown: 0,
            actors: BTreeSet::new(),
            unreadable: 0,
            from: args.from,
            last,
            started: now,
            told: now,
            progress,
        })
    }

    async fn write_all(&mut self, mut source: Source, to: Sequence) -> anyhow::Result<()> {
        while self.shown < self.most && !print::reader_is_gone() {
            let Some(kept) = source.next().await? else { break };
            if kept.stored.sequence > to {
                break;
            }
            self.position = kept.stored.sequence;
            self.seen += 1;
            if self.filter.takes(&kept) {
                self.write(&kept)?;
            } else if self.filter.actor().is_some() && self.shown == 0 {
                self.actors.extend(kept.record.as_ref().ok().and_then(Record::actor).map(ToOwned::to_owned));
            }
            if self.seen.is_multiple_of(LOOK_EVERY) {
                self.tell_progress();
            }
        }
        source.close().await;
        Ok(())
    }

    fn write(&mut self, kept: &Kept) -> anyhow::Result<()> {
        self.unreadable += usize::from(kept.record.is_err());
        match self.form {
            None => self.out.print(kept)?,
            Some(Form::Ndjson) => self.out.line(&serde_json::to_string(kept)?, Medium::Json)?,
            Some(Form::Csv) => self.out.line(&form::row(kept), Medium::Terminal)?,
            Some(Form::Cloudevents) => match form::cloudevent(kept) {
                Some(event) => self.out.line(&event, Medium::Json)?,
                // There is no event to show; that there was something is not hidden.
                None => {
                    let reason = kept.record.as_ref().err().cloned().unwrap_or_default();
                    print::note(&format!("the record at position {} cannot be read: {reason}", kept.stored.sequence));
                    return Ok(());
                }
            },
        }
        self.shown += 1;
        Ok(())
    }

    fn tell_progress(&mut self) {
        let done = (self.position + 1).saturating_sub(self.from);
        match &self.progress {
            Some(progress) if !progress.is_hidden() => progress.set_position(done),
            _ if self.told.elapsed() >= TOLD_EVERY => {
                self.told = Instant::now();
                let of = self.last.map(|last| format!(" of {last}")).unwrap_or_default();
                print::note(&format!("at position {}{of}, {}", self.position, self.rate()));
            }
            _ => {}
        }
    }

    fn rate(&self) -> String {
        let seconds = self.started.elapsed().as_secs_f64();
        format!("{:.0} records a second", self.seen as f64 / seconds.max(0.001))
    }

    /// Ends the output, and says where to go on, also when something went wrong.
    fn end(mut self, ended: anyhow::Result<()>) -> anyhow::Result<Outcome> {
        if let Some(progress) = self.progress.take() {
            progress.finish_and_clear();
        }
        let (rate, by_whom) = (self.rate(), self.check_actor());
        self.out.end()?;
        if !print::reader_is_gone() {
            let shown = match self.shown == self.seen {
                true => counted(self.shown as usize, "record"),
                false => format!("{} of {}", self.shown, counted(self.seen as usize, "record")),
            };
            print::note(&format!("{shown}, {rate}; `--from {}` goes on from here", self.position + 1));
        }
        ended.and(by_whom)?;
        all_were_readable(self.unreadable).map(|()| Outcome::Done)
    }

    /// That somebody submitted something of what was looked at, where it was asked what.
    fn check_actor(&self) -> anyhow::Result<()> {
        let Some(actor) = self.filter.actor().filter(|_| self.shown == 0) else { return Ok(()) };
        if self.seen == 0 || self.actors.contains(actor) {
            return Ok(());
        }
        anyhow::ensure!(!self.actors.is_empty(), "nothing here says who submitted it");
        let near = likely(actor, self.actors.iter().map(String::as_str));
        let some =
            self.actors.iter().take(MOST_ACTORS).map(|actor| format!("`{actor}`")).collect::<Vec<_>>().join(", ");
        let others = match self.actors.len().saturating_sub(MOST_ACTORS) {
            0 => String::new(),
            others => format!(" and {others} more"),
        };
        anyhow::bail!("nothing here was submitted by `{actor}`{near}; it was by {some}{others}")
    }
}

/// An error where records could not be read, which were told as such among the others: a script is to know it at the end.
///
/// # Errors
/// When there was any.
pub(crate) fn all_were_readable(unreadable: usize) -> anyhow::Result<()> {
    anyhow::ensure!(
        unreadable == 0,
        "{} could not be read; `newsreel quarantine list` says why",
        counted(unreadable, "record")
    );
    Ok(())
}

/// Prints what is on file between two positions, in order.
pub(crate) async fn history(log: &Log, positions: RangeInclusive<Sequence>, out: &mut Stream) -> anyhow::Result<()> {
    let mut source = Source::Log(Box::new(log.follow(*positions.start(), newsreel_log::FollowOptions::default())));
    while let Some(kept) = source.next().await? {
        if kept.stored.sequence > *positions.end() || print::reader_is_gone() {
            break;
        }
        out.print(&kept)?;
    }
    source.close().await;
    Ok(())
}
