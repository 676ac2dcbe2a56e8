//! The page of a story: an annotated edition of its brief, and everything that stands around it.

mod brief;
mod changes;
mod drawn;
mod glance;
mod ruler;
mod standing;
mod tables;
mod timeline;

use std::collections::HashMap;

use jiff::Timestamp;
use maud::{Markup, html};
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::style::Style;
use newsreel_story::tell::english::counted;
use newsreel_story::tell::realise::capitalised;
use newsreel_story::views::asked::unreadable_text;
use newsreel_story::views::brief::{self as edition, Brief, BriefEntry, Sentence};
use newsreel_story::views::difference::Difference;
use newsreel_story::views::expected::Expected;
use newsreel_story::views::findings::Finding;
use newsreel_story::views::glance::Glance;
use newsreel_story::views::matrix::Matrix;
use newsreel_story::views::timeline::Timeline;
use newsreel_story::views::updates::{UpdateLine, Updates};

use crate::assets::{SCRIPT, STYLE};
use crate::page::marks::Mark;
use crate::page::{Frame, Reader, capture, document, feeds, moments, numbers, sort_of};

/// How many of the newest updates stand beside the brief.
const SLIPS: usize = 9;
/// What a page weighs at most with its style sheet and its script, in bytes as they are before they are packed.
const MOST_BYTES: usize = 100_000;
/// What the ruler weighs at most, in bytes.
const MOST_RULER: usize = 16_000;
/// The room of a page that has all of it: how much of it each part takes is counted in this many pieces.
const ALL_ROOM: usize = 8;

pub(super) use brief::mark;
pub(super) use changes::glance as moved;
pub(super) use glance::{disputed, next, unanswered};

/// Along which time a reader goes through a story.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum By {
    /// When the log took it.
    #[default]
    Recorded,
    /// When the newsroom learned it.
    Known,
}

impl By {
    /// When an update came, in this time.
    pub fn of(self, line: &UpdateLine) -> Timestamp {
        match self {
            Self::Recorded => line.recorded_at,
            Self::Known => line.learned_at,
        }
    }

    pub(crate) fn token(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::Known => "known",
        }
    }
}

/// A part of the page that is shown whole when somebody asks for it: in a large story it would be long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whole {
    /// The updates as they came in.
    Updates,
    /// When it happened.
    Timeline,
    /// Who says what.
    Matrix,
    /// What is expected.
    Expected,
    /// What the standards check finds.
    Findings,
    /// What moved.
    Moves,
}

impl Whole {
    const ALL: [Self; 6] = [Self::Updates, Self::Timeline, Self::Matrix, Self::Expected, Self::Findings, Self::Moves];

    /// The part of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.token() == name)
    }

    fn token(self) -> &'static str {
        match self {
            Self::Updates => "updates",
            Self::Timeline => "timeline",
            Self::Matrix => "matrix",
            Self::Expected => "expected",
            Self::Findings => "findings",
            Self::Moves => "moves",
        }
    }
}

/// Which moment of a story is shown, and since when what moved is marked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chosen {
    /// Along which time.
    pub by: By,
    /// Along which time it is shown where nothing is asked for.
    pub usual: By,
    /// The position of the last update shown; none for now.
    pub at: Option<u64>,
    /// The bounds of the answers, whether they come from `at` or were asked for by themselves.
    pub bounds: Bounds,
    /// The position of the update since which what moved is marked; zero for the beginning.
    pub since: u64,
    /// Whether the reader chose it.
    pub since_chosen: bool,
    /// Whether the whole brief is shown.
    pub whole: bool,
    /// Which part of the page is shown whole; the others show what matters first, and lead to the rest.
    pub all: Option<Whole>,
    /// Whether the ruler goes over earlier updates than the last.
    pub earlier: bool,
    /// Whether it is shown on another page than its own.
    pub elsewhere: bool,
}

