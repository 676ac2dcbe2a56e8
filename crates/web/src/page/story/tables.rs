//! The tables around the brief: who says what, what is expected, who was asked, what needs review, what to ask about.

use std::collections::BTreeMap;

use maud::{Markup, html};
use newsreel_story::record::attribution::Basis;
use newsreel_story::record::kind::Kind;
use newsreel_story::record::kind::spec::PhaseRole;
use newsreel_story::record::style::Style;
use newsreel_story::tell::dates::bare;
use newsreel_story::tell::english::{counted, plural};
use newsreel_story::tell::labels::UNSETTLED;
use newsreel_story::tell::realise::capitalised;
use newsreel_story::views::expected::{Expectation, Fate, Firmness};
use newsreel_story::views::findings::{Finding, FindingCode};
use newsreel_story::views::glance::Request;
use newsreel_story::views::matrix::{MatrixRow, PartyCell, Said};

use super::{Lines, StoryPage, Whole, shown_at};
use crate::page::marks::Mark;
use crate::page::{in_words, moments, noun_of, numbers, publication, without_grade};

/// How many items the matrix has.
const MOST_ITEMS: usize = 24;
/// How many words of one party on one item it has.
const MOST_WORDS: usize = 6;
/// How many of what is expected are listed, and of what was.
const MOST_EXPECTED: usize = 12;
/// How many findings of a sort are listed.
const MOST_FINDINGS: usize = 6;
/// How many requests are listed.
const MOST_REQUESTS: usize = 12;
/// How many parties have a column of their own.
const COLUMNS: usize = 4;

/// For each party with more than one item the number of items it is silent on, and of all it is party to; the most first.
pub(super) fn silence(story: &StoryPage) -> Vec<(&str, usize, usize)> {
    let mut parties: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for cell in story.matrix.rows.iter().flat_map(|row| &row.parties) {
        let (silent, all) = parties.entry(&cell.name).or_default();
        *silent += usize::from(cell.says.is_empty());
        *all += 1;
    }
    let mut silent: Vec<_> = parties.into_iter().map(|(name, (silent, all))| (name, silent, all)).collect();
    silent.retain(|(_, silent, all)| *silent > 0 && *all > 1);
    silent.sort_by_key(|(name, silent, all)| (std::cmp::Reverse(*silent), *all, *name));
    silent
}

/// Who says what: items by parties.
pub(super) fn matrix(story: &StoryPage) -> Markup {
    let rows = &story.matrix.rows;
    let columns = columns(rows);
    let shown = latest(rows, story.most(Whole::Matrix, MOST_ITEMS));
    let most = story.most(Whole::Matrix, MOST_WORDS);
    let mut kinds: Vec<&str> = shown.iter().map(|row| row.kind.as_str()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds.sort_by_key(|kind| shown.iter().position(|row| row.kind == *kind));
    html! {
        section.sec.late #matrix aria-labelledby="mx" {
            h2 #mx { "Who says what " small { "what takes place, and everybody with a part in it" } (shown_at("matrix")) }
            @if rows.is_empty() { p.lead { "Nothing on file takes place yet." } }
            @else {
                table.fold.matrix role="table" aria-labelledby="mx" {
                    thead role="rowgroup" { tr role="row" {
                        th role="columnheader" { "item" }
                        @for (_, name) in &columns { th role="columnheader" { (name) } }
                        th role="columnheader" { "others" }
                    } }
                    tbody role="rowgroup" {
                        @for kind in kinds {
                            tr.group role="row" { th colspan=(columns.len() + 2) role="rowheader" { (capitalised(&plural(&noun_of(kind)))) } }
                            @for row in shown.iter().filter(|row| row.kind == kind) { (matrix_row(row, &columns, story.style(), most)) }
                        }
                    }
                    tfoot role="rowgroup" { tr role="row" {
                        th role="rowheader" { "No word on file" }
                        @for (party, name) in &columns { (silent_on(rows, party, name)) }
                        td role="cell" {}
                    } }
                }
                @if shown.len() == rows.len() && rows.iter().any(|row| has_more(row, most)) {
                    p.note { a href={ (story.all_of(Whole::Matrix)) "#matrix" } { "All that was said" } }
                }
                @if shown.len() < rows.len() { p.note { "The " (shown.len()) " of which somebody spoke last. " a href={ (story.all_of(Whole::Matrix)) "#matrix" } { "All " (counted(rows.len(), "item")) } } }
                p.key {
                    span { b { "+" } " says it is so" }
                    span { b.red { "−" } " denies" }
                    span { b { "~" } " neither: has not confirmed, declines, gives no answer" }
                    span { b { "◇" } " said of the plan only" }
                    span { "silent: nothing on file" }
                    span { "without a sign: what it did, or what others say of it" }
                    span { "empty: no part in it" }
                }
            }
        }
    }
}

