//! Writing: one update by a form made from the table of kinds, or a document as text. What the desk would decide and what
//! would move is shown before anything is sent.

use maud::{Markup, html};
use newsreel_story::record::attribution::{Basis, Knowledge};
use newsreel_story::record::kind::Kind;
use newsreel_story::record::kind::change::Change;
use newsreel_story::record::kind::spec::{AttributeSpec, ValueType};
use newsreel_story::record::stance::Hedge;
use newsreel_story::submit::doubts::Doubt;
use newsreel_story::submit::refusal::Refusal;
use newsreel_story::tell::english::counted;
use newsreel_story::tell::realise::capitalised;
use newsreel_story::views::difference::Difference;
use newsreel_story::views::reading::Reading;
use newsreel_story::views::updates::UpdateLine;

pub use crate::page::filled::{ATTRIBUTE, Filled};
pub use crate::page::form::{FormPage, Looked};

use crate::page::harmless::in_query;
use crate::page::marks::Mark;
use crate::page::{
    Entry, Frame, Reader, capture, choose, document, moments, numbers, reach, sort_of, ways, without_grade,
};

/// The most lines of what would move.
const MOST_MOVES: usize = 12;
/// How many items are completed: the last that came up. Any other can be typed.
const MOST_ITEMS: usize = 500;

