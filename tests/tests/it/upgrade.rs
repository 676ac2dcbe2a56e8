//! An upgrade while everything runs: an old and a new desk and projector side by side on one log, of which the new ones know a
//! kind that the old ones have never heard of.
//!
//! What stands for the old program is `newsreel-older`: the same services, in processes of their own, without the kind `vote`.
//! They alone answer over NATS until they are replaced. What stands for the new program is this one: its desk and projector are
//! asked directly while both run, and `newsreel serve` takes the old ones' place, on the same data.

use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;

use newsreel_desk::{Desk, SUBMIT};
use newsreel_log::{Log, Timeouts};
use newsreel_projector::{Ask, Projector, PutAside, QUERY, Settle, Settled};
use newsreel_story::record::name::StorySlug;
use newsreel_story::submit::decide::Response;
use newsreel_story::submit::refusal::Code;
use newsreel_story::views::listing::Page;
use newsreel_tests::{PATIENCE, Server, soon, submission};
use serde_json::{Value, json};
use tokio::process::{Child, Command};

use crate::program::{Services, data_of, json, run, stdout};
use crate::services::{accepted, answered, store_of};

const PATIENT: Timeouts = Timeouts { service: PATIENCE, answer: PATIENCE };
/// The kind that the old program does not know.
const KIND: &str = "vote";

/// A service of the old program.
struct Older(Child);

impl Older {
    fn start(role: &str, server: &Server, data: &Path) -> Self {
        let mut older = Command::new(env!("CARGO_BIN_EXE_newsreel-older"));
        older.args([KIND, role, &server.url()]).arg(data).stdin(Stdio::null()).kill_on_drop(true);
        Self(older.spawn().expect("started"))
    }

    async fn stop(mut self) {
        let process = self.0.id().expect("it still runs").to_string();
        let told = Command::new("kill").arg(process).status().await.expect("told to stop");
        let ended = soon("the old service stops", self.0.wait()).await.expect("waited for");
        assert!(told.success() && ended.success(), "{ended}");
    }
}

fn trips() -> StorySlug {
    StorySlug::new("trips").expect("slug")
}

/// A vote, which only the new program knows.
fn vote() -> Value {
    let vote =
        json!({ "vote.announced": "vote-on-trips", "key": "vote", "question": "the trips", "source": "newsweek" });
    json!({ "story": "trips", "updates": [vote] })
}

/// Says something of the vote, so that it cannot be decided without knowing it.
fn of_the_vote() -> Value {
    let denial = json!({ "note.noted": "a-note", "text": "The vote is said to be called off.", "rests_on": "vote" });
    json!({ "story": "trips", "updates": [denial] })
}

async fn submit(log: &Log, submission: Value) -> Response {
    log.ask(SUBMIT, &json!({ "submission": submission }), PATIENT).await.expect("the desk answers")
}

async fn ask(log: &Log, ask: Ask, at_least: u64) -> Value {
    log.ask(QUERY, &json!({ "ask": ask, "at_least": at_least }), PATIENT).await.expect("the projector answers")
}

fn story() -> Ask {
    Ask::Story { story: trips(), item: None }
}

fn put_aside() -> Ask {
    Ask::Quarantine { after: None, limit: None, dismissed: false }
}

fn waiting(page: Value) -> Vec<PutAside> {
    serde_json::from_value::<Page<PutAside>>(page).expect("a page").list
}

