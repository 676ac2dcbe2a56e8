//! Completion: what a shell offers while somebody types. Verbs, settings, kinds and choices are known here; stories, items
//! and people are asked of the projector, briefly: where it does not answer nothing is offered.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::sync::Arc;
use std::time::Duration;

use clap::{ArgMatches, Command, FromArgMatches};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use clap_complete::env::{CompleteEnv, Shells};
use newsreel_projector::Ask;
use newsreel_story::record::attribution::{Basis, Knowledge};
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::entry::EntityType;
use newsreel_story::record::kind::Kind;
use newsreel_story::record::kind::spec::{AttributeSpec, ValueType};
use newsreel_story::record::name::StorySlug;
use newsreel_story::submit::authoring::words;
use newsreel_story::views::cast::{Cast, CastEntity};
use newsreel_story::views::listing::{Listing, Page as ListPage};
use newsreel_story::views::updates::{Part, Updates};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::config::{Config, Environment, Flags};
use crate::harmless::{Medium, harmless};
use crate::page::Page;
use crate::print::Answer;
use crate::query;

/// The variable by which a shell asks to complete.
const VARIABLE: &str = "COMPLETE";
/// How long somebody who types is kept waiting.
const PATIENCE: Duration = Duration::from_millis(1500);
/// Of a large directory so many entries are offered.
const ENTRIES_OFFERED: usize = 200;
/// The entries of the directory that can say and do something.
const SPEAKERS: &[EntityType] = &[EntityType::Person, EntityType::Organisation, EntityType::Outlet, EntityType::Group];
/// Of a long story the last updates are offered.
const UPDATES_OFFERED: usize = 200;

/// What has been typed, and where it was typed.
struct Line {
    words: Vec<OsString>,
    environment: Environment,
    /// The command line without completers, to read what was typed.
    command: fn() -> Command,
}

/// Answers a shell that asks for completions; whether one did.
///
/// # Errors
/// When the shell is not known, or cannot be answered.
pub(crate) fn complete(
    command: fn() -> Command,
    arguments: Vec<OsString>,
    environment: Environment,
) -> Result<bool, clap::Error> {
    // Behind `--` is the line that is being typed.
    let words = arguments.iter().skip_while(|word| *word != "--").skip(1).cloned().collect();
    let line = Arc::new(Line { words, environment, command });
    let with_completers = || completing(command(), &line);
    CompleteEnv::with_factory(with_completers)
        .var(VARIABLE)
        .try_complete(arguments, std::env::current_dir().ok().as_deref())
}

/// The command with something that completes each argument that names what is on file.
fn completing(command: Command, line: &Arc<Line>) -> Command {
    let verb = command.get_name().to_owned();
    let command = command.mut_args(|argument| {
        let offers: fn(&Line, &str) -> Vec<Offer> = match argument.get_id().as_str() {
            "story" if verb != "example" => Line::stories,
            "item" => Line::items,
            "update" => Line::updates,
            "source" | "via" => |line, typed| line.entries(typed, SPEAKERS),
            "outlet" => |line, typed| line.entries(typed, &[EntityType::Outlet]),
            "participant" => |line, typed| line.entries(typed, EntityType::ALL),
            "name" if verb == "who" => |line, typed| line.entries(typed, EntityType::ALL),
            "words" if verb == "add" => Line::words,
            "basis" => |_, _| tokens(Basis::ALL.iter().map(|basis| (basis.as_str(), basis.meaning()))),
            "knowledge" => |_, _| tokens(Knowledge::ALL.iter().map(|how| (how.as_str(), how.meaning()))),
            _ => return argument,
        };
        let line = Arc::clone(line);
        argument
            .add(ArgValueCompleter::new(move |typed: &OsStr| offered(&offers(&line, &typed.to_string_lossy()), typed)))
    });
    command.mut_subcommands(|verb| completing(verb, line))
}

/// A word that can stand there, and what it says.
struct Offer {
    word: String,
    says: String,
}

impl Offer {
    fn new(word: impl Into<String>, says: impl Into<String>) -> Self {
        Self { word: word.into(), says: says.into() }
    }
}

fn tokens(tokens: impl Iterator<Item = (&'static str, &'static str)>) -> Vec<Offer> {
    tokens.map(|(word, says)| Offer::new(word, says)).collect()
}

fn offered(offers: &[Offer], typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    let fit = offers.iter().filter(|offer| offer.word.starts_with(&*typed));
    let candidate = |offer: &Offer| {
        let says = (!offer.says.is_empty()).then(|| harmless(&offer.says, Medium::Terminal).into());
        CompletionCandidate::new(&offer.word).help(says)
    };
    fit.map(candidate).collect()
}

impl Line {
    fn stories(&self, _: &str) -> Vec<Offer> {
        let page: Option<ListPage<Listing>> = self.ask(Ask::all_stories());
        let stories = page.map(|page| page.list).unwrap_or_default().into_iter();
        stories.map(|listing| Offer::new(listing.story, listing.title.unwrap_or_default())).collect()
    }

    fn items(&self, _: &str) -> Vec<Offer> {
        let kind = self.value("update_type").and_then(|of| of.split_once('.').map(|(kind, _)| kind.to_owned()));
        let items = self.cast().map(|cast| cast.items).unwrap_or_default().into_iter();
        let fits = items.filter(|item| kind.as_ref().is_none_or(|kind| *kind == item.kind));
        fits.map(|item| Offer::new(item.item, item.what)).collect()
    }

