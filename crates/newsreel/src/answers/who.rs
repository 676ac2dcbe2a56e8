//! How somebody reads across stories: their names, the facts about them, their part and their words.

use newsreel_story::record::entry::Name;
use newsreel_story::record::kind::Kind;
use newsreel_story::record::name::EntitySlug;
use newsreel_story::tell::english::counted;
use newsreel_story::views::who::{PartIn, Who};

use super::rows::{path_rows, says_row};
use crate::page::Page;
use crate::print::Answer;

impl Answer for Vec<Who> {
    fn page(&self) -> Page {
        let mut page = Page::default();
        for who in self {
            let title = who.entity.title.as_ref().map(|title| format!(", {title}")).unwrap_or_default();
            page.title(format!("{}{title}", who.entity.name()));
            let called = |slug: &EntitySlug| who.called.get(slug).cloned().unwrap_or_else(|| slug.to_string());
            let written = |name: &Name| match &name.used_by[..] {
                [] => name.text.to_string(),
                outlets => format!("{} ({})", name.text, outlets.iter().map(called).collect::<Vec<_>>().join(", ")),
            };
            let same = who.same.iter().flat_map(|entity| &entity.names);
            let names: Vec<String> = who.entity.names.iter().skip(1).chain(same).map(written).collect();
            if !names.is_empty() {
                page.line(format!("also: {}", names.join(", ")));
            }
            let wrong: Vec<&str> = who.entity.corrected.iter().map(|name| &**name).collect();
            if !wrong.is_empty() {
                page.line(format!("by mistake: {}", wrong.join(", ")));
            }
            for (what, texts) in
                [("also introduced as", &who.entity.titles), ("also described as", &who.entity.descriptions)]
            {
                if !texts.is_empty() {
                    page.line(format!("{what}: {}", texts.join(", ")));
                }
            }
            if let Some(id) = &who.entity.wikidata {
                page.line(format!("Wikidata: {id}"));
            }
            if let Some(side) = &who.entity.speaks_for {
                page.line(format!("speaks for {}", called(side)));
            }
            if let Some(place) = &who.entity.within {
                page.line(format!("part of {}", called(place)));
            }
            for story in &who.stories {
                page.heading(format!("{} ({})", story.title, story.story));
                let facts = story.facts.iter().flat_map(|path| path_rows(path, ""));
                page.table(&["fact", "value", "standing", "by whom", "updates"], facts.collect());
                // Words and evidence have no phases that could be stated.
                let has_phases = |kind: &str| Kind::named(kind).is_none_or(|kind| !kind.spec().phases.is_empty());
                let phase =
                    |part: &PartIn| if has_phases(&part.kind) { part.phase_reads.clone() } else { String::new() };
                let row =
                    |part: &PartIn| vec![part.what.clone(), phase(part), part.as_part.join(", "), part.item.clone()];
                let items = story.items.iter().map(row);
                page.table(&["what", "phase", "as", "item"], items.collect());
                page.table(&["of", "says", "told by", "when", "update"], story.says.iter().map(says_row).collect());
                if !story.said_of.is_empty() {
                    page.line("said of it by others:");
                }
                page.table(&["of", "says", "told by", "when", "update"], story.said_of.iter().map(says_row).collect());
                let passed_on = story.passed_on.iter().map(|passed| {
                    vec![
                        passed.what.clone(),
                        passed.chain.join(" → "),
                        passed.learned_at.to_string(),
                        passed.name.clone(),
                    ]
                });
                page.table(&["passed on", "chain", "learned", "update"], passed_on.collect());
                let of = if story.speaks_of.is_empty() {
                    String::new()
                } else {
                    format!(": {}", story.speaks_of.join(", "))
                };
                page.line(format!("speaks in {}{of}", counted(story.speaks_in.len(), "update")));
            }
        }
        page
    }
}
