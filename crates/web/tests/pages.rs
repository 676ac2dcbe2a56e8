//! Pages rendered from real answers, without a server.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use newsreel_story::judge::view::View;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::StorySlug;
use newsreel_story::record::recorded::Recorded;
use newsreel_story::record::style::Style;
use newsreel_story::state::directory::Directory;
use newsreel_story::state::fold::State;
use newsreel_story::submit::decide::decide;
use newsreel_story::submit::index::StoryIndex;
use newsreel_story::submit::refusal::{Code, Refusal};
use newsreel_story::submit::yaml::Source;
use newsreel_story::views::brief::Form;
use newsreel_story::views::difference::Interval;
use newsreel_story::views::listing::{Listing, Page};
use newsreel_story::views::updates::Part;
use newsreel_story::views::who::{self, Who};
use newsreel_story::views::{brief, cast, difference, expected, findings, glance, matrix, reach, timeline, updates};
use newsreel_web::page::problem;
use newsreel_web::page::publication::{self, PublicationPage, Rested};
use newsreel_web::page::stories::{self, Choice, Counts, StoriesPage, StoryLine};
use newsreel_web::page::story::{self, Chosen, Room, StoryPage};
use newsreel_web::page::text::{self, TextPage};
use newsreel_web::page::update::{self, UpdatePage};
use newsreel_web::page::wall::{self, Missing, WallPage};
use newsreel_web::page::write::{self, Filled, FormPage, Looked};
use newsreel_web::page::{Reader, embed, feeds};

const ENVOY: &str = include_str!("../../newsreel/demo/envoy-russia-trips.yaml");
const DUES: &str = include_str!("../../newsreel/demo/harbour-dues.yaml");

/// Everything that was recorded of a story, an update an hour.
struct Told {
    state: State,
    directory: Directory,
}

fn start() -> Timestamp {
    "2026-03-02T08:00:00Z".parse().expect("an instant")
}

fn told(yaml: &str) -> Told {
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
    Told { state: State::fold(slug, reports.collect::<Vec<_>>()), directory }
}

impl Told {
    fn view(&self, bounds: Bounds) -> View<'_> {
        View::new(&self.state, &self.directory, bounds, start() + SignedDuration::from_hours(24 * 30))
    }

    fn story(&self, chosen: Chosen) -> StoryPage {
        let now = self.view(Bounds::default());
        let view = self.view(chosen.bounds);
        let interval = Interval { from: None, to: now.moment(), recorded: true };
        StoryPage {
            brief: brief::checked(&view, if chosen.whole { Form::Full } else { Form::Standard }),
            glance: glance::of(&view),
            window: updates::of(&now, Part::default()),
            matrix: matrix::of(&view, None, None),
            timeline: timeline::of(&view),
            expected: expected::of(&view),
            findings: findings::of(&view),
            moved: difference::between(&now, interval, &[]),
            reader: Reader::at(now.moment()),
            room: Room::default(),
            chosen,
        }
    }

    fn page(&self, chosen: Chosen) -> String {
        story::page(&self.story(chosen))
    }
}

