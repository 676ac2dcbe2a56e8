//! The audit: what was signed is proven, and whatever is changed afterwards is found and named.

use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use async_nats::HeaderMap;
use newsreel_log::{FollowOptions, Log, Proposal, Raw, Timeouts, Topic, Write};
use newsreel_notary::{Checkpoint, Head, KeyPair, NotaryKeys, PROVE, Prove, Proven, WitnessKey};
use newsreel_story::record::recorded::Recorded;
use newsreel_tests::records::{encoded, story, update};
use newsreel_tests::{PATIENCE, Server, soon};
use serde_json::Value;

use crate::program::{json, program, run, stderr, stdout};

/// A server with a notary, and where the notary keeps everything.
pub(crate) struct Signed {
    pub(crate) server: Server,
    pub(crate) data: PathBuf,
    pub(crate) notary: Option<Child>,
}

impl Signed {
    /// With so many records of two stories, all of them signed.
    pub(crate) async fn start(records: usize) -> Self {
        let server = Server::start().await;
        let data = server.store().join("data");
        let signed = Self { server, data, notary: None };
        stdout(&signed.run(&["audit", "keygen", "newsroom.example/log"]));
        signed.add("one", 0, records / 2).await;
        signed.add("two", 0, records - records / 2).await;
        let mut signed = signed;
        signed.start_notary();
        signed.is_signed().await;
        signed
    }

    pub(crate) async fn log(&self) -> Log {
        self.server.log().await
    }

    /// Records the updates of a story from one number on.
    pub(crate) async fn add(&self, slug: &str, from: usize, count: usize) {
        let log = self.log().await;
        let unit = story(slug);
        let numbers: Vec<usize> = (from..from + count).collect();
        for numbers in numbers.chunks(500) {
            let records = numbers.iter().map(|number| encoded(&update(slug, *number))).collect();
            let expected = log.last_sequence_of(unit).await.expect("read");
            let writes = vec![Write { unit, expected, records }];
            log.append(&Proposal { writes }).await.expect("recorded");
        }
    }

    pub(crate) fn start_notary(&mut self) {
        let started = self.command(&["serve", "notary", "--checkpoint-every", "1"]).spawn();
        self.notary = Some(started.expect("started"));
    }

    pub(crate) fn stop_notary(&mut self) {
        let mut notary = self.notary.take().expect("running");
        notary.kill().and_then(|()| notary.wait().map(drop)).expect("killed");
    }

