//! How time reads: what is expected and what became of it, and what happened in its own order.

use newsreel_story::views::asked::Asked;
use newsreel_story::views::expected::{Expectation, Expected, Expecter, Firmness, Turn};
use newsreel_story::views::timeline::Timeline;

use crate::page::Page;
use crate::print::Answer;

impl Answer for Expected {
    fn asked(&self) -> Option<&Asked> {
        Some(&self.asked)
    }

    fn page(&self) -> Page {
        let mut page = Page::default();
        let rows = |ahead: bool| {
            let shown = self.expectations.iter().filter(move |expected| expected.fate.is_ahead() == ahead);
            shown.map(expectation_row).collect::<Vec<_>>()
        };
        const HEADER: &[&str] = &["when", "what", "how firmly", "who expects it", "fate", "item"];
        page.title("What is expected");
        if rows(true).is_empty() {
            page.line("Nothing on file lies ahead.");
        }
        page.table(HEADER, rows(true));
        if !rows(false).is_empty() {
            page.heading("What became of what was expected");
            page.table(HEADER, rows(false));
        }
        page
    }
}

fn expectation_row(expected: &Expectation) -> Vec<String> {
    let mut by: Vec<String> = expected.by.iter().map(|expecter| expecter_text(expecter, expected)).collect();
    by.dedup();
    if expected.nobody_named {
        by.push("nobody is named".to_owned());
    }
    by.extend(expected.also.iter().map(|expecter| expecter_text(expecter, expected)));
    by.extend(expected.not_since.iter().map(|holder| format!("{holder} has not spoken of it since")));
    let firmness = match expected.firmness {
        Firmness::Planned => "planned",
        Firmness::Divided => "told differently",
        Firmness::SpokenOf => "spoken of",
    };
    let outlook =
        expected.outlook.iter().map(|outlook| format!("{}: {}", outlook.name, outlook.says.replace('_', " ")));
    let outlook: Vec<String> = outlook.collect();
    let firmly = if outlook.is_empty() { firmness.to_owned() } else { format!("{firmness} ({})", outlook.join("; ")) };
    let moved = moved_text(&expected.moved_from);
    let what = match &expected.step {
        Some(step) => format!("{step}: {}", expected.what),
        None => expected.what.clone(),
    };
    let when = expected.when.clone().unwrap_or_else(|| "no date".to_owned());
    let became = expected.became.as_ref().map(|became| format!(": {became}")).unwrap_or_default();
    let turns: String = expected.turns.iter().map(Turn::text).map(|turn| format!("; {turn}")).collect();
    vec![
        format!("{when}{moved}"),
        what,
        firmly,
        by.join("; "),
        format!("{}{became}{turns}", expected.fate.label()),
        expected.item.clone(),
    ]
}

/// Who expects it, and when, where not all give the date that holds.
fn expecter_text(expecter: &Expecter, expected: &Expectation) -> String {
    let all_the_same = expected.by.iter().chain(&expected.also).all(|one| one.when == expected.when);
    let when = expecter.when.as_ref().filter(|_| !all_the_same);
    let when = when.map(|when| format!(": {when}")).unwrap_or_default();
    let moved =
        if expecter.moved_from == expected.moved_from { String::new() } else { moved_text(&expecter.moved_from) };
    format!("{}{when}{moved}", expecter.voice.chain.join(" → "))
}

fn moved_text(from: &[String]) -> String {
    if from.is_empty() { String::new() } else { format!(" (moved; before: {})", from.join(", ")) }
}

impl Answer for Timeline {
    fn asked(&self) -> Option<&Asked> {
        Some(&self.asked)
    }

    fn page(&self) -> Page {
        let mut page = Page::default();
        if self.moments.is_empty() {
            page.line("Nothing on file has happened or is to happen.");
        }
        let rows = self.moments.iter().map(|moment| {
            let mut when = moment.reads.clone().unwrap_or_else(|| "no date".to_owned());
            for other in &moment.or {
                when = format!("{when} or {other}");
            }
            let standing = match (moment.disputed, &moment.when) {
                (true, _) => "disputed",
                (false, Some(_)) => moment.standing.as_str(),
                (false, None) => "",
            };
            vec![when, moment.what.clone(), moment.phase_reads.clone(), standing.to_owned(), moment.item.clone()]
        });
        page.table(&["when", "what", "phase", "date", "item"], rows.collect());
        page
    }
}
