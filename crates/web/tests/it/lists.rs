//! The list of stories, the wall, the pages of people and places, and of problems.

use crate::kit::*;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::views::listing::{Listing, Page};
use newsreel_story::views::updates::Part;
use newsreel_story::views::who::{self, Who};
use newsreel_story::views::{glance, updates};
use newsreel_web::page::Reader;
use newsreel_web::page::problem;
use newsreel_web::page::stories::{self, Choice, Counts, StoriesPage, StoryLine};
use newsreel_web::page::story::Chosen;
use newsreel_web::page::wall::{self, Missing, WallPage};

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
fn everybody_in_the_directory_has_a_page() {
    for yaml in [ENVOY, DUES, HOSTILE] {
        let told = told(yaml);
        let view = told.view(Bounds::default());
        for entity in told.directory.iter() {
            let stories = who::of(&view, &entity.slug).into_iter().collect();
            let found = Who::new(entity.clone(), Vec::new(), stories, &told.directory);
            is_whole(&newsreel_web::page::who::page(
                &Page { list: vec![found], next: None },
                *view.bounds(),
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
