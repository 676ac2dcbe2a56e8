//! The pages of an update and of a publication.

use crate::kit::*;
use jiff::SignedDuration;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::views::difference::Interval;
use newsreel_story::views::updates::Part;
use newsreel_story::views::{difference, glance, reach, updates};
use newsreel_web::page::Reader;
use newsreel_web::page::publication::{self, PublicationPage, Rested};
use newsreel_web::page::update::{self, UpdatePage};

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
fn every_value_of_an_update_has_the_ways_to_say_something_of_it() {
    let page = update_page(&told(&format!("{VOTE}- occurrence.reported: vote-may\n  dead: 12\n")), 3);
    let row = |part: &str| {
        let rows = page.split("<tr role=\"row\">").filter(|row| row.contains(&format!(">{part}</th>")));
        rows.map(str::to_owned).next().unwrap_or_else(|| panic!("no {part}: {page}"))
    };
    let dead = row("dead");
    for way in [
        "change=denied&amp;path=dead&amp;value=12",
        "change=disputed&amp;path=dead&amp;value=12",
        "change=confirmed&amp;path=dead&amp;value=12",
        "change=corrected&amp;relation=corrects&amp;of=3&amp;of_path=dead&amp;by=desk",
        "change=retracted&amp;relation=retracts&amp;of=3&amp;of_path=dead&amp;by=desk",
    ] {
        assert!(dead.contains(&format!("item=vote-may&amp;on=3&amp;{way}\"")), "{way} is not in {dead}");
    }
}
