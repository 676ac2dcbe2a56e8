//! The one place that prints.

use std::io::Write as _;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

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
    /// For a browser.
    Html,
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
