//! The desk and the projector on a real log.

use std::path::Path;
use std::sync::Arc;

use newsreel_desk::Desk;
use newsreel_log::{Delivered, FollowOptions, Log, ServiceError, Settings, Wait};
use newsreel_projector::{Ask, Projector, Query, Store};
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::StorySlug;
use newsreel_story::record::style::Style;
use newsreel_story::state::directory::Directory;
use newsreel_story::submit::decide::{Accepted, Response};
use newsreel_story::submit::refusal::Code;
use newsreel_story::views::brief::Form;
use newsreel_story::views::search::{self, Search};
use newsreel_tests::server::Options;
use newsreel_tests::{PATIENCE, Server, newsreel, soon, submission};
use serde_json::{Value, json};

pub(crate) fn accepted(response: Result<Response, ServiceError>) -> Accepted {
    match response.expect("the log answers") {
        Response::Accepted(accepted) => accepted,
        Response::Refused(refusals) => panic!("refused: {refusals:?}"),
    }
}

pub(crate) fn codes(response: Result<Response, ServiceError>) -> Vec<(Code, String)> {
    match response.expect("the log answers") {
        Response::Accepted(accepted) => panic!("accepted: {accepted:?}"),
        Response::Refused(refusals) => refusals.into_iter().map(|refusal| (refusal.code, refusal.at)).collect(),
    }
}

#[tokio::test]
async fn what_was_submitted_once_is_recorded_once_and_answered_the_same() {
    let server = Server::start().await;
    let desk = Desk::new(server.log().await);
    let first = accepted(desk.submit(&submission("trips", "a", 3), None).await);
    let again = accepted(desk.submit(&submission("trips", "a", 3), Some("somebody else")).await);
    let positions =
        |accepted: &Accepted| accepted.updates.iter().map(|answer| (answer.id, answer.sequence)).collect::<Vec<_>>();
    assert_eq!(positions(&again), positions(&first));
    assert!(again.updates.iter().all(|answer| answer.already));
    // Another desk, which has never seen any of it: the log is what remembers.
    let other = Desk::new(server.log().await);
    let elsewhere = accepted(other.submit(&submission("trips", "a", 3), None).await);
    assert_eq!(positions(&elsewhere), positions(&first));
    assert_eq!(server.log().await.last_sequence().await.expect("asked"), 4 + 4);
}

#[tokio::test]
async fn two_desks_on_one_story_lose_nothing() {
    let server = Server::start().await;
    let desks = [Desk::new(server.log().await), Desk::new(server.log().await)];
    accepted(desks[0].submit(&submission("trips", "first", 1), None).await);
    let submissions: Vec<Value> = (0..20).map(|i| submission("trips", &format!("s{i}"), 2)).collect();
    let submits = submissions.iter().enumerate().map(|(i, submission)| desks[i % 2].submit(submission, None));
    for response in futures::future::join_all(submits).await {
        accepted(response);
    }
    assert_eq!(server.log().await.last_sequence().await.expect("asked"), 4 + 2 + 40);
}

#[tokio::test]
async fn nothing_is_refused_for_what_another_desk_has_recorded_meanwhile() {
    let server = Server::start().await;
    let desks = [Desk::new(server.log().await), Desk::new(server.log().await)];
    accepted(desks[0].submit(&submission("trips", "a", 1), None).await);
    accepted(desks[1].submit(&submission("trips", "b", 1), None).await);
    let with = |who: &str| json!({ "story": "trips", "directory": { who: { "person": who } }, "updates": [] });
    let meeting = |who: &str| json!({ "story": "trips", "defaults": { "source": "newsweek" }, "updates": [{ "meeting.held": "m", "participants": [who] }] });
    for who in ["dmitriev", "ushakov"] {
        assert_eq!(codes(desks[0].submit(&meeting(who), None).await)[0].0, Code::UnknownEntity);
        accepted(desks[1].submit(&with(who), None).await);
        accepted(desks[0].submit(&meeting(who), None).await);
    }
}

