use std::time::Duration;

use futures::future::join_all;
use newsreel_log::{AppendError, Appender, Credentials, Log, Proposal, RequestError, Settings};
use newsreel_tests::records::{encoded, entry, proposal, story, update, write};
use newsreel_tests::server::{Options, Server};
use newsreel_tests::soon;

#[tokio::test]
async fn a_new_story_is_appended_and_read_back() {
    let server = Server::start().await;
    let log = server.log().await;
    let appended = log.append(&proposal("envoy", 0, 0..3)).await.expect("the story is new");
    assert_eq!(appended.sequences, [1, 2, 3]);
    let tail = log.tail(story("envoy"), 0).await.expect("the server answers");
    let records: Vec<_> = tail.iter().map(|stored| stored.record.decode().expect("our own")).collect();
    assert_eq!(records, [update("envoy", 0), update("envoy", 1), update("envoy", 2)]);
    assert_eq!(log.tail(story("envoy"), 2).await.expect("the server answers"), tail[2..]);
    assert_eq!(log.last_sequence_of(story("envoy")).await.expect("the server answers"), 3);
}

#[tokio::test]
async fn a_stale_decision_is_a_conflict_and_stores_nothing() {
    let server = Server::start().await;
    let log = server.log().await;
    log.append(&proposal("envoy", 0, [0])).await.expect("the story is new");
    for stale in [proposal("envoy", 0, [1]), proposal("envoy", 0, [1, 2]), proposal("envoy", 7, [1])] {
        let refused = log.append(&stale).await.expect_err("the story has moved on");
        assert!(matches!(refused, AppendError::Conflict { unit, .. } if unit == story("envoy")), "{refused:?}");
    }
    assert_eq!(log.last_sequence().await.expect("the server answers"), 1);
}

#[tokio::test]
async fn of_two_writers_one_wins_and_the_other_decides_again() {
    let server = Server::start().await;
    let (first, second) = (server.log().await, server.log().await);
    for round in 0..20 {
        let expected = first.last_sequence().await.expect("the server answers");
        let (ours, theirs) = (proposal("envoy", expected, [2 * round]), proposal("envoy", expected, [2 * round + 1]));
        let (one, other) = tokio::join!(first.append(&ours), second.append(&theirs));
        let conflicts = [&one, &other].iter().filter(|it| matches!(it, Err(AppendError::Conflict { .. }))).count();
        assert_eq!(conflicts, 1, "{one:?} {other:?}");
        assert!(one.is_ok() || other.is_ok(), "{one:?} {other:?}");
    }
    assert_eq!(first.last_sequence().await.expect("the server answers"), 20);
}

#[tokio::test]
async fn several_units_are_written_all_or_none() {
    let server = Server::start().await;
    let log = server.log().await;
    log.append(&proposal("summit", 0, [0])).await.expect("the story is new");
    let together = |summit| Proposal {
        writes: vec![write("envoy", 0, 0..2), write("summit", summit, 1..3), {
            let record = entry("witkoff");
            newsreel_log::Write { unit: newsreel_log::Unit::of(&record), expected: 0, records: vec![encoded(&record)] }
        }],
    };
    let refused = log.append(&together(0)).await.expect_err("summit has moved on");
    assert!(matches!(refused, AppendError::Conflict { unit, .. } if unit == story("summit")), "{refused:?}");
    assert_eq!(log.last_sequence().await.expect("the server answers"), 1);
    let appended = log.append(&together(1)).await.expect("nothing is stale");
    assert_eq!(appended.sequences, [2, 3, 4, 5, 6]);
}

/// The acknowledgement was lost and the same bytes come again: they are found where they are.
#[tokio::test]
async fn what_is_recorded_already_is_found_and_not_recorded_twice() {
    let server = Server::start().await;
    let log = server.log().await;
    for again in [proposal("envoy", 0, [0]), proposal("summit", 0, 0..3)] {
        let first = log.append(&again).await.expect("the story is new");
        assert_eq!(log.append(&again).await.expect("it is there"), first);
    }
    assert_eq!(log.last_sequence().await.expect("the server answers"), 4);
}

#[tokio::test]
async fn an_update_recorded_before_what_was_read_is_a_duplicate() {
    let server = Server::start().await;
    let log = server.log().await;
    log.append(&proposal("envoy", 0, 0..3)).await.expect("the story is new");
    for again in [proposal("envoy", 3, [1]), proposal("envoy", 3, 1..3)] {
        let refused = log.append(&again).await.expect_err("it is there, and was read");
        assert!(matches!(refused, AppendError::Duplicate { .. }), "{refused:?}");
    }
    assert_eq!(log.last_sequence().await.expect("the server answers"), 3);
}

