//! Traces: one update followed from the form to the page, through every service, at a collector of our own.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::{Arc, Mutex};

use newsreel_tests::{Server, soon};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::audit::free_address;
use crate::program::{Services, data_of, example, program, run, stdout};
use crate::sign_in::at;

/// A span as it arrives at the collector.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Span {
    service: String,
    name: String,
    trace: Vec<u8>,
    id: Vec<u8>,
    parent: Vec<u8>,
}

/// A collector that keeps what it is sent, and its address.
async fn collector() -> (String, Arc<Mutex<Vec<Span>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let spans = Arc::<Mutex<Vec<Span>>>::default();
    let kept = Arc::clone(&spans);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(collect(stream, Arc::clone(&kept)));
        }
    });
    (address, spans)
}

async fn collect(stream: TcpStream, spans: Arc<Mutex<Vec<Span>>>) {
    let mut stream = BufReader::new(stream);
    loop {
        let (mut first, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
                return;
            }
            if let Some(bytes) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = bytes.trim().parse().expect("a length");
            }
            match line.as_str() {
                "\r\n" => break,
                _ if first.is_empty() => first = line,
                _ => {}
            }
        }
        assert!(first.starts_with("POST /v1/traces "), "{first}");
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await.expect("a body");
        spans.lock().expect("whole").extend(spans_in(&body));
        let answer = "HTTP/1.1 200 OK\r\ncontent-type: application/x-protobuf\r\ncontent-length: 0\r\n\r\n";
        stream.write_all(answer.as_bytes()).await.expect("it is sent");
    }
}

/// The fields of a message of protocol buffers that have a length, with their numbers.
fn fields(mut rest: &[u8]) -> Vec<(u64, &[u8])> {
    fn number(rest: &mut &[u8]) -> u64 {
        let mut number = 0;
        for (place, byte) in rest.iter().enumerate() {
            number |= u64::from(byte & 0x7f) << (7 * place);
            if byte & 0x80 == 0 {
                *rest = &rest[place + 1..];
                break;
            }
        }
        number
    }
    let mut found = Vec::new();
    while !rest.is_empty() {
        let tag = number(&mut rest);
        let length = match tag & 7 {
            0 => {
                number(&mut rest);
                continue;
            }
            1 => 8,
            2 => usize::try_from(number(&mut rest)).expect("a length"),
            5 => 4,
            other => panic!("a field of an unknown sort {other}"),
        };
        let (field, after) = rest.split_at(length);
        found.push((tag >> 3, field));
        rest = after;
    }
    found
}

/// The spans in a request of OTLP, each with the service it is of.
fn spans_in(request: &[u8]) -> Vec<Span> {
    let of = |message, number| {
        fields(message).into_iter().filter(move |(known, _)| *known == number).map(|(_, field)| field)
    };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut spans = Vec::new();
    for resource in of(request, 1) {
        let attributes = of(resource, 1).flat_map(|resource| of(resource, 1).collect::<Vec<_>>());
        let mut named = attributes.filter(|attribute| of(attribute, 1).any(|key| key == b"service.name"));
        let service = named.next().and_then(|attribute| of(of(attribute, 2).next()?, 1).next()).map(text);
        for span in of(resource, 2).flat_map(|scope| of(scope, 2).collect::<Vec<_>>()) {
            let field = |number| of(span, number).next().unwrap_or_default().to_vec();
            let service = service.clone().unwrap_or_default();
            spans.push(Span { service, name: text(&field(5)), trace: field(1), id: field(2), parent: field(4) });
        }
    }
    spans
}

const FORM: &str = "host: localhost\r\norigin: http://localhost\r\ncontent-type: application/x-www-form-urlencoded\r\n";
const UPDATE: &str = "story=envoy-russia-trips&kind=meeting&change=denied&item=meeting-february&origin=peskov&via=tass&knowledge=own_act&do=send";

