//! `audit verify`: the whole log against what was signed.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context;
use newsreel_log::{Delivered, Follow, FollowError, FollowOptions, Log, Timeouts, Topic};
use newsreel_notary::leaf::{entry, leaf};
use newsreel_notary::tree::{FULL, Hash};
use newsreel_notary::verify::{Dispute, Place};
use newsreel_notary::{
    Check, CheckTrail, Checkpoint, CheckpointError, Folder, Head, PROVE, Prove, Proven, Trusted, Verified, Wrong,
};
use newsreel_story::record::recorded::Sequence;

use super::keys::trusted;
use super::verdict::{NodeCopy, Trail, Verdict};
use crate::config::Config;
use crate::print::Outcome;

#[derive(clap::Args, Default)]
pub(crate) struct Args {
    /// A bundle, to be verified instead of the log of a server
    #[arg(conflicts_with_all = ["checkpoint", "tiles"])]
    bundle: Option<PathBuf>,
    /// The checkpoint to compare with, a file [default: the last on the trail, and all before it]
    #[arg(long, value_name = "FILE")]
    checkpoint: Vec<PathBuf>,
    /// A checkpoint that was seen before: what is compared with must not be older than it, and must continue it
    #[arg(long, value_name = "FILE")]
    seen: Vec<PathBuf>,
    /// How many witnesses must have cosigned the last checkpoint
    #[arg(long, value_name = "K", default_value_t = 0)]
    witnesses: usize,
    /// The folder with the notary's tiles, to name the position that differs [default: ask the notary]
    #[arg(long, value_name = "DIR")]
    tiles: Option<PathBuf>,
    /// Read the copy of every node of a cluster by itself, and compare each
    #[arg(long, conflicts_with = "bundle")]
    each_copy: bool,
    /// Compare the log alone: for a copy of it that has no trail
    #[arg(long, conflicts_with = "bundle")]
    log_only: bool,
}

impl Args {
    /// A bundle is to be verified.
    pub(super) fn of_bundle(bundle: PathBuf) -> Self {
        Self { bundle: Some(bundle), ..Self::default() }
    }
}

pub(crate) async fn run(config: &Config, args: &Args) -> anyhow::Result<Outcome> {
    let trusted = trusted(config)?;
    let verdict = match &args.bundle {
        Some(bundle) => check_bundle(args, bundle, &trusted)?,
        None => check_log(config, args, &config.server.open_log().await?, &trusted).await?,
    };
    Ok(match verdict {
        verdict if verdict.wrong.is_none() => Outcome::answer(verdict),
        verdict => Outcome::refusal(verdict),
    })
}

fn check_bundle(args: &Args, file: &Path, trusted: &Trusted) -> anyhow::Result<Verdict> {
    let started = Instant::now();
    let mut verdict = Verdict::default();
    let seen = match read_files(&args.seen)?.iter().map(|bytes| seen_before(bytes, trusted)).collect() {
        Ok(seen) => heads_of(seen),
        Err(wrong) => return Ok(verdict.with(wrong)),
    };
    let mut bundle = match super::bundle::open(file) {
        Ok(opened) => opened,
        Err(error) => match error.downcast::<Wrong>() {
            Ok(wrong) => return Ok(verdict.with(wrong)),
            Err(error) => return Err(error),
        },
    };
    let progress = super::bundle::progress(bundle.manifest().records)?;
    let contents = bundle.verify(trusted, args.witnesses, &seen, |_| progress.inc(1));
    progress.finish_and_clear();
    let contents = match contents {
        Ok(contents) => contents,
        Err(wrong) => return Ok(verdict.with(wrong)),
    };
    let size = contents.checkpoint.head.size;
    let smaller: BTreeSet<u64> = seen.iter().map(|head| head.size).filter(|seen| *seen < size).collect();
    match contents.manifest.story {
        Some(story) => {
            verdict.story = Some(story.slug);
            verdict.seen_not_compared = smaller.into_iter().collect();
            verdict.agreed = 1;
        }
        None => verdict.agreed = 1 + smaller.len(),
    }
    verdict.compared = contents.records;
    verdict.not_shown = contents.manifest.not_shown;
    verdict.records = size;
    verdict.against(contents.checkpoint);
    verdict.seconds = started.elapsed().as_secs_f64();
    Ok(verdict)
}

fn read_files(files: &[PathBuf]) -> anyhow::Result<Vec<Vec<u8>>> {
    files.iter().map(|file| std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))).collect()
}

fn heads_of(verified: Vec<Verified>) -> Vec<Head> {
    verified.into_iter().map(|verified| verified.head).collect()
}

