//! Signing in with OpenID Connect: at a provider that others wrote, and at one of our own that forges whatever it is told to.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD as BASE64};
use ed25519_dalek::{Signer, SigningKey};
use jiff::Timestamp;
use newsreel_tests::soon;
use newsreel_web::{Access, Options, Provider, Role};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::audit::free_address;
use crate::outside::python_with;
use crate::page::{Answer, Site};

const SECRET: &str = "the-secret-of-the-page";
const FORM: &str = "origin: http://localhost\r\ncontent-type: application/x-www-form-urlencoded\r\n";

fn provider(issuer: &str) -> Provider {
    let roles = [("newsroom", Role::Reporter), ("editors", Role::Editor)];
    Provider {
        issuer: issuer.to_owned(),
        client: "newsreel".to_owned(),
        secret: Some(SECRET.to_owned()),
        page: "http://localhost".to_owned(),
        claim: "groups".to_owned(),
        scopes: vec!["profile".to_owned(), "email".to_owned()],
        roles: roles.map(|(value, role)| (value.to_owned(), role)).to_vec(),
        session: Duration::from_secs(3600),
    }
}

fn options(provider: Provider) -> Options {
    let access = Access::SignIn { tokens: Vec::new(), provider: Some(Box::new(provider)), open_reads: false };
    Options { access, ..Options::default() }
}

/// A provider in this process. It knows its protocol, and lies where it is told to.
struct Issuer {
    address: String,
    granted: Arc<Mutex<Granted>>,
}

#[derive(Default)]
struct Granted {
    codes: HashMap<String, Grant>,
    /// How often codes were exchanged that it knows.
    exchanged: usize,
}

/// What a code stands for.
#[derive(Clone)]
struct Grant {
    challenge: String,
    header: Value,
    claims: Value,
    key: SigningKey,
}

fn known_key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

impl Issuer {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let granted = Arc::<Mutex<Granted>>::default();
        let (issuer, known) = (address.clone(), Arc::clone(&granted));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, issuer.clone(), Arc::clone(&known)));
            }
        });
        Self { address, granted }
    }

    /// Lets somebody in who was sent here: the code for what they were sent with, changed as a forger would.
    fn grant(&self, sent: &Sent, forge: impl FnOnce(&mut Grant)) -> String {
        let now = Timestamp::now().as_second();
        let claims = json!({
            "iss": self.address, "aud": "newsreel", "sub": "248289761001", "iat": now, "exp": now + 300,
            "nonce": sent.parameter("nonce"), "name": "Rita Marsh", "groups": ["newsroom"],
        });
        let header = json!({ "alg": "EdDSA", "kid": "one" });
        let mut grant = Grant { challenge: sent.parameter("code_challenge"), header, claims, key: known_key() };
        forge(&mut grant);
        let mut granted = self.granted.lock().expect("whole");
        let code = format!("code-{}", granted.codes.len());
        granted.codes.insert(code.clone(), grant);
        code
    }
}

async fn answer(stream: TcpStream, issuer: String, granted: Arc<Mutex<Granted>>) {
    let mut stream = BufReader::new(stream);
    let (mut head, mut length) = (Vec::new(), 0);
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 || line == "\r\n" {
            break;
        }
        if let Some(bytes) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = bytes.trim().parse().expect("a length");
        }
        head.push(line);
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.expect("a body");
    let path = head.first().and_then(|line| line.split(' ').nth(1)).unwrap_or_default();
    let (status, answer) = match path {
        "/.well-known/openid-configuration" => (200, metadata(&issuer)),
        "/keys" => {
            let x = BASE64.encode(known_key().verifying_key().as_bytes());
            (
                200,
                json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "kid": "one", "use": "sig", "alg": "EdDSA", "x": x }] }),
            )
        }
        "/token" => exchange(&head, &String::from_utf8_lossy(&body), &granted),
        _ => (404, json!({})),
    };
    let answer = answer.to_string();
    let head = format!(
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        answer.len()
    );
    stream.write_all((head + &answer).as_bytes()).await.expect("it is sent");
}

