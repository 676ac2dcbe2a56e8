//! The benchmark: what Newsreel costs beside bare JetStream, in the same run on the same server.
//!
//! ```text
//! just bench [UPDATES [STORIES [LARGE]]] [PART…]
//! ```
//!
//! UPDATES over STORIES, and one story of LARGE updates beside them; the parts are in [`Part`], and without one all are
//! run. Where there is something bare to compare with, a figure is a ratio: what Newsreel does, over what async-nats alone
//! does with the same messages at the same durability. Absolute figures drift from machine to machine.

mod audit;
mod bulk;
mod core;
mod questions;
mod services;
mod submits;
mod web;

use std::time::Duration;

use anyhow::{Result, bail};

use crate::bulk::Corpus;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What is measured.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// What deciding, folding and telling cost on one core, without a server.
    Core,
    /// Import, follow and rebuild, beside what async-nats alone does.
    Bulk,
    /// The services as processes of their own: until they answer, their memory, and how long they take to answer.
    Services,
    /// Single updates by one submitter and by many, beside publishing the same.
    Submits,
    /// Verifying beside a plain read of the same log, what the tree costs, proofs, bundles, explaining, replaying.
    Audit,
    /// The page: the first byte of its pages, and many readers who wait for what moves.
    Web,
}

impl Part {
    const ALL: [(&str, Self); 6] = [
        ("core", Self::Core),
        ("bulk", Self::Bulk),
        ("services", Self::Services),
        ("submits", Self::Submits),
        ("audit", Self::Audit),
        ("web", Self::Web),
    ];
}

/// How much is imported.
#[derive(Clone, Copy)]
struct Sizes {
    updates: usize,
    stories: usize,
    /// How many updates the one large story has.
    large: usize,
}

fn main() -> Result<()> {
    let (sizes, parts) = asked(std::env::args().skip(1))?;
    // As many threads as the program has.
    tokio::runtime::Runtime::new()?.block_on(run(sizes, |part| parts.is_empty() || parts.contains(&part)))
}

async fn run(sizes: Sizes, wanted: impl Fn(Part) -> bool) -> Result<()> {
    say(&format!("{} updates over {} stories, and one story of {}", sizes.updates, sizes.stories, sizes.large));
    if wanted(Part::Core) {
        core::measure(sizes.large)?;
    }
    if wanted(Part::Bulk) || wanted(Part::Services) || wanted(Part::Audit) {
        let corpus = Corpus::import(sizes, wanted(Part::Bulk)).await?;
        if wanted(Part::Bulk) {
            corpus.follow_and_rebuild().await?;
        }
        if wanted(Part::Services) {
            services::measure(&corpus).await?;
        }
        if wanted(Part::Audit) {
            audit::measure(&corpus).await?;
        }
    }
    if wanted(Part::Submits) {
        submits::measure().await?;
    }
    if wanted(Part::Web) {
        web::measure(sizes.large).await?;
    }
    Ok(())
}

fn asked(arguments: impl Iterator<Item = String>) -> Result<(Sizes, Vec<Part>)> {
    let (mut numbers, mut parts) = (Vec::new(), Vec::new());
    for argument in arguments {
        match (argument.parse::<usize>(), Part::ALL.iter().find(|(name, _)| *name == argument)) {
            (Ok(number), _) if numbers.len() < 3 => numbers.push(number),
            (_, Some((_, part))) => parts.push(*part),
            _ => bail!(
                "`{argument}` is neither a size nor a part: just bench [UPDATES [STORIES [LARGE]]] [{}]",
                Part::ALL.map(|(name, _)| name).join("|")
            ),
        }
    }
    let number = |place: usize, default| numbers.get(place).copied().unwrap_or(default);
    Ok((Sizes { updates: number(0, 1_000_000), stories: number(1, 10_000), large: number(2, 5000) }, parts))
}

#[allow(clippy::print_stdout, reason = "a benchmark's output is its purpose")]
fn say(line: &str) {
    println!("{line}");
}

fn ratio(what: &str, ours: f64, bare: f64, mark: Option<f64>) {
    let mark = mark.map(|mark| format!("  (mark {mark})")).unwrap_or_default();
    say(&format!("{what:<58} {:>9.0}/s  bare {bare:>9.0}/s  ratio {:.2}{mark}", ours, ours / bare));
}

fn rate(count: usize, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The value that so many of a hundred are at or below.
fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    sorted[(sorted.len() - 1) * percent / 100]
}
