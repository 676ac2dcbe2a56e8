//! An answer as people read it: titles, lines, bullets and tables, rendered for a terminal, as Markdown or as HTML.

use crate::harmless::{Medium, harmless};

/// The widest a line is on a terminal, in columns.
const WIDTH: usize = 100;
/// The widest a table is on a terminal, in columns.
const TABLE_WIDTH: u16 = 120;

/// An answer, block by block. Every text in it may come from outside: rendering makes it harmless.
#[derive(Debug, Default)]
pub(crate) struct Page(Vec<Block>);

#[derive(Debug)]
enum Block {
    Title(String),
    Heading(String),
    /// A heading of one thing among many.
    Subheading(String),
    /// What is done next, where several answers follow each other.
    Step(String),
    Line(String),
    /// A line that stands apart from what is before it.
    Paragraph(String),
    Bullet(String),
    /// Sentences that belong together, each with what it rests on.
    Told(Vec<Told>),
    /// One of a long list of records: a line of its own on a terminal, however long.
    Record(String),
    /// A file of ours, in a language.
    File(&'static str, String),
    Table(&'static [&'static str], Vec<Vec<String>>),
    /// A table of which each row has what it rests on.
    ToldTable(Vec<String>, Vec<ToldRow>),
}

/// The cells of a row, and what it rests on.
#[derive(Debug)]
pub(crate) struct ToldRow {
    pub(crate) cells: Vec<String>,
    pub(crate) note: String,
}

/// A sentence, piece by piece with what each is, and what it rests on.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) spans: Vec<(String, Option<&'static str>)>,
    pub(crate) note: String,
}

impl Told {
    fn text(&self, medium: Medium) -> String {
        let text: String = self.spans.iter().map(|(text, _)| text.as_str()).collect();
        harmless(&text, medium)
    }
}

/// The formats that people read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    Terminal,
    Markdown,
    Html,
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

    pub(crate) fn step(&mut self, text: impl Into<String>) {
        self.0.push(Block::Step(text.into()));
    }

    pub(crate) fn line(&mut self, text: impl Into<String>) {
        self.0.push(Block::Line(text.into()));
    }

    /// A line directly below the title, or first where there is no title.
    pub(crate) fn line_below_title(&mut self, text: impl Into<String>) {
        let title = self.0.iter().position(|block| matches!(block, Block::Title(_)));
        self.0.insert(title.map_or(0, |title| title + 1), Block::Line(text.into()));
    }

    pub(crate) fn paragraph(&mut self, text: impl Into<String>) {
        self.0.push(Block::Paragraph(text.into()));
    }

    pub(crate) fn bullet(&mut self, text: impl Into<String>) {
        self.0.push(Block::Bullet(text.into()));
    }

    /// Sentences that belong together: their notes in brackets on a terminal, at the foot in Markdown, beside them in HTML.
    pub(crate) fn told(&mut self, sentences: Vec<Told>) {
        if !sentences.is_empty() {
            self.0.push(Block::Told(sentences));
        }
    }

    /// A table whose rows have notes, as sentences have: in brackets on a terminal, at the foot in Markdown, beside them in
    /// HTML.
    pub(crate) fn told_table(&mut self, columns: Vec<String>, rows: Vec<ToldRow>) {
        self.0.push(Block::ToldTable(columns, rows));
    }

    pub(crate) fn record(&mut self, text: impl Into<String>) {
        self.0.push(Block::Record(text.into()));
    }

    pub(crate) fn file(&mut self, language: &'static str, text: impl Into<String>) {
        self.0.push(Block::File(language, text.into()));
    }

    /// A table; one without rows is left out.
    pub(crate) fn table(&mut self, header: &'static [&'static str], rows: Vec<Vec<String>>) {
        if !rows.is_empty() {
            self.0.push(Block::Table(header, rows));
        }
    }

    fn title_text(&self) -> Option<&str> {
        self.0.iter().find_map(|block| match block {
            Block::Title(text) => Some(text.as_str()),
            _ => None,
        })
    }
}

