//! A publication: what it relied on, as it stood when it was put out and as it stands now, and why it needs a look.

use std::collections::BTreeSet;

use maud::{Markup, html};
use newsreel_story::record::kind::Kind;
use newsreel_story::record::kind::spec::KindRole;
use newsreel_story::tell::english::counted;
use newsreel_story::tell::realise::capitalised;
use newsreel_story::views::difference::{Difference, Event};
use newsreel_story::views::publications::NeedsReview;
use newsreel_story::views::updates::{UpdateInFull, UpdateLine};

use crate::page::marks::Mark;
use crate::page::{Frame, Reader, document, moments, numbers, sort_of, without_grade};

/// The most lines of what has moved since.
const MOST_EVENTS: usize = 20;

/// Whether updates of this type are of publications.
pub(crate) fn is_one(type_name: &str) -> bool {
    let kind = type_name.split('.').next().and_then(Kind::named);
    kind.is_some_and(|kind| kind.role() == KindRole::Publication)
}

/// An update that a publication relied on.
#[derive(Debug, Clone)]
pub struct Rested {
    /// As it stood when the publication was put out.
    pub then: Option<UpdateLine>,
    /// As it stands now.
    pub now: UpdateLine,
}

impl Rested {
    /// Whether it stands otherwise than it did.
    fn has_moved(&self) -> bool {
        let how = |line: &UpdateLine| (line.what.clone(), line.withdrawn);
        self.then.as_ref().map(how) != Some(how(&self.now))
    }
}

/// What the page of a publication shows.
#[derive(Debug, Clone)]
pub struct PublicationPage {
    /// The last version that says what it relied on.
    pub published: UpdateInFull,
    /// Every version, and whatever else happened to it, in order.
    pub versions: Vec<UpdateLine>,
    /// Why it needs a look.
    pub needs: Vec<NeedsReview>,
    /// What it relied on.
    pub rested: Vec<Rested>,
    /// What has moved in the story since it was put out.
    pub since: Difference,
    /// For whom it is made, and when.
    pub reader: Reader,
}

/// The page of a publication.
pub fn page(page: &PublicationPage) -> String {
    let PublicationPage { published, versions, needs, rested, since, reader } = page;
    let line = &published.line;
    let said = |part: &str| {
        let path = |path: &str| path.split_once('/').is_some_and(|(_, attribute)| attribute == part);
        published.says.iter().find(|said| path(&said.path)).and_then(|said| said.value.as_deref())
    };
    let story = format!("/stories/{}", published.asked.story);
    let title = said("title").map_or_else(|| capitalised(without_grade(&line.what).0), capitalised);
    let moved = rested.iter().filter(|rested| rested.has_moved()).count();
    let main = html! {
        div.head {
            div {
                p.data { a href=(story) { (published.asked.title) } " · publication" }
                h1 { (title.trim_matches(['“', '”'])) }
                p.standfirst { (verdict(needs, moved, rested.len())) }
            }
            dl.facts {
                @if let Some(outlet) = said("outlet") { dt { "outlet" } dd { (capitalised(outlet)) } }
                @if let Some(place) = said("where") { dt { "where" } dd { (place) } }
                @if let Some(version) = said("version") { dt { "version" } dd { (version) } }
                dt { "recorded" } dd.n { (moments::full(reader.style, line.recorded_at)) " (UTC) " (numbers(&[line.sequence])) }
            }
        }
        @if !needs.is_empty() { (why(needs)) }
        (relied_on(rested, needs, reader))
        (moved_since(since, rested, reader))
        (history(versions, reader))
        (reader.offered(acts(published)))
    };
    let foot = html! {
        a href={ (story) "?at=" (line.sequence) } { "The story when it was put out" }
        a href={ (story) "?since=" (line.sequence) "#changes" } { "All that has moved since" }
        a href={ "/updates/" (line.sequence) "#place" } { "Proof" }
        span { code { "newsreel audit publication " (published.asked.story) "/" (line.item.as_deref().unwrap_or_default()) } }
    };
    let about = format!("What “{title}” relied on, then and now.");
    let frame = Frame {
        title: &title,
        about: &about,
        story: Some(&published.asked.story),
        foot: Some(foot),
        bounds: published.asked.bounds,
        ..Frame::for_reader(reader)
    };
    document(frame, &main)
}

fn verdict(needs: &[NeedsReview], moved: usize, all: usize) -> Markup {
    html! {
        @match (needs.len(), moved) {
            (0, _) if all == 0 => "It says of no update that it relied on it.",
            (0, 0) if all == 1 => "The one update it relied on stands as it did.",
            (0, 0) => { "All of the " (all) " updates it relied on stand as they did." },
            (0, moved) => { (moved) " of the " (all) " updates it relied on stand otherwise than they did; none needs a look." },
            (reasons, _) => { span.red { "It needs a look" } ", for " (counted(reasons, "reason")) "." },
        }
    }
}