#[tokio::test]
async fn an_append_outlives_a_killed_server() {
    let mut server = Server::start_with(Options { sync_always: true, ..Options::default() }).await;
    let log = server.log().await;
    let appender = Appender::start(log.clone());
    let writing = tokio::spawn(async move {
        let mut expected = 0;
        for number in 0..200 {
            let appended = appender.append(proposal("envoy", expected, [number])).await.expect("within the budget");
            expected = appended.sequences[0];
        }
    });
    for done in [20, 90] {
        soon("appends go on", reached(&log, done)).await;
        server.restart().await;
    }
    soon("all is appended", writing).await.expect("the writer ends well");
    let tail = log.tail(story("envoy"), 0).await.expect("the server answers");
    let records: Vec<_> = tail.iter().map(|stored| stored.record.decode().expect("our own")).collect();
    assert_eq!(records, (0..200).map(|number| update("envoy", number)).collect::<Vec<_>>());
}

async fn reached(log: &Log, sequence: u64) {
    while !log.last_sequence().await.is_ok_and(|last| last >= sequence) {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn without_a_server_the_outcome_is_unknown_when_the_budget_is_spent() {
    let mut server = Server::start().await;
    server.log().await;
    let settings = Settings { retry_budget: Duration::from_millis(100), ..Settings::at(server.url()) };
    let log = server.log_with(settings).await;
    server.kill().await;
    let failed = log.append(&proposal("envoy", 0, [0])).await.expect_err("nobody answers");
    assert!(matches!(failed, AppendError::Unknown { .. }), "{failed:?}");
}

/// Somebody who may append and may not hear of it: what is recorded must not be said to be refused.
#[tokio::test]
async fn what_may_be_recorded_is_never_said_to_be_refused() {
    let configuration = "authorization { users: [
        { user: all, password: a }
        { user: deaf, password: b, permissions: { publish: \">\", subscribe: { deny: [\"_INBOX.>\"] } } }
    ] }";
    let server = Server::start_with(Options { configuration: configuration.to_owned(), ..Options::default() }).await;
    let user = |user: &str, password: &str| Settings {
        credentials: Credentials::Password { user: user.into(), password: password.into() },
        retry_budget: Duration::from_millis(100),
        ..Settings::at(server.url())
    };
    let log = server.log_with(user("all", "a")).await;
    log.set_up().await.expect("this user may do everything");
    let deaf = server.log_with(user("deaf", "b")).await;
    let failed = soon("it is given up", deaf.append(&proposal("envoy", 0, [0]))).await.expect_err("no answer arrives");
    assert!(matches!(failed, AppendError::Unknown { .. }), "{failed:?}");
    assert_eq!(log.last_sequence().await.expect("the server answers"), 1, "it is recorded all the same");
}

/// The task that appends dies with the runtime it runs on; whoever has a handle is told, and so is whoever appends.
#[test]
fn whoever_needs_the_task_that_appends_is_told_of_its_death() {
    let runtime = || tokio::runtime::Runtime::new().expect("threads");
    let (outer, inner) = (runtime(), runtime());
    outer.block_on(async {
        let server = Server::start().await;
        let log = server.log().await;
        let appender = inner.spawn(async move { Appender::start(log) }).await.expect("started");
        appender.append(proposal("envoy", 0, [0])).await.expect("the story is new");
        inner.shutdown_background();
        soon("it is told", appender.stopped()).await;
        let failed = appender.append(proposal("envoy", 1, [1])).await.expect_err("nobody appends any more");
        assert!(matches!(failed, AppendError::Stopped), "{failed:?}");
    });
}

#[tokio::test]
async fn a_thousand_records_go_together_and_one_more_does_not() {
    let server = Server::start().await;
    let log = server.log().await;
    let refused = log.append(&proposal("envoy", 0, 0..1001)).await.expect_err("too many");
    assert!(matches!(refused, AppendError::TooMany { count: 1001 }), "{refused:?}");
    let appended = log.append(&proposal("envoy", 0, 0..1000)).await.expect("just enough");
    assert_eq!(appended.sequences, (1..=1000).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_record_larger_than_the_server_takes_is_refused_by_name() {
    let server = Server::start().await;
    let log = server.log().await;
    let mut large = proposal("envoy", 0, [0]);
    large.writes[0].records[0].payload = vec![b' '; 2 << 20].into();
    let refused = log.append(&large).await.expect_err("too large");
    assert!(matches!(refused, AppendError::TooLarge { id, .. } if id == update("envoy", 0).id()), "{refused:?}");
}

#[tokio::test]
async fn a_missing_permission_is_an_error_and_not_a_time_out() {
    let configuration = "authorization { users: [
        { user: all, password: a }
        { user: reader, password: b, permissions: { publish: [\"$JS.API.>\"] } }
    ] }";
    let server = Server::start_with(Options { configuration: configuration.to_owned(), ..Options::default() }).await;
    let user = |user: &str, password: &str| Settings {
        credentials: Credentials::Password { user: user.into(), password: password.into() },
        ..Settings::at(server.url())
    };
    server.log_with(user("all", "a")).await.set_up().await.expect("this user may do everything");
    let reader = server.log_with(user("reader", "b")).await;
    for denied in [proposal("envoy", 0, [0]), proposal("envoy", 0, 0..3)] {
        let refused = reader.append(&denied).await.expect_err("this user may only read");
        assert!(matches!(refused, AppendError::Refused(RequestError::Denied { .. })), "{refused:?}");
    }
    let unknown = Log::connect(user("reader", "wrong")).await.err().expect("the password is wrong");
    assert!(matches!(unknown, newsreel_log::ConnectError::Refused { .. }), "{unknown:?}");
}

#[tokio::test]
async fn many_submitters_are_appended_together() {
    let server = Server::start_with(Options { sync_always: true, ..Options::default() }).await;
    let log = server.log().await;
    let appender = Appender::start(log.clone());
    let submitters = (0..64).map(|submitter| {
        let appender = appender.clone();
        async move {
            let slug = format!("story-{submitter}");
            let mut expected = 0;
            for number in 0..10 {
                let appended = appender.append(proposal(&slug, expected, [number])).await.expect("nobody else writes");
                expected = appended.sequences[0];
            }
        }
    });
    join_all(submitters).await;
    assert_eq!(log.last_sequence().await.expect("the server answers"), 640);
}

#[tokio::test]
async fn one_stale_proposal_spoils_nothing_for_the_others() {
    let server = Server::start().await;
    let log = server.log().await;
    log.append(&proposal("story-7", 0, [99])).await.expect("the story is new");
    let appender = Appender::start(log.clone());
    let outcomes = join_all((0..20).map(|n| {
        let appender = appender.clone();
        async move { appender.append(proposal(&format!("story-{n}"), 0, 0..2)).await }
    }))
    .await;
    for (n, outcome) in outcomes.iter().enumerate() {
        let conflict = matches!(outcome, Err(AppendError::Conflict { unit, .. }) if *unit == story("story-7"));
        assert_eq!(conflict, n == 7, "story-{n}: {outcome:?}");
        assert_eq!(outcome.is_ok(), n != 7, "story-{n}: {outcome:?}");
    }
    assert_eq!(log.last_sequence().await.expect("the server answers"), 1 + 19 * 2);
}

/// Proposals of one unit go one after the other, in the order in which they came.
#[tokio::test]
async fn proposals_of_one_story_keep_their_order() {
    let server = Server::start().await;
    let appender = Appender::start(server.log().await);
    let outcomes = join_all((0..5).map(|n| appender.append(proposal("envoy", n as u64, [n])))).await;
    let sequences: Vec<_> = outcomes.into_iter().map(|it| it.expect("each follows on the last").sequences[0]).collect();
    assert_eq!(sequences, [1, 2, 3, 4, 5]);
}

/// Of several that expect the same, one is appended and the others are told that the unit has moved on.
#[tokio::test]
async fn proposals_that_expect_the_same_are_told_of_the_one_that_was_first() {
    let server = Server::start().await;
    let appender = Appender::start(server.log().await);
    let outcomes = join_all((0..3).map(|n| appender.append(proposal("envoy", 0, [n])))).await;
    let [Ok(first), rest @ ..] = &outcomes[..] else { panic!("{outcomes:?}") };
    assert_eq!(first.sequences, [1]);
    for outcome in rest {
        assert!(matches!(outcome, Err(AppendError::Conflict { expected: 0, .. })), "{outcome:?}");
    }
}