fn seen_before(bytes: &[u8], trusted: &Trusted) -> Result<Verified, Wrong> {
    verify(bytes, trusted, 0).map_err(|error| Wrong::Checkpoint(format!("the one seen before: {error}")))
}

async fn check_log(config: &Config, args: &Args, log: &Log, trusted: &Trusted) -> anyhow::Result<Verdict> {
    let started = Instant::now();
    let mut verdict = Verdict::default();
    let heads = match gather(config, args, log, trusted, &mut verdict).await? {
        Ok(found) => found,
        Err(wrong) => return Ok(verdict.with(wrong)),
    };
    let nodes = if args.each_copy { log.replicas().await? } else { Vec::new() };
    if args.each_copy && nodes.is_empty() {
        anyhow::bail!("this is one server and no cluster, so there are no copies to compare; leave out --each-copy");
    }
    let copies: Vec<Option<&str>> = match nodes.is_empty() {
        true => vec![None],
        false => nodes.iter().map(|node| Some(node.as_str())).collect(),
    };
    let mut outcome = Ok(());
    for copy in copies {
        let compared = compare(config, args, log, heads.clone(), copy, &mut verdict).await?;
        verdict.copies.extend(copy.map(|node| NodeCopy { node: node.to_owned(), wrong: compared.clone().err() }));
        let named = compared.map_err(|what| match copy {
            Some(node) => Wrong::Replica { node: node.to_owned(), what: Box::new(what) },
            None => what,
        });
        outcome = outcome.and(named);
    }
    verdict.seconds = started.elapsed().as_secs_f64();
    let trail = match outcome {
        Ok(()) if args.log_only => Ok(None),
        Ok(()) => check_trail(config, args, log, &heads).await?.map(Some),
        Err(wrong) => Err(wrong),
    };
    Ok(match trail {
        Ok(trail) => Verdict { trail, ..verdict },
        Err(wrong) => verdict.with(wrong),
    })
}

/// Compares the log, or one node's copy of it, with the checkpoints.
async fn compare(
    config: &Config,
    args: &Args,
    log: &Log,
    heads: Vec<Head>,
    copy: Option<&str>,
    verdict: &mut Verdict,
) -> anyhow::Result<Result<(), Wrong>> {
    let check = match Check::new(heads) {
        Ok(check) => check,
        Err(wrong) => return Ok(Err(wrong)),
    };
    if check.wanted() == 0 {
        anyhow::bail!("nothing is signed yet, so there is nothing to compare with; start `newsreel serve notary`");
    }
    let (check, hole) = read(log, copy, check, verdict).await?;
    verdict.agreed = check.agreed();
    if let Some(hole) = hole {
        return Ok(Err(hole));
    }
    Ok(match check.dispute() {
        Ok(None) => Ok(()),
        Ok(Some(dispute)) => Err(place_of(config, args, log, dispute, Of::Log { copy }).await?.of_log()),
        Err(wrong) => Err(wrong),
    })
}

/// Compares the trail with what the checkpoints say of it.
async fn check_trail(config: &Config, args: &Args, log: &Log, heads: &[Head]) -> anyhow::Result<Result<Trail, Wrong>> {
    let mut follow = log.trail().follow(1, FollowOptions::default());
    let mut check = CheckTrail::new(heads);
    // What was loaded with a bundle speaks of the trail of the server it comes from.
    let (mut foreign, mut before) = (Vec::new(), None);
    let restored = Topic::Restore.subject();
    loop {
        match follow.next().await {
            Ok(Delivered::Record(stored)) => {
                check.add(&stored);
                if stored.record.subject.as_str() == restored
                    && let Some(head) = before.as_deref().and_then(|bytes| Checkpoint::parse(bytes).ok())
                {
                    foreign.push(head.claimed().clone());
                }
                before = Some(stored.record.payload);
            }
            Ok(Delivered::CaughtUp) | Err(FollowError::NoStream { .. }) => break,
            Err(FollowError::Hole { after, before }) => {
                return Ok(Err(Wrong::TrailMissing { from: after + 1, to: before - 1 }));
            }
            Err(error) => return Err(error.into()),
        }
    }
    follow.close().await;
    let own: Vec<Head> = heads.iter().filter(|head| !foreign.contains(head)).cloned().collect();
    let messages = check.size();
    Ok(match check.compare(&own) {
        Ok(signed) => Ok(Trail { messages, signed, restored: foreign.len() }),
        Err(dispute) => Err(place_of(config, args, log, *dispute, Of::Trail).await?.of_trail()),
    })
}

