//! Everything about one update: what it says, through whom we have it, what it moved, and what would follow if it were taken
//! back.

use maud::{Markup, html};
use newsreel_story::record::attribution::{Basis, Knowledge};
use newsreel_story::record::kind::change::Change;
use newsreel_story::record::stance::Stance;
use newsreel_story::record::style::Style;
use newsreel_story::record::testimony::Testimony;
use newsreel_story::tell::english::counted;
use newsreel_story::tell::realise::capitalised;
use newsreel_story::views::difference::{Difference, Move, Sort};
use newsreel_story::views::findings::FindingCode;
use newsreel_story::views::reach::Reach;
use newsreel_story::views::relations::Related;
use newsreel_story::views::updates::{SaysLine, SourceLine, UpdateInFull};

use crate::page::harmless::in_query;
use crate::page::marks::Mark;
use crate::page::{
    Frame, Reader, document, each_once, filled, in_words, moments, numbers, sentence, sort_of, without_grade,
};
use crate::questions::{Proven, ProvenRecord};

/// What the page of an update shows.
#[derive(Debug, Clone)]
pub struct UpdatePage {
    /// The update.
    pub update: UpdateInFull,
    /// What it moved when it was recorded.
    pub moved: Difference,
    /// What would follow if it were taken back; none for what nothing can rest on.
    pub reach: Option<Reach>,
    /// That it is in the log as it was signed; none where no notary says so.
    pub proof: Option<Proven>,
    /// For whom it is made, and when.
    pub reader: Reader,
}

/// The page of an update.
pub fn page(page: &UpdatePage) -> String {
    let UpdatePage { update, moved, reach, proof, reader } = page;
    let style = reader.style;
    let line = &update.line;
    let (what, _) = without_grade(&line.what);
    let title = format!("No. {}: {}", line.sequence, sort_of(&line.type_name, line.on_details));
    let story = format!("/stories/{}", update.asked.story);
    let main = html! {
        div.head {
            div {
                p.data { a href=(story) { (update.asked.title) }
                    @if let Some(item) = &line.item { " · " a href={ (story) "#i-" (item) } { (capitalised(what)) } }
                }
                h1 { (title) }
                @match &line.quote {
                    Some(quote) => p.standfirst { "“" (quote) "”" },
                    None => p.standfirst { (sentence(line)) },
                }
            }
            dl.facts {
                dt { "type" } dd { (line.type_name) }
                dt { "recorded" } dd.n { (moments::full(style, line.recorded_at)) " (UTC)"
                    @if let Some(actor) = update.record.as_ref().and_then(|record| record.actor.as_deref()) { ", by " (actor) } }
                dt { "state" } dd { (state(update)) }
            }
        }
        @for (number, source) in update.sources.iter().enumerate() { (chain(update, source, number, style)) }
        div.two.sec {
            section aria-labelledby="w" {
                h2 #w { "What it says" }
                (about(update, style))
                (reader.offered(acts(update)))
                (says(update, reader))
                (related(&update.related))
            }
            section aria-labelledby="mv" {
                h2 #mv { "What it moved" }
                (moves(moved))
            }
        }
        @if let Some(reach) = reach { (reached(reach, update, reader)) }
        (place(update, proof.as_ref()))
    };
    let foot = html! {
        span { (update.asked.story) ", position " (line.sequence) }
        a href={ "/updates/" (line.sequence) "?at_sequence=" (update.asked.sequence) } { "Link that always shows this" }
        a href={ (story) "?at=" (line.sequence) } { "The story as recorded up to here" }
    };
    let about = format!("Everything about update {} of “{}”.", line.sequence, update.asked.title);
    document(
        Frame {
            title: &title,
            about: &about,
            story: Some(&update.asked.story),
            foot: Some(foot),
            bounds: update.asked.bounds,
            ..Frame::for_reader(reader)
        },
        &main,
    )
}

fn state(update: &UpdateInFull) -> Markup {
    html! {
        @if update.record.is_none() { (Mark::Gone) " struck out: entered in error" }
        @else if update.line.withdrawn { (Mark::Gone) " counts no more" }
        @else { "stands" }
    }
}

