//! The log against a real server: appended once, together or not at all, and followed without loss.

use newsreel_log::{AppendError, Appender, Delivered, Log, Proposal, ReadError, SetUpError, Settings};
use newsreel_tests::{Server, unit, write};
use serde_json::json;

fn proposal(writes: impl IntoIterator<Item = newsreel_log::Write>) -> Proposal {
    Proposal { writes: writes.into_iter().collect() }
}

async fn sequences(log: &Log) -> Vec<u64> {
    let mut follow = log.follow(0, None).await.expect("followed");
    let mut seen = Vec::new();
    while let Delivered::Record(stored) = follow.next().await.expect("delivered") {
        seen.push(stored.sequence);
    }
    seen
}

#[tokio::test]
async fn what_is_appended_comes_back_in_order_and_byte_for_byte() {
    let server = Server::start().await;
    let log = server.log().await;
    let appended = write("trips", "a", 5);
    assert_eq!(log.append(&proposal([appended.clone()])).await.expect("appended"), [1, 2, 3, 4, 5, 6]);
    let tail = log.tail(unit("trips"), 0).await.expect("read");
    let payloads: Vec<_> = tail.iter().map(|stored| stored.payload.clone()).collect();
    assert_eq!(payloads, appended.records.iter().map(|record| record.payload.clone()).collect::<Vec<_>>());
    assert_eq!(log.tail(unit("trips"), 4).await.expect("read").len(), 2);
}

#[tokio::test]
async fn a_stale_decision_is_a_conflict_and_appends_nothing() {
    let server = Server::start().await;
    let log = server.log().await;
    log.append(&proposal([write("trips", "a", 1)])).await.expect("appended");
    let stale = log.append(&proposal([write("trips", "b", 1)])).await;
    assert!(matches!(stale, Err(AppendError::Conflict(which)) if which == unit("trips")), "{stale:?}");
    assert_eq!(sequences(&log).await, [1, 2]);
}

#[tokio::test]
async fn several_stories_are_appended_together_or_not_at_all() {
    let server = Server::start().await;
    let log = server.log().await;
    log.append(&proposal([write("old", "a", 1)])).await.expect("appended");
    let refused = log.append(&proposal([write("new", "a", 3), write("old", "b", 1)])).await;
    assert!(matches!(refused, Err(AppendError::Conflict(_))), "{refused:?}");
    assert!(log.tail(unit("new"), 0).await.expect("read").is_empty(), "half a proposal was appended");
    let together = log.append(&proposal([write("new", "a", 3), write("newer", "a", 1)])).await.expect("appended");
    assert_eq!(together, [3, 4, 5, 6, 7, 8]);
}

#[tokio::test]
async fn the_same_append_again_answers_as_it_did_the_first_time() {
    let server = Server::start().await;
    let log = server.log().await;
    for count in [1, 4] {
        let story = format!("story-{count}");
        let the_same = proposal([write(&story, "a", count)]);
        let first = log.append(&the_same).await.expect("appended");
        assert_eq!(log.append(&the_same).await.expect("answered"), first);
        assert_eq!(log.tail(unit(&story), 0).await.expect("read").len(), count + 1);
    }
}

#[tokio::test]
async fn more_than_a_batch_can_hold_is_refused() {
    let server = Server::start().await;
    let log = server.log().await;
    let refused = log.append(&proposal([write("a", "a", 999), write("b", "b", 0)])).await;
    assert!(matches!(refused, Err(AppendError::TooMany(1001))), "{refused:?}");
    assert_eq!(log.last_sequence().await.expect("asked"), 0);
}

#[tokio::test]
async fn of_proposals_appended_together_only_the_stale_one_is_refused() {
    let server = Server::start().await;
    let log = server.log().await;
    log.append(&proposal([write("stale", "a", 1)])).await.expect("appended");
    let appender = Appender::start(log.clone());
    let stories: Vec<String> =
        (0..20).map(|i| if i == 7 { "stale".to_owned() } else { format!("story-{i}") }).collect();
    let appends = stories.iter().map(|story| appender.append(proposal([write(story, "b", 2)])));
    let outcomes = futures::future::join_all(appends).await;
    for (story, outcome) in stories.iter().zip(outcomes) {
        match story.as_str() {
            "stale" => assert!(matches!(outcome, Err(AppendError::Conflict(_))), "{outcome:?}"),
            _ => assert_eq!(outcome.expect("appended").len(), 3),
        }
    }
    assert_eq!(log.last_sequence().await.expect("asked"), 2 + 19 * 3);
}