/// Everything a page of a story shows.
#[derive(Debug, Clone)]
pub struct StoryPage {
    /// Which moment.
    pub chosen: Chosen,
    /// The brief at that moment.
    pub brief: Brief,
    /// The brief and the updates as they go to readers outside; none where that is all of them.
    pub for_readers: Option<(Brief, Updates)>,
    /// What needs an eye.
    pub glance: Glance,
    /// The updates the ruler goes over, by the time chosen, whatever the moment.
    pub window: Updates,
    /// The last updates at that moment, by the time chosen, as they stood then.
    pub told: Updates,
    /// Who says what.
    pub matrix: Matrix,
    /// What happened when.
    pub timeline: Timeline,
    /// What is expected.
    pub expected: Expected,
    /// What the standards check finds.
    pub findings: Vec<Finding>,
    /// What moved up to that moment, over the updates told.
    pub moved: Difference,
    /// What moved over the whole ruler; none where that is the same.
    pub moved_since: Option<Difference>,
    /// How much of each part is shown.
    pub room: Room,
    /// For whom it is made, and when.
    pub reader: Reader,
}

/// How much of what each part of a page can show it does show, so that a page of a large story is no heavier than others:
/// what is left out is one step away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room(usize);

impl Default for Room {
    fn default() -> Self {
        Self(ALL_ROOM)
    }
}

impl Room {
    /// From all of it to the least.
    fn all() -> impl Iterator<Item = Self> {
        (1..=ALL_ROOM).rev().map(Self)
    }

    /// How much is shown where there would be room for so much.
    fn of(self, most: usize) -> usize {
        (most * self.0).div_ceil(ALL_ROOM)
    }
}

impl StoryPage {
    fn style(&self) -> Style {
        self.reader.style
    }

    /// Whether an update is shown.
    fn shows(&self, line: &UpdateLine) -> bool {
        self.chosen.bounds.admit(line.sequence, line.recorded_at, line.learned_at)
    }

    /// The updates shown, in the order of the ruler.
    fn shown(&self) -> impl DoubleEndedIterator<Item = &UpdateLine> {
        self.told.list.iter()
    }

    /// How many updates there were at the moment shown.
    fn total(&self) -> usize {
        self.told.before + self.told.list.len()
    }

    /// When the moment since which what moved is marked was; none for the beginning.
    fn since(&self) -> Option<Timestamp> {
        let line = self.shown().find(|line| line.sequence == self.chosen.since)?;
        Some(self.chosen.by.of(line))
    }

    /// Whether an update came after that moment.
    fn is_since(&self, line: &UpdateLine) -> bool {
        self.since().is_none_or(|since| self.chosen.by.of(line) > since)
    }

    /// Whether it shows the present.
    fn is_live(&self) -> bool {
        self.chosen.bounds == Bounds::default()
    }

    /// The moment that times are told beside: a time without a day is one of today, and on a page of an earlier moment one
    /// of the day of the last update it shows.
    fn beside(&self) -> Timestamp {
        let last = self.shown().next_back().filter(|_| !self.is_live());
        last.map_or(self.reader.now, |line| self.chosen.by.of(line))
    }

    /// A moment by itself: which moment is shown, and since when what moved is marked.
    pub(in crate::page) fn moment(&self, moment: Timestamp) -> String {
        match self.is_live() {
            true => moments::short(self.style(), moment, self.reader.now),
            false => moments::full(self.style(), moment),
        }
    }

    fn when(&self, line: &UpdateLine) -> String {
        moments::short(self.style(), self.chosen.by.of(line), self.beside())
    }

    /// The moment since which what moved is marked, in words.
    fn since_words(&self) -> String {
        let at = self.told.list.iter().position(|line| line.sequence == self.chosen.since);
        at.map_or_else(|| "the beginning".to_owned(), |at| self.words_after(at))
    }

    /// What comes after an update, in words: a day, where the next update begins one; else the moment.
    fn words_after(&self, at: usize) -> String {
        self.day_after(&self.told.list, at).unwrap_or_else(|| self.moment(self.chosen.by.of(&self.told.list[at])))
    }