/// The chain from who really speaks to this desk.
fn chain(update: &UpdateInFull, source: &SourceLine, number: usize, style: Style) -> Markup {
    let links = source.chain.len();
    let id = format!("ch{number}");
    html! {
        section.sec[number > 0] aria-labelledby=(id) {
            h2 id=(id) { "Through whom we have it "
                small { (counted(links, "link")) ", one origin: it counts once" }
            }
            ol.chain {
                @for (place, link) in source.chain.iter().enumerate() {
                    li {
                        span.t { (capitalised(link)) }
                        @if place == 0 { b { "the origin" }
                            @if *link != source.holder { " " span.soft { "in the name of " a href={ "/who/" (source.slug) } { (source.holder) } } }
                            @else { " " span.soft { a href={ "/who/" (source.slug) } { "all of it" } } }
                        } @else { b { "relay" } }
                    }
                }
                li {
                    span.t { "This desk" }
                    span.soft { "learned " (moments::full(style, update.line.learned_at)) }
                    span.soft { "recorded " (moments::full(style, update.line.recorded_at)) }
                }
            }
        }
    }
}

fn about(update: &UpdateInFull, style: Style) -> Markup {
    let line = &update.line;
    let first = update.record.as_ref().and_then(|record| record.attributions.first());
    html! {
        dl.def {
            dt { "of" } dd { (capitalised(without_grade(&line.what).0)) }
            @if let Some(source) = update.sources.first() { dt { "in whose name" } dd { a href={ "/who/" (source.slug) } { (source.holder) } } }
            @else { dt { "by" } dd { "the desk" } }
            @if let Some(first) = first {
                dt { "basis" } dd { (basis(first.basis)) }
                @if first.knowledge != Knowledge::NotStated { dt { "knowledge" } dd { (first.knowledge.as_str().replace('_', " ")) } }
                @if let Some(quote) = &first.quote { dt { "words" } dd { "“" (quote.exact) "”" } }
                @if let Some(language) = &first.translated_from { dt { "translated from" } dd { (language) } }
                @if let Some(url) = &first.url { dt { "found at" } dd { (address(url)) } }
            }
            dt { "said" } dd { (line.said.as_deref().and_then(|said| moments::said(style, said)).unwrap_or_else(|| "not stated".to_owned())) }
            dt { "published" } dd { (line.published.as_deref().and_then(|said| moments::said(style, said)).unwrap_or_else(|| "not stated".to_owned())) }
            dt { "learned" } dd.n { (moments::full(style, line.learned_at)) " (UTC)" }
            @if let Some(own) = update.record.as_ref().and_then(|record| record.line.as_deref()) { dt { "line" } dd { (own) } }
        }
    }
}

/// An address from outside: a link where it is one of the web, and text where it is anything else.
fn address(url: &str) -> Markup {
    let web = url.starts_with("https://") || url.starts_with("http://");
    html! { @if web { a href=(url) rel="noreferrer nofollow" { (url) } } @else { (url) } }
}

/// What can be said of it next: a word on its item, or a revision of it; the reach of taking it back stands below.
fn acts(update: &UpdateInFull) -> Markup {
    let Some((kind, item)) = update.record.as_ref().and_then(|record| Some((record.kind, record.item.as_ref()?)))
    else {
        return html! {};
    };
    let link = |change: &str| {
        format!("/new?story={}&kind={kind}&change={change}&item={item}&on={}", update.asked.story, update.line.sequence)
    };
    html! {
        p.acts.sec {
            @for (change, word) in [(Change::Confirmed, "Confirm"), (Change::Denied, "Deny"), (Change::Disputed, "Doubt")] {
                @if kind.has(change) { a.button href=(link(change.as_str())) { (word) } }
            }
            a.button href="#reach" { "Correct or take back" }
        }
    }
}

fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::OnRecord => "on the record: named, and can be quoted",
        Basis::OnBackground => "on background: can be quoted, under an agreed description",
        Basis::Anonymous => "anonymous",
        Basis::Document => "a document: it confirms what it shows, no more",
        Basis::Observed => "our own observation",
        Basis::Unattributed => "an outlet’s own voice; it names no source",
    }
}

fn says(update: &UpdateInFull, reader: &Reader) -> Markup {
    let says = &update.says;
    let testimonies: &[Testimony] = update.record.as_ref().map_or(&[], |record| &record.testimonies);
    html! {
        @if !says.is_empty() {
            h3.sec { "Word for word" }
            table.fold role="table" aria-label="What it says" {
                thead role="rowgroup" { tr role="row" {
                    @for column in ["of", "stance", "value"] { th scope="col" role="columnheader" { (column) } }
                    (reader.offered(html! { th scope="col" role="columnheader" { "your word on it" } }))
                } }
                tbody role="rowgroup" { @for (place, said) in says.iter().enumerate() {
                    tr role="row" {
                        th scope="row" role="rowheader" { (part(&said.path)) }
                        td role="cell" data-th="stance" { span.in { (stance(said.stance))
                            @if let Some(hedge) = said.hedge { (hedge.aside()) }
                            @if let Some(limits) = &said.limits { " (" (limits) ")" }
                            @if let Some(holder) = &said.holder { span.src { (holder) } }
                        } }
                        td role="cell" data-th="value" { span.in { @match &said.value { Some(value) => (value), None => "it is so" } } }
                        (reader.offered(html! { td role="cell" data-th="your word" { span.in { (word_on(update, said, &testimonies[place])) } } }))
                    }
                } }
            }
        }
    }
}