fn why(needs: &[NeedsReview]) -> Markup {
    html! {
        section aria-labelledby="why" {
            h2 #why { "Why it needs a look" }
            table.fold role="table" aria-labelledby="why" {
                thead role="rowgroup" { tr role="row" {
                    @for column in ["what has happened", "class"] { th scope="col" role="columnheader" { (column) } }
                } }
                tbody role="rowgroup" { @for need in needs {
                    tr role="row" {
                        th scope="row" role="rowheader" data-step tabindex="-1" { span.t { (Mark::Doubted) " " (capitalised(&need.reason)) } }
                        td role="cell" data-th="class" { span.in { (need.class.as_str()) } }
                    }
                } }
            }
        }
    }
}

fn relied_on(rested: &[Rested], needs: &[NeedsReview], reader: &Reader) -> Markup {
    html! {
        section.sec aria-labelledby="re" {
            h2 #re { "What it relied on " small { "then and now" } }
            @if rested.is_empty() { p.lead { "Nothing is on file. " code { "newsreel publish" } " records it by itself." } }
            @else {
                table.fold role="table" aria-labelledby="re" {
                    thead role="rowgroup" { tr role="row" {
                        @for column in ["update", "when it was put out", "now"] { th scope="col" role="columnheader" { (column) } }
                    } }
                    tbody role="rowgroup" { @for one in rested { (row(one, needs, reader)) } }
                }
            }
        }
    }
}

fn row(rested: &Rested, needs: &[NeedsReview], reader: &Reader) -> Markup {
    let line = &rested.now;
    let needs: Vec<&NeedsReview> = needs.iter().filter(|need| need.update == line.update).collect();
    html! {
        tr.moved[rested.has_moved() || !needs.is_empty()] role="row" {
            th scope="row" role="rowheader" data-step tabindex="-1" {
                span.t { (capitalised(without_grade(&line.what).0)) " " (numbers(&[line.sequence])) }
                span.src { (sort_of(&line.type_name, line.on_details)) @if !line.chain.is_empty() { ", " (line.chain.join(" → ")) }
                    ", learned " (moments::short(reader.style, line.learned_at, reader.now)) }
                @if let Some(quote) = &line.quote { span.src { "“" (quote) "”" } }
            }
            td role="cell" data-th="then" { span.in { (standing(rested.then.as_ref())) } }
            td role="cell" data-th="now" { span.in {
                @if rested.has_moved() { ins { (standing(Some(line))) } }
                @else if needs.is_empty() { span.soft { "as then" } }
                @for need in needs { span.src { (Mark::Doubted) " " (need.class.as_str()) ": " (need.reason) } }
            } }
        }
    }
}

fn standing(line: Option<&UpdateLine>) -> Markup {
    html! {
        @match line {
            None => span.soft { "not on file" },
            Some(line) if line.withdrawn => { (Mark::Gone) " counts no more" },
            Some(line) => {
                @let (what, grade) = without_grade(&line.what);
                (Mark::of_words(grade)) " " (grade.unwrap_or("confirmed"))
                span.src { (capitalised(what)) }
            }
        }
    }
}

/// What has moved since of the items it relied on.
fn moved_since(since: &Difference, rested: &[Rested], reader: &Reader) -> Markup {
    let items: BTreeSet<&str> = rested.iter().filter_map(|rested| rested.now.item.as_deref()).collect();
    let events: Vec<&Event> = since.events.iter().filter(|event| items.contains(event.item.as_str())).collect();
    html! {
        section.sec aria-labelledby="mv" {
            h2 #mv { "What has moved since, of what it told " small { (counted(events.len(), "update")) } }
            @if events.is_empty() { p.lead { "Nothing." } }
            ol.slips { @for event in events.iter().rev().take(MOST_EVENTS) {
                li {
                    span.n { @if let Some(sequence) = event.sequence { (numbers(&[sequence])) } }
                    span { (capitalised(without_grade(&event.what).0)) }
                    span.time.n { (moments::short(reader.style, event.at, reader.now)) }
                    span.does { (event.text) }
                }
            } }
            @if events.len() > MOST_EVENTS { p.note { "The latest " (MOST_EVENTS) "." } }
        }
    }
}

fn history(versions: &[UpdateLine], reader: &Reader) -> Markup {
    html! {
        section.sec aria-labelledby="vs" {
            h2 #vs { "Its versions" }
            ol.slips { @for version in versions {
                li {
                    span.n { (numbers(&[version.sequence])) }
                    span { b { (sort_of(&version.type_name, false)) } }
                    span.time.n { (moments::short(reader.style, version.recorded_at, reader.now)) }
                }
            } }
        }
    }
}

/// What can be done about it.
fn acts(published: &UpdateInFull) -> Markup {
    let Some((kind, item)) = published.record.as_ref().and_then(|record| Some((record.kind, record.item.as_ref()?)))
    else {
        return html! {};
    };
    let link = |change: &str| format!("/new?story={}&kind={kind}&change={change}&item={item}", published.asked.story);
    html! {
        p.acts.sec {
            a.button href=(link("amended")) { "Record a new version" }
            a.button href=(link("withdrawn")) { "Record that it was withdrawn" }
        }
    }
}
