//! How each answer of the projector reads.

use newsreel_story::judge::account::Disagreement;
use newsreel_story::judge::grade::Grade;
use newsreel_story::judge::phase::Phase;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::entry::Name;
use newsreel_story::record::name::EntitySlug;
use newsreel_story::record::stance::Hedge;
use newsreel_story::record::time::When;
use newsreel_story::tell::dates::{Dates, adverbial};
use newsreel_story::tell::english::counted;
use newsreel_story::tell::span::Role;
use newsreel_story::views::asked::{Asked, unreadable_text};
use newsreel_story::views::brief::{Brief, Sentence};
use newsreel_story::views::difference::{Difference, Move};
use newsreel_story::views::expected::{Expectation, Expected, Expecter, Firmness, Turn};
use newsreel_story::views::findings::Finding;
use newsreel_story::views::listing::Listing;
use newsreel_story::views::matrix::{Matrix, Said};
use newsreel_story::views::overview::{Overview, PathOverview};
use newsreel_story::views::reach::{LostReport, Reach};
use newsreel_story::views::relations::Related;
use newsreel_story::views::search::Found;
use newsreel_story::views::series::SeriesOverview;
use newsreel_story::views::timeline::Timeline;
use newsreel_story::views::who::{Says, Who};

use serde::Serialize;

use crate::page::{Page, Told};
use crate::print::Answer;

/// An answer under bounds, which it names to people.
#[derive(Serialize)]
#[serde(transparent)]
pub(crate) struct Bounded<A> {
    pub(crate) answer: A,
    #[serde(skip)]
    pub(crate) bounds: Bounds,
}

impl<A: Answer> Answer for Bounded<A> {
    fn page(&self) -> Page {
        let Bounds { as_of, at_sequence, known_at, true_at } = &self.bounds;
        let named = [
            as_of.map(|time| format!("recorded by {time}")),
            at_sequence.map(|sequence| format!("recorded up to position {sequence}")),
            known_at.map(|time| format!("known at {time}")),
            true_at.map(|time| format!("true at {time}")),
        ];
        let named = named.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let line = self.answer.asked().map_or(named, Asked::text);
        let mut page = self.answer.page();
        if !line.is_empty() {
            page.line_below_title(line);
        }
        page
    }
}

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
                page.told(entry.sentences.iter().map(noted).collect());
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
    let standing = sentence.standing.map(|grade| grade.as_str().to_owned());
    let sequences = sentence.sequences.iter().map(ToString::to_string);
    let spans = sentence.spans.iter().map(|span| (span.text.clone(), role(&span.role)));
    Told { spans: spans.collect(), note: standing.into_iter().chain(sequences).collect::<Vec<_>>().join(" · ") }
}

/// What the words of a span are, for whoever styles them.
fn role(role: &Role) -> Option<&'static str> {
    Some(match role {
        Role::Plain => return None,
        Role::Value { .. } | Role::Tally { .. } | Role::Attribute { .. } => "value",
        Role::Date { .. } | Role::Said { .. } | Role::AsOf { .. } => "date",
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
                Phase::Agreed { phase, grade, .. } => format!(": {} ({})", phase.replace('_', " "), grade.as_str()),
                by_party @ Phase::ByParty(_) => format!(": {}", by_party.text()),
            };
            page.subheading(format!("{} {}{phase}", item.kind, item.item));
            if !item.merged.is_empty() {
                page.line(format!("found to be the same: {}", item.merged.join(", ")));
            }
            if let Some(whole) = &item.part_of {
                page.line(format!("part of {whole}"));
            }
            if let Some(text) = &item.text {
                page.line(text);
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
        vec![position, member.item.clone(), member.when.clone().unwrap_or_default()]
    });
    page.table(&["position", "item", "when"], rows.collect());
    if !series.contested.is_empty() {
        page.line(format!("contested, not counted: {}", series.contested.join(", ")));
    }
}