    /// Waits until everything in the log is signed.
    pub(crate) async fn is_signed(&self) {
        let log = self.log().await;
        let last = log.last_sequence().await.expect("read");
        soon("the log is signed", async {
            while signed_size(&log).await < last {
                tokio::task::yield_now().await;
            }
        })
        .await;
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> std::process::Command {
        self.command_at(&self.server.url(), arguments)
    }

    fn command_at(&self, url: &str, arguments: &[&str]) -> std::process::Command {
        program(url, &[arguments, &["--data", self.data.to_str().expect("a path")]].concat())
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> std::process::Output {
        self.command(arguments).output().expect("the program runs")
    }

    /// The latest checkpoint, as a file.
    pub(crate) fn checkpoint(&self) -> String {
        self.data.join("notary/public/checkpoint").to_str().expect("a path").to_owned()
    }

    /// What `audit verify` says of another server, which claims to be this one.
    fn refused_by(&self, other: &Server, arguments: &[&str]) -> Value {
        let checkpoint = self.checkpoint();
        let all = [&["audit", "verify", "--format", "json", "--checkpoint", &checkpoint], arguments].concat();
        let output = self.command_at(&other.url(), &all).output().expect("the program runs");
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        serde_json::from_slice::<Value>(&output.stdout).expect("json")["wrong"].clone()
    }
}

impl Drop for Signed {
    fn drop(&mut self) {
        if let Some(mut notary) = self.notary.take() {
            // It may have ended by itself.
            let _ = notary.kill();
            let _ = notary.wait();
        }
    }
}

/// The size of the last checkpoint on the trail.
async fn signed_size(log: &Log) -> u64 {
    let noted = log.last_noted(Topic::Checkpoint).await.expect("read");
    let size = noted.and_then(|noted| std::str::from_utf8(&noted.record.payload).ok()?.lines().nth(1)?.parse().ok());
    size.unwrap_or(0)
}

async fn records(log: &Log) -> Vec<Recorded<Raw>> {
    use futures::TryStreamExt;
    log.replay(1, u64::MAX, FollowOptions::default()).try_collect().await.expect("read")
}

/// A server that holds these records, as a forger would put them there: with the times at which they were first taken.
async fn copied(records: &[Recorded<Raw>]) -> Server {
    let server = Server::start().await;
    let log = server.log().await;
    log.begin_restore(1..=records.len() as u64).await.expect("the server is theirs");
    for Recorded { recorded_at, record: Raw { subject, payload }, .. } in records {
        let mut headers = HeaderMap::new();
        headers.insert("Newsreel-Recorded-At", recorded_at.to_string());
        let jetstream = async_nats::jetstream::new(log.client().clone());
        let stored = jetstream.publish_with_headers(subject.clone(), headers, payload.clone()).await.expect("sent");
        stored.await.expect("stored");
    }
    server
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_as_it_was_signed_is_verified_and_a_copy_of_it_too() {
    let signed = Signed::start(700).await;
    let verified = json(&signed.run(&["audit", "verify", "--format", "json"]));
    assert_eq!((&verified["compared"], &verified["origin"]), (&700.into(), &"newsroom.example/log".into()));
    // The log goes on, and so do the checkpoints: each continues those before it.
    signed.add("one", 1000, 30).await;
    signed.is_signed().await;
    let verified = json(&signed.run(&["audit", "verify", "--format", "json"]));
    assert_eq!(verified["compared"], 730);
    assert!(verified["agreed"].as_u64().expect("a number") >= 2, "{verified}");
    let text = stdout(&signed.run(&["audit", "verify"]));
    assert!(
        text.starts_with("Verified: the 730 records of newsroom.example/log are those that were signed."),
        "{text}"
    );
    assert!(text.contains("records a second"), "{text}");

    let copy = copied(&records(&signed.log().await).await).await;
    let verify = ["audit", "verify", "--log-only", "--checkpoint", &signed.checkpoint()];
    stdout(&signed.command_at(&copy.url(), &verify).output().expect("run"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flipped_bit_a_record_left_out_and_two_swapped_are_each_named() {
    let signed = Signed::start(600).await;
    let original = records(&signed.log().await).await;

    let mut flipped = original.clone();
    let mut payload = flipped[345].record.payload.to_vec();
    let last = payload.len() - 20;
    payload[last] ^= 1;
    flipped[345].record.payload = payload.into();
    let wrong = signed.refused_by(&copied(&flipped).await, &[]);
    assert_eq!(wrong["differs"]["position"], 346, "{wrong}");
    // Without the notary's tiles only the stretch between two checkpoints can be named.
    let wrong = signed.refused_by(&copied(&flipped).await, &["--tiles", "/nowhere"]);
    assert_eq!(wrong["differs_within"]["to"], 600, "{wrong}");

    let mut dropped = original.clone();
    dropped.remove(99);
    let wrong = signed.refused_by(&copied(&dropped).await, &[]);
    assert_eq!(wrong["differs"]["position"], 100, "{wrong}");

    let mut swapped = original.clone();
    swapped.swap(10, 500);
    let wrong = signed.refused_by(&copied(&swapped).await, &[]);
    assert_eq!(wrong["differs"]["position"], 11, "{wrong}");

    let wrong = signed.refused_by(&copied(&original[..590]).await, &[]);
    assert_eq!(wrong["missing"]["from"], 591, "{wrong}");
}

#[tokio::test(flavor = "multi_thread")]
async fn forged_replayed_and_foreign_checkpoints_are_each_named() {
    let signed = Signed::start(40).await;
    let folder = signed.server.store().to_owned();
    let file = |name: &str, content: &str| {
        let file = folder.join(name);
        std::fs::write(&file, content).expect("written");
        file.to_str().expect("a path").to_owned()
    };
    let old = std::fs::read_to_string(signed.checkpoint()).expect("a checkpoint");
    let told = |arguments: &[&str]| stderr(&signed.run(&[&["audit", "verify"], arguments].concat()), 1);

    let forged = file("forged", &old.replacen("\n40\n", "\n39\n", 1));
    assert!(told(&["--checkpoint", &forged]).contains("forged: the signature of newsroom.example/log+"));
    assert!(told(&["--checkpoint", &file("text", "hello\n")]).contains("it is not a checkpoint"));

    signed.add("one", 1000, 5).await;
    signed.is_signed().await;
    let now = std::fs::read_to_string(signed.checkpoint()).expect("a checkpoint");
    let (old, now) = (file("old", &old), file("now", &now));
    let replayed = told(&["--checkpoint", &old, "--seen", &now]);
    assert!(replayed.contains("replayed: the checkpoint has size 40, and one of size 45 is known"), "{replayed}");
    stdout(&signed.run(&["audit", "verify", "--checkpoint", &now, "--seen", &old]));
    // Somebody puts the old one on the trail again.
    let log = signed.log().await;
    log.note(Topic::Checkpoint, std::fs::read(&old).expect("read")).await.expect("noted");
    assert!(told(&[]).contains("replayed: the checkpoint has size 40, and one of size 45 is known"));
    assert!(told(&["--checkpoint", &now, "--witnesses", "1"]).contains("too few witnesses: 0 of the 0"));

    let trust = signed.data.join("trust.keys");
    let ours = std::fs::read_to_string(&trust).expect("keys");
    // The notary shows two histories, and a witness cosigns both.
    let keys = NotaryKeys::read(&signed.data.join("notary.key")).expect("keys");
    let pair = KeyPair::of_witness("w.example").expect("valid");
    let witness = WitnessKey::parse(&pair.secret, "key").expect("valid");
    let both = file("both.keys", &format!("{ours}\n{}\n", pair.public));
    let first = Checkpoint::parse(&std::fs::read(&now).expect("read")).expect("a checkpoint");
    let other = Head { root: newsreel_notary::leaf::leaf(&[7; 32]), ..first.claimed().clone() };
    let second = Checkpoint::sign(other, &keys).expect("signed");
    let fork = file("fork", &String::from_utf8(second.to_bytes()).expect("text"));
    assert!(told(&["--checkpoint", &now, "--seen", &fork]).contains("FORK: two checkpoints of size 45 are signed"));
    // One of the size before that this log does not continue.
    let before = Head { size: 40, ..second.claimed().clone() };
    let before = Checkpoint::sign(before, &keys).expect("signed").to_bytes();
    let before = file("before", &String::from_utf8(before).expect("text"));
    let not_continued = told(&["--checkpoint", &now, "--seen", &before]);
    assert!(
        not_continued.contains("FORK: the checkpoint of size 45 does not continue the one of size 40"),
        "{not_continued}"
    );
    let cosigned = |name: &str, checkpoint: &Checkpoint| {
        let cosigned = checkpoint.with(&[witness.cosign(checkpoint.text(), 1_700_000_000)]).expect("a note");
        file(name, &String::from_utf8(cosigned.to_bytes()).expect("text"))
    };
    let (one, two) = (cosigned("one", &first), cosigned("two", &second));
    let two_heads = told(&["--checkpoint", &one, "--seen", &two, "--trust", &both]);
    assert!(two_heads.contains("and the witness w.example+") && two_heads.contains("cosigned both"), "{two_heads}");

    let revoked = file("revoked.keys", &format!("revoked {ours}"));
    assert!(told(&["--checkpoint", &now, "--trust", &revoked]).contains("revoked key: "));
    std::fs::remove_file(signed.data.join("notary.key")).expect("removed");
    std::fs::write(&trust, "").expect("emptied");
    stdout(&signed.run(&["audit", "keygen", "newsroom.example/log"]));
    assert!(told(&["--checkpoint", &now]).contains("wrong key: no trusted key has signed this checkpoint"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_publication_is_signed_at_once_and_anything_else_with_the_next_checkpoint() {
    let mut signed = Signed::start(10).await;
    signed.stop_notary();
    let started = signed.command(&["serve", "notary", "--checkpoint-every", "3600"]).spawn();
    signed.notary = Some(started.expect("started"));
    let log = signed.log().await;
    let question = Prove { positions: vec![10], ..Prove::default() };
    let patience = Timeouts { service: PATIENCE, answer: PATIENCE };
    let _: Proven = log.ask(PROVE, &question, patience).await.expect("it answers");
    signed.add("one", 1000, 3).await;
    assert_eq!(signed_size(&log).await, 10, "in an hour");
    let jetstream = async_nats::jetstream::new(log.client().clone());
    let subject = story("one").open_filter().replace("*.*", "publication.published");
    jetstream.publish(subject, "{}".into()).await.expect("sent").await.expect("stored");
    signed.is_signed().await;
    assert_eq!(signed_size(&log).await, 14);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_replaced_while_both_are_valid_and_old_checkpoints_stay_so() {
    let mut signed = Signed::start(10).await;
    let keys = |signed: &Signed| std::fs::read_to_string(signed.checkpoint()).expect("read").matches('—').count();
    for (arguments, signatures) in [(["audit", "keygen", "--rotate"], 2), (["audit", "keygen", "--retire"], 1)] {
        let told = stdout(&signed.run(&arguments));
        assert!(!told.contains("PRIVATE"), "{told}");
        let mut notary = signed.notary.take().expect("running");
        notary.kill().and_then(|()| notary.wait().map(drop)).expect("killed");
        signed.add("one", 1000 * signatures, 5).await;
        signed.start_notary();
        signed.is_signed().await;
        assert_eq!(keys(&signed), signatures, "{arguments:?}");
        let verified = json(&signed.run(&["audit", "verify", "--format", "json"]));
        assert_eq!(verified["signed_by"].as_array().expect("keys").len(), signatures);
    }
    assert!(stderr(&signed.run(&["audit", "keygen", "--retire"]), 1).contains("has one key only"));
    assert!(stderr(&signed.run(&["audit", "keygen", "another.example/log"]), 1).contains("use --rotate"));
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &std::fs::metadata(signed.data.join("notary.key")).expect("there").permissions(),
    );
    assert_eq!(mode & 0o777, 0o600, "only its owner reads the secret");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notary_that_is_killed_again_and_again_signs_one_history() {
    let mut signed = Signed::start(300).await;
    let log = signed.log().await;
    let public = signed.data.join("notary/public");
    for round in 0..100 {
        let mut notary = signed.notary.take().expect("running");
        notary.kill().and_then(|()| notary.wait().map(drop)).expect("killed");
        signed.add("one", 10_000 + round * 10, 1 + round % 9).await;
        // It signs at its start. Killed at another moment each time: before, while it writes tiles, chains or the checkpoint,
        // and afterwards.
        let before = newest(&public);
        let watched = &signed.data.join("notary").join(["public", "stories.more", "public/checkpoint"][round % 3]);
        let unchanged = newest(watched);
        signed.start_notary();
        if !round.is_multiple_of(5) {
            soon("the notary writes", async {
                while newest(watched) == unchanged {
                    tokio::task::yield_now().await;
                }
            })
            .await;
            assert_ne!(newest(&public), before);
        }
    }
    signed.is_signed().await;
    let verified = json(&signed.run(&["audit", "verify", "--format", "json"]));
    assert_eq!(verified["compared"], log.last_sequence().await.expect("read"));
    assert!(verified["agreed"].as_u64().expect("a number") > 20, "every checkpoint came to the trail: {verified}");
}

/// When the newest of the files in there was written.
fn newest(path: &Path) -> Option<std::time::SystemTime> {
    let within = std::fs::read_dir(path).into_iter().flatten().flatten().filter_map(|entry| newest(&entry.path()));
    within.chain(std::fs::metadata(path).and_then(|metadata| metadata.modified()).ok()).max()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notary_signs_nothing_over_a_log_that_was_changed_or_over_another_one() {
    let mut signed = Signed::start(20).await;
    let original = records(&signed.log().await).await;
    let mut notary = signed.notary.take().expect("running");
    notary.kill().and_then(|()| notary.wait().map(drop)).expect("killed");
    let told = |server: &Server| {
        let output = signed.command_at(&server.url(), &["serve", "notary"]).output().expect("run");
        stderr(&output, 1)
    };
    let mut flipped = original.clone();
    flipped[12].record.payload = b"{}".to_vec().into();
    let told_of_change = told(&copied(&flipped).await);
    assert!(told_of_change.contains("TAMPERED: the record at position 13"), "{told_of_change}");
    let shorter = told(&copied(&original[..15]).await);
    assert!(shorter.contains("DATA LOSS: the log ends at position 15"), "{shorter}");

    // Its own store is gone, and the trail still knows what was signed.
    let log = signed.log().await;
    let noted = log.last_noted(Topic::Checkpoint).await.expect("read").expect("signed").record.payload;
    std::fs::rename(signed.data.join("notary"), signed.data.join("lost")).expect("moved");
    let changed = copied(&flipped).await;
    changed.log().await.note(Topic::Checkpoint, noted.clone()).await.expect("noted");
    let forked = told(&changed);
    assert!(forked.contains("FORK: a checkpoint of size 20 with another root was signed before"), "{forked}");
    // With the log as it was it makes its store anew.
    std::fs::remove_dir_all(signed.data.join("notary")).expect("removed");
    signed.start_notary();
    signed.add("two", 1000, 1).await;
    signed.is_signed().await;
    stdout(&signed.run(&["audit", "verify"]));
    assert_eq!(run(&signed.server.url(), &["audit", "keygen", "a b"]).status.code(), Some(1));
}

/// A witness that ends with the test, however that ends.
struct Witness {
    /// What starts it; none where it is stopped.
    command: Option<Command>,
    process: Child,
}

impl Witness {
    fn start(mut command: Command) -> Self {
        let process = command.spawn().expect("started");
        Self { command: Some(command), process }
    }

    /// Stops it, and returns what starts it again.
    fn stop(mut self) -> Command {
        self.command.take().expect("it runs")
    }
}

impl Drop for Witness {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// An address that is free.
pub(crate) fn free_address() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn witnesses_cosign_and_verification_can_demand_them() {
    let mut signed = Signed::start(10).await;
    let mut notary = signed.notary.take().expect("running");
    notary.kill().and_then(|()| notary.wait().map(drop)).expect("killed");
    let ours = std::fs::read_to_string(signed.data.join("trust.keys")).expect("a key");
    let mut witnesses = Vec::new();
    let (mut asked, mut trusted) = (String::new(), ours.clone());
    for name in ["w1.example", "w2.example"] {
        let data = signed.server.store().join(name);
        let at = |arguments: &[&str]| {
            program("nats://127.0.0.1:1", &[arguments, &["--data", data.to_str().expect("a path")]].concat())
        };
        let made = json(&at(&["audit", "keygen", "--witness", name, "--format", "json"]).output().expect("run"));
        let public = made["public"].as_str().expect("a key").to_owned();
        std::fs::write(data.join("trust.keys"), &ours).expect("written");
        let address = free_address();
        let serve = at(&["serve", "witness", "--listen", &address]);
        witnesses.push(Witness::start(serve));
        asked += &format!("{public} http://{address}\n");
        trusted += &format!("{public}\n");
        soon("the witness listens", async {
            while tokio::net::TcpStream::connect(&address).await.is_err() {
                tokio::task::yield_now().await;
            }
        })
        .await;
    }
    // One that nobody reaches keeps nobody waiting.
    let [lost] = [newsreel_notary::KeyPair::of_witness("w3.example").expect("valid")];
    asked += &format!("{} http://{}\n", lost.public, free_address());
    let file = signed.data.join("witnesses");
    std::fs::write(&file, asked).expect("written");
    std::fs::write(signed.data.join("trust.keys"), trusted).expect("written");

    let arguments = ["serve", "notary", "--checkpoint-every", "1", "--ask-witnesses", file.to_str().expect("a path")];
    for from in [1000, 2000] {
        signed.add("one", from, 5).await;
        if signed.notary.is_none() {
            signed.notary = Some(signed.command(&arguments).spawn().expect("started"));
        }
        signed.is_signed().await;
        let verify = || signed.run(&["audit", "verify", "--witnesses", "2", "--format", "json"]);
        // The notary does not wait long for a witness on a machine that is busy; the next checkpoint has it.
        soon("both cosign", async {
            let mut more = from + 100;
            while !verify().status.success() {
                signed.add("one", more, 1).await;
                signed.is_signed().await;
                more += 1;
            }
        })
        .await;
        let verified = json(&verify());
        assert_eq!(verified["cosigned_by"].as_array().expect("witnesses").len(), 2, "{verified}");
    }
    let told = stderr(&signed.run(&["audit", "verify", "--witnesses", "3"]), 1);
    assert!(told.contains("too few witnesses: 2 of the 2"), "{told}");
    let stopped: Vec<Command> = witnesses.into_iter().map(Witness::stop).collect();
    // Without them the notary goes on, and says whom it misses.
    signed.add("one", 3000, 5).await;
    signed.is_signed().await;
    stdout(&signed.run(&["audit", "verify"]));
    assert_eq!(signed.run(&["audit", "verify", "--witnesses", "1"]).status.code(), Some(1));
    // When they are there again they cosign what they missed, although nothing more is recorded.
    let last = signed.log().await.last_sequence().await.expect("read");
    let _witnesses: Vec<Witness> = stopped.into_iter().map(Witness::start).collect();
    soon("they cosign what they missed", async {
        while !signed.run(&["audit", "verify", "--witnesses", "2"]).status.success() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert_eq!(signed_size(&signed.log().await).await, last);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trail_from_which_an_entry_was_taken_is_found_and_the_notary_signs_nothing_over_it() {
    let mut signed = Signed::start(10).await;
    let log = signed.log().await;
    for number in 0..20 {
        log.note(Topic::Refusal, format!("{{\"actor\":\"anna\",\"number\":{number}}}")).await.expect("noted");
    }
    // What came to the trail is signed, although nothing came to the log.
    let trail_size = || async {
        let noted = log.last_noted(Topic::Checkpoint).await.expect("read").expect("signed");
        let head = Checkpoint::parse(&noted.record.payload).expect("a checkpoint").claimed().clone();
        head.trail.expect("a trail").0
    };
    soon("the trail is signed", async {
        while trail_size().await < 20 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    signed.add("one", 1000, 5).await;
    signed.is_signed().await;
    let verified = json(&signed.run(&["audit", "verify", "--format", "json"]));
    assert!(verified["trail"]["signed"].as_u64() >= Some(20), "{verified}");
    let text = stdout(&signed.run(&["audit", "verify"]));
    assert!(text.contains("The trail: its first ") && text.contains(" are those that were signed"), "{text}");

    // Somebody writes the trail anew without one of its entries.
    signed.stop_notary();
    let trail: Vec<Recorded<Raw>> = records(&log.trail()).await;
    let jetstream = async_nats::jetstream::new(log.client().clone());
    jetstream.delete_stream("NEWSREEL_AUDIT").await.expect("deleted");
    log.set_up().await.expect("set up");
    log.trail().begin_restore(1..=trail.len() as u64).await.expect("the server is theirs");
    let refused = trail.iter().position(|stored| stored.record.subject.ends_with(".refusal")).expect("a refusal") + 7;
    for (place, stored) in trail.iter().enumerate() {
        if place != refused {
            let mut headers = HeaderMap::new();
            headers.insert("Newsreel-Recorded-At", stored.recorded_at.to_string());
            let Raw { subject, payload } = stored.record.clone();
            let stored = jetstream.publish_with_headers(subject, headers, payload).await.expect("sent");
            stored.await.expect("stored");
        }
    }
    let told = stderr(&signed.run(&["audit", "verify"]), 1);
    let named = format!("the trail was thinned or changed: the entry at position {} of it", refused + 1);
    assert!(told.contains(&named), "{told}");
    // Without the notary's tiles it can only be said between which checkpoints.
    let elsewhere = signed.server.store().join("elsewhere");
    std::fs::create_dir_all(&elsewhere).expect("made");
    let tiles = ["audit", "verify", "--tiles", elsewhere.to_str().expect("a path")];
    assert!(stderr(&signed.run(&tiles), 1).contains("one of its entries at positions"));
    let notary = signed.command(&["serve", "notary"]).output().expect("run");
    let told = stderr(&notary, 1);
    let named = format!("TAMPERED: the entry at position {} of the trail", refused + 1);
    assert!(told.contains(&named), "{told}");
    // Without anything at the end.
    jetstream.delete_stream("NEWSREEL_AUDIT").await.expect("deleted");
    log.set_up().await.expect("set up");
    let told = stderr(&signed.run(&["audit", "verify", "--checkpoint", &signed.checkpoint()]), 1);
    assert!(told.contains("the trail was thinned") && told.contains("is missing"), "{told}");
    stdout(&signed.run(&["audit", "verify", "--log-only", "--checkpoint", &signed.checkpoint()]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_was_set_back_does_not_change_the_order_of_the_log() {
    let signed = Signed::start(10).await;
    let log = signed.log().await;
    let newsreel_log::Encoded { subject, payload, .. } = encoded(&update("one", 5000));
    let mut headers = HeaderMap::new();
    headers.insert("Newsreel-Recorded-At", "2020-01-01T00:00:00Z");
    log.begin_restore(11..=11).await.expect("noted");
    let jetstream = async_nats::jetstream::new(log.client().clone());
    let stored = jetstream.publish_with_headers(subject.to_string(), headers, payload).await.expect("sent");
    assert_eq!(stored.await.expect("stored").sequence, 11);
    signed.add("one", 6000, 3).await;
    signed.is_signed().await;
    assert_eq!(json(&signed.run(&["audit", "verify", "--format", "json"]))["compared"], 14);
    let lines = stdout(&signed.run(&["replay", "--as", "ndjson"]));
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("json")).collect();
    let positions: Vec<u64> = lines.iter().filter_map(|line| line["sequence"].as_u64()).collect();
    assert_eq!(positions, (1..=14).collect::<Vec<_>>());
    assert_eq!(lines[10]["recorded_at"], "2020-01-01T00:00:00Z");
}

/// Large messages, so that few of them fill several blocks of a store.
async fn fill(log: &Log, messages: usize) {
    let unit = story("one");
    let jetstream = async_nats::jetstream::new(log.client().clone());
    for number in 0..messages {
        let payload = format!("{{\"number\":{number},\"text\":\"{}\"}}", "x".repeat(100_000));
        let subject = unit.open_filter().replace("*.*", "meeting.held");
        jetstream.publish(subject, payload.into()).await.expect("sent").await.expect("stored");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_lost_a_block_is_found_by_itself_and_mended_as_the_runbook_says() {
    let ([first, second, third], urls) = newsreel_tests::server::Options::of_cluster();
    let starting =
        async { tokio::join!(Server::start_with(first), Server::start_with(second), Server::start_with(third)) };
    let (first, second, third) = starting.await;
    let mut nodes = [("node-1", first), ("node-2", second), ("node-3", third)];
    let settings = newsreel_log::Settings { replicas: 3, ..newsreel_log::Settings::at(urls.clone()) };
    let log = Log::connect(settings).await.expect("connected");
    soon("the cluster is there", async {
        while log.set_up().await.is_err() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    fill(&log, 300).await;
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let run = |arguments: &[&str]| {
        program(&urls, &[arguments, &["--replicas", "3", "--data", data.to_str().expect("a path")]].concat())
    };
    stdout(&run(&["audit", "keygen", "newsroom.example/log"]).output().expect("run"));
    let mut notary = run(&["serve", "notary", "--checkpoint-every", "1"]).spawn().expect("started");
    soon("the log is signed", async {
        while signed_size(&log).await < 300 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    notary.kill().and_then(|()| notary.wait().map(drop)).expect("killed");
    let verify = || run(&["audit", "verify", "--each-copy", "--format", "json"]).output().expect("run");
    let copies = json(&verify())["copies"].clone();
    assert_eq!(copies.as_array().expect("copies").len(), 3, "{copies}");

    // One node stops, and a bit of a block of its store flips.
    let (name, node) = &mut nodes[1];
    node.kill().await;
    let block = block_of(node.store());
    let mut bytes = std::fs::read(&block).expect("a block");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&block, bytes).expect("written");
    remove_indexes(node.store());
    node.restart().await;
    let found = loop {
        let output = verify();
        if output.status.code() == Some(1)
            && let Ok(found) = serde_json::from_slice::<Value>(&output.stdout)
        {
            break found;
        }
    };
    let copy =
        |found: &Value| found["copies"].as_array().expect("copies").iter().find(|copy| copy["node"] == *name).cloned();
    let wrong = copy(&found).expect("the copy")["wrong"].clone();
    assert!(wrong["missing"]["from"].is_u64(), "{found}");
    let others = found["copies"].as_array().expect("copies").iter().filter(|copy| copy["node"] != *name);
    assert!(others.clone().count() == 2 && others.clone().all(|copy| copy["wrong"].is_null()), "{found}");

    // The runbook, “One copy is damaged”: stop the node, move its copy of the stream away, start it, verify until it is whole.
    // While it is down, the others are still compared.
    node.kill().await;
    let output = verify();
    let down: Value = serde_json::from_slice(&output.stdout).expect("json");
    assert_eq!((output.status.code(), &copy(&down).expect("the copy")["wrong"]), (Some(1), &"not_served".into()));
    std::fs::rename(stream_of(node.store()), folder.path().join("aside")).expect("moved away");
    node.restart().await;
    soon("the copy is whole again", async {
        while verify().status.code() != Some(0) {
            tokio::task::yield_now().await;
        }
    })
    .await;

    // “No copy is whole”: a bundle that was made before, an empty cluster, the bundle loaded, the notary's folder moved away.
    let bundle = folder.path().join("all.zip");
    let bundle = bundle.to_str().expect("a path");
    let serve = || run(&["serve", "notary", "--checkpoint-every", "1"]);
    let mut notary = serve().spawn().expect("started");
    stdout(&run(&["audit", "bundle", "--all", "--with-held", "-o", bundle]).output().expect("run"));
    // What comes after the bundle is signed too, and lost with the cluster.
    let jetstream = async_nats::jetstream::new(log.client().clone());
    let subject = story("one").open_filter().replace("*.*", "meeting.held");
    let one_more = async || {
        while jetstream.publish(subject.clone(), "{}".into()).await.expect("sent").await.is_err() {
            tokio::task::yield_now().await;
        }
        while signed_size(&log).await < 301 {
            tokio::task::yield_now().await;
        }
    };
    soon("what comes after the bundle is signed", one_more()).await;
    notary.kill().and_then(|()| notary.wait().map(drop)).expect("killed");
    for (_, node) in &mut nodes {
        node.kill().await;
        std::fs::rename(node.store().join("jetstream"), node.store().join("jetstream.damaged")).expect("moved away");
    }
    let [(_, first), (_, second), (_, third)] = &mut nodes;
    tokio::join!(first.restart(), second.restart(), third.restart());
    soon("the bundle is loaded", async {
        while !run(&["audit", "restore", bundle]).output().expect("run").status.success() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    stdout(&verify());
    // With its old folder the notary signs nothing, and leaves nothing on the trail that would stand there for ever.
    let refused = stderr(&serve().output().expect("run"), 1);
    assert!(refused.contains("Nothing is signed") || refused.contains("DATA LOSS"), "{refused}");
    std::fs::rename(data.join("notary"), data.join("notary.before")).expect("moved away");
    let mut notary = serve().spawn().expect("started");
    soon("it goes on", one_more()).await;
    stdout(&verify());
    notary.kill().and_then(|()| notary.wait().map(drop)).expect("killed");
}

/// Where a node keeps its copy of the log.
fn stream_of(store: &Path) -> PathBuf {
    let mut folders = vec![store.to_owned()];
    while let Some(folder) = folders.pop() {
        let within = std::fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path());
        for path in within.filter(|path| path.is_dir()) {
            if path.ends_with("streams/NEWSREEL") {
                return path;
            }
            folders.push(path);
        }
    }
    panic!("the node keeps no copy of the log")
}

/// The first block of a node's copy of the log: one that is full.
fn block_of(store: &Path) -> PathBuf {
    stream_of(store).join("msgs/1.blk")
}

/// A node that was killed makes its indexes anew, as after a power cut.
fn remove_indexes(store: &Path) {
    let messages = stream_of(store).join("msgs");
    for entry in std::fs::read_dir(messages).expect("a folder").flatten() {
        if entry.path().extension().is_none_or(|extension| extension != "blk") && entry.path().is_file() {
            std::fs::remove_file(entry.path()).expect("removed");
        }
    }
}
