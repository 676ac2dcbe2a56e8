//! Newsreel: running news stories as a log of who said what.
//!
//! One program, several roles. Each verb has a module; this file reads the command line and the environment, and ends with
//! the exit code: 0, 1 (refused or not found) or 2 (usage).

mod access;
mod add;
mod answers;
mod asyncapi;
mod audit;
mod checked;
mod child;
mod completions;
mod config;
mod demo;
mod embargo;
mod files;
#[cfg(test)]
mod formats;
mod harmless;
mod import;
mod kinds;
mod page;
mod parts;
mod print;
mod publish;
mod quarantine;
mod query;
mod receipt;
mod reimport;
mod replay;
mod role;
mod schema;
mod serve;
mod telemetry;
mod up;
mod watch;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
use jiff::Timestamp;
use newsreel_projector::Ask;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::{EntitySlug, StorySlug};
use newsreel_story::views::brief::{Brief, Form};
use newsreel_story::views::difference::Difference;
use newsreel_story::views::expected::Expected;
use newsreel_story::views::findings::Finding;
use newsreel_story::views::listing::Listing;
use newsreel_story::views::matrix::Matrix;
use newsreel_story::views::overview::Overview;
use newsreel_story::views::reach::Reach;
use newsreel_story::views::search::Found;
use newsreel_story::views::timeline::Timeline;
use newsreel_story::views::who::Who;

use crate::config::{Config, Environment};
use crate::kinds::Offered;
use crate::print::Outcome;

/// Deciding, decoding and folding make many small values on many threads, where the system's allocator spends a third of the
/// time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Follows running news stories as a log of who said what, and shows what is known, by whom, and what is disputed.
#[derive(Parser)]
#[command(version, after_help = HELP)]
struct Cli {
    #[command(flatten)]
    flags: config::Flags,
    #[command(subcommand)]
    verb: Verb,
}

const HELP: &str = "\
Begin with `newsreel demo`: it imports a real story into a private server and shows what comes of it.

To keep stories: `newsreel up` in one terminal; in another
  newsreel import story.yaml        record a story written by hand
  newsreel add --help               record one update without a file
  newsreel brief my-story           what we know, every sentence with the updates behind it
  newsreel expected my-story        what happens next, and who says so
  newsreel reach 42                 what rests on update 42, before anybody takes it back
  newsreel watch --type meeting.confirmed

The format of stories is taught by example: `newsreel example`; `newsreel kinds` lists what can be written.";

