//! `audit verify`: the whole log against what was signed.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context;
use newsreel_log::{Delivered, FollowError, FollowOptions, Log, Timeouts, Topic};
use newsreel_notary::keys::PublicKey;
use newsreel_notary::tree::{FULL, Hash};
use newsreel_notary::{
    Check, CheckTrail, Checkpoint, CheckpointError, Folder, Head, PROVE, Prove, Proven, Trusted, Verified, Wrong,
};
use newsreel_story::tell::english::counted;
use serde::Serialize;

use super::keys::trusted;
use crate::config::Config;
use crate::page::Page;
use crate::print::{Answer, Outcome};

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
    let checked = match &args.bundle {
        Some(bundle) => check_bundle(args, bundle, &trusted)?,
        None => check_log(config, args, &config.server.open_log().await?, &trusted).await?,
    };
    Ok(match checked {
        checked if checked.wrong.is_none() => Outcome::answer(checked),
        checked => Outcome::refusal(checked),
    })
}

fn check_bundle(args: &Args, file: &Path, trusted: &Trusted) -> anyhow::Result<Checked> {
    let started = Instant::now();
    let mut bundle = match super::bundle::open(file) {
        Ok(opened) => opened,
        Err(error) => match error.downcast::<Wrong>() {
            Ok(wrong) => return Ok(Checked::default().with(wrong)),
            Err(error) => return Err(error),
        },
    };
    let progress = super::bundle::progress(bundle.manifest().records)?;
    let contents = bundle.verify(trusted, args.witnesses, |_| progress.inc(1));
    progress.finish_and_clear();
    let mut checked = Checked::default();
    let contents = match contents {
        Ok(contents) => contents,
        Err(wrong) => return Ok(checked.with(wrong)),
    };
    checked.compared = contents.records;
    checked.not_shown = contents.manifest.not_shown;
    checked.story = contents.manifest.story.map(|story| story.slug);
    let head = contents.checkpoint.head.clone();
    checked.records = head.size;
    checked.agreed = 1;
    checked.against(contents.checkpoint);
    checked.seconds = started.elapsed().as_secs_f64();
    for file in &args.seen {
        let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        // Whether a smaller one leads to this one is not to be seen from a bundle; an older or another one is.
        match verify(&bytes, trusted, 0).map(|seen| seen.head) {
            Err(error) => return Ok(checked.with(Wrong::Checkpoint(format!("the one seen before: {error}")))),
            Ok(seen) if seen.size > head.size => {
                return Ok(checked.with(Wrong::Replayed { size: head.size, seen: seen.size }));
            }
            Ok(seen) if seen.size == head.size && seen.root != head.root => {
                return Ok(checked.with(Wrong::Fork { size: seen.size }));
            }
            Ok(_) => (),
        }
    }
    Ok(checked)
}

async fn check_log(config: &Config, args: &Args, log: &Log, trusted: &Trusted) -> anyhow::Result<Checked> {
    let started = Instant::now();
    let mut checked = Checked::default();
    let heads = match gather(config, args, log, trusted, &mut checked).await? {
        Ok(found) => found,
        Err(wrong) => return Ok(checked.with(wrong)),
    };
    let nodes = if args.each_copy { log.replicas().await? } else { Vec::new() };
    if args.each_copy && nodes.is_empty() {
        anyhow::bail!("this is one server and no cluster, so there are no copies to compare; leave out --each-copy");
    }
    let copies: Vec<Option<&str>> = match nodes.is_empty() {
        true => vec![None],
        false => nodes.iter().map(|node| Some(node.as_str())).collect(),
    };
    let mut verdict = Ok(());
    for copy in copies {
        let compared = compare(config, args, log, heads.clone(), copy, &mut checked).await?;
        checked.copies.extend(copy.map(|node| NodeCopy { node: node.to_owned(), wrong: compared.clone().err() }));
        let named = compared.map_err(|what| match copy {
            Some(node) => Wrong::Replica { node: node.to_owned(), what: Box::new(what) },
            None => what,
        });
        verdict = verdict.and(named);
    }
    checked.seconds = started.elapsed().as_secs_f64();
    let trail = match verdict {
        Ok(()) if args.log_only => Ok(None),
        Ok(()) => check_trail(config, args, log, &heads).await?.map(Some),
        Err(wrong) => Err(wrong),
    };
    Ok(match trail {
        Ok(trail) => Checked { trail, ..checked },
        Err(wrong) => checked.with(wrong),
    })
}

