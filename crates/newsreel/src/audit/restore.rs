//! `audit restore`: a bundle of the whole log into an empty server.

use std::path::{Path, PathBuf};

use newsreel_log::{Delivered, FollowOptions, Log, Topic};
use newsreel_notary::leaf::entry;
use newsreel_story::tell::english::counted;
use serde::Serialize;
use serde_json::json;

use super::ahead::Ahead;
use super::bundle::{open, progress};
use super::keys::trusted;
use crate::config::Config;
use crate::page::Page;
use crate::print::{Answer, Outcome};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// A bundle of the whole log
    bundle: PathBuf,
}

pub(crate) async fn run(config: &Config, args: &Args) -> anyhow::Result<Outcome> {
    let trusted = trusted(config)?;
    let contents = open(&args.bundle)?.verify(&trusted, 0, &[], |_| ())?;
    if contents.manifest.story.is_some() {
        anyhow::bail!("this is a bundle of one story; only one of the whole log (`audit bundle --all`) can be loaded");
    }
    let log = config.server.open_log().await?;
    let there = already_there(&log, &args.bundle).await?;
    log.begin_restore(there + 1..=contents.records).await?;
    let progress = progress(contents.records)?;
    progress.set_position(there);
    let mut records = Ahead::open(args.bundle.clone(), move |stored| stored.sequence > there);
    while let Some(batch) = records.next_batch().await? {
        log.restore(&batch).await?;
        progress.inc(batch.len() as u64);
    }
    progress.finish_and_clear();
    let checkpoint = open(&args.bundle)?.checkpoint()?;
    log.note(Topic::Checkpoint, checkpoint).await?;
    let restored = json!({ "actor": config.actor, "bundle": contents.manifest });
    log.note(Topic::Restore, serde_json::to_vec(&restored)?).await?;
    Ok(Outcome::answer(Restored { records: contents.records, of: contents.manifest.origin }))
}

/// How many records the server has, which must be the first of the bundle: those of a load that was interrupted.
async fn already_there(log: &Log, bundle: &Path) -> anyhow::Result<u64> {
    let last = log.last_sequence().await?;
    if last == 0 {
        return Ok(0);
    }
    let mut records = Ahead::open(bundle.to_owned(), |_| true);
    let mut follow = log.follow(1, FollowOptions::default());
    while let Delivered::Record(there) = follow.next().await? {
        let is_same = records.next().await?.is_some_and(|stored| entry(&stored) == entry(&there));
        if !is_same {
            anyhow::bail!(
                "the server is not empty: it has {last} records that are not the first of this bundle; load it into a new one"
            );
        }
    }
    let same = follow.position();
    follow.close().await;
    Ok(same)
}

#[derive(Serialize)]
struct Restored {
    records: u64,
    of: String,
}

impl Answer for Restored {
    fn page(&self) -> Page {
        let mut page = Page::default();
        page.line(format!("Loaded the {} of {}, to the byte.", counted(self.records as usize, "record"), self.of));
        page
    }
}
