//! Stories as they are recorded, and pages as a reader has them.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use newsreel_story::judge::view::View;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::StorySlug;
use newsreel_story::record::recorded::Recorded;
use newsreel_story::state::directory::Directory;
use newsreel_story::state::fold::State;
use newsreel_story::submit::decide::decide;
use newsreel_story::submit::index::StoryIndex;
use newsreel_story::submit::yaml::Source;
use newsreel_story::views::brief::Form;
use newsreel_story::views::difference::Interval;
use newsreel_story::views::updates::Part;
use newsreel_story::views::{brief, difference, expected, findings, glance, matrix, timeline, updates};
use newsreel_web::page::Reader;
use newsreel_web::page::story::{self, Chosen, Room, StoryPage};

pub(crate) const ENVOY: &str = include_str!("../../../newsreel/demo/envoy-russia-trips.yaml");
pub(crate) const DUES: &str = include_str!("../../../newsreel/demo/harbour-dues.yaml");

/// Everything that was recorded of a story, an update an hour.
pub(crate) struct Told {
    pub state: State,
    pub directory: Directory,
    /// When it is looked at.
    pub now: Timestamp,
}

pub(crate) fn start() -> Timestamp {
    "2026-03-02T08:00:00Z".parse().expect("an instant")
}

pub(crate) fn told(yaml: &str) -> Told {
    let document = Source::parse(yaml).unwrap_or_else(|error| panic!("{error:?}")).remove(0).value;
    let mut directory = Directory::default();
    let index = StoryIndex::default();
    let decision =
        decide(&document, Some(&index), &directory, None, start()).unwrap_or_else(|refusals| panic!("{refusals:?}"));
    for (entry, expected) in &decision.entries {
        directory.apply(expected + 1, entry);
    }
    let reports = (1..).zip(decision.updates).map(|(sequence, record)| {
        let recorded_at = start() + SignedDuration::from_hours(sequence as i64);
        Arc::new(Recorded { sequence, recorded_at, record })
    });
    let slug = StorySlug::new(document["story"].as_str().expect("a slug")).expect("a slug");
    let now = start() + SignedDuration::from_hours(24 * 30);
    Told { state: State::fold(slug, reports.collect::<Vec<_>>()), directory, now }
}

impl Told {
    /// The same at other positions of the log, an hour each.
    pub(crate) fn at(&self, sequences: Vec<u64>) -> Self {
        let reports = self.state.reports().iter().zip(sequences).map(|(report, sequence)| {
            let recorded_at = start() + SignedDuration::from_hours(sequence as i64);
            Arc::new(Recorded { sequence, recorded_at, record: report.record.clone() })
        });
        let state = State::fold(self.state.slug().clone(), reports.collect::<Vec<_>>());
        Self { state, directory: self.directory.clone(), now: self.now }
    }

    /// It as it was when the last of its first updates had just been recorded.
    pub(crate) fn first(&self, updates: usize) -> Self {
        let reports = self.state.reports()[..updates].to_vec();
        let now = reports.last().map_or_else(start, |last| last.recorded_at) + SignedDuration::from_mins(1);
        Self { state: State::fold(self.state.slug().clone(), reports), directory: self.directory.clone(), now }
    }

    pub(crate) fn view(&self, bounds: Bounds) -> View<'_> {
        View::new(&self.state, &self.directory, bounds, self.now)
    }

    pub(crate) fn story(&self, chosen: Chosen) -> StoryPage {
        let now = self.view(Bounds::default());
        let view = self.view(chosen.bounds);
        let is_earlier = chosen.bounds != Bounds::default();
        let interval = Interval { from: None, to: now.moment(), recorded: true };
        let form = if chosen.whole { Form::Full } else { Form::Standard };
        let told = updates::of(&view, Part::default());
        let outside = self.view(Bounds { for_readers: true, ..chosen.bounds });
        let for_readers = || (brief::checked(&outside, form), updates::of(&outside, Part::default()));
        StoryPage {
            brief: brief::checked(&view, form),
            for_readers: (!told.for_the_desk.is_empty()).then(for_readers),
            glance: glance::of(&view),
            window: updates::of(&now, Part::default()),
            matrix: matrix::of(&view, None, None),
            timeline: timeline::of(&view),
            expected: expected::of(&view),
            findings: findings::of(&view),
            told,
            moved: difference::between(&view, Interval { to: view.moment(), ..interval }, &[]),
            moved_since: is_earlier.then(|| difference::between(&now, interval, &[])),
            reader: Reader::at(now.moment()),
            room: Room::default(),
            chosen,
        }
    }

    pub(crate) fn page(&self, chosen: Chosen) -> String {
        story::page(&self.story(chosen))
    }
}