/// The page with the form.
pub fn form(page: &FormPage) -> String {
    let FormPage { filled, cast, looked, .. } = page;
    let main = html! {
        div.head { div {
            h1 { "New update" }
            p.standfirst {
                @match cast {
                    Some(cast) => { "to " a href={ "/stories/" (cast.asked.story) } { (cast.asked.title) } ", after no. " (cast.asked.sequence) }
                    None => "Choose the story, the kind and what happened; the form shows only what belongs to it.",
                }
            }
        }
            dl.facts data-mine="" {
                dt { "draft" } dd #draft { "kept in this browser as you type, where scripts run" }
                @if filled.update_type().is_some() {
                    dt { "also here" }
                    dd { span #others role="status" { @if page.others.is_empty() { "nobody on this item" } @else { (page.others.join(", ")) } } }
                }
            }
        }
        @if let Some(captured) = &page.captured { (capture::being_ordered(captured)) }
        @match looked {
            Looked::Refused(refusals) => (refused(refusals, filled)),
            Looked::Newer(lines) => (newer(lines, &page.reader)),
            Looked::NotYours(why) => div.sec { (not_yours(why)) },
            Looked::NotYet | Looked::Accepted { .. } => {},
        }
        @if filled.update_type().is_none() && page.captured.is_none() { (capture::form(page)) (capture::section(page)) }
        @if let Some((sequence, rests)) = &page.rests {
            @let items = page.cast.as_ref().map_or(&[][..], |cast| &cast.items);
            @let called = |item: &str| items.iter().find(|known| known.item == item).map(|known| without_grade(&known.what).0.to_owned());
            (reach::before_sending(rests, *sequence, &called))
        }
        @match filled.update_type() {
            Some((kind, change)) => (fields(page, kind, change)),
            None => (choose::form(page)),
        }
        (lists(page))
    };
    let foot =
        html! { a href={ "/write?story=" (in_query(filled.get("story"))) } { "Write the story as text instead" } };
    let about = "Record an update: kind, change, fields, source; checked before it is sent.";
    let frame = Frame {
        title: "New update",
        about,
        current: Some(Entry::New),
        foot: Some(foot),
        ..Frame::for_reader(&page.reader)
    };
    document(frame, &main)
}

/// The field of a place in the document, as its input is called.
fn field_of(at: &str, filled: &Filled) -> Option<String> {
    let update = at.strip_prefix("/updates/0").map(|rest| rest.trim_start_matches('/'));
    let word = match update {
        Some(rest) => rest.split('/').next().unwrap_or_default(),
        None => at.trim_start_matches('/').split('/').next().unwrap_or_default(),
    };
    let (kind, _) = filled.update_type()?;
    let name = match word {
        "" => return None,
        "source" => match at.rsplit('/').next() {
            Some(part @ ("basis" | "knowledge")) => part.to_owned(),
            _ if at.contains("/via") => "via".to_owned(),
            _ => "origin".to_owned(),
        },
        "of" => "path".to_owned(),
        "corrects" | "retracts" | "supersedes" | "contradicts" | "reconciles" => "of".to_owned(),
        word if word.contains('.') => "item".to_owned(),
        word if kind.attribute(word).is_some() => format!("{ATTRIBUTE}{word}"),
        word => word.to_owned(),
    };
    filled.has_field(&name).then_some(name)
}

/// Under which name the browser keeps what is being filled in.
fn draft_of(filled: &Filled) -> String {
    ["story", "kind", "change", "item", "captured"].map(|name| filled.get(name)).join("/")
}

/// What others have recorded meanwhile.
fn newer(lines: &[UpdateLine], reader: &Reader) -> Markup {
    html! {
        div.refused.sec role="alert" aria-labelledby="nw" {
            h2 #nw { "Since you opened this form, this item has moved" }
            ul { @for line in lines { li {
                b { (sort_of(&line.type_name, line.on_details)) } " " (numbers(&[line.sequence])) ", " (moments::short(reader.style, line.recorded_at, reader.now))
                @if !line.chain.is_empty() { ", " (line.chain.join(" → ")) }
                @if let Some(quote) = &line.quote { ": “" (quote) "”" }
            } } }
            p { "Nothing of yours has been recorded." }
        }
    }
}

/// That somebody else has to send it.
pub(crate) fn not_yours(why: &str) -> Markup {
    html! {
        div.refused role="alert" aria-labelledby="ny" {
            h2 #ny { "You may not send this" }
            p { (capitalised(why)) "." }
            p { "Nothing has been recorded." }
        }
    }
}

/// What the desk says, which speaks of files, in the words of the form.
fn in_the_form(refusal: &Refusal) -> String {
    const NEW: &str = "; choose who is meant, or enter it as new in the directory";
    let message = &refusal.message;
    // How a file would have it is of no use in a form: what stands behind is left out, or said as the form has it.
    for (of_file, of_form) in [
        ("; add it under `directory:`", NEW),
        ("; say who it is with `is`", NEW),
        (". To add an attribute, declare it", ""),
        (" are an entry of `directory:` of the type `group`", " are entered as new in the directory, as a group"),
        (
            "For what the newsroom itself saw, give a source with `basis: observed`",
            "For what the newsroom itself saw, choose the basis “observed”",
        ),
    ] {
        if let Some((before, _)) = message.split_once(of_file) {
            return format!("{before}{of_form}");
        }
    }
    let neither = " is neither defined under `sources:` nor an entry of the directory";
    message.replace(neither, " is not in the directory").replace("`source`", "“source”").replace("`by`", "“by”")
}

/// How much has to be mended.
pub(crate) fn to_mend(refusals: &[Refusal]) -> String {
    match refusals.len() {
        1 => "One thing has to be mended".to_owned(),
        number => format!("{number} things have to be mended"),
    }
}

fn refused(refusals: &[Refusal], filled: &Filled) -> Markup {
    html! {
        div.refused.sec role="alert" aria-labelledby="rf" {
            h2 #rf { (to_mend(refusals)) }
            ul { @for refusal in refusals { li {
                @match field_of(&refusal.at, filled) {
                    Some(field) => a href={ "#" (field) } { (capitalised(&in_the_form(refusal))) },
                    None => (capitalised(&in_the_form(refusal))),
                }
            } } }
            p { "Nothing has been recorded." }
        }
    }
}

/// The field in which the cursor stands at first: one that is refused, else the next that has to be filled in; none where
/// all that is left is to send it.
fn first(page: &FormPage, kind: Kind) -> String {
    let filled = &page.filled;
    let expected = kind.spec().attributes.iter().filter(|attribute| attribute.expected);
    let expected = expected.map(|attribute| format!("{ATTRIBUTE}{}", attribute.name));
    match &page.looked {
        Looked::Refused(refusals) => {
            refusals.iter().find_map(|refusal| field_of(&refusal.at, filled)).unwrap_or_default()
        }
        Looked::Accepted { .. } | Looked::Newer(_) | Looked::NotYours(_) => String::new(),
        Looked::NotYet if filled.get("item").is_empty() => "item".to_owned(),
        Looked::NotYet if page.item().is_some() => "origin".to_owned(),
        Looked::NotYet => {
            expected.into_iter().find(|name| filled.get(name).is_empty()).unwrap_or_else(|| "origin".to_owned())
        }
    }
}

/// One field, with what is said of it, and why it is refused where it is.
struct Input<'f> {
    page: &'f FormPage,
    /// The field in which the cursor stands at first.
    first: String,
}

