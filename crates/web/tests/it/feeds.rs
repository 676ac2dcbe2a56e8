//! Feeds, calendars and the box for other sites.

use crate::kit::*;
use newsreel_story::judge::view::View;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::views::brief::Form;
use newsreel_story::views::updates::Part;
use newsreel_story::views::{brief, cast, expected, glance, matrix, updates};
use newsreel_web::page::story::Chosen;
use newsreel_web::page::{Reader, embed, feeds, ninjs};

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
fn a_calendar_is_as_exact_as_the_plan() {
    for (when, lines) in [
        ("2026-05-04", &["DTSTART;VALUE=DATE:20260504", "DTEND;VALUE=DATE:20260505"][..]),
        ("2026-05", &["DTSTART;VALUE=DATE:20260501", "DTEND;VALUE=DATE:20260601"]),
        ("2026-05-04T14:30:00Z", &["DTSTART:20260504T143000Z"]),
        ("2026-05-04T14:30:00+02:00", &["DTSTART:20260504T123000Z"]),
        (
            "2026-05-04T09:00:00-04:00/2026-05-05T17:00:00-04:00",
            &["DTSTART:20260504T130000Z", "DTEND:20260505T210000Z"],
        ),
    ] {
        let planned = VOTE.replace("when: 2026-05-04", &format!("when: {when}"));
        // What is called off, and what is put to another time, keeps its time as well.
        let off = format!("{planned}- occurrence.cancelled: vote-may\n");
        let moved = format!("{VOTE}- occurrence.rescheduled: vote-may\n  when: {when}\n");
        for yaml in [planned, off, moved] {
            let calendar = calendar(&told(&yaml).view(Bounds::default()));
            let event = event(&calendar, "vote-may");
            let said: Vec<&str> =
                event.iter().copied().filter(|line| line.starts_with("DTSTART") || line.starts_with("DTEND")).collect();
            assert_eq!(said, lines, "{yaml}");
        }
    }
}

/// What a line of an event says.
fn says<'e>(event: &[&'e str], what: &str) -> Option<&'e str> {
    event.iter().find_map(|line| line.strip_prefix(what)?.strip_prefix([':', ';']))
}

#[test]
fn an_event_ends_when_it_is_to_or_after_as_long_as_it_is_to_last() {
    let meeting = |fields: &str, then: &str| {
        format!("{VOTE}- meeting.planned: talks\n  participants: [council, herald]\n{fields}{then}")
    };
    for (fields, then, end) in [
        ("  when: 2026-05-04T09:00:00Z\n  duration: 3 hours\n", "", "DTEND:20260504T120000Z"),
        ("  when: 2026-05-04T09:00:00Z\n  duration: about 90 minutes\n", "", "DTEND:20260504T103000Z"),
        ("  when: 2026-05-04\n  duration: 3 days\n", "", "DTEND;VALUE=DATE:20260507"),
        ("  when: 2026-05-04\n  duration: 3 hours\n", "", "DTEND;VALUE=DATE:20260505"),
        // Some day of a month is no beginning.
        ("  when: 2026-05\n  duration: 3 days\n", "", "DTEND;VALUE=DATE:20260601"),
        (
            "  when: 2026-05-04\n",
            "- {meeting.began: talks, key: on, when: 2026-05-04}\n- {meeting.held: talks, key: over, when: 2026-05-06}\n",
            "DTEND;VALUE=DATE:20260507",
        ),
    ] {
        let yaml = meeting(fields, then);
        let calendar = calendar(&told(&yaml).view(Bounds::default()));
        let event = event(&calendar, "talks");
        assert!(event.contains(&end), "{yaml}: {event:?}");
    }
}

