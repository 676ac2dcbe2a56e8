//! A person, organisation or place across stories: what it says, what is said of it, and where it has a part.

use maud::{Markup, html};
use newsreel_story::record::bounds::Bounds;
use newsreel_story::tell::english::counted;
use newsreel_story::tell::labels::UNSETTLED;
use newsreel_story::tell::realise::capitalised;
use newsreel_story::views::listing::Page;
use newsreel_story::views::overview::PathOverview;
use newsreel_story::views::who::{Says, Who, WhoInStory};

use crate::page::marks::Mark;
use crate::page::{Frame, Reader, document, each_once, in_words, moments, numbers, without_grade};

/// The page of everybody of this name; mostly one.
pub fn page(found: &Page<Who>, bounds: Bounds, reader: &Reader) -> String {
    let Page { list, next } = found;
    let name = list.first().map_or("", |who| who.entity.name());
    let last = list.len().saturating_sub(1);
    let main = html! {
        @for (number, who) in list.iter().enumerate() { (one(who, number, next.is_some() && number == last, reader)) }
        @if let Some(next) = next { p { a href={ "?after=" (next) } { "Further stories" } } }
    };
    let about = format!("What stories say of {name}.");
    let title = capitalised(name);
    document(Frame { title: &title, about: &about, bounds, ..Frame::for_reader(reader) }, &main)
}

fn one(who: &Who, number: usize, goes_on: bool, reader: &Reader) -> Markup {
    let entity = &who.entity;
    let called = |slug: &newsreel_story::record::name::EntitySlug| {
        who.called.get(slug).cloned().unwrap_or_else(|| slug.to_string())
    };
    let same = who.same.iter().flat_map(|entity| &entity.names);
    let names: Vec<&str> = entity.names.iter().skip(1).chain(same).map(|name| &*name.text).collect();
    html! {
        div.head {
            div {
                h1 { (capitalised(entity.name())) }
                @if let Some(title) = &entity.title { p.standfirst { (capitalised(title)) } }
                @else if let Some(described) = &entity.described { @if **described != *entity.name() { p.standfirst { (capitalised(described)) } } }
            }
            dl.facts {
                @if let Some(side) = &entity.speaks_for { dt { "speaks for" } dd { a href={ "/who/" (side) } { (called(side)) } } }
                @if let Some(place) = &entity.within { dt { "part of" } dd { a href={ "/who/" (place) } { (called(place)) } } }
                @if !names.is_empty() { dt { "also" } dd { (names.join(", ")) } }
                @if !entity.corrected.is_empty() { dt { "by mistake" } dd { (entity.corrected.iter().map(|name| &**name).collect::<Vec<_>>().join(", ")) } }
                dt { "in" } dd { (counted(who.stories.len(), "story")) @if goes_on { " and more" } }
            }
        }
        @for story in &who.stories { (in_story(story, number, reader)) }
        @if who.stories.is_empty() { p.lead { "No story on file speaks of it." } }
    }
}

fn in_story(story: &WhoInStory, number: usize, reader: &Reader) -> Markup {
    let id = format!("w{number}-{}", story.story);
    // A place has a part in what happens there, and says nothing.
    let speaks = !(story.says.is_empty() && story.said_of.is_empty() && story.facts.is_empty());
    html! {
        section.sec aria-labelledby=(id) {
            h2 id=(id) { a data-step href={ "/stories/" (story.story) } { (story.title) } " " @if !story.speaks_in.is_empty() { small { "speaks in " (counted(story.speaks_in.len(), "update")) } } }
            div.two[speaks] {
                @if speaks { div {
                    (words("What it says, or is said to say", &story.says))
                    (words("What others say of its own part", &story.said_of))
                    (facts(&story.facts))
                } }
                div {
                    @if !story.items.is_empty() {
                        h3 { "Has a part in" }
                        table { tbody { @for part in &story.items {
                            @let (what, grade) = without_grade(&part.what);
                            tr {
                                th scope="row" { span.t { (Mark::of_words(grade)) " " a data-step href={ "/stories/" (story.story) "#i-" (part.item) } { (capitalised(what)) } }
                                    span.src { (part.as_part.iter().map(|part| as_part(part)).collect::<Vec<_>>().join(", ")) } }
                                td { @if part.phase_reads != UNSETTLED { (in_words(&part.phase_reads)) } }
                            }
                        } } }
                    }
                    @if !story.passed_on.is_empty() {
                        h3 { "Passed on" }
                        ol.slips { @for passed in &story.passed_on {
                            li {
                                a.n href={ "/updates/" (passed.sequence) } { (passed.sequence) }
                                span { (capitalised(&passed.what)) }
                                span.time.n { (moments::listed(reader.style, passed.learned_at, reader.now)) }
                                span.does { (passed.chain.join(" → ")) }
                            }
                        } }
                    }
                }
            }
        }
    }
}

/// What somebody is in an item, in words.
fn as_part(path: &str) -> String {
    match path.split('/').next().unwrap_or(path) {
        "about" => "is spoken of".to_owned(),
        part if part.starts_with("list of ") => format!("on the {part}"),
        part => format!("as {}", part.replace('_', " ")),
    }
}

fn words(heading: &str, says: &[Says]) -> Markup {
    html! {
        @if !says.is_empty() {
            h3 { (heading) }
            table { tbody { @for (anew, says) in each_once(says.iter(), |says| &says.what) {
                @let (what, _) = without_grade(&says.what);
                tr {
                    th scope="row" { span.t.vh[!anew] { (capitalised(what)) } }
                    td {
                        b { (in_words(&says.said.says)) } @if let Some(limits) = &says.said.voice.limits { " (" (limits) ")" } " "
                        (numbers(&[says.said.voice.sequence]))
                        span.src { (says.said.voice.chain.join(" → ")) }
                        @if let Some(quote) = &says.said.voice.quote { span.src { "“" (quote) "”" } }
                    }
                }
            } } }
        }
    }
}

fn facts(facts: &[PathOverview]) -> Markup {
    html! {
        @if !facts.is_empty() {
            h3 { "Facts on file" }
            table { tbody { @for path in facts { @for value in &path.values {
                tr {
                    th scope="row" { (path.path.split_once('/').map_or("", |(_, part)| part).replace('_', " ")) }
                    td {
                        @if path.contested { (Mark::Contested) " " }
                        (value.text) " "
                        span.src { (Mark::of(value.support)) " " (value.support.as_str()) " "
                            (numbers(&value.by.iter().map(|voice| voice.sequence).collect::<Vec<_>>())) }
                    }
                }
            } } } }
        }
    }
}
