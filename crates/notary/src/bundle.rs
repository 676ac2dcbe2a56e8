//! Bundles: a story, or the whole log, in one file that a stranger verifies offline.
//!
//! A bundle is a zip archive with these files and no others:
//!
//! ```text
//! README.md                      what this is, what it proves and what it does not, and the Python that verifies it
//! bundle.json                    what is in it (`Manifest`)
//! checkpoint                     a signed note: C2SP tlog-checkpoint, with the cosignatures of witnesses
//! records.ndjson                 a line for each record, in the order of the log (`Line`); of a story also what the directory
//!                                says of those it names, which is proven to be in the log, and not to be all there is
//! brief.html                     of a story: what was known then, for people
//! briefs/<story>.html            of the whole log: the same of every story, unless it was made without
//! story.json                     of a story: its chain with proof, and the entries of records that are not shown (`Story`)
//! proofs/<position>.tlog-proof   of a story: for each record, C2SP tlog-proof
//! leaves                         of the whole log: the leaf hashes, 32 bytes each, to name what differs
//! schemas/<name>.schema.json     JSON Schemas of what stands in the records
//! ```
//!
//! Nothing of a bundle is ever written to disk when it is read, so that no name in it can lead outside a folder, and no file of
//! it may be larger than its kind can be.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Seek, Write};

use bytes::Bytes;
use jiff::Timestamp;
use newsreel_log::{Raw, Unit, misread};
use newsreel_story::record::name::StorySlug;
use newsreel_story::record::recorded::{Recorded, Sequence};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tlog_tiles::{HASH_SIZE, Hash};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::base64;
use crate::checkpoint::{Checkpoint, Head, Verified};
use crate::keys::Trusted;
use crate::leaf::{Entry, entry, leaf};
pub use crate::manifest::{FORMAT, Manifest, StoryName};
use crate::proof::Proof;
use crate::stories::{Base64Hash, Chain, ProvenChain};
use crate::tree::is_included;
use crate::verify::{Check, Dispute, Place, Wrong};

/// The form before that, which had nothing of the directory in a bundle of a story.
const FORMAT_BEFORE: &str = "newsreel-bundle/1";
/// The most a file of a bundle may hold that is not records or leaves.
const LARGEST_FILE: u64 = 64 << 20;
/// The longest line of the records: a message of a megabyte, every byte of it escaped.
const LONGEST_LINE: u64 = 8 << 20;
/// How many times the size of the archive what is in it may have. Records shrink to a twentieth; a file that was made to fill
/// disks shrinks to a thousandth.
const LARGEST_RATIO: u64 = 250;
/// The most a bundle may hold, in bytes.
const LARGEST_BUNDLE: u64 = 256 << 30;
/// The most files a bundle may have.
const MOST_FILES: usize = 1_000_000;

const MANIFEST: &str = "bundle.json";
const CHECKPOINT: &str = "checkpoint";
const RECORDS: &str = "records.ndjson";
const STORY: &str = "story.json";
const LEAVES: &str = "leaves";
const BRIEF: &str = "brief.html";
const README: &str = "README.md";

/// A record, as a line of the file of records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    /// Its position.
    sequence: Sequence,
    /// When the log took it, for people.
    recorded_at: Timestamp,
    /// The same in nanoseconds since 1970.
    recorded_ns: u64,
    /// The subject it was published on.
    subject: String,
    /// The stored message, where it is text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    payload: Option<String>,
    /// The stored message in base64, where it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    payload_base64: Option<String>,
}

/// What proves that nothing of a story is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Story {
    /// How many records the story has.
    count: u64,
    /// The position of the last of them.
    last: Sequence,
    /// The chain of their entries.
    chain: Base64Hash,
    /// Its place among the leaves of stories.
    index: u64,
    /// The inclusion proof.
    proof: Vec<Base64Hash>,
    /// The records that are not shown.
    not_shown: Vec<NotShown>,
}

/// A record that is not shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct NotShown {
    sequence: Sequence,
    entry: Base64Hash,
}

/// Why a bundle is not made.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// The file cannot be written.
    #[error("the bundle cannot be written: {0}")]
    Write(String),
}

impl From<ZipError> for BundleError {
    fn from(error: ZipError) -> Self {
        Self::Write(error.to_string())
    }
}

