//! How long answers take: about any of many stories and about a large one, by one reader and by many.

use std::time::{Duration, Instant};

use anyhow::Result;
use futures::{StreamExt, TryStreamExt, stream};
use newsreel_log::Timeouts;
use newsreel_projector::{Ask, QUERY, Query};
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::{StoryId, StorySlug, UpdateId, UpdateKey};
use newsreel_story::record::style::Style;
use newsreel_story::views::brief::Form;
use serde_json::value::RawValue;

use crate::bulk::Corpus;
use crate::{percentile, say};

/// How many readers ask at once.
const READERS: [usize; 2] = [1, 64];
/// How many times each asks about stories of the usual size, and about the large one.
const TIMES: [usize; 2] = [50, 5];
/// A listing as a reader turns its pages.
const PAGE: usize = 100;
/// Longer than any answer should take.
const LIMIT: Duration = Duration::from_secs(600);

/// Prints for each question how long half and how long 99 of 100 answers take at most.
pub(crate) async fn measure(corpus: &Corpus) -> Result<()> {
    // The bucket's digests follow the log; they are not what is measured.
    let any = |number: usize| format!("story-{}", number.wrapping_mul(7919) % corpus.sizes.stories);
    for (which, times) in ["any of many", "the large one"].into_iter().zip(TIMES) {
        let story = |number: usize| if which == "the large one" { "trips".to_owned() } else { any(number) };
        let key = if which == "the large one" { "u7" } else { "r0-0" };
        for (what, ask) in questions(&story, key)? {
            let mut line = format!("{what:<8} of {which:<14}");
            for readers in READERS {
                let took = asked(corpus, &ask, readers, times).await?;
                let (half, most) = (percentile(&took, 50), percentile(&took, 99));
                line += &format!("  {readers} readers: p50 {half:>9.2?} p99 {most:>9.2?}");
            }
            say(&line);
        }
    }
    Ok(())
}

type Asking<'a> = Box<dyn Fn(usize) -> Result<Ask> + 'a>;

/// The questions, each about the story of a number.
fn questions<'a>(story: &'a (impl Fn(usize) -> String + 'a), key: &'a str) -> Result<Vec<(&'static str, Asking<'a>)>> {
    let key = UpdateKey::new(key)?;
    let of = |make: fn(StorySlug) -> Ask| -> Asking<'a> {
        Box::new(move |number| Ok(make(StorySlug::new(&story(number))?)))
    };
    Ok(vec![
        ("stories", Box::new(|_| Ok(Ask::Stories { after: None, limit: Some(PAGE) }))),
        ("story", of(|story| Ask::Story { story, item: None })),
        ("brief", of(|story| Ask::Brief { story, form: Form::default() })),
        ("diff", of(|story| Ask::Difference { story, from: None, to: None, recorded: false })),
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
    let timeouts = Timeouts { service: LIMIT, answer: LIMIT };
    let one = |number: usize| async move {
        let query = Query { ask: ask(number)?, bounds: Bounds::default(), style: Style::default(), at_least: 0 };
        let began = Instant::now();
        let _answer: Box<RawValue> = corpus.log.ask(QUERY, &query, timeouts).await?;
        anyhow::Ok(began.elapsed())
    };
    let asked = stream::iter((0..readers * times).map(one)).buffer_unordered(readers);
    let mut took: Vec<Duration> = asked.try_collect().await?;
    took.sort();
    Ok(took)
}
