//! A record that cannot be read stops nobody.

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use newsreel_desk::Desk;
use newsreel_log::{DecodeError, Delivered, FollowOptions, Log, Unit, decoded};
use newsreel_projector::{Ask, Projector, PutAside, Settle, Store};
use newsreel_story::record::name::{EntityId, EntitySlug, StoryId, StorySlug};
use newsreel_story::submit::refusal::Code;
use newsreel_story::views::brief::Form;
use newsreel_story::views::listing::Page;
use newsreel_tests::records::{encoded, entry, update};
use newsreel_tests::{Server, soon, submission};
use serde_json::{Value, json};

use crate::program::{self, Services, run, stdout};
use crate::services::{accepted, answered, codes, store_of};

/// What somebody else may publish, or a newer version write, on the subjects of a story.
fn unreadable(slug: &str) -> Vec<(String, Bytes)> {
    let story = StoryId::of(&StorySlug::new(slug).expect("slug"));
    let subject = |rest: &str| format!("newsreel.story.{story}.{rest}");
    let ours = encoded(&update(slug, 900));
    let text = String::from_utf8(ours.payload.to_vec()).expect("json");
    let changed = |from: &str, to: &str| {
        assert!(text.contains(from), "{from} is not in {text}");
        Bytes::from(text.replacen(from, to, 1))
    };
    vec![
        (subject("meeting.held"), "not JSON".into()),
        (subject("meeting.held"), vec![0xff; 1 << 20].into()),
        (subject("meeting.mooted"), changed("newsreel:update:1", "newsreel:update:9")),
        (subject("meeting.mooted"), changed("\"specversion\":\"1.0\"", "\"specversion\":\"2.0\"")),
        (subject("picnic.held"), changed("\"kind\":\"meeting\"", "\"kind\":\"picnic\"")),
        // Readable, and on a subject that is not its own.
        (subject("meeting.held"), ours.payload.clone()),
        (subject("meeting.mooted"), encoded(&update("another-story", 1)).payload),
        (subject("meeting.mooted"), encoded(&entry("witkoff")).payload),
        // The envelope says otherwise than the data.
        (subject("meeting.mooted"), changed("\"learnedat\":\"1970", "\"learnedat\":\"1971")),
        (subject("meeting.mooted"), changed("\"type\":\"meeting.mooted\"", "\"type\":\"meeting.held\"")),
        (subject("meeting.mooted"), changed(&format!("\"subject\":\"{slug}/meeting\""), "\"subject\":\"x/y\"")),
    ]
}

async fn publish(log: &Log, (subject, payload): (String, Bytes)) -> u64 {
    let stored = log.client().request(subject, payload).await.expect("the stream takes anything");
    let stored: Value = serde_json::from_slice(&stored.payload).expect("json");
    stored["seq"].as_u64().unwrap_or_else(|| panic!("{stored}"))
}

#[tokio::test]
async fn each_sort_is_known_for_what_it_is() {
    let server = Server::start().await;
    let log = server.log().await;
    let mut reasons = Vec::new();
    for record in unreadable("trips") {
        let position = publish(&log, record).await;
        let stored = log.at(position).await.expect("asked").expect("stored");
        reasons.push(decoded(&stored).expect_err("it cannot be read"));
    }
    use DecodeError::{Data, Disagrees, Envelope, Misplaced, UnknownSchema, UnknownSpecVersion};
    assert!(
        matches!(
            &reasons[..],
            [
                Envelope(_),
                Envelope(_),
                UnknownSchema(_),
                UnknownSpecVersion(_),
                Data { .. },
                Misplaced { .. },
                Misplaced { .. },
                Misplaced { .. },
                Disagrees { member: "learnedat", .. },
                Disagrees { member: "type", .. },
                Disagrees { member: "subject", .. },
            ]
        ),
        "{reasons:?}"
    );
}