/// The page as text, markup left out.
fn text(page: &str) -> String {
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
fn is_whole(page: &str) {
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

#[test]
fn a_story_answers_the_three_questions_before_everything_else() {
    let page = told(DUES).page(Chosen::default());
    is_whole(&page);
    let text = text(&page);
    let place = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words} is not on the page:\n{text}"));
    assert!(place("In dispute") < place("Since the beginning") && place("Since the beginning") < place("Not answered"));
    assert!(place("One thing is contested") < place("The latest"));
    assert!(place("The duration of the meeting") < place("The latest"));
    assert!(text.contains("overdue"), "{text}");
    assert!(text.contains("Publications that need a look"), "{text}");
}

#[test]
fn a_story_without_a_dispute_says_so_and_has_no_red() {
    let page = told(ENVOY).page(Chosen::default());
    is_whole(&page);
    assert!(text(&page).contains("Nothing is contested"));
    let keys = page.split("<p class=\"key\">").skip(1).filter_map(|rest| rest.split("</p>").next());
    let red = |text: &str| text.matches(" red\"").count() + text.matches("\"red\"").count();
    assert_eq!(red(&page), keys.map(red).sum::<usize>(), "something is red that is not a key to red marks");
}

#[test]
fn an_earlier_moment_shows_what_was_on_file_then() {
    let told = told(ENVOY);
    let recorded = told.view(Bounds::default()).reports().map(|(_, report)| report.recorded_at).collect::<Vec<_>>();
    let bounds = Bounds { at_sequence: Some(6), as_of: Some(recorded[5]), ..Bounds::default() };
    let page = told.page(Chosen { at: Some(6), bounds, since: 3, since_chosen: true, ..Chosen::default() });
    is_whole(&page);
    let text = text(&page);
    assert!(text.contains("update 6"), "{text}");
    assert!(!text.contains("Navy event"), "what came later is shown");
    assert!(page.contains("href=\"/stories/envoy-russia-trips?at=6&amp;since=3\""), "no link that stays");
    assert!(!page.contains("data-live"), "a moment that has passed does not move");
}

#[test]
fn what_moved_since_a_moment_has_a_bar_and_its_word() {
    let told = told(ENVOY);
    let page = told.page(Chosen { since: 7, since_chosen: true, ..Chosen::default() });
    assert!(page.contains("<li class=\"s fresh\">"), "nothing is new");
    assert!(text(&page).contains("now confirmed, before unattributed"), "{}", text(&page));
    let page = told.page(Chosen::default());
    assert!(!page.contains("<li class=\"s fresh\">"), "since the beginning everything is new, and nothing is marked");
}

/// What came in after the demo's explainer: a denial, and a plan.
const LATER: &str = "
- meeting.denied: meeting-april
  source: {origin: kremlin, basis: on_record, knowledge: own_act}
- meeting.announced: meeting-rubio-dmitriev
  source: {origin: rubio, via: [tass]}
  participants: [rubio, dmitriev]
  place: washington
  when: 2027-05-02
";

#[test]
fn what_moved_is_told_in_one_line_an_item_with_who_says_so_and_what_it_is_now() {
    let page = told(&format!("{ENVOY}{LATER}")).page(Chosen { since: 33, since_chosen: true, ..Chosen::default() });
    is_whole(&page);
    let moved = page.split("id=\"moved\"").nth(1).and_then(|rest| rest.split("id=\"not-answered\"").next());
    let lines: Vec<String> =
        moved.expect("the column").split("<li>").skip(1).map(|line| text(&format!("<main>{line}"))).collect();
    let of = |words: &str| lines.iter().filter(|line| line.contains(words)).collect::<Vec<_>>();
    let [denied] = of("in St. Petersburg")[..] else { panic!("one line an item: {lines:?}") };
    assert!(denied.contains("the Kremlin denies it; now planned, before held"), "{denied}");
    let [new] = of("Rubio and Kirill Dmitriev")[..] else { panic!("one line an item: {lines:?}") };
    assert!(new.starts_with("New: ") && new.contains("Secretary of State Marco Rubio"), "{new}");
    // Who denies it is named where it is in dispute, and what came last is not left out of the latest.
    let page = text(&page);
    let part = |from: &str, to: &str| {
        let part = page.split(from).nth(1).and_then(|rest| rest.split(to).next());
        part.unwrap_or_else(|| panic!("no {from} before {to}: {page}")).to_owned()
    };
    let dispute = part("In dispute", "Not answered");
    assert!(dispute.contains("Denied by the Kremlin."), "{dispute}");
    let latest = part("Unless said otherwise", "US special envoy");
    assert!(latest.contains("The Kremlin denied it") && latest.contains("are to meet in Washington"), "{latest}");
}

#[test]
fn what_has_moved_several_times_is_told_as_it_was_and_as_it_is() {
    let turns = VOTE.to_owned()
        + "- occurrence.postponed: vote-may\n- occurrence.began: vote-may\n- occurrence.completed: vote-may\n";
    let page = told(&turns).page(Chosen { since: 2, since_chosen: true, ..Chosen::default() });
    let moved = page.split("id=\"moved\"").nth(1).and_then(|rest| rest.split("id=\"not-answered\"").next());
    let moved = text(&format!("<main>{}", moved.expect("the column")));
    assert_eq!(moved.matches("now ").count(), 1, "{moved}");
    assert!(moved.contains("now completed, before planned"), "{moved}");
}

#[test]
fn the_moment_in_the_list_of_moments_is_the_one_above_what_moved() {
    let told = told(ENVOY);
    for line in &told.story(Chosen::default()).window.list {
        let page = told.page(Chosen { since: line.sequence, since_chosen: true, ..Chosen::default() });
        let chosen =
            page.split(" selected>").nth(1).and_then(|rest| rest.split("</option>").next()).expect("one is chosen");
        let chosen = chosen.split(", update").next().unwrap_or_default();
        assert!(page.contains(&format!("<h2>Since {chosen}")), "{chosen}");
    }
}

#[test]
fn a_page_of_a_story_has_no_word_that_only_programs_know() {
    for yaml in [ENVOY, DUES] {
        let page = text(&told(yaml).page(Chosen::default()));
        let words: Vec<&str> = page.split(|letter: char| !letter.is_alphanumeric()).collect();
        for word in ["asserts", "mooted", "agent", "anachronism"] {
            assert!(!words.iter().any(|other| other.eq_ignore_ascii_case(word)), "{word} in {page}");
        }
    }
}

/// A story in which everything that people can write tries to be markup, a script or a command to a terminal.
const HOSTILE: &str = r#"
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

#[test]
fn what_is_recorded_never_becomes_markup() {
    let told = told(HOSTILE);
    let page = told.page(Chosen { whole: true, ..Chosen::default() });
    is_whole(&page);
    assert_eq!(page.matches("<script").count(), page.matches("application/ld+json").count() + 1, "only ours");
    for markup in ["<img", "<iframe", "<style", "<svg onload", "onerror=\"", "href=\"javascript:", "<b>{"] {
        assert!(!page.contains(markup), "{markup} is markup");
    }
    assert!(text(&page).contains("<script>alert(1)</script>"), "the title is shown as it was written");
    let inline = page.split('<').filter(|tag| tag.contains(" style=") || tag.contains(" onclick="));
    assert_eq!(inline.count(), 0, "the policy forbids styles and scripts within the page");
}

fn update_page(told: &Told, sequence: u64) -> String {
    let view = told.view(Bounds::default());
    let line = updates::of(&view, Part::default()).list.into_iter().find(|line| line.sequence == sequence);
    let line = line.expect("an update at this position");
    let before = line.recorded_at - SignedDuration::from_nanos(1);
    let interval = Interval { from: Some(before), to: line.recorded_at, recorded: true };
    let then = told.view(Bounds { at_sequence: Some(sequence), ..Bounds::default() });
    let page = UpdatePage {
        update: updates::one(&view, line.update).expect("within the bounds"),
        moved: difference::between(&then, interval, &[]),
        reach: reach::of(&view, line.update, None).ok(),
        proof: None,
        reader: Reader::at(view.moment()),
    };
    update::page(&page)
}

#[test]
fn every_update_has_a_page_with_what_would_follow_if_it_were_taken_back() {
    for yaml in [ENVOY, DUES, HOSTILE] {
        let told = told(yaml);
        for (_, report) in told.view(Bounds::default()).reports() {
            let page = update_page(&told, report.sequence);
            is_whole(&page);
            assert_eq!(page.matches("<script").count(), page.matches("application/ld+json").count() + 1, "only ours");
        }
    }
    let text = text(&update_page(&told(ENVOY), 8));
    for words in ["a photograph", "unattributed", "confirmed", "Reports that rest on it: 0", "the origin"] {
        assert!(text.to_lowercase().contains(&words.to_lowercase()), "{words} is not in {text}");
    }
}

#[test]
fn what_an_update_ended_is_not_told_as_on_file() {
    let told = told(DUES);
    let view = told.view(Bounds::default());
    let retracted =
        updates::of(&view, Part::default()).list.into_iter().find(|line| line.type_name == "claim.retracted");
    let page = text(&update_page(&told, retracted.expect("a retraction").sequence));
    assert!(page.contains("tells of itno longer") && !page.contains("tells of iton file"), "{page}");
    // What would stand otherwise is named in words.
    let page = update_page(&self::told(ENVOY), 8);
    let heads: Vec<&str> = section(&page, "reach").split("<span class=\"t\">").skip(1).collect();
    assert!(heads.iter().all(|head| head.starts_with("Steve Witkoff and Vladimir Putin met")), "{heads:?}");
}

#[test]
fn the_form_of_every_kind_is_whole_and_says_at_each_field_why_it_is_refused() {
    let told = told(HOSTILE);
    let cast = cast::of(&told.view(Bounds::default()));
    let filled = |change: &str| {
        let fields = [
            ("story", "hostile"),
            ("kind", "meeting"),
            ("change", change),
            ("item", "\"><script>"),
            ("a.when", "soon"),
        ];
        Filled(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    };
    let refusal =
        |at: &str, message: &str| Refusal { code: Code::BadDate, message: message.to_owned(), at: at.to_owned() };
    let refusals = vec![refusal("/updates/0/when", "`soon` is not a date"), refusal("", "<b>no</b>")];
    for looked in [
        Looked::NotYet,
        Looked::Refused(refusals),
        Looked::Accepted { differences: Vec::new(), doubts: Vec::new(), readings: Vec::new() },
    ] {
        let refused = matches!(looked, Looked::Refused(_));
        let page = write::form(&FormPage {
            filled: filled("planned"),
            cast: Some(cast.clone()),
            looked,
            ..FormPage::default()
        });
        is_whole(&page);
        assert_eq!(page.matches("<script").count(), 2, "only ours");
        assert_eq!(page.contains("href=\"#a.when\""), refused, "the refusal leads to its field");
        assert_eq!(page.matches("aria-invalid=\"true\"").count(), usize::from(refused));
    }
    is_whole(&write::form(&FormPage { filled: filled(""), cast: Some(cast), ..FormPage::default() }));
    is_whole(&write::form(&FormPage::default()));
    is_whole(&text::text(&TextPage { text: "</textarea><script>".to_owned(), ..TextPage::default() }));
}

fn calendar(view: &View<'_>) -> String {
    let all = updates::of(view, Part::default());
    feeds::calendar(&expected::of(view), &matrix::of(view, None, None), &all, "https://page.example")
}

/// What `calendar` says of an event, by its item.
fn event<'c>(calendar: &'c str, item: &str) -> Vec<&'c str> {
    let mut events = calendar.split("BEGIN:VEVENT\r\n").skip(1);
    let event = events.find(|event| event.contains(&format!("/{item}@newsreel")));
    event.unwrap_or_else(|| panic!("no {item} in {calendar}")).lines().collect()
}