/// The page as text, markup left out.
pub(crate) fn text(page: &str) -> String {
    let main = &page[page.find("<main").expect("a page has content")..];
    let mut text = String::new();
    let mut inside = false;
    for character in main.chars() {
        match character {
            '<' => inside = true,
            '>' => inside = false,
            other if !inside => text.push(other),
            _ => {}
        }
    }
    text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"")
}

/// A page on which every tag is closed, every id is there once, and everything that refers to an id finds it.
pub(crate) fn is_whole(page: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut ids: Vec<&str> = Vec::new();
    let mut wanted: Vec<&str> = Vec::new();
    for tag in page.split('<').skip(1) {
        let tag = &tag[..tag.find('>').unwrap_or_else(|| panic!("a tag that does not end: {tag}"))];
        let name = tag.trim_start_matches('/').split([' ', '\n', '/']).next().unwrap_or_default();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "closed in the wrong order");
        } else if !tag.starts_with('!')
            && !tag.ends_with('/')
            && !["meta", "link", "input", "br", "hr", "img"].contains(&name)
        {
            open.push(name);
        }
        let attributes = |key: &str| {
            let key = format!(" {key}=\"");
            tag.split(key.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect::<Vec<_>>()
        };
        ids.extend(attributes("id"));
        for reference in ["for", "popovertarget", "aria-labelledby"] {
            wanted.extend(attributes(reference));
        }
        wanted.extend(attributes("href").into_iter().filter_map(|href| href.strip_prefix('#')));
    }
    assert!(open.is_empty(), "never closed: {open:?}");
    for id in &ids {
        assert_eq!(ids.iter().filter(|other| other == &id).count(), 1, "the id {id} is there more than once");
    }
    for id in wanted {
        assert!(ids.contains(&id), "nothing has the id {id}");
    }
}

/// A story in which everything that people can write tries to be markup, a script or a command to a terminal.
pub(crate) const HOSTILE: &str = r#"
story: hostile
title: "<script>alert(1)</script> \" onmouseover=\"alert(2)"
directory:
  herald: {outlet: "<img src=x onerror=alert(3)>"}
  mayor: {person: "The \"Mayor\" & 'Sons' </p></main>", title: "</title><svg onload=alert(4)>"}
  aides: {group: "aides{{7*7}}<b>"}
sources:
  mayor-says: {origin: mayor, via: [herald], knowledge: own_act}
updates:
- occurrence.announced: party
  source: mayor-says
  type: "a party <iframe src=//evil>"
  who: [mayor]
  when: 2026-05
  quote: "</dd></dl><script>fetch('//evil')</script>"
  line: "The party is on </li>."
- claim.reported: words
  source: {origin: aides, via: [herald]}
  text: "javascript:alert(5) </script><script>alert(6)</script>"
- note.noted: own
  text: "<style>*{display:none}</style>"
"#;

pub(crate) const VOTE: &str = "
story: vote
title: The vote
directory:
  council: {organisation: the council}
  herald: {outlet: The Herald}
defaults: {source: {origin: council, via: [herald], knowledge: own_act}}
updates:
- occurrence.announced: vote-may
  type: a vote
  when: 2026-05-04
";

/// The part of a page from one id on to the end of its section.
pub(crate) fn section<'p>(page: &'p str, id: &str) -> &'p str {
    let from = page.split(&format!("id=\"{id}\"")).nth(1).unwrap_or_else(|| panic!("no {id} on the page"));
    from.split("</section>").next().unwrap_or_default()
}

/// The part of a page from one id to another.
pub(crate) fn part_of<'p>(page: &'p str, from: &str, to: &str) -> &'p str {
    let from_it = page.split(&format!("id=\"{from}\"")).nth(1).unwrap_or_else(|| panic!("no {from} on the page"));
    from_it.split(&format!("id=\"{to}\"")).next().unwrap_or_default()
}