impl<'f> Input<'f> {
    fn new(page: &'f FormPage, kind: Kind) -> Self {
        Self { page, first: first(page, kind) }
    }

    fn why(&self, name: &str) -> Vec<&Refusal> {
        let Looked::Refused(refusals) = &self.page.looked else { return Vec::new() };
        let of_field = |refusal: &&Refusal| field_of(&refusal.at, &self.page.filled).as_deref() == Some(name);
        refusals.iter().filter(of_field).collect()
    }

    /// The item, and whether it is on file.
    fn item(&self) -> Markup {
        let about = self.page.item().map(|item| format!("on file: {}", without_grade(&item.what).0));
        let about = about.as_deref().unwrap_or("its key; a new one begins a new item");
        self.text("item", "item", about, Some("items"), true)
    }

    fn text(&self, name: &str, label: &str, about: &str, list: Option<&str>, required: bool) -> Markup {
        self.field(name, label, about, list, required, false)
    }

    /// A date as people type it; what was read in it is told back.
    fn date(&self, name: &str, label: &str, about: &str) -> Markup {
        let read = self.page.filled.typed(name, self.page.reading());
        let read = read.map(|typed| format!("read as: {}", typed.words(self.page.reader.style)));
        self.field(name, label, read.as_deref().unwrap_or(about), None, false, true)
    }

    fn field(&self, name: &str, label: &str, about: &str, list: Option<&str>, required: bool, is_date: bool) -> Markup {
        let why = self.why(name);
        let bad = !why.is_empty();
        let back = format!("{name}-b");
        html! {
            div.field.bad[bad] {
                label for=(name) { (label) }
                input id=(name) name=(name) value=(self.page.filled.get(name)) list=[list] required[required] autofocus[self.first == name] autocomplete="off" data-date[is_date] aria-describedby=(back) aria-invalid=[bad.then_some("true")];
                @if bad { (self.refused(name, &why)) } @else { p.back id=(back) { (about) } }
            }
        }
    }

    /// Why a field is refused, and the ways out.
    fn refused(&self, name: &str, why: &[&Refusal]) -> Markup {
        let FormPage { filled, cast, .. } = self.page;
        html! { @for (number, refusal) in why.iter().enumerate() {
            p.why id=[(number == 0).then(|| format!("{name}-b"))] { (capitalised(&in_the_form(refusal))) "." }
            @let ways = ways::out_of(refusal, name, filled, cast.as_ref());
            @if !ways.is_empty() { p.ways { @for way in ways {
                button name="way" value=(serde_json::to_string(&way.sets).unwrap_or_default()) { (way.words) }
            } } }
        } }
    }