const VOTE: &str = "
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

#[test]
fn a_calendar_takes_over_what_moved_and_what_was_called_off() {
    let sequence = |event: &[&str]| {
        let number = event.iter().find_map(|line| line.strip_prefix("SEQUENCE:")).expect("a number");
        number.parse::<u64>().expect("a number")
    };
    let moved = format!("{VOTE}- occurrence.rescheduled: vote-may\n  when: 2026-05-11\n");
    let off = format!("{moved}- occurrence.cancelled: vote-may\n");
    let of = |yaml: &str| calendar(&told(yaml).view(Bounds::default()));
    let (first, second, third) = (of(VOTE), of(&moved), of(&off));
    let [first, second, third] = [&first, &second, &third].map(|calendar| event(calendar, "vote-may"));
    assert!(first.contains(&"STATUS:CONFIRMED") && first.contains(&"DTSTART;VALUE=DATE:20260504"), "{first:?}");
    assert!(second.contains(&"STATUS:CONFIRMED") && second.contains(&"DTSTART;VALUE=DATE:20260511"), "{second:?}");
    assert!(third.contains(&"STATUS:CANCELLED"), "{third:?}");
    assert_eq!([sequence(&first), sequence(&second), sequence(&third)], [0, 1, 2]);
    let uid = |event: &[&str]| event.iter().find(|line| line.starts_with("UID:")).map(|line| (*line).to_owned());
    assert_eq!(uid(&first), uid(&third), "it is the same event");
}