fn metadata(issuer: &str) -> Value {
    json!({
        "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA", "HS256", "none"],
    })
}

fn exchange(head: &[String], body: &str, granted: &Mutex<Granted>) -> (u16, Value) {
    let refused = (400, json!({ "error": "invalid_grant", "error_description": "this code is not good" }));
    let authorized = format!("Basic {}", STANDARD.encode(format!("newsreel:{SECRET}")));
    let authorization = head
        .iter()
        .find_map(|line| line.split_once(": ").filter(|(name, _)| name.eq_ignore_ascii_case("authorization")));
    assert_eq!(authorization.map(|(_, value)| value.trim()), Some(&*authorized), "the page says who it is");
    let fields = parameters(body);
    assert_eq!(fields["redirect_uri"], "http://localhost/sign-in/return");
    let mut granted = granted.lock().expect("whole");
    let Some(Grant { challenge, header, claims, key }) = granted.codes.remove(&fields["code"]) else { return refused };
    if BASE64.encode(Sha256::digest(fields["code_verifier"].as_bytes())) != challenge {
        return refused;
    }
    granted.exchanged += 1;
    let signed = format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(claims.to_string()));
    let signature = match header["alg"].as_str() {
        Some("none") => String::new(),
        Some("HS256") => BASE64.encode(hmac(SECRET.as_bytes(), signed.as_bytes())),
        _ => BASE64.encode(key.sign(signed.as_bytes()).to_bytes()),
    };
    (
        200,
        json!({ "access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": format!("{signed}.{signature}") }),
    )
}

/// HMAC with SHA-256 (RFC 2104), for a key that is shorter than a block.
fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let pad = |with: u8| (0..64).map(|i| key.get(i).copied().unwrap_or(0) ^ with).collect::<Vec<u8>>();
    let inner = Sha256::digest([pad(0x36), message.to_vec()].concat());
    Sha256::digest([pad(0x5c), inner.to_vec()].concat()).into()
}

fn parameters(text: &str) -> HashMap<String, String> {
    let decoded = |text: &str| {
        let (mut bytes, mut rest) = (Vec::new(), text.bytes());
        while let Some(byte) = rest.next() {
            bytes.push(match byte {
                b'+' => b' ',
                b'%' => {
                    let digits = [rest.next().expect("a digit"), rest.next().expect("a digit")];
                    u8::from_str_radix(std::str::from_utf8(&digits).expect("text"), 16).expect("a number")
                }
                other => other,
            });
        }
        String::from_utf8(bytes).expect("text")
    };
    text.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect()
}

/// Somebody on the way to the provider.
struct Sent {
    location: String,
    parameters: HashMap<String, String>,
    cookie: String,
}

impl Sent {
    fn parameter(&self, name: &str) -> String {
        self.parameters.get(name).unwrap_or_else(|| panic!("no {name} in {}", self.location)).clone()
    }
}

/// Begins to sign in.
async fn begin(site: &Site, to: &str) -> Sent {
    let sent = site.get(&format!("/sign-in/provider?to={to}")).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let location = sent.header("location").expect("a location").to_owned();
    let parameters = parameters(location.split_once('?').expect("parameters").1);
    let set = sent.header("set-cookie").expect("a cookie");
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax"), "{set}");
    let cookie = set.split(';').next().expect("a cookie").to_owned();
    Sent { location, parameters, cookie }
}

/// Comes back from the provider.
async fn back(site: &Site, cookie: &str, query: &str) -> Answer {
    let cookie = if cookie.is_empty() { String::new() } else { format!("cookie: {cookie}\r\n") };
    site.send(&format!("GET /sign-in/return?{query}"), &cookie, "").await
}

