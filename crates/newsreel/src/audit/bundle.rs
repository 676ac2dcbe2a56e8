//! `audit bundle`: a story or the whole log in one file that a stranger verifies.

use std::collections::{BTreeSet, HashSet};
use std::fs::File;
use std::io::{BufWriter, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context;
use futures::StreamExt as _;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use newsreel_log::service::{ErrorCode, ServiceError};
use newsreel_log::{Delivered, FollowOptions, Log, Raw, Topic, Unit, decoded, subject};
use newsreel_notary::bundle::{Bundle, FORMAT, Manifest, StoryName, Writer};
use newsreel_notary::leaf::{Entry, entry};
use newsreel_notary::question::MOST_POSITIONS;
use newsreel_notary::tree::Hash;
use newsreel_notary::{Check, Checkpoint, Head, PROVE, Prove, Proven};
use newsreel_projector::Ask;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::{EntitySlug, StoryId, StorySlug};
use newsreel_story::record::recorded::{Record, Recorded, Sequence};
use newsreel_story::state::directory::is_needed;
use newsreel_story::tell::english::counted;
use newsreel_story::views::brief::{Brief, Form};
use serde::Serialize;
use serde_json::json;
use tokio::sync::mpsc;

use super::keys::trusted;
use crate::config::Config;
use crate::page::Page;
use crate::print::{self, Answer, Outcome};
use crate::query::Questions;
use crate::{moment, query};

/// How many records are read at a time for a bundle, and how many such batches ahead of those that are written.
const READ_AT_ONCE: usize = 5000;
const AHEAD: usize = 2;
/// How many briefs are worked out at once.
const BRIEFS_AT_ONCE: usize = 8;
/// How often proofs are asked for anew when a new checkpoint is signed in between.
const TRIES: usize = 5;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The story
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    story: Option<StorySlug>,
    /// The whole log, which can be loaded into another server
    #[arg(long)]
    all: bool,
    /// Only what had been recorded at this time; of the whole log, up to the last checkpoint before it
    #[arg(long, value_name = "TIME", value_parser = moment)]
    as_of: Option<Timestamp>,
    /// Show also what is under an embargo. Without it, a story's bundle accounts for it without showing it
    #[arg(long)]
    with_held: bool,
    /// Leave out the briefs for people: of the whole log, working them out takes longest
    #[arg(long)]
    without_briefs: bool,
    /// The file
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
}

impl Args {
    /// Everything, into this file.
    pub(super) fn of_everything(output: PathBuf) -> Self {
        Self { story: None, all: true, as_of: None, with_held: true, without_briefs: false, output }
    }
}

pub(crate) async fn run(config: &Config, args: &Args) -> anyhow::Result<Outcome> {
    if args.output.exists() {
        anyhow::bail!("{} is there already; name another file", args.output.display());
    }
    let log = config.server.open_log().await?;
    let beside = args.output.with_extension("unfinished");
    let file = File::create(&beside).with_context(|| format!("cannot make {}", beside.display()))?;
    let writer = Writer::new(file);
    let made = match &args.story {
        Some(story) => of_story(config, args, &log, story, writer).await,
        None => of_log(config, args, &log, writer).await,
    };
    let checked = made.and_then(|manifest| check(config, &beside).map(|()| manifest));
    let manifest = match checked {
        Ok(manifest) => manifest,
        Err(error) => {
            // What is wrong with it has been said; the file is of no use.
            let _ = std::fs::remove_file(&beside);
            return Err(error);
        }
    };
    std::fs::rename(&beside, &args.output).with_context(|| format!("cannot make {}", args.output.display()))?;
    let bytes = std::fs::metadata(&args.output).map_or(0, |file| file.len());
    let noted = json!({ "actor": config.actor, "bundle": manifest, "with_held": args.with_held });
    log.note(Topic::Bundle, noted.to_string()).await?;
    Ok(Outcome::answer(Made { file: args.output.clone(), bytes, manifest }))
}