#[derive(Subcommand)]
enum Verb {
    /// Run everything on this machine until Ctrl-C: a nats-server on a private store, and all services
    Up(up::Args),
    /// Run one service
    Serve {
        /// desk (decides and records), projector (answers queries), notary (signs what is recorded), web (the page) or witness (cosigns for others)
        role: role::Role,
    },
    /// Record one update without a file
    Add(add::Args),
    /// Record updates: each document of a file is one submission, accepted or refused as a whole
    Submit {
        #[command(flatten)]
        files: import::Files,
    },
    /// Record whole stories: a long document goes in several submissions, in order
    Import {
        #[command(flatten)]
        files: import::Files,
    },
    /// List the stories
    Stories {
        /// Those after this cursor, as a shorter list ends with
        #[arg(long, value_name = "CURSOR")]
        after: Option<String>,
        /// At most so many
        #[arg(long, value_name = "N")]
        limit: Option<usize>,
        #[command(flatten)]
        bounds: BoundFlags,
    },
    /// The state of a story: every value with its standing and by whom
    Story {
        #[command(flatten)]
        of: OfStory,
        /// Only this item
        item: Option<String>,
    },
    /// What we know about a story, every sentence with the updates behind it
    Brief {
        #[command(flatten)]
        of: OfStory,
        /// Everything on file, not only what can be read in three minutes
        #[arg(long, conflicts_with = "short")]
        full: bool,
        /// Ten sentences
        #[arg(long)]
        short: bool,
    },
    /// What is expected next, party by party, and what became of what was expected
    Expected(OfStory),
    /// What happened and is to happen, in the order of its own time
    Timeline(OfStory),
    /// Item by item: who confirms, denies, declines or is silent on what takes place (claims, statements, requests: --kind)
    Matrix {
        #[command(flatten)]
        of: OfStory,
        /// Only items of this kind
        #[arg(long, value_parser = Offered(kinds::names), hide_possible_values = true)]
        kind: Option<String>,
        /// Only items that involve this directory entry or that it speaks of, of any kind
        #[arg(long, value_name = "SLUG")]
        participant: Option<EntitySlug>,
    },
    /// What changed between two moments, update by update
    Diff {
        #[command(flatten)]
        of: OfStory,
        /// After this moment; without it, from the beginning
        #[arg(long, value_name = "TIME", value_parser = moment)]
        from: Option<Timestamp>,
        /// Up to this moment; without it, up to now
        #[arg(long, value_name = "TIME", value_parser = moment)]
        to: Option<Timestamp>,
        /// By when updates were recorded, not by when the newsroom learned them
        #[arg(long)]
        recorded: bool,
    },
    /// What would be lost if an update were taken back
    Reach {
        /// Its position (the number in brackets of a brief), its id, or STORY/KEY
        update: String,
        /// Only this path of it
        #[arg(long)]
        path: Option<newsreel_story::record::path::Path>,
        #[command(flatten)]
        bounds: BoundFlags,
    },
    /// The standards check: single sources, vague sources, count gaps, publications that need review …
    Check(OfStory),
    /// Record that something was published, and what it relied on
    Publish(publish::Args),
    /// A person, organisation or place across stories
    Who {
        /// A directory slug or a name
        #[arg(required = true)]
        name: Vec<String>,
        /// The stories after this cursor, as a list that goes on ends with
        #[arg(long, value_name = "CURSOR")]
        after: Option<String>,
        /// At most so many stories [default: 50]
        #[arg(long, value_name = "N")]
        limit: Option<usize>,
        #[command(flatten)]
        bounds: BoundFlags,
    },
    /// Find updates by words: whatever the case, the accents and the punctuation, and by any name of somebody
    Search {
        /// The words, which are all to be there; a phrase in quotation marks
        #[arg(required = true)]
        words: Vec<String>,
        /// Those after this cursor, as a list that goes on ends with
        #[arg(long, value_name = "CURSOR")]
        after: Option<String>,
        /// At most so many [default: 100]
        #[arg(long, value_name = "N")]
        limit: Option<usize>,
        #[command(flatten)]
        bounds: BoundFlags,
    },
    /// The records that could not be read, and what to do about them
    #[command(subcommand)]
    Quarantine(quarantine::Args),
    /// What is under an embargo: list it, lift it, let it end later
    #[command(subcommand)]
    Embargo(embargo::Args),
    /// Prove what was known when, and that nothing was changed since
    #[command(subcommand)]
    Audit(audit::Args),
    /// Live updates, from now or from any position on
    Watch(watch::WatchArgs),
    /// The history, in order, as it was recorded
    Replay(Box<replay::Args>),
    /// Import a real story into a private server and show the brief, the state and a slice of the history
    Demo,
    /// What can be written: the kinds of item, their attributes and changes
    Kinds {
        /// Only this kind, in full
        #[arg(value_parser = Offered(kinds::names), hide_possible_values = true)]
        kind: Option<String>,
    },
    /// Print an example story, which teaches the format
    Example {
        /// Which one
        #[arg(value_enum, default_value_t = demo::Example::Envoy)]
        story: demo::Example,
    },
    /// Print a JSON Schema: of the authoring format (`story`), or of what can be read from and sent to Newsreel
    Schema {
        /// Its name; without one, the names are listed
        #[arg(value_parser = Offered(schema::names), hide_possible_values = true)]
        name: Option<String>,
    },
    /// Print an AsyncAPI document of everything Newsreel publishes and answers
    Asyncapi,
    /// Print a script with which a shell completes verbs, settings, kinds and choices, and what is on file: stories, items,
    /// people
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// One story, under bounds.
#[derive(clap::Args, Clone)]
struct OfStory {
    /// The story's slug
    story: StorySlug,
    #[command(flatten)]
    bounds: BoundFlags,
}

/// The bounds of an answer.
#[derive(clap::Args, Clone, Copy)]
struct BoundFlags {
    /// Only what had been recorded at this time (the audit question)
    #[arg(long, value_name = "TIME", value_parser = moment)]
    as_of: Option<Timestamp>,
    /// Only what the newsroom had learned at this time
    #[arg(long, value_name = "TIME", value_parser = moment)]
    known_at: Option<Timestamp>,
    /// What is held to have been the case at this time
    #[arg(long, value_name = "TIME", value_parser = moment)]
    true_at: Option<Timestamp>,
}

/// A moment as the command line takes it.
fn moment(text: &str) -> Result<Timestamp, String> {
    text.parse()
        .map_err(|_| "write a time with its offset, as 2025-04-11T21:00:00Z or 2025-04-12T00:00:00+03:00".to_owned())
}

impl From<BoundFlags> for Bounds {
    fn from(flags: BoundFlags) -> Self {
        Self { as_of: flags.as_of, known_at: flags.known_at, true_at: flags.true_at, ..Self::default() }
    }
}

fn main() -> ExitCode {
    if let Some(error) = child::become_asked(std::env::args_os()) {
        return print::fail(&error);
    }
    let environment = std::env::vars_os().collect();
    match completions::complete(Cli::command, std::env::args_os().collect(), environment) {
        Ok(true) => print::flush(),
        Ok(false) => started(),
        Err(asked) => print::usage(&asked),
    }
}

/// How many threads there are at most for what computes for long or waits for a disk: more are no faster, and each keeps
/// memory of its own.
const MOST_THREADS_APART: usize = 32;

fn started() -> ExitCode {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().max_blocking_threads(MOST_THREADS_APART).build();
    match runtime {
        Ok(runtime) => runtime.block_on(answer()),
        Err(error) => print::fail(&error.into()),
    }
}

async fn answer() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(asked) => return print::usage(&asked),
    };
    let ended = async {
        let config = Config::read(cli.flags, &std::env::vars_os().collect::<Environment>())?;
        // Only what goes on is followed: a verb would keep its user waiting for the collector.
        let traces = match &cli.verb {
            Verb::Serve { role } => config.telemetry.as_deref().map(|collector| (role.name(), collector)),
            _ => None,
        };
        let telemetry = telemetry::start(&config.logging, traces)?;
        let outcome = run(cli.verb, &config).await;
        telemetry.end().await;
        outcome?.print(config.format)
    };
    ended.await.unwrap_or_else(|error| print::fail(&error))
}

