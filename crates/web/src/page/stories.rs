//! The list of stories, and what a search found.

use maud::{Markup, html};
use newsreel_story::record::bounds::Bounds;
use newsreel_story::tell::english::counted;
use newsreel_story::tell::realise::capitalised;
use newsreel_story::views::glance::Glance;
use newsreel_story::views::listing::Listing;
use newsreel_story::views::search::Found;
use newsreel_story::views::updates::UpdateLine;

use crate::page::marks::Mark;
use crate::page::{Entry, Frame, Reader, document, moments, numbers, sort_of, without_grade};

/// A story in the list, with what needs an eye in it.
#[derive(Debug, Clone)]
pub struct StoryLine {
    /// The story.
    pub listing: Listing,
    /// What needs an eye; none where that could not be found out in time.
    pub counts: Option<Counts>,
}

/// How much needs an eye in a story, and what moved last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// What is contested.
    pub disputed: usize,
    /// What was to have happened by now.
    pub overdue: usize,
    /// The requests for comment without an answer.
    pub unanswered: usize,
    /// The publications that need review.
    pub review: usize,
    /// The last update.
    pub last: Option<UpdateLine>,
}

impl Counts {
    /// The counts of a story at a glance.
    pub fn of(glance: &Glance, last: Option<UpdateLine>) -> Self {
        Self {
            disputed: glance.disputed.len(),
            overdue: glance.overdue.len(),
            unanswered: glance.requests.iter().filter(|request| request.open).count(),
            review: glance.review.len(),
            last,
        }
    }
}

/// Which stories are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// Only those of this desk.
    pub desk: Option<String>,
    /// Only those in which something is in dispute.
    pub disputed: bool,
    /// Only those in which something is overdue.
    pub overdue: bool,
    /// Only those in which somebody has not answered.
    pub unanswered: bool,
    /// Only those with publications that need review.
    pub review: bool,
    /// Also those that take no more updates.
    pub closed: bool,
}

impl Choice {
    /// Whether a story is chosen. One whose counts are not known is.
    pub fn takes(&self, line: &StoryLine) -> bool {
        let wanted = |asked: bool, count: fn(&Counts) -> usize| {
            !asked || line.counts.as_ref().is_none_or(|counts| count(counts) > 0)
        };
        self.desk.as_ref().is_none_or(|desk| line.listing.desk.as_ref() == Some(desk))
            && (self.closed || line.listing.status == "open")
            && wanted(self.disputed, |counts| counts.disputed)
            && wanted(self.overdue, |counts| counts.overdue)
            && wanted(self.unanswered, |counts| counts.unanswered)
            && wanted(self.review, |counts| counts.review)
    }

    /// It as a query, without the cursor.
    fn query(&self) -> String {
        let flags = [
            ("disputed", self.disputed),
            ("overdue", self.overdue),
            ("unanswered", self.unanswered),
            ("review", self.review),
        ];
        let mut query: Vec<String> =
            flags.into_iter().filter(|(_, set)| *set).map(|(name, _)| format!("{name}=on")).collect();
        query.extend(self.desk.as_ref().map(|desk| format!("desk={}", super::harmless::in_query(desk))));
        query.push(format!("closed={}", if self.closed { "on" } else { "off" }));
        query.join("&")
    }
}

/// A page of the list.
#[derive(Debug, Clone)]
pub struct StoriesPage {
    /// The stories, the one with the latest news first.
    pub lines: Vec<StoryLine>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// Whether this is the first page.
    pub first: bool,
    /// Which stories are shown.
    pub choice: Choice,
    /// The desks there are, as far as is known.
    pub desks: Vec<String>,
    /// The position of the log it shows.
    pub position: u64,
    /// The bounds under which each story is shown.
    pub bounds: Bounds,
    /// For whom it is made, and when.
    pub reader: Reader,
}

