//! `submit` and `import`: send files to the desk, and say what became of them.

use std::collections::HashSet;
use std::path::PathBuf;

use indicatif::{ProgressBar, ProgressStyle};
use newsreel_desk::{Check, MOST_READINGS, Request, SUBMIT};
use newsreel_log::{Log, Timeouts};
use newsreel_story::record::name::UpdateId;
use newsreel_story::submit::decide::{self, Accepted, EntryAnswer, Response};
use newsreel_story::submit::doubts::Doubt;
use newsreel_story::submit::refusal::{Code, Refusal};
use newsreel_story::tell::english::counted;
use serde::Serialize;
use serde_json::Value;

use crate::checked::{check_all, sum_of};
use crate::config::Config;
use crate::files::{self, Document, Refused, every_mistake};
use crate::page::Page;
use crate::parts::{Cut, Part, as_one, parts, updates_of};
use crate::print::{Answer, Outcome};
use crate::query::request;
use crate::receipt::{changed, hidden, hidden_entry};
use crate::reimport;

/// Arguments of `submit` and `import`.
#[derive(clap::Args)]
pub(crate) struct Files {
    /// YAML, JSON or NDJSON, in UTF-8
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Record nothing: say whether it would be accepted, what would move, and what is likely a mistake
    #[arg(long)]
    pub(crate) check: bool,
    /// With --check: every move, item by item
    #[arg(long, requires = "check")]
    pub(crate) full: bool,
}

/// Each document is one submission.
pub(crate) async fn submit(config: &Config, files: &Files) -> anyhow::Result<Outcome> {
    run(config, files, as_one, Detail::EveryUpdate).await
}

/// Each document in parts, in order, with progress. What is on file already is passed over, so an import that was
/// interrupted is simply run again.
pub(crate) async fn import(config: &Config, files: &Files) -> anyhow::Result<Outcome> {
    run(config, files, parts, Detail::Counts).await
}

async fn run(
    config: &Config,
    Files { files, check, full }: &Files,
    cut: Cut,
    detail: Detail,
) -> anyhow::Result<Outcome> {
    let contents = files::contents(files)?;
    if contents.iter().any(|(_, bytes)| reimport::is_history(bytes)) {
        return reimport::run(config, &contents, *check).await;
    }
    let documents = match files::documents(&contents) {
        Ok(documents) => documents,
        Err(refused) => {
            let result = format!("nothing is {}", if *check { "checked" } else { "recorded" });
            return Ok(Outcome::refusal(Submitted { refused, result: Some(result), ..Submitted::default() }));
        }
    };
    if *check {
        check_all(config, &documents, cut, *full).await
    } else {
        record_all(config, &documents, cut, detail).await
    }
}

/// How what was recorded reads, in sum: for people who import what they wrote.
async fn reads(config: &Config, documents: &[Document], cut: Cut) -> anyhow::Result<Option<String>> {
    if documents.iter().map(|document| updates_of(&document.source.value)).sum::<usize>() > MOST_READINGS {
        return Ok(None);
    }
    let mut check = Check::begin(config.server.open_log().await?).await?;
    for Part { submission, partial, .. } in documents.iter().flat_map(|document| cut(&document.source.value)) {
        let _on_file = check.submit(&Request { submission, actor: config.actor.clone(), partial }).await?;
    }
    let readings = check.readings();
    Ok((!readings.is_empty()).then(|| format!("{} `import --check` shows how each reads.", sum_of(&readings))))
}

/// How much the answer says of what was recorded.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Detail {
    EveryUpdate,
    Counts,
}

/// What became of the submissions.
#[derive(Default, Serialize)]
struct Submitted {
    recorded: usize,
    already: usize,
    /// The position of the last update.
    #[serde(skip_serializing_if = "Option::is_none")]
    sequence: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    updates: Vec<decide::Answer>,
    /// What was changed in the directory.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    directory: Vec<EntryAnswer>,
    /// What is hidden, under an embargo of our own, and until when.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hidden: Vec<String>,
    /// Why the work stopped early.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    refused: Vec<Refused>,
    /// What was recorded before it stopped, and what was not sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<String>,
    /// How it reads, in sum.
    #[serde(skip)]
    reads: Option<String>,
    /// Whether anything was accepted, be it only entries of the directory.
    #[serde(skip)]
    accepted_any: bool,
    /// The updates counted so far: each counts once, although every part of a document opens its story again.
    #[serde(skip)]
    counted: HashSet<UpdateId>,
}

impl Submitted {
    fn take_in(&mut self, accepted: Accepted, detail: Detail) {
        self.accepted_any = true;
        for answer in accepted.updates.iter().filter(|answer| self.counted.insert(answer.id)) {
            *(if answer.already { &mut self.already } else { &mut self.recorded }) += 1;
            self.hidden.extend(hidden(answer));
        }
        self.hidden.extend(accepted.directory.iter().filter_map(hidden_entry));
        self.directory.extend(accepted.directory);
        if detail == Detail::EveryUpdate {
            self.sequence = Some(accepted.sequence);
            self.updates.extend(accepted.updates);
        }
    }

    /// Says why the work stopped, what was recorded before, and what was not sent at all.
    fn explain_end(&mut self, what: &str, rest: &[Document]) {
        let mut result = what.to_owned();
        if self.accepted_any {
            result.push_str(&format!("; before it: {}", self.counts()));
        }
        if !rest.is_empty() {
            result.push_str(&format!("; not sent: {}", files::named(rest)));
        }
        self.result = Some(result);
    }