impl From<std::io::Error> for BundleError {
    fn from(error: std::io::Error) -> Self {
        Self::Write(error.to_string())
    }
}

impl From<serde_json::Error> for BundleError {
    fn from(error: serde_json::Error) -> Self {
        Self::Write(error.to_string())
    }
}

/// How many bytes of records are compressed at a time: the compressor is slow with small pieces.
const TOGETHER: usize = 256 << 10;

/// Writes a bundle, file after file.
pub struct Writer<W: Write + Seek> {
    zip: ZipWriter<W>,
    /// Lines of the records that are not compressed yet.
    lines: Vec<u8>,
}

impl<W: Write + Seek> Writer<W> {
    /// Writes into this.
    pub fn new(to: W) -> Self {
        Self { zip: ZipWriter::new(to), lines: Vec::with_capacity(TOGETHER) }
    }

    fn file(&mut self, name: &str, content: &[u8]) -> Result<(), BundleError> {
        self.begin(name, options())?;
        Ok(self.zip.write_all(content)?)
    }

    fn begin(&mut self, name: &str, options: SimpleFileOptions) -> Result<(), BundleError> {
        self.write_lines()?;
        Ok(self.zip.start_file(name, options)?)
    }

    fn write_lines(&mut self) -> Result<(), BundleError> {
        self.zip.write_all(&self.lines)?;
        self.lines.clear();
        Ok(())
    }

    /// What stands first in every bundle: what it is, the checkpoint, the schemas, and the brief of a story.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn front(
        &mut self,
        manifest: &Manifest,
        checkpoint: &str,
        schemas: &[(String, String)],
        brief: Option<&str>,
    ) -> Result<(), BundleError> {
        self.file(README, crate::readme::readme(manifest).as_bytes())?;
        self.file(MANIFEST, &serde_json::to_vec_pretty(manifest)?)?;
        self.file(CHECKPOINT, checkpoint.as_bytes())?;
        if let Some(brief) = brief {
            self.file(BRIEF, brief.as_bytes())?;
        }
        for (name, schema) in schemas {
            self.file(&format!("schemas/{name}.schema.json"), schema.as_bytes())?;
        }
        Ok(())
    }

    /// Begins the file of records.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn begin_records(&mut self) -> Result<(), BundleError> {
        self.begin(RECORDS, options())
    }

    /// Adds a record to the file that was begun.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn record(&mut self, stored: &Recorded<Raw>) -> Result<(), BundleError> {
        let Recorded { sequence, recorded_at, record: Raw { subject, payload } } = stored;
        let (text, bytes) = match std::str::from_utf8(payload) {
            Ok(text) => (Some(text.to_owned()), None),
            Err(_) => (None, Some(base64::encode(payload))),
        };
        let line = Line {
            sequence: *sequence,
            recorded_at: *recorded_at,
            recorded_ns: u64::try_from(recorded_at.as_nanosecond()).unwrap_or(u64::MAX),
            subject: subject.to_string(),
            payload: text,
            payload_base64: bytes,
        };
        serde_json::to_writer(&mut self.lines, &line)?;
        self.lines.push(b'\n');
        if self.lines.len() < TOGETHER { Ok(()) } else { self.write_lines() }
    }

    /// The proofs of a story: for each record shown, and that no other is left out.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn story(
        &mut self,
        proofs: &[(Sequence, Vec<Hash>)],
        chain: &ProvenChain,
        not_shown: &[(Sequence, Entry)],
        checkpoint: &str,
    ) -> Result<(), BundleError> {
        let not_shown =
            not_shown.iter().map(|(sequence, entry)| NotShown { sequence: *sequence, entry: Base64Hash(*entry) });
        let ProvenChain { chain: Chain { count, last, chain }, index, proof } = chain.clone();
        let story = Story { count, last, chain: Base64Hash(chain), index, proof, not_shown: not_shown.collect() };
        self.file(STORY, &serde_json::to_vec_pretty(&story)?)?;
        for (sequence, hashes) in proofs {
            let proof = crate::proof::write(sequence - 1, hashes, checkpoint);
            self.file(&proof_name(*sequence), proof.as_bytes())?;
        }
        Ok(())
    }

    /// The leaves of the whole log, one after the other.
    ///
    /// # Errors
    /// When they cannot be read or written.
    pub fn leaves(&mut self, leaves: &mut impl Read) -> Result<(), BundleError> {
        self.begin(LEAVES, options().compression_method(CompressionMethod::Stored))?;
        std::io::copy(leaves, &mut self.zip)?;
        Ok(())
    }

    /// Adds the brief of one of the stories of the whole log.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn brief(&mut self, story: &StorySlug, brief: &str) -> Result<(), BundleError> {
        self.file(&format!("briefs/{story}.html"), brief.as_bytes())
    }

    /// Ends the bundle.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn end(mut self) -> Result<W, BundleError> {
        self.write_lines()?;
        Ok(self.zip.finish()?)
    }
}

