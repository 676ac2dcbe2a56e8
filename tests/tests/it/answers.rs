//! Answers arrive whatever their size, and no question keeps others waiting.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use newsreel_desk::{Desk, SUBMIT};
use newsreel_log::service::Limits;
use newsreel_log::{AskError, ErrorCode, Log, ServiceError, Timeouts};
use newsreel_projector::{Ask, Projector, QUERY, Query};
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::StorySlug;
use newsreel_story::record::style::Style;
use newsreel_story::submit::decide::Response;
use newsreel_story::views::brief::Form;
use newsreel_story::views::listing::{Listing, Page};
use newsreel_story::views::search::Found;
use newsreel_tests::{PATIENCE, Server, soon, submission};
use serde_json::{Value, json};

use crate::services::{accepted, answered, store_of};

const PATIENT: Timeouts = Timeouts { service: PATIENCE, answer: PATIENCE };

fn trips() -> StorySlug {
    StorySlug::new("trips").expect("slug")
}

fn question(ask: Ask, at_least: u64) -> Query {
    Query { ask, bounds: Bounds::default(), style: Style::default(), at_least }
}

/// A desk and a projector that serve until they are dropped.
struct Running(Vec<tokio::task::JoinHandle<()>>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.iter().for_each(tokio::task::JoinHandle::abort);
    }
}

