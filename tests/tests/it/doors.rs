//! Doors are strict: what is not understood, or would act on whoever reads it, is refused where it enters.

use std::collections::BTreeMap;

use newsreel_tests::{PATIENCE, Server, soon};
use newsreel_web::Options;
use serde_json::{Value, json};

use crate::page::Http;
use crate::program::{Services, data_of, example, run, stderr, stdout};

/// For every subject that services answer on: requests with a member too many, or one that is misspelt, at every level.
fn misspelt() -> BTreeMap<&'static str, Vec<Value>> {
    let document = json!({ "story": "trips", "title": "Trips", "updates": [] });
    let act = |of: Value, more: Value| {
        let mut act = json!({ "of": of, "actor": "anna" });
        act.as_object_mut().expect("a mapping").extend(more.as_object().cloned().unwrap_or_default());
        act
    };
    let update = json!({ "update": { "story": "trips", "update": "a", "kye": "a" } });
    let brief = json!({ "brief": { "story": "trips" } });
    BTreeMap::from([
        (
            "newsreel.desk.submit",
            vec![
                json!({ "submission": document, "actr": "anna" }),
                json!({ "submission": document, "partial": false, "check": true }),
                json!({ "submision": document }),
            ],
        ),
        ("newsreel.desk.check", vec![json!({ "submission": document, "actr": "anna" })]),
        (
            "newsreel.desk.embargo",
            vec![
                json!({ "list": { "story": "trips", "asof": "2025-01-01T00:00:00Z" } }),
                json!({ "lift": act(json!({ "story": "trips" }), json!({ "resaon": "x" })) }),
                json!({ "lift": act(update, json!({})) }),
                json!({ "extend": act(json!({ "story": "trips" }), json!({ "until": "2100-01-01T00:00:00Z", "till": 1 })) }),
                json!({ "raise": { "story": "trips" } }),
            ],
        ),
        (
            "newsreel.projector.query",
            vec![
                json!({ "ask": "position", "atleast": 1 }),
                json!({ "ask": brief, "asof": "2025-01-01T00:00:00Z" }),
                json!({ "ask": brief, "bounds": { "asof": "2025-01-01T00:00:00Z" } }),
                json!({ "ask": { "brief": { "story": "trips", "forn": "short" } } }),
                json!({ "ask": { "updates": { "story": "trips", "part": { "upto": 3 } } } }),
                json!({ "ask": { "stories": { "limt": 3 } } }),
                json!({ "ask": { "who": { "name": "putin", "limt": 3 } } }),
                json!({ "ask": { "breif": { "story": "trips" } } }),
                json!({ "ask": { "update": { "update": "3", "storry": "trips" } } }),
            ],
        ),
        (
            "newsreel.projector.quarantine",
            vec![
                json!({ "retry": { "position": 3 } }),
                json!({ "dismiss": { "sequence": 3, "reason": "x", "by": "anna" } }),
                json!({ "dismis": { "sequence": 3, "reason": "x" } }),
            ],
        ),
        ("newsreel.notary.prove", vec![json!({ "position": [1] }), json!({ "positions": [1], "atleast": 1 })]),
    ])
}

/// The subjects that the AsyncAPI document says are answered.
fn answered(document: &Value) -> Vec<String> {
    let operations = document["operations"].as_object().expect("operations").values();
    let receiving = operations.filter(|operation| operation["action"] == "receive");
    let channels = receiving.map(|operation| operation["channel"]["$ref"].as_str().expect("a reference"));
    let address =
        |channel: &str| document.pointer(channel.trim_start_matches('#'))?["address"].as_str().map(str::to_owned);
    channels.map(|channel| address(channel).expect("an address")).collect()
}