/// Of so many rows those of which somebody spoke last, in their order.
fn latest(rows: &[MatrixRow], most: usize) -> Vec<&MatrixRow> {
    if rows.len() <= most {
        return rows.iter().collect();
    }
    let last = |row: &MatrixRow| {
        let said = row.parties.iter().flat_map(|cell| &cell.says).chain(&row.others);
        said.map(|said| said.voice.sequence).max()
    };
    let mut places: Vec<usize> = (0..rows.len()).collect();
    places.sort_by_key(|place| std::cmp::Reverse(last(&rows[*place])));
    places.truncate(most);
    places.sort_unstable();
    places.into_iter().map(|place| &rows[place]).collect()
}

/// How much somebody is in the matrix: in how many items, and with how many words.
#[derive(Default)]
struct Weight<'r> {
    name: &'r str,
    /// In how many items it says something.
    speaks: usize,
    /// In how many it has a part or says something.
    items: usize,
    words: usize,
}

/// Who has a column: those whom the story is about, which is who speaks of most of it and has a part in most of it. Parties and
/// whoever else speaks in a name; outlets that name no source share the last column, as does who is in one item only, unless
/// there is room.
fn columns(rows: &[MatrixRow]) -> Vec<(&str, &str)> {
    let mut all: BTreeMap<&str, Weight<'_>> = BTreeMap::new();
    for row in rows {
        let mut here: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
        for cell in &row.parties {
            here.entry(cell.party.as_str()).or_insert((&cell.name, 0)).1 +=
                cell.says.iter().filter(|said| !said.of_it).count();
        }
        for said in row.others.iter().filter(|said| said.voice.basis != Basis::Unattributed) {
            here.entry(said.voice.slug.as_str()).or_insert((&said.voice.holder, 0)).1 += 1;
        }
        for (party, (name, words)) in here {
            let weight = all.entry(party).or_default();
            *weight = Weight {
                name,
                speaks: weight.speaks + usize::from(words > 0),
                items: weight.items + 1,
                words: weight.words + words,
            };
        }
    }
    let mut columns: Vec<_> = all.into_iter().collect();
    columns.sort_by_key(|(_, weight)| std::cmp::Reverse((weight.speaks + weight.items, weight.words)));
    // A column for a single word in one of many items says nothing.
    columns.retain(|(_, weight)| weight.items > 1 || weight.words > 1 || rows.len() == 1);
    columns.into_iter().take(COLUMNS).map(|(party, weight)| (party, weight.name)).collect()
}

fn matrix_row(row: &MatrixRow, columns: &[(&str, &str)], style: Style, most: usize) -> Markup {
    let (what, grade) = without_grade(&row.what);
    let has_column = |party: &str| columns.iter().any(|(column, _)| *column == party);
    let parties: Vec<_> = row.parties.iter().filter(|cell| !has_column(cell.party.as_str())).collect();
    let others: Vec<_> = row.others.iter().filter(|said| !has_column(said.voice.slug.as_str())).collect();
    let silent: Vec<String> = parties.iter().filter(|cell| cell.says.is_empty()).map(|cell| named(cell)).collect();
    html! {
        tr #{ "i-" (row.item) } role="row" {
            th role="rowheader" data-step tabindex="-1" {
                span.t { (Mark::of_words(grade)) " " (capitalised(what)) }
                span.src { (grade.unwrap_or("confirmed")) }
            }
            @for (party, name) in columns { (column(row, party, name, style, most)) }
            @if others.is_empty() && parties.is_empty() { td role="cell" {} }
            @else {
                td role="cell" data-th="others" { div {
                    (earlier(others.len(), most))
                    @for said in others.iter().skip(others.len().saturating_sub(most)) { (word(row, said, None, style)) }
                    @for cell in &parties {
                        @if !cell.acts.is_empty() && !cell.says.is_empty() { (named(cell)) }
                        (earlier(cell.says.len(), most))
                        @for said in cell.says.iter().skip(cell.says.len().saturating_sub(most)) { (word(row, said, Some((&cell.name, true)), style)) }
                    }
                    @if !silent.is_empty() { span.silent { "silent: " (silent.join(", ")) } }
                } }
            }
        }
    }
}

