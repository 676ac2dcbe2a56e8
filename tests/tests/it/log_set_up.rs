use async_nats::jetstream::{self, stream::Config};
use bytes::Bytes;
use futures::future::join_all;
use newsreel_log::digest::Origin;
use newsreel_log::{ConnectError, DigestPut, Fate, Log, SetUpError, Settings, Wait};
use newsreel_tests::records::{proposal, story};
use newsreel_tests::server::Server;
use newsreel_tests::soon;

#[tokio::test]
async fn several_set_up_at_once_and_again() {
    let server = Server::start().await;
    let logs = join_all((0..8).map(|_| server.log_with(Settings::at(server.url())))).await;
    for outcome in join_all(logs.iter().map(Log::set_up)).await {
        outcome.expect("set-up does not mind others");
    }
    logs[0].set_up().await.expect("set-up does nothing the second time");
}

#[tokio::test]
async fn a_stream_that_could_lose_updates_is_refused_saying_what_to_change() {
    let server = Server::start().await;
    let log = server.log_with(Settings::at(server.url())).await;
    let lossy = Config {
        name: "NEWSREEL".to_owned(),
        subjects: vec!["newsreel.story.>".to_owned(), "newsreel.directory.>".to_owned()],
        max_messages: 1000,
        storage: jetstream::stream::StorageType::Memory,
        num_replicas: 1,
        ..Config::default()
    };
    jetstream::new(log.client().clone()).create_stream(lossy).await.expect("the server takes any stream");
    let refused = log.set_up().await.expect_err("this stream forgets");
    assert!(matches!(refused, SetUpError::LosesData { .. }), "{refused:?}");
    let said = refused.to_string();
    for what in ["max_msgs is 1000", "storage is memory", "deny_delete", "deny_purge", "allow_atomic"] {
        assert!(said.contains(what), "{said} should say {what}");
    }
}

#[tokio::test]
async fn without_a_server_it_fails_at_once_or_waits() {
    let mut server = Server::start().await;
    server.kill().await;
    let at_once = Settings { wait: Wait::NOT, ..Settings::at(server.url()) };
    let failed = Log::connect(at_once).await.err().expect("nobody is there");
    assert!(matches!(failed, ConnectError::Unreachable { .. }), "{failed:?}");
    let (log, ()) = tokio::join!(Log::connect(Settings::at(server.url())), server.restart());
    log.expect("it was waited for").set_up().await.expect("an empty server is set up");
}

#[tokio::test]
async fn any_node_of_a_list_will_do_and_what_is_no_address_is_refused_at_once() {
    let server = Server::start().await;
    let mut gone = Server::start().await;
    gone.kill().await;
    let log =
        Log::connect(Settings::at(format!("{}, {}", gone.url(), server.url()))).await.expect("one of them is there");
    log.set_up().await.expect("set up");
    let failed = Log::connect(Settings::at(format!("{},nats://nowhere:port", server.url()))).await.err();
    assert!(
        matches!(failed, Some(ConnectError::Address { ref url, .. }) if &**url == "nats://nowhere:port"),
        "{failed:?}"
    );
}

#[tokio::test]
async fn a_digest_is_put_only_when_it_is_newer() {
    let server = Server::start().await;
    let log = server.log().await;
    let put_text = async |position: u64, sequence: u64, version: &str, text: &str| {
        let origin = Origin { position, sequence, for_readers: sequence, version: version.into() };
        log.put_digest("some-story", &origin, Bytes::from(text.to_owned())).await.expect("the bucket is there")
    };
    let put = async |sequence: u64| put_text(sequence, sequence, "1", &format!("{{\"sequence\":{sequence}}}")).await;
    assert_eq!(put(5).await, DigestPut::Put);
    assert_eq!(put(5).await, DigestPut::Same);
    assert_eq!(put(4).await, DigestPut::KeptNewer);
    assert_eq!(put(6).await, DigestPut::Put);
    join_all((7..15).map(put)).await;
    assert_eq!(put(13).await, DigestPut::KeptNewer);
    assert_eq!(put(15).await, DigestPut::Put);
    // Of the same update, worked out when the directory had moved on.
    assert_eq!(put_text(17, 15, "1", "another name").await, DigestPut::Put);
    assert_eq!(put_text(16, 15, "1", "the old name").await, DigestPut::KeptNewer);
    assert_eq!(put_text(18, 15, "1", "another name").await, DigestPut::Same);
    assert_eq!(put_text(18, 15, "2", "another name").await, DigestPut::Put, "each version says so of its own");
}

