//! How the matrix reads: item by item, what each party says.

use newsreel_story::views::asked::Asked;
use newsreel_story::views::matrix::Matrix;

use super::rows::said_row;
use crate::page::Page;
use crate::print::Answer;

impl Answer for Matrix {
    fn asked(&self) -> Option<&Asked> {
        Some(&self.asked)
    }

    fn page(&self) -> Page {
        let mut page = Page::default();
        if self.rows.is_empty() {
            page.line(
                "No item on file matches; without --kind and --participant every item that takes place is listed.",
            );
        }
        for row in &self.rows {
            let when = row.occurred.as_ref().map(|when| format!(", {when}")).unwrap_or_default();
            page.subheading(format!("{} ({} {}{when})", row.what, row.kind, row.item));
            let parties = row.parties.iter().flat_map(|cell| {
                let acts = if cell.acts.is_empty() { String::new() } else { format!(" ({})", cell.acts.join("; ")) };
                let party = format!("{}{acts}", cell.name);
                match cell.says.as_slice() {
                    [] => vec![vec![party, "nothing on file".to_owned(), String::new(), String::new(), String::new()]],
                    says => says.iter().map(|said| said_row(&party, said)).collect(),
                }
            });
            let others = row.others.iter().map(|said| said_row(&format!("({})", said.voice.holder), said));
            page.table(&["party", "says", "told by", "when", "update"], parties.chain(others).collect());
        }
        page
    }
}