fn path_rows(path: &PathOverview, item: &str) -> Vec<Vec<String>> {
    let name = path.path.strip_prefix(item).map_or(path.path.as_str(), |rest| rest.trim_start_matches('/'));
    let name = if name.is_empty() { "it is so" } else { name };
    let mut rows = Vec::new();
    for value in path.values.iter().filter(|value| !value.by.is_empty()) {
        let mut standing = match value.opposition {
            Grade::None => value.support.as_str().to_owned(),
            opposed => format!("{} (opposed: {})", value.support.as_str(), opposed.as_str()),
        };
        for (said, word) in [(value.preferred, "the desk's choice"), (value.doubted, "doubted")] {
            if said {
                standing = format!("{standing}, {word}");
            }
        }
        let mut by: Vec<String> = value
            .by
            .iter()
            .map(|voice| {
                let marks: Vec<&str> = voice.marks.iter().map(|mark| mark.why.as_str()).collect();
                let marks = if marks.is_empty() { String::new() } else { format!(" (but {})", marks.join("; ")) };
                let plan = if voice.plan { " (a plan)" } else { "" };
                let hedge = voice.hedge.map_or("", Hedge::aside);
                let limits = voice.limits.as_ref().map(|limits| format!(" ({limits})")).unwrap_or_default();
                let says = voice.says.as_ref().map(|says| format!(" ({says})")).unwrap_or_default();
                let embargo = voice.embargo.as_ref().map(|embargo| format!(" ({embargo})")).unwrap_or_default();
                let related = related_text(&voice.related);
                format!("{}{says}{hedge}{limits}{plan}{embargo}{marks}{related}", voice.chain.join(" → "))
            })
            .collect();
        by.dedup();
        let mut updates: Vec<String> = Vec::new();
        for voice in &value.by {
            if !updates.contains(&voice.name) {
                updates.push(voice.name.clone());
            }
        }
        rows.push(vec![name.to_owned(), value.text.clone(), standing, by.join("; "), updates.join(", ")]);
    }
    for stance in &path.stances {
        let by = format!("{}, told by {}", stance.voice.holder, stance.voice.chain.join(" → "));
        let value = stance.value.as_ref().map(|value| format!(" {value}")).unwrap_or_default();
        let limits = stance.voice.limits.as_ref().map(|limits| format!(" ({limits})")).unwrap_or_default();
        let says = format!("{}{value}{limits}", stance.stance.as_str().replace('_', " "));
        let related = related_text(&stance.voice.related);
        rows.push(vec![name.to_owned(), says, String::new(), format!("{by}{related}"), stance.voice.name.clone()]);
    }
    for discord in &path.discords {
        let how = match discord.how {
            Disagreement::ChangedAccount => "has changed its account",
            Disagreement::Divided => "is divided",
            Disagreement::ChangedPosition => "has changed its position",
        };
        rows.push(vec![
            name.to_owned(),
            format!("{} {how}", discord.holder),
            String::new(),
            String::new(),
            String::new(),
        ]);
    }
    rows
}

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

/// Who expects it, and when, where it gives another date than the one that holds.
fn expecter_text(expecter: &Expecter, expected: &Expectation) -> String {
    let when = expecter.when.as_ref().filter(|when| Some(*when) != expected.when.as_ref());
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
            vec![when, moment.what.clone(), moment.phase.text(), standing.to_owned(), moment.item.clone()]
        });
        page.table(&["when", "what", "phase", "date", "item"], rows.collect());
        page
    }
}

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
            let parties = row.parties.iter().flat_map(|cell| match cell.says.as_slice() {
                [] => vec![vec![
                    cell.name.clone(),
                    "nothing on file".to_owned(),
                    String::new(),
                    String::new(),
                    String::new(),
                ]],
                says => says.iter().map(|said| said_row(&cell.name, said)).collect(),
            });
            let others = row.others.iter().map(|said| said_row(&format!("({})", said.voice.holder), said));
            page.table(&["party", "says", "told by", "when", "update"], parties.chain(others).collect());
        }
        page
    }
}

/// What contradicts a word, or otherwise bears on it, and why.
fn related_text(related: &[Related]) -> String {
    related.iter().map(|related| format!("; {}", related.text())).collect()
}

/// A date as it is written, in words.
fn in_words(date: &str) -> String {
    let words = When::parse(date).ok().and_then(|when| adverbial(&when, Dates::default()));
    words.unwrap_or_else(|| date.to_owned())
}

fn says_row(says: &Says) -> Vec<String> {
    said_row(&format!("{} ({})", says.what, says.item), &says.said)
}

fn said_row(party: &str, said: &Said) -> Vec<String> {
    let quote = said.voice.quote.as_ref().map(|quote| format!(" “{quote}”")).unwrap_or_default();
    let limits = said.voice.limits.as_ref().map(|limits| format!(" ({limits})")).unwrap_or_default();
    let tells = if said.tells.is_empty() { String::new() } else { format!(": {}", said.tells.join(", ")) };
    let when = match &said.voice.said {
        Some(said) => format!("said {}", in_words(said)),
        None => format!("learned {}", said.voice.learned_at),
    };
    let embargo = said.voice.embargo.as_ref().map(|embargo| format!(" ({embargo})")).unwrap_or_default();
    vec![
        party.to_owned(),
        format!("{}{limits}{tells}{quote}{embargo}{}", said.says, related_text(&said.voice.related)),
        said.voice.chain.join(" → "),
        when,
        said.voice.name.clone(),
    ]
}

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

impl Answer for Reach {
    fn page(&self) -> Page {
        let mut page = Page::default();
        let part = self.path.as_ref().map(|path| format!(" (only {path})")).unwrap_or_default();
        let item =
            self.lost.first().and_then(|lost| lost.item.as_ref()).map(|item| format!(" {item}")).unwrap_or_default();
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
        page.table(&["update", "what", "item"], reports(&self.lost));
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
                let items = story
                    .items
                    .iter()
                    .map(|part| vec![part.what.clone(), part.phase.text(), part.as_part.join(", "), part.item.clone()]);
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
