use async_nats::jetstream::{self, stream::Config};
use futures::StreamExt;
use newsreel_log::{Credentials, Delivered, Follow, FollowError, FollowOptions, Log, Settings};
use newsreel_story::record::recorded::Sequence;
use newsreel_tests::records::{encoded, proposal, story, update};
use newsreel_tests::server::{Options, Server};
use newsreel_tests::{PATIENCE, soon};

async fn next(follow: &mut Follow) -> Delivered {
    soon("the next is delivered", follow.next()).await.expect("nothing is missing")
}

/// The sequences up to the word that the end is reached.
async fn until_caught_up(follow: &mut Follow) -> Vec<Sequence> {
    let mut sequences = Vec::new();
    while let Delivered::Record(record) = next(follow).await {
        sequences.push(record.sequence);
    }
    sequences
}

async fn fill(log: &Log, slug: &str, numbers: std::ops::Range<usize>) {
    let expected = log.last_sequence_of(story(slug)).await.expect("the server answers");
    log.append(&proposal(slug, expected, numbers)).await.expect("nobody else writes");
}

#[tokio::test]
async fn a_follower_gets_everything_from_where_it_asks_then_what_is_new() {
    let server = Server::start().await;
    let log = server.log().await;
    fill(&log, "envoy", 0..10).await;
    for from in [0, 1, 4, 10, 11] {
        let mut follow = log.follow(from, FollowOptions::default());
        assert_eq!(until_caught_up(&mut follow).await, (from.max(1)..=10).collect::<Vec<_>>(), "from {from}");
    }
    let mut follow = log.follow(10, FollowOptions::default());
    assert_eq!(until_caught_up(&mut follow).await, [10]);
    fill(&log, "envoy", 10..12).await;
    for number in [10, 11] {
        let Delivered::Record(live) = next(&mut follow).await else { panic!("it had caught up") };
        assert_eq!(live.sequence, number as u64 + 1);
        assert_eq!(live.record.decode().expect("our own"), update("envoy", number));
        assert_eq!(live.record.subject.as_str(), encoded(&update("envoy", number)).subject.to_string());
    }
}

#[tokio::test]
async fn a_reader_that_is_done_leaves_nothing_that_every_append_would_wake() {
    let server = Server::start().await;
    let log = server.log().await;
    fill(&log, "envoy", 0..10).await;
    let stream = jetstream::new(log.client().clone()).get_stream("NEWSREEL").await.expect("it is set up");
    let consumers = || async { stream.get_info().await.expect("the server answers").state.consumer_count };
    let (mut follow, mut other) = (log.follow(0, FollowOptions::default()), log.follow(0, FollowOptions::default()));
    until_caught_up(&mut follow).await;
    until_caught_up(&mut other).await;
    assert_eq!(consumers().await, 2);
    drop(follow);
    other.close().await;
    // Long before the server would forget it by itself.
    let gone = tokio::time::timeout(PATIENCE / 2, async { while consumers().await > 0 {} });
    gone.await.expect("both consumers are deleted");
}

#[tokio::test]
async fn an_empty_log_is_caught_up_with_at_once() {
    let server = Server::start().await;
    let log = server.log().await;
    let mut follow = log.follow(0, FollowOptions::default());
    assert_eq!(next(&mut follow).await, Delivered::CaughtUp);
    let mut one = log.follow(0, story("envoy").into());
    assert_eq!(next(&mut one).await, Delivered::CaughtUp);
}

#[tokio::test]
async fn what_has_arrived_comes_in_batches() {
    let server = Server::start().await;
    let log = server.log().await;
    for part in 0..5 {
        fill(&log, "envoy", part * 1000..(part + 1) * 1000).await;
    }
    let mut follow = log.follow(0, FollowOptions::default());
    let (mut sequences, mut caught_up) = (Vec::new(), false);
    while !caught_up {
        let batch = soon("a batch arrives", follow.next_batch(300)).await.expect("nothing is missing");
        assert!(!batch.is_empty() && batch.len() <= 300);
        for delivered in batch {
            match delivered {
                Delivered::Record(record) => sequences.push(record.sequence),
                Delivered::CaughtUp => caught_up = true,
            }
        }
    }
    assert_eq!(sequences, (1..=5000).collect::<Vec<_>>());
}

#[tokio::test]
async fn one_story_is_followed_among_others() {
    let server = Server::start().await;
    let log = server.log().await;
    fill(&log, "envoy", 0..2).await;
    fill(&log, "summit", 0..3).await;
    fill(&log, "envoy", 2..4).await;
    fill(&log, "summit", 3..4).await;
    let mut follow = log.follow(0, story("envoy").into());
    assert_eq!(until_caught_up(&mut follow).await, [1, 2, 6, 7]);
    fill(&log, "summit", 4..5).await;
    fill(&log, "envoy", 4..5).await;
    assert!(matches!(next(&mut follow).await, Delivered::Record(live) if live.sequence == 10));
}

#[tokio::test]
async fn a_replay_has_the_two_points_and_all_between() {
    let server = Server::start().await;
    let log = server.log().await;
    fill(&log, "envoy", 0..3).await;
    fill(&log, "summit", 0..3).await;
    let replay = async |from, to, options: FollowOptions| {
        let records = log.replay(from, to, options).map(|record| record.expect("nothing is missing").sequence);
        soon("the replay ends", records.collect::<Vec<_>>()).await
    };
    assert_eq!(replay(2, 4, FollowOptions::default()).await, [2, 3, 4]);
    assert_eq!(replay(5, Sequence::MAX, FollowOptions::default()).await, [5, 6]);
    assert_eq!(replay(5, 4, FollowOptions::default()).await, [0; 0]);
    assert_eq!(replay(2, 5, story("envoy").into()).await, [2, 3]);
    assert_eq!(replay(2, 5, story("summit").into()).await, [4, 5]);
}

