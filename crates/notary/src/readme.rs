//! The README of a bundle: what it is and proves, for somebody who has never heard of us.

use crate::manifest::Manifest;

/// Verifies a bundle with nothing of ours.
const PYTHON: &str = include_str!("verify.py");

const OF_STORY: &str = "\
**It proves** that every record in `records.ndjson` is in the log as it was signed, to the byte, at its position and with the \
time at which the log took it; and that the story has no other records up to that checkpoint than these and those that \
`story.json` lists under `not_shown`: the checkpoint commits to the number of the story's records and to a chain of all their \
hashes.

**It does not prove** what the records say: that somebody said so is what was recorded. It does not show what `not_shown` \
records say or when they were recorded; that they are under an embargo, or later than the time the bundle is of, is our word. \
It does not prove by itself that the notary counted the records of the story right: everybody who verifies the whole log \
(`newsreel audit verify`, or a bundle of all) does. What the directory says of those whom the story names is here as well, and \
proven to be in the log; that nothing else of the directory bears on the story is not. `brief.html` is what our program made of the records; it is not signed.
";

const OF_LOG: &str = "\
**It proves** that the log had exactly these records when the checkpoint was signed, to the byte, in this order and with these \
times.

**It does not prove** what the records say: that somebody said so is what was recorded. `briefs/`, where there are any, are what \
our program made of the records of each story; they are not signed.
";

/// The README of the bundle with this manifest.
pub(crate) fn readme(manifest: &Manifest) -> String {
    let Manifest { story, as_of, made_at, made_by, origin, size, records, not_shown, .. } = manifest;
    let of = story.as_ref().map_or_else(|| "the whole log".to_owned(), |story| format!("the story `{}`", story.slug));
    let as_of = as_of.map(|as_of| format!(", as it had been recorded at {as_of}")).unwrap_or_default();
    let by = made_by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
    let hidden = if *not_shown > 0 { format!(", and {not_shown} that are not shown") } else { String::new() };
    let proves = if story.is_some() { OF_STORY } else { OF_LOG };
    format!(
        "# A bundle of {origin}\n\n\
         This is {of}{as_of}: {records} records{hidden}, with the proof that they are those that were signed when the log \
         had {size} records. Made at {made_at}{by}.\n\n\
         {proves}\n\
         **What you need** is the public key of `{origin}`, from a place that you trust and that is not this bundle, and, \
         against a newsroom that shows two histories, a checkpoint from somewhere else or the keys of witnesses. That the \
         signature is old is proven by who has kept the checkpoint since, and by the times in the cosignatures of witnesses.\n\n\
         ## To verify it\n\n\
         `newsreel audit verify BUNDLE.zip --trust KEYS`, or without anything of ours, as `verify.py BUNDLE.zip KEY`; after \
         it the keys of witnesses, who then must have cosigned the checkpoint too:\n\n\
         ```python\n{PYTHON}```\n\n\
         ## The files\n\n\
         `checkpoint` is a signed note (c2sp.org/tlog-checkpoint): the name of the log, its size, the root of the Merkle tree \
         of RFC 6962 over it, what it says of stories, and signatures. A leaf of the tree is the SHA-256 of: \
         `newsreel/leaf/v1` and a line feed; the position (8 bytes); the time in nanoseconds since 1970 (8 bytes); the length \
         of the subject (2 bytes) and the subject; the length of the message (4 bytes) and the message; numbers big-endian. \
         `records.ndjson` has these, a record a line; the message is a CloudEvents envelope, described in `schemas/`. \
         `proofs/` are c2sp.org/tlog-proof. A leaf of the tree of stories is the SHA-256 tree leaf of `newsreel/story/v1` and \
         a line feed, the story's UUID, the number of its records, the position of the last (8 bytes each) and the chain: \
         32 zero bytes, then for every record the SHA-256 of the chain so far and the record's hash.\n"
    )
}
