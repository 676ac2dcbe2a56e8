//! What the services keep in memory: the stories somebody writes to or asks for, and no more of them than fit.

use std::sync::Arc;

use futures::{StreamExt, stream};
use newsreel_desk::Desk;
use newsreel_log::service::Limits;
use newsreel_projector::{Ask, Projector, Query};
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::StorySlug;
use newsreel_story::record::style::Style;
use newsreel_story::submit::refusal::Code;
use newsreel_tests::{Server, soon, submission};
use serde_json::{Value, json};

use crate::services::{accepted, codes};

#[tokio::test]
async fn stories_that_do_not_fit_are_let_go_and_read_again() {
    const STORIES: usize = 60;
    let server = Server::start().await;
    let log = server.log().await;
    let all = Desk::new(log.clone());
    let story = |number: usize| format!("story-{number}");
    for number in 0..STORIES {
        accepted(all.submit(&submission(&story(number), "a", 20), None).await);
    }
    let (kept, bytes) = all.kept();
    assert_eq!(kept, STORIES);

    let most = bytes / 4;
    let desk = Desk::keeping(log, most);
    let again = stream::iter(0..STORIES).map(|number| {
        let desk = &desk;
        async move {
            // Nothing that is on file is recorded twice, and what is new follows on it.
            let known = accepted(desk.submit(&submission(&story(number), "a", 20), None).await);
            assert!(known.updates.iter().all(|answer| answer.already), "{known:?}");
            let more = accepted(desk.submit(&submission(&story(number), "b", 1), None).await);
            assert_eq!(more.updates.iter().filter(|answer| !answer.already).count(), 1);
        }
    });
    again.buffer_unordered(8).collect::<Vec<()>>().await;
    let (kept, bytes) = desk.kept();
    assert!(bytes <= most && (1..STORIES / 2).contains(&kept), "{kept} stories take {bytes} of {most} bytes");

    // The one that was let go first: what it has is known, and is not to be said otherwise.
    let mut other = submission(&story(0), "a", 1);
    other["updates"][0]["when"] = json!("2024");
    assert!(codes(desk.submit(&other, None).await).iter().any(|(code, _)| *code == Code::IdConflict));
}

#[tokio::test]
async fn what_is_refused_leaves_nothing_behind() {
    let server = Server::start().await;
    let desk = Desk::new(server.log().await);
    for number in 0..10 {
        let untitled = json!({ "story": format!("story-{number}"), "updates": [] });
        assert_eq!(codes(desk.submit(&untitled, None).await)[0].0, Code::UnknownStory);
    }
    assert_eq!(desk.kept(), (0, 0));
}

#[tokio::test]
async fn a_desk_starts_with_the_directory_and_no_story() {
    let server = Server::start().await;
    let log = server.log().await;
    accepted(Desk::new(log.clone()).submit(&submission("trips", "a", 50), None).await);
    let desk = Desk::new(log.clone());
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(std::sync::Arc::clone(&desk).serve(Limits::default(), async { drop(stopped.await) }));
    soon("the desk answers", async {
        while log.client().request(newsreel_desk::SUBMIT, "{}".into()).await.is_err() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert_eq!(desk.kept(), (0, 0));
    // Who is in the directory is known, and the story is read now.
    let more = json!({ "story": "trips", "updates": [{ "meeting.held": "b", "source": "newsweek", "participants": ["putin"] }] });
    accepted(desk.submit(&more, None).await);
    assert_eq!(desk.kept().0, 1);
    drop(stop);
    serving.await.expect("joined").expect("ends in good order");
}

#[tokio::test]
async fn stories_that_were_asked_for_are_kept_as_long_as_they_fit_and_folded_again() {
    const STORIES: usize = 40;
    let server = Server::start().await;
    let log = server.log().await;
    let desk = Desk::new(log.clone());
    let story = |number: usize| StorySlug::new(&format!("story-{number}")).expect("a slug");
    for number in 0..STORIES {
        accepted(desk.submit(&submission(story(number).as_str(), "a", 20), None).await);
    }
    let ask = async |projector: &Arc<Projector>, number: usize| {
        let ask = Ask::Story { story: story(number), item: None };
        let query = Query { ask, bounds: Bounds::default(), style: Style::default(), at_least: 0 };
        let answer = Arc::clone(projector).reply(query).await.expect("answered");
        let mut answer: Value = serde_json::from_slice(&answer).expect("json");
        answer.as_object_mut().expect("an object").remove("moment");
        answer
    };
    let opened = |name: &str, most: usize| Projector::keeping(log.clone(), &server.store().join(name), most);
    let all = opened("all.sqlite", usize::MAX).expect("opened");
    let few = opened("few.sqlite", 0).expect("opened");
    all.catch_up().await.expect("caught up");
    few.catch_up().await.expect("caught up");
    for number in 0..STORIES {
        let (one, other) = (ask(&all, number).await, ask(&few, number).await);
        assert_eq!(one, other);
        // However little may be kept, what is in use now is.
        assert_eq!(few.kept().0, 1);
    }
    let (kept, bytes) = all.kept();
    assert_eq!(kept, STORIES);
    let each = bytes / STORIES;
    assert!(few.kept().1.abs_diff(each) < each / 10, "{} bytes, and {each} of each", few.kept().1);

    let most = bytes / 4;
    let some = opened("some.sqlite", most).expect("opened");
    some.catch_up().await.expect("caught up");
    for number in (0..STORIES).chain(0..STORIES) {
        ask(&some, number).await;
        let (kept, bytes) = some.kept();
        assert!(bytes <= most && (1..STORIES / 2).contains(&kept), "{kept} stories take {bytes} of {most} bytes");
    }
}