/// Whether more words are on file of one party on an item than are shown.
fn has_more(row: &MatrixRow, most: usize) -> bool {
    row.others.len() > most || row.parties.iter().any(|cell| cell.says.len() > most)
}

/// That of so many words only the last are shown.
fn earlier(words: usize, most: usize) -> Markup {
    html! { @if words > most { small { (words - most) " earlier" } } }
}

/// A party in the column that it shares, with what it does in the item.
fn named(cell: &PartyCell) -> String {
    if cell.acts.is_empty() { cell.name.clone() } else { format!("{} ({})", cell.name, cell.acts.join("; ")) }
}

/// What a party that has a column does and says in an item: empty where it has no part in it and does not speak of it.
fn column(row: &MatrixRow, party: &str, name: &str, style: Style, most: usize) -> Markup {
    let cell = row.parties.iter().find(|cell| cell.party.as_str() == party);
    let acts = cell.map(|cell| cell.acts.join("; ")).filter(|acts| !acts.is_empty());
    let of_cell = cell.into_iter().flat_map(|cell| &cell.says);
    let says: Vec<&Said> = of_cell.chain(row.others.iter().filter(|said| said.voice.slug.as_str() == party)).collect();
    html! {
        @if cell.is_none() && says.is_empty() { td role="cell" {} }
        @else {
            td role="cell" data-th=(name) { div.in {
                @if let Some(acts) = acts { div { (acts) } }
                @if says.is_empty() { span.silent { "silent" } }
                (earlier(says.len(), most))
                @for said in says.iter().skip(says.len().saturating_sub(most)) { (word(row, said, Some((name, false)), style)) }
            } }
        }
    }
}

/// Whether it speaks for, against, of neither, or of a plan; as a sign.
fn sign(row: &MatrixRow, said: &Said) -> (&'static str, bool) {
    let says = said.says.as_str();
    let kind = Kind::named(&row.kind).map(Kind::spec);
    let phase = kind.and_then(|kind| kind.phases.iter().find(|phase| says.starts_with(&phase.name.replace('_', " "))));
    let planned = phase.is_some_and(|phase| matches!(phase.role, PhaseRole::Mooted | PhaseRole::Planned));
    let neither = ["not confirmed", "no answer", "declines", "cannot corroborate", "denies knowledge", "disputes"];
    match says {
        _ if said.of_it => ("", false),
        _ if neither.iter().any(|stance| says.starts_with(stance)) => ("~", false),
        _ if says.starts_with("denies") => ("−", true),
        _ if said.voice.plan || planned => ("◇", false),
        "reports of it" | "corrects what was reported of it" => ("", false),
        _ => ("+", false),
    }
}

/// One word. In the column of a party its own name goes without saying; where several share one, it stands before its word.
fn word(row: &MatrixRow, said: &Said, party: Option<(&str, bool)>, style: Style) -> Markup {
    let (sign, against) = sign(row, said);
    let mut chain = said.voice.chain.clone();
    match party {
        Some((name, false)) if chain == [name] => chain.clear(),
        None if chain.first().is_none_or(|first| !first.contains(&said.voice.holder)) => {
            chain.insert(0, said.voice.holder.clone());
        }
        _ => {}
    }
    let shared = party.filter(|(_, shared)| *shared && (said.of_it || chain != [said.voice.holder.as_str()]));
    let when = said.voice.said.as_deref().and_then(|said| moments::said(style, said));
    let told =
        [(!chain.is_empty()).then(|| chain.join(" → ")), when].into_iter().flatten().collect::<Vec<_>>().join(", ");
    html! {
        div {
            i class=[against.then_some("red")] { (sign) }
            @if let Some((name, _)) = shared { (name) ": " }
            b { (in_words(&said.says)) @if let Some(limits) = &said.voice.limits { " (" (limits) ")" } } " "
            (numbers(&[said.voice.sequence]))
            @if !told.is_empty() || said.of_it { small { @if said.of_it { "said of it by " } (told) } }
            @if let Some(quote) = &said.voice.quote { small { "“" (quote) "”" } }
            @for tells in &said.tells { small { (tells) } }
        }
    }
}

fn silent_on(rows: &[MatrixRow], party: &str, name: &str) -> Markup {
    let cells: Vec<_> = rows.iter().flat_map(|row| &row.parties).filter(|cell| cell.party.as_str() == party).collect();
    let silent = cells.iter().filter(|cell| cell.says.is_empty()).count();
    html! {
        td role="cell" data-th=(name) { span.in {
            @if cells.is_empty() {}
            @else if silent == 0 { "on none of " (cells.len()) }
            @else if silent == cells.len() { b { "on " (silent) " of " (cells.len()) } }
            @else { "on " (silent) " of " (cells.len()) }
        } }
    }
}

