//! Answers arrive whatever their size, and no question keeps others waiting.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use newsreel_desk::{CHECK, Checked, Desk, SUBMIT};
use newsreel_log::service::Limits;
use newsreel_log::{AskError, Encoded, ErrorCode, Log, Proposal, ServiceError, Subject, Timeouts, Unit, Write};
use newsreel_projector::{Ask, Projector, QUERY, Query};
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::{EntitySlug, StoryId, StorySlug, UpdateId};
use newsreel_story::record::style::Style;
use newsreel_story::submit::decide::Response;
use newsreel_story::submit::refusal::Code;
use newsreel_story::views::brief::Form;
use newsreel_story::views::listing::{Listing, Page};
use newsreel_story::views::search::Found;
use newsreel_story::views::who::Who;
use newsreel_tests::{PATIENCE, Server, soon, submission};
use serde_json::{Value, json};

use crate::program::{self, Services, run};
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

fn desk_serving(log: &Log, limits: Limits) -> tokio::task::JoinHandle<()> {
    let desk = Desk::new(log.clone());
    tokio::spawn(
        async move { panic!("the desk has ended: {:?}", desk.serve(limits, std::future::pending()).await.err()) },
    )
}

/// The same updates, all of one item.
fn of_one_item(mut submission: Value) -> Value {
    for update in submission["updates"].as_array_mut().expect("updates") {
        update["meeting.held"] = "the-meeting".into();
    }
    submission
}