    /// The entries of the directory of these types: those that the story speaks of, then others.
    fn entries(&self, typed: &str, types: &[EntityType]) -> Vec<Offer> {
        let mut entries = self.cast().map(|cast| cast.entities).unwrap_or_default();
        let others = Ask::Directory { words: typed.to_owned(), limit: Some(ENTRIES_OFFERED) };
        let others: Option<Vec<CastEntity>> = self.ask(others);
        entries.extend(others.unwrap_or_default());
        let mut known = HashSet::new();
        entries.retain(|entity| types.iter().any(|is| is.as_str() == entity.is) && known.insert(entity.slug.clone()));
        entries
            .into_iter()
            .map(|entity| Offer::new(entity.slug.as_str(), entity.title.unwrap_or(entity.name)))
            .collect()
    }

    /// `STORY/KEY`: the stories, then the updates of one.
    fn updates(&self, typed: &str) -> Vec<Offer> {
        let Some((story, _)) = typed.split_once('/') else {
            let stories = self.stories(typed).into_iter();
            return stories.map(|story| Offer::new(format!("{}/", story.word), story.says)).collect();
        };
        let Ok(slug) = StorySlug::new(story) else { return Vec::new() };
        let part = Part { limit: Some(UPDATES_OFFERED), ..Part::default() };
        let updates: Option<Updates> = self.ask(Ask::Updates { story: slug, part });
        let updates = updates.map(|updates| updates.list).unwrap_or_default().into_iter();
        updates
            .map(|update| {
                Offer::new(format!("{story}/{}", update.name), format!("{}: {}", update.type_name, update.what))
            })
            .collect()
    }

    /// `WORD=VALUE`: the attributes of the kind and the other words of an update, then what their value can be.
    fn words(&self, typed: &str) -> Vec<Offer> {
        let kind = self.value("update_type").and_then(|of| Kind::named(of.split_once('.')?.0));
        let attributes = || kind.into_iter().flat_map(|kind| kind.spec().attributes);
        if let Some((word, typed)) = typed.split_once('=') {
            let Some(spec) = attributes().find(|spec| spec.name == word) else { return Vec::new() };
            let values = self.values(spec, typed).into_iter();
            return values.map(|value| Offer::new(format!("{word}={}", value.word), value.says)).collect();
        }
        let own = attributes().map(|spec| (spec.name, spec.meaning));
        let others = words::update::ALL.iter().map(|word| (word.name, word.meaning));
        own.chain(others).map(|(word, says)| Offer::new(format!("{word}="), says)).collect()
    }

    fn values(&self, spec: &AttributeSpec, typed: &str) -> Vec<Offer> {
        match spec.value {
            ValueType::Choice => tokens(spec.choices().iter().map(|choice| (choice.token, choice.meaning))),
            ValueType::Entity => self.entries(typed, SPEAKERS),
            ValueType::Place => self.entries(typed, &[EntityType::Place]),
            ValueType::Item => {
                let items = self.cast().map(|cast| cast.items).unwrap_or_default().into_iter();
                items.map(|item| Offer::new(item.item, item.what)).collect()
            }
            ValueType::Text | ValueType::When | ValueType::Count | ValueType::Duration | ValueType::Ordinal => {
                Vec::new()
            }
        }
    }

    fn cast(&self) -> Option<Cast> {
        let story = StorySlug::new(&self.value("story")?).ok()?;
        self.ask(Ask::Cast { story })
    }

    /// What was typed for an argument of the verb.
    fn value(&self, argument: &str) -> Option<String> {
        let matches = self.matches()?;
        let (_, verb) = matches.subcommand()?;
        let typed = verb.try_get_raw(argument).ok().flatten()?.next()?;
        Some(typed.to_string_lossy().into_owned())
    }

    /// What was typed, as far as it goes.
    fn matches(&self) -> Option<ArgMatches> {
        (self.command)().ignore_errors(true).try_get_matches_from(&self.words).ok()
    }

    fn ask<A: DeserializeOwned>(&self, ask: Ask) -> Option<A> {
        let flags = Flags::from_arg_matches(&self.matches()?).ok()?;
        let config = Config::read(flags, &self.environment).ok()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
        let answer = query::ask_projector(&config, ask, Bounds::default());
        runtime.block_on(async { tokio::time::timeout(PATIENCE, answer).await }).ok()?.ok()
    }
}

/// A script for a shell.
#[derive(Serialize)]
pub(crate) struct Script {
    shell: String,
    script: String,
}

impl Script {
    /// What a shell reads to ask this program.
    ///
    /// # Errors
    /// When the shell is not among those that can be answered.
    pub(crate) fn of(shell: clap_complete::Shell) -> anyhow::Result<Self> {
        let shell = shell.to_string();
        let shells = Shells::builtins();
        let completer =
            shells.completer(&shell).ok_or_else(|| anyhow::anyhow!("`{shell}` is not a shell that can be answered"))?;
        let program = std::env::current_exe()?;
        let mut script = Vec::new();
        completer.write_registration(VARIABLE, "newsreel", "newsreel", &program.to_string_lossy(), &mut script)?;
        Ok(Self { shell, script: String::from_utf8_lossy(&script).into_owned() })
    }
}

impl Answer for Script {
    fn page(&self) -> Page {
        let mut page = Page::default();
        page.file("sh", &self.script);
        page
    }
}
