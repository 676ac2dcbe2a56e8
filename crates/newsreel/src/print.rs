//! The one place that prints. What a verb has to say is an [`Answer`]: data for programs, and how it reads for people.
//! Every format follows from these two, so no verb can lack one.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

use newsreel_story::views::asked::Asked;
use serde::{Deserialize, Serialize};

use crate::harmless::{Medium, harmless};
use crate::page::{Document, Look, Page};

/// How answers are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Format {
    /// For people.
    Table,
    /// For programs; of a stream, one object a line.
    Json,
    /// For documents.
    Markdown,
    /// For a browser.
    Html,
}

impl Format {
    /// How people see it; none when it is for programs.
    fn look(self) -> Option<Look> {
        match self {
            Self::Table => Some(Look::Terminal),
            Self::Json => None,
            Self::Markdown => Some(Look::Markdown),
            Self::Html => Some(Look::Html),
        }
    }
}

/// What a verb answers: data, and how it reads as a page.
pub(crate) trait Answer: Serialize {
    /// The answer as a page.
    fn page(&self) -> Page;

    /// What it is an answer to, where it does not say so itself: the bounds, and up to which update.
    fn asked(&self) -> Option<&Asked> {
        None
    }
}

/// Any [`Answer`].
pub(crate) trait Printable {
    fn page(&self) -> Page;
    /// As JSON: in one line, or indented.
    fn json(&self, in_one_line: bool) -> serde_json::Result<String>;
}

impl<A: Answer> Printable for A {
    fn page(&self) -> Page {
        Answer::page(self)
    }

    fn json(&self, in_one_line: bool) -> serde_json::Result<String> {
        let json = if in_one_line { serde_json::to_string(self) } else { serde_json::to_string_pretty(self) };
        json.map(|json| harmless(&json, Medium::Json))
    }
}

/// How a verb ends.
pub(crate) enum Outcome {
    /// With an answer.
    Answered(Box<dyn Printable>),
    /// With an answer that says why it was not done.
    Refused(Box<dyn Printable>),
    /// With nothing more to say than it has said.
    Done,
}

impl Outcome {
    pub(crate) fn answer(answer: impl Answer + 'static) -> Self {
        Self::Answered(Box::new(answer))
    }

    pub(crate) fn refusal(answer: impl Answer + 'static) -> Self {
        Self::Refused(Box::new(answer))
    }

    /// Prints the answer, and says what the program ends with.
    pub(crate) fn print(self, format: Format) -> anyhow::Result<ExitCode> {
        match self {
            Self::Done => Ok(ExitCode::SUCCESS),
            Self::Answered(answer) => write_out(&whole(&*answer, format)?).map(|()| ExitCode::SUCCESS),
            // People look for errors on stderr, programs in the answer.
            Self::Refused(answer) if format == Format::Table => {
                note(Document::whole(&answer.page(), Look::Terminal).trim_end());
                Ok(ExitCode::from(1))
            }
            Self::Refused(answer) => write_out(&whole(&*answer, format)?).map(|()| ExitCode::from(1)),
        }
    }
}

/// The answer as a page for a browser, to be kept in a file.
pub(crate) fn html(answer: &impl Answer) -> String {
    Document::whole(&answer.page(), Look::Html)
}

fn whole(answer: &dyn Printable, format: Format) -> anyhow::Result<String> {
    Ok(match format.look() {
        Some(look) => Document::whole(&answer.page(), look),
        None => answer.json(false)? + "\n",
    })
}

/// Answers that are printed one after the other, as they come: in JSON one a line, otherwise as one document.
pub(crate) struct Stream {
    /// None for programs.
    document: Option<Document>,
    /// What waits to be printed together with what follows, where much is printed at once.
    waiting: String,
    /// How many bytes may wait.
    most: usize,
}

impl Stream {
    pub(crate) fn new(format: Format) -> Self {
        Self { document: format.look().map(Document::new), waiting: String::new(), most: 0 }
    }

    /// One that prints many answers together: for those that are all there already.
    pub(crate) fn buffered(format: Format) -> Self {
        Self { most: TOGETHER, ..Self::new(format) }
    }

    /// Prints the next answer.
    pub(crate) fn print(&mut self, answer: &dyn Printable) -> anyhow::Result<()> {
        match &mut self.document {
            Some(document) => self.waiting.push_str(&document.add(&answer.page())),
            None => {
                self.waiting.push_str(&answer.json(true)?);
                self.waiting.push('\n');
            }
        }
        self.flush_beyond(self.most)
    }