fn running(log: &Log, server: &Server, limits: Limits) -> Running {
    let projector = Projector::open(log.clone(), &server.store().join("p.sqlite")).expect("opened");
    let desk = desk_serving(log, Limits::default());
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

/// Who is in many stories: their pages together are what everything at once would be, whoever else is called so.
#[tokio::test]
async fn what_stories_say_of_somebody_comes_in_pages() {
    let server = Server::start().await;
    let log = server.log().await;
    let desk = Desk::new(log.clone());
    let mut last = 0;
    for story in 0..7 {
        let mut submission = submission(&format!("story-{story}"), "a", 2);
        let namesake = if story % 2 == 0 { "putin" } else { "namesake" };
        submission["directory"]["namesake"] = json!({ "person": "Vladimir Putin" });
        for update in submission["updates"].as_array_mut().expect("updates") {
            update["participants"] = json!([namesake, "witkoff"]);
        }
        last = accepted(desk.submit(&submission, None).await).sequence;
    }
    let projector = store_of(&log, &server.store().join("p.sqlite")).await;
    let who = |name: &str, after, limit| Ask::Who { name: name.to_owned(), after, limit };
    for (name, stories) in [("putin", 4), ("Steve Witkoff", 7), ("Vladimir Putin", 7)] {
        let whole: Page<Who> = page(&projector, who(name, None, None), last).await;
        let of = |page: &Page<Who>| -> Vec<(String, String)> {
            let each = page
                .list
                .iter()
                .flat_map(|who| who.stories.iter().map(|story| (who.entity.slug.to_string(), story.story.clone())));
            each.collect()
        };
        assert_eq!((of(&whole).len(), &whole.next), (stories, &None), "{name}");
        for limit in [1, 2, 3, 4, 7, 100] {
            let (mut paged, mut after, mut pages) = (Vec::new(), None, 0);
            loop {
                let part: Page<Who> = page(&projector, who(name, after, Some(limit)), last).await;
                let stories = of(&part);
                assert!(stories.len() <= limit && !stories.is_empty(), "{name}, {limit} a page: {stories:?}");
                paged.extend(stories);
                pages += 1;
                after = part.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(paged, of(&whole), "{name}, {limit} a page");
            assert_eq!(pages, stories.div_ceil(limit), "{name}, {limit} a page");
        }
    }
    let wrong = who("putin", Some("nobody/story-1".to_owned()), None);
    assert_eq!(refused(&projector, wrong, 0).await.code, ErrorCode::BadRequest);
}

/// What goes together into the log is bounded; what is beyond it is refused with its code, and nothing of it is recorded.
#[tokio::test(flavor = "multi_thread")]
async fn a_submission_has_at_most_a_thousand_records() {
    let server = Server::start().await;
    let log = server.log().await;
    let desk = Desk::new(log.clone());
    let mut recorded = accepted(desk.submit(&submission("trips", "first", 1), None).await).sequence;
    let mut round = 0;
    for (updates, entries, fits) in [
        (999, 0, true),
        (1000, 0, true),
        (1001, 0, false),
        (0, 999, true),
        (0, 1000, true),
        (0, 1001, false),
        (1, 999, true),
        (1, 1000, false),
        (500, 500, true),
        (500, 501, false),
        (1000, 1, false),
    ] {
        round += 1;
        let of = format!("{updates} updates and {entries} entries");
        let mut document = submission("trips", &format!("r{round}"), updates);
        let directory = document["directory"].as_object_mut().expect("a mapping");
        for entry in 0..entries {
            directory.insert(format!("e{round}-{entry}"), json!({ "person": format!("Person {round} {entry}") }));
        }
        match desk.submit(&document, None).await.expect("the log answers") {
            Response::Accepted(accepted) => {
                assert!(fits, "{of}: {accepted:?}");
                recorded += updates as u64 + entries as u64;
            }
            Response::Refused(refusals) => {
                assert!(!fits && refusals[0].code == Code::TooManyUpdates, "{of}: {refusals:?}");
            }
        }
        assert_eq!(log.last_sequence().await.expect("asked"), recorded, "{of}");
    }
    // The opening of a story counts as well.
    for (updates, entries, fits) in [(995, 4, true), (996, 4, false), (999, 0, true), (1000, 0, false)] {
        let mut new = submission(&format!("new-{updates}"), "a", updates);
        let directory = new["directory"].as_object_mut().expect("a mapping");
        for entry in 0..entries {
            directory.insert(format!("n{updates}-{entry}"), json!({ "person": format!("New {updates} {entry}") }));
        }
        let of = format!("{updates} updates, {entries} entries and an opening");
        match desk.submit(&new, None).await.expect("the log answers") {
            Response::Accepted(accepted) => assert!(fits, "{of}: {accepted:?}"),
            Response::Refused(refusals) => {
                assert!(!fits && refusals[0].code == Code::TooManyUpdates, "{of}: {refusals:?}");
            }
        }
    }
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
    // Words that differ are looked up one by one; these would take longer than anybody waits.
    let differing = |count: usize| (0..count).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
    for words in [differing(90_000), differing(33), vec!["word"; 40_000].join(" "), "x".repeat(2000), " \" ".to_owned()]
    {
        let told = refused(&projector, search(words), 0);
        let told = tokio::time::timeout(Duration::from_secs(10), told).await.expect("at once");
        assert_eq!(told.code, ErrorCode::BadRequest);
        assert!(told.message.contains("a search has 1 to 32 words"), "{told}");
    }
    let matrix = |kind: Option<&str>, participant: Option<&str>| Ask::Matrix {
        story: trips(),
        kind: kind.map(str::to_owned),
        participant: participant.map(|slug| EntitySlug::new(slug).expect("slug")),
    };
    let no_kind = refused(&projector, matrix(Some("meting"), None), 0).await;
    assert_eq!(no_kind.code, ErrorCode::BadRequest);
    assert!(no_kind.message.contains("`meting` is not a kind; write `story`, `trip`, `meeting`"), "{no_kind}");
    let nobody = refused(&projector, matrix(None, Some("nobody")), 0).await;
    assert!(nobody.code == ErrorCode::NotFound && nobody.message.contains("no entry `nobody`"), "{nobody}");
    let somebody = answered(&projector, matrix(Some("meeting"), Some("putin")), 0).await;
    assert_eq!(somebody["rows"].as_array().map(Vec::len), Some(1), "{somebody}");
    let stories = |after: &str| Ask::Stories { after: Some(after.to_owned()), limit: None };
    assert_eq!(refused(&projector, stories("not a cursor"), 0).await.code, ErrorCode::BadRequest);
    // A page of nothing would say that nothing is on file.
    let nothing = Ask::Stories { after: None, limit: Some(0) };
    assert_eq!(refused(&projector, nothing, 0).await.code, ErrorCode::BadRequest);
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

/// What many updates of one item would move takes long to tell. All of the desk is on one thread here: each submission would
/// wait for a check, and many are answered while the checks are worked on.
#[tokio::test]
async fn nobody_who_submits_waits_for_a_check() {
    const CHECKS: usize = 4;
    let server = Server::start().await;
    let log = server.log().await;
    let _running = Running(vec![desk_serving(&log, Limits { time: 2 * PATIENCE, ..Limits::default() })]);
    let long = of_one_item(submission("checked", "a", 200));
    let check = |long: Value| {
        let log = log.clone();
        async move { log.ask::<Checked>(CHECK, &json!({ "submission": long }), PATIENT).await.expect("answered") }
    };
    let checks: Vec<_> = (0..CHECKS).map(|_| tokio::spawn(check(long.clone()))).collect();
    let mut submitted = 0;
    while !checks.iter().all(|check| check.is_finished()) {
        let request = json!({ "submission": submission("meanwhile", &format!("n-{submitted}"), 1) });
        match log.ask::<Response>(SUBMIT, &request, PATIENT).await.expect("answered") {
            Response::Accepted(_) => submitted += 1,
            Response::Refused(refusals) => panic!("{refusals:?}"),
        }
    }
    assert!(submitted > 5 * CHECKS, "only {submitted} were answered meanwhile");
    for check in checks {
        assert!(matches!(check.await.expect("joined"), Checked::Accepted { updates, .. } if updates.len() == 201));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_that_is_given_up_makes_room_for_the_next() {
    let server = Server::start().await;
    let log = server.log().await;
    let limits = Limits { time: Duration::from_millis(20), ..Limits::default() };
    let _running = Running(vec![desk_serving(&log, limits)]);
    let check =
        async |submission: &Value| log.ask::<Checked>(CHECK, &json!({ "submission": submission }), PATIENT).await;
    // As many as there is room for, and each would take longer than it may.
    let long = of_one_item(submission("checked", "a", 900));
    for answered in futures::future::join_all((0..4).map(|_| check(&long))).await {
        match answered {
            Err(AskError::Service(error)) => assert_eq!(error.code, ErrorCode::TimedOut, "{error}"),
            other => panic!("{other:?}"),
        }
    }
    let short = submission("checked", "a", 1);
    soon("there is room", async { while check(&short).await.is_err() {} }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_is_given_up_makes_room_for_the_next() {
    let server = Server::start().await;
    let log = server.log().await;
    let limits = Limits { time: Duration::from_millis(20), concurrent: 1, ..Limits::default() };
    let _running = running(&log, &server, limits);
    let desk = Desk::new(log.clone());
    for part in 0..3 {
        accepted(desk.submit(&submission("large", &format!("part-{part}"), 700), None).await);
    }
    let position = || question(Ask::Position, 0);
    soon("it has caught up", async { while log.ask::<u64>(QUERY, &position(), PATIENT).await.is_err() {} }).await;
    // It takes longer than it may, and there is room for one.
    let large = StorySlug::new("large").expect("slug");
    let long = question(Ask::Difference { story: large, from: None, to: None, recorded: true }, 0);
    match log.ask::<Value>(QUERY, &long, PATIENT).await {
        Err(AskError::Service(error)) => assert_eq!(error.code, ErrorCode::TimedOut, "{error}"),
        other => panic!("{other:?}"),
    }
    soon("there is room", async { while log.ask::<u64>(QUERY, &position(), PATIENT).await.is_err() {} }).await;
}

/// What the server carries in one message.
const MESSAGE: usize = 1 << 20;

/// As large a story as a test that is not optimised bears: every view of it arrives whole, for people and for programs.
#[tokio::test(flavor = "multi_thread")]
async fn every_view_of_a_large_story_arrives_whole() {
    const UPDATES: usize = 2000;
    let server = Server::start().await;
    let _services = Services::start(&server);
    let url = server.url();
    let mut story = submission("large", "a", UPDATES);
    for (n, update) in story["updates"].as_array_mut().expect("updates").iter_mut().enumerate() {
        update["meeting.held"] = json!(format!("meeting-{}", n / 2));
        update["quote"] = json!(format!("They spoke for a long time, and of many things, on occasion {n}."));
    }
    let file = server.store().join("large.json");
    std::fs::write(&file, story.to_string()).expect("written");
    program::stdout(&run(&url, &["import", file.to_str().expect("a path")]));
    let last = format!("meeting-{}", UPDATES / 2 - 1);
    for (verb, list) in [
        (&["story", "large"][..], "items"),
        (&["diff", "large"], "events"),
        (&["brief", "large", "--full"], "sections"),
        (&["timeline", "large"], "moments"),
        (&["matrix", "large"], "rows"),
    ] {
        let started = std::time::Instant::now();
        let answer = program::json(&run(&url, &[verb, &["--format", "json"]].concat()));
        assert!(answer[list].as_array().is_some_and(|list| !list.is_empty()), "{verb:?}");
        let text = answer.to_string();
        assert!(text.contains(&last) && text.contains("meeting-0"), "{verb:?} has {} bytes", text.len());
        // A line for each meeting takes less than all that is said of it.
        let least = if matches!(verb[0], "timeline" | "matrix") { MESSAGE / 4 } else { MESSAGE };
        assert!(text.len() > least, "{verb:?} has {} bytes: too few for this test", text.len());
        let table = program::stdout(&run(&url, verb));
        assert!(
            table.ends_with('\n') && (verb[0] == "brief" || table.contains(&last)),
            "{verb:?} has {} bytes",
            table.len()
        );
        assert!(started.elapsed() < PATIENCE, "{verb:?} took {:?}", started.elapsed());
    }
}

/// Deciding thousands of stories would take minutes here: one is decided, and the log is filled with what is like it.
#[tokio::test(flavor = "multi_thread")]
async fn thousands_of_stories_are_listed_whole() {
    const STORIES: usize = 6000;
    let server = Server::start().await;
    let log = server.log().await;
    accepted(Desk::new(log.clone()).submit(&submission("pattern", "a", 1), None).await);
    let position = log.last_sequence().await.expect("asked");
    let pattern = log.at(position).await.expect("asked").expect("on file");
    let update = pattern.record.decode().expect("it can be read");
    let Subject::Story { kind, change, .. } = Subject::of(&update) else { panic!("it is an update") };
    let text = String::from_utf8(pattern.record.payload.to_vec()).expect("json");
    let writes = (0..STORIES).map(|number| {
        let story =
            StorySlug::new(&format!("story-{number:05}-of-a-long-list-of-stories-with-long-names")).expect("slug");
        let unit = StoryId::of(&story);
        let id = UpdateId::of_content(unit.uuid(), b"the first");
        let payload = text.replace(&update.id().to_string(), &id.to_string()).replace("pattern", story.as_str()).into();
        let subject = Subject::Story { story: unit, kind, change, held: false };
        let record = Encoded { id, message: id, subject, payload, trace: None };
        Write { unit: Unit::Story(unit), expected: 0, records: vec![record] }
    });
    for writes in writes.collect::<Vec<_>>().chunks(1000) {
        log.append(&Proposal { writes: writes.to_vec() }).await.expect("recorded");
    }
    let last = log.last_sequence().await.expect("asked");
    let _running = running(&log, &server, Limits { time: PATIENCE, ..Limits::default() });
    let all: Page<Listing> = log.ask(QUERY, &question(Ask::all_stories(), last), PATIENT).await.expect("answered");
    assert_eq!((all.list.len(), all.next), (STORIES + 1, None));
    for format in ["table", "json"] {
        let told = program::stdout(&run(&server.url(), &["stories", "--limit", "10000", "--format", format]));
        let last = format!("story-{:05}", STORIES - 1);
        assert!(told.contains("story-00000") && told.contains(&last), "{format}: {} bytes", told.len());
        assert!(format != "json" || told.len() > MESSAGE, "{} bytes: too few for this test", told.len());
    }
}

/// A directory of thousands goes in, in parts, and again without a change.
#[tokio::test(flavor = "multi_thread")]
async fn a_large_directory_goes_in_in_parts() {
    const ENTRIES: usize = 5000;
    let server = Server::start().await;
    let _services = Services::start(&server);
    let url = server.url();
    let entries = (0..ENTRIES).map(|n| {
        let person = json!({ "person": format!("Person {n}"), "speaks_for": format!("person-{}", n / 2 * 2) });
        let person = if n % 2 == 0 { json!({ "person": format!("Person {n}") }) } else { person };
        (format!("person-{n}"), person)
    });
    let entries: serde_json::Map<String, Value> = entries.collect();
    let story = json!({ "story": "many", "title": "Many", "directory": entries, "updates": [
        { "note.noted": "n", "text": "There are many of them." },
    ] });
    let file = server.store().join("many.json");
    std::fs::write(&file, story.to_string()).expect("written");
    let import = || program::json(&run(&url, &["import", file.to_str().expect("a path"), "--format", "json"]));
    let first = import();
    assert_eq!(first["directory"].as_array().map(Vec::len), Some(ENTRIES));
    let last = server.log().await.last_sequence().await.expect("asked");
    assert_eq!(last, ENTRIES as u64 + 2);
    let again = import();
    assert!(again["directory"].is_null(), "{again}");
    assert_eq!(server.log().await.last_sequence().await.expect("asked"), last);
    let who = program::json(&run(&url, &["who", "person-4999", "--format", "json"]));
    assert_eq!(who[0]["called"]["person-4998"], "Person 4998");
}