    fn words(&self, name: &str, label: &str, words: &[(&str, &str)]) -> Markup {
        let chosen = self.page.filled.get(name);
        let why = self.why(name);
        html! {
            fieldset.field.bad[!why.is_empty()] #(name) { legend.lab { (label) }
                (self.refused(name, &why))
                p.words.rest {
                    label { input type="radio" name=(name) value="" checked[chosen.is_empty()]; "not given" }
                    @for (word, about) in words {
                        label title=(about) { input type="radio" name=(name) value=(word) checked[chosen == *word]; (word.replace('_', " ")) }
                    }
                }
            }
        }
    }

    fn attribute(&self, attribute: &AttributeSpec) -> Markup {
        let name = format!("{ATTRIBUTE}{}", attribute.name);
        let label = attribute.name.replace('_', " ");
        let list = match attribute.value {
            ValueType::Entity => Some("people"),
            ValueType::Place => Some("places"),
            ValueType::Item => Some("items"),
            _ => None,
        };
        let choices: Vec<(&str, &str)> =
            attribute.choices().iter().map(|choice| (choice.token, choice.meaning)).collect();
        if attribute.value == ValueType::When && attribute.elements.is_none() {
            let about = format!(
                "{} (11 April, last Friday, by May 2025, or EDTF; no finer than the source)",
                attribute.meaning
            );
            return self.date(&name, &label, &about);
        }
        let hint = match attribute.value {
            ValueType::Duration => " (as PT3H30M)",
            _ if attribute.elements.is_some() => " (several with commas)",
            _ => "",
        };
        let about = format!("{}{hint}", attribute.meaning);
        html! { @if (2..=8).contains(&choices.len()) { (self.words(&name, &label, &choices)) } @else { (self.text(&name, &label, &about, list, false)) } }
    }
}

