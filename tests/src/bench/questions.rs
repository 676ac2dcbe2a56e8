//! How long answers take: about any of many stories and about a large one, by one reader and by many; beside how long
//! async-nats alone takes to read the records that they are about.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use async_nats::jetstream::consumer::pull::OrderedConfig;
use futures::{StreamExt, TryStreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use newsreel_log::Unit;
use newsreel_projector::{Ask, QUERY, Query};
use newsreel_story::plausible;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::{StoryId, StorySlug, UpdateId, UpdateKey};
use newsreel_story::record::style::Style;
use newsreel_story::views::brief::Form;
use serde_json::value::RawValue;

use crate::bulk::Corpus;
use crate::services::LIMIT;
use crate::{percentile, say};

/// How many readers ask at once, and how often each about stories of the usual size and about the large one.
const READERS: [(usize, usize, usize); 2] = [(1, 50, 5), (64, 20, 1)];
/// A listing as a reader turns its pages.
const PAGE: usize = 100;
/// How many updates of the large story a difference covers.
const MOVED: usize = 100;
/// How often records are read by async-nats alone.
const BARE_READS: usize = 5;

/// Prints for each question how long half and how long 99 of 100 answers take at most.
pub(crate) async fn measure(corpus: &Corpus) -> Result<()> {
    let stories = corpus.sizes.stories;
    let any = |number: usize| format!("story-{}", number.wrapping_mul(7919) % stories);
    let large = |_: usize| "trips".to_owned();
    let since = plausible::start() + SignedDuration::from_mins(corpus.sizes.large.saturating_sub(MOVED) as i64);
    let bare = bare_read(corpus, &any).await?;
    say(&format!("bare read of any story, without decoding: p50 {bare:.2?}"));
    for (what, ask) in questions(&any, "r0-0", None)? {
        say(&line(corpus, what, "any story", &ask, bare, |(readers, usual, _)| (readers, usual)).await?);
    }
    let bare = bare_read(corpus, &large).await?;
    say(&format!("bare read of the large one, without decoding: p50 {bare:.2?}"));
    for (what, ask) in questions(&large, "u7", Some(since))? {
        say(&line(corpus, what, "the large one", &ask, bare, |(readers, _, large)| (readers, large)).await?);
    }
    Ok(())
}

/// How long async-nats alone takes to read the records of a story, half of the times: what an answer would cost at least
/// that is computed from the log each time.
async fn bare_read(corpus: &Corpus, story: &dyn Fn(usize) -> String) -> Result<Duration> {
    let client = async_nats::connect(corpus.server.url()).await?;
    let stream = async_nats::jetstream::new(client).get_stream("NEWSREEL").await?;
    let mut took = Vec::new();
    for number in 0..BARE_READS {
        let unit = Unit::Story(StoryId::of(&StorySlug::new(&story(number))?));
        let began = Instant::now();
        let config = OrderedConfig { filter_subject: unit.filter(), ..OrderedConfig::default() };
        let mut consumer = stream.create_consumer(config).await?;
        let records = consumer.info().await?.num_pending;
        let mut messages = consumer.messages().await?;
        for _ in 0..records {
            messages.next().await.context("the consumer ended")??;
        }
        took.push(began.elapsed());
    }
    took.sort();
    Ok(percentile(&took, 50))
}

async fn line(
    corpus: &Corpus,
    what: &str,
    of: &str,
    ask: &Asking<'_>,
    bare: Duration,
    times: impl Fn((usize, usize, usize)) -> (usize, usize),
) -> Result<String> {
    let mut line = format!("{what:<8} of {of:<14}");
    for (readers, times) in READERS.map(times) {
        let took = asked(corpus, ask, readers, times).await?;
        let (half, most) = (percentile(&took, 50), percentile(&took, 99));
        line += &format!("  {readers:>2} readers: p50 {half:>9.2?} p99 {most:>9.2?}");
        if readers == 1 {
            line += &format!(" ratio {:>5.2}", half.as_secs_f64() / bare.as_secs_f64());
        }
    }
    Ok(line)
}

type Asking<'a> = Box<dyn Fn(usize) -> Result<Ask> + 'a>;

/// The questions, each about the story of a number.
fn questions<'a>(
    story: &'a (impl Fn(usize) -> String + 'a),
    key: &str,
    since: Option<Timestamp>,
) -> Result<Vec<(&'static str, Asking<'a>)>> {
    let key = UpdateKey::new(key)?;
    let of = |make: fn(StorySlug) -> Ask| -> Asking<'a> {
        Box::new(move |number| Ok(make(StorySlug::new(&story(number))?)))
    };
    Ok(vec![
        ("stories", Box::new(|_| Ok(Ask::Stories { after: None, limit: Some(PAGE) }))),
        ("story", of(|story| Ask::Story { story, item: None })),
        ("brief", of(|story| Ask::Brief { story, form: Form::default() })),
        (
            "diff",
            Box::new(move |number| {
                let story = StorySlug::new(&story(number))?;
                Ok(Ask::Difference { story, from: since, to: None, recorded: false })
            }),
        ),
        (
            "reach",
            Box::new(move |number| {
                let story = StoryId::of(&StorySlug::new(&story(number))?);
                Ok(Ask::Reach { update: UpdateId::of_key(story, &key).to_string(), path: None })
            }),
        ),
        ("search", Box::new(|_| Ok(Ask::Search { words: "moscow witkoff".to_owned(), after: None, limit: None }))),
    ])
}

/// How long each of many readers waited for each answer, sorted.
async fn asked(corpus: &Corpus, ask: &Asking<'_>, readers: usize, times: usize) -> Result<Vec<Duration>> {
    let one = |number: usize| async move {
        let query = Query { ask: ask(number)?, bounds: Bounds::default(), style: Style::default(), at_least: 0 };
        let began = Instant::now();
        let _answer: Box<RawValue> = corpus.log.ask(QUERY, &query, LIMIT).await?;
        anyhow::Ok(began.elapsed())
    };
    let asked = stream::iter((0..readers * times).map(one)).buffer_unordered(readers);
    let mut took: Vec<Duration> = asked.try_collect().await?;
    took.sort();
    Ok(took)
}