fn options() -> SimpleFileOptions {
    // The same bundle has the same bytes, whenever it is made.
    SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).large_file(true)
}

fn proof_name(sequence: Sequence) -> String {
    format!("proofs/{sequence:012}.tlog-proof")
}

/// A bundle, opened to be read.
pub struct Bundle<R> {
    zip: ZipArchive<R>,
    manifest: Manifest,
}

/// What a bundle that was verified contains.
#[derive(Debug)]
pub struct Contents {
    /// What it says of itself.
    pub manifest: Manifest,
    /// The checkpoint, verified.
    pub checkpoint: Verified,
    /// How many records were compared.
    pub records: u64,
}

impl<R: Read + Seek> Bundle<R> {
    /// Opens a bundle of so many bytes, and refuses what no bundle contains.
    ///
    /// # Errors
    /// When it is damaged or truncated, has files that no bundle has, or holds more than it may.
    pub fn open(from: R, size: u64) -> Result<Self, Wrong> {
        let mut zip = ZipArchive::new(from)
            .map_err(|error| wrong(format!("it is not a bundle, or it is truncated or damaged: {error}")))?;
        if zip.len() > MOST_FILES {
            return Err(wrong(format!("it has {} files, and a bundle at most {MOST_FILES}", zip.len())));
        }
        let most = size.saturating_mul(LARGEST_RATIO).clamp(LARGEST_FILE, LARGEST_BUNDLE);
        let mut total: u64 = 0;
        for index in 0..zip.len() {
            let file = zip.by_index_raw(index).map_err(|error| wrong(format!("it is damaged: {error}")))?;
            let name = file.name().map_err(|error| wrong(format!("it is damaged: {error}")))?;
            if !belongs(&name) {
                return Err(wrong(format!("it has a file `{name}`, which no bundle has: it is refused as a whole")));
            }
            if file.size() > LARGEST_FILE && ![RECORDS, LEAVES].contains(&&*name) {
                return Err(wrong(format!("its file {name} holds {} bytes, which is too much", file.size())));
            }
            total = total.saturating_add(file.size());
        }
        if total > most {
            return Err(wrong(format!("it would decompress to {total} bytes, from {size}: it is refused unread")));
        }
        let manifest: Manifest = json(&mut zip, MANIFEST)?;
        if ![FORMAT, FORMAT_BEFORE].contains(&manifest.format.as_str()) {
            return Err(wrong(format!("it is of the form `{}`, and only `{FORMAT}` is known here", manifest.format)));
        }
        Ok(Self { zip, manifest })
    }

    /// What it says of itself, be it true or not.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The checkpoint, as it stands in the bundle.
    ///
    /// # Errors
    /// When it is missing or damaged.
    pub fn checkpoint(&mut self) -> Result<Vec<u8>, Wrong> {
        content(&mut self.zip, CHECKPOINT)
    }

    /// Hands over every record, in order.
    ///
    /// # Errors
    /// When the file is damaged, or what is handed over is not wanted.
    pub fn records(&mut self, mut each: impl FnMut(Recorded<Raw>) -> Result<(), Wrong>) -> Result<u64, Wrong> {
        let file = self.zip.by_name(RECORDS).map_err(|error| unreadable(RECORDS, &error))?;
        // What a header says of the size can be a lie; what is beyond it is not read.
        let size = file.size();
        let mut lines = BufReader::new(file.take(size));
        let mut count = 0;
        let mut line = String::new();
        loop {
            line.clear();
            let read =
                (&mut lines).take(LONGEST_LINE).read_line(&mut line).map_err(|error| unreadable(RECORDS, &error))?;
            if read == 0 {
                return Ok(count);
            }
            count += 1;
            each(record_of(&line).ok_or_else(|| wrong(format!("line {count} of {RECORDS} is not a record")))?)?;
        }
    }

