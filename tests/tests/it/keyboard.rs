//! The page without a mouse, by whoever may and may not write, and without scripts: in a real browser.

use newsreel_tests::browser::{Browser, find_chromium};
use newsreel_web::{Access, Options, Role, Token};
use serde_json::json;

use crate::browser::opened;
use crate::page::Site;

/// Goes on with the tabulator until what has the focus is meant.
async fn tab_to(browser: &mut Browser, selector: &str) {
    let is_there = format!("document.activeElement.matches({})", json!(selector));
    for _ in 0..80 {
        if browser.value(&is_there).await == json!(true) {
            return;
        }
        browser.press("Tab").await;
    }
    panic!("{selector} is not reached with the tabulator");
}

async fn type_in(browser: &mut Browser, field: &str, text: &str) {
    tab_to(browser, field).await;
    browser.ask("Input.insertText", json!({ "text": text })).await;
}

/// Chooses one of a group of radio buttons with the arrow keys.
async fn choose(browser: &mut Browser, name: &str, value: &str) {
    tab_to(browser, &format!("[name={name}]")).await;
    browser.press(" ").await;
    let chosen = format!("document.activeElement.value === {}", json!(value));
    for _ in 0..60 {
        if browser.value(&chosen).await == json!(true) {
            return;
        }
        browser.press("ArrowDown").await;
    }
    panic!("{value} of {name} is not reached with the arrows");
}

