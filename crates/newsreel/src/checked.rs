//! What `--check` answers: what would be recorded, what of it needs a look, what is hidden, what is likely a mistake, and how
//! each entry would read in the brief.

use std::collections::{BTreeMap, BTreeSet};

use newsreel_desk::{Check, MOST_READINGS, Request};
use newsreel_story::submit::decide::{self, EntryAnswer};
use newsreel_story::submit::doubts::Doubt;
use newsreel_story::tell::english::counted;
use newsreel_story::views::difference::{Difference, Sort};
use newsreel_story::views::reading::Reading;
use serde::Serialize;

use crate::answers;
use crate::config::Config;
use crate::files::{self, Document, Refused, every_mistake};
use crate::page::Page;
use crate::parts::Cut;
use crate::print::{Answer, Outcome};
use crate::receipt::{changed, hidden, hidden_entry};

/// What would be recorded, and what would move.
#[derive(Serialize)]
struct Checked {
    updates: Vec<decide::Answer>,
    /// What would be changed in the directory.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    directory: Vec<EntryAnswer>,
    differences: Vec<Difference>,
    /// What is likely a mistake, although it would be accepted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    doubts: Vec<Doubt>,
    /// How each update would read in the brief, with what would read better otherwise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    readings: Vec<Reading>,
    /// Whether every move is shown to people.
    #[serde(skip)]
    full: bool,
    /// Why it would be refused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    refused: Vec<Refused>,
}

