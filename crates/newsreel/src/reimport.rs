//! The history of stories, as `replay` writes it for programs, imported again: the same records, to the byte, at positions of
//! this log. They were decided once and are not decided anew, so they go where nothing else was recorded of the same story.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::Context;
use bytes::Bytes;
use indicatif::{ProgressBar, ProgressStyle};
use newsreel_log::envelope::encoded_before;
use newsreel_log::subject::is_held;
use newsreel_log::{Encoded, Log, Proposal, Raw, Topic, Unit, Write, misread};
use newsreel_story::record::name::{EntityId, EntitySlug, StorySlug, UpdateId};
use newsreel_story::record::recorded::{Record, Recorded, Sequence};
use newsreel_story::tell::english::counted;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use crate::config::Config;
use crate::files::Content;
use crate::page::Page;
use crate::print::{Answer, Outcome};
use crate::replay::form::{RECORDED_TIME, SEQUENCE};

/// How many records are appended at a time.
const BATCH: usize = 500;

/// Whether a file holds a history and not documents of the authoring format, as its first line says.
pub(crate) fn is_history(bytes: &[u8]) -> bool {
    let first = bytes.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
    serde_json::from_slice::<Map<String, Value>>(first)
        .is_ok_and(|object| object.contains_key("specversion") || object.contains_key("recorded_at"))
}

/// A record of a history, and where it stands.
struct Line {
    place: String,
    record: Record,
    encoded: Encoded,
}

impl Line {
    fn unit(&self) -> Unit {
        self.encoded.subject.unit()
    }
}

pub(crate) async fn run(config: &Config, files: &[Content], check: bool) -> anyhow::Result<Outcome> {
    let mut lines = Vec::new();
    for (file, bytes) in files {
        let text = std::str::from_utf8(bytes).with_context(|| format!("cannot read {}", file.display()))?;
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
            let place = format!("{}:{number}", file.display());
            let read = read(line).map_err(|wrong| anyhow::anyhow!("{place}: {wrong}; nothing is recorded"))?;
            lines.push(Line { place, record: read.0, encoded: read.1 });
        }
    }
    let log = config.server.open_log().await?;
    let mut plan = Plan::of(&log, lines).await?;
    if !check {
        plan.append(&log).await?;
        let done = json!({ "actor": config.actor, "recorded": plan.done.recorded, "stories": plan.done.stories });
        if plan.done.recorded > 0 {
            log.note(Topic::Import, serde_json::to_vec(&done)?).await?;
        }
    }
    plan.done.only_checked = check;
    Ok(Outcome::answer(plan.done))
}

/// The stored message of a line, in either form.
fn read(line: &str) -> Result<(Record, Encoded), String> {
    #[derive(Deserialize)]
    struct Replayed {
        event: Option<Box<RawValue>>,
        unreadable: Option<String>,
    }
    let of_cloudevent = || {
        let mut event: Map<String, Value> = misread::read(line.as_bytes()).map_err(|misread| misread.to_string())?;
        event.remove(SEQUENCE);
        event.remove(RECORDED_TIME);
        Ok::<_, String>(Value::Object(event).to_string())
    };
    let replayed: Replayed =
        misread::read(line.as_bytes()).map_err(|misread| format!("not a record of a replay: {misread}"))?;
    let event = match replayed {
        Replayed { event: Some(event), .. } => event.get().to_owned(),
        Replayed { unreadable: Some(_), .. } => {
            return Err(
                "this record could not be read when it was replayed, so the line does not hold it; leave it out, or \
                        replay it with a program that knows it"
                    .to_owned(),
            );
        }
        Replayed { event: None, unreadable: None } => of_cloudevent()?,
    };
    encoded_before(Bytes::from(event)).map_err(|error| error.to_string())
}

/// What is to be appended, and after what.
struct Plan {
    /// The records that are not on file, in order.
    new: Vec<Line>,
    /// The last position of each unit.
    last: HashMap<Unit, Sequence>,
    /// The stories whose history it is.
    stories: BTreeSet<StorySlug>,
    done: Reimported,
}

