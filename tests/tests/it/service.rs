//! What it takes to be a service, and to ask one, on a real server.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::StreamExt;
use newsreel_log::service::{Audience, Endpoint, Limits, ServiceEnded};
use newsreel_log::{AskError, ErrorCode, Log, RequestError, Service, ServiceError, Settings, Timeouts};
use newsreel_story::schema::Named;
use newsreel_tests::server::{DELIBERATE, Options};
use newsreel_tests::{PATIENCE, Server, soon};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::Notify;

const SUBJECT: &str = "newsreel.test.repeat";
const PATIENT: Timeouts = Timeouts { service: PATIENCE, answer: PATIENCE };

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Repeat {
    text: String,
    #[serde(default)]
    times: usize,
}

fn endpoint(limits: Limits) -> Endpoint {
    Endpoint {
        name: "repeat",
        subject: SUBJECT,
        description: "Repeats a text",
        when_late: "ask for less",
        only_reads: false,
        audience: Audience::One,
        limits,
        requests: vec![Named { name: "repeat", about: "what is to be repeated", schema: json!({ "type": "object" }) }],
        answers: Vec::new(),
    }
}

/// A service that repeats a text, and runs until it is dropped.
struct Repeating(tokio::task::JoinHandle<ServiceEnded>);

impl Drop for Repeating {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn run(service: Service) -> Repeating {
    Repeating(tokio::spawn(async move { service.run(std::future::pending()).await.expect_err("it is not shut down") }))
}

fn repeating(log: &Log, limits: Limits) -> Repeating {
    let service = Service::new(log.clone(), "newsreel-test", "1.2.3", "Repeats what it is told");
    run(service.endpoint(endpoint(limits), |Repeat { text, times }| async move {
        match text.as_str() {
            "panic" => panic!("{DELIBERATE}: asked for"),
            "nothing" => Err(ServiceError::new(ErrorCode::NotFound, "nothing\nis on file")),
            "for ever" => std::future::pending().await,
            _ => Ok(text.repeat(times)),
        }
    }))
}

async fn ask(log: &Log, text: &str, times: usize) -> Result<String, AskError> {
    soon("it is answered", log.ask(SUBJECT, &Repeat { text: text.to_owned(), times }, PATIENT)).await
}

fn error_of(outcome: Result<String, AskError>) -> ServiceError {
    match outcome {
        Err(AskError::Service(error)) => error,
        other => panic!("{other:?}"),
    }
}

async fn statistics(log: &Log) -> Value {
    let stats = log.client().request("$SRV.STATS.newsreel-test", "".into()).await.expect("it is running");
    serde_json::from_slice::<Value>(&stats.payload).expect("json")["endpoints"][0].clone()
}

#[tokio::test]
async fn an_answer_of_any_size_arrives_whole() {
    let server = Server::start().await;
    let log = server.log().await;
    let _service = repeating(&log, Limits::default());
    for size in [0, 1, 1_000_000, 1_044_000, 1_048_576, 5_000_000, 30_000_000] {
        let answer = ask(&log, "x", size).await.expect("answered");
        assert!(answer.len() == size && answer.bytes().all(|byte| byte == b'x'), "{size}: {}", answer.len());
    }
    assert_eq!(statistics(&log).await["num_requests"], 7, "parts are not requests");
}

/// Any client can put a large answer together: parts are numbered, and an empty reply ends them.
#[tokio::test]
async fn a_large_answer_comes_in_numbered_parts_with_an_empty_one_at_the_end() {
    let server = Server::start().await;
    let log = server.log().await;
    let _service = repeating(&log, Limits::default());
    ask(&log, "it is up", 1).await.expect("answered");
    let client = async_nats::connect(server.url()).await.expect("connected");
    let inbox = client.new_inbox();
    let mut replies = client.subscribe(inbox.clone()).await.expect("subscribed");
    let question = json!({ "text": "y", "times": 2_500_000 }).to_string();
    client.publish_with_reply(SUBJECT, inbox, question.into()).await.expect("sent");
    let (mut parts, mut bytes) = (0, Vec::new());
    loop {
        let reply = soon("a part arrives", replies.next()).await.expect("subscribed");
        let headers = reply.headers.expect("parts are numbered");
        let number = |name| headers.get(name).map(|value| value.as_str().parse::<u64>().expect("a number"));
        if reply.payload.is_empty() {
            assert_eq!(number("Newsreel-Parts"), Some(parts));
            break;
        }
        parts += 1;
        assert_eq!(number("Newsreel-Part"), Some(parts));
        bytes.extend_from_slice(&reply.payload);
    }
    assert!(parts >= 3);
    assert_eq!(serde_json::from_slice::<String>(&bytes).expect("json").len(), 2_500_000);
}

#[tokio::test]
async fn an_answer_beyond_the_limit_is_an_error_at_once() {
    let server = Server::start().await;
    let log = server.log().await;
    let _service = repeating(&log, Limits { answer_bytes: 1000, ..Limits::default() });
    assert_eq!(ask(&log, "x", 998).await.expect("with its quotes it just fits").len(), 998);
    let error = error_of(ask(&log, "x", 999).await);
    assert_eq!(error.code, ErrorCode::AnswerTooLarge);
    assert!(error.message.contains("1001 bytes") && error.message.contains("at most 1000"), "{error}");
}

#[tokio::test]
async fn errors_are_those_of_nats_services_and_counted_as_such() {
    let server = Server::start().await;
    let log = server.log().await;
    let _service = repeating(&log, Limits::default());
    assert_eq!(error_of(ask(&log, "nothing", 1).await), ServiceError::new(ErrorCode::NotFound, "nothing is on file"));
    let plain = log.client().request(SUBJECT, r#"{"text":"nothing"}"#.into()).await.expect("answered");
    let headers = plain.headers.expect("an error");
    let header = |name| headers.get(name).map(|value| value.as_str());
    assert_eq!(header("Nats-Service-Error-Code"), Some("404"));
    assert_eq!(header("Nats-Service-Error"), Some("nothing is on file"));
    for wrong in ["", "{", r#"{"texts":"x"}"#, r#"{"text":"x","time":2}"#, r#"{"text":1}"#] {
        let refused = log.client().request(SUBJECT, wrong.into()).await.expect("answered");
        let headers = refused.headers.expect("an error");
        assert_eq!(headers.get("Nats-Service-Error-Code").map(|value| value.as_str()), Some("400"), "{wrong}");
    }
    let statistics = statistics(&log).await;
    assert_eq!((&statistics["num_requests"], &statistics["num_errors"]), (&json!(7), &json!(7)), "{statistics}");
}

#[tokio::test]
async fn a_panic_is_answered_and_counted_and_the_service_goes_on() {
    let server = Server::start().await;
    let log = server.log().await;
    let _service = repeating(&log, Limits::default());
    assert_eq!(error_of(ask(&log, "panic", 1).await).code, ErrorCode::Internal);
    assert_eq!(ask(&log, "still here", 1).await.expect("answered"), "still here");
    assert_eq!(statistics(&log).await["num_errors"], 1);
}

#[tokio::test]
async fn what_takes_too_long_is_an_error_that_says_the_limit_and_what_to_do() {
    let server = Server::start().await;
    let log = server.log().await;
    let _service = repeating(&log, Limits { time: Duration::from_millis(300), ..Limits::default() });
    let error = error_of(ask(&log, "for ever", 1).await);
    assert_eq!(error.code, ErrorCode::TimedOut);
    assert!(error.message.contains("300ms") && error.message.contains("ask for less"), "{error}");
    assert_eq!(ask(&log, "in time", 1).await.expect("answered"), "in time");
}

#[tokio::test]
async fn one_request_keeps_no_other_waiting_and_too_many_are_told_so() {
    let server = Server::start().await;
    let log = server.log().await;
    let (go, working) = (Arc::new(Notify::new()), Arc::new(AtomicUsize::new(0)));
    let limits = Limits { concurrent: 2, waiting: 0, ..Limits::default() };
    let service = Service::new(log.clone(), "newsreel-test", "1.2.3", "Waits");
    let (wait, count) = (Arc::clone(&go), Arc::clone(&working));
    let _service = run(service.endpoint(endpoint(limits), move |asked: Repeat| {
        let (wait, count) = (Arc::clone(&wait), Arc::clone(&count));
        async move {
            if asked.text == "wait" {
                count.fetch_add(1, Ordering::SeqCst);
                wait.notified().await;
            }
            Ok(asked.text)
        }
    }));
    assert_eq!(ask(&log, "up", 1).await.expect("answered"), "up");
    let waiting = |log: Log| tokio::spawn(async move { ask(&log, "wait", 1).await });
    let first = waiting(log.clone());
    let in_work = async |count| {
        while working.load(Ordering::SeqCst) < count {
            tokio::task::yield_now().await;
        }
    };
    soon("it is in work", in_work(1)).await;
    assert_eq!(ask(&log, "meanwhile", 1).await.expect("answered beside it"), "meanwhile");
    let second = waiting(log.clone());
    soon("both are in work", in_work(2)).await;
    let impatient = Timeouts { service: Duration::ZERO, answer: PATIENCE };
    let more = Repeat { text: "more".into(), times: 1 };
    let more = log.ask::<String>(SUBJECT, &more, impatient);
    let busy = error_of(soon("it is answered", more).await);
    assert_eq!(busy.code, ErrorCode::Busy);
    soon("all are answered", async {
        while !(first.is_finished() && second.is_finished()) {
            go.notify_one();
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_service_that_is_not_there_is_waited_for_as_long_as_asked() {
    let server = Server::start().await;
    let log = server.log().await;
    let at_once = Timeouts { service: Duration::ZERO, answer: PATIENCE };
    let question = Repeat { text: "x".to_owned(), times: 1 };
    let missing = log.ask::<String>(SUBJECT, &question, at_once).await.expect_err("nobody answers");
    assert!(matches!(missing, AskError::NoService { .. }), "{missing:?}");
    let (answer, _service) = tokio::join!(ask(&log, "x", 1), async {
        // It has been asked in vain by then.
        missing_once(&server).await;
        repeating(&log, Limits::default())
    });
    assert_eq!(answer.expect("waited for"), "x");
}

async fn missing_once(server: &Server) {
    let client = async_nats::connect(server.url()).await.expect("connected");
    let missing = client.request(SUBJECT, "{}".into()).await.expect_err("nobody answers");
    assert_eq!(missing.kind(), async_nats::client::RequestErrorKind::NoResponders);
}

#[tokio::test]
async fn an_answer_that_a_killed_server_lost_is_asked_for_again() {
    let mut server = Server::start().await;
    let log = server.log().await;
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let service = Service::new(log.clone(), "newsreel-test", "1.2.3", "Answers the second time");
    let _service = run(service.endpoint(endpoint(Limits::default()), move |asked: Repeat| {
        let first = count.fetch_add(1, Ordering::SeqCst) == 0;
        async move {
            if first {
                std::future::pending::<()>().await;
            }
            Ok(asked.text)
        }
    }));
    let client = server.log().await;
    let answer = tokio::spawn(async move { ask(&client, "again", 1).await });
    soon("it is asked", async {
        while asked.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    server.restart().await;
    assert_eq!(soon("it is answered", answer).await.expect("joined").expect("answered"), "again");
}

#[tokio::test]
async fn a_service_that_may_not_listen_ends_with_the_reason() {
    let configuration = "authorization { users: [
        { user: deaf, password: b, permissions: { subscribe: { deny: [\"newsreel.test.>\"] } } }
    ] }";
    let server = Server::start_with(Options { configuration: configuration.to_owned(), ..Options::default() }).await;
    let credentials = newsreel_log::Credentials::Password { user: "deaf".into(), password: "b".into() };
    let log = server.log_with(Settings { credentials, ..Settings::at(server.url()) }).await;
    let mut service = repeating(&log, Limits::default());
    let ended = soon("it ends", &mut service.0).await.expect("joined");
    assert!(matches!(&ended, ServiceEnded::Denied(RequestError::Denied { .. })), "{ended:?}");
    assert!(ended.to_string().contains(SUBJECT), "{ended}");
}

/// What is in work when the service is shut down is answered; what comes after finds nobody.
#[tokio::test]
async fn a_service_that_is_shut_down_answers_what_it_has_begun() {
    let server = Server::start().await;
    let log = server.log().await;
    let (go, begun, shutdown) = (Arc::new(Notify::new()), Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (wait, begin) = (Arc::clone(&go), Arc::clone(&begun));
    let service = Service::new(log.clone(), "newsreel-test", "1.2.3", "Waits");
    let service = service.endpoint(endpoint(Limits::default()), move |asked: Repeat| {
        let (wait, begin) = (Arc::clone(&wait), Arc::clone(&begin));
        async move {
            begin.notify_one();
            wait.notified().await;
            Ok(asked.text.repeat(asked.times))
        }
    });
    let stop = Arc::clone(&shutdown);
    let running = tokio::spawn(async move { service.run(stop.notified()).await });
    // From a connection of its own, as others ask.
    let client = server.log().await;
    let asking = tokio::spawn(async move { ask(&client, "x", 3_000_000).await });
    soon("it is begun", begun.notified()).await;
    shutdown.notify_one();
    soon("nobody listens any more", async { while log.client().request(SUBJECT, "{}".into()).await.is_ok() {} }).await;
    assert!(!running.is_finished());
    go.notify_one();
    assert_eq!(asking.await.expect("joined").expect("answered").len(), 3_000_000);
    soon("it ends", running).await.expect("joined").expect("in good order");
}

#[tokio::test]
async fn tools_see_what_a_service_is_and_takes() {
    let server = Server::start().await;
    let log = server.log().await;
    let _service = repeating(&log, Limits::default());
    ask(&log, "up", 1).await.expect("answered");
    let info = log.client().request("$SRV.INFO.newsreel-test", "".into()).await.expect("it is running");
    let info: Value = serde_json::from_slice(&info.payload).expect("json");
    assert_eq!((&info["version"], &info["description"]), (&json!("1.2.3"), &json!("Repeats what it is told")));
    let endpoint = &info["endpoints"][0];
    assert_eq!((&endpoint["name"], &endpoint["subject"]), (&json!("repeat"), &json!(SUBJECT)));
    let metadata = &endpoint["metadata"];
    assert_eq!((&metadata["description"], &metadata["time_limit_ms"]), (&json!("Repeats a text"), &json!("30000")));
    assert_eq!(metadata["request_schema"], r#"{"type":"object"}"#);
}

#[tokio::test]
async fn what_each_is_to_do_each_does() {
    let server = Server::start().await;
    let log = server.log().await;
    let done = Arc::new(AtomicUsize::new(0));
    let each = |count: Arc<AtomicUsize>| {
        let service = Service::new(log.clone(), "newsreel-test", "1.2.3", "Counts");
        let endpoint = Endpoint { audience: Audience::Each, ..endpoint(Limits::default()) };
        run(service.endpoint(endpoint, move |asked: Repeat| {
            count.fetch_add(1, Ordering::SeqCst);
            async move { Ok(asked.text) }
        }))
    };
    let _services = [each(Arc::clone(&done)), each(Arc::clone(&done)), each(Arc::clone(&done))];
    soon("all three have heard it", async {
        loop {
            let before = done.load(Ordering::SeqCst);
            ask(&log, "all", 1).await.expect("answered");
            // The answers of one question come close together; another three say that all listen.
            let heard = async {
                while done.load(Ordering::SeqCst) < before + 3 {
                    tokio::task::yield_now().await;
                }
            };
            if tokio::time::timeout(Duration::from_millis(200), heard).await.is_ok() {
                return;
            }
        }
    })
    .await;
}