/// Verifies what was written as a stranger would, before it is given a name.
fn check(config: &Config, file: &Path) -> anyhow::Result<()> {
    let trusted = trusted(config)?;
    let verified = open(file)?.verify(&trusted, 0, &[], |_| ());
    verified.map(drop).with_context(|| "the bundle that was made does not verify; nothing is kept of it")
}

/// Opens a bundle.
pub(crate) fn open(file: &Path) -> anyhow::Result<Bundle<File>> {
    let opened = File::open(file).with_context(|| format!("cannot read {}", file.display()))?;
    let size = opened.metadata()?.len();
    Ok(Bundle::open(opened, size)?)
}

async fn of_story(
    config: &Config,
    args: &Args,
    log: &Log,
    slug: &StorySlug,
    mut writer: Writer<File>,
) -> anyhow::Result<Manifest> {
    let id = StoryId::of(slug);
    let Gathered { mut shown, others, directory, proven } = gather(config, args, log, id).await?;
    if shown.is_empty() && others.is_empty() {
        anyhow::bail!("no story `{slug}` is on file; `newsreel stories` lists them");
    }
    let chain = proven.story.with_context(|| format!("the notary has no story `{slug}`"))?;
    let ask = brief_of(slug);
    let brief: Option<Brief> = match shown.is_empty() || args.without_briefs {
        true => None,
        false => Some(query::ask(config, ask, Bounds { as_of: args.as_of, ..Bounds::default() }).await?),
    };
    let head = Checkpoint::parse(proven.checkpoint.as_bytes())?.claimed().clone();
    let name = StoryName { slug: slug.to_string(), id };
    let counts = Counts { records: shown.len(), not_shown: others.len(), directory: directory.len() };
    let manifest = manifest(config, args, &head, Some(name), counts);
    shown.extend(directory);
    shown.sort_by_key(|stored| stored.sequence);
    writer.front(&manifest, &proven.checkpoint, &schemas()?, brief.as_ref().map(print::html).as_deref())?;
    writer.begin_records()?;
    shown.iter().try_for_each(|stored| writer.record(stored))?;
    let by_position: std::collections::HashMap<Sequence, Vec<Hash>> = proven
        .records
        .into_iter()
        .map(|record| (record.sequence, record.proof.into_iter().map(Hash::from).collect()))
        .collect();
    let proof = |stored: &Recorded<Raw>| Some((stored.sequence, by_position.get(&stored.sequence)?.clone()));
    let proofs: Vec<(Sequence, Vec<Hash>)> = shown.iter().filter_map(proof).collect();
    let others: Vec<(Sequence, Entry)> = others.iter().map(|stored| (stored.sequence, entry(stored))).collect();
    writer.story(&proofs, &chain, &others, &proven.checkpoint)?;
    writer.end()?.sync_all()?;
    Ok(manifest)
}

/// What a bundle of a story is made of.
struct Gathered {
    /// The records of the story that are shown.
    shown: Vec<Recorded<Raw>>,
    /// Those that are only accounted for.
    others: Vec<Recorded<Raw>>,
    /// What the directory says of those whom the shown ones name.
    directory: Vec<Recorded<Raw>>,
    /// The proofs of all under one checkpoint.
    proven: Proven,
}