/// The list of stories.
pub fn page(stories: &StoriesPage) -> String {
    let StoriesPage { lines, next, first, choice, desks, position, bounds, reader } = stories;
    let (moments, now) = (at(bounds), *bounds == Bounds::default());
    let open = lines.iter().filter(|line| line.listing.status == "open").count();
    let main = html! {
        div.head {
            h1 { "Stories" }
            dl.facts {
                dt { "open" } dd { (open) " of " (lines.len()) @if next.is_some() { " on this page" } }
                dt { "times in" } dd { "UTC" }
                @for (name, moment) in moments::of_bounds(bounds) {
                    dt { (name.replace('_', " ")) } dd { (moments::full(reader.style, moment)) }
                }
                @if !now { dt {} dd { a href="/" data-now { "Back to now" } } }
            }
        }
        form.tools method="get" action="/" aria-label="Choose stories" {
            label { "desk "
                select name="desk" {
                    option value="" { "all" }
                    @for desk in desks { option value=(desk) selected[choice.desk.as_ref() == Some(desk)] { (capitalised(desk)) } }
                }
            }
            (tick("disputed", "in dispute", choice.disputed))
            (tick("overdue", "overdue", choice.overdue))
            (tick("unanswered", "not answered", choice.unanswered))
            (tick("review", "needs a look", choice.review))
            (tick("closed", "closed ones too", choice.closed))
            @for (name, moment) in moments::of_bounds(bounds) { input type="hidden" name=(name) value=(moment); }
            button { "Show" }
        }
        @if lines.is_empty() { (nothing(*choice == Choice { closed: true, ..Choice::default() } && *first, now)) }
        @else { (table(lines, reader)) }
        p.key {
            span { (Mark::Contested) "contested" }
            span { (Mark::Late) "its time has passed, nothing on file" }
            span { (Mark::Gap) "asked, no answer" }
            span { (Mark::Doubted) "published, and something it relied on has moved" }
            @if let Some(next) = next {
                a href={ "/?" (choice.query()) (moments) "&after=" (super::harmless::in_query(next)) } { "Older stories" }
            }
            @if !first { a href={ "/?" (choice.query()) (moments) } { "The latest" } }
        }
    };
    let frame = Frame {
        title: "Stories",
        about: "All stories: what is in dispute, overdue, not answered.",
        current: Some(Entry::Stories),
        live: (*first && now).then(|| ("/live".to_owned(), *position)),
        ..Frame::for_reader(reader)
    };
    document(frame, &main)
}

fn at(bounds: &Bounds) -> String {
    let position = bounds.at_sequence.map(|at| format!("&at_sequence={at}"));
    moments::of_bounds(bounds).map(|(name, moment)| format!("&{name}={moment}")).chain(position).collect()
}

fn tick(name: &str, words: &str, set: bool) -> Markup {
    html! { label { input type="checkbox" name=(name) checked[set]; (words) } }
}

fn nothing(at_all: bool, now: bool) -> Markup {
    html! {
        @if at_all && !now { p.lead { "No story was on file then." } }
        @else if at_all {
            p.lead { "No story has been recorded yet. " code { "newsreel import story.yaml" } " records one; " code { "newsreel example" } " prints one to begin with." }
        } @else {
            p.lead { "No story is like that. " a href="/?closed=on" { "All stories" } }
        }
    }
}

fn table(lines: &[StoryLine], reader: &Reader) -> Markup {
    html! {
        table.fold.list role="table" aria-label="Stories, what moved last first" {
            thead role="rowgroup" {
                tr role="row" {
                    th scope="col" role="columnheader" { "story, and what was reported last" }
                    th scope="col" role="columnheader" { "desk" }
                    th scope="col" role="columnheader" { "status" }
                    @for column in ["in dispute", "overdue", "not answered", "needs a look", "updates"] {
                        th.num scope="col" role="columnheader" { (column) }
                    }
                    th.num scope="col" role="columnheader" aria-sort="descending" { "last learned ↓" }
                }
            }
            tbody role="rowgroup" {
                @for line in lines { (row(line, reader)) }
            }
        }
    }
}

