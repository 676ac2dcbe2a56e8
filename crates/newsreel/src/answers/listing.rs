//! How lists read: the stories there are, and what a search has found.

use newsreel_story::views::listing::Listing;
use newsreel_story::views::search::Found;

use crate::page::Page;
use crate::print::Answer;

impl Answer for Vec<Listing> {
    fn page(&self) -> Page {
        let mut page = Page::default();
        let rows = self.iter().map(|listing| {
            vec![
                listing.story.clone(),
                listing.title.clone().unwrap_or_default(),
                listing.desk.clone().unwrap_or_default(),
                listing.status.clone(),
                listing.updates.to_string(),
                listing.learned_at.to_string(),
            ]
        });
        if self.is_empty() {
            page.line("No story has been recorded yet; `newsreel import story.yaml` records one.");
        }
        page.table(&["story", "title", "desk", "status", "updates", "latest"], rows.collect());
        page
    }
}

impl Answer for Vec<Found> {
    fn page(&self) -> Page {
        let mut page = Page::default();
        if self.is_empty() {
            page.line("Nothing on file contains all these words.");
        }
        let rows = self.iter().map(|found| {
            vec![
                found.sequence.to_string(),
                found.story.clone(),
                found.update.type_name(),
                found.update.item.as_ref().map(ToString::to_string).unwrap_or_default(),
                found_text(found),
                found.update.learned_at.to_string(),
            ]
        });
        page.table(&["#", "story", "update", "item", "found", "learned"], rows.collect());
        page
    }
}

/// The words that were found, with those around them, and what has happened to the report since.
fn found_text(found: &Found) -> String {
    let passages = found.hit.passages.iter().map(|passage| format!("{}: {}", passage.part, passage.text));
    let told = passages.collect::<Vec<_>>().join("; ");
    if found.hit.withdrawn.is_empty() { told } else { format!("[{}] {told}", found.hit.withdrawn.join("; ")) }
}