fn fields(page: &FormPage, kind: Kind, change: Change) -> Markup {
    let filled = &page.filled;
    let input = Input::new(page, kind);
    let is_accepted = matches!(page.looked, Looked::Accepted { .. });
    let (expected, more): (Vec<&AttributeSpec>, Vec<&AttributeSpec>) =
        kind.spec().attributes.iter().partition(|attribute| {
            attribute.expected || !filled.get(&format!("{ATTRIBUTE}{}", attribute.name)).is_empty()
        });
    let all: Vec<(&str, &str)> = Basis::ALL.iter().map(|basis| (basis.as_str(), basis.meaning())).collect();
    let knowledge = Knowledge::ALL.iter().filter(|knowledge| **knowledge != Knowledge::NotStated);
    let knowledge: Vec<(&str, &str)> = knowledge.map(|knowledge| (knowledge.as_str(), knowledge.meaning())).collect();
    let hedges: Vec<(&str, &str)> = Hedge::ALL.iter().map(|hedge| (hedge.as_str(), hedge.meaning())).collect();
    let revises = [
        ("corrects", "a report was wrong"),
        ("retracts", "a report is taken back"),
        ("supersedes", "a later account of what was right then"),
        ("contradicts", "both cannot be true"),
    ];
    let again =
        format!("/new?story={}&kind={kind}&item={}", in_query(filled.get("story")), in_query(filled.get("item")));
    html! {
        form.form method="post" action="/new" aria-label="New update" data-draft=(draft_of(filled)) data-answered[!matches!(page.looked, Looked::NotYet)] {
            div {
                // What the Enter key presses, which is the first in the form: never a way out.
                button.vh name="do" value="check" tabindex="-1" aria-hidden="true" { "Check, send nothing" }
                section aria-labelledby="f1" {
                    h2 #f1 { (capitalised(kind.as_str())) " " (change.as_str().replace('_', " ")) " " small { (change.meaning()) " " a href=(again) { "Another change" } } }
                    input type="hidden" name="story" value=(filled.get("story"));
                    input type="hidden" name="kind" value=(kind.as_str());
                    input type="hidden" name="change" value=(change.as_str());
                    @if !filled.get("captured").is_empty() { input type="hidden" name="captured" value=(filled.get("captured")); }
                    input type="hidden" name="seen" value=(page.cast.as_ref().map_or(0, |cast| cast.asked.sequence));
                    (input.item())
                    @if !filled.get("on").is_empty() { input type="hidden" name="on" value=(filled.get("on")); }
                    @if takes_value(change) {
                        (input.text("path", "which part", "empty: the whole; else place, or participants/putin", None, false))
                        (input.text("value", "the value", "of that part, which is confirmed, denied or doubted; empty: whatever it is", None, false))
                    }
                    @for attribute in expected { (input.attribute(attribute)) }
                    @if !more.is_empty() {
                        details { summary { "More fields: " (more.iter().map(|attribute| attribute.name.replace('_', " ")).collect::<Vec<_>>().join(", ")) }
                            @for attribute in more { (input.attribute(attribute)) }
                        }
                    }
                }
                section.sec aria-labelledby="f2" {
                    h2 #f2 { "Who says so" }
                    (input.text("origin", "source", "who really speaks, by slug or name; empty for an act of the desk", Some("people"), false))
                    (input.text("via", "through", "the links from the source to us, with commas", Some("people"), false))
                    (input.words("basis", "basis", &all))
                    (input.words("knowledge", "knowledge", &knowledge))
                    (input.text("quote", "exact words", "never repaired", None, false))
                    (input.words("hedge", "how firmly", &hedges))
                    (input.text("limits", "limits", "what the word is limited to: officially", None, false))
                    (input.date("said", "said", "when it was said: yesterday, 11 April at 14:30"))
                    (input.date("published", "published", "when it was put out"))
                    (input.date("learned", "learned", "when we learned it; empty: now"))
                }
                @let more = ["relation", "of", "directory", "line", "reason"].into_iter().any(|name| !filled.get(name).is_empty());
                details.sec open[more || matches!(page.looked, Looked::Refused(_))] {
                    summary { "How it bears on an earlier update, your own line, somebody new" }
                    (input.words("relation", "it", &revises))
                    (input.text("of", "update", "the key or number of that update", None, false))
                    (input.text("of_path", "only", "one part of it: participants/putin", None, false))
                    (input.text("by", "by", "who revises: desk, or the link of the chain that takes it back", None, false))
                    (input.text("reason", "reason", "why, in a line", None, false))
                    (input.text("line", "a line for the brief", "the sentence you would print, which the brief tells for this update", None, false))
                    (input.text("label", "label", "what to call the item", None, false))
                    (input.text("key", "key", "the name of this update, where others refer to it", None, false))
                    @let why = input.why("directory");
                    div.field.bad[!why.is_empty()] {
                        label for="directory" { "new in the directory" }
                        textarea #directory name="directory" rows="3" aria-describedby="directory-b" { (filled.get("directory")) }
                        @if why.is_empty() { p.back #directory-b { "a line each: karelina: {person: Ksenia Karelina, title: dual citizen}" } }
                        @else { (input.refused("directory", &why)) }
                    }
                }
            }
            aside.check aria-labelledby="ck" {
                h2 #ck { "Before it is sent" }
                (before(page, kind, change))
                p.acts.sec {
                    button name="do" value="check" { "Check, send nothing" }
                    button.do name="do" value="send" autofocus[is_accepted] { "Send" }
                }
            }
        }
    }
}

/// Whether a change says something of one value of a part.
fn takes_value(change: Change) -> bool {
    matches!(change, Change::Confirmed | Change::Denied | Change::Disputed | Change::Preferred)
}

fn before(page: &FormPage, kind: Kind, change: Change) -> Markup {
    html! {
        @match &page.looked {
            Looked::NotYet => p.data { "It would be: " b { (kind) "." (change) } ". Check it first: the desk says what it would decide and what would move." },
            Looked::Refused(_) => p.data { "The desk would refuse it: see the fields. Nothing has been recorded." },
            Looked::NotYours(_) => p.data { "Not sent: somebody who may has to send it." },
            Looked::Newer(_) => p.data { "Not sent: others have written on this item. Look whether yours still holds, then send it again." },
            Looked::Accepted { differences, doubts, readings } => (accepted(differences, doubts, readings)),
        }
    }
}

/// What the desk would do.
pub(crate) fn accepted(differences: &[Difference], doubts: &[Doubt], readings: &[Reading]) -> Markup {
    html! {
        p.data { "The desk would take it." }
        @if !doubts.is_empty() {
            h3 { "Likely a mistake" }
            ul { @for doubt in doubts { li { (Mark::Doubted) (capitalised(&doubt.message)) } } }
        }
        (how_it_reads(readings))
        (moves(differences))
    }
}

/// How it would read in the brief, with what would read better otherwise.
fn how_it_reads(readings: &[Reading]) -> Markup {
    html! {
        @if !readings.is_empty() { h3 { "It would read" } }
        ul { @for read in readings {
            @for sentence in &read.sentences { li { (Mark::None) (sentence.text) } }
            @if let Some(sentence) = &read.told_in { li { (Mark::None) "It adds no sentence of its own. It is told in: “" (sentence) "”" } }
            @for hint in &read.hints { li { (Mark::Doubted) (capitalised(hint)) } }
        } }
    }
}

/// What would move, event by event.
fn moves(differences: &[Difference]) -> Markup {
    let events: Vec<_> = differences.iter().flat_map(|difference| &difference.events).collect();
    html! {
        h3 { "It would move" }
        @if events.is_empty() { p.data { (Mark::None) " Nothing: it is on file already, or says again what is." } }
        ul {
            @for event in events.iter().take(MOST_MOVES) {
                li { (Mark::None) (capitalised(without_grade(&event.what).0)) ": " (event.text) }
            }
            @if events.len() > MOST_MOVES { li { (Mark::None) (counted(events.len() - MOST_MOVES, "further move")) } }
        }
    }
}

/// What is completed while somebody types.
fn lists(page: &FormPage) -> Markup {
    let entities = page.cast.iter().flat_map(|cast| &cast.entities);
    let is_place = |is: &str| is == "place";
    html! {
        datalist #stories { @for (slug, title) in &page.stories { option value=(slug) { (title) } } }
        datalist #people { @for entity in entities.clone().filter(|entity| !is_place(&entity.is)) {
            option value=(entity.slug) { (entity.name) @if let Some(title) = &entity.title { ", " (title) } }
        } }
        datalist #places { @for entity in entities.filter(|entity| is_place(&entity.is)) { option value=(entity.slug) { (entity.name) } } }
        datalist #items { @for item in page.cast.iter().flat_map(|cast| last_of(&cast.items, MOST_ITEMS)) { option value=(item.item) { (without_grade(&item.what).0) } } }
    }
}

