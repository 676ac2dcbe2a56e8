//! Import, follow and rebuild at size, beside what async-nats alone does with the same messages.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, Result};
use bytes::Bytes;
use futures::StreamExt;
use newsreel_desk::{Desk, Request};
use newsreel_log::{Delivered, FollowOptions, Log};
use newsreel_projector::Projector;
use newsreel_story::submit::decide::Response;
use newsreel_tests::{Server, submission};
use serde_json::Value;

use crate::core::plausible_story;
use crate::{Sizes, median, rate, ratio, say};

/// How many updates one submission of the import has.
pub(crate) const PART: usize = 100;
/// How many submissions of the import are in flight.
const IN_FLIGHT: usize = 64;
/// In how many slices the import goes, by turns with the bare one.
const SLICES: usize = 9;

/// A log with many stories, and a large one.
pub(crate) struct Corpus {
    pub(crate) server: Server,
    pub(crate) log: Log,
    pub(crate) sizes: Sizes,
}

impl Corpus {
    /// Imports them through a desk; by turns with the bare one where that is to be measured, as submits are.
    pub(crate) async fn import(sizes: Sizes, measured: bool) -> Result<Self> {
        let server = Server::start().await;
        let log = server.log().await;
        let corpus = Self { server, log, sizes };
        let desk = Desk::new(corpus.log.clone());
        let per_story = (sizes.updates / sizes.stories).max(1);
        let rounds = per_story.div_ceil(PART).max(1);
        let part = per_story.div_ceil(rounds);
        let submissions = (0..rounds).flat_map(|round| {
            (0..sizes.stories).map(move |story| submission(&format!("story-{story}"), &format!("r{round}"), part))
        });
        match measured {
            true => corpus.import_by_turns(&desk, submissions, sizes.stories * rounds).await?,
            false => import(&desk, submissions).await?,
        }
        // One after the other: each part names updates of those before it.
        for part in plausible_story(sizes.large, PART, 0)?.0 {
            import(&desk, std::iter::once(part)).await?;
        }
        let (stories, bytes) = desk.kept();
        say(&format!(
            "the desk of the import keeps {stories} stories at hand, {} MB, {} bytes a story",
            bytes >> 20,
            bytes / stories.max(1)
        ));
        Ok(corpus)
    }

    async fn import_by_turns(
        &self,
        desk: &Arc<Desk>,
        mut submissions: impl Iterator<Item = Value>,
        count: usize,
    ) -> Result<()> {
        let bare_server = Server::start().await;
        let bare_client = async_nats::connect(bare_server.url()).await?;
        bare_server.log().await;
        let (mut ours, mut bare) = (Vec::new(), Vec::new());
        for slice in 0..SLICES {
            let before = self.log.last_sequence().await?;
            let next: Vec<Value> = submissions.by_ref().take(count.div_ceil(SLICES)).collect();
            let began = Instant::now();
            import(desk, next.into_iter()).await?;
            let took = began.elapsed();
            let written = written_after(&self.log, before).await?;
            if written.is_empty() {
                break;
            }
            ours.push(rate(written.len(), took));
            bare.push(bare_import(&bare_client, slice, &written).await?);
        }
        ratio("import through the desk / bare atomic batches of 1,000", median(ours), median(bare), Some(0.7));
        Ok(())
    }

    /// How fast the log is read, and the read model built from it.
    pub(crate) async fn follow_and_rebuild(&self) -> Result<()> {
        let Self { server, log, .. } = self;
        let total = usize::try_from(log.last_sequence().await?)?;
        let bare = bare_consume(server, total).await?;
        ratio("follow without decoding / bare consumer", follow(log, total, false).await?, bare, None);
        let decoding = follow(log, total, true).await?;
        ratio("follow with full decoding / bare consumer, no decoding", decoding, bare, Some(0.6));
        let projector = Projector::open(log.clone(), &server.store().join("bench.sqlite"))?;
        let began = Instant::now();
        projector.catch_up().await?;
        let rebuilt = rate(total, began.elapsed());
        ratio("rebuild of the read model / bare consumer, no decoding", rebuilt, bare, Some(0.25));
        Ok(())
    }
}

