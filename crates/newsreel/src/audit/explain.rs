//! `audit explain` and `audit publication`: on what a sentence rested then, who said and who recorded it, with the proof, and
//! what has happened to it since.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use jiff::Timestamp;
use newsreel_log::{Delivered, FollowOptions, Log, Raw, Topic, decoded};
use newsreel_notary::leaf::{entry, leaf};
use newsreel_notary::tree::{Hash, is_included};
use newsreel_notary::{Checkpoint, Head, PROVE, Prove, Proven, Trusted};
use newsreel_projector::Ask;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::kind::change::Change;
use newsreel_story::record::kind::spec::KindRole;
use newsreel_story::record::name::{StoryId, StorySlug, UpdateId};
use newsreel_story::record::recorded::{Record, Recorded, Sequence};
use newsreel_story::record::relation::RelationKind;
use newsreel_story::record::update::Update;
use newsreel_story::tell::english::counted;
use newsreel_story::views::brief::{Brief, Form, Sentence};
use newsreel_story::views::difference::Difference;
use newsreel_story::views::findings::Finding;
use newsreel_story::views::listing::{Listing, Page as Part};
use newsreel_story::views::overview::Overview;
use newsreel_story::views::reach::Reach;
use newsreel_story::views::voice::Voice;
use serde::Serialize;

use super::bundle::{is_held, records_of};
use super::keys::trusted;
use super::verdict::Cosigned;
use crate::config::Config;
use crate::moment;
use crate::page::Page;
use crate::print::{Answer, Outcome};
use crate::query::Questions;

/// How many questions are asked at once.
const AT_ONCE: usize = 16;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The story
    story: StorySlug,
    /// A sentence of the full brief, by its number; an item or a publication, by its key. Without it, every sentence
    what: Option<String>,
    /// What was known when this much had been recorded
    #[arg(long, value_name = "TIME", value_parser = moment)]
    as_of: Option<Timestamp>,
}

#[derive(clap::Args)]
pub(crate) struct PublicationArgs {
    /// The publication: its key, or STORY/KEY
    pub(super) key: String,
}

pub(crate) async fn run(config: &Config, args: &Args) -> anyhow::Result<Outcome> {
    let bounds = Bounds { as_of: args.as_of, ..Bounds::default() };
    let auditor = Auditor::begin(config).await?;
    let explained = match &args.what {
        Some(what) => match what.parse() {
            Ok(number) => auditor.sentences(&args.story, Chosen::Number(number), bounds).await?,
            Err(_) => {
                let records = updates_of(&auditor.log, &args.story).await?;
                match publication(&records, what, args.as_of) {
                    Some(published) => auditor.publication(&args.story, published).await?,
                    None => auditor.sentences(&args.story, Chosen::Item(what), bounds).await?,
                }
            }
        },
        None => auditor.sentences(&args.story, Chosen::All, bounds).await?,
    };
    Ok(Outcome::answer(explained))
}

pub(crate) async fn run_publication(config: &Config, args: &PublicationArgs) -> anyhow::Result<Outcome> {
    let auditor = Auditor::begin(config).await?;
    let (stories, key) = match args.key.split_once('/') {
        Some((story, key)) => (vec![StorySlug::new(story)?], key),
        None => (auditor.all_stories().await?, args.key.as_str()),
    };
    let mut found = Vec::new();
    for story in stories {
        let records = updates_of(&auditor.log, &story).await?;
        found.extend(publication(&records, key, None).map(|published| (story, published)));
    }
    match <[_; 1]>::try_from(found) {
        Ok([(story, published)]) => Ok(Outcome::answer(auditor.publication(&story, published).await?)),
        Err(found) if found.is_empty() => anyhow::bail!("no publication `{}` is on file", args.key),
        Err(found) => {
            let named: Vec<String> = found.iter().map(|(story, _)| format!("{story}/{key}")).collect();
            anyhow::bail!("several stories have a publication `{key}`; write {}", named.join(" or "))
        }
    }
}

/// The records of a story that can be read and may be shown.
async fn updates_of(log: &Log, story: &StorySlug) -> anyhow::Result<Vec<Known>> {
    let records = records_of(log, StoryId::of(story)).await?;
    if records.is_empty() {
        anyhow::bail!("no story `{story}` is on file; `newsreel stories` lists them");
    }
    Ok(records.into_iter().filter(|stored| !is_held(stored)).filter_map(Known::of).collect())
}

/// An update with the bytes it was read from.
#[derive(Clone)]
struct Known {
    stored: Recorded<Raw>,
    update: Box<Update>,
}