#[tokio::test]
async fn following_outlives_killed_servers_without_loss_or_repetition() {
    let mut server = Server::start().await;
    let log = server.log().await;
    let (total, kills) = (3000, [400, 1500]);
    let reading = tokio::spawn({
        let mut follow = log.follow(0, FollowOptions::default());
        async move {
            let mut sequences = Vec::new();
            while sequences.len() < total {
                if let Delivered::Record(record) = next(&mut follow).await {
                    sequences.push(record.sequence);
                }
            }
            sequences
        }
    });
    let mut written = 0;
    for until in kills.into_iter().chain([total]) {
        while written < until {
            fill(&log, "envoy", written..written + 20).await;
            written += 20;
        }
        server.restart().await;
    }
    let sequences = soon("everything is read", reading).await.expect("the reader ends well");
    assert_eq!(sequences, (1..=total as u64).collect::<Vec<_>>());
}

/// A log whose stream lets messages be deleted, which `set_up` would refuse.
async fn forgetful_log(server: &Server) -> (Log, jetstream::stream::Stream) {
    let settings = Settings { stream: "FORGETFUL".to_owned(), ..Settings::at(server.url()) };
    let log = server.log_with(settings).await;
    let config = Config {
        name: "FORGETFUL".to_owned(),
        subjects: vec!["newsreel.story.>".to_owned()],
        allow_atomic_publish: true,
        num_replicas: 1,
        ..Config::default()
    };
    let stream = jetstream::new(log.client().clone()).create_stream(config).await.expect("the server takes any stream");
    (log, stream)
}

async fn first_error(follow: &mut Follow) -> (Vec<Sequence>, FollowError) {
    let mut sequences = Vec::new();
    loop {
        match soon("something comes", follow.next()).await {
            Ok(Delivered::Record(record)) => sequences.push(record.sequence),
            Ok(Delivered::CaughtUp) => panic!("a hole was passed over"),
            Err(error) => return (sequences, error),
        }
    }
}

#[tokio::test]
async fn a_hole_raises_an_alarm_and_is_never_passed_over() {
    for (deleted, expected) in [(vec![1], (0, 2)), (vec![4, 5], (3, 6)), (vec![8], (7, 9))] {
        let server = Server::start().await;
        let (log, stream) = forgetful_log(&server).await;
        fill(&log, "envoy", 0..8).await;
        if deleted == [8] {
            fill(&log, "summit", 0..1).await;
        }
        for &sequence in &deleted {
            stream.delete_message(sequence).await.expect("this stream allows it");
        }
        let (after, before) = expected;
        let mut follow = log.follow(0, FollowOptions::default());
        let (good, alarm) = first_error(&mut follow).await;
        assert_eq!(good, (1..=after).collect::<Vec<_>>());
        assert_eq!(alarm, FollowError::Hole { after, before });
        assert_eq!(first_error(&mut follow).await, (Vec::new(), alarm), "asked again, it says so again");
    }
}

/// The last message is gone, and nothing that follows shows it.
#[tokio::test]
async fn a_hole_at_the_end_is_a_hole() {
    let server = Server::start().await;
    let (log, stream) = forgetful_log(&server).await;
    fill(&log, "envoy", 0..8).await;
    stream.delete_message(8).await.expect("this stream allows it");
    let (good, alarm) = first_error(&mut log.follow(0, FollowOptions::default())).await;
    assert_eq!(good, (1..=7).collect::<Vec<_>>());
    assert_eq!(alarm, FollowError::Hole { after: 7, before: 9 });
}

#[tokio::test]
async fn a_log_shorter_than_what_was_read_raises_an_alarm() {
    let server = Server::start().await;
    let log = server.log().await;
    fill(&log, "envoy", 0..3).await;
    let alarm = first_error(&mut log.follow(9, FollowOptions::default())).await.1;
    assert_eq!(alarm, FollowError::CutOff { position: 8, last: 3 });
}

#[tokio::test]
async fn a_reader_without_permission_is_told_and_does_not_wait() {
    let configuration = "authorization { users: [
        { user: all, password: a }
        { user: outsider, password: b, permissions: { publish: { deny: [\"$JS.API.CONSUMER.CREATE.>\"] } } }
        { user: half, password: c, permissions: { publish: { deny: [\"$JS.API.CONSUMER.MSG.NEXT.>\"] } } }
    ] }";
    let server = Server::start_with(Options { configuration: configuration.to_owned(), ..Options::default() }).await;
    let log_of = async |user: &str, password: &str| {
        let credentials = Credentials::Password { user: user.into(), password: password.into() };
        server.log_with(Settings { credentials, ..Settings::at(server.url()) }).await
    };
    let log = log_of("all", "a").await;
    log.set_up().await.expect("this user may do everything");
    fill(&log, "envoy", 0..3).await;
    for (user, password) in [("outsider", "b"), ("half", "c")] {
        let mut follow = log_of(user, password).await.follow(0, FollowOptions::default());
        let (_, error) = first_error(&mut follow).await;
        assert!(matches!(error, FollowError::Denied(_)), "{error:?}");
    }
}

#[tokio::test]
async fn without_a_stream_it_says_so() {
    let server = Server::start().await;
    let log = server.log_with(Settings::at(server.url())).await;
    let error = first_error(&mut log.follow(0, FollowOptions::default())).await.1;
    assert_eq!(error, FollowError::NoStream { stream: "NEWSREEL".into() });
}
