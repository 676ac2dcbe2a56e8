//! What holds of every address that the page has: who may ask there, what an answer tells a browser, and that nothing which
//! somebody has written becomes markup. The addresses are the router's own, so that a new one is not forgotten.

use newsreel_tests::soon;
use newsreel_web::{Access, Address, Options, Role, Token};
use tokio::io::AsyncBufReadExt;

use crate::page::{Answer, Http, Site, json};

/// An address with something in the place of each name.
fn filled(address: &Address) -> String {
    let names = [
        ("{story}", "envoy-russia-trips"),
        ("{update}", "39"),
        ("{item}", "our-page"),
        ("{change}", "confirmed"),
        ("{name}", "kremlin"),
    ];
    let path = names.iter().fold(address.path.clone(), |path, (name, with)| path.replace(name, with));
    assert!(!path.contains('{'), "{path}: say what stands for the name");
    path
}

/// The status and the headers of an answer, which may have no end.
async fn head(site: &Http, request: &str, headers: &str, body: &str) -> Answer {
    let mut stream = site.open(request, headers, body).await;
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert_ne!(soon(request, stream.read_line(&mut head)).await.expect("text"), 0, "{request}: {head}");
    }
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    Answer { status, head, body: String::new() }
}

fn is_open(path: &str) -> bool {
    path.starts_with("/sign-") || path.starts_with("/assets/") || matches!(path, "/healthz" | "/readyz")
}

/// Whether something is written at an address, also where it is only opened.
fn is_form(path: &str) -> bool {
    matches!(path, "/new" | "/write")
}

/// What an address says to somebody, as far as it matters who asks.
#[derive(Debug, PartialEq, Eq)]
enum Says {
    /// Whatever it has to say.
    Something,
    /// That they are to sign in.
    SignIn,
    /// That they may not.
    No,
}

impl Says {
    fn of(answer: &Answer) -> Self {
        match (answer.status, answer.header("location")) {
            (401, _) => Self::SignIn,
            (303, Some(to)) if to.starts_with("/sign-in?to=") => Self::SignIn,
            (403, _) => Self::No,
            _ => Self::Something,
        }
    }

