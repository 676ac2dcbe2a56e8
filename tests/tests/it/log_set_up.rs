use async_nats::jetstream::{self, stream::Config};
use bytes::Bytes;
use futures::future::join_all;
use newsreel_log::{ConnectError, DigestPut, Log, SetUpError, Settings};
use newsreel_tests::records::proposal;
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
    let at_once = Settings { wait: false, ..Settings::at(server.url()) };
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
    let put = async |sequence: u64| {
        let digest = Bytes::from(format!("{{\"sequence\":{sequence}}}"));
        log.put_digest("some-story", sequence, digest).await.expect("the bucket is there")
    };
    assert_eq!(put(5).await, DigestPut::Put);
    assert_eq!(put(5).await, DigestPut::KeptNewer);
    assert_eq!(put(4).await, DigestPut::KeptNewer);
    assert_eq!(put(6).await, DigestPut::Put);
    join_all((7..15).map(put)).await;
    assert_eq!(put(14).await, DigestPut::KeptNewer);
    assert_eq!(put(15).await, DigestPut::Put);
}

#[tokio::test]
async fn what_is_put_into_quarantine_is_there_once_with_its_reason() {
    let server = Server::start().await;
    let log = server.log().await;
    log.append(&proposal("envoy", 0, [0])).await.expect("the story is new");
    let bad = log.at(1).await.expect("the server answers").expect("it was appended");
    for _ in 0..2 {
        log.quarantine(&bad, "it is\r\nnot what it seems").await.expect("the stream is there");
    }
    let quarantine = jetstream::new(log.client().clone()).get_stream("NEWSREEL_QUARANTINE").await.expect("set up");
    assert_eq!(quarantine.cached_info().state.messages, 1);
    let kept = soon("it can be read", quarantine.get_raw_message(1)).await.expect("it is there");
    assert_eq!(kept.subject.as_str(), "newsreel.quarantine.1");
    assert_eq!(kept.payload, bad.record.payload);
    let header = |name: &str| kept.headers.get(name).map(|value| value.as_str().to_owned());
    assert_eq!(header("Newsreel-Reason").as_deref(), Some("it is  not what it seems"));
    assert_eq!(header("Newsreel-Sequence").as_deref(), Some("1"));
}
