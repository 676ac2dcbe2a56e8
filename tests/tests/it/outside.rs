//! Programs that are not ours, on ours: a witness that others wrote cosigns for our notary, and a verifier that others wrote
//! accepts its checkpoints, cosignatures, tiles and proofs. Both are Python packages, which `deploy/outside` installs.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use newsreel_tests::soon;

use crate::audit::{Signed, free_address};
use crate::program::{json, stderr, stdout};

/// A Python that has these packages of `deploy/outside`; none where they are not installed.
#[allow(clippy::print_stderr, reason = "a test that leaves something out says so")]
pub(crate) fn python_with(packages: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let candidates =
        [std::env::var_os("OUTSIDE_PYTHON").map(PathBuf::from), Some(root.join(".tools/outside/bin/python"))];
    let has_them = |python: &PathBuf| {
        let asked = Command::new(python).args(["-c", &format!("import {packages}")]).stderr(Stdio::null()).status();
        asked.is_ok_and(|status| status.success())
    };
    let found = candidates.into_iter().flatten().find(has_them);
    if found.is_none() {
        eprintln!("skipped: {packages} of `./deploy/outside` are not here");
    }
    found
}

/// One that has a witness and a verifier.
pub(crate) fn outside() -> Option<PathBuf> {
    python_with("aics_tlog, aics_witness")
}

struct Witness {
    process: Child,
    public: String,
    address: String,
}