/// Many of them are one line of what a check prints, and of what the desk logs at its start; the projector logs a line for
/// each batch that it reads, and how many there are in it.
#[tokio::test(flavor = "multi_thread")]
async fn many_of_them_are_told_in_one_line() {
    let server = Server::start().await;
    let log = server.log().await;
    let (url, data) = (server.url(), program::data_of(&server));
    publish(&log, ("newsreel.directory.somebody.added".to_owned(), "garbage".into())).await;
    for number in 0..39 {
        let entity = EntityId::of(&EntitySlug::new(&format!("somebody-{number}")).expect("slug"));
        publish(&log, (format!("newsreel.directory.{entity}.added"), "garbage".into())).await;
    }
    let file = server.store().join("trips.json");
    std::fs::write(&file, submission("trips", "a", 2).to_string()).expect("written");
    let file = file.to_str().expect("a path");
    let check = run(&url, &["import", "--check", file]);
    let told = program::stderr(&check, 0);
    assert!(told.lines().count() == 1 && told.contains("positions 1, 2, 3, 4, 5 and 35 more"), "{told}");
    assert!(told.contains("newsreel quarantine list"), "{told}");
    for role in ["desk", "projector"] {
        let mut service = program::program(&url, &["serve", role, "--data", &data, "--log", "info"]);
        service.env_remove("RUST_LOG").stderr(std::process::Stdio::piped());
        let mut service = service.spawn().expect("started");
        let lines = std::io::BufRead::lines(std::io::BufReader::new(service.stderr.take().expect("piped")));
        let until_ready: Vec<String> = lines
            .map(|line| line.expect("a line"))
            .take_while(|line| !line.contains("takes submissions") && !line.contains("answers queries"))
            .filter(|line| line.contains("cannot be read"))
            .collect();
        service.kill().and_then(|()| service.wait().map(drop)).expect("killed");
        if role == "desk" {
            let all = "positions 1, 2, 3, 4, 5 and 35 more";
            assert!(until_ready.len() == 1 && until_ready[0].contains(all), "{until_ready:?}");
            continue;
        }
        let after_it = |line: &String| {
            let more = line.split_once("so do ").map_or("0", |(_, rest)| rest.split(' ').next().unwrap_or_default());
            more.parse::<usize>().unwrap_or_else(|error| panic!("{error}: {line}"))
        };
        let told: usize = until_ready.iter().map(|line| 1 + after_it(line)).sum();
        assert!(told == 40 && until_ready.len() < 10, "{until_ready:?}");
    }
}

#[tokio::test]
async fn the_desk_goes_on_deciding_for_the_story() {
    let server = Server::start().await;
    let log = server.log().await;
    let (desk, other) = (Desk::new(log.clone()), Desk::new(log.clone()));
    accepted(desk.submit(&submission("trips", "a", 1), None).await);
    for (n, record) in unreadable("trips").into_iter().enumerate() {
        publish(&log, record).await;
        // Both the one that had decided on the story before, and one that reads it for the first time.
        accepted(desk.submit(&submission("trips", &format!("b{n}"), 2), None).await);
        accepted(other.submit(&submission("trips", &format!("c{n}"), 2), None).await);
        accepted(Desk::new(log.clone()).submit(&submission("trips", &format!("d{n}"), 2), None).await);
    }
}

#[tokio::test]
async fn garbage_does_not_keep_a_story_or_an_entry_of_the_directory_from_being_opened() {
    let server = Server::start().await;
    let log = server.log().await;
    let putin = EntityId::of(&EntitySlug::new("putin").expect("slug"));
    publish(&log, (format!("newsreel.directory.{putin}.added"), "garbage".into())).await;
    publish(&log, (format!("newsreel.directory.{putin}.exploded"), "garbage".into())).await;
    publish(&log, unreadable("trips").remove(0)).await;
    let desk = Desk::new(log.clone());
    accepted(desk.submit(&submission("trips", "a", 1), None).await);
    accepted(Desk::new(log.clone()).submit(&submission("trips", "a", 1), None).await);
    let newer = json!({ "story": "trips", "directory": { "putin": { "person": "Vladimir Putin", "title": "president" } }, "updates": [] });
    accepted(desk.submit(&newer, None).await);
    let unit = Unit::Entity(putin);
    assert_eq!(log.tail(unit, 0).await.expect("asked").len(), 4);
}