#[tokio::test]
async fn a_cluster_is_waited_for_and_loses_nothing_when_its_leader_is_killed() {
    let ([first, second, third], urls) = Options::of_cluster();
    let first = Server::start_with(first).await;
    let settings = || Settings { replicas: 3, retry_budget: PATIENCE, ..Settings::at(urls.as_str()) };
    // One node of three has no leader.
    let impatient = first.log_with(Settings { wait: Wait::NOT, ..settings() }).await;
    impatient.set_up().await.expect_err("there is no leader yet");
    let log = first.log_with(settings()).await;
    let starting = soon("the cluster is there", async {
        tokio::join!(log.set_up(), Server::start_with(second), Server::start_with(third))
    });
    let (set_up, second, third) = starting.await;
    set_up.expect("it was waited for");

    let mut nodes = [("node-1", first), ("node-2", second), ("node-3", third)];
    let desk = Desk::new(log.clone());
    for round in 0..20 {
        if round == 10 {
            let info = log.client().request("$JS.API.STREAM.INFO.NEWSREEL", "".into()).await.expect("asked");
            let info: Value = serde_json::from_slice(&info.payload).expect("json");
            let leader = nodes.iter_mut().find(|(name, _)| info["cluster"]["leader"] == *name);
            leader.expect("a stream of a cluster has a leader").1.kill().await;
        }
        let submission = submission("trips", &format!("r{round}"), 3);
        accepted(soon("it is recorded", desk.submit(&submission, None)).await);
    }
    // Four entries of the directory, the opening of the story, and sixty updates.
    let mut follow = log.follow(1, FollowOptions::default());
    let mut recorded = 0;
    while let Delivered::Record(stored) = soon("the log is read", follow.next()).await.expect("no hole") {
        recorded += 1;
        assert_eq!(stored.sequence, recorded);
    }
    assert_eq!(recorded, 4 + 1 + 60);
}

#[tokio::test]
async fn everything_that_is_wrong_is_refused_with_its_place_and_nothing_is_recorded() {
    let server = Server::start().await;
    let log = server.log().await;
    let desk = Desk::new(log.clone());
    accepted(desk.submit(&submission("trips", "a", 1), None).await);
    let before = log.last_sequence().await.expect("asked");
    let with = |update: Value| json!({ "story": "trips", "defaults": { "source": "newsweek" }, "updates": [{ "note.noted": "fine", "text": "fine" }, update] });
    let cases = [
        (with(json!({ "picnic.held": "p" })), Code::UnknownKind, "/updates/1/picnic.held"),
        (with(json!({ "meeting.exploded": "m" })), Code::UnknownChange, "/updates/1/meeting.exploded"),
        (with(json!({ "meeting.agreed": "m" })), Code::ChangeNotOfKind, "/updates/1/meeting.agreed"),
        (with(json!({ "trip.held": "t" })), Code::ChangeNotOfKind, "/updates/1/trip.held"),
        (with(json!({ "meeting.held": "m", "colour": "red" })), Code::UnknownAttribute, "/updates/1/colour"),
        (with(json!({ "meeting.held": "m", "when": "11 April" })), Code::BadDate, "/updates/1/when"),
        (
            with(json!({ "meeting.held": "m", "learned": "2099-01-01T00:00:00Z" })),
            Code::LearnedInFuture,
            "/updates/1/learned",
        ),
        (
            with(json!({ "meeting.corrected": "m", "by": "desk", "corrects": "nothing" })),
            Code::UnknownUpdate,
            "/updates/1/corrects",
        ),
        (with(json!({ "meeting.retracted": "a-0", "retracts": "a-0" })), Code::Missing, "/updates/1"),
        (
            with(json!({ "meeting.retracted": "a-0", "by": "putin", "retracts": "a-0" })),
            Code::NotAllowed,
            "/updates/1/by",
        ),
        (with(json!({ "meeting.held": "a-0", "key": "a-0", "place": "moscow" })), Code::IdConflict, "/updates/1"),
        (with(json!({ "trip.began": "a-0" })), Code::KindConflict, "/updates/1/trip.began"),
        (
            with(json!({ "meeting.held": "m", "participants": ["nobody"] })),
            Code::UnknownEntity,
            "/updates/1/participants/0",
        ),
        (with(json!({ "meeting.held": "m", "source": "nobody" })), Code::UnknownSource, "/updates/1/source"),
        (with(json!({ "note.noted": "n", "text": "x".repeat(300_000) })), Code::UpdateTooLarge, "/updates/1"),
        (json!({ "story": "trips", "title": "Another story" }), Code::SlugTaken, "/story"),
        (json!({ "story": "unheard-of", "updates": [] }), Code::UnknownStory, "/story"),
        (json!({ "story": "trips", "colour": "red" }), Code::UnknownKey, "/colour"),
        (submission("trips", "many", 1001), Code::TooManyUpdates, "/updates"),
    ];
    for (submission, code, at) in cases {
        let refused = codes(desk.submit(&submission, None).await);
        assert_eq!(
            refused,
            [(code, at.to_owned())],
            "{}",
            submission.to_string().chars().take(200).collect::<String>()
        );
    }
    let big: Vec<Value> =
        (0..10).map(|i| json!({ "note.noted": format!("n-{i}"), "text": "x".repeat(200_000) })).collect();
    let big = codes(desk.submit(&json!({ "story": "trips", "updates": big }), None).await);
    assert!(big.iter().all(|(code, _)| *code == Code::SubmissionTooLarge), "{big:?}");
    assert_eq!(log.last_sequence().await.expect("asked"), before, "something of a refused submission was recorded");
}

