//! `audit schemas`: whether this program reads the whole stored log, and makes of every story what the projector that is
//! running makes of it. Asked before a new version takes over from an old one.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use newsreel_log::Log;
use newsreel_projector::{Ask, Projector, PutAside, Query};
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::StorySlug;
use newsreel_story::record::recorded::Sequence;
use newsreel_story::tell::english::counted;
use newsreel_story::views::listing::{Listing, Page as Part};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::config::Config;
use crate::page::Page;
use crate::print::{Answer, Outcome};
use crate::query;

/// The most differences that are named of a story.
const NAMED: usize = 20;
/// How long a value is that is shown, in characters.
const SHOWN: usize = 80;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only this story is compared; the whole log is read in any case
    story: Option<StorySlug>,
}

pub(crate) async fn run(config: &Config, args: &Args) -> anyhow::Result<Outcome> {
    let started = Instant::now();
    let log = config.server.open_log().await?;
    let folder = tempfile::tempdir()?;
    let ours = Ours::read(config, log, folder.path()).await?;
    let bounds = Bounds { as_of: Some(Timestamp::now()), at_sequence: Some(ours.position), ..Bounds::default() };
    let mut compared = Compared { records: ours.position, ..Compared::default() };
    compared.unreadable = ours.ask::<Part<PutAside>>(all_put_aside(), bounds).await?.list;
    let read_by_theirs: Part<PutAside> = query::ask_projector(config, all_put_aside(), bounds).await?;
    let known: Vec<Sequence> = read_by_theirs.list.iter().map(|aside| aside.sequence).collect();
    compared.unreadable_only_here =
        compared.unreadable.iter().map(|aside| aside.sequence).filter(|sequence| !known.contains(sequence)).collect();
    let (here, there) = (
        stories(ours.ask(Ask::all_stories(), Bounds::default()).await?),
        stories(query::ask_projector(config, Ask::all_stories(), Bounds::default()).await?),
    );
    let all: Vec<&String> = here.keys().chain(there.keys().filter(|slug| !here.contains_key(*slug))).collect();
    let wanted = all.into_iter().filter(|slug| args.story.as_ref().is_none_or(|story| story.as_str() == slug.as_str()));
    let wanted: Vec<&String> = wanted.collect();
    if let (Some(story), true) = (&args.story, wanted.is_empty()) {
        anyhow::bail!("no story `{story}` is on file; `newsreel stories` lists them");
    }
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} stories compared  {per_sec}  {eta} left")?;
    let progress = ProgressBar::new(wanted.len() as u64).with_style(style);
    for slug in wanted {
        let differences = match (here.get(slug), there.get(slug)) {
            (Some(_), Some(_)) => {
                let ask = Ask::Story { story: StorySlug::new(slug)?, item: None };
                let one: Value = ours.ask(ask.clone(), bounds).await?;
                let other: Value = query::ask_projector(config, ask, bounds).await?;
                differences(&other, &one)
            }
            (here, _) => vec![Difference {
                at: String::new(),
                rule: "story".to_owned(),
                theirs: here.is_none().then(|| "on file".to_owned()),
                ours: here.map(|_| "on file".to_owned()),
            }],
        };
        compared.take(slug, differences);
        progress.inc(1);
    }
    progress.finish_and_clear();
    compared.seconds = started.elapsed().as_secs_f64();
    Ok(if compared.is_same() { Outcome::answer(compared) } else { Outcome::refusal(compared) })
}

fn all_put_aside() -> Ask {
    Ask::Quarantine { after: None, limit: None, dismissed: true }
}

fn stories(list: Part<Listing>) -> BTreeMap<String, Listing> {
    list.list.into_iter().map(|listing| (listing.story.clone(), listing)).collect()
}

/// The log as this program reads it: in a store of its own, which nobody else sees.
struct Ours {
    projector: Arc<Projector>,
    position: Sequence,
    config: Config,
}

impl Ours {
    async fn read(config: &Config, log: Log, folder: &Path) -> anyhow::Result<Self> {
        let last = log.last_sequence().await?;
        let projector = Projector::open(log, &folder.join("projector.sqlite"))?;
        let style = ProgressStyle::with_template("{bar:40} {pos}/{len} records read  {per_sec}  {eta} left")?;
        let progress = ProgressBar::new(last).with_style(style);
        let mut ours = Self { projector: Arc::clone(&projector), position: 0, config: config.clone() };
        let mut reading = std::pin::pin!(projector.catch_up());
        ours.position = loop {
            tokio::select! {
                position = &mut reading => break position?,
                () = tokio::time::sleep(Duration::from_millis(250)) => {
                    progress.set_position(ours.ask(Ask::Position, Bounds::default()).await?);
                }
            }
        };
        progress.finish_and_clear();
        Ok(ours)
    }

    async fn ask<A: DeserializeOwned>(&self, ask: Ask, bounds: Bounds) -> anyhow::Result<A> {
        let question = Query { ask, bounds, style: self.config.style, at_least: 0 };
        let answer = Arc::clone(&self.projector).reply(question).await?;
        Ok(serde_json::from_slice(&answer)?)
    }
}

/// What two states of a story differ in.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Difference {
    /// The item or path; empty for the story.
    at: String,
    /// What is worked out otherwise: `phase`, `support`, `contested`.
    rule: String,
    /// What the running projector has.
    #[serde(skip_serializing_if = "Option::is_none")]
    theirs: Option<String>,
    /// What this program has.
    #[serde(skip_serializing_if = "Option::is_none")]
    ours: Option<String>,
}

fn differences(theirs: &Value, ours: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(theirs, ours, "", "story", &mut found);
    found
}