#[test]
fn what_is_taken_back_is_cancelled_in_a_calendar_and_what_one_party_denies_is_tentative() {
    let mayor = "directory:\n  mayor: {person: the mayor}\n";
    let vote = VOTE.replace("directory:\n", mayor);
    let retracted = "- occurrence.retracted: vote-may\n  retracts: {update: planned, reason: misheard}\n  by: desk\n";
    let keyed =
        vote.replace("- occurrence.announced: vote-may\n", "- occurrence.announced: vote-may\n  key: planned\n");
    let denied = "- occurrence.denied: vote-may\n  source: {origin: mayor, via: [herald], knowledge: own_act}\n";
    let of_date = "  of: when\n  value: 2026-05-04\n";
    for (then, status, number) in [
        ("", "CONFIRMED", "0"),
        (retracted, "CANCELLED", "1"),
        (denied, "TENTATIVE", "1"),
        (&format!("{denied}{of_date}"), "TENTATIVE", "1"),
        (
            "- {occurrence.disputed: vote-may, source: {origin: mayor, via: [herald], knowledge: own_act}}\n",
            "TENTATIVE",
            "1",
        ),
        (
            "- {occurrence.confirmed: vote-may, source: {origin: mayor, via: [herald], knowledge: own_act}}\n",
            "CONFIRMED",
            "1",
        ),
        ("- {occurrence.cancelled: vote-may}\n", "CANCELLED", "1"),
    ] {
        let calendar = calendar(&told(&format!("{keyed}{then}")).view(Bounds::default()));
        let event = event(&calendar, "vote-may");
        assert_eq!(
            (says(&event, "STATUS"), says(&event, "SEQUENCE")),
            (Some(status), Some(number)),
            "{then}: {event:?}"
        );
        assert_eq!(says(&event, "DTSTART"), Some("VALUE=DATE:20260504"), "{then}: {event:?}");
    }
}

#[test]
fn what_is_planned_for_no_known_day_is_tentative_and_says_why() {
    for (when, why) in [
        ("2026-05-04", None),
        ("2026-05-04T14:30:00Z", None),
        ("2026-05-04/2026-05-06", None),
        ("2026-05-04T09:00:00Z/2026-05-05T17:00:00Z", None),
        ("2026-05", Some("The day is not known: in May 2026.")),
        ("2026", Some("The day is not known: in 2026.")),
        ("2028-23", Some("The day is not known: in autumn 2028.")),
        ("2026-05-04~", Some("The day is not known: about 4 May 2026.")),
        ("2026-05-04?", Some("The day is not known: possibly on 4 May 2026.")),
        ("2026-05/2026-06", Some("The day is not known: from May to June 2026.")),
        ("../2026-05-04", Some("The day is not known: by 4 May 2026.")),
        ("{date: 2026-05-04/2026-05-06, window: true}", Some("The day is not known: between 4 and 6 May 2026.")),
    ] {
        let yaml = VOTE.replace("when: 2026-05-04", &format!("when: {when}"));
        let calendar = calendar(&told(&yaml).view(Bounds::default())).replace("\r\n ", "");
        let event = event(&calendar, "vote-may");
        let status = if why.is_some() { "TENTATIVE" } else { "CONFIRMED" };
        assert_eq!((says(&event, "STATUS"), says(&event, "DESCRIPTION")), (Some(status), why), "{when}: {event:?}");
        // What took place did so, whatever is known of its day.
        let held = told(&format!("{yaml}- occurrence.completed: vote-may\n"));
        let calendar = self::calendar(&held.view(Bounds::default()));
        assert_eq!(says(&self::event(&calendar, "vote-may"), "STATUS"), Some("CONFIRMED"), "{when}");
    }
}