/// The checkpoints to compare with: those that were named, or all on the trail; and those that were seen before.
async fn gather(
    config: &Config,
    args: &Args,
    log: &Log,
    trusted: &Trusted,
    verdict: &mut Verdict,
) -> anyhow::Result<Result<Vec<Head>, Wrong>> {
    let mut gathered = Gathered { trusted, not_trusted: 0, verified: Vec::new() };
    let named = read_files(&args.checkpoint)?;
    let taken = match named.is_empty() {
        true => gathered.take_trail(config, log, args.witnesses).await?,
        false => gathered.take_all(named, args.witnesses),
    };
    verdict.not_trusted = gathered.not_trusted;
    let last = match taken {
        Ok(last) => last,
        Err(wrong) => return Ok(Err(wrong)),
    };
    let Some(last) = last else { return Ok(Ok(Vec::new())) };
    verdict.against(last.clone());
    let known: BTreeSet<&str> = gathered.verified.iter().map(|verified| verified.head.origin.as_str()).collect();
    let mut seen = Vec::new();
    for bytes in read_files(&args.seen)? {
        let before = match seen_before(&bytes, trusted) {
            Ok(before) => before,
            Err(wrong) => return Ok(Err(wrong)),
        };
        let (size, largest) = (before.head.size, last.head.size);
        if !known.contains(before.head.origin.as_str()) {
            return Ok(Err(Wrong::OtherLog { origin: before.head.origin, size, log: last.head.origin }));
        }
        if size > largest {
            return Ok(Err(Wrong::Replayed { size: largest, seen: size }));
        }
        seen.push(before);
    }
    gathered.verified.append(&mut seen);
    Ok(match newsreel_notary::two_heads(&gathered.verified) {
        Some(wrong) => Err(wrong),
        None => Ok(heads_of(gathered.verified)),
    })
}

/// Checkpoints, as they come.
struct Gathered<'a> {
    trusted: &'a Trusted,
    /// How many are signed with keys that are not trusted here.
    not_trusted: usize,
    verified: Vec<Verified>,
}

impl Gathered<'_> {
    /// Takes the checkpoints on the trail, in its order, and returns the last. A notary that is running signs what is not signed
    /// yet first.
    async fn take_trail(
        &mut self,
        config: &Config,
        log: &Log,
        witnesses: usize,
    ) -> anyhow::Result<Result<Option<Verified>, Wrong>> {
        let question = Prove { at_least: log.last_sequence().await?, ..Prove::default() };
        let signed = log.last_noted(Topic::Checkpoint).await?.is_some();
        let timeouts = config.server.timeouts();
        let timeouts = if signed { Timeouts { service: Duration::ZERO, ..timeouts } } else { timeouts };
        if let Err(error) = log.ask::<Proven>(PROVE, &question, timeouts).await {
            tracing::debug!("the notary does not sign what is new: {error}");
        }
        let trail = log.trail();
        let mut follow = trail.follow(1, FollowOptions { filter: Some(Topic::Checkpoint.subject()) });
        let mut waiting: Option<Vec<u8>> = None;
        while let Delivered::Record(stored) = follow.next().await? {
            // The notary writes the last one again when it cannot know that it has been written.
            if waiting.as_deref() == Some(&stored.record.payload) {
                continue;
            }
            if let Some(bytes) = waiting.replace(stored.record.payload.to_vec())
                && let Err(wrong) = self.take(&bytes)
            {
                return Ok(Err(wrong));
            }
        }
        follow.close().await;
        Ok(waiting.map(|bytes| self.take_last(&bytes, witnesses)).transpose())
    }

    /// Takes these, and returns the last.
    fn take_all(&mut self, mut all: Vec<Vec<u8>>, witnesses: usize) -> Result<Option<Verified>, Wrong> {
        let last = all.pop();
        all.iter().try_for_each(|bytes| self.take(bytes))?;
        last.map(|bytes| self.take_last(&bytes, witnesses)).transpose()
    }

    /// Takes one that is not the last. Whoever may write to the trail can put others' signatures there.
    fn take(&mut self, bytes: &[u8]) -> Result<(), Wrong> {
        match verify(bytes, self.trusted, 0) {
            Ok(verified) => self.keep(verified),
            Err(CheckpointError::WrongKey { .. } | CheckpointError::Revoked { .. }) => {
                self.not_trusted += 1;
                Ok(())
            }
            Err(error) => Err(Wrong::Checkpoint(error.to_string())),
        }
    }

    /// Takes the last, which must be ours, and cosigned by so many.
    fn take_last(&mut self, bytes: &[u8], witnesses: usize) -> Result<Verified, Wrong> {
        let verified = verify(bytes, self.trusted, witnesses);
        let verified = verified.map_err(|error| Wrong::Checkpoint(error.to_string()))?;
        self.keep(verified.clone()).map(|()| verified)
    }

    fn keep(&mut self, verified: Verified) -> Result<(), Wrong> {
        let (size, seen) = (verified.head.size, self.verified.last().map_or(0, |last| last.head.size));
        if size < seen {
            return Err(Wrong::Replayed { size, seen });
        }
        self.verified.push(verified);
        Ok(())
    }
}