/// The last of these, which came up last.
fn last_of<T>(all: &[T], most: usize) -> &[T] {
    &all[all.len().saturating_sub(most)..]
}

#[cfg(test)]
mod tests {
    use newsreel_story::record::kind::spec::KindRole;

    use super::*;

    fn filled(fields: &[(&str, &str)]) -> Filled {
        Filled(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_refusal_stands_at_its_field() {
        let form = filled(&[("kind", "meeting"), ("change", "confirmed")]);
        for (at, field) in [
            ("/updates/0/when", "a.when"),
            ("/updates/0/participants/1", "a.participants"),
            ("/updates/0/meeting.confirmed", "item"),
            ("/updates/0/source/basis", "basis"),
            ("/updates/0/source/via/0", "via"),
            ("/updates/0/source", "origin"),
            ("/updates/0/corrects/update", "of"),
            ("/updates/0/said", "said"),
            ("/directory/x", "directory"),
        ] {
            assert_eq!(field_of(at, &form).as_deref(), Some(field), "{at}");
        }
        assert_eq!(field_of("", &form), None);
    }

    #[test]
    fn every_kind_and_change_has_a_form() {
        for kind in Kind::all().filter(|kind| kind.role() != KindRole::Story) {
            for change in kind.changes() {
                let filled = filled(&[("story", "trips"), ("kind", kind.as_str()), ("change", change.as_str())]);
                let page = form(&FormPage { filled, ..FormPage::default() });
                for attribute in kind.spec().attributes {
                    let name = format!("name=\"{ATTRIBUTE}{}\"", attribute.name);
                    assert!(page.contains(&name), "{kind}.{change} has no field for {}", attribute.name);
                }
            }
        }
    }
}
