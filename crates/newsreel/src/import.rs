//! `submit` and `import`: files to the desk.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};
use newsreel_desk::{Accepted, Check, Request, Response, SUBMIT};
use newsreel_log::{Log, Patience};
use newsreel_story::decide::{Answer, MAX_SUBMISSION_BYTES, MAX_UPDATES};
use newsreel_story::difference::Difference;
use newsreel_story::refusal::{At, Code, Refusal};
use newsreel_story::yaml::Source;
use serde::Serialize;
use serde_json::Value;

use crate::answers::{self, Reads};
use crate::config::Config;
use crate::page::Page;
use crate::print::{self, Format};
use crate::query::request;

/// How many updates `import` sends at a time.
const PART: usize = 200;

/// What to record.
#[derive(clap::Args)]
pub(crate) struct Files {
    /// YAML, JSON or NDJSON
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Record nothing: say whether it would be accepted, and what would move
    #[arg(long)]
    pub(crate) check: bool,
}

/// Each file is one submission.
pub(crate) async fn submit(config: &Config, Files { files, check }: &Files) -> anyhow::Result<ExitCode> {
    let Ok(sources) = read_all(files)? else { return Ok(ExitCode::from(1)) };
    if *check {
        return check_all(config, &sources, |document| vec![(0, document.clone())]).await;
    }
    let log = connect(config).await?;
    for (file, document, source) in &sources {
        match send(&log, config, &source.value, config.patience()).await? {
            Ok(accepted) => print_accepted(&accepted, config.format)?,
            Err(refusals) => return Ok(refuse(file, *document, source, &refusals, 0)),
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A document made here: what is refused of it is told with its place in the document.
pub(crate) async fn submit_document(config: &Config, document: &Value) -> anyhow::Result<ExitCode> {
    let log = connect(config).await?;
    match send(&log, config, document, config.patience()).await? {
        Ok(_) => Ok(ExitCode::SUCCESS),
        Err(refusals) => {
            for refusal in refusals {
                print::note(&format!("{} [{}] at {}", refusal.message, refusal.code, refusal.at));
            }
            Ok(ExitCode::from(1))
        }
    }
}

/// Each file in parts, in order, with progress. What is on file already is passed over, so an import that was interrupted
/// is simply run again.
pub(crate) async fn import(config: &Config, Files { files, check }: &Files) -> anyhow::Result<ExitCode> {
    let Ok(sources) = read_all(files)? else { return Ok(ExitCode::from(1)) };
    if *check {
        return check_all(config, &sources, parts).await;
    }
    let log = connect(config).await?;
    let total: usize = sources.iter().map(|(_, _, source)| updates_of(&source.value)).sum();
    let progress = ProgressBar::new(total as u64)
        .with_style(ProgressStyle::with_template("{bar:40} {pos}/{len} updates  {per_sec}  {msg}")?);
    let (mut new, mut already, mut patience) = (0, 0, config.patience());
    for (file, document, source) in &sources {
        for (first, part) in parts(&source.value) {
            match send(&log, config, &part, patience).await? {
                Ok(accepted) => {
                    patience = config.patience_once_answered();
                    already += accepted.updates.iter().filter(|answer| answer.already).count();
                    new += accepted.updates.iter().filter(|answer| !answer.already).count();
                    progress.inc(updates_of(&part) as u64);
                }
                Err(refusals) => {
                    progress.abandon();
                    return Ok(refuse(file, *document, source, &refusals, first));
                }
            }
        }
    }
    progress.finish_and_clear();
    match config.format {
        Format::Json => print::out(&print::json(&serde_json::json!({ "recorded": new, "already": already }))?),
        _ => print::note(&format!("{new} updates recorded, {already} on file already")),
    }
    Ok(ExitCode::SUCCESS)
}

/// What would be recorded, and what would move.
#[derive(Serialize)]
struct Checked {
    updates: Vec<Answer>,
    differences: Vec<Difference>,
}

/// Decides everything and records nothing. What is wrong with one document does not keep the others from being checked.
async fn check_all(
    config: &Config,
    sources: &Sources,
    submissions: impl Fn(&Value) -> Vec<(usize, Value)>,
) -> anyhow::Result<ExitCode> {
    let mut check = Check::begin(connect(config).await?).await?;
    let (mut updates, mut refused) = (Vec::new(), false);
    for (file, document, source) in sources {
        for (first, submission) in submissions(&source.value) {
            let answers = match too_large(&submission) {
                Some(refusal) => Err(vec![refusal]),
                None => check.submit(&submission, config.actor.as_deref()).await?,
            };
            match answers {
                Ok(answers) => updates.extend(answers),
                Err(refusals) => {
                    refused = true;
                    print_refusals(file, *document, source, &refusals, first);
                    break;
                }
            }
        }
    }
    if refused {
        print::note("this would be refused; nothing is recorded, it was only checked");
        return Ok(ExitCode::from(1));
    }
    let checked = Checked { updates, differences: check.differences() };
    match config.format {
        Format::Json => print::out(&print::json(&checked)?),
        format => print::out(&checked.page().render(format)),
    }
    Ok(ExitCode::SUCCESS)
}

impl Reads for Checked {
    fn page(&self) -> Page {
        let mut page = Page::default();
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

type Sources = Vec<(String, usize, Source)>;

/// Reads every file before anything is sent. A file that cannot be read is an error; one that is no YAML is refused.
fn read_all(files: &[PathBuf]) -> anyhow::Result<Result<Sources, ()>> {
    let mut sources = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        let name = file.display().to_string();
        match parse(file, &text) {
            Ok(documents) => {
                sources.extend(documents.into_iter().enumerate().map(|(i, source)| (name.clone(), i, source)))
            }
            Err((line, column, refusal)) => {
                print::note(&format!("{name}:{line}:{column}: {refusal}"));
                return Ok(Err(()));
            }
        }
    }
    Ok(Ok(sources))
}

/// The documents of a file: of YAML and JSON those in it, of NDJSON one a line.
fn parse(file: &Path, text: &str) -> Result<Vec<Source>, (usize, usize, Refusal)> {
    let ndjson = file.extension().is_some_and(|extension| extension == "ndjson" || extension == "jsonl");
    let located = |line: usize| {
        move |error: newsreel_story::yaml::YamlError| (line + error.place.line, error.place.column, error.refusal())
    };
    if !ndjson {
        return Source::parse(text).map_err(located(0));
    }
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(i, line)| Source::parse(line).map_err(located(i)))
        .collect::<Result<Vec<_>, _>>()
        .map(|lines| lines.concat())
}

async fn connect(config: &Config) -> anyhow::Result<Log> {
    let log = config.connect().await?;
    log.set_up().await?;
    Ok(log)
}

async fn send(
    log: &Log,
    config: &Config,
    submission: &Value,
    patience: Patience,
) -> anyhow::Result<Result<Accepted, Vec<Refusal>>> {
    if let Some(refusal) = too_large(submission) {
        return Ok(Err(vec![refusal]));
    }
    let request_body = Request { submission: submission.clone(), actor: config.actor.clone() };
    Ok(match request(log, SUBMIT, "desk", &request_body, patience).await? {
        Response::Accepted(accepted) => Ok(accepted),
        Response::Refused(refusals) => Err(refusals),
    })
}

/// What would not even fit into a message is refused here, as the desk would.
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
        if bytes > newsreel_story::decide::MAX_UPDATE_BYTES {
            let message = format!(
                "this update has {bytes} bytes; one update has at most {}",
                newsreel_story::decide::MAX_UPDATE_BYTES
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

fn print_accepted(accepted: &Accepted, format: Format) -> anyhow::Result<()> {
    if format == Format::Json {
        print::out(&print::json(accepted)?);
        return Ok(());
    }
    if accepted.updates.is_empty() {
        print::note("no updates; what it says of the directory is on file");
    }
    for answer in &accepted.updates {
        let item = answer.item.as_ref().map(ToString::to_string).unwrap_or_default();
        let already = if answer.already { " (on file already)" } else { "" };
        print::out(&format!("{:>8}  {} {item}  {}{already}", answer.sequence.unwrap_or(0), answer.update, answer.id));
    }
    Ok(())
}

/// Prints refusals with file, line and column. `first` is the place of the part's first update in the document.
fn refuse(file: &str, document: usize, source: &Source, refusals: &[Refusal], first: usize) -> ExitCode {
    print_refusals(file, document, source, refusals, first);
    print::note(&format!("{file}: refused; nothing of this submission is recorded"));
    ExitCode::from(1)
}

fn print_refusals(file: &str, document: usize, source: &Source, refusals: &[Refusal], first: usize) {
    for refusal in refusals {
        let at = in_document(&refusal.at, first);
        let place = source.place(&at).map(|place| format!(":{}:{}", place.line, place.column)).unwrap_or_default();
        let which = if document == 0 { String::new() } else { format!(" (document {})", document + 1) };
        let at = if at.is_empty() { String::new() } else { format!(" at {at}") };
        print::note(&format!("{file}{place}:{which} {} [{}]{at}", refusal.message, refusal.code));
    }
}

/// A pointer into a part, as a pointer into the whole document.
fn in_document(pointer: &str, first: usize) -> String {
    let Some(rest) = pointer.strip_prefix("/updates/") else { return pointer.to_owned() };
    let (index, rest) = rest.split_once('/').map_or((rest, String::new()), |(index, rest)| (index, format!("/{rest}")));
    index.parse::<usize>().map_or_else(|_| pointer.to_owned(), |index| format!("/updates/{}{rest}", index + first))
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
        assert_eq!(in_document("/updates/3/when", 400), "/updates/403/when");
    }
}