/// Whoever watches is told of every key that is there, and then of what changes; what is no digest is known by its origin.
#[tokio::test]
async fn the_bucket_is_watched_from_what_is_there_on() {
    let server = Server::start().await;
    let log = server.log().await;
    let origin = Origin { position: 9, sequence: 7, for_readers: 5, version: "1".into() };
    log.put_digest("one", &origin, "{}".into()).await.expect("the bucket is there");
    let bucket = jetstream::new(log.client().clone()).get_key_value("newsreel-state").await.expect("set up");
    bucket.put("two", "somebody else's".into()).await.expect("anybody may");
    let mut watch = log.watch_digests().await.expect("the bucket is there");
    let mut seen = Vec::new();
    while !watch.is_caught_up() {
        let next = soon("what is there is told", watch.next()).await.expect("watched");
        seen.push((next.key, next.origin, next.deleted));
    }
    assert_eq!(seen, [("one".into(), Some(origin), false), ("two".into(), None, false)]);
    bucket.delete("one").await.expect("anybody may");
    let gone = soon("what changes is told", watch.next()).await.expect("watched");
    assert_eq!((&*gone.key, gone.origin, gone.deleted), ("one", None, true));
    // Where the bucket is gone it is made.
    let stream = jetstream::new(log.client().clone());
    stream.delete_stream("KV_newsreel-state").await.expect("deleted");
    assert!(log.watch_digests().await.expect("made").is_caught_up());
}

#[tokio::test]
async fn what_is_put_into_quarantine_is_there_once_with_its_reason() {
    let server = Server::start().await;
    let log = server.log().await;
    log.append(&proposal("envoy", 0, [0])).await.expect("the story is new");
    let bad = log.at(1).await.expect("the server answers").expect("it was appended");
    for _ in 0..2 {
        let fate = log.quarantine(&bad, "it is\r\nnot what it seems").await.expect("the stream is there");
        assert_eq!(fate, Fate::Waiting);
    }
    let quarantine = jetstream::new(log.client().clone()).get_stream("NEWSREEL_QUARANTINE").await.expect("set up");
    assert_eq!(quarantine.cached_info().state.messages, 1);
    let kept = soon("it can be read", quarantine.get_raw_message(1)).await.expect("it is there");
    assert_eq!(kept.subject.as_str(), "newsreel.quarantine.1");
    assert_eq!(kept.payload, bad.record.payload);
    let header = |name: &str| kept.headers.get(name).map(|value| value.as_str().to_owned());
    assert_eq!(header("Newsreel-Reason").as_deref(), Some("it is  not what it seems"));
    assert_eq!(header("Newsreel-Sequence").as_deref(), Some("1"));
    for _ in 0..2 {
        log.settle_quarantine(1, Fate::Dismissed, "seen to").await.expect("the stream is there");
    }
    assert_eq!(log.quarantine(&bad, "again").await.expect("the stream is there"), Fate::Dismissed);
    assert_eq!(quarantine.get_info().await.expect("asked").state.messages, 2, "once each");
}

/// A record as large as the server takes leaves no room for the reason beside it.
#[tokio::test]
async fn what_is_too_large_is_put_into_quarantine_by_its_place() {
    let server = Server::start().await;
    let log = server.log().await;
    let garbage = Bytes::from(vec![b'x'; 1 << 20]);
    let subject = format!("{}.meeting.held", story("envoy").filter().trim_end_matches(".>"));
    log.client().request(subject, garbage.clone()).await.expect("the stream takes it");
    let bad = log.at(1).await.expect("the server answers").expect("it was stored");
    assert_eq!(bad.record.payload, garbage);
    log.quarantine(&bad, "garbage").await.expect("the stream is there");
    let quarantine = jetstream::new(log.client().clone()).get_stream("NEWSREEL_QUARANTINE").await.expect("set up");
    let kept = soon("it can be read", quarantine.get_raw_message(1)).await.expect("it is there");
    assert!(kept.payload.is_empty());
    assert_eq!(kept.headers.get("Newsreel-Size").map(|size| size.as_str()), Some("1048576"));
}

/// Who may not read what is under an embargo must not find it in the quarantine.
#[tokio::test]
async fn what_is_under_an_embargo_is_put_into_quarantine_by_its_place() {
    let server = Server::start().await;
    let log = server.log().await;
    let subject = format!("{}.held.meeting.held", story("envoy").filter().trim_end_matches(".>"));
    log.client().request(subject, "a secret that is not JSON".into()).await.expect("the stream takes it");
    let bad = log.at(1).await.expect("the server answers").expect("it was stored");
    log.quarantine(&bad, "not JSON").await.expect("the stream is there");
    let quarantine = jetstream::new(log.client().clone()).get_stream("NEWSREEL_QUARANTINE").await.expect("set up");
    let kept = soon("it can be read", quarantine.get_raw_message(1)).await.expect("it is there");
    assert!(kept.payload.is_empty());
    assert_eq!(kept.headers.get("Newsreel-Size").map(|size| size.as_str()), Some("25"));
}