async fn gather(config: &Config, args: &Args, log: &Log, story: StoryId) -> anyhow::Result<Gathered> {
    let shows = |stored: &Recorded<Raw>| {
        args.as_of.is_none_or(|as_of| stored.recorded_at <= as_of) && (args.with_held || !is_held(stored))
    };
    for _ in 0..TRIES {
        let records = records_of(log, story).await?;
        let count = records.len();
        let (shown, others): (Vec<_>, Vec<_>) = records.into_iter().partition(shows);
        // The directory is everybody's: what is under an embargo in it is not shown with a story.
        let mut directory = directory_of(log, &shown).await?;
        directory.retain(|stored| shows(stored) && !subject::is_held(&stored.record.subject));
        let all = || shown.iter().chain(&others).chain(&directory);
        let at_least = all().map(|stored| stored.sequence).max().unwrap_or_default();
        let positions: Vec<Sequence> = all().map(|stored| stored.sequence).collect();
        let mut all: Option<Proven> = None;
        for positions in positions.chunks(MOST_POSITIONS) {
            let question = Prove { positions: positions.to_vec(), story: Some(story), at_least, ..Prove::default() };
            let proven: Proven = query::request(log, PROVE, "notary", &question, config.server.timeouts()).await?;
            match &mut all {
                Some(all) if all.checkpoint == proven.checkpoint => all.records.extend(proven.records),
                _ => all = Some(proven),
            }
        }
        let proven = all.unwrap_or_default();
        let complete = proven.records.len() == positions.len()
            && proven.story.as_ref().map_or(0, |chain| chain.chain.count) == count as u64;
        if complete {
            return Ok(Gathered { shown, others, directory, proven });
        }
    }
    anyhow::bail!("the story has moved on again and again while its proofs were gathered; try again")
}

/// What the directory says of those whom these records name. It is read until nothing more is found in it, so that no more of
/// it is held than what is needed.
async fn directory_of(log: &Log, records: &[Recorded<Raw>]) -> anyhow::Result<Vec<Recorded<Raw>>> {
    let mut needed: BTreeSet<EntitySlug> = BTreeSet::new();
    for stored in records {
        if let Ok(Recorded { record: Record::Story(update), .. }) = decoded(stored) {
            needed.extend(update.entities().cloned());
        }
    }
    loop {
        let before = needed.len();
        let mut found = Vec::new();
        let mut follow = log.follow(1, FollowOptions { filter: Some(subject::DIRECTORY.to_owned()) });
        while let Delivered::Record(stored) = follow.next().await? {
            if let Ok(Recorded { record: Record::Directory(entry), .. }) = decoded(&stored)
                && is_needed(&mut needed, &entry)
            {
                found.push(stored);
            }
        }
        follow.close().await;
        if needed.len() == before {
            return Ok(found);
        }
    }
}

/// All records of a story.
pub(super) async fn records_of(log: &Log, story: StoryId) -> anyhow::Result<Vec<Recorded<Raw>>> {
    let mut follow = log.follow(1, FollowOptions::from(Unit::Story(story)));
    let mut records = Vec::new();
    while let Delivered::Record(stored) = follow.next().await? {
        records.push(stored);
    }
    follow.close().await;
    Ok(records)
}

/// Whether a record is not to be shown yet: it was recorded under an embargo whose time has not come. One that cannot be read
/// stays under it.
pub(super) fn is_held(stored: &Recorded<Raw>) -> bool {
    let has_ended = |Recorded { record, .. }: Recorded<Record>| {
        record.embargo().is_none_or(|embargo| embargo.has_ended(Timestamp::now()))
    };
    subject::is_held(&stored.record.subject) && !decoded(stored).is_ok_and(has_ended)
}

