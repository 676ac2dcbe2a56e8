//! Writing: one update by a form made from the table of kinds, or a document as text. What the desk would decide and what
//! would move is shown before anything is sent.

use maud::{Markup, html};
use newsreel_story::record::attribution::{Basis, Knowledge};
use newsreel_story::record::kind::Kind;
use newsreel_story::record::kind::change::Change;
use newsreel_story::record::kind::spec::{AttributeSpec, KindRole, ValueType};
use newsreel_story::record::stance::Hedge;
use newsreel_story::submit::refusal::Refusal;
use newsreel_story::submit::yaml::{Place, Source};
use newsreel_story::tell::english::counted;
use newsreel_story::tell::realise::capitalised;
use newsreel_story::views::cast::Cast;
use newsreel_story::views::difference::Difference;
use serde_json::{Map, Value, json};

use crate::page::marks::Mark;
use crate::page::{Entry, Frame, document, without_grade};

/// What begins the names of the fields that are attributes of the kind.
pub const ATTRIBUTE: &str = "a.";
/// The most lines of what would move.
const MOST_MOVES: usize = 12;

/// What somebody has filled in, field by field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled(pub Vec<(String, String)>);

impl Filled {
    /// What a field says; empty where nothing is filled in.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// The kind and the change, where both are chosen and belong together.
    pub fn update_type(&self) -> Option<(Kind, Change)> {
        let kind = Kind::named(self.get("kind"))?;
        let change = Change::ALL.iter().copied().find(|change| change.as_str() == self.get("change"))?;
        kind.has(change).then_some((kind, change))
    }

    /// The document that a file would have held, or which field cannot be read.
    ///
    /// # Errors
    /// A refusal whose place is that of the field in the document.
    pub fn document(&self) -> Result<Value, Refusal> {
        let mut update = Map::new();
        let (kind, change) = self.update_type().ok_or_else(|| refusal("choose a kind and a change", ""))?;
        update.insert(format!("{kind}.{change}"), json!(self.get("item")));
        for name in ["key", "quote", "said", "published", "learned", "hedge", "limits", "line", "label", "by"] {
            if !self.get(name).is_empty() {
                update.insert(name.to_owned(), json!(self.get(name)));
            }
        }
        if let Some(source) = self.source() {
            update.insert("source".to_owned(), source);
        }
        let (relation, of) = (self.get("relation"), self.get("of"));
        if !relation.is_empty() && !of.is_empty() {
            let mut relates = Map::from_iter([("update".to_owned(), json!(of))]);
            for (word, field) in [("path", "of_path"), ("reason", "reason")] {
                if !self.get(field).is_empty() {
                    relates.insert(word.to_owned(), json!(self.get(field)));
                }
            }
            update.insert(relation.to_owned(), Value::Object(relates));
        }
        for attribute in kind.spec().attributes {
            let written = self.get(&format!("{ATTRIBUTE}{}", attribute.name));
            if !written.is_empty() {
                update.insert(attribute.name.to_owned(), value(attribute, written)?);
            }
        }
        let mut document = Map::from_iter([("story".to_owned(), json!(self.get("story")))]);
        if !self.get("directory").is_empty() {
            document.insert("directory".to_owned(), yaml(self.get("directory"), "/directory")?);
        }
        document.insert("updates".to_owned(), json!([update]));
        Ok(Value::Object(document))
    }

    fn source(&self) -> Option<Value> {
        let origin = self.get("origin");
        if origin.is_empty() {
            return None;
        }
        let mut source = Map::from_iter([("origin".to_owned(), listed(origin))]);
        if !self.get("via").is_empty() {
            source.insert("via".to_owned(), Value::Array(names(self.get("via"))));
        }
        for name in ["basis", "knowledge"] {
            if !self.get(name).is_empty() {
                source.insert(name.to_owned(), json!(self.get(name)));
            }
        }
        if source.len() == 1 { source.remove("origin") } else { Some(Value::Object(source)) }
    }
}

fn names(text: &str) -> Vec<Value> {
    text.split([',', '→']).map(str::trim).filter(|name| !name.is_empty()).map(Value::from).collect()
}

/// One name as it is, several as a list.
fn listed(text: &str) -> Value {
    let mut names = names(text);
    if names.len() == 1 { names.remove(0) } else { Value::Array(names) }
}

fn value(attribute: &AttributeSpec, written: &str) -> Result<Value, Refusal> {
    match attribute.value {
        ValueType::Text if attribute.elements.is_none() => Ok(Value::from(written)),
        ValueType::When => Ok(Value::from(written)),
        _ if written.starts_with(['{', '[']) => yaml(written, &format!("/updates/0/{}", attribute.name)),
        ValueType::Entity | ValueType::Place | ValueType::Item => {
            let is_list = attribute.elements.is_some();
            Ok(if is_list { Value::Array(names(written)) } else { listed(written) })
        }
        _ => yaml(written, &format!("/updates/0/{}", attribute.name)),
    }
}

