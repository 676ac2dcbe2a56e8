//! How a brief reads: each sentence with its standing and the updates behind it.

use newsreel_story::tell::english::counted;
use newsreel_story::tell::span::Role;
use newsreel_story::views::asked::unreadable_text;
use newsreel_story::views::brief::{Brief, Sentence, more_open};

use crate::page::{Page, Told, ToldRow};
use crate::print::Answer;

impl Answer for Brief {
    fn page(&self) -> Page {
        let mut page = Page::default();
        page.title(&self.title);
        page.line(format!("{} · {} · up to update {} · as of {}", self.story, self.status, self.sequence, self.moment));
        unreadable_text(self.unreadable).into_iter().for_each(|unreadable| page.line(unreadable));
        if self.sections.is_empty() {
            page.paragraph("Nothing was on file then.");
        }
        if let Some(head) = &self.head {
            page.paragraph(&head.text);
        }
        for section in &self.sections {
            page.heading(&section.heading);
            for entry in &section.entries {
                match &entry.table {
                    None => page.told(entry.sentences.iter().map(noted).collect()),
                    Some(table) => {
                        page.told(entry.sentences.iter().take(1).map(noted).collect());
                        let rows = entry.rows().map(|(sentence, cells)| ToldRow { cells, note: note(sentence) });
                        page.told_table(table.columns.clone(), rows.collect());
                        page.told(entry.sentences.iter().skip(1 + table.rows.len()).map(noted).collect());
                    }
                }
            }
            if section.more > 0 {
                page.paragraph(more_open(section.more));
            }
        }
        if self.more > 0 {
            page.paragraph(format!("{} more: newsreel brief {} --full", counted(self.more, "sentence"), self.story));
        }
        if !self.left_out.is_empty() {
            page.heading("Left out (please report this to the developers of Newsreel)");
        }
        for left_out in &self.left_out {
            page.bullet(left_out);
        }
        page
    }
}

/// A sentence of a brief with what it rests on.
fn noted(sentence: &Sentence) -> Told {
    let spans = sentence.spans.iter().map(|span| (span.text.clone(), role(&span.role)));
    Told { spans: spans.collect(), note: note(sentence) }
}

/// What a sentence rests on: how well it stands, and the updates.
fn note(sentence: &Sentence) -> String {
    let standing = sentence.standing.map(|grade| grade.as_str().to_owned());
    let sequences = sentence.sequences.iter().map(ToString::to_string);
    standing.into_iter().chain(sequences).collect::<Vec<_>>().join(" · ")
}

/// What the words of a span are, for whoever styles them.
fn role(role: &Role) -> Option<&'static str> {
    Some(match role {
        Role::Plain => return None,
        Role::Value { .. } | Role::Tally { .. } | Role::Attribute { .. } => "value",
        Role::Date { .. } | Role::Said { .. } | Role::HoldsWhen { .. } => "date",
        Role::Name { .. } => "name",
        Role::Verb { .. } => "verb",
        Role::Hedge { .. } | Role::Limits { .. } => "hedge",
        Role::Quotation { .. } | Role::Quoting { .. } => "quotation",
        Role::Link { .. } => "attribution",
        Role::Reason { .. } => "reason",
        Role::Embargo { .. } => "embargo",
        Role::Line { .. } => "line",
        Role::Label { .. } => "name",
    })
}