    /// Prints a line that is in a form of its own.
    pub(crate) fn line(&mut self, line: &str, medium: Medium) -> anyhow::Result<()> {
        // What is printed so is not part of a document.
        self.document = None;
        self.waiting.push_str(&harmless(line, medium));
        self.waiting.push('\n');
        self.flush_beyond(self.most)
    }

    fn flush_beyond(&mut self, most: usize) -> anyhow::Result<()> {
        if self.waiting.len() > most {
            write_out(&self.waiting)?;
            self.waiting.clear();
        }
        Ok(())
    }

    /// Ends the document.
    pub(crate) fn end(mut self) -> anyhow::Result<()> {
        let end = self.document.as_mut().map(Document::end).unwrap_or_default();
        self.waiting.push_str(&end);
        write_out(&self.waiting)
    }
}

/// How many bytes are printed together, about.
const TOGETHER: usize = 64 * 1024;

/// Whether answers are printed on a terminal.
#[allow(clippy::disallowed_methods, reason = "this is the one place that prints")]
pub(crate) fn is_on_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// Shows a page alone on a terminal, with a remark below it.
pub(crate) fn screen(page: &Page, remark: &str) -> anyhow::Result<()> {
    const CLEAR: &str = "\u{1b}[2J\u{1b}[3J\u{1b}[H";
    let page = Document::whole(page, Look::Terminal);
    write_out(&format!("{CLEAR}{page}\n{}\n", harmless(remark, Medium::Terminal)))
}

/// Whether whoever read our answers has gone away (`… | head`).
static READER_GONE: AtomicBool = AtomicBool::new(false);

/// Whether whoever read our answers has gone away, so that there is nobody to go on for.
pub(crate) fn reader_is_gone() -> bool {
    READER_GONE.load(Ordering::Relaxed)
}

/// Writes to stdout. When the reader has gone away nothing more is written, and the work ends as it should: processes
/// that were started are stopped.
///
/// # Errors
/// When the text cannot be written for another reason, such as a full disk.
#[allow(clippy::disallowed_methods, reason = "this is the one place that prints")]
fn write_out(text: &str) -> anyhow::Result<()> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {
            READER_GONE.store(true, Ordering::Relaxed);
            Ok(())
        }
        Err(error) => Err(unwritable(&error)),
    }
}

fn unwritable(error: &impl std::fmt::Display) -> anyhow::Error {
    anyhow::anyhow!("the answer cannot be written: {error}")
}

/// Ends an answer that somebody else has written to stdout.
#[allow(clippy::disallowed_methods, reason = "this is the one place that prints")]
pub(crate) fn flush() -> ExitCode {
    match std::io::stdout().flush() {
        Err(failed) if failed.kind() != std::io::ErrorKind::BrokenPipe => fail(&unwritable(&failed)),
        _ => ExitCode::SUCCESS,
    }
}

/// Prints a remark on the work to stderr, apart from the answer.
pub(crate) fn note(text: &str) {
    // Where stderr is closed there is nobody to tell.
    let _ = writeln!(std::io::stderr(), "{}", harmless(text, Medium::Terminal));
}

/// The text without line breaks.
fn in_one_line(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join(" ")
}

/// Writes logs to stderr, every message on one line.
pub(crate) struct LogLines;

impl LogLines {
    pub(crate) fn stderr() -> Self {
        Self
    }
}

impl std::io::Write for LogLines {
    /// Writes one message: a log hands over each as a whole.
    fn write(&mut self, message: &[u8]) -> std::io::Result<usize> {
        note(&in_one_line(&String::from_utf8_lossy(message)));
        Ok(message.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Prints why it did not work.
pub(crate) fn fail(error: &anyhow::Error) -> ExitCode {
    note(&in_one_line(&format!("newsreel: {error:#}")));
    ExitCode::from(1)
}

/// Prints the help that was asked for, or what is wrong with the command line, which may quote whatever stands there.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    // Of what a shell is answered clap keeps only the words.
    if error.kind() == clap::error::ErrorKind::Io {
        return fail(&unwritable(&error.to_string().trim_start_matches("error: ").trim_end()));
    }
    let code = ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
    if error.use_stderr() {
        note(error.render().to_string().trim_end());
        return code;
    }
    match error.print() {
        Err(failed) if failed.kind() != std::io::ErrorKind::BrokenPipe => fail(&unwritable(&failed)),
        _ => code,
    }
}