#[test]
fn a_deadline_says_what_is_due_and_stays_when_it_is_over() {
    let asked = format!(
        "{VOTE}- query.sent: ask\n  source: {{origin: herald}}\n  key: asked\n  asker: herald\n  asked: council\n  about: the vote\n  deadline: 2026-03-04\n"
    );
    let came = |change: &str| format!("{asked}- query.{change}: ask\n  source: {{origin: herald}}\n");
    let due = "Answer due: The Herald asked the council for comment about the vote";
    for (yaml, summary, status, number) in [
        (asked.clone(), due, "CONFIRMED", "0"),
        (
            came("answered"),
            "Over: the council answered a request for comment from The Herald about the vote",
            "CONFIRMED",
            "1",
        ),
        (
            format!("{asked}- query.retracted: ask\n  retracts: {{update: asked, reason: not sent}}\n  by: desk\n"),
            due,
            "CANCELLED",
            "1",
        ),
    ] {
        let calendar = calendar(&told(&yaml).view(Bounds::default())).replace("\r\n ", "");
        let event: Vec<&str> = event(&calendar, "ask-deadline");
        let found = (says(&event, "SUMMARY"), says(&event, "STATUS"), says(&event, "SEQUENCE"));
        assert_eq!(found, (Some(summary), Some(status), Some(number)), "{yaml}: {event:?}");
        assert_eq!(says(&event, "DTSTART"), Some("VALUE=DATE:20260304"), "{event:?}");
    }
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

/// The titles of the entries of a feed, the first of the story first.
fn titles(feed: &str) -> Vec<String> {
    let entries = feed.split("<entry>").skip(1);
    let title = |entry: &str| Some(entry.split_once("<title>")?.1.split_once("</title>")?.0.to_owned());
    let mut titles: Vec<String> = entries.filter_map(title).collect();
    titles.reverse();
    titles
}

#[test]
fn an_entry_says_what_its_update_said_whatever_came_of_it() {
    let told = told(
        "
story: collapse
title: The collapse
directory:
  police: {organisation: the police}
  mayor: {organisation: the mayor's office}
  herald: {outlet: The Herald}
  geneva: {place: Geneva}
defaults: {source: {origin: police, via: [herald], knowledge: own_act}}
updates:
- occurrence.reported: collapse
  type: a bridge collapse
  place: geneva
  dead: 12
- occurrence.denied: collapse
  source: {origin: mayor, via: [herald], knowledge: own_act}
- occurrence.denied: collapse
  key: fewer
  source: {origin: mayor, via: [herald], knowledge: own_act}
  of: dead
  value: 12
- occurrence.confirmed: collapse
  key: there
  source: {origin: mayor, via: [herald], knowledge: own_act}
  of: place
- occurrence.reported: collapse
  key: higher
  dead: 14
  injured: about 30
  line: Fourteen people were killed, the police said.
- occurrence.reported: collapse
  key: highest
  dead: 16
- occurrence.corrected: collapse
  dead: 15
  corrects: [{update: highest, reason: misread}]
  by: desk
- occurrence.announced: inquest
  type: an inquest
  when: 2026-05-04
- occurrence.rescheduled: inquest
  when: 2026-05-11
- occurrence.cancelled: inquest
",
    );
    let all = updates::of(&told.view(Bounds::default()), Part::default());
    let feed = feeds::atom(&all, "https://page.example");
    // What was corrected is a tombstone.
    assert_eq!(
        titles(&feed),
        [
            "Story opened: “The collapse”",
            "Event reported: “a bridge collapse”; place: Geneva; number of dead: 12",
            "Event denied: the bridge collapse; the mayor's office denies it",
            "Event detail denied: the bridge collapse; the mayor's office denies the number of dead (12)",
            "Event detail confirmed: the bridge collapse; the mayor's office confirms the place",
            "Fourteen people were killed, the police said",
            "Event corrected: the bridge collapse; number of dead: 15; corrects update 7 (misread)",
            "Event announced: “an inquest”; date: 4 May 2026",
            "Event rescheduled: the inquest; date: 11 May 2026",
            "Event cancelled: the inquest",
        ]
    );
}

/// Everything that goes to readers outside of what was recorded of a story, by what it is.
fn outside(told: &Told) -> Vec<(&'static str, String)> {
    let view = told.view(Bounds { for_readers: true, ..Bounds::default() });
    let all = updates::of(&view, Part::default());
    let site = "https://page.example";
    let parts = ninjs::Parts {
        brief: brief::checked(&view, Form::Full),
        glance: glance::of(&view),
        cast: cast::of(&view),
        expected: expected::of(&view),
        updates: all.clone(),
    };
    let short = brief::checked(&view, Form::Short);
    let page = told.page(Chosen::default());
    let linked = page.split("application/ld+json").nth(1).and_then(|rest| rest.split("</script>").next());
    vec![
        ("feed", feeds::atom(&all, site)),
        ("feed of all stories", feeds::atom_of_stories(std::slice::from_ref(&all), 500, start(), site)),
        ("calendar", calendar(&view)),
        ("box", embed::page(&short, &Reader::at(start()))),
        ("oEmbed", embed::answer(&short, site, (None, None)).to_string()),
        ("news object", ninjs::object(&parts, site, "en").to_string()),
        ("linked data", linked.expect("linked data").to_owned()),
    ]
}

/// What can become of a note that was captured, as updates after it; `ordered` takes its place.
const LIVES: &[(&str, &str)] = &[
    ("kept", ""),
    ("taken back", "- note.retracted: captured\n  retracts: {update: captured, reason: no use}\n  by: desk\n"),
    (
        "corrected, then taken back",
        "- note.corrected: captured\n  key: captured-again\n  text: It is off, she says\n  corrects: [{update: captured, reason: misheard}]\n  by: desk\n\
         - note.retracted: captured\n  key: gone\n  retracts: {update: captured-again, reason: no use}\n  by: desk\n",
    ),
    (
        "entered in error",
        "- note.retracted: captured\n  retracts: {update: captured, reason: entered in error}\n  by: desk\n",
    ),
    ("put in order", "ordered"),
    (
        "put in order and taken back",
        "ordered\n- note.retracted: captured\n  retracts: {update: captured, reason: twice}\n  by: desk\n",
    ),
];

#[test]
fn what_goes_to_readers_is_the_same_to_the_byte_with_a_note_for_the_desk_and_without() {
    let ordered = |supersedes: &str| format!("- occurrence.cancelled: vote-may\n  key: off\n{supersedes}");
    for (story, yaml) in [("the vote", VOTE), ("the dues", DUES)] {
        for code in ["captured", "legal"] {
            for (life, then) in LIVES {
                if then.contains("ordered") && story != "the vote" {
                    continue;
                }
                let note = format!(
                    "- note.noted: captured\n  key: captured\n  text: 'An Nguyen, by phone: it is off'\n  code: {code}\n"
                );
                let takes_its_place = ordered("  supersedes: [{update: captured, reason: put in order}]\n");
                let with = told(&format!("{yaml}{note}{}", then.replacen("ordered", &takes_its_place, 1)));
                let without = match then.contains("ordered") {
                    true => told(&format!("{yaml}{}", ordered(""))),
                    false => told(yaml),
                };
                // The log is that of before: only what is for the desk is not there.
                let place = |update: &str| {
                    with.state
                        .reports()
                        .iter()
                        .find(|report| report.record.key.as_ref().is_some_and(|key| key.as_str() == update))
                };
                let at = without.state.reports().iter().map(|report| {
                    let key = report.record.key.as_ref().map(|key| key.as_str());
                    key.filter(|key| *key == "off").and_then(place).map_or(report.sequence, |report| report.sequence)
                });
                let without = without.at(at.collect());
                for ((what, with), (_, without)) in outside(&with).into_iter().zip(outside(&without)) {
                    assert_eq!(with, without, "the {what} of {story}, with a note of code {code} that was {life}");
                    assert!(with.contains("vote") || with.contains("dues"), "the {what} has the story: {with}");
                }
                // Within the desk it is told, as what it is.
                let all = updates::of(&with.view(Bounds::default()), Part::default());
                assert!(!all.for_the_desk.is_empty() && all.list.iter().any(|line| line.type_name == "note.noted"));
            }
        }
    }
}

#[test]
fn a_note_for_the_desk_is_told_to_the_desk_as_what_it_is() {
    let notes = [("captured", "An Nguyen, by phone: it is off"), ("legal", "Ask the lawyers first")];
    let noted = |(code, text): (&str, &str)| format!("- note.noted: note-{code}\n  text: '{text}'\n  code: {code}\n");
    let told = told(&format!("{VOTE}{}", notes.map(noted).concat()));
    let full = brief::checked(&told.view(Bounds::default()), Form::Full);
    let told: Vec<&str> = full
        .sections
        .iter()
        .flat_map(|section| &section.entries)
        .flat_map(|entry| &entry.sentences)
        .map(|sentence| sentence.text.as_str())
        .collect();
    assert!(told.contains(&"Taken down and not checked yet: An Nguyen, by phone: it is off."), "{told:?}");
    assert!(told.contains(&"Ask the lawyers first."), "{told:?}");
}

#[test]
fn addresses_stand_in_linked_data_and_discovery_where_it_is_known_at_which_the_page_is_reached() {
    let told = told(VOTE);
    let page = |site: Option<&str>| {
        let mut story = told.story(Chosen::default());
        story.reader.site = site.map(str::to_owned);
        newsreel_web::page::story::page(&story)
    };
    let linked = |page: &str| -> serde_json::Value {
        let linked = page.split("application/ld+json\">").nth(1).and_then(|rest| rest.split("</script>").next());
        serde_json::from_str(linked.expect("linked data")).expect("JSON")
    };
    let unknown = page(None);
    assert!(!unknown.contains("json+oembed") && !linked(&unknown).to_string().contains("\"url\""), "{unknown}");
    let known = page(Some("https://page.example"));
    assert!(
        known.contains("href=\"https://page.example/oembed?url=https%3A%2F%2Fpage.example%2Fstories%2Fvote\""),
        "{known}"
    );
    let graph = &linked(&known)["@graph"];
    assert_eq!(graph[0]["url"], "https://page.example/stories/vote");
    assert_eq!(graph[1]["url"], "https://page.example/stories/vote");
    assert_eq!(graph[1]["liveBlogUpdate"][0]["url"], "https://page.example/updates/2");
}

#[test]
fn the_feed_of_all_stories_has_their_last_updates_and_what_they_ended() {
    let stories = [told(DUES), told(ENVOY)];
    let all: Vec<_> = stories.iter().map(|told| updates::of(&told.view(Bounds::default()), Part::default())).collect();
    let feed = feeds::atom_of_stories(&all, 500, start(), "https://page.example");
    let titles = titles(&feed);
    for story in ["The harbour dues: Event denied: ", "Envoy's Russia trips: "] {
        assert!(titles.iter().any(|title| title.starts_with(story)), "{story}: {titles:?}");
    }
    let ended = all.iter().flat_map(|story| &story.list).filter(|line| line.withdrawn).count();
    assert!(ended > 1 && feed.matches("<at:deleted-entry").count() == ended, "{ended}: {feed}");
    let last = all.iter().flat_map(|story| &story.list).map(|line| line.recorded_at).max().expect("an update");
    let updated = format!("<updated>{}</updated><generator>", last.strftime("%Y-%m-%dT%H:%M:%SZ"));
    assert!(feed.contains(&updated), "{updated}: {feed}");
    let short = feeds::atom_of_stories(&all, 3, start(), "https://page.example");
    assert_eq!(short.matches("<entry>").count() + short.matches("<at:deleted-entry").count(), 3);
    // What was ended lately is told of, however long ago it was recorded.
    let view = stories[0].view(Bounds::default());
    let whole = updates::of(&view, Part::default());
    let ended =
        whole.list.iter().filter_map(|line| line.ended.as_ref()).map(|ended| ended.by).max().expect("one ended");
    let part = Part { after: Some(ended - 1), with_ended: true, ..Part::default() };
    let since = updates::of(&view, part);
    assert!(since.list.iter().any(|line| line.sequence < ended && line.withdrawn), "{since:?}");
    assert_eq!(since.total, whole.total);
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