async fn run(verb: Verb, config: &Config) -> anyhow::Result<Outcome> {
    match verb {
        Verb::Up(args) => up::run(config, &args).await.map(|_| Outcome::Done),
        Verb::Serve { role } => serve::run(config, role).await.map(|_| Outcome::Done),
        Verb::Submit { files } => import::submit(config, &files).await,
        Verb::Import { files } => import::import(config, &files).await,
        Verb::Add(args) => add::run(config, args).await,
        Verb::Publish(args) => publish::run(config, args).await,
        Verb::Stories { after, limit, bounds } => {
            query::show_page::<Listing>(config, Ask::Stories { after, limit }, bounds.into()).await
        }
        Verb::Story { of: OfStory { story, bounds }, item } => {
            query::show::<Overview>(config, Ask::Story { story, item }, bounds.into()).await
        }
        Verb::Brief { of: OfStory { story, bounds }, full, short } => {
            let form = match (full, short) {
                (true, _) => Form::Full,
                (false, true) => Form::Short,
                (false, false) => Form::Standard,
            };
            query::show::<Brief>(config, Ask::Brief { story, form }, bounds.into()).await
        }
        Verb::Expected(OfStory { story, bounds }) => {
            query::show::<Expected>(config, Ask::Expected { story }, bounds.into()).await
        }
        Verb::Timeline(OfStory { story, bounds }) => {
            query::show::<Timeline>(config, Ask::Timeline { story }, bounds.into()).await
        }
        Verb::Kinds { kind } => kinds::run(kind.as_deref()),
        Verb::Matrix { of: OfStory { story, bounds }, kind, participant } => {
            kind.as_deref().map(kinds::kind).transpose()?;
            query::show::<Matrix>(config, Ask::Matrix { story, kind, participant }, bounds.into()).await
        }
        Verb::Diff { of: OfStory { story, bounds }, from, to, recorded } => {
            if let (Some(from), Some(to)) = (from, to)
                && to < from
            {
                anyhow::bail!("--to {to} is before --from {from}; give the earlier moment first");
            }
            query::show::<Difference>(config, Ask::Difference { story, from, to, recorded }, bounds.into()).await
        }
        Verb::Reach { update, path, bounds } => {
            query::show::<Reach>(config, Ask::Reach { update, path }, bounds.into()).await
        }
        Verb::Check(OfStory { story, bounds }) => {
            query::show::<Vec<Finding>>(config, Ask::Check { story }, bounds.into()).await
        }
        Verb::Who { name, after, limit, bounds } => {
            let ask = Ask::Who { name: name.join(" "), after, limit };
            query::show_page::<Who>(config, ask, bounds.into()).await
        }
        Verb::Search { words, after, limit, bounds } => {
            let ask = Ask::Search { words: words.join(" "), after, limit };
            query::show_page::<Found>(config, ask, bounds.into()).await
        }
        Verb::Quarantine(args) => quarantine::run(config, args).await,
        Verb::Embargo(args) => embargo::run(config, args).await,
        Verb::Audit(args) => audit::run(config, args).await,
        Verb::Watch(args) => watch::watch(config, &args).await,
        Verb::Replay(args) => replay::run(config, *args).await,
        Verb::Demo => demo::run(config).await,
        Verb::Example { story } => Ok(Outcome::answer(story.read()?)),
        Verb::Schema { name } => schema::run(name.as_deref()),
        Verb::Asyncapi => Ok(Outcome::answer(schema::JsonFile(asyncapi::document()))),
        Verb::Completions { shell } => Ok(Outcome::answer(completions::Script::of(shell)?)),
    }
}
