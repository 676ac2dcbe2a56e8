//! How it reads what moved between two moments.

use newsreel_story::views::difference::{Difference, Move};

use crate::page::Page;
use crate::print::Answer;

impl Answer for Difference {
    fn page(&self) -> Page {
        let mut page = Page::default();
        let time = if self.recorded { "recorded" } else { "learned" };
        let from = self.from.map(|from| format!(" after {from}")).unwrap_or_default();
        page.title(format!("{}: what was {time}{from} up to {}", self.story, self.to));
        moves(self, &mut page);
        page
    }
}

/// What moved: in short, a line an event, then in full, item by item.
pub(crate) fn moves(difference: &Difference, page: &mut Page) {
    if difference.moves.is_empty() {
        page.line("Nothing changed.");
        return;
    }
    let events = difference.events.iter().map(|event| {
        let through = event.name.clone().unwrap_or_default();
        vec![event.at.to_string(), event.what.clone(), event.text.clone(), through]
    });
    page.table(&["when", "what", "change", "through"], events.collect());
    let mut items: Vec<&str> = difference.moves.iter().map(|step| step.item.as_str()).collect();
    items.sort_unstable();
    items.dedup();
    for item in items {
        let name = if item.is_empty() { difference.story.as_str() } else { item };
        page.subheading(difference.items.get(item).map_or_else(|| name.to_owned(), |what| format!("{name}: {what}")));
        let of_item = difference.moves.iter().filter(|step| step.item == item);
        page.table(&["when", "sort", "change", "through"], of_item.map(move_row).collect());
    }
}

fn move_row(step: &Move) -> Vec<String> {
    let through = step.name.clone().unwrap_or_default();
    vec![step.at.to_string(), step.sort.as_str().to_owned(), step.text(), through]
}