/// The ways to say something of one value: each leads to the form with the item, the part and the value filled in.
fn word_on(update: &UpdateInFull, said: &SaysLine, testimony: &Testimony) -> Markup {
    let Some((kind, item)) = update.record.as_ref().and_then(|record| Some((record.kind, record.item.as_ref()?)))
    else {
        return html! {};
    };
    let Some(path) = said.path.strip_prefix(item.as_str()) else { return html! {} };
    let path = path.trim_start_matches('/');
    let about = format!("/new?story={}&kind={kind}&item={item}&on={}", update.asked.story, update.line.sequence);
    let value = testimony.value.as_ref().filter(|_| !path.is_empty()).and_then(filled::written);
    let value = value.map(|value| format!("&value={}", in_query(&value))).unwrap_or_default();
    let of = if path.is_empty() { String::new() } else { format!("&path={}{value}", in_query(path)) };
    let only = if path.is_empty() { String::new() } else { format!("&of_path={}", in_query(path)) };
    let revises = |change: Change, relation: &str| {
        format!("{about}&change={}&relation={relation}&of={}{only}&by=desk", change.as_str(), update.line.name)
    };
    html! {
        span.acts {
            @for (change, word) in [(Change::Confirmed, "confirm"), (Change::Denied, "deny"), (Change::Disputed, "doubt")] {
                @if kind.has(change) { a href={ (about) "&change=" (change.as_str()) (of) } { (word) } " " }
            }
            @for (change, relation, word) in [(Change::Corrected, "corrects", "correct"), (Change::Retracted, "retracts", "retract")] {
                @if kind.has(change) { a href=(revises(change, relation)) { (word) } " " }
            }
        }
    }
}

fn stance(stance: Stance) -> Markup {
    let red = (stance == Stance::Denies).then_some("red");
    html! { span class=[red] { (in_words(stance.as_str())) } }
}

/// The part of its item a path names, in words.
fn part(path: &str) -> String {
    path.split_once('/').map_or_else(|| "the whole".to_owned(), |(_, part)| part.replace(['/', '_'], " "))
}

fn related(related: &[Related]) -> Markup {
    html! {
        @if !related.is_empty() {
            h3.sec { "How it stands to others" }
            ul.data { @for other in related { li { (capitalised(&other.text())) " " (numbers(&[other.sequence])) } } }
        }
    }
}

fn moves(moved: &Difference) -> Markup {
    html! {
        @if moved.moves.is_empty() { p.lead { "Nothing: it says again what was on file." } }
        @else {
            table.fold role="table" aria-labelledby="mv" {
                thead role="rowgroup" { tr role="row" {
                    @for column in ["what", "before", "after"] { th scope="col" role="columnheader" { (column) } }
                } }
                tbody role="rowgroup" { @for told in each_once(moved.moves.iter(), |step| &step.item) { (move_row(moved, told)) } }
            }
        }
    }
}

fn move_row(moved: &Difference, (anew, step): (bool, &Move)) -> Markup {
    let item = moved.items.get(&step.item).map(|what| capitalised(without_grade(what).0));
    let cell = |text: &Option<String>| {
        text.as_deref().map(|text| match step.sort {
            Sort::Finding => FindingCode::named(text).heading(),
            _ => text.replace('_', " "),
        })
    };
    html! {
        tr role="row" {
            th scope="row" role="rowheader" {
                span.t.vh[!anew] { (item.unwrap_or_else(|| step.about.clone())) }
                span.src { (step.sort.as_str()) @if step.about.contains('/') { ": " (part(&step.about)) } @if !step.what.is_empty() { ": " (step.what) } }
            }
            td role="cell" data-th="before" { span.in { @match cell(&step.before) { Some(before) => del { (before) }, None => span.soft { "not on file" } } } }
            td role="cell" data-th="after" { span.in { @match cell(&step.after) { Some(after) => ins { (after) }, None if step.before.is_some() => span.soft { "no longer" }, None => span.soft { "on file" } } } }
        }
    }
}

