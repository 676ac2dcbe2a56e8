//! Bundles: a story or the whole log in one file, verified by strangers with nothing of ours, and loaded again.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use newsreel_log::{FollowOptions, Log, Raw, Timeouts};
use newsreel_notary::{Checkpoint, Head, KeyPair, NotaryKeys, WitnessKey};
use newsreel_projector::{QUARANTINE, Settle, Settled};
use newsreel_story::record::recorded::Recorded;
use newsreel_tests::{Server, soon};
use serde_json::Value;

use crate::outside;
use crate::program::{Services, data_of, example, json, program, stderr, stdout};

/// The example story on a server with all services.
struct Desk {
    _services: Services,
    server: Server,
}

const STORY: &str = "envoy-russia-trips";

impl Desk {
    async fn start() -> Self {
        let server = Server::start().await;
        let desk = Self { _services: Services::start_with_notary(&server), server };
        stdout(&desk.run(&["import", &example(desk.server.store())]));
        desk
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let data = data_of(&self.server);
        program(&self.server.url(), &[arguments, &["--data", &data]].concat()).output().expect("the program runs")
    }

    fn submit(&self, document: &str) {
        let file = self.server.store().join("document.yaml");
        std::fs::write(&file, document).expect("written");
        stdout(&self.run(&["submit", file.to_str().expect("a path")]));
    }

    fn file(&self, name: &str) -> PathBuf {
        self.server.store().join(name)
    }

    fn bundle(&self, name: &str, arguments: &[&str]) -> PathBuf {
        let file = self.file(name);
        stdout(&self.run(&[&["audit", "bundle", "--output", file.to_str().expect("a path")], arguments].concat()));
        file
    }

    fn verify(&self, bundle: &Path) -> Output {
        self.run(&["audit", "verify", bundle.to_str().expect("a path")])
    }

    fn key(&self) -> String {
        std::fs::read_to_string(Path::new(&data_of(&self.server)).join("trust.keys")).expect("a key").trim().to_owned()
    }

    /// What the Python in the README of a bundle says of it; none where Python or its package cannot be had.
    #[allow(clippy::print_stderr, reason = "a test that leaves something out says so")]
    fn python(&self, bundle: &Path, keys: &[&str]) -> Option<Output> {
        let available = Command::new("python3").args(["-c", "import cryptography"]).output();
        if !available.is_ok_and(|output| output.status.success()) {
            eprintln!("python3 with the package `cryptography` is not here: the independent verifier is not run");
            return None;
        }
        let readme = files(bundle).into_iter().find(|(name, _)| name == "README.md").expect("a README").1;
        let readme = String::from_utf8(readme).expect("text");
        let script = readme.split("```python\n").nth(1).and_then(|rest| rest.split("```").next()).expect("Python");
        assert!(script.lines().filter(|line| !line.trim().is_empty()).count() <= 50, "as short as can be read");
        assert!(script.lines().all(|line| line.chars().count() <= 125), "in lines that can be read");
        let file = self.file("verify.py");
        std::fs::write(&file, script).expect("written");
        let mut python = Command::new("python3");
        python.args([file.as_path(), bundle]).args(self.key().lines()).args(keys);
        Some(python.output().expect("python runs"))
    }

    /// That both verifiers refuse a bundle, and what ours says.
    fn refused(&self, bundle: &Path) -> String {
        if let Some(output) = self.python(bundle, &[]) {
            assert!(!output.status.success(), "{output:?}");
        }
        stderr(&self.verify(bundle), 1)
    }
}

/// The files of a bundle, in order.
pub(crate) fn files(bundle: &Path) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(bundle).expect("there")).expect("a zip");
    let count = zip.len();
    let read = |index| {
        let mut file = zip.by_index(index).expect("a file");
        let mut content = Vec::new();
        file.read_to_end(&mut content).expect("read");
        (file.name().expect("a name").into_owned(), content)
    };
    (0..count).map(read).collect()
}

/// A copy of a bundle with other files.
fn changed(bundle: &Path, change: impl FnOnce(&mut Vec<(String, Vec<u8>)>)) -> PathBuf {
    let mut files = files(bundle);
    change(&mut files);
    let copy = bundle.with_extension("changed.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&copy).expect("made"));
    for (name, content) in files {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("begun");
        zip.write_all(&content).expect("written");
    }
    zip.finish().expect("ended");
    copy
}

fn file<'a>(files: &'a mut [(String, Vec<u8>)], name: &str) -> &'a mut Vec<u8> {
    &mut files.iter_mut().find(|(found, _)| found == name).expect("in the bundle").1
}