impl Known {
    fn of(stored: Recorded<Raw>) -> Option<Self> {
        match decoded(&stored).ok()?.record {
            Record::Story(update) => Some(Self { stored, update }),
            Record::Directory(_) => None,
        }
    }
}

/// What was published under a key: the last version by a time, and what it relied on.
struct Published {
    key: String,
    by: Known,
    relied_on: Vec<Known>,
}

fn publication(records: &[Known], key: &str, as_of: Option<Timestamp>) -> Option<Published> {
    let is_it = |known: &&Known| {
        let Known { stored, update } = known;
        update.kind.role() == KindRole::Publication
            && update.item.as_ref().is_some_and(|item| item.as_str() == key)
            && matches!(update.change, Change::Published | Change::Amended | Change::Reported)
            && as_of.is_none_or(|as_of| stored.recorded_at <= as_of)
    };
    let by = records.iter().rfind(is_it)?.clone();
    let relies_on = by.update.relations.iter().filter(|relation| relation.relation == RelationKind::ReliesOn);
    let relies_on: BTreeSet<UpdateId> = relies_on.map(|relation| relation.update).collect();
    let relied_on = records.iter().filter(|known| relies_on.contains(&known.update.id)).cloned().collect();
    Some(Published { key: key.to_owned(), by, relied_on })
}

#[derive(Clone, Copy)]
enum Chosen<'a> {
    All,
    Number(usize),
    Item(&'a str),
}

/// Asks the projector and the notary, and reads the log.
struct Auditor<'a> {
    config: &'a Config,
    log: Log,
    projector: Questions<'a>,
}

impl<'a> Auditor<'a> {
    async fn begin(config: &'a Config) -> anyhow::Result<Self> {
        let log = config.server.connect().await?;
        let projector = Questions::begin(config, log.clone()).await?;
        Ok(Self { config, log, projector })
    }

    async fn all_stories(&self) -> anyhow::Result<Vec<StorySlug>> {
        let all: Part<Listing> = self.projector.ask(Ask::all_stories(), Bounds::default()).await?;
        Ok(all.list.into_iter().filter_map(|listed| StorySlug::new(&listed.story).ok()).collect())
    }

    async fn full_brief(&self, story: &StorySlug, bounds: Bounds) -> anyhow::Result<Brief> {
        self.projector.ask(Ask::Brief { story: story.clone(), form: Form::Full }, bounds).await
    }

    async fn overview(&self, story: &StorySlug, item: &str, bounds: Bounds) -> anyhow::Result<Overview> {
        self.projector.ask(Ask::Story { story: story.clone(), item: Some(item.to_owned()) }, bounds).await
    }

    /// The sentences chosen, each with the updates it rested on.
    async fn sentences(&self, story: &StorySlug, chosen: Chosen<'_>, bounds: Bounds) -> anyhow::Result<Explained> {
        let (brief, now) = tokio::try_join!(self.full_brief(story, bounds), self.full_brief(story, Bounds::default()))?;
        let all: Vec<(usize, String, Sentence)> = numbered(&brief);
        let count = all.len();
        let is_chosen = |(number, item, _): &(usize, String, Sentence)| match chosen {
            Chosen::All => true,
            Chosen::Number(chosen) => chosen == *number,
            Chosen::Item(key) => item == key,
        };
        let sentences: Vec<_> = all.into_iter().filter(is_chosen).collect();
        match chosen {
            _ if !sentences.is_empty() => {}
            Chosen::Number(number) => anyhow::bail!("there is no sentence {number}; the full brief has {count} then"),
            Chosen::Item(key) => anyhow::bail!("the full brief says nothing of an item `{key}` then"),
            Chosen::All => anyhow::bail!("nothing was known of `{story}` then"),
        }
        let positions: BTreeSet<Sequence> = sentences.iter().flat_map(|(.., said)| said.sequences.clone()).collect();
        let known = together(positions.into_iter().map(|position| self.known_at(position))).await?;
        let known: Vec<Known> = known.into_iter().flatten().collect();
        let still: BTreeSet<String> = numbered(&now).into_iter().map(|(.., sentence)| sentence.text).collect();
        let sentences = sentences.into_iter().map(|(number, item, Sentence { text, standing, sequences, .. })| Told {
            number,
            item,
            standing: standing.map(|grade| grade.as_str().to_owned()),
            still_said: still.contains(&text),
            text,
            rests_on: sequences,
        });
        let mut explained = self.explain(story, &known, bounds, brief.moment).await?;
        explained.title = brief.title;
        explained.sentences = sentences.collect();
        Ok(explained)
    }

