//! `audit trail`: who did what, in order: submissions and refusals, publications, embargoes, quarantine, bundles, keys, and the
//! checkpoints that were signed.

use jiff::Timestamp;
use newsreel_log::{Delivered, FollowOptions, Raw, Topic};
use newsreel_notary::Checkpoint;
use newsreel_story::record::recorded::{Recorded, Sequence};
use newsreel_story::tell::english::counted;
use serde::Serialize;
use serde_json::Value;

use crate::config::Config;
use crate::page::Page;
use crate::print::{self, Answer, Outcome, Stream};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only entries of this sort: checkpoint, keys, submission, refusal, publication, embargo, quarantine, bundle …
    #[arg(long, value_parser = topic)]
    topic: Option<Topic>,
    /// From this position of the trail
    #[arg(long, value_name = "POSITION", default_value_t = 1)]
    from: Sequence,
}

fn topic(text: &str) -> Result<Topic, String> {
    let names = Topic::ALL.map(Topic::as_str);
    Topic::named(text).ok_or_else(|| format!("write {}", newsreel_story::record::token::one_of(names)))
}

pub(crate) async fn run(config: &Config, args: &Args) -> anyhow::Result<Outcome> {
    let trail = config.server.open_log().await?.trail();
    let last = trail.last_sequence().await?;
    if last == 0 {
        print::note("nothing is on the trail yet");
    } else if args.from > last {
        anyhow::bail!("the trail ends at position {last}; there is nothing from {} on", args.from);
    }
    let mut follow = trail.follow(args.from, FollowOptions { filter: args.topic.map(Topic::subject) });
    let mut out = Stream::new(config.format);
    while let Delivered::Record(stored) = follow.next().await? {
        if print::reader_is_gone() {
            break;
        }
        for entry in Entry::all(&stored) {
            out.print(&entry)?;
        }
    }
    follow.close().await;
    out.end().map(|()| Outcome::Done)
}

/// An entry of the trail.
#[derive(Serialize)]
struct Entry {
    position: Sequence,
    at: Timestamp,
    topic: String,
    said: Value,
}

impl Entry {
    /// The entries of a message: of what happens often there are several, a line each.
    fn all(stored: &Recorded<Raw>) -> Vec<Self> {
        let Raw { subject, payload } = &stored.record;
        let topic = subject.strip_prefix("newsreel.audit.").unwrap_or(subject);
        let text = String::from_utf8_lossy(payload);
        let lines: Result<Vec<Value>, _> = text.lines().map(serde_json::from_str).collect();
        let said = lines.unwrap_or_else(|_| vec![Value::String(text.into_owned())]);
        let entry = |said| Self { position: stored.sequence, at: stored.recorded_at, topic: topic.to_owned(), said };
        said.into_iter().map(entry).collect()
    }

    fn line(&self) -> String {
        let text = |name: &str| match self.said.get(name).and_then(Value::as_str) {
            Some(text) => text.to_owned(),
            None if name == "actor" => "somebody".to_owned(),
            None => String::new(),
        };
        match (Topic::named(&self.topic), &self.said) {
            (Some(Topic::Checkpoint), Value::String(note)) => match Checkpoint::parse(note.as_bytes()) {
                Ok(checkpoint) => {
                    let head = checkpoint.claimed();
                    format!("{} was signed at size {}, root {}", head.origin, head.size, head.root)
                }
                Err(error) => error.to_string(),
            },
            (Some(Topic::Keys), Value::String(keys)) => {
                format!("signed from here on with {}", keys.split_whitespace().collect::<Vec<_>>().join(", "))
            }
            (Some(topic @ (Topic::Bundle | Topic::Restore)), said) => {
                let of = said["bundle"]["story"]["slug"].as_str().unwrap_or("the whole log").to_owned();
                let records = counted(number(&said["bundle"]["records"]), "record");
                let verb = if topic == Topic::Bundle { "made a bundle of" } else { "loaded a bundle of" };
                let held = if said["with_held"] == true { ", with what was under an embargo" } else { "" };
                format!("{} {verb} {of}, {records}{held}", text("actor"))
            }
            (Some(Topic::Import), said) => {
                let stories = said["stories"].as_array().into_iter().flatten().filter_map(Value::as_str);
                let stories = stories.collect::<Vec<_>>().join(", ");
                let records = counted(number(&said["recorded"]), "record");
                format!("{} imported the history of {stories}, {records}", text("actor"))
            }
            (Some(Topic::Submission), said) => {
                let (new, already) = (&said["recorded"], &said["already"]);
                let to = match text("story") {
                    hidden if hidden.is_empty() => "what is under an embargo".to_owned(),
                    story => format!("to {story}"),
                };
                format!("{} submitted {to}: {new} recorded, {already} on file already", text("actor"))
            }
            (Some(Topic::Refusal), said) => {
                let codes = said["codes"].as_array().into_iter().flatten().filter_map(Value::as_str);
                let codes = codes.collect::<Vec<_>>().join(", ");
                format!("{} was refused what was submitted{}: {codes}", text("actor"), with(" to ", text("story")))
            }
            (Some(Topic::Publication), said) => {
                let what = said["publication"].as_str().unwrap_or_default();
                format!("{} recorded the publication {what} of {} ({})", text("actor"), text("story"), text("update"))
            }
            (Some(Topic::Embargo), said) => {
                let records = counted(said["records"].as_array().map_or(0, Vec::len), "record");
                let (of, why) = (with(" of ", text("of")), with(": ", text("reason")));
                format!("{} {} the embargo on {records}{of}{why}", text("actor"), text("did"))
            }
            (Some(Topic::Quarantine), said) => {
                let positions = said["records"].as_array().into_iter().flatten().map(Value::to_string);
                let positions = positions.collect::<Vec<_>>();
                let records = if positions.len() == 1 { "the record at position" } else { "the records at positions" };
                let (actor, did, why) = (text("actor"), text("did"), with(": ", text("reason")));
                format!("{actor} {did} {records} {}{why}", positions.join(", "))
            }
            (_, said) => said.to_string(),
        }
    }
}

/// A text that may be missing, after what introduces it.
fn with(before: &str, text: String) -> String {
    if text.is_empty() { text } else { format!("{before}{text}") }
}

fn number(said: &Value) -> usize {
    said.as_u64().and_then(|number| usize::try_from(number).ok()).unwrap_or_default()
}

impl Answer for Entry {
    fn page(&self) -> Page {
        let mut page = Page::default();
        page.record(format!("{:>6}  {}  {:<10}  {}", self.position, self.at, self.topic, self.line()));
        page
    }
}