#[test]
fn a_tombstone_says_when_and_through_what_an_update_ended() {
    let told = told(DUES);
    let view = told.view(Bounds::default());
    let all = updates::of(&view, Part::default());
    let ended =
        all.list.iter().find(|line| line.withdrawn).and_then(|line| line.ended.clone()).expect("one that ended");
    let feed = feeds::atom(&all, "https://page.example");
    let when = ended.at.strftime("when=\"%Y-%m-%dT%H:%M:%SZ\"").to_string();
    assert!(feed.contains(&when), "{when} in {feed}");
    assert!(feed.contains(&format!("https://page.example/updates/{}", ended.by)));
}

#[test]
fn a_publication_shows_what_it_relied_on_then_and_now() {
    let told = told(DUES);
    let view = told.view(Bounds::default());
    let all = updates::of(&view, Part::default());
    let needs = glance::of(&view).review;
    let item = needs.first().expect("one that needs a look").publication.clone();
    let of_it = |line: &&updates::UpdateLine| line.item.as_deref() == Some(&*item);
    let versions: Vec<_> = all.list.iter().filter(of_it).cloned().collect();
    let published = updates::one(&view, versions[0].update).expect("on file");
    let relied_on: Vec<_> =
        published.record.iter().flat_map(|record| &record.relations).map(|one| one.update).collect();
    let then = told.view(Bounds { at_sequence: Some(published.line.sequence), ..Bounds::default() });
    let then = updates::of(&then, Part::default());
    let rested = all.list.iter().filter(|line| relied_on.contains(&line.update)).map(|line| Rested {
        then: then.list.iter().find(|then| then.update == line.update).cloned(),
        now: line.clone(),
    });
    let rested: Vec<Rested> = rested.collect();
    let interval = Interval { from: Some(published.line.recorded_at), to: view.moment(), recorded: true };
    let page = publication::page(&PublicationPage {
        published,
        versions,
        needs,
        rested,
        since: difference::between(&view, interval, &[]),
        reader: Reader::at(view.moment()),
    });
    is_whole(&page);
    let text = text(&page);
    for words in ["It needs a look", "What it relied on", "when it was put out", "one abstaining"] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
}