/// What is expected, and what became of what was.
pub(super) fn expected(story: &StoryPage, lines: &Lines<'_>) -> Markup {
    let (ahead, behind): (Vec<_>, Vec<_>) =
        story.expected.expectations.iter().partition(|expected| expected.fate.is_ahead());
    let most = story.most(Whole::Expected, MOST_EXPECTED);
    html! {
        section aria-labelledby="n" {
            h2 #n { "Expected next" }
            @if ahead.is_empty() && behind.is_empty() { p.lead { "Nothing on file lies ahead." } }
            @else {
                @if ahead.is_empty() { p.lead { "Nothing on file lies ahead." } }
                ul.notes { @for expected in ahead.iter().take(most) { (expectation(expected, lines)) } }
                @if !behind.is_empty() {
                    h3 { "What became of it" }
                    ul.notes { @for expected in behind.iter().rev().take(most).rev() { (expectation(expected, lines)) } }
                }
                @if ahead.len().max(behind.len()) > most {
                    p.note { a href={ (story.all_of(Whole::Expected)) "#n" } { "All " (ahead.len() + behind.len()) } }
                }
            }
        }
    }
}

fn expectation(expected: &Expectation, lines: &Lines<'_>) -> Markup {
    let mark = match expected.fate {
        Fate::Overdue => Mark::Late,
        Fate::Open | Fate::Moved => Mark::Plan,
        Fate::Met | Fate::MetLate => Mark::Confirmed,
        Fate::Dropped | Fate::Overtaken => Mark::Gone,
        Fate::Unknown => Mark::Doubted,
    };
    let mut by: Vec<String> =
        expected.by.iter().map(|by| by.voice.chain.first().unwrap_or(&by.voice.holder).clone()).collect();
    by.dedup();
    if by.is_empty() {
        by.push("a source that is not named".to_owned());
    }
    let mut sequences: Vec<u64> =
        lines.values().filter(|line| expected.updates.contains(&line.update)).map(|line| line.sequence).collect();
    sequences.sort_unstable();
    let firmness = match expected.firmness {
        Firmness::Planned => None,
        Firmness::Divided => Some("told differently"),
        Firmness::SpokenOf => Some("spoken of, no more"),
    };
    html! {
        li {
            span.t { (mark) " " (capitalised(without_grade(&expected.what).0)) " " (numbers(&sequences)) }
            span {
                @if expected.fate.is_ahead() {
                    @if let Some(step) = &expected.step { (capitalised(step)) ", " (expected.when.as_deref().unwrap_or("no date")) }
                    @else { (capitalised(expected.when.as_deref().unwrap_or("no date"))) }
                    @if expected.fate != Fate::Open { "; " b.red[expected.fate == Fate::Overdue] { (expected.fate.label()) } }
                } @else {
                    b { (capitalised(expected.fate.label())) } @if let Some(when) = &expected.when { ", " (when) }
                }
            }
            span.src {
                @if let Some(firmness) = firmness { (firmness) "; " }
                "expected by " (by.join("; "))
                @for turn in &expected.turns { "; " (turn.text()) }
                @if !expected.moved_from.is_empty() { "; moved, before: " (expected.moved_from.join(", ")) }
            }
        }
    }
}

/// The requests for comment.
pub(super) fn requests(story: &StoryPage) -> Markup {
    // Those without an answer first.
    let mut requests: Vec<_> = story.glance.requests.iter().collect();
    requests.sort_by_key(|request| !request.open);
    let most = story.most(Whole::Expected, MOST_REQUESTS);
    html! {
        section aria-labelledby="r" {
            h2 #r { "Requests for comment" }
            @if requests.is_empty() { p.lead { "None is on file." } }
            @else {
                ul.notes { @for request in requests.iter().take(most) {
                    li {
                        span.t { @if request.open { (Mark::Gap) " " } (capitalised(&request.asked.join(", "))) ": " b { (outcome(&request.phase)) } " " (numbers(&request.sequences)) }
                        span.src { (capitalised(&request.what)) (asked_when(request)) }
                    }
                } }
                @if requests.len() > most { p.note { a href={ (story.all_of(Whole::Expected)) "#r" } { "All " (requests.len()) } } }
            }
        }
    }
}