impl Drop for Witness {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Witness {
    /// A witness of another make, which knows our log.
    async fn start(python: &Path, folder: &Path, log_key: &str) -> Self {
        std::fs::create_dir_all(folder).expect("made");
        let config = folder.join("witness.json");
        let config = config.to_str().expect("a path");
        let address = free_address();
        let run = |arguments: &[&str]| {
            stdout(&Command::new(python).args(["-m", "aics_witness"]).args(arguments).output().expect("it runs"))
        };
        run(&["init", "--config", config, "--name", "witness.example/w1", "--listen", &address]);
        run(&["add-log", "--config", config, "--origin", "newsroom.example/log", "--vkey", log_key]);
        // Our checkpoints say more than the three lines that every one has.
        let mut said: serde_json::Value = serde_json::from_slice(&std::fs::read(config).expect("read")).expect("json");
        said["logs"][0]["extension_lines"] = true.into();
        std::fs::write(config, said.to_string()).expect("written");
        let status = run(&["status", "--config", config, "--json"]);
        let status: serde_json::Value = serde_json::from_str(&status).expect("json");
        let public = find_key(&status).expect("a key").to_owned();
        let serve = ["-m", "aics_witness", "serve", "--config", config, "--log-level", "ERROR"];
        let process = Command::new(python).args(serve).spawn().expect("started");
        soon("the witness listens", async {
            while tokio::net::TcpStream::connect(&address).await.is_err() {
                tokio::task::yield_now().await;
            }
        })
        .await;
        Self { process, public, address }
    }
}

/// The key of the witness in what it says of itself.
fn find_key(status: &serde_json::Value) -> Option<&str> {
    let is_key = |text: &&str| text.starts_with("witness.example/w1+");
    match status {
        serde_json::Value::String(text) => Some(text.as_str()).filter(is_key),
        serde_json::Value::Object(members) => members.values().find_map(find_key),
        serde_json::Value::Array(elements) => elements.iter().find_map(find_key),
        _ => None,
    }
}

/// Verifies with nothing of ours: the checkpoint with its cosignature, every tile and entry, the inclusion of every leaf, and
/// that each smaller tree is the beginning of this one.
const VERIFY: &str = r#"
import base64, pathlib, sys
from aics_tlog import *
folder, log_key = pathlib.Path(sys.argv[1]), parse_vkey(sys.argv[2])
witnesses = [parse_vkey(key) for key in sys.argv[3].split()]
note = parse_note((folder / "checkpoint").read_bytes())
result = verify_checkpoint(note, log_key, witnesses, quorum=len(witnesses), expected_origin=log_key.name)
assert result.ok, result
head = parse_checkpoint(note.text)
reader = FileSystemTileReader(folder)
audit_tiles(reader, head.size, head.root)
for index in range(head.size):
    leaf = read_entry(reader, index, head.size)
    assert verify_leaf_inclusion(leaf, index, head.size, inclusion_proof_from_tiles(reader, index, head.size), head.root)
for old in range(1, head.size, 7):
    root = tree_root_from_tiles(reader, old, head.size)
    assert verify_consistency(old, head.size, root, head.root, consistency_proof_from_tiles(reader, old, head.size))
for file in sys.argv[4:]:
    proof, checkpoint = pathlib.Path(file).read_text().split("\n\n", 1)
    first, index, *hashes = proof.split("\n")
    assert first == "c2sp.org/tlog-proof@v1", first
    signed = parse_note(checkpoint.encode())
    assert verify_checkpoint(signed, log_key, witnesses, quorum=len(witnesses)).ok
    size, index = parse_checkpoint(signed.text).size, int(index.removeprefix("index "))
    leaf = read_entry(reader, index, head.size)
    assert verify_leaf_inclusion(leaf, index, size, [base64.b64decode(h) for h in hashes], parse_checkpoint(signed.text).root)
print(f"verified {head.size} records, {len(sys.argv) - 4} proofs")
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_witness_and_a_verifier_of_others_accept_what_our_notary_signs_and_what_it_forges_they_refuse() {
    let Some(python) = outside() else { return };
    let mut signed = Signed::start(300).await;
    signed.stop_notary();
    let log_key = std::fs::read_to_string(signed.data.join("trust.keys")).expect("a key").trim().to_owned();
    let witness = Witness::start(&python, &signed.server.store().join("outside"), &log_key).await;
    let asked = signed.data.join("witnesses");
    std::fs::write(&asked, format!("{} http://{}\n", witness.public, witness.address)).expect("written");
    std::fs::write(signed.data.join("trust.keys"), format!("{log_key}\n{}\n", witness.public)).expect("written");
    let ask = ["serve", "notary", "--checkpoint-every", "1", "--ask-witnesses", asked.to_str().expect("a path")];
    for from in [1000, 2000] {
        signed.add("one", from, 5).await;
        if signed.notary.is_none() {
            signed.notary = Some(signed.command(&ask).spawn().expect("started"));
        }
        signed.is_signed().await;
        let verified = json(&signed.run(&["audit", "verify", "--witnesses", "1", "--format", "json"]));
        assert_eq!(
            verified["cosigned_by"][0]["witness"].as_str().map(|key| key.starts_with("witness.example/w1+")),
            Some(true)
        );
    }

    let public = signed.data.join("notary/public");
    let verify = |folder: &Path| judge(&python, folder, &log_key, &witness.public, &[]);
    assert_eq!(stdout(&verify(&public)), "verified 310 records, 0 proofs\n");
    // A tile with another bit, and a checkpoint with another size, are refused by them as by us.
    let forged = signed.server.store().join("forged");
    copy(&public, &forged);
    let tile = forged.join("tile/0/000");
    let mut bytes = std::fs::read(&tile).expect("a tile");
    bytes[77] ^= 1;
    std::fs::write(&tile, bytes).expect("written");
    assert!(stderr(&verify(&forged), 1).contains("TileVerificationError"));
    let checkpoint = std::fs::read_to_string(public.join("checkpoint")).expect("read");
    std::fs::write(forged.join("checkpoint"), checkpoint.replacen("\n310\n", "\n309\n", 1)).expect("written");
    stderr(&verify(&forged), 1);
}

/// What the verifier of others says of a notary's folder, and of proofs that lead to checkpoints of it.
pub(crate) fn judge(python: &Path, folder: &Path, log_key: &str, witnesses: &str, proofs: &[PathBuf]) -> Output {
    let mut command = Command::new(python);
    command.args(["-c", VERIFY]).arg(folder).args([log_key, witnesses]).args(proofs);
    command.output().expect("it runs")
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("made");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        match entry.path() {
            folder if folder.is_dir() => copy(&folder, &to.join(entry.file_name())),
            file => drop(std::fs::copy(file, to.join(entry.file_name())).expect("copied")),
        }
    }
}