fn row(line: &StoryLine, reader: &Reader) -> Markup {
    let Listing { story, title, desk, status, updates, learned_at, .. } = &line.listing;
    let counts = line.counts.as_ref();
    let count = |of: fn(&Counts) -> usize| counts.map(of);
    html! {
        tr #{ "s-" (story) } role="row" {
            th scope="row" role="rowheader" data-step tabindex="-1" {
                span.t { a href={ "/stories/" (story) } { (title.as_deref().unwrap_or(story)) } }
                @if let Some(last) = counts.and_then(|counts| counts.last.as_ref()) {
                    @let (what, grade) = without_grade(&last.what);
                    span.src {
                        (if last.chain.is_empty() { Mark::Desk } else { Mark::of_words(grade) }) " " (capitalised(what)) " "
                        @if let Some(grade) = grade { "(" (grade) ") " }
                        (numbers(&[last.sequence]))
                    }
                }
            }
            @match desk {
                Some(desk) => td role="cell" data-th="desk" { span.in { (capitalised(desk)) } },
                None => td role="cell" {},
            }
            td role="cell" data-th="status" { span.in { (status) } }
            (number("in dispute", Mark::Contested, count(|counts| counts.disputed)))
            (number("overdue", Mark::Late, count(|counts| counts.overdue)))
            (number("not answered", Mark::Gap, count(|counts| counts.unanswered)))
            (number("needs a look", Mark::Doubted, count(|counts| counts.review)))
            td.num role="cell" data-th="updates" { span.in { (updates) } }
            td.num role="cell" data-th="last learned" { span.in.n { (moments::listed(reader.style, *learned_at, reader.now)) } }
        }
    }
}

fn number(column: &str, mark: Mark, count: Option<usize>) -> Markup {
    let red = matches!(mark, Mark::Contested | Mark::Late).then_some("red");
    html! {
        @match count {
            Some(0) => td.num.nil role="cell" data-th=(column) { span.in.soft { "0" } },
            Some(count) => td.num role="cell" data-th=(column) { span.in { (mark) " " b class=[red] { (count) } } },
            None => td.num role="cell" data-th=(column) { span.in.soft { "not counted" } },
        }
    }
}

/// What a search found.
#[derive(Debug, Clone)]
pub struct SearchPage {
    /// The words looked for.
    pub words: String,
    /// The people, organisations and places of this name: slug, name and what they are.
    pub people: Vec<(String, String, String)>,
    /// The updates with all these words, or why there are none.
    pub found: Result<Vec<Found>, String>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// For whom it is made, and when.
    pub reader: Reader,
}

/// The page of what a search found.
pub fn search(page: &SearchPage) -> String {
    let SearchPage { words, people, found, next, reader } = page;
    let main = html! {
        div.head { h1 { "“" (words) "”" } dl.facts { dt { "times in" } dd { "UTC" } } }
        @if !people.is_empty() {
            section aria-labelledby="people" {
                h2 #people { "People, organisations and places" }
                ul.data { @for (slug, name, what) in people {
                    li { a data-step href={ "/who/" (slug) } { (name) } @if !what.is_empty() { span.soft { ", " (what) } } }
                } }
            }
        }
        section.sec aria-labelledby="found" {
            h2 #found { "Updates" @if let Ok(found) = found { small { (counted(found.len(), "update")) @if next.is_some() { " on this page" } } } }
            @match found {
                Err(why) => p.lead { (why) },
                Ok(found) if found.is_empty() => p.lead { "Nothing on file contains all these words." },
                Ok(found) => ol.slips { @for one in found { (slip(one, reader)) } },
            }
            @if let Some(next) = next {
                p.note { a href={ "/?q=" (super::harmless::in_query(words)) "&after=" (super::harmless::in_query(next)) } { "Older ones" } }
            }
        }
    };
    let frame = Frame { title: words, about: "What was found.", words, only_read: true, ..Frame::for_reader(reader) };
    document(frame, &main)
}

fn slip(found: &Found, reader: &Reader) -> Markup {
    let update = &found.update;
    html! {
        li {
            a.n data-step href={ "/updates/" (found.sequence) } { (found.sequence) }
            span {
                b { (sort_of(&update.type_name(), update.is_on_details())) }
                // A key is no text that anybody reads.
                @let read: Vec<&str> = found.hit.passages.iter().map(|passage| &*passage.text).filter(|text| text.contains(' ')).collect();
                @if read.is_empty() { " " (found.says) }
                @for text in read { " " (text) }
            }
            span.time.n { (moments::listed(reader.style, update.learned_at, reader.now)) }
            span.does {
                a href={ "/stories/" (found.story) } { (if found.title.is_empty() { &found.story } else { &found.title }) }
                @for how in &found.hit.withdrawn { " " (Mark::Gone) " " (how) }
            }
        }
    }
}