async fn of_log(config: &Config, args: &Args, log: &Log, mut writer: Writer<File>) -> anyhow::Result<Manifest> {
    let checkpoint = match args.as_of {
        None => sign_now(config, log).await?,
        Some(as_of) => signed_by(log, as_of).await?,
    };
    let text = std::str::from_utf8(&checkpoint)?.to_owned();
    let head = Checkpoint::parse(&checkpoint)?.claimed().clone();
    let counts = Counts { records: usize::try_from(head.size)?, ..Counts::default() };
    let manifest = manifest(config, args, &head, None, counts);
    writer.front(&manifest, &text, &schemas()?, None)?;
    writer.begin_records()?;
    let progress = progress(head.size)?;
    let check = Check::new(vec![head.clone()])?;
    // Hashing and compressing are done on a thread of their own, while the next records arrive.
    let (batches, arriving) = mpsc::channel(AHEAD);
    let writing = tokio::task::spawn_blocking(move || write_all(writer, check, arriving));
    let mut follow = log.follow(1, FollowOptions::default());
    while follow.position() < head.size {
        let batch = follow.next_batch(READ_AT_ONCE).await?;
        let is_last = batch.contains(&Delivered::CaughtUp);
        let wanted = |delivered| match delivered {
            Delivered::Record(stored) if stored.sequence <= head.size => Some(stored),
            Delivered::Record(_) | Delivered::CaughtUp => None,
        };
        let batch: Vec<Recorded<Raw>> = batch.into_iter().filter_map(wanted).collect();
        if let Some(held) = batch.iter().find(|stored| !args.with_held && is_held(stored)) {
            anyhow::bail!(
                "the record at position {} is under an embargo, and a bundle of the whole log shows everything; give \
                 --with-held if whoever gets it may see that",
                held.sequence
            );
        }
        progress.inc(batch.len() as u64);
        // Where nobody takes it writing has failed, which is said below.
        if batches.send(batch).await.is_err() || is_last {
            break;
        }
    }
    drop(batches);
    progress.finish_and_clear();
    follow.close().await;
    let Written { mut writer, check, mut leaves, stories } = writing.await??;
    check.end().with_context(|| "the log is not the one that was signed, and no bundle is made of it")?;
    writer.leaves(&mut leaves)?;
    if !args.without_briefs {
        write_briefs(config, log, &mut writer, &stories, head.size).await?;
    }
    writer.end()?.sync_all()?;
    Ok(manifest)
}

/// The records of the whole log, once they are written.
struct Written {
    writer: Writer<File>,
    check: Check,
    /// Their leaves, which come after all of them.
    leaves: File,
    /// The stories that they are of.
    stories: Stories,
}

/// Writes records as they arrive, and takes them in to be compared.
fn write_all(
    mut writer: Writer<File>,
    mut check: Check,
    mut arriving: mpsc::Receiver<Vec<Recorded<Raw>>>,
) -> anyhow::Result<Written> {
    let mut leaves = BufWriter::new(tempfile::tempfile()?);
    let mut stories = Stories::default();
    while let Some(batch) = arriving.blocking_recv() {
        for stored in &batch {
            leaves.write_all(&check.add(stored).0)?;
            stories.add(stored);
            writer.record(stored)?;
        }
    }
    let mut leaves = leaves.into_inner()?;
    leaves.rewind()?;
    Ok(Written { writer, check, leaves, stories })
}

/// The stories of a log, found as its records pass.
#[derive(Default)]
struct Stories {
    ids: HashSet<StoryId>,
    slugs: BTreeSet<StorySlug>,
}

impl Stories {
    /// A story is named by the first of its records that can be read; the others are not decoded.
    fn add(&mut self, stored: &Recorded<Raw>) {
        if let Some(Unit::Story(id)) = Unit::of_subject(&stored.record.subject)
            && !self.ids.contains(&id)
            && let Ok(Recorded { record: Record::Story(update), .. }) = decoded(stored)
        {
            self.ids.insert(id);
            self.slugs.insert(update.story);
        }
    }
}

