//! A story written as text, in the format of files, with the same checks.

use maud::html;
use newsreel_story::submit::yaml::Place;
use newsreel_story::tell::realise::capitalised;

use crate::page::form::Looked;
use crate::page::write::{accepted, not_yours, to_mend};
use crate::page::{Entry, Frame, Reader, document};

/// What stands there for a story that is not on file yet.
pub fn example(story: &str) -> String {
    let story = if story.is_empty() { "my-story" } else { story };
    format!(
        "story: {story}\ntitle: What it is called\ndirectory:\n  herald: {{outlet: The Herald}}\nupdates:\n\
         - claim.reported: first\n  source: herald\n  text: what is claimed\n"
    )
}

/// A document as text.
#[derive(Debug, Clone, Default)]
pub struct TextPage {
    /// The text.
    pub text: String,
    /// What came of looking.
    pub looked: Looked,
    /// The place of each refusal in the text, where it has one.
    pub places: Vec<Option<Place>>,
    /// For whom it is made, and when.
    pub reader: Reader,
}

/// The page with a document as text.
pub fn text(page: &TextPage) -> String {
    let TextPage { text, looked, places, .. } = page;
    let is_accepted = matches!(looked, Looked::Accepted { .. });
    // Where the cursor stands: at what has to be mended first.
    let first = places.iter().flatten().min_by_key(|place| (place.line, place.column));
    let rows = text.lines().count().clamp(16, 40) + 4;
    let main = html! {
        div.head { div {
            h1 { "A story as text" }
            p.standfirst { "The same format as in files: what is new in it is recorded, and what is on file already is not recorded twice." }
        } }
        form.form method="post" action="/write" aria-label="A story as text" data-draft="text" {
            div {
                div.field { label.vh for="text" { "the document" } textarea.text.rest #text name="text" rows=(rows) spellcheck="false" aria-describedby="offers-b" autofocus[!is_accepted] data-line=[first.map(|place| place.line)] data-column=[first.map(|place| place.column)] { (text) }
                    p.acts.rest #offers data-mine="" role="group" aria-label="What can stand here" {}
                    p.back.rest #offers-b { "As you type, what can stand there is offered below, where scripts run: Ctrl and space lead there, Enter takes it." }
                }
            }
            aside.check aria-labelledby="ck" {
                h2 #ck { "Before it is sent" }
                @match looked {
                    Looked::NotYet | Looked::Newer(_) => p.data { "Check it first: the desk says what it would decide and what would move." },
                    Looked::NotYours(why) => (not_yours(why)),
                    Looked::Refused(refusals) => {
                        div.refused role="alert" aria-labelledby="rf" {
                            h2 #rf { (to_mend(refusals)) }
                            ul { @for (refusal, place) in refusals.iter().zip(places.iter().chain(std::iter::repeat(&None))) { li {
                                @if let Some(place) = place { b { "line " (place.line) ", column " (place.column) } ": " }
                                (capitalised(&refusal.message))
                            } } }
                            p { "Nothing has been recorded." }
                        }
                    }
                    Looked::Accepted { differences, doubts, readings } => (accepted(differences, doubts, readings)),
                }
                p.acts.sec {
                    button name="do" value="check" { "Check, send nothing" }
                    button.do name="do" value="send" autofocus[is_accepted] { "Send" }
                }
            }
        }
    };
    let foot = html! { a href="/new" { "Record one update by a form instead" } };
    let about = "Write a story as text; checked before it is sent.";
    document(
        Frame {
            title: "A story as text",
            about,
            current: Some(Entry::New),
            foot: Some(foot),
            ..Frame::for_reader(&page.reader)
        },
        &main,
    )
}