impl Plan {
    /// Compares a history with what is on file.
    ///
    /// # Errors
    /// Where what is on file of a story is not the beginning of it, or where it needs what is neither here nor there.
    async fn of(log: &Log, lines: Vec<Line>) -> anyhow::Result<Self> {
        let mut by_unit: BTreeMap<Unit, Vec<Line>> = BTreeMap::new();
        let mut order: HashMap<UpdateId, usize> = HashMap::new();
        for (place, line) in lines.into_iter().enumerate() {
            order.entry(line.encoded.id).or_insert(place);
            by_unit.entry(line.unit()).or_default().push(line);
        }
        let of_story = |line: &Line| match &line.record {
            Record::Story(update) => Some(update.story.clone()),
            Record::Directory(_) => None,
        };
        let stories = by_unit.values().flatten().filter_map(of_story).collect();
        let mut plan = Self { new: Vec::new(), last: HashMap::new(), stories, done: Reimported::default() };
        let mut known: BTreeSet<EntityId> = BTreeSet::new();
        let mut named: Vec<(EntitySlug, String)> = Vec::new();
        for (unit, lines) in by_unit {
            if let Unit::Entity(entity) = unit {
                known.insert(entity);
            }
            for line in &lines {
                named.extend(entities(&line.record).into_iter().map(|slug| (slug, line.place.clone())));
            }
            plan.compare(log, unit, lines).await?;
        }
        for (slug, place) in named {
            let entity = EntityId::of(&slug);
            if known.insert(entity) && log.last_sequence_of(Unit::Entity(entity)).await? == 0 {
                anyhow::bail!(
                    "{place}: it names `{slug}`, which is neither in the directory here nor in the file; nothing is recorded. \
                     Replay the story with --with-directory"
                );
            }
        }
        plan.new.sort_by_key(|line| order.get(&line.encoded.id).copied());
        Ok(plan)
    }

    async fn compare(&mut self, log: &Log, unit: Unit, lines: Vec<Line>) -> anyhow::Result<()> {
        let tail = log.tail(unit, 0).await?;
        self.last.insert(unit, tail.last().map_or(0, |last| last.sequence));
        let open = tail.iter().filter(|stored| !is_held(&stored.record.subject));
        let on_file: Vec<Option<UpdateId>> =
            open.map(|stored| newsreel_log::envelope::id_of(&stored.record.payload)).collect();
        let both = on_file.iter().zip(&lines);
        let same = both.take_while(|(id, line)| **id == Some(line.encoded.id)).count();
        let first = lines.first().context("a unit has a line")?;
        if same < on_file.len().min(lines.len()) || (on_file.is_empty() && !tail.is_empty()) {
            return match &first.record {
                Record::Directory(entry) => {
                    let entity = entry.entity.clone();
                    self.join_entry(&tail, &on_file, lines, &entity)
                }
                Record::Story(update) => anyhow::bail!(
                    "{}: the story `{}` has other updates here than in the file; nothing is recorded. Import it where the story \
                     is not on file, or import the file it was written in",
                    lines[same.min(lines.len() - 1)].place,
                    update.story
                ),
            };
        }
        let mut seen: BTreeSet<UpdateId> = on_file.iter().flatten().copied().collect();
        for line in &lines {
            seen.insert(line.encoded.id);
            if let Record::Story(update) = &line.record
                && let Some(missing) = update.named().find(|named| !seen.contains(named))
            {
                anyhow::bail!(
                    "{}: it names the update {missing}, which is neither on file nor before it in the file; nothing is \
                     recorded. Replay the whole story, without a filter",
                    line.place
                );
            }
        }
        self.done.already += same;
        self.done.stories.extend(match &first.record {
            Record::Story(update) => Some(update.story.to_string()),
            Record::Directory(_) => None,
        });
        self.new.extend(lines.into_iter().skip(same));
        Ok(())
    }

