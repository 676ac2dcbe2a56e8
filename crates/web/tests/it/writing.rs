//! What is written on a page, and by whom.

use crate::kit::*;
use newsreel_story::record::bounds::Bounds;
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