/// Writes what was known of every story at the position of the checkpoint. A story of which nothing may be shown yet has no brief.
async fn write_briefs(
    config: &Config,
    log: &Log,
    writer: &mut Writer<File>,
    stories: &Stories,
    size: Sequence,
) -> anyhow::Result<()> {
    let bounds = Bounds { at_sequence: Some(size), ..Bounds::default() };
    let questions = Questions::begin(config, log.clone()).await?;
    let progress = progress_of("briefs", stories.slugs.len() as u64)?;
    let asked = stories.slugs.iter().map(async |slug| (slug, questions.ask::<Brief>(brief_of(slug), bounds).await));
    let mut briefs = futures::stream::iter(asked).buffered(BRIEFS_AT_ONCE);
    while let Some((slug, brief)) = briefs.next().await {
        match brief {
            Ok(brief) => writer.brief(slug, &print::html(&brief))?,
            Err(error)
                if error.downcast_ref::<ServiceError>().is_some_and(|error| error.code == ErrorCode::NotFound) => {}
            Err(error) => {
                return Err(
                    error.context(format!("there is no brief of {slug}; --without-briefs makes a bundle without any"))
                );
            }
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    Ok(())
}

fn brief_of(story: &StorySlug) -> Ask {
    Ask::Brief { story: story.clone(), form: Form::Standard }
}

/// A checkpoint of everything in the log now.
async fn sign_now(config: &Config, log: &Log) -> anyhow::Result<Vec<u8>> {
    let question = Prove { at_least: log.last_sequence().await?, ..Prove::default() };
    let proven: Proven = query::request(log, PROVE, "notary", &question, config.server.timeouts()).await?;
    Ok(proven.checkpoint.into_bytes())
}

/// The last checkpoint that was signed by a time.
async fn signed_by(log: &Log, time: Timestamp) -> anyhow::Result<Vec<u8>> {
    let mut follow = log.trail().follow(1, FollowOptions { filter: Some(Topic::Checkpoint.subject()) });
    let mut found = None;
    while let Delivered::Record(stored) = follow.next().await? {
        if stored.recorded_at > time {
            break;
        }
        found = Some(stored.record.payload.to_vec());
    }
    follow.close().await;
    found.with_context(|| format!("nothing had been signed by {time}"))
}

/// How many records of each sort are in a bundle.
#[derive(Default)]
struct Counts {
    records: usize,
    not_shown: usize,
    directory: usize,
}

fn manifest(config: &Config, args: &Args, head: &Head, story: Option<StoryName>, counts: Counts) -> Manifest {
    Manifest {
        format: FORMAT.to_owned(),
        story,
        as_of: args.as_of,
        made_at: Timestamp::now(),
        made_by: config.actor.clone(),
        origin: head.origin.clone(),
        size: head.size,
        records: counts.records as u64,
        not_shown: counts.not_shown as u64,
        directory: counts.directory as u64,
    }
}

/// What describes the records.
fn schemas() -> anyhow::Result<Vec<(String, String)>> {
    let describe = ["record", "update", "entry"];
    let schemas = newsreel_log::schema::schemas().into_iter().filter(|named| describe.contains(&named.name));
    schemas.map(|named| Ok((named.name.to_owned(), serde_json::to_string_pretty(&named.schema)?))).collect()
}

/// How far reading so many records is.
pub(super) fn progress(length: u64) -> anyhow::Result<ProgressBar> {
    progress_of("records", length)
}

fn progress_of(what: &str, length: u64) -> anyhow::Result<ProgressBar> {
    let style = ProgressStyle::with_template(&format!("{{bar:40}} {{pos}}/{{len}} {what}  {{per_sec}}  {{eta}} left"))?;
    Ok(ProgressBar::new(length).with_style(style))
}

/// A bundle that was made.
#[derive(Serialize)]
struct Made {
    file: PathBuf,
    bytes: u64,
    #[serde(flatten)]
    manifest: Manifest,
}

impl Answer for Made {
    fn page(&self) -> Page {
        let mut page = Page::default();
        let Manifest { records, not_shown, directory, size, origin, .. } = &self.manifest;
        page.line(format!("{}: {}, {} bytes", self.file.display(), counted(*records as usize, "record"), self.bytes));
        if *directory > 0 {
            page.line(format!("Of the directory, whom they name: {}", counted(*directory as usize, "record")));
        }
        if *not_shown > 0 {
            page.line(format!("Accounted for and not shown: {}", counted(*not_shown as usize, "record")));
        }
        page.line(format!("Signed by {origin} at size {size}; the README in it says how to verify it."));
        page
    }
}