    /// An entry that was written here too is kept as it is here, if it is of the same sort; how the imported stories themselves
    /// write it is added to that, as if their files were imported.
    fn join_entry(
        &mut self,
        tail: &[Recorded<Raw>],
        on_file: &[Option<UpdateId>],
        lines: Vec<Line>,
        slug: &EntitySlug,
    ) -> anyhow::Result<()> {
        let sort = |record: &Record| match record {
            Record::Directory(entry) => Some(entry.is),
            Record::Story(_) => None,
        };
        let here = tail.iter().rev().find_map(|stored| sort(&stored.record.decode().ok()?));
        if let Some(line) = lines.iter().find(|line| here.is_some() && here != sort(&line.record)) {
            anyhow::bail!(
                "{}: the directory here has another `{slug}`, which is not of the same type; nothing is recorded",
                line.place
            );
        }
        let by_story = |line: &Line| match &line.record {
            Record::Directory(entry) => entry.story.as_ref().is_some_and(|story| self.stories.contains(story)),
            Record::Story(_) => false,
        };
        let (already, new): (Vec<Line>, Vec<Line>) =
            lines.into_iter().partition(|line| on_file.contains(&Some(line.encoded.id)));
        let (own, others): (Vec<Line>, Vec<Line>) = new.into_iter().partition(by_story);
        self.done.already += already.len();
        if !others.is_empty() {
            self.done.kept.push(slug.to_string());
        }
        self.new.extend(own);
        Ok(())
    }

    /// Appends what is new, in order, in batches that are recorded as a whole or not at all.
    async fn append(&mut self, log: &Log) -> anyhow::Result<()> {
        let style = ProgressStyle::with_template("{bar:40} {pos}/{len} records  {per_sec}  {msg}")?;
        let progress = ProgressBar::new(self.new.len() as u64).with_style(style);
        for lines in self.new.chunks(BATCH) {
            let mut writes: Vec<Write> = Vec::new();
            for line in lines {
                let unit = line.unit();
                match writes.iter_mut().find(|write| write.unit == unit) {
                    Some(write) => write.records.push(line.encoded.clone()),
                    None => writes.push(Write {
                        unit,
                        expected: self.last.get(&unit).copied().unwrap_or_default(),
                        records: vec![line.encoded.clone()],
                    }),
                }
            }
            let proposal = Proposal { writes };
            let appended = log.append(&proposal).await.with_context(|| {
                format!("{} recorded before; run it again: what is on file is passed over", self.done.recorded)
            })?;
            for (record, sequence) in proposal.records().zip(appended.sequences) {
                self.last.insert(record.subject.unit(), sequence);
            }
            self.done.recorded += lines.len();
            progress.inc(lines.len() as u64);
        }
        progress.finish_and_clear();
        Ok(())
    }
}

/// The directory entries that a record names.
fn entities(record: &Record) -> BTreeSet<EntitySlug> {
    match record {
        Record::Story(update) => update.entities().cloned().collect(),
        Record::Directory(entry) => entry.entities().cloned().collect(),
    }
}

/// What was imported.
#[derive(Debug, Default, Serialize)]
struct Reimported {
    recorded: usize,
    already: usize,
    stories: BTreeSet<String>,
    /// Directory entries that are kept as they are here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    kept: Vec<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    only_checked: bool,
}

impl Answer for Reimported {
    fn page(&self) -> Page {
        let mut page = Page::default();
        if self.only_checked {
            page.line("Nothing is recorded, it was only checked: the history can be imported.");
        }
        let stories = counted(self.stories.len(), "story");
        page.line(format!(
            "{stories}: {} recorded, {} on file already",
            counted(self.recorded, "record"),
            self.already
        ));
        if !self.kept.is_empty() {
            page.line(format!("Written here too, and kept as they are here: {}", self.kept.join(", ")));
        }
        page
    }
}
