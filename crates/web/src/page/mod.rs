//! What a browser is given: pure functions from answers to HTML.

pub mod capture;
mod carried;
mod choose;
pub mod completion;
pub mod embed;
pub mod feeds;
mod filled;
pub mod form;
pub mod harmless;
mod marks;
pub mod moments;
pub mod ninjs;
pub mod problem;
pub mod publication;
mod reach;
pub(crate) mod short;
pub mod sign_in;
pub mod stories;
pub mod story;
pub mod text;
pub mod typed;
pub mod update;
pub mod wall;
mod ways;
pub mod who;
pub mod write;

use jiff::Timestamp;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::kind::Kind;
use newsreel_story::record::kind::spec::KindRole;
use newsreel_story::record::style::{Spelling, Style};
use newsreel_story::tell::realise::capitalised;
use newsreel_story::views::updates::UpdateLine;

use crate::assets::{DESK, SCRIPT, STYLE, WRITING};

/// For whom a page is made, and when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reader {
    /// The moment it is made at.
    pub now: Timestamp,
    /// In which style it is written.
    pub style: Style,
    /// Where others reach the page, as `https://news.example.org`; none where that is not configured.
    pub site: Option<String>,
    /// Who reads it, where that is known.
    pub name: Option<String>,
    /// Whether they have signed in, and so can sign out.
    pub signed_in: bool,
    /// Whether they could sign in and have not.
    pub can_sign_in: bool,
    /// Whether they may record nothing: then nothing is offered that records.
    pub only_reads: bool,
}

impl Reader {
    /// What can be done, where this reader may.
    pub(crate) fn offered(&self, what: Markup) -> Markup {
        if self.only_reads {
            html! {}
        } else {
            what
        }
    }

    /// Somebody, at this moment.
    pub fn at(now: Timestamp) -> Self {
        Self { now, ..Self::default() }
    }

    /// The language of what is written, for browsers and screen readers.
    pub(crate) fn language(&self) -> &'static str {
        match self.style.spelling() {
            Spelling::British => "en-GB",
            Spelling::American => "en-US",
        }
    }
}

/// Everything around the content of a page.
pub(crate) struct Frame<'p> {
    /// For whom it is made.
    pub(crate) reader: &'p Reader,
    /// What it is called.
    pub(crate) title: &'p str,
    /// What it is about, in a sentence.
    pub(crate) about: &'p str,
    /// Which entry of the main navigation it is.
    pub(crate) current: Option<Entry>,
    /// The words looked for, where it is a search.
    pub(crate) words: &'p str,
    /// Where to hear that it has changed, and the position of the log it shows; none where it always shows the same.
    pub(crate) live: Option<(String, u64)>,
    /// The story that a new update would be of.
    pub(crate) story: Option<&'p str>,
    /// What stands at its foot.
    pub(crate) foot: Option<Markup>,
    /// The moment it shows, which its links lead to as well.
    pub(crate) bounds: Bounds,
    /// Whether it does without the looks of forms, lists and the wall.
    pub(crate) only_read: bool,
}

impl<'p> Frame<'p> {
    /// A frame without anything particular.
    pub(crate) fn for_reader(reader: &'p Reader) -> Self {
        Self {
            reader,
            title: "",
            about: "",
            current: None,
            words: "",
            live: None,
            story: None,
            foot: None,
            bounds: Bounds::default(),
            only_read: false,
        }
    }
}

/// An entry of the main navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    Stories,
    Wall,
    New,
}

/// What stands in the head of every page: how it is shown, and what it is called.
pub(crate) fn head(title: &str) -> Markup {
    html! {
        meta charset="utf-8";
        meta name="viewport" content="width=device-width, initial-scale=1";
        meta name="color-scheme" content="light dark";
        title { (title) " · Newsreel" }
        link rel="icon" href="data:,";
        link rel="stylesheet" href=(STYLE.path);
        script src=(SCRIPT.path) defer {}
    }
}