/// The lines of the records, changed.
fn with_records(bundle: &Path, change: impl FnOnce(&mut Vec<String>)) -> PathBuf {
    changed(bundle, |files| {
        let records = file(files, "records.ndjson");
        let mut lines: Vec<String> =
            std::str::from_utf8(records).expect("text").lines().map(|line| format!("{line}\n")).collect();
        change(&mut lines);
        *records = lines.concat().into_bytes();
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_of_a_story_is_verified_by_us_and_by_the_python_in_it_and_every_change_is_found() {
    let desk = Desk::start().await;
    let bundle = desk.bundle("story.zip", &[STORY]);
    let told = stdout(&desk.verify(&bundle));
    assert!(
        told.starts_with("Verified: the 33 records of the story envoy-russia-trips of newsroom.example/log"),
        "{told}"
    );
    assert!(told.contains("They are all that the story had at that checkpoint."), "{told}");
    if let Some(output) = desk.python(&bundle, &[]) {
        assert!(stdout(&output).starts_with("verified: 33 records of newsroom.example/log"), "{output:?}");
    }
    let mut all = files(&bundle);
    let brief = String::from_utf8(file(&mut all, "brief.html").clone()).expect("text");
    assert!(brief.starts_with("<!doctype html>") && brief.contains("Witkoff"), "{brief}");
    let names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
    for name in ["bundle.json", "checkpoint", "schemas/record.schema.json", "story.json"] {
        assert!(names.contains(&name), "{names:?}");
    }

    let flipped = with_records(&bundle, |lines| lines[7] = lines[7].replacen("2025", "2024", 1));
    assert!(desk.refused(&flipped).contains("the record at position"));
    // A record left out together with its proof.
    let dropped = changed(&bundle, |files| {
        let records = file(files, "records.ndjson");
        let text = String::from_utf8(records.clone()).expect("text");
        let first = text.lines().position(|line| line.contains("newsreel.story.")).expect("an update");
        let kept = text.lines().enumerate().filter(|(place, _)| *place != first);
        *records = kept.map(|(_, line)| format!("{line}\n")).collect::<String>().into_bytes();
        let manifest = file(files, "bundle.json");
        *manifest =
            String::from_utf8(manifest.clone()).expect("text").replace("\"records\": 33", "\"records\": 32").into();
    });
    let told = desk.refused(&dropped);
    assert!(told.contains("records of the story are left out") && told.contains("33 were signed, and 32"), "{told}");
    // A verifier that others wrote accepts every proof in it.
    if let Some(python) = outside::outside() {
        let proofs =
            files(&bundle).into_iter().filter(|(name, _)| name.starts_with("proofs/")).map(|(name, content)| {
                let file = desk.file(&name.replace('/', "-"));
                std::fs::write(&file, content).expect("written");
                file
            });
        let (proofs, public) = (proofs.collect::<Vec<_>>(), Path::new(&data_of(&desk.server)).join("notary/public"));
        let judged = stdout(&outside::judge(&python, &public, &desk.key(), "", &proofs));
        assert!(proofs.len() > 33 && judged.ends_with(&format!(" {} proofs\n", proofs.len())), "{judged}");
    }
    // Whom the story names is in it: enough to read and to replay the story somewhere else.
    let path = bundle.to_str().expect("a path");
    for of in [&[STORY, "--with-directory"][..], &[STORY, "--moved"], &[STORY]] {
        let replay = [&["replay"], of].concat();
        let of_bundle = stdout(&desk.run(&[&replay[..], &["--bundle", path]].concat()));
        assert_eq!(of_bundle, stdout(&desk.run(&replay)), "{of:?}");
    }
    let renamed = with_records(&bundle, |lines| {
        let entry = lines.iter_mut().find(|line| line.contains("newsreel.directory.")).expect("an entry");
        *entry = entry.replacen("names", "nomes", 1);
    });
    assert!(desk.refused(&renamed).contains("the record at position"));
    let fewer = changed(&bundle, |files| {
        let records = file(files, "records.ndjson");
        let text = String::from_utf8(records.clone()).expect("text");
        let kept = text.lines().filter(|line| !line.contains("newsreel.directory."));
        *records = kept.map(|line| format!("{line}\n")).collect::<String>().into_bytes();
    });
    assert!(stderr(&desk.verify(&fewer), 1).contains("it has 0 records of the directory"));
    let forged = changed(&bundle, |files| {
        let checkpoint = file(files, "checkpoint");
        let text = String::from_utf8(checkpoint.clone()).expect("text");
        let size = text.lines().nth(1).expect("a size").to_owned();
        *checkpoint = text.replacen(&format!("\n{size}\n"), "\n99\n", 1).into_bytes();
    });
    assert!(desk.refused(&forged).contains("forged"));

    // Made for another time, it has what was recorded then, and accounts for the rest.
    let before = desk.bundle("before.zip", &[STORY, "--as-of", "2020-01-01T00:00:00Z"]);
    let told = stdout(&desk.verify(&before));
    assert!(told.contains("with 33 records that the bundle accounts for and does not show"), "{told}");
    assert!(desk.run(&["audit", "bundle", STORY, "-o", before.to_str().expect("a path")]).status.code() == Some(1));
    assert!(stderr(&desk.run(&["audit", "bundle", "no-such-story", "-o", "/tmp/never.zip"]), 1).contains("is on file"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_under_an_embargo_is_accounted_for_and_not_shown() {
    let desk = Desk::start().await;
    desk.submit(
        "story: envoy-russia-trips\ndirectory:\n  roe: {person: Jane Roe}\nupdates:\n- claim.reported: secret\n  \
         key: secret-note\n  source: {origin: roe, basis: on_record}\n  text: not before noon\n  \
         embargo: {until: 2099-01-01T12:00:00Z}\n",
    );
    let bundle = desk.bundle("story.zip", &[STORY]);
    let told = stdout(&desk.verify(&bundle));
    assert!(told.contains("with 1 record that the bundle accounts for and does not show"), "{told}");
    if let Some(output) = desk.python(&bundle, &[]) {
        assert!(stdout(&output).starts_with("verified: 34 records"), "{output:?}");
    }
    for (name, content) in files(&bundle) {
        let text = String::from_utf8_lossy(&content);
        let shows = ["not before noon", "secret-note", "Jane Roe"].into_iter().any(|hidden| text.contains(hidden));
        assert!(!shows, "{name} shows it");
    }
    let all = ["audit", "bundle", "--all", "-o", desk.file("all.zip").to_str().expect("a path")].map(str::to_owned);
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    assert!(stderr(&desk.run(&all), 1).contains("is under an embargo, and a bundle of the whole log shows everything"));
    stdout(&desk.run(&[&all[..], &["--with-held"]].concat()));
    let brief = file(&mut files(&desk.file("all.zip")), "briefs/envoy-russia-trips.html").clone();
    assert!(!String::from_utf8_lossy(&brief).contains("not before noon"), "a brief shows only what may be shown");

    // Lifted before its time it is on file once more, and that is shown; what was held stays accounted for.
    stdout(&desk.run(&["embargo", "lift", STORY, "--actor", "anna"]));
    let lifted = desk.bundle("lifted.zip", &[STORY]);
    let told = stdout(&desk.verify(&lifted));
    assert!(told.contains("with 1 record that the bundle accounts for and does not show"), "{told}");
    let records = file(&mut files(&lifted), "records.ndjson").clone();
    let records = String::from_utf8(records).expect("text");
    assert!(records.contains("not before noon") && records.contains("Jane Roe"), "{records}");
    // All of it is on the trail, and nothing of what was held was named there before.
    let trail = stdout(&desk.run(&["audit", "trail"]));
    assert!(trail.contains("anna lifted the embargo on"), "{trail}");
    let (before, _) = trail.split_once("anna lifted").expect("the lifting");
    assert!(!before.contains("secret"), "{before}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_that_is_truncated_or_made_to_do_harm_is_refused() {
    let desk = Desk::start().await;
    let bundle = desk.bundle("story.zip", &[STORY]);
    let bytes = std::fs::read(&bundle).expect("read");
    let truncated = desk.file("truncated.zip");
    std::fs::write(&truncated, &bytes[..bytes.len() / 2]).expect("written");
    assert!(stderr(&desk.verify(&truncated), 1).contains("it is truncated or damaged"));

    for name in ["../../escaped", "/etc/escaped", "proofs/../../escaped.tlog-proof", "else"] {
        let escaping = changed(&bundle, |files| files.push((name.to_owned(), b"x".to_vec())));
        let told = stderr(&desk.verify(&escaping), 1);
        assert!(told.contains("which no bundle has: it is refused as a whole"), "{told}");
    }

    let bomb = desk.file("bomb.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&bomb).expect("made"));
    zip.start_file("records.ndjson", zip::write::SimpleFileOptions::default().large_file(true)).expect("begun");
    let zeros = vec![0; 1 << 20];
    (0..300).try_for_each(|_| zip.write_all(&zeros)).expect("written");
    zip.finish().expect("ended");
    let told = stderr(&desk.verify(&bomb), 1);
    assert!(told.contains("it would decompress to 314572800 bytes"), "{told}");
}

async fn records(log: &Log) -> Vec<Recorded<Raw>> {
    use futures::TryStreamExt;
    log.replay(1, u64::MAX, FollowOptions::default()).try_collect().await.expect("read")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_of_everything_is_loaded_into_an_empty_server_to_the_byte() {
    let desk = Desk::start().await;
    let bundle = desk.bundle("all.zip", &["--all"]);
    stdout(&desk.verify(&bundle));
    if let Some(output) = desk.python(&bundle, &[]) {
        assert!(stdout(&output).starts_with("verified: "), "{output:?}");
    }
    let told = desk.refused(&with_records(&bundle, |lines| lines[30] = lines[30].replacen("2025", "2024", 1)));
    assert!(told.contains("the record at position 31 is not the one that was signed"), "{told}");
    let told = desk.refused(&with_records(&bundle, |lines| lines.swap(3, 4)));
    assert!(told.contains("the record at position 4 is not"), "{told}");
    // The true record comes after a forged one of the same position.
    let told = desk.refused(&with_records(&bundle, |lines| lines.insert(30, lines[30].replacen("2025", "2024", 1))));
    assert!(told.contains("the record at position 31 is not"), "{told}");
    python_demands_the_witnesses_that_are_named(&desk, &bundle);

    let empty = Server::start().await;
    let at_empty = |arguments: &[&str]| {
        let data = data_of(&desk.server);
        program(&empty.url(), &[arguments, &["--data", &data]].concat()).output().expect("the program runs")
    };
    let path = bundle.to_str().expect("a path");
    stdout(&at_empty(&["audit", "restore", path]));
    assert_eq!(records(&empty.log().await).await, records(&desk.server.log().await).await);
    let verified: Value = json(&at_empty(&["audit", "verify", "--format", "json", "--no-wait"]));
    assert_eq!(verified["origin"], "newsroom.example/log", "the old checkpoint holds for the new server");
    // What is recorded in both is answered the same, at any time.
    let replays = [&desk.server.url(), &empty.url()]
        .map(|url| stdout(&program(url, &["replay", "--format", "json"]).output().expect("run")));
    assert_eq!(replays[0], replays[1]);
    // Loading it again changes nothing; another one is refused.
    stdout(&at_empty(&["audit", "restore", path]));
    assert_eq!(records(&empty.log().await).await.len(), records(&desk.server.log().await).await.len());
    let story = desk.bundle("story.zip", &[STORY]);
    assert!(
        stderr(&at_empty(&["audit", "restore", story.to_str().expect("a path")]), 1).contains("bundle of one story")
    );
    desk.submit("story: envoy-russia-trips\nupdates:\n- note.noted: remark\n  text: one more\n");
    let grown = desk.bundle("grown.zip", &["--all"]);
    stdout(&at_empty(&["audit", "restore", grown.to_str().expect("a path")]));
    assert!(stderr(&at_empty(&["audit", "restore", path]), 1).contains("the server is not empty"));
}

/// The Python in a bundle accepts what a witness has cosigned, where its key is given, and nothing else.
fn python_demands_the_witnesses_that_are_named(desk: &Desk, bundle: &Path) {
    let pair = KeyPair::of_witness("w.example").expect("valid");
    let witness = WitnessKey::parse(&pair.secret, "key").expect("valid");
    let cosigned = |another: Option<&[u8]>| {
        changed(bundle, |files| {
            let note = file(files, "checkpoint");
            let checkpoint = Checkpoint::parse(note).expect("a checkpoint");
            let line = witness.cosign(another.unwrap_or(checkpoint.text()), 1_700_000_000);
            *note = checkpoint.with(&[line]).expect("a note").to_bytes();
        })
    };
    let judged = |bundle: &Path| desk.python(bundle, &[&pair.public]);
    let Some(without) = judged(bundle) else { return };
    assert!(stderr(&without, 1).contains("w.example has not signed it"), "{without:?}");
    let told = stdout(&judged(&cosigned(None)).expect("Python"));
    assert!(told.starts_with("verified: ") && told.contains("w.example+"), "{told}");
    let forged = judged(&cosigned(Some(b"another checkpoint"))).expect("Python");
    assert!(stderr(&forged, 1).contains("InvalidSignature"), "{forged:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_of_an_earlier_time_has_what_was_on_file_then_and_is_compared_with_checkpoints_that_were_seen() {
    let desk = Desk::start().await;
    let checkpoint = Path::new(&data_of(&desk.server)).join("notary/public/checkpoint");
    let kept = |name: &str| {
        let copy = desk.file(name);
        std::fs::copy(&checkpoint, &copy).expect("copied");
        copy.to_str().expect("a path").to_owned()
    };
    // Making it has everything signed.
    let first = desk.bundle("first.zip", &["--all"]);
    let (old, then) = (kept("old"), jiff::Timestamp::now().to_string());
    desk.submit(
        "story: envoy-russia-trips\nupdates:\n- claim.reported: later\n  source: {origin: kremlin, basis: on_record}\n  \
         text: this was said only later\n",
    );
    let whole = desk.bundle("whole.zip", &["--all"]);
    let now = kept("now");
    let of_records =
        |bundle: &Path| String::from_utf8(file(&mut files(bundle), "records.ndjson").clone()).expect("text");
    assert!(of_records(&whole).contains("said only later"));
    let earlier = desk.bundle("earlier.zip", &["--all", "--as-of", &then]);
    assert_eq!(of_records(&earlier), of_records(&first));
    stdout(&desk.verify(&earlier));
    // Each story has a brief, of what was on file then.
    let brief_in =
        |bundle: &Path| String::from_utf8(file(&mut files(bundle), "briefs/envoy-russia-trips.html").clone());
    let briefs = [&first, &earlier, &whole].map(|bundle| brief_in(bundle).expect("text"));
    assert!(briefs[0].starts_with("<!doctype html>") && briefs[0].contains("Witkoff"), "{}", briefs[0]);
    assert!(!briefs[1].contains("said only later") && briefs[2].contains("said only later"), "{}", briefs[2]);
    let without = desk.bundle("without.zip", &["--all", "--without-briefs"]);
    assert!(files(&without).iter().all(|(name, _)| !name.ends_with(".html")));
    stdout(&desk.verify(&without));
    let story = desk.bundle("then.zip", &[STORY, "--as-of", &then]);
    assert!(stdout(&desk.verify(&story)).contains("with 1 record that the bundle accounts for and does not show"));
    for (name, content) in files(&story) {
        assert!(!String::from_utf8_lossy(&content).contains("said only later"), "{name}");
    }
    let none = ["audit", "bundle", "--all", "--as-of", "2020-01-01T00:00:00Z", "-o", "/tmp/never.zip"];
    assert!(stderr(&desk.run(&none), 1).contains("nothing had been signed by"));

    // One of everything is compared with what was seen before; one of a story says that it is not.
    let verify = |bundle: &Path, seen: &str, format: &str| {
        let bundle = bundle.to_str().expect("a path");
        desk.run(&["audit", "verify", bundle, "--seen", seen, "--format", format])
    };
    assert_eq!(json(&verify(&whole, &old, "json"))["agreed"], 2);
    let told = stdout(&verify(&story, &old, "table"));
    assert!(told.contains("is not to be seen from a bundle of one story"), "{told}");
    let told = stderr(&verify(&first, &now, "table"), 1);
    assert!(told.contains("replayed: the checkpoint has size"), "{told}");
    // Signed with the same key, and of another history.
    let keys = NotaryKeys::read(&Path::new(&data_of(&desk.server)).join("notary.key")).expect("keys");
    let head = Checkpoint::parse(&std::fs::read(&old).expect("read")).expect("a checkpoint").claimed().clone();
    let forged = Head { root: newsreel_notary::leaf::leaf(&[7; 32]), ..head.clone() };
    let fork = desk.file("fork");
    std::fs::write(&fork, Checkpoint::sign(forged, &keys).expect("signed").to_bytes()).expect("written");
    let told = stderr(&verify(&whole, fork.to_str().expect("a path"), "table"), 1);
    let named =
        format!("FORK: the checkpoint of size {} does not continue the one of size {}", head.size + 1, head.size);
    assert!(told.contains(&named), "{told}");
    // Of another log, whose key is trusted as well.
    let other = KeyPair::of_notary("else.example/log").expect("valid");
    let head = Head { origin: "else.example/log".to_owned(), ..head };
    let foreign = Checkpoint::sign(head, &NotaryKeys::parse(&other.secret, "key").expect("valid")).expect("signed");
    let (seen, trust) = (desk.file("foreign"), desk.file("both.keys"));
    std::fs::write(&seen, foreign.to_bytes()).expect("written");
    std::fs::write(&trust, format!("{}\n{}\n", desk.key(), other.public)).expect("written");
    let [seen, trust, whole] = [&seen, &trust, &whole].map(|path| path.to_str().expect("a path"));
    for of in [&[whole][..], &[]] {
        let told = stderr(&desk.run(&[&["audit", "verify", "--seen", seen, "--trust", trust], of].concat()), 1);
        assert!(told.contains("another log: the checkpoint of size"), "{told}");
        assert!(told.contains("is one of `else.example/log`, and this log is `newsroom.example/log`"), "{told}");
    }
    // A key that is revoked, or not ours, is named.
    std::fs::write(trust, format!("revoked {}\n", desk.key())).expect("written");
    assert!(stderr(&desk.run(&["audit", "verify", whole, "--trust", trust]), 1).contains("revoked key: "));
    std::fs::write(trust, other.public).expect("written");
    assert!(stderr(&desk.run(&["audit", "verify", whole, "--trust", trust]), 1).contains("wrong key: "));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_known_when_something_was_published_is_answered_with_proof_and_with_what_came_since() {
    let desk = Desk::start().await;
    desk.submit(
        "story: envoy-russia-trips\ndirectory:\n  herald: {outlet: The Herald}\nupdates:\n\
         - publication.published: third-trip\n  outlet: herald\n  title: The third trip\n  when: 2025-04-12\n  \
         source: {origin: herald, basis: on_record, knowledge: own_act}\n  relies_on: [arrival, april-meeting-held]\n",
    );
    let ask = || json(&desk.run(&["audit", "publication", "third-trip", "--format", "json"]));
    let before = ask();
    let position = |update: &Value| update["position"].as_u64().expect("a number");
    let updates = |answer: &Value| answer["updates"].as_array().expect("updates").clone();
    assert_eq!(updates(&before).iter().map(position).collect::<Vec<_>>(), [34, 37, 66]);
    assert!(updates(&before).iter().all(|update| update["proven"] == true), "{before}");
    assert_eq!(updates(&before)[0]["said_by"], serde_json::json!(["Newsweek"]));
    assert!(before["publication"]["signed_by"]["size"].as_u64() >= Some(66), "{before}");
    assert_eq!(
        (&before["publication"]["findings"], &before["since"]),
        (&serde_json::json!([]), &serde_json::json!([]))
    );

    desk.submit(
        "story: envoy-russia-trips\nupdates:\n- trip.retracted: trip-april\n  by: newsweek\n  \
         source: {origin: newsweek, basis: on_record, knowledge: own_act}\n  \
         retracts: {update: arrival, reason: a mistake}\n",
    );
    let after = ask();
    assert_eq!(updates(&after)[0]["taken_back_by"], serde_json::json!(["67"]));
    assert_eq!(updates(&after)[0]["stood"], updates(&before)[0]["stood"], "what was known then stays so");
    assert!(after["publication"]["findings"].to_string().contains("needs review (correction)"), "{after}");
    assert_eq!(after["since"][0]["position"], 67, "{after}");
    // A sentence of the brief at the time before, and now.
    let recorded_at = updates(&before)[2]["recorded_at"].as_str().expect("a time").to_owned();
    let explained =
        json(&desk.run(&["audit", "explain", STORY, "trip-april", "--as-of", &recorded_at, "--format", "json"]));
    let sentences = explained["sentences"].as_array().expect("sentences");
    assert!(sentences.iter().any(|sentence| sentence["still_said"] == false), "{explained}");
    let told = stderr(&desk.run(&["audit", "explain", STORY, "999"]), 1);
    assert!(told.contains("there is no sentence 999"), "{told}");
    assert!(stderr(&desk.run(&["audit", "publication", "nothing"]), 1).contains("no publication `nothing` is on file"));
}

#[test]
fn the_story_of_a_disputed_publication_is_told_to_its_end() {
    let demo = Command::new(newsreel_tests::newsreel())
        .args(["audit", "demo"])
        .env("NEWSREEL_NATS_SERVER", newsreel_tests::find_server())
        .env("RUST_LOG", "warn")
        .output();
    let text = stdout(&demo.expect("the program runs"));
    for said in [
        "needs review",
        "since then taken back, by update 67",
        "Verified: the 67 records",
        "NOT verified: the record at position 37",
    ] {
        assert!(text.contains(said), "it does not say: {said}\n{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_did_what_is_on_the_trail_which_is_signed_with_the_log() {
    let desk = Desk::start().await;
    let submit = |document: &str, actor: &str| {
        let file = desk.file("submitted.yaml");
        std::fs::write(&file, document).expect("written");
        desk.run(&["submit", file.to_str().expect("a path"), "--actor", actor])
    };
    stdout(&submit("story: envoy-russia-trips\nupdates:\n- note.noted: remark\n  text: one\n", "anna"));
    stderr(&submit("story: envoy-russia-trips\nupdates:\n- note.hold: remark\n  text: one\n", "berta"), 1);
    stdout(&submit(
        "story: envoy-russia-trips\ndirectory:\n  herald: {outlet: The Herald}\nupdates:\n\
         - publication.published: third-trip\n  outlet: herald\n  title: The third trip\n  when: 2025-04-12\n  \
         source: {origin: herald, basis: on_record, knowledge: own_act}\n  relies_on: [arrival]\n",
        "clara",
    ));
    desk.bundle("story.zip", &[STORY, "--actor", "dora"]);
    let log = desk.server.log().await;
    let jetstream = async_nats::jetstream::new(log.client().clone());
    let mut unreadable = Vec::new();
    for _ in 0..2 {
        let stored = jetstream.publish("newsreel.story.x.y.z", "{}".into()).await.expect("sent").await.expect("stored");
        unreadable.push(stored.sequence);
    }
    soon("they are put aside", async {
        while !stdout(&desk.run(&["quarantine", "list"])).contains(&unreadable[1].to_string()) {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let position = unreadable[0].to_string();
    stdout(&desk.run(&["quarantine", "dismiss", &position, "--reason", "noise", "--actor", "erna"]));
    // Whatever program asks for it: the projector writes it down.
    let dismiss =
        Settle::Dismiss { sequence: unreadable[1], reason: "more".to_owned(), actor: Some("frida".to_owned()) };
    let patience = Timeouts { service: Duration::from_secs(30), answer: Duration::from_secs(30) };
    for _ in 0..2 {
        let settled: Settled = log.ask(QUARANTINE, &dismiss, patience).await.expect("dismissed");
        assert_eq!(settled.dismissed, [unreadable[1]]);
    }
    let trail = || stdout(&desk.run(&["audit", "trail"]));
    let wanted = [
        "anna submitted to envoy-russia-trips: 1 recorded, 0 on file already",
        "berta was refused what was submitted to envoy-russia-trips: unknown-change",
        "clara recorded the publication third-trip of envoy-russia-trips (publication.published)",
        "dora made a bundle of envoy-russia-trips",
        &format!("erna dismissed the record at position {}: noise", unreadable[0]),
        &format!("frida dismissed the record at position {}: more", unreadable[1]),
        "signed from here on with",
    ];
    soon("all of it is on the trail", async {
        while !wanted.iter().all(|said| trail().contains(said)) {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let decisions = stdout(&desk.run(&["audit", "trail", "--topic", "quarantine", "--format", "json"]));
    assert_eq!(decisions.lines().count(), 2, "a decision that is repeated is none: {decisions}");
    let refusals = stdout(&desk.run(&["audit", "trail", "--topic", "refusal", "--format", "json"]));
    let refusals: Vec<Value> = refusals.lines().map(|line| serde_json::from_str(line).expect("json")).collect();
    assert_eq!((refusals.len(), &refusals[0]["said"]["actor"]), (1, &"berta".into()));
    let verified = json(&desk.run(&["audit", "verify", "--format", "json"]));
    assert!(verified["trail"]["messages"].as_u64() > Some(5), "{verified}");
}