/// The session that an answer gives.
fn session(answer: &Answer) -> Option<String> {
    let cookies = answer.head.lines().filter_map(|line| line.split_once(": "));
    let mut cookies = cookies.filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie")).map(|(_, value)| value);
    let set = cookies.find(|value| value.starts_with("newsreel-session=") && !value.contains("Max-Age=0"))?;
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax") && set.contains("Max-Age=3600"), "{set}");
    set.split(';').next().map(str::to_owned)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_in_with_their_provider_and_records_in_their_own_name_until_they_sign_out() {
    let issuer = Issuer::start().await;
    let site = Site::start_with(options(provider(&issuer.address))).await;
    let asked = site.get("/new?story=envoy-russia-trips").await;
    assert_eq!(asked.header("location"), Some("/sign-in?to=%2Fnew%3Fstory%3Denvoy-russia-trips"));
    let page = site.page("/sign-in?to=%2Fnew%3Fstory%3Denvoy-russia-trips").await;
    assert!(page.contains("Sign in with 127.0.0.1"), "{page}");

    let sent = begin(&site, "%2Fnew%3Fstory%3Denvoy-russia-trips").await;
    assert!(sent.location.starts_with(&format!("{}/authorize?", issuer.address)), "{}", sent.location);
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", "newsreel"),
        ("code_challenge_method", "S256"),
        ("redirect_uri", "http://localhost/sign-in/return"),
        ("scope", "openid profile email"),
    ] {
        assert_eq!(sent.parameter(name), value);
    }
    let code = issuer.grant(&sent, |_| ());
    let query = format!("code={code}&state={}", sent.parameter("state"));
    let signed_in = back(&site, &sent.cookie, &query).await;
    assert_eq!((signed_in.status, signed_in.header("location")), (303, Some("/new?story=envoy-russia-trips")));
    let session = session(&signed_in).expect("a session");
    let with = format!("cookie: {session}\r\n");
    let page = site.send("GET /", &with, "").await;
    assert!(page.status == 200 && page.body.contains("<b>Rita Marsh</b>"), "{}", page.body);

    let document =
        "story: envoy-russia-trips\nupdates:\n- note.noted: by-rita\n  text: recorded by somebody who signed in\n";
    let recorded = site.send("POST /api/submissions", &with, document).await;
    assert_eq!(recorded.status, 201, "{}", recorded.body);
    let accepted: Value = serde_json::from_str(&recorded.body).expect("json");
    let update = site.send(&format!("GET /api/updates/{0}?at_least={0}", accepted["sequence"]), &with, "").await;
    let update: Value = serde_json::from_str(&update.body).expect("json");
    assert_eq!(update["record"]["actor"], "Rita Marsh (248289761001)");
    let closes = "story: envoy-russia-trips\nupdates:\n- story.closed: envoy-russia-trips\n";
    assert_eq!(site.send("POST /api/submissions", &with, closes).await.status, 403, "a reporter is no editor");
    // Nor standards; and what was filled in is not lost.
    let takes_back = "story=envoy-russia-trips&kind=meeting&change=retracted&item=meeting-april&relation=retracts&of=37\
                      &by=desk&reason=a+slip&do=";
    for press in ["check", "send"] {
        let form = site.send("POST /new", &format!("{FORM}{with}"), &format!("{takes_back}{press}")).await;
        assert_eq!(form.status, 403, "{}", form.body);
        for words in ["You may not send this", "is for standards or an editor", "value=\"a slip\""] {
            assert!(form.body.contains(words), "no {words} in {}", form.body);
        }
    }

    let again = back(&site, &sent.cookie, &query).await;
    assert_eq!(again.status, 400, "what has been finished is not finished again");
    assert!(again.body.contains("This sign-in was not begun here"), "{}", again.body);
    let out = site.send("POST /sign-out", &format!("{FORM}{with}"), "a=b").await;
    assert_eq!(out.status, 303);
    assert_eq!(site.send("GET /api/stories", &with, "").await.status, 401, "the session is gone, not only the cookie");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_forged_signs_nobody_in() {
    let issuer = Issuer::start().await;
    let site = Site::start_with(options(provider(&issuer.address))).await;
    type Forge = fn(&mut Grant);
    let forged: [(&str, Forge); 9] = [
        ("a token for another sign-in", |grant| grant.claims["nonce"] = json!("another")),
        ("a token without a nonce", |grant| drop(grant.claims.as_object_mut().expect("claims").remove("nonce"))),
        ("a token for somebody else", |grant| grant.claims["aud"] = json!("another-client")),
        ("a token of another issuer", |grant| grant.claims["iss"] = json!("https://evil.example")),
        ("a token that has expired", |grant| grant.claims["exp"] = json!(Timestamp::now().as_second() - 3600)),
        ("a token that nobody has signed", |grant| grant.header = json!({ "alg": "none" })),
        ("a token signed with the page’s own secret", |grant| grant.header = json!({ "alg": "HS256" })),
        ("a token signed with another key", |grant| grant.key = SigningKey::from_bytes(&[8; 32])),
        ("a code for another browser’s challenge", |grant| grant.challenge = "another".to_owned()),
    ];
    for (what, forge) in forged {
        let sent = begin(&site, "%2F").await;
        let code = issuer.grant(&sent, forge);
        let answer = back(&site, &sent.cookie, &format!("code={code}&state={}", sent.parameter("state"))).await;
        assert_eq!((answer.status, session(&answer)), (403, None), "{what}");
        assert!(
            answer.body.contains("The answer of 127.0.0.1") && answer.body.contains("is not believed"),
            "{what}: {}",
            answer.body
        );
    }

    let sent = begin(&site, "%2F").await;
    let code = issuer.grant(&sent, |_| ());
    let state = sent.parameter("state");
    let not_begun = [
        ("another state", sent.cookie.clone(), format!("code={code}&state=another")),
        ("no state", sent.cookie.clone(), format!("code={code}")),
        ("another browser", "newsreel-sign-in=another".to_owned(), format!("code={code}&state={state}")),
    ];
    for (what, cookie, query) in not_begun {
        let answer = back(&site, &cookie, &query).await;
        assert_eq!((answer.status, session(&answer)), (400, None), "{what}");
    }
    let used_up = back(&site, &sent.cookie, &format!("code={code}&state={state}")).await;
    assert_eq!(used_up.status, 400, "a state that was tried in another browser is used up");

    let (first, second) = (begin(&site, "%2F").await, begin(&site, "%2F").await);
    let code = issuer.grant(&first, |_| ());
    let good = back(&site, &first.cookie, &format!("code={code}&state={}", first.parameter("state"))).await;
    assert_eq!(good.status, 303);
    let twice = back(&site, &second.cookie, &format!("code={code}&state={}", second.parameter("state"))).await;
    assert_eq!((twice.status, session(&twice)), (403, None), "a code is used once");
    let from_elsewhere =
        format!("code=x&iss=https%3A%2F%2Fevil.example&state={}", begin(&site, "%2F").await.parameter("state"));
    assert!(session(&back(&site, "", &from_elsewhere).await).is_none());
    let guessed = site.send("GET /api/stories", "cookie: newsreel-session=guessed\r\n", "").await;
    assert_eq!(guessed.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn why_somebody_cannot_sign_in_is_told_in_plain_words() {
    let issuer = Issuer::start().await;
    let site = Site::start_with(options(provider(&issuer.address))).await;
    let sent = begin(&site, "%2F").await;
    let code = issuer.grant(&sent, |grant| grant.claims["groups"] = json!(["sales"]));
    let no_role = back(&site, &sent.cookie, &format!("code={code}&state={}", sent.parameter("state"))).await;
    assert_eq!((no_role.status, session(&no_role)), (403, None));
    assert!(no_role.body.contains("You have no role here"), "{}", no_role.body);
    assert!(no_role.body.contains("knows you as Rita Marsh, and nothing that it says of you gives you a role here"));

    let sent = begin(&site, "%2F").await;
    let declined = format!("error=access_denied&error_description=%3Cb%3Eno&state={}", sent.parameter("state"));
    let declined = back(&site, &sent.cookie, &declined).await;
    assert_eq!(declined.status, 403);
    assert!(declined.body.contains("said no") && declined.body.contains("&lt;b&gt;no"), "{}", declined.body);

    let elsewhere = site.send("GET /sign-in/provider?to=%2Fwall", "host: 127.0.0.1\r\n", "").await;
    assert_eq!(elsewhere.header("location"), Some("http://localhost/sign-in/provider?to=%2Fwall"));

    let mut slowed = site.get("/sign-in/provider").await;
    for _ in 0..1000 {
        if slowed.status != 303 {
            break;
        }
        slowed = site.get("/sign-in/provider").await;
    }
    assert_eq!(slowed.status, 429, "nobody takes the room of all others who sign in");
    drop(site);

    let nobody = Site::start_with(options(provider(&format!("http://{}", free_address())))).await;
    let unreachable = nobody.get("/sign-in/provider").await;
    assert_eq!(unreachable.status, 503);
    assert!(unreachable.body.contains("does not answer"), "{}", unreachable.body);
}

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A request to any server, as a browser sends it; the whole answer.
pub(crate) async fn at(address: &str, request: &str, headers: &str, body: &str) -> String {
    let address: SocketAddr = address.parse().expect("an address");
    let mut stream = TcpStream::connect(address).await.expect("it listens");
    let length = body.len();
    let head = format!("{request} HTTP/1.1\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n");
    stream.write_all((head + body).as_bytes()).await.expect("it is sent");
    let mut answer = Vec::new();
    soon(request, stream.read_to_end(&mut answer)).await.expect("it is answered");
    String::from_utf8(answer).expect("text")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_others_wrote_signs_people_in() {
    let Some(python) = python_with("oidc_provider_mock") else { return };
    let address = free_address();
    let port = address.rsplit_once(':').expect("a port").1;
    let mut started = Command::new(python);
    started.args(["-m", "oidc_provider_mock", "--port", port, "--require-nonce", "true"]);
    started.args(["--user-claims", r#"{"sub": "rita", "name": "Rita Marsh", "groups": ["editors"]}"#]);
    let _running = Running(started.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("started"));
    soon("the provider listens", async {
        while TcpStream::connect(&address).await.is_err() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let issuer = format!("http://localhost:{port}");
    let site = Site::start_with(options(provider(&issuer))).await;
    let sent = begin(&site, "%2Fwall").await;
    let path = sent.location.strip_prefix(&issuer).expect("the provider’s address");
    let browser = format!("host: localhost:{port}\r\ncontent-type: application/x-www-form-urlencoded\r\n");
    let allowed = at(&address, &format!("POST {path}"), &browser, "sub=rita").await;
    let location = allowed
        .lines()
        .find_map(|line| line.split_once(": ").filter(|(name, _)| name.eq_ignore_ascii_case("location")));
    let location = location.unwrap_or_else(|| panic!("{allowed}")).1.trim();
    let query = location.strip_prefix("http://localhost/sign-in/return?").expect("back to the page");
    let signed_in = back(&site, &sent.cookie, query).await;
    assert_eq!((signed_in.status, signed_in.header("location")), (303, Some("/wall")), "{}", signed_in.body);
    let session = session(&signed_in).expect("a session");
    let page = site.send("GET /", &format!("cookie: {session}\r\n"), "").await;
    assert!(page.body.contains("<b>Rita Marsh</b>"), "{}", page.body);
    assert_eq!(site.send("GET /metrics", &format!("cookie: {session}\r\n"), "").await.status, 200, "an editor");
    let again = back(&site, &sent.cookie, query).await;
    assert_eq!(again.status, 400);
}