/// A document that grows page by page, and what has to be printed as it grows.
#[derive(Debug)]
pub(crate) struct Document {
    look: Look,
    has_begun: bool,
    /// Whether the last block was an element of a list.
    in_list: bool,
    /// The notes that stand at the foot, in Markdown.
    notes: Vec<String>,
}

impl Document {
    pub(crate) fn new(look: Look) -> Self {
        Self { look, has_begun: false, in_list: false, notes: Vec::new() }
    }

    /// A whole document of one page.
    pub(crate) fn whole(page: &Page, look: Look) -> String {
        let mut document = Self::new(look);
        document.add(page) + &document.end()
    }

    /// What a page adds to the document.
    pub(crate) fn add(&mut self, page: &Page) -> String {
        let mut text = String::new();
        for block in &page.0 {
            let is_element = matches!(block, Block::Bullet(_) | Block::Told(_) | Block::Record(_));
            match self.look {
                Look::Terminal => text.push_str(&block.on_terminal()),
                Look::Markdown => {
                    if self.has_begun && !(self.in_list && is_element) {
                        text.push('\n');
                    }
                    match block {
                        Block::Told(sentences) => text.push_str(&footnoted(sentences, &mut self.notes)),
                        Block::ToldTable(columns, rows) => {
                            text.push_str(&footnoted_table(columns, rows, &mut self.notes));
                        }
                        block => text.push_str(&block.as_markdown()),
                    }
                }
                Look::Html => {
                    if !self.has_begun {
                        text.push_str(&html_head(page.title_text().unwrap_or("Newsreel")));
                    }
                    if is_element != self.in_list {
                        text.push_str(if is_element { "<ul>\n" } else { "</ul>\n" });
                    }
                    text.push_str(&block.as_html());
                }
            }
            self.has_begun = true;
            self.in_list = is_element;
        }
        text
    }

    /// What ends the document.
    pub(crate) fn end(&mut self) -> String {
        if self.look != Look::Html {
            let notes = std::mem::take(&mut self.notes).into_iter().enumerate();
            let foot = notes.map(|(place, note)| {
                let apart = if place == 0 { "\n" } else { "" };
                format!("{apart}[^{}]: {note}\n", place + 1)
            });
            return foot.collect();
        }
        let mut text = if self.has_begun { String::new() } else { html_head("Newsreel") };
        if std::mem::take(&mut self.in_list) {
            text.push_str("</ul>\n");
        }
        text + "</body>\n</html>\n"
    }
}

/// Sentences with the numbers of their notes, which stand at the foot.
fn footnoted(sentences: &[Told], notes: &mut Vec<String>) -> String {
    let told = sentences.iter().map(|sentence| {
        notes.push(harmless(&sentence.note, Medium::Markdown));
        format!("{}[^{}]", sentence.text(Medium::Markdown), notes.len())
    });
    format!("- {}\n", told.collect::<Vec<_>>().join(" "))
}

/// A table in Markdown whose rows end with the numbers of their notes.
fn footnoted_table(columns: &[String], rows: &[ToldRow], notes: &mut Vec<String>) -> String {
    let safe = |text: &String| harmless(text.trim(), Medium::Markdown);
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut table = line(columns.iter().map(safe).collect());
    table += &format!("|{}\n", " --- |".repeat(columns.len()));
    for row in rows {
        notes.push(harmless(&row.note, Medium::Markdown));
        let mut cells: Vec<String> = row.cells.iter().map(safe).collect();
        if let Some(last) = cells.last_mut() {
            last.push_str(&format!("[^{}]", notes.len()));
        }
        table += &line(cells);
    }
    table
}

/// A table on a terminal, without lines.
fn plain_table(header: Vec<String>, rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    table.set_content_arrangement(comfy_table::ContentArrangement::Dynamic).set_width(TABLE_WIDTH);
    table.set_header(header);
    table.add_rows(rows);
    format!("{table}\n")
}

