//! A brief as a box on other sites: an iframe, and the oEmbed answer that leads to it.

use maud::{DOCTYPE, PreEscaped, html};
use newsreel_story::views::brief::Brief;
use serde_json::{Value, json};

use crate::assets::DESK;
use crate::page::{Reader, harmless, head, marks, moments, story};

/// The width and height of the box where nobody says how large it may be, in pixels.
const SIZE: (u32, u32) = (560, 420);
/// The smallest it can be read in.
const SMALLEST: (u32, u32) = (240, 160);

/// The box.
pub fn page(brief: &Brief, reader: &Reader) -> String {
    let address = format!("/stories/{}", brief.story);
    let page = html! {
        (DOCTYPE)
        html lang=(reader.language()) {
            head { (head(&brief.title)) link rel="stylesheet" href=(DESK.path); }
            body.box data-live={ "/embed/" (brief.story) "/live" } data-position=(brief.sequence) {
                (PreEscaped(marks::SPRITE))
                main #main {
                    h1 { a href=(address) target="_blank" rel="noopener" { (brief.title) } }
                    @if let Some(head) = &brief.head { p.note { (head.text) } }
                    ul { @for section in &brief.sections { @for sentence in section.entries.iter().flat_map(|entry| &entry.sentences) {
                        li.s {
                            @let mark = story::mark(&section.heading, sentence);
                            span { (mark) span.vh { (mark.word()) ": " } }
                            p.q { (sentence.text) }
                        }
                    } } }
                    @if brief.sections.is_empty() { p.lead { "Nothing is on file yet." } }
                }
                footer {
                    span { "As of " (moments::full(reader.style, brief.moment)) " (UTC)" } " "
                    span #live role="status" {} " "
                    a href=(address) target="_blank" rel="noopener" { "The whole story, with its sources" }
                }
            }
        }
    };
    harmless::shown(page.into_string())
}

/// What oEmbed answers of a story (version 1.0), at most so wide and high. `site` is where the page is.
pub fn answer(brief: &Brief, site: &str, most: (Option<u32>, Option<u32>)) -> Value {
    let fitting = |size: u32, most: Option<u32>, smallest: u32| most.map_or(size, |most| size.min(most)).max(smallest);
    let (width, height) = (fitting(SIZE.0, most.0, SMALLEST.0), fitting(SIZE.1, most.1, SMALLEST.1));
    let frame = html! {
        iframe src={ (site) "/embed/" (brief.story) } width=(width) height=(height) title=(brief.title) loading="lazy" sandbox="allow-scripts allow-same-origin allow-popups" {}
    };
    json!({
        "version": "1.0",
        "type": "rich",
        "title": brief.title,
        "provider_name": "Newsreel",
        "provider_url": site,
        "cache_age": 300,
        "width": width,
        "height": height,
        "html": frame.into_string(),
    })
}
