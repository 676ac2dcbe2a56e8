//! An answer as people read it: titles, lines, bullets and tables, rendered for a terminal, as Markdown or as HTML.

use std::fmt::Write as _;

use crate::print::Format;

/// The widest a line is on a terminal.
const WIDTH: usize = 100;
/// The widest a table is on a terminal.
const TABLE_WIDTH: u16 = 120;

/// An answer, block by block.
#[derive(Default)]
pub(crate) struct Page(Vec<Block>);

enum Block {
    Title(String),
    Heading(String),
    /// A heading of one thing among many.
    Subheading(String),
    Line(String),
    Bullet(String),
    /// Sentences, each with what it rests on.
    Told(Vec<Told>),
    Table(&'static [&'static str], Vec<Vec<String>>),
}

/// A sentence, piece by piece with what each is, and what it rests on.
pub(crate) struct Told {
    pub(crate) spans: Vec<(String, Option<&'static str>)>,
    pub(crate) note: String,
}

impl Told {
    fn text(&self) -> String {
        self.spans.iter().map(|(text, _)| text.as_str()).collect()
    }
}

impl Page {
    pub(crate) fn title(&mut self, text: impl Into<String>) {
        self.0.push(Block::Title(text.into()));
    }

    pub(crate) fn heading(&mut self, text: impl Into<String>) {
        self.0.push(Block::Heading(text.into()));
    }

    pub(crate) fn subheading(&mut self, text: impl Into<String>) {
        self.0.push(Block::Subheading(text.into()));
    }

    pub(crate) fn line(&mut self, text: impl Into<String>) {
        self.0.push(Block::Line(text.into()));
    }

    pub(crate) fn bullet(&mut self, text: impl Into<String>) {
        self.0.push(Block::Bullet(text.into()));
    }

    /// Sentences that belong together: their notes in brackets on a terminal, at the foot in Markdown, beside them in HTML.
    pub(crate) fn told(&mut self, sentences: Vec<Told>) {
        self.0.push(Block::Told(sentences));
    }

    /// A table; one without rows is left out.
    pub(crate) fn table(&mut self, header: &'static [&'static str], rows: Vec<Vec<String>>) {
        if !rows.is_empty() {
            self.0.push(Block::Table(header, rows));
        }
    }

    pub(crate) fn render(&self, format: Format) -> String {
        let mut text = String::new();
        if format == Format::Html {
            text.push_str(HTML_HEAD);
        }
        let mut in_list = false;
        let mut notes = Vec::new();
        for block in &self.0 {
            if let (Format::Markdown, Block::Told(sentences)) = (format, block) {
                text.push_str(&footnoted(sentences, &mut notes));
            } else if format == Format::Html {
                let bullet = matches!(block, Block::Bullet(_) | Block::Told(_));
                if bullet != in_list {
                    text.push_str(if bullet { "<ul>\n" } else { "</ul>\n" });
                }
                in_list = bullet;
                text.push_str(&block.html());
            } else {
                text.push_str(&block.plain(format == Format::Markdown));
            }
        }
        if in_list {
            text.push_str("</ul>\n");
        }
        for (place, note) in notes.iter().enumerate() {
            let start = if place == 0 { "\n" } else { "" };
            text.push_str(&format!("{start}[^{}]: {note}\n", place + 1));
        }
        text
    }
}

/// Sentences with the numbers of their notes, which stand at the foot.
fn footnoted(sentences: &[Told], notes: &mut Vec<String>) -> String {
    let told = sentences.iter().map(|sentence| {
        notes.push(sentence.note.clone());
        format!("{}[^{}]", sentence.text(), notes.len())
    });
    format!("- {}\n", told.collect::<Vec<_>>().join(" "))
}

const HTML_HEAD: &str = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<style>body{max-width:60rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif}\
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.2rem .6rem .2rem 0;border-bottom:1px solid #ddd}</style>\n";

impl Block {
    fn plain(&self, markdown: bool) -> String {
        match self {
            Self::Title(text) if markdown => format!("# {text}\n\n"),
            Self::Title(text) => format!("{text}\n{}\n", "=".repeat(text.chars().count())),
            Self::Heading(text) if markdown => format!("\n## {text}\n\n"),
            Self::Heading(text) => format!("\n{text}\n{}\n", "-".repeat(text.chars().count())),
            Self::Subheading(text) if markdown => format!("\n### {text}\n\n"),
            Self::Subheading(text) => format!("\n{text}\n"),
            Self::Line(text) => format!("{text}\n"),
            Self::Bullet(text) if markdown => format!("- {text}\n"),
            Self::Bullet(text) => wrapped("* ", text),
            Self::Told(sentences) => {
                let told = sentences.iter().map(|sentence| format!("{} [{}]", sentence.text(), sentence.note));
                wrapped("* ", &told.collect::<Vec<_>>().join(" "))
            }
            Self::Table(header, rows) => {
                let mut table = comfy_table::Table::new();
                let style = if markdown { comfy_table::presets::ASCII_MARKDOWN } else { comfy_table::presets::NOTHING };
                table.load_style(style);
                table.set_content_arrangement(comfy_table::ContentArrangement::Dynamic).set_width(TABLE_WIDTH);
                table.set_header(header.to_vec());
                table.add_rows(rows.clone());
                format!("{table}\n")
            }
        }
    }

    fn html(&self) -> String {
        match self {
            Self::Title(text) => format!("<title>{0}</title>\n<h1>{0}</h1>\n", escaped(text)),
            Self::Heading(text) => format!("<h2>{}</h2>\n", escaped(text)),
            Self::Subheading(text) => format!("<h3>{}</h3>\n", escaped(text)),
            Self::Line(text) => format!("<p>{}</p>\n", escaped(text)),
            Self::Bullet(text) => format!("<li>{}</li>\n", escaped(text)),
            Self::Told(sentences) => {
                let told = sentences.iter().map(|sentence| {
                    let spans = sentence.spans.iter().map(|(text, role)| match role {
                        Some(role) => format!("<span class=\"{role}\">{}</span>", escaped(text)),
                        None => escaped(text),
                    });
                    format!("<p>{} <small>{}</small></p>", spans.collect::<String>(), escaped(&sentence.note))
                });
                format!("<li>{}</li>\n", told.collect::<String>())
            }
            Self::Table(header, rows) => {
                let row = |tag: &str, cells: &mut dyn Iterator<Item = &str>| {
                    let mut row = String::from("<tr>");
                    for cell in cells {
                        // Writing into a string does not fail.
                        let _ = write!(row, "<{tag}>{}</{tag}>", escaped(cell));
                    }
                    row + "</tr>\n"
                };
                let body: String = rows.iter().map(|cells| row("td", &mut cells.iter().map(String::as_str))).collect();
                format!("<table>\n{}{body}</table>\n", row("th", &mut header.iter().copied()))
            }
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Text in lines of at most a hundred characters, the first behind a bullet.
fn wrapped(bullet: &str, text: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_holds_no_markup_of_a_source() {
        let mut page = Page::default();
        page.title("A <b>bold</b> claim");
        page.bullet("one & \"two\"");
        page.table(&["what"], vec![vec!["<script>".to_owned()]]);
        let html = page.render(Format::Html);
        assert!(html.contains("<h1>A &lt;b&gt;bold&lt;/b&gt; claim</h1>") && html.contains("<ul>\n<li>one &amp;"));
        assert!(!html.contains("<script>") && html.contains("</ul>\n<table>"));
    }
}
