//! The bucket of digests is kept current, whatever happens to it.

use std::path::Path;
use std::sync::Arc;

use async_nats::jetstream::{self, kv::Store};
use newsreel_desk::Desk;
use newsreel_log::Log;
use newsreel_log::service::Limits;
use newsreel_projector::Projector;
use newsreel_tests::{Server, soon, submission};
use serde_json::{Value, json};

use crate::services::accepted;

/// A projector that serves until this is dropped.
struct Serving(tokio::task::JoinHandle<()>);

impl Drop for Serving {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn serving(log: &Log, file: &Path) -> Serving {
    let projector = Projector::open(log.clone(), file).expect("opened");
    Serving(tokio::spawn(async move {
        let ended = projector.serve(Limits::default(), std::future::pending()).await;
        panic!("the projector has ended: {:?}", ended.err());
    }))
}

async fn bucket(log: &Log) -> Store {
    jetstream::new(log.client().clone()).get_key_value("newsreel-state").await.expect("it is there")
}

/// The digest of a story, once it is as it should be.
async fn digest(log: &Log, story: &str, fits: impl Fn(&Value) -> bool) -> Value {
    let wanted = soon("the digest is as it should be", async {
        loop {
            if let Ok(bucket) = jetstream::new(log.client().clone()).get_key_value("newsreel-state").await
                && let Ok(Some(digest)) = bucket.get(story).await
                && let Ok(digest) = serde_json::from_slice::<Value>(&digest)
                && fits(&digest)
            {
                return digest;
            }
            tokio::task::yield_now().await;
        }
    });
    wanted.await
}

fn at(position: u64) -> impl Fn(&Value) -> bool {
    move |digest| digest["sequence"].as_u64() == Some(position)
}

async fn desk_with_a_story(log: &Log) -> (Arc<Desk>, u64) {
    let desk = Desk::new(log.clone());
    let last = accepted(desk.submit(&submission("trips", "a", 3), None).await).sequence;
    (desk, last)
}

#[tokio::test]
async fn a_digest_that_is_missing_or_behind_is_put_at_the_start_and_no_other() {
    let server = Server::start().await;
    let log = server.log().await;
    let (desk, last) = desk_with_a_story(&log).await;
    let other = accepted(desk.submit(&submission("other", "a", 1), None).await).sequence;
    let file = server.store().join("p.sqlite");
    let first = serving(&log, &file);
    digest(&log, "trips", at(last)).await;
    digest(&log, "other", at(other)).await;
    drop(first);
    let bucket = bucket(&log).await;
    let revision = async || bucket.entry("other").await.expect("asked").expect("there").revision;
    let untouched = revision().await;
    bucket.delete("trips").await.expect("anybody may");
    let newer = accepted(desk.submit(&submission("third", "a", 1), None).await).sequence;
    let _next = serving(&log, &file);
    digest(&log, "trips", at(last)).await;
    digest(&log, "third", at(newer)).await;
    assert_eq!(revision().await, untouched, "it was as it should be");
}

#[tokio::test]
async fn somebody_elses_value_is_put_right_and_what_is_no_story_is_deleted() {
    let server = Server::start().await;
    let log = server.log().await;
    let (_desk, last) = desk_with_a_story(&log).await;
    let bucket = bucket(&log).await;
    bucket.put("no-story", "before it starts".into()).await.expect("anybody may");
    let _serving = serving(&log, &server.store().join("p.sqlite"));
    let good = digest(&log, "trips", at(last)).await;
    for foreign in ["not a digest", r#"{"sequence":999999,"story":"trips"}"#] {
        bucket.put("trips", foreign.to_owned().into()).await.expect("anybody may");
        bucket.put("no-story", foreign.to_owned().into()).await.expect("anybody may");
        assert_eq!(digest(&log, "trips", at(last)).await, good);
    }
    bucket.purge("trips").await.expect("anybody may");
    assert_eq!(digest(&log, "trips", at(last)).await, good);
    soon("it is deleted", async {
        while bucket.get("no-story").await.expect("asked").is_some() {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_bucket_that_is_lost_is_made_and_filled_again() {
    let server = Server::start().await;
    let log = server.log().await;
    let (desk, last) = desk_with_a_story(&log).await;
    let _serving = serving(&log, &server.store().join("p.sqlite"));
    let good = digest(&log, "trips", at(last)).await;
    let delete = async || {
        jetstream::new(log.client().clone()).delete_stream("KV_newsreel-state").await.expect("deleted");
    };
    // On a quiet day nothing is put, and so the server has nothing to refuse.
    delete().await;
    assert_eq!(digest(&log, "trips", at(last)).await, good);
    delete().await;
    log.set_up().await.expect("another is made in its place");
    assert_eq!(digest(&log, "trips", at(last)).await, good);
    delete().await;
    let other = accepted(desk.submit(&submission("other", "a", 1), None).await).sequence;
    digest(&log, "other", at(other)).await;
    assert_eq!(digest(&log, "trips", at(last)).await, good);
}

/// The digest says who somebody is called: it changes with the entry, though nothing is recorded of the story.
#[tokio::test]
async fn a_changed_entry_of_the_directory_changes_the_digests_of_its_stories() {
    let server = Server::start().await;
    let log = server.log().await;
    let (desk, last) = desk_with_a_story(&log).await;
    let file = server.store().join("p.sqlite");
    let first = serving(&log, &file);
    digest(&log, "trips", at(last)).await;
    let renamed = |name: &str, wrong: &str| {
        json!({ "story": "trips", "updates": [], "directory": {
            "newsweek": { "outlet": name, "corrects": wrong, "amends": true } } })
    };
    accepted(desk.submit(&renamed("Newsweek Magazine", "Newsweek"), None).await);
    digest(&log, "trips", |digest| digest.to_string().contains("Newsweek Magazine")).await;
    // Also when it changes while no projector is running.
    drop(first);
    accepted(desk.submit(&renamed("The Newsweek", "Newsweek Magazine"), None).await);
    let _next = serving(&log, &file);
    digest(&log, "trips", |digest| digest.to_string().contains("The Newsweek")).await;
}