    fn counts(&self) -> String {
        let changed = changed(&self.directory);
        if self.recorded + self.already == 0 {
            let changed = if changed.is_empty() { "nothing new; its directory entries are on file" } else { &changed };
            return format!("no updates; {changed}");
        }
        let counts = format!("{} recorded, {} on file already", counted(self.recorded, "update"), self.already);
        if changed.is_empty() { counts } else { format!("{counts}; {changed}") }
    }
}

impl Answer for Submitted {
    fn page(&self) -> Page {
        let mut page = Page::default();
        for answer in &self.updates {
            let item = answer.item.as_ref().map(|item| format!(" {item}")).unwrap_or_default();
            let already = if answer.already { " (on file already)" } else { "" };
            let sequence = answer.sequence.map(|sequence| sequence.to_string()).unwrap_or_default();
            // One without a key is named by its position everywhere.
            let key = answer.key.as_ref().map(|key| format!("  {key}")).unwrap_or_default();
            page.record(format!("{sequence:>8}  {}{item}{key}{already}", answer.update));
        }
        files::show(&self.refused, &mut page);
        match &self.result {
            Some(result) => page.line(result),
            None if self.updates.is_empty() => page.line(self.counts()),
            None if self.directory.is_empty() => {}
            None => page.line(changed(&self.directory)),
        }
        self.hidden.iter().for_each(|hidden| page.line(hidden));
        self.reads.iter().for_each(|reads| page.line(reads));
        page
    }
}

async fn record_all(config: &Config, documents: &[Document], cut: Cut, detail: Detail) -> anyhow::Result<Outcome> {
    let log = config.server.open_log().await?;
    let total: usize = documents.iter().map(|document| updates_of(&document.source.value)).sum();
    let progress = ProgressBar::new(total as u64)
        .with_style(ProgressStyle::with_template("{bar:40} {pos}/{len} updates  {per_sec}  {msg}")?);
    let mut submitted = Submitted::default();
    let mut timeouts = config.server.timeouts();
    for (i, document) in documents.iter().enumerate() {
        let parts = cut(&document.source.value);
        for part in &parts {
            let rest = &documents[i + 1..];
            match send(&log, config, part, timeouts).await {
                Ok(Ok(accepted)) => submitted.take_in(accepted, detail),
                Ok(Err(refusals)) => {
                    progress.abandon();
                    submitted.refused = match parts.len() {
                        1 => document.refused(&refusals, &part.places),
                        _ => {
                            let mut check = Check::begin(log).await?;
                            let actor = config.actor.as_deref();
                            every_mistake(&mut check, document, part, &refusals, actor).await?
                        }
                    };
                    let too_large =
                        |refusal: &Refusal| matches!(refusal.code, Code::TooManyUpdates | Code::SubmissionTooLarge);
                    let advice = match detail == Detail::EveryUpdate && refusals.iter().any(too_large) {
                        true => "; `newsreel import` sends a long file in parts",
                        false => "",
                    };
                    let what = format!("{document}: refused; nothing of {} is recorded{advice}", part.what);
                    submitted.explain_end(&what, rest);
                    return Ok(Outcome::refusal(submitted));
                }
                Err(error) if !submitted.accepted_any => return Err(error),
                Err(error) => {
                    progress.abandon();
                    let what = format!("{document}: {error:#}; run it again: what is on file is passed over");
                    submitted.explain_end(&what, rest);
                    return Ok(Outcome::refusal(submitted));
                }
            }
            progress.inc(updates_of(&part.submission) as u64);
            timeouts = timeouts.once_begun();
        }
    }
    progress.finish_and_clear();
    if detail == Detail::Counts && submitted.recorded > 0 {
        // It is recorded all the same where that cannot be said.
        submitted.reads = reads(config, documents, cut).await.ok().flatten();
    }
    Ok(Outcome::answer(submitted))
}

/// Records a document that was made here.
pub(crate) async fn record(config: &Config, document: &Value) -> anyhow::Result<Outcome> {
    record_all(config, &[Document::made_here(document)?], as_one, Detail::EveryUpdate).await
}

/// What is likely a mistake in a document that was made here, although it would be accepted.
pub(crate) async fn doubts(config: &Config, document: &Value) -> anyhow::Result<Vec<Doubt>> {
    let mut check = Check::begin(config.server.open_log().await?).await?;
    let request = Request { submission: document.clone(), actor: config.actor.clone(), partial: false };
    Ok(check.submit(&request).await?.map_or_else(|_| Vec::new(), |_| check.doubts()))
}

/// Only checks a document that was made here.
pub(crate) async fn check(config: &Config, document: &Value, full: bool) -> anyhow::Result<Outcome> {
    check_all(config, &[Document::made_here(document)?], as_one, full).await
}

async fn send(
    log: &Log,
    config: &Config,
    Part { submission, partial, .. }: &Part,
    timeouts: Timeouts,
) -> anyhow::Result<Result<Accepted, Vec<Refusal>>> {
    if let Some(refusal) = decide::too_large(submission) {
        return Ok(Err(vec![refusal]));
    }
    let request_body = Request { submission: submission.clone(), actor: config.actor.clone(), partial: *partial };
    Ok(match request(log, SUBMIT, "desk", &request_body, timeouts).await? {
        Response::Accepted(accepted) => Ok(accepted),
        Response::Refused(refusals) => Err(refusals),
    })
}