    /// The day that begins after one of these updates: that of the next which is shown, where it is another.
    fn day_after(&self, list: &[UpdateLine], at: usize) -> Option<String> {
        let next = list.iter().skip(at + 1).find(|line| self.shows(line))?;
        let (before, after) = (self.chosen.by.of(list.get(at)?), self.chosen.by.of(next));
        (!moments::same_day(before, after)).then(|| moments::day(self.style(), after))
    }

    /// Who says what an update brings, as short as it can be told.
    fn teller(&self, sequence: u64) -> Option<&str> {
        let line = self.shown().find(|line| line.sequence == sequence)?;
        Some(line.chain.first().map_or("the desk", String::as_str))
    }

    /// When the beginning was, where what moved is marked from there on and the ruler reaches back to it.
    fn beginning(&self) -> Option<String> {
        let first = self.shown().next().filter(|_| self.told.before == 0 && self.since().is_none())?;
        Some(self.moment(self.chosen.by.of(first)))
    }

    /// The address of a part of its page, from where it is shown.
    fn part(&self, id: &str) -> String {
        if self.chosen.elsewhere { format!("{}#{id}", self.here()) } else { format!("#{id}") }
    }

    /// The address of this view.
    pub(in crate::page) fn here(&self) -> String {
        let query = self.query();
        if query.is_empty() { self.address() } else { format!("{}?{}", self.address(), query.join("&")) }
    }

    fn address(&self) -> String {
        format!("/stories/{}", self.brief.story)
    }

    /// The address of this view with more of something in it.
    fn more(&self, of: &str) -> String {
        let query: Vec<String> = self.query().into_iter().chain([of.to_owned()]).collect();
        format!("{}?{}", self.address(), query.join("&"))
    }

    /// What the address of this view says of its moment.
    fn query(&self) -> Vec<String> {
        let Chosen { by, usual, at, bounds, since, since_chosen, .. } = &self.chosen;
        let moment = |name: &str, moment: Option<Timestamp>| moment.map(|moment| format!("{name}={moment}"));
        let query = [
            // The position says it already.
            at.map_or_else(|| moment("as_of", bounds.as_of), |at| Some(format!("at={at}"))),
            moment("known_at", bounds.known_at),
            moment("true_at", bounds.true_at),
            (by != usual).then(|| format!("by={}", by.token())),
            since_chosen.then(|| format!("since={since}")),
        ];
        query.into_iter().flatten().collect()
    }

    /// How much of a part is shown, where it would else show so much.
    fn most(&self, part: Whole, most: usize) -> usize {
        match part {
            part if self.chosen.all == Some(part) => usize::MAX,
            // What comes in is short, and needs its place.
            Whole::Updates => most,
            _ => self.room.of(most),
        }
    }

    /// The address of this view with a part of it whole.
    fn all_of(&self, part: Whole) -> String {
        self.more(&format!("all={}", part.token()))
    }

    /// The address under which this always shows the same: bounded by the last update it shows, so that what is recorded
    /// later changes nothing, also where it was learned before.
    fn permanent(&self) -> String {
        let Some(last) = self.shown().map(|line| line.sequence).max() else { return self.address() };
        let Chosen { by, at, bounds, since, .. } = &self.chosen;
        let at = format!("at={}", at.unwrap_or(last));
        let known = bounds.known_at.map(|known| format!("known_at={known}"));
        let so = bounds.true_at.map(|so| format!("true_at={so}"));
        let by = (*by == By::Known && known.is_none()).then(|| "by=known".to_owned());
        let query: Vec<String> =
            [Some(at), known, so, by, Some(format!("since={since}"))].into_iter().flatten().collect();
        format!("{}?{}", self.address(), query.join("&"))
    }
}

/// The updates by position.
type Lines<'p> = HashMap<u64, &'p UpdateLine>;

/// The brief as it stands on the page: the desk's own words on why it matters stand at the head.
struct Edition<'b> {
    standfirst: Option<&'b Sentence>,
    /// Each heading with its entries.
    sections: Vec<(&'b str, Vec<Entry<'b>>)>,
}

/// What is told of an item: all of it, and what of that stands here.
type Entry<'b> = (&'b BriefEntry, &'b [Sentence]);

