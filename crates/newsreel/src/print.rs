//! The one place that prints.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

use newsreel_projector::{Found, Listing};
use newsreel_story::brief::Brief;
use newsreel_story::overview::{Overview, PathOverview};
use newsreel_story::phase::Phase;
use serde::{Deserialize, Serialize};

/// How answers are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Format {
    /// For people.
    Table,
    /// For programs.
    Json,
    /// For documents.
    Markdown,
}

/// Whether whoever read our answers has gone away (`… | head`).
static READER_GONE: AtomicBool = AtomicBool::new(false);

/// Whether whoever read our answers has gone away, so that there is nobody to go on for.
pub(crate) fn reader_is_gone() -> bool {
    READER_GONE.load(Ordering::Relaxed)
}

/// Prints an answer. When the reader has gone away nothing more is printed, and the work ends as it should: processes
/// that were started are stopped.
pub(crate) fn out(text: &str) {
    let mut stdout = std::io::stdout().lock();
    let ends = if text.ends_with('\n') { "" } else { "\n" };
    if write!(stdout, "{text}{ends}").and_then(|()| stdout.flush()).is_err() {
        READER_GONE.store(true, Ordering::Relaxed);
    }
}

/// Prints something about the work to stderr, beside the answer.
pub(crate) fn note(text: &str) {
    // Where stderr is closed there is nobody to tell.
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Prints why it did not work.
pub(crate) fn fail(error: &anyhow::Error) -> ExitCode {
    note(&format!("newsreel: {error:#}"));
    ExitCode::from(1)
}

pub(crate) fn json(value: &impl Serialize) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(value)?)
}

pub(crate) fn stories(listings: &[Listing], format: Format) -> anyhow::Result<String> {
    if format == Format::Json {
        return json(&listings);
    }
    let mut table = table(format, &["story", "title", "desk", "status", "updates", "latest"]);
    for listing in listings {
        table.add_row(vec![
            listing.story.clone(),
            listing.title.clone().unwrap_or_default(),
            listing.desk.clone().unwrap_or_default(),
            listing.status.clone(),
            listing.updates.to_string(),
            listing.learned_at.to_string(),
        ]);
    }
    Ok(format!("{table}\n"))
}

pub(crate) fn found(found: &[Found], format: Format) -> anyhow::Result<String> {
    if format == Format::Json {
        return json(&found);
    }
    if found.is_empty() {
        return Ok("nothing on file has all these words\n".to_owned());
    }
    let mut table = table(format, &["#", "story", "update", "item", "learned"]);
    for found in found {
        let item = found.update.item.as_ref().map(ToString::to_string).unwrap_or_default();
        table.add_row(vec![
            found.sequence.to_string(),
            found.story.clone(),
            found.update.type_name(),
            item,
            found.update.learned_at.to_string(),
        ]);
    }
    Ok(format!("{table}\n"))
}

pub(crate) fn brief(brief: &Brief, format: Format) -> anyhow::Result<String> {
    if format == Format::Json {
        return json(brief);
    }
    let markdown = format == Format::Markdown;
    let mut text = String::new();
    let rule = "=".repeat(brief.title.chars().count());
    if markdown {
        writeln!(text, "# {}\n", brief.title)?
    } else {
        writeln!(text, "{}\n{rule}", brief.title)?
    }
    writeln!(text, "{} · {} · up to update {} · as of {}", brief.story, brief.status, brief.sequence, brief.moment)?;
    if brief.sections.is_empty() {
        text.push_str("\nNothing was on file then.\n");
    }
    for section in &brief.sections {
        if markdown {
            writeln!(text, "\n## {}\n", section.heading)?
        } else {
            writeln!(text, "\n{}\n{}", section.heading, "-".repeat(section.heading.len()))?
        }
        for entry in &section.entries {
            let sentences: Vec<String> = entry
                .sentences
                .iter()
                .map(|sentence| {
                    let refs: Vec<String> = sentence.sequences.iter().map(ToString::to_string).collect();
                    let standing = sentence.standing.map(|grade| format!("{}; ", grade.as_str())).unwrap_or_default();
                    format!("{} [{standing}{}]", sentence.text, refs.join(", "))
                })
                .collect();
            let paragraph = sentences.join(" ");
            text.push_str(&if markdown { format!("- {paragraph}\n") } else { wrapped("* ", &paragraph) });
        }
    }
    Ok(text)
}

