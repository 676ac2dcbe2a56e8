//! What the audit costs: verifying and replaying beside a plain read of the same log in the same run, the tree for each record,
//! proofs and bundles, and explaining one sentence.

use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use newsreel_log::{Delivered, FollowOptions, Raw};
use newsreel_notary::leaf::{entry, leaf};
use newsreel_notary::stories::Chains;
use newsreel_notary::tree::{Memory, Proofs};
use newsreel_notary::{Check, Head, PROVE};
use newsreel_projector::QUERY;
use newsreel_story::record::recorded::Recorded;
use newsreel_tests::newsreel;
use tokio::process::{Child, Command};

use crate::bulk::{Corpus, bare_consume, follow};
use crate::{median, percentile, rate, ratio, say};

/// How often reading and verifying go by turns.
const TURNS: usize = 3;
/// How many records the cost of the tree is measured on.
const HASHED: usize = 100_000;
/// How often one sentence is explained.
const EXPLAINED: usize = 20;

/// Prints all of it.
pub(crate) async fn measure(corpus: &Corpus) -> Result<()> {
    let total = usize::try_from(corpus.log.last_sequence().await?)?;
    verify_by_turns(corpus, total).await?;
    tree(corpus).await?;
    let folder = corpus.server.store().join("audit");
    std::fs::create_dir_all(&folder)?;
    let run = |arguments: &[&str]| {
        let mut command = Command::new(newsreel());
        command.args(arguments).args(["--url", &corpus.server.url(), "--wait", "--data"]).arg(&folder);
        command.env("RUST_LOG", "error").stdout(Stdio::null()).kill_on_drop(true);
        command
    };
    done(run(&["audit", "keygen", "bench.example/log"])).await?;
    let began = Instant::now();
    let mut notary = serving(corpus, run(&["serve", "notary"]), PROVE).await?;
    say(&format!("notary: has signed {total} records {:.1?} after its start", began.elapsed()));
    let mut projector = serving(corpus, run(&["serve", "projector"]), QUERY).await?;
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        bare.push(bare_consume(&corpus.server, total).await?);
        let began = Instant::now();
        done(run(&["replay", "--as", "ndjson"])).await?;
        ours.push(rate(total, began.elapsed()));
    }
    ratio("replay as NDJSON, the whole program / bare consumer", median(ours), median(bare.clone()), None);
    let began = Instant::now();
    done(run(&["replay", "--as", "ndjson", "--projector"])).await?;
    ratio("replay from the projector / bare consumer", rate(total, began.elapsed()), median(bare), None);
    for (what, of) in [("a story", &["story-0"][..]), ("everything", &["--all", "--with-held"])] {
        let file = folder.join(format!("{what}.zip"));
        let path = file.to_str().context("a path")?;
        let began = Instant::now();
        done(run(&[&["audit", "bundle", "-o", path], of].concat())).await?;
        let (made, began) = (began.elapsed(), Instant::now());
        done(run(&["audit", "verify", path])).await?;
        let (verified, bytes) = (began.elapsed(), std::fs::metadata(&file)?.len());
        say(&format!("bundle of {what}: {bytes} bytes, made in {made:.1?}, verified in {verified:.1?}"));
    }
    let mut took = Vec::new();
    for _ in 0..EXPLAINED {
        let began = Instant::now();
        done(run(&["audit", "explain", "story-0", "1"])).await?;
        took.push(began.elapsed());
    }
    took.sort();
    let (half, most) = (percentile(&took, 50), percentile(&took, 99));
    say(&format!("explain one sentence, the whole program with its proof: p50 {half:.1?} p99 {most:.1?} (mark 50 ms)"));
    projector.kill().await?;
    notary.kill().await?;
    Ok(())
}

/// Reads the log without looking at it, and verifies it, by turns.
async fn verify_by_turns(corpus: &Corpus, total: usize) -> Result<()> {
    let (mut ours, mut plain) = (Vec::new(), Vec::new());
    let head = head_of(corpus).await?;
    for _ in 0..TURNS {
        plain.push(follow(&corpus.log, total, false).await?);
        let began = Instant::now();
        let mut check = Check::new(vec![head.clone()])?;
        let mut follow = corpus.log.follow(1, FollowOptions::default());
        while let Delivered::Record(stored) = follow.next().await? {
            check.add(&stored);
        }
        ours.push(rate(total, began.elapsed()));
        check.end(None)?;
    }
    ratio("verify every record / read the same without looking", median(ours), median(plain), Some(0.8));
    Ok(())
}

/// What a checkpoint of the log says, as a notary would have said it.
async fn head_of(corpus: &Corpus) -> Result<Head> {
    let (mut tree, mut chains) = (Memory::default(), Chains::default());
    let mut follow = corpus.log.follow(1, FollowOptions::default());
    while let Delivered::Record(stored) = follow.next().await? {
        let entry = entry(&stored);
        tree.append(leaf(&entry));
        chains.add(stored.sequence, &stored.record.subject, &entry);
    }
    let (size, root) = (tree.tree().size(), tree.tree().root());
    let longest =
        (0..size).step_by(997).map(|index| Proofs::new(size, &tree).inclusion(index).map_or(0, |proof| proof.len()));
    let hashes = longest.max().unwrap_or_default();
    say(&format!(
        "a proof at {size} records: {hashes} hashes, {} bytes of tlog-proof without the checkpoint",
        40 + hashes * 45
    ));
    Ok(Head { origin: "bench".to_owned(), size, root, stories: Some(chains.root()), trail: None })
}

/// What hashing a record and adding it to the tree costs, and of that the tree.
async fn tree(corpus: &Corpus) -> Result<()> {
    let mut records: Vec<Recorded<Raw>> = Vec::new();
    let mut follow = corpus.log.follow(1, FollowOptions::default());
    while let Delivered::Record(stored) = follow.next().await? {
        records.push(stored);
        if records.len() == HASHED {
            break;
        }
    }
    let began = Instant::now();
    let entries: Vec<_> = records.iter().map(entry).collect();
    let hashed = each(began.elapsed(), entries.len());
    let began = Instant::now();
    let mut tree = Memory::default();
    entries.iter().for_each(|entry| tree.append(leaf(entry)));
    let (appended, began) = (each(began.elapsed(), entries.len()), Instant::now());
    let mut chains = Chains::default();
    for (stored, entry) in records.iter().zip(&entries) {
        chains.add(stored.sequence, &stored.record.subject, entry);
    }
    let chained = each(began.elapsed(), entries.len());
    say(&format!(
        "for each record: hashing it {hashed:.2?}, the tree {appended:.2?}, the chain of its story {chained:.2?}"
    ));
    Ok(())
}

fn each(took: Duration, count: usize) -> Duration {
    took / u32::try_from(count.max(1)).unwrap_or(u32::MAX)
}

async fn done(mut command: Command) -> Result<()> {
    let ended = command.stderr(Stdio::piped()).output().await?;
    ensure!(ended.status.success(), "{command:?}: {}", String::from_utf8_lossy(&ended.stderr));
    Ok(())
}

/// Starts a service, and waits until it answers.
async fn serving(corpus: &Corpus, mut command: Command, subject: &'static str) -> Result<Child> {
    let service = command.spawn()?;
    while corpus.log.client().request(subject, "{}".into()).await.is_err() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(service)
}
