//! The page in a real browser: what an editor sees and presses. Skipped, with a word, where there is no Chromium.

use newsreel_tests::browser::{Browser, find_chromium};
use serde_json::json;

use crate::page::Site;
use crate::program::{run, stdout};

/// A browser on a site with the example story; none where there is no browser.
#[allow(clippy::print_stderr, reason = "whoever runs the tests is to know what was skipped")]
async fn opened() -> Option<(Browser, Site)> {
    let Some(chromium) = find_chromium() else {
        eprintln!("skipped: there is no Chromium here (NEWSREEL_CHROMIUM names one)");
        return None;
    };
    let site = Site::start().await;
    let browser = Browser::start(&chromium, site.server.store()).await;
    Some((browser, site))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_open_shows_what_comes_in_and_keeps_the_focus() {
    let Some((mut browser, site)) = opened().await else { return };
    browser.go(&site.address("/stories/envoy-russia-trips")).await;
    browser.wait_for("document.querySelector('#live').textContent === 'live'").await;
    browser.value("window.stays = true; document.querySelector('.mark').focus()").await;
    let add =
        ["add", "envoy-russia-trips", "meeting.confirmed", "meeting-february", "--source", "peskov", "--via", "tass"];
    stdout(&run(&site.server.url(), &[&add[..], &["--knowledge", "own_act"]].concat()));
    browser.wait_for("document.querySelector('.slips .n').textContent === '65'").await;
    assert_eq!(browser.value("window.stays").await, json!(true), "the page was not loaded again");
    assert_eq!(browser.value("document.activeElement.className").await, json!("mark"), "the focus stays");
    assert_eq!(browser.errors, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_editor_gets_about_by_keyboard() {
    let Some((mut browser, site)) = opened().await else { return };
    browser.go(&site.address("/stories/envoy-russia-trips")).await;
    browser.press("j").await;
    assert_eq!(browser.value("document.activeElement.className").await, json!("mark"));
    browser.press("Enter").await;
    browser.wait_for("!!document.querySelector('.voice:popover-open')").await;
    browser.value("document.querySelector('#asof').focus()").await;
    for _ in 0..3 {
        browser.press("ArrowLeft").await;
    }
    browser.wait_for("document.querySelector('#moment').value.startsWith('update 61')").await;
    browser.press("Enter").await;
    browser.wait_for("location.search.startsWith('?at=61') && document.readyState === 'complete'").await;
    browser.press("n").await;
    browser.wait_for("location.pathname === '/new' && document.readyState === 'complete'").await;
    browser.press("/").await;
    browser.wait_for("document.activeElement.id === 'search'").await;
    assert_eq!(browser.errors, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_is_wider_than_its_window_or_has_an_error_with_or_without_scripts() {
    let Some((mut browser, site)) = opened().await else { return };
    let pages = [
        "/",
        "/stories/envoy-russia-trips",
        "/stories/envoy-russia-trips?at=40&since=36",
        "/updates/39",
        "/who/kremlin",
        "/?q=momentous",
        "/new",
        "/new?story=envoy-russia-trips&kind=trip&change=planned",
        "/write",
    ];
    for scripts in [true, false] {
        browser.ask("Emulation.setScriptExecutionDisabled", json!({ "value": !scripts })).await;
        for width in [1600, 400, 320] {
            browser.width(width).await;
            for page in pages {
                browser.go(&site.address(page)).await;
                let wider = browser.value("document.documentElement.scrollWidth - innerWidth").await;
                assert!(wider.as_i64().is_some_and(|wider| wider <= 0), "{page} at {width}: {wider} pixels too wide");
                assert_eq!(browser.value("!!document.querySelector('main h1')").await, json!(true), "{page}");
            }
        }
    }
    assert_eq!(browser.errors, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_refused_leads_to_its_field_and_loses_nothing() {
    let Some((mut browser, site)) = opened().await else { return };
    browser.go(&site.address("/new?story=envoy-russia-trips&kind=meeting&change=denied&item=meeting-february")).await;
    let fill = "for (const [name, value] of [['origin', 'peskov'], ['via', 'tass'], ['a.when', 'soon']]) \
                document.getElementById(name).value = value; document.querySelector('button.do').click()";
    browser.value(fill).await;
    browser.wait_for("!!document.querySelector('.refused a')").await;
    browser.value("document.querySelector('.refused a').click()").await;
    browser.wait_for("location.hash === '#a.when'").await;
    let kept = "document.getElementById('a.when').value + document.getElementById('origin').value";
    assert_eq!(browser.value(kept).await, json!("soonpeskov"));
    browser
        .value("document.getElementById('a.when').value = '2025-02'; document.querySelector('button.do').click()")
        .await;
    browser.wait_for("location.pathname === '/updates/65'").await;
    browser.wait_for("document.body.textContent.includes('Take no. 65 back')").await;
}