/// What would follow if it were taken back.
fn reached(reach: &Reach, update: &UpdateInFull, reader: &Reader) -> Markup {
    let sequence = update.line.sequence;
    let called =
        |item: &str| (update.line.item.as_deref() == Some(item)).then(|| without_grade(&update.line.what).0.to_owned());
    html! {
        section.sec #reach aria-labelledby="re" {
            h2 #re { "If it were taken back "
                small { @if reach.withdrawn_by.is_empty() { "asked before anybody does; nothing has been recorded" }
                        @else { "it is withdrawn already, by " (reach.withdrawn_by.join(", ")) } }
            }
            (crate::page::reach::table(reach, "re", sequence, &called))
            @if reach.withdrawn_by.is_empty() { (reader.offered(take_back(update))) }
            @if !reach.fewer.is_empty() { p.note { (counted(reach.fewer.len(), "further value")) " would keep the same grade, and be told or opposed by fewer updates." } }
        }
    }
}

/// The way to take it back, after what would follow: who does, and then why.
fn take_back(update: &UpdateInFull) -> Markup {
    let Some((kind, item)) = update.record.as_ref().and_then(|record| Some((record.kind, record.item.as_ref()?)))
    else {
        return html! {};
    };
    let hidden = [
        ("story", update.asked.story.clone()),
        ("kind", kind.to_string()),
        ("change", "retracted".to_owned()),
        ("item", item.to_string()),
        ("relation", "retracts".to_owned()),
        ("of", update.line.name.clone()),
        ("by", "desk".to_owned()),
    ];
    html! {
        form.sec method="get" action="/new" aria-label="Take it back" {
            @for (name, value) in hidden { input type="hidden" name=(name) value=(value); }
            div.field { label for="reason" { "why, in a line" } input #reason name="reason" required autocomplete="off"; p.back { button.do { "Take no. " (update.line.sequence) " back" } } }
            p.acts { a href={ "/new?story=" (update.asked.story) "&kind=" (kind) "&change=corrected&item=" (item) "&relation=corrects&of=" (update.line.name) "&by=desk" } { "Correct it instead" } }
            p.note { "The next page shows once more what would move; nothing is recorded before it is sent. A report that its own source takes back: say so there under “by”." }
        }
    }
}

fn place(update: &UpdateInFull, proof: Option<&Proven>) -> Markup {
    html! {
        section.sec #place aria-labelledby="pl" {
            h2 #pl { "Its place in the log, and the proof " small { "anybody can check it without us" } }
            div.two { div {
            dl.def {
                dt { "position" }
                dd.n { (update.line.sequence)
                    @if let Some(before) = update.before { " · " a rel="prev" href={ "/updates/" (before) } { (before) " before" } }
                    @if let Some(after) = update.after { " · " a rel="next" href={ "/updates/" (after) } { (after) " after" } }
                }
                dt { "id" } dd { code { (update.line.update) } }
                dt { "called" } dd { code { (update.asked.story) "/" (update.line.name) } }
                @if let Some(record) = proof.and_then(|proof| proven(proof, update.line.sequence)) {
                    dt { "path" } dd { (counted(record.proof.len(), "hash")) " to the root of what is signed" }
                }
            }
            @if let Some(record) = &update.record {
                details {
                    summary { "As it is recorded" }
                    pre role="region" aria-label="As it is recorded" { (serde_json::to_string_pretty(record).unwrap_or_default()) }
                }
            }
            } div { (checkpoint(update, proof)) } }
        }
    }
}

fn proven(proof: &Proven, sequence: u64) -> Option<&ProvenRecord> {
    proof.records.iter().find(|record| record.sequence == sequence)
}

/// What was signed, and how to check it.
fn checkpoint(update: &UpdateInFull, proof: Option<&Proven>) -> Markup {
    html! {
        h3 { "Checkpoint" }
        @match proof {
            None => p.data { "No proof at the moment: it is not signed yet, which takes some seconds, or no notary is running." },
            Some(proof) => {
                pre role="region" aria-label="Checkpoint" { (proof.checkpoint) }
                p.data { a href={ "/updates/" (update.line.sequence) "/proof" } { "The proof as a file" } " (C2SP tlog-proof)" }
                p.data { "To check everything against the log: " code { "newsreel audit verify" } "; offline, a bundle: " code { "newsreel audit bundle " (update.asked.story) " -o story.zip" } }
            }
        }
    }
}

/// The proof as C2SP `tlog-proof` writes it: by itself enough for whoever has the record and the public key.
pub(crate) fn proof_file(proof: &Proven, sequence: u64) -> Option<String> {
    let record = proven(proof, sequence)?;
    let hashes: String = record.proof.iter().map(|hash| format!("{hash}\n")).collect();
    Some(format!("c2sp.org/tlog-proof@v1\nindex {}\n{hashes}\n{}", sequence.checked_sub(1)?, proof.checkpoint))
}