#[test]
fn the_wall_shows_several_stories_each_with_the_same_questions() {
    let on_wall = Chosen { elsewhere: true, ..Chosen::default() };
    let stories = [ENVOY, DUES, HOSTILE].map(|yaml| told(yaml).story(on_wall.clone()));
    let missing = vec![Missing { story: "gone".to_owned(), why: "no story `gone` is on file".to_owned() }];
    let reader = Reader::at(start());
    let page = wall::page(&WallPage {
        stories: stories.into(),
        missing,
        offered: Vec::new(),
        hours: 12,
        bounds: Bounds::default(),
        reader,
    });
    is_whole(&page);
    let text = text(&page);
    for question in ["In dispute", "What moved", "Not answered", "Next"] {
        assert_eq!(text.matches(question).count(), 3, "{question}");
    }
    assert!(text.contains("No story `gone` is on file."));
    assert_eq!(page.matches("data-story=").count(), 3);
}

#[test]
fn how_a_standing_rose_is_told_and_drawn() {
    let page = told(ENVOY).page(Chosen::default());
    let section = page.split("id=\"standings\"").nth(1).expect("the section");
    let first = section.split("</li>").nth(1).expect("the first line");
    assert!(first.contains("unattributed") && first.contains("<b>confirmed</b>"), "{first}");
    assert!(first.contains("class=\"step5\""), "{first}");
}

/// The part of a page from one id on to the end of its section.
fn section<'p>(page: &'p str, id: &str) -> &'p str {
    let from = page.split(&format!("id=\"{id}\"")).nth(1).unwrap_or_else(|| panic!("no {id} on the page"));
    from.split("</section>").next().unwrap_or_default()
}

#[test]
fn the_matrix_tells_what_each_party_did_and_says_and_what_others_say_of_it() {
    let page = told(ENVOY).page(Chosen::default());
    let matrix = section(&page, "matrix");
    let row = |item: &str| {
        let row = matrix.split(&format!("id=\"i-{item}\"")).nth(1).unwrap_or_else(|| panic!("no {item}: {matrix}"));
        row.split("</tr>").next().unwrap_or_default().to_owned()
    };
    let cell = |item: &str, party: &str| {
        let row = row(item);
        let cell = row
            .split(&format!("data-th=\"{party}\">"))
            .nth(1)
            .map(|rest| rest.split("</td>").next().unwrap_or_default());
        text(&format!("<main>{}", cell.unwrap_or_default()))
    };
    assert_eq!(cell("exchange-april", "the United States"), "released Arthur Petrovsilent");
    assert_eq!(cell("exchange-april", "Russia"), "released Ksenia Karelinasilent");
    assert!(
        cell("ceasefire", "Russia").contains("answer: conditional 18said of it by Newsweek"),
        "{}",
        row("ceasefire")
    );
    assert!(cell("meeting-february", "the Kremlin").contains("not confirmed (officially)"));

    // Whoever speaks of much has a column, also of what it has no part in; one in one item only shares the last.
    let page = told(DUES).page(Chosen::default());
    let matrix = section(&page, "matrix");
    assert!(
        matrix.contains("the ferry crews&#39; union</th>") || matrix.contains("the ferry crews' union</th>"),
        "{matrix}"
    );
    assert!(text(&format!("<main>{matrix}")).contains("organiser"), "{matrix}");
}