fn html_head(title: &str) -> String {
    const STYLE: &str = "body{max-width:60rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif}\
                         table{border-collapse:collapse;width:100%}p,li,td{white-space:pre-line}\
                         th,td{text-align:left;vertical-align:top;padding:.2rem .6rem .2rem 0;border-bottom:1px solid #ddd}";
    let title = harmless(title, Medium::Html);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n"
    )
}

impl Block {
    fn on_terminal(&self) -> String {
        let safe = |text: &str| harmless(text, Medium::Terminal);
        let underlined = |text: &str, with: &str| {
            let text = safe(text);
            let line = with.repeat(textwrap::core::display_width(&text));
            format!("{text}\n{line}\n")
        };
        match self {
            Self::Title(text) => underlined(text, "="),
            Self::Heading(text) => format!("\n{}", underlined(text, "-")),
            Self::Subheading(text) | Self::Paragraph(text) => format!("\n{}\n", safe(text)),
            Self::Step(text) => format!("\n>>> {}\n", safe(text)),
            Self::Line(text) | Self::Record(text) => format!("{}\n", safe(text)),
            Self::Bullet(text) => bullet(&safe(text)),
            Self::Told(sentences) => {
                let told =
                    sentences.iter().map(|told| format!("{} [{}]", told.text(Medium::Terminal), safe(&told.note)));
                bullet(&told.collect::<Vec<_>>().join(" "))
            }
            // A file of ours is printed as it is, so that it can be kept.
            Self::File(_, text) => text.clone(),
            Self::Table(header, rows) => {
                let rows = rows.iter().map(|cells| cells.iter().map(|cell| safe(cell)).collect());
                plain_table(header.iter().map(ToString::to_string).collect(), rows)
            }
            Self::ToldTable(columns, rows) => {
                let header = columns.iter().map(|column| safe(column)).chain(std::iter::once(String::new()));
                let rows = rows.iter().map(|row| {
                    let note = format!("[{}]", safe(&row.note));
                    row.cells.iter().map(|cell| safe(cell)).chain(std::iter::once(note)).collect()
                });
                plain_table(header.collect(), rows)
            }
        }
    }

    fn as_markdown(&self) -> String {
        let safe = |text: &str| harmless(text.trim(), Medium::Markdown);
        match self {
            Self::Title(text) => format!("# {}\n", safe(text)),
            Self::Heading(text) | Self::Step(text) => format!("## {}\n", safe(text)),
            Self::Subheading(text) => format!("### {}\n", safe(text)),
            Self::Line(text) | Self::Paragraph(text) => format!("{}\n", safe(text)),
            Self::Bullet(text) | Self::Record(text) => format!("- {}\n", safe(text)),
            Self::Told(sentences) => footnoted(sentences, &mut Vec::new()),
            Self::ToldTable(columns, rows) => footnoted_table(columns, rows, &mut Vec::new()),
            Self::File(language, text) => format!("```{language}\n{text}```\n"),
            Self::Table(header, rows) => {
                let row = |cells: &mut dyn Iterator<Item = &str>| {
                    let cells: Vec<String> = cells.map(safe).collect();
                    format!("| {} |\n", cells.join(" | "))
                };
                let body: String = rows.iter().map(|cells| row(&mut cells.iter().map(String::as_str))).collect();
                format!("{}|{}\n{body}", row(&mut header.iter().copied()), " --- |".repeat(header.len()))
            }
        }
    }