fn yaml(written: &str, at: &str) -> Result<Value, Refusal> {
    let documents = Source::parse(written).map_err(|error| Refusal { at: at.to_owned(), ..error.refusal() })?;
    Ok(documents.into_iter().next().map(|document| document.value).unwrap_or_default())
}

fn refusal(message: &str, at: &str) -> Refusal {
    let code = newsreel_story::submit::refusal::Code::Missing;
    Refusal { code, message: message.to_owned(), at: at.to_owned() }
}

/// What came of looking, before anything is sent.
#[derive(Debug, Clone, Default)]
pub enum Looked {
    /// Nobody has looked yet.
    #[default]
    NotYet,
    /// The desk would refuse it.
    Refused(Vec<Refusal>),
    /// The desk would take it, and this would move.
    Accepted(Vec<Difference>),
}

/// The form of one update.
#[derive(Debug, Clone, Default)]
pub struct FormPage {
    /// What is filled in.
    pub filled: Filled,
    /// Who and what the story speaks of, where it is chosen and on file.
    pub cast: Option<Cast>,
    /// The stories there are: slug and title.
    pub stories: Vec<(String, String)>,
    /// What came of looking.
    pub looked: Looked,
}

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
        } }
        @if let Looked::Refused(refusals) = looked { (refused(refusals, filled)) }
        @match filled.update_type() {
            Some((kind, change)) => (fields(page, kind, change)),
            None => (choose(page)),
        }
        (lists(page))
    };
    let foot = html! { a href={ "/write?story=" (super::harmless::in_query(filled.get("story"))) } { "Write the story as text instead" } };
    let about = "Record an update: kind, change, fields, source; checked before it is sent.";
    let frame = Frame { title: "New update", about, current: Some(Entry::New), foot: Some(foot), ..Frame::default() };
    document(frame, &main)
}