#[test]
fn beside_what_is_disputed_stands_who_will_not_confirm_it() {
    let page = told(ENVOY).page(Chosen::default());
    let dispute = section(&page, "in-dispute");
    let told = text(&format!("<main>{dispute}"));
    assert!(
        told.contains("The Kremlin has not confirmed (officially): Steve Witkoff and Vladimir Putin met"),
        "{told}"
    );
}

#[test]
fn what_happened_was_said_and_was_recorded_are_told_apart() {
    let said = VOTE.replace("  when: 2026-05-04", "  when: 2026-03-20\n  said: 2026-03-01");
    let page = told(&said).page(Chosen::default());
    let when = section(&page, "when");
    let row = when.split("<li>").nth(1).and_then(|rest| rest.split("</li>").next()).expect("a row");
    for (mark, means) in [("planpt", "planned"), ("class=\"said\"", "said"), ("class=\"g now\"", "recorded")] {
        assert_eq!(row.matches(mark).count(), 1, "{means}: {row}");
    }
    assert!(when.contains("recorded</span>"), "what the marks mean is told: {when}");
    // What was recorded long after is told in words alone. What happened and had been planned has a mark around its own.
    let page = told(ENVOY).page(Chosen::default());
    let when = section(&page, "when");
    let met =
        when.split("<li>").find(|row| row.contains("met in St. Petersburg")).and_then(|row| row.split("</li>").next());
    assert!(
        met.is_some_and(|met| met.contains("held, as planned") && met.contains("planpt\"") && met.contains("<circle")),
        "{met:?}"
    );
    assert!(!when.contains("g now") && when.contains("recorded from 2 March 2026"), "{when}");
    assert!(!text(&format!("<main>{when}")).contains("not stated"), "{when}");
}

#[test]
fn a_page_is_written_in_the_style_of_the_house() {
    let told = told(DUES);
    let mut story = told.story(Chosen::default());
    story.reader.style = Style::American;
    let page = story::page(&story);
    assert!(page.contains("<html lang=\"en-US\">"));
    assert!(text(&page).contains("March 2, 2026") && text(&page).contains("p.m."), "{}", text(&page));
}

#[test]
fn whoever_has_signed_in_can_sign_out() {
    let told = told(DUES);
    let mut story = told.story(Chosen::default());
    assert!(!story::page(&story).contains("/sign-out"));
    story.reader = Reader { name: Some("<rita>".to_owned()), signed_in: true, ..story.reader };
    let page = story::page(&story);
    is_whole(&page);
    assert!(page.contains("action=\"/sign-out\"") && page.contains("&lt;rita&gt;"));
}

#[test]
fn a_box_for_other_sites_leads_to_its_story_and_fits_where_it_is_asked_to() {
    let told = told(HOSTILE);
    let view = told.view(Bounds::default());
    let brief = brief::checked(&view, Form::Short);
    let page = embed::page(&brief, &Reader::at(start()));
    is_whole(&page);
    assert_eq!(page.matches("<script").count(), 1);
    let answer = embed::answer(&brief, "https://page.example", (Some(300), None));
    assert_eq!((answer["width"].as_u64(), answer["height"].as_u64()), (Some(300), Some(420)));
    let html = answer["html"].as_str().expect("markup");
    assert!(
        html.starts_with("<iframe src=\"https://page.example/embed/hostile\"") && !html.contains("<script"),
        "{html}"
    );
}

#[test]
fn a_line_that_was_captured_waits_on_the_page_of_its_story_until_a_report_takes_its_place() {
    let captured = format!(
        "{VOTE}- note.noted: captured-1\n  key: captured-1\n  text: 'An Nguyen, by phone: it is off'\n  code: captured\n"
    );
    let page = told(&captured).page(Chosen::default());
    is_whole(&page);
    assert!(page.contains("/new?story=vote&amp;captured=captured-1"), "{page}");
    let ordered = format!(
        "{captured}- occurrence.cancelled: vote-may\n  supersedes: [{{update: captured-1, reason: put in order}}]\n"
    );
    let page = told(&ordered).page(Chosen::default());
    assert!(!page.contains("captured=captured-1"), "it waits no more");
    assert!(!text(&page).contains("The desk took back"), "putting in order is no correction: {}", text(&page));
}

