//! Quick capture: one line and who said it, taken down while the phone is still warm, and put in order later.
//!
//! It is recorded as a note of the desk with the code `captured`: the desk's own words, which support nothing, say so, and
//! are found by the standards check until the report that puts them in order takes their place.

use jiff::Timestamp;
use maud::{Markup, html};
use newsreel_story::submit::refusal::Refusal;
use newsreel_story::views::findings::Finding;
use serde_json::{Value, json};

use crate::page::Reader;
use crate::page::filled::{Filled, refusal};
use crate::page::form::{FormPage, Looked, Waiting};

/// How the keys of what is captured begin.
const KEY: &str = "captured-";
/// The code of the note, and so of what the standards check finds.
pub(crate) const CODE: &str = "captured";

/// Whether an item is one that was captured on a page.
pub(crate) fn is_one(item: &str) -> bool {
    item.starts_with(KEY)
}

/// What waits, the latest first, among what the standards check found.
pub fn waiting(findings: &[Finding]) -> Vec<Waiting> {
    let captured = findings.iter().filter(|finding| finding.code.as_str() == CODE);
    let waits = |finding: &Finding| {
        let (name, sequence) = finding.names.first().zip(finding.sequences.first())?;
        Some(Waiting { text: finding.message.clone(), name: name.clone(), sequence: *sequence })
    };
    let mut waiting: Vec<Waiting> = captured.filter_map(waits).collect();
    waiting.sort_by_key(|one| std::cmp::Reverse(one.sequence));
    waiting
}

/// The document that records what was captured, or which field is empty.
///
/// # Errors
/// A refusal at the field that is empty.
pub fn document(filled: &Filled, now: Timestamp) -> Result<Value, Refusal> {
    filled.has_only(|name| matches!(name, "story" | "capture" | "said-line" | "by-whom" | "do"))?;
    let of = |name: &str, what: &str| match filled.get(name) {
        "" => Err(refusal(what, &format!("/{name}"))),
        value => Ok(value),
    };
    let (story, line) = (of("story", "say of which story it is")?, of("said-line", "write what was said, in a line")?);
    let text = match filled.get("by-whom") {
        "" => line.to_owned(),
        who => format!("{who}: {line}"),
    };
    // The form brings a key, so that sending it twice records it once.
    let key = match filled.get("capture") {
        key if key.starts_with(KEY) => key.to_owned(),
        _ => new_key(now),
    };
    Ok(json!({
        "story": story,
        "updates": [{ "note.noted": key, "key": key, "text": text, "code": CODE }],
    }))
}

fn new_key(now: Timestamp) -> String {
    format!("{KEY}{}", now.as_millisecond())
}

/// What was captured, as who said it and what: as far as it was filled in so.
pub(crate) fn parts(text: &str) -> (Option<&str>, &str) {
    match text.split_once(": ") {
        Some((who, line)) if who.split_whitespace().count() <= 8 => (Some(who), line),
        _ => (None, text),
    }
}

/// The form of one line.
pub(crate) fn form(page: &FormPage) -> Markup {
    let filled = &page.filled;
    let why = |name: &str| match &page.looked {
        Looked::Refused(refusals) => refusals.iter().find(|refusal| refusal.at == format!("/{name}")),
        Looked::NotYet | Looked::Newer(_) | Looked::NotYours(_) | Looked::Accepted { .. } => None,
    };
    let key = match filled.get("capture") {
        "" => new_key(page.reader.now),
        key => key.to_owned(),
    };
    let field = |name: &str, label: &str, about: &str, list: Option<&str>, required: bool| {
        let why = why(name);
        let back = format!("{name}-b");
        html! {
            div.field.bad[why.is_some()] {
                label for=(name) { (label) }
                input id=(name) name=(name) value=(filled.get(name)) list=[list] required[required] autocomplete="off" aria-describedby=(back) aria-invalid=[why.map(|_| "true")];
                @match why { Some(why) => p.why id=(back) { (why.message) }, None => p.back id=(back) { (about) } }
            }
        }
    };
    html! {
        form.quick method="post" action="/capture" aria-labelledby="qc" data-draft={ "capture/" (filled.get("story")) } {
            h2 #qc { "Quick capture " small { "one line now, put in order later" } }
            input type="hidden" name="capture" value=(key);
            @if page.cast.is_some() { input type="hidden" name="story" value=(filled.get("story")); }
            @else {
                div.field {
                    label for="of-story" { "story" }
                    input #of-story name="story" list="stories" value=(filled.get("story")) required autocomplete="off" aria-describedby="of-story-b";
                    p.back #of-story-b { "its slug" }
                }
            }
            (field("said-line", "the line", "what was said, in your words", None, true))
            (field("by-whom", "who said it", "and how you have it: An Nguyen, by phone", Some("people"), false))
            div.field { span.lab {} p.acts { button.do { "Keep it for later" } } }
        }
    }
}

/// What waits in this story.
pub(crate) fn section(page: &FormPage) -> Markup {
    html! {
        @if !page.waiting.is_empty() {
            section.sec aria-labelledby="wt" {
                h2 #wt { "To be put in order " small { (page.waiting.len()) } }
                (list(&page.waiting, page.filled.get("story"), &page.reader))
            }
        }
        h2.sec { "A whole update" }
    }
}

/// What waits, each with the way to put it in order.
pub(crate) fn list(waiting: &[Waiting], story: &str, reader: &Reader) -> Markup {
    html! {
        ol.slips { @for one in waiting {
            li {
                a.n href={ "/updates/" (one.sequence) } { (one.sequence) }
                span { (one.text) }
                span {}
                span.does { (reader.offered(html! { a href={ "/new?story=" (story) "&captured=" (one.name) } { "Put it in order" } })) }
            }
        } }
    }
}

/// What is being put in order, beside the form.
pub(crate) fn being_ordered(one: &Waiting) -> Markup {
    html! {
        section.sec aria-labelledby="bo" {
            h2 #bo { "Taken down " small { "no. " (one.sequence) "; what you send takes its place" } }
            p.read { "“" (one.text) "”" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(fields: &[(&str, &str)]) -> Filled {
        Filled(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_line_becomes_a_note_that_says_who_said_it_and_is_recorded_once() {
        let form = [
            ("story", "trips"),
            ("said-line", "the strike is off"),
            ("by-whom", "An Nguyen, by phone"),
            ("capture", "captured-7"),
        ];
        let document = document(&filled(&form), Timestamp::UNIX_EPOCH).expect("a document");
        let update = &document["updates"][0];
        assert_eq!((&update["note.noted"], &update["key"]), (&json!("captured-7"), &json!("captured-7")));
        assert_eq!(update["text"], "An Nguyen, by phone: the strike is off");
        assert_eq!(parts("An Nguyen, by phone: the strike is off"), (Some("An Nguyen, by phone"), "the strike is off"));
        assert_eq!(parts("the strike is off"), (None, "the strike is off"));
    }

    #[test]
    fn an_empty_line_is_refused_at_its_field() {
        let refused = document(&filled(&[("story", "trips"), ("said-line", "  ")]), Timestamp::UNIX_EPOCH);
        assert_eq!(refused.expect_err("refused").at, "/said-line");
    }
}