    async fn known_at(&self, position: Sequence) -> anyhow::Result<Option<Known>> {
        let stored = self.log.at(position).await?;
        Ok(Known::of(stored.with_context(|| format!("the log has no record at position {position}"))?))
    }

    /// A publication, what it relied on, and what was known when it was put out.
    async fn publication(&self, story: &StorySlug, published: Published) -> anyhow::Result<Explained> {
        let Published { key, by, relied_on } = published;
        let (at, position) = (by.stored.recorded_at, by.stored.sequence);
        let bounds = Bounds { at_sequence: Some(position), ..Bounds::default() };
        let known: Vec<Known> = relied_on.into_iter().chain([by]).collect();
        let trusted = trusted(self.config)?;
        let (mut explained, findings, overview) = tokio::try_join!(
            self.explain(story, &known, bounds, at),
            self.projector.ask::<Vec<Finding>>(Ask::Check { story: story.clone() }, Bounds::default()),
            self.overview(story, &key, Bounds::default()),
        )?;
        // After the proof: where it was not signed yet, the notary has signed it for that.
        let signed_by = signed_first(&self.log, &trusted, position).await?;
        let about_it = findings.into_iter().filter(|finding| finding.item.as_ref() == Some(&key));
        let findings = about_it.map(|finding| finding.message).collect();
        explained.title = overview.items.first().map(|item| item.what.clone()).unwrap_or_else(|| key.clone());
        explained.publication = Some(Publication { key, position, signed_by, findings });
        Ok(explained)
    }

    /// The updates in full: who said and who recorded them, the proof, and what has happened since.
    async fn explain(
        &self,
        story: &StorySlug,
        known: &[Known],
        bounds: Bounds,
        then: Timestamp,
    ) -> anyhow::Result<Explained> {
        let items: BTreeSet<String> =
            known.iter().filter_map(|known| Some(known.update.item.as_ref()?.to_string())).collect();
        let overviews = together(items.iter().map(|item| self.overview(story, item, bounds)));
        let reached = together(known.iter().map(|known| {
            let ask = Ask::Reach { update: known.stored.sequence.to_string(), path: None };
            self.projector.ask::<Reach>(ask, Bounds::default())
        }));
        let moved = Ask::Difference { story: story.clone(), from: Some(then), to: None, recorded: true };
        let moved = self.projector.ask::<Difference>(moved, Bounds::default());
        let proven = prove(self.config, &self.log, known);
        let (overviews, reached, difference, (checkpoint, proofs)) =
            tokio::try_join!(overviews, reached, moved, proven)?;
        let mut voices: BTreeMap<Sequence, BTreeSet<String>> = BTreeMap::new();
        let mut stood = BTreeMap::new();
        for then in overviews {
            stood.extend(then.items.iter().map(|found| (found.item.clone(), found.what.clone())));
            for voice in voices_of(then) {
                voices.entry(voice.sequence).or_default().insert(says(&voice));
            }
        }
        let updates = known.iter().zip(reached).map(|(Known { stored, update }, reach)| Supporting {
            position: stored.sequence,
            name: reach.name,
            update: update.id,
            what: update.type_name(),
            item: update.item.as_ref().map(ToString::to_string),
            stood: update.item.as_ref().and_then(|item| stood.get(item.as_str()).cloned()),
            said_by: voices.get(&stored.sequence).map(|said| said.iter().cloned().collect()).unwrap_or_default(),
            submitted_by: update.actor.as_deref().map(str::to_owned),
            learned_at: update.learned_at,
            decided_at: stored.record.decode_envelope().map(|envelope| envelope.decided_at).ok(),
            recorded_at: stored.recorded_at,
            proven: proofs.as_ref().is_some_and(|proofs| proofs.contains(&stored.sequence)),
            taken_back_by: reach.withdrawn_by,
        });
        let moved = difference.events.into_iter().filter(|event| items.contains(&event.item));
        let since =
            moved.map(|event| Since { at: event.at, position: event.sequence, what: event.what, moved: event.text });
        Ok(Explained {
            story: story.to_string(),
            title: story.to_string(),
            then,
            publication: None,
            sentences: Vec::new(),
            updates: updates.collect(),
            checkpoint,
            since: since.collect(),
        })
    }
}

/// Asks several questions at once, and has the answers in order.
async fn together<A>(asked: impl Iterator<Item = impl Future<Output = anyhow::Result<A>>>) -> anyhow::Result<Vec<A>> {
    stream::iter(asked).buffered(AT_ONCE).try_collect().await
}