/// Compares the log, or one node's copy of it, with the checkpoints.
async fn compare(
    config: &Config,
    args: &Args,
    log: &Log,
    heads: Vec<Head>,
    copy: Option<&str>,
    checked: &mut Checked,
) -> anyhow::Result<Result<(), Wrong>> {
    let check = match Check::new(heads) {
        Ok(check) => check,
        Err(wrong) => return Ok(Err(wrong)),
    };
    if check.wanted() == 0 {
        anyhow::bail!("nothing is signed yet, so there is nothing to compare with; start `newsreel serve notary`");
    }
    let (check, hole) = read(log, copy, check, checked).await?;
    checked.agreed = check.agreed();
    let signed = match check.disputed() {
        Some(head) if hole.is_none() => signed_leaves(config, args, log, head.size, Of::Log).await,
        _ => None,
    };
    Ok(hole.map_or_else(|| check.end(signed.as_deref()), Err))
}

/// Compares the trail with what the checkpoints say of it.
async fn check_trail(config: &Config, args: &Args, log: &Log, heads: &[Head]) -> anyhow::Result<Result<Trail, Wrong>> {
    let mut follow = log.trail().follow(1, FollowOptions::default());
    let mut check = CheckTrail::default();
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
    Ok(match check.compare(&own) {
        Ok(signed) => Ok(Trail { messages: check.size(), signed, restored: foreign.len() }),
        Err(disputed) => {
            let signed = signed_leaves(config, args, log, disputed.size, Of::Trail).await;
            Err(check.wrong(&disputed, signed.as_deref()))
        }
    })
}

/// The checkpoints to compare with: those that were named, or all on the trail.
async fn gather(
    config: &Config,
    args: &Args,
    log: &Log,
    trusted: &Trusted,
    checked: &mut Checked,
) -> anyhow::Result<Result<Vec<Head>, Wrong>> {
    let read = |file: &PathBuf| std::fs::read(file).with_context(|| format!("cannot read {}", file.display()));
    let named: Vec<Vec<u8>> = args.checkpoint.iter().map(read).collect::<anyhow::Result<_>>()?;
    let seen: Vec<Vec<u8>> = args.seen.iter().map(read).collect::<anyhow::Result<_>>()?;
    let all = if named.is_empty() { on_trail(config, log).await? } else { named };
    let mut heads = Vec::new();
    let mut all_verified = Vec::new();
    let mut largest = 0;
    for (place, bytes) in all.iter().enumerate() {
        let is_last = place + 1 == all.len();
        let verified = match verify(bytes, trusted, if is_last { args.witnesses } else { 0 }) {
            Ok(verified) => verified,
            // Whoever may write to the trail can put others' signatures there; the last must be ours.
            Err(CheckpointError::WrongKey { .. } | CheckpointError::Revoked { .. }) if !is_last => {
                checked.not_trusted += 1;
                continue;
            }
            Err(error) => return Ok(Err(Wrong::Checkpoint(error.to_string()))),
        };
        if verified.head.size < largest {
            return Ok(Err(Wrong::Replayed { size: verified.head.size, seen: largest }));
        }
        largest = verified.head.size;
        heads.push(verified.head.clone());
        all_verified.push(verified.clone());
        if is_last {
            checked.against(verified);
        }
    }
    for bytes in &seen {
        let before = match verify(bytes, trusted, 0) {
            Ok(verified) => {
                all_verified.push(verified.clone());
                verified.head
            }
            Err(error) => return Ok(Err(Wrong::Checkpoint(format!("the one seen before: {error}")))),
        };
        if before.size > largest {
            return Ok(Err(Wrong::Replayed { size: largest, seen: before.size }));
        }
        heads.push(before);
    }
    Ok(match newsreel_notary::two_heads(&all_verified) {
        Some(wrong) => Err(wrong),
        None => Ok(heads),
    })
}

fn verify(bytes: &[u8], trusted: &Trusted, witnesses: usize) -> Result<Verified, CheckpointError> {
    Checkpoint::parse(bytes)?.verify(trusted, witnesses)
}