/// Decides everything and records nothing. What is wrong with one document does not keep the others from being checked.
pub(crate) async fn check_all(
    config: &Config,
    documents: &[Document],
    cut: Cut,
    full: bool,
) -> anyhow::Result<Outcome> {
    let mut check = Check::begin(config.server.open_log().await?).await?;
    let (mut updates, mut directory, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    for document in documents {
        let parts = cut(&document.source.value);
        for part in &parts {
            let answers = match decide::too_large(&part.submission) {
                Some(refusal) => Err(vec![refusal]),
                None => {
                    let (submission, actor) = (part.submission.clone(), config.actor.clone());
                    check.submit(&Request { submission, actor, partial: part.partial }).await?
                }
            };
            match answers {
                Ok((answers, entries)) => {
                    updates.extend(answers);
                    directory.extend(entries);
                }
                Err(refusals) if parts.len() == 1 => refused.extend(document.refused(&refusals, &part.places)),
                Err(refusals) => {
                    let actor = config.actor.as_deref();
                    refused.extend(every_mistake(&mut check, document, part, &refusals, actor).await?);
                    break;
                }
            }
        }
    }
    let is_refused = !refused.is_empty();
    let (differences, doubts, readings) = (check.differences(), check.doubts(), check.readings());
    let checked = Checked { updates, directory, differences, doubts, readings, full, refused };
    Ok(if is_refused { Outcome::refusal(checked) } else { Outcome::answer(checked) })
}

impl Answer for Checked {
    fn page(&self) -> Page {
        let mut page = Page::default();
        if !self.refused.is_empty() {
            files::show(&self.refused, &mut page);
            page.line("this would be refused; nothing is recorded, it was only checked");
            return page;
        }
        let already = self.updates.iter().filter(|answer| answer.already).count();
        let new = self.updates.len() - already;
        page.title(format!("Only checked: updates that would be recorded: {new}; on file already: {already}"));
        let entries = self.directory.iter().filter_map(hidden_entry);
        self.updates.iter().filter_map(hidden).chain(entries).for_each(|hidden| page.line(hidden));
        if !self.directory.is_empty() {
            page.line(changed(&self.directory));
        }
        for difference in &self.differences {
            page.heading(&difference.story);
            match self.full {
                true => answers::moves(difference, &mut page),
                false => moves_in_short(difference, &self.updates, &mut page),
            }
        }
        if !self.doubts.is_empty() {
            page.subheading("likely mistakes");
            self.doubts.iter().for_each(|doubt| page.bullet(doubt_text(doubt)));
        }
        self.how_it_reads(&mut page);
        if !self.full && self.differences.iter().any(|difference| !difference.moves.is_empty()) {
            page.line("--full shows every move.");
        }
        page
    }
}

impl Checked {
    /// Entry by entry the sentences that the brief would have for it, and below them what would read better otherwise.
    fn how_it_reads(&self, page: &mut Page) {
        if self.updates.len() > MOST_READINGS {
            page.line("How so many updates read is told once they are on file: newsreel brief --full.");
        }
        if self.readings.is_empty() {
            return;
        }
        page.subheading("how it reads");
        for Reading { update, sentences, told_with, hints, .. } in &self.readings {
            page.line(format!("{update}:"));
            for sentence in sentences {
                page.bullet(if sentence.line {
                    format!("(your line) {}", sentence.text)
                } else {
                    sentence.text.clone()
                });
            }
            if let Some(with) = told_with {
                page.bullet(format!("(told in the sentence of {with})"));
            }
            hints.iter().for_each(|hint| page.bullet(format!("hint: {hint}")));
        }
        page.line(sum_of(&self.readings));
    }
}

/// How many entries have a line, and how many would read better otherwise.
pub(crate) fn sum_of(readings: &[Reading]) -> String {
    let lines = readings.iter().filter(|read| read.sentences.iter().any(|sentence| sentence.line)).count();
    let hints = readings.iter().filter(|read| !read.hints.is_empty()).count();
    format!("{}: {lines} told by your own line, {hints} with a hint.", counted(readings.len(), "update"))
}

/// The most changes to items that were there before that are told one by one.
const CHANGES_TOLD: usize = 12;

fn doubt_text(doubt: &Doubt) -> String {
    let of = doubt.update.as_ref().map(|update| format!("{update}: ")).unwrap_or_default();
    format!("{of}{}", doubt.message)
}

/// What would be recorded, and what of it needs a look.
fn moves_in_short(difference: &Difference, updates: &[decide::Answer], page: &mut Page) {
    let moves = || difference.moves.iter().filter(|step| !step.undone);
    if difference.moves.is_empty() {
        page.line("Nothing changed.");
        return;
    }
    let fresh: BTreeSet<&str> = moves()
        .filter(|step| step.sort == Sort::Item && step.before.is_none())
        .map(|step| step.item.as_str())
        .collect();
    let mut kinds: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for answer in updates.iter().filter(|answer| !answer.already) {
        let item = answer.item.as_ref().map(|item| item.as_str()).filter(|item| fresh.contains(item));
        if let (Some(item), Some((kind, _))) = (item, answer.update.split_once('.')) {
            kinds.entry(kind).or_default().insert(item);
        }
    }
    for (kind, items) in &kinds {
        let items: Vec<&str> = items.iter().copied().collect();
        page.line(format!("new: {}: {}", counted(items.len(), kind), items.join(", ")));
    }
    let mut changes =
        difference.events.iter().filter(|event| !event.item.is_empty() && !fresh.contains(event.item.as_str()));
    for event in changes.by_ref().take(CHANGES_TOLD) {
        page.line(format!("{}: {}", event.item, event.text));
    }
    let more = changes.count();
    if more > 0 {
        page.line(format!("and {more} further changes"));
    }
    needs_a_look(difference, page);
}

/// What is contested by it, what the standards check would find, which of those expected are overdue: by sort, with the
/// items.
fn needs_a_look(difference: &Difference, page: &mut Page) {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for step in difference.moves.iter().filter(|step| !step.undone) {
        let (what, of) = match (step.sort, &step.before, &step.after) {
            (Sort::Contested, None, Some(_)) => ("contested".to_owned(), step.about.clone()),
            (Sort::Withdrawal, None, Some(how)) => (how.clone(), step.item.clone()),
            (Sort::Finding, None, Some(code)) => (code.clone(), step.item.clone()),
            (Sort::Count, _, Some(_)) => ("count".to_owned(), step.about.clone()),
            (Sort::Gap, None, Some(_)) => ("not stated".to_owned(), format!("{} of {}", step.what, step.item)),
            _ => continue,
        };
        found.entry(what).or_default().insert(of);
    }
    if found.is_empty() {
        return;
    }
    page.subheading("needs a look");
    for (what, of) in found {
        let of: Vec<String> = of.into_iter().filter(|of| !of.is_empty()).collect();
        page.bullet(if of.is_empty() { what } else { format!("{what}: {}", of.join(", ")) });
    }
}