/// The sentences of a brief in reading order, numbered from 1, each with its item.
fn numbered(brief: &Brief) -> Vec<(usize, String, Sentence)> {
    let entries = brief.sections.iter().flat_map(|section| &section.entries);
    let sentences = entries.flat_map(|entry| entry.sentences.iter().map(|said| (entry.item.clone(), said.clone())));
    let head = brief.head.iter().map(|head| (String::new(), head.clone()));
    (1..).zip(head.chain(sentences)).map(|(number, (item, sentence))| (number, item, sentence)).collect()
}

fn voices_of(overview: Overview) -> Vec<Voice> {
    let paths = overview.items.into_iter().flat_map(|item| item.paths);
    let voices = paths.flat_map(|path| {
        let values = path.values.into_iter().flat_map(|value| value.by.into_iter().chain(value.against));
        values.chain(path.stances.into_iter().map(|stance| stance.voice)).collect::<Vec<_>>()
    });
    voices.collect()
}

/// "Kremlin spokesman Dmitry Peskov → TASS → Newsweek, “…”".
fn says(voice: &Voice) -> String {
    let chain = if voice.chain.is_empty() { voice.holder.clone() } else { voice.chain.join(" → ") };
    let quote = voice.quote.as_ref().map(|quote| format!(", “{quote}”")).unwrap_or_default();
    format!("{chain}{quote}")
}

/// The checkpoint under which the records are proven, and the positions for which the proof holds. None of both where no
/// notary is running.
async fn prove(
    config: &Config,
    log: &Log,
    known: &[Known],
) -> anyhow::Result<(Option<Signed>, Option<BTreeSet<Sequence>>)> {
    let positions: Vec<Sequence> = known.iter().map(|known| known.stored.sequence).collect();
    let question = Prove { positions, ..Prove::default() };
    let proven: Proven = match log.ask(PROVE, &question, config.server.timeouts()).await {
        Ok(proven) => proven,
        Err(newsreel_log::AskError::NoService { .. }) => return Ok((None, None)),
        Err(error) => return Err(anyhow::Error::from(error).context("the notary gives no proof")),
    };
    let checkpoint = Checkpoint::parse(proven.checkpoint.as_bytes())?.verify(&trusted(config)?, 0)?;
    let Head { origin, size, root, .. } = checkpoint.head;
    let holds = |known: &Known| {
        let proof = proven.records.iter().find(|record| record.sequence == known.stored.sequence)?;
        let hashes: Vec<Hash> = proof.proof.iter().copied().map(Hash::from).collect();
        let leaf = leaf(&entry(&known.stored));
        is_included(leaf, known.stored.sequence - 1, size, root, &hashes).then_some(known.stored.sequence)
    };
    let proofs = known.iter().filter_map(holds).collect();
    let root = root.to_string();
    Ok((Some(Signed { origin, size, root, cosigned_by: Cosigned::all(&checkpoint.cosigned_by) }), Some(proofs)))
}

/// The first checkpoint on the trail that has a position, and when it was noted there.
async fn signed_first(log: &Log, trusted: &Trusted, position: Sequence) -> anyhow::Result<Option<FirstSigned>> {
    let mut follow = log.trail().follow(1, FollowOptions { filter: Some(Topic::Checkpoint.subject()) });
    let mut found = None;
    while let (None, Delivered::Record(stored)) = (&found, follow.next().await?) {
        let verified = Checkpoint::parse(&stored.record.payload).and_then(|noted| noted.verify(trusted, 0));
        found = verified.ok().filter(|noted| noted.head.size >= position).map(|noted| FirstSigned {
            size: noted.head.size,
            noted_at: stored.recorded_at,
            cosigned_by: Cosigned::all(&noted.cosigned_by),
        });
    }
    follow.close().await;
    Ok(found)
}

/// On what something rested then, and what has become of it.
#[derive(Debug, Serialize)]
struct Explained {
    story: String,
    title: String,
    /// The moment it is for.
    then: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    publication: Option<Publication>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sentences: Vec<Told>,
    /// What it rested on.
    updates: Vec<Supporting>,
    /// The checkpoint under which they are proven; none where no notary is running.
    #[serde(skip_serializing_if = "Option::is_none")]
    checkpoint: Option<Signed>,
    /// What has moved since in the items concerned.
    since: Vec<Since>,
}

#[derive(Debug, Serialize)]
struct Publication {
    key: String,
    /// The position of the update that put it out.
    position: Sequence,
    /// The first checkpoint that has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_by: Option<FirstSigned>,
    /// What the standards check says of it now.
    findings: Vec<String>,
}