    fn as_html(&self) -> String {
        let element = |tag: &str, text: &str| format!("<{tag}>{}</{tag}>", harmless(text, Medium::Html));
        match self {
            Self::Title(text) => element("h1", text) + "\n",
            Self::Heading(text) | Self::Step(text) => element("h2", text) + "\n",
            Self::Subheading(text) => element("h3", text) + "\n",
            Self::Line(text) | Self::Paragraph(text) => element("p", text) + "\n",
            Self::Bullet(text) | Self::Record(text) => element("li", text) + "\n",
            Self::Told(sentences) => {
                let told = sentences.iter().map(|sentence| {
                    let spans = sentence.spans.iter().map(|(text, role)| match role {
                        Some(role) => format!("<span class=\"{role}\">{}</span>", harmless(text, Medium::Html)),
                        None => harmless(text, Medium::Html),
                    });
                    format!("<p>{} {}</p>", spans.collect::<String>(), element("small", &sentence.note))
                });
                format!("<li>{}</li>\n", told.collect::<String>())
            }
            Self::ToldTable(columns, rows) => {
                let heads: String = columns.iter().map(|column| element("th", column)).collect();
                let rows = rows.iter().map(|row| {
                    let cells: String = row.cells.iter().map(|cell| element("td", cell)).collect();
                    format!("<tr>{cells}<td>{}</td></tr>\n", element("small", &row.note))
                });
                format!("<table>\n<tr>{heads}<th></th></tr>\n{}</table>\n", rows.collect::<String>())
            }
            Self::File(_, text) => element("pre", text) + "\n",
            Self::Table(header, rows) => {
                let row = |tag: &str, cells: &mut dyn Iterator<Item = &str>| {
                    format!("<tr>{}</tr>\n", cells.map(|cell| element(tag, cell)).collect::<String>())
                };
                let body: String = rows.iter().map(|cells| row("td", &mut cells.iter().map(String::as_str))).collect();
                format!("<table>\n{}{body}</table>\n", row("th", &mut header.iter().copied()))
            }
        }
    }
}

/// Text in lines behind a bullet.
fn bullet(text: &str) -> String {
    let options = textwrap::Options::new(WIDTH)
        .initial_indent("* ")
        .subsequent_indent("  ")
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(text, options) + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Page {
        let mut page = Page::default();
        page.title("A <b>bold</b> claim");
        page.line("a line");
        page.line("another");
        page.bullet("one & \"two\"");
        page.bullet("three");
        page.table(&["what", "who"], vec![vec!["<script>|".to_owned(), "a\nb".to_owned()]]);
        page.file("yaml", "story: a\n");
        page
    }

    #[test]
    fn html_is_one_whole_document_without_markup_of_a_source() {
        let html = Document::whole(&page(), Look::Html);
        assert!(html.starts_with("<!doctype html>") && html.ends_with("</body>\n</html>\n"), "{html}");
        assert!(html.contains("<title>A &lt;b&gt;bold&lt;/b&gt; claim</title>"), "{html}");
        assert!(html.contains("<ul>\n<li>one &amp; &quot;two&quot;</li>\n<li>three</li>\n</ul>\n<table>"), "{html}");
        assert!(!html.contains("<script>"), "{html}");
    }

    #[test]
    fn markdown_keeps_every_row_in_one_line_and_blocks_apart() {
        let markdown = Document::whole(&page(), Look::Markdown);
        let expected = "# A &lt;b&gt;bold&lt;/b&gt; claim\n\na line\n\nanother\n\n- one & \"two\"\n- three\n\n\
                        | what | who |\n| --- | --- |\n| &lt;script&gt;\\| | a b |\n\n```yaml\nstory: a\n```\n";
        assert_eq!(markdown, expected);
    }

    #[test]
    fn a_document_that_grows_is_the_same_as_a_whole_one() {
        for look in [Look::Terminal, Look::Markdown, Look::Html] {
            let mut growing = Document::new(look);
            let mut text = String::new();
            for block in page().0 {
                // The first page names the document.
                text.push_str(&growing.add(&Page(vec![block])));
            }
            text.push_str(&growing.end());
            assert_eq!(text, Document::whole(&page(), look));
        }
    }

    #[test]
    fn lines_are_wrapped_by_the_columns_they_take() {
        let mut page = Page::default();
        page.title("会談");
        page.bullet("会談 ".repeat(60));
        page.bullet("a\nb");
        let text = Document::whole(&page, Look::Terminal);
        assert!(text.starts_with("会談\n====\n* 会談"), "{text}");
        assert!(text.lines().all(|line| textwrap::core::display_width(line) <= WIDTH), "{text}");
        assert!(text.ends_with("* a\n  b\n"), "{text}");
    }
}