    /// Verifies everything: the checkpoint, every record, and that none is left out. A bundle of the whole log also agrees with
    /// these heads, which were seen before; whether one of a story does is not to be seen from it, unless it is of the same size.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn verify(
        &mut self,
        trusted: &Trusted,
        witnesses: usize,
        seen: &[Head],
        progress: impl FnMut(u64),
    ) -> Result<Contents, Wrong> {
        let bytes = self.checkpoint()?;
        let checkpoint = Checkpoint::parse(&bytes).and_then(|checkpoint| checkpoint.verify(trusted, witnesses));
        let checkpoint = checkpoint.map_err(|error| Wrong::Checkpoint(error.to_string()))?;
        let Head { origin, size, .. } = &checkpoint.head;
        if let Some(before) = seen.iter().find(|before| before.origin != *origin) {
            let Head { origin: other, size, .. } = before.clone();
            return Err(Wrong::OtherLog { origin: other, size, log: origin.clone() });
        }
        if let Some(newer) = seen.iter().find(|before| before.size > *size) {
            return Err(Wrong::Replayed { size: *size, seen: newer.size });
        }
        let heads: Vec<Head> = seen.iter().chain([&checkpoint.head]).cloned().collect();
        // Two of one size are compared at once.
        let check = Check::new(heads)?;
        let records = match self.manifest.story.clone() {
            Some(story) => self.verify_story(&story, &checkpoint, progress)?,
            None => self.verify_log(check, progress)?,
        };
        if records != self.manifest.records {
            return Err(wrong(format!("it has {records} records, and says that it has {}", self.manifest.records)));
        }
        if (self.manifest.size, &self.manifest.origin) != (checkpoint.head.size, &checkpoint.head.origin) {
            return Err(wrong("its checkpoint is not the one of which it speaks".to_owned()));
        }
        Ok(Contents { manifest: self.manifest.clone(), checkpoint, records })
    }

    fn verify_log(&mut self, mut check: Check, mut progress: impl FnMut(u64)) -> Result<u64, Wrong> {
        let size = check.wanted();
        let mut place = 0;
        let records = self.records(|stored| {
            place += 1;
            progress(place);
            if stored.sequence > size {
                return Err(wrong(format!("its record at position {} is beyond its checkpoint", stored.sequence)));
            }
            check.add(&stored);
            Ok(())
        })?;
        match check.dispute()? {
            None => Ok(records),
            Some(dispute) => Err(self.place_of(dispute)?.of_log()),
        }
    }

    /// Where its records differ from what was signed: told by the leaves that it has itself, if they lead to what was signed.
    fn place_of(&mut self, mut dispute: Dispute) -> Result<Place, Wrong> {
        let file = self.zip.by_name(LEAVES).map_err(|error| unreadable(LEAVES, &error))?;
        let mut leaves = BufReader::new(file.take(dispute.size().saturating_mul(HASH_SIZE as u64)));
        let mut signed = [0; HASH_SIZE];
        // Where it ends too early, or cannot be read further, they lead to something else.
        while leaves.read_exact(&mut signed).is_ok() {
            dispute.take(Hash(signed));
        }
        drop(leaves);
        let mut found = Vec::new();
        if let Some(wanted) = dispute.wanted() {
            let mut place = 0;
            self.records(|stored| {
                place += 1;
                if wanted.contains(&place) {
                    found.push(leaf(&entry(&stored)));
                }
                Ok(())
            })?;
        }
        Ok(dispute.place(&found))
    }

    fn verify_story(
        &mut self,
        name: &StoryName,
        checkpoint: &Verified,
        mut progress: impl FnMut(u64),
    ) -> Result<u64, Wrong> {
        let head = &checkpoint.head;
        let story: Story = json(&mut self.zip, STORY)?;
        let mut entries: BTreeMap<Sequence, Entry> = BTreeMap::new();
        let mut shown = Vec::new();
        self.records(|stored| {
            let is_entry = matches!(Unit::of_subject(&stored.record.subject), Some(Unit::Entity(_)));
            shown.push((stored.sequence, entry(&stored), is_entry));
            Ok(())
        })?;
        let directory = shown.iter().filter(|(.., is_entry)| *is_entry).count() as u64;
        if directory != self.manifest.directory {
            let said = self.manifest.directory;
            return Err(wrong(format!("it has {directory} records of the directory, and says that it has {said}")));
        }
        let records = shown.len() as u64 - directory;
        for (sequence, entry, is_entry) in shown {
            progress(sequence);
            let proof = content(&mut self.zip, &proof_name(sequence))?;
            let proof = std::str::from_utf8(&proof).map_err(|error| unreadable(&proof_name(sequence), &error))?;
            let proof = Proof::parse(proof).map_err(|error| Wrong::Checkpoint(error.to_string()))?;
            let is_of_this = proof.index + 1 == sequence && proof.checkpoint.text() == head.text().as_bytes();
            if !is_of_this || !is_included(leaf(&entry), proof.index, head.size, head.root, &proof.hashes) {
                return Err(Wrong::Differs { position: sequence });
            }
            // The chain is that of the story; the directory has one of its own, of which a story shows no more than it needs.
            if !is_entry {
                entries.insert(sequence, entry);
            }
        }
        for NotShown { sequence, entry } in &story.not_shown {
            if entries.insert(*sequence, entry.0).is_some() {
                return Err(wrong(format!("it shows the record at position {sequence}, and says that it does not")));
            }
        }
        let mut chain = Chain::default();
        entries.iter().for_each(|(sequence, entry)| chain.add(*sequence, entry));
        let said = Chain { count: story.count, last: story.last, chain: story.chain.0 };
        if chain != said {
            let (found, counted) = (chain.count, said.count);
            return Err(wrong(format!(
                "records of the story are left out, or others were put in: {counted} were signed, and {found} are accounted for"
            )));
        }
        let proof: Vec<Hash> = story.proof.iter().copied().map(Hash::from).collect();
        let proven = head
            .stories
            .is_some_and(|(stories, root)| is_included(said.leaf_of(name.id), story.index, stories, root, &proof));
        if !proven {
            return Err(wrong("the checkpoint does not say that these are all records of the story".to_owned()));
        }
        Ok(records)
    }
}