/// The checkpoints on the trail, in its order. A notary that is running signs what is not signed yet first.
async fn on_trail(config: &Config, log: &Log) -> anyhow::Result<Vec<Vec<u8>>> {
    let question = Prove { at_least: log.last_sequence().await?, ..Prove::default() };
    let signed = log.last_noted(Topic::Checkpoint).await?.is_some();
    let timeouts = config.server.timeouts();
    let timeouts = if signed { Timeouts { service: Duration::ZERO, ..timeouts } } else { timeouts };
    if let Err(error) = log.ask::<Proven>(PROVE, &question, timeouts).await {
        tracing::debug!("the notary does not sign what is new: {error}");
    }
    let trail = log.trail();
    let mut follow = trail.follow(1, FollowOptions { filter: Some(Topic::Checkpoint.subject()) });
    let mut found = Vec::new();
    while let Delivered::Record(stored) = follow.next().await? {
        found.push(stored.record.payload.to_vec());
    }
    follow.close().await;
    // The notary writes the last one again when it cannot know that it has been written.
    found.dedup();
    Ok(found)
}

/// Takes all records up to the largest checkpoint; a hole in the log is what is wrong with it.
async fn read(
    log: &Log,
    copy: Option<&str>,
    check: Check,
    checked: &mut Checked,
) -> anyhow::Result<(Check, Option<Wrong>)> {
    let wanted = check.wanted();
    checked.records = log.last_sequence().await?;
    let progress = super::bundle::progress(wanted)?;
    let follow = log.follow(1, FollowOptions::default());
    let mut follow = match copy {
        Some(node) => follow.on_replica(node),
        None => follow,
    };
    let (check, hole) = newsreel_notary::verify::read(&mut follow, check, |at| progress.set_position(at)).await?;
    checked.compared = follow.position().min(wanted);
    progress.finish_and_clear();
    follow.close().await;
    Ok((check, hole))
}

/// Of which tree leaves are wanted.
#[derive(Debug, Clone, Copy)]
enum Of {
    Log,
    Trail,
}

/// The leaves that were signed, from the notary's tiles; none where they cannot be had.
async fn signed_leaves(config: &Config, args: &Args, log: &Log, size: u64, of: Of) -> Option<Vec<Hash>> {
    let local = args.tiles.clone().or_else(|| {
        let ours = config.data.join("notary").join(newsreel_notary::store::PUBLIC);
        ours.is_dir().then_some(ours)
    });
    if let Some(folder) = local.map(Folder::at) {
        return match of {
            Of::Log => folder.leaves(size),
            Of::Trail => folder.trail().leaves(size),
        }
        .ok();
    }
    let mut leaves = Vec::new();
    for index in 0..size.div_ceil(FULL as u64) {
        let question = match of {
            Of::Log => Prove { leaves: Some(index), ..Prove::default() },
            Of::Trail => Prove { trail_leaves: Some(index), ..Prove::default() },
        };
        let proven: Proven = log.ask(PROVE, &question, config.server.timeouts()).await.ok()?;
        let tile = if matches!(of, Of::Log) { proven.leaves } else { proven.trail_leaves };
        leaves.extend(tile.into_iter().map(Hash::from));
    }
    leaves.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    Some(leaves)
}

/// What came of the comparison.
#[derive(Debug, Default, Serialize)]
struct Checked {
    /// The story, of a bundle of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    story: Option<String>,
    /// How many of its records are accounted for and not shown.
    #[serde(skip_serializing_if = "is_zero")]
    not_shown: u64,
    /// The name of the log.
    origin: String,
    /// How many records the log has.
    records: u64,
    /// How many of them were compared.
    compared: u64,
    /// The size of the last checkpoint.
    size: u64,
    /// Its root, in base64.
    root: String,
    /// How many checkpoints agree.
    agreed: usize,
    /// How many checkpoints on the trail are signed with keys that are not trusted here.
    not_trusted: usize,
    /// Who signed the last checkpoint.
    signed_by: Vec<String>,
    /// Who cosigned it, and when.
    cosigned_by: Vec<Cosigned>,
    /// The copies of a cluster's nodes, where each was read by itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    copies: Vec<NodeCopy>,
    /// What became of the trail; none where it was not compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    trail: Option<Trail>,
    /// How long it took, in seconds.
    seconds: f64,
    /// What is wrong, where something is.
    #[serde(skip_serializing_if = "Option::is_none")]
    wrong: Option<Wrong>,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// One node's copy of the log.
#[derive(Debug, Serialize)]
struct NodeCopy {
    node: String,
    /// What is wrong with it, where something is.
    #[serde(skip_serializing_if = "Option::is_none")]
    wrong: Option<Wrong>,
}

/// The trail, which is as it was signed.
#[derive(Debug, Serialize)]
struct Trail {
    /// How many messages it has.
    messages: u64,
    /// How many of them are signed.
    signed: u64,
    /// How many bundles were loaded into this server: the trail of where they come from is not here.
    restored: usize,
}

/// A witness that cosigned a checkpoint.
#[derive(Debug, Serialize)]
pub(super) struct Cosigned {
    witness: String,
    at: String,
}

impl Cosigned {
    /// These witnesses, each with the POSIX time in seconds at which it cosigned.
    pub(super) fn all(cosigned_by: &[(PublicKey, u64)]) -> Vec<Self> {
        let time = |seconds: u64| {
            let at = i64::try_from(seconds).ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
            at.map(|at| at.to_string()).unwrap_or_default()
        };
        let cosigned = cosigned_by.iter();
        cosigned.map(|(key, seconds)| Self { witness: key.to_string(), at: time(*seconds) }).collect()
    }

