//! `submit` and `import`: send files to the desk, and say what became of them.

use std::collections::HashSet;
use std::path::PathBuf;

use indicatif::{ProgressBar, ProgressStyle};
use newsreel_desk::{Accepted, Check, Request, Response, SUBMIT};
use newsreel_log::{Log, Timeouts};
use newsreel_story::record::name::UpdateId;
use newsreel_story::submit::decide::{self, MAX_SUBMISSION_BYTES, MAX_UPDATES};
use newsreel_story::submit::refusal::{At, Code, Refusal};
use newsreel_story::views::difference::Difference;
use serde::Serialize;
use serde_json::Value;

use crate::answers;
use crate::config::Config;
use crate::files::{self, Document, Refused};
use crate::page::{Page, counted};
use crate::print::{Answer, Outcome};
use crate::query::request;

/// How many updates `import` sends at a time.
const PART: usize = 200;

/// Arguments of `submit` and `import`.
#[derive(clap::Args)]
pub(crate) struct Files {
    /// YAML, JSON or NDJSON, in UTF-8
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Record nothing: say whether it would be accepted, and what would move
    #[arg(long)]
    pub(crate) check: bool,
}

/// How a document is cut into submissions: each with the index of its first update.
type Cut = fn(&Value) -> Vec<(usize, Value)>;

/// Each document is one submission.
pub(crate) async fn submit(config: &Config, files: &Files) -> anyhow::Result<Outcome> {
    run(config, files, as_one, Detail::EveryUpdate).await
}

/// Each document in parts, in order, with progress. What is on file already is passed over, so an import that was
/// interrupted is simply run again.
pub(crate) async fn import(config: &Config, files: &Files) -> anyhow::Result<Outcome> {
    run(config, files, parts, Detail::Counts).await
}

async fn run(config: &Config, Files { files, check }: &Files, cut: Cut, detail: Detail) -> anyhow::Result<Outcome> {
    let documents = match files::read(files)? {
        Ok(documents) => documents,
        Err(refused) => {
            let result = format!("nothing is {}", if *check { "checked" } else { "recorded" });
            return Ok(Outcome::refusal(Submitted { refused, result: Some(result), ..Submitted::default() }));
        }
    };
    if *check { check_all(config, &documents, cut).await } else { record_all(config, &documents, cut, detail).await }
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
    /// Why the work stopped early.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    refused: Vec<Refused>,
    /// What was recorded before it stopped, and what was not sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<String>,
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
        }
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
            let rest: Vec<String> = rest.iter().map(ToString::to_string).collect();
            result.push_str(&format!("; not sent: {}", rest.join(", ")));
        }
        self.result = Some(result);
    }

    fn counts(&self) -> String {
        if self.recorded + self.already == 0 {
            return "no updates; the directory entries are on file".to_owned();
        }
        format!("{} recorded, {} on file already", counted(self.recorded, "update"), self.already)
    }
}