/// Whether a bundle can have a file of this name.
fn belongs(name: &str) -> bool {
    let within = |folder: &str, ending: &str| {
        let stem = name.strip_prefix(folder).and_then(|rest| rest.strip_suffix(ending));
        stem.is_some_and(|stem| {
            !stem.is_empty() && stem.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        })
    };
    [README, MANIFEST, CHECKPOINT, RECORDS, STORY, LEAVES, BRIEF].contains(&name)
        || within("proofs/", ".tlog-proof")
        || within("schemas/", ".schema.json")
        || within("briefs/", ".html")
}

fn record_of(line: &str) -> Option<Recorded<Raw>> {
    let Line { sequence, recorded_at, recorded_ns, subject, payload, payload_base64 } =
        serde_json::from_str(line).ok()?;
    let payload = match (payload, payload_base64) {
        (Some(text), None) => Bytes::from(text),
        (None, Some(bytes)) => Bytes::from(base64::decode(&bytes)?),
        _ => return None,
    };
    let same = u64::try_from(recorded_at.as_nanosecond()) == Ok(recorded_ns);
    same.then(|| Recorded { sequence, recorded_at, record: Raw { subject: subject.into(), payload } })
}

fn content<R: Read + Seek>(zip: &mut ZipArchive<R>, name: &str) -> Result<Vec<u8>, Wrong> {
    let file = zip.by_name(name).map_err(|error| unreadable(name, &error))?;
    let size = file.size();
    let mut content = Vec::new();
    // What a header says of the size can be a lie.
    file.take(size + 1).read_to_end(&mut content).map_err(|error| unreadable(name, &error))?;
    if content.len() as u64 == size {
        Ok(content)
    } else {
        Err(wrong(format!("its file {name} is not as long as it says")))
    }
}

fn json<T: DeserializeOwned, R: Read + Seek>(zip: &mut ZipArchive<R>, name: &str) -> Result<T, Wrong> {
    misread::read(&content(zip, name)?).map_err(|misread| unreadable(name, &misread))
}

fn unreadable(name: &str, error: &dyn std::fmt::Display) -> Wrong {
    wrong(format!("its file {name} cannot be read: {error}"))
}

fn wrong(what: String) -> Wrong {
    Wrong::Bundle(what)
}