/// The publications that need a look.
pub(super) fn review(story: &StoryPage) -> Markup {
    let review = &story.glance.review;
    let mut others: Vec<(&str, &str)> = story
        .shown()
        .filter(|line| publication::is_one(&line.type_name))
        .filter_map(|line| Some((line.item.as_deref()?, line.what.as_str())))
        .collect();
    others.retain(|(item, _)| review.iter().all(|needs| needs.publication != *item));
    others.sort_unstable();
    others.dedup_by_key(|(item, _)| *item);
    html! {
        @if !review.is_empty() {
            section aria-labelledby="pub" {
                h2 #pub { "Publications that need a look " small { (review.len()) } }
                ul.notes { @for needs in review {
                    li {
                        span.t { (Mark::Doubted) " " a href={ (story.address()) "/publications/" (needs.publication) } { (needs.title.as_deref().unwrap_or(&needs.publication)) } }
                        span { b { (capitalised(needs.class.as_str())) } ": " (needs.reason) }
                        span.src { (needs.put_out) }
                    }
                } }
            }
        }
        @if !others.is_empty() {
            section aria-labelledby="put-out" {
                h2 #put-out { "Published " small { "nothing it relied on has moved" } }
                ul.data { @for (item, what) in others { li { a href={ (story.address()) "/publications/" (item) } { (capitalised(without_grade(what).0)) } } } }
            }
        }
    }
}

/// What the standards check finds: how much of each, and all of it one step away.
pub(super) fn standards(story: &StoryPage) -> Markup {
    let mut codes: Vec<(&FindingCode, Vec<&Finding>)> = Vec::new();
    for finding in &story.findings {
        match codes.iter_mut().find(|(code, _)| **code == finding.code) {
            Some((_, findings)) => findings.push(finding),
            None => codes.push((&finding.code, vec![finding])),
        }
    }
    let most = story.most(Whole::Findings, MOST_FINDINGS);
    html! {
        section.late #standards aria-labelledby="f" {
            h2 #f { "Standards " small { (counted(story.findings.len(), "finding")) } (shown_at("standards")) }
            @for (code, findings) in &codes {
                details.finding open[story.chosen.all == Some(Whole::Findings)] {
                    summary { (code.heading()) " " span.n { (findings.len()) } }
                    @if let Some(about) = code.about() { p.note { (about) } }
                    ul {
                        @let alike = alike(findings);
                        @for (message, sequences) in alike.iter().take(most) {
                            li { (capitalised(message)) " " (numbers(&sequences[..sequences.len().min(most)]))
                                @if sequences.len() > most { " and " (sequences.len() - most) " more" }
                            }
                        }
                        @if alike.len() > most { li { a href={ (story.all_of(Whole::Findings)) "#standards" } { (alike.len() - most) " more" } } }
                    }
                }
            }
            @if codes.is_empty() { p.lead { "Nothing to ask about." } }
        }
    }
}

/// Findings that say the same, with the updates of all of them.
fn alike<'f>(findings: &[&'f Finding]) -> Vec<(&'f str, Vec<u64>)> {
    let mut alike: Vec<(&str, Vec<u64>)> = Vec::new();
    for finding in findings {
        match alike.iter_mut().find(|(message, _)| *message == finding.message) {
            Some((_, sequences)) => sequences.extend(&finding.sequences),
            None => alike.push((&finding.message, finding.sequences.clone())),
        }
    }
    alike
}

/// The mark of a phase of a kind: of what lies ahead, of what was called off, and otherwise of how well it stands.
pub(super) fn phase_mark(kind: &str, phase: &str, otherwise: Mark) -> Mark {
    let role = Kind::named(kind).and_then(|kind| kind.phase_role(phase));
    match role {
        Some(PhaseRole::Mooted | PhaseRole::Planned | PhaseRole::Proposed) => Mark::Plan,
        Some(PhaseRole::CalledOff | PhaseRole::NotHeld | PhaseRole::Withdrawn) => Mark::Gone,
        _ => otherwise,
    }
}

/// The day of a request, where it does not name it itself, behind what it asked.
pub(super) fn asked_when(request: &Request) -> Markup {
    let when = request.when.as_deref().filter(|when| !request.what.contains(bare(when)));
    html! { @if let Some(when) = when { " (" (when) ")" } }
}

/// What came of a request, in words.
fn outcome(phase: &str) -> &str {
    if is_only_sent(phase) || phase == "none reported" { "no reply is reported" } else { phase }
}

/// Whether nothing has come of it yet that is on file.
pub(super) fn is_only_sent(phase: &str) -> bool {
    matches!(phase, "sent" | UNSETTLED)
}