impl<'b> Edition<'b> {
    fn of(brief: &'b Brief) -> Self {
        let mut standfirst = None;
        let mut sections = Vec::new();
        for section in &brief.sections {
            let entries = section.entries.iter().map(|entry| {
                let mut sentences = entry.sentences.as_slice();
                if section.heading == edition::WHY
                    && standfirst.is_none()
                    && let Some((first, rest)) = sentences.split_first()
                {
                    standfirst = Some(first);
                    sentences = rest;
                }
                (entry, sentences)
            });
            let entries: Vec<_> =
                entries.collect::<Vec<_>>().into_iter().filter(|(_, told)| !told.is_empty()).collect();
            if !entries.is_empty() {
                sections.push((section.heading.as_str(), entries));
            }
        }
        Self { standfirst, sections }
    }
}

/// The page, with as much in each of its parts as there is room for. Whoever asks for a part whole gets it, however heavy.
pub fn page(story: &StoryPage) -> String {
    let most = MOST_BYTES.saturating_sub(STYLE.content.len() + SCRIPT.content.len());
    // The ruler of an earlier moment grows with what comes in later, and the rest of its page is to stay as it is.
    let ruler = if story.is_live() { 0 } else { ruler::ruler(story).into_string().len() };
    let counted_for_it = if story.is_live() { 0 } else { MOST_RULER };
    let weight = |page: &str| page.len() - ruler + counted_for_it;
    let mut page = with_room(story);
    let asked_for_more = story.chosen.whole || story.chosen.all.is_some();
    if weight(&page) > most && !asked_for_more {
        let mut story = story.clone();
        for room in Room::all().skip(1) {
            story.room = room;
            page = with_room(&story);
            if weight(&page) <= most {
                break;
            }
        }
    }
    page
}

fn with_room(story: &StoryPage) -> String {
    let edition = Edition::of(&story.brief);
    let lines: Lines<'_> = story.shown().map(|line| (line.sequence, line)).collect();
    let main = html! {
        (head(story, edition.standfirst))
        (ruler::ruler(story))
        (glance::glance(story))
        nav.toc.data aria-label="On this page" {
            ul.tools {
                @for (address, words) in [("#b", "Brief"), ("#when", "When"), ("#matrix", "Who says what"), ("#n", "Expected next"), ("#r", "Requests"), ("#standings", "Rise and fall"), ("#changes", "What moved")] {
                    li { a href=(address) { (words) } }
                }
            }
        }
        div.edition {
            (brief::edition(story, &edition, &lines))
            aside aria-labelledby="in" {
                (slips(story))
                (captured(story))
                (tables::expected(story, &lines))
                (tables::requests(story))
                (tables::review(story))
                (tables::standards(story))
            }
        }
        (timeline::section(story))
        (tables::matrix(story))
        (standing::section(story))
        (changes::section(story))
        (brief::voices(story, &edition, &lines))
        @let (brief, updates) = story.for_readers.as_ref().map_or((&story.brief, &story.told), |(brief, updates)| (brief, updates));
        (feeds::linked(brief, updates, &story.reader))
    };
    let about = format!("What is known of “{}”, by whom, and what moved.", story.brief.title);
    let live = story.is_live();
    let frame = Frame {
        title: &story.brief.title,
        about: &about,
        live: live.then(|| (format!("{}/live", story.address()), story.brief.sequence)),
        story: Some(&story.brief.story),
        foot: Some(foot(story)),
        bounds: story.chosen.bounds,
        only_read: true,
        ..Frame::for_reader(&story.reader)
    };
    document(frame, &main)
}

/// What shows a part that is folded where there is little room; its style sheet knows when.
fn shown_at(part: &str) -> Markup {
    html! { a.show href={ "#" (part) } { "Show" } }
}

