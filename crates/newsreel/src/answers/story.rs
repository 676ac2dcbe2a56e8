//! How the state of a story reads: item by item, and the series.

use newsreel_story::judge::phase::Phase;
use newsreel_story::views::asked::Asked;
use newsreel_story::views::overview::Overview;
use newsreel_story::views::series::SeriesOverview;

use super::rows::{path_rows, related_text};
use crate::page::Page;
use crate::print::Answer;

impl Answer for Overview {
    fn asked(&self) -> Option<&Asked> {
        Some(&self.asked)
    }

    fn page(&self) -> Page {
        let mut page = Page::default();
        let asked = &self.asked;
        page.line(format!("{} ({}, {})", asked.title, asked.story, asked.status));
        if let Some(merged) = &self.merged_away {
            page.line(format!("`{merged}` was found to be the item below."));
        }
        if self.items.is_empty() && self.entities.is_empty() {
            page.paragraph("Nothing was on file then.");
        }
        for item in &self.items {
            let phase = match &item.phase {
                Phase::NotStated => String::new(),
                Phase::Agreed { grade, .. } => format!(": {} ({})", item.phase_reads, grade.as_str()),
                Phase::ByParty(_) => format!(": {}", item.phase_reads),
            };
            page.subheading(format!("{} {}{phase}", item.kind, item.item));
            if !item.merged.is_empty() {
                page.line(format!("found to be the same: {}", item.merged.join(", ")));
            }
            if let Some(whole) = &item.part_of {
                page.line(format!("part of {whole}"));
            }
            if let Some(text) = &item.text {
                page.line(format!("{text}{}", related_text(&item.related)));
            }
            let paths = item.paths.iter().filter(|path| !path.path.ends_with("/phase"));
            let rows = paths.flat_map(|path| path_rows(path, &item.item));
            page.table(&["path", "value", "standing", "by whom", "updates"], rows.collect());
            for report in &item.reports {
                page.subheading(format!("{} ({}), learned {}", report.name, report.what, report.learned_at));
                report.withdrawn.iter().for_each(|withdrawn| page.line(withdrawn));
                let parts = report.parts.iter().map(|part| vec![part.part.clone(), part.says.clone()]);
                page.table(&["part", "what it says"], parts.collect());
            }
        }
        if !self.entities.is_empty() {
            page.subheading("people, organisations and places");
            let rows = self.entities.iter().flat_map(|path| path_rows(path, ""));
            page.table(&["path", "value", "standing", "by whom", "updates"], rows.collect());
        }
        for series in &self.series {
            series_lines(&mut page, series);
        }
        page
    }
}

fn series_lines(page: &mut Page, series: &SeriesOverview) {
    let claimed = series.claimed.map(|n| format!("{n} claimed, ")).unwrap_or_default();
    page.subheading(format!("{}: {claimed}{} on file", series.label, series.on_file.len()));
    let rows = series.on_file.iter().map(|member| {
        let position = match member.position {
            Some(n) if member.computed => format!("{n} (computed)"),
            Some(n) => format!("{n} (claimed)"),
            None => String::new(),
        };
        vec![position, member.item.clone(), member.occurred.clone().unwrap_or_default()]
    });
    page.table(&["position", "item", "when"], rows.collect());
    if !series.contested.is_empty() {
        page.line(format!("contested, not counted: {}", series.contested.join(", ")));
    }
}
