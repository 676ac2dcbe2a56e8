//! What deciding, folding and telling cost on one core, without a server.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use newsreel_log::Context;
use newsreel_log::envelope::{decode, encode};
use newsreel_story::judge::view::View;
use newsreel_story::plausible::{self, Entry};
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::StorySlug;
use newsreel_story::record::recorded::{Record, Recorded};
use newsreel_story::state::directory::Directory;
use newsreel_story::state::fold::State;
use newsreel_story::submit::decide::decide;
use newsreel_story::submit::index::StoryIndex;
use newsreel_story::views::brief;
use newsreel_story::views::difference::{self, Interval};
use newsreel_story::views::digest::Digests;
use newsreel_tests::submission;
use serde_json::Value;

use crate::bulk::PART;
use crate::{rate, say};

/// How many updates the small story has, to compare a large one with.
const SMALL: usize = 100;
/// Over how many minutes, of which each has an update, a difference is told.
const MOVED: i64 = 50;
/// How many updates a meeting of a plausible story has.
const UPDATES_AN_ITEM: usize = 25;
/// How many updates a submission of a plausible story has.
const PLAUSIBLE_PART: usize = 500;

/// Prints all of it, for a large story of so many updates.
pub(crate) fn measure(large: usize) -> Result<()> {
    one_more(large)?;
    decide_and_encode()?;
    decode_all()
}

/// What one more update costs in a large plausible story, as a multiple of what it costs in a small one: to decide it, to
/// take it in, to bring the story's digest up to date, to brief the desk; and what it costs to tell what the last of them
/// moved.
fn one_more(large: usize) -> Result<()> {
    for ((what, small), (_, taken)) in costs(SMALL)?.into_iter().zip(costs(large)?) {
        let times = taken.as_secs_f64() / small.as_secs_f64();
        say(&format!("{what} in a story of {large:<24} {taken:>12.2?}  of {SMALL}: {small:>10.2?}  ratio {times:.1}"));
    }
    Ok(())
}

/// A plausible story of so many updates, as submissions of at most `part` updates, and so many more of one update each.
pub(crate) fn plausible_story(updates: usize, part: usize, more: usize) -> Result<(Vec<Value>, Vec<Value>)> {
    let items = u16::try_from((updates / UPDATES_AN_ITEM).max(1))?;
    let mut choose = chooser();
    let history: Vec<Entry> = (0..updates + more).map(|_| Entry::choose(items, &mut choose)).collect();
    let learned = |i: usize| plausible::start() + SignedDuration::from_mins(i as i64);
    let first = plausible::documents(&history[..updates], items, part, learned);
    let more = plausible::documents(&history, items, 1, learned).into_iter().skip(updates + usize::from(items));
    Ok((first, more.collect()))
}

fn costs(updates: usize) -> Result<[(&'static str, Duration); 5]> {
    const TIMES: u32 = 20;
    let (mut index, mut directory) = (StoryIndex::default(), Directory::default());
    let mut state = State::new(StorySlug::new("trips")?);
    let mut sequence = 0;
    let now = Timestamp::now();
    let mut submit = |submission: &Value,
                      index: &mut StoryIndex,
                      state: &mut State,
                      directory: &mut Directory|
     -> Result<[Duration; 2]> {
        let began = Instant::now();
        let decision = decide(submission, Some(index), directory, None, now);
        let decision = decision.map_err(|refusals| anyhow::anyhow!("{refusals:?}"))?;
        let decided = began.elapsed();
        for (entry, _) in &decision.entries {
            sequence += 1;
            directory.apply(sequence, entry);
        }
        let began = Instant::now();
        for record in decision.updates {
            sequence += 1;
            index.apply(sequence, &record);
            state.apply(Arc::new(Recorded { sequence, recorded_at: now, record }));
        }
        Ok([decided, began.elapsed()])
    };
    let (history, more) = plausible_story(updates, PLAUSIBLE_PART, TIMES as usize)?;
    for part in history {
        submit(&part, &mut index, &mut state, &mut directory)?;
    }
    let mut taken = [Duration::ZERO; 4];
    let mut digests = Digests::default();
    std::hint::black_box(digests.digest(&View::new(&state, &directory, Bounds::default(), now)));
    for one in more {
        let [decided, folded] = submit(&one, &mut index, &mut state, &mut directory)?;
        let view = || View::new(&state, &directory, Bounds::default(), now);
        let began = Instant::now();
        std::hint::black_box(digests.digest(&view()));
        let digested = began.elapsed();
        let began = Instant::now();
        std::hint::black_box(brief::of(&view(), brief::Form::Standard));
        taken = [taken[0] + decided, taken[1] + folded, taken[2] + digested, taken[3] + began.elapsed()];
    }
    let [decided, folded, digested, briefed] = taken.map(|taken| taken / TIMES);
    let view = View::new(&state, &directory, Bounds::default(), now);
    let from = Some(plausible::start() + SignedDuration::from_mins(updates as i64 - MOVED));
    let began = Instant::now();
    std::hint::black_box(difference::between(&view, Interval { from, to: now, recorded: false }, &[]));
    let differed = began.elapsed();
    Ok([
        ("decide one update", decided),
        ("take it in", folded),
        ("digest", digested),
        ("brief", briefed),
        ("diff of the last ones", differed),
    ])
}

/// Choices that are the same in every run: Steele, Lea and Flood's SplitMix64.
fn chooser() -> impl FnMut(usize) -> usize {
    let mut state = 0_u64;
    move |below| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % below.max(1) as u64).unwrap_or_default()
    }
}

/// How many updates one core decides and encodes in a second, without any server.
fn decide_and_encode() -> Result<()> {
    const ROUNDS: usize = 200;
    let submission = submission("story", "a", PART);
    let began = Instant::now();
    for _ in 0..ROUNDS {
        let decision = decide(&submission, None, &Directory::default(), None, Timestamp::now());
        let decision = decision.map_err(|refusals| anyhow::anyhow!("{refusals:?}"))?;
        for update in decision.updates {
            encode(&Record::Story(Box::new(update)), Timestamp::now(), &Context::default())?;
        }
    }
    say(&format!("decide and encode on one core: {:.0}/s", rate(ROUNDS * PART, began.elapsed())));
    Ok(())
}

/// How many records one core reads in a second.
fn decode_all() -> Result<()> {
    const ROUNDS: usize = 200;
    let decision = decide(&submission("story", "a", PART), None, &Directory::default(), None, Timestamp::now());
    let decision = decision.map_err(|refusals| anyhow::anyhow!("{refusals:?}"))?;
    let encoded = |update| encode(&Record::Story(Box::new(update)), Timestamp::now(), &Context::default());
    let payloads = decision.updates.into_iter().map(encoded).collect::<Result<Vec<_>, _>>()?;
    let began = Instant::now();
    for _ in 0..ROUNDS {
        for encoded in &payloads {
            std::hint::black_box(decode(&encoded.payload)?);
        }
    }
    say(&format!("decode on one core: {:.0}/s", rate(ROUNDS * PART, began.elapsed())));
    Ok(())
}