/// A whole page, harmless.
pub(crate) fn document(frame: Frame<'_>, main: &Markup) -> String {
    let Frame { reader, title, about, current, words, live, story, foot, bounds, only_read } = frame;
    let at_moment = |shown: &Markup| PreEscaped(carried::carried(&shown.0, &bounds));
    let feed = match (story, current) {
        (Some(story), None) => Some(format!("/stories/{story}/feed.atom")),
        (None, Some(Entry::Stories)) => Some("/feed.atom".to_owned()),
        _ => None,
    };
    let new = story.map(|story| format!("/new?story={story}"));
    let here = |entry: Entry| (current == Some(entry)).then_some("page");
    let page = html! {
        (DOCTYPE)
        html lang=(reader.language()) {
            head {
                (head(title))
                @if !only_read { link rel="stylesheet" href=(DESK.path); }
                meta name="description" content=(about);
                // Whoever reads this takes whole addresses: where the page is reached is known where it is configured.
                @if let (Some(story), None, Some(site)) = (story, current, &reader.site) {
                    link rel="alternate" type="application/json+oembed" href={ (site) "/oembed?url=" (harmless::in_query(&format!("{site}/stories/{story}"))) };
                }
                @if let Some(feed) = &feed { link rel="alternate" type="application/atom+xml" href=(feed); }
                @if current == Some(Entry::New) { script src=(WRITING.path) defer {} }
            }
            body data-live=[live.as_ref().map(|(address, _)| address)] data-position=[live.as_ref().map(|(_, position)| position)] {
                (PreEscaped(marks::SPRITE))
                a.skip href="#main" { "To the content" }
                header.bar {
                    a.name href="/" { "Newsreel" }
                    nav aria-label="Main" {
                        ul {
                            li { a href="/" aria-current=[here(Entry::Stories)] { "Stories" } }
                            li { a href="/wall" aria-current=[here(Entry::Wall)] { "Desk view" } }
                            (reader.offered(html! { li { a href=(new.unwrap_or_else(|| "/new".to_owned())) data-new aria-current=[here(Entry::New)] { "New update" } } }))
                        }
                    }
                    form role="search" action="/" method="get" {
                        label.vh for="search" { "Search stories, people and words" }
                        input #search name="q" type="search" size="26" placeholder="Search stories, people, words" value=(words);
                    }
                    span.who {
                        @if live.is_some() { span #live.soft role="status" {} }
                        button.plain type="button" popovertarget="keys" { "Keys" }
                        @if reader.signed_in {
                            form method="post" action="/sign-out" {
                                @if let Some(name) = &reader.name { span.soft { "signed in as " } b { (name) } " " }
                                button.plain { "Sign out" }
                            }
                        } @else if reader.can_sign_in { a href="/sign-in" { "Sign in" } }
                    }
                }
                (keys(reader))
                main #main { (at_moment(main)) }
                @if let Some(foot) = foot { footer { (at_moment(&foot)) } }
            }
        }
    };
    harmless::shown(page.into_string())
}

fn keys(reader: &Reader) -> Markup {
    html! {
        div #keys.keys popover role="dialog" aria-label="Keys" tabindex="-1" autofocus {
            h2 { "Keys" }
            dl.def {
                dt { kbd { "/" } } dd { "search" }
                dt { kbd { "j" } " " kbd { "k" } } dd { "next, previous sentence, row or story" }
                dt { kbd { "o" } } dd { "open it" }
                dt { kbd { "s" } " " kbd { "w" } } dd { "stories, desk view" }
                (reader.offered(html! { dt { kbd { "n" } " " kbd { "c" } } dd { "new update, quick capture" } }))
                dt { kbd { "Esc" } } dd { "out of a field, so that these keys count" }
                dt { kbd { "?" } } dd { "this list" }
                dt { kbd { "←" } " " kbd { "→" } } dd { "on the ruler: one update back, one on" }
            }
            p { label { input #keys-off type="checkbox"; "Turn single keys off" } }
        }
    }
}

/// The most updates that are named one by one.
const MOST_NUMBERS: usize = 8;

/// The numbers of updates, the last of many, each a link to everything about it. That each is an update is said by the style sheet, to whoever
/// listens to the page: there are hundreds of them.
pub(crate) fn numbers(sequences: &[u64]) -> Markup {
    html! {
        @match sequences {
            [one] => a.n href={ "/updates/" (one) } { (one) },
            several => span.n {
                @let earlier = several.len().saturating_sub(MOST_NUMBERS);
                @if earlier > 0 { (earlier) " earlier · " }
                @for (place, sequence) in several.iter().skip(earlier).enumerate() {
                @if place > 0 { " · " }
                a href={ "/updates/" (sequence) } { (sequence) }
            } },
        }
    }
}

/// What items of a kind are, as sentences call them.
pub(crate) fn noun_of(kind: &str) -> String {
    let spec = Kind::named(kind).map(Kind::spec);
    match spec.map(|spec| spec.role) {
        Some(KindRole::OwnText) => "note of the desk".to_owned(),
        _ => spec.map_or_else(|| kind.replace('_', " "), |spec| spec.frame().noun.to_owned()),
    }
}

/// What sort of update it is, in words: “Trip planned”, “Request for comment: no reply reported”; where what somebody does by it
/// is done to details alone, “Trip detail denied”.
pub(crate) fn sort_of(type_name: &str, on_details: bool) -> String {
    let (kind, change) = type_name.split_once('.').unwrap_or((type_name, ""));
    let noun = noun_of(kind) + if on_details { " detail" } else { "" };
    capitalised(&match change {
        "noted" => noun,
        "none_reported" => format!("{noun}: no reply reported"),
        change => format!("{noun} {}", change.replace('_', " ")),
    })
}

/// An update in a line: its author's own sentence, else its sort and what it says.
pub(crate) fn headline(line: &UpdateLine) -> String {
    match &line.own_line {
        Some(own) => own.trim_end_matches('.').to_owned(),
        None => format!("{}: {}", sort_of(&line.type_name, line.on_details), line.says),
    }
}

/// What an update says, as a sentence: its author's own, else in words.
pub(crate) fn sentence(line: &UpdateLine) -> String {
    line.own_line.clone().unwrap_or_else(|| format!("{}.", capitalised(&line.says)))
}

/// Rows with whether each is of something else than the row before it: what several are of stands once, before the first.
pub(crate) fn each_once<T, K: PartialEq>(
    rows: impl Iterator<Item = T>,
    of: impl Fn(&T) -> K,
) -> impl Iterator<Item = (bool, T)> {
    let mut before = None;
    rows.map(move |row| {
        let key = Some(of(&row));
        let anew = key != before;
        before = key;
        (anew, row)
    })
}

/// A stance or a phase as anybody would say it, with what stands behind it: “says so (probably)”, “spoken of”.
pub(crate) fn in_words(says: &str) -> String {
    let plain = [("asserts", "says so"), ("mooted", "spoken of")];
    let told = plain.iter().find_map(|(token, words)| Some(format!("{words}{}", says.strip_prefix(token)?)));
    told.unwrap_or_else(|| says.replace('_', " "))
}

/// What an item is, without the grade that a line about it ends with, and that grade.
pub(crate) fn without_grade(headline: &str) -> (&str, Option<&str>) {
    match headline.strip_suffix(']').and_then(|text| text.rsplit_once(" [")) {
        Some((what, grade)) => (what, Some(grade)),
        None => (headline, None),
    }
}