#[tokio::test]
async fn what_depends_on_a_record_that_cannot_be_read_is_refused_and_says_so() {
    let server = Server::start().await;
    let log = server.log().await;
    let desk = Desk::new(log.clone());
    let last = accepted(desk.submit(&submission("trips", "a", 2), None).await).sequence;
    // The second update, as a newer version of the program would have written it.
    let written = log.at(last).await.expect("asked").expect("recorded").record;
    let newer = String::from_utf8(written.payload.to_vec()).expect("json").replace("update:1", "update:9");
    let elsewhere = Server::start().await;
    let log = elsewhere.log().await;
    let desk = Desk::new(log.clone());
    accepted(desk.submit(&submission("trips", "a", 1), None).await);
    let position = publish(&log, (written.subject.to_string(), newer.into())).await;

    let same = desk.submit(&submission("trips", "a", 2), None).await.expect("the log answers");
    let newsreel_story::submit::decide::Response::Refused(refusals) = same else { panic!("{same:?}") };
    assert_eq!(refusals.len(), 1);
    assert_eq!(refusals[0].code, Code::IdConflict);
    assert!(refusals[0].message.contains(&format!("position {position}")), "{}", refusals[0].message);

    let of_it = json!({ "story": "trips", "updates": [{ "meeting.corrected": "a-1", "by": "desk", "corrects": "a-1", "place": "moscow" }] });
    let refused = desk.submit(&of_it, None).await.expect("the log answers");
    let newsreel_story::submit::decide::Response::Refused(refusals) = refused else { panic!("{refused:?}") };
    assert!(
        refusals.iter().any(|refusal| refusal.message.contains(&format!("position {position}"))),
        "nothing is said of it: {refusals:?}"
    );
    assert_eq!(codes(desk.submit(&json!({ "story": "trips", "colour": 1 }), None).await)[0].0, Code::UnknownKey);
}

#[tokio::test]
async fn a_follower_delivers_it_and_what_comes_after() {
    let server = Server::start().await;
    let log = server.log().await;
    let bad = unreadable("trips");
    for record in &bad {
        publish(&log, record.clone()).await;
    }
    accepted(Desk::new(log.clone()).submit(&submission("other", "a", 1), None).await);
    let mut follow = log.follow(1, FollowOptions::default());
    let mut readable = Vec::new();
    while let Delivered::Record(stored) = soon("it is delivered", follow.next()).await.expect("no hole") {
        readable.push(decoded(&stored).is_ok());
    }
    assert_eq!(readable.iter().filter(|readable| !**readable).count(), bad.len());
    assert_eq!(readable.iter().filter(|readable| **readable).count(), 4 + 2);
}

async fn in_quarantine(log: &Log) -> u64 {
    let info = log.client().request("$JS.API.STREAM.INFO.NEWSREEL_QUARANTINE", "{}".into()).await.expect("asked");
    let info: Value = serde_json::from_slice(&info.payload).expect("json");
    info["state"]["num_subjects"].as_u64().unwrap_or_default()
}

async fn serving(log: &Log, file: &Path) -> tokio::task::JoinHandle<()> {
    let projector = Projector::open(log.clone(), file).expect("opened");
    tokio::spawn(async move {
        let ended = projector.serve(newsreel_log::service::Limits::default(), std::future::pending()).await;
        panic!("the projector has ended: {:?}", ended.err());
    })
}

async fn put_aside(projector: &Arc<Projector>) -> Vec<PutAside> {
    let ask = Ask::Quarantine { after: None, limit: None, dismissed: false };
    let page: Page<PutAside> = serde_json::from_value(answered(projector, ask, 0).await).expect("a page");
    page.list
}