fn running(log: &Log, server: &Server, limits: Limits) -> Running {
    let desk = Desk::new(log.clone());
    let projector = Projector::open(log.clone(), &server.store().join("p.sqlite")).expect("opened");
    let desk = tokio::spawn(async move {
        panic!("the desk has ended: {:?}", desk.serve(Limits::default(), std::future::pending()).await.err())
    });
    let projector = tokio::spawn(async move {
        panic!("the projector has ended: {:?}", projector.serve(limits, std::future::pending()).await.err())
    });
    Running(vec![desk, projector])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_of_thousands_of_updates_is_answered_whole_and_so_are_many_refusals() {
    let server = Server::start().await;
    let log = server.log().await;
    let _running = running(&log, &server, Limits::default());
    let mut last = 0;
    for part in 0..5 {
        let request = json!({ "submission": submission("trips", &format!("part-{part}"), 800) });
        match log.ask::<Response>(SUBMIT, &request, PATIENT).await.expect("answered") {
            Response::Accepted(accepted) => last = accepted.sequence,
            Response::Refused(refusals) => panic!("{refusals:?}"),
        }
    }
    let ask = Ask::Story { story: trips(), item: None };
    let story: Value = log.ask(QUERY, &question(ask, last), PATIENT).await.expect("answered");
    assert!(story.to_string().len() > 2 << 20, "{} bytes: too small a story for this test", story.to_string().len());
    assert_eq!(story["items"].as_array().map(Vec::len), Some(5 * 7));

    let wrong: Vec<Value> = (0..1000)
        .map(|i| {
            let participants: Vec<String> = (0..12).map(|j| format!("nobody-of-this-name-{i}-{j}")).collect();
            json!({ "meeting.held": "m", "participants": participants })
        })
        .collect();
    let request = json!({ "submission": { "story": "trips", "defaults": { "source": "newsweek" }, "updates": wrong } });
    match log.ask::<Response>(SUBMIT, &request, PATIENT).await.expect("answered") {
        Response::Refused(refusals) => assert!(refusals.len() >= 200, "{}", refusals.len()),
        Response::Accepted(accepted) => panic!("{accepted:?}"),
    }
}

#[tokio::test]
async fn an_answer_beyond_what_is_configured_is_an_error_with_its_code() {
    let server = Server::start().await;
    let log = server.log().await;
    let _running = running(&log, &server, Limits { answer_bytes: 2000, ..Limits::default() });
    let desk = Desk::new(log.clone());
    let last = accepted(desk.submit(&submission("trips", "a", 30), None).await).sequence;
    let ask = Ask::Story { story: trips(), item: None };
    let refused = log.ask::<Value>(QUERY, &question(ask, last), PATIENT).await.expect_err("it is too large");
    assert!(matches!(&refused, AskError::Service(ServiceError { code: ErrorCode::AnswerTooLarge, .. })), "{refused:?}");
}

#[tokio::test]
async fn lists_come_in_pages_that_together_are_the_whole() {
    let server = Server::start().await;
    let log = server.log().await;
    let desk = Desk::new(log.clone());
    let mut last = 0;
    for story in 0..7 {
        last = accepted(desk.submit(&submission(&format!("story-{story}"), "a", 3), None).await).sequence;
    }
    let projector = store_of(&log, &server.store().join("p.sqlite")).await;
    let whole: Page<Listing> = page(&projector, Ask::all_stories(), last).await;
    assert_eq!((whole.list.len(), &whole.next), (7, &None));
    let mut paged = Vec::new();
    let mut after = None;
    loop {
        let part: Page<Listing> = page(&projector, Ask::Stories { after, limit: Some(3) }, last).await;
        paged.extend(part.list);
        after = part.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(paged, whole.list);

    let search = |after, limit| Ask::Search { words: "moscow".to_owned(), after, limit };
    let whole: Page<Found> = page(&projector, search(None, None), last).await;
    assert_eq!(whole.list.len(), 21);
    let first: Page<Found> = page(&projector, search(None, Some(20)), last).await;
    let second: Page<Found> = page(&projector, search(first.next, Some(20)), last).await;
    assert_eq!(second.next, None);
    assert_eq!([first.list, second.list].concat(), whole.list);
    let exact: Page<Found> = page(&projector, search(None, Some(21)), last).await;
    assert_eq!(exact.next, None, "nothing follows");
}

async fn page<T: serde::de::DeserializeOwned>(projector: &Arc<Projector>, ask: Ask, at_least: u64) -> Page<T> {
    serde_json::from_value(answered(projector, ask, at_least).await).expect("a page")
}

async fn refused(projector: &Arc<Projector>, ask: Ask, at_least: u64) -> ServiceError {
    let answer = Arc::clone(projector).reply(question(ask, at_least));
    soon("it is answered", answer).await.expect_err("it is refused")
}

#[tokio::test]
async fn what_cannot_be_answered_is_refused_at_once_with_the_reason() {
    let server = Server::start().await;
    let log = server.log().await;
    let last = accepted(Desk::new(log.clone()).submit(&submission("trips", "a", 1), None).await).sequence;
    let projector = store_of(&log, &server.store().join("p.sqlite")).await;
    let beyond = refused(&projector, Ask::Position, last + 1).await;
    assert_eq!(beyond.code, ErrorCode::BeyondEnd);
    assert!(beyond.message.contains(&format!("ends at position {last}")), "{beyond}");
    let search = |words: String| Ask::Search { words, after: None, limit: None };
    for words in [vec!["word"; 40_000].join(" "), "x".repeat(2000), " \" ".to_owned()] {
        assert_eq!(refused(&projector, search(words), 0).await.code, ErrorCode::BadRequest);
    }
    let stories = |after: &str| Ask::Stories { after: Some(after.to_owned()), limit: None };
    assert_eq!(refused(&projector, stories("not a cursor"), 0).await.code, ErrorCode::BadRequest);
    let unknown = Ask::Brief { story: StorySlug::new("unheard-of").expect("slug"), form: Form::default() };
    assert_eq!(refused(&projector, unknown, 0).await.code, ErrorCode::NotFound);
}

#[test]
fn a_misspelt_member_of_a_question_is_an_error() {
    for wrong in [
        json!({ "ask": { "brief": { "story": "trips" } }, "bounds": { "asof": "2025-01-01T00:00:00Z" } }),
        json!({ "ask": { "brief": { "story": "trips", "known_at": "2025-01-01T00:00:00Z" } } }),
        json!({ "ask": { "brief": { "story": "trips" } }, "atleast": 3 }),
        json!({ "ask": { "briefs": { "story": "trips" } } }),
    ] {
        serde_json::from_value::<Query>(wrong.clone()).expect_err(&wrong.to_string());
    }
    let bounds = json!({ "as_of": "2025-01-01T00:00:00Z", "at_sequence": 3, "known_at": "2025-01-01T00:00:00Z" });
    let right = json!({ "ask": { "brief": { "story": "trips" } }, "bounds": bounds, "at_least": 3 });
    let right: Query = serde_json::from_value(right).expect("as it should be");
    assert_eq!(serde_json::to_value(right.bounds).expect("json"), bounds);
}

#[tokio::test]
async fn an_update_is_found_by_its_identity() {
    let server = Server::start().await;
    let log = server.log().await;
    let desk = Desk::new(log.clone());
    let accepted = accepted(desk.submit(&submission("trips", "a", 3), None).await);
    let projector = store_of(&log, &server.store().join("p.sqlite")).await;
    for answer in &accepted.updates {
        let reach = |update: String| answered(&projector, Ask::Reach { update, path: None }, accepted.sequence);
        let by_id = reach(answer.id.to_string()).await;
        assert_eq!(by_id["update"], json!(answer.id));
        assert_eq!(by_id["lost"], reach(answer.sequence.expect("recorded").to_string()).await["lost"]);
    }
    let absent = Ask::Reach { update: "018f4e5a-0000-7000-8000-000000000000".to_owned(), path: None };
    assert_eq!(refused(&projector, absent, 0).await.code, ErrorCode::NotFound);
}

/// Questions that take long are in work all the time; records are taken in, and other questions answered, meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_for_a_question_that_takes_long() {
    let server = Server::start().await;
    let log = server.log().await;
    let _running = running(&log, &server, Limits { time: 2 * PATIENCE, ..Limits::default() });
    let desk = Desk::new(log.clone());
    let last = accepted(desk.submit(&submission("large", "part", 500), None).await).sequence;
    let large = StorySlug::new("large").expect("slug");
    let long = Ask::Difference { story: large.clone(), from: None, to: None, recorded: true };
    let enough = Arc::new(AtomicBool::new(false));
    let long: Vec<_> = (0..3)
        .map(|_| {
            let (log, query, enough) = (log.clone(), question(long.clone(), last), Arc::clone(&enough));
            tokio::spawn(async move {
                let mut answered = 0;
                while !enough.load(Ordering::SeqCst) {
                    log.ask::<Value>(QUERY, &query, PATIENT).await.expect("answered");
                    answered += 1;
                }
                answered
            })
        })
        .collect();
    for meanwhile in 0..8 {
        // One more update of the very story, seen by the next question.
        let part = submission("large", &format!("meanwhile-{meanwhile}"), 1);
        let last = accepted(desk.submit(&part, None).await).sequence;
        let item = Ask::Story { story: large.clone(), item: Some(format!("meanwhile-{meanwhile}-0")) };
        let item = question(item, last);
        let asked = log.ask::<Value>(QUERY, &item, PATIENT);
        let item = tokio::time::timeout(Duration::from_secs(20), asked).await.expect("in time").expect("answered");
        assert_eq!(item["items"].as_array().map(Vec::len), Some(1));
    }
    enough.store(true, Ordering::SeqCst);
    for answered in long {
        assert!(answered.await.expect("joined") > 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_is_given_up_makes_room_for_the_next() {
    let server = Server::start().await;
    let log = server.log().await;
    let limits = Limits { time: Duration::from_secs(2), concurrent: 1, ..Limits::default() };
    let _running = running(&log, &server, limits);
    let desk = Desk::new(log.clone());
    for part in 0..3 {
        accepted(desk.submit(&submission("large", &format!("part-{part}"), 700), None).await);
    }
    let position = || question(Ask::Position, 0);
    soon("it has caught up", async { while log.ask::<u64>(QUERY, &position(), PATIENT).await.is_err() {} }).await;
    // It would take minutes, and there is room for one.
    let large = StorySlug::new("large").expect("slug");
    let long = question(Ask::Difference { story: large, from: None, to: None, recorded: true }, 0);
    match log.ask::<Value>(QUERY, &long, PATIENT).await {
        Err(AskError::Service(error)) => assert_eq!(error.code, ErrorCode::TimedOut, "{error}"),
        other => panic!("{other:?}"),
    }
    soon("there is room", async { while log.ask::<u64>(QUERY, &position(), PATIENT).await.is_err() {} }).await;
}
