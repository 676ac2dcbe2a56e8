//! The page in a real browser: what an editor sees and presses. Skipped, with a word, where there is no Chromium.

use newsreel_tests::browser::{Browser, find_chromium};
use serde_json::json;

use crate::page::Site;
use crate::program::{run, stdout};

/// A browser on a site with the example story; none where there is no browser.
#[allow(clippy::print_stderr, reason = "whoever runs the tests is to know what was skipped")]
pub(crate) async fn opened() -> Option<(Browser, Site)> {
    let Some(chromium) = find_chromium() else {
        eprintln!("skipped: there is no Chromium here (CHROME_BIN names one)");
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
    // Whoever asks for a new update can type at once; a key leads out of the field.
    browser.wait_for("document.activeElement.id === 'short'").await;
    browser.press("Escape").await;
    browser.press("c").await;
    browser.wait_for("document.activeElement.id === 'said-line'").await;
    browser.press("Escape").await;
    browser.press("/").await;
    browser.wait_for("document.activeElement.id === 'search'").await;
    assert_eq!(browser.errors, Vec::<String>::new());
}

/// An editor at the keyboard, whose time is that of the keystroke-level model of Card, Moran and Newell.
struct Editor {
    browser: Browser,
    keys: usize,
    decisions: usize,
}

impl Editor {
    /// Goes on to what comes next: something to decide on.
    async fn press(&mut self, key: &str) {
        self.browser.press(key).await;
        self.keys += 1;
        self.decisions += 1;
    }

    async fn types(&mut self, text: &str) {
        self.browser.ask("Input.insertText", json!({ "text": text })).await;
        self.keys += text.chars().count();
    }

    /// How long it takes, in seconds: a keystroke 0.28 (an average typist's), a decision 1.35; and what the page takes.
    fn seconds(&self) -> f64 {
        0.28 * self.keys as f64 + 1.35 * self.decisions as f64
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_goes_in_within_thirty_seconds_of_the_phone_call() {
    let Some((browser, site)) = opened().await else { return };
    let mut editor = Editor { browser, keys: 0, decisions: 0 };
    editor.browser.go(&site.address("/stories/envoy-russia-trips")).await;
    editor.press("n").await;
    editor.browser.wait_for("document.activeElement.id === 'short'").await;
    editor.types("peskov denies meeting february “There was no such meeting.”").await;
    editor.press("Enter").await;
    // What would come of it is there to be read, and the cursor stands where it is sent.
    editor.browser.wait_for("document.activeElement.value === 'send' && document.readyState === 'complete'").await;
    let says = "document.querySelector('.check').textContent.includes('The desk would take it')";
    assert_eq!(editor.browser.value(says).await, json!(true));
    editor.press("Enter").await;
    editor.browser.wait_for("location.pathname === '/updates/65'").await;
    let told = "['Peskov', 'There was no such meeting.'].every((words) => document.body.textContent.includes(words))";
    editor.browser.wait_for(told).await;
    assert!(editor.seconds() < 25.0, "{} seconds, and those that the pages take", editor.seconds());
    assert_eq!(editor.browser.errors, Vec::<String>::new());
}

/// A page of every kind.
const PAGES: [&str; 16] = [
    "/",
    "/stories/envoy-russia-trips",
    "/stories/envoy-russia-trips?at=40&since=36",
    "/stories/envoy-russia-trips/publications/our-page",
    "/wall",
    "/updates/39",
    "/who/kremlin",
    "/?q=momentous",
    "/new",
    "/new?story=envoy-russia-trips",
    "/new?story=envoy-russia-trips&kind=trip&change=planned",
    "/new?story=envoy-russia-trips&short=peskov+denied+meeting+february",
    "/new?story=envoy-russia-trips&short=denied+february",
    "/write",
    "/embed/envoy-russia-trips",
    "/sign-in",
];

/// Something that was published, so that there is a page of it.
const PUBLISHED: &str = "story: envoy-russia-trips\ndirectory: {herald: {outlet: The Herald}}\nupdates:\n\
                         - publication.published: our-page\n  outlet: herald\n  title: What we know\n  when: 2025-04-12\n\
                         \x20 source: {origin: herald, basis: on_record, knowledge: own_act}\n  relies_on: [april-meeting-held]\n";

/// What can be scrolled sideways, or is cut off, and is neither the box of a table nor a field.
const SIDEWAYS: &str = "[...document.querySelectorAll('body *')].filter((e) => {
    const shown = getComputedStyle(e), over = e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1;
    return over && shown.overflowX !== 'visible' && !e.querySelector('table') && !e.matches('input, select, textarea, table, .vh') && !e.closest('svg');
}).map((e) => e.outerHTML.slice(0, 160))";

#[tokio::test(flavor = "multi_thread")]
async fn no_page_is_wider_than_its_window_or_has_an_error_with_or_without_scripts() {
    let Some((mut browser, site)) = opened().await else { return };
    assert_eq!(site.send("POST /api/submissions", "", PUBLISHED).await.status, 201);
    site.page("/?fresh=66").await;
    for scripts in [true, false] {
        browser.ask("Emulation.setScriptExecutionDisabled", json!({ "value": !scripts })).await;
        for width in [1600, 400, 320] {
            browser.width(width).await;
            for page in PAGES {
                browser.go(&site.address(page)).await;
                let wider = browser.value("document.documentElement.scrollWidth - innerWidth").await;
                assert!(wider.as_i64().is_some_and(|wider| wider <= 0), "{page} at {width}: {wider} pixels too wide");
                assert_eq!(browser.value(SIDEWAYS).await, json!([]), "{page} at {width}");
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

#[tokio::test(flavor = "multi_thread")]
async fn the_ways_out_of_a_refusal_are_buttons_at_its_field() {
    let Some((mut browser, site)) = opened().await else { return };
    browser.go(&site.address("/new?story=envoy-russia-trips&kind=meeting&change=reported&item=meeting-may")).await;
    let fill = "for (const [name, value] of [['origin', 'An Nguyen'], ['basis', 'on_record'], ['a.place', 'moscow']]) {
        const field = document.getElementById(name); if (field.tagName === 'INPUT') field.value = value;
        else field.querySelector(`[value=${value}]`).checked = true; }
        document.querySelector('.check button').click()";
    browser.value(fill).await;
    browser.wait_for("[...document.querySelectorAll('.ways button')].some((way) => way.textContent === 'A new person: An Nguyen')").await;
    let press = "[...document.querySelectorAll('.ways button')].find((way) => way.textContent === 'A new person: An Nguyen').click()";
    browser.value(press).await;
    browser.wait_for("document.getElementById('origin')?.value === 'an-nguyen'").await;
    browser.wait_for("document.querySelector('.check').textContent.includes('The desk would take it')").await;
    let entry = "document.getElementById('directory').value";
    assert_eq!(browser.value(entry).await, json!("an-nguyen: {person: \"An Nguyen\"}"));
    assert_eq!(site.server.log().await.last_sequence().await.ok(), Some(64), "nothing is recorded by a way out");
    // Enter asks what would come of it, whatever buttons there are.
    browser.value("document.getElementById('item').focus()").await;
    browser.value("window.before = true").await;
    browser.press("Enter").await;
    browser
        .wait_for("!window.before && document.querySelector('.check').textContent.includes('The desk would take it')")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_writes_a_story_as_text_is_offered_what_can_stand_there() {
    let Some((mut browser, site)) = opened().await else { return };
    browser.go(&site.address("/write?story=envoy-russia-trips")).await;
    browser.value("{ const text = document.getElementById('text'); text.value = ''; text.focus(); }").await;
    browser
        .ask(
            "Input.insertText",
            json!({ "text": "story: envoy-russia-trips\nupdates:\n- meeting.confirmed: meeting-f" }),
        )
        .await;
    browser.wait_for("document.querySelector('#offers button')?.textContent === 'meeting-february'").await;
    browser
        .ask(
            "Input.dispatchKeyEvent",
            json!({ "type": "keyDown", "key": " ", "code": "Space", "modifiers": 2, "windowsVirtualKeyCode": 32 }),
        )
        .await;
    browser.wait_for("document.activeElement.textContent === 'meeting-february'").await;
    browser.press("Enter").await;
    browser.wait_for("document.getElementById('text').value.endsWith('meeting.confirmed: meeting-february')").await;
    browser.ask("Input.insertText", json!({ "text": "\n  source: {origin: pes" })).await;
    browser.wait_for("document.querySelector('#offers button')?.textContent === 'peskov'").await;
    assert_eq!(browser.errors, Vec::<String>::new());
}

/// The source of axe-core, which finds what people who use a keyboard or a screen reader stumble over; none where it is not
/// on this machine.
#[allow(clippy::print_stderr, reason = "whoever runs the tests is to know what was skipped")]
fn axe() -> Option<String> {
    let file = std::env::var_os("AXE_CORE").map(std::path::PathBuf::from);
    let source = file.and_then(|file| std::fs::read_to_string(file).ok());
    if source.is_none() {
        eprintln!("skipped: there is no axe-core here (AXE_CORE names its file)");
    }
    source
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_on_any_page_light_or_dark_wide_or_narrow() {
    let Some(axe) = axe() else { return };
    let Some((mut browser, site)) = opened().await else { return };
    assert_eq!(site.send("POST /api/submissions", "", PUBLISHED).await.status, 201);
    site.page("/?fresh=66").await;
    for scheme in ["light", "dark"] {
        let scheme = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        browser.ask("Emulation.setEmulatedMedia", scheme).await;
        for width in [1600, 400, 320] {
            browser.width(width).await;
            for page in PAGES {
                browser.go(&site.address(page)).await;
                browser.value(&axe).await;
                let run = "axe.run(document, { resultTypes: ['violations'] }).then((found) => found.violations
                    .map((one) => one.id + ': ' + one.nodes.map((node) => node.target.join(' ')).join(', ')))";
                assert_eq!(browser.value(run).await, json!([]), "{page} at {width}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_is_taken_down_and_a_draft_survives_a_closed_page() {
    let Some((mut browser, site)) = opened().await else { return };
    browser.go(&site.address("/new?story=envoy-russia-trips")).await;
    let type_in = "for (const [id, value] of [['said-line', 'It was short.'], ['by-whom', 'Dmitry Peskov, by phone']]) {
        const field = document.getElementById(id); field.value = value; field.dispatchEvent(new Event('input', { bubbles: true })); }";
    browser.value(type_in).await;
    browser.wait_for("document.querySelector('#draft').textContent === 'kept in this browser'").await;
    browser.go(&site.address("/")).await;
    browser.go(&site.address("/new?story=envoy-russia-trips")).await;
    browser.wait_for("document.querySelector('#draft').textContent.startsWith('one of ')").await;
    browser.value("document.querySelector('#draft button').click()").await;
    assert_eq!(browser.value("document.getElementById('said-line').value").await, json!("It was short."));
    browser.value("document.querySelector('.quick button').click()").await;
    browser.wait_for("location.hash === '#wt' && document.readyState === 'complete'").await;
    browser.wait_for("document.body.textContent.includes('Dmitry Peskov, by phone: It was short.')").await;
    let drafts = "Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length";
    assert_eq!(browser.value(drafts).await, json!(0), "what was sent is no draft any more");
    assert_eq!(browser.errors, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_one_until_it_is_sent_however_often_it_is_looked_at_before() {
    let Some((mut browser, site)) = opened().await else { return };
    let drafts = "JSON.stringify(Object.keys(localStorage).filter((key) => key.startsWith('draft:')))";
    let answered = "document.querySelector('form[data-answered]') && document.readyState === 'complete'";
    let press = |button: &str| {
        format!(
            "{{ const form = document.querySelector('form[data-draft]:has(#item)'); form.removeAttribute('data-answered'); form.querySelector('button[value={button}]').click() }}"
        )
    };
    browser.go(&site.address("/new?story=envoy-russia-trips&kind=meeting&change=denied")).await;
    // The item is chosen in the form: by it the draft is named otherwise when the form comes back.
    let type_in = "for (const [id, value] of [['item', 'meeting-february'], ['quote', 'There was no meeting.']]) {
        const field = document.getElementById(id); field.value = value; field.dispatchEvent(new Event('input', { bubbles: true })); }";
    browser.value(type_in).await;
    browser.wait_for("document.querySelector('#draft').textContent === 'kept in this browser'").await;
    // Without a source it is refused, whether it is looked at or sent.
    for button in ["check", "send"] {
        browser.value(&press(button)).await;
        browser.wait_for(answered).await;
        let kept = browser.value(drafts).await;
        assert_eq!(kept, json!(r#"["draft:envoy-russia-trips/meeting/denied/meeting-february/"]"#), "{button}");
    }
    // What was not sent is kept, whatever was recorded meanwhile.
    browser.go(&site.address("/updates/40?fresh=40")).await;
    assert_ne!(browser.value(drafts).await, json!("[]"));
    browser.go(&site.address("/new?story=envoy-russia-trips&kind=meeting&change=denied&item=meeting-february")).await;
    browser.wait_for("document.querySelector('#draft button') && document.readyState === 'complete'").await;
    browser.value("document.querySelector('#draft button').click()").await;
    let type_in = "for (const [id, value] of [['origin', 'peskov'], ['via', 'tass']]) {
        const field = document.getElementById(id); field.value = value; field.dispatchEvent(new Event('input', { bubbles: true })); }";
    browser.value(type_in).await;
    browser.value(&press("check")).await;
    browser.wait_for(answered).await;
    browser.value(&press("send")).await;
    browser.wait_for("location.pathname === '/updates/65' && document.readyState === 'complete'").await;
    assert_eq!(browser.value(drafts).await, json!("[]"), "what was sent is no draft any more");
    // That a form is refused is an error to the browser's network alone.
    browser.errors.retain(|error| !error.contains("status of 422"));
    assert_eq!(browser.errors, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_keys_takes_the_focus_and_gives_it_back() {
    let Some((mut browser, site)) = opened().await else { return };
    browser.go(&site.address("/stories/envoy-russia-trips")).await;
    let press = |key: &str| {
        format!("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {{ key: '{key}', bubbles: true }}))")
    };
    for before in ["document.querySelector('main a')", "document.querySelector('button[popovertarget=keys]')"] {
        browser.value(&format!("{before}.focus()")).await;
        browser.value(&press("?")).await;
        browser.wait_for("document.querySelector('#keys').matches(':popover-open')").await;
        assert_eq!(
            browser.value("document.querySelector('#keys').contains(document.activeElement)").await,
            json!(true)
        );
        browser.value(&press("?")).await;
        browser.wait_for("!document.querySelector('#keys').matches(':popover-open')").await;
        assert_eq!(browser.value(&format!("document.activeElement === {before}")).await, json!(true), "{before}");
    }
    assert_eq!(browser.errors, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_there_when_the_browser_was_closed_and_is_opened_again() {
    let Some((mut browser, site)) = opened().await else { return };
    let form = "/new?story=envoy-russia-trips&kind=meeting&change=denied";
    browser.go(&site.address(form)).await;
    let type_in = "for (const [id, value] of [['item', 'meeting-february'], ['quote', 'There was no meeting.']]) {
        const field = document.getElementById(id); field.value = value; field.dispatchEvent(new Event('input', { bubbles: true })); }";
    browser.value(type_in).await;
    browser.wait_for("document.querySelector('#draft').textContent === 'kept in this browser'").await;
    browser.close().await;
    let mut browser = Browser::start(&find_chromium().expect("it was there"), site.server.store()).await;
    // Whoever comes back begins with the story, and is led to what was not sent.
    browser.go(&site.address("/new?story=envoy-russia-trips")).await;
    browser.wait_for("document.querySelector('#draft a')?.textContent.endsWith('denied meeting-february')").await;
    browser.value("document.querySelector('#draft a').click()").await;
    browser.wait_for("document.querySelector('#draft button') && document.readyState === 'complete'").await;
    browser.value("document.querySelector('#draft button').click()").await;
    let typed = browser.value("[document.getElementById('item').value, document.getElementById('quote').value]").await;
    assert_eq!(typed, json!(["meeting-february", "There was no meeting."]));
    assert_eq!(browser.errors, Vec::<String>::new());
}

/// What is shown of a heading when a page is printed, with nothing behind it.
const EMPTY_IN_PRINT: &str = "(() => {
    const shown = (e) => e.innerText?.trim() ?? '';
    const parts = [...document.querySelectorAll('main section, .glance > *')].filter((part) => part.checkVisibility());
    const bare = parts.filter((part) => {
        const head = part.querySelector('h2, h3');
        return head?.checkVisibility() && shown(part) === shown(head);
    });
    const before = [...document.querySelectorAll('main h3, main p:not(.big):has(+ ul)')].filter((head) => head.checkVisibility());
    const alone = before.filter((head) => head.nextElementSibling && !shown(head.nextElementSibling));
    return [...bare, ...alone].map((e) => e.outerHTML.slice(0, 200));
})()";

#[tokio::test(flavor = "multi_thread")]
async fn no_heading_is_printed_without_what_it_stands_over() {
    let Some((mut browser, site)) = opened().await else { return };
    site.import(concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/newsreel/demo/harbour-dues.yaml"));
    let last = site.server.log().await.last_sequence().await.expect("a position");
    for page in [
        "/stories/envoy-russia-trips",
        "/stories/harbour-dues",
        "/stories/harbour-dues?all=moves",
        "/updates/39",
        "/who/kremlin",
        "/?q=moscow",
        "/",
    ] {
        site.page(&format!("/?fresh={last}")).await;
        browser.ask("Emulation.setEmulatedMedia", json!({ "media": "print" })).await;
        browser.go(&site.address(page)).await;
        assert_eq!(browser.value(EMPTY_IN_PRINT).await, json!([]), "{page}");
        assert_eq!(
            browser
                .value("[...document.querySelectorAll('.show, .glance .more')].some((e) => e.checkVisibility())")
                .await,
            json!(false),
            "{page}"
        );
    }
    assert_eq!(browser.errors, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_has_every_field_of_its_form() {
    let Some((mut browser, site)) = opened().await else { return };
    let fields = "JSON.stringify([...new FormData(document.querySelector('form[data-draft]:has(#item)'))].filter(([name]) => name !== 'seen'))";
    for form in ["kind=trip&change=planned", "kind=vote&change=completed", "kind=claim&change=reported"] {
        let address = site.address(&format!("/new?story=envoy-russia-trips&{form}"));
        browser.go(&address).await;
        // A value of its own in each field, and the last of every line of words.
        let type_in = "{ const form = document.querySelector('form[data-draft]:has(#item)'); let number = 0;
            for (const field of form.elements) {
                if (field.type === 'radio') field.checked = true;
                else if (['text', 'textarea', 'search'].includes(field.type)) field.value = 'value ' + ++number;
            }
            form.dispatchEvent(new Event('input', { bubbles: true })); number }";
        let typed = browser.value(type_in).await.as_i64().unwrap_or_default();
        assert!(typed > 10, "{form}: {typed}");
        let written = browser.value(fields).await;
        browser.go(&site.address("/")).await;
        browser.go(&address).await;
        browser.wait_for("document.querySelector('#draft').textContent.startsWith('one of ')").await;
        browser.value("document.querySelector('#draft button').click()").await;
        assert_eq!(browser.value(fields).await, written, "{form}");
    }
    assert_eq!(browser.errors, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_writes_is_helped_and_told_of_others() {
    let Some((mut browser, site)) = opened().await else { return };
    browser.go(&site.address("/new?story=envoy-russia-trips&kind=meeting&change=denied&item=meeting-february")).await;
    let type_in = "for (const [id, value] of [['origin', 'dmitry pes'], ['said', '11 April 2025']]) {
        const field = document.getElementById(id); field.value = value; field.dispatchEvent(new Event('input', { bubbles: true })); }";
    browser.value(type_in).await;
    browser.wait_for("document.getElementById('said-b').textContent === 'read as: on 11 April 2025'").await;
    browser
        .value("{ const field = document.getElementById('origin'); field.dispatchEvent(new Event('input', { bubbles: true })); }")
        .await;
    browser.wait_for("[...document.querySelectorAll('#people option')].some((one) => one.value === 'peskov')").await;
    let form = "content-type: application/x-www-form-urlencoded\r\n";
    site.send("POST /presence", form, "at=envoy-russia-trips%2Fmeeting-february&page=another").await;
    browser.value("document.getElementById('item').dispatchEvent(new Event('change'))").await;
    browser.wait_for("document.querySelector('#others').textContent.includes('somebody else since')").await;
    assert_eq!(browser.errors, Vec::<String>::new());
}

/// Types into fields of the page, each by its id, as a person would.
async fn fill(browser: &mut Browser, fields: &[(&str, &str)]) {
    for (id, value) in fields {
        browser.value(&format!("document.getElementById({}).select()", json!(id))).await;
        browser.ask("Input.insertText", json!({ "text": value })).await;
    }
}

/// Presses the first button or link with these words in it.
async fn press_on(browser: &mut Browser, words: &str) {
    let of_words = format!(
        "[...document.querySelectorAll('main button, main a')].find((one) => one.textContent.includes({}))",
        json!(words)
    );
    browser.wait_for(&format!("!!{of_words}")).await;
    browser.value(&format!("{of_words}.click()")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_was_taken_down_becomes_an_update() {
    let Some((mut browser, site)) = opened().await else { return };
    browser.go(&site.address("/new?story=envoy-russia-trips")).await;
    fill(&mut browser, &[("said-line", "There was no such meeting."), ("by-whom", "Dmitry Peskov, by phone")]).await;
    browser.press("Enter").await;
    browser.wait_for("location.hash === '#wt' && document.readyState === 'complete'").await;
    press_on(&mut browser, "Put it in order").await;
    browser.wait_for("location.search.includes('captured=') && document.readyState === 'complete'").await;
    // Kind and change are chosen; the line stands beside the form, and who said it in its field.
    browser.value("document.querySelector('[name=kind][value=meeting]').click(); document.querySelector('[name=kind]').form.requestSubmit()").await;
    browser
        .wait_for("!!document.querySelector('[name=change][value=denied]') && document.readyState === 'complete'")
        .await;
    browser.value("document.querySelector('[name=change][value=denied]').click(); document.querySelector('[name=change]').form.requestSubmit()").await;
    browser
        .wait_for("document.getElementById('origin')?.value === 'Dmitry Peskov' && document.readyState === 'complete'")
        .await;
    let beside = "document.querySelector('main').textContent.includes('There was no such meeting.')";
    assert_eq!(browser.value(beside).await, json!(true));
    fill(&mut browser, &[("item", "meeting-february"), ("via", "TASS")]).await;
    browser.value("document.querySelector('[name=knowledge][value=own_act]').checked = true").await;
    press_on(&mut browser, "Send").await;
    browser.wait_for("location.pathname === '/updates/66' && document.readyState === 'complete'").await;
    assert_eq!(browser.value("document.querySelector('h1').textContent").await, json!("No. 66: Meeting denied"));
    browser.go(&site.address("/stories/envoy-russia-trips?fresh=66")).await;
    assert_eq!(browser.value("document.body.textContent.includes('To be put in order')").await, json!(false));
    assert_eq!(browser.errors, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_is_taken_back_after_its_reach_was_read_and_the_open_page_shows_it() {
    let Some((mut browser, site)) = opened().await else { return };
    let another = find_chromium().expect("the browser that is open");
    let folder = site.server.store().join("reader");
    std::fs::create_dir(&folder).expect("a folder");
    let mut reader = Browser::start(&another, &folder).await;
    reader.go(&site.address("/stories/envoy-russia-trips")).await;
    reader.wait_for("document.querySelector('#live').textContent === 'live'").await;
    reader.value("window.stays = true").await;

    browser.go(&site.address("/updates/39")).await;
    let reach = "document.querySelector('#reach').textContent";
    let before = browser.value(reach).await;
    assert!(
        before.as_str().is_some_and(|told| told.contains("confirmed") && told.contains("unattributed")),
        "{before}"
    );
    // What would follow is told before whoever takes it back is asked why.
    let order =
        "!!(document.querySelector('#reach table').compareDocumentPosition(document.getElementById('reason')) & 4)";
    assert_eq!(browser.value(order).await, json!(true));
    browser.value("localStorage.setItem('source', JSON.stringify({ origin: 'peskov' }))").await;
    fill(&mut browser, &[("reason", "the photograph is of another day")]).await;
    browser.press("Enter").await;
    browser.wait_for("location.pathname === '/new' && document.readyState === 'complete'").await;
    assert_eq!(site.server.log().await.last_sequence().await.ok(), Some(64), "nothing is recorded before it is sent");
    // What would move is there at once, and it is the desk's own act, whoever spoke last.
    let looked = "document.querySelector('.check').textContent.includes('It would move') && document.getElementById('origin').value === ''";
    assert_eq!(browser.value(looked).await, json!(true));
    press_on(&mut browser, "Send").await;
    browser.wait_for("location.pathname === '/updates/65' && document.readyState === 'complete'").await;

    reader.wait_for("document.querySelector('.slips .n').textContent === '65'").await;
    let fell = "[...document.querySelectorAll('.s')].some((one) => one.textContent.includes('A photograph by Gavriil Grigorov'))";
    reader.wait_for(&format!("!({fell})")).await;
    assert_eq!(reader.value("window.stays").await, json!(true), "the page was not loaded again");
    assert_eq!([browser.errors, reader.errors], [Vec::<String>::new(), Vec::new()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_editors_at_one_item_see_each_other_and_what_the_other_sent() {
    let Some((mut one, site)) = opened().await else { return };
    let folder = site.server.store().join("other");
    std::fs::create_dir(&folder).expect("a folder");
    let mut other = Browser::start(&find_chromium().expect("the browser that is open"), &folder).await;
    let form = |change: &str| {
        site.address(&format!("/new?story=envoy-russia-trips&kind=meeting&change={change}&item=meeting-february"))
    };
    one.go(&form("denied")).await;
    other.go(&form("confirmed")).await;
    for browser in [&mut other, &mut one] {
        browser.value("document.getElementById('item').dispatchEvent(new Event('change'))").await;
        browser.wait_for("document.querySelector('#others').textContent.includes('somebody else since')").await;
        fill(browser, &[("origin", "peskov"), ("via", "tass")]).await;
        browser.value("document.querySelector('[name=knowledge][value=own_act]').checked = true").await;
    }
    press_on(&mut one, "Send").await;
    one.wait_for("location.pathname === '/updates/65'").await;
    // The other is shown what was sent since, and sends only then.
    press_on(&mut other, "Send").await;
    other.wait_for("document.querySelector('.refused')?.textContent.includes('this item has moved')").await;
    assert_eq!(site.server.log().await.last_sequence().await.ok(), Some(65), "nothing is recorded over another's head");
    assert_eq!(other.value("document.getElementById('origin').value").await, json!("peskov"), "nothing is lost");
    press_on(&mut other, "Send").await;
    other.wait_for("location.pathname === '/updates/66'").await;
    assert_eq!(one.errors, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_was_left_out_is_not_brought_back_by_a_check() {
    let Some((mut browser, site)) = opened().await else { return };
    let note = site.address("/new?story=envoy-russia-trips&kind=note&change=noted&item=later");
    browser.go(&note).await;
    browser.value("localStorage.setItem('source', JSON.stringify({ origin: 'peskov' }))").await;
    browser.go(&note.replace("later", "sooner")).await;
    assert_eq!(browser.value("document.getElementById('origin').value").await, json!("peskov"));
    let check = "document.getElementById('origin').value = ''; document.getElementById('a.text').value = 'Call back.'; \
                 document.querySelector('button[value=check]').click()";
    browser.value(check).await;
    browser.wait_for("document.activeElement.value === 'send' && document.readyState === 'complete'").await;
    assert_eq!(browser.value("document.getElementById('origin').value").await, json!(""));
    assert_eq!(browser.errors, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wall_is_read_by_keyboard() {
    let Some((mut browser, site)) = opened().await else { return };
    browser.go(&site.address("/wall")).await;
    browser.press("j").await;
    assert_eq!(
        browser.value("document.activeElement.closest('[data-story]').dataset.story").await,
        json!("envoy-russia-trips")
    );
    browser.press("n").await;
    browser.wait_for("location.search === '?story=envoy-russia-trips' && document.readyState === 'complete'").await;
    // The field that takes the focus by itself may do so only now: before that Escape would leave nothing.
    browser.wait_for("document.activeElement?.matches('input')").await;
    browser.press("Escape").await;
    browser.press("w").await;
    browser.wait_for("location.pathname === '/wall' && document.readyState === 'complete'").await;
    browser.press("j").await;
    browser.press("o").await;
    browser.wait_for("location.pathname === '/stories/envoy-russia-trips'").await;
    assert_eq!(browser.errors, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn three_stories_stand_on_one_screen() {
    let Some((mut browser, site)) = opened().await else { return };
    site.import(concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/newsreel/demo/harbour-dues.yaml"));
    site.import(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/stories/san-jose-mine.yaml"));
    let last = site.server.log().await.last_sequence().await.expect("a position");
    site.page(&format!("/?fresh={last}")).await;
    let stories = ["envoy-russia-trips", "harbour-dues", "san-jose-mine"].map(|story| format!("story={story}"));
    for number in [1, 2, 3] {
        browser.width(1600).await;
        browser.go(&site.address(&format!("/wall?hours=744&{}", stories[..number].join("&")))).await;
        let beyond = browser.value("document.documentElement.scrollHeight - innerHeight").await;
        assert_eq!(beyond, json!(0), "{number} stories");
        let shown = "document.querySelectorAll('.wall > article h2').length";
        assert_eq!(browser.value(shown).await, json!(number));
    }
}
