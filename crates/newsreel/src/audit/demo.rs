//! `audit demo`: the story of a disputed publication, on a private server that is gone afterwards. Something is published, a
//! source withdraws, and the question is what was known then, and whether that can be proven.

use std::fs::File;
use std::path::Path;

use newsreel_notary::bundle::Writer;
use newsreel_notary::leaf::{entry, leaf};
use serde_json::{Value, json};

use super::{bundle, explain, verify};
use crate::config::Config;
use crate::demo::{SLUG, STORY, Step, on_private_server};
use crate::import::{self, Files, record};
use crate::print::{Outcome, Stream};

/// The position of which one bit is flipped in a copy: one of those that the publication relied on.
const FLIPPED: u64 = 37;

pub(super) async fn run(config: &Config) -> anyhow::Result<Outcome> {
    on_private_server(config, show).await
}

async fn show(config: Config) -> anyhow::Result<()> {
    let mut out = Stream::new(config.format);
    let config = &config;
    let file = config.data.join(format!("{SLUG}.yaml"));
    std::fs::write(&file, STORY)?;
    out.print(&Step { step: "a story is on file" })?;
    print(&mut out, import::import(config, &Files { files: vec![file], check: false, full: false }).await?)?;

    out.print(&Step { step: "The Herald publishes, and notes what it relied on" })?;
    print(&mut out, record(config, &published()).await?)?;

    out.print(&Step { step: "afterwards Newsweek takes one of these reports back" })?;
    print(&mut out, record(config, &withdrawn()).await?)?;

    out.print(&Step { step: "what did we know when we published? (newsreel audit publication KEY)" })?;
    let of = explain::PublicationArgs { key: format!("{SLUG}/third-trip") };
    print(&mut out, explain::run_publication(config, &of).await?)?;

    out.print(&Step { step: "is the log the one that was signed? (newsreel audit verify)" })?;
    print(&mut out, verify::run(config, &verify::Args::default()).await?)?;

    out.print(&Step { step: "all of it in one file, for a stranger to verify (newsreel audit bundle --all)" })?;
    let whole = config.data.join("all.zip");
    print(&mut out, bundle::run(config, &bundle::Args::of_everything(whole.clone())).await?)?;
    print(&mut out, verify::run(config, &verify::Args::of_bundle(whole.clone())).await?)?;

    out.print(&Step { step: "a copy in which one bit of the record at position 37 was flipped is found" })?;
    let tampered = config.data.join("tampered.zip");
    flip_one_bit(&whole, &tampered)?;
    match verify::run(config, &verify::Args::of_bundle(tampered)).await? {
        Outcome::Refused(found) => out.print(&*found)?,
        _ => anyhow::bail!("the copy in which one bit was flipped was not found"),
    }
    out.end()
}

fn print(out: &mut Stream, outcome: Outcome) -> anyhow::Result<()> {
    match outcome {
        Outcome::Answered(answer) => out.print(&*answer),
        Outcome::Done => Ok(()),
        Outcome::Refused(refusal) => {
            out.print(&*refusal)?;
            anyhow::bail!("this step was refused")
        }
    }
}

fn published() -> Value {
    json!({
        "story": SLUG,
        "directory": { "herald": { "outlet": "The Herald" } },
        "updates": [{
            "publication.published": "third-trip",
            "outlet": "herald",
            "title": "The envoy is in Russia for the third time",
            "when": "2025-04-12",
            "source": { "origin": "herald", "basis": "on_record", "knowledge": "own_act" },
            "relies_on": ["arrival", "april-meeting-held"],
        }],
    })
}

fn withdrawn() -> Value {
    json!({
        "story": SLUG,
        "updates": [{
            "trip.retracted": "trip-april",
            "by": "newsweek",
            "source": { "origin": "newsweek", "basis": "on_record", "knowledge": "own_act" },
            "retracts": { "update": "arrival", "reason": "the count of trips was not its own" },
        }],
    })
}

/// A copy of a bundle in which one bit of one record is another.
fn flip_one_bit(whole: &Path, copy: &Path) -> anyhow::Result<()> {
    let mut opened = bundle::open(whole)?;
    let mut writer = Writer::new(File::create(copy)?);
    let (manifest, checkpoint) = (opened.manifest().clone(), String::from_utf8(opened.checkpoint()?)?);
    writer.front(&manifest, &checkpoint, &[], None)?;
    writer.begin_records()?;
    let mut records = Vec::new();
    opened.records(|stored| {
        records.push(stored);
        Ok(())
    })?;
    let leaves: Vec<u8> = records.iter().flat_map(|stored| leaf(&entry(stored)).0).collect();
    for mut stored in records {
        if stored.sequence == FLIPPED {
            let mut payload = stored.record.payload.to_vec();
            // The last digit of a year, say: a text remains a text.
            let digit = payload.iter_mut().rev().find(|byte| byte.is_ascii_digit());
            digit.into_iter().for_each(|digit| *digit ^= 1);
            stored.record.payload = payload.into();
        }
        writer.record(&stored)?;
    }
    writer.leaves(&mut leaves.as_slice())?;
    writer.end()?;
    Ok(())
}
