//! `publish`: record that something was put out, where, and what it relied on, so that it is known what needs review when
//! that changes.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use newsreel_projector::Ask;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::{EntitySlug, ItemKey, StorySlug, UpdateId};
use newsreel_story::views::brief::{Brief, Form};
use newsreel_story::views::reach::Reach;
use serde_json::{Map, Value, json};

use crate::answers::Reads;
use crate::config::Config;
use crate::import::submit_document;
use crate::print::{self, Format};
use crate::query::ask_projector;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The story's slug
    story: StorySlug,
    /// The file that was put out; without it the brief as it is now, which is printed
    file: Option<PathBuf>,
    /// Who put it out, a directory slug
    #[arg(long, value_name = "SLUG")]
    outlet: EntitySlug,
    /// The outlet's name, when the directory does not have it yet
    #[arg(long, value_name = "NAME")]
    outlet_name: Option<String>,
    /// Its title; without it the story's
    #[arg(long)]
    title: Option<String>,
    /// Where it was put out: an address, an edition
    #[arg(long = "where", value_name = "WHERE")]
    place: Option<String>,
    /// The key of the publication, an item of the story; without it the file's name, or `brief` and the position
    #[arg(long)]
    key: Option<ItemKey>,
    /// It is a new version of a publication that is on file under this key
    #[arg(long, requires = "key")]
    amends: bool,
    /// The updates it relied on, by position, id or key; without it every update the brief names now
    #[arg(long, value_name = "UPDATE", value_delimiter = ',')]
    relies_on: Vec<String>,
}

pub(crate) async fn run(config: &Config, args: Args) -> anyhow::Result<ExitCode> {
    let ask = Ask::Brief { story: args.story.clone(), form: Form::Standard };
    let brief: Brief = serde_json::from_value(ask_projector(config, ask, Bounds::default()).await?)?;
    let (version, name) = match &args.file {
        Some(file) => {
            let content = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
            let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            (format!("content {}", UpdateId::of_content(uuid::Uuid::nil(), &content)), stem)
        }
        None => (format!("position {}", brief.sequence), format!("brief {}", brief.sequence)),
    };
    let key = match &args.key {
        Some(key) => key.to_string(),
        None => newsreel_story::record::name::ElementKey::of_text(&name)
            .context("give the publication a --key")?
            .to_string(),
    };
    let relies_on = relied_on(config, &args, &brief).await?;
    if relies_on.is_empty() {
        anyhow::bail!("there is nothing it could rely on: the brief names no update; give --relies-on");
    }
    let change = if args.amends { "publication.amended" } else { "publication.published" };
    let mut update = Map::new();
    update.insert(change.to_owned(), json!(key));
    update.insert("outlet".to_owned(), json!(args.outlet));
    update.insert("title".to_owned(), json!(args.title.as_ref().unwrap_or(&brief.title)));
    update.insert("version".to_owned(), json!(version));
    update.insert("when".to_owned(), json!(jiff::Timestamp::now().to_string()));
    update.insert("source".to_owned(), json!({ "origin": args.outlet, "basis": "on_record", "knowledge": "own_act" }));
    update.insert("relies_on".to_owned(), json!(relies_on));
    if let Some(place) = &args.place {
        update.insert("where".to_owned(), json!(place));
    }
    let mut document = json!({ "story": args.story, "updates": [Value::Object(update)] });
    if let Some(name) = &args.outlet_name {
        document["directory"] = json!({ args.outlet.as_str(): { "outlet": name } });
    }
    let code = submit_document(config, &document).await?;
    if code == ExitCode::SUCCESS {
        print::note(&format!("recorded as {key}, relying on {} updates", relies_on.len()));
        match (config.format, &args.file) {
            (Format::Json, None) => print::out(&print::json(&brief)?),
            (format, None) => print::out(&brief.page().render(format)),
            (_, Some(_)) => {}
        }
    }
    Ok(code)
}

async fn relied_on(config: &Config, args: &Args, brief: &Brief) -> anyhow::Result<Vec<String>> {
    if args.relies_on.is_empty() {
        let entries = brief.sections.iter().flat_map(|section| &section.entries);
        let updates = entries.flat_map(|entry| &entry.sentences).flat_map(|sentence| &sentence.updates);
        let mut named: Vec<String> = updates.map(ToString::to_string).collect();
        named.sort();
        named.dedup();
        return Ok(named);
    }
    let mut named = Vec::new();
    for update in &args.relies_on {
        let position = update.parse::<u64>().is_ok();
        let meant = if position || update.contains('/') || update.parse::<UpdateId>().is_ok() {
            update.clone()
        } else {
            format!("{}/{update}", args.story)
        };
        let reach: Reach = serde_json::from_value(
            ask_projector(config, Ask::Reach { update: meant, path: None }, Bounds::default()).await?,
        )?;
        named.push(reach.update.to_string());
    }
    Ok(named)
}
