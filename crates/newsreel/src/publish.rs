//! `publish`: record that something was published, where, and what it relied on, so that it can be reviewed when that
//! changes.

use std::path::PathBuf;

use anyhow::Context;
use newsreel_projector::Ask;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::{EntitySlug, ItemKey, StorySlug, UpdateId};
use newsreel_story::tell::english::counted;
use newsreel_story::views::brief::{Brief, Form};
use newsreel_story::views::reach::Reach;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::config::Config;
use crate::import::record;
use crate::page::Page;
use crate::print::{self, Answer, Outcome};
use crate::query;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The story's slug
    story: StorySlug,
    /// The file that was published; without it, the brief as it is now, which is printed
    file: Option<PathBuf>,
    /// Who published it, a directory slug
    #[arg(long, value_name = "SLUG")]
    outlet: EntitySlug,
    /// The outlet's name, if it is not in the directory yet
    #[arg(long, value_name = "NAME")]
    outlet_name: Option<String>,
    /// Its title; without it, the title of the story
    #[arg(long)]
    title: Option<String>,
    /// Where it was published: an address, an edition
    #[arg(long = "where", value_name = "WHERE")]
    place: Option<String>,
    /// The key of the publication; without it, the name of the file, or `brief` and the position
    #[arg(long)]
    key: Option<ItemKey>,
    /// This is a new version of the publication with this key
    #[arg(long, requires = "key")]
    amends: bool,
    /// The updates it relied on, by position, id or key; without it, every update the brief cites
    #[arg(long, value_name = "UPDATE", value_delimiter = ',')]
    relies_on: Vec<String>,
}

pub(crate) async fn run(config: &Config, args: Args) -> anyhow::Result<Outcome> {
    let ask = Ask::Brief { story: args.story.clone(), form: Form::Standard };
    let brief: Brief = query::ask(config, ask, Bounds::default()).await?;
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
        anyhow::bail!("the brief cites no update that it could rely on; name some with --relies-on");
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
    let recorded = match record(config, &document).await? {
        Outcome::Answered(_) => format!("recorded as {key}, relying on {}", counted(relies_on.len(), "update")),
        otherwise => return Ok(otherwise),
    };
    let brief = args.file.is_none().then_some(brief);
    if brief.is_some() {
        // The answer is the page itself, ready to be published.
        print::note(&recorded);
    }
    Ok(Outcome::answer(Published { publication: key, relies_on, recorded, brief }))
}

/// What was published.
#[derive(Serialize)]
struct Published {
    publication: String,
    relies_on: Vec<String>,
    #[serde(skip)]
    recorded: String,
    /// The brief that was published, if it was not a file.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    brief: Option<Brief>,
}

impl Answer for Published {
    fn page(&self) -> Page {
        self.brief.as_ref().map(Answer::page).unwrap_or_else(|| {
            let mut page = Page::default();
            page.line(&self.recorded);
            page
        })
    }
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
        let ask = Ask::Reach { update: meant, path: None };
        let reach: Reach = query::ask(config, ask, Bounds::default()).await?;
        named.push(reach.update.to_string());
    }
    Ok(named)
}