/// All services on a server, with these flags, and where the page is.
async fn services(server: &Server, flags: &[&str]) -> (Services, String) {
    let (page, data) = (free_address(), data_of(server));
    let command = |role: &str, more: &[&str]| -> Command {
        let mut command = program(&server.url(), &["serve", role, "--data", &data]);
        command.args(more).args(flags).env("OTEL_BSP_SCHEDULE_DELAY", "50").env_remove("OTEL_EXPORTER_OTLP_ENDPOINT");
        command
    };
    let commands = [command("desk", &[]), command("projector", &[]), command("web", &["--listen", &page])];
    let services = Services::of(commands);
    stdout(&run(&server.url(), &["import", "--wait", &example(server.store())]));
    soon("the page listens", async {
        while TcpStream::connect(&page).await.is_err() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    // Only who watches already is told of the update that comes next.
    soon("the page is ready", async {
        while !at(&page, "GET /readyz", "host: localhost\r\n", "").await.starts_with("HTTP/1.1 200") {
            tokio::task::yield_now().await;
        }
    })
    .await;
    (services, page)
}

#[tokio::test(flavor = "multi_thread")]
async fn one_update_is_followed_from_the_form_to_the_page() {
    let (address, spans) = collector().await;
    let server = Server::start().await;
    let (_services, page) = services(&server, &["--telemetry", &address]).await;
    let sent = at(&page, "POST /new", FORM, UPDATE).await;
    assert!(sent.starts_with("HTTP/1.1 303"), "{sent}");
    let way = [
        ("newsreel-web", "POST /new"),
        ("newsreel-desk", "newsreel.desk.submit"),
        ("newsreel-desk", "append to the log"),
        ("newsreel-projector", "take in a record"),
        ("newsreel-projector", "put the digest"),
        ("newsreel-web", "tell the page"),
    ];
    let traced = soon("the whole way is told", async {
        loop {
            let spans = spans.lock().expect("whole").clone();
            let form = spans.iter().find(|span| span.name == "POST /new").map(|span| span.trace.clone());
            let of_form: Vec<Span> = spans.into_iter().filter(|span| Some(&span.trace) == form.as_ref()).collect();
            let told: BTreeSet<(&str, &str)> = of_form.iter().map(|span| (&*span.service, &*span.name)).collect();
            if way.iter().all(|step| told.contains(step)) {
                return of_form;
            }
            tokio::task::yield_now().await;
        }
    })
    .await;
    let parent_of = |name: &str| {
        let span = traced.iter().find(|span| span.name == name).expect("there");
        traced.iter().find(|other| other.id == span.parent).map(|parent| parent.name.as_str())
    };
    assert_eq!(parent_of("POST /new"), None, "it begins with the form");
    assert_eq!(parent_of("newsreel.desk.submit"), Some("POST /new"));
    assert_eq!(parent_of("append to the log"), Some("newsreel.desk.submit"));
    assert_eq!(parent_of("take in a record"), Some("newsreel.desk.submit"));
    assert_eq!(parent_of("put the digest"), Some("take in a record"));
    assert_eq!(parent_of("tell the page"), Some("put the digest"));

    let (event, context) = last_record(&server).await;
    assert!(event.contains("meeting.denied") && !event.contains("traceparent"), "the record is as without: {event}");
    let context = context.expect("beside it");
    let trace: String = traced[0].trace.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(context.starts_with(&format!("00-{trace}-")), "{context}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_collector_nothing_is_carried() {
    let server = Server::start().await;
    let (_services, page) = services(&server, &[]).await;
    // Not even where whoever asks is part of a trace.
    let form = format!("{FORM}traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n");
    let sent = at(&page, "POST /new", &form, UPDATE).await;
    assert!(sent.starts_with("HTTP/1.1 303"), "{sent}");
    let (event, context) = last_record(&server).await;
    assert!(event.contains("meeting.denied") && context.is_none(), "{context:?}");
}

/// The last record as it is stored, and the trace beside it.
async fn last_record(server: &Server) -> (String, Option<String>) {
    let last = server.log().await.last_sequence().await.expect("a position");
    let client = async_nats::connect(server.url()).await.expect("connected");
    let stream = async_nats::jetstream::new(client).get_stream("NEWSREEL").await.expect("there");
    let stored = stream.get_raw_message(last).await.expect("stored");
    let context = stored.headers.get("traceparent").map(ToString::to_string);
    (String::from_utf8_lossy(&stored.payload).into_owned(), context)
}