#[test]
fn feeds_and_calendars_hold_what_was_recorded_and_nothing_that_breaks_them() {
    for yaml in [ENVOY, DUES, HOSTILE] {
        let told = told(yaml);
        let view = told.view(Bounds::default());
        let feed = feeds::atom(&updates::of(&view, Part::default()), "https://page.example");
        assert!(feed.starts_with("<?xml") && feed.ends_with("</feed>"), "{feed}");
        assert!(!feed.contains("<script"), "{feed}");
        let calendar = calendar(&view);
        assert!(calendar.starts_with("BEGIN:VCALENDAR\r\n") && calendar.ends_with("END:VCALENDAR\r\n"));
        assert_eq!(calendar.matches("BEGIN:VEVENT").count(), calendar.matches("END:VEVENT").count());
    }
    let told = told(DUES);
    let view = told.view(Bounds::default());
    let feed = feeds::atom(&updates::of(&view, Part::default()), "https://page.example");
    assert!(feed.contains("<at:deleted-entry"), "what was taken back is a tombstone");
    let calendar = calendar(&view);
    assert!(calendar.contains("DTSTART;VALUE=DATE:20250324\r\n"), "the day it was moved to: {calendar}");
    let page = told.page(Chosen::default());
    let linked =
        page.split("<script type=\"application/ld+json\">").nth(1).and_then(|rest| rest.split("</script>").next());
    let linked: serde_json::Value = serde_json::from_str(linked.expect("linked data")).expect("JSON");
    assert_eq!(linked["@graph"][0]["@type"], "BackgroundNewsArticle");
    assert_eq!(linked["@graph"][1]["@type"], "LiveBlogPosting");
    assert_eq!(linked["@graph"][1]["liveBlogUpdate"].as_array().map(Vec::len), Some(5));
}

#[test]
fn everybody_in_the_directory_has_a_page() {
    for yaml in [ENVOY, DUES, HOSTILE] {
        let told = told(yaml);
        let view = told.view(Bounds::default());
        for entity in told.directory.iter() {
            let stories = who::of(&view, &entity.slug).into_iter().collect();
            let found = Who::new(entity.clone(), Vec::new(), stories, &told.directory);
            is_whole(&newsreel_web::page::who::page(
                &Page { list: vec![found], next: None },
                &Reader::at(view.moment()),
            ));
        }
    }
}

#[test]
fn the_list_shows_what_needs_an_eye_and_says_where_nothing_does() {
    let told = told(DUES);
    let view = told.view(Bounds::default());
    let last = updates::of(&view, Part { limit: Some(1), ..Part::default() }).list.pop();
    let counts = Counts::of(&glance::of(&view), last);
    assert_eq!((counts.disputed, counts.overdue, counts.review), (1, 1, 1), "{counts:?}");
    let listing = |story: &str| Listing {
        story: story.to_owned(),
        title: Some("A <i>title</i>".to_owned()),
        desk: Some("city".to_owned()),
        status: "open".to_owned(),
        updates: 22,
        sequence: 99,
        learned_at: start(),
    };
    let lines = vec![
        StoryLine { listing: listing("harbour-dues"), counts: Some(counts) },
        StoryLine { listing: listing("other"), counts: None },
    ];
    let page = StoriesPage {
        lines,
        next: Some("17&x=<y>".to_owned()),
        first: true,
        choice: Choice::default(),
        desks: vec!["city".to_owned()],
        position: 99,
        bounds: Bounds::default(),
        reader: Reader::at(start()),
    };
    let shown = stories::page(&page);
    is_whole(&shown);
    assert!(text(&shown).contains("A <i>title</i>") && text(&shown).contains("not counted"));
    assert!(shown.contains("after=17%26x%3D%3Cy%3E"), "the cursor is part of the address and nothing more");
    let none =
        StoriesPage { lines: Vec::new(), next: None, choice: Choice { closed: true, ..Choice::default() }, ..page };
    assert!(text(&stories::page(&none)).contains("No story has been recorded yet"));
}

#[test]
fn a_problem_is_a_page_too() {
    let page = problem::page(404, "no story `<x>` is on file", &Reader::default());
    is_whole(&page);
    assert!(text(&page).contains("No story <x> is on file."));
}