impl Answer for Submitted {
    fn page(&self) -> Page {
        let mut page = Page::default();
        for answer in &self.updates {
            let item = answer.item.as_ref().map(|item| format!(" {item}")).unwrap_or_default();
            let already = if answer.already { " (on file already)" } else { "" };
            let sequence = answer.sequence.map(|sequence| sequence.to_string()).unwrap_or_default();
            page.record(format!("{sequence:>8}  {}{item}  {}{already}", answer.update, answer.id));
        }
        for refused in &self.refused {
            page.record(refused.to_string());
        }
        match &self.result {
            Some(result) => page.line(result),
            None if self.updates.is_empty() => page.line(self.counts()),
            None => {}
        }
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
        for (first, submission) in cut(&document.source.value) {
            let rest = &documents[i + 1..];
            match send(&log, config, &submission, timeouts).await {
                Ok(Ok(accepted)) => submitted.take_in(accepted, detail),
                Ok(Err(refusals)) => {
                    progress.abandon();
                    submitted.refused = document.refused(&refusals, first);
                    let part = if first == 0 { String::new() } else { format!(" from update {} on", first + 1) };
                    submitted.explain_end(&format!("{document}: refused; nothing of it{part} is recorded"), rest);
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
            progress.inc(updates_of(&submission) as u64);
            timeouts = timeouts.once_begun();
        }
    }
    progress.finish_and_clear();
    Ok(Outcome::answer(submitted))
}

/// Records a document that was made here, or only checks it.
pub(crate) async fn record(config: &Config, document: &Value, check: bool) -> anyhow::Result<Outcome> {
    let documents = [Document::made_here(document)?];
    if check {
        check_all(config, &documents, as_one).await
    } else {
        record_all(config, &documents, as_one, Detail::EveryUpdate).await
    }
}

/// What would be recorded, and what would move.
#[derive(Serialize)]
struct Checked {
    updates: Vec<decide::Answer>,
    differences: Vec<Difference>,
    /// Why it would be refused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    refused: Vec<Refused>,
}

/// Decides everything and records nothing. What is wrong with one document does not keep the others from being checked.
async fn check_all(config: &Config, documents: &[Document], cut: Cut) -> anyhow::Result<Outcome> {
    let mut check = Check::begin(config.server.open_log().await?).await?;
    let (mut updates, mut refused) = (Vec::new(), Vec::new());
    for document in documents {
        for (first, submission) in cut(&document.source.value) {
            let answers = match too_large(&submission) {
                Some(refusal) => Err(vec![refusal]),
                None => check.submit(&submission, config.actor.as_deref()).await?,
            };
            match answers {
                Ok(answers) => updates.extend(answers),
                Err(refusals) => {
                    refused.extend(document.refused(&refusals, first));
                    break;
                }
            }
        }
    }
    let is_refused = !refused.is_empty();
    let checked = Checked { updates, differences: check.differences(), refused };
    Ok(if is_refused { Outcome::refusal(checked) } else { Outcome::answer(checked) })
}

impl Answer for Checked {
    fn page(&self) -> Page {
        let mut page = Page::default();
        if !self.refused.is_empty() {
            for refused in &self.refused {
                page.record(refused.to_string());
            }
            page.line("this would be refused; nothing is recorded, it was only checked");
            return page;
        }
        let already = self.updates.iter().filter(|answer| answer.already).count();
        let new = self.updates.len() - already;
        page.title(format!("Only checked: updates that would be recorded: {new}; on file already: {already}"));
        for difference in &self.differences {
            page.heading(&difference.story);
            answers::moves(difference, &mut page);
        }
        page
    }
}

async fn send(
    log: &Log,
    config: &Config,
    submission: &Value,
    timeouts: Timeouts,
) -> anyhow::Result<Result<Accepted, Vec<Refusal>>> {
    if let Some(refusal) = too_large(submission) {
        return Ok(Err(vec![refusal]));
    }
    let request_body = Request { submission: submission.clone(), actor: config.actor.clone() };
    Ok(match request(log, SUBMIT, "desk", &request_body, timeouts).await? {
        Response::Accepted(accepted) => Ok(accepted),
        Response::Refused(refusals) => Err(refusals),
    })
}

/// A submission that is too large for a message is refused here, as the desk would refuse it.
fn too_large(submission: &Value) -> Option<Refusal> {
    let updates = updates_of(submission);
    if updates > MAX_UPDATES {
        let message = format!(
            "{updates} updates; a submission holds at most {MAX_UPDATES}. Use `import`, or several submissions"
        );
        return Some(At::Root.key("updates").refuse(Code::TooManyUpdates, message));
    }
    let updates = submission.get("updates").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    for (i, update) in updates.iter().enumerate() {
        let bytes = update.to_string().len();
        if bytes > newsreel_story::submit::decide::MAX_UPDATE_BYTES {
            let message = format!(
                "this update has {bytes} bytes; one update has at most {}",
                newsreel_story::submit::decide::MAX_UPDATE_BYTES
            );
            return Some(At::Root.key("updates").index(i).refuse(Code::UpdateTooLarge, message));
        }
    }
    let bytes = submission.to_string().len();
    (bytes > MAX_SUBMISSION_BYTES).then(|| {
        let message = format!("the submission has {bytes} bytes, and one has at most {MAX_SUBMISSION_BYTES}; send it in several, or use `import`");
        At::Root.refuse(Code::SubmissionTooLarge, message)
    })
}

fn updates_of(submission: &Value) -> usize {
    submission.get("updates").and_then(Value::as_array).map_or(0, Vec::len)
}

/// A document as one submission.
fn as_one(document: &Value) -> Vec<(usize, Value)> {
    vec![(0, document.clone())]
}

/// A long document in parts that each fit into one submission, with the place of each part's first update.
fn parts(document: &Value) -> Vec<(usize, Value)> {
    let updates = document.get("updates").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut parts: Vec<(usize, Vec<Value>)> = vec![(0, Vec::new())];
    let mut bytes = 0;
    for (i, update) in updates.into_iter().enumerate() {
        let size = update.to_string().len();
        let full = parts.last().is_some_and(|(_, part)| {
            part.len() >= PART || (!part.is_empty() && bytes + size > MAX_SUBMISSION_BYTES / 2)
        });
        if full {
            parts.push((i, Vec::new()));
            bytes = 0;
        }
        bytes += size;
        if let Some((_, part)) = parts.last_mut() {
            part.push(update);
        }
    }
    let with_updates = |updates: Vec<Value>| {
        let mut part = document.clone();
        if let Some(map) = part.as_object_mut().filter(|map| map.contains_key("updates")) {
            map.insert("updates".to_owned(), Value::Array(updates));
        }
        part
    };
    parts.into_iter().map(|(first, updates)| (first, with_updates(updates))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_document_goes_in_parts_that_keep_their_place() {
        let updates: Vec<Value> = (0..450).map(|i| serde_json::json!({ "note.noted": format!("n-{i}") })).collect();
        let parts = parts(&serde_json::json!({ "story": "s", "updates": updates }));
        let shape: Vec<(usize, usize)> = parts.iter().map(|(first, part)| (*first, updates_of(part))).collect();
        assert_eq!(shape, [(0, 200), (200, 200), (400, 50)]);
    }
}