async fn press_and_wait(browser: &mut Browser, key: &str, condition: &str) {
    browser.value("window.before = true").await;
    browser.press(key).await;
    browser.wait_for(&format!("!window.before && document.readyState === 'complete' && ({condition})")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_written_by_keyboard_alone() {
    let Some((mut browser, site)) = opened().await else { return };
    browser.go(&site.address("/stories/envoy-russia-trips")).await;
    // A whole update: kind, change, fields, sent.
    press_and_wait(&mut browser, "n", "document.activeElement.id === 'short'").await;
    choose(&mut browser, "kind", "meeting").await;
    press_and_wait(&mut browser, "Enter", "!!document.querySelector('[name=change]')").await;
    choose(&mut browser, "change", "denied").await;
    press_and_wait(&mut browser, "Enter", "!!document.getElementById('origin')").await;
    for (field, text) in [("#item", "meeting-february"), ("#origin", "peskov"), ("#via", "tass")] {
        type_in(&mut browser, field, text).await;
    }
    choose(&mut browser, "knowledge", "own_act").await;
    tab_to(&mut browser, "button[value=send]").await;
    press_and_wait(&mut browser, "Enter", "location.pathname === '/updates/65'").await;
    // Taken back, after its reach.
    type_in(&mut browser, "#reason", "misheard").await;
    press_and_wait(&mut browser, "Enter", "location.pathname === '/new'").await;
    tab_to(&mut browser, "button[value=send]").await;
    press_and_wait(&mut browser, "Enter", "location.pathname === '/updates/66'").await;
    // A line, to be put in order later.
    browser.press("c").await;
    browser.wait_for("document.activeElement.id === 'said-line'").await;
    type_in(&mut browser, "#said-line", "It was short.").await;
    type_in(&mut browser, "#by-whom", "Dmitry Peskov, by phone").await;
    press_and_wait(&mut browser, "Enter", "location.hash === '#wt'").await;
    // A story as text: the tabulator leads out of the text as well.
    browser.go(&site.address("/write?story=envoy-russia-trips")).await;
    let text = "story: envoy-russia-trips\nupdates:\n- {note.noted: by-hand, text: Call the embassy.}\n";
    browser.value("document.getElementById('text').value = ''").await;
    type_in(&mut browser, "#text", text).await;
    browser.press("Escape").await;
    tab_to(&mut browser, "button[value=send]").await;
    press_and_wait(&mut browser, "Enter", "document.body.textContent.includes('Call the embassy')").await;
    assert_eq!(site.server.log().await.last_sequence().await.ok(), Some(68));
    assert_eq!(browser.errors, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keys_are_listed_and_can_be_turned_off() {
    let Some((mut browser, site)) = opened().await else { return };
    browser.go(&site.address("/stories/envoy-russia-trips")).await;
    browser.press("j").await;
    browser.press("j").await;
    let second = "document.activeElement === document.querySelectorAll('.mark')[1]";
    assert_eq!(browser.value(second).await, json!(true));
    browser.press("k").await;
    browser.press("?").await;
    browser.wait_for("!!document.querySelector('#keys:popover-open')?.contains(document.activeElement)").await;
    browser.press("Escape").await;
    browser.wait_for("!document.querySelector('#keys:popover-open')").await;
    assert_eq!(browser.value("document.activeElement === document.querySelectorAll('.mark')[0]").await, json!(true));
    browser.press("?").await;
    tab_to(&mut browser, "#keys-off").await;
    browser.press(" ").await;
    browser.press("Escape").await;
    browser.press("j").await;
    assert_eq!(browser.value("document.activeElement === document.querySelectorAll('.mark')[0]").await, json!(true));
    // What was found is stepped through as well, once they are on again.
    browser.value("localStorage.keys = 'on'").await;
    browser.go(&site.address("/?q=moscow")).await;
    for place in 0..2 {
        browser.press("j").await;
        let step = format!("document.activeElement === document.querySelectorAll('main [data-step]')[{place}]");
        assert_eq!(browser.value(&step).await, json!(true));
    }
    assert_eq!(browser.errors, Vec::<String>::new());
}

/// Everything that could record something, but to sign out.
const WAYS_TO_WRITE: &str = r"[...document.querySelectorAll('a, form')].filter((one) => {
    const to = one.getAttribute(one.matches('form') ? 'action' : 'href');
    return /^\/(new|write|capture)(\?|$)|^\/updates\/\d+(\/(confirmed|denied|disputed)|#reach)/.test(to) || one.method === 'post' && to !== '/sign-out';
}).map((one) => one.outerHTML.slice(0, 160))";

#[tokio::test(flavor = "multi_thread")]
async fn who_only_reads_is_offered_nothing_that_writes_and_an_editor_records_in_their_own_name() {
    let Some(chromium) = find_chromium() else { return };
    let token = |name: &str, role: Role| Token {
        name: name.to_owned(),
        role,
        secret: format!("the-secret-of-{}", role.as_str()),
    };
    let tokens = vec![token("Rita Reader", Role::Reader), token("Ed Editor", Role::Editor)];
    let access = Access::SignIn { tokens, provider: None, open_reads: false };
    let site = Site::start_with(Options { access, ..Options::default() }).await;
    let mut browser = Browser::start(&chromium, site.server.store()).await;
    for (name, role) in [("Rita Reader", "reader"), ("Ed Editor", "editor")] {
        let wanted = site.address("/stories/envoy-russia-trips");
        browser.ask("Page.navigate", json!({ "url": wanted })).await;
        browser.wait_for("location.pathname === '/sign-in' && document.readyState === 'complete'").await;
        type_in(&mut browser, "#token", &format!("the-secret-of-{role}")).await;
        press_and_wait(&mut browser, "Enter", "location.pathname === '/stories/envoy-russia-trips'").await;
        let who = format!("document.querySelector('.bar .who').textContent.includes({})", json!(name));
        assert_eq!(browser.value(&who).await, json!(true));
        for page in ["/", "/stories/envoy-russia-trips", "/updates/39", "/who/kremlin", "/wall", "/?q=moscow"] {
            browser.go(&site.address(page)).await;
            let ways = browser.value(WAYS_TO_WRITE).await;
            assert_eq!(ways == json!([]), role == "reader", "{page}: {ways}");
        }
        if role == "reader" {
            for key in ["n", "c"] {
                browser.press(key).await;
            }
            browser.go(&site.address("/new?story=envoy-russia-trips")).await;
            let told = "document.querySelector('main').textContent.includes('reading only') && !document.querySelector('main form')";
            assert_eq!(browser.value(told).await, json!(true));
            // That it is refused is an error to the browser's network alone.
            browser.errors.retain(|error| !error.contains("status of 403"));
        } else {
            let short = "/new?story=envoy-russia-trips&short=peskov+denied+meeting+february";
            browser.go(&site.address(short)).await;
            tab_to(&mut browser, "button[value=send]").await;
            press_and_wait(&mut browser, "Enter", "location.pathname === '/updates/65'").await;
            assert_eq!(browser.value("document.body.textContent.includes('by Ed Editor')").await, json!(true));
        }
        tab_to(&mut browser, "form[action='/sign-out'] button").await;
        press_and_wait(&mut browser, "Enter", "location.pathname === '/sign-in'").await;
    }
    assert_eq!(browser.errors, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_a_story_is_looked_at_earlier_and_written_on() {
    let Some((mut browser, site)) = opened().await else { return };
    browser.ask("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await;
    let submit = |form: &str, button: &str| {
        format!(
            "{{ const form = document.querySelector({}); form.requestSubmit(form.querySelector({})) }}",
            json!(form),
            json!(button)
        )
    };
    browser.go(&site.address("/stories/envoy-russia-trips")).await;
    browser.value("document.getElementById('asof').value = 5").await;
    browser.value(&submit("form:has(#asof)", "button")).await;
    browser.wait_for("location.search !== '' && document.readyState === 'complete'").await;
    assert_eq!(browser.value("document.querySelector('.slips .n').textContent !== '64'").await, json!(true));
    // Any mark opens what stands behind it.
    browser.value("document.querySelector('.mark').click()").await;
    browser.wait_for("!!document.querySelector('.voice:popover-open')").await;
    browser.go(&site.address("/new?story=envoy-russia-trips&short=peskov+denied+meeting+february")).await;
    browser.value(&submit("form:has(#item)", "button[value=send]")).await;
    browser.wait_for("location.pathname === '/updates/65' && document.readyState === 'complete'").await;
    // It is taken back, and nothing is lost where it is refused.
    browser.value("document.getElementById('reason').value = 'misheard'").await;
    browser.value(&submit("form:has(#reason)", "button")).await;
    browser.wait_for("location.pathname === '/new' && document.readyState === 'complete'").await;
    browser.value(&submit("form:has(#item)", "button[value=send]")).await;
    browser.wait_for("location.pathname === '/updates/66' && document.readyState === 'complete'").await;
    assert_eq!(browser.errors, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_survives_a_closed_browser_and_is_gone_once_it_is_sent() {
    let Some((mut browser, site)) = opened().await else { return };
    let form = site.address("/new?story=envoy-russia-trips&kind=meeting&change=denied&item=meeting-february");
    browser.go(&form).await;
    for (field, text) in [("#origin", "peskov"), ("#via", "tass"), ("#quote", "There was no meeting.")] {
        type_in(&mut browser, field, text).await;
    }
    browser.wait_for("document.querySelector('#draft').textContent === 'kept in this browser'").await;
    browser.close().await;
    let chromium = find_chromium().expect("the browser that was open");
    let mut browser = Browser::start(&chromium, site.server.store()).await;
    browser.go(&form).await;
    tab_to(&mut browser, "#draft button").await;
    browser.press("Enter").await;
    let typed = "['origin', 'via', 'quote'].map((id) => document.getElementById(id).value)";
    assert_eq!(browser.value(typed).await, json!(["peskov", "tass", "There was no meeting."]));
    tab_to(&mut browser, "button[value=send]").await;
    press_and_wait(&mut browser, "Enter", "location.pathname === '/updates/65'").await;
    browser.go(&form).await;
    let left = "Object.keys(localStorage).filter((key) => key.startsWith('draft:'))";
    assert_eq!(browser.value(left).await, json!([]));
    assert_eq!(browser.errors, Vec::<String>::new());
}