#[tokio::test]
async fn two_writers_on_one_story_never_overwrite_each_other() {
    let server = Server::start().await;
    let (one, other) = (server.log().await, server.log().await);
    let (a, b) = (proposal([write("trips", "a", 1)]), proposal([write("trips", "b", 1)]));
    let (a, b) = tokio::join!(one.append(&a), other.append(&b));
    assert_eq!([&a, &b].iter().filter(|outcome| outcome.is_ok()).count(), 1, "{a:?} {b:?}");
    assert_eq!(sequences(&one).await, [1, 2]);
}

#[tokio::test]
async fn following_goes_on_through_a_killed_server_without_loss_or_repetition() {
    let mut server = Server::start().await;
    let log = server.log().await;
    let mut expected = 0;
    let mut follow = log.follow(0, None).await.expect("followed");
    assert_eq!(follow.next().await.expect("caught up"), Delivered::CaughtUp);
    for round in 0..3 {
        log.append(&proposal([write(&format!("story-{round}"), "a", 50)])).await.expect("appended");
        for _ in 0..51 {
            expected += 1;
            let next = tokio::time::timeout(newsreel_tests::PATIENCE, follow.next())
                .await
                .expect("in time")
                .expect("delivered");
            assert!(
                matches!(&next, Delivered::Record(stored) if stored.sequence == expected),
                "{next:?} instead of {expected}"
            );
        }
        server.kill().await;
        server.restart().await;
    }
}

#[tokio::test]
async fn following_from_a_position_delivers_what_comes_after_it() {
    let server = Server::start().await;
    let log = server.log().await;
    log.append(&proposal([write("one", "a", 3), write("two", "a", 3)])).await.expect("appended");
    let mut follow = log.follow(6, None).await.expect("followed");
    assert!(matches!(follow.next().await, Ok(Delivered::Record(stored)) if stored.sequence == 7));
    assert!(matches!(follow.next().await, Ok(Delivered::Record(stored)) if stored.sequence == 8));
    assert!(matches!(follow.next().await, Ok(Delivered::CaughtUp)));
    let mut of_one = log.follow(0, Some(unit("one").filter())).await.expect("followed");
    let mut seen = 0;
    while let Delivered::Record(_) = of_one.next().await.expect("delivered") {
        seen += 1;
    }
    assert_eq!(seen, 4);
}

#[tokio::test]
async fn a_hole_in_the_log_is_an_alarm() {
    let server = Server::start().await;
    let client = async_nats::connect(server.url()).await.expect("connected");
    let lossy = json!({ "name": "LOSSY", "subjects": ["newsreel.story.>"], "storage": "file", "allow_atomic": true });
    client.request("$JS.API.STREAM.CREATE.LOSSY", lossy.to_string().into()).await.expect("made");
    let log = Log::connect(Settings { stream: "LOSSY".into(), ..Settings::at(server.url()) }).await.expect("connected");
    log.append(&proposal([write("trips", "a", 9)])).await.expect("appended");
    client.request("$JS.API.STREAM.MSG.DELETE.LOSSY", json!({ "seq": 5 }).to_string().into()).await.expect("deleted");
    let mut follow = log.follow(0, None).await.expect("followed");
    for sequence in 1..=4 {
        assert!(matches!(follow.next().await, Ok(Delivered::Record(stored)) if stored.sequence == sequence));
    }
    let alarm = follow.next().await;
    assert!(matches!(alarm, Err(ReadError::Hole { after: 5, before: 5 })), "{alarm:?}");
}

#[tokio::test]
async fn a_server_that_would_lose_records_is_refused() {
    let server = Server::start().await;
    let client = async_nats::connect(server.url()).await.expect("connected");
    let lossy = json!({ "name": "NEWSREEL", "subjects": ["newsreel.story.>", "newsreel.directory.>"], "storage": "file", "allow_atomic": true, "max_msgs": 1000 });
    client.request("$JS.API.STREAM.CREATE.NEWSREEL", lossy.to_string().into()).await.expect("made");
    let log = Log::connect(Settings::at(server.url())).await.expect("connected");
    let refused = log.set_up().await;
    assert!(matches!(&refused, Err(SetUpError::Unsafe { setting: "deny_delete", .. })), "{refused:?}");
}

#[tokio::test]
async fn setting_up_twice_and_at_once_is_fine() {
    let server = Server::start().await;
    let logs = [server.log(), server.log(), server.log(), server.log()];
    for log in futures::future::join_all(logs).await {
        log.set_up().await.expect("again");
    }
}

#[tokio::test]
async fn an_older_digest_never_replaces_a_newer_one() {
    let server = Server::start().await;
    let log = server.log().await;
    let digest = |sequence: u64| json!({ "sequence": sequence }).to_string().into();
    assert!(log.put_digest("trips", 5, digest(5)).await.expect("put"));
    assert!(!log.put_digest("trips", 4, digest(4)).await.expect("seen"));
    assert!(log.put_digest("trips", 6, digest(6)).await.expect("put"));
}