/// Compares what stands at a place of two states, as a member of something that is named there.
fn compare(theirs: &Value, ours: &Value, at: &str, member: &str, found: &mut Vec<Difference>) {
    match (theirs, ours) {
        (Value::Object(one), Value::Object(other)) => {
            let members = one.keys().chain(other.keys().filter(|member| !one.contains_key(*member)));
            for member in members {
                let value = |object: &serde_json::Map<String, Value>| object.get(member).cloned().unwrap_or_default();
                compare(&value(one), &value(other), at, member, found);
            }
        }
        (Value::Array(one), Value::Array(other))
            if one.iter().chain(other).all(|element| name_of(element).is_some()) =>
        {
            let by_name = |array: &[Value], name: &str| {
                array.iter().find(|element| name_of(element) == Some(name)).cloned().unwrap_or_default()
            };
            let mut names: Vec<&str> = one.iter().chain(other).filter_map(name_of).collect();
            names.sort_unstable();
            names.dedup();
            for name in names {
                let (one, other) = (by_name(one, name), by_name(other, name));
                // An item and a path say by themselves where they are.
                let is_place = ["path", "item"].iter().any(|member| one.get(member).or(other.get(member)).is_some());
                let place = if is_place || at.is_empty() { name.to_owned() } else { format!("{at}: {name}") };
                compare(&one, &other, &place, member, found);
            }
        }
        (one, other) if one == other => {}
        (one, other) => found.push(Difference {
            at: at.to_owned(),
            rule: member.to_owned(),
            theirs: shown(one),
            ours: shown(other),
        }),
    }
}

/// What a part of a state is called, where it is one of several.
fn name_of(value: &Value) -> Option<&str> {
    ["path", "item", "text", "holder"].into_iter().find_map(|member| value.get(member)?.as_str())
}

fn shown(value: &Value) -> Option<String> {
    let text = match value {
        Value::Null => return None,
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let short: String = text.chars().take(SHOWN).collect();
    Some(if short.len() < text.len() { format!("{short}…") } else { short })
}

/// What came of the comparison.
#[derive(Debug, Default, Serialize)]
struct Compared {
    /// How many records the log has.
    records: u64,
    /// How many stories are the same.
    same: usize,
    /// Those that are not: by story, the first of what they differ in.
    different: BTreeMap<String, Vec<Difference>>,
    /// How often each rule comes out otherwise.
    rules: BTreeMap<String, usize>,
    /// The records that this program cannot read.
    unreadable: Vec<PutAside>,
    /// The positions of those among them that the running projector can read.
    unreadable_only_here: Vec<Sequence>,
    /// How long it took, in seconds.
    seconds: f64,
}

impl Compared {
    fn take(&mut self, story: &str, mut differences: Vec<Difference>) {
        if differences.is_empty() {
            self.same += 1;
            return;
        }
        for difference in &differences {
            *self.rules.entry(difference.rule.clone()).or_default() += 1;
        }
        differences.truncate(NAMED);
        self.different.insert(story.to_owned(), differences);
    }

    fn is_same(&self) -> bool {
        self.different.is_empty() && self.unreadable_only_here.is_empty()
    }
}

impl Answer for Compared {
    fn page(&self) -> Page {
        let mut page = Page::default();
        let read = self.records - self.unreadable.len() as u64;
        page.line(format!("This program reads {} of {}.", read, counted(self.records as usize, "record")));
        for aside in &self.unreadable {
            let new = if self.unreadable_only_here.contains(&aside.sequence) {
                ", which the running projector reads"
            } else {
                ""
            };
            page.bullet(format!("the record at position {} cannot be read{new}: {}", aside.sequence, aside.reason));
        }
        if self.different.is_empty() {
            page.line(format!("{}: the same as in the running projector.", counted(self.same, "story")));
        } else {
            page.line(format!(
                "{} the same as in the running projector, and {} not.",
                counted(self.same, "story"),
                self.different.len()
            ));
            let rules = self.rules.iter().map(|(rule, times)| format!("{rule}: {times}")).collect::<Vec<_>>();
            page.line(format!("What comes out otherwise, and how often: {}", rules.join(", ")));
        }
        for (story, differences) in &self.different {
            page.heading(story);
            let cell = |text: &Option<String>| text.clone().unwrap_or_else(|| "nothing".to_owned());
            let row = |difference: &Difference| {
                vec![difference.at.clone(), difference.rule.clone(), cell(&difference.theirs), cell(&difference.ours)]
            };
            page.table(&["where", "rule", "running projector", "this program"], differences.iter().map(row).collect());
        }
        page.line(format!("{:.1} s", self.seconds));
        page
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_differs_is_named_by_where_it_stands_and_by_the_rule() {
        let state = |phase: &str, support: &str| {
            json!({
                "story": "a",
                "items": [
                    { "item": "talks", "phase": { "overall": phase }, "paths": [
                        { "path": "talks/place", "contested": false, "values": [{ "text": "Moscow", "support": support }] },
                    ] },
                    { "item": "trip", "phase": { "overall": "planned" }, "paths": [] },
                ],
            })
        };
        assert_eq!(differences(&state("held", "reported"), &state("held", "reported")), []);
        let found = differences(&state("held", "reported"), &state("planned", "confirmed"));
        let named: Vec<(&str, &str)> = found.iter().map(|one| (one.at.as_str(), one.rule.as_str())).collect();
        assert_eq!(named, [("talks", "overall"), ("talks/place: Moscow", "support")]);
        let mut gone = state("held", "reported");
        gone["items"].as_array_mut().expect("items").pop();
        let found = differences(&state("held", "reported"), &gone);
        assert_eq!((found[0].at.as_str(), found[0].ours.as_deref()), ("trip", None), "{found:?}");
    }
}
