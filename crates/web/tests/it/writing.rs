//! What is written on a page, and by whom.

use crate::kit::*;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::submit::decide::decide;
use newsreel_story::submit::index::StoryIndex;
use newsreel_story::submit::refusal::{Code, Refusal};
use newsreel_story::views::cast;
use newsreel_web::page::Reader;
use newsreel_web::page::story::{self, Chosen};
use newsreel_web::page::text::{self, TextPage};
use newsreel_web::page::write::{self, Filled, FormPage, Looked};

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

/// What the desk says of what a form is filled in with, as the page shows it.
fn shown_refused(told: &Told, fields: &[(&str, &str)]) -> String {
    let filled = Filled(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect());
    let reading = newsreel_web::page::typed::Reading { now: told.now, style: Default::default() };
    let document = filled.document(reading).expect("a document");
    let mut index = StoryIndex::default();
    for report in told.state.reports() {
        index.apply(report.sequence, &report.record);
    }
    let refusals = decide(&document, Some(&index), &told.directory, None, told.now).expect_err("it is refused");
    let cast = Some(cast::of(&told.view(Bounds::default())));
    write::form(&FormPage { filled, cast, looked: Looked::Refused(refusals), ..FormPage::default() })
}

#[test]
fn a_refusal_in_a_form_speaks_of_the_form() {
    let told = told(VOTE);
    let form = [("story", "vote"), ("kind", "occurrence"), ("change", "reported"), ("item", "vote-may")];
    for (wrong, said) in [
        (&[("origin", "nobody")][..], "is not in the directory"),
        (&[("origin", "nobody"), ("basis", "on_record")], "is not in the directory; choose who is meant"),
        (&[("origin", "council"), ("via", "nobody"), ("basis", "on_record")], "choose who is meant"),
        (&[("origin", "council"), ("a.who", "nobody")], "choose who is meant"),
        (&[("origin", "council"), ("a.place", "nowhere")], "choose who is meant"),
        (&[("a.dead", "12")], "who says this?"),
    ] {
        let page = shown_refused(&told, &[&form[..], wrong].concat());
        is_whole(&page);
        let page = text(&page);
        assert!(page.contains(said), "{said}: {page}");
        for of_file in ["`directory:`", "`sources:`", "for example `", "`is` (a slug)", "`basis: observed`", "declares"]
        {
            assert!(!page.contains(of_file), "{of_file}: {page}");
        }
    }
}

#[test]
fn a_word_on_one_value_is_filled_in_with_its_item_its_part_and_the_value() {
    let filled = |fields: &[(&str, &str)]| {
        Filled(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    };
    let form = [("story", "vote"), ("kind", "occurrence"), ("change", "denied"), ("item", "vote-may"), ("on", "2")];
    let reading = newsreel_web::page::typed::Reading { now: start(), style: Default::default() };
    for (part, value, wanted) in [
        ("place", "geneva", serde_json::json!("geneva")),
        ("when", "4 May 2026", serde_json::json!("2026-05-04")),
        ("dead", "12", serde_json::json!(12)),
        ("who/council/role", "host", serde_json::json!("host")),
    ] {
        let document = filled(&[&form[..], &[("path", part), ("value", value)]].concat()).document(reading);
        let update = document.expect("a document")["updates"][0].clone();
        assert_eq!(update["of"], part);
        assert_eq!(update["value"], wanted);
        let page = write::form(&FormPage {
            filled: filled(&[&form[..], &[("path", part), ("value", value)]].concat()),
            ..FormPage::default()
        });
        is_whole(&page);
        for field in ["name=\"path\"", "name=\"value\"", "name=\"on\" value=\"2\""] {
            assert!(page.contains(field), "{field}");
        }
    }
}