/// What each service that runs says of itself: its endpoints, by subject.
async fn endpoints(client: &async_nats::Client, verb: &str) -> BTreeMap<String, Value> {
    let mut endpoints = BTreeMap::new();
    for service in ["newsreel-desk", "newsreel-projector", "newsreel-notary"] {
        let told = soon("it is up", async {
            loop {
                match client.request(format!("$SRV.{verb}.{service}"), "".into()).await {
                    Ok(told) => return told,
                    Err(_) => tokio::task::yield_now().await,
                }
            }
        });
        let told: Value = serde_json::from_slice(&told.await.payload).expect("json");
        for endpoint in told["endpoints"].as_array().expect("a list") {
            endpoints.insert(endpoint["subject"].as_str().expect("a subject").to_owned(), endpoint.clone());
        }
    }
    endpoints
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_that_no_service_knows_is_an_error_with_its_code_and_is_counted() {
    let server = Server::start().await;
    let _services = Services::start_with_notary(&server);
    let client = async_nats::connect(server.url()).await.expect("connected");
    let document: Value = serde_json::from_str(&stdout(&run(&server.url(), &["asyncapi"]))).expect("json");
    let wrong = misspelt();
    // Whoever adds a service is asked for its requests, here and in the document.
    let mut described = answered(&document);
    described.sort();
    assert_eq!(described, wrong.keys().copied().collect::<Vec<_>>());
    assert_eq!(described, endpoints(&client, "INFO").await.into_keys().collect::<Vec<_>>());
    for (subject, requests) in &wrong {
        for request in requests {
            let asked = async_nats::Request::new().payload(request.to_string().into()).timeout(Some(PATIENCE));
            let answer = client.send_request((*subject).to_owned(), asked).await.expect("answered");
            let headers = answer.headers.unwrap_or_else(|| panic!("{subject} takes {request}"));
            let header = |name| headers.get(name).map(|value| value.as_str()).unwrap_or_default();
            assert_eq!(header("Nats-Service-Error-Code"), "400", "{subject}: {request}");
            assert!(header("Nats-Service-Error").contains("unknown"), "{}", header("Nats-Service-Error"));
        }
    }
    for (subject, counted) in endpoints(&client, "STATS").await {
        assert_eq!(counted["num_errors"], wrong[subject.as_str()].len(), "{subject}: {counted}");
    }
}

/// A request once for each place in it, with something of another shape there.
fn misshapen(request: &Value) -> Vec<Value> {
    fn places(value: &Value, at: &str, all: &mut Vec<String>) {
        all.push(at.to_owned());
        match value {
            Value::Object(members) => {
                members.iter().for_each(|(name, member)| places(member, &format!("{at}/{name}"), all))
            }
            Value::Array(list) => {
                list.iter().enumerate().for_each(|(i, element)| places(element, &format!("{at}/{i}"), all))
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let mut all = Vec::new();
    places(request, "", &mut all);
    let shapes =
        [json!(null), json!(true), json!(-5), json!(1.5), json!("x"), json!([1]), json!({}), json!({ "x": {} })];
    let with = |place: &String, shape: &Value| {
        let mut request = request.clone();
        *request.pointer_mut(place).expect("a place of it") = shape.clone();
        request
    };
    all.iter().flat_map(|place| shapes.iter().map(move |shape| with(place, shape))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_of_another_shape_is_told_in_plain_words_what_is_wrong_where() {
    let server = Server::start().await;
    let _services = Services::start_with_notary(&server);
    let client = async_nats::connect(server.url()).await.expect("connected");
    let moment = "2025-01-01T00:00:00Z";
    let act = json!({ "of": { "update": { "story": "trips", "update": "a" } }, "actor": "anna", "reason": "x" });
    let requests = [
        ("newsreel.desk.submit", json!({ "submission": {}, "actor": "anna", "partial": true })),
        ("newsreel.desk.check", json!({ "submission": {}, "partial": false })),
        ("newsreel.desk.embargo", json!({ "list": { "story": "trips" } })),
        ("newsreel.desk.embargo", json!({ "lift": act })),
        (
            "newsreel.projector.query",
            json!({ "ask": { "brief": { "story": "trips", "form": "full" } }, "bounds": { "as_of": moment, "at_sequence": 3 }, "at_least": 0 }),
        ),
        (
            "newsreel.projector.query",
            json!({ "ask": { "difference": { "story": "trips", "from": moment, "recorded": true } } }),
        ),
        ("newsreel.projector.query", json!({ "ask": { "records": { "of": { "story": "trips" }, "limit": 3 } } })),
        ("newsreel.projector.query", json!({ "ask": { "reach": { "update": "trips/a", "path": "m/place" } } })),
        ("newsreel.projector.query", json!({ "ask": "position", "style": "british" })),
        ("newsreel.projector.quarantine", json!({ "dismiss": { "sequence": 3, "reason": "x", "actor": "anna" } })),
        ("newsreel.notary.prove", json!({ "positions": [1] })),
    ];
    // How Rust and its libraries call things.
    let inside = [
        "expected",
        "invalid",
        "struct",
        "variant",
        "enum",
        "sequence,",
        "map",
        "tuple",
        "usize",
        "u64",
        "field",
        "failed to parse",
        "newtype",
    ];
    for (subject, _) in &requests {
        // What is heard of a service can come before it listens on all of its subjects.
        soon("it answers", async {
            while client.request(*subject, "".into()).await.is_err() {
                tokio::task::yield_now().await;
            }
        })
        .await;
    }
    for (subject, request) in &requests {
        let broken = ["", "{", "{\"ask\": ", "no", "[1,]", "\"\u{1}\""].map(str::to_owned);
        for sent in misshapen(request).iter().map(Value::to_string).chain(broken) {
            let asked = async_nats::Request::new().payload(sent.clone().into()).timeout(Some(PATIENCE));
            let answer = client.send_request((*subject).to_owned(), asked).await.expect("answered");
            let headers = answer.headers.unwrap_or_default();
            let header = |name| headers.get(name).map(|value| value.as_str()).unwrap_or_default();
            let said = header("Nats-Service-Error");
            // What stands between backticks are names, and not words.
            let words: String = said.split('`').step_by(2).collect();
            assert!(!inside.iter().any(|word| words.contains(word)), "{subject}: {sent}: {said}");
            assert!(!header("Nats-Service-Error-Code").starts_with('5'), "{subject}: {sent}: {said}");
        }
    }
}

/// What would act on whoever reads it: steer a terminal, turn the direction of writing, or not be seen at all.
const ACTING: [&str; 5] = ["x\u{1b}[2J", "x\u{7}", "x\u{9b}31m", "x\u{202e}y", "x\u{0}y"];

#[tokio::test(flavor = "multi_thread")]
async fn what_acts_on_its_reader_is_refused_at_every_door_with_its_place() {
    let server = Server::start().await;
    let _services = Services::start(&server);
    let (url, log) = (server.url(), server.log().await);
    let page = Http::start(log.clone(), Options::default()).await;
    stdout(&run(&url, &["import", &example(server.store())]));
    let before = log.last_sequence().await.expect("asked");
    let refused = |arguments: &[&str], said: &str| {
        let told = stderr(&run(&url, arguments), 1);
        assert!(told.contains(said) && told.contains("U+"), "{arguments:?}: {told:?}");
        assert!(!told.contains(|c: char| c.is_control() && c != '\n'), "{told:?}");
    };
    let add = ["add", "envoy-russia-trips", "claim.reported", "a-claim", "--source", "tass"];
    // The system takes no zero byte in an argument.
    for text in ACTING.into_iter().filter(|text| !text.contains('\0')) {
        refused(&[&add[..], &["text=fine", "--quote", text]].concat(), "/updates/0/quote");
        refused(&[&add[..], &["text=fine", "--said", text]].concat(), "/updates/0/said");
        refused(&[&add[..], &["text=fine", "--actor", text]].concat(), "actor");
        let reason = ["embargo", "lift", "envoy-russia-trips", "--actor", "anna", "--reason", text];
        refused(&reason, "the reason");
        refused(&["embargo", "lift", "envoy-russia-trips", "--actor", text], "the actor");
        refused(&["quarantine", "dismiss", "3", "--reason", text], "the reason");
        let told = stderr(&run(&url, &[&add[..], &[&format!("text={text}")]].concat()), 2);
        assert!(told.contains("U+") && !told.contains(text), "{told:?}");
    }
    for text in ACTING {
        let document = json!({ "story": "envoy-russia-trips", "updates": [
            { "claim.reported": "a-claim", "source": "tass", "text": text },
        ] });
        let answer =
            page.send("POST /api/submissions", "content-type: application/json\r\n", &document.to_string()).await;
        assert_eq!(answer.status, 422, "{}", answer.body);
        let place = ["/updates/0/text", "line 1, column "].iter().any(|place| answer.body.contains(place));
        assert!(place && answer.body.contains("U+"), "{}", answer.body);
        let encoded: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let form = "content-type: application/x-www-form-urlencoded\r\norigin: http://localhost\r\n";
        let fields = format!(
            "do=send&story=envoy-russia-trips&kind=claim&change=reported&item=a-claim&origin=tass&a.text={encoded}"
        );
        let typed = page.send("POST /new", form, &fields).await;
        assert_eq!(typed.status, 422, "{}", typed.body);
        assert!(typed.body.contains("U+") && !typed.body.contains(text), "{}", typed.body);
        let yaml = format!(
            "do=send&text=story%3A+envoy-russia-trips%0Aupdates%3A%0A-+claim.reported%3A+c%0A++source%3A+tass%0A++text%3A+{encoded}"
        );
        let typed = page.send("POST /write", form, &yaml).await;
        assert_eq!(typed.status, 422, "{}", typed.body);
        assert!(typed.body.contains("U+") && !typed.body.contains(text), "{}", typed.body);
    }
    assert_eq!(log.last_sequence().await.expect("asked"), before, "nothing of it is recorded");
    assert!(std::path::Path::new(&data_of(&server)).exists());
}
