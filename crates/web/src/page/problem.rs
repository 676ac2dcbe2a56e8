//! What is shown where there is no answer.

use maud::{Markup, html};

use crate::page::{Frame, Reader, document};
use newsreel_story::tell::realise::capitalised;

/// A page that says what is wrong, and where to go from here.
pub fn page(status: u16, sentence: &str, reader: &Reader) -> String {
    let title = match status {
        400 => "This cannot be read",
        401 | 403 => "Not allowed",
        404 => "Not on file",
        413 => "Too much at once",
        429 | 503 => "Not at the moment",
        504 => "It took too long",
        _ => "Something went wrong",
    };
    let main = html! {
        div.head { div { h1 { (title) } p.standfirst { (with_code(&capitalised(sentence))) "." } } }
        p { a href="/" { "All stories" } }
    };
    document(Frame { title, about: title, ..Frame::for_reader(reader) }, &main)
}

/// A sentence in which what is to be written stands between backticks.
fn with_code(sentence: &str) -> Markup {
    html! { @for (place, part) in sentence.split('`').enumerate() { @if place % 2 == 1 { code { (part) } } @else { (part) } } }
}