#[tokio::test]
async fn a_closed_story_takes_nothing_until_it_is_reopened() {
    let server = Server::start().await;
    let desk = Desk::new(server.log().await);
    accepted(desk.submit(&submission("trips", "a", 1), None).await);
    let act = |change: &str| json!({ "story": "trips", "updates": [{ format!("story.{change}"): "trips" }] });
    accepted(desk.submit(&act("closed"), None).await);
    assert_eq!(codes(desk.submit(&submission("trips", "b", 1), None).await)[0].0, Code::StoryClosed);
    accepted(desk.submit(&act("reopened"), None).await);
    accepted(desk.submit(&submission("trips", "b", 1), None).await);
}

/// What a projector answers, once it is there.
pub(crate) async fn answered(projector: &Arc<Projector>, ask: Ask, at_least: u64) -> Value {
    let query = Query { ask, bounds: Bounds::default(), style: Style::default(), at_least };
    let answer = Arc::clone(projector).reply(query).await.expect("it is on file");
    serde_json::from_slice(&answer).expect("json")
}

async fn brief(projector: &Arc<Projector>, at_least: u64) -> Value {
    let ask = Ask::Brief { story: StorySlug::new("trips").expect("slug"), form: Form::default() };
    let mut answer = answered(projector, ask, at_least).await;
    answer["moment"] = Value::Null;
    answer
}

pub(crate) async fn store_of(log: &Log, file: &std::path::Path) -> Arc<Projector> {
    let projector = Projector::open(log.clone(), file).expect("opened");
    projector.catch_up().await.expect("caught up");
    projector
}

/// Asserts that two stores hold the same, up to `last`.
async fn assert_same(log: &Log, one: &Path, other: &Path, last: u64) {
    let (kept, rebuilt) = (store_of(log, one).await, store_of(log, other).await);
    assert_eq!(brief(&kept, last).await, brief(&rebuilt, last).await);
    let (one, other) = (Store::open(one).expect("opened"), Store::open(other).expect("opened"));
    assert_eq!(one.stories().expect("listed"), other.stories().expect("listed"));
    let moscow = Search::new(search::typed("moscow"), &Directory::default());
    assert_eq!(one.search(&moscow, None, 10_000).expect("found"), other.search(&moscow, None, 10_000).expect("found"));
    for number in 0..2 {
        assert_eq!(one.records(number, 0).expect("read"), other.records(number, 0).expect("read"));
    }
    assert_eq!(one.position().expect("known"), last);
}

#[tokio::test]
async fn a_projector_that_was_stopped_anywhere_ends_with_what_a_rebuild_gives() {
    let server = Server::start().await;
    let log = server.log().await;
    let desk = Desk::new(log.clone());
    let (interrupted, rebuilt) = (server.store().join("interrupted.sqlite"), server.store().join("rebuilt.sqlite"));
    let mut last = 0;
    for round in 0..4 {
        last = accepted(desk.submit(&submission("trips", &format!("r{round}"), 30), None).await).sequence;
        // Each round is another process: opened, caught up from where it was, and dropped without a word.
        brief(&store_of(&log, &interrupted).await, last).await;
    }
    assert_same(&log, &interrupted, &rebuilt, last).await;
}

#[tokio::test]
async fn a_projector_killed_while_it_writes_ends_with_what_a_rebuild_gives() {
    let server = Server::start().await;
    let log = server.log().await;
    let desk = Desk::new(log.clone());
    let mut last = 0;
    for round in 0..30 {
        last = accepted(desk.submit(&submission("trips", &format!("r{round}"), 200), None).await).sequence;
    }
    let (data, rebuilt) = (server.store().join("data"), server.store().join("rebuilt.sqlite"));
    let killed = data.join("projector.sqlite");
    let written = || {
        let sizes = ["projector.sqlite", "projector.sqlite-wal"].map(|name| std::fs::metadata(data.join(name)));
        sizes.map(|size| size.map_or(0, |size| size.len()))
    };
    for _ in 0..4 {
        let before = written();
        let mut command = tokio::process::Command::new(newsreel());
        command.args(["serve", "projector", "--url", &server.url(), "--data"]).arg(&data).kill_on_drop(true);
        let mut projector = command.spawn().expect("started");
        // Its file has just grown: it is in a transaction, or between two.
        soon("the projector writes", async {
            while written() == before {
                tokio::task::yield_now().await;
            }
        })
        .await;
        projector.kill().await.expect("our own child can be killed");
    }
    assert!(Store::open(&killed).expect("opened").position().expect("known") < last, "it was never interrupted");
    assert_same(&log, &killed, &rebuilt, last).await;
}
