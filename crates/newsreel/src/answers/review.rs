//! How it reads what wants an eye: what rests on an update, and what the standards check finds.

use newsreel_story::judge::grade::Grade;
use newsreel_story::tell::english::counted;
use newsreel_story::views::findings::Finding;
use newsreel_story::views::reach::{LostReport, Reach};

use crate::page::Page;
use crate::print::Answer;

impl Answer for Reach {
    fn page(&self) -> Page {
        let mut page = Page::default();
        let part = self.path.as_ref().map(|path| format!(" (only {path})")).unwrap_or_default();
        let own = self.lost.iter().find(|lost| lost.update == self.update).and_then(|lost| lost.item.clone());
        let named = || self.path.as_ref()?.of_item().map(ToString::to_string);
        let item = own.or_else(named).map(|item| format!(" {item}")).unwrap_or_default();
        page.title(format!("If {}{item}{part} were taken back", self.type_name));
        let reports = |reports: &[LostReport]| {
            let row = |report: &LostReport| {
                vec![report.name.clone(), report.what.clone(), report.item.clone().unwrap_or_default()]
            };
            reports.iter().map(row).collect::<Vec<_>>()
        };
        if !self.withdrawn_by.is_empty() {
            page.line(format!(
                "It is withdrawn already, by {}; this is what rested on it.",
                self.withdrawn_by.join(", ")
            ));
        }
        for related in &self.related {
            page.line(related.text());
        }
        page.heading("Reports that would no longer count");
        match self.lost.is_empty() {
            true => page.line("none"),
            false => page.table(&["update", "what", "item"], reports(&self.lost)),
        }
        if !self.restored.is_empty() {
            page.heading("Reports that would count again");
            page.table(&["update", "what", "item"], reports(&self.restored));
        }
        page.heading("Values whose standing would change");
        let grades = |(now, then): (Grade, Grade)| {
            if now == then { now.as_str().to_owned() } else { format!("{} → {}", now.as_str(), then.as_str()) }
        };
        let values = self.values.iter().map(|change| {
            vec![change.path.clone(), change.value.clone(), grades(change.support), grades(change.opposition)]
        });
        page.table(&["path", "value", "support", "opposition"], values.collect());
        if !self.fewer.is_empty() {
            let kept = counted(self.fewer.len(), "further value");
            page.line(format!("{kept} would keep the same grade, and be told or opposed by fewer updates"));
        }
        for change in &self.phases {
            page.line(format!("{}: {} → {}", change.item, change.phase.0, change.phase.1));
        }
        page.heading("Publications that would need review");
        if self.publications.is_empty() {
            page.line("none");
        }
        let publications = self
            .publications
            .iter()
            .map(|needs| vec![needs.publication.clone(), needs.class.as_str().to_owned(), needs.reason.clone()]);
        page.table(&["publication", "class", "reason"], publications.collect());
        page
    }
}

impl Answer for Vec<Finding> {
    fn page(&self) -> Page {
        let mut page = Page::default();
        if self.is_empty() {
            page.line("No findings.");
        }
        let rows = self.iter().map(|finding| {
            let updates = &finding.names;
            vec![
                finding.code.as_str().to_owned(),
                finding.item.clone().unwrap_or_default(),
                finding.message.clone(),
                updates.join(", "),
            ]
        });
        page.table(&["code", "item", "finding", "updates"], rows.collect());
        page
    }
}