/// The first step: which story, which kind, which change.
fn choose(page: &FormPage) -> Markup {
    let filled = &page.filled;
    let kind = Kind::named(filled.get("kind"));
    html! {
        form method="get" action="/new" aria-label="What happened" {
            div.field { label for="story" { "story" } input #story name="story" list="stories" value=(filled.get("story")) required autocomplete="off"; p.back { "its slug" } }
            fieldset.field { legend.lab { "kind" }
                p.words.rest { @for one in Kind::all().filter(|kind| kind.role() != KindRole::Story) {
                    label title=(one.spec().about) { input type="radio" name="kind" value=(one.as_str()) checked[Some(one) == kind] required; (one.as_str().replace('_', " ")) }
                } }
            }
            @if let Some(kind) = kind { (changes(kind, filled.get("change"))) p.back { (capitalised(kind.spec().about)) "." } }
            @for name in ["item", "relation", "of"] { @if !filled.get(name).is_empty() { input type="hidden" name=(name) value=(filled.get(name)); } }
            p.acts.sec { button { @if kind.is_some() { "Its fields" } @else { "What can happen to it" } } }
        }
    }
}

fn changes(kind: Kind, chosen: &str) -> Markup {
    let (of_life, others): (Vec<Change>, Vec<Change>) =
        kind.changes().into_iter().partition(|change| kind.phase_filed_by(*change).is_some());
    html! {
        fieldset.field { legend.lab { "change" }
            div.rest {
                @for (words, changes) in [("its life", of_life), ("word of it", others)] {
                    @if !changes.is_empty() {
                        p.words { span.soft { (words) }
                            @for change in changes {
                                label title=(change.meaning()) { input type="radio" name="change" value=(change.as_str()) checked[change.as_str() == chosen]; (change.as_str().replace('_', " ")) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The field of a place in the document, as its input is called.
fn field_of(at: &str, filled: &Filled) -> Option<String> {
    let update = at.strip_prefix("/updates/0").map(|rest| rest.trim_start_matches('/'));
    let word = match update {
        Some(rest) => rest.split('/').next().unwrap_or_default(),
        None => at.trim_start_matches('/').split('/').next().unwrap_or_default(),
    };
    let (kind, _) = filled.update_type()?;
    Some(match word {
        "" => return None,
        "source" => match at.rsplit('/').next() {
            Some(part @ ("basis" | "knowledge")) => part.to_owned(),
            _ if at.contains("/via") => "via".to_owned(),
            _ => "origin".to_owned(),
        },
        "corrects" | "retracts" | "supersedes" | "contradicts" | "reconciles" => "of".to_owned(),
        word if word.contains('.') => "item".to_owned(),
        word if kind.attribute(word).is_some() => format!("{ATTRIBUTE}{word}"),
        word => word.to_owned(),
    })
}

fn refused(refusals: &[Refusal], filled: &Filled) -> Markup {
    html! {
        div.refused.sec role="alert" aria-labelledby="rf" {
            h2 #rf { @match refusals.len() { 1 => "One thing has to be mended", number => { (number) " things have to be mended" } } }
            ul { @for refusal in refusals { li {
                @match field_of(&refusal.at, filled) {
                    Some(field) => a href={ "#" (field) } { (capitalised(&refusal.message)) },
                    None => (capitalised(&refusal.message)),
                }
            } } }
            p { "Nothing has been recorded." }
        }
    }
}

/// One field, with what is said of it, and why it is refused where it is.
struct Input<'f> {
    page: &'f FormPage,
}

impl Input<'_> {
    fn why(&self, name: &str) -> Vec<&Refusal> {
        let Looked::Refused(refusals) = &self.page.looked else { return Vec::new() };
        let of_field = |refusal: &&Refusal| field_of(&refusal.at, &self.page.filled).as_deref() == Some(name);
        refusals.iter().filter(of_field).collect()
    }

    fn text(&self, name: &str, label: &str, about: &str, list: Option<&str>, required: bool) -> Markup {
        let why = self.why(name);
        let bad = !why.is_empty();
        let back = format!("{name}-b");
        html! {
            div.field.bad[bad] {
                label for=(name) { (label) }
                input id=(name) name=(name) value=(self.page.filled.get(name)) list=[list] required[required] autocomplete="off" aria-describedby=(back) aria-invalid=[bad.then_some("true")];
                @if bad { p.why id=(back) { @for refusal in &why { (capitalised(&refusal.message)) " " } } }
                @else { p.back id=(back) { (about) } }
            }
        }
    }

    fn words(&self, name: &str, label: &str, words: &[(&str, &str)]) -> Markup {
        let chosen = self.page.filled.get(name);
        html! {
            fieldset.field #(name) { legend.lab { (label) }
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
        let hint = match attribute.value {
            ValueType::When => " (a date at the precision of the source: 2025-04, 2025-04-11~, 2025-04-11/2025-04-12)",
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
    let input = Input { page };
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
    let again = format!("/new?story={}&kind={kind}", super::harmless::in_query(filled.get("story")));
    html! {
        form.form method="post" action="/new" aria-label="New update" {
            div {
                section aria-labelledby="f1" {
                    h2 #f1 { (capitalised(kind.as_str())) " " (change.as_str().replace('_', " ")) " " small { (change.meaning()) " " a href=(again) { "Another change" } } }
                    input type="hidden" name="story" value=(filled.get("story"));
                    input type="hidden" name="kind" value=(kind.as_str());
                    input type="hidden" name="change" value=(change.as_str());
                    (input.text("item", "item", "its key; a new one begins a new item", Some("items"), true))
                    @for attribute in expected { (input.attribute(attribute)) }
                    @if !more.is_empty() {
                        details { summary { "More fields: " (more.iter().map(|attribute| attribute.name.replace('_', " ")).collect::<Vec<_>>().join(", ")) }
                            @for attribute in more { (input.attribute(attribute)) }
                        }
                    }
                }
                section.sec aria-labelledby="f2" {
                    h2 #f2 { "Who says so" }
                    (input.text("origin", "source", "who really speaks; empty for an act of the desk", Some("people"), false))
                    (input.text("via", "through", "the links from the source to us, with commas", Some("people"), false))
                    (input.words("basis", "basis", &all))
                    (input.words("knowledge", "knowledge", &knowledge))
                    (input.text("quote", "exact words", "never repaired", None, false))
                    (input.words("hedge", "how firmly", &hedges))
                    (input.text("limits", "limits", "what the word is limited to: officially", None, false))
                    (input.text("said", "said", "when it was said", None, false))
                    (input.text("published", "published", "when it was put out", None, false))
                    (input.text("learned", "learned", "when we learned it; empty: now", None, false))
                }
                details.sec open[!filled.get("relation").is_empty() || !filled.get("directory").is_empty() || !filled.get("line").is_empty()] {
                    summary { "How it bears on an earlier update, your own line, somebody new" }
                    (input.words("relation", "it", &revises))
                    (input.text("of", "update", "the key or number of that update", None, false))
                    (input.text("of_path", "only", "one part of it: participants/putin", None, false))
                    (input.text("by", "by", "who revises: desk, or the link of the chain that takes it back", None, false))
                    (input.text("reason", "reason", "why, in a line", None, false))
                    (input.text("line", "a line for the brief", "your own sentence, if you would print one", None, false))
                    (input.text("label", "label", "what to call the item", None, false))
                    (input.text("key", "key", "the name of this update, where others refer to it", None, false))
                    div.field { label for="directory" { "new in the directory" } textarea #directory name="directory" rows="3" { (filled.get("directory")) } p.back { "a line each: karelina: {person: Ksenia Karelina, title: dual citizen}" } }
                }
            }
            aside.check aria-labelledby="ck" {
                h2 #ck { "Before it is sent" }
                (before(page, kind, change))
                p.acts.sec {
                    // The first is what the Enter key presses.
                    button name="do" value="check" { "Check, send nothing" }
                    button.do name="do" value="send" { "Send" }
                }
            }
        }
    }
}

fn before(page: &FormPage, kind: Kind, change: Change) -> Markup {
    html! {
        @match &page.looked {
            Looked::NotYet => p.data { "It would be: " b { (kind) "." (change) } ". Check it first: the desk says what it would decide and what would move." },
            Looked::Refused(_) => p.data { "The desk would refuse it: see the fields. Nothing has been recorded." },
            Looked::Accepted(differences) => { p.data { "The desk would take it." } (moves(differences)) }
        }
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
                li { (Mark::Up) (capitalised(without_grade(&event.what).0)) ": " (event.text) }
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
        datalist #items { @for item in page.cast.iter().flat_map(|cast| &cast.items) { option value=(item.item) { (without_grade(&item.what).0) } } }
    }
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
}

/// The page with a document as text.
pub fn text(page: &TextPage) -> String {
    let TextPage { text, looked, places } = page;
    let rows = text.lines().count().clamp(16, 40) + 4;
    let main = html! {
        div.head { div {
            h1 { "A story as text" }
            p.standfirst { "The same format as in files: what is new in it is recorded, and what is on file already is not recorded twice." }
        } }
        form.form method="post" action="/write" aria-label="A story as text" {
            div {
                div.field { label.vh for="text" { "the document" } textarea.text.rest #text name="text" rows=(rows) spellcheck="false" { (text) } }
            }
            aside.check aria-labelledby="ck" {
                h2 #ck { "Before it is sent" }
                @match looked {
                    Looked::NotYet => p.data { "Check it first: the desk says what it would decide and what would move." },
                    Looked::Refused(refusals) => {
                        div.refused role="alert" aria-labelledby="rf" {
                            h2 #rf { @match refusals.len() { 1 => "One thing has to be mended", number => { (number) " things have to be mended" } } }
                            ul { @for (refusal, place) in refusals.iter().zip(places.iter().chain(std::iter::repeat(&None))) { li {
                                @if let Some(place) = place { b { "line " (place.line) ", column " (place.column) } ": " }
                                (capitalised(&refusal.message))
                            } } }
                            p { "Nothing has been recorded." }
                        }
                    }
                    Looked::Accepted(differences) => { p.data { "The desk would take it." } (moves(differences)) }
                }
                p.acts.sec {
                    // The first is what the Enter key presses.
                    button name="do" value="check" { "Check, send nothing" }
                    button.do name="do" value="send" { "Send" }
                }
            }
        }
    };
    let foot = html! { a href="/new" { "Record one update by a form instead" } };
    let about = "Write a story as text; checked before it is sent.";
    document(
        Frame { title: "A story as text", about, current: Some(Entry::New), foot: Some(foot), ..Frame::default() },
        &main,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(fields: &[(&str, &str)]) -> Filled {
        Filled(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_form_makes_the_document_that_a_file_would_have_held() {
        let form = filled(&[
            ("story", "trips"),
            ("kind", "meeting"),
            ("change", "confirmed"),
            ("item", "talks"),
            ("origin", "peskov"),
            ("via", "tass, newsweek"),
            ("knowledge", "own_act"),
            ("a.participants", "putin, witkoff"),
            ("a.place", "moscow"),
            ("a.when", "2025-02"),
            ("quote", ""),
            ("relation", "corrects"),
            ("of", "34"),
            ("reason", "misread"),
        ]);
        let file = "{story: trips, updates: [{meeting.confirmed: talks, source: {origin: peskov, via: [tass, newsweek], \
                    knowledge: own_act}, corrects: {update: '34', reason: misread}, participants: [putin, witkoff], \
                    place: moscow, when: 2025-02}]}";
        assert_eq!(form.document(), Ok(Source::parse(file).expect("YAML")[0].value.clone()));
        let of_desk =
            filled(&[("story", "trips"), ("kind", "note"), ("change", "noted"), ("item", "n"), ("a.text", "a: b")]);
        assert_eq!(of_desk.document().expect("a document")["updates"][0], json!({ "note.noted": "n", "text": "a: b" }));
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