fn items(story: &Value) -> Vec<&str> {
    story["items"].as_array().expect("items").iter().filter_map(|item| item["item"].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_old_services_put_aside_what_they_do_not_know_and_the_new_ones_take_it_in() {
    let server = Server::start().await;
    let log = server.log().await;
    let (data, copy) = (data_of(&server), server.store().join("copy"));
    let (data, copy) = (Path::new(&data), copy.as_path());
    let olds = ["desk", "projector"].map(|role| Older::start(role, &server, data));
    assert!(matches!(submit(&log, submission("trips", "a", 2)).await, Response::Accepted(_)));

    // The new desk knows votes. The old one refuses them as unknown, and records nothing of the submission.
    let new = Desk::new(log.clone());
    let Response::Refused(refusals) = submit(&log, vote()).await else { panic!("the old desk knows votes") };
    assert_eq!(refusals[0].code, Code::UnknownKind, "{refusals:?}");
    let position = accepted(new.submit(&vote(), None).await).sequence;

    // Both go on for the very story, by turns. Of the vote itself the old desk can say nothing, and says why.
    for turn in 0..3 {
        assert!(matches!(submit(&log, submission("trips", &format!("old-{turn}"), 2)).await, Response::Accepted(_)));
        accepted(new.submit(&submission("trips", &format!("new-{turn}"), 2), None).await);
    }
    let Response::Refused(refusals) = submit(&log, of_the_vote()).await else { panic!("it knows the vote") };
    assert!(refusals[0].message.contains(&format!("position {position}")), "{refusals:?}");
    let last = accepted(new.submit(&of_the_vote(), None).await).sequence;

    // The old projector puts the vote aside, says so, and answers for the rest.
    let without = ask(&log, story(), last).await;
    assert_eq!(without["unreadable"], 1, "{without}");
    assert!(!items(&without).contains(&"vote-on-trips") && items(&without).contains(&"new-2-1"), "{without}");
    let aside = waiting(ask(&log, put_aside(), last).await);
    let [aside] = aside.as_slice() else { panic!("{aside:?}") };
    assert!(aside.sequence == position && aside.reason.contains("`vote` is not a kind"), "{aside:?}");
    // The new one, beside it, has all of it.
    let fresh = store_of(&log, &server.store().join("fresh.sqlite")).await;
    let whole = answered(&fresh, story(), last).await;
    assert!(items(&whole).contains(&"vote-on-trips"), "{whole}");
    assert!(waiting(answered(&fresh, put_aside(), last).await).is_empty());

    // The old ones are replaced. One store of theirs is taken over by a retry, the other at the start.
    let [desk, projector] = olds;
    desk.stop().await;
    projector.stop().await;
    std::fs::create_dir(copy).expect("made");
    let copied = copy.join("projector.sqlite");
    std::fs::copy(data.join("projector.sqlite"), &copied).expect("copied");
    let retried = store_of(&log, &copied).await;
    assert_eq!(waiting(answered(&retried, put_aside(), last).await).len(), 1);
    let settled: Settled =
        Arc::clone(&retried).settle(Settle::Retry { sequence: None, actor: None }).await.expect("settled");
    assert_eq!((settled.read, settled.waiting), (vec![position], vec![]));
    assert_same(&answered(&retried, story(), last).await, &whole);

    let _services = Services::start(&server);
    let url = server.url();
    let brief = stdout(&run(&url, &["brief", "trips", "--full"]));
    assert!(brief.contains("vote"), "{brief}");
    assert_same(&json(&run(&url, &["story", "trips", "--format", "json"])), &whole);
    assert_eq!(json(&run(&url, &["quarantine", "list", "--format", "json"])), json!([]));
    assert!(matches!(submit(&log, of_the_vote()).await, Response::Accepted(_)));
}

/// The same but for the moment they were given at.
fn assert_same(one: &Value, other: &Value) {
    let without_moment = |answer: &Value| {
        let mut answer = answer.clone();
        answer["moment"] = Value::Null;
        answer
    };
    assert_eq!(without_moment(one), without_moment(other));
}

/// A projector of the old program that is killed in the middle of it loses nothing of what it put aside.
#[tokio::test(flavor = "multi_thread")]
async fn an_old_projector_that_is_killed_has_put_aside_what_it_passed_over() {
    let server = Server::start().await;
    let log = server.log().await;
    let data = data_of(&server);
    let data = Path::new(&data);
    let new = Desk::new(log.clone());
    accepted(new.submit(&submission("trips", "a", 2), None).await);
    let mut older = Older::start("projector", &server, data);
    let position = accepted(new.submit(&vote(), None).await).sequence;
    // As soon as it has passed over the vote, wherever it is with telling others.
    ask(&log, Ask::Position, position).await;
    older.0.kill().await.expect("our own child can be killed");
    let projector = Projector::open(log.clone(), &data.join("projector.sqlite")).expect("opened");
    projector.catch_up().await.expect("caught up");
    let aside = waiting(answered(&projector, put_aside(), position).await);
    assert_eq!(aside.iter().map(|aside| aside.sequence).collect::<Vec<_>>(), [position]);
}