    /// What it is to say; somebody without a role is nobody.
    fn expected(path: &str, role: Option<Role>, open_reads: bool, writes: bool) -> Self {
        let may_write = matches!(role, Some(Role::Reporter | Role::Standards | Role::Editor));
        let may_watch = matches!(role, Some(Role::Auditor | Role::Standards | Role::Editor));
        let for_operators = matches!(path, "/metrics" | "/api/quarantine");
        let for_editors = matches!(
            (path, writes),
            ("/api/embargoes", false) | ("/api/embargoes/lift" | "/api/embargoes/extend", true)
        );
        match (path, role) {
            (path, _) if is_open(path) => Self::Something,
            (_, None) if writes || is_form(path) || !open_reads || for_operators || for_editors => Self::SignIn,
            _ if (writes || is_form(path)) && !may_write => Self::No,
            _ if for_operators && !may_watch => Self::No,
            (_, Some(role)) if for_editors && role != Role::Editor => Self::No,
            _ => Self::Something,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_role_may_at_each_address_what_it_is_for_and_nobody_only_what_is_open() {
    let secret = |role: Role| format!("{}-secret-secret", role.as_str());
    for open_reads in [false, true] {
        let tokens = Role::ALL.map(|role| Token { name: role.as_str().to_owned(), role, secret: secret(role) });
        let access = Access::SignIn { tokens: tokens.into(), provider: None, open_reads };
        let site = Site::start_with(Options { access, ..Options::default() }).await;
        for address in newsreel_web::addresses() {
            let path = filled(&address);
            for role in Role::ALL.map(Some).into_iter().chain([None]) {
                let shown = role.map(|role| format!("authorization: Bearer {}\r\n", secret(role))).unwrap_or_default();
                for method in ["GET", "POST"] {
                    // Signing in by wrong tokens is made slow, which is another matter.
                    if method == "POST" && path == "/sign-in" {
                        continue;
                    }
                    let answer = head(&site, &format!("{method} {path}"), &shown, "a=b").await;
                    let expected = Says::expected(&path, role, open_reads, method == "POST");
                    assert_eq!(Says::of(&answer), expected, "{method} {path} as {role:?}: {}", answer.head);
                    assert_ne!(answer.status, 500, "{method} {path} as {role:?}");
                }
            }
        }
    }
}

/// What people can write, each word of which tries to be something else: markup, a script, an address that runs, the end of
/// what stands around it.
const HOSTILE: &str = r#"
story: envoy-russia-trips
directory:
  herald: {outlet: "<img src=x onerror=alert(3)>", names: ["\"><script>alert(7)</script>"]}
  mayor: {person: "The \"Mayor\" ]]> & 'Sons' </p></main>", title: "</title><svg onload=alert(4)>"}
updates:
- publication.published: our-page
  outlet: herald
  title: "</script><script>alert(1)</script> \" onmouseover=\"alert(2)"
  url: "https://example.org/?\"><script>alert(1)</script>"
  when: 2025-04-12
  source: {origin: herald, basis: on_record, knowledge: own_act}
- occurrence.announced: party
  source: {origin: mayor, via: [herald], knowledge: own_act}
  type: "a party <iframe src=//evil>"
  who: [mayor]
  when: 2026-05
  quote: "</dd></dl><script>fetch('//evil')</script> BEGIN:VEVENT"
  line: "The party is on </li>."
- note.noted: own
  text: "<style>*{display:none}</style> --> <!-- {{7*7}}"
"#;

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_written_stays_text_at_every_address_and_every_answer_keeps_a_browser_safe() {
    let site = Site::start().await;
    // What cannot be seen is not even recorded.
    for unseen in ["\\u202e", "\\u001b[2J", "\\r\\nX-Header: 1"] {
        let note = HOSTILE.replace("{{7*7}}", unseen);
        assert_eq!(site.send("POST /api/submissions", "", &note).await.status, 422, "{unseen}");
    }
    // Nor is an address that a browser would run.
    let run = HOSTILE.replace("https://example.org/?", "javascript:alert(5)//");
    assert_eq!(site.send("POST /api/submissions", "", &run).await.status, 422);
    let recorded = site.send("POST /api/submissions", "", HOSTILE).await;
    assert_eq!(recorded.status, 201, "{}", recorded.body);
    let last: usize = json(&recorded)["sequence"].as_u64().and_then(|last| last.try_into().ok()).expect("a position");
    let updates: Vec<String> = (65..=last).map(|update| format!("/updates/{update}")).collect();
    site.page(&format!("/?fresh={last}")).await;
    let more = ["/who/herald", "/who/mayor", "/?q=party", "/?q=%3Cscript%3E", "/stories/envoy-russia-trips?brief=full"];
    let more = more.into_iter().map(str::to_owned).chain(updates);
    let odd =
        ["/stories/%3Cscript%3Ealert(8)%3C%2Fscript%3E", "/updates/%22%3E%3Cimg%20src=x%3E", "/no%0d%0aX-Header:%201"];
    let wrong = ["/?%3Cscript%3E=1", "/stories/envoy-russia-trips?at=%3Cimg%3E", "/sign-in?to=//evil.example"];
    let forms = [
        "/new?story=%22%3E%3Cscript%3E",
        "/new?story=envoy-russia-trips&short=%22%3E%3Cscript%3E",
        "/new?story=envoy-russia-trips&kind=occurrence&change=confirmed&item=party",
    ];
    let odd = odd.into_iter().chain(wrong).chain(forms).map(str::to_owned);
    for path in newsreel_web::addresses().iter().map(filled).chain(more).chain(odd) {
        let endless = path.ends_with("/live");
        let get = format!("GET {path}");
        let answer = if endless { head(&site, &get, "", "").await } else { site.get(&path).await };
        let kind = answer.header("content-type").unwrap_or_default();
        for (header, says) in [
            ("content-security-policy", "default-src 'none'"),
            ("content-security-policy", "script-src 'self';"),
            ("content-security-policy", "base-uri 'none'"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
        ] {
            assert!(answer.header(header).is_some_and(|value| value.contains(says)), "{path}: {}", answer.head);
        }
        let framed =
            answer.header("content-security-policy").is_some_and(|policy| policy.contains("frame-ancestors *"));
        assert_eq!(framed, path.starts_with("/embed/"), "{path}: {}", answer.head);
        assert!(answer.header("x-header").is_none(), "{path}: {}", answer.head);
        assert!(
            !kind.starts_with("text/plain") || answer.status < 400 || answer.status == 503,
            "{path}: {}",
            answer.body
        );
        if kind.starts_with("text/html") {
            let ours = answer.body.matches("application/ld+json").count()
                + answer.body.matches("<script src=\"/assets/").count();
            assert_eq!(answer.body.matches("<script").count(), ours, "{path}: a script that is not ours");
            let markup = [
                "<img",
                "<iframe",
                "<style",
                "<svg onload",
                "onerror=\"",
                "href=\"javascript:",
                "<!-- ",
                "\u{202e}",
                "\u{1b}",
            ];
            for markup in markup {
                assert!(!answer.body.contains(markup), "{path}: {markup} is markup");
            }
        } else if kind.contains("xml") {
            assert!(!answer.body.contains("<script") && !answer.body.contains("<img"), "{path}: {}", answer.body);
            assert!(!answer.body.contains("\u{1b}"), "{path}: no XML has such a character");
        } else if kind.starts_with("text/calendar") {
            let events = answer.body.lines().filter(|line| *line == "BEGIN:VEVENT").count();
            let ends = answer.body.lines().filter(|line| *line == "END:VEVENT").count();
            assert_eq!(events, ends, "{path}: {}", answer.body);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_site_can_neither_write_nor_pretend_to_be_this_machine() {
    let site = Site::start().await;
    let cross_site = "origin: http://evil.example\r\nsec-fetch-site: cross-site\r\n";
    let no_origin = "origin: null\r\n";
    let rebound = "host: evil.example:8080\r\n";
    for path in newsreel_web::addresses().iter().map(filled) {
        for foreign in [cross_site, no_origin] {
            let answer = head(&site, &format!("POST {path}"), foreign, "a=b").await;
            assert_eq!(answer.status, 403, "{path}: {}", answer.head);
        }
        let answer = head(&site, &format!("GET {path}"), rebound, "").await;
        assert_eq!(answer.status, 403, "{path}: {}", answer.head);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_address_does_not_read_is_refused_and_never_shows_the_present_instead() {
    let site = Site::start().await;
    for address in newsreel_web::addresses() {
        let path = filled(&address);
        if address.parameters.is_none() {
            continue;
        }
        let answer = head(&site, &format!("GET {path}?as_off=2025-04-12T00:00:00Z"), "", "").await;
        // Some take no such request at all.
        assert!(matches!(answer.status, 400 | 405), "{path}: {}", answer.head);
    }
    for (path, says) in [
        ("/stories/envoy-russia-trips?as_off=2025-04-12T00:00:00Z", "did you mean <code>as_of</code>?"),
        ("/new?story=envoy-russia-trips&as_of=2025-04-12T00:00:00Z", "<code>as_of</code> is not a field of this form"),
        ("/?as_of=yesterday", "as_of"),
        ("/stories/envoy-russia-trips?at=", "at"),
    ] {
        let answer = site.get(path).await;
        assert_eq!((answer.status, answer.header("content-type")), (400, Some("text/html; charset=utf-8")), "{path}");
        assert!(answer.body.contains(says) && answer.body.contains("This cannot be read"), "{path}: {}", answer.body);
    }
    for (request, body, status) in [
        ("GET /api/stories?limit=x", "", 400),
        ("GET /api/stories?as_off=x", "", 400),
        ("GET /api/stories/envoy-russia-trips/cloudevents?limit=x", "", 400),
        ("DELETE /api/submissions", "", 405),
        ("GET /api/checks", "", 405),
        ("GET /api/nothing", "", 404),
        ("POST /api/submissions", "a: [", 422),
    ] {
        let answer = site.send(request, "", body).await;
        let kind = answer.header("content-type");
        assert_eq!((answer.status, kind), (status, Some("application/problem+json")), "{request}: {}", answer.body);
    }
    let large = "x".repeat(3 << 20);
    for request in ["POST /api/submissions", "POST /new", "POST /write", "POST /capture", "POST /presence"] {
        let form = "content-type: application/x-www-form-urlencoded\r\n";
        assert_eq!(site.send(request, form, &large).await.status, 413, "{request}");
        let other = site.send(request, "content-type: text/html\r\n", "a=b").await;
        assert!((400..500).contains(&other.status), "{request}: {}", other.head);
    }
}