#[derive(Debug, Serialize)]
struct FirstSigned {
    size: u64,
    noted_at: Timestamp,
    cosigned_by: Vec<Cosigned>,
}

#[derive(Debug, Serialize)]
struct Told {
    number: usize,
    item: String,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<String>,
    rests_on: Vec<Sequence>,
    /// Whether the brief says the same now.
    still_said: bool,
}

#[derive(Debug, Serialize)]
struct Supporting {
    position: Sequence,
    name: String,
    update: UpdateId,
    what: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<String>,
    /// What was known of the item then, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    stood: Option<String>,
    /// By whom, through whom, in which words.
    said_by: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    submitted_by: Option<String>,
    learned_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_at: Option<Timestamp>,
    recorded_at: Timestamp,
    /// Whether the record is the one that was signed.
    proven: bool,
    taken_back_by: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Signed {
    origin: String,
    size: u64,
    root: String,
    cosigned_by: Vec<Cosigned>,
}

#[derive(Debug, Serialize)]
struct Since {
    at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<Sequence>,
    what: String,
    moved: String,
}

impl Answer for Explained {
    fn page(&self) -> Page {
        let mut page = Page::default();
        page.title(&self.title);
        match &self.publication {
            Some(publication) => self.publication_page(publication, &mut page),
            None => page.line(format!("What was known at {}", self.then)),
        }
        for Told { number, text, standing, rests_on, still_said, .. } in &self.sentences {
            let standing = standing.as_ref().map(|standing| format!("{standing} · ")).unwrap_or_default();
            let now = if *still_said { "" } else { " The brief does not say so any more." };
            page.paragraph(format!("{number}. {text} [{standing}{}]{now}", listed(rests_on)));
        }
        let of = if self.publication.is_some() {
            "What it relied on, and the publication itself"
        } else {
            "What that rested on"
        };
        page.heading(of);
        for update in &self.updates {
            update.show(&mut page);
        }
        page.heading("The proof");
        match &self.checkpoint {
            None => page.line("No notary is running, so nothing of this is proven."),
            Some(Signed { origin, size, root, cosigned_by }) => {
                let proven = self.updates.iter().filter(|update| update.proven).count();
                let of = format!("{proven} of {}", counted(self.updates.len(), "update"));
                page.line(format!(
                    "Proven to the byte to be in the log {origin} as it was signed at size {size}: {of}. Root {root}"
                ));
                cosigned_by.iter().for_each(|cosigned| page.line(cosigned.text()));
            }
        }
        page.heading("What has moved since");
        if self.since.is_empty() {
            page.line("Nothing that concerns it.");
        }
        for Since { at, position, what, moved } in &self.since {
            let position = position.map(|position| format!(" [{position}]")).unwrap_or_default();
            page.bullet(format!("{at}: {what}: {moved}{position}"));
        }
        page
    }
}

impl Explained {
    fn publication_page(&self, publication: &Publication, page: &mut Page) {
        let Publication { key, position, signed_by, findings } = publication;
        page.line(format!("{}/{key}, recorded at {} as position {position}", self.story, self.then));
        if let Some(FirstSigned { size, noted_at, cosigned_by }) = signed_by {
            page.line(format!("First signed with the log at size {size}, by {noted_at}"));
            cosigned_by.iter().for_each(|cosigned| page.line(cosigned.text()));
        }
        findings.iter().for_each(|finding| page.bullet(format!("now: {finding}")));
    }
}

impl Supporting {
    fn show(&self, page: &mut Page) {
        let item = self.item.as_ref().map(|item| format!(" {item}")).unwrap_or_default();
        page.subheading(format!("[{}] {}{item} ({})", self.position, self.what, self.name));
        self.stood.iter().for_each(|stood| page.line(format!("then on file as: {stood}")));
        self.said_by.iter().for_each(|said| page.bullet(format!("said by {said}")));
        let by = self.submitted_by.as_deref().unwrap_or("somebody who gave no name");
        page.bullet(format!("learned {}, submitted by {by}, recorded {}", self.learned_at, self.recorded_at));
        page.bullet(if self.proven { "proven: the record is the one that was signed" } else { "NOT proven" });
        self.taken_back_by.iter().for_each(|by| page.bullet(format!("since then taken back, by update {by}")));
    }
}

fn listed(positions: &[Sequence]) -> String {
    positions.iter().map(ToString::to_string).collect::<Vec<_>>().join(" · ")
}