fn foot(story: &StoryPage) -> Markup {
    html! {
        span { (story.brief.story) ", position " (story.brief.sequence) ", " (moments::full(story.style(), story.brief.moment)) " (UTC)" }
        @if let Some(unreadable) = unreadable_text(story.brief.unreadable) { span { (capitalised(&unreadable)) } }
        a href=(story.permanent()) { "Link that always shows this" }
        a href={ (story.address()) "/feed.atom" } { "Atom" }
        a href={ (story.address()) "/story.ninjs" } { "ninjs" }
        a href={ "/embed" (story.address().trim_start_matches("/stories")) } { "To embed" }
        a href={ (story.address()) "/expected.ics" } { "Calendar of what is expected" }
        a href={ "/api" (story.address()) } { "JSON" }
        @if !story.chosen.whole && story.brief.more > 0 { a href=(story.more("brief=full")) { "The whole brief" } }
    }
}

fn head(story: &StoryPage, standfirst: Option<&Sentence>) -> Markup {
    let Brief { title, status, .. } = &story.brief;
    let last = story.shown().next_back();
    let days: Vec<String> = {
        let mut days: Vec<String> = story.shown().map(|line| moments::day(story.style(), line.recorded_at)).collect();
        days.dedup();
        days
    };
    html! {
        div.head {
            div {
                h1 { (capitalised(title)) }
                @if let Some(sentence) = standfirst {
                    p.standfirst { (sentence.text) " "
                        span.note { (Mark::Desk) " the desk’s words " (numbers(&sentence.sequences)) }
                    }
                }
            }
            dl.facts {
                @if let Some(desk) = &story.glance.desk { dt { "desk" } dd { (capitalised(desk)) ", " (status) } }
                @else { dt { "status" } dd { (status) } }
                @match days.as_slice() {
                    [] => {}
                    [day] => { dt { "recorded" } dd { (day) " (UTC)" } }
                    [first, .., last] => { dt { "recorded" } dd { (first) " to " (last) " (UTC)" } }
                }
                dt { "updates" }
                dd.n { (story.total())
                    @if let Some(last) = last { ", the last " (moments::short(story.style(), last.recorded_at, story.beside())) }
                }
            }
        }
    }
}

fn slips(story: &StoryPage) -> Markup {
    let shown: Vec<&UpdateLine> = story.shown().collect();
    let most = story.most(Whole::Updates, SLIPS);
    let live = story.is_live();
    html! {
        section {
            h2 #in { "As it comes in" @if live { " " small { "live" } } }
            div role="log" aria-live="polite" aria-label="Updates, newest first" {
                ol.slips {
                    @for line in shown.iter().rev().take(most) { (slip(story, line)) }
                }
            }
            p.note {
                @if shown.len() > most { a href=(story.all_of(Whole::Updates)) { "All " (counted(story.total(), "update")) } }
                @else if let Some(first) = shown.iter().map(|line| line.sequence).min().filter(|_| story.told.before > 0) {
                    "The last " (shown.len()) " of " (story.total()) " updates. "
                    a href={ (story.address()) "?at=" (first.saturating_sub(1)) "&all=updates" } { "Those before" }
                }
            }
        }
    }
}

/// What was taken down in a line and waits to be put in order.
fn captured(story: &StoryPage) -> Markup {
    let waiting = capture::waiting(&story.findings);
    html! {
        @if !waiting.is_empty() {
            section aria-labelledby="cp" {
                h2 #cp { "To be put in order " small { (waiting.len()) } }
                (capture::list(&waiting, &story.brief.story, &story.reader))
            }
        }
    }
}

fn slip(story: &StoryPage, line: &UpdateLine) -> Markup {
    let own = line.own_line.as_deref();
    html! {
        li #{ "u-" (line.sequence) } {
            a.n href={ "/updates/" (line.sequence) } { (line.sequence) }
            span { b { (sort_of(&line.type_name, line.on_details)) } " " (own.map_or(&*line.says, |own| own.trim_end_matches('.'))) @if let Some(by) = line.chain.last() { ". " i { (by) } } }
            span.time.n { (story.when(line)) }
            @if let Some(does) = changes::does(story, line.sequence) { span.does { (does) } }
            @if line.withdrawn { span.does { (Mark::Gone) " withdrawn since" } }
            @else if line.code.as_deref() == Some(capture::CODE) { span.does { (Mark::Gap) " taken down, not checked yet" } }
        }
    }
}