/// Submits all, many at once, and waits for every answer.
async fn import(desk: &Arc<Desk>, submissions: impl Iterator<Item = Value>) -> Result<()> {
    let sent: Vec<Result<()>> = futures::stream::iter(submissions)
        .map(|submission| {
            let desk = Arc::clone(desk);
            async move {
                let request = Request { submission, actor: None, partial: false };
                let response = tokio::task::spawn(async move { desk.submit_request(&request).await });
                match response.await?? {
                    Response::Accepted(_) => Ok(()),
                    Response::Refused(refusals) => anyhow::bail!("refused: {refusals:?}"),
                }
            }
        })
        .buffer_unordered(IN_FLIGHT)
        .collect()
        .await;
    sent.into_iter().collect()
}

/// The same messages as the desk has written, in atomic batches of a thousand, by async-nats alone.
async fn bare_import(client: &async_nats::Client, slice: usize, written: &[Written]) -> Result<f64> {
    let began = Instant::now();
    for (batch, messages) in written.chunks(1000).enumerate() {
        for (i, Written { subject, payload, .. }) in messages.iter().enumerate() {
            let mut headers = async_nats::HeaderMap::new();
            headers.insert("Nats-Msg-Id", format!("{slice}-{batch}-{i}").as_str());
            headers.insert("Nats-Batch-Id", format!("batch-{slice}-{batch}").as_str());
            headers.insert("Nats-Batch-Sequence", (i + 1).to_string().as_str());
            if i + 1 == messages.len() {
                headers.insert("Nats-Batch-Commit", "1");
                let answer = client.request_with_headers(subject.clone(), headers, payload.clone()).await?;
                let answer: Value = serde_json::from_slice(&answer.payload)?;
                anyhow::ensure!(answer["error"].is_null(), "{answer}");
            } else {
                client.publish_with_headers(subject.clone(), headers, payload.clone()).await?;
            }
        }
    }
    Ok(rate(written.len(), began.elapsed()))
}

/// An ordered consumer that looks at nothing.
pub(crate) async fn bare_consume(server: &Server, total: usize) -> Result<f64> {
    use async_nats::jetstream::consumer::pull::OrderedConfig;
    let client = async_nats::connect(server.url()).await?;
    let stream = async_nats::jetstream::new(client).get_stream("NEWSREEL").await?;
    let mut messages = stream.create_consumer(OrderedConfig::default()).await?.messages().await?;
    let began = Instant::now();
    for _ in 0..total {
        messages.next().await.context("the consumer ended")??;
    }
    Ok(rate(total, began.elapsed()))
}

pub(crate) async fn follow(log: &Log, total: usize, decode: bool) -> Result<f64> {
    let mut follow = log.follow(1, FollowOptions::default());
    let began = Instant::now();
    loop {
        match follow.next().await? {
            Delivered::Record(stored) if decode => drop(stored.record.decode()?),
            Delivered::Record(_) => {}
            Delivered::CaughtUp => break,
        }
    }
    Ok(rate(total, began.elapsed()))
}

/// A message as the desk wrote it: its subject, its id, its content.
pub(crate) struct Written {
    pub(crate) subject: String,
    pub(crate) id: String,
    pub(crate) payload: Bytes,
}

/// What the desk has written after a position.
pub(crate) async fn written_after(log: &Log, position: u64) -> Result<Vec<Written>> {
    let mut written = Vec::new();
    let mut follow = log.follow(position + 1, FollowOptions::default());
    while let Delivered::Record(stored) = follow.next().await? {
        let id = stored.record.decode()?.id().to_string();
        written.push(Written { subject: stored.record.subject.to_string(), id, payload: stored.record.payload });
    }
    Ok(written)
}
