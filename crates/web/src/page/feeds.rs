//! What other programs subscribe to: a story's updates in Atom, what is expected in iCalendar, and the story as linked data.

use std::fmt::Write as _;

use jiff::civil::{self, Date};
use jiff::tz::Offset;
use jiff::{Span, Timestamp};
use maud::{Markup, PreEscaped, html};
use newsreel_story::record::time::When;
use newsreel_story::record::time::meaning::Meaning;
use newsreel_story::tell::english::list;
use newsreel_story::tell::realise::capitalised;
use newsreel_story::views::brief::{Brief, CORRECTIONS};
use newsreel_story::views::expected::{Expectation, Expected, Fate, Firmness};
use newsreel_story::views::matrix::Matrix;
use newsreel_story::views::updates::{UpdateLine, Updates};
use serde_json::{Value, json};

use crate::page::{Reader, harmless, headline, sentence, without_grade};

const XML: PreEscaped<&str> = PreEscaped("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
const ATOM: &str = "http://www.w3.org/2005/Atom";
const TOMBSTONES: &str = "http://purl.org/atompub/tombstones/1.0";
/// The longest line of a calendar, in bytes.
const LONGEST_LINE: usize = 73;

fn moment(instant: Timestamp) -> String {
    instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The updates of a story as a feed; those that count no more as tombstones (RFC 6721). `site` is where the page is,
/// without a slash at its end.
pub fn atom(updates: &Updates, site: &str) -> String {
    let asked = &updates.asked;
    let story = format!("{site}/stories/{}", asked.story);
    let about = About {
        title: &asked.title,
        id: &format!("urn:newsreel:story:{}", asked.story),
        page: &story,
        feed: &format!("{story}/feed.atom"),
    };
    let lines = updates.list.iter().map(|line| (None, line)).collect();
    feed(&about, lines, asked.moment, site)
}

/// The last updates of several stories as one feed. `now` is when it was asked for, for when nothing is on file.
pub fn atom_of_stories(stories: &[Updates], most: usize, now: Timestamp, site: &str) -> String {
    let about = About {
        title: "Newsreel",
        id: "urn:newsreel:stories",
        page: &format!("{site}/"),
        feed: &format!("{site}/feed.atom"),
    };
    let lines = stories.iter().flat_map(|story| story.list.iter().map(|line| (Some(&*story.asked.title), line)));
    let mut lines: Vec<_> = lines.collect();
    lines.sort_by_key(|(_, line)| (changed(line), line.sequence));
    let last = lines.split_off(lines.len().saturating_sub(most));
    feed(&about, last, now, site)
}

/// What a feed says of itself.
struct About<'f> {
    title: &'f str,
    id: &'f str,
    /// The address of what it is about.
    page: &'f str,
    /// Its own.
    feed: &'f str,
}

/// When an update changed last on file: when it was recorded, or ended.
fn changed(line: &UpdateLine) -> Timestamp {
    line.ended.as_ref().filter(|_| line.withdrawn).map_or(line.recorded_at, |ended| ended.at)
}

/// Updates as a feed, the latest first, each with the title of its story where that does not go without
/// saying.
fn feed(about: &About<'_>, lines: Vec<(Option<&str>, &UpdateLine)>, now: Timestamp, site: &str) -> String {
    let updated = lines.iter().map(|(_, line)| changed(line)).max().unwrap_or(now);
    let feed = html! {
        (XML)
        feed xmlns=(ATOM) xmlns:at=(TOMBSTONES) {
            title { (about.title) }
            id { (about.id) }
            link rel="alternate" type="text/html" href=(about.page) {}
            link rel="self" type="application/atom+xml" href=(about.feed) {}
            updated { (moment(updated)) }
            generator { "Newsreel" }
            @for (story, line) in lines.into_iter().rev() { (entry(line, story, site)) }
        }
    };
    harmless::shown(feed.into_string())
}

/// An update, or that it counts no more. `story` is the title of its story, where that does not go without saying.
fn entry(line: &UpdateLine, story: Option<&str>, site: &str) -> Markup {
    let id = format!("urn:uuid:{}", line.update);
    html! {
        @if line.withdrawn {
            @let ended = line.ended.as_ref();
            at:deleted-entry ref=(id) when=(moment(changed(line))) {
                at:comment { "It counts no more" @if let Some(ended) = ended { ": see update " (ended.by) } "." }
                @if let Some(ended) = ended { link rel="related" type="text/html" href={ (site) "/updates/" (ended.by) } {} }
            }
        }
        @else {
            entry {
                title { @if let Some(story) = story { (story) ": " } (headline(line)) }
                id { (id) }
                link rel="alternate" type="text/html" href={ (site) "/updates/" (line.sequence) } {}
                published { (moment(line.recorded_at)) }
                updated { (moment(line.recorded_at)) }
                author { name { (line.chain.last().map_or("the desk", String::as_str)) } }
                category term=(line.type_name) {}
                content type="text" { (sentence(line)) @if let Some(quote) = &line.quote { " “" (quote) "”" } @if !line.chain.is_empty() { " (" (line.chain.join(" → ")) ")" } }
            }
        }
    }
}

/// What is expected in a story, as a calendar: what has a day. What was called off or taken back stays, as cancelled, and what
/// moved has a higher number, so that calendars take it over. A deadline that is over with what it was of, as one for an answer
/// that has come, stays where it was and says so: most calendars that subscribe show no tasks, and one event cannot become
/// another sort of thing under the same name.
pub fn calendar(expected: &Expected, matrix: &Matrix, updates: &Updates, site: &str) -> String {
    let mut calendar = String::new();
    let mut line = |text: String| fold(&mut calendar, &text);
    line("BEGIN:VCALENDAR".to_owned());
    line("VERSION:2.0".to_owned());
    line("PRODID:-//Newsreel//Expected//EN".to_owned());
    line(format!("X-WR-CALNAME:{}", escaped(&expected.asked.title)));
    let there =
        expected.expectations.iter().map(|expectation| (expectation, title(expectation), Status::of(expectation)));
    let gone = expected.gone.iter().map(|gone| match &gone.over {
        Some(over) => (&gone.expectation, format!("Over: {}", without_grade(over).0), Status::Confirmed),
        None => (&gone.expectation, title(&gone.expectation), Status::Cancelled),
    });
    for (expectation, title, status) in there.chain(gone) {
        let Some(time) = Time::of(expectation, matrix) else { continue };
        let step = expectation.step.as_deref().map(|step| format!("-{}", step.replace(' ', "-"))).unwrap_or_default();
        line("BEGIN:VEVENT".to_owned());
        line(format!("UID:{}/{}{step}@newsreel", expected.asked.story, expectation.item));
        // Every update on the item raises the number, also one that takes another back: it never falls.
        let of_item = updates.list.iter().filter(|line| line.item.as_deref() == Some(&expectation.item));
        let (number, last) =
            of_item.fold((0_usize, None), |(number, last), line| (number + 1, last.max(Some(line.recorded_at))));
        // In a calendar that nobody is invited by, that is when an event was last revised, and not when it was fetched.
        line(format!("DTSTAMP:{}", in_calendar(last.unwrap_or(expected.asked.moment))));
        time.lines().into_iter().for_each(&mut line);
        line(format!("SUMMARY:{}", escaped(&title)));
        line(format!("STATUS:{}", status.word()));
        if let Status::Tentative(why) = &status {
            line(format!("DESCRIPTION:{}", escaped(why)));
        }
        line(format!("SEQUENCE:{}", number.saturating_sub(1)));
        if let Some(last) = last {
            line(format!("LAST-MODIFIED:{}", in_calendar(last)));
        }
        line(format!("URL:{site}/stories/{}#n", expected.asked.story));
        line("END:VEVENT".to_owned());
    }
    line("END:VCALENDAR".to_owned());
    calendar
}

fn is_met(expectation: &Expectation) -> bool {
    matches!(expectation.fate, Fate::Met | Fate::MetLate)
}

/// What stands in a calendar on its day: of what took place that it did, of a deadline what falls due then, and of what.
fn title(expectation: &Expectation) -> String {
    let what = without_grade(&expectation.what).0;
    match expectation.step.as_deref() {
        None => capitalised(
            expectation
                .became
                .as_deref()
                .filter(|_| is_met(expectation))
                .map_or(what, |became| without_grade(became).0),
        ),
        Some(step) if step.contains("expiry") => format!("Expires: {what}"),
        Some(_) => format!("Answer due: {what}"),
    }
}

/// How far a calendar can count on something.
enum Status {
    Confirmed,
    /// And why no more than that.
    Tentative(String),
    Cancelled,
}

impl Status {
    fn of(expectation: &Expectation) -> Self {
        match expectation.fate {
            Fate::Dropped | Fate::Overtaken | Fate::Moved => return Self::Cancelled,
            Fate::Met | Fate::MetLate => return Self::Confirmed,
            Fate::Open | Fate::Overdue | Fate::Unknown => {}
        }
        // Whom one party denies nobody can count on; and what is some day of a season has no day to be confirmed.
        let denied = &expectation.denied_by;
        let denied = (!denied.is_empty()).then(|| format!("Denied by {}.", list(denied)));
        let spoken_of = (expectation.firmness != Firmness::Planned).then(|| "Spoken of, not planned.".to_owned());
        let inexact = (!expectation.to_the_day).then(|| match &expectation.when {
            Some(when) => format!("The day is not known: {when}."),
            None => "The day is not known.".to_owned(),
        });
        let why: Vec<String> = [denied, spoken_of, inexact].into_iter().flatten().collect();
        if why.is_empty() { Self::Confirmed } else { Self::Tentative(why.join(" ")) }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::Confirmed => "CONFIRMED",
            Self::Tentative(_) => "TENTATIVE",
            Self::Cancelled => "CANCELLED",
        }
    }
}