    pub(super) fn text(&self) -> String {
        format!("Cosigned by {} at {}", self.witness, self.at)
    }
}

impl Checked {
    fn against(&mut self, Verified { head, signed_by, cosigned_by }: Verified) {
        self.origin = head.origin;
        self.size = head.size;
        self.root = head.root.to_string();
        self.signed_by = signed_by.iter().map(ToString::to_string).collect();
        self.cosigned_by = Cosigned::all(&cosigned_by);
    }

    fn with(self, wrong: Wrong) -> Self {
        Self { wrong: Some(wrong), ..self }
    }
}

impl Answer for Checked {
    fn page(&self) -> Page {
        let mut page = Page::default();
        match &self.wrong {
            Some(wrong) => page.line(format!("NOT verified: {wrong}")),
            None => {
                let of = self.story.as_ref().map(|story| format!("the story {story} of ")).unwrap_or_default();
                let records = counted(self.compared as usize, "record");
                page.line(format!("Verified: the {records} of {of}{} are those that were signed.", self.origin));
            }
        }
        if self.size > 0 {
            page.line(format!("Checkpoint: size {}, root {}", self.size, self.root));
            page.line(format!("Signed by {}", self.signed_by.join(", ")));
        }
        self.cosigned_by.iter().for_each(|cosigned| page.line(cosigned.text()));
        if self.agreed > 1 {
            page.line(format!(
                "{} agree with the log, each the continuation of the one before.",
                counted(self.agreed, "checkpoint")
            ));
        }
        for NodeCopy { node, wrong } in &self.copies {
            let found = wrong.as_ref().map_or_else(|| "as it was signed".to_owned(), ToString::to_string);
            page.line(format!("The copy of {node}: {found}"));
        }
        if let Some(Trail { messages, signed, restored }) = &self.trail {
            let since = match messages - signed {
                0 => String::new(),
                since => format!("; not signed yet: {since}"),
            };
            page.line(match *signed {
                0 => format!("The trail: nothing of it is signed yet, of {}.", counted(*messages as usize, "message")),
                1 => format!("The trail: its first message is the one that was signed{since}."),
                signed => format!("The trail: its first {signed} messages are those that were signed{since}."),
            });
            if *restored > 0 {
                page.line(format!(
                    "Loaded from {}: the trail of where they come from is not here.",
                    counted(*restored, "bundle")
                ));
            }
        }
        if self.not_trusted > 0 {
            page.line(format!(
                "Signed with keys that are not trusted here, and not compared: {}",
                counted(self.not_trusted, "checkpoint")
            ));
        }
        if self.story.is_some() && self.wrong.is_none() {
            let hidden = match self.not_shown {
                0 => String::new(),
                some => format!(
                    ", with {} that the bundle accounts for and does not show",
                    counted(some as usize, "record")
                ),
            };
            page.line(format!("They are all that the story had at that checkpoint{hidden}."));
        }
        if self.wrong.is_none() && self.records > self.size {
            page.line(format!(
                "Recorded since and not signed yet: {}",
                counted((self.records - self.size) as usize, "record")
            ));
        }
        if self.seconds > 0.0 && self.compared > 0 {
            page.line(format!("{:.1} s, {:.0} records a second", self.seconds, self.compared as f64 / self.seconds));
        }
        page
    }
}