#[tokio::test]
async fn the_projector_puts_it_aside_with_the_reason_and_goes_on() {
    let server = Server::start().await;
    let log = server.log().await;
    let desk = Desk::new(log.clone());
    accepted(desk.submit(&submission("trips", "a", 1), None).await);
    let bad = unreadable("trips");
    let putin = EntityId::of(&EntitySlug::new("putin").expect("slug"));
    publish(&log, (format!("newsreel.directory.{putin}.added"), "garbage".into())).await;
    for record in &bad {
        publish(&log, record.clone()).await;
    }
    let last = accepted(desk.submit(&submission("trips", "b", 1), None).await).sequence;
    // A process that took them in and ended before anything was put into the stream.
    let file = server.store().join("p.sqlite");
    let projector = store_of(&log, &file).await;
    let listed = put_aside(&projector).await;
    assert_eq!(listed.len(), bad.len() + 1);
    assert!(listed.iter().all(|put_aside| !put_aside.reason.is_empty() && !put_aside.subject.is_empty()));
    assert_eq!(listed[2].bytes, 1 << 20);
    let brief =
        answered(&projector, Ask::Brief { story: StorySlug::new("trips").expect("slug"), form: Form::default() }, last)
            .await;
    assert_eq!(brief["sequence"].as_u64(), Some(last));
    assert_eq!(in_quarantine(&log).await, 0);
    drop(projector);
    let next = serving(&log, &file).await;
    soon("the next process puts them into the stream", async {
        while in_quarantine(&log).await < bad.len() as u64 + 1 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert!(!next.is_finished());
    next.abort();
}

/// What an older version could not read is read by the next one at its start.
#[tokio::test]
async fn what_can_be_read_later_takes_its_place_among_what_came_after_it() {
    let server = Server::start().await;
    let log = server.log().await;
    let desk = Desk::new(log.clone());
    for part in ["a", "b", "c"] {
        accepted(desk.submit(&submission("trips", part, 2), None).await);
    }
    let act = |change: &str| json!({ "story": "trips", "updates": [{ format!("story.{change}"): "trips" }] });
    accepted(desk.submit(&act("closed"), None).await);
    let last = accepted(desk.submit(&act("reopened"), None).await).sequence;
    let (whole, late) = (server.store().join("whole.sqlite"), server.store().join("late.sqlite"));
    let whole = store_of(&log, &whole).await;
    // An older version cannot read two of the updates and the closing.
    let unknown = [6, 8, last - 1];
    let mut arrivals = Vec::new();
    for sequence in 1..=last {
        let stored = log.at(sequence).await.expect("asked").expect("recorded");
        let read = decoded(&stored).map_err(|error| error.to_string());
        arrivals.push((stored, if unknown.contains(&sequence) { Err("unknown".to_owned()) } else { read }));
    }
    Store::open(&late).expect("made").take_in(&arrivals).expect("taken in");
    let late = store_of(&log, &late).await;
    let story = || Ask::Story { story: StorySlug::new("trips").expect("slug"), item: None };
    let without = answered(&late, story(), last).await;
    let waiting: Vec<u64> = put_aside(&late).await.iter().map(|put_aside| put_aside.sequence).collect();
    assert_eq!(waiting, unknown);
    assert_ne!(without["items"], answered(&whole, story(), last).await["items"]);
    let retry = Settle::Retry { sequence: None, actor: None };
    let settled = soon("they are tried again", Arc::clone(&late).settle(retry)).await.expect("the log answers");
    assert_eq!(settled.read, unknown);
    assert!(put_aside(&late).await.is_empty());
    for ask in [story(), Ask::all_stories(), Ask::Search { words: "moscow".into(), after: None, limit: None }] {
        let (one, other) = (answered(&late, ask.clone(), last).await, answered(&whole, ask, last).await);
        assert_eq!(without_moment(one), without_moment(other));
    }
}

fn without_moment(mut answer: Value) -> Value {
    if let Some(moment) = answer.get_mut("moment") {
        *moment = Value::Null;
    }
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn people_see_what_is_in_quarantine_and_say_what_is_to_be_done_about_it() {
    let server = Server::start().await;
    let _services = Services::start(&server);
    let url = server.url();
    let log = server.log().await;
    let garbage = unreadable("trips").remove(0);
    let position = publish(&log, garbage).await.to_string();
    let list = |more: &[&str]| {
        program::json(&run(&url, &[&["quarantine", "list", "--format", "json"], more].concat()))
            .as_array()
            .expect("a list")
            .len()
    };
    assert_eq!(list(&[]), 1);
    let shown = stdout(&run(&url, &["quarantine", "show", &position]));
    assert!(shown.contains("not JSON") && shown.contains("CloudEvents"), "{shown}");
    // What still cannot be read is no success.
    let retried = run(&url, &["quarantine", "retry"]);
    assert_eq!(retried.status.code(), Some(1));
    let retried = String::from_utf8_lossy(&retried.stderr).into_owned();
    assert!(retried.contains("Still cannot be read"), "{retried}");
    let replay = |arguments: &[&str]| run(&url, &[&["replay"], arguments].concat());
    assert!(String::from_utf8_lossy(&replay(&[]).stdout).contains("cannot be read"));
    let replayed: Value = serde_json::from_slice(&replay(&["--format", "json"]).stdout).expect("json");
    assert_eq!(replayed["sequence"].to_string(), position);
    assert!(replayed["unreadable"].as_str().is_some_and(|reason| reason.contains("CloudEvents")), "{replayed}");
    stdout(&run(&url, &["quarantine", "dismiss", &position, "--reason", "a test"]));
    assert_eq!((list(&[]), list(&["--all"])), (0, 1));
    let missing = run(&url, &["quarantine", "dismiss", "99", "--reason", "a test"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("nothing is in quarantine at position 99"));
    // Another projector, with a store of its own, is told so by the stream.
    let other = server.store().join("other.sqlite");
    let next = serving(&log, &other).await;
    soon("it knows", async {
        let reader = Projector::open(log.clone(), &other).expect("opened");
        while !put_aside(&reader).await.is_empty() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    next.abort();
}