/// An instant as a calendar has it.
fn in_calendar(instant: Timestamp) -> String {
    instant.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// When something is expected, as exact as it is planned: days, or a time of day.
#[derive(Debug, Clone, Copy)]
enum Time {
    /// The first and the last day.
    Days(Date, Date),
    /// From an instant to another, or at one.
    Instants(Timestamp, Timestamp),
}

impl Time {
    /// When it took place, else when it was planned for last; of what was planned by another event, the last day it can be. It
    /// ends when that is on file, else after as long as it is to last.
    fn of(expectation: &Expectation, matrix: &Matrix) -> Option<Self> {
        let row = matrix.rows.iter().find(|row| row.item == expectation.item);
        let took_place =
            row.filter(|_| is_met(expectation) && expectation.step.is_none()).and_then(|row| row.when.as_deref());
        let stated = [took_place, expectation.planned_for.as_deref()].into_iter().flatten();
        let start = stated.filter_map(|when| Self::stated(&When::parse(when).ok()?)).next().or_else(|| {
            let last = Offset::UTC.to_datetime(expectation.latest?).date();
            Some(Self::Days(last, last))
        })?;
        let until = expectation.until.as_deref().filter(|_| took_place.is_some());
        let until = until.and_then(|until| start.until(Self::stated(&When::parse(until).ok()?)?));
        Some(until.or_else(|| start.lasting(expectation.lasts.as_deref()?)).unwrap_or(start))
    }

    /// From its beginning to the end of another time; none where that does not come after it.
    fn until(self, end: Self) -> Option<Self> {
        let day = |instant: Timestamp| Offset::UTC.to_datetime(instant).date();
        match (self, end) {
            (Self::Instants(start, _), Self::Instants(_, end)) => (start < end).then_some(Self::Instants(start, end)),
            (Self::Days(start, _), Self::Days(_, end)) => (start <= end).then_some(Self::Days(start, end)),
            (Self::Days(start, _), Self::Instants(_, end)) => {
                (start <= day(end)).then_some(Self::Days(start, day(end)))
            }
            (Self::Instants(start, _), Self::Days(_, end)) => {
                (day(start) <= end).then_some(Self::Days(day(start), end))
            }
        }
    }

    /// As long as this, in ISO 8601, from its beginning; none where it has an end of its own, or is some day of several.
    fn lasting(self, long: &str) -> Option<Self> {
        let long: Span = long.parse().ok()?;
        match self {
            Self::Instants(start, end) if start == end => {
                let end = Offset::UTC.to_datetime(start).checked_add(long).ok()?;
                let end = Offset::UTC.to_timestamp(end).ok()?;
                (start < end).then_some(Self::Instants(start, end))
            }
            Self::Days(first, last) if first == last => {
                // Hours are within the day.
                let after = first.to_datetime(civil::Time::midnight()).checked_add(long).ok()?;
                let whole =
                    if after.time() == civil::Time::midnight() { after.date().yesterday().ok()? } else { after.date() };
                Some(Self::Days(first, whole.max(first)))
            }
            Self::Instants(..) | Self::Days(..) => None,
        }
    }

    fn stated(when: &When) -> Option<Self> {
        if let Ok(Meaning::Instants(start, end)) = when.meaning() {
            return Some(Self::Instants(start, end));
        }
        let (first, last) = when.days()?;
        let (first, last) = (first.or(last)?, last.or(first)?);
        Some(Self::Days(first, last))
    }

    /// The lines that say it; the last day of a calendar is the one after it.
    fn lines(self) -> Vec<String> {
        match self {
            Self::Days(first, last) => {
                let day = |day: Date| day.strftime("%Y%m%d").to_string();
                let after = day(last.tomorrow().unwrap_or(last));
                vec![format!("DTSTART;VALUE=DATE:{}", day(first)), format!("DTEND;VALUE=DATE:{after}")]
            }
            Self::Instants(start, end) => {
                let end = (start < end).then(|| format!("DTEND:{}", in_calendar(end)));
                std::iter::once(format!("DTSTART:{}", in_calendar(start))).chain(end).collect()
            }
        }
    }
}

/// Text as RFC 5545 wants it. Characters that steer have no place in it.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in harmless::shown(text.to_owned()).chars() {
        match character {
            '\\' | ';' | ',' => escaped.extend(['\\', character]),
            '\n' => escaped.push_str("\\n"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A line, folded where it is too long.
fn fold(calendar: &mut String, line: &str) {
    let mut bytes = 0;
    for character in line.chars() {
        if bytes + character.len_utf8() > LONGEST_LINE {
            calendar.push_str("\r\n ");
            bytes = 1;
        }
        calendar.push(character);
        bytes += character.len_utf8();
    }
    calendar.push_str("\r\n");
}

/// The story as linked data (schema.org), within its page: for machines that read pages. An article on the background, and
/// the last updates as a live blog. Addresses stand there where it is known at which the page is reached.
pub(crate) fn linked(brief: &Brief, updates: &Updates, reader: &Reader) -> Markup {
    let site = reader.site.as_deref();
    let told = brief.sections.iter().flat_map(|section| {
        let sentences = section.entries.iter().flat_map(|entry| &entry.sentences);
        sentences.map(move |sentence| (section.heading.as_str(), sentence))
    });
    let mut body = String::new();
    let mut corrections: Vec<Value> = Vec::new();
    for (heading, sentence) in told {
        if heading == CORRECTIONS {
            corrections.push(json!({ "@type": "CorrectionComment", "text": sentence.text }));
        }
        if body.len() < MOST_BODY {
            // Writing into a string does not fail.
            let _ = write!(body, "{} ", sentence.text);
        }
    }
    let mut article = json!({
        "@type": "BackgroundNewsArticle",
        "inLanguage": reader.language(),
        "headline": brief.title,
        "articleBody": body.trim_end(),
        "identifier": brief.story,
        "version": brief.sequence,
    });
    if !corrections.is_empty() {
        article["correction"] = Value::Array(corrections);
    }
    let posts = updates.list.iter().rev().filter(|line| !line.withdrawn).take(MOST_POSTS);
    let mut blog = json!({
        "@type": "LiveBlogPosting",
        "headline": brief.title,
        "liveBlogUpdate": posts.map(|line| post(line, site)).collect::<Vec<_>>(),
    });
    let recorded = || updates.list.iter().map(|line| line.recorded_at);
    if let (Some(first), Some(last)) = (recorded().min(), recorded().max()) {
        article["dateModified"] = json!(moment(last));
        blog["coverageStartTime"] = json!(moment(first));
        blog["dateModified"] = json!(moment(last));
        if brief.status != "open" {
            blog["coverageEndTime"] = json!(moment(last));
        }
    }
    if let Some(site) = site {
        let address = format!("{site}/stories/{}", brief.story);
        article["url"] = json!(address);
        blog["url"] = json!(address);
    }
    let article = json!({ "@context": "https://schema.org", "@graph": [article, blog] });
    // Within a script nothing is markup but what begins with this sign.
    let article = article.to_string().replace('<', "\\u003c");
    html! { script type="application/ld+json" { (PreEscaped(article)) } }
}

fn post(line: &UpdateLine, site: Option<&str>) -> Value {
    let mut post = json!({
        "@type": "BlogPosting",
        "headline": headline(line),
        "articleBody": sentence(line),
        "datePublished": moment(line.recorded_at),
    });
    if let Some(site) = site {
        post["url"] = json!(format!("{site}/updates/{}", line.sequence));
    }
    post
}

/// How many of the last updates stand in the linked data.
const MOST_POSTS: usize = 5;
/// How much of a brief stands in the linked data, in bytes: machines that want more ask the API.
const MOST_BODY: usize = 500;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_calendar_has_no_line_that_is_too_long_and_no_text_that_ends_one() {
        let mut calendar = String::new();
        fold(&mut calendar, &format!("SUMMARY:{}", escaped(&"é; a, b\\\nEND:VCALENDAR\r\u{7}".repeat(9))));
        assert!(calendar.lines().all(|line| line.len() <= 75), "{calendar}");
        assert_eq!(calendar.matches("\r\nEND").count(), 0);
        let unfolded = calendar.replace("\r\n ", "");
        assert!(unfolded.starts_with("SUMMARY:é\\; a\\, b\\\\\\nEND:VCALENDAR"), "{unfolded}");
    }
}