fn verify(bytes: &[u8], trusted: &Trusted, witnesses: usize) -> Result<Verified, CheckpointError> {
    Checkpoint::parse(bytes)?.verify(trusted, witnesses)
}

/// Takes all records up to the largest checkpoint; a hole in the log is what is wrong with it.
async fn read(
    log: &Log,
    copy: Option<&str>,
    check: Check,
    verdict: &mut Verdict,
) -> anyhow::Result<(Check, Option<Wrong>)> {
    let wanted = check.wanted();
    verdict.records = log.last_sequence().await?;
    let progress = super::bundle::progress(wanted)?;
    let mut follow = follow_copy(log, copy, 1);
    let (check, hole) = newsreel_notary::verify::read(&mut follow, check, |at| progress.set_position(at)).await?;
    verdict.compared = follow.position().min(wanted);
    progress.finish_and_clear();
    follow.close().await;
    Ok((check, hole))
}

/// Follows the log, or one node's copy of it.
fn follow_copy(log: &Log, copy: Option<&str>, from: Sequence) -> Follow {
    let follow = log.follow(from, FollowOptions::default());
    match copy {
        Some(node) => follow.on_replica(node),
        None => follow,
    }
}

/// Of which tree leaves are wanted.
#[derive(Debug, Clone, Copy)]
enum Of<'a> {
    Log { copy: Option<&'a str> },
    Trail,
}

/// Where it differs: the leaves that were signed go by, as far as they can be had, and what was read is read again where they
/// say that it matters.
async fn place_of(config: &Config, args: &Args, log: &Log, mut dispute: Dispute, of: Of<'_>) -> anyhow::Result<Place> {
    let size = dispute.size();
    for index in 0..size.div_ceil(FULL as u64) {
        let Some(leaves) = signed_leaves(config, args, log, of, size, index).await else { break };
        leaves.into_iter().for_each(|leaf| dispute.take(leaf));
    }
    let found = match dispute.wanted() {
        Some(wanted) => found_leaves(log, of, wanted).await?,
        None => Vec::new(),
    };
    Ok(dispute.place(&found))
}

/// A tile of leaves as they were signed: from the notary's folder, or from the notary; none where they cannot be had.
async fn signed_leaves(
    config: &Config,
    args: &Args,
    log: &Log,
    of: Of<'_>,
    size: u64,
    index: u64,
) -> Option<Vec<Hash>> {
    let ours = || config.data.join("notary").join(newsreel_notary::store::PUBLIC);
    let folder = Folder::at(args.tiles.clone().unwrap_or_else(ours));
    let kept = match of {
        Of::Log { .. } => folder.leaves(size, index),
        Of::Trail => folder.trail().leaves(size, index),
    };
    if args.tiles.is_some() || kept.is_ok() {
        return kept.ok();
    }
    let question = match of {
        Of::Log { .. } => Prove { leaves: Some(index), ..Prove::default() },
        Of::Trail => Prove { trail_leaves: Some(index), ..Prove::default() },
    };
    let proven: Proven = log.ask(PROVE, &question, config.server.timeouts()).await.ok()?;
    let leaves = match of {
        Of::Log { .. } => proven.leaves,
        Of::Trail => proven.trail_leaves,
    };
    let rest = usize::try_from(size - index * FULL as u64).unwrap_or(usize::MAX);
    Some(leaves.into_iter().map(Hash::from).take(rest).collect())
}

/// The leaves of what is at these positions now.
async fn found_leaves(log: &Log, of: Of<'_>, positions: RangeInclusive<Sequence>) -> anyhow::Result<Vec<Hash>> {
    let mut follow = match of {
        Of::Log { copy } => follow_copy(log, copy, *positions.start()),
        Of::Trail => log.trail().follow(*positions.start(), FollowOptions::default()),
    };
    let mut leaves = Vec::new();
    while follow.position() < *positions.end()
        && let Delivered::Record(stored) = follow.next().await?
    {
        leaves.push(leaf(&entry(&stored)));
    }
    follow.close().await;
    Ok(leaves)
}