pub(crate) fn overview(overview: &Overview, format: Format) -> anyhow::Result<String> {
    if format == Format::Json {
        return json(overview);
    }
    let mut text = format!("{} ({}, {})\n", overview.title, overview.story, overview.status);
    for item in &overview.items {
        let phase = match &item.phase {
            Phase::NotStated => String::new(),
            Phase::Agreed { phase, grade, .. } => format!(": {} ({})", phase.replace('_', " "), grade.as_str()),
            Phase::ByParty(words) => {
                let words: Vec<String> = words.iter().map(|(holder, phase, _)| format!("{holder}: {phase}")).collect();
                format!(": {}", words.join(", "))
            }
        };
        writeln!(text, "\n{} {}{phase}", item.kind, item.item)?;
        let mut table = table(format, &["path", "value", "standing", "by whom", "updates"]);
        for path in item.paths.iter().filter(|path| !path.path.ends_with("/phase")) {
            path_rows(&mut table, path, &item.item);
        }
        if !table.is_empty() {
            writeln!(text, "{table}")?;
        }
    }
    Ok(text)
}

fn path_rows(table: &mut comfy_table::Table, path: &PathOverview, item: &str) {
    let name = path.path.strip_prefix(item).map_or(path.path.as_str(), |rest| rest.trim_start_matches('/'));
    let name = if name.is_empty() { "it is so" } else { name };
    for value in &path.values {
        let standing = match value.opposition {
            newsreel_story::standing::Grade::None => value.support.as_str().to_owned(),
            opposed => format!("{} (opposed: {})", value.support.as_str(), opposed.as_str()),
        };
        let mut by: Vec<String> = value.by.iter().map(|voice| voice.chain.join(" → ")).collect();
        by.dedup();
        let updates: Vec<String> = value.by.iter().map(|voice| voice.sequence.to_string()).collect();
        if !value.by.is_empty() {
            table.add_row(vec![name.to_owned(), value.text.clone(), standing, by.join("; "), updates.join(", ")]);
        }
    }
    for stance in &path.stances {
        let by = format!("{}, told by {}", stance.voice.holder, stance.voice.chain.join(" → "));
        table.add_row(vec![
            name.to_owned(),
            stance.stance.as_str().replace('_', " "),
            String::new(),
            by,
            stance.voice.sequence.to_string(),
        ]);
    }
}

fn table(format: Format, header: &[&str]) -> comfy_table::Table {
    let mut table = comfy_table::Table::new();
    table.load_style(if format == Format::Markdown {
        comfy_table::presets::ASCII_MARKDOWN
    } else {
        comfy_table::presets::NOTHING
    });
    table.set_content_arrangement(comfy_table::ContentArrangement::Dynamic).set_width(120);
    table.set_header(header.to_vec());
    table
}

/// Text in lines of at most a hundred characters, the first behind a bullet.
fn wrapped(bullet: &str, text: &str) -> String {
    const WIDTH: usize = 100;
    let indent = " ".repeat(bullet.len());
    let mut lines = String::new();
    let mut line = bullet.to_owned();
    for word in text.split(' ') {
        if line.chars().count() + 1 + word.chars().count() > WIDTH && line.trim() != bullet.trim() {
            lines.push_str(line.trim_end());
            lines.push('\n');
            line.clone_from(&indent);
        }
        if !line.ends_with(' ') {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push_str(line.trim_end());
    lines.push('\n');
    lines
}
