//! What the audit costs: verifying and replaying beside a plain read of the same log in the same run, the tree for each record,
//! proofs and bundles, and explaining one sentence.

use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use newsreel_desk::{Desk, Request};
use newsreel_log::{Delivered, FollowOptions, Raw};
use newsreel_notary::leaf::{entry, leaf};
use newsreel_notary::stories::Chains;
use newsreel_notary::tree::{Memory, Proofs};
use newsreel_notary::{Check, Head, PROVE, Prove, Proven};
use newsreel_projector::QUERY;
use newsreel_story::record::recorded::Recorded;
use newsreel_tests::{newsreel, submission};
use tokio::process::{Child, Command};

use crate::bulk::{Corpus, bare_consume, follow};
use crate::services::{LIMIT, memory};
use crate::{median, percentile, rate, ratio, say};

/// How often reading and verifying go by turns.
const TURNS: usize = 3;
/// How many records the cost of the tree is measured on.
const HASHED: usize = 100_000;
/// How often one sentence is explained, and a checkpoint made.
const TIMES: usize = 20;

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
    for what in ["from nothing", "again"] {
        let began = Instant::now();
        let mut notary = serving(corpus, run(&["serve", "notary"]), PROVE).await?;
        let resident = memory(notary.id());
        say(&format!("notary: answers {:.1?} after its start {what}, {resident} MB resident", began.elapsed()));
        notary.kill().await?;
    }
    let mut notary = serving(corpus, run(&["serve", "notary"]), PROVE).await?;
    checkpoints(corpus).await?;
    let total = usize::try_from(corpus.log.last_sequence().await?)?;
    let mut projector = serving(corpus, run(&["serve", "projector"]), QUERY).await?;
    let (mut verified, mut ours, mut bare) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..TURNS {
        bare.push(bare_consume(&corpus.server, total).await?);
        let began = Instant::now();
        done(run(&["audit", "verify"])).await?;
        verified.push(rate(total, began.elapsed()));
        let began = Instant::now();
        done(run(&["replay", "--as", "ndjson"])).await?;
        ours.push(rate(total, began.elapsed()));
    }
    let bare = median(bare);
    ratio("audit verify, the whole program / bare consumer", median(verified), bare, None);
    ratio("replay as NDJSON, the whole program / bare consumer", median(ours), bare, None);
    let began = Instant::now();
    done(run(&["replay", "--as", "ndjson", "--projector"])).await?;
    ratio("replay from the projector / bare consumer", rate(total, began.elapsed()), bare, None);
    let everything = &["--all", "--with-held", "--without-briefs"];
    let bundles =
        [("a story", &["story-0"][..]), ("the large story", &["trips"]), ("everything, without briefs", everything)];
    for (what, of) in bundles {
        let file = folder.join(format!("{what}.zip"));
        let path = file.to_str().context("a path")?;
        let began = Instant::now();
        done(run(&[&["audit", "bundle", "-o", path], of].concat())).await?;
        let (made, began) = (began.elapsed(), Instant::now());
        done(run(&["audit", "verify", path])).await?;
        let (verified, bytes) = (began.elapsed(), std::fs::metadata(&file)?.len());
        say(&format!(
            "bundle of {what}: {bytes} bytes, made and verified in {made:.1?}, verified again in {verified:.1?}"
        ));
    }
    let (mut took, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        let began = Instant::now();
        done(run(&["audit", "explain", "story-0", "1"])).await?;
        took.push(began.elapsed());
        let began = Instant::now();
        done(run(&["stories", "--limit", "1"])).await?;
        bare.push(began.elapsed());
    }
    took.sort();
    bare.sort();
    let (half, most, bare) = (percentile(&took, 50), percentile(&took, 99), percentile(&bare, 50));
    say(&format!(
        "explain one sentence, the whole program with its proof: p50 {half:.1?} p99 {most:.1?} (mark 50 ms); the program with \
         one short question: p50 {bare:.1?}"
    ));
    say(&format!("notary at the end: {} MB resident", memory(notary.id())));
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
        let mut follow = corpus.log.follow(1, FollowOptions::default());
        let (check, hole) = newsreel_notary::verify::read(&mut follow, Check::new(vec![head.clone()])?, |_| ()).await?;
        ours.push(rate(total, began.elapsed()));
        ensure!(hole.is_none(), "{hole:?}");
        check.end()?;
    }
    ratio("verify every record / read the same without looking", median(ours), median(plain), Some(0.8));
    Ok(())
}

/// What a checkpoint of the log says, as a notary would have said it; and what it costs to say it again when little has changed.
async fn head_of(corpus: &Corpus) -> Result<Head> {
    let (mut tree, mut chains) = (Memory::default(), Chains::default());
    let mut follow = corpus.log.follow(1, FollowOptions::default());
    let mut subject = String::new();
    while let Delivered::Record(stored) = follow.next().await? {
        let entry = entry(&stored);
        tree.append(leaf(&entry));
        chains.add(stored.sequence, &stored.record.subject, &entry);
        subject = stored.record.subject.to_string();
    }
    let (size, root) = (tree.tree().size(), tree.tree().root());
    let longest =
        (0..size).step_by(997).map(|index| Proofs::new(size, &tree).inclusion(index).map_or(0, |proof| proof.len()));
    let hashes = longest.max().unwrap_or_default();
    say(&format!(
        "a proof at {size} records: {hashes} hashes, {} bytes of tlog-proof without the checkpoint",
        40 + hashes * 45
    ));
    let began = Instant::now();
    let said = chains.root();
    let whole = began.elapsed();
    let mut more = chains.clone();
    let mut again = |subject: &str| {
        more.add(more.position() + 1, subject, &[7; 32]);
        let began = Instant::now();
        more.root();
        began.elapsed()
    };
    let (known, new) = (again(&subject), again("newsreel.story.00000000-0000-5000-8000-000000000001.meeting.held"));
    say(&format!(
        "the root over {} stories: {whole:.2?} from nothing, {known:.2?} when one has changed, {new:.2?} when one is new",
        said.0
    ));
    Ok(Head { origin: "bench".to_owned(), size, root, stories: Some(said), trail: None })
}

/// How long it takes from a submission's being recorded until a checkpoint has it on the disk, with a proof.
async fn checkpoints(corpus: &Corpus) -> Result<()> {
    let desk = Desk::new(corpus.log.clone());
    let mut took = Vec::new();
    for time in 0..TIMES {
        let submission = submission("story-0", &format!("signed-{time}"), 1);
        desk.submit_request(&Request { submission, actor: None, partial: false }).await?;
        let last = corpus.log.last_sequence().await?;
        let began = Instant::now();
        let _: Proven = corpus.log.ask(PROVE, &Prove { positions: vec![last], ..Prove::default() }, LIMIT).await?;
        took.push(began.elapsed());
    }
    took.sort();
    let (half, most) = (percentile(&took, 50), percentile(&took, 99));
    say(&format!("a checkpoint over one record more, on the disk, with its proof: p50 {half:.2?} p99 {most:.2?}"));
    Ok(())
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
